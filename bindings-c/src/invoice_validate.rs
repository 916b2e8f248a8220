//! Whether the figures that a document states obey EN 16931.

use crate::{
    document::backoffice_document,
    edge::{Buffer, Out, guard, json, text, word},
    error::backoffice_status,
};
use backoffice_core::invoice::{
    Invoice, validate,
    validate::{Report, Stated, Strength},
};
use std::ffi::c_char;

/// What every checked rule says of a document (an object with currency, lines, totals and breakdown; figures as their
/// texts stand, rates in per cent): an object with passed, failed and findings. `strength` is `exact` or `official`.
/// Whatever is stated is judged; only what is no such object is refused.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_validate(
    stated: *const c_char,
    strength: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(stated: json::<Stated>, strength: word::<Strength>; out => validate(&stated, strength))
}

/// What became of a rule in a report of backoffice_invoice_validate: `passed`, `failed` or `not_checked`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_verdict(
    report: *const c_char,
    rule: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a buffer, by the header's contract.
        let (report, rule, out) = unsafe {
            (json::<Report>("report", report)?, text("rule", rule)?, Buffer::new(out, size, needed))
        };
        out.give(report.verdict(rule).as_str())
    })
}

/// The rules that are checked: a list of objects with id, text and official.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_rules_checked(
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a place for the result, by the header's contract.
        let out = unsafe { Out::new(out)? };
        out.give_handle(backoffice_document::new(&validate::rules_checked())?);
        Ok(())
    })
}

/// What an invoice of these books states, to be judged like any other.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_invoice_stated(
    invoice: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(invoice: json::<Invoice>; out => validate::stated(&invoice)?)
}
