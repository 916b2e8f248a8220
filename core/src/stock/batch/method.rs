//! The methods over one pool, in plain integers: a shelf knows which cost leaves next.

use super::cut::{Cut, Open};

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
    /// What is there, the oldest first.
    fn left(&self, each: impl FnMut(Left));
}

/// The oldest leave first. Only the first layer is ever in part gone: the others wait as they came.
#[derive(Default)]
pub(super) struct First {
    open: Open,
    row: u32,
    came: Vec<Left>,
    /// How many of those that came are waiting no more, and how many came: what stands beyond is of earlier pools.
    gone: usize,
    count: usize,
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
