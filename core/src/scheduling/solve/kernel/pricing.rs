//! The rows of a bound: all people's, or some people's, each the cheapest at the slots' prices.

use super::bound::{Bound, PATIENCE};
use super::graph::Graph;
use super::master::{Column, WHOLE};
use super::problem::Problem;
use super::row::{RowProgram, Scratch};

/// Groups of people in a sweep over them.
const GROUPS: usize = 16;

/// Times that weight is shifted for one kind of people when a row was found.
const SHIFTS: usize = 6;

/// People who are alike.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    pub(super) people: Vec<usize>,
    pub(super) program: RowProgram,
    /// The bound on the row at the prices of the last pass, and at the best prices.
    pub(super) last: i64,
    pub(super) best: i64,
    pub(super) found: Option<Column>,
    /// How far the row may be from the cheapest.
    pub(super) open: i64,
    /// The rows that are left, where they are known.
    pub(super) graph: Option<Graph>,
    /// So far above the cheapest there were too many rows for a graph.
    pub(super) many: i64,
}

impl Bound {
    /// The first rows: one person after the other, each at the prices of what those before leave open.
    pub(super) fn greet(&mut self) {
        let total = self.problem.people.len() as i64;
        let mut fill = vec![0_i64; self.slots.len()];
        let mut costs = Vec::new();
        let mut scratch = self.scratches.pop().unwrap_or_default();
        scratch.most_labels = self.labels;
        let mut number = 0;
        for (kind, pool) in self.kinds.iter_mut().zip(&mut self.master.pools) {
            for person in &kind.people {
                number += 1;
                let slots = self.slots.iter().zip(&self.center).zip(&fill);
                let prices: Vec<i64> = slots
                    .map(|((slot, center), fill)| slot.price(*center, self.pull, fill / number * total))
                    .collect();
                cell_costs(&self.problem, *person, &prices, &mut costs);
                let Some(best) = kind.program.best(&self.problem, &costs, &mut scratch) else {
                    self.impossible = true;
                    return;
                };
                if !best.found() {
                    continue;
                }
                let Some(cost) = self.problem.row_cost(*person, &scratch.row) else { continue };
                let column = Column::new(&self.problem, *person, &scratch.row, cost);
                for (slot, add) in &column.adds {
                    fill.get_mut(*slot as usize).into_iter().for_each(|fill| *fill += add * WHOLE);
                }
                let row = column.row.clone();
                pool.add(column);
                let known = pool.columns.iter_mut().find(|known| known.row == row);
                if let Some(known) = known {
                    known.weight += WHOLE;
                }
            }
        }
        self.scratches.push(scratch);
    }

    /// Sweeps over the people in small groups, each at the prices of the mix so far, which then takes their rows in. It
    /// finds good rows much sooner than passes at one vector of prices, but no bound.
    pub(super) fn groups(&mut self, threads: usize, go_on: &mut dyn FnMut() -> bool) -> bool {
        self.master.settle(&self.slots, &self.center, self.pull);
        let group = self.kinds.len().div_ceil(GROUPS).max(1);
        let mut from = 0;
        while from < self.kinds.len() {
            let to = (from + group).min(self.kinds.len());
            let prices = self.master.prices.clone();
            if !self.rows(from..to, &prices, threads, go_on) {
                return false;
            }
            self.collect(from..to);
            for pool in from..to {
                for _ in 0..SHIFTS {
                    if self.master.shift(pool, &self.slots, &self.center, self.pull, true).unwrap_or(0) == 0 {
                        break;
                    }
                }
            }
            from = to;
        }
        self.master.pools.iter_mut().for_each(|pool| pool.tidy(PATIENCE));
        true
    }

    /// Takes the rows of these kinds into their pools.
    pub(super) fn collect(&mut self, range: std::ops::Range<usize>) {
        let kinds = self.kinds.iter_mut().zip(&mut self.master.pools);
        for (kind, pool) in kinds.skip(range.start).take(range.len()) {
            if let Some(column) = kind.found.take() {
                let lone = pool.columns.is_empty();
                pool.add(column);
                if lone {
                    let people = pool.people;
                    pool.columns.iter_mut().for_each(|column| column.weight = people * WHOLE);
                }
            }
        }
    }

    /// The bound at these prices; the rows are left with their kinds. None when somebody has no row.
    pub(super) fn price(
        &mut self,
        prices: &[i64],
        threads: usize,
        go_on: &mut dyn FnMut() -> bool,
    ) -> Option<i64> {
        if !self.rows(0..self.kinds.len(), prices, threads, go_on) {
            return None;
        }
        let rows: i64 = self.kinds.iter().map(|kind| kind.last * kind.people.len() as i64).sum();
        let slots = self.slots.iter().zip(prices).map(|(slot, price)| slot.least(*price)).sum::<i64>();
        Some(self.master.held + rows + slots)
    }

    /// The rows of these kinds at these prices; false when somebody has none, or when `go_on` ended it (asked between rows
    /// where one thread does them all).
    pub(super) fn rows(
        &mut self,
        range: std::ops::Range<usize>,
        prices: &[i64],
        threads: usize,
        go_on: &mut dyn FnMut() -> bool,
    ) -> bool {
        let threads = threads.clamp(1, range.len().max(1));
        if self.scratches.len() < threads {
            self.scratches.resize_with(threads, Scratch::default);
        }
        let (problem, labels) = (&self.problem, self.labels);
        let share = range.len().div_ceil(threads).max(1);
        let work = |kinds: &mut [Kind], scratch: &mut Scratch, go_on: &mut dyn FnMut() -> bool| {
            let mut costs = Vec::new();
            scratch.most_labels = labels;
            kinds.iter_mut().all(|kind| go_on() && kind.price(problem, prices, &mut costs, scratch))
        };
        let mut ended = false;
        let kinds = self.kinds.get_mut(range).unwrap_or_default();
        self.priced.0 += kinds.iter().filter(|kind| !kind.people.is_empty()).count() as u64;
        let mut parts = kinds.chunks_mut(share).zip(&mut self.scratches);
        let done = if threads == 1 {
            let mut asked = || {
                ended = ended || !go_on();
                !ended
            };
            parts.all(|(kinds, scratch)| work(kinds, scratch, &mut asked))
        } else {
            std::thread::scope(|scope| {
                let running: Vec<_> = parts
                    .map(|(kinds, scratch)| scope.spawn(move || work(kinds, scratch, &mut || true)))
                    .collect();
                let all: Vec<bool> = running.into_iter().map(|one| one.join().unwrap_or(false)).collect();
                all.into_iter().all(|one| one)
            })
        };
        let exact = |kind: &&Kind| !kind.people.is_empty() && kind.open == 0;
        self.priced.1 += kinds.iter().filter(exact).count() as u64;
        self.impossible |= !done && !ended;
        done
    }
}

impl Kind {
    /// Of that person.
    pub(super) fn new(person: usize, program: RowProgram) -> Self {
        Self {
            people: vec![person],
            program,
            last: 0,
            best: 0,
            found: None,
            open: 0,
            graph: None,
            many: i64::MAX,
        }
    }

    fn price(
        &mut self,
        problem: &Problem,
        prices: &[i64],
        costs: &mut Vec<i64>,
        scratch: &mut Scratch,
    ) -> bool {
        let Some(person) = self.people.first().copied() else { return true };
        cell_costs(problem, person, prices, costs);
        if let Some(graph) = &self.graph {
            let Some((cost, own)) = graph.best(problem.duties, costs, &mut scratch.row) else { return false };
            (self.last, self.open) = (cost, 0);
            self.found = Some(Column::new(problem, person, &scratch.row, own));
            return true;
        }
        let Some(best) = self.program.best(problem, costs, scratch) else { return false };
        self.last = best.bound;
        self.open = if best.found() { best.cost - best.bound } else { 1 };
        self.found = None;
        if best.found() {
            let row = problem.row_cost(person, &scratch.row);
            self.found = row.map(|cost| Column::new(problem, person, &scratch.row, cost));
        }
        true
    }
}

/// What each cell earns at these prices, below zero.
pub(crate) fn cell_costs(problem: &Problem, person: usize, prices: &[i64], costs: &mut Vec<i64>) {
    costs.clear();
    let earned = |slots: &Vec<u32>| slots.iter().filter_map(|slot| prices.get(*slot as usize)).sum::<i64>();
    costs.extend(problem.covers.iter().map(|slots| -earned(slots)));
    for term in problem.people.get(person).into_iter().flat_map(|person| &person.terms) {
        let cell = term.day as usize * problem.duties + usize::from(term.duty);
        if let (Some(cost), Some(price)) = (costs.get_mut(cell), prices.get(term.slot as usize)) {
            *cost -= price * term.add;
        }
    }
}
