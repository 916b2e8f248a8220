//! Breaks of shifts: fixed, or anywhere within a window.

use super::at_most;
use super::shift::{Duty, Piece, Shift};
use crate::error::{Code, Error, Result};
use crate::scheduling::clock;
use serde::{Deserialize, Serialize};

/// A break with clock times, within one working part of the shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// The clock time at which it starts, or from which on it can be taken.
    pub from: String,
    /// The clock time at which it ends, or until which it is taken.
    pub to: String,
    /// How long it is, when it is taken anywhere between `from` and `to`; none for all of that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Whether it is paid.
    #[serde(default)]
    pub paid: bool,
    /// Whether somebody on it is not there for the demand. Only for a break that is fixed.
    #[serde(default)]
    pub away: bool,
}

/// A break of a shift on a day, in minutes after its midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::scheduling) struct Pause {
    pub from: i64,
    pub to: i64,
    pub minutes: i64,
    pub paid: bool,
    pub away: bool,
}

impl Shift {
    /// The same, with a break.
    #[must_use]
    pub fn pausing(mut self, pause: Break) -> Self {
        self.breaks.push(pause);
        self
    }

    /// The shifts that it can be when its breaks with windows are placed, every so many minutes from the window's start: each
    /// with fixed breaks during which nobody is there, and named after where they begin. A solver that is offered all of them
    /// places the breaks. For shifts that are merely offered; a shift without such breaks is returned as it is.
    ///
    /// ```
    /// use backoffice::scheduling::{Break, Shift};
    ///
    /// let lunch = Break { from: "11:00".into(), to: "12:30".into(), minutes: Some(30), paid: false, away: false };
    /// let day = Shift::offered("day", "08:00", "16:00").pausing(lunch);
    /// let names: Vec<String> = day.placed(30)?.into_iter().map(|shift| shift.name).collect();
    /// assert_eq!(names, ["day, break 11:00", "day, break 11:30", "day, break 12:00"]);
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Shift::times`]; `scheduling.no_length` naming `every_minutes` when it is 0, and `number.out_of_range` when there
    /// would be more than a thousand.
    pub fn placed(&self, every_minutes: u32) -> Result<Vec<Self>> {
        if every_minutes == 0 {
            let told = "breaks placed every 0 minutes: write 1 at least";
            return Err(Error::new(Code::SchedulingNoLength, "every_minutes", 0, told));
        }
        let mut shifts = vec![Self { breaks: vec![], ..self.clone() }];
        for (pause, of) in self.breaks_in_order()? {
            let mut more = Vec::new();
            let mut from = pause.from;
            while from + pause.minutes <= pause.to {
                let (begin, end) = (clock::text(from % 1440), clock::text((from + pause.minutes) % 1440));
                let fixed = pause.minutes == pause.to - pause.from;
                for shift in &shifts {
                    let mut shift = shift.clone();
                    if !fixed {
                        shift.name = format!("{}, break {begin}", shift.name);
                    }
                    shift.breaks.push(Break {
                        from: begin.clone(),
                        to: end.clone(),
                        minutes: None,
                        paid: of.paid,
                        away: of.away || !fixed,
                    });
                    more.push(shift);
                }
                at_most("every_minutes", more.len() as u64, 1_000)?;
                from += i64::from(every_minutes);
            }
            shifts = more;
        }
        Ok(shifts)
    }

    fn breaks_in_order(&self) -> Result<Vec<(Pause, &Break)>> {
        let mut breaks = Vec::new();
        for pause in &self.breaks {
            let alone = Self { breaks: vec![pause.clone()], ..self.clone() };
            breaks.extend(alone.pauses()?.into_iter().map(|minutes| (minutes, pause)));
        }
        self.pauses()?;
        breaks.sort_by_key(|(minutes, _)| *minutes);
        Ok(breaks)
    }

    /// Its breaks with clock times, in minutes after midnight, in order.
    pub(in crate::scheduling) fn pauses(&self) -> Result<Vec<Pause>> {
        if self.breaks.is_empty() {
            return Ok(vec![]);
        }
        let pieces = self.pieces()?;
        let begins = pieces.first().map_or(0, |piece| piece.from);
        let mut pauses = Vec::new();
        for pause in &self.breaks {
            let mut from = clock::minutes("breaks.from", &pause.from)?;
            let mut to = clock::minutes("breaks.to", &pause.to)?;
            from += if from < begins { 1440 } else { 0 };
            while to < from {
                to += 1440;
            }
            let within = |piece: &Piece| piece.duty == Duty::Work && piece.from <= from && to <= piece.to;
            if !pieces.iter().any(within) {
                let told = format!("shift `{}` is not worked from then to {}", self.name, pause.to);
                return Err(Error::invalid("breaks.from", &pause.from, &told));
            }
            let minutes = pause.minutes.map_or(to - from, i64::from);
            if minutes <= 0 || minutes > to - from {
                let message = format!("a break of {minutes} minutes from {} to {}", pause.from, pause.to);
                return Err(Error::new(Code::SchedulingNoLength, "breaks.minutes", minutes, message));
            }
            if pause.away && minutes != to - from {
                let told = "only somebody on a fixed break can be away";
                return Err(Error::invalid("breaks.away", "true", told));
            }
            pauses.push(Pause { from, to, minutes, paid: pause.paid, away: pause.away });
        }
        pauses.sort_unstable();
        for (before, after) in pauses.iter().zip(pauses.iter().skip(1)) {
            if after.from < before.to {
                return Err(Error::invalid(
                    "breaks.from",
                    clock::text(after.from % 1440),
                    "two breaks overlap",
                ));
            }
        }
        Ok(pauses)
    }

    /// Minutes of its breaks that are not paid.
    pub(in crate::scheduling) fn unpaid(&self) -> Result<i64> {
        let unpaid =
            self.pauses()?.iter().filter(|pause| !pause.paid).map(|pause| pause.minutes).sum::<i64>();
        Ok(unpaid + i64::from(self.break_minutes))
    }
}
