//! Planted conflicts with known sets, and every answer held to the judge.

use super::*;
use crate::calendar::Period;
use crate::error::Code;
use crate::scheduling::evaluate::evaluate;
use crate::scheduling::law::Labour;
use crate::scheduling::model::{Forbidden, Shift};
use crate::scheduling::replace::Desk;
use crate::scheduling::replace::tests::{company, day, lawful};
use crate::scheduling::rules::{End, Limit, Rule, Rules, Run, Start, Window};
use crate::scheduling::solve::Budget;
use std::collections::BTreeSet;

fn shop(person: Person, rules: Rules) -> Model {
    Model::new(Period::new(day(1), day(7)).unwrap())
        .people([person])
        .shifts([Shift::every_day("early", "06:00", "14:00"), Shift::every_day("late", "14:00", "22:00")])
        .rules(rules)
}

fn ada(shift: &str, number: u32) -> Assignment {
    Assignment::new("ada", shift, day(number))
}

/// The conflicts of the only candidate as sets of names, shifts with the number of their day.
fn conflicts(model: &Model, roster: &[Assignment], shift: &str, number: u32) -> BTreeSet<Vec<String>> {
    let why = why(model, roster, shift, day(number), None).unwrap();
    let sets = why.people[0].conflicts.iter().map(|conflict| {
        assert!(conflict.minimal);
        conflict.causes.iter().map(|cause| match cause.what {
            Because::Rule => cause.name.clone(),
            _ => cause.fact.replace("ada works ", ""),
        })
    });
    sets.map(Iterator::collect).collect()
}

fn sets(expected: &[&[&str]]) -> BTreeSet<Vec<String>> {
    expected.iter().map(|set| set.iter().map(|name| (*name).to_owned()).collect()).collect()
}

#[test]
fn single_causes_are_found_each_by_itself() {
    let rules = Rules::default().rest_between(dec!(11));
    let model = shop(Person::new("ada").unavailable_on(day(3)), rules).forbid(Forbidden::day("ada", day(3)));
    let roster = [ada("late", 2)];
    let expected = sets(&[&["availability"], &["forbidden"], &["rest between shifts", "late on Tue 31 Mar"]]);
    assert_eq!(conflicts(&model, &roster, "early", 3), expected);
    // A shift of that day stands in the way of another one.
    let expected =
        sets(&[&["rest between shifts", "late on Tue 31 Mar"], &["shifts a day", "late on Tue 31 Mar"]]);
    assert_eq!(conflicts(&model, &roster, "early", 2), expected);
    let why = why(&model, &roster, "early", day(3), None).unwrap();
    let facts: Vec<&str> = why.people[0].conflicts.iter().map(|one| one.causes[0].fact.as_str()).collect();
    let rest = "ada's rest between late on Tue 31 Mar and early on Wed 1 Apr would be 8 h 0 min";
    assert_eq!(facts, ["ada is not available", "ada is not to work early then", rest]);
}

#[test]
fn hours_conflict_with_all_the_shifts_that_fill_them() {
    let model = shop(Person::new("ada").hours(dec!(24)), Rules::default()).lock(ada("early", 1));
    let roster = [ada("early", 1), ada("early", 3), ada("late", 5)];
    let expected =
        sets(&[&["contract hours", "early on Mon 30 Mar", "early on Wed 1 Apr", "late on Fri 3 Apr"]]);
    assert_eq!(conflicts(&model, &roster, "late", 6), expected);
    let why = why(&model, &roster, "late", day(6), None).unwrap();
    let causes = &why.people[0].conflicts[0].causes;
    assert_eq!(causes[0].fact, "ada already has 24 of 24 hours");
    assert_eq!((causes[1].what, causes[2].what), (Because::Locked, Because::Assignment));
    // With one of the two that are not locked given up, it can be done.
    let instead = why.people[0].instead.as_ref().unwrap();
    assert_eq!(instead.gives_up.len(), 1);
    assert_ne!(instead.gives_up[0], ada("early", 1));
    // Of six shifts where five are allowed, any five stand in the way: three such sets are told.
    let five = Rules::default().hard("five", Limit::MostMinutes { minutes: 4 * 480, per: Window::Week });
    let model = shop(Person::new("ada"), five);
    let roster = [1, 2, 4, 5].map(|number| ada("early", number));
    let found = conflicts(&model, &roster, "early", 7);
    assert_eq!(found.len(), 1);
    assert_eq!(found.first().unwrap().len(), 5);
}

#[test]
fn double_causes_need_the_program_of_the_row() {
    // Two days in a row at least: Wednesday alone will not do, and she is away on both days beside it.
    let pair = Limit::Run { of: Run::Work, least: 2, most: None, start: Start::Fresh, end: End::Ended };
    let away = Person::new("ada").unavailable_on(day(2)).unavailable_on(day(4));
    let model = shop(away.clone(), Rules::default().hard("pairs", pair.clone()));
    assert_eq!(conflicts(&model, &[], "early", 3), sets(&[&["availability", "pairs"]]));
    // Where she is free on one of the two, nothing stands in the way but that she must work that day too.
    let half = shop(Person::new("ada").unavailable_on(day(2)), Rules::default().hard("pairs", pair.clone()));
    assert_eq!(conflicts(&half, &[], "early", 3), sets(&[]));
    let instead = why(&half, &[], "early", day(3), None).unwrap().people[0].instead.clone().unwrap();
    assert!(instead.takes.contains(&ada("early", 3)) && instead.takes.iter().any(|one| one.day == day(4)));
    // Or she may not work late, and nothing but late can follow: a law beside an agreement.
    let rules = Rules::default()
        .hard("pairs", pair)
        .and(Rule {
            law: true,
            source: "§ 1".into(),
            ..Rule::hard(
                "early only",
                Limit::Succession { first: vec!["early".into()], then: vec!["early".into(), "late".into()] },
            )
        })
        .hard(
            "no eve",
            Limit::Succession { first: vec!["early".into(), "late".into()], then: vec!["early".into()] },
        );
    let model = shop(Person::new("ada"), rules);
    assert_eq!(conflicts(&model, &[], "early", 3), sets(&[&["early only", "no eve", "pairs"]]));
    let told = why(&model, &[], "early", day(3), None).unwrap();
    let law: Vec<bool> = told.people[0].conflicts[0].causes.iter().map(|cause| cause.law).collect();
    assert_eq!(law, [true, false, false]);
    // Law is never among what can be had at a price.
    assert!(told.people[0].preferences.is_empty() && told.people[0].cost.is_none());
}

#[test]
fn preferences_are_offered_at_their_price() {
    let rules = Rules::default().soft("row", Limit::ConsecutiveDays { days: 1 }, 30);
    let model = shop(Person::new("ada"), rules).avoid("ada", "late");
    let why = why(&model, &[ada("early", 2)], "late", day(3), None).unwrap();
    let one = &why.people[0];
    assert!(one.conflicts.is_empty());
    let prices: Vec<(&str, i64)> = one.preferences.iter().map(|own| (own.rule.as_str(), own.cost)).collect();
    assert_eq!(prices, [("request", 10), ("row", 30)]);
    assert_eq!(one.cost, Some(40 - 4_800));
}

/// In random companies: a conflict's assignments and rules alone forbid the shift, and nothing less does; who has none can
/// take it at that cost.
#[test]
fn conflicts_forbid_and_nothing_less_does() {
    let (mut blocked, mut free) = (0, 0);
    for seed in 0..16 {
        let model = company(seed, 9);
        let roster = lawful(&model, seed + 100, 60);
        let mut desk = Desk::new(&model, &roster).unwrap();
        for number in [2, 4, 6] {
            let why = desk.why("late", day(number), None).unwrap();
            for one in &why.people {
                let mut after = roster.clone();
                after.push(Assignment::new(&*one.person, "late", day(number)));
                let (was, is) = (evaluate(&model, &roster).unwrap(), evaluate(&model, &after).unwrap());
                // What only more work would mend is no conflict.
                let own = |verdict: &Verdict| {
                    let hard = verdict.violations.iter().filter(|v| v.hard && v.person == one.person);
                    hard.filter(|v| v.rule != "run").count()
                };
                let forbidden = own(&is) > own(&was);
                assert!(
                    forbidden || one.conflicts.iter().all(|own| own.causes[0].name == "run"),
                    "{seed} {one:?}"
                );
                assert!(!forbidden || !one.conflicts.is_empty(), "{seed} {one:?}");
                if let Some(cost) = one.cost {
                    assert_eq!((is.penalty - was.penalty, is.hard), (cost, 0), "{seed} {one:?}");
                    free += 1;
                }
                for conflict in &one.conflicts {
                    blocked += 1;
                    let worked: Vec<&Cause> =
                        conflict.causes.iter().filter(|cause| cause.what != Because::Rule).collect();
                    let rules = conflict.causes.len() - worked.len();
                    assert!(rules >= 1, "{one:?}");
                    // With one rule: exactly these assignments break it with the shift, and without any of them nothing does.
                    if rules > 1 {
                        continue;
                    }
                    let breaks = |left_out: Option<&Cause>| {
                        let named = |a: &&Assignment| {
                            let fact = format!("{} works {} on {}", a.person, a.shift, clock::day(a.day));
                            worked.iter().any(|cause| cause.fact == fact && Some(*cause) != left_out)
                        };
                        let mut row: Vec<Assignment> = roster.iter().filter(named).cloned().collect();
                        row.push(Assignment::new(&*one.person, "late", day(number)));
                        let verdict = evaluate(&model, &row).unwrap();
                        verdict
                            .violations
                            .iter()
                            .any(|v| v.hard && v.person == one.person && v.rule == conflict.causes[0].name)
                    };
                    assert!(breaks(None), "{seed} {conflict:?}");
                    if !["run", "promised hours"].contains(&&*conflict.causes[0].name) {
                        assert!(worked.iter().all(|cause| !breaks(Some(cause))), "{seed} {conflict:?}");
                    }
                }
            }
        }
    }
    assert!(blocked > 50 && free > 20, "{blocked} {free}");
}

#[test]
fn counting_shows_why_there_is_no_roster() {
    let budget = Budget::nodes(20_000);
    // Nobody has the skill.
    let model = Model::new(Period::new(day(1), day(2)).unwrap())
        .people([Person::new("ada"), Person::new("bo").skills(["till"])])
        .shift(Shift::every_day("early", "06:00", "14:00").needing_many(2, "till"))
        .rules(Rules::default().must_cover().hard("row", Limit::ConsecutiveDays { days: 5 }));
    let why = why_infeasible(&model, budget).unwrap().unwrap();
    assert_eq!(why.certificates[0], "early on Mon 30 Mar must have 2 as till, 1 can work it");
    assert_eq!((why.causes.join(" "), why.certainty()), ("demand skill".into(), "minimal"));
    // A single cause and a double one that no count shows: both days, and rest between them.
    let tight = Limit::DaysOff { days: 1, per: Window::Days(2) };
    let model = Model::new(Period::new(day(1), day(2)).unwrap())
        .people([Person::new("ada")])
        .shift(Shift::every_day("early", "06:00", "14:00"))
        .rules(Rules::default().must_cover().hard("every other", tight).rest_between(dec!(11)));
    let why = why_infeasible(&model, budget).unwrap().unwrap();
    assert_eq!((why.certificates.len(), why.causes.join(" ")), (0, "demand every other".into()));
    assert_eq!(why.certainty(), "not proven minimal");
    // What is locked can break a rule by itself.
    let locked = Model::new(Period::new(day(1), day(2)).unwrap())
        .people([Person::new("ada").unavailable_on(day(1))])
        .shift(Shift::every_day("early", "06:00", "14:00"))
        .lock(ada("early", 1));
    let why = why_infeasible(&locked, budget).unwrap().unwrap();
    assert_eq!((why.causes.join(" "), why.minimal), ("availability locked".into(), true));
    let told = "what is locked breaks `availability`: ada: is not available for all of early on Mon 30 Mar";
    assert_eq!(why.certificates, [told]);
    // And a model that has a roster has no reason.
    let fine = shop(Person::new("ada"), Rules::default());
    assert_eq!(why_infeasible(&fine, budget).unwrap(), None);
}

#[test]
fn asking_why_there_is_no_roster_can_be_stopped() {
    let hidden = Limit::DaysOff { days: 1, per: Window::Days(2) };
    let model = Model::new(Period::new(day(1), day(2)).unwrap())
        .people([Person::new("ada")])
        .shift(Shift::every_day("early", "06:00", "14:00"))
        .rules(Rules::default().must_cover().hard("every other", hidden).rest_between(dec!(11)));
    let budget = Budget::nodes(20_000);
    // Nothing is known yet.
    let error = why_infeasible_watched(&model, budget, |_| false).unwrap_err();
    assert_eq!(error.code(), Code::Cancelled);
    // What a count proves stands, and all that is hard is still a cause.
    let nobody = model
        .clone()
        .rules(model.rules.clone().hard("none", Limit::MostMinutes { minutes: 60, per: Window::Period }));
    let why = why_infeasible_watched(&nobody, budget, |_| false).unwrap().unwrap();
    assert_eq!((why.certificates.len(), why.minimal), (5, false));
    // Progress is that of the whole budget.
    let mut told = vec![];
    let whole = why_infeasible_watched(&model, budget, |progress| {
        told.push((progress.nodes, progress.of));
        true
    });
    assert_eq!(whole.unwrap(), why_infeasible(&model, budget).unwrap());
    assert!(told.is_sorted() && told.iter().all(|(nodes, of)| *of == 20_000 && nodes <= of), "{told:?}");
}

#[test]
fn one_supposition_shows_its_difference() {
    let model = shop(
        Person::new("ada").hours(dec!(8)),
        Rules::default().hard("row", Limit::ConsecutiveDays { days: 1 }),
    );
    let roster = [ada("early", 2)];
    let more = what_if(&model, &roster, &Suppose::Assign(ada("early", 3))).unwrap();
    assert_eq!(more.hard, (0, 2));
    assert_eq!(more.broken.iter().map(|v| v.rule.as_str()).collect::<Vec<_>>(), ["contract hours", "row"]);
    assert_eq!((more.cost, more.filled.len(), more.opened.len()), (-4_800, 1, 0));
    let less = what_if(&model, &roster, &Suppose::Release(ada("early", 2))).unwrap();
    assert_eq!((less.cost, less.opened.len()), (4_800, 1));
    let both = [ada("early", 2), ada("early", 3)];
    let hours = what_if(&model, &both, &Suppose::Hours { person: "ada".into(), at_most: dec!(16) }).unwrap();
    assert_eq!((hours.hard, hours.mended.len()), ((2, 1), 1));
    let free = what_if(&model, &both, &Suppose::Without("row".into())).unwrap();
    assert_eq!((free.hard, free.mended[0].rule.as_str()), ((2, 1), "row"));
    let ill = what_if(&model, &roster, &Suppose::Absent { person: "ada".into(), day: day(2) }).unwrap();
    assert_eq!(ill.broken[0].rule, "forbidden");
    // Law is not set aside, nobody unknown is ill, nothing is there twice.
    let law = shop(Person::new("ada"), Rules::default()).law(Labour::of(["eu.working_time"]));
    assert!(what_if(&law, &roster, &Suppose::Without("daily rest".into())).is_err());
    assert!(what_if(&model, &roster, &Suppose::Absent { person: "eve".into(), day: day(2) }).is_err());
    assert!(what_if(&model, &roster, &Suppose::Assign(ada("early", 2))).is_err());
    assert!(what_if(&model, &roster, &Suppose::Release(ada("late", 2))).is_err());
}
