//! From worked shifts to paid hours: night, holiday, day-off and overtime premiums, and which rate applies.
//!
//! A [`Shift`] is local wall-clock time in whole minutes; the change to or from summer time is the caller's to reckon.
//! [`count`] sorts its minutes into [`Part`]s, each with the factor at which it is paid; [`Counted::pay`] multiplies
//! and rounds once; [`pays`] makes the lines of a payslip from many shifts.
//!
//! ```
//! use backoffice::{Mode::HalfUp, Rounding, currency::USD, dec, payroll::hours, usd};
//!
//! let shift: hours::Shift =
//!     serde_json::from_str(r#"{ "start": "2026-11-02T18:00", "end": "2026-11-03T06:00", "day": "ordinary" }"#).unwrap();
//! let rules: hours::Rules = serde_json::from_str(
//!     r#"{ "night": { "from": "20:00", "to": "08:00", "definition": "by_overlapping", "minimum_hours": "1",
//!                     "accounting": "time_crossing", "recalculation": "rate", "factor": "1.5" } }"#,
//! )
//! .unwrap();
//!
//! let counted = hours::count(&shift, &rules)?;
//! assert_eq!((counted.minutes, counted.night_minutes), (720, 600));
//! let pay = counted.pay(usd!(30).each(), Rounding::minor(USD, HalfUp))?;
//! assert_eq!(pay, usd!(510.00)); // 2 h × 30 + 10 h × 45
//! # Ok::<(), backoffice::Error>(())
//! ```

pub(super) mod clock;
mod count;
mod pays;
mod rates;
#[cfg(test)]
mod tests;

pub use count::{Counted, Part, count, count_all};
pub use pays::pays;
pub use rates::{Priority, Rates};

use crate::{error::exact, money::Price};
use chrono::{NaiveDateTime, NaiveTime, Weekday};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What kind of day a shift counts as, told by the caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A day like any other.
    #[default]
    Ordinary,
    /// A public holiday.
    Holiday,
    /// The person's day off.
    DayOff,
}

/// A shift that was worked: local wall-clock time, in whole minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// When it began, written `2026-11-02T18:00`.
    #[serde(with = "clock::moment")]
    pub start: NaiveDateTime,
    /// When it ended; not before it began, and at most seven days later.
    #[serde(with = "clock::moment")]
    pub end: NaiveDateTime,
    /// The unpaid breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<Break>,
    /// What kind of day it counts as, all of it.
    #[serde(default)]
    pub day: DayKind,
    /// The rate of this shift by the hour, when it has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Price>,
}

impl Shift {
    /// A shift on an ordinary day, without breaks.
    pub const fn new(start: NaiveDateTime, end: NaiveDateTime) -> Self {
        Self { start, end, breaks: Vec::new(), day: DayKind::Ordinary, rate: None }
    }

    /// The same, with an unpaid break of so many minutes whose hour is not known.
    #[must_use]
    pub fn pausing(mut self, minutes: i64) -> Self {
        self.breaks.push(Break { start: None, minutes });
        self
    }

    /// The same, with an unpaid break that began at a known time.
    #[must_use]
    pub fn pausing_at(mut self, start: NaiveDateTime, minutes: i64) -> Self {
        self.breaks.push(Break { start: Some(start), minutes });
        self
    }

    /// The same, on that kind of day.
    #[must_use]
    pub fn on(self, day: DayKind) -> Self {
        Self { day, ..self }
    }

    /// The same, at a rate of its own by the hour.
    #[must_use]
    pub fn rate(self, rate: Price) -> Self {
        Self { rate: Some(rate), ..self }
    }
}

/// An unpaid break. One whose hour is not known is taken from the shift's first minutes outside the night window, and
/// from the night only when no others are left, so that nobody loses a premium to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// When it began, where that is known.
    #[serde(default, with = "clock::moment_option", skip_serializing_if = "Option::is_none")]
    pub start: Option<NaiveDateTime>,
    /// How long it was, in minutes.
    pub minutes: i64,
}

/// What makes a shift a night shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Definition {
    /// It overlaps the window by at least the minimum, breaks included.
    ByOverlapping,
    /// It lies in the window from beginning to end.
    ByFullEntry,
    /// It begins in the window.
    AtBeginning,
}

/// Which minutes of a night shift earn the premium.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accounting {
    /// Those in the window.
    TimeCrossing,
    /// All of them.
    AllShiftTime,
}

/// What the night factor multiplies. The pay of a night alone is the same either way; what differs is the counted time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recalculation {
    /// The rate: an hour stays an hour.
    Rate,
    /// The time: an hour counts as more, toward overtime too.
    Time,
}

/// The night premium.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Night {
    /// When the window opens, written `20:00`.
    #[serde(with = "clock::time")]
    pub from: NaiveTime,
    /// When it closes: after midnight when that is before `from`.
    #[serde(with = "clock::time")]
    pub to: NaiveTime,
    /// What makes a shift a night shift.
    pub definition: Definition,
    /// The least overlap in decimal hours, for [`Definition::ByOverlapping`] only.
    #[serde(default, with = "exact::text")]
    pub minimum_hours: Decimal,
    /// Which of its minutes earn the premium.
    pub accounting: Accounting,
    /// What the factor multiplies.
    pub recalculation: Recalculation,
    /// The factor, at least 1: `1.5` is time and a half.
    #[serde(with = "exact::text")]
    pub factor: Decimal,
}

/// The overtime premium: a minute is overtime when the time counted before it, in its day or its week, has reached the
/// threshold. Time that is overtime by the day does not count again toward the week's threshold. A shift belongs to the
/// day and the week in which it begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overtime {
    /// Decimal hours in a day after which overtime begins.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub daily_hours: Option<Decimal>,
    /// Decimal hours in a week after which overtime begins.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub weekly_hours: Option<Decimal>,
    /// The first day of the week, written `Mon`.
    pub week_starts: Weekday,
    /// The factor, at least 1.
    #[serde(with = "exact::text")]
    pub factor: Decimal,
}

/// What a minute is paid that earns more than one premium.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Together {
    /// Each premium on the plain rate: 1.5 and 2 make 2.5.
    Add,
    /// One on top of the other: 1.5 and 2 make 3.
    Multiply,
    /// The greatest alone: 1.5 and 2 make 2.
    Greatest,
}

/// The premiums of a workplace; without any, every minute is paid plainly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The night premium.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub night: Option<Night>,
    /// The factor of a shift on a holiday, at least 1.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub holiday_factor: Option<Decimal>,
    /// The factor of a shift on a day off, at least 1.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub day_off_factor: Option<Decimal>,
    /// The overtime premium.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overtime: Option<Overtime>,
    /// What a minute is paid that earns several; needed as soon as one does, for no answer goes without saying.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<Together>,
}

/// Why a minute is paid more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Premium {
    /// At night.
    Night,
    /// On a holiday.
    Holiday,
    /// On a day off.
    DayOff,
    /// Above the day's or the week's hours.
    Overtime,
}

impl Premium {
    /// What the person at the desk calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Night => "night",
            Self::Holiday => "holiday",
            Self::DayOff => "day off",
            Self::Overtime => "overtime",
        }
    }
}
