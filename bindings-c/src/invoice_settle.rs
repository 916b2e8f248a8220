//! Corrections, deductions of advances, and what an invoice is to the accountant beside its journal.

use crate::{
    document::backoffice_document,
    edge::{day, json, text, word},
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
    answer!(
        original: json::<Invoice>, earlier: json::<Vec<Invoice>>, corrected: json::<Document>,
        method: word::<Method>, reason: text, on: day;
        out => invoice::correct(&original, &earlier, corrected, method, reason, on)?
    )
}

/// The final document with what issued advance invoices, less their credit notes (one list), charged taken off.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_deduct(
    written: *const c_char,
    rules: *const c_char,
    invoiced: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        written: json::<Document>, rules: json::<Rules>, invoiced: json::<Vec<Invoice>>;
        out => invoice::deduct(written, &rules, &invoiced)?
    )
}

/// The tax that the buyer owes and asks back on a purchase whose seller charged none: a list of pairs, the entry of
/// `accounts.reverse` and the row with its tax.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_reverse_charged(
    purchase: *const c_char,
    accounts: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        purchase: json::<Invoice>, accounts: json::<Accounts>;
        out => invoice::reverse_charged(&purchase, &accounts)?
    )
}

/// The accounts for a document that takes back, or adds to, an advance invoice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_accounts_of_deposits(
    accounts: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(accounts: json::<Accounts>; out => accounts.of_deposits())
}

/// What is owed of an invoice, in its currency and as it is booked: an object with owed and booked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_claim(
    invoice: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(invoice: json::<Invoice>; out => Claim::of(&invoice)?)
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
    answer!(
        claim: json::<Claim>, paid: json::<Money>, received: json::<Money>, rounding: json::<Rounding>;
        out => claim.settle(paid, received, rounding)?
    )
}
