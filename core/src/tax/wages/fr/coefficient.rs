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
    let (mut least, mut most) = (0, delta);
    while least < most {
        let k = most - (most - least) / 2;
        let left = product([(k.checked_mul(2)?.checked_sub(1)?, 4), (twice, 7)])?;
        if left.iter().rev().le(right.iter().rev()) {
            least = k;
        } else {
            most = k - 1;
        }
    }
    Decimal::try_from_i128_with_scale(i128::from(min.checked_add(least)?), DECIMALS).ok()
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
