//! Tables: streams of Arrow in, streams of Arrow out.

use crate::{
    edge::{Out, behind, guard, json},
    error::backoffice_status,
    law::backoffice_pack,
};
use arrow_array::{
    RecordBatch, RecordBatchReader,
    ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader},
};
use arrow_schema::{ArrowError, SchemaRef};
use backoffice_core::{
    Code, Error,
    table::{self, Reading},
};
use std::{
    ffi::c_char,
    panic::{AssertUnwindSafe, catch_unwind},
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

fn unreadable(error: ArrowError) -> Error {
    Error::invalid("people", error, "this stream cannot be read")
}
