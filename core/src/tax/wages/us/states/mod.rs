//! Income tax that an employer withholds for a state, by the state's own document.
//!
//! [`State`] is what the profile says of it: the state, and where it has a certificate of its own, what that says. Each
//! state's figures stand in its part of the rule pack (`core/law/us/<state>.toml`, dated and cited); its file here says how
//! its document goes from the certificate to the [sheet](sheet) that is reckoned. A state whose law the pack does not hold
//! is `law.unsupported`, never nothing.
//!
//! Which state's tax is to be withheld (that of residence, that of work, a share of both) is the caller's to say: it depends
//! on agreements between the states and on where each hour was worked, which is not known here.
//!
//! Somebody in Illinois with two allowances on line 1 of Form IL-W-4 and two on line 2 is paid $800 a week: the example of
//! Booklet IL-700-T of 2026.
//!
//! ```
//! use backoffice::{
//!     Money, PayFrequency, currency::USD, date, dec,
//!     law::RulePack,
//!     tax::wages::{Payment, us},
//! };
//!
//! let law = RulePack::embedded(us::PACK)?;
//! let w4 = us::W4From2020::new(us::FilingStatus::SingleOrMarriedSeparately);
//! let form = us::IllinoisW4 { line1_allowances: 2, line2_allowances: 2, ..us::IllinoisW4::default() };
//! let mary = us::Profile {
//!     state: Some(us::State::Illinois(form)),
//!     ..us::Profile::new(us::W4::From2020(w4), us::RoundingProfile::Once)
//! };
//! let week = Payment::new(date(2026, 3, 6)?, PayFrequency::Weekly, Money::new(dec!(800), USD)?);
//!
//! let (assessed, trace) = us::assess_traced(&mary, &week, &law)?;
//! let illinois = assessed.lines.iter().find(|line| line.code == "us.il.income_tax");
//! assert_eq!(illinois.map(|line| line.amount.amount()), Some(dec!(32.13)));
//! // (2 × 2,925 + 2 × 1,000) ÷ 52 is 150.96; 4.95 % of the other 649.04 is 32.13.
//! let value = |id: &str| trace.find(id).map(|line| line.value);
//! assert_eq!(value("us.il.deduction"), Some(dec!(150.96)));
//! assert_eq!(value("us.il.taxable"), Some(dec!(649.04)));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.unsupported` naming the state for one without law in the pack, naming the frequency for a payroll period that the
//! state's document does not know, and for a nonresident alien, a supplemental payment or a tax of a locality whose rule was
//! not found; `law.none_in_force` on a day outside the editions that the pack holds.

mod arizona;
mod georgia;
mod illinois;
mod indiana;
mod iowa;
mod louisiana;
mod north_carolina;
mod sheet;
#[cfg(test)]
mod tests;
mod utah;

pub use arizona::ArizonaA4;
pub use georgia::{GeorgiaG4, GeorgiaStatus};
pub use illinois::IllinoisW4;
pub use indiana::IndianaWh4;
pub use iowa::{IowaStatus, IowaW4};
pub use louisiana::LouisianaL4;
pub use north_carolina::{NorthCarolinaNc4, NorthCarolinaStatus};
pub use utah::UtahW4;

use super::Profile;
use crate::{
    calendar::PayFrequency,
    error::{Code, Error, Result, exact},
    law::{Figure, RulePack},
    money::{Money, number::Number},
    tax::wages::{Line, Payer, Payment},
    trace::{Step, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sheet::Sheet;

/// What the keys of the states' parameters begin with.
pub(super) const KEY: &str = "state.";

macro_rules! states {
    (
        forms { $($(#[$doc:meta])* $form:ident $code:literal $authority:literal $kind:ident;)* }
        others { $($other:ident $other_code:literal $other_name:literal $other_authority:literal;)* }
    ) => {
        /// The state whose income tax is to be withheld too, with what the employee's certificate for it says; in a document
        /// `{"state": "IL", "line1_allowances": 2}`.
        ///
        /// The variants with nothing are of states without a certificate of their own here: those that levy no tax on wages
        /// or one rate on all of them as far as the pack knows it, and those whose law it does not hold.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "state", from = "Read")]
        #[non_exhaustive]
        pub enum State {
            $($(#[$doc])* #[serde(rename = $code)] $form($kind),)*
            $(#[doc = concat!($other_name, ".")] #[serde(rename = $other_code)] $other,)*
        }

        /// A state as it is read: serde looks for unknown fields in variants with braces only.
        #[derive(Deserialize)]
        #[serde(tag = "state", deny_unknown_fields)]
        enum Read {
            $(#[serde(rename = $code)] $form($kind),)*
            $(#[serde(rename = $other_code)] $other {},)*
        }

        impl From<Read> for State {
            fn from(read: Read) -> Self {
                match read {
                    $(Read::$form(form) => Self::$form(form),)*
                    $(Read::$other {} => Self::$other,)*
                }
            }
        }

        impl State {
            /// The code of the Postal Service, such as `IL`.
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$form(_) => $code,)*
                    $(Self::$other => $other_code,)*
                }
            }

            /// Its name.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$form(_) => $kind::NAME,)*
                    $(Self::$other => $other_name,)*
                }
            }

            /// Whom the tax is paid to.
            const fn authority(&self) -> &'static str {
                match self {
                    $(Self::$form(_) => $authority,)*
                    $(Self::$other => $other_authority,)*
                }
            }

            /// How its document goes from the certificate to a sheet.
            fn sheet(&self, given: &Given) -> Result<Sheet> {
                match self {
                    $(Self::$form(form) => form.sheet(given),)*
                    $(Self::$other => flat(given),)*
                }
            }
        }
    };
}

states! {
    forms {
        /// Arizona, Form A-4.
        Arizona "AZ" "Arizona Department of Revenue" ArizonaA4;
        /// Georgia, Form G-4.
        Georgia "GA" "Georgia Department of Revenue" GeorgiaG4;
        /// Illinois, Form IL-W-4.
        Illinois "IL" "Illinois Department of Revenue" IllinoisW4;
        /// Indiana, Form WH-4; the taxes of its counties are not known here.
        Indiana "IN" "Indiana Department of Revenue" IndianaWh4;
        /// Iowa, Form IA W-4.
        Iowa "IA" "Iowa Department of Revenue" IowaW4;
        /// Louisiana, Form L-4.
        Louisiana "LA" "Louisiana Department of Revenue" LouisianaL4;
        /// North Carolina, Form NC-4.
        NorthCarolina "NC" "North Carolina Department of Revenue" NorthCarolinaNc4;
        /// Utah, which goes by the federal Form W-4.
        Utah "UT" "Utah State Tax Commission" UtahW4;
    }
    others {
        Alabama "AL" "Alabama" "Alabama";
        Alaska "AK" "Alaska" "Alaska";
        Arkansas "AR" "Arkansas" "Arkansas";
        California "CA" "California" "California";
        Colorado "CO" "Colorado" "Colorado";
        Connecticut "CT" "Connecticut" "Connecticut";
        Delaware "DE" "Delaware" "Delaware";
        DistrictOfColumbia "DC" "the District of Columbia" "District of Columbia";
        Florida "FL" "Florida" "Florida";
        Hawaii "HI" "Hawaii" "Hawaii";
        Idaho "ID" "Idaho" "Idaho";
        Kansas "KS" "Kansas" "Kansas";
        Kentucky "KY" "Kentucky" "Kentucky";
        Maine "ME" "Maine" "Maine";
        Maryland "MD" "Maryland" "Maryland";
        Massachusetts "MA" "Massachusetts" "Massachusetts";
        Michigan "MI" "Michigan" "Michigan";
        Minnesota "MN" "Minnesota" "Minnesota";
        Mississippi "MS" "Mississippi" "Mississippi";
        Missouri "MO" "Missouri" "Missouri";
        Montana "MT" "Montana" "Montana";
        Nebraska "NE" "Nebraska" "Nebraska";
        Nevada "NV" "Nevada" "Nevada";
        NewHampshire "NH" "New Hampshire" "New Hampshire";
        NewJersey "NJ" "New Jersey" "New Jersey";
        NewMexico "NM" "New Mexico" "New Mexico";
        NewYork "NY" "New York" "New York";
        NorthDakota "ND" "North Dakota" "North Dakota";
        Ohio "OH" "Ohio" "Ohio";
        Oklahoma "OK" "Oklahoma" "Oklahoma";
        Oregon "OR" "Oregon" "Oregon";
        Pennsylvania "PA" "Pennsylvania" "Pennsylvania Department of Revenue";
        RhodeIsland "RI" "Rhode Island" "Rhode Island";
        SouthCarolina "SC" "South Carolina" "South Carolina";
        SouthDakota "SD" "South Dakota" "South Dakota";
        Tennessee "TN" "Tennessee" "Tennessee";
        Texas "TX" "Texas" "Texas";
        Vermont "VT" "Vermont" "Vermont";
        Virginia "VA" "Virginia" "Virginia";
        Washington "WA" "Washington" "Washington";
        WestVirginia "WV" "West Virginia" "West Virginia";
        Wisconsin "WI" "Wisconsin" "Wisconsin";
        Wyoming "WY" "Wyoming" "Wyoming";
    }
}

sheet::steps! {
    FLAT "us.state" "state.{state}"
        wages "Wages"
        deduction "Deduction of the payroll period" ()
        taxable "Taxable wages"
        tax "Tax at the rate" ("rate")
        apart "Tax on a supplemental payment" ()
        relief "Credit" ()
        extra "Additional amount"
        withheld "Income tax of the state";
}

/// A state without a certificate: one rate on all wages, which is nothing where none are taxed.
fn flat(given: &Given) -> Result<Sheet> {
    let rate = given.rate("rate")?;
    // Pennsylvania adds a supplemental payment to the wages of the period; nothing of nothing is nothing.
    if !rate.value.is_zero() && given.payment.taxable != given.payment.contributory {
        let why = "the state taxes what the federal tax leaves out (elective deferrals), so its compensation is not known where taxable and contributory pay differ";
        return Err(given.unsupported("taxable", given.payment.taxable, why));
    }
    Ok(Sheet::new(&FLAT, given.whole(), rate))
}

/// What is known of a payment when a state's document is followed.
struct Given<'a> {
    state: &'a State,
    person: &'a Profile,
    payment: &'a Payment,
    pack: &'a RulePack,
}

impl Given<'_> {
    fn key(&self, name: &str) -> String {
        format!("{KEY}{}.{name}", self.state.code().to_lowercase())
    }

    /// A rate of the state's part of the pack on the pay day.
    fn rate(&self, name: &str) -> Result<Figure> {
        self.rate_on(name, self.payment.pay_day)
    }

    fn rate_on(&self, name: &str, day: NaiveDate) -> Result<Figure> {
        self.pack.rate(&self.key(name), day).map_err(|error| self.without_law(error))
    }

    /// An amount of the state's part of the pack on the pay day.
    fn amount(&self, name: &str) -> Result<Decimal> {
        self.amount_on(name, self.payment.pay_day)
    }

    fn amount_on(&self, name: &str, day: NaiveDate) -> Result<Decimal> {
        let found = self.pack.amount(&self.key(name), day).map_err(|error| self.without_law(error))?;
        Ok(found.value)
    }

    /// A parameter that the pack does not have at all is a state whose law is not known.
    fn without_law(&self, error: Error) -> Error {
        if error.code() != Code::LawUnknownKey {
            return error;
        }
        let (code, name) = (self.state.code(), self.state.name());
        let message = format!(
            "`state` is {code}: the rule pack `{}` ({}) does not hold the income tax of {name}; load one that does, or leave `state` out for the federal taxes alone",
            self.pack.id(),
            self.pack.revision()
        );
        Error::new(Code::LawUnsupported, "state", code, message)
    }

    fn unsupported(&self, field: &str, value: impl std::fmt::Display, why: &str) -> Error {
        let message = format!("`{field}` is {value}: not known for {}: {why}", self.state.name());
        Error::new(Code::LawUnsupported, field, value, message)
    }

    /// How many of those payroll periods a year has; `days` for a daily one.
    fn periods(&self, known: &[PayFrequency], days: u32) -> Result<u32> {
        let frequency = self.payment.frequency;
        if !known.contains(&frequency) {
            let why = "its document knows no such payroll period";
            return Err(self.unsupported("frequency", format!("{frequency:?}"), why));
        }
        Ok(if frequency == PayFrequency::Daily { days } else { frequency.per_year() })
    }

    /// All wages of the payment.
    const fn whole(&self) -> Money {
        self.payment.taxable
    }

    /// All wages of the payment, where a supplemental part of them is wages like the others; a supplemental payment by
    /// itself has no payroll period whose deductions it could take.
    fn together(&self) -> Result<Money> {
        match self.payment.non_periodic {
            Some(part) if part == self.payment.taxable && !part.is_zero() => {
                let why = "a supplemental payment without wages of a payroll period";
                Err(self.unsupported("non_periodic", part, why))
            }
            _ => Ok(self.whole()),
        }
    }

    /// Wages of the payroll period where no rule for a supplemental part was found.
    fn periodic(&self) -> Result<Money> {
        match self.payment.non_periodic {
            Some(part) if !part.is_zero() => {
                Err(self.unsupported("non_periodic", part, "no rule for a supplemental payment was found"))
            }
            _ => Ok(self.whole()),
        }
    }

    /// An amount on the certificate, in the pack's currency; below zero only where the certificate has such.
    fn written(&self, field: &'static str, amount: Option<Money>, negative: bool) -> Result<Decimal> {
        let Some(amount) = amount else { return Ok(Decimal::ZERO) };
        let field = format!("state.{field}");
        if amount.currency() != self.pack.currency() {
            let message = format!("`{field}` is {amount}: the certificate is in {}", self.pack.currency());
            return Err(Error::new(Code::MoneyMixedCurrencies, field, amount, message));
        }
        if amount.is_negative() && !negative {
            let message = format!("`{field}` is {amount}: write an amount that is not below zero");
            return Err(Error::new(Code::NumberNegative, field, amount, message));
        }
        Ok(amount.amount())
    }

    /// So many times an amount of a year.
    fn times(field: &'static str, count: u32, amount: Decimal) -> Result<Decimal> {
        exact::multiply(amount, count.into())
            .ok_or_else(|| Error::overflow(&format!("state.{field}"), count, "an allowance of a year"))
    }
}

/// A state's tax on a payment whose inputs were found fit.
pub(super) struct Case<'a> {
    state: &'a State,
    sheet: Sheet,
    taxable: Money,
}

impl<'a> Case<'a> {
    /// None where the profile names no state.
    pub(super) fn of(
        person: &'a Profile,
        payment: &'a Payment,
        pack: Option<&RulePack>,
    ) -> Result<Option<Self>> {
        for (field, asked) in [("locality", &person.locality), ("residence", &person.residence)] {
            if let Some(asked) = asked {
                let why = if field == "locality" {
                    "taxes of counties, cities and school districts are not in this version; leave it out"
                } else {
                    "agreements between states and credits for another state's tax are not in this version; leave it out, and name in `state` the one whose tax is to be withheld"
                };
                let message = format!("`{field}` is `{asked}`: {why}");
                return Err(Error::new(Code::LawUnsupported, field, asked, message));
            }
        }
        let Some(state) = &person.state else { return Ok(None) };
        let Some(pack) = pack else {
            let message =
                format!("`state` is {}: this law was prepared without that of the states", state.code());
            return Err(Error::new(Code::LawUnsupported, "state", state.code(), message));
        };
        let given = Given { state, person, payment, pack };
        if person.nonresident_alien {
            let why = "how a state withholds from a nonresident alien";
            return Err(given.unsupported("nonresident_alien", true, why));
        }
        Ok(Some(Self { state, sheet: state.sheet(&given)?, taxable: payment.taxable }))
    }

    /// The rule, over one form of number. None when this form cannot hold an input.
    pub(super) fn over<N: Number, T: Tracer<N>>(&self, t: &mut T) -> Option<N> {
        self.sheet.over(t)
    }

    /// The step that is withheld.
    pub(super) const fn root(&self) -> &'static Step {
        self.sheet.steps.withheld
    }

    /// The day as of which the figures were read.
    pub(super) const fn day(&self) -> NaiveDate {
        self.sheet.day
    }

    /// Whether a step is one of the sheet.
    pub(super) fn has(&self, id: &str) -> bool {
        self.sheet.steps.all().iter().any(|step| step.id == id)
    }

    /// The key in the pack of a parameter as a step of the sheet names it.
    pub(super) fn fill(&self, key: &str) -> String {
        key.replace("{state}", &self.state.code().to_lowercase()).replace("{column}", self.sheet.column)
    }

    /// The line of the assessment.
    pub(super) fn line(&self, withheld: Decimal) -> Result<Line> {
        Ok(Line {
            authority: self.state.authority().into(),
            code: format!("us.{}.income_tax", self.state.code().to_lowercase()),
            name: format!("Income tax of {}", self.state.name()),
            base: self.sheet.wages,
            rate: Some(self.sheet.rate.value),
            payer: Payer::Employee,
            amount: Money::new(withheld, self.taxable.currency())?,
            source: self.sheet.source(),
        })
    }
}

/// What the fast form and the reference say, for the tests that hold them equal.
#[cfg(test)]
fn both(case: &Case) -> [Option<Decimal>; 2] {
    use crate::money::number::{Exact, Fixed};
    [
        case.over::<Fixed, _>(&mut ()).and_then(Number::read),
        case.over::<Exact, _>(&mut ()).and_then(Number::read),
    ]
}
