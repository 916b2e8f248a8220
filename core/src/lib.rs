//! The back office of a company as a library: it pays people, applies the tax law, numbers and totals invoices, puts the
//! right people on the right shifts and knows what the stock is worth, exact to the cent, every figure explained.
//!
//! The crate is pure: same input, same output. No clock, no files, no environment, no global state, no randomness that
//! the caller did not seed. Amounts are [`Money`] over [`Decimal`]; rounding is always named; whatever is refused is an
//! [`Error`] that names the field and the value.
//!
//! | room | what it does |
//! |---|---|
//! | [`tax`] | wage tax and contributions, sales tax, from dated rule packs with citations |
//! | [`payroll`] | hours to gross to net and employer cost; payslips that explain every figure |
//! | [`invoice`] | totals, gap-free numbering, tamper-evident chains |
//! | [`scheduling`] | rosters: a model, one judge, a solver that says what is short and why |
//! | [`stock`] | costing methods, returns, conserved to the last cent |
//! | `table` | the same over many rows, columns in and columns out (feature `arrow`) |
//!
//! Under them lies one vocabulary: [`money`], [`quantity`], [`calendar`], [`trace`], [`law`], [`ledger`], [`error`].

#![forbid(unsafe_code)]
#![warn(missing_docs)]

// First, so that the other rooms' tests can write `gbp!(1.00)`.
#[macro_use]
pub mod money;

pub mod calendar;
pub mod error;
pub mod invoice;
pub mod law;
pub mod ledger;
pub mod payroll;
pub mod quantity;
pub mod scheduling;
pub mod stock;
#[cfg(feature = "arrow")]
pub mod table;
pub mod tax;
pub mod trace;

pub use calendar::{PayFrequency, Period, date};
pub use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
pub use error::{Code, Error, Problem, Result};
pub use money::{Currency, Granularity, Mode, Money, Price, Rounding, currency};
pub use quantity::Quantity;
pub use rust_decimal::Decimal;
pub use trace::Trace;
