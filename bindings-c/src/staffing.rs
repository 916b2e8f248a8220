//! From demand to people: queues, cut-offs, shifts to open.

use crate::{
    document::backoffice_document,
    edge::{json, number, word},
    error::backoffice_status,
};
use backoffice_core::{
    NaiveDateTime,
    scheduling::staffing::{self, Answered, CutOff, Forecast, Generated, Generation, Open, Queue, Staffing},
};
use std::ffi::c_char;

/// The fewest people that serve a queue (an object with handling_seconds, level, within_seconds and, where callers give
/// up, patience_seconds) at so many calls an hour, by Erlang C or A.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_agents(
    queue: *const c_char,
    calls_per_hour: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(queue: json::<Queue>, calls_per_hour: number; out => staffing::agents(&queue, calls_per_hour)?)
}

/// How so many people serve a queue at so many calls an hour.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_service(
    queue: *const c_char,
    calls_per_hour: *const c_char,
    staff: u32,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        queue: json::<Queue>, calls_per_hour: number;
        out => staffing::service(&queue, calls_per_hour, staff)?
    )
}

/// The fewest people for each interval of a forecast (an object with queue and calls, each with from, to and calls).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_answer(
    forecast: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(forecast: json::<Forecast>; out => staffing::answer(&forecast)?)
}

/// The demand on intervals that backoffice_staffing_answer found: what a model takes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_answered_demand(
    answered: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(answered: json::<Answered>; out => answered.demand())
}

/// The curve to open shifts for that backoffice_staffing_answer found.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_answered_curve(
    answered: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(answered: json::<Answered>; out => answered.curve())
}

/// The curve to open shifts for that backoffice_staffing_least found.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_curve(
    staffing: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(staffing: json::<Staffing>; out => staffing.curve())
}

/// When work that arrives at a moment (`2026-03-30T14:00:00`) is due by a cut-off (an object with at, same_day and
/// next_day), given the stretches in which there is work; null when no later day is worked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_due(
    cut_off: *const c_char,
    open: *const c_char,
    at: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        cut_off: json::<CutOff>, open: json::<Vec<Open>>, at: word::<NaiveDateTime>;
        out => staffing::due(&cut_off, &open, at)?
    )
}

/// The shifts that cover a demand curve at least cost, proven (an object with curve, shortest_minutes, longest_minutes,
/// start_every_minutes, length_every_minutes and per_minute).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_generate(
    generation: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(generation: json::<Generation>; out => staffing::generate(&generation)?)
}

/// Shifts that backoffice_staffing_generate opened, one result or several in a list, as a model takes them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_offered(
    all: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(all: json::<Vec<Generated>>; out => staffing::offered(&all))
}
