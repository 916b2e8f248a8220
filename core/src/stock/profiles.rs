//! Policies by name: the usual ones, and those of other systems.

use super::{Cut, Framework, LateCost, Negative, Policy, SupplierReturn};
use crate::error::{Error, Result};

impl Policy {
    /// Odoo 13 to 18, by the cases of its stock valuation layers: stock may go below zero, and what covers it costs the
    /// covered units anew; a cut is of what remains; goods go back to suppliers as any others leave; of a landed cost
    /// stock takes the part for units of that receipt that are still on hand.
    pub const ODOO_18: Policy = Self::profile(
        Framework::Any,
        Cut::Remaining,
        Negative::RecostCoveredUnits,
        SupplierReturn::CurrentAverage,
        LateCost::Split,
    );

    /// Odoo 19, by the cases of its lot valuation and its correction of negative stock (pull request 243813): as Odoo
    /// 18, but a receipt sets the cost of all units that are still short after it.
    pub const ODOO_19: Policy = Self::profile(
        Framework::Any,
        Cut::Remaining,
        Negative::LastReceiptSetsCost,
        SupplierReturn::CurrentAverage,
        LateCost::Split,
    );

    /// ERPNext, by the cases of its bins and of its stock ledger: stock may go below zero, goods go back to suppliers at
    /// the cost of their receipt, and a landed cost is replayed as of its receipt.
    pub const ERPNEXT: Policy = Self::profile(
        Framework::Any,
        Cut::Cumulative,
        Negative::RecostCoveredUnits,
        SupplierReturn::OriginalCost,
        LateCost::Replay,
    );

    /// Tryton, by the cases of its product cost scenarios: stock may go below zero, and the last receipt sets the cost.
    pub const TRYTON: Policy = Self::profile(
        Framework::Any,
        Cut::Cumulative,
        Negative::LastReceiptSetsCost,
        SupplierReturn::OriginalCostCapped,
        LateCost::Split,
    );

    /// Beancount, by its rule that a reduction finds its lot or is refused: stock never goes below zero. Its booking
    /// methods are methods here, and its lots are told by `lot`.
    pub const BEANCOUNT: Policy = Self::DEFAULT;

    /// SAP's moving average, by the two published cases of a price difference with a shortage of stock: what stock does
    /// not cover of a late cost is a variance, and so is what covers negative stock.
    pub const SAP: Policy = Self::profile(
        Framework::Any,
        Cut::Cumulative,
        Negative::Variance,
        SupplierReturn::OriginalCostCapped,
        LateCost::StockCoverage,
    );

    /// The names that [`Policy::named`] knows.
    pub const NAMES: [&'static str; 8] =
        ["ifrs_default", "default", "odoo_18", "odoo_19", "erpnext", "tryton", "beancount", "sap"];

    /// The policy with that name, one of [`Policy::NAMES`]: the defaults, and the profiles of other systems, under which
    /// their own cases come to the same cent.
    ///
    /// ```
    /// use backoffice::stock::{LateCost, Policy};
    ///
    /// assert_eq!(Policy::named("erpnext")?.late_cost, LateCost::Replay);
    /// assert_eq!(Policy::named("odoo_17").unwrap_err().code(), "input.invalid");
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    ///
    /// # Errors
    /// `input.invalid`, listing the names.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "ifrs_default" => Ok(Self::IFRS_DEFAULT),
            "default" => Ok(Self::DEFAULT),
            "odoo_18" => Ok(Self::ODOO_18),
            "odoo_19" => Ok(Self::ODOO_19),
            "erpnext" => Ok(Self::ERPNEXT),
            "tryton" => Ok(Self::TRYTON),
            "beancount" => Ok(Self::BEANCOUNT),
            "sap" => Ok(Self::SAP),
            _ => {
                let names = Self::NAMES.join("`, `");
                Err(Error::invalid("policy", name, &format!("write one of `{names}`, or a whole policy")))
            }
        }
    }
}
