//! From draft to issued, and never back.

use super::{
    document::Document,
    rules::Rules,
    totals::{Totals, totals},
};
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};

/// A document with its totals: a draft until it gets its number, immutable from then on.
///
/// What was issued is taken back by a credit note; a number that was spoilt is voided in its series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    document: Document,
    rules: Rules,
    totals: Totals,
}

impl Invoice {
    /// A draft, totalled under these rules.
    ///
    /// # Errors
    /// As [`totals`](super::totals()).
    pub fn draft(document: Document, rules: Rules) -> Result<Self> {
        let totals = totals(&document, &rules)?;
        Ok(Self { number: None, document, rules, totals })
    }

    /// A draft whose totals are shares of another's.
    pub(super) fn credit(document: Document, rules: Rules, totals: Totals) -> Self {
        Self { number: None, document, rules, totals }
    }

    /// Puts another document in place of the draft's.
    ///
    /// # Errors
    /// `invoice.issued` once it has a number; as [`Invoice::draft`]. The invoice is then unchanged.
    pub fn change(&mut self, document: Document) -> Result<()> {
        if let Some(number) = &self.number {
            let message = format!("{number} was issued and cannot be changed: write a credit note");
            return Err(Error::new(Code::InvoiceIssued, "number", number, message));
        }
        *self = Self::draft(document, self.rules)?;
        Ok(())
    }

    /// Gives the draft its number: from then on it cannot be changed.
    ///
    /// # Errors
    /// `invoice.issued` when it has one; `input.missing` when `number` is empty, or when a credit note or corrected
    /// invoice says nothing of the document that came before it. The invoice is then unchanged.
    pub fn issue(&mut self, number: impl Into<String>) -> Result<()> {
        let number = number.into();
        if let Some(before) = &self.number {
            let message = format!("{before} was issued already and cannot become {number}");
            return Err(Error::new(Code::InvoiceIssued, "number", number, message));
        }
        if number.is_empty() {
            return Err(Error::missing("number"));
        }
        if self.document.kind.needs_reference() && self.document.preceding.is_empty() {
            return Err(Error::missing("preceding"));
        }
        self.number = Some(number);
        Ok(())
    }

    /// Its number (BT-1), once issued.
    pub fn number(&self) -> Option<&str> {
        self.number.as_deref()
    }

    /// The document as written.
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The rules under which it was totalled.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What it comes to.
    pub const fn totals(&self) -> &Totals {
        &self.totals
    }

    pub(super) fn issued(&self) -> Result<&str> {
        self.number.as_deref().ok_or_else(|| Error::missing("number"))
    }
}
