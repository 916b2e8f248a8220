//! Parts add up, under any weights, and go to whom the residue says.

use super::*;
use crate::money::currency::{EUR, USD};
use proptest::prelude::*;

const RESIDUES: [Residue; 4] =
    [Residue::LargestRemainderLast, Residue::LargestRemainderFirst, Residue::Last, Residue::First];

fn lines(quantities: &[i64]) -> Vec<Line> {
    quantities.iter().map(|quantity| Line::of((*quantity).into())).collect()
}

fn minors(amount: i64, lines: &[Line], residue: Residue) -> Vec<i64> {
    let parts = allocate(Money::minor(amount, EUR), lines, Basis::Quantity, residue).unwrap();
    parts.into_iter().map(|part| amounts::minor(part).unwrap()).collect()
}

#[test]
fn who_takes_what_is_left() {
    // 0.20 over three: 6⅔ each.
    let thirds = lines(&[1, 1, 1]);
    assert_eq!(minors(20, &thirds, Residue::LargestRemainderLast), [6, 7, 7]);
    assert_eq!(minors(20, &thirds, Residue::LargestRemainderFirst), [7, 7, 6]);
    assert_eq!(minors(20, &thirds, Residue::Last), [7, 7, 6]);
    assert_eq!(minors(20, &thirds, Residue::First), [6, 7, 7]);
    // Half a cent each is a whole one rounded; no part may turn its sign.
    let halves = lines(&[1, 1, 1, 1]);
    assert_eq!(minors(2, &halves, Residue::Last), [1, 1, 0, 0]);
    assert_eq!(minors(2, &halves, Residue::First), [0, 0, 1, 1]);
    // A line of nothing at the end takes no rest.
    assert_eq!(minors(100, &lines(&[1, 1, 1, 0]), Residue::Last), [33, 33, 34, 0]);
    assert_eq!(minors(-100, &lines(&[1, 1, 1, 0]), Residue::Last), [-33, -33, -34, 0]);
}

#[test]
fn every_basis() {
    let line = |quantity, value, weight, volume, manual: &str| Line {
        value: Some(Money::minor(value, EUR)),
        weight: Some(weight),
        volume: Some(volume),
        manual: Some(manual.parse().unwrap()),
        ..Line::of(quantity)
    };
    let both = [
        line(dec!(1), 300, dec!(0.25), dec!(7), "0.99 EUR"),
        line(dec!(3), 100, dec!(0.75), dec!(9), "0.01 EUR"),
    ];
    for (basis, first) in [
        (Basis::Quantity, 25),
        (Basis::Value, 75),
        (Basis::Weight, 25),
        (Basis::Volume, 44), // 43.75
        (Basis::Equal, 50),
        (Basis::Manual, 99),
    ] {
        let parts = allocate(eur!(1.00), &both, basis, Residue::LargestRemainderLast).unwrap();
        assert_eq!(parts, [Money::minor(first, EUR), Money::minor(100 - first, EUR)], "{basis:?}");
    }
    // A value is quantity × unit cost, not rounded: 3 × 0.335 against 1.005 is half and half.
    let each = |quantity, cost| Line { unit_cost: Some(Price::new(cost, EUR)), ..Line::of(quantity) };
    let halves = [each(dec!(3), dec!(0.335)), each(dec!(1), dec!(1.005))];
    assert_eq!(allocate(eur!(1.00), &halves, Basis::Value, Residue::Last).unwrap(), [eur!(0.50), eur!(0.50)]);
}

#[test]
fn what_cannot_be_spread_is_refused_by_name() {
    let refused = |lines: &[Line], basis| {
        let error = allocate(eur!(1.00), lines, basis, Residue::Last).unwrap_err();
        (error.code().as_str(), error.field().to_owned(), error.value().to_owned())
    };
    let told = |code: &'static str, field: &str, value: &str| (code, field.to_owned(), value.to_owned());
    let one = Line::of(dec!(1));
    let heavy = |weight| Line { weight: Some(weight), ..one.clone() };
    assert_eq!(refused(&[], Basis::Equal), told("money.no_weights", "lines", ""));
    assert_eq!(refused(&lines(&[0, 0]), Basis::Equal), told("money.no_weights", "lines", ""));
    assert_eq!(refused(&[heavy(dec!(0))], Basis::Weight), told("money.no_weights", "lines", ""));
    assert_eq!(
        refused(&[heavy(dec!(2)), heavy(dec!(-1))], Basis::Weight),
        told("number.negative", "lines.1.weight", "-1")
    );
    assert_eq!(refused(&lines(&[1, -1]), Basis::Equal), told("number.negative", "lines.1.quantity", "-1"));
    assert_eq!(refused(std::slice::from_ref(&one), Basis::Value), told("input.missing", "lines.0.value", ""));
    let worth = |value| Line { value: Some(value), ..one.clone() };
    let mixed = [worth(eur!(1.00)), worth(usd!(1.00))];
    assert_eq!(refused(&mixed, Basis::Value), told("money.mixed_currencies", "lines.1.value", "USD"));
    let twice = Line { unit_cost: Some(eur!(1.00).each()), ..worth(eur!(1.00)) };
    assert_eq!(refused(&[twice], Basis::Value).0, "input.invalid");
    let by_hand = |part| Line { manual: Some(part), ..one.clone() };
    assert_eq!(
        refused(&[by_hand(eur!(0.50)), by_hand(eur!(0.49))], Basis::Manual),
        told("stock.allocation_differs", "amount", "1.00 EUR")
    );
    let gone = Line { quantity: dec!(0), ..by_hand(eur!(1.00)) };
    assert_eq!(
        refused(&[gone], Basis::Manual),
        told("stock.allocation_differs", "lines.0.manual", "1.00 EUR")
    );
    assert_eq!(refused(&[by_hand(usd!(1.00))], Basis::Manual).0, "money.mixed_currencies");
    let huge = [Line::of(Decimal::MAX)];
    let error = allocate(Money::minor(i64::MAX, EUR), &huge, Basis::Quantity, Residue::Last).unwrap_err();
    assert_eq!(error.code(), "number.out_of_range");
}

#[test]
fn charges_in_several_currencies() {
    let charge = |amount, rate| Charge { amount, rate };
    let sum = |charges: &[Charge]| landed(charges, EUR, Mode::HalfUp);
    // 33.335 and 10.005 are rounded each by itself, half up.
    let total = sum(&[charge(usd!(100.00), dec!(0.33335)), charge(usd!(10.00), dec!(1.0005))]).unwrap();
    assert_eq!(total, eur!(43.35));
    assert_eq!(sum(&[]).unwrap(), eur!(0));
    let refused = |charges: &[Charge]| {
        let error = sum(charges).unwrap_err();
        (error.code().as_str(), error.field().to_owned())
    };
    let own = charge(eur!(1.00), dec!(1));
    assert_eq!(refused(&[own, charge(usd!(1.00), dec!(0))]), ("number.negative", "charges.1.rate".into()));
    assert_eq!(refused(&[charge(eur!(1.00), dec!(1.1))]), ("input.invalid", "charges.0.rate".into()));
    assert_eq!(sum(&[charge(usd!(1.00), Decimal::MAX)]).unwrap_err().code(), "number.out_of_range");
    assert_eq!(landed(&[own], USD, Mode::HalfUp).unwrap(), usd!(1));
}

proptest! {
    #[test]
    fn parts_add_up_and_are_near(
        amount in -1_000_000i64..1_000_000,
        weights in prop::collection::vec(0i64..5_000, 1..12),
        residue in prop::sample::select(RESIDUES.to_vec()),
    ) {
        let all: i64 = weights.iter().sum();
        prop_assume!(all > 0);
        let given: Vec<Line> = weights.iter().map(|w| Line { weight: Some(Decimal::new(*w, 3)), ..Line::of(dec!(1)) }).collect();
        let parts = allocate(Money::minor(amount, EUR), &given, Basis::Weight, residue).unwrap();
        let parts: Vec<i64> = parts.into_iter().map(|part| amounts::minor(part).unwrap()).collect();
        prop_assert_eq!(parts.iter().sum::<i64>(), amount);
        for (part, weight) in parts.iter().zip(&weights) {
            prop_assert!(*weight > 0 || *part == 0);
            prop_assert!(part * amount.signum() >= 0, "{part} of {amount}");
            if matches!(residue, Residue::LargestRemainderLast | Residue::LargestRemainderFirst) {
                prop_assert!((part * all - amount * weight).abs() < all, "{part} for {weight}");
            }
        }
        let turned = allocate(Money::minor(-amount, EUR), &given, Basis::Weight, residue).unwrap();
        let turned: Vec<i64> = turned.into_iter().map(|part| -amounts::minor(part).unwrap()).collect();
        prop_assert_eq!(&turned, &parts);
        // Seen from the end, first is last.
        let mirror = match residue {
            Residue::LargestRemainderLast => Residue::LargestRemainderFirst,
            Residue::LargestRemainderFirst => Residue::LargestRemainderLast,
            Residue::Last => Residue::First,
            Residue::First => Residue::Last,
        };
        let reversed: Vec<Line> = given.iter().rev().cloned().collect();
        let mirrored = allocate(Money::minor(amount, EUR), &reversed, Basis::Weight, mirror).unwrap();
        let mirrored: Vec<i64> = mirrored.into_iter().rev().map(|part| amounts::minor(part).unwrap()).collect();
        prop_assert_eq!(&mirrored, &parts);
    }

    /// Lines of different weights get the same in any order, but for those of equal remainders.
    #[test]
    fn the_order_of_lines_decides_ties_only(
        amount in 0i64..1_000_000,
        weights in prop::collection::btree_set(1i64..5_000, 2..8),
        turn in 1usize..7,
    ) {
        let weights: Vec<i64> = weights.into_iter().collect();
        let all: i64 = weights.iter().sum();
        let remainders: std::collections::BTreeSet<i64> = weights.iter().map(|w| amount * w % all).collect();
        prop_assume!(remainders.len() == weights.len());
        let mut moved = weights.clone();
        moved.rotate_left(turn % weights.len());
        let mut parts = minors(amount, &lines(&moved), Residue::LargestRemainderLast);
        parts.rotate_right(turn % weights.len());
        prop_assert_eq!(parts, minors(amount, &lines(&weights), Residue::LargestRemainderFirst));
    }
}
