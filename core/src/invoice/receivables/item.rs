//! What is open, what was paid, and by which policy the two meet.

use crate::{
    error::{Code, Error, Result, exact},
    invoice::state::Invoice,
    money::{Currency, Mode, Money, Rounding},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A share that may be taken off by who pays early.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discount {
    /// The last day on which a payment may take it.
    pub until: NaiveDate,
    /// Of the amount of the document, as a fraction: `0.02` is 2 %.
    #[serde(with = "exact::text")]
    pub share: Decimal,
}

/// A document in the accounting currency, where that is not its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Booked {
    /// At what it was booked.
    pub amount: Money,
    /// What of that is still in the books.
    pub open: Money,
}

/// A document that is not settled, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenItem {
    /// Its number (BT-1).
    pub number: String,
    /// Who owes it, as the caller writes it.
    pub customer: String,
    /// The day it was issued (BT-2).
    pub day: NaiveDate,
    /// The last day on which it is not late (BT-9).
    pub due: NaiveDate,
    /// What it came to (BT-115); below zero for a credit note.
    pub amount: Money,
    /// What is left of it.
    pub open: Money,
    /// The payment reference that is printed on it (BT-83).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reference: String,
    /// What may be taken off for early payment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discounts: Vec<Discount>,
    /// In the accounting currency, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked: Option<Booked>,
    /// The customer contests it: no reminders.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disputed: bool,
}

impl OpenItem {
    /// A document of which nothing is paid.
    pub fn new(
        number: impl Into<String>,
        customer: impl Into<String>,
        day: NaiveDate,
        due: NaiveDate,
        amount: Money,
    ) -> Self {
        Self {
            number: number.into(),
            customer: customer.into(),
            day,
            due,
            amount,
            open: amount,
            reference: String::new(),
            discounts: vec![],
            booked: None,
            disputed: false,
        }
    }

    /// An issued invoice: its buyer owes what is due (BT-115), a credit note gives it back.
    ///
    /// # Errors
    /// `input.missing` for a draft.
    pub fn of(invoice: &Invoice, due: NaiveDate) -> Result<Self> {
        let document = invoice.document();
        let amount = invoice.totals().due;
        let amount = if document.kind.credits() { -amount } else { amount };
        Ok(Self::new(invoice.issued()?, &document.buyer, document.day, due, amount))
    }

    /// The same, with the payment reference that is printed on it.
    #[must_use]
    pub fn reference(self, reference: impl Into<String>) -> Self {
        Self { reference: reference.into(), ..self }
    }

    /// The same, with a share that may be taken off until that day: `0.02` is 2 %.
    #[must_use]
    pub fn discount(mut self, until: NaiveDate, share: Decimal) -> Self {
        self.discounts.push(Discount { until, share });
        self
    }

    /// The same, so much of it paid before.
    ///
    /// # Errors
    /// `money.mixed_currencies`, `number.out_of_range`.
    pub fn paid(self, amount: Money) -> Result<Self> {
        Ok(Self { open: self.open.checked_sub(amount)?, ..self })
    }

    /// The same, booked at that amount of the accounting currency.
    #[must_use]
    pub fn booked_at(self, amount: Money) -> Self {
        Self { booked: Some(Booked { amount, open: amount }), ..self }
    }

    /// The same, contested.
    #[must_use]
    pub fn disputed(self) -> Self {
        Self { disputed: true, ..self }
    }

    /// How many days late it is on a day; zero or less when it is not.
    pub fn days_late(&self, on: NaiveDate) -> i64 {
        on.signed_duration_since(self.due).num_days()
    }

    /// What may be taken off by a payment of that day, at most what is open.
    pub(super) fn discount_on(&self, day: NaiveDate, mode: Mode) -> Result<Money> {
        let share = self.discounts.iter().filter(|d| day <= d.until).map(|d| d.share).max();
        let zero = Money::zero(self.amount.currency());
        let Some(share) = share else { return Ok(zero) };
        let discount = self.amount.share(share, Rounding::minor(self.amount.currency(), mode))?;
        Ok(if discount.amount() > self.open.amount() { self.open } else { discount })
    }

    pub(super) fn check(&self) -> Result<()> {
        let currency = self.amount.currency();
        if self.open.currency() != currency {
            let message = format!(
                "`open` of {} is in {}, its amount in {currency}: they are one",
                self.number,
                self.open.currency()
            );
            return Err(Error::new(Code::MoneyMixedCurrencies, "open", self.open, message));
        }
        if self.number.is_empty() {
            return Err(Error::missing("number"));
        }
        if !self.open.is_zero() && self.open.is_negative() != self.amount.is_negative() {
            return Err(Error::invalid("open", self.open, "it has the sign of the amount, or is zero"));
        }
        if self.open.amount().abs() > self.amount.amount().abs() {
            return Err(Error::invalid("open", self.open, "no more can be open than the amount"));
        }
        for (index, discount) in self.discounts.iter().enumerate() {
            if discount.share.is_sign_negative() || discount.share > Decimal::ONE {
                let wanted = "write a fraction: 0.02 is 2 %";
                return Err(Error::invalid(&format!("discounts.{index}.share"), discount.share, wanted));
            }
        }
        Ok(())
    }
}

/// What the bank received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// The caller's id, such as a line of the statement.
    pub id: String,
    /// Who paid; empty when that is not known, so that only a reference can tell.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub customer: String,
    /// The day it was received.
    pub day: NaiveDate,
    /// How much, above zero.
    pub amount: Money,
    /// The numbers or payment references that it names, in the payer's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
    /// What it was worth in the accounting currency on that day, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked: Option<Money>,
}

impl Payment {
    /// A payment that names no document.
    pub fn new(id: impl Into<String>, customer: impl Into<String>, day: NaiveDate, amount: Money) -> Self {
        Self { id: id.into(), customer: customer.into(), day, amount, references: vec![], booked: None }
    }

    /// The same, naming a document by its number or payment reference.
    #[must_use]
    pub fn referring(mut self, reference: impl Into<String>) -> Self {
        self.references.push(reference.into());
        self
    }

    /// The same, worth so much in the accounting currency.
    #[must_use]
    pub fn booked_at(self, amount: Money) -> Self {
        Self { booked: Some(amount), ..self }
    }
}

/// How a payment finds its documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// By the numbers or payment references that it names, spaces and case ignored.
    Reference,
    /// By its amount: the only open document of the customer that it settles exactly, with or without its discount; or
    /// all of them together.
    Amount,
    /// The earliest due first; by day and number where that is the same. Open credit notes of the customer come first.
    OldestFirst,
}

/// Every choice of an allocation, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// What is tried, in turn.
    pub order: Vec<By>,
    /// How little may be missing, or left over, to be written off: an amount a currency. None: nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tolerances: Vec<Money>,
    /// How many days after its last one a discount is still granted.
    #[serde(default)]
    pub grace_days: u32,
    /// How discounts, and amounts of the accounting currency, are rounded to the minor unit.
    pub rounding: Mode,
}

impl Policy {
    /// These steps in turn, nothing tolerated, halves rounded away from zero.
    pub fn of(order: impl IntoIterator<Item = By>) -> Self {
        let order = order.into_iter().collect();
        Self { order, tolerances: vec![], grace_days: 0, rounding: Mode::HalfUp }
    }

    /// The same, writing off what is missing or left over up to that amount of its currency.
    #[must_use]
    pub fn tolerating(mut self, amount: Money) -> Self {
        self.tolerances.push(amount);
        self
    }

    /// The same, granting discounts so many days longer.
    #[must_use]
    pub fn grace(self, days: u32) -> Self {
        Self { grace_days: days, ..self }
    }

    pub(super) fn tolerance(&self, currency: Currency) -> Money {
        let found = self.tolerances.iter().find(|amount| amount.currency() == currency);
        found.copied().unwrap_or(Money::zero(currency))
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.order.is_empty() {
            return Err(Error::missing("policy.order"));
        }
        match self.tolerances.iter().find(|amount| amount.is_negative()) {
            Some(negative) => {
                let message = format!("a tolerance of {negative} is below zero");
                Err(Error::new(Code::NumberNegative, "policy.tolerances", negative, message))
            }
            None => Ok(()),
        }
    }
}
