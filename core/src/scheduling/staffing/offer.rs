//! Shifts to choose from, when demand is told by intervals.

use crate::error::{Code, Error, Result};
use crate::scheduling::{
    clock,
    model::{Shift, at_most},
};
use chrono::Weekday;
use serde::{Deserialize, Serialize};

/// Which shifts may be made: every start and length on a grid within the opening hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// The clock time at which the first can start, such as `06:00`.
    pub from: String,
    /// The clock time by which the last ends, `24:00` at most; on the next day when it is before `from`.
    pub to: String,
    /// Minutes from one start to the next, and from one length to the next, such as 30.
    pub every_minutes: u32,
    /// Minutes of the shortest.
    pub shortest_minutes: u32,
    /// Minutes of the longest.
    pub longest_minutes: u32,
    /// Minutes of unpaid break in a shift …
    #[serde(default)]
    pub break_minutes: u32,
    /// … that is longer than so many minutes.
    #[serde(default)]
    pub break_beyond_minutes: u32,
    /// The skills that can be worked.
    #[serde(default)]
    pub skills: Vec<String>,
    /// The days of the week; empty means every day.
    #[serde(default)]
    pub days: Vec<Weekday>,
}

/// The shifts that may be made, each named by its times (`06:00-14:00`). They need nobody by themselves.
///
/// # Errors
/// `input.invalid` for what is no clock time or no grid, `scheduling.no_length` when the opening hours are shorter than the
/// shortest shift, `number.out_of_range` for more than 5,000 shifts.
///
/// ```
/// use backoffice::scheduling::staffing::{Offer, offer};
///
/// let shifts = offer(&Offer {
///     from: "08:00".into(),
///     to: "18:00".into(),
///     every_minutes: 30,
///     shortest_minutes: 4 * 60,
///     longest_minutes: 8 * 60,
///     break_minutes: 30,
///     break_beyond_minutes: 6 * 60,
///     skills: vec!["picker".into(), "packer".into()],
///     days: vec![],
/// })?;
/// assert_eq!((shifts.len(), shifts[0].name.as_str()), (81, "08:00-12:00"));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn offer(offer: &Offer) -> Result<Vec<Shift>> {
    let (from, to) = (clock::minutes("from", &offer.from)?, clock::minutes("to", &offer.to)?);
    let to = if to <= from { to + 1440 } else { to };
    let step = i64::from(offer.every_minutes);
    let (shortest, longest) = (i64::from(offer.shortest_minutes), i64::from(offer.longest_minutes));
    if step == 0 {
        return Err(Error::invalid(
            "every_minutes",
            0,
            "write the minutes from one start to the next, such as 30",
        ));
    }
    if shortest == 0 || longest < shortest || longest >= 1440 {
        let wanted = "write at least the shortest shift's minutes and less than 1440";
        return Err(Error::invalid("longest_minutes", longest, wanted));
    }
    if offer.break_minutes > 0
        && i64::from(offer.break_minutes) >= shortest.max(i64::from(offer.break_beyond_minutes))
    {
        let wanted = "a break is shorter than the shift that it is in";
        return Err(Error::invalid("break_minutes", offer.break_minutes, wanted));
    }
    if to - from < shortest {
        let message =
            format!("from {} to {} there is no room for a shift of {shortest} minutes", offer.from, offer.to);
        return Err(Error::new(Code::SchedulingNoLength, "to", &offer.to, message));
    }
    let starts = (to - from - shortest) / step + 1;
    let lengths = (longest - shortest) / step + 1;
    at_most("every_minutes", u64::try_from(starts.saturating_mul(lengths)).unwrap_or(u64::MAX), 5_000)?;

    let mut shifts = Vec::new();
    for start in (0..starts).map(|k| from + k * step) {
        for length in (0..lengths).map(|k| shortest + k * step).filter(|length| start + length <= to) {
            let name = |minutes: i64| clock::text(minutes % 1440);
            let end = if start + length == 1440 { "24:00".into() } else { name(start + length) };
            // A start after midnight belongs to the next day, on which the same shift may be offered from `00:00` on.
            let mut shift = Shift::offered(format!("{}-{end}", name(start)), name(start), end);
            shift.days = days(&offer.days, start >= 1440);
            shift.skills.clone_from(&offer.skills);
            if length > i64::from(offer.break_beyond_minutes) {
                shift.break_minutes = offer.break_minutes;
            }
            shifts.push(shift);
        }
    }
    Ok(shifts)
}

fn days(days: &[Weekday], next: bool) -> Vec<Weekday> {
    days.iter().map(|day| if next { day.succ() } else { *day }).collect()
}
