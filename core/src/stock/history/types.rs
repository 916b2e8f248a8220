//! What goes in and comes out.

use super::{
    Terms,
    block::{LIMIT, Row},
    key,
};
use crate::{
    error::{Code, Error, Result, exact},
    money::Money,
    stock::amounts,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The place of a movement in its history: the day on which it counts, and its number within that day. No two have the
/// same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct At {
    /// The day.
    pub day: NaiveDate,
    /// The number within the day, in any steps.
    pub sequence: u32,
}

impl At {
    /// That day and number.
    pub const fn new(day: NaiveDate, sequence: u32) -> Self {
        Self { day, sequence }
    }

    pub(super) fn key(self) -> u64 {
        key::of(self.day, self.sequence)
    }

    pub(super) fn of(key: u64) -> Self {
        Self { day: key::day(key), sequence: key::sequence(key) }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} number {}", self.day, self.sequence)
    }
}

/// A movement of a pool: goods in at a value, or goods out, whose cost the history finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Its place.
    pub at: At,
    /// How many of the base unit, above zero.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// What goods in are worth in all, not below zero; none: goods out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Money>,
}

impl Flow {
    /// Goods in.
    pub const fn receipt(at: At, quantity: Decimal, value: Money) -> Self {
        Self { at, quantity, value: Some(value) }
    }

    /// Goods out.
    pub const fn issue(at: At, quantity: Decimal) -> Self {
        Self { at, quantity, value: None }
    }

    pub(super) fn row(&self, terms: &Terms) -> Result<Row> {
        let millionths = amounts::quantity(self.quantity)?;
        let step = 10_i64.pow(amounts::DIGITS.saturating_sub(terms.digits));
        if millionths % step != 0 {
            let digits = terms.digits;
            let message = format!(
                "`quantity` is `{}`: this history is kept in {digits} decimals of the base unit",
                self.quantity
            );
            return Err(Error::new(Code::StockQuantityScale, "quantity", self.quantity, message));
        }
        let quantity = millionths / step;
        let Some(value) = self.value else { return Row::checked(self.at.key(), -quantity, 0) };
        if value.currency() != terms.currency {
            let message = format!("`value` is {value}: this history is kept in {}", terms.currency);
            return Err(Error::new(Code::MoneyMixedCurrencies, "value", value, message));
        }
        let minor = amounts::minor(value);
        let minor = minor.map_err(|_| Error::overflow("value", value, "the value in minor units"))?;
        Row::checked(self.at.key(), quantity, minor)
    }
}

impl Row {
    fn checked(key: u64, quantity: i64, value: i64) -> Result<Self> {
        if quantity == 0 {
            return Err(Error::invalid("quantity", quantity, "a movement moves something"));
        }
        if quantity.checked_abs().is_none_or(|quantity| quantity > LIMIT) {
            return Err(Error::overflow("quantity", quantity, "the quantity on hand"));
        }
        if quantity > 0 && value < 0 {
            let message = format!("`value` is `{value}` minor units: goods in are worth nothing or more");
            return Err(Error::new(Code::NumberNegative, "value", value, message));
        }
        Ok(Self { key, quantity, value: if quantity > 0 { value } else { 0 } })
    }
}

/// Movements as columns of whole numbers, a row for each.
#[derive(Clone, Copy, Debug, Default)]
pub struct Columns<'a> {
    /// Days since 1970-01-01.
    pub day: &'a [i32],
    /// The number within the day; none: the rows of a day in the order given, from 0.
    pub sequence: Option<&'a [u32]>,
    /// The quantity in 10^-`digits` of the base unit: above zero goods in, below zero goods out.
    pub quantity: &'a [i64],
    /// What goods in are worth, in minor units; not looked at for goods out.
    pub value: &'a [i64],
    /// Decimals of a quantity, 0 to 6.
    pub digits: u32,
}

impl Columns<'_> {
    pub(super) fn rows(&self) -> Result<Vec<Row>> {
        let count = self.day.len();
        let sequences = self.sequence.map_or(count, <[u32]>::len);
        for (field, length) in
            [("sequence", sequences), ("quantity", self.quantity.len()), ("value", self.value.len())]
        {
            if length != count {
                let wanted = format!("`day` has {count} rows: columns are of one length");
                return Err(Error::invalid(field, format!("{length} rows"), &wanted));
            }
        }
        if self.digits > amounts::DIGITS {
            return Err(Error::invalid("digits", self.digits, "0 to 6"));
        }
        let sequence = self.sequence.unwrap_or_default();
        let columns = self.day.iter().zip(self.quantity).zip(self.value).enumerate();
        let row = |(index, ((day, quantity), value)): (usize, ((&i32, &i64), &i64))| {
            let valid = NaiveDate::from_epoch_days(*day);
            let valid = valid.ok_or_else(|| Error::invalid("day", day, "a day of the calendar"));
            let number = sequence.get(index).copied().unwrap_or(0);
            let checked = valid.and_then(|day| Row::checked(key::of(day, number), *quantity, *value));
            checked.map_err(|error| error.at_row(index))
        };
        let mut rows = columns.map(row).collect::<Result<Vec<_>>>()?;
        if self.sequence.is_none() {
            if !rows.is_sorted_by_key(|row| row.key) {
                rows.sort_by_key(|row| row.key);
            }
            let (mut day, mut number) = (0, 0);
            for row in &mut rows {
                number = if row.key == day { number + 1 } else { 0 };
                day = row.key;
                row.key += number;
            }
        }
        Ok(rows)
    }
}

pub(super) fn twice(key: u64) -> Error {
    let at = At::of(key);
    let message = format!("there is a movement at {at}: give this one another number");
    Error::new(Code::InputDuplicate, "sequence", at.sequence, message)
}

impl Terms {
    pub(super) fn quantity(&self, units: i64) -> Decimal {
        Decimal::new(units, self.digits).normalize()
    }

    pub(super) fn money(&self, units: i64) -> Money {
        Money::minor(units, self.currency)
    }

    /// The sum of what came in with that more.
    pub(super) fn room(&self, received: i64, more: i64) -> Result<i64> {
        let sum = received.checked_add(more).filter(|sum| *sum <= LIMIT);
        sum.ok_or_else(|| Error::overflow("quantity", self.quantity(more), "the sum of all quantities in"))
    }

    pub(super) fn too_dear(&self, value: i64) -> Error {
        Error::overflow("value", self.money(value), "the sum of all values in")
    }

    /// A movement after which less than nothing would be on hand.
    pub(super) fn short(&self, row: Row, level: i64) -> Error {
        let (at, short) = (At::of(row.key), self.quantity(level.saturating_neg()));
        let message = format!(
            "the issue of {} on {at} would be short by {short}: enter what is missing before it",
            self.quantity(row.quantity.saturating_neg())
        );
        Error::new(Code::StockShort, "quantity", short, message)
    }

    pub(super) fn recorded(&self, row: Row) -> Recorded {
        Recorded {
            at: At::of(row.key),
            way: if row.quantity > 0 { Way::In } else { Way::Out },
            quantity: self.quantity(row.quantity.saturating_abs()),
            value: self.money(row.value),
        }
    }
}

/// Whether goods came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// They came.
    In,
    /// They went.
    Out,
}

/// A movement with what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its place.
    pub at: At,
    /// Whether goods came or went.
    pub way: Way,
    /// How many, above zero.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// What goods in were worth, or the cost of goods out.
    pub value: Money,
}

/// A movement that is not as it was: added, deleted, amended, or of another cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// As it was; none if it was not there.
    pub before: Option<Recorded>,
    /// As it is; none if it is no longer there.
    pub after: Option<Recorded>,
}

/// What is on hand at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// How many of the base unit.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// What they are worth.
    pub value: Money,
}

/// What an edit did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The version before it, for [`History::diff`](super::History::diff).
    pub before: u64,
    /// The version now.
    pub after: u64,
}

/// Which way an answer took. Whichever it was, the answer is that of a replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Path {
    /// First in, first out, cut by position: a difference of the cumulative cost function.
    CostFunction,
    /// First in, first out, cut by what remains: that too, and this many issues of the open layer taken again.
    OpenLayer {
        /// Issues.
        movements: usize,
    },
    /// Moving average: two bounds met, after so many blocks.
    BoundsMet {
        /// Blocks, the one in which they met included.
        blocks: usize,
    },
    /// Moving average: a replay from the last empty shelf.
    EmptyShelf {
        /// Movements taken again.
        movements: usize,
    },
    /// A replay from a block, or a moment, whose state was known.
    Checkpoint {
        /// Movements taken again.
        movements: usize,
    },
    /// Last in, first out: the stack was patched with the last edit.
    StackPatch {
        /// Movements that dug deep enough to have another cost.
        movements: usize,
    },
    /// Average of a period: sums.
    Sums {
        /// Periods, or issues where they are cut by what remains.
        steps: usize,
    },
    /// The costs of so many blocks were written anew.
    Restated {
        /// Blocks.
        blocks: usize,
    },
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CostFunction => f.write_str("difference of the cumulative cost function"),
            Self::OpenLayer { movements } => {
                write!(f, "cumulative cost function, {movements} issues of the open layer taken again")
            }
            Self::BoundsMet { blocks } => write!(f, "bounds met after {blocks} blocks"),
            Self::EmptyShelf { movements } => {
                write!(f, "replay of {movements} movements from the last empty shelf")
            }
            Self::Checkpoint { movements } => write!(f, "replay of {movements} movements from a checkpoint"),
            Self::StackPatch { movements } => write!(f, "patch of the stack, {movements} costs changed"),
            Self::Sums { steps } => write!(f, "sums of periods, {steps} steps"),
            Self::Restated { blocks } => write!(f, "{blocks} blocks restated"),
        }
    }
}
