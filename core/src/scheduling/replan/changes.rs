//! What has changed since a roster was published.

use crate::error::Result;
use crate::scheduling::model::{Absence, Demand, Forbidden, Model, Requirement, unknown};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

/// What has changed since a roster was published, and how it may be mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Changes {
    /// Who works no shift that starts on which day.
    pub absent: Vec<(String, NaiveDate)>,
    /// Who is away from one moment to another: no shift overlaps it. As hard as availability is in the rules.
    pub away: Vec<(String, Absence)>,
    /// Demand that is new.
    pub demand: Vec<Demand>,
    /// Needs of shifts that are new.
    pub requirements: Vec<Requirement>,
    /// Whatever begins before this moment stays as it was published; none: everything may move.
    pub freeze: Option<NaiveDateTime>,
    /// What each day of a person costs that changes, in the first level of the objective.
    pub weight: u32,
    /// Whether the roster may also be improved where nothing has changed.
    pub improve: bool,
}

impl Default for Changes {
    fn default() -> Self {
        Self {
            absent: vec![],
            away: vec![],
            demand: vec![],
            requirements: vec![],
            freeze: None,
            weight: 20,
            improve: false,
        }
    }
}

impl Changes {
    /// Nothing has changed; a change of somebody's day costs 20.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same, where somebody works no shift that starts on that day.
    #[must_use]
    pub fn absent(mut self, person: impl Into<String>, day: NaiveDate) -> Self {
        self.absent.push((person.into(), day));
        self
    }

    /// The same, where somebody is away from one moment to another.
    #[must_use]
    pub fn away(mut self, person: impl Into<String>, from: NaiveDateTime, to: NaiveDateTime) -> Self {
        self.away.push((person.into(), Absence { from, to }));
        self
    }

    /// The same, with new demand on an interval.
    #[must_use]
    pub fn demand(mut self, demand: Demand) -> Self {
        self.demand.push(demand);
        self
    }

    /// The same, where a shift needs more people.
    #[must_use]
    pub fn require(mut self, requirement: Requirement) -> Self {
        self.requirements.push(requirement);
        self
    }

    /// The same, where whatever begins before that moment stays.
    #[must_use]
    pub const fn frozen_until(mut self, moment: NaiveDateTime) -> Self {
        self.freeze = Some(moment);
        self
    }

    /// The same, at that cost of a change.
    #[must_use]
    pub const fn weighing(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }

    /// The same, where the roster may be improved as well.
    #[must_use]
    pub const fn improving(mut self) -> Self {
        self.improve = true;
        self
    }

    /// The model with these changes.
    ///
    /// # Errors
    /// `scheduling.unknown_name` for somebody who is absent and is not in the model; else as [`Model::check`].
    pub fn apply(&self, model: &Model) -> Result<Model> {
        let changed = self.changed(model)?;
        changed.check()?;
        Ok(changed)
    }

    /// The same, not yet checked.
    pub(super) fn changed(&self, model: &Model) -> Result<Model> {
        let mut changed = model.clone();
        for (name, day) in &self.absent {
            model.person(name).map_err(|error| error.within("absent"))?;
            changed.forbidden.push(Forbidden::day(name, *day));
        }
        for (name, absence) in &self.away {
            let person = changed.people.iter_mut().find(|person| person.name == *name);
            let person = person.ok_or_else(|| unknown("away", name, "person"))?;
            person.unavailable.push(absence.clone());
        }
        changed.demand.extend(self.demand.iter().cloned());
        changed.requirements.extend(self.requirements.iter().cloned());
        Ok(changed)
    }
}
