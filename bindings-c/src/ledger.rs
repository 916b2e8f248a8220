//! The journal.

use crate::{
    edge::{Buffer, Kept, Out, behind, behind_mut, day, guard, json, release, text, word},
    error::backoffice_status,
    money::money,
};
use backoffice_core::{
    Currency,
    ledger::{Journal, Posting},
};
use std::ffi::c_char;

/// Postings in order, with their running balances.
///
/// From backoffice_journal_new or _parse; freed by the caller with backoffice_journal_free. Changed by _post and
/// _append: threads may share it only while none of them does that. A call that fails leaves it as it was.
#[derive(Default)]
pub struct backoffice_journal {
    pub(crate) journal: Journal,
    json: Kept,
}

impl backoffice_journal {
    pub(crate) fn new(journal: Journal) -> Self {
        Self { journal, json: Kept::default() }
    }
}

/// An empty journal.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_journal_new(out: *mut *mut backoffice_journal) -> backoffice_status {
    guard(|| {
        // SAFETY: a place for the result, by the header's contract.
        unsafe { Out::new(out) }?.give_handle(backoffice_journal::default());
        Ok(())
    })
}

/// Reads a journal from JSON: a list of objects with day, account, amount and reference.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_journal_parse(
    document: *const c_char,
    out: *mut *mut backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (journal, out) = unsafe { (json("document", document)?, Out::new(out)?) };
        out.give_handle(backoffice_journal::new(journal));
        Ok(())
    })
}

/// Adds a posting; debits are above zero, credits below, and one of zero is left out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_journal_post(
    journal: *mut backoffice_journal,
    on: *const c_char,
    account: *const c_char,
    amount: *const c_char,
    reference: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (held, posting) = unsafe {
            let account = text("account", account)?;
            let amount = money("amount", amount)?;
            let posting = Posting::debit(day("on", on)?, account, amount, text("reference", reference)?);
            (behind_mut("journal", journal)?, posting)
        };
        held.journal.post(posting)?;
        held.json.forget();
        Ok(())
    })
}

/// Adds all postings of another journal, or none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_journal_append(
    journal: *mut backoffice_journal,
    other: *const backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: two handles, by the header's contract; a copy of the other is taken first, for it may be the same.
        let (other, held) = unsafe {
            let other = behind("other", other)?.journal.clone();
            (other, behind_mut("journal", journal)?)
        };
        held.journal.append(&other)?;
        held.json.forget();
        Ok(())
    })
}

/// BACKOFFICE_OK when debits equal credits in every currency, else BACKOFFICE_LEDGER_UNBALANCED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_journal_balanced(
    journal: *const backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, by the header's contract.
        unsafe { behind("journal", journal) }?.journal.balanced()
    })
}

/// What is left on an account in a currency; zero when nothing was posted there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_journal_balance(
    journal: *const backoffice_journal,
    account: *const c_char,
    currency: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, texts and a buffer, by the header's contract.
        let (held, account, currency, out) = unsafe {
            let currency: Currency = word("currency", currency)?;
            (behind("journal", journal)?, text("account", account)?, currency, Buffer::new(out, size, needed))
        };
        out.give(&held.journal.balance(account, currency).to_string())
    })
}

/// The sum of debits in a currency.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_journal_turnover(
    journal: *const backoffice_journal,
    currency: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a text and a buffer, by the header's contract.
        let (held, currency, out) = unsafe {
            let currency: Currency = word("currency", currency)?;
            (behind("journal", journal)?, currency, Buffer::new(out, size, needed))
        };
        out.give(&held.journal.turnover(currency)?.to_string())
    })
}

/// How many postings it has; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_journal_count(journal: *const backoffice_journal) -> usize {
    // SAFETY: NULL or a live handle, by the header's contract.
    unsafe { journal.as_ref() }.map_or(0, |held| held.journal.postings().len())
}

/// The journal as JSON; belongs to the journal and lasts until it is changed. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_journal_json(journal: *const backoffice_journal) -> *const c_char {
    // SAFETY: NULL or a live handle, by the header's contract.
    match unsafe { journal.as_ref() } {
        Some(held) => held.json.get(|| serde_json::to_string(&held.journal).unwrap_or_default()),
        None => std::ptr::null(),
    }
}

/// Frees a journal; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_journal_free(journal: *mut backoffice_journal) {
    // SAFETY: NULL or a handle that the caller gives back.
    unsafe { release(journal) }
}
