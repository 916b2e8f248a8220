//! What binds several people together, as one linear form: a sum of what people do, between bounds.

use super::limit::{Count, Window, known};
use super::{Strength, check_level, check_strength};
use crate::error::{Error, Result};
use crate::scheduling::model::{Index, Model, at_most, unknown};
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// In each window the sum over the terms, each the number of times that people do something times a factor, lies between
/// `least` and `most`; counted by how far it lies outside. All that binds several people is said with it. Where weekends
/// are counted, the solver knows windows that part none, of which all days count.
///
/// ```
/// use backoffice::scheduling::{Coupling, Count, Strength, Term, Window};
///
/// // Never Ada and Bo on one night: at most one of them on each day.
/// let apart = Coupling::never_with("apart", "ada", "bo", "night");
/// assert_eq!(apart.most, Some(1));
/// // Two first-aiders among four people, at 50 for each one missing on a day.
/// let aid = Coupling::present("first aid", "day", ["ada", "bo", "cy", "di"], 2).strength(Strength::Soft(50));
/// assert_eq!((aid.least, aid.terms.len(), aid.per), (Some(2), 1, Window::Day));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Coupling {
    /// By which violations call it.
    pub name: String,
    /// What is summed.
    pub terms: Vec<Term>,
    /// At least so much; none for any sum.
    #[serde(default)]
    pub least: Option<i64>,
    /// At most so much; none for any sum.
    #[serde(default)]
    pub most: Option<i64>,
    /// The windows, each of which has a sum.
    pub per: Window,
    /// The days of the week that count; empty means every day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<Weekday>,
    /// The only dates that count; empty means every day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<NaiveDate>,
    /// Whether it may be broken.
    pub strength: Strength,
    /// The level of the objective in which its penalty counts.
    #[serde(default)]
    pub level: u8,
    /// Where it stands.
    #[serde(default)]
    pub source: String,
}

/// What some people do, times a factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The factor; may be below zero.
    pub times: i64,
    /// Whose work counts; empty means everybody's.
    #[serde(default)]
    pub people: Vec<String>,
    /// What is counted.
    pub of: Count,
    /// Only work with that skill; none for all work.
    #[serde(default)]
    pub skill: Option<String>,
}

impl Term {
    /// These people's assignments to that shift, times a factor; with no people, nobody's.
    pub fn shift<T: Into<String>>(
        times: i64,
        people: impl IntoIterator<Item = T>,
        shift: impl Into<String>,
    ) -> Self {
        let people: Vec<String> = people.into_iter().map(Into::into).collect();
        let times = if people.is_empty() { 0 } else { times };
        Self { times, people, of: Count::Shifts(vec![shift.into()]), skill: None }
    }
}

impl Coupling {
    /// A hard coupling on each day.
    pub fn daily(name: impl Into<String>, terms: Vec<Term>, least: Option<i64>, most: Option<i64>) -> Self {
        Self {
            name: name.into(),
            terms,
            least,
            most,
            per: Window::Day,
            days: vec![],
            dates: vec![],
            strength: Strength::Hard,
            level: 0,
            source: String::new(),
        }
    }

    /// At least so many of these people on that shift on each day: one senior present, first aid.
    pub fn present<T: Into<String>>(
        name: impl Into<String>,
        shift: impl Into<String>,
        people: impl IntoIterator<Item = T>,
        least: u32,
    ) -> Self {
        Self::daily(name, vec![Term::shift(1, people, shift)], Some(least.into()), None)
    }

    /// At least so many people on that shift on each day who have that skill at that level or better: one senior present.
    /// Of a skill that is valid for a time only, those count who have it on the first day of the period.
    pub fn senior(
        name: impl Into<String>,
        shift: impl Into<String>,
        model: &Model,
        skill: &str,
        level: u32,
        least: u32,
    ) -> Self {
        let day = model.period.first();
        let seniors = model.people.iter().filter(|person| person.has(skill, level, day));
        let seniors: Vec<&str> = seniors.map(|person| person.name.as_str()).collect();
        Self::present(name, shift, seniors, least)
    }

    /// Never both on that shift on one day.
    pub fn never_with(
        name: impl Into<String>,
        one: impl Into<String>,
        other: impl Into<String>,
        shift: impl Into<String>,
    ) -> Self {
        Self::daily(name, vec![Term::shift(1, [one.into(), other.into()], shift)], None, Some(1))
    }

    /// On that shift on one day both or neither.
    pub fn with(
        name: impl Into<String>,
        one: impl Into<String>,
        other: impl Into<String>,
        shift: impl Into<String>,
    ) -> Self {
        let shift = shift.into();
        let terms = vec![Term::shift(1, [one.into()], &*shift), Term::shift(-1, [other.into()], &*shift)];
        Self::daily(name, terms, Some(0), Some(0))
    }

    /// The trainee works that shift only on days on which one of the mentors does.
    pub fn mentored<T: Into<String>>(
        name: impl Into<String>,
        trainee: impl Into<String>,
        mentors: impl IntoIterator<Item = T>,
        shift: impl Into<String>,
    ) -> Self {
        let shift = shift.into();
        let terms = vec![Term::shift(1, mentors, &*shift), Term::shift(-1, [trainee.into()], &*shift)];
        Self::daily(name, terms, Some(0), None)
    }

    /// The same, hard or soft.
    #[must_use]
    pub fn strength(mut self, strength: Strength) -> Self {
        self.strength = strength;
        self
    }

    /// The same, in that level of the objective.
    #[must_use]
    pub const fn at_level(mut self, level: u8) -> Self {
        self.level = level;
        self
    }

    /// Whether it counts weekends of somebody.
    pub(in crate::scheduling) fn counts_weekends(&self) -> bool {
        self.terms.iter().any(|term| term.of == Count::Weekends)
    }

    /// Whether that day counts.
    pub(in crate::scheduling) fn counts_on(&self, day: NaiveDate) -> bool {
        (self.days.is_empty() || self.days.contains(&day.weekday()))
            && (self.dates.is_empty() || self.dates.contains(&day))
    }

    pub(in crate::scheduling) fn check(&self, model: &Model, index: &Index) -> Result<()> {
        const MOST: u64 = 1_000_000;
        if self.name.is_empty() {
            return Err(Error::missing("name"));
        }
        if self.terms.is_empty() {
            return Err(Error::missing("terms"));
        }
        at_most("terms", self.terms.len() as u64, 10_000)?;
        for term in &self.terms {
            at_most("terms.times", term.times.unsigned_abs(), MOST)?;
            if let Count::Shifts(names) = &term.of {
                known("terms.of", names, index)?;
            }
            if term.skill.is_some() && matches!(term.of, Count::Weekends | Count::Days) {
                let told = "days and weekends are counted whatever skill is worked";
                return Err(Error::invalid("terms.skill", term.skill.as_deref().unwrap_or_default(), told));
            }
            let strange = term.people.iter().find(|name| index.person_number(name).is_none());
            if let Some(name) = strange {
                return Err(unknown("terms.people", name, "person"));
            }
        }
        for bound in [self.least, self.most].into_iter().flatten() {
            at_most("least", bound.unsigned_abs(), 1_000_000_000_000)?;
        }
        match (self.least, self.most) {
            (Some(least), Some(most)) if most < least => {
                return Err(Error::invalid("least", least, &format!("`most` is {most}, which is less")));
            }
            (None, None) => return Err(Error::missing("least")),
            _ => {}
        }
        if let Some(date) = self.dates.iter().find(|date| !model.period.contains(**date)) {
            return Err(Error::invalid("dates", date, &format!("the period is {}", model.period)));
        }
        self.per.check()?;
        check_strength("strength", self.strength)?;
        check_level(self.level)
    }
}
