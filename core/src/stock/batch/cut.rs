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
}

impl Open {
    #[inline]
    pub fn new(quantity: u64, value: u64) -> Self {
        Self { whole: quantity, cost: value, taken: 0, left: value }
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
    fn rest(self, whole: &Open, quantity: u64) -> u64 {
        whole.cost - half_up(whole.cost, whole.taken + quantity, whole.whole)
    }
}

impl Cut for Remaining {
    #[inline]
    fn rest(self, whole: &Open, quantity: u64) -> u64 {
        whole.left - half_up(whole.left, quantity, whole.quantity())
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
pub(super) fn half_up(value: u64, part: u64, whole: u64) -> u64 {
    let product = u128::from(value) * u128::from(part) + u128::from(whole >> 1);
    let quotient = match u64::try_from(product) {
        Ok(product) => product.checked_div(whole),
        Err(_) => wide(product, whole),
    };
    quotient.unwrap_or(value)
}

#[cold]
#[inline(never)]
fn wide(product: u128, whole: u64) -> Option<u64> {
    product.checked_div(whole.into()).and_then(|quotient| u64::try_from(quotient).ok())
}
