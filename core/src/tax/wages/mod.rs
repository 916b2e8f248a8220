//! Wage tax and contributions: one input type for each jurisdiction, the same [`Assessment`] from all of them.
//!
//! A [`Profile`] says who is paid, in the authority's own terms (tax code, category, figures to date); a [`Payment`] says
//! what is paid and when. Neither `payroll` nor any other caller has to know a country: it hands both over, adds the
//! lines up, and keeps [`Assessment::carried`] for the next payment.
//!
//! [`supported`] tells which countries, years and editions are known and on what their figures rest, [`compare`] whose
//! result another pack changes:
//!
//! ```
//! use backoffice::{
//!     Mode, Money, PayFrequency, currency::MAD, date, dec,
//!     law::RulePack,
//!     tax::wages::{self, Payment, Profile, ma},
//! };
//!
//! let all = wages::supported()?;
//! let uk = all.iter().find(|row| row.module == "uk").unwrap();
//! assert_eq!(uk.years, ["2010-11", "2025-26", "2026-27"]);
//! assert!(uk.knows(date(2027, 4, 5)?) && !uk.knows(date(2027, 4, 6)?));
//! assert_eq!(uk.routines(), ["HMRC, Specification for PAYE Tax Table Routines: 24.0 (February 2026)"]);
//!
//! // A rate that changes on 1 July 2026, in a text that is read at run time.
//! let old = RulePack::embedded(ma::PACK)?;
//! let rate = "[rate.\"amo.employee\"]\nsource = \"cleiss\"\nvalues = [{ since = 2024-01-01, rate = \"0.0226\" }]";
//! let later = rate.replace(" }]", ", until = 2026-06-30 }, { since = 2026-07-01, rate = \"0.03\" }]");
//! let new = RulePack::parse(&old.text().replace(rate, &later))?;
//! let paid = |month| -> backoffice::Result<_> {
//!     let pay = Money::new(dec!(12000), MAD)?;
//!     let payment = Payment::new(date(2026, month, 28)?, PayFrequency::Monthly, pay);
//!     Ok((Profile::Ma(ma::Profile::new(0, Mode::HalfUp)), payment))
//! };
//! let found = wages::compare(&[paid(6)?, paid(7)?], &old, &new);
//! assert_eq!((found.unchanged, found.changed, found.changes[0].row), (1, 1, 1));
//! let lines: Vec<_> = found.changes[0].lines.iter().map(|line| (line.code.as_str(), line.old, line.new)).collect();
//! let dirhams = |minor| Some(Money::minor(minor, MAD));
//! assert_eq!(lines, [("ma.ir", dirhams(107_140), dirhams(104_121)), ("ma.amo", dirhams(27_120), dirhams(36_000))]);
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` on a day that the pack does not know, `law.unsupported` for a case that this version does not
//! know, `number.out_of_range` naming the step of the rule, and each jurisdiction's own.

pub mod ae;
pub mod au;
pub mod ca;
mod compare;
pub mod de;
pub mod eg;
pub mod fr;
pub mod jo;
pub mod ma;
mod monthly;
pub mod rates;
pub mod sa;
mod statute;
mod supported;
#[cfg(test)]
mod tests;
pub mod uk;
pub mod us;

pub use compare::{Change, ChangedLine, Comparison, Side, compare};
pub use supported::{Days, Edition, Part, Supported, table};

use crate::{
    calendar::PayFrequency,
    error::{Code, Error, Result, exact},
    law::RulePack,
    money::{Currency, Money},
    trace::Trace,
};
use chrono::NaiveDate;
use rates::{Piece, Scene};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use statute::{Ask, ByReference, InFast};

macro_rules! jurisdictions {
    ($($(#[$doc:meta])* $name:ident $module:ident $law:ident $(or $other:ident)?;)*) => {
        /// Who is paid, in the terms of the authority that taxes them; the figures to date included.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "jurisdiction", rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Profile {
            $($(#[$doc])* $name($module::Profile),)*
        }

        impl Profile {
            /// The id of the rule pack that it is assessed under, such as `uk.wages`.
            pub const fn pack_id(&self) -> &'static str {
                match self { $(Self::$name(_) => $module::PACK,)* }
            }

            /// A profile of the jurisdiction of that rule pack, without the tag that tells which it is.
            #[cfg(feature = "arrow")]
            pub(crate) fn read<'de, D: serde::Deserializer<'de>>(pack_id: &str, from: D) -> Option<std::result::Result<Self, D::Error>> {
                match pack_id {
                    $($module::PACK => Some($module::Profile::deserialize(from).map(Self::$name)),)*
                    _ => None,
                }
            }
        }

        $(
            /// The person, where the profile is of this jurisdiction.
            impl TryFrom<Profile> for $module::Profile {
                type Error = Error;
                fn try_from(profile: Profile) -> Result<Self> {
                    match profile {
                        Profile::$name(person) => Ok(person),
                        other => {
                            let (given, wanted) = (other.pack_id(), $module::PACK);
                            let message = format!("the profile is one of `{given}`: give one of `{wanted}`");
                            Err(Error::new(Code::LawUnsupported, "profile", given, message))
                        }
                    }
                }
            }
        )*

        /// The lines that an assessment under that rule pack may have, each a code and who bears it; none for a pack that
        /// is not of wage taxes.
        pub fn lines(pack_id: &str) -> &'static [(&'static str, Payer)] {
            match pack_id {
                $($module::PACK => $module::LINES,)*
                _ => &[],
            }
        }

        /// The taxes and contributions of a payment.
        ///
        /// # Errors
        /// See the [module](self).
        pub fn assess(profile: &Profile, payment: &Payment, pack: &RulePack) -> Result<Assessment> {
            match profile { $(Profile::$name(person) => $module::assess(person, payment, pack),)* }
        }

        /// The same, with every figure explained.
        ///
        /// # Errors
        /// See the [module](self).
        pub fn assess_traced(profile: &Profile, payment: &Payment, pack: &RulePack) -> Result<(Assessment, Trace)> {
            match profile { $(Profile::$name(person) => $module::assess_traced(person, payment, pack),)* }
        }

        /// The ids of the packs of wage taxes, one for each jurisdiction.
        const PACKS: &[&str] = &[$($module::PACK),*];

        /// What is known of each jurisdiction, as the packs that came with this version say: country, days, editions,
        /// on what the figures rest, what is covered and what is not. In the order of the modules.
        ///
        /// # Errors
        /// None that is known of: the embedded packs are read by the tests.
        pub fn supported() -> Result<Vec<Supported>> {
            let mut packs = Vec::new();
            $(
                packs.push(RulePack::embedded($module::PACK)?);
                for beside in $module::ABOUT.beside {
                    packs.push(RulePack::embedded(beside.pack)?);
                }
            )*
            supported_by(&packs)
        }

        /// The same of packs that were loaded at run time, one entry for each.
        ///
        /// # Errors
        /// `law.unsupported` for a pack that is of no module here, `law.unknown_key` and `law.pack_invalid` for one that
        /// lacks a parameter or holds one that cannot be used.
        pub fn supported_by(packs: &[RulePack]) -> Result<Vec<Supported>> {
            let of = |pack: &RulePack| {
                $(
                    let (name, about) = (stringify!($module), &$module::ABOUT);
                    if pack.id() == $module::PACK {
                        return Supported::of(pack, name, about);
                    }
                    if let Some(beside) = about.beside.iter().find(|beside| beside.pack == pack.id()) {
                        return Supported::beside(pack, name, about, beside);
                    }
                )*
                Err(foreign(pack.id()))
            };
            packs.iter().map(of).collect()
        }

        #[derive(Clone, Debug)]
        enum Law {
            $($name(Box<$module::$law>),)*
        }

        impl Prepared {
            /// The law of `pack` as it stands on `pay_day`.
            ///
            /// # Errors
            /// `law.none_in_force` when the pack does not know that day, `law.unsupported` when it is not a pack of wage
            /// taxes.
            pub fn on(pack: &RulePack, pay_day: NaiveDate) -> Result<Self> {
                match pack.id() {
                    $($module::PACK => Ok(Self(Law::$name(Box::new($module::$law::on(pack, pay_day)?)))),)*
                    other => Err(foreign(other)),
                }
            }

            /// The taxes and contributions of a payment, the same as [`assess`] gives.
            ///
            /// # Errors
            /// `law.unsupported` for a profile of another jurisdiction; see the [module](self).
            pub fn assess(&self, profile: &Profile, payment: &Payment) -> Result<Assessment> {
                match (profile, &self.0) {
                    $((Profile::$name(person), Law::$name(law)) => $module::assess_with(person, payment, law),)*
                    (profile, _) => Err(Self::of_another(profile)),
                }
            }

            /// The same in the fast form alone; None when it was lost, and [`Prepared::assess`] goes to the reference.
            ///
            /// # Errors
            /// As [`Prepared::assess`].
            #[doc(hidden)]
            pub fn assess_fast(&self, profile: &Profile, payment: &Payment) -> Result<Option<Assessment>> {
                self.ask(profile, payment, InFast)
            }

            /// The same by the reference alone: what the fast form is held against.
            ///
            /// # Errors
            /// As [`Prepared::assess`].
            #[doc(hidden)]
            pub fn assess_by_reference(&self, profile: &Profile, payment: &Payment) -> Result<Assessment> {
                self.ask(profile, payment, ByReference)
            }

            /// The piece of the rule in which a payment lies.
            fn piece(&self, profile: &Profile, payment: &Payment, scene: &Scene) -> Result<Piece> {
                self.ask(profile, payment, scene)
            }

            /// Asks the case of a payment, of whichever statute it is.
            fn ask<A: Ask>(&self, profile: &Profile, payment: &Payment, ask: A) -> Result<A::Answer> {
                match (profile, &self.0) {
                    $((Profile::$name(person), Law::$name(law)) => {
                        $(
                            if let Some(case) = $module::$other(person, payment, law)? {
                                return ask.of(&case);
                            }
                        )?
                        ask.of(&$module::case(person, payment, law)?)
                    })*
                    (profile, _) => Err(Self::of_another(profile)),
                }
            }

            fn of_another(profile: &Profile) -> Error {
                let wanted = profile.pack_id();
                let message = format!("this law was prepared from another jurisdiction's pack: prepare `{wanted}`");
                Error::new(Code::LawUnsupported, "profile", wanted, message)
            }
        }
    };
}

jurisdictions! {
    /// The United Arab Emirates: GPSSA.
    Ae ae Month;
    /// Australia: PAYG withholding.
    Au au Schedule;
    /// Canada: federal and provincial income tax, CPP and EI (all but Quebec).
    Ca ca Year;
    /// Germany: wage tax by the Programmablaufplan, solidarity surcharge, church tax, social insurance.
    De de Year or marginal_case;
    /// Egypt: salary tax and social insurance.
    Eg eg Month;
    /// France: the neutral rate and the general reduction of employer contributions.
    Fr fr Month;
    /// Jordan: income tax and social security.
    Jo jo Month;
    /// Morocco: income tax, CNSS and AMO.
    Ma ma Month;
    /// Saudi Arabia: GOSI.
    Sa sa Month;
    /// The United Kingdom: PAYE, National Insurance, student loans.
    Uk uk Year;
    /// The United States, federal: income tax withholding, FICA and FUTA.
    Us us Year;
}

/// `law.unsupported` for a pack of something else.
fn foreign(pack: &str) -> Error {
    let known = PACKS.join(", ");
    let message = format!("`{pack}` is not a rule pack of wage taxes: give one of {known}");
    Error::new(Code::LawUnsupported, "pack", pack, message)
}

/// What is paid to somebody on a day, as the bases that the law taxes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// The day of the payment: it decides the tax year and the period.
    pub pay_day: NaiveDate,
    /// How often this person is paid.
    pub frequency: PayFrequency,
    /// Pay that is taxed, this payment only.
    pub taxable: Money,
    /// Earnings on which contributions are due, this payment only.
    pub contributory: Money,
    /// The part of `taxable` that is not paid in cash (benefits taxed through the payroll).
    pub non_cash: Money,
    /// The part of `taxable` and `contributory` that is no regular pay (a bonus, back pay), for laws that tax it apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub non_periodic: Option<Money>,
}

impl Payment {
    /// A payment in cash, all of it taxed and contributory.
    pub fn new(pay_day: NaiveDate, frequency: PayFrequency, pay: Money) -> Self {
        let non_cash = Money::zero(pay.currency());
        Self { pay_day, frequency, taxable: pay, contributory: pay, non_cash, non_periodic: None }
    }
}

/// Who bears a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// Withheld from the pay.
    Employee,
    /// Paid on top of it.
    Employer,
}

/// One tax or contribution on a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Whom it is paid to, such as `HMRC`.
    pub authority: String,
    /// What it is, stable: `uk.paye`, `uk.ni`, `uk.student_loan`.
    pub code: String,
    /// What the person at the desk calls it.
    pub name: String,
    /// What it is due on.
    pub base: Money,
    /// The rate as a fraction, where a single one applied.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub rate: Option<Decimal>,
    /// Who bears it.
    pub payer: Payer,
    /// How much; below zero is a refund.
    pub amount: Money,
    /// Document and section.
    pub source: String,
}

/// The taxes and contributions of one payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// The lines; one of zero stands there too when the rule was applied.
    pub lines: Vec<Line>,
    /// The profile with this payment in its figures to date: hand it over with the next payment.
    pub carried: Profile,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

impl Assessment {
    /// The sum of what that payer bears.
    ///
    /// # Errors
    /// `number.out_of_range`.
    pub fn borne_by(&self, payer: Payer, currency: Currency) -> Result<Money> {
        Money::sum(self.lines.iter().filter(|line| line.payer == payer).map(|line| line.amount), currency)
    }
}

/// The law of a pay day, read from its rule pack once: for a run over many people.
///
/// Not serialised: a pack travels instead.
#[derive(Clone, Debug)]
pub struct Prepared(Law);
