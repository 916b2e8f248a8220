//! A place in the order as one number: the day, then the sequence within it.

use chrono::NaiveDate;

/// Days from the first that 32 bits can tell.
fn number(day: NaiveDate) -> u64 {
    u64::from(day.to_epoch_days().wrapping_sub(i32::MIN).cast_unsigned())
}

pub(super) fn of(day: NaiveDate, sequence: u32) -> u64 {
    number(day) << 32 | u64::from(sequence)
}

pub(super) fn day(key: u64) -> NaiveDate {
    let days = u32::try_from(key >> 32).unwrap_or(0).cast_signed().wrapping_add(i32::MIN);
    NaiveDate::from_epoch_days(days).unwrap_or_default()
}

pub(super) fn sequence(key: u64) -> u32 {
    u32::try_from(key & u64::from(u32::MAX)).unwrap_or(0)
}
