//! A stretch of movements in which those of each pool stand beside one another.

use super::{
    Layer, Method, Refused, Why,
    cut::{Cumulative, Cut, Remaining, Rounded},
    method::{Average, First, Last, Shelf},
};
use crate::money::Mode;

/// How costs are cut.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    pub cumulative: bool,
    pub rounding: Mode,
}

/// The columns of the stretch.
#[derive(Clone, Copy, Default)]
pub(super) struct Segment<'a> {
    pub pools: &'a [u32],
    pub quantities: &'a [i64],
    pub values: &'a [i64],
    pub periods: &'a [i32],
}

/// What the rows of a stretch are among all.
#[derive(Clone, Copy)]
pub(super) enum Rows<'a> {
    /// They follow one another.
    From(usize),
    /// Each by itself.
    Given(&'a dyn Fn(u32) -> u32),
}

/// What is found beside the costs, and memory that is used again.
#[derive(Default)]
pub(super) struct Scratch {
    layers: Vec<Layer>,
    refused: Vec<Refused>,
    /// For partitions: columns of their own.
    pub columns: super::partition::Columns,
}

/// A sum fits where its parts do, which have 63 bits each.
const LARGEST: u64 = i64::MAX.cast_unsigned();

impl Scratch {
    pub fn of(layers: Vec<Layer>, refused: Vec<Refused>) -> Self {
        Self { layers, refused, ..Self::default() }
    }

    pub fn found(self) -> (Vec<Layer>, Vec<Refused>) {
        (self.layers, self.refused)
    }

    /// Values a stretch.
    pub fn value(&mut self, method: Method, rule: Rule, segment: &Segment, costs: &mut [i64], rows: Rows) {
        let (layers, refused) = (self.layers.len(), self.refused.len());
        let from = match rows {
            Rows::From(row) => u32::try_from(row).unwrap_or(u32::MAX),
            Rows::Given(_) => 0,
        };
        match (rule.cumulative, rule.rounding) {
            (true, Mode::HalfUp) => self.cut(method, Cumulative, segment, costs, from),
            (false, Mode::HalfUp) => self.cut(method, Remaining, segment, costs, from),
            (cumulative, rounding) => {
                self.cut(method, Rounded { cumulative, rounding }, segment, costs, from);
            }
        }
        if let Rows::Given(row) = rows {
            self.layers.iter_mut().skip(layers).for_each(|layer| layer.row = row(layer.row));
            self.refused.iter_mut().skip(refused).for_each(|refused| refused.row = row(refused.row));
        }
    }

    fn cut<C: Cut>(&mut self, method: Method, by: C, segment: &Segment, costs: &mut [i64], from: u32) {
        match method {
            Method::Fifo => self.pools::<First, C, false>(by, segment, costs, from),
            Method::Lifo => self.pools::<Last, C, false>(by, segment, costs, from),
            Method::MovingAverage => self.pools::<Average, C, false>(by, segment, costs, from),
            Method::PeriodicFifo => self.pools::<First, C, true>(by, segment, costs, from),
            Method::PeriodicLifo => self.pools::<Last, C, true>(by, segment, costs, from),
            Method::PeriodicAverage => self.pools::<Average, C, true>(by, segment, costs, from),
            // Not known here, and refused before.
            Method::Standard | Method::Specific | Method::Hifo => {}
        }
    }

    fn pools<S: Shelf, C: Cut, const PERIODIC: bool>(
        &mut self,
        by: C,
        segment: &Segment,
        costs: &mut [i64],
        from: u32,
    ) {
        let Segment { mut quantities, mut values, mut periods, .. } = *segment;
        let (mut costs, mut shelf, mut from) = (costs, S::default(), from);
        for pool in segment.pools.chunk_by(|one, next| one == next) {
            let rows = pool.len();
            let (Some(own), Some(worth), Some(cost)) =
                (quantities.split_off(..rows), values.split_off(..rows), costs.split_off_mut(..rows))
            else {
                return;
            };
            shelf.clear(rows);
            if PERIODIC {
                let Some(period) = periods.split_off(..rows) else { return };
                self.periodic(&mut shelf, by, (own, worth, period), cost, from);
            } else if !shelf.at_once(by, own, worth, cost) {
                self.perpetual(&mut shelf, by, own, worth, cost, from);
            }
            let pool = pool.first().copied().unwrap_or_default();
            shelf.left(|(row, quantity, value)| {
                let row = from + row;
                let (quantity, value) = (quantity.cast_signed(), value.cast_signed());
                self.layers.push(Layer { pool, row, quantity, value });
            });
            from += u32::try_from(rows).unwrap_or_default();
        }
    }

    /// The movements of a pool in their order.
    #[inline(never)]
    fn perpetual<S: Shelf, C: Cut>(
        &mut self,
        shelf: &mut S,
        by: C,
        quantities: &[i64],
        values: &[i64],
        costs: &mut [i64],
        from: u32,
    ) {
        // Taken out, so that it can stay in registers.
        let mut own = std::mem::take(shelf);
        let (mut there, mut worth) = (0u64, 0u64);
        for (row, ((quantity, value), cost)) in (0u32..).zip(quantities.iter().zip(values).zip(costs)) {
            let (came, value) = if *quantity > 0 { (quantity.cast_unsigned(), *value) } else { (0, 0) };
            let out = if *quantity > 0 { 0 } else { quantity.unsigned_abs() };
            let (more, dearer) = (there + came, worth.wrapping_add(value.cast_unsigned()));
            // Whichever of them is beyond 63 bits has its highest bit set.
            let beyond = (value.cast_unsigned() | more | dearer) > LARGEST;
            if beyond || out > there {
                *cost = 0;
                self.refuse(from + row, beyond, value, (there, worth));
                continue;
            }
            let left = if came > 0 {
                own.put::<C>(row, came, value.cast_unsigned());
                0
            } else {
                own.take(out, by)
            };
            (there, worth) = (more - out, dearer - left);
            *cost = left.cast_signed() - value;
        }
        *shelf = own;
    }

    #[cold]
    #[inline(never)]
    fn refuse(&mut self, row: u32, beyond: bool, value: i64, (there, worth): (u64, u64)) {
        let why = match (beyond, value < 0) {
            (false, _) => Why::Short,
            (true, true) => Why::Negative,
            (true, false) => Why::TooMuch,
        };
        let (quantity, value) = (there.cast_signed(), worth.cast_signed());
        self.refused.push(Refused { row, why, quantity, value });
    }

    /// The movements of a pool, each period's issues after what came in during it. That there is enough is judged in the
    /// order of the movements. What has no place when its period is costed is left out, and the pool begun anew.
    fn periodic<S: Shelf, C: Cut>(
        &mut self,
        shelf: &mut S,
        by: C,
        (quantities, values, periods): (&[i64], &[i64], &[i32]),
        costs: &mut [i64],
        from: u32,
    ) {
        let mut left_out: Vec<Refused> = Vec::new();
        loop {
            let before = self.refused.len();
            let accepted = self.accepted(quantities, values, from, &left_out);
            costs.fill(0);
            shelf.clear(quantities.len());
            match settle(shelf, by, (quantities, values, periods), &accepted, costs) {
                Ok(()) => break self.refused.append(&mut left_out),
                Err(refused) => {
                    self.refused.truncate(before);
                    left_out.push(Refused { row: from + refused.row, ..refused });
                }
            }
        }
    }

    /// Which movements of a pool there is enough for, in their order.
    fn accepted(&mut self, quantities: &[i64], values: &[i64], from: u32, left_out: &[Refused]) -> Vec<bool> {
        let mut there = 0u64;
        let moves = (from..).zip(quantities.iter().zip(values));
        let mut judge = |(row, (quantity, value)): (u32, (&i64, &i64))| {
            if left_out.iter().any(|refused| refused.row == row) {
                return false;
            }
            let units = quantity.unsigned_abs();
            let why = match *quantity {
                1.. if *value < 0 => Why::Negative,
                1.. if there + units <= LARGEST => {
                    there += units;
                    return true;
                }
                1.. => Why::TooMuch,
                _ if units <= there => {
                    there -= units;
                    return true;
                }
                _ => Why::Short,
            };
            self.refused.push(Refused { row, why, quantity: there.cast_signed(), value: 0 });
            false
        };
        moves.map(&mut judge).collect()
    }
}

/// Puts what came in and takes what left, period by period; what does not fit is told.
fn settle<S: Shelf, C: Cut>(
    shelf: &mut S,
    by: C,
    (quantities, values, periods): (&[i64], &[i64], &[i32]),
    accepted: &[bool],
    costs: &mut [i64],
) -> Result<(), Refused> {
    let (mut there, mut worth, mut first) = (0u64, 0u64, 0);
    for period in periods.chunk_by(|one, next| one == next) {
        let rows = first..first + period.len();
        first = rows.end;
        for pass in [true, false] {
            let columns = quantities.iter().zip(values).zip(&mut *costs).zip(accepted);
            for (row, (((quantity, value), cost), accepted)) in
                columns.enumerate().take(rows.end).skip(rows.start)
            {
                let units = quantity.unsigned_abs();
                if !accepted || units == 0 || (*quantity > 0) != pass {
                    continue;
                }
                if !pass {
                    let left = shelf.take(units, by);
                    there -= units;
                    worth -= left;
                    *cost = left.cast_signed();
                    continue;
                }
                let row = u32::try_from(row).unwrap_or(u32::MAX);
                let (more, dearer) = (there + units, worth + value.unsigned_abs());
                if more > LARGEST || dearer > LARGEST {
                    let (quantity, value) = (there.cast_signed(), worth.cast_signed());
                    return Err(Refused { row, why: Why::TooMuch, quantity, value });
                }
                shelf.put::<C>(row, units, value.unsigned_abs());
                (there, worth) = (more, dearer);
                *cost = -*value;
            }
        }
    }
    Ok(())
}
