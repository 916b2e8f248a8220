//! The Labor Law (Royal Decree M/51): end-of-service award (articles 84 to 88), overtime (article 107), annual leave
//! (article 109).

use super::PACK;
use crate::{
    error::{Code, Error, Result, exact},
    law::RulePack,
    money::{Mode, Money, number::Number},
    tax::wages::{
        monthly::{self, Count, MONTHS, Rate, Resolved},
        statute::Statute,
    },
    trace::{Step, Trace, Tracer},
};
use chrono::{Days, Months, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, fmt};

static FIRST_YEARS: Step = Step {
    id: "sa.end_of_service.first_years",
    name: "For the first years (art. 84)",
    rests_on: &["end_of_service.first_years", "end_of_service.months.first"],
    of: &[],
};
static LATER_YEARS: Step = Step {
    id: "sa.end_of_service.later_years",
    name: "For the years after (art. 84)",
    rests_on: &["end_of_service.months.later"],
    of: &[],
};
static FULL: Step = Step {
    id: "sa.end_of_service.full",
    name: "Full award (art. 84)",
    rests_on: &[],
    of: &[&FIRST_YEARS, &LATER_YEARS],
};
static AWARD: Step =
    Step { id: "sa.end_of_service", name: "End-of-service award", rests_on: &[], of: &[&FULL] };
static OVERTIME: Step =
    Step { id: "sa.overtime", name: "Overtime pay (art. 107)", rests_on: &["overtime.supplement"], of: &[] };

monthly::figures! {
    PACK;
    first_years: Count = "end_of_service.first_years",
    months_first: Rate = "end_of_service.months.first",
    months_later: Rate = "end_of_service.months.later",
    supplement: Rate = "overtime.supplement",
    leave_first: Count = "leave.days.first",
    leave_later: Count = "leave.days.later",
    leave_years: Count = "leave.after_years",
}

/// Why the service ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The employer ended it, or the contract ran out (art. 84).
    EndByEmployer,
    /// The worker resigned (art. 85).
    Resignation,
    /// The worker left for a reason beyond their control (art. 87).
    ForceMajeure,
    /// A woman ended it within six months of her marriage (art. 87).
    #[serde(rename = "marriage_within_6_months")]
    MarriageWithin6Months,
    /// A woman ended it within three months of giving birth (art. 87).
    #[serde(rename = "birth_within_3_months")]
    BirthWithin3Months,
}

/// How long somebody served. The law pays part years in proportion, and does not say how days are counted: a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "count", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Service {
    /// Completed years and months; a month is a twelfth of a year.
    Months {
        /// Completed years.
        years: u32,
        /// Completed months beyond them, below 12.
        months: u32,
    },
    /// Calendar days from the first day of service to the last, both included; a day is a 365th of a year.
    #[serde(rename = "actual_365")]
    Actual365 {
        /// The first day of service.
        began: NaiveDate,
    },
}

/// The end of somebody's service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndOfService {
    /// The last wage of a month. Commissions and the like may be left out where that was agreed (art. 86).
    pub last_wage: Money,
    /// How long they served.
    pub service: Service,
    /// The last day of service.
    pub ended: NaiveDate,
    /// Why it ended.
    pub reason: Reason,
    /// How the award is rounded to the halala. The law has no rule: the employer's choice.
    pub rounding: Mode,
}

/// The part of the full award that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Fraction {
    /// Nothing: resigned before two years.
    #[serde(rename = "0")]
    Nothing,
    /// A third: resigned from two years to five.
    #[serde(rename = "1/3")]
    OneThird,
    /// Two thirds: resigned after more than five years and before ten.
    #[serde(rename = "2/3")]
    TwoThirds,
    /// All of it.
    #[serde(rename = "1")]
    Whole,
}

impl Fraction {
    const fn parts(self) -> (u32, u32) {
        match self {
            Self::Nothing => (0, 1),
            Self::OneThird => (1, 3),
            Self::TwoThirds => (2, 3),
            Self::Whole => (1, 1),
        }
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            (numerator, 1) => write!(f, "{numerator}"),
            (numerator, denominator) => write!(f, "{numerator}/{denominator}"),
        }
    }
}

/// An end-of-service award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    /// What the whole service earns (art. 84).
    pub full_award: Money,
    /// The part of it that is due (art. 85, 87).
    pub fraction: Fraction,
    /// What is due: the unrounded full award × the fraction, rounded once.
    pub award: Money,
    /// The length of service, in units of which `units_per_year` are a year.
    pub units: u32,
    /// 12 or 365, as the service was counted.
    pub units_per_year: u32,
    /// The last day of the week in which it is to be paid, of the two weeks when the worker ended the contract (art. 88).
    pub pay_by: NaiveDate,
    /// Document and section.
    pub source: String,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// The end-of-service award under the law of the last day of service.
///
/// # Errors
/// `input.invalid` for twelve months or more beside the years, or a last day before the first,
/// `law.none_in_force`, `money.mixed_currencies`, `number.negative`, `number.out_of_range` naming `last_wage`.
pub fn end_of_service(end: &EndOfService, pack: &RulePack) -> Result<Award> {
    let law = Resolved::on(pack, end.ended)?;
    let case = Ending::of(end, &law)?;
    case.award(case.run()?, pack)
}

/// The same, with every figure explained.
///
/// # Errors
/// See [`end_of_service`].
pub fn end_of_service_traced(end: &EndOfService, pack: &RulePack) -> Result<(Award, Trace)> {
    let law = Resolved::on(pack, end.ended)?;
    let case = Ending::of(end, &law)?;
    let (figures, mut trace) = case.traced(pack, end.ended, &[&AWARD])?;
    if let Some(award) = trace.lines.first_mut() {
        let [units, per] = [case.units, case.per];
        award.note = format!("{units} of {per} units a year, {} of the full award", case.fraction);
    }
    Ok((case.award(figures, pack)?, trace))
}

struct Ending<'a> {
    end: &'a EndOfService,
    law: &'a Resolved<Law>,
    units: u32,
    per: u32,
    fraction: Fraction,
}

impl<'a> Ending<'a> {
    fn of(end: &'a EndOfService, law: &'a Resolved<Law>) -> Result<Self> {
        law.amounts([("last_wage", end.last_wage)])?;
        let after = end.ended.checked_add_days(Days::new(1));
        let after = after.ok_or_else(|| Error::overflow("ended", end.ended, "the day after"))?;
        let (units, per) = match end.service {
            Service::Months { months: months @ MONTHS.., .. } => {
                return Err(Error::invalid(
                    "service.months",
                    months,
                    "write the months beside the years, 0 to 11",
                ));
            }
            Service::Months { years, months } => {
                let units = years.checked_mul(MONTHS).and_then(|whole| whole.checked_add(months));
                (units.ok_or_else(|| Error::overflow("service.years", years, "months of service"))?, MONTHS)
            }
            Service::Actual365 { began } => {
                let days = u32::try_from((after - began).num_days()).ok().filter(|days| *days > 0);
                let wanted = "the service ends before it begins";
                (days.ok_or_else(|| Error::invalid("ended", end.ended, wanted))?, 365)
            }
        };
        // Years are completed by the calendar, also where days are counted.
        let against = |years: u32| match end.service {
            Service::Months { .. } => units.cmp(&(years * MONTHS)),
            Service::Actual365 { began } => began
                .checked_add_months(Months::new(years * MONTHS))
                .map_or(Ordering::Less, |anniversary| after.cmp(&anniversary)),
        };
        let fraction = match end.reason {
            Reason::Resignation if against(2).is_lt() => Fraction::Nothing,
            Reason::Resignation if against(5).is_le() => Fraction::OneThird,
            Reason::Resignation if against(10).is_lt() => Fraction::TwoThirds,
            _ => Fraction::Whole,
        };
        Ok(Self { end, law, units, per, fraction })
    }

    fn award(&self, [full, award]: [Decimal; 2], pack: &RulePack) -> Result<Award> {
        let weeks = if self.end.reason == Reason::EndByEmployer { 1 } else { 2 };
        let pay_by = self.end.ended.checked_add_days(Days::new(7 * weeks));
        let Law { months_first: Rate(first), .. } = &self.law.law;
        Ok(Award {
            full_award: self.law.money(full)?,
            fraction: self.fraction,
            award: self.law.money(award)?,
            units: self.units,
            units_per_year: self.per,
            pay_by: pay_by.ok_or_else(|| Error::overflow("ended", self.end.ended, "the last day to pay"))?,
            source: self.law.sourced(&first.source, self.end.rounding),
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
        })
    }
}

impl Statute for Ending<'_> {
    monthly::rule!(2, law);

    fn over<N: Number, T: Tracer<N>>(&self, law: &Figures<N>, t: &mut T) -> Option<[N; 2]> {
        let by = self.law.rounding(self.end.rounding);
        let wage = N::exact(self.end.last_wage.amount())?;
        let first = self.units.min(law.first_years.checked_mul(self.per)?);
        let later = self.units - first;
        let months = [law.months_first, law.months_later];
        // Wages are whole halalas: times a whole number nothing is rounded.
        let times = |numerator: u32| {
            let [first, later] = [first.checked_mul(numerator)?, later.checked_mul(numerator)?];
            Some([wage.ratio(first, 1, by), wage.ratio(later, 1, by)])
        };
        let [in_first, in_later] = times(1)?;
        t.note(&FIRST_YEARS, 0, N::shares_per([(in_first, law.months_first)], self.per, by));
        t.note(&LATER_YEARS, 0, N::shares_per([(in_later, law.months_later)], self.per, by));
        let full = [in_first, in_later].into_iter().zip(months);
        let full = t.note(&FULL, 0, N::shares_per(full, self.per, by));
        let (numerator, denominator) = self.fraction.parts();
        let part = times(numerator)?.into_iter().zip(months);
        let award = N::shares_per(part, self.per.checked_mul(denominator)?, by);
        Some([full, t.note(&AWARD, 0, award)])
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("last_wage", self.end.last_wage)
    }
}

/// Overtime worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overtime {
    /// The wage of a month, basic pay and regular allowances.
    pub monthly_wage: Money,
    /// The basic pay of a month.
    pub monthly_basic: Money,
    /// Hours of overtime.
    #[serde(with = "exact::text")]
    pub hours: Decimal,
    /// The hours by which a month's wage is divided; the law does not say: 240 (30 days of 8) is the custom.
    pub hours_per_month: u32,
    /// The day of the work: it decides the law.
    pub day: NaiveDate,
    /// How the pay is rounded to the halala. The law has no rule: the employer's choice.
    pub rounding: Mode,
}

/// The pay of overtime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OvertimePay {
    /// What is due.
    pub pay: Money,
    /// Document and section.
    pub source: String,
}

/// The pay of overtime: for each hour the hour's wage and half of the hour's basic pay, rounded once (art. 107, 1).
///
/// # Errors
/// `payroll.negative_hours`, `input.invalid` when a month has no hours or the basic pay is greater than the wage,
/// `law.none_in_force`, `money.mixed_currencies`, `number.negative`, `number.out_of_range` naming `monthly_wage`.
pub fn overtime(worked: &Overtime, pack: &RulePack) -> Result<OvertimePay> {
    let law = Resolved::on(pack, worked.day)?;
    law.amounts([("monthly_wage", worked.monthly_wage), ("monthly_basic", worked.monthly_basic)])?;
    if worked.hours.is_sign_negative() && !worked.hours.is_zero() {
        let message = format!("`hours` is {}: hours are not below zero", worked.hours);
        return Err(Error::new(Code::PayrollNegativeHours, "hours", worked.hours, message));
    }
    if worked.hours_per_month == 0 {
        return Err(Error::invalid("hours_per_month", 0, "write the hours of a month, such as 240"));
    }
    if worked.monthly_basic.amount() > worked.monthly_wage.amount() {
        let wanted = "the basic pay is a part of the wage";
        return Err(Error::invalid("monthly_basic", worked.monthly_basic, wanted));
    }
    let case = Overtimed { worked, law: &law };
    let [pay] = case.run()?;
    let Law { supplement: Rate(supplement), .. } = &law.law;
    Ok(OvertimePay { pay: law.money(pay)?, source: law.sourced(&supplement.source, worked.rounding) })
}

struct Overtimed<'a> {
    worked: &'a Overtime,
    law: &'a Resolved<Law>,
}

impl Statute for Overtimed<'_> {
    monthly::rule!(1, law);

    fn over<N: Number, T: Tracer<N>>(&self, _: &Figures<N>, t: &mut T) -> Option<[N; 1]> {
        let hours = self.worked.hours;
        let supplement = exact::multiply(hours, self.law.law.supplement.0.value)?;
        let parts = [
            (N::exact(self.worked.monthly_wage.amount())?, N::factor(hours)?),
            (N::exact(self.worked.monthly_basic.amount())?, N::factor(supplement)?),
        ];
        let by = self.law.rounding(self.worked.rounding);
        Some([t.note(&OVERTIME, 0, N::shares_per(parts, self.worked.hours_per_month, by))])
    }

    fn at_fault(&self, _: &str) -> (&'static str, Money) {
        ("monthly_wage", self.worked.monthly_wage)
    }
}

/// The annual leave of somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// Days a year, at least.
    pub days: u32,
    /// Document and section.
    pub source: String,
}

/// The annual leave after `completed_years` of service with the same employer (art. 109).
///
/// # Errors
/// `law.none_in_force`.
pub fn annual_leave(completed_years: u32, day: NaiveDate, pack: &RulePack) -> Result<Leave> {
    let law: Resolved<Law> = Resolved::on(pack, day)?;
    let Law { leave_first, leave_later, leave_years, .. } = law.law;
    let Count { value, source } = if completed_years < leave_years.value { leave_first } else { leave_later };
    Ok(Leave { days: value, source })
}
