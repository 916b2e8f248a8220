//! Rosters of more days than a row is looked for as a whole: their rows are mended in spans.

use super::kernel::crew::Crew;
use super::kernel::delta::State;
use super::kernel::start::start;
use super::kernel::tables::Tables;
use super::*;
use crate::calendar::{Period, date};
use crate::scheduling::compile::compile;
use crate::scheduling::evaluate;
use crate::scheduling::model::{Person, Shift};
use crate::scheduling::rules::{Limit, Rules, Window};

/// Thirty weeks of a small shop.
fn shop() -> Model {
    let rules = Rules::default()
        .hard("days in a row", Limit::ConsecutiveDays { days: 5 })
        .hard("days off", Limit::DaysOff { days: 2, per: Window::Week });
    let period = Period::new(date(2026, 1, 5).unwrap(), date(2026, 8, 2).unwrap()).unwrap();
    Model::new(period)
        .people([
            Person::new("ada").hours(dec!(40)),
            Person::new("bo").hours(dec!(32)),
            Person::new("cy").hours(dec!(24)),
        ])
        .shift(Shift::every_day("early", "06:00", "14:00"))
        .shift(Shift::every_day("late", "14:00", "22:00"))
        .rules(rules)
        .rest_between(dec!(11))
        .avoid("ada", "late")
}

#[test]
fn a_year_is_rostered_in_spans() {
    let model = shop();
    let begun = solve(&model, Budget::nodes(100).seed(1)).unwrap();
    assert!(begun.is_lawful() && !begun.proven);
    for threads in [1, 2] {
        let solved = |seed| {
            let budget = Budget::nodes(500).seed(seed).threads(threads);
            let roster = solve_from(&model, Some(&begun.assignments), budget, |_| true).unwrap();
            let verdict = evaluate(&model, &roster.assignments).unwrap();
            assert_eq!((verdict.penalty, verdict.hard), (roster.penalty, 0));
            assert!(roster.bound <= roster.penalty);
            roster
        };
        let roster = solved(2);
        assert!(roster.penalty < begun.penalty, "{} after {}", roster.penalty, begun.penalty);
        let again = solved(2);
        assert_eq!(serde_json::to_string(&roster).unwrap(), serde_json::to_string(&again).unwrap());
    }
}

#[test]
fn rows_of_so_many_days_are_mended() {
    for (days, mended) in [(196, false), (210, true)] {
        let mut model = shop();
        let last = model.period.first() + chrono::Days::new(days - 1);
        model.period = Period::new(model.period.first(), last).unwrap();
        let problem = compile(&model).unwrap().problem;
        let tables = Tables::new(&problem);
        let state = State::new(&tables, &start(&problem).unwrap()).unwrap();
        let mut crew = Crew::new(&problem).unwrap();
        for person in 0..problem.people.len() {
            crew.price(&state, person, |slot, there| problem.slots[slot].rise(there));
            let row = crew.respond(&state, person, |_| 0).map(<[u16]>::to_vec);
            assert!(problem.row_cost(person, &row.unwrap()).is_some());
        }
        assert_eq!(crew.mended() > 0, mended, "{days} days");
    }
}
