//! Labour law in rosters: the judge finds what the audit finds, and no row that the solver may use breaks the law.

use super::*;
use crate::calendar::Period;
use crate::scheduling::compile::compile;
use crate::scheduling::model::{Assignment, History, Model, Part, Person, Shift, UtcOffset};
use crate::scheduling::replan::{Changes, replan};
use crate::scheduling::{Budget, Desk, Duty, evaluate, explain, solve, timed};
use chrono::{Datelike, Days, Weekday};
use proptest::prelude::*;

/// Choices, one after the other; the last ones are 0.
struct Tape<'a>(std::slice::Iter<'a, u32>);

impl Tape<'_> {
    fn below(&mut self, limit: u32) -> u32 {
        self.0.next().map_or(0, |choice| choice % limit.max(1))
    }

    fn one_in(&mut self, times: u32) -> bool {
        self.below(times) == times - 1
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(u32::try_from(all.len()).unwrap()) as usize].clone()
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn part(start: &str, end: &str, kind: Duty) -> Part {
    Part { start: start.into(), end: end.into(), kind }
}

/// People and shifts of every kind that a law looks at, over the end of March, when the clock may go forward, or of October.
fn model(tape: &mut Tape<'_>) -> Model {
    let first = if tape.one_in(3) { day(2026, 10, 19) } else { day(2026, 3, 23) };
    let first = first + Days::new(tape.below(7).into());
    let days = if tape.one_in(12) { 125 } else { 8 + u64::from(tape.below(15)) };
    let period = Period::new(first, first + Days::new(days - 1)).unwrap();
    let mut model = Model::new(period).shifts([
        Shift::offered("early", "06:00", "14:00").unpaid_break(tape.of(&[0, 20, 60])),
        Shift::offered("late", "14:30", "23:00").unpaid_break(30),
        Shift::offered("night", "21:30", "06:30").unpaid_break(45),
        Shift::offered("long", "07:00", "19:30").unpaid_break(60),
        Shift::offered("short", "09:00", "14:00"),
        Shift::split("split", [("10:00", "13:00"), ("16:00", "19:00")]).on_call("23:00", "02:00"),
        Shift {
            name: "over".into(),
            parts: vec![part("19:00", "23:00", Duty::Work), part("01:00", "04:00", Duty::Work)],
            ..Shift::default()
        },
    ]);
    if tape.one_in(3) {
        model.shifts.truncate(4);
    }
    if tape.one_in(3) {
        let change = |month, date, hour, minutes| UtcOffset {
            from: day(2026, month, date).and_hms_opt(hour, 0, 0).unwrap(),
            minutes,
        };
        model.clock = vec![
            UtcOffset { from: day(2026, 1, 1).and_hms_opt(0, 0, 0).unwrap(), minutes: 60 },
            change(3, 29, 3, 120),
            change(10, 25, 2, 60),
        ];
    }
    model.rules.shifts_a_day = 1 + u32::from(tape.one_in(4));
    let within = |number: u32| first + Days::new(u64::from(number) % days);
    let mut law = Labour::of([tape.of(&[
        "eu.working_time",
        "uk.working_time",
        "sa.working_time",
        "ae.working_time",
        "us.ca.working_time",
    ])]);
    if tape.one_in(5) && law.packs != ["eu.working_time"] {
        law.packs.push("eu.working_time".into());
    }
    if tape.one_in(3) {
        let last = (within(6) + Days::new(10)).min(period.last());
        law = law.ramadan(Period::new(within(2), last).unwrap());
    }
    if tape.one_in(4) {
        law.week_begins = Some(tape.of(&[Weekday::Sun, Weekday::Wed]));
    }
    for name in ["ada", "bo", "cy"] {
        let mut person = Person::new(name);
        let mut facts = Facts::of(name);
        if tape.one_in(3) {
            // Under age, or of age within the period.
            let born = within(tape.below(20)).with_year(2008).unwrap();
            facts.born = Some(if tape.one_in(2) { born } else { day(2010, 1, 1) });
        }
        facts.night_worker = tape.one_in(3);
        facts.special_hazards = facts.night_worker && tape.one_in(2);
        facts.ramadan_hours = tape.one_in(2);
        facts.fortnight = tape.one_in(3);
        if tape.one_in(4) {
            facts.opt_out = vec![Period::new(within(1), within(1) + Days::new(5)).unwrap()];
        }
        if tape.one_in(4) {
            person.starts = Some(within(tape.below(9)));
        }
        if tape.one_in(4) {
            person.days_left_out = vec![within(3), within(4), within(11)];
        }
        if tape.one_in(4) {
            facts.reference = Some(Reference { days: 7 + tape.below(20), from: None });
        }
        if facts.night_worker && tape.one_in(2) {
            let from = tape.one_in(2).then_some(first);
            facts.night_reference = Some(Reference { days: 7, from });
        }
        model.people.push(person);
        if tape.one_in(2) || facts != Facts::of(name) {
            law.facts.push(facts);
        }
    }
    model.law(law)
}

/// A roster in which nobody works twice at once.
fn roster(tape: &mut Tape<'_>, model: &Model) -> Vec<Assignment> {
    let mut roster = Vec::new();
    for person in &model.people {
        // Weeks of one kind of shift are lawful more often than any days.
        let (density, usual) = (1 + tape.below(6), tape.of(&model.shifts).name);
        let mut free = day(2026, 1, 1).and_hms_opt(0, 0, 0).unwrap();
        for date in model.period.days() {
            for _ in 0..model.rules.shifts_a_day {
                let shift = if tape.one_in(4) { tape.of(&model.shifts).name } else { usual.clone() };
                let (start, end) = model.named_shift(&shift).unwrap().times(date).unwrap();
                if tape.below(6) < density && start >= free && person.is_employed_on(date) {
                    free = end;
                    roster.push(Assignment::new(&person.name, shift, date));
                }
            }
        }
    }
    roster
}

type Told = (String, String, NaiveDate, i64, String);

fn judged(model: &Model, roster: &[Assignment]) -> Vec<Told> {
    let verdict = evaluate(model, roster).unwrap();
    let law = verdict.violations.into_iter().filter(|violation| violation.law);
    let mut told: Vec<Told> = law.map(|v| (v.person, v.rule, v.day, v.by, v.source)).collect();
    told.sort();
    told
}

fn audited(model: &Model, roster: &[Assignment]) -> Result<Vec<Told>> {
    let labour = model.law.as_ref().unwrap();
    let facts: Vec<Facts> = model.people.iter().map(|person| labour.facts_of(person)).collect();
    let laws = Law::all(&labour.packs)?;
    let found = audit(&laws, &labour.setting(model.period), &facts, &timed(model, roster)?)?;
    let law = found.into_iter().filter(|violation| violation.effect == Effect::Breach);
    let mut told: Vec<Told> = law.map(|v| (v.person, v.rule, v.first, v.by, v.source)).collect();
    told.sort();
    Ok(told)
}

fn choices(most: usize) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(0_u32..5_040, 40..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_judge_finds_what_the_audit_finds(choices in choices(300)) {
        let mut tape = Tape(choices.iter());
        let model = model(&mut tape);
        let roster = roster(&mut tape, &model);
        prop_assert_eq!(judged(&model, &roster), audited(&model, &roster).unwrap());
    }

    #[test]
    fn no_row_of_the_solver_breaks_the_law(choices in choices(300)) {
        let mut tape = Tape(choices.iter());
        let model = model(&mut tape);
        let compiled = compile(&model).unwrap();
        for _ in 0..4 {
            let roster = roster(&mut tape, &model);
            let Some(rows) = compiled.rows(&model, &roster) else { continue };
            let broken = judged(&model, &roster);
            for (number, (row, person)) in rows.iter().zip(&model.people).enumerate() {
                let may = compiled.problem.row_cost(number, row).is_some();
                let own: Vec<_> = broken.iter().filter(|(who, ..)| *who == person.name).collect();
                prop_assert!(!may || own.is_empty(), "{own:?}");
            }
        }
    }

    #[test]
    fn where_numbers_can_say_it_the_solver_asks_no_more_than_the_law(choices in choices(200)) {
        let mut tape = Tape(choices.iter());
        let mut model = model(&mut tape);
        model.rules.shifts_a_day = 1;
        model.shifts.truncate(5);
        let law = model.law.as_mut().unwrap();
        law.packs.truncate(1);
        if ["ae", "us"].contains(&&law.packs[0][..2]) {
            // Without a daily rest, work of two days can be one working day, whose pauses count together.
            law.packs = vec!["eu.working_time".into()];
        }
        law.facts.iter_mut().for_each(|facts| (facts.fortnight, facts.born) = (false, None));
        let averages = ["average weekly hours", "average night work"];
        law.except = averages.iter().filter(|_| ["eu", "uk"].contains(&&law.packs[0][..2])).map(|one| (*one).into()).collect();
        if !model.clock.is_empty() {
            // Told by the clock, and longer where that goes forward.
            let rules = Law::named(&law.packs[0]).unwrap();
            let weekly = rules.rules().iter().filter(|rule| matches!(rule.values[0].limit, Limit::WeeklyRest { .. }));
            law.except.extend(weekly.map(|rule| rule.name.clone()));
        }
        let compiled = compile(&model).unwrap();
        let roster = roster(&mut tape, &model);
        let rows = compiled.rows(&model, &roster).unwrap();
        let broken = judged(&model, &roster);
        for (number, (row, person)) in rows.iter().zip(&model.people).enumerate() {
            let lawful = !broken.iter().any(|(who, ..)| *who == person.name);
            prop_assert_eq!(compiled.problem.row_cost(number, row).is_some(), lawful, "{:?}", broken);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_the_solver_makes_is_lawful(choices in choices(120)) {
        let mut tape = Tape(choices.iter());
        let mut model = model(&mut tape);
        if model.period.len() > 30 {
            model.period = Period::new(model.period.first(), model.period.first() + Days::new(20)).unwrap();
            model.law.as_mut().unwrap().ramadan.clear();
        }
        for shift in &mut model.shifts {
            *shift = shift.clone().needing_anybody(1 + tape.below(2));
        }
        let roster = solve(&model, Budget::nodes(40)).unwrap();
        prop_assert_eq!(judged(&model, &roster.assignments), vec![]);
        prop_assert_eq!(roster.hard, 0);
    }
}

fn shop(law: Labour) -> Model {
    Model::new(Period::week(2026, 14).unwrap())
        .people([Person::new("ada"), Person::new("bo")])
        .shift(Shift::every_day("early", "06:00", "14:00").unpaid_break(30))
        .shift(Shift::every_day("late", "14:00", "22:00").unpaid_break(30))
        .law(law)
}

fn at(person: &str, shift: &str, number: u64) -> Assignment {
    Assignment::new(person, shift, day(2026, 3, 30) + Days::new(number))
}

#[test]
fn a_law_that_makes_no_sense_is_refused_by_name() {
    let refused = |model: Model| {
        let error = model.check().unwrap_err();
        (error.code().as_str().to_owned(), error.field().to_owned(), error.value().to_owned())
    };
    let is = |code: &str, field: &str, value: &str| (code.to_owned(), field.to_owned(), value.to_owned());
    let eu = || Labour::of(["eu.working_time"]);
    assert_eq!(shop(eu()).check(), Ok(()));
    assert_eq!(refused(shop(Labour::of(["fr"]))), is("law.unsupported", "law.packs.0", "fr"));
    assert_eq!(refused(shop(Labour::default())), is("input.missing", "law.packs", ""));
    let twice = Labour::of(["eu.working_time", "eu.working_time"]);
    assert_eq!(refused(shop(twice)), is("input.duplicate", "law.packs", "eu.working_time"));
    let broken = Labour::of(["id = 1\nrevision"]);
    assert_eq!(refused(shop(broken)).0, "law.pack_invalid");
    let stranger = eu().facts([Facts::of("zoe")]);
    assert_eq!(refused(shop(stranger)), is("scheduling.unknown_name", "law.facts.person", "zoe"));
    let both = eu().facts([Facts::of("ada"), Facts::of("ada")]);
    assert_eq!(refused(shop(both)), is("input.duplicate", "law.facts.person", "ada"));
    let long = Facts { reference: Some(Reference { days: 367, from: None }), ..Facts::of("ada") };
    let long = refused(shop(eu().facts([long])));
    assert_eq!(long, is("input.invalid", "law.facts.ada.reference.days", "367"));
    assert_eq!(refused(shop(eu().except("rest"))), is("scheduling.unknown_name", "law.except", "rest"));
    let untimed = shop(eu()).shift(Shift::untimed("desk", 480));
    assert_eq!(refused(untimed), is("input.invalid", "law.shift", "desk"));
    let early = Model { period: Period::new(day(1998, 1, 1), day(1998, 1, 7)).unwrap(), ..shop(eu()) };
    assert_eq!(refused(early), is("law.none_in_force", "law.period", "1998-01-01"));
}

#[test]
fn a_model_with_its_law_is_a_document() {
    let law = Labour::of(["uk.working_time"]).facts([Facts { night_worker: true, ..Facts::of("bo") }]);
    let model = shop(law.except("break").weeks_from(Weekday::Sun));
    let text = serde_json::to_string(&model).unwrap();
    assert_eq!(Model::from_json(&text).unwrap(), model);
    let short = text.replace(r#","facts":["#, r#","nothing":["#);
    let error = Model::from_json(&short).unwrap_err();
    assert_eq!((error.code().as_str(), error.field()), ("input.unknown_field", "model.law.nothing"));
    assert!(!serde_json::to_string(&Model { law: None, ..model }).unwrap().contains("\"law\":{"));
}

#[test]
fn law_is_told_apart_named_and_never_relaxed() {
    let model = shop(Labour::of(["eu.working_time"]));
    let roster = [at("ada", "late", 0), at("bo", "late", 1)];
    let verdict = evaluate(&model, &[at("ada", "late", 0), at("ada", "early", 1)]).unwrap();
    let [rest] = verdict.violations.iter().filter(|one| one.law).collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!((rest.rule.as_str(), rest.by, rest.hard, rest.penalty), ("daily rest", 180, true, 0));
    assert!(rest.source.ends_with("art. 3"));
    assert_eq!(rest.message, "ada: daily rest on Mon 30 Mar: 8 h 0 min, 11 h 0 min are needed");

    let why = explain::why(&model, &roster, "early", day(2026, 3, 31), None).unwrap();
    let cause = &why.people[0].conflicts[0].causes[0];
    assert_eq!((cause.name.as_str(), cause.law, cause.source.is_empty()), ("daily rest", true, false));
    assert_eq!(cause.fact, "ada's daily rest would be 8 h 0 min, 11 h 0 min are needed");
    assert!(
        why.people.iter().all(|one| one.preferences.iter().all(|preference| preference.rule != "daily rest"))
    );
    let without = explain::Suppose::Without("daily rest".into());
    let refused = explain::what_if(&model, &roster, &without).unwrap_err();
    assert_eq!((refused.field(), refused.value()), ("without", "daily rest"));
    // Where the rule does not hold, nothing is broken.
    let free = shop(Labour::of(["eu.working_time"]).except("daily rest"));
    assert!(evaluate(&free, &[at("ada", "late", 0), at("ada", "early", 1)]).unwrap().is_lawful());
}

#[test]
fn an_impossible_law_is_a_cause() {
    let mut model = shop(Labour::of(["eu.working_time"]));
    model.people.truncate(1);
    model.shifts = vec![Shift::every_day("long", "06:00", "20:00").unpaid_break(60).on(&[Weekday::Tue])];
    model.rules = model.rules.must_cover();
    let why = explain::why_infeasible(&model, Budget::nodes(200)).unwrap().unwrap();
    assert_eq!(why.causes, ["daily rest", "demand"]);
}

#[test]
fn desk_and_replanning_obey() {
    let model = shop(Labour::of(["eu.working_time"]));
    let roster = [at("ada", "late", 0), at("ada", "late", 1), at("bo", "early", 1)];
    let desk = Desk::new(&model, &roster).unwrap();
    let names = |shift: &str, number: u64| -> Vec<String> {
        let date = day(2026, 3, 30) + Days::new(number);
        desk.replacements(shift, date, None, 9).unwrap().into_iter().map(|one| one.person).collect()
    };
    assert_eq!(names("early", 2), ["bo"], "Ada worked late the day before");
    let ill = Changes::new().absent("bo", day(2026, 3, 31));
    let moved = replan(&model, &roster, &ill, Budget::nodes(200)).unwrap();
    assert_eq!(judged(&moved.model, &moved.roster.assignments), []);
    assert!(!moved.roster.assignments.contains(&at("ada", "early", 1)));
    let same = replan(&model, &roster, &Changes::new(), Budget::nodes(200)).unwrap();
    assert_eq!(same.moves, []);
}

#[test]
fn what_is_locked_against_the_law_stays_and_the_rest_obeys() {
    let locked = shop(Labour::of(["eu.working_time"])).lock(at("ada", "late", 0)).lock(at("ada", "early", 1));
    let roster = solve(&locked, Budget::nodes(200)).unwrap();
    assert!(roster.assignments.contains(&at("ada", "early", 1)));
    assert_eq!(judged(&locked, &roster.assignments).len(), 1, "{roster}");
    assert!(roster.infeasible);

    // Within the law, but not as the solver keeps it: 49 hours in a week whose average nobody knows.
    let mut long = shop(Labour::of(["eu.working_time"]));
    long.shifts[0] = Shift::every_day("early", "06:00", "16:20").unpaid_break(30);
    for number in 0..5 {
        long = long.lock(at("ada", "early", number));
    }
    let roster = solve(&long, Budget::nodes(200)).unwrap();
    assert_eq!((roster.hard, roster.infeasible), (0, false));
    assert_eq!(roster.of("ada").filter(|one| one.shift == "early").count(), 5);
}

#[test]
fn the_rest_after_the_last_shift_before_the_period_counts() {
    let end = day(2026, 3, 29).and_hms_opt(22, 0, 0).unwrap();
    let mut model = shop(Labour::of(["eu.working_time"]));
    model.people[0].history = Some(History { last_end: Some(end), run_of_work: 1, ..History::default() });
    let verdict = evaluate(&model, &[at("ada", "early", 0)]).unwrap();
    let [found] = &verdict.violations[..] else { panic!("{verdict:?}") };
    assert_eq!((found.rule.as_str(), found.by, found.law), ("daily rest", 180, true));
    let compiled = compile(&model).unwrap();
    let rows = compiled.rows(&model, &[at("ada", "early", 0), at("bo", "early", 0)]).unwrap();
    let costs: Vec<bool> = (0..2).map(|one| compiled.problem.row_cost(one, &rows[one]).is_some()).collect();
    assert_eq!(costs, [false, true]);
}

#[test]
fn work_that_overlaps_is_judged_once() {
    let model = Model { shifts: vec![], ..shop(Labour::of(["eu.working_time"])) }
        .shift(Shift::offered("one", "06:00", "14:00").unpaid_break(30))
        .shift(Shift::offered("two", "10:00", "18:00").unpaid_break(30));
    let verdict = evaluate(&model, &[at("ada", "one", 0), at("ada", "two", 0)]).unwrap();
    assert!(verdict.violations.iter().any(|one| one.rule == "one assignment at a time"));
    assert!(verdict.violations.iter().all(|one| !one.law), "{verdict:?}");
}
