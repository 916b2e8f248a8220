//! Tables: the same rules over many rows, columns in and columns out, as streams of Arrow's record batches.
//!
//! [`wages()`] is [`tax::wages::assess`](crate::tax::wages::assess) over a table of people. Its columns have the names of the
//! fields of the documents, flat and with dots (`pay_day`, `taxable`, `tax_code`, `to_date.taxable_pay`); what is the same
//! for everybody may be given once, as [`Reading::constants`]. What comes out is exact, a row by itself, and in the order in
//! which it came in: a row that is refused has null figures and says why, the others stand.
//!
//! ```
//! use std::sync::Arc;
//! use arrow_array::{
//!     ArrayRef, Decimal128Array, RecordBatch, RecordBatchIterator, StringArray, cast::AsArray, types::Decimal128Type,
//! };
//! use backoffice::{
//!     law::RulePack,
//!     table::{self, Reading},
//! };
//!
//! // Whole pounds, pence, and any number of decimals: here in pence.
//! let pay = Decimal128Array::from(vec![3_000_00, 4_321_50, 2_500_00]).with_precision_and_scale(12, 2)?;
//! let people = RecordBatch::try_from_iter([
//!     ("id", Arc::new(StringArray::from(vec!["ada", "ben", "cy"])) as ArrayRef),
//!     ("tax_code", Arc::new(StringArray::from(vec!["1257L", "K100", "1257Q"]))),
//!     ("taxable", Arc::new(pay)),
//! ])?;
//! let people = RecordBatchIterator::new([Ok(people.clone())], people.schema());
//!
//! // The same for all three of them.
//! let reading: Reading = serde_json::from_str(
//!     r#"{"constants": {"pay_day": "2026-04-30", "frequency": "monthly", "category": "A"}, "pass_through": ["id"]}"#,
//! )?;
//! let mut months = table::wages(people, &reading, &RulePack::embedded("uk.wages")?)?;
//! let april = months.next().expect("one batch of three rows")?;
//!
//! let tax = april.column_by_name("uk.paye").expect("its tax").as_primitive::<Decimal128Type>();
//! assert_eq!(tax.value_as_string(0), "390.20");
//! let code = april.column_by_name("problem.code").expect("what is wrong").as_string::<i32>();
//! assert_eq!((code.is_valid(0), code.value(2)), (false, "tax.code_invalid"));
//! # use arrow_array::Array;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`invoices()`] does the same for the lines of many documents, [`stock()`] for the movements of stock, [`working_time()`] for
//! timed work under labour law; they tell their columns themselves.
//!
//! # Columns in
//! Amounts and other numbers: decimals of any width and scale, whole numbers (whole units of the currency, not its cents) or
//! text; floats are refused. Days: `date32`, `date64` at midnight or text. Texts: `utf8`, `large_utf8`, `utf8_view`, or a
//! dictionary of any of them. Null is a field that is left out: without `contributory` it is `taxable`, without `non_cash`
//! there is none. All amounts are in the currency of the law. `state.line7_allowances` is a whole number or, where `state.state`
//! is `IA`, an amount, and so no text. A column that is not known is refused, unless the caller passes
//! it through. Columns that an earlier table gave as its results are left aside, but a row that was refused there, and so has
//! no figures to date, is refused again: this month's output with next month's pay is next month's input.
//!
//! # Columns out
//! Those passed through; the figures that the profile carries (`to_date.tax`), under the names under which they go in; each
//! line under its code, with `.employee` or `.employer` where both bear one, null where the rule was not applied (there is no
//! column where it could not be in any row: a state's income tax without `state.state` or without its law in the pack, French
//! contributions without theirs, the lines of a Minijob without `insurance.marginal`);
//! `withheld` and `employer`, what each of them bears in all; `problem.code`, `problem.field` (the column) and
//! `problem.message`. Amounts are `decimal128(38, the minor digits of the currency)`.
//!
//! # Errors
//! Of the table as a whole: `input.unknown_field` naming the nearest column that is known, `input.float`, `input.invalid` for
//! a column of a type that does not fit, `input.duplicate` for a name that stands there twice. Of a row: the same as the
//! single call's, see [`tax::wages`](crate::tax::wages); its field is the column's name.

mod column;
mod invoice;
mod problem;
mod row;
mod stock;
mod wages;
mod working_time;

pub use invoice::{By, Invoices, invoices};
pub use stock::{Movements, Stock, stock};
pub use wages::{Wages, wages};
pub use working_time::{Violations, WorkingTime, working_time};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Digits of every amount that comes out.
const PRECISION: u8 = 38;

/// The names of the columns that say what is wrong with a row.
const PROBLEM: [&str; 3] = ["problem.code", "problem.field", "problem.message"];

/// The most rows of a batch that comes out: it stays within the processor's caches.
pub const ROWS: usize = 8_192;

/// How a table is read, beside its own columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Fields that are the same in every row, as in a document: `{"frequency": "monthly"}`; nested or with dots.
    #[serde(default)]
    pub constants: Map<String, Value>,
    /// Columns that come back unchanged, such as a person's number. They may be known ones too.
    #[serde(default)]
    pub pass_through: Vec<String>,
}
