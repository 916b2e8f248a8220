//! Credit notes whose parts sum to the invoice, to the cent.

mod asked;
mod shares;
#[cfg(test)]
mod tests;

use super::{state::Invoice, totals::LineTotal};
use crate::{
    error::{Code, Error, Result, exact},
    invoice::{document::Reference, state::State, totals::add},
    money::Money,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt};

/// How many units of a line are credited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// The line of the invoice, from 0.
    pub line: u32,
    /// How many of its units; of the same sign as the line's quantity.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
}

/// By how much a line is made cheaper, its units staying with the buyer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reduced {
    /// The line of the invoice, from 0.
    pub line: u32,
    /// So much of its amount without tax (BT-131); of the same sign.
    pub net: Money,
}

/// What is credited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// All that is left.
    Whole,
    /// So many units of these lines.
    Lines(Vec<Taken>),
    /// So much of the amounts of these lines; the note has them with quantity zero.
    Amounts(Vec<Reduced>),
    /// A fraction of the whole invoice, above 0 and at most 1: `0.1` is 10 % of each of its lines.
    Share(#[serde(with = "exact::text")] Decimal),
}

/// A draft credit note of `day` for an issued invoice, or for a part of it.
///
/// Every figure is the rounded cumulative share of the invoice's figure less what `earlier` credit notes took: a line by
/// its quantity or by the amount that is asked for; an allowance or charge of the document, an advance, the tax (also in
/// the accounting currency) by the lines of their category and rate; what is withheld and the cash rounding by the total.
/// So any number of parts sums to the invoice in every figure (what was prepaid, BT-113, is not a price and is not
/// credited). Tax rates and the rate of exchange are the invoice's; rounded as its rules say. An earlier note that was
/// voided took nothing.
///
/// # Errors
/// `invoice.credit_too_great` when more is asked for than is left, nothing is left, or `earlier` took more than there was;
/// `input.missing` when the invoice has no number; `invoice.state` when it was voided; `input.duplicate` when an earlier
/// note is given twice; `input.invalid` for a credit note in its place, a line that it does not have, a share that is none
/// or an earlier note of another invoice.
///
/// ```
/// use backoffice::{currency::EUR, date, dec, eur, invoice::{Document, Invoice, Line, Reduced, Rules, Tax, Taken, What, credit}};
///
/// let line = Line::new("lamp", dec!(3), eur!(3.35).each(), Tax::standard(dec!(0.19)));
/// let mut sold = Invoice::draft(Document::invoice(EUR, date(2026, 3, 2)?).line(line), Rules::en16931(EUR))?;
/// sold.issue("A1")?;
/// assert_eq!(sold.totals().tax, eur!(1.91)); // 19 % of 10.05
///
/// let mut credits = vec![];
/// for (number, what, tax) in [
///     ("C1", What::Lines(vec![Taken { line: 0, quantity: dec!(1) }]), eur!(0.64)),
///     ("C2", What::Amounts(vec![Reduced { line: 0, net: eur!(1.00) }]), eur!(0.19)),
///     ("C3", What::Whole, eur!(1.08)),
/// ] {
///     let mut note = credit(&sold, &credits, &what, date(2026, 4, 1)?)?;
///     assert_eq!(note.totals().tax, tax);
///     note.issue(number)?;
///     credits.push(note);
/// }
/// let error = credit(&sold, &credits, &What::Whole, date(2026, 4, 2)?).unwrap_err();
/// assert_eq!(error.code(), "invoice.credit_too_great");
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn credit(original: &Invoice, earlier: &[Invoice], what: &What, day: NaiveDate) -> Result<Invoice> {
    Credit::new(original, earlier)?.make(what, day, "")
}

/// Too much is asked for.
fn too_great(
    field: impl Into<String>,
    asked: impl fmt::Display,
    left: impl fmt::Display,
    number: &str,
) -> Error {
    let message = format!("{asked} cannot be credited of invoice {number}: {left} is left");
    Error::new(Code::InvoiceCreditTooGreat, field, asked, message)
}

/// How far a line of the invoice is credited.
#[derive(Clone, Debug)]
struct Progress {
    /// Units that were taken back.
    units: Decimal,
    /// Of its amount, what was taken off without units.
    reduced: Decimal,
    /// The figures that credit notes have of it.
    figures: LineTotal,
    /// Whether it stands on a credit note.
    touched: bool,
}

pub(super) struct Credit<'a> {
    original: &'a Invoice,
    /// Those that were not voided.
    earlier: Vec<&'a Invoice>,
    number: &'a str,
    progress: Vec<Progress>,
}

impl<'a> Credit<'a> {
    pub(super) fn new(original: &'a Invoice, earlier: &'a [Invoice]) -> Result<Self> {
        let number = original.issued()?;
        if original.document().kind.credits() {
            let wanted = "it is a credit note itself: charge its amounts again by an invoice or a debit note";
            return Err(Error::invalid("original", number, wanted));
        }
        if original.state() == State::Voided {
            let message = format!("{number} was voided: it took no effect, there is nothing to credit");
            return Err(Error::new(Code::InvoiceState, "original", State::Voided.as_str(), message));
        }
        let zero = Money::zero(original.document().currency);
        let nothing = Progress {
            units: Decimal::ZERO,
            reduced: Decimal::ZERO,
            figures: LineTotal { net: zero, tax: None, exact: None },
            touched: false,
        };
        let mut credit = Self {
            original,
            earlier: vec![],
            number,
            progress: vec![nothing; original.document().lines.len()],
        };
        let mut numbers = BTreeSet::new();
        for (place, note) in earlier.iter().enumerate() {
            credit.follows(place, note)?;
            if note.state() == State::Voided {
                continue;
            }
            credit.count(place, note)?;
            if note.number().is_some_and(|number| !numbers.insert(number)) {
                let field = format!("earlier.{place}");
                // The line that was taken too often says it better, where there is one.
                credit.within()?;
                let given = note.number().unwrap_or_default();
                let message = format!("credit note {given} is given twice");
                return Err(Error::new(Code::InputDuplicate, field, given, message));
            }
            credit.earlier.push(note);
        }
        credit.within()?;
        Ok(credit)
    }

    /// Refuses what is no credit note of this invoice.
    fn follows(&self, place: usize, note: &Invoice) -> Result<()> {
        let document = note.document();
        let of_this = |reference: &Reference| matches!(reference, Reference::Invoice { number, .. } if number == self.number);
        if document.kind.credits() && document.preceding.iter().any(of_this) {
            return Ok(());
        }
        let wanted = format!("it is not a credit note of invoice {}", self.number);
        Err(Error::invalid(&format!("earlier.{place}"), note.number().unwrap_or("a draft"), &wanted))
    }

    /// Counts what a note took of each line.
    fn count(&mut self, place: usize, note: &Invoice) -> Result<()> {
        for (row, (line, total)) in note.document().lines.iter().zip(&note.totals().lines).enumerate() {
            let index = line.credits.and_then(|index| usize::try_from(index).ok());
            let of = index.and_then(|index| {
                Some((self.original.document().lines.get(index)?, self.progress.get_mut(index)?))
            });
            let Some((of, progress)) = of else {
                let field = format!("earlier.{place}.lines.{row}.credits");
                let wanted = format!("it does not say which line of invoice {} it credits", self.number);
                return Err(Error::invalid(&field, &line.description, &wanted));
            };
            progress.units = add("quantity", progress.units, line.quantity)?;
            if line.quantity.is_zero() && !of.quantity.is_zero() {
                progress.reduced = add("net", progress.reduced, total.net.amount())?;
            }
            progress.touched = true;
            progress.figures.net = progress.figures.net.checked_add(total.net)?;
            progress.figures.tax = match (progress.figures.tax, total.tax) {
                (Some(before), Some(tax)) => Some(before.checked_add(tax)?),
                (before, tax) => before.or(tax),
            };
        }
        Ok(())
    }

    /// Whether earlier notes took no more of any line than it has.
    fn within(&self) -> Result<()> {
        let lines = self.original.document().lines.iter().zip(&self.original.totals().lines);
        for (index, ((line, total), progress)) in lines.zip(&self.progress).enumerate() {
            for (taken, whole) in
                [(progress.units, line.quantity), (progress.figures.net.amount(), total.net.amount())]
            {
                let left = add("quantity", whole, -taken)?;
                let beyond = !left.is_zero() && left.is_sign_negative() != whole.is_sign_negative();
                if beyond || left.abs() > whole.abs() {
                    let message = format!(
                        "the earlier credit notes took {taken} of line {index} of invoice {}, which has {whole}: is one given twice?",
                        self.number
                    );
                    return Err(Error::new(Code::InvoiceCreditTooGreat, "earlier", taken, message));
                }
            }
        }
        Ok(())
    }

    /// Whether nothing is left of a line.
    fn is_over(&self, index: usize) -> bool {
        let (Some(line), Some(total), Some(progress)) = (
            self.original.document().lines.get(index),
            self.original.totals().lines.get(index),
            self.progress.get(index),
        ) else {
            return true;
        };
        progress.touched
            && progress.figures.net == total.net
            && (progress.units == line.quantity || !progress.reduced.is_zero())
    }

    /// Whether nothing is left of the invoice.
    pub(super) fn all_over(&self) -> bool {
        (0..self.progress.len()).all(|index| self.is_over(index))
    }
}
