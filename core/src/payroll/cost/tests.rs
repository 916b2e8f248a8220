//! The table against the pay: equal where nothing is rounded, apart by roundings alone elsewhere.

use super::*;
use crate::calendar::date;
use crate::error::Code;
use crate::money::{
    Mode, Rounding,
    currency::{EUR, GBP},
};
use crate::payroll::{
    Kind,
    hours::{self, Accounting, Definition, Night},
};
use crate::scheduling::{Person, Shift};
use chrono::{NaiveTime, Weekday};
use proptest::prelude::*;

const PENNY: Rounding = Rounding::minor(GBP, Mode::HalfUp);

/// Two weeks from a Wednesday on, with day, long and night shifts.
fn model() -> Model {
    let period = Period::new(date(2026, 3, 25).unwrap(), date(2026, 4, 7).unwrap()).unwrap();
    Model::new(period)
        .people([Person::new("ada"), Person::new("bo"), Person::new("cy")])
        .shift(Shift::offered("day", "08:00", "16:30").unpaid_break(30))
        .shift(Shift::offered("long", "08:00", "20:45").unpaid_break(45))
        .shift(Shift::offered("night", "22:00", "06:00"))
}

fn people(rate: Decimal) -> Vec<Employee> {
    vec![
        Employee::new("ada").hourly(Price::new(rate, GBP), PENNY),
        Employee::new("bo").hourly(gbp!(20.00).each(), PENNY),
        Employee::new("cy").salary(gbp!(2_000.00)),
    ]
}

fn terms(together: Together) -> Terms {
    let night = Night {
        from: NaiveTime::from_hms_opt(23, 0, 0).unwrap(),
        to: NaiveTime::from_hms_opt(5, 0, 0).unwrap(),
        definition: Definition::ByOverlapping,
        minimum_hours: dec!(1),
        accounting: Accounting::TimeCrossing,
        recalculation: Recalculation::Rate,
        factor: dec!(1.25),
    };
    let overtime = hours::Overtime {
        daily_hours: Some(dec!(10)),
        weekly_hours: Some(dec!(38)),
        week_starts: Weekday::Mon,
        factor: dec!(1.5),
    };
    Terms {
        rules: Rules {
            night: Some(night),
            day_off_factor: Some(dec!(2)),
            overtime: Some(overtime),
            together: Some(together),
            ..Rules::default()
        },
        days: [(date(2026, 3, 29).unwrap(), DayKind::DayOff), (date(2026, 4, 5).unwrap(), DayKind::DayOff)]
            .into(),
    }
}

/// A roster of ada and cy: each digit is that day's shift, 3 a day off.
fn roster(digits: &[usize]) -> Vec<Assignment> {
    let names = ["day", "long", "night"];
    let days = model().period.days().zip(digits).filter_map(|(day, digit)| Some((day, names.get(*digit)?)));
    let both = days.flat_map(|(day, shift)| ["ada", "cy"].map(|person| Assignment::new(person, *shift, day)));
    both.collect()
}

#[test]
fn the_table_says_what_payroll_pays() {
    // A rate of which no line has a fraction of a penny: then the sums are the same to the penny.
    let (model, people, terms) = (model(), people(dec!(16)), terms(Together::Add));
    let table = table(&model, &people, &terms, GBP).unwrap();
    assert!(terms.add_up());
    for digits in
        [[0, 0, 1, 3, 2, 0, 0, 1, 1, 1, 3, 2, 2, 0], [1; 14], [2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3]]
    {
        let roster = roster(&digits);
        if digits == [1; 14] {
            // By hand: 12 h on each of 14 days at 16, 2 of them by the day at 1.5; of the 10 others, weeks of 50, 70 and
            // 20 h are 12 + 32 + 0 h above 38; the two Sundays' 12 h are paid 16 more.
            let pay = price(&model, &roster, &people, &terms, GBP).unwrap();
            assert_eq!(pay.total, gbp!(3648.00));
        }
        let (by_table, paid) =
            (table.price(&roster).unwrap(), price(&model, &roster, &people, &terms, GBP).unwrap());
        assert_eq!(by_table.total, paid.total);
        // Whoever is on a salary costs nothing more.
        assert_eq!(paid.people[1].total, gbp!(0.00));
        // And that is what the lines of a slip come to.
        let lines = pays(&model, &roster, &people[0], &terms).unwrap();
        let slip: Money = lines.iter().fold(gbp!(0.00), |sum, pay| {
            sum.checked_add(by_time(&people[0], pay, pay.worked.unwrap()).unwrap().0).unwrap()
        });
        assert_eq!(slip, paid.total);
    }
}

#[test]
fn refusals_name_the_person() {
    let (model, all, mut terms) = (model(), people(dec!(16)), terms(Together::Add));
    let refused = |people: &[Employee], terms: &Terms, currency| {
        let error = table(&model, people, terms, currency).unwrap_err();
        (error.code(), error.field().to_owned())
    };
    assert_eq!(refused(&all[..2], &terms, GBP), (Code::InputMissing, "people.cy".into()));
    let mut more = all.clone();
    more.push(Employee::new("dee").salary(gbp!(1.00)));
    assert_eq!(refused(&more, &terms, GBP), (Code::SchedulingUnknownName, "people.person".into()));
    more.pop();
    more[1].basis = None;
    assert_eq!(refused(&more, &terms, GBP), (Code::PayrollNoRate, "people.bo.basis".into()));
    assert_eq!(refused(&all, &terms, EUR).0, Code::MoneyMixedCurrencies);
    terms.rules.night.as_mut().unwrap().recalculation = Recalculation::Time;
    assert_eq!(refused(&all, &terms, GBP), (Code::InputInvalid, "rules.night.recalculation".into()));
    terms.rules.overtime = None;
    assert!(table(&model, &all, &terms, GBP).is_ok());
}

#[test]
fn premiums_that_do_not_add_are_told() {
    let greatest = terms(Together::Greatest);
    assert!(!greatest.add_up());
    let (model, people) = (model(), people(dec!(16)));
    let roster = roster(&[0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
    let table = table(&model, &people, &greatest, GBP).unwrap();
    let paid = price(&model, &roster, &people, &greatest, GBP).unwrap().total;
    assert!(table.price(&roster).unwrap().total.amount() > paid.amount());
    assert!(Terms::default().add_up());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn table_and_pay_differ_by_roundings_alone(
        digits in prop::collection::vec(0_usize..4, 14), rate in 1_000_i64..4_000,
    ) {
        // Rates with a tenth of a penny.
        let (model, people, terms) = (model(), people(Decimal::new(rate, 3)), terms(Together::Add));
        let roster = roster(&digits);
        let table = table(&model, &people, &terms, GBP).unwrap();
        let by_table = table.price(&roster).unwrap().total.amount();
        let paid = price(&model, &roster, &people, &terms, GBP).unwrap().total.amount();
        let lines = pays(&model, &roster, &people[0], &terms).unwrap();
        let roundings = roster.len() / 2 + lines.len() + 3;
        prop_assert!((by_table - paid).abs() * dec!(200) <= Decimal::from(roundings as u64), "{} {}", by_table, paid);
        prop_assert!(lines.iter().all(|pay| pay.kind != Kind::Salary));
    }
}
