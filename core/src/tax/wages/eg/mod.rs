//! Egypt: the salary tax (Law 91/2005 as amended by Law 7/2024) and social insurance (Law 148/2019).
//!
//! A month's tax is a twelfth of the tax on twelve times that month: pay less the employee's insurance, less the yearly
//! exemption. When that income exceeds 600,000, 700,000, 800,000, 900,000 or 1,200,000 the lowest one to five bands vanish
//! and the first that is kept begins at zero: there the tax jumps, and more pay can be less net. Insurance is due on the
//! insurable wage between the year's limits; a month without one bears none.
//!
//! 100,200 a month in 2025 (the insurance as a payroll provider prints it for this salary):
//!
//! ```
//! use backoffice::{
//!     Mode, Money, PayFrequency, currency::EGP, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payment, eg},
//! };
//!
//! let law = RulePack::embedded(eg::PACK)?;
//! let mona = eg::Profile::new(eg::Exemption::Personal, eg::Compared::AfterExemption, Mode::HalfUp);
//! let may = Payment::new(date(2025, 5, 29)?, PayFrequency::Monthly, Money::new(dec!(100200), EGP)?);
//! let (assessed, trace) = eg::assess_traced(&mona, &may, &law)?;
//! let amounts: Vec<_> = assessed.lines.iter().map(|line| (line.code.as_str(), line.amount.to_string())).collect();
//! assert_eq!(
//!     amounts,
//!     [
//!         ("eg.salary_tax", "23401.25 EGP".into()),
//!         ("eg.insurance", "1595.00 EGP".into()),
//!         ("eg.insurance", "2718.75 EGP".into()),
//!     ]
//! );
//! assert_eq!(trace.find("eg.tax.annual_taxable").unwrap().value, dec!(1163260));
//! assert_eq!(trace.lines[0].note, "the lowest 4 bands have vanished");
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` on a day that the pack does not know (insurance limits are known of 2025 and 2026),
//! `law.unsupported` for pay that is not monthly, for a part that is not regular and for a second payment in a month,
//! `input.invalid` for a payment before the last one, `money.mixed_currencies`, `number.negative`, `number.out_of_range`
//! naming the field and the first step that had no value.
//!
//! # Rounding
//! No rule was found: each amount is rounded to the piastre in the profile's mode, the insurance before it is taken off.
//!
//! # Sources
//! No official text was read; each line's `source` says so. The sources do not settle which income is compared with the limits
//! at which bands vanish: it is the profile's. The martyrs' fund (0.05 % of gross, by one source) is not withheld here.
//!
//! # Not covered
//!
//! - the martyrs' fund
//! - bonuses
//! - pay that is not monthly
//! - insurance limits of other years than 2025 and 2026

mod rule;
#[cfg(test)]
mod tests;

pub(super) use rule::case;
pub use rule::{Due, Month, YearTax, assess, assess_traced, assess_with, due, tax_of_year};

use super::{Payer, supported::About};
use crate::money::Mode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "eg.wages";

/// The lines that an assessment may have, in their order: code, and who bears it.
pub const LINES: &[(&str, Payer)] = &[
    ("eg.salary_tax", Payer::Employee),
    ("eg.insurance", Payer::Employee),
    ("eg.insurance", Payer::Employer),
];

/// What the pack does not tell of itself.
pub(super) const ABOUT: About = About {
    name: "Egypt",
    year_begins: (1, 1),
    needs: &["insurance.employee", "insurance.employer", "insurance.wage.minimum", "insurance.wage.maximum"],
    beside: &[],
    covers: &["salary tax with its vanishing bands", "social insurance"],
    lacks: &[
        "the martyrs' fund",
        "bonuses",
        "pay that is not monthly",
        "insurance limits of other years than 2025 and 2026",
    ],
};

/// Somebody on an Egyptian payroll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The yearly exemption.
    pub exemption: Exemption,
    /// Which income is compared with the limits at which bands vanish. The sources do not settle it: the employer's choice.
    pub compared: Compared,
    /// How each amount is rounded to the piastre. No rule was found: the employer's choice.
    pub rounding: Mode,
    /// The pay day of the last payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<NaiveDate>,
}

impl Profile {
    /// Somebody who was not paid yet.
    pub const fn new(exemption: Exemption, compared: Compared, rounding: Mode) -> Self {
        Self { exemption, compared, rounding, through: None }
    }
}

/// The yearly exemption of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    /// The personal exemption.
    Personal,
    /// That of a person with a disability.
    Disabled,
}

/// Which yearly income is compared with the limits at which bands vanish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compared {
    /// Taxable income, the exemption taken off.
    AfterExemption,
    /// Income before the exemption.
    BeforeExemption,
}
