//! What changed in the books since a version, and the postings of it.

use super::{
    Accounts, Book, Entry, Moved, Movement,
    amounts::{self, written},
    closing::{Line, Sheet, Slip},
    draw::Bearer,
    engine::{Facts, Outcome},
    journal::{netted, post_figures, reversed},
    valuation::bearer,
};
use crate::{
    error::{Error, Result, exact},
    ledger::Journal,
    money::Money,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An entry whose figures changed, or a difference that is booked for one that is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The number of the movement in the order in which they were applied to the book, from 0.
    pub row: u64,
    /// Its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub movement: Option<String>,
    /// Of a difference for a closed period: the day on which it is booked. None of an entry that changes itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prior_period: Option<NaiveDate>,
    /// What it was; none of an entry that is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Figures>,
    /// What it is; none of an entry that is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Figures>,
}

/// The figures of an entry, which are what is posted of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// The movement.
    pub movement: Movement,
    /// The day on which it is booked.
    pub booked_on: NaiveDate,
    /// By how much the quantity on hand changed.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// By how much the value on hand changed.
    pub value: Money,
    /// Of a return to the supplier: what the supplier is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charged: Option<Money>,
    /// Cost of goods that had left before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Money>,
    /// What it cost above what it is worth in stock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variance: Option<Money>,
    /// The cost of goods that never touched the shelf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<Money>,
    /// By pool.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pools: Vec<Moved>,
    /// The shortages that it covered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<CoverFigures>,
}

/// The figures of a cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverFigures {
    /// The number of the movement that was short, in the order in which they were applied.
    pub short: u64,
    /// How many.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// What they cost above what they had left at.
    pub difference: Money,
    /// Who bears it.
    pub bearer: Bearer,
    /// The location of the shortage, where the policy's pools tell them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

impl Figures {
    /// As an entry, without its layers.
    pub(super) fn entry(&self) -> Entry {
        Entry {
            movement: self.movement.clone(),
            booked_on: (self.booked_on != self.movement.day).then_some(self.booked_on),
            quantity: self.quantity,
            value: self.value,
            consumed: Vec::new(),
            charged: self.charged,
            late: self.late,
            variance: self.variance,
            passed: self.passed,
            origins: Vec::new(),
            pools: self.pools.clone(),
        }
    }
}

/// Something of the books as it was before a version.
#[derive(Clone, Debug)]
pub(super) enum Past {
    /// A row; none where it is new.
    Row { version: u64, row: usize, was: Option<Box<Was>> },
    /// A difference of a closed entry that was added, or taken back.
    Line { version: u64, booked_on: NaiveDate, line: Box<Line>, added: bool },
}

/// A movement, and what it says.
type Told = (Box<Movement>, Facts);

/// What a row was.
#[derive(Clone, Debug)]
pub(super) struct Was {
    /// The movement, where that changed.
    pub movement: Option<Told>,
    pub booked: NaiveDate,
    pub outcome: Outcome,
}

impl Past {
    fn version(&self) -> u64 {
        match self {
            Self::Row { version, .. } | Self::Line { version, .. } => *version,
        }
    }
}

impl Book {
    /// How many operations the book has seen: every movement applied, amended or deleted, every closing and reopening is
    /// one more.
    pub fn version(&self) -> u64 {
        self.ops.len() as u64
    }

    /// What changed since a version: exactly the entries whose figures are others now, in the order in which their
    /// movements were applied, then the differences for closed periods. What changed there and back is left out.
    ///
    /// ```
    /// use backoffice::{currency::EUR, date, dec, eur, stock::{Book, Method, Movement, Policy}};
    ///
    /// let mut book = Book::new(EUR, Method::Fifo, Policy::IFRS_DEFAULT)?;
    /// book.apply(&Movement::receive("tea", date(2026, 1, 5)?, dec!(10), eur!(2.00).each()).id("in"))?;
    /// book.apply(&Movement::issue("tea", date(2026, 1, 20)?, dec!(4)).id("out"))?;
    ///
    /// let version = book.version();
    /// book.apply(&Movement::receive("tea", date(2026, 1, 2)?, dec!(4), eur!(1.00).each()).id("earlier"))?;
    /// let changes = book.diff(version)?;
    /// assert_eq!(changes[0].movement.as_deref(), Some("out"));
    /// assert_eq!(changes[0].before.as_ref().unwrap().value, eur!(-8.00));
    /// assert_eq!(changes[0].after.as_ref().unwrap().value, eur!(-4.00));
    /// assert_eq!(changes[1].movement.as_deref(), Some("earlier")); // new
    /// assert_eq!(changes.len(), 2);
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    ///
    /// # Errors
    /// `input.invalid` for a version that is still to come, or that is no longer kept ([`Book::forget`]); a book that was
    /// loaded keeps changes from then on.
    pub fn diff(&self, since: u64) -> Result<Vec<Change>> {
        if since > self.version() {
            let wanted = format!("the book is at version {}", self.version());
            return Err(Error::invalid("since", since, &wanted));
        }
        if since < self.kept {
            let wanted = format!("changes are kept since version {}", self.kept);
            return Err(Error::invalid("since", since, &wanted));
        }
        let start = self.log.partition_point(|past| past.version() <= since);
        // By row: what it was first; and its movement then, where that changed.
        let mut rows: BTreeMap<usize, (Option<&Was>, Option<&Told>)> = BTreeMap::new();
        let mut lines: BTreeMap<u64, (NaiveDate, &Line, bool)> = BTreeMap::new();
        for past in self.log.get(start..).unwrap_or_default() {
            match past {
                Past::Row { row, was, .. } => {
                    let was = was.as_deref();
                    let first = rows.entry(*row).or_insert((was, None));
                    first.1 = first.1.or(was.and_then(|was| was.movement.as_ref()));
                }
                Past::Line { booked_on, line, added, .. } => {
                    // What was added and taken back in between was never there.
                    if lines.remove(&line.number).is_none() {
                        lines.insert(line.number, (*booked_on, &**line, *added));
                    }
                }
            }
        }
        let mut changes = Vec::new();
        for (row, (was, movement)) in rows {
            let before = match was {
                None => None,
                Some(was) => {
                    let known = movement.map(|(movement, facts)| (&**movement, *facts));
                    let known = known.or_else(|| self.sheet(row).map(|sheet| (sheet.movement, sheet.facts)));
                    let sheet = known.map(|(movement, facts)| Sheet {
                        movement,
                        facts,
                        booked: was.booked,
                        outcome: &was.outcome,
                    });
                    sheet.map(|sheet| self.figures(sheet)).transpose()?
                }
            };
            let after = self.sheet(row).map(|sheet| self.figures(sheet)).transpose()?;
            changes.extend(change(row, None, before, after));
        }
        for (booked_on, line, added) in lines.into_values() {
            let figures = |slip: Option<&Slip>| slip.map(|slip| self.figures(slip.sheet())).transpose();
            let (before, after) = (figures(Some(&line.before))?, figures(line.after.as_ref())?);
            let (before, after) = if added { (before, after) } else { (after, before) };
            changes.extend(change(line.row, Some(booked_on), before, after));
        }
        Ok(changes)
    }

    /// Forgets what changed up to a version, which then is the first that [`Book::diff`] can be asked of.
    pub fn forget(&mut self, version: u64) {
        let upto = self.log.partition_point(|past| past.version() <= version);
        self.log.drain(..upto);
        self.kept = self.kept.max(version.min(self.version()));
    }

    /// The figures of an entry.
    fn figures(&self, sheet: Sheet) -> Result<Figures> {
        let currency = self.currency;
        let Sheet { movement, booked, outcome, .. } = sheet;
        let money = |units: i64| Money::minor(units, currency);
        let nothing = |units: i64| (units != 0).then(|| money(units));
        let mut covers = Vec::with_capacity(outcome.covers.len());
        for cover in &outcome.covers {
            let Some(short) = self.rows.get(cover.short) else { continue };
            covers.push(CoverFigures {
                short: cover.short as u64,
                quantity: written(cover.quantity),
                difference: amounts::money(i128::from(cover.cost) - i128::from(cover.provisional), currency)?,
                bearer: bearer(&short.movement, &self.policy),
                location: self.policy.pools.place(&short.movement).0.map(str::to_owned),
            });
        }
        let moved = outcome.effects.iter().map(|effect| {
            let text = |number: Option<u32>| number.map(|number| self.names.name(number).to_owned());
            let (location, lot) = (text(effect.place.0), text(effect.place.1));
            Moved { location, lot, quantity: written(effect.quantity), value: money(effect.value) }
        });
        Ok(Figures {
            movement: movement.clone(),
            booked_on: booked,
            quantity: written(outcome.quantity),
            value: money(outcome.value()),
            charged: outcome.charged.map(money),
            late: nothing(outcome.late),
            variance: nothing(outcome.variance),
            passed: nothing(outcome.passed),
            pools: moved.collect(),
            covers,
        })
    }
}

fn change(
    row: usize,
    prior_period: Option<NaiveDate>,
    before: Option<Figures>,
    after: Option<Figures>,
) -> Option<Change> {
    if before == after {
        return None;
    }
    let movement = after.as_ref().or(before.as_ref()).and_then(|figures| figures.movement.id.clone());
    Some(Change { row: row as u64, movement, prior_period, before, after })
}

/// The postings of what changed: of each change the reversal of what it was and the posting of what it is, each on the
/// day on which it is booked; of a difference for a closed period what is left of the two by account, on its own day. The
/// journals of all changes, one after the other, come to that of the last valuation, by account.
///
/// # Errors
/// As [`post`](super::post).
pub fn post_changes(changes: &[Change], accounts: &Accounts) -> Result<Journal> {
    let mut journal = Journal::new();
    for change in changes {
        let posted = |figures: &Option<Figures>| -> Result<Journal> {
            let mut journal = Journal::new();
            if let Some(figures) = figures {
                post_figures(&mut journal, figures, accounts)?;
            }
            Ok(journal)
        };
        let own = reversed(&posted(&change.before)?, &posted(&change.after)?)?;
        match (change.prior_period, change.after.as_ref().or(change.before.as_ref())) {
            (Some(day), Some(figures)) => netted(&mut journal, &own, day, &figures.movement)?,
            _ => journal.append(&own)?,
        }
    }
    journal.balanced()?;
    Ok(journal)
}
