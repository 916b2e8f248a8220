//! The per-person program: one person's best row at any costs of the cells.
//!
//! Day by day over the states of the contract's automaton and the values of the counters that are *counted*. Those are
//! found: a row that breaks no limit that was left out is the best with it too. What bound is counted the next time as
//! well, until it has been slack for a while. Small tables are walked as a whole ([`super::dense`]); large ones by single
//! labels, which prices on the counters prune ([`super::price`], [`super::label`]).

use super::dense::{Groups, Tables};
use super::fit::{Fit, is_still, values};
use super::key::KeyPlan;
use super::label::Labels;
use super::price::Prices;
use super::problem::{FORBIDDEN, Person, Problem};
use super::spans::Standing;
use super::turn::{Form, Turn};
use super::window::{Segment, passable};
use std::collections::BTreeMap;

/// A counter that did not bind so often in a row is left out again.
const PATIENCE: u8 = 6;

/// So many cells of tables are looked at before labels are walked instead.
const DENSE: usize = 1_000_000;

/// What one person's program knows between two uses.
#[derive(Clone, Debug)]
pub(crate) struct RowProgram {
    pub(super) person: usize,
    /// A walk over tables looks at no more cells than this; beyond, labels are walked.
    pub(crate) dense: usize,
    pub(super) pass: Vec<Vec<bool>>,
    pub(super) ends: Vec<i64>,
    /// What the counters cost that never move; none when they break their limits, or no row can be.
    pub(super) still: Option<i64>,
    /// By counter: whether it is counted, and how often it has been slack since it last bound.
    pub(super) counted: Vec<Option<u8>>,
    /// By counter: the price of a unit when labels were last walked.
    pub(super) prices: Vec<i64>,
    /// The windows of counters that have been counted: exact, and quick ones.
    segments: BTreeMap<(usize, bool), Option<Segment>>,
    pub(super) plans: BTreeMap<Vec<usize>, Form>,
    /// The row that was found last.
    pub(super) last: Vec<u16>,
    /// By counter, once spans were mended: what it moves by is a multiple of this; zero when it never moves.
    pub(super) units: Vec<i64>,
    /// How often a row was mended.
    pub(super) mended: u32,
}

/// The best row that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Best {
    /// What the row costs by itself, with the costs that were added; [`FORBIDDEN`] or above when none was found, though
    /// there may be one.
    pub(crate) cost: i64,
    /// No row costs less.
    pub(crate) bound: i64,
}

impl Best {
    /// Whether no row costs less.
    #[cfg(test)]
    pub(crate) const fn exact(&self) -> bool {
        self.cost == self.bound
    }

    /// Whether there is a row.
    pub(crate) const fn found(&self) -> bool {
        self.cost < FORBIDDEN
    }
}

/// Tables that one use after the other needs. They are large, and what one use left is nothing to the next: a copy begins
/// without it.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// The row that was found last.
    pub(crate) row: Vec<u16>,
    /// A walk by labels keeps at most so many a day; no limit of its own when zero.
    pub(crate) most_labels: usize,
    /// Rows are mended in spans of so many days; as a whole when zero.
    pub(crate) span: usize,
    pub(super) standing: Standing,
    pub(super) groups: Groups,
    pub(super) narrow: Tables<i32>,
    pub(super) wide: Tables<i64>,
    pub(super) prices: Prices,
    pub(super) labels: Labels,
    pub(super) path: Vec<u16>,
    sums: Vec<i64>,
    pub(super) fits: Vec<Fit>,
}

impl Clone for Scratch {
    fn clone(&self) -> Self {
        Self { most_labels: self.most_labels, span: self.span, ..Self::default() }
    }
}

impl RowProgram {
    /// The program of that person; none when there is no such person.
    pub(crate) fn new(problem: &Problem, person: usize) -> Option<Self> {
        let one = problem.people.get(person)?;
        let automaton = problem.automata.get(one.automaton)?;
        let ends = (0..automaton.states()).map(|s| automaton.end(s as u16).unwrap_or(FORBIDDEN)).collect();
        let pass = passable(problem, one, automaton);
        let begins = pass.first().and_then(|first| first.get(usize::from(one.start))) == Some(&true);
        let mut program = Self {
            person,
            dense: DENSE,
            pass,
            ends,
            still: begins.then_some(0),
            counted: vec![None; one.counters.len()],
            prices: vec![0; one.counters.len()],
            segments: BTreeMap::new(),
            plans: BTreeMap::new(),
            last: Vec::new(),
            units: Vec::new(),
            mended: 0,
        };
        for (counter, counted) in one.counters.iter().zip(&mut program.counted) {
            if is_still(problem, one, counter) {
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

    /// Takes a row to beat, where none is known.
    pub(crate) fn know(&mut self, row: &[u16]) {
        if self.last.is_empty() {
            self.last.extend_from_slice(row);
        }
    }

    /// The person's cheapest row when each cell costs so much more, by `day × duties + duty` ([`FORBIDDEN`] closes a cell);
    /// it is left in `scratch.row`. None when no row may be.
    pub(crate) fn best(&mut self, problem: &Problem, costs: &[i64], scratch: &mut Scratch) -> Option<Best> {
        let person = problem.people.get(self.person)?;
        let still = self.still?;
        // Each turn counts one more counter, or ends.
        for _ in 0..=person.counters.len() {
            match self.turn(problem, person, costs, scratch)? {
                Turn::More => {}
                Turn::Never => return None,
                Turn::Row(cost, bound) => {
                    if cost < FORBIDDEN {
                        self.age(person, scratch);
                        self.last.clone_from(&scratch.row);
                        return Some(Best { cost: cost + still, bound: bound + still });
                    }
                    scratch.row.clear();
                    return Some(Best { cost: FORBIDDEN, bound: bound + still });
                }
            }
        }
        None
    }

    /// The least that a row costs through each cell, with the costs that are added, by `day × duties + duty`: a bound, with
    /// the counters paid and not counted; [`FORBIDDEN`] where none goes through. And the same over all rows. One walk
    /// forward and one back price all cells. None when no row may be.
    pub(crate) fn cells(
        &mut self,
        problem: &Problem,
        costs: &[i64],
        scratch: &mut Scratch,
        out: &mut Vec<i64>,
    ) -> Option<i64> {
        let person = problem.people.get(self.person)?;
        let still = self.still?;
        let counted = self.counted();
        let mut windows = self.windows(problem, person, &counted, false)?;
        let plan = loop {
            match KeyPlan::new(problem, person, windows.clone()) {
                Some(plan) => break plan,
                None => windows.pop()?,
            };
        };
        scratch.groups.fill(plan.groups(), problem.duties, &person.cells, costs);
        let first = self.first_prices(&plan);
        let (groups, start) = (&scratch.groups, person.start);
        scratch.prices.climb(&plan, groups, start, &self.ends, &first, (30, FORBIDDEN), &mut scratch.path)?;
        let own = |cell: usize| match (person.cells.get(cell), costs.get(cell)) {
            (Some(cell), Some(cost)) if *cell < FORBIDDEN && *cost < FORBIDDEN => cell + cost + still,
            _ => FORBIDDEN,
        };
        scratch.prices.best.cells(&plan, groups, (start, problem.duties), &own, out)?;
        Some(scratch.prices.best.bound + still)
    }

    /// The prices of a plan's counters that were found last.
    pub(super) fn first_prices(&self, plan: &KeyPlan) -> Vec<i64> {
        let price = |segment: &Segment| self.prices.get(segment.counter).copied().unwrap_or(0);
        plan.segments.iter().map(price).collect()
    }

    /// Counts what the row breaks; false when it breaks nothing that was not counted (or no more can be counted).
    pub(super) fn count_more(
        &mut self,
        problem: &Problem,
        person: &Person,
        scratch: &mut Scratch,
        whole: bool,
    ) -> bool {
        let Some(automaton) = problem.automata.get(person.automaton) else { return false };
        let Scratch { row, sums, fits, .. } = scratch;
        values(problem, person, automaton, row, (sums, fits));
        if !whole {
            return false;
        }
        let mut broken = false;
        for (counted, fit) in self.counted.iter_mut().zip(&scratch.fits) {
            if counted.is_none() && *fit == Fit::Broken {
                *counted = Some(0);
                broken = true;
            }
        }
        broken
    }

    /// The counters that are counted now.
    pub(super) fn counted(&self) -> Vec<usize> {
        self.counted.iter().enumerate().filter(|(_, on)| on.is_some()).map(|(at, _)| at).collect()
    }

    /// The windows of counters, exact or quick; none when no row keeps one of them.
    pub(super) fn windows(
        &mut self,
        problem: &Problem,
        person: &Person,
        counters: &[usize],
        exact: bool,
    ) -> Option<Vec<Segment>> {
        let pass = &self.pass;
        let mut one = |at: &usize| {
            let known = self.segments.entry((*at, exact));
            known.or_insert_with(|| Segment::of(problem, person, pass, *at, exact)).clone()
        };
        counters.iter().map(&mut one).collect()
    }

    /// Leaves out what has been slack for long, once a row is found.
    fn age(&mut self, person: &Person, scratch: &Scratch) {
        // A counter that binds again costs a whole walk more: long rows wait longer.
        let months = self.pass.len().saturating_sub(2) / 28 + 1;
        let patience = u8::try_from(months * usize::from(PATIENCE)).unwrap_or(u8::MAX - 1);
        for ((counted, fit), counter) in self.counted.iter_mut().zip(&scratch.fits).zip(&person.counters) {
            match (*counted, fit) {
                (Some(slack), Fit::Slack) if counter.cost.is_none() => {
                    *counted = (slack < patience).then_some(slack + 1);
                }
                (Some(_), _) => *counted = Some(0),
                _ => {}
            }
        }
    }
}
