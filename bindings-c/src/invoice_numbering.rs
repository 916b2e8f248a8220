//! Numbers without gaps: series, what a database needs to keep them, desks, the proof.

use crate::{
    document::backoffice_document,
    edge::{Buffer, Kept, Out, behind, behind_mut, c_text, day, guard, json, release, text, word},
    error::backoffice_status,
};
use backoffice_core::{
    Result,
    invoice::numbering::{self, Allocator, Block, Claim, Grant, Number, Placeholders, Series, Statement},
};
use std::{
    ffi::{CString, c_char},
    sync::OnceLock,
};

/// A statement and how its driver writes places.
unsafe fn style(statement: *const c_char, placeholders: *const c_char) -> Result<(Statement, Placeholders)> {
    // SAFETY: texts, by the header's contract.
    unsafe { Ok((word("statement", statement)?, word("placeholders", placeholders)?)) }
}

/// The table of the series, to be sent to a database; lasts as long as the program.
#[unsafe(no_mangle)]
pub extern "C" fn backoffice_numbering_schema() -> *const c_char {
    static SCHEMA: OnceLock<CString> = OnceLock::new();
    SCHEMA.get_or_init(|| c_text(numbering::SCHEMA)).as_ptr()
}

/// A statement on that table (`create`, `read`, `claim`, `swap`) with the places of a driver (`colon`, `dollar`,
/// `percent`, `question`): an object with text and names, the names of its values in the order in which they are bound.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_numbering_statement(
    statement: *const c_char,
    placeholders: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let ((statement, placeholders), out) = unsafe { (style(statement, placeholders)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&statement.written(placeholders))?);
        Ok(())
    })
}

/// Gaps, repetitions and order of counters (a list) within a scope, an object with first, next, voids, reserved and
/// told.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_numbering_audit(
    numbers: *const c_char,
    scope: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        numbers: json::<Vec<u64>>, scope: json::<numbering::Scope>;
        out => numbering::audit(&numbers, &scope)
    )
}

/// What the law of a country asks of invoice numbers, by its ISO code.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_numbering_profile(
    country: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(country: text; out => numbering::Profile::of(country)?)
}

/// backoffice_numbering_profile, when it was law on that day.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_numbering_profile_on(
    country: *const c_char,
    on: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(country: text, on: day; out => numbering::Profile::on(country, on)?)
}

/// A profile as a pack writes it (TOML): for a law that is not here.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_numbering_profile_parse(
    toml: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(toml: text; out => numbering::Profile::parse(toml)?)
}

/// What a series does not keep of a profile that numbers such documents (a list of `invoice`, `simplified`,
/// `corrective`, `self_billed`, `credit_note`, `debit_note`, `invoice_receipt`), as its next number would be written on
/// that day.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_numbering_check_series(
    profile: *const c_char,
    series: *const backoffice_series,
    uses: *const c_char,
    on: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, texts and a place for the result, by the header's contract.
        let (profile, held, uses, on, out) = unsafe {
            (
                json::<numbering::Profile>("profile", profile)?,
                behind("series", series)?,
                json::<Vec<numbering::Use>>("uses", uses)?,
                day("on", on)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&profile.check_series(&held.series, &uses, on)?)?);
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
    answer!(
        profile: json::<numbering::Profile>, numbers: json::<Vec<(String, backoffice_core::NaiveDate)>>;
        out => {
            let numbers = numbers.iter().map(|(number, on)| (number.as_str(), *on));
            profile.check(numbers)?
        }
    )
}

/// What the counters of one series (a list), in the order in which they were issued, do not keep of a profile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_numbering_check_counters(
    profile: *const c_char,
    counters: *const c_char,
    voids: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        profile: json::<numbering::Profile>, counters: json::<Vec<u64>>, voids: json::<Vec<u64>>;
        out => profile.check_counters(&counters, &voids)
    )
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

/// What to bind to the statement "claim", a list in the order of its names, for a claim of backoffice_series_claim.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_claim_values(
    claim: *const c_char,
    statement: *const c_char,
    placeholders: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (claim, (statement, placeholders), out) =
            unsafe { (json::<Claim>("claim", claim)?, style(statement, placeholders)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&claim.values(statement, placeholders)?)?);
        Ok(())
    })
}

/// Why the statement "claim" gave no row back: always a failure. `stored` is the series read after the claim in the
/// same transaction, or NULL when there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_claim_refused(
    claim: *const c_char,
    stored: *const backoffice_series,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text, and NULL or a handle, by the header's contract.
        let (claim, stored) = unsafe { (json::<Claim>("claim", claim)?, stored.as_ref()) };
        Err(claim.refused(stored.map(|held| &held.series)))
    })
}

/// Gives the numbers of a claim that the store granted: `grant` is the row that the statement "claim" gave back, as an
/// object with first, last and version.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_granted(
    series: *mut backoffice_series,
    claim: *const c_char,
    grant: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, texts and a place for the result, by the header's contract.
        let (claim, grant, held, out) = unsafe {
            let (claim, grant) = (json::<Claim>("claim", claim)?, json::<Grant>("grant", grant)?);
            (claim, grant, behind_mut("series", series)?, Out::new(out)?)
        };
        let (numbers, after) = held.series.granted(&claim, grant)?;
        let numbers = backoffice_document::new(&numbers)?;
        held.series = after;
        held.json.forget();
        out.give_handle(numbers);
        Ok(())
    })
}

/// What to bind to the statement "create" or "read", a list in the order of its names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_row(
    series: *const backoffice_series,
    statement: *const c_char,
    placeholders: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, texts and a place for the result, by the header's contract.
        let (held, (statement, placeholders), out) =
            unsafe { (behind("series", series)?, style(statement, placeholders)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.series.row(statement, placeholders)?)?);
        Ok(())
    })
}

/// The series of a row that the statement "read" gave: a list of its nine values in their order.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_from_row(
    row: *const c_char,
    out: *mut *mut backoffice_series,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (row, out) = unsafe { (json::<Vec<numbering::Value>>("row", row)?, Out::new(out)?) };
        out.give_handle(backoffice_series { series: Series::from_row(&row)?, json: Kept::default() });
        Ok(())
    })
}

/// What to bind to the statement "swap", a list in the order of its names: stores the series as long as the stored one
/// has the version that was read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_swap(
    series: *const backoffice_series,
    read_version: u64,
    placeholders: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a text and a place for the result, by the header's contract.
        let (held, placeholders, out) = unsafe {
            (behind("series", series)?, word::<Placeholders>("placeholders", placeholders)?, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&held.series.swap(read_version, placeholders)?)?);
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

/// What stands around the counter of a number of that day: an object with before, width (the least number of digits) and
/// after; null when check digits follow it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_frame(
    series: *const backoffice_series,
    on: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a text and a place for the result, by the header's contract.
        let (held, on, out) = unsafe { (behind("series", series)?, day("on", on)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.series.frame(on)?)?);
        Ok(())
    })
}

/// Holds the books of a series (an object with entries, first, voids, reserved, closed and told) against what it has
/// given: an object with gaps, repeats, out_of_order, beyond, wrong_day, wrong_check, altered, lost and changed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_audit_books(
    series: *const backoffice_series,
    books: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a text and a place for the result, by the header's contract.
        let (held, books, out) =
            unsafe { (behind("series", series)?, json::<numbering::Books>("books", books)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.series.audit_books(&books)?)?);
        Ok(())
    })
}

/// Takes the next numbers out of the series for a till that goes off-line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_reserve(
    series: *mut backoffice_series,
    till: *const c_char,
    count: u64,
    on: *const c_char,
    out: *mut *mut backoffice_block,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, texts and a place for the result, by the header's contract.
        let (till, on, held, out) =
            unsafe { (text("till", till)?, day("on", on)?, behind_mut("series", series)?, Out::new(out)?) };
        let (block, after) = held.series.reserve(till, count, on)?;
        held.series = after;
        held.json.forget();
        out.give_handle(backoffice_block { block, json: Kept::default() });
        Ok(())
    })
}

/// A claim on a block of numbers, for a store that locks the row; as backoffice_series_claim.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_claim_block(
    series: *const backoffice_series,
    count: u64,
    on: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a text and a place for the result, by the header's contract.
        let (on, held, out) = unsafe { (day("on", on)?, behind("series", series)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.series.claim_block(count, on)?)?);
        Ok(())
    })
}

/// The block of a claim that the store granted, for that till; as backoffice_series_granted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_series_granted_block(
    series: *mut backoffice_series,
    claim: *const c_char,
    grant: *const c_char,
    till: *const c_char,
    out: *mut *mut backoffice_block,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, texts and a place for the result, by the header's contract.
        let (claim, grant, till, held, out) = unsafe {
            let (claim, grant) = (json::<Claim>("claim", claim)?, json::<Grant>("grant", grant)?);
            (claim, grant, text("till", till)?, behind_mut("series", series)?, Out::new(out)?)
        };
        let (block, after) = held.series.granted_block(&claim, grant, till)?;
        held.series = after;
        held.json.forget();
        out.give_handle(backoffice_block { block, json: Kept::default() });
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

/// Takes a block of numbers for a till that goes off-line.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_allocator_reserve(
    allocator: *mut backoffice_allocator,
    till: *const c_char,
    count: u64,
    on: *const c_char,
    out: *mut *mut backoffice_block,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, texts and a place for the result, by the header's contract.
        let (till, on, held, out) = unsafe {
            (text("till", till)?, day("on", on)?, behind_mut("allocator", allocator)?, Out::new(out)?)
        };
        let block = held.desk.reserve(till, count, on)?;
        held.json.forget();
        out.give_handle(backoffice_block { block, json: Kept::default() });
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

/// Numbers one after another that a till gives by itself while it is off-line.
///
/// From backoffice_series_reserve, _granted_block, backoffice_allocator_reserve, backoffice_block_parse or _hand_over;
/// freed by the caller with backoffice_block_free. Changed by _issue, _void and _hand_over: threads may share it only
/// while none of them does that. A call that fails leaves it as it was.
pub struct backoffice_block {
    block: Block,
    json: Kept,
}

/// The block that was stored as JSON.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_block_parse(
    stored: *const c_char,
    out: *mut *mut backoffice_block,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (block, out) = unsafe { (json("block", stored)?, Out::new(out)?) };
        out.give_handle(backoffice_block { block, json: Kept::default() });
        Ok(())
    })
}

/// Gives the next number of the block, for a document of that day: an object with day, counter and text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_block_issue(
    block: *mut backoffice_block,
    on: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, a text and a place for the result, by the header's contract.
        let (on, held, out) = unsafe { (day("on", on)?, behind_mut("block", block)?, Out::new(out)?) };
        let number = held.block.issue(on)?;
        held.json.forget();
        out.give_handle(backoffice_document::told(&number)?);
        Ok(())
    })
}

/// Declares a number of the block void that no document has after all, for that reason.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_block_void(
    block: *mut backoffice_block,
    number: *const c_char,
    reason: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (number, reason, held) = unsafe {
            (json::<Number>("number", number)?, text("reason", reason)?, behind_mut("block", block)?)
        };
        held.block.void(&number, reason)?;
        held.json.forget();
        Ok(())
    })
}

/// Gives the last numbers that are left to another till, as a block of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_block_hand_over(
    block: *mut backoffice_block,
    count: u64,
    till: *const c_char,
    out: *mut *mut backoffice_block,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, a text and a place for the result, by the header's contract.
        let (till, held, out) = unsafe { (text("till", till)?, behind_mut("block", block)?, Out::new(out)?) };
        let other = held.block.hand_over(count, till)?;
        held.json.forget();
        out.give_handle(backoffice_block { block: other, json: Kept::default() });
        Ok(())
    })
}

/// What became of the block's numbers, what is left being void for that reason: an object with till, numbers and voids.
/// The block itself stays as it is, and is to be freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_block_close(
    block: *const backoffice_block,
    reason: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a text and a place for the result, by the header's contract.
        let (held, reason, out) =
            unsafe { (behind("block", block)?, text("reason", reason)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.block.clone().close(reason)?)?);
        Ok(())
    })
}

/// What an audit has to know of a block as long as it is not closed: an object with period, first and last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_block_reserved(
    block: *const backoffice_block,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a place for the result, by the header's contract.
        let (held, out) = unsafe { (behind("block", block)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.block.reserved()?)?);
        Ok(())
    })
}

/// How many numbers are left; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_block_left(block: *const backoffice_block) -> u64 {
    // SAFETY: NULL or a live handle, by the header's contract.
    unsafe { block.as_ref() }.map_or(0, |held| held.block.left())
}

/// The block as JSON, to be stored: an object with series, till, numbers and voids; belongs to the block and lasts until
/// it is changed. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_block_json(block: *const backoffice_block) -> *const c_char {
    // SAFETY: NULL or a live handle, by the header's contract.
    match unsafe { block.as_ref() } {
        Some(held) => held.json.get(|| serde_json::to_string(&held.block).unwrap_or_default()),
        None => std::ptr::null(),
    }
}

/// Frees a block; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_block_free(block: *mut backoffice_block) {
    // SAFETY: NULL or a handle that the caller gives back.
    unsafe { release(block) }
}
