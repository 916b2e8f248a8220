//! Movements: what came in, what went out, what was counted.

use super::Method;
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
    /// Goods bought or made, at their cost. With `of` it is more of an earlier receipt.
    Receipt,
    /// Goods that left for a customer or for use. With a `unit_cost` the layers of exactly that cost leave first.
    Issue,
    /// Goods of an issue that came back: at the cost at which they left.
    ReturnFromCustomer,
    /// Goods of a receipt that were sent back.
    ReturnToSupplier,
    /// Goods of a return that went the way of the movement before it: what a customer had sent back leaves again, as an
    /// issue; what had gone back to a supplier comes in again, at the cost at which it left.
    ReverseReturn,
    /// Goods found, and the like.
    Gain,
    /// Goods broken, stolen, spoilt, given away as samples.
    Loss,
    /// What was counted on the shelf; the difference to the books becomes a gain or a loss. With a `unit_cost` all that
    /// is there is worth that from now on.
    Count,
    /// Goods that went to `to_location` or `to_lot`: no value moves within a pool; between two it is an issue and a
    /// receipt at its cost.
    Transfer,
    /// Goods used up for the production or assembly `order`.
    Consume,
    /// Goods that the production `order` made: at the cost of what it consumed, or the `share` of it, and at what this
    /// states besides.
    Produce,
    /// Goods that production did not use after all: at the cost of the consumption `of` which they are, or the current one.
    ReturnFromProduction,
    /// Goods that went from the supplier to the customer without touching the shelf.
    Dropship,
    /// A cost on top of the receipt `of`: freight, duty, insurance. No quantity.
    LandedCost,
    /// What the goods of the receipt `of` really cost each. No quantity.
    CorrectUnitCost,
    /// An amount added to, or taken off, the value of all that is on hand. No quantity.
    Revalue,
    /// The unit cost of all that is on hand from now on; under `standard` the new standard. No quantity.
    SetUnitCost,
    /// The value of all that is on hand times `factor`. No quantity.
    ScaleUnitCost,
    /// Another method of the item from now on; the value stays. No quantity.
    SetMethod,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 20] = [
        Self::Opening,
        Self::Receipt,
        Self::Issue,
        Self::ReturnFromCustomer,
        Self::ReturnToSupplier,
        Self::ReverseReturn,
        Self::Gain,
        Self::Loss,
        Self::Count,
        Self::Transfer,
        Self::Consume,
        Self::Produce,
        Self::ReturnFromProduction,
        Self::Dropship,
        Self::LandedCost,
        Self::CorrectUnitCost,
        Self::Revalue,
        Self::SetUnitCost,
        Self::ScaleUnitCost,
        Self::SetMethod,
    ];

    /// The word for it, as in the serialised form but with spaces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Receipt => "receipt",
            Self::Issue => "issue",
            Self::ReturnFromCustomer => "return from customer",
            Self::ReturnToSupplier => "return to supplier",
            Self::ReverseReturn => "reverse return",
            Self::Gain => "gain",
            Self::Loss => "loss",
            Self::Count => "count",
            Self::Transfer => "transfer",
            Self::Consume => "consume",
            Self::Produce => "produce",
            Self::ReturnFromProduction => "return from production",
            Self::Dropship => "dropship",
            Self::LandedCost => "landed cost",
            Self::CorrectUnitCost => "correct unit cost",
            Self::Revalue => "revalue",
            Self::SetUnitCost => "set unit cost",
            Self::ScaleUnitCost => "scale unit cost",
            Self::SetMethod => "set method",
        }
    }

    /// Whether it moves goods, or value alone.
    pub const fn has_quantity(self) -> bool {
        !matches!(
            self,
            Self::LandedCost
                | Self::CorrectUnitCost
                | Self::Revalue
                | Self::SetUnitCost
                | Self::ScaleUnitCost
                | Self::SetMethod
        )
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
    /// Where it stands among the movements of its day; zero where it is not told. Equals stand as they were given.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sequence: i64,
    /// The day on which it was entered, where that is not `day`: the books as they were known before that day do not have
    /// it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered: Option<NaiveDate>,
    /// How many of the item's base unit, with at most 6 decimals; above zero, except that a count may be zero, and what
    /// moves value alone has none.
    #[serde(default, with = "exact::text", skip_serializing_if = "Decimal::is_zero")]
    pub quantity: Decimal,
    /// The cost of one unit. An opening and a receipt need this or `total_cost`; a gain and a return without a
    /// reference may have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_cost: Option<Price>,
    /// The cost of all of it, instead of `unit_cost`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_cost: Option<Money>,
    /// What one unit of the cost's currency is in the book's, on the day of the goods, where the two differ. Stock keeps
    /// this historical rate (IAS 21.23).
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub rate: Option<Decimal>,
    /// Where it lies: a warehouse, a shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The lot, batch or serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<String>,
    /// Of a transfer: where it goes; where it already lies, when not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_location: Option<String>,
    /// Of a transfer: the lot that it becomes part of; that which it is of, when not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_lot: Option<String>,
    /// The `id` of the movement that this one returns, adds to, costs more or corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The production or assembly order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// Of what production made: the part of the order's cost so far that these goods take, above 0 and at most 1; all of
    /// it when not told.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub share: Option<Decimal>,
    /// Of a scaled unit cost: by how much, above zero.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub factor: Option<Decimal>,
    /// Of a change of method: the new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
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
            sequence: 0,
            entered: None,
            quantity,
            unit_cost: None,
            total_cost: None,
            rate: None,
            location: None,
            lot: None,
            to_location: None,
            to_lot: None,
            of: None,
            order: None,
            share: None,
            factor: None,
            method: None,
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

    /// Goods of the issue `of` (its id) that a customer sent back. For goods whose issue is not in the book leave
    /// the reference out: `Movement::new(Kind::ReturnFromCustomer, …)`, with [`Movement::costing`] if the cost is known.
    pub fn return_from_customer(
        item: impl Into<String>,
        day: NaiveDate,
        quantity: Decimal,
        of: impl Into<String>,
    ) -> Self {
        Self { of: Some(of.into()), ..Self::new(Kind::ReturnFromCustomer, item, day, quantity) }
    }

    /// Goods of the receipt `of` (its id) that were sent back to the supplier.
    pub fn return_to_supplier(
        item: impl Into<String>,
        day: NaiveDate,
        quantity: Decimal,
        of: impl Into<String>,
    ) -> Self {
        Self { of: Some(of.into()), ..Self::new(Kind::ReturnToSupplier, item, day, quantity) }
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

    /// Goods that went from one place to another.
    pub fn transfer(
        item: impl Into<String>,
        day: NaiveDate,
        quantity: Decimal,
        from: impl Into<String>,
        to: impl Into<String>,
    ) -> Self {
        let to_location = Some(to.into());
        Self { to_location, ..Self::new(Kind::Transfer, item, day, quantity).location(from) }
    }

    /// Goods used up for a production order.
    pub fn consume(
        item: impl Into<String>,
        day: NaiveDate,
        quantity: Decimal,
        order: impl Into<String>,
    ) -> Self {
        Self { order: Some(order.into()), ..Self::new(Kind::Consume, item, day, quantity) }
    }

    /// Goods that a production order made, at all of its cost so far.
    pub fn produce(
        item: impl Into<String>,
        day: NaiveDate,
        quantity: Decimal,
        order: impl Into<String>,
    ) -> Self {
        Self { order: Some(order.into()), ..Self::new(Kind::Produce, item, day, quantity) }
    }

    /// A cost on top of the receipt `of` (its id).
    pub fn landed_cost(
        item: impl Into<String>,
        day: NaiveDate,
        of: impl Into<String>,
        amount: Money,
    ) -> Self {
        let new = Self::new(Kind::LandedCost, item, day, Decimal::ZERO);
        Self { of: Some(of.into()), total_cost: Some(amount), ..new }
    }

    /// What the goods of the receipt `of` (its id) really cost each.
    pub fn correct_unit_cost(
        item: impl Into<String>,
        day: NaiveDate,
        of: impl Into<String>,
        unit_cost: Price,
    ) -> Self {
        let new = Self::new(Kind::CorrectUnitCost, item, day, Decimal::ZERO).costing(unit_cost);
        Self { of: Some(of.into()), ..new }
    }

    /// An amount added to the value of all that is on hand; one below zero is taken off.
    pub fn revalue(item: impl Into<String>, day: NaiveDate, amount: Money) -> Self {
        Self { total_cost: Some(amount), ..Self::new(Kind::Revalue, item, day, Decimal::ZERO) }
    }

    /// The unit cost of all that is on hand from now on; under `standard` the new standard.
    pub fn set_unit_cost(item: impl Into<String>, day: NaiveDate, unit_cost: Price) -> Self {
        Self::new(Kind::SetUnitCost, item, day, Decimal::ZERO).costing(unit_cost)
    }

    /// Another method of the item from now on.
    pub fn set_method(item: impl Into<String>, day: NaiveDate, method: Method) -> Self {
        Self { method: Some(method), ..Self::new(Kind::SetMethod, item, day, Decimal::ZERO) }
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

    /// The same, at so much of the book's currency for one unit of the cost's.
    #[must_use]
    pub fn at_rate(self, rate: Decimal) -> Self {
        Self { rate: Some(rate), ..self }
    }

    /// The same, at that place among the movements of its day.
    #[must_use]
    pub fn sequence(self, sequence: i64) -> Self {
        Self { sequence, ..self }
    }

    /// The same, entered on a day.
    #[must_use]
    pub fn entered(self, day: NaiveDate) -> Self {
        Self { entered: Some(day), ..self }
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
        match (self.kind.has_quantity(), &self.of) {
            (true, _) => {
                write!(f, "{} of {} {} on {}", self.kind.name(), self.quantity, self.item, self.day)
            }
            (false, Some(of)) => {
                write!(f, "{} of `{of}`, {} on {}", self.kind.name(), self.item, self.day)
            }
            (false, None) => write!(f, "{} of {} on {}", self.kind.name(), self.item, self.day),
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(sequence: &i64) -> bool {
    *sequence == 0
}
