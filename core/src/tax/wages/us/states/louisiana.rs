//! Louisiana: the computer formula of R-1306, on Form L-4 (R-1300).

use super::{
    Given, Sheet,
    sheet::{self, Deduction},
};
use crate::{
    calendar::PayFrequency,
    error::{Error, Result},
    money::Money,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Louisiana's Form L-4. Without one: no standard deduction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LouisianaL4 {
    /// Block A, the standard deduction claimed: 0 for none, 1 for that of somebody single or married filing separately, 2 for
    /// that of somebody married filing jointly, a qualifying surviving spouse or head of household.
    #[serde(default)]
    pub block_a: u8,
    /// Line 7, an increase of the withholding each pay period, or below zero a decrease of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line7_adjustment: Option<Money>,
}

sheet::steps! {
    STEPS "us.la" "state.la"
        wages "S Wages of the payroll period"
        deduction "Standard deduction ÷ N" ("deduction.{column}")
        taxable "S − standard deduction ÷ N"
        tax "W = (S − standard deduction ÷ N) × the rate" ("rate")
        apart "" ()
        relief "" ()
        extra "Adjustment, line 7"
        withheld "Louisiana income tax";
}

impl LouisianaL4 {
    pub(super) const NAME: &'static str = "Louisiana";

    pub(super) fn sheet(&self, given: &Given) -> Result<Sheet> {
        use PayFrequency::{Annual, Daily, Fortnightly, Monthly, SemiMonthly, Weekly};
        let (column, annual) = match self.block_a {
            0 => ("none", Decimal::ZERO),
            1 => ("single", given.amount("deduction.single")?),
            2 => ("joint", given.amount("deduction.joint")?),
            other => {
                return Err(Error::invalid(
                    "state.block_a",
                    other,
                    "write 0, 1 or 2, as in block A of Form L-4",
                ));
            }
        };
        Ok(Sheet {
            day: given.payment.pay_day,
            column,
            periods: given.periods(&[Daily, Weekly, Fortnightly, SemiMonthly, Monthly, Annual], 365)?,
            deductions: vec![Deduction { annual, times: 1 }],
            extra: given.written("line7_adjustment", self.line7_adjustment, true)?,
            silent: false,
            ..Sheet::new(&STEPS, given.whole(), given.rate("rate")?)
        })
    }
}
