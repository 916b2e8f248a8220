//! Amounts as texts such as `15.34 EUR`.

use crate::{
    document::backoffice_document,
    edge::{Buffer, Out, behind, guard, number, optional, text, word},
    error::backoffice_status,
};
use backoffice_core::{
    Currency, Error, Granularity, Mode, Money, Price, Quantity, Result, Rounding, error::exact, money::Step,
};
use std::{ffi::c_char, slice};

/// Which way a number goes that lies between two multiples of the step. Zero is none of them: a way is always named.
pub type backoffice_mode = i32;
/// To the nearest; a tie to the even multiple (banker's rounding).
pub const BACKOFFICE_HALF_EVEN: backoffice_mode = 1;
/// To the nearest; a tie away from zero (commercial rounding).
pub const BACKOFFICE_HALF_UP: backoffice_mode = 2;
/// To the nearest; a tie toward zero.
pub const BACKOFFICE_HALF_DOWN: backoffice_mode = 3;
/// Toward zero (cut).
pub const BACKOFFICE_DOWN: backoffice_mode = 4;
/// Away from zero.
pub const BACKOFFICE_UP: backoffice_mode = 5;
/// Toward minus infinity.
pub const BACKOFFICE_FLOOR: backoffice_mode = 6;
/// Toward plus infinity.
pub const BACKOFFICE_CEILING: backoffice_mode = 7;

/// A rounding by name. The texts are the caller's and only read during the call.
#[repr(C)]
pub struct backoffice_rounding {
    /// The step, such as `0.01`, `0.05` or `1`.
    pub step: *const c_char,
    /// Which way.
    pub mode: backoffice_mode,
    /// Cut toward zero to this step first; NULL for not.
    pub cut: *const c_char,
}

/// Where a document's tax is rounded. Zero is none of them: it changes cents, and is always named.
pub type backoffice_granularity = i32;
/// Each line's tax.
pub const BACKOFFICE_PER_LINE: backoffice_granularity = 1;
/// The tax of each rate, on the sum of its lines.
pub const BACKOFFICE_PER_RATE: backoffice_granularity = 2;
/// The tax of the whole document, once.
pub const BACKOFFICE_PER_DOCUMENT: backoffice_granularity = 3;

/// # Safety
/// NULL, or a rounding whose texts are as [`text`] wants them.
pub unsafe fn rounding(field: &str, by: *const backoffice_rounding) -> Result<Rounding> {
    // SAFETY: the caller's promise.
    let (mode, step, cut) = unsafe {
        let by = behind(field, by)?;
        (by.mode, text("step", by.step), optional("cut", by.cut))
    };
    let within = |error: Error| error.within(field);
    let step_of = |name: &str, text: &str| Step::new(exact::decimal(name, text)?);
    let mode = match mode {
        BACKOFFICE_HALF_EVEN => Mode::HalfEven,
        BACKOFFICE_HALF_UP => Mode::HalfUp,
        BACKOFFICE_HALF_DOWN => Mode::HalfDown,
        BACKOFFICE_DOWN => Mode::Down,
        BACKOFFICE_UP => Mode::Up,
        BACKOFFICE_FLOOR => Mode::Floor,
        BACKOFFICE_CEILING => Mode::Ceiling,
        other => return Err(within(Error::invalid("mode", other, "name a way such as BACKOFFICE_HALF_UP"))),
    };
    let step = step.and_then(|step| step_of("step", step)).map_err(within)?;
    let cut = cut.and_then(|cut| cut.map(|cut| step_of("cut", cut)).transpose()).map_err(within)?;
    Ok(Rounding { step, mode, cut })
}

/// The core's word for where tax is rounded.
pub fn granularity(field: &str, chosen: backoffice_granularity) -> Result<Granularity> {
    match chosen {
        BACKOFFICE_PER_LINE => Ok(Granularity::PerLine),
        BACKOFFICE_PER_RATE => Ok(Granularity::PerRate),
        BACKOFFICE_PER_DOCUMENT => Ok(Granularity::PerDocument),
        other => Err(Error::invalid(field, other, "name a place such as BACKOFFICE_PER_LINE")),
    }
}

/// # Safety
/// As [`text`].
pub unsafe fn money(field: &str, pointer: *const c_char) -> Result<Money> {
    // SAFETY: the caller's promise.
    unsafe { text(field, pointer) }?.parse().map_err(|error: Error| error.within(field))
}

/// # Safety
/// As [`text`].
pub unsafe fn price(field: &str, pointer: *const c_char) -> Result<Price> {
    // SAFETY: the caller's promise.
    unsafe { text(field, pointer) }?.parse().map_err(|error: Error| error.within(field))
}

/// The sum of two amounts of one currency.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_money_add(
    a: *const c_char,
    b: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(a: money, b: money; out, size, needed => a.checked_add(b)?.to_string())
}

/// The difference of two amounts of one currency.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_money_subtract(
    a: *const c_char,
    b: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(a: money, b: money; out, size, needed => a.checked_sub(b)?.to_string())
}

/// A number with a currency, rounded by name to an amount: `1.005`, `EUR` by half-up to 0.01 is `1.01 EUR`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_money_rounded(
    amount: *const c_char,
    currency: *const c_char,
    by: *const backoffice_rounding,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a rounding and a buffer, by the header's contract.
        let (amount, currency, by, out) = unsafe {
            let currency: Currency = word("currency", currency)?;
            (number("amount", amount)?, currency, rounding("by", by)?, Buffer::new(out, size, needed))
        };
        out.give(&Money::rounded(amount, currency, by)?.to_string())
    })
}

/// The amount × rate (a fraction: 0.2 is 20 %), rounded by name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_money_share(
    amount: *const c_char,
    rate: *const c_char,
    by: *const backoffice_rounding,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a rounding and a buffer, by the header's contract.
        let (amount, rate, by, out) = unsafe {
            let amount = money("amount", amount)?;
            (amount, number("rate", rate)?, rounding("by", by)?, Buffer::new(out, size, needed))
        };
        out.give(&amount.share(rate, by)?.to_string())
    })
}

/// Parts in the ratio of `count` weights, which add up to the amount: a list of objects with amount and currency.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_money_split(
    amount: *const c_char,
    weights: *const *const c_char,
    count: usize,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        amount: money;
        out => {
            let weights = if count == 0 {
            vec![]
        } else {
            // SAFETY: `count` texts stand at `weights` unless it is NULL, by the header's contract.
            let pointers = unsafe {
                behind("weights", weights)?;
                slice::from_raw_parts(weights, count)
            };
            let one = |(i, weight): (usize, &*const c_char)| {
                // SAFETY: each is a text, by the header's contract.
                unsafe { number(&format!("weights.{i}"), *weight) }
            };
            pointers.iter().enumerate().map(one).collect::<Result<Vec<_>>>()?
        };
            amount.split(&weights)?
        }
    )
}

/// The price of so many units, rounded by name once: `0.125 EUR` × `3`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_price_times(
    price: *const c_char,
    quantity: *const c_char,
    by: *const backoffice_rounding,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a rounding and a buffer, by the header's contract.
        let (price, quantity, by, out) = unsafe {
            let each = self::price("price", price)?;
            (each, number("quantity", quantity)?, rounding("by", by)?, Buffer::new(out, size, needed))
        };
        out.give(&price.times(quantity, by)?.to_string())
    })
}

/// The sum of two quantities of one unit: the amount alone is written, the unit being that of both.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_quantity_add(
    a: *const c_char,
    a_unit: *const c_char,
    b: *const c_char,
    b_unit: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a buffer, by the header's contract.
        let (a, b, out) = unsafe {
            let a = Quantity::new(number("a", a)?, text("a_unit", a_unit)?);
            let b = Quantity::new(number("b", b)?, text("b_unit", b_unit)?);
            (a, b, Buffer::new(out, size, needed))
        };
        out.give(&a.checked_add(&b)?.amount.to_string())
    })
}

/// An amount in another unit, of which `per` make one of this (1 dozen has 12 pcs), exactly.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_quantity_convert(
    amount: *const c_char,
    per: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(
        amount: number, per: number;
        out, size, needed => Quantity::new(amount, "").converted(per, "")?.amount.to_string()
    )
}

/// The number rounded by name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_rounding_apply(
    by: *const backoffice_rounding,
    value: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(by: rounding, value: number; out, size, needed => by.apply(value)?.to_string())
}

/// The minor digits of a currency: 2 for EUR, 0 for JPY, 3 for KWD.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_minor_digits(
    currency: *const c_char,
    out: *mut u32,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (currency, out) = unsafe { (word::<Currency>("currency", currency)?, Out::new(out)?) };
        out.give(currency.minor_digits());
        Ok(())
    })
}
