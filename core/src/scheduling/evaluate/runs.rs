//! The judge on days in a row: runs, forbidden successions, days between.

use super::Unit;
use super::finding::What;
use super::person::Placed;
use crate::scheduling::model::{History, Model, Person};
use crate::scheduling::rules::{Count, End, Run, Start};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// A run of days: the first and last in the period, its length with the days before, those days.
struct Stretch {
    first: NaiveDate,
    last: NaiveDate,
    inside: i64,
    before: i64,
}

/// Runs that are too long or too short: first day in the period, by how many days, how.
pub(super) fn broken(
    model: &Model,
    person: &Person,
    placed: &[Placed<'_>],
    of: &Run,
    (least, most): (i64, Option<i64>),
    (start, end): (Start, End),
) -> Vec<(NaiveDate, i64, What)> {
    let (first_day, last_day) = (model.period.first(), model.period.last());
    let history = person.history.as_ref().filter(|_| start == Start::History);
    let before = history.map_or(0, |history| of.before(history));
    // Without a history nobody knows how long a run was before the period.
    let exempt_at_start = start == Start::Exempt || start == Start::History && history.is_none();
    let told = of.told();
    let work = !matches!(of, Run::Off);
    let mut found = Vec::new();
    let mut too_short = |day: NaiveDate, days: i64| {
        found.push((day, least - days, What::ShortRun { of: told.clone(), days, needed: least }));
    };
    let stretches = stretches(model, placed, of, before);
    if before > 0 && stretches.first().is_none_or(|run| run.first > first_day) {
        too_short(first_day, before);
    }
    for run in &stretches {
        let open = run.first == first_day && exempt_at_start || run.last == last_day && end == End::Exempt;
        if !open {
            too_short(run.first, run.before + run.inside);
        }
    }
    if let Some(limit) = most {
        for run in &stretches {
            let days = run.before + run.inside;
            // Of a run that was too long before, the days of the period count.
            let by = days - limit.max(run.before);
            found.push((run.first, by, What::LongRun { of: told.clone(), work, days, limit }));
        }
    }
    found
}

fn stretches(model: &Model, placed: &[Placed<'_>], of: &Run, before: i64) -> Vec<Stretch> {
    let worked: BTreeSet<NaiveDate> = placed.iter().filter(|p| of.counts(p)).map(|p| p.day).collect();
    let mut runs: Vec<Stretch> = Vec::new();
    for day in model.period.days().filter(|day| worked.contains(day) != (*of == Run::Off)) {
        match runs.last_mut() {
            Some(run) if run.last.succ_opt() == Some(day) => {
                run.last = day;
                run.inside += 1;
            }
            _ => {
                let before = if day == model.period.first() { before } else { 0 };
                runs.push(Stretch { first: day, last: day, inside: 1, before });
            }
        }
    }
    runs
}

impl Run {
    /// Whether an assignment makes its day a day of such a run (of a run of days off: breaks it).
    fn counts(&self, p: &Placed<'_>) -> bool {
        match self {
            Self::Work | Self::Off => true,
            Self::Shifts(names) => names.contains(&p.shift.name),
        }
    }

    /// The days of such a run up to the day before the period.
    pub(in crate::scheduling) fn before(&self, history: &History) -> i64 {
        i64::from(match self {
            Self::Work => history.run_of_work,
            Self::Off => history.run_off,
            Self::Shifts(names) => match &history.last_shift {
                Some(last) if names.contains(last) => history.run_of_shift,
                _ => 0,
            },
        })
    }

    fn told(&self) -> String {
        match self {
            Self::Work => "work".into(),
            Self::Off => "rest".into(),
            Self::Shifts(names) => names.join(" or "),
        }
    }
}

impl Count {
    /// What is counted, in words, and its unit.
    pub(in crate::scheduling) fn told(&self) -> (String, Unit) {
        match self {
            Self::Minutes => ("work of".into(), Unit::Minutes),
            Self::Assignments => ("assignments:".into(), Unit::Times),
            Self::Days => ("worked days:".into(), Unit::Days),
            Self::Shifts(names) => (format!("{}:", names.join(" or ")), Unit::Times),
            Self::Weekends => ("weekends:".into(), Unit::Times),
        }
    }
}

/// Shifts that follow on the next day and may not: the later day.
pub(super) fn successions(
    model: &Model,
    person: &Person,
    placed: &[Placed<'_>],
    first: &[String],
    then: &[String],
) -> Vec<(NaiveDate, What)> {
    let mut found = Vec::new();
    let later = |day: Option<NaiveDate>| {
        placed.iter().filter(move |p| Some(p.day) == day && then.contains(&p.shift.name))
    };
    if let Some(history) = person.history.as_ref().filter(|history| history.run_of_shift > 0)
        && let Some(last) = history.last_shift.as_ref().filter(|last| first.contains(last))
    {
        for p in later(Some(model.period.first())) {
            found.push((p.day, What::Follows { after: last.clone(), before: p.told() }));
        }
    }
    for p in placed.iter().filter(|p| first.contains(&p.shift.name)) {
        for next in later(p.day.succ_opt()) {
            found.push((next.day, What::Follows { after: p.told(), before: next.told() }));
        }
    }
    found
}

/// Later shifts that come too soon after the last of the earlier ones: the later day, by how many days.
pub(super) fn between(
    placed: &[Placed<'_>],
    first: &[String],
    then: &[String],
    days: i64,
) -> Vec<(NaiveDate, i64, What)> {
    let mut found = Vec::new();
    for p in placed.iter().filter(|p| then.contains(&p.shift.name)) {
        let earlier = placed.iter().filter(|q| q.day < p.day && first.contains(&q.shift.name));
        if let Some(last) = earlier.max_by_key(|q| q.day) {
            let actual = (p.day - last.day).num_days() - 1;
            let what = What::Between { after: last.told(), before: p.told(), actual, needed: days };
            found.push((p.day, days - actual, what));
        }
    }
    found
}
