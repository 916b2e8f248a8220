//! A roster as timed work: what labour law looks at, the same as hours that were really clocked.

use super::judge::{Judge, Known};
use crate::error::Result;
use crate::scheduling::clock;
use crate::scheduling::law::{Break, Kind, Work};
use crate::scheduling::model::{Assignment, Duty, Model};
use chrono::{NaiveDate, NaiveDateTime};

/// The work of a roster as it would be clocked, one stretch for each part of each shift, by assignment, so that labour law
/// judges it as it judges hours that were really worked ([`audit`](crate::scheduling::law::audit)). Shifts without clock
/// times have none.
///
/// A break without clock times is thought to lie in the middle of the shift's longest working part, one with a window in the
/// middle of its window.
///
/// ```
/// use backoffice::{Period, date, scheduling::{Assignment, Model, Person, Shift, law::{Law, Setting, audit}, timed}};
///
/// let week = Period::week(2026, 14)?;
/// let model = Model::new(week)
///     .people([Person::new("ada")])
///     .shift(Shift::offered("night", "22:00", "06:00").unpaid_break(30))
///     .shift(Shift::offered("day", "14:00", "20:00"));
/// let roster = [
///     Assignment::new("ada", "night", date(2026, 4, 1)?),
///     Assignment::new("ada", "day", date(2026, 4, 2)?),
/// ];
/// let work = timed(&model, &roster)?;
/// assert_eq!((work[0].start.to_string(), work[0].end.to_string()), ("2026-04-01 22:00:00".into(), "2026-04-02 06:00:00".into()));
/// assert_eq!((work[0].breaks[0].after, work[0].breaks[0].minutes), (225, 30));
///
/// let found = audit(&[Law::embedded("eu.working_time")?], &Setting::of(week), &[], &work)?;
/// assert_eq!((found[0].rule.as_str(), found[0].amount), ("daily rest", 480));
/// # Ok::<(), backoffice::Error>(())
/// ```
///
/// # Errors
/// As [`evaluate`](super::evaluate()).
pub fn timed(model: &Model, assignments: &[Assignment]) -> Result<Vec<Work>> {
    let judge = Judge::new(model)?;
    let mut work = Vec::new();
    for p in super::placed(&judge, assignments)? {
        for stretch in stretches(model, &judge, p.number, p.day) {
            work.push(Work {
                person: p.person.into(),
                start: stretch.start,
                start_offset: stretch.offsets.0,
                end: stretch.end,
                end_offset: stretch.offsets.1,
                breaks: stretch.breaks,
                kind: match stretch.duty {
                    Duty::Work => Kind::Work,
                    Duty::OnCall => Kind::OnCall,
                },
            });
        }
    }
    Ok(work)
}

/// A part of a shift on a day.
#[derive(Clone, Debug)]
pub(in crate::scheduling) struct Stretch {
    /// Local moments.
    pub start: NaiveDateTime,
    pub end: NaiveDateTime,
    /// Minutes ahead of universal time at both.
    pub offsets: (i32, i32),
    /// Minutes of universal time since 1970.
    pub begins: i64,
    pub ends: i64,
    pub breaks: Vec<Break>,
    pub duty: Duty,
}

/// The parts of a shift on a day, in order; none of a shift without clock times.
pub(in crate::scheduling) fn stretches(
    model: &Model,
    known: &Known,
    shift: usize,
    day: NaiveDate,
) -> Vec<Stretch> {
    let (Some(timing), Some(shift)) = (known.timing(shift), model.shifts.get(shift)) else {
        return vec![];
    };
    let universal = |minutes: i64| {
        let local = clock::moment(day, minutes);
        let offset = model.offset(local);
        (local, offset, local.and_utc().timestamp() / 60 - i64::from(offset))
    };
    let longest = timing.pieces.iter().filter(|piece| piece.duty == Duty::Work);
    let longest = longest.max_by_key(|piece| (piece.to - piece.from, -piece.from));
    let mut stretches = Vec::with_capacity(timing.pieces.len());
    for piece in &timing.pieces {
        let ((start, offset, begins), (end, end_offset, ends)) = (universal(piece.from), universal(piece.to));
        let inside = timing
            .pauses()
            .iter()
            .filter(|pause| piece.duty == Duty::Work && piece.from <= pause.from && pause.to <= piece.to);
        let mut pauses: Vec<(i64, i64, bool)> = inside
            .map(|pause| {
                let (.., from) = universal((pause.from + pause.to - pause.minutes) / 2);
                (from - begins, pause.minutes, pause.paid)
            })
            .collect();
        let unplaced = i64::from(shift.break_minutes);
        if unplaced > 0 && longest == Some(piece) && pauses.is_empty() {
            pauses.push(((ends - begins - unplaced) / 2, unplaced, false));
        }
        pauses.sort_unstable();
        // Where the clock is changed within it, a stretch may be too short for a break that it has on other days.
        let mut free = 0;
        let mut breaks = Vec::with_capacity(pauses.len());
        for (after, minutes, paid) in pauses {
            let after = after.max(free);
            if after + minutes <= ends - begins
                && let (Ok(after), Ok(minutes)) = (u32::try_from(after), u32::try_from(minutes))
            {
                free = i64::from(after) + i64::from(minutes);
                breaks.push(Break { after, minutes, paid });
            }
        }
        stretches.push(Stretch {
            start,
            end,
            offsets: (offset, end_offset),
            begins,
            ends,
            breaks,
            duty: piece.duty,
        });
    }
    stretches
}
