//! The last error of the thread.

use crate::edge::c_text;
use backoffice_core::Error;
use std::{
    cell::RefCell,
    ffi::{CStr, CString, c_char},
};

/// What a function says: BACKOFFICE_OK (0), or one of the codes below. Codes are added, never given another number.
pub type backoffice_status = i32;

/// The version of the library, such as `0.1.0`.
#[unsafe(no_mangle)]
pub extern "C" fn backoffice_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => c"",
        };
    VERSION.as_ptr()
}

struct Remembered {
    status: backoffice_status,
    code: CString,
    field: CString,
    value: CString,
    message: CString,
    row: i64,
}

thread_local! {
    static LAST: RefCell<Remembered> = RefCell::new(Remembered {
        status: 0,
        code: CString::default(),
        field: CString::default(),
        value: CString::default(),
        message: CString::default(),
        row: -1,
    });
}

/// Keeps the error for this thread and gives its status.
pub fn remember(error: &Error) -> backoffice_status {
    let remembered = Remembered {
        status: error.code().number(),
        code: c_text(error.code().as_str()),
        field: c_text(error.field()),
        value: c_text(error.value()),
        message: c_text(error.message()),
        row: error.row().and_then(|row| i64::try_from(row).ok()).unwrap_or(-1),
    };
    // A thread that is ending has no memory any more; its status still tells.
    let _ = LAST.try_with(|last| last.replace(remembered));
    error.code().number()
}

fn last<T>(default: T, read: impl FnOnce(&Remembered) -> T) -> T {
    LAST.try_with(|last| read(&last.borrow())).unwrap_or(default)
}

/// The status of the last call on this thread that failed; BACKOFFICE_OK when none did. A call that succeeds leaves it.
#[unsafe(no_mangle)]
pub extern "C" fn backoffice_last_error_status() -> backoffice_status {
    last(0, |last| last.status)
}

/// Its code as text, such as `money.mixed_currencies`; empty when no call failed. This text and those of the functions
/// below belong to the library and last until the next call on this thread that fails.
#[unsafe(no_mangle)]
pub extern "C" fn backoffice_last_error_code() -> *const c_char {
    last(c"".as_ptr(), |last| last.code.as_ptr())
}

/// The field whose value was refused: the name of a parameter, or a path below it such as `lines.3.price`.
#[unsafe(no_mangle)]
pub extern "C" fn backoffice_last_error_field() -> *const c_char {
    last(c"".as_ptr(), |last| last.field.as_ptr())
}

/// The value that was refused; empty when it was missing.
#[unsafe(no_mangle)]
pub extern "C" fn backoffice_last_error_value() -> *const c_char {
    last(c"".as_ptr(), |last| last.value.as_ptr())
}

/// What happened, to what, and what to do, in English.
#[unsafe(no_mangle)]
pub extern "C" fn backoffice_last_error_message() -> *const c_char {
    last(c"".as_ptr(), |last| last.message.as_ptr())
}

/// The row of a batch, from 0; -1 when the error is not one of a batch.
#[unsafe(no_mangle)]
pub extern "C" fn backoffice_last_error_row() -> i64 {
    last(-1, |last| last.row)
}

/// Panics, so that the tests can see what becomes of it; not in released builds, nor in the header.
#[cfg(debug_assertions)]
#[allow(clippy::missing_panics_doc, reason = "the guard catches it")]
#[unsafe(no_mangle)]
pub extern "C" fn backoffice_test_panic() -> backoffice_status {
    crate::edge::guard(|| panic!("on purpose"))
}
