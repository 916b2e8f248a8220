//! Amounts as polynomials of the pay, degree two at most, with exact coefficients.

use crate::money::{Rounding, number::round_ratio};
use rust_decimal::Decimal;

/// `constant + slope × x + square × x²`, all ÷ `per`, in lowest terms; x counts minor units of the pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Polynomial {
    /// Constant, slope, square.
    terms: [i128; 3],
    /// Above zero.
    per: i128,
}

/// The greatest common divisor; zero of two zeros.
fn gcd(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        // Most numbers are short, and short divisions are several times as fast.
        (a, b) = match (u64::try_from(a), u64::try_from(b)) {
            (Ok(a), Ok(b)) => (b.into(), u128::from(a % b)),
            _ => (b, a % b),
        };
    }
    a
}

fn common(a: i128, b: i128) -> i128 {
    i128::try_from(gcd(a.unsigned_abs(), b.unsigned_abs())).unwrap_or(1)
}

impl Polynomial {
    pub(super) const ZERO: Self = Self { terms: [0; 3], per: 1 };

    /// In lowest terms. None when `per` is zero.
    pub(super) fn of(terms: [i128; 3], per: i128) -> Option<Self> {
        let sign = per.signum();
        let shared = terms.into_iter().fold(per, |shared, term| match (shared, term) {
            (1 | -1, _) | (_, 0) => shared,
            _ => common(shared, term),
        });
        let (shared, zero) = (shared.checked_abs()?.checked_mul(sign)?, terms == [0; 3]);
        if zero {
            return (per != 0).then_some(Self::ZERO);
        }
        let [constant, slope, square] = terms.map(|term| term.checked_div(shared));
        Some(Self { terms: [constant?, slope?, square?], per: per.checked_div(shared)? })
    }

    pub(super) fn constant(amount: Decimal) -> Option<Self> {
        let plain = amount.normalize();
        Self::of([plain.mantissa(), 0, 0], 10i128.checked_pow(plain.scale())?)
    }

    /// The pay itself: x minor units of `digits` decimals, plus `more`.
    pub(super) fn pay(more: Self, at: i64, digits: u32) -> Option<Self> {
        more.add(Self::of([-i128::from(at), 1, 0], 10i128.checked_pow(digits)?)?)
    }

    pub(super) fn is_constant(&self) -> bool {
        let [_, slope, square] = self.terms;
        slope == 0 && square == 0
    }

    pub(super) fn add(self, other: Self) -> Option<Self> {
        let shared = common(self.per, other.per);
        let (ours, others) = (other.per / shared, self.per / shared);
        let mut terms = self.terms;
        for (term, more) in terms.iter_mut().zip(other.terms) {
            *term = term.checked_mul(ours)?.checked_add(more.checked_mul(others)?)?;
        }
        Self::of(terms, self.per.checked_mul(ours)?)
    }

    pub(super) fn subtract(self, other: Self) -> Option<Self> {
        self.add(other.times(-1, 1)?)
    }

    /// × `times` ÷ `per`.
    pub(super) fn times(self, times: i128, per: i128) -> Option<Self> {
        let shared = common(times, self.per);
        let (times, own) = if shared == 0 { (times, self.per) } else { (times / shared, self.per / shared) };
        let [a, b, c] = self.terms.map(|term| term.checked_mul(times));
        Self::of([a?, b?, c?], own.checked_mul(per)?)
    }

    pub(super) fn by_decimal(self, factor: Decimal) -> Option<Self> {
        let plain = factor.normalize();
        self.times(plain.mantissa(), 10i128.checked_pow(plain.scale())?)
    }

    /// None when the product has a cube.
    pub(super) fn product(self, other: Self) -> Option<Self> {
        let mut terms = [0i128; 3];
        for (degree, term) in self.terms.into_iter().enumerate() {
            for (more, factor) in other.terms.into_iter().enumerate() {
                let product = term.checked_mul(factor)?;
                if product != 0 {
                    let place = terms.get_mut(degree + more)?;
                    *place = place.checked_add(product)?;
                }
            }
        }
        Self::of(terms, self.per.checked_mul(other.per)?)
    }

    /// ÷ a constant above zero.
    pub(super) fn divided(self, by: Self) -> Option<Self> {
        let [constant, slope, square] = by.terms;
        (slope == 0 && square == 0 && constant > 0).then(|| self.times(by.per, constant)).flatten()
    }

    /// A constant rounded.
    pub(super) fn rounded(self, by: Rounding) -> Option<Self> {
        self.read(by).and_then(Self::constant)
    }

    /// The value there × the denominator: its sign is the value's.
    pub(super) fn above_zero(&self, x: i64) -> Option<i128> {
        let [constant, slope, square] = self.terms;
        let x = i128::from(x);
        square.checked_mul(x)?.checked_add(slope)?.checked_mul(x)?.checked_add(constant)
    }

    /// The value there, as a constant.
    pub(super) fn at(&self, x: i64) -> Option<Self> {
        Self::of([self.above_zero(x)?, 0, 0], self.per)
    }

    /// How much it rises there for each unit of the currency, as a constant.
    pub(super) fn rate(&self, x: i64, digits: u32) -> Option<Self> {
        let [_, slope, square] = self.terms;
        let rise = square.checked_mul(2)?.checked_mul(x.into())?.checked_add(slope)?;
        Self::of([rise, 0, 0], self.per)?.times(10i128.checked_pow(digits)?, 1)
    }

    /// Where it turns, rounded down; None when it is a line.
    fn turn(&self) -> Option<i128> {
        let [_, slope, square] = self.terms;
        match square {
            0 => None,
            _ => (-slope)
                .checked_mul(square.signum())?
                .checked_div_euclid(square.checked_abs()?.checked_mul(2)?),
        }
    }

    /// The last whole x in `from..=to` up to which `holds` is told of every value, where it is told of the first. None when
    /// a value does not fit; where only those far off do not, an earlier one.
    pub(super) fn last(&self, from: i64, to: i64, holds: impl Fn(i128) -> bool) -> Option<i64> {
        let mut to = to;
        while to > from && self.above_zero(to).is_none() {
            to = from + (to - from) / 2;
        }
        let turn = self.turn().and_then(|turn| i64::try_from(turn).ok());
        let turn = turn.filter(|turn| (from..to).contains(turn));
        // On each side of the turn it only rises or only falls: so what holds at both ends holds in between.
        let falls_short = |from: i64, to: i64| -> Option<Option<i64>> {
            if holds(self.above_zero(to)?) {
                return Some(None);
            }
            let (mut good, mut bad) = (from, to);
            while bad.saturating_sub(good) > 1 {
                let middle = good + (bad - good) / 2;
                if holds(self.above_zero(middle)?) {
                    good = middle;
                } else {
                    bad = middle;
                }
            }
            Some(Some(good))
        };
        let mut from = from;
        if let Some(turn) = turn {
            if let Some(last) = falls_short(from, turn)? {
                return Some(last);
            }
            if !holds(self.above_zero(turn + 1)?) {
                return Some(turn);
            }
            from = turn + 1;
        }
        Some(falls_short(from, to)?.unwrap_or(to))
    }

    /// A constant rounded to a Decimal.
    pub(super) fn read(&self, by: Rounding) -> Option<Decimal> {
        let [constant, ..] = self.terms;
        self.is_constant().then(|| round_ratio(constant, 0, self.per, by)).flatten()
    }

    /// A constant that has a few decimals only.
    pub(super) fn exact(&self) -> Option<Decimal> {
        const DIGITS: u32 = 12;
        let [constant, ..] = self.terms;
        let lift = 10i128.pow(DIGITS);
        let whole = (self.is_constant() && lift % self.per == 0).then_some(lift / self.per)?;
        let exact = Decimal::try_from_i128_with_scale(constant.checked_mul(whole)?, DIGITS).ok()?;
        Some(exact.normalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn polynomial() -> impl Strategy<Value = Polynomial> {
        let small = -60i128..=60;
        (small.clone(), small, -3i128..=3, 1i128..=9)
            .prop_map(|(a, b, c, per)| Polynomial::of([a, b, c], per).unwrap())
    }

    proptest! {
        #[test]
        fn sums_and_products_are_those_of_the_values(one in polynomial(), other in polynomial(), x in -50i64..50) {
            let at = |p: Polynomial| p.at(x).unwrap();
            prop_assert_eq!(at(one.add(other).unwrap()), at(one).add(at(other)).unwrap());
            prop_assert_eq!(at(one.subtract(other).unwrap()), at(one).subtract(at(other)).unwrap());
            prop_assert_eq!(at(one.times(-7, 3).unwrap()), at(one).times(-7, 3).unwrap());
            if let Some(product) = one.product(other) {
                prop_assert_eq!(at(product), at(one).product(at(other)).unwrap());
            }
        }

        #[test]
        fn the_last_that_holds_is_found(p in polynomial(), from in -60i64..40, length in 0i64..100, strict: bool) {
            let holds = |value: i128| if strict { value > 0 } else { value >= 0 };
            if holds(p.above_zero(from).unwrap()) {
                let to = from + length;
                let plain = (from..=to).take_while(|x| holds(p.above_zero(*x).unwrap())).last();
                prop_assert_eq!(p.last(from, to, holds), plain);
            }
        }
    }

    #[test]
    fn what_does_not_fit_has_no_value() {
        let great = Polynomial::of([i128::MAX, 1, 0], 1).unwrap();
        assert_eq!((great.add(great), great.product(great)), (None, None));
        assert_eq!((great.times(2, 1), great.times(1, 0), Polynomial::of([1, 0, 0], 0)), (None, None, None));
        let x = Polynomial::of([0, 1, 0], 1).unwrap();
        let square = x.product(x).unwrap();
        assert_eq!((square.product(x), square.product(square), x.divided(x)), (None, None, None));
        assert_eq!(Polynomial::of([1, 0, 0], 3).unwrap().exact(), None);
        // Far off nothing can be told; what is told is sure.
        let steep = Polynomial::of([-(1 << 62), 0, 1 << 80], 1).unwrap();
        let last = steep.last(1, i64::MAX, |value| value > 0).unwrap();
        assert!(last > 1_000_000 && steep.above_zero(last).unwrap() > 0);
    }
}
