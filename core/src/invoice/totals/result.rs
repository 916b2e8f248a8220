//! What a document comes to: the figures, and the judge of whether they add up.

use super::super::{Category, document::Key};
use crate::{
    error::{Result, exact},
    money::{Currency, Money},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a line comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineTotal {
    /// BT-131: its amount without tax.
    pub net: Money,
    /// Its tax, where tax is known by line: rounded per line, or contained in the price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Money>,
    /// The amount with all its digits, under rules that keep more than the currency has; with tax where prices are.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub exact: Option<Decimal>,
}

/// What an allowance or charge of the document comes to within one category and rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdjustmentTotal {
    /// Which one of the document's list, from 0.
    pub index: u32,
    /// The category whose base it changes (BT-95, BT-102).
    pub category: Category,
    /// The rate, a fraction (BT-96, BT-103).
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// The rate of the surcharge on the same base.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub surcharge: Option<Decimal>,
    /// The caller's code of the tax.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// BT-92, BT-99: its amount without tax.
    pub net: Money,
}

impl AdjustmentTotal {
    pub(in super::super) fn key(&self) -> Key<'_> {
        (self.category, self.rate, self.surcharge, &self.code)
    }
}

/// A surcharge on the base of a tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surcharge {
    /// A fraction of the base.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// How much, part of BT-110.
    pub amount: Money,
}

/// The tax of one category and rate (BG-23).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxTotal {
    /// BT-118.
    pub category: Category,
    /// BT-119 as a fraction: `0.2` is 20 %.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// BT-116: lines less allowances plus charges.
    pub base: Money,
    /// BT-117, without the surcharge.
    pub tax: Money,
    /// The surcharge on the same base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surcharge: Option<Surcharge>,
    /// The caller's code of the tax.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// BT-120.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Where the decision stands in the law.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

impl TaxTotal {
    /// The base and tax of a category and rate, a fraction.
    pub fn new(category: Category, rate: Decimal, base: Money, tax: Money) -> Self {
        Self {
            category,
            rate,
            base,
            tax,
            surcharge: None,
            code: String::new(),
            reason: String::new(),
            source: String::new(),
        }
    }

    /// The tax with the surcharge: what the row adds to BT-110.
    ///
    /// # Errors
    /// `number.out_of_range`, `money.mixed_currencies`.
    pub fn charged(&self) -> Result<Money> {
        self.surcharge.map_or(Ok(self.tax), |surcharge| self.tax.checked_add(surcharge.amount))
    }

    pub(in super::super) fn key(&self) -> Key<'_> {
        (self.category, self.rate, self.surcharge.map(|surcharge| surcharge.rate), &self.code)
    }
}

/// What a tax beside the tax on sales comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithholdingTotal {
    /// Its name.
    pub name: String,
    /// As a fraction.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// The net of what bears it.
    pub base: Money,
    /// How much.
    pub amount: Money,
    /// Where it stands in the law.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// What the advance invoices of a final invoice take off it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdvanceTotal {
    /// Their bases, a part of BT-107 and taken off BT-116 per category and rate.
    pub base: Money,
    /// Their tax, taken off BT-117 per category and rate, surcharges included.
    pub tax: Money,
}

/// The tax of a row of the breakdown in the accounting currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountingTotal {
    /// BT-111: the tax in the accounting currency.
    pub tax: Money,
    /// The same of each row of the breakdown, in its order, surcharges included.
    pub parts: Vec<Money>,
}

/// A figure that the caller stated, which stands, and that is not what the rule gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The field, a path such as `lines.3.net`.
    pub field: String,
    /// What the caller stated.
    pub stated: Money,
    /// What the rule gives.
    pub computed: Money,
    /// The rule.
    pub rule: String,
}

/// What a document comes to. Under every rule but [`Lines::Precise`](super::super::Lines::Precise) and [`Prices::GrossRoundEach`](super::super::Prices::GrossRoundEach) what is printed adds up, exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Of all figures.
    pub currency: Currency,
    /// Each line, in order.
    pub lines: Vec<LineTotal>,
    /// BT-106: the sum of the lines.
    pub sum: Money,
    /// BT-107: allowances of the document, and the bases of advance invoices.
    pub allowances: Money,
    /// BT-108: charges of the document.
    pub charges: Money,
    /// BT-109: the total without tax, 106 − 107 + 108.
    pub net: Money,
    /// BT-110: the tax, surcharges included.
    pub tax: Money,
    /// BT-112: the total with tax, 109 + 110.
    pub gross: Money,
    /// What the buyer keeps back of it.
    pub withheld: Money,
    /// BT-113: paid already.
    pub prepaid: Money,
    /// BT-114: the rounding of what is due.
    pub rounding: Money,
    /// BT-115: what is due, 112 − withheld − 113 + 114.
    pub due: Money,
    /// By category and rate (BG-23), sorted.
    pub breakdown: Vec<TaxTotal>,
    /// The document's allowances, by category and rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowance_parts: Vec<AdjustmentTotal>,
    /// The document's charges, by category and rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charge_parts: Vec<AdjustmentTotal>,
    /// What advance invoices take off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advances: Option<AdvanceTotal>,
    /// Of what `withheld` consists, by name and rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withholdings: Vec<WithholdingTotal>,
    /// Taxes that are told for information and count nowhere, by name and rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub informative: Vec<WithholdingTotal>,
    /// The tax in the accounting currency (BT-111).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounting: Option<AccountingTotal>,
    /// Stated figures that stand but differ from the rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

impl Totals {
    /// Whether what is printed adds up: the lines to BT-106, 109 = 106 − 107 + 108, the bases to 109, the taxes to 110,
    /// 112 = 109 + 110, 115 = 112 − withheld − 113 + 114. A judge of its own, apart from the computation.
    pub fn adds_up(&self) -> bool {
        let sum = |amounts: &mut dyn Iterator<Item = Money>| Money::sum(amounts, self.currency).ok();
        let is = |terms: &[Money], total: Money| sum(&mut terms.iter().copied()) == Some(total);
        sum(&mut self.lines.iter().map(|line| line.net)) == Some(self.sum)
            && sum(&mut self.allowance_parts.iter().map(|part| part.net).chain(self.advances.map(|a| a.base)))
                == Some(self.allowances)
            && sum(&mut self.charge_parts.iter().map(|part| part.net)) == Some(self.charges)
            && is(&[self.sum, -self.allowances, self.charges], self.net)
            && sum(&mut self.breakdown.iter().map(|part| part.base)) == Some(self.net)
            && sum(&mut self.breakdown.iter().map(|part| part.tax).chain(
                self.breakdown.iter().filter_map(|part| part.surcharge).map(|surcharge| surcharge.amount),
            )) == Some(self.tax)
            && is(&[self.net, self.tax], self.gross)
            && (self.withholdings.is_empty()
                || sum(&mut self.withholdings.iter().map(|part| part.amount)) == Some(self.withheld))
            && is(&[self.gross, -self.withheld, -self.prepaid, self.rounding], self.due)
    }
}
