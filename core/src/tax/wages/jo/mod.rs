//! Jordan: income tax (Law 34/2014 as amended by Law 38/2018) and social security (SSC).
//!
//! Tax is due on a year's income above the exemptions; a month's is a twelfth of the tax on twelve times the month, which
//! is this library's profile. Social security is due on the wage up to the year's ceiling, which is lower for those
//! registered after 2009. A dinar has three decimals.
//!
//! The sample of PwC's Worldwide Tax Summaries (40,000 a year, 9,000 and 1,000 exempt):
//!
//! ```
//! use backoffice::{
//!     Mode, Money, PayFrequency, currency::JOD, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payment, jo},
//! };
//!
//! let law = RulePack::embedded(jo::PACK)?;
//! let dinars = |amount| Money::new(amount, JOD);
//! let mut rania = jo::Profile::new(jo::Exemption::Personal, jo::Registered::After2009, Mode::HalfUp);
//! rania.other_exemption = Some(dinars(dec!(1000))?);
//! let year = jo::tax_of_year(&rania, dinars(dec!(40000))?, &jo::Month::on(&law, date(2022, 1, 31)?)?)?;
//! assert_eq!((year.taxable, year.annual), (dinars(dec!(30000))?, dinars(dec!(5000))?));
//!
//! let january = Payment::new(date(2022, 1, 31)?, PayFrequency::Monthly, dinars(dec!(4200))?);
//! let (assessed, trace) = jo::assess_traced(&rania, &january, &law)?;
//! let amounts: Vec<_> = assessed.lines.iter().map(|line| (line.code.as_str(), line.amount.to_string())).collect();
//! assert_eq!(
//!     amounts,
//!     [
//!         ("jo.income_tax", "633.333 JOD".into()),
//!         ("jo.ssc", "254.550 JOD".into()),
//!         ("jo.ssc", "483.645 JOD".into()),
//!     ]
//! );
//! assert_eq!(trace.find("jo.tax.taxable").unwrap().value, dec!(40400));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` on a day that the pack does not know, the ceiling of 2020 (of which two figures are told) and of
//! 2023 on among them unless the profile gives it, `law.unsupported` where the national contribution would be due (its
//! base is not known), for pay that is not monthly, for a part that is not regular and for a second payment in a month,
//! `input.invalid` for other exemptions above their limit, a ceiling against the pack's and a payment before the last
//! one, `money.mixed_currencies`, `number.negative`, `number.out_of_range` naming the field and the first step that had no
//! value.
//!
//! # Rounding
//! No rule was found: each amount is rounded to the fils in the profile's mode.
//!
//! # Sources
//! No official text was read; each line's `source` says so. Whether the employee's contributions are taken off the taxable pay is not settled by the sources:
//! [`Payment::taxable`](super::Payment::taxable) is taken as it is given.
//!
//! # Not covered
//!
//! - the ceiling of 2020 and the lowered contributions of March to May 2020
//! - the national contribution (its base is not known)
//! - bonuses
//! - pay that is not monthly

mod rule;
#[cfg(test)]
mod tests;

pub(super) use rule::case;
pub use rule::{Due, Month, YearTax, assess, assess_traced, assess_with, due, tax_of_year};

use super::{Payer, supported::About};
use crate::money::{Mode, Money};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "jo.wages";

/// The lines that an assessment may have, in their order: code, and who bears it.
pub const LINES: &[(&str, Payer)] =
    &[("jo.income_tax", Payer::Employee), ("jo.ssc", Payer::Employee), ("jo.ssc", Payer::Employer)];

/// What the pack does not tell of itself.
pub(super) const ABOUT: About = About {
    name: "Jordan",
    year_begins: (1, 1),
    needs: &["ssc.ceiling.after_2009"],
    beside: &[],
    covers: &[
        "income tax",
        "social security with the ceilings of 2021 and 2022, later ones as the profile gives them",
    ],
    lacks: &[
        "the ceiling of 2020 and the lowered contributions of March to May 2020",
        "the national contribution (its base is not known)",
        "bonuses",
        "pay that is not monthly",
    ],
};

/// Somebody on a Jordanian payroll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The yearly exemption.
    pub exemption: Exemption,
    /// Other yearly exemptions (interest, rent, medical care, education), as they were approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_exemption: Option<Money>,
    /// When they were registered for social security: it decides the ceiling.
    pub registered: Registered,
    /// The ceiling of the month's wage, as social security announced it, where the pack does not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<Money>,
    /// How each amount is rounded to the fils. No rule was found: the employer's choice.
    pub rounding: Mode,
    /// The pay day of the last payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<NaiveDate>,
}

impl Profile {
    /// Somebody who was not paid yet, without other exemptions.
    pub const fn new(exemption: Exemption, registered: Registered, rounding: Mode) -> Self {
        Self { exemption, other_exemption: None, registered, ceiling: None, rounding, through: None }
    }
}

/// The yearly exemption of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    /// The personal exemption.
    Personal,
    /// The personal exemption and that of a family.
    Family,
}

/// When somebody was registered for social security.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Registered {
    /// Under the old ceiling.
    #[serde(rename = "before_2009")]
    Before2009,
    /// Under the ceiling that is announced every year.
    #[serde(rename = "after_2009")]
    After2009,
}
