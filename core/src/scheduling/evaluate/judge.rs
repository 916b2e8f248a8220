//! What the judge knows of a model before it looks at a roster: shifts in minutes, rules by person, fair shares.

use super::law::Statutes;
use super::person::Placed;
use crate::error::Result;
use crate::scheduling::clock;
use crate::scheduling::model::{
    Assignment, Duty, Forbidden, Index, Model, Pause, Person, Piece, Request, unknown,
};
use crate::scheduling::rules::{Count, Limit, Rule, Share};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// A model made ready for judging.
pub(in crate::scheduling) struct Judge<'a> {
    pub model: &'a Model,
    pub index: Index<'a>,
    /// Of each shift.
    timings: Vec<Timing>,
    /// Numbers of the rules that hold for everybody.
    common: Vec<usize>,
    /// Numbers of the rules that name people.
    own: BTreeMap<&'a str, Vec<usize>>,
    requests: BTreeMap<&'a str, Vec<&'a Request>>,
    forbidden: BTreeMap<&'a str, Vec<&'a Forbidden>>,
    /// For each rule of fair shares, the lowest and highest whole share of each person.
    shares: BTreeMap<usize, BTreeMap<&'a str, (i64, i64)>>,
    /// The days of the period's weekends, and whether each lies wholly in the period.
    pub weekends: Vec<Weekend>,
    /// The labour law; none for rules alone.
    pub law: Option<Statutes<'a>>,
}

/// A shift in minutes after the midnight of its day.
pub(in crate::scheduling) struct Timing {
    pub start: i64,
    pub end: i64,
    pub timed: bool,
    pub paid: i64,
    own_minutes: bool,
    pub pieces: Vec<Piece>,
    pauses: Vec<Pause>,
}

/// A weekend of the period: its first and last day there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scheduling) struct Weekend {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub whole: bool,
}

impl Timing {
    /// The breaks with clock times, in order.
    pub fn pauses(&self) -> &[Pause] {
        &self.pauses
    }

    /// Whether somebody on it is there from one minute to another.
    pub fn covers(&self, from: i64, to: i64) -> bool {
        self.pieces.iter().any(|piece| piece.duty == Duty::Work && piece.from <= from && to <= piece.to)
            && !self.pauses.iter().any(|pause| pause.away && pause.from < to && from < pause.to)
    }
}

impl<'a> Judge<'a> {
    pub fn new(model: &'a Model) -> Result<Self> {
        let mut timings = Vec::with_capacity(model.shifts.len());
        for shift in &model.shifts {
            let within = |error: crate::error::Error| error.within(format!("shifts.{}", shift.name));
            let (start, end) = shift.span().map_err(within)?;
            timings.push(Timing {
                start,
                end,
                timed: shift.is_timed(),
                paid: shift.paid_minutes().map_err(within)?,
                own_minutes: shift.minutes.is_some(),
                pieces: shift.pieces().map_err(within)?,
                pauses: shift.pauses().map_err(within)?,
            });
        }
        let (mut common, mut own) = (Vec::new(), BTreeMap::<&str, Vec<usize>>::new());
        for (number, rule) in model.rules.rules.iter().enumerate() {
            if rule.people.is_empty() {
                common.push(number);
            }
            let people: BTreeSet<&str> = rule.people.iter().map(String::as_str).collect();
            for person in people {
                own.entry(person).or_default().push(number);
            }
        }
        let mut requests = BTreeMap::<&str, Vec<&Request>>::new();
        for request in &model.requests {
            requests.entry(&request.person).or_default().push(request);
        }
        let mut forbidden = BTreeMap::<&str, Vec<&Forbidden>>::new();
        for cell in &model.forbidden {
            forbidden.entry(&cell.person).or_default().push(cell);
        }
        let mut judge = Self {
            model,
            index: Index::new(model),
            timings,
            common,
            own,
            requests,
            forbidden,
            shares: BTreeMap::new(),
            weekends: weekends(model),
            law: None,
        };
        judge.law = Statutes::new(&judge)?;
        for (number, rule) in model.rules.rules.iter().enumerate() {
            if let Limit::Fair { of, amount, by, history, .. } = &rule.limit {
                let shares = judge.fair(rule, of, *amount, *by, *history);
                judge.shares.insert(number, shares);
            }
        }
        Ok(judge)
    }

    /// An assignment with its moments.
    pub fn placed(&self, assignment: &'a Assignment) -> Result<Placed<'a>> {
        self.model.check_assignment(&self.index, assignment)?;
        let name = &assignment.shift;
        let number = self.index.shift_number(name).unwrap_or(usize::MAX);
        let placed = self.place(&assignment.person, number, assignment.day, assignment.skill.as_deref());
        placed.ok_or_else(|| unknown("shift", name, "shift"))
    }

    /// The shift of that number on that day, worked by that person with that skill; none without such a shift.
    pub fn place(
        &self,
        person: &'a str,
        number: usize,
        day: NaiveDate,
        skill: Option<&'a str>,
    ) -> Option<Placed<'a>> {
        let (shift, timing) = (self.model.shifts.get(number)?, self.timing(number)?);
        let (start, end) = (clock::moment(day, timing.start), clock::moment(day, timing.end));
        Some(Placed {
            day,
            person,
            shift,
            number,
            skill,
            start,
            end,
            begins: self.model.universal(start),
            ends: self.model.universal(end),
            timed: timing.timed,
            paid: self.paid(number, day),
        })
    }

    pub fn timing(&self, shift: usize) -> Option<&Timing> {
        self.timings.get(shift)
    }

    /// Paid minutes of a shift on a day: as they pass, where the clock is changed meanwhile.
    pub fn paid(&self, shift: usize, day: NaiveDate) -> i64 {
        let Some(timing) = self.timing(shift) else { return 0 };
        if timing.own_minutes || self.model.clock.is_empty() {
            return timing.paid;
        }
        let worked = timing.pieces.iter().filter(|piece| piece.duty == Duty::Work);
        let gained: i64 = worked
            .map(|piece| {
                let (from, to) = (clock::moment(day, piece.from), clock::moment(day, piece.to));
                let passed = clock::between(self.model.universal(from), self.model.universal(to));
                passed - (piece.to - piece.from)
            })
            .sum();
        timing.paid + gained
    }

    /// The rules that hold for somebody, with their numbers, in the model's order.
    pub fn rules_of(&self, person: &str) -> impl Iterator<Item = (usize, &'a Rule)> {
        let own = self.own.get(person).map(Vec::as_slice).unwrap_or_default();
        let mut numbers: Vec<usize> = self.common.iter().chain(own).copied().collect();
        numbers.sort_unstable();
        numbers.into_iter().filter_map(|number| Some((number, self.model.rules.rules.get(number)?)))
    }

    pub fn requests_of(&self, person: &str) -> &[&'a Request] {
        self.requests.get(person).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn forbidden_of(&self, person: &str) -> &[&'a Forbidden] {
        self.forbidden.get(person).map(Vec::as_slice).unwrap_or_default()
    }

    /// The lowest and the highest whole number that is somebody's fair share by a rule.
    pub fn share(&self, rule: usize, person: &str) -> Option<(i64, i64)> {
        self.shares.get(&rule)?.get(person).copied()
    }

    fn fair(
        &self,
        rule: &Rule,
        of: &Count,
        amount: Option<u32>,
        by: Share,
        history: bool,
    ) -> BTreeMap<&'a str, (i64, i64)> {
        let people: Vec<&'a Person> =
            self.model.people.iter().filter(|person| rule.holds_for(&person.name)).collect();
        let before = |person: &Person| if history { so_far(person, of) } else { 0 };
        let weight = |person: &Person| match by {
            Share::Equal => 1,
            Share::Contract => person.minutes_at_most().unwrap_or(0),
            Share::Days => {
                let there =
                    |day: &NaiveDate| person.is_employed_on(*day) && !person.days_left_out.contains(day);
                i64::try_from(self.model.period.days().filter(there).count()).unwrap_or(0)
            }
        };
        let asked = amount.map_or_else(|| self.asked(of), i64::from);
        let amount = i128::from(asked + people.iter().map(|person| before(person)).sum::<i64>());
        let whole: i128 = people.iter().map(|person| i128::from(weight(person))).sum();
        let share = |person: &&'a Person| {
            let part = amount * i128::from(weight(person));
            let low = if whole == 0 { 0 } else { part.div_euclid(whole) };
            let rest = whole != 0 && part.rem_euclid(whole) != 0;
            let own = i128::from(before(person));
            let clip = |share: i128| i64::try_from((share - own).max(0)).unwrap_or(i64::MAX / 4);
            (person.name.as_str(), (clip(low), clip(low + i128::from(rest))))
        };
        people.iter().map(share).collect()
    }

    /// How much the needs of the shifts ask for, of what is counted.
    fn asked(&self, of: &Count) -> i64 {
        let mut sum = 0;
        for line in super::cover::lines(self.model, &self.index) {
            let one = match of {
                Count::Minutes => self.paid(line.number, line.day),
                Count::Assignments => 1,
                Count::Shifts(names) => i64::from(names.contains(&line.shift.name)),
                Count::Days | Count::Weekends => 0,
            };
            sum += one * i64::from(line.wanted);
        }
        sum
    }
}

/// What somebody's history has of what is counted.
pub(in crate::scheduling) fn so_far(person: &Person, of: &Count) -> i64 {
    let Some(history) = &person.history else { return 0 };
    i64::from(match of {
        Count::Minutes => history.minutes,
        Count::Assignments | Count::Days => history.assignments,
        Count::Weekends => history.weekends,
        Count::Shifts(names) => names.iter().filter_map(|name| history.shifts.get(name)).sum(),
    })
}

/// The weekends of a period: days of the weekend that follow one another.
fn weekends(model: &Model) -> Vec<Weekend> {
    let is = |day: NaiveDate| model.rules.weekend.contains(&day.weekday());
    let mut weekends: Vec<Weekend> = Vec::new();
    for day in model.period.days().filter(|day| is(*day)) {
        match weekends.last_mut() {
            Some(weekend) if weekend.last.succ_opt() == Some(day) => weekend.last = day,
            _ => weekends.push(Weekend { first: day, last: day, whole: true }),
        }
    }
    for weekend in &mut weekends {
        let outside = [weekend.first.pred_opt(), weekend.last.succ_opt()];
        weekend.whole = !outside.into_iter().flatten().any(is);
    }
    weekends
}
