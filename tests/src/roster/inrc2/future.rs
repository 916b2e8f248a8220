//! Weeks to come, guessed from those that were seen: a working day is like the working days, a day of the weekend like those.

use super::{BELOW_LEAST, Bounds, DAYS, Scenario, Totals, WORKING_DAYS, Week};
use crate::roster::Result;
use backoffice::scheduling::{History, Model, Requirement};
use fastrand::Rng;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// What a day needs, by shift and skill.
type Day<'a> = BTreeMap<(&'a str, &'a str), Bounds>;

/// The days of the week that are like that one.
fn like(weekday: usize) -> Range<usize> {
    if weekday < WORKING_DAYS { 0..WORKING_DAYS } else { WORKING_DAYS..DAYS.len() }
}

/// So many weeks that need what was needed on the mean: whole people, spread evenly over the days and the shifts, so that
/// nothing fits the accidents of some days. Where the spreading begins is drawn. Nobody has wishes.
pub(super) fn evenly(seen: &[Week], ahead: usize, chance: &mut Rng) -> Vec<Week> {
    let mut working = Mean::new(seen, like(0), chance);
    let mut weekend = Mean::new(seen, like(WORKING_DAYS), chance);
    let mut day = |weekday| if weekday < WORKING_DAYS { working.next() } else { weekend.next() };
    (0..ahead).map(|_| week(&(0..DAYS.len()).map(&mut day).collect::<Vec<_>>(), Vec::new())).collect()
}

/// So many weeks of days that are drawn from those that were seen, each with the wishes of a week: whose they are is drawn
/// too.
pub(super) fn drawn(seen: &[Week], ahead: usize, chance: &mut Rng) -> Vec<Week> {
    let one = |chance: &mut Rng| {
        let mut day = |weekday| {
            let number = chance.usize(like(weekday));
            chance.choice(seen).map(|week| needs(week, number).collect()).unwrap_or_default()
        };
        let days: Vec<Day<'_>> = (0..DAYS.len()).map(&mut day).collect();
        let own: BTreeSet<&String> =
            seen.iter().flat_map(|week| &week.off).map(|(nurse, ..)| nurse).collect();
        let mut others: Vec<&String> = own.iter().copied().collect();
        chance.shuffle(&mut others);
        let whose: BTreeMap<&String, &String> = own.into_iter().zip(others).collect();
        let wishes = chance.choice(seen).map(|week| week.off.as_slice()).unwrap_or_default();
        let wish = |(nurse, shift, weekday): &(String, Option<String>, u32)| {
            Some(((*whose.get(nurse)?).clone(), shift.clone(), *weekday))
        };
        week(&days, wishes.iter().filter_map(wish).collect())
    };
    (0..ahead).map(|_| one(chance)).collect()
}

/// What that day of the week needs.
fn needs(week: &Week, weekday: usize) -> impl Iterator<Item = ((&str, &str), Bounds)> {
    week.cover.iter().filter_map(move |(shift, skill, days)| {
        days.get(weekday).map(|need| ((shift.as_str(), skill.as_str()), *need))
    })
}

/// The week of these days and wishes.
fn week(days: &[Day<'_>], off: Vec<(String, Option<String>, u32)>) -> Week {
    let kinds: BTreeSet<_> = days.iter().flat_map(BTreeMap::keys).collect();
    let cover = |kind: &(&str, &str)| {
        let needs = days.iter().map(|day| day.get(kind).copied().unwrap_or_default());
        (kind.0.to_owned(), kind.1.to_owned(), needs.collect())
    };
    Week { cover: kinds.into_iter().map(cover).collect(), off }
}

/// The mean of what some days needed, told out day after day in whole people.
struct Mean<'a> {
    /// By shift and skill: who there must be, and who more there should be.
    needs: BTreeMap<(&'a str, &'a str), [Told; 2]>,
    /// The days.
    of: u64,
}

/// A mean and what is left over of it, both times the number of days.
#[derive(Clone, Copy, Default)]
struct Told {
    sum: u64,
    over: u64,
}

impl<'a> Mean<'a> {
    fn new(seen: &'a [Week], weekdays: Range<usize>, chance: &mut Rng) -> Self {
        let of = (weekdays.len() * seen.len()).max(1) as u64;
        let mut sums: BTreeMap<_, [Told; 2]> = BTreeMap::new();
        for (kind, (least, wanted)) in
            seen.iter().flat_map(|week| weekdays.clone().flat_map(|weekday| needs(week, weekday)))
        {
            let [must, more] = sums.entry(kind).or_default();
            must.sum += u64::from(least);
            more.sum += u64::from(wanted.saturating_sub(least));
        }
        // Each begins where the one before leaves off, so that the sums of a day are even too.
        let mut over = [chance.u64(0..of), chance.u64(0..of)];
        for told in sums.values_mut() {
            for (told, over) in told.iter_mut().zip(&mut over) {
                told.over = *over;
                *over = (*over + told.sum) % of;
            }
        }
        Self { needs: sums, of }
    }

    fn next(&mut self) -> Day<'a> {
        let of = self.of;
        let tell = |told: &mut Told| {
            let sum = told.over + told.sum;
            told.over = sum % of;
            u32::try_from(sum / of).unwrap_or(u32::MAX)
        };
        let day = |(kind, [must, more]): (&_, &mut [Told; 2])| {
            let least = tell(must);
            (*kind, (least, least.saturating_add(tell(more))))
        };
        self.needs.iter_mut().map(day).collect()
    }
}

impl Scenario {
    /// The model of a week and of those that are guessed to follow. Whoever is below the least is refused in the week itself;
    /// of what is only guessed it is dear.
    pub(super) fn guessed(&self, history: &[History], own: &[Week], later: &[Week]) -> Result<Model> {
        let mut model = self.model(history, &[own, later].concat(), Totals::Judged)?;
        let first = model.period.days().nth(own.len() * DAYS.len());
        let mut dear = Vec::new();
        for requirement in &mut model.requirements {
            let is_guessed = first.is_some_and(|first| requirement.dates.iter().all(|day| *day >= first));
            if is_guessed && requirement.least > 0 {
                let least = Requirement { wanted: requirement.least, least: 0, ..requirement.clone() };
                dear.push(least.weighing(BELOW_LEAST, 0));
                requirement.least = 0;
            }
        }
        model.requirements.extend(dear);
        model.check()?;
        Ok(model)
    }
}
