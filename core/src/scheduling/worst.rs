//! How much the penalties of any roster can come to, so that what cannot be summed is refused before anything is summed.

use super::clock;
use super::model::{Model, Person};
use super::rules::{Count, Coverage, Limit, Rule, Strength, Window};
use crate::error::{Code, Error, Result};

/// No sum of penalties may be beyond this: it leaves room for what a search adds and subtracts.
const MOST: i128 = i64::MAX as i128 / 64;

/// What no roster's sums are beyond.
#[derive(Debug)]
pub(super) struct Most {
    /// The penalty of each level of the objective.
    pub levels: Vec<i64>,
    /// By how much hard needs and couplings can be missed.
    pub hard: i128,
}

/// The greatest sums that a roster can come to.
///
/// # Errors
/// `number.out_of_range`, naming `rules`, when all levels together could be beyond what is summed exactly.
pub(super) fn worst(model: &Model) -> Result<Most> {
    let mut worst = Worst { model, days: i128::from(model.period.len()), levels: [0; 8], hard: 0 };
    worst.cover();
    worst.requests();
    for person in &model.people {
        worst.person(person);
    }
    for rule in &model.rules.rules {
        worst.rule(rule);
    }
    worst.couplings();
    let sum: i128 = worst.levels.iter().sum();
    if sum > MOST {
        let message = format!(
            "penalties could come to {sum}, which cannot be summed exactly: lower the weights, or the horizon"
        );
        return Err(Error::new(Code::NumberOutOfRange, "rules", sum, message));
    }
    let last = worst.levels.iter().rposition(|level| *level > 0).unwrap_or(0);
    let levels = worst.levels.iter().take(last + 1).map(|level| i64::try_from(*level).unwrap_or(i64::MAX));
    Ok(Most { levels: levels.collect(), hard: worst.hard })
}

struct Worst<'a> {
    model: &'a Model,
    days: i128,
    levels: [i128; 8],
    hard: i128,
}

impl Worst<'_> {
    fn add(&mut self, level: u8, by: i128) {
        if let Some(sum) = self.levels.get_mut(usize::from(level)) {
            *sum = sum.saturating_add(by.max(0));
        }
    }

    fn soft(&mut self, strength: Strength, level: u8, by: i128) {
        if let Strength::Soft(weight) = strength {
            self.add(level, by.saturating_mul(weight.into()));
        }
    }

    /// Assignments that one person can have at most, as far as sums go: more break a hard rule.
    fn assignments(&self) -> i128 {
        self.days * i128::from(self.model.rules.shifts_a_day.min(64))
    }

    fn cover(&mut self) {
        let people = i128::from(u32::try_from(self.model.people.len()).unwrap_or(u32::MAX));
        let there = people * i128::from(self.model.rules.shifts_a_day.min(64));
        let level = self.model.rules.levels.cover;
        let rules = &self.model.rules;
        let cost = |wanted: u32, short: Option<u32>, over: Option<u32>, minutes: i128| {
            let short = short.map_or(i128::from(rules.short) * minutes, i128::from);
            let over = over.map_or(i128::from(rules.over) * minutes, i128::from);
            (i128::from(wanted) * short).max(there * over)
        };
        let must = rules.coverage == Coverage::Must;
        let hard = |least: u32, wanted: u32| i128::from(if must { wanted } else { least });
        let (mut sum, mut missed) = (0, 0);
        for need in self.model.shifts.iter().flat_map(|shift| &shift.needs) {
            sum += self.days * cost(need.needed, need.short, need.over, 1440);
            missed += self.days * hard(need.least, need.needed);
        }
        for r in &self.model.requirements {
            let days = if r.dates.is_empty() { self.days } else { r.dates.len() as i128 };
            sum += days * cost(r.wanted, r.short, r.over, 1440);
            missed += days * hard(r.least, r.wanted);
        }
        for demand in &self.model.demand {
            missed += hard(0, demand.needed);
            sum += cost(demand.needed, None, None, clock::between(demand.from, demand.to).into());
        }
        self.add(level, sum);
        self.hard += missed;
    }

    fn requests(&mut self) {
        let level = self.model.rules.levels.requests;
        for request in &self.model.requests {
            let times = if request.day.is_some() {
                i128::from(self.model.rules.shifts_a_day.min(64))
            } else {
                self.assignments()
            };
            self.add(level, times * i128::from(request.weight));
        }
    }

    fn person(&mut self, person: &Person) {
        let rules = &self.model.rules;
        let (level, times) = (rules.levels.contract, self.assignments());
        let minutes = |hours: Option<i64>| {
            let weeks = i128::from(self.model.period.len().div_ceil(7)) + 1;
            weeks * i128::from(hours.unwrap_or(0)).max(self.amount(&Count::Minutes, 7))
        };
        let (most, least) = (minutes(person.minutes_at_most()), minutes(person.minutes_at_least()));
        self.soft(rules.skill, level, times);
        self.soft(rules.site, level, times);
        if !person.available.is_empty()
            || !person.unavailable.is_empty()
            || person.starts.or(person.leaves).is_some()
        {
            self.soft(rules.availability, level, times * 1440);
        }
        if person.hours_at_most.is_some() {
            self.soft(rules.contract_most, level, most);
        }
        if person.hours_at_least.is_some() {
            self.soft(rules.contract_least, level, least);
        }
    }

    fn rule(&mut self, rule: &Rule) {
        if let (Strength::Hard, Limit::Spread { .. }) = (rule.strength, &rule.limit) {
            self.hard += self.limit(&rule.limit);
        }
        let Strength::Soft(_) = rule.strength else { return };
        let people = if rule.people.is_empty() { self.model.people.len() } else { rule.people.len() };
        let by = self.limit(&rule.limit);
        self.soft(rule.strength, rule.level, by.saturating_mul(people as i128));
    }

    /// How much of something one person can have in a window, with the history.
    fn amount(&self, of: &Count, days: i128) -> i128 {
        let times = days * i128::from(self.model.rules.shifts_a_day.min(64));
        match of {
            Count::Minutes => times * 1500,
            Count::Assignments | Count::Shifts(_) => times,
            Count::Days | Count::Weekends => days,
        }
    }

    /// The number of windows, and the days of the longest.
    fn windows(&self, per: Window) -> (i128, i128) {
        match per {
            Window::Day => (self.days, 1),
            Window::Week => (self.days / 7 + 2, 7),
            Window::Days(days) => (self.days, i128::from(days).min(self.days)),
            Window::Period => (1, self.days),
        }
    }

    /// By how much one person can break a limit.
    fn limit(&self, limit: &Limit) -> i128 {
        let (days, times) = (self.days, self.assignments());
        let of_windows = |per: Window, bound: i128, of: &Count| {
            let (windows, days) = self.windows(per);
            windows * bound.max(self.amount(of, days))
        };
        match limit {
            Limit::RestBetween { minutes } => times * i128::from(*minutes) + 2 * 1440,
            Limit::UninterruptedRest { minutes, per } => self.windows(*per).0 * i128::from(*minutes),
            Limit::LongestShift { .. } => times * 1500,
            Limit::MostMinutes { minutes, per } | Limit::LeastMinutes { minutes, per } => {
                of_windows(*per, (*minutes).into(), &Count::Minutes)
            }
            Limit::DaysOff { days, per } => self.windows(*per).0 * i128::from(*days),
            Limit::Run { least, .. } => (days / 2 + 2) * i128::from(*least) + days,
            Limit::Total { of, per, least, .. } => of_windows(*per, (*least).into(), of),
            Limit::Succession { .. } => times * i128::from(self.model.rules.shifts_a_day.min(64)),
            Limit::DaysBetween { days, .. } => times * i128::from(*days),
            Limit::ConsecutiveDays { .. } | Limit::CompleteWeekends | Limit::EqualWeekends => days,
            Limit::Fair { of, amount, step, squared, .. } => {
                // A share is at most what is asked for, or what all can have.
                let share = amount.map_or_else(
                    || self.amount(of, days) * self.model.people.len().max(1) as i128,
                    i128::from,
                );
                let steps = share.max(self.amount(of, days)) / i128::from(*step).max(1) + 1;
                if *squared { steps.saturating_mul(steps) } else { steps }
            }
            Limit::Spread { of, .. } => self.amount(of, days),
        }
    }

    fn couplings(&mut self) {
        for coupling in &self.model.couplings {
            let (windows, days) = self.windows(coupling.per);
            let terms = coupling.terms.iter().map(|term| {
                let people = if term.people.is_empty() { self.model.people.len() } else { term.people.len() };
                i128::from(term.times.unsigned_abs()) * people as i128 * self.amount(&term.of, days)
            });
            let bound = [coupling.least, coupling.most].into_iter().flatten().map(i64::unsigned_abs).max();
            let by = terms.sum::<i128>() + i128::from(bound.unwrap_or(0));
            let by = windows.saturating_mul(by);
            self.soft(coupling.strength, coupling.level, by);
            self.hard += if coupling.strength == Strength::Hard { by } else { 0 };
        }
    }
}
