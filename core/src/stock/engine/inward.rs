//! Goods that come in.

use super::{Effect, Engine, Outcome, Place, minor, no_cost};
use crate::{
    error::{Code, Error, Result},
    money::number::divide,
    stock::{
        Kind,
        amounts::{Layer, UnitCost},
        pool::Pool,
    },
};

impl Engine<'_> {
    /// Goods that come in with a movement: at the cost that it states, that of what returns, that of the order of
    /// production, or the current one.
    pub(super) fn come_in(&mut self, index: usize, out: &mut Outcome) -> Result<()> {
        let row = self.row(index)?;
        let (kind, facts, extra) = (row.movement.kind, row.facts, row.extra);
        let stated = match kind {
            Kind::Produce => Some(self.made(index)?),
            Kind::Receipt if facts.of.is_some() && facts.cost.is_none() => self.as_named(index)?,
            Kind::Receipt | Kind::Opening | Kind::Gain => facts.cost,
            _ => self.back(index)?.or(facts.cost),
        };
        let value = match stated {
            Some(value) => value,
            // Under a standard goods without a cost of their own are worth what they add.
            None => match self.pool(index, facts.place)?.added(facts.quantity) {
                Some(value) => value,
                None if kind == Kind::Receipt => self.assumed(index)?,
                None => self.current(index, facts.place, facts.quantity)?,
            },
        };
        let value = value
            .checked_add(extra)
            .ok_or_else(|| self.too_much(index, "total_cost", "cost of the receipt"))?;
        if value < 0 && extra != 0 {
            let cost = minor(value, self.currency);
            let message = format!(
                "{}, which later costs bring to {cost}: a cost is not below zero",
                self.row(index)?.movement
            );
            return Err(Error::new(Code::NumberNegative, "total_cost", cost, message));
        }
        self.put(index, facts.place, self.origin(index), facts.quantity, value, out)
    }

    /// The row with which goods first came.
    fn origin(&self, index: usize) -> usize {
        let row = self.rows.get(index);
        row.filter(|row| row.movement.kind == Kind::Receipt).and_then(|row| row.facts.of).unwrap_or(index)
    }

    /// The cost of more of a receipt: its own unit cost.
    fn as_named(&self, index: usize) -> Result<Option<i64>> {
        let row = self.row(index)?;
        let Some(of) = row.facts.of else { return Ok(None) };
        let named = self.row(of)?;
        let whole = named.outcome.value() + named.outcome.variance;
        let unit = named.facts.unit.or(UnitCost::of(whole.into(), named.facts.quantity.into()));
        Ok(unit.and_then(|unit| unit.times(row.facts.quantity, self.policy.rounding)))
    }

    /// The cost of a receipt that states none: the one that the policy assumes.
    fn assumed(&self, index: usize) -> Result<i64> {
        let row = self.row(index)?;
        let price = self.policy.initial_unit_cost.get(&row.movement.item).copied();
        let unit = price.map(UnitCost::from_price).ok_or_else(|| no_cost(&row.movement))?;
        let value = unit.times(row.facts.quantity, self.policy.rounding);
        value.ok_or_else(|| self.too_much(index, "quantity", "quantity × initial unit cost"))
    }

    /// The cost of what production made.
    fn made(&self, index: usize) -> Result<i64> {
        let facts = self.row(index)?.facts;
        let held = facts.order.and_then(|order| self.state.orders.get(&order)).copied().unwrap_or(0);
        let taken = match facts.ratio {
            None => i128::from(held),
            Some((share, of)) => {
                let product = i128::from(held).checked_mul(share);
                let product = product.ok_or_else(|| self.too_much(index, "share", "cost × share"))?;
                divide(product, of, self.policy.rounding)
            }
        };
        // An order that gave back more than it consumed has no cost to pass on.
        let value = taken.max(0) + i128::from(facts.cost.unwrap_or(0));
        i64::try_from(value).map_err(|_| self.too_much(index, "order", "cost of what was made"))
    }

    /// The cost of a quantity at the current unit cost: of the pool, of the item over all pools, the last known.
    pub(super) fn current(&mut self, index: usize, place: Place, quantity: i64) -> Result<i64> {
        if quantity == 0 {
            return Ok(0);
        }
        let pool = self.known_pool(index, place);
        let (own, last) = (pool.and_then(Pool::unit_cost), pool.and_then(|pool| pool.last));
        let (of_item, otherwise) = self.elsewhere(index)?;
        let unit = own.or(of_item).or(last).or(otherwise);
        let unit = unit.map_or_else(|| Err(no_cost(&self.row(index)?.movement)), Ok)?;
        let value = unit.times(quantity, self.policy.rounding);
        value.ok_or_else(|| self.too_much(index, "quantity", "quantity × current unit cost"))
    }

    /// The unit cost of the item over all pools; and what is known otherwise: that of what came in last, or what the
    /// policy assumes.
    pub(super) fn elsewhere(&mut self, index: usize) -> Result<(Option<UnitCost>, Option<UnitCost>)> {
        let name = &self.row(index)?.movement.item;
        let initial = self.policy.initial_unit_cost.get(name).copied().map(UnitCost::from_price);
        let item = self.item(index)?;
        let over_all = UnitCost::of(item.value, item.quantity).filter(|_| item.value >= 0);
        Ok((over_all, item.last.or(initial)))
    }

    /// What comes in at a value: what is short is covered first.
    pub(super) fn put(
        &mut self,
        index: usize,
        place: Place,
        origin: usize,
        quantity: i64,
        value: i64,
        out: &mut Outcome,
    ) -> Result<()> {
        let day = self.row(origin)?.movement.day;
        let (by, negative) = (self.by(), self.policy.negative);
        let pool = self.pool(index, place)?;
        if !pool.has_room_for(quantity, value) {
            return Err(self.too_much(index, "quantity", "quantity and value on hand"));
        }
        if quantity > 0 {
            let goods = Layer::new(origin, day, quantity, value);
            let mut covers = Vec::new();
            let variance = pool.receive(goods, index, by, negative, &mut covers);
            out.effects.push(Effect { place, quantity, value: value - variance });
            out.variance += variance;
            out.covers.append(&mut covers);
            self.item(index)?.last = goods.unit_cost();
        } else {
            out.effects.push(Effect { place, quantity, value });
        }
        Ok(())
    }
}
