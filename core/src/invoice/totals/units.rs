//! Amounts as whole numbers of a smallest unit: sums are exact, and the one division of a rounding is here.

use crate::money::{
    Mode, Money, Rounding,
    number::{self, POWERS},
};
use rust_decimal::Decimal;

#[inline]
fn power(digits: u32) -> Option<i64> {
    POWERS.get(digits as usize).copied()
}

/// `value` × 10^`digits`; None when it does not fit.
#[inline]
pub(in super::super) fn lift(value: i128, digits: u32) -> Option<i128> {
    if digits == 0 {
        return Some(value);
    }
    times(value, power(digits).map_or_else(|| 10i128.checked_pow(digits), |p| Some(p.into()))?)
}

/// The product; None when it does not fit.
#[inline]
pub(in super::super) fn times(a: i128, b: i128) -> Option<i128> {
    match (i64::try_from(a), i64::try_from(b)) {
        // Two factors of 64 bits always fit.
        (Ok(a), Ok(b)) => Some(i128::from(a) * i128::from(b)),
        _ => a.checked_mul(b),
    }
}

/// The number in units of 10^-`scale`; None when it has more decimals or does not fit.
#[inline]
pub(in super::super) fn of(number: Decimal, scale: u32) -> Option<i128> {
    match scale.checked_sub(number.scale()) {
        Some(digits) => lift(number.mantissa(), digits),
        None => trimmed(number, scale),
    }
}

#[cold]
fn trimmed(number: Decimal, scale: u32) -> Option<i128> {
    let plain = number.normalize();
    lift(plain.mantissa(), scale.checked_sub(plain.scale())?)
}

/// The amount in units of 10^-`scale`, which is no coarser than its currency.
#[inline]
pub(in super::super) fn of_money(money: Money, scale: u32) -> Option<i128> {
    of(money.amount(), scale)
}

/// `value` × 10^-`from` ÷ `per` (above zero), rounded, in units of 10^-`to`; None when it does not fit.
#[inline]
pub(in super::super) fn round(value: i128, from: u32, per: i128, by: Rounding, to: u32) -> Option<i128> {
    match (i64::try_from(value), i64::try_from(per)) {
        (Ok(value), Ok(per)) => short(value, from, per, by, to).map(i128::from),
        _ => None,
    }
    .or_else(|| wide(value, from, per, by, to))
}

/// [`round`] where everything fits in 64 bits and there is no cut; None otherwise.
///
/// The plan of `money::number` says the same, and pays where it is a constant or kept for a column: settled anew for each line
/// it takes 6.3 ns where this takes 3.6.
#[expect(clippy::inline_always, reason = "measured: once for every line")]
#[inline(always)]
pub(super) fn short(value: i64, from: u32, per: i64, by: Rounding, to: u32) -> Option<i64> {
    let (step, fine) = (i64::from(by.step.units()), u32::from(by.step.scale()));
    if by.cut.is_some() {
        return None;
    }
    let (value, divisor) = if from >= fine {
        (value, power(from - fine)?.checked_mul(step)?.checked_mul(per)?)
    } else {
        (value.checked_mul(power(fine - from)?)?, step.checked_mul(per)?)
    };
    let (size, divisor) = (value.unsigned_abs(), divisor.unsigned_abs());
    let (whole, rest) = (size.checked_div(divisor)?, size.checked_rem(divisor)?);
    let up = rest != 0
        && match by.mode {
            Mode::HalfUp => rest >= divisor - rest,
            Mode::HalfDown => rest > divisor - rest,
            Mode::HalfEven => rest > divisor - rest || (rest == divisor - rest && whole & 1 == 1),
            Mode::Down => false,
            Mode::Up => true,
            Mode::Floor => value < 0,
            Mode::Ceiling => value > 0,
        };
    let unit = step.checked_mul(power(to.checked_sub(fine)?)?)?;
    let size = i64::try_from(whole + u64::from(up)).ok()?.checked_mul(unit)?;
    Some(if value < 0 { -size } else { size })
}

/// [`round`] by the reference of the crate.
#[cold]
fn wide(value: i128, from: u32, per: i128, by: Rounding, to: u32) -> Option<i128> {
    of(number::round_ratio(value, from, per, by)?, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MODES: [Mode; 7] =
        [Mode::HalfEven, Mode::HalfUp, Mode::HalfDown, Mode::Down, Mode::Up, Mode::Floor, Mode::Ceiling];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn the_short_division_is_the_reference(
            value in prop_oneof![any::<i64>(), -100_000i64..100_000], from in 0u32..9, per in 1i64..2_000,
            mode in 0usize..7, units in 1u32..6, fine in 0u8..4, more in 0u32..4,
        ) {
            let by = Rounding::of(units, fine, MODES[mode]);
            let to = u32::from(fine) + more;
            if let Some(got) = short(value, from, per, by, to) {
                prop_assert_eq!(Some(got.into()), wide(value.into(), from, per.into(), by, to));
            }
        }
    }

    #[test]
    fn the_short_division_is_really_used() {
        let cent = Rounding::of(1, 2, Mode::HalfUp);
        assert_eq!(short(-12_345, 4, 1, cent, 2), Some(-123));
        assert_eq!(short(5, 3, 1, cent, 2), Some(1));
        assert_eq!(short(100, 0, 3, cent, 2), Some(3333));
    }
}
