//! The categories of UNTDID 5305.

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
