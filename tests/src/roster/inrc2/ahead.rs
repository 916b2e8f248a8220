//! A stage of the competition: one week's roster, while the weeks to come are not known.
//!
//! A roster is made for the week and a guess of those to come ([`future::evenly`]), so that the bounds of the whole horizon
//! and the runs that are open on its Sunday are priced by what follows. Near the end several are made: they cost about the
//! same by their guesses, and what they leave to the next stage differs by more: that is told by trial. Weeks are drawn from
//! what was seen ([`future::drawn`]) and rostered after each candidate, the same weeks after all of them; those that cost most
//! on the mean are left out and the others tried on, as long as there is time. (A sample average with common samples, and a
//! race.)

use super::{DAYS, Scenario, Totals, Week, future};
use crate::roster::Result;
use backoffice::{
    Code,
    scheduling::{Assignment, History, Model, Roster, evaluate},
};
use chrono::Days;
use fastrand::Rng;
use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// A stage's effort, which shares are parts of: on one thread, all the time there is.
pub const EFFORT: u64 = 1000;

/// Effort of all threads for one week of a trial.
const FOR_TRIAL: u64 = 8;
/// Trials of a candidate in a round.
const TRIALS: usize = 2;
/// Trials of a candidate in all, also where they take no effort: more of them change nothing any more.
const ENOUGH: u64 = 50;
/// What a broken hard rule costs in a trial, where the next stage might still do without.
const BROKEN: i64 = 1000;

/// Who solves the models of a stage.
pub trait Solver: Sync {
    /// On so many threads.
    fn threads(&self) -> u32;

    /// The best roster with a part of the effort, beginning with what is `known`.
    ///
    /// # Errors
    /// As the library's `solve_from`.
    fn solve(&self, model: &Model, known: Option<&[Assignment]>, part: Part) -> backoffice::Result<Roster>;

    /// How much of the [`EFFORT`] is spent.
    fn spent(&self) -> u64;
}

/// A part of a stage's effort.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Which one: the solver's chance differs.
    pub number: u64,
    /// How much of the [`EFFORT`], on each of the threads.
    pub share: u64,
    /// On how many threads.
    pub threads: u32,
}

/// A stage's roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    /// The week's assignments.
    pub assignments: Vec<Assignment>,
    /// The histories after it.
    pub after: Vec<History>,
    /// What was planned for the weeks to come, on the days of the next stage's model.
    pub plan: Vec<Assignment>,
    /// What the week costs by itself.
    pub penalty: i64,
    /// Hard rules that the week breaks.
    pub hard: u64,
}

/// The roster of the last week of those `seen`, where `left` weeks are to be rostered, this one among them. It begins with
/// the `plan` of the stage before.
///
/// # Errors
/// What the library or the solver refuses.
pub fn stage(
    scenario: &Scenario,
    before: &[History],
    seen: &[Week],
    left: usize,
    plan: &[Assignment],
    solver: &impl Solver,
) -> Result<Staged> {
    let stage = Stage { scenario, before, seen, ahead: left.saturating_sub(1), plan, solver };
    let threads = u64::from(solver.threads());
    let Some((count, effort)) = candidates(left) else {
        return stage.candidate(Part { number: 0, share: EFFORT, threads: solver.threads() });
    };
    let count = count.next_multiple_of(threads.max(1));
    let part = |number| Part { number, share: effort * threads / count, threads: 1 };
    let parts: Vec<Part> = (0..count).map(part).collect();
    let made = side_by_side(solver.threads(), &parts, |part| stage.candidate(*part));
    let mut candidates = made.into_iter().collect::<Result<Vec<Staged>>>()?;
    let least = candidates.iter().map(|candidate| candidate.hard).min().unwrap_or_default();
    candidates.retain(|candidate| candidate.hard == least);
    stage.best(candidates)
}

/// How many candidates there are where so many weeks are left, and the effort of all threads for them. None where one does:
/// nothing is left to be tried in the last week, and of three weeks to come the roster that a trial has time for is worse than
/// the best one by more than what candidates differ by.
fn candidates(left: usize) -> Option<(u64, u64)> {
    match left {
        2 => Some((12, 350)),
        3 => Some((6, 500)),
        _ => None,
    }
}

struct Stage<'a, S> {
    scenario: &'a Scenario,
    before: &'a [History],
    seen: &'a [Week],
    /// Weeks to come after this one.
    ahead: usize,
    plan: &'a [Assignment],
    solver: &'a S,
}

impl<S: Solver> Stage<'_, S> {
    /// A roster that may do.
    fn candidate(&self, part: Part) -> Result<Staged> {
        let own = self.seen.last().map_or(&[][..], std::slice::from_ref);
        let week = self.scenario.model(self.before, own, Totals::Open)?;
        let later = future::evenly(self.seen, self.ahead, &mut Rng::with_seed(part.number));
        let model = self.scenario.guessed(self.before, own, &later)?;
        let roster = self.solver.solve(&model, (!self.plan.is_empty()).then_some(self.plan), part)?;
        let (assignments, later): (Vec<_>, Vec<_>) =
            roster.assignments.into_iter().partition(|assignment| week.period.contains(assignment.day));
        let earlier = |a: Assignment| Assignment { day: a.day - Days::new(DAYS.len() as u64), ..a };
        let verdict = evaluate(&week, &assignments)?;
        Ok(Staged {
            after: self.scenario.after(&week, self.before, &assignments),
            plan: later.into_iter().map(earlier).collect(),
            penalty: verdict.penalty,
            hard: verdict.hard,
            assignments,
        })
    }

    /// The candidate that does best with weeks like those that were seen.
    fn best(&self, candidates: Vec<Staged>) -> Result<Staged> {
        let mut racing: Vec<(i64, Staged)> = candidates.into_iter().map(|candidate| (0, candidate)).collect();
        let mut first = 0;
        while racing.len() > 1 && first < ENOUGH {
            let (spent, all) = (self.solver.spent(), racing.len() as u64);
            let Some(costs) = self.trials(&racing, first)? else { break };
            first += TRIALS as u64;
            for ((sum, _), costs) in racing.iter_mut().zip(costs.chunks(TRIALS)) {
                *sum += costs.iter().sum::<i64>();
            }
            racing.sort_by_key(|(sum, _)| *sum);
            racing.truncate((racing.len() * 2).div_ceil(3));
            let now = self.solver.spent();
            let next = now.saturating_sub(spent) * racing.len() as u64 / all;
            if now + next > EFFORT {
                break;
            }
        }
        match racing.into_iter().next() {
            Some((_, best)) => Ok(best),
            None => crate::roster::bad(0, "no candidate"),
        }
    }

    /// What each of them costs with each of some weeks to come, those numbered from `first`. None when the effort is spent.
    fn trials(&self, racing: &[(i64, Staged)], first: u64) -> Result<Option<Vec<i64>>> {
        let drawn = |number| future::drawn(self.seen, self.ahead, &mut Rng::with_seed(number));
        let futures: Vec<(u64, Vec<Week>)> =
            (first..).take(TRIALS).map(|number| (number, drawn(number))).collect();
        let pairs: Vec<_> = racing
            .iter()
            .flat_map(|(_, staged)| futures.iter().map(move |future| (staged, future)))
            .collect();
        let share = FOR_TRIAL * u64::from(self.solver.threads()) * self.ahead as u64;
        let costs = side_by_side(self.solver.threads(), &pairs, |(staged, (number, weeks))| {
            let model = self.scenario.model(&staged.after, weeks, Totals::Judged)?;
            match self.solver.solve(&model, Some(&staged.plan), Part { number: *number, share, threads: 1 }) {
                Ok(roster) => {
                    let broken = i64::try_from(roster.hard).unwrap_or(i64::MAX).saturating_mul(BROKEN);
                    Ok(Some((staged.penalty + roster.penalty).saturating_add(broken)))
                }
                Err(error) if error.code() == Code::Cancelled => Ok(None),
                Err(error) => Err(error.into()),
            }
        });
        costs.into_iter().collect()
    }
}

/// What `job` gives for each item, in their order; the threads take one after the other.
fn side_by_side<I: Sync, T: Send>(threads: u32, items: &[I], job: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(items.len())));
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(number) else { break };
            let result = job(item);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((number, result));
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}
