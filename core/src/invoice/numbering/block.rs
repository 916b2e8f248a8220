//! Blocks: numbers that a till gives by itself while it is off-line.

use super::{
    allocate::Void,
    audit::Reserved,
    claim::Claim,
    series::{Number, Restart, Series},
    store::Grant,
};
use crate::error::{Code, Error, Result};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The most numbers that a block has: more than a till uses up, and few enough to write each of them out as void.
const MOST: u64 = 1_000_000;

/// Numbers one after another that were taken from a series for one till, which gives them by itself while it is
/// off-line, and returns what became of each: a document, or void with its reason, or another till's. Nothing is lost:
/// until a block is closed, an audit takes it as reserved.
///
/// A till stores its block in the same transaction as the document that it numbers. A till that never comes back is
/// settled with the copy that was kept when the block was reserved: [`Block::close`] makes all of it void.
///
/// ```
/// use backoffice::{date, invoice::numbering::{Pattern, Series}};
///
/// let series = Series::new("shop", "S{number:4}".parse::<Pattern>()?);
/// let day = date(2026, 3, 2)?;
/// let (mut block, series) = series.reserve("till 7", 100, day)?;
/// assert_eq!(series.issue(day)?.0.to_string(), "S0101"); // the others go on behind it
///
/// assert_eq!(block.issue(day)?.to_string(), "S0001");
/// let mut other = block.hand_over(50, "till 8")?;
/// assert_eq!(other.issue(day)?.to_string(), "S0051");
/// let returned = block.close("closing time")?;
/// assert_eq!((returned.numbers.len(), returned.voids.len()), (1, 49));
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Block {
    series: Series,
    till: String,
    day: NaiveDate,
    first: u64,
    last: u64,
    next: u64,
    numbers: Vec<Number>,
    voids: Vec<Void>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    series: Series,
    till: String,
    day: NaiveDate,
    first: u64,
    last: u64,
    #[serde(default)]
    next: Option<u64>,
    #[serde(default)]
    numbers: Vec<Number>,
    #[serde(default)]
    voids: Vec<Void>,
}

impl TryFrom<Stored> for Block {
    type Error = Error;
    fn try_from(stored: Stored) -> Result<Self> {
        let Stored { series, till, day, first, last, next, numbers, voids } = stored;
        let next = next.unwrap_or(first);
        let end =
            last.checked_add(1).ok_or_else(|| Error::overflow("last", last, "the number after the block"))?;
        if first == 0 || first > end || next < first || next > end {
            return Err(Error::invalid("next", next, "it lies outside the block"));
        }
        if end - first > MOST {
            return Err(Error::invalid("last", last, "a block has at most a million numbers"));
        }
        let block = Self { series: series.definition(), till, day, first, last, next, numbers, voids };
        let given = block.numbers.iter().chain(block.voids.iter().map(|void| &void.number));
        let mut counters = given.map(|number| number.counter).collect::<Vec<_>>();
        counters.sort_unstable();
        if !counters.into_iter().eq(first..next) {
            return Err(Error::invalid(
                "numbers",
                block.numbers.len(),
                "numbers and voids are not those that the block has given",
            ));
        }
        Ok(block)
    }
}

/// What became of a block's numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Returned {
    /// The till.
    pub till: String,
    /// Numbers that documents have.
    pub numbers: Vec<Number>,
    /// Numbers that none has, with their reasons.
    pub voids: Vec<Void>,
}

impl Series {
    /// A claim on a block of numbers, of which documents of that day and later days of its period are numbered.
    ///
    /// # Errors
    /// As [`Series::reserve`], as far as the definition of the series tells.
    pub fn claim_block(&self, count: u64, day: NaiveDate) -> Result<Claim> {
        if !(1..=MOST).contains(&count) {
            return Err(Error::invalid("count", count, "reserve one number to a million"));
        }
        if self.is_chronological() {
            let message = format!(
                "series {} keeps the order of days, which a block that is used later would break: give each till a series of \
                 its own",
                self.id()
            );
            return Err(Error::new(Code::InvoiceBlockOrder, "series", self.id(), message));
        }
        Ok(Claim { count, ..self.claim(&[day])? })
    }

    /// The block of a claim that the store granted, for that till, and the series as it is stored now.
    ///
    /// # Errors
    /// As [`Series::granted`].
    pub fn granted_block(
        &self,
        claim: &Claim,
        grant: Grant,
        till: impl Into<String>,
    ) -> Result<(Block, Self)> {
        if self.claim_block(claim.count, claim.first_day)? != *claim {
            return Err(Error::invalid("claim", &claim.id, "it is not a block that this series claimed"));
        }
        let last = grant.first.checked_add(claim.count - 1);
        let last = last.ok_or_else(|| Error::overflow("count", claim.count, "the last number"))?;
        // The last number of the block is one that the series can give: so its text can be written.
        let one = Claim { count: 1, ..claim.clone() };
        let (_, after) = self.granted(&one, Grant { first: last, ..grant })?;
        self.granted(&one, grant)?;
        let block = Block {
            series: self.definition(),
            till: till.into(),
            day: claim.first_day,
            first: grant.first,
            last,
            next: grant.first,
            numbers: vec![],
            voids: vec![],
        };
        Ok((block, after))
    }

    /// Takes the next `count` numbers out of the series for a till, and gives the series to store in this one's place,
    /// in the same transaction as a copy of the block.
    ///
    /// # Errors
    /// `invoice.block_order` when the series is chronological; `input.invalid` for no numbers or more than a million; as
    /// [`Series::issue`] for the day.
    pub fn reserve(&self, till: impl Into<String>, count: u64, day: NaiveDate) -> Result<(Block, Self)> {
        let claim = self.claim_block(count, day)?;
        let (number, after) = self.issue(day)?;
        let last = self.last().max(Some(day)).unwrap_or(day);
        self.granted_block(&claim, Grant { first: number.counter, last, version: after.version() }, till)
    }
}

impl Block {
    /// The till that has it.
    pub fn till(&self) -> &str {
        &self.till
    }

    /// What an audit has to know of it, as long as it is not closed.
    ///
    /// # Errors
    /// `calendar.invalid_date` at the edges of the calendar.
    pub fn reserved(&self) -> Result<Reserved> {
        Ok(Reserved { period: self.series.period_of(self.day)?, first: self.first, last: self.last })
    }

    /// How many numbers are left.
    pub const fn left(&self) -> u64 {
        self.last.saturating_add(1).saturating_sub(self.next)
    }

    /// The numbers that documents have.
    pub fn numbers(&self) -> &[Number] {
        &self.numbers
    }

    /// The numbers that none has, with their reasons.
    pub fn voids(&self) -> &[Void] {
        &self.voids
    }

    /// The next number, for a document of that day. A call that is refused changes nothing.
    ///
    /// # Errors
    /// `invoice.block_used_up`; `invoice.block_period` when the day lies in another period than the block.
    pub fn issue(&mut self, day: NaiveDate) -> Result<Number> {
        if self.left() == 0 {
            let message = format!(
                "the block {} to {} of {} is used up: reserve another one",
                self.first, self.last, self.till
            );
            return Err(Error::new(Code::InvoiceBlockUsedUp, "block", self.last, message));
        }
        if self.series.period_of(day)? != self.series.period_of(self.day)? {
            let message = format!(
                "{day} lies in another period than {}, for which the block of {} was reserved: close it and reserve another one",
                self.day, self.till
            );
            return Err(Error::new(Code::InvoiceBlockPeriod, "day", day, message));
        }
        let number = self.written(self.next, day)?;
        self.numbers.push(number.clone());
        self.next += 1;
        Ok(number)
    }

    fn written(&self, counter: u64, day: NaiveDate) -> Result<Number> {
        let text =
            self.series.pattern().format(day, counter, self.series.id(), self.series.fiscal_years())?;
        Ok(Number { day, counter, text })
    }

    /// Declares a number of this block void that no document has after all, for that reason.
    ///
    /// # Errors
    /// `invoice.number_invalid` when this block has not given it; `input.missing` without a reason.
    pub fn void(&mut self, number: &Number, reason: impl Into<String>) -> Result<Void> {
        let reason = reason.into();
        if reason.is_empty() {
            return Err(Error::missing("reason"));
        }
        let Some(place) = self.numbers.iter().position(|given| given == number) else {
            let message = format!("{number} is none that the block of {} has given", self.till);
            return Err(Error::new(Code::InvoiceNumberInvalid, "number", number, message));
        };
        let void = Void { number: self.numbers.remove(place), reason };
        self.voids.push(void.clone());
        Ok(void)
    }

    /// Gives the last `count` numbers that are left to another till, as a block of its own.
    ///
    /// # Errors
    /// `invoice.block_used_up` when fewer are left; `input.invalid` for no numbers.
    pub fn hand_over(&mut self, count: u64, till: impl Into<String>) -> Result<Self> {
        if count == 0 {
            return Err(Error::invalid("count", 0, "hand over at least one number"));
        }
        let first = self.last.checked_sub(count - 1).filter(|_| count <= self.left());
        let Some(first) = first else {
            let message = format!("the block of {} has {} numbers left, not {count}", self.till, self.left());
            return Err(Error::new(Code::InvoiceBlockUsedUp, "count", count, message));
        };
        let other = Self {
            till: till.into(),
            first,
            last: self.last,
            next: first,
            numbers: vec![],
            voids: vec![],
            ..self.clone()
        };
        self.last = first - 1;
        Ok(other)
    }

    /// Closes the block: what is left is void for that reason, which is needed only when something is.
    ///
    /// # Errors
    /// `input.missing` without a reason; as [`Series::issue`] when a number cannot be written.
    pub fn close(self, reason: impl Into<String>) -> Result<Returned> {
        let reason = reason.into();
        if self.left() > 0 && reason.is_empty() {
            return Err(Error::missing("reason"));
        }
        let left = (self.next..=self.last)
            .map(|counter| Ok(Void { number: self.written(counter, self.day)?, reason: reason.clone() }));
        let left: Vec<Void> = left.collect::<Result<_>>()?;
        let mut voids = self.voids;
        voids.extend(left);
        Ok(Returned { till: self.till, numbers: self.numbers, voids })
    }
}

impl Series {
    /// What it is, without where it stands.
    fn definition(&self) -> Self {
        let bare = Self::new(self.id(), self.pattern().clone()).restarting(self.restart());
        self.fiscal_years().into_iter().fold(bare, Self::fiscal_year)
    }

    /// The period that it counts in, where it restarts.
    pub(super) fn current(&self) -> Option<NaiveDate> {
        self.period().filter(|_| self.restart() != Restart::Never)
    }
}
