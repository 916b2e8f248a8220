//! The document as the caller writes it: what was sold, at which price, under which tax.

mod line;
mod settle;
mod tax;

pub use line::{Adjustment, Line};
pub use settle::{Accounting, Advance, Conversion, Payment};
pub(super) use tax::Key;
pub use tax::{StatedTax, Tax, Withholding};

use crate::money::{Currency, Money};
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

/// Whose document it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// These books sell: receivable, revenue, output tax.
    #[default]
    Sale,
    /// These books buy: payable, expense, input tax.
    Purchase,
}

impl Side {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    fn is_sale(&self) -> bool {
        *self == Self::Sale
    }
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
    /// Whether these books sell or buy; a sale when left out.
    #[serde(default, skip_serializing_if = "Side::is_sale")]
    pub side: Side,
    /// The currency of all its amounts (BT-5).
    pub currency: Currency,
    /// The day it is issued (BT-2); its number follows this day.
    pub day: NaiveDate,
    /// The day that decides the rate and the return (BT-7), where it is not the day of issue; see [`Document::tax_point`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_point: Option<NaiveDate>,
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
    /// What the buyer keeps back of the whole; what only some lines bear stands on them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withholdings: Vec<Withholding>,
    /// The tax of rows of the breakdown (BT-117) where the caller states it: it stands, and a difference is a finding.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taxes: Vec<StatedTax>,
    /// Advance invoices that this one deducts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advances: Vec<Advance>,
    /// Payments made before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
    /// Paid already (BT-113) when the caller states it: it stands, and a difference to the payments is a finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepaid: Option<Money>,
    /// The rounding of what is due (BT-114) when the caller states it: it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payable_rounding: Option<Money>,
    /// The currency in which the tax is accounted for (BT-6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounting: Option<Accounting>,
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
            side: Side::Sale,
            currency,
            day,
            tax_point: None,
            seller: String::new(),
            buyer: String::new(),
            lines: vec![],
            allowances: vec![],
            charges: vec![],
            withholdings: vec![],
            taxes: vec![],
            advances: vec![],
            payments: vec![],
            prepaid: None,
            payable_rounding: None,
            accounting: None,
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

    /// The day that decides the rate and the return: BT-7, else the day of issue. The number follows the day of issue.
    #[must_use]
    pub fn tax_point(&self) -> NaiveDate {
        self.tax_point.unwrap_or(self.day)
    }

    /// The same, seen by the buyer: a document that these books received.
    #[must_use]
    pub fn purchase(self) -> Self {
        Self { side: Side::Purchase, ..self }
    }

    /// The same, with the day that decides the rate and the return (BT-7).
    #[must_use]
    pub fn taxed_on(self, day: NaiveDate) -> Self {
        Self { tax_point: Some(day), ..self }
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

    /// The same, with a tax kept back by the buyer of the whole.
    #[must_use]
    pub fn withholding(mut self, name: impl Into<String>, rate: Decimal) -> Self {
        self.withholdings.push(Withholding::new(name, rate));
        self
    }

    /// The same, with the tax of a row of the breakdown stated.
    #[must_use]
    pub fn stating_tax(mut self, tax: StatedTax) -> Self {
        self.taxes.push(tax);
        self
    }

    /// The same, deducting an advance invoice.
    #[must_use]
    pub fn advance(mut self, advance: Advance) -> Self {
        self.advances.push(advance);
        self
    }

    /// The same, with a payment made before.
    #[must_use]
    pub fn payment(mut self, payment: Payment) -> Self {
        self.payments.push(payment);
        self
    }

    /// The same, so much paid already.
    #[must_use]
    pub fn prepaid(self, amount: Money) -> Self {
        Self { prepaid: Some(amount), ..self }
    }

    /// The same, its tax accounted for in another currency (BT-6).
    #[must_use]
    pub fn accounting(self, accounting: Accounting) -> Self {
        Self { accounting: Some(accounting), ..self }
    }
}
