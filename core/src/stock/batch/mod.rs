//! Many movements at once, as columns of whole numbers: the same costs as [`Book`](super::Book) gives, to the last unit.
//!
//! A movement is a number of its pool, a quantity that is above zero for what comes in and below it for what leaves, and the
//! value of what comes in. Quantities are in any one unit, such as thousandths, values in minor units of the currency; that
//! a cost depends on the ratio of quantities alone lets the unit be the column's own. The movements of one pool stand in
//! their order, among those of others or beside one another: the latter is quicker, as nothing has to be moved.
//!
//! Every movement has one cost: what left, or below zero the value that came in. What cannot be is refused, costs nothing
//! and changes nothing, and the rest is valued: [`Valued::refused`] says which movement and what was there.
//!
//! ```
//! use backoffice::stock::{Method, Policy, batch::{self, Moves}};
//!
//! // Two pools: 100 and 100 in for 10.00 and 12.00, 150 out; and 5 in for 1.00, 7 out.
//! let moves = Moves {
//!     pools: &[0, 0, 1, 0, 1],
//!     quantities: &[100, 100, 5, -150, -7],
//!     values: &[10_00, 12_00, 1_00, 0, 0],
//!     periods: &[],
//! };
//! let both = batch::value(&moves, &[Method::Fifo, Method::MovingAverage], &Policy::IFRS_DEFAULT)?;
//!
//! assert_eq!(both[0].costs, [-10_00, -12_00, -1_00, 16_00, 0]);
//! assert_eq!(both[1].costs[3], 16_50);
//! assert_eq!((both[0].layers[0].quantity, both[0].layers[0].value), (50, 6_00));
//! assert_eq!((both[0].refused[0].row, both[0].refused[0].quantity), (4, 5)); // 7 out of 5
//! # Ok::<(), backoffice::Error>(())
//! ```

mod cut;
#[cfg(feature = "arrow")]
pub(crate) mod edge;
mod method;
mod partition;
mod segment;
#[cfg(test)]
mod tests;

use super::{Cut, Method, Negative, Policy};
use crate::error::{Code, Error, Result};
use partition::Partition;
use segment::{Rows, Rule, Scratch, Segment};
use std::{
    borrow::Cow,
    ops::Range,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

/// Movements of many pools as columns of one length. The movements of each pool stand in the order in which they count.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moves<'a> {
    /// The pool of each, from 0; best without gaps.
    pub pools: &'a [u32],
    /// What comes in above zero, what leaves below; a movement of nothing is passed over.
    pub quantities: &'a [i64],
    /// The value of what comes in, in minor units; of what leaves it is not read.
    pub values: &'a [i64],
    /// A number of the costing period of each that never falls within a pool: for the periodic methods, else empty.
    pub periods: &'a [i32],
}

/// What movements come to under one method.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Valued {
    /// Of each movement: what left, or below zero what came in.
    pub costs: Vec<i64>,
    /// What is left, by pool, the oldest first; of an average one layer, with the row of what came in last.
    pub layers: Vec<Layer>,
    /// What was refused, by row.
    pub refused: Vec<Refused>,
}

/// Goods of a pool that are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer {
    /// The pool.
    pub pool: u32,
    /// The row that brought them in.
    pub row: u32,
    /// How many.
    pub quantity: i64,
    /// What they cost, in total.
    pub value: i64,
}

/// A movement that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its row.
    pub row: u32,
    /// Why.
    pub why: Why,
    /// How many were there.
    pub quantity: i64,
    /// What they were worth.
    pub value: i64,
}

/// Pools may have any number below this one, however few rows there are.
const POOLS: usize = 1 << 16;

/// Why a movement is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// More leaves than there is.
    Short,
    /// What comes in has a value below zero.
    Negative,
    /// The quantity or value of the pool would leave 64 bits.
    TooMuch,
}

/// Whether movements under this policy can be valued here: where it has none but the choices that this module knows, and so
/// long as no pool would go below zero. What else there is, the [`Book`](super::Book) knows.
pub fn knows(policy: &Policy, methods: &[Method]) -> bool {
    rule(policy).is_some() && methods.iter().all(|method| METHODS.contains(method))
}

/// The methods that this module knows.
pub const METHODS: [Method; 6] = [
    Method::Fifo,
    Method::Lifo,
    Method::MovingAverage,
    Method::PeriodicFifo,
    Method::PeriodicLifo,
    Method::PeriodicAverage,
];

fn rule(policy: &Policy) -> Option<Rule> {
    // A choice that is added to the policy later is not known here until it is named.
    #[allow(clippy::needless_update, reason = "there may be more choices than those named")]
    let plain = Policy {
        framework: policy.framework,
        pools: policy.pools,
        rounding: policy.rounding,
        cut: policy.cut,
        negative: policy.negative,
        supplier_return: policy.supplier_return,
        period: policy.period,
        late_cost: policy.late_cost,
        initial_unit_cost: policy.initial_unit_cost.clone(),
        ..Policy::DEFAULT
    };
    let negative = matches!(policy.negative, Negative::Forbid | Negative::RecostCoveredUnits);
    let cumulative = match policy.cut {
        Cut::Cumulative => true,
        Cut::Remaining => false,
    };
    (negative && plain == *policy).then_some(Rule { cumulative, rounding: policy.rounding })
}

/// The costs of movements under each of the methods, in their order.
///
/// # Errors
/// `input.invalid` for columns of different lengths, a pool whose number is not below both 65536 and the number of rows,
/// or a policy that is not [known](knows) here; `stock.method_not_allowed`. What is wrong with a movement is in
/// [`Valued::refused`].
pub fn value(moves: &Moves, methods: &[Method], policy: &Policy) -> Result<Vec<Valued>> {
    let mut batch = Batch::default();
    batch.value(moves, methods, policy, 1, |_, _| true)?;
    Ok(batch.valued)
}

/// The same with memory that is used again: for many tables one after the other.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// What the last movements came to, under each of the methods.
    pub valued: Vec<Valued>,
    partition: Partition,
    parts: Vec<i64>,
}

impl Batch {
    /// As [`value()`], on so many threads (at least one), asking now and then whether to go on, with the movements done and
    /// all of them. What comes out is the same for any number of threads.
    ///
    /// # Errors
    /// As [`value()`], and `run.cancelled` when `go_on` says no; nothing of what was valued counts then.
    pub fn value(
        &mut self,
        moves: &Moves,
        methods: &[Method],
        policy: &Policy,
        threads: usize,
        go_on: impl FnMut(usize, usize) -> bool,
    ) -> Result<()> {
        let Moves { pools, quantities, values, periods } = *moves;
        let given = Given { pools, quantities: quantities.into(), values: values.into(), periods };
        self.value_given(given, methods, policy, threads, go_on)
    }

    /// The same, of columns that may be given away.
    pub(crate) fn value_given(
        &mut self,
        given: Given,
        methods: &[Method],
        policy: &Policy,
        threads: usize,
        go_on: impl FnMut(usize, usize) -> bool,
    ) -> Result<()> {
        let rule = rule(policy).ok_or_else(|| {
            let wanted = "a batch of columns knows no such choice: use a book";
            Error::invalid("policy", format!("{policy:?}"), wanted)
        })?;
        methods.iter().try_for_each(|method| policy.allow(*method))?;
        if let Some(method) = methods.iter().find(|method| !METHODS.contains(method)) {
            return Err(Error::invalid(
                "method",
                method,
                "a batch of columns knows no such method: use a book",
            ));
        }
        given.moves().check(methods)?;
        self.run(given, methods, rule, threads, go_on)
    }

    fn run(
        &mut self,
        given: Given,
        methods: &[Method],
        rule: Rule,
        threads: usize,
        mut go_on: impl FnMut(usize, usize) -> bool,
    ) -> Result<()> {
        let Self { valued, partition, parts } = self;
        let (pools, rows) = (given.pools, given.pools.len());
        valued.resize_with(methods.len(), Valued::default);
        for valued in &mut *valued {
            valued.layers.clear();
            valued.refused.clear();
        }
        let mut asked = |done: usize| {
            if go_on(done, rows) {
                return Ok(());
            }
            let done = format!("{done} of {rows}");
            let message = format!("the run was cancelled after {done} rows; nothing of it counts");
            Err(Error::new(Code::Cancelled, "rows", done, message))
        };
        asked(0)?;
        if let Some(segments) = partition::sorted(pools) {
            let moves = given.moves();
            for (method, valued) in methods.iter().zip(&mut *valued) {
                let Valued { costs, layers, refused } = valued;
                sized(costs, rows);
                let tasks = tasks(&segments, costs);
                work(tasks, threads, (layers, refused), &mut asked, |segment, costs, scratch| {
                    let part = moves.part(segment.clone());
                    scratch.value(*method, rule, &part, costs, Rows::From(segment.start));
                })?;
            }
        } else {
            partition.fill(&given.moves());
            let partition = &*partition;
            let buckets = partition.buckets();
            // Whatever stands in the partition is needed no more where it stood: memory that was not touched yet is dear.
            let Given { quantities, values, periods, .. } = given;
            if let (Cow::Owned(values), true) = (values, parts.is_empty()) {
                *parts = values;
            }
            if let (Cow::Owned(quantities), Some(first)) = (quantities, valued.first_mut()) {
                first.costs = quantities;
            }
            sized(parts, rows);
            for (method, valued) in methods.iter().zip(&mut *valued) {
                let Valued { costs, layers, refused } = valued;
                sized(costs, rows);
                let tasks = tasks(&buckets, parts);
                work(tasks, threads, (layers, refused), &mut asked, |bucket, costs, scratch| {
                    partition.value(bucket.clone(), *method, rule, periods, scratch, costs);
                })?;
                partition.merge(pools, parts, costs);
            }
        }
        for Valued { layers, refused, .. } in valued {
            // Layers of a pool stay as they are: oldest first.
            if !layers.is_sorted_by_key(|layer| layer.pool) {
                layers.sort_by_key(|layer| layer.pool);
            }
            refused.sort_by_key(|refused| refused.row);
        }
        Ok(())
    }
}

/// [`Moves`], whose quantities and values the batch may take as memory for what it finds, where they are given away.
pub(crate) struct Given<'a> {
    pub pools: &'a [u32],
    pub quantities: Cow<'a, [i64]>,
    pub values: Cow<'a, [i64]>,
    pub periods: &'a [i32],
}

impl Given<'_> {
    fn moves(&self) -> Moves<'_> {
        let Self { pools, quantities, values, periods } = self;
        Moves { pools, quantities, values, periods }
    }
}

/// Memory for so many costs, whatever stands in it: all of them are written.
fn sized(costs: &mut Vec<i64>, rows: usize) {
    if costs.capacity() < rows {
        // Zeros that are asked for at once are not written.
        *costs = vec![0; rows];
    }
    costs.resize(rows, 0);
}

impl<'a> Moves<'a> {
    fn check(&self, methods: &[Method]) -> Result<()> {
        let rows = self.pools.len();
        let mut columns = vec![("quantities", self.quantities.len()), ("values", self.values.len())];
        if methods.iter().any(|method| method.is_periodic()) {
            columns.push(("periods", self.periods.len()));
        }
        if let Some((name, length)) = columns.into_iter().find(|(_, length)| *length != rows) {
            let wanted = format!("it has as many rows as `pools`, {rows}");
            return Err(Error::invalid(name, format!("{length} rows"), &wanted));
        }
        if u32::try_from(rows).is_err() {
            let wanted = "a batch has fewer than 4294967296 rows";
            return Err(Error::invalid("pools", format!("{rows} rows"), wanted));
        }
        let beyond = |pool: u32| pool as usize >= rows.max(POOLS);
        // To look for the largest takes less time than to look for one that is too large.
        if self.pools.iter().copied().max().is_some_and(beyond)
            && let Some((row, pool)) = self.pools.iter().enumerate().find(|(_, pool)| beyond(**pool))
        {
            let wanted = "pools are numbered from 0, without gaps";
            return Err(Error::invalid("pools", pool, wanted).at_row(row));
        }
        Ok(())
    }

    fn part(&self, rows: Range<usize>) -> Segment<'a> {
        let of = |column: &'a [i64]| column.get(rows.clone()).unwrap_or_default();
        Segment {
            pools: self.pools.get(rows.clone()).unwrap_or_default(),
            quantities: of(self.quantities),
            values: of(self.values),
            periods: self.periods.get(rows.clone()).unwrap_or_default(),
        }
    }
}

/// Segments that lie beside one another, with the place for the costs of each.
fn tasks<'c>(segments: &[Range<usize>], mut costs: &'c mut [i64]) -> Vec<(Range<usize>, &'c mut [i64])> {
    let cut = |segment: &Range<usize>| {
        let (own, rest) = std::mem::take(&mut costs).split_at_mut_checked(segment.len())?;
        costs = rest;
        Some((segment.clone(), own))
    };
    segments.iter().filter_map(cut).collect()
}

/// Does the tasks on so many threads, the caller's among them, and gives what they found beside the costs.
fn work(
    tasks: Vec<(Range<usize>, &mut [i64])>,
    threads: usize,
    (layers, refused): (&mut Vec<Layer>, &mut Vec<Refused>),
    asked: &mut impl FnMut(usize) -> Result<()>,
    each: impl Fn(&Range<usize>, &mut [i64], &mut Scratch) + Sync,
) -> Result<()> {
    let threads = threads.min(tasks.len());
    let queue = Mutex::new(tasks.into_iter());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let (done, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let worker = |scratch: &mut Scratch, asked: &mut dyn FnMut(usize) -> Result<()>| {
        while let Some((segment, costs)) = next() {
            if stopped.load(Ordering::Relaxed) {
                break;
            }
            each(&segment, costs, scratch);
            let rows = done.fetch_add(segment.len(), Ordering::Relaxed) + segment.len();
            if let Err(error) = asked(rows) {
                stopped.store(true, Ordering::Relaxed);
                return Err(error);
            }
        }
        Ok(())
    };
    // The caller's own goes on where memory was used before.
    let mut own = Scratch::of(std::mem::take(layers), std::mem::take(refused));
    let others = Mutex::new(Vec::new());
    let result = thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| {
                let mut scratch = Scratch::default();
                // It never says no.
                drop(worker(&mut scratch, &mut |_| Ok(())));
                others.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
            });
        }
        worker(&mut own, asked)
    });
    (*layers, *refused) = own.found();
    for other in others.into_inner().unwrap_or_else(PoisonError::into_inner) {
        let (more, worse) = other.found();
        layers.extend(more);
        refused.extend(worse);
    }
    result
}
