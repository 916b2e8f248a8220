//! Why a need is not met: what stands in the way of each person.

use super::clock;
use super::evaluate::finding::{Finding, What, amount_of_law};
use super::evaluate::judge::Judge;
use super::evaluate::person::{Placed, findings};
use super::evaluate::{Cover, Verdict, placed};
use super::model::{Assignment, Model, Person};
use super::rules::Strength;
use crate::error::Result;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

mod conflict;
mod infeasible;
mod program;
#[cfg(test)]
mod tests;
mod what_if;
mod why;

pub use infeasible::{Infeasible, why_infeasible, why_infeasible_watched};
pub use what_if::{Suppose, WhatIf, what_if};
pub use why::{Because, Candidate, Cause, Conflict, Preference, Why, why};

/// A need that is not met. Intervals that follow one another and lack as many of the same skill are one gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// From this moment.
    pub from: NaiveDateTime,
    /// Until this moment.
    pub to: NaiveDateTime,
    /// The shift that lacks people; none for demand on intervals.
    pub shift: Option<String>,
    /// The skill that is lacking.
    pub skill: Option<String>,
    /// The site at which it is lacking, where the demand names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// How many people are missing.
    pub missing: u32,
    /// Why, in a sentence.
    pub reason: String,
    /// Why not, person by person.
    pub reasons: Vec<Reason>,
}

/// Why somebody does not fill a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Who.
    pub person: String,
    /// The shift that was tried.
    pub shift: String,
    /// Names of the hard rules that stand in the way; empty when it is only not worth its penalty.
    pub rules: Vec<String>,
    /// What stands in the way, in words.
    pub reason: String,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.missing > 1 {
            write!(f, "{} × ", self.missing)?;
        }
        let day = clock::day(self.from.date());
        match (&self.shift, &self.skill) {
            (Some(shift), Some(skill)) => write!(f, "{shift} ({skill}), {day}"),
            (Some(shift), None) => write!(f, "{shift}, {day}"),
            (None, skill) => {
                let skill = skill.as_deref().unwrap_or("anybody");
                let place = self.site.as_ref().map(|site| format!(" at {site}")).unwrap_or_default();
                write!(f, "{skill}{place}, {day} {}-{}", self.from.format("%H:%M"), self.to.format("%H:%M"))
            }
        }
    }
}

/// The gaps of a roster, by start, with the reason of each. `verdict` is what the judge says of these assignments.
///
/// # Errors
/// As [`evaluate`](super::evaluate()).
pub fn gaps(model: &Model, assignments: &[Assignment], verdict: &Verdict) -> Result<Vec<Gap>> {
    some_gaps(&Judge::new(model)?, assignments, verdict, usize::MAX)
}

/// The same, where the reasons are looked into for so many days of people at most; the gaps after that say so.
pub(super) fn some_gaps(
    judge: &Judge<'_>,
    assignments: &[Assignment],
    verdict: &Verdict,
    most: usize,
) -> Result<Vec<Gap>> {
    let model = judge.model;
    let placed = placed(judge, assignments)?;
    let mut uncovered: Vec<&Cover> = verdict.uncovered.iter().collect();
    uncovered.sort_by_key(|cover| (&cover.shift, &cover.skill, &cover.site, cover.from));
    let mut gaps: Vec<Gap> = Vec::new();
    for cover in uncovered {
        let missing = cover.needed.saturating_sub(cover.there);
        match gaps.last_mut() {
            Some(gap)
                if cover.shift.is_none()
                    && gap.shift.is_none()
                    && (&gap.skill, &gap.site) == (&cover.skill, &cover.site)
                    && gap.to == cover.from
                    && gap.missing == missing =>
            {
                gap.to = cover.to;
            }
            _ => gaps.push(Gap {
                from: cover.from,
                to: cover.to,
                shift: cover.shift.clone(),
                skill: cover.skill.clone(),
                site: cover.site.clone(),
                missing,
                reason: String::new(),
                reasons: vec![],
            }),
        }
    }
    let mut rows: BTreeMap<&str, Vec<Placed<'_>>> = BTreeMap::new();
    for p in &placed {
        rows.entry(p.person).or_default().push(*p);
    }
    let days = usize::try_from(model.period.len()).unwrap_or(usize::MAX);
    let mut looked = 0_usize;
    for gap in &mut gaps {
        looked = looked.saturating_add(days.saturating_mul(model.people.len()));
        if looked > most {
            "not looked into, as so much is short: ask for the reasons of gaps".clone_into(&mut gap.reason);
        } else {
            explain(judge, &rows, gap)?;
        }
    }
    gaps.sort_by(|a, b| (a.from, &a.shift, &a.skill, &a.site).cmp(&(b.from, &b.shift, &b.skill, &b.site)));
    Ok(gaps)
}

/// So many shifts at most are tried for each person.
const SHIFTS: usize = 8;

fn explain(judge: &Judge<'_>, rows: &BTreeMap<&str, Vec<Placed<'_>>>, gap: &mut Gap) -> Result<()> {
    let model = judge.model;
    let tries = tries(model, gap)?;
    if tries.is_empty() {
        "no shift covers it".clone_into(&mut gap.reason);
        return Ok(());
    }
    for person in &model.people {
        let own = rows.get(person.name.as_str()).map(Vec::as_slice).unwrap_or_default();
        let mut best: Option<(usize, Reason)> = None;
        for assignment in &tries {
            let assignment = Assignment { person: person.name.clone(), ..assignment.clone() };
            let new = judge.placed(&assignment)?;
            let mut with: Vec<Placed<'_>> = own.to_vec();
            with.push(new);
            with.sort_by_key(|p| (p.start, p.end));
            let found = findings(judge, person, &with)?;
            let hard: Vec<&Finding> =
                found.iter().filter(|f| f.strength == Strength::Hard && f.grows_with_work()).collect();
            if best.as_ref().is_none_or(|(least, _)| hard.len() < *least) {
                best = Some((hard.len(), reason(person, &new, &hard)));
            }
        }
        gap.reasons.extend(best.map(|(_, reason)| reason));
    }
    gap.reason = summary(gap);
    Ok(())
}

/// What would fill the gap, best first: its own shift, or shifts that cover its first interval and as much more as they can.
fn tries(model: &Model, gap: &Gap) -> Result<Vec<Assignment>> {
    let skill = gap.skill.as_deref();
    let first_end = model
        .demand
        .iter()
        .filter(|demand| demand.from == gap.from && demand.skill == gap.skill && demand.site == gap.site)
        .map(|demand| demand.to)
        .min()
        .unwrap_or(gap.to);
    let day = gap.from.date();
    let mut tries = Vec::new();
    for shift in model.shifts.iter().filter(|shift| shift.workable().contains(&skill)) {
        for day in [Some(day), day.pred_opt()].into_iter().flatten() {
            if !model.period.contains(day) || !shift.runs_on(day) {
                continue;
            }
            let (start, end) = shift.times(day)?;
            let there = gap.site.is_none() || gap.site == shift.site;
            let fits = gap.shift.as_ref().map_or(there && start <= gap.from && first_end <= end, |name| {
                *name == shift.name && start == gap.from
            });
            if fits {
                let overlap = clock::between(gap.from, end.min(gap.to));
                let assignment = Assignment {
                    day,
                    person: String::new(),
                    shift: shift.name.clone(),
                    skill: gap.skill.clone(),
                };
                tries.push((-overlap, clock::between(start, end), assignment));
            }
        }
    }
    tries.sort();
    Ok(tries.into_iter().take(SHIFTS).map(|(.., assignment)| assignment).collect())
}

fn reason(person: &Person, new: &Placed<'_>, hard: &[&Finding]) -> Reason {
    let name = &person.name;
    let shift = &new.shift.name;
    let told: Vec<String> = hard.iter().map(|finding| would(name, new, &finding.what)).collect();
    let mut rules: Vec<String> = hard.iter().map(|finding| finding.rule.clone()).collect();
    rules.dedup();
    let reason = if told.is_empty() {
        format!(
            "{name} could work {shift}: no hard rule forbids it, it was not found or is not worth its penalty"
        )
    } else {
        told.join(", ")
    };
    Reason { person: name.clone(), shift: shift.clone(), rules, reason }
}

/// What would be if that person worked it.
fn would(name: &str, new: &Placed<'_>, what: &What) -> String {
    match what {
        What::Overlap { first, second } => {
            let own = format!("{} on {}", new.shift.name, clock::day(new.day));
            format!("{name} works {} then", if *first == own { second } else { first })
        }
        What::NoSkill { skill, .. } => format!("{name} has no skill {skill}"),
        What::Unavailable { .. } => format!("{name} is not available"),
        What::Rest { after, before, actual, .. } => {
            format!("{name}'s rest between {after} and {before} would be {}", clock::spoken(*actual))
        }
        What::Uninterrupted { longest, needed, .. } => {
            let (longest, needed) = (clock::spoken(*longest), clock::spoken(*needed));
            format!("{name}'s longest rest would be {longest} of {needed}")
        }
        What::LongShift { shift, actual, limit } => {
            format!("{shift} lasts {} of {} allowed", clock::spoken(*actual), clock::spoken(*limit))
        }
        What::Most { actual, limit, .. } => {
            let already = actual - new.paid;
            let has = format!("{name} already has {}", clock::so_many_of(already, *limit));
            if already < *limit {
                format!("{has} and {} lasts {}", new.shift.name, clock::spoken(new.paid))
            } else {
                has
            }
        }
        What::Least { actual, limit, .. } => format!("{name} has {}", clock::so_many_of(*actual, *limit)),
        What::InARow { days, limit, .. } => {
            format!("{name} would work {days} days in a row of {limit} allowed")
        }
        What::DaysOff { off, needed, .. } => format!("{name} would have {off} of {needed} days off"),
        What::TwoADay { .. } => format!("{name} already works on {}", clock::day(new.day)),
        What::Forbidden { .. } => format!("{name} is not to work {} then", new.shift.name),
        What::Elsewhere { site, .. } => format!("{name} does not work at {site}"),
        What::Many { actual, limit, .. } => format!("{name} would have {actual} of {limit} allowed"),
        What::LongRun { of, days, limit, .. } => {
            format!("{name} would have {days} days in a row of {of}, of {limit} allowed")
        }
        What::Follows { after, before } => format!("{name} would work {before} on the day after {after}"),
        What::Between { after, before, actual, needed } => {
            format!("{name} would have {actual} of {needed} days between {after} and {before}")
        }
        What::Law { rule, actual, limit, .. } => {
            format!("{name}'s {rule} would be {}", amount_of_law(*actual, *limit))
        }
        What::UnlikeWeekend => format!("{name} would work unlike shifts on that weekend"),
        What::Few { of, unit, actual, limit, .. } => {
            format!("{name} would have {of} {} of {} needed", unit.told(*actual), unit.told(*limit))
        }
        What::ShortRun { of, days, needed } => {
            format!("{name} would have {days} of {needed} days in a row of {of}")
        }
        What::HalfWeekend { worked, of } => {
            format!("{name} would work {worked} of the {of} days of a weekend")
        }
        What::Share { of, unit, actual, .. } => {
            format!("{name} would have {of} {}, which is no fair share", unit.told(*actual))
        }
    }
}

/// The reasons in a line: those who lack the skill together at the end, and rule by rule when there are many people.
fn summary(gap: &Gap) -> String {
    const FEW: usize = 4;
    let lacks = |reason: &&Reason| reason.rules.iter().any(|rule| rule == "skill");
    let skilled: Vec<&Reason> = gap.reasons.iter().filter(|reason| !lacks(reason)).collect();
    let unskilled: Vec<&str> =
        gap.reasons.iter().filter(lacks).map(|reason| reason.person.as_str()).collect();
    let mut told: Vec<String> = if skilled.len() <= FEW {
        skilled.iter().map(|reason| reason.reason.clone()).collect()
    } else {
        let mut by_rule: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for reason in skilled {
            let rule = reason.rules.first().map_or("not found, or not worth its penalty", String::as_str);
            by_rule.entry(rule).or_default().push(&reason.person);
        }
        by_rule.iter().map(|(rule, people)| format!("{rule}: {}", names(people, FEW))).collect()
    };
    if let (Some(skill), false) = (&gap.skill, unskilled.is_empty()) {
        let verb = if unskilled.len() == 1 { "has" } else { "have" };
        told.push(format!("{} {verb} no skill {skill}", names(&unskilled, FEW)));
    }
    if told.is_empty() { "there is nobody".into() } else { told.join("; ") }
}

/// `ada, bo and 3 others`.
fn names(people: &[&str], most: usize) -> String {
    match people.len() {
        count if count > most => {
            let first = people.get(..most - 1).unwrap_or_default();
            format!("{} and {} others", first.join(", "), count - first.len())
        }
        _ => people.join(", "),
    }
}
