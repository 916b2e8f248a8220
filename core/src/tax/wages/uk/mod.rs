//! The United Kingdom: PAYE and National Insurance, by HMRC's own routines.

use super::{Assessment, Payment};
use crate::{
    error::{Code, Error, Result},
    law::RulePack,
    money::Money,
    trace::Trace,
};
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "uk.wages";

/// Somebody on a United Kingdom payroll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The tax code as HMRC writes it, such as `1257L` or `K100`.
    pub tax_code: String,
    /// Taxable pay to date in this tax year, before this payment.
    pub pay_to_date: Money,
    /// Tax to date in this tax year, before this payment.
    pub tax_to_date: Money,
}

/// PAYE and National Insurance of a payment.
///
/// # Errors
/// See [`super`].
pub fn assess(person: &Profile, _: &Payment, _: &RulePack) -> Result<Assessment> {
    Err(Error::new(Code::LawUnsupported, "tax_code", &person.tax_code, "not in this version"))
}

/// The same, with every figure explained.
///
/// # Errors
/// See [`super`].
pub fn assess_traced(person: &Profile, payment: &Payment, pack: &RulePack) -> Result<(Assessment, Trace)> {
    Ok((assess(person, payment, pack)?, Trace::default()))
}
