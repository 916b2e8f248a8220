//! What is numbered, and what the store gives back.

use super::error::{Error, Result};
use backoffice::{
    Decimal,
    invoice::numbering::{Claim, Grant, Number, Series},
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is sold.
    pub text: String,
    /// How much of it.
    pub quantity: Decimal,
    /// The price of one, in the currency of the body.
    pub price: Decimal,
}

/// An invoice without a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The caller's key, unique in the store: by it an invoice is found whose number was not told for a crash.
    pub key: String,
    /// The day of the document.
    pub day: NaiveDate,
    /// All else that the caller keeps, such as the document as JSON.
    pub body: String,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Draft {
    /// A draft without body and lines.
    pub fn new(key: impl Into<String>, day: NaiveDate) -> Self {
        Self { key: key.into(), day, body: String::new(), lines: Vec::new() }
    }

    /// The same, with a body.
    #[must_use]
    pub fn body(self, body: impl Into<String>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// The same, with a further line.
    #[must_use]
    pub fn line(mut self, text: impl Into<String>, quantity: Decimal, price: Decimal) -> Self {
        self.lines.push(Line { text: text.into(), quantity, price });
        self
    }

    /// What no database has to be asked for.
    ///
    /// # Errors
    /// `store.draft` with the key and the field.
    pub fn check(&self) -> Result<()> {
        let wrong = |field, wanted| Err(Error::Draft { key: self.key.clone(), field, wanted });
        if self.key.is_empty() || self.key.contains('\0') {
            return wrong("key", "give a key without a NUL character, by which to find it again");
        }
        if self.body.contains('\0') {
            return wrong("body", "leave the NUL character out: a database does not store it");
        }
        if self.lines.iter().any(|line| line.text.contains('\0')) {
            return wrong("lines", "leave the NUL character out: a database does not store it");
        }
        Ok(())
    }
}

/// An invoice with its number, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The caller's key.
    pub key: String,
    /// Its number.
    pub number: Number,
    /// The first day of the period in which it counts.
    pub period: Option<NaiveDate>,
    /// What the caller keeps.
    pub body: String,
}

/// Drafts of one period: what one claim takes.
pub(super) struct Part<'a> {
    pub(super) claim: Claim,
    pub(super) drafts: &'a [Draft],
}

/// Checks all drafts before any number is taken, so that nothing of theirs can fail between claim and commit, and cuts
/// them where a period ends. What only the locked row knows is left to the claim.
pub(super) fn parts<'a>(series: &Series, drafts: &'a [Draft]) -> Result<Vec<Part<'a>>> {
    let mut keys = BTreeSet::new();
    for draft in drafts {
        draft.check()?;
        if !keys.insert(&draft.key) {
            return Err(Error::KeyTaken { key: draft.key.clone() });
        }
    }
    let days: Vec<_> = drafts.iter().map(|draft| draft.day).collect();
    if let Ok(claim) = series.claim(&days) {
        return Ok(vec![Part { claim, drafts }]);
    }
    let period = |row: usize, draft: &Draft| match series.claim(&[draft.day]) {
        Ok(claim) => Ok(claim.period),
        Err(error) => Err(error.at_row(row)),
    };
    let mut parts: Vec<Part<'a>> = Vec::new();
    let (mut rest, mut row) = (drafts, 0);
    while let Some(first) = rest.first() {
        let here = period(row, first)?;
        let mut count = 0;
        for draft in rest {
            if period(row + count, draft)? != here {
                break;
            }
            count += 1;
        }
        let (these, others) = rest.split_at(count);
        let days: Vec<_> = these.iter().map(|draft| draft.day).collect();
        // A period that is over refuses as the whole list would.
        if parts.last().is_some_and(|part| part.claim.period > here) {
            let all: Vec<_> = drafts.iter().map(|draft| draft.day).collect();
            series.issue_many(&all)?;
        }
        let claim = series.claim(&days).map_err(|error| {
            let within = error.row().and_then(|row| usize::try_from(row).ok()).unwrap_or(0);
            error.at_row(row + within)
        })?;
        parts.push(Part { claim, drafts: these });
        (rest, row) = (others, row + count);
    }
    Ok(parts)
}

/// The text of a stored period.
pub(super) fn period_text(period: Option<NaiveDate>) -> String {
    period.map_or_else(String::new, |first| first.to_string())
}

pub(super) fn day(text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| Error::unreadable(format!("the day `{text}`")))
}

/// A stored row of an invoice.
pub(super) struct Row {
    pub(super) key: String,
    pub(super) day: String,
    pub(super) counter: i64,
    pub(super) body: String,
}

impl Row {
    /// The invoice, its number written as the series writes it: the row holds what the text is made of, so that it could
    /// be stored before anybody knew the counter.
    pub(super) fn issued(self, series: &Series) -> Result<Issued> {
        let day = day(&self.day)?;
        let claim = series.claim(&[day])?;
        let grant = Grant { first: unsigned(self.counter)?, last: day, version: 0 };
        let (mut numbers, _) = series.granted(&claim, grant)?;
        let number = numbers.pop().ok_or_else(|| Error::unreadable(format!("the row of {}", self.key)))?;
        Ok(Issued { key: self.key, number, period: claim.period, body: self.body })
    }
}

pub(super) fn signed(value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|_| Error::unreadable(format!("the counter {value}")))
}

pub(super) fn unsigned(value: i64) -> Result<u64> {
    u64::try_from(value).map_err(|_| Error::unreadable(format!("the counter {value}")))
}
