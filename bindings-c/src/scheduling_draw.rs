//! Rosters as pictures, tables and calendars.

use crate::{
    edge::{json, text, word},
    error::backoffice_status,
};
use backoffice_core::{
    NaiveDateTime,
    scheduling::{Model, Roster, draw},
};
use std::ffi::c_char;

/// A roster by demand, an SVG document: each shift and curve with who is there and who is missing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_demand(
    model: *const c_char,
    roster: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(model: json::<Model>, roster: json::<Roster>; out, size, needed => draw::demand(&model, &roster)?)
}

/// A roster as a table of text, with hours and with how many are there of how many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_table(
    model: *const c_char,
    roster: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(model: json::<Model>, roster: json::<Roster>; out, size, needed => draw::text(&model, &roster)?)
}

/// Somebody's shifts as an iCalendar file (RFC 5545); `stamp` (`2026-03-01T12:00:00`) is when the roster was made, in UTC.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_icalendar(
    model: *const c_char,
    roster: *const c_char,
    person: *const c_char,
    stamp: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(
        model: json::<Model>, roster: json::<Roster>, person: text, stamp: word::<NaiveDateTime>;
        out, size, needed => draw::icalendar(&model, &roster, person, stamp)?
    )
}

/// A roster without its model as an SVG document: people and days.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_grid(
    roster: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(roster: json::<Roster>; out, size, needed => draw::grid(&roster))
}
