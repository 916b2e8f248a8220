//! Invoices.

use crate::{
    document::backoffice_document,
    edge::{Out, day, guard, json, text, word},
    error::backoffice_status,
    ledger::backoffice_journal,
};
use backoffice_core::{
    Currency,
    invoice::{self, Invoice, Rules},
    tax::sales,
};
use std::ffi::c_char;

/// The rules of that name (`EN16931`, `PER_LINE`, `PER_DOCUMENT`, `GOBL_PRECISE`, `GOBL_CURRENCY`) for a currency: an object that names
/// every rounding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_rules(
    name: *const c_char,
    currency: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(name: text, currency: word::<Currency>; out => Rules::preset(name, currency)?)
}

/// What backoffice_tax_sales_decide decided, as the tax of a line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_tax(
    decision: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(decision: json::<sales::Rated>; out => invoice::Tax::from(&decision))
}

/// What a document (an object with kind, currency, day and lines) comes to under rules.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_totals(
    written: *const c_char,
    rules: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        written: json::<invoice::Document>, rules: json::<Rules>;
        out => invoice::totals(&written, &rules)?
    )
}

/// The same, with a trace of every figure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_totals_traced(
    written: *const c_char,
    rules: *const c_char,
    out: *mut *mut backoffice_document,
    trace: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and places for the results, by the header's contract.
        let (written, rules, out, trace) = unsafe {
            (
                json::<invoice::Document>("written", written)?,
                json::<Rules>("rules", rules)?,
                Out::new(out)?,
                Out::new(trace)?,
            )
        };
        let (result, more) = invoice::totals_traced(&written, &rules)?.drawn();
        backoffice_document::new(&result)?.give_traced(&more, out, trace)
    })
}

/// Whether what is printed of totals adds up: a judge apart from the computation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_adds_up(
    totals: *const c_char,
    out: *mut bool,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (totals, out) = unsafe { (json::<invoice::Totals>("totals", totals)?, Out::new(out)?) };
        out.give(totals.adds_up());
        Ok(())
    })
}

/// A draft invoice: the document with its totals under rules.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_draft(
    written: *const c_char,
    rules: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(written: json::<invoice::Document>, rules: json::<Rules>; out => Invoice::draft(written, rules)?)
}

/// The draft with another document in its place; refused once it has a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_change(
    draft: *const c_char,
    written: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        draft: json::<Invoice>, written: json::<invoice::Document>;
        out => {
            let mut draft = draft;
        draft.change(written)?;
            draft
        }
    )
}

/// The invoice with its number, immutable from then on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_issue(
    draft: *const c_char,
    number: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        draft: json::<Invoice>, number: text;
        out => {
            let mut draft = draft;
        draft.issue(number)?;
            draft
        }
    )
}

/// The invoice marked as corrected by another document: `by` is an object with number, day and reason.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_correct(
    issued: *const c_char,
    by: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        issued: json::<Invoice>, by: json::<invoice::Correction>;
        out => {
            let mut issued = issued;
        issued.correct(by)?;
            issued
        }
    )
}

/// The invoice marked as having taken no effect, with the reason; its record and its number are kept.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_void(
    issued: *const c_char,
    on: *const c_char,
    reason: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        issued: json::<Invoice>, on: day, reason: text;
        out => {
            let mut issued = issued;
        issued.void(on, reason)?;
            issued
        }
    )
}

/// Where an invoice stands, a JSON text: `"draft"`, `"issued"`, `"corrected"` or `"voided"`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_state(
    invoice: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(invoice: json::<Invoice>; out => invoice.state())
}

/// What a final invoice deducts of an issued advance invoice: one of the list `advances` of a document.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_advance(
    issued: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(issued: json::<Invoice>; out => invoice::Advance::of(&issued)?)
}

/// The day that decides rate and return of a document, a JSON text: its `tax_point`, else its `day`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_tax_point(
    written: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(written: json::<invoice::Document>; out => written.tax_point())
}

/// A draft credit note for an issued invoice, less what earlier credit notes (a list) took. `what` is `"whole"` or
/// an object `{"lines": [{"line": 0, "quantity": "1"}]}`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_credit(
    original: *const c_char,
    earlier: *const c_char,
    what: *const c_char,
    on: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        original: json::<Invoice>, earlier: json::<Vec<Invoice>>, what: json::<invoice::What>, on: day;
        out => invoice::credit(&original, &earlier, &what, on)?
    )
}

/// The journal of an issued invoice or credit note. `accounts` is an object with receivable, revenue and tax.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_post(
    issued: *const c_char,
    accounts: *const c_char,
    out: *mut *mut backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (issued, accounts, out) = unsafe {
            (
                json::<Invoice>("issued", issued)?,
                json::<invoice::Accounts>("accounts", accounts)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_journal::new(invoice::post(&issued, &accounts)?));
        Ok(())
    })
}
