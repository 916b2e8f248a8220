//! The postings of stock by change and by period, and its reports.

use crate::{
    document::backoffice_document,
    edge::{Out, behind, day, guard, json, named},
    error::backoffice_status,
    ledger::backoffice_journal,
};
use backoffice_core::{
    Period,
    stock::{self, Accounts, Change, Scheme, Valuation, WriteDown, reports},
};
use std::ffi::c_char;

/// The journal of what changed (the JSON of backoffice_book_diff): of each change the reversal of what it was and the posting
/// of what it is. `accounts` as for backoffice_stock_post.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_post_changes(
    changes: *const c_char,
    accounts: *const c_char,
    out: *mut *mut backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (changes, accounts, out) = unsafe {
            (
                json::<Vec<Change>>("changes", changes)?,
                json::<Accounts>("accounts", accounts)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_journal::new(stock::post_changes(&changes, &accounts)?));
        Ok(())
    })
}

/// The journal of a valuation (its JSON) under the continental scheme: purchases are expenses at once, and at the end of each of
/// the periods (a list of objects with first and last, in order) the change of stock is posted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_post_periodic(
    valuation: *const c_char,
    accounts: *const c_char,
    periods: *const c_char,
    out: *mut *mut backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (valuation, accounts, periods, out) = unsafe {
            (
                json::<Valuation>("valuation", valuation)?,
                json::<Accounts>("accounts", accounts)?,
                json::<Vec<Period>>("periods", periods)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_journal::new(stock::post_periodic(&valuation, &accounts, &periods)?));
        Ok(())
    })
}

/// The journal of a valuation under a scheme: `perpetual`, or an object with a list of periods as `periodic`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_post_under(
    valuation: *const c_char,
    accounts: *const c_char,
    scheme: *const c_char,
    out: *mut *mut backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (valuation, accounts, scheme, out) = unsafe {
            (
                json::<Valuation>("valuation", valuation)?,
                json::<Accounts>("accounts", accounts)?,
                named::<Scheme>("scheme", scheme)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_journal::new(stock::post_under(&valuation, &accounts, &scheme)?));
        Ok(())
    })
}

/// The journal of write-downs to net realisable value: a list of objects with day, item and carrying, which
/// backoffice_stock_lower_of_cost_and_nrv gives.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_post_write_downs(
    written: *const c_char,
    accounts: *const c_char,
    out: *mut *mut backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (written, accounts, out) = unsafe {
            (
                json::<Vec<WriteDown>>("written", written)?,
                json::<Accounts>("accounts", accounts)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_journal::new(stock::post_write_downs(&written, &accounts)?));
        Ok(())
    })
}

/// What is on hand of a valuation (its JSON) by age on a day, by item and pool: a list. `bands` is a list of the last days of
/// age of all bands but the oldest, ascending.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_reports_ageing(
    valuation: *const c_char,
    on: *const c_char,
    bands: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        valuation: json::<Valuation>, on: day, bands: json::<Vec<u32>>;
        out => reports::ageing(&valuation, on, &bands)?
    )
}

/// Every shortage by what covered it: a list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_reports_shortages(
    valuation: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(valuation: json::<Valuation>; out => reports::shortages(&valuation))
}

/// Every stretch in which a pool held less than nothing: a list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_reports_below_zero(
    valuation: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(valuation: json::<Valuation>; out => reports::below_zero(&valuation)?)
}

/// Opening, in, out and closing of each period (a list of objects with first and last, in order), by item and pool: a list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_reports_summary(
    valuation: *const c_char,
    periods: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        valuation: json::<Valuation>, periods: json::<Vec<Period>>;
        out => reports::summary(&valuation, &periods)?
    )
}

/// Every account of the map against a journal, as the valuation and the write-downs (as for
/// backoffice_stock_post_write_downs) would be posted under the scheme (as for backoffice_stock_post_under): a list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_reports_reconcile(
    valuation: *const c_char,
    accounts: *const c_char,
    scheme: *const c_char,
    written: *const c_char,
    journal: *const backoffice_journal,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a handle and a place for the result, by the header's contract.
        let (valuation, accounts, scheme, written, held, out) = unsafe {
            (
                json::<Valuation>("valuation", valuation)?,
                json::<Accounts>("accounts", accounts)?,
                named::<Scheme>("scheme", scheme)?,
                json::<Vec<WriteDown>>("written", written)?,
                behind("journal", journal)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&reports::reconcile(
            &valuation,
            &accounts,
            &scheme,
            &written,
            &held.journal,
        )?)?);
        Ok(())
    })
}

/// All that left, back to the receipts that it came from: a list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_reports_lineage(
    valuation: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(valuation: json::<Valuation>; out => reports::lineage(&valuation)?)
}

/// Where the goods came from that the entry of that row took: a list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_reports_back(
    valuation: *const c_char,
    row: u64,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(valuation: json::<Valuation>; out => reports::back(&valuation, row)?)
}

/// What took the goods that came with the entry of that row: a list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_reports_forward(
    valuation: *const c_char,
    origin: u64,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(valuation: json::<Valuation>; out => reports::forward(&valuation, origin)?)
}
