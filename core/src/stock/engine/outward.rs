//! Goods that leave, and goods that move.

use super::{Effect, Engine, Outcome, Place, minor, no_cost, short};
use crate::{
    error::{Code, Error, Result},
    stock::{
        SupplierReturn,
        amounts::{self, Layer},
        shelf::{Costing, Part},
    },
};

impl Engine<'_> {
    /// Goods that leave their pool: what is not there, at the last known unit cost.
    pub(super) fn go_out(&mut self, index: usize, quantity: i64, out: &mut Outcome) -> Result<()> {
        let row = self.row(index)?;
        let (facts, day) = (row.facts, row.movement.day);
        let by = self.by();
        let pool = self.pool(index, facts.place)?;
        let missing = pool.missing(quantity);
        let last = facts.unit.or_else(|| pool.shelf.last_cost()).or(pool.last);
        let mut provisional = 0;
        if missing > 0 {
            let (of_item, otherwise) = self.elsewhere(index)?;
            let unit = last.or(of_item).or(otherwise);
            let unit = unit.map_or_else(|| Err(no_cost(&self.row(index)?.movement)), Ok)?;
            let value = unit.times(missing, by.rounding);
            let pool = self.pool(index, facts.place)?;
            let fits = value.filter(|value| pool.has_room_for_shortage(missing, *value));
            provisional =
                fits.ok_or_else(|| self.too_much(index, "quantity", "missing quantity × last unit cost"))?;
        } else if !pool.has_room_for(-quantity, 0) {
            return Err(self.too_much(index, "quantity", "quantity and value on hand"));
        }
        let pool = self.pool(index, facts.place)?;
        let mut gone = pool.issue(quantity - missing, facts.unit, by);
        if missing > 0 {
            pool.run_short(Layer::new(index, day, missing, provisional));
            pool.last = facts.unit.or(pool.last);
        }
        let value = -gone.value() - provisional;
        out.effects.push(Effect { place: facts.place, quantity: -quantity, value });
        out.gone.parts.append(&mut gone.parts);
        out.gone.units.append(&mut gone.units);
        (out.missing, out.provisional) = (missing, provisional);
        Ok(())
    }

    /// Goods that go back to the supplier: at the cost of their receipt as far as the policy says, the rest as an issue.
    pub(super) fn go_back(&mut self, index: usize, out: &mut Outcome) -> Result<()> {
        let row = self.row(index)?;
        let (facts, quantity) = (row.facts, row.facts.quantity);
        let (Some(of), Some(charged)) = (facts.of, self.back(index)?) else {
            return self.go_out(index, quantity, out);
        };
        let origin = self.row(of)?.facts.of.unwrap_or(of);
        let (day, rounding) = (self.row(origin)?.movement.day, self.policy.rounding);
        let pool = self.pool(index, facts.place)?;
        let (there, worth) = pool.shelf.of_row(origin);
        let tells_rows = pool.shelf.tells_rows();
        let standard = pool.shelf.standard().is_some();
        let at_cost = |units: i64| {
            let cost = amounts::portion(charged, units, quantity, rounding);
            if units == there { worth } else { cost.min(worth) }
        };
        let units = match self.policy.supplier_return {
            SupplierReturn::CurrentAverage => 0,
            _ if standard => 0,
            SupplierReturn::OriginalCostCapped => quantity.min(there),
            SupplierReturn::OriginalCost if there < quantity => {
                return Err(short(&self.row(index)?.movement, there));
            }
            SupplierReturn::OriginalCost if !tells_rows && there > quantity && charged > worth => {
                let (charged, worth) = (minor(charged, self.currency), minor(worth, self.currency));
                let message = format!(
                    "{} would take {charged} out of stock that is worth {worth}: use the policy `original_cost_capped`",
                    self.row(index)?.movement
                );
                return Err(Error::new(Code::StockShort, "value", charged, message));
            }
            SupplierReturn::OriginalCost => quantity,
        };
        if units > 0 {
            let value = at_cost(units);
            let gone = self.pool(index, facts.place)?.withdraw(origin, day, units, value);
            out.effects.push(Effect { place: facts.place, quantity: -units, value: -value });
            out.gone = gone;
        }
        if quantity > units {
            self.go_out(index, quantity - units, out)?;
            out.merge_effects();
        }
        out.charged = Some(charged);
        Ok(())
    }

    /// Goods that move between pools: each part comes in at the cost at which it left, as of the row that it came with. The
    /// units, which leave first in, first out, whatever the method says of costs, stay those of their rows too.
    pub(super) fn transfer(&mut self, index: usize, out: &mut Outcome) -> Result<()> {
        let row = self.row(index)?;
        let (facts, day) = (row.facts, row.movement.day);
        let Some(to) = facts.to else { return Ok(()) };
        self.go_out(index, facts.quantity, out)?;
        let mut parts = out.gone.parts.clone();
        if out.missing > 0 {
            let (quantity, value) = (out.missing, out.provisional);
            parts.push(Part { row: None, day, quantity, value });
        }
        let mut units = out.gone.units.clone();
        // What was not there, which a standard does not tell as missing, is of the transfer itself.
        let known: i64 = units.iter().map(|(_, units)| units).sum();
        units.push((index, facts.quantity - known));
        let before = self.pool(index, to)?.flow.count();
        let mut arrived = Vec::new();
        for part in parts {
            let mut one = Outcome::default();
            self.put(index, to, part.row.unwrap_or(index), part.quantity, part.value, &mut one)?;
            out.variance += one.variance;
            out.covers.append(&mut one.covers);
            arrived.append(&mut one.effects);
        }
        self.pool(index, to)?.flow.rename(before, &units);
        let total = |get: fn(&Effect) -> i64| arrived.iter().map(get).sum::<i64>();
        let (quantity, value) = (total(|effect| effect.quantity), total(|effect| effect.value));
        out.effects.push(Effect { place: to, quantity, value });
        Ok(())
    }

    /// The cost of goods that never touch the shelf.
    pub(super) fn passing(&mut self, index: usize) -> Result<i64> {
        let facts = self.row(index)?.facts;
        match facts.cost {
            Some(cost) => Ok(cost),
            None => self.current(index, facts.place, facts.quantity),
        }
    }
}

impl Outcome {
    /// Effects on one pool become one.
    fn merge_effects(&mut self) {
        let mut merged: Vec<Effect> = Vec::with_capacity(self.effects.len());
        for effect in self.effects.drain(..) {
            let place: Place = effect.place;
            match merged.iter_mut().find(|known| known.place == place) {
                Some(known) => {
                    known.quantity += effect.quantity;
                    known.value += effect.value;
                }
                None => merged.push(effect),
            }
        }
        self.effects = merged;
    }
}
