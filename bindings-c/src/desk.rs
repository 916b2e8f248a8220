//! The desk where a roster is changed, kept warm between questions.

use crate::{
    document::backoffice_document,
    edge::{Out, behind, behind_mut, day, guard, json, optional, release, text},
    error::backoffice_status,
};
use backoffice_core::scheduling::{Assignment, Desk, Model, Replacement, Swap};
use std::ffi::c_char;

/// A model and a roster of it, made ready for quick answers: who could take over a shift, who could swap it, what anything
/// would cost.
///
/// From backoffice_desk_new; freed by the caller with backoffice_desk_free. Threads may share it as long as nobody calls
/// what takes it without const.
pub struct backoffice_desk(Desk);

/// A desk for a roster (a list of assignments) of a model. A roster that breaks rules is taken as it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_desk_new(
    model: *const c_char,
    assignments: *const c_char,
    out: *mut *mut backoffice_desk,
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
        out.give_handle(backoffice_desk(Desk::new(&model, &assignments)?));
        Ok(())
    })
}

/// Everybody who could take over a shift of a day without breaking a hard rule, cheapest first, `most` at most: a list of
/// objects with person, takes, gives_up, cost, levels and touches. `skill` is NULL for work without one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_desk_replacements(
    desk: *const backoffice_desk,
    shift: *const c_char,
    on: *const c_char,
    skill: *const c_char,
    most: usize,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        desk: behind, shift: text, on: day, skill: optional;
        out => desk.0.replacements(shift, on, skill, most)?
    )
}

/// For each of these people (a list of names) the best row of days with that shift while all others stay, cheapest
/// first: as backoffice_desk_replacements, where `takes` is a list too. The first question takes longer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_desk_refine(
    desk: *mut backoffice_desk,
    shift: *const c_char,
    on: *const c_char,
    skill: *const c_char,
    people: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        desk: behind_mut, shift: text, on: day, skill: optional, people: json::<Vec<String>>;
        out => {
            let people: Vec<&str> = people.iter().map(String::as_str).collect();
            desk.0.refine(shift, on, skill, &people)?
        }
    )
}

/// Every exchange of an assignment (an object with person, day, shift and skill) for one of somebody else's after which
/// no hard rule is broken that was not, cheapest first: a list of objects with gives, takes, cost, levels and touches.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_desk_swaps(
    desk: *const backoffice_desk,
    gives: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(desk: behind, gives: json::<Assignment>; out => desk.0.swaps(&gives)?)
}

/// What would be best if an assignment were not there: an object with person (null when it were best left open),
/// gives_up and cost; null when it is locked, or when whatever else breaks a hard rule.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_desk_next_best(
    desk: *const backoffice_desk,
    assignment: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        desk: behind, assignment: json::<Assignment>; out => desk.0.next_best(&assignment)?
    )
}

/// Why nobody takes a shift of a day: as backoffice_scheduling_why.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_desk_why(
    desk: *mut backoffice_desk,
    shift: *const c_char,
    on: *const c_char,
    skill: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        desk: behind_mut, shift: text, on: day, skill: optional;
        out => desk.0.why(shift, on, skill)?
    )
}

/// Who works when: a list of assignments by day, person and shift.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_desk_assignments(
    desk: *const backoffice_desk,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(desk: behind; out => desk.0.assignments())
}

/// Puts somebody on a shift (an assignment), whatever the rules say; nothing happens when it is so already.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_desk_assign(
    desk: *mut backoffice_desk,
    assignment: *const c_char,
) -> backoffice_status {
    answer!(
        desk: behind_mut, assignment: json::<Assignment> => desk.0.assign(&assignment)
    )
}

/// Takes somebody off a shift; BACKOFFICE_INPUT_INVALID when the roster has no such assignment, or when it is locked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_desk_release(
    desk: *mut backoffice_desk,
    assignment: *const c_char,
) -> backoffice_status {
    answer!(
        desk: behind_mut, assignment: json::<Assignment> => desk.0.release(&assignment)
    )
}

/// Puts a replacement (an object of backoffice_desk_replacements) on the shift, off what he or she gives up for it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_desk_take_over(
    desk: *mut backoffice_desk,
    replacement: *const c_char,
) -> backoffice_status {
    answer!(
        desk: behind_mut, replacement: json::<Replacement> => desk.0.take_over(&replacement)
    )
}

/// Exchanges two shifts (an object of backoffice_desk_swaps).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_desk_exchange(
    desk: *mut backoffice_desk,
    swap: *const c_char,
) -> backoffice_status {
    answer!(
        desk: behind_mut, swap: json::<Swap> => desk.0.exchange(&swap)
    )
}

/// Frees a desk; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_desk_free(desk: *mut backoffice_desk) {
    // SAFETY: NULL or a desk that the caller gives back.
    unsafe { release(desk) }
}
