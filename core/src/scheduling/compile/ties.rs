//! What ties sums of several people together beside slots: how far apart they may be, and couplings that count weekends.

use super::sums::count;
use super::{Context, unsupported};
use crate::error::Result;
use crate::scheduling::evaluate::person::windows;
use crate::scheduling::rules::{Count, Coupling, Limit, Rule, Window};
use crate::scheduling::solve::kernel::tie::Count as Counted;
use crate::scheduling::solve::kernel::{Convex, Form, Person, Tie};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A tie for each rule on how far apart people may be.
pub(super) fn spreads(context: &Context<'_>, people: &mut [Person]) -> Result<Vec<Tie>> {
    let model = context.judge.model;
    let mut ties = Vec::new();
    for rule in &model.rules.rules {
        let Limit::Spread { of, most } = &rule.limit else { continue };
        for (first, last, _) in windows(model, Window::Period) {
            let (mut terms, mut unit) = (Vec::new(), 1);
            let own = model.people.iter().zip(&mut *people).enumerate();
            for (number, (_, person)) in own.filter(|(_, (person, _))| rule.holds_for(&person.name)) {
                let counter;
                (counter, unit) = count(context, person, of, (first, last))
                    .ok_or_else(|| unsupported("rules", &rule.name, "windows that part a weekend"))?;
                terms.push(Counted { person: number, counter, times: 1 });
            }
            // All alone nobody is far from anybody.
            if terms.len() > 1 {
                let cost = apart(context, rule, i64::from(*most), unit);
                ties.push(Tie { terms, form: Form::Spread, cost });
            }
        }
    }
    Ok(ties)
}

/// What it costs that people are so many units apart.
fn apart(context: &Context<'_>, rule: &Rule, most: i64, unit: i64) -> Convex {
    let weight = context.weight(rule.strength, rule.level);
    let low = most.div_euclid(unit) - 1;
    let value = |units: i64| {
        let beyond = (units * unit - most).max(0);
        // A hard rule need not tell minutes apart: each unit that is begun is one too many.
        weight.map_or_else(|| context.hard.saturating_mul((beyond + unit - 1) / unit), |w| w * beyond)
    };
    Convex { first: low, values: (low..=low + 3).map(value).collect() }
}

/// The tie of a coupling's window in which weekends count.
pub(super) fn coupled(
    context: &Context<'_>,
    coupling: &Coupling,
    people: &mut [Person],
    (first, last): (NaiveDate, NaiveDate),
    cost: Convex,
) -> Result<Tie> {
    let refused = |what| unsupported("couplings", &coupling.name, what);
    let inside = |weekend_day: &NaiveDate| first <= *weekend_day && *weekend_day <= last;
    let days = context
        .judge
        .weekends
        .iter()
        .flat_map(|weekend| weekend.first.iter_days().take_while(move |day| *day <= weekend.last));
    if days.filter(inside).any(|day| !coupling.counts_on(day)) {
        return Err(refused("weekends of which some days do not count"));
    }
    let narrow = !(coupling.days.is_empty() && coupling.dates.is_empty());
    let mut times: BTreeMap<(usize, usize), i64> = BTreeMap::new();
    for term in &coupling.terms {
        if term.of != Count::Weekends && (narrow || term.skill.is_some()) {
            return Err(refused("weekends beside what is counted on some days or of a skill only"));
        }
        let own: Vec<usize> = if term.people.is_empty() {
            (0..people.len()).collect()
        } else {
            term.people.iter().filter_map(|name| context.judge.index.person_number(name)).collect()
        };
        for number in own {
            let Some(person) = people.get_mut(number) else { continue };
            let (counter, unit) = count(context, person, &term.of, (first, last))
                .ok_or_else(|| refused("windows that part a weekend"))?;
            *times.entry((number, counter)).or_default() += term.times * unit;
        }
    }
    let terms = times.into_iter().filter(|(_, times)| *times != 0);
    let terms = terms.map(|((person, counter), times)| Counted { person, counter, times }).collect();
    Ok(Tie { terms, form: Form::Sum, cost })
}
