//! What comes out: entries, holdings, shortages, covers, totals.

use super::{Kind, Method, Movement, Negative, Policy, PriorPeriod, draw::Bearer};
use crate::{
    error::exact,
    money::{Currency, Mode, Money, Price, Rounding, number},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// What the stock is worth and how it came to that: the result of [`value`](super::value) and of
/// [`Book::valuation`](super::Book::valuation).
///
/// Rows of entries count from 0, in their order: by the day on which they are booked, then as given. All amounts are in
/// `currency`. Entries of closed periods are as they were when closed; `prior_periods` has what they would be otherwise, and
/// holdings, shortages and totals are as the movements come to with it. Whether it holds together is for [`Valuation::conserved`] to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Valuation {
    /// The currency of all costs.
    pub currency: Currency,
    /// The method.
    pub method: Method,
    /// The choices that it rests on.
    pub policy: Policy,
    /// What each movement did, in the order applied.
    pub entries: Vec<Entry>,
    /// What is on hand, by item and pool.
    pub holdings: Vec<Holding>,
    /// The issues and losses of more than there was.
    pub shortages: Vec<Shortage>,
    /// What came in and covered shortages.
    pub covers: Vec<Cover>,
    /// What came late for periods that are closed, in the order in which it was booked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prior_periods: Vec<PriorPeriod>,
    /// Totals by item.
    pub items: BTreeMap<String, Totals>,
    /// The value of all that is on hand.
    pub total: Money,
}

/// What one movement did to the stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The movement.
    pub movement: Movement,
    /// The day on which it is booked, where that is not the movement's own: it came late for a closed period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked_on: Option<NaiveDate>,
    /// By how much the quantity on hand changed: out is below zero.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// By how much the value on hand changed: out is below zero. Of a shortage this holds the provisional cost.
    pub value: Money,
    /// The layers that it took from, in order. Under an average there is one, without a row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consumed: Vec<Consumed>,
    /// Where `consumed` has no rows: the units that left by the entries that they came with, as units leave first in, first
    /// out, whatever their cost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Origin>,
    /// Of a return to the supplier: what the supplier is charged, the cost of the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charged: Option<Money>,
    /// Cost of goods that had left before: of a landed cost or a correction that came after them. Above zero an expense,
    /// of the movement's day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Money>,
    /// What it cost above what it is worth in stock: a purchase price variance under `standard`, what stock does not cover
    /// of a late cost. Above zero an expense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variance: Option<Money>,
    /// The cost of goods that never touched the shelf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<Money>,
    /// By pool, where it is not its own pool alone that changed: of a transfer, a late cost, a revaluation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pools: Vec<Moved>,
}

/// What an entry did to one pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// The location, where the policy's pools tell them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The lot, where the policy's pools tell them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<String>,
    /// By how much the quantity on hand changed.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// By how much the value on hand changed.
    pub value: Money,
}

impl Entry {
    /// What left with the movement; below zero for one that came in.
    pub fn cost(&self) -> Money {
        -self.value
    }

    /// The day on which it is posted: `booked_on`, else the movement's own.
    pub fn posted_on(&self) -> NaiveDate {
        self.booked_on.unwrap_or(self.movement.day)
    }
}

/// A part of a layer that an entry took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consumed {
    /// The row of the entry that brought it in; none for a part of an average.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// How many.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// Their cost.
    pub value: Money,
}

/// Units that left an average, by the entry that they came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The row of the entry that brought them in.
    pub row: u64,
    /// How many.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
}

/// What is on hand of an item in one pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    /// The item.
    pub item: String,
    /// The location, where the policy's pools tell them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The lot, where the policy's pools tell them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<String>,
    /// How many; below zero while a shortage is not covered.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// Their value; nothing when the quantity is zero.
    pub value: Money,
    /// What it is made of, oldest first. An average is one layer.
    pub layers: Vec<Layer>,
    /// Of an average or a standard: the units that are there by the entries that they came with, as units leave first in,
    /// first out, and their parts of the value by quantity.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Layer>,
}

/// Goods on the shelf that came in together, with what they cost in total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// The item.
    pub item: String,
    /// The day on which it came in; of an average, the day of the last that came in.
    pub day: NaiveDate,
    /// The row of the entry that brought it in; none for an average.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// How many are left.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// What those cost, in total.
    pub value: Money,
}

/// Value ÷ quantity to 6 decimals, half up: for reading only, no cost is ever computed from it. None of nothing.
pub(super) fn unit_cost(value: Money, quantity: Decimal) -> Option<Price> {
    let per = number::ratio(value.amount(), Decimal::ONE, quantity, Rounding::of(1, 6, Mode::HalfUp))?;
    Some(Price::new(per.normalize(), value.currency()))
}

impl Layer {
    /// The cost of one unit to 6 decimals, half up, for reading.
    pub fn unit_cost(&self) -> Option<Price> {
        unit_cost(self.value, self.quantity)
    }
}

impl fmt::Display for Layer {
    /// `50 bolt from 2026-02-05 at 0.12 EUR`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} from {}", self.quantity, self.item, self.day)?;
        self.unit_cost().map_or(Ok(()), |cost| write!(f, " at {cost}"))
    }
}

impl Holding {
    /// The cost of one unit to 6 decimals, half up, for reading; none of an empty shelf.
    pub fn unit_cost(&self) -> Option<Price> {
        unit_cost(self.value, self.quantity)
    }
}

/// Units that left although they were not there, at a provisional cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shortage {
    /// The row of the entry that was short.
    pub row: u64,
    /// Its movement's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub movement: Option<String>,
    /// The item.
    pub item: String,
    /// The day.
    pub day: NaiveDate,
    /// How many were missing.
    #[serde(with = "exact::text")]
    pub missing: Decimal,
    /// The cost at which they left.
    pub provisional: Money,
    /// How many are not covered yet.
    #[serde(with = "exact::text")]
    pub open: Decimal,
    /// The part of the provisional cost that is not covered yet.
    pub open_value: Money,
}

/// Units that came in for ones that had left before them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cover {
    /// The row of the entry that was short.
    pub short: u64,
    /// The row of the entry that covered it.
    pub row: u64,
    /// The item.
    pub item: String,
    /// The day of the cover, in whose period the difference belongs.
    pub day: NaiveDate,
    /// How many.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// What they had left at.
    pub provisional: Money,
    /// What they cost.
    pub cost: Money,
    /// `cost` − `provisional`: above zero it is a late expense.
    pub difference: Money,
    /// Whether the units are still short, at another cost now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
}

/// What an item comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// On hand over all pools.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// The value on hand: received − cost + adjustments + revalued + produced − variance.
    pub value: Money,
    /// What came from outside at what it cost: openings, receipts, later costs, less what went back to suppliers at what
    /// they are charged.
    pub received: Money,
    /// The cost of what was issued, less what customers sent back, with the late differences of covered shortages.
    pub cost: Money,
    /// Gains less losses, with the late differences of losses.
    pub adjustments: Money,
    /// What revaluations and new unit costs added.
    pub revalued: Money,
    /// What production made, less what it consumed.
    pub produced: Money,
    /// What was paid above what goods are worth in stock; above zero an expense.
    pub variance: Money,
}

/// Who bears the late difference of a shortage.
pub(super) fn bearer(short: &Movement, policy: &Policy) -> Bearer {
    match short.kind {
        _ if policy.negative == Negative::Variance => Bearer::Variance,
        Kind::Gain | Kind::Loss | Kind::Count => Bearer::Adjustments,
        _ => Bearer::Cost,
    }
}

impl Valuation {
    /// The cost of what was issued of an item, less what customers sent back, with the late differences of covered
    /// shortages; nothing for an item that never moved.
    pub fn cost_of(&self, item: &str) -> Money {
        self.items.get(item).map_or(Money::zero(self.currency), |totals| totals.cost)
    }

    /// The value on hand of an item, over all its pools.
    pub fn on_hand(&self, item: &str) -> Money {
        self.items.get(item).map_or(Money::zero(self.currency), |totals| totals.value)
    }

    /// The quantity on hand of an item, over all its pools; below zero while a shortage is not covered.
    pub fn quantity(&self, item: &str) -> Decimal {
        self.items.get(item).map_or(Decimal::ZERO, |totals| totals.quantity)
    }

    /// The value on hand ÷ the quantity on hand to 6 decimals, half up, for reading; none of an empty shelf.
    pub fn unit_cost(&self, item: &str) -> Option<Price> {
        unit_cost(self.on_hand(item), self.quantity(item))
    }

    /// What is still on the shelf of an item, pool by pool, oldest first.
    pub fn layers(&self, item: &str) -> impl Iterator<Item = &Layer> {
        let first = self.holdings.partition_point(|holding| holding.item.as_str() < item);
        let own = self.holdings.iter().skip(first).take_while(move |holding| holding.item == item);
        own.flat_map(|holding| &holding.layers)
    }

    /// The issues of an item, in order, each with the layers that it consumed.
    pub fn issues(&self, item: &str) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |e| e.movement.kind == Kind::Issue && e.movement.item == item)
    }
}
