//! People whose locked assignments break hard rules by themselves: what is locked is kept and told by the judge, and the rest
//! of their rows obeys as far as it can.

use super::super::evaluate::{self, judge::Judge};
use super::super::model::{HEAVIEST, Model, Person};
use super::super::rules::{Limit, Rule, Strength, Window};
use super::kernel::{Problem, has_row};
use crate::error::Result;
use std::collections::BTreeSet;

/// Who they are.
pub(super) fn contradicted(judge: &Judge<'_>) -> Result<BTreeSet<String>> {
    let model = judge.model;
    let placed = evaluate::placed(judge, &model.locked)?;
    let mut names = BTreeSet::new();
    for person in &model.people {
        let own: Vec<_> = placed.iter().filter(|p| p.person == person.name).copied().collect();
        if own.is_empty() {
            continue;
        }
        let findings = evaluate::person::findings(judge, person, &own)?;
        let breaks = |f: &evaluate::finding::Finding| f.grows_with_work() && f.violation(&person.name).hard;
        if findings.iter().any(breaks) {
            names.insert(person.name.clone());
        }
    }
    Ok(names)
}

/// The model in which every rule of theirs may be broken at the greatest weight.
///
/// # Errors
/// `input.invalid` for an agreed reference period that the law does not allow.
pub(super) fn loosened(judge: &Judge<'_>, names: &BTreeSet<String>) -> Result<Model> {
    let model = judge.model;
    let mut loose = model.clone();
    loose.rules.rules.clear();
    for rule in &model.rules.rules {
        let theirs: Vec<String> = names.iter().filter(|name| rule.holds_for(name)).cloned().collect();
        if rule.strength != Strength::Hard || theirs.is_empty() || matches!(rule.limit, Limit::Spread { .. })
        {
            loose.rules.rules.push(rule.clone());
            continue;
        }
        let others = model.people.iter().map(|person| &person.name);
        let others: Vec<String> =
            others.filter(|name| rule.holds_for(name) && !names.contains(*name)).cloned().collect();
        if !others.is_empty() {
            loose.rules.rules.push(Rule { people: others, ..rule.clone() });
        }
        // The solver knows no soft rest in a rolling window: the judge tells what becomes of it.
        if !matches!(rule.limit, Limit::UninterruptedRest { per: Window::Days(_), .. }) {
            loose.rules.rules.push(Rule { people: theirs, strength: heaviest(), level: 0, ..rule.clone() });
        }
    }
    let (most, least) = (model.rules.contract_most, model.rules.contract_least);
    for person in loose.people.iter_mut().filter(|person| names.contains(&person.name)) {
        let promised = |minutes: Option<i64>| minutes.and_then(|minutes| u32::try_from(minutes).ok());
        if let Some(minutes) = promised(person.minutes_at_most()).filter(|_| most == Strength::Hard) {
            loose.rules.rules.push(contract(person, Limit::MostMinutes { minutes, per: Window::Week }));
            person.hours_at_most = None;
        }
        if let Some(minutes) = promised(person.minutes_at_least()).filter(|_| least == Strength::Hard) {
            loose.rules.rules.push(contract(person, Limit::LeastMinutes { minutes, per: Window::Week }));
            person.hours_at_least = None;
        }
    }
    for name in names {
        loose.rules.rules.extend(law_as_rules(judge, name)?);
    }
    Ok(loose)
}

/// What the law asks of somebody from day to day and of weeks, as rules that may be broken: the judge tells the rest.
fn law_as_rules(judge: &Judge<'_>, name: &str) -> Result<Vec<Rule>> {
    let Some(law) = &judge.law else { return Ok(vec![]) };
    let Some(facts) = law.facts(name) else { return Ok(vec![]) };
    let required = law.judge.required(facts, 1440)?;
    let minutes = |minutes: i64| u32::try_from(minutes).unwrap_or(0);
    let rests = required.rests.iter().filter(|rest| !rest.windows.is_empty()).map(|rest| {
        (rest.rule, Limit::UninterruptedRest { minutes: minutes(rest.minutes), per: Window::Week })
    });
    let weeks = required.most.iter().filter(|most| most.last - most.first == 6);
    let weeks = weeks
        .map(|most| (most.rule, Limit::MostMinutes { minutes: minutes(most.minutes), per: Window::Week }));
    let gap = required.gaps.iter().max_by_key(|(_, least)| *least);
    let gap = gap.map(|(rule, least)| (*rule, Limit::RestBetween { minutes: minutes(*least) }));
    let mut rules: Vec<Rule> = Vec::new();
    for (place, limit) in gap.into_iter().chain(rests).chain(weeks) {
        // One week is as another: of each rule the first is enough.
        let called = law.name(place);
        if !rules.iter().any(|rule| rule.name == called && rule.limit == limit) {
            let people = vec![name.to_owned()];
            rules.push(Rule { strength: heaviest(), people, law: true, ..Rule::hard(called, limit) });
        }
    }
    Ok(rules)
}

/// Whose locked assignments leave no row: the solver keeps some of the law more strictly than the judge.
pub(super) fn stuck(model: &Model, problem: &Problem) -> BTreeSet<String> {
    let locked: BTreeSet<&str> = model.locked.iter().map(|locked| locked.person.as_str()).collect();
    let people = model.people.iter().enumerate().filter(|(_, person)| locked.contains(person.name.as_str()));
    let stuck = people.filter(|(number, _)| !has_row(problem, *number));
    stuck.map(|(_, person)| person.name.clone()).collect()
}

fn contract(person: &Person, limit: Limit) -> Rule {
    Rule { strength: heaviest(), people: vec![person.name.clone()], ..Rule::hard("contract hours", limit) }
}

fn heaviest() -> Strength {
    Strength::Soft(u32::try_from(HEAVIEST).unwrap_or(u32::MAX))
}
