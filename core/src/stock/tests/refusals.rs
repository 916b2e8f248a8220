use super::*;
use crate::money::currency::{EUR, USD};
use std::collections::BTreeMap;

/// What a forger does.
type Alter<'a> = Box<dyn Fn(&mut Valuation) + 'a>;

fn stocked() -> Vec<Movement> {
    vec![
        Movement::receive("tea", day(1, 5), dec!(10), each(500)).id("in"),
        Movement::issue("tea", day(1, 6), dec!(4)).id("out"),
        Movement::return_from_customer("tea", day(1, 7), dec!(1), "out").id("back"),
        Movement::receive("jam", day(1, 5), dec!(1), each(100)).id("jam"),
    ]
}

#[test]
fn bad_input_is_refused_by_name_and_changes_nothing() {
    let on = day(1, 8);
    let issue = |quantity| Movement::issue("tea", on, quantity);
    let receipt = Movement::receive("tea", on, dec!(1), each(1));
    let new = |kind| Movement::new(kind, "tea", on, dec!(1));
    let total = |amount| Movement { total_cost: Some(amount), unit_cost: None, ..receipt.clone() };
    let cases: Vec<(Movement, &str, &str, &str)> = vec![
        (Movement::issue("", on, dec!(1)), "input.missing", "item", ""),
        (issue(dec!(0)), "input.invalid", "quantity", "0"),
        (issue(dec!(-1)), "number.negative", "quantity", "-1"),
        (issue(dec!(0.1234567)), "stock.quantity_scale", "quantity", "0.1234567"),
        (issue(dec!(10000000000000)), "number.out_of_range", "quantity", "10000000000000"),
        (issue(dec!(7.000001)), "stock.short", "quantity", "7.000001"),
        (issue(dec!(1)).id("in"), "input.duplicate", "id", "in"),
        (Movement::loss("tea", on, dec!(1), "").costing(each(1)), "input.invalid", "unit_cost", "0.01"),
        (Movement::revalue("coffee", on, eur(1)), "stock.nothing_on_hand", "item", "coffee"),
        (Movement::landed_cost("tea", on, "nowhere", eur(1)), "stock.unknown_reference", "of", "nowhere"),
        (
            Movement { quantity: dec!(1), ..Movement::revalue("tea", on, eur(1)) },
            "input.invalid",
            "quantity",
            "1",
        ),
        (new(Kind::ReverseReturn), "input.missing", "of", ""),
        (new(Kind::Consume), "input.missing", "order", ""),
        (
            Movement { share: Some(dec!(1.1)), ..Movement::produce("tea", on, dec!(1), "o") },
            "input.invalid",
            "share",
            "1.1",
        ),
        (
            Movement { factor: Some(dec!(0)), ..Movement::new(Kind::ScaleUnitCost, "tea", on, dec!(0)) },
            "input.invalid",
            "factor",
            "0",
        ),
        (Movement::set_method("tea", on, Method::Specific), "input.invalid", "method", "specific"),
        (receipt.clone().costing(Price::new(dec!(1), USD)).at_rate(dec!(0)), "input.invalid", "rate", "0"),
        (receipt.clone().at_rate(dec!(1)), "input.invalid", "rate", "1"),
        (Movement::issue("coffee", on, dec!(1)), "stock.short", "quantity", "1"),
        (new(Kind::Receipt), "stock.no_cost", "unit_cost", ""),
        (new(Kind::Opening), "stock.no_cost", "unit_cost", ""),
        (Movement::gain("coffee", on, dec!(1), "found"), "stock.no_cost", "unit_cost", ""),
        (receipt.clone().costing(each(-1)), "number.negative", "unit_cost", "-0.01"),
        (total(eur(-1)), "number.negative", "total_cost", "-0.01"),
        (Movement { unit_cost: Some(each(1)), ..total(eur(1)) }, "input.invalid", "total_cost", "0.01 EUR"),
        (receipt.clone().costing(Price::new(dec!(1), USD)), "money.mixed_currencies", "unit_cost", "USD"),
        (
            receipt.clone().costing(Price::new(dec!(99999999999999999999), EUR)),
            "number.out_of_range",
            "unit_cost",
            "99999999999999999999 EUR",
        ),
        (
            Movement::return_from_customer("tea", on, dec!(1), "nowhere"),
            "stock.unknown_reference",
            "of",
            "nowhere",
        ),
        (Movement::return_from_customer("tea", on, dec!(1), "in"), "stock.unknown_reference", "of", "in"),
        (Movement::return_to_supplier("tea", on, dec!(1), "out"), "stock.unknown_reference", "of", "out"),
        (Movement::return_to_supplier("tea", on, dec!(1), "jam"), "stock.unknown_reference", "of", "jam"),
        (
            Movement::return_from_customer("tea", on, dec!(3.5), "out"),
            "stock.return_too_great",
            "quantity",
            "3.5",
        ),
        (
            Movement::return_to_supplier("tea", on, dec!(10.1), "in"),
            "stock.return_too_great",
            "quantity",
            "10.1",
        ),
        (Movement::return_to_supplier("tea", on, dec!(8), "in"), "stock.short", "quantity", "8"),
        (Movement { of: Some("in".into()), ..issue(dec!(1)) }, "input.invalid", "of", "in"),
        (Movement::count("tea", on, dec!(1), "").location("north"), "input.invalid", "location", "north"),
        (Movement::count("tea", on, dec!(1), "").lot("7"), "input.invalid", "lot", "7"),
    ];
    for method in ACTUAL {
        let mut book = Book::new(EUR, method, Policy::DEFAULT).unwrap();
        for movement in &stocked() {
            book.apply(movement).unwrap();
        }
        let before = book.clone();
        for (movement, code, field, value) in &cases {
            let error = book.apply(movement).expect_err(code);
            assert_eq!((error.code().as_str(), error.field(), error.value()), (*code, *field, *value));
            assert!(error.message().len() > 10, "{error}");
            assert_eq!(book, before, "{code}");
        }
    }
}

#[test]
fn a_movement_without_a_cost_is_named() {
    let moves = [Movement::new(Kind::Receipt, "tea", day(1, 5), dec!(10)).id("D-17")];
    let error = value(&moves, Method::Fifo, &Policy::DEFAULT).unwrap_err();
    assert_eq!(error.code(), "stock.no_cost");
    assert!(error.message().contains("`D-17`: receipt of 10 tea on 2026-01-05"), "{error}");
    assert_eq!(value(&[], Method::Fifo, &Policy::DEFAULT).unwrap_err().code(), "input.missing");
}

#[test]
fn an_error_names_the_row_as_it_was_given() {
    let moves = [
        Movement::issue("tea", day(1, 9), dec!(1)),
        Movement::issue("tea", day(1, 8), dec!(1)),
        Movement::receive("tea", day(1, 1), dec!(1), each(500)),
    ];
    let error = value(&moves, Method::Fifo, &Policy::DEFAULT).unwrap_err();
    assert_eq!((error.code().as_str(), error.row()), ("stock.short", Some(0)));
}

#[test]
fn ifrs_does_not_allow_last_in_first_out() {
    for method in [Method::Lifo, Method::PeriodicLifo] {
        let error = Book::new(EUR, method, Policy::IFRS_DEFAULT).unwrap_err();
        assert_eq!((error.code().as_str(), error.value()), ("stock.method_not_allowed", method.name()));
        Book::new(EUR, method, Policy::DEFAULT).unwrap();
    }
    let dollars = BTreeMap::from([("tea".to_owned(), Price::new(dec!(1), USD))]);
    let policy = Policy { initial_unit_cost: dollars, ..Policy::DEFAULT };
    assert_eq!(Book::new(EUR, Method::Fifo, policy).unwrap_err().code(), "money.mixed_currencies");
}

#[test]
fn overflow_names_the_field() {
    // Two receipts whose values fit, and whose sum does not.
    let great = Price::new(dec!(60000000000000000), EUR);
    let mut moves = vec![Movement::receive("gold", day(1, 1), dec!(1), great)];
    for method in ACTUAL {
        let value = judged(&moves, method, &Policy::DEFAULT);
        assert_eq!(value.total.amount(), dec!(60000000000000000));
    }
    moves.push(Movement::receive("gold", day(1, 1), dec!(1), great));
    for method in ACTUAL {
        let error = value(&moves, method, &Policy::DEFAULT).unwrap_err();
        assert_eq!((error.code().as_str(), error.field()), ("number.out_of_range", "quantity"));
        assert_eq!(error.row(), Some(1), "{method}");
    }
    // A shortage whose provisional cost does not fit.
    let moves = [
        Movement::receive("gold", day(1, 1), dec!(0.000001), Price::new(dec!(900000000000), EUR)),
        Movement::issue("gold", day(1, 2), dec!(9000000000000)),
    ];
    let error = value(&moves, Method::Fifo, &short_allowed()).unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.field(), error.row()),
        ("number.out_of_range", "quantity", Some(1))
    );
}

#[test]
fn a_period_that_cannot_be_costed_leaves_the_book_as_it_was() {
    let great = Price::new(dec!(60000000000000000), EUR);
    let mut book = Book::new(EUR, Method::PeriodicAverage, short_allowed()).unwrap();
    let moves = [
        Movement::receive("gold", day(1, 1), dec!(1), each(100)),
        Movement::issue("gold", day(1, 2), dec!(2)).id("out"),
        Movement::return_from_customer("gold", day(2, 1), dec!(1.5), "out"),
        Movement::receive("gold", day(2, 2), dec!(1), great),
        Movement::receive("gold", day(2, 3), dec!(1), great),
    ];
    for movement in &moves[..4] {
        book.apply(movement).unwrap();
    }
    let before = book.clone();
    let error = book.apply(&moves[4]).unwrap_err();
    assert_eq!((error.code().as_str(), error.row()), ("number.out_of_range", None));
    assert_eq!(book, before);
    assert_eq!(book.valuation().unwrap(), before.valuation().unwrap());
}

#[test]
fn what_a_change_of_the_past_takes_from_later_movements_is_named() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)).id("in"),
        Movement::issue("tea", day(1, 5), dec!(6)).id("first"),
        Movement::issue("tea", day(1, 9), dec!(4)).id("second"),
    ];
    for method in ACTUAL {
        let mut book = Book::new(EUR, method, Policy::DEFAULT).unwrap();
        for movement in &moves {
            book.apply(movement).unwrap();
        }
        let before = book.valuation().unwrap();
        let error = book.apply(&Movement::issue("tea", day(1, 2), dec!(1))).unwrap_err();
        assert_eq!((error.code().as_str(), error.row(), error.value()), ("stock.short", Some(2), "4"));
        assert!(error.message().contains("of which only 3 are there"), "{error}");
        assert_eq!(book.delete("in").unwrap_err().row(), Some(1));
        assert_eq!(book.delete("gone").unwrap_err().code(), "stock.unknown_reference");
        assert_eq!(book.valuation().unwrap(), before, "{method}");
        book.delete("first").unwrap();
        book.apply(&Movement::issue("tea", day(1, 2), dec!(6))).unwrap();
        assert_eq!(book.quantity("tea"), dec!(0));
    }
}

#[test]
fn the_judge_finds_every_altered_figure() {
    let moves = [
        Movement::receive("tea", day(1, 1), dec!(10), each(500)).id("in"),
        Movement::issue("tea", day(1, 2), dec!(14)).id("out"),
        Movement::receive("tea", day(1, 3), dec!(10), each(600)),
        Movement::return_from_customer("tea", day(1, 4), dec!(14), "out"),
        Movement::return_to_supplier("tea", day(1, 5), dec!(2), "in"),
        Movement::issue("jam", day(1, 6), dec!(1)),
    ];
    let mut policy = short_allowed();
    policy.initial_unit_cost.insert("jam".into(), each(100));
    let honest = judged(&moves, Method::Fifo, &policy);
    let (one, cent) = (dec!(1), eur(1));
    let less = |money: Money| money.checked_sub(cent).unwrap();
    let alterations: Vec<(&str, Alter)> = vec![
        ("entry quantity", Box::new(|v| v.entries[0].quantity = dec!(11))),
        ("entry value", Box::new(|v| v.entries[0].value = less(v.entries[0].value))),
        ("issue value", Box::new(|v| v.entries[1].value = less(v.entries[1].value))),
        ("movement cost", Box::new(|v| v.entries[0].movement.unit_cost = Some(each(501)))),
        ("movement quantity", Box::new(|v| v.entries[1].movement.quantity = dec!(13))),
        ("movement item", Box::new(|v| v.entries[5].movement.item = "tea".into())),
        ("consumed quantity", Box::new(|v| v.entries[1].consumed[0].quantity = dec!(9))),
        ("consumed value", Box::new(|v| v.entries[1].consumed[0].value = cent)),
        ("consumed part", Box::new(|v| v.entries[1].consumed.clear())),
        ("return value", Box::new(|v| v.entries[3].value = less(v.entries[3].value))),
        ("return reference", Box::new(|v| v.entries[3].movement.of = Some("gone".into()))),
        ("an entry", Box::new(|v| drop(v.entries.pop()))),
        ("holding quantity", Box::new(|v| v.holdings[1].quantity = one)),
        ("holding value", Box::new(|v| v.holdings[1].value = cent)),
        ("a holding", Box::new(|v| drop(v.holdings.pop()))),
        ("layer quantity", Box::new(|v| v.holdings[1].layers[0].quantity = one)),
        ("layer value", Box::new(|v| v.holdings[1].layers[0].value = cent)),
        ("a layer", Box::new(|v| drop(v.holdings[1].layers.pop()))),
        ("shortage missing", Box::new(|v| v.shortages[0].missing = one)),
        ("shortage provisional", Box::new(|v| v.shortages[0].provisional = cent)),
        ("shortage open", Box::new(|v| v.shortages[0].open = one)),
        ("shortage open value", Box::new(|v| v.shortages[1].open_value = cent)),
        ("a shortage", Box::new(|v| drop(v.shortages.pop()))),
        ("cover quantity", Box::new(|v| v.covers[0].quantity = one)),
        ("cover cost", Box::new(|v| v.covers[0].cost = cent)),
        ("cover provisional", Box::new(|v| v.covers[0].provisional = cent)),
        ("cover difference", Box::new(|v| v.covers[0].difference = cent)),
        ("cover row", Box::new(|v| v.covers[0].row = 5)),
        ("cover short", Box::new(|v| v.covers[0].short = 5)),
        ("a cover", Box::new(|v| v.covers.clear())),
        ("total quantity", Box::new(|v| v.items.get_mut("tea").unwrap().quantity = one)),
        ("total value", Box::new(|v| v.items.get_mut("tea").unwrap().value = cent)),
        ("total cost", Box::new(|v| v.items.get_mut("tea").unwrap().cost = cent)),
        ("total adjustments", Box::new(|v| v.items.get_mut("tea").unwrap().adjustments = cent)),
        ("an item", Box::new(|v| v.items.retain(|item, _| item != "jam"))),
        ("grand total", Box::new(|v| v.total = less(v.total))),
    ];
    for (what, alter) in alterations {
        let mut altered = honest.clone();
        alter(&mut altered);
        let error = altered.conserved().expect_err(what);
        assert_eq!(error.code(), "stock.not_conserved", "{what}: {error}");
    }
}
