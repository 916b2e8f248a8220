//! Amounts and prices.

use super::{Currency, Rounding, number};
use crate::error::{Code, Error, Result, exact};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, iter, str::FromStr};

/// An amount of money: a number with at most its currency's minor digits, and the currency.
///
/// `Display` and `FromStr` write and read `15.34 EUR`; JSON is `{"amount":"15.34","currency":"EUR"}`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Money {
    #[serde(with = "exact::text")]
    amount: Decimal,
    currency: Currency,
}

/// An amount of a currency that has two minor digits, from a literal: what [`eur!`](crate::eur) and its sisters call at
/// compile time.
///
/// # Panics
/// At compile time, when the literal has more than two decimals.
#[doc(hidden)]
pub const fn minor2(amount: Decimal, currency: Currency) -> Money {
    assert!(
        amount.scale() <= 2 && currency.minor_digits() == 2,
        "an amount has at most two decimals; see Price"
    );
    Money { amount, currency }
}

macro_rules! literals {
    ($($(#[$doc:meta])* $name:ident $code:ident;)*) => {$(
        $(#[$doc])*
        #[macro_export]
        macro_rules! $name {
            ($amount:tt) => { const { $crate::money::minor2($crate::dec!($amount), $crate::money::currency::$code) } };
            (- $amount:tt) => { const { $crate::money::minor2($crate::dec!(-$amount), $crate::money::currency::$code) } };
        }
    )*};
}

literals! {
    /// Euros from a literal: `eur!(15.34)`. More than two decimals do not compile.
    eur EUR;
    /// Pounds sterling from a literal: `gbp!(15.34)`. More than two decimals do not compile.
    gbp GBP;
    /// US dollars from a literal: `usd!(15.34)`. More than two decimals do not compile.
    usd USD;
}

impl Money {
    /// An amount, exactly.
    ///
    /// # Errors
    /// `money.too_many_decimals` when the amount has more decimals than the currency: round it by name with
    /// [`Money::rounded`]. `number.out_of_range` when it does not fit in 28 digits with the minor digits written out.
    #[inline]
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self> {
        if amount.is_zero() {
            return Ok(Self::zero(currency));
        }
        // Most amounts come with their minor digits written out.
        if amount.scale() == currency.minor_digits() {
            return Ok(Self { amount, currency });
        }
        Self::written_out(amount, currency)
    }

    /// An amount of other digits than its currency's.
    fn written_out(amount: Decimal, currency: Currency) -> Result<Self> {
        let digits = currency.minor_digits();
        // Zero has no sign, and zeros at the end are no digits.
        let fits = amount.scale() <= digits && !amount.is_zero();
        let plain = if fits { amount } else { amount.normalize() };
        if plain.scale() > digits {
            let message = format!(
                "`{amount}` has more decimals than {currency} ({digits}): round it by name, or use a Price for a unit price"
            );
            return Err(Error::new(Code::MoneyTooManyDecimals, "amount", amount, message));
        }
        let mut amount = plain;
        amount.rescale(digits);
        if amount.scale() != digits {
            return Err(Error::overflow("amount", plain, "the amount with its minor digits"));
        }
        Ok(Self { amount, currency })
    }

    /// An amount rounded by name to a step that the currency can hold.
    ///
    /// # Errors
    /// `money.too_many_decimals` when the rounding's step is finer than the currency's minor unit, `number.out_of_range`.
    pub fn rounded(amount: Decimal, currency: Currency, by: Rounding) -> Result<Self> {
        Self::new(by.apply(amount)?, currency)
    }

    /// Nothing, in that currency.
    #[inline]
    pub fn zero(currency: Currency) -> Self {
        Self::minor(0, currency)
    }

    /// So many minor units: 1534 is 15.34 EUR.
    #[inline]
    pub fn minor(units: i64, currency: Currency) -> Self {
        Self { amount: number::written(units, currency.minor_digits()), currency }
    }

    /// The number.
    pub const fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.amount.is_zero()
    }

    /// Whether it is below zero.
    #[inline]
    pub fn is_negative(self) -> bool {
        self.amount.is_sign_negative() && !self.amount.is_zero()
    }

    fn same(self, other: Self) -> Result<()> {
        if self.currency == other.currency {
            return Ok(());
        }
        let message = format!("{self} and {other} are of different currencies: convert one of them first");
        Err(Error::new(Code::MoneyMixedCurrencies, "currency", other.currency, message))
    }

    /// The sum.
    ///
    /// # Errors
    /// `money.mixed_currencies`, `number.out_of_range`.
    pub fn checked_add(self, other: Self) -> Result<Self> {
        self.same(other)?;
        let amount = exact::add(self.amount, other.amount);
        let amount = amount.ok_or_else(|| Error::overflow("amount", self, "sum of two amounts"))?;
        Ok(Self { amount, ..self })
    }

    /// The difference.
    ///
    /// # Errors
    /// `money.mixed_currencies`, `number.out_of_range`.
    pub fn checked_sub(self, other: Self) -> Result<Self> {
        self.checked_add(-other)
    }

    /// The sum of many amounts of `currency`.
    ///
    /// # Errors
    /// `money.mixed_currencies`, `number.out_of_range`.
    pub fn sum(amounts: impl IntoIterator<Item = Self>, currency: Currency) -> Result<Self> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::checked_add)
    }

    /// The amount × `rate`, rounded by name; `rate` is a fraction: 0.2 is 20 %.
    ///
    /// # Errors
    /// `number.out_of_range`, `money.too_many_decimals` when the rounding's step is finer than the currency's minor unit.
    pub fn share(self, rate: Decimal, by: Rounding) -> Result<Self> {
        let product = exact::multiply(self.amount, rate);
        let product = product.ok_or_else(|| Error::overflow("amount", self, "share of an amount"))?;
        Self::rounded(product, self.currency, by)
    }

    /// The amount rounded to another step, such as 0.05 for cash.
    ///
    /// # Errors
    /// As [`Money::rounded`].
    pub fn round(self, by: Rounding) -> Result<Self> {
        Self::rounded(self.amount, self.currency, by)
    }

    /// Parts in the ratio of `weights` that add up to the amount, to the minor unit: each is cut toward zero, and the
    /// units left over go to the greatest remainders, ties to the earlier part. A weight of zero gets nothing.
    ///
    /// # Errors
    /// `money.no_weights` when there are no weights, one is negative, or all are zero; `number.out_of_range`.
    ///
    /// ```
    /// use backoffice::{dec, eur};
    ///
    /// assert_eq!(eur!(-0.05).split(&[dec!(3), dec!(7)])?, [eur!(-0.02), eur!(-0.03)]);
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    pub fn split(self, weights: &[Decimal]) -> Result<Vec<Self>> {
        let refuse = |why: &str| {
            let listed: Vec<String> = weights.iter().map(ToString::to_string).collect();
            Err(Error::new(
                Code::MoneyNoWeights,
                "weights",
                listed.join(", "),
                format!("{self} cannot be split: {why}"),
            ))
        };
        if let Some(negative) = weights.iter().find(|w| w.is_sign_negative() && !w.is_zero()) {
            return refuse(&format!("the weight {negative} is negative"));
        }
        let scale = weights.iter().map(|w| w.normalize().scale()).max().unwrap_or(0);
        let lost = || Error::overflow("weights", self, "split over weights");
        let integers: Option<Vec<i128>> = weights
            .iter()
            .map(|w| {
                let plain = w.normalize();
                plain.mantissa().checked_mul(10i128.checked_pow(scale - plain.scale())?)
            })
            .collect();
        let integers = integers.ok_or_else(lost)?;
        let total = integers.iter().try_fold(0i128, |sum, w| sum.checked_add(*w)).ok_or_else(lost)?;
        if total == 0 {
            return refuse("there is no weight above zero");
        }
        let mut amount = self.amount;
        amount.rescale(self.currency.minor_digits());
        let units = amount.mantissa();
        let mut parts = Vec::with_capacity(integers.len());
        let mut left = units.unsigned_abs();
        for (index, weight) in integers.iter().enumerate() {
            let product = units.abs().checked_mul(*weight).ok_or_else(lost)?;
            let (part, remainder) = (product / total, product % total);
            left -= part.unsigned_abs();
            parts.push((index, part, remainder));
        }
        parts.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
        for (part, extra) in
            parts.iter_mut().zip(iter::repeat_n(1, usize::try_from(left).map_err(|_| lost())?))
        {
            part.1 += extra;
        }
        parts.sort_by_key(|part| part.0);
        let sign = units.signum();
        let money = |(_, part, _): (usize, i128, i128)| {
            let amount = Decimal::try_from_i128_with_scale(part * sign, self.currency.minor_digits());
            amount.map(|amount| Self { amount, ..self }).map_err(|_| lost())
        };
        parts.into_iter().map(money).collect()
    }

    /// A price of that much for each unit.
    pub const fn each(self) -> Price {
        Price { amount: self.amount, currency: self.currency }
    }
}

impl std::ops::Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        // Nothing has no sign: it is written one way only.
        if self.is_zero() { self } else { Self { amount: -self.amount, ..self } }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.currency.minor_digits() as usize;
        let amount = if self.amount.is_zero() { Decimal::ZERO } else { self.amount };
        f.pad(&format!("{amount:.digits$} {}", self.currency))
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Money {
    type Err = Error;
    /// Reads `15.34 EUR`.
    fn from_str(text: &str) -> Result<Self> {
        let (amount, currency) = amount_and_currency(text)?;
        Self::new(amount, currency)
    }
}

fn amount_and_currency(text: &str) -> Result<(Decimal, Currency)> {
    let Some((amount, currency)) = text.split_once(' ') else {
        return Err(Error::invalid("money", text, "write an amount and a currency, such as `15.34 EUR`"));
    };
    Ok((exact::decimal("amount", amount)?, Currency::parse(currency)?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    #[serde(with = "exact::text")]
    amount: Decimal,
    currency: Currency,
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts = Parts::deserialize(deserializer)?;
        Self::new(parts.amount, parts.currency).map_err(de::Error::custom)
    }
}

/// A price or cost per unit: any number of decimals, with the currency. It becomes [`Money`] only when multiplied and
/// rounded by name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Price {
    #[serde(with = "exact::text")]
    amount: Decimal,
    currency: Currency,
}

impl Price {
    /// So much for each unit.
    pub const fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// The number.
    pub const fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The price of `quantity` units, rounded by name once.
    ///
    /// # Errors
    /// `number.out_of_range`, `money.too_many_decimals` when the rounding's step is finer than the currency's minor unit.
    pub fn times(self, quantity: Decimal, by: Rounding) -> Result<Money> {
        let product = exact::multiply(self.amount, quantity);
        let product = product.ok_or_else(|| Error::overflow("price", self, "price × quantity"))?;
        Money::rounded(product, self.currency, by)
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} {}", self.amount, self.currency))
    }
}

impl fmt::Debug for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Price {
    type Err = Error;
    /// Reads `0.125 EUR`.
    fn from_str(text: &str) -> Result<Self> {
        let (amount, currency) = amount_and_currency(text)?;
        Ok(Self::new(amount, currency))
    }
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts = Parts::deserialize(deserializer)?;
        Ok(Self::new(parts.amount, parts.currency))
    }
}
