//! Tables: streams of Arrow in, streams of Arrow out.

use crate::{
    edge::{Out, behind, guard, json, named, word},
    error::backoffice_status,
    law::backoffice_pack,
};
use arrow_array::{
    RecordBatch, RecordBatchIterator, RecordBatchReader,
    ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader},
};
use arrow_schema::{ArrowError, SchemaRef};
use backoffice_core::{
    Code, Currency, Error,
    invoice::Rules,
    stock::{Accounts, Method, Policy},
    table::{self, By, Reading},
};
use std::{
    ffi::{c_char, c_void},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// A stream whose panics are errors: none crosses the edge.
struct Guarded<R>(R);

impl<R: RecordBatchReader> Iterator for Guarded<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        catch_unwind(AssertUnwindSafe(|| self.0.next())).unwrap_or_else(|_| {
            let message = "a defect of backoffice, please report it: a table was not read to its end";
            Some(Err(ArrowError::ExternalError(Box::new(Error::new(Code::Panic, "people", "", message)))))
        })
    }
}

impl<R: RecordBatchReader> RecordBatchReader for Guarded<R> {
    fn schema(&self) -> SchemaRef {
        self.0.schema()
    }
}

/// The taxes and contributions of a table of people: columns in, columns out, a row for a row and in the same order.
///
/// `people` is a stream of struct arrays, valid by the specification of Arrow's C stream interface. Its columns have the
/// names of the fields of a payment and a profile, those that lie deeper with dots: `pay_day`, `taxable`, `tax_code`,
/// `to_date.taxable_pay`; amounts are decimals, whole units or text, in the currency of the law. `reading` is an object
/// with `constants` (fields that are the same in every row) and `pass_through` (columns that come back unchanged). What
/// comes out are those, the figures to date under the names under which they go in, each line by its code, `withheld`,
/// `employer`, and `problem.code`, `problem.field` and `problem.message`, null where the row stands; in batches of at most
/// 8192 rows, each reckoned when it is asked for.
///
/// The stream `people` is moved, and marked released, unless another argument is refused before it is read (a NULL, a
/// `reading` that is none): then it stays the caller's. `out` is written on success only, is independent of all arguments,
/// and is released by the caller with its own callback.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_tax_wages_assess_table(
    people: *mut FFI_ArrowArrayStream,
    reading: *const c_char,
    pack: *const backoffice_pack,
    out: *mut FFI_ArrowArrayStream,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text, a handle, a stream and a place for the result, by the header's contract.
        let (reading, pack, out) = unsafe {
            behind("people", people)?;
            (json::<Reading>("reading", reading)?, &behind("pack", pack)?.pack, Out::new(out)?)
        };
        // SAFETY: it is not NULL, and by the header's contract a stream that is the caller's to give.
        let people = unsafe { RecordBatchStreamReader::from_raw(people) }.map_err(unreadable)?;
        let wages = table::wages(people, &reading, pack)?;
        out.give(FFI_ArrowArrayStream::new(Box::new(Guarded(wages))));
        Ok(())
    })
}

/// What the lines of many documents come to: columns in, columns out.
///
/// `lines` is a stream of struct arrays, valid by the specification of Arrow's C stream interface, with the columns
/// `quantity` and `price` (or `net`), `base_quantity`, `allowance`, `charge`, `category`, `rate` and `document`; rows of one
/// document stand beside one another. Amounts are decimals, whole units or text, in `currency`. `reading` is an object with
/// `constants` and `pass_through`, `rules` an object as from backoffice_invoice_rules, `by` one of `line` (net, and
/// tax where it is rounded on each line), `rate` (document, category, rate, base, tax) and `document` (document, lines, net,
/// tax, gross). Then come `problem.code`, `problem.field` and `problem.message`, null where the row stands.
///
/// The stream `lines` is moved, and marked released, unless another argument is refused before it is read: then it stays the
/// caller's. `out` is written on success only, is independent of all arguments, and is released by the caller with its own
/// callback.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_totals_table(
    lines: *mut FFI_ArrowArrayStream,
    reading: *const c_char,
    rules: *const c_char,
    currency: *const c_char,
    by: *const c_char,
    out: *mut FFI_ArrowArrayStream,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a stream and a place for the result, by the header's contract.
        let (reading, rules, currency, by, out) = unsafe {
            behind("lines", lines)?;
            (
                json::<Reading>("reading", reading)?,
                json::<Rules>("rules", rules)?,
                word::<Currency>("currency", currency)?,
                word::<By>("by", by)?,
                Out::new(out)?,
            )
        };
        // SAFETY: it is not NULL, and by the header's contract a stream that is the caller's to give.
        let lines = unsafe { RecordBatchStreamReader::from_raw(lines) }.map_err(unreadable)?;
        let invoices = table::invoices(lines, &reading, &rules, currency, by)?;
        out.give(FFI_ArrowArrayStream::new(Box::new(Guarded(invoices))));
        Ok(())
    })
}

/// Asked by backoffice_stock_value_table now and then whether to go on, with the rows read and valued so far, each method's by
/// themselves. It must not leave by longjmp or a C++ exception.
pub type backoffice_stock_go_on = Option<unsafe extern "C" fn(data: *mut c_void, done: usize) -> bool>;

/// What the movements of a table of stock come to: columns in, columns out.
///
/// `moves` is a stream of struct arrays, valid by the specification of Arrow's C stream interface, with the columns `item`,
/// `kind`, `day` (or `date`) and `quantity`, and as far as there are any `unit_cost`, `total_cost`, `location`, `lot`, `id`,
/// `returns`, `to_location`, `reference`, `reason`, `currency`, `rate`, `sequence`, `entered`. Amounts are decimals, whole
/// units or text, in `currency`. `reading` is an object with `constants` and `pass_through`, `methods` a list of names such as
/// `["fifo"]`, `policy` a name such as `ifrs_default` or an object of choices. Plain movements are valued on so many
/// `threads`. `go_on`, when it is not NULL, is asked with `data`, on the calling thread; by saying false it ends the run with
/// BACKOFFICE_RUN_CANCELLED.
///
/// `movements` has a row for each that came in: the columns passed through, `cost` (what left, below zero what came in; with
/// several methods one for each, `fifo.cost`), `problem.code`, `problem.field` and `problem.message`. `layers` is what is left:
/// `method`, `item`, `location`, `lot`, `day`, `row`, `quantity`, `value`. `postings` may be NULL together with `accounts`, an
/// object as for backoffice_stock_post; else it is `method`, `day`, `account`, `amount`, `reference`.
///
/// The stream `moves` is moved, and marked released, unless another argument is refused before it is read: then it stays the
/// caller's. What comes out is written on success only, is independent of all arguments, and is released by the caller with
/// its own callback.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_stock_value_table(
    moves: *mut FFI_ArrowArrayStream,
    reading: *const c_char,
    methods: *const c_char,
    policy: *const c_char,
    currency: *const c_char,
    threads: usize,
    go_on: backoffice_stock_go_on,
    data: *mut c_void,
    accounts: *const c_char,
    movements: *mut FFI_ArrowArrayStream,
    layers: *mut FFI_ArrowArrayStream,
    postings: *mut FFI_ArrowArrayStream,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a stream and places for the results, by the header's contract.
        let (reading, methods, policy, currency, movements, layers) = unsafe {
            behind("moves", moves)?;
            (
                json::<Reading>("reading", reading)?,
                json::<Vec<Method>>("methods", methods)?,
                named::<Policy>("policy", policy)?,
                word::<Currency>("currency", currency)?,
                Out::new(movements)?,
                Out::new(layers)?,
            )
        };
        let posted = if accounts.is_null() && postings.is_null() {
            None
        } else {
            // SAFETY: a text and a place for a result, by the header's contract.
            Some(unsafe { (json::<Accounts>("accounts", accounts)?, Out::new(postings)?) })
        };
        // SAFETY: NULL or a function of the caller's, called on this thread, by the header's contract.
        let asked = |done| go_on.is_none_or(|go_on| unsafe { go_on(data, done) });
        // SAFETY: it is not NULL, and by the header's contract a stream that is the caller's to give.
        let moves = unsafe { RecordBatchStreamReader::from_raw(moves) }.map_err(unreadable)?;
        let stock = table::stock(moves, &reading, &methods, &policy, currency, threads, asked)?;
        let left = stock.layers().map_err(unreadable)?;
        let posted = match posted {
            Some((accounts, out)) => Some((stock.postings(&accounts)?, out)),
            None => None,
        };
        layers.give(one(left));
        if let Some((posted, out)) = posted {
            out.give(one(posted));
        }
        movements.give(FFI_ArrowArrayStream::new(Box::new(Guarded(Arc::new(stock).shared_movements()))));
        Ok(())
    })
}

/// A stream of one batch.
fn one(batch: RecordBatch) -> FFI_ArrowArrayStream {
    let schema = batch.schema();
    FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new([Ok(batch)], schema)))
}

fn unreadable(error: ArrowError) -> Error {
    Error::invalid("people", error, "this stream cannot be read")
}
