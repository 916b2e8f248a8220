//! What binds people together, kept up to date: sums of couplings, and how far apart people are.

use super::cost::Cost;
use crate::scheduling::evaluate::judge::Judge;
use crate::scheduling::evaluate::person::{Placed, count, windows};
use crate::scheduling::model::Model;
use crate::scheduling::rules::{Count, Coupling, Limit, Rule, Strength};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// All couplings and spreads of a model.
#[derive(Clone, Debug, Default)]
pub(in crate::scheduling) struct Bonds {
    /// As in the model.
    couplings: Vec<Vec<Sum>>,
    /// The couplings in which somebody counts, by person.
    of: Vec<Vec<usize>>,
    spreads: Vec<Spread>,
}

/// What a coupling comes to in a window.
#[derive(Clone, Debug)]
struct Sum {
    first: NaiveDate,
    last: NaiveDate,
    there: i64,
}

#[derive(Clone, Debug)]
struct Spread {
    /// The rule's number in the model.
    rule: usize,
    /// By person; none for somebody for whom the rule does not hold.
    counts: Vec<Option<i64>>,
}

/// One person's row, as it is and as it would be.
pub(in crate::scheduling) struct Turn<'a> {
    pub person: usize,
    pub name: &'a str,
    pub old: Vec<Placed<'a>>,
    pub new: Vec<Placed<'a>>,
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

impl Bonds {
    pub fn new(judge: &Judge<'_>, rows: &[Vec<Placed<'_>>]) -> Self {
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
            couplings.push(windows.collect());
        }
        let period = model.period;
        let spreads = model.rules.rules.iter().enumerate().filter_map(|(number, rule)| {
            let Limit::Spread { of, .. } = &rule.limit else { return None };
            let counts = model.people.iter().zip(rows).map(|(person, row)| {
                let own = || count(judge, of, row, period.first(), period.last());
                rule.holds_for(&person.name).then(own)
            });
            Some(Spread { rule: number, counts: counts.collect() })
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
    pub fn price(&self, judge: &Judge<'_>, turns: &[Turn<'_>]) -> Pull {
        let mut pull = Pull::default();
        for number in self.concerned(turns) {
            let (Some(coupling), Some(windows)) =
                (judge.model.couplings.get(number), self.couplings.get(number))
            else {
                continue;
            };
            for window in windows {
                let by = by(judge, coupling, window, turns);
                let change = (broken(coupling, window.there), broken(coupling, window.there + by));
                pull.add(&coupling.name, coupling.strength, coupling.level, change);
            }
        }
        for spread in &self.spreads {
            let Some((rule, of, most)) = spread.read(judge.model) else { continue };
            let new = spread.counts_of(judge, of, turns);
            let change = (spread.broken(most, &BTreeMap::new()), spread.broken(most, &new));
            pull.add(&rule.name, rule.strength, rule.level, change);
        }
        pull
    }

    /// Takes down that these rows have changed.
    pub fn shift(&mut self, judge: &Judge<'_>, turns: &[Turn<'_>]) {
        let numbers = self.concerned(turns);
        for number in numbers {
            let (Some(coupling), Some(windows)) =
                (judge.model.couplings.get(number), self.couplings.get_mut(number))
            else {
                continue;
            };
            for window in windows {
                window.there += by(judge, coupling, window, turns);
            }
        }
        for spread in &mut self.spreads {
            let Some((_, of, _)) = spread.read(judge.model) else { continue };
            for (person, count) in spread.counts_of(judge, of, turns) {
                if let Some(own) = spread.counts.get_mut(person) {
                    *own = Some(count);
                }
            }
        }
    }

    fn concerned(&self, turns: &[Turn<'_>]) -> BTreeSet<usize> {
        turns.iter().filter_map(|turn| self.of.get(turn.person)).flatten().copied().collect()
    }
}

impl Spread {
    /// The rule, what it counts, and how far apart people may be.
    fn read<'m>(&self, model: &'m Model) -> Option<(&'m Rule, &'m Count, i64)> {
        let rule = model.rules.rules.get(self.rule)?;
        let Limit::Spread { of, most } = &rule.limit else { return None };
        Some((rule, of, i64::from(*most)))
    }

    fn counts_of(&self, judge: &Judge<'_>, of: &Count, turns: &[Turn<'_>]) -> BTreeMap<usize, i64> {
        let period = judge.model.period;
        let holds = turns.iter().filter(|turn| matches!(self.counts.get(turn.person), Some(Some(_))));
        holds.map(|t| (t.person, count(judge, of, &t.new, period.first(), period.last()))).collect()
    }

    /// By how much people are too far apart, when some have other counts.
    fn broken(&self, most: i64, new: &BTreeMap<usize, i64>) -> i64 {
        let counts = self.counts.iter().enumerate().filter_map(|(person, count)| {
            let own = (*count)?;
            Some(new.get(&person).copied().unwrap_or(own))
        });
        let (least, greatest) =
            counts.fold((i64::MAX, i64::MIN), |(least, greatest), own| (least.min(own), greatest.max(own)));
        if least > greatest { 0 } else { (greatest - least - most).max(0) }
    }
}

/// By how much a sum lies outside.
fn broken(coupling: &Coupling, sum: i64) -> i64 {
    let below = coupling.least.map_or(0, |least| least - sum);
    let above = coupling.most.map_or(0, |most| sum - most);
    below.max(above).max(0)
}

fn by(judge: &Judge<'_>, coupling: &Coupling, window: &Sum, turns: &[Turn<'_>]) -> i64 {
    let adds = |name: &str, row: &[Placed<'_>]| adds(judge, coupling, name, row, window.first, window.last);
    turns.iter().map(|turn| adds(turn.name, &turn.new) - adds(turn.name, &turn.old)).sum()
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
