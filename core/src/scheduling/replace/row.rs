//! What one person's row is worth by itself: the judge's findings, the wishes, and what a change makes worse.

use super::cost::Cost;
use crate::error::Result;
use crate::scheduling::evaluate::finding::{Finding, What};
use crate::scheduling::evaluate::judge::Judge;
use crate::scheduling::evaluate::person::{Placed, findings};
use crate::scheduling::model::{Person, Request, Wish};
use crate::scheduling::rules::Strength;

/// A row as it is judged.
#[derive(Clone, Debug, Default)]
pub(in crate::scheduling) struct Judged {
    pub cost: Cost,
    pub findings: Vec<Finding>,
    /// How often each request of the person is not met.
    pub unmet: Vec<i64>,
    /// Whether a hard rule is broken.
    pub hard: bool,
}

/// Judges a row, sorted by start.
pub(in crate::scheduling) fn judged(
    judge: &Judge<'_>,
    person: &Person,
    row: &[Placed<'_>],
) -> Result<Judged> {
    let findings = findings(judge, person, row)?;
    let mut judged = Judged { findings, ..Judged::default() };
    for finding in &judged.findings {
        let (hard, penalty) = finding.strength.penalty(finding.by);
        judged.hard |= hard;
        judged.cost.charge(finding.level, penalty);
    }
    let level = judge.model.rules.levels.requests;
    for request in judge.requests_of(&person.name) {
        let times = unmet(request, row);
        judged.cost.charge(level, i64::from(request.weight).saturating_mul(times));
        judged.unmet.push(times);
    }
    Ok(judged)
}

/// How often a request is not met.
fn unmet(request: &Request, row: &[Placed<'_>]) -> i64 {
    let named = row.iter().filter(|p| request.names(&p.shift.name, p.day)).count();
    let times = match (request.wish, request.day) {
        (Wish::Avoid, _) => named,
        (Wish::Prefer, Some(_)) => usize::from(named == 0),
        (Wish::Prefer, None) => row.len() - named,
    };
    i64::try_from(times).unwrap_or(i64::MAX)
}

impl Judged {
    /// What is broken that was not, or more than it was: hard rules, soft ones, or both.
    pub fn worse<'f>(
        &'f self,
        before: &'f Self,
        of: fn(Strength) -> bool,
    ) -> impl Iterator<Item = &'f Finding> {
        let known = |finding: &Finding| {
            before.findings.iter().any(|old| {
                // A run that got shorter may end on another day: it is known when it was longer before.
                // So may the worst of the reference periods that the law looks at.
                let shorter = match finding.what {
                    What::InARow { .. } => old.by > finding.by,
                    What::Law { last, .. } => (last - finding.day).num_days() > 7 && old.by > finding.by,
                    _ => false,
                };
                old.rule == finding.rule && (old.day == finding.day && old.by >= finding.by || shorter)
            })
        };
        self.findings.iter().filter(move |finding| of(finding.strength) && !known(finding))
    }

    /// Whether it breaks no hard rule more than `before`.
    pub fn obeys(&self, before: &Self) -> bool {
        !self.hard || self.worse(before, is_hard).next().is_none()
    }

    /// Whether a wish is unmet more often than before.
    pub fn disappoints(&self, before: &Self) -> bool {
        self.unmet.iter().zip(&before.unmet).any(|(after, before)| after > before)
    }
}

pub(in crate::scheduling) fn is_hard(strength: Strength) -> bool {
    strength == Strength::Hard
}

pub(in crate::scheduling) fn is_soft(strength: Strength) -> bool {
    strength != Strength::Hard
}

/// How many days away a shift may be that somebody would have to give up so that the finding is mended; none when it
/// lies in the shift itself.
pub(in crate::scheduling) fn reach(finding: &Finding) -> Option<i64> {
    let to = |last: &chrono::NaiveDate| (*last - finding.day).num_days().max(0) + 1;
    let of_minutes = |minutes: i64| minutes / 1440 + 2;
    match &finding.what {
        What::Forbidden { .. }
        | What::NoSkill { .. }
        | What::Elsewhere { .. }
        | What::Unavailable { .. }
        | What::LongShift { .. } => None,
        What::Overlap { .. } | What::TwoADay { .. } | What::Follows { .. } => Some(1),
        What::Rest { needed, .. } => Some(of_minutes(*needed)),
        What::Between { needed, .. } => Some(needed + 1),
        What::InARow { days, .. } | What::LongRun { days, .. } => Some(days + 1),
        What::Uninterrupted { last, .. }
        | What::Most { last, .. }
        | What::DaysOff { last, .. }
        | What::Many { last, .. } => Some(to(last)),
        // The work of the days beside it is looked at together with it.
        What::Law { last, .. } => Some(to(last) + 2),
        // More work than that somewhere else mends these, or less: anywhere.
        What::Least { .. }
        | What::Few { .. }
        | What::ShortRun { .. }
        | What::HalfWeekend { .. }
        | What::UnlikeWeekend
        | What::Share { .. } => Some(i64::MAX),
    }
}
