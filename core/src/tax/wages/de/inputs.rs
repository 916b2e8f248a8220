//! The inputs of the Programmablaufplan, under its own names.

use crate::{
    error::{Code, Error, Result, exact},
    money::{Money, currency::EUR},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub(super) fn nothing() -> Money {
    Money::zero(EUR)
}

/// LZZ, the period of the payment; in JSON its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Period {
    /// 1: the year.
    Year,
    /// 2: the month.
    Month,
    /// 3: the week.
    Week,
    /// 4: the day.
    Day,
}

impl TryFrom<u8> for Period {
    type Error = Error;
    fn try_from(code: u8) -> Result<Self> {
        match code {
            1 => Ok(Self::Year),
            2 => Ok(Self::Month),
            3 => Ok(Self::Week),
            4 => Ok(Self::Day),
            _ => Err(Error::invalid("LZZ", code, "write 1 (year), 2 (month), 3 (week) or 4 (day)")),
        }
    }
}

impl From<Period> for u8 {
    fn from(period: Period) -> Self {
        match period {
            Period::Year => 1,
            Period::Month => 2,
            Period::Week => 3,
            Period::Day => 4,
        }
    }
}

/// A person's wage tax features (ELStAM) and what is expected of the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "UPPERCASE")]
pub struct WageTax {
    /// STKL: the tax class, 1 (I) to 6 (VI).
    pub stkl: u8,
    /// f: the factor of the factor method, class IV only, three decimals.
    #[serde(default, rename = "f", with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub f: Option<Decimal>,
    /// ZKF: the number of allowances for children, one decimal.
    #[serde(default, with = "exact::text")]
    pub zkf: Decimal,
    /// LZZFREIB: the allowance of the period.
    #[serde(default = "nothing")]
    pub lzzfreib: Money,
    /// LZZHINZU: the amount to be added in the period.
    #[serde(default = "nothing")]
    pub lzzhinzu: Money,
    /// JFREIB: the allowance of the year, for other pay.
    #[serde(default = "nothing")]
    pub jfreib: Money,
    /// JHINZU: the amount to be added in the year, for other pay.
    #[serde(default = "nothing")]
    pub jhinzu: Money,
    /// JRE4: the expected pay of the year without other pay; needed when other pay is paid.
    #[serde(default = "nothing")]
    pub jre4: Money,
    /// JRE4ENT: compensations (§ 24 no. 1 EStG) within JRE4.
    #[serde(default = "nothing")]
    pub jre4ent: Money,
    /// JVBEZ: pensions within JRE4.
    #[serde(default = "nothing")]
    pub jvbez: Money,
    /// ALTER1: 1 for somebody who was 64 at the beginning of the year, else 0.
    #[serde(default)]
    pub alter1: u8,
    /// AJAHR: the year after the 64th birthday, where ALTER1 is 1.
    #[serde(default)]
    pub ajahr: u32,
    /// VJAHR: the year in which the pension was paid first.
    #[serde(default)]
    pub vjahr: u32,
    /// VBEZM: the pension of January 2005, or of the first whole month if it began later.
    #[serde(default = "nothing")]
    pub vbezm: Money,
    /// VBEZS: expected special payments of pensions in the year in which it began.
    #[serde(default = "nothing")]
    pub vbezs: Money,
    /// ZMVB: for how many months a pension is paid, where LZZ is 1.
    #[serde(default)]
    pub zmvb: u32,
}

impl WageTax {
    /// Somebody of that class, with no allowances.
    pub fn new(stkl: u8) -> Self {
        let none = nothing();
        Self {
            stkl,
            f: None,
            zkf: Decimal::ZERO,
            lzzfreib: none,
            lzzhinzu: none,
            jfreib: none,
            jhinzu: none,
            jre4: none,
            jre4ent: none,
            jvbez: none,
            alter1: 0,
            ajahr: 0,
            vjahr: 0,
            vbezm: none,
            vbezs: none,
            zmvb: 0,
        }
    }
}

/// What the Vorsorgepauschale depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "UPPERCASE")]
pub struct Provision {
    /// KRV: 0 for members of the statutory pension insurance or of a professional pension fund, else 1.
    #[serde(default)]
    pub krv: u8,
    /// ALV (2026): 0 for members of the unemployment insurance, else 1.
    #[serde(default)]
    pub alv: u8,
    /// PKV: 0 for members of the statutory health insurance, 1 for the privately insured; in 2025 2 with a subsidy.
    #[serde(default)]
    pub pkv: u8,
    /// KVZ: the whole extra rate of the health insurer, in percent with two decimals.
    #[serde(default, with = "exact::text")]
    pub kvz: Decimal,
    /// PKPV: contributions to private basic health and care insurance, of a month.
    #[serde(default = "nothing")]
    pub pkpv: Money,
    /// PKPVAGZ (2026): the employer's subsidy to them, of a month.
    #[serde(default = "nothing")]
    pub pkpvagz: Money,
    /// PVA: the number of reductions for children in the care insurance, 0 to 4.
    #[serde(default)]
    pub pva: u8,
    /// PVS: 1 for employment in Saxony, else 0.
    #[serde(default)]
    pub pvs: u8,
    /// PVZ: 1 for the surcharge of the childless in the care insurance, else 0.
    #[serde(default)]
    pub pvz: u8,
}

impl Provision {
    /// A member of all statutory insurances at that extra rate (percent).
    pub fn statutory(kvz: Decimal) -> Self {
        let none = nothing();
        Self { krv: 0, alv: 0, pkv: 0, kvz, pkpv: none, pkpvagz: none, pva: 0, pvs: 0, pvz: 0 }
    }
}

/// What is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "UPPERCASE")]
pub struct Pay {
    /// LZZ: the period.
    pub lzz: Period,
    /// RE4: taxable pay of the period, pensions included.
    pub re4: Money,
    /// VBEZ: pensions within RE4.
    #[serde(default = "nothing")]
    pub vbez: Money,
    /// SONSTB: other pay (bonuses, compensations).
    #[serde(default = "nothing")]
    pub sonstb: Money,
    /// SONSTENT: compensations (§ 24 no. 1 EStG) within SONSTB.
    #[serde(default = "nothing")]
    pub sonstent: Money,
    /// STERBE: death benefits of pensions and lump sums within SONSTB.
    #[serde(default = "nothing")]
    pub sterbe: Money,
    /// VBS: pensions within SONSTB, STERBE included.
    #[serde(default = "nothing")]
    pub vbs: Money,
    /// MBV: untaxed benefits of employee share ownership (§ 19a EStG).
    #[serde(default = "nothing")]
    pub mbv: Money,
}

impl Pay {
    /// Pay of a period and nothing else.
    pub fn new(lzz: Period, re4: Money) -> Self {
        let none = nothing();
        Self { lzz, re4, vbez: none, sonstb: none, sonstent: none, sterbe: none, vbs: none, mbv: none }
    }
}

/// All inputs of the Programmablaufplan. Amounts are money here, where the Programmablaufplan counts cents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// The person's wage tax features.
    pub wage_tax: WageTax,
    /// What the Vorsorgepauschale depends on.
    pub provision: Provision,
    /// R: 0 for nobody of a church that levies tax, else above.
    #[serde(default, rename = "R")]
    pub r: u8,
    /// What is paid.
    pub pay: Pay,
}

/// The results of the Programmablaufplan. Those of double taxation agreements and, of 2025, VKVLZZ and VKVSONST are not
/// among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct Outputs {
    /// LSTLZZ: wage tax of the period.
    pub lstlzz: Money,
    /// SOLZLZZ: solidarity surcharge of the period.
    pub solzlzz: Money,
    /// BK: what church tax of the period is due on.
    pub bk: Money,
    /// STS: wage tax on other pay.
    pub sts: Money,
    /// SOLZS: solidarity surcharge on other pay.
    pub solzs: Money,
    /// BKS: what church tax on other pay is due on.
    pub bks: Money,
}

/// An amount of the inputs that is not below zero and in euros.
#[expect(clippy::inline_always, reason = "measured: every evaluation asks it of eighteen amounts")]
#[inline(always)]
pub(super) fn amount(field: &str, amount: Money) -> Result<()> {
    if amount.currency() == EUR && !amount.is_negative() { Ok(()) } else { refused(field, amount) }
}

#[cold]
fn refused(field: &str, amount: Money) -> Result<()> {
    if amount.currency() != EUR {
        let message = format!("`{field}` is {amount}: German wage tax and contributions are in EUR");
        return Err(Error::new(Code::MoneyMixedCurrencies, field, amount, message));
    }
    let message = format!("`{field}` is {amount}: it is not below zero");
    Err(Error::new(Code::NumberNegative, field, amount, message))
}

/// An amount that is within the one that it is a part of.
#[inline]
fn part_of(field: &str, part: Money, whole: &str, all: Money) -> Result<()> {
    if part.is_zero() { Ok(()) } else { no_more_than(field, part, whole, all) }
}

fn no_more_than(field: &str, part: Money, whole: &str, all: Money) -> Result<()> {
    if part.amount() <= all.amount() {
        return Ok(());
    }
    Err(Error::invalid(field, part, &format!("it is a part of {whole}, which is {all}")))
}

/// A tax class.
pub(super) fn class(field: &str, stkl: u8) -> Result<()> {
    if (1..=6).contains(&stkl) {
        return Ok(());
    }
    let message = format!("`{field}` is {stkl}: the tax classes are 1 (I) to 6 (VI)");
    Err(Error::new(Code::TaxCategoryInvalid, field, stkl, message))
}

/// Whether a number has at most that many decimals.
fn digits(number: Decimal, most: u32) -> bool {
    number.scale() <= most || number.normalize().scale() <= most
}

/// A rate of percent with at most two decimals, 0 to 100.
pub(super) fn percent(field: &str, rate: Decimal) -> Result<()> {
    let fits = digits(rate, 2) && rate >= Decimal::ZERO && rate <= Decimal::ONE_HUNDRED;
    if fits {
        Ok(())
    } else {
        Err(Error::invalid(field, rate, "write percent with two decimals, such as 2.90"))
    }
}

impl Inputs {
    /// Refuses what does not exist or does not go together. `of_2025`: whose codes PKV has.
    pub(super) fn check(&self, of_2025: bool) -> Result<()> {
        let Self { wage_tax: w, provision: p, pay, .. } = self;
        class("wage_tax.STKL", w.stkl)?;
        if let Some(f) = w.f {
            let fits = f > Decimal::ZERO && f <= Decimal::ONE && digits(f, 3);
            if !fits || (w.stkl != 4 && f != Decimal::ONE) {
                let wanted = "it belongs to class 4 and lies above 0, up to 1, with three decimals";
                return Err(Error::invalid("wage_tax.f", f, wanted));
            }
        }
        if w.zkf < Decimal::ZERO || !digits(w.zkf, 1) || w.zkf > Decimal::ONE_HUNDRED {
            return Err(Error::invalid(
                "wage_tax.ZKF",
                w.zkf,
                "write a number from 0 with one decimal, such as 1.5",
            ));
        }
        for (field, flag) in [
            ("wage_tax.ALTER1", w.alter1),
            ("provision.KRV", p.krv),
            ("provision.ALV", p.alv),
            ("provision.PVS", p.pvs),
            ("provision.PVZ", p.pvz),
        ] {
            if flag > 1 {
                return Err(Error::invalid(field, flag, "write 0 or 1"));
            }
        }
        if w.alter1 == 1 && !(1905..=2200).contains(&w.ajahr) {
            return Err(Error::invalid("wage_tax.AJAHR", w.ajahr, "write the year after the 64th birthday"));
        }
        if w.zmvb > 12 {
            return Err(Error::invalid("wage_tax.ZMVB", w.zmvb, "write the number of months, 0 to 12"));
        }
        if p.pkv > if of_2025 { 2 } else { 1 } {
            let wanted = "write 0 (statutory) or 1 (private); 2 (with a subsidy) only in 2025";
            return Err(Error::invalid("provision.PKV", p.pkv, wanted));
        }
        if p.pva > 4 {
            return Err(Error::invalid("provision.PVA", p.pva, "write the number of reductions, 0 to 4"));
        }
        percent("provision.KVZ", p.kvz)?;
        amount("wage_tax.LZZFREIB", w.lzzfreib)?;
        amount("wage_tax.LZZHINZU", w.lzzhinzu)?;
        amount("wage_tax.JFREIB", w.jfreib)?;
        amount("wage_tax.JHINZU", w.jhinzu)?;
        amount("wage_tax.JRE4", w.jre4)?;
        amount("wage_tax.JRE4ENT", w.jre4ent)?;
        amount("wage_tax.JVBEZ", w.jvbez)?;
        amount("wage_tax.VBEZM", w.vbezm)?;
        amount("wage_tax.VBEZS", w.vbezs)?;
        amount("provision.PKPV", p.pkpv)?;
        amount("provision.PKPVAGZ", p.pkpvagz)?;
        amount("pay.RE4", pay.re4)?;
        amount("pay.VBEZ", pay.vbez)?;
        amount("pay.SONSTB", pay.sonstb)?;
        amount("pay.SONSTENT", pay.sonstent)?;
        amount("pay.STERBE", pay.sterbe)?;
        amount("pay.VBS", pay.vbs)?;
        amount("pay.MBV", pay.mbv)?;
        part_of("wage_tax.JRE4ENT", w.jre4ent, "JRE4", w.jre4)?;
        part_of("wage_tax.JVBEZ", w.jvbez, "JRE4", w.jre4)?;
        part_of("pay.VBEZ", pay.vbez, "RE4", pay.re4)?;
        part_of("pay.SONSTENT", pay.sonstent, "SONSTB", pay.sonstb)?;
        part_of("pay.VBS", pay.vbs, "SONSTB", pay.sonstb)?;
        part_of("pay.STERBE", pay.sterbe, "VBS", pay.vbs)?;
        let pension = !(pay.vbez.is_zero() && pay.vbs.is_zero() && w.jvbez.is_zero());
        if pension && !(1900..=2200).contains(&w.vjahr) {
            return Err(Error::invalid(
                "wage_tax.VJAHR",
                w.vjahr,
                "write the year in which the pension began",
            ));
        }
        if pension && pay.lzz == Period::Year && w.zmvb == 0 {
            return Err(Error::invalid(
                "wage_tax.ZMVB",
                w.zmvb,
                "write the number of months of the pension, 1 to 12",
            ));
        }
        Ok(())
    }
}
