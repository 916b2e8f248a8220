//! Ratios of whole numbers that are never rounded: what a cost per unit, a factor between units or a cost-to-retail ratio
//! is until it meets an amount.

use crate::money::{Mode, number::divide};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// A ratio in lowest terms, its denominator above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ratio {
    numerator: i128,
    denominator: i128,
}

fn common(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Ratio {
    /// None for a denominator that is not above zero, or beyond 127 bits.
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator <= 0 {
            return None;
        }
        let by = i128::try_from(common(numerator.unsigned_abs(), denominator.unsigned_abs())).ok()?;
        Some(Self { numerator: numerator.checked_div(by)?, denominator: denominator.checked_div(by)? })
    }

    /// A number as it stands.
    pub fn of(number: Decimal) -> Option<Self> {
        let plain = number.normalize();
        Self::new(plain.mantissa(), 10i128.checked_pow(plain.scale())?)
    }

    pub fn times(self, other: Self) -> Option<Self> {
        // Crosswise in lowest terms first, so that the products are as small as they can be.
        let (a, b) =
            (Self::new(self.numerator, other.denominator)?, Self::new(other.numerator, self.denominator)?);
        Self::new(a.numerator.checked_mul(b.numerator)?, a.denominator.checked_mul(b.denominator)?)
    }

    /// None for zero.
    pub fn inverse(self) -> Option<Self> {
        let sign = self.numerator.signum();
        Self::new(self.denominator.checked_mul(sign)?, self.numerator.checked_mul(sign)?)
    }

    pub fn over(self, other: Self) -> Option<Self> {
        self.times(other.inverse()?)
    }

    /// To a whole number, by a named rounding.
    pub fn whole(self, rounding: Mode) -> i128 {
        divide(self.numerator, self.denominator, rounding)
    }

    /// The number of units of 10^-`digits` that it is; None when it lies between two of them, or does not fit.
    pub fn units(self, digits: u32) -> Option<i128> {
        let scaled = self.numerator.checked_mul(10i128.checked_pow(digits)?)?;
        (scaled.checked_rem(self.denominator)? == 0).then(|| scaled.checked_div(self.denominator)).flatten()
    }

    /// As a number, when it has one of at most 28 digits.
    pub fn decimal(self) -> Option<Decimal> {
        let (mut rest, mut digits) = (self.denominator, 0u32);
        for factor in [2, 5] {
            let mut times = 0;
            while rest.checked_rem(factor)? == 0 {
                rest = rest.checked_div(factor)?;
                times += 1;
            }
            digits = digits.max(times);
        }
        let units = (rest == 1).then(|| self.units(digits)).flatten()?;
        Decimal::try_from_i128_with_scale(units, digits).ok()
    }

    pub fn numerator(self) -> i128 {
        self.numerator
    }

    pub fn denominator(self) -> i128 {
        self.denominator
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    /// By whole parts, then by the rests turned over, as Euclid measures: no product can overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b, mut turned) = (*self, *other, false);
        loop {
            let parts =
                |r: Ratio| (r.numerator.div_euclid(r.denominator), r.numerator.rem_euclid(r.denominator));
            let ((whole_a, rest_a), (whole_b, rest_b)) = (parts(a), parts(b));
            let by_whole = whole_a.cmp(&whole_b);
            let order = if by_whole.is_ne() { by_whole } else { (rest_a != 0).cmp(&(rest_b != 0)) };
            if order.is_ne() || rest_a == 0 {
                return if turned { order.reverse() } else { order };
            }
            a = Self { numerator: a.denominator, denominator: rest_a };
            b = Self { numerator: b.denominator, denominator: rest_b };
            turned = !turned;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn order_is_that_of_cross_products(a in -9_000i128..9_000, b in 1i128..9_000, c in -9_000i128..9_000, d in 1i128..9_000) {
            let (left, right) = (Ratio::new(a, b).unwrap(), Ratio::new(c, d).unwrap());
            prop_assert_eq!(left.cmp(&right), (a * d).cmp(&(c * b)));
            prop_assert_eq!(left == right, a * d == c * b);
        }

        #[test]
        fn products_and_quotients_undo_each_other(a in -9_000i128..9_000, b in 1i128..9_000, c in 1i128..9_000, d in 1i128..9_000) {
            let (left, right) = (Ratio::new(a, b).unwrap(), Ratio::new(c, d).unwrap());
            prop_assert_eq!(left.times(right).unwrap().over(right).unwrap(), left);
            prop_assert_eq!(left.times(right), Ratio::new(a * c, b * d));
        }

        #[test]
        fn a_number_comes_back(mantissa in any::<i64>(), scale in 0u32..12) {
            let number = Decimal::new(mantissa, scale);
            prop_assert_eq!(Ratio::of(number).unwrap().decimal(), Some(number.normalize()));
        }
    }

    #[test]
    fn ends_of_the_range() {
        let (max, near) = (Ratio::new(i128::MAX, 2).unwrap(), Ratio::new(i128::MAX - 2, 2).unwrap());
        assert!(near < max && max.times(max).is_none());
        assert_eq!(Ratio::new(1, 0), None);
        assert_eq!(Ratio::new(0, 5).unwrap().inverse(), None);
        assert_eq!(Ratio::new(1, 3).unwrap().decimal(), None);
        assert_eq!(Ratio::new(1, 3).unwrap().units(6), None);
        assert_eq!(Ratio::new(-5, 2).unwrap().units(1), Some(-25));
    }
}
