//! The one judge of every roster: its exact penalty, and every violation by name.
//!
//! It shares nothing with the solver but the model: simple, slow and easy to follow. What it says of a roster is what the
//! roster is worth, whoever made it.

use super::clock;
use super::model::{Assignment, Model, Wish};
use crate::error::{Error, Result};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub(super) mod cover;
pub(super) mod finding;
pub(super) mod judge;
pub(super) mod law;
pub(super) mod person;
mod runs;
mod team;
#[cfg(test)]
mod tests;
pub(super) mod timed;

pub use timed::timed;

pub(super) use cover::covers;
use judge::Judge;
use person::Placed;

/// What the judge says of a roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The sum of all penalties: soft rules, requests, people missing and people too many.
    pub penalty: i64,
    /// The same by level of the objective, the first level first.
    pub levels: Vec<i64>,
    /// How many hard rules are broken, each time counted; uncovered demand among them when it must be met.
    pub hard: u64,
    /// Every rule and request that is not met.
    pub violations: Vec<Violation>,
    /// Demand that is not met.
    pub uncovered: Vec<Cover>,
    /// Demand for which more people are there than are needed.
    pub overcovered: Vec<Cover>,
}

impl Verdict {
    /// Whether no hard rule is broken.
    pub const fn is_lawful(&self) -> bool {
        self.hard == 0
    }
}

/// A rule or request that is not met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// The rule's name.
    pub rule: String,
    /// Whose roster breaks it; empty for a rule of the team.
    pub person: String,
    /// The day on which it happens, or on which the window begins.
    pub day: NaiveDate,
    /// By how much, in `unit`.
    pub by: i64,
    /// What `by` counts.
    pub unit: Unit,
    /// Whether the rule is hard.
    pub hard: bool,
    /// Whether the rule is law, not an agreement or a wish.
    #[serde(default)]
    pub law: bool,
    /// The level of the objective in which the penalty counts.
    #[serde(default)]
    pub level: u8,
    /// The penalty; 0 when the rule is hard.
    pub penalty: i64,
    /// Where the rule stands.
    #[serde(default)]
    pub source: String,
    /// What happened, in words.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.message)
    }
}

/// What the extent of a violation counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Minutes.
    Minutes,
    /// Days.
    Days,
    /// Times.
    Times,
}

/// How a need is covered that is not covered exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// The day on which the shift, or the interval, begins.
    pub day: NaiveDate,
    /// From this moment.
    pub from: NaiveDateTime,
    /// Until this moment.
    pub to: NaiveDateTime,
    /// The shift that needs it; none for demand on intervals.
    pub shift: Option<String>,
    /// The skill.
    pub skill: Option<String>,
    /// The site, where the demand on an interval names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// How many there must be.
    pub least: u32,
    /// How many are needed.
    pub needed: u32,
    /// How many are there.
    pub there: u32,
    /// Whether a hard rule is broken: fewer are there than there must be.
    pub hard: bool,
    /// The level of the objective in which the penalty counts.
    pub level: u8,
    /// The penalty.
    pub penalty: i64,
}

/// Judges a roster, by the rules of the model and the labour law that it names.
///
/// # Errors
/// What is wrong with the model ([`Model::check`]), or an assignment that cannot be: an unknown name
/// (`scheduling.unknown_name`), a day on which its shift is not offered, or a skill that is not worked on it
/// (`input.invalid`); `number.out_of_range` when the penalties cannot be summed. Whatever can be but may not be is a
/// violation.
pub fn evaluate(model: &Model, assignments: &[Assignment]) -> Result<Verdict> {
    verdict(&Judge::new(model)?, assignments)
}

/// The same, of a model that is ready for judging.
pub(super) fn verdict(judge: &Judge<'_>, assignments: &[Assignment]) -> Result<Verdict> {
    let model = judge.model;
    let placed = placed(judge, assignments)?;
    let mut rows: team::Rows<'_> = BTreeMap::new();
    for p in &placed {
        rows.entry(p.person).or_default().push(*p);
    }
    let mut verdict = Verdict {
        penalty: 0,
        levels: vec![0],
        hard: 0,
        violations: vec![],
        uncovered: vec![],
        overcovered: vec![],
    };
    for person in &model.people {
        let own = rows.get(person.name.as_str()).map(Vec::as_slice).unwrap_or_default();
        for finding in person::findings(judge, person, own)? {
            verdict.add(finding.violation(&person.name))?;
        }
    }
    team::couplings(judge, &rows, &mut verdict)?;
    team::spreads(judge, &rows, &mut verdict)?;
    judge_locked(model, assignments, &mut verdict)?;
    for person in &model.people {
        let own = rows.get(person.name.as_str()).map(Vec::as_slice).unwrap_or_default();
        judge_requests(judge, &person.name, own, &mut verdict)?;
    }
    for cover in covers(judge, &placed) {
        verdict.charge(cover.level, cover.penalty)?;
        verdict.hard += u64::from(cover.hard);
        match cover.there.cmp(&cover.needed) {
            Ordering::Less => verdict.uncovered.push(cover),
            Ordering::Greater => verdict.overcovered.push(cover),
            Ordering::Equal => {}
        }
    }
    Ok(verdict)
}

impl Verdict {
    fn charge(&mut self, level: u8, penalty: i64) -> Result<()> {
        let overflow = || Error::overflow("rules", penalty, "the sum of penalties");
        self.penalty = self.penalty.checked_add(penalty).ok_or_else(overflow)?;
        let level = usize::from(level);
        if penalty != 0 && self.levels.len() <= level {
            self.levels.resize(level + 1, 0);
        }
        if let Some(sum) = self.levels.get_mut(level) {
            *sum = sum.checked_add(penalty).ok_or_else(overflow)?;
        }
        Ok(())
    }

    fn add(&mut self, violation: Violation) -> Result<()> {
        self.charge(violation.level, violation.penalty)?;
        self.hard += u64::from(violation.hard);
        self.violations.push(violation);
        Ok(())
    }
}

/// The assignments with their moments, sorted by start.
pub(super) fn placed<'a>(judge: &Judge<'a>, assignments: &'a [Assignment]) -> Result<Vec<Placed<'a>>> {
    let mut placed = Vec::with_capacity(assignments.len());
    for (number, assignment) in assignments.iter().enumerate() {
        let within = |error: Error| error.within(format!("assignments.{number}"));
        placed.push(judge.placed(assignment).map_err(within)?);
    }
    placed.sort_by(by_start);
    Ok(placed)
}

/// The order in which rows are judged.
pub(super) fn by_start(a: &Placed<'_>, b: &Placed<'_>) -> Ordering {
    (a.start, a.end, &a.shift.name).cmp(&(b.start, b.end, &b.shift.name))
}

fn judge_locked(model: &Model, assignments: &[Assignment], verdict: &mut Verdict) -> Result<()> {
    let there: BTreeSet<&Assignment> = assignments.iter().collect();
    for locked in model.locked.iter().filter(|locked| !there.contains(locked)) {
        verdict.add(Violation {
            rule: "locked".into(),
            person: locked.person.clone(),
            day: locked.day,
            by: 1,
            unit: Unit::Times,
            hard: true,
            law: false,
            level: 0,
            penalty: 0,
            source: String::new(),
            message: format!("{locked}, is locked and is not in the roster"),
        })?;
    }
    Ok(())
}

fn judge_requests(judge: &Judge<'_>, person: &str, own: &[Placed<'_>], verdict: &mut Verdict) -> Result<()> {
    for request in judge.requests_of(person) {
        let named = |p: &&Placed<'_>| request.names(&p.shift.name, p.day);
        let wanted = request.shift.as_deref().unwrap_or("any shift");
        let mut unmet = |day: NaiveDate, message: String| {
            verdict.add(Violation {
                rule: "request".into(),
                person: person.into(),
                day,
                by: 1,
                unit: Unit::Times,
                hard: false,
                law: false,
                level: judge.model.rules.levels.requests,
                penalty: request.weight.into(),
                source: String::new(),
                message,
            })
        };
        match (request.wish, request.day) {
            (Wish::Avoid, _) => {
                for p in own.iter().filter(named) {
                    let (shift, day) = (&p.shift.name, clock::day(p.day));
                    unmet(p.day, format!("{person} works {shift} on {day} and would rather not"))?;
                }
            }
            (Wish::Prefer, Some(day)) => {
                if !own.iter().any(|p| named(&p)) {
                    unmet(day, format!("{person} does not work {wanted} on {}", clock::day(day)))?;
                }
            }
            (Wish::Prefer, None) => {
                for p in own.iter().filter(|p| !named(p)) {
                    let (shift, day) = (&p.shift.name, clock::day(p.day));
                    unmet(p.day, format!("{person} works {shift} on {day} and would rather work {wanted}"))?;
                }
            }
        }
    }
    Ok(())
}
