//! Numbers that are handed out before the document is safe: allocate, then commit or abandon.

use super::{
    block::Block,
    series::{Number, Series},
};
use crate::error::{Code, Error, Result};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A number that no document has, and why: kept, so that the break in the books is explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Void {
    /// The number.
    pub number: Number,
    /// Why no document has it.
    pub reason: String,
}

/// What became of an abandoned number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Abandoned {
    /// It was the last one given: the series gives it again, as if nothing had been.
    Returned,
    /// Another was given since: it is void, with its reason.
    Voided(Void),
}

/// A desk that hands numbers out before their documents are safe.
///
/// The choice made here: an abandoned number goes back to the series only when it was the last one given. Any other
/// would be filled later by a document of a later day, which an auditor sees in the dates; it is recorded void with a
/// reason instead, and never used again. So at any moment every number is committed, open or void.
///
/// Where the number can be taken in the transaction that stores the document, [`Series::issue`] is all that is needed:
/// a transaction that is rolled back gives its number back.
///
/// ```
/// use backoffice::{date, invoice::numbering::{Abandoned, Allocator, Pattern, Series}};
///
/// let mut desk = Allocator::new(Series::new("till", "T{number:4}".parse::<Pattern>()?));
/// let day = date(2026, 3, 2)?;
/// let (first, second) = (desk.allocate(day)?, desk.allocate(day)?);
/// assert!(matches!(desk.abandon(&first, "printer jam")?, Abandoned::Voided(_)));
/// assert_eq!(desk.abandon(&second, "customer left")?, Abandoned::Returned);
/// assert_eq!(desk.allocate(day)?.to_string(), "T0002");
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allocator {
    series: Series,
    #[serde(default)]
    open: Vec<Number>,
    #[serde(default)]
    voids: Vec<Void>,
    /// The latest day of a number that is not open any more, or that the series had given before.
    #[serde(default)]
    settled: Option<NaiveDate>,
}

impl Allocator {
    /// A desk that hands out this series' numbers.
    pub fn new(series: Series) -> Self {
        Self { settled: series.last(), series, open: vec![], voids: vec![] }
    }

    /// Hands out the next number.
    ///
    /// # Errors
    /// As [`Series::issue`].
    pub fn allocate(&mut self, day: NaiveDate) -> Result<Number> {
        let (number, series) = self.series.issue(day)?;
        self.series = series;
        self.open.push(number.clone());
        Ok(number)
    }

    /// Takes a block of numbers for a till that goes off-line.
    ///
    /// # Errors
    /// As [`Series::reserve`].
    pub fn reserve(&mut self, till: impl Into<String>, count: u64, day: NaiveDate) -> Result<Block> {
        let (block, series) = self.series.reserve(till, count, day)?;
        self.series = series;
        self.settled = self.settled.max(Some(day));
        Ok(block)
    }

    fn close(&mut self, number: &Number) -> Result<()> {
        let Some(place) = self.open.iter().position(|open| open == number) else {
            let message =
                format!("{number} is not open: it was never handed out, or is committed or void already");
            return Err(Error::new(Code::InvoiceNumberInvalid, "number", number, message));
        };
        self.open.remove(place);
        Ok(())
    }

    /// The number's document is safe.
    ///
    /// # Errors
    /// `invoice.number_invalid` when the number is not open.
    pub fn commit(&mut self, number: &Number) -> Result<()> {
        self.close(number)?;
        self.settled = self.settled.max(Some(number.day));
        Ok(())
    }

    /// The number will have no document, for that reason.
    ///
    /// # Errors
    /// `invoice.number_invalid` when the number is not open, `input.missing` without a reason; nothing is changed.
    pub fn abandon(&mut self, number: &Number, reason: impl Into<String>) -> Result<Abandoned> {
        let reason = reason.into();
        if reason.is_empty() {
            return Err(Error::missing("reason"));
        }
        self.close(number)?;
        let last = self.open.iter().map(|open| open.day).max().max(self.settled);
        if self.series.take_back(number, last) {
            return Ok(Abandoned::Returned);
        }
        self.settled = self.settled.max(Some(number.day));
        let void = Void { number: number.clone(), reason };
        self.voids.push(void.clone());
        Ok(Abandoned::Voided(void))
    }

    /// The series as it stands, to be stored.
    pub const fn series(&self) -> &Series {
        &self.series
    }

    /// Numbers that are neither committed nor abandoned.
    pub fn open(&self) -> &[Number] {
        &self.open
    }

    /// Numbers that no document has, with their reasons.
    pub fn voids(&self) -> &[Void] {
        &self.voids
    }
}
