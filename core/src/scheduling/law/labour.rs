//! The labour law of a roster's model: which packs, what is told of its people, and what is left to the employer.

use super::{
    facts::{Facts, Setting},
    judge::Judge,
    pack::{Effect, Law},
    timeline::Timeline,
};
use crate::{
    calendar::Period,
    error::{Code, Error, Result},
};
use chrono::Weekday;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The labour law by which the rosters of a model are judged, and which the solver obeys.
///
/// The judge says of a roster what [`audit`](super::audit()) says of its [work](crate::scheduling::timed()): every breach
/// is a hard violation marked as law, with the rule's name and source; overtime is none. Besides, the daily rest after
/// the last shift before the period counts, where a person's history tells when it ended. What reaches beyond the period
/// is not known.
///
/// The solver keeps the same rules exactly, but for some which it keeps more strictly than the audit asks:
///
/// * daily rest, or where there is none the law's pause, lies between what is worked on two days, not anywhere in the 24
///   hours;
/// * weekly rest is told by the clock, and is an hour longer in a week in which the clock goes forward by one;
/// * of several weekly rests in several weeks, each week has its share;
/// * an average over a reference period longer than the roster's period is kept over the period by itself; of more than
///   seven rolling reference periods those that end within seven days are kept as one; days whose place others take count
///   for the longest day;
/// * a night worker under special hazards works no shift of which a part begins after midnight, and what may not be worked
///   on two days in a row around one night of the period, as that in which the clock is changed, not around any;
/// * in very large models work over the end of a week or reference period counts on both sides of it;
/// * who comes of age within the period, or for whom a new figure comes into force, keeps the longer rests throughout.
///
/// ```
/// use backoffice::{Period, date, scheduling::{Assignment, Budget, Model, Person, Shift, evaluate, law::{Facts, Labour}, solve}};
///
/// let week = Period::week(2026, 14)?;
/// let model = Model::new(week)
///     .people([Person::new("ada"), Person::new("kim")])
///     .shift(Shift::every_day("early", "06:00", "13:00").unpaid_break(30))
///     .shift(Shift::every_day("late", "15:00", "22:30").unpaid_break(30))
///     .law(Labour::of(["uk.working_time"]).facts([Facts { born: Some(date(2009, 5, 1)?), ..Facts::of("kim") }]));
///
/// // Kim is sixteen: no work after ten, and two days off.
/// let kim = [Assignment::new("kim", "late", week.first())];
/// let found = &evaluate(&model, &kim)?.violations[0];
/// assert_eq!((found.rule.as_str(), found.law, found.by), ("young worker at night", true, 30));
/// assert!(found.source.contains("6A"));
///
/// let roster = solve(&model, Budget::nodes(500))?;
/// assert!(roster.is_lawful());
/// assert!(roster.of("kim").all(|one| one.shift == "early"));
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Labour {
    /// The laws: ids of [packs that the library carries](Law::embedded_ids), or whole texts of others.
    pub packs: Vec<String>,
    /// The facts of people that the law asks for. Whoever is not named is an adult with nothing agreed. The first day of
    /// employment and the days left out of a [`Person`](crate::scheduling::Person) count as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Facts>,
    /// The days of Ramadan, which the authority announces.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ramadan: Vec<Period>,
    /// The first day of the week, where the law leaves it to the employer; else the law's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week_begins: Option<Weekday>,
    /// Names of rules that do not hold here, as where a derogation is in force.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<String>,
}

/// Packs that have been read.
#[derive(Debug)]
pub(in crate::scheduling) struct Packs {
    /// As a model names them.
    names: Vec<String>,
    laws: Vec<Law>,
}

impl Labour {
    /// These laws: ids or whole texts, as [`Law::named`] takes them.
    pub fn of<T: Into<String>>(packs: impl IntoIterator<Item = T>) -> Self {
        Self { packs: packs.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// The same, with these facts of people.
    #[must_use]
    pub fn facts(mut self, facts: impl IntoIterator<Item = Facts>) -> Self {
        self.facts.extend(facts);
        self
    }

    /// The same, with these days of Ramadan.
    #[must_use]
    pub fn ramadan(mut self, days: Period) -> Self {
        self.ramadan.push(days);
        self
    }

    /// The same, with weeks that begin on that day, where the law leaves it to the employer.
    #[must_use]
    pub fn weeks_from(mut self, day: Weekday) -> Self {
        self.week_begins = Some(day);
        self
    }

    /// The same, where that rule does not hold.
    #[must_use]
    pub fn except(mut self, rule: impl Into<String>) -> Self {
        self.except.push(rule.into());
        self
    }

    /// The setting in which that period is judged.
    pub fn setting(&self, period: Period) -> Setting {
        Setting { period, ramadan: self.ramadan.clone(), week_begins: self.week_begins }
    }

    /// The packs as they are read; those that are known, when they are the same.
    ///
    /// # Errors
    /// As [`Law::named`], `input.missing`, `input.duplicate`.
    pub(in crate::scheduling) fn read(&self, known: Option<&Arc<Packs>>) -> Result<Arc<Packs>> {
        if let Some(known) = known.filter(|known| known.names == self.packs) {
            return Ok(Arc::clone(known));
        }
        if self.packs.is_empty() {
            return Err(Error::missing("packs"));
        }
        let mut laws: Vec<Law> = Vec::with_capacity(self.packs.len());
        for (number, pack) in self.packs.iter().enumerate() {
            let law = Law::named(pack).map_err(|error| {
                Error::new(error.code(), format!("packs.{number}"), error.value(), error.message())
            })?;
            if laws.iter().any(|other| other.id() == law.id()) {
                let message = format!("labour law `{}` is named twice", law.id());
                return Err(Error::new(Code::InputDuplicate, "packs", law.id(), message));
            }
            laws.push(law);
        }
        Ok(Arc::new(Packs { names: self.packs.clone(), laws }))
    }

    /// The laws made ready for a period: the rules whose breach is one, and that hold here. It is checked that they are in
    /// force and allow the facts, and that the rules left out are known.
    ///
    /// # Errors
    /// As [`audit`](super::audit()), `input.duplicate`, `scheduling.unknown_name`.
    pub(in crate::scheduling) fn check(&self, period: Period, packs: &Packs) -> Result<Judge> {
        let laws = &packs.laws;
        if let Some(name) =
            self.except.iter().find(|name| !laws.iter().flat_map(Law::rules).any(|rule| rule.name == **name))
        {
            let message = format!("the laws have no rule `{name}`: mend the name");
            return Err(Error::new(Code::SchedulingUnknownName, "except", name, message));
        }
        let mut judge = Judge::new(laws, &self.setting(period))?;
        let mut seen = BTreeSet::new();
        for facts in &self.facts {
            if !seen.insert(&facts.person) {
                let message = format!("the facts of `{}` are told twice", facts.person);
                return Err(Error::new(Code::InputDuplicate, "facts.person", &facts.person, message));
            }
            let within = |error: Error| error.within(format!("facts.{}", facts.person));
            judge.person(facts, &Timeline::default(), |_, _| ()).map_err(within)?;
        }
        judge.rules.retain(|judged| judged.effect == Effect::Breach && !self.except.contains(&judged.name));
        Ok(judge)
    }
}
