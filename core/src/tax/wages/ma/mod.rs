//! Morocco: income tax on salaries (impôt sur le revenu, IR), CNSS and AMO.
//!
//! Net taxable pay is the gross taxable pay less the employee's CNSS and AMO and less professional expenses (art. 59-I-A
//! CGI: 35 % up to 78,000 gross a year, 25 % of all above, at most 35,000: there the net is not monotone). The tax of
//! twelve such months, less the reduction for each dependant, is divided by twelve.
//!
//! 12,000 a month in 2025:
//!
//! ```
//! use backoffice::{
//!     Mode, Money, PayFrequency, currency::MAD, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payment, ma},
//! };
//!
//! let law = RulePack::embedded(ma::PACK)?;
//! let yassine = ma::Profile::new(0, Mode::HalfUp);
//! let january = Payment::new(date(2025, 1, 31)?, PayFrequency::Monthly, Money::new(dec!(12000), MAD)?);
//! let (assessed, trace) = ma::assess_traced(&yassine, &january, &law)?;
//! let amounts: Vec<_> = assessed.lines.iter().map(|line| (line.code.as_str(), line.amount.to_string())).collect();
//! assert_eq!(
//!     amounts,
//!     [
//!         ("ma.ir", "1071.40 MAD".into()),
//!         ("ma.cnss", "268.80 MAD".into()),
//!         ("ma.amo", "271.20 MAD".into()),
//!         ("ma.cnss", "538.80 MAD".into()),
//!         ("ma.allocations_familiales", "768.00 MAD".into()),
//!         ("ma.amo", "493.20 MAD".into()),
//!         ("ma.formation_professionnelle", "192.00 MAD".into()),
//!     ]
//! );
//! assert_eq!(trace.find("ma.ir.net_taxable").unwrap().value, dec!(8543.33));
//! // A published simulation of the reform: 333.33 before, 166.67 after, on 5,000 net taxable a month.
//! let five = Money::new(dec!(5000), MAD)?;
//! let before = ma::Month::on(&law, date(2024, 12, 31)?)?;
//! assert_eq!(ma::income_tax(&yassine, five, &before)?.monthly, Money::new(dec!(333.33), MAD)?);
//! let after = ma::Month::on(&law, date(2025, 1, 31)?)?;
//! assert_eq!(ma::income_tax(&yassine, five, &after)?.monthly, Money::new(dec!(166.67), MAD)?);
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` on a day that the pack does not know, `law.unsupported` for pay that is not monthly, for a part that
//! is not regular and for a second payment in a month, `input.invalid` for a payment before the last one,
//! `money.mixed_currencies`, `number.negative`, `number.out_of_range` naming the field and the first step that had no
//! value.
//!
//! # Rounding
//! No rule was found: each amount is rounded to the centime in the profile's mode.
//!
//! # Sources
//! Professional expenses: a circular of the tax authority (note circulaire n° 733). The scale and the contributions: published
//! simulations and summaries; their lines say so.
//!
//! # Not covered
//!
//! - the professions of art. 59-I-B
//! - the minimum wage (SMIG)
//! - the seniority premium
//! - bonuses
//! - pay that is not monthly

mod rule;
#[cfg(test)]
mod tests;

pub(super) use rule::case;
pub use rule::{Due, IncomeTax, Month, assess, assess_traced, assess_with, due, income_tax};

use super::{Payer, supported::About};
use crate::money::Mode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "ma.wages";

/// The lines that an assessment may have, in their order: code, and who bears it.
pub const LINES: &[(&str, Payer)] = &[
    ("ma.ir", Payer::Employee),
    ("ma.cnss", Payer::Employee),
    ("ma.amo", Payer::Employee),
    ("ma.cnss", Payer::Employer),
    ("ma.allocations_familiales", Payer::Employer),
    ("ma.amo", Payer::Employer),
    ("ma.formation_professionnelle", Payer::Employer),
];

/// What the pack does not tell of itself.
pub(super) const ABOUT: About = About {
    name: "Morocco",
    year_begins: (1, 1),
    needs: &[],
    beside: &[],
    covers: &["income tax on salaries", "CNSS, AMO and the other contributions collected with them"],
    lacks: &[
        "the professions of art. 59-I-B",
        "the minimum wage (SMIG)",
        "the seniority premium",
        "bonuses",
        "pay that is not monthly",
    ],
};

/// Somebody on a Moroccan payroll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// How many persons they maintain; the law reduces the tax for at most six.
    pub dependants: u32,
    /// How each amount is rounded to the centime. No rule was found: the employer's choice.
    pub rounding: Mode,
    /// The pay day of the last payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<NaiveDate>,
}

impl Profile {
    /// Somebody who was not paid yet.
    pub const fn new(dependants: u32, rounding: Mode) -> Self {
        Self { dependants, rounding, through: None }
    }
}
