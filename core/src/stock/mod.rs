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
//!
//! # One case under every method
//!
//! OpenStax, *Principles of Accounting, Volume 1*, chapter 10 (CC BY-NC-SA): 150 GPS devices at 21.00, 120 sold, 225 at
//! 27.00, 180 sold, 210 at 33.00. All in one month; figures without the book's rounding of the unit cost in between.
//!
//! | method | how | cost of sales | on hand |
//! |---|---|---|---|
//! | `fifo`, `periodic_fifo` | 150 × 21 + 150 × 27 | 7,200.00 | 8,955.00 |
//! | `lifo` | 120 × 21 + 180 × 27 | 7,380.00 | 8,775.00 |
//! | `moving_average` | 120 × 21 + 180 × (30 × 21 + 225 × 27) ÷ 255 | 7,252.94 | 8,902.06 |
//! | `periodic_lifo` | 210 × 33 + 90 × 27 | 9,360.00 | 6,795.00 |
//! | `periodic_average` | 300 × 16,155 ÷ 585 | 8,284.62 | 7,870.38 |
//! | `hifo` | at each sale the dearest that is there: 120 × 21 + 180 × 27 | 7,380.00 | 8,775.00 |
//! | `specific` | 120 of lot A, 180 of lot B: 120 × 21 + 180 × 27 | 7,380.00 | 8,775.00 |
//! | `standard`, 25.00 | 300 × 25, and a variance of 585 × 25 − 16,155 = −1,530.00 | 7,500.00 | 7,125.00 |
//!
//! ```
//! use backoffice::{date, dec, eur, stock::{self, Method, Movement, Policy}};
//!
//! let moves = [
//!     Movement::receive("gps", date(2026, 7, 1)?, dec!(150), eur!(21.00).each()),
//!     Movement::issue("gps", date(2026, 7, 2)?, dec!(120)),
//!     Movement::receive("gps", date(2026, 7, 3)?, dec!(225), eur!(27.00).each()),
//!     Movement::issue("gps", date(2026, 7, 4)?, dec!(180)),
//!     Movement::receive("gps", date(2026, 7, 5)?, dec!(210), eur!(33.00).each()),
//! ];
//! let cost = |method| stock::value(&moves, method, &Policy::DEFAULT).map(|value| value.cost_of("gps"));
//! assert_eq!(cost(Method::Fifo)?, eur!(7_200.00));
//! assert_eq!(cost(Method::MovingAverage)?, eur!(7_252.94));
//! assert_eq!(cost(Method::PeriodicLifo)?, eur!(9_360.00));
//! assert_eq!(cost(Method::PeriodicAverage)?, eur!(8_284.62));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Worked examples
//!
//! - **HIFO**: of five at 10.00, five at 30.00 and five at 20.00, eight leave at 5 × 30 + 3 × 20 = 210.00, the next three at
//!   2 × 20 + 10 = 50.00.
//! - **A kit** of a bag and two cups: 3 bags of 4.00 and 6 of 7 cups that cost 5.00 are 12.00 + 4.29 = 16.29 for 3 kits; one
//!   leaves at 5.43, two at 10.86, and the cup that is left is worth 0.71.
//! - **Production** of two goods: an order that consumed 60.00 and makes petrol with a share of 0.75 and 30.00 of labour: 75.00;
//!   the tar that comes after takes what is left, 15.00. Labour is credited to production, for wages to debit.
//! - **A late cost through production**: 4 pieces of wood at 5.00 become 2 chairs, one is sold, then 2.00 of freight of the wood
//!   arrive. Under `split` the chair cost 10.00 and 2.00 are late, of the wood; under `replay` each chair cost 11.00.
//! - **Foreign currency**: 3 at 10.00 USD at 0.909091 are 27.27 EUR, 3 more at 0.85 are 25.50; four leave at 27.27 + 8.50 =
//!   35.77 (FIFO), or 52.77 × 4 ÷ 6 = 35.18 (average). The rates of later days change nothing (IAS 21.23).
//! - **On the way**: of 10 at 4.00 and 10 at 6.00 in port, 15 go on a ship: 10 × 4 + 5 × 6 = 70.00 leave port and are in
//!   transit (FIFO), 75.00 under an average; in the journal the account `in_transit` of [`Accounts`]. When 4 of them are sold
//!   in the shop and 10.00 of freight of the first ten arrive, 6.00 go to the six of them that are there, 4.00 are late.
//! - **Lineage**: see [`reports::lineage`]. 10 pieces of wood at 3.00 and 2 at 5.00 with 20.00 of labour are 4 chairs at 15.00; of the
//!   one that is sold 7.50 are 2.5 pieces of the first receipt, 2.50 are 0.5 of the second, and 5.00 the labour.

pub mod allocation;
mod amounts;
pub mod batch;
mod book;
mod changes;
mod closing;
pub mod consignment;
mod draw;
mod engine;
pub mod expiry;
mod family;
pub mod history;
mod journal;
mod judge;
mod judge_prior;
mod linking;
pub mod lots;
mod movement;
pub mod nrv;
mod policy;
mod pool;
mod prior;
mod profiles;
mod ratio;
pub mod replenishment;
pub mod reports;
mod restated;
pub mod retail;
mod saved;
mod shelf;
mod sides;
pub mod units;
mod valuation;

#[cfg(test)]
mod tests;

pub use book::Book;
pub use changes::{Change, CoverFigures, Figures, post_changes};
pub use closing::Closed;
pub use draw::Bearer;
pub use history::History;
pub use journal::{Accounts, Role, Scheme, WriteDown, post, post_periodic, post_under, post_write_downs};
pub use movement::{Kind, Movement};
pub use nrv::{Carrying, Realisable, lower_of_cost_and_nrv};
pub use policy::{
    CostingPeriod, Cut, DayOrder, Framework, LateCost, Method, Negative, Policy, Pools, SupplierReturn,
};
pub use prior::{Operation, PriorLine, PriorPeriod};
pub use restated::{MethodDifference, Restated};
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
