//! The per-person program: one person's best row at any costs of the cells.
//!
//! Day by day over the states of the contract's automaton and the values of the counters that are *counted*. Those are
//! found: a row that breaks no limit that was left out is the best with it too. What bound is counted the next time as
//! well, until it has been slack for a while.

use super::automaton::Automaton;
use super::dense::{Cost, Groups, Tables};
use super::plan::{Plan, TooLarge};
use super::problem::{Add, Counter, FORBIDDEN, Person, Problem};
use super::window::passable;
use std::collections::BTreeMap;

/// A counter that did not bind so often in a row is left out again.
const PATIENCE: u8 = 6;

/// So many plans of a person are kept.
const PLANS: usize = 16;

/// A table of one state has at most so many cells.
const WIDEST: usize = 4096;

/// What one person's program knows between two uses.
#[derive(Clone, Debug)]
pub(crate) struct RowProgram {
    person: usize,
    pass: Vec<Vec<bool>>,
    ends: Vec<i64>,
    /// What the counters cost that never move; none when they break their limits.
    still: Option<i64>,
    /// By counter: whether it is counted, and how often it has been slack since it last bound.
    counted: Vec<Option<u8>>,
    plans: BTreeMap<Vec<usize>, Result<Plan, TooLarge>>,
}

/// The best row that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Best {
    /// What the row costs by itself, with the costs that were added.
    pub(crate) cost: i64,
    /// No row costs less.
    pub(crate) bound: i64,
}

impl Best {
    /// Whether no row costs less.
    pub(crate) const fn exact(&self) -> bool {
        self.cost == self.bound
    }
}

/// Tables that one use after the other needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scratch {
    /// The row that was found last.
    pub(crate) row: Vec<u16>,
    groups: Groups,
    narrow: Tables<i32>,
    wide: Tables<i64>,
    sums: Vec<i64>,
}

impl RowProgram {
    /// The program of that person; none when there is no such person.
    pub(crate) fn new(problem: &Problem, person: usize) -> Option<Self> {
        let one = problem.people.get(person)?;
        let automaton = problem.automata.get(one.automaton)?;
        let ends = (0..automaton.states()).map(|s| automaton.end(s as u16).unwrap_or(FORBIDDEN)).collect();
        let mut program = Self {
            person,
            pass: passable(problem, one, automaton),
            ends,
            still: Some(0),
            counted: vec![None; one.counters.len()],
            plans: BTreeMap::new(),
        };
        for (counter, counted) in one.counters.iter().zip(&mut program.counted) {
            if is_still(problem, counter) {
                let value = counter.start;
                let capped = counter.caps.iter().any(|(day, most)| *day < problem.days && value > *most);
                let lawful = value >= counter.least && value <= counter.most && !capped;
                let cost = counter.cost.as_ref().map_or(0, |cost| cost.at(value));
                program.still = program.still.filter(|_| lawful).map(|still| still + cost);
            } else if counter.cost.is_some() {
                *counted = Some(0);
            }
        }
        Some(program)
    }

    /// The person's cheapest row when each cell costs so much more, by `day × duties + duty` ([`FORBIDDEN`] closes a cell);
    /// it is left in `scratch.row`. None when no row may be.
    pub(crate) fn best(&mut self, problem: &Problem, costs: &[i64], scratch: &mut Scratch) -> Option<Best> {
        let person = problem.people.get(self.person)?;
        let still = self.still?;
        // Each turn counts one more counter, or ends.
        for _ in 0..=person.counters.len() {
            let counted: Vec<usize> =
                self.counted.iter().enumerate().filter(|(_, on)| on.is_some()).map(|(at, _)| at).collect();
            if self.plans.len() >= PLANS && !self.plans.contains_key(&counted) {
                self.plans.clear();
            }
            let pass = &self.pass;
            let plan = self
                .plans
                .entry(counted)
                .or_insert_with_key(|counted| Plan::new(problem, person, pass, counted, WIDEST));
            let Ok(plan) = plan else { return None };
            scratch.groups.fill(plan, problem.duties, &person.cells, costs);
            let reach = scratch.groups.reach.saturating_add(plan.reach);
            let (groups, row) = (&scratch.groups, &mut scratch.row);
            let cost = if reach < <i32 as Cost>::LIMIT {
                scratch.narrow.best(plan, groups, person.start, &self.ends, row)?
            } else {
                scratch.wide.best(plan, groups, person.start, &self.ends, row)?
            };
            if !self.count_more(problem, person, scratch) {
                let cost = cost + still;
                return Some(Best { cost, bound: cost });
            }
        }
        None
    }

    /// Counts what the row breaks; false when it breaks nothing.
    fn count_more(&mut self, problem: &Problem, person: &Person, scratch: &mut Scratch) -> bool {
        let Some(automaton) = problem.automata.get(person.automaton) else { return false };
        let fits = values(problem, person, automaton, &scratch.row, &mut scratch.sums);
        let mut broken = false;
        for ((counted, fit), counter) in self.counted.iter_mut().zip(fits).zip(&person.counters) {
            match (*counted, fit) {
                (None, Fit::Broken) => {
                    *counted = Some(0);
                    broken = true;
                }
                (Some(_), Fit::Tight | Fit::Broken) => *counted = Some(0),
                (Some(slack), Fit::Slack) if counter.cost.is_none() => {
                    *counted = (slack < PATIENCE).then_some(slack + 1);
                }
                _ => {}
            }
        }
        broken
    }
}

/// How a counter's value stands to its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    Slack,
    Tight,
    Broken,
}

/// How each counter of the row stands.
fn values(
    problem: &Problem,
    person: &Person,
    automaton: &Automaton,
    row: &[u16],
    sums: &mut Vec<i64>,
) -> Vec<Fit> {
    let mut fits = Vec::with_capacity(person.counters.len());
    sums.clear();
    let mut state = person.start;
    // The marks of each day, as numbers.
    for (day, duty) in row.iter().enumerate() {
        let arc = automaton.arc(day, state, *duty);
        state = arc.map_or(0, |arc| arc.to);
        sums.push(arc.map_or(0, |arc| i64::from(arc.marks)));
    }
    for counter in &person.counters {
        let (mut sum, mut broken, mut step) = (counter.start, false, 1);
        let days = row.iter().zip(sums.iter()).enumerate().take(counter.days.1).skip(counter.days.0);
        let mut caps = counter.caps.iter().peekable();
        for (day, (duty, marks)) in days {
            while caps.next_if(|(on, _)| *on < day).is_some_and(|(_, most)| sum > *most) {
                broken = true;
            }
            let add = counter.adds(problem.duties, day, *duty, *marks as u8);
            step = step.max(add);
            sum += add;
        }
        broken |= caps.any(|(on, most)| *on < problem.days && sum > *most);
        broken |= sum < counter.least || sum > counter.most;
        let tight = sum.saturating_sub(step) < counter.least || sum.saturating_add(step) > counter.most;
        let capped = !counter.caps.is_empty();
        fits.push(match (broken, tight || capped) {
            (true, _) => Fit::Broken,
            (_, true) => Fit::Tight,
            _ => Fit::Slack,
        });
    }
    fits
}

/// Whether the counter never moves.
fn is_still(problem: &Problem, counter: &Counter) -> bool {
    let days = counter.days.0..counter.days.1.min(problem.days);
    days.is_empty()
        || match &counter.add {
            Add::Duty(by_duty) => by_duty.iter().all(|add| *add == 0),
            Add::Cell(by_cell) => {
                let cells = by_cell.iter().take(days.end * problem.duties).skip(days.start * problem.duties);
                cells.into_iter().all(|add| *add == 0)
            }
            Add::Mark(_) => false,
        }
}
