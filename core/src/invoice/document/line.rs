//! What is sold, and what is taken off or put on.

use super::{Tax, Withholding};
use crate::{
    error::exact,
    money::{Money, Price},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An allowance (BG-20, BG-27) or a charge (BG-21, BG-28), told apart by the list in which it stands.
///
/// Give `amount`, or `share` to have it computed; when both are given the amount stands and a difference is a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// How much (BT-92, BT-99, BT-136, BT-141).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// As a fraction of the base: `0.1` is 10 % (BT-94, BT-101, BT-138, BT-143).
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub share: Option<Decimal>,
    /// What the share is of (BT-93, BT-100, BT-137, BT-142); else the line before allowances, or the sum of the lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Money>,
    /// Why (BT-97, BT-104, BT-139, BT-144).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Only on a document: the tax that it changes (BT-95, BT-102). Without one it is spread as the rules say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Tax>,
    /// Only on a document: taxes that the buyer keeps back of a charge, or no longer of an allowance.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withholdings: Vec<Withholding>,
}

impl Adjustment {
    /// A stated amount.
    pub fn amount(amount: Money) -> Self {
        Self { amount: Some(amount), ..Self::default() }
    }

    /// A fraction of the base: `0.1` is 10 %.
    pub fn share(share: Decimal) -> Self {
        Self { share: Some(share), ..Self::default() }
    }

    /// The same, of that base.
    #[must_use]
    pub fn of(self, base: Money) -> Self {
        Self { base: Some(base), ..self }
    }

    /// The same, changing that tax.
    #[must_use]
    pub fn taxed(self, tax: Tax) -> Self {
        Self { tax: Some(tax), ..self }
    }

    /// The same, bearing a tax that the buyer keeps back.
    #[must_use]
    pub fn withholding(mut self, withholding: Withholding) -> Self {
        self.withholdings.push(withholding);
        self
    }

    /// The same, with a reason.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..self }
    }
}

fn one() -> Decimal {
    Decimal::ONE
}

fn is_one(value: &Decimal) -> bool {
    *value == Decimal::ONE
}

/// A line (BG-25).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What the reader sees (BT-153).
    pub description: String,
    /// The seller's code of the item (BT-155).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// How many (BT-129); below zero for what is taken back.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// Of what unit (BT-130), any text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The price of `base_quantity` units (BT-146), with or without tax as the rules say.
    pub price: Price,
    /// How many units the price is for (BT-149), above zero; one when left out.
    #[serde(default = "one", skip_serializing_if = "is_one", with = "exact::text")]
    pub base_quantity: Decimal,
    /// The line's amount (BT-131) when the caller states it: it stands, and a difference is a finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net: Option<Money>,
    /// Taken off (BG-27).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowances: Vec<Adjustment>,
    /// Put on (BG-28).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<Adjustment>,
    /// The tax decision (BG-30).
    pub tax: Tax,
    /// Taxes that the buyer keeps back of this line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withholdings: Vec<Withholding>,
    /// Taxes of this line that are told for information: they count nowhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub informative: Vec<Withholding>,
    /// The account of its revenue or expense, where it is not that of the whole document.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub account: String,
    /// On a credit note: the line of the credited invoice, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits: Option<u32>,
}

impl Line {
    /// So many units at a price each.
    pub fn new(description: impl Into<String>, quantity: Decimal, price: Price, tax: Tax) -> Self {
        Self {
            description: description.into(),
            item: String::new(),
            quantity,
            unit: String::new(),
            price,
            base_quantity: Decimal::ONE,
            net: None,
            allowances: vec![],
            charges: vec![],
            tax,
            withholdings: vec![],
            informative: vec![],
            account: String::new(),
            credits: None,
        }
    }

    /// The same, of an item of the seller's.
    #[must_use]
    pub fn item(self, item: impl Into<String>) -> Self {
        Self { item: item.into(), ..self }
    }

    /// The same, counted in a unit.
    #[must_use]
    pub fn unit(self, unit: impl Into<String>) -> Self {
        Self { unit: unit.into(), ..self }
    }

    /// The same, the price being for so many units.
    #[must_use]
    pub fn per(self, base_quantity: Decimal) -> Self {
        Self { base_quantity, ..self }
    }

    /// The same, with its amount stated.
    #[must_use]
    pub fn stating(self, net: Money) -> Self {
        Self { net: Some(net), ..self }
    }

    /// The same, with something taken off.
    #[must_use]
    pub fn allowance(mut self, adjustment: Adjustment) -> Self {
        self.allowances.push(adjustment);
        self
    }

    /// The same, with something put on.
    #[must_use]
    pub fn charge(mut self, adjustment: Adjustment) -> Self {
        self.charges.push(adjustment);
        self
    }

    /// The same, bearing a tax that the buyer keeps back.
    #[must_use]
    pub fn withholding(mut self, withholding: Withholding) -> Self {
        self.withholdings.push(withholding);
        self
    }

    /// The same, bearing a tax that is told for information and counts nowhere.
    #[must_use]
    pub fn informative(mut self, tax: Withholding) -> Self {
        self.informative.push(tax);
        self
    }

    /// The same, its revenue or expense on an account of its own.
    #[must_use]
    pub fn account(self, account: impl Into<String>) -> Self {
        Self { account: account.into(), ..self }
    }
}
