//! Indiana: Departmental Notice #1, on Form WH-4. The state's tax; that of the county is not known here.

use super::{
    Given, Sheet,
    sheet::{self, Deduction},
};
use crate::{calendar::PayFrequency, error::Result, money::Money};
use serde::{Deserialize, Serialize};

/// Indiana's Form WH-4. Without one: no exemptions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndianaWh4 {
    /// Line 5, the exemptions.
    #[serde(default)]
    pub line5_exemptions: u32,
    /// Line 6, the additional exemptions for dependents.
    #[serde(default)]
    pub line6_dependents: u32,
    /// Line 7, the additional exemptions for dependents claimed for the first time.
    #[serde(default)]
    pub line7_first_time_dependents: u32,
    /// Line 8, the exemptions for adopted children.
    #[serde(default)]
    pub line8_adopted_children: u32,
    /// Additional state withholding each pay period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_state: Option<Money>,
}

sheet::steps! {
    STEPS "us.in" "state.in"
        wages "Wages of the payroll period"
        deduction "Deduction constants, lines 5 to 8 (Tables A, B, C)" ("exemption.line5", "exemption.line6", "exemption.line7", "exemption.line8")
        taxable "Taxable income"
        tax "State tax to withhold" ("rate")
        apart "State tax on a one-time payment, without exemptions" ("rate")
        relief "" ()
        extra "Additional state withholding"
        withheld "Indiana income tax";
}

impl IndianaWh4 {
    pub(super) const NAME: &'static str = "Indiana";

    pub(super) fn sheet(&self, given: &Given) -> Result<Sheet> {
        use PayFrequency::{Annual, Daily, Fortnightly, Monthly, Quarterly, SemiAnnual, SemiMonthly, Weekly};
        let known = [Daily, Weekly, Fortnightly, SemiMonthly, Monthly, Quarterly, SemiAnnual, Annual];
        let claimed = [
            ("line5_exemptions", self.line5_exemptions, "exemption.line5"),
            ("line6_dependents", self.line6_dependents, "exemption.line6"),
            ("line7_first_time_dependents", self.line7_first_time_dependents, "exemption.line7"),
            ("line8_adopted_children", self.line8_adopted_children, "exemption.line8"),
        ];
        let deductions = claimed.into_iter().map(|(field, count, name)| {
            Ok(Deduction { annual: Given::times(field, count, given.amount(name)?)?, times: 1 })
        });
        let wages = given.whole();
        let fresh = Sheet::new(&STEPS, wages, given.rate("rate")?);
        Ok(Sheet {
            day: given.payment.pay_day,
            apart: given.payment.non_periodic.unwrap_or(fresh.apart),
            periods: given.periods(&known, 365)?,
            deductions: deductions.collect::<Result<_>>()?,
            extra: given.written("additional_state", self.additional_state, false)?,
            silent: false,
            ..fresh
        })
    }
}
