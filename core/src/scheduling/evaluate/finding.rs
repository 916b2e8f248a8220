//! A rule that one person's roster breaks: by how much, and how that is told.

use super::{Unit, Violation};
use crate::scheduling::clock;
use crate::scheduling::rules::{Rule, Strength};
use chrono::NaiveDate;

/// A rule that is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scheduling) struct Finding {
    pub rule: String,
    pub strength: Strength,
    pub level: u8,
    pub law: bool,
    pub source: String,
    pub day: NaiveDate,
    pub by: i64,
    pub what: What,
}

/// How it is broken; times in minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scheduling) enum What {
    Overlap { first: String, second: String },
    TwoADay { actual: i64, limit: i64 },
    Forbidden { shift: String },
    NoSkill { skill: String, shift: String },
    Elsewhere { site: String, shift: String },
    Unavailable { shift: String },
    Rest { after: String, before: String, actual: i64, needed: i64 },
    Uninterrupted { longest: i64, needed: i64, last: NaiveDate },
    LongShift { shift: String, actual: i64, limit: i64 },
    Most { actual: i64, limit: i64, last: NaiveDate },
    Least { actual: i64, limit: i64, last: NaiveDate },
    InARow { days: i64, limit: i64, last: NaiveDate },
    DaysOff { off: i64, needed: i64, last: NaiveDate },
    LongRun { of: String, work: bool, days: i64, limit: i64 },
    ShortRun { of: String, days: i64, needed: i64 },
    Many { of: String, unit: Unit, actual: i64, limit: i64, last: NaiveDate },
    Few { of: String, unit: Unit, actual: i64, limit: i64, last: NaiveDate },
    Follows { after: String, before: String },
    Between { after: String, before: String, actual: i64, needed: i64 },
    HalfWeekend { worked: i64, of: i64 },
    UnlikeWeekend,
    Share { of: String, unit: Unit, actual: i64, low: i64, high: i64 },
    Law { rule: String, actual: i64, limit: i64, last: NaiveDate },
}

impl Finding {
    /// A rule of the model that is broken.
    pub fn of(rule: &Rule, day: NaiveDate, by: i64, what: What) -> Self {
        Self {
            rule: rule.name.clone(),
            strength: rule.strength,
            level: rule.level,
            law: rule.law,
            source: rule.source.clone(),
            day,
            by,
            what,
        }
    }

    /// Something that every model asks for.
    pub fn own(rule: &str, strength: Strength, level: u8, day: NaiveDate, by: i64, what: What) -> Self {
        Self { rule: rule.into(), strength, level, law: false, source: String::new(), day, by, what }
    }

    pub fn violation(&self, person: &str) -> Violation {
        let (hard, penalty) = self.strength.penalty(self.by);
        Violation {
            rule: self.rule.clone(),
            person: person.into(),
            day: self.day,
            by: self.by,
            unit: self.what.unit(),
            hard,
            law: self.law,
            level: self.level,
            penalty,
            source: self.source.clone(),
            message: format!("{person}: {}", self.what.told(self.day)),
        }
    }

    /// Whether more work can only make it worse: a roster that has it among its locked assignments is beyond help.
    pub const fn grows_with_work(&self) -> bool {
        match &self.what {
            What::Least { .. }
            | What::Few { .. }
            | What::ShortRun { .. }
            | What::HalfWeekend { .. }
            | What::Share { .. } => false,
            What::LongRun { work, .. } => *work,
            _ => true,
        }
    }
}

impl What {
    const fn unit(&self) -> Unit {
        match self {
            Self::Overlap { .. }
            | Self::TwoADay { .. }
            | Self::Forbidden { .. }
            | Self::NoSkill { .. }
            | Self::Elsewhere { .. }
            | Self::Follows { .. }
            | Self::HalfWeekend { .. }
            | Self::UnlikeWeekend => Unit::Times,
            Self::InARow { .. }
            | Self::DaysOff { .. }
            | Self::LongRun { .. }
            | Self::ShortRun { .. }
            | Self::Between { .. } => Unit::Days,
            Self::Many { unit, .. } | Self::Few { unit, .. } | Self::Share { unit, .. } => *unit,
            _ => Unit::Minutes,
        }
    }

    fn told(&self, day: NaiveDate) -> String {
        let days = |last: &NaiveDate| format!("from {} to {}", clock::day(day), clock::day(*last));
        let spoken = clock::spoken;
        match self {
            Self::Overlap { first, second } => format!("{first} and {second} overlap"),
            Self::TwoADay { actual, limit } => {
                format!("works {actual} shifts on {}, {limit} are allowed", clock::day(day))
            }
            Self::Forbidden { shift } => format!("works {shift}, which is not to be"),
            Self::NoSkill { skill, shift } => format!("works as {skill} on {shift} without that skill"),
            Self::Elsewhere { site, shift } => {
                format!("works {shift} at {site}, which is not his or her site")
            }
            Self::Unavailable { shift } => format!("is not available for all of {shift}"),
            Self::Rest { after, before, actual, needed } => {
                let (actual, needed) = (spoken(*actual), spoken(*needed));
                format!("the rest between {after} and {before} is {actual}, {needed} are needed")
            }
            Self::Uninterrupted { longest, needed, last } => {
                let (longest, needed) = (spoken(*longest), spoken(*needed));
                format!("the longest rest {} is {longest}, {needed} are needed", days(last))
            }
            Self::LongShift { shift, actual, limit } => {
                format!("{shift} lasts {}, {} are allowed", spoken(*actual), spoken(*limit))
            }
            Self::Most { actual, limit, last } => {
                format!("works {}, {} are allowed {}", spoken(*actual), spoken(*limit), days(last))
            }
            Self::Least { actual, limit, last } => {
                format!("works {}, {} are promised {}", spoken(*actual), spoken(*limit), days(last))
            }
            Self::InARow { days: in_a_row, limit, last } => {
                format!("works {in_a_row} days in a row up to {}, {limit} are allowed", clock::day(*last))
            }
            Self::DaysOff { off, needed, last } => {
                format!("has {off} days off {}, {needed} are needed", days(last))
            }
            Self::LongRun { of, days, limit, .. } => {
                format!("{days} days in a row of {of} at {}, {limit} are allowed", clock::day(day))
            }
            Self::ShortRun { of, days, needed } => {
                format!("{days} days in a row of {of} at {}, {needed} are needed", clock::day(day))
            }
            Self::Many { of, unit, actual, limit, last } => {
                format!("has {of} {}, {} are allowed {}", unit.told(*actual), unit.told(*limit), days(last))
            }
            Self::Few { of, unit, actual, limit, last } => {
                format!("has {of} {}, {} are needed {}", unit.told(*actual), unit.told(*limit), days(last))
            }
            Self::Follows { after, before } => format!("works {before} on the day after {after}"),
            Self::Between { after, before, actual, needed } => {
                format!("{actual} days lie between {after} and {before}, {needed} are needed")
            }
            Self::HalfWeekend { worked, of } => {
                format!("works {worked} of the {of} days of the weekend of {}", clock::day(day))
            }
            Self::Law { rule, actual, limit, last } => {
                let when = if day == *last { format!("on {}", clock::day(day)) } else { days(last) };
                format!("{rule} {when}: {}", amount_of_law(*actual, *limit))
            }
            Self::UnlikeWeekend => format!("works unlike shifts on the weekend of {}", clock::day(day)),
            Self::Share { of, unit, actual, low, high } => {
                let (low, high) = (unit.told(*low), unit.told(*high));
                let share = if low == high { low } else { format!("{low} to {high}") };
                format!("has {of} {}, the fair share is {share}", unit.told(*actual))
            }
        }
    }
}

/// What there is by the law and what there ought to be.
pub(in crate::scheduling) fn amount_of_law(actual: i64, limit: i64) -> String {
    let ought = if actual < limit { "are needed" } else { "are allowed" };
    format!("{}, {} {ought}", clock::spoken(actual), clock::spoken(limit))
}

impl Unit {
    pub(in crate::scheduling) fn told(self, number: i64) -> String {
        match self {
            Self::Minutes => clock::spoken(number),
            Self::Days => format!("{number} days"),
            Self::Times => format!("{number} times"),
        }
    }
}

impl Strength {
    /// Whether it is hard, and the penalty for so much.
    pub(in crate::scheduling) const fn penalty(self, by: i64) -> (bool, i64) {
        match self {
            Self::Hard => (true, 0),
            // Weights and amounts are bounded by the check of the model: see `Model::check`.
            Self::Soft(weight) => (false, (weight as i64).saturating_mul(by)),
        }
    }
}
