//! A lower bound on all rosters: each slot gets a price, each person works the row that is cheapest at these prices, and
//! each slot takes what is cheapest for it. No roster costs less than the sum, whatever the prices; the best prices are
//! found by a bundle method (Lemaréchal; Kiwiel 1990): rows that were found promise a value, the prices that promise most
//! near the best ones so far are tried next.
//!
//! All in whole numbers: costs are multiplied first, so that prices can be finer than the problem's unit.

use super::master::{Column, Master, Pool, WHOLE, Wanted};
use super::problem::{FORBIDDEN, Problem};
use super::row::{RowProgram, Scratch};

/// Prices are in such parts of a unit of cost, when the costs leave room for it.
const PARTS: [i64; 4] = [1000, 100, 10, 1];

/// Rows without weight are kept for so many passes.
const PATIENCE: u32 = 12;

/// Sweeps over the mix between two passes.
const SWEEPS: usize = 40;

/// The bound, its prices and the mix of rows behind it; it can be continued at any time.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    /// The problem with multiplied costs.
    pub(crate) problem: Problem,
    /// What costs are multiplied by.
    pub(crate) parts: i64,
    /// People who are alike.
    kinds: Vec<Kind>,
    slots: Vec<Wanted>,
    /// The best prices so far.
    center: Vec<i64>,
    /// The bound at these prices.
    best: i64,
    master: Master,
    /// What one person too few moves a price by.
    pull: i64,
    /// What the mix promised over the best at the last pass.
    promise: i64,
    begun: bool,
    scratches: Vec<Scratch>,
    /// The passes so far.
    pub(crate) passes: u64,
    /// Rows that were priced, and those that were exact.
    pub(crate) priced: (u64, u64),
    /// No roster is possible.
    pub(crate) impossible: bool,
}

#[derive(Clone, Debug)]
struct Kind {
    people: Vec<usize>,
    program: RowProgram,
    /// The bound on the row at the prices of the last pass, and at the best prices.
    last: i64,
    best: i64,
    found: Option<Column>,
    exact: bool,
}

impl Bound {
    /// Begins; none when the costs are too large.
    pub(crate) fn new(problem: &Problem) -> Option<Self> {
        let (parts, problem) = PARTS.iter().find_map(|parts| Some((*parts, problem.times(*parts)?)))?;
        let mut kinds: Vec<Kind> = Vec::new();
        for (index, person) in problem.people.iter().enumerate() {
            let alike = |kind: &&mut Kind| {
                kind.people.first().and_then(|first| problem.people.get(*first)).is_some_and(|f| f == person)
            };
            if let Some(kind) = kinds.iter_mut().find(alike) {
                kind.people.push(index);
                continue;
            }
            let program = RowProgram::new(&problem, index)?;
            kinds.push(Kind { people: vec![index], program, last: 0, best: 0, found: None, exact: true });
        }
        let slots: Vec<Wanted> = problem.slots.iter().map(Wanted::new).collect();
        let pools =
            kinds.iter().map(|kind| Pool { people: kind.people.len() as i64, columns: vec![] }).collect();
        let spans: i64 = slots.iter().map(|slot| slot.span().min(FORBIDDEN >> 20)).sum();
        let pull = (spans / (slots.len() as i64).max(1) / 8).max(1);
        Some(Self {
            parts,
            kinds,
            center: slots.iter().map(|slot| slot.clip(0)).collect(),
            slots,
            best: i64::MIN,
            master: Master { pools, ..Master::default() },
            pull,
            promise: 0,
            begun: false,
            scratches: Vec::new(),
            passes: 0,
            priced: (0, 0),
            impossible: false,
            problem,
        })
    }

    /// The bound, in the problem's own costs: whole, as all costs are; none before the first pass.
    pub(crate) fn value(&self) -> Option<i64> {
        (self.best > i64::MIN)
            .then(|| self.best.div_euclid(self.parts) + i64::from(self.best.rem_euclid(self.parts) > 0))
    }

    /// The bound in parts.
    pub(crate) fn fine(&self) -> i64 {
        self.best
    }

    /// What the mix costs, in parts: the best prices give no more.
    pub(crate) fn ceiling(&self) -> i64 {
        self.master.value(&self.slots).div_euclid(WHOLE)
    }

    /// The best prices, in parts of a unit of cost.
    pub(crate) fn prices(&self) -> &[i64] {
        &self.center
    }

    /// The rows that these people work in the mix, with their weights of [`WHOLE`] each.
    pub(crate) fn mix(&self) -> impl Iterator<Item = (&[usize], &[Column])> {
        self.kinds
            .iter()
            .zip(&self.master.pools)
            .map(|(kind, pool)| (kind.people.as_slice(), pool.columns.as_slice()))
    }

    /// A roster whose rows help the mix.
    pub(crate) fn learn(&mut self, roster: &[Vec<u16>]) {
        for (kind, pool) in self.kinds.iter().zip(&mut self.master.pools) {
            for person in &kind.people {
                let Some(row) = roster.get(*person) else { continue };
                if let Some(cost) = self.problem.row_cost(*person, row) {
                    pool.add(Column::new(&self.problem, *person, row, cost));
                }
            }
        }
    }

    /// DEBUG
    pub(crate) fn status(&self) -> String {
        format!(
            "pull {} promise {} columns {}",
            self.pull,
            self.promise,
            self.master.pools.iter().map(|p| p.columns.len()).sum::<usize>()
        )
    }

    /// Nodes of one pass.
    pub(crate) fn pass_nodes(&self) -> u64 {
        self.kinds.len() as u64 * self.problem.days.div_ceil(28) as u64
    }

    /// Goes on for so many passes, on so many threads; stops when the bound reaches `upper` (a cost that is known to be
    /// possible, in the problem's own costs) or cannot rise. True when it can still rise.
    pub(crate) fn run(
        &mut self,
        passes: u64,
        upper: Option<i64>,
        threads: usize,
        go_on: &mut dyn FnMut() -> bool,
    ) -> bool {
        let enough = upper.map_or(i64::MAX, |upper| (upper - 1).saturating_mul(self.parts));
        for _ in 0..passes {
            if self.impossible || self.best > enough || !go_on() {
                return false;
            }
            if !self.begun {
                self.begun = true;
                self.greet();
                continue;
            }
            if !self.pass(threads) {
                return false;
            }
        }
        true
    }

    /// The first rows: one person after the other, each at the prices of what those before leave open.
    fn greet(&mut self) {
        let total = self.problem.people.len() as i64;
        let mut fill = vec![0_i64; self.slots.len()];
        let mut costs = Vec::new();
        let mut scratch = self.scratches.pop().unwrap_or_default();
        scratch.most_labels = 512;
        let mut number = 0;
        for (kind, pool) in self.kinds.iter_mut().zip(&mut self.master.pools) {
            for person in &kind.people {
                number += 1;
                let slots = self.slots.iter().zip(&self.center).zip(&fill);
                let prices: Vec<i64> = slots
                    .map(|((slot, center), fill)| slot.price(*center, self.pull, fill * total / number))
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
                known.into_iter().for_each(|known| known.weight += WHOLE);
            }
        }
        scratch.most_labels = 0;
        self.scratches.push(scratch);
    }

    /// One pass: new prices, all rows at them, and whether they are better. False when nothing can be gained.
    fn pass(&mut self, threads: usize) -> bool {
        let first = self.best == i64::MIN;
        let (mut promise, mut enough) = (0, (self.promise.max(1) / 8).max(self.parts / 50));
        for _ in 0..6 {
            let settled =
                self.master.solve(&self.slots, &self.center, self.pull, enough.saturating_mul(WHOLE), SWEEPS);
            promise = self.master.promised(&self.slots) - self.best.max(i64::MIN / 2);
            if promise > 2 * enough || first {
                break;
            }
            if settled {
                enough = (enough / 4).max(1);
            }
        }
        if !first && promise <= self.parts / 50 {
            // At the end, or held too near.
            let open = self.ceiling() - self.best;
            if open <= self.parts / 20 || self.pull > 1 << 30 {
                return false;
            }
            self.pull *= 2;
            return true;
        }
        self.passes += 1;
        let prices = self.master.prices.clone();
        let Some(value) = self.price(&prices, threads) else {
            self.impossible = true;
            return false;
        };
        let gain = value - self.best.max(i64::MIN / 2);
        if first || gain > 0 && gain >= promise / 10 {
            if !first && gain >= promise / 2 {
                self.pull += self.pull / 2;
            }
            self.accept(value, prices);
        } else {
            if gain < -2 * promise {
                self.pull -= self.pull / 4;
            }
            if gain > 0 {
                self.accept(value, prices);
            }
        }
        self.promise = if first { self.ceiling() - value } else { promise };
        for (kind, pool) in self.kinds.iter_mut().zip(&mut self.master.pools) {
            if let Some(column) = kind.found.take() {
                let lone = pool.columns.is_empty();
                pool.add(column);
                if lone {
                    let people = pool.people;
                    pool.columns.iter_mut().for_each(|column| column.weight = people * WHOLE);
                }
            }
            pool.tidy(PATIENCE);
        }
        true
    }

    fn accept(&mut self, value: i64, prices: Vec<i64>) {
        self.best = value;
        self.center = prices;
        for kind in &mut self.kinds {
            kind.best = kind.last;
        }
    }

    /// The bound at these prices; the rows are left with their kinds. None when somebody has no row.
    fn price(&mut self, prices: &[i64], threads: usize) -> Option<i64> {
        let threads = threads.clamp(1, self.kinds.len().max(1));
        self.scratches.resize_with(threads, Scratch::default);
        let problem = &self.problem;
        let share = self.kinds.len().div_ceil(threads).max(1);
        let work = |kinds: &mut [Kind], scratch: &mut Scratch| {
            let mut costs = Vec::new();
            kinds.iter_mut().all(|kind| kind.price(problem, prices, &mut costs, scratch))
        };
        let mut parts = self.kinds.chunks_mut(share).zip(&mut self.scratches);
        let done = if threads == 1 {
            parts.all(|(kinds, scratch)| work(kinds, scratch))
        } else {
            std::thread::scope(|scope| {
                let running: Vec<_> =
                    parts.map(|(kinds, scratch)| scope.spawn(move || work(kinds, scratch))).collect();
                running.into_iter().fold(true, |all, one| one.join().unwrap_or(false) && all)
            })
        };
        if !done {
            return None;
        }
        let rows: i64 = self.kinds.iter().map(|kind| kind.last * kind.people.len() as i64).sum();
        self.priced.0 += self.kinds.len() as u64;
        self.priced.1 += self.kinds.iter().filter(|kind| kind.exact).count() as u64;
        Some(rows + self.slots.iter().zip(prices).map(|(slot, price)| slot.least(*price)).sum::<i64>())
    }
}

impl Kind {
    fn price(
        &mut self,
        problem: &Problem,
        prices: &[i64],
        costs: &mut Vec<i64>,
        scratch: &mut Scratch,
    ) -> bool {
        let Some(person) = self.people.first().copied() else { return true };
        cell_costs(problem, person, prices, costs);
        let Some(best) = self.program.best(problem, costs, scratch) else { return false };
        self.last = best.bound;
        self.exact = best.exact();
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
