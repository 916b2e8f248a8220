//! Movements of many pools among one another: moved into buckets of a few pools each, which fit into the processor's
//! caches, and within a bucket beside those of their pool.

use super::{
    Method, Moves,
    segment::{Rows, Rule, Scratch, Segment},
};
use std::ops::Range;

/// About so many movements are done at once.
const ROWS: usize = 1 << 18;

/// Into no more buckets than this: to more places at once nothing is written quickly.
const BUCKETS: usize = 1 << 9;

/// The stretches of a column in which each pool stands in one place, cut where a pool ends; none when one comes again.
pub(super) fn sorted(pools: &[u32]) -> Option<Vec<Range<usize>>> {
    let mut seen: Vec<bool> = Vec::new();
    let (mut segments, mut start, mut end) = (Vec::new(), 0, 0);
    for run in pools.chunk_by(|one, next| one == next) {
        let pool = *run.first()? as usize;
        if pool >= seen.len() {
            seen.resize(pool + 1, false);
        }
        if std::mem::replace(seen.get_mut(pool)?, true) {
            return None;
        }
        end += run.len();
        if end - start >= ROWS {
            segments.push(start..end);
            start = end;
        }
    }
    if end > start {
        segments.push(start..end);
    }
    Some(segments)
}

/// A movement in its bucket: its quantity, its value, its pool and row; numbers, so that memory for many is got as zeros
/// that nobody has to write.
type Entry = [u64; 3];

const fn entry(quantity: i64, value: i64, pool: u32, row: u32) -> Entry {
    [quantity.cast_unsigned(), value.cast_unsigned(), (pool as u64) << 32 | row as u64]
}

const fn pool_of([.., places]: &Entry) -> u32 {
    (*places >> 32) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is the row")]
const fn row_of([.., places]: &Entry) -> u32 {
    *places as u32
}

/// Columns of a bucket in which the movements of each pool stand beside one another.
#[derive(Default)]
pub(super) struct Columns {
    places: Vec<u32>,
    pools: Vec<u32>,
    quantities: Vec<i64>,
    values: Vec<i64>,
    periods: Vec<i32>,
    costs: Vec<i64>,
    order: Vec<u32>,
}

/// All movements by bucket, in each in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Partition {
    entries: Vec<Entry>,
    /// Where each bucket begins, and the end of the last.
    begins: Vec<usize>,
    shift: u32,
}

impl Partition {
    /// Fills it, where memory was used before.
    pub fn fill(&mut self, moves: &Moves) {
        let largest = moves.pools.iter().copied().max().unwrap_or_default();
        let wanted = (moves.pools.len() / (ROWS >> 4)).clamp(1, BUCKETS);
        let mut shift = 0;
        while (largest >> shift) as usize >= wanted {
            shift += 1;
        }
        let mut begins = vec![0usize; (largest >> shift) as usize + 2];
        for pool in moves.pools {
            if let Some(count) = begins.get_mut((pool >> shift) as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for begin in &mut begins {
            sum += *begin;
            *begin = sum;
        }
        let mut next = begins.clone();
        if self.entries.capacity() < moves.pools.len() {
            self.entries = vec![Entry::default(); moves.pools.len()];
        }
        self.entries.resize(moves.pools.len(), Entry::default());
        let rows = moves.pools.iter().zip(moves.quantities).zip(moves.values);
        for (row, ((pool, quantity), value)) in (0u32..).zip(rows) {
            let Some(place) = next.get_mut((pool >> shift) as usize) else { continue };
            if let Some(slot) = self.entries.get_mut(*place) {
                *slot = entry(*quantity, *value, *pool, row);
            }
            *place += 1;
        }
        (self.begins, self.shift) = (begins, shift);
    }

    pub fn buckets(&self) -> Vec<Range<usize>> {
        let bucket = |pair: &[usize]| Some(*pair.first()?..*pair.last()?);
        self.begins.windows(2).filter_map(bucket).collect()
    }

    /// Values the movements of a bucket; costs in the bucket's order.
    pub fn value(
        &self,
        bucket: Range<usize>,
        method: Method,
        rule: Rule,
        periods: &[i32],
        scratch: &mut Scratch,
        costs: &mut [i64],
    ) {
        let entries = self.entries.get(bucket).unwrap_or_default();
        let mut columns = std::mem::take(&mut scratch.columns);
        columns.fill(entries, self.shift, if method.is_periodic() { periods } else { &[] });
        let Columns { pools, quantities, values, periods, costs: own, order, .. } = &mut columns;
        own.resize(entries.len(), 0);
        let row = |row: u32| {
            let entry = order.get(row as usize).and_then(|place| entries.get(*place as usize));
            entry.map_or(0, row_of)
        };
        let segment = Segment { pools, quantities, values, periods };
        scratch.value(method, rule, &segment, own, Rows::Given(&row));
        for (place, cost) in order.iter().zip(&*own) {
            if let Some(slot) = costs.get_mut(*place as usize) {
                *slot = *cost;
            }
        }
        scratch.columns = columns;
    }

    /// Costs in the order of the rows, from those in the order of the buckets.
    pub fn merge(&self, pools: &[u32], parts: &[i64], costs: &mut [i64]) {
        let mut next = self.begins.clone();
        for (pool, cost) in pools.iter().zip(costs) {
            let Some(place) = next.get_mut((pool >> self.shift) as usize) else { continue };
            *cost = parts.get(*place).copied().unwrap_or_default();
            *place += 1;
        }
    }
}

impl Columns {
    /// Sorts a bucket by pool, keeping the order within each.
    fn fill(&mut self, entries: &[Entry], shift: u32, periods: &[i32]) {
        let within = |pool: u32| (pool & ((1u32 << shift) - 1)) as usize;
        self.places.clear();
        self.places.resize((1usize << shift) + 1, 0);
        for entry in entries {
            if let Some(count) = self.places.get_mut(within(pool_of(entry)) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for place in &mut self.places {
            sum += *place;
            *place = sum;
        }
        let rows = entries.len();
        self.pools.resize(rows, 0);
        self.quantities.resize(rows, 0);
        self.values.resize(rows, 0);
        self.order.resize(rows, 0);
        self.periods.resize(if periods.is_empty() { 0 } else { rows }, 0);
        for (from, entry) in (0u32..).zip(entries) {
            let Some(place) = self.places.get_mut(within(pool_of(entry))) else { continue };
            let to = *place as usize;
            *place += 1;
            if let (Some(pool), Some(quantity), Some(value), Some(order)) = (
                self.pools.get_mut(to),
                self.quantities.get_mut(to),
                self.values.get_mut(to),
                self.order.get_mut(to),
            ) {
                let [came, worth, _] = entry.map(u64::cast_signed);
                (*pool, *quantity, *value, *order) = (pool_of(entry), came, worth, from);
            }
            if let (Some(period), Some(given)) =
                (self.periods.get_mut(to), periods.get(row_of(entry) as usize))
            {
                *period = *given;
            }
        }
    }
}
