//! Couplings, spread, cover with a minimum, and the levels of the objective.

use super::*;
use crate::scheduling::model::{Requirement, Skill};
use crate::scheduling::rules::{Count, Coupling, Rule, Strength, Term};

fn pair() -> Model {
    Model::new(Period::new(day(1), day(7)).unwrap())
        .people([Person::new("ada").skills([Skill::from("aid").level(3)]), Person::new("bo")])
        .shifts([Shift::untimed("night", 600), Shift::untimed("desk", 480)])
}

fn roster(ada: &[(&str, u32)], bo: &[(&str, u32)]) -> Vec<Assignment> {
    let of = |person: &str, own: &[(&str, u32)]| -> Vec<Assignment> {
        own.iter().map(|(shift, number)| Assignment::new(person, *shift, day(*number))).collect()
    };
    [of("ada", ada), of("bo", bo)].concat()
}

fn days(model: &Model, roster: &[Assignment]) -> Vec<(NaiveDate, i64)> {
    evaluate(model, roster).unwrap().violations.iter().map(|v| (v.day, v.by)).collect()
}

#[test]
fn people_together_and_apart() {
    let both = roster(&[("night", 1), ("desk", 2)], &[("night", 1), ("night", 2)]);
    let never = pair().couple(Coupling::never_with("never", "ada", "bo", "night"));
    assert_eq!(days(&never, &both), [(day(1), 1)]);
    let with = pair().couple(Coupling::with("with", "ada", "bo", "night"));
    assert_eq!(days(&with, &both), [(day(2), 1)]);
    let mentored = pair().couple(Coupling::mentored("mentor", "bo", ["ada"], "night"));
    assert_eq!(days(&mentored, &both), [(day(2), 1)]);
    assert_eq!(days(&mentored, &roster(&[("night", 1)], &[])), []);
    let model = pair();
    let senior = Coupling::senior("senior", "night", &model, "aid", 3, 1);
    let mut senior = pair().couple(senior);
    senior.couplings[0].days = vec![Weekday::Mon, Weekday::Tue];
    assert_eq!(days(&senior, &both), [(day(2), 1)]);
    // Nobody is senior enough: nobody counts, not everybody.
    let none = pair().couple(Coupling::senior("senior", "night", &model, "aid", 4, 1));
    assert_eq!(days(&none, &both).len(), 7);
}

#[test]
fn a_sum_over_a_window() {
    let terms = vec![
        Term { times: 2, people: vec!["ada".into()], of: Count::Minutes, skill: None },
        Term { times: -1, people: vec![], of: Count::Minutes, skill: None },
    ];
    let mut coupling = Coupling::daily("minutes", terms, Some(0), Some(100)).strength(Strength::Soft(2));
    coupling.per = Window::Period;
    let model = pair().couple(coupling);
    // Ada's minutes less Bo's: 600 less 480.
    let verdict = evaluate(&model, &roster(&[("night", 1)], &[("desk", 2)])).unwrap();
    assert_eq!(
        (verdict.penalty, verdict.violations[0].by, verdict.violations[0].person.as_str()),
        (40, 20, "")
    );
    assert_eq!(evaluate(&model, &roster(&[("desk", 1)], &[("night", 2)])).unwrap().penalty, 240);
    let refused = |change: fn(&mut Coupling)| {
        let mut model = model.clone();
        change(&mut model.couplings[0]);
        model.check().unwrap_err().field().to_owned()
    };
    assert_eq!(refused(|c| c.terms.clear()), "couplings.minutes.terms");
    assert_eq!(refused(|c| c.terms[0].people = vec!["cy".into()]), "couplings.minutes.terms.people");
    assert_eq!(refused(|c| (c.least, c.most) = (Some(2), Some(1))), "couplings.minutes.least");
    assert_eq!(refused(|c| (c.least, c.most) = (None, None)), "couplings.minutes.least");
    assert_eq!(refused(|c| c.terms[0].of = Count::Shifts(vec!["noon".into()])), "couplings.minutes.terms.of");
}

#[test]
fn how_far_apart_they_are() {
    let mut model = pair();
    let of = Count::Shifts(vec!["night".into()]);
    model.rules.rules.push(Rule::soft("spread", Limit::Spread { of, most: 1 }, 5));
    let penalty = |roster: &[Assignment]| evaluate(&model, roster).unwrap().penalty;
    assert_eq!(penalty(&roster(&[("night", 1)], &[])), 0);
    assert_eq!(penalty(&roster(&[("night", 1), ("night", 2), ("night", 3)], &[("desk", 4)])), 10);
}

#[test]
fn cover_has_a_minimum_and_weights_of_its_own() {
    let need = Requirement::new("night", 2).at_least(1).weighing(30, 4).on(day(2));
    let model = pair().people([Person::new("cy")]).require([need]);
    let verdict = |names: &[&str]| {
        let roster: Vec<Assignment> =
            names.iter().map(|name| Assignment::new(*name, "night", day(2))).collect();
        let verdict = evaluate(&model, &roster).unwrap();
        (verdict.penalty, verdict.hard, verdict.uncovered.len(), verdict.overcovered.len())
    };
    assert_eq!(verdict(&[]), (60, 1, 1, 0));
    assert_eq!(verdict(&["ada"]), (30, 0, 1, 0));
    assert_eq!(verdict(&["ada", "bo"]), (0, 0, 0, 0));
    assert_eq!(verdict(&["ada", "bo", "cy"]), (4, 0, 0, 1));
    let refused = |need: Requirement| pair().require([need]).check().unwrap_err().field().to_owned();
    assert_eq!(refused(Requirement::new("night", 1).at_least(2)), "requirements.0.wanted.least");
    assert_eq!(refused(Requirement::new("noon", 1)), "requirements.0.shift");
    assert_eq!(refused(Requirement::new("night", 1).working("aid")), "requirements.0.skill");
    assert_eq!(refused(Requirement::new("night", 1).on(day(9))), "requirements.0.dates");
    // Without weights of its own a shift counts its minutes.
    let plain = pair().require([Requirement::new("desk", 1).on(day(3))]);
    assert_eq!(evaluate(&plain, &[]).unwrap().penalty, 4800);
}

#[test]
fn levels_are_told_apart() {
    let mut model =
        pair().require([Requirement::new("desk", 1).weighing(7, 0).on(day(1))]).avoid("bo", "night");
    model.rules.levels.cover = 0;
    model.rules.levels.requests = 2;
    model
        .rules
        .rules
        .push(Rule::soft("minutes", Limit::MostMinutes { minutes: 0, per: Window::Week }, 1).at_level(1));
    let verdict = evaluate(&model, &roster(&[], &[("night", 1)])).unwrap();
    assert_eq!((verdict.levels.as_slice(), verdict.penalty), ([7, 600, 10].as_slice(), 617));
    model.rules.rules[0].level = 8;
    assert_eq!(model.check().unwrap_err().field(), "rules.minutes.level");
}

#[test]
fn weights_that_cannot_be_summed_are_refused_before_anything_is() {
    let limit = || Limit::MostMinutes { minutes: 366 * 1440, per: Window::Days(60) };
    let rules = (0..100).fold(Rules::default(), |rules, n| rules.soft(format!("r{n}"), limit(), 1_000_000));
    let people = (0..1000).map(|n| Person::new(format!("p{n}")));
    let model = Model::new(Period::year(2026).unwrap()).people(people).rules(rules);
    let error = evaluate(&model, &[]).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "rules"));
}

#[test]
fn law_is_told_apart() {
    let mut model = shop(Rules::default()).law(Labour::of(["eu.working_time"]));
    model.shifts.iter_mut().for_each(|shift| shift.break_minutes = 30);
    model.rules = model.rules.hard("house rule", Limit::MostMinutes { minutes: 0, per: Window::Week });
    let verdict = evaluate(&model, &[bo("late", 1), bo("middle", 2)]).unwrap();
    let law: Vec<_> =
        verdict.violations.iter().map(|v| (v.rule.as_str(), v.law, v.source.is_empty())).collect();
    assert_eq!(law, [("house rule", false, true)]);
    let verdict = evaluate(&model, &[bo("night", 1), bo("late", 2)]).unwrap();
    let rest = verdict.violations.iter().find(|v| v.law).unwrap();
    assert!(rest.rule == "daily rest" && rest.source.starts_with("Directive 2003/88/EC"), "{rest:?}");
}
