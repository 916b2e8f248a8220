//! Who is paid, and on which terms.

use super::pension::Scheme;
use crate::{
    calendar::PayFrequency,
    error::exact,
    money::{Money, Price, Rounding},
    tax::wages::Profile,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What somebody is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The hours worked, at this rate by the hour.
    Hourly(Price),
    /// The pay period, whatever the hours, at this amount.
    Salaried(Money),
}

/// Somebody on the payroll.
///
/// ```
/// use backoffice::{PayFrequency, eur, gbp, Mode::HalfUp, Rounding, currency::GBP, payroll::Employee};
///
/// let ada = Employee::new("ada").salary(eur!(4_200.00)); // paid monthly
/// let bo = Employee::new("bo")
///     .hourly(gbp!(12.71).each(), Rounding::minor(GBP, HalfUp))
///     .paid(PayFrequency::Weekly);
/// assert!(ada.frequency != bo.frequency);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Employee {
    /// The caller's id of the person.
    pub id: String,
    /// The person's name, for the slip; the id when empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What the person is paid for; needed unless every element of pay brings its own rate or amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// How often.
    pub frequency: PayFrequency,
    /// The hours in a pay period for which a salary is paid, in decimal hours: an hour of overtime is worth the salary
    /// divided by them.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub contract_hours: Option<Decimal>,
    /// How each line by the hour is rounded to money; needed when there is such a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
    /// Who the person is to the tax authority, the figures to date included; needed for a slip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// The employer's pension scheme that the person is a member of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pension: Option<Scheme>,
}

impl Employee {
    /// Somebody with that id, paid monthly until [`Employee::paid`] says otherwise.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: String::new(),
            basis: None,
            frequency: PayFrequency::Monthly,
            contract_hours: None,
            rounding: None,
            profile: None,
            pension: None,
        }
    }

    /// The same, with that name.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// The same, on a salary of that much for each pay period.
    #[must_use]
    pub fn salary(self, amount: Money) -> Self {
        Self { basis: Some(Basis::Salaried(amount)), ..self }
    }

    /// The same, paid by the hour, each line rounded so.
    #[must_use]
    pub fn hourly(self, rate: Price, rounding: Rounding) -> Self {
        Self { basis: Some(Basis::Hourly(rate)), rounding: Some(rounding), ..self }
    }

    /// The same, whose salary is for that many hours in a pay period; hours beyond are rounded so.
    #[must_use]
    pub fn contract_hours(self, hours: Decimal, rounding: Rounding) -> Self {
        Self { contract_hours: Some(hours), rounding: Some(rounding), ..self }
    }

    /// The same, paid that often.
    #[must_use]
    pub fn paid(self, frequency: PayFrequency) -> Self {
        Self { frequency, ..self }
    }

    /// The same, taxed so; hand over [`Slip::carried`](super::Slip::carried) for the next payment.
    #[must_use]
    pub fn taxed(self, profile: Profile) -> Self {
        Self { profile: Some(profile), ..self }
    }

    /// The same, in that pension scheme.
    #[must_use]
    pub fn pension(self, scheme: Scheme) -> Self {
        Self { pension: Some(scheme), ..self }
    }

    /// The name, or the id when there is none.
    pub fn name(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }
}
