//! Runs, totals, successions, weekends and histories, on each side of every limit.

use super::*;
use crate::scheduling::model::{Forbidden, History, Skill};
use crate::scheduling::rules::{Count, End, Rule, Run, Share, Start};

/// A fortnight: day 1 is a Monday, days 6 and 7 and days 13 and 14 are weekends.
fn fortnight(limit: Limit) -> Model {
    let mut model = Model::new(Period::new(day(1), day(14)).unwrap()).people([Person::new("bo")]).shifts([
        Shift::untimed("early", 480),
        Shift::untimed("late", 450),
        Shift::untimed("night", 600),
    ]);
    model.rules.rules = vec![Rule::hard("limit", limit)];
    model
}

/// One letter a day: e, l, n, or anything else for a day off.
fn row(cells: &str) -> Vec<Assignment> {
    let shift = |cell| match cell {
        'e' => Some("early"),
        'l' => Some("late"),
        'n' => Some("night"),
        _ => None,
    };
    let cells = cells.chars().zip(1..);
    cells.filter_map(|(cell, number)| Some(bo(shift(cell)?, number))).collect()
}

/// The day numbers and amounts of what is broken.
fn found(model: &Model, cells: &str) -> Vec<(i64, i64)> {
    let verdict = evaluate(model, &row(cells)).unwrap();
    assert_eq!(verdict.hard, verdict.violations.len() as u64);
    verdict.violations.iter().map(|v| ((v.day - day(1)).num_days() + 1, v.by)).collect()
}

fn run(of: Run, least: u32, most: Option<u32>, start: Start, end: End) -> Model {
    fortnight(Limit::Run { of, least, most, start, end })
}

fn after(mut model: Model, history: History) -> Model {
    model.people[0] = Person::new("bo").after(history);
    model
}

#[test]
fn runs_of_work() {
    let exempt = |least, most| run(Run::Work, least, most, Start::Exempt, End::Exempt);
    assert_eq!(found(&exempt(2, Some(3)), "e--ee-eee----e"), []); // the edges may be short
    assert_eq!(found(&exempt(2, Some(3)), "-e-eeeee-----e"), [(2, 1), (4, 2)]);
    assert_eq!(found(&exempt(0, Some(3)), "eeee----------"), [(1, 1)]); // not too long
    let strict = run(Run::Work, 2, None, Start::Fresh, End::Ended);
    assert_eq!(found(&strict, "e-ee---------e"), [(1, 1), (14, 1)]);
    // Without a history nobody knows what was before: as exempt.
    let unknown = run(Run::Work, 2, None, Start::History, End::Exempt);
    assert_eq!(found(&unknown, "e-ee----------"), []);
}

#[test]
fn runs_go_on_from_the_history() {
    let model = |before| {
        let history = History { run_of_work: before, ..History::default() };
        after(run(Run::Work, 3, Some(4), Start::History, End::Exempt), history)
    };
    assert_eq!(found(&model(2), "e-eee---------"), []);
    assert_eq!(found(&model(1), "e-eee---------"), [(1, 1)]); // two days in all
    assert_eq!(found(&model(2), "--eee---------"), [(1, 1)]); // it ended with the day before
    assert_eq!(found(&model(3), "--eee---------"), []);
    assert_eq!(found(&model(3), "eee-----------"), [(1, 2)]);
    // Of a run that was too long before, the days of the period count.
    assert_eq!(found(&model(6), "ee------------"), [(1, 2)]);
    assert_eq!(found(&model(6), "--------------"), []);
    assert_eq!(found(&model(0), "e-eee---------"), [(1, 2)]); // a known history without a run
}

#[test]
fn runs_of_days_off_and_of_shifts() {
    let off = run(Run::Off, 2, Some(3), Start::Exempt, End::Exempt);
    assert_eq!(found(&off, "-e-e----ee--e-"), [(3, 1), (5, 1)]);
    let rested = History { run_off: 1, ..History::default() };
    let off = after(run(Run::Off, 3, None, Start::History, End::Exempt), rested);
    assert_eq!(found(&off, "-eeeeeeeeeeeee"), [(1, 1)]);
    assert_eq!(found(&off, "eeeeeeeeeeeeee"), [(1, 2)]);
    let nights = run(Run::Shifts(vec!["night".into(), "late".into()]), 2, Some(3), Start::Fresh, End::Ended);
    assert_eq!(found(&nights, "ne-nl-enlnl--e"), [(1, 1), (8, 1)]);
    let worked =
        History { run_of_work: 5, run_of_shift: 1, last_shift: Some("night".into()), ..History::default() };
    let nights = after(run(Run::Shifts(vec!["night".into()]), 3, None, Start::History, End::Exempt), worked);
    assert_eq!(found(&nights, "ne------------"), [(1, 1)]);
    assert_eq!(found(&nights, "e-------------"), [(1, 2)]);
    assert_eq!(found(&nights, "nn------------"), []);
}

#[test]
fn days_in_a_row_count_those_before() {
    let before = History { run_of_work: 4, ..History::default() };
    let model = after(fortnight(Limit::ConsecutiveDays { days: 5 }), before);
    assert_eq!(found(&model, "e-------------"), []);
    assert_eq!(found(&model, "eee-----------"), [(3, 2)]);
    assert_eq!(found(&model, "-eeeee--------"), []);
}

#[test]
fn successions() {
    let mut model = fortnight(Limit::Succession { first: vec!["night".into()], then: vec!["early".into()] });
    assert_eq!(found(&model, "n-e-nlnne-----"), [(9, 1)]);
    let worked =
        History { run_of_work: 1, run_of_shift: 1, last_shift: Some("night".into()), ..History::default() };
    model = after(model, worked.clone());
    assert_eq!(found(&model, "e-------------"), [(1, 1)]);
    // The last shift is only followed by the first day when it was worked on the day before.
    model = after(model, History { run_of_work: 0, run_of_shift: 0, run_off: 1, ..worked });
    assert_eq!(found(&model, "e-------------"), []);
}

#[test]
fn days_between() {
    let limit = Limit::DaysBetween { first: vec!["night".into()], then: vec!["early".into()], days: 2 };
    let model = fortnight(limit);
    assert_eq!(found(&model, "ne---n-e---n--"), [(2, 2), (8, 1)]);
    assert_eq!(found(&model, "n--e--nl-e----"), []);
    assert_eq!(found(&model, "n-n-e---------"), [(5, 1)]); // as seen from the last one
}

#[test]
fn totals_and_their_history() {
    let total = |of, least, most, history| Limit::Total { of, per: Window::Period, least, most, history };
    assert_eq!(found(&fortnight(total(Count::Minutes, 930, Some(930), false)), "e-l-----------"), []);
    assert_eq!(found(&fortnight(total(Count::Minutes, 931, None, false)), "e-l-----------"), [(1, 1)]);
    assert_eq!(found(&fortnight(total(Count::Minutes, 0, Some(929), false)), "e-l-----------"), [(1, 1)]);
    let nights = Count::Shifts(vec!["night".into()]);
    assert_eq!(found(&fortnight(total(nights.clone(), 0, Some(2), false)), "nn--n---------"), [(1, 1)]);
    assert_eq!(found(&fortnight(total(Count::Assignments, 4, Some(5), false)), "nn--n---------"), [(1, 1)]);
    assert_eq!(found(&fortnight(total(Count::Weekends, 0, Some(1), false)), "-----e------e-"), [(1, 1)]);
    assert_eq!(found(&fortnight(total(Count::Weekends, 0, Some(1), false)), "-----ee-------"), []);
    let before = History {
        assignments: 7,
        weekends: 3,
        shifts: [("night".to_owned(), 2)].into(),
        ..History::default()
    };
    let so_far = |of, least, most| after(fortnight(total(of, least, Some(most), true)), before.clone());
    assert_eq!(found(&so_far(Count::Assignments, 10, 10), "e-e-e---------"), []);
    assert_eq!(found(&so_far(Count::Assignments, 11, 12), "e-e-e---------"), [(1, 1)]);
    assert_eq!(found(&so_far(nights, 0, 3), "n-n-----------"), [(1, 1)]);
    // What was too much before is not the period's fault.
    assert_eq!(found(&so_far(Count::Weekends, 0, 2), "--------------"), []);
    assert_eq!(found(&so_far(Count::Weekends, 0, 2), "------e-------"), [(1, 1)]);
}

#[test]
fn weekends() {
    assert_eq!(found(&fortnight(Limit::CompleteWeekends), "-----ee-----e-"), [(13, 1)]);
    assert_eq!(found(&fortnight(Limit::CompleteWeekends), "eeeee---------"), []);
    assert_eq!(found(&fortnight(Limit::EqualWeekends), "-----el-----nn"), [(6, 1)]);
    assert_eq!(found(&fortnight(Limit::EqualWeekends), "-----e--------"), []);
    // The days are the model's own, and a weekend that begins before the period is no whole one.
    let mut gulf = fortnight(Limit::CompleteWeekends);
    gulf.rules.weekend = vec![Weekday::Fri, Weekday::Sat];
    assert_eq!(found(&gulf, "----e-------e-"), [(5, 1), (12, 1)]);
    gulf.rules.weekend = vec![Weekday::Sun, Weekday::Mon];
    assert_eq!(found(&gulf, "e-----e------e"), [(7, 1)]);
}

#[test]
fn fair_shares() {
    let fair = |by, squared, history| Limit::Fair {
        of: Count::Shifts(vec!["night".into()]),
        amount: Some(5),
        by,
        tolerance: 0,
        step: 1,
        squared,
        history,
    };
    let crew = |limit: Limit| {
        let mut model = fortnight(limit);
        model.rules.rules[0].strength = crate::scheduling::Strength::Soft(10);
        model.people([Person::new("ada")])
    };
    // Five nights among two: two or three each.
    let penalty = |model: &Model, cells: &str| evaluate(model, &row(cells)).unwrap().penalty;
    let model = crew(fair(Share::Equal, false, false));
    assert_eq!(penalty(&model, "nnn-----------"), 20); // Ada has none of hers
    assert_eq!(penalty(&model, "nnnnn---------"), 40);
    assert_eq!(penalty(&crew(fair(Share::Equal, true, false)), "nnnnn---------"), 80);
    // By the hours of the contract: one of Bo's to four of Ada's.
    let mut model = crew(fair(Share::Contract, false, false));
    model.people[0] = Person::new("bo").hours(dec!(10));
    model.people[1] = Person::new("ada").hours(dec!(40));
    assert_eq!(penalty(&model, "n-------------"), 40);
    assert_eq!(penalty(&model, "--------------"), 50);
    // Who had more before gets less: eight in all, four each.
    let mut model = crew(fair(Share::Equal, false, true));
    model.people[0] =
        Person::new("bo").after(History { shifts: [("night".to_owned(), 3)].into(), ..History::default() });
    assert_eq!(penalty(&model, "n-------------"), 40);
    assert_eq!(penalty(&model, "nn------------"), 50);
    let error = crew(fair(Share::Contract, false, false)).check().unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InputMissing, "people.bo.hours_at_most"));
}

#[test]
fn what_is_forbidden_and_what_is_not_there() {
    let mut model = fortnight(Limit::ConsecutiveDays { days: 14 }).forbid(Forbidden::day("bo", day(3)));
    model = model.forbid(Forbidden { person: "bo".into(), day: None, shift: Some("night".into()) });
    assert_eq!(found(&model, "eeen----------"), [(3, 1), (4, 1)]);
    let mut model = fortnight(Limit::ConsecutiveDays { days: 14 });
    model.shifts[0] = Shift::untimed("early", 480).skills(["till"]).at("harbour");
    model.people[0] = Person::new("bo").skills([Skill::from("till").valid(day(2), day(3)).level(2)]);
    let till = |number| bo("early", number).working("till");
    let names = |roster: &[Assignment]| -> Vec<String> {
        evaluate(&model, roster).unwrap().violations.into_iter().map(|v| v.rule).collect()
    };
    assert_eq!(names(&[till(2), till(3)]), Vec::<String>::new());
    assert_eq!(names(&[till(1), till(4)]), ["skill", "skill"]);
    model.people[0].starts = Some(day(3));
    model.people[0].leaves = Some(day(9));
    assert_eq!(broken(&model, &[till(2), till(3)]), [("availability".into(), day(2), 1440)]);
    model.people[0].sites = vec!["town".into()];
    assert_eq!(broken(&model, &[till(3)]), [("site".into(), day(3), 1)]);
}
