//! How much to order at a time when demand is steady.

use super::{gate, normal};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// An order quantity and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lot {
    /// How much to order at a time, in units.
    pub quantity: f64,
    /// What that costs in a period, in the currency of the costs given.
    pub cost: f64,
}

/// The economic order quantity: Q = √(2 K D ÷ h), at a cost of √(2 K D h) for ordering and holding in a period. D is the
/// demand in units per period (any period, the same for both), K the cost of an order, h the cost of holding a unit for a
/// period.
///
/// Source: F. W. Harris, How many parts to make at once (1913); E. A. Silver, D. F. Pyke, D. J. Thomas, Inventory and
/// Production Management in Supply Chains, 4th edition (2017), chapter 4.
///
/// # Errors
/// `number.negative` and `input.invalid` for a number that is not above zero.
///
/// ```
/// use backoffice::stock::replenishment::eoq;
///
/// let lot = eoq(1_200.0, 50.0, 0.75)?;
/// assert_eq!((lot.quantity, lot.cost), (400.0, 300.0));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn eoq(demand: f64, order_cost: f64, holding_cost: f64) -> Result<Lot> {
    let demand = gate::positive("demand", demand)?;
    let (order, holding) =
        (gate::positive("order_cost", order_cost)?, gate::positive("holding_cost", holding_cost)?);
    let quantity = gate::result("quantity", (2.0 * order * demand / holding).sqrt())?;
    Ok(Lot { quantity, cost: (2.0 * order * demand * holding).sqrt() })
}

/// An order quantity with planned backorders.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackorderedLot {
    /// How much to order at a time, in units.
    pub quantity: f64,
    /// The share of demand that waits, from 0 to 1: units owed when the order comes ÷ quantity.
    pub backordered: f64,
    /// What that costs in a period, in the currency of the costs given.
    pub cost: f64,
}

/// The economic order quantity when customers wait, at a cost p for each unit owed for a period: Q = √(2 K D (h + p) ÷ (h p)),
/// of which the share h ÷ (h + p) is owed when it comes, at a cost of √(2 K D h p ÷ (h + p)) in a period. Units as in [`eoq`].
///
/// Source: E. A. Silver, D. F. Pyke, D. J. Thomas (2017), chapter 4; L. V. Snyder, Z.-J. M. Shen, Fundamentals of Supply Chain
/// Theory, 2nd edition (2019), equations 3.27 to 3.29.
///
/// # Errors
/// As [`eoq`].
///
/// ```
/// use backoffice::stock::replenishment::{eoq, eoq_backorders};
///
/// let waits = eoq_backorders(1_200.0, 50.0, 0.75, 2.25)?;
/// assert_eq!(waits.backordered, 0.25);
/// assert!(waits.quantity > 400.0 && waits.cost < 300.0); // than without
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn eoq_backorders(
    demand: f64,
    order_cost: f64,
    holding_cost: f64,
    backorder_cost: f64,
) -> Result<BackorderedLot> {
    let plain = eoq(demand, order_cost, holding_cost)?;
    let backorder = gate::positive("backorder_cost", backorder_cost)?;
    let served = backorder / (holding_cost + backorder);
    Ok(BackorderedLot {
        quantity: gate::result("quantity", plain.quantity / served.sqrt())?,
        backordered: holding_cost / (holding_cost + backorder),
        cost: plain.cost * served.sqrt(),
    })
}

/// From a quantity on, a unit costs so much.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceBreak {
    /// From this order quantity on, in units: 0 for the first.
    pub from: f64,
    /// The cost of a unit.
    pub unit_cost: f64,
}

/// What a quantity discount is given on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discount {
    /// On all units of the order.
    AllUnits,
    /// On the units beyond the break only.
    Incremental,
}

/// The order quantity with quantity discounts that costs least, purchase included. Holding a unit for a period costs `rate`
/// (the carrying charge, such as 0.25 a year) of what it cost on average.
///
/// All units: of each price, the economic order quantity, or the break where that is higher, unless the next price begins
/// there. Incremental: with C what the units up to the break `from` cost above `from` times the unit cost c,
/// Q = √(2 D (K + C) ÷ (rate c)) where it lies between its breaks. Of the candidates the cheapest is taken, of equal ones the
/// smallest: cost = D × unit cost + K D ÷ Q + rate × unit cost × Q ÷ 2, with the average unit cost of an order of Q.
///
/// Source: E. A. Silver, D. F. Pyke, D. J. Thomas (2017), chapter 4 (quantity discounts); G. Hadley, T. M. Whitin, Analysis of
/// Inventory Systems (1963), chapter 2.
///
/// # Errors
/// `input.missing` without breaks; `number.negative`, `input.invalid` for a number; `input.invalid` for breaks that do not
/// begin at 0, do not ascend, or do not get cheaper (`breaks.1.from`, `breaks.1.unit_cost`).
///
/// ```
/// use backoffice::stock::replenishment::{Discount, PriceBreak, eoq_discount};
///
/// let breaks = [PriceBreak { from: 0.0, unit_cost: 5.0 }, PriceBreak { from: 1_000.0, unit_cost: 4.8 }];
/// let lot = eoq_discount(5_000.0, 49.0, 0.2, &breaks, Discount::AllUnits)?;
/// assert_eq!(lot.quantity, 1_000.0); // the economic order quantity would be 700 at 5.00
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn eoq_discount(
    demand: f64,
    order_cost: f64,
    rate: f64,
    breaks: &[PriceBreak],
    discount: Discount,
) -> Result<Lot> {
    let demand = gate::positive("demand", demand)?;
    let (order, rate) = (gate::positive("order_cost", order_cost)?, gate::positive("rate", rate)?);
    checked(breaks)?;
    let mut best: Option<Lot> = None;
    let mut setup = 0.0; // what the units of the earlier prices cost above this price
    for (place, here) in breaks.iter().enumerate() {
        if discount == Discount::Incremental
            && let Some(before) = place.checked_sub(1)
        {
            let dearer = breaks.get(before).map_or(here.unit_cost, |before| before.unit_cost);
            setup += here.from * (dearer - here.unit_cost);
        }
        let quantity = (2.0 * demand * (order + setup) / (rate * here.unit_cost)).sqrt();
        let quantity = match discount {
            Discount::AllUnits => quantity.max(here.from),
            Discount::Incremental if quantity < here.from => continue,
            Discount::Incremental => quantity,
        };
        if breaks.get(place + 1).is_some_and(|next| quantity >= next.from) {
            continue;
        }
        let unit_cost = here.unit_cost + setup / quantity;
        let cost = demand * unit_cost + order * demand / quantity + rate * unit_cost * quantity / 2.0;
        let lot = Lot { quantity: gate::result("quantity", quantity)?, cost: gate::result("cost", cost)? };
        if best.is_none_or(|best| lot.cost < best.cost) {
            best = Some(lot);
        }
    }
    best.ok_or_else(|| Error::invalid("breaks", breaks.len(), "no price has an order quantity of its own"))
}

fn checked(breaks: &[PriceBreak]) -> Result<()> {
    if breaks.is_empty() {
        return Err(Error::missing("breaks"));
    }
    let mut before: Option<PriceBreak> = None;
    for (place, here) in breaks.iter().enumerate() {
        let (from, cost) = (format!("breaks.{place}.from"), format!("breaks.{place}.unit_cost"));
        gate::not_negative(&from, here.from)?;
        gate::positive(&cost, here.unit_cost)?;
        let (right, cheaper) = match before {
            None => (here.from == 0.0, true),
            Some(before) => (here.from > before.from, here.unit_cost < before.unit_cost),
        };
        if !right {
            let wanted = "the first break is at 0, and each is above the one before";
            return Err(Error::invalid(&from, gate::told(here.from), wanted));
        }
        if !cheaper {
            let wanted = "it must be less than the unit cost before";
            return Err(Error::invalid(&cost, gate::told(here.unit_cost), wanted));
        }
        before = Some(*here);
    }
    Ok(())
}

/// The newsvendor's order under normal demand: Q = μ + z σ with Φ(z) = p ÷ (p + h), at an expected cost of (h + p) φ(z) σ. h is
/// what a unit left over costs, p what a unit short costs; the demand is that of the one season.
///
/// Source: E. A. Silver, D. F. Pyke, D. J. Thomas (2017), chapter on style goods and perishable items; L. V. Snyder, Z.-J. M.
/// Shen (2019), equation 4.30.
///
/// # Errors
/// `number.negative`, `input.invalid` for a number that is not above zero (the mean may be zero).
///
/// ```
/// use backoffice::stock::replenishment::newsvendor;
///
/// let order = newsvendor(50.0, 8.0, 0.18, 0.70)?;
/// assert!((order.quantity - 56.60).abs() < 0.01);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn newsvendor(mean: f64, deviation: f64, overage_cost: f64, underage_cost: f64) -> Result<Lot> {
    let mean = gate::not_negative("mean", mean)?;
    let deviation = gate::positive("deviation", deviation)?;
    let (over, under) =
        (gate::positive("overage_cost", overage_cost)?, gate::positive("underage_cost", underage_cost)?);
    let z = normal::quantile(critical(over, under)?);
    let cost = (over + under) * normal::density(z) * deviation;
    Ok(Lot { quantity: gate::result("quantity", mean + z * deviation)?, cost: gate::result("cost", cost)? })
}

/// The share of seasons that it pays to serve in full.
fn critical(over: f64, under: f64) -> Result<f64> {
    let ratio = under / (under + over);
    if ratio > 0.0 && ratio < 1.0 {
        return Ok(ratio);
    }
    let wanted = "it is too far from the overage cost to be weighed against it";
    Err(Error::invalid("underage_cost", gate::told(under), wanted))
}

/// The newsvendor's order under Poisson demand: the least whole Q with P(D ≤ Q) ≥ p ÷ (p + h), at an expected cost of
/// h E(Q − D)⁺ + p E(D − Q)⁺. Costs as in [`newsvendor`].
///
/// Source: L. V. Snyder, Z.-J. M. Shen (2019), chapter 4 (discrete demand).
///
/// # Errors
/// As [`newsvendor`]; a mean above 10⁹ is `input.invalid`: the normal form serves there.
///
/// ```
/// use backoffice::stock::replenishment::newsvendor_poisson;
///
/// assert_eq!(newsvendor_poisson(6.0, 1.0, 4.0)?.quantity, 8.0);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn newsvendor_poisson(mean: f64, overage_cost: f64, underage_cost: f64) -> Result<Lot> {
    let mean = gate::positive("mean", mean)?;
    if mean > 1e9 {
        return Err(Error::invalid("mean", gate::told(mean), "above 10^9 take the normal distribution"));
    }
    let (over, under) =
        (gate::positive("overage_cost", overage_cost)?, gate::positive("underage_cost", underage_cost)?);
    let wanted = critical(over, under)?;
    // All that weighs: 40 deviations about the mean, and 40 beyond for small ones.
    let reach = 40.0 * mean.sqrt() + 40.0;
    let first = (mean - reach).floor().max(0.0);
    let last = (mean + reach).ceil();
    let mode = mean.floor();
    let peak = libm::exp(mode * libm::log(mean) - mean - libm::lgamma(mode + 1.0));
    // From the peak down, then up again: small weights are added first.
    let mut below = Vec::new();
    let (mut at, mut weight) = (mode, peak);
    while at > first && weight > 0.0 {
        weight *= at / mean;
        at -= 1.0;
        below.push((at, weight));
    }
    let mut upward = below.into_iter().rev().collect::<Vec<_>>();
    (at, weight) = (mode, peak);
    while at <= last && weight > 0.0 {
        upward.push((at, weight));
        at += 1.0;
        weight *= mean / at;
    }
    let all: f64 = upward.iter().map(|(_, weight)| weight).sum();
    let mut upto = 0.0;
    let found = upward.iter().find(|(_, weight)| {
        upto += weight / all;
        upto >= wanted
    });
    let quantity = found.map_or(last, |(at, _)| *at);
    let each = |(at, weight): &(f64, f64)| {
        let left = quantity - at;
        weight / all * if left > 0.0 { over * left } else { under * -left }
    };
    let cost = upward.iter().map(each).sum();
    Ok(Lot { quantity, cost: gate::result("cost", cost)? })
}

/// When and how much to order, and what that costs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReorderQuantity {
    /// The reorder point r, in units.
    pub level: f64,
    /// The order quantity Q, in units.
    pub quantity: f64,
    /// What that costs in a period: ordering, holding and units short.
    pub cost: f64,
}

/// Reorder point and order quantity together under normal demand and a certain lead time, by the expected inventory level:
/// with n(r) the units short in a cycle, Q = √(2 D (K + p n(r)) ÷ h) and P(lead-time demand > r) = h Q ÷ (p D), in turn until
/// both stand still. p is the cost of a unit short; units of D, K and h as in [`eoq`], `deviation` is that of the demand of a
/// period, the lead time is in periods. The cost is h (r − D L + Q ÷ 2) + K D ÷ Q + p D n(r) ÷ Q.
///
/// Source: G. Hadley, T. M. Whitin (1963), chapter 4; L. V. Snyder, Z.-J. M. Shen (2019), equations 5.16 to 5.18
/// (expected-inventory-level approximation).
///
/// # Errors
/// `number.negative`, `input.invalid` for a number that is not above zero; `input.invalid` for a `shortage_cost` at which it
/// is cheaper to be short, so that there is no such r.
///
/// ```
/// use backoffice::stock::replenishment::reorder_quantity;
///
/// let policy = reorder_quantity(1_300.0, 150.0, 1.0 / 12.0, 8.0, 0.225, 7.5)?;
/// assert!((policy.level - 213.97).abs() < 0.01 && (policy.quantity - 318.59).abs() < 0.01);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn reorder_quantity(
    demand: f64,
    deviation: f64,
    lead_time: f64,
    order_cost: f64,
    holding_cost: f64,
    shortage_cost: f64,
) -> Result<ReorderQuantity> {
    let first = eoq(demand, order_cost, holding_cost)?;
    let deviation = gate::positive("deviation", deviation)?;
    let lead_time = gate::positive("lead_time", lead_time)?;
    let shortage = gate::positive("shortage_cost", shortage_cost)?;
    let (expected, spread) = (demand * lead_time, deviation * lead_time.sqrt());
    let mut quantity = first.quantity;
    for _ in 0..TURNS {
        let short = holding_cost * quantity / (shortage * demand);
        if short >= 1.0 {
            let wanted = "at this cost it is cheaper to be short than to hold stock";
            return Err(Error::invalid("shortage_cost", gate::told(shortage_cost), wanted));
        }
        // The quantile of a share that is nearly 1 is that of its small rest, mirrored.
        let z = -normal::quantile(short);
        let missing = spread * normal::loss(z);
        let next = (2.0 * demand * (order_cost + shortage * missing) / holding_cost).sqrt();
        if (next - quantity).abs() <= 1e-12 * quantity {
            let level = gate::result("level", expected + z * spread)?;
            let cost = holding_cost * (z * spread + quantity / 2.0)
                + demand / quantity * (order_cost + shortage * missing);
            return Ok(ReorderQuantity { level, quantity, cost: gate::result("cost", cost)? });
        }
        quantity = gate::result("quantity", next)?;
    }
    let wanted = "at this cost the quantity does not come to rest: it is nearly as cheap to be short";
    Err(Error::invalid("shortage_cost", gate::told(shortage_cost), wanted))
}

/// How often reorder point and quantity are found in turn at most.
const TURNS: usize = 10_000;
