//! What the columns of a table need of the numbers that the room counts in.

use super::super::{CostingPeriod, amounts};
use crate::{
    error::Result,
    money::{Currency, Money},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Decimals of a quantity.
pub(crate) const DIGITS: u32 = amounts::DIGITS;

/// A quantity in millionths.
pub(crate) fn quantity(amount: Decimal) -> Result<i64> {
    amounts::quantity(amount)
}

/// Millionths as a quantity.
pub(crate) fn written(quantity: i64) -> Decimal {
    amounts::written(quantity)
}

/// An amount in minor units.
pub(crate) fn minor(amount: Money) -> Result<i64> {
    amounts::minor(amount)
}

/// A sum of many values as money.
pub(crate) fn money(units: i128, currency: Currency) -> Result<Money> {
    amounts::money(units, currency)
}

/// A number of the period that a day is in; a later period has a greater one.
pub(crate) fn period(by: CostingPeriod, day: NaiveDate) -> i32 {
    let (year, number) = by.of(day);
    year.saturating_mul(400).saturating_add_unsigned(number)
}
