//! The per-person program: one person's best row at any costs of the cells.
//!
//! Day by day over the states of the contract's automaton and the values of the counters that are *counted*. Those are
//! found: a row that breaks no limit that was left out is the best with it too. What bound is counted the next time as
//! well, until it has been slack for a while. Small tables are walked as a whole ([`super::dense`]); large ones by single
//! labels, which prices on the counters prune ([`super::price`], [`super::label`]).

use super::dense::{Cost, Groups, Tables};
use super::fit::{Fit, again, is_still, values};
use super::key::KeyPlan;
use super::label::Labels;
use super::plan::Plan;
use super::price::Prices;
use super::problem::{FORBIDDEN, Person, Problem};
use super::spans::Standing;
use super::window::{Segment, passable};
use std::collections::BTreeMap;

/// A counter that did not bind so often in a row is left out again.
const PATIENCE: u8 = 6;

/// So many plans of a person are kept.
const PLANS: usize = 16;

/// A table of one state has at most so many cells.
const WIDEST: usize = 4096;

/// So many cells of tables are looked at before labels are walked instead.
const DENSE: usize = 1_000_000;

/// A walk by labels keeps at most so many of them over all days.
const LABELS: usize = 400_000;

/// So many labels a day are kept at first.
const FIRST_LABELS: usize = 64;

/// Turns at first in which prices of counters are looked for, with 28 days or less.
const FRESH_TURNS: usize = 30;

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
    plans: BTreeMap<Vec<usize>, Form>,
    /// The row that was found last.
    pub(super) last: Vec<u16>,
    /// By counter, once spans were mended: what it moves by is a multiple of this; zero when it never moves.
    pub(super) units: Vec<i64>,
    /// How often a row was mended.
    pub(super) mended: u32,
}

/// How a set of counters is counted.
#[derive(Clone, Debug)]
enum Form {
    Dense(Plan),
    Keys { plan: KeyPlan, whole: bool, fresh: bool },
    Never,
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

/// Tables that one use after the other needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scratch {
    /// The row that was found last.
    pub(crate) row: Vec<u16>,
    /// A walk by labels keeps at most so many a day; no limit of its own when zero.
    pub(crate) most_labels: usize,
    /// Rows are mended in spans of so many days; as a whole when zero.
    pub(crate) span: usize,
    pub(super) standing: Standing,
    pub(super) groups: Groups,
    narrow: Tables<i32>,
    wide: Tables<i64>,
    pub(super) prices: Prices,
    pub(super) labels: Labels,
    pub(super) path: Vec<u16>,
    sums: Vec<i64>,
    fits: Vec<Fit>,
}

/// What came of one set of counted counters.
enum Turn {
    /// The row in the scratch costs so much, and none less than the second.
    Row(i64, i64),
    /// A row broke a counter that was not counted: now it is.
    More,
    /// There is no row.
    Never,
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
        let pass = &self.pass;
        let counted = self.counted.iter().enumerate().filter(|(_, on)| on.is_some());
        let windows: Option<Vec<Segment>> = counted
            .map(|(at, _)| {
                let known = self.segments.entry((at, false));
                known.or_insert_with(|| Segment::of(problem, person, pass, at, false)).clone()
            })
            .collect();
        let mut windows = windows?;
        let plan = loop {
            match KeyPlan::new(problem, person, windows.clone()) {
                Some(plan) => break plan,
                None => windows.pop()?,
            };
        };
        let shapes = plan
            .days
            .iter()
            .map(|day| plan.shapes.get(day.shape).map(|s| s.groups.as_slice()).unwrap_or_default());
        scratch.groups.fill(shapes, problem.duties, &person.cells, costs);
        let price = |segment: &Segment| self.prices.get(segment.counter).copied().unwrap_or(0);
        let first: Vec<i64> = plan.segments.iter().map(price).collect();
        let (groups, start) = (&scratch.groups, person.start);
        scratch.prices.climb(&plan, groups, start, &self.ends, &first, (30, FORBIDDEN), &mut scratch.path)?;
        let own = |cell: usize| match (person.cells.get(cell), costs.get(cell)) {
            (Some(cell), Some(cost)) if *cell < FORBIDDEN && *cost < FORBIDDEN => cell + cost + still,
            _ => FORBIDDEN,
        };
        scratch.prices.best.cells(&plan, groups, (start, problem.duties), &own, out)?;
        Some(scratch.prices.best.bound + still)
    }

    fn turn(
        &mut self,
        problem: &Problem,
        person: &Person,
        costs: &[i64],
        scratch: &mut Scratch,
    ) -> Option<Turn> {
        let counted: Vec<usize> =
            self.counted.iter().enumerate().filter(|(_, on)| on.is_some()).map(|(at, _)| at).collect();
        if self.plans.len() >= PLANS && !self.plans.contains_key(&counted) {
            self.plans.clear();
        }
        let mut form = match self.plans.remove(&counted) {
            Some(form) => form,
            None => self.form(problem, person, &counted),
        };
        let turn = match &mut form {
            Form::Never => Some(Turn::Never),
            Form::Dense(plan) => self.dense(problem, person, plan, costs, scratch),
            Form::Keys { plan, whole, fresh } => {
                // Long rows find their prices over several uses.
                let turns =
                    if *fresh { (FRESH_TURNS * 28 / problem.days.max(1)).clamp(8, FRESH_TURNS) } else { 8 };
                *fresh = false;
                self.labels(problem, person, (plan, *whole, turns), costs, scratch)
            }
        };
        self.plans.insert(counted, form);
        turn
    }

    fn form(&mut self, problem: &Problem, person: &Person, counted: &[usize]) -> Form {
        let pass = &self.pass;
        let mut windows = |exact: bool| -> Option<Vec<Segment>> {
            let one = |index: &usize| {
                let known = self.segments.entry((*index, exact));
                known.or_insert_with(|| Segment::of(problem, person, pass, *index, exact)).clone()
            };
            counted.iter().map(one).collect()
        };
        let quick: Option<Vec<Segment>> = windows(false);
        let Some(mut quick) = quick else { return Form::Never };
        let size = quick.iter().fold(1_usize, |size, one| size.saturating_mul(one.widest() as usize));
        if size.saturating_mul(problem.days) <= self.dense {
            let Some(windows) = windows(true) else { return Form::Never };
            if let Some(plan) =
                Plan::new(problem, person, windows, WIDEST).filter(|plan| plan.work <= self.dense)
            {
                return Form::Dense(plan);
            }
        }
        let mut whole = true;
        loop {
            if let Some(plan) = KeyPlan::new(problem, person, quick.clone()) {
                return Form::Keys { plan, whole, fresh: true };
            }
            whole = false;
            if quick.pop().is_none() {
                return Form::Never;
            }
        }
    }

    fn dense(
        &mut self,
        problem: &Problem,
        person: &Person,
        plan: &Plan,
        costs: &[i64],
        scratch: &mut Scratch,
    ) -> Option<Turn> {
        let shapes = plan
            .days
            .iter()
            .map(|day| plan.shapes.get(day.shape).map(|s| s.groups.as_slice()).unwrap_or_default());
        scratch.groups.fill(shapes, problem.duties, &person.cells, costs);
        let reach = scratch.groups.reach.saturating_add(plan.reach);
        let (groups, row) = (&scratch.groups, &mut scratch.row);
        let cost = if reach < <i32 as Cost>::LIMIT {
            scratch.narrow.best(plan, groups, person.start, &self.ends, row)?
        } else {
            scratch.wide.best(plan, groups, person.start, &self.ends, row)?
        };
        let more = self.count_more(problem, person, scratch, true);
        Some(if more { Turn::More } else { Turn::Row(cost, cost) })
    }

    fn labels(
        &mut self,
        problem: &Problem,
        person: &Person,
        (plan, whole, turns): (&KeyPlan, bool, usize),
        costs: &[i64],
        scratch: &mut Scratch,
    ) -> Option<Turn> {
        let shapes = plan
            .days
            .iter()
            .map(|day| plan.shapes.get(day.shape).map(|s| s.groups.as_slice()).unwrap_or_default());
        scratch.groups.fill(shapes, problem.duties, &person.cells, costs);
        let price = |segment: &Segment| self.prices.get(segment.counter).copied().unwrap_or(0);
        let first: Vec<i64> = plan.segments.iter().map(price).collect();
        // The last row is one to beat.
        let still = self.still?;
        let mut limit = again(problem, self.person, &self.last, costs).map_or(FORBIDDEN, |cost| cost - still);
        scratch.row.clone_from(&self.last);
        let (groups, start) = (&scratch.groups, person.start);
        let turns = (turns, limit);
        let met = scratch.prices.climb(plan, groups, start, &self.ends, &first, turns, &mut scratch.path)?;
        for (segment, price) in plan.segments.iter().zip(&scratch.prices.best.prices) {
            self.prices.get_mut(segment.counter).into_iter().for_each(|own| *own = *price);
        }
        if whole && self.last.is_empty() {
            // What else the row at prices breaks will bind: found without a walk by labels.
            let Scratch { groups, prices, row, .. } = scratch;
            duties(groups, &prices.best.path, row);
            if self.count_more(problem, person, scratch, true) {
                return Some(Turn::More);
            }
            scratch.row.clear();
        }
        if met < limit {
            duties(&scratch.groups, &scratch.path, &mut scratch.row);
            if self.count_more(problem, person, scratch, whole) {
                return Some(Turn::More);
            }
            if whole || Self::breaks_nothing(scratch) {
                limit = met;
            } else {
                scratch.row.clone_from(&self.last);
            }
        }
        let mut bound = scratch.prices.best.bound;
        if scratch.span > 0 && person.counters.iter().all(|counter| counter.caps.is_empty()) {
            if bound < limit {
                if limit >= FORBIDDEN {
                    duties(&scratch.groups, &scratch.prices.best.path, &mut scratch.row);
                }
                let mended = self.spans(problem, person, costs, true, scratch);
                limit = mended.map_or(FORBIDDEN, |cost| cost - still);
                self.count_more(problem, person, scratch, false);
            }
            return Some(Turn::Row(limit, bound.min(limit)));
        }
        let wide = LABELS / problem.days.max(1);
        // More where there is no row at all yet.
        let furthest = if scratch.most_labels > 0 { wide.min(scratch.most_labels * 16) } else { wide };
        let wide = if scratch.most_labels > 0 { wide.min(scratch.most_labels) } else { wide };
        let mut most = FIRST_LABELS.min(wide);
        while bound < limit {
            let priced = &scratch.prices.best;
            let path = &mut scratch.path;
            let (found, dropped) =
                scratch.labels.search(plan, priced, &scratch.groups, start, limit, most, path)?;
            if let Some(cost) = found {
                duties(&scratch.groups, &scratch.path, &mut scratch.row);
                if self.count_more(problem, person, scratch, whole) {
                    return Some(Turn::More);
                }
                bound = bound.max(dropped.min(cost));
                if whole || Self::breaks_nothing(scratch) {
                    limit = cost;
                } else {
                    // Not all that binds could be counted.
                    limit =
                        again(problem, self.person, &self.last, costs).map_or(FORBIDDEN, |cost| cost - still);
                    scratch.row.clone_from(&self.last);
                }
            } else {
                bound = bound.max(dropped.min(limit));
            }
            let wide = if limit < FORBIDDEN { wide } else { furthest };
            if most >= wide || !whole {
                break;
            }
            most = (most * 8).min(wide);
        }
        if limit >= FORBIDDEN && bound >= FORBIDDEN {
            return Some(Turn::Never);
        }
        Some(Turn::Row(limit, bound.min(limit)))
    }

    /// Whether the row that was looked at last breaks no counter.
    fn breaks_nothing(scratch: &Scratch) -> bool {
        scratch.fits.iter().all(|fit| *fit != Fit::Broken)
    }

    /// Counts what the row breaks; false when it breaks nothing that was not counted (or no more can be counted).
    fn count_more(&mut self, problem: &Problem, person: &Person, scratch: &mut Scratch, whole: bool) -> bool {
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

/// The cheapest duty of each group of the path.
pub(super) fn duties(groups: &Groups, path: &[u16], row: &mut Vec<u16>) {
    row.clear();
    let duty =
        |(day, group): (usize, &u16)| groups.day(day).get(usize::from(*group)).map_or(0, |(_, duty)| *duty);
    row.extend(path.iter().enumerate().map(duty));
}
