//! Stock: movements in, layers and cost out; conserved to the last cent.
//!
//! A [`Movement`] says what came, went or was counted; a [`Method`] says which cost leaves with an issue; a [`Policy`]
//! names every other choice. [`value`] takes all movements at once, a [`Book`] one after the other. The [`Valuation`] has
//! what is on hand, in which layers, what each issue cost and from which layers, and what was short;
//! [`Valuation::conserved`] judges it, and [`post`] makes the journal.
//!
//! Inside, quantities are integers in millionths of the base unit and values integers in minor units. A layer holds its
//! total cost and never a unit price, so that no cent is lost and an empty shelf is worth nothing.
//!
//! ```
//! use backoffice::{date, dec, eur, stock::{self, Method, Movement, Policy}};
//!
//! let moves = [
//!     Movement::receive("bolt", date(2026, 1, 5)?, dec!(100), eur!(0.10).each()),
//!     Movement::receive("bolt", date(2026, 2, 5)?, dec!(100), eur!(0.12).each()),
//!     Movement::issue("bolt", date(2026, 3, 1)?, dec!(150)),
//! ];
//!
//! let fifo = stock::value(&moves, Method::Fifo, &Policy::IFRS_DEFAULT)?;
//! let average = stock::value(&moves, Method::MovingAverage, &Policy::IFRS_DEFAULT)?;
//!
//! assert_eq!(fifo.cost_of("bolt"), eur!(16.00)); // 100 × 0.10 + 50 × 0.12
//! assert_eq!(fifo.on_hand("bolt"), eur!(6.00)); // 50 × 0.12
//! assert_eq!(average.cost_of("bolt"), eur!(16.50)); // 150 × 0.11
//! for layer in fifo.layers("bolt") {
//!     assert_eq!(layer.to_string(), "50 bolt from 2026-02-05 at 0.12 EUR");
//! }
//! fifo.conserved()?;
//! # Ok::<(), backoffice::Error>(())
//! ```

mod amounts;
mod book;
mod draw;
mod engine;
mod family;
mod journal;
mod judge;
mod movement;
mod nrv;
mod policy;
mod pool;
pub mod reports;
mod shelf;
mod sides;
mod valuation;

#[cfg(test)]
mod tests;

pub use book::Book;
pub use journal::{Accounts, Role, Scheme, WriteDown, post, post_periodic, post_under, post_write_downs};
pub use movement::{Kind, Movement};
pub use nrv::{Carrying, Realisable, lower_of_cost_and_nrv};
pub use policy::{
    CostingPeriod, Cut, DayOrder, Framework, LateCost, Method, Negative, Policy, Pools, SupplierReturn,
};
pub use valuation::{Consumed, Cover, Entry, Holding, Layer, Moved, Origin, Shortage, Totals, Valuation};

use crate::{
    error::{Code, Error, Result},
    money::{Currency, Money, Price},
};

/// What the stock is worth after all movements, and how it came to that. Movements are taken by day, and within a day in
/// the order given. The currency is that of the first cost stated, in the movements or the policy.
///
/// # Errors
/// As [`Book::apply`], with the row of the movement in `movements`, from 0; `input.missing` when there are no movements;
/// `stock.no_cost` when none of them and not the policy states a cost.
pub fn value(movements: &[Movement], method: Method, policy: &Policy) -> Result<Valuation> {
    let mut book = Book::new(currency(movements, policy)?, method, policy.clone())?;
    book.fill(movements.iter())?;
    book.valuation()
}

fn currency(movements: &[Movement], policy: &Policy) -> Result<Currency> {
    let of_movement = |movement: &Movement| {
        movement.unit_cost.map(Price::currency).or(movement.total_cost.map(Money::currency))
    };
    let first = movements.iter().find_map(of_movement);
    let known = first.or_else(|| policy.initial_unit_cost.values().next().map(|price| price.currency()));
    known.ok_or_else(|| match movements.first() {
        None => Error::missing("movements"),
        Some(movement) => {
            let message = format!("{movement}: neither a movement nor the policy states a cost");
            Error::new(Code::StockNoCost, "unit_cost", "", message)
        }
    })
}
