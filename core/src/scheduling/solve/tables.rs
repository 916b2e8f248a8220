//! The model as the solver sees it: everything numbered, times in minutes since the first midnight.

use crate::error::{Code, Error, Result};
use crate::scheduling::clock;
use crate::scheduling::model::{Assignment, Model, Person, Wish, at_most};
use crate::scheduling::rules::{Limit, Strength, Window};
use chrono::{Datelike, NaiveDate, NaiveDateTime};
use std::collections::BTreeMap;

/// A shift on a day with a skill: what an assignment can be.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub seat: Seat,
    pub shift: usize,
    pub skill: Option<String>,
    /// The needs that it covers.
    pub lines: Vec<usize>,
    /// Which of [`Tables::kinds`] it is.
    pub kind: usize,
}

/// A choice in somebody's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seat {
    pub choice: usize,
    pub day: i64,
    pub start: i64,
    pub end: i64,
    pub paid: i64,
    pub locked: bool,
}

/// One need: of a shift on a day, or of an interval.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub of_shift: bool,
    pub day: i64,
    pub skill: Option<String>,
    pub minutes: i64,
    pub needed: i64,
    /// Penalty for one person missing.
    pub short: i64,
    /// Penalty for one person too many.
    pub over: i64,
    /// The choices that cover it.
    pub choices: Vec<usize>,
}

/// A rule over a row.
#[derive(Clone, Debug)]
pub(super) enum Check {
    Rest { minutes: i64 },
    Uninterrupted { minutes: i64, windows: Vec<Days> },
    Most { minutes: i64, windows: Vec<Days> },
    Least { minutes: i64, windows: Vec<Days> },
    InARow { days: i64 },
    DaysOff { days: i64, windows: Vec<Days> },
}

/// The first and the last day of a window, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    pub first: i64,
    pub last: i64,
}

impl Days {
    pub const fn len(self) -> i64 {
        self.last - self.first + 1
    }

    pub const fn contains(self, day: i64) -> bool {
        self.first <= day && day <= self.last
    }
}

/// A person.
#[derive(Clone, Debug, Default)]
pub(super) struct Member {
    pub checks: Vec<(Check, Option<i64>)>,
    /// Minutes of rest that a hard rule asks for between two shifts.
    pub rest: i64,
    /// At most so many shifts that start on one day.
    pub shifts_a_day: usize,
    /// What each choice costs by itself: hard, soft.
    pub costs: Vec<Cost>,
    /// Wishes to work on a day: the day, the choices that fulfil it, the weight.
    pub wishes: Vec<(Vec<usize>, i64)>,
    /// The choices that no hard rule forbids by themselves, by day.
    pub by_day: Vec<Vec<usize>>,
}

/// What something costs: how much of hard rules is broken, and the penalty of soft ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost {
    pub hard: i64,
    pub soft: i64,
}

impl Cost {
    fn add(&mut self, weight: Option<i64>, by: i64) {
        match weight {
            None => self.hard += by,
            Some(weight) => self.soft += weight * by,
        }
    }
}

/// The whole model.
#[derive(Clone, Debug)]
pub(super) struct Tables {
    pub choices: Vec<Choice>,
    /// For each shift and skill, the choice on each day.
    pub kinds: Vec<Vec<Option<usize>>>,
    pub lines: Vec<Line>,
    pub crew: Vec<Member>,
    pub days: i64,
    pub weeks: Vec<Days>,
    /// Penalty for a person missing for a minute.
    pub short: i64,
    /// What is decided already, a row for each person.
    pub locked: Vec<Vec<Seat>>,
}

/// So many pairs of a person and what the person can be assigned to can be held in memory.
const MOST: u64 = 20_000_000;

impl Tables {
    pub fn new(model: &Model) -> Result<Self> {
        refuse_unsupported(model)?;
        let first = model.period.first();
        let minute = |moment: NaiveDateTime| clock::between(clock::moment(first, 0), moment);
        let index = |day: NaiveDate| (day - first).num_days();
        let (short, over) = (i64::from(model.rules.short), i64::from(model.rules.over));

        let mut choices: Vec<Choice> = Vec::new();
        let mut lines: Vec<Line> = Vec::new();
        let mut kinds: BTreeMap<(usize, Option<&str>), usize> = BTreeMap::new();
        for day in model.period.days() {
            for (number, shift) in model.shifts.iter().enumerate().filter(|(_, shift)| shift.runs_on(day)) {
                let (start, end) = shift.times(day)?;
                let (start, end) = (minute(start), minute(end));
                let paid = shift.paid_minutes()?;
                for skill in shift.workable() {
                    let choice = choices.len();
                    let next = kinds.len();
                    let kind = *kinds.entry((number, skill)).or_insert(next);
                    let skill = skill.map(str::to_owned);
                    let mut covered = vec![];
                    if let Some(need) = shift.needs.iter().find(|need| need.skill == skill) {
                        covered.push(lines.len());
                        lines.push(Line {
                            of_shift: true,
                            day: index(day),
                            skill: skill.clone(),
                            minutes: end - start,
                            needed: need.needed.into(),
                            short: short * (end - start),
                            over: over * (end - start),
                            choices: vec![choice],
                        });
                    }
                    let seat = Seat { choice, day: index(day), start, end, paid, locked: false };
                    choices.push(Choice { seat, shift: number, skill, lines: covered, kind });
                }
            }
        }
        for demand in &model.demand {
            let (from, to) = (minute(demand.from), minute(demand.to));
            let mut line = Line {
                of_shift: false,
                day: index(demand.from.date()),
                skill: demand.skill.clone(),
                minutes: to - from,
                needed: demand.needed.into(),
                short: short * (to - from),
                over: over * (to - from),
                choices: vec![],
            };
            for (number, choice) in choices.iter_mut().enumerate() {
                if choice.skill == line.skill && choice.seat.start <= from && to <= choice.seat.end {
                    choice.lines.push(lines.len());
                    line.choices.push(number);
                }
            }
            lines.push(line);
        }

        at_most(
            "people × shifts × days",
            (choices.len() as u64).saturating_mul(model.people.len() as u64),
            MOST,
        )?;
        let days = i64::from(model.period.len());
        let crew: Vec<Member> =
            model.people.iter().map(|person| member(model, person, &choices, days)).collect::<Result<_>>()?;
        let mut twins = vec![vec![None; model.period.days().count()]; kinds.len()];
        for choice in &choices {
            let day = usize::try_from(choice.seat.day).ok();
            if let Some(twin) = day.and_then(|day| twins.get_mut(choice.kind)?.get_mut(day)) {
                *twin = Some(choice.seat.choice);
            }
        }
        let find = |locked: &Assignment| {
            let day = index(locked.day);
            choices.iter().find(|choice| {
                choice.seat.day == day
                    && choice.skill == locked.skill
                    && model.shifts.get(choice.shift).is_some_and(|shift| shift.name == locked.shift)
            })
        };
        let mut locked: Vec<Vec<Seat>> = model
            .people
            .iter()
            .map(|person| {
                let own = model.locked.iter().filter(|locked| locked.person == person.name);
                own.filter_map(find).map(|choice| Seat { locked: true, ..choice.seat }).collect()
            })
            .collect();
        for row in &mut locked {
            row.sort_by_key(|seat| (seat.start, seat.choice));
        }
        let tables = Self {
            weeks: windows(model, Window::Week).into_iter().map(|(days, _)| days).collect(),
            choices,
            kinds: twins,
            lines,
            crew,
            days,
            short,
            locked,
        };
        if tables.worst() > i128::from(i64::MAX / 8) {
            let weights = "a penalty that cannot be summed exactly: lower the weights";
            return Err(Error::new(Code::NumberOutOfRange, "rules", tables.worst(), weights));
        }
        Ok(tables)
    }

    /// More than any roster can cost, so that the search may add penalties without a look at each sum.
    fn worst(&self) -> i128 {
        /// Nobody sits on more shifts a day than this, rest and overlaps aside.
        const SEATS: i128 = 8;
        let days = i128::from(self.days) + 1;
        let crew = self.crew.len() as i128;
        let lines = self
            .lines
            .iter()
            .map(|line| (i128::from(line.needed) + crew * SEATS) * i128::from(line.short.max(line.over)));
        let members = self.crew.iter().map(|member| {
            let checks = member.checks.iter().map(|(check, weight)| {
                let of = |limit: i64, windows: &[Days]| {
                    let most = |days: &Days| i128::from(limit).max(i128::from(days.len()) * 1440 * SEATS);
                    windows.iter().map(most).sum::<i128>()
                };
                let by = match check {
                    Check::Rest { minutes } => i128::from(*minutes) * days * SEATS,
                    Check::InARow { .. } => days,
                    Check::Uninterrupted { minutes, windows }
                    | Check::Most { minutes, windows }
                    | Check::Least { minutes, windows } => of(*minutes, windows),
                    Check::DaysOff { days, windows } => of(*days, windows),
                };
                i128::from(weight.unwrap_or(1)) * by
            });
            let dearest = member.costs.iter().map(|cost| cost.soft.max(cost.hard)).max().unwrap_or(0);
            let wishes: i128 = member.wishes.iter().map(|(_, weight)| i128::from(*weight)).sum();
            checks.sum::<i128>() + wishes + i128::from(dearest) * days * SEATS
        });
        lines.sum::<i128>() + members.sum::<i128>()
    }

    pub fn choice(&self, number: usize) -> Option<&Choice> {
        self.choices.get(number)
    }

    /// The same shift and skill on another day, where it is offered.
    pub fn on_day(&self, choice: usize, day: usize) -> Option<Seat> {
        let twin = *self.kinds.get(self.choice(choice)?.kind)?.get(day)?;
        Some(self.choice(twin?)?.seat)
    }
}

/// What the judge knows and this search does not.
fn refuse_unsupported(model: &Model) -> Result<()> {
    let own = |field: &str, value: Option<String>, what: &str| {
        value.map_or(Ok(()), |value| Err(unsupported(field, &value, what)))
    };
    let history = model.people.iter().find(|person| person.history.is_some());
    own("people.history", history.map(|person| person.name.clone()), "a history")?;
    let unusual = model.shifts.iter().find(|shift| {
        !shift.is_timed() || !shift.parts.is_empty() || !shift.breaks.is_empty() || shift.site.is_some()
    });
    own(
        "shifts",
        unusual.map(|shift| shift.name.clone()),
        "a shift without clock times, split or at a site",
    )?;
    let needs = model.shifts.iter().find(|shift| {
        shift.needs.iter().any(|need| need.least > 0 || need.short.is_some() || need.over.is_some())
    });
    own("shifts.needs", needs.map(|shift| shift.name.clone()), "a need with weights of its own")?;
    own("requirements", model.requirements.first().map(|r| r.shift.clone()), "a requirement")?;
    own("forbidden", model.forbidden.first().map(|f| f.person.clone()), "a forbidden cell")?;
    own("couplings", model.couplings.first().map(|c| c.name.clone()), "a coupling")?;
    own("clock", model.clock.first().map(|c| c.from.to_string()), "a change of the clock")?;
    let levels = model.rules.levels;
    let level = levels.cover > 0 || levels.contract > 0 || levels.requests > 0;
    let level = level || model.rules.rules.iter().any(|rule| rule.level > 0);
    own("rules.levels", level.then(|| "1".to_owned()), "a second level of the objective")
}

fn unsupported(field: &str, value: &str, what: &str) -> Error {
    let message = format!("`{field}` is {value}: the solver does not know {what} yet; the judge does");
    Error::new(Code::SchedulingUnsupported, field, value, message)
}

fn weight(strength: Strength) -> Option<i64> {
    match strength {
        Strength::Hard => None,
        Strength::Soft(weight) => Some(weight.into()),
    }
}

fn member(model: &Model, person: &Person, choices: &[Choice], days: i64) -> Result<Member> {
    let rules = &model.rules;
    let mut member = Member {
        costs: vec![Cost::default(); choices.len()],
        shifts_a_day: usize::try_from(rules.shifts_a_day).unwrap_or(usize::MAX),
        ..Member::default()
    };
    let week = |minutes: i64| (minutes, windows(model, Window::Week));
    if let Some((minutes, windows)) = person.minutes_at_most().map(week) {
        let windows = windows.into_iter().map(|(days, _)| days).collect();
        member.checks.push((Check::Most { minutes, windows }, weight(rules.contract_most)));
    }
    if let Some((minutes, windows)) = person.minutes_at_least().map(week) {
        member.checks.push((Check::Least { minutes, windows: whole(windows) }, weight(rules.contract_least)));
    }
    for rule in rules.rules.iter().filter(|rule| rule.holds_for(&person.name)) {
        let check = match rule.limit.clone() {
            Limit::RestBetween { minutes } => Check::Rest { minutes: minutes.into() },
            Limit::UninterruptedRest { minutes, per } => {
                Check::Uninterrupted { minutes: minutes.into(), windows: whole(windows(model, per)) }
            }
            Limit::MostMinutes { minutes, per } => {
                let windows = windows(model, per).into_iter().map(|(days, _)| days).collect();
                Check::Most { minutes: minutes.into(), windows }
            }
            Limit::LeastMinutes { minutes, per } => {
                Check::Least { minutes: minutes.into(), windows: whole(windows(model, per)) }
            }
            Limit::ConsecutiveDays { days } => Check::InARow { days: days.into() },
            Limit::DaysOff { days, per } => {
                Check::DaysOff { days: days.into(), windows: whole(windows(model, per)) }
            }
            // Belongs to a single shift, not to a row.
            Limit::LongestShift { minutes } => {
                for (choice, cost) in choices.iter().zip(&mut member.costs) {
                    let by = (choice.seat.end - choice.seat.start - i64::from(minutes)).max(0);
                    cost.add(weight(rule.strength), by);
                }
                continue;
            }
            _ => return Err(unsupported("rules", &rule.name, "this kind of rule")),
        };
        member.checks.push((check, weight(rule.strength)));
    }

    let rest = member.checks.iter().filter_map(|(check, weight)| match check {
        Check::Rest { minutes } if weight.is_none() => Some(*minutes),
        _ => None,
    });
    member.rest = rest.max().unwrap_or(0);

    let free = free(model, person)?;
    let day_of = |day: i64| clock::moment(model.period.first(), day * 1440).date();
    let index = |day: NaiveDate| (day - model.period.first()).num_days();
    for (choice, cost) in choices.iter().zip(&mut member.costs) {
        let seat = choice.seat;
        if choice.skill.as_ref().is_some_and(|skill| !person.has(skill, 0, day_of(choice.seat.day))) {
            cost.add(weight(rules.skill), 1);
        }
        let at_work: i64 =
            free.iter().map(|(from, to)| (seat.end.min(*to) - seat.start.max(*from)).max(0)).sum();
        cost.add(weight(rules.availability), seat.end - seat.start - at_work);
    }
    for request in model.requests.iter().filter(|request| request.person == person.name) {
        let named = |choice: &Choice| {
            let shift = model.shifts.get(choice.shift).map(|shift| &shift.name);
            request.day.is_none_or(|day| index(day) == choice.seat.day)
                && (request.shift.is_none() || request.shift.as_ref() == shift)
        };
        let penalty = i64::from(request.weight);
        if request.wish == Wish::Prefer && request.day.is_some() {
            let fulfil =
                choices.iter().filter(|choice| named(choice)).map(|choice| choice.seat.choice).collect();
            member.wishes.push((fulfil, penalty));
        } else {
            for (choice, cost) in choices.iter().zip(&mut member.costs) {
                if named(choice) == (request.wish == Wish::Avoid) {
                    cost.soft += penalty;
                }
            }
        }
    }
    member.by_day = (0..days)
        .map(|day| {
            let of_day = choices
                .iter()
                .zip(&member.costs)
                .filter(|(choice, cost)| choice.seat.day == day && cost.hard == 0);
            of_day.map(|(choice, _)| choice.seat.choice).collect()
        })
        .collect();
    Ok(member)
}

fn whole(windows: Vec<(Days, bool)>) -> Vec<Days> {
    windows.into_iter().filter(|(_, whole)| *whole).map(|(days, _)| days).collect()
}

fn windows(model: &Model, per: Window) -> Vec<(Days, bool)> {
    let last = i64::from(model.period.len()) - 1;
    match per {
        Window::Period => vec![(Days { first: 0, last }, true)],
        Window::Day => (0..=last).map(|day| (Days { first: day, last: day }, true)).collect(),
        Window::Week => {
            let weekday = model.period.first().weekday().days_since(model.rules.week_begins);
            let clip = |first: i64| {
                let days = Days { first: first.max(0), last: (first + 6).min(last) };
                (days, days.len() == 7)
            };
            (0..=last / 7 + 1)
                .map(|week| week * 7 - i64::from(weekday))
                .take_while(|first| *first <= last)
                .map(clip)
                .collect()
        }
        Window::Days(days) => {
            let days = i64::from(days);
            if days > last + 1 {
                return vec![(Days { first: 0, last }, false)];
            }
            (0..=last + 1 - days).map(|first| (Days { first, last: first + days - 1 }, true)).collect()
        }
    }
}

/// The stretches of minutes in which somebody can work, in order, apart from one another.
fn free(model: &Model, person: &Person) -> Result<Vec<(i64, i64)>> {
    let (begin, end) = (-1440, (i64::from(model.period.len()) + 2) * 1440);
    let mut changes: BTreeMap<i64, (i64, i64)> = BTreeMap::new(); // minute -> change in (windows open, absences)
    let mut note = |from: i64, to: i64, window: i64, absence: i64| {
        for (minute, sign) in [(from.clamp(begin, end), 1), (to.clamp(begin, end), -1)] {
            let change = changes.entry(minute).or_default();
            *change = (change.0 + sign * window, change.1 + sign * absence);
        }
    };
    if person.available.is_empty() {
        note(begin, end, 1, 0);
    }
    for window in &person.available {
        let (from, to) = (clock::minutes("from", &window.from)?, clock::minutes("to", &window.to)?);
        let to = if to < from { to + 1440 } else { to };
        for day in -1..=i64::from(model.period.len()) + 1 {
            let date = model.period.first().checked_add_signed(chrono::TimeDelta::days(day));
            if date.is_some_and(|date| window.days.is_empty() || window.days.contains(&date.weekday())) {
                note(day * 1440 + from, day * 1440 + to, 1, 0);
            }
        }
    }
    let midnight = clock::moment(model.period.first(), 0);
    for absence in &person.unavailable {
        note(clock::between(midnight, absence.from), clock::between(midnight, absence.to), 0, 1);
    }
    let mut free = Vec::new();
    let (mut windows, mut absences, mut since) = (0, 0, begin);
    for (minute, (window, absence)) in changes {
        if windows > 0 && absences == 0 && since < minute {
            free.push((since, minute));
        }
        windows += window;
        absences += absence;
        since = minute;
    }
    Ok(free)
}

impl Member {
    /// What a row (sorted by start) costs.
    pub fn cost(&self, row: &[Seat]) -> Cost {
        let mut cost = Cost::default();
        let mut busy_until = i64::MIN;
        for seat in row {
            let own = self.costs.get(seat.choice).copied().unwrap_or_default();
            cost = Cost { hard: cost.hard + own.hard, soft: cost.soft + own.soft };
            cost.hard += i64::from(seat.start < busy_until);
            busy_until = busy_until.max(seat.end);
        }
        for of_day in row.chunk_by(|a, b| a.day == b.day) {
            cost.hard += i64::from(of_day.len() > self.shifts_a_day);
        }
        for (fulfil, weight) in &self.wishes {
            if !row.iter().any(|seat| fulfil.contains(&seat.choice)) {
                cost.soft += weight;
            }
        }
        for (check, weight) in &self.checks {
            cost.add(*weight, check.broken_by(row));
        }
        cost
    }

    /// Whether no hard rule forbids that choice by itself.
    pub fn may(&self, choice: usize) -> bool {
        self.costs.get(choice).is_some_and(|cost| cost.hard == 0)
    }
}

impl Check {
    /// By how much that row breaks it.
    fn broken_by(&self, row: &[Seat]) -> i64 {
        let paid = |days: &Days| -> i64 { row.iter().filter(|s| days.contains(s.day)).map(|s| s.paid).sum() };
        match self {
            Self::Rest { minutes } => row
                .iter()
                .zip(row.iter().skip(1))
                .map(|(seat, next)| next.start - seat.end)
                .filter(|rest| *rest >= 0)
                .map(|rest| (minutes - rest).max(0))
                .sum(),
            Self::Uninterrupted { minutes, windows } => {
                windows.iter().map(|days| (minutes - longest_rest(row, *days)).max(0)).sum()
            }
            Self::Most { minutes, windows } => windows.iter().map(|days| (paid(days) - minutes).max(0)).sum(),
            Self::Least { minutes, windows } => {
                windows.iter().map(|days| (minutes - paid(days)).max(0)).sum()
            }
            Self::InARow { days } => {
                let (mut broken, mut run, mut last) = (0, 0, i64::MIN);
                for seat in row {
                    if seat.day == last {
                        continue;
                    }
                    run = if seat.day == last.saturating_add(1) { run + 1 } else { 1 };
                    // Each day beyond the limit adds one, which sums to the excess of the run.
                    broken += i64::from(run > *days);
                    last = seat.day;
                }
                broken
            }
            Self::DaysOff { days, windows } => {
                windows.iter().map(|window| (days - (window.len() - worked(row, *window))).max(0)).sum()
            }
        }
    }
}

fn worked(row: &[Seat], window: Days) -> i64 {
    let (mut count, mut last) = (0, i64::MIN);
    for seat in row.iter().filter(|seat| window.contains(seat.day)) {
        count += i64::from(seat.day != last);
        last = seat.day;
    }
    count
}

fn longest_rest(row: &[Seat], window: Days) -> i64 {
    let (from, to) = (window.first * 1440, (window.last + 1) * 1440);
    let (mut since, mut longest) = (from, 0);
    for seat in row.iter().filter(|seat| seat.end > from && seat.start < to) {
        longest = longest.max(seat.start - since);
        since = since.max(seat.end);
    }
    longest.max(to - since)
}

impl Line {
    /// The penalty when so many people are there.
    pub const fn penalty(&self, there: i64) -> i64 {
        if there < self.needed {
            (self.needed - there) * self.short
        } else {
            (there - self.needed) * self.over
        }
    }
}
