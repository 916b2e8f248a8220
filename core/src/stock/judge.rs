//! The judge: whether a valuation holds together, by sums over its movements and results alone. It shares no code with the
//! book: everything is worked out again in exact decimals.

use super::{
    Cover, Entry, Holding, Kind, LateCost, Shortage, Valuation,
    judge_prior::Restated,
    sides::{PoolKey as Key, Sides, outside},
    valuation::bearer,
};
use crate::{
    error::{Code, Error, Result, exact},
    money::{Money, Rounding},
};
use rust_decimal::Decimal;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

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

pub(super) fn broken(field: impl Into<String>, value: impl fmt::Display, wanted: impl fmt::Display) -> Error {
    let field = field.into();
    let message =
        format!("`{field}` is {value}, and by the movements it is {wanted}: the valuation was altered");
    Error::new(Code::StockNotConserved, field, value, message)
}

pub(super) fn same<T: PartialEq + fmt::Display>(field: impl Into<String>, value: T, wanted: T) -> Result<()> {
    if value == wanted { Ok(()) } else { Err(broken(field, value, wanted)) }
}

impl Valuation {
    /// Whether nothing was lost and nothing made: in every pool quantity in is quantity out and on hand, and value in is
    /// the cost of what left, the stated late differences and the value on hand; an empty shelf is worth nothing; each
    /// entry moves what its movement says, at the cost that the movement or its layers say; nothing is returned or
    /// covered twice; totals are the sums of what they total. Of closed periods: each difference follows from what it was
    /// and is, begins where the one before it ended, the first with the closed entry; and with them all is as above.
    ///
    /// # Errors
    /// `stock.not_conserved`, naming the first figure that does not hold; `number.out_of_range`.
    pub fn conserved(&self) -> Result<()> {
        let Restated { entries, covers } = self.restate()?;
        Case { valuation: self, entries, covers }.judge()
    }
}

/// What is judged: the entries and covers as they come to with the differences of prior periods.
struct Case<'a> {
    valuation: &'a Valuation,
    entries: Vec<Option<&'a Entry>>,
    covers: Vec<&'a Cover>,
}

impl<'a> Case<'a> {
    fn judge(&self) -> Result<()> {
        let shortages: BTreeMap<u64, &Shortage> =
            self.valuation.shortages.iter().map(|s| (s.row, s)).collect();
        let mut pools: BTreeMap<Key, Sum> = BTreeMap::new();
        let mut returned = ByRow::new();
        let ids: BTreeMap<&str, u64> =
            self.rows().filter_map(|(row, entry)| Some((entry.movement.id.as_deref()?, row))).collect();
        for (row, entry) in self.rows() {
            self.entry(entry, shortages.get(&row).copied())
                .map_err(|error| error.within(format!("entries.{row}")))?;
            self.moved(row, entry, &mut pools)?;
            let kind = entry.movement.kind;
            if let Some(id) = &entry.movement.of {
                let of = ids.get(id.as_str()).copied().ok_or_else(|| {
                    broken(format!("entries.{row}.movement.of"), id, "the id of a movement")
                })?;
                // What a customer had sent back and leaves again is costed as an issue.
                let leaves_again = kind == Kind::ReverseReturn && entry.quantity.is_sign_negative();
                if kind.has_quantity() && kind != Kind::Receipt && !leaves_again {
                    let value = match entry.charged {
                        Some(charged) => -charged,
                        None => outside(entry)?,
                    };
                    let returned = returned.entry(of).or_insert_with(|| self.nothing());
                    returned.add(entry.movement.quantity, value)?;
                }
            }
        }
        for (row, returned) in &returned {
            self.returned(*row, *returned)?;
        }
        self.covered(&shortages, &mut pools)?;
        self.held(&pools)?;
        self.totalled()
    }

    fn rows(&self) -> impl Iterator<Item = (u64, &'a Entry)> {
        (0u64..).zip(&self.entries).filter_map(|(row, entry)| Some((row, (*entry)?)))
    }

    fn nothing(&self) -> Sum {
        Sum { quantity: Decimal::ZERO, value: Money::zero(self.valuation.currency) }
    }

    fn pool_of(&self, entry: &'a Entry) -> Key<'a> {
        self.valuation.pool_of(entry)
    }

    fn row(&self, row: u64) -> Option<&'a Entry> {
        usize::try_from(row).ok().and_then(|row| *self.entries.get(row)?)
    }

    /// An entry against its movement.
    fn entry(&self, entry: &Entry, shortage: Option<&Shortage>) -> Result<()> {
        let movement = &entry.movement;
        let moves = movement.quantity;
        match movement.kind {
            Kind::Count => {}
            Kind::Issue | Kind::Loss | Kind::ReturnToSupplier | Kind::Consume => {
                same("quantity", entry.quantity, -moves)?;
            }
            Kind::Transfer if entry.pools.is_empty() => same("quantity", entry.quantity, Decimal::ZERO)?,
            Kind::Transfer => same("quantity", entry.quantity, -moves)?,
            Kind::ReverseReturn => same("quantity", entry.quantity.abs(), moves)?,
            kind if !kind.has_quantity() || kind == Kind::Dropship => {
                same("quantity", entry.quantity, Decimal::ZERO)?;
            }
            _ => same("quantity", entry.quantity, moves)?,
        }
        self.at_its_cost(entry)?;
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
        let mut units = Decimal::ZERO;
        for origin in &entry.origins {
            if origin.quantity <= Decimal::ZERO {
                return Err(broken("origins", origin.quantity, "above zero"));
            }
            units = exact::add(units.normalize(), origin.quantity.normalize())
                .ok_or_else(|| Error::overflow("quantity", origin.quantity, "sum of quantities"))?;
        }
        if units > -out.quantity {
            return Err(broken("origins", units, "at most what left"));
        }
        // A count with a unit cost says what is there, and what it is worth: nothing is taken from layers.
        let told = movement.kind == Kind::Count && movement.unit_cost.is_some();
        if (entry.quantity < Decimal::ZERO && !told) || out != self.nothing() {
            same("consumed", out.quantity, entry.quantity)?;
            let own = match entry.pools.first() {
                Some(own) if movement.kind == Kind::Transfer => own.value,
                _ => entry.value,
            };
            same("value", own, out.value)?;
        }
        Ok(())
    }

    /// What a receipt was worth by its movement and by the later costs that were replayed into it.
    fn at_its_cost(&self, entry: &Entry) -> Result<()> {
        let movement = &entry.movement;
        let came = matches!(movement.kind, Kind::Opening | Kind::Receipt | Kind::Gain);
        if !came || movement.rate.is_some() {
            return Ok(());
        }
        let rounding = Rounding::minor(self.valuation.currency, self.valuation.policy.rounding);
        let quantity = movement.quantity;
        let mut known = match (movement.unit_cost, movement.total_cost) {
            (Some(price), _) => price.times(quantity, rounding)?,
            (None, Some(total)) => total,
            (None, None) => return Ok(()),
        };
        if let Some(id) = movement.id.as_ref().filter(|_| self.valuation.policy.late_cost == LateCost::Replay)
        {
            for (_, later) in self.rows().filter(|(_, later)| later.movement.of.as_ref() == Some(id)) {
                match (later.movement.kind, later.movement.total_cost, later.movement.unit_cost) {
                    (Kind::LandedCost, Some(amount), _) if later.movement.rate.is_none() => {
                        known = known.checked_add(amount)?;
                    }
                    // The last correction replaces what was stated, which no longer tells the cost alone.
                    (Kind::LandedCost | Kind::CorrectUnitCost, ..) => return Ok(()),
                    _ => {}
                }
            }
        }
        same("value", outside(entry)?, known)
    }

    /// What an entry did to pools, which is all that it did.
    fn moved(&self, row: u64, entry: &'a Entry, pools: &mut BTreeMap<Key<'a>, Sum>) -> Result<()> {
        let goods = entry.movement.kind.has_quantity() && entry.movement.kind != Kind::Dropship;
        if entry.pools.is_empty() && !goods && entry.quantity.is_zero() && entry.value.is_zero() {
            // What moves no goods makes no pool.
            return Ok(());
        }
        if entry.pools.is_empty() {
            let pool = pools.entry(self.pool_of(entry)).or_insert_with(|| self.nothing());
            return pool.add(entry.quantity, entry.value);
        }
        let mut all = self.nothing();
        for moved in &entry.pools {
            all.add(moved.quantity, moved.value)?;
            let key = (entry.movement.item.as_str(), moved.location.as_deref(), moved.lot.as_deref());
            pools.entry(key).or_insert_with(|| self.nothing()).add(moved.quantity, moved.value)?;
        }
        let wanted = if entry.movement.kind == Kind::Transfer { Decimal::ZERO } else { entry.quantity };
        same(format!("entries.{row}.pools"), all.quantity, wanted)?;
        same(format!("entries.{row}.pools"), all.value, entry.value)
    }

    /// All returns of a row against what had moved: not more of it, and all of it at all of its cost.
    fn returned(&self, row: u64, returned: Sum) -> Result<()> {
        let of = self.row(row).ok_or_else(|| broken("of", row, "a row"))?;
        let left = exact::add(of.movement.quantity.normalize(), -returned.quantity)
            .ok_or_else(|| Error::overflow("quantity", of.movement.quantity, "what is left to return"))?;
        if left < Decimal::ZERO {
            return Err(broken(format!("entries.{row}.returned"), returned.quantity, of.movement.quantity));
        }
        if left.is_zero() {
            let went = match of.passed {
                Some(passed) => passed,
                None => -outside(of)?,
            };
            same(format!("entries.{row}.returned"), returned.value, went)?;
        }
        Ok(())
    }

    /// Covers against shortages; their differences leave the pools of the entries that covered them.
    fn covered(
        &self,
        shortages: &BTreeMap<u64, &Shortage>,
        pools: &mut BTreeMap<Key<'a>, Sum>,
    ) -> Result<()> {
        let mut open: ByRow = ByRow::new();
        for (row, shortage) in shortages {
            open.insert(*row, Sum { quantity: shortage.missing, value: shortage.provisional });
        }
        for (index, cover) in self.covers.iter().enumerate() {
            let field = |name: &str| format!("covers.{index}.{name}");
            let Cover { short, row, quantity, provisional, cost, difference, open: again, .. } = **cover;
            same(field("difference"), difference, cost.checked_sub(provisional)?)?;
            let open = open.get_mut(&short).ok_or_else(|| broken(field("short"), short, "a shortage"))?;
            open.add(-quantity, -provisional)?;
            if again {
                open.add(quantity, cost)?;
            }
            let entry = self.row(row).ok_or_else(|| broken(field("row"), row, "an entry"))?;
            let short = self.row(short).ok_or_else(|| broken(field("short"), short, "an entry"))?;
            let of_one = entry.movement.item == short.movement.item
                && (!entry.pools.is_empty() || again || quantity <= entry.quantity);
            if !of_one || quantity <= Decimal::ZERO {
                return Err(broken(field("quantity"), quantity, "of one item, and of what came in"));
            }
            let pool = pools.entry(self.pool_of(short)).or_insert_with(|| self.nothing());
            pool.add(Decimal::ZERO, -difference)?;
        }
        for (index, shortage) in self.valuation.shortages.iter().enumerate() {
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
        let held: BTreeSet<Key> = self
            .valuation
            .holdings
            .iter()
            .map(|held| (held.item.as_str(), held.location.as_deref(), held.lot.as_deref()))
            .collect();
        same("holdings", self.valuation.holdings.len(), held.len())?;
        // A pool that nothing moved in may be told or not.
        if let Some((key, moved)) =
            pools.iter().find(|(key, moved)| **moved != self.nothing() && !held.contains(*key))
        {
            return Err(broken(format!("holdings.{}.quantity", key.0), "not told", moved.quantity));
        }
        let mut open: BTreeMap<Key, Sum> = BTreeMap::new();
        for shortage in &self.valuation.shortages {
            let Some(entry) = self.row(shortage.row) else {
                return Err(broken("shortages", shortage.row, "an entry"));
            };
            open.entry(self.pool_of(entry))
                .or_insert_with(|| self.nothing())
                .add(shortage.open, shortage.open_value)?;
        }
        for holding in &self.valuation.holdings {
            let Holding { item, location, lot, quantity, value, layers, origins } = holding;
            let field = |name: &str| format!("holdings.{item}.{name}");
            let key = (item.as_str(), location.as_deref(), lot.as_deref());
            let moved = pools.get(&key).copied().unwrap_or_else(|| self.nothing());
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
            let mut came = self.nothing();
            for origin in origins {
                came.add(origin.quantity, origin.value)?;
            }
            if !origins.is_empty() && came != there {
                return Err(broken(field("origins"), came.value, there.value));
            }
            let short = open.get(&key).copied().unwrap_or_else(|| self.nothing());
            if !layers.is_empty() && !short.quantity.is_zero() {
                return Err(broken(field("layers"), layers.len(), "none, as the pool is short"));
            }
            there.add(-short.quantity, -short.value)?;
            // A standard needs no shortage to tell what is below zero: it is worth the standard too.
            if layers.is_empty() && short == self.nothing() && quantity.is_sign_negative() {
                continue;
            }
            same(field("layers"), there.quantity, *quantity)?;
            same(field("layers"), there.value, *value)?;
        }
        Ok(())
    }

    /// Totals by item and the grand total; and that what came, went and is there is all there is.
    fn totalled(&self) -> Result<()> {
        let mut held: BTreeMap<&str, Sum> = BTreeMap::new();
        let zero = Money::zero(self.valuation.currency);
        for holding in &self.valuation.holdings {
            held.entry(&holding.item)
                .or_insert_with(|| self.nothing())
                .add(holding.quantity, holding.value)?;
        }
        let mut gone: BTreeMap<&str, Sides> = BTreeMap::new();
        for (_, entry) in self.rows() {
            gone.entry(&entry.movement.item).or_insert(Sides::new(zero)).take(entry, entry.value, true)?;
        }
        for cover in &self.covers {
            let sides = gone.entry(&cover.item).or_insert(Sides::new(zero));
            let short = self.row(cover.short).ok_or_else(|| broken("covers", cover.short, "an entry"))?;
            sides.bear(bearer(&short.movement, &self.valuation.policy), cover.difference)?;
        }
        same("items", self.valuation.items.len(), gone.len())?;
        let mut total = zero;
        for (item, totals) in &self.valuation.items {
            let field = |name: &str| format!("items.{item}.{name}");
            let held = held.get(item.as_str()).copied().unwrap_or_else(|| self.nothing());
            let sides = gone.get(item.as_str()).copied().unwrap_or(Sides::new(zero));
            same(field("quantity"), totals.quantity, held.quantity)?;
            same(field("value"), totals.value, held.value)?;
            sides.told(totals, field)?;
            same(field("value"), totals.value, sides.left()?)?;
            total = total.checked_add(held.value)?;
        }
        same("total", self.valuation.total, total)
    }
}
