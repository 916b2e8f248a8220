//! What each duty of each day costs a person by itself: skills, sites, availability, locks, wishes.

use super::Context;
use super::duties::Work;
use crate::error::Result;
use crate::scheduling::clock;
use crate::scheduling::evaluate::person::away;
use crate::scheduling::model::{Assignment, Model, Person, Shift, Wish};
use crate::scheduling::rules::Limit;
use crate::scheduling::solve::kernel::FORBIDDEN;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// By `day × duties + duty`.
pub(super) fn cells(context: &Context<'_>, person: &Person) -> Result<Vec<i64>> {
    let model = context.judge.model;
    let mut locked: BTreeMap<NaiveDate, Vec<&Assignment>> = BTreeMap::new();
    for assignment in model.locked.iter().filter(|locked| locked.person == person.name) {
        locked.entry(assignment.day).or_default().push(assignment);
    }
    let mut cells = Vec::with_capacity(context.days * context.duties.len());
    for day in model.period.days() {
        let mut shifts: BTreeMap<(usize, Option<&str>), Option<i64>> = BTreeMap::new();
        let own_locked = locked.get(&day).map(Vec::as_slice).unwrap_or_default();
        for duty in context.duties.iter() {
            let mut cost = Some(0);
            for work in duty {
                let key = (work.shift, work.skill.as_deref());
                let own = match shifts.get(&key) {
                    Some(own) => *own,
                    None => *shifts.entry(key).or_insert(assignment(context, person, work, day)?),
                };
                cost = cost.zip(own).map(|(sum, own)| sum + own);
            }
            if !own_locked.iter().all(|locked| duty.iter().any(|work| is(model, work, locked))) {
                cost = None;
            }
            let cost = cost.and_then(|cost| Some(cost + between(context, person, duty)?));
            let cost = cost.map(|cost| cost + wished(context, person, duty, day));
            cells.push(cost.unwrap_or(FORBIDDEN));
        }
    }
    Ok(cells)
}

fn is(model: &Model, work: &Work, assignment: &Assignment) -> bool {
    work.skill == assignment.skill && model.shifts.get(work.shift).is_some_and(|s| s.name == assignment.shift)
}

/// What one assignment costs by itself; none when it may not be.
fn assignment(context: &Context<'_>, person: &Person, work: &Work, day: NaiveDate) -> Result<Option<i64>> {
    let (judge, rules) = (&context.judge, &context.judge.model.rules);
    let (Some(shift), Some(timing)) = (judge.model.shifts.get(work.shift), judge.timing(work.shift)) else {
        return Ok(None);
    };
    let may = shift.runs_on(day)
        && !judge.forbidden_of(&person.name).iter().any(|cell| cell.names(&shift.name, day));
    let mut cost = may.then_some(0);
    let mut add = |strength, level, by: i64| {
        if by > 0 {
            let weight = context.weight(strength, level);
            cost = cost.zip(weight).map(|(sum, weight)| sum + weight * by);
        }
    };
    let level = rules.levels.contract;
    let lacks = work.skill.as_ref().is_some_and(|skill| !person.has(skill, 0, day));
    add(rules.skill, level, i64::from(lacks));
    let elsewhere =
        shift.site.as_ref().is_some_and(|site| !person.sites.is_empty() && !person.sites.contains(site));
    add(rules.site, level, i64::from(elsewhere));
    let (start, end) = (clock::moment(day, timing.start), clock::moment(day, timing.end));
    add(rules.availability, level, away(person, day, start, end)?);
    for (_, rule) in judge.rules_of(&person.name) {
        if let Limit::LongestShift { minutes } = rule.limit {
            let lasts = clock::between(judge.model.universal(start), judge.model.universal(end));
            add(rule.strength, rule.level, lasts - i64::from(minutes));
        }
    }
    for request in judge.requests_of(&person.name).iter().filter(|request| {
        // One that names a day is met or not by the whole duty.
        request.names(&shift.name, day) == (request.wish == Wish::Avoid)
            && !(request.wish == Wish::Prefer && request.day.is_some())
    }) {
        let scale = context.scale(rules.levels.requests);
        cost = cost.map(|sum| sum + i64::from(request.weight) * scale);
    }
    Ok(cost)
}

/// Rest between the shifts of one duty.
fn between(context: &Context<'_>, person: &Person, duty: &[Work]) -> Option<i64> {
    let timings: Vec<_> =
        duty.iter().filter_map(|work| context.judge.timing(work.shift)).filter(|t| t.timed).collect();
    let mut sum = 0;
    for (first, second) in timings.iter().zip(timings.iter().skip(1)) {
        for (_, rule) in context.judge.rules_of(&person.name) {
            if let Limit::RestBetween { minutes } = rule.limit {
                let missing = i64::from(minutes) - (second.start - first.end);
                if missing > 0 {
                    sum += context.weight(rule.strength, rule.level)? * missing;
                }
            }
        }
    }
    Some(sum)
}

/// Wishes to work on that day that the duty does not meet.
fn wished(context: &Context<'_>, person: &Person, duty: &[Work], day: NaiveDate) -> i64 {
    let model = context.judge.model;
    let names = |shift: &Shift, of: &crate::scheduling::model::Request| of.names(&shift.name, day);
    let unmet = context.judge.requests_of(&person.name).iter().filter(|request| {
        let met =
            || duty.iter().filter_map(|work| model.shifts.get(work.shift)).any(|shift| names(shift, request));
        request.wish == Wish::Prefer && request.day == Some(day) && !met()
    });
    unmet.map(|request| i64::from(request.weight)).sum::<i64>() * context.scale(model.rules.levels.requests)
}
