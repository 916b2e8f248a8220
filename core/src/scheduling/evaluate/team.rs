//! The judge on what binds people together: couplings, and how far apart they are.

use super::judge::Judge;
use super::person::{Placed, count, windows};
use super::{Unit, Verdict, Violation};
use crate::error::Result;
use crate::scheduling::rules::{Count, Coupling, Limit, Rule, Term};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The assignments of each person, sorted by start.
pub(super) type Rows<'a> = BTreeMap<&'a str, Vec<Placed<'a>>>;

/// Judges every coupling, window by window.
pub(super) fn couplings(judge: &Judge<'_>, rows: &Rows<'_>, verdict: &mut Verdict) -> Result<()> {
    for coupling in &judge.model.couplings {
        for (first, last, _) in windows(judge.model, coupling.per) {
            // A window without a day that counts has no sum.
            if !first.iter_days().take_while(|day| *day <= last).any(|day| coupling.counts_on(day)) {
                continue;
            }
            let sum: i64 =
                coupling.terms.iter().map(|term| sum(judge, rows, coupling, term, first, last)).sum();
            let below = coupling.least.map_or(0, |least| least - sum);
            let above = coupling.most.map_or(0, |most| sum - most);
            let by = below.max(above).max(0);
            if by == 0 {
                continue;
            }
            let bound = if below > 0 { coupling.least } else { coupling.most }.unwrap_or(0);
            let (hard, penalty) = coupling.strength.penalty(by);
            let word = if below > 0 { "least" } else { "most" };
            verdict.add(Violation {
                rule: coupling.name.clone(),
                person: String::new(),
                day: first,
                by,
                unit: coupling.terms.first().map_or(Unit::Times, |term| term.of.told().1),
                hard,
                law: false,
                level: coupling.level,
                penalty,
                source: coupling.source.clone(),
                message: format!("the sum is {sum}, at {word} {bound} is allowed"),
            })?;
        }
    }
    Ok(())
}

fn sum(
    judge: &Judge<'_>,
    rows: &Rows<'_>,
    coupling: &Coupling,
    term: &Term,
    first: NaiveDate,
    last: NaiveDate,
) -> i64 {
    let counts = |p: &&Placed<'_>| {
        coupling.counts_on(p.day) && term.skill.as_deref().is_none_or(|skill| p.skill == Some(skill))
    };
    let of = |row: &Vec<Placed<'_>>| {
        let own: Vec<Placed<'_>> = row.iter().filter(counts).copied().collect();
        count(judge, &term.of, &own, first, last)
    };
    let all: i64 = if term.people.is_empty() {
        rows.values().map(of).sum()
    } else {
        term.people.iter().filter_map(|person| rows.get(person.as_str())).map(of).sum()
    };
    term.times * all
}

/// Judges how far apart the people are, for each rule that limits it.
pub(super) fn spreads(judge: &Judge<'_>, rows: &Rows<'_>, verdict: &mut Verdict) -> Result<()> {
    let period = judge.model.period;
    for rule in &judge.model.rules.rules {
        let Limit::Spread { of, most } = &rule.limit else { continue };
        let people = judge.model.people.iter().filter(|person| rule.holds_for(&person.name));
        let counts = people.map(|person| {
            let row = rows.get(person.name.as_str()).map(Vec::as_slice).unwrap_or_default();
            (count(judge, of, row, period.first(), period.last()), person.name.as_str())
        });
        let counts: Vec<(i64, &str)> = counts.collect();
        if let (Some(least), Some(greatest)) = (counts.iter().min(), counts.iter().max()) {
            let by = greatest.0 - least.0 - i64::from(*most);
            if by > 0 {
                verdict.add(spread(rule, of, *least, *greatest, period.first(), by))?;
            }
        }
    }
    Ok(())
}

fn spread(
    rule: &Rule,
    of: &Count,
    least: (i64, &str),
    greatest: (i64, &str),
    day: NaiveDate,
    by: i64,
) -> Violation {
    let (hard, penalty) = rule.strength.penalty(by);
    let (told, unit) = of.told();
    let message = format!(
        "{} has {told} {}, {} has {}: too far apart",
        greatest.1,
        unit.told(greatest.0),
        least.1,
        unit.told(least.0)
    );
    Violation {
        rule: rule.name.clone(),
        person: String::new(),
        day,
        by,
        unit,
        hard,
        law: rule.law,
        level: rule.level,
        penalty,
        source: rule.source.clone(),
        message,
    }
}
