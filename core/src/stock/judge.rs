//! The judge: whether a valuation holds together, by sums over its movements and results alone. It shares no code with the
//! book: everything is worked out again in exact decimals.

use super::{Cover, Entry, Holding, Kind, Shortage, Valuation};
use crate::{
    error::{Code, Error, Result, exact},
    money::{Money, Rounding},
};
use rust_decimal::Decimal;
use std::{collections::BTreeMap, fmt};

type Key<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

/// A quantity and a value, summed exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sum {
    quantity: Decimal,
    value: Money,
}

impl Sum {
    fn add(&mut self, quantity: Decimal, value: Money) -> Result<()> {
        // Normalised, as a zero with decimals is not taken for an exact sum with a whole number.
        let sum = exact::add(self.quantity.normalize(), quantity.normalize());
        self.quantity = sum.ok_or_else(|| Error::overflow("quantity", quantity, "sum of quantities"))?;
        self.value = self.value.checked_add(value)?;
        Ok(())
    }
}

/// What was returned of a movement, and the covers of a shortage, by row.
type ByRow = BTreeMap<u64, Sum>;

fn broken(field: impl Into<String>, value: impl fmt::Display, wanted: impl fmt::Display) -> Error {
    let field = field.into();
    let message =
        format!("`{field}` is {value}, and by the movements it is {wanted}: the valuation was altered");
    Error::new(Code::StockNotConserved, field, value, message)
}

fn same<T: PartialEq + fmt::Display>(field: impl Into<String>, value: T, wanted: T) -> Result<()> {
    if value == wanted { Ok(()) } else { Err(broken(field, value, wanted)) }
}

impl Valuation {
    /// Whether nothing was lost and nothing made: in every pool quantity in is quantity out and on hand, and value in is
    /// the cost of what left, the stated late differences and the value on hand; an empty shelf is worth nothing; each
    /// entry moves what its movement says, at the cost that the movement or its layers say; nothing is returned or
    /// covered twice; totals are the sums of what they total.
    ///
    /// # Errors
    /// `stock.not_conserved`, naming the first figure that does not hold; `number.out_of_range`.
    pub fn conserved(&self) -> Result<()> {
        let shortages: BTreeMap<u64, &Shortage> = self.shortages.iter().map(|s| (s.row, s)).collect();
        let mut pools: BTreeMap<Key, Sum> = BTreeMap::new();
        let mut returned = ByRow::new();
        let ids: BTreeMap<&str, u64> = (0u64..)
            .zip(&self.entries)
            .filter_map(|(row, entry)| Some((entry.movement.id.as_deref()?, row)))
            .collect();
        for (row, entry) in (0u64..).zip(&self.entries) {
            self.entry(entry, shortages.get(&row).copied())
                .map_err(|error| error.within(format!("entries.{row}")))?;
            pools
                .entry(self.key(entry))
                .or_insert_with(|| self.nothing())
                .add(entry.quantity, entry.value)?;
            if let Some(id) = &entry.movement.returns {
                let of = ids.get(id.as_str()).copied().ok_or_else(|| {
                    broken(format!("entries.{row}.movement.returns"), id, "the id of a movement")
                })?;
                let value = entry.charged.map_or(entry.value, |charged| -charged);
                returned.entry(of).or_insert_with(|| self.nothing()).add(entry.quantity, value)?;
            }
        }
        for (row, returned) in &returned {
            self.returned(*row, *returned)?;
        }
        self.covered(&shortages, &mut pools)?;
        self.held(&pools)?;
        self.totalled()
    }

    fn nothing(&self) -> Sum {
        Sum { quantity: Decimal::ZERO, value: Money::zero(self.currency) }
    }

    fn key<'a>(&self, entry: &'a Entry) -> Key<'a> {
        let (location, lot) = self.policy.pools.place(&entry.movement);
        (&entry.movement.item, location, lot)
    }

    fn row(&self, row: u64) -> Option<&Entry> {
        usize::try_from(row).ok().and_then(|row| self.entries.get(row))
    }

    /// An entry against its movement.
    fn entry(&self, entry: &Entry, shortage: Option<&Shortage>) -> Result<()> {
        let movement = &entry.movement;
        match movement.kind {
            Kind::Count => {}
            Kind::Issue | Kind::Loss | Kind::ReturnToSupplier => {
                same("quantity", entry.quantity, -movement.quantity)?;
            }
            _ => same("quantity", entry.quantity, movement.quantity)?,
        }
        let rounding = Rounding::minor(self.currency, self.policy.rounding);
        let known = match (movement.unit_cost, movement.total_cost) {
            (Some(price), _) => Some(price.times(movement.quantity, rounding)?),
            (None, total) => total,
        };
        if let Some(known) = known {
            same("value", entry.value, known)?;
        }
        let mut out = self.nothing();
        for part in &entry.consumed {
            if part.quantity <= Decimal::ZERO {
                return Err(broken("consumed", part.quantity, "above zero"));
            }
            out.add(-part.quantity, -part.value)?;
        }
        if let Some(shortage) = shortage {
            same("item", &shortage.item, &movement.item)?;
            out.add(-shortage.missing, -shortage.provisional)?;
        }
        if entry.quantity < Decimal::ZERO || out != self.nothing() {
            same("consumed", out.quantity, entry.quantity)?;
            same("value", entry.value, out.value)?;
        }
        Ok(())
    }

    /// All returns of a row against what had moved: not more of it, and all of it at all of its cost.
    fn returned(&self, row: u64, returned: Sum) -> Result<()> {
        let of = self.row(row).ok_or_else(|| broken("returns", row, "a row"))?;
        let left = exact::add(of.quantity, returned.quantity)
            .ok_or_else(|| Error::overflow("quantity", of.quantity, "what is left to return"))?;
        let beyond = !left.is_zero() && left.is_sign_negative() != of.quantity.is_sign_negative();
        if beyond {
            return Err(broken(format!("entries.{row}.returned"), returned.quantity, of.quantity));
        }
        if left.is_zero() {
            same(format!("entries.{row}.returned"), returned.value, -of.value)?;
        }
        Ok(())
    }

    /// Covers against shortages; their differences leave the pools of the entries that covered them.
    fn covered<'a>(
        &'a self,
        shortages: &BTreeMap<u64, &Shortage>,
        pools: &mut BTreeMap<Key<'a>, Sum>,
    ) -> Result<()> {
        let mut open: ByRow = ByRow::new();
        for (row, shortage) in shortages {
            open.insert(*row, Sum { quantity: shortage.missing, value: shortage.provisional });
        }
        for (index, cover) in self.covers.iter().enumerate() {
            let field = |name: &str| format!("covers.{index}.{name}");
            let Cover { short, row, quantity, provisional, cost, difference, .. } = *cover;
            same(field("difference"), difference, cost.checked_sub(provisional)?)?;
            let open = open.get_mut(&short).ok_or_else(|| broken(field("short"), short, "a shortage"))?;
            open.add(-quantity, -provisional)?;
            let entry = self.row(row).ok_or_else(|| broken(field("row"), row, "an entry"))?;
            let short = self.row(short).ok_or_else(|| broken(field("short"), short, "an entry"))?;
            if self.key(entry) != self.key(short) || quantity <= Decimal::ZERO || quantity > entry.quantity {
                return Err(broken(field("quantity"), quantity, "of one pool, and of what came in"));
            }
            let pool = pools.entry(self.key(entry)).or_insert_with(|| self.nothing());
            pool.add(Decimal::ZERO, -difference)?;
        }
        for (index, shortage) in self.shortages.iter().enumerate() {
            let open = open.get(&shortage.row).copied().unwrap_or_else(|| self.nothing());
            same(format!("shortages.{index}.open"), shortage.open, open.quantity)?;
            same(format!("shortages.{index}.open_value"), shortage.open_value, open.value)?;
            if open.quantity < Decimal::ZERO || (open.quantity.is_zero() && !open.value.is_zero()) {
                return Err(broken(format!("shortages.{index}.open"), open.quantity, "not below zero"));
            }
        }
        Ok(())
    }

    /// What is on hand against the sums of what moved.
    fn held(&self, pools: &BTreeMap<Key, Sum>) -> Result<()> {
        same("holdings", self.holdings.len(), pools.len())?;
        let mut open: BTreeMap<Key, Sum> = BTreeMap::new();
        for shortage in &self.shortages {
            let Some(entry) = self.row(shortage.row) else {
                return Err(broken("shortages", shortage.row, "an entry"));
            };
            open.entry(self.key(entry))
                .or_insert_with(|| self.nothing())
                .add(shortage.open, shortage.open_value)?;
        }
        for holding in &self.holdings {
            let Holding { item, location, lot, quantity, value, layers } = holding;
            let field = |name: &str| format!("holdings.{item}.{name}");
            let key = (item.as_str(), location.as_deref(), lot.as_deref());
            let moved = pools.get(&key).ok_or_else(|| broken("holdings", item, "without movements"))?;
            same(field("quantity"), *quantity, moved.quantity)?;
            same(field("value"), *value, moved.value)?;
            if quantity.is_zero() && !value.is_zero() {
                return Err(broken(field("value"), value, "nothing, as the shelf is empty"));
            }
            let mut there = self.nothing();
            for layer in layers {
                if layer.quantity <= Decimal::ZERO || layer.value.is_negative() || layer.item != *item {
                    return Err(broken(field("layers"), layer, "goods of the item that are there"));
                }
                there.add(layer.quantity, layer.value)?;
            }
            let short = open.get(&key).copied().unwrap_or_else(|| self.nothing());
            if !layers.is_empty() && !short.quantity.is_zero() {
                return Err(broken(field("layers"), layers.len(), "none, as the pool is short"));
            }
            there.add(-short.quantity, -short.value)?;
            same(field("layers"), there.quantity, *quantity)?;
            same(field("layers"), there.value, *value)?;
        }
        Ok(())
    }

    /// Totals by item and the grand total.
    fn totalled(&self) -> Result<()> {
        let mut held: BTreeMap<&str, Sum> = BTreeMap::new();
        let mut gone: BTreeMap<&str, (Money, Money)> = BTreeMap::new();
        let zero = Money::zero(self.currency);
        for holding in &self.holdings {
            held.entry(&holding.item)
                .or_insert_with(|| self.nothing())
                .add(holding.quantity, holding.value)?;
        }
        for entry in &self.entries {
            let (cost, adjustments) = gone.entry(&entry.movement.item).or_insert((zero, zero));
            match entry.movement.kind {
                Kind::Issue | Kind::ReturnFromCustomer => *cost = cost.checked_sub(entry.value)?,
                Kind::Gain | Kind::Loss | Kind::Count => {
                    *adjustments = adjustments.checked_add(entry.value)?;
                }
                Kind::Opening | Kind::Receipt | Kind::ReturnToSupplier => {}
            }
        }
        for cover in &self.covers {
            let (cost, adjustments) = gone.entry(&cover.item).or_insert((zero, zero));
            if self.row(cover.short).is_some_and(|short| short.movement.kind == Kind::Issue) {
                *cost = cost.checked_add(cover.difference)?;
            } else {
                *adjustments = adjustments.checked_sub(cover.difference)?;
            }
        }
        same("items", self.items.len(), held.len())?;
        let mut total = zero;
        for (item, totals) in &self.items {
            let field = |name: &str| format!("items.{item}.{name}");
            let held = held.get(item.as_str()).copied().unwrap_or_else(|| self.nothing());
            let (cost, adjustments) = gone.get(item.as_str()).copied().unwrap_or((zero, zero));
            same(field("quantity"), totals.quantity, held.quantity)?;
            same(field("value"), totals.value, held.value)?;
            same(field("cost"), totals.cost, cost)?;
            same(field("adjustments"), totals.adjustments, adjustments)?;
            total = total.checked_add(held.value)?;
        }
        same("total", self.total, total)
    }
}
