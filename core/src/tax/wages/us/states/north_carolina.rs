//! North Carolina: the percentage method of NC-30, on Form NC-4.

use super::{
    Given, Sheet,
    sheet::{self, DOLLAR, Deduction},
};
use crate::{calendar::PayFrequency, error::Result, money::Money};
use serde::{Deserialize, Serialize};

/// North Carolina's Form NC-4, or NC-4 EZ. Without one: single with no allowances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NorthCarolinaNc4 {
    /// The filing status.
    pub filing_status: NorthCarolinaStatus,
    /// Line 1, the allowances.
    #[serde(default)]
    pub line1_allowances: u32,
    /// Line 2, an additional amount each pay period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2_additional: Option<Money>,
    /// Whether Form NC-4 EZ claims exemption.
    #[serde(default)]
    pub exempt: bool,
}

/// The filing status on Form NC-4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NorthCarolinaStatus {
    /// Single, or married filing separately.
    SingleOrMarriedSeparately,
    /// Head of household.
    HeadOfHousehold,
    /// Married filing jointly, or a surviving spouse.
    MarriedFilingJointlyOrSurvivingSpouse,
}

sheet::steps! {
    STEPS "us.nc" "state.nc"
        wages "Wages of the payroll period"
        deduction "Standard deduction, then allowances, of the payroll period" ("deduction.{column}", "allowance")
        taxable "Net wages"
        tax "Net wages × the rate, to the whole dollar" ("rate")
        apart "" ()
        relief "" ()
        extra "Additional amount, line 2"
        withheld "North Carolina income tax";
}

impl NorthCarolinaNc4 {
    pub(super) const NAME: &'static str = "North Carolina";

    pub(super) fn sheet(&self, given: &Given) -> Result<Sheet> {
        use PayFrequency::{Fortnightly, Monthly, SemiMonthly, Weekly};
        let column = match self.filing_status {
            NorthCarolinaStatus::HeadOfHousehold => "head_of_household",
            NorthCarolinaStatus::SingleOrMarriedSeparately
            | NorthCarolinaStatus::MarriedFilingJointlyOrSurvivingSpouse => "other",
        };
        let deduction = given.amount(&format!("deduction.{column}"))?;
        Ok(Sheet {
            day: given.payment.pay_day,
            column,
            periods: given.periods(&[Weekly, Fortnightly, SemiMonthly, Monthly], 0)?,
            deductions: vec![
                Deduction { annual: deduction, times: 1 },
                Deduction { annual: given.amount("allowance")?, times: self.line1_allowances },
            ],
            of_tax: DOLLAR,
            extra: given.written("line2_additional", self.line2_additional, false)?,
            exempt: self.exempt,
            silent: false,
            ..Sheet::new(&STEPS, given.together()?, given.rate("rate")?)
        })
    }
}
