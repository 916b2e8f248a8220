//! Pay As You Earn: HMRC's Specification for PAYE Tax Table Routines (version 24.0); its paragraphs name the steps.
//!
//! The number in a code stands for pounds: free (or additional) pay is `(10 × number + 9) ÷ 52` or `÷ 12`, cut to four
//! decimals and up to the penny, in blocks of 500; bandwidths and the tax of whole bands are cut to four decimals for the
//! period; pay in pence chooses the band, whole pounds are taxed; the tax is cut to the penny.

#![expect(
    clippy::inline_always,
    reason = "measured: a row takes a quarter less time when nothing is handed over"
)]

use super::{
    Nation,
    code::{Kind, TaxCode, invalid},
    period::{Span, TaxPeriod, Unit},
    year::known,
};
use crate::{
    error::{Code, Error, Result},
    law::{Figure, RulePack, Scale},
    money::{
        Mode, Rounding,
        number::{Exact, Number},
    },
    trace::{Notes, Step, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Four decimals, cut: what the tables hold.
const TABLE: Rounding = Rounding::of(1, 4, Mode::Down);
const FREE_PAY_PENNY: Rounding = Rounding::of(1, 2, Mode::Up).after_cut(1, 4);
const BAND_POUND: Rounding = Rounding::of(1, 0, Mode::Up).after_cut(1, 4);
const POUND: Rounding = Rounding::of(1, 0, Mode::Down);
const PENNY: Rounding = Rounding::of(1, 2, Mode::Down);
/// The number in a code is taken in blocks of so many (4.3.1).
const BLOCK: u32 = 500;

const fn step(id: &'static str, name: &'static str, of: &'static [&'static Step]) -> Step {
    Step { id, name, rests_on: &[], of }
}

static PAY_TO_DATE: Step = step("uk.paye.pay_to_date", "Pay to date (Pn)", &[]);
static FREE_PAY: Step =
    Step { id: "uk.paye.free_pay", name: "Free pay to date (4.3.1)", rests_on: &["paye.q.{unit}"], of: &[] };
static ADDITIONAL_PAY: Step = Step {
    id: "uk.paye.additional_pay",
    name: "Additional pay to date (4.3.1)",
    rests_on: &["paye.q.{unit}"],
    of: &[],
};
static TAXABLE_PAY: Step = step(
    "uk.paye.taxable_pay_to_date",
    "Taxable pay to date (Un)",
    &[&PAY_TO_DATE, &FREE_PAY, &ADDITIONAL_PAY],
);
static WHOLE_POUNDS: Step =
    step("uk.paye.whole_pounds", "Taxable pay to date in whole pounds (Tn)", &[&TAXABLE_PAY]);
static DUE_TO_DATE: Step = Step {
    id: "uk.paye.due_to_date",
    name: "Tax due to date (4.4)",
    rests_on: &["paye.bands.{nation}"],
    of: &[&WHOLE_POUNDS],
};
static DUE_AT_ONE_RATE: Step = Step {
    id: "uk.paye.due_to_date",
    name: "Tax due to date at one rate",
    rests_on: &["paye.bands.{nation}", "paye.basic_rate_pointer.{nation}"],
    of: &[&WHOLE_POUNDS],
};
static NO_TAX: Step = step("uk.paye.due_to_date", "No tax (code NT)", &[&WHOLE_POUNDS]);
static PAID_TO_DATE: Step = step("uk.paye.paid_to_date", "Tax to date before this payment", &[]);
static DUE: Step = step(
    "uk.paye.due",
    "Tax due for this period (4.5)",
    &[&DUE_TO_DATE, &DUE_AT_ONE_RATE, &NO_TAX, &PAID_TO_DATE],
);
static LIMIT: Step = Step {
    id: "uk.paye.limit",
    name: "Overriding limit (4.5.2)",
    rests_on: &["paye.limit.rate", "paye.limit.k_rate"],
    of: &[],
};
/// The tax of a payment.
pub(super) static TAX: Step = step("uk.paye", "PAYE income tax", &[&DUE, &LIMIT]);

/// The law of a tax year, with its sources.
#[derive(Clone, Debug)]
pub(super) struct Law {
    nations: [Option<Rates>; Nation::ALL.len()],
    quotients: [Figure; 2],
    limit: Decimal,
    limits_only_k: bool,
}

/// The rates of a nation.
#[derive(Clone, Debug)]
pub(super) struct Rates {
    pub scale: Scale,
    /// Which band is the basic rate's, from 0.
    basic: usize,
}

impl Law {
    pub(super) fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        let [england, scotland, wales] = Nation::ALL;
        let quotient = |unit: Unit| pack.amount(&format!("paye.q.{}", unit.key()), day);
        let (limit, limits_only_k) = match known(pack.rate("paye.limit.rate", day))? {
            Some(limit) => (limit, false),
            None => (pack.rate("paye.limit.k_rate", day)?, true),
        };
        Ok(Self {
            nations: [
                Some(Rates::on(pack, day, england)?),
                known(Rates::on(pack, day, scotland))?,
                known(Rates::on(pack, day, wales))?,
            ],
            quotients: [quotient(Unit::Week)?, quotient(Unit::Month)?],
            limit: limit.value,
            limits_only_k,
        })
    }

    /// The rates that a code speaks of, and the one rate if it speaks of one.
    ///
    /// # Errors
    /// `tax.code_invalid` when there is none in this tax year.
    pub(super) fn rates(&self, code: TaxCode) -> Result<(&Rates, Option<Decimal>)> {
        let Some(rates) = self.nations.get(code.nation().index()).and_then(Option::as_ref) else {
            return Err(invalid(code, &format!("there were no rates of {} in that tax year", code.nation())));
        };
        let Kind::Flat { above_basic } = code.kind() else { return Ok((rates, None)) };
        match rates.scale.bands.get(rates.basic + usize::from(above_basic)) {
            Some(band) => Ok((rates, Some(band.rate))),
            None => Err(invalid(
                code,
                &format!("{} has {} rates in that tax year", code.nation(), rates.scale.bands.len()),
            )),
        }
    }

    pub(super) fn figures<N: Number>(&self) -> Option<Figures<N>> {
        let nation = |rates: &Option<Rates>| match rates {
            Some(rates) => Bands::of(rates).map(Some),
            None => Some(None),
        };
        let [england, scotland, wales] = &self.nations;
        let [week, month] = &self.quotients;
        Some(Figures {
            pound: N::exact(Decimal::ONE)?,
            nothing: N::factor(Decimal::ZERO)?,
            nations: [nation(england)?, nation(scotland)?, nation(wales)?],
            quotients: [N::exact(week.value)?, N::exact(month.value)?],
            limit: N::factor(self.limit)?,
            limits_only_k: self.limits_only_k,
        })
    }
}

impl Rates {
    fn on(pack: &RulePack, day: NaiveDate, nation: Nation) -> Result<Self> {
        let scale = pack.scale(&format!("paye.bands.{}", nation.key()), day)?;
        let pointer = pack.amount(&format!("paye.basic_rate_pointer.{}", nation.key()), day)?;
        let basic = usize::try_from(pointer.value).ok().filter(|_| pointer.value.fract().is_zero());
        let basic = basic.and_then(|basic| basic.checked_sub(1)).filter(|basic| *basic < scale.bands.len());
        basic.map(|basic| Self { scale, basic }).ok_or_else(|| {
            let message = format!("`{}` is {}, which is no band of the scale", pointer.key, pointer.value);
            Error::new(Code::LawPackInvalid, pointer.key, pointer.value, message)
        })
    }
}

/// The law of a tax year in one form of number.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    pound: N,
    nothing: N::Factor,
    nations: [Option<Bands<N>>; Nation::ALL.len()],
    quotients: [N; 2],
    limit: N::Factor,
    limits_only_k: bool,
}

#[derive(Clone)]
struct Bands<N: Number> {
    annual: Vec<Band<N>>,
    basic: usize,
    /// The bands of so many weeks and of so many months, where they were prepared.
    ready: [Vec<Vec<Ready<N>>>; 2],
}

#[derive(Clone)]
struct Band<N: Number> {
    /// C of the band below: where this one begins in a year.
    above: N,
    /// C of this band: none for the highest.
    up_to: Option<N>,
    /// K of the band below: the year's tax on all that lies under this one.
    tax_below: N,
    rate: N::Factor,
}

impl<N: Number> Bands<N> {
    fn of(rates: &Rates) -> Option<Self> {
        let mut bands: Vec<Band<N>> = Vec::with_capacity(rates.scale.bands.len());
        for band in &rates.scale.bands {
            let above = N::exact(band.above)?;
            let tax_below = bands.last_mut().map_or(N::zero(), |below| {
                below.up_to = Some(above);
                below.tax_below + (above - below.above).share(below.rate, TABLE)
            });
            bands.push(Band { above, up_to: None, tax_below, rate: N::factor(band.rate)? });
        }
        Some(Self { annual: bands, basic: rates.basic, ready: [vec![], vec![]] })
    }

    fn rate(&self, above_basic: u8) -> Option<N::Factor> {
        self.annual.get(self.basic + usize::from(above_basic)).map(|band| band.rate)
    }

    /// The tax of `counted` weeks or months (4.4): `taxable` in pence chooses the band, `whole` pounds are taxed.
    #[inline(always)]
    fn tax(&self, taxable: N, whole: N, counted: u32, unit: Unit) -> N {
        let ready =
            usize::try_from(counted).ok().and_then(|counted| self.ready.get(unit as usize)?.get(counted));
        match ready {
            Some(bands) => choose(bands.iter().copied(), taxable, whole),
            None => {
                choose(self.annual.iter().map(|band| Counted { band, units: counted, unit }), taxable, whole)
            }
        }
    }

    /// The same, with the bands of every period worked out once.
    fn prepared(mut self) -> Self {
        let of = |unit: Unit, counted: u32| {
            let ready = |band| {
                let band = Counted { band, units: counted, unit };
                Ready { limit: band.limit(), below: band.below(), rate: band.rate() }
            };
            self.annual.iter().map(ready).collect()
        };
        let [weeks, months] = [Unit::Week, Unit::Month]
            .map(|unit| (0..=unit.per_year()).map(|counted| of(unit, counted)).collect::<Vec<_>>());
        self.ready = [weeks, months];
        self
    }
}

/// A band as it stands for some weeks or months.
trait OfPeriod<N: Number> {
    /// c: where it ends, up to the next pound; none for the highest.
    fn limit(&self) -> Option<N>;
    /// The c and the k of the band below.
    fn below(&self) -> [N; 2];
    /// Its rate.
    fn rate(&self) -> N::Factor;
}

/// Worked out when it is asked.
struct Counted<'a, N: Number> {
    band: &'a Band<N>,
    units: u32,
    unit: Unit,
}

/// Worked out before.
#[derive(Clone, Copy)]
struct Ready<N: Number> {
    limit: Option<N>,
    below: [N; 2],
    rate: N::Factor,
}

impl<N: Number> OfPeriod<N> for Counted<'_, N> {
    fn limit(&self) -> Option<N> {
        Some(self.band.up_to?.ratio(self.units, self.unit.per_year(), BAND_POUND))
    }
    fn below(&self) -> [N; 2] {
        [self.band.above, self.band.tax_below]
            .map(|annual| annual.ratio(self.units, self.unit.per_year(), TABLE))
    }
    fn rate(&self) -> N::Factor {
        self.band.rate
    }
}

impl<N: Number> OfPeriod<N> for Ready<N> {
    #[inline(always)]
    fn limit(&self) -> Option<N> {
        self.limit
    }
    #[inline(always)]
    fn below(&self) -> [N; 2] {
        self.below
    }
    #[inline(always)]
    fn rate(&self) -> N::Factor {
        self.rate
    }
}

#[inline(always)]
fn choose<N: Number>(bands: impl Iterator<Item = impl OfPeriod<N>>, taxable: N, whole: N) -> N {
    let mut whole = whole;
    for band in bands {
        if let Some(limit) = band.limit() {
            // A comparison forgets that a value was lost; the sum does not.
            whole = whole + limit.above(limit);
            if taxable.exceeds(limit) {
                continue;
            }
        }
        let [from, tax_below] = band.below();
        return (tax_below + (whole - from).share(band.rate(), TABLE)).rounded(PENNY);
    }
    N::zero()
}

/// What the rule is about.
#[derive(Clone, Copy)]
pub(super) struct Given<N> {
    pub code: TaxCode,
    pub period: TaxPeriod,
    pub pay: N,
    pub non_cash: N,
    pub pay_before: N,
    pub tax_before: N,
}

impl<N: Number> Figures<N> {
    /// The same, with what only the period tells worked out once: for a form that runs over many people.
    pub(super) fn prepared(self) -> Self {
        Self { nations: self.nations.map(|nation| nation.map(Bands::prepared)), ..self }
    }

    /// Free or additional pay to date for the number in a code (4.3.1).
    #[inline(always)]
    fn allowance(&self, number: u32, period: TaxPeriod) -> N {
        let Some(last) = number.checked_sub(1) else { return N::zero() };
        let Span { unit, .. } = period.span;
        let [week, month] = self.quotients;
        let quotient = if unit == Unit::Week { week } else { month };
        let (blocks, rest) = (last / BLOCK, last % BLOCK + 1);
        let tenths = 10 * rest + 9;
        let of_rest = match unit {
            Unit::Week => self.pound.ratio(tenths, Unit::Week.per_year(), FREE_PAY_PENNY),
            Unit::Month => self.pound.ratio(tenths, Unit::Month.per_year(), FREE_PAY_PENNY),
        };
        let of_one = of_rest + quotient.ratio(blocks, 1, PENNY);
        of_one.ratio(period.counted(), 1, PENNY)
    }

    /// The tax of a payment; below zero it is a refund. None when this tax year has no rate for the code.
    #[inline(always)]
    pub(super) fn tax<T: Tracer<N>>(&self, given: Given<N>, t: &mut T) -> Option<N> {
        let Given { code, period, pay, non_cash, pay_before, tax_before } = given;
        let nation = self.nations.get(code.nation().index())?.as_ref()?;
        let (pay_before, tax_before) =
            if period.cumulative { (pay_before, tax_before) } else { (N::zero(), N::zero()) };

        let to_date = t.note(&PAY_TO_DATE, 0, pay_before + pay);
        let taxable = match code.kind() {
            Kind::Suffix { number, .. } => to_date - t.note(&FREE_PAY, 0, self.allowance(number, period)),
            Kind::Additional { number } => {
                to_date + t.note(&ADDITIONAL_PAY, 0, self.allowance(number, period))
            }
            Kind::Flat { .. } | Kind::NoTax => to_date,
        };
        let taxable = t.note(&TAXABLE_PAY, 0, taxable.at_least(N::zero()));
        let whole = t.note(&WHOLE_POUNDS, 0, taxable.rounded(POUND));

        let one_rate = |rate| whole.share(rate, PENNY);
        let due_to_date = match code.kind() {
            Kind::Flat { above_basic } => t.note(&DUE_AT_ONE_RATE, 0, one_rate(nation.rate(above_basic)?)),
            Kind::NoTax => t.note(&NO_TAX, 0, one_rate(self.nothing)),
            Kind::Suffix { .. } | Kind::Additional { .. } => {
                let tax = nation.tax(taxable, whole, period.counted(), period.span.unit);
                t.note(&DUE_TO_DATE, 0, tax)
            }
        };
        let paid_to_date = t.note(&PAID_TO_DATE, 0, tax_before);
        let due = t.note(&DUE, 0, due_to_date - paid_to_date);
        if self.limits_only_k && !matches!(code.kind(), Kind::Additional { .. }) {
            return Some(t.note(&TAX, 0, due));
        }
        let in_cash = (pay - non_cash).at_least(N::zero());
        let limit = t.note(&LIMIT, 0, in_cash.share(self.limit, PENNY));
        Some(t.note(&TAX, 0, due.at_most(limit)))
    }
}

/// Whether the overriding limit cut the tax, from the notes.
pub(super) fn limited(notes: &Notes<Exact>) -> bool {
    let value = |step: &'static Step| {
        notes.0.iter().find(|(noted, ..)| std::ptr::eq(*noted, step)).and_then(|(.., value)| value.read())
    };
    value(&DUE) != value(&TAX)
}
