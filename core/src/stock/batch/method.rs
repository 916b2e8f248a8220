//! The methods over one pool, in plain integers: a shelf knows which cost leaves next.

use super::cut::{Cut, Open};
use std::collections::VecDeque;

/// What is left of a row that came in: its row, quantity, value.
pub(super) type Left = (u32, u64, u64);

/// A costing method over what is on the shelf of one pool. That a sum fits, and that there is as much as is taken, is seen
/// to before.
pub(super) trait Shelf: Default {
    /// Empties it, for the next pool.
    fn clear(&mut self);
    /// Puts goods on it.
    fn put(&mut self, row: u32, quantity: u64, value: u64);
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
    waiting: VecDeque<Left>,
}

impl Shelf for First {
    #[inline]
    fn clear(&mut self) {
        self.open = Open::default();
        self.waiting.clear();
    }

    #[inline]
    fn put(&mut self, row: u32, quantity: u64, value: u64) {
        self.waiting.push_back((row, quantity, value));
    }

    #[inline]
    fn take<C: Cut>(&mut self, quantity: u64, by: C) -> u64 {
        let (mut wanted, mut cost) = (quantity, 0);
        loop {
            let there = self.open.quantity();
            if wanted < there {
                return cost + self.open.take(wanted, by);
            }
            cost += self.open.left;
            wanted -= there;
            let Some((row, quantity, value)) = self.waiting.pop_front() else {
                self.open = Open::default();
                return cost;
            };
            (self.row, self.open) = (row, Open::new(quantity, value));
            if wanted == 0 {
                return cost;
            }
        }
    }

    fn left(&self, mut each: impl FnMut(Left)) {
        if self.open.quantity() > 0 {
            each((self.row, self.open.quantity(), self.open.left));
        }
        self.waiting.iter().copied().for_each(each);
    }
}

/// The newest leave first.
#[derive(Default)]
pub(super) struct Last {
    stack: Vec<(u32, Open)>,
}

impl Shelf for Last {
    #[inline]
    fn clear(&mut self) {
        self.stack.clear();
    }

    #[inline]
    fn put(&mut self, row: u32, quantity: u64, value: u64) {
        self.stack.push((row, Open::new(quantity, value)));
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
    fn clear(&mut self) {
        self.open = Open::default();
    }

    #[inline]
    fn put(&mut self, row: u32, quantity: u64, value: u64) {
        self.open = Open::new(self.open.quantity() + quantity, self.open.left + value);
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
