//! Corrections, deductions of advances, and what an invoice is to the accountant beside its journal.

use crate::{
    document::backoffice_document,
    edge::{Out, day, guard, json, text, word},
    error::backoffice_status,
};
use backoffice_core::{
    Money, Rounding,
    invoice::{self, Accounts, Claim, Document, Invoice, Method, Rules},
};
use std::ffi::c_char;

/// The drafts (a list) that correct an issued invoice into what it should have said. `earlier` is the list of its credit
/// notes, `corrected` the whole document as it should have been, `method` is `difference` or `replacement`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_corrections(
    original: *const c_char,
    earlier: *const c_char,
    corrected: *const c_char,
    method: *const c_char,
    reason: *const c_char,
    on: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (original, earlier, corrected, method, reason, on, out) = unsafe {
            (
                json::<Invoice>("original", original)?,
                json::<Vec<Invoice>>("earlier", earlier)?,
                json::<Document>("corrected", corrected)?,
                word::<Method>("method", method)?,
                text("reason", reason)?,
                day("on", on)?,
                Out::new(out)?,
            )
        };
        let drafts = invoice::correct(&original, &earlier, corrected, method, reason, on)?;
        out.give_handle(backoffice_document::new(&drafts)?);
        Ok(())
    })
}

/// The final document with what issued advance invoices, less their credit notes (one list), charged taken off.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_deduct(
    written: *const c_char,
    rules: *const c_char,
    invoiced: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (written, rules, invoiced, out) = unsafe {
            (
                json::<Document>("written", written)?,
                json::<Rules>("rules", rules)?,
                json::<Vec<Invoice>>("invoiced", invoiced)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&invoice::deduct(written, &rules, &invoiced)?)?);
        Ok(())
    })
}

/// The tax that the buyer owes and asks back on a purchase whose seller charged none: a list of pairs, the entry of
/// `accounts.reverse` and the row with its tax.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_reverse_charged(
    purchase: *const c_char,
    accounts: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (purchase, accounts, out) = unsafe {
            (json::<Invoice>("purchase", purchase)?, json::<Accounts>("accounts", accounts)?, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&invoice::reverse_charged(&purchase, &accounts)?)?);
        Ok(())
    })
}

/// The accounts for a document that takes back, or adds to, an advance invoice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_accounts_of_deposits(
    accounts: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (accounts, out) = unsafe { (json::<Accounts>("accounts", accounts)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&accounts.of_deposits())?);
        Ok(())
    })
}

/// What is owed of an invoice, in its currency and as it is booked: an object with owed and booked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_claim(
    invoice: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (invoice, out) = unsafe { (json::<Invoice>("invoice", invoice)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&Claim::of(&invoice)?)?);
        Ok(())
    })
}

/// What a payment does to a claim: an object with cleared, difference and left. `paid` is in the document's currency,
/// `received` in that of the books; both are objects with amount and currency.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_claim_settle(
    claim: *const c_char,
    paid: *const c_char,
    received: *const c_char,
    rounding: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (claim, paid, received, rounding, out) = unsafe {
            (
                json::<Claim>("claim", claim)?,
                json::<Money>("paid", paid)?,
                json::<Money>("received", received)?,
                json::<Rounding>("rounding", rounding)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&claim.settle(paid, received, rounding)?)?);
        Ok(())
    })
}
