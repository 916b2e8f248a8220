//! Limits that are paid for instead of counted: each person's rows count what fits in small tables, and the other limits
//! become slots of their own, with prices that the bound finds as it does those of cover. Rows are found much sooner so, and
//! the bound hardly suffers: what such a limit costs is known in the mean of the rows that are mixed.
//!
//! Rows that pay may break a limit by a little. Where rosters are looked for, rows are held to all limits; and a bound that
//! has come near its end counts all limits again, where that can be done and raises it.

use super::bound::Bound;
use super::plan::Plan;
use super::pricing::Kind;
use super::problem::{Add, Convex, Counter, Problem, Term};
use super::row::RowProgram;
use super::turn::WIDEST;
use super::window::Segment;
use std::sync::Arc;

/// A walk over tables looks at so many cells at most.
pub(super) const CELLS: usize = 16_000_000;

/// A unit beyond a limit costs so many times what one person too few costs at most in any slot: enough that prices are not
/// cut short, and not so much that they are looked for far out.
const STEEP: i64 = 4;

/// A counter and its unit.
type Paid = Vec<(usize, i64)>;

/// Turns limits into slots where a walk that counts them all would look at more than so many cells; the counters of those
/// whom it concerns, as they were, by ascending person.
pub(super) fn pay(problem: &mut Problem, kinds: &mut [Kind], cells: usize) -> Vec<(usize, Vec<Counter>)> {
    let slope = |slot: &Convex| {
        let last = slot.first + slot.values.len() as i64;
        slot.rise(slot.first).abs().max(slot.rise(last).abs())
    };
    let steep = problem.slots.iter().map(slope).max().unwrap_or(0).saturating_mul(STEEP).max(1);
    let mut before = Vec::new();
    // Whoever has the same contract pays for the same.
    let mut known: Vec<(usize, Vec<Counter>, Paid)> = Vec::new();
    for kind in kinds {
        kind.program.dense = cells;
        let Some(first) = kind.people.first().copied() else { continue };
        let Some(own) = problem.people.get(first) else { continue };
        let (automaton, counters) = (own.automaton, own.counters.clone());
        let same = known.iter().find(|(other, theirs, _)| *other == automaton && *theirs == counters);
        let paid = match same {
            Some((_, _, paid)) => paid.clone(),
            None => kind.program.too_many(problem, first, cells),
        };
        if same.is_none() {
            known.push((automaton, counters.clone(), paid.clone()));
        }
        if paid.is_empty() {
            continue;
        }
        let many = kind.people.len() as i64;
        let mut terms = Vec::new();
        for (at, unit) in &paid {
            let Some(counter) = counters.get(*at) else { continue };
            for cost in limits(problem, counter, *unit, many, steep) {
                adds(problem, counter, *unit, &mut terms);
                problem.slots.push(cost);
            }
        }
        let kept = counters.iter().enumerate().filter(|(at, _)| !paid.iter().any(|(paid, _)| paid == at));
        let kept: Vec<Counter> = kept.map(|(_, counter)| counter.clone()).collect();
        for number in &kind.people {
            let Some(person) = problem.people.get_mut(*number) else { continue };
            person.terms.extend_from_slice(&terms);
            before.push((*number, std::mem::replace(&mut person.counters, kept.clone())));
        }
        if let Some(program) = RowProgram::new(problem, first) {
            kind.program = program;
            kind.program.dense = cells;
        }
    }
    before.sort_unstable_by_key(|(person, _)| *person);
    before
}

/// What each cell adds to the next slot that is made of a counter.
fn adds(problem: &Problem, counter: &Counter, unit: i64, terms: &mut Vec<Term>) {
    let slot = problem.slots.len() as u32;
    for day in counter.days.0..counter.days.1.min(problem.days) {
        for duty in 0..problem.duties as u16 {
            let add = counter.adds(problem.duties, day, duty, 0) / unit;
            if add != 0 {
                terms.push(Term { day: day as u32, duty, slot, add });
            }
        }
    }
}

/// What it costs that so many people together are beyond the limits of a counter.
fn limits(problem: &Problem, counter: &Counter, unit: i64, many: i64, steep: i64) -> Vec<Convex> {
    let room = |limit: i64| limit.saturating_sub(counter.start).clamp(i64::MIN >> 20, i64::MAX >> 20);
    let least = -(-room(counter.least)).div_euclid(unit) * many;
    let most = room(counter.most).div_euclid(unit) * many;
    let reach = most_added(problem, counter) / unit * many;
    let above = Convex { first: most - 1, values: vec![0, 0, steep, 2 * steep] };
    let below = Convex { first: least - 2, values: vec![2 * steep, steep, 0, 0] };
    let sides = [(above, most < reach), (below, least > 0)];
    sides.into_iter().filter(|(_, binds)| *binds).map(|(cost, _)| cost).collect()
}

/// The most that all days add to a counter.
fn most_added(problem: &Problem, counter: &Counter) -> i64 {
    let of_day = |day: usize| {
        (0..problem.duties).map(|duty| counter.adds(problem.duties, day, duty as u16, 0)).max().unwrap_or(0)
    };
    (counter.days.0..counter.days.1.min(problem.days)).map(of_day).sum()
}

impl RowProgram {
    /// The counters, with their units, whose limits would bring a walk over tables above so many cells: of those that can
    /// bind, the finest first.
    fn too_many(&self, problem: &Problem, person: usize, cells: usize) -> Paid {
        let Some(own) = problem.people.get(person) else { return vec![] };
        let payable = |counter: &Counter| counter.cost.is_none() && !matches!(counter.add, Add::Mark(_));
        let binds = |counter: &Counter| {
            let reach = counter.start.saturating_add(most_added(problem, counter));
            !payable(counter) || counter.least > counter.start || counter.most < reach
        };
        let counters = own.counters.iter().enumerate().filter(|(_, counter)| binds(counter));
        let mut counted: Vec<Segment> =
            counters.filter_map(|(at, _)| Segment::of(problem, own, &self.pass, at, true)).collect();
        counted.sort_by_key(Segment::widest);
        let mut paid = Vec::new();
        while Plan::new(problem, own, counted.clone(), WIDEST).is_none_or(|plan| plan.work > cells) {
            let last = |segment: &Segment| own.counters.get(segment.counter).is_some_and(payable);
            let Some(at) = counted.iter().rposition(last) else { break };
            let segment = counted.remove(at);
            paid.push((segment.counter, segment.unit));
        }
        paid
    }
}

impl Bound {
    /// Whether some limits are paid for: rows are quick then, but may break these limits.
    pub(crate) fn pays(&self) -> bool {
        !self.paid.is_empty()
    }

    /// The problem with all limits counted.
    pub(super) fn counted(&self) -> Problem {
        let mut problem = self.problem.clone();
        for (person, counters) in self.paid.iter() {
            problem.people.get_mut(*person).into_iter().for_each(|own| own.counters.clone_from(counters));
        }
        problem
    }

    /// Counts all limits at the same prices, and the bound is no less than what comes of it. Goes on so where each row was
    /// found, and that raised the bound by so much: true then. As it was, it is kept as [`Bound::quick`].
    pub(super) fn count(&mut self, by: i64, threads: usize, go_on: &mut dyn FnMut() -> bool) -> bool {
        let mut counted = self.clone();
        counted.problem = self.counted();
        counted.paid = Arc::default();
        for (kind, pool) in counted.kinds.iter_mut().zip(&mut counted.master.pools) {
            let Some(first) = kind.people.first().copied() else { continue };
            if self.paid.binary_search_by_key(&first, |(person, _)| *person).is_err() {
                continue;
            }
            let Some(program) = RowProgram::new(&counted.problem, first) else { continue };
            kind.program = program;
            kind.program.dense = CELLS;
            pool.columns.retain(|column| counted.problem.row_cost(first, &column.row).is_some());
            pool.rebalance();
        }
        counted.stalls = 0;
        counted.again();
        let prices = counted.center.clone();
        let value = counted.price(&prices, threads, go_on);
        self.impossible |= counted.impossible;
        let Some(mut value) = value else { return false };
        // A row that is counted costs no less than one that pays.
        for kind in &mut counted.kinds {
            value += (kind.best - kind.last).max(0) * kind.people.len() as i64;
            kind.last = kind.last.max(kind.best);
        }
        let all = counted.priced.0 - self.priced.0 == counted.priced.1 - self.priced.1;
        self.priced = counted.priced;
        self.floor = self.floor.max(value);
        if !all || value < self.best.saturating_add(by) {
            return false;
        }
        counted.stale = false;
        counted.accept(value, prices);
        counted.collect(0..counted.kinds.len());
        let mut quick = std::mem::replace(self, counted);
        quick.scratches.clear();
        quick.master.pools.iter_mut().for_each(|pool| pool.columns.clear());
        self.quick = Some(Arc::new(quick));
        true
    }
}
