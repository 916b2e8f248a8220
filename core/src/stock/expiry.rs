//! First expired, first out: which lots a picker takes, and what is about to expire. A picking order goes with every
//! costing method; it says which goods leave, not at what cost.
//!
//! ```
//! use backoffice::{date, dec, stock::expiry::{DatedLot, Picking, pick}};
//!
//! let lots = [
//!     DatedLot::new("A", dec!(10)).expiring(date(2026, 3, 31)?),
//!     DatedLot::new("B", dec!(8)).expiring(date(2026, 3, 15)?),
//!     DatedLot::new("C", dec!(5)).expiring(date(2026, 2, 28)?), // past its day
//!     DatedLot::new("D", dec!(4)),                              // keeps for ever
//! ];
//! let picks = pick(&lots, dec!(20), &Picking::on(date(2026, 3, 1)?))?;
//! let taken: Vec<_> = picks.picks.iter().map(|pick| (pick.lot.as_str(), pick.quantity)).collect();
//! assert_eq!(taken, [("B", dec!(8)), ("A", dec!(10)), ("D", dec!(2))]);
//! assert_eq!((picks.missing, picks.passed_over[0].lot.as_str()), (dec!(0), "C"));
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::amounts::{quantity as millionths, written};
use crate::{
    error::{Code, Error, Result, exact},
    money::{Currency, Money},
};
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Units of a lot on the shelf, and the last day on which they may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedLot {
    /// The lot, batch or serial number.
    pub lot: String,
    /// How many are there, at most 6 decimals; not negative.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// The last day on which they may be used, that day included; none for goods that keep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<NaiveDate>,
    /// The day on which they came: it decides between lots of one expiry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<NaiveDate>,
    /// What they are carried at, for the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Money>,
}

impl DatedLot {
    /// So many units of a lot that keeps.
    pub fn new(lot: impl Into<String>, quantity: Decimal) -> Self {
        Self { lot: lot.into(), quantity, expires: None, received: None, value: None }
    }

    /// The same, to be used by that day.
    #[must_use]
    pub fn expiring(self, last: NaiveDate) -> Self {
        Self { expires: Some(last), ..self }
    }
}

/// How lots are picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picking {
    /// The day of the pick.
    pub day: NaiveDate,
    /// For how many days after `day` what is picked must keep, such as what a customer asks for.
    #[serde(default)]
    pub keeps: u32,
    /// Whether lots that do not keep so long are picked all the same, in their order; false unless told.
    #[serde(default)]
    pub expired_too: bool,
}

impl Picking {
    /// Whatever is not expired on the day.
    pub const fn on(day: NaiveDate) -> Self {
        Self { day, keeps: 0, expired_too: false }
    }
}

/// Units of a lot that are to be taken, or were passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pick {
    /// The place of the lot among those given, from 0.
    pub place: usize,
    /// The lot.
    pub lot: String,
    /// How many.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// The last day on which they may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<NaiveDate>,
}

/// What to take, in order, and what is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picks {
    /// The lots to take from, the first to expire first.
    pub picks: Vec<Pick>,
    /// How many could not be found; zero when the picks are complete.
    #[serde(with = "exact::text")]
    pub missing: Decimal,
    /// Lots with units that expire too soon, the first to expire first.
    pub passed_over: Vec<Pick>,
}

fn path(place: usize) -> impl Fn(Error) -> Error {
    move |error| error.within(format!("lots.{place}"))
}

/// The lots to take `quantity` from: the first to expire first, those that keep last; of one expiry the first to have
/// come, then in the order given.
///
/// # Errors
/// `number.negative` for a quantity below zero, `stock.quantity_scale`, `number.out_of_range`;
/// `calendar.invalid_date` when the day and `keeps` leave the calendar.
pub fn pick(lots: &[DatedLot], quantity: Decimal, picking: &Picking) -> Result<Picks> {
    let keeps_to = picking.day.checked_add_days(Days::new(picking.keeps.into()));
    let keeps_to = keeps_to.ok_or_else(|| beyond("keeps", picking.keeps))?;
    let mut left = millionths(quantity)?;
    let mut order = Vec::with_capacity(lots.len());
    for (place, lot) in lots.iter().enumerate() {
        order.push((place, lot, millionths(lot.quantity).map_err(path(place))?));
    }
    // None comes before any day, so whether there is one stands in front.
    order.sort_by_key(|(_, lot, _)| {
        (lot.expires.is_none(), lot.expires, lot.received.is_none(), lot.received)
    });
    let mut picks = Picks { picks: Vec::new(), missing: Decimal::ZERO, passed_over: Vec::new() };
    for (place, lot, there) in order {
        let of = |quantity| Pick {
            place,
            lot: lot.lot.clone(),
            quantity: written(quantity),
            expires: lot.expires,
        };
        let too_soon = lot.expires.is_some_and(|last| last < keeps_to);
        if too_soon && !picking.expired_too {
            if there > 0 {
                picks.passed_over.push(of(there));
            }
            continue;
        }
        let taken = there.min(left);
        if taken > 0 {
            left -= taken;
            picks.picks.push(of(taken));
        }
    }
    picks.missing = written(left);
    Ok(picks)
}

fn beyond(field: &str, days: u32) -> Error {
    Error::new(
        Code::CalendarInvalidDate,
        field,
        days,
        format!("`{field}` is `{days}` days, which leaves the calendar"),
    )
}

/// Lots that expire within a stretch of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// The first day on which they expire; none when there is no earlier bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<NaiveDate>,
    /// The last; none when there is no later bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<NaiveDate>,
    /// The lots, the first to expire first.
    pub lots: Vec<DatedLot>,
    /// How many units they are.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// What they are carried at: the sum of those that say.
    pub value: Money,
}

/// What has expired and what is about to, as of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expiring {
    /// The day.
    pub day: NaiveDate,
    /// What may not be used any more on the day.
    pub expired: Bucket,
    /// What expires within each of the bounds, counted from the day, and after the last of them.
    pub within: Vec<Bucket>,
    /// What keeps.
    pub keeps: Bucket,
}

/// Lots by when they expire: `bounds` are days from `day`, ascending. With 30 and 90 there are a bucket up to day 30, one
/// up to day 90, and one for what is later. Lots without units are left out.
///
/// # Errors
/// `input.invalid` when the bounds do not ascend, `calendar.invalid_date` when they leave the calendar,
/// `number.negative`, `stock.quantity_scale`, `money.mixed_currencies`, `number.out_of_range`.
///
/// ```
/// use backoffice::{currency::EUR, date, dec, eur, stock::expiry::{DatedLot, report}};
///
/// let day = date(2026, 3, 1)?;
/// let lot = |name, last, value| DatedLot { value: Some(value), ..DatedLot::new(name, dec!(1)).expiring(last) };
/// let lots = [
///     lot("A", date(2026, 3, 31)?, eur!(8.00)),
///     lot("B", date(2026, 4, 1)?, eur!(9.00)),
///     lot("C", date(2026, 2, 28)?, eur!(5.00)),
/// ];
/// let expiring = report(&lots, day, &[30, 90], EUR)?;
/// assert_eq!(expiring.expired.value, eur!(5));
/// assert_eq!(expiring.within[0].value, eur!(8)); // up to 31 March
/// assert_eq!(expiring.within[1].value, eur!(9)); // up to 30 May
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn report(lots: &[DatedLot], day: NaiveDate, bounds: &[u32], currency: Currency) -> Result<Expiring> {
    let mut ends = Vec::with_capacity(bounds.len());
    for (place, bound) in bounds.iter().enumerate() {
        let end = day.checked_add_days(Days::new((*bound).into())).ok_or_else(|| beyond("bounds", *bound))?;
        if ends.last().is_some_and(|last| *last >= end) {
            let field = format!("bounds.{place}");
            return Err(Error::invalid(&field, bound, "write bounds that ascend, such as 30 and 90"));
        }
        ends.push(end);
    }
    let mut sorted = Vec::with_capacity(lots.len());
    for (place, lot) in lots.iter().enumerate() {
        let units = millionths(lot.quantity).map_err(path(place))?;
        if units > 0 {
            sorted.push(lot);
        }
    }
    sorted.sort_by_key(|lot| lot.expires);
    let bucket = |first: Option<NaiveDate>, last: Option<NaiveDate>, dated: bool| {
        let within = |lot: &&&DatedLot| match lot.expires {
            None => !dated,
            Some(at) => dated && first.is_none_or(|first| at >= first) && last.is_none_or(|last| at <= last),
        };
        let lots: Vec<DatedLot> = sorted.iter().filter(within).map(|lot| (*lot).clone()).collect();
        let units = lots.iter().map(|lot| lot.quantity).try_fold(Decimal::ZERO, exact::add);
        let quantity =
            units.ok_or_else(|| Error::overflow("quantity", day, "the units of a bucket"))?.normalize();
        let value = Money::sum(lots.iter().filter_map(|lot| lot.value), currency)?;
        Ok::<_, Error>(Bucket { first, last, lots, quantity, value })
    };
    let mut within = Vec::with_capacity(ends.len() + 1);
    let mut first = Some(day);
    for end in ends {
        within.push(bucket(first, Some(end), true)?);
        first = end.succ_opt();
    }
    // At the ends of the calendar there is no day after or before.
    let none = || Bucket {
        first: None,
        last: None,
        lots: Vec::new(),
        quantity: Decimal::ZERO,
        value: Money::zero(currency),
    };
    within.push(first.map_or_else(|| Ok(none()), |first| bucket(Some(first), None, true))?);
    let expired = day.pred_opt().map_or_else(|| Ok(none()), |before| bucket(None, Some(before), true))?;
    Ok(Expiring { day, expired, within, keeps: bucket(None, None, false)? })
}

#[cfg(test)]
mod tests;
