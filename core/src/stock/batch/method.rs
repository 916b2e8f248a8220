//! The methods over one pool, in plain integers: a shelf knows which cost leaves next.

use super::cut::{Cut, Open};
use std::hint::select_unpredictable;

/// What is left of a row that came in: its row, quantity, value.
pub(super) type Left = (u32, u64, u64);

/// A costing method over what is on the shelf of one pool. That a sum fits, and that there is as much as is taken, is seen
/// to before.
pub(super) trait Shelf: Default {
    /// Empties it, for the next pool of so many movements.
    fn clear(&mut self, rows: usize);
    /// Puts goods on it.
    fn put<C: Cut>(&mut self, row: u32, quantity: u64, value: u64);
    /// Takes at most what is there, and gives its cost.
    fn take<C: Cut>(&mut self, quantity: u64, by: C) -> u64;
    /// Values all movements of a pool at once, where this is quicker than one by one; false, with nothing on the shelf, where
    /// it is not or something of them may have to be refused.
    fn at_once<C: Cut>(&mut self, _by: C, _quantities: &[i64], _values: &[i64], _costs: &mut [i64]) -> bool {
        false
    }
    /// What is there, the oldest first.
    fn left(&self, each: impl FnMut(Left));
}

/// A pool of more rows is valued one by one: what is noted of it would leave the processor's memory.
const AT_ONCE: usize = 1 << 14;

/// The oldest leave first. Only the first layer is ever in part gone: the others wait as they came.
#[derive(Default)]
pub(super) struct First {
    open: Open,
    row: u32,
    came: Vec<Left>,
    /// How many of those that came are waiting no more, and how many came: what stands beyond is of earlier pools.
    gone: usize,
    count: usize,
    /// Rows: of what comes in from the front, of what leaves from the back.
    order: Vec<u32>,
}

impl Shelf for First {
    #[inline]
    fn clear(&mut self, rows: usize) {
        self.open = Open::default();
        (self.gone, self.count) = (0, 0);
        if self.came.len() < rows {
            self.came.resize(rows, Left::default());
        }
    }

    #[inline]
    fn put<C: Cut>(&mut self, row: u32, quantity: u64, value: u64) {
        if let Some(place) = self.came.get_mut(self.count) {
            *place = (row, quantity, value);
            self.count += 1;
        }
    }

    #[inline]
    fn take<C: Cut>(&mut self, quantity: u64, by: C) -> u64 {
        let (mut wanted, mut cost) = (quantity, 0);
        let mut there = self.open.quantity();
        while wanted >= there {
            cost += self.open.left;
            wanted -= there;
            if self.gone == self.count {
                self.open = Open::default();
                return cost;
            }
            let (row, quantity, value) = self.came.get(self.gone).copied().unwrap_or_default();
            self.gone += 1;
            (self.row, self.open) = (row, Open::new::<C>(quantity, value));
            there = quantity;
        }
        cost + self.open.take(wanted, by)
    }

    /// What comes in is told from what leaves first: nobody can foresee which of them a row is, and a processor that has to
    /// guess loses more time by that than by a second pass.
    #[inline]
    fn at_once<C: Cut>(&mut self, by: C, quantities: &[i64], values: &[i64], costs: &mut [i64]) -> bool {
        if quantities.len() > AT_ONCE {
            return false;
        }
        let rows = quantities.len();
        let mut order = std::mem::take(&mut self.order);
        order.resize(rows.max(order.len()), 0);
        let (mut there, mut worth, mut odd, mut comes) = (0i64, 0i64, 0i64, 0);
        for (row, (quantity, value)) in (0u32..).zip(quantities.iter().zip(values)) {
            let value = select_unpredictable(*quantity > 0, *value, 0);
            there = there.wrapping_add(*quantity);
            worth = worth.wrapping_add(value);
            // Whichever of them is below zero, or beyond 63 bits for the first time, has its highest bit set.
            odd |= there | value | worth;
            let place = select_unpredictable(*quantity > 0, comes, rows - 1 + comes - row as usize);
            if let Some(place) = order.get_mut(place) {
                *place = row;
            }
            comes += usize::from(*quantity > 0);
        }
        let (coming, leaving) =
            order.get(..rows).and_then(|all| all.split_at_checked(comes)).unwrap_or_default();
        if odd >= 0 {
            for row in coming {
                let place = *row as usize;
                if let (Some(quantity), Some(value), Some(cost)) =
                    (quantities.get(place), values.get(place), costs.get_mut(place))
                {
                    self.put::<C>(*row, quantity.cast_unsigned(), value.cast_unsigned());
                    *cost = -value;
                }
            }
            for row in leaving.iter().rev() {
                let place = *row as usize;
                if let (Some(quantity), Some(cost)) = (quantities.get(place), costs.get_mut(place)) {
                    *cost = self.take(quantity.unsigned_abs(), by).cast_signed();
                }
            }
        }
        self.order = order;
        odd >= 0
    }

    fn left(&self, mut each: impl FnMut(Left)) {
        if self.open.quantity() > 0 {
            each((self.row, self.open.quantity(), self.open.left));
        }
        self.came.iter().take(self.count).skip(self.gone).copied().for_each(each);
    }
}

/// The newest leave first.
#[derive(Default)]
pub(super) struct Last {
    stack: Vec<(u32, Open)>,
}

impl Shelf for Last {
    #[inline]
    fn clear(&mut self, _: usize) {
        self.stack.clear();
    }

    #[inline]
    fn put<C: Cut>(&mut self, row: u32, quantity: u64, value: u64) {
        self.stack.push((row, Open::new::<C>(quantity, value)));
    }

    #[inline]
    fn take<C: Cut>(&mut self, quantity: u64, by: C) -> u64 {
        let (mut wanted, mut cost) = (quantity, 0);
        while wanted > 0 {
            let Some((_, open)) = self.stack.last_mut() else { break };
            let there = open.quantity();
            if wanted < there {
                return cost + open.take(wanted, by);
            }
            cost += open.left;
            wanted -= there;
            self.stack.pop();
        }
        cost
    }

    fn left(&self, mut each: impl FnMut(Left)) {
        self.stack.iter().for_each(|(row, open)| each((*row, open.quantity(), open.left)));
    }
}

/// All goods as one whole, made anew whenever some come in.
#[derive(Default)]
pub(super) struct Average {
    open: Open,
    row: u32,
}

impl Shelf for Average {
    #[inline]
    fn clear(&mut self, _: usize) {
        self.open = Open::default();
    }

    #[inline]
    fn put<C: Cut>(&mut self, row: u32, quantity: u64, value: u64) {
        self.open = Open::new::<C>(self.open.quantity() + quantity, self.open.left + value);
        self.row = row;
    }

    #[inline]
    fn take<C: Cut>(&mut self, quantity: u64, by: C) -> u64 {
        if quantity < self.open.quantity() {
            return self.open.take(quantity, by);
        }
        std::mem::take(&mut self.open).left
    }

    fn left(&self, mut each: impl FnMut(Left)) {
        if self.open.quantity() > 0 {
            each((self.row, self.open.quantity(), self.open.left));
        }
    }
}
