//! Movements of value alone, counts, and changes of method.

use super::{Effect, Engine, Key, Outcome, Place, Row};
use crate::{
    error::{Code, Error, Result},
    money::number::divide,
    stock::{
        Kind, LateCost, Method,
        amounts::{self, Layer, Spread, UnitCost, portion},
        pool::Pool,
        shelf::Costing,
    },
};

impl Engine<'_> {
    /// What a later cost of a receipt comes to; a correction, beside the one before it.
    fn later_cost(&self, index: usize) -> Result<i64> {
        let row = self.row(index)?;
        let (Kind::CorrectUnitCost, Some(of)) = (row.movement.kind, row.facts.of) else {
            return Ok(row.facts.cost.unwrap_or(0));
        };
        let key = Key::of(row, index, self.policy);
        let before = self.corrected(of, Some(key))?;
        let now = self.at_unit(of, row)?;
        now.checked_sub(before).ok_or_else(|| self.too_much(index, "unit_cost", "difference of the costs"))
    }

    /// The cost of a receipt at the unit cost of a correction.
    fn at_unit(&self, of: usize, correction: &Row) -> Result<i64> {
        let quantity = self.row(of)?.facts.quantity;
        let value = correction.facts.unit.and_then(|unit| unit.times(quantity, self.policy.rounding));
        let price = correction.movement.unit_cost;
        value.ok_or_else(|| {
            let price = price.map(|price| price.to_string()).unwrap_or_default();
            Error::overflow("unit_cost", price, "quantity × unit cost in minor units")
        })
    }

    /// The cost of a receipt as last corrected before a place; as it stated without a correction.
    fn corrected(&self, of: usize, before: Option<Key>) -> Result<i64> {
        let named = self.row(of)?;
        let corrections = named.referrers.iter().filter_map(|other| Some((*other, self.rows.get(*other)?)));
        let last = corrections
            .filter(|(_, row)| !row.deleted && row.movement.kind == Kind::CorrectUnitCost)
            .map(|(other, row)| (Key::of(row, other, self.policy), row))
            .filter(|(key, _)| before.is_none_or(|before| *key < before))
            .max_by_key(|(key, _)| *key);
        match last {
            Some((_, correction)) => self.at_unit(of, correction),
            None => Ok(named.facts.cost.unwrap_or(0)),
        }
    }

    /// What all later costs of a receipt add to it, where the policy replays them.
    pub fn replayed(&self, of: usize) -> Result<i64> {
        let named = self.row(of)?;
        let beyond = || self.too_much(of, "total_cost", "later costs of the receipt");
        let landed = named.referrers.iter().filter_map(|other| self.rows.get(*other));
        let landed = landed.filter(|row| !row.deleted && row.movement.kind == Kind::LandedCost);
        let landed = landed.map(|row| row.facts.cost.unwrap_or(0)).try_fold(0i64, i64::checked_add);
        let corrected = self.corrected(of, None)?.checked_sub(named.facts.cost.unwrap_or(0));
        landed.zip(corrected).and_then(|(landed, corrected)| landed.checked_add(corrected)).ok_or_else(beyond)
    }

    /// A cost that came after its goods.
    pub(super) fn late(&mut self, index: usize, out: &mut Outcome) -> Result<()> {
        let Some(of) = self.row(index)?.facts.of else { return Ok(()) };
        let amount = self.later_cost(index)?;
        let named = self.row(of)?;
        let (origin, place) = (named.facts.of.unwrap_or(of), named.facts.place);
        let item = self.item(index)?;
        let standard = item.pools.get(&place).is_some_and(|pool| pool.shelf.standard().is_some());
        match self.policy.late_cost {
            LateCost::Replay => {}
            _ if standard => out.variance = amount,
            LateCost::Split => self.split(index, origin, amount, out)?,
            LateCost::StockCoverage => {
                let received = self.received(origin, index)?;
                let pool = self.pool(index, place)?;
                let there = pool.shelf.quantity().clamp(0, received);
                let part = portion(amount, there, received, self.policy.rounding);
                let pool = self.pool(index, place)?;
                let added = if part == 0 { 0 } else { pool.add(Some(origin), part) };
                out.effects.push(Effect { place, quantity: 0, value: added });
                out.variance = amount - added;
            }
        }
        Ok(())
    }

    /// How many came with a receipt, and with what was added to it before a row.
    fn received(&self, origin: usize, index: usize) -> Result<i64> {
        let key = Key::of(self.row(index)?, index, self.policy);
        let named = self.row(origin)?;
        let more = named.referrers.iter().filter_map(|other| Some((*other, self.rows.get(*other)?)));
        let more = more.filter(|(other, row)| {
            !row.deleted && row.movement.kind == Kind::Receipt && Key::of(row, *other, self.policy) < key
        });
        let whole = more.map(|(_, row)| row.facts.quantity).try_fold(named.facts.quantity, i64::checked_add);
        whole.ok_or_else(|| self.too_much(index, "quantity", "quantity of the receipt"))
    }

    /// The part for units that are still on hand goes to them, wherever they are; the rest is late.
    fn split(&mut self, index: usize, origin: usize, amount: i64, out: &mut Outcome) -> Result<()> {
        let (received, rounding) = (self.received(origin, index)?, self.policy.rounding);
        let (mut spread, mut added) = (Spread::new(amount, received, rounding), 0);
        for place in self.places(index)? {
            let pool = self.pool(index, place)?;
            let units = pool.flow.of(origin).min(pool.shelf.quantity());
            if units <= 0 {
                continue;
            }
            let part = pool.add(Some(origin), spread.next(units));
            added += part;
            out.effects.push(Effect { place, quantity: 0, value: part });
        }
        out.late = amount - added;
        Ok(())
    }

    /// The pools that a movement of value speaks of: the one that it names, or all of the item.
    fn meant(&mut self, index: usize) -> Result<Vec<Place>> {
        let place = self.row(index)?.facts.place;
        if place == (None, None) {
            return self.places(index);
        }
        // What was never there has no value to change, and becomes no pool.
        Ok(self.known_pool(index, place).map(|_| place).into_iter().collect())
    }

    /// All pools of the item, by their names.
    fn places(&mut self, index: usize) -> Result<Vec<Place>> {
        let mut places: Vec<Place> = self.item(index)?.pools.keys().copied().collect();
        places.sort_by_key(|place| self.names.place(*place));
        Ok(places)
    }

    /// Another value of what is on hand.
    pub(super) fn revalue(&mut self, index: usize, out: &mut Outcome) -> Result<()> {
        let row = self.row(index)?;
        let (kind, facts) = (row.movement.kind, row.facts);
        let places = self.meant(index)?;
        let by = self.by();
        let nothing = |engine: &Self| {
            engine.row(index).map_or_else(Into::into, |row| {
                let message = format!("{}, of which nothing is on hand", row.movement);
                Error::new(Code::StockNothingOnHand, "item", &row.movement.item, message)
            })
        };
        let quantity = |engine: &mut Self, place| -> Result<i64> {
            Ok(engine.pool(index, place)?.shelf.quantity().max(0))
        };
        let mut whole = 0i64;
        for place in &places {
            let beyond = self.too_much(index, "quantity", "quantity on hand");
            whole = whole.checked_add(quantity(self, *place)?).ok_or(beyond)?;
        }
        let mut spread = Spread::new(facts.cost.unwrap_or(0), whole, by.rounding);
        for place in places {
            let there = quantity(self, place)?;
            let pool = self.pool(index, place)?;
            let before = pool.shelf.value();
            match kind {
                Kind::SetUnitCost => {
                    let Some(unit) = facts.unit else { continue };
                    let value = unit.times(pool.shelf.quantity(), by.rounding);
                    let value = value
                        .ok_or_else(|| self.too_much(index, "unit_cost", "quantity on hand × unit cost"))?;
                    let pool = self.pool(index, place)?;
                    pool.shelf.set_standard(unit);
                    pool.set_value(value);
                    pool.last = Some(unit);
                    let mut covers = Vec::new();
                    pool.recost_shortages(index, unit, by, &mut covers);
                    out.covers.append(&mut covers);
                }
                Kind::ScaleUnitCost => {
                    let (factor, per) = facts.ratio.unwrap_or((1, 1));
                    let standard = pool.shelf.standard().map(|unit| unit.scaled(factor, per));
                    let value = i128::from(before).checked_mul(factor);
                    let value = value.map(|value| divide(value, per, by.rounding));
                    let value = value.and_then(|value| i64::try_from(value).ok());
                    let beyond = || self.too_much(index, "factor", "value on hand × factor");
                    let value = value.ok_or_else(beyond)?;
                    let standard = match standard {
                        Some(scaled) => Some(scaled.ok_or_else(beyond)?),
                        None => None,
                    };
                    let pool = self.pool(index, place)?;
                    if let Some(standard) = standard {
                        pool.shelf.set_standard(standard);
                    }
                    pool.set_value(value);
                }
                _ => {
                    if whole == 0 {
                        return Err(nothing(self));
                    }
                    if there > 0 {
                        pool.revalue(spread.next(there));
                    }
                }
            }
            let value = self.pool(index, place)?.shelf.value() - before;
            out.effects.push(Effect { place, quantity: 0, value });
        }
        let amount = facts.cost.unwrap_or(0);
        if kind == Kind::Revalue && (whole == 0 || out.value() != amount) {
            return Err(nothing(self));
        }
        if let (Kind::SetUnitCost, Some(unit)) = (kind, facts.unit) {
            let item = self.item(index)?;
            (item.standard, item.last, item.costed) = (unit, Some(unit), true);
        }
        Ok(())
    }

    /// What was counted: the difference comes in at the current unit cost, or leaves as an issue; with a unit cost all
    /// that is there is worth that.
    pub(super) fn count(&mut self, index: usize, out: &mut Outcome) -> Result<()> {
        let row = self.row(index)?;
        let (facts, day, difference) = (row.facts, row.movement.day, out.quantity);
        if let Some(unit) = facts.unit {
            let pool = self.pool(index, facts.place)?;
            // Under a periodic method what came in later in the period is there too.
            let (there, before) = (pool.quantity(), pool.value());
            let counted = there.checked_add(difference);
            let counted = counted.ok_or_else(|| self.too_much(index, "quantity", "quantity on hand"))?;
            let value = unit.times(counted, self.policy.rounding);
            let value =
                value.ok_or_else(|| self.too_much(index, "unit_cost", "counted quantity × unit cost"))?;
            let pool = self.pool(index, facts.place)?;
            // What was short is not short any more; its provisional cost stands.
            let covers: Vec<_> = pool.settled(index).collect();
            pool.reset(Layer::new(index, day, counted, value), unit);
            // A standard rounds its own way.
            let value = pool.value();
            out.covers = covers;
            out.effects.push(Effect { place: facts.place, quantity: difference, value: value - before });
            self.item(index)?.last = Some(unit);
            return Ok(());
        }
        if difference >= 0 {
            let value = match self.pool(index, facts.place)?.added(difference) {
                Some(value) => value,
                None => self.current(index, facts.place, difference)?,
            };
            return self.put(index, facts.place, index, difference, value, out);
        }
        self.go_out(index, -difference, out)
    }

    /// Another method of the item: the value stays, by the units that are there.
    pub(super) fn change(&mut self, index: usize) -> Result<()> {
        let row = self.row(index)?;
        let Some(method) = row.movement.method else { return Err(Error::missing("method")) };
        self.policy.allow(method)?;
        let specific = |method| method == Method::Specific;
        if method.is_periodic() != self.method.is_periodic() || specific(method) != specific(self.method) {
            let wanted = format!("one that goes with `{}`: value the stock anew for any other", self.method);
            return Err(Error::invalid("method", method, &wanted));
        }
        for place in self.places(index)? {
            let pool = self.pool(index, place)?;
            // A standard tells what is short by its quantity, the others by shortages.
            if pool.shelf.quantity() < 0 || (method == Method::Standard && pool.quantity() < 0) {
                let message = format!("{}, which is short", self.row(index)?.movement);
                return Err(Error::new(Code::StockShort, "method", method, message));
            }
            let units: Vec<(usize, i64)> = pool.flow.units().collect();
            let (quantity, value) = (pool.shelf.quantity(), pool.shelf.value());
            let known: i64 = units.iter().map(|(_, units)| units).sum();
            let rest = (quantity > known).then_some((index, quantity - known));
            let (mut spread, mut layers) = (Spread::new(value, quantity, amounts::HALF_UP), Vec::new());
            for (row, units) in rest.into_iter().chain(units) {
                let day = self.row(row)?.movement.day;
                layers.push(Layer::new(row, day, units, spread.next(units)));
            }
            self.pool(index, place)?.change(method, &layers);
        }
        let standard = self.current_standard(index)?;
        let item = self.item(index)?;
        item.method = method;
        if let Some(standard) = standard {
            item.standard = standard;
        }
        Ok(())
    }

    /// What a unit of the item costs over all pools, as a standard for pools to come.
    fn current_standard(&mut self, index: usize) -> Result<Option<UnitCost>> {
        let (of_item, otherwise) = self.elsewhere(index)?;
        Ok(of_item.or(otherwise))
    }
}

impl Pool {
    /// Adds to the value of what is on hand, whatever the method; a standard becomes another.
    fn revalue(&mut self, amount: i64) {
        if self.shelf.standard().is_none() {
            self.add(None, amount);
            return;
        }
        let (value, quantity) = (self.shelf.value() + amount, self.shelf.quantity());
        if let Some(unit) = UnitCost::of(value.max(0).into(), quantity.into()) {
            self.shelf.set_standard(unit);
        }
    }
}
