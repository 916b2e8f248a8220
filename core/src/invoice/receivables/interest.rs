//! Interest on what is paid late, by the caller's dated table.

use crate::{
    error::{Code, Error, Result, exact},
    money::{Money, Rounding, number},
};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A rate of interest, in force until the next one begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateSince {
    /// Its first day.
    pub since: NaiveDate,
    /// For a year, as a fraction: `0.08` is 8 %.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// How days become years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayCount {
    /// The days there are, of 365.
    Actual365,
    /// The days there are, of 360.
    Actual360,
    /// The days there are, of 366 in a leap year and of 365 in another.
    ActualActual,
}

/// A part of the principal that was paid: it bears interest up to and including that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reduction {
    /// The day of the payment.
    pub day: NaiveDate,
    /// How much.
    pub amount: Money,
}

/// Days of one principal and one rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// The first day that bears this interest.
    pub first: NaiveDate,
    /// The last one.
    pub last: NaiveDate,
    /// How many they are, both included.
    pub days: u32,
    /// What bears it.
    pub principal: Money,
    /// The rate for a year, a fraction.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// Where the rate stands.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Its interest: that of all days up to its end, rounded, less that of the days before it. So they add up.
    pub amount: Money,
}

/// Interest, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interest {
    /// All of it, rounded once.
    pub total: Money,
    /// By principal, rate and, where it matters, year.
    pub segments: Vec<Segment>,
}

/// Simple interest on a principal from a day to a day, both included: `from` is the day after the last one that was in
/// time, `to` the day of the payment or of the question. `rates` are dated, in any order.
///
/// # Errors
/// `law.none_in_force` for a day before the first rate, `calendar.invalid_period` when `to` lies before `from`,
/// `number.negative` for a principal or rate below zero, `input.invalid` for more paid than there was and
/// `input.duplicate` for two rates of one day, `money.mixed_currencies`, `number.out_of_range`.
///
/// ```
/// use backoffice::{Mode, Rounding, currency::EUR, date, dec, eur, invoice::receivables::{DayCount, RateSince, interest}};
///
/// let rates = [
///     RateSince { since: date(2026, 1, 1)?, rate: dec!(0.10), source: "contract, § 7".into() },
///     RateSince { since: date(2026, 7, 1)?, rate: dec!(0.09), source: "contract, § 7".into() },
/// ];
/// let cent = Rounding::minor(EUR, Mode::HalfUp);
/// let due = interest(eur!(3650.00), &[], date(2026, 6, 21)?, date(2026, 7, 10)?, &rates, DayCount::Actual365, cent)?;
/// assert_eq!(due.segments[0].amount, eur!(10.00)); // 10 days at 1.00
/// assert_eq!(due.total, eur!(19.00)); // and 10 days at 0.90
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn interest(
    principal: Money,
    reductions: &[Reduction],
    from: NaiveDate,
    to: NaiveDate,
    rates: &[RateSince],
    days: DayCount,
    by: Rounding,
) -> Result<Interest> {
    if to < from {
        let message = format!("interest from {from} to {to}: the last day lies before the first");
        return Err(Error::new(Code::CalendarInvalidPeriod, "to", to, message));
    }
    let negative = |field: &str, value: &dyn std::fmt::Display| {
        let message = format!("`{field}` of {value} is below zero");
        Error::new(Code::NumberNegative, field, value, message)
    };
    if principal.is_negative() {
        return Err(negative("principal", &principal));
    }
    let mut rates: Vec<&RateSince> = rates.iter().collect();
    rates.sort_by_key(|rate| rate.since);
    for (one, next) in rates.iter().zip(rates.iter().skip(1)) {
        if one.since == next.since {
            let message = format!("two rates of interest begin on {}", next.since);
            return Err(Error::new(Code::InputDuplicate, "rates", next.since, message));
        }
    }
    if let Some(rate) = rates.iter().find(|rate| rate.rate.is_sign_negative() && !rate.rate.is_zero()) {
        return Err(negative("rates", &rate.rate));
    }
    let mut reductions: Vec<&Reduction> = reductions.iter().collect();
    reductions.sort_by_key(|reduction| reduction.day);
    if let Some(reduction) = reductions.iter().find(|reduction| reduction.amount.is_negative()) {
        return Err(negative("reductions", &reduction.amount));
    }

    let (mut sum, mut rounded) = (Decimal::ZERO, Money::zero(principal.currency()));
    let mut segments = vec![];
    let mut first = from;
    loop {
        let rate = rates.iter().rev().find(|rate| rate.since <= first).ok_or_else(|| {
            let message =
                format!("no rate of interest is given for {first}: give one that begins then or before");
            Error::new(Code::LawNoneInForce, "rates", first, message)
        })?;
        let paid =
            Money::sum(reductions.iter().filter(|r| r.day < first).map(|r| r.amount), principal.currency())?;
        let open = principal.checked_sub(paid)?;
        if open.is_negative() {
            return Err(Error::invalid("reductions", paid, "more was paid than there was"));
        }
        // The last day before anything changes: the rate, the principal, the length of the year.
        let next_rate = rates.iter().map(|rate| rate.since).find(|since| *since > first);
        let next_paid = reductions.iter().map(|r| r.day).find(|day| *day >= first).and_then(|d| d.succ_opt());
        let next_year = match days {
            DayCount::ActualActual => NaiveDate::from_ymd_opt(first.year().saturating_add(1), 1, 1),
            DayCount::Actual365 | DayCount::Actual360 => None,
        };
        let change = [next_rate, next_paid, next_year].into_iter().flatten().min();
        let last = change.and_then(|day| day.pred_opt()).filter(|day| *day < to).unwrap_or(to);
        let count = last.signed_duration_since(first).num_days().saturating_add(1);
        let lost = || Error::overflow("principal", principal, "interest");
        // In parts of one year of 365 × 366 days, so that leap years and others add up exactly.
        let weight = match days {
            DayCount::Actual365 | DayCount::Actual360 => 1,
            DayCount::ActualActual if first.leap_year() => 365,
            DayCount::ActualActual => 366,
        };
        let part = exact::multiply(open.amount(), rate.rate)
            .and_then(|yearly| exact::multiply(yearly, count.into()))
            .and_then(|part| exact::multiply(part, weight.into()))
            .ok_or_else(lost)?;
        sum = exact::add(sum, part).ok_or_else(lost)?;
        let basis = match days {
            DayCount::Actual365 => 365,
            DayCount::Actual360 => 360,
            DayCount::ActualActual => 365 * 366,
        };
        let total = number::ratio(sum, Decimal::ONE, basis.into(), by).ok_or_else(lost)?;
        let total = Money::new(total, principal.currency())?;
        segments.push(Segment {
            first,
            last,
            days: u32::try_from(count).unwrap_or(u32::MAX),
            principal: open,
            rate: rate.rate,
            source: rate.source.clone(),
            amount: total.checked_sub(rounded)?,
        });
        rounded = total;
        match last.succ_opt().filter(|next| *next <= to) {
            Some(next) => first = next,
            None => return Ok(Interest { total: rounded, segments }),
        }
    }
}
