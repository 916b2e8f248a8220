//! Closed periods: what is dated in them stays as it was; what arrives late is booked on an open day as the difference.
//!
//! The movements are costed as they really stand, whether a period is closed or not. Beside that the book keeps what its
//! books say, where the two differ: the entries of closed periods as they were, and for each operation that came late a
//! record of what it changed in them.

use super::{
    Book, Cover, Entry, Movement, Operation, PriorLine, PriorPeriod, Valuation,
    changes::{Past, Was},
    engine::{Facts, Key, Outcome},
    saved::Op,
};
use crate::error::{Code, Error, Result};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A checkpoint: the books up to a day, as they stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// The last day that is closed.
    pub upto: NaiveDate,
    /// How many entries the period has, from the day after the closing before it.
    pub entries: u64,
    /// SHA-256 in 64 lower-case hexadecimal digits, over the hash of the closing before it and what is dated in the
    /// period: its entries, covers and prior-period differences in JSON, a line each, in which a row of what is booked after
    /// the period is the first row after it.
    pub hash: String,
}

/// A movement and what it did, as the books have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub movement: Movement,
    pub facts: Facts,
    /// The day on which it is on the books.
    pub booked: NaiveDate,
    pub outcome: Outcome,
}

/// The same, looked at.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    pub movement: &'a Movement,
    pub facts: Facts,
    pub booked: NaiveDate,
    pub outcome: &'a Outcome,
}

impl Slip {
    pub fn sheet(&self) -> Sheet<'_> {
        Sheet { movement: &self.movement, facts: self.facts, booked: self.booked, outcome: &self.outcome }
    }
}

/// A difference of a closed entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number among all of the book.
    pub number: u64,
    pub row: usize,
    pub before: Slip,
    pub after: Option<Slip>,
}

/// The differences that came with an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub operation: Operation,
    pub row: usize,
    pub movement: Movement,
    pub booked_on: NaiveDate,
    pub lines: Vec<Line>,
}

/// What the books say where it is not what the movements come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Closing {
    pub closed: Vec<Closed>,
    /// The entries of closed periods that would be others now.
    pub frozen: BTreeMap<usize, Slip>,
    /// The rows that are booked on another day than their own.
    pub late: BTreeMap<usize, NaiveDate>,
    pub records: Vec<Record>,
    /// The ids of closed entries whose movement was deleted.
    pub retired: BTreeSet<String>,
    pub lines: u64,
}

impl Closing {
    pub fn upto(&self) -> Option<NaiveDate> {
        self.closed.last().map(|closed| closed.upto)
    }

    pub fn is_closed(&self, day: NaiveDate) -> bool {
        self.upto().is_some_and(|upto| day <= upto)
    }

    /// The last day of the closed period that a day is in.
    pub fn period(&self, day: NaiveDate) -> Option<NaiveDate> {
        let place = self.closed.partition_point(|closed| closed.upto < day);
        self.closed.get(place).map(|closed| closed.upto)
    }
}

impl Book {
    /// Closes the books up to a day and gives the checkpoint: from now on nothing that is dated in it changes. Applying,
    /// amending or deleting a movement of such a day is `stock.period_closed`; what arrives late is booked on an open day
    /// ([`Book::apply_late`]).
    ///
    /// ```
    /// use backoffice::{currency::EUR, date, dec, eur, stock::{Book, Method, Movement, Policy}};
    ///
    /// let mut book = Book::new(EUR, Method::Fifo, Policy::IFRS_DEFAULT)?;
    /// book.apply(&Movement::receive("tea", date(2026, 1, 5)?, dec!(10), eur!(2.00).each()))?;
    /// book.apply(&Movement::issue("tea", date(2026, 1, 20)?, dec!(4)))?; // costs 8.00
    /// let january = book.close(date(2026, 1, 31)?)?;
    /// assert_eq!(january.entries, 2);
    ///
    /// let late = Movement::receive("tea", date(2026, 1, 2)?, dec!(3), eur!(1.00).each());
    /// assert_eq!(book.apply(&late).unwrap_err().code(), "stock.period_closed");
    /// book.apply_late(&late, date(2026, 2, 3)?)?;
    ///
    /// let value = book.valuation()?;
    /// value.conserved()?;
    /// assert_eq!(value.entries[1].cost(), eur!(8.00)); // as closed
    /// let prior = &value.prior_periods[0];
    /// assert_eq!(prior.belongs_to, date(2026, 1, 31)?);
    /// assert_eq!(prior.booked_on, date(2026, 2, 3)?);
    /// assert_eq!(prior.lines[0].difference.cost, eur!(-3.00)); // 3 × 1.00 + 1 × 2.00, and not 8.00
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    ///
    /// # Errors
    /// `input.invalid` when the day is not after the last that is closed, or, under a periodic method, not the last of its
    /// period; `number.out_of_range`.
    pub fn close(&mut self, upto: NaiveDate) -> Result<Closed> {
        if let Some(last) = self.closing.upto().filter(|last| upto <= *last) {
            let wanted = format!("a day after {last}, up to which the book is closed");
            return Err(Error::invalid("upto", upto, &wanted));
        }
        let period = self.policy.period;
        let ends = upto.succ_opt().is_none_or(|next| period.of(next) != period.of(upto));
        if self.method.is_periodic() && !ends {
            let wanted = "the last day of a costing period: a periodic method costs it as a whole";
            return Err(Error::invalid("upto", upto, wanted));
        }
        let valuation = self.valuation()?;
        let closed = sealed(&valuation, self.closing.closed.last(), upto)?;
        self.closing.closed.push(closed.clone());
        self.ops.push(Op::Close(Box::new(closed.clone())));
        Ok(closed)
    }

    /// The closings, the first one first.
    pub fn closings(&self) -> &[Closed] {
        &self.closing.closed
    }

    /// Whether what is closed still is what it was when it was closed: works out the hash of every closing again.
    ///
    /// # Errors
    /// `stock.checkpoint_broken`, naming the day up to which the book was closed; `number.out_of_range`.
    pub fn verify(&self) -> Result<()> {
        if self.closing.closed.is_empty() {
            return Ok(());
        }
        let valuation = self.valuation()?;
        let mut before = None;
        for closed in &self.closing.closed {
            same(closed, &sealed(&valuation, before, closed.upto)?)?;
            before = Some(closed);
        }
        Ok(())
    }

    /// Opens again what was closed up to that day, and all that was closed after it. What had been booked late for it goes
    /// back to where it belongs.
    ///
    /// # Errors
    /// `input.invalid` when there is no closing up to that day.
    pub fn reopen(&mut self, upto: NaiveDate) -> Result<()> {
        let place = self.closing.closed.iter().position(|closed| closed.upto == upto);
        let place =
            place.ok_or_else(|| Error::invalid("upto", upto, "a day up to which the book was closed"))?;
        self.closing.closed.truncate(place);
        self.ops.push(Op::Reopen(upto));
        let version = self.version();
        // A row that is booked late belongs where its movement is dated.
        let late = &self.closing.late;
        let belongs =
            |row: usize, slip: &Slip| if late.contains_key(&row) { slip.movement.day } else { slip.booked };
        let still = self.closing.upto();
        let opens = |day: NaiveDate| still.is_none_or(|upto| day > upto);
        let free: Vec<usize> = self
            .closing
            .frozen
            .iter()
            .filter(|(row, slip)| opens(belongs(**row, slip)))
            .map(|(row, _)| *row)
            .collect();
        for record in &mut self.closing.records {
            let (gone, kept) = std::mem::take(&mut record.lines)
                .into_iter()
                .partition::<Vec<_>, _>(|line| opens(belongs(line.row, &line.before)));
            record.lines = kept;
            let booked_on = record.booked_on;
            self.log.extend(gone.into_iter().map(|line| Past::Line {
                version,
                booked_on,
                line: Box::new(line),
                added: false,
            }));
        }
        for row in &free {
            let Some(slip) = self.closing.frozen.remove(row) else { continue };
            if let Some(id) = &slip.movement.id {
                self.closing.retired.remove(id);
            }
            let was = Was {
                movement: Some((Box::new(slip.movement), slip.facts)),
                booked: slip.booked,
                outcome: slip.outcome,
            };
            self.log.push(Past::Row { version, row: *row, was: Some(Box::new(was)) });
        }
        let rows = &self.rows;
        let (kept, gone) =
            std::mem::take(&mut self.closing.late).into_iter().partition::<BTreeMap<_, _>, _>(|(row, _)| {
                rows.get(*row).is_some_and(|row| !opens(row.movement.day))
            });
        self.closing.late = kept;
        for (row, booked) in gone.into_iter().filter(|(row, _)| !free.contains(row)) {
            let Some(known) = self.rows.get(row).filter(|row| !row.deleted) else { continue };
            let was = Was { movement: None, booked, outcome: known.outcome.clone() };
            self.log.push(Past::Row { version, row, was: Some(Box::new(was)) });
        }
        let late = &self.closing.late;
        self.closing.records.retain(|record| !record.lines.is_empty() || late.contains_key(&record.row));
        Ok(())
    }

    /// A row as the books have it; none of one that was deleted.
    pub(super) fn sheet(&self, index: usize) -> Option<Sheet<'_>> {
        match self.closing.frozen.get(&index) {
            Some(slip) => Some(slip.sheet()),
            None => self.truth(index),
        }
    }

    /// A row as the movements have it.
    pub(super) fn truth(&self, index: usize) -> Option<Sheet<'_>> {
        let row = self.rows.get(index).filter(|row| !row.deleted)?;
        let booked = self.booked(index);
        Some(Sheet { movement: &row.movement, facts: row.facts, booked, outcome: &row.outcome })
    }

    /// The day on which a row is on the books.
    pub(super) fn booked(&self, index: usize) -> NaiveDate {
        let Closing { frozen, late, .. } = &self.closing;
        let known = frozen.get(&index).map(|slip| slip.booked).or_else(|| late.get(&index).copied());
        known.or_else(|| self.rows.get(index).map(|row| row.movement.day)).unwrap_or(NaiveDate::MIN)
    }

    /// The rows of the books in their order: by the day on which they are booked.
    pub(crate) fn booked_order(&self) -> Vec<usize> {
        let rows = 0..self.rows.len();
        let mut order: Vec<(Key, usize)> = rows
            .filter_map(|index| {
                let sheet = self.sheet(index)?;
                let key = Key::new(sheet.movement, sheet.facts, index, &self.policy);
                Some((key.on(sheet.booked), index))
            })
            .collect();
        order.sort_unstable();
        order.into_iter().map(|(_, index)| index).collect()
    }
}

/// A closing against the same worked out again.
pub(super) fn same(told: &Closed, found: &Closed) -> Result<()> {
    if told == found {
        return Ok(());
    }
    let message = format!(
        "the book was closed up to {} with the hash {}, and its entries have {}: what was closed was altered",
        told.upto, told.hash, found.hash
    );
    Err(Error::new(Code::StockCheckpointBroken, "hash", &told.hash, message))
}

/// The checkpoint of a period: of what the books have between the closing before it and its last day.
fn sealed(valuation: &Valuation, before: Option<&Closed>, upto: NaiveDate) -> Result<Closed> {
    let since = before.map(|closed| closed.upto);
    let within = |day: NaiveDate| since.is_none_or(|since| day > since) && day <= upto;
    let mut hasher = Sha256::new();
    hasher.update(b"backoffice stock closing 1\n");
    hasher.update(before.map_or("", |closed| closed.hash.as_str()).as_bytes());
    hasher.update(format!("\n{upto}\n").as_bytes());
    // Rows of what is booked after the period move with what is booked later still: each is told as the first of them.
    let after = valuation.entries.iter().filter(|entry| entry.posted_on() <= upto).count() as u64;
    let mut entries = 0;
    for entry in valuation.entries.iter().filter(|entry| within(entry.posted_on())) {
        entries += 1;
        line(&mut hasher, &entry.clone().with_rows_to(after))?;
    }
    let row = |row: u64| usize::try_from(row).ok().and_then(|row| valuation.entries.get(row));
    let covers = valuation.covers.iter();
    for cover in covers.filter(|cover| row(cover.row).is_some_and(|entry| within(entry.posted_on()))) {
        line(&mut hasher, &cover.clone().with_rows_to(after))?;
    }
    for prior in valuation.prior_periods.iter().filter(|prior| within(prior.booked_on)) {
        line(&mut hasher, &prior.clone().with_rows_to(after))?;
    }
    let hash = data_encoding::HEXLOWER.encode(&hasher.finalize());
    Ok(Closed { upto, entries, hash })
}

impl Entry {
    /// The same, where no row is above `most`.
    pub(super) fn with_rows_to(mut self, most: u64) -> Self {
        self.consumed.iter_mut().for_each(|part| part.row = part.row.map(|row| row.min(most)));
        self.origins.iter_mut().for_each(|origin| origin.row = origin.row.min(most));
        self
    }
}

impl Cover {
    pub(super) fn with_rows_to(mut self, most: u64) -> Self {
        (self.short, self.row) = (self.short.min(most), self.row.min(most));
        self
    }
}

impl PriorPeriod {
    pub(super) fn with_rows_to(mut self, most: u64) -> Self {
        let covers = |covers: Vec<Cover>| covers.into_iter().map(|cover| cover.with_rows_to(most)).collect();
        self.row = self.row.map(|row| row.min(most));
        let lines = self.lines.into_iter().map(|line| PriorLine {
            row: line.row.min(most),
            before: line.before.with_rows_to(most),
            covers_before: covers(line.covers_before),
            after: line.after.map(|after| after.with_rows_to(most)),
            covers_after: covers(line.covers_after),
            ..line
        });
        self.lines = lines.collect();
        self
    }
}

fn line(hasher: &mut Sha256, written: &impl Serialize) -> Result<()> {
    let unfit = |error: serde_json::Error| Error::invalid("entries", error, "what can be written as JSON");
    hasher.update(serde_json::to_vec(written).map_err(unfit)?);
    hasher.update(b"\n");
    Ok(())
}
