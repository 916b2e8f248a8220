//! What each duty of each day costs a person by itself: skills, sites, availability, locks, wishes.

use super::Context;
use super::duties::Work;
use crate::error::Result;
use crate::scheduling::clock;
use crate::scheduling::evaluate::person::away;
use crate::scheduling::model::{Assignment, Forbidden, Model, Person, Request, Wish};
use crate::scheduling::rules::Limit;
use crate::scheduling::solve::kernel::FORBIDDEN;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// By `day × duties + duty`.
pub(super) fn cells(context: &Context<'_>, person: &Person, number: usize) -> Result<Vec<i64>> {
    let own = Own::new(context, person);
    // What people override stays, whatever stands against it: the judge tells.
    let kept = context.kept.contains(&person.name);
    let law = context.law.as_ref().and_then(|law| law.of(number));
    let mut cells = Vec::with_capacity(context.days * context.duties.len());
    for day in context.judge.model.period.days() {
        let locked = own.locked.get(&day).map(Vec::as_slice).unwrap_or_default();
        // What is wished or forbidden for every day, and for this one.
        let forbidden: Vec<&Forbidden> = both(&own.forbidden, day);
        let requests: Vec<&Request> = both(&own.requests, day);
        for (duty, rest) in context.duties.iter().zip(&own.rest) {
            let mut cost = *rest;
            // Rest within the day is as it passes.
            if context.hours.is_some() && duty.len() > 1 {
                cost = self::rest(context, &own.between, duty, day);
            }
            for work in duty {
                let stays = || kept && locked.iter().any(|locked| is(context.judge.model, work, locked));
                let one = own.assignment(work, day, &forbidden, &requests)?;
                cost = cost.zip(one.or_else(|| stays().then_some(0))).map(|(sum, one)| sum + one);
            }
            if law.is_some_and(|law| law.forbidden.get(cells.len()) == Some(&true))
                && !(kept
                    && duty.iter().any(|work| locked.iter().any(|one| is(context.judge.model, work, one))))
            {
                cost = None;
            }
            if !locked.iter().all(|locked| duty.iter().any(|work| is(context.judge.model, work, locked))) {
                cost = None;
            }
            cells.push(cost.map_or(FORBIDDEN, |cost| cost + own.wished(duty, day, &requests)));
        }
    }
    Ok(cells)
}

fn both<'a, T>(all: &BTreeMap<Option<NaiveDate>, Vec<&'a T>>, day: NaiveDate) -> Vec<&'a T> {
    [None, Some(day)].iter().filter_map(|key| all.get(key)).flatten().copied().collect()
}

fn is(model: &Model, work: &Work, assignment: &Assignment) -> bool {
    work.skill == assignment.skill && model.shifts.get(work.shift).is_some_and(|s| s.name == assignment.shift)
}

/// What the model says of one person's cells.
struct Own<'a> {
    context: &'a Context<'a>,
    person: &'a Person,
    locked: BTreeMap<NaiveDate, Vec<&'a Assignment>>,
    forbidden: BTreeMap<Option<NaiveDate>, Vec<&'a Forbidden>>,
    requests: BTreeMap<Option<NaiveDate>, Vec<&'a Request>>,
    /// The longest shifts: minutes, and what each further minute costs.
    longest: Vec<(i64, Option<i64>)>,
    /// Whether it matters when an assignment begins and ends.
    by_the_clock: bool,
    /// Minutes between two shifts, and what each missing one costs.
    between: Vec<(i64, Option<i64>)>,
    /// By duty, what the rest between its shifts costs; none when it is too short.
    rest: Vec<Option<i64>>,
}

impl<'a> Own<'a> {
    fn new(context: &'a Context<'_>, person: &'a Person) -> Self {
        let judge = &context.judge;
        let mut locked: BTreeMap<NaiveDate, Vec<&Assignment>> = BTreeMap::new();
        for assignment in judge.model.locked.iter().filter(|locked| locked.person == person.name) {
            locked.entry(assignment.day).or_default().push(assignment);
        }
        let mut forbidden: BTreeMap<Option<NaiveDate>, Vec<&Forbidden>> = BTreeMap::new();
        for cell in judge.forbidden_of(&person.name) {
            forbidden.entry(cell.day).or_default().push(cell);
        }
        let mut requests: BTreeMap<Option<NaiveDate>, Vec<&Request>> = BTreeMap::new();
        for request in judge.requests_of(&person.name) {
            requests.entry(request.day).or_default().push(request);
        }
        let (mut longest, mut between) = (Vec::new(), Vec::new());
        for (_, rule) in judge.rules_of(&person.name) {
            let weight = context.weight(rule.strength, rule.level);
            match rule.limit {
                Limit::LongestShift { minutes } => longest.push((i64::from(minutes), weight)),
                Limit::RestBetween { minutes } => between.push((i64::from(minutes), weight)),
                _ => {}
            }
        }
        let rest = context.duties.map(|duty| rest(context, &between, duty, judge.model.period.first()));
        let always = person.available.is_empty() && person.unavailable.is_empty();
        let always = always && person.starts.is_none() && person.leaves.is_none();
        let by_the_clock = !always || !longest.is_empty();
        Self { context, person, locked, forbidden, requests, longest, by_the_clock, between, rest }
    }

    /// What one assignment costs by itself; none when it may not be.
    fn assignment(
        &self,
        work: &Work,
        day: NaiveDate,
        forbidden: &[&Forbidden],
        requests: &[&Request],
    ) -> Result<Option<i64>> {
        let (judge, rules) = (&self.context.judge, &self.context.judge.model.rules);
        let (Some(shift), Some(timing)) = (judge.model.shifts.get(work.shift), judge.timing(work.shift))
        else {
            return Ok(None);
        };
        let may = shift.runs_on(day) && !forbidden.iter().any(|cell| cell.names(&shift.name, day));
        let mut cost = may.then_some(0);
        let mut add = |weight: Option<i64>, by: i64| {
            if by > 0 {
                cost = cost.zip(weight).map(|(sum, weight)| sum + weight * by);
            }
        };
        let person = self.person;
        let weight = |strength| self.context.weight(strength, rules.levels.contract);
        let lacks = work.skill.as_ref().is_some_and(|skill| !person.has(skill, 0, day));
        add(weight(rules.skill), i64::from(lacks));
        let elsewhere =
            shift.site.as_ref().is_some_and(|site| !person.sites.is_empty() && !person.sites.contains(site));
        add(weight(rules.site), i64::from(elsewhere));
        if self.by_the_clock {
            let (start, end) = (clock::moment(day, timing.start), clock::moment(day, timing.end));
            add(weight(rules.availability), away(person, day, start, end)?);
            for (minutes, weight) in &self.longest {
                let lasts = clock::between(judge.model.universal(start), judge.model.universal(end));
                add(*weight, lasts - minutes);
            }
        }
        let scale = self.context.scale(rules.levels.requests);
        for request in requests {
            let named = request.names(&shift.name, day);
            // A wish to work on a day is met or not by the whole duty.
            let unmet = match request.wish {
                Wish::Avoid => named,
                Wish::Prefer => request.day.is_none() && !named,
            };
            add(Some(i64::from(request.weight) * scale), i64::from(unmet));
        }
        Ok(cost)
    }

    /// Wishes to work on that day that the duty does not meet.
    fn wished(&self, duty: &[Work], day: NaiveDate, requests: &[&Request]) -> i64 {
        let model = self.context.judge.model;
        let shifts = || duty.iter().filter_map(|work| model.shifts.get(work.shift));
        let unmet = requests.iter().filter(|request| {
            request.wish == Wish::Prefer
                && request.day.is_some()
                && !shifts().any(|shift| request.names(&shift.name, day))
        });
        let sum: i64 = unmet.map(|request| i64::from(request.weight)).sum();
        sum * self.context.scale(model.rules.levels.requests)
    }
}

/// What the rest between the shifts of one duty of a day costs; none when it is too short.
fn rest(context: &Context<'_>, rules: &[(i64, Option<i64>)], duty: &[Work], day: NaiveDate) -> Option<i64> {
    let model = context.judge.model;
    let passed = |minutes: i64| model.universal(clock::moment(day, minutes));
    let timings: Vec<_> =
        duty.iter().filter_map(|work| context.judge.timing(work.shift)).filter(|t| t.timed).collect();
    let mut sum = 0;
    for (first, second) in timings.iter().zip(timings.iter().skip(1)) {
        for (minutes, weight) in rules {
            let missing = minutes - clock::between(passed(first.end), passed(second.start));
            if missing > 0 {
                sum += (*weight)? * missing;
            }
        }
    }
    Some(sum)
}
