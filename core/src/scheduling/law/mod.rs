//! Labour law on working time: rule packs as dated, cited data, and the audit of timed work against them.
//!
//! A [`Law`] is a TOML text; those that the library carries are [embedded](Law::embedded), a newer one is
//! [read](Law::parse) at run time. [`audit`] judges [`Work`], planned or clocked, by one or more of them. What it finds
//! is always a matter of law, told apart from preferences by its type, and cites document and section. A rule whose
//! [effect](Effect) is overtime costs money and is no breach. A model of rosters names its law with [`Labour`].
//!
//! ```
//! use backoffice::{Period, date, scheduling::law::{Facts, Law, Setting, Work, audit}};
//!
//! let at = |day: u32, hour: u32| date(2026, 3, day).map(|day| day.and_hms_opt(hour, 0, 0).unwrap());
//! let work = [
//!     Work::new("ada", at(2, 14)?, at(2, 22)?, 0).resting(240, 30, false),
//!     Work::new("ada", at(3, 6)?, at(3, 14)?, 0).resting(240, 30, false),
//! ];
//! let setting = Setting::of(Period::month(2026, 3)?);
//! let found = audit(&[Law::embedded("eu.working_time")?], &setting, &[Facts::of("ada")], &work)?;
//!
//! let [rest] = &found[..] else { panic!("one rule is broken") };
//! assert_eq!((rest.rule.as_str(), rest.amount, rest.limit, rest.by), ("daily rest", 480, 660, 180));
//! assert!(rest.source.ends_with("art. 3"));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # How time is counted
//! Rest and length are the minutes that pass, between moments of UTC. A day of work is the local day on which it starts;
//! weeks and reference periods begin at local midnight, and work over midnight counts on both sides of it. Windows that
//! reach beyond the days of the [`Setting`] are not judged: what happened there is not known.
//!
//! # Errors
//! `law.unsupported` for a law that the library does not carry, `law.none_in_force` for days before a law's first,
//! `law.pack_invalid`, `scheduling.no_length`, `scheduling.break_outside`, `scheduling.overlap`, `input.invalid`,
//! `input.duplicate`, `number.out_of_range`.

#[cfg(test)]
mod clock_tests;
mod facts;
mod judge;
mod labour;
mod limit;
mod limits;
mod pack;
#[cfg(test)]
mod roster_tests;
#[cfg(test)]
mod tests;
mod timeline;
mod work;

use crate::error::{Code, Error, Result};
use chrono::{DateTime, NaiveDate, NaiveDateTime};
pub use facts::{Basis, Facts, Reference, Setting};
pub(crate) use judge::Found;
pub(in crate::scheduling) use judge::{Judge, MostMinutes, Required, number};
pub use labour::Labour;
pub(in crate::scheduling) use labour::Packs;
pub use limit::{Agreement, LeftOut, Limit, Night, Ramadan, Span};
pub use limits::{Limits, NightLimit, PauseLimit, RestLimit, StretchLimit, WindowLimit, limits};
pub use pack::{Effect, Law, Rule, Unsupported, Value, Who};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};
pub(in crate::scheduling) use timeline::Timeline;
pub use work::{Break, Kind, Work};

/// A rule of the law that is not kept, or that makes minutes overtime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Violation {
    /// The law's id, such as `eu.working_time`.
    pub law: String,
    /// The rule's name in it.
    pub rule: String,
    /// Whose work it is.
    pub person: String,
    /// What follows.
    pub effect: Effect,
    /// The day, or the first day of the window.
    pub first: NaiveDate,
    /// The same day, or the last one of the window.
    pub last: NaiveDate,
    /// Minutes of work or rest as they are.
    pub amount: i64,
    /// Minutes as the law has them: at most of work, at least of rest.
    pub limit: i64,
    /// Minutes between the two.
    pub by: i64,
    /// Document and section.
    pub source: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { person, rule, first, last, amount, limit, source, .. } = self;
        let minutes = |minutes: i64| super::clock::spoken(minutes);
        write!(f, "{person}: {rule}: {} of {} ", minutes(*amount), minutes(*limit))?;
        if first == last {
            write!(f, "on {first}")?;
        } else {
            write!(f, "from {first} to {last}")?;
        }
        write!(f, " ({source})")
    }
}

/// Judges timed work by the laws: every violation, by person as they first come up in `people` and then in `work`, by
/// law, by rule, by day. Of whom no facts are told is an adult with nothing agreed.
///
/// Reference periods that overlap and are all above the limit are told once, as the worst of them.
///
/// # Errors
/// See [the module](self); the field of one that is about work begins with its place, such as `work.3.end`.
pub fn audit(laws: &[Law], setting: &Setting, people: &[Facts], work: &[Work]) -> Result<Vec<Violation>> {
    let mut auditor = Auditor::new(laws, setting)?;
    let mut persons: BTreeMap<&str, usize> = BTreeMap::new();
    for facts in people {
        let place = persons.len();
        if persons.insert(&facts.person, place).is_some() {
            let message = format!("the facts of `{}` are told twice", facts.person);
            return Err(Error::new(Code::InputDuplicate, "people.person", &facts.person, message));
        }
    }
    let mut own: Vec<Vec<(usize, &Work)>> = vec![vec![]; persons.len()];
    let mut others: Vec<Facts> = vec![];
    for (index, one) in work.iter().enumerate() {
        let place = *persons.entry(&one.person).or_insert_with(|| {
            own.push(vec![]);
            others.push(Facts::of(&one.person));
            own.len() - 1
        });
        if let Some(own) = own.get_mut(place) {
            own.push((index, one));
        }
    }
    let mut violations = vec![];
    for (facts, own) in people.iter().chain(&others).zip(&own) {
        for (index, one) in own {
            auditor.add(one).map_err(|error| error.within(format!("work.{index}")))?;
        }
        let told = auditor.person(facts, |place, found| violations.push((facts, place, found)));
        told.map_err(|error| error.within(format!("people.{}", facts.person)))?;
    }
    let told = violations
        .iter()
        .filter_map(|(facts, place, found)| auditor.violation(&facts.person, *place, *found));
    Ok(told.collect())
}

/// Judges one person after the other: add the work of one, then judge it.
pub(crate) struct Auditor {
    judge: Judge,
    timeline: Timeline,
}

impl Auditor {
    /// # Errors
    /// As [`audit`], of laws and setting.
    pub(crate) fn new(laws: &[Law], setting: &Setting) -> Result<Self> {
        let judge = Judge::new(laws, setting)?;
        let timeline = judge.timeline();
        Ok(Self { judge, timeline })
    }

    fn add(&mut self, work: &Work) -> Result<()> {
        self.timeline.add(work)
    }

    /// Adds work between two minutes of UTC since 1970.
    ///
    /// # Errors
    /// As [`audit`], of work.
    #[cfg(feature = "arrow")]
    pub(crate) fn add_minutes(
        &mut self,
        start: i64,
        end: i64,
        offsets: (i32, i32),
        breaks: &[Break],
    ) -> Result<()> {
        self.timeline.add_minutes(start, end, offsets, breaks)
    }

    /// Judges the work that was added, tells what is found by the rule's place, and forgets the work.
    ///
    /// # Errors
    /// As [`audit`], of a person.
    pub(crate) fn person(&mut self, facts: &Facts, tell: impl FnMut(usize, Found)) -> Result<()> {
        let told = self.timeline.finish().and_then(|()| self.judge.person(facts, &self.timeline, tell));
        self.timeline.clear();
        told
    }

    /// How many rules there are, each with the figures of some days.
    #[cfg(feature = "arrow")]
    pub(crate) fn rules(&self) -> usize {
        self.judge.rules.len()
    }

    /// A rule's law, name, effect and source by its place.
    pub(crate) fn rule(&self, place: usize) -> Option<(&str, &str, Effect, &str)> {
        let judged = self.judge.rules.get(place)?;
        Some((&judged.law, &judged.name, judged.effect, &judged.source))
    }

    fn violation(&self, person: &str, place: usize, found: Found) -> Option<Violation> {
        let (law, rule, effect, source) = self.rule(place)?;
        let day = |number: i64| NaiveDate::from_epoch_days(i32::try_from(number).ok()?);
        Some(Violation {
            law: law.into(),
            rule: rule.into(),
            person: person.into(),
            effect,
            first: day(found.first)?,
            last: day(found.last)?,
            amount: found.amount,
            limit: found.limit,
            by: (found.amount - found.limit).abs(),
            source: source.into(),
        })
    }
}

/// The moment of so many minutes since 1970; the epoch where the calendar has no such moment.
fn moment(minutes: i64) -> NaiveDateTime {
    DateTime::from_timestamp(minutes.saturating_mul(60), 0).unwrap_or_default().naive_utc()
}
