//! What comes late for a closed period, and what an operation changes of the books.

use super::{
    Book, Cover, Entry, Movement, Totals,
    changes::{Past, Was},
    closing::{Line, Record, Slip},
    engine::{Facts, Outcome},
};
use crate::error::{Code, Error, Result};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What was done late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// A movement was applied.
    Applied,
    /// A movement was amended.
    Amended,
    /// A movement was deleted.
    Deleted,
}

/// What came too late for a closed period, booked on an open day.
///
/// The movement itself, if it was applied, is an entry of its own, booked on that day; `lines` are what it changed in
/// entries that are closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorPeriod {
    /// What was done.
    pub operation: Operation,
    /// The movement: as it is after it, or was before it was deleted.
    pub movement: Movement,
    /// The row of the entry with which it was booked, if it is dated in a closed period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The last day of the closed period to which it belongs: the first of those that it changes.
    pub belongs_to: NaiveDate,
    /// The day on which the differences are booked.
    pub booked_on: NaiveDate,
    /// The closed entries that it changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<PriorLine>,
}

/// A closed entry that would be another now: it stays as it is, and the difference is booked later. Also where the
/// figures are the same, and only the layers differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorLine {
    /// The row of the closed entry.
    pub row: u64,
    /// The last day of the closed period that it is in.
    pub belongs_to: NaiveDate,
    /// What it was: as closed, or after the difference before this one.
    pub before: Entry,
    /// The shortages that it covered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers_before: Vec<Cover>,
    /// What it is: none of a deleted movement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Entry>,
    /// The shortages that it covers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers_after: Vec<Cover>,
    /// By how much the totals of the item change.
    pub difference: Totals,
}

/// An operation that was done: on which row, with what it was before, what changed, and where the difference of closed
/// entries is booked.
pub(super) struct Done {
    pub operation: Operation,
    pub row: usize,
    pub old: Option<Old>,
    pub changed: Vec<(usize, Outcome)>,
    pub booked_on: NaiveDate,
}

/// What a row was.
pub(super) struct Old {
    pub movement: Movement,
    pub facts: Facts,
    pub booked: NaiveDate,
}

impl Book {
    /// Whether the entry of a row stays as it is. What was booked late does too: what changes it later is one more
    /// difference.
    fn stays(&self, index: usize, booked: NaiveDate) -> bool {
        self.closing.is_closed(booked) || self.closing.late.contains_key(&index)
    }

    /// Whether an operation on these days may be, and on which day the differences of closed entries are booked:
    /// differences stand in the order in which they came.
    ///
    /// # Errors
    /// `stock.period_closed` for a day in a closed period, where no other is told or that is closed too; `input.invalid`.
    pub(super) fn booking(&self, days: &[NaiveDate], booked_on: Option<NaiveDate>) -> Result<NaiveDate> {
        let own = days.iter().max().copied().unwrap_or(NaiveDate::MIN);
        let Some(upto) = self.closing.upto() else { return Ok(booked_on.unwrap_or(own)) };
        let last = self.closing.records.last().map_or(NaiveDate::MIN, |record| record.booked_on);
        let refused = |field: &str, day: NaiveDate| {
            let message = format!(
                "`{field}` is {day}, and the book is closed up to {upto}: book it late on a day after that, or reopen the period"
            );
            Err(Error::new(Code::StockPeriodClosed, field, day, message))
        };
        match (days.iter().find(|day| **day <= upto), booked_on) {
            (Some(day), None) => refused("day", *day),
            (None, None) => Ok(own.max(last)),
            (_, Some(on)) if on <= upto => refused("booked_on", on),
            (_, Some(on)) if on < last => {
                let wanted = format!("not before {last}, on which a difference was booked before this one");
                Err(Error::invalid("booked_on", on, &wanted))
            }
            (_, Some(on)) => Ok(on),
        }
    }

    /// Whether a late amendment stays where it is: in its closed period, or on open days.
    ///
    /// # Errors
    /// `stock.period_closed` for another.
    pub(super) fn stays_in_period(&self, old: NaiveDate, new: NaiveDate) -> Result<()> {
        let (from, to) = (self.closing.period(old), self.closing.period(new));
        if from == to {
            return Ok(());
        }
        let message = format!(
            "`day` is {new}, and the movement was dated {old}, in another period that is closed or open: delete it and apply another, both late"
        );
        Err(Error::new(Code::StockPeriodClosed, "day", new, message))
    }

    /// Takes down an operation that was done: what changed of the books, and what would have changed of closed entries.
    pub(super) fn settle(&mut self, done: Done) {
        let Done { operation, row: own, old, mut changed, booked_on } = done;
        let version = self.version();
        if !changed.iter().any(|(row, _)| *row == own) {
            let outcome = self.rows.get(own).map(|row| row.outcome.clone()).unwrap_or_default();
            changed.push((own, outcome));
        }
        let dated = self.rows.get(own).map(|row| row.movement.day);
        let arrived = operation == Operation::Applied && dated.is_some_and(|day| self.closing.is_closed(day));
        let mut lines = Vec::new();
        for (row, outcome) in changed {
            let of_own = old.as_ref().filter(|_| row == own);
            if row == own && old.is_none() {
                self.log.push(Past::Row { version, row, was: None });
                continue;
            }
            let booked = of_own.map_or_else(|| self.booked(row), |old| old.booked);
            if !self.stays(row, booked) {
                let movement = of_own.map(|old| (Box::new(old.movement.clone()), old.facts));
                let was = Was { movement, booked, outcome };
                self.log.push(Past::Row { version, row, was: Some(Box::new(was)) });
                continue;
            }
            let Some(now) = self.rows.get(row) else { continue };
            let (movement, facts) = match of_own {
                Some(old) => (old.movement.clone(), old.facts),
                None => (now.movement.clone(), now.facts),
            };
            let before = Slip { movement, facts, booked, outcome };
            let after = (!now.deleted).then(|| Slip {
                movement: now.movement.clone(),
                facts: now.facts,
                booked,
                outcome: now.outcome.clone(),
            });
            if let (None, Some(id)) = (&after, &before.movement.id) {
                self.closing.retired.insert(id.clone());
            }
            self.closing.frozen.entry(row).or_insert_with(|| before.clone());
            if after.as_ref() != Some(&before) {
                lines.push(Line { number: 0, row, before, after });
            }
        }
        if arrived {
            self.closing.late.insert(own, booked_on);
        }
        if lines.is_empty() && !arrived {
            return;
        }
        lines.sort_by_key(|line| line.row);
        for line in &mut lines {
            self.closing.lines += 1;
            line.number = self.closing.lines;
            self.log.push(Past::Line { version, booked_on, line: Box::new(line.clone()), added: true });
        }
        let movement = match (&old, self.rows.get(own).filter(|row| !row.deleted)) {
            (_, Some(row)) => row.movement.clone(),
            (Some(old), None) => old.movement.clone(),
            (None, None) => return,
        };
        self.closing.records.push(Record { operation, row: own, movement, booked_on, lines });
    }
}
