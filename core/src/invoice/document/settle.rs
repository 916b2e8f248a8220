//! What was paid or invoiced before, and the currency in which the tax is accounted for.

use super::super::totals::TaxTotal;
use crate::{
    error::exact,
    money::{Currency, Money, Rounding},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A payment made before the document (a part of BT-113). Give `amount`, or `share` to have it computed; when both are
/// given the amount stands and a difference is a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// How much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// As a fraction of what is payable (after withholding and rounding): `0.3` is 30 %.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub share: Option<Decimal>,
    /// When it was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// What it was, such as the reference of the bank.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reference: String,
}

impl Payment {
    /// A stated amount.
    pub fn amount(amount: Money) -> Self {
        Self { amount: Some(amount), ..Self::default() }
    }

    /// A fraction of what is payable.
    pub fn share(share: Decimal) -> Self {
        Self { share: Some(share), ..Self::default() }
    }

    /// The same, paid on that day.
    #[must_use]
    pub fn paid(self, day: NaiveDate) -> Self {
        Self { day: Some(day), ..self }
    }

    /// The same, with its reference.
    #[must_use]
    pub fn reference(self, reference: impl Into<String>) -> Self {
        Self { reference: reference.into(), ..self }
    }
}

/// An advance invoice (386) that a final invoice deducts: its base and tax per category and rate, as they were charged.
///
/// Every base is taken off the total without tax (it counts in BT-107) and off the base of its own category and rate; its
/// tax is taken off the tax of that row, to the cent. Where the rate changed since, the row of the old rate is negative.
/// A tax that the buyer keeps back of the whole follows; one that lines bear is of those lines in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    /// The number of the advance invoice (BT-25).
    pub number: String,
    /// The day it was issued (BT-26).
    pub day: NaiveDate,
    /// What it charged, as its own breakdown has it (BG-23).
    pub parts: Vec<TaxTotal>,
}

impl Advance {
    /// The advance invoice of that number and day, and its breakdown.
    pub fn new(number: impl Into<String>, day: NaiveDate, parts: Vec<TaxTotal>) -> Self {
        Self { number: number.into(), day, parts }
    }
}

/// How the tax is brought into the accounting currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conversion {
    /// The tax of each category and rate is converted and rounded, then summed.
    PerRate,
    /// The sum is converted and rounded; the rows add up to it by largest remainder, ties to the higher rate.
    OnSum,
}

/// The currency in which the tax is accounted for, where it is not the document's (BT-6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounting {
    /// BT-6.
    pub currency: Currency,
    /// So many units of it are one unit of the document's currency, above zero.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// The day of the rate.
    pub day: NaiveDate,
    /// Who says so, such as a central bank.
    pub source: String,
    /// Where it is converted.
    pub conversion: Conversion,
    /// How a converted amount is rounded.
    pub rounding: Rounding,
}
