//! Opening, in, out and closing.

use super::{Pool, more, owned};
use crate::{
    calendar::Period,
    error::{Result, exact},
    money::Money,
    stock::{
        Valuation,
        journal::in_order,
        sides::{PoolKey, Sides},
        valuation::bearer,
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What moved in one pool in a period. Of quantities, opening + in − out = closing; of values, opening + received − cost +
/// adjustments + revalued + produced + transferred − variance = closing, both exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// The item.
    pub item: String,
    /// The location, where the policy's pools tell them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The lot, where the policy's pools tell them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<String>,
    /// The first day of the period.
    pub first: NaiveDate,
    /// Its last, included.
    pub last: NaiveDate,
    /// How many were there when it began.
    #[serde(with = "exact::text")]
    pub opening_quantity: Decimal,
    /// How many came in.
    #[serde(with = "exact::text")]
    pub quantity_in: Decimal,
    /// How many left.
    #[serde(with = "exact::text")]
    pub quantity_out: Decimal,
    /// How many were there when it ended.
    #[serde(with = "exact::text")]
    pub closing_quantity: Decimal,
    /// What was there when it began was worth.
    pub opening_value: Money,
    /// What came from outside, later costs included, less what went back to suppliers.
    pub received: Money,
    /// The cost of what was issued, less what came back, with late differences of the period.
    pub cost: Money,
    /// Gains less losses.
    pub adjustments: Money,
    /// What revaluations and new unit costs added.
    pub revalued: Money,
    /// What production made, less what it consumed.
    pub produced: Money,
    /// What came from other pools, less what went there; over all pools of an item nothing.
    pub transferred: Money,
    /// What was paid above what goods are worth in stock.
    pub variance: Money,
    /// What was there when it ended was worth.
    pub closing_value: Money,
}

/// What moved in a period.
struct Moved {
    came: Decimal,
    left: Decimal,
    sides: Sides,
}

/// A pool as it runs.
struct Running {
    quantity: Decimal,
    value: Money,
    moved: Moved,
}

/// What moved in each period, by item and pool; a pool that held nothing and moved nothing is left out. The periods are in
/// order; movements between them count in the opening of the next.
///
/// # Errors
/// `input.invalid` when periods overlap or are not in order, `number.out_of_range`.
pub fn summary(valuation: &Valuation, periods: &[Period]) -> Result<Vec<Summary>> {
    in_order(periods)?;
    let zero = Money::zero(valuation.currency);
    let nothing = || Moved { came: Decimal::ZERO, left: Decimal::ZERO, sides: Sides::new(zero) };
    let mut late: BTreeMap<u64, Vec<_>> = BTreeMap::new();
    for cover in &valuation.covers {
        late.entry(cover.row).or_default().push(cover);
    }
    let mut pools: BTreeMap<PoolKey, Running> = BTreeMap::new();
    let mut entries = (0u64..).zip(&valuation.entries).peekable();
    let mut rows = Vec::new();
    for period in periods {
        let mut opening = None;
        while let Some((row, entry)) = entries.next_if(|(_, entry)| entry.movement.day <= period.last()) {
            if opening.is_none() && entry.movement.day >= period.first() {
                opening = Some(begin(&mut pools, nothing));
            }
            for change in valuation.changes(entry) {
                let new = || Running { quantity: Decimal::ZERO, value: zero, moved: nothing() };
                let pool = pools.entry(change.pool).or_insert_with(new);
                pool.quantity = more(pool.quantity, change.quantity)?;
                pool.value = pool.value.checked_add(change.value)?;
                if change.quantity.is_sign_negative() {
                    pool.moved.left = more(pool.moved.left, -change.quantity)?;
                } else {
                    pool.moved.came = more(pool.moved.came, change.quantity)?;
                }
                pool.moved.sides.take(entry, change.value, change.own)?;
            }
            for cover in late.remove(&row).into_iter().flatten() {
                let Some(short) = valuation.entry_of(cover.short) else { continue };
                let borne = bearer(&short.movement, &valuation.policy);
                let Some(pool) = pools.get_mut(&valuation.pool_of(short)) else { continue };
                pool.value = pool.value.checked_sub(cover.difference)?;
                pool.moved.sides.bear(borne, cover.difference)?;
            }
        }
        let opening = match opening {
            Some(opening) => opening,
            None => begin(&mut pools, nothing),
        };
        for (key, pool) in &pools {
            let (opening_quantity, opening_value) =
                opening.get(key).copied().unwrap_or((Decimal::ZERO, zero));
            let Moved { came, left, sides } = &pool.moved;
            let still = came.is_zero() && left.is_zero() && *sides == Sides::new(zero);
            if still && opening_quantity.is_zero() && opening_value.is_zero() {
                continue;
            }
            let (item, location, lot): Pool = owned(*key);
            rows.push(Summary {
                item,
                location,
                lot,
                first: period.first(),
                last: period.last(),
                opening_quantity,
                quantity_in: *came,
                quantity_out: *left,
                closing_quantity: pool.quantity,
                opening_value,
                received: sides.received,
                cost: sides.cost,
                adjustments: sides.adjustments,
                revalued: sides.revalued,
                produced: sides.produced,
                transferred: sides.transferred,
                variance: sides.variance,
                closing_value: pool.value,
            });
        }
    }
    Ok(rows)
}

/// A period begins: what is there, and nothing has moved.
fn begin<'a>(
    pools: &mut BTreeMap<PoolKey<'a>, Running>,
    nothing: impl Fn() -> Moved,
) -> BTreeMap<PoolKey<'a>, (Decimal, Money)> {
    let opening = pools.iter_mut().map(|(key, pool)| {
        pool.moved = nothing();
        (*key, (pool.quantity, pool.value))
    });
    opening.collect()
}
