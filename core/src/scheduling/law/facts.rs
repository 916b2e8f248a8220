//! What the law asks of a person, and of the stretch of days that is judged.

use crate::{
    calendar::Period,
    error::{Error, Result},
};
use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// The facts of a person that the law asks for. Whoever has none is an adult with nothing agreed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "facts that have nothing to do with one another")]
pub struct Facts {
    /// Whose they are.
    pub person: String,
    /// Day of birth; none is an adult.
    pub born: Option<NaiveDate>,
    /// The first day of the employment; none is before all days that are judged.
    pub employed_from: Option<NaiveDate>,
    /// A night worker, as the law defines one.
    pub night_worker: bool,
    /// Night work with special hazards or heavy strain.
    pub special_hazards: bool,
    /// Works the reduced hours of Ramadan, where the law gives them to some people only.
    pub ramadan_hours: bool,
    /// The weekly rest is given by periods of fourteen days.
    pub fortnight: bool,
    /// Whether the hours of a day or those of a week are the measure, where the law lets the employer choose.
    pub basis: Basis,
    /// Days on which a written opt-out of the weekly maximum is in force.
    pub opt_out: Vec<Period>,
    /// Days that are left out of averages: leave, sickness. Where days after the reference period take their place, only
    /// those on which the person would have worked.
    pub left_out: Vec<Period>,
    /// The agreed reference period of the weekly maximum.
    pub reference: Option<Reference>,
    /// The agreed reference period of night work.
    pub night_reference: Option<Reference>,
}

/// The measure of ordinary hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The hours of a day.
    #[default]
    Daily,
    /// The hours of a week.
    Weekly,
}

/// An agreed reference period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Its length in days.
    pub days: u32,
    /// The first day of one of successive periods; none when any period of that length counts.
    #[serde(default)]
    pub from: Option<NaiveDate>,
}

impl Facts {
    /// The facts of an adult with nothing agreed.
    pub fn of(person: impl Into<String>) -> Self {
        Self { person: person.into(), ..Self::default() }
    }

    /// The day on which the person reaches an age; none when not born on a known day.
    pub(super) fn reaches(&self, age: u32) -> Option<NaiveDate> {
        self.born?.checked_add_months(chrono::Months::new(age.saturating_mul(12)))
    }
}

/// The days that are judged and what holds on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// The days of which all work is told. What lies before or after them is not known: no window reaches there.
    pub period: Period,
    /// The days of Ramadan, which the authority announces.
    #[serde(default)]
    pub ramadan: Vec<Period>,
    /// The first day of the week, where the law leaves it to the employer; else the law's own.
    #[serde(default)]
    pub week_begins: Option<Weekday>,
}

/// No more days than these are judged at once: 12 years.
const MOST_DAYS: u32 = 4_383;

impl Setting {
    /// These days, with nothing else.
    pub fn of(period: Period) -> Self {
        Self { period, ramadan: vec![], week_begins: None }
    }

    pub(super) fn check(&self) -> Result<()> {
        let days = self.period.len();
        if days > MOST_DAYS {
            return Err(Error::invalid("period", self.period, "12 years at most are judged at once"));
        }
        Ok(())
    }
}
