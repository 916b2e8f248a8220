//! The judge's look at one person: every rule that the person's own shifts break.

use super::finding::{Finding, What};
use super::judge::{Judge, so_far};
use super::runs;
use crate::error::Result;
use crate::scheduling::clock;
use crate::scheduling::model::{Forbidden, Model, Person, Shift};
use crate::scheduling::rules::{Count, Limit, Rule, Strength, Window};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use std::collections::BTreeSet;

/// An assignment with its moments.
#[derive(Clone, Copy, Debug)]
pub(in crate::scheduling) struct Placed<'a> {
    pub day: NaiveDate,
    pub person: &'a str,
    pub shift: &'a Shift,
    /// The shift's number in the model.
    pub number: usize,
    pub skill: Option<&'a str>,
    /// Local moments; of a shift without clock times, midnight and midnight.
    pub start: NaiveDateTime,
    pub end: NaiveDateTime,
    /// The same in universal time, where the clock is known.
    pub begins: NaiveDateTime,
    pub ends: NaiveDateTime,
    pub timed: bool,
    pub paid: i64,
}

impl Placed<'_> {
    pub fn told(&self) -> String {
        format!("{} on {}", self.shift.name, clock::day(self.day))
    }
}

/// Every rule that these shifts of one person (sorted by start) break.
pub(in crate::scheduling) fn findings(
    judge: &Judge<'_>,
    person: &Person,
    placed: &[Placed<'_>],
) -> Result<Vec<Finding>> {
    let rules = &judge.model.rules;
    let level = rules.levels.contract;
    let mut found = Vec::new();
    overlaps(placed, &mut found);
    shifts_a_day(rules.shifts_a_day, placed, &mut found);
    let cells: Vec<&Forbidden> = judge.forbidden_of(&person.name).collect();
    for p in placed {
        forbidden(&cells, p, &mut found);
        skill(rules.skill, level, person, p, &mut found);
        site(rules.site, level, person, p, &mut found);
        availability(rules.availability, level, person, p, &mut found)?;
    }
    let contract = |name: &str, strength, limit| Rule { strength, level, ..Rule::hard(name, limit) };
    let minutes = |minutes: i64| u32::try_from(minutes).unwrap_or(u32::MAX);
    if let Some(most) = person.minutes_at_most() {
        let limit = Limit::MostMinutes { minutes: minutes(most), per: Window::Week };
        check(judge, person, &contract("contract hours", rules.contract_most, limit), 0, placed, &mut found);
    }
    if let Some(least) = person.minutes_at_least() {
        let limit = Limit::LeastMinutes { minutes: minutes(least), per: Window::Week };
        check(judge, person, &contract("promised hours", rules.contract_least, limit), 0, placed, &mut found);
    }
    for (number, rule) in judge.rules_of(&person.name) {
        check(judge, person, rule, number, placed, &mut found);
    }
    if let Some(law) = &judge.law {
        law.findings(judge, person, placed, &mut found)?;
    }
    Ok(found)
}

fn overlaps(placed: &[Placed<'_>], found: &mut Vec<Finding>) {
    for (index, second) in placed.iter().enumerate() {
        for first in placed.iter().take(index) {
            let overlap = if first.timed && second.timed {
                second.begins < first.ends
            } else {
                // Without clock times the same shift cannot be worked twice on one day.
                first.day == second.day && first.number == second.number
            };
            if overlap {
                let what = What::Overlap { first: first.told(), second: second.told() };
                let rule = "one assignment at a time";
                found.push(Finding::own(rule, Strength::Hard, 0, second.day, 1, what));
            }
        }
    }
}

fn shifts_a_day(limit: u32, placed: &[Placed<'_>], found: &mut Vec<Finding>) {
    let limit = i64::from(limit);
    for of_day in placed.chunk_by(|a, b| a.day == b.day) {
        let actual = i64::try_from(of_day.len()).unwrap_or(i64::MAX);
        if let Some(first) = of_day.first().filter(|_| actual > limit) {
            let what = What::TwoADay { actual, limit };
            found.push(Finding::own("shifts a day", Strength::Hard, 0, first.day, actual - limit, what));
        }
    }
}

fn forbidden(cells: &[&Forbidden], p: &Placed<'_>, found: &mut Vec<Finding>) {
    if cells.iter().any(|cell| cell.names(&p.shift.name, p.day)) {
        let what = What::Forbidden { shift: p.told() };
        found.push(Finding::own("forbidden", Strength::Hard, 0, p.day, 1, what));
    }
}

fn skill(strength: Strength, level: u8, person: &Person, p: &Placed<'_>, found: &mut Vec<Finding>) {
    if let Some(skill) = p.skill.filter(|skill| !person.has(skill, 0, p.day)) {
        let what = What::NoSkill { skill: skill.into(), shift: p.told() };
        found.push(Finding::own("skill", strength, level, p.day, 1, what));
    }
}

fn site(strength: Strength, level: u8, person: &Person, p: &Placed<'_>, found: &mut Vec<Finding>) {
    if let Some(site) = &p.shift.site
        && !person.sites.is_empty()
        && !person.sites.contains(site)
    {
        let what = What::Elsewhere { site: site.clone(), shift: p.told() };
        found.push(Finding::own("site", strength, level, p.day, 1, what));
    }
}

/// Minutes of the shift in which the person is away, or that lie outside the times at which the person can work or the
/// days of employment.
fn availability(
    strength: Strength,
    level: u8,
    person: &Person,
    p: &Placed<'_>,
    found: &mut Vec<Finding>,
) -> Result<()> {
    let by = away(person, p.day, p.start, p.end)?;
    if by > 0 {
        let what = What::Unavailable { shift: p.told() };
        found.push(Finding::own("availability", strength, level, p.day, by, what));
    }
    Ok(())
}

/// Minutes from `start` to `end`, of a shift that begins on `day`, in which somebody is not available.
pub(in crate::scheduling) fn away(
    person: &Person,
    day: NaiveDate,
    start: NaiveDateTime,
    end: NaiveDateTime,
) -> Result<i64> {
    if !person.is_employed_on(day) {
        return Ok(clock::between(start, end));
    }
    if person.available.is_empty() && person.unavailable.is_empty() {
        return Ok(0);
    }
    let mut windows = Vec::new();
    for window in &person.available {
        let (from, to) = (clock::minutes("from", &window.from)?, clock::minutes("to", &window.to)?);
        let to = if to < from { to + 1440 } else { to };
        let before = day.pred_opt().unwrap_or(day);
        let days = before
            .iter_days()
            .take(4)
            .filter(|day| window.days.is_empty() || window.days.contains(&day.weekday()));
        windows.extend(days.map(|day| (clock::moment(day, from), clock::moment(day, to))));
    }
    // From one beginning or end of a window or absence to the next all minutes are alike.
    let absences = person.unavailable.iter().map(|absence| (absence.from, absence.to));
    let edges = windows.iter().copied().chain(absences).flat_map(|(from, to)| [from, to]);
    let inside: BTreeSet<NaiveDateTime> =
        edges.filter(|edge| start < *edge && *edge < end).chain([start, end]).collect();
    let away = |now: &NaiveDateTime| {
        let within = |(from, to): &(NaiveDateTime, NaiveDateTime)| from <= now && now < to;
        person.unavailable.iter().any(|absence| within(&(absence.from, absence.to)))
            || !person.available.is_empty() && !windows.iter().any(within)
    };
    let stretches = inside.iter().zip(inside.iter().skip(1)).filter(|(from, _)| away(from));
    Ok(stretches.map(|(from, to)| clock::between(*from, *to)).sum())
}

fn check(
    judge: &Judge<'_>,
    person: &Person,
    rule: &Rule,
    number: usize,
    placed: &[Placed<'_>],
    found: &mut Vec<Finding>,
) {
    let mut broken = |day, by: i64, what| {
        if by > 0 {
            found.push(Finding::of(rule, day, by, what));
        }
    };
    let windows = |per| windows(judge.model, per);
    let in_window =
        |first: NaiveDate, last: NaiveDate| placed.iter().filter(move |p| first <= p.day && p.day <= last);
    match &rule.limit {
        Limit::RestBetween { minutes } => {
            let needed = i64::from(*minutes);
            if let (Some(history), Some(next)) = (&person.history, placed.first())
                && let Some(end) = history.last_end
            {
                let actual = clock::between(judge.model.universal(end), next.begins);
                let after = history.last_shift.clone().unwrap_or_else(|| "the last shift before".into());
                broken(next.day, needed - actual, What::Rest { after, before: next.told(), actual, needed });
            }
            for (p, next) in placed.iter().zip(placed.iter().skip(1)) {
                let actual = clock::between(p.ends, next.begins);
                if (0..needed).contains(&actual) {
                    let what = What::Rest { after: p.told(), before: next.told(), actual, needed };
                    broken(next.day, needed - actual, what);
                }
            }
        }
        Limit::UninterruptedRest { minutes, per } => {
            for (first, last, _) in windows(*per).into_iter().filter(|(_, _, whole)| *whole) {
                let (longest, needed) = (longest_rest(judge.model, placed, first, last), i64::from(*minutes));
                broken(first, needed - longest, What::Uninterrupted { longest, needed, last });
            }
        }
        Limit::LongestShift { minutes } => {
            for p in placed {
                let (actual, limit) = (clock::between(p.begins, p.ends), i64::from(*minutes));
                if actual > limit {
                    broken(p.day, actual - limit, What::LongShift { shift: p.told(), actual, limit });
                }
            }
        }
        Limit::MostMinutes { minutes, per } => {
            for (first, last, _) in windows(*per) {
                let (actual, limit) =
                    (in_window(first, last).map(|p| p.paid).sum::<i64>(), i64::from(*minutes));
                broken(first, actual - limit, What::Most { actual, limit, last });
            }
        }
        Limit::LeastMinutes { minutes, per } => {
            for (first, last, _) in windows(*per).into_iter().filter(|(_, _, whole)| *whole) {
                let (actual, limit) =
                    (in_window(first, last).map(|p| p.paid).sum::<i64>(), i64::from(*minutes));
                broken(first, limit - actual, What::Least { actual, limit, last });
            }
        }
        Limit::ConsecutiveDays { days } => {
            let worked: BTreeSet<NaiveDate> = placed.iter().map(|p| p.day).collect();
            let limit = i64::from(*days);
            // Days of the history count towards the run, but only days of the period break the rule.
            let worked_before = person.history.as_ref().map_or(0, |history| i64::from(history.run_of_work));
            let goes_on = worked.contains(&judge.model.period.first());
            let before = if goes_on { worked_before } else { 0 };
            let mut run = before;
            for day in &worked {
                run += 1;
                let next = day.succ_opt();
                if next.is_none_or(|next| !worked.contains(&next)) {
                    let inside = days_in_row(&worked, *day);
                    let by = (run - limit).min(inside);
                    broken(*day, by, What::InARow { days: run, limit, last: *day });
                    run = 0;
                }
            }
        }
        Limit::DaysOff { days, per } => {
            for (first, last, _) in windows(*per).into_iter().filter(|(_, _, whole)| *whole) {
                let worked: BTreeSet<NaiveDate> = in_window(first, last).map(|p| p.day).collect();
                let all = first.iter_days().take_while(|day| *day <= last).count();
                let off = i64::try_from(all.saturating_sub(worked.len())).unwrap_or(i64::MAX);
                let needed = i64::from(*days);
                broken(first, needed - off, What::DaysOff { off, needed, last });
            }
        }
        Limit::Run { of, least, most, start, end } => {
            let bounds = (i64::from(*least), most.map(i64::from));
            for (day, by, what) in runs::broken(judge.model, person, placed, of, bounds, (*start, *end)) {
                broken(day, by, what);
            }
        }
        Limit::Succession { first, then } => {
            for (day, what) in runs::successions(judge.model, person, placed, first, then) {
                broken(day, 1, what);
            }
        }
        Limit::DaysBetween { first, then, days } => {
            for (day, by, what) in runs::between(placed, first, then, i64::from(*days)) {
                broken(day, by, what);
            }
        }
        Limit::CompleteWeekends => {
            for weekend in judge.weekends.iter().filter(|weekend| weekend.whole) {
                let worked: BTreeSet<NaiveDate> =
                    in_window(weekend.first, weekend.last).map(|p| p.day).collect();
                let of = (weekend.last - weekend.first).num_days() + 1;
                let worked = i64::try_from(worked.len()).unwrap_or(of);
                let half = 0 < worked && worked < of;
                broken(weekend.first, i64::from(half), What::HalfWeekend { worked, of });
            }
        }
        Limit::EqualWeekends => {
            for weekend in &judge.weekends {
                let shifts: BTreeSet<usize> =
                    in_window(weekend.first, weekend.last).map(|p| p.number).collect();
                broken(weekend.first, i64::from(shifts.len() > 1), What::UnlikeWeekend);
            }
        }
        Limit::Total { of, per, least, most, history } => {
            let before = if *history { so_far(person, of) } else { 0 };
            for (first, last, whole) in windows(*per) {
                let actual = before + count(judge, of, placed, first, last);
                let (told, unit) = of.told();
                if let Some(limit) = most.map(i64::from) {
                    // What was too much before the period is no fault of the period's roster.
                    let by = actual - limit.max(before);
                    broken(first, by, What::Many { of: told.clone(), unit, actual, limit, last });
                }
                if whole && *least > 0 {
                    let limit = i64::from(*least);
                    broken(first, limit - actual, What::Few { of: told, unit, actual, limit, last });
                }
            }
        }
        Limit::Fair { of, tolerance, step, squared, .. } => {
            let period = judge.model.period;
            let Some((low, high)) = judge.share(number, &person.name) else { return };
            let actual = count(judge, of, placed, period.first(), period.last());
            let (told, unit) = of.told();
            let far = (actual - high).max(low - actual) - i64::from(*tolerance);
            let steps = if far > 0 { (far - 1) / i64::from(*step).max(1) + 1 } else { 0 };
            let by = if *squared { steps.saturating_mul(steps) } else { steps };
            broken(period.first(), by, What::Share { of: told, unit, actual, low, high });
        }
        Limit::Spread { .. } => {}
    }
}

/// How many days in a row are worked up to that day.
fn days_in_row(worked: &BTreeSet<NaiveDate>, last: NaiveDate) -> i64 {
    let (mut days, mut day) = (0, Some(last));
    while let Some(today) = day.filter(|day| worked.contains(day)) {
        days += 1;
        day = today.pred_opt();
    }
    days
}

/// How much of what is counted these shifts have in the days from `first` to `last`.
pub(in crate::scheduling) fn count(
    judge: &Judge<'_>,
    of: &Count,
    placed: &[Placed<'_>],
    first: NaiveDate,
    last: NaiveDate,
) -> i64 {
    let own = placed.iter().filter(|p| first <= p.day && p.day <= last);
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    match of {
        Count::Minutes => own.map(|p| p.paid).sum(),
        Count::Assignments => number(own.count()),
        Count::Days => number(own.map(|p| p.day).collect::<BTreeSet<_>>().len()),
        Count::Shifts(names) => number(own.filter(|p| names.contains(&p.shift.name)).count()),
        Count::Weekends => {
            let days: BTreeSet<NaiveDate> = own.map(|p| p.day).collect();
            let worked = judge.weekends.iter().filter(|w| days.range(w.first..=w.last).next().is_some());
            number(worked.count())
        }
    }
}

/// The longest stretch without work within the days from `first` to `last`, in minutes.
fn longest_rest(model: &Model, placed: &[Placed<'_>], first: NaiveDate, last: NaiveDate) -> i64 {
    let (from, to) = (model.universal(clock::moment(first, 0)), model.universal(clock::moment(last, 1440)));
    let mut free_since = from;
    let mut longest = 0;
    for p in placed.iter().filter(|p| p.begins < to && from < p.ends) {
        longest = longest.max(clock::between(free_since, p.begins));
        free_since = free_since.max(p.ends);
    }
    longest.max(clock::between(free_since, to))
}

/// The windows of the period: first day, last day, whether it is whole.
pub(in crate::scheduling) fn windows(model: &Model, per: Window) -> Vec<(NaiveDate, NaiveDate, bool)> {
    let period = model.period;
    match per {
        Window::Period => vec![(period.first(), period.last(), true)],
        Window::Day => period.days().map(|day| (day, day, true)).collect(),
        Window::Week => {
            let week_begins = model.rules.week_begins;
            let mut weeks: Vec<(NaiveDate, NaiveDate, bool)> = Vec::new();
            for day in period.days() {
                match weeks.last_mut() {
                    Some((first, last, whole)) if day.weekday() != week_begins => {
                        *last = day;
                        *whole = (day - *first).num_days() == 6;
                    }
                    _ => weeks.push((day, day, false)),
                }
            }
            weeks
        }
        Window::Days(days) => {
            let ends = period.days().skip(usize::try_from(days.saturating_sub(1)).unwrap_or(usize::MAX));
            let all: Vec<_> = period.days().zip(ends).map(|(first, last)| (first, last, true)).collect();
            if all.is_empty() { vec![(period.first(), period.last(), false)] } else { all }
        }
    }
}
