//! The figures of a document as somebody else printed them.

use serde::{Deserialize, Serialize};

/// What a document states, each figure as its text stands: `.00`, `00.0` and `100` are what was printed, and what is
/// not there is none. Nothing of it is refused: whatever it says is judged.
///
/// Rates are in per cent, as they are printed: `19` is 19 %. (Elsewhere in this library a rate is a fraction.)
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// The code of the currency of its amounts (BT-5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The code of the currency in which tax is accounted for, where it is another (BT-6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_currency: Option<String>,
    /// Its lines (BG-25).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<StatedLine>,
    /// Allowances of the document (BG-20).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowances: Vec<StatedAdjustment>,
    /// Charges of the document (BG-21).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<StatedAdjustment>,
    /// Its totals (BG-22).
    #[serde(default)]
    pub totals: StatedTotals,
    /// Its tax by category and rate (BG-23).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breakdown: Vec<StatedGroup>,
}

/// A line, as stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedLine {
    /// BT-131: its amount without tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net: Option<String>,
    /// BT-146: the price after discount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// BT-148: the price before discount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gross_price: Option<String>,
    /// BT-151: the code of its tax category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// BT-152: its rate in per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
    /// BG-27.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowances: Vec<StatedAdjustment>,
    /// BG-28.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<StatedAdjustment>,
}

/// An allowance or a charge, as stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedAdjustment {
    /// BT-92, BT-99, BT-136, BT-141: how much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// BT-93, BT-100, BT-137, BT-142: what it is a share of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// BT-95, BT-102: the code of the tax category that it changes; a line's has none of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// BT-96, BT-103: the rate in per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
}

/// The totals, as stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedTotals {
    /// BT-106: the sum of the lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<String>,
    /// BT-107: allowances of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowances: Option<String>,
    /// BT-108: charges of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charges: Option<String>,
    /// BT-109: the total without tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net: Option<String>,
    /// BT-110: the tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<String>,
    /// BT-111: the tax in the accounting currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounting_tax: Option<String>,
    /// BT-112: the total with tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gross: Option<String>,
    /// BT-113: paid already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepaid: Option<String>,
    /// BT-114: the rounding of what is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<String>,
    /// BT-115: what is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
}

/// The tax of one category and rate, as stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedGroup {
    /// BT-118: the code of the category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// BT-119: the rate in per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
    /// BT-116: what is taxed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// BT-117: the tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<String>,
}
