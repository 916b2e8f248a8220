//! Utah: the schedules of Publication 14, on the federal Form W-4.

use super::{
    Given, Sheet,
    sheet::{self, DOLLAR, Relief},
};
use crate::{
    calendar::PayFrequency,
    error::Result,
    tax::wages::us::{FilingStatus, MaritalStatus, W4},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What Utah needs beside the federal Form W-4, whose filing status decides: it has no certificate of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UtahW4 {
    /// The first day of the pay period: it decides which edition of the schedules holds.
    pub period_begins: NaiveDate,
    /// Whether the Form W-4 says that the employee is exempt from Utah's tax only.
    #[serde(default)]
    pub exempt: bool,
}

sheet::steps! {
    STEPS "us.ut" "state.ut"
        wages "1 Utah taxable wages"
        deduction "" ()
        taxable "1 Utah taxable wages"
        tax "2 Line 1 × the rate, to the whole dollar" ("rate")
        apart "" ()
        relief "6 Base allowance (3) less 1.3 % (5) of line 1 above the threshold (4), each to the whole dollar" ("base.{column}", "threshold.{column}", "vanishing")
        extra ""
        withheld "7 Utah income tax, line 2 − line 6";
}

impl UtahW4 {
    pub(super) const NAME: &'static str = "Utah";

    pub(super) fn sheet(&self, given: &Given) -> Result<Sheet> {
        use PayFrequency::{Annual, Daily, Fortnightly, Monthly, Quarterly, SemiAnnual, SemiMonthly, Weekly};
        let married = match &given.person.w4 {
            W4::From2020(form) => form.filing_status == FilingStatus::MarriedFilingJointly,
            W4::Until2019(form) => form.marital_status == MaritalStatus::Married,
            W4::PensionFrom2022(_) | W4::PensionUntil2021(_) => {
                let why = "the certificate is one for pensions";
                return Err(given.unsupported("w4", "a Form W-4P", why));
            }
        };
        let column = if married { "married" } else { "single" };
        let day = self.period_begins;
        let annual = |name: &str| given.amount_on(&format!("{name}.{column}"), day);
        let known = [Daily, Weekly, Fortnightly, SemiMonthly, Monthly, Quarterly, SemiAnnual, Annual];
        Ok(Sheet {
            day,
            column,
            rounding: DOLLAR,
            of_tax: DOLLAR,
            periods: given.periods(&known, 260)?,
            relief: Some(Relief::Vanishing {
                base: annual("base")?,
                threshold: annual("threshold")?,
                rate: given.rate_on("vanishing", day)?.value,
            }),
            exempt: self.exempt,
            silent: false,
            ..Sheet::new(&STEPS, given.together()?, given.rate_on("rate", day)?)
        })
    }
}
