//! Whole numbers of any size and brackets around real ones, for questions that must not hang on a rounding.
//!
//! A [`Bracket`] is two whole numbers of units of 2⁻ᵇ between which the true value lies; `bits` (b) is the caller's, and a
//! question that one precision leaves open is asked again at the next ([`decide`]).

use rust_decimal::Decimal;
use std::cmp::Ordering;

/// A whole number from zero up: limbs of 64 bits, the least first, the last one not zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wide(Vec<u64>);

/// The low 64 bits.
#[expect(clippy::cast_possible_truncation, reason = "the low limb is what is wanted")]
const fn low(value: u128) -> u64 {
    value as u64
}

impl Wide {
    pub fn new(value: u128) -> Self {
        Self(vec![low(value), low(value >> 64)]).trimmed()
    }

    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    pub fn plus(&self, other: &Self) -> Self {
        let limbs = self.0.len().max(other.0.len());
        let zeros = || std::iter::repeat(&0_u64);
        let mut carry = 0_u128;
        let mut sum: Vec<u64> = (self.0.iter().chain(zeros()).zip(other.0.iter().chain(zeros())))
            .take(limbs)
            .map(|(a, b)| {
                let next = u128::from(*a) + u128::from(*b) + carry;
                carry = next >> 64;
                low(next)
            })
            .collect();
        sum.push(low(carry));
        Self(sum).trimmed()
    }

    /// The difference; zero when there would be less.
    pub fn less(&self, other: &Self) -> Self {
        if *self <= *other {
            return Self::default();
        }
        let mut borrow = false;
        let limbs = self.0.iter().zip(other.0.iter().chain(std::iter::repeat(&0))).map(|(a, b)| {
            let (without, first) = a.overflowing_sub(*b);
            let (rest, second) = without.overflowing_sub(u64::from(borrow));
            borrow = first || second;
            rest
        });
        Self(limbs.collect()).trimmed()
    }

    pub fn times(&self, other: &Self) -> Self {
        let mut product = vec![0_u64; self.0.len() + other.0.len()];
        for (at, a) in self.0.iter().enumerate() {
            let mut carry = 0_u128;
            let zeros = std::iter::repeat(&0_u64);
            for (place, b) in product.iter_mut().skip(at).zip(other.0.iter().chain(zeros)) {
                // At most (2⁶⁴ − 1)² + 2 (2⁶⁴ − 1) = 2¹²⁸ − 1.
                let next = u128::from(*place) + u128::from(*a) * u128::from(*b) + carry;
                *place = low(next);
                carry = next >> 64;
            }
        }
        Self(product).trimmed()
    }

    pub fn times_small(&self, by: u64) -> Self {
        let mut carry = 0_u128;
        let mut product = Vec::with_capacity(self.0.len() + 1);
        for limb in &self.0 {
            let next = u128::from(*limb) * u128::from(by) + carry;
            product.push(low(next));
            carry = next >> 64;
        }
        product.push(low(carry));
        Self(product).trimmed()
    }

    /// The whole part of the quotient, and whether something is left over. Nothing is divided by zero: it gives zero.
    fn over_small(&self, by: u64) -> (Self, bool) {
        let mut rest = 0_u128;
        let mut quotient: Vec<u64> = (self.0.iter().rev())
            .map(|limb| {
                let all = rest << 64 | u128::from(*limb);
                rest = all.checked_rem(by.into()).unwrap_or(0);
                low(all.checked_div(by.into()).unwrap_or(0))
            })
            .collect();
        quotient.reverse();
        (Self(quotient).trimmed(), rest != 0)
    }

    /// Times 2 to the power `bits`, a multiple of 64.
    pub fn raised(&self, bits: usize) -> Self {
        let zeros = std::iter::repeat_n(0, bits / 64);
        Self(zeros.chain(self.0.iter().copied()).collect()).trimmed()
    }

    /// The whole part after division by 2 to the power `bits`, a multiple of 64, and whether something is left over.
    fn lowered(&self, bits: usize) -> (Self, bool) {
        let dropped = bits / 64;
        let left = self.0.iter().take(dropped).any(|limb| *limb != 0);
        (Self(self.0.iter().skip(dropped).copied().collect()), left)
    }

    /// How many bits it has.
    fn bits(&self) -> usize {
        let last = self.0.last().map_or(0, |last| last.leading_zeros() as usize);
        self.0.len() * 64 - last
    }

    fn up(self, round: bool) -> Self {
        if round { self.plus(&Self::new(1)) } else { self }
    }
}

impl PartialOrd for Wide {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Wide {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.0.len().cmp(&other.0.len())).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

/// A fraction from zero up, as factors above and below the line.
#[derive(Clone, Debug)]
pub(super) struct Ratio {
    over: Vec<u64>,
    under: Vec<u64>,
}

impl Ratio {
    pub fn whole(value: u64) -> Self {
        Self { over: vec![value], under: vec![] }
    }

    /// That number; none when it is below zero or has more than 19 digits.
    pub fn of(value: Decimal) -> Option<Self> {
        let value = value.normalize();
        let over = u64::try_from(value.mantissa()).ok()?;
        Some(Self { over: vec![over], under: vec![10_u64.checked_pow(value.scale())?] })
    }

    pub fn times(&self, by: &Self) -> Self {
        let both = |a: &[u64], b: &[u64]| a.iter().chain(b).copied().collect();
        Self { over: both(&self.over, &by.over), under: both(&self.under, &by.under) }.reduced()
    }

    pub fn over(&self, by: &Self) -> Self {
        self.times(&Self { over: by.under.clone(), under: by.over.clone() })
    }

    /// Without the factors that stand on both sides, so that what follows is short.
    fn reduced(mut self) -> Self {
        for above in &mut self.over {
            for below in &mut self.under {
                let common = divisor(*above, *below).max(1);
                (*above, *below) = (*above / common, *below / common);
            }
        }
        self.over.retain(|factor| *factor != 1);
        self.under.retain(|factor| *factor != 1);
        self
    }

    /// What stands above the line and what stands below it.
    pub fn parts(&self) -> (Wide, Wide) {
        let product =
            |factors: &[u64]| factors.iter().fold(Wide::new(1), |product, by| product.times_small(*by));
        (product(&self.over), product(&self.under))
    }

    /// What stands above the line and what stands below it, where each fits a machine word.
    pub fn small(&self) -> Option<(u64, u64)> {
        let product =
            |factors: &[u64]| factors.iter().try_fold(1_u64, |product, by| product.checked_mul(*by));
        Some((product(&self.over)?, product(&self.under)?))
    }

    pub fn cmp(&self, other: &Self) -> Ordering {
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        a.times(&d).cmp(&c.times(&b))
    }

    /// The smallest whole number that is not less.
    pub fn up(&self) -> Option<u64> {
        let (mut whole, mut left) = (self.parts().0, false);
        for by in &self.under {
            // The whole part of a whole part is that of the whole quotient.
            let (quotient, more) = whole.over_small(*by);
            (whole, left) = (quotient, left || more);
        }
        match whole.up(left).0.as_slice() {
            [] => Some(0),
            [limb] => Some(*limb),
            _ => None,
        }
    }
}

const fn divisor(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Between these two lies a value, in units of 2⁻ᵇ.
#[derive(Clone, Debug)]
pub(super) struct Bracket {
    pub low: Wide,
    pub high: Wide,
}

impl Bracket {
    pub fn exact(value: Wide) -> Self {
        Self { low: value.clone(), high: value }
    }

    /// That whole number.
    pub fn whole(value: u64, bits: usize) -> Self {
        Self::exact(Wide::new(value.into()).raised(bits))
    }

    pub fn of(ratio: &Ratio, bits: usize) -> Self {
        Self::whole(1, bits).by(ratio)
    }

    pub fn plus(&self, other: &Self) -> Self {
        Self { low: self.low.plus(&other.low), high: self.high.plus(&other.high) }
    }

    /// The difference of a value and one that is not greater.
    pub fn less(&self, other: &Self) -> Self {
        Self { low: self.low.less(&other.high), high: self.high.less(&other.low) }
    }

    pub fn times(&self, other: &Self, bits: usize) -> Self {
        let (high, left) = self.high.times(&other.high).lowered(bits);
        Self { low: self.low.times(&other.low).lowered(bits).0, high: high.up(left) }
    }

    pub fn times_small(&self, by: u64) -> Self {
        Self { low: self.low.times_small(by), high: self.high.times_small(by) }
    }

    /// Times a fraction: one rounding.
    pub fn by(&self, ratio: &Ratio) -> Self {
        let scaled = |end: &Wide| {
            let product = ratio.over.iter().fold(end.clone(), |product, by| product.times_small(*by));
            ratio.under.iter().fold((product, false), |(whole, left), by| {
                let (quotient, more) = whole.over_small(*by);
                (quotient, left || more)
            })
        };
        let (high, left) = scaled(&self.high);
        Self { low: scaled(&self.low).0, high: high.up(left) }
    }

    /// e to the power of minus the value.
    pub fn exp_minus(&self, bits: usize) -> Self {
        // e⁻ˣ = (e^(−x/2ˢ))^(2ˢ), with x/2ˢ at most 1, where the terms of the series only fall.
        let mut halvings = 0;
        let (mut low, mut high) = (self.low.clone(), self.high.clone());
        while high > Wide::new(1).raised(bits) {
            let (up, left) = high.over_small(2);
            (low, high, halvings) = (low.over_small(2).0, up.up(left), halvings + 1);
        }
        // It falls, so the greatest x gives its low end.
        let mut end = Self { low: series(&high, bits).low, high: series(&low, bits).high };
        for _ in 0..halvings {
            end = end.times(&end, bits);
        }
        end
    }

    /// e to the power of the value.
    pub fn exp(&self, bits: usize) -> Self {
        let mut halvings = 0;
        let mut x = self.clone();
        while x.high > Wide::new(1).raised(bits) {
            let (up, left) = x.high.over_small(2);
            (x, halvings) = (Self { low: x.low.over_small(2).0, high: up.up(left) }, halvings + 1);
        }
        let (mut sum, mut term) = (Self::whole(1, bits), Self::whole(1, bits));
        for k in 1.. {
            term = term.times(&x, bits).by(&Ratio { over: vec![], under: vec![k] });
            sum = sum.plus(&term);
            if k > 2 && term.high <= Wide::new(1) {
                // Each further term is at most half the one before it.
                sum.high = sum.high.plus(&term.high);
                break;
            }
        }
        for _ in 0..halvings {
            sum = sum.times(&sum, bits);
        }
        sum
    }

    /// How it compares with another value; none when the brackets overlap.
    pub fn against(&self, other: &Self) -> Option<Ordering> {
        if self.low > other.high {
            Some(Ordering::Greater)
        } else if self.high < other.low {
            Some(Ordering::Less)
        } else {
            None
        }
    }

    /// The quotient of two values in units of 10⁻ᵈ, rounded down: of its low end and of its high end.
    pub fn quotient(&self, by: &Self, decimals: u32) -> (u64, u64) {
        let ten = 10_u64.saturating_pow(decimals);
        let whole = |above: &Wide, below: &Wide| {
            let scaled = above.times_small(ten);
            let fits = |quotient: u64| below.times_small(quotient) <= scaled;
            // No quotient has more bits than the one number has beyond the other, and one.
            let bits = 0..(scaled.bits() + 1).saturating_sub(below.bits()).min(63);
            bits.rev().fold(0_u64, |found, bit| if fits(found | 1 << bit) { found | 1 << bit } else { found })
        };
        (whole(&self.low, &by.high), whole(&self.high, &by.low))
    }
}

/// e⁻ˣ for an exact x of at most 1.
fn series(x: &Wide, bits: usize) -> Bracket {
    let one = Bracket::whole(1, bits);
    let (mut even, mut odd, mut term) = (one.clone(), Bracket::exact(Wide::default()), one);
    let x = Bracket::exact(x.clone());
    for k in 1_u64.. {
        term = term.times(&x, bits).by(&Ratio { over: vec![], under: vec![k] });
        let side = if k % 2 == 0 { &mut even } else { &mut odd };
        *side = side.plus(&term);
        if term.high <= Wide::new(1) {
            // The terms alternate and fall: what is left out is less than the last one.
            even.high = even.high.plus(&term.high);
            odd.high = odd.high.plus(&term.high);
            break;
        }
    }
    even.less(&odd)
}

/// The precisions at which a question is asked, one after the other.
pub(super) const PRECISIONS: [usize; 5] = [64, 128, 256, 512, 1024];

/// Asks at 64, 128, … 1024 bits until there is an answer.
pub(super) fn decide<T>(ask: impl FnMut(usize) -> Option<T>) -> Option<T> {
    PRECISIONS.into_iter().find_map(ask)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whole_numbers_are_those_of_the_machine(a in 0_u128..1 << 63, b in 0_u128..1 << 63, by in 1_u64..) {
            let (x, y) = (Wide::new(a), Wide::new(b));
            prop_assert_eq!(x.plus(&y), Wide::new(a + b));
            prop_assert_eq!(x.less(&y), Wide::new(a.saturating_sub(b)));
            prop_assert_eq!(x.times(&y), Wide::new(a * b));
            prop_assert_eq!(x.cmp(&y), a.cmp(&b));
            let product = x.times(&y).times_small(by);
            prop_assert_eq!(product.over_small(by), (Wide::new(a * b), false));
            prop_assert_eq!(product.plus(&Wide::new(1)).over_small(by).1, by > 1);
            prop_assert_eq!(product.raised(128).lowered(128), (product.clone(), false));
            prop_assert_eq!(product.plus(&x).less(&x), product);
        }

        #[test]
        fn exponentials_lie_in_their_brackets_and_undo_each_other(over in 0_u64..100_000, under in 1_u64..2_000) {
            let bits = 128;
            let x = Bracket::of(&Ratio { over: vec![over], under: vec![under] }, bits);
            prop_assume!(over / under < 60);
            let (up, down) = (x.exp(bits), x.exp_minus(bits));
            let one = up.times(&down, bits);
            let unit = Wide::new(1).raised(bits);
            prop_assert!(one.low <= unit && unit <= one.high);
            // e^60 is about 2^87: what the low end of e^-x lost is multiplied by that.
            prop_assert!(one.high.less(&one.low) <= Wide::new(1 << 108));
        }
    }

    #[test]
    fn e_has_its_known_digits() {
        // OEIS A001113 and A068985, rounded down.
        let one = Bracket::whole(1, 128);
        let digits = |value: Bracket, digits| assert_eq!(value.quotient(&one, 18), (digits, digits));
        digits(one.exp(128), 2_718_281_828_459_045_235);
        digits(one.exp_minus(128), 367_879_441_171_442_321);
        digits(Bracket::whole(10, 128).exp_minus(128), 45_399_929_762_484);
    }

    #[test]
    fn fractions_are_reduced_compared_and_rounded_up() {
        let third = Ratio::whole(7).over(&Ratio::whole(21));
        assert_eq!((third.over.as_slice(), third.under.as_slice()), (&[][..], &[3][..]));
        assert_eq!(
            (third.up(), Ratio::whole(6).up(), Ratio::whole(0).over(&third).up()),
            (Some(1), Some(6), Some(0))
        );
        assert_eq!(third.cmp(&Ratio::of(dec!(0.3333)).unwrap()), Ordering::Greater);
        assert!(Ratio::of(dec!(-1)).is_none());
    }
}
