//! What every roster is judged by: each rule named, hard or soft, with its source.
//!
//! A hard rule may not be broken. A soft rule may, at a penalty: its weight times by how much it is broken, in minutes,
//! days or times as the rule counts. Hours and days of a shift belong to the day on which it starts.

use super::{
    clock,
    model::{HEAVIEST, Index, Model, at_most, unknown},
};
use crate::error::{Error, Result};
use chrono::Weekday;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

mod coupling;
mod limit;

pub use coupling::{Coupling, Term};
pub use limit::{Count, End, Limit, Run, Share, Start, Window};

/// The rules of a model. Nobody ever works at two places at once, and locked assignments always stay: these two are
/// always hard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// The day with which a week begins.
    pub week_begins: Weekday,
    /// The days of the weekend; those that follow one another are one weekend.
    pub weekend: Vec<Weekday>,
    /// At most so many shifts that start on one day, for each person.
    pub shifts_a_day: u32,
    /// Whether demand must be met or only should.
    pub coverage: Coverage,
    /// Penalty for each minute in which a needed person is missing.
    pub short: u32,
    /// Penalty for each minute in which somebody is there beyond the need.
    pub over: u32,
    /// Nobody works a skill that he or she lacks; counted in times.
    pub skill: Strength,
    /// Nobody works when unavailable; counted in minutes.
    pub availability: Strength,
    /// Nobody works at a site that is not his or hers; counted in times.
    pub site: Strength,
    /// Nobody works more hours a week than the contract allows; counted in minutes.
    pub contract_most: Strength,
    /// Everybody works the hours a week that the contract promises, in whole weeks of the period; counted in minutes.
    pub contract_least: Strength,
    /// The levels of the objective in which penalties count that no rule of its own names.
    pub levels: Levels,
    /// All other rules.
    pub rules: Vec<Rule>,
}

/// Whether demand must be met or only should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// A roster that leaves a gap is no roster.
    Must,
    /// Gaps cost a penalty and are reported with their reasons.
    Should,
}

/// Whether a rule may be broken, and at which penalty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// It may not be broken.
    Hard,
    /// It may, at this penalty for each minute, day or time.
    Soft(u32),
}

/// Levels of the objective, each from 0 (compared first) to 7.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Levels {
    /// People missing and people too many.
    pub cover: u8,
    /// Skills, sites, availability and hours of the contract, where they are soft.
    pub contract: u8,
    /// Requests.
    pub requests: u8,
}

/// A rule with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// By which violations call it.
    pub name: String,
    /// What it limits.
    pub limit: Limit,
    /// Whether it may be broken.
    pub strength: Strength,
    /// For whom it holds; empty means everybody.
    #[serde(default)]
    pub people: Vec<String>,
    /// Where it stands: the law and article, or the agreement.
    #[serde(default)]
    pub source: String,
    /// Whether it is law: told apart from agreements and wishes wherever it is broken.
    #[serde(default)]
    pub law: bool,
    /// The level of the objective in which its penalty counts.
    #[serde(default)]
    pub level: u8,
}

impl Default for Rules {
    /// Weeks from Monday, weekends of Saturday and Sunday, one shift a day; demand should be met, at 10 a minute and 1 for a minute too many; skill, availability and the
    /// most hours of the contract are hard, the least hours soft at 1 a minute.
    fn default() -> Self {
        Self {
            week_begins: Weekday::Mon,
            weekend: vec![Weekday::Sat, Weekday::Sun],
            shifts_a_day: 1,
            coverage: Coverage::Should,
            short: 10,
            over: 1,
            skill: Strength::Hard,
            availability: Strength::Hard,
            site: Strength::Hard,
            contract_most: Strength::Hard,
            contract_least: Strength::Soft(1),
            levels: Levels::default(),
            rules: vec![],
        }
    }
}

impl Rules {
    /// The same, with that rule.
    #[must_use]
    pub fn and(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// The same, with that hard limit under a name.
    #[must_use]
    pub fn hard(self, name: impl Into<String>, limit: Limit) -> Self {
        self.and(Rule::hard(name, limit))
    }

    /// The same, with that limit under a name, at a penalty of `weight` for each minute or day.
    #[must_use]
    pub fn soft(self, name: impl Into<String>, limit: Limit, weight: u32) -> Self {
        self.and(Rule::soft(name, limit, weight))
    }

    /// The same, with at least so many hours of rest between two shifts. Hours that are not whole minutes (or are more
    /// than a year) are found out by [`Model::check`].
    #[must_use]
    pub fn rest_between(self, hours: Decimal) -> Self {
        // A number that cannot be meant is kept as one that the check refuses, so that building needs no `?`.
        let minutes = clock::of_hours("rest_between", hours).unwrap_or(u32::MAX);
        self.hard("rest between shifts", Limit::RestBetween { minutes })
    }

    /// The same, with weeks that begin on that day.
    #[must_use]
    pub fn weeks_from(mut self, day: Weekday) -> Self {
        self.week_begins = day;
        self
    }

    /// The same, where demand must be met.
    #[must_use]
    pub fn must_cover(mut self) -> Self {
        self.coverage = Coverage::Must;
        self
    }

    /// The same, with weekends of these days.
    #[must_use]
    pub fn weekends_of(mut self, days: &[Weekday]) -> Self {
        self.weekend = days.to_vec();
        self
    }

    /// The same, with at most so many shifts of one person that start on one day.
    #[must_use]
    pub const fn shifts_a_day(mut self, shifts: u32) -> Self {
        self.shifts_a_day = shifts;
        self
    }

    pub(super) fn check(&self, model: &Model, index: &Index) -> Result<()> {
        at_most("rules.short", self.short.into(), HEAVIEST)?;
        at_most("rules.over", self.over.into(), HEAVIEST)?;
        check_strength("rules.skill", self.skill)?;
        check_strength("rules.availability", self.availability)?;
        check_strength("rules.site", self.site)?;
        check_strength("rules.contract_most", self.contract_most)?;
        check_strength("rules.contract_least", self.contract_least)?;
        for level in [self.levels.cover, self.levels.contract, self.levels.requests] {
            check_level(level).map_err(|error| error.within("rules.levels"))?;
        }
        if self.shifts_a_day == 0 {
            return Err(Error::invalid("rules.shifts_a_day", 0, "1 at least: with none, nobody works"));
        }
        let weekend: BTreeSet<u32> = self.weekend.iter().map(Weekday::num_days_from_monday).collect();
        if weekend.len() != self.weekend.len() || weekend.len() == 7 {
            let told = "name each day once, and not all seven";
            return Err(Error::invalid("rules.weekend", self.weekend.len(), told));
        }
        at_most("rules.rules", self.rules.len() as u64, 100_000)?;
        for rule in &self.rules {
            if rule.name.is_empty() {
                return Err(Error::missing("rules.rules.name"));
            }
            let within = |error: Error| error.within(format!("rules.{}", rule.name));
            check_strength("strength", rule.strength).map_err(within)?;
            check_level(rule.level).map_err(within)?;
            rule.limit.check(index).map_err(within)?;
            if rule.limit.needs_times()
                && let Some(shift) = model.shifts.iter().find(|shift| !shift.is_timed())
            {
                let told =
                    "it has no clock times, which this rule needs: give it some, or forbid successions";
                return Err(within(Error::invalid("shift", &shift.name, told)));
            }
            if let Some(name) = rule.people.iter().find(|name| index.person_number(name).is_none()) {
                return Err(within(unknown("person", name, "person")));
            }
            if let Limit::Fair { by: Share::Contract, .. } = rule.limit {
                let mut people = model.people.iter().filter(|person| rule.holds_for(&person.name));
                if let Some(person) = people.find(|person| person.hours_at_most.is_none()) {
                    return Err(Error::missing(&format!("people.{}.hours_at_most", person.name)));
                }
            }
        }
        Ok(())
    }
}

/// No weight is beyond what can be summed.
fn check_strength(field: &str, strength: Strength) -> Result<()> {
    match strength {
        Strength::Soft(weight) => at_most(field, weight.into(), HEAVIEST),
        Strength::Hard => Ok(()),
    }
}

/// There are levels 0 to 7.
fn check_level(level: u8) -> Result<()> {
    at_most("level", level.into(), 7)
}

impl Rule {
    /// A hard rule for everybody.
    pub fn hard(name: impl Into<String>, limit: Limit) -> Self {
        Self {
            name: name.into(),
            limit,
            strength: Strength::Hard,
            people: vec![],
            source: String::new(),
            law: false,
            level: 0,
        }
    }

    /// A soft rule for everybody, at a penalty of `weight` for each minute, day or time.
    pub fn soft(name: impl Into<String>, limit: Limit, weight: u32) -> Self {
        Self { strength: Strength::Soft(weight), ..Self::hard(name, limit) }
    }

    /// The same, for these people only.
    #[must_use]
    pub fn for_people<T: Into<String>>(mut self, people: impl IntoIterator<Item = T>) -> Self {
        self.people.extend(people.into_iter().map(Into::into));
        self
    }

    /// The same, in that level of the objective.
    #[must_use]
    pub const fn at_level(mut self, level: u8) -> Self {
        self.level = level;
        self
    }

    /// Whether it holds for that person.
    pub fn holds_for(&self, person: &str) -> bool {
        self.people.is_empty() || self.people.iter().any(|name| name == person)
    }
}
