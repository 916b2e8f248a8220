//! The rules of a line and of a tax for whoever has no document but columns: in units of 10^-`scale`.

use super::{super::rules::Prices, lines::product, tax, units};
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
    let base = product(price, quantity, base_quantity)?;
    // Both terms in the finer unit, × per.
    let fine = base.scale.max(scale);
    let whole = units::lift(base.value, fine - base.scale).and_then(|value| {
        let extra = units::times(units::lift(extra, fine - scale)?, base.per)?;
        units::round(value.checked_add(extra)?, fine, base.per, by, scale)
    });
    whole.ok_or_else(|| Error::overflow("price", price, "price × quantity − allowances + charges"))
}

/// An amount as priced taken apart into net and tax; `by` rounds the tax, or the net where the prices say so.
pub(crate) fn apart(
    amount: i128,
    rate: Decimal,
    prices: Prices,
    by: Rounding,
    scale: u32,
) -> Result<(i128, i128)> {
    let rate = (rate.mantissa(), rate.scale());
    let parts = || match prices {
        Prices::Net => Some((amount, tax::tax_on(amount, rate, scale, by)?)),
        Prices::GrossRoundTax => {
            let tax = tax::contained(amount, rate, false, scale, by)?;
            Some((amount.checked_sub(tax)?, tax))
        }
        Prices::GrossRoundNet => {
            let net = tax::contained(amount, rate, true, scale, by)?;
            Some((net, amount.checked_sub(net)?))
        }
        // Its total without tax is not the sum of its nets: see `gross_less_tax`.
        Prices::GrossRoundEach => None,
    };
    parts().ok_or_else(|| Error::overflow("tax", amount, "net and tax of an amount"))
}
