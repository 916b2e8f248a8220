//! What must hold between the optima of models that are alike. Every sentence is held to bounds and penalties, so that it says
//! something of models that are not proven too; and enough of them are.

use super::tests::some_model;
use super::*;
use crate::scheduling::evaluate::evaluate;
use crate::scheduling::model::{Person, Request};
use crate::scheduling::rules::{Count, Coupling, Limit, Strength, Term, Window};
use crate::scheduling::{Changes, replan};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use std::cell::Cell;

const CASES: u32 = 16;

/// Tries a property on small models. It says whether the optima were proven; for at least half of the models they are.
fn holds<S: Strategy>(more: S, property: impl Fn(Model, S::Value) -> Result<bool, TestCaseError>) {
    let proven = Cell::new(0);
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let tried = runner.run(&(some_model(), more), |(model, more)| {
        proven.set(proven.get() + u32::from(property(model, more)?));
        Ok(())
    });
    tried.unwrap_or_else(|error| panic!("{error}"));
    assert!(proven.get() >= CASES / 2, "{} of {CASES}", proven.get());
}

fn solved(model: &Model) -> Roster {
    let roster = solve(model, Budget::nodes(400)).unwrap();
    assert!(roster.is_lawful() && roster.bound <= roster.penalty);
    roster
}

/// The optimum of one is `times` that of the other.
fn same(one: &Roster, other: &Roster, times: i64) -> Result<bool, TestCaseError> {
    prop_assert!(one.bound * times <= other.penalty, "{} × {times} > {}", one.bound, other.penalty);
    prop_assert!(other.bound <= one.penalty * times, "{} > {} × {times}", other.bound, one.penalty);
    let both = one.proven && other.proven;
    let (penalty, bound) = (one.penalty * times, one.bound * times);
    prop_assert!(
        !both || (other.penalty, other.bound) == (penalty, bound),
        "{} and {penalty}",
        other.penalty
    );
    Ok(both)
}

/// The optimum of the freer one is not above the other's.
fn not_above(freer: &Roster, other: &Roster) -> Result<bool, TestCaseError> {
    prop_assert!(freer.bound <= other.penalty, "{} > {}", freer.bound, other.penalty);
    prop_assert!(!freer.proven || freer.penalty <= other.penalty, "{} > {}", freer.penalty, other.penalty);
    Ok(freer.proven && other.proven)
}

#[test]
fn other_names_and_another_order_change_no_optimum() {
    holds(any::<bool>(), |model, of_shifts| {
        let mut other = model.clone();
        // The last comes first, and by name too.
        let renamed = |name: &str| match name {
            "early" => "c".to_owned(),
            "late" => "b".to_owned(),
            "night" => "a".to_owned(),
            person => format!("{}", 9 - person.trim_start_matches('p').parse::<u32>().unwrap()),
        };
        if of_shifts {
            other.shifts.reverse();
            other.shifts.iter_mut().for_each(|shift| shift.name = renamed(&shift.name));
        } else {
            other.people.reverse();
            other.people.iter_mut().for_each(|person| person.name = renamed(&person.name));
        }
        for request in &mut other.requests {
            let Request { person, shift, .. } = request;
            if of_shifts {
                for shift in shift.iter_mut() {
                    *shift = renamed(shift);
                }
            } else {
                *person = renamed(person);
            }
        }
        other.requests.reverse();
        same(&solved(&model), &solved(&other), 1)
    });
}

#[test]
fn a_relaxed_rule_never_raises_the_optimum() {
    holds((0..4_usize, 0..4_usize), |model, (what, which)| {
        let mut freer = model.clone();
        let person = which % freer.people.len();
        match what {
            0 if !freer.rules.rules.is_empty() => {
                let rule = which % freer.rules.rules.len();
                freer.rules.rules.remove(rule);
            }
            0 | 1 => freer.people[person].hours_at_most = None,
            2 => {
                freer.people[person].available.clear();
                freer.people[person].unavailable.clear();
            }
            _ => {
                freer.rules.availability = Strength::Soft(1);
                freer.requests.clear();
                freer.people[person].hours_at_least = None;
            }
        }
        not_above(&solved(&freer), &solved(&model))
    });
}

#[test]
fn one_more_person_never_raises_the_optimum() {
    holds(0..4_usize, |model, skills| {
        let skills: &[&str] = [&[][..], &["till"], &["floor"], &["till", "floor"]][skills];
        let more = model.clone().people([Person::new("one more").skills(skills.iter().copied())]);
        not_above(&solved(&more), &solved(&model))
    });
}

/// The same, with every weight so many times as heavy.
fn heavier(model: &Model, times: u32) -> Model {
    let mut heavier = model.clone();
    let rules = &mut heavier.rules;
    rules.short *= times;
    rules.over *= times;
    let own = [&mut rules.skill, &mut rules.site, &mut rules.availability, &mut rules.contract_most];
    let own = own.into_iter().chain([&mut rules.contract_least]);
    let couplings = heavier.couplings.iter_mut().map(|coupling| &mut coupling.strength);
    for strength in own.chain(rules.rules.iter_mut().map(|rule| &mut rule.strength)).chain(couplings) {
        if let Strength::Soft(weight) = strength {
            *weight *= times;
        }
    }
    heavier.requests.iter_mut().for_each(|request| request.weight *= times);
    heavier
}

#[test]
fn all_weights_times_k_multiply_penalty_bound_and_optimum() {
    holds(2..6_u32, |model, times| {
        let heavier = heavier(&model, times);
        let (one, other) = (solved(&model), solved(&heavier));
        let judged = evaluate(&heavier, &one.assignments).unwrap();
        prop_assert_eq!(judged.penalty, one.penalty * i64::from(times));
        same(&one, &other, times.into())
    });
}

#[test]
fn a_proven_roster_is_not_changed_by_replanning() {
    holds(any::<bool>(), |model, improve| {
        let roster = solved(&model);
        if improve && !roster.proven {
            return Ok(false);
        }
        let changes = Changes { improve, ..Changes::new() };
        let moved = replan(&model, &roster.assignments, &changes, Budget::nodes(100)).unwrap();
        prop_assert_eq!((moved.moves.len(), moved.cost), (0, roster.penalty));
        prop_assert_eq!(moved.roster.assignments, roster.assignments);
        Ok(roster.proven)
    });
}

#[test]
fn a_rule_costs_the_less_the_softer_it_is() {
    let days = |strength: Option<u32>, model: Model| {
        let limit = Limit::DaysOff { days: 3, per: Window::Days(7) };
        let rules = model.rules.clone();
        let rules = match strength {
            None => rules.hard("three days off", limit),
            Some(weight) => rules.soft("three days off", limit, weight),
        };
        solved(&model.rules(rules))
    };
    holds(1..500_u32, |model, weight| {
        let (hard, dear) = (days(None, model.clone()), days(Some(2 * weight), model.clone()));
        let (cheap, none) = (days(Some(weight), model.clone()), solved(&model));
        let all = [not_above(&dear, &hard)?, not_above(&cheap, &dear)?, not_above(&none, &cheap)?];
        Ok(all.into_iter().all(|proven| proven))
    });
}

/// Small models in which people are tied together: how far apart they are, and how many weekends they work in all.
fn some_tied_model() -> impl Strategy<Value = Model> {
    (some_model(), 0..4_usize, 0..3_u32, 1..300_u32, proptest::option::of(0..3_i64)).prop_map(
        |(model, of, most, weight, weekends)| {
            let night = || Count::Shifts(vec!["night".into()]);
            let of = [Count::Minutes, Count::Assignments, Count::Weekends, night()][of].clone();
            let most = if of == Count::Minutes { most * 470 } else { most };
            let rules = model.rules.clone().soft("apart", Limit::Spread { of, most }, weight);
            let mut model = model.rules(rules);
            if let Some(weekends) = weekends {
                let terms = vec![Term { times: 1, people: vec![], of: Count::Weekends, skill: None }];
                let mut coupling = Coupling::daily("weekends", terms, None, Some(weekends));
                coupling.per = Window::Period;
                model.couplings.push(coupling.strength(Strength::Soft(3 * weight)));
            }
            model
        },
    )
}

#[test]
fn people_who_are_tied_are_bound_and_judged_as_others_are() {
    let proven = Cell::new(0);
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let tried = runner.run(&(some_tied_model(), 2..6_u32), |(model, times)| {
        let roster = solved(&model);
        prop_assert_eq!(evaluate(&model, &roster.assignments).unwrap().penalty, roster.penalty);
        let mut other = model.clone();
        other.people.reverse();
        same(&roster, &solved(&other), 1)?;
        let heavier = heavier(&model, times);
        let judged = evaluate(&heavier, &roster.assignments).unwrap();
        prop_assert_eq!(judged.penalty, roster.penalty * i64::from(times));
        same(&roster, &solved(&heavier), times.into())?;
        let mut free = model.clone();
        free.rules.rules.pop();
        free.couplings.clear();
        not_above(&solved(&free), &roster)?;
        proven.set(proven.get() + u32::from(roster.proven));
        Ok(())
    });
    tried.unwrap_or_else(|error| panic!("{error}"));
    assert!(proven.get() > 0, "none of {CASES} is proven");
}
