//! One turn of a person's program: the best row with the counters that are counted now, over tables or by labels.

use super::dense::{Cost, Groups};
use super::fit::{Fit, again};
use super::key::KeyPlan;
use super::plan::Plan;
use super::problem::{FORBIDDEN, Person, Problem};
use super::row::{RowProgram, Scratch};

/// So many plans of a person are kept.
const PLANS: usize = 16;

/// A table of one state has at most so many cells.
pub(super) const WIDEST: usize = 4096;

/// A walk by labels keeps at most so many of them over all days.
const LABELS: usize = 400_000;

/// So many labels a day are kept at first.
const FIRST_LABELS: usize = 64;

/// Turns at first in which prices of counters are looked for, with 28 days or less.
const FRESH_TURNS: usize = 30;

/// How a set of counters is counted.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Dense(Plan),
    Keys { plan: KeyPlan, whole: bool, fresh: bool },
    Never,
}

/// What came of one set of counted counters.
pub(super) enum Turn {
    /// The row in the scratch costs so much, and none less than the second.
    Row(i64, i64),
    /// A row broke a counter that was not counted: now it is.
    More,
    /// There is no row.
    Never,
}

impl RowProgram {
    /// Looks for the best row with what is counted now.
    pub(super) fn turn(
        &mut self,
        problem: &Problem,
        person: &Person,
        costs: &[i64],
        scratch: &mut Scratch,
    ) -> Option<Turn> {
        let counted = self.counted();
        if self.plans.len() >= PLANS && !self.plans.contains_key(&counted) {
            self.plans.clear();
        }
        let mut form = match self.plans.remove(&counted) {
            Some(form) => form,
            None => self.form(problem, person, &counted),
        };
        let turn = match &mut form {
            Form::Never => Some(Turn::Never),
            Form::Dense(plan) => self.dense(problem, person, plan, costs, scratch),
            Form::Keys { plan, whole, fresh } => {
                // Long rows find their prices over several uses.
                let turns =
                    if *fresh { (FRESH_TURNS * 28 / problem.days.max(1)).clamp(8, FRESH_TURNS) } else { 8 };
                *fresh = false;
                self.labels(problem, person, (plan, *whole, turns), costs, scratch)
            }
        };
        self.plans.insert(counted, form);
        turn
    }

    fn form(&mut self, problem: &Problem, person: &Person, counted: &[usize]) -> Form {
        let Some(mut quick) = self.windows(problem, person, counted, false) else { return Form::Never };
        let size = quick.iter().fold(1_usize, |size, one| size.saturating_mul(one.widest() as usize));
        if size.saturating_mul(problem.days) <= self.dense {
            let Some(windows) = self.windows(problem, person, counted, true) else { return Form::Never };
            if let Some(plan) =
                Plan::new(problem, person, windows, WIDEST).filter(|plan| plan.work <= self.dense)
            {
                return Form::Dense(plan);
            }
        }
        let mut whole = true;
        loop {
            if let Some(plan) = KeyPlan::new(problem, person, quick.clone()) {
                return Form::Keys { plan, whole, fresh: true };
            }
            whole = false;
            if quick.pop().is_none() {
                return Form::Never;
            }
        }
    }

    fn dense(
        &mut self,
        problem: &Problem,
        person: &Person,
        plan: &Plan,
        costs: &[i64],
        scratch: &mut Scratch,
    ) -> Option<Turn> {
        scratch.groups.fill(plan.groups(), problem.duties, &person.cells, costs);
        let reach = scratch.groups.reach.saturating_add(plan.reach);
        let (groups, row) = (&scratch.groups, &mut scratch.row);
        let cost = if reach < <i32 as Cost>::LIMIT {
            scratch.narrow.best(plan, groups, person.start, &self.ends, row)?
        } else {
            scratch.wide.best(plan, groups, person.start, &self.ends, row)?
        };
        let more = self.count_more(problem, person, scratch, true);
        Some(if more { Turn::More } else { Turn::Row(cost, cost) })
    }

    fn labels(
        &mut self,
        problem: &Problem,
        person: &Person,
        (plan, whole, turns): (&KeyPlan, bool, usize),
        costs: &[i64],
        scratch: &mut Scratch,
    ) -> Option<Turn> {
        scratch.groups.fill(plan.groups(), problem.duties, &person.cells, costs);
        let first = self.first_prices(plan);
        // The last row is one to beat.
        let still = self.still?;
        let mut limit = again(problem, self.person, &self.last, costs).map_or(FORBIDDEN, |cost| cost - still);
        scratch.row.clone_from(&self.last);
        let (groups, start) = (&scratch.groups, person.start);
        let turns = (turns, limit);
        let met = scratch.prices.climb(plan, groups, start, &self.ends, &first, turns, &mut scratch.path)?;
        for (segment, price) in plan.segments.iter().zip(&scratch.prices.best.prices) {
            self.prices.get_mut(segment.counter).into_iter().for_each(|own| *own = *price);
        }
        if whole && self.last.is_empty() {
            // What else the row at prices breaks will bind: found without a walk by labels.
            let Scratch { groups, prices, row, .. } = scratch;
            duties(groups, &prices.best.path, row);
            if self.count_more(problem, person, scratch, true) {
                return Some(Turn::More);
            }
            scratch.row.clear();
        }
        if met < limit {
            duties(&scratch.groups, &scratch.path, &mut scratch.row);
            if self.count_more(problem, person, scratch, whole) {
                return Some(Turn::More);
            }
            if whole || scratch.breaks_nothing() {
                limit = met;
            } else {
                scratch.row.clone_from(&self.last);
            }
        }
        let mut bound = scratch.prices.best.bound;
        if scratch.span > 0 && person.counters.iter().all(|counter| counter.caps.is_empty()) {
            if bound < limit {
                if limit >= FORBIDDEN {
                    duties(&scratch.groups, &scratch.prices.best.path, &mut scratch.row);
                }
                let mended = self.spans(problem, person, costs, true, scratch);
                limit = mended.map_or(FORBIDDEN, |cost| cost - still);
                self.count_more(problem, person, scratch, false);
            }
            return Some(Turn::Row(limit, bound.min(limit)));
        }
        let wide = LABELS / problem.days.max(1);
        // More where there is no row at all yet.
        let furthest = if scratch.most_labels > 0 { wide.min(scratch.most_labels * 16) } else { wide };
        let wide = if scratch.most_labels > 0 { wide.min(scratch.most_labels) } else { wide };
        let mut most = FIRST_LABELS.min(wide);
        while bound < limit {
            let priced = &scratch.prices.best;
            let path = &mut scratch.path;
            let (found, dropped) =
                scratch.labels.search(plan, priced, &scratch.groups, start, limit, most, path)?;
            if let Some(cost) = found {
                duties(&scratch.groups, &scratch.path, &mut scratch.row);
                if self.count_more(problem, person, scratch, whole) {
                    return Some(Turn::More);
                }
                bound = bound.max(dropped.min(cost));
                if whole || scratch.breaks_nothing() {
                    limit = cost;
                } else {
                    // Not all that binds could be counted.
                    limit =
                        again(problem, self.person, &self.last, costs).map_or(FORBIDDEN, |cost| cost - still);
                    scratch.row.clone_from(&self.last);
                }
            } else {
                bound = bound.max(dropped.min(limit));
            }
            let wide = if limit < FORBIDDEN { wide } else { furthest };
            if most >= wide || !whole {
                break;
            }
            most = (most * 8).min(wide);
        }
        if limit >= FORBIDDEN && bound >= FORBIDDEN {
            return Some(Turn::Never);
        }
        Some(Turn::Row(limit, bound.min(limit)))
    }
}

impl Scratch {
    /// Whether the row that was looked at last breaks no counter.
    fn breaks_nothing(&self) -> bool {
        self.fits.iter().all(|fit| *fit != Fit::Broken)
    }
}

/// The cheapest duty of each group of the path.
pub(super) fn duties(groups: &Groups, path: &[u16], row: &mut Vec<u16>) {
    row.clear();
    let duty =
        |(day, group): (usize, &u16)| groups.day(day).get(usize::from(*group)).map_or(0, |(_, duty)| *duty);
    row.extend(path.iter().enumerate().map(duty));
}
