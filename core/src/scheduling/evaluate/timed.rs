//! A roster as timed work: what labour law looks at, the same as hours that were really clocked.

use super::judge::Judge;
use crate::error::Result;
use crate::scheduling::clock;
use crate::scheduling::model::{Assignment, Duty, Model};
use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

/// A stretch of work or of on-call duty, in local time with the minutes by which the clock is ahead of universal time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timed {
    /// Who.
    pub person: String,
    /// When it begins.
    pub start: NaiveDateTime,
    /// The clock then.
    pub start_offset: i32,
    /// When it ends.
    pub end: NaiveDateTime,
    /// The clock then.
    pub end_offset: i32,
    /// What it is.
    pub kind: Duty,
    /// Its breaks, in order.
    pub breaks: Vec<Pause>,
}

/// A break within timed work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// Minutes after the start.
    pub after: u32,
    /// How long it is, in minutes.
    pub minutes: u32,
    /// Whether it is paid.
    pub paid: bool,
}

/// The timed work of a roster, one stretch for each part of each shift, by assignment. Shifts without clock times have none.
///
/// A break without clock times is thought to lie in the middle of the shift's longest working part, one with a window in the
/// middle of its window.
///
/// ```
/// use backoffice::{Period, date, scheduling::{Assignment, Model, Person, Shift, timed}};
///
/// let model = Model::new(Period::week(2026, 14)?)
///     .people([Person::new("ada")])
///     .shift(Shift::offered("night", "22:00", "06:00").unpaid_break(30));
/// let work = timed(&model, &[Assignment::new("ada", "night", date(2026, 4, 1)?)])?;
/// assert_eq!((work[0].start.to_string(), work[0].end.to_string()), ("2026-04-01 22:00:00".into(), "2026-04-02 06:00:00".into()));
/// assert_eq!((work[0].breaks[0].after, work[0].breaks[0].minutes), (225, 30));
/// # Ok::<(), backoffice::Error>(())
/// ```
///
/// # Errors
/// As [`evaluate`](super::evaluate()).
pub fn timed(model: &Model, assignments: &[Assignment]) -> Result<Vec<Timed>> {
    model.check()?;
    let judge = Judge::new(model)?;
    let minutes = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
    let mut work = Vec::new();
    for p in super::placed(&judge, assignments)? {
        let Some(timing) = judge.timing(p.number) else { continue };
        let longest = timing.pieces.iter().filter(|piece| piece.duty == Duty::Work);
        let longest = longest.max_by_key(|piece| (piece.to - piece.from, -piece.from));
        for piece in &timing.pieces {
            let (start, end) = (clock::moment(p.day, piece.from), clock::moment(p.day, piece.to));
            let mut breaks: Vec<Pause> = timing
                .pauses()
                .iter()
                .filter(|pause| piece.duty == Duty::Work && piece.from <= pause.from && pause.to <= piece.to)
                .map(|pause| Pause {
                    after: minutes((pause.from + pause.to - pause.minutes) / 2 - piece.from),
                    minutes: minutes(pause.minutes),
                    paid: pause.paid,
                })
                .collect();
            let unplaced = i64::from(p.shift.break_minutes);
            if unplaced > 0 && longest == Some(piece) && breaks.is_empty() {
                let after = (piece.to - piece.from - unplaced) / 2;
                breaks.push(Pause { after: minutes(after), minutes: minutes(unplaced), paid: false });
            }
            breaks.sort_by_key(|pause| pause.after);
            work.push(Timed {
                person: p.person.into(),
                start,
                start_offset: model.offset(start),
                end,
                end_offset: model.offset(end),
                kind: piece.duty,
                breaks,
            });
        }
    }
    Ok(work)
}

impl Timed {
    /// Minutes that pass from its start to its end.
    pub fn minutes(&self) -> i64 {
        clock::between(self.start, self.end) - i64::from(self.end_offset) + i64::from(self.start_offset)
    }

    /// When it ends in universal time.
    pub fn ends(&self) -> Option<NaiveDateTime> {
        self.end.checked_sub_signed(TimeDelta::minutes(self.end_offset.into()))
    }
}
