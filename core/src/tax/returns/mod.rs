//! Tax returns: boxes filled from a column of tax lines, and reconciled with the journal.
//!
//! A [`TaxLine`] is a row of a document's tax breakdown with what a return asks of it; `invoice::tax_lines` makes them from
//! documents, and a caller may load them from elsewhere. Which rows a box takes, with which sign and rounding, is data: a
//! [`ReturnPack`]. [`fill`] gives the boxes, the rows that each rests on, and the rows that no box takes; [`reconcile`] holds the
//! lines against the journal of the same documents.
//!
//! | Pack | What |
//! |---|---|
//! | `gb.vat` | the nine boxes of the United Kingdom since 2021 |
//! | `gb.vat.2020` | the same until 2020, while it was in the Union's VAT area |
//! | `eu.recapitulative` | goods, triangular trade and services by customer's number (art. 262 to 264 of Directive 2006/112/EC) |
//! | `eu.one_stop_shop` | the Union's one-stop shop by state and rate (art. 369g) |
//! | `eu.import_one_stop_shop` | the import one-stop shop by state and rate (art. 369t) |
//!
//! ```
//! use backoffice::{Period, date, dec, gbp, tax::returns::{self, ReturnPack, Side, TaxLine}, tax::sales::{Category, Country}};
//!
//! let gb = Country::parse("GB")?;
//! let lines = [
//!     TaxLine::new(date(2026, 3, 2)?, Side::Sale, gb, Category::Standard, dec!(0.2), gbp!(100.70), gbp!(20.14), "A1"),
//!     TaxLine::new(date(2026, 3, 9)?, Side::Purchase, gb, Category::Standard, dec!(0.2), gbp!(50.00), gbp!(10.00), "P7"),
//! ];
//! let filled = returns::fill(&lines, &ReturnPack::embedded("gb.vat")?, Period::month(2026, 3)?)?;
//! assert_eq!(filled.amount("1"), Some(gbp!(20.14)));
//! assert_eq!(filled.amount("5"), Some(gbp!(10.14)));
//! assert_eq!(filled.amount("6"), Some(gbp!(100.00))); // whole pounds
//! # Ok::<(), backoffice::Error>(())
//! ```

mod fill;
mod line;
mod pack;
mod reconcile;
#[cfg(test)]
mod tests;

pub use fill::{Filled, Group, Return, fill};
pub use line::{Side, Supplied, TaxLine};
pub use pack::{Figure, GroupBy, ReturnBox, ReturnPack, Takes, Where};
pub use reconcile::{AccountDifference, CodeAccount, DocumentDifference, Reconciliation, reconcile};
