//! Labour law as a judge of rosters: what the audit finds in the work of one person, as the judge tells it.

use super::finding::{Finding, What};
use super::judge::{Judge, Known};
use super::person::Placed;
use super::timed::{Stretch, stretches};
use crate::calendar::Period;
use crate::error::Result;
use crate::scheduling::clock;
use crate::scheduling::law::{self, Break, Facts, Labour, Limit, Timeline, number};
use crate::scheduling::model::{Model, Person};
use crate::scheduling::rules::Strength;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The laws of a model, made ready.
#[derive(Debug)]
pub(in crate::scheduling) struct Statutes {
    pub judge: law::Judge,
    facts: BTreeMap<String, Facts>,
    /// By shift, its parts on a day without a change of the clock, in minutes after midnight; empty where the clock is
    /// changed.
    parts: Vec<Vec<Stretch>>,
}

impl Statutes {
    /// None for a model without.
    pub fn new(model: &Model, known: &Known, judge: Option<law::Judge>) -> Option<Self> {
        let labour = model.law.as_ref()?;
        let told: BTreeMap<&str, &Facts> =
            labour.facts.iter().map(|facts| (facts.person.as_str(), facts)).collect();
        let facts = |person: &Person| (person.name.clone(), facts_of(&told, person));
        let parts = |shift: usize| {
            let first = model.period.first();
            let mut parts = stretches(model, known, shift, first);
            for part in &mut parts {
                let midnight = number(first) * 1440;
                part.begins -= midnight;
                part.ends -= midnight;
            }
            parts
        };
        let fixed = model.clock.is_empty();
        Some(Self {
            judge: judge?,
            facts: model.people.iter().map(facts).collect(),
            parts: if fixed { (0..model.shifts.len()).map(parts).collect() } else { vec![] },
        })
    }

    /// The facts of somebody.
    pub fn facts(&self, person: &str) -> Option<&Facts> {
        self.facts.get(person)
    }

    /// The names of the rules.
    pub fn names(&self) -> BTreeSet<String> {
        self.judge.rules.iter().map(|rule| rule.name.clone()).collect()
    }

    /// The name of the rule in that place.
    pub fn name(&self, place: usize) -> &str {
        self.judge.rules.get(place).map(|rule| rule.name.as_str()).unwrap_or_default()
    }

    /// Where the rule of that name stands; none when the laws have no such rule.
    pub fn source(&self, name: &str) -> Option<&str> {
        self.judge.rules.iter().find(|rule| rule.name == name).map(|rule| rule.source.as_str())
    }

    /// Adds the work of a shift on a day, as far as it begins after `free`; tells when it ends.
    pub fn work(
        &self,
        judge: &Judge<'_>,
        work: &mut Timeline,
        (shift, day): (usize, NaiveDate),
        free: i64,
    ) -> i64 {
        let mut free = free;
        let mut put = |part: &Stretch, midnight: i64| {
            let (begins, ends) = (part.begins + midnight, part.ends + midnight);
            let offsets = (part.offsets.0.into(), part.offsets.1.into());
            // Nobody works twice at once: of work that overlaps, which breaks a rule of its own, the minutes count once.
            let breaks: &[Break] = if begins < free { &[] } else { &part.breaks };
            if begins.max(free) < ends {
                work.put(begins.max(free), ends, offsets, breaks);
                free = ends;
            }
        };
        match self.parts.get(shift) {
            Some(parts) => parts.iter().for_each(|part| put(part, number(day) * 1440)),
            None => stretches(judge.model, judge, shift, day).iter().for_each(|part| put(part, 0)),
        }
        free
    }

    /// What somebody's shifts (sorted by start) break.
    ///
    /// # Errors
    /// As [`audit`](law::audit()), of a person.
    pub fn findings(
        &self,
        judge: &Judge<'_>,
        person: &Person,
        placed: &[Placed<'_>],
        found: &mut Vec<Finding>,
    ) -> Result<()> {
        let Some(facts) = self.facts(&person.name) else { return Ok(()) };
        let mut work = self.judge.timeline();
        let mut free = i64::MIN;
        for p in placed {
            free = self.work(judge, &mut work, (p.number, p.day), free);
        }
        work.finish()?;
        self.since_before(judge, (person, facts), placed, found);
        let day = |number: i64| {
            let day = i32::try_from(number).ok().and_then(NaiveDate::from_epoch_days);
            day.unwrap_or(judge.model.period.first())
        };
        self.judge.person(facts, &work, |place, one| {
            let Some(rule) = self.judge.rules.get(place) else { return };
            let last = day(one.last);
            let what = What::Law { rule: rule.name.clone(), actual: one.amount, limit: one.limit, last };
            found.push(Finding {
                rule: rule.name.clone(),
                strength: Strength::Hard,
                level: 0,
                law: true,
                source: rule.source.clone(),
                day: day(one.first),
                by: (one.amount - one.limit).abs(),
                what,
            });
        })
    }

    /// The daily rest after the last shift before the period.
    fn since_before(
        &self,
        judge: &Judge<'_>,
        (person, facts): (&Person, &Facts),
        placed: &[Placed<'_>],
        found: &mut Vec<Finding>,
    ) {
        let (Some(history), Some(next)) = (&person.history, placed.first()) else { return };
        let Some(end) = history.last_end else { return };
        let actual = clock::between(judge.model.universal(end), next.begins);
        for rule in &self.judge.rules {
            let Limit::DailyRest { minutes, .. } = rule.limit else { continue };
            let held =
                rule.holds(facts).is_some_and(|(first, last)| (first..=last).contains(&number(next.day)));
            let needed = i64::from(minutes);
            if held && actual < needed {
                let after = history.last_shift.clone().unwrap_or_else(|| "the last shift before".into());
                found.push(Finding {
                    rule: rule.name.clone(),
                    strength: Strength::Hard,
                    level: 0,
                    law: true,
                    source: rule.source.clone(),
                    day: next.day,
                    by: needed - actual,
                    what: What::Rest { after, before: next.told(), actual, needed },
                });
            }
        }
    }
}

/// What is told of somebody, by the labour law or by the model itself.
fn facts_of(told: &BTreeMap<&str, &Facts>, person: &Person) -> Facts {
    let mut facts =
        told.get(person.name.as_str()).map_or_else(|| Facts::of(&person.name), |one| (*one).clone());
    facts.employed_from = facts.employed_from.or(person.starts);
    facts.left_out.extend(person.days_left_out.iter().filter_map(|day| Period::new(*day, *day).ok()));
    facts
}

impl Labour {
    /// All that the law is told of somebody: by the [facts](Labour::facts) here, and by the person itself, whose first day of
    /// employment and days left out count.
    pub fn facts_of(&self, person: &Person) -> Facts {
        let told = self.facts.iter().filter(|facts| facts.person == person.name);
        facts_of(&told.map(|facts| (facts.person.as_str(), facts)).collect(), person)
    }
}
