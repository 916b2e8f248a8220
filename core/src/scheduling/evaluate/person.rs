//! The judge's look at one person: every rule that the person's own shifts break.

use super::{Unit, Violation};
use crate::error::Result;
use crate::scheduling::clock;
use crate::scheduling::model::{Assignment, Model, Person, Shift};
use crate::scheduling::rules::{Limit, Rules, Strength, Window};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use std::collections::BTreeSet;

/// An assignment with its moments.
#[derive(Clone, Copy, Debug)]
pub(in crate::scheduling) struct Placed<'a> {
    pub day: NaiveDate,
    pub person: &'a str,
    pub shift: &'a Shift,
    pub skill: Option<&'a str>,
    pub start: NaiveDateTime,
    pub end: NaiveDateTime,
    pub paid: i64,
}

impl<'a> Placed<'a> {
    pub fn new(model: &'a Model, assignment: &'a Assignment) -> Result<Self> {
        let shift = model.named_shift(&assignment.shift)?;
        let (start, end) = shift.times(assignment.day)?;
        Ok(Self {
            day: assignment.day,
            person: &assignment.person,
            shift,
            skill: assignment.skill.as_deref(),
            start,
            end,
            paid: shift.paid_minutes()?,
        })
    }

    fn told(&self) -> String {
        format!("{} on {}", self.shift.name, clock::day(self.day))
    }
}

/// A rule that is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scheduling) struct Finding {
    pub rule: String,
    pub strength: Strength,
    pub day: NaiveDate,
    pub by: i64,
    pub what: What,
}

/// How it is broken; all times in minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scheduling) enum What {
    Overlap { first: String, second: String },
    NoSkill { skill: String, shift: String },
    Unavailable { shift: String },
    Rest { after: String, before: String, actual: i64, needed: i64 },
    Uninterrupted { longest: i64, needed: i64, last: NaiveDate },
    LongShift { shift: String, actual: i64, limit: i64 },
    Most { actual: i64, limit: i64, last: NaiveDate },
    Least { actual: i64, limit: i64, last: NaiveDate },
    InARow { days: i64, limit: i64, last: NaiveDate },
    DaysOff { off: i64, needed: i64, last: NaiveDate },
}

impl Finding {
    pub fn violation(&self, person: &str) -> Violation {
        let (hard, penalty) = self.strength.penalty(self.by);
        let message = format!("{person}: {}", self.what.told(self.day));
        let unit = self.what.unit();
        Violation {
            rule: self.rule.clone(),
            person: person.into(),
            day: self.day,
            by: self.by,
            unit,
            hard,
            penalty,
            message,
        }
    }

    /// Whether more work can only make it worse: a roster that has it among its locked assignments is beyond help.
    pub const fn grows_with_work(&self) -> bool {
        !matches!(self.what, What::Least { .. })
    }
}

impl What {
    const fn unit(&self) -> Unit {
        match self {
            Self::Overlap { .. } | Self::NoSkill { .. } => Unit::Times,
            Self::InARow { .. } | Self::DaysOff { .. } => Unit::Days,
            _ => Unit::Minutes,
        }
    }

    fn told(&self, day: NaiveDate) -> String {
        let days = |last: &NaiveDate| format!("from {} to {}", clock::day(day), clock::day(*last));
        match self {
            Self::Overlap { first, second } => format!("{first} and {second} overlap"),
            Self::NoSkill { skill, shift } => format!("works as {skill} on {shift} without that skill"),
            Self::Unavailable { shift } => format!("is not available for all of {shift}"),
            Self::Rest { after, before, actual, needed } => {
                let (actual, needed) = (clock::spoken(*actual), clock::spoken(*needed));
                format!("the rest between {after} and {before} is {actual}, {needed} are needed")
            }
            Self::Uninterrupted { longest, needed, last } => {
                let (longest, needed) = (clock::spoken(*longest), clock::spoken(*needed));
                format!("the longest rest {} is {longest}, {needed} are needed", days(last))
            }
            Self::LongShift { shift, actual, limit } => {
                format!("{shift} lasts {}, {} are allowed", clock::spoken(*actual), clock::spoken(*limit))
            }
            Self::Most { actual, limit, last } => {
                format!(
                    "works {}, {} are allowed {}",
                    clock::spoken(*actual),
                    clock::spoken(*limit),
                    days(last)
                )
            }
            Self::Least { actual, limit, last } => {
                format!(
                    "works {}, {} are promised {}",
                    clock::spoken(*actual),
                    clock::spoken(*limit),
                    days(last)
                )
            }
            Self::InARow { days: in_a_row, limit, last } => {
                format!("works {in_a_row} days in a row up to {}, {limit} are allowed", clock::day(*last))
            }
            Self::DaysOff { off, needed, last } => {
                format!("has {off} days off {}, {needed} are needed", days(last))
            }
        }
    }
}

/// Every rule that these shifts of one person (sorted by start) break.
pub(in crate::scheduling) fn findings(
    model: &Model,
    person: &Person,
    placed: &[Placed<'_>],
) -> Result<Vec<Finding>> {
    let rules = &model.rules;
    let mut found = Vec::new();
    overlaps(placed, &mut found);
    for p in placed {
        skill(rules.skill, person, p, &mut found);
        availability(rules.availability, person, p, &mut found)?;
    }
    let mut limit = |name: &str, strength, limit| check(model, name, strength, limit, placed, &mut found);
    if let Some(minutes) = person.minutes_at_most() {
        let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
        limit("contract hours", rules.contract_most, Limit::MostMinutes { minutes, per: Window::Week });
    }
    if let Some(minutes) = person.minutes_at_least() {
        let minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
        limit("promised hours", rules.contract_least, Limit::LeastMinutes { minutes, per: Window::Week });
    }
    for rule in rules.rules.iter().filter(|rule| rule.holds_for(&person.name)) {
        limit(&rule.name, rule.strength, rule.limit);
    }
    Ok(found)
}

fn overlaps(placed: &[Placed<'_>], found: &mut Vec<Finding>) {
    for (index, second) in placed.iter().enumerate() {
        for first in placed.iter().take(index).filter(|first| second.start < first.end) {
            found.push(Finding {
                rule: "one assignment at a time".into(),
                strength: Strength::Hard,
                day: second.day,
                by: 1,
                what: What::Overlap { first: first.told(), second: second.told() },
            });
        }
    }
}

fn skill(strength: Strength, person: &Person, p: &Placed<'_>, found: &mut Vec<Finding>) {
    if let Some(skill) = p.skill.filter(|skill| !person.skills.iter().any(|own| own == skill)) {
        let what = What::NoSkill { skill: skill.into(), shift: p.told() };
        found.push(Finding { rule: "skill".into(), strength, day: p.day, by: 1, what });
    }
}

/// Minutes of the shift in which the person is away, or that lie outside the times at which the person can work.
fn availability(strength: Strength, person: &Person, p: &Placed<'_>, found: &mut Vec<Finding>) -> Result<()> {
    if person.available.is_empty() && person.unavailable.is_empty() {
        return Ok(());
    }
    let mut windows = Vec::new();
    for window in &person.available {
        let (from, to) = (clock::minutes("from", &window.from)?, clock::minutes("to", &window.to)?);
        let to = if to < from { to + 1440 } else { to };
        let before = p.day.pred_opt().unwrap_or(p.day);
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
        edges.filter(|edge| p.start < *edge && *edge < p.end).chain([p.start, p.end]).collect();
    let away = |now: &NaiveDateTime| {
        let within = |(from, to): &(NaiveDateTime, NaiveDateTime)| from <= now && now < to;
        person.unavailable.iter().any(|absence| within(&(absence.from, absence.to)))
            || !person.available.is_empty() && !windows.iter().any(within)
    };
    let stretches = inside.iter().zip(inside.iter().skip(1)).filter(|(from, _)| away(from));
    let by: i64 = stretches.map(|(from, to)| clock::between(*from, *to)).sum();
    if by > 0 {
        let what = What::Unavailable { shift: p.told() };
        found.push(Finding { rule: "availability".into(), strength, day: p.day, by, what });
    }
    Ok(())
}

fn check(
    model: &Model,
    name: &str,
    strength: Strength,
    limit: Limit,
    placed: &[Placed<'_>],
    found: &mut Vec<Finding>,
) {
    let mut broken = |day, by: i64, what| {
        if by > 0 {
            found.push(Finding { rule: name.into(), strength, day, by, what });
        }
    };
    let windows = |per| windows(model, per);
    let in_window =
        |first: NaiveDate, last: NaiveDate| placed.iter().filter(move |p| first <= p.day && p.day <= last);
    match limit {
        Limit::RestBetween { minutes } => {
            let needed = i64::from(minutes);
            for (p, next) in placed.iter().zip(placed.iter().skip(1)) {
                let actual = clock::between(p.end, next.start);
                if actual >= 0 {
                    let what = What::Rest { after: p.told(), before: next.told(), actual, needed };
                    broken(next.day, needed - actual, what);
                }
            }
        }
        Limit::UninterruptedRest { minutes, per } => {
            for (first, last, _) in windows(per).into_iter().filter(|(_, _, whole)| *whole) {
                let (longest, needed) = (longest_rest(placed, first, last), i64::from(minutes));
                broken(first, needed - longest, What::Uninterrupted { longest, needed, last });
            }
        }
        Limit::LongestShift { minutes } => {
            for p in placed {
                let (actual, limit) = (clock::between(p.start, p.end), i64::from(minutes));
                broken(p.day, actual - limit, What::LongShift { shift: p.told(), actual, limit });
            }
        }
        Limit::MostMinutes { minutes, per } => {
            for (first, last, _) in windows(per) {
                let (actual, limit) =
                    (in_window(first, last).map(|p| p.paid).sum::<i64>(), i64::from(minutes));
                broken(first, actual - limit, What::Most { actual, limit, last });
            }
        }
        Limit::LeastMinutes { minutes, per } => {
            for (first, last, _) in windows(per).into_iter().filter(|(_, _, whole)| *whole) {
                let (actual, limit) =
                    (in_window(first, last).map(|p| p.paid).sum::<i64>(), i64::from(minutes));
                broken(first, limit - actual, What::Least { actual, limit, last });
            }
        }
        Limit::ConsecutiveDays { days } => {
            let worked: BTreeSet<NaiveDate> = placed.iter().map(|p| p.day).collect();
            let limit = i64::from(days);
            let mut run = 0;
            for day in &worked {
                run += 1;
                let next = day.succ_opt();
                if next.is_none_or(|next| !worked.contains(&next)) {
                    broken(*day, run - limit, What::InARow { days: run, limit, last: *day });
                    run = 0;
                }
            }
        }
        Limit::DaysOff { days, per } => {
            for (first, last, _) in windows(per).into_iter().filter(|(_, _, whole)| *whole) {
                let worked: BTreeSet<NaiveDate> = in_window(first, last).map(|p| p.day).collect();
                let all = first.iter_days().take_while(|day| *day <= last).count();
                let off = i64::try_from(all.saturating_sub(worked.len())).unwrap_or(i64::MAX);
                let needed = i64::from(days);
                broken(first, needed - off, What::DaysOff { off, needed, last });
            }
        }
    }
}

/// The longest stretch without work within the days from `first` to `last`, in minutes.
fn longest_rest(placed: &[Placed<'_>], first: NaiveDate, last: NaiveDate) -> i64 {
    let (from, to) = (clock::moment(first, 0), clock::moment(last, 1440));
    let mut free_since = from;
    let mut longest = 0;
    for p in placed.iter().filter(|p| p.start < to && from < p.end) {
        longest = longest.max(clock::between(free_since, p.start));
        free_since = free_since.max(p.end);
    }
    longest.max(clock::between(free_since, to))
}

/// The windows of the period: first day, last day, whether it is whole.
pub(in crate::scheduling) fn windows(model: &Model, per: Window) -> Vec<(NaiveDate, NaiveDate, bool)> {
    let period = model.period;
    match per {
        Window::Period => vec![(period.first(), period.last(), true)],
        Window::Week => {
            let Rules { week_begins, .. } = model.rules;
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
