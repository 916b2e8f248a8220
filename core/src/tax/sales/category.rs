//! The categories of UNTDID 5305.

use super::exemption::{self, Exemption};
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A category of value added tax by UNTDID 5305 (BT-151); in JSON the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Category {
    /// AE: the buyer owes the tax.
    #[serde(rename = "AE")]
    ReverseCharge,
    /// B: charged, but paid to the state by the buyer (split payment, Italy).
    #[serde(rename = "B")]
    SplitPayment,
    /// E: exempt.
    #[serde(rename = "E")]
    Exempt,
    /// G: export, no tax.
    #[serde(rename = "G")]
    Export,
    /// K: supply within the European Union to a taxable person.
    #[serde(rename = "K")]
    IntraCommunity,
    /// L: the Canary Islands' general indirect tax (IGIC).
    #[serde(rename = "L")]
    Canaries,
    /// M: the tax of Ceuta and Melilla (IPSI).
    #[serde(rename = "M")]
    CeutaMelilla,
    /// O: outside the scope of the tax.
    #[serde(rename = "O")]
    OutOfScope,
    /// S: taxed at a rate, the standard or a reduced one.
    #[serde(rename = "S")]
    Standard,
    /// Z: taxed at zero.
    #[serde(rename = "Z")]
    Zero,
}

impl Category {
    /// Every category, in the order of the codes.
    pub const ALL: &'static [Self] = &[
        Self::ReverseCharge,
        Self::SplitPayment,
        Self::Exempt,
        Self::Export,
        Self::IntraCommunity,
        Self::Canaries,
        Self::CeutaMelilla,
        Self::OutOfScope,
        Self::Standard,
        Self::Zero,
    ];

    /// The category with that code.
    ///
    /// # Errors
    /// `tax.category_unknown`.
    pub fn parse(code: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|category| category.code() == code).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|category| category.code()).collect();
            let message = format!(
                "`category` is `{code}`, which EN 16931 does not take from UNTDID 5305: write one of {}",
                known.join(", ")
            );
            Error::new(Code::TaxCategoryUnknown, "category", code, message)
        })
    }

    /// The exemption reason that an invoice of this category gives where it has no other: `VATEX-EU-AE` for AE. None for
    /// what is taxed, and for E and Z, whose reason is the caller's.
    pub fn exemption(self) -> Option<Exemption> {
        let code = match self {
            Self::ReverseCharge => "VATEX-EU-AE",
            Self::Export => "VATEX-EU-G",
            Self::IntraCommunity => "VATEX-EU-IC",
            Self::OutOfScope => "VATEX-EU-O",
            _ => return None,
        };
        exemption::exemption(code).ok()
    }

    /// The code of UNTDID 5305.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ReverseCharge => "AE",
            Self::SplitPayment => "B",
            Self::Exempt => "E",
            Self::Export => "G",
            Self::IntraCommunity => "K",
            Self::Canaries => "L",
            Self::CeutaMelilla => "M",
            Self::OutOfScope => "O",
            Self::Standard => "S",
            Self::Zero => "Z",
        }
    }

    /// Whether a rate above zero is a contradiction (EN 16931, BR-Z/E/AE/IC/G/O-05 to 09).
    pub const fn untaxed(self) -> bool {
        !matches!(self, Self::Standard | Self::SplitPayment | Self::Canaries | Self::CeutaMelilla)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_back() {
        for category in Category::ALL {
            assert_eq!(Category::parse(category.code()).unwrap(), *category);
            assert_eq!(serde_json::to_value(category).unwrap(), category.code());
            if let Some(exemption) = category.exemption() {
                assert_eq!(exemption.category, Some(*category));
                assert!(category.untaxed());
            }
        }
        let error = Category::parse("IC").unwrap_err();
        assert_eq!((error.code(), error.value()), (Code::TaxCategoryUnknown, "IC"));
    }
}
