//! One number, many forms: what a rule of law is written over, once.
//!
//! A rule is generic over [`Number`]. [`Exact`] is the reference: a Decimal that becomes None, and stays None, when a
//! result is not exact (Decimal's operators panic, and its `checked_*` round without a word). [`Fixed`] is a checked
//! scaled integer, the fast form of batches. A lost value is never an error by itself: the row is done again by the
//! reference with notes, and the first step without a value names the error. None of these types is part of a room's
//! public face; the module is public so that rules outside this crate can be written in the same way.

mod division;

pub(crate) use self::division::POWERS;
#[cfg(feature = "arrow")]
pub(crate) use self::division::Reciprocal;
use self::division::{Division, unit};
use super::{Mode, Rounding, Step};
use crate::error::exact::{add, multiply, subtract};
use rust_decimal::Decimal;
use std::{
    cmp::Ordering,
    ops::{Add, Sub},
};

/// An amount in the law's eyes. Every operation is total: what cannot be held exactly is remembered, and no later
/// operation forgets it.
pub trait Number: Copy + Add<Output = Self> + Sub<Output = Self> {
    /// A rate, a quantity: what an amount is multiplied by.
    type Factor: Copy;

    /// Zero.
    fn zero() -> Self;
    /// The amount in this form; None when the form cannot hold it.
    fn exact(amount: Decimal) -> Option<Self>;
    /// The factor in this form; None when the form cannot hold it.
    fn factor(rate: Decimal) -> Option<Self::Factor>;
    /// The amount, or None once anything was lost.
    fn read(self) -> Option<Decimal>;
    /// The lesser of the two.
    #[must_use]
    fn at_most(self, limit: Self) -> Self;
    /// The greater of the two.
    #[must_use]
    fn at_least(self, limit: Self) -> Self;
    /// Whether it is greater. Of a lost value anything may be said: the result stays lost all the same.
    fn exceeds(self, limit: Self) -> bool;
    /// Rounded.
    #[must_use]
    fn rounded(self, by: Rounding) -> Self;
    /// `self` × `times` ÷ `per`, rounded once. A `per` of zero has no value.
    #[must_use]
    fn ratio(self, times: u32, per: u32, by: Rounding) -> Self;
    /// The sum of amount × factor, ÷ `per`, rounded once: no form ever holds an unrounded product. A `per` of zero has no
    /// value.
    #[must_use]
    fn shares_per(parts: impl IntoIterator<Item = (Self, Self::Factor)>, per: u32, by: Rounding) -> Self;
    /// `self` × `part` ÷ `whole`, three amounts, rounded once. A `whole` that is not above zero has no value.
    #[must_use]
    fn portion(self, part: Self, whole: Self, by: Rounding) -> Self;
    /// `a`y² + `b`y + `c` with y = `self` ÷ `per`, rounded once: a scale whose rate rises with the amount. A `per` of
    /// zero has no value.
    #[must_use]
    fn curve(self, a: Self::Factor, b: Self::Factor, c: Self, per: u32, by: Rounding) -> Self;

    /// The sum of amount × factor, rounded once.
    #[expect(clippy::inline_always, reason = "as of `Fixed::settle`")]
    #[inline(always)]
    #[must_use]
    fn shares_of(parts: impl IntoIterator<Item = (Self, Self::Factor)>, by: Rounding) -> Self {
        Self::shares_per(parts, 1, by)
    }

    /// The same of a number of parts that the rule knows.
    #[expect(clippy::inline_always, reason = "as of `Fixed::settle`")]
    #[inline(always)]
    #[must_use]
    fn shares<const K: usize>(parts: [(Self, Self::Factor); K], by: Rounding) -> Self {
        Self::shares_of(parts, by)
    }

    /// A share of it, rounded.
    #[expect(clippy::inline_always, reason = "as of `Fixed::settle`")]
    #[inline(always)]
    #[must_use]
    fn share(self, rate: Self::Factor, by: Rounding) -> Self {
        Self::shares_of([(self, rate)], by)
    }

    /// The part of it that lies between two thresholds.
    #[inline]
    #[must_use]
    fn between(self, low: Self, high: Self) -> Self {
        (self.at_most(high) - low).at_least(Self::zero())
    }

    /// The part of it above a threshold.
    #[inline]
    #[must_use]
    fn above(self, threshold: Self) -> Self {
        (self - threshold).at_least(Self::zero())
    }
}

/// Whether what lies between two whole numbers goes to the upper one; `half`: how its fraction compares with a half.
#[inline]
const fn rounds_up(mode: Mode, negative: bool, odd: bool, half: Ordering) -> bool {
    match mode {
        Mode::Floor => false,
        Mode::Ceiling => true,
        Mode::Down => negative,
        Mode::Up => !negative,
        Mode::HalfUp => half.is_gt() || (half.is_eq() && !negative),
        Mode::HalfDown => half.is_gt() || (half.is_eq() && negative),
        Mode::HalfEven => half.is_gt() || (half.is_eq() && odd),
    }
}

/// `value` ÷ `divisor` (above zero), to a whole number by `mode`.
#[inline]
pub(crate) fn divide(value: i128, divisor: i128, mode: Mode) -> i128 {
    let floor = value.div_euclid(divisor);
    let remainder = value.rem_euclid(divisor);
    // Comparing with the rest avoids doubling, which could overflow.
    let half = remainder.cmp(&(divisor - remainder));
    if remainder != 0 && rounds_up(mode, value < 0, floor & 1 != 0, half) { floor + 1 } else { floor }
}

#[inline]
const fn pow10(digits: u32) -> Option<i128> {
    10i128.checked_pow(digits)
}

/// `mantissa` × 10^-`scale` ÷ `per`, rounded; None when it does not fit.
pub(crate) fn round_ratio(mantissa: i128, scale: u32, per: i128, by: Rounding) -> Option<Decimal> {
    let (mut mantissa, mut scale, mut per) = (mantissa, scale, per);
    let one = |mantissa: i128, scale: u32, per: i128, step: Step, mode: Mode| -> Option<i128> {
        let wide = scale.max(step.scale().into());
        let value = mantissa.checked_mul(pow10(wide - scale)?)?;
        let unit =
            i128::from(step.units()).checked_mul(pow10(wide - u32::from(step.scale()))?)?.checked_mul(per)?;
        divide(value, unit, mode).checked_mul(step.units().into())
    };
    if let Some(cut) = by.cut {
        mantissa = one(mantissa, scale, per, cut, Mode::Down)?;
        (scale, per) = (cut.scale().into(), 1);
    }
    let whole = one(mantissa, scale, per, by.step, by.mode)?;
    Decimal::try_from_i128_with_scale(whole, by.step.scale().into()).ok()
}

/// A Decimal rounded exactly; None when the result does not fit.
pub(crate) fn round(value: Decimal, by: Rounding) -> Option<Decimal> {
    let plain = value.normalize();
    round_ratio(plain.mantissa(), plain.scale(), 1, by)
}

/// `value` × `times` ÷ `per`, rounded once, with no intermediate rounding; None when it does not fit or `per` is zero.
pub(crate) fn ratio(value: Decimal, times: Decimal, per: Decimal, by: Rounding) -> Option<Decimal> {
    let (value, times, per) = (value.normalize(), times.normalize(), per.normalize());
    if per.is_zero() {
        return None;
    }
    let sign = if per.mantissa() < 0 { -1 } else { 1 };
    let numerator = value.mantissa().checked_mul(times.mantissa())?.checked_mul(sign)?;
    let (scale, per_scale) = (value.scale() + times.scale(), per.scale());
    let lift = per_scale.saturating_sub(scale);
    let numerator = numerator.checked_mul(pow10(lift)?)?;
    round_ratio(numerator, scale + lift - per_scale, per.mantissa().checked_mul(sign)?, by)
}

/// The reference: a Decimal, or nothing once anything was not exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact(pub Option<Decimal>);

impl Exact {
    fn with(self, other: Self, f: impl FnOnce(Decimal, Decimal) -> Option<Decimal>) -> Self {
        Self(self.0.zip(other.0).and_then(|(a, b)| f(a, b)))
    }
}

impl Add for Exact {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.with(other, add)
    }
}

impl Sub for Exact {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.with(other, subtract)
    }
}

impl Number for Exact {
    type Factor = Decimal;

    fn zero() -> Self {
        Self(Some(Decimal::ZERO))
    }
    fn exact(amount: Decimal) -> Option<Self> {
        Some(Self(Some(amount)))
    }
    fn factor(rate: Decimal) -> Option<Decimal> {
        Some(rate)
    }
    fn read(self) -> Option<Decimal> {
        self.0
    }
    fn at_most(self, limit: Self) -> Self {
        self.with(limit, |a, b| Some(a.min(b)))
    }
    fn at_least(self, limit: Self) -> Self {
        self.with(limit, |a, b| Some(a.max(b)))
    }
    fn exceeds(self, limit: Self) -> bool {
        self.0.zip(limit.0).is_some_and(|(a, b)| a > b)
    }
    fn rounded(self, by: Rounding) -> Self {
        Self(self.0.and_then(|value| round(value, by)))
    }
    fn ratio(self, times: u32, per: u32, by: Rounding) -> Self {
        Self(self.0.and_then(|value| ratio(value, times.into(), per.into(), by)))
    }
    fn shares_per(parts: impl IntoIterator<Item = (Self, Decimal)>, per: u32, by: Rounding) -> Self {
        let products = parts.into_iter().map(|(amount, rate)| Self(amount.0.and_then(|a| multiply(a, rate))));
        products.fold(Self::zero(), |sum, product| sum + product).ratio(1, per, by)
    }
    fn portion(self, part: Self, whole: Self, by: Rounding) -> Self {
        let parts = self.0.zip(part.0).zip(whole.0.filter(|whole| *whole > Decimal::ZERO));
        Self(parts.and_then(|((value, part), whole)| ratio(value, part, whole, by)))
    }
    fn curve(self, a: Decimal, b: Decimal, c: Self, per: u32, by: Rounding) -> Self {
        // In whole units of the finest of the three terms, ÷ per²: a Decimal would lose the square long before the result.
        let (a, b, per) = (a.normalize(), b.normalize(), i128::from(per));
        self.with(c, |y, c| {
            let (y, c) = (y.normalize(), c.normalize());
            let (of_a, of_b) = (a.scale() + 2 * y.scale(), b.scale() + y.scale());
            let scale = of_a.max(of_b).max(c.scale());
            let lift = |mantissa: i128, from: u32| mantissa.checked_mul(pow10(scale - from)?);
            let square = per.checked_mul(per).filter(|square| *square > 0)?;
            let rising = lift(a.mantissa().checked_mul(y.mantissa())?.checked_mul(y.mantissa())?, of_a)?;
            let slope = lift(b.mantissa().checked_mul(y.mantissa())?.checked_mul(per)?, of_b)?;
            let rest = lift(c.mantissa().checked_mul(square)?, c.scale())?;
            round_ratio(rising.checked_add(slope)?.checked_add(rest)?, scale, square, by)
        })
    }
}

/// A checked scaled integer: amounts in 10^-4 and factors in 10^-6 of the unit, products in 64 bits, so amounts to about
/// 9 × 10^8 per unit of factor. What leaves that range, or a step finer than 10^-4, is remembered as lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixed {
    value: i64,
    lost: bool,
}

const AMOUNT: u32 = 4;
const FACTOR: u32 = 6;

#[expect(clippy::inline_always, reason = "as of `Fixed::settle`")]
#[inline(always)]
fn scaled(number: Decimal, digits: u32) -> Option<i64> {
    match digits.checked_sub(number.scale()) {
        Some(lift) => i64::try_from(number.mantissa()).ok()?.checked_mul(*POWERS.get(lift as usize)?),
        None => trimmed(number, digits),
    }
}

/// The same of a number with too many digits, of which the last may be zeros.
#[cold]
fn trimmed(number: Decimal, digits: u32) -> Option<i64> {
    let plain = number.normalize();
    if plain.scale() > digits { None } else { scaled(plain, digits) }
}

/// `units` × 10^-`scale`.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the two halves of 64 bits")]
pub(crate) const fn written(units: i64, scale: u32) -> Decimal {
    let bits = units.unsigned_abs();
    Decimal::from_parts(bits as u32, (bits >> 32) as u32, 0, units < 0, scale)
}

/// [`divide`] in 64 bits.
#[inline]
fn divide_short(value: i64, divisor: i64, mode: Mode) -> i64 {
    let floor = value.div_euclid(divisor);
    let remainder = value.rem_euclid(divisor);
    let half = remainder.cmp(&(divisor - remainder));
    floor + i64::from(remainder != 0 && rounds_up(mode, value < 0, floor & 1 != 0, half))
}

impl Fixed {
    /// So many units of 10^-`digits`; None when it does not fit.
    #[inline]
    pub fn of_minor(units: i64, digits: u32) -> Option<Self> {
        let lift = POWERS.get(AMOUNT.checked_sub(digits)? as usize)?;
        Some(Self { value: units.checked_mul(*lift)?, lost: false })
    }

    /// The amount in units of 10^-`digits`; None when it is no whole number of them, or was lost.
    #[inline]
    pub fn minor(self, digits: u32) -> Option<i64> {
        let lift = *POWERS.get(AMOUNT.checked_sub(digits)? as usize)?;
        (!self.lost && self.value % lift == 0).then_some(self.value / lift)
    }

    /// A curve of hundredths alone, which mostly fits 64 bits: in units of 10^-6 ÷ per². None when it does not.
    #[inline]
    fn short_curve(y: i64, [a, b]: [i64; 2], c: i64, per: i64, by: Rounding) -> Option<i64> {
        let hundredths = y % 100 == 0 && c % 100 == 0 && a % 10_000 == 0 && b % 10_000 == 0;
        if !hundredths || by.cut.is_some() {
            return None;
        }
        let (y, c, a, b) = (y / 100, c / 100, a / 10_000, b / 10_000);
        let square = per.checked_mul(per).filter(|square| *square > 0)?;
        let slope = b.checked_mul(100)?.checked_mul(per)?;
        let rising = a.checked_mul(y)?.checked_add(slope)?.checked_mul(y)?;
        let total = rising.checked_add(c.checked_mul(10_000)?.checked_mul(square)?)?;
        let divisor = unit(by.step, 6)?.checked_mul(square)?;
        divide_short(total, divisor, by.mode).checked_mul(unit(by.step, AMOUNT)?)
    }

    /// `value` × 10^-`scale` ÷ `per`, rounded.
    ///
    /// Most rules name their rounding and divisor as constants: inlined, the division is one by a constant.
    #[expect(clippy::inline_always, reason = "measured: a wage tax takes a third less time")]
    #[inline(always)]
    fn settle(value: i64, scale: u32, per: i64, by: Rounding, lost: bool) -> Self {
        let settled = match Division::of(by, scale, per, AMOUNT) {
            Some(division) => division.round(value),
            None => Self::settle_apart(value, scale, per, by),
        };
        match settled {
            Some(value) => Self { value, lost },
            None => Self { value: 0, lost: true },
        }
    }

    /// The same where the cut is no part of the step; None too when a step does not fit the scale.
    #[cold]
    fn settle_apart(value: i64, scale: u32, per: i64, by: Rounding) -> Option<i64> {
        let (step, grain) = (unit(by.step, scale)?, unit(by.cut?, scale)?);
        let divisor = grain.checked_mul(per).filter(|divisor| *divisor > 0)?;
        let cut = divide_short(value, divisor, Mode::Down).checked_mul(grain)?;
        divide_short(cut, step, by.mode).checked_mul(unit(by.step, AMOUNT)?)
    }
}

impl Add for Fixed {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        let (value, over) = self.value.overflowing_add(other.value);
        Self { value, lost: self.lost | other.lost | over }
    }
}

impl Sub for Fixed {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        let (value, over) = self.value.overflowing_sub(other.value);
        Self { value, lost: self.lost | other.lost | over }
    }
}

impl Number for Fixed {
    type Factor = i64;

    #[inline]
    fn zero() -> Self {
        Self { value: 0, lost: false }
    }
    #[expect(clippy::inline_always, reason = "as of `settle`")]
    #[inline(always)]
    fn exact(amount: Decimal) -> Option<Self> {
        Some(Self { value: scaled(amount, AMOUNT)?, lost: false })
    }
    #[inline]
    fn factor(rate: Decimal) -> Option<i64> {
        scaled(rate, FACTOR)
    }
    #[expect(clippy::inline_always, reason = "as of `settle`")]
    #[inline(always)]
    fn read(self) -> Option<Decimal> {
        // Most amounts are in hundredths: so written, they need no trimming afterwards.
        (!self.lost).then(|| match self.value % 100 {
            0 => written(self.value / 100, AMOUNT - 2),
            _ => written(self.value, AMOUNT),
        })
    }
    #[inline]
    fn at_most(self, limit: Self) -> Self {
        Self { value: self.value.min(limit.value), lost: self.lost | limit.lost }
    }
    #[inline]
    fn at_least(self, limit: Self) -> Self {
        Self { value: self.value.max(limit.value), lost: self.lost | limit.lost }
    }
    #[inline]
    fn exceeds(self, limit: Self) -> bool {
        self.value > limit.value
    }
    #[expect(clippy::inline_always, reason = "as of `settle`")]
    #[inline(always)]
    fn rounded(self, by: Rounding) -> Self {
        Self::settle(self.value, AMOUNT, 1, by, self.lost)
    }
    #[expect(clippy::inline_always, reason = "as of `settle`")]
    #[inline(always)]
    fn shares_per(parts: impl IntoIterator<Item = (Self, i64)>, per: u32, by: Rounding) -> Self {
        let (mut total, mut lost) = (0i64, per == 0);
        for (amount, rate) in parts {
            let (product, over) = amount.value.overflowing_mul(rate);
            let (sum, wrapped) = total.overflowing_add(product);
            total = sum;
            lost |= amount.lost | over | wrapped;
        }
        Self::settle(total, AMOUNT + FACTOR, per.into(), by, lost)
    }
    #[expect(clippy::inline_always, reason = "as of `settle`")]
    #[inline(always)]
    fn portion(self, part: Self, whole: Self, by: Rounding) -> Self {
        let (value, over) = self.value.overflowing_mul(part.value);
        let lost = self.lost || part.lost || whole.lost || over || whole.value <= 0;
        Self::settle(value, AMOUNT, whole.value, by, lost)
    }
    #[inline]
    fn curve(self, a: i64, b: i64, c: Self, per: u32, by: Rounding) -> Self {
        // All three in units of 10^-(2 × AMOUNT + FACTOR) ÷ per².
        let wide = || {
            let (y, per) = (i128::from(self.value), i128::from(per));
            let square = per.checked_mul(per).filter(|square| *square > 0)?;
            let slope = i128::from(b).checked_mul(pow10(AMOUNT)?)?.checked_mul(per)?;
            let rising = i128::from(a).checked_mul(y)?.checked_add(slope)?.checked_mul(y)?;
            let rest = i128::from(c.value).checked_mul(pow10(AMOUNT + FACTOR)?)?.checked_mul(square)?;
            let whole = round_ratio(rising.checked_add(rest)?, 2 * AMOUNT + FACTOR, square, by)?;
            scaled(whole, AMOUNT)
        };
        let lost = self.lost | c.lost;
        let settled = Self::short_curve(self.value, [a, b], c.value, per.into(), by).or_else(wide);
        settled.map_or(Self { value: 0, lost: true }, |value| Self { value, lost })
    }
    #[expect(clippy::inline_always, reason = "as of `settle`")]
    #[inline(always)]
    fn ratio(self, times: u32, per: u32, by: Rounding) -> Self {
        let (value, over) = self.value.overflowing_mul(times.into());
        Self::settle(value, AMOUNT, per.into(), by, self.lost || over || per == 0)
    }
}
