//! The one judge of every roster: its exact penalty, and every violation by name.
//!
//! It shares nothing with the solver but the model: simple, slow and easy to follow. What it says of a roster is what the
//! roster is worth, whoever made it.

use super::clock;
use super::model::{Assignment, Model, Wish};
use super::rules::{Coverage, Strength};
use crate::error::{Error, Result};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

pub(super) mod person;
#[cfg(test)]
mod tests;

use person::Placed;

/// What the judge says of a roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The sum of all penalties: soft rules, requests, people missing and people too many.
    pub penalty: i64,
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
    /// Whose roster breaks it.
    pub person: String,
    /// The day on which it happens, or on which the window begins.
    pub day: NaiveDate,
    /// By how much, in `unit`.
    pub by: i64,
    /// What `by` counts.
    pub unit: Unit,
    /// Whether the rule is hard.
    pub hard: bool,
    /// The penalty; 0 when the rule is hard.
    pub penalty: i64,
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
    /// From this moment.
    pub from: NaiveDateTime,
    /// Until this moment.
    pub to: NaiveDateTime,
    /// The shift that needs it; none for demand on intervals.
    pub shift: Option<String>,
    /// The skill.
    pub skill: Option<String>,
    /// How many are needed.
    pub needed: u32,
    /// How many are there.
    pub there: u32,
    /// The penalty.
    pub penalty: i64,
}

/// Judges a roster.
///
/// # Errors
/// What is wrong with the model ([`Model::check`]), or an assignment that cannot be: an unknown name
/// (`scheduling.unknown_name`), a day on which its shift is not offered, or a skill that is not worked on it
/// (`input.invalid`); `number.out_of_range` when the penalties cannot be summed. Whatever can be but may not be is a
/// violation.
pub fn evaluate(model: &Model, assignments: &[Assignment]) -> Result<Verdict> {
    model.check()?;
    let placed = place(model, assignments)?;
    let mut verdict =
        Verdict { penalty: 0, hard: 0, violations: vec![], uncovered: vec![], overcovered: vec![] };
    for person in &model.people {
        let own: Vec<Placed<'_>> = placed.iter().filter(|p| p.person == person.name).copied().collect();
        for finding in person::findings(model, person, &own)? {
            verdict.add(finding.violation(&person.name))?;
        }
    }
    judge_locked(model, assignments, &mut verdict)?;
    judge_requests(model, &placed, &mut verdict)?;
    for cover in covers(model, &placed)? {
        let (needed, there) = (cover.needed, cover.there);
        verdict.charge(cover.penalty)?;
        if there < needed {
            verdict.hard += u64::from(model.rules.coverage == Coverage::Must);
            verdict.uncovered.push(cover);
        } else if there > needed {
            verdict.overcovered.push(cover);
        }
    }
    Ok(verdict)
}

impl Verdict {
    fn charge(&mut self, penalty: i64) -> Result<()> {
        let sum = self.penalty.checked_add(penalty);
        self.penalty = sum.ok_or_else(|| Error::overflow("rules", penalty, "the sum of penalties"))?;
        Ok(())
    }

    fn add(&mut self, violation: Violation) -> Result<()> {
        self.charge(violation.penalty)?;
        self.hard += u64::from(violation.hard);
        self.violations.push(violation);
        Ok(())
    }
}

/// The assignments with their moments, sorted by start.
pub(super) fn place<'a>(model: &'a Model, assignments: &'a [Assignment]) -> Result<Vec<Placed<'a>>> {
    let mut placed = Vec::with_capacity(assignments.len());
    for (index, assignment) in assignments.iter().enumerate() {
        let within = |error: Error| error.within(format!("assignments.{index}"));
        model.check_assignment(assignment).map_err(within)?;
        placed.push(Placed::new(model, assignment).map_err(within)?);
    }
    placed.sort_by(|a, b| (a.start, a.end, &a.shift.name).cmp(&(b.start, b.end, &b.shift.name)));
    Ok(placed)
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
            penalty: 0,
            message: format!("{locked}, is locked and is not in the roster"),
        })?;
    }
    Ok(())
}

fn judge_requests(model: &Model, placed: &[Placed<'_>], verdict: &mut Verdict) -> Result<()> {
    for request in &model.requests {
        let named = |p: &&Placed<'_>| {
            request.day.is_none_or(|day| day == p.day)
                && request.shift.as_ref().is_none_or(|shift| *shift == p.shift.name)
        };
        let own = || placed.iter().filter(|p| p.person == request.person);
        let wanted = request.shift.as_deref().unwrap_or("any shift");
        let mut unmet = |day: NaiveDate, message: String| {
            verdict.add(Violation {
                rule: "request".into(),
                person: request.person.clone(),
                day,
                by: 1,
                unit: Unit::Times,
                hard: false,
                penalty: request.weight.into(),
                message,
            })
        };
        match (request.wish, request.day) {
            (Wish::Avoid, _) => {
                for p in own().filter(named) {
                    let (who, shift, day) = (&request.person, &p.shift.name, clock::day(p.day));
                    unmet(p.day, format!("{who} works {shift} on {day} and would rather not"))?;
                }
            }
            (Wish::Prefer, Some(day)) => {
                if !own().any(|p| named(&p)) {
                    unmet(day, format!("{} does not work {wanted} on {}", request.person, clock::day(day)))?;
                }
            }
            (Wish::Prefer, None) => {
                for p in own().filter(|p| !named(p)) {
                    let (who, shift, day) = (&request.person, &p.shift.name, clock::day(p.day));
                    unmet(p.day, format!("{who} works {shift} on {day} and would rather work {wanted}"))?;
                }
            }
        }
    }
    Ok(())
}

/// How every need of the model is covered.
pub(super) fn covers(model: &Model, placed: &[Placed<'_>]) -> Result<Vec<Cover>> {
    let mut covers = Vec::new();
    let mut note = |from, to, shift: Option<&str>, skill: Option<&str>, needed: u32, there: usize| {
        let there = u32::try_from(there).unwrap_or(u32::MAX);
        let (short, over) = (needed.saturating_sub(there), there.saturating_sub(needed));
        let each =
            i64::from(short) * i64::from(model.rules.short) + i64::from(over) * i64::from(model.rules.over);
        covers.push(Cover {
            from,
            to,
            shift: shift.map(Into::into),
            skill: skill.map(Into::into),
            needed,
            there,
            penalty: each * clock::between(from, to),
        });
    };
    for day in model.period.days() {
        for shift in model.shifts.iter().filter(|shift| shift.runs_on(day)) {
            let (start, end) = shift.times(day)?;
            for need in &shift.needs {
                let skill = need.skill.as_deref();
                let there = placed
                    .iter()
                    .filter(|p| p.day == day && p.shift.name == shift.name && p.skill == skill)
                    .count();
                note(start, end, Some(&shift.name), skill, need.needed, there);
            }
        }
    }
    for demand in &model.demand {
        let skill = demand.skill.as_deref();
        let there = placed
            .iter()
            .filter(|p| p.skill == skill && p.start <= demand.from && demand.to <= p.end)
            .count();
        note(demand.from, demand.to, None, skill, demand.needed, there);
    }
    Ok(covers)
}

impl Strength {
    /// Whether it is hard, and the penalty for so much.
    fn penalty(self, by: i64) -> (bool, i64) {
        match self {
            Self::Hard => (true, 0),
            Self::Soft(weight) => (false, i64::from(weight) * by),
        }
    }
}
