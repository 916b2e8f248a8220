//! Where a supply is taxed, who owes the tax, and why.

use crate::{
    error::{Result, exact},
    money::Money,
    tax::sales::{Category, territory::Territory},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Who owes the tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Liable {
    /// The supplier, who charges it.
    Supplier,
    /// The customer, who accounts for it.
    Customer,
    /// Nobody, as far as the Union's law goes.
    Nobody,
}

/// The special scheme in which the supplier declares the tax (title XII, chapter 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scheme {
    /// The one-stop shop for suppliers in the Union (art. 369a to 369k).
    Union,
    /// The one-stop shop for services of suppliers outside it (art. 358a to 369).
    NonUnion,
    /// The one-stop shop for imports (art. 369l to 369x).
    Import,
}

impl Scheme {
    /// How it is commonly called: OSS, non-Union OSS, IOSS.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Union => "OSS",
            Self::NonUnion => "non-Union OSS",
            Self::Import => "IOSS",
        }
    }
}

/// The part of a supply that is taxed in one place, where a supply is taxed by distance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The place.
    pub place: Territory,
    /// Its share of the whole, a fraction of at most 12 decimals. The shares add up to 1.
    #[serde(with = "exact::text")]
    pub share: Decimal,
    /// The distance over it, as given: the weight by which an amount is split.
    #[serde(with = "exact::text")]
    pub distance: Decimal,
    /// Who owes the tax on it.
    pub liable: Liable,
    /// Its category.
    pub category: Category,
    /// The scheme in which it is declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    /// The territory whose rate is charged; none where the supplier charges nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_of: Option<Territory>,
}

/// Where a supply is taxed, who owes the tax, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The place of supply; none where it is several, by distance: see `split`.
    pub place: Option<Territory>,
    /// Who owes the tax. Of a split supply: of its longest part inside the Union.
    pub liable: Liable,
    /// The category of EN 16931 that the invoice names (BT-151). Whether a taxed supply is `S` or `Z` its rate says.
    pub category: Category,
    /// The scheme in which the supplier declares the tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    /// The territory whose rate is charged; none where the supplier charges nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_of: Option<Territory>,
    /// The parts of a supply that is taxed by distance.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub split: Vec<Share>,
    /// Why, in a sentence.
    pub reason: String,
    /// Document and articles; what was not read in its own text says so.
    pub source: String,
    /// What the invoice says of it (art. 226), in English; empty where it says nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mention: String,
    /// What the answer rests on and the caller keeps proof of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

impl Decision {
    /// The parts of an amount that are taxed in each place of a split supply; they add up to it. Of a supply that is not
    /// split, none.
    ///
    /// # Errors
    /// `money.no_weights`, `number.out_of_range`.
    pub fn split_amount(&self, amount: Money) -> Result<Vec<(Territory, Money)>> {
        if self.split.is_empty() {
            return Ok(vec![]);
        }
        let weights: Vec<Decimal> = self.split.iter().map(|part| part.distance).collect();
        let parts = amount.split(&weights)?;
        Ok(self.split.iter().map(|part| part.place).zip(parts).collect())
    }
}
