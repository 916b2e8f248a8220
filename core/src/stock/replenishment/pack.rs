//! The border: from an estimate to a quantity that can be ordered.

use super::gate;
use crate::error::{Code, Error, Result, exact};
use rust_decimal::Decimal;

/// The order quantity: the least whole number of packs that holds `need` units and at least `minimum`, as an exact number.
/// A need of zero or less is no order: 0. The estimate is read with 12 digits, so that what is noise in a double
/// (24.000000000000004) does not buy a pack; whatever is above a whole pack by more than that does. `minimum` may be zero.
///
/// # Errors
/// `input.invalid` for a `need` that is no number of at most 10¹⁵, for a `pack` that is not above zero; `number.negative` for
/// a `minimum` below zero; `number.out_of_range` when the quantity cannot be held exactly.
///
/// ```
/// use backoffice::{dec, stock::replenishment::{eoq, order_quantity}};
///
/// let lot = eoq(1_300.0, 8.0, 0.225)?; // 304.05 units
/// assert_eq!(order_quantity(lot.quantity, dec!(12), dec!(0))?, dec!(312));
/// assert_eq!(order_quantity(0.3, dec!(0.25), dec!(0))?, dec!(0.50));
/// assert_eq!(order_quantity(-4.0, dec!(12), dec!(24))?, dec!(0));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn order_quantity(need: f64, pack: Decimal, minimum: Decimal) -> Result<Decimal> {
    let need = gate::finite("need", need)?;
    if pack.is_zero() || pack.is_sign_negative() {
        return Err(Error::invalid("pack", pack, "write a number above zero"));
    }
    if minimum.is_sign_negative() && !minimum.is_zero() {
        let message = format!("`minimum` is `{minimum}`: it may not be below zero");
        return Err(Error::new(Code::NumberNegative, "minimum", minimum, message));
    }
    if need <= 0.0 {
        return Ok(Decimal::ZERO);
    }
    let wanted = read(need).ok_or_else(|| Error::overflow("need", gate::told(need), "order quantity"))?;
    let packs = packs(wanted.max(minimum), pack);
    packs
        .and_then(|packs| exact::multiply(packs, pack))
        .ok_or_else(|| Error::overflow("need", gate::told(need), "order quantity"))
}

/// The 12 first digits of an estimate above zero.
fn read(need: f64) -> Option<Decimal> {
    let text = format!("{need:.11e}");
    let (digits, exponent) = text.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let digits: i128 = digits.replace('.', "").parse().ok()?;
    let scale = 11 - exponent;
    match u32::try_from(scale) {
        // Below the last decimal of a Decimal it is more than nothing all the same.
        Ok(scale) if scale > Decimal::MAX_SCALE => Some(Decimal::new(1, Decimal::MAX_SCALE)),
        Ok(scale) => Decimal::try_from_i128_with_scale(digits, scale).ok(),
        Err(_) => {
            let zeros = 10_i128.checked_pow(scale.unsigned_abs())?;
            Decimal::try_from_i128_with_scale(digits.checked_mul(zeros)?, 0).ok()
        }
    }
}

/// How many packs hold so much: the quotient of two whole numbers, rounded up.
fn packs(wanted: Decimal, pack: Decimal) -> Option<Decimal> {
    let (wanted, pack) = (wanted.normalize(), pack.normalize());
    let digits = wanted.scale().max(pack.scale());
    let whole = |value: Decimal| {
        let zeros = 10_i128.checked_pow(digits.checked_sub(value.scale())?)?;
        value.mantissa().checked_mul(zeros)
    };
    let (wanted, pack) = (whole(wanted)?, whole(pack)?);
    let rest = i128::from(wanted.checked_rem(pack)? != 0);
    Decimal::try_from_i128_with_scale(wanted.checked_div(pack)?.checked_add(rest)?, 0).ok()
}
