//! When work is due that arrives until a time of day, or after it.

use super::Open;
use crate::error::Result;
use crate::scheduling::clock;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// What arrives on a working day until `at` is due on that day, everything else on the next working day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutOff {
    /// The last clock time of the day that counts, such as `14:00`.
    pub at: String,
    /// The clock time of that day by which it is due.
    pub same_day: String,
    /// The clock time of the next working day by which everything else is due.
    pub next_day: String,
}

/// When work that arrives at a moment is due; none when no later day is worked. Working days are those on which a
/// stretch of `open` begins.
///
/// # Errors
/// `input.invalid` for what is no clock time.
///
/// ```
/// use backoffice::{date, scheduling::staffing::{CutOff, Open, due}};
///
/// let on = |day, hour| date(2010, 12, day).map(|day| day.and_hms_opt(hour, 0, 0).unwrap());
/// let open = [Open { from: on(3, 8)?, to: on(3, 18)? }, Open { from: on(6, 8)?, to: on(6, 18)? }];
/// let cut_off = CutOff { at: "13:00".into(), same_day: "17:00".into(), next_day: "12:00".into() };
/// assert_eq!(due(&cut_off, &open, on(3, 13)?)?, Some(on(3, 17)?));
/// assert_eq!(due(&cut_off, &open, on(3, 14)?)?, Some(on(6, 12)?)); // over the weekend
/// assert_eq!(due(&cut_off, &open, on(6, 14)?)?, None);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn due(cut_off: &CutOff, open: &[Open], at: NaiveDateTime) -> Result<Option<NaiveDateTime>> {
    let last = clock::minutes("at", &cut_off.at)?;
    let same_day = clock::minutes("same_day", &cut_off.same_day)?;
    let next_day = clock::minutes("next_day", &cut_off.next_day)?;
    let day = at.date();
    if at <= clock::moment(day, last) && open.iter().any(|open| open.from.date() == day) {
        return Ok(Some(clock::moment(day, same_day)));
    }
    let next = open.iter().map(|open| open.from.date()).filter(|next| *next > day).min();
    Ok(next.map(|next| clock::moment(next, next_day)))
}
