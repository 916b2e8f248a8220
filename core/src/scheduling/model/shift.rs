//! Shifts: what somebody can do on a day, with or without clock times, in one piece or split.

use super::breaks::Break;
use super::{HEAVIEST, at_most, duplicate};
use crate::error::{Code, Error, Result};
use crate::scheduling::clock;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A shift: the same clock times on each day on which it is offered. A shift without clock times has its counted
/// `minutes` alone; rules that need clock times, such as rest in hours, cannot be judged with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// By which it is known; unique in the model.
    pub name: String,
    /// The clock time at which it starts, such as `22:00`; none for a split shift or one without clock times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// The clock time at which it ends, `24:00` at most; on the next day when it is before `start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// The parts of a split shift, or of a shift with on-call duty, in order; instead of `start` and `end`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Paid minutes of its own; none for its length (on-call parts aside) without the unpaid breaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// The days of the week on which it is offered; empty means every day.
    #[serde(default)]
    pub days: Vec<Weekday>,
    /// The only dates on which it is offered; empty means all days of the period.
    #[serde(default)]
    pub dates: Vec<NaiveDate>,
    /// Minutes of unpaid break that is taken at any time. Somebody on such a break still counts as there.
    #[serde(default)]
    pub break_minutes: u32,
    /// Breaks with clock times.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<Break>,
    /// The site at which it is worked; none when sites do not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The skills that can be worked on it, one in each assignment, beside those that it needs.
    #[serde(default)]
    pub skills: Vec<String>,
    /// Whom it needs on each day. Empty: it is merely offered, to cover the demand on intervals.
    #[serde(default)]
    pub needs: Vec<Need>,
}

/// A part of a split shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The clock time at which it starts; on the next day when it is before the end of the part before.
    pub start: String,
    /// The clock time at which it ends; on the next day when it is before `start`.
    pub end: String,
    /// What it is.
    #[serde(default)]
    pub kind: Duty,
}

/// What a part of a shift is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Work: paid, and there for the demand.
    #[default]
    Work,
    /// On call: not there for the demand and not paid, unless the shift has `minutes` of its own; no rest either.
    OnCall,
}

/// So many people that a shift needs on each day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// The skill that they work; none for people who work without one.
    #[serde(default)]
    pub skill: Option<String>,
    /// How many are wanted.
    pub needed: u32,
    /// How many there must be: fewer break a hard rule.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub least: u32,
    /// Penalty for each one missing; none for the rules' penalty for each minute of the shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<u32>,
    /// Penalty for each one too many; none for the rules' penalty for each minute of the shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<u32>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
pub(super) const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A part of a shift on a day, in minutes after its midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scheduling) struct Piece {
    pub from: i64,
    pub to: i64,
    pub duty: Duty,
}

impl Need {
    /// So many people of that skill, or without any.
    pub const fn new(needed: u32, skill: Option<String>) -> Self {
        Self { skill, needed, least: 0, short: None, over: None }
    }

    pub(super) fn check(&self) -> Result<()> {
        levels("needs", self.least, self.needed, self.short, self.over)
    }
}

/// What every need has: numbers that make sense and weights that can be summed.
pub(super) fn levels(
    field: &str,
    least: u32,
    wanted: u32,
    short: Option<u32>,
    over: Option<u32>,
) -> Result<()> {
    at_most(&format!("{field}.needed"), wanted.into(), 10_000)?;
    if least > wanted {
        let told = format!("only {wanted} are wanted");
        return Err(Error::invalid(&format!("{field}.least"), least, &told));
    }
    at_most(&format!("{field}.short"), short.unwrap_or(0).into(), HEAVIEST)?;
    at_most(&format!("{field}.over"), over.unwrap_or(0).into(), HEAVIEST)
}

impl Shift {
    /// A shift on every day that needs one person, of any skill or none.
    pub fn every_day(name: impl Into<String>, start: impl Into<String>, end: impl Into<String>) -> Self {
        Self { needs: vec![Need::new(1, None)], ..Self::offered(name, start, end) }
    }

    /// A shift on every day that needs nobody by itself: it is offered to cover the demand.
    pub fn offered(name: impl Into<String>, start: impl Into<String>, end: impl Into<String>) -> Self {
        Self { name: name.into(), start: Some(start.into()), end: Some(end.into()), ..Self::default() }
    }

    /// A shift on every day without clock times, of so many paid minutes, that needs nobody by itself.
    pub fn untimed(name: impl Into<String>, minutes: u32) -> Self {
        Self { name: name.into(), minutes: Some(minutes), ..Self::default() }
    }

    /// A split shift on every day, of working parts from and to these clock times, that needs nobody by itself.
    pub fn split<T: Into<String>>(name: impl Into<String>, parts: impl IntoIterator<Item = (T, T)>) -> Self {
        let part = |(start, end): (T, T)| Part { start: start.into(), end: end.into(), kind: Duty::Work };
        Self { name: name.into(), parts: parts.into_iter().map(part).collect(), ..Self::default() }
    }

    /// The same, with an on-call part after what it has.
    #[must_use]
    pub fn on_call(mut self, start: impl Into<String>, end: impl Into<String>) -> Self {
        if let (Some(start), Some(end)) = (self.start.take(), self.end.take()) {
            self.parts.push(Part { start, end, kind: Duty::Work });
        }
        self.parts.push(Part { start: start.into(), end: end.into(), kind: Duty::OnCall });
        self
    }

    /// The same, needing one person with that skill instead of one without.
    #[must_use]
    pub fn needing(self, skill: impl Into<String>) -> Self {
        self.needing_many(1, skill)
    }

    /// The same, needing so many people with that skill, beside other skills that it needs.
    #[must_use]
    pub fn needing_many(mut self, needed: u32, skill: impl Into<String>) -> Self {
        self.needs.retain(|need| need.skill.is_some());
        self.needs.push(Need::new(needed, Some(skill.into())));
        self
    }

    /// The same, needing so many people, of any skill or none, and no others.
    #[must_use]
    pub fn needing_anybody(mut self, needed: u32) -> Self {
        self.needs = vec![Need::new(needed, None)];
        self
    }

    /// The same, on which these skills can be worked.
    #[must_use]
    pub fn skills<T: Into<String>>(mut self, skills: impl IntoIterator<Item = T>) -> Self {
        self.skills.extend(skills.into_iter().map(Into::into));
        self
    }

    /// The same, on these days of the week only.
    #[must_use]
    pub fn on(mut self, days: &[Weekday]) -> Self {
        self.days = days.to_vec();
        self
    }

    /// The same, on these dates only.
    #[must_use]
    pub fn on_dates(mut self, dates: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.dates.extend(dates);
        self
    }

    /// The same, with an unpaid break of so many minutes.
    #[must_use]
    pub fn unpaid_break(mut self, minutes: u32) -> Self {
        self.break_minutes = minutes;
        self
    }

    /// The same, counting so many paid minutes whatever its length.
    #[must_use]
    pub fn counting(mut self, minutes: u32) -> Self {
        self.minutes = Some(minutes);
        self
    }

    /// The same, worked at that site.
    #[must_use]
    pub fn at(mut self, site: impl Into<String>) -> Self {
        self.site = Some(site.into());
        self
    }

    /// Whether it is offered on that day.
    pub fn runs_on(&self, day: NaiveDate) -> bool {
        (self.days.is_empty() || self.days.contains(&day.weekday()))
            && (self.dates.is_empty() || self.dates.contains(&day))
    }

    /// Whether it has clock times.
    pub fn is_timed(&self) -> bool {
        self.start.is_some() || self.end.is_some() || !self.parts.is_empty()
    }

    /// The skills of which one is worked in each assignment: those that it offers and those that it needs. None stands
    /// for work without a skill, which is also all that there is when no skill is named.
    pub fn workable(&self) -> BTreeSet<Option<&str>> {
        let offered = self.skills.iter().map(|skill| Some(skill.as_str()));
        let mut all: BTreeSet<_> =
            offered.chain(self.needs.iter().map(|need| need.skill.as_deref())).collect();
        if all.is_empty() {
            all.insert(None);
        }
        all
    }

    /// Whether that skill (or none) can be worked on it.
    pub(in crate::scheduling) fn allows(&self, skill: Option<&str>) -> bool {
        self.skills.iter().any(|own| Some(own.as_str()) == skill)
            || self.needs.iter().any(|need| need.skill.as_deref() == skill)
            || skill.is_none() && self.skills.is_empty() && self.needs.is_empty()
    }

    /// Its parts in minutes after midnight; none for a shift without clock times.
    pub(in crate::scheduling) fn pieces(&self) -> Result<Vec<Piece>> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut add = |name: &str, start: &str, end: &str, duty| {
            let (at_start, at_end) = (format!("{name}start"), format!("{name}end"));
            let (mut from, mut to) = (clock::minutes(&at_start, start)?, clock::minutes(&at_end, end)?);
            if from == 1440 {
                return Err(Error::invalid(&at_start, start, "write 00:00 of the next day"));
            }
            if to == from {
                let message =
                    format!("shift `{}` ends at {end}, when it starts: it has no length", self.name);
                return Err(Error::new(Code::SchedulingNoLength, at_end, end, message));
            }
            if let Some(before) = pieces.last() {
                from += if from < before.to { 1440 } else { 0 };
                if from < before.to {
                    return Err(Error::invalid(&at_start, start, "the part before it ends later"));
                }
            }
            while to < from {
                to += 1440;
            }
            pieces.push(Piece { from, to, duty });
            Ok(())
        };
        match (&self.start, &self.end) {
            (Some(start), Some(end)) => add("", start, end, Duty::Work)?,
            (Some(_), None) => return Err(Error::missing("end")),
            (None, Some(_)) => return Err(Error::missing("start")),
            (None, None) => {}
        }
        if self.start.is_some() && !self.parts.is_empty() {
            return Err(Error::invalid("parts", self.parts.len(), "write `start` and `end`, or `parts`"));
        }
        self.parts.iter().try_for_each(|part| add("parts.", &part.start, &part.end, part.kind))?;
        match (pieces.first(), pieces.last()) {
            (Some(first), Some(last)) if last.to > first.from + 1440 => {
                let told = "a shift lasts a day at most, from its start to its end";
                Err(Error::invalid("parts", clock::spoken(last.to - first.from), told))
            }
            _ => Ok(pieces),
        }
    }

    /// Minutes after midnight of its start and its end; more than 1440 for an end on the next day. A shift without clock
    /// times is thought to take the whole day.
    pub(in crate::scheduling) fn span(&self) -> Result<(i64, i64)> {
        let pieces = self.pieces()?;
        Ok(match (pieces.first(), pieces.last()) {
            (Some(first), Some(last)) => (first.from, last.to),
            _ => (0, 1440),
        })
    }

    /// Moments of its start and end on that day; of a shift without clock times, midnight and midnight.
    ///
    /// # Errors
    /// `input.invalid` or `scheduling.no_length`, naming `start`, `end` or `parts`; `calendar.invalid_date` when the
    /// calendar ends before the shift.
    pub fn times(&self, day: NaiveDate) -> Result<(NaiveDateTime, NaiveDateTime)> {
        let (start, end) = self.span()?;
        if day.succ_opt().is_none() {
            let message = format!("the calendar ends with {day}: no shift starts there");
            return Err(Error::new(Code::CalendarInvalidDate, "day", day, message));
        }
        Ok((clock::moment(day, start), clock::moment(day, end)))
    }

    /// Paid minutes on a day without a change of the clock: its own, or its working length without the unpaid breaks.
    ///
    /// # Errors
    /// As [`Shift::times`], and `scheduling.no_length` naming `minutes` or `break_minutes` when nothing is left to work.
    pub fn paid_minutes(&self) -> Result<i64> {
        if let Some(minutes) = self.minutes {
            return Ok(minutes.into());
        }
        let worked = self
            .pieces()?
            .iter()
            .filter(|piece| piece.duty == Duty::Work)
            .map(|p| p.to - p.from)
            .sum::<i64>();
        Ok(worked - self.unpaid()?)
    }

    pub(super) fn check(&self) -> Result<()> {
        let pieces = self.pieces()?;
        self.pauses()?;
        if let Some(minutes) = self.minutes {
            at_most("minutes", minutes.into(), 1440)?;
        }
        if pieces.is_empty() && self.minutes.unwrap_or(0) == 0 {
            let message =
                format!("shift `{}` has no clock times and no minutes: it has no length", self.name);
            return Err(Error::new(Code::SchedulingNoLength, "minutes", 0, message));
        }
        let worked: i64 = pieces.iter().filter(|piece| piece.duty == Duty::Work).map(|p| p.to - p.from).sum();
        if self.minutes.is_none() && self.unpaid()? >= worked {
            let message = format!(
                "shift `{}` is {} long and has breaks of {} minutes: nothing is left to work",
                self.name,
                clock::spoken(worked),
                self.unpaid()?
            );
            return Err(Error::new(Code::SchedulingNoLength, "break_minutes", self.break_minutes, message));
        }
        let mut skills = BTreeSet::new();
        for need in &self.needs {
            need.check()?;
            if !skills.insert(&need.skill) {
                let name = need.skill.as_deref().unwrap_or("anybody");
                return Err(duplicate("needs.skill", name));
            }
        }
        Ok(())
    }
}
