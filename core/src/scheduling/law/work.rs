//! Timed work: who worked from when to when, and with which breaks.

use crate::error::{Code, Error, Result};
use chrono::{NaiveDateTime, Timelike};
use serde::{Deserialize, Serialize};

/// A stretch of work, planned or clocked. Times are local with their UTC offsets, so that rest and length are exact in
/// the nights when the clock changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// Who.
    pub person: String,
    /// The local time at which it starts.
    pub start: NaiveDateTime,
    /// Minutes by which local time is ahead of UTC at its start: 60 in Paris in winter.
    #[serde(default)]
    pub start_offset: i32,
    /// The local time at which it ends.
    pub end: NaiveDateTime,
    /// Minutes by which local time is ahead of UTC at its end.
    #[serde(default)]
    pub end_offset: i32,
    /// Breaks, in order.
    #[serde(default)]
    pub breaks: Vec<Break>,
    /// What it is.
    #[serde(default)]
    pub kind: Kind,
}

/// A break within work, in minutes that pass, whatever the clock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// Minutes after the start of the work.
    pub after: u32,
    /// Its length in minutes.
    pub minutes: u32,
    /// Paid breaks are working time that is a pause all the same; unpaid ones are no working time.
    #[serde(default)]
    pub paid: bool,
}

/// What a stretch of work is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Work.
    #[default]
    Work,
    /// On call at the employer's place: working time as a whole (Court of Justice, C-303/98 and C-151/02).
    OnCall,
    /// To be reached elsewhere: no working time but for the calls, which are work of their own (C-303/98).
    Standby,
}

/// Local time is never further from UTC than this.
const FURTHEST: i32 = 18 * 60;
/// No stretch of work is longer: a week.
const LONGEST: i64 = 7 * 1440;

impl Work {
    /// Work without breaks, at one offset.
    pub fn new(person: impl Into<String>, start: NaiveDateTime, end: NaiveDateTime, offset: i32) -> Self {
        let (start_offset, end_offset) = (offset, offset);
        let (breaks, kind) = (vec![], Kind::Work);
        Self { person: person.into(), start, start_offset, end, end_offset, breaks, kind }
    }

    /// The same, with a break.
    #[must_use]
    pub fn resting(mut self, after: u32, minutes: u32, paid: bool) -> Self {
        self.breaks.push(Break { after, minutes, paid });
        self
    }

    /// Start and end in minutes since 1970 in UTC.
    ///
    /// # Errors
    /// `input.invalid` for seconds or an offset that no place has, `scheduling.no_length` when it does not end after it
    /// starts, `number.out_of_range` when it is longer than a week, `scheduling.break_outside`.
    pub(super) fn span(&self) -> Result<(i64, i64)> {
        let start = utc("start", self.start, self.start_offset)?;
        let end = utc("end", self.end, self.end_offset)?;
        check(start, end, &self.breaks)?;
        Ok((start, end))
    }
}

/// Minutes since 1970 in UTC.
fn utc(field: &str, local: NaiveDateTime, offset: i32) -> Result<i64> {
    if local.second() != 0 || local.nanosecond() != 0 {
        return Err(Error::invalid(field, local, "write whole minutes"));
    }
    offset_known(&format!("{field}_offset"), offset)?;
    Ok(local.and_utc().timestamp() / 60 - i64::from(offset))
}

pub(super) fn offset_known(field: &str, offset: i32) -> Result<()> {
    if offset.abs() > FURTHEST {
        return Err(Error::invalid(field, offset, "minutes ahead of UTC, from -1080 to 1080"));
    }
    Ok(())
}

/// Whether a stretch has a length and its breaks lie within it, in order.
pub(super) fn check(start: i64, end: i64, breaks: &[Break]) -> Result<()> {
    if end <= start {
        let message = format!("work of {} minutes: it has to end after it starts", end - start);
        return Err(Error::new(Code::SchedulingNoLength, "end", end - start, message));
    }
    if end - start > LONGEST {
        let message = format!("work of {} minutes: a week at most can be judged", end - start);
        return Err(Error::new(Code::NumberOutOfRange, "end", end - start, message));
    }
    let mut free = 0;
    for pause in breaks {
        let (from, to) = (i64::from(pause.after), i64::from(pause.after) + i64::from(pause.minutes));
        if pause.minutes == 0 || from < free || to > end - start {
            let value = format!("{from} to {to}");
            let message = format!(
                "a break from minute {from} to minute {to} of work of {} minutes: breaks have a length, lie within the work \
                 and stand in order",
                end - start
            );
            return Err(Error::new(Code::SchedulingBreakOutside, "breaks", value, message));
        }
        free = to;
    }
    Ok(())
}
