//! Australia: PAYG withholding by the ATO's Schedule 1, statement of formulas.
//!
//! Pay is brought to the week it stands for, cents are cut and 99 cents added; that is x, and y = ax − b, to the whole
//! dollar, is withheld from a week's pay. What is withheld from a fortnight's, a month's or a quarter's pay is the week's
//! brought back.
//!
//! 1,250 a week, tax-free threshold claimed, which the ATO worked through in answer to a question (248.76, whole dollars):
//!
//! ```
//! use backoffice::{
//!     Money, PayFrequency, currency::AUD, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payment, au},
//! };
//!
//! let law = RulePack::embedded(au::PACK)?;
//! let matilda = au::Profile::new(au::WithholdingScale::TaxFreeThreshold);
//! let payment = Payment::new(date(2022, 4, 20)?, PayFrequency::Weekly, Money::new(dec!(1250), AUD)?);
//! let (assessed, trace) = au::assess_traced(&matilda, &payment, &law)?;
//! assert_eq!(trace.find("au.payg.x").unwrap().value, dec!(1250.99));
//! assert_eq!(trace.find("au.payg.weekly").unwrap().value, dec!(249));
//! assert_eq!(assessed.lines[0].amount, Money::new(dec!(249), AUD)?);
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` on a day that the pack does not know (from 2026-07-01 the embedded one), `law.unsupported` for pay
//! that is not weekly, fortnightly, monthly or quarterly and for a part that is not regular, `money.mixed_currencies`,
//! `number.negative`, `number.out_of_range` naming the field and the first step that had no value.
//!
//! Only `taxable` is read of a payment's two bases. Each payment stands by itself, so that its frequency may change.
//!
//! # Rounding
//! The schedule's: cents of the weekly equivalent are cut and 99 cents added, the week's amount goes to the nearest dollar,
//! half up, and so does a month's when it is brought back. Without a tax file number cents of pay and result are cut.
//!
//! # Sources
//! The Commissioner's Schedule 1 as published on 16 June 2024 and 12 October 2020: coefficients, and the method of weekly
//! equivalents. One figure follows by continuity: b of scale 6's last row since 2024.
//!
//! # Not covered
//!
//! - study and training loans (STSL)
//! - tax offsets, Medicare levy adjustments
//! - extra pays in a year
//! - superannuation
//! - pay from 2026-07-01 but by a pack of transcribed coefficients that is loaded

mod rule;
#[cfg(test)]
mod tests;

pub(super) use rule::case;
pub use rule::{Schedule, assess, assess_traced, assess_with, due};

use super::{Payer, supported::About};
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "au.wages";

/// The lines that an assessment may have, in their order: code, and who bears it.
pub const LINES: &[(&str, Payer)] = &[("au.payg", Payer::Employee)];

/// What the pack does not tell of itself.
pub(super) const ABOUT: About = About {
    name: "Australia",
    year_begins: (7, 1),
    needs: &[],
    beside: &[],
    covers: &[
        "PAYG withholding by Schedule 1, scales 1 to 6, paid weekly, fortnightly, monthly or quarterly",
    ],
    lacks: &[
        "study and training loans (STSL)",
        "tax offsets, Medicare levy adjustments",
        "extra pays in a year",
        "superannuation",
        "pay from 2026-07-01 but by a pack of transcribed coefficients that is loaded",
    ],
};

/// The scale of Schedule 1 that somebody's declarations lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithholdingScale {
    /// Scale 1: the tax-free threshold is not claimed.
    NoTaxFreeThreshold,
    /// Scale 2: the tax-free threshold is claimed.
    TaxFreeThreshold,
    /// Scale 3: a foreign resident.
    ForeignResident,
    /// Scale 4: a resident who gave no tax file number.
    NoTfnResident,
    /// Scale 4: a foreign resident who gave no tax file number.
    NoTfnForeignResident,
    /// Scale 5: threshold claimed, fully exempt from the Medicare levy.
    FullMedicareExemption,
    /// Scale 6: threshold claimed, exempt from half the Medicare levy.
    HalfMedicareExemption,
}

/// Somebody on an Australian payroll: each payment stands by itself, nothing is carried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// By which scale is withheld.
    pub scale: WithholdingScale,
}

impl Profile {
    /// Somebody of that scale.
    pub const fn new(scale: WithholdingScale) -> Self {
        Self { scale }
    }
}
