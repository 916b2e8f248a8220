//! Worked examples and refusals.

use super::*;
use crate::{error::Error, money::Money, stock::Policy};

fn eur(minor: i64) -> Money {
    Money::minor(minor, EUR)
}

fn on(month: u32, number: u32) -> At {
    At::new(date(2026, month, number).unwrap(), 0)
}

fn bolts(method: Method) -> History {
    let flows = [
        Flow::receipt(on(1, 5), dec!(100), eur(1_000)),
        Flow::receipt(on(2, 5), dec!(100), eur(1_200)),
        Flow::issue(on(3, 1), dec!(150)),
    ];
    History::of(EUR, method, &Policy::DEFAULT, &flows).unwrap()
}

/// By hand: 100 × 0.10, 100 × 0.12, and a late receipt of 20 × 0.09 on the third of January; 150 leave.
#[test]
fn a_late_receipt_under_each_method() {
    for (method, before, after) in [
        (Method::Fifo, 1_600, 1_540), // 100 × 0.10 + 50 × 0.12; 20 × 0.09 + 100 × 0.10 + 30 × 0.12
        (Method::Lifo, 1_700, 1_700), // 100 × 0.12 + 50 × 0.10: does not dig so deep
        (Method::MovingAverage, 1_650, 1_623), // 150 × 0.11; 23.80 × 150 ÷ 220
        (Method::PeriodicAverage, 1_650, 1_623),
        (Method::Hifo, 1_700, 1_700), // 100 × 0.12 + 50 × 0.10: the late ones are the cheapest
    ] {
        let mut history = bolts(method);
        assert_eq!(history.closing().value, eur(2_200 - before), "{method}");
        let known = history.version();
        history.insert(&Flow::receipt(on(1, 3), dec!(20), eur(180))).unwrap();
        assert_eq!(history.closing().value, eur(2_380 - after), "{method}");
        let changed = history.diff(known).unwrap();
        let costs: Vec<_> = changed
            .iter()
            .map(|difference| (difference.before.as_ref(), difference.after.as_ref()))
            .map(|(before, after)| (before.map(|row| row.value), after.map(|row| row.value)))
            .collect();
        let mut wanted = vec![(None, Some(eur(180)))];
        if before != after {
            wanted.push((Some(eur(before)), Some(eur(after))));
        }
        assert_eq!(costs, wanted, "{method}");
        history.delete(on(1, 3)).unwrap();
        assert_eq!(history.diff(known).unwrap(), [], "{method}");
    }
}

#[track_caller]
fn refused(error: &Error, code: Code, value: &str) {
    assert_eq!((error.code(), error.value()), (code, value), "{error}");
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    for method in [Method::Fifo, Method::Lifo, Method::MovingAverage, Method::PeriodicAverage, Method::Hifo] {
        let mut history = bolts(method);
        let costs = history.costs();
        let insert = |history: &mut History, flow| history.insert(&flow).unwrap_err();
        refused(&insert(&mut history, Flow::issue(on(1, 4), dec!(1))), Code::StockShort, "1");
        refused(&insert(&mut history, Flow::issue(on(1, 6), dec!(60))), Code::StockShort, "10");
        refused(&history.delete(on(2, 5)).unwrap_err(), Code::StockShort, "50");
        refused(&history.delete(on(2, 6)).unwrap_err(), Code::StockUnknownReference, "2026-02-06 number 0");
        refused(&insert(&mut history, Flow::issue(on(2, 5), dec!(1))), Code::InputDuplicate, "0");
        refused(&insert(&mut history, Flow::issue(on(4, 5), dec!(0))), Code::InputInvalid, "0");
        refused(&insert(&mut history, Flow::issue(on(4, 5), dec!(-1))), Code::NumberNegative, "-1");
        refused(
            &insert(&mut history, Flow::issue(on(4, 5), dec!(0.0000001))),
            Code::StockQuantityScale,
            "0.0000001",
        );
        refused(&insert(&mut history, Flow::receipt(on(4, 5), dec!(1), eur(-1))), Code::NumberNegative, "-1");
        let dollars = Money::minor(1, crate::money::currency::USD);
        refused(
            &insert(&mut history, Flow::receipt(on(4, 5), dec!(1), dollars)),
            Code::MoneyMixedCurrencies,
            "0.01 USD",
        );
        let great = Flow::receipt(on(4, 5), dec!(1152921504606.8), eur(1));
        refused(&insert(&mut history, great), Code::NumberOutOfRange, "1152921504606.8");
        let dear = Flow::receipt(on(4, 5), dec!(1), eur(i64::MAX));
        refused(&insert(&mut history, dear), Code::NumberOutOfRange, "92233720368547758.07 EUR");
        let moved = Flow::receipt(on(3, 2), dec!(100), eur(1_200));
        refused(&history.amend(on(2, 5), &moved).unwrap_err(), Code::StockShort, "50");
        assert_eq!((history.version(), history.costs()), (0, costs), "{method}");
        refused(&history.diff(1).unwrap_err(), Code::InputInvalid, "1");
    }
}

#[test]
fn only_what_comes_of_an_amendment_is_judged() {
    let mut history = bolts(Method::Lifo);
    history.amend(on(2, 5), &Flow::receipt(on(2, 28), dec!(50), eur(700))).unwrap();
    assert_eq!(history.closing().value, eur(0));
    assert_eq!(history.costs(), [0, 0, 1_700]);
    history.amend(on(3, 1), &Flow::issue(on(1, 6), dec!(30))).unwrap();
    assert_eq!(history.costs(), [0, 300, 0]);
    history.forget(2);
    refused(&history.diff(1).unwrap_err(), Code::InputInvalid, "1");
    assert_eq!(history.diff(2).unwrap().len(), 2);
}

/// Of 5 at 10.00, 5 at 30.00 and 5 at 20.00, eight leave at 5 × 30 + 3 × 20; with 2 more at 40.00 found before, at
/// 2 × 40 + 5 × 30 + 1 × 20.
#[test]
fn the_dearest_leave_first() {
    let flows = [
        Flow::receipt(on(1, 1), dec!(5), eur(5_000)),
        Flow::receipt(on(1, 2), dec!(5), eur(15_000)),
        Flow::receipt(on(1, 3), dec!(5), eur(10_000)),
        Flow::issue(on(2, 1), dec!(8)),
        Flow::issue(on(2, 2), dec!(3)),
    ];
    let mut history = History::of(EUR, Method::Hifo, &Policy::DEFAULT, &flows).unwrap();
    assert_eq!(history.costs(), [0, 0, 0, 21_000, 5_000]); // 2 × 20 + 10
    history.insert(&Flow::receipt(on(1, 4), dec!(2), eur(8_000))).unwrap();
    assert_eq!(history.costs(), [0, 0, 0, 0, 25_000, 6_000]); // 3 × 20
    assert_eq!(history.closing().value, eur(7_000)); // 20 + 5 × 10
    // What comes after an issue does not change it.
    history.insert(&Flow::receipt(At::new(date(2026, 2, 1).unwrap(), 1), dec!(1), eur(9_000))).unwrap();
    assert_eq!(history.costs(), [0, 0, 0, 0, 25_000, 0, 13_000]); // 90 + 2 × 20
    let error = History::new(EUR, Method::Hifo, &Policy::IFRS_DEFAULT).unwrap_err();
    refused(&error, Code::StockMethodNotAllowed, "hifo");
}

#[test]
fn what_a_history_cannot_keep_is_refused_by_its_field() {
    let new = |method, policy: &Policy| History::new(EUR, method, policy).unwrap_err();
    refused(&new(Method::Lifo, &Policy::IFRS_DEFAULT), Code::StockMethodNotAllowed, "lifo");
    for method in [Method::PeriodicFifo, Method::PeriodicLifo, Method::Standard, Method::Specific] {
        let error = new(method, &Policy::DEFAULT);
        assert_eq!(error.field(), "method");
        refused(&error, Code::InputInvalid, method.name());
    }
    let of = |change: fn(&mut Policy)| {
        let mut policy = Policy::DEFAULT;
        change(&mut policy);
        policy
    };
    for (field, value, policy) in [
        ("negative", "recost_covered_units", of(|policy| policy.negative = Negative::RecostCoveredUnits)),
        ("rounding", "half_even", of(|policy| policy.rounding = Mode::HalfEven)),
        (
            "day_order",
            "receipts_before_issues",
            of(|policy| policy.day_order = DayOrder::ReceiptsBeforeIssues),
        ),
        ("decimals.bolt", "0", of(|policy| policy.decimals = [("bolt".to_owned(), 0)].into())),
    ] {
        for error in [
            new(Method::Fifo, &policy),
            History::of(EUR, Method::Fifo, &policy, &[]).unwrap_err(),
            History::from_columns(EUR, Method::Fifo, &policy, &Columns::default()).unwrap_err(),
        ] {
            assert_eq!(error.field(), field);
            refused(&error, Code::InputInvalid, value);
        }
    }
}

#[test]
fn columns_are_held_as_they_are() {
    let columns = Columns {
        day: &[20_000, 20_000, 19_999],
        sequence: None,
        quantity: &[-3, -1, 7],
        value: &[0, 0, 70],
        digits: 0,
    };
    let load = |columns: &Columns<'_>| History::from_columns(EUR, Method::Fifo, &Policy::DEFAULT, columns);
    let mut history = load(&columns).unwrap();
    assert_eq!(history.costs(), [0, 30, 10]);
    assert_eq!((history.closing().quantity, history.closing().value), (dec!(3), eur(30)));
    let half = Flow::issue(on(1, 1), dec!(0.5));
    refused(&history.insert(&half).unwrap_err(), Code::StockQuantityScale, "0.5");

    let error = load(&Columns { quantity: &[-3, -1], ..columns }).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InputInvalid, "quantity"));
    let error = load(&Columns { quantity: &[-3, -1, 0], ..columns }).unwrap_err();
    assert_eq!((error.code(), error.row()), (Code::InputInvalid, Some(2)));
    let error = load(&Columns { quantity: &[-3, -1, 1], value: &[0, 0, -1], ..columns }).unwrap_err();
    assert_eq!((error.code(), error.row()), (Code::NumberNegative, Some(2)));
    let error = load(&Columns { quantity: &[-3, i64::MIN, 1], ..columns }).unwrap_err();
    assert_eq!((error.code(), error.row()), (Code::NumberOutOfRange, Some(1)));
    let error = load(&Columns { day: &[i32::MIN, 1, 2], ..columns }).unwrap_err();
    assert_eq!((error.code(), error.field(), error.row()), (Code::InputInvalid, "day", Some(0)));
    let error = load(&Columns { sequence: Some(&[1, 1, 1]), ..columns }).unwrap_err();
    assert_eq!(error.code(), Code::InputDuplicate);
    refused(&load(&Columns { digits: 7, ..columns }).unwrap_err(), Code::InputInvalid, "7");
    refused(&load(&Columns { quantity: &[-3, -5, 7], ..columns }).unwrap_err(), Code::StockShort, "1");
}

#[test]
fn the_index_is_small() {
    let count = 100_000_u32;
    let days: Vec<i32> = (0..count).map(|index| i32::try_from(index / 100).unwrap()).collect();
    let quantity: Vec<i64> = (0..count).map(|index| if index % 2 == 0 { 5 } else { -5 }).collect();
    let value = vec![40; quantity.len()];
    let columns = Columns { day: &days, sequence: None, quantity: &quantity, value: &value, digits: 0 };
    let mut history = History::from_columns(EUR, Method::MovingAverage, &Policy::DEFAULT, &columns).unwrap();
    history.costs();
    assert!(history.memory() <= history.len() * 26, "{} bytes", history.memory());
}

/// A thousand times five in and five out, and one unit that stays: what a correction does not reach is not touched.
#[test]
fn a_correction_of_a_value_restates_what_it_reaches() {
    for (method, value) in [(Method::Fifo, 900), (Method::MovingAverage, 900)] {
        let mut flows = vec![Flow::receipt(At::new(day(0), 0), dec!(1), eur(1_000))];
        for number in 0..5_000 {
            let place =
                |sequence| At::new(day(1 + number / 10), u32::try_from(number % 10 * 2).unwrap() + sequence);
            flows.push(Flow::receipt(place(0), dec!(5), eur(5_000 + number)));
            flows.push(Flow::issue(place(1), dec!(5)));
        }
        let mut history = History::of(EUR, method, &Policy::DEFAULT, &flows).unwrap();
        let before = history.costs();
        let known = history.version();
        assert_eq!(history.explain(), Path::Restated { blocks: 18 });
        history
            .amend(At::new(day(100), 0), &Flow::receipt(At::new(day(100), 0), dec!(5), eur(value)))
            .unwrap();
        let after = history.costs();
        let Path::Restated { blocks } = history.explain() else { panic!("{method}") };
        assert!((1..=2).contains(&blocks), "{method}: {blocks}");
        let changed = before.iter().zip(&after).filter(|(before, after)| before != after).count();
        assert!(changed >= 1, "{method}");
        assert_eq!(history.diff(known).unwrap().len(), changed + 1, "{method}");
    }
}
