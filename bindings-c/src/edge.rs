//! What every function of the edge does: texts and handles in, results out, errors remembered, panics held.

use crate::error::{backoffice_status, remember};
use backoffice_core::{
    Code, Error, NaiveDate, Result, calendar,
    error::{document, exact},
};
use serde::de::DeserializeOwned;
use std::{
    ffi::{CStr, CString, c_char},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::OnceLock,
};

/// Runs the body of a function: an error is remembered for this thread, and a panic is one too.
pub fn guard(body: impl FnOnce() -> Result<()>) -> backoffice_status {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => 0,
        Ok(Err(error)) => remember(&error),
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            let message = format!("a defect of backoffice, please report it: {text}");
            remember(&Error::new(Code::Panic, "", text, message))
        }
    }
}

/// The body of a function that reads its arguments, each under its own name by a function of this module, and gives a
/// document (`answer!(model: json::<Model>, on: day; out => …)`), or a text into the caller's buffer, or nothing.
macro_rules! answer {
    ($($name:ident: $read:path),+ => $action:expr) => {
        $crate::edge::guard(|| {
            // SAFETY: handles and texts, by the header's contract.
            let ($($name,)+) = unsafe { ($($read(stringify!($name), $name)?,)+) };
            $action
        })
    };
    ($($name:ident: $read:path),+; $out:ident => $result:expr) => {
        $crate::edge::guard(|| {
            // SAFETY: handles, texts and a place for the result, by the header's contract.
            let ($($name,)+ $out) = unsafe {
                ($($read(stringify!($name), $name)?,)+ $crate::edge::Out::new($out)?)
            };
            $out.give_handle($crate::document::backoffice_document::new(&$result)?);
            Ok(())
        })
    };
    ($($name:ident: $read:path),+; $out:ident, $size:ident, $needed:ident => $result:expr) => {
        $crate::edge::guard(|| {
            // SAFETY: handles, texts and a buffer, by the header's contract.
            let ($($name,)+ $out) = unsafe {
                ($($read(stringify!($name), $name)?,)+ $crate::edge::Buffer::new($out, $size, $needed))
            };
            $out.give(&$result)
        })
    };
}

fn null(field: &str) -> Error {
    Error::new(Code::InputNull, field, "NULL", format!("`{field}` is NULL"))
}

/// A text that the caller gave.
///
/// # Safety
/// `pointer` is NULL or points to text that ends with a NUL and lives as long as `'a`.
pub unsafe fn text<'a>(field: &str, pointer: *const c_char) -> Result<&'a str> {
    if pointer.is_null() {
        return Err(null(field));
    }
    // SAFETY: it is not NULL, and by the header's contract it ends with a NUL.
    let bytes = unsafe { CStr::from_ptr(pointer) };
    bytes.to_str().map_err(|_| {
        let told = bytes.to_string_lossy().into_owned();
        let message = format!("`{field}` is `{told}`, which is not UTF-8: convert it first");
        Error::new(Code::InputNotUtf8, field, told, message)
    })
}

/// The same, absent when NULL.
///
/// # Safety
/// As [`text`].
pub unsafe fn optional<'a>(field: &str, pointer: *const c_char) -> Result<Option<&'a str>> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise.
    unsafe { text(field, pointer) }.map(Some)
}

/// Bytes that the caller gave.
///
/// # Safety
/// As [`array`].
pub unsafe fn bytes<'a>(field: &str, pointer: *const u8, length: usize) -> Result<&'a [u8]> {
    // SAFETY: the caller's promise.
    unsafe { array(field, pointer, length) }
}

/// A list that the caller gave.
///
/// # Safety
/// `pointer` is NULL with `length` 0, or `length` items from it can be read as long as `'a`.
pub unsafe fn array<'a, T>(field: &str, pointer: *const T, length: usize) -> Result<&'a [T]> {
    match (pointer.is_null(), length) {
        (true, 0) => Ok(&[]),
        (true, _) => Err(null(field)),
        // SAFETY: it is not NULL, and the caller's promise.
        (false, _) => Ok(unsafe { std::slice::from_raw_parts(pointer, length) }),
    }
}

/// A value of the core from JSON text.
///
/// # Safety
/// As [`text`].
pub unsafe fn json<T: DeserializeOwned>(field: &str, pointer: *const c_char) -> Result<T> {
    // SAFETY: the caller's promise.
    document::read(field, unsafe { text(field, pointer) }?)
}

/// A value of the core that is written as one text: a currency, a mode, a day.
///
/// # Safety
/// As [`text`].
pub unsafe fn word<T: DeserializeOwned>(field: &str, pointer: *const c_char) -> Result<T> {
    // SAFETY: the caller's promise.
    document::take(field, &unsafe { text(field, pointer) }?.into())
}

/// A value of the core that is written as JSON, or by the name of one: `ifrs_default`.
///
/// # Safety
/// As [`text`].
pub unsafe fn named<T: DeserializeOwned>(field: &str, pointer: *const c_char) -> Result<T> {
    // SAFETY: the caller's promise.
    let text = unsafe { text(field, pointer) }?;
    if text.trim_start().starts_with('{') {
        document::read(field, text)
    } else {
        document::take(field, &text.into())
    }
}

/// A number, exactly.
///
/// # Safety
/// As [`text`].
pub unsafe fn number(field: &str, pointer: *const c_char) -> Result<backoffice_core::Decimal> {
    // SAFETY: the caller's promise.
    exact::decimal(field, unsafe { text(field, pointer) }?)
}

/// A day written as 2026-03-31.
///
/// # Safety
/// As [`text`].
pub unsafe fn day(field: &str, pointer: *const c_char) -> Result<NaiveDate> {
    // SAFETY: the caller's promise.
    calendar::parse_date(field, unsafe { text(field, pointer) }?)
}

/// What stands behind a pointer of the caller.
///
/// # Safety
/// `pointer` is NULL, or points to a live `T` that nobody changes as long as `'a`.
pub unsafe fn behind<'a, T>(field: &str, pointer: *const T) -> Result<&'a T> {
    // SAFETY: the caller's promise; NULL becomes None.
    unsafe { pointer.as_ref() }.ok_or_else(|| null(field))
}

/// The same, to be changed.
///
/// # Safety
/// `pointer` is NULL, or points to a live `T` that nobody else uses as long as `'a`.
pub unsafe fn behind_mut<'a, T>(field: &str, pointer: *mut T) -> Result<&'a mut T> {
    // SAFETY: the caller's promise; NULL becomes None.
    unsafe { pointer.as_mut() }.ok_or_else(|| null(field))
}

/// Where the caller wants a result: told NULL before anything is done.
pub struct Out<T>(*mut T);

impl<T> Out<T> {
    /// # Safety
    /// `pointer` is NULL or may be written.
    pub unsafe fn new(pointer: *mut T) -> Result<Self> {
        if pointer.is_null() { Err(null("out")) } else { Ok(Self(pointer)) }
    }

    pub fn give(self, value: T) {
        // SAFETY: `new` was promised that it may be written, and saw that it is not NULL.
        unsafe { self.0.write(value) }
    }
}

impl<T> Out<*mut T> {
    /// Gives a handle, which the caller frees.
    pub fn give_handle(self, value: T) {
        self.give(Box::into_raw(Box::new(value)));
    }
}

/// Where the caller wants as many results as there are items.
pub struct Places<T> {
    first: *mut T,
    count: usize,
}

impl<T> Places<T> {
    /// # Safety
    /// `first` is NULL, or `count` items from it may be written.
    pub unsafe fn new(field: &str, first: *mut T, count: usize) -> Result<Self> {
        if first.is_null() && count > 0 { Err(null(field)) } else { Ok(Self { first, count }) }
    }

    /// Gives the results, at most as many as there are places.
    pub fn give(self, values: impl Iterator<Item = T>) {
        for (place, value) in values.take(self.count).enumerate() {
            // SAFETY: `new` was promised that `count` items may be written, and `place` is below that.
            unsafe { self.first.add(place).write(value) };
        }
    }
}

/// Frees a handle.
///
/// # Safety
/// `handle` is NULL or came from [`Out::give_handle`] and is used by nobody any more.
pub unsafe fn release<T>(handle: *mut T) {
    if !handle.is_null() {
        // SAFETY: it was made by Box::into_raw, and the caller gives it back.
        drop(unsafe { Box::from_raw(handle) });
    }
}

/// A buffer of the caller for a text.
pub struct Buffer {
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
}

impl Buffer {
    /// # Safety
    /// `out` is NULL with `size` 0, or `size` bytes from it may be written; `needed` is NULL or may be written.
    pub unsafe fn new(out: *mut c_char, size: usize, needed: *mut usize) -> Self {
        Self { out, size, needed }
    }

    /// Writes a text and its NUL, or nothing when it does not fit. `needed` learns how many bytes it takes either way.
    pub fn give(&self, text: &str) -> Result<()> {
        let text = c_text(text);
        let bytes = text.as_bytes_with_nul();
        if !self.needed.is_null() {
            // SAFETY: `new` was promised that it may be written when it is not NULL.
            unsafe { self.needed.write(bytes.len()) };
        }
        if self.out.is_null() || bytes.len() > self.size {
            let message = format!("the text takes {} bytes: give a buffer of that size", bytes.len());
            return Err(Error::new(Code::InputBufferTooSmall, "size", self.size, message));
        }
        // SAFETY: `new` was promised `size` writable bytes at `out`; the text fits, and is our own memory.
        unsafe { bytes.as_ptr().copy_to_nonoverlapping(self.out.cast(), bytes.len()) };
        Ok(())
    }
}

/// A text for C; a NUL inside it, which C could not see past, becomes a visible sign.
pub fn c_text(text: &str) -> CString {
    CString::new(text).unwrap_or_else(|_| CString::new(text.replace('\0', "␀")).unwrap_or_default())
}

/// A text that is made when first asked for and belongs to its handle.
#[derive(Default)]
pub struct Kept(OnceLock<CString>);

impl Kept {
    pub fn get(&self, make: impl FnOnce() -> String) -> *const c_char {
        self.0.get_or_init(|| c_text(&make())).as_ptr()
    }

    pub fn forget(&mut self) {
        self.0.take();
    }
}
