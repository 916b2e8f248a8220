//! Iowa: the withholding formula of the Department of Revenue, on Form IA W-4.

use super::{
    Given, Sheet,
    sheet::{self, Deduction, Relief},
};
use crate::{calendar::PayFrequency, error::Result, money::Money};
use serde::{Deserialize, Serialize};

/// Iowa's Form IA W-4 of 2024 or later. Without one: [`IowaStatus::Other`] with no allowances.
///
/// One of 2023 or earlier comes to the same with 40 dollars for each of its allowances in `line7_allowances`, as
/// [`IowaStatus::Other`] for somebody single and [`IowaStatus::MarriedFilingJointly`] for somebody married.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IowaW4 {
    /// The marital status.
    pub marital_status: IowaStatus,
    /// Whether the spouse of somebody married filing jointly has earned income.
    #[serde(default)]
    pub spouse_earns: bool,
    /// Line 7, the total allowance, dollars of a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line7_allowances: Option<Money>,
    /// Line 8, an additional amount each pay period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line8_additional: Option<Money>,
    /// Whether exemption from withholding is claimed.
    #[serde(default)]
    pub exempt: bool,
}

/// The marital status on Form IA W-4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IowaStatus {
    /// Other, single included.
    Other,
    /// Head of household.
    HeadOfHousehold,
    /// Married filing jointly, or a qualifying surviving spouse.
    MarriedFilingJointly,
}

sheet::steps! {
    STEPS "us.ia" "state.ia"
        wages "G Wages of the payroll period"
        deduction "D Standard deduction of the payroll period" ("deduction.{column}")
        taxable "T1 = G − D"
        tax "T2 = T1 × the rate" ("rate")
        apart "" ()
        relief "W ÷ P Allowances of the payroll period" ()
        extra "A Additional amount"
        withheld "T4 Iowa income tax";
}

impl IowaW4 {
    pub(super) const NAME: &'static str = "Iowa";

    pub(super) fn sheet(&self, given: &Given) -> Result<Sheet> {
        use PayFrequency::{Annual, Daily, Fortnightly, Monthly, SemiMonthly, Weekly};
        let column = match self.marital_status {
            IowaStatus::HeadOfHousehold => "head_of_household",
            IowaStatus::MarriedFilingJointly if !self.spouse_earns => "joint_one_earning",
            IowaStatus::MarriedFilingJointly | IowaStatus::Other => "other",
        };
        let deduction = given.amount(&format!("deduction.{column}"))?;
        let allowances = given.written("line7_allowances", self.line7_allowances, false)?;
        Ok(Sheet {
            day: given.payment.pay_day,
            column,
            periods: given.periods(&[Daily, Weekly, Fortnightly, SemiMonthly, Monthly, Annual], 260)?,
            deductions: vec![Deduction { annual: deduction, times: 1 }],
            relief: Some(Relief::Credit(allowances)),
            extra: given.written("line8_additional", self.line8_additional, false)?,
            exempt: self.exempt,
            silent: false,
            ..Sheet::new(&STEPS, given.together()?, given.rate("rate")?)
        })
    }
}
