//! The lower of cost and net realisable value (IAS 2.9, 2.28 to 2.33).

use crate::{error::Result, money::Money};
use serde::{Deserialize, Serialize};

/// What goods would bring: both amounts for all of them, in the currency of their cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Realisable {
    /// The estimated selling price in the ordinary course of business.
    pub selling_price: Money,
    /// The estimated costs of completion and of the sale.
    pub selling_costs: Money,
}

/// What goods are carried at. The cost itself stays as it is: the write-down is an allowance beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carrying {
    /// The lower of cost and net realisable value.
    pub carrying: Money,
    /// Cost − carrying: what is written down at this date, and what the next date starts from.
    pub allowance: Money,
    /// The expense of the period; below zero for a reversal.
    pub expense: Money,
}

/// The lower of cost and net realisable value at a date, and the expense that brings the books there. A reversal never
/// exceeds what was written down before (IAS 2.33). A net realisable value below zero is taken as zero: goods are written
/// off, and what it costs to be rid of them is not a value of stock.
///
/// `allowance` is what the date before left (zero at first).
///
/// # Errors
/// `money.mixed_currencies`, `number.out_of_range`.
///
/// ```
/// use backoffice::{eur, stock::{Realisable, lower_of_cost_and_nrv}};
///
/// let realisable = Realisable { selling_price: eur!(740_000.00), selling_costs: eur!(50_000.00) };
/// let year = lower_of_cost_and_nrv(eur!(720_000.00), realisable, eur!(0.00))?;
/// assert_eq!((year.carrying, year.expense), (eur!(690_000), eur!(30_000)));
///
/// let better = Realisable { selling_price: eur!(810_000.00), ..realisable };
/// let next = lower_of_cost_and_nrv(eur!(720_000.00), better, year.allowance)?;
/// assert_eq!((next.carrying, next.expense), (eur!(720_000.00), eur!(-30_000))); // capped at cost
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn lower_of_cost_and_nrv(cost: Money, realisable: Realisable, allowance: Money) -> Result<Carrying> {
    let nrv = realisable.selling_price.checked_sub(realisable.selling_costs)?;
    let nrv = if nrv.is_negative() { Money::zero(nrv.currency()) } else { nrv };
    let below = cost.checked_sub(nrv)?;
    let needed = if below.is_negative() { Money::zero(cost.currency()) } else { below };
    Ok(Carrying {
        carrying: cost.checked_sub(needed)?,
        allowance: needed,
        expense: needed.checked_sub(allowance)?,
    })
}
