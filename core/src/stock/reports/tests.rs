//! Reports by hand-computed figures, and against the valuation for any movements.

use super::*;
use crate::{
    calendar::{Period, date},
    ledger::Posting,
    money::{Money, Price, currency::EUR},
    stock::{
        Accounts, Kind, Method, Movement, Negative, Policy, Pools, Realisable, Scheme, Valuation, WriteDown,
        lower_of_cost_and_nrv, post, post_periodic, post_write_downs, value,
    },
};
use chrono::NaiveDate;

fn day(month: u32, day: u32) -> NaiveDate {
    date(2026, month, day).unwrap()
}

fn each(minor: i64) -> Price {
    Money::minor(minor, EUR).each()
}

fn judged(movements: &[Movement], method: Method, policy: &Policy) -> Valuation {
    let value = value(movements, method, policy).unwrap();
    value.conserved().unwrap();
    value
}

fn short_allowed() -> Policy {
    Policy { negative: Negative::RecostCoveredUnits, ..Policy::DEFAULT }
}

fn by_place() -> Policy {
    Policy { pools: Pools::ByItemLocation, ..Policy::DEFAULT }
}

#[test]
fn goods_age_by_their_receipt_in_the_bands_of_the_caller() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)),
        Movement::receive("tea", day(2, 20), dec!(10), each(600)),
        Movement::receive("tea", day(3, 21), dec!(10), each(700)),
        Movement::issue("tea", day(3, 22), dec!(4)),
    ];
    let rows = |method, bands: &[u32]| {
        let value = judged(&moves, method, &Policy::DEFAULT);
        let rows = ageing(&value, day(3, 31), bands).unwrap();
        rows.into_iter().map(|row| (row.from_days, row.to_days, row.quantity, row.value)).collect::<Vec<_>>()
    };
    // Ages on 31 March: 89, 39 and 10 days. First in, first out, the oldest 6 are left of the first.
    assert_eq!(
        rows(Method::Fifo, &[10, 39, 60]),
        [
            (0, Some(10), dec!(10), eur!(70.00)),
            (11, Some(39), dec!(10), eur!(60.00)),
            (61, None, dec!(6), eur!(30.00)),
        ]
    );
    assert_eq!(rows(Method::Lifo, &[38])[0], (0, Some(38), dec!(6), eur!(42.00)));
    // The average of 180.00 for 30: 26 are left, worth 156.00; the units as they leave first in, first out.
    assert_eq!(
        rows(Method::MovingAverage, &[10, 39, 60]),
        [
            (0, Some(10), dec!(10), eur!(60.00)),
            (11, Some(39), dec!(10), eur!(60.00)),
            (61, None, dec!(6), eur!(36.00)),
        ]
    );
    assert_eq!(rows(Method::Fifo, &[]), [(0, None, dec!(26), eur!(160.00))]);
    let value = judged(&moves, Method::Fifo, &Policy::DEFAULT);
    assert_eq!(ageing(&value, day(3, 20), &[30]).unwrap_err().field(), "day");
    assert_eq!(ageing(&value, day(3, 31), &[30, 30]).unwrap_err().field(), "bands");
}

#[test]
fn goods_keep_their_age_on_the_way_and_what_is_short_ages_too() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)).location("north"),
        Movement::transfer("tea", day(3, 1), dec!(4), "north", "south"),
        Movement::issue("tea", day(3, 11), dec!(7)).location("south"),
    ];
    for method in [Method::Fifo, Method::Lifo, Method::MovingAverage] {
        let policy = Policy { negative: Negative::RecostCoveredUnits, ..by_place() };
        let moved = judged(&moves[..2], method, &policy);
        let rows = ageing(&moved, day(3, 31), &[30]).unwrap();
        assert!(rows.iter().all(|row| row.from_days == 31), "{method}: all came 89 days ago");
        assert_eq!(rows.len(), 2);
        let short = judged(&moves, method, &policy);
        let rows = ageing(&short, day(3, 31), &[30]).unwrap();
        let south = rows.iter().find(|row| row.location.as_deref() == Some("south")).unwrap();
        assert_eq!((south.from_days, south.quantity, south.value), (0, dec!(-3), eur!(-15.00)));
    }
}

#[test]
fn a_shortage_is_told_with_what_covered_it() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)),
        Movement::issue("tea", day(1, 2), dec!(14)).id("a"),
        Movement::loss("tea", day(1, 3), dec!(1), "spilt"),
        Movement::receive("tea", day(2, 4), dec!(3), each(600)).id("in"),
    ];
    let value = judged(&moves, Method::Fifo, &short_allowed());
    let rows: Vec<_> = shortages(&value)
        .into_iter()
        .map(|row| (row.row, row.to, row.quantity, row.provisional, row.covered_by_id, row.difference))
        .collect();
    assert_eq!(
        rows,
        [
            (1, Some(day(2, 4)), dec!(3), eur!(15.00), Some("in".into()), Some(eur!(3.00))),
            (1, None, dec!(1), eur!(5.00), None, None),
            (2, None, dec!(1), eur!(5.00), None, None),
        ]
    );
    let stretches = below_zero(&value).unwrap();
    assert_eq!(stretches.len(), 1);
    let [stretch] = &stretches[..] else { panic!() };
    assert_eq!((stretch.from, stretch.row, stretch.to), (day(1, 2), 1, None));
    assert_eq!((stretch.lowest, stretch.value), (dec!(-5), eur!(-25.00)));
    let more = [&moves[..], &[Movement::receive("tea", day(2, 5), dec!(2), each(500))]].concat();
    let stretch = below_zero(&judged(&more, Method::Fifo, &short_allowed())).unwrap().remove(0);
    assert_eq!((stretch.to, stretch.ended_by), (Some(day(2, 5)), Some(4)));
}

#[test]
fn a_period_opens_as_the_one_before_closed() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)).location("north").id("in"),
        Movement::issue("tea", day(1, 9), dec!(4)).location("north"),
        Movement::transfer("tea", day(2, 1), dec!(5), "north", "south"),
        Movement::landed_cost("tea", day(2, 2), "in", eur!(10.00)).location("north"),
        Movement::issue("tea", day(2, 3), dec!(1)).location("south"),
    ];
    let value = judged(&moves, Method::Fifo, &by_place());
    let months = [1, 2, 3].map(|month| Period::month(2026, month).unwrap());
    let rows = summary(&value, &months).unwrap();
    let row = |month: u32, place: &str| {
        let found = rows.iter().find(|r| r.first == day(month, 1) && r.location.as_deref() == Some(place));
        found.unwrap().clone()
    };
    let north = row(1, "north");
    assert_eq!((north.opening_quantity, north.quantity_in, north.quantity_out), (dec!(0), dec!(10), dec!(4)));
    assert_eq!((north.received, north.cost, north.closing_value), (eur!(50.00), eur!(20.00), eur!(30.00)));
    // 6 of 10 are there: of 10.00 stock takes 1.00 in the north, 5.00 in the south; 4.00 are late.
    let (north, south) = (row(2, "north"), row(2, "south"));
    assert_eq!((north.opening_value, north.transferred), (eur!(30.00), eur!(-25.00)));
    assert_eq!((north.received, north.cost, north.closing_value), (eur!(5.00), eur!(4.00), eur!(6.00)));
    assert_eq!((south.transferred, south.received), (eur!(25.00), eur!(5.00)));
    assert_eq!((south.cost, south.closing_value), (eur!(6.00), eur!(24.00)));
    assert_eq!((row(3, "south").opening_value, row(3, "south").closing_value), (eur!(24.00), eur!(24.00)));
    let twice = summary(&value, &[months[0], months[0]]).unwrap_err();
    assert_eq!((twice.code().as_str(), twice.field()), ("input.invalid", "periods"));
}

fn accounts() -> Accounts {
    Accounts {
        inventory: "37".into(),
        cost_of_sales: "cost".into(),
        adjustment: "adjustment".into(),
        goods_received: "408".into(),
        price_difference: "difference".into(),
        opening: "opening".into(),
        revaluation: "revaluation".into(),
        production: "wip".into(),
        in_transit: "on the way".into(),
        transit_locations: ["ship".to_owned()].into(),
        write_down: "6817".into(),
        allowance: "397".into(),
        purchases: "607".into(),
        change_of_purchases: "6037".into(),
        change_of_products: "7135".into(),
    }
}

#[test]
fn goods_on_the_way_have_an_account_of_their_own() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)).location("north"),
        Movement::transfer("tea", day(1, 2), dec!(6), "north", "ship").reference("T-1"),
        Movement::transfer("tea", day(1, 20), dec!(4), "ship", "south").reference("T-2"),
    ];
    let value = judged(&moves, Method::MovingAverage, &by_place());
    let journal = post(&value, &accounts()).unwrap();
    assert_eq!(journal.balance("37", EUR), eur!(40.00));
    assert_eq!(journal.balance("on the way", EUR), eur!(10.00));
    let by: Vec<_> =
        journal.postings().iter().map(|p| (p.reference.as_str(), p.account.as_str(), p.amount)).collect();
    assert_eq!(
        by[2..],
        [
            ("T-1", "on the way", eur!(30.00)),
            ("T-1", "37", eur!(-30.00)),
            ("T-2", "37", eur!(20.00)),
            ("T-2", "on the way", eur!(-20.00)),
        ]
    );
    // A policy that does not tell places apart does not know what is on the way.
    let value = judged(&moves, Method::MovingAverage, &Policy::DEFAULT);
    assert_eq!(post(&value, &accounts()).unwrap().balance("37", EUR), eur!(50.00));
}

#[test]
fn the_continental_scheme_expenses_purchases_and_posts_the_change_of_stock() {
    let moves = [
        Movement::opening("wood", day(1, 1), dec!(10), each(300)),
        Movement::receive("wood", day(1, 5), dec!(20), each(400)),
        Movement::consume("wood", day(1, 9), dec!(15), "MO-1"), // 10 × 3.00 + 5 × 4.00
        Movement::produce("chair", day(1, 10), dec!(5), "MO-1"),
        Movement::issue("chair", day(2, 3), dec!(2)),
        Movement::loss("wood", day(2, 4), dec!(1), "worms"),
        Movement::receive("wood", day(3, 1), dec!(1), each(500)),
    ];
    let value = judged(&moves, Method::Fifo, &Policy::DEFAULT);
    let months = [1, 2].map(|month| Period::month(2026, month).unwrap());
    let journal = post_periodic(&value, &accounts(), &months).unwrap();
    let at = |account: &str, last: NaiveDate| {
        let own = journal.postings().iter().filter(|p| p.account == account && p.day <= last);
        Money::sum(own.map(|p| p.amount), EUR).unwrap()
    };
    // January: wood from 30.00 to 15 × 4.00, chairs from nothing to 50.00.
    assert_eq!(at("607", day(1, 31)), eur!(80.00));
    assert_eq!(at("6037", day(1, 31)), eur!(-30.00));
    assert_eq!(at("7135", day(1, 31)), eur!(-50.00));
    assert_eq!(at("37", day(1, 31)), eur!(110.00));
    // February: 2 chairs of 5 at 10.00 each left, and a piece of wood.
    assert_eq!((at("7135", day(2, 28)), at("6037", day(2, 28))), (eur!(-30.00), eur!(-26.00)));
    assert_eq!(at("37", day(2, 28)), eur!(86.00));
    // March has not ended: what was bought is an expense, its stock is not yet taken.
    assert_eq!((at("607", day(3, 31)), at("37", day(3, 31))), (eur!(85.00), eur!(86.00)));
    assert_eq!(journal.balance("opening", EUR), eur!(-30.00));
}

#[test]
fn the_journal_is_reconciled_account_by_account() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)).reference("PO-1"),
        Movement::issue("tea", day(1, 2), dec!(3)).reference("SO-1"),
        Movement::issue("tea", day(1, 3), dec!(2)).reference("SO-2"),
    ];
    let value = judged(&moves, Method::Fifo, &Policy::DEFAULT);
    let realisable = Realisable { selling_price: eur!(24.00), selling_costs: eur!(4.00) };
    let carrying = lower_of_cost_and_nrv(value.total, realisable, eur!(0.00)).unwrap();
    let written = [WriteDown { day: day(1, 31), item: "tea".into(), carrying }];
    let mut journal = post(&value, &accounts()).unwrap();
    journal.append(&post_write_downs(&written, &accounts()).unwrap()).unwrap();
    let rows = |journal: &crate::ledger::Journal| {
        reconcile(&value, &accounts(), &Scheme::Perpetual, &written, journal).unwrap()
    };
    assert!(rows(&journal).iter().all(Reconciled::agrees));
    // A cent of SO-2 that was booked under SO-1: the balance agrees, the references do not.
    journal.post(Posting::debit(day(1, 3), "cost", eur!(0.01), "SO-1")).unwrap();
    journal.post(Posting::credit(day(1, 3), "cost", eur!(0.01), "SO-2")).unwrap();
    journal.post(Posting::debit(day(1, 31), "397", eur!(5.00), "tea")).unwrap();
    let rows = rows(&journal);
    let row = |account: &str| rows.iter().find(|row| row.account == account).unwrap();
    let cost = row("cost");
    assert_eq!((cost.difference, cost.reference.as_deref()), (eur!(0.00), Some("SO-1")));
    assert_eq!((cost.reference_expected, cost.reference_found), (Some(eur!(15.00)), Some(eur!(15.01))));
    let allowance = row("397");
    assert_eq!(
        (allowance.expected, allowance.found, allowance.difference),
        (eur!(-5.00), eur!(0.00), eur!(5.00))
    );
    assert!(row("37").agrees() && row("6817").agrees());
    let shared = Accounts { adjustment: "cost".into(), ..accounts() };
    let rows = reconcile(&value, &shared, &Scheme::Perpetual, &written, &journal).unwrap();
    assert_eq!(rows.iter().find(|row| row.account == "cost").unwrap().roles.len(), 2);
}

fn from(rows: &[Traced]) -> Vec<(&str, Option<u64>, Decimal, Money)> {
    rows.iter()
        .map(|row| (row.origin_id.as_deref().unwrap_or("?"), row.made, row.quantity, row.value))
        .collect()
}

#[test]
fn what_left_is_traced_through_transfers_returns_and_production() {
    let moves = [
        Movement::receive("wood", day(1, 1), dec!(10), each(300)).location("north").id("w1"),
        Movement::receive("wood", day(1, 2), dec!(10), each(500)).location("north").id("w2"),
        Movement::transfer("wood", day(1, 3), dec!(16), "north", "south"),
        Movement::consume("wood", day(1, 4), dec!(12), "MO-1").location("south").id("c"), // 10 × 3 + 2 × 5
        Movement { total_cost: Some(eur!(20.00)), ..Movement::produce("chair", day(1, 5), dec!(4), "MO-1") }
            .location("south")
            .id("made"),
        Movement::issue("chair", day(1, 6), dec!(1)).location("south").id("out"),
        Movement::return_from_customer("chair", day(1, 7), dec!(1), "out").location("south").id("back"),
        Movement::issue("chair", day(1, 8), dec!(4)).location("south").id("all"),
    ];
    let value = judged(&moves, Method::Fifo, &by_place());
    // 40.00 of wood and 20.00 besides are 4 chairs at 15.00.
    let consumed = back(&value, 3).unwrap();
    assert_eq!(from(&consumed), [("w1", None, dec!(10), eur!(30.00)), ("w2", None, dec!(2), eur!(10.00))]);
    let out = back(&value, 5).unwrap();
    assert_eq!(
        from(&out),
        [
            ("w1", Some(4), dec!(2.5), eur!(7.50)),
            ("w2", Some(4), dec!(0.5), eur!(2.50)),
            ("made", None, dec!(1), eur!(5.00)),
        ]
    );
    // The chair that came back is the last of the four.
    let all = back(&value, 7).unwrap();
    let sum = |rows: &[Traced]| Money::sum(rows.iter().map(|row| row.value), EUR).unwrap();
    assert_eq!(sum(&all), eur!(60.00));
    let ahead = forward(&value, 0).unwrap();
    let by: Vec<_> = ahead.iter().map(|row| (row.kind, row.id.as_deref(), row.made.is_some())).collect();
    assert_eq!(by[..2], [(Kind::Consume, Some("c"), false), (Kind::Issue, Some("out"), true)]);
}

#[test]
fn under_an_average_units_leave_first_in_first_out_with_the_value_by_quantity() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(400)).id("a"),
        Movement::receive("tea", day(1, 2), dec!(10), each(600)).id("b"),
        Movement::issue("tea", day(1, 3), dec!(15)),
        Movement::issue("tea", day(1, 4), dec!(7)),
        Movement::receive("tea", day(1, 5), dec!(5), each(800)).id("c"),
    ];
    let value = judged(&moves, Method::MovingAverage, &short_allowed());
    assert_eq!(
        from(&back(&value, 2).unwrap()),
        [("a", None, dec!(10), eur!(50.00)), ("b", None, dec!(5), eur!(25.00))]
    );
    // 5 were there, 2 were covered by the last receipt at its own cost.
    assert_eq!(
        from(&back(&value, 3).unwrap()),
        [("b", None, dec!(5), eur!(25.00)), ("c", None, dec!(2), eur!(16.00))]
    );
    let before = judged(&moves[..4], Method::MovingAverage, &short_allowed());
    assert_eq!(from(&back(&before, 3).unwrap())[1], ("?", None, dec!(2), eur!(10.00)));
}
