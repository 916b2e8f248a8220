//! What the room counts in: quantities in millionths of the base unit, values in minor units of the currency, both 64
//! bits, so that every product of the two fits in 128 and a cut can never fail.

use super::Cut;
use crate::{
    error::{Code, Error, Result},
    money::{Currency, Mode, Money, Price, number::divide},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Decimals of a quantity.
pub(super) const DIGITS: u32 = 6;

/// How what is spread over layers is rounded, whatever the policy says of costs.
pub(super) const HALF_UP: Mode = Mode::HalfUp;

/// A quantity in millionths.
pub(super) fn quantity(amount: Decimal) -> Result<i64> {
    let plain = amount.normalize();
    if plain.mantissa() < 0 {
        let message = format!(
            "`quantity` is `{amount}`: write it above zero, the kind of movement tells the direction"
        );
        return Err(Error::new(Code::NumberNegative, "quantity", amount, message));
    }
    let Some(lift) = DIGITS.checked_sub(plain.scale()) else {
        let message = format!(
            "`quantity` is `{amount}`: stock is kept in {DIGITS} decimals of the base unit; use a smaller unit"
        );
        return Err(Error::new(Code::StockQuantityScale, "quantity", amount, message));
    };
    let units = plain.mantissa().checked_mul(10i128.pow(lift)).and_then(|units| i64::try_from(units).ok());
    units.ok_or_else(|| Error::overflow("quantity", amount, "the quantity in millionths"))
}

/// A quantity as a number.
pub(super) fn written(quantity: i64) -> Decimal {
    Decimal::new(quantity, DIGITS).normalize()
}

/// An amount in minor units.
pub(super) fn minor(amount: Money) -> Result<i64> {
    let mut number = amount.amount();
    number.rescale(amount.currency().minor_digits());
    i64::try_from(number.mantissa())
        .map_err(|_| Error::overflow("total_cost", amount, "the cost in minor units"))
}

/// A sum of many values as money.
pub(super) fn money(units: i128, currency: Currency) -> Result<Money> {
    let lost = || Error::overflow("value", units, "sum of values in minor units");
    let amount = Decimal::try_from_i128_with_scale(units, currency.minor_digits()).map_err(|_| lost())?;
    Money::new(amount, currency)
}

/// A cost of units as a ratio that was never rounded: minor units for so many millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct UnitCost {
    value: i128,
    /// Above zero.
    per: i128,
}

impl UnitCost {
    /// That of goods whose total is known; none of no goods.
    pub fn of(value: i128, quantity: i128) -> Option<Self> {
        (quantity > 0).then_some(Self { value, per: quantity })
    }

    /// That of nothing.
    pub const ZERO: Self = Self { value: 0, per: 1 };

    /// That of a price.
    pub fn from_price(price: Price) -> Self {
        let plain = price.amount().normalize();
        let (scale, digits) = (plain.scale(), price.currency().minor_digits());
        let value = plain.mantissa() * 10i128.pow(digits.saturating_sub(scale));
        Self { value, per: 10i128.pow(DIGITS + scale.saturating_sub(digits)) }
    }

    /// That of an amount per unit at a rate, in a currency of so many minor digits; None when it does not fit.
    pub fn at_rate(amount: Decimal, rate: Decimal, minor_digits: u32) -> Option<Self> {
        let (amount, rate) = (amount.normalize(), rate.normalize());
        let mut value = amount.mantissa().checked_mul(rate.mantissa())?;
        let mut scale = amount.scale() + rate.scale();
        while scale > minor_digits && value % 10 == 0 {
            value /= 10;
            scale -= 1;
        }
        let value = value.checked_mul(10i128.pow(minor_digits.saturating_sub(scale)))?;
        let per = 10i128.checked_pow(DIGITS + scale.saturating_sub(minor_digits))?;
        Some(Self { value, per })
    }

    /// Whether it is more than another; ratios too great to compare are not.
    pub fn above(self, other: Self) -> bool {
        let sides = self.value.checked_mul(other.per).zip(other.value.checked_mul(self.per));
        sides.is_some_and(|(own, other)| own > other)
    }

    /// Whether it is another, written otherwise perhaps.
    pub fn equals(self, other: Self) -> bool {
        let sides = self.value.checked_mul(other.per).zip(other.value.checked_mul(self.per));
        sides.is_some_and(|(own, other)| own == other)
    }

    /// That of a cost times a factor; None when it does not fit.
    pub fn scaled(self, factor: i128, per: i128) -> Option<Self> {
        Some(Self { value: self.value.checked_mul(factor)?, per: self.per.checked_mul(per)? })
    }

    /// The cost of a quantity, rounded once; None when it does not fit.
    pub fn times(self, quantity: i64, rounding: Mode) -> Option<i64> {
        let product = self.value.checked_mul(quantity.into())?;
        i64::try_from(divide(product, self.per, rounding)).ok()
    }
}

/// How costs are cut.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cutting {
    pub cut: Cut,
    pub rounding: Mode,
}

/// A quantity with its total cost, of which parts are taken one after the other. There is no unit price in it: the value
/// that is left is held, and becomes nothing with the last unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layer {
    /// The row that brought it in; of goods that were moved between pools, the one that they first came with.
    pub row: usize,
    pub day: NaiveDate,
    whole: i64,
    cost: i64,
    taken: i64,
    left: i64,
}

impl Layer {
    pub fn new(row: usize, day: NaiveDate, quantity: i64, value: i64) -> Self {
        Self { row, day, whole: quantity, cost: value, taken: 0, left: value }
    }

    /// The units that are left.
    pub fn quantity(&self) -> i64 {
        self.whole - self.taken
    }

    /// The value that is left.
    pub fn value(&self) -> i64 {
        self.left
    }

    pub fn is_empty(&self) -> bool {
        self.taken == self.whole
    }

    /// The unit cost of the whole.
    pub fn unit_cost(&self) -> Option<UnitCost> {
        UnitCost::of(self.cost.into(), self.whole.into())
    }

    /// Takes a quantity of at most what is left, and gives its cost.
    pub fn take(&mut self, quantity: i64, by: Cutting) -> i64 {
        let rest = match by.cut {
            Cut::Cumulative => self.cost - portion(self.cost, self.taken + quantity, self.whole, by.rounding),
            Cut::Remaining => self.left - portion(self.left, quantity, self.quantity(), by.rounding),
        };
        let cost = self.left - rest;
        self.taken += quantity;
        self.left = rest;
        cost
    }

    /// What is left, as a whole of its own, less a quantity at a value that was set from outside.
    pub fn without(&self, quantity: i64, value: i64) -> Self {
        Self::new(self.row, self.day, self.quantity() - quantity, self.left - value)
    }

    /// What is left, as a whole of its own, worth so much.
    pub fn worth(&self, value: i64) -> Self {
        Self::new(self.row, self.day, self.quantity(), value)
    }

    /// What is left of both as one whole, of the day of the later.
    pub fn with(&self, other: &Self) -> Self {
        Self::new(other.row, other.day, self.quantity() + other.quantity(), self.left + other.left)
    }
}

/// A value spread over a whole, part after part: each takes up to where it ends, less what those before it took, so that all
/// of them take all of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread {
    value: i64,
    whole: i64,
    rounding: Mode,
    passed: i64,
    given: i64,
}

impl Spread {
    pub fn new(value: i64, whole: i64, rounding: Mode) -> Self {
        Self { value, whole, rounding, passed: 0, given: 0 }
    }

    /// What falls to the next units.
    pub fn next(&mut self, units: i64) -> i64 {
        self.passed = (self.passed + units).min(self.whole);
        let upto = portion(self.value, self.passed, self.whole, self.rounding);
        let part = upto - self.given;
        self.given = upto;
        part
    }
}

/// The part of a value that falls to `part` of `whole`; never more than the value, as `part` is at most `whole`.
pub(super) fn portion(value: i64, part: i64, whole: i64, rounding: Mode) -> i64 {
    if part == whole {
        return value;
    }
    let product = i128::from(value) * i128::from(part);
    i64::try_from(divide(product, i128::from(whole.max(1)), rounding)).unwrap_or(value)
}
