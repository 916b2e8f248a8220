//! A series: a value that the caller stores, in the same transaction as what it numbers.

use super::{
    claim::{Claim, Conflict},
    pattern::Pattern,
    store::{Grant, day_text},
};
use crate::{
    calendar::FiscalYear,
    error::{Code, Error, Result},
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// When the counter begins again at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Restart {
    /// Never.
    Never,
    /// With the calendar year; the pattern must have the year.
    Yearly,
    /// With the month; the pattern must have year and month.
    Monthly,
    /// With the fiscal year; the pattern must have it.
    Fiscal,
}

/// A number that a series gave: its text, and the counter and day that it was made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// The day of the document.
    pub day: NaiveDate,
    /// The counter.
    pub counter: u64,
    /// As printed (BT-1).
    pub text: String,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// A series of numbers without gaps: a plain value with a version. Issuing gives the number and the series to store in
/// its place.
///
/// ```
/// use backoffice::{date, invoice::numbering::{Pattern, Series}};
///
/// let pattern: Pattern = "INV-{year}-{number:5}{mod97}".parse()?;
/// let series = Series::new("sales", pattern).restarting_yearly().chronological();
/// let (first, series) = series.issue(date(2026, 12, 31)?)?;
/// let (second, series) = series.issue(date(2027, 1, 1)?)?;
/// assert_eq!(first.to_string(), "INV-2026-0000158"); // 00001, then check digits 58
/// assert_eq!(second.to_string(), "INV-2027-0000179"); // counts from 1 again
///
/// let error = series.issue(date(2026, 12, 30)?).unwrap_err();
/// assert_eq!(error.code(), "invoice.day_before_last");
/// assert!(series.audit(&[first, second])?.is_empty());
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Series {
    id: String,
    pattern: Pattern,
    restart: Restart,
    chronological: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    fiscal_year: Option<FiscalYear>,
    next: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<NaiveDate>,
    version: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    id: String,
    pattern: Pattern,
    restart: Restart,
    #[serde(default)]
    chronological: bool,
    #[serde(default)]
    fiscal_year: Option<FiscalYear>,
    #[serde(default = "first")]
    next: u64,
    #[serde(default)]
    period: Option<NaiveDate>,
    #[serde(default)]
    last: Option<NaiveDate>,
    #[serde(default)]
    version: u64,
}

const fn first() -> u64 {
    1
}

impl TryFrom<Stored> for Series {
    type Error = Error;
    fn try_from(stored: Stored) -> Result<Self> {
        let Stored { id, pattern, restart, chronological, fiscal_year, next, period, last, version } = stored;
        let series = Self { id, pattern, restart, chronological, fiscal_year, next, period, last, version };
        series.check()?;
        Ok(series)
    }
}

impl Series {
    /// A series that counts from 1 and never restarts, days in any order.
    pub fn new(id: impl Into<String>, pattern: Pattern) -> Self {
        Self {
            id: id.into(),
            pattern,
            restart: Restart::Never,
            chronological: false,
            fiscal_year: None,
            next: 1,
            period: None,
            last: None,
            version: 0,
        }
    }

    /// The same, restarting.
    #[must_use]
    pub fn restarting(self, restart: Restart) -> Self {
        Self { restart, ..self }
    }

    /// The same, counting from 1 in each calendar year.
    #[must_use]
    pub fn restarting_yearly(self) -> Self {
        self.restarting(Restart::Yearly)
    }

    /// The same, counting from 1 in each month.
    #[must_use]
    pub fn restarting_monthly(self) -> Self {
        self.restarting(Restart::Monthly)
    }

    /// The same, counting from 1 in each of these fiscal years.
    #[must_use]
    pub fn restarting_fiscally(self, year: FiscalYear) -> Self {
        self.restarting(Restart::Fiscal).fiscal_year(year)
    }

    /// The same, with fiscal years that `{fy}` writes.
    #[must_use]
    pub fn fiscal_year(self, year: FiscalYear) -> Self {
        Self { fiscal_year: Some(year), ..self }
    }

    /// The same, refusing a day before the last one.
    #[must_use]
    pub fn chronological(self) -> Self {
        Self { chronological: true, ..self }
    }

    /// The same, with that number as the next: for books that are taken over.
    #[must_use]
    pub fn starting_at(self, next: u64) -> Self {
        Self { next, ..self }
    }

    /// The same, at that version: for a store that keeps the version in a column of its own.
    #[must_use]
    pub fn at_version(self, version: u64) -> Self {
        Self { version, ..self }
    }

    /// Its id, which `{series}` writes.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How its numbers are written.
    pub const fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// The next counter, as long as the period lasts.
    pub const fn next(&self) -> u64 {
        self.next
    }

    /// The first day of the period that it counts in; none before the first number, or when it never restarts.
    pub const fn period(&self) -> Option<NaiveDate> {
        self.period
    }

    /// The latest day that was given a number.
    pub const fn last(&self) -> Option<NaiveDate> {
        self.last
    }

    /// When it begins again at 1.
    pub const fn restart(&self) -> Restart {
        self.restart
    }

    /// Its fiscal years, where it has them.
    pub const fn fiscal_years(&self) -> Option<FiscalYear> {
        self.fiscal_year
    }

    /// The same, counting in that period, with that latest day: as it was stored.
    pub(super) fn standing(self, period: Option<NaiveDate>, last: Option<NaiveDate>) -> Result<Self> {
        let series = Self { period, last, ..self };
        series.check()?;
        Ok(series)
    }

    /// Whether days may not go back.
    pub const fn is_chronological(&self) -> bool {
        self.chronological
    }

    /// How often it was changed.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Refuses a pattern that lacks what restarts: its numbers would come again.
    fn check(&self) -> Result<()> {
        let lacks = match self.restart {
            Restart::Never => None,
            Restart::Yearly => (!self.pattern.has_year()).then_some("{year}"),
            Restart::Monthly => {
                (!self.pattern.has_year() || !self.pattern.has_month()).then_some("{year} and {month}")
            }
            Restart::Fiscal => (!self.pattern.has_fiscal_year()).then_some("{fy}"),
        };
        if let Some(lacks) = lacks {
            let message = format!(
                "the pattern `{}` lacks {lacks}, with which the series restarts: its numbers would come again",
                self.pattern
            );
            return Err(Error::new(Code::InvoicePatternLacksPeriod, "pattern", &self.pattern, message));
        }
        if self.fiscal_year.is_none() && (self.restart == Restart::Fiscal || self.pattern.has_fiscal_year()) {
            return Err(Error::missing("fiscal_year"));
        }
        if self.next == 0 {
            return Err(Error::invalid("next", 0, "counters begin at 1"));
        }
        Ok(())
    }

    /// The first day of the period in which `day` lies.
    pub(super) fn period_of(&self, day: NaiveDate) -> Result<Option<NaiveDate>> {
        Ok(match self.restart {
            Restart::Never => None,
            Restart::Yearly => day.with_ordinal(1),
            Restart::Monthly => day.with_day(1),
            Restart::Fiscal => match self.fiscal_year {
                Some(year) => Some(year.containing(day)?.first()),
                None => None,
            },
        })
    }

    fn before_last(&self, day: NaiveDate, last: NaiveDate) -> Error {
        let message = format!(
            "a number of series {} for {day} would come after one for {last}: date it {last} or later",
            self.id
        );
        Error::new(Code::InvoiceDayBeforeLast, "day", day, message)
    }

    fn next_version(&self) -> Result<u64> {
        let next = self.version.checked_add(1);
        next.ok_or_else(|| Error::overflow("version", self.version, "the next version"))
    }

    /// Gives the next number for that day, leaving the version as it is.
    fn advance(&mut self, day: NaiveDate) -> Result<Number> {
        let period = self.period_of(day)?;
        if let Some(last) = self.last
            && (self.restart != Restart::Never && period < self.period || self.chronological && day < last)
        {
            return Err(self.before_last(day, last));
        }
        let goes_on = self.restart == Restart::Never || self.period.is_none() || period == self.period;
        let counter = if goes_on { self.next } else { 1 };
        let next =
            counter.checked_add(1).ok_or_else(|| Error::overflow("next", counter, "the next number"))?;
        let text = self.pattern.format(day, counter, &self.id, self.fiscal_year)?;
        (self.next, self.period, self.last) = (next, period, self.last.max(Some(day)));
        Ok(Number { day, counter, text })
    }

    /// The next number, for a document of that day, and the series to store in this one's place.
    ///
    /// # Errors
    /// `invoice.day_before_last` when the series is chronological and a later day has a number, or when the day lies in
    /// a period before the one that it counts in; `invoice.pattern_lacks_period`; `input.missing` for a fiscal year.
    pub fn issue(&self, day: NaiveDate) -> Result<(Number, Self)> {
        self.check()?;
        let mut series = self.clone();
        let number = series.advance(day)?;
        series.version = self.next_version()?;
        Ok((number, series))
    }

    /// Numbers for documents of those days, in that order, and the series to store: one change of version, whatever the
    /// count; none when there are no days.
    ///
    /// # Errors
    /// As [`Series::issue`], with the row; then no number is given.
    pub fn issue_many(&self, days: &[NaiveDate]) -> Result<(Vec<Number>, Self)> {
        self.check()?;
        let mut series = self.clone();
        let numbers = days
            .iter()
            .enumerate()
            .map(|(row, day)| series.advance(*day).map_err(|error| error.at_row(row)))
            .collect::<Result<_>>()?;
        if !days.is_empty() {
            series.version = self.next_version()?;
        }
        Ok((numbers, series))
    }

    /// A claim on numbers for documents of those days, for a store that locks the row. The state of this series is not
    /// looked at: it may have been read long ago.
    ///
    /// # Errors
    /// `invoice.day_before_last` with the row when the series is chronological and the days go back; `input.missing`
    /// without days; `input.invalid` when they lie in two periods: claim each by itself; `calendar.invalid_date` when a
    /// year has not four digits; as [`Series::issue`] for the pattern.
    pub fn claim(&self, days: &[NaiveDate]) -> Result<Claim> {
        self.check()?;
        let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
            return Err(Error::missing("days"));
        };
        for day in [*first, *last] {
            day_text("days", day)?;
        }
        let period = self.period_of(*first)?;
        if self.period_of(*last)? != period {
            return Err(Error::invalid("days", last, "they lie in two periods: claim each by itself"));
        }
        if self.chronological
            && let Some((row, (before, day))) =
                days.iter().zip(days.iter().skip(1)).enumerate().find(|(_, (before, day))| day < before)
        {
            return Err(self.before_last(*day, *before).at_row(row.saturating_add(1)));
        }
        Ok(Claim {
            id: self.id.clone(),
            pattern: self.pattern.clone(),
            restart: self.restart,
            chronological: self.chronological,
            fiscal_year: self.fiscal_year,
            count: days.len() as u64,
            period,
            first_day: *first,
            last_day: *last,
            days: days.to_vec(),
        })
    }

    /// The numbers of a claim that the store granted, and the series as it is stored now.
    ///
    /// # Errors
    /// `input.invalid` when the claim is not one of this series, or the row is not one that the statement gives;
    /// `number.out_of_range`.
    pub fn granted(&self, claim: &Claim, grant: Grant) -> Result<(Vec<Number>, Self)> {
        if self.claim(&claim.days)? != *claim {
            return Err(Error::invalid("claim", &claim.id, "it is not one that this series made"));
        }
        if grant.first == 0 {
            return Err(Error::invalid("first", 0, "counters begin at 1"));
        }
        if grant.last < claim.last_day {
            return Err(Error::invalid("last", grant.last, "the series has no day of the claim"));
        }
        let mut series = Self {
            next: grant.first,
            period: claim.period,
            last: None,
            version: grant.version,
            ..self.clone()
        };
        let numbers: Result<_> = claim.days.iter().map(|day| series.advance(*day)).collect();
        series.last = Some(grant.last);
        Ok((numbers?, series))
    }

    /// Whether this stored series is still the one that was read at `read_version`.
    ///
    /// # Errors
    /// A [`Conflict`] when it is not; as an [`Error`] its code is `invoice.series_conflict`.
    pub const fn unchanged(&self, read_version: u64) -> Result<(), Conflict> {
        if self.version == read_version {
            Ok(())
        } else {
            Err(Conflict { have: self.version, want: read_version })
        }
    }

    /// What a number of this series says.
    ///
    /// # Errors
    /// `invoice.number_invalid` when it is not one.
    pub fn parse(&self, text: &str) -> Result<super::Parsed> {
        self.pattern.parse(text, &self.id, self.fiscal_year)
    }

    /// What stands around the counter of a number of that day; none when check digits follow it.
    ///
    /// # Errors
    /// As [`Pattern::format`].
    pub fn frame(&self, day: NaiveDate) -> Result<Option<super::Frame>> {
        self.pattern.frame(day, &self.id, self.fiscal_year)
    }

    /// Takes back the number that was given last: it was never used. False when another was given since.
    pub(super) fn take_back(&mut self, number: &Number, last: Option<NaiveDate>) -> bool {
        let is_last = self.period_of(number.day).is_ok_and(|period| period == self.period)
            && number.counter > 0
            && self.next.checked_sub(1) == Some(number.counter);
        match self.next_version() {
            Ok(version) if is_last => {
                (self.next, self.last, self.version) = (number.counter, last, version);
                true
            }
            _ => false,
        }
    }
}
