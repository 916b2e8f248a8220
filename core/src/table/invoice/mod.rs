//! The lines of many documents as columns.

mod columns;
mod documents;
#[cfg(test)]
mod tests;

use super::Reading;
use crate::{
    error::{Error, Result},
    invoice::{Lines, Prices, Rules},
    money::Currency,
};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use columns::Plan;
use documents::Gathering;
use serde::{Deserialize, Serialize};

/// What a row of the result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A line, in the order in which it came: `net` (BT-131), and `tax` where it is rounded on each line.
    Line,
    /// A category and rate of a document (BG-23): `document`, `category`, `rate`, `base` (BT-116), `tax` (BT-117).
    Rate,
    /// A document: `document`, `lines` (how many), `net` (BT-109), `tax` (BT-110), `gross` (BT-112).
    Document,
}

/// What the lines of many documents come to, as [`invoice::totals`](crate::invoice::totals()) says it of one: a stream that
/// gives a batch for each batch of at most [`ROWS`](super::ROWS) rows, and holds no more than the document at hand.
///
/// Columns in: `quantity` (BT-129) and `price` (BT-146), or `net` (BT-131) where the caller states it; `base_quantity`
/// (BT-149), one when absent; `allowance` and `charge` of the line as amounts; `category` (BT-151, a code such as `S`) and
/// `rate` (BT-152, a fraction: 0.2 is 20 %), for tax; `document`, a number or text: **rows of one document stand beside one
/// another**, and wherever its value changes a new one begins. What is the same everywhere may be a constant. All amounts
/// are in `currency`.
///
/// Columns out: those of [`By`], amounts as `decimal128(38, the minor digits of the currency)`; for [`By::Line`] before them
/// the ones passed through; and `problem.code`, `problem.field`, `problem.message`. A line that is refused has null figures;
/// a document with one has them too, and its problem names the line from 0 (`lines.3.price`). The others stand.
///
/// # Errors
/// Of the table as a whole: as in [the module](super), and `input.missing` for a column that is needed; `input.invalid` for
/// rules that round no lines, or that need the whole document to tell a line's figures (prices with tax that is rounded on
/// the sum of a rate, by line).
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{ArrayRef, Decimal128Array, RecordBatch, RecordBatchIterator, StringArray, cast::AsArray, types::Decimal128Type};
/// use backoffice::{currency::EUR, invoice::Rules, table::{self, By, Reading}};
///
/// let decimals = |values: Vec<i128>, scale| Decimal128Array::from(values).with_precision_and_scale(18, scale);
/// let lines = RecordBatch::try_from_iter([
///     ("document", Arc::new(StringArray::from(vec!["A1", "A1", "A2"])) as ArrayRef),
///     ("quantity", Arc::new(decimals(vec![1_000, 1_000, 2_500], 3)?)),
///     ("price", Arc::new(decimals(vec![55_5500, 11_1100, 4_0010], 4)?)),
/// ])?;
/// let lines = RecordBatchIterator::new([Ok(lines.clone())], lines.schema());
/// let reading: Reading = serde_json::from_str(r#"{"constants": {"category": "S", "rate": "0.23"}}"#)?;
///
/// let mut taxes = vec![];
/// for batch in table::invoices(lines, &reading, &Rules::en16931(EUR), EUR, By::Document)? {
///     let batch = batch?;
///     let tax = batch.column_by_name("tax").expect("their tax").as_primitive::<Decimal128Type>();
///     taxes.extend((0..batch.num_rows()).map(|row| tax.value_as_string(row)));
/// }
/// assert_eq!(taxes, ["15.33", "2.30"]); // 23 % of 66.66, and of 10.00, which is 10.0025 rounded
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn invoices<R: RecordBatchReader>(
    lines: R,
    reading: &Reading,
    rules: &Rules,
    currency: Currency,
    by: By,
) -> Result<Invoices<R>> {
    rules.check(currency)?;
    let Lines::Rounded(line) = rules.line else {
        return Err(Error::invalid(
            "rules.line",
            "unrounded",
            "a table needs lines that are rounded by name",
        ));
    };
    if rules.prices == Prices::GrossRoundEach {
        let wanted = "a table needs prices whose nets add up";
        return Err(Error::invalid("rules.prices", "gross_round_each", wanted));
    }
    let plan = Plan::new(&lines.schema(), reading, rules, line, currency, by)?;
    Ok(Invoices { lines, plan, rest: None, gathering: Gathering::default(), ended: false })
}

/// A stream of record batches, made by [`invoices()`].
pub struct Invoices<R> {
    lines: R,
    plan: Plan,
    /// The batch at hand, and how many of its rows are done.
    rest: Option<(RecordBatch, usize)>,
    gathering: Gathering,
    ended: bool,
}

impl<R: RecordBatchReader> Iterator for Invoices<R> {
    type Item = std::result::Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        // A stream that has ended is not asked again.
        if self.ended {
            return None;
        }
        let (batch, done) = loop {
            match self.rest.take() {
                Some((batch, done)) if done < batch.num_rows() => break (batch, done),
                _ => match self.lines.next() {
                    Some(Ok(batch)) => self.rest = Some((batch, 0)),
                    Some(Err(error)) => return Some(Err(error)),
                    // The last document ends with the stream.
                    None => {
                        self.ended = true;
                        return self.gathering.end(&self.plan).transpose();
                    }
                },
            }
        };
        let rows = (batch.num_rows() - done).min(super::ROWS);
        let window = batch.slice(done, rows);
        self.rest = Some((batch, done + rows));
        Some(match self.plan.by {
            By::Line => self.plan.lines(&window),
            By::Rate | By::Document => self.gathering.batch(&self.plan, &window),
        })
    }
}

impl<R: RecordBatchReader> RecordBatchReader for Invoices<R> {
    fn schema(&self) -> SchemaRef {
        self.plan.schema.clone()
    }
}
