//! From draft to issued, and never back; what was issued is corrected by another document, or voided.

use super::{
    document::{Advance, Document},
    rules::Rules,
    totals::{Totals, totals},
};
use crate::error::{Code, Error, Result};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Where a document stands.
///
/// | from | to | by |
/// |---|---|---|
/// | draft | draft | [`Invoice::change`] |
/// | draft | issued | [`Invoice::issue`] |
/// | issued, corrected | corrected | [`Invoice::correct`], once for each document that corrects it |
/// | issued | voided | [`Invoice::void`] |
///
/// Nothing else: a draft that is not wanted is thrown away, what was corrected took effect and cannot be voided, and what
/// was voided stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It has no number and may be changed.
    Draft,
    /// It has a number and cannot be changed.
    Issued,
    /// Another document credits, corrects or replaces it.
    Corrected,
    /// It took no effect; the record and its number are kept.
    Voided,
}

impl State {
    /// Its name, such as `issued`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Issued => "issued",
            Self::Corrected => "corrected",
            Self::Voided => "voided",
        }
    }
}

/// A document that credits, corrects or replaces another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The number of the document that corrects.
    pub number: String,
    /// The day it was issued.
    pub day: NaiveDate,
    /// Why.
    pub reason: String,
}

/// That a document took no effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voided {
    /// The day.
    pub day: NaiveDate,
    /// Why; never empty.
    pub reason: String,
}

/// A document with its totals: a draft until it gets its number, immutable from then on.
///
/// What was issued is taken back by a credit note, or voided where it never took effect; either way its record is kept.
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    corrections: Vec<Correction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    voided: Option<Voided>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[serde(default)]
    number: Option<String>,
    document: Document,
    rules: Rules,
    totals: Totals,
    #[serde(default)]
    corrections: Vec<Correction>,
    #[serde(default)]
    voided: Option<Voided>,
}

/// What was issued, without what happened to it since: what a chain seals.
#[derive(Serialize)]
pub(super) struct AsIssued<'a> {
    number: &'a str,
    document: &'a Document,
    rules: &'a Rules,
    totals: &'a Totals,
}

impl TryFrom<Stored> for Invoice {
    type Error = Error;
    fn try_from(stored: Stored) -> Result<Self> {
        let Stored { number, document, rules, totals, corrections, voided } = stored;
        rules.check(document.currency)?;
        if totals.currency != document.currency || totals.lines.len() != document.lines.len() {
            let wanted = "they are not of this document: total it again";
            return Err(Error::invalid("totals", totals.due, wanted));
        }
        if number.is_none() && rules.adds_up() && !totals.adds_up() {
            return Err(Error::invalid("totals", totals.due, "they do not add up: total the document again"));
        }
        let mut invoice = Self::new(document, rules, totals);
        if let Some(number) = number {
            invoice.issue(number)?;
        }
        for correction in corrections {
            invoice.correct(correction)?;
        }
        if let Some(Voided { day, reason }) = voided {
            invoice.void(day, reason)?;
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
        Ok(Self::new(document, rules, totals))
    }

    /// A draft whose totals are shares of another's.
    pub(super) fn credit(document: Document, rules: Rules, totals: Totals) -> Self {
        Self::new(document, rules, totals)
    }

    const fn new(document: Document, rules: Rules, totals: Totals) -> Self {
        Self { number: None, document, rules, totals, corrections: vec![], voided: None }
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

    fn not_now(&self, field: &str, wanted: &str) -> Error {
        let (state, number) = (self.state().as_str(), self.number.as_deref().unwrap_or("the document"));
        Error::new(Code::InvoiceState, field, state, format!("{number} is {state}: {wanted}"))
    }

    /// Marks an issued document as corrected by another: a credit note, a debit note or a corrected invoice.
    ///
    /// # Errors
    /// `invoice.state` for a draft or a voided document; `input.missing` without a number or reason; `input.invalid` when
    /// it would correct itself, or stands here already. The invoice is then unchanged.
    pub fn correct(&mut self, by: Correction) -> Result<()> {
        match self.state() {
            State::Draft => return Err(self.not_now("state", "change it instead")),
            State::Voided => {
                return Err(self.not_now("state", "it took no effect, there is nothing to correct"));
            }
            State::Issued | State::Corrected => {}
        }
        if by.number.is_empty() {
            return Err(Error::missing("corrections.number"));
        }
        if by.reason.is_empty() {
            return Err(Error::missing("corrections.reason"));
        }
        let same = self.number.as_deref() == Some(by.number.as_str());
        if same || self.corrections.iter().any(|other| other.number == by.number) {
            let wanted = "write the number of the document that corrects this one, once";
            return Err(Error::invalid("corrections.number", by.number, wanted));
        }
        self.corrections.push(by);
        Ok(())
    }

    /// Says that an issued document took no effect: it was never handed over, or both sides agree. Its record and its
    /// number are kept, and the number is never given again.
    ///
    /// # Errors
    /// `invoice.state` unless it is issued and neither corrected nor voided; `input.missing` without a reason. The invoice
    /// is then unchanged.
    ///
    /// ```
    /// use backoffice::{currency::EUR, date, dec, eur, invoice::{Document, Invoice, Line, Rules, State, Tax}};
    ///
    /// let line = Line::new("lamp", dec!(1), eur!(10.00).each(), Tax::standard(dec!(0.2)));
    /// let mut invoice = Invoice::draft(Document::invoice(EUR, date(2026, 3, 2)?).line(line), Rules::en16931(EUR))?;
    /// assert_eq!(invoice.void(date(2026, 3, 2)?, "misprint").unwrap_err().code(), "invoice.state");
    /// invoice.issue("A1")?;
    /// invoice.void(date(2026, 3, 2)?, "misprint")?;
    /// assert_eq!((invoice.state(), invoice.number()), (State::Voided, Some("A1")));
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    pub fn void(&mut self, day: NaiveDate, reason: impl Into<String>) -> Result<()> {
        match self.state() {
            State::Issued => {}
            State::Draft => return Err(self.not_now("state", "it has no number yet, throw it away")),
            State::Corrected => return Err(self.not_now("state", "it took effect, credit what is left")),
            State::Voided => return Err(self.not_now("state", "it cannot be voided again")),
        }
        let reason = reason.into();
        if reason.is_empty() {
            return Err(Error::missing("voided.reason"));
        }
        self.voided = Some(Voided { day, reason });
        Ok(())
    }

    /// Where it stands.
    pub const fn state(&self) -> State {
        match (&self.number, &self.voided) {
            (None, _) => State::Draft,
            (_, Some(_)) => State::Voided,
            _ if self.corrections.is_empty() => State::Issued,
            _ => State::Corrected,
        }
    }

    /// The documents that correct it, in the order in which they were told.
    pub fn corrections(&self) -> &[Correction] {
        &self.corrections
    }

    /// When and why it was voided.
    pub const fn voided(&self) -> Option<&Voided> {
        self.voided.as_ref()
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

    /// The record of an issued document, which nothing changes afterwards.
    pub(super) fn as_issued(&self) -> Result<AsIssued<'_>> {
        let Self { document, rules, totals, .. } = self;
        Ok(AsIssued { number: self.issued()?, document, rules, totals })
    }

    pub(super) fn issued(&self) -> Result<&str> {
        self.number.as_deref().ok_or_else(|| Error::missing("number"))
    }
}

impl Advance {
    /// What a final invoice deducts of an issued advance invoice.
    ///
    /// # Errors
    /// `input.missing` when it is not issued, `invoice.state` when it was voided, `input.invalid` for a credit note.
    ///
    /// ```
    /// use backoffice::{currency::EUR, date, dec, eur, invoice::{Advance, Document, Invoice, Kind, Line, Rules, Tax, totals}};
    ///
    /// let (rules, tax) = (Rules::en16931(EUR), Tax::standard(dec!(0.21)));
    /// let part = Document::new(Kind::Prepayment, EUR, date(2026, 1, 15)?);
    /// let part = part.line(Line::new("a part of the kitchen", dec!(1), eur!(300.00).each(), tax.clone()));
    /// let mut advance = Invoice::draft(part, rules)?;
    /// advance.issue("A1")?;
    ///
    /// let kitchen = Line::new("kitchen", dec!(1), eur!(1000.00).each(), tax);
    /// let last = Document::invoice(EUR, date(2026, 3, 2)?).line(kitchen).advance(Advance::of(&advance)?);
    /// assert_eq!(totals(&last, &rules)?.due, eur!(847.00)); // 1210 − 363
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    pub fn of(invoice: &Invoice) -> Result<Self> {
        let number = invoice.issued()?;
        if invoice.state() == State::Voided {
            return Err(invoice.not_now("advance", "it charged nothing that could be deducted"));
        }
        if invoice.document.kind.credits() {
            let wanted =
                "a credit note is no advance: deduct the invoice that it credits, and what is left of it";
            return Err(Error::invalid("advance", number, wanted));
        }
        Ok(Self::new(number, invoice.document.day, invoice.totals.breakdown.clone()))
    }
}
