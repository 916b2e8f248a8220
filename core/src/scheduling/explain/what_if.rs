//! What one change would do: the roster is judged with it and without it.

use crate::error::{Error, Result, exact};
use crate::scheduling::evaluate::judge::Judge;
use crate::scheduling::evaluate::{Cover, Verdict, Violation, verdict};
use crate::scheduling::model::{Assignment, Demand, Forbidden, Model, Person, Requirement, Skill, unknown};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One thing that is supposed to be otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Suppose {
    /// Somebody works that as well.
    Assign(Assignment),
    /// Somebody does not work that.
    Release(Assignment),
    /// Somebody may not work a shift that starts on that day; what is assigned stays, and breaks a rule.
    Absent {
        /// Who.
        person: String,
        /// On which day.
        day: NaiveDate,
    },
    /// Somebody has a skill.
    Skill {
        /// Who.
        person: String,
        /// Which.
        skill: Skill,
    },
    /// Somebody's contract allows so many hours a week.
    Hours {
        /// Who.
        person: String,
        /// Paid hours a week.
        #[serde(with = "exact::text")]
        at_most: Decimal,
    },
    /// Rules of that name do not hold. A rule that is law is not set aside.
    Without(String),
    /// There is more demand on an interval.
    Demand(Demand),
    /// A shift needs more people.
    Requirement(Requirement),
}

/// What a change does to a roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatIf {
    /// The penalty with the change less the penalty without.
    pub cost: i64,
    /// The same by level of the objective.
    pub levels: Vec<i64>,
    /// How many hard rules are broken without the change, and with it.
    pub hard: (u64, u64),
    /// What is broken with the change only, or otherwise than without.
    pub broken: Vec<Violation>,
    /// What is broken without the change only, or otherwise than with it.
    pub mended: Vec<Violation>,
    /// Needs that are not met with the change, and were or were otherwise.
    pub opened: Vec<Cover>,
    /// Needs that are met with the change, or otherwise.
    pub filled: Vec<Cover>,
}

/// Supposes one thing to be otherwise and tells what that does to a roster: nothing else moves.
///
/// ```
/// use backoffice::{Period, scheduling::{Assignment, Model, Person, Shift, explain::{Suppose, what_if}}};
///
/// let week = Period::week(2026, 14)?;
/// let model = Model::new(week)
///     .people([Person::new("ada")])
///     .shift(Shift::every_day("early", "06:00", "14:00"))
///     .avoid("ada", "early");
/// let answer = what_if(&model, &[], &Suppose::Assign(Assignment::new("ada", "early", week.first())))?;
///
/// // Eight hours are covered, at ten a minute; Ada would rather not.
/// assert_eq!(answer.cost, 10 - 4_800);
/// assert_eq!((answer.filled.len(), answer.broken.len()), (1, 1));
/// # Ok::<(), backoffice::Error>(())
/// ```
///
/// # Errors
/// As [`evaluate`](crate::scheduling::evaluate()); `scheduling.unknown_name` for a person or a rule that is not there; `input.invalid` for an assignment
/// that is there already or is not there, and for a rule that is law.
pub fn what_if(model: &Model, assignments: &[Assignment], suppose: &Suppose) -> Result<WhatIf> {
    let judge = Judge::new(model)?;
    let before = verdict(&judge, assignments)?;
    let (mut changed, mut roster) = (model.clone(), assignments.to_vec());
    match suppose {
        Suppose::Assign(one) if roster.contains(one) => {
            return Err(Error::invalid("assign", one, "the roster has it already"));
        }
        Suppose::Assign(one) => roster.push(one.clone()),
        Suppose::Release(one) => {
            let at = roster.iter().position(|own| own == one);
            roster.remove(at.ok_or_else(|| Error::invalid("release", one, "the roster does not have it"))?);
        }
        Suppose::Absent { person, day } => {
            model.person(person)?;
            changed.forbidden.push(Forbidden::day(person, *day));
        }
        Suppose::Skill { person, skill } => named(&mut changed, person)?.skills.push(skill.clone()),
        Suppose::Hours { person, at_most } => named(&mut changed, person)?.hours_at_most = Some(*at_most),
        Suppose::Without(name) => {
            if judge.law.as_ref().is_some_and(|law| law.source(name).is_some()) {
                return Err(Error::invalid("without", name, "it is law, which is not set aside"));
            }
            let rules = &mut changed.rules.rules;
            let of = rules
                .iter()
                .find(|rule| rule.name == *name)
                .ok_or_else(|| unknown("without", name, "rule"))?;
            if of.law {
                return Err(Error::invalid("without", name, "it is law, which is not set aside"));
            }
            rules.retain(|rule| rule.name != *name);
        }
        Suppose::Demand(demand) => changed.demand.push(demand.clone()),
        Suppose::Requirement(requirement) => changed.requirements.push(requirement.clone()),
    }
    let after = verdict(&judge.like(&changed)?, &roster)?;
    Ok(differ(&before, &after))
}

fn named<'m>(model: &'m mut Model, name: &str) -> Result<&'m mut Person> {
    model
        .people
        .iter_mut()
        .find(|person| person.name == name)
        .ok_or_else(|| unknown("person", name, "person"))
}

fn differ(before: &Verdict, after: &Verdict) -> WhatIf {
    let count = before.levels.len().max(after.levels.len());
    let level = |levels: &[i64], at: usize| levels.get(at).copied().unwrap_or(0);
    WhatIf {
        cost: after.penalty - before.penalty,
        levels: (0..count).map(|at| level(&after.levels, at) - level(&before.levels, at)).collect(),
        hard: (before.hard, after.hard),
        broken: only(&after.violations, &before.violations),
        mended: only(&before.violations, &after.violations),
        opened: only(&after.uncovered, &before.uncovered),
        filled: only(&before.uncovered, &after.uncovered),
    }
}

fn only<T: Clone + PartialEq>(own: &[T], other: &[T]) -> Vec<T> {
    own.iter().filter(|one| !other.contains(one)).cloned().collect()
}
