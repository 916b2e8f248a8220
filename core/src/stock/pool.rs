//! A pool: what shares one cost, with its shelf or its shortages. It never has both.

use super::{
    Method, Negative,
    amounts::{self, Cutting, Layer, Spread, UnitCost},
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
    /// Whether the units are short again, at that cost.
    pub open: bool,
}

/// Units in the order in which they came, by the rows that they first came with; they leave first in, first out, whatever
/// the method says of costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Flow(VecDeque<(usize, i64)>);

impl Flow {
    fn put(&mut self, row: usize, units: i64) {
        if units > 0 {
            self.0.push_back((row, units));
        }
    }

    /// Takes units of any row.
    fn take(&mut self, mut wanted: i64) -> Vec<(usize, i64)> {
        let mut taken = Vec::new();
        while wanted > 0 {
            let Some((row, units)) = self.0.front_mut() else { break };
            let part = wanted.min(*units);
            taken.push((*row, part));
            *units -= part;
            wanted -= part;
            if *units == 0 {
                self.0.pop_front();
            }
        }
        taken
    }

    /// Takes units of a row, as far as they are there, and gives what was not.
    fn take_of(&mut self, row: usize, mut wanted: i64) -> i64 {
        for (_, units) in self.0.iter_mut().filter(|(own, _)| *own == row) {
            let part = wanted.min(*units);
            *units -= part;
            wanted -= part;
        }
        self.0.retain(|(_, units)| *units > 0);
        wanted
    }

    /// How many are there.
    pub fn count(&self) -> i64 {
        self.0.iter().map(|(_, units)| units).sum()
    }

    /// Tells the units that came last, beyond the first `before`, by other rows: the last of `units`.
    pub fn rename(&mut self, before: i64, units: &[(usize, i64)]) {
        let mut arrived = self.count() - before;
        let mut kept = before;
        self.0.retain_mut(|(_, units)| {
            *units = kept.min(*units);
            kept -= *units;
            *units > 0
        });
        let mut last = VecDeque::new();
        for (row, units) in units.iter().rev() {
            let part = arrived.min(*units);
            arrived -= part;
            if part > 0 {
                last.push_front((*row, part));
            }
        }
        self.0.extend(last);
    }

    /// How many of a row are there.
    pub fn of(&self, row: usize) -> i64 {
        self.0.iter().filter(|(own, _)| *own == row).map(|(_, units)| units).sum()
    }

    /// What is there, oldest first.
    pub fn units(&self) -> impl Iterator<Item = (usize, i64)> + '_ {
        self.0.iter().copied()
    }
}

/// What left a pool: the cost by parts, and the units by the rows that they came with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Gone {
    pub parts: Vec<Part>,
    pub units: Vec<(usize, i64)>,
}

impl Gone {
    pub fn value(&self) -> i64 {
        self.parts.iter().map(|part| part.value).sum()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pool {
    pub shelf: Shelf,
    pub flow: Flow,
    /// What left without being there: the units and the provisional cost that are not covered yet.
    pub short: VecDeque<Layer>,
    short_quantity: i64,
    short_value: i64,
    /// The unit cost last known, for when the shelf is empty.
    pub last: Option<UnitCost>,
    /// What is on hand by the movements alone; ahead of the shelf while a period is costed.
    pub physical: i64,
}

impl Pool {
    pub fn new(method: Method, standard: UnitCost) -> Self {
        Self {
            shelf: Shelf::new(method, standard),
            flow: Flow::default(),
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

    /// Its unit cost; none of an empty shelf.
    pub fn unit_cost(&self) -> Option<UnitCost> {
        self.shelf.standard().or_else(|| UnitCost::of(self.value().into(), self.quantity().into()))
    }

    /// How many of an issue of `quantity` are not there. A standard needs none to be there.
    pub fn missing(&self, quantity: i64) -> i64 {
        if self.shelf.standard().is_some() { 0 } else { quantity - quantity.min(self.shelf.quantity()) }
    }

    /// Whether goods can come in without a sum leaving the range.
    pub fn has_room_for(&self, quantity: i64, value: i64) -> bool {
        let quantity = self.shelf.quantity().checked_add(quantity);
        let value = match self.shelf.standard() {
            None => self.shelf.value().checked_add(value),
            Some(cost) => quantity.and_then(|quantity| cost.times(quantity, amounts::HALF_UP)),
        };
        quantity.is_some() && value.is_some()
    }

    /// The value that goods add at the standard, where there is one.
    pub fn added(&self, quantity: i64) -> Option<i64> {
        let cost = self.shelf.standard()?;
        let after = self.shelf.quantity().checked_add(quantity)?;
        Some(cost.times(after, amounts::HALF_UP)? - self.shelf.value())
    }

    /// Whether units can leave that are not there without a sum leaving the range.
    pub fn has_room_for_shortage(&self, quantity: i64, provisional: i64) -> bool {
        self.short_quantity.checked_add(quantity).is_some()
            && self.short_value.checked_add(provisional).is_some()
            && self.shelf.value().checked_add(provisional).is_some()
    }

    /// Takes goods in with a row: shortages are covered first, oldest first. Gives what they cost above the standard, where there is
    /// one.
    pub fn receive(
        &mut self,
        mut goods: Layer,
        row: usize,
        by: Cutting,
        negative: Negative,
        covers: &mut Vec<Covered>,
    ) -> i64 {
        let (origin, cost) = (goods.row, goods.unit_cost());
        self.last = cost;
        if self.shelf.standard().is_some() {
            let before = self.shelf.value();
            self.flow.put(origin, goods.quantity().min(self.shelf.quantity() + goods.quantity()));
            self.shelf.put(goods);
            return goods.value() - (self.shelf.value() - before);
        }
        let mut carried = 0;
        while let Some(short) = self.short.front_mut().filter(|_| !goods.is_empty()) {
            let quantity = short.quantity().min(goods.quantity());
            let cost = goods.take(quantity, by);
            let provisional = short.take(quantity, by);
            covers.push(Covered { short: short.row, row, quantity, provisional, cost, open: false });
            carried += cost - provisional;
            self.short_quantity -= quantity;
            self.short_value -= provisional;
            if short.is_empty() {
                self.short.pop_front();
            }
        }
        if negative == Negative::LastReceiptSetsCost
            && let Some(cost) = cost
        {
            self.recost_shortages(row, cost, by, covers);
        }
        if !goods.is_empty() {
            if negative == Negative::CurrentCost && carried != 0 {
                let kept = carried.max(-goods.value());
                goods = goods.worth(goods.value() + kept);
                // The covers tell what is late; what stays in the goods is taken off the last of them first.
                let mut kept = kept;
                for cover in covers.iter_mut().rev() {
                    let difference = cover.cost - cover.provisional;
                    let part = if (kept > 0) == (difference > 0) {
                        if kept.abs() < difference.abs() { kept } else { difference }
                    } else {
                        0
                    };
                    cover.cost -= part;
                    kept -= part;
                }
                if let Some(cover) = covers.first_mut() {
                    cover.cost -= kept;
                }
            }
            self.flow.put(origin, goods.quantity());
            self.shelf.put(goods);
        }
        0
    }

    /// Gives what is still short another unit cost.
    pub fn recost_shortages(&mut self, row: usize, cost: UnitCost, by: Cutting, covers: &mut Vec<Covered>) {
        for short in &mut self.short {
            let Some(now) = cost.times(short.quantity(), by.rounding) else { continue };
            let before = short.value();
            if now == before {
                continue;
            }
            covers.push(Covered {
                short: short.row,
                row,
                quantity: short.quantity(),
                provisional: before,
                cost: now,
                open: true,
            });
            self.short_value += now - before;
            *short = short.worth(now);
        }
    }

    /// Lets a quantity of what is there leave; of the layers of a unit cost first, where one is given.
    pub fn issue(&mut self, quantity: i64, matching: Option<UnitCost>, by: Cutting) -> Gone {
        if quantity == self.shelf.quantity() {
            self.last = self.shelf.last_cost().or(self.last);
        }
        let mut parts = Vec::new();
        if let (Shelf::Layers(layers), Some(cost)) = (&mut self.shelf, matching) {
            parts = layers.take_at(cost, quantity, by);
        }
        let rest = quantity - parts.iter().map(|part| part.quantity).sum::<i64>();
        parts.extend(self.shelf.take(rest, by));
        Gone { parts, units: self.flow.take(quantity) }
    }

    /// Lets goods of a row leave at a cost set from outside.
    pub fn withdraw(&mut self, row: usize, day: chrono::NaiveDate, quantity: i64, value: i64) -> Gone {
        self.last = self.shelf.last_cost().or(self.last);
        self.shelf.withdraw(row, quantity, value);
        let left = self.flow.take_of(row, quantity);
        let mut units = vec![(row, quantity - left)];
        units.extend(self.flow.take(left));
        let row = self.shelf.tells_rows().then_some(row);
        Gone { parts: vec![Part { row, day, quantity, value }], units }
    }

    /// Lets units leave that are not there.
    pub fn run_short(&mut self, shortage: Layer) {
        self.short_quantity += shortage.quantity();
        self.short_value += shortage.value();
        self.short.push_back(shortage);
    }

    /// Adds to the value of what is on the shelf, which is not empty: to the layers of a row where it has some, else to
    /// all, by quantity; the units stay. Never below zero; gives what was added.
    pub fn add(&mut self, row: Option<usize>, amount: i64) -> i64 {
        if self.shelf.standard().is_some() {
            return 0;
        }
        let mut layers = self.shelf.layers();
        let own = |layer: &Layer| row.is_none_or(|row| layer.row == row);
        let some = layers.iter().any(own) && self.shelf.tells_rows();
        let chosen = |layer: &Layer| !some || own(layer);
        let whole: i64 = layers.iter().filter(|layer| chosen(layer)).map(Layer::quantity).sum();
        let worth: i64 = layers.iter().filter(|layer| chosen(layer)).map(Layer::value).sum();
        let amount = amount.max(-worth);
        let (mut spread, mut owed) = (Spread::new(amount, whole, amounts::HALF_UP), 0);
        for layer in layers.iter_mut().filter(|layer| chosen(layer)) {
            // A layer that is worth less than its part of a reduction leaves the rest to the others.
            owed += spread.next(layer.quantity());
            let part = owed.max(-layer.value());
            owed -= part;
            *layer = layer.worth(layer.value() + part);
        }
        for layer in layers.iter_mut().filter(|layer| chosen(layer)) {
            let part = owed.max(-layer.value());
            owed -= part;
            *layer = layer.worth(layer.value() + part);
        }
        self.shelf.rewrite(&layers);
        amount - owed
    }

    /// The units that are there by the rows that they came with, each with its part of the value by quantity.
    pub fn origins(&self) -> Vec<(usize, i64, i64)> {
        let whole: i64 = self.flow.units().map(|(_, units)| units).sum();
        let value = amounts::portion(self.shelf.value(), whole, self.shelf.quantity(), amounts::HALF_UP);
        let mut spread = Spread::new(value, whole, amounts::HALF_UP);
        self.flow.units().map(|(row, units)| (row, units, spread.next(units))).collect()
    }

    /// Gives what is on the shelf a value, by quantity over its layers.
    pub fn set_value(&mut self, value: i64) {
        if self.shelf.standard().is_some() {
            return;
        }
        let mut layers = self.shelf.layers();
        let mut spread = Spread::new(value, self.shelf.quantity(), amounts::HALF_UP);
        for layer in &mut layers {
            *layer = layer.worth(spread.next(layer.quantity()));
        }
        self.shelf.rewrite(&layers);
    }

    /// Another method from now on, with these layers: the same units and value.
    pub fn change(&mut self, method: Method, layers: &[Layer]) {
        let own = UnitCost::of(self.shelf.value().into(), self.shelf.quantity().into()).or(self.last);
        let mut shelf = Shelf::new(method, own.unwrap_or(UnitCost::ZERO));
        shelf.rewrite(layers);
        self.shelf = shelf;
    }

    /// What is short, as covered by a row at the cost at which it left.
    pub fn settled(&self, row: usize) -> impl Iterator<Item = Covered> + '_ {
        self.short.iter().map(move |short| Covered {
            short: short.row,
            row,
            quantity: short.quantity(),
            provisional: short.value(),
            cost: short.value(),
            open: false,
        })
    }

    /// Only this is there from now on, at that unit cost.
    pub fn reset(&mut self, goods: Layer, unit: UnitCost) {
        self.last = Some(unit);
        self.short.clear();
        (self.short_quantity, self.short_value) = (0, 0);
        self.flow = Flow::default();
        self.flow.put(goods.row, goods.quantity());
        self.shelf.set_standard(unit);
        self.shelf.rewrite(if goods.is_empty() { &[] } else { std::slice::from_ref(&goods) });
    }
}
