//! To and from the types of the crate `en16931`, which checks all rules of EN 16931 and, with `en16931-formats`, reads and
//! writes UBL and CII. With the feature `en16931`.
//!
//! What one side has and the other has no place for is named in [`Converted::lost`], never dropped in silence. It is found by
//! converting back and comparing, so that nothing is left to a list. A business term in both comes back as it was.
//!
//! Our document knows its parties by name alone: their addresses and numbers, the payment, and the specification are the
//! caller's to fill in before it is sent, as those of [`en16931::Invoice`].
//!
//! ```
//! use backoffice::{currency::EUR, date, dec, eur, invoice::{Document, Invoice, Line, Rules, Tax, interchange, totals}};
//!
//! let line = Line::new("desk lamp", dec!(2), eur!(19.99).each(), Tax::standard(dec!(0.19))).unit("C62");
//! let mut invoice = Invoice::draft(Document::invoice(EUR, date(2026, 3, 2)?).buyer("Ada").line(line), Rules::en16931(EUR))?;
//! invoice.issue("2026-001")?;
//!
//! let sent = interchange::to_en16931(&invoice)?;
//! assert!(sent.lost.is_empty());
//! assert_eq!(sent.value.totals.due.to_string(), "47.58");
//!
//! let received = interchange::from_en16931(&sent.value)?;
//! assert_eq!(totals(&received.value, &Rules::en16931(EUR))?.due, eur!(47.58));
//! # Ok::<(), backoffice::Error>(())
//! ```

mod received;
mod sent;
#[cfg(test)]
mod tests;

use self::{received::received, sent::sent};
use super::{document::Document, state::Invoice};
use crate::error::{Error, Result, exact};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Something that the other side has no place for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lost {
    /// Where it stood, a path in the document that was converted: `lines.0.withholdings`.
    pub field: String,
    /// What stood there.
    pub value: String,
}

/// A document in the other form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted<T> {
    /// The document.
    pub value: T,
    /// What it could not take along.
    pub lost: Vec<Lost>,
}

fn told<T: Serialize>(value: &T) -> Result<Value> {
    serde_json::to_value(value)
        .map_err(|error| Error::invalid("document", error, "it cannot be written as JSON"))
}

/// What stands in `before` and not, or otherwise, in `after`.
fn compare(before: &Value, after: Option<&Value>, path: &str, lost: &mut Vec<Lost>) {
    let within = |step: &str| if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") };
    match before {
        Value::Null => {}
        Value::Object(fields) => {
            for (name, value) in fields {
                compare(value, after.and_then(|after| after.get(name)), &within(name), lost);
            }
        }
        Value::Array(items) => {
            for (place, value) in items.iter().enumerate() {
                compare(value, after.and_then(|after| after.get(place)), &within(&place.to_string()), lost);
            }
        }
        Value::String(text) if text.is_empty() => {}
        leaf => {
            let number = |value: &Value| exact::decimal("", value.as_str()?).ok();
            let same = after.is_some_and(|after| {
                after == leaf || number(leaf).is_some_and(|n| number(after).is_some_and(|m| m == n))
            });
            if !same {
                let value = leaf.as_str().map_or_else(|| leaf.to_string(), str::to_owned);
                lost.push(Lost { field: path.to_owned(), value });
            }
        }
    }
}

/// An issued invoice in the types of `en16931`: all figures as they were issued, percentages in per cent.
///
/// An allowance or charge of the document that was spread over several rates becomes one for each of them. A line without
/// a unit is counted in `C62` (one).
///
/// # Errors
/// `input.missing` for a draft; `input.invalid` for prices with tax, and for advances that were deducted by rate: EN 16931
/// has no place for them (say what was paid instead, BT-113); `money.too_many_decimals` for a figure of more than two
/// decimals (BR-DEC).
pub fn to_en16931(invoice: &Invoice) -> Result<Converted<en16931::Invoice>> {
    let value = sent(invoice)?;
    let again = received(&value)?;
    let mut lost = vec![];
    compare(&told(invoice.document())?, Some(&told(&again)?), "", &mut lost);
    Ok(Converted { value, lost })
}

/// An invoice of `en16931` as a document: its figures stand as stated, so that [`totals`](super::totals()) tells where
/// they differ from the rules. Parties are their names.
///
/// # Errors
/// `input.missing` for a currency, day or type; `input.invalid` for a type or category that this version does not know, a
/// date or a currency that does not exist; the field is the path in `en16931`'s JSON.
pub fn from_en16931(invoice: &en16931::Invoice) -> Result<Converted<Document>> {
    let value = received(invoice)?;
    let mut lost = vec![];
    // The crate's JSON wraps the invoice with the revision of its form.
    let inner = |whole: Value| whole.get("invoice").cloned().unwrap_or(whole);
    let again = inner(told(&again(&value, invoice)?)?);
    compare(&inner(told(invoice)?), Some(&again), "", &mut lost);
    Ok(Converted { value, lost })
}

/// The document that was received, sent again: under the rules of EN 16931 and with the number that it had.
fn again(document: &Document, original: &en16931::Invoice) -> Result<en16931::Invoice> {
    let rules = super::Rules::en16931(document.currency);
    let mut invoice = Invoice::draft(document.clone(), rules)?;
    invoice.issue(original.number.clone().unwrap_or_else(|| "-".to_owned()))?;
    let mut again = sent(&invoice)?;
    // What is the caller's to set is no loss.
    again.specification_id.clone_from(&original.specification_id);
    if original.number.is_none() {
        again.number = None;
    }
    Ok(again)
}
