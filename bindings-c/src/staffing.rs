//! From demand to people: queues, cut-offs, shifts to open.

use crate::{
    document::backoffice_document,
    edge::{Out, guard, json, number, word},
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
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (queue, calls_per_hour, out) = unsafe {
            (json::<Queue>("queue", queue)?, number("calls_per_hour", calls_per_hour)?, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&staffing::agents(&queue, calls_per_hour)?)?);
        Ok(())
    })
}

/// How so many people serve a queue at so many calls an hour.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_service(
    queue: *const c_char,
    calls_per_hour: *const c_char,
    staff: u32,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (queue, calls_per_hour, staff, out) = unsafe {
            (json::<Queue>("queue", queue)?, number("calls_per_hour", calls_per_hour)?, staff, Out::new(out)?)
        };
        out.give_handle(backoffice_document::new(&staffing::service(&queue, calls_per_hour, staff)?)?);
        Ok(())
    })
}

/// The fewest people for each interval of a forecast (an object with queue and calls, each with from, to and calls).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_answer(
    forecast: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (forecast, out) = unsafe { (json::<Forecast>("forecast", forecast)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&staffing::answer(&forecast)?)?);
        Ok(())
    })
}

/// The demand on intervals that backoffice_staffing_answer found: what a model takes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_answered_demand(
    answered: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (answered, out) = unsafe { (json::<Answered>("answered", answered)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&answered.demand())?);
        Ok(())
    })
}

/// The curve to open shifts for that backoffice_staffing_answer found.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_answered_curve(
    answered: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (answered, out) = unsafe { (json::<Answered>("answered", answered)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&answered.curve())?);
        Ok(())
    })
}

/// The curve to open shifts for that backoffice_staffing_least found.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_curve(
    staffing: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (staffing, out) = unsafe { (json::<Staffing>("staffing", staffing)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&staffing.curve())?);
        Ok(())
    })
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
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (cut_off, open, at, out) = unsafe {
            (
                json::<CutOff>("cut_off", cut_off)?,
                json::<Vec<Open>>("open", open)?,
                word::<NaiveDateTime>("at", at)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&staffing::due(&cut_off, &open, at)?)?);
        Ok(())
    })
}

/// The shifts that cover a demand curve at least cost, proven (an object with curve, shortest_minutes, longest_minutes,
/// start_every_minutes, length_every_minutes and per_minute).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_generate(
    generation: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (generation, out) = unsafe { (json::<Generation>("generation", generation)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&staffing::generate(&generation)?)?);
        Ok(())
    })
}

/// Shifts that backoffice_staffing_generate opened, one result or several in a list, as a model takes them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_offered(
    all: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (all, out) = unsafe { (json::<Vec<Generated>>("all", all)?, Out::new(out)?) };
        out.give_handle(backoffice_document::new(&staffing::offered(&all))?);
        Ok(())
    })
}
