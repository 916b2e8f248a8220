//! The problem and the judge say the same of any roster.

use super::*;
use crate::calendar::{Period, date};
use crate::scheduling::evaluate;
use crate::scheduling::model::{
    Break, Demand, Forbidden, History, Part, Person as Somebody, Request, Requirement, Shift, Skill,
    UtcOffset, Wish,
};
use crate::scheduling::rules::{
    Count, Coupling, End, Limit, Rule, Rules, Run, Share, Start, Term as Coupled, Window,
};
use chrono::{Days, NaiveDate, Weekday};
use proptest::prelude::*;
use rust_decimal::Decimal;

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

const SHIFTS: [&str; 4] = ["early", "late", "night", "desk"];

/// A model of every kind of thing that the solver knows.
fn model(tape: &mut Tape<'_>) -> Model {
    let first = NaiveDate::from_ymd_opt(2026, 3, 30).unwrap() + Days::new(tape.below(7).into());
    let days = 5 + u64::from(tape.below(6));
    let day = |number: u32| first + Days::new(u64::from(number) % days);
    let mut model = Model::new(Period::new(first, first + Days::new(days - 1)).unwrap());
    let timed = !tape.one_in(4);
    model.shifts = vec![
        Shift::offered("early", "06:00", "14:00").skills(["till", "floor"]),
        Shift::offered("late", "13:30", "21:30").unpaid_break(30),
        Shift::offered("night", "21:30", "06:00"),
    ];
    model.shifts.push(if timed {
        Shift { parts: vec![part("09:00", "11:00"), part("15:00", "19:00")], ..Shift::default() }
    } else {
        Shift::untimed("desk", 300)
    });
    model.shifts[3].name = "desk".into();
    for number in 0..4 {
        if tape.one_in(6) {
            model.shifts[number].minutes = Some(240 + 60 * tape.below(3));
        }
        if tape.one_in(8) {
            model.shifts[number].days = vec![Weekday::Mon, Weekday::Wed, Weekday::Sat, Weekday::Sun];
        }
        if tape.one_in(6) {
            model.shifts[number].site = Some("harbour".into());
        }
    }
    if tape.one_in(5) {
        let (from, to) = ("10:00".into(), "11:30".into());
        let whole = tape.one_in(2);
        let minutes = (!whole).then_some(20);
        model.shifts[0].breaks = vec![Break { from, to, minutes, paid: tape.one_in(2), away: whole }];
    }
    let mut rules = Rules { rules: vec![], ..Rules::default() };
    rules.shifts_a_day = 1 + tape.below(2) * u32::from(tape.one_in(3));
    if tape.one_in(4) {
        rules.weekend = vec![Weekday::Fri, Weekday::Sat];
    }
    if tape.one_in(4) {
        rules.weekend = vec![Weekday::Fri, Weekday::Sat, Weekday::Sun];
    }
    rules.week_begins = tape.of(&[Weekday::Mon, Weekday::Wed]);
    let soft = |tape: &mut Tape<'_>| {
        if tape.one_in(3) { Strength::Hard } else { Strength::Soft(1 + tape.below(9)) }
    };
    rules.skill = soft(tape);
    rules.site = soft(tape);
    rules.availability = soft(tape);
    rules.contract_most = soft(tape);
    rules.contract_least = soft(tape);
    if tape.one_in(4) {
        rules.levels.cover = 1;
        rules.levels.requests = tape.of(&[0, 1, 2]);
    }
    if tape.one_in(8) {
        rules = rules.must_cover();
    }
    for number in 0..=tape.below(3) {
        model.people.push(somebody(tape, number, day(0)));
    }
    let people: Vec<String> = model.people.iter().map(|person| person.name.clone()).collect();
    let names = |tape: &mut Tape<'_>| vec![tape.of(&SHIFTS).to_owned(), tape.of(&SHIFTS).to_owned()];
    for number in 0..tape.below(5) {
        let limit = limit(tape, timed, rules.shifts_a_day > 1);
        let mut rule = Rule { strength: soft(tape), ..Rule::hard(format!("rule {number}"), limit) };
        rule.level = tape.of(&[0, 0, 1]);
        if let Limit::UninterruptedRest { per: Window::Days(_), .. } = &rule.limit {
            rule.strength = Strength::Hard;
        }
        if tape.one_in(3) {
            rule.people = vec![tape.of(&people)];
        }
        rules.rules.push(rule);
    }
    for number in 0..tape.below(3) {
        let of = match tape.below(5) {
            0 => Count::Assignments,
            1 => Count::Minutes,
            2 => Count::Days,
            3 => Count::Weekends,
            _ => Count::Shifts(names(tape)),
        };
        let weekends = of == Count::Weekends;
        let terms = (0..=tape.below(2)).map(|_| Coupled {
            times: i64::from(tape.below(4)) - 1,
            people: if tape.one_in(2) { vec![] } else { vec![tape.of(&people)] },
            of: if weekends && tape.one_in(3) { Count::Minutes } else { of.clone() },
            skill: None,
        });
        let terms = terms.collect();
        let bound = i64::from(tape.below(4)) * if of == Count::Minutes { 450 } else { 1 };
        let mut coupling = Coupling::daily(format!("coupling {number}"), terms, Some(bound), None);
        if tape.one_in(2) {
            coupling.most = Some(bound + i64::from(tape.below(3)));
        }
        coupling.per = tape.of(&[Window::Day, Window::Week, Window::Period, Window::Days(3)]);
        coupling.strength = soft(tape);
        if weekends {
            // Other windows part a weekend now and then.
            coupling.per = Window::Period;
        } else if tape.one_in(3) {
            coupling.days = vec![Weekday::Mon, Weekday::Tue];
        }
        model.couplings.push(coupling);
    }
    for _ in 0..tape.below(4) {
        let wish = tape.of(&[Wish::Prefer, Wish::Avoid]);
        let shift = (!tape.one_in(3)).then(|| tape.of(&SHIFTS).to_owned());
        let on = (shift.is_none() || tape.one_in(2)).then(|| day(tape.below(20)));
        let weight = 1 + tape.below(20);
        model.requests.push(Request { person: tape.of(&people), wish, day: on, shift, weight });
    }
    for _ in 0..tape.below(5) {
        let shift = tape.below(4) as usize;
        let (least, more) = (tape.below(2), tape.below(2));
        let on = day(tape.below(20));
        if model.shifts[shift].runs_on(on) {
            let mut need = Requirement::new(SHIFTS[shift], least + more).on(on).at_least(least);
            need.skill = (shift == 0).then(|| tape.of(&["till", "floor"]).to_owned());
            model.requirements.push(if tape.one_in(2) {
                need
            } else {
                need.weighing(100, 1 + tape.below(5))
            });
        }
    }
    for _ in 0..tape.below(4) {
        let from = day(tape.below(20)).and_hms_opt(tape.below(23), 0, 0).unwrap();
        let to = from + chrono::TimeDelta::minutes(60);
        let site = tape.one_in(3).then(|| "harbour".into());
        model.demand.push(Demand { from, to, skill: None, site, needed: tape.below(3) });
    }
    if tape.one_in(4) {
        let shift = tape.one_in(2).then(|| tape.of(&SHIFTS).to_owned());
        model.forbidden.push(Forbidden { person: tape.of(&people), day: Some(day(tape.below(20))), shift });
    }
    if tape.one_in(4) {
        let on = day(tape.below(20));
        if model.shifts[1].runs_on(on) {
            model.locked.push(Assignment::new(tape.of(&people), "late", on));
        }
    }
    if tape.one_in(3) {
        // The clock goes forward, or back; and there and back within some days.
        let changed = |number| day(number).and_hms_opt(3, 0, 0).unwrap();
        let (first, next) = (changed(tape.below(8)), changed(tape.below(20)));
        let (one, other) = if tape.one_in(2) { (60, 120) } else { (120, 60) };
        let before = UtcOffset { from: first - Days::new(30), minutes: one };
        model.clock = vec![before, UtcOffset { from: first, minutes: other }];
        if next > first {
            model.clock.push(UtcOffset { from: next, minutes: one });
        }
    }
    model.rules = rules;
    model
}

fn part(start: &str, end: &str) -> Part {
    Part { start: start.into(), end: end.into(), kind: crate::scheduling::model::Duty::Work }
}

fn somebody(tape: &mut Tape<'_>, number: u32, first: NaiveDate) -> Somebody {
    let mut person = Somebody::new(format!("p{number}"));
    if !tape.one_in(3) {
        person = person.skills(["till"]);
    }
    if tape.one_in(3) {
        person = person.skills([Skill::from("floor").valid(first, first + Days::new(3))]);
    }
    if tape.one_in(3) {
        let hours = tape.below(5) * 8;
        person = person.hours_between((hours / 2).into(), hours.into());
    }
    if tape.one_in(4) {
        person = person.unavailable_on(first + Days::new(tape.below(6).into()));
    }
    if tape.one_in(5) {
        person = person.available(&[], "05:00", "21:30").available(&[Weekday::Fri], "12:00", "06:00");
    }
    if tape.one_in(5) {
        person = person.at(["town"]);
    }
    if tape.one_in(6) {
        person.starts = Some(first + Days::new(2));
    }
    if tape.one_in(2) {
        let work = tape.below(5);
        let mut history = History {
            minutes: tape.below(3) * 480,
            assignments: tape.below(5),
            weekends: tape.below(3),
            run_of_work: work,
            run_off: if work == 0 { tape.below(4) } else { 0 },
            ..History::default()
        };
        if work > 0 {
            history.last_shift = Some(tape.of(&SHIFTS).to_owned());
            history.run_of_shift = 1 + tape.below(work);
        }
        if tape.one_in(2) {
            history.last_end = first.pred_opt().unwrap().and_hms_opt(6 + tape.below(17), 30, 0);
        }
        person = person.after(history);
    }
    person
}

fn limit(tape: &mut Tape<'_>, timed: bool, several: bool) -> Limit {
    let per = tape.of(&[Window::Week, Window::Period, Window::Days(4), Window::Day]);
    let shifts = vec![tape.of(&SHIFTS).to_owned()];
    let other = vec![tape.of(&SHIFTS).to_owned(), tape.of(&SHIFTS).to_owned()];
    let start = tape.of(&[Start::Exempt, Start::History, Start::Fresh]);
    let end = tape.of(&[End::Exempt, End::Ended]);
    let small = 1 + tape.below(4);
    match tape.below(18) {
        0 if timed => Limit::RestBetween { minutes: 60 * tape.below(40) },
        1 if timed && !several => Limit::UninterruptedRest { minutes: 60 * tape.below(72), per },
        2 if timed => Limit::LongestShift { minutes: 480 },
        3 => Limit::MostMinutes { minutes: 450 * small, per },
        4 => Limit::LeastMinutes { minutes: 450 * small + 7, per },
        5 => Limit::ConsecutiveDays { days: small },
        6 => Limit::DaysOff { days: small, per },
        7 | 8 => {
            let of = tape.of(&[Run::Work, Run::Off, Run::Shifts(shifts)]);
            let least = tape.below(4);
            let most = tape.one_in(2).then(|| least + tape.below(3));
            Limit::Run { of, least, most, start, end }
        }
        9 | 10 => {
            let weekends = !tape.one_in(3);
            let of = match tape.below(4) {
                0 => Count::Assignments,
                1 => Count::Days,
                2 if weekends => Count::Weekends,
                _ => Count::Shifts(other),
            };
            let per = if of == Count::Weekends { Window::Period } else { per };
            let least = tape.below(3);
            let most = tape.one_in(2).then(|| least + tape.below(3));
            let history = per == Window::Period && tape.one_in(2);
            Limit::Total { of, per, least, most, history }
        }
        11 => Limit::Succession { first: shifts, then: other },
        12 => Limit::DaysBetween { first: shifts, then: other, days: tape.below(4) },
        13 => tape.of(&[Limit::CompleteWeekends, Limit::EqualWeekends]),
        14 => Limit::Fair {
            of: tape.of(&[Count::Assignments, Count::Weekends, Count::Shifts(other)]),
            amount: Some(tape.below(9)),
            by: tape.of(&[Share::Equal, Share::Days]),
            tolerance: tape.below(2),
            step: 1,
            squared: tape.one_in(2),
            history: tape.one_in(2),
        },
        15 | 16 => {
            let of = match tape.below(5) {
                0 => Count::Minutes,
                1 => Count::Assignments,
                2 => Count::Days,
                3 => Count::Weekends,
                _ => Count::Shifts(other),
            };
            let most = if of == Count::Minutes { 300 * (small - 1) + 7 } else { small - 1 };
            Limit::Spread { of, most }
        }
        _ => Limit::Succession { first: other, then: shifts },
    }
}

/// A roster with some order in it: now and then what stood on the day before.
fn roster(tape: &mut Tape<'_>, model: &Model) -> Vec<Assignment> {
    let mut roster = Vec::new();
    for person in &model.people {
        let mut last = 4;
        for day in model.period.days() {
            for _ in 0..model.rules.shifts_a_day {
                let choice = if tape.one_in(2) { tape.below(5) } else { last };
                last = choice;
                let Some(shift) = model.shifts.get(choice as usize).filter(|shift| shift.runs_on(day)) else {
                    continue;
                };
                let mut assignment = Assignment::new(&person.name, &shift.name, day);
                assignment.skill = (choice == 0).then(|| tape.of(&["till", "floor"]).to_owned());
                roster.push(assignment);
            }
        }
    }
    roster
}

/// Whether the problem and the judge agree; whether the roster is lawful.
fn compare(model: &Model, assignments: &[Assignment]) -> Result<bool, TestCaseError> {
    let compiled = match compile(model) {
        // Three levels of great weights may not be summed one above the other.
        Err(error) if error.code() == Code::NumberOutOfRange => return Ok(false),
        compiled => compiled.map_err(|error| TestCaseError::fail(error.to_string()))?,
    };
    let verdict = evaluate(model, assignments).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let Some(rows) = compiled.rows(model, assignments) else {
        prop_assert!(verdict.hard > 0, "no rows of a lawful roster");
        return Ok(false);
    };
    let mut back = assignments.to_vec();
    back.sort();
    prop_assert_eq!(compiled.assignments(model, &rows), back);
    let wanted: i64 = verdict.levels.iter().zip(&compiled.scales).map(|(sum, scale)| sum * scale).sum();
    match compiled.problem.cost(&rows) {
        None => prop_assert!(verdict.hard > 0, "the judge finds the roster lawful: {:?}", verdict.violations),
        Some(cost) => {
            let broken: Vec<_> = verdict.violations.iter().filter(|violation| violation.hard).collect();
            prop_assert_eq!(cost >= compiled.hard, verdict.hard > 0, "{}: {:?}", cost, broken);
            prop_assert_eq!(cost % compiled.hard, wanted, "{:?}", verdict.violations);
            if cost < compiled.hard {
                let mut levels = verdict.levels.clone();
                levels.resize(compiled.scales.len(), 0);
                prop_assert_eq!(compiled.levels(cost), levels);
            }
        }
    }
    Ok(verdict.hard == 0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 400 } else { 10_000 }))]

    #[test]
    fn the_problem_costs_what_the_judge_says(
        choices in proptest::collection::vec(any::<u32>(), 150),
        cells in proptest::collection::vec(any::<u32>(), 200),
    ) {
        let model = model(&mut Tape(choices.iter()));
        let roster = roster(&mut Tape(cells.iter()), &model);
        compare(&model, &roster)?;
        compare(&model, &[])?;
    }

    /// Where nothing is hard that can be soft, most rosters are lawful, and every weight counts.
    #[test]
    fn the_problem_costs_what_the_judge_says_where_rules_are_soft(
        choices in proptest::collection::vec(any::<u32>(), 150),
        cells in proptest::collection::vec(any::<u32>(), 200),
    ) {
        let model = softened(model(&mut Tape(choices.iter())));
        compare(&model, &roster(&mut Tape(cells.iter()), &model))?;
    }
}

fn softened(mut model: Model) -> Model {
    let soft = |strength: &mut Strength| {
        if *strength == Strength::Hard {
            *strength = Strength::Soft(3);
        }
    };
    let rules = &mut model.rules;
    for strength in [
        &mut rules.skill,
        &mut rules.site,
        &mut rules.availability,
        &mut rules.contract_most,
        &mut rules.contract_least,
    ] {
        soft(strength);
    }
    let rolling = |limit: &Limit| matches!(limit, Limit::UninterruptedRest { per: Window::Days(_), .. });
    rules.rules.retain(|rule| !rolling(&rule.limit));
    rules.rules.iter_mut().for_each(|rule| soft(&mut rule.strength));
    model.couplings.iter_mut().for_each(|coupling| soft(&mut coupling.strength));
    model.requirements.iter_mut().for_each(|requirement| requirement.least = 0);
    (model.locked, model.forbidden) = (vec![], vec![]);
    model
}

#[test]
fn rest_passes_while_the_clock_is_changed() {
    // Saturday until 22:00, Sunday from 09:00: eleven hours on the clock, ten in spring and twelve in autumn.
    let may = |saturday: NaiveDate, (before, after): (i32, i32), hours: Decimal| {
        let sunday = saturday.succ_opt().unwrap();
        let mut model = Model::new(Period::new(saturday, sunday).unwrap())
            .people([Somebody::new("ada")])
            .shifts([Shift::offered("late", "14:00", "22:00"), Shift::offered("day", "09:00", "17:00")])
            .rest_between(hours);
        let at = |day: NaiveDate, minutes| UtcOffset { from: day.and_hms_opt(3, 0, 0).unwrap(), minutes };
        model.clock = vec![at(saturday - Days::new(30), before), at(sunday, after)];
        let roster = [Assignment::new("ada", "late", saturday), Assignment::new("ada", "day", sunday)];
        let compiled = compile(&model).unwrap();
        compiled.problem.cost(&compiled.rows(&model, &roster).unwrap()).is_some()
    };
    let (spring, autumn) = (date(2026, 3, 28).unwrap(), date(2026, 10, 24).unwrap());
    assert!(may(spring, (60, 120), dec!(10)) && !may(spring, (60, 120), dec!(10.5)));
    assert!(may(autumn, (120, 60), dec!(12)) && !may(autumn, (120, 60), dec!(12.5)));
}

#[test]
fn days_off_in_long_rolling_windows_are_summed() {
    let first = date(2026, 3, 30).unwrap();
    let of = |strength| {
        let mut model = Model::new(Period::new(first, first + Days::new(20)).unwrap())
            .people([Somebody::new("ada")])
            .shifts([Shift::offered("early", "06:00", "14:00")]);
        let limit = Limit::DaysOff { days: 9, per: Window::Days(18) };
        model.rules.rules.push(Rule { strength, ..Rule::hard("off", limit) });
        // Eleven days from the first on: two too many in the first window, one in the second.
        let worked = (0..11).map(|day| Assignment::new("ada", "early", first + Days::new(day)));
        let worked: Vec<Assignment> = worked.collect();
        let compiled = compile(&model).unwrap();
        let cost = compiled.problem.cost(&compiled.rows(&model, &worked).unwrap());
        (cost, evaluate(&model, &worked).unwrap())
    };
    let (cost, verdict) = of(Strength::Soft(5));
    assert_eq!((cost, verdict.penalty), (Some(15), 15));
    let (cost, verdict) = of(Strength::Hard);
    assert_eq!((cost, verdict.hard), (None, 2));
}
