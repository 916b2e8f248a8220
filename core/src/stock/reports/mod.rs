//! Reports of a valuation: pure functions, in rows that become columns.
//!
//! - [`ageing`]: what is on hand by how long it has been there.
//! - [`shortages`] and [`below_zero`]: negative stock by date, with what covered it.
//! - [`summary`]: opening, in, out and closing, by period.
//! - [`reconcile`]: the ledger of stock against a journal, account by account.
//! - [`lineage`]: from what left back to the receipts that it came from, and forward.
//!
//! ```
//! use backoffice::{date, dec, eur, stock::{self, Method, Movement, Policy, reports}};
//!
//! let moves = [
//!     Movement::receive("tea", date(2026, 1, 5)?, dec!(10), eur!(5.00).each()).id("in 1"),
//!     Movement::receive("tea", date(2026, 3, 2)?, dec!(10), eur!(7.00).each()).id("in 2"),
//!     Movement::issue("tea", date(2026, 3, 9)?, dec!(12)).id("out"),
//! ];
//! let value = stock::value(&moves, Method::Fifo, &Policy::IFRS_DEFAULT)?;
//!
//! let aged = reports::ageing(&value, date(2026, 3, 31)?, &[30, 60])?;
//! assert_eq!((aged[0].from_days, aged[0].to_days), (0, Some(30)));
//! assert_eq!((aged[0].quantity, aged[0].value), (dec!(8), eur!(56.00)));
//!
//! let from: Vec<_> = reports::back(&value, 2)?.into_iter().map(|row| (row.origin_id, row.value)).collect();
//! assert_eq!(from, [(Some("in 1".into()), eur!(50.00)), (Some("in 2".into()), eur!(14.00))]);
//! # Ok::<(), backoffice::Error>(())
//! ```

mod ageing;
mod lineage;
mod negative;
mod reconcile;
mod summary;

#[cfg(test)]
mod tests;

pub use ageing::{Aged, ageing};
pub use lineage::{Traced, back, forward, lineage};
pub use negative::{BelowZero, Short, below_zero, shortages};
pub use reconcile::{Reconciled, reconcile};
pub use summary::{Summary, summary};

use super::sides::PoolKey;
use crate::error::{Error, Result, exact};
use rust_decimal::Decimal;

/// A pool by names of its own.
type Pool = (String, Option<String>, Option<String>);

fn owned((item, location, lot): PoolKey<'_>) -> Pool {
    (item.to_owned(), location.map(ToOwned::to_owned), lot.map(ToOwned::to_owned))
}

/// The sum of two quantities.
fn more(one: Decimal, other: Decimal) -> Result<Decimal> {
    // Normalised, as a zero with decimals is not taken for an exact sum with a whole number.
    let sum = exact::add(one.normalize(), other.normalize()).map(|sum| sum.normalize());
    sum.ok_or_else(|| Error::overflow("quantity", other, "sum of quantities"))
}
