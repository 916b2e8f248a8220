//! The past of one pool, in which entries can be added, changed and deleted at any place at the cost of a look at a few
//! blocks.
//!
//! A [`History`] holds the movements of one item at one place in the order of their days, in blocks of some hundred, with
//! the sums of each block. Whatever way an answer takes, it is the one that a replay of all movements would give, to the
//! last minor unit; [`History::explain`] says which way that was:
//!
//! - First in, first out: the closing value and the costs of a period are differences of one cumulative cost function,
//!   found by search; where costs are cut by what remains, the open layer is taken again from its beginning.
//! - Moving average: the state of a known block, an empty shelf, or two bounds that close in on the value.
//! - Last in, first out: only the movements that dig below the entry change their costs.
//! - Average of a period: sums. Highest cost first: a replay from the last checkpoint.
//!
//! Amounts are rounded half up (away from zero) and on hand is never below zero: an entry or a deletion after which it
//! would be is refused with the first movement that would be short.
//!
//! ```
//! use backoffice::{currency::EUR, date, dec, eur, stock::{Method, Policy, history::{At, Flow, History}}};
//!
//! let mut bolts = History::new(EUR, Method::Fifo, &Policy::IFRS_DEFAULT)?;
//! bolts.insert(&Flow::receipt(At::new(date(2026, 1, 5)?, 0), dec!(100), eur!(10.00)))?;
//! bolts.insert(&Flow::receipt(At::new(date(2026, 2, 5)?, 0), dec!(100), eur!(12.00)))?;
//! bolts.insert(&Flow::issue(At::new(date(2026, 3, 1)?, 0), dec!(150)))?;
//! assert_eq!(bolts.closing().value, eur!(6.00)); // 50 × 0.12
//!
//! // In April a receipt of the third of January is found.
//! let known = bolts.version();
//! bolts.insert(&Flow::receipt(At::new(date(2026, 1, 3)?, 0), dec!(20), eur!(1.80)))?;
//! assert_eq!(bolts.closing().value, eur!(8.40)); // 70 × 0.12
//! assert_eq!(bolts.cost_between(date(2026, 3, 1)?, date(2026, 3, 31)?), eur!(15.40));
//! let changed = bolts.diff(known)?;
//! assert_eq!(changed.len(), 2); // the receipt itself, and the issue: 16.00 before, 15.40 now
//!
//! // Without the receipt of January the issue would be short.
//! let error = bolts.delete(At::new(date(2026, 1, 5)?, 0)).unwrap_err();
//! assert_eq!((error.code().as_str(), error.value()), ("stock.short", "30"));
//! # Ok::<(), backoffice::Error>(())
//! ```

mod average;
mod block;
mod diff;
mod edit;
mod fifo;
mod highest;
mod key;
mod lifo;
mod periodic;
mod read;
mod rest;
mod rows;
mod tree;
mod types;

#[cfg(test)]
mod tests;

pub use types::{At, Change, Closing, Columns, Difference, Flow, Path, Recorded, Way};

use super::{CostingPeriod, Cut, DayOrder, Method, Negative, Policy};
use crate::{
    error::{Error, Result, document},
    money::{Currency, Mode},
};
use block::Row;
use highest::Checkpoints;
use periodic::Openings;
use rest::Rest;
use rows::Rows;
use serde::Serialize;

/// No block has more movements.
const BLOCK: usize = 768;

/// How costs are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    Fifo,
    Lifo,
    Average,
    Periodic,
    Highest,
}

/// What a history keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Terms {
    rule: Rule,
    cut: Cut,
    period: CostingPeriod,
    currency: Currency,
    /// Decimals of a quantity.
    digits: u32,
}

/// The movements of one pool under one method, open to the past.
///
/// Quantities are held in 10^-6 of the base unit, or as [`Columns::digits`] says, values in minor units. A movement is
/// named by its place in the order, [`At`]. See the [example](self).
///
/// Memory: 24 bytes a movement (place, quantity, and the value in or the cost out) and the index, less than 2 bytes more;
/// [`History::memory`] counts them.
#[derive(Clone, Debug)]
pub struct History {
    terms: Terms,
    rows: Rows<Rest>,
    openings: Openings,
    checkpoints: Checkpoints,
    /// The edits since version `forgotten`.
    log: Vec<edit::Step>,
    forgotten: u64,
    path: Path,
}

impl History {
    /// An empty history under a method: `fifo`, `lifo`, `moving_average`, `periodic_average`, `hifo`. Of the policy the
    /// framework, the cut and the period count.
    ///
    /// # Errors
    /// `stock.method_not_allowed`; `input.invalid` with the field for another method, and for a policy that does not round
    /// half up, does not forbid negative stock, does not take a day in the caller's sequence, or has decimals by item.
    pub fn new(currency: Currency, method: Method, policy: &Policy) -> Result<Self> {
        let terms = Terms::new(currency, method, policy)?;
        Ok(Self::with(terms, Vec::new(), BLOCK))
    }

    /// Of movements in any order.
    ///
    /// # Errors
    /// As [`History::new`]; as [`History::insert`], with the row.
    pub fn of<'a>(
        currency: Currency,
        method: Method,
        policy: &Policy,
        flows: impl IntoIterator<Item = &'a Flow>,
    ) -> Result<Self> {
        let terms = Terms::new(currency, method, policy)?;
        let rows = flows.into_iter().enumerate();
        let rows = rows.map(|(index, flow)| flow.row(&terms).map_err(|error| error.at_row(index)));
        Self::load(terms, rows.collect::<Result<_>>()?, BLOCK)
    }

    /// Of columns of whole numbers, as they are held.
    ///
    /// # Errors
    /// As [`History::new`]; `input.invalid` for columns of different lengths; as [`History::insert`], with the row.
    pub fn from_columns(
        currency: Currency,
        method: Method,
        policy: &Policy,
        columns: &Columns<'_>,
    ) -> Result<Self> {
        let terms = Terms { digits: columns.digits, ..Terms::new(currency, method, policy)? };
        Self::load(terms, columns.rows()?, BLOCK)
    }

    fn with(terms: Terms, rows: Vec<Row>, block: usize) -> Self {
        let mut history = Self {
            terms,
            rows: Rows::new(&rows, block),
            openings: Openings::default(),
            checkpoints: Checkpoints::default(),
            log: Vec::new(),
            forgotten: 0,
            path: Path::Sums { steps: 0 },
        };
        drop(rows);
        if terms.rule == Rule::Lifo {
            lifo::write(&mut history.rows, terms.cut);
        }
        history
    }

    fn load(terms: Terms, mut rows: Vec<Row>, block: usize) -> Result<Self> {
        if !rows.is_sorted_by_key(|row| row.key) {
            rows.sort_by_key(|row| row.key);
        }
        let (mut received, mut value, mut last) = (0_i64, 0_i64, None);
        for row in &rows {
            if last == Some(row.key) {
                return Err(types::twice(row.key));
            }
            last = Some(row.key);
            if row.quantity > 0 {
                received = terms.room(received, row.quantity)?;
                value = value.checked_add(row.value).ok_or_else(|| terms.too_dear(row.value))?;
            }
        }
        let mut level = 0_i64;
        for row in &rows {
            // What has left before is no more than came in, so that this fits.
            level += row.quantity;
            if level < 0 {
                return Err(terms.short(*row, level));
            }
        }
        Ok(Self::with(terms, rows, block))
    }

    /// How many movements there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How often the history was changed: the version that [`History::diff`] takes.
    pub fn version(&self) -> u64 {
        self.forgotten + self.log.len() as u64
    }

    /// Which way the last answer took.
    pub fn explain(&self) -> Path {
        self.path
    }

    /// What is held, in bytes: all movements, the index over them, and the edits that [`History::diff`] rests on.
    pub fn memory(&self) -> usize {
        let log = self.log.capacity() * size_of::<edit::Step>();
        size_of::<Self>() + self.rows.bytes() + self.openings.bytes() + self.checkpoints.bytes() + log
    }
}

impl Terms {
    fn new(currency: Currency, method: Method, policy: &Policy) -> Result<Self> {
        policy.allow(method)?;
        let rule = match method {
            Method::Fifo => Rule::Fifo,
            Method::Lifo => Rule::Lifo,
            Method::MovingAverage => Rule::Average,
            Method::PeriodicAverage => Rule::Periodic,
            Method::Hifo => Rule::Highest,
            Method::PeriodicFifo | Method::PeriodicLifo | Method::Standard | Method::Specific => {
                let wanted = "a history is kept under fifo, lifo, moving_average, periodic_average or hifo; use a book";
                return Err(Error::invalid("method", method, wanted));
            }
        };
        only("negative", &policy.negative, &Negative::Forbid, "a history is never short; use a book")?;
        only(
            "rounding",
            &policy.rounding,
            &Mode::HalfUp,
            "a history rounds half away from zero; use a book",
        )?;
        let sequence = "within a day a history keeps to the sequence; use a book, or number receipts first";
        only("day_order", &policy.day_order, &DayOrder::Sequence, sequence)?;
        if let Some((item, digits)) = policy.decimals.first_key_value() {
            let field = format!("decimals.{item}");
            let wanted = "a history does not know of which item it is: leave `decimals` out, or load columns with `digits`";
            return Err(Error::invalid(&field, digits, wanted));
        }
        let digits = super::amounts::DIGITS;
        Ok(Self { rule, cut: policy.cut, period: policy.period, currency, digits })
    }
}

/// Refuses every choice but one.
fn only<T: PartialEq + Serialize>(field: &str, chosen: &T, kept: &T, wanted: &str) -> Result<()> {
    if chosen == kept {
        return Ok(());
    }
    let told = document::write(field, chosen)?;
    Err(Error::invalid(field, told.as_str().unwrap_or_default(), wanted))
}
