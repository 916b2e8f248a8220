//! Why there is no roster at all: first by counting, then by leaving out one group of rules after the other.

use super::conflict::by_deletion;
use crate::error::{Code, Error, Result};
use crate::scheduling::clock;
use crate::scheduling::evaluate::cover::{Line, lines};
use crate::scheduling::evaluate::judge::Judge;
use crate::scheduling::evaluate::law::Statutes;
use crate::scheduling::evaluate::person::windows;
use crate::scheduling::evaluate::placed;
use crate::scheduling::model::{Model, Person};
use crate::scheduling::replace::row::{is_hard, judged};
use crate::scheduling::rules::{Coverage, Limit, Strength, Window};
use crate::scheduling::solve::{Budget, Progress, solve_judged};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Why there is no roster that keeps all that is hard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Infeasible {
    /// What counting alone shows: each proves that there is no roster.
    pub certificates: Vec<String>,
    /// What leaves no roster together: names of rules, `demand`, `locked`, `forbidden`, `skill` and the like. Without any
    /// one of them a roster was found, or was not looked for when the caller had stopped it.
    pub causes: Vec<String>,
    /// Whether that is proven: otherwise a roster may have been missed within the budget.
    pub minimal: bool,
}

impl Infeasible {
    /// `minimal`, or `not proven minimal`.
    pub const fn certainty(&self) -> &'static str {
        if self.minimal { "minimal" } else { "not proven minimal" }
    }
}

/// Why there is no roster of that model; none when one was found within the budget. The budget is shared by as many
/// searches as there are groups of rules, and one more.
///
/// ```
/// use backoffice::{Period, dec, scheduling::{Budget, Model, Person, Rules, Shift, explain::why_infeasible}};
///
/// let model = Model::new(Period::week(2026, 14)?)
///     .people([Person::new("ada").hours(dec!(40))])
///     .shift(Shift::every_day("early", "06:00", "14:00"))
///     .rules(Rules::default().must_cover());
/// let why = why_infeasible(&model, Budget::nodes(20_000))?.unwrap();
/// assert_eq!(why.certificates, ["56 h 0 min of work must be done, those who can do it may work 40 h 0 min"]);
/// assert_eq!((why.causes, why.minimal), (vec!["contract hours".into(), "demand".into()], true));
/// # Ok::<(), backoffice::Error>(())
/// ```
///
/// # Errors
/// As [`solve`](crate::scheduling::solve()), but for `scheduling.infeasible`.
pub fn why_infeasible(model: &Model, budget: Budget) -> Result<Option<Infeasible>> {
    why_infeasible_watched(model, budget, |_| true)
}

/// As [`why_infeasible`], asking `go_on` again and again whether to go on. When it says no, what was not yet looked into
/// stays among the causes.
///
/// # Errors
/// As [`why_infeasible`], and `run.cancelled` when nothing yet shows that there is no roster.
pub fn why_infeasible_watched(
    model: &Model,
    budget: Budget,
    go_on: impl FnMut(&Progress) -> bool,
) -> Result<Option<Infeasible>> {
    let judge = Judge::new(model)?;
    let mut groups = groups(model);
    let laws = judge.law.as_ref().map(Statutes::names).unwrap_or_default();
    groups.extend(laws.iter().cloned());
    let groups: Vec<String> = groups.into_iter().collect();
    let share = Budget { nodes: (budget.nodes / (groups.len() as u64 + 1)).max(1), ..budget };
    let mut searches = Searches { share, of: budget.nodes, used: 0, go_on, stopped: false };
    let all: BTreeSet<usize> = (0..groups.len()).collect();
    let certificates = certificates(&judge)?;
    if certificates.is_empty() {
        match searches.found(&judge)? {
            Some(true) => return Ok(None),
            Some(false) => {}
            None => {
                let message = "the search was stopped before it had any roster";
                return Err(Error::new(Code::Cancelled, "nodes", searches.used, message));
            }
        }
    }
    let mut failed = Ok(());
    let mut blocks = |chosen: &BTreeSet<usize>| {
        let some = under((model, &laws), &groups, chosen);
        let mut blocked = || -> Result<bool> {
            let judge = judge.like(&some)?;
            Ok(proven(&judge)? || searches.found(&judge)? == Some(false))
        };
        blocked().unwrap_or_else(|error| {
            failed = Err(error);
            false
        })
    };
    let chosen = by_deletion(all, &mut blocks);
    failed?;
    let last = under((model, &laws), &groups, &chosen);
    let minimal = proven(&judge.like(&last)?)? && !searches.stopped;
    let causes = chosen.iter().filter_map(|group| groups.get(*group).cloned()).collect();
    Ok(Some(Infeasible { certificates, causes, minimal }))
}

/// Searches that share a budget, and whoever watches them.
struct Searches<W> {
    share: Budget,
    of: u64,
    used: u64,
    go_on: W,
    stopped: bool,
}

impl<W: FnMut(&Progress) -> bool> Searches<W> {
    /// Whether a search finds a roster that keeps all that is hard; none when it was stopped before it knew.
    fn found(&mut self, judge: &Judge<'_>) -> Result<Option<bool>> {
        if self.stopped {
            return Ok(None);
        }
        let (used, of) = (self.used, self.of);
        let found = solve_judged(judge, None, self.share, |own| {
            let go_on = (self.go_on)(&Progress { nodes: used.saturating_add(own.nodes), of, ..*own });
            self.stopped |= !go_on;
            go_on
        });
        self.used = used.saturating_add(self.share.nodes);
        let lawful = match found {
            Ok(roster) => roster.is_lawful(),
            Err(error) if matches!(error.code(), Code::SchedulingInfeasible | Code::Cancelled) => false,
            Err(error) => return Err(error),
        };
        Ok((lawful || !self.stopped).then_some(lawful))
    }
}

/// The names of all that is hard in the model itself.
fn groups(model: &Model) -> BTreeSet<String> {
    let rules = &model.rules;
    let mut groups: BTreeSet<String> =
        rules.rules.iter().filter(|rule| is_hard(rule.strength)).map(|rule| rule.name.clone()).collect();
    let mut add = |name: &str, there: bool| {
        if there {
            groups.insert(name.into());
        }
    };
    add("skill", is_hard(rules.skill));
    add("site", is_hard(rules.site) && model.people.iter().any(|person| !person.sites.is_empty()));
    let kept = |person: &Person| {
        !person.available.is_empty()
            || !person.unavailable.is_empty()
            || person.starts.is_some()
            || person.leaves.is_some()
    };
    add("availability", is_hard(rules.availability) && model.people.iter().any(kept));
    add(
        "contract hours",
        is_hard(rules.contract_most) && model.people.iter().any(|one| one.hours_at_most.is_some()),
    );
    add(
        "promised hours",
        is_hard(rules.contract_least) && model.people.iter().any(|one| one.hours_at_least.is_some()),
    );
    add("locked", !model.locked.is_empty());
    add("forbidden", !model.forbidden.is_empty());
    for coupling in &model.couplings {
        add(&coupling.name, is_hard(coupling.strength));
    }
    add("demand", true);
    groups
}

/// The model in which only these groups are hard.
fn under((model, laws): (&Model, &BTreeSet<String>), groups: &[String], chosen: &BTreeSet<usize>) -> Model {
    let kept =
        |name: &str| groups.iter().enumerate().any(|(at, group)| group == name && chosen.contains(&at));
    let mut some = model.clone();
    let rules = &mut some.rules;
    rules.rules.retain(|rule| !is_hard(rule.strength) || kept(&rule.name));
    for (name, strength) in [
        ("skill", &mut rules.skill),
        ("site", &mut rules.site),
        ("availability", &mut rules.availability),
        ("contract hours", &mut rules.contract_most),
        ("promised hours", &mut rules.contract_least),
    ] {
        if is_hard(*strength) && !kept(name) {
            *strength = Strength::Soft(0);
        }
    }
    if let Some(law) = &mut some.law {
        law.except.extend(laws.iter().filter(|name| !kept(name)).cloned());
    }
    some.couplings.retain(|coupling| !is_hard(coupling.strength) || kept(&coupling.name));
    if !kept("locked") {
        some.locked.clear();
    }
    if !kept("forbidden") {
        some.forbidden.clear();
    }
    if !kept("demand") {
        some.rules.coverage = Coverage::Should;
        some.shifts.iter_mut().flat_map(|shift| &mut shift.needs).for_each(|need| need.least = 0);
        some.requirements.iter_mut().for_each(|need| need.least = 0);
    }
    some
}

fn proven(judge: &Judge<'_>) -> Result<bool> {
    Ok(!certificates(judge)?.is_empty())
}

/// What somebody's locked assignments break by themselves, whatever else is worked.
fn contradictions(judge: &Judge<'_>) -> Result<Vec<String>> {
    let placed = placed(judge, &judge.model.locked)?;
    let mut told = Vec::new();
    for person in &judge.model.people {
        let own: Vec<_> = placed.iter().filter(|p| p.person == person.name).copied().collect();
        let alone = judged(judge, person, &own)?;
        let broken = alone.findings.iter().filter(|one| is_hard(one.strength) && one.grows_with_work());
        told.extend(broken.map(|one| {
            format!("what is locked breaks `{}`: {}", one.rule, one.violation(&person.name).message)
        }));
    }
    Ok(told)
}

/// What counting shows: locks that break a rule, too few people for a need, for the needs of a day, or too little time for all that must be done.
fn certificates(judge: &Judge<'_>) -> Result<Vec<String>> {
    let model = judge.model;
    let must = model.rules.coverage == Coverage::Must;
    let least = |line: &Line<'_>| if must { line.wanted } else { line.least };
    let needs: Vec<Line<'_>> =
        lines(model, &judge.index).into_iter().filter(|line| least(line) > 0).collect();
    let mut told = contradictions(judge)?;
    let mut of_day: BTreeMap<NaiveDate, (u64, BTreeSet<usize>)> = BTreeMap::new();
    let mut minutes: BTreeMap<Option<&str>, (i64, BTreeSet<usize>)> = BTreeMap::new();
    for line in &needs {
        let mut able = BTreeSet::new();
        for (number, person) in model.people.iter().enumerate() {
            let Some(placed) = judge.place(&person.name, line.number, line.day, line.skill) else { continue };
            let alone = judged(judge, person, &[placed])?;
            let hard =
                alone.findings.iter().any(|finding| is_hard(finding.strength) && finding.grows_with_work());
            if !hard {
                able.insert(number);
            }
        }
        let needed = u64::from(least(line));
        if (able.len() as u64) < needed {
            let as_what = line.skill.map(|skill| format!(" as {skill}")).unwrap_or_default();
            let day = clock::day(line.day);
            let shift = &line.shift.name;
            told.push(format!("{shift} on {day} must have {needed}{as_what}, {} can work it", able.len()));
        }
        let paid = judge.paid(line.number, line.day);
        let day = of_day.entry(line.day).or_default();
        day.0 += needed;
        day.1.extend(&able);
        // All work together, and the work that asks for each skill.
        for skill in [None, line.skill].into_iter().take(1 + usize::from(line.skill.is_some())) {
            let all = minutes.entry(skill).or_default();
            all.0 += paid * i64::from(least(line));
            all.1.extend(&able);
        }
    }
    for (day, (needed, able)) in of_day {
        let seats = able.len() as u64 * u64::from(model.rules.shifts_a_day);
        if seats < needed {
            let day = clock::day(day);
            told.push(format!(
                "{needed} shifts must be worked on {day}, {} people can work on it",
                able.len()
            ));
        }
    }
    for (skill, (asked, able)) in minutes {
        let people = able.iter().filter_map(|number| model.people.get(*number));
        let most: Option<i64> = people.map(|person| capacity(judge, person)).sum();
        if let Some(most) = most.filter(|most| *most < asked) {
            let as_what = skill.map(|skill| format!(" as {skill}")).unwrap_or_default();
            let (asked, most) = (clock::spoken(asked), clock::spoken(most));
            told.push(format!("{asked} of work{as_what} must be done, those who can do it may work {most}"));
        }
    }
    Ok(told)
}

/// The most minutes that somebody may work in the period; none without a limit.
fn capacity(judge: &Judge<'_>, person: &Person) -> Option<i64> {
    let model = judge.model;
    let weeks = i64::try_from(windows(model, Window::Week).len()).unwrap_or(i64::MAX);
    let contract = person.minutes_at_most().filter(|_| is_hard(model.rules.contract_most));
    let contract = contract.map(|minutes| minutes.saturating_mul(weeks));
    let limits =
        judge.rules_of(&person.name).filter(|(_, rule)| is_hard(rule.strength)).filter_map(|(_, rule)| {
            match rule.limit {
                Limit::MostMinutes { minutes, per: Window::Period } => Some(i64::from(minutes)),
                Limit::MostMinutes { minutes, per: Window::Week } => {
                    Some(i64::from(minutes).saturating_mul(weeks))
                }
                _ => None,
            }
        });
    contract.into_iter().chain(limits).min()
}
