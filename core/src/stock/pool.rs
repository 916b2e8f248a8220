//! A pool: what shares one cost, with its shelf or its shortages. It never has both.

use super::{
    Method,
    amounts::{Cutting, Layer, UnitCost},
    shelf::{Costing, Part, Shelf},
};
use std::collections::VecDeque;

/// Units that came in for ones that had left before, by rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Covered {
    pub short: usize,
    pub row: usize,
    pub quantity: i64,
    pub provisional: i64,
    pub cost: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pool {
    pub shelf: Shelf,
    /// What left without being there: the units and the provisional cost that are not covered yet.
    pub short: VecDeque<Layer>,
    short_quantity: i64,
    short_value: i64,
    /// The unit cost last known, for when the shelf is empty.
    pub last: Option<UnitCost>,
    /// What is on hand by the movements alone; ahead of the shelf while a period is open.
    pub physical: i64,
}

impl Pool {
    pub fn new(method: Method) -> Self {
        Self {
            shelf: Shelf::new(method),
            short: VecDeque::new(),
            short_quantity: 0,
            short_value: 0,
            last: None,
            physical: 0,
        }
    }

    /// What is on hand; below zero while short.
    pub fn quantity(&self) -> i64 {
        self.shelf.quantity() - self.short_quantity
    }

    /// What it is worth.
    pub fn value(&self) -> i64 {
        self.shelf.value() - self.short_value
    }

    /// How many of an issue of `quantity` are not there.
    pub fn missing(&self, quantity: i64) -> i64 {
        quantity - quantity.min(self.shelf.quantity())
    }

    /// Whether goods can come in without a sum leaving the range.
    pub fn has_room_for(&self, quantity: i64, value: i64) -> bool {
        self.shelf.quantity().checked_add(quantity).is_some()
            && self.shelf.value().checked_add(value).is_some()
    }

    /// Whether units can leave that are not there without a sum leaving the range.
    pub fn has_room_for_shortage(&self, quantity: i64, provisional: i64) -> bool {
        self.short_quantity.checked_add(quantity).is_some()
            && self.short_value.checked_add(provisional).is_some()
            && self.shelf.value().checked_add(provisional).is_some()
    }

    /// Takes goods in: shortages are covered first, oldest first.
    pub fn receive(&mut self, mut goods: Layer, by: Cutting, covers: &mut Vec<Covered>) {
        self.last = goods.unit_cost();
        while let Some(short) = self.short.front_mut().filter(|_| !goods.is_empty()) {
            let quantity = short.quantity().min(goods.quantity());
            let cost = goods.take(quantity, by);
            let provisional = short.take(quantity, by);
            covers.push(Covered { short: short.row, row: goods.row, quantity, provisional, cost });
            self.short_quantity -= quantity;
            self.short_value -= provisional;
            if short.is_empty() {
                self.short.pop_front();
            }
        }
        if !goods.is_empty() {
            self.shelf.put(goods);
        }
    }

    /// Lets a quantity of what is there leave.
    pub fn issue(&mut self, quantity: i64, by: Cutting) -> Vec<Part> {
        if quantity == self.shelf.quantity() {
            self.last = self.shelf.last_cost().or(self.last);
        }
        self.shelf.take(quantity, by)
    }

    /// Lets goods of a row leave at a cost set from outside; gives the row where the shelf knows it.
    pub fn withdraw(&mut self, row: usize, quantity: i64, value: i64) -> Option<usize> {
        self.last = self.shelf.last_cost().or(self.last);
        self.shelf.withdraw(row, quantity, value);
        self.shelf.tells_rows().then_some(row)
    }

    /// Lets units leave that are not there.
    pub fn run_short(&mut self, shortage: Layer) {
        self.short_quantity += shortage.quantity();
        self.short_value += shortage.value();
        self.short.push_back(shortage);
    }
}
