//! The methods, each behind one trait: a shelf knows which cost leaves next.

use super::{
    Method,
    amounts::{Cutting, HALF_UP, Layer, UnitCost},
};
use chrono::NaiveDate;
use std::collections::VecDeque;

/// A part of what left: from which row (none for an average), of which day, how many, at what cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub row: Option<usize>,
    pub day: NaiveDate,
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
    /// Replaces what is there by as many units, worth something else.
    fn rewrite(&mut self, layers: &[Layer]);
    /// How many are there.
    fn quantity(&self) -> i64;
    /// What they are worth.
    fn value(&self) -> i64;
    /// Whether its layers are those that came in.
    fn tells_rows(&self) -> bool;
}

/// Which of several layers leaves first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Oldest,
    Newest,
    /// The dearest unit, of equals the oldest.
    Dearest,
}

/// Layers in the order in which they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layers {
    turn: Turn,
    stack: VecDeque<Layer>,
    quantity: i64,
    value: i64,
}

impl Layers {
    pub fn new(turn: Turn) -> Self {
        Self { turn, stack: VecDeque::new(), quantity: 0, value: 0 }
    }

    fn next(&self) -> Option<usize> {
        let last = self.stack.len().checked_sub(1)?;
        match self.turn {
            Turn::Oldest => Some(0),
            Turn::Newest => Some(last),
            Turn::Dearest => {
                let mut dearest: Option<(usize, UnitCost)> = None;
                for (index, layer) in self.stack.iter().enumerate() {
                    let Some(cost) = layer.unit_cost() else { continue };
                    if dearest.is_none_or(|(_, known)| cost.above(known)) {
                        dearest = Some((index, cost));
                    }
                }
                dearest.map(|(index, _)| index)
            }
        }
    }

    fn take_of(&mut self, index: usize, wanted: i64, by: Cutting) -> Option<Part> {
        let layer = self.stack.get_mut(index)?;
        let quantity = wanted.min(layer.quantity());
        let value = layer.take(quantity, by);
        let part = Part { row: Some(layer.row), day: layer.day, quantity, value };
        if layer.is_empty() {
            self.stack.remove(index);
        }
        self.quantity -= quantity;
        self.value -= value;
        Some(part)
    }

    /// Takes from layers of exactly that unit cost, oldest first, at most what there is of it.
    pub fn take_at(&mut self, cost: UnitCost, quantity: i64, by: Cutting) -> Vec<Part> {
        let (mut parts, mut wanted) = (Vec::new(), quantity);
        while wanted > 0 {
            let matching = |layer: &Layer| layer.unit_cost().is_some_and(|own| own.equals(cost));
            let Some(index) = self.stack.iter().position(matching) else { break };
            let Some(part) = self.take_of(index, wanted, by) else { break };
            wanted -= part.quantity;
            parts.push(part);
        }
        parts
    }
}

impl Costing for Layers {
    fn put(&mut self, layer: Layer) {
        self.quantity += layer.quantity();
        self.value += layer.value();
        self.stack.push_back(layer);
    }

    fn take(&mut self, quantity: i64, by: Cutting) -> Vec<Part> {
        let (mut parts, mut wanted) = (Vec::new(), quantity);
        while wanted > 0 {
            let Some(part) = self.next().and_then(|index| self.take_of(index, wanted, by)) else { break };
            wanted -= part.quantity;
            parts.push(part);
        }
        parts
    }

    fn last_cost(&self) -> Option<UnitCost> {
        let last = if self.turn == Turn::Newest { self.stack.front() } else { self.stack.back() };
        last.and_then(Layer::unit_cost)
    }

    fn of_row(&self, row: usize) -> (i64, i64) {
        let own = self.stack.iter().filter(|layer| layer.row == row);
        own.fold((0, 0), |(quantity, value), layer| (quantity + layer.quantity(), value + layer.value()))
    }

    fn withdraw(&mut self, row: usize, quantity: i64, value: i64) {
        // Several layers of one row, which came by transfers, become one, in the place of the oldest.
        let mut own = self.stack.iter().filter(|layer| layer.row == row).copied();
        let Some(first) = own.next() else { return };
        let left = own.fold(first, |whole, layer| layer.with(&whole)).without(quantity, value);
        let index = self.stack.iter().position(|layer| layer.row == row).unwrap_or_default();
        self.stack.retain(|layer| layer.row != row);
        if !left.is_empty() {
            self.stack.insert(index, left);
        }
        self.quantity -= quantity;
        self.value -= value;
    }

    fn layers(&self) -> Vec<Layer> {
        self.stack.iter().copied().collect()
    }

    fn rewrite(&mut self, layers: &[Layer]) {
        self.stack = layers.iter().copied().collect();
        self.quantity = layers.iter().map(Layer::quantity).sum();
        self.value = layers.iter().map(Layer::value).sum();
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
        let part = Part { row: None, day: whole.day, quantity, value };
        if whole.is_empty() {
            self.whole = None;
        }
        vec![part]
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

    fn rewrite(&mut self, layers: &[Layer]) {
        self.whole = layers.iter().copied().reduce(|whole, layer| whole.with(&layer));
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

/// Goods at a standard: their value is the standard times the quantity, at every moment. The quantity may be below zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standard {
    pub cost: UnitCost,
    day: NaiveDate,
    quantity: i64,
}

impl Standard {
    fn at(&self, quantity: i64) -> i64 {
        self.cost.times(quantity, HALF_UP).unwrap_or(0)
    }
}

impl Costing for Standard {
    fn put(&mut self, layer: Layer) {
        self.day = layer.day;
        self.quantity += layer.quantity();
    }

    fn take(&mut self, quantity: i64, _: Cutting) -> Vec<Part> {
        let value = self.at(self.quantity) - self.at(self.quantity - quantity);
        self.quantity -= quantity;
        if quantity > 0 { vec![Part { row: None, day: self.day, quantity, value }] } else { Vec::new() }
    }

    fn last_cost(&self) -> Option<UnitCost> {
        Some(self.cost)
    }

    fn of_row(&self, _: usize) -> (i64, i64) {
        (0, 0)
    }

    fn withdraw(&mut self, _: usize, _: i64, _: i64) {}

    fn layers(&self) -> Vec<Layer> {
        let there = (self.quantity > 0).then(|| Layer::new(0, self.day, self.quantity, self.value()));
        there.into_iter().collect()
    }

    fn rewrite(&mut self, layers: &[Layer]) {
        self.quantity = layers.iter().map(Layer::quantity).sum();
    }

    fn quantity(&self) -> i64 {
        self.quantity
    }

    fn value(&self) -> i64 {
        self.at(self.quantity)
    }

    fn tells_rows(&self) -> bool {
        false
    }
}

/// The shelf of a pool under the book's method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shelf {
    Layers(Layers),
    Average(Average),
    Standard(Standard),
}

impl Shelf {
    /// An empty shelf; `standard` is that of the item, for the method of that name. A periodic method is the perpetual
    /// one in another order.
    pub fn new(method: Method, standard: UnitCost) -> Self {
        let layers = |turn| Self::Layers(Layers::new(turn));
        match method {
            Method::Fifo | Method::PeriodicFifo | Method::Specific => layers(Turn::Oldest),
            Method::Lifo | Method::PeriodicLifo => layers(Turn::Newest),
            Method::Hifo => layers(Turn::Dearest),
            Method::MovingAverage | Method::PeriodicAverage => Self::Average(Average::default()),
            Method::Standard => Self::Standard(Standard { cost: standard, day: NaiveDate::MIN, quantity: 0 }),
        }
    }

    /// The standard, where the method has one.
    pub fn standard(&self) -> Option<UnitCost> {
        match self {
            Self::Standard(standard) => Some(standard.cost),
            Self::Layers(_) | Self::Average(_) => None,
        }
    }

    /// Sets the standard, where the method has one.
    pub fn set_standard(&mut self, cost: UnitCost) {
        if let Self::Standard(standard) = self {
            standard.cost = cost;
        }
    }
}

/// Calls the method of whichever shelf it is.
macro_rules! each {
    ($shelf:expr, $each:ident => $call:expr) => {
        match $shelf {
            Shelf::Layers($each) => $call,
            Shelf::Average($each) => $call,
            Shelf::Standard($each) => $call,
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

    fn rewrite(&mut self, layers: &[Layer]) {
        each!(self, shelf => shelf.rewrite(layers));
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
