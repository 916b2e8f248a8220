//! The document as the caller writes it: what was sold, at which price, under which tax.

use super::Category;
use crate::{
    error::{Error, Result, exact},
    money::{Currency, Money, Price},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a document is, by UNTDID 1001 (BT-3); in JSON the code, such as `"380"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Kind {
    /// 326: an invoice for a part of the delivery.
    #[serde(rename = "326")]
    Partial,
    /// 380: a commercial invoice.
    #[serde(rename = "380")]
    Invoice,
    /// 381: a credit note. Its amounts are positive and are posted the other way round.
    #[serde(rename = "381")]
    CreditNote,
    /// 383: a debit note.
    #[serde(rename = "383")]
    DebitNote,
    /// 384: a corrected invoice, in place of another.
    #[serde(rename = "384")]
    Corrected,
    /// 386: an invoice for a payment in advance.
    #[serde(rename = "386")]
    Prepayment,
    /// 389: an invoice that the buyer writes for the seller.
    #[serde(rename = "389")]
    SelfBilled,
}

impl Kind {
    /// Whether its amounts take back what another document charged.
    pub const fn credits(self) -> bool {
        matches!(self, Self::CreditNote)
    }

    /// Whether it makes no sense without the document that it refers to.
    pub const fn needs_reference(self) -> bool {
        matches!(self, Self::CreditNote | Self::Corrected)
    }
}

/// A tax decision, as it was taken elsewhere: this room knows no country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// BT-151.
    pub category: Category,
    /// BT-152 as a fraction: `0.2` is 20 %. Zero where the category knows no tax.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// Why it is so, in words that may be printed (BT-120).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Where the decision or the rate stands in the law.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

impl Tax {
    /// A category and its rate as a fraction: `0.2` is 20 %.
    pub fn new(category: Category, rate: Decimal) -> Self {
        Self { category, rate, reason: String::new(), source: String::new() }
    }

    /// Taxed at that rate, a fraction.
    pub fn standard(rate: Decimal) -> Self {
        Self::new(Category::Standard, rate)
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

    pub(super) fn check(&self) -> Result<()> {
        if self.rate.is_sign_negative() && !self.rate.is_zero() {
            return Err(Error::new(
                crate::error::Code::NumberNegative,
                "tax.rate",
                self.rate,
                format!("a tax rate of {} is below zero: write 0.2 for 20 %", self.rate),
            ));
        }
        if self.category.untaxed() && !self.rate.is_zero() {
            let wanted = format!("category {} knows no tax: its rate is 0", self.category);
            return Err(Error::invalid("tax.rate", self.rate, &wanted));
        }
        Ok(())
    }
}

/// An allowance (BG-20, BG-27) or a charge (BG-21, BG-28), told apart by the list in which it stands.
///
/// Give `amount`, or `share` to have it computed; when both are given the amount stands and a difference is a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// How much (BT-92, BT-99, BT-136, BT-141).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// As a fraction of the base: `0.1` is 10 % (BT-94, BT-101, BT-138, BT-143).
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub share: Option<Decimal>,
    /// What the share is of (BT-93, BT-100, BT-137, BT-142); else the line before allowances, or the sum of the lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Money>,
    /// Why (BT-97, BT-104, BT-139, BT-144).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Only on a document: the tax that it changes (BT-95, BT-102). Without one it is spread as the rules say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Tax>,
}

impl Adjustment {
    /// A stated amount.
    pub fn amount(amount: Money) -> Self {
        Self { amount: Some(amount), ..Self::default() }
    }

    /// A fraction of the base: `0.1` is 10 %.
    pub fn share(share: Decimal) -> Self {
        Self { share: Some(share), ..Self::default() }
    }

    /// The same, of that base.
    #[must_use]
    pub fn of(self, base: Money) -> Self {
        Self { base: Some(base), ..self }
    }

    /// The same, changing that tax.
    #[must_use]
    pub fn taxed(self, tax: Tax) -> Self {
        Self { tax: Some(tax), ..self }
    }

    /// The same, with a reason.
    #[must_use]
    pub fn because(self, reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..self }
    }
}

fn one() -> Decimal {
    Decimal::ONE
}

fn is_one(value: &Decimal) -> bool {
    *value == Decimal::ONE
}

/// A line (BG-25).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What the reader sees (BT-153).
    pub description: String,
    /// The seller's code of the item (BT-155).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// How many (BT-129); below zero for what is taken back.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// Of what unit (BT-130), any text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The price of `base_quantity` units (BT-146), with or without tax as the rules say.
    pub price: Price,
    /// How many units the price is for (BT-149), above zero; one when left out.
    #[serde(default = "one", skip_serializing_if = "is_one", with = "exact::text")]
    pub base_quantity: Decimal,
    /// The line's amount (BT-131) when the caller states it: it stands, and a difference is a finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net: Option<Money>,
    /// Taken off (BG-27).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowances: Vec<Adjustment>,
    /// Put on (BG-28).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<Adjustment>,
    /// The tax decision (BG-30).
    pub tax: Tax,
    /// The account of its revenue, where it is not that of the whole document.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub account: String,
    /// On a credit note: the line of the credited invoice, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits: Option<u32>,
}

impl Line {
    /// So many units at a price each.
    pub fn new(description: impl Into<String>, quantity: Decimal, price: Price, tax: Tax) -> Self {
        Self {
            description: description.into(),
            item: String::new(),
            quantity,
            unit: String::new(),
            price,
            base_quantity: Decimal::ONE,
            net: None,
            allowances: vec![],
            charges: vec![],
            tax,
            account: String::new(),
            credits: None,
        }
    }

    /// The same, of an item of the seller's.
    #[must_use]
    pub fn item(self, item: impl Into<String>) -> Self {
        Self { item: item.into(), ..self }
    }

    /// The same, counted in a unit.
    #[must_use]
    pub fn unit(self, unit: impl Into<String>) -> Self {
        Self { unit: unit.into(), ..self }
    }

    /// The same, the price being for so many units.
    #[must_use]
    pub fn per(self, base_quantity: Decimal) -> Self {
        Self { base_quantity, ..self }
    }

    /// The same, with its amount stated.
    #[must_use]
    pub fn stating(self, net: Money) -> Self {
        Self { net: Some(net), ..self }
    }

    /// The same, with something taken off.
    #[must_use]
    pub fn allowance(mut self, adjustment: Adjustment) -> Self {
        self.allowances.push(adjustment);
        self
    }

    /// The same, with something put on.
    #[must_use]
    pub fn charge(mut self, adjustment: Adjustment) -> Self {
        self.charges.push(adjustment);
        self
    }

    /// The same, its revenue on an account of its own.
    #[must_use]
    pub fn account(self, account: impl Into<String>) -> Self {
        Self { account: account.into(), ..self }
    }
}

/// A tax that the buyer keeps back and pays for the seller: a share of the total without tax (BT-109).
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

/// A document that came before (BG-3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Reference {
    /// An invoice of these books.
    Invoice {
        /// Its number (BT-25).
        number: String,
        /// The day it was issued (BT-26).
        day: NaiveDate,
    },
    /// An invoice that these books do not have: said so, never invented.
    Outside {
        /// Its number, when known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// Why it is not here.
        why: String,
    },
}

/// An invoice or credit note as written, before it is totalled and numbered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What it is (BT-3).
    pub kind: Kind,
    /// The currency of all its amounts (BT-5).
    pub currency: Currency,
    /// The day it is issued (BT-2); its number follows this day.
    pub day: NaiveDate,
    /// Who sells, as the caller writes it (BG-4).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seller: String,
    /// Who buys, as the caller writes it (BG-7).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub buyer: String,
    /// What is sold, at least one.
    pub lines: Vec<Line>,
    /// Taken off the whole (BG-20).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowances: Vec<Adjustment>,
    /// Put on the whole (BG-21).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charges: Vec<Adjustment>,
    /// What the buyer keeps back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withholdings: Vec<Withholding>,
    /// Paid already (BT-113).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepaid: Option<Money>,
    /// The rounding of what is due (BT-114) when the caller states it: it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payable_rounding: Option<Money>,
    /// The documents that it follows from (BG-3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preceding: Vec<Reference>,
    /// Anything the reader should know (BT-22).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Document {
    /// A document of that kind without lines.
    pub fn new(kind: Kind, currency: Currency, day: NaiveDate) -> Self {
        Self {
            kind,
            currency,
            day,
            seller: String::new(),
            buyer: String::new(),
            lines: vec![],
            allowances: vec![],
            charges: vec![],
            withholdings: vec![],
            prepaid: None,
            payable_rounding: None,
            preceding: vec![],
            note: String::new(),
        }
    }

    /// An invoice (380) without lines.
    pub fn invoice(currency: Currency, day: NaiveDate) -> Self {
        Self::new(Kind::Invoice, currency, day)
    }

    /// A credit note (381) for what came before it, without lines. To credit an invoice of these books, or a part of
    /// it, use [`credit`](super::credit).
    pub fn credit_note(currency: Currency, day: NaiveDate, of: Reference) -> Self {
        Self { preceding: vec![of], ..Self::new(Kind::CreditNote, currency, day) }
    }

    /// The same, sold by.
    #[must_use]
    pub fn seller(self, seller: impl Into<String>) -> Self {
        Self { seller: seller.into(), ..self }
    }

    /// The same, bought by.
    #[must_use]
    pub fn buyer(self, buyer: impl Into<String>) -> Self {
        Self { buyer: buyer.into(), ..self }
    }

    /// The same, with a line more.
    #[must_use]
    pub fn line(mut self, line: Line) -> Self {
        self.lines.push(line);
        self
    }

    /// The same, with something taken off the whole.
    #[must_use]
    pub fn allowance(mut self, adjustment: Adjustment) -> Self {
        self.allowances.push(adjustment);
        self
    }

    /// The same, with something put on the whole.
    #[must_use]
    pub fn charge(mut self, adjustment: Adjustment) -> Self {
        self.charges.push(adjustment);
        self
    }

    /// The same, with a tax kept back by the buyer.
    #[must_use]
    pub fn withholding(mut self, name: impl Into<String>, rate: Decimal) -> Self {
        self.withholdings.push(Withholding { name: name.into(), rate, source: String::new() });
        self
    }

    /// The same, so much paid already.
    #[must_use]
    pub fn prepaid(self, amount: Money) -> Self {
        Self { prepaid: Some(amount), ..self }
    }
}
