//! What every roster is judged by: each rule named, hard or soft, with its source.
//!
//! A hard rule may not be broken. A soft rule may, at a penalty: its weight times by how much it is broken, in minutes,
//! days or times as the rule counts. Hours and days of a shift belong to the day on which it starts.

use super::{
    clock,
    model::{HEAVIEST, Model, at_most},
};
use crate::error::{Error, Result};
use chrono::Weekday;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The rules of a model. Nobody ever works at two places at once, and locked assignments always stay: these two are
/// always hard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// The day with which a week begins.
    pub week_begins: Weekday,
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
    /// Nobody works more hours a week than the contract allows; counted in minutes.
    pub contract_most: Strength,
    /// Everybody works the hours a week that the contract promises, in whole weeks of the period; counted in minutes.
    pub contract_least: Strength,
    /// All other rules.
    pub rules: Vec<Rule>,
}

/// Whether demand must be met or only should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// A roster that leaves a gap is no roster.
    Must,
    /// Gaps cost a penalty and are reported with their reasons.
    Should,
}

/// Whether a rule may be broken, and at which penalty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// It may not be broken.
    Hard,
    /// It may, at this penalty for each minute, day or time.
    Soft(u32),
}

/// A rule with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// What a rule limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// At least so many minutes between the end of a shift and the start of the next; counted in minutes.
    RestBetween {
        /// Minutes of rest.
        minutes: u32,
    },
    /// In each whole window at least one stretch of so many minutes without work, all of it within the window; counted
    /// in minutes.
    UninterruptedRest {
        /// Minutes of rest.
        minutes: u32,
        /// The windows.
        per: Window,
    },
    /// No shift is longer from its start to its end; counted in minutes.
    LongestShift {
        /// Minutes from start to end.
        minutes: u32,
    },
    /// At most so many paid minutes in each window; counted in minutes.
    MostMinutes {
        /// Paid minutes.
        minutes: u32,
        /// The windows.
        per: Window,
    },
    /// At least so many paid minutes in each whole window; counted in minutes.
    LeastMinutes {
        /// Paid minutes.
        minutes: u32,
        /// The windows.
        per: Window,
    },
    /// At most so many days in a row on which a shift starts; counted in days.
    ConsecutiveDays {
        /// Days in a row.
        days: u32,
    },
    /// At least so many days in each whole window on which no shift starts; counted in days.
    DaysOff {
        /// Days without a shift.
        days: u32,
        /// The windows.
        per: Window,
    },
}

/// The stretches of days in which something is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// Each week; whole when all seven days lie in the period.
    Week,
    /// Any so many days in a row within the period; when the period is shorter, the period, which is then not whole.
    Days(u32),
    /// The whole period at once.
    Period,
}

impl Default for Rules {
    /// Weeks from Monday; demand should be met, at 10 a minute and 1 for a minute too many; skill, availability and the
    /// most hours of the contract are hard, the least hours soft at 1 a minute.
    fn default() -> Self {
        Self {
            week_begins: Weekday::Mon,
            coverage: Coverage::Should,
            short: 10,
            over: 1,
            skill: Strength::Hard,
            availability: Strength::Hard,
            contract_most: Strength::Hard,
            contract_least: Strength::Soft(1),
            rules: vec![],
        }
    }
}

impl Rules {
    /// The default rules and the working time directive of the European Union, 2003/88/EC, as far as it can be told from
    /// shifts alone: 11 hours of rest in each 24 (article 3: also no shift over 13 hours), 24 + 11 hours without work in
    /// each week (article 5), 48 hours a week (article 6). Article 6 asks for 48 hours on average, over up to four months
    /// (article 16); here every single week keeps within, which is stricter. The laws of the member states, and their
    /// exceptions, are not in it.
    pub fn working_time_directive() -> Self {
        const HOURS: u32 = 60;
        let hard = |name: &str, limit, article: &str| Rule {
            name: name.into(),
            limit,
            strength: Strength::Hard,
            people: vec![],
            source: format!("Directive 2003/88/EC, {article}"),
        };
        Self {
            rules: vec![
                hard("daily rest", Limit::RestBetween { minutes: 11 * HOURS }, "art. 3"),
                hard("longest shift", Limit::LongestShift { minutes: 13 * HOURS }, "art. 3 (24 h less 11 h)"),
                hard(
                    "weekly rest",
                    Limit::UninterruptedRest { minutes: 35 * HOURS, per: Window::Week },
                    "art. 5 (24 h and the 11 h of art. 3)",
                ),
                hard(
                    "weekly maximum",
                    Limit::MostMinutes { minutes: 48 * HOURS, per: Window::Week },
                    "art. 6 (b)",
                ),
            ],
            ..Self::default()
        }
    }

    /// The same, with that rule.
    #[must_use]
    pub fn and(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// The same, with that hard limit under a name.
    #[must_use]
    pub fn hard(self, name: impl Into<String>, limit: Limit) -> Self {
        self.and(Rule {
            name: name.into(),
            limit,
            strength: Strength::Hard,
            people: vec![],
            source: String::new(),
        })
    }

    /// The same, with that limit under a name, at a penalty of `weight` for each minute or day.
    #[must_use]
    pub fn soft(self, name: impl Into<String>, limit: Limit, weight: u32) -> Self {
        let strength = Strength::Soft(weight);
        self.and(Rule { name: name.into(), limit, strength, people: vec![], source: String::new() })
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

    pub(super) fn check(&self, model: &Model) -> Result<()> {
        let weight = |field: &str, strength: Strength| match strength {
            Strength::Soft(weight) => at_most(field, weight.into(), HEAVIEST),
            Strength::Hard => Ok(()),
        };
        at_most("rules.short", self.short.into(), HEAVIEST)?;
        at_most("rules.over", self.over.into(), HEAVIEST)?;
        weight("rules.skill", self.skill)?;
        weight("rules.availability", self.availability)?;
        weight("rules.contract_most", self.contract_most)?;
        weight("rules.contract_least", self.contract_least)?;
        at_most("rules.rules", self.rules.len() as u64, 100)?;
        for rule in &self.rules {
            if rule.name.is_empty() {
                return Err(Error::missing("rules.rules.name"));
            }
            let path = format!("rules.{}", rule.name);
            weight("strength", rule.strength).map_err(|error| error.within(&path))?;
            rule.limit.check().map_err(|error| error.within(&path))?;
            for name in &rule.people {
                model.person(name).map_err(|error| error.within(&path))?;
            }
        }
        Ok(())
    }
}

impl Rule {
    /// Whether it holds for that person.
    pub fn holds_for(&self, person: &str) -> bool {
        self.people.is_empty() || self.people.iter().any(|name| name == person)
    }
}

impl Limit {
    fn check(self) -> Result<()> {
        let (field, value, most) = match self {
            Self::RestBetween { minutes }
            | Self::UninterruptedRest { minutes, .. }
            | Self::LongestShift { minutes }
            | Self::MostMinutes { minutes, .. }
            | Self::LeastMinutes { minutes, .. } => ("minutes", minutes, clock::LONGEST),
            Self::ConsecutiveDays { days } | Self::DaysOff { days, .. } => ("days", days, 366),
        };
        at_most(field, value.into(), most.into())?;
        match self {
            Self::UninterruptedRest { per: Window::Days(0), .. }
            | Self::MostMinutes { per: Window::Days(0), .. }
            | Self::LeastMinutes { per: Window::Days(0), .. }
            | Self::DaysOff { per: Window::Days(0), .. } => {
                Err(Error::invalid("per", "0 days", "a window has at least one day"))
            }
            _ => Ok(()),
        }
    }
}
