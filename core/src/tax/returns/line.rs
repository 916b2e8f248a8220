//! A row of a tax return's ground.

use crate::{
    error::exact,
    money::Money,
    tax::sales::{Category, Scheme, Territory},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// On which side of the tax account a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Sold: the tax is owed to the state.
    Sale,
    /// Bought: the tax is deducted.
    Purchase,
    /// Bought, and the tax owed by the buyer itself: reverse charge, acquisition in the Union, postponed import. Its deduction is a
    /// purchase line of the same document.
    DueOnPurchase,
}

/// Whether goods or services were supplied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supplied {
    /// Goods.
    #[default]
    Goods,
    /// Services.
    Services,
}

/// A row of a document's tax breakdown, with what a return asks of it. What a credit note takes back is negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxLine {
    /// The day that decides the period.
    pub tax_point: NaiveDate,
    /// Sold or bought.
    pub side: Side,
    /// Goods or services.
    #[serde(default)]
    pub supplied: Supplied,
    /// The state in which these books file.
    pub home: Territory,
    /// The place of supply.
    pub place: Territory,
    /// The category of EN 16931.
    pub category: Category,
    /// The rate, a fraction.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// What the tax is on, in the currency of the return.
    pub base: Money,
    /// The tax, in the same currency.
    pub tax: Money,
    /// The state of the other party; these books' own when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterparty: Option<Territory>,
    /// The VAT number of the other party.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub counterparty_number: String,
    /// Where goods set out from; these books' own state when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Territory>,
    /// The scheme in which it is declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    /// Supplied in triangular trade (art. 141, 197).
    #[serde(default, skip_serializing_if = "is_no")]
    pub triangular: bool,
    /// The caller's tax code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// The document's number.
    pub document: String,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_no(value: &bool) -> bool {
    !*value
}

impl TaxLine {
    /// A line of goods at home.
    #[allow(clippy::too_many_arguments, reason = "a row has these columns")]
    pub fn new(
        tax_point: NaiveDate,
        side: Side,
        home: impl Into<Territory>,
        category: Category,
        rate: Decimal,
        base: Money,
        tax: Money,
        document: impl Into<String>,
    ) -> Self {
        let home = home.into();
        Self {
            tax_point,
            side,
            supplied: Supplied::Goods,
            home,
            place: home,
            category,
            rate,
            base,
            tax,
            counterparty: None,
            counterparty_number: String::new(),
            from: None,
            scheme: None,
            triangular: false,
            code: String::new(),
            document: document.into(),
        }
    }

    /// The same, of services.
    #[must_use]
    pub fn services(self) -> Self {
        Self { supplied: Supplied::Services, ..self }
    }

    /// The same, taxed there.
    #[must_use]
    pub fn in_place(self, place: impl Into<Territory>) -> Self {
        Self { place: place.into(), ..self }
    }

    /// The same, declared in that scheme.
    #[must_use]
    pub fn declared_in(self, scheme: Scheme) -> Self {
        Self { scheme: Some(scheme), ..self }
    }

    /// The same, with the other party's state and VAT number.
    #[must_use]
    pub fn with(self, state: impl Into<Territory>, number: impl Into<String>) -> Self {
        Self { counterparty: Some(state.into()), counterparty_number: number.into(), ..self }
    }

    /// The same, goods that set out there.
    #[must_use]
    pub fn sent_from(self, from: impl Into<Territory>) -> Self {
        Self { from: Some(from.into()), ..self }
    }

    /// The state of the other party.
    pub(super) fn other(&self) -> Territory {
        self.counterparty.unwrap_or(self.home)
    }
}
