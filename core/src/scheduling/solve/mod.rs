//! From a model to a roster: seeded search within a budget of nodes, a bound that says how good it can get at best.
//!
//! The same model, budget and seed give the same roster, to the bit. What the roster is worth is told by the judge
//! ([`evaluate`](super::evaluate()), not by the search.

use super::clock;
use super::evaluate::{self, Verdict, Violation};
use super::explain::{self, Gap};
use super::model::{Assignment, Model};
use crate::calendar::Period;
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

mod bound;
pub(in crate::scheduling) mod chance;
pub(in crate::scheduling) mod kernel;
mod search;
mod tables;
#[cfg(test)]
mod tests;

/// How long to search, and with which chance. A node is one change of the roster that is tried: some hundred thousand to a
/// few million are tried in a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// How many nodes.
    pub nodes: u64,
    /// The seed: another one may find another roster.
    #[serde(default)]
    pub seed: u64,
}

impl Budget {
    /// So many nodes, with seed 0.
    pub const fn nodes(nodes: u64) -> Self {
        Self { nodes, seed: 0 }
    }

    /// The same, with that seed.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
}

/// How far the search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Nodes tried.
    pub nodes: u64,
    /// Nodes of the budget.
    pub of: u64,
    /// The penalty of the best roster so far.
    pub penalty: i64,
    /// No roster has less.
    pub bound: i64,
}

/// Who works which shift on which day, what that is worth, and what is short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// The days that are rostered.
    pub period: Period,
    /// Everybody, in the model's order.
    pub people: Vec<String>,
    /// Who works when, by day, person and shift.
    pub assignments: Vec<Assignment>,
    /// The sum of all penalties, as the judge counts them.
    pub penalty: i64,
    /// No roster that keeps the hard rules has less.
    pub bound: i64,
    /// Whether `penalty` is `bound`: nothing better exists.
    pub proven: bool,
    /// What is short, each with its reasons.
    pub unfilled: Vec<Gap>,
    /// Soft rules and requests that are not met.
    pub violations: Vec<Violation>,
    /// Nodes that were tried.
    pub nodes: u64,
}

/// The best roster found within the budget. It keeps every hard rule and every locked assignment.
///
/// # Errors
/// As [`Model::check`]; `scheduling.infeasible` when the locked assignments break a hard rule by themselves, or when no
/// roster was found that keeps all hard rules (and meets all demand where that is a must): the message says whether that
/// is proven.
pub fn solve(model: &Model, budget: Budget) -> Result<Roster> {
    solve_watched(model, budget, |_| true)
}

/// As [`solve`], asking `go_on` before the first node and every few thousand nodes whether to go on.
///
/// # Errors
/// As [`solve`], and `run.cancelled` when `go_on` says no.
pub fn solve_watched(
    model: &Model,
    budget: Budget,
    mut go_on: impl FnMut(&Progress) -> bool,
) -> Result<Roster> {
    model.check()?;
    refuse_contradictions(model)?;
    let tables = tables::Tables::new(model)?;
    let bound = bound::bound(&tables);
    let (rows, nodes) = search::search(&tables, budget, bound.total(), &mut go_on)?;

    let assignments = assignments(model, &tables, &rows);
    let verdict = evaluate::evaluate(model, &assignments)?;
    if !verdict.is_lawful() {
        return Err(infeasible(model, &assignments, &verdict, &bound, nodes));
    }
    let unfilled = explain::gaps(model, &assignments, &verdict)?;
    Ok(Roster {
        period: model.period,
        people: model.people.iter().map(|person| person.name.clone()).collect(),
        assignments,
        penalty: verdict.penalty,
        bound: bound.total(),
        proven: verdict.penalty == bound.total(),
        unfilled,
        violations: verdict.violations,
        nodes,
    })
}

fn assignments(model: &Model, tables: &tables::Tables, rows: &search::Rows) -> Vec<Assignment> {
    let mut assignments = Vec::new();
    for (person, row) in model.people.iter().zip(rows) {
        for choice in row.iter().filter_map(|seat| tables.choice(seat.choice)) {
            let Some(shift) = model.shifts.get(choice.shift) else { continue };
            let day = clock::moment(model.period.first(), choice.seat.start).date();
            let skill = choice.skill.clone();
            assignments.push(Assignment {
                day,
                person: person.name.clone(),
                shift: shift.name.clone(),
                skill,
            });
        }
    }
    assignments.sort();
    assignments
}

/// Locked assignments that break a hard rule, which no further work can mend.
fn refuse_contradictions(model: &Model) -> Result<()> {
    let judge = evaluate::judge::Judge::new(model)?;
    let placed = evaluate::placed(&judge, &model.locked)?;
    for person in &model.people {
        let own: Vec<_> = placed.iter().filter(|p| p.person == person.name).copied().collect();
        let findings = evaluate::person::findings(&judge, person, &own)?;
        for finding in findings.iter().filter(|finding| finding.grows_with_work()) {
            let violation = finding.violation(&person.name);
            if violation.hard {
                let message = format!(
                    "the locked assignments break the rule `{}`: {}; unlock one of them or change the rule",
                    violation.rule, violation.message
                );
                return Err(Error::new(Code::SchedulingInfeasible, "locked", &person.name, message));
            }
        }
    }
    Ok(())
}

fn infeasible(
    model: &Model,
    assignments: &[Assignment],
    verdict: &Verdict,
    bound: &bound::Bound,
    nodes: u64,
) -> Error {
    if let Some(violation) = verdict.violations.iter().find(|violation| violation.hard) {
        let message = format!(
            "no roster was found in {nodes} nodes that keeps the rule `{}`: {}; change the rule or the staff, or give more nodes",
            violation.rule, violation.message
        );
        return Error::new(Code::SchedulingInfeasible, &violation.rule, &violation.person, message);
    }
    let gaps = explain::gaps(model, assignments, verdict).unwrap_or_default();
    let (value, told) =
        gaps.first().map_or_else(Default::default, |gap| (gap.to_string(), format!("{gap}: {}", gap.reason)));
    let certainty = if bound.short > 0 {
        "the demand must be met and cannot be: this is proven".to_owned()
    } else {
        format!("the demand must be met, and no roster that does was found in {nodes} nodes")
    };
    Error::new(Code::SchedulingInfeasible, "demand", value, format!("{certainty}; short is {told}"))
}

impl Roster {
    /// The assignments of one person, by day.
    pub fn of(&self, person: &str) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(move |assignment| assignment.person == person)
    }
}

impl fmt::Display for Roster {
    /// A table of people and days.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut cells: BTreeMap<(&str, chrono::NaiveDate), String> = BTreeMap::new();
        for a in &self.assignments {
            let cell = cells.entry((&a.person, a.day)).or_default();
            if !cell.is_empty() {
                cell.push('+');
            }
            cell.push_str(&a.shift);
            if let Some(skill) = &a.skill {
                cell.push(' ');
                cell.push_str(skill);
            }
        }
        let length = |text: &str| text.chars().count();
        let first = self.people.iter().map(|name| length(name)).max().unwrap_or(0);
        let days: Vec<(chrono::NaiveDate, String, usize)> = self
            .period
            .days()
            .map(|day| {
                let title = clock::day(day);
                let own = cells.iter().filter(|((_, of), _)| *of == day).map(|(_, cell)| length(cell));
                let width = own.chain([length(&title)]).max().unwrap_or(0);
                (day, title, width)
            })
            .collect();
        write!(f, "{:first$}", "")?;
        for (_, title, width) in &days {
            write!(f, "  {title:width$}")?;
        }
        for name in &self.people {
            write!(f, "\n{name:first$}")?;
            for (day, _, width) in &days {
                write!(f, "  {:width$}", cells.get(&(name.as_str(), *day)).map_or("-", String::as_str))?;
            }
        }
        Ok(())
    }
}
