//! Replenishment: what will be asked for, when to order and how much.
//!
//! These are estimates, so this is the one room of the house that reckons in floats. The border is the order quantity:
//! [`order_quantity`] turns an estimate into whole packs, an exact number again. Of a plan with known demand and costs
//! ([`wagner_whitin`]) every figure is exact.
//!
//! | question | functions |
//! |---|---|
//! | what kind of demand is it? | [`classify`], [`abc`], [`xyz`] |
//! | how much will be asked for? | [`ses`], [`holt`], [`holt_winters`]; seldom: [`croston`], [`sba`], [`tsb`], [`adida`], [`imapa`] |
//! | of many items? | [`croston_many`], [`sba_many`], [`tsb_many`] |
//! | when to order? | [`safety_stock`], [`reorder_point`], [`reorder_point_observed`] |
//! | how much? | [`eoq`], [`eoq_backorders`], [`eoq_discount`], [`newsvendor`], [`newsvendor_poisson`], [`wagner_whitin`] |
//! | both at once? | [`reorder_quantity`], [`simulate`], [`seek_level`] |
//! | what lies ahead? | [`cover`], [`project`], [`expiry_risk`] |
//! | and now the order | [`order_quantity`] |
//!
//! A series has a number for each period, oldest first, in units; a period is whatever the caller counts in, the same one
//! throughout a call. Whatever comes in is finite and at most 10¹⁵, a demand or a cost is not below zero, a parameter is
//! from 0 to 1: all else is refused by an error that names the field and the value. The same input gives the same bits on
//! every machine: roots are IEEE 754's, exponentials and logarithms libm's, and chance follows from a seed.
//!
//! ```
//! use backoffice::{dec, stock::replenishment::{LeadTimeDemand, eoq, order_quantity, reorder_point, ses}};
//!
//! let weeks = [96.0, 104.0, 99.0, 101.0, 110.0, 90.0, 103.0, 97.0];
//! let demand = ses(&weeks, 0.2)?;
//! let over = LeadTimeDemand { demand, demand_deviation: 6.0, lead_time: 3.0, lead_time_deviation: 0.5 };
//! let order_at = reorder_point(over, 0.98)?;
//!
//! let position = 350.0; // on hand and on order, less what is owed
//! assert!(position < order_at.level);
//! let lot = eoq(demand, 12.0, 0.05)?;
//! assert_eq!(order_quantity(lot.quantity, dec!(24), dec!(48))?, dec!(240)); // ten packs
//! # Ok::<(), backoffice::Error>(())
//! ```

#![allow(clippy::float_arithmetic, reason = "estimates: the border is `order_quantity`, which is exact")]
// Zero is zero: these compare with what was given, not with what was reckoned.
#![allow(clippy::float_cmp, reason = "with zero, and with what was given")]

mod aggregate;
mod demand;
mod gate;
mod horizon;
mod intermittent;
mod lot;
mod normal;
mod pack;
mod plan;
mod safety;
mod simulate;
mod smooth;

#[cfg(test)]
mod tests;

pub use aggregate::{adida, imapa};
pub use demand::{Abc, Classified, DemandClass, EVEN_VARIATION, STEADY_INTERVAL, Xyz, abc, classify, xyz};
pub use horizon::{Cover, ExpiringLot, ExpiryRisk, Outlook, Projected, cover, expiry_risk, project};
pub use intermittent::{Columns, Forecasts, croston, croston_many, sba, sba_many, tsb, tsb_many};
pub use lot::{
    BackorderedLot, Discount, Lot, PriceBreak, ReorderQuantity, eoq, eoq_backorders, eoq_discount,
    newsvendor, newsvendor_poisson, reorder_quantity,
};
pub use pack::order_quantity;
pub use plan::{Plan, PlanPeriod, Planned, wagner_whitin};
pub use safety::{LeadTimeDemand, ReorderPoint, reorder_point, reorder_point_observed, safety_stock};
pub use simulate::{Aim, Chosen, OrderRule, Performance, Trial, seek_level, simulate};
pub use smooth::{Seasonality, Smoothing, holt, holt_winters, ses};
