//! Published rosters that change: replanned, taken over, swapped.

use crate::{
    document::backoffice_document,
    edge::{Out, day, guard, json, optional, text},
    error::backoffice_status,
    scheduling::{asking, backoffice_budget, backoffice_search_go_on},
};
use backoffice_core::scheduling::{self, Assignment, Changes, Desk, Model, replan};
use std::ffi::{c_char, c_void};

/// A published roster (a list of assignments) mended after changes (an object with absent, away, demand, requirements,
/// freeze, weight and improve, of which all may be left out): least penalty and least change. The document has the
/// roster, the model with the changes, the moves, what is broken and the cost. `go_on` is as for
/// backoffice_scheduling_solve; the seed and the threads of the budget are not used.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_replan(
    model: *const c_char,
    published: *const c_char,
    changes: *const c_char,
    budget: backoffice_budget,
    go_on: backoffice_search_go_on,
    data: *mut c_void,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (model, published, changes, out) = unsafe {
            (
                json::<Model>("model", model)?,
                json::<Vec<Assignment>>("published", published)?,
                json::<Changes>("changes", changes)?,
                Out::new(out)?,
            )
        };
        let asked = asking(go_on, data);
        let moved = scheduling::replan_watched(&model, &published, &changes, budget.into(), asked)?;
        let told: Vec<String> = moved.moves.iter().map(ToString::to_string).collect();
        out.give_handle(backoffice_document::with_text(&moved, told.join("\n"))?);
        Ok(())
    })
}

/// Whose days differ between two rosters (lists of assignments), by person and day: what is gone and what is new.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_diff(
    before: *const c_char,
    after: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (before, after, out) = unsafe {
            (
                json::<Vec<Assignment>>("before", before)?,
                json::<Vec<Assignment>>("after", after)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&replan::diff(&before, &after))?);
        Ok(())
    })
}

/// Everybody who could take over a shift of a day without breaking a hard rule, cheapest first, `most` at most: a list of
/// objects with person, takes, gives_up, cost, levels and touches. `skill` is NULL for work without one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_replacements(
    model: *const c_char,
    assignments: *const c_char,
    shift: *const c_char,
    on: *const c_char,
    skill: *const c_char,
    most: usize,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (model, assignments, shift, on, skill, out) = unsafe {
            (
                json::<Model>("model", model)?,
                json::<Vec<Assignment>>("assignments", assignments)?,
                text("shift", shift)?,
                day("on", on)?,
                optional("skill", skill)?,
                Out::new(out)?,
            )
        };
        let found = Desk::new(&model, &assignments)?.replacements(shift, on, skill, most)?;
        out.give_handle(backoffice_document::new(&found)?);
        Ok(())
    })
}

/// For each of these people (a list of names) the best row of days with that shift while all others stay, cheapest
/// first: as backoffice_scheduling_replacements, where `takes` is a list too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_refine(
    model: *const c_char,
    assignments: *const c_char,
    shift: *const c_char,
    on: *const c_char,
    skill: *const c_char,
    people: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (model, assignments, shift, on, skill, people, out) = unsafe {
            (
                json::<Model>("model", model)?,
                json::<Vec<Assignment>>("assignments", assignments)?,
                text("shift", shift)?,
                day("on", on)?,
                optional("skill", skill)?,
                json::<Vec<String>>("people", people)?,
                Out::new(out)?,
            )
        };
        let people: Vec<&str> = people.iter().map(String::as_str).collect();
        let found = Desk::new(&model, &assignments)?.refine(shift, on, skill, &people)?;
        out.give_handle(backoffice_document::new(&found)?);
        Ok(())
    })
}

/// Every exchange of an assignment (an object with person, day, shift and skill) for one of somebody else's after which
/// no hard rule is broken that was not, cheapest first: a list of objects with gives, takes, cost, levels and touches.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_swaps(
    model: *const c_char,
    assignments: *const c_char,
    gives: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (model, assignments, gives, out) = unsafe {
            (
                json::<Model>("model", model)?,
                json::<Vec<Assignment>>("assignments", assignments)?,
                json::<Assignment>("gives", gives)?,
                Out::new(out)?,
            )
        };
        let found = Desk::new(&model, &assignments)?.swaps(&gives)?;
        out.give_handle(backoffice_document::new(&found)?);
        Ok(())
    })
}

/// What would be best if an assignment were not there: an object with person (null when it were best left open),
/// gives_up and cost; null when it is locked, or when whatever else breaks a hard rule.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_next_best(
    model: *const c_char,
    assignments: *const c_char,
    assignment: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (model, assignments, assignment, out) = unsafe {
            (
                json::<Model>("model", model)?,
                json::<Vec<Assignment>>("assignments", assignments)?,
                json::<Assignment>("assignment", assignment)?,
                Out::new(out)?,
            )
        };
        let found = Desk::new(&model, &assignments)?.next_best(&assignment)?;
        out.give_handle(backoffice_document::new(&found)?);
        Ok(())
    })
}

/// A roster as it would be clocked: a list of objects with person, start, start_offset, end, end_offset, breaks and kind,
/// as backoffice_scheduling_audit reads them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_timed(
    model: *const c_char,
    assignments: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (model, assignments, out) = unsafe {
            (
                json::<Model>("model", model)?,
                json::<Vec<Assignment>>("assignments", assignments)?,
                Out::new(out)?,
            )
        };
        out.give_handle(backoffice_document::new(&scheduling::timed(&model, &assignments)?)?);
        Ok(())
    })
}
