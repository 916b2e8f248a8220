//! Labour law as packs of dated, cited rules.

use super::{
    facts::{Basis, Facts},
    limit::{Limit, Span},
};
use crate::{
    error::{Code, Error, Result},
    law::{Beginning, Source, cite, day_option},
};
use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// The labour law of one jurisdiction on working time: rules, each with the days on which it is in force and its source.
///
/// Serialised as its own TOML text, so that a pack travels whole between languages.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Law {
    text: String,
    id: String,
    revision: String,
    jurisdiction: String,
    week_begins: Weekday,
    sources: Vec<Source>,
    rules: Vec<Rule>,
    unsupported: Vec<Unsupported>,
}

/// A rule of the law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// By which violations call it.
    pub name: String,
    /// Whom it protects.
    pub people: Who,
    /// What follows when it is not kept.
    pub effect: Effect,
    /// Its figures, oldest first.
    pub values: Vec<Value>,
}

/// The figures of a rule on the days on which they are in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// In force since.
    pub since: NaiveDate,
    /// What that day tells.
    pub beginning: Beginning,
    /// The last day in force, when one is known.
    pub until: Option<NaiveDate>,
    /// What is limited.
    pub limit: Limit,
    /// Document and section.
    pub source: String,
}

/// What follows when a rule is not kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The law is broken.
    #[default]
    Breach,
    /// The law is kept, and the minutes above are overtime that costs more.
    Overtime,
}

/// Whom a rule protects; what is not told does not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Who {
    /// From this age on, in years.
    pub from_age: Option<u32>,
    /// Below this age, in years.
    pub under_age: Option<u32>,
    /// Night workers, or all others.
    pub night_worker: Option<bool>,
    /// Night work with special hazards, or without.
    pub special_hazards: Option<bool>,
    /// Whose weekly rest is given by fortnights, or by weeks.
    pub fortnight: Option<bool>,
    /// Whose measure is the day, or the week.
    pub basis: Option<Basis>,
}

impl Who {
    /// The days on which it holds for a person (both ends included), whatever the figures; none when on none.
    pub(super) fn days(&self, facts: &Facts) -> Option<(NaiveDate, NaiveDate)> {
        let fits = |wanted: Option<bool>, is: bool| wanted.is_none_or(|wanted| wanted == is);
        let fits = fits(self.night_worker, facts.night_worker)
            && fits(self.special_hazards, facts.special_hazards)
            && fits(self.fortnight, facts.fortnight)
            && self.basis.is_none_or(|basis| basis == facts.basis);
        let reaches = |age: u32| facts.reaches(age).unwrap_or(NaiveDate::MIN);
        let first = self.from_age.map_or(NaiveDate::MIN, reaches);
        let last = self.under_age.map_or(Some(NaiveDate::MAX), |age| reaches(age).pred_opt())?;
        (fits && first <= last).then_some((first, last))
    }
}

/// What the law has and the pack leaves out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unsupported {
    /// Which rule.
    pub what: String,
    /// Why it is left out.
    pub why: String,
}

/// A whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    revision: String,
    jurisdiction: String,
    week_begins: Weekday,
    source: Vec<Source>,
    rule: Vec<RuleOn>,
    #[serde(default)]
    unsupported: Vec<Unsupported>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleOn {
    name: String,
    #[serde(default)]
    people: Who,
    #[serde(default)]
    effect: Effect,
    source: String,
    values: Vec<ValueOn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueOn {
    #[serde(default, deserialize_with = "day_option")]
    since: Option<NaiveDate>,
    #[serde(default, deserialize_with = "day_option")]
    known_from: Option<NaiveDate>,
    #[serde(default, deserialize_with = "day_option")]
    until: Option<NaiveDate>,
    #[serde(default)]
    source: Option<String>,
    limit: Limit,
}

macro_rules! embedded {
    ($($id:literal $path:literal,)*) => {
        const EMBEDDED: &[(&str, &str)] = &[$(($id, include_str!(concat!("../../../law/", $path)))),*];
    };
}

embedded! {
    "ae.working_time" "ae/working-time.toml",
    "eu.working_time" "eu/working-time.toml",
    "sa.working_time" "sa/working-time.toml",
    "uk.working_time" "uk/working-time.toml",
    "us.working_time" "us/working-time.toml",
    "us.ca.working_time" "us/ca-working-time.toml",
}

fn invalid(rule: &str, why: &str) -> Error {
    Error::new(Code::LawPackInvalid, rule, "", format!("the labour law's rule `{rule}`: {why}"))
}

impl Law {
    /// Reads a pack.
    ///
    /// # Errors
    /// `law.pack_invalid`, naming the line of the text or the rule: malformed TOML, an unknown key, a source that is not
    /// listed, a rule without one, two rules of one name, values that overlap, figures that cannot be judged.
    pub fn parse(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| {
                text.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count() + 1
            });
            let message = format!("the labour law cannot be read: line {line}: {}", error.message());
            Error::new(Code::LawPackInvalid, "law", format!("line {line}"), message)
        })?;
        let mut rules: Vec<Rule> = Vec::with_capacity(file.rule.len());
        for written in file.rule {
            let rule = resolve(written, &file.source)?;
            if rules.iter().any(|other| other.name == rule.name) {
                return Err(invalid(&rule.name, "there are two of that name"));
            }
            rules.push(rule);
        }
        if rules.is_empty() {
            return Err(invalid("", "there is none"));
        }
        Ok(Self {
            text: text.to_owned(),
            id: file.id,
            revision: file.revision,
            jurisdiction: file.jurisdiction,
            week_begins: file.week_begins,
            sources: file.source,
            rules,
            unsupported: file.unsupported,
        })
    }

    /// A pack that the library carries.
    ///
    /// # Errors
    /// `law.unsupported` for an id that it does not.
    pub fn embedded(id: &str) -> Result<Self> {
        let found = EMBEDDED.iter().find(|(known, _)| *known == id);
        let (_, text) = found.ok_or_else(|| {
            let known: Vec<_> = Self::embedded_ids().collect();
            let message = format!("there is no labour law `{id}`: known are {}", known.join(", "));
            Error::new(Code::LawUnsupported, "law", id, message)
        })?;
        Self::parse(text)
    }

    /// A pack by its id, where the library carries it, or by its text, which has more lines than one.
    ///
    /// # Errors
    /// As [`Law::parse`] and [`Law::embedded`].
    pub fn named(law: &str) -> Result<Self> {
        if law.contains('\n') { Self::parse(law) } else { Self::embedded(law) }
    }

    /// Several packs, each as [`Law::named`].
    ///
    /// # Errors
    /// As [`Law::named`].
    pub fn all<S: AsRef<str>>(laws: &[S]) -> Result<Vec<Self>> {
        laws.iter().map(|law| Self::named(law.as_ref())).collect()
    }

    /// The ids of the packs that the library carries.
    pub fn embedded_ids() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|(id, _)| *id)
    }

    /// Its id, such as `eu.working_time`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its revision.
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// Whose law it is.
    pub fn jurisdiction(&self) -> &str {
        &self.jurisdiction
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The day with which its weeks begin, unless a [`Setting`](super::Setting) says otherwise.
    pub fn week_begins(&self) -> Weekday {
        self.week_begins
    }

    /// The documents that it cites.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Its rules, in the order of the text.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What the law has and the pack leaves out.
    pub fn unsupported(&self) -> &[Unsupported] {
        &self.unsupported
    }

    /// The first day of which it knows anything.
    pub fn known_from(&self) -> NaiveDate {
        let first = self.rules.iter().flat_map(|rule| &rule.values).map(|value| value.since).min();
        first.unwrap_or(NaiveDate::MAX)
    }
}

impl TryFrom<String> for Law {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<Law> for String {
    fn from(law: Law) -> Self {
        law.text
    }
}

fn resolve(written: RuleOn, sources: &[Source]) -> Result<Rule> {
    let name = written.name;
    let mut values = Vec::with_capacity(written.values.len());
    for value in written.values {
        let (since, beginning) = match (value.since, value.known_from) {
            (Some(day), None) => (day, Beginning::Since),
            (None, Some(day)) => (day, Beginning::KnownFrom),
            _ => return Err(invalid(&name, "a value has one first day: since or known_from")),
        };
        if value.until.is_some_and(|until| until < since) {
            return Err(invalid(&name, &format!("the value since {since} ends before it begins")));
        }
        check(&name, &value.limit)?;
        let (source, _) = cite(sources, &name, value.source.as_ref().unwrap_or(&written.source))?;
        values.push(Value { since, beginning, until: value.until, limit: value.limit, source });
    }
    values.sort_by_key(|value| value.since);
    // A value without a last day is in force until the next one begins.
    let mut next: Option<NaiveDate> = None;
    for value in values.iter_mut().rev() {
        if let Some(next) = next {
            if next == value.since || value.until.is_some_and(|until| until >= next) {
                return Err(invalid(&name, &format!("two values are in force on {next}")));
            }
            value.until = value.until.or(next.pred_opt());
        }
        next = Some(value.since);
    }
    if values.is_empty() {
        return Err(invalid(&name, "it has no values"));
    }
    Ok(Rule { name, people: written.people, effect: written.effect, values })
}

/// Minutes of a week.
const WEEK: u32 = 7 * 1440;

/// Whether the figures of a limit can be judged.
fn check(name: &str, limit: &Limit) -> Result<()> {
    let within = |what: &str, value: u32, most: u32| {
        if value == 0 || value > most {
            return Err(invalid(name, &format!("`{what}` is {value}: 1 to {most} can be judged")));
        }
        Ok(())
    };
    let night = |night: super::limit::Night| {
        within("night.to", night.to, 1440)?;
        if night.from >= 1440 || night.from == night.to {
            return Err(invalid(name, "`night` is not between two minutes of a day"));
        }
        Ok(())
    };
    match *limit {
        Limit::DailyRest { minutes, within: span } => {
            within("within", span, WEEK)?;
            within("minutes", minutes, span)
        }
        Limit::WeeklyRest { minutes, beside, times, weeks } => {
            within("weeks", weeks, 52)?;
            within("times", times, 14)?;
            within("minutes", minutes, WEEK)?;
            within("beside", beside.saturating_add(1), WEEK)
        }
        Limit::Pause { after, minutes, each, apart } => {
            within("after", after, WEEK)?;
            within("minutes", minutes, WEEK)?;
            within("each", each, minutes)?;
            within("apart", apart, WEEK)
        }
        Limit::Stretch { minutes, pause } => {
            within("minutes", minutes, WEEK)?;
            within("pause", pause, WEEK)
        }
        Limit::Presence { minutes } => within("minutes", minutes, WEEK),
        Limit::Day { minutes, ramadan } => {
            within("minutes", minutes, WEEK)?;
            ramadan.map_or(Ok(()), |ramadan| within("ramadan.minutes", ramadan.minutes, WEEK))
        }
        Limit::Week { minutes, weeks, ramadan } => {
            within("weeks", weeks, 52)?;
            within("minutes", minutes, WEEK.saturating_mul(weeks))?;
            let most = WEEK.saturating_mul(weeks);
            ramadan.map_or(Ok(()), |ramadan| within("ramadan.minutes", ramadan.minutes, most))
        }
        Limit::Average { minutes, over, .. } => {
            within("minutes", minutes, WEEK)?;
            match over {
                Span::Days(days) => within("days", days, 366),
                Span::Months(months) => within("months", months, 12),
                Span::Agreed => Ok(()),
            }
        }
        Limit::NightWork { minutes, within: span, night: hours } => {
            within("within", span, WEEK)?;
            within("minutes", minutes, span)?;
            night(hours)
        }
        Limit::NoNight { night: hours } => night(hours),
    }
}
