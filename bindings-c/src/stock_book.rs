//! The book of stock as it is amended, closed and looked back on.

use crate::{
    document::backoffice_document,
    edge::{Out, behind, behind_mut, day, guard, json, named, optional, text, word},
    error::backoffice_status,
    stock::backoffice_book,
};
use backoffice_core::stock::{Closed, Method, Movement, Policy};
use std::ffi::c_char;

/// Applies a movement (an object) that may be dated in a closed period, in which case it is booked on `booked_on`: closed
/// entries stay as they are, and what they would be otherwise is a difference of prior periods. BACKOFFICE_STOCK_PERIOD_CLOSED
/// when that day is closed too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_apply_late(
    book: *mut backoffice_book,
    movement: *const c_char,
    booked_on: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (held, movement, booked_on) = unsafe {
            (behind_mut("book", book)?, json::<Movement>("movement", movement)?, day("booked_on", booked_on)?)
        };
        held.change(|book| book.apply_late(&movement, booked_on))
    })
}

/// Replaces the movement of that id by another (an object) of the same item and kind; it keeps the id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_amend(
    book: *mut backoffice_book,
    id: *const c_char,
    movement: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (held, id, movement) =
            unsafe { (behind_mut("book", book)?, text("id", id)?, json::<Movement>("movement", movement)?) };
        held.change(|book| book.amend(id, &movement))
    })
}

/// The same, known from the day `on`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_amend_on(
    book: *mut backoffice_book,
    id: *const c_char,
    movement: *const c_char,
    on: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (held, id, movement, on) = unsafe {
            (
                behind_mut("book", book)?,
                text("id", id)?,
                json::<Movement>("movement", movement)?,
                day("on", on)?,
            )
        };
        held.change(|book| book.amend_on(id, &movement, on))
    })
}

/// The same of a movement that may be dated in a closed period, known from and booked on a day.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_amend_late(
    book: *mut backoffice_book,
    id: *const c_char,
    movement: *const c_char,
    booked_on: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (held, id, movement, booked_on) = unsafe {
            (
                behind_mut("book", book)?,
                text("id", id)?,
                json::<Movement>("movement", movement)?,
                day("booked_on", booked_on)?,
            )
        };
        held.change(|book| book.amend_late(id, &movement, booked_on))
    })
}

/// Takes back the movement of that id, as if it had never been.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_delete(
    book: *mut backoffice_book,
    id: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (held, id) = unsafe { (behind_mut("book", book)?, text("id", id)?) };
        held.change(|book| book.delete(id))
    })
}

/// The same, known from the day `on`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_delete_on(
    book: *mut backoffice_book,
    id: *const c_char,
    on: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (held, id, on) = unsafe { (behind_mut("book", book)?, text("id", id)?, day("on", on)?) };
        held.change(|book| book.delete_on(id, on))
    })
}

/// The same of a movement that may be dated in a closed period, known from and booked on a day.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_delete_late(
    book: *mut backoffice_book,
    id: *const c_char,
    booked_on: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (held, id, booked_on) =
            unsafe { (behind_mut("book", book)?, text("id", id)?, day("booked_on", booked_on)?) };
        held.change(|book| book.delete_late(id, booked_on))
    })
}

/// The movements, in the order in which they were applied: a list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_movements(
    book: *const backoffice_book,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a place for the result, by the header's contract.
        let (held, out) = unsafe { (behind("book", book)?, Out::new(out)?) };
        let movements: Vec<&Movement> = held.book.movements().collect();
        out.give_handle(backoffice_document::new(&movements)?);
        Ok(())
    })
}

/// How many operations the book has seen: every movement applied, amended or deleted, every closing and reopening is one
/// more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_version(
    book: *const backoffice_book,
    out: *mut u64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a place for the result, by the header's contract.
        let (held, out) = unsafe { (behind("book", book)?, Out::new(out)?) };
        out.give(held.book.version());
        Ok(())
    })
}

/// What changed since a version: a list of changes, which backoffice_stock_post_changes posts.
/// BACKOFFICE_INPUT_INVALID for a version that is still to come, or that is no longer kept; a book that was parsed keeps changes
/// from then on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_diff(
    book: *const backoffice_book,
    since: u64,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a place for the result, by the header's contract.
        let (held, out) = unsafe { (behind("book", book)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.book.diff(since)?)?);
        Ok(())
    })
}

/// Forgets what changed up to a version, which then is the first that backoffice_book_diff can be asked of.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_forget(
    book: *mut backoffice_book,
    version: u64,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, by the header's contract.
        let held = unsafe { behind_mut("book", book)? };
        held.change(|book| {
            book.forget(version);
            Ok(())
        })
    })
}

/// Closes the books up to a day: from now on nothing that is dated in it changes. The document has upto, entries and hash.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_close(
    book: *mut backoffice_book,
    upto: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, a text and a place for the result, by the header's contract.
        let (held, upto, out) = unsafe { (behind_mut("book", book)?, day("upto", upto)?, Out::new(out)?) };
        let closed: Closed = held.change(|book| book.close(upto))?;
        out.give_handle(backoffice_document::new(&closed)?);
        Ok(())
    })
}

/// The closings, the first one first: a list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_closings(
    book: *const backoffice_book,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a place for the result, by the header's contract.
        let (held, out) = unsafe { (behind("book", book)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.book.closings())?);
        Ok(())
    })
}

/// BACKOFFICE_OK when what is closed still is what it was when it was closed, else BACKOFFICE_STOCK_CHECKPOINT_BROKEN.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_verify(book: *const backoffice_book) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, by the header's contract.
        unsafe { behind("book", book)? }.book.verify()
    })
}

/// Opens again what was closed up to that day, and all that was closed after it. What had been booked late for it goes back to
/// where it belongs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_reopen(
    book: *mut backoffice_book,
    upto: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (held, upto) = unsafe { (behind_mut("book", book)?, day("upto", upto)?) };
        held.change(|book| book.reopen(upto))
    })
}

/// The book as it was known at the end of a day, as a book of its own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_known_on(
    book: *const backoffice_book,
    on: *const c_char,
    out: *mut *mut backoffice_book,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a text and a place for the result, by the header's contract.
        let (held, on, out) = unsafe { (behind("book", book)?, day("on", on)?, Out::new(out)?) };
        out.give_handle(backoffice_book::new(held.book.known_on(on)?));
        Ok(())
    })
}

/// The book under another method such as `moving_average`, restated from a day on: the document has the book (for
/// backoffice_book_parse), from, and by item the differences of opening, cost, other and closing. `policy` is the name of one or
/// an object; NULL for the book's own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_restated(
    book: *const backoffice_book,
    method: *const c_char,
    policy: *const c_char,
    from: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, texts, of which one may be NULL, and a place for the result, by the header's contract.
        let (held, method, policy, from, out) = unsafe {
            let policy = match optional("policy", policy)? {
                Some(_) => Some(named::<Policy>("policy", policy)?),
                None => None,
            };
            let method = word::<Method>("method", method)?;
            (behind("book", book)?, method, policy, day("from", from)?, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&held.book.restated(method, policy.as_ref(), from)?)?);
        Ok(())
    })
}
