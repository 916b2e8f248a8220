//! Clock times and stretches of minutes, as people write them.

use crate::error::{Code, Error, Result, exact};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use rust_decimal::Decimal;

/// Minutes after midnight of a clock time written as `06:00`; `24:00` is the end of the day.
pub(super) fn minutes(field: &str, text: &str) -> Result<i64> {
    let read = text.split_once(':').and_then(|(hour, minute)| {
        let plain = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        let (hour, minute) = (plain(hour) && plain(minute))
            .then(|| Some((hour.parse::<i64>().ok()?, minute.parse::<i64>().ok()?)))
            .flatten()?;
        (minute < 60 && (hour < 24 || (hour, minute) == (24, 0))).then_some(hour * 60 + minute)
    });
    read.ok_or_else(|| Error::invalid(field, text, "write a clock time such as 06:00 or 22:30"))
}

/// The clock time of so many minutes after midnight, 0 to 1440.
pub(super) fn text(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// That many minutes after midnight of `day`; at the edges of the calendar the edge.
pub(super) fn moment(day: NaiveDate, minutes: i64) -> NaiveDateTime {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    midnight.checked_add_signed(TimeDelta::minutes(minutes)).unwrap_or(midnight)
}

/// Whole minutes of so many hours, such as 2250 of 37.5.
pub(super) fn of_hours(field: &str, hours: Decimal) -> Result<u32> {
    if hours.is_sign_negative() && !hours.is_zero() {
        let message = format!("`{field}` is {hours}: hours cannot be below zero");
        return Err(Error::new(Code::NumberNegative, field, hours, message));
    }
    exact::multiply(hours, dec!(60))
        .map(|minutes| minutes.normalize())
        .filter(|minutes| minutes.scale() == 0)
        .and_then(|minutes| u32::try_from(minutes).ok())
        .filter(|minutes| *minutes <= LONGEST)
        .ok_or_else(|| {
            Error::invalid(field, hours, "write hours that are a whole number of minutes, such as 37.5")
        })
}

/// No stretch of time that a rule names is longer than this many minutes (a leap year).
pub(super) const LONGEST: u32 = 366 * 1440;

/// `9 h 0 min`.
pub(super) fn spoken(minutes: i64) -> String {
    format!("{} h {} min", minutes / 60, minutes % 60)
}

/// `40 of 40 hours`, or with minutes where there are some.
pub(super) fn so_many_of(minutes: i64, limit: i64) -> String {
    if minutes % 60 == 0 && limit % 60 == 0 {
        format!("{} of {} hours", minutes / 60, limit / 60)
    } else {
        format!("{} of {}", spoken(minutes), spoken(limit))
    }
}

/// `Sat 4 Apr`.
pub(super) fn day(day: NaiveDate) -> String {
    day.format("%a %-d %b").to_string()
}

/// Whole minutes from one moment to another.
pub(super) fn between(from: NaiveDateTime, to: NaiveDateTime) -> i64 {
    (to - from).num_minutes()
}
