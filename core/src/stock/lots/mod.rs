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
//! Specific identification is for goods that cannot stand in for one another (IAS 2.23, 2.24). Under
//! [`Framework::Ifrs`] an inventory is not booked by [`Booking::Lifo`] or [`Booking::Hifo`] (IAS 2.25):
//!
//! ```
//! use backoffice::{date, dec, stock::{Framework, lots::{Booking, Change, Inventory}}};
//!
//! let mut shares = Inventory::new(Booking::Hifo).under(Framework::Ifrs);
//! let error = shares.book(date(2026, 1, 15)?, &[Change::plain("EUR", dec!(5))]).unwrap_err();
//! assert_eq!((error.code().as_str(), error.value()), ("stock.method_not_allowed", "HIFO"));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! What differs from Beancount: quantities have at most 6 decimals and values the currency's; [`Booking::Average`] is
//! done, which Beancount refuses; under [`Booking::Hifo`] lots in several currencies are an error, as their costs cannot
//! be compared; a reduction never takes from lots of its own sign.

mod booking;
mod lot;
#[cfg(test)]
mod tests;

pub use lot::{Change, Cost, CostSpec, Lot, Whole};

use super::{
    Cut, Framework,
    amounts::{quantity as millionths, written},
};
use crate::{
    error::{Code, Error, Result, exact},
    money::{Currency, Mode, Money},
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

impl Booking {
    /// The name in the serialised form, such as `STRICT_WITH_SIZE`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Strict => "STRICT",
            Self::StrictWithSize => "STRICT_WITH_SIZE",
            Self::None => "NONE",
            Self::Average => "AVERAGE",
            Self::Fifo => "FIFO",
            Self::Lifo => "LIFO",
            Self::Hifo => "HIFO",
        }
    }

    fn allowed(self, framework: Framework) -> Result<()> {
        if framework == Framework::Ifrs && matches!(self, Self::Lifo | Self::Hifo) {
            let message =
                format!("IFRS does not allow `{self}` (IAS 2.25): name the lots, or use FIFO or AVERAGE");
            return Err(Error::new(Code::StockMethodNotAllowed, "booking", self, message));
        }
        Ok(())
    }
}

impl fmt::Display for Booking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Lots in the order in which they came, and how they are booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Inventory {
    /// What happens when several lots fit a reduction.
    pub booking: Booking,
    /// Whose rules the accounts follow.
    pub framework: Framework,
    /// How the cost of a part is cut from that of its lot.
    pub cut: Cut,
    /// Which way a cost is rounded to the minor unit: quantity × unit cost of a new lot once, and cuts.
    pub rounding: Mode,
    lots: Vec<Lot>,
}

impl Inventory {
    /// An empty one under any framework, cut by position and rounded half up.
    pub const fn new(booking: Booking) -> Self {
        Self {
            booking,
            framework: Framework::Any,
            cut: Cut::Cumulative,
            rounding: Mode::HalfUp,
            lots: Vec::new(),
        }
    }

    /// The same, under a framework.
    #[must_use]
    pub fn under(self, framework: Framework) -> Self {
        Self { framework, ..self }
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
    /// `stock.method_not_allowed`. With the row of the change: `stock.lot_ambiguous` when several lots fit and the method does not choose,
    /// `stock.lot_unmatched` when none does, `stock.short` when those that do have too few units, each naming the lots;
    /// `money.mixed_currencies` for an average or a dearest lot over several currencies; `input.missing` for a new lot
    /// without a currency, `input.invalid` for a unit cost and a total at once; `number.negative`,
    /// `stock.quantity_scale`, `money.too_many_decimals`, `number.out_of_range`. Nothing has changed then.
    pub fn book(&mut self, day: NaiveDate, changes: &[Change]) -> Result<Vec<Lot>> {
        self.booking.allowed(self.framework)?;
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
    framework: Framework,
    cut: Cut,
    rounding: Mode,
    #[serde(default)]
    lots: Vec<Lot>,
}

impl TryFrom<Stored> for Inventory {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        let Stored { booking, framework, cut, rounding, lots } = stored;
        for (place, lot) in lots.iter().enumerate() {
            lot.sound().map_err(|error| error.within(format!("lots.{place}")))?;
        }
        Ok(Self { booking, framework, cut, rounding, lots })
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
