//! France: withholding at the neutral rate (prélèvement à la source, PAS) and the general degressive reduction of employer
//! contributions (réduction générale dégressive unique, RGDU).
//!
//! The neutral rate is read from a grid by the month's taxable net pay (`taxable`) and is due on the whole of it. The
//! reduction is the gross pay (`contributory`) times `T min + T delta × (½ × (3 × SMIC ÷ gross − 1))^1.75`, to four
//! decimals, half up; nothing from three times the SMIC on. It stands as a line of the employer below zero.
//!
//! 1,867.02 gross in January 2026 with fewer than 50 staff, of which 1,697.99 net are taxable:
//!
//! ```
//! use backoffice::{
//!     Mode, Money, PayFrequency, currency::EUR, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payment, fr},
//! };
//!
//! let law = RulePack::embedded(fr::PACK)?;
//! let marianne = fr::Profile::new(fr::Territory::Metropole, Some(fr::Headcount::Under50), Mode::HalfUp);
//! let gross = Payment::new(date(2026, 1, 31)?, PayFrequency::Monthly, Money::new(dec!(1867.02), EUR)?);
//! let january = Payment { taxable: Money::new(dec!(1697.99), EUR)?, ..gross };
//! let (assessed, trace) = fr::assess_traced(&marianne, &january, &law)?;
//! assert_eq!(trace.find("fr.pas.rate").unwrap().value, dec!(0.005));
//! assert_eq!(trace.find("fr.rgdu.coefficient").unwrap().value, dec!(0.3750));
//! let amounts: Vec<_> = assessed.lines.iter().map(|line| (line.code.as_str(), line.amount.to_string())).collect();
//! assert_eq!(amounts, [("fr.pas", "8.49 EUR".into()), ("fr.rgdu", "-700.13 EUR".into())]);
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` on a day that the pack does not know, `law.unsupported` for pay that is not monthly, for a part that
//! is not regular and for a second payment in a month, `input.invalid` for a payment before the last one,
//! `money.mixed_currencies`, `number.negative`, `number.out_of_range` naming the field and the first step that had no
//! value.
//!
//! With [`Profile::contributions`] the [contributions](Contributions) of both sides are lines too.
//!
//! # Rounding
//! The coefficient to four decimals, half up. No rule was found for the amounts: to the cent in the profile's mode.
//!
//! # Sources
//! The model of the law that URSSAF publishes (modele-social 11.1.0), which the figures above were run with: no official text
//! was read and no official example found, and each line says so.
//!
//! # Not covered
//!
//! - personal rates
//! - contracts of at most two months (their base is lowered)
//! - part-time and incomplete months, overtime, Alsace-Moselle, contributions overseas or of an employer with 250 or more staff
//! - the annual regularisation of the reduction and of the ceilings (each month stands by itself)

mod coefficient;
mod contributions;
mod rule;
#[cfg(test)]
mod tests;

pub use contributions::{Contributions, Staff};
pub(super) use rule::case;
pub use rule::{Due, Month, assess, assess_traced, assess_with, due};

use super::{Payer, supported::About};
use crate::money::Mode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The rule pack's id.
pub const PACK: &str = "fr.wages";

/// The lines that an assessment may have, in their order: code, and who bears it.
pub const LINES: &[(&str, Payer)] = &[
    ("fr.pas", Payer::Employee),
    ("fr.rgdu", Payer::Employer),
    ("fr.maladie", Payer::Employer),
    ("fr.vieillesse_plafonnee", Payer::Employee),
    ("fr.vieillesse_plafonnee", Payer::Employer),
    ("fr.vieillesse_deplafonnee", Payer::Employee),
    ("fr.vieillesse_deplafonnee", Payer::Employer),
    ("fr.retraite_t1", Payer::Employee),
    ("fr.retraite_t1", Payer::Employer),
    ("fr.retraite_t2", Payer::Employee),
    ("fr.retraite_t2", Payer::Employer),
    ("fr.ceg_t1", Payer::Employee),
    ("fr.ceg_t1", Payer::Employer),
    ("fr.ceg_t2", Payer::Employee),
    ("fr.ceg_t2", Payer::Employer),
    ("fr.cet", Payer::Employee),
    ("fr.cet", Payer::Employer),
    ("fr.apec", Payer::Employee),
    ("fr.apec", Payer::Employer),
    ("fr.prevoyance_cadre", Payer::Employer),
    ("fr.allocations_familiales", Payer::Employer),
    ("fr.chomage", Payer::Employer),
    ("fr.ags", Payer::Employer),
    ("fr.fnal", Payer::Employer),
    ("fr.csa", Payer::Employer),
    ("fr.dialogue_social", Payer::Employer),
    ("fr.formation", Payer::Employer),
    ("fr.apprentissage", Payer::Employer),
    ("fr.apprentissage_solde", Payer::Employer),
    ("fr.peec", Payer::Employer),
    ("fr.forfait_social", Payer::Employer),
    ("fr.csg_deductible", Payer::Employee),
    ("fr.csg_non_deductible", Payer::Employee),
    ("fr.crds", Payer::Employee),
    ("fr.atmp", Payer::Employer),
    ("fr.versement_mobilite", Payer::Employer),
    ("fr.sante", Payer::Employee),
    ("fr.sante", Payer::Employer),
];

/// What the pack does not tell of itself.
pub(super) const ABOUT: About = About {
    name: "France",
    year_begins: (1, 1),
    needs: &[],
    beside: &[],
    covers: &[
        "withholding at the neutral rate, by three grids",
        "the general degressive reduction of employer contributions, month by month",
        "the contributions of an ordinary employee of the private sector in metropolitan France",
    ],
    lacks: &[
        "personal rates",
        "contracts of at most two months (their base is lowered)",
        "part-time and incomplete months, overtime, Alsace-Moselle, contributions overseas or of an employer with 250 or more staff",
        "the annual regularisation of the reduction and of the ceilings (each month stands by itself)",
    ],
};

/// Whose grid of the neutral rate applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Territory {
    /// Metropolitan France.
    Metropole,
    /// Guadeloupe, La Réunion, Martinique.
    GuadeloupeReunionMartinique,
    /// Guyane, Mayotte.
    GuyaneMayotte,
}

/// The employer's staff, as far as the reduction depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Headcount {
    /// Fewer than 50.
    #[serde(rename = "under_50")]
    Under50,
    /// 50 or more.
    #[serde(rename = "50_or_more")]
    From50,
}

/// Somebody on a French payroll who is taxed at the neutral rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Where they live.
    pub territory: Territory,
    /// The employer's staff; none when the employer has no right to the reduction for this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rgdu: Option<Headcount>,
    /// How an amount is rounded to the cent. No rule was found: the employer's choice.
    pub rounding: Mode,
    /// What contributions need to be known of; none where they are not wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contributions: Option<Contributions>,
    /// The pay day of the last payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<NaiveDate>,
}

impl Profile {
    /// Somebody who was not paid yet.
    pub const fn new(territory: Territory, rgdu: Option<Headcount>, rounding: Mode) -> Self {
        Self { territory, rgdu, rounding, contributions: None, through: None }
    }
}
