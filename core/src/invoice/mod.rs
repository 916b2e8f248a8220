//! stub
mod document;
mod rules;
mod share;
mod state;
mod statute;
mod totals;

pub use document::{Adjustment, Category, Document, Kind, Line, Reference, Tax, Withholding};
pub use rules::{Cash, Lines, Prices, Rules, Spread};
pub use state::Invoice;
pub use totals::{AdjustmentTotal, Finding, LineTotal, TaxTotal, Totals, totals, totals_traced};
