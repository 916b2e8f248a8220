//! Units of measure: a box is 12 pieces, a kilogram 1000 grams, a pallet five halves of a layer; never rounded unless by
//! name.
//!
//! ```
//! use backoffice::{Quantity, dec, stock::units::Units};
//!
//! let mut screws = Units::new("pcs", 0)?;
//! screws.define("box", "12".parse()?, "pcs")?;
//! screws.define("pallet", "125/2".parse()?, "box")?; // 62 boxes and a half: 750 pieces
//! assert_eq!(screws.in_base(&Quantity::new(dec!(2), "pallet"))?, dec!(1500));
//! assert_eq!(screws.convert(&Quantity::new(dec!(30), "pcs"), "box")?, Quantity::new(dec!(2.5), "box"));
//!
//! // Half a piece is not a quantity of this item.
//! let error = screws.in_base(&Quantity::new(dec!(0.125), "box")).unwrap_err();
//! assert_eq!((error.code().as_str(), error.value()), ("stock.quantity_scale", "0.125 box"));
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::{amounts::DIGITS, ratio::Ratio};
use crate::{
    error::{Code, Error, Result, exact},
    money::{Rounding, number},
    quantity::Quantity,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// How many of one unit another makes: a ratio above zero, written `12`, `0.45359237` or `5/2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Factor(Ratio);

impl Factor {
    /// `numerator` ÷ `denominator`.
    ///
    /// # Errors
    /// `input.invalid` when it is not above zero.
    pub fn new(numerator: u64, denominator: u64) -> Result<Self> {
        let told = || format!("{numerator}/{denominator}");
        Self::of(Ratio::new(numerator.into(), denominator.into()), told)
    }

    fn of(ratio: Option<Ratio>, told: impl FnOnce() -> String) -> Result<Self> {
        let above = ratio.filter(|ratio| ratio.numerator() > 0);
        above.map(Self).ok_or_else(|| {
            Error::invalid("factor", told(), "write a number above zero such as 12, 0.001 or 5/2")
        })
    }
}

impl FromStr for Factor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (above, below) = text.split_once('/').unwrap_or((text, "1"));
        let (above, below) = (exact::decimal("factor", above)?, exact::decimal("factor", below)?);
        Self::of(Ratio::of(above).zip(Ratio::of(below)).and_then(|(a, b)| a.over(b)), || text.to_owned())
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.denominator() {
            1 => write!(f, "{}", self.0.numerator()),
            below => write!(f, "{}/{below}", self.0.numerator()),
        }
    }
}

impl Serialize for Factor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Factor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The units of an item: its base unit, in so many decimals, and what others make of it. In JSON
/// `{"base": "pcs", "decimals": 0, "units": {"box": "12"}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Units {
    base: String,
    decimals: u32,
    /// By unit, how many of the base unit it makes.
    #[serde(rename = "units")]
    factors: BTreeMap<String, Factor>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    base: String,
    decimals: u32,
    #[serde(default)]
    units: BTreeMap<String, Factor>,
}

impl TryFrom<Stored> for Units {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        let mut units = Self::new(stored.base, stored.decimals)?;
        for (unit, factor) in stored.units {
            let base = units.base.clone();
            units.define(unit, factor, &base).map_err(|error| error.within("units"))?;
        }
        Ok(units)
    }
}

impl Units {
    /// An item whose stock is kept in `decimals` decimals of its base unit, at most 6.
    ///
    /// # Errors
    /// `input.missing` for a unit without a name, `input.invalid` for too many decimals.
    pub fn new(base: impl Into<String>, decimals: u32) -> Result<Self> {
        let base = base.into();
        if base.is_empty() {
            return Err(Error::missing("base"));
        }
        if decimals > DIGITS {
            return Err(Error::invalid("decimals", decimals, "stock is kept in 0 to 6 decimals"));
        }
        Ok(Self { base, decimals, factors: BTreeMap::new() })
    }

    /// The base unit.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The decimals of the base unit that stock is kept in.
    pub const fn decimals(&self) -> u32 {
        self.decimals
    }

    /// The other units, each with how many of the base unit it makes.
    pub fn units(&self) -> impl Iterator<Item = (&str, Factor)> {
        self.factors.iter().map(|(unit, factor)| (unit.as_str(), *factor))
    }

    /// One `unit` is `factor` of a unit that is known. The same said twice is fine.
    ///
    /// # Errors
    /// `stock.unit_unknown` when `of` is not known, `input.duplicate` when `unit` is known and makes something else,
    /// `input.missing` for a unit without a name, `number.out_of_range`.
    pub fn define(&mut self, unit: impl Into<String>, factor: Factor, of: &str) -> Result<()> {
        let unit = unit.into();
        if unit.is_empty() {
            return Err(Error::missing("unit"));
        }
        let ratio = factor.0.times(self.factor(of)?.0);
        let ratio =
            ratio.ok_or_else(|| Error::overflow("factor", factor, "how many of the base unit it makes"))?;
        let made = Factor(ratio);
        match self.factor(&unit) {
            Ok(known) if known == made => Ok(()),
            Ok(known) => {
                let message =
                    format!("one {unit} is {known} {} already, and cannot be {made} as well", self.base);
                Err(Error::new(Code::InputDuplicate, "unit", unit, message))
            }
            Err(_) => {
                self.factors.insert(unit, made);
                Ok(())
            }
        }
    }

    /// How many of the base unit one of `unit` makes.
    ///
    /// # Errors
    /// `stock.unit_unknown`.
    pub fn factor(&self, unit: &str) -> Result<Factor> {
        if unit == self.base {
            return Factor::new(1, 1);
        }
        self.factors.get(unit).copied().ok_or_else(|| {
            let known: Vec<&str> =
                [self.base()].into_iter().chain(self.factors.keys().map(String::as_str)).collect();
            let message = format!("`{unit}` is no unit of this item: it has {}", known.join(", "));
            Error::new(Code::StockUnitUnknown, "unit", unit, message)
        })
    }

    fn ratio(&self, quantity: &Quantity, to: &str) -> Result<Ratio> {
        let factors = (self.factor(&quantity.unit)?, self.factor(to)?);
        let ratio = Ratio::of(quantity.amount).zip(factors.0.0.over(factors.1.0));
        let ratio = ratio.and_then(|(amount, factor)| amount.times(factor));
        ratio.ok_or_else(|| Error::overflow("quantity", quantity, "conversion of units"))
    }

    /// The quantity in the base unit, exactly: what a movement of stock is written in.
    ///
    /// # Errors
    /// `stock.quantity_scale` when it has no value in the decimals that stock is kept in, naming the quantity;
    /// `stock.unit_unknown`, `number.out_of_range`.
    pub fn in_base(&self, quantity: &Quantity) -> Result<Decimal> {
        let ratio = self.ratio(quantity, &self.base)?;
        let number =
            ratio.units(self.decimals).map(|units| Decimal::try_from_i128_with_scale(units, self.decimals));
        match number {
            Some(Ok(number)) => Ok(number.normalize()),
            Some(Err(_)) => Err(Error::overflow("quantity", quantity, "conversion of units")),
            None => {
                let message = format!(
                    "{quantity} is not a whole number of units of {} {}: use another quantity, or round it by name",
                    Decimal::try_new(1, self.decimals).unwrap_or(Decimal::ONE),
                    self.base
                );
                Err(Error::new(Code::StockQuantityScale, "quantity", quantity, message))
            }
        }
    }

    /// The quantity in another unit, exactly.
    ///
    /// # Errors
    /// `stock.quantity_scale` when it has no end as a decimal number, such as a third of a box; `stock.unit_unknown`,
    /// `number.out_of_range`.
    pub fn convert(&self, quantity: &Quantity, to: &str) -> Result<Quantity> {
        let ratio = self.ratio(quantity, to)?;
        let number = ratio.decimal().ok_or_else(|| {
            let message = format!("{quantity} is no decimal number of {to}: round it by name");
            Error::new(Code::StockQuantityScale, "quantity", quantity, message)
        })?;
        Ok(Quantity::new(number, to))
    }

    /// The quantity in another unit, rounded by name, once.
    ///
    /// # Errors
    /// `stock.unit_unknown`, `number.out_of_range`.
    ///
    /// ```
    /// use backoffice::{Mode::Ceiling, Quantity, Rounding, dec, stock::units::Units};
    ///
    /// let mut eggs = Units::new("pcs", 0)?;
    /// eggs.define("box", "10".parse()?, "pcs")?;
    /// let boxes = eggs.convert_rounded(&Quantity::new(dec!(24), "pcs"), "box", Rounding::to(dec!(1), Ceiling)?)?;
    /// assert_eq!(boxes, Quantity::new(dec!(3), "box"));
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    pub fn convert_rounded(&self, quantity: &Quantity, to: &str, by: Rounding) -> Result<Quantity> {
        let ratio = self.ratio(quantity, to)?;
        let number = number::round_ratio(ratio.numerator(), 0, ratio.denominator(), by);
        let number = number.ok_or_else(|| Error::overflow("quantity", quantity, "conversion of units"))?;
        Ok(Quantity::new(number, to))
    }
}

#[cfg(test)]
mod tests;
