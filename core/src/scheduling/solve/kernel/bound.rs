//! A lower bound on all rosters: each slot gets a price, each person works the row that is cheapest at these prices, and
//! each slot takes what is cheapest for it. No roster costs less than the sum, whatever the prices; the best prices are
//! found by a bundle method (Lemaréchal; Kiwiel 1990): rows that were found promise a value, the prices that promise most
//! near the best ones so far are tried next.
//!
//! All in whole numbers: costs are multiplied first, so that prices can be finer than the problem's unit.

use super::coarse::Coarse;
use super::crew::labels;
use super::master::{Column, Master, Pool, WHOLE, Wanted};
use super::paid::{CELLS, pay};
use super::pricing::Kind;
use super::problem::{Counter, FORBIDDEN, Problem};
use super::row::{RowProgram, Scratch};
use std::sync::Arc;

/// Prices are in such parts of a unit of cost, when the costs leave room for it.
const PARTS: [i64; 4] = [1000, 100, 10, 1];

/// Rows without weight are kept for so many passes.
pub(super) const PATIENCE: u32 = 12;

/// Sweeps over the mix between two passes.
const SWEEPS: usize = 40;

/// Sweeps over groups before the first pass.
const SWEPT: u32 = 2;

/// Times that so many sweeps are tried before a pass that promises nothing.
const ROUNDS: usize = 12;

/// The bound has come to its end when the mix promised nothing so often.
const STALLS: u32 = 10;

/// Prices are not trusted before so many passes.
const SETTLED: usize = 24;

/// Prices hardly get better when the bound rose by no more than its own such part over the last quarter of all passes.
const CLOSE: i64 = 200;

/// A pass of more nodes takes long.
const HEAVY: u64 = 500;

/// The bound, its prices and the mix of rows behind it; it can be continued at any time.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    /// The problem with multiplied costs.
    pub(crate) problem: Problem,
    /// What costs are multiplied by.
    pub(crate) parts: i64,
    /// People who are alike.
    pub(super) kinds: Vec<Kind>,
    pub(super) slots: Vec<Wanted>,
    /// The best prices so far.
    pub(super) center: Vec<i64>,
    /// The bound at these prices.
    pub(super) best: i64,
    /// The bound is no less.
    pub(super) floor: i64,
    /// The counters of those who pay for some of their limits, as they are to be counted; by ascending person.
    pub(super) paid: Arc<Vec<(usize, Vec<Counter>)>>,
    /// The bound in which they paid, where now all is counted.
    pub(super) quick: Option<Arc<Self>>,
    /// All is counted on trial after so many passes.
    trial: u64,
    pub(super) master: Master,
    /// What one person too few moves a price by, now and at first.
    pub(super) pull: i64,
    pub(super) first_pull: i64,
    /// So often in a row the mix promised nothing.
    pub(super) stalls: u32,
    /// So many labels a day are kept in a row's program.
    pub(super) labels: usize,
    /// What the mix promised over the best at the last pass.
    promise: i64,
    begun: bool,
    /// The bound after each pass.
    trail: Vec<i64>,
    /// A node of a proof: what cannot close it need not be found to the last part.
    pub(super) hurried: bool,
    /// The problem changed since the best prices were priced.
    pub(super) stale: bool,
    swept: u32,
    /// Prices that many slots share, tried first where a pass takes long.
    coarse: Option<Coarse>,
    pub(super) scratches: Vec<Scratch>,
    /// The passes so far.
    pub(crate) passes: u64,
    /// Rows that were priced, and those that were exact.
    pub(crate) priced: (u64, u64),
    /// No roster is possible.
    pub(crate) impossible: bool,
}

impl Bound {
    /// Begins; none when the costs are too large. People who are alike share their rows, unless they are kept `apart`.
    pub(crate) fn new(problem: &Problem, apart: bool) -> Option<Self> {
        Self::within(problem, apart, CELLS)
    }

    /// Limits are paid for where a walk over a person's tables would look at more than so many cells.
    pub(super) fn within(problem: &Problem, apart: bool, cells: usize) -> Option<Self> {
        let (parts, mut problem) = PARTS.iter().find_map(|parts| Some((*parts, problem.times(*parts)?)))?;
        let mut kinds: Vec<Kind> = Vec::new();
        for (index, person) in problem.people.iter().enumerate() {
            let alike = |kind: &&mut Kind| {
                kind.people.first().and_then(|first| problem.people.get(*first)).is_some_and(|f| f == person)
            };
            if let Some(kind) = kinds.iter_mut().find(alike).filter(|_| !apart) {
                kind.people.push(index);
                continue;
            }
            let program = RowProgram::new(&problem, index)?;
            kinds.push(Kind::new(index, program));
        }
        let covered = problem.slots.len();
        let paid = Arc::new(pay(&mut problem, &mut kinds, cells));
        let ease = |at: usize| if at < covered { 1 } else { problem.days as i64 };
        let slots = problem.slots.iter().enumerate();
        let slots: Vec<Wanted> = slots.map(|(at, slot)| Wanted::new(slot, ease(at))).collect();
        let pools =
            kinds.iter().map(|kind| Pool { people: kind.people.len() as i64, columns: vec![] }).collect();
        let spans: i64 = slots.iter().take(covered).map(|slot| slot.span().min(FORBIDDEN >> 20)).sum();
        let pull = (spans / (covered as i64).max(1) / 8).max(1);
        Some(Self {
            parts,
            kinds,
            center: slots.iter().map(|slot| slot.clip(0)).collect(),
            slots,
            best: i64::MIN,
            floor: i64::MIN,
            paid,
            quick: None,
            trial: 0,
            master: Master { pools, ..Master::default() },
            pull,
            first_pull: pull,
            stalls: 0,
            labels: labels(problem.days),
            promise: 0,
            begun: false,
            trail: Vec::new(),
            hurried: false,
            stale: false,
            swept: 0,
            coarse: None,
            scratches: Vec::new(),
            passes: 0,
            priced: (0, 0),
            impossible: false,
            problem,
        })
    }

    /// The bound, in the problem's own costs: whole, as all costs are; none before the first pass.
    pub(crate) fn value(&self) -> Option<i64> {
        let best = self.best.max(self.floor);
        (best > i64::MIN).then(|| best.div_euclid(self.parts) + i64::from(best.rem_euclid(self.parts) > 0))
    }

    /// What the mix costs, in parts: the best prices give no more.
    pub(crate) fn ceiling(&self) -> i64 {
        self.master
            .value(&self.slots)
            .div_euclid(i128::from(WHOLE))
            .clamp(i128::from(-FORBIDDEN), i128::from(FORBIDDEN)) as i64
    }

    /// Whether so many passes were made that rosters can be looked for with the mix.
    pub(crate) fn is_settled(&self) -> bool {
        self.trail.len() >= SETTLED
    }

    /// Whether the prices hardly get better: then rosters can be looked for with them while the bound still rises.
    pub(crate) fn is_close(&self) -> bool {
        let then = self.trail.get(self.trail.len() / 4 * 3).copied().unwrap_or(i64::MIN);
        self.is_settled() && then > i64::MIN && self.best - then <= self.best.abs() / CLOSE
    }

    /// Whether no other prices give a bound that is higher in the problem's own, whole costs.
    fn ended(&self) -> bool {
        let ceiling = self.ceiling();
        ceiling.div_euclid(self.parts) + i64::from(ceiling.rem_euclid(self.parts) > 0)
            <= self.value().unwrap_or(i64::MIN)
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

    /// Nodes of one row.
    pub(crate) fn row_nodes(&self) -> u64 {
        self.problem.days.div_ceil(28) as u64
    }

    /// Nodes of one pass.
    pub(crate) fn pass_nodes(&self) -> u64 {
        self.kinds.len() as u64 * self.row_nodes()
    }

    /// Whether a pass takes long: then so few are made that there is no time to begin well.
    pub(crate) fn is_heavy(&self) -> bool {
        self.pass_nodes() > HEAVY
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
                if self.is_heavy() {
                    self.coarse = Some(Coarse::new(&self.problem, &self.slots));
                } else {
                    self.greet();
                }
                continue;
            }
            if let Some(mut coarse) = self.coarse.take() {
                let prices = coarse.prices(&self.slots);
                let Some(value) = self.price(&prices, threads, go_on) else { return false };
                let goes_on = coarse.learn(self);
                if value > self.best {
                    self.accept(value, prices);
                }
                if goes_on {
                    self.coarse = Some(coarse);
                }
                self.passes += 1;
                self.collect(0..self.kinds.len());
                continue;
            }
            if self.swept < SWEPT {
                self.swept += 1;
                if !self.groups(threads, go_on) {
                    return false;
                }
                if self.swept == SWEPT && self.best == i64::MIN {
                    self.master.solve(&self.slots, &self.center, self.pull, WHOLE, SWEEPS);
                    self.center.clone_from(&self.master.prices);
                }
                continue;
            }
            if std::mem::take(&mut self.stale) {
                let prices = self.center.clone();
                let Some(value) = self.price(&prices, threads, go_on) else { return false };
                self.accept(value, prices);
                self.collect(0..self.kinds.len());
                continue;
            }
            if self.pays() && !self.hurried && self.is_close() && self.passes >= self.trial {
                self.trial = self.passes + self.passes / 2;
                self.count(self.promise, threads, go_on);
            }
            if !self.pass(threads, enough, go_on) {
                let more = self.pays() && !self.hurried && !self.impossible;
                if !more || !self.count(1, threads, go_on) {
                    return false;
                }
            }
        }
        true
    }

    /// One pass: new prices, all rows at them, and whether they are better. False when nothing can be gained.
    fn pass(&mut self, threads: usize, upper: i64, go_on: &mut dyn FnMut() -> bool) -> bool {
        let first = self.best == i64::MIN;
        // Where passes cost little, a node that can be closed is worth small steps.
        let small = self.parts / 50;
        let fine = if self.hurried && self.left().is_some() {
            (upper.saturating_sub(self.best.max(i64::MIN / 2)) / 8).clamp(small.min(1), small)
        } else {
            small
        };
        let (mut promise, mut enough) = (0, (self.promise.max(1) / 8).max(fine));
        let mut settled = false;
        for _ in 0..if self.hurried { 3 } else { ROUNDS } {
            settled =
                self.master.solve(&self.slots, &self.center, self.pull, enough.saturating_mul(WHOLE), SWEEPS);
            promise = self.master.promised(&self.slots) - self.best.max(i64::MIN / 2);
            if promise > 2 * enough || first || settled && enough == 1 {
                break;
            }
            if settled {
                enough = (enough / 4).max(1);
            }
        }
        let open = self.ceiling().saturating_sub(self.best);
        let tail = if self.hurried { (upper.saturating_sub(self.best) / 4).max(self.parts / 5) } else { 0 };
        if self.hurried && !first && open < tail && self.best + open <= upper {
            return false;
        }
        if !first && promise <= fine {
            let closes = fine < small && self.best + open > upper;
            if self.hurried && (open <= self.parts / 5 && !closes || !settled) {
                return false;
            }
            // At the end, or held too near.
            self.stalls += 1;
            if self.ended()
                || open <= self.parts / 20 && !closes
                || self.stalls > STALLS
                || self.pull > 1 << 26
            {
                return false;
            }
            if settled {
                self.pull *= 2;
            }
            return true;
        }
        if !first && self.ended() {
            return false;
        }
        self.passes += 1;
        self.stalls = 0;
        let prices = self.master.prices.clone();
        let Some(value) = self.price(&prices, threads, go_on) else { return false };
        let gain = value - self.best.max(i64::MIN / 2);
        // A gain as promised may step further the next time; one far off less far (Kiwiel 1990).
        if !first && gain >= promise / 2 {
            self.pull += self.pull / 2;
        } else if !first && gain < -2 * promise {
            self.pull -= self.pull / 4;
        }
        if first || gain > 0 {
            self.accept(value, prices);
        }
        self.trail.push(self.best);
        self.promise = if first { self.ceiling() - value } else { promise };
        // What the rows' programs left open is wanted when it is a good part of what can be gained.
        let open: i64 = self.kinds.iter().map(|kind| kind.open * kind.people.len() as i64).sum();
        if !first && open > promise / 4 {
            self.labels = self.labels.saturating_mul(8);
        }
        self.collect(0..self.kinds.len());
        self.master.pools.iter_mut().for_each(|pool| pool.tidy(PATIENCE));
        true
    }

    pub(super) fn accept(&mut self, value: i64, prices: Vec<i64>) {
        self.best = value;
        self.center = prices;
        for kind in &mut self.kinds {
            kind.best = kind.last;
        }
    }
}
