//! Labour law in the solver's numbers: cells that may not be, rests from day to day and within weeks, sums of minutes. What
//! is asked comes from the law's own judge; where the numbers cannot say it exactly, they ask for more.

use super::duties::{Duties, Work};
use super::unsupported;
use crate::error::Result;
use crate::scheduling::evaluate::judge::Judge;
use crate::scheduling::evaluate::law::Statutes;
use crate::scheduling::law::{Facts, Limit, MostMinutes, Required, Timeline, number};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The law of a model for all of its people.
pub(super) struct Laws {
    profiles: Vec<Profile>,
    /// By person, the profile.
    of: Vec<usize>,
    rows: Vec<RowLaw>,
    /// By `day × duties + duty`: minutes of work on that day and on the two after it.
    minutes: Vec<[i64; 3]>,
}

/// What the law asks of people of whom it is told the same.
pub(super) struct Profile {
    pub facts: Facts,
    /// By `day × duties + duty`, whether the law forbids it by itself.
    pub forbidden: Vec<bool>,
    /// Which of the laws of rows.
    pub row: usize,
    pub most: Vec<MostMinutes>,
}

/// What the law asks from day to day.
#[derive(PartialEq, Eq)]
pub(super) struct RowLaw {
    /// Minutes that pass between what is worked on two days; 0 for none.
    pub gap: i64,
    pub rests: Vec<RowRest>,
    /// By `first × duties + second`, whether two duties may not follow one another.
    pub pairs: Option<Vec<bool>>,
}

/// A rest within each of some windows.
#[derive(PartialEq, Eq)]
pub(super) struct RowRest {
    /// Minutes as the clock shows them.
    pub minutes: i64,
    /// First and last days, from the first day of the period on.
    pub windows: Vec<(i64, i64)>,
}

/// What tells people apart for the law: on which days which rule holds, and the facts themselves.
type Key = (Vec<Option<(i64, i64)>>, Facts);

impl Laws {
    /// None where the model names no law.
    pub fn new(judge: &Judge<'_>, duties: &Duties) -> Result<Option<Self>> {
        let Some(law) = &judge.law else { return Ok(None) };
        let days: Vec<NaiveDate> = judge.model.period.days().collect();
        let mut work = law.judge.timeline();
        let mut minutes = Vec::with_capacity(days.len() * duties.len());
        for day in &days {
            for duty in duties.iter() {
                fill(judge, law, &mut work, [(duty, *day)])?;
                let on = |ahead: i64| work.on(number(*day) + ahead);
                minutes.push([on(0), on(1), on(2)]);
            }
        }
        let mut laws = Self { profiles: vec![], of: vec![], rows: vec![], minutes };
        let mut keys: Vec<Key> = Vec::new();
        for person in &judge.model.people {
            let Some(facts) = law.facts(&person.name) else { continue };
            let key = key(judge, law, facts);
            let known = keys.iter().position(|other| *other == key);
            let place = known.unwrap_or(keys.len());
            if known.is_none() {
                keys.push(key);
                let profile = laws.profile(judge, law, (duties, &days), facts)?;
                laws.profiles.push(profile);
            }
            laws.of.push(place);
        }
        Ok(Some(laws))
    }

    pub fn of(&self, person: usize) -> Option<&Profile> {
        self.profiles.get(*self.of.get(person)?)
    }

    pub fn row(&self, row: usize) -> Option<&RowLaw> {
        self.rows.get(row)
    }

    /// Minutes of a cell on its day and on the two after it.
    pub fn minutes(&self, cell: usize) -> [i64; 3] {
        self.minutes.get(cell).copied().unwrap_or_default()
    }

    /// Whether some work goes on after midnight.
    pub fn over_midnight(&self) -> bool {
        self.minutes.iter().any(|[_, next, later]| next + later > 0)
    }

    fn profile(
        &mut self,
        judge: &Judge<'_>,
        law: &Statutes,
        (duties, days): (&Duties, &[NaiveDate]),
        facts: &Facts,
    ) -> Result<Profile> {
        let most = |ahead: fn(&[i64; 3]) -> i64| self.minutes.iter().map(ahead).max().unwrap_or(0);
        let greatest = most(|[own, ..]| *own) + most(|[_, next, _]| *next) + most(|[.., later]| *later);
        let required = law.judge.required(facts, greatest)?;
        let goes_on: Vec<bool> = duties.map(|duty| begins_later(judge, duty));
        if let Some(rule) = required.long_night {
            return Err(unsupported("law", law.name(rule), "work around a night over more than 24 hours"));
        }
        let mut work = law.judge.timeline();
        let mut forbidden = Vec::with_capacity(self.minutes.len());
        for day in days {
            for (duty, later) in duties.iter().zip(&goes_on) {
                // Work that begins after midnight would tie three days together around a night.
                let mut broken = required.pairs && *later;
                if !broken && !duty.is_empty() && offered(judge, duty, *day) {
                    fill(judge, law, &mut work, [(duty, *day)])?;
                    law.judge.of_a_day(facts, &work, &mut |_, _| broken = true)?;
                }
                forbidden.push(broken);
            }
        }
        let pairs = if required.pairs || required.of_days && goes_on.contains(&true) {
            Some(pairs(judge, law, (duties, days), (facts, &forbidden), &required)?)
        } else {
            None
        };
        let row = self.row_of(judge, law, &required, pairs)?;
        Ok(Profile { facts: facts.clone(), forbidden, row, most: required.most })
    }

    /// The place of a law of rows, which many people have in common.
    fn row_of(
        &mut self,
        judge: &Judge<'_>,
        law: &Statutes,
        required: &Required,
        pairs: Option<Vec<bool>>,
    ) -> Result<usize> {
        let first = number(judge.model.period.first());
        let mut rests: Vec<RowRest> = Vec::new();
        for rest in &required.rests {
            // Where the clock goes forward, a rest is as much longer on the clock.
            let mut windows: BTreeMap<i64, Vec<(i64, i64)>> = BTreeMap::new();
            for (from, to) in &rest.windows {
                let gained = forward(judge, (*from, *to));
                windows.entry(rest.minutes + gained).or_default().push((from - first, to - first));
            }
            for (minutes, windows) in windows {
                if minutes > super::rows::LONGEST_REST.into() {
                    return Err(unsupported("law", law.name(rest.rule), "so long a rest"));
                }
                // Of two laws that ask for rest in the same weeks the longer is asked for.
                match rests.iter_mut().find(|other| other.windows == windows) {
                    Some(same) => same.minutes = same.minutes.max(minutes),
                    None => rests.push(RowRest { minutes, windows }),
                }
            }
        }
        let longest = required.gaps.iter().max_by_key(|(_, minutes)| *minutes);
        let gap = longest.map_or(0, |(_, minutes)| *minutes);
        if let Some((rule, _)) = longest.filter(|_| gap > super::rows::LONGEST_REST.into()) {
            return Err(unsupported("law", law.name(*rule), "so long a rest"));
        }
        let row = RowLaw { gap, rests, pairs };
        let known = self.rows.iter().position(|other| *other == row);
        Ok(known.unwrap_or_else(|| {
            self.rows.push(row);
            self.rows.len() - 1
        }))
    }
}

/// By how many minutes the clock goes forward on some days, in days since 1970.
fn forward(judge: &Judge<'_>, (first, last): (i64, i64)) -> i64 {
    let clock = &judge.model.clock;
    let changes = clock.iter().zip(clock.iter().skip(1));
    let within = changes.filter(|(_, change)| (first..=last).contains(&number(change.from.date())));
    within.map(|(before, after)| i64::from(after.minutes - before.minutes).max(0)).sum()
}

/// The same key tells the same of the law: when somebody was born matters by the days on which rules hold alone, and when
/// the employment began before the period for rules that count from it.
fn key(judge: &Judge<'_>, law: &Statutes, facts: &Facts) -> Key {
    let held = law.judge.rules.iter().map(|rule| rule.holds(facts)).collect();
    let counted = |limit: &Limit| matches!(limit, Limit::WeeklyRest { weeks, .. } if *weeks > 1);
    let counted = law.judge.rules.iter().any(|rule| counted(&rule.limit));
    let first = judge.model.period.first();
    let employed_from = facts.employed_from.filter(|day| counted || *day > first);
    (held, Facts { person: String::new(), born: None, employed_from, ..facts.clone() })
}

/// The work of duties of days, ready to be judged.
fn fill<'d>(
    judge: &Judge<'_>,
    law: &Statutes,
    work: &mut Timeline,
    duties: impl IntoIterator<Item = (&'d [Work], NaiveDate)>,
) -> Result<()> {
    work.clear();
    let mut free = i64::MIN;
    for (duty, day) in duties {
        for one in duty {
            free = law.work(judge, work, (one.shift, day), free);
        }
    }
    work.finish()
}

fn offered(judge: &Judge<'_>, duty: &[Work], day: NaiveDate) -> bool {
    duty.iter().all(|work| judge.model.shifts.get(work.shift).is_some_and(|shift| shift.runs_on(day)))
}

/// Whether a part of the duty begins on the day after.
fn begins_later(judge: &Judge<'_>, duty: &[Work]) -> bool {
    let pieces = duty.iter().filter_map(|work| judge.timing(work.shift)).flat_map(|timing| &timing.pieces);
    pieces.into_iter().any(|piece| piece.from >= 1440)
}

/// Which duties may not follow one another, as on one of the days the law forbids the two together. The rest between the
/// two is asked for by itself, as it is another one in the nights in which the clock is changed.
fn pairs(
    judge: &Judge<'_>,
    law: &Statutes,
    (duties, days): (&Duties, &[NaiveDate]),
    (facts, forbidden): (&Facts, &[bool]),
    required: &Required,
) -> Result<Vec<bool>> {
    let is_rest = |rule: usize| required.gaps.iter().any(|(other, _)| *other == rule);
    let count = duties.len();
    let mut pairs = vec![false; count * count];
    let mut work = law.judge.timeline();
    let may = |day: usize, duty: usize| forbidden.get(day * count + duty) == Some(&false);
    for (number, (day, next)) in days.iter().zip(days.iter().skip(1)).enumerate() {
        for (first, before) in duties.iter().enumerate().filter(|(_, duty)| !duty.is_empty()) {
            for (second, after) in duties.iter().enumerate().filter(|(_, duty)| !duty.is_empty()) {
                let Some(pair) = pairs.get_mut(first * count + second) else { continue };
                let both = may(number, first) && may(number + 1, second);
                if *pair || !both || !offered(judge, before, *day) || !offered(judge, after, *next) {
                    continue;
                }
                fill(judge, law, &mut work, [(before, *day), (after, *next)])?;
                law.judge.of_a_day(facts, &work, &mut |rule, _| *pair |= !is_rest(rule))?;
            }
        }
    }
    Ok(pairs)
}
