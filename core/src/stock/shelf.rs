//! The methods, each behind one trait: a shelf knows which cost leaves next.

use super::{
    Method,
    amounts::{Cutting, Layer, UnitCost},
};
use std::collections::VecDeque;

/// A part of what left: from which row (none for an average), how many, at what cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub row: Option<usize>,
    pub quantity: i64,
    pub value: i64,
}

/// A costing method over what is on the shelf of one pool. Nothing here can fail: the pool has checked sums and
/// quantities before.
pub(super) trait Costing {
    /// Puts goods on the shelf.
    fn put(&mut self, layer: Layer);
    /// Takes a quantity of at most what is there.
    fn take(&mut self, quantity: i64, by: Cutting) -> Vec<Part>;
    /// The unit cost of the last goods that would leave.
    fn last_cost(&self) -> Option<UnitCost>;
    /// How many units, and what value, of what that row brought in can still leave at a cost set from outside.
    fn of_row(&self, row: usize) -> (i64, i64);
    /// Takes goods of that row at that cost, at most what [`Costing::of_row`] told.
    fn withdraw(&mut self, row: usize, quantity: i64, value: i64);
    /// What is there, oldest first.
    fn layers(&self) -> Vec<Layer>;
    /// How many are there.
    fn quantity(&self) -> i64;
    /// What they are worth.
    fn value(&self) -> i64;
    /// Whether its layers are those that came in.
    fn tells_rows(&self) -> bool;
}

/// Layers in the order in which they came; the newest leave first, or the oldest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layers<const NEWEST_FIRST: bool> {
    stack: VecDeque<Layer>,
    quantity: i64,
    value: i64,
}

impl<const NEWEST_FIRST: bool> Layers<NEWEST_FIRST> {
    fn next(&mut self) -> Option<&mut Layer> {
        if NEWEST_FIRST { self.stack.back_mut() } else { self.stack.front_mut() }
    }

    fn drop_next(&mut self) {
        if NEWEST_FIRST {
            self.stack.pop_back()
        } else {
            self.stack.pop_front()
        };
    }
}

impl<const NEWEST_FIRST: bool> Costing for Layers<NEWEST_FIRST> {
    fn put(&mut self, layer: Layer) {
        self.quantity += layer.quantity();
        self.value += layer.value();
        self.stack.push_back(layer);
    }

    fn take(&mut self, quantity: i64, by: Cutting) -> Vec<Part> {
        let (mut parts, mut wanted) = (Vec::new(), quantity);
        while wanted > 0 {
            let Some(layer) = self.next() else { break };
            let part = wanted.min(layer.quantity());
            let value = layer.take(part, by);
            parts.push(Part { row: Some(layer.row), quantity: part, value });
            if layer.is_empty() {
                self.drop_next();
            }
            wanted -= part;
            self.quantity -= part;
            self.value -= value;
        }
        parts
    }

    fn last_cost(&self) -> Option<UnitCost> {
        let last = if NEWEST_FIRST { self.stack.front() } else { self.stack.back() };
        last.and_then(Layer::unit_cost)
    }

    fn of_row(&self, row: usize) -> (i64, i64) {
        let layer = self.stack.iter().rev().find(|layer| layer.row == row);
        layer.map_or((0, 0), |layer| (layer.quantity(), layer.value()))
    }

    fn withdraw(&mut self, row: usize, quantity: i64, value: i64) {
        let Some(index) = self.stack.iter().rposition(|layer| layer.row == row) else { return };
        let Some(layer) = self.stack.get_mut(index) else { return };
        *layer = layer.without(quantity, value);
        if layer.is_empty() {
            self.stack.remove(index);
        }
        self.quantity -= quantity;
        self.value -= value;
    }

    fn layers(&self) -> Vec<Layer> {
        self.stack.iter().copied().collect()
    }

    fn quantity(&self) -> i64 {
        self.quantity
    }

    fn value(&self) -> i64 {
        self.value
    }

    fn tells_rows(&self) -> bool {
        true
    }
}

/// All goods as one whole, made anew whenever some come in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Average {
    whole: Option<Layer>,
}

impl Costing for Average {
    fn put(&mut self, layer: Layer) {
        self.whole = Some(self.whole.map_or(layer, |whole| whole.with(&layer)));
    }

    fn take(&mut self, quantity: i64, by: Cutting) -> Vec<Part> {
        let Some(whole) = self.whole.as_mut().filter(|_| quantity > 0) else { return Vec::new() };
        let value = whole.take(quantity, by);
        if whole.is_empty() {
            self.whole = None;
        }
        vec![Part { row: None, quantity, value }]
    }

    fn last_cost(&self) -> Option<UnitCost> {
        self.whole.and_then(|whole| whole.unit_cost())
    }

    fn of_row(&self, _: usize) -> (i64, i64) {
        (self.quantity(), self.value())
    }

    fn withdraw(&mut self, _: usize, quantity: i64, value: i64) {
        self.whole = self.whole.map(|whole| whole.without(quantity, value)).filter(|whole| !whole.is_empty());
    }

    fn layers(&self) -> Vec<Layer> {
        self.whole.into_iter().collect()
    }

    fn quantity(&self) -> i64 {
        self.whole.map_or(0, |whole| whole.quantity())
    }

    fn value(&self) -> i64 {
        self.whole.map_or(0, |whole| whole.value())
    }

    fn tells_rows(&self) -> bool {
        false
    }
}

/// The shelf of a pool under the book's method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shelf {
    Fifo(Layers<false>),
    Lifo(Layers<true>),
    Average(Average),
}

impl Shelf {
    /// An empty shelf. A periodic method is the perpetual one in another order.
    pub fn new(method: Method) -> Self {
        match method {
            Method::Fifo | Method::PeriodicFifo => Self::Fifo(Layers::default()),
            Method::Lifo | Method::PeriodicLifo => Self::Lifo(Layers::default()),
            Method::MovingAverage | Method::PeriodicAverage => Self::Average(Average::default()),
        }
    }
}

/// Calls the method of whichever shelf it is.
macro_rules! each {
    ($shelf:expr, $each:ident => $call:expr) => {
        match $shelf {
            Shelf::Fifo($each) => $call,
            Shelf::Lifo($each) => $call,
            Shelf::Average($each) => $call,
        }
    };
}

impl Costing for Shelf {
    fn put(&mut self, layer: Layer) {
        each!(self, shelf => shelf.put(layer));
    }

    fn take(&mut self, quantity: i64, by: Cutting) -> Vec<Part> {
        each!(self, shelf => shelf.take(quantity, by))
    }

    fn last_cost(&self) -> Option<UnitCost> {
        each!(self, shelf => shelf.last_cost())
    }

    fn of_row(&self, row: usize) -> (i64, i64) {
        each!(self, shelf => shelf.of_row(row))
    }

    fn withdraw(&mut self, row: usize, quantity: i64, value: i64) {
        each!(self, shelf => shelf.withdraw(row, quantity, value));
    }

    fn layers(&self) -> Vec<Layer> {
        each!(self, shelf => shelf.layers())
    }

    fn quantity(&self) -> i64 {
        each!(self, shelf => shelf.quantity())
    }

    fn value(&self) -> i64 {
        each!(self, shelf => shelf.value())
    }

    fn tells_rows(&self) -> bool {
        each!(self, shelf => shelf.tells_rows())
    }
}
