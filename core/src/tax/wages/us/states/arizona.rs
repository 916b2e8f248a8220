//! Arizona: Form A-4, a percentage of gross taxable wages that the employee elects.

use super::{Given, Sheet, sheet};
use crate::{
    error::{Error, Result, exact},
    law::Figure,
    money::Money,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Arizona's Form A-4 (2026, 2025). Without one the state's default percentage is withheld.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArizonaA4 {
    /// The percentage elected, as a fraction: one of 0.005, 0.01 … 0.035; none where no form was given to the employer.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub percentage: Option<Decimal>,
    /// The extra amount to be withheld from each paycheck.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Option<Money>,
    /// Whether zero is elected, for somebody who expects to owe no tax.
    #[serde(default)]
    pub zero: bool,
}

sheet::steps! {
    STEPS "us.az" "state.az"
        wages "Gross taxable wages"
        deduction "" ()
        taxable "Gross taxable wages"
        tax "Gross taxable wages × the percentage elected" ()
        apart "" ()
        relief "" ()
        extra "Extra amount to be withheld from each paycheck"
        withheld "Arizona income tax";
}

impl ArizonaA4 {
    pub(super) const NAME: &'static str = "Arizona";

    pub(super) fn sheet(&self, given: &Given) -> Result<Sheet> {
        let mut rate = given.rate("default")?;
        if let Some(elected) = self.percentage {
            let [step, most] = [given.rate("step")?.value, given.rate("most")?.value];
            let mut offered = (1..=100u32).filter_map(|times| exact::multiply(step, times.into()));
            if !offered.any(|percentage| percentage == elected && percentage <= most) {
                let wanted = format!("the form offers fractions from {step} to {most} in steps of {step}");
                return Err(Error::invalid("state.percentage", elected, &wanted));
            }
            rate = Figure { value: elected, ..given.rate("step")? };
        }
        Ok(Sheet {
            extra: given.written("extra", self.extra, false)?,
            exempt: self.zero,
            ..Sheet::new(&STEPS, given.whole(), rate)
        })
    }
}
