//! What ties rows together: the cover of each need, and couplings, each a slot with a convex cost; weekends aside.

use super::duties::Work;
use super::sums::divisor;
use super::ties::coupled;
use super::{Context, unsupported};
use crate::error::Result;
use crate::scheduling::clock;
use crate::scheduling::evaluate::cover::lines;
use crate::scheduling::evaluate::person::windows;
use crate::scheduling::rules::{Count, Coupling, Coverage, Term as Coupled};
use crate::scheduling::solve::kernel::{Convex, Person, Term, Tie};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The slots, and to which of them anybody on a duty of a day adds one.
pub(super) struct Slots {
    pub costs: Vec<Convex>,
    pub covers: Vec<Vec<u32>>,
}

/// All slots; what single people add goes to their terms.
pub(super) fn slots(context: &Context<'_>, people: &mut [Person], ties: &mut Vec<Tie>) -> Result<Slots> {
    let mut slots = Slots { costs: vec![], covers: vec![vec![]; context.days * context.duties.len()] };
    let mut known: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    for (cells, cost) in needs(context) {
        // Needs that the same duties cover are one.
        if let Some(same) = known.get(&cells).and_then(|slot| slots.costs.get_mut(*slot)) {
            *same = together(same, &cost);
            continue;
        }
        let slot = u32::try_from(slots.costs.len()).unwrap_or(u32::MAX);
        for cell in &cells {
            if let Some(slots) = slots.covers.get_mut(*cell) {
                slots.push(slot);
            }
        }
        known.insert(cells, slots.costs.len());
        slots.costs.push(cost);
    }
    for coupling in &context.judge.model.couplings {
        couple(context, coupling, people, &mut slots, ties)?;
    }
    Ok(slots)
}

/// Each need: the cells (`day × duties + duty`) that cover it, and its cost.
fn needs(context: &Context<'_>) -> Vec<(Vec<usize>, Convex)> {
    let judge = &context.judge;
    let model = judge.model;
    let must = model.rules.coverage == Coverage::Must;
    let scale = context.scale(model.rules.levels.cover);
    let number = |day: NaiveDate| (day - model.period.first()).num_days();
    let cell = |day: i64, duty: usize| {
        let day = usize::try_from(day).ok().filter(|day| *day < context.days)?;
        Some(day * context.duties.len() + duty)
    };
    let mut of_work: BTreeMap<(usize, Option<&str>), Vec<usize>> = BTreeMap::new();
    for (duty, works) in context.duties.iter().enumerate() {
        for work in works {
            of_work.entry((work.shift, work.skill.as_deref())).or_default().push(duty);
        }
    }
    let cost = |least: u32, wanted: u32, short: i64, over: i64| {
        // Nobody at all is the least there can be: without a least number nothing hard bends the cost.
        let hard = if least > 0 { context.hard } else { 0 };
        Convex::cover(least.into(), hard, wanted.into(), short * scale, over * scale)
    };
    let mut needs = Vec::new();
    for line in lines(model, &judge.index) {
        let (short, over) = line.weights(judge);
        let least = if must { line.wanted } else { line.least };
        let duties = of_work.get(&(line.number, line.skill)).into_iter().flatten();
        let cells = duties.filter_map(|duty| cell(number(line.day), *duty)).collect();
        needs.push((cells, cost(least, line.wanted, short, over)));
    }
    for demand in &model.demand {
        let day = number(demand.from.date());
        let mut cells = Vec::new();
        for began in [day - 1, day] {
            let midnight = clock::moment(model.period.first(), began * 1440);
            let (from, to) = (clock::between(midnight, demand.from), clock::between(midnight, demand.to));
            let there = |work: &Work| {
                let shift = model.shifts.get(work.shift);
                shift.is_some_and(|shift| demand.counts(shift, work.skill.as_deref()))
                    && judge.timing(work.shift).is_some_and(|timing| timing.covers(from, to))
            };
            let duties = context.duties.iter().enumerate().filter(|(_, works)| works.iter().any(there));
            cells.extend(duties.filter_map(|(duty, _)| cell(began, duty)));
        }
        let minutes = clock::between(demand.from, demand.to);
        let each = |weight: u32| i64::from(weight) * minutes;
        let least = if must { demand.needed } else { 0 };
        needs.push((cells, cost(least, demand.needed, each(model.rules.short), each(model.rules.over))));
    }
    needs
}

/// The sum of two costs.
fn together(one: &Convex, other: &Convex) -> Convex {
    let last = |convex: &Convex| convex.first + i64::try_from(convex.values.len()).unwrap_or(0) - 1;
    let (first, last) = (one.first.min(other.first), last(one).max(last(other)));
    Convex { first, values: (first..=last).map(|n| one.at(n) + other.at(n)).collect() }
}

/// A slot for each window of a coupling, or a tie where weekends count.
fn couple(
    context: &Context<'_>,
    coupling: &Coupling,
    people: &mut [Person],
    slots: &mut Slots,
    ties: &mut Vec<Tie>,
) -> Result<()> {
    let model = context.judge.model;
    let weight = context.weight(coupling.strength, coupling.level).unwrap_or(context.hard);
    for (first, last, _) in windows(model, coupling.per) {
        if !first.iter_days().take_while(|day| *day <= last).any(|day| coupling.counts_on(day)) {
            continue;
        }
        if coupling.counts_weekends() {
            let cost = between(coupling, weight, 1)?;
            ties.push(coupled(context, coupling, people, (first, last), cost)?);
            continue;
        }
        // What each person's duty of each day adds.
        let mut adds: BTreeMap<(usize, u32, u16), i64> = BTreeMap::new();
        for term in &coupling.terms {
            let own: Vec<usize> = if term.people.is_empty() {
                (0..people.len()).collect()
            } else {
                term.people.iter().filter_map(|name| context.judge.index.person_number(name)).collect()
            };
            for day in first.iter_days().take_while(|day| *day <= last).filter(|day| coupling.counts_on(*day))
            {
                let number = u32::try_from((day - model.period.first()).num_days()).unwrap_or(u32::MAX);
                for (works, duty) in context.duties.iter().zip(0_u16..) {
                    let add = term.times * amount(context, term, works, day);
                    if add != 0 {
                        for person in &own {
                            *adds.entry((*person, number, duty)).or_default() += add;
                        }
                    }
                }
            }
        }
        let unit = adds.values().fold(0, |unit, add| divisor(unit, add.abs())).max(1);
        let slot = u32::try_from(slots.costs.len()).unwrap_or(u32::MAX);
        slots.costs.push(between(coupling, weight, unit)?);
        for ((person, day, duty), add) in adds.into_iter().filter(|(_, add)| *add != 0) {
            if let Some(person) = people.get_mut(person) {
                person.terms.push(Term { day, duty, slot, add: add / unit });
            }
        }
    }
    Ok(())
}

/// How much of what a term counts somebody has who works that duty on that day.
fn amount(context: &Context<'_>, term: &Coupled, works: &[Work], day: NaiveDate) -> i64 {
    let skilled =
        |work: &&Work| term.skill.as_deref().is_none_or(|skill| work.skill.as_deref() == Some(skill));
    let own = works.iter().filter(skilled);
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    match &term.of {
        Count::Assignments => number(own.count()),
        Count::Minutes => own.map(|work| context.judge.paid(work.shift, day)).sum(),
        Count::Shifts(names) => {
            let shifts = own.filter_map(|work| context.judge.model.shifts.get(work.shift));
            number(shifts.filter(|shift| names.contains(&shift.name)).count())
        }
        Count::Days => i64::from(!works.is_empty()),
        // No sum of days: see `ties`.
        Count::Weekends => 0,
    }
}

/// The cost of a coupling's sum, in units.
fn between(coupling: &Coupling, weight: i64, unit: i64) -> Result<Convex> {
    let bounds = [coupling.least, coupling.most];
    let low = bounds.into_iter().flatten().min().unwrap_or(0).div_euclid(unit) - 1;
    let high = -(-bounds.into_iter().flatten().max().unwrap_or(0)).div_euclid(unit) + 1;
    if high - low > 2_000_000 {
        return Err(unsupported("couplings", &coupling.name, "bounds so far apart"));
    }
    let value = |units: i64| {
        let sum = units * unit;
        let below = coupling.least.map_or(0, |least| (least - sum).max(0));
        let above = coupling.most.map_or(0, |most| (sum - most).max(0));
        weight.saturating_mul(below.max(above))
    };
    Ok(Convex { first: low, values: (low..=high).map(value).collect() })
}
