//! What a document comes to.
//!
//! All amounts are whole numbers of the currency's smallest unit (of a smaller one under [`Lines::Precise`]), so that
//! sums are exact; what has to be rounded is rounded once, from its exact value, as the rules say.
//!
//! [`Lines::Precise`]: super::Lines::Precise

mod adjust;
mod advance;
mod explain;
mod lines;
#[cfg(feature = "arrow")]
pub(crate) mod plain;
mod result;
mod rows;
mod settle;
mod tax;
#[cfg(test)]
mod tests;
pub(super) mod units;
mod work;

pub use explain::{Explained, explain};
pub use result::{
    AccountingTotal, AdjustmentTotal, AdvanceTotal, Finding, LineTotal, Surcharge, TaxTotal, Totals,
    WithholdingTotal,
};

use super::{document::Document, rules::Rules};
use crate::{
    error::{Error, Result, exact},
    trace::Notes,
};
use rust_decimal::Decimal;

/// What the document comes to under these rules.
///
/// Nothing hangs on the order of lines, of allowances and charges, or of the calls that built the document.
///
/// # Errors
/// `invoice.empty` without lines, `money.mixed_currencies`, `money.too_many_decimals` when a rule's step is finer than
/// the currency, `number.negative` and `input.invalid` for a tax or withholding that contradicts itself, `input.missing`
/// for an allowance without amount and share, `input.duplicate` for an advance invoice deducted twice,
/// `number.out_of_range`; each names the field as a path (`lines.3.price`).
///
/// ```
/// use backoffice::{currency::EUR, date, dec, eur, invoice::{Category, Document, Line, Rules, Tax, Advance, TaxTotal, totals}};
///
/// // An advance was invoiced at 19 %; the rate has changed since.
/// let advance = TaxTotal::new(Category::Standard, dec!(0.19), eur!(100.00), eur!(19.00));
/// let document = Document::invoice(EUR, date(2026, 3, 2)?)
///     .line(Line::new("kitchen", dec!(1), eur!(1000.00).each(), Tax::standard(dec!(0.21))))
///     .advance(Advance::new("A7", date(2025, 11, 3)?, vec![advance]));
/// let totals = totals(&document, &Rules::en16931(EUR))?;
/// let rows: Vec<_> = totals.breakdown.iter().map(|row| (row.rate, row.base, row.tax)).collect();
/// assert_eq!(rows, [(dec!(0.19), eur!(-100.00), eur!(-19.00)), (dec!(0.21), eur!(1000.00), eur!(210.00))]);
/// assert_eq!((totals.net, totals.tax, totals.due), (eur!(900.00), eur!(191.00), eur!(1091.00)));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn totals(document: &Document, rules: &Rules) -> Result<Totals> {
    work::Work::new(document, rules)?.totals(&mut ())
}

/// [`totals`] with notes of what they do not tell, for a trace that is drawn when somebody asks: see [`Explained`].
///
/// # Errors
/// As [`totals`].
pub fn totals_traced<'a>(document: &'a Document, rules: &'a Rules) -> Result<Explained<'a>> {
    let work = work::Work::new(document, rules)?;
    let (scale, mut notes) = (work.scale, Notes::default());
    let totals = work.totals(&mut notes)?;
    Ok(Explained { totals, document, rules, notes, scale })
}

pub(super) fn add(field: &str, a: Decimal, b: Decimal) -> Result<Decimal> {
    exact::add(a, b).ok_or_else(|| Error::overflow(field, a, "sum of amounts"))
}
