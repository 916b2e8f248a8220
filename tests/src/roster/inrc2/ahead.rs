//! A stage of the competition: one week's roster, while the weeks to come are not known.
//!
//! The week is rostered together with those to come, so that the bounds of the whole horizon and the runs that are open on
//! its Sunday are priced by what follows. A day to come is expected to need the mean of the days like it that were seen: of
//! all working days, or of all days of the weekend. The mean is no sample, so that nothing fits its accidents; and it is not
//! the average of what each of those days would cost, which would pay for doubts that the next stage no longer has.

use super::{BELOW_LEAST, Bounds, DAYS, OPTIMUM, Scenario, Totals, WORKING_DAYS, Week};
use crate::roster::Result;
use backoffice::{
    NaiveDate,
    scheduling::{Assignment, History, Model, Requirement, Roster, Strength, evaluate},
};
use chrono::Days;
use std::collections::BTreeMap;

/// A stage's roster.
#[derive(Clone, Debug)]
pub struct Staged {
    /// The week's assignments.
    pub assignments: Vec<Assignment>,
    /// The histories after it.
    pub after: Vec<History>,
    /// What was planned for the weeks to come, on the days of the next stage's model.
    pub plan: Vec<Assignment>,
    /// What the week costs by itself.
    pub penalty: i64,
    /// Nodes used.
    pub nodes: u64,
}

/// The roster of the last week of those `seen`, where `left` weeks are to be rostered, this one among them. `solve` is asked
/// once, and begins with the `plan` of the stage before.
///
/// # Errors
/// What the library or `solve` refuses.
pub fn stage(
    scenario: &Scenario,
    before: &[History],
    seen: &[Week],
    left: usize,
    plan: &[Assignment],
    solve: impl Fn(&Model, Option<&[Assignment]>) -> backoffice::Result<Roster>,
) -> Result<Staged> {
    let own = seen.last().map_or(&[][..], std::slice::from_ref);
    let week = scenario.model(before, own, Totals::Open)?;
    let model = scenario.expected(before, seen, left.saturating_sub(1))?;
    let roster = solve(&model, (!plan.is_empty()).then_some(plan))?;
    let (assignments, later): (Vec<_>, Vec<_>) =
        roster.assignments.into_iter().partition(|assignment| week.period.contains(assignment.day));
    let earlier = |a: Assignment| Assignment { day: a.day - Days::new(DAYS.len() as u64), ..a };
    Ok(Staged {
        after: scenario.after(&week, before, &assignments),
        plan: later.into_iter().map(earlier).collect(),
        penalty: evaluate(&week, &assignments)?.penalty,
        nodes: roster.nodes,
        assignments,
    })
}

impl Scenario {
    /// The model of the last week of those `seen` and of `ahead` more, each day of which needs the mean of the days like it.
    /// What a part of a person is worth is that part of a person's penalty; all weights are multiplied by one number, so that
    /// such parts are whole.
    fn expected(&self, history: &[History], seen: &[Week], ahead: usize) -> Result<Model> {
        let own = seen.last().map_or(&[][..], std::slice::from_ref);
        let stand_ins: Vec<Week> = own.iter().cycle().take(own.len() + ahead).cloned().collect();
        let mut model = self.model(history, &stand_ins, Totals::Judged)?;
        let border = model.period.days().nth(DAYS.len());
        let Some(border) = border else { return Ok(model) };
        let is_own = |day: Option<&NaiveDate>| day.is_none_or(|day| *day < border);
        model.requirements.retain(|requirement| is_own(requirement.dates.first()));
        model.requests.retain(|request| is_own(request.day.as_ref()));

        let (working, weekend) = (0..WORKING_DAYS, WORKING_DAYS..DAYS.len());
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let parts = number(seen.len() * working.len() * weekend.len());
        let times = |weight: u32| weight.saturating_mul(parts);
        for requirement in &mut model.requirements {
            requirement.short = requirement.short.map(times);
        }
        for request in &mut model.requests {
            request.weight = times(request.weight);
        }
        for rule in &mut model.rules.rules {
            if let Strength::Soft(weight) = &mut rule.strength {
                *weight = times(*weight);
            }
        }
        for (at, day) in model.period.days().enumerate().skip(DAYS.len()) {
            let (alike, share) = if at % DAYS.len() < WORKING_DAYS {
                (&working, number(weekend.len()))
            } else {
                (&weekend, number(working.len()))
            };
            // By shift and skill, in parts of a person: how many there must and should be.
            let mut needs: BTreeMap<(&str, &str), Bounds> = BTreeMap::new();
            for (shift, skill, days) in seen.iter().flat_map(|week| &week.cover) {
                let sums = needs.entry((shift, skill)).or_default();
                for (least, wanted) in days.get(alike.clone()).unwrap_or_default() {
                    *sums = (sums.0 + share * least, sums.1 + share * wanted);
                }
            }
            for ((shift, skill), (least, wanted)) in needs {
                // Whoever is below the least is refused in the week itself; of what is only expected it is dear.
                for (sum, weight) in [(wanted, OPTIMUM), (least, BELOW_LEAST)] {
                    let (whole, part) = (sum / parts, sum % parts);
                    for (needed, share) in [(whole, parts - part), (whole + 1, part)] {
                        if needed > 0 && share > 0 {
                            let requirement = Requirement::new(shift, needed).working(skill).on(day);
                            model.requirements.push(requirement.weighing(weight * share, 0));
                        }
                    }
                }
            }
        }
        model.check()?;
        Ok(model)
    }
}
