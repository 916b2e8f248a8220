//! A model as numbers: what it says is in the [`Problem`] exactly, or refused by name; of labour law sometimes more.
//!
//! Rows become duties by day, rules become automata and counters, cover and couplings become slots. The penalty of a
//! roster that keeps the hard rules is the problem's cost: with several levels of the objective, each level's sum times its
//! scale. A hard need or coupling that is not met costs [`Compiled::hard`] a unit, more than all penalties together.

use super::evaluate::judge::Judge;
use super::model::{Assignment, Model};
use super::rules::Strength;
use super::solve::kernel::{FORBIDDEN, Person, Problem};
use super::worst::Most;
use crate::error::{Code, Error, Result};
use std::collections::BTreeSet;

mod cells;
mod duties;
mod hours;
mod law;
mod parts;
mod row_law;
mod rows;
mod slots;
mod sums;
#[cfg(test)]
mod tests;
mod ties;

use duties::Duties;
use hours::Hours;

/// A model as the solver sees it, and the way back.
pub(crate) struct Compiled {
    /// The numbers.
    pub(crate) problem: Problem,
    /// By how much the sum of each level is multiplied, the first level first; 1 for the last.
    pub(crate) scales: Vec<i64>,
    /// What a unit of a hard need or coupling costs that is not met.
    pub(crate) hard: i64,
    duties: Duties,
}

/// What the parts of the translation share.
struct Context<'a> {
    judge: Judge<'a>,
    duties: Duties,
    /// The days as they pass; none where the clock is not changed.
    hours: Option<Hours>,
    scales: Vec<i64>,
    hard: i64,
    days: usize,
    /// Whose locked assignments stay though they break hard rules.
    kept: &'a BTreeSet<String>,
    /// The labour law; none for rules alone.
    law: Option<law::Laws>,
}

impl Context<'_> {
    /// The weight of a rule in the problem; none when it is hard.
    fn weight(&self, strength: Strength, level: u8) -> Option<i64> {
        match strength {
            Strength::Hard => None,
            Strength::Soft(weight) => Some(i64::from(weight) * self.scale(level)),
        }
    }

    fn scale(&self, level: u8) -> i64 {
        self.scales.get(usize::from(level)).copied().unwrap_or(1)
    }
}

/// The model in numbers.
#[cfg(test)]
pub(crate) fn compile(model: &Model) -> Result<Compiled> {
    compile_keeping(&Judge::new(model)?, &BTreeSet::new())
}

/// The judge's model in numbers, where the locked assignments of these people may be, whatever stands against them.
///
/// # Errors
/// As [`Model::check`]; `scheduling.unsupported` for what the solver does not know, naming it; `number.out_of_range` when
/// the levels, one above the other, cannot be summed exactly, or when it is too large.
pub(in crate::scheduling) fn compile_keeping(judge: &Judge<'_>, kept: &BTreeSet<String>) -> Result<Compiled> {
    let (model, judge) = (judge.model, judge.clone());
    let (scales, hard) = scales(&judge.most)?;
    let days = usize::try_from(model.period.len()).unwrap_or(0);
    let duties = Duties::new(&judge)?;
    let cells = days as u64 * duties.len() as u64;
    let all = cells.saturating_mul(model.people.len() as u64);
    super::model::at_most("people × days × duties", all, 200_000_000)?;

    let law = law::Laws::new(&judge, &duties)?;
    let hours = Hours::new(&judge, &duties);
    let context = Context { judge, duties, hours, scales, hard, days, kept, law };
    let (automata, rows) = rows::automata(&context)?;
    let mut people = Vec::with_capacity(model.people.len());
    for ((number, person), row) in model.people.iter().enumerate().zip(rows) {
        people.push(Person {
            cells: cells::cells(&context, person, number)?,
            automaton: row.automaton,
            start: row.start,
            counters: sums::counters(&context, person, number)?,
            terms: vec![],
        });
    }
    let mut ties = ties::spreads(&context, &mut people)?;
    let slots = slots::slots(&context, &mut people, &mut ties)?;
    let Context { duties, scales, .. } = context;
    let problem = Problem {
        days,
        duties: duties.len(),
        people,
        automata,
        slots: slots.costs,
        covers: slots.covers,
        ties,
    };
    Ok(Compiled { problem, scales, hard, duties })
}

/// The scale of each level, and what a unit of a hard slot costs.
fn scales(most: &Most) -> Result<(Vec<i64>, i64)> {
    let mut scales = vec![1; most.levels.len().max(1)];
    let mut scale: i128 = 1;
    for (own, worst) in scales.iter_mut().zip(&most.levels).rev() {
        *own = i64::try_from(scale).unwrap_or(i64::MAX);
        scale = scale.saturating_mul(i128::from(*worst) + 1);
    }
    // Hard slots are above all, and all of them together must still fit.
    if scale.saturating_mul(most.hard.saturating_add(2)) > i128::from(FORBIDDEN) {
        let message = format!(
            "the levels of the objective come to {scale} one above the other, which cannot be summed exactly: lower the weights, or merge levels"
        );
        return Err(Error::new(Code::NumberOutOfRange, "rules.levels", scale, message));
    }
    Ok((scales, i64::try_from(scale).unwrap_or(i64::MAX)))
}

/// What the judge knows and the solver does not.
fn unsupported(field: &str, value: &str, what: &str) -> Error {
    let message = format!("`{field}` is `{value}`: the solver does not know {what}; the judge does");
    Error::new(Code::SchedulingUnsupported, field, value, message)
}

impl Compiled {
    /// A roster as rows of duties. None when somebody's day is none of the problem's duties: shifts that overlap, or more
    /// than are allowed on one day, which break a hard rule.
    pub(crate) fn rows(&self, model: &Model, assignments: &[Assignment]) -> Option<Vec<Vec<u16>>> {
        self.duties.rows(model, assignments)
    }

    /// The assignments of rows, by day, person and shift.
    pub(crate) fn assignments(&self, model: &Model, rows: &[Vec<u16>]) -> Vec<Assignment> {
        self.duties.assignments(model, rows)
    }

    /// The shifts of a duty, each with the skill that is worked.
    pub(crate) fn work(&self, duty: u16) -> impl Iterator<Item = (usize, Option<&str>)> {
        let works = self.duties.iter().nth(usize::from(duty)).unwrap_or_default();
        works.iter().map(|work| (work.shift, work.skill.as_deref()))
    }

    /// The sums of the levels in a cost of the problem that is below [`Compiled::hard`].
    pub(crate) fn levels(&self, cost: i64) -> Vec<i64> {
        let mut rest = cost;
        let sums = self.scales.iter().map(|scale| {
            let sum = rest.div_euclid((*scale).max(1));
            rest -= sum * scale;
            sum
        });
        sums.collect()
    }
}
