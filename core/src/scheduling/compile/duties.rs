//! The duties of a model: nothing, a shift with a skill, or several shifts on one day where that is allowed.

use super::unsupported;
use crate::error::Result;
use crate::scheduling::evaluate::judge::Judge;
use crate::scheduling::model::{Assignment, Model};
use crate::scheduling::solve::kernel::OFF;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// So many duties at most.
const MOST: usize = 5_000;

/// A shift worked with a skill, or none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Work {
    /// The shift's number in the model.
    pub shift: usize,
    pub skill: Option<String>,
}

/// The duties by number; the first is nothing.
pub(super) struct Duties {
    all: Vec<Vec<Work>>,
    numbers: BTreeMap<Vec<Work>, u16>,
}

impl Duties {
    pub fn new(judge: &Judge<'_>) -> Result<Self> {
        let model = judge.model;
        let mut single: Vec<Work> = Vec::new();
        for (shift, own) in model.shifts.iter().enumerate() {
            for skill in own.workable() {
                single.push(Work { shift, skill: skill.map(Into::into) });
            }
        }
        // Shifts in the order in which they start, so that each set of them is met once.
        let start = |work: &Work| judge.timing(work.shift).map_or(0, |timing| timing.start);
        single.sort_by_key(|work| (start(work), work.shift));
        let mut all: Vec<Vec<Work>> = vec![vec![]];
        let mut longest: Vec<Vec<Work>> = vec![vec![]];
        for _ in 0..model.rules.shifts_a_day {
            let mut longer: Vec<Vec<Work>> = Vec::new();
            for set in &longest {
                for work in single.iter().filter(|work| fits(judge, set, work)) {
                    longer.push(set.iter().chain([work]).cloned().collect());
                    if all.len() + longer.len() > MOST {
                        let shifts = model.rules.shifts_a_day.to_string();
                        return Err(unsupported(
                            "rules.shifts_a_day",
                            &shifts,
                            "so many sets of shifts on a day",
                        ));
                    }
                }
            }
            if longer.is_empty() {
                break;
            }
            all.extend(longer.iter().cloned());
            longest = longer;
        }
        let numbers = all.iter().zip(0..).map(|(duty, number)| (duty.clone(), number)).collect();
        Ok(Self { all, numbers })
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The work of each duty, by number.
    pub fn iter(&self) -> impl Iterator<Item = &[Work]> {
        self.all.iter().map(Vec::as_slice)
    }

    /// A duty of that shift alone.
    pub fn of_shift(&self, shift: usize) -> Option<u16> {
        let only = |duty: &&Vec<Work>| matches!(duty.as_slice(), [work] if work.shift == shift);
        self.all.iter().find(only).and_then(|duty| self.numbers.get(duty)).copied()
    }

    /// For each duty, something of its work.
    pub fn map<T>(&self, of: impl FnMut(&[Work]) -> T) -> Vec<T> {
        self.iter().map(of).collect()
    }

    pub fn rows(&self, model: &Model, assignments: &[Assignment]) -> Option<Vec<Vec<u16>>> {
        let index = crate::scheduling::model::Index::new(model);
        let days = usize::try_from(model.period.len()).ok()?;
        let mut sets: BTreeMap<(usize, usize), Vec<Work>> = BTreeMap::new();
        for assignment in assignments {
            let person = index.person_number(&assignment.person)?;
            let day = usize::try_from((assignment.day - model.period.first()).num_days()).ok()?;
            let shift = index.shift_number(&assignment.shift)?;
            sets.entry((person, day)).or_default().push(Work { shift, skill: assignment.skill.clone() });
        }
        let mut rows = vec![vec![OFF; days]; model.people.len()];
        for ((person, day), mut set) in sets {
            // As the sets of the duties are ordered: by start, which is the order in which they were found.
            let number = self.numbers.get(&set).copied().or_else(|| {
                set.sort();
                let same = |duty: &&Vec<Work>| {
                    let mut own = (*duty).clone();
                    own.sort();
                    own == set
                };
                self.all.iter().find(same).and_then(|duty| self.numbers.get(duty)).copied()
            });
            *rows.get_mut(person)?.get_mut(day)? = number?;
        }
        Some(rows)
    }

    pub fn assignments(&self, model: &Model, rows: &[Vec<u16>]) -> Vec<Assignment> {
        let days: Vec<NaiveDate> = model.period.days().collect();
        let mut assignments = Vec::new();
        for (person, row) in model.people.iter().zip(rows) {
            for (day, duty) in days.iter().zip(row) {
                for work in self.all.get(usize::from(*duty)).into_iter().flatten() {
                    let Some(shift) = model.shifts.get(work.shift) else { continue };
                    assignments.push(Assignment {
                        day: *day,
                        person: person.name.clone(),
                        shift: shift.name.clone(),
                        skill: work.skill.clone(),
                    });
                }
            }
        }
        assignments.sort();
        assignments
    }
}

/// Whether that work can come after all of the set on one day.
fn fits(judge: &Judge<'_>, set: &[Work], work: &Work) -> bool {
    let Some(own) = judge.timing(work.shift) else { return false };
    set.iter().all(|before| {
        let Some(other) = judge.timing(before.shift) else { return false };
        if own.timed && other.timed {
            other.end <= own.start
        } else {
            // In one order only, so that each set is met once.
            (other.start, before.shift) < (own.start, work.shift)
        }
    })
}
