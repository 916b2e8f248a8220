//! Stock.

use crate::{
    document::backoffice_document,
    edge::{Buffer, Kept, Out, behind, behind_mut, day, guard, json, named, number, release, text, word},
    error::backoffice_status,
    ledger::backoffice_journal,
    money::{money, price},
};
use backoffice_core::{
    Currency,
    stock::{self, Book, Method, Movement, Policy},
};
use std::ffi::c_char;

/// What the stock is worth after all movements (a list of objects), by a method such as `fifo` or `moving_average`,
/// under a policy: the name of one (`ifrs_default`, `default`, `odoo_18`, `odoo_19`, `erpnext`, `tryton`, `beancount`,
/// `sap`) or an object. The document is a valuation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_value(
    movements: *const c_char,
    method: *const c_char,
    policy: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        movements: json::<Vec<Movement>>, method: word::<Method>, policy: named::<Policy>;
        out => stock::value(&movements, method, &policy)?
    )
}

/// BACKOFFICE_OK when quantity and value in are those out and on hand, else BACKOFFICE_STOCK_NOT_CONSERVED.
/// `valuation` is the JSON of one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_conserved(valuation: *const c_char) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, by the header's contract.
        let valuation = unsafe { json::<stock::Valuation>("valuation", valuation)? };
        valuation.conserved()
    })
}

/// The journal of a valuation (its JSON). `accounts` is an object with the names of inventory, cost_of_sales,
/// adjustment, goods_received, price_difference and opening, and as far as they are used revaluation, production,
/// in_transit with a list of transit_locations, write_down, allowance, purchases, change_of_purchases and
/// change_of_products.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_post(
    valuation: *const c_char,
    accounts: *const c_char,
    out: *mut *mut backoffice_journal,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (valuation, accounts, out) = unsafe {
            (
                json::<stock::Valuation>("valuation", valuation)?,
                json::<stock::Accounts>("accounts", accounts)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_journal::new(stock::post(&valuation, &accounts)?));
        Ok(())
    })
}

/// The lower of cost and net realisable value: an object with carrying, allowance and expense. `realisable` is an
/// object with selling_price and selling_costs; `allowance` what the date before left.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_lower_of_cost_and_nrv(
    cost: *const c_char,
    realisable: *const c_char,
    allowance: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        cost: money, realisable: json::<stock::Realisable>, allowance: money;
        out => stock::lower_of_cost_and_nrv(cost, realisable, allowance)?
    )
}

/// Stock as it goes: movements are applied one after the other, by day.
///
/// From backoffice_book_new, _parse or _known_on; freed by the caller with backoffice_book_free. Changed by all functions
/// that take it without `const`: threads may share it only while none of them calls one. A call that fails leaves it as it
/// was.
pub struct backoffice_book {
    pub(crate) book: Book,
    json: Kept,
}

impl backoffice_book {
    pub(crate) fn new(book: Book) -> Self {
        Self { book, json: Kept::default() }
    }

    /// Does something to the book, whose JSON then is another.
    pub(crate) fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Book) -> backoffice_core::Result<T>,
    ) -> backoffice_core::Result<T> {
        let done = change(&mut self.book)?;
        self.json.forget();
        Ok(done)
    }
}

/// An empty book, in a currency, by a method such as `fifo`, under a policy: the name of one or an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_new(
    currency: *const c_char,
    method: *const c_char,
    policy: *const c_char,
    out: *mut *mut backoffice_book,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (currency, method, policy, out) = unsafe {
            let (currency, method) =
                (word::<Currency>("currency", currency)?, word::<Method>("method", method)?);
            (currency, method, named::<Policy>("policy", policy)?, Out::new(out)?)
        };
        out.give_handle(backoffice_book::new(Book::new(currency, method, policy)?));
        Ok(())
    })
}

/// The book that was stored as JSON.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_parse(
    document: *const c_char,
    out: *mut *mut backoffice_book,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (book, out) = unsafe { (json("document", document)?, Out::new(out)?) };
        out.give_handle(backoffice_book::new(book));
        Ok(())
    })
}

/// Goods that came in, at a unit cost such as `0.125 EUR`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_receive(
    book: *mut backoffice_book,
    item: *const c_char,
    on: *const c_char,
    quantity: *const c_char,
    unit_cost: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (held, movement) = unsafe {
            let (item, on) = (text("item", item)?, day("on", on)?);
            let (quantity, cost) = (number("quantity", quantity)?, price("unit_cost", unit_cost)?);
            (behind_mut("book", book)?, Movement::receive(item, on, quantity, cost))
        };
        held.change(|book| book.apply(&movement))
    })
}

/// Goods that left.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_issue(
    book: *mut backoffice_book,
    item: *const c_char,
    on: *const c_char,
    quantity: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and texts, by the header's contract.
        let (held, movement) = unsafe {
            let (item, on) = (text("item", item)?, day("on", on)?);
            (behind_mut("book", book)?, Movement::issue(item, on, number("quantity", quantity)?))
        };
        held.change(|book| book.apply(&movement))
    })
}

/// Any movement, as an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_apply(
    book: *mut backoffice_book,
    movement: *const c_char,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle that nobody else uses meanwhile, and a text, by the header's contract.
        let (movement, held) =
            unsafe { (json::<Movement>("movement", movement)?, behind_mut("book", book)?) };
        held.change(|book| book.apply(&movement))
    })
}

/// The quantity on hand of an item.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_quantity(
    book: *const backoffice_book,
    item: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a text and a buffer, by the header's contract.
        let (held, item, out) =
            unsafe { (behind("book", book)?, text("item", item)?, Buffer::new(out, size, needed)) };
        out.give(&held.book.quantity(item).to_string())
    })
}

/// The value on hand of an item.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_on_hand(
    book: *const backoffice_book,
    item: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a text and a buffer, by the header's contract.
        let (held, item, out) =
            unsafe { (behind("book", book)?, text("item", item)?, Buffer::new(out, size, needed)) };
        out.give(&held.book.on_hand(item)?.to_string())
    })
}

/// What the stock is worth, and how it came to that: a valuation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_valuation(
    book: *const backoffice_book,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a place for the result, by the header's contract.
        let (held, out) = unsafe { (behind("book", book)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&held.book.valuation()?)?);
        Ok(())
    })
}

/// The book as JSON, to be stored; belongs to the book and lasts until it is changed. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_json(book: *const backoffice_book) -> *const c_char {
    // SAFETY: NULL or a live handle, by the header's contract.
    match unsafe { book.as_ref() } {
        Some(held) => held.json.get(|| serde_json::to_string(&held.book).unwrap_or_default()),
        None => std::ptr::null(),
    }
}

/// Frees a book; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_book_free(book: *mut backoffice_book) {
    // SAFETY: NULL or a handle that the caller gives back.
    unsafe { release(book) }
}
