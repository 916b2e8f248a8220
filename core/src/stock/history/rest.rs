//! A total cost of which parts are taken: the arithmetic of every method.

use super::super::Cut;

/// R(`value` × `part` ÷ `whole`), half away from zero. None of the three is below zero, and `part` is at most `whole`, so
/// that the share is at most the value.
pub(super) fn share(value: i64, part: i64, whole: i64) -> i64 {
    let (value, part, whole) = (value.unsigned_abs(), part.unsigned_abs(), whole.unsigned_abs().max(1));
    if let Some(doubled) = value.checked_mul(part).and_then(|product| product.checked_add(whole / 2)) {
        return (doubled / whole).cast_signed();
    }
    let product = u128::from(value) * u128::from(part) + u128::from(whole / 2);
    u64::try_from(product / u128::from(whole)).unwrap_or(value).cast_signed()
}

/// A quantity with its total cost, part of which has left. The layer of the methods that keep layers, the whole of those
/// that average.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rest {
    pub whole: i64,
    pub cost: i64,
    pub taken: i64,
    /// The value that is left.
    pub left: i64,
}

impl Rest {
    pub fn new(quantity: i64, value: i64) -> Self {
        Self { whole: quantity, cost: value, taken: 0, left: value }
    }

    pub fn quantity(&self) -> i64 {
        self.whole - self.taken
    }

    /// Takes a quantity of at most what is left, and gives its cost.
    pub fn take(&mut self, quantity: i64, cut: Cut) -> i64 {
        let cost = if self.taken + quantity == self.whole {
            self.left
        } else {
            match cut {
                // rest = cost − share of all that was taken, so what leaves is the growth of that share.
                Cut::Cumulative => {
                    self.left - self.cost + share(self.cost, self.taken + quantity, self.whole)
                }
                Cut::Remaining => share(self.left, quantity, self.quantity()),
            }
        };
        self.taken += quantity;
        self.left -= cost;
        cost
    }

    /// What is left together with what comes in, as a whole of its own.
    pub fn with(&self, quantity: i64, value: i64) -> Self {
        Self::new(self.quantity() + quantity, self.left + value)
    }
}
