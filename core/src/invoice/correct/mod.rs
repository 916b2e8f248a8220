//! Corrections of an issued invoice: by the difference, or by another in its place.

mod difference;
#[cfg(test)]
mod tests;

use self::difference::Difference;
use super::{
    credit::{Credit, What},
    document::{Document, Kind, Reference},
    state::Invoice,
};
use crate::error::{Error, Result};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How an issued invoice is corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// One document of the difference alone: a debit note (383), or a credit note (381) where less is owed than before.
    Difference,
    /// A credit note (381) for all that is left, and a corrected invoice (384) in place of the first.
    Replacement,
}

/// The drafts that correct an issued invoice into what it should have said, in the order in which they are issued.
///
/// `earlier` are the credit notes that took a part of it already, `corrected` is the whole document as it should have
/// been. Its tax point, and the currency and rate of exchange in which its tax is accounted for, are set to the
/// original's: a mistake is mended at the rates of its day (a tax rate that was itself the mistake is in the lines of
/// `corrected`). Every draft refers to the original (BG-3) and carries the reason (BT-22). When they are issued, tell the
/// original by [`Invoice::correct`].
///
/// In every figure the original, what was credited of it and the drafts come to the corrected document, to the cent. On a
/// difference each line that changed stands twice: as it was, taken back, and as it should be; `credits` names the line
/// of the original on the first. After a difference the original can neither be credited nor corrected again by these
/// functions, which could not tell what is left of which line; after a replacement the corrected invoice can.
///
/// # Errors
/// As [`credit`](super::credit()) and [`totals`](super::totals()); `input.missing` without a reason; `input.invalid` when
/// `corrected` is a credit note, of the other side or in another currency, or nothing is different;
/// `invoice.credit_too_great` for a replacement of which nothing is left.
///
/// ```
/// use backoffice::{currency::EUR, date, dec, eur, invoice::{Document, Invoice, Kind, Line, Method, Rules, Tax, correct}};
///
/// let written = |quantity| Document::invoice(EUR, date(2026, 3, 2).expect("a day"))
///     .line(Line::new("lamp", quantity, eur!(3.35).each(), Tax::standard(dec!(0.19))))
///     .line(Line::new("bulb", dec!(1), eur!(1.00).each(), Tax::standard(dec!(0.19))));
/// let mut sold = Invoice::draft(written(dec!(3)), Rules::en16931(EUR))?;
/// sold.issue("A1")?;
///
/// let day = date(2026, 4, 1)?;
/// let drafts = correct(&sold, &[], written(dec!(2)), Method::Difference, "two lamps were delivered", day)?;
/// assert_eq!(drafts.len(), 1);
/// assert_eq!(drafts[0].document().kind, Kind::CreditNote);
/// assert_eq!(drafts[0].totals().net, eur!(3.35)); // the bulb does not stand on it
///
/// let drafts = correct(&sold, &[], written(dec!(2)), Method::Replacement, "two lamps were delivered", day)?;
/// let kinds: Vec<_> = drafts.iter().map(|draft| draft.document().kind).collect();
/// assert_eq!(kinds, [Kind::CreditNote, Kind::Corrected]);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn correct(
    original: &Invoice,
    earlier: &[Invoice],
    corrected: Document,
    method: Method,
    reason: &str,
    day: NaiveDate,
) -> Result<Vec<Invoice>> {
    let credit = Credit::new(original, earlier)?;
    let (number, first) = (original.issued()?, original.document());
    if reason.is_empty() {
        return Err(Error::missing("reason"));
    }
    for (field, wrong, value, wanted) in [
        (
            "kind",
            corrected.kind.credits(),
            "381",
            "write the document as it should have been, not a credit note",
        ),
        ("side", corrected.side != first.side, "", "a sale is not corrected into a purchase"),
        (
            "currency",
            corrected.currency != first.currency,
            corrected.currency.code(),
            "it is not that of the original",
        ),
    ] {
        if wrong {
            return Err(Error::invalid(&format!("corrected.{field}"), value, wanted));
        }
    }
    let reference = Reference::Invoice { number: number.into(), day: first.day };
    let mut document = corrected;
    // A corrected advance invoice stays one: it is deducted like the first.
    document.kind = if first.kind == Kind::Prepayment { Kind::Prepayment } else { Kind::Corrected };
    document.day = day;
    document.tax_point = Some(first.tax_point());
    document.accounting.clone_from(&first.accounting);
    document.preceding.push(reference.clone());
    document.note =
        if document.note.is_empty() { reason.into() } else { format!("{}\n{reason}", document.note) };
    let new = Invoice::draft(document, *original.rules())?;

    match method {
        Method::Replacement => Ok(vec![credit.make(&What::Whole, day, reason)?, new]),
        Method::Difference => {
            let old = if credit.all_over() { None } else { Some(credit.make(&What::Whole, day, reason)?) };
            Ok(vec![Difference::of(&new, old.as_ref())?.draft(original, reference, day, reason)?])
        }
    }
}
