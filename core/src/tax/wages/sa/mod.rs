//! Saudi Arabia: the contributions of the General Organization for Social Insurance (GOSI), and the Labor Law's
//! end-of-service award, overtime and annual leave.
//!
//! There is no tax on wages. Saudis contribute to annuities and to SANED (unemployment), each side the same, under the old
//! law or, when first registered from 2024-07-03, under the new one with its yearly rising rate; the employer pays
//! occupational hazards for everybody. The contributory wage is basic pay and housing between a floor and the ceiling
//! ([`contributory_wage`]); it is [`Payment::contributory`](super::Payment::contributory), and the pay day's month is the
//! month of the contributions. A month without contributory wage bears none.
//!
//! A slip of the yearly step, as a notice of July 2025 tabulates it (10.75 % and 12.75 % from July 2026):
//!
//! ```
//! use backoffice::{
//!     Mode, Money, PayFrequency, currency::SAR, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payment, sa},
//! };
//!
//! let law = RulePack::embedded(sa::PACK)?;
//! let noura = sa::Profile::new("SA".parse()?, Some(date(2024, 7, 3)?), Mode::HalfUp);
//! let july = Payment::new(date(2026, 7, 31)?, PayFrequency::Monthly, Money::new(dec!(10000), SAR)?);
//! let (assessed, trace) = sa::assess_traced(&noura, &july, &law)?;
//! let amounts: Vec<_> = assessed.lines.iter().map(|line| (line.code.as_str(), line.amount.to_string())).collect();
//! assert_eq!(
//!     amounts,
//!     [
//!         ("sa.gosi.annuities", "1000.00 SAR".into()),
//!         ("sa.gosi.annuities", "1000.00 SAR".into()),
//!         ("sa.gosi.saned", "75.00 SAR".into()),
//!         ("sa.gosi.saned", "75.00 SAR".into()),
//!         ("sa.gosi.hazards", "200.00 SAR".into()),
//!     ]
//! );
//! let drawn = trace.to_string();
//! assert!(drawn.starts_with("Annuities, employee 1000.00  [gosi.annuities.new = 0.10: Oracle"), "{drawn}");
//! assert!(drawn.contains("└─ Contributory wage 10000.00  [gosi.floor.saudi = 1500: "), "{drawn}");
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `input.missing` for a Saudi without the day of the first registration, `input.invalid` for a payment before it or
//! before the last one, `law.unsupported` for nationals of the other states of the Gulf Cooperation Council, for pay that
//! is not monthly and for a second payment in a month, `law.none_in_force` on a day that the pack does not know,
//! `money.mixed_currencies`, `number.negative`, `number.out_of_range` naming the field and the first step that had no
//! value.
//!
//! # Rounding
//! No rule of GOSI was found: each branch is rounded to the halala in the profile's mode.
//!
//! # Sources
//! Floors and ceiling: GOSI's own answers to employers. The rates rest on secondary sources, as do the articles of the Labor
//! Law, which a repository quotes; each line's `source` says so. After July 2028 the last announced rate of the new law is kept, which the source tells too. The
//! sources differ on the day of the yearly step, 1 or 3 July: contributions being monthly, July is the first month in both.
//!
//! # Not covered
//!
//! - nationals of the other states of the Gulf Cooperation Council
//! - limits on deductions (art. 92, 93)
//! - the hours of Ramadan (art. 98)

mod gosi;
mod labour;
#[cfg(test)]
mod tests;

pub(super) use gosi::case;
pub use gosi::{Due, Housing, Month, assess, assess_traced, assess_with, contributory_wage, due};
pub use labour::{
    Award, EndOfService, Fraction, Leave, Overtime, OvertimePay, Reason, Service, annual_leave,
    end_of_service, end_of_service_traced, overtime,
};

use super::{Payer, supported::About};
use crate::{money::Mode, tax::sales::Country};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "sa.wages";

/// The lines that an assessment may have, in their order: code, and who bears it.
pub const LINES: &[(&str, Payer)] = &[
    ("sa.gosi.annuities", Payer::Employee),
    ("sa.gosi.annuities", Payer::Employer),
    ("sa.gosi.saned", Payer::Employee),
    ("sa.gosi.saned", Payer::Employer),
    ("sa.gosi.hazards", Payer::Employer),
];

/// What the pack does not tell of itself.
pub(super) const ABOUT: About = About {
    name: "Saudi Arabia",
    year_begins: (1, 1),
    needs: &[],
    beside: &[],
    covers: &[
        "GOSI under the old and the new law: annuities with the yearly step, SANED, occupational hazards",
        "end of service, overtime and annual leave of the Labor Law",
    ],
    lacks: &[
        "nationals of the other states of the Gulf Cooperation Council",
        "limits on deductions (art. 92, 93)",
        "the hours of Ramadan (art. 98)",
    ],
};

/// Somebody insured with GOSI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The nationality, ISO 3166-1.
    pub nationality: Country,
    /// The day of the first registration with GOSI: it decides which law holds. A Saudi's must be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_registered: Option<NaiveDate>,
    /// How each branch is rounded to the halala. No rule of GOSI was found: the employer's choice.
    pub rounding: Mode,
    /// The pay day of the last payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<NaiveDate>,
}

impl Profile {
    /// Somebody of that nationality, first registered with GOSI on that day, who was not paid yet.
    pub const fn new(nationality: Country, first_registered: Option<NaiveDate>, rounding: Mode) -> Self {
        Self { nationality, first_registered, rounding, through: None }
    }
}
