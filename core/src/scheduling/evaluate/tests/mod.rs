//! One roster on each side of every limit.

use super::*;
use crate::calendar::{Period, date};
use crate::error::Code;
use crate::scheduling::law::Labour;
use crate::scheduling::model::{Demand, Person, Request, Shift};
use crate::scheduling::rules::{Limit, Rules, Window};
use chrono::Weekday;

mod rules;
mod shifts;
mod team;

/// Monday 30 March 2026 is day 1, Sunday 5 April is day 7.
fn day(number: u32) -> NaiveDate {
    date(2026, 3, 29).unwrap() + chrono::Days::new(number.into())
}

fn at(number: u32, hour: u32, minute: u32) -> NaiveDateTime {
    day(number).and_hms_opt(hour, minute, 0).unwrap()
}

fn shop(rules: Rules) -> Model {
    Model::new(Period::new(day(1), day(7)).unwrap())
        .people([Person::new("ada").skills(["till"]), Person::new("bo")])
        .shifts([
            Shift::offered("early", "06:00", "14:00").skills(["till"]),
            Shift::offered("middle", "09:00", "17:00"),
            Shift::offered("late", "14:00", "22:00"),
            Shift::offered("night", "22:00", "06:00").unpaid_break(30),
        ])
        .rules(rules)
}

fn bo(shift: &str, number: u32) -> Assignment {
    Assignment::new("bo", shift, day(number))
}

fn broken(model: &Model, roster: &[Assignment]) -> Vec<(String, NaiveDate, i64)> {
    let verdict = evaluate(model, roster).unwrap();
    verdict.violations.iter().map(|v| (v.rule.clone(), v.day, v.by)).collect()
}

#[test]
fn rest_is_counted_from_end_to_start_over_midnight() {
    let rules = |minutes| Rules::default().hard("rest", Limit::RestBetween { minutes });
    let late_then_middle = [bo("late", 1), bo("middle", 2)]; // 22:00 to 09:00
    assert_eq!(broken(&shop(rules(11 * 60)), &late_then_middle), []);
    assert_eq!(broken(&shop(rules(11 * 60 + 1)), &late_then_middle), [("rest".into(), day(2), 1)]);
    let night_then_late = [bo("night", 1), bo("late", 2)]; // 06:00 to 14:00 of the same day
    assert_eq!(broken(&shop(rules(8 * 60)), &night_then_late), []);
    assert_eq!(broken(&shop(rules(11 * 60)), &night_then_late), [("rest".into(), day(2), 180)]);
}

#[test]
fn the_week_needs_one_long_rest() {
    let rule =
        |minutes| Rules::default().hard("weekly", Limit::UninterruptedRest { minutes, per: Window::Week });
    // Late on Wednesday ends at 22:00, the night of Friday begins at 22:00: 48 hours.
    let roster = [bo("late", 1), bo("late", 2), bo("late", 3), bo("night", 5), bo("night", 6), bo("late", 7)];
    assert_eq!(broken(&shop(rule(48 * 60)), &roster), []);
    assert_eq!(broken(&shop(rule(48 * 60 + 1)), &roster), [("weekly".into(), day(1), 1)]);
}

#[test]
fn one_place_at_a_time() {
    let model = shop(Rules::default().shifts_a_day(2));
    assert_eq!(broken(&model, &[bo("middle", 1), bo("late", 1)]).len(), 1);
    let late_then_night = [bo("late", 1), bo("night", 1)]; // one ends when the other starts
    assert_eq!(broken(&model, &late_then_night), []);
    assert_eq!(broken(&model, &[bo("late", 1), bo("late", 1)]).len(), 1);
    // One shift a day unless more are allowed.
    let one = shop(Rules::default());
    assert_eq!(broken(&one, &late_then_night), [("shifts a day".into(), day(1), 1)]);
}

#[test]
fn minutes_are_paid_minutes_of_the_start_day() {
    // Two nights of 7 h 30 min paid, the second one begun on Sunday.
    let roster = [bo("night", 6), bo("night", 7)];
    let most =
        |minutes| shop(Rules::default().hard("most", Limit::MostMinutes { minutes, per: Window::Week }));
    assert_eq!(broken(&most(900), &roster), []);
    assert_eq!(broken(&most(899), &roster), [("most".into(), day(1), 1)]);
    let only_bo = |minutes, per| {
        let mut model = shop(Rules::default().soft("least", Limit::LeastMinutes { minutes, per }, 3));
        model.rules.rules[0].people = vec!["bo".into()];
        model
    };
    assert_eq!(broken(&only_bo(900, Window::Period), &roster), []);
    assert_eq!(broken(&only_bo(901, Window::Period), &roster), [("least".into(), day(1), 1)]);
    assert_eq!(evaluate(&only_bo(910, Window::Week), &roster).unwrap().penalty, 30);
}

#[test]
fn rolling_windows_are_all_looked_at() {
    let roster = [bo("late", 2), bo("late", 4), bo("late", 5)];
    let most = |days| {
        shop(Rules::default().hard("most", Limit::MostMinutes { minutes: 960, per: Window::Days(days) }))
    };
    assert_eq!(broken(&most(3), &roster), []);
    assert_eq!(broken(&most(4), &roster), [("most".into(), day(2), 480)]);
    assert_eq!(broken(&most(5), &roster).len(), 2); // from Monday and from Tuesday
}

#[test]
fn a_part_of_a_week_has_a_most_but_no_least() {
    let mut model = shop(
        Rules::default()
            .weeks_from(Weekday::Wed)
            .hard("most", Limit::MostMinutes { minutes: 480, per: Window::Week })
            .hard("least", Limit::LeastMinutes { minutes: 480, per: Window::Week })
            .hard("off", Limit::DaysOff { days: 7, per: Window::Week }),
    );
    // Monday and Tuesday are one part of a week, Wednesday to Sunday another.
    assert_eq!(broken(&model, &[bo("late", 2), bo("late", 3)]), []);
    assert_eq!(broken(&model, &[bo("late", 1), bo("late", 2)]), [("most".into(), day(1), 480)]);
    model.rules.week_begins = Weekday::Mon;
    assert_eq!(broken(&model, &[]).iter().filter(|(rule, ..)| rule == "least").count(), 2);
}

#[test]
fn days_in_a_row_and_days_off() {
    let five: Vec<Assignment> = [1, 2, 3, 4, 5].map(|d| bo("late", d)).into();
    let six: Vec<Assignment> = [1, 2, 3, 4, 5, 6].map(|d| bo("late", d)).into();
    let in_a_row = shop(Rules::default().hard("row", Limit::ConsecutiveDays { days: 5 }));
    assert_eq!(broken(&in_a_row, &five), []);
    assert_eq!(broken(&in_a_row, &six), [("row".into(), day(6), 1)]);
    let apart = [1, 2, 3, 5, 6, 7].map(|d| bo("late", d));
    assert_eq!(broken(&in_a_row, &apart), []);
    let off = shop(Rules::default().hard("off", Limit::DaysOff { days: 2, per: Window::Week }));
    assert_eq!(broken(&off, &five), []);
    assert_eq!(broken(&off, &six), [("off".into(), day(1), 1)]);
}

#[test]
fn skills_and_availability() {
    let mut model = shop(Rules::default());
    let early = |person: &str| Assignment::new(person, "early", day(1)).working("till");
    assert_eq!(broken(&model, &[early("ada")]), []);
    assert_eq!(broken(&model, &[early("bo")]), [("skill".into(), day(1), 1)]);

    model.people[1] = Person::new("bo").unavailable(at(2, 5, 30), at(2, 12, 0));
    assert_eq!(broken(&model, &[bo("late", 1)]), []);
    assert_eq!(broken(&model, &[bo("night", 1)]), [("availability".into(), day(1), 30)]);
    // Two windows that touch at midnight are one stretch.
    model.people[1] = Person::new("bo").available(&[Weekday::Mon], "21:00", "24:00").available(
        &[Weekday::Tue],
        "00:00",
        "06:00",
    );
    assert_eq!(broken(&model, &[bo("night", 1)]), []);
    assert_eq!(broken(&model, &[bo("night", 2)]).len(), 1);
    model.people[1] = Person::new("bo").available(&[], "08:00", "16:59");
    assert_eq!(broken(&model, &[bo("middle", 1)]), [("availability".into(), day(1), 1)]);
    model.people[1] = Person::new("bo").available(&[], "22:00", "06:00");
    assert_eq!(broken(&model, &[bo("night", 7)]), []);
}

#[test]
fn contract_hours() {
    let mut model = shop(Rules::default());
    model.people[1] = Person::new("bo").hours_between(dec!(16), dec!(16));
    assert_eq!(broken(&model, &[bo("late", 1), bo("late", 3)]), []);
    assert_eq!(broken(&model, &[bo("late", 1)]), [("promised hours".into(), day(1), 480)]);
    let three = [bo("late", 1), bo("late", 3), bo("late", 5)];
    let verdict = evaluate(&model, &three).unwrap();
    assert_eq!(
        (verdict.hard, verdict.violations[0].rule.as_str(), verdict.violations[0].by),
        (1, "contract hours", 480)
    );
}

#[test]
fn the_longest_shift() {
    let model = |minutes| shop(Rules::default().hard("long", Limit::LongestShift { minutes }));
    assert_eq!(broken(&model(480), &[bo("night", 1)]), []); // the break counts
    assert_eq!(broken(&model(479), &[bo("night", 1)]), [("long".into(), day(1), 1)]);
}

#[test]
fn requests() {
    let wish = |wish, day: Option<NaiveDate>, shift: Option<&str>| {
        let shift = shift.map(Into::into);
        shop(Rules::default()).request(Request { person: "bo".into(), wish, day, shift, weight: 7 })
    };
    let penalty = |model: &Model, roster: &[Assignment]| evaluate(model, roster).unwrap().penalty;
    let roster = [bo("late", 1), bo("late", 2), bo("middle", 4)];
    assert_eq!(penalty(&wish(Wish::Avoid, None, Some("late")), &roster), 14);
    assert_eq!(penalty(&wish(Wish::Avoid, Some(day(4)), None), &roster), 7);
    assert_eq!(penalty(&wish(Wish::Avoid, Some(day(5)), None), &roster), 0);
    assert_eq!(penalty(&wish(Wish::Prefer, None, Some("late")), &roster), 7);
    assert_eq!(penalty(&wish(Wish::Prefer, Some(day(1)), Some("late")), &roster), 0);
    assert_eq!(penalty(&wish(Wish::Prefer, Some(day(1)), Some("middle")), &roster), 7);
    assert_eq!(penalty(&wish(Wish::Prefer, Some(day(3)), None), &roster), 7);
}

#[test]
fn a_shift_covers_the_intervals_that_it_spans() {
    let demand = |from, to| Demand { from, to, skill: None, site: None, needed: 1 };
    let model = shop(Rules::default().shifts_a_day(2)).demand([
        demand(at(2, 5, 0), at(2, 6, 0)),   // the last hour of the night of day 1
        demand(at(2, 5, 30), at(2, 6, 30)), // half of it only
        demand(at(1, 13, 30), at(1, 14, 0)),
    ]);
    let verdict = evaluate(&model, &[bo("night", 1), bo("late", 1)]).unwrap();
    let uncovered: Vec<_> = verdict.uncovered.iter().map(|cover| (cover.from, cover.penalty)).collect();
    assert_eq!(uncovered, [(at(2, 5, 30), 600), (at(1, 13, 30), 300)]);
    assert_eq!((verdict.penalty, verdict.hard), (900, 0));
    let must = Model { rules: model.rules.clone().must_cover(), ..model };
    assert_eq!(evaluate(&must, &[]).unwrap().hard, 3);
}

#[test]
fn needs_of_a_shift_count_the_skill_that_is_worked() {
    let mut model = shop(Rules::default());
    model.shifts = vec![
        Shift::every_day("early", "06:00", "14:00")
            .needing_many(2, "till")
            .on(&[Weekday::Mon])
            .skills(["floor"]),
    ];
    model.people[0] = Person::new("ada").skills(["till", "floor"]);
    let as_till = Assignment::new("ada", "early", day(1)).working("till");
    let verdict = evaluate(&model, std::slice::from_ref(&as_till)).unwrap();
    assert_eq!((verdict.penalty, verdict.uncovered[0].there), (4800, 1));
    let as_floor = Assignment::new("ada", "early", day(1)).working("floor");
    assert_eq!(evaluate(&model, &[as_floor]).unwrap().penalty, 9600);
    model.shifts[0].needs[0].needed = 0;
    let verdict = evaluate(&model, &[as_till]).unwrap();
    assert_eq!((verdict.penalty, verdict.overcovered.len()), (480, 1));
}

#[test]
fn locked_cells_must_stay() {
    let model = shop(Rules::default()).lock(bo("late", 1));
    assert_eq!(broken(&model, &[bo("late", 1)]), []);
    assert_eq!(broken(&model, &[]), [("locked".into(), day(1), 1)]);
}

#[test]
fn the_directive_is_cited_and_kept() {
    let mut model = shop(Rules::default()).law(Labour::of(["eu.working_time"]));
    model.shifts[1].break_minutes = 30;
    let six: Vec<Assignment> = (1..=6).map(|number| bo("middle", number)).collect();
    // From Saturday 17:00 to Sunday 24:00 there are 31 hours of rest, 4 less than 35.
    assert_eq!(broken(&model, &six), [("weekly rest".into(), day(1), 240)]);
    let told = &evaluate(&model, &six).unwrap().violations[0];
    assert!(told.law && told.source.starts_with("Directive 2003/88/EC"), "{told:?}");
    assert_eq!(broken(&model, &six[..5]), []);
}

#[test]
fn what_cannot_be_is_an_error_that_names_the_field() {
    let model = shop(Rules::default());
    let refused = |assignment: Assignment| {
        let error = evaluate(&model, &[bo("late", 1), assignment]).unwrap_err();
        (error.code().as_str(), error.field().to_owned(), error.value().to_owned())
    };
    assert_eq!(
        refused(Assignment::new("cy", "late", day(1))),
        ("scheduling.unknown_name", "assignments.1.person".into(), "cy".into())
    );
    assert_eq!(refused(bo("noon", 1)).0, "scheduling.unknown_name");
    assert_eq!(refused(bo("late", 9)).1, "assignments.1.day");
    assert_eq!(refused(bo("late", 1).working("till")).1, "assignments.1.skill");
    assert_eq!(refused(bo("early", 1)).1, "assignments.1.skill");
}

#[test]
fn a_model_that_makes_no_sense_is_refused() {
    let refused = |change: fn(&mut Model)| {
        let mut model = shop(Rules::default());
        change(&mut model);
        let error = model.check().unwrap_err();
        (error.code().as_str(), error.field().to_owned())
    };
    let is = |code, field: &str| (code, field.to_owned());
    assert_eq!(
        refused(|m| m.shifts[0].end = Some("06:00".into())),
        is("scheduling.no_length", "shifts.early.end")
    );
    assert_eq!(
        refused(|m| m.shifts[0].break_minutes = 480),
        is("scheduling.no_length", "shifts.early.break_minutes")
    );
    assert_eq!(
        refused(|m| m.shifts[0].start = Some("6:00".into())),
        is("input.invalid", "shifts.early.start")
    );
    assert_eq!(refused(|m| m.shifts[0].end = Some("24:01".into())), is("input.invalid", "shifts.early.end"));
    assert_eq!(refused(|m| m.people[1].name = "ada".into()), is("input.duplicate", "people.name"));
    assert_eq!(
        refused(|m| m.people[0].hours_at_most = Some(dec!(-1))),
        is("number.negative", "people.ada.hours_at_most")
    );
    assert_eq!(
        refused(|m| m.people[0].hours_at_most = Some(dec!(7.51))),
        is("input.invalid", "people.ada.hours_at_most")
    );
    assert_eq!(
        refused(|m| m.people[0] = m.people[0].clone().unavailable(at(2, 0, 0), at(1, 0, 0))),
        is("scheduling.no_length", "people.ada.unavailable.to")
    );
    assert_eq!(
        refused(|m| *m = m.clone().prefer("cy", "early")),
        is("scheduling.unknown_name", "requests.0.person")
    );
    assert_eq!(
        refused(|m| *m = m.clone().lock(bo("noon", 1))),
        is("scheduling.unknown_name", "locked.0.shift")
    );
    assert_eq!(
        refused(|m| *m = m.clone().rest_between(dec!(-2))),
        is("number.out_of_range", "rules.rest between shifts.minutes")
    );
    assert_eq!(
        refused(|m| m.demand.push(Demand {
            from: at(1, 9, 0),
            to: at(1, 9, 0),
            skill: None,
            site: None,
            needed: 1
        })),
        is("scheduling.no_length", "demand.0.to")
    );
    assert_eq!(refused(|m| m.rules.short = 2_000_000), is("number.out_of_range", "rules.short"));
}

#[test]
fn the_documents_come_back_as_they_were() {
    let model = shop(Rules::default())
        .law(Labour::of(["eu.working_time"]))
        .people([Person::new("cy")
            .hours_between(dec!(7.5), dec!(37.5))
            .available(&[Weekday::Fri], "08:00", "12:00")
            .unavailable_on(day(3))])
        .demand([Demand { from: at(1, 8, 0), to: at(1, 9, 0), skill: None, site: None, needed: 2 }])
        .prefer("bo", "late")
        .lock(bo("late", 1));
    let text = serde_json::to_string(&model).unwrap();
    assert_eq!(Model::from_json(&text).unwrap(), model);
    let verdict = evaluate(&model, &[bo("late", 1), bo("middle", 1)]).unwrap();
    assert!(!verdict.violations.is_empty());
    let text = serde_json::to_string(&verdict).unwrap();
    assert_eq!(serde_json::from_str::<Verdict>(&text).unwrap(), verdict);

    let small = r#"{"period":{"first":"2026-03-30","last":"2026-03-31"},"people":[{"name":"bo","hours_at_most":"8"}],
        "shifts":[{"name":"late","start":"14:00","end":"22:00","needs":[{"needed":1}]}],
        "rules":{"week_begins":"Wed","rules":[{"name":"rest","limit":{"rest_between":{"minutes":660}},"strength":{"soft":2}}]}}"#;
    assert_eq!(evaluate(&Model::from_json(small).unwrap(), &[]).unwrap().penalty, 9600);
    let error = Model::from_json(&small.replace("needs", "nedes")).unwrap_err();
    assert_eq!((error.code().as_str(), error.field()), ("input.unknown_field", "model.shifts.0.nedes"));
    let error = Model::from_json(&small.replace("\"8\"", "8.0")).unwrap_err();
    assert_eq!((error.code().as_str(), error.field()), ("input.float", "model.people.0.hours_at_most"));
}

#[test]
fn penalties_beyond_the_range_are_refused() {
    // A sum of the greatest weights wrapped around to a reward.
    let mut verdict = evaluate(&shop(Rules::default()), &[]).unwrap();
    verdict.penalty = i64::MAX - 5;
    verdict.charge(0, 5).unwrap();
    let error = verdict.charge(0, 1).unwrap_err();
    assert_eq!((error.code(), error.field(), verdict.penalty), (Code::NumberOutOfRange, "rules", i64::MAX));
}

#[test]
fn a_period_at_the_edge_of_the_calendar_is_refused() {
    // A night shift on the last day of the calendar ended before it began, at a penalty below zero.
    for period in [Period::new(NaiveDate::MAX, NaiveDate::MAX), Period::new(NaiveDate::MIN, NaiveDate::MIN)] {
        let model = Model { period: period.unwrap(), ..shop(Rules::default()) };
        assert_eq!(evaluate(&model, &[]).unwrap_err().code(), Code::CalendarInvalidPeriod);
    }
    let night = Shift::offered("night", "22:00", "06:00");
    assert_eq!(night.times(NaiveDate::MAX).unwrap_err().code(), Code::CalendarInvalidDate);
}

#[test]
fn a_rule_has_a_name() {
    // A violation of a rule without a name had no field to tell.
    let rules = Rules::default().hard("", Limit::ConsecutiveDays { days: 1 });
    assert_eq!(evaluate(&shop(rules), &[]).unwrap_err().field(), "rules.rules.name");
}
