//! Rosters.

use crate::{
    document::backoffice_document,
    edge::{Buffer, Kept, Out, behind, guard, json, number, release},
    error::backoffice_status,
};
use backoffice_core::{
    Error,
    scheduling::{self, Assignment, Budget, Model, Roster, Rules, Verdict, draw, explain, staffing},
};
use std::{
    ffi::{c_char, c_void},
    ptr,
};

/// How long a search may take, in nodes: the same budget, seed and threads give the same roster. A plain struct: its size
/// is part of the ABI.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct backoffice_budget {
    /// How many nodes: each one person's best row over 28 days or a thousand small changes; some ten thousand in a second.
    pub nodes: u64,
    /// The seed: another one may find another roster.
    pub seed: u64,
    /// On how many threads: another number may find another roster. 0 is 1.
    pub threads: u32,
}

impl From<backoffice_budget> for Budget {
    fn from(budget: backoffice_budget) -> Self {
        Self::nodes(budget.nodes).seed(budget.seed).threads(budget.threads)
    }
}

/// How far a search is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct backoffice_progress {
    /// Nodes used.
    pub nodes: u64,
    /// Nodes of the budget.
    pub of: u64,
    /// The penalty of the best roster so far, of its first level when there are several.
    pub penalty: i64,
    /// No roster has less.
    pub bound: i64,
    /// Whether the best roster so far keeps all hard rules.
    pub lawful: bool,
}

/// Asked by a search now and then whether to go on. It must not leave by longjmp or a C++ exception.
pub type backoffice_search_go_on =
    Option<unsafe extern "C" fn(data: *mut c_void, progress: *const backoffice_progress) -> bool>;

/// Who works which shift on which day, what that is worth, and what is short.
///
/// From backoffice_scheduling_solve or backoffice_roster_parse; freed by the caller with backoffice_roster_free.
/// Immutable: threads may share it.
pub struct backoffice_roster {
    roster: Roster,
    json: Kept,
    text: Kept,
    assignments: Vec<[Kept; 4]>,
    gaps: Vec<Kept>,
}

impl backoffice_roster {
    fn new(roster: Roster) -> Self {
        let assignments = roster.assignments.iter().map(|_| <[Kept; 4]>::default()).collect();
        let gaps = roster.unfilled.iter().map(|_| Kept::default()).collect();
        Self { roster, json: Kept::default(), text: Kept::default(), assignments, gaps }
    }
}

/// An assignment of a roster. Its texts belong to the roster and die with it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct backoffice_assignment {
    /// Who.
    pub person: *const c_char,
    /// The day on which the shift begins, such as `2026-03-31`.
    pub day: *const c_char,
    /// The shift's name.
    pub shift: *const c_char,
    /// The skill that is worked; NULL when none is.
    pub skill: *const c_char,
}

/// What the core asks: the caller's function, where there is one.
pub(crate) fn asking(
    go_on: backoffice_search_go_on,
    data: *mut c_void,
) -> impl FnMut(&scheduling::Progress) -> bool {
    move |progress| {
        let told = backoffice_progress {
            nodes: progress.nodes,
            of: progress.of,
            penalty: progress.penalty,
            bound: progress.bound,
            lawful: progress.lawful,
        };
        // SAFETY: NULL or a function of the caller's, called on the caller's thread, by the header's contract.
        go_on.is_none_or(|go_on| unsafe { go_on(data, &raw const told) })
    }
}

/// The best roster found for a model (an object with period, people, shifts, demand, requirements, requests, locked,
/// forbidden, couplings, clock and rules) within the budget. Where not all hard rules can be kept it breaks them as little
/// as was found: its `hard` tells how many.
///
/// `go_on`, when it is not NULL, is asked now and then, with `data`, on the calling thread; by saying false it ends the
/// search: the best roster so far is given, and BACKOFFICE_RUN_CANCELLED where there is none yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_solve(
    model: *const c_char,
    budget: backoffice_budget,
    go_on: backoffice_search_go_on,
    data: *mut c_void,
    out: *mut *mut backoffice_roster,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (model, out) = unsafe { (json::<Model>("model", model)?, Out::new(out)?) };
        let roster = scheduling::solve_watched(&model, budget.into(), asking(go_on, data))?;
        out.give_handle(backoffice_roster::new(roster));
        Ok(())
    })
}

/// As backoffice_scheduling_solve, beginning with a roster that is known (a list of assignments), which the result is
/// never worse than.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_solve_from(
    model: *const c_char,
    known: *const c_char,
    budget: backoffice_budget,
    go_on: backoffice_search_go_on,
    data: *mut c_void,
    out: *mut *mut backoffice_roster,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts and a place for the result, by the header's contract.
        let (model, known, out) = unsafe {
            (json::<Model>("model", model)?, json::<Vec<Assignment>>("known", known)?, Out::new(out)?)
        };
        let asked = asking(go_on, data);
        let roster = scheduling::solve_from(&model, Some(&known), budget.into(), asked)?;
        out.give_handle(backoffice_roster::new(roster));
        Ok(())
    })
}

/// The roster that was stored as JSON.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_roster_parse(
    document: *const c_char,
    out: *mut *mut backoffice_roster,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a text and a place for the result, by the header's contract.
        let (roster, out) = unsafe { (json("document", document)?, Out::new(out)?) };
        out.give_handle(backoffice_roster::new(roster));
        Ok(())
    })
}

/// How many assignments it has; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_roster_count(roster: *const backoffice_roster) -> usize {
    // SAFETY: NULL or a live roster, by the header's contract.
    unsafe { roster.as_ref() }.map_or(0, |held| held.assignments.len())
}

/// The assignment at a place, from 0: by day, person and shift.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_roster_get(
    roster: *const backoffice_roster,
    index: usize,
    out: *mut backoffice_assignment,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a handle and a place for the result, by the header's contract.
        let (held, out) = unsafe { (behind("roster", roster)?, Out::new(out)?) };
        let found = held.roster.assignments.get(index).zip(held.assignments.get(index));
        let Some((assignment, [person, day, shift, skill])) = found else {
            let wanted = format!("the roster has {} assignments, counted from 0", held.assignments.len());
            return Err(Error::invalid("index", index, &wanted));
        };
        out.give(backoffice_assignment {
            person: person.get(|| assignment.person.clone()),
            day: day.get(|| assignment.day.to_string()),
            shift: shift.get(|| assignment.shift.clone()),
            skill: assignment.skill.as_ref().map_or(ptr::null(), |name| skill.get(|| name.clone())),
        });
        Ok(())
    })
}

/// How many needs are not met; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_roster_gaps(roster: *const backoffice_roster) -> usize {
    // SAFETY: NULL or a live roster, by the header's contract.
    unsafe { roster.as_ref() }.map_or(0, |held| held.gaps.len())
}

/// What is short at a place, from 0, and why, in words; belongs to the roster. NULL where there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_roster_gap(
    roster: *const backoffice_roster,
    index: usize,
) -> *const c_char {
    // SAFETY: NULL or a live roster, by the header's contract.
    let held = unsafe { roster.as_ref() };
    let found = held.and_then(|held| held.roster.unfilled.get(index).zip(held.gaps.get(index)));
    found.map_or(ptr::null(), |(gap, kept)| kept.get(|| format!("{gap}: {}", gap.reason)))
}

/// The whole roster as JSON; belongs to the roster. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_roster_json(roster: *const backoffice_roster) -> *const c_char {
    // SAFETY: NULL or a live roster, by the header's contract.
    match unsafe { roster.as_ref() } {
        Some(held) => held.json.get(|| serde_json::to_string(&held.roster).unwrap_or_default()),
        None => ptr::null(),
    }
}

/// The roster as a table of people and days; belongs to the roster. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_roster_text(roster: *const backoffice_roster) -> *const c_char {
    // SAFETY: NULL or a live roster, by the header's contract.
    match unsafe { roster.as_ref() } {
        Some(held) => held.text.get(|| held.roster.to_string()),
        None => ptr::null(),
    }
}

/// Frees a roster; NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_roster_free(roster: *mut backoffice_roster) {
    // SAFETY: NULL or a roster that the caller gives back.
    unsafe { release(roster) }
}

/// BACKOFFICE_OK when a model makes sense: names are unique and known, times are times, shifts have a length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_check(model: *const c_char) -> backoffice_status {
    answer!(model: json::<Model> => model.check())
}

/// The JSON schema (draft 2020-12) of a model.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_model_schema(
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    guard(|| {
        // SAFETY: a buffer, by the header's contract.
        let out = unsafe { Buffer::new(out, size, needed) };
        out.give(&scheduling::model_schema())
    })
}

/// The judge: the exact penalty of anybody's roster (a list of objects with person, day, shift and skill), every
/// violation named.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_evaluate(
    model: *const c_char,
    assignments: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        model: json::<Model>, assignments: json::<Vec<Assignment>>;
        out => scheduling::evaluate(&model, &assignments)?
    )
}

/// What is short, and why, person by person: `verdict` is what backoffice_scheduling_evaluate says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_gaps(
    model: *const c_char,
    assignments: *const c_char,
    verdict: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        model: json::<Model>, assignments: json::<Vec<Assignment>>, verdict: json::<Verdict>;
        out => explain::gaps(&model, &assignments, &verdict)?
    )
}

/// A roster as a Gantt chart, an SVG document.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_gantt(
    model: *const c_char,
    roster: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(model: json::<Model>, roster: json::<Roster>; out, size, needed => draw::gantt(&model, &roster)?)
}

/// A roster as CSV.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_csv(
    model: *const c_char,
    roster: *const c_char,
    out: *mut c_char,
    size: usize,
    needed: *mut usize,
) -> backoffice_status {
    answer!(model: json::<Model>, roster: json::<Roster>; out, size, needed => draw::csv(&model, &roster)?)
}

/// Rules with at least so many hours of rest between two shifts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_rest_between(
    rules: *const c_char,
    hours: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(rules: json::<Rules>, hours: number; out => rules.rest_between(hours))
}

/// From work that arrives (an object with units_per_hour, interval_minutes, open and arrivals) to the staffing with
/// the smallest peak that meets every due time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_least(
    work: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(work: json::<staffing::Workload>; out => staffing::least(&work)?)
}

/// The demand on intervals that a staffing is: what a model takes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_demand(
    staffing: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(staffing: json::<staffing::Staffing>; out => staffing.demand())
}

/// The shifts that can be offered (an object with from, to, every_minutes, shortest_minutes and longest_minutes):
/// what a model takes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_staffing_offer(
    offer: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(offer: json::<staffing::Offer>; out => staffing::offer(&offer)?)
}
