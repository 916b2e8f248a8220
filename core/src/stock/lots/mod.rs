//! Specific identification: which lots a reduction takes is said by their cost, currency, date or label, or found by a
//! booking method. The matching is Beancount's ("How Inventories Work", beancount.github.io/docs, and the booking
//! methods of its language reference); what differs is said below.
//!
//! An [`Inventory`] holds [`Lot`]s. A [`Change`] of units that are not there augments it: the cost stated is that of a
//! new lot. A change against units that are there reduces it: the cost stated, in full or in part, says which lots are
//! meant. What several lots fit is settled by the [`Booking`] method, and under [`Booking::Strict`] it is an error that
//! names them.
//!
//! A lot holds what was paid for all of it and never a unit price that carries value: its parts are cut from that total,
//! so that an empty lot is worth nothing. The unit cost that was stated serves for matching and for nothing else. Where
//! only a total was stated, the unit cost matched is total ÷ quantity, not rounded.
//!
//! ```
//! use backoffice::{date, dec, usd, currency::USD, stock::lots::{Booking, Change, CostSpec, Inventory}};
//!
//! let mut shares = Inventory::new(Booking::Strict);
//! let (jan, feb, mar) = (date(2026, 1, 15)?, date(2026, 2, 16)?, date(2026, 3, 2)?);
//! shares.book(jan, &[Change::new("HOOL", dec!(50), CostSpec::each(usd!(115.00).each()))])?;
//! shares.book(feb, &[Change::new("HOOL", dec!(3), CostSpec::total(usd!(350.00)))])?; // 116.666… each
//!
//! // Both lots fit: which one?
//! let sale = Change::new("HOOL", dec!(-2), CostSpec::default());
//! let error = shares.book(mar, std::slice::from_ref(&sale)).unwrap_err();
//! assert_eq!(error.code(), "stock.lot_ambiguous");
//!
//! // Named by its date: two thirds of 350.00 leave, and what is left is worth the rest.
//! let named = Change { cost: Some(CostSpec::default().dated(feb)), ..sale };
//! let booked = shares.book(mar, &[named])?;
//! assert_eq!(booked[0].value(), Some(usd!(-233.33)));
//! assert_eq!(shares.value("HOOL", USD)?, usd!(5_866.67)); // 50 × 115.00 + 116.67
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! A serial number is the label of a lot of one:
//!
//! ```
//! use backoffice::{date, dec, eur, stock::lots::{Booking, Change, CostSpec, Inventory}};
//!
//! let mut pumps = Inventory::new(Booking::Strict);
//! let day = date(2026, 5, 4)?;
//! let bought = |serial: &str, cost| Change::new("pump", dec!(1), CostSpec::total(cost).labelled(serial));
//! pumps.book(day, &[bought("SN-1", eur!(410.00)), bought("SN-2", eur!(399.00))])?;
//! let sold = pumps.book(day, &[Change::new("pump", dec!(-1), CostSpec::default().labelled("SN-2"))])?;
//! assert_eq!(sold[0].value(), Some(eur!(-399)));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! What differs from Beancount: quantities have at most 6 decimals and values the currency's; [`Booking::Average`] is
//! done, which Beancount refuses; under [`Booking::Hifo`] lots in several currencies are an error, as their costs cannot
//! be compared; a reduction never takes from lots of its own sign.

mod booking;
#[cfg(test)]
mod tests;

use super::{
    Cut,
    amounts::{minor, quantity as millionths, written},
    ratio::Ratio,
};
use crate::{
    error::{Code, Error, Result, exact},
    money::{Currency, Mode, Money, Price},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What happens when several lots fit a reduction. In JSON by Beancount's names: `STRICT`, `STRICT_WITH_SIZE` …
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum Booking {
    /// An error, `stock.lot_ambiguous`, unless all of them together are what is taken.
    Strict,
    /// The same; but a lot of exactly the size taken is taken, of several the oldest.
    StrictWithSize,
    /// Nothing is matched: every change is a lot of its own, and lots of both signs may lie side by side.
    None,
    /// The lots that fit by currency, date and label are merged into one at their average cost, which is dated as the
    /// oldest of them. A unit cost, where stated, must be that average.
    Average,
    /// The oldest first.
    Fifo,
    /// The youngest first; of one day in the order of the lots.
    Lifo,
    /// The dearest first, by unit cost.
    Hifo,
}

/// A cost as stated: of a new lot, or of the lots that are meant. What is left out fits any lot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostSpec {
    /// The cost of one unit, any digits.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub unit_cost: Option<Decimal>,
    /// The cost of all units of the change, instead of `unit_cost`; not negative.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub total_cost: Option<Decimal>,
    /// The currency of the cost. A new lot needs it; one with a currency and no cost costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// The day on which the lot was acquired; of a new lot the day of the change, unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// The lot, batch or serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl CostSpec {
    /// So much for each unit.
    pub fn each(unit_cost: Price) -> Self {
        let (amount, currency) = (Some(unit_cost.amount()), Some(unit_cost.currency()));
        Self { unit_cost: amount, currency, ..Self::default() }
    }

    /// So much for all units of the change.
    pub fn total(cost: Money) -> Self {
        Self { total_cost: Some(cost.amount()), currency: Some(cost.currency()), ..Self::default() }
    }

    /// The same, of that day.
    #[must_use]
    pub fn dated(self, day: NaiveDate) -> Self {
        Self { date: Some(day), ..self }
    }

    /// The same, with that label.
    #[must_use]
    pub fn labelled(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }
}

impl fmt::Display for CostSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let money = |amount: &Decimal| {
            let currency = self.currency.map_or_else(String::new, |currency| format!(" {currency}"));
            format!("{amount}{currency}")
        };
        let cost = self.unit_cost.as_ref().map(money);
        let cost = cost.or_else(|| self.total_cost.as_ref().map(|total| format!("{} in all", money(total))));
        let cost = cost.or_else(|| self.currency.map(|currency| currency.to_string()));
        let date = self.date.map(|date| date.to_string());
        let all: Vec<String> = [cost, date, self.label.clone()].into_iter().flatten().collect();
        write!(f, "{{{}}}", all.join(", "))
    }
}

/// Units that come (above zero) or go (below zero). Without a cost they are not held at cost at all, such as cash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The item, compared letter by letter.
    pub item: String,
    /// How many of its base unit, at most 6 decimals.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// Its cost, or which lots are meant; an empty one fits every lot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<CostSpec>,
}

impl Change {
    /// Units held at cost.
    pub fn new(item: impl Into<String>, quantity: Decimal, cost: CostSpec) -> Self {
        Self { item: item.into(), quantity, cost: Some(cost) }
    }

    /// Units without a cost.
    pub fn plain(item: impl Into<String>, quantity: Decimal) -> Self {
        Self { item: item.into(), quantity, cost: None }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.quantity, self.item)?;
        self.cost.as_ref().map_or(Ok(()), |cost| write!(f, " {cost}"))
    }
}

/// What a lot was before any of it was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whole {
    /// How many.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// What they cost, all of them.
    pub value: Money,
}

/// What a lot, or a part that was booked, cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// The unit cost as it was stated; none where a total was.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub unit_cost: Option<Decimal>,
    /// What its units cost, all of them; of units that are short, below zero.
    pub value: Money,
    /// The day on which it was acquired.
    pub date: NaiveDate,
    /// The lot, batch or serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The lot as it was acquired, where this is a part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Whole>,
}

/// Units held together: one cost, one date, one label. Also a part of a lot that was booked: out is below zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lot {
    /// The item.
    pub item: String,
    /// How many; below zero when they are short.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// What they cost; none when they are not held at cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
}

impl Lot {
    /// What they cost, all of them.
    pub fn value(&self) -> Option<Money> {
        self.cost.as_ref().map(|cost| cost.value)
    }

    /// The cost of one unit: as stated, else total ÷ quantity where that has at most 28 digits. For reading only: values
    /// are cut from totals.
    pub fn unit_cost(&self) -> Option<Price> {
        let amount = self.unit_ratio()?.decimal()?;
        self.cost.as_ref().map(|cost| Price::new(amount, cost.value.currency()))
    }

    /// The unit cost that is matched.
    fn unit_ratio(&self) -> Option<Ratio> {
        let cost = self.cost.as_ref()?;
        match (cost.unit_cost, cost.of) {
            (Some(stated), _) => Ratio::of(stated),
            (None, Some(whole)) => Ratio::of(whole.value.amount())?.over(Ratio::of(whole.quantity)?),
            (None, None) => Ratio::of(cost.value.amount())?.over(Ratio::of(self.quantity)?),
        }
    }
}

impl fmt::Display for Lot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.quantity, self.item)?;
        let Some(cost) = &self.cost else { return Ok(()) };
        match cost.unit_cost {
            Some(stated) => write!(f, " {{{stated} {}, {}", cost.value.currency(), cost.date)?,
            None => write!(f, " {{{} in all, {}", cost.value, cost.date)?,
        }
        cost.label.as_ref().map_or(Ok(()), |label| write!(f, ", {label}"))?;
        f.write_str("}")
    }
}

/// Lots in the order in which they came, and how they are booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Inventory {
    /// What happens when several lots fit a reduction.
    pub booking: Booking,
    /// How the cost of a part is cut from that of its lot.
    pub cut: Cut,
    /// Which way a cost is rounded to the minor unit: quantity × unit cost of a new lot once, and cuts.
    pub rounding: Mode,
    lots: Vec<Lot>,
}

impl Inventory {
    /// An empty one, cut by position and rounded half up.
    pub const fn new(booking: Booking) -> Self {
        Self { booking, cut: Cut::Cumulative, rounding: Mode::HalfUp, lots: Vec::new() }
    }

    /// The lots, in the order in which they came; none of them is empty.
    pub fn lots(&self) -> &[Lot] {
        &self.lots
    }

    /// How many there are of an item, over all lots.
    ///
    /// # Errors
    /// `number.out_of_range`.
    pub fn quantity(&self, item: &str) -> Result<Decimal> {
        let lots = self.lots.iter().filter(|lot| lot.item == item);
        let sum = lots.map(|lot| lot.quantity).try_fold(Decimal::ZERO, exact::add);
        Ok(sum.ok_or_else(|| Error::overflow("quantity", item, "the units of all lots"))?.normalize())
    }

    /// What the lots of an item in a currency cost.
    ///
    /// # Errors
    /// `number.out_of_range`.
    pub fn value(&self, item: &str, currency: Currency) -> Result<Money> {
        let lots = self.lots.iter().filter(|lot| lot.item == item);
        Money::sum(lots.filter_map(Lot::value).filter(|value| value.currency() == currency), currency)
    }

    /// Books the changes of one event, and gives what each of them became, in order. Reductions are matched against the
    /// lots from before the event, less what its earlier reductions took: an event never takes from what it brings. A
    /// change of nothing books nothing.
    ///
    /// # Errors
    /// With the row of the change: `stock.lot_ambiguous` when several lots fit and the method does not choose,
    /// `stock.lot_unmatched` when none does, `stock.short` when those that do have too few units, each naming the lots;
    /// `money.mixed_currencies` for an average or a dearest lot over several currencies; `input.missing` for a new lot
    /// without a currency, `input.invalid` for a unit cost and a total at once; `number.negative`,
    /// `stock.quantity_scale`, `money.too_many_decimals`, `number.out_of_range`. Nothing has changed then.
    pub fn book(&mut self, day: NaiveDate, changes: &[Change]) -> Result<Vec<Lot>> {
        let mut event = booking::Event::new(self, day);
        for (row, change) in changes.iter().enumerate() {
            event.take(change).map_err(|error| error.at_row(row))?;
        }
        let (lots, booked) = event.close()?;
        self.lots = lots;
        Ok(booked)
    }
}

/// An inventory after an event, and what the event booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The inventory.
    pub inventory: Inventory,
    /// What each change became, in order.
    pub booked: Vec<Lot>,
}

/// [`Inventory::book`] from value to value.
///
/// # Errors
/// As that.
pub fn book(mut inventory: Inventory, day: NaiveDate, changes: &[Change]) -> Result<After> {
    let booked = inventory.book(day, changes)?;
    Ok(After { inventory, booked })
}

/// An inventory as it was stored, before it is known to hold together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    booking: Booking,
    cut: Cut,
    rounding: Mode,
    #[serde(default)]
    lots: Vec<Lot>,
}

impl TryFrom<Stored> for Inventory {
    type Error = Error;

    /// Refuses lots of nothing, and parts that are more than their whole or stand on its other side.
    fn try_from(stored: Stored) -> Result<Self> {
        let Stored { booking, cut, rounding, lots } = stored;
        for (place, lot) in lots.iter().enumerate() {
            lot.sound().map_err(|error| error.within(format!("lots.{place}")))?;
        }
        Ok(Self { booking, cut, rounding, lots })
    }
}

impl Lot {
    fn sound(&self) -> Result<()> {
        let (units, refuse) = (signed(self.quantity)?, |field, value: &dyn fmt::Display, wanted| {
            Err(Error::invalid(field, value, wanted))
        });
        if units == 0 {
            return refuse("quantity", &self.quantity, "a lot has units");
        }
        let Some(cost) = &self.cost else { return Ok(()) };
        let value = minor(cost.value)?;
        if value.signum() == -units.signum() {
            return refuse("cost.value", &cost.value, "the value stands on the side of the quantity");
        }
        let Some(whole) = cost.of else { return Ok(()) };
        if cost.value.currency() != whole.value.currency() {
            return Err(mixed("a lot", [self], &CostSpec::default()));
        }
        let within =
            |part: i64, of: i64| part.signum() * of.signum() >= 0 && part.abs_diff(0) <= of.abs_diff(0);
        if !within(units, signed(whole.quantity)?) || !within(value, minor(whole.value)?) {
            return refuse("cost.of", &self, "what is left is a part of the whole");
        }
        Ok(())
    }
}

/// A quantity in millionths, with its sign.
fn signed(amount: Decimal) -> Result<i64> {
    let units = millionths(amount.abs())?;
    Ok(if amount.is_sign_negative() { -units } else { units })
}

fn decimal(units: i64) -> Decimal {
    written(units)
}

/// Names of lots for a message.
fn named<'a>(lots: impl IntoIterator<Item = &'a Lot>) -> String {
    let all: Vec<String> = lots.into_iter().map(ToString::to_string).collect();
    all.join("; ")
}

fn mixed<'a>(what: &str, lots: impl IntoIterator<Item = &'a Lot>, spec: &CostSpec) -> Error {
    let message = format!("{what} over several currencies: {}; state the currency", named(lots));
    Error::new(Code::MoneyMixedCurrencies, "cost.currency", spec, message)
}
