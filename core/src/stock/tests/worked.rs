//! Worked examples for what no vector tells, by hand-computed fractions.

use super::*;
use crate::money::currency::{EUR, USD};
use std::collections::BTreeMap;

/// OpenStax, Principles of Accounting, Volume 1, chapter 10 (CC BY-NC-SA): 150 at 21.00, 120 out, 225 at 27.00, 180 out,
/// 210 at 33.00; the figures without the book's intermediate rounding of the unit cost.
#[test]
fn the_textbooks_case_under_every_method() {
    let moves = |standard: bool| {
        let lot = |movement: Movement, lot: &str| if standard { movement } else { movement.lot(lot) };
        vec![
            lot(Movement::receive("gps", day(7, 1), dec!(150), each(2100)), "A"),
            lot(Movement::issue("gps", day(7, 2), dec!(120)), "A"),
            lot(Movement::receive("gps", day(7, 3), dec!(225), each(2700)), "B"),
            lot(Movement::issue("gps", day(7, 4), dec!(180)), "B"),
            lot(Movement::receive("gps", day(7, 5), dec!(210), each(3300)), "C"),
        ]
    };
    let wanted = [
        (Method::Fifo, eur!(7200.00), eur!(8955.00)),
        (Method::Lifo, eur!(7380.00), eur!(8775.00)),
        // 120 × 21.00; of 30 at 21.00 and 225 at 27.00, which are 6705.00, 180 leave: 4732.94.
        (Method::MovingAverage, eur!(7252.94), eur!(8902.06)),
        (Method::PeriodicFifo, eur!(7200.00), eur!(8955.00)),
        // 210 × 33.00 and 90 × 27.00.
        (Method::PeriodicLifo, eur!(9360.00), eur!(6795.00)),
        // 300 of 585 that cost 16155.00.
        (Method::PeriodicAverage, eur!(8284.62), eur!(7870.38)),
        // The dearest of what is there: 120 × 21.00 and 180 × 27.00.
        (Method::Hifo, eur!(7380.00), eur!(8775.00)),
    ];
    for (method, cost, left) in wanted {
        let value = judged(&moves(true), method, &Policy::DEFAULT);
        assert_eq!((value.cost_of("gps"), value.total), (cost, left), "{method}");
    }
    // Each from its own lot: 30 of A, 45 of B, 210 of C are left.
    let policy = Policy { pools: Pools::ByItemLot, ..Policy::DEFAULT };
    let value = judged(&moves(false), Method::Specific, &policy);
    assert_eq!((value.cost_of("gps"), value.total), (eur!(7380.00), eur!(8775.00)));
    // At a standard of 25.00: 300 leave at 7500.00; 585 cost 16155.00, which is 1530.00 above 585 × 25.00.
    let standard = BTreeMap::from([("gps".to_owned(), each(2500))]);
    let policy = Policy { initial_unit_cost: standard, ..Policy::DEFAULT };
    let value = judged(&moves(true), Method::Standard, &policy);
    assert_eq!((value.cost_of("gps"), value.total), (eur!(7500.00), eur!(7125.00)));
    assert_eq!(value.items["gps"].variance, eur!(1530.00));
}

/// The dearest first: of 10.00, 30.00 and 20.00, five of each, 8 leave as 5 × 30.00 + 3 × 20.00.
#[test]
fn the_dearest_leave_first() {
    let moves = [
        Movement::receive("lamp", day(1, 1), dec!(5), each(1000)),
        Movement::receive("lamp", day(1, 2), dec!(5), each(3000)),
        Movement::receive("lamp", day(1, 3), dec!(5), each(2000)),
        Movement::issue("lamp", day(1, 4), dec!(8)),
        Movement::issue("lamp", day(1, 5), dec!(3)),
    ];
    let value = judged(&moves, Method::Hifo, &Policy::DEFAULT);
    let costs: Vec<Money> = value.issues("lamp").map(Entry::cost).collect();
    assert_eq!(costs, [eur!(210.00), eur!(50.00)]); // 2 × 20.00 + 1 × 10.00
    assert_eq!(value.total, eur!(40.00));
}

/// A kit of a bag and two cups: 3 bags at 4.00 and 7 cups out of 10 that cost 5.00 in all; 3 kits of which take 6 cups.
#[test]
fn a_kit_costs_what_its_parts_cost() {
    let moves = [
        Movement::receive("bag", day(1, 1), dec!(4), each(400)),
        Movement::receive_total("cup", day(1, 1), dec!(7), eur!(5.00)),
        Movement::consume("bag", day(1, 2), dec!(3), "kit-1"),
        Movement::consume("cup", day(1, 2), dec!(6), "kit-1"), // 5.00 × 6/7 = 4.29
        Movement::produce("kit", day(1, 2), dec!(3), "kit-1"),
        Movement::issue("kit", day(1, 3), dec!(1)), // 16.29 / 3
        Movement::issue("kit", day(1, 4), dec!(2)),
    ];
    for method in ACTUAL {
        let value = judged(&moves, method, &Policy::DEFAULT);
        let costs: Vec<Money> = value.issues("kit").map(Entry::cost).collect();
        assert_eq!(costs, [eur!(5.43), eur!(10.86)], "{method}");
        assert_eq!(value.on_hand("cup"), eur(71), "{method}");
        assert_eq!(value.items["kit"].produced, eur!(16.29));
    }
}

/// Two products of one order: 60.00 consumed and 30.00 of labour with the first, which takes 3/4 of what was consumed.
#[test]
fn production_shares_its_cost() {
    let moves = [
        Movement::receive("oil", day(1, 1), dec!(10), each(1000)),
        Movement::consume("oil", day(1, 2), dec!(6), "run"),
        Movement {
            share: Some(dec!(0.75)),
            total_cost: Some(eur!(30.00)),
            ..Movement::produce("petrol", day(1, 3), dec!(4), "run")
        },
        Movement::produce("tar", day(1, 4), dec!(1), "run"),
    ];
    for method in ACTUAL {
        let value = judged(&moves, method, &Policy::DEFAULT);
        assert_eq!(value.on_hand("petrol"), eur!(75.00), "{method}"); // 45.00 + 30.00
        assert_eq!(value.on_hand("tar"), eur!(15.00), "{method}");
        let journal = post(&value, &accounts()).unwrap();
        assert_eq!(
            journal.balance("production", EUR),
            eur!(-30.00),
            "{method}: the labour, to be debited by wages"
        );
    }
}

/// A later cost of the wood makes the chair dearer that was made of it, under the policy that replays it.
#[test]
fn a_late_cost_flows_through_production() {
    let moves = [
        Movement::receive("wood", day(1, 1), dec!(4), each(500)).id("in"),
        Movement::consume("wood", day(1, 2), dec!(4), "chair"),
        Movement::produce("chair", day(1, 3), dec!(2), "chair"),
        Movement::issue("chair", day(1, 4), dec!(1)).id("out"),
        Movement::landed_cost("wood", day(2, 1), "in", eur!(2.00)),
    ];
    let policy = Policy { late_cost: LateCost::Replay, ..Policy::DEFAULT };
    let value = judged(&moves, Method::Fifo, &policy);
    assert_eq!((value.cost_of("chair"), value.on_hand("chair")), (eur!(11.00), eur!(11.00)));
    let value = judged(&moves, Method::Fifo, &Policy::DEFAULT);
    assert_eq!(
        (value.cost_of("chair"), value.cost_of("wood")),
        (eur!(10.00), eur!(2.00)),
        "late, of the wood"
    );
}

/// Dollars at the rate of their day: 3 at 10.00 USD and 1.1 USD for a euro, later 3 at 10.00 and 0.85 euros.
#[test]
fn goods_bought_abroad_keep_the_rate_of_their_day() {
    let dollars = |amount: Decimal| Price::new(amount, USD);
    let moves = [
        Movement::receive("chip", day(1, 1), dec!(3), dollars(dec!(10))).at_rate(dec!(0.909091)), // 27.27273
        Movement::receive("chip", day(2, 1), dec!(3), dollars(dec!(10))).at_rate(dec!(0.85)),     // 25.50
        Movement::issue("chip", day(3, 1), dec!(4)),
    ];
    let policy = Policy::IFRS_DEFAULT;
    let mut book = Book::new(EUR, Method::Fifo, policy.clone()).unwrap();
    let mut average = Book::new(EUR, Method::MovingAverage, policy).unwrap();
    for movement in &moves {
        book.apply(movement).unwrap();
        average.apply(movement).unwrap();
    }
    let (fifo, average) = (book.valuation().unwrap(), average.valuation().unwrap());
    fifo.conserved().unwrap();
    assert_eq!((fifo.cost_of("chip"), fifo.total), (eur!(35.77), eur!(17.00))); // 27.27 + 8.50
    assert_eq!((average.cost_of("chip"), average.total), (eur!(35.18), eur!(17.59))); // 52.77 × 4/6
}

/// What is on the way keeps its cost, layer by layer, and a later cost finds the goods wherever they are, under every
/// method by the units that came with that receipt.
#[test]
fn goods_on_the_way_keep_their_cost_and_their_receipt() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(400)).location("port").id("first"),
        Movement::receive("tea", day(1, 2), dec!(10), each(600)).location("port").id("second"),
        Movement::transfer("tea", day(1, 3), dec!(15), "port", "ship"),
        Movement::transfer("tea", day(1, 9), dec!(15), "ship", "shop"),
        Movement::issue("tea", day(1, 10), dec!(4)).location("shop"),
        // 6 of the first 10 are in the shop; they left the port first, whatever the method says of costs.
        Movement::landed_cost("tea", day(2, 1), "first", eur!(10.00)),
    ];
    let policy = Policy { pools: Pools::ByItemLocation, ..Policy::DEFAULT };
    for method in [Method::Fifo, Method::Lifo, Method::Hifo, Method::MovingAverage] {
        let value = judged(&moves, method, &policy);
        let landed = value.entries.last().unwrap();
        assert_eq!((landed.value, landed.late), (eur!(6.00), Some(eur!(4.00))), "{method}");
        let ship = value.holdings.iter().find(|holding| holding.location.as_deref() == Some("ship")).unwrap();
        assert_eq!((ship.quantity, ship.value), (dec!(0), eur(0)), "{method}");
    }
    let on_the_way = judged(&moves[..3], Method::Fifo, &policy);
    let ship =
        on_the_way.holdings.iter().find(|holding| holding.location.as_deref() == Some("ship")).unwrap();
    assert_eq!(ship.value, eur!(70.00)); // 10 × 4.00 + 5 × 6.00
    let average = judged(&moves[..3], Method::MovingAverage, &policy);
    let ship = average.holdings.iter().find(|holding| holding.location.as_deref() == Some("ship")).unwrap();
    assert_eq!(ship.value, eur!(75.00)); // 15 × 5.00
    assert_eq!(ship.origins.iter().map(|layer| layer.quantity).collect::<Vec<_>>(), [dec!(10), dec!(5)]);
}

/// A count that says what a unit costs: fewer than there were, at a standard that rounds its own way, and under a periodic
/// method, where what comes in later in the month is there too when it is costed.
#[test]
fn a_count_with_a_unit_cost_says_what_is_there() {
    let counted = |on, quantity, price| Movement::count("tea", on, quantity, "stocktake").costing(price);
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)),
        counted(day(1, 2), dec!(4), each(600)),
        Movement::issue("tea", day(1, 3), dec!(1)),
    ];
    let value = judged(&moves, Method::Fifo, &Policy::DEFAULT);
    assert_eq!((value.items["tea"].adjustments, value.total), (eur!(-26.00), eur!(18.00)));
    assert_eq!(reports::back(&value, 2).unwrap().first().unwrap().origin, Some(1));
    // 7 × 62.96358 = 440.74506: a standard rounds to the nearest, whatever the policy says.
    let price = Price::new(dec!(62.96358), EUR);
    let policy = Policy { rounding: crate::money::Mode::Up, ..Policy::DEFAULT };
    let value = judged(&[counted(day(1, 1), dec!(7), price)], Method::Standard, &policy);
    assert_eq!((value.items["tea"].adjustments, value.total), (eur!(440.75), eur!(440.75)));
    let price = Price::new(dec!(62.96228), EUR); // 440.73596
    let policy = Policy { rounding: crate::money::Mode::Down, ..Policy::DEFAULT };
    let value = judged(&[counted(day(1, 1), dec!(7), price)], Method::Standard, &policy);
    assert_eq!((value.items["tea"].adjustments, value.total), (eur!(440.74), eur!(440.74)));
    let moves = [
        counted(day(1, 1), dec!(1), each(700)),
        Movement::receive("tea", day(1, 2), dec!(5), each(600)),
        Movement::issue("tea", day(1, 3), dec!(6)),
    ];
    for method in ACTUAL {
        let value = judged(&moves, method, &Policy::DEFAULT);
        assert_eq!((value.quantity("tea"), value.total), (dec!(0), eur(0)), "{method}");
    }
}

/// Later costs that are replayed into a receipt may take all of what it cost, and no more.
#[test]
fn a_receipt_is_not_brought_below_zero() {
    let moves = |credit| {
        [
            Movement::receive("tea", day(1, 1), dec!(10), each(500)).id("in"),
            Movement::correct_unit_cost("tea", day(1, 2), "in", each(100)),
            Movement::landed_cost("tea", day(1, 3), "in", credit),
        ]
    };
    let policy = Policy { late_cost: LateCost::Replay, ..Policy::DEFAULT };
    assert_eq!(judged(&moves(eur!(-10.00)), Method::MovingAverage, &policy).total, eur(0));
    let error = value(&moves(eur!(-10.01)), Method::MovingAverage, &policy).unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.value(), error.row()),
        ("number.negative", "-0.01 EUR", Some(0))
    );
}

/// What is short has no place below a standard: the change of method waits until it is covered.
#[test]
fn what_is_short_does_not_go_to_a_standard() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(1), each(500)),
        Movement::issue("tea", day(1, 2), dec!(2)),
        Movement::set_method("tea", day(1, 3), Method::Standard),
    ];
    let error = value(&moves, Method::Fifo, &short_allowed()).unwrap_err();
    assert_eq!((error.code().as_str(), error.row()), ("stock.short", Some(2)));
    let [receipt, issue, change] = moves;
    let moves = [receipt, issue, Movement { method: Some(Method::MovingAverage), ..change }];
    assert_eq!(judged(&moves, Method::Fifo, &short_allowed()).total, eur!(-5.00));
}
