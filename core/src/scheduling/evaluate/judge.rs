//! What the judge knows of a model before it looks at a roster: shifts in minutes, rules by person, fair shares.

use super::law::Statutes;
use super::person::Placed;
use crate::error::Result;
use crate::scheduling::clock;
use crate::scheduling::law::Packs;
use crate::scheduling::model::{
    Assignment, Checked, Duty, Forbidden, Index, Model, Pause, Person, Piece, Request, unknown,
};
use crate::scheduling::rules::{Count, Limit, Rule, Share};
use crate::scheduling::worst::Most;
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

/// A model made ready for judging.
#[derive(Clone, Debug)]
pub(in crate::scheduling) struct Judge<'a> {
    pub model: &'a Model,
    known: Arc<Known>,
}

/// What is known of a model, in numbers: it borrows nothing, so that whoever owns the model can keep it.
#[derive(Debug)]
pub(in crate::scheduling) struct Known {
    pub index: Index,
    /// What no roster's penalties are beyond.
    pub most: Most,
    /// Of each shift.
    timings: Vec<Timing>,
    /// Numbers of the rules that hold for everybody.
    common: Vec<usize>,
    /// Numbers of the rules that name people.
    own: BTreeMap<String, Vec<usize>>,
    /// Numbers of requests and of forbidden cells, by person.
    requests: BTreeMap<String, Vec<usize>>,
    forbidden: BTreeMap<String, Vec<usize>>,
    /// For each rule of fair shares, the lowest and highest whole share of each person.
    shares: BTreeMap<usize, BTreeMap<String, (i64, i64)>>,
    /// The days of the period's weekends, and whether each lies wholly in the period.
    pub weekends: Vec<Weekend>,
    /// The labour law; none for rules alone.
    pub law: Option<Statutes>,
    /// Its packs, as they were read.
    packs: Option<Arc<Packs>>,
}

/// A shift in minutes after the midnight of its day.
#[derive(Debug)]
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

    /// Paid minutes on a day: as they pass, where the clock is changed meanwhile.
    fn paid_on(&self, model: &Model, day: NaiveDate) -> i64 {
        if self.own_minutes || model.clock.is_empty() {
            return self.paid;
        }
        let worked = self.pieces.iter().filter(|piece| piece.duty == Duty::Work);
        let gained: i64 = worked
            .map(|piece| {
                let (from, to) = (clock::moment(day, piece.from), clock::moment(day, piece.to));
                clock::between(model.universal(from), model.universal(to)) - (piece.to - piece.from)
            })
            .sum();
        self.paid + gained
    }
}

impl<'a> Judge<'a> {
    /// The model is checked.
    ///
    /// # Errors
    /// As [`Model::check`].
    pub fn new(model: &'a Model) -> Result<Self> {
        Self::under(model, None)
    }

    fn under(model: &'a Model, read: Option<&Arc<Packs>>) -> Result<Self> {
        let Checked { index, law, most } = model.checked(read)?;
        let (packs, law) = law.unzip();
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
        let (mut common, mut own) = (Vec::new(), BTreeMap::<String, Vec<usize>>::new());
        for (number, rule) in model.rules.rules.iter().enumerate() {
            if rule.people.is_empty() {
                common.push(number);
            }
            let people: BTreeSet<&str> = rule.people.iter().map(String::as_str).collect();
            for person in people {
                own.entry(person.into()).or_default().push(number);
            }
        }
        let mut known = Known {
            index,
            most,
            timings,
            common,
            own,
            requests: by_name(model.requests.iter().map(|request| request.person.as_str())),
            forbidden: by_name(model.forbidden.iter().map(|cell| cell.person.as_str())),
            shares: BTreeMap::new(),
            weekends: weekends(model),
            law: None,
            packs,
        };
        known.law = Statutes::new(model, &known, law);
        for (number, rule) in model.rules.rules.iter().enumerate() {
            if let Limit::Fair { of, amount, by, history, .. } = &rule.limit {
                let shares = known.fair(model, rule, of, *amount, *by, *history);
                known.shares.insert(number, shares);
            }
        }
        Ok(Self { model, known: Arc::new(known) })
    }

    /// The judge of a model of which this is known.
    pub const fn of(model: &'a Model, known: Arc<Known>) -> Self {
        Self { model, known }
    }

    /// What is known of the model, for [`of`](Self::of).
    pub fn known(&self) -> Arc<Known> {
        Arc::clone(&self.known)
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
            paid: timing.paid_on(self.model, day),
        })
    }

    /// Paid minutes of a shift on a day: as they pass, where the clock is changed meanwhile.
    pub fn paid(&self, shift: usize, day: NaiveDate) -> i64 {
        self.timing(shift).map_or(0, |timing| timing.paid_on(self.model, day))
    }

    /// The rules that hold for somebody, with their numbers, in the model's order.
    pub fn rules_of(&self, person: &str) -> impl Iterator<Item = (usize, &'a Rule)> {
        let own = self.own.get(person).map(Vec::as_slice).unwrap_or_default();
        let mut numbers: Vec<usize> = self.common.iter().chain(own).copied().collect();
        numbers.sort_unstable();
        numbers.into_iter().filter_map(|number| Some((number, self.model.rules.rules.get(number)?)))
    }

    pub fn requests_of(&self, person: &str) -> impl Iterator<Item = &'a Request> {
        let numbers = self.requests.get(person).into_iter().flatten();
        numbers.filter_map(|number| self.model.requests.get(*number))
    }

    pub fn forbidden_of(&self, person: &str) -> impl Iterator<Item = &'a Forbidden> {
        let numbers = self.forbidden.get(person).into_iter().flatten();
        numbers.filter_map(|number| self.model.forbidden.get(*number))
    }
}

impl Deref for Judge<'_> {
    type Target = Known;

    fn deref(&self) -> &Known {
        &self.known
    }
}

impl Known {
    /// The judge of another model, such as this one with a change: its laws are not read again where they are the same.
    ///
    /// # Errors
    /// As [`Model::check`].
    pub fn like<'m>(&self, model: &'m Model) -> Result<Judge<'m>> {
        Judge::under(model, self.packs.as_ref())
    }

    pub fn timing(&self, shift: usize) -> Option<&Timing> {
        self.timings.get(shift)
    }

    /// The lowest and the highest whole number that is somebody's fair share by a rule.
    pub fn share(&self, rule: usize, person: &str) -> Option<(i64, i64)> {
        self.shares.get(&rule)?.get(person).copied()
    }

    fn fair(
        &self,
        model: &Model,
        rule: &Rule,
        of: &Count,
        amount: Option<u32>,
        by: Share,
        history: bool,
    ) -> BTreeMap<String, (i64, i64)> {
        let people: Vec<&Person> =
            model.people.iter().filter(|person| rule.holds_for(&person.name)).collect();
        let before = |person: &Person| if history { so_far(person, of) } else { 0 };
        let weight = |person: &Person| match by {
            Share::Equal => 1,
            Share::Contract => person.minutes_at_most().unwrap_or(0),
            Share::Days => {
                let there =
                    |day: &NaiveDate| person.is_employed_on(*day) && !person.days_left_out.contains(day);
                i64::try_from(model.period.days().filter(there).count()).unwrap_or(0)
            }
        };
        let asked = amount.map_or_else(|| self.asked(model, of), i64::from);
        let amount = i128::from(asked + people.iter().map(|person| before(person)).sum::<i64>());
        let whole: i128 = people.iter().map(|person| i128::from(weight(person))).sum();
        let share = |person: &&Person| {
            let part = amount * i128::from(weight(person));
            let low = if whole == 0 { 0 } else { part.div_euclid(whole) };
            let rest = whole != 0 && part.rem_euclid(whole) != 0;
            let own = i128::from(before(person));
            let clip = |share: i128| i64::try_from((share - own).max(0)).unwrap_or(i64::MAX / 4);
            (person.name.clone(), (clip(low), clip(low + i128::from(rest))))
        };
        people.iter().map(share).collect()
    }

    /// How much the needs of the shifts ask for, of what is counted.
    fn asked(&self, model: &Model, of: &Count) -> i64 {
        let mut sum = 0;
        for line in super::cover::lines(model, &self.index) {
            let paid = || self.timing(line.number).map_or(0, |timing| timing.paid_on(model, line.day));
            let one = match of {
                Count::Minutes => paid(),
                Count::Assignments => 1,
                Count::Shifts(names) => i64::from(names.contains(&line.shift.name)),
                Count::Days | Count::Weekends => 0,
            };
            sum += one * i64::from(line.wanted);
        }
        sum
    }
}

/// The numbers of what people's names stand beside.
fn by_name<'n>(names: impl Iterator<Item = &'n str>) -> BTreeMap<String, Vec<usize>> {
    let mut numbers = BTreeMap::<String, Vec<usize>>::new();
    for (number, name) in names.enumerate() {
        numbers.entry(name.into()).or_default().push(number);
    }
    numbers
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Period;
    use crate::scheduling::law::Labour;

    #[test]
    fn laws_are_read_again_only_where_they_are_others() {
        let model = Model::new(Period::week(2026, 14).unwrap()).law(Labour::of(["eu.working_time"]));
        let judge = Judge::new(&model).unwrap();
        let same = |other: &Judge<'_>| {
            let packs = (judge.packs.as_ref().unwrap(), other.packs.as_ref().unwrap());
            Arc::ptr_eq(packs.0, packs.1)
        };
        let names = |judge: &Judge<'_>| judge.law.as_ref().unwrap().names();

        let mut changed = model.clone();
        changed.law.as_mut().unwrap().except.push("daily rest".into());
        let like = judge.like(&changed).unwrap();
        assert!(same(&like) && names(&judge).contains("daily rest") && !names(&like).contains("daily rest"));

        let other = model.clone().law(Labour::of(["uk.working_time"]));
        let like = judge.like(&other).unwrap();
        assert!(!same(&like) && names(&like).contains("hours of a young worker's day"));
        let text = Labour::of([crate::scheduling::law::Law::embedded("eu.working_time").unwrap().text()]);
        assert!(!same(&judge.like(&model.clone().law(text)).unwrap()));
        let none = Model { law: None, ..model.clone() };
        assert!(judge.like(&none).unwrap().law.is_none());
    }
}
