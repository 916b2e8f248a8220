//! United Arab Emirates: the pension contributions of its nationals (GPSSA), and the end-of-service gratuity of foreign
//! workers (Federal Decree-Law 33/2021, article 51).
//!
//! There is no tax on wages. Nationals contribute under Law 7/1999 or, when they joined first from 2023-10-31, under
//! Decree-Law 57/2023, on the contribution salary between its limits. In the private sector the state bears 2.5 points of
//! the employer's share: always under the old law, below 20,000 under the new one. A month without contribution salary
//! bears nothing.
//!
//! ```
//! use backoffice::{
//!     Mode, Money, PayFrequency, currency::AED, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payment, ae},
//! };
//!
//! let law = RulePack::embedded(ae::PACK)?;
//! let dirhams = |amount| Money::new(amount, AED);
//! let maryam = ae::Profile::new(ae::Sector::Private, date(2024, 2, 1)?, Mode::HalfUp);
//! let november = Payment::new(date(2026, 11, 30)?, PayFrequency::Monthly, dirhams(dec!(15000))?);
//! let (assessed, trace) = ae::assess_traced(&maryam, &november, &law)?;
//! let amounts: Vec<_> = assessed.lines.iter().map(|line| (line.payer, line.amount.to_string())).collect();
//! assert_eq!(
//!     amounts,
//!     [(backoffice::tax::wages::Payer::Employee, "1650.00 AED".into()), (backoffice::tax::wages::Payer::Employer, "1875.00 AED".into())]
//! );
//! assert_eq!(trace.find("ae.gpssa.state").unwrap().value, dec!(375));
//!
//! // A published figure: 10,000 for seven years earns 55,000.
//! let end = ae::EndOfService {
//!     basic: dirhams(dec!(10000))?,
//!     years: 7,
//!     months: 0,
//!     unpaid_days: 0,
//!     day_basis: ae::DayBasis::BasicOver30,
//!     ended: date(2026, 11, 30)?,
//!     rounding: Mode::HalfUp,
//! };
//! assert_eq!(ae::gratuity(&end, &law)?.gratuity, dirhams(dec!(55000))?);
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` on a day that the pack does not know, `law.unsupported` for a salary below the ill-sourced floor of
//! the old law's private sector, for pay that is not monthly and for a second payment in a month, `input.invalid` for a
//! payment before the person joined or before the last one, `money.mixed_currencies`, `number.negative`,
//! `number.out_of_range` naming the field and the first step that had no value.
//!
//! # Rounding
//! No rule was found: each share is rounded to the fils in the profile's mode, the gratuity in that of its request.
//!
//! # Sources
//! No official text was read: reports on Law 7/1999 and Decree-Law 57/2023, a summary of Decree-Law 33/2021; each line's
//! `source` says so, and the figure of the gratuity above is an employer's calculator's. No floor is known of the government sector, and none is applied. The state's part is
//! no line of an assessment, since neither side bears it: it stands in [`Due::state`] and in the trace.
//!
//! # Not covered
//!
//! - nationals of the other states of the Gulf Cooperation Council
//! - private salaries below 1,000 under the old law
//! - the gratuity of part-time workers

mod gpssa;
mod gratuity;
#[cfg(test)]
mod tests;

pub(super) use gpssa::case;
pub use gpssa::{Due, Month, assess, assess_traced, assess_with, due};
pub use gratuity::{DayBasis, EndOfService, Gratuity, gratuity, gratuity_traced};

use super::{Payer, supported::About};
use crate::money::Mode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "ae.wages";

/// The lines that an assessment may have, in their order: code, and who bears it.
pub const LINES: &[(&str, Payer)] = &[("ae.gpssa", Payer::Employee), ("ae.gpssa", Payer::Employer)];

/// What the pack does not tell of itself.
pub(super) const ABOUT: About = About {
    name: "United Arab Emirates",
    year_begins: (1, 1),
    needs: &[],
    beside: &[],
    covers: &[
        "GPSSA of nationals under Law 7/1999 and Decree-Law 57/2023, private and government",
        "the gratuity of foreign full-time workers (art. 51)",
    ],
    lacks: &[
        "nationals of the other states of the Gulf Cooperation Council",
        "private salaries below 1,000 under the old law",
        "the gratuity of part-time workers",
    ],
};

/// A national of the United Arab Emirates, insured with the GPSSA.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Whom they work for.
    pub sector: Sector,
    /// The day on which they joined first: it decides which law holds.
    pub joined: NaiveDate,
    /// How each share is rounded to the fils. No rule was found: the employer's choice.
    pub rounding: Mode,
    /// The pay day of the last payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<NaiveDate>,
}

impl Profile {
    /// Somebody who was not paid yet.
    pub const fn new(sector: Sector, joined: NaiveDate, rounding: Mode) -> Self {
        Self { sector, joined, rounding, through: None }
    }
}

/// Whom somebody works for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sector {
    /// A private employer.
    Private,
    /// The government.
    Government,
}
