use super::{CostingPeriod::*, *};
use crate::money::{
    Mode::*,
    currency::{EUR, JPY},
};
use std::collections::BTreeMap;

fn two_receipts_and_an_issue() -> [Movement; 3] {
    [
        Movement::receive("lamp", day(1, 5), dec!(10), each(1000)),
        Movement::receive("lamp", day(1, 6), dec!(10), each(2000)),
        Movement::issue("lamp", day(1, 7), dec!(15)).id("out"),
    ]
}

#[test]
fn each_method_lets_another_cost_leave() {
    let wanted = [
        (Method::Fifo, eur!(200.00), eur!(100.00)),
        (Method::Lifo, eur!(250.00), eur!(50.00)),
        (Method::MovingAverage, eur!(225.00), eur!(75.00)),
        (Method::PeriodicFifo, eur!(200.00), eur!(100.00)),
        (Method::PeriodicLifo, eur!(250.00), eur!(50.00)),
        (Method::PeriodicAverage, eur!(225.00), eur!(75.00)),
    ];
    for (method, cost, on_hand) in wanted {
        let value = judged(&two_receipts_and_an_issue(), method, &Policy::DEFAULT);
        assert_eq!((value.cost_of("lamp"), value.on_hand("lamp")), (cost, on_hand), "{method}");
        assert_eq!((value.quantity("lamp"), value.total), (dec!(5), on_hand));
    }
}

#[test]
fn an_issue_names_the_layers_that_it_consumed() {
    let value = judged(&two_receipts_and_an_issue(), Method::Fifo, &Policy::IFRS_DEFAULT);
    let issue = value.issues("lamp").next().unwrap();
    let parts: Vec<_> = issue.consumed.iter().map(|part| (part.row, part.quantity, part.value)).collect();
    assert_eq!(parts, [(Some(0), dec!(10), eur!(100.00)), (Some(1), dec!(5), eur!(100.00))]);
    assert_eq!(
        value.layers("lamp").map(ToString::to_string).collect::<Vec<_>>(),
        ["5 lamp from 2026-01-06 at 20 EUR"]
    );
    assert_eq!(value.layers("unknown").count(), 0);
}

#[test]
fn a_cent_is_never_left_on_an_empty_shelf() {
    // 100.00 for 3, out one by one: by position 33.33, 33.34, 33.33; by what is left the same. 98.00: they differ.
    let issues = |total| {
        let mut moves = vec![Movement::receive_total("lamp", day(1, 1), dec!(3), total)];
        moves.extend((2..5).map(|d| Movement::issue("lamp", day(1, d), dec!(1))));
        moves
    };
    let costs = |total, method, cut| {
        let value = judged(&issues(total), method, &Policy { cut, ..Policy::DEFAULT });
        assert_eq!(value.on_hand("lamp"), eur(0));
        value.issues("lamp").map(Entry::cost).collect::<Vec<_>>()
    };
    for method in [Method::Fifo, Method::Lifo, Method::MovingAverage] {
        let [third, rest] = [eur!(33.33), eur!(33.34)];
        assert_eq!(costs(eur!(100.00), method, Cut::Cumulative), [third, rest, third]);
        assert_eq!(costs(eur!(100.00), method, Cut::Remaining), [third, rest, third]);
        let [low, high] = [eur!(32.66), eur!(32.67)];
        assert_eq!(costs(eur!(98.00), method, Cut::Cumulative), [high, low, high]);
        assert_eq!(costs(eur!(98.00), method, Cut::Remaining), [high, high, low]);
    }
}

#[test]
fn a_receipt_is_rounded_once_half_away_from_zero() {
    let value = |unit_cost, rounding| {
        let price = Price::new(unit_cost, EUR);
        let moves = [Movement::receive("screw", day(1, 1), dec!(1), price)];
        judged(&moves, Method::Fifo, &Policy { rounding, ..Policy::DEFAULT }).total
    };
    assert_eq!(value(dec!(0.125), HalfUp), eur(13));
    assert_eq!(value(dec!(0.125), HalfEven), eur(12));
    assert_eq!(value(dec!(0.129), Down), eur(12));
    let moves = [Movement::receive("screw", day(1, 1), dec!(10000), Price::new(dec!(0.00875), EUR))];
    assert_eq!(judged(&moves, Method::MovingAverage, &Policy::DEFAULT).total, eur!(87.50));
}

#[test]
fn customers_bring_back_what_left_at_the_cost_at_which_it_left() {
    let mut moves = vec![
        Movement::receive("lamp", day(1, 1), dec!(3), each(1000)),
        Movement::receive_total("lamp", day(1, 2), dec!(3), eur!(50.00)),
        Movement::issue("lamp", day(1, 3), dec!(6)).id("out"),
        Movement::receive("lamp", day(1, 4), dec!(1), each(9900)),
    ];
    moves.extend((5..8).map(|d| Movement::return_from_customer("lamp", day(1, d), dec!(2), "out")));
    for method in ACTUAL {
        let value = judged(&moves, method, &Policy::DEFAULT);
        assert_eq!(value.cost_of("lamp"), eur(0), "{method}: all came back");
        assert_eq!(value.on_hand("lamp"), eur!(179.00), "{method}");
    }
    let fifo = judged(&moves, Method::Fifo, &Policy::DEFAULT);
    let back: Vec<Money> = fifo.entries.iter().skip(4).map(|entry| entry.value).collect();
    assert_eq!(back, [eur!(26.67), eur!(26.66), eur!(26.67)]); // 80.00 in three parts that add up
}

#[test]
fn a_return_without_a_reference_comes_in_at_its_cost_or_the_current_one() {
    let back = Movement::new(Kind::ReturnFromCustomer, "lamp", day(1, 8), dec!(1));
    let with = |back: Movement| {
        let moves = [two_receipts_and_an_issue().to_vec(), vec![back]].concat();
        judged(&moves, Method::Fifo, &Policy::DEFAULT).on_hand("lamp")
    };
    assert_eq!(with(back.clone()), eur!(120.00)); // 5 at 20.00 on the shelf
    assert_eq!(with(back.costing(each(700))), eur!(107.00));
}

#[test]
fn suppliers_are_charged_the_cost_of_their_receipt() {
    // ERPNext issue 57835: 100 at 1000 and 100 at 400, 100 out at 700; the first 100 go back.
    let moves = [
        Movement::receive("pump", day(1, 1), dec!(100), eur!(1000.00).each()).id("in"),
        Movement::receive("pump", day(1, 2), dec!(100), eur!(400.00).each()),
        Movement::issue("pump", day(1, 3), dec!(100)),
        Movement::return_to_supplier("pump", day(1, 4), dec!(100), "in"),
    ];
    for supplier_return in
        [SupplierReturn::OriginalCost, SupplierReturn::OriginalCostCapped, SupplierReturn::CurrentAverage]
    {
        let policy = Policy { supplier_return, ..Policy::DEFAULT };
        let value = judged(&moves, Method::MovingAverage, &policy);
        let back = value.entries.last().unwrap();
        assert_eq!((back.charged, back.cost()), (Some(eur!(100_000.00)), eur!(70_000.00)));
        assert_eq!(value.total, eur(0));
        let journal = post(&value, &accounts()).unwrap();
        assert_eq!(journal.balance("price difference", EUR), eur!(-30_000.00));
    }
    // Under FIFO the receipt's layer is gone: refused, or what is there leaves.
    let policy = Policy { supplier_return: SupplierReturn::OriginalCost, ..Policy::DEFAULT };
    assert_eq!(value(&moves, Method::Fifo, &policy).unwrap_err().code(), "stock.short");
    let value = judged(&moves, Method::Fifo, &Policy::DEFAULT);
    assert_eq!(value.entries.last().unwrap().cost(), eur!(40_000.00));
    assert_eq!(value.total, eur(0));
}

#[test]
fn a_supplier_return_leaves_from_its_own_layer() {
    let moves = |quantity| {
        [
            Movement::receive("pump", day(1, 1), dec!(10), eur!(100.00).each()),
            Movement::receive("pump", day(1, 2), dec!(4), eur!(500.00).each()).id("dear"),
            Movement::return_to_supplier("pump", day(1, 3), quantity, "dear"),
        ]
    };
    let value = judged(&moves(dec!(1)), Method::Fifo, &Policy::DEFAULT);
    assert_eq!(value.total, eur!(2500.00));
    assert_eq!(value.layers("pump").map(|l| l.quantity).collect::<Vec<_>>(), [dec!(10), dec!(3)]);
    let value = judged(&moves(dec!(4)), Method::Fifo, &Policy::DEFAULT);
    assert_eq!((value.total, value.layers("pump").count()), (eur!(1000.00), 1));
    // Under an average at original cost there must be that much value.
    let poor = [
        Movement::receive("pump", day(1, 1), dec!(10), eur!(100.00).each()).id("dear"),
        Movement::receive("pump", day(1, 1), dec!(100), eur!(10.00).each()),
        Movement::issue("pump", day(1, 2), dec!(100)),
        Movement::return_to_supplier("pump", day(1, 3), dec!(8), "dear"),
    ];
    let policy = Policy { supplier_return: SupplierReturn::OriginalCost, ..Policy::DEFAULT };
    let error = super::value(&poor, Method::MovingAverage, &policy).unwrap_err();
    assert_eq!((error.code().as_str(), error.field(), error.row()), ("stock.short", "value", Some(3)));
    let capped = judged(&poor, Method::MovingAverage, &Policy::DEFAULT);
    assert_eq!((capped.quantity("pump"), capped.total), (dec!(2), eur(0)));
}

#[test]
fn a_shortage_is_costed_provisionally_and_covered_at_cost() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)),
        Movement::issue("tea", day(1, 2), dec!(14)).id("a"),
        Movement::loss("tea", day(1, 3), dec!(1), "spilt"),
        Movement::receive("tea", day(2, 4), dec!(4.5), each(600)),
        Movement::receive("tea", day(2, 5), dec!(10), each(700)),
    ];
    for method in [Method::Fifo, Method::Lifo, Method::MovingAverage] {
        let value = judged(&moves, method, &short_allowed());
        let shortages: Vec<_> = value
            .shortages
            .iter()
            .map(|s| (s.row, s.movement.as_deref(), s.missing, s.provisional))
            .collect();
        assert_eq!(shortages, [(1, Some("a"), dec!(4), eur!(20.00)), (2, None, dec!(1), eur!(5.00))]);
        let covers: Vec<_> =
            value.covers.iter().map(|c| (c.short, c.row, c.quantity, c.cost, c.difference)).collect();
        assert_eq!(
            covers,
            [
                (1, 3, dec!(4), eur!(24.00), eur!(4.00)),
                (2, 3, dec!(0.5), eur!(3.00), eur(50)),
                (2, 4, dec!(0.5), eur!(3.50), eur!(1.00)),
            ]
        );
        assert_eq!(
            value.covers.first().unwrap().day,
            day(2, 4),
            "the difference belongs to the cover's period"
        );
        assert_eq!(value.cost_of("tea"), eur!(74.00)); // 10 × 5.00 + 4 × 6.00
        assert_eq!(value.items["tea"].adjustments, eur!(-6.50)); // half at 6.00, half at 7.00
        assert_eq!((value.quantity("tea"), value.on_hand("tea")), (dec!(9.5), eur!(66.50)));
        let journal = post(&value, &accounts()).unwrap();
        assert_eq!(journal.balance("inventory", EUR), eur!(66.50));
        assert_eq!(journal.balance("cost of sales", EUR), eur!(74.00));
        assert_eq!(journal.balance("adjustment", EUR), eur!(6.50));
    }
    let before = judged(&moves[..3], Method::Fifo, &short_allowed());
    assert_eq!((before.quantity("tea"), before.on_hand("tea")), (dec!(-5), eur!(-25.00)));
    assert_eq!(before.layers("tea").count(), 0);
}

#[test]
fn a_shortage_before_any_receipt_takes_the_policys_cost() {
    // Odoo issue 41669.
    let moves = [
        Movement::issue("tea", day(1, 1), dec!(2)),
        Movement::receive("tea", day(1, 2), dec!(20), each(333)),
    ];
    let error = value(&moves, Method::Fifo, &short_allowed()).unwrap_err();
    assert_eq!((error.code().as_str(), error.row()), ("stock.no_cost", Some(0)));
    let policy =
        Policy { initial_unit_cost: BTreeMap::from([("tea".to_owned(), each(0))]), ..short_allowed() };
    let value = judged(&moves, Method::MovingAverage, &policy);
    assert_eq!((value.quantity("tea"), value.on_hand("tea")), (dec!(18), eur!(59.94)));
    assert_eq!(value.covers.first().unwrap().difference, eur!(6.66));
}

#[test]
fn the_last_known_cost_is_that_of_what_left_last() {
    let stocked = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)),
        Movement::receive("tea", day(1, 2), dec!(10), each(700)),
    ];
    let wanted =
        [(Method::Fifo, eur!(7.00)), (Method::Lifo, eur!(5.00)), (Method::MovingAverage, eur!(6.00))];
    for (method, cost) in wanted {
        // In one movement beyond the end, or in two: the same cost.
        for issues in [&[dec!(21)][..], &[dec!(20), dec!(1)]] {
            let issues = issues.iter().map(|quantity| Movement::issue("tea", day(1, 3), *quantity));
            let moves: Vec<Movement> = stocked.iter().cloned().chain(issues).collect();
            let value = judged(&moves, method, &short_allowed());
            assert_eq!(value.shortages.first().unwrap().provisional, cost, "{method}");
            assert_eq!(value.on_hand("tea"), -cost);
        }
    }
}

#[test]
fn counts_become_gains_and_losses() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)),
        Movement::count("tea", day(1, 2), dec!(8), "stocktake"),
        Movement::count("tea", day(1, 3), dec!(8), "stocktake"),
        Movement::count("tea", day(1, 4), dec!(9), "stocktake"),
        Movement::count("tea", day(1, 5), dec!(0), "fire"),
        Movement::count("tea", day(1, 6), dec!(1), "found"),
    ];
    for method in ACTUAL {
        let value = judged(&moves, method, &Policy::DEFAULT);
        let by: Vec<_> = value.entries.iter().map(|e| (e.quantity, e.value.amount())).collect();
        let wanted = [
            (dec!(10), dec!(50)),
            (dec!(-2), dec!(-10)),
            (dec!(0), dec!(0)),
            (dec!(1), dec!(5)),
            (dec!(-9), dec!(-45)),
            (dec!(1), dec!(5)), // an empty shelf: at the cost it last had
        ];
        assert_eq!(by, wanted, "{method}");
        assert_eq!(value.items["tea"].adjustments, eur!(-45.00));
    }
}

#[test]
fn pools_keep_their_own_cost_and_an_empty_one_asks_the_item() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)).lot("1").location("north"),
        Movement::receive("tea", day(1, 1), dec!(10), each(900)).lot("2").location("north"),
        Movement::gain("tea", day(1, 2), dec!(1), "found").lot("4").location("north"),
        Movement::issue("tea", day(1, 3), dec!(5)).lot("2").location("north"),
    ];
    let total = |pools| {
        let value = judged(&moves, Method::Fifo, &Policy { pools, ..Policy::DEFAULT });
        (value.holdings.len(), value.cost_of("tea"), value.on_hand("tea"))
    };
    assert_eq!(total(Pools::ByItem), (1, eur!(25.00), eur!(122.00)));
    assert_eq!(total(Pools::ByItemLocation), (1, eur!(25.00), eur!(122.00)));
    assert_eq!(total(Pools::ByItemLot), (3, eur!(45.00), eur!(102.00)));
    assert_eq!(total(Pools::ByItemLocationLot), (3, eur!(45.00), eur!(102.00)));
}

#[test]
fn a_return_comes_into_another_pool_at_the_cost_at_which_it_left() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)).location("north"),
        Movement::issue("tea", day(1, 2), dec!(4)).location("north").id("out"),
        Movement::return_from_customer("tea", day(1, 3), dec!(4), "out").location("south"),
    ];
    for method in ACTUAL {
        let value = judged(&moves, method, &Policy { pools: Pools::ByItemLocation, ..Policy::DEFAULT });
        let held: Vec<Money> = value.holdings.iter().map(|holding| holding.value).collect();
        assert_eq!(numbers(&held), [dec!(30), dec!(20)], "{method}");
    }
}

#[test]
fn periodic_methods_cost_a_periods_issues_after_its_receipts() {
    // January: 10 at 5.00, 6 out, 10 at 6.00. February: 5 out, 10 at 9.00.
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)),
        Movement::issue("tea", day(1, 2), dec!(6)).id("out"),
        Movement::receive("tea", day(1, 3), dec!(10), each(600)),
        Movement::issue("tea", day(2, 1), dec!(5)),
        Movement::receive("tea", day(2, 2), dec!(10), each(900)),
    ];
    let costs = |method, period| {
        let value = judged(&moves, method, &Policy { period, ..Policy::DEFAULT });
        value.issues("tea").map(|entry| entry.cost().amount()).collect::<Vec<_>>()
    };
    assert_eq!(costs(Method::PeriodicFifo, Month), [dec!(30), dec!(26)]);
    assert_eq!(costs(Method::PeriodicLifo, Month), [dec!(36), dec!(45)]);
    assert_eq!(costs(Method::PeriodicAverage, Month), [dec!(33), dec!(34.79)]); // 5 × 167.00 / 24
    assert_eq!(costs(Method::PeriodicAverage, Quarter), [dec!(40), dec!(33.33)]); // of 200.00 / 30, by position
    assert_eq!(costs(Method::PeriodicLifo, Year), [dec!(54), dec!(42)]);
}

#[test]
fn a_book_gives_what_value_gives_and_periods_close_as_they_end() {
    let moves = two_receipts_and_an_issue();
    for method in ACTUAL {
        let mut book = Book::new(EUR, method, Policy::DEFAULT).unwrap();
        for (index, movement) in moves.iter().enumerate() {
            book.apply(movement).unwrap();
            // Valuing a book in the middle of a period changes nothing for what comes after.
            let so_far = value(&moves[..=index], method, &Policy::DEFAULT).unwrap();
            assert_eq!(book.valuation().unwrap(), so_far);
        }
        assert_eq!(book.quantity("lamp"), dec!(5));
    }
}

#[test]
fn movements_are_taken_by_day_and_within_a_day_as_given() {
    let moves = [
        Movement::issue("tea", day(1, 9), dec!(1)),
        Movement::receive("tea", day(1, 5), dec!(1), each(700)),
        Movement::receive("tea", day(1, 1), dec!(1), each(500)),
    ];
    let value = judged(&moves, Method::Fifo, &Policy::DEFAULT);
    assert_eq!(value.cost_of("tea"), eur!(5.00));
    let days: Vec<_> = value.entries.iter().map(|entry| entry.movement.day).collect();
    assert_eq!(days, [day(1, 1), day(1, 5), day(1, 9)]);
}

#[test]
fn the_journal_balances_movement_by_movement_in_any_currency() {
    let price = Price::new(dec!(12.5), JPY);
    let moves = [
        Movement::opening("tea", day(1, 1), dec!(3), price),
        Movement::receive("tea", day(1, 2), dec!(10), price).id("in").reference("PO-1"),
        Movement::issue("tea", day(1, 3), dec!(5)).id("out"),
        Movement::return_from_customer("tea", day(1, 4), dec!(2), "out"),
        Movement::return_to_supplier("tea", day(1, 5), dec!(1), "in"),
        Movement::gain("tea", day(1, 6), dec!(1), "found"),
        Movement::loss("tea", day(1, 7), dec!(2), "spilt"),
    ];
    for method in ACTUAL {
        let value = judged(&moves, method, &Policy::DEFAULT);
        let journal = post(&value, &accounts()).unwrap();
        journal.balanced().unwrap();
        for pair in journal.postings().chunks(2) {
            assert_eq!(pair[0].amount, -pair[1].amount, "{method}: each pair balances");
            assert_eq!((pair[0].day, &pair[0].reference), (pair[1].day, &pair[1].reference));
        }
        assert_eq!(journal.postings().len(), 14, "{method}: no difference on the return");
        assert_eq!(journal.balance("inventory", JPY), value.total);
        assert_eq!(journal.balance("opening", JPY), Money::minor(-38, JPY));
        assert_eq!(journal.balance("cost of sales", JPY), value.cost_of("tea"));
        assert_eq!(journal.balance("adjustment", JPY), -value.items["tea"].adjustments);
        let received = journal.postings().iter().find(|posting| posting.reference == "PO-1").unwrap();
        assert_eq!((received.account.as_str(), received.amount), ("inventory", Money::minor(125, JPY)));
    }
    let nameless = Accounts { adjustment: String::new(), ..accounts() };
    let value = judged(&moves, Method::Fifo, &Policy::DEFAULT);
    assert_eq!(post(&value, &nameless).unwrap_err().code(), "input.missing");
}

#[test]
fn net_realisable_value_writes_down_and_back_but_not_above_cost() {
    let at = |price, allowance| {
        let realisable = Realisable { selling_price: price, selling_costs: eur!(10.00) };
        let year = lower_of_cost_and_nrv(eur!(100.00), realisable, allowance).unwrap();
        (year.carrying, year.allowance, year.expense)
    };
    assert_eq!(at(eur!(200.00), eur(0)), (eur!(100.00), eur(0), eur(0)));
    assert_eq!(at(eur!(90.00), eur(0)), (eur!(80.00), eur!(20.00), eur!(20.00)));
    assert_eq!(at(eur!(100.00), eur!(20.00)), (eur!(90.00), eur!(10.00), eur!(-10.00)));
    assert_eq!(at(eur!(900.00), eur!(20.00)), (eur!(100.00), eur(0), eur!(-20.00)));
    assert_eq!(at(eur!(5.00), eur(0)), (eur(0), eur!(100.00), eur!(100.00)));
    let yen = Realisable { selling_price: Money::minor(1, JPY), selling_costs: Money::minor(1, JPY) };
    assert_eq!(lower_of_cost_and_nrv(eur(1), yen, eur(0)).unwrap_err().code(), "money.mixed_currencies");
}

#[test]
fn json_is_the_common_tongue() {
    let movement: Movement = serde_json::from_str(
        r#"{"kind":"receipt","item":"tea","day":"2026-01-05","quantity":"10","unit_cost":{"amount":"0.125","currency":"EUR"}}"#,
    )
    .unwrap();
    assert_eq!(movement, Movement::receive("tea", day(1, 5), dec!(10), Price::new(dec!(0.125), EUR)));
    let float = r#"{"kind":"issue","item":"tea","day":"2026-01-05","quantity":10.5}"#;
    assert!(serde_json::from_str::<Movement>(float).is_err());
    let misspelt = r#"{"kind":"issue","item":"tea","day":"2026-01-05","quantity":"1","lott":"7"}"#;
    assert!(serde_json::from_str::<Movement>(misspelt).unwrap_err().to_string().contains("lott"));

    let policy: Policy = serde_json::from_str(r#""ifrs_default""#).unwrap();
    assert_eq!(policy, Policy::IFRS_DEFAULT);
    let whole = serde_json::to_string(&short_allowed()).unwrap();
    assert_eq!(serde_json::from_str::<Policy>(&whole).unwrap(), short_allowed());
    let based: Policy =
        serde_json::from_str(r#"{"base":"default","negative":"recost_covered_units"}"#).unwrap();
    assert_eq!(based, short_allowed());
    let partial = serde_json::from_str::<Policy>(r#"{"negative":"forbid"}"#).unwrap_err().to_string();
    assert!(partial.contains("framework"), "{partial}");
    assert!(serde_json::from_str::<Policy>(r#""sage""#).unwrap_err().to_string().contains("ifrs_default"));
    assert!(serde_json::from_str::<Policy>(&whole.replace("cut", "cutt")).is_err());

    let mut book = Book::new(EUR, Method::PeriodicAverage, short_allowed()).unwrap();
    for movement in two_receipts_and_an_issue() {
        book.apply(&movement).unwrap();
    }
    let text = serde_json::to_string(&book).unwrap();
    assert_eq!(serde_json::from_str::<Book>(&text).unwrap(), book);
    let refused = text.replace(r#""quantity":"15""#, r#""quantity":"15.1234567""#);
    assert!(serde_json::from_str::<Book>(&refused).unwrap_err().to_string().contains("row 2"));

    let value = book.valuation().unwrap();
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<Valuation>(&text).unwrap(), value);
}
