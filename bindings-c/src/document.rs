//! Results of calls that have more to say than a number.

use crate::{
    edge::{Buffer, Kept, Out, behind, guard, release, text},
    error::backoffice_status,
};
use backoffice_core::{Code, Error, Result, error::document, trace::Trace};
use serde::Serialize;
use serde_json::Value;
use std::ffi::c_char;

/// A result: a document of objects, lists and values, whose JSON is the same in all languages.
///
/// From functions whose last argument is a backoffice_document **; freed by the caller with backoffice_document_free.
/// Immutable: threads may share it.
pub struct backoffice_document {
    value: Value,
    told: Option<String>,
    json: Kept,
    text: Kept,
}

impl backoffice_document {
    /// A result.
    pub fn new<T: Serialize>(result: &T) -> Result<Self> {
        let value = document::write("result", result)?;
        Ok(Self { value, told: None, json: Kept::default(), text: Kept::default() })
    }

    /// A result with a text for people.
    pub fn told<T: Serialize + ToString>(result: &T) -> Result<Self> {
        Ok(Self { told: Some(result.to_string()), ..Self::new(result)? })
    }

    /// A result with a text for people that is made beside it.
    pub fn with_text<T: Serialize>(result: &T, text: String) -> Result<Self> {
        Ok(Self { told: Some(text), ..Self::new(result)? })
    }

    /// Gives the result and its trace: both, or neither.
    pub fn give_traced(self, more: &Trace, out: Out<*mut Self>, trace: Out<*mut Self>) -> Result<()> {
        let more = Self::told(more)?;
        out.give_handle(self);
        trace.give_handle(more);
        Ok(())
    }

    fn find(&self, path: &str) -> Result<&Value> {
        let missing = || {
            let message = format!("the document has nothing at `{path}`");
            Error::new(Code::InputMissing, "path", path, message)
        };
        let mut steps = path.split('.').filter(|step| !step.is_empty());
        let found = steps.try_fold(&self.value, |value, step| match value {
            Value::Array(items) => items.get(step.parse::<usize>().ok()?),
            other => other.get(step),
        });
        found.ok_or_else(missing)
    }
}

/// The whole document as JSON; belongs to the document. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_document_json(document: *const backoffice_document) -> *const c_char {
    // SAFETY: NULL or a live document, by the header's contract.
    match unsafe { document.as_ref() } {
        Some(document) => document.json.get(|| document.value.to_string()),
        None => std::ptr::null(),
    }
}

/// The document as a person reads it (a payslip, a roster, a drawn trace), else its JSON; belongs to the document. NULL
/// for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_document_text(document: *const backoffice_document) -> *const c_char {
    // SAFETY: NULL or a live document, by the header's contract.
    match unsafe { document.as_ref() } {
        Some(document) => {
            document.text.get(|| document.told.clone().unwrap_or_else(|| document.value.to_string()))
        }
        None => std::ptr::null(),
    }
}

/// What stands at a path such as `rates.0.tax.amount`: a text or number as itself, a list or an object as its JSON.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_document_get(
    document: *const backoffice_document,
    path: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a text and a buffer, by the header's contract.
        let (document, path, out) =
            unsafe { (behind("document", document)?, text("path", path)?, Buffer::new(out, size, needed)) };
        match document.find(path)? {
            Value::String(text) => out.give(text),
            other => out.give(&other.to_string()),
        }
    })
}

/// How many items the list at a path has, or fields the object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_document_count(
    document: *const backoffice_document,
    path: *const c_char,
    out: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle, a text and a place for the result, by the header's contract.
        let (document, path, out) =
            unsafe { (behind("document", document)?, text("path", path)?, Out::new(out)?) };
        match document.find(path)? {
            Value::Array(items) => out.give(items.len()),
            Value::Object(fields) => out.give(fields.len()),
            other => return Err(Error::invalid("path", other, "there is neither a list nor an object")),
        }
        Ok(())
    })
}

/// Frees a document; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_document_free(document: *mut backoffice_document) {
    // SAFETY: NULL or a document that the caller gives back.
    unsafe { release(document) }
}
