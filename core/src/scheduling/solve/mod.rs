//! From a model to a roster: seeded search within a budget of nodes, a bound that says how good it can get at best.
//!
//! The same model, budget, seed and number of threads give the same roster, to the bit. What the roster is worth is told by
//! the judge ([`evaluate`](super::evaluate()), not by the search.

use super::compile::{self, Compiled};
use super::evaluate::judge::Judge;
use super::evaluate::verdict;
use super::explain;
use super::model::{Assignment, Model};
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};

pub(in crate::scheduling) mod chance;
mod kept;
pub(in crate::scheduling) mod kernel;
#[cfg(test)]
mod long_tests;
#[cfg(test)]
mod property_tests;
mod roster;
#[cfg(test)]
mod tests;

use kernel::search;
pub use roster::{Roster, RowCount};

/// The reasons of gaps are looked into for so many days of people: a second or less.
const LOOKED_INTO: usize = 500_000;

/// How long to search, and with which chance. A node is one person's best row over 28 days or a thousand small changes that
/// are tried: some ten thousand are done in a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// How many nodes.
    pub nodes: u64,
    /// The seed: another one may find another roster.
    #[serde(default)]
    pub seed: u64,
    /// On how many threads: another number may find another roster.
    #[serde(default = "one")]
    pub threads: u32,
}

const fn one() -> u32 {
    1
}

impl Budget {
    /// So many nodes, with seed 0 on one thread.
    pub const fn nodes(nodes: u64) -> Self {
        Self { nodes, seed: 0, threads: 1 }
    }

    /// The same, with that seed.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The same, on so many threads.
    #[must_use]
    pub const fn threads(mut self, threads: u32) -> Self {
        self.threads = threads;
        self
    }
}

/// How far the search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Nodes used.
    pub nodes: u64,
    /// Nodes of the budget.
    pub of: u64,
    /// The penalty of the best roster so far, of its first level when there are several.
    pub penalty: i64,
    /// No roster has less.
    pub bound: i64,
    /// Whether the best roster so far keeps all hard rules.
    pub lawful: bool,
}

/// The best roster found within the budget. It keeps every locked assignment, also one that breaks a hard rule: people
/// override, and the judge tells. Where not all hard rules can be kept, or no
/// roster was found that does, it breaks them as little as was found: look at [`Roster::hard`].
///
/// # Errors
/// As [`Model::check`]; `scheduling.unsupported` for a rule that the judge knows and the solver does not;
/// `scheduling.infeasible` when somebody has no row of days at all, whatever the others do.
pub fn solve(model: &Model, budget: Budget) -> Result<Roster> {
    solve_watched(model, budget, |_| true)
}

/// As [`solve`], asking `go_on` again and again whether to go on. When it says no, the best roster so far is given.
///
/// # Errors
/// As [`solve`], and `run.cancelled` when there is no roster yet.
pub fn solve_watched(model: &Model, budget: Budget, go_on: impl FnMut(&Progress) -> bool) -> Result<Roster> {
    solve_from(model, None, budget, go_on)
}

/// As [`solve_watched`], beginning with a roster that is known, which the result is never worse than. What is not possible
/// in it is left out.
///
/// # Errors
/// As [`solve_watched`], and those of [`evaluate`](super::evaluate()) for the roster.
pub fn solve_from(
    model: &Model,
    known: Option<&[Assignment]>,
    budget: Budget,
    go_on: impl FnMut(&Progress) -> bool,
) -> Result<Roster> {
    solve_judged(&Judge::new(model)?, known, budget, go_on)
}

/// The same, of a model that is ready for judging.
pub(super) fn solve_judged(
    judge: &Judge<'_>,
    known: Option<&[Assignment]>,
    budget: Budget,
    mut go_on: impl FnMut(&Progress) -> bool,
) -> Result<Roster> {
    let model = judge.model;
    let mut overridden = kept::contradicted(judge)?;
    let contradicted = !overridden.is_empty();
    let mut loose = contradicted;
    let mut compiled = if contradicted {
        let loosened = kept::loosened(judge, &overridden)?;
        compile::compile_keeping(&judge.like(&loosened)?, &overridden)?
    } else {
        compile::compile_keeping(judge, &overridden)?
    };
    if model.law.is_some() {
        let stuck = kept::stuck(model, &compiled.problem);
        if !stuck.is_subset(&overridden) {
            overridden.extend(stuck);
            let looser = kept::loosened(judge, &overridden)?;
            compiled = compile::compile_keeping(&judge.like(&looser)?, &overridden)?;
            loose = true;
        }
    }
    let effort = search::Effort {
        nodes: budget.nodes,
        seed: budget.seed,
        threads: usize::try_from(budget.threads.clamp(1, 64)).unwrap_or(1),
        warm: known.and_then(|known| compiled.rows(model, known)),
        bound: true,
    };
    let mut watch = |pulse: &search::Pulse| {
        go_on(&Progress {
            nodes: pulse.nodes,
            of: budget.nodes,
            penalty: first_level(&compiled, pulse.cost.unwrap_or(i64::MAX)),
            bound: first_level(&compiled, pulse.bound.unwrap_or(0).max(0)),
            lawful: pulse.cost.is_some_and(|cost| cost < compiled.hard),
        })
    };
    let found = search::search(&compiled.problem, &effort, &mut watch);
    match &found.best {
        Some((cost, rows)) => {
            let mut roster = roster(judge, &compiled, &found, *cost, rows)?;
            if loose {
                // What people override is no part of any bound.
                (roster.bound, roster.proven, roster.infeasible) = (0, false, contradicted);
            }
            Ok(roster)
        }
        None if !found.impossible && found.rough.is_some() => {
            // The judge tells which limits these rows do not keep.
            let rows = found.rough.as_deref().unwrap_or_default();
            let mut roster = roster(judge, &compiled, &found, i64::MAX, rows)?;
            roster.proven = false;
            Ok(roster)
        }
        None if found.stopped => {
            let message = "the search was stopped before it had any roster";
            Err(Error::new(Code::Cancelled, "nodes", found.nodes, message))
        }
        None => Err(no_row(model, &compiled, &found)),
    }
}

/// The sum of the first level in a cost; the penalty where there is only one.
fn first_level(compiled: &Compiled, cost: i64) -> i64 {
    if cost == i64::MAX {
        return i64::MAX;
    }
    compiled.levels(cost.rem_euclid(compiled.hard.max(1))).first().copied().unwrap_or(0)
}

fn roster(
    judge: &Judge<'_>,
    compiled: &Compiled,
    found: &search::Found,
    cost: i64,
    rows: &[Vec<u16>],
) -> Result<Roster> {
    let model = judge.model;
    let assignments = compiled.assignments(model, rows);
    let verdict = verdict(judge, &assignments)?;
    let unfilled = explain::some_gaps(judge, &assignments, &verdict, LOOKED_INTO)?;
    let bound = found.bound.unwrap_or(0).max(0);
    let infeasible = bound >= compiled.hard;
    Ok(Roster {
        period: model.period,
        people: model.people.iter().map(|person| person.name.clone()).collect(),
        assignments,
        penalty: verdict.penalty,
        levels: verdict.levels,
        hard: verdict.hard,
        bound: if infeasible { 0 } else { first_level(compiled, bound) },
        proven: found.bound == Some(cost),
        infeasible,
        unfilled,
        violations: verdict.violations,
        nodes: found.nodes,
        rows: RowCount { all: found.priced.0, exact: found.priced.1 },
        complete: !found.stopped,
    })
}

/// Why there is no roster: whose row of days keeps no rules, or that none was found.
fn no_row(model: &Model, compiled: &Compiled, found: &search::Found) -> Error {
    let nobody = (0..model.people.len()).find(|person| !kernel::has_row(&compiled.problem, *person));
    if let Some(person) = nobody.and_then(|number| model.people.get(number)) {
        let name = &person.name;
        let message = format!(
            "no row of days keeps all hard rules of `{name}`: lower what is asked for at least, or make some of the rules soft"
        );
        return Error::new(Code::SchedulingInfeasible, "people", name, message);
    }
    let message = format!(
        "no rows that keep the hard rules of everybody were found in {} nodes: give more, or make some of the rules soft",
        found.nodes
    );
    Error::new(Code::SchedulingInfeasible, "nodes", found.nodes, message)
}
