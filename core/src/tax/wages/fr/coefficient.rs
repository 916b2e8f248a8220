//! The coefficient of the reduction. Its power is never approximated: each candidate of four decimals is compared in whole
//! numbers, so no rounding is decided by an inexact root.

use crate::error::exact;
use rust_decimal::Decimal;

/// The hours of three months at 35 hours a week: 3 × 35 × 52 ÷ 12.
pub(super) const HOURS: u32 = 455;
/// The decimals of the coefficient.
const DECIMALS: u32 = 4;

/// `min` + `delta` × (½ × (3 SMIC ÷ gross − 1))^(7/4), half up to four decimals, at most `min` + `delta`; zero from
/// three times the SMIC on. None when an input does not fit.
pub(super) fn coefficient(gross: Decimal, smic: Decimal, min: Decimal, delta: Decimal) -> Option<Decimal> {
    let remaining = exact::subtract(exact::multiply(smic, HOURS.into())?, gross)?;
    if remaining <= Decimal::ZERO {
        return Some(Decimal::ZERO);
    }
    let twice = exact::multiply(gross, Decimal::TWO)?;
    if remaining >= twice {
        return exact::add(min, delta);
    }
    let scale = remaining.normalize().scale().max(twice.normalize().scale());
    let (remaining, twice) = (units(remaining, scale)?, units(twice, scale)?);
    let (min, delta) = (units(min, DECIMALS)?, units(delta, DECIMALS)?);
    // min + k is reached when (k − ½) ÷ delta ≤ (remaining ÷ twice)^(7/4); to the fourth power and without divisions:
    let right = product([(delta.checked_mul(2)?, 4), (remaining, 7)])?;
    let reached = |k: u64| {
        let left = product([(k.checked_mul(2)?.checked_sub(1)?, 4), (twice, 7)])?;
        Some(left.iter().rev().le(right.iter().rev()))
    };
    // The guess only shortens the way: the last that is reached is found by comparing.
    let mut least = guess(remaining, twice, delta);
    while least < delta && reached(least + 1)? {
        least += 1;
    }
    while least > 0 && !reached(least)? {
        least -= 1;
    }
    Decimal::try_from_i128_with_scale(i128::from(min.checked_add(least)?), DECIMALS).ok()
}

/// About `delta` × (`remaining` ÷ `twice`)^(7/4), to the nearest; `remaining` is less than `twice`.
fn guess(remaining: u64, twice: u64, delta: u64) -> u64 {
    const BITS: u32 = 62;
    let times = |a: u128, b: u128| (a * b) >> BITS;
    let root = |a: u128| (a << BITS).isqrt();
    let x = (u128::from(remaining) << BITS) / u128::from(twice);
    let cube = times(times(x, x), x);
    let power = root(root(times(times(cube, cube), x)));
    let nearest = (u128::from(delta) * power + (1 << (BITS - 1))) >> BITS;
    u64::try_from(nearest).map_or(delta, |nearest| nearest.min(delta))
}

/// The number in units of 10^-`scale`.
fn units(number: Decimal, scale: u32) -> Option<u64> {
    let plain = number.normalize();
    let lift = 10i128.checked_pow(scale.checked_sub(plain.scale())?)?;
    u64::try_from(plain.mantissa().checked_mul(lift)?).ok()
}

/// The product of powers, in 512 bits, the lowest 64 first.
fn product(powers: [(u64, u32); 2]) -> Option<[u64; 8]> {
    let mut limbs = [1, 0, 0, 0, 0, 0, 0, 0];
    for (factor, times) in powers {
        for _ in 0..times {
            let mut carry = 0;
            for limb in &mut limbs {
                let wide = u128::from(*limb) * u128::from(factor) + carry;
                #[allow(clippy::cast_possible_truncation, reason = "the rest is carried")]
                {
                    *limb = wide as u64;
                }
                carry = wide >> 64;
            }
            if carry != 0 {
                return None;
            }
        }
    }
    Some(limbs)
}
