//! What is to be rostered: a period, people, shifts, demand, requests and what is already fixed.
//!
//! A [`Model`] is plain data, the same in Rust and as a JSON document. It is checked as a whole when it is used
//! ([`Model::check`]), so it can be put together in any order. All times are local clock times of one place.

use super::law::Labour;
use super::rules::{Coupling, Rules};
use crate::calendar::Period;
use crate::error::{Code, Error, Result, document};
use chrono::{NaiveDateTime, TimeDelta, Timelike};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod breaks;
mod check;
mod cover;
mod person;
mod shift;
mod wish;

pub use breaks::Break;
pub use cover::{Demand, Requirement};
pub use person::{Absence, Available, History, Person, Skill};
pub use shift::{Duty, Need, Part, Shift};
pub use wish::{Assignment, Forbidden, Request, Wish};

pub(super) use breaks::Pause;
pub(super) use check::Checked;
pub(super) use shift::Piece;

/// Everything that a roster is made from and judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The days to be rostered, the first and the last both included. A shift belongs to the day on which it starts.
    pub period: Period,
    /// Who can work.
    #[serde(default)]
    pub people: Vec<Person>,
    /// Which shifts there are.
    #[serde(default)]
    pub shifts: Vec<Shift>,
    /// How many people are needed when, beside what the shifts need themselves.
    #[serde(default)]
    pub demand: Vec<Demand>,
    /// How many people the shifts need on some days, beside what they need on every day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<Requirement>,
    /// What people wish for.
    #[serde(default)]
    pub requests: Vec<Request>,
    /// What is already decided: part of every roster and of every rule.
    #[serde(default)]
    pub locked: Vec<Assignment>,
    /// What nobody may decide otherwise: days and shifts that somebody does not work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forbidden: Vec<Forbidden>,
    /// What binds several people together: never with, one senior present, mentor with trainee.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub couplings: Vec<Coupling>,
    /// When the clock is changed, in order; empty when it is not. Rest and paid time are then counted as they pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clock: Vec<UtcOffset>,
    /// What every roster is judged by.
    #[serde(default)]
    pub rules: Rules,
    /// The labour law by which every roster is judged besides; none for rules alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law: Option<Labour>,
}

/// The clock from a moment on: so many minutes ahead of universal time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UtcOffset {
    /// From this local moment, as the clock shows it once it is changed.
    pub from: NaiveDateTime,
    /// Minutes ahead of universal time, such as 60 for UTC+1.
    pub minutes: i32,
}

impl Model {
    /// A model of that period with nobody, no shift, and the rules that hold everywhere.
    pub fn new(period: Period) -> Self {
        Self {
            period,
            people: vec![],
            shifts: vec![],
            demand: vec![],
            requirements: vec![],
            requests: vec![],
            locked: vec![],
            forbidden: vec![],
            couplings: vec![],
            clock: vec![],
            rules: Rules::default(),
            law: None,
        }
    }

    /// The same, with these people.
    #[must_use]
    pub fn people(mut self, people: impl IntoIterator<Item = Person>) -> Self {
        self.people.extend(people);
        self
    }

    /// The same, with that shift.
    #[must_use]
    pub fn shift(mut self, shift: Shift) -> Self {
        self.shifts.push(shift);
        self
    }

    /// The same, with these shifts.
    #[must_use]
    pub fn shifts(mut self, shifts: impl IntoIterator<Item = Shift>) -> Self {
        self.shifts.extend(shifts);
        self
    }

    /// The same, with that demand on intervals.
    #[must_use]
    pub fn demand(mut self, demand: impl IntoIterator<Item = Demand>) -> Self {
        self.demand.extend(demand);
        self
    }

    /// The same, where shifts need so many people on some days.
    #[must_use]
    pub fn require(mut self, requirements: impl IntoIterator<Item = Requirement>) -> Self {
        self.requirements.extend(requirements);
        self
    }

    /// The same, with that coupling between people.
    #[must_use]
    pub fn couple(mut self, coupling: Coupling) -> Self {
        self.couplings.push(coupling);
        self
    }

    /// The same, where that may not be worked.
    #[must_use]
    pub fn forbid(mut self, forbidden: Forbidden) -> Self {
        self.forbidden.push(forbidden);
        self
    }

    /// The same, judged by these rules.
    #[must_use]
    pub fn rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// The same, under that labour law.
    #[must_use]
    pub fn law(mut self, law: Labour) -> Self {
        self.law = Some(law);
        self
    }

    /// The same, with at least so many hours of rest between two shifts.
    #[must_use]
    pub fn rest_between(mut self, hours: Decimal) -> Self {
        self.rules = self.rules.rest_between(hours);
        self
    }

    /// The same, with that request.
    #[must_use]
    pub fn request(mut self, request: Request) -> Self {
        self.requests.push(request);
        self
    }

    /// The same, where somebody would rather work that shift than others (weight 10).
    #[must_use]
    pub fn prefer(self, person: impl Into<String>, shift: impl Into<String>) -> Self {
        self.request(Request {
            person: person.into(),
            wish: Wish::Prefer,
            day: None,
            shift: Some(shift.into()),
            weight: 10,
        })
    }

    /// The same, where somebody would rather not work that shift (weight 10).
    #[must_use]
    pub fn avoid(self, person: impl Into<String>, shift: impl Into<String>) -> Self {
        self.request(Request {
            person: person.into(),
            wish: Wish::Avoid,
            day: None,
            shift: Some(shift.into()),
            weight: 10,
        })
    }

    /// The same, with that assignment already decided.
    #[must_use]
    pub fn lock(mut self, assignment: Assignment) -> Self {
        self.locked.push(assignment);
        self
    }

    /// Reads a model from its JSON document and checks it.
    ///
    /// # Errors
    /// `input.invalid` when it is not such a document, else as [`Model::check`].
    pub fn from_json(text: &str) -> Result<Self> {
        let model: Self = document::read("model", text)?;
        model.check()?;
        Ok(model)
    }

    /// A local moment in universal time, or unchanged when nothing is known of the clock.
    pub(super) fn universal(&self, local: NaiveDateTime) -> NaiveDateTime {
        let offset = TimeDelta::minutes(self.offset(local).into());
        local.checked_sub_signed(offset).unwrap_or(local)
    }

    /// By how many minutes the clock is ahead of universal time; 0 when nothing is known of it.
    pub(super) fn offset(&self, local: NaiveDateTime) -> i32 {
        let in_force = self.clock.iter().take_while(|change| change.from <= local).last();
        in_force.or(self.clock.first()).map_or(0, |change| change.minutes)
    }

    /// The person of that name.
    ///
    /// # Errors
    /// `scheduling.unknown_name`.
    pub fn person(&self, name: &str) -> Result<&Person> {
        let found = self.people.iter().find(|person| person.name == name);
        found.ok_or_else(|| unknown("person", name, "person"))
    }

    /// The shift of that name.
    ///
    /// # Errors
    /// `scheduling.unknown_name`.
    pub fn named_shift(&self, name: &str) -> Result<&Shift> {
        let found = self.shifts.iter().find(|shift| shift.name == name);
        found.ok_or_else(|| unknown("shift", name, "shift"))
    }
}

/// The numbers of people and shifts by name.
#[derive(Debug)]
pub(super) struct Index {
    people: BTreeMap<String, usize>,
    shifts: BTreeMap<String, usize>,
}

impl Index {
    pub fn new(model: &Model) -> Self {
        let people = model.people.iter().zip(0..).map(|(person, number)| (person.name.clone(), number));
        let shifts = model.shifts.iter().zip(0..).map(|(shift, number)| (shift.name.clone(), number));
        Self { people: people.collect(), shifts: shifts.collect() }
    }

    pub fn person_number(&self, name: &str) -> Option<usize> {
        self.people.get(name).copied()
    }

    pub fn shift_number(&self, name: &str) -> Option<usize> {
        self.shifts.get(name).copied()
    }
}

/// No weight is greater, so that penalties can be summed exactly.
pub(super) const HEAVIEST: u64 = 1_000_000;

pub(super) fn at_most(field: &str, value: u64, limit: u64) -> Result<()> {
    if value > limit {
        let message = format!("`{field}` is {value}: {limit} at most can be computed with");
        return Err(Error::new(Code::NumberOutOfRange, field, value, message));
    }
    Ok(())
}

pub(super) fn unknown(field: &str, name: &str, what: &str) -> Error {
    let message = format!("the model has no {what} `{name}`: add it, or mend the name");
    Error::new(Code::SchedulingUnknownName, field, name, message)
}

fn duplicate(field: &str, name: &str) -> Error {
    Error::new(Code::InputDuplicate, field, name, format!("`{name}` is there twice in `{field}`: keep one"))
}

pub(super) fn ends_later(field: &str, from: NaiveDateTime, to: NaiveDateTime) -> Result<()> {
    if to <= from {
        let message = format!("a stretch from {from} to {to} does not end after it starts");
        return Err(Error::new(Code::SchedulingNoLength, field, to, message));
    }
    let odd = [from, to].into_iter().find(|moment| moment.second() != 0 || moment.nanosecond() != 0);
    odd.map_or(Ok(()), |moment| Err(Error::invalid(field, moment, "write whole minutes")))
}
