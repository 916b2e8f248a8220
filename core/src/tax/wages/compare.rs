//! The guard beside a new pack: whose result changes.

use super::{Assessment, Line, Payer, Payment, Prepared, Profile};
use crate::{
    error::{Code, Error, Problem, Result},
    law::RulePack,
    money::Money,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which pack a side of a comparison was reckoned under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// The pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// A line that is not the same under both packs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangedLine {
    /// The line's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Who bears it.
    pub payer: Payer,
    /// Its amount under the old pack; none when there is no such line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Money>,
    /// Its amount under the new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Money>,
}

/// Somebody whose result is not the same under both packs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The person's place in the list, from 0.
    pub row: usize,
    /// The lines whose amounts differ, those of only one side included; empty when a side is refused.
    pub lines: Vec<ChangedLine>,
    /// Why the old pack refuses, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_problem: Option<Problem>,
    /// Why the new one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_problem: Option<Problem>,
}

/// What a new pack changes for a list of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The old pack.
    pub old: Side,
    /// The new one.
    pub new: Side,
    /// How many people were compared.
    pub people: usize,
    /// How many results are the same, refusals for the same reason among them.
    pub unchanged: usize,
    /// How many are reckoned under both, to other amounts.
    pub changed: usize,
    /// How many the new pack refuses, which the old one did not.
    pub newly_refused: usize,
    /// How many the old pack refused, which the new one does not.
    pub newly_known: usize,
    /// How many both refuse, each for another reason.
    pub refused_otherwise: usize,
    /// Everybody who is not counted as unchanged, in order.
    pub changes: Vec<Change>,
}

/// Assesses each payment under both packs and lists everybody whose result changes: lines of other amounts, and refusals
/// that appear, vanish or have another reason. A line is known by its code and payer; what changes a base, a rate or a
/// citation alone changes no result.
///
/// It never fails: somebody whom a pack does not know, because it is of another jurisdiction or does not know the day, is
/// told of in the list.
pub fn compare(people: &[(Profile, Payment)], old: &RulePack, new: &RulePack) -> Comparison {
    let side = |pack: &RulePack| Side { pack: pack.id().to_owned(), revision: pack.revision().to_owned() };
    let (mut before, mut after) = (Laws::new(old), Laws::new(new));
    let mut found = Comparison {
        old: side(old),
        new: side(new),
        people: people.len(),
        unchanged: 0,
        changed: 0,
        newly_refused: 0,
        newly_known: 0,
        refused_otherwise: 0,
        changes: Vec::new(),
    };
    for (row, (profile, payment)) in people.iter().enumerate() {
        let results = (before.assess(profile, payment), after.assess(profile, payment));
        let mut change = Change { row, lines: Vec::new(), old_problem: None, new_problem: None };
        let count = match results {
            (Ok(old), Ok(new)) => {
                change.lines = changed(&old, &new);
                if change.lines.is_empty() { &mut found.unchanged } else { &mut found.changed }
            }
            (Ok(_), Err(new)) => {
                change.new_problem = Some(Problem::new(row, &new));
                &mut found.newly_refused
            }
            (Err(old), Ok(_)) => {
                change.old_problem = Some(Problem::new(row, &old));
                &mut found.newly_known
            }
            // The message names the pack's revision, so that it is another one even when the reason is the same.
            (Err(old), Err(new)) if reason(&old) == reason(&new) => &mut found.unchanged,
            (Err(old), Err(new)) => {
                change.old_problem = Some(Problem::new(row, &old));
                change.new_problem = Some(Problem::new(row, &new));
                &mut found.refused_otherwise
            }
        };
        *count += 1;
        if !change.lines.is_empty() || change.old_problem.is_some() || change.new_problem.is_some() {
            found.changes.push(change);
        }
    }
    found
}

fn reason(error: &Error) -> (Code, &str, &str) {
    (error.code(), error.field(), error.value())
}

/// The lines of one side beside those of the other, in the order of the old side and then of the new.
fn changed(old: &Assessment, new: &Assessment) -> Vec<ChangedLine> {
    let mut beside: Vec<ChangedLine> = Vec::new();
    let mut left: Vec<&Line> = new.lines.iter().collect();
    for line in &old.lines {
        let twin = left.iter().position(|other| other.code == line.code && other.payer == line.payer);
        let twin = twin.map(|index| left.remove(index).amount);
        if twin != Some(line.amount) {
            beside.push(ChangedLine::of(line, Some(line.amount), twin));
        }
    }
    beside.extend(left.into_iter().map(|line| ChangedLine::of(line, None, Some(line.amount))));
    beside
}

impl ChangedLine {
    fn of(line: &Line, old: Option<Money>, new: Option<Money>) -> Self {
        Self { code: line.code.clone(), name: line.name.clone(), payer: line.payer, old, new }
    }
}

/// A pack's law of each pay day, read once.
struct Laws<'a> {
    pack: &'a RulePack,
    days: BTreeMap<NaiveDate, Result<Prepared>>,
}

impl<'a> Laws<'a> {
    const fn new(pack: &'a RulePack) -> Self {
        Self { pack, days: BTreeMap::new() }
    }

    fn assess(&mut self, profile: &Profile, payment: &Payment) -> Result<Assessment> {
        let day = payment.pay_day;
        match self.days.entry(day).or_insert_with(|| Prepared::on(self.pack, day)) {
            Ok(law) => law.assess(profile, payment),
            Err(error) => Err(error.clone()),
        }
    }
}
