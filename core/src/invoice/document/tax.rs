//! The taxes of a document, as they were decided or stated elsewhere.

use super::super::Category;
use crate::{
    error::{Code, Error, Result, exact},
    money::Money,
    tax::sales::Rated,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A tax decision, as it was taken elsewhere: this room knows no country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// BT-151.
    pub category: Category,
    /// BT-152 as a fraction: `0.2` is 20 %. Zero where the category knows no tax.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// The rate of a surcharge on the same base, a fraction: Spain's recargo de equivalencia, `0.052` beside `0.21`. It is
    /// part of the tax (BT-110) and never contained in prices with tax.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub surcharge: Option<Decimal>,
    /// A code of the caller's: what differs in it is taxed and printed apart, even in the same category and rate.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Why it is so, in words that may be printed (BT-120).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Where the decision or the rate stands in the law.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// What tells one row of the tax breakdown from another; rows are sorted by it.
pub(in super::super) type Key<'a> = (Category, Decimal, Option<Decimal>, &'a str);

impl From<&Rated> for Tax {
    fn from(rated: &Rated) -> Self {
        Self::new(rated.category, rated.rate).because(&rated.decision.reason).citing(&rated.source)
    }
}

impl Tax {
    /// A category and its rate as a fraction: `0.2` is 20 %.
    pub fn new(category: Category, rate: Decimal) -> Self {
        Self {
            category,
            rate,
            surcharge: None,
            code: String::new(),
            reason: String::new(),
            source: String::new(),
        }
    }

    /// Taxed at that rate, a fraction.
    pub fn standard(rate: Decimal) -> Self {
        Self::new(Category::Standard, rate)
    }

    /// The same, with a surcharge on the same base at that rate, a fraction.
    #[must_use]
    pub fn surcharge(self, rate: Decimal) -> Self {
        Self { surcharge: Some(rate), ..self }
    }

    /// The same, under a code of the caller's.
    #[must_use]
    pub fn code(self, code: impl Into<String>) -> Self {
        Self { code: code.into(), ..self }
    }

    /// The same, with the reason.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..self }
    }

    /// The same, with its source in the law.
    #[must_use]
    pub fn citing(self, source: impl Into<String>) -> Self {
        Self { source: source.into(), ..self }
    }

    pub(in super::super) fn key(&self) -> Key<'_> {
        (self.category, self.rate, self.surcharge, &self.code)
    }

    pub(in super::super) fn check(&self) -> Result<()> {
        for (field, rate) in [("tax.rate", self.rate), ("tax.surcharge", self.surcharge.unwrap_or_default())]
        {
            if rate.is_sign_negative() && !rate.is_zero() {
                let message = format!("a tax rate of {rate} is below zero: write 0.2 for 20 %");
                return Err(Error::new(Code::NumberNegative, field, rate, message));
            }
        }
        if self.category.untaxed() && !self.rate.is_zero() {
            let wanted = format!("category {} knows no tax: its rate is 0", self.category);
            return Err(Error::invalid("tax.rate", self.rate, &wanted));
        }
        if let Some(surcharge) = self.surcharge.filter(|_| self.category.untaxed()) {
            let wanted = format!("category {} knows no surcharge: leave it out", self.category);
            return Err(Error::invalid("tax.surcharge", surcharge, &wanted));
        }
        Ok(())
    }
}

/// A tax beside the tax on sales that a line, an adjustment or the whole document bears: one that the buyer keeps back
/// and pays for the seller (IRPF, ritenuta d'acconto), or one that is told for information only. Its base is the net of
/// what bears it; of the whole document, the total without tax (BT-109).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withholding {
    /// Its name, such as IRPF.
    pub name: String,
    /// As a fraction: `0.15` is 15 %.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// Where it stands in the law.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

impl Withholding {
    /// Of that name, at that rate, a fraction.
    pub fn new(name: impl Into<String>, rate: Decimal) -> Self {
        Self { name: name.into(), rate, source: String::new() }
    }

    /// The same, with its source in the law.
    #[must_use]
    pub fn citing(self, source: impl Into<String>) -> Self {
        Self { source: source.into(), ..self }
    }

    pub(in super::super) fn check(&self) -> Result<()> {
        let rate = self.rate;
        if rate.is_sign_negative() && !rate.is_zero() {
            let message = format!("a withholding of {rate} is below zero: write 0.15 for 15 %");
            return Err(Error::new(Code::NumberNegative, "rate", rate, message));
        }
        Ok(())
    }
}

/// The tax of a row of the breakdown (BT-117) as the caller states it: it stands, and a difference is a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedTax {
    /// BT-118.
    pub category: Category,
    /// BT-119 as a fraction.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// The rate of the surcharge of the row, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub surcharge: Option<Decimal>,
    /// As in [`Tax::code`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// BT-117, without a surcharge.
    pub tax: Money,
}

impl StatedTax {
    /// Of that category and rate, a fraction.
    pub fn new(category: Category, rate: Decimal, tax: Money) -> Self {
        Self { category, rate, surcharge: None, code: String::new(), tax }
    }

    pub(in super::super) fn key(&self) -> Key<'_> {
        (self.category, self.rate, self.surcharge, &self.code)
    }
}
