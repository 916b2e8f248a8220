//! Quantities: an amount and its unit. Units never convert by themselves.

use crate::error::{Code, Error, Result, exact};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// So much of a unit: `12 pcs`, `0.75 kg`, `6.5 h`.
///
/// ```
/// use backoffice::{Quantity, dec};
///
/// let box_of = Quantity::new(dec!(12), "pcs");
/// assert_eq!(box_of.checked_add(&Quantity::new(dec!(1), "pcs"))?.to_string(), "13 pcs");
/// let error = box_of.checked_add(&Quantity::new(dec!(1), "kg")).unwrap_err();
/// assert_eq!(error.code(), "quantity.mixed_units");
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// How much.
    #[serde(with = "exact::text")]
    pub amount: Decimal,
    /// Of what: any text, compared letter by letter.
    pub unit: String,
}

impl Quantity {
    /// So much of a unit.
    pub fn new(amount: Decimal, unit: impl Into<String>) -> Self {
        Self { amount, unit: unit.into() }
    }

    /// The sum.
    ///
    /// # Errors
    /// `quantity.mixed_units`, `number.out_of_range`.
    pub fn checked_add(&self, other: &Self) -> Result<Self> {
        if self.unit != other.unit {
            let message = format!("{self} and {other} have different units: convert one of them first");
            return Err(Error::new(Code::QuantityMixedUnits, "unit", &other.unit, message));
        }
        let sum = exact::add(self.amount, other.amount);
        Ok(Self::new(sum.ok_or_else(|| Error::overflow("quantity", self, "sum of quantities"))?, &self.unit))
    }

    /// The difference.
    ///
    /// # Errors
    /// `quantity.mixed_units`, `number.out_of_range`.
    pub fn checked_sub(&self, other: &Self) -> Result<Self> {
        self.checked_add(&Self::new(-other.amount, &other.unit))
    }

    /// The same amount in another unit, of which `per` make one of this (1 dozen has 12 pcs), exactly.
    ///
    /// # Errors
    /// `number.out_of_range`.
    pub fn converted(&self, per: Decimal, unit: &str) -> Result<Self> {
        let product = exact::multiply(self.amount, per);
        Ok(Self::new(product.ok_or_else(|| Error::overflow("quantity", self, "conversion of units"))?, unit))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.unit)
    }
}
