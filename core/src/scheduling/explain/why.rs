//! Why nobody takes an open shift: for each person the minimal conflicts of rules and facts, or what it would cost.

use super::conflict::minimal;
use super::program::Rows;
use super::would;
use crate::error::{Code, Result};
use crate::scheduling::clock;
use crate::scheduling::evaluate::by_start;
use crate::scheduling::evaluate::finding::Finding;
use crate::scheduling::evaluate::judge::Judge;
use crate::scheduling::evaluate::person::Placed;
use crate::scheduling::model::{Assignment, Model};
use crate::scheduling::replace::row::{Judged, is_hard, judged};
use crate::scheduling::replace::{Desk, Refined};
use crate::scheduling::rules::Strength;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// So many conflicts of a person are told.
const MOST: usize = 3;

/// Why nobody takes a shift, person by person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Why {
    /// The day of the shift.
    pub day: NaiveDate,
    /// The shift.
    pub shift: String,
    /// The skill that is worked on it.
    pub skill: Option<String>,
    /// Everybody who does not work it, in the model's order.
    pub people: Vec<Candidate>,
}

/// What stands in the way of somebody, or what it would cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// Who.
    pub person: String,
    /// What forbids it while the person's other days stay: each a set of causes that forbid it together and none of which
    /// can be left out. Three at most; none when nothing hard forbids it, or only a rule that other work beside it keeps
    /// (`instead` tells which).
    pub conflicts: Vec<Conflict>,
    /// How much more the roster would cost, when nothing forbids it.
    pub cost: Option<i64>,
    /// The wishes and soft rules that it would break: what it would cost to set each aside. The law is never among them.
    pub preferences: Vec<Preference>,
    /// The best row with the shift when the person's other days may change as well; none when there is none, or when the
    /// solver does not know the model.
    pub instead: Option<Refined>,
}

/// Causes that forbid something together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// Rules first, then what the person works.
    pub causes: Vec<Cause>,
    /// Whether it is proven that none of the causes can be left out.
    pub minimal: bool,
}

/// A rule or a fact that takes part in a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// What it is.
    pub what: Because,
    /// The name of the rule, or the shift that is worked.
    pub name: String,
    /// Whether it is law.
    pub law: bool,
    /// Where the rule stands.
    pub source: String,
    /// The fact in words: `bo already has 40 of 40 hours`.
    pub fact: String,
}

/// What a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// A rule of the model, or of all models.
    Rule,
    /// An assignment that is locked.
    Locked,
    /// An assignment of the roster.
    Assignment,
}

/// A soft rule, or the wishes, and what breaking it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preference {
    /// The name of the rule; `request` for a wish.
    pub rule: String,
    /// The penalty.
    pub cost: i64,
}

/// Why nobody takes that shift of that day in a roster.
///
/// ```
/// use backoffice::{Period, dec, scheduling::{Assignment, Model, Person, Shift, explain}};
///
/// let week = Period::week(2026, 14)?;
/// let days: Vec<_> = week.days().collect();
/// let model = Model::new(week)
///     .people([Person::new("ada").hours(dec!(16)), Person::new("bo").unavailable_on(days[2])])
///     .shift(Shift::every_day("early", "06:00", "14:00"));
/// let roster = [Assignment::new("ada", "early", days[0]), Assignment::new("ada", "early", days[1])];
/// let why = explain::why(&model, &roster, "early", days[2], None)?;
///
/// let ada = &why.people[0].conflicts[0].causes;
/// assert_eq!(ada[0].fact, "ada already has 16 of 16 hours");
/// assert_eq!(ada[1].fact, "ada works early on Mon 30 Mar");
/// assert_eq!(why.people[1].conflicts[0].causes[0].fact, "bo is not available");
/// // With Monday or Tuesday off, Ada could come.
/// assert_eq!(why.people[0].instead.as_ref().unwrap().gives_up.len(), 1);
/// # Ok::<(), backoffice::Error>(())
/// ```
///
/// # Errors
/// As [`evaluate`](crate::scheduling::evaluate()); `scheduling.unknown_name` or `input.invalid` when there is no such
/// shift on that day.
pub fn why(
    model: &Model,
    assignments: &[Assignment],
    shift: &str,
    day: NaiveDate,
    skill: Option<&str>,
) -> Result<Why> {
    Desk::build(model, assignments, false)?.why(shift, day, skill)
}

impl Desk {
    /// As [`explain::why`](crate::scheduling::explain::why()), of the roster at the desk.
    ///
    /// # Errors
    /// As there.
    pub fn why(&mut self, shift: &str, day: NaiveDate, skill: Option<&str>) -> Result<Why> {
        let model = &self.model;
        let mut people = Vec::with_capacity(model.people.len());
        for person in &model.people {
            let cell = Assignment {
                day,
                person: person.name.clone(),
                shift: shift.into(),
                skill: skill.map(Into::into),
            };
            let (number, at, duty) = self.seat(&cell)?;
            if !self.content(number, at).contains(&duty) {
                people.push(self.candidate(number, (at, duty))?);
            }
        }
        let names: Vec<&str> = people.iter().map(|candidate| candidate.person.as_str()).collect();
        let refined = match self.refine(shift, day, skill, &names) {
            Ok(refined) => refined,
            Err(error) if error.code() == Code::SchedulingUnsupported => vec![],
            Err(error) => return Err(error),
        };
        for one in refined {
            if let Some(candidate) = people.iter_mut().find(|candidate| candidate.person == one.person) {
                candidate.instead = Some(one);
            }
        }
        Ok(Why { day, shift: shift.into(), skill: skill.map(Into::into), people })
    }

    fn candidate(&self, number: usize, cell: (usize, usize)) -> Result<Candidate> {
        let model = &self.model;
        let name = model.people.get(number).map(|person| person.name.clone()).unwrap_or_default();
        let mut candidate =
            Candidate { person: name, conflicts: vec![], cost: None, preferences: vec![], instead: None };
        let (Some(row), Some(change)) = (self.rows.get(number), self.change(number, &[], &[cell])?) else {
            return Ok(candidate);
        };
        if change.judged.obeys(&row.judged) {
            let price = self.price(&[&change]);
            candidate.cost = price.lawful.then(|| price.cost.sum());
            candidate.preferences = preferences(self, number, &row.judged, &change.judged);
        } else if let Some(new) = self.placed(number, cell.0, cell.1) {
            candidate.conflicts = self.conflicts(number, &self.row(number), new, &change.judged)?;
        }
        Ok(candidate)
    }

    /// The minimal conflicts of a shift with what one person works and the rules.
    fn conflicts(
        &self,
        number: usize,
        row: &[Placed<'_>],
        new: Placed<'_>,
        with: &Judged,
    ) -> Result<Vec<Conflict>> {
        let model = &self.model;
        let Some(person) = model.people.get(number) else { return Ok(vec![]) };
        let before = judged(&self.judge(), person, row)?;
        // Causes: first the assignments, then the names of what is hard.
        let mut rows = Rows::new(&self.judge(), number);
        let broken: BTreeSet<&str> =
            with.worse(&before, is_hard).map(|finding| finding.rule.as_str()).collect();
        let mut names: BTreeSet<String> = rows.restrictions();
        names.extend(broken.iter().map(|name| (*name).to_owned()));
        let names: Vec<String> = names.into_iter().collect();
        let judge = |chosen: &BTreeSet<usize>| -> Result<Vec<Finding>> {
            let own: Vec<Placed<'_>> =
                row.iter().enumerate().filter(|(at, _)| chosen.contains(at)).map(|(_, p)| *p).collect();
            let mut all = own.clone();
            all.push(new);
            all.sort_by(by_start);
            let (was, is) = (judged(&self.judge(), person, &own)?, judged(&self.judge(), person, &all)?);
            Ok(is.worse(&was, is_hard).cloned().collect())
        };
        // A rule that more work only breaks more is broken by those assignments alone that break it, whatever else is worked.
        let mut found: Vec<BTreeSet<usize>> = Vec::new();
        let mut failed = Ok(());
        for name in &broken {
            let breaks = |chosen: &BTreeSet<usize>| -> Result<bool> {
                Ok(judge(chosen)?.iter().any(|finding| finding.rule == *name && finding.grows_with_work()))
            };
            let mut blocks = |chosen: &BTreeSet<usize>| {
                breaks(chosen).unwrap_or_else(|error| {
                    failed = Err(error);
                    false
                })
            };
            let rule = row.len() + names.iter().position(|own| own == name).unwrap_or(0);
            for mut conflict in minimal(row.len(), MOST, vec![], &mut blocks) {
                conflict.insert(rule);
                found.push(conflict);
            }
        }
        failed?;
        found.sort_by_key(|conflict| (conflict.len(), conflict.iter().copied().collect::<Vec<_>>()));
        found.truncate(MOST);
        let mut proven = true;
        if found.is_empty() {
            // Rules that more work can mend: only the program knows whether any other work does.
            match by_program(&mut rows, row, new, &names) {
                Ok(conflicts) => found = conflicts,
                Err(error) if error.code() == Code::SchedulingUnsupported => {
                    let rules = (row.len()..).zip(&names).filter(|(_, name)| broken.contains(name.as_str()));
                    found.push((0..row.len()).chain(rules.map(|(at, _)| at)).collect());
                    proven = false;
                }
                Err(error) => return Err(error),
            }
        }
        let told = found.into_iter().map(|conflict| {
            let findings = judge(&conflict)?;
            let causes = conflict.iter().map(|cause| {
                if let Some(p) = row.get(*cause) {
                    return worked(self, number, p);
                }
                let name = names.get(cause - row.len()).map(String::as_str).unwrap_or_default();
                rule(&self.judge(), &person.name, name, &new, &findings, &with.findings)
            });
            let mut causes: Vec<Cause> = causes.collect();
            causes.sort_by_key(|cause| cause.what != Because::Rule);
            Ok(Conflict { causes, minimal: proven })
        });
        told.collect()
    }
}

/// Minimal conflicts by the program of the row.
fn by_program(
    rows: &mut Rows,
    row: &[Placed<'_>],
    new: Placed<'_>,
    names: &[String],
) -> Result<Vec<BTreeSet<usize>>> {
    let as_assignment = |p: &Placed<'_>| Assignment {
        day: p.day,
        person: p.person.into(),
        shift: p.shift.name.clone(),
        skill: p.skill.map(Into::into),
    };
    let own: Vec<Assignment> = row.iter().map(as_assignment).collect();
    let cell = as_assignment(&new);
    let mut failed = Ok(());
    let mut blocks = |chosen: &BTreeSet<usize>| {
        let fixed: Vec<&Assignment> = own
            .iter()
            .enumerate()
            .filter(|(at, _)| chosen.contains(at))
            .map(|(_, one)| one)
            .chain([&cell])
            .collect();
        let on = (row.len()..).zip(names).filter(|(at, _)| chosen.contains(at));
        let on: BTreeSet<String> = on.map(|(_, name)| name.clone()).collect();
        rows.never(&on, &fixed).unwrap_or_else(|error| {
            failed = Err(error);
            false
        })
    };
    let found = minimal(row.len() + names.len(), MOST, vec![], &mut blocks);
    failed.map(|()| found)
}

fn worked(desk: &Desk, person: usize, p: &Placed<'_>) -> Cause {
    let duty = desk.duties.find(p.number, p.skill).unwrap_or(usize::MAX);
    let day = desk.duties.day(p.day).unwrap_or(usize::MAX);
    let locked = desk.is_locked(person, day, duty);
    Cause {
        what: if locked { Because::Locked } else { Because::Assignment },
        name: p.shift.name.clone(),
        law: false,
        source: String::new(),
        fact: format!("{} works {} on {}", p.person, p.shift.name, clock::day(p.day)),
    }
}

fn rule(
    judge: &Judge<'_>,
    person: &str,
    name: &str,
    new: &Placed<'_>,
    findings: &[Finding],
    others: &[Finding],
) -> Cause {
    let of_model = judge.model.rules.rules.iter().find(|rule| rule.name == name && rule.holds_for(person));
    let of_law = judge.law.as_ref().and_then(|law| law.source(name));
    let finding = findings
        .iter()
        .chain(others)
        .find(|finding| finding.rule == name && finding.strength == Strength::Hard);
    Cause {
        what: Because::Rule,
        name: name.into(),
        law: of_model.map_or(of_law.is_some(), |rule| rule.law),
        source: of_model.map(|rule| rule.source.as_str()).or(of_law).unwrap_or_default().into(),
        fact: finding.map_or_else(|| format!("{person} keeps to `{name}`"), |f| would(person, new, &f.what)),
    }
}

/// What each soft rule, and the wishes, cost more.
fn preferences(desk: &Desk, person: usize, before: &Judged, after: &Judged) -> Vec<Preference> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for (row, sign) in [(before, -1), (after, 1)] {
        for finding in &row.findings {
            let (_, penalty) = finding.strength.penalty(finding.by);
            *sums.entry(&finding.rule).or_default() += sign * penalty;
        }
        let name = desk.model.people.get(person).map(|one| one.name.as_str()).unwrap_or_default();
        for (request, times) in desk.judge().requests_of(name).zip(&row.unmet) {
            *sums.entry("request").or_default() += sign * times * i64::from(request.weight);
        }
    }
    let dearer = sums.into_iter().filter(|(_, cost)| *cost > 0);
    dearer.map(|(rule, cost)| Preference { rule: rule.into(), cost }).collect()
}
