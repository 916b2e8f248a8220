//! Somebody is ill tomorrow: the least change of a published roster that mends it.
//!
//! What is sought is the least penalty plus a weight for each day of a person that changes. Unless it is asked to improve,
//! only what a change makes necessary moves: no row and no need counts for less than it did as it was published, but for
//! the needs that changed. So nothing changed changes nothing. What begins before the freeze line stays, and so does what
//! is locked, whatever it breaks: that is reported.
//!
//! ```
//! use backoffice::{Period, dec, scheduling::{Assignment, Budget, Changes, Model, Person, Shift, replan}};
//!
//! let week = Period::week(2026, 14)?;
//! let model = Model::new(week)
//!     .people(["ada", "bo", "cy"].map(|name| Person::new(name).hours(dec!(40))))
//!     .shift(Shift::every_day("early", "06:00", "14:00"))
//!     .shift(Shift::every_day("late", "14:00", "22:00"))
//!     .rest_between(dec!(11));
//! let (monday, tuesday) = (week.first(), week.first().succ_opt().unwrap());
//! let published = [
//!     Assignment::new("ada", "early", monday),
//!     Assignment::new("bo", "late", monday),
//!     Assignment::new("ada", "early", tuesday),
//!     Assignment::new("bo", "late", tuesday),
//! ];
//! let moved = replan(&model, &published, &Changes::new().absent("ada", tuesday), Budget::nodes(1_000))?;
//!
//! // Bo worked late on Monday, so it is Cy who steps in; nobody else's day is touched.
//! assert_eq!(moved.moves.len(), 2);
//! assert_eq!(moved.moves[1].to_string(), "cy, Tue 31 Mar: off -> early");
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::clock;
use super::compile::{Compiled, compile_keeping};
use super::evaluate::judge::Judge;
use super::evaluate::person::Placed;
use super::evaluate::{Violation, placed, verdict};
use super::explain;
use super::model::{Assignment, Model, Person};
use super::replace::row::{is_hard, judged};
use super::solve::{Budget, Progress, Roster, RowCount};
use crate::error::{Code, Error, Result};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

mod chain;
mod changes;
mod floors;
pub(in crate::scheduling) mod repair;
#[cfg(test)]
mod tests;

pub use changes::Changes;
use repair::{Repair, Task};

/// A roster that was mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replanned {
    /// The roster now. Its bound is 0: nothing is said of what else could be.
    pub roster: Roster,
    /// The model with the changes, by which it is judged.
    pub model: Model,
    /// Who works what else than was published, by person and day.
    pub moves: Vec<Move>,
    /// Hard rules that are broken: by what is locked, what is frozen, or what was published so and did not change.
    pub broken: Vec<Violation>,
    /// The penalty, and the weight of each move.
    pub cost: i64,
}

/// A day of a person that changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Who.
    pub person: String,
    /// On which day.
    pub day: NaiveDate,
    /// What was worked that is not now.
    pub gone: Vec<Assignment>,
    /// What is worked now that was not.
    pub new: Vec<Assignment>,
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = |all: &[Assignment]| {
            let names: Vec<&str> = all.iter().map(|one| one.shift.as_str()).collect();
            if names.is_empty() { "off".to_owned() } else { names.join("+") }
        };
        write!(f, "{}, {}: {} -> {}", self.person, clock::day(self.day), told(&self.gone), told(&self.new))
    }
}

/// Whose days differ between two rosters, by person and day.
pub fn diff(before: &[Assignment], after: &[Assignment]) -> Vec<Move> {
    type Day<'a> = (Vec<&'a Assignment>, Vec<&'a Assignment>);
    let mut days: BTreeMap<(&str, NaiveDate), Day<'_>> = BTreeMap::new();
    for one in before {
        days.entry((&one.person, one.day)).or_default().0.push(one);
    }
    for one in after {
        days.entry((&one.person, one.day)).or_default().1.push(one);
    }
    let mut moves = Vec::new();
    for ((person, day), (mut was, mut is)) in days {
        was.sort();
        is.sort();
        let only = |own: &[&Assignment], other: &[&Assignment]| -> Vec<Assignment> {
            own.iter().filter(|one| !other.contains(one)).map(|one| (*one).clone()).collect()
        };
        let (gone, new) = (only(&was, &is), only(&is, &was));
        if !gone.is_empty() || !new.is_empty() {
            moves.push(Move { person: person.into(), day, gone, new });
        }
    }
    moves
}

impl Roster {
    /// Whose days differ from another roster: what was worked there and is not here is gone.
    pub fn diff(&self, before: &Self) -> Vec<Move> {
        diff(&before.assignments, &self.assignments)
    }
}

/// Mends a published roster after changes: least penalty and least change, found within the budget. A node is the best row
/// of one person over 28 days. The same input gives the same roster; the seed is not used.
///
/// # Errors
/// As [`evaluate`](super::evaluate()) and [`Changes::apply`]; `scheduling.unsupported` for what the solver does not know;
/// `scheduling.overlap` when somebody's published day is none that can be worked at all.
pub fn replan(
    model: &Model,
    published: &[Assignment],
    changes: &Changes,
    budget: Budget,
) -> Result<Replanned> {
    replan_watched(model, published, changes, budget, |_| true)
}

/// As [`replan`], asking `go_on` before each step whether to go on.
///
/// # Errors
/// As [`replan`]. When `go_on` says no, the best roster so far is returned.
pub fn replan_watched(
    model: &Model,
    published: &[Assignment],
    changes: &Changes,
    budget: Budget,
    mut go_on: impl FnMut(&Progress) -> bool,
) -> Result<Replanned> {
    let before = Judge::new(model)?;
    let changed = changes.changed(model)?;
    let after = before.like(&changed)?;
    let nobody = BTreeSet::new();
    let (old, new) = (compile_keeping(&before, &nobody)?, compile_keeping(&after, &nobody)?);
    let home = new.rows(&changed, published).ok_or_else(|| overlap(&changed, published))?;
    // The judge tells what else is wrong with what was published.
    verdict(&before, published)?;
    let open = open(&changed, &new, changes.freeze);
    let scale = new.scales.first().copied().unwrap_or(1);
    let (floors, slots, ties) = if changes.improve {
        (vec![i64::MIN; home.len()], vec![i64::MIN; new.problem.slots.len()], vec![])
    } else {
        (floors::rows(&old, &new, &home), floors::slots(&old, &new, &home), floors::ties(&new, &home))
    };
    let weight = i64::from(changes.weight).saturating_mul(scale);
    let task = Task {
        problem: &new.problem,
        home: &home,
        open: &open,
        weight,
        floors,
        slots,
        ties,
        fixed: vec![false; home.len()],
    };
    let mut repair = Repair::new(task, home.clone(), budget.nodes);
    mend(&mut repair, (&before, &old), (&after, &new), published, &home, &open)?;
    repair.run(&mut |nodes| go_on(&Progress { nodes, of: budget.nodes, penalty: 0, bound: 0, lawful: true }));

    let assignments = new.assignments(&changed, &repair.rows);
    let verdict = verdict(&after, &assignments)?;
    let moves = diff(published, &assignments);
    let unfilled = explain::some_gaps(&after, &assignments, &verdict, usize::MAX)?;
    let count = i64::try_from(moves.len()).unwrap_or(i64::MAX);
    let cost = verdict.penalty.saturating_add(i64::from(changes.weight).saturating_mul(count));
    let (broken, violations) = verdict.violations.into_iter().partition(|violation| violation.hard);
    let roster = Roster {
        period: changed.period,
        people: changed.people.iter().map(|person| person.name.clone()).collect(),
        assignments,
        penalty: verdict.penalty,
        levels: verdict.levels,
        hard: verdict.hard,
        bound: 0,
        proven: verdict.penalty == 0 && verdict.hard == 0,
        infeasible: false,
        unfilled,
        violations,
        nodes: repair.nodes,
        rows: RowCount::default(),
        complete: true,
    };
    Ok(Replanned { roster, model: changed, moves, broken, cost })
}

/// Which duties of which days can come and go: those that begin at the freeze line or after.
fn open(model: &Model, compiled: &Compiled, freeze: Option<NaiveDateTime>) -> Vec<bool> {
    let duties = compiled.problem.duties;
    let mut open = Vec::with_capacity(compiled.problem.days * duties);
    for day in model.period.days() {
        for duty in 0..duties {
            let duty = u16::try_from(duty).unwrap_or(u16::MAX);
            let begins = |(shift, _): (usize, Option<&str>)| {
                let shift = model.shifts.get(shift)?;
                shift.times(day).ok().map(|(start, _)| start)
            };
            // Nobody's day off begins: it is over when the day is.
            let first =
                compiled.work(duty).filter_map(begins).min().unwrap_or_else(|| clock::moment(day, 1439));
            open.push(freeze.is_none_or(|freeze| freeze <= first));
        }
    }
    open
}

/// Mends the rows that may not be worked any more: another row where there is one, else the published one without what
/// breaks a rule and may go.
fn mend(
    repair: &mut Repair<'_>,
    (before, old): (&Judge<'_>, &Compiled),
    (after, new): (&Judge<'_>, &Compiled),
    published: &[Assignment],
    home: &[Vec<u16>],
    open: &[bool],
) -> Result<()> {
    let (model, changed) = (before.model, after.model);
    for ((number, row), person) in home.iter().enumerate().zip(&changed.people) {
        if new.problem.row_cost(number, row).is_some() {
            continue;
        }
        // What was broken as it was published, and is not worse now, is somebody's decision.
        if old.problem.row_cost(number, row).is_some() && repair.mend(number) {
            continue;
        }
        let own: Vec<Assignment> =
            published.iter().filter(|one| one.person == person.name).cloned().collect();
        let was = model.people.get(number).unwrap_or(person);
        let may_go = |one: &Assignment| {
            let day = usize::try_from((one.day - changed.period.first()).num_days()).unwrap_or(usize::MAX);
            let duty = row.get(day).copied().unwrap_or(0);
            let at = day.saturating_mul(new.problem.duties).saturating_add(usize::from(duty));
            open.get(at) == Some(&true) && !changed.locked.contains(one)
        };
        let kept = without_broken((before, was), (after, person), &own, may_go)?;
        let rows = new.rows(changed, &kept).ok_or_else(|| overlap(changed, &kept))?;
        repair.fix(number, rows.get(number).cloned().unwrap_or_default());
    }
    Ok(())
}

/// The assignments of one person without those that break what was not broken, as few as are found one by one.
fn without_broken(
    before: (&Judge<'_>, &Person),
    (judge, person): (&Judge<'_>, &Person),
    own: &[Assignment],
    may_go: impl Fn(&Assignment) -> bool,
) -> Result<Vec<Assignment>> {
    let rows: Vec<Placed<'_>> = placed(before.0, own)?;
    let was = judged(before.0, before.1, &rows)?;
    let broken = |kept: &[Assignment]| -> Result<i64> {
        let rows = placed(judge, kept)?;
        let is = judged(judge, person, &rows)?;
        Ok(is.worse(&was, is_hard).map(|finding| finding.by.max(1)).sum())
    };
    let mut kept = own.to_vec();
    let mut now = broken(&kept)?;
    while now > 0 {
        let mut best: Option<(i64, usize)> = None;
        for at in 0..kept.len() {
            if kept.get(at).is_some_and(&may_go) {
                let without: Vec<Assignment> = kept
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != at)
                    .map(|(_, one)| one.clone())
                    .collect();
                let then = broken(&without)?;
                if then < best.map_or(now, |(least, _)| least) {
                    best = Some((then, at));
                }
            }
        }
        let Some((then, at)) = best else { break };
        kept.remove(at);
        now = then;
    }
    Ok(kept)
}

fn overlap(model: &Model, published: &[Assignment]) -> Error {
    let mut days: BTreeMap<(&str, NaiveDate), u32> = BTreeMap::new();
    for one in published {
        *days.entry((&one.person, one.day)).or_default() += 1;
    }
    let twice = days.iter().find(|(_, count)| **count > 1).map(|((person, day), _)| (*person, *day));
    let (person, day) = twice.unwrap_or(("", model.period.first()));
    let message = format!(
        "what {person} works on {} cannot be worked on one day: mend the roster, or allow more shifts a day",
        clock::day(day)
    );
    Error::new(Code::SchedulingOverlap, "assignments", person, message)
}
