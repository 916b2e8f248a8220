//! Negative stock by date.

use super::{Pool, more, owned};
use crate::{
    error::{Result, exact},
    money::Money,
    stock::Valuation,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Units that left without being there, and what covered them: a part of a shortage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Short {
    /// The item.
    pub item: String,
    /// The location, where the policy's pools tell them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The lot, where the policy's pools tell them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<String>,
    /// The row of the entry that was short.
    pub row: u64,
    /// Its movement's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The day on which the units left.
    pub from: NaiveDate,
    /// The day on which they were covered; none while they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// How many.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// The cost at which they left, or as they were costed anew since.
    pub provisional: Money,
    /// The row of the entry that covered them, or costed them anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered_by: Option<u64>,
    /// Its movement's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered_by_id: Option<String>,
    /// What they cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// `cost` − `provisional`: above zero a late expense of the day `to`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Money>,
    /// Whether they were costed anew and are still short: such a row comes besides those that make up the shortage.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recosted: bool,
}

/// Every shortage by what covered it, in the order of the movements that were short; what is still open last. The rows of a
/// shortage that are not `recosted` add up to what was missing. Under a standard there are none: see [`below_zero`].
pub fn shortages(valuation: &Valuation) -> Vec<Short> {
    let mut covers: BTreeMap<u64, Vec<_>> = BTreeMap::new();
    for cover in &valuation.covers {
        covers.entry(cover.short).or_default().push(cover);
    }
    let mut rows = Vec::new();
    for shortage in &valuation.shortages {
        let Some(entry) = valuation.entry_of(shortage.row) else { continue };
        let (item, location, lot) = owned(valuation.pool_of(entry));
        let whole = Short {
            item,
            location,
            lot,
            row: shortage.row,
            id: shortage.movement.clone(),
            from: shortage.day,
            to: None,
            quantity: shortage.open,
            provisional: shortage.open_value,
            covered_by: None,
            covered_by_id: None,
            cost: None,
            difference: None,
            recosted: false,
        };
        for cover in covers.get(&shortage.row).into_iter().flatten() {
            rows.push(Short {
                to: (!cover.open).then_some(cover.day),
                quantity: cover.quantity,
                provisional: cover.provisional,
                covered_by: Some(cover.row),
                covered_by_id: valuation.entry_of(cover.row).and_then(|entry| entry.movement.id.clone()),
                cost: Some(cover.cost),
                difference: Some(cover.difference),
                recosted: cover.open,
                ..whole.clone()
            });
        }
        if !shortage.open.is_zero() {
            rows.push(whole);
        }
    }
    rows
}

/// A stretch of time in which a pool held less than nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BelowZero {
    /// The item.
    pub item: String,
    /// The location, where the policy's pools tell them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The lot, where the policy's pools tell them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<String>,
    /// The day on which it went below zero.
    pub from: NaiveDate,
    /// The row of the entry that did it.
    pub row: u64,
    /// The day on which it was there again; none while it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// The row of the entry with which it was there again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<u64>,
    /// The least that it held.
    #[serde(with = "exact::text")]
    pub lowest: Decimal,
    /// What that was worth, at provisional costs.
    pub value: Money,
}

/// Every stretch in which a pool held less than nothing, movement by movement, whatever the method, in the order in which
/// they began.
///
/// # Errors
/// `number.out_of_range`.
pub fn below_zero(valuation: &Valuation) -> Result<Vec<BelowZero>> {
    let mut late: BTreeMap<u64, Vec<_>> = BTreeMap::new();
    for cover in &valuation.covers {
        late.entry(cover.row).or_default().push(cover);
    }
    let zero = Money::zero(valuation.currency);
    let mut held: BTreeMap<Pool, (Decimal, Money, Option<BelowZero>)> = BTreeMap::new();
    let mut rows = Vec::new();
    for (row, entry) in (0u64..).zip(&valuation.entries) {
        let mut moved = Vec::new();
        for change in valuation.changes(entry) {
            moved.push((owned(change.pool), change.quantity, change.value));
        }
        for cover in late.remove(&row).into_iter().flatten() {
            let Some(short) = valuation.entry_of(cover.short) else { continue };
            moved.push((owned(valuation.pool_of(short)), Decimal::ZERO, -cover.difference));
        }
        for (pool, quantity, value) in &moved {
            let known = held.entry(pool.clone()).or_insert((Decimal::ZERO, zero, None));
            known.0 = more(known.0, *quantity)?;
            known.1 = known.1.checked_add(*value)?;
        }
        for (pool, ..) in moved {
            let Some((quantity, value, open)) = held.get_mut(&pool) else { continue };
            if *quantity < Decimal::ZERO {
                let day = entry.movement.day;
                let (lowest, value) = (*quantity, *value);
                let (item, location, lot) = pool;
                let new = || BelowZero {
                    item,
                    location,
                    lot,
                    from: day,
                    row,
                    to: None,
                    ended_by: None,
                    lowest,
                    value,
                };
                let stretch = open.get_or_insert_with(new);
                if lowest < stretch.lowest {
                    (stretch.lowest, stretch.value) = (lowest, value);
                }
            } else if let Some(stretch) = open.take() {
                rows.push(BelowZero { to: Some(entry.movement.day), ended_by: Some(row), ..stretch });
            }
        }
    }
    rows.extend(held.into_values().filter_map(|(.., open)| open));
    rows.sort_by_key(|stretch| stretch.row);
    Ok(rows)
}
