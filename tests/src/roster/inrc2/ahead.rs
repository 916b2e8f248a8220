//! A stage of the competition: one week's roster, while the weeks to come are not known.
//!
//! Some rosters of the week are made, each with other stand-ins for the weeks to come; each is then tried on several samples
//! of what may come, the same for all, and the one that costs least on the average is taken.

use super::{DAYS, Scenario, Totals, Week};
use crate::roster::{BadFile, Result};
use backoffice::scheduling::{Assignment, History, Model, Roster, evaluate};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// Rosters of the week that are tried.
const CANDIDATES: u32 = 4;

/// Samples of the weeks to come on which each is tried.
const SAMPLES: u32 = 4;

/// How the solver is asked: for a part of the stage's budget, in thousandths, with a seed, on so many threads.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// Thousandths of the stage's budget.
    pub share: u32,
    /// The seed.
    pub seed: u64,
    /// Threads.
    pub threads: u32,
}

/// Whoever solves: a model, a roster to begin with, and how.
pub type Solve<'a> = dyn Fn(&Model, Option<&[Assignment]>, Slice) -> backoffice::Result<Roster> + Sync + 'a;

/// A stage's roster.
#[derive(Clone, Debug)]
pub struct Staged {
    /// The week's assignments.
    pub assignments: Vec<Assignment>,
    /// The histories after it.
    pub after: Vec<History>,
    /// Nodes used.
    pub nodes: u64,
}

/// The roster of the last week of those `seen`, where `left` weeks are to be rostered, this one among them.
///
/// # Errors
/// What the library or `solve` refuses.
pub fn stage(
    scenario: &Scenario,
    before: &[History],
    seen: &[Week],
    left: usize,
    budget: Slice,
    solve: &Solve,
) -> Result<Staged> {
    let own = seen.last().map_or(&[][..], std::slice::from_ref);
    let week = scenario.model(before, own, Totals::Open)?;
    let candidate = |stand_ins: Vec<Week>, slice: Slice| -> Result<(Staged, i64)> {
        let weeks: Vec<Week> = own.iter().cloned().chain(stand_ins).collect();
        let model = scenario.model(before, &weeks, Totals::Judged)?;
        let roster = solve(&model, None, slice)?;
        let days = roster.assignments.into_iter().filter(|assignment| week.period.contains(assignment.day));
        let assignments: Vec<_> = days.collect();
        let penalty = evaluate(&week, &assignments)?.penalty;
        let after = scenario.after(&week, before, &assignments);
        Ok((Staged { assignments, after, nodes: roster.nodes }, penalty))
    };
    let to_come = left.saturating_sub(1);
    if to_come == 0 {
        return candidate(vec![], budget).map(|(staged, _)| staged);
    }
    let half = budget.share / 2;
    let mut candidates = Vec::new();
    for number in 0..CANDIDATES {
        let slice = Slice { share: half / CANDIDATES, seed: budget.seed + u64::from(number), ..budget };
        candidates.push(candidate(sample(scenario, seen, to_come, slice.seed), slice)?);
    }
    // Each candidate on each sample, beginning with what another candidate came to on it: most of that serves again.
    let samples: Vec<Vec<Week>> = (0..SAMPLES)
        .map(|number| sample(scenario, seen, to_come, budget.seed + 1_000 + u64::from(number)))
        .collect();
    let share = half * budget.threads / (SAMPLES * (CANDIDATES + 1));
    let try_on = |weeks: &Vec<Week>| -> Result<Vec<(i64, u64)>> {
        let mut known: Option<Vec<Assignment>> = None;
        let tried = candidates.iter().map(|(staged, _)| {
            let model = scenario.model(&staged.after, weeks, Totals::Judged)?;
            let share = if known.is_none() { 2 * share } else { share };
            let roster = solve(&model, known.as_deref(), Slice { share, threads: 1, ..budget })?;
            known = Some(roster.assignments);
            Ok((roster.penalty, roster.nodes))
        });
        tried.collect()
    };
    let next = AtomicUsize::new(0);
    let work = || {
        let mine = std::iter::from_fn(|| samples.get(next.fetch_add(1, Ordering::Relaxed)));
        mine.map(&try_on).collect::<Vec<_>>()
    };
    let tried: Vec<Result<Vec<(i64, u64)>>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..budget.threads.max(1)).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    let mut costs: Vec<i64> = candidates.iter().map(|(_, penalty)| penalty * i64::from(SAMPLES)).collect();
    let mut nodes = candidates.iter().map(|(staged, _)| staged.nodes).sum::<u64>();
    for tried in tried {
        for (cost, (penalty, used)) in costs.iter_mut().zip(tried?) {
            (*cost, nodes) = (*cost + penalty, nodes + used);
        }
    }
    let best = candidates.into_iter().zip(costs).min_by_key(|(_, cost)| *cost);
    let none = || BadFile { line: 0, what: "a stage has no candidate".into() };
    best.map(|((staged, _), _)| Staged { nodes, ..staged }).ok_or_else(none)
}

/// Weeks as they may come: each day's cover as on that day of one of the weeks seen, and as many requests as in one of them,
/// of other nurses on other days.
fn sample(scenario: &Scenario, seen: &[Week], count: usize, seed: u64) -> Vec<Week> {
    let mut chance = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut below = |count: usize| {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        usize::try_from((chance >> 33) % (count as u64).max(1)).unwrap_or(0)
    };
    let mut week = || {
        let mut week = seen.get(below(seen.len()))?.clone();
        for day in 0..DAYS.len() {
            let other = seen.get(below(seen.len()))?;
            for (shift, skill, needs) in &mut week.cover {
                let from = other.cover.iter().find(|(one, of, _)| one == shift && of == skill);
                let from = from.and_then(|(.., needs)| needs.get(day)).copied().unwrap_or_default();
                needs.get_mut(day).into_iter().for_each(|into| *into = from);
            }
        }
        for (nurse, _, day) in &mut week.off {
            nurse.clone_from(&scenario.nurses.get(below(scenario.nurses.len()))?.name);
            *day = (0..).nth(below(DAYS.len()))?;
        }
        Some(week)
    };
    (0..count).filter_map(|_| week()).collect()
}
