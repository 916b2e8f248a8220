//! Wage tax by the Programmablaufplan; its methods and variables keep their names.
//!
//! All figures are euros here, where the Programmablaufplan counts some in cents. What it cuts or raises is cut or raised at
//! the same place. A comparison of two lost numbers says nothing, so no branch may give a value that does not hold the
//! number compared.

use super::inputs::{Inputs, Period, Provision};
use crate::{
    error::{Code, Error, Result, exact},
    law::{RulePack, Scale},
    money::{Mode, Rounding, number::Number},
    tax::wages::statute::Readable,
    trace::{Step, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

const CENT: Rounding = Rounding::of(1, 2, Mode::Down);
const CENT_UP: Rounding = Rounding::of(1, 2, Mode::Up);
const EURO: Rounding = Rounding::of(1, 0, Mode::Down);
const EURO_UP: Rounding = Rounding::of(1, 0, Mode::Up);
/// The unit of Y in § 32a EStG.
const TEN_THOUSAND: u32 = 10_000;
/// The class without allowances, and the first of the two that are taxed by MST5_6.
const CLASS_V: u8 = 5;
const CLASS_VI: u8 = 6;

/// The steps of one run through MRE4 … MLSTJAHR, named after the variable that the run leads to.
struct Run {
    zre4j: Step,
    fvb: Step,
    alte: Step,
    zre4: Step,
    anp: Step,
    fvbz: Step,
    ztabfb: Step,
    vspr: Step,
    vspkvpv: Step,
    vsphb: Step,
    vsp: Step,
    zve: Step,
    x: Step,
    st: Step,
}

macro_rules! run {
    ($name:ident, $id:literal) => {
        static $name: Run = Run {
            zre4j: Step {
                id: concat!("de.pap.", $id, ".ZRE4J"),
                name: "ZRE4J, pay of a year (MRE4JL, MSONST)",
                rests_on: &[],
                of: &[],
            },
            fvb: Step {
                id: concat!("de.pap.", $id, ".FVB"),
                name: "FVB, allowance for pensions (MRE4)",
                rests_on: &["pap.tab1", "pap.tab2"],
                of: &[],
            },
            alte: Step {
                id: concat!("de.pap.", $id, ".ALTE"),
                name: "ALTE, age relief (MRE4ALTE)",
                rests_on: &["pap.tab4", "pap.tab5"],
                of: &[],
            },
            zre4: Step {
                id: concat!("de.pap.", $id, ".ZRE4"),
                name: "ZRE4, pay of a year less allowances (MRE4ABZ)",
                rests_on: &[],
                of: &[&$name.zre4j, &$name.fvb, &$name.alte],
            },
            anp: Step {
                id: concat!("de.pap.", $id, ".ANP"),
                name: "ANP, lump sum for expenses (MZTABFB)",
                rests_on: &["pap.anp", "pap.anp.vbez"],
                of: &[],
            },
            fvbz: Step {
                id: concat!("de.pap.", $id, ".FVBZ"),
                name: "FVBZ, supplement to the allowance for pensions (MRE4)",
                rests_on: &["pap.tab3"],
                of: &[],
            },
            ztabfb: Step {
                id: concat!("de.pap.", $id, ".ZTABFB"),
                name: "ZTABFB, fixed allowances (MZTABFB)",
                rests_on: &["pap.sap", "{efa}", "{kfb}"],
                of: &[&$name.anp, &$name.fvbz],
            },
            vspr: Step {
                id: concat!("de.pap.", $id, ".VSPR"),
                name: "VSPR (2025: VSP1), part for the pension insurance (UPEVP)",
                rests_on: &["pap.bbgrvalv", "pap.rvsatzan"],
                of: &[],
            },
            vspkvpv: Step {
                id: concat!("de.pap.", $id, ".VSPKVPV"),
                name: "VSPKVPV (2025: VSP3), part for health and care insurance (MVSPKVPV, MVSP)",
                rests_on: &["pap.bbgkvpv", "pap.kvsatzan", "pap.pvsatzan"],
                of: &[],
            },
            vsphb: Step {
                id: concat!("de.pap.", $id, ".VSPHB"),
                name: "VSPHB (2025: VSP2), part up to a limit (MVSPHB, UPEVP)",
                rests_on: &["pap.avsatzan", "pap.vsp2", "pap.vhb"],
                of: &[],
            },
            vsp: Step {
                id: concat!("de.pap.", $id, ".VSP"),
                name: "VSP, Vorsorgepauschale (UPEVP)",
                rests_on: &[],
                of: &[&$name.vspr, &$name.vspkvpv, &$name.vsphb],
            },
            zve: Step {
                id: concat!("de.pap.", $id, ".ZVE"),
                name: "ZVE, taxable income (MLSTJAHR)",
                rests_on: &[],
                of: &[&$name.zre4, &$name.ztabfb, &$name.vsp],
            },
            x: Step {
                id: concat!("de.pap.", $id, ".X"),
                name: "X, taxable income in whole euros, divided by KZTAB (UPMLST)",
                rests_on: &[],
                of: &[&$name.zve],
            },
            st: Step {
                id: concat!("de.pap.", $id, ".ST"),
                name: "ST, tax by the scale (UPTAB, MST5_6)",
                rests_on: &[
                    "pap.gfb",
                    "pap.uptab.zone3",
                    "pap.uptab.zone4",
                    "pap.uptab.zone5",
                    "{mist}",
                    "{w1}",
                    "{w2}",
                    "{w3}",
                ],
                of: &[&$name.x],
            },
        };
    };
}

run!(TO_LSTJAHR, "LSTJAHR");
run!(TO_JBMG, "JBMG");
run!(TO_LSTOSO, "LSTOSO");
run!(TO_LSTSO, "LSTSO");

static LSTJAHR: Step = Step {
    id: "de.pap.LSTJAHR",
    name: "LSTJAHR, tax of a year (MBERECH)",
    rests_on: &[],
    of: &[&TO_LSTJAHR.st],
};
/// The wage tax of the period.
pub(super) static LSTLZZ: Step =
    Step { id: "de.pap.LSTLZZ", name: "LSTLZZ, wage tax (UPLSTLZZ)", rests_on: &[], of: &[&LSTJAHR] };
static JBMG: Step = Step {
    id: "de.pap.JBMG",
    name: "JBMG, tax of a year with allowances for children (MBERECH)",
    rests_on: &["{kfb}"],
    of: &[&TO_JBMG.st],
};
static SOLZJ: Step = Step {
    id: "de.pap.SOLZJ",
    name: "SOLZJ, solidarity surcharge of a year (MSOLZ)",
    rests_on: &["pap.solzfrei", "pap.solz", "pap.solzmin"],
    of: &[&JBMG],
};
/// The solidarity surcharge of the period.
pub(super) static SOLZLZZ: Step = Step {
    id: "de.pap.SOLZLZZ",
    name: "SOLZLZZ, solidarity surcharge (MSOLZ)",
    rests_on: &[],
    of: &[&SOLZJ],
};
/// What church tax of the period is due on.
pub(super) static BK: Step =
    Step { id: "de.pap.BK", name: "BK, base of church tax (MSOLZ)", rests_on: &[], of: &[] };
/// The wage tax of other pay.
pub(super) static STS: Step = Step {
    id: "de.pap.STS",
    name: "STS, wage tax on other pay (MSONST)",
    rests_on: &[],
    of: &[&TO_LSTOSO.st, &TO_LSTSO.st],
};
static SOLZSBMG: Step = Step {
    id: "de.pap.SOLZSBMG",
    name: "SOLZSBMG, tax of a year with other pay (MSOLZSTS)",
    rests_on: &["pap.solzfrei"],
    of: &[],
};
/// The solidarity surcharge on other pay.
pub(super) static SOLZS: Step = Step {
    id: "de.pap.SOLZS",
    name: "SOLZS, solidarity surcharge on other pay (MSOLZSTS)",
    rests_on: &["pap.solz"],
    of: &[&SOLZSBMG],
};
/// What church tax of other pay is due on.
pub(super) static BKS: Step =
    Step { id: "de.pap.BKS", name: "BKS, base of church tax on other pay (STSMIN)", rests_on: &[], of: &[] };

macro_rules! figures {
    (amounts { $($amount:ident $amount_key:literal,)* } rates { $($rate:ident $rate_key:literal,)* }) => {
        /// The figures that both years have, in one form of number.
        #[derive(Clone, Debug)]
        struct Values<A, R> {
            $($amount: A,)*
            $($rate: R,)*
        }

        impl Values<Decimal, Decimal> {
            fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
                Ok(Self {
                    $($amount: pack.amount(concat!("pap.", $amount_key), day)?.value,)*
                    $($rate: pack.rate(concat!("pap.", $rate_key), day)?.value,)*
                })
            }

            fn form<N: Number>(&self) -> Option<Values<N, N::Factor>> {
                Some(Values {
                    $($amount: N::exact(self.$amount)?,)*
                    $($rate: N::factor(self.$rate)?,)*
                })
            }
        }
    };
}

figures! {
    amounts {
        bbgrvalv "bbgrvalv",
        bbgkvpv "bbgkvpv",
        w1stkl5 "w1stkl5",
        w2stkl5 "w2stkl5",
        w3stkl5 "w3stkl5",
        gfb "gfb",
        solzfrei "solzfrei",
        anp_vbez "anp.vbez",
        anp "anp",
        sap "sap",
        efa "efa",
        kfb "kfb",
        kfb_stkl4 "kfb.stkl4",
        vhb "vhb",
        zone3 "uptab.zone3",
        zone3_constant "uptab.zone3.constant",
        zone4 "uptab.zone4",
        zone4_less "uptab.zone4.less",
        zone5 "uptab.zone5",
        zone5_less "uptab.zone5.less",
    }
    rates {
        rvsatzan "rvsatzan",
        zone2_square "uptab.zone2.square",
        zone2_slope "uptab.zone2.slope",
        zone3_square "uptab.zone3.square",
        zone3_slope "uptab.zone3.slope",
        zone4_rate "uptab.zone4.rate",
        zone5_rate "uptab.zone5.rate",
        upper "up5_6.upper",
        lower "up5_6.lower",
        mist "up5_6.mist",
        above_w1 "mst5_6.w1",
        above_w2 "mst5_6.w2",
        above_w3 "mst5_6.w3",
        solz "solz",
        solzmin "solzmin",
    }
}

/// Whose year's flow is followed, with the figures that only that one has.
#[derive(Clone, Copy, Debug)]
enum Method<A, R> {
    /// Vorsorgepauschale with a minimum of 12 % of the pay; the fractions of classes V and VI in cents.
    Of2025 { vhb_stkl3: A, vsp2: R },
    /// Vorsorgepauschale with unemployment insurance; the fractions in whole euros.
    Of2026 { avsatzan: R },
}

/// Rates of health and care insurance, outside Saxony and in it.
#[derive(Clone, Copy, Debug)]
struct Rates {
    /// KVSATZAN without the part of KVZ, + PVSATZAN, both × [`KVZ_PER`]: of each number of reductions PVA, and last with PVZ.
    kvpv: [[Decimal; 6]; 2],
    /// Minus KVSATZAG + PVSATZAG (2025).
    employer: [Decimal; 2],
}

impl Rates {
    /// MPARA. None when a sum of rates cannot be held.
    fn on(
        kvsatzan: Decimal,
        pvsatzan: [Decimal; 2],
        pvz: Decimal,
        pva: Decimal,
        employer: [Decimal; 2],
    ) -> Option<Self> {
        let mut kvpv = [[Decimal::ZERO; 6]; 2];
        for (rates, pvsatzan) in kvpv.iter_mut().zip(pvsatzan) {
            let without = exact::add(kvsatzan, pvsatzan)?;
            for (rate, reductions) in rates.iter_mut().zip([0, 1, 2, 3, 4, -1]) {
                let own = match reductions {
                    -1 => exact::add(without, pvz)?,
                    pva_count => exact::subtract(without, exact::multiply(pva_count.into(), pva)?)?,
                };
                *rate = exact::multiply(own, KVZ_PER.into())?;
            }
        }
        Some(Self { kvpv, employer: employer.map(|rate| -rate) })
    }

    /// Those of a person. None when PVA is no number of reductions.
    fn of(&self, provision: &Provision) -> Option<[Decimal; 2]> {
        let ([outside, within], [employer, employer_within]) = (&self.kvpv, self.employer);
        let (rates, employer) =
            if provision.pvs == 1 { (within, employer_within) } else { (outside, employer) };
        let place = if provision.pvz == 1 { rates.len() - 1 } else { provision.pva.into() };
        Some([*rates.get(place)?, employer])
    }
}

/// The figures of the Programmablaufplan, with their source.
#[derive(Clone, Debug)]
pub(super) struct Law {
    /// Document and edition.
    pub source: String,
    values: Values<Decimal, Decimal>,
    method: Method<Decimal, Decimal>,
    rates: Rates,
    /// TAB1 to TAB5.
    tables: [Scale; 5],
}

impl Law {
    pub(super) fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        let rate = |key: &str| Ok::<_, Error>(pack.rate(key, day)?.value);
        let method = pack.amount("pap.method", day)?;
        let sum = |a: Decimal, b: Decimal| {
            exact::add(a, b).ok_or_else(|| Error::overflow("pack", pack.revision(), "KVSATZAG + PVSATZAG"))
        };
        let (method, employer) = if method.value == Decimal::from(2026) {
            (Method::Of2026 { avsatzan: rate("pap.avsatzan")? }, [Decimal::ZERO; 2])
        } else if method.value == Decimal::from(2025) {
            let health = rate("pap.kvsatzag")?;
            (
                Method::Of2025 {
                    vhb_stkl3: pack.amount("pap.vhb.stkl3", day)?.value,
                    vsp2: rate("pap.vsp2")?,
                },
                [sum(health, rate("pap.pvsatzag")?)?, sum(health, rate("pap.pvsatzag.pvs")?)?],
            )
        } else {
            let message = format!(
                "`pap.method` is {}: the Programmablaufplan is known here as of 2025 and of 2026",
                method.value
            );
            return Err(Error::new(Code::LawUnsupported, "pap.method", method.value, message));
        };
        let table = |key: &str| pack.scale(key, day);
        Ok(Self {
            source: pack.amount("pap.edition", day)?.source,
            values: Values::on(pack, day)?,
            method,
            rates: Rates::on(
                rate("pap.kvsatzan")?,
                [rate("pap.pvsatzan")?, rate("pap.pvsatzan.pvs")?],
                rate("pap.pvz")?,
                rate("pap.pva")?,
                employer,
            )
            .ok_or_else(|| Error::overflow("pack", pack.revision(), "KVSATZAN + PVSATZAN"))?,
            tables: [
                table("pap.tab1")?,
                table("pap.tab2")?,
                table("pap.tab3")?,
                table("pap.tab4")?,
                table("pap.tab5")?,
            ],
        })
    }

    /// Whether PKV 2 is a code of that year, and PKPVAGZ none.
    pub(super) const fn is_of_2025(&self) -> bool {
        matches!(self.method, Method::Of2025 { .. })
    }

    pub(super) fn figures<N: Number>(&self) -> Option<Figures<N>> {
        let [tab1, tab2, tab3, tab4, tab5] = &self.tables;
        let shares = |table: &Scale| -> Option<Vec<(u32, N::Factor)>> {
            table
                .bands
                .iter()
                .map(|band| Some((u32::try_from(band.above).ok()?, N::factor(band.rate)?)))
                .collect()
        };
        let amounts = |table: &Scale| -> Option<Vec<(u32, N)>> {
            table
                .bands
                .iter()
                .map(|band| Some((u32::try_from(band.above).ok()?, N::exact(band.rate)?)))
                .collect()
        };
        Some(Figures {
            values: self.values.form()?,
            method: match self.method {
                Method::Of2025 { vhb_stkl3, vsp2 } => {
                    Method::Of2025 { vhb_stkl3: N::exact(vhb_stkl3)?, vsp2: N::factor(vsp2)? }
                }
                Method::Of2026 { avsatzan } => Method::Of2026 { avsatzan: N::factor(avsatzan)? },
            },
            one_euro: N::exact(Decimal::ONE)?,
            once: N::factor(Decimal::ONE)?,
            less: N::factor(Decimal::NEGATIVE_ONE)?,
            tab1: shares(tab1)?,
            tab2: amounts(tab2)?,
            tab3: amounts(tab3)?,
            tab4: shares(tab4)?,
            tab5: amounts(tab5)?,
        })
    }

    /// The inputs in one form of number; None when it cannot hold them.
    #[inline]
    pub(super) fn given<N: Number>(&self, inputs: &Inputs) -> Option<Given<N>> {
        let Inputs { wage_tax, provision, pay, .. } = inputs;
        let [kvpv, employer] = self.rates.of(provision)?;
        Some(Given {
            stkl: wage_tax.stkl,
            f: N::factor(wage_tax.f.unwrap_or(Decimal::ONE))?,
            zkf: if wage_tax.zkf.is_zero() { None } else { Some(N::factor(wage_tax.zkf)?) },
            church: inputs.r > 0,
            lzz: pay.lzz,
            re4: N::exact(pay.re4.amount())?,
            vbez: N::exact(pay.vbez.amount())?,
            lzzfreib: N::exact(wage_tax.lzzfreib.amount())?,
            lzzhinzu: N::exact(wage_tax.lzzhinzu.amount())?,
            age: (wage_tax.alter1 == 1).then_some(wage_tax.ajahr),
            vjahr: wage_tax.vjahr,
            vbezm: N::exact(wage_tax.vbezm.amount())?,
            vbezs: N::exact(wage_tax.vbezs.amount())?,
            zmvb: wage_tax.zmvb,
            krv: provision.krv == 1,
            alv: provision.alv == 1,
            pkv: provision.pkv,
            pkpv: N::exact(provision.pkpv.amount())?,
            pkpvagz: N::exact(provision.pkpvagz.amount())?,
            kvz: N::factor(provision.kvz)?,
            kvpv: N::factor(kvpv)?,
            employer: N::factor(employer)?,
            sonst: if pay.sonstb.is_zero() && pay.mbv.is_zero() {
                None
            } else {
                Some(Sonst {
                    sonstb: N::exact(pay.sonstb.amount())?,
                    sonstent: N::exact(pay.sonstent.amount())?,
                    sterbe: N::exact(pay.sterbe.amount())?,
                    vbs: N::exact(pay.vbs.amount())?,
                    mbv: (!pay.mbv.is_zero()).then_some(N::exact(pay.mbv.amount())?),
                    jre4: N::exact(wage_tax.jre4.amount())?,
                    jre4ent: N::exact(wage_tax.jre4ent.amount())?,
                    jvbez: N::exact(wage_tax.jvbez.amount())?,
                    jfreib: N::exact(wage_tax.jfreib.amount())?,
                    jhinzu: N::exact(wage_tax.jhinzu.amount())?,
                })
            },
        })
    }
}

/// KVZ is the whole extra rate in percent; the employee bears half: it is divided by so much.
const KVZ_PER: u32 = 200;

/// The figures in one form of number.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    values: Values<N, N::Factor>,
    method: Method<N, N::Factor>,
    one_euro: N,
    once: N::Factor,
    /// Minus one: what is subtracted before a rounding.
    less: N::Factor,
    tab1: Vec<(u32, N::Factor)>,
    tab2: Vec<(u32, N)>,
    tab3: Vec<(u32, N)>,
    tab4: Vec<(u32, N::Factor)>,
    tab5: Vec<(u32, N)>,
}

/// The entry of a table for a year: the last that begins in it or before.
fn entry<V: Copy>(table: &[(u32, V)], year: u32) -> Option<V> {
    table.iter().rev().find(|(since, _)| *since <= year).map(|(_, value)| *value)
}

/// The inputs in one form of number.
pub(super) struct Given<N: Number> {
    stkl: u8,
    f: N::Factor,
    zkf: Option<N::Factor>,
    church: bool,
    lzz: Period,
    pub re4: N,
    pub vbez: N,
    lzzfreib: N,
    lzzhinzu: N,
    /// AJAHR, where ALTER1 is 1.
    age: Option<u32>,
    vjahr: u32,
    vbezm: N,
    vbezs: N,
    zmvb: u32,
    krv: bool,
    alv: bool,
    pkv: u8,
    pkpv: N,
    pkpvagz: N,
    kvz: N::Factor,
    /// KVSATZAN + PVSATZAN without the part of KVZ, × [`KVZ_PER`].
    kvpv: N::Factor,
    /// Minus KVSATZAG + PVSATZAG.
    employer: N::Factor,
    sonst: Option<Sonst<N>>,
}

/// The inputs about other pay.
struct Sonst<N> {
    sonstb: N,
    sonstent: N,
    sterbe: N,
    vbs: N,
    mbv: Option<N>,
    jre4: N,
    jre4ent: N,
    jvbez: N,
    jfreib: N,
    jhinzu: N,
}

/// What a run works on: the variables of a year that MRE4JL or MSONST set.
struct Annual<N> {
    zre4j: N,
    zvbezj: N,
    jlfreib: N,
    jlhinzu: N,
    vbezbso: N,
    /// ZMVB, when LZZ is 1.
    months: Option<u32>,
}

/// What MRE4 sets.
struct Allowances<N> {
    fvb: N,
    fvbz: N,
    fvbso: N,
    fvbzso: N,
    alte: N,
}

/// The results of the Programmablaufplan, in euros.
#[derive(Clone, Copy)]
pub(super) struct Outputs<N> {
    /// The share of the period in JBMG: what the surcharge is due on.
    pub basis: N,
    pub lstlzz: N,
    pub solzlzz: N,
    pub bk: N,
    pub sts: N,
    pub solzs: N,
    pub bks: N,
}

impl<N: Number> Readable for Outputs<N> {
    type Amounts = Outputs<Decimal>;

    #[inline]
    fn read(self) -> Option<Outputs<Decimal>> {
        Some(Outputs {
            basis: self.basis.read()?,
            lstlzz: self.lstlzz.read()?,
            solzlzz: self.solzlzz.read()?,
            bk: self.bk.read()?,
            sts: self.sts.read()?,
            solzs: self.solzs.read()?,
            bks: self.bks.read()?,
        })
    }
}

impl<N: Number> Given<N> {
    /// MRE4JL: an amount of the period as that of a year.
    fn of_year(&self, amount: N) -> N {
        match self.lzz {
            Period::Year => amount,
            Period::Month => amount.ratio(12, 1, CENT),
            Period::Week => amount.ratio(360, 7, CENT),
            Period::Day => amount.ratio(360, 1, CENT),
        }
    }

    /// UPANTEIL: the share of the period in an amount of a year.
    fn share(&self, amount: N) -> N {
        match self.lzz {
            Period::Year => amount,
            Period::Month => amount.ratio(1, 12, CENT),
            Period::Week => amount.ratio(7, 360, CENT),
            Period::Day => amount.ratio(1, 360, CENT),
        }
    }

    /// An amount × (KVSATZAN + PVSATZAN).
    fn for_health(&self, amount: N) -> N {
        N::shares_per([(amount, self.kvz), (amount, self.kvpv)], KVZ_PER, CENT)
    }

    /// KZTAB.
    const fn kztab(&self) -> u32 {
        if self.stkl == 3 { 2 } else { 1 }
    }
}

impl<N: Number> Figures<N> {
    /// The whole flow. None when a table of the pack has no entry for a year.
    pub(super) fn run<T: Tracer<N>>(&self, g: &Given<N>, t: &mut T) -> Option<Outputs<N>> {
        let v = &self.values;
        let none = N::zero();
        let year = Annual {
            zre4j: g.of_year(g.re4),
            zvbezj: g.of_year(g.vbez),
            jlfreib: g.of_year(g.lzzfreib),
            jlhinzu: g.of_year(g.lzzhinzu),
            vbezbso: none,
            months: (g.lzz == Period::Year).then_some(g.zmvb),
        };
        // MBERECH
        let allowances = self.mre4(g, &year)?;
        let run = &TO_LSTJAHR;
        let (zre4, zvbez) = mre4abz(&year, allowances.fvb, allowances.alte, run, t);
        let ztabfb = self.mztabfb(g, zre4, zvbez, allowances.fvbz, run, t);
        let (_, st) = self.mlstjahr(g, zre4, year.zre4j, ztabfb, run, t);
        let lstjahr = t.note(&LSTJAHR, 0, st.share(g.f, EURO));
        let mut lstlzz = g.share(lstjahr);
        let kfb = self.kfb(g);
        let jbmg = match kfb {
            Some(kfb) => {
                let run = &TO_JBMG;
                let (zre4, _) = mre4abz(&year, allowances.fvb, allowances.alte, run, t);
                let ztabfb = t.note(&run.ztabfb, 0, ztabfb + kfb);
                let (_, st) = self.mlstjahr(g, zre4, year.zre4j, ztabfb, run, t);
                st.share(g.f, EURO)
            }
            None => lstjahr,
        };
        let jbmg = t.note(&JBMG, 0, jbmg);
        // MSOLZ: what exceeds SOLZFREI is nothing up to it, and so is the lesser of the two.
        let solzfrei = v.solzfrei.ratio(g.kztab(), 1, EURO);
        let solzmin = jbmg.above(solzfrei).share(v.solzmin, CENT);
        let solzj = t.note(&SOLZJ, 0, jbmg.share(v.solz, CENT).at_most(solzmin));
        let mut solzlzz = g.share(solzj);
        let basis = g.share(jbmg);
        let mut bk = if g.church { basis } else { none };

        let (mut sts, mut solzs) = (none, none);
        if let Some(sonst) = &g.sonst {
            let (due, zve) = self.msonst(g, sonst, t)?;
            sts = due;
            if none.exceeds(due) {
                // STSMIN
                if sonst.mbv.is_some() {
                    lstlzz = (lstlzz + due).at_least(none);
                    solzlzz = N::shares([(solzlzz, self.once), (due, v.solz)], CENT).at_least(none);
                    bk = (bk + due).at_least(none);
                }
                // Nothing, and lost when STS was: which branch is taken for a lost value says nothing.
                sts = due.above(due);
            } else {
                // MSOLZSTS
                let zve = zve - kfb.unwrap_or(none);
                let st = self.upmlst(g, zve, None, t);
                let solzsbmg = t.note(&SOLZSBMG, 0, st.share(g.f, EURO));
                solzs = solzsbmg.above(solzsbmg);
                if solzsbmg.exceeds(solzfrei) {
                    solzs = solzs + due.share(v.solz, CENT);
                }
            }
        }
        let bks = if g.church { sts } else { none };
        Some(Outputs {
            basis,
            lstlzz: t.note(&LSTLZZ, 0, lstlzz),
            solzlzz: t.note(&SOLZLZZ, 0, solzlzz),
            bk: t.note(&BK, 0, bk),
            sts: if g.sonst.is_some() { t.note(&STS, 0, sts) } else { sts },
            solzs: if g.sonst.is_some() { t.note(&SOLZS, 0, solzs) } else { solzs },
            bks: if g.sonst.is_some() { t.note(&BKS, 0, bks) } else { bks },
        })
    }

    /// MSONST and MOSONST: (LSTSO − LSTOSO) × f in whole euros, and ZVE with the other pay.
    fn msonst<T: Tracer<N>>(&self, g: &Given<N>, s: &Sonst<N>, t: &mut T) -> Option<(N, N)> {
        let months = Some(if g.zmvb == 0 { 12 } else { g.zmvb });
        let without = Annual {
            zre4j: s.jre4,
            zvbezj: s.jvbez,
            jlfreib: s.jfreib,
            jlhinzu: s.jhinzu,
            vbezbso: N::zero(),
            months,
        };
        let run = &TO_LSTOSO;
        let allowances = self.mre4(g, &without)?;
        let (zre4, zvbez) = mre4abz(&without, allowances.fvb, allowances.alte, run, t);
        let ztabfb = self.mztabfb(g, zre4, zvbez, allowances.fvbz, run, t);
        let (_, lstoso) = self.mlstjahr(g, zre4, without.zre4j - s.jre4ent, ztabfb, run, t);

        // MRE4SONST
        let with = Annual { zre4j: s.jre4 + s.sonstb, zvbezj: s.jvbez + s.vbs, vbezbso: s.sterbe, ..without };
        let run = &TO_LSTSO;
        let allowances = self.mre4(g, &with)?;
        let (zre4, zvbez) = mre4abz(&with, allowances.fvbso, allowances.alte, run, t);
        let zre4vp = with.zre4j + s.mbv.unwrap_or(N::zero()) - s.jre4ent - s.sonstent;
        let ztabfb = self.mztabfb(g, zre4, zvbez, allowances.fvbzso, run, t);
        let (zve, lstso) = self.mlstjahr(g, zre4, zre4vp, ztabfb, run, t);
        Some(((lstso - lstoso).share(g.f, EURO), zve))
    }

    /// MRE4, with MRE4ALTE. None when a table has no entry.
    fn mre4(&self, g: &Given<N>, y: &Annual<N>) -> Option<Allowances<N>> {
        let none = N::zero();
        let alte = match g.age {
            None => none,
            Some(ajahr) => (y.zre4j - y.zvbezj)
                .share(entry(&self.tab4, ajahr)?, EURO_UP)
                .at_most(entry(&self.tab5, ajahr)?),
        };
        if !y.zvbezj.exceeds(none) {
            // ZVBEZJ is not below zero.
            let none = y.zvbezj.above(y.zvbezj);
            return Some(Allowances { fvb: none, fvbz: none, fvbso: none, fvbzso: none, alte });
        }
        let (tab1, tab2, tab3) =
            (entry(&self.tab1, g.vjahr)?, entry(&self.tab2, g.vjahr)?, entry(&self.tab3, g.vjahr)?);
        let months = y.months.unwrap_or(12);
        let vbezb = g.vbezm.ratio(months, 1, CENT) + g.vbezs;
        let (hfvb, fvbz) = match y.months {
            Some(zmvb) => (tab2.ratio(zmvb, 12, EURO_UP), tab3.ratio(zmvb, 12, EURO_UP)),
            None => (tab2, tab3),
        };
        let fvb = vbezb.share(tab1, CENT_UP).at_most(hfvb).at_most(y.zvbezj);
        let fvbso = N::shares([(fvb, self.once), (y.vbezbso, tab1)], CENT_UP).at_most(tab2);
        let hfvbzso = vbezb + y.vbezbso - fvbso;
        let fvbzso = (fvbz + y.vbezbso).rounded(EURO_UP).at_most(hfvbzso.rounded(EURO_UP)).at_most(tab3);
        let hfvbz = vbezb - fvb;
        Some(Allowances { fvb, fvbz: fvbz.at_most(hfvbz.rounded(EURO_UP)), fvbso, fvbzso, alte })
    }

    /// KFB, where there are allowances for children.
    fn kfb(&self, g: &Given<N>) -> Option<N> {
        let zkf = g.zkf?;
        Some(match g.stkl {
            1..=3 => self.values.kfb.share(zkf, EURO),
            4 => self.values.kfb_stkl4.share(zkf, EURO),
            _ => N::zero(),
        })
    }

    /// MZTABFB: ZTABFB.
    fn mztabfb<T: Tracer<N>>(
        &self,
        g: &Given<N>,
        zre4: N,
        zvbez: N,
        fvbz: N,
        run: &'static Run,
        t: &mut T,
    ) -> N {
        let v = &self.values;
        if g.stkl == CLASS_VI {
            return t.note(&run.ztabfb, 0, N::zero());
        }
        let fvbz = t.note(&run.fvbz, 0, fvbz.at_most(zvbez.rounded(EURO)));
        let of_pension = (zvbez - fvbz).at_most(v.anp_vbez).rounded(EURO_UP);
        let of_wage = zre4.above(zvbez).at_most(v.anp).rounded(EURO_UP);
        let anp = t.note(&run.anp, 0, of_pension + of_wage);
        let efa = if g.stkl == 2 { v.efa } else { N::zero() };
        t.note(&run.ztabfb, 0, efa + anp + v.sap + fvbz)
    }

    /// MLSTJAHR: ZVE and ST.
    fn mlstjahr<T: Tracer<N>>(
        &self,
        g: &Given<N>,
        zre4: N,
        zre4vp: N,
        ztabfb: N,
        run: &'static Run,
        t: &mut T,
    ) -> (N, N) {
        let vsp = self.upevp(g, zre4vp, run, t);
        let zve = t.note(&run.zve, 0, zre4 - ztabfb - vsp).at_least(N::zero());
        (zve, self.upmlst(g, zve, Some(run), t))
    }

    /// UPEVP: VSP.
    fn upevp<T: Tracer<N>>(&self, g: &Given<N>, zre4vp: N, run: &'static Run, t: &mut T) -> N {
        let v = &self.values;
        let for_pension = zre4vp.at_most(v.bbgrvalv);
        let vspr = if g.krv { N::zero() } else { for_pension.share(v.rvsatzan, CENT) };
        let vspr = t.note(&run.vspr, 0, vspr);
        match self.method {
            Method::Of2026 { avsatzan } => {
                // MVSPKVPV
                let vspkvpv = if g.pkv == 0 {
                    g.for_health(zre4vp.at_most(v.bbgkvpv))
                } else if g.stkl == CLASS_VI {
                    N::zero()
                } else {
                    g.pkpv.ratio(12, 1, CENT).above(g.pkpvagz.ratio(12, 1, CENT))
                };
                let vspkvpv = t.note(&run.vspkvpv, 0, vspkvpv);
                let vsp = (vspkvpv + vspr).rounded(EURO_UP);
                if g.alv || g.stkl == CLASS_VI {
                    return t.note(&run.vsp, 0, vsp);
                }
                // MVSPHB
                let vspalv = for_pension.share(avsatzan, CENT);
                let vsphb = t.note(&run.vsphb, 0, (vspalv + vspkvpv).at_most(v.vhb));
                t.note(&run.vsp, 0, vsp.at_least((vspr + vsphb).rounded(EURO_UP)))
            }
            Method::Of2025 { vhb_stkl3, vsp2 } => {
                // ZRE4VP is overwritten by the ceilings, the one of the pension insurance only where it applies.
                let zre4vp = if g.krv { zre4vp } else { for_pension };
                let vhb = if g.stkl == 3 { vhb_stkl3 } else { v.vhb };
                let vsp2 = t.note(&run.vsphb, 0, zre4vp.share(vsp2, CENT).at_most(vhb));
                let vspn = (vspr + vsp2).rounded(EURO_UP);
                // MVSP
                let zre4vp = zre4vp.at_most(v.bbgkvpv);
                let vsp3 = match g.pkv {
                    0 => g.for_health(zre4vp),
                    _ if g.stkl == CLASS_VI => N::zero(),
                    1 => g.pkpv.ratio(12, 1, CENT),
                    _ => N::shares([(g.pkpv.ratio(12, 1, CENT), self.once), (zre4vp, g.employer)], CENT),
                };
                let vsp3 = t.note(&run.vspkvpv, 0, vsp3);
                t.note(&run.vsp, 0, (vsp3 + vspr).rounded(EURO_UP).at_least(vspn))
            }
        }
    }

    /// UPMLST: ST. Below one euro ZVE is nothing, and so are its whole euros.
    fn upmlst<T: Tracer<N>>(&self, g: &Given<N>, zve: N, run: Option<&'static Run>, t: &mut T) -> N {
        let zve = zve.at_least(N::zero());
        let x = if g.kztab() == 2 { zve.ratio(1, 2, EURO) } else { zve.rounded(EURO) };
        let x = run.map_or(x, |run| t.note(&run.x, 0, x));
        let st = if g.stkl < CLASS_V { self.uptab(x).ratio(g.kztab(), 1, EURO) } else { self.mst5_6(x) };
        run.map_or(st, |run| t.note(&run.st, 0, st))
    }

    /// UPTAB25, UPTAB26 for KZTAB 1: § 32a EStG.
    fn uptab(&self, x: N) -> N {
        let v = &self.values;
        if !x.exceeds(v.gfb) {
            x.above(x)
        } else if v.zone3.exceeds(x) {
            (x - v.gfb).curve(v.zone2_square, v.zone2_slope, N::zero(), TEN_THOUSAND, EURO)
        } else if v.zone4.exceeds(x) {
            let from = v.zone3 - self.one_euro;
            (x - from).curve(v.zone3_square, v.zone3_slope, v.zone3_constant, TEN_THOUSAND, EURO)
        } else if v.zone5.exceeds(x) {
            N::shares([(x, v.zone4_rate), (v.zone4_less, self.less)], EURO)
        } else {
            N::shares([(x, v.zone5_rate), (v.zone5_less, self.less)], EURO)
        }
    }

    /// MST5_6: ST of classes V and VI.
    fn mst5_6(&self, zzx: N) -> N {
        let v = &self.values;
        if zzx.exceeds(v.w2stkl5) {
            let st = self.up5_6(v.w2stkl5);
            if zzx.exceeds(v.w3stkl5) {
                let st = st + (v.w3stkl5 - v.w2stkl5).share(v.above_w2, EURO);
                st + (zzx - v.w3stkl5).share(v.above_w3, EURO)
            } else {
                st + (zzx - v.w2stkl5).share(v.above_w2, EURO)
            }
        } else {
            let vergl = self.up5_6(zzx);
            if zzx.exceeds(v.w1stkl5) {
                let hoch = self.up5_6(v.w1stkl5) + (zzx - v.w1stkl5).share(v.above_w1, EURO);
                vergl.at_most(hoch)
            } else {
                vergl
            }
        }
    }

    /// UP5_6: twice the difference of the tax on 5/4 and on 3/4, and no less than MIST.
    fn up5_6(&self, zx: N) -> N {
        let v = &self.values;
        let by = match self.method {
            Method::Of2025 { .. } => CENT,
            Method::Of2026 { .. } => EURO,
        };
        let half = self.uptab(zx.share(v.upper, by)) - self.uptab(zx.share(v.lower, by));
        (half + half).at_least(zx.share(v.mist, EURO))
    }
}

/// MRE4ABZ: ZRE4 and ZVBEZ.
fn mre4abz<N: Number, T: Tracer<N>>(y: &Annual<N>, fvb: N, alte: N, run: &'static Run, t: &mut T) -> (N, N) {
    t.note(&run.zre4j, 0, y.zre4j);
    let fvb = t.note(&run.fvb, 0, fvb);
    let alte = t.note(&run.alte, 0, alte);
    let zre4 = y.zre4j - fvb - alte - y.jlfreib + y.jlhinzu;
    (t.note(&run.zre4, 0, zre4.at_least(N::zero())), y.zvbezj.above(fvb))
}
