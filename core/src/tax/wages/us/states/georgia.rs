//! Georgia: the percentage method of the Employer's Tax Guide, on Form G-4.

use super::{
    Given, Sheet,
    sheet::{self, Deduction},
};
use crate::{calendar::PayFrequency, error::Result, money::Money};
use serde::{Deserialize, Serialize};

/// Georgia's Form G-4 (Rev. 08/15/24). Without one: single with no allowances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeorgiaG4 {
    /// Line 3, the marital status.
    pub line3_marital_status: GeorgiaStatus,
    /// Line 7, the total of the allowances.
    #[serde(default)]
    pub line7_allowances: u32,
    /// Line 6, additional withholding each pay period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line6_additional: Option<Money>,
    /// Line 8, the claim that nothing is to be withheld.
    #[serde(default)]
    pub line8_exempt: bool,
}

/// Line 3 of Form G-4, by its letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GeorgiaStatus {
    /// Single.
    A,
    /// Married filing separately, or jointly with both spouses working.
    B,
    /// Married filing jointly with one spouse working.
    C,
    /// Head of household.
    D,
}

sheet::steps! {
    STEPS "us.ga" "state.ga"
        wages "Wages of the payroll period"
        deduction "Standard deduction, then dependent allowances, of the payroll period (Table E)" ("deduction.{column}", "allowance")
        taxable "Wages subject to withholding"
        tax "Wages subject to withholding × the rate" ("rate")
        apart "" ()
        relief "" ()
        extra "Additional withholding (line 6)"
        withheld "Georgia income tax";
}

impl GeorgiaG4 {
    pub(super) const NAME: &'static str = "Georgia";

    pub(super) fn sheet(&self, given: &Given) -> Result<Sheet> {
        use PayFrequency::{Annual, Daily, Fortnightly, Monthly, Quarterly, SemiAnnual, SemiMonthly, Weekly};
        let column = match self.line3_marital_status {
            GeorgiaStatus::C => "joint_one_working",
            GeorgiaStatus::A | GeorgiaStatus::B | GeorgiaStatus::D => "other",
        };
        let known = [Daily, Weekly, Fortnightly, SemiMonthly, Monthly, Quarterly, SemiAnnual, Annual];
        let deduction = given.amount(&format!("deduction.{column}"))?;
        Ok(Sheet {
            day: given.payment.pay_day,
            column,
            periods: given.periods(&known, 365)?,
            deductions: vec![
                Deduction { annual: deduction, times: 1 },
                Deduction { annual: given.amount("allowance")?, times: self.line7_allowances },
            ],
            extra: given.written("line6_additional", self.line6_additional, false)?,
            exempt: self.line8_exempt,
            silent: false,
            ..Sheet::new(&STEPS, given.periodic()?, given.rate("rate")?)
        })
    }
}
