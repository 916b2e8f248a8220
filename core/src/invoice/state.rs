//! From draft to issued, and never back.

use super::{
    document::Document,
    rules::{Lines, Rules},
    totals::{Totals, totals},
};
use crate::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};

/// A document with its totals: a draft until it gets its number, immutable from then on.
///
/// What was issued is taken back by a credit note; a number that was spoilt is voided in its series.
///
/// Read from JSON it must fit together: totals of the document's lines and currency, that add up while it is a draft,
/// and what [`Invoice::issue`] asks for. Whether an issued one is still what it was is the [`chain`](super::chain)'s to
/// say, which names the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Invoice {
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    document: Document,
    rules: Rules,
    totals: Totals,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[serde(default)]
    number: Option<String>,
    document: Document,
    rules: Rules,
    totals: Totals,
}

impl TryFrom<Stored> for Invoice {
    type Error = Error;
    fn try_from(stored: Stored) -> Result<Self> {
        let Stored { number, document, rules, totals } = stored;
        rules.check(document.currency)?;
        if totals.currency != document.currency || totals.lines.len() != document.lines.len() {
            let wanted = "they are not of this document: total it again";
            return Err(Error::invalid("totals", totals.due, wanted));
        }
        if number.is_none() && rules.line != Lines::Unrounded && !totals.adds_up() {
            return Err(Error::invalid("totals", totals.due, "they do not add up: total the document again"));
        }
        let mut invoice = Self { number: None, document, rules, totals };
        if let Some(number) = number {
            invoice.issue(number)?;
        }
        Ok(invoice)
    }
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
