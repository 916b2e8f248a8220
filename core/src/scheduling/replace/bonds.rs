//! What binds people together, kept up to date: sums of couplings, and how far apart people are.

use super::cost::Cost;
use crate::scheduling::evaluate::judge::Judge;
use crate::scheduling::evaluate::person::{Placed, count, windows};
use crate::scheduling::rules::{Count, Coupling, Limit, Rule, Strength};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// All couplings and spreads of a model.
#[derive(Clone, Debug)]
pub(in crate::scheduling) struct Bonds<'a> {
    couplings: Vec<Bond<'a>>,
    /// The couplings in which somebody counts, by person.
    of: Vec<Vec<usize>>,
    spreads: Vec<Spread<'a>>,
}

#[derive(Clone, Debug)]
struct Bond<'a> {
    by: &'a Coupling,
    windows: Vec<Sum>,
}

#[derive(Clone, Debug)]
struct Sum {
    first: NaiveDate,
    last: NaiveDate,
    there: i64,
}

#[derive(Clone, Debug)]
struct Spread<'a> {
    rule: &'a Rule,
    of: &'a Count,
    most: i64,
    /// By person; none for somebody for whom the rule does not hold.
    counts: Vec<Option<i64>>,
}

/// One person's row, as it is and as it would be.
pub(in crate::scheduling) struct Turn<'t, 'a> {
    pub person: usize,
    pub name: &'t str,
    pub old: &'t [Placed<'a>],
    pub new: &'t [Placed<'a>],
}

/// What a change does to what binds people together.
#[derive(Clone, Debug, Default)]
pub(in crate::scheduling) struct Pull {
    pub cost: Cost,
    /// The names of hard couplings that it breaks (more), and of soft ones.
    pub hard: Vec<String>,
    pub soft: Vec<String>,
}

impl Pull {
    fn add(&mut self, name: &str, strength: Strength, level: u8, (before, after): (i64, i64)) {
        let ((hard, was), (_, is)) = (strength.penalty(before), strength.penalty(after));
        self.cost.charge(level, is.saturating_sub(was));
        if after > before {
            let told = if hard { &mut self.hard } else { &mut self.soft };
            told.push(name.into());
        }
    }
}

impl<'a> Bonds<'a> {
    pub fn new(judge: &Judge<'a>, rows: &[Vec<Placed<'a>>]) -> Self {
        let model = judge.model;
        let mut of = vec![Vec::new(); model.people.len()];
        let mut couplings = Vec::new();
        for (number, coupling) in model.couplings.iter().enumerate() {
            let all = coupling.terms.iter().any(|term| term.people.is_empty());
            let named: BTreeSet<usize> = coupling
                .terms
                .iter()
                .flat_map(|term| &term.people)
                .filter_map(|name| judge.index.person_number(name))
                .collect();
            for (person, own) in of.iter_mut().enumerate() {
                if all || named.contains(&person) {
                    own.push(number);
                }
            }
            let counts = |first: &NaiveDate, last: &NaiveDate| {
                first.iter_days().take_while(|day| day <= last).any(|day| coupling.counts_on(day))
            };
            let windows =
                windows(model, coupling.per).into_iter().filter(|(first, last, _)| counts(first, last));
            let windows = windows.map(|(first, last, _)| Sum {
                first,
                last,
                there: model
                    .people
                    .iter()
                    .zip(rows)
                    .map(|(person, row)| adds(judge, coupling, &person.name, row, first, last))
                    .sum(),
            });
            couplings.push(Bond { by: coupling, windows: windows.collect() });
        }
        let period = model.period;
        let spreads = model.rules.rules.iter().filter_map(|rule| {
            let Limit::Spread { of, most } = &rule.limit else { return None };
            let counts = model.people.iter().zip(rows).map(|(person, row)| {
                let own = || count(judge, of, row, period.first(), period.last());
                rule.holds_for(&person.name).then(own)
            });
            Some(Spread { rule, of, most: i64::from(*most), counts: counts.collect() })
        });
        let spreads = spreads.collect();
        Self { couplings, of, spreads }
    }

    /// Whether what that person does binds nobody else.
    pub fn leave_alone(&self, person: usize) -> bool {
        self.of.get(person).is_none_or(Vec::is_empty)
            && self.spreads.iter().all(|spread| !matches!(spread.counts.get(person), Some(Some(_))))
    }

    /// What it costs when these rows change (each person once) between these days.
    pub fn price(&self, judge: &Judge<'a>, turns: &[Turn<'_, 'a>]) -> Pull {
        let mut pull = Pull::default();
        for (bond, sums) in self.sums(judge, turns) {
            for (window, by) in sums {
                let broken = |sum: i64| broken(bond.by, sum);
                let change = (broken(window.there), broken(window.there + by));
                pull.add(&bond.by.name, bond.by.strength, bond.by.level, change);
            }
        }
        for spread in &self.spreads {
            let change = (spread.broken(&BTreeMap::new()), spread.broken(&spread.counts_of(judge, turns)));
            pull.add(&spread.rule.name, spread.rule.strength, spread.rule.level, change);
        }
        pull
    }

    /// Takes down that these rows have changed.
    pub fn shift(&mut self, judge: &Judge<'a>, turns: &[Turn<'_, 'a>]) {
        let numbers = self.concerned(turns);
        for number in numbers {
            let Some(bond) = self.couplings.get_mut(number) else { continue };
            let by: Vec<i64> = bond.windows.iter().map(|window| by(judge, bond.by, window, turns)).collect();
            bond.windows.iter_mut().zip(by).for_each(|(window, by)| window.there += by);
        }
        for spread in &mut self.spreads {
            for (person, count) in spread.counts_of(judge, turns) {
                if let Some(own) = spread.counts.get_mut(person) {
                    *own = Some(count);
                }
            }
        }
    }

    fn concerned(&self, turns: &[Turn<'_, 'a>]) -> BTreeSet<usize> {
        turns.iter().filter_map(|turn| self.of.get(turn.person)).flatten().copied().collect()
    }

    fn sums<'s>(
        &'s self,
        judge: &Judge<'a>,
        turns: &[Turn<'_, 'a>],
    ) -> Vec<(&'s Bond<'a>, Vec<(&'s Sum, i64)>)> {
        let concerned = self.concerned(turns);
        let bonds = concerned.into_iter().filter_map(|number| self.couplings.get(number));
        bonds
            .map(|bond| {
                let sums = bond.windows.iter().map(|window| (window, by(judge, bond.by, window, turns)));
                (bond, sums.filter(|(_, by)| *by != 0).collect())
            })
            .collect()
    }
}

impl<'a> Spread<'a> {
    fn counts_of(&self, judge: &Judge<'a>, turns: &[Turn<'_, 'a>]) -> BTreeMap<usize, i64> {
        let period = judge.model.period;
        let holds = turns.iter().filter(|turn| matches!(self.counts.get(turn.person), Some(Some(_))));
        holds.map(|t| (t.person, count(judge, self.of, t.new, period.first(), period.last()))).collect()
    }

    /// By how much people are too far apart, when some have other counts.
    fn broken(&self, new: &BTreeMap<usize, i64>) -> i64 {
        let counts = self.counts.iter().enumerate().filter_map(|(person, count)| {
            let own = (*count)?;
            Some(new.get(&person).copied().unwrap_or(own))
        });
        let (least, greatest) =
            counts.fold((i64::MAX, i64::MIN), |(least, greatest), own| (least.min(own), greatest.max(own)));
        if least > greatest { 0 } else { (greatest - least - self.most).max(0) }
    }
}

/// By how much a sum lies outside.
fn broken(coupling: &Coupling, sum: i64) -> i64 {
    let below = coupling.least.map_or(0, |least| least - sum);
    let above = coupling.most.map_or(0, |most| sum - most);
    below.max(above).max(0)
}

fn by(judge: &Judge<'_>, coupling: &Coupling, window: &Sum, turns: &[Turn<'_, '_>]) -> i64 {
    let adds = |name: &str, row: &[Placed<'_>]| adds(judge, coupling, name, row, window.first, window.last);
    turns.iter().map(|turn| adds(turn.name, turn.new) - adds(turn.name, turn.old)).sum()
}

/// What somebody's row adds to the sum of a window.
fn adds(
    judge: &Judge<'_>,
    coupling: &Coupling,
    person: &str,
    row: &[Placed<'_>],
    first: NaiveDate,
    last: NaiveDate,
) -> i64 {
    let own = coupling
        .terms
        .iter()
        .filter(|term| term.people.is_empty() || term.people.iter().any(|n| n == person));
    own.map(|term| {
        let counts = |p: &&Placed<'_>| {
            coupling.counts_on(p.day) && term.skill.as_deref().is_none_or(|skill| p.skill == Some(skill))
        };
        let row: Vec<Placed<'_>> = row.iter().filter(counts).copied().collect();
        // Somebody who is named twice counts twice, as the judge counts.
        let times = term.people.iter().filter(|name| *name == person).count().max(1);
        term.times * i64::try_from(times).unwrap_or(1) * count(judge, &term.of, &row, first, last)
    })
    .sum()
}
