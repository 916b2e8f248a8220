//! The cost of a part of a whole, in 64 bits where the product fits and in 128 where it does not.

use super::super::amounts::portion;
use crate::money::Mode;

/// A quantity with its total cost, of which parts are taken, as the book's layer. Everything fits in 63 bits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Open {
    pub whole: u64,
    pub cost: u64,
    pub taken: u64,
    pub left: u64,
    /// What its cut has prepared for the whole.
    prepared: u64,
}

impl Open {
    #[inline]
    pub fn new<C: Cut>(quantity: u64, value: u64) -> Self {
        Self { whole: quantity, cost: value, taken: 0, left: value, prepared: C::prepare(quantity) }
    }

    #[inline]
    pub fn quantity(&self) -> u64 {
        self.whole - self.taken
    }

    /// Takes less than what is left, and gives its cost.
    #[inline]
    pub fn take<C: Cut>(&mut self, quantity: u64, by: C) -> u64 {
        let rest = by.rest(self, quantity);
        let cost = self.left - rest;
        self.taken += quantity;
        self.left = rest;
        cost
    }
}

/// How a cost is cut.
pub(super) trait Cut: Copy {
    /// What every cut from a whole needs.
    fn prepare(_whole: u64) -> u64 {
        0
    }

    /// The value that is left of a whole when a part of it, less than what is there, has been taken.
    fn rest(self, whole: &Open, quantity: u64) -> u64;
}

/// By position in the whole, half up.
#[derive(Clone, Copy)]
pub(super) struct Cumulative;

/// By what is left, half up.
#[derive(Clone, Copy)]
pub(super) struct Remaining;

/// Either, rounded any way.
#[derive(Clone, Copy)]
pub(super) struct Rounded {
    pub cumulative: bool,
    pub rounding: Mode,
}

impl Cut for Cumulative {
    #[inline]
    fn prepare(whole: u64) -> u64 {
        reciprocal(whole)
    }

    #[inline]
    fn rest(self, whole: &Open, quantity: u64) -> u64 {
        let by = |product| divide(product, whole.whole, whole.prepared);
        whole.cost - half_up(whole.cost, whole.taken + quantity, whole.whole, by)
    }
}

impl Cut for Remaining {
    #[inline]
    fn rest(self, whole: &Open, quantity: u64) -> u64 {
        let by = |product: u64| product.checked_div(whole.quantity()).unwrap_or(whole.left);
        whole.left - half_up(whole.left, quantity, whole.quantity(), by)
    }
}

impl Cut for Rounded {
    fn rest(self, whole: &Open, quantity: u64) -> u64 {
        let of = |value: u64, part: u64, all: u64| {
            let [value, part, all] = [value, part, all].map(u64::cast_signed);
            portion(value, part, all, self.rounding).cast_unsigned()
        };
        if self.cumulative {
            whole.cost - of(whole.cost, whole.taken + quantity, whole.whole)
        } else {
            whole.left - of(whole.left, quantity, whole.quantity())
        }
    }
}

/// `value` × `part` ÷ `whole`, ties up; `part` is at most `whole`. Half of the whole is added before the division: where the
/// whole is odd there is no tie, and the half that is lost is less than what would matter.
#[inline]
fn half_up(value: u64, part: u64, whole: u64, by: impl Fn(u64) -> u64) -> u64 {
    let product = u128::from(value) * u128::from(part) + u128::from(whole >> 1);
    match u64::try_from(product) {
        Ok(product) => by(product),
        Err(_) => wide(product, whole),
    }
}

#[cold]
#[inline(never)]
fn wide(product: u128, whole: u64) -> u64 {
    let quotient = product.checked_div(whole.into()).and_then(|quotient| u64::try_from(quotient).ok());
    quotient.unwrap_or_default()
}

/// 2^64 ÷ `divisor`, less a part below one, for [`divide`].
#[inline]
pub(super) fn reciprocal(divisor: u64) -> u64 {
    u64::MAX.checked_div(divisor).unwrap_or_default()
}

/// `value` ÷ `divisor`, down. The upper half of value × reciprocal is the quotient or one less, as the reciprocal is less
/// than one below 2^64 ÷ divisor, and the value below 2^64; what is left over tells which.
#[inline]
pub(super) fn divide(value: u64, divisor: u64, reciprocal: u64) -> u64 {
    let near = ((u128::from(value) * u128::from(reciprocal)) >> 64) as u64;
    let left_over = value.wrapping_sub(near.wrapping_mul(divisor));
    near + u64::from(left_over >= divisor)
}
