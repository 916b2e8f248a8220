//! Worked examples, refusals, and what holds of any sequence of events.

use super::*;
use crate::{
    calendar::date,
    error::document,
    money::currency::{EUR, GBP, USD},
    stock::amounts::minor,
};
use proptest::prelude::*;

fn day(month: u32, day: u32) -> NaiveDate {
    date(2026, month, day).unwrap()
}

fn each(cost: &str) -> CostSpec {
    CostSpec::each(format!("{cost} USD").parse().unwrap())
}

fn total(cost: &str) -> CostSpec {
    CostSpec::total(format!("{cost} USD").parse().unwrap())
}

fn change(quantity: i64, cost: CostSpec) -> Change {
    Change::new("HOOL", quantity.into(), cost)
}

/// Lots of HOOL at unit costs in dollars, on days of January.
fn holding(booking: Booking, lots: &[(i64, &str, u32)]) -> Inventory {
    let mut inventory = Inventory::new(Booking::None);
    for (quantity, cost, at) in lots {
        inventory.book(day(1, *at), &[change(*quantity, each(cost))]).unwrap();
    }
    Inventory { booking, ..inventory }
}

fn told(lots: &[Lot]) -> Vec<String> {
    let value = |lot: &Lot| lot.value().map_or_else(String::new, |value| format!(" {}", value.amount()));
    lots.iter().map(|lot| format!("{}{}", lot.quantity, value(lot))).collect()
}

fn refused(inventory: &mut Inventory, changes: &[Change]) -> (&'static str, String, String) {
    let before = inventory.clone();
    let error = inventory.book(day(6, 1), changes).unwrap_err();
    assert_eq!(*inventory, before);
    assert_eq!(error.row(), Some(changes.len() as u64 - 1));
    (error.code().as_str(), error.field().to_owned(), error.message().to_owned())
}

#[test]
fn an_average_merges_the_lots_that_fit_and_takes_from_the_one() {
    // 60 at 100.00 and 40 at 110.00 are 100 at 104.00 (beancount's own test of a method that it does not have).
    let mut inventory = holding(Booking::Average, &[(60, "100.00", 1), (40, "110.00", 2)]);
    let booked = inventory.book(day(6, 1), &[change(-20, CostSpec::default())]).unwrap();
    assert_eq!(told(&booked), ["-60 -6000.00", "-40 -4400.00", "100 10400.00", "-20 -2080.00"]);
    assert_eq!(told(inventory.lots()), ["80 8320.00"]);
    assert_eq!(inventory.lots()[0].unit_cost().unwrap().to_string(), "104 USD");
    assert_eq!(inventory.lots()[0].cost.as_ref().unwrap().date, day(1, 1));
    // The unit cost does not choose: it must be the average.
    let (code, _, message) = refused(&mut inventory, &[change(-1, each("100.00"))]);
    assert_eq!(code, "stock.lot_unmatched");
    assert!(message.contains("the average is not 100"), "{message}");
    assert_eq!(told(&inventory.book(day(6, 1), &[change(-1, each("104"))]).unwrap()), ["-1 -104.00"]);
    // Of one day's lots alone.
    let mut inventory = holding(Booking::Average, &[(60, "100.00", 1), (10, "107.00", 2), (30, "111.00", 2)]);
    let booked = inventory.book(day(6, 1), &[change(-30, CostSpec::default().dated(day(1, 2)))]).unwrap();
    assert_eq!(told(&booked), ["-10 -1070.00", "-30 -3330.00", "40 4400.00", "-30 -3300.00"]);
    assert_eq!(told(inventory.lots()), ["60 6000.00", "10 1100.00"]);
}

#[test]
fn a_total_is_cut_and_nothing_is_left_on_an_empty_lot() {
    for (cut, parts) in [
        // 10.00 over 6: at positions 1 to 6 there are 8.33, 6.67, 5.00, 3.33, 1.67 and 0 left.
        (Cut::Cumulative, ["-1.67", "-1.66", "-1.67", "-1.67", "-1.66", "-1.67"]),
        // What is left ÷ units left: 1.67 of 10.00, 1.67 of 8.33, 1.67 of 6.66, 1.66 of 4.99, 1.67 of 3.33.
        (Cut::Remaining, ["-1.67", "-1.67", "-1.67", "-1.66", "-1.67", "-1.66"]),
    ] {
        let mut inventory = Inventory { cut, ..Inventory::new(Booking::Fifo) };
        inventory.book(day(1, 1), &[change(6, total("10.00"))]).unwrap();
        for part in parts {
            let booked = inventory.book(day(6, 1), &[change(-1, CostSpec::default())]).unwrap();
            assert_eq!(booked[0].value().unwrap().amount().to_string(), part, "{cut:?}");
        }
        assert!(inventory.lots().is_empty());
    }
}

#[test]
fn a_lot_of_a_total_is_found_by_its_exact_unit_cost() {
    let mut inventory = Inventory::new(Booking::Strict);
    inventory.book(day(1, 1), &[change(3, total("350.00")), change(3, total("350.01"))]).unwrap();
    assert_eq!(inventory.lots()[0].unit_cost(), None); // 116.666… has no end
    assert_eq!(inventory.lots()[1].unit_cost().unwrap().amount(), dec!(116.67));
    // Two of three for two thirds of the total, stated as a total of those two.
    let booked = inventory.book(day(6, 1), &[change(-3, total("350.00"))]).unwrap();
    assert_eq!(told(&booked), ["-3 -350.00"]);
    assert_eq!(told(&inventory.book(day(6, 1), &[change(-1, each("116.67"))]).unwrap()), ["-1 -116.67"]);
    // What is left of it is still a lot of 3 for 350.01.
    assert_eq!(told(&inventory.book(day(6, 1), &[change(-2, total("233.34"))]).unwrap()), ["-2 -233.34"]);
}

#[test]
fn the_dearest_the_youngest_and_the_lot_of_the_size() {
    let lots = [(50, "115.00", 15), (50, "116.00", 16), (30, "114.00", 17)];
    let sale = |booking| {
        let mut inventory = holding(booking, &lots);
        told(&inventory.book(day(6, 1), &[change(-60, CostSpec::default())]).unwrap())
    };
    assert_eq!(sale(Booking::Hifo), ["-50 -5800.00", "-10 -1150.00"]);
    assert_eq!(sale(Booking::Lifo), ["-30 -3420.00", "-30 -3480.00"]);
    assert_eq!(sale(Booking::Fifo), ["-50 -5750.00", "-10 -1160.00"]);
    let mut sized = holding(Booking::StrictWithSize, &lots);
    assert_eq!(told(&sized.book(day(6, 1), &[change(-50, CostSpec::default())]).unwrap()), ["-50 -5750.00"]);
    assert_eq!(refused(&mut sized, &[change(-7, CostSpec::default())]).0, "stock.lot_ambiguous");
    // A unit cost of a price with many digits is that number and no other.
    let mut dear = holding(Booking::Strict, &[(1, "3.3333333333333333333333333333", 1), (1, "3.3333", 2)]);
    assert_eq!(told(&dear.book(day(6, 1), &[change(-1, each("3.33330"))]).unwrap()), ["-1 -3.33"]);
}

#[test]
fn serial_numbers_are_lots_of_one() {
    let mut pumps = Inventory::new(Booking::Strict);
    let bought = |serial: &str, cost: &str| Change::new("pump", dec!(1), total(cost).labelled(serial));
    pumps.book(day(1, 1), &[bought("A", "410.00"), bought("B", "399.00")]).unwrap();
    let sold = |serial: &str| Change::new("pump", dec!(-1), CostSpec::default().labelled(serial));
    let (code, _, message) = refused(&mut pumps, &[sold("C")]);
    assert_eq!(code, "stock.lot_unmatched");
    assert!(message.contains("410.00 USD in all, 2026-01-01, A") && message.contains(", B}"), "{message}");
    assert_eq!(told(&pumps.book(day(6, 1), &[sold("B")]).unwrap()), ["-1 -399.00"]);
    // B is gone, in the same event too.
    assert_eq!(refused(&mut pumps, &[sold("A"), sold("A")]).0, "input.missing");
}

#[test]
fn what_is_short_has_a_cost_of_its_own_and_is_covered_by_it() {
    let mut inventory = Inventory::new(Booking::Fifo);
    inventory.book(day(1, 1), &[change(-3, total("10.00"))]).unwrap();
    assert_eq!(told(inventory.lots()), ["-3 -10.00"]);
    // To buy one back reduces what is short: 3.33, 3.34 and the rest.
    for cost in ["3.33", "3.34", "3.33"] {
        let booked = inventory.book(day(2, 1), &[change(1, CostSpec::default())]).unwrap();
        assert_eq!(told(&booked), [format!("1 {cost}")]);
    }
    assert!(inventory.lots().is_empty());
}

#[test]
fn units_set_off_where_nothing_is_matched_keep_their_total() {
    // 3 at 0.335 cost 1.01; three single ones would be 0.34 each, 1.02.
    let mut inventory = holding(Booking::None, &[(3, "0.335", 1)]);
    for left in ["2", "1"] {
        inventory.book(day(6, 1), &[change(-1, each("0.335").dated(day(1, 1)))]).unwrap();
        assert_eq!(inventory.lots()[0].quantity.to_string(), left);
    }
    // Four more: one takes what is left, three are short.
    let booked = inventory.book(day(6, 1), &[change(-4, each("0.335").dated(day(1, 1)))]).unwrap();
    assert_eq!(told(inventory.lots()), ["-3 -1.00"]); // 1.34 less the first of four
    assert_eq!(told(&booked), ["-4 -1.34"]);
}

#[test]
fn whatever_does_not_fit_is_refused_by_name() {
    let lots = [(5, "100.00", 1), (5, "101.00", 2)];
    let mut strict = holding(Booking::Strict, &lots);
    let (code, field, message) = refused(&mut strict, &[change(-2, CostSpec::default())]);
    assert_eq!((code, field.as_str()), ("stock.lot_ambiguous", "cost"));
    assert!(
        message.contains("5 HOOL {100.00 USD, 2026-01-01}; 5 HOOL {101.00 USD, 2026-01-02}"),
        "{message}"
    );
    let (code, _, message) = refused(&mut strict, &[change(-2, each("102.00"))]);
    assert_eq!(code, "stock.lot_unmatched");
    assert!(message.starts_with("-2 HOOL {102.00 USD}: no lot fits"), "{message}");
    let (code, field, message) = refused(&mut strict, &[change(1, each("9")), change(-6, each("100.00"))]);
    assert_eq!((code, field.as_str()), ("stock.short", "quantity"));
    assert!(message.contains(": 1 too many for the lots that fit: 5 HOOL {100.00"), "{message}");
    // All of them at once is no choice; one more than all is short.
    assert_eq!(refused(&mut strict.clone(), &[change(-11, CostSpec::default())]).0, "stock.lot_ambiguous");
    let mut fifo = holding(Booking::Fifo, &lots);
    assert_eq!(refused(&mut fifo, &[change(-11, CostSpec::default())]).0, "stock.short");
    assert_eq!(told(&strict.book(day(6, 1), &[change(-10, CostSpec::default())]).unwrap()).len(), 2);

    let mut empty = Inventory::new(Booking::Strict);
    let mut one = |cost: CostSpec| refused(&mut empty, &[change(1, cost)]);
    assert_eq!(one(CostSpec::default()).0, "input.missing");
    assert_eq!(one(CostSpec { currency: None, ..each("1") }).1, "cost.currency");
    assert_eq!(one(CostSpec { total_cost: Some(dec!(1)), ..each("1") }).0, "input.invalid");
    assert_eq!(one(each("-1")).0, "number.negative");
    assert_eq!(one(CostSpec { total_cost: Some(dec!(1.001)), ..total("1.00") }).0, "money.too_many_decimals");
    assert_eq!(one(each("9000000000000000000")).0, "number.out_of_range");
    let dear = one(total("9223372036854775807.00"));
    assert_eq!((dear.0, dear.1.as_str()), ("number.out_of_range", "cost.total_cost"));
    let tiny = Change { quantity: dec!(0.0000001), ..change(1, each("1")) };
    assert_eq!(refused(&mut empty, &[tiny]).0, "stock.quantity_scale");
}

#[test]
fn several_currencies_have_no_average_and_no_dearest() {
    let euros = CostSpec { currency: Some(EUR), ..each("110.00") };
    for booking in [Booking::Average, Booking::Hifo] {
        let mut inventory = holding(booking, &[(60, "100.00", 1)]);
        inventory.book(day(1, 2), &[change(40, euros.clone())]).unwrap();
        assert_eq!(refused(&mut inventory, &[change(-20, CostSpec::default())]).0, "money.mixed_currencies");
        let dollars = CostSpec { currency: Some(USD), ..CostSpec::default() };
        assert_eq!(told(&inventory.book(day(6, 1), &[change(-20, dollars)]).unwrap()), ["-20 -2000.00"]);
        let pounds = CostSpec { currency: Some(GBP), ..CostSpec::default() };
        assert_eq!(refused(&mut inventory, &[change(-20, pounds)]).0, "stock.lot_unmatched");
    }
}

#[test]
fn what_was_stored_comes_back_and_what_does_not_hold_together_is_refused() {
    let mut inventory = holding(Booking::Fifo, &[(5, "100.00", 1)]);
    inventory.book(day(1, 3), &[change(3, total("10.00").labelled("x"))]).unwrap();
    inventory.book(day(6, 1), &[change(-6, CostSpec::default())]).unwrap();
    let text = serde_json::to_string(&inventory).unwrap();
    assert_eq!(document::read::<Inventory>("", &text).unwrap(), inventory);
    let broken = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        let error = document::read::<Inventory>("", &text.replacen(from, to, 1)).unwrap_err();
        (error.code().as_str(), error.field().to_owned())
    };
    let at = |field: &str| ("input.invalid", field.to_owned());
    assert_eq!(broken(r#""quantity":"2""#, r#""quantity":"0""#), at("lots.0.quantity"));
    assert_eq!(broken(r#""quantity":"2""#, r#""quantity":"-2""#), at("lots.0.cost.value"));
    assert_eq!(broken(r#""quantity":"2""#, r#""quantity":"4""#), at("lots.0.cost.of"));
    assert_eq!(broken(r#"{"amount":"6.67""#, r#"{"amount":"10.01""#), at("lots.0.cost.of"));
}

#[derive(Clone, Debug)]
struct Drawn {
    item: usize,
    quantity: i64,
    cost: i64,
    by_total: bool,
    at: u32,
    label: usize,
    narrow: usize,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    (0usize..2, -40i64..60, 0i64..400, any::<bool>(), 1u32..4, 0usize..3, 0usize..4).prop_map(
        |(item, quantity, cost, by_total, at, label, narrow)| Drawn {
            item,
            quantity,
            cost,
            by_total,
            at,
            label,
            narrow,
        },
    )
}

impl Drawn {
    fn change(&self) -> Change {
        let quantity = Decimal::new(self.quantity, 1);
        let spec = CostSpec { date: Some(day(1, self.at)), currency: Some(EUR), ..CostSpec::default() };
        let cost = match (self.narrow, self.by_total) {
            (0, _) => CostSpec { currency: Some(EUR), ..CostSpec::default() },
            (_, true) => CostSpec { total_cost: Some(Decimal::new(self.cost, 2)), ..spec },
            (_, false) => CostSpec { unit_cost: Some(Decimal::new(self.cost, 3)), ..spec },
        };
        let label = ["a", "b"].get(self.label).map(|label| (*label).to_owned());
        Change::new(["bolt", "nut"][self.item], quantity, CostSpec { label, ..cost })
    }
}

const ALL: [Booking; 7] = [
    Booking::Strict,
    Booking::StrictWithSize,
    Booking::None,
    Booking::Average,
    Booking::Fifo,
    Booking::Lifo,
    Booking::Hifo,
];

proptest! {
    /// Whatever is booked is what the lots changed by, in units and in cost; no lot is empty, none is worth less than
    /// nothing for units that are there; what is refused changes nothing.
    #[test]
    fn units_and_cost_are_conserved(
        booking in prop::sample::select(ALL.to_vec()),
        cut in prop::sample::select(vec![Cut::Cumulative, Cut::Remaining]),
        events in prop::collection::vec(prop::collection::vec(drawn(), 1..4), 1..24),
    ) {
        let mut inventory = Inventory { cut, ..Inventory::new(booking) };
        let (mut units, mut cost) = (Decimal::ZERO, Money::zero(EUR));
        for event in events {
            let before = inventory.clone();
            let changes: Vec<Change> = event.iter().map(Drawn::change).collect();
            match inventory.book(day(1, event[0].at), &changes) {
                Err(_) => prop_assert_eq!(&inventory, &before),
                Ok(booked) => {
                    let moved: Decimal = changes.iter().map(|change| change.quantity).sum();
                    prop_assert_eq!(booked.iter().map(|lot| lot.quantity).sum::<Decimal>(), moved);
                    units += moved;
                    cost = Money::sum(booked.iter().filter_map(Lot::value), EUR).unwrap().checked_add(cost).unwrap();
                }
            }
            prop_assert_eq!(inventory.lots().iter().map(|lot| lot.quantity).sum::<Decimal>(), units);
            let value = Money::sum(inventory.lots().iter().filter_map(Lot::value), EUR).unwrap();
            prop_assert_eq!(value, cost);
            for lot in inventory.lots() {
                prop_assert!(!lot.quantity.is_zero());
                lot.sound().unwrap();
            }
        }
    }

    /// Items do not know one another: the events of each alone give what they give together.
    #[test]
    fn items_are_apart(
        booking in prop::sample::select(ALL.to_vec()),
        events in prop::collection::vec(drawn(), 1..24),
    ) {
        let (mut both, mut apart) = (Inventory::new(booking), [Inventory::new(booking), Inventory::new(booking)]);
        for event in &events {
            let together = both.book(day(1, event.at), &[event.change()]);
            let alone = apart[event.item].book(day(1, event.at), &[event.change()]);
            prop_assert_eq!(together, alone);
        }
        let of = |item: &str| both.lots().iter().filter(|lot| lot.item == item).cloned().collect::<Vec<_>>();
        prop_assert_eq!(of("bolt"), apart[0].lots().to_vec());
        prop_assert_eq!(of("nut"), apart[1].lots().to_vec());
    }

    /// One sale of all costs what was paid, however it is cut up; what the methods choose is only the order.
    #[test]
    fn all_of_it_costs_what_was_paid(
        booking in prop::sample::select(vec![Booking::Average, Booking::Fifo, Booking::Lifo, Booking::Hifo]),
        lots in prop::collection::vec((1i64..50, 0i64..100_000, 1u32..28), 1..8),
        cuts in prop::collection::vec(1i64..30, 0..12),
    ) {
        let mut inventory = Inventory::new(booking);
        for (quantity, paid, at) in &lots {
            let cost = CostSpec::total(Money::minor(*paid, USD));
            inventory.book(day(1, *at), &[change(*quantity, cost)]).unwrap();
        }
        let (mut left, mut taken) = (lots.iter().map(|lot| lot.0).sum::<i64>(), 0i64);
        for part in cuts.into_iter().chain([i64::MAX]) {
            let part = part.min(left);
            let booked = inventory.book(day(6, 1), &[change(-part, CostSpec::default())]).unwrap();
            let cost = Money::sum(booked.iter().filter_map(Lot::value), USD).unwrap();
            taken -= minor(cost).unwrap();
            left -= part;
        }
        prop_assert_eq!(taken, lots.iter().map(|lot| lot.1).sum::<i64>());
        prop_assert!(inventory.lots().is_empty());
    }
}
