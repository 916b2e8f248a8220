//! Illinois: the automated payroll method of Booklet IL-700-T, on Form IL-W-4.

use super::{
    Given, Sheet,
    sheet::{self, Deduction},
};
use crate::{
    calendar::PayFrequency,
    error::{Error, Result, exact},
    money::Money,
};
use serde::{Deserialize, Serialize};

/// Illinois' Form IL-W-4. Without one: no allowances.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IllinoisW4 {
    /// Line 1, the basic allowances.
    #[serde(default)]
    pub line1_allowances: u32,
    /// Line 2, the additional allowances.
    #[serde(default)]
    pub line2_allowances: u32,
    /// Line 3, an additional amount each pay period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line3_additional: Option<Money>,
}

sheet::steps! {
    STEPS "us.il" "state.il"
        wages "Step 1 Wages of the payroll period"
        deduction "Step 2 Allowances ÷ pay periods" ("allowance.line1", "allowance.line2")
        taxable "Step 3 Step 1 − step 2"
        tax "Step 4 Step 3 × the rate" ("rate")
        apart "" ()
        relief "" ()
        extra "Step 5 Additional amount, line 3"
        withheld "Illinois income tax";
}

impl IllinoisW4 {
    pub(super) const NAME: &'static str = "Illinois";

    pub(super) fn sheet(&self, given: &Given) -> Result<Sheet> {
        use PayFrequency::{Annual, Daily, Fortnightly, Monthly, Quarterly, SemiAnnual, SemiMonthly, Weekly};
        let of = |field, count, name| Given::times(field, count, given.amount(name)?);
        let [line1, line2] = [
            of("line1_allowances", self.line1_allowances, "allowance.line1")?,
            of("line2_allowances", self.line2_allowances, "allowance.line2")?,
        ];
        let annual = exact::add(line1, line2).ok_or_else(|| {
            Error::overflow("state.line2_allowances", self.line2_allowances, "the allowances of a year")
        })?;
        let known = [Daily, Weekly, Fortnightly, SemiMonthly, Monthly, Quarterly, SemiAnnual, Annual];
        Ok(Sheet {
            day: given.payment.pay_day,
            periods: given.periods(&known, 365)?,
            deductions: vec![Deduction { annual, times: 1 }],
            extra: given.written("line3_additional", self.line3_additional, false)?,
            silent: false,
            ..Sheet::new(&STEPS, given.together()?, given.rate("rate")?)
        })
    }
}
