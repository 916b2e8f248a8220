//! Movements: what came in, what went out, what was counted.

use crate::{
    error::exact,
    money::{Money, Price},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a movement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// Stock that was there before the first movement, at its cost.
    Opening,
    /// Goods bought or made, at their cost.
    Receipt,
    /// Goods that left for a customer or for use.
    Issue,
    /// Goods of an issue that came back: at the cost at which they left.
    ReturnFromCustomer,
    /// Goods of a receipt that were sent back.
    ReturnToSupplier,
    /// Goods found, and the like.
    Gain,
    /// Goods broken, stolen, spoilt, given away as samples.
    Loss,
    /// What was counted on the shelf; the difference to the books becomes a gain or a loss.
    Count,
}

impl Kind {
    /// The word for it, as in the serialised form but with spaces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Receipt => "receipt",
            Self::Issue => "issue",
            Self::ReturnFromCustomer => "return from customer",
            Self::ReturnToSupplier => "return to supplier",
            Self::Gain => "gain",
            Self::Loss => "loss",
            Self::Count => "count",
        }
    }
}

/// One movement of an item. A quantity is never negative: the kind tells the direction.
///
/// ```
/// use backoffice::{date, dec, eur, stock::Movement};
///
/// let day = date(2026, 1, 5)?;
/// let receipt = Movement::receive("bolt", day, dec!(100), eur!(0.10).each()).lot("A7").reference("PO-12");
/// let issue = Movement::issue("bolt", day, dec!(40)).lot("A7").id("out-1");
/// let back = Movement::return_from_customer("bolt", day, dec!(5), "out-1").lot("A7");
/// assert_eq!(back.to_string(), "return from customer of 5 bolt on 2026-01-05");
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Movement {
    /// The caller's name for this movement, unique in its book; returns refer to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// The stock keeping unit, compared letter by letter.
    pub item: String,
    /// The day on which it counts.
    pub day: NaiveDate,
    /// How many of the item's base unit, with at most 6 decimals; above zero, except that a count may be zero.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// The cost of one unit. An opening and a receipt need this or `total_cost`; a gain and a return without a
    /// reference may have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_cost: Option<Price>,
    /// The cost of all of it, instead of `unit_cost`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_cost: Option<Money>,
    /// Where it lies: a warehouse, a shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The lot, batch or serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<String>,
    /// The `id` of the movement that comes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returns: Option<String>,
    /// The document that it rests on: an invoice, a delivery note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Why, in words: for gains, losses and counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Movement {
    /// A movement with nothing optional.
    pub fn new(kind: Kind, item: impl Into<String>, day: NaiveDate, quantity: Decimal) -> Self {
        Self {
            id: None,
            kind,
            item: item.into(),
            day,
            quantity,
            unit_cost: None,
            total_cost: None,
            location: None,
            lot: None,
            returns: None,
            reference: None,
            reason: None,
        }
    }

    /// Stock that was there before the first movement.
    pub fn opening(item: impl Into<String>, day: NaiveDate, quantity: Decimal, unit_cost: Price) -> Self {
        Self::new(Kind::Opening, item, day, quantity).costing(unit_cost)
    }

    /// Goods that came in at a unit cost.
    pub fn receive(item: impl Into<String>, day: NaiveDate, quantity: Decimal, unit_cost: Price) -> Self {
        Self::new(Kind::Receipt, item, day, quantity).costing(unit_cost)
    }

    /// Goods that came in, at the cost of all of them.
    pub fn receive_total(
        item: impl Into<String>,
        day: NaiveDate,
        quantity: Decimal,
        total_cost: Money,
    ) -> Self {
        Self { total_cost: Some(total_cost), ..Self::new(Kind::Receipt, item, day, quantity) }
    }

    /// Goods that left.
    pub fn issue(item: impl Into<String>, day: NaiveDate, quantity: Decimal) -> Self {
        Self::new(Kind::Issue, item, day, quantity)
    }

    /// Goods of the issue `returns` (its id) that a customer sent back. For goods whose issue is not in the book leave
    /// the reference out: `Movement::new(Kind::ReturnFromCustomer, …)`, with [`Movement::costing`] if the cost is known.
    pub fn return_from_customer(
        item: impl Into<String>,
        day: NaiveDate,
        quantity: Decimal,
        returns: impl Into<String>,
    ) -> Self {
        Self { returns: Some(returns.into()), ..Self::new(Kind::ReturnFromCustomer, item, day, quantity) }
    }

    /// Goods of the receipt `returns` (its id) that were sent back to the supplier.
    pub fn return_to_supplier(
        item: impl Into<String>,
        day: NaiveDate,
        quantity: Decimal,
        returns: impl Into<String>,
    ) -> Self {
        Self { returns: Some(returns.into()), ..Self::new(Kind::ReturnToSupplier, item, day, quantity) }
    }

    /// Goods found. Without a cost they enter at the current unit cost.
    pub fn gain(
        item: impl Into<String>,
        day: NaiveDate,
        quantity: Decimal,
        reason: impl Into<String>,
    ) -> Self {
        Self::new(Kind::Gain, item, day, quantity).because(reason)
    }

    /// Goods lost.
    pub fn loss(
        item: impl Into<String>,
        day: NaiveDate,
        quantity: Decimal,
        reason: impl Into<String>,
    ) -> Self {
        Self::new(Kind::Loss, item, day, quantity).because(reason)
    }

    /// What was counted on the shelf: all there is of it, not a difference.
    pub fn count(
        item: impl Into<String>,
        day: NaiveDate,
        counted: Decimal,
        reason: impl Into<String>,
    ) -> Self {
        Self::new(Kind::Count, item, day, counted).because(reason)
    }

    /// The same, with an id.
    #[must_use]
    pub fn id(self, id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..self }
    }

    /// The same, at a unit cost.
    #[must_use]
    pub fn costing(self, unit_cost: Price) -> Self {
        Self { unit_cost: Some(unit_cost), ..self }
    }

    /// The same, at a location.
    #[must_use]
    pub fn location(self, location: impl Into<String>) -> Self {
        Self { location: Some(location.into()), ..self }
    }

    /// The same, of a lot.
    #[must_use]
    pub fn lot(self, lot: impl Into<String>) -> Self {
        Self { lot: Some(lot.into()), ..self }
    }

    /// The same, resting on a document.
    #[must_use]
    pub fn reference(self, document: impl Into<String>) -> Self {
        Self { reference: Some(document.into()), ..self }
    }

    /// The same, with a reason.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..self }
    }
}

impl fmt::Display for Movement {
    /// `issue of 150 bolt on 2026-03-01`, with the id in front where there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(id) = &self.id {
            write!(f, "`{id}`: ")?;
        }
        write!(f, "{} of {} {} on {}", self.kind.name(), self.quantity, self.item, self.day)
    }
}
