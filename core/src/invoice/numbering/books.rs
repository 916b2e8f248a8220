//! The judge of a series: its numbers as they stand in the books, against what it has given.

use super::{
    allocate::Void,
    audit::{Audit, Place, Reserved, Scope, audit_period},
    read::{Read, Reader, Unread},
    series::{Number, Restart, Series},
};
use crate::{calendar::date, error::Result};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A number as it stands in the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The number's text (BT-1).
    pub text: String,
    /// The day of the document (BT-2).
    pub day: NaiveDate,
    /// The document that has it, by whatever the caller knows it: an id, a hash.
    #[serde(default)]
    pub document: Option<String>,
}

/// A number that a client was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The number's text.
    pub text: String,
    /// The document that it was told for, as in the books.
    #[serde(default)]
    pub document: Option<String>,
}

/// Where a period ended that the series does not count in any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// The first day of the period.
    pub period: NaiveDate,
    /// The number that would have come next.
    pub next: u64,
}

/// All that is known of the numbers of a series.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Books {
    /// The numbers in the books, in the order in which they were issued.
    #[serde(default)]
    pub entries: Vec<Entry>,
    /// The number with which the books begin, in their first period; else the smallest that is there.
    #[serde(default)]
    pub first: Option<u64>,
    /// Numbers that no document has, with their reasons.
    #[serde(default)]
    pub voids: Vec<Void>,
    /// Blocks that tills hold and have not given back.
    #[serde(default)]
    pub reserved: Vec<Reserved>,
    /// Where earlier periods ended, as far as it was kept; else the last number of a period that is missing is not
    /// missed.
    #[serde(default)]
    pub closed: Vec<Closed>,
    /// What clients were told.
    #[serde(default)]
    pub told: Vec<Told>,
}

/// A number to be judged, and the counter where it is stated beside the text.
struct Item<'a> {
    text: &'a str,
    day: NaiveDate,
    counter: Option<u64>,
    document: Option<&'a str>,
}

/// What is known of a period.
#[derive(Default)]
struct Held<'a> {
    counters: Vec<u64>,
    days: Vec<NaiveDate>,
    documents: Vec<(u64, Option<&'a str>)>,
    told: Vec<(u64, Option<&'a str>)>,
    scope: Scope,
}

/// The periods, few and mostly the same one as before.
#[derive(Default)]
struct Periods<'a>(Vec<(Option<NaiveDate>, Held<'a>)>, usize);

impl<'a> Periods<'a> {
    fn at(&mut self, period: Option<NaiveDate>) -> Option<&mut Held<'a>> {
        if self.0.get(self.1).is_none_or(|(known, _)| *known != period) {
            let found = self.0.iter().position(|(known, _)| *known == period);
            self.1 = found.unwrap_or(self.0.len());
            if found.is_none() {
                self.0.push((period, Held::default()));
            }
        }
        self.0.get_mut(self.1).map(|(_, held)| held)
    }
}

/// What a day says in a number, worked out once for each day.
struct Today {
    day: NaiveDate,
    period: Option<NaiveDate>,
    label: Option<String>,
}

impl Today {
    fn of(series: &Series, day: NaiveDate) -> Result<Self> {
        let years = series.fiscal_years().filter(|_| series.pattern().has_fiscal_year());
        let label = years.map(|years| years.label(day)).transpose()?;
        Ok(Self { day, period: series.period_of(day)?, label })
    }

    fn says(&self, read: &Read) -> bool {
        read.year.is_none_or(|year| year == self.day.year())
            && read
                .short_year
                .is_none_or(|year| i64::from(year) == i64::from(self.day.year().rem_euclid(100)))
            && read.month.is_none_or(|month| month == self.day.month())
            && (read.fiscal_year.is_none() || read.fiscal_year == self.label.as_deref())
    }
}

impl Series {
    /// The first day of the period that a number tells of; of two digits of a year the one nearest to `about` is meant.
    fn period_read(&self, read: &Read, about: NaiveDate) -> Option<NaiveDate> {
        let short = || {
            let year = i32::try_from(read.short_year?).ok()?;
            let century = about.year().wrapping_sub(year).wrapping_add(50).div_euclid(100);
            Some(century.wrapping_mul(100).wrapping_add(year))
        };
        let year = || read.year.or_else(short);
        match self.restart() {
            Restart::Never => None,
            Restart::Yearly => date(year()?, 1, 1).ok(),
            Restart::Monthly => date(year()?, read.month?, 1).ok(),
            Restart::Fiscal => {
                let (month, day) = self.fiscal_years()?.begins();
                date(read.fiscal_year?.get(..4)?.parse().ok()?, month, day).ok()
            }
        }
    }

    /// Proof that the numbers have no gap, no repetition and, where the series is chronological, no wrong order of
    /// days; period by period, in the order in which they are given. The last period is held against the counter.
    ///
    /// # Errors
    /// `calendar.invalid_date` at the edges of the calendar.
    pub fn audit(&self, numbers: &[Number]) -> Result<Audit> {
        self.audit_with(numbers, &[])
    }

    /// [`Series::audit`], with the numbers that were declared void with a reason.
    ///
    /// # Errors
    /// As [`Series::audit`].
    pub fn audit_with(&self, numbers: &[Number], voids: &[Void]) -> Result<Audit> {
        let items = numbers.iter().map(|number| Item {
            text: &number.text,
            day: number.day,
            counter: Some(number.counter),
            document: None,
        });
        self.judge(items, voids, &Books::default())
    }

    /// [`Series::audit`], of texts as they stand in the books, against everything that is known: what was issued, void,
    /// reserved for tills, and told to clients.
    ///
    /// A text that cannot be read, or whose check digits are wrong, holds no place: its number is missing too.
    ///
    /// ```
    /// use backoffice::{date, invoice::numbering::{Books, Entry, Pattern, Series, Told}};
    ///
    /// let series = Series::new("sales", "{year}-{number:3}".parse::<Pattern>()?).restarting_yearly();
    /// let day = date(2026, 3, 2)?;
    /// let (numbers, series) = series.issue_many(&[day; 3])?;
    /// let mut books = Books::default();
    /// for (number, id) in numbers.iter().zip(["a", "b", "c"]) {
    ///     books.entries.push(Entry { text: number.text.clone(), day, document: Some(id.into()) });
    ///     books.told.push(Told { text: number.text.clone(), document: Some(id.into()) });
    /// }
    /// assert!(series.audit_books(&books)?.is_empty());
    ///
    /// // A backup was restored: the last document went, and its number was given to another.
    /// books.entries[2].document = Some("d".into());
    /// assert_eq!(series.audit_books(&books)?.changed[0].number, 3);
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Series::audit`].
    pub fn audit_books(&self, books: &Books) -> Result<Audit> {
        let items = books.entries.iter().map(|entry| Item {
            text: &entry.text,
            day: entry.day,
            counter: None,
            document: entry.document.as_deref(),
        });
        self.judge(items, &books.voids, books)
    }

    fn judge<'a>(
        &'a self,
        items: impl Iterator<Item = Item<'a>>,
        voids: &'a [Void],
        books: &'a Books,
    ) -> Result<Audit> {
        let mut report = Audit::default();
        let mut periods = Periods::default();
        let Some(reader) = Reader::of(self.pattern(), self.id(), self.fiscal_years()) else {
            return Ok(report);
        };
        let mut today: Option<Today> = None;
        for Item { text, day, counter, document } in items {
            let now = match today.take().filter(|now| now.day == day) {
                Some(now) => now,
                None => Today::of(self, day)?,
            };
            let read = reader.read(text);
            let place = match (&read, counter) {
                (Ok(read), None) => Some((self.period_read(read, day), read.number)),
                (Ok(read), Some(counter)) if read.number == counter => {
                    Some((self.period_read(read, day), counter))
                }
                (Ok(_), Some(counter)) => {
                    report.altered.push(text.to_owned());
                    Some((now.period, counter))
                }
                (Err(why), counter) => {
                    let list =
                        if *why == Unread::Check { &mut report.wrong_check } else { &mut report.altered };
                    list.push(text.to_owned());
                    counter.map(|counter| (now.period, counter))
                }
            };
            if let Some((period, counter)) = place {
                if read.is_ok_and(|read| !now.says(&read)) {
                    report.wrong_day.push(Place { period, number: counter });
                }
                if let Some(held) = periods.at(period) {
                    held.counters.push(counter);
                    if self.is_chronological() {
                        held.days.push(day);
                    }
                    if !books.told.is_empty() {
                        held.documents.push((counter, document));
                    }
                }
            }
            today = Some(now);
        }
        for void in voids {
            let period = self.period_of(void.number.day)?;
            if let Some(held) = periods.at(period) {
                held.scope.voids.push(void.number.counter);
            }
        }
        for block in &books.reserved {
            if let Some(held) = periods.at(block.period) {
                held.scope.reserved.push(*block);
            }
        }
        let about = self.last().or_else(|| books.entries.first().map(|entry| entry.day)).unwrap_or_default();
        for told in &books.told {
            let Ok(read) = reader.read(&told.text) else {
                report.altered.push(told.text.clone());
                continue;
            };
            if let Some(held) = periods.at(self.period_read(&read, about)) {
                held.told.push((read.number, told.document.as_deref()));
                held.scope.told.push(read.number);
            }
        }
        for closed in &books.closed {
            if let Some(held) = periods.at(Some(closed.period)) {
                held.scope.next = Some(closed.next);
            }
        }
        if self.last().is_some()
            && let Some(held) = periods.at(self.current())
        {
            held.scope.next = Some(self.next());
        }
        let mut periods = periods.0;
        periods.sort_by_key(|(period, _)| *period);
        for (place, (period, mut held)) in periods.into_iter().enumerate() {
            held.scope.first = if place == 0 { books.first } else { Some(1) };
            held.judge(period, &mut report);
        }
        report.wrong_day.sort_unstable_by_key(|place| (place.period, place.number));
        report.wrong_day.dedup();
        Ok(report)
    }
}

impl Held<'_> {
    fn judge(mut self, period: Option<NaiveDate>, report: &mut Audit) {
        let found = audit_period(&self.counters, &self.scope, period);
        report.gaps.extend(found.gaps);
        report.repeats.extend(found.repeats);
        report.out_of_order.extend(found.out_of_order);
        report.beyond.extend(found.beyond);
        report.lost.extend(found.lost);
        let mut dated: Vec<(u64, NaiveDate)> = self.counters.iter().copied().zip(self.days).collect();
        if !dated.is_sorted_by_key(|(counter, _)| *counter) {
            dated.sort_by_key(|(counter, _)| *counter);
        }
        let mut latest = None;
        for (number, day) in dated {
            if Some(day) < latest {
                report.wrong_day.push(Place { period, number });
            }
            latest = latest.max(Some(day));
        }
        // A number that stands twice in the books may have been told for either of its documents.
        self.documents.sort_unstable();
        let mut changed = vec![];
        for (number, document) in self.told {
            let from = self.documents.partition_point(|(known, _)| *known < number);
            let mut same =
                self.documents.iter().skip(from).take_while(|(known, _)| *known == number).peekable();
            if same.peek().is_some() && same.all(|(_, known)| *known != document) {
                changed.push(number);
            }
        }
        changed.sort_unstable();
        changed.dedup();
        report.changed.extend(changed.into_iter().map(|number| Place { period, number }));
    }
}
