//! The end-of-service gratuity of a foreign full-time worker (Federal Decree-Law 33/2021, article 51).

use super::PACK;
use crate::{
    error::{Error, Result},
    law::RulePack,
    money::{Mode, Money, number::Number},
    tax::wages::{
        monthly::{self, Count, MONTHS, Resolved},
        statute::Statute,
    },
    trace::{Step, Trace, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The days of a year, by which unpaid days are taken off.
const DAYS: u32 = 365;
/// Units of service in a year: months and days both come to whole ones.
const YEAR: u32 = MONTHS * DAYS;

static EARNED: Step = Step {
    id: "ae.gratuity.earned",
    name: "Earned by the service",
    rests_on: &["gratuity.days.first", "gratuity.days.later", "gratuity.first_years"],
    of: &[],
};
static MOST: Step =
    Step { id: "ae.gratuity.most", name: "At most", rests_on: &["gratuity.most_years"], of: &[] };
static GRATUITY: Step =
    Step { id: "ae.gratuity", name: "End-of-service gratuity", rests_on: &[], of: &[&EARNED, &MOST] };

monthly::figures! {
    PACK;
    days_first: Count = "gratuity.days.first",
    days_later: Count = "gratuity.days.later",
    first_years: Count = "gratuity.first_years",
    least_years: Count = "gratuity.least_years",
    most_years: Count = "gratuity.most_years",
}

/// What a day's wage is. Both are in use, and the ministry's choice was not found: the employer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DayBasis {
    /// A thirtieth of the month's basic wage.
    #[serde(rename = "basic/30")]
    BasicOver30,
    /// A 365th of the year's basic wage.
    #[serde(rename = "basic*12/365")]
    BasicTimes12Over365,
}

/// The end of somebody's service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndOfService {
    /// The last basic wage of a month.
    pub basic: Money,
    /// Completed years of service.
    pub years: u32,
    /// Completed months beyond them, below 12.
    pub months: u32,
    /// Days of absence without pay, which do not count.
    pub unpaid_days: u32,
    /// What a day's wage is.
    pub day_basis: DayBasis,
    /// The last day of service.
    pub ended: NaiveDate,
    /// How the gratuity is rounded to the fils. The law has no rule: the employer's choice.
    pub rounding: Mode,
}

/// An end-of-service gratuity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gratuity {
    /// What is due.
    pub gratuity: Money,
    /// Whether it was cut to two years' wages.
    pub capped: bool,
    /// Document and section.
    pub source: String,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// The gratuity under the law of the last day of service: 21 days' wages for each of the first five years, 30 for each
/// after, parts of a year in proportion; nothing before a year, at most two years' wages; rounded once.
///
/// # Errors
/// `input.invalid` for twelve months or more beside the years, or more unpaid days than service, `law.none_in_force`,
/// `money.mixed_currencies`, `number.negative`, `number.out_of_range` naming `basic`.
pub fn gratuity(end: &EndOfService, pack: &RulePack) -> Result<Gratuity> {
    let law = Resolved::on(pack, end.ended)?;
    let case = Ending::of(end, &law)?;
    case.gratuity(case.run()?, pack)
}

/// The same, with every figure explained.
///
/// # Errors
/// See [`gratuity`].
pub fn gratuity_traced(end: &EndOfService, pack: &RulePack) -> Result<(Gratuity, Trace)> {
    let law = Resolved::on(pack, end.ended)?;
    let case = Ending::of(end, &law)?;
    let (figures, trace) = case.traced(pack, law.day, &[&GRATUITY])?;
    Ok((case.gratuity(figures, pack)?, trace))
}

struct Ending<'a> {
    end: &'a EndOfService,
    law: &'a Resolved<Law>,
    /// Of [`YEAR`] to a year.
    units: u32,
}

impl<'a> Ending<'a> {
    fn of(end: &'a EndOfService, law: &'a Resolved<Law>) -> Result<Self> {
        law.amounts([("basic", end.basic)])?;
        if end.months >= MONTHS {
            return Err(Error::invalid("months", end.months, "write the months beside the years, 0 to 11"));
        }
        let served = end.years.checked_mul(YEAR).and_then(|years| years.checked_add(end.months * DAYS));
        let served = served.ok_or_else(|| Error::overflow("years", end.years, "the length of service"))?;
        let unpaid = end.unpaid_days.checked_mul(MONTHS);
        let units = unpaid.and_then(|unpaid| served.checked_sub(unpaid)).ok_or_else(|| {
            Error::invalid("unpaid_days", end.unpaid_days, "these are more days than the service has")
        })?;
        Ok(Self { end, law, units })
    }

    fn gratuity(&self, [earned, due]: [Decimal; 2], pack: &RulePack) -> Result<Gratuity> {
        Ok(Gratuity {
            gratuity: self.law.money(due)?,
            capped: earned > due,
            source: self.law.sourced(&self.law.law.days_first.source, self.end.rounding),
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
        })
    }
}

impl Statute for Ending<'_> {
    monthly::rule!(2, law);

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 2]> {
        let by = self.law.rounding(self.end.rounding);
        let basic = N::exact(self.end.basic.amount())?;
        let served = if self.units < law.least_years.checked_mul(YEAR)? { 0 } else { self.units };
        let first = served.min(law.first_years.checked_mul(YEAR)?);
        let days = [(first, law.days_first), (served - first, law.days_later)];
        let (months, per) = match self.end.day_basis {
            DayBasis::BasicOver30 => (1, 30),
            DayBasis::BasicTimes12Over365 => (MONTHS, DAYS),
        };
        let mut times = 0u32;
        for (units, days) in days {
            times = times.checked_add(units.checked_mul(days)?.checked_mul(months)?)?;
        }
        let earned = t.note(&EARNED, 0, basic.ratio(times, YEAR * per, by));
        // Rounding keeps the order: what is earned may be compared rounded.
        let most = t.note(&MOST, 0, basic.ratio(law.most_years.checked_mul(MONTHS)?, 1, by));
        Some([earned, t.note(&GRATUITY, 0, earned.at_most(most))])
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("basic", self.end.basic)
    }
}
