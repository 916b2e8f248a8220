//! Why a shift stays open, why there is no roster, what one change would do.

use crate::{
    document::backoffice_document,
    edge::{day, json, optional, text},
    error::backoffice_status,
    scheduling::{asking, backoffice_budget, backoffice_search_go_on},
};
use backoffice_core::scheduling::{
    Assignment, Model,
    explain::{self, Suppose},
};
use std::ffi::{c_char, c_void};

/// Why nobody takes a shift of a day in a roster (a list of assignments): an object with day, shift, skill and people, each
/// with person, conflicts (each with causes and whether it is minimal), cost, preferences and instead. `skill` is NULL for
/// work without one. Of many shifts ask a backoffice_desk, which is made ready once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_why(
    model: *const c_char,
    assignments: *const c_char,
    shift: *const c_char,
    on: *const c_char,
    skill: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        model: json::<Model>, assignments: json::<Vec<Assignment>>, shift: text, on: day, skill: optional;
        out => explain::why(&model, &assignments, shift, on, skill)?
    )
}

/// Why there is no roster of a model: an object with certificates (what counting alone shows), causes (what leaves no
/// roster together) and whether they are proven minimal; null when a roster was found within the budget. `go_on` is as for
/// backoffice_scheduling_solve: stopped, what was not yet looked into stays among the causes, and
/// BACKOFFICE_RUN_CANCELLED comes when nothing yet shows that there is no roster.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_why_infeasible(
    model: *const c_char,
    budget: backoffice_budget,
    go_on: backoffice_search_go_on,
    data: *mut c_void,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        model: json::<Model>;
        out => explain::why_infeasible_watched(&model, budget.into(), asking(go_on, data))?
    )
}

/// What one change would do to a roster (a list of assignments): an object with cost, levels, hard, broken, mended, opened
/// and filled. `suppose` is an object with one of assign, release (an assignment), absent (person, day), skill (person,
/// skill), hours (person, at_most), without (the name of a rule), demand and requirement.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_what_if(
    model: *const c_char,
    assignments: *const c_char,
    suppose: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        model: json::<Model>, assignments: json::<Vec<Assignment>>, suppose: json::<Suppose>;
        out => explain::what_if(&model, &assignments, &suppose)?
    )
}
