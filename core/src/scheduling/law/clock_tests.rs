//! The daily rest over the nights in which the clock is changed: the minutes that pass, for the judge, the solver and the desk.

use super::*;
use crate::calendar::Period;
use crate::scheduling::compile::compile;
use crate::scheduling::model::{Assignment, Model, Person, Requirement, Shift, UtcOffset};
use crate::scheduling::{Budget, Desk, evaluate, solve};
use chrono::Days;

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// Friday to Tuesday around the Sunday in which the clock is changed; an evening until 22:00, mornings from 08:00 to 10:00.
fn around(sunday: NaiveDate, (before, after): (i32, i32)) -> Model {
    let at = |day: NaiveDate, minutes| UtcOffset { from: day.and_hms_opt(2, 0, 0).unwrap(), minutes };
    let mut model = Model::new(Period::new(sunday - Days::new(2), sunday + Days::new(2)).unwrap())
        .people([Person::new("ada")])
        .shifts([Shift::offered("late", "16:00", "22:00")])
        .shifts(
            [("eight", "08:00"), ("nine", "09:00"), ("ten", "10:00")]
                .map(|(name, from)| Shift::offered(name, from, "13:00")),
        )
        .law(Labour::of(["eu.working_time"]));
    model.clock = vec![at(sunday - Days::new(40), before), at(sunday, after)];
    model
}

/// Whether somebody may work late on one day and in the morning of the next: as all three say.
fn may(model: &Model, evening: NaiveDate, morning: &str) -> bool {
    let next = evening.succ_opt().unwrap();
    let late = Assignment::new("ada", "late", evening);
    let roster = [late.clone(), Assignment::new("ada", morning, next)];
    let judged = evaluate(model, &roster).unwrap().is_lawful();

    let compiled = compile(model).unwrap();
    let row = compiled.rows(model, &roster).unwrap();
    assert_eq!(compiled.problem.cost(&row).is_some(), judged, "the solver, {morning} on {next}");

    let desk = Desk::new(model, &[late]).unwrap();
    let able = desk.replacements(morning, next, None, 9).unwrap();
    assert_eq!(!able.is_empty(), judged, "the desk, {morning} on {next}");
    judged
}

#[test]
fn eleven_hours_of_rest_are_eleven_hours_that_pass() {
    let sunday = day(3, 29);
    let spring = around(sunday, (60, 120));
    let saturday = sunday - Days::new(1);
    // From 22:00 to 09:00 ten hours pass, to 10:00 eleven; in the nights before and after nine o'clock is late enough.
    assert!(!may(&spring, saturday, "nine") && may(&spring, saturday, "ten"));
    for evening in [sunday - Days::new(2), sunday, sunday + Days::new(1)] {
        assert!(!may(&spring, evening, "eight") && may(&spring, evening, "nine"), "after {evening}");
    }

    let sunday = day(10, 25);
    let autumn = around(sunday, (120, 60));
    let saturday = sunday - Days::new(1);
    // From 22:00 to 08:00 eleven hours pass.
    assert!(may(&autumn, saturday, "eight"));
    for evening in [sunday - Days::new(2), sunday, sunday + Days::new(1)] {
        assert!(!may(&autumn, evening, "eight") && may(&autumn, evening, "nine"), "after {evening}");
    }
}

#[test]
fn the_solver_fills_shifts_that_are_eleven_hours_apart_as_time_passes() {
    for (sunday, offsets, morning) in [(day(3, 29), (60, 120), "ten"), (day(10, 25), (120, 60), "eight")] {
        let mut model = around(sunday, offsets);
        model.requirements = vec![
            Requirement::new("late", 1).on(sunday - Days::new(1)),
            Requirement::new(morning, 1).on(sunday),
        ];
        let roster = solve(&model, Budget::nodes(100)).unwrap();
        assert_eq!((roster.penalty, roster.proven), (0, true), "{roster}");
        assert!(evaluate(&model, &roster.assignments).unwrap().is_lawful());
    }
}

#[test]
fn a_rest_that_one_night_makes_too_short_is_long_enough_in_all_others() {
    // Night workers under special hazards have their days looked at two by two.
    let sunday = day(3, 29);
    let mut model = around(sunday, (60, 120));
    model.shifts = vec![Shift::offered("long", "07:00", "19:30").unpaid_break(60)];
    let facts = Facts { night_worker: true, special_hazards: true, ..Facts::of("ada") };
    model.law = Some(Labour::of(["eu.working_time"]).facts([facts]));
    let next = |evening: NaiveDate| {
        let row =
            [Assignment::new("ada", "long", evening), Assignment::new("ada", "long", evening + Days::new(1))];
        let compiled = compile(&model).unwrap();
        let judged = evaluate(&model, &row).unwrap().is_lawful();
        assert_eq!(
            compiled.problem.cost(&compiled.rows(&model, &row).unwrap()).is_some(),
            judged,
            "{evening}"
        );
        judged
    };
    assert!(
        !next(sunday - Days::new(1))
            && next(sunday - Days::new(2))
            && next(sunday)
            && next(sunday + Days::new(1))
    );
}
