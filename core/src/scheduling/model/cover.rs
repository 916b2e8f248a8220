//! How many people are needed: on a shift, day by day, or in an interval of time.

use super::shift::{Shift, is_zero, levels};
use super::{at_most, ends_later};
use crate::calendar::Period;
use crate::error::{Error, Result};
use crate::scheduling::clock;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};
use serde::{Deserialize, Serialize};

/// So many people that are needed in an interval of time, whatever their shifts. A shift covers the intervals that it
/// spans: those that lie wholly within one of its working parts, and that no break takes away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// From this moment.
    pub from: NaiveDateTime,
    /// Until this moment.
    pub to: NaiveDateTime,
    /// The skill that they work; none for people who work without one.
    #[serde(default)]
    pub skill: Option<String>,
    /// The site at which they work: only its shifts count; none for shifts of any site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// How many.
    pub needed: u32,
}

/// So many people that a shift needs on some days: as its own needs, where they differ from day to day.
///
/// The cost is convex in the number of people: `short` for each one below `wanted`, `over` for each one above it; below
/// `least` a hard rule is broken as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The shift.
    pub shift: String,
    /// The skill that they work; none for people who work without one.
    #[serde(default)]
    pub skill: Option<String>,
    /// The days of the week; empty means every day on which the shift is offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<Weekday>,
    /// The only dates; empty means every day on which the shift is offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<NaiveDate>,
    /// How many there must be.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub least: u32,
    /// How many are wanted.
    pub wanted: u32,
    /// Penalty for each one missing; none for the rules' penalty for each minute of the shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<u32>,
    /// Penalty for each one too many; none for the rules' penalty for each minute of the shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<u32>,
}

impl Requirement {
    /// So many people on that shift on every day, as the rules weigh them.
    pub fn new(shift: impl Into<String>, wanted: u32) -> Self {
        Self {
            shift: shift.into(),
            skill: None,
            days: vec![],
            dates: vec![],
            least: 0,
            wanted,
            short: None,
            over: None,
        }
    }

    /// The same, working that skill.
    #[must_use]
    pub fn working(mut self, skill: impl Into<String>) -> Self {
        self.skill = Some(skill.into());
        self
    }

    /// The same, on that date only, beside those told before.
    #[must_use]
    pub fn on(mut self, date: NaiveDate) -> Self {
        self.dates.push(date);
        self
    }

    /// The same, where there must be at least so many.
    #[must_use]
    pub const fn at_least(mut self, least: u32) -> Self {
        self.least = least;
        self
    }

    /// The same, at that penalty for each one missing and each one too many.
    #[must_use]
    pub const fn weighing(mut self, short: u32, over: u32) -> Self {
        (self.short, self.over) = (Some(short), Some(over));
        self
    }

    /// Whether it holds on that day, on which its shift is offered.
    pub(in crate::scheduling) fn holds_on(&self, day: NaiveDate) -> bool {
        (self.days.is_empty() || self.days.contains(&day.weekday()))
            && (self.dates.is_empty() || self.dates.contains(&day))
    }

    pub(super) fn check(&self, period: Period, shift: &Shift) -> Result<()> {
        levels("wanted", self.least, self.wanted, self.short, self.over)?;
        if !shift.allows(self.skill.as_deref()) {
            let told = format!("it is not worked on shift `{}`", shift.name);
            return Err(Error::invalid("skill", self.skill.as_deref().unwrap_or("none"), &told));
        }
        for date in &self.dates {
            if !period.contains(*date) {
                return Err(Error::invalid("dates", date, &format!("the period is {period}")));
            }
            if !shift.runs_on(*date) {
                let told = format!("shift `{}` is not offered on that day", shift.name);
                return Err(Error::invalid("dates", date, &told));
            }
        }
        Ok(())
    }
}

impl Demand {
    /// So many people from one moment to another, without a skill and at any site.
    pub const fn new(from: NaiveDateTime, to: NaiveDateTime, needed: u32) -> Self {
        Self { from, to, skill: None, site: None, needed }
    }

    /// The same, working that skill.
    #[must_use]
    pub fn working(mut self, skill: impl Into<String>) -> Self {
        self.skill = Some(skill.into());
        self
    }

    /// The same, at that site.
    #[must_use]
    pub fn at(mut self, site: impl Into<String>) -> Self {
        self.site = Some(site.into());
        self
    }

    /// Whether somebody on that shift, working that skill, counts while he or she is there.
    pub(in crate::scheduling) fn counts(&self, shift: &Shift, skill: Option<&str>) -> bool {
        self.skill.as_deref() == skill && (self.site.is_none() || self.site == shift.site)
    }

    pub(super) fn check(&self, period: Period) -> Result<()> {
        at_most("needed", self.needed.into(), 10_000)?;
        if !period.contains(self.from.date()) {
            return Err(Error::invalid("from", self.from, &format!("the period is {period}")));
        }
        ends_later("to", self.from, self.to)?;
        at_most("to", u64::try_from(clock::between(self.from, self.to)).unwrap_or(0), 1440)
    }
}
