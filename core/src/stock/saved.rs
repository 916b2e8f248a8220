//! A book as it is stored: its movements as they were applied, and what else was done, in order; and the book as it was
//! known on a day.

use super::{Book, Closed, Method, Movement, Policy, closing::same};
use crate::{
    error::{Code, Error, Result},
    money::Currency,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the stored form.
const VERSION: u64 = 1;

/// An operation that a book has seen, on the row that it was of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Apply {
        row: usize,
        booked_on: Option<NaiveDate>,
    },
    /// With the movement as it was before.
    Amend {
        row: usize,
        on: NaiveDate,
        booked_on: Option<NaiveDate>,
        before: Box<Movement>,
    },
    Delete {
        row: usize,
        on: NaiveDate,
        booked_on: Option<NaiveDate>,
    },
    Close(Box<Closed>),
    Reopen(NaiveDate),
}

/// The same, to be done again.
#[derive(Clone, Debug)]
enum Step<'a> {
    Apply { movement: &'a Movement, booked_on: Option<NaiveDate> },
    Amend { id: &'a str, movement: &'a Movement, on: NaiveDate, booked_on: Option<NaiveDate> },
    Delete { id: &'a str, on: NaiveDate, booked_on: Option<NaiveDate> },
    Close { upto: NaiveDate, known: Option<&'a Closed> },
    Reopen(NaiveDate),
}

impl Book {
    /// The book as it was known at the end of a day: with the movements that were entered by then, and amended and deleted
    /// as far as that had been done. A movement is entered on its `entered` day, else on that on which it was booked late,
    /// else on its own; an amendment and a deletion on the day that was told with them, and not before the movement; a
    /// period is closed with its last day.
    ///
    /// ```
    /// use backoffice::{currency::EUR, date, dec, eur, stock::{Book, Method, Movement, Policy}};
    ///
    /// let mut book = Book::new(EUR, Method::Fifo, Policy::IFRS_DEFAULT)?;
    /// book.apply(&Movement::receive("tea", date(2026, 1, 5)?, dec!(10), eur!(2.00).each()).id("in"))?;
    /// let bill = Movement::landed_cost("tea", date(2026, 1, 5)?, "in", eur!(5.00));
    /// book.apply(&bill.entered(date(2026, 2, 3)?))?;
    ///
    /// assert_eq!(book.on_hand("tea")?, eur!(25.00));
    /// assert_eq!(book.known_on(date(2026, 1, 31)?)?.on_hand("tea")?, eur!(20.00));
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Book::apply`], where what was known by then cannot stand by itself: an issue whose receipt was entered later.
    pub fn known_on(&self, day: NaiveDate) -> Result<Book> {
        // An amendment is not known before its movement.
        let mut known: BTreeMap<usize, NaiveDate> = BTreeMap::new();
        let mut book = Self::new(self.currency, self.method, self.policy.clone())?;
        for (op, step) in self.ops.iter().zip(self.steps()) {
            let on = match (op, &step) {
                (Op::Apply { row, booked_on }, Step::Apply { movement, .. }) => {
                    let on = movement.entered.or(*booked_on).unwrap_or(movement.day);
                    known.insert(*row, on);
                    on
                }
                (Op::Amend { row, on, .. } | Op::Delete { row, on, .. }, _) => {
                    known.get(row).map_or(*on, |first| (*first).max(*on))
                }
                (Op::Close(closed), _) => closed.upto,
                (Op::Reopen(upto), _) => *upto,
                _ => continue,
            };
            if on > day {
                continue;
            }
            // What was closed may have been something else then.
            let step = match step {
                Step::Close { upto, .. } => Step::Close { upto, known: None },
                step => step,
            };
            book.take(&step)?;
        }
        Ok(book)
    }

    /// Does a step again.
    fn take(&mut self, step: &Step) -> Result<()> {
        match *step {
            Step::Apply { movement, booked_on } => self.applying(movement, booked_on),
            Step::Amend { id, movement, on, booked_on } => self.amending(id, movement, on, booked_on),
            Step::Delete { id, on, booked_on } => self.deleting(id, on, booked_on),
            Step::Close { upto, known } => {
                let closed = self.close(upto)?;
                known.map_or(Ok(()), |known| same(known, &closed))
            }
            Step::Reopen(upto) => self.reopen(upto),
        }
    }

    /// All operations, with the movements as they were told with each.
    fn steps(&self) -> Vec<Step<'_>> {
        // From the end, where each movement is what it is now.
        let mut later: BTreeMap<usize, &Movement> = BTreeMap::new();
        let mut steps = Vec::with_capacity(self.ops.len());
        for op in self.ops.iter().rev() {
            let told = |row: &usize| {
                later.get(row).copied().or_else(|| self.rows.get(*row).map(|row| &row.movement))
            };
            let id = |row: &usize| told(row).and_then(|movement| movement.id.as_deref()).unwrap_or_default();
            let step = match op {
                Op::Apply { row, booked_on } => {
                    told(row).map(|movement| Step::Apply { movement, booked_on: *booked_on })
                }
                Op::Amend { row, on, booked_on, before } => {
                    let id = id(row);
                    let step = told(row).map(|movement| Step::Amend {
                        id,
                        movement,
                        on: *on,
                        booked_on: *booked_on,
                    });
                    later.insert(*row, before);
                    step
                }
                Op::Delete { row, on, booked_on } => {
                    Some(Step::Delete { id: id(row), on: *on, booked_on: *booked_on })
                }
                Op::Close(closed) => Some(Step::Close { upto: closed.upto, known: Some(closed) }),
                Op::Reopen(upto) => Some(Step::Reopen(*upto)),
            };
            steps.extend(step);
        }
        steps.reverse();
        steps
    }
}

/// A book as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Saved {
    #[serde(default = "first")]
    version: u64,
    currency: Currency,
    method: Method,
    policy: Policy,
    /// As they were applied, one after the other.
    #[serde(default)]
    movements: Vec<Movement>,
    /// What else was done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    operations: Vec<Operation>,
}

const fn first() -> u64 {
    VERSION
}

/// What was done after so many movements.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Operation {
    after: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    booked_on: Option<NaiveDate>,
    what: What,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum What {
    /// The next movement is applied late.
    ApplyLate,
    Amend {
        id: String,
        movement: Box<Movement>,
    },
    Delete {
        id: String,
    },
    Close(Closed),
    Reopen {
        upto: NaiveDate,
    },
}

impl From<Book> for Saved {
    fn from(book: Book) -> Self {
        let (mut movements, mut operations) = (Vec::new(), Vec::new());
        for step in book.steps() {
            let after = movements.len() as u64;
            let (on, booked_on, what) = match step {
                Step::Apply { movement, booked_on } => {
                    movements.push(movement.clone());
                    if booked_on.is_none() {
                        continue;
                    }
                    (None, booked_on, What::ApplyLate)
                }
                Step::Amend { id, movement, on, booked_on } => {
                    let movement = Box::new(movement.clone());
                    (Some(on), booked_on, What::Amend { id: id.to_owned(), movement })
                }
                Step::Delete { id, on, booked_on } => {
                    (Some(on), booked_on, What::Delete { id: id.to_owned() })
                }
                Step::Close { known: Some(closed), .. } => (None, None, What::Close(closed.clone())),
                Step::Close { .. } => continue,
                Step::Reopen(upto) => (None, None, What::Reopen { upto }),
            };
            operations.push(Operation { after, on, booked_on, what });
        }
        let (currency, method, policy) = (book.currency, book.method, book.policy.clone());
        Self { version: VERSION, currency, method, policy, movements, operations }
    }
}

impl TryFrom<Saved> for Book {
    type Error = Error;

    fn try_from(saved: Saved) -> Result<Self> {
        if saved.version != VERSION {
            let message = format!(
                "`version` is {}, and this library reads a stored book of version {VERSION}: use a newer one",
                saved.version
            );
            return Err(Error::new(Code::StockUnknownVersion, "version", saved.version, message));
        }
        let mut book = Self::new(saved.currency, saved.method, saved.policy)?;
        let count = |operation: &Operation| usize::try_from(operation.after).unwrap_or(usize::MAX);
        let begin = saved.operations.first().map_or(saved.movements.len(), count);
        let (at_once, rest) = saved.movements.split_at_checked(begin).unwrap_or((&saved.movements, &[]));
        book.fill(at_once.iter())?;
        let mut rest = rest.iter();
        for operation in &saved.operations {
            book.apply_upto(&mut rest, count(operation))?;
            let Operation { on, booked_on, .. } = *operation;
            let day = || on.ok_or_else(|| Error::missing("on"));
            match &operation.what {
                What::ApplyLate => {
                    let row = book.rows.len();
                    let movement = rest.next().ok_or_else(|| Error::missing("movements"))?;
                    book.applying(movement, booked_on).map_err(|error| error.at_row(row))?;
                }
                What::Amend { id, movement } => book.amending(id, movement, day()?, booked_on)?,
                What::Delete { id } => book.deleting(id, day()?, booked_on)?,
                What::Close(closed) => {
                    book.take(&Step::Close { upto: closed.upto, known: Some(closed) })?;
                }
                What::Reopen { upto } => book.reopen(*upto)?,
            }
        }
        book.apply_upto(&mut rest, usize::MAX)?;
        // What changed before is not known any more.
        book.forget(book.version());
        Ok(book)
    }
}

impl Book {
    /// Applies movements until the book has seen so many.
    fn apply_upto(&mut self, rest: &mut std::slice::Iter<Movement>, count: usize) -> Result<()> {
        while self.rows.len() < count {
            let row = self.rows.len();
            let Some(movement) = rest.next() else { break };
            self.applying(movement, None).map_err(|error| error.at_row(row))?;
        }
        Ok(())
    }
}
