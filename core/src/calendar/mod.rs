//! Days as the back office counts them: periods, pay frequencies, fiscal years, business days.
//!
//! Dates are chrono's [`NaiveDate`]. Nothing here asks what day it is: today is the caller's to say.
//!
//! ```
//! use backoffice::{Period, calendar::FiscalYear, date};
//!
//! let march = Period::month(2026, 3)?;
//! assert_eq!((march.first(), march.last()), (date(2026, 3, 1)?, date(2026, 3, 31)?)); // both included
//!
//! // The United Kingdom's tax year begins on 6 April.
//! let tax_year = FiscalYear::beginning(4, 6)?.containing(date(2010, 12, 10)?)?;
//! assert_eq!(tax_year.to_string(), "2010-04-06 to 2011-04-05");
//! # Ok::<(), backoffice::Error>(())
//! ```

use crate::error::{Code, Error, Result};
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{collections::BTreeSet, fmt, iter};

/// The day, or an error when there is no such day.
///
/// # Errors
/// `calendar.invalid_date`.
pub fn date(year: i32, month: u32, day: u32) -> Result<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| {
        let value = format!("{year:04}-{month:02}-{day:02}");
        Error::new(Code::CalendarInvalidDate, "date", &value, format!("there is no day {value}"))
    })
}

/// Reads a day written as `2026-03-31`, and nothing else.
///
/// # Errors
/// `calendar.invalid_date`, naming `field`.
pub fn parse_date(field: &str, text: &str) -> Result<NaiveDate> {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    let read = shape.then(|| text.parse().ok()).flatten();
    read.ok_or_else(|| {
        let message = format!("`{field}` is `{text}`, which is not a day: write it as 2026-03-31");
        Error::new(Code::CalendarInvalidDate, field, text, message)
    })
}

/// A stretch of days, the first and the last both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Period {
    first: NaiveDate,
    last: NaiveDate,
}

impl Period {
    /// From `first` to `last`, both included.
    ///
    /// # Errors
    /// `calendar.invalid_period` when it would end before it begins.
    pub fn new(first: NaiveDate, last: NaiveDate) -> Result<Self> {
        if last < first {
            let message = format!("a period from {first} to {last} ends before it begins");
            return Err(Error::new(Code::CalendarInvalidPeriod, "last", last, message));
        }
        Ok(Self { first, last })
    }

    fn spanning(first: NaiveDate, next: Option<NaiveDate>) -> Result<Self> {
        let last = next.and_then(|next| next.pred_opt()).ok_or_else(|| {
            Error::new(Code::CalendarInvalidPeriod, "first", first, "the period lies outside the calendar")
        })?;
        Self::new(first, last)
    }

    /// A calendar month, 1 to 12.
    ///
    /// # Errors
    /// `calendar.invalid_date` when there is no such month.
    pub fn month(year: i32, month: u32) -> Result<Self> {
        let first = date(year, month, 1)?;
        Self::spanning(first, first.checked_add_months(Months::new(1)))
    }

    /// A week of ISO 8601, Monday to Sunday.
    ///
    /// # Errors
    /// `calendar.invalid_date` when the year has no such week.
    pub fn week(year: i32, week: u32) -> Result<Self> {
        let first = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).ok_or_else(|| {
            let value = format!("{year:04}-W{week:02}");
            Error::new(Code::CalendarInvalidDate, "week", &value, format!("there is no week {value}"))
        })?;
        Self::spanning(first, first.checked_add_days(Days::new(7)))
    }

    /// A calendar year.
    ///
    /// # Errors
    /// `calendar.invalid_date` outside the calendar.
    pub fn year(year: i32) -> Result<Self> {
        Self::new(date(year, 1, 1)?, date(year, 12, 31)?)
    }

    /// The first day.
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    /// The last day, included.
    pub const fn last(self) -> NaiveDate {
        self.last
    }

    /// How many days.
    pub fn len(self) -> u32 {
        u32::try_from((self.last - self.first).num_days() + 1).unwrap_or(u32::MAX)
    }

    /// Never: a period has at least one day.
    pub const fn is_empty(self) -> bool {
        false
    }

    /// Whether the day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }

    /// The days that lie in both.
    pub fn overlap(self, other: Self) -> Option<Self> {
        Self::new(self.first.max(other.first), self.last.min(other.last)).ok()
    }

    /// Its days, in order.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        // Not `iter_days`, which never gives the last day of the calendar.
        iter::successors(Some(self.first), NaiveDate::succ_opt).take_while(move |day| *day <= self.last)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.first, self.last)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Days {
            first: NaiveDate,
            last: NaiveDate,
        }
        let days = Days::deserialize(deserializer)?;
        Self::new(days.first, days.last).map_err(de::Error::custom)
    }
}

/// How often somebody is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PayFrequency {
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every two weeks.
    Fortnightly,
    /// Every four weeks.
    FourWeekly,
    /// Twice a month.
    SemiMonthly,
    /// Every month.
    Monthly,
    /// Every three months.
    Quarterly,
    /// Every six months.
    SemiAnnual,
    /// Once a year.
    Annual,
}

impl PayFrequency {
    /// Pay days in a year: 52 weeks, 260 working days.
    pub const fn per_year(self) -> u32 {
        match self {
            Self::Daily => 260,
            Self::Weekly => 52,
            Self::Fortnightly => 26,
            Self::FourWeekly => 13,
            Self::SemiMonthly => 24,
            Self::Monthly => 12,
            Self::Quarterly => 4,
            Self::SemiAnnual => 2,
            Self::Annual => 1,
        }
    }
}

/// Fiscal years that begin on the same day every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FiscalYear {
    month: u32,
    day: u32,
}

impl<'de> Deserialize<'de> for FiscalYear {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Begin {
            month: u32,
            day: u32,
        }
        let begin = Begin::deserialize(deserializer)?;
        Self::beginning(begin.month, begin.day).map_err(de::Error::custom)
    }
}

impl FiscalYear {
    /// Years that begin on that day of that month. 29 February is refused: it is not there every year.
    ///
    /// # Errors
    /// `calendar.invalid_date`.
    pub fn beginning(month: u32, day: u32) -> Result<Self> {
        date(2023, month, day)?;
        Ok(Self { month, day })
    }

    /// The month and the day on which they begin.
    pub const fn begins(self) -> (u32, u32) {
        (self.month, self.day)
    }

    /// The fiscal year in which `day` lies.
    ///
    /// # Errors
    /// `calendar.invalid_date` at the edges of the calendar.
    pub fn containing(self, day: NaiveDate) -> Result<Period> {
        let mut first = date(day.year(), self.month, self.day)?;
        if first > day {
            first = date(day.year() - 1, self.month, self.day)?;
        }
        Period::spanning(first, first.checked_add_months(Months::new(12)))
    }

    /// The label of the fiscal year in which `day` lies: `2026` when it is the calendar year, else `2026-27`.
    ///
    /// # Errors
    /// As [`FiscalYear::containing`].
    pub fn label(self, day: NaiveDate) -> Result<String> {
        let year = self.containing(day)?;
        let (first, last) = (year.first().year(), year.last().year());
        Ok(if first == last { first.to_string() } else { format!("{first}-{:02}", last.rem_euclid(100)) })
    }
}

/// Which days are worked: all but the weekend and the holidays that the caller gives.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct BusinessDays {
    weekend: Vec<Weekday>,
    holidays: BTreeSet<NaiveDate>,
}

impl<'de> Deserialize<'de> for BusinessDays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Free {
            weekend: Vec<Weekday>,
            #[serde(default)]
            holidays: BTreeSet<NaiveDate>,
        }
        let free = Free::deserialize(deserializer)?;
        Self::new(&free.weekend, free.holidays).map_err(de::Error::custom)
    }
}

impl BusinessDays {
    /// All days but the `weekend` (Saturday and Sunday, Friday and Saturday …) and the `holidays`.
    ///
    /// # Errors
    /// `input.invalid` when the weekend takes up the whole week.
    pub fn new(weekend: &[Weekday], holidays: impl IntoIterator<Item = NaiveDate>) -> Result<Self> {
        let mut days: Vec<Weekday> = weekend.to_vec();
        days.sort_by_key(Weekday::num_days_from_monday);
        days.dedup();
        if days.len() == 7 {
            return Err(Error::invalid("weekend", "all seven days", "leave at least one day to work on"));
        }
        Ok(Self { weekend: days, holidays: holidays.into_iter().collect() })
    }

    fn is_weekday(&self, day: Weekday) -> bool {
        !self.weekend.contains(&day)
    }

    /// Whether that day is worked.
    pub fn is_business_day(&self, day: NaiveDate) -> bool {
        self.is_weekday(day.weekday()) && !self.holidays.contains(&day)
    }

    /// How many days of the period are worked.
    pub fn count(&self, period: Period) -> u32 {
        // Whole weeks are multiplied: a period may be as long as the calendar.
        let (weeks, rest) = (period.len() / 7, period.len() % 7);
        let each = 7 - u32::try_from(self.weekend.len()).unwrap_or(7);
        let weekdays = iter::successors(Some(period.first.weekday()), |day| Some(day.succ()));
        let rest = (0..rest).zip(weekdays).filter(|(_, day)| self.is_weekday(*day)).count();
        let holidays = self.holidays.range(period.first..=period.last);
        let off = holidays.filter(|day| self.is_weekday(day.weekday())).count();
        let count = |days| u32::try_from(days).unwrap_or(u32::MAX);
        (weeks * each + count(rest)).saturating_sub(count(off))
    }

    /// That day, or the next one that is worked.
    ///
    /// # Errors
    /// `calendar.invalid_date` when the calendar ends before there is one.
    pub fn on_or_after(&self, day: NaiveDate) -> Result<NaiveDate> {
        self.find(day, day.iter_days())
    }

    /// That day, or the last one before it that is worked.
    ///
    /// # Errors
    /// `calendar.invalid_date` when the calendar begins after there is one.
    pub fn on_or_before(&self, day: NaiveDate) -> Result<NaiveDate> {
        self.find(day, day.iter_days().rev())
    }

    fn find(&self, day: NaiveDate, mut days: impl Iterator<Item = NaiveDate>) -> Result<NaiveDate> {
        days.find(|day| self.is_business_day(*day)).ok_or_else(|| {
            Error::new(
                Code::CalendarInvalidDate,
                "day",
                day,
                "the calendar ends before there is a business day",
            )
        })
    }
}

#[cfg(test)]
mod tests;
