//! The engine: from a state and a movement to the next state, and what the movement did.
//!
//! Valuing is a fold over movements in their order. A [`State`] holds pools and work in progress only, so that it is
//! cheap to keep; what a movement needs of earlier ones (the cost of the issue that comes back) it reads from their
//! outcomes. A book costs anew from the state before the first movement that changed.

mod correct;
mod facts;
mod inward;
mod order;
mod outward;

pub(super) use facts::{Facts, Names, Place, assumed, read};
pub(super) use order::{Key, arranged};

use super::{
    Kind, Method, Movement, Negative, Policy,
    amounts::{Cutting, Layer, UnitCost},
    pool::{Covered, Gone, Pool},
};
use crate::{
    error::{Code, Error, Result},
    money::{Currency, Money},
};
use std::collections::BTreeMap;

/// A movement that was applied, and what it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub movement: Movement,
    pub facts: Facts,
    /// What later movements added to its cost as of then, where the policy replays them.
    pub extra: i64,
    /// The rows that name it.
    pub referrers: Vec<usize>,
    pub outcome: Outcome,
    /// Whether it was deleted.
    pub deleted: bool,
}

/// What a movement did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// By how much the quantity on hand changed, in its own pool.
    pub quantity: i64,
    /// The pools whose quantity or value it changed; its own first.
    pub effects: Vec<Effect>,
    /// What left, by its parts.
    pub gone: Gone,
    /// The units that left without being there, and at what cost.
    pub missing: i64,
    pub provisional: i64,
    /// Of a return to the supplier: the cost of the receipt.
    pub charged: Option<i64>,
    /// The shortages that it covered.
    pub covers: Vec<Covered>,
    /// Cost of goods that had left before, above zero an expense.
    pub late: i64,
    /// What it cost above what it is worth in stock, above zero an expense.
    pub variance: i64,
    /// The cost of goods that never touched the shelf.
    pub passed: i64,
}

/// A change of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Effect {
    pub place: Place,
    pub quantity: i64,
    pub value: i64,
}

impl Outcome {
    /// By how much the value on hand changed, over all pools, but for the differences of covers.
    pub fn value(&self) -> i64 {
        self.effects.iter().map(|effect| effect.value).sum()
    }

    /// What late differences took out of the value on hand besides.
    pub fn differences(&self) -> i128 {
        self.covers.iter().map(|cover| i128::from(cover.cost) - i128::from(cover.provisional)).sum()
    }
}

/// Pools and work in progress.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    pub items: BTreeMap<u32, Item>,
    /// By production order: the cost that it consumed and that no goods have taken.
    pub orders: BTreeMap<u32, i64>,
}

impl State {
    /// How much it holds, as a measure of what a copy of it costs.
    pub fn weight(&self) -> usize {
        let pools = self.items.values().flat_map(|item| item.pools.values());
        self.orders.len() + pools.map(|pool| 1 + pool.flow.units().count() + pool.short.len()).sum::<usize>()
    }
}

/// An item, with what is known of it over all its pools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub method: Method,
    pub pools: BTreeMap<Place, Pool>,
    pub quantity: i128,
    pub value: i128,
    /// The unit cost of what came in last, in any pool.
    pub last: Option<UnitCost>,
    /// The standard of pools to come.
    pub standard: UnitCost,
    /// Whether a cost was ever known.
    pub costed: bool,
}

/// What the fold works with.
pub(super) struct Engine<'a> {
    pub policy: &'a Policy,
    pub currency: Currency,
    pub method: Method,
    pub names: &'a Names,
    pub rows: &'a mut Vec<Row>,
    pub state: &'a mut State,
}

impl Engine<'_> {
    fn by(&self) -> Cutting {
        Cutting { cut: self.policy.cut, rounding: self.policy.rounding }
    }

    fn row(&self, index: usize) -> Result<&Row> {
        self.rows.get(index).ok_or_else(|| Error::missing("movement"))
    }

    fn item(&mut self, index: usize) -> Result<&mut Item> {
        let row = self.rows.get(index).ok_or_else(|| Error::missing("movement"))?;
        let (id, name, method) = (row.facts.item, &row.movement.item, self.method);
        let initial = self.policy.initial_unit_cost.get(name).copied().map(UnitCost::from_price);
        Ok(self.state.items.entry(id).or_insert_with(|| Item {
            method,
            pools: BTreeMap::new(),
            quantity: 0,
            value: 0,
            last: None,
            standard: initial.unwrap_or(UnitCost::ZERO),
            costed: initial.is_some(),
        }))
    }

    fn pool(&mut self, index: usize, place: Place) -> Result<&mut Pool> {
        let item = self.item(index)?;
        let (method, standard) = (item.method, item.standard);
        Ok(item.pools.entry(place).or_insert_with(|| Pool::new(method, standard)))
    }

    fn too_much(&self, index: usize, field: &str, step: &str) -> Error {
        let value = self.rows.get(index).map(|row| row.movement.quantity).unwrap_or_default();
        Error::overflow(field, value, step)
    }

    fn known_pool(&self, index: usize, place: Place) -> Option<&Pool> {
        let item = self.rows.get(index)?.facts.item;
        self.state.items.get(&item)?.pools.get(&place)
    }

    /// By how much a movement changes the quantity on hand, which happens now; the cost comes later.
    pub fn measure(&mut self, index: usize) -> Result<()> {
        let row = self.row(index)?;
        let (kind, facts) = (row.movement.kind, row.facts);
        self.refers(index)?;
        let sets = kind == Kind::SetUnitCost || facts.unit.is_some() && kind == Kind::Count;
        let item = self.item(index)?;
        if item.method == Method::Standard && !item.costed && !sets {
            let movement = &self.row(index)?.movement;
            let message = format!(
                "{movement}, which has no standard: state it in `initial_unit_cost`, or set it before"
            );
            return Err(Error::new(Code::StockNoCost, "initial_unit_cost", &movement.item, message));
        }
        if !kind.has_quantity() || kind == Kind::Dropship {
            if let Some(row) = self.rows.get_mut(index) {
                row.outcome = Outcome::default();
            }
            return Ok(());
        }
        let negative = self.policy.negative != Negative::Forbid;
        let pool = self.pool(index, facts.place)?;
        let physical = pool.physical;
        let movement = |engine: &Self| engine.row(index).map(|row| row.movement.clone());
        let quantity = match kind {
            Kind::Count => facts.quantity.checked_sub(physical),
            Kind::Transfer if facts.to.is_none() => Some(0),
            _ if facts.outward => Some(-facts.quantity),
            _ => Some(facts.quantity),
        };
        let after = quantity.and_then(|quantity| physical.checked_add(quantity));
        let Some((quantity, after)) = quantity.zip(after) else {
            return Err(self.too_much(index, "quantity", "quantity on hand"));
        };
        let allowed = negative && kind != Kind::ReturnToSupplier;
        if quantity < 0 && after < 0 && !allowed {
            return Err(short(&movement(self)?, physical));
        }
        self.pool(index, facts.place)?.physical = after;
        if let Some(to) = facts.to {
            let pool = self.pool(index, to)?;
            let there = pool.physical.checked_add(facts.quantity);
            let there = there.ok_or_else(|| self.too_much(index, "quantity", "quantity on hand"))?;
            self.pool(index, to)?.physical = there;
        }
        if let Some(row) = self.rows.get_mut(index) {
            row.outcome = Outcome { quantity, ..Outcome::default() };
        }
        Ok(())
    }

    /// What the movement did to values, which happens now.
    pub fn cost(&mut self, index: usize) -> Result<()> {
        let row = self.row(index)?;
        let (kind, facts) = (row.movement.kind, row.facts);
        let mut out = Outcome { quantity: row.outcome.quantity, ..Outcome::default() };
        match kind {
            Kind::Opening
            | Kind::Receipt
            | Kind::Gain
            | Kind::ReturnFromCustomer
            | Kind::ReturnFromProduction
            | Kind::Produce => self.come_in(index, &mut out)?,
            Kind::ReverseReturn if !facts.outward => self.come_in(index, &mut out)?,
            Kind::Issue | Kind::Loss | Kind::Consume | Kind::ReverseReturn => {
                self.go_out(index, facts.quantity, &mut out)?;
            }
            Kind::ReturnToSupplier => self.go_back(index, &mut out)?,
            Kind::Count => self.count(index, &mut out)?,
            Kind::Transfer => self.transfer(index, &mut out)?,
            Kind::Dropship => out.passed = self.passing(index)?,
            Kind::LandedCost | Kind::CorrectUnitCost => self.late(index, &mut out)?,
            Kind::Revalue | Kind::SetUnitCost | Kind::ScaleUnitCost => self.revalue(index, &mut out)?,
            Kind::SetMethod => self.change(index)?,
        }
        self.work(index, &out)?;
        let item = self.item(index)?;
        item.quantity += out.effects.iter().map(|effect| i128::from(effect.quantity)).sum::<i128>();
        item.value += i128::from(out.value()) - out.differences();
        item.costed |= facts.cost.is_some();
        if let Some(row) = self.rows.get_mut(index) {
            row.outcome = out;
        }
        Ok(())
    }

    /// What moves between stock and the order of production.
    fn work(&mut self, index: usize, out: &Outcome) -> Result<()> {
        let row = self.row(index)?;
        let (kind, facts) = (row.movement.kind, row.facts);
        let Some(order) = facts.order else { return Ok(()) };
        let cost = match kind {
            Kind::Consume | Kind::ReturnFromProduction => -out.value(),
            Kind::Produce => facts.cost.unwrap_or(0) - out.value() - out.variance,
            _ => return Ok(()),
        };
        let held = self.state.orders.entry(order).or_default();
        let after = held.checked_add(cost);
        match after {
            Some(0) => {
                self.state.orders.remove(&order);
            }
            Some(after) => *held = after,
            None => return Err(self.too_much(index, "order", "cost of the production order")),
        }
        Ok(())
    }

    /// Whether what the movement names is there, before it, and enough of it.
    fn refers(&self, index: usize) -> Result<()> {
        let row = self.row(index)?;
        let Some(of) = row.facts.of else { return Ok(()) };
        let named = self.row(of)?;
        let id = row.movement.of.clone().unwrap_or_default();
        if named.deleted || Key::of(named, of, self.policy) > Key::of(row, index, self.policy) {
            let message =
                format!("{} names `{id}`, which is not among the movements before it", row.movement);
            return Err(Error::new(Code::StockUnknownReference, "of", id, message));
        }
        if !row.movement.kind.has_quantity() || row.movement.kind == Kind::Receipt {
            return Ok(());
        }
        let back = self.before(of, index).map(|row| row.facts.quantity).sum::<i64>();
        let left = named.facts.quantity - back;
        if row.facts.quantity > left {
            let left = super::amounts::written(left);
            let message = format!("{} is of `{id}`, of which only {left} are left to return", row.movement);
            return Err(Error::new(Code::StockReturnTooGreat, "quantity", row.movement.quantity, message));
        }
        Ok(())
    }

    /// The returns of a row that come before another.
    fn before(&self, of: usize, index: usize) -> impl Iterator<Item = &Row> {
        let key = self.rows.get(index).map(|row| Key::of(row, index, self.policy));
        let named = self.rows.get(of).into_iter().flat_map(|row| row.referrers.iter().copied());
        let mut found: Vec<(Key, &Row)> = named
            .filter_map(|other| Some((other, self.rows.get(other)?)))
            .filter(|(_, row)| {
                !row.deleted && row.movement.kind.has_quantity() && row.movement.kind != Kind::Receipt
            })
            .map(|(other, row)| (Key::of(row, other, self.policy), row))
            .filter(|(other, _)| key.is_some_and(|key| *other < key))
            .collect();
        found.sort_by_key(|(key, _)| *key);
        found.into_iter().map(|(_, row)| row)
    }

    /// The cost of goods that return, out of that of the row with which they had moved.
    fn back(&self, index: usize) -> Result<Option<i64>> {
        let row = self.row(index)?;
        let Some(of) = row.facts.of else { return Ok(None) };
        let named = self.row(of)?;
        let whole = match named.movement.kind {
            Kind::ReturnToSupplier => named.outcome.value().abs(),
            Kind::Dropship => named.outcome.passed,
            _ => (named.outcome.value() + named.outcome.variance).abs(),
        };
        let mut left = Layer::new(of, named.movement.day, named.facts.quantity, whole);
        for earlier in self.before(of, index) {
            left.take(earlier.facts.quantity, self.by());
        }
        Ok(Some(left.take(row.facts.quantity, self.by())))
    }
}

pub(super) fn no_cost(movement: &Movement) -> Error {
    let message = format!("{movement} has no cost, and none is known for the item: give a unit cost");
    Error::new(Code::StockNoCost, "unit_cost", "", message)
}

pub(super) fn short(movement: &Movement, there: i64) -> Error {
    let there = super::amounts::written(there);
    let message = format!("{movement}, of which only {there} are there: receive more first, or issue less");
    Error::new(Code::StockShort, "quantity", movement.quantity, message)
}

pub(super) fn minor(value: i64, currency: Currency) -> Money {
    Money::minor(value, currency)
}
