//! Who can work: skills, contract, availability, and what was worked before the period.

use super::{Assignment, ends_later, unknown};
use crate::calendar::Period;
use crate::error::{Code, Error, Result, exact};
use crate::scheduling::clock;
use chrono::{NaiveDate, NaiveDateTime, Weekday};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Somebody who can work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// By which the person is known; unique in the model.
    pub name: String,
    /// What the person can do.
    #[serde(default)]
    pub skills: Vec<Skill>,
    /// Paid hours that the contract promises per week: `37.5` is 37 h 30 min.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "exact::schema"))]
    pub hours_at_least: Option<Decimal>,
    /// Paid hours per week that the contract allows.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "exact::schema"))]
    pub hours_at_most: Option<Decimal>,
    /// When the person can work: every minute of a shift must lie within one of these. Empty means at any time.
    #[serde(default)]
    pub available: Vec<Available>,
    /// When the person cannot work: no shift may overlap one of these.
    #[serde(default)]
    pub unavailable: Vec<Absence>,
    /// The sites at which the person works; empty means at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<String>,
    /// The first day of employment; none when it lies before all that is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<NaiveDate>,
    /// The last day of employment; none when it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves: Option<NaiveDate>,
    /// Days that do not count for averages and fair shares: leave and sickness. They forbid nothing by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days_left_out: Vec<NaiveDate>,
    /// What was worked before the period; none when it is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
}

/// Something that a person can do. In a document its name alone will do: `"till"`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "SkillDocument", into = "SkillDocument")]
pub struct Skill {
    /// Its name.
    pub name: String,
    /// How well: the greater the better, 0 when nothing is said.
    pub level: u32,
    /// The first day on which it is valid; none for always.
    pub from: Option<NaiveDate>,
    /// The last day on which it is valid; none for always.
    pub to: Option<NaiveDate>,
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "write a skill's name, or an object with name, level, from and to")]
enum SkillDocument {
    Name(String),
    Full(SkillFull),
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct SkillFull {
    name: String,
    #[serde(default)]
    level: u32,
    #[serde(default)]
    from: Option<NaiveDate>,
    #[serde(default)]
    to: Option<NaiveDate>,
}

impl From<SkillDocument> for Skill {
    fn from(document: SkillDocument) -> Self {
        match document {
            SkillDocument::Name(name) => Self { name, level: 0, from: None, to: None },
            SkillDocument::Full(SkillFull { name, level, from, to }) => Self { name, level, from, to },
        }
    }
}

impl From<Skill> for SkillDocument {
    fn from(Skill { name, level, from, to }: Skill) -> Self {
        if level == 0 && from.is_none() && to.is_none() {
            Self::Name(name)
        } else {
            Self::Full(SkillFull { name, level, from, to })
        }
    }
}

impl From<&str> for Skill {
    fn from(name: &str) -> Self {
        Self { name: name.into(), level: 0, from: None, to: None }
    }
}

impl From<String> for Skill {
    fn from(name: String) -> Self {
        Self { name, level: 0, from: None, to: None }
    }
}

impl Skill {
    /// The same, at that level.
    #[must_use]
    pub fn level(mut self, level: u32) -> Self {
        self.level = level;
        self
    }

    /// The same, valid from the first to the last of these days.
    #[must_use]
    pub fn valid(mut self, from: NaiveDate, to: NaiveDate) -> Self {
        (self.from, self.to) = (Some(from), Some(to));
        self
    }

    /// Whether it is valid on that day.
    pub fn is_valid_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// Clock times between which somebody can work, on some days of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Available {
    /// The days of the week; empty means every day.
    #[serde(default)]
    pub days: Vec<Weekday>,
    /// From this clock time, such as `06:00`.
    pub from: String,
    /// Until this clock time, `24:00` at most; on the next day when it is before `from`.
    pub to: String,
}

/// A stretch of time in which somebody cannot work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// From this moment.
    pub from: NaiveDateTime,
    /// Until this moment, which is free again.
    pub to: NaiveDateTime,
}

/// What somebody worked before the period, up to and including the day before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct History {
    /// Paid minutes so far, of what a rule counts together with the period.
    pub minutes: u32,
    /// Assignments so far.
    pub assignments: u32,
    /// Weekends worked so far.
    pub weekends: u32,
    /// How often each shift was worked so far, where a rule counts them.
    pub shifts: BTreeMap<String, u32>,
    /// The last shift that was worked.
    pub last_shift: Option<String>,
    /// On how many days in a row up to the day before the period that shift was worked; 0 when not on that day.
    pub run_of_shift: u32,
    /// How many days in a row were worked up to the day before the period.
    pub run_of_work: u32,
    /// How many days in a row were off up to the day before the period.
    pub run_off: u32,
    /// When the last shift ended.
    pub last_end: Option<NaiveDateTime>,
}

impl Person {
    /// Somebody who can work at any time, with no skill and no limit of hours but the rules'.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            skills: vec![],
            hours_at_least: None,
            hours_at_most: None,
            available: vec![],
            unavailable: vec![],
            sites: vec![],
            starts: None,
            leaves: None,
            days_left_out: vec![],
            history: None,
        }
    }

    /// The same, with these skills: names, or [`Skill`]s with a level and dates.
    #[must_use]
    pub fn skills<T: Into<Skill>>(mut self, skills: impl IntoIterator<Item = T>) -> Self {
        self.skills.extend(skills.into_iter().map(Into::into));
        self
    }

    /// The same, with a contract of at most so many paid hours per week.
    #[must_use]
    pub fn hours(mut self, at_most: Decimal) -> Self {
        self.hours_at_most = Some(at_most);
        self
    }

    /// The same, with a contract of at least and at most so many paid hours per week.
    #[must_use]
    pub fn hours_between(mut self, at_least: Decimal, at_most: Decimal) -> Self {
        self.hours_at_least = Some(at_least);
        self.hours_at_most = Some(at_most);
        self
    }

    /// The same, able to work between these clock times on these days of the week (none: every day), beside those told
    /// before.
    #[must_use]
    pub fn available(mut self, days: &[Weekday], from: impl Into<String>, to: impl Into<String>) -> Self {
        self.available.push(Available { days: days.to_vec(), from: from.into(), to: to.into() });
        self
    }

    /// The same, away from one moment to another.
    #[must_use]
    pub fn unavailable(mut self, from: NaiveDateTime, to: NaiveDateTime) -> Self {
        self.unavailable.push(Absence { from, to });
        self
    }

    /// The same, away on that day from midnight to midnight: a night shift that begins the evening before overlaps it.
    #[must_use]
    pub fn unavailable_on(self, day: NaiveDate) -> Self {
        self.unavailable(clock::moment(day, 0), clock::moment(day, 1440))
    }

    /// The same, working at these sites only.
    #[must_use]
    pub fn at<T: Into<String>>(mut self, sites: impl IntoIterator<Item = T>) -> Self {
        self.sites.extend(sites.into_iter().map(Into::into));
        self
    }

    /// The same, with what was worked before the period.
    #[must_use]
    pub fn after(mut self, history: History) -> Self {
        self.history = Some(history);
        self
    }

    /// Whether the person has that skill on that day, at that level or better.
    pub fn has(&self, skill: &str, level: u32, day: NaiveDate) -> bool {
        self.skills.iter().any(|own| own.name == skill && own.level >= level && own.is_valid_on(day))
    }

    /// Whether that day lies within the employment.
    pub fn is_employed_on(&self, day: NaiveDate) -> bool {
        self.starts.is_none_or(|starts| starts <= day) && self.leaves.is_none_or(|leaves| day <= leaves)
    }

    pub(super) fn check(&self, period: Period, known: impl Fn(&str) -> bool) -> Result<()> {
        let hours =
            |field, hours: Option<Decimal>| hours.map(|hours| clock::of_hours(field, hours)).transpose();
        let least = hours("hours_at_least", self.hours_at_least)?;
        let most = hours("hours_at_most", self.hours_at_most)?;
        if let (Some(least), Some(most), Some(value)) = (least, most, self.hours_at_least)
            && least > most
        {
            return Err(Error::invalid("hours_at_least", value, "it is more than `hours_at_most`"));
        }
        for window in &self.available {
            let (from, to) = (
                clock::minutes("available.from", &window.from)?,
                clock::minutes("available.to", &window.to)?,
            );
            if from == to {
                let message = format!(
                    "`{}` is available from {} to {}: that has no length",
                    self.name, window.from, window.to
                );
                return Err(Error::new(Code::SchedulingNoLength, "available.to", &window.to, message));
            }
        }
        self.unavailable
            .iter()
            .try_for_each(|absence| ends_later("unavailable.to", absence.from, absence.to))?;
        for skill in &self.skills {
            if let (Some(from), Some(to)) = (skill.from, skill.to)
                && to < from
            {
                let wanted = format!("skill `{}` ends before it begins on {from}", skill.name);
                return Err(Error::invalid("skills.to", to, &wanted));
            }
        }
        if let (Some(starts), Some(leaves)) = (self.starts, self.leaves)
            && leaves < starts
        {
            return Err(Error::invalid("leaves", leaves, &format!("employment begins on {starts}")));
        }
        self.history
            .as_ref()
            .map_or(Ok(()), |history| history.check(period, known).map_err(|error| error.within("history")))
    }

    /// Minutes per week that the contract promises.
    pub(in crate::scheduling) fn minutes_at_least(&self) -> Option<i64> {
        clock::of_hours("hours_at_least", self.hours_at_least?).ok().map(i64::from)
    }

    /// Minutes per week that the contract allows.
    pub(in crate::scheduling) fn minutes_at_most(&self) -> Option<i64> {
        clock::of_hours("hours_at_most", self.hours_at_most?).ok().map(i64::from)
    }
}

impl History {
    fn check(&self, period: Period, known: impl Fn(&str) -> bool) -> Result<()> {
        for name in self.last_shift.iter().chain(self.shifts.keys()) {
            if !known(name) {
                return Err(unknown("last_shift", name, "shift"));
            }
        }
        let wrong = |field, value: u32, wanted| Err(Error::invalid(field, value, wanted));
        for (field, value) in [
            ("minutes", self.minutes),
            ("assignments", self.assignments),
            ("weekends", self.weekends),
            ("run_of_work", self.run_of_work),
            ("run_off", self.run_off),
        ] {
            super::at_most(field, value.into(), 10_000_000)?;
        }
        if let Some(end) = self.last_end.filter(|end| end.date() > period.first()) {
            return Err(Error::invalid("last_end", end, &format!("the period begins on {}", period.first())));
        }
        if self.run_of_work > 0 && self.run_off > 0 {
            return wrong("run_off", self.run_off, "the day before the period was worked or off, not both");
        }
        if self.run_of_shift > self.run_of_work {
            return wrong("run_of_shift", self.run_of_shift, "it is more than `run_of_work`");
        }
        if self.run_of_shift > 0 && self.last_shift.is_none() {
            return Err(Error::missing("last_shift"));
        }
        Ok(())
    }
}

impl Assignment {
    /// That person on that shift on that day, without a skill.
    pub fn new(person: impl Into<String>, shift: impl Into<String>, day: NaiveDate) -> Self {
        Self { day, person: person.into(), shift: shift.into(), skill: None }
    }

    /// The same, working that skill.
    #[must_use]
    pub fn working(mut self, skill: impl Into<String>) -> Self {
        self.skill = Some(skill.into());
        self
    }
}
