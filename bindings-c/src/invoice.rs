//! Invoices and numbers.

use crate::{
    document::backoffice_document,
    edge::{Buffer, Kept, Out, behind, behind_mut, day, guard, json, release, text, word},
    error::backoffice_status,
    ledger::backoffice_journal,
};
use backoffice_core::{
    Currency,
    invoice::{
        self, Invoice, Rules,
        numbering::{self, Allocator, Number, Series},
    },
    tax::sales,
};
use std::ffi::c_char;

/// The rules of that name (`EN16931`, `PER_LINE`, `PER_DOCUMENT`, `UNROUNDED`) for a currency: an object that names
/// every rounding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_rules(
    name: *const c_char,
    currency: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (name, currency, out) =
            unsafe { (text("name", name)?, word::<Currency>("currency", currency)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&Rules::preset(name, currency)?)?);
        Ok(())
    })
}

/// What backoffice_tax_sales_decide decided, as the tax of a line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_tax(
    decision: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (decision, out) = unsafe { (json::<sales::Decision>("decision", decision)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&invoice::Tax::from(&decision))?);
        Ok(())
    })
}

/// What a document (an object with kind, currency, day and lines) comes to under rules.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_totals(
    written: *const c_char,
    rules: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (written, rules, out) = unsafe {
            (json::<invoice::Document>("written", written)?, json::<Rules>("rules", rules)?, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&invoice::totals(&written, &rules)?)?);
        Ok(())
    })
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
        let (result, more) = invoice::totals_traced(&written, &rules)?;
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
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (written, rules, out) = unsafe {
            (json::<invoice::Document>("written", written)?, json::<Rules>("rules", rules)?, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&Invoice::draft(written, rules)?)?);
        Ok(())
    })
}

/// The draft with another document in its place; refused once it has a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_change(
    draft: *const c_char,
    written: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (draft, written, out) = unsafe {
            (json::<Invoice>("draft", draft)?, json::<invoice::Document>("written", written)?, Out::new(out)?)
        };
        let mut draft = draft;
        draft.change(written)?;
        out.give_handle(backoffice_document::new(&draft)?);
        Ok(())
    })
}

/// The invoice with its number, immutable from then on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_issue(
    draft: *const c_char,
    number: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (draft, number, out) =
            unsafe { (json::<Invoice>("draft", draft)?, text("number", number)?, Out::new(out)?) };
        let mut draft = draft;
        draft.issue(number)?;
        out.give_handle(backoffice_document::new(&draft)?);
        Ok(())
    })
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
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (original, earlier, what, on, out) = unsafe {
            (
                json::<Invoice>("original", original)?,
                json::<Vec<Invoice>>("earlier", earlier)?,
                json::<invoice::What>("what", what)?,
                day("on", on)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&invoice::credit(&original, &earlier, &what, on)?)?);
        Ok(())
    })
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

/// Gaps, repetitions and order of counters (a list) within a scope, an object with first, next and voids.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_numbering_audit(
    numbers: *const c_char,
    scope: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (numbers, scope, out) = unsafe {
            (json::<Vec<u64>>("numbers", numbers)?, json::<numbering::Scope>("scope", scope)?, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&numbering::audit(&numbers, &scope))?);
        Ok(())
    })
}

/// What the law of a country asks of invoice numbers, by its ISO code.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_numbering_profile(
    country: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (country, out) = unsafe { (text("country", country)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&numbering::Profile::of(country)?)?);
        Ok(())
    })
}

/// What numbers (a list of pairs of number and day) do not keep of a profile: a list of objects with number and
/// reason.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_numbering_check(
    profile: *const c_char,
    numbers: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (profile, numbers, out) = unsafe {
            (
                json::<numbering::Profile>("profile", profile)?,
                json::<Vec<(String, backoffice_core::NaiveDate)>>("numbers", numbers)?,
                Out::new(out)?,
            )
        };
        let numbers = numbers.iter().map(|(number, on)| (number.as_str(), *on));
        out.give_handle(backoffice_document::new(&profile.check(numbers)?)?);
        Ok(())
    })
}

/// What the counters of one series (a list), in the order in which they were issued, do not keep of a profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_numbering_check_counters(
    profile: *const c_char,
    counters: *const c_char,
    voids: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (profile, counters, voids, out) = unsafe {
            (
                json::<numbering::Profile>("profile", profile)?,
                json::<Vec<u64>>("counters", counters)?,
                json::<Vec<u64>>("voids", voids)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&profile.check_counters(&counters, &voids))?);
        Ok(())
    })
}

/// A series of numbers without gaps: a value with a version.
///
/// From backoffice_series_parse; freed by the caller with backoffice_series_free. Changed by _issue and _issue_many:
/// threads may share it only while none of them does that. A call that fails leaves it as it was.
pub struct backoffice_series {
    series: Series,
    json: Kept,
}

/// Reads a series from JSON: an object with id, pattern (`INV-{year}-{number:5}`) and restart (`never`, `yearly`,
/// `monthly`, `fiscal`), and what else was stored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_parse(
    stored: *const c_char,
    out: *mut *mut backoffice_series,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (series, out) = unsafe { (json("series", stored)?, Out::new(out)?) };
        out.give_handle(backoffice_series { series, json: Kept::default() });
        Ok(())
    })
}

/// Gives the next number, for a document of that day. A buffer that is too small leaves the series as it was.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_issue(
    series: *mut backoffice_series,
    on: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, a text and a buffer, by the header's contract.
        let (on, held, out) =
            unsafe { (day("on", on)?, behind_mut("series", series)?, Buffer::new(out, size, needed)) };
        let (number, after) = held.series.issue(on)?;
        out.give(&number.to_string())?;
        held.series = after;
        held.json.forget();
        Ok(())
    })
}

/// Gives numbers for documents of those days (a list), in that order: a list of objects with day, counter and text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_issue_many(
    series: *mut backoffice_series,
    days: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, a text and a place for the result, by the header's contract.
        let (days, held, out) = unsafe {
            let days: Vec<backoffice_core::NaiveDate> = json("days", days)?;
            (days, behind_mut("series", series)?, Out::new(out)?)
        };
        let (numbers, after) = held.series.issue_many(&days)?;
        let numbers = backoffice_document::new(&numbers)?;
        held.series = after;
        held.json.forget();
        out.give_handle(numbers);
        Ok(())
    })
}

/// A claim on numbers for documents of those days (a list), for a store that locks the row: an object whose fields are
/// those of the store's statement.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_claim(
    series: *const backoffice_series,
    days: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a text and a place for the result, by the header's contract.
        let (days, held, out) = unsafe {
            let days: Vec<backoffice_core::NaiveDate> = json("days", days)?;
            (days, behind("series", series)?, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&held.series.claim(&days)?)?);
        Ok(())
    })
}

/// Gives the numbers of a claim that the store granted: `first` and `version` as its statement gave them back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_granted(
    series: *mut backoffice_series,
    claim: *const c_char,
    first: u64,
    version: u64,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, a text and a place for the result, by the header's contract.
        let (claim, held, out) = unsafe {
            let claim: numbering::Claim = json("claim", claim)?;
            (claim, behind_mut("series", series)?, Out::new(out)?)
        };
        let (numbers, after) = held.series.granted(&claim, first, version)?;
        let numbers = backoffice_document::new(&numbers)?;
        held.series = after;
        held.json.forget();
        out.give_handle(numbers);
        Ok(())
    })
}

/// BACKOFFICE_OK when the series is still the one that was read at that version, else
/// BACKOFFICE_INVOICE_SERIES_CONFLICT: read it again and issue again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_unchanged(
    series: *const backoffice_series,
    read_version: u64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, by the header's contract.
        let held = unsafe { behind("series", series)? };
        Ok(held.series.unchanged(read_version)?)
    })
}

/// What a number of this series says: an object with number, and year, month and fiscal_year where the pattern has them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_read(
    series: *const backoffice_series,
    number: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a text and a place for the result, by the header's contract.
        let (held, number, out) =
            unsafe { (behind("series", series)?, text("number", number)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.series.parse(number)?)?);
        Ok(())
    })
}

/// What an auditor asks first of numbers and voids (lists): an object with gaps, repeats and out_of_order.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_audit(
    series: *const backoffice_series,
    numbers: *const c_char,
    voids: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, texts and a place for the result, by the header's contract.
        let (held, numbers, voids, out) = unsafe {
            let numbers: Vec<Number> = json("numbers", numbers)?;
            let voids: Vec<numbering::Void> = json("voids", voids)?;
            (behind("series", series)?, numbers, voids, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&held.series.audit_with(&numbers, &voids)?)?);
        Ok(())
    })
}

/// The series as JSON, to be stored; belongs to the series and lasts until it is changed. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_json(series: *const backoffice_series) -> *const c_char {
    // SAFETY: NULL or a live handle, by the header's contract.
    match unsafe { series.as_ref() } {
        Some(held) => held.json.get(|| serde_json::to_string(&held.series).unwrap_or_default()),
        None => std::ptr::null(),
    }
}

/// Frees a series; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_free(series: *mut backoffice_series) {
    // SAFETY: NULL or a handle that the caller gives back.
    unsafe { release(series) }
}

/// A desk that hands numbers out before their documents are safe: allocate, then commit or abandon.
///
/// From backoffice_allocator_new or _parse; freed by the caller with backoffice_allocator_free. Changed by _allocate,
/// _commit and _abandon: threads may share it only while none of them does that. A call that fails leaves it as it was.
pub struct backoffice_allocator {
    desk: Allocator,
    json: Kept,
}

/// A desk that hands out the numbers of a series, of which it takes a copy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_allocator_new(
    series: *const backoffice_series,
    out: *mut *mut backoffice_allocator,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a place for the result, by the header's contract.
        let (held, out) = unsafe { (behind("series", series)?, Out::new(out)?) };
        out.give_handle(backoffice_allocator {
            desk: Allocator::new(held.series.clone()),
            json: Kept::default(),
        });
        Ok(())
    })
}

/// The desk that was stored as JSON.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_allocator_parse(
    stored: *const c_char,
    out: *mut *mut backoffice_allocator,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (desk, out) = unsafe { (json("allocator", stored)?, Out::new(out)?) };
        out.give_handle(backoffice_allocator { desk, json: Kept::default() });
        Ok(())
    })
}

/// Hands out the next number: an object with day, counter and text, which _commit and _abandon take.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_allocator_allocate(
    allocator: *mut backoffice_allocator,
    on: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, a text and a place for the result, by the header's contract.
        let (on, held, out) =
            unsafe { (day("on", on)?, behind_mut("allocator", allocator)?, Out::new(out)?) };
        let number = held.desk.allocate(on)?;
        held.json.forget();
        out.give_handle(backoffice_document::told(&number)?);
        Ok(())
    })
}

/// The number's document is safe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_allocator_commit(
    allocator: *mut backoffice_allocator,
    number: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and a text, by the header's contract.
        let (number, held) =
            unsafe { (json::<Number>("number", number)?, behind_mut("allocator", allocator)?) };
        held.desk.commit(&number)?;
        held.json.forget();
        Ok(())
    })
}

/// The number will have no document, for that reason: `"returned"` to the series, or an object that says it is void.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_allocator_abandon(
    allocator: *mut backoffice_allocator,
    number: *const c_char,
    reason: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, texts and a place for the result, by the header's contract.
        let (number, reason, held, out) = unsafe {
            let (number, reason) = (json::<Number>("number", number)?, text("reason", reason)?);
            (number, reason, behind_mut("allocator", allocator)?, Out::new(out)?)
        };
        let outcome = held.desk.abandon(&number, reason)?;
        held.json.forget();
        out.give_handle(backoffice_document::new(&outcome)?);
        Ok(())
    })
}

/// The desk as JSON, to be stored: an object with series, open and voids; belongs to the desk and lasts until it is
/// changed. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_allocator_json(allocator: *const backoffice_allocator) -> *const c_char {
    // SAFETY: NULL or a live handle, by the header's contract.
    match unsafe { allocator.as_ref() } {
        Some(held) => held.json.get(|| serde_json::to_string(&held.desk).unwrap_or_default()),
        None => std::ptr::null(),
    }
}

/// Frees a desk; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_allocator_free(allocator: *mut backoffice_allocator) {
    // SAFETY: NULL or a handle that the caller gives back.
    unsafe { release(allocator) }
}
