//! A rounding as one integer division: what has to be added before it, and by what to divide.
//!
//! Of a magnitude m, `cut` to multiples of g and then rounded to multiples of D = k × g, every mode is
//! ⌊(m + b × g) ÷ D⌋ with b = 0 (toward zero), k − 1 (away), k ÷ 2 or (k − 1) ÷ 2 (the nearest; ties away or toward
//! zero), because ⌊(⌊m ÷ g⌋ + b) ÷ k⌋ = ⌊(m + b × g) ÷ (k × g)⌋. Where step and mode are constants of a statute,
//! the whole plan is one, and the division a multiplication.

#![expect(clippy::inline_always, reason = "as of `Fixed::settle`: only inlined, the plan is a constant")]

use super::{Mode, Rounding, Step};

/// How to round values of one scale.
#[derive(Clone, Copy)]
pub(super) struct Division {
    divisor: u64,
    /// What is added to the magnitude, above zero and below.
    bias: [u64; 2],
    /// For ties to the even: the grain g, zero when there are no such ties.
    tie: u64,
    /// What one step is in the result.
    unit: i64,
}

pub(crate) const POWERS: [i64; 19] = {
    let mut powers = [1i64; 19];
    let mut k = 1;
    while k < 19 {
        powers[k] = powers[k - 1] * 10;
        k += 1;
    }
    powers
};

/// `step` in units of 10^-`scale`, or None when it is finer than that or too great.
#[inline(always)]
pub(super) fn unit(step: Step, scale: u32) -> Option<i64> {
    let lift = scale.checked_sub(step.scale().into())?;
    POWERS.get(lift as usize)?.checked_mul(step.units().into())
}

#[inline(always)]
const fn bias(mode: Mode, negative: bool, k: u64) -> u64 {
    match mode {
        Mode::Down => 0,
        Mode::Up => k - 1,
        Mode::HalfUp | Mode::HalfEven => k / 2,
        Mode::HalfDown => (k - 1) / 2,
        Mode::Floor => {
            if negative {
                k - 1
            } else {
                0
            }
        }
        Mode::Ceiling => {
            if negative {
                0
            } else {
                k - 1
            }
        }
    }
}

impl Division {
    /// For values of 10^-`scale` ÷ `per`, which is above zero, to results of 10^-`result`. None when the steps do not fit
    /// that scale or 63 bits, or when the cut is no part of the step.
    #[inline(always)]
    pub fn of(by: Rounding, scale: u32, per: i64, result: u32) -> Option<Self> {
        let divisor = unit(by.step, scale)?.checked_mul(per)?;
        let grain = match by.cut {
            None => 1,
            Some(cut) => unit(cut, scale)?.checked_mul(per)?,
        };
        if grain <= 0 || divisor <= 0 || divisor % grain != 0 {
            return None;
        }
        let (divisor, grain) = (divisor.unsigned_abs(), grain.unsigned_abs());
        let k = divisor / grain;
        let tie = if matches!(by.mode, Mode::HalfEven) && k % 2 == 0 { grain } else { 0 };
        let bias = [bias(by.mode, false, k) * grain, bias(by.mode, true, k) * grain];
        Some(Self { divisor, bias, tie, unit: unit(by.step, result)? })
    }

    /// The value rounded; None when it does not fit.
    #[inline(always)]
    pub fn round(self, value: i64) -> Option<i64> {
        let [above, below] = self.bias;
        // Both terms are below 2^63.
        let lifted = value.unsigned_abs() + if value < 0 { below } else { above };
        let mut steps = lifted / self.divisor;
        if self.tie != 0 && lifted % self.divisor < self.tie {
            steps &= !1;
        }
        let magnitude = steps.checked_mul(self.unit.unsigned_abs())?;
        let magnitude = i64::try_from(magnitude).ok()?;
        Some(if value < 0 { -magnitude } else { magnitude })
    }
}

/// A [`Division`] that is settled at run time, for whole columns: the division is a multiplication here too.
///
/// With l = ⌈log2 d⌉ and m = ⌊2^(63 + l) ÷ d⌋ + 1, which has 64 bits, n ÷ d is (n × m) >> (63 + l) for each n below 2^63:
/// m × d lies above 2^(63 + l) by d at the most, and d is no greater than 2^l.
#[cfg(any(feature = "arrow", test))]
#[derive(Clone, Copy)]
pub(crate) struct Reciprocal {
    division: Division,
    magic: u64,
    shift: u32,
}

#[cfg(any(feature = "arrow", test))]
impl Reciprocal {
    /// As [`Division::of`] with a `per` of one.
    pub fn of(by: Rounding, scale: u32, result: u32) -> Option<Self> {
        let division = Division::of(by, scale, 1, result)?;
        let bits = division.divisor.next_power_of_two().trailing_zeros();
        let magic = u64::try_from((1u128 << (63 + bits)) / u128::from(division.divisor) + 1).ok()?;
        Some(Self { division, magic, shift: bits.saturating_sub(1) })
    }

    /// The value rounded; None when it does not fit.
    #[inline]
    pub fn round(self, value: i64) -> Option<i64> {
        let Division { divisor, bias: [above, below], tie, unit } = self.division;
        let lifted = value.unsigned_abs() + if value < 0 { below } else { above };
        if lifted >> 63 != 0 {
            return self.division.round(value);
        }
        // The upper half of the product, and what is left of the shift; a divisor of one has none.
        let upper = ((u128::from(lifted) * u128::from(self.magic)) >> 64) as u64;
        let mut steps = if divisor == 1 { lifted } else { upper >> self.shift };
        if tie != 0 && lifted - steps * divisor < tie {
            steps &= !1;
        }
        let magnitude = if unit == 1 {
            i64::try_from(steps).ok()?
        } else {
            i64::try_from(steps.checked_mul(unit.unsigned_abs())?).ok()?
        };
        Some(if value < 0 { -magnitude } else { magnitude })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::number::divide;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn a_reciprocal_divides_as_a_division(
            mode in prop::sample::select(vec![
                Mode::HalfEven, Mode::HalfUp, Mode::HalfDown, Mode::Down, Mode::Up, Mode::Floor, Mode::Ceiling,
            ]),
            value in prop_oneof![-3_000i64..3_000, any::<i64>(), Just(i64::MIN), Just(i64::MAX)],
            scale in 0u32..19, step in 0u8..5, units in prop_oneof![1u32..10, Just(u32::MAX)], result in 0u32..5,
        ) {
            let by = Rounding::of(units, step, mode);
            let plans = (Division::of(by, scale, 1, result), Reciprocal::of(by, scale, result));
            prop_assert_eq!(plans.0.is_some(), plans.1.is_some());
            if let (Some(division), Some(reciprocal)) = plans {
                prop_assert_eq!(reciprocal.round(value), division.round(value));
            }
        }

        /// One division is the cut and then the rounding, each by itself, ties and both signs included.
        #[test]
        fn one_division_is_both_roundings(
            mode in prop::sample::select(vec![
                Mode::HalfEven, Mode::HalfUp, Mode::HalfDown, Mode::Down, Mode::Up, Mode::Floor, Mode::Ceiling,
            ]),
            value in prop_oneof![-3_000i64..3_000, any::<i64>()], per in 1i64..30, scale in 2u32..5,
            step in 0u8..5, units in 1u32..10, cut in prop::option::of((0u8..5, 1u32..10)),
        ) {
            let by = Rounding::of(units, step, mode);
            let by = cut.map_or(by, |(scale, units)| by.after_cut(units, scale));
            let Some(division) = Division::of(by, scale, per, scale) else {
                // Only steps finer than the scale have no plan, and a cut that is no part of the step.
                let part = |cut: Step| unit(by.step, scale).zip(unit(cut, scale)).is_some_and(|(step, cut)| step % cut == 0);
                prop_assert!(u32::from(step) > scale || by.cut.is_some_and(|cut| !part(cut)));
                return Ok(());
            };
            let wide = |step: Step| i128::from(unit(step, scale).unwrap());
            let (mut amount, mut per) = (i128::from(value), i128::from(per));
            if let Some(cut) = by.cut {
                (amount, per) = (divide(amount, wide(cut) * per, Mode::Down) * wide(cut), 1);
            }
            let wanted = divide(amount, wide(by.step) * per, by.mode) * wide(by.step);
            prop_assert_eq!(division.round(value), i64::try_from(wanted).ok());
        }
    }
}
