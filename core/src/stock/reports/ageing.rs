//! How long goods have been there.

use super::more;
use crate::{
    error::{Error, Result, exact},
    money::Money,
    stock::{Holding, Layer, Valuation},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is on hand of an item in one pool and has been there for so many days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aged {
    /// The item.
    pub item: String,
    /// The location, where the policy's pools tell them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The lot, where the policy's pools tell them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<String>,
    /// The first day of age of the band.
    pub from_days: u32,
    /// The last, included; none of the oldest band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_days: Option<u32>,
    /// How many; below zero what is short.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// Their cost.
    pub value: Money,
}

/// What is on hand at the end of the valuation, by age on `day`: by item and pool, and in each by age, youngest first.
/// `bands` are the last days of age of all bands but the oldest: `[30, 60]` gives 0 to 30, 31 to 60, and more. Bands with
/// nothing in them are left out; the others add up to the holdings.
///
/// The age is that of the layer, from the day of the receipt, whatever transfers the goods took. Under an average or a
/// standard units leave first in, first out, and each has its part of the value by quantity
/// ([`Holding::origins`](crate::stock::Holding)). What is short counts from the day on which it left; where no shortage is
/// told, as below a standard, it stands in the youngest band.
///
/// # Errors
/// `input.invalid` when bands are not in order, or goods came in after `day`; `number.out_of_range`.
pub fn ageing(valuation: &Valuation, day: NaiveDate, bands: &[u32]) -> Result<Vec<Aged>> {
    if let Some([_, wrong]) = bands.windows(2).find(|pair| matches!(pair, [one, next] if next <= one)) {
        return Err(Error::invalid("bands", wrong, "each band ends later than the one before"));
    }
    let age = |came: NaiveDate| {
        let days = u32::try_from((day - came).num_days());
        days.map_err(|_| {
            Error::invalid("day", day, &format!("not before {came}, when goods that are there came in"))
        })
    };
    let mut rows = Vec::new();
    for holding in &valuation.holdings {
        let zero = Money::zero(valuation.currency);
        let mut by_band: BTreeMap<usize, (Decimal, Money)> = BTreeMap::new();
        let mut add = |band: usize, units: Decimal, cost: Money| -> Result<()> {
            let (quantity, value) = by_band.entry(band).or_insert((Decimal::ZERO, zero));
            (*quantity, *value) = (more(*quantity, units)?, value.checked_add(cost)?);
            Ok(())
        };
        let (mut units, mut cost) = (holding.quantity, holding.value);
        let band = |age: u32| bands.partition_point(|last| *last < age);
        for Layer { day, quantity, value, .. } in told(holding) {
            add(band(age(*day)?), *quantity, *value)?;
            (units, cost) = (more(units, -*quantity)?, cost.checked_sub(*value)?);
        }
        let own = (holding.item.as_str(), holding.location.as_deref(), holding.lot.as_deref());
        for short in &valuation.shortages {
            let entry = valuation.entry_of(short.row);
            if !short.open.is_zero() && entry.is_some_and(|entry| valuation.pool_of(entry) == own) {
                add(band(age(short.day)?), -short.open, -short.open_value)?;
                (units, cost) = (more(units, short.open)?, cost.checked_add(short.open_value)?);
            }
        }
        if !units.is_zero() || !cost.is_zero() {
            add(0, units, cost)?;
        }
        for (band, (quantity, value)) in by_band {
            let before = band.checked_sub(1).and_then(|before| bands.get(before));
            rows.push(Aged {
                item: holding.item.clone(),
                location: holding.location.clone(),
                lot: holding.lot.clone(),
                from_days: before.map_or(0, |before| before.saturating_add(1)),
                to_days: bands.get(band).copied(),
                quantity,
                value,
            });
        }
    }
    Ok(rows)
}

/// What tells when the goods came.
fn told(holding: &Holding) -> &[Layer] {
    if holding.origins.is_empty() { &holding.layers } else { &holding.origins }
}
