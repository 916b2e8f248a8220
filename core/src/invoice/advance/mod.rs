//! What was invoiced in advance, taken off the final invoice.

#[cfg(test)]
mod tests;

use super::{
    document::{Advance, Document, Kind, Reference},
    rules::Rules,
    state::{Invoice, State},
    totals::{TaxTotal, Totals, totals},
};
use crate::{
    error::{Code, Error, Result},
    money::Money,
};

/// The final document with what `invoiced` charged in advance taken off: the base and the tax of each category and rate
/// as they were charged, also where the rate changed between; every advance invoice is referred to (BG-3).
///
/// `invoiced` are issued advance invoices (386) and the credit notes of them, which leave so much less to deduct; an
/// advance that was credited whole, or voided, is left out. An advance that was corrected needs its credit notes beside
/// it. The `rules` are those under which the document will be totalled: what is deducted may not be more than it comes to.
///
/// # Errors
/// `invoice.deduction_too_great` when the advances come to more than the document, without tax or with it;
/// `input.missing` for an advance without a number, or the credit note of a corrected one; `input.duplicate` for one that
/// is given twice or deducted already; `input.invalid` for a document that is no advance invoice, of another side or
/// dated after the final one; `money.mixed_currencies`; as [`totals`](super::totals()).
///
/// ```
/// use backoffice::{currency::EUR, date, dec, eur, invoice::{Document, Invoice, Kind, Line, Rules, Tax, deduct}};
///
/// let rules = Rules::en16931(EUR);
/// let line = |name, amount: backoffice::Money, rate| Line::new(name, dec!(1), amount.each(), Tax::standard(rate));
/// let before = Document::new(Kind::Prepayment, EUR, date(2020, 12, 1)?).line(line("deposit", eur!(100.00), dec!(0.16)));
/// let mut advance = Invoice::draft(before, rules)?;
/// advance.issue("A1")?;
///
/// // The rate went up: what was taxed at 16 % stays so, the rest is taxed at 19 %.
/// let last = Document::invoice(EUR, date(2021, 2, 1)?).line(line("kitchen", eur!(1000.00), dec!(0.19)));
/// let last = deduct(last, &rules, &[advance])?;
/// assert_eq!(last.advances[0].parts[0].tax, eur!(16.00));
/// let invoice = Invoice::draft(last, rules)?;
/// assert_eq!(invoice.totals().due, eur!(1074.00)); // 1190.00 less 116.00
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn deduct(document: Document, rules: &Rules, invoiced: &[Invoice]) -> Result<Document> {
    let mut last = document;
    let mut found: Vec<(Advance, &Invoice)> = vec![];
    for (place, invoice) in invoiced.iter().enumerate() {
        let (given, number) = (invoice.document(), invoice.issued().map_err(|e| at(place, e))?);
        let refuse = |field: &str, value: &str, wanted: &str| at(place, Error::invalid(field, value, wanted));
        if given.currency != last.currency {
            let message =
                format!("advance {number} is in {}, the document in {}", given.currency, last.currency);
            return Err(at(
                place,
                Error::new(Code::MoneyMixedCurrencies, "currency", given.currency, message),
            ));
        }
        if given.side != last.side {
            return Err(refuse("side", number, "a sale does not deduct what was bought"));
        }
        if given.day > last.day {
            return Err(refuse(
                "day",
                &given.day.to_string(),
                "it is dated after the document that deducts it",
            ));
        }
        if given.kind.credits() {
            continue;
        }
        if given.kind != Kind::Prepayment {
            return Err(refuse(
                "kind",
                number,
                "only advance invoices (386) and their credit notes are deducted",
            ));
        }
        let twice = |other: &Advance| other.number == number;
        if last.advances.iter().any(twice) || found.iter().any(|(other, _)| twice(other)) {
            let message = format!("advance {number} is deducted already");
            return Err(at(place, Error::new(Code::InputDuplicate, "number", number, message)));
        }
        if invoice.state() != State::Voided {
            let parts = invoice.totals().breakdown.clone();
            found.push((Advance::new(number, given.day, parts), invoice));
        }
    }
    credited(&mut found, invoiced)?;
    let before = totals(&last, rules)?;
    for (advance, invoice) in found {
        if !advance.parts.is_empty() {
            last.preceding
                .push(Reference::Invoice { number: advance.number.clone(), day: invoice.document().day });
            last.advances.push(advance);
        }
    }
    fits(&last, &before)?;
    Ok(last)
}

fn at(place: usize, error: Error) -> Error {
    error.within(format_args!("advances.{place}"))
}

/// Takes credit notes off the advances that they credit.
fn credited(found: &mut [(Advance, &Invoice)], invoiced: &[Invoice]) -> Result<()> {
    let mut seen = vec![];
    for (place, note) in invoiced.iter().enumerate().filter(|(_, note)| note.document().kind.credits()) {
        let number = note.issued()?;
        let refers = |advance: &Advance| {
            let of = |reference: &Reference| matches!(reference, Reference::Invoice { number, .. } if *number == advance.number);
            note.document().preceding.iter().any(of)
        };
        let Some((advance, _)) = found.iter_mut().find(|(advance, _)| refers(advance)) else {
            return Err(at(
                place,
                Error::invalid("preceding", number, "it credits none of the advances that are given"),
            ));
        };
        if seen.contains(&number) {
            let message = format!("credit note {number} is given twice");
            return Err(at(place, Error::new(Code::InputDuplicate, "number", number, message)));
        }
        seen.push(number);
        if note.state() == State::Voided {
            continue;
        }
        for taken in &note.totals().breakdown {
            let Some(part) = advance.parts.iter_mut().find(|part| part.key() == taken.key()) else {
                return Err(at(
                    place,
                    Error::invalid("breakdown", number, "it has a tax that the advance has not"),
                ));
            };
            part.base = part.base.checked_sub(taken.base)?;
            part.tax = part.tax.checked_sub(taken.tax)?;
            if let (Some(surcharge), Some(taken)) = (part.surcharge.as_mut(), taken.surcharge) {
                surcharge.amount = surcharge.amount.checked_sub(taken.amount)?;
            }
        }
    }
    let given: Vec<_> = invoiced.iter().filter_map(Invoice::number).collect();
    for (advance, invoice) in found {
        if let Some(missing) = invoice.corrections().iter().find(|by| !given.contains(&by.number.as_str())) {
            let message =
                format!("advance {} was corrected by {}: give it too", advance.number, missing.number);
            return Err(Error::new(Code::InputMissing, "advances", &missing.number, message));
        }
        let nothing = |part: &TaxTotal| part.base.is_zero() && part.charged().is_ok_and(Money::is_zero);
        advance.parts.retain(|part| !nothing(part));
    }
    Ok(())
}

/// Refuses to deduct more than the document comes to.
fn fits(document: &Document, before: &Totals) -> Result<()> {
    let parts = || document.advances.iter().flat_map(|advance| &advance.parts);
    let base = Money::sum(parts().map(|part| part.base), document.currency)?;
    let mut gross = base;
    for part in parts() {
        gross = gross.checked_add(part.charged()?)?;
    }
    // What was deducted before these is in the totals already.
    let already = before.advances.map(|total| (total.base, total.tax));
    let (net, whole) = match already {
        None => (before.net, before.gross),
        Some((base, tax)) => {
            (before.net.checked_add(base)?, before.gross.checked_add(base)?.checked_add(tax)?)
        }
    };
    for (what, deducted, most) in [("without tax", base, net), ("with tax", gross, whole)] {
        if deducted.amount() > most.amount() {
            let message = format!(
                "the advances come to {deducted} {what}, the document to {most}: give back what is too much by a credit note"
            );
            return Err(Error::new(Code::InvoiceDeductionTooGreat, "advances", deducted, message));
        }
    }
    Ok(())
}
