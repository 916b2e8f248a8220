//! What is written down, comes back, and is posted.

use super::*;
use crate::{
    calendar::date,
    money::{Mode, currency::EUR},
    stock::{Method, Movement, Policy, value},
};
use proptest::prelude::*;

fn day(year: i32) -> NaiveDate {
    date(year, 12, 31).unwrap()
}

fn euros(minor: i64) -> Money {
    Money::minor(minor, EUR)
}

fn sale(price: i64, costs: i64) -> Measure {
    Measure::Sale(Realisable { selling_price: euros(price), selling_costs: euros(costs) })
}

fn none() -> BTreeMap<String, Money> {
    BTreeMap::new()
}

fn accounts() -> Accounts {
    let [allowance, write_down, cost_of_sales] =
        ["allowance", "write-down", "cost of sales"].map(str::to_owned);
    Accounts { allowance, write_down, cost_of_sales }
}

#[test]
fn by_group_one_makes_up_for_another() {
    // Item by item 20 is written down; together 180 cost less than the 185 that they bring.
    let held = [
        Position::new("red", euros(100), sale(90, 10)).grouped("chairs"),
        Position::new("blue", euros(80), sale(110, 5)).grouped("chairs"),
        Position::new("lamp", euros(50), sale(40, 0)),
    ];
    let single = assess(day(2026), &held, Grouping::ItemByItem, &none()).unwrap();
    assert_eq!((single.expense, single.carrying), (euros(30), euros(200)));
    let names: Vec<&str> = single.compared.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["blue", "lamp", "red"]);
    let grouped = assess(day(2026), &held, Grouping::ByGroup, &none()).unwrap();
    assert_eq!((grouped.expense, grouped.carrying), (euros(10), euros(220)));
    assert_eq!(grouped.compared[0].positions, ["red", "blue"]);
    assert_eq!(grouped.allowances(), BTreeMap::from([("lamp".to_owned(), euros(10))]));
}

#[test]
fn materials_are_measured_by_their_products_or_by_what_they_would_cost() {
    let steel = |covers| Measure::Material { product_covers_cost: covers, replacement_cost: euros(70) };
    for (covers, carrying) in [(true, 100), (false, 70)] {
        let held = [Position::new("steel", euros(100), steel(covers))];
        let assessment = assess(day(2026), &held, Grouping::ItemByItem, &none()).unwrap();
        assert_eq!(assessment.carrying, euros(carrying));
    }
}

#[test]
fn goods_that_are_gone_release_their_allowance_to_the_cost_of_sales() {
    let held = [Position::new("lamp", euros(50), sale(40, 0))];
    let before = BTreeMap::from([("lamp".to_owned(), euros(4)), ("chair".to_owned(), euros(7))]);
    let year = assess(day(2027), &held, Grouping::ItemByItem, &before).unwrap();
    assert_eq!((year.expense, year.allowance), (euros(6 - 7), euros(10)));
    let journal = post(&year, &accounts()).unwrap();
    journal.balanced().unwrap();
    assert_eq!(journal.balance("write-down", EUR), euros(6));
    assert_eq!(journal.balance("cost of sales", EUR), euros(-7));
    assert_eq!(journal.balance("allowance", EUR), euros(1));
    let nameless = Accounts { cost_of_sales: String::new(), ..accounts() };
    assert_eq!(post(&year, &nameless).unwrap_err().code(), "input.missing");
}

#[test]
fn all_that_a_valuation_holds_of_an_item() {
    let first = date(2026, 1, 5).unwrap();
    let moves = [Movement::receive("bolt", first, dec!(100), eur!(0.12).each())];
    let valuation = value(&moves, Method::Fifo, &Policy::IFRS_DEFAULT).unwrap();
    let cent = Rounding::minor(EUR, Mode::HalfUp);
    let (price, costs) = (eur!(0.11).each(), Price::new(dec!(0.005), EUR));
    let bolts = Position::of_item(&valuation, "bolt", price, costs, cent).unwrap();
    let year = assess(day(2026), &[bolts], Grouping::ItemByItem, &none()).unwrap();
    assert_eq!((year.cost, year.carrying, year.expense), (eur!(12), eur!(10.50), eur!(1.50)));
}

#[test]
fn refusals_name_the_position() {
    let refused = |held: &[Position], before: &BTreeMap<String, Money>| {
        let error = assess(day(2026), held, Grouping::ByGroup, before).unwrap_err();
        (error.code().as_str(), error.field().to_owned())
    };
    let lamp = Position::new("lamp", euros(50), sale(40, 0));
    assert_eq!(refused(&[], &none()), ("input.missing", "held".into()));
    assert_eq!(refused(&[lamp.clone(), lamp.clone()], &none()), ("input.duplicate", "held.1.name".into()));
    let grouped = Position::new("desk", euros(1), sale(1, 0)).grouped("lamp");
    assert_eq!(refused(&[lamp.clone(), grouped], &none()), ("input.duplicate", "held.1.name".into()));
    let less = Position { cost: euros(-1), ..lamp.clone() };
    assert_eq!(refused(&[less], &none()), ("number.negative", "held.0.cost".into()));
    let dollars = Position { cost: usd!(1.00), name: "desk".into(), ..lamp.clone() };
    assert_eq!(refused(&[lamp.clone(), dollars], &none()).0, "money.mixed_currencies");
    let below = BTreeMap::from([("lamp".to_owned(), euros(-1))]);
    assert_eq!(refused(&[lamp], &below), ("number.negative", "before".into()));
}

proptest! {
    /// IAS 2.9 and 2.33, over a run of years: carried at the lower of cost and what it brings; no reversal of more than
    /// was written down; the account of the allowance stands at the allowance; groups never carry less than their items.
    #[test]
    fn the_lower_of_both_and_never_more_back_than_was_taken(
        years in prop::collection::vec(prop::collection::vec((0usize..4, 0i64..500, 0i64..600, 0i64..100), 0..4), 1..6),
        grouping in prop::sample::select(vec![Grouping::ItemByItem, Grouping::ByGroup]),
    ) {
        let mut before = BTreeMap::from([("d".to_owned(), euros(5))]);
        let mut journal = Journal::new();
        journal.post(Posting::credit(day(2020), "allowance", euros(5), "")).unwrap();
        for (year, drawn) in (2021..).zip(years) {
            let unique: BTreeMap<usize, _> = drawn.into_iter().map(|one| (one.0, one)).collect();
            let held: Vec<Position> = unique.values().map(|(name, cost, price, costs)| {
                let position = Position::new(["a", "b", "c", "d"][*name], euros(*cost), sale(*price, *costs));
                if *name < 2 { position.grouped("g") } else { position }
            }).collect();
            if held.is_empty() && before.is_empty() {
                continue;
            }
            let assessment = assess(day(year), &held, grouping, &before).unwrap();
            for one in &assessment.compared {
                let lower = one.cost.amount().min(one.brings.amount().max(0.into()));
                prop_assert_eq!(one.carried.carrying.amount(), lower);
                let was = before.get(&one.name).copied().unwrap_or(euros(0));
                prop_assert!(-one.carried.expense.amount() <= was.amount());
            }
            let of_items = assess(day(year), &held, Grouping::ItemByItem, &before).unwrap();
            prop_assert!(assessment.carrying.amount() >= of_items.carrying.amount());
            journal.append(&post(&assessment, &accounts()).unwrap()).unwrap();
            prop_assert_eq!(journal.balance("allowance", EUR), -assessment.allowance);
            before = assessment.allowances();
        }
    }
}
