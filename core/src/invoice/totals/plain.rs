//! The rules of a line and of a tax for whoever has no document but columns: in units of 10^-`scale`.

use super::{
    super::rules::Prices,
    lines::{product, rounded_once},
    tax,
};
use crate::{
    error::{Error, Result},
    money::Rounding,
};
use rust_decimal::Decimal;

/// BT-131: price × quantity ÷ base quantity + `extra` (charges less allowances), rounded once.
pub(crate) fn line(
    price: Decimal,
    quantity: Decimal,
    base_quantity: Decimal,
    extra: i128,
    by: Rounding,
    scale: u32,
) -> Result<i128> {
    rounded_once(product(price, quantity, base_quantity)?, extra, by, scale)
        .ok_or_else(|| Error::overflow("price", price, "price × quantity − allowances + charges"))
}

/// An amount as priced taken apart into net and tax; `by` rounds the tax, or the net where the prices say so. Not for
/// [`Prices::GrossRoundEach`], whose total without tax is not the sum of its nets.
pub(crate) fn apart(
    amount: i128,
    rate: Decimal,
    prices: Prices,
    by: Rounding,
    scale: u32,
) -> Result<(i128, i128)> {
    tax::apart(amount, (rate.mantissa(), rate.scale()), prices, by, scale)
        .ok_or_else(|| Error::overflow("tax", amount, "net and tax of an amount"))
}
