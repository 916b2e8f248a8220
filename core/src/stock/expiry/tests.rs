//! The picking order, what is passed over, and the report.

use super::*;
use crate::{calendar::date, money::currency::EUR};
use proptest::prelude::*;

fn day(month: u32, day: u32) -> NaiveDate {
    date(2026, month, day).unwrap()
}

fn taken(picks: &[Pick]) -> Vec<(&str, Decimal)> {
    picks.iter().map(|pick| (pick.lot.as_str(), pick.quantity)).collect()
}

#[test]
fn the_last_day_counts_and_days_to_keep_are_asked_for() {
    let lots = [
        DatedLot::new("today", dec!(3)).expiring(day(3, 1)),
        DatedLot::new("week", dec!(4)).expiring(day(3, 8)),
        DatedLot::new("yesterday", dec!(5)).expiring(day(2, 28)),
        DatedLot::new("empty", dec!(0)).expiring(day(1, 1)),
    ];
    let picks = pick(&lots, dec!(10), &Picking::on(day(3, 1))).unwrap();
    assert_eq!(taken(&picks.picks), [("today", dec!(3)), ("week", dec!(4))]);
    assert_eq!((picks.missing, taken(&picks.passed_over)), (dec!(3), vec![("yesterday", dec!(5))]));
    let keeping = Picking { keeps: 7, ..Picking::on(day(3, 1)) };
    let picks = pick(&lots, dec!(4), &keeping).unwrap();
    assert_eq!((taken(&picks.picks), picks.missing), (vec![("week", dec!(4))], dec!(0)));
    assert_eq!(taken(&picks.passed_over), [("yesterday", dec!(5)), ("today", dec!(3))]);
    let all = pick(&lots, dec!(6), &Picking { expired_too: true, ..keeping }).unwrap();
    assert_eq!(taken(&all.picks), [("yesterday", dec!(5)), ("today", dec!(1))]);
    assert_eq!(all.picks[0].place, 2);
}

#[test]
fn of_one_expiry_the_first_to_have_come() {
    let lot = |name, received| DatedLot { received, ..DatedLot::new(name, dec!(1)).expiring(day(5, 1)) };
    let lots = [lot("c", None), lot("b", Some(day(2, 1))), lot("a", Some(day(1, 1))), lot("d", None)];
    let picks = pick(&lots, dec!(4), &Picking::on(day(3, 1))).unwrap();
    assert_eq!(taken(&picks.picks), ["a", "b", "c", "d"].map(|lot| (lot, dec!(1))));
}

#[test]
fn the_report_has_every_lot_once() {
    let lot = |name, units, last: Option<NaiveDate>, value| DatedLot {
        expires: last,
        value: Some(Money::minor(value, EUR)),
        ..DatedLot::new(name, units)
    };
    let lots = [
        lot("old", dec!(2), Some(day(2, 28)), 500),
        lot("today", dec!(1.5), Some(day(3, 1)), 600),
        lot("bound", dec!(1), Some(day(3, 31)), 700),
        lot("after", dec!(1), Some(day(4, 1)), 800),
        lot("late", dec!(1), Some(day(5, 31)), 900),
        lot("keeps", dec!(9), None, 1_000),
        lot("gone", dec!(0), Some(day(3, 2)), 0),
    ];
    let expiring = report(&lots, day(3, 1), &[30, 90], EUR).unwrap();
    let names = |bucket: &Bucket| bucket.lots.iter().map(|lot| lot.lot.clone()).collect::<Vec<_>>().join(" ");
    let within: Vec<String> = expiring.within.iter().map(names).collect();
    assert_eq!((names(&expiring.expired).as_str(), names(&expiring.keeps).as_str()), ("old", "keeps"));
    assert_eq!(within, ["today bound", "after", "late"]);
    assert_eq!((expiring.within[0].quantity, expiring.within[0].value), (dec!(2.5), eur!(13)));
    assert_eq!((expiring.within[1].first, expiring.within[1].last), (Some(day(4, 1)), Some(day(5, 30))));
    assert_eq!((expiring.within[2].first, expiring.within[2].last), (Some(day(5, 31)), None));
}

#[test]
fn refusals() {
    let told = |error: Error| (error.code().as_str(), error.field().to_owned());
    let lots = [DatedLot::new("a", dec!(1)), DatedLot::new("b", dec!(-1))];
    let on = Picking::on(day(3, 1));
    assert_eq!(told(pick(&lots, dec!(1), &on).unwrap_err()), ("number.negative", "lots.1.quantity".into()));
    assert_eq!(told(pick(&[], dec!(-1), &on).unwrap_err()), ("number.negative", "quantity".into()));
    assert_eq!(told(pick(&[], dec!(0.0000001), &on).unwrap_err()).0, "stock.quantity_scale");
    let for_ever = Picking { keeps: u32::MAX, ..on };
    assert_eq!(told(pick(&[], dec!(1), &for_ever).unwrap_err()), ("calendar.invalid_date", "keeps".into()));
    let asked = |bounds: &[u32]| told(report(&[], day(3, 1), bounds, EUR).unwrap_err());
    assert_eq!(asked(&[30, 30]), ("input.invalid", "bounds.1".into()));
    assert_eq!(asked(&[u32::MAX]), ("calendar.invalid_date", "bounds".into()));
    let ends = report(&lots[..1], NaiveDate::MAX, &[0], EUR).unwrap();
    assert_eq!((ends.within.len(), ends.keeps.lots.len()), (2, 1));
    let dollars = [DatedLot { value: Some(usd!(1.00)), ..lots[0].clone() }];
    assert_eq!(told(report(&dollars, day(3, 1), &[], EUR).unwrap_err()).0, "money.mixed_currencies");
}

proptest! {
    #[test]
    fn picks_are_complete_in_order_and_fresh(
        drawn in prop::collection::vec((0i64..50, prop::option::of(0u64..40)), 0..10),
        wanted in 0i64..200,
        keeps in 0u32..20,
        turn in 0usize..10,
    ) {
        let first = day(3, 1);
        let lots: Vec<DatedLot> = drawn.iter().enumerate().map(|(place, (units, last))| DatedLot {
            expires: last.map(|days| first + Days::new(days)),
            // Of one expiry the order is that of coming, so that the order given plays no part.
            received: Some(first - Days::new(place as u64)),
            ..DatedLot::new(place.to_string(), Decimal::new(*units, 1))
        }).collect();
        let picking = Picking { keeps, ..Picking::on(first + Days::new(10)) };
        let picks = pick(&lots, Decimal::new(wanted, 1), &picking).unwrap();
        let fits = |lot: &DatedLot| lot.expires.is_none_or(|last| last >= picking.day + Days::new(keeps.into()));
        let there: Decimal = lots.iter().filter(|lot| fits(lot)).map(|lot| lot.quantity).sum();
        let sum: Decimal = picks.picks.iter().map(|pick| pick.quantity).sum();
        prop_assert_eq!(sum, there.min(Decimal::new(wanted, 1)));
        prop_assert_eq!(sum + picks.missing, Decimal::new(wanted, 1));
        prop_assert!(picks.picks.iter().all(|pick| fits(&lots[pick.place]) && pick.quantity <= lots[pick.place].quantity));
        // All but the last are taken whole, and none that expires earlier is left.
        for (before, after) in picks.picks.iter().zip(picks.picks.iter().skip(1)) {
            prop_assert_eq!(before.quantity, lots[before.place].quantity);
            prop_assert!(after.expires.is_none_or(|last| before.expires.is_some_and(|first| first <= last)));
        }
        let mut turned = lots.clone();
        turned.rotate_left(if lots.is_empty() { 0 } else { turn % lots.len() });
        let again = pick(&turned, Decimal::new(wanted, 1), &picking).unwrap();
        prop_assert_eq!(taken(&again.picks), taken(&picks.picks));
    }
}
