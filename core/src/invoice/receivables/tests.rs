use super::*;
use crate::{
    calendar::date,
    error::Code,
    money::{Currency, Mode, Money, Rounding, currency::EUR, currency::USD},
};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

fn day(offset: u64) -> NaiveDate {
    date(2026, 3, 1).unwrap().checked_add_days(Days::new(offset)).unwrap()
}

fn every_step() -> Policy {
    Policy::of([By::Reference, By::Amount, By::OldestFirst])
}

#[test]
fn what_is_wrong_is_named() {
    let item = OpenItem::new("1", "Ada", day(0), day(30), eur!(100.00));
    let payment = Payment::new("p", "Ada", day(9), eur!(100.00));
    let told = |items: &[OpenItem], payments: &[Payment], policy: &Policy| {
        let error = allocate(items, payments, policy).unwrap_err();
        (error.code(), error.field().to_owned())
    };
    let twice = [item.clone(), item.clone()];
    assert_eq!(told(&twice, &[], &every_step()), (Code::InputDuplicate, "items.1.number".into()));
    let paid_twice = [payment.clone(), payment.clone()];
    assert_eq!(told(&[], &paid_twice, &every_step()), (Code::InputDuplicate, "payments.1.id".into()));
    assert_eq!(told(&[], &[], &Policy::of([])), (Code::InputMissing, "policy.order".into()));
    let below = every_step().tolerating(eur!(-0.01));
    assert_eq!(told(&[], &[], &below), (Code::NumberNegative, "policy.tolerances".into()));
    let over = OpenItem { open: eur!(100.01), ..item.clone() };
    assert_eq!(told(&[over], &[], &every_step()), (Code::InputInvalid, "items.0.open".into()));
    let other = OpenItem { open: usd!(1.00), ..item.clone() };
    assert_eq!(told(&[other], &[], &every_step()), (Code::MoneyMixedCurrencies, "items.0.open".into()));
    let turned = OpenItem { open: eur!(-1.00), ..item.clone() };
    assert_eq!(told(&[turned], &[], &every_step()), (Code::InputInvalid, "items.0.open".into()));
    let share = item.clone().discount(day(9), dec!(2));
    assert_eq!(told(&[share], &[], &every_step()), (Code::InputInvalid, "items.0.discounts.0.share".into()));

    // A payment that cannot be used is a problem, and the others go on.
    let booked = OpenItem::new("2", "Ada", day(0), day(30), usd!(10.00)).booked_at(eur!(9.00));
    let payments = [
        Payment::new("a", "Ada", day(9), eur!(-1.00)),
        Payment::new("b", "Ada", day(9), eur!(0)),
        Payment::new("c", "Ada", day(9), usd!(10.00)),
        Payment::new("d", "Ada", day(9), usd!(10.00)).booked_at(gbp!(8.00)),
        payment,
    ];
    let allocation = allocate(&[item, booked], &payments, &every_step()).unwrap();
    let problems: Vec<_> = allocation.problems.iter().map(|p| (p.row, p.code, p.field.as_str())).collect();
    let wanted = [
        (0, Code::NumberNegative, "amount"),
        (1, Code::InputInvalid, "amount"),
        (2, Code::InputMissing, "booked"),
        (3, Code::MoneyMixedCurrencies, "booked"),
    ];
    assert_eq!(problems, wanted);
    assert_eq!(allocation.applied.len(), 1);
}

#[test]
fn interest_is_refused_by_name() {
    let rate = |y, rate| RateSince { since: date(y, 1, 1).unwrap(), rate, source: String::new() };
    let told = |principal, reductions: &[Reduction], from, to, rates: &[RateSince]| {
        let by = Rounding::minor(EUR, Mode::HalfUp);
        interest(principal, reductions, from, to, rates, DayCount::Actual365, by).unwrap_err().code()
    };
    let rates = [rate(2026, dec!(0.1))];
    assert_eq!(told(eur!(1.00), &[], day(9), day(8), &rates), Code::CalendarInvalidPeriod);
    assert_eq!(told(eur!(-1.00), &[], day(0), day(8), &rates), Code::NumberNegative);
    assert_eq!(told(eur!(1.00), &[], day(0), day(8), &[rate(2026, dec!(-0.1))]), Code::NumberNegative);
    assert_eq!(told(eur!(1.00), &[], day(0), day(8), &[rate(2027, dec!(0.1))]), Code::LawNoneInForce);
    assert_eq!(
        told(eur!(1.00), &[], day(0), day(8), &[rate(2026, dec!(0.1)), rate(2026, dec!(0.2))]),
        Code::InputDuplicate
    );
    let more = [Reduction { day: day(1), amount: eur!(2.00) }];
    assert_eq!(told(eur!(1.00), &more, day(0), day(8), &rates), Code::InputInvalid);
    let other = [Reduction { day: day(1), amount: usd!(1.00) }];
    assert_eq!(told(eur!(1.00), &other, day(0), day(8), &rates), Code::MoneyMixedCurrencies);
}

#[test]
fn a_judge_finds_what_was_changed() {
    let items = [OpenItem::new("1", "Ada", day(0), day(30), usd!(100.00)).booked_at(eur!(90.00))];
    let payments = [Payment::new("p", "Ada", day(9), usd!(60.00)).booked_at(eur!(55.00))];
    let right = allocate(&items, &payments, &every_step()).unwrap();
    right.conserved(&items, &payments).unwrap();
    let wrong: [fn(&mut Allocation); 6] = [
        |a| a.applied[0].paid = usd!(59.99),
        |a| a.applied[0].written_off = usd!(0.01),
        |a| a.items[0].open = usd!(39.00),
        |a| a.applied.clear(),
        |a| a.applied[0].booking.as_mut().unwrap().paid = eur!(54.00),
        |a| a.items.clear(),
    ];
    for change in wrong {
        let mut changed = right.clone();
        change(&mut changed);
        assert_eq!(changed.conserved(&items, &payments).unwrap_err().code(), Code::LedgerUnbalanced);
    }
}

fn money(units: i64, foreign: bool) -> Money {
    Money::minor(units, if foreign { USD } else { EUR })
}

prop_compose! {
    fn item()(
        units in prop_oneof![1i64..50_000, -20_000i64..-1], customer in 0usize..3, foreign: bool, due in 0u64..40,
        discount in prop::option::of((0u64..30, 0i64..10)), rate in 50i64..150,
    ) -> OpenItem {
        let item = OpenItem::new("", ["Ada", "Bob", "Eve"][customer], day(0), day(due), money(units, foreign));
        let item = match discount {
            Some((until, share)) => item.discount(day(until), rust_decimal::Decimal::new(share, 2)),
            None => item,
        };
        if foreign { item.booked_at(Money::minor(units * rate / 100, EUR)) } else { item }
    }
}

prop_compose! {
    fn payment()(
        units in 1i64..80_000, customer in 0usize..4, foreign: bool, on in 0u64..40,
        names in prop::collection::vec(0usize..12, 0..3), rate in 50i64..150,
    ) -> Payment {
        let payment = Payment::new("", ["Ada", "Bob", "Eve", ""][customer], day(on), money(units, foreign));
        let payment = names.into_iter().fold(payment, |payment, name| payment.referring(name.to_string()));
        if foreign { payment.booked_at(Money::minor(units * rate / 100, EUR)) } else { payment }
    }
}

proptest! {
    #[test]
    fn nothing_is_lost(
        mut items in prop::collection::vec(item(), 0..10),
        mut payments in prop::collection::vec(payment(), 0..8),
        tolerance in 0i64..500, grace in 0u32..5,
        mode in prop::sample::select(vec![Mode::HalfUp, Mode::HalfEven, Mode::Down, Mode::Up]),
        mut order in Just(vec![By::Reference, By::Amount, By::OldestFirst]).prop_shuffle(), keep in 1usize..4,
    ) {
        for (place, item) in items.iter_mut().enumerate() {
            item.number = place.to_string();
        }
        for (place, payment) in payments.iter_mut().enumerate() {
            payment.id = place.to_string();
        }
        order.truncate(keep);
        let policy = Policy { rounding: mode, ..Policy::of(order).tolerating(Money::minor(tolerance, EUR)).grace(grace) };
        let allocation = allocate(&items, &payments, &policy).unwrap();
        allocation.conserved(&items, &payments).unwrap();
        for (before, after) in items.iter().zip(&allocation.items) {
            prop_assert!(after.open.amount().abs() <= before.open.amount().abs());
            prop_assert!(after.open.is_zero() || after.open.is_negative() == before.open.is_negative());
            if let (Some(booked), true) = (after.booked, after.open.is_zero()) {
                prop_assert!(booked.open.is_zero(), "{:?}", booked);
            }
        }
        for applied in &allocation.applied {
            prop_assert!(!applied.discount.is_negative());
            prop_assert!(applied.written_off.amount().abs() <= Money::minor(tolerance, EUR).amount());
        }
        // The journal balances, and takes from each receivable what left the books.
        let accounts = Accounts {
            bank: "bank".into(), receivable: "receivable".into(), on_account: "on account".into(),
            discount: "discount".into(), written_off: "written off".into(), exchange_difference: "exchange".into(),
        };
        let journal = post(&allocation, &accounts).unwrap();
        let booked = |items: &[OpenItem]| {
            Money::sum(items.iter().map(|item| item.booked.map_or(item.open, |b| b.open)), EUR).unwrap()
        };
        let taken = booked(&items).checked_sub(booked(&allocation.items)).unwrap();
        prop_assert_eq!(journal.balance("receivable", EUR), -taken);
        prop_assert!(journal.balance("receivable", USD).is_zero());
        // Every figure of an ageing is somewhere, whatever the bounds.
        let aged = age(&allocation.items, day(20), &[5, 10]).unwrap();
        let of = |currency: Currency, amounts: &mut dyn Iterator<Item = Money>| {
            Money::sum(amounts.filter(|amount| amount.currency() == currency), currency).unwrap()
        };
        for currency in [EUR, USD] {
            let open = of(currency, &mut allocation.items.iter().map(|item| item.open));
            prop_assert_eq!(of(currency, &mut aged.iter().map(|aged| aged.total)), open);
            let parts = aged.iter().flat_map(|aged| aged.late.iter().copied().chain([aged.not_due]));
            prop_assert_eq!(of(currency, &mut parts.collect::<Vec<_>>().into_iter()), open);
            let expected = expect(&allocation.items, &[], day(20), 1).unwrap();
            prop_assert_eq!(of(currency, &mut expected.weeks.iter().flat_map(|week| week.amounts.clone())), open);
        }
        let json = serde_json::to_string(&allocation).unwrap();
        prop_assert_eq!(serde_json::from_str::<Allocation>(&json).unwrap(), allocation);
    }

    #[test]
    fn interest_adds_up_however_it_is_cut(
        units in 0i64..10_000_000, length in 0u64..900, cut in 0u64..900, paid in 0i64..5_000_000,
        first in 0i64..2_000, second in 0i64..2_000,
        days in prop::sample::select(vec![DayCount::Actual365, DayCount::Actual360, DayCount::ActualActual]),
    ) {
        let rates: Vec<RateSince> = [(0, first), (500, second)].into_iter()
            .map(|(since, rate)| RateSince { since: day(since), rate: rust_decimal::Decimal::new(rate, 4), source: String::new() })
            .collect();
        let reduction = Reduction { day: day(cut), amount: Money::minor(paid.min(units), EUR) };
        let by = Rounding::minor(EUR, Mode::HalfUp);
        let whole = interest(Money::minor(units, EUR), &[reduction], day(0), day(length), &rates, days, by).unwrap();
        prop_assert_eq!(Money::sum(whole.segments.iter().map(|s| s.amount), EUR).unwrap(), whole.total);
        prop_assert_eq!(whole.segments.iter().map(|s| u64::from(s.days)).sum::<u64>(), length + 1);
        // A day more never costs less.
        let longer = interest(Money::minor(units, EUR), &[], day(0), day(length + 1), &rates, days, by).unwrap();
        let shorter = interest(Money::minor(units, EUR), &[], day(0), day(length), &rates, days, by).unwrap();
        prop_assert!(longer.total.amount() >= shorter.total.amount());
    }
}
