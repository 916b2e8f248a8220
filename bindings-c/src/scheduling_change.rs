//! Published rosters that change.

use crate::{
    document::backoffice_document,
    edge::{Out, guard, json},
    error::backoffice_status,
    scheduling::{asking, backoffice_budget, backoffice_search_go_on},
};
use backoffice_core::scheduling::{self, Assignment, Changes, Model, replan};
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
    answer!(
        before: json::<Vec<Assignment>>, after: json::<Vec<Assignment>>;
        out => replan::diff(&before, &after)
    )
}

/// A roster as it would be clocked: a list of objects with person, start, start_offset, end, end_offset, breaks and kind,
/// as backoffice_scheduling_audit reads them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_timed(
    model: *const c_char,
    assignments: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        model: json::<Model>, assignments: json::<Vec<Assignment>>;
        out => scheduling::timed(&model, &assignments)?
    )
}
