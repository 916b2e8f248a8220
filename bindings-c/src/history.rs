//! The past of one pool, which can change.

use crate::{
    document::backoffice_document,
    edge::{Buffer, Out, Places, array, behind, behind_mut, day, guard, named, number, release, word},
    error::backoffice_status,
    money::money,
};
use backoffice_core::{
    Currency, Error, Result,
    stock::{
        Method, Policy,
        history::{At, Columns, Flow, History},
    },
};
use std::ffi::c_char;

/// The movements of one item at one place, whose past can change: what is entered, taken out or amended, however long ago,
/// changes what the movements after it cost, and the answers are those of a replay without being one. A movement is named
/// by its place, its day and its number within the day; no two have the same.
///
/// From backoffice_history_new; freed by the caller with backoffice_history_free. Most questions write costs anew where they
/// have changed: threads may share it only for those that take it const, while nobody calls another. A call that fails leaves
/// it as it was.
pub struct backoffice_history {
    history: History,
}

/// A column in the width in which it is held.
fn narrow<T: TryFrom<i64>>(field: &str, column: &[i64], wanted: &str) -> Result<Vec<T>> {
    let held = |(row, value): (usize, &i64)| {
        T::try_from(*value).map_err(|_| Error::invalid(field, value, wanted).at_row(row))
    };
    column.iter().enumerate().map(held).collect()
}

/// # Safety
/// Texts as [`day`] and [`number`] want them; `value` may be NULL.
unsafe fn flow(
    on: *const c_char,
    sequence: u32,
    quantity: *const c_char,
    value: *const c_char,
) -> Result<Flow> {
    // SAFETY: the caller's promise.
    let (at, quantity) = unsafe { (At::new(day("day", on)?, sequence), number("quantity", quantity)?) };
    if value.is_null() {
        return Ok(Flow::issue(at, quantity));
    }
    // SAFETY: the caller's promise.
    Ok(Flow::receipt(at, quantity, unsafe { money("value", value) }?))
}

/// A history in a currency, by a method (`fifo`, `lifo`, `moving_average`, `periodic_average` or `hifo`), under a policy (the
/// name of one or an object), of `count` movements in any order; 0 for none.
///
/// `day` has days since 1970-01-01; `quantity` is in 10^-`digits` of the base unit (`digits` 0 to 6), above zero for goods
/// in, below zero for goods out; `value` is what goods in are worth in all, in minor units of the currency, and is not looked
/// at for goods out. `sequence` has the number within the day; NULL for the order given, from 0. The columns are only read
/// during the call. backoffice_last_error_row names the row of what is refused.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments, reason = "columns, and what they mean")]
pub unsafe extern "C" fn backoffice_history_new(
    currency: *const c_char,
    method: *const c_char,
    policy: *const c_char,
    day: *const i64,
    quantity: *const i64,
    value: *const i64,
    sequence: *const i64,
    count: usize,
    digits: u32,
    out: *mut *mut backoffice_history,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, columns and a place for the result, by the header's contract.
        let (currency, method, policy, day, quantity, value, sequence, out) = unsafe {
            (
                word::<Currency>("currency", currency)?,
                word::<Method>("method", method)?,
                named::<Policy>("policy", policy)?,
                array("day", day, count)?,
                array("quantity", quantity, count)?,
                array("value", value, count)?,
                if sequence.is_null() { None } else { Some(array("sequence", sequence, count)?) },
                Out::new(out)?,
            )
        };
        let day = narrow::<i32>("day", day, "a day of the calendar, in days since 1970-01-01")?;
        let sequence =
            sequence.map(|column| narrow::<u32>("sequence", column, "0 to 4294967295")).transpose()?;
        let columns = Columns { day: &day, sequence: sequence.as_deref(), quantity, value, digits };
        let history = History::from_columns(currency, method, &policy, &columns)?;
        out.give_handle(backoffice_history { history });
        Ok(())
    })
}

/// Enters a movement at its place, however long ago: goods in of that value in all, such as `12.00 EUR`, or with NULL goods
/// out. BACKOFFICE_STOCK_SHORT where less than nothing would be on hand, then or at a later movement; the message names the
/// first, the value is the quantity short.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_insert(
    history: *mut backoffice_history,
    day: *const c_char,
    sequence: u32,
    quantity: *const c_char,
    value: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (held, flow) =
            unsafe { (behind_mut("history", history)?, flow(day, sequence, quantity, value)?) };
        held.history.insert(&flow)?;
        Ok(())
    })
}

/// Takes a movement out. BACKOFFICE_STOCK_UNKNOWN_REFERENCE when none is at that place.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_delete(
    history: *mut backoffice_history,
    day: *const c_char,
    sequence: u32,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and a text, by the header's contract.
        let (held, on) = unsafe { (behind_mut("history", history)?, self::day("day", day)?) };
        held.history.delete(At::new(on, sequence))?;
        Ok(())
    })
}

/// Puts another movement in the place of the one at `day` and `sequence`, or elsewhere; its quantity and value are as those
/// of backoffice_history_insert. Only what comes of both is judged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_amend(
    history: *mut backoffice_history,
    day: *const c_char,
    sequence: u32,
    new_day: *const c_char,
    new_sequence: u32,
    quantity: *const c_char,
    value: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (held, on, flow) = unsafe {
            let held = behind_mut("history", history)?;
            (held, self::day("day", day)?, flow(new_day, new_sequence, quantity, value)?)
        };
        held.history.amend(At::new(on, sequence), &flow)?;
        Ok(())
    })
}

/// What is on hand after the last movement: an object with quantity and value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_closing(
    history: *mut backoffice_history,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and a place for the result, by the header's contract.
        let (held, out) = unsafe { (behind_mut("history", history)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.history.closing())?);
        Ok(())
    })
}

/// What the goods out from one day to another cost, both included; nothing when the second is before the first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_cost_between(
    history: *mut backoffice_history,
    first: *const c_char,
    last: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, texts and a buffer, by the header's contract.
        let (held, first, last, out) = unsafe {
            let held = behind_mut("history", history)?;
            (held, day("first", first)?, day("last", last)?, Buffer::new(out, size, needed))
        };
        out.give(&held.history.cost_between(first, last).to_string())
    })
}

/// What the goods out of each of so many calendar months cost, the first being the one that `first` is in: a list of
/// amounts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_monthly(
    history: *mut backoffice_history,
    first: *const c_char,
    months: u32,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, a text and a place for the result, by the header's contract.
        let (held, first, out) =
            unsafe { (behind_mut("history", history)?, day("first", first)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.history.monthly(first, months)?)?);
        Ok(())
    })
}

/// The cost of each of the goods out in minor units, in the order of their places, and 0 for goods in. `out` has `count`
/// places, which is backoffice_history_len.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_costs(
    history: *mut backoffice_history,
    out: *mut i64,
    count: usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and places for the results, by the header's contract.
        let (held, out) = unsafe { (behind_mut("history", history)?, Places::new("out", out, count)?) };
        if count != held.history.len() {
            let wanted = format!("there are {} movements: give as many places", held.history.len());
            return Err(Error::invalid("count", count, &wanted));
        }
        out.give(held.history.costs().into_iter());
        Ok(())
    })
}

/// The movements from one day to another, both included: a list of objects with at (day and sequence), way (`in` or `out`),
/// quantity and value, which is the cost of goods out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_ledger(
    history: *mut backoffice_history,
    first: *const c_char,
    last: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, texts and a place for the result, by the header's contract.
        let (held, first, last, out) = unsafe {
            let held = behind_mut("history", history)?;
            (held, day("first", first)?, day("last", last)?, Out::new(out)?)
        };
        let rows: Vec<_> = held.history.ledger(first, last).collect();
        out.give_handle(backoffice_document::new(&rows)?);
        Ok(())
    })
}

/// The movements that are not as they were at a version, and no others: a list of objects with before and after, each as in
/// backoffice_history_ledger, or null where there was or is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_diff(
    history: *mut backoffice_history,
    since: u64,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and a place for the result, by the header's contract.
        let (held, out) = unsafe { (behind_mut("history", history)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.history.diff(since)?)?);
        Ok(())
    })
}

/// Forgets what changed before a version: backoffice_history_diff can then no longer go back behind it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_forget(
    history: *mut backoffice_history,
    before: u64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, by the header's contract.
        unsafe { behind_mut("history", history) }?.history.forget(before);
        Ok(())
    })
}

/// Which way the last answer took, in words.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_explain(
    history: *const backoffice_history,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a buffer, by the header's contract.
        let (held, out) = unsafe { (behind("history", history)?, Buffer::new(out, size, needed)) };
        out.give(&held.history.explain().to_string())
    })
}

/// How often it was changed: the version that backoffice_history_diff takes; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_version(history: *const backoffice_history) -> u64 {
    // SAFETY: NULL or a live handle, by the header's contract.
    unsafe { history.as_ref() }.map_or(0, |held| held.history.version())
}

/// How many movements there are; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_len(history: *const backoffice_history) -> usize {
    // SAFETY: NULL or a live handle, by the header's contract.
    unsafe { history.as_ref() }.map_or(0, |held| held.history.len())
}

/// What is held in bytes, the index and the edits included; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_memory(history: *const backoffice_history) -> usize {
    // SAFETY: NULL or a live handle, by the header's contract.
    unsafe { history.as_ref() }.map_or(0, |held| held.history.memory())
}

/// Frees a history; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_history_free(history: *mut backoffice_history) {
    // SAFETY: NULL or a handle that the caller gives back.
    unsafe { release(history) }
}
