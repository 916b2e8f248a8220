//! Who owns what, what it cost, and what is posted.

use super::*;
use crate::{calendar::date, money::currency::EUR};
use proptest::prelude::*;

fn day(at: u32) -> NaiveDate {
    date(2026, 1, at).unwrap()
}

fn note(kind: Kind, at: u32, quantity: i64) -> Note {
    Note::new(kind, "Valvo", "valve", day(at), quantity.into())
}

fn accounts() -> Accounts {
    let [inventory, on_consignment, cost_of_sales, payables] =
        ["inventory", "on consignment", "cost of sales", "payables"].map(str::to_owned);
    Accounts { inventory, on_consignment, cost_of_sales, payables }
}

#[test]
fn what_is_placed_keeps_its_value_to_the_last() {
    // 10.00 for 3 and 5.00 for 3: 15.00 for 6. One costs 2.50; of 12.50 for 5, two cost 5.00; the rest 7.50.
    let notes = [
        note(Kind::Arrived, 1, 3).costing(eur!(10.00)),
        note(Kind::Arrived, 2, 3).costing(eur!(5.00)),
        note(Kind::Used, 3, 1),
        note(Kind::Returned, 4, 2),
        note(Kind::Used, 5, 3),
    ];
    let book = placed(&notes, EUR).unwrap();
    let values: Vec<Money> = book.moves.iter().map(|one| one.value).collect();
    assert_eq!(values, [eur!(10), eur!(5), eur!(2.50), eur!(5), eur!(7.50)]);
    assert_eq!((book.balances[0].quantity, book.balances[0].value), (dec!(0), eur!(0)));
    let journal = post(&book, &accounts()).unwrap();
    assert_eq!(journal.balance("on consignment", EUR), eur!(0));
    assert_eq!(journal.balance("inventory", EUR), eur!(-10)); // 15.00 out, 5.00 back
    assert_eq!(journal.balance("cost of sales", EUR), eur!(10));
}

#[test]
fn what_is_held_is_bought_when_it_is_used() {
    let price = Price::new(dec!(0.335), EUR);
    let used = note(Kind::Used, 2, 3).at(price);
    let book =
        held(&[note(Kind::Arrived, 1, 10), Note { reference: Some("R7".into()), ..used }], EUR).unwrap();
    assert_eq!(book.moves[1].value, eur!(1.01)); // 1.005, half up
    let journal = post(&book, &accounts()).unwrap();
    assert_eq!(journal.balance("payables", EUR), eur!(-1.01));
    assert!(journal.postings().iter().all(|posting| posting.reference == "R7"));
    assert_eq!(journal.balance("inventory", EUR), eur!(0));
}

#[test]
fn refusals_name_row_field_and_value() {
    type Run = fn(&[Note], Currency) -> Result<Consignment>;
    let told = |run: Run, notes: &[Note]| {
        let error = run(notes, EUR).unwrap_err();
        assert_eq!(error.row(), Some(notes.len() as u64 - 1));
        (error.code().as_str(), error.field().to_owned())
    };
    let arrived = || note(Kind::Arrived, 2, 10);
    let sent = || arrived().costing(eur!(1.00));
    let price = eur!(1.00).each();
    assert_eq!(
        told(held, &[arrived(), note(Kind::Used, 2, 11).at(price)]),
        ("stock.short", "quantity".into())
    );
    assert_eq!(told(placed, &[sent(), note(Kind::Returned, 2, 11)]).0, "stock.short");
    assert_eq!(told(held, &[arrived(), note(Kind::Used, 2, 1)]), ("stock.no_cost", "unit_price".into()));
    assert_eq!(told(placed, &[arrived()]), ("stock.no_cost", "cost".into()));
    assert_eq!(told(held, &[sent()]), ("input.invalid", "cost".into()));
    assert_eq!(
        told(placed, &[sent(), note(Kind::Used, 2, 1).at(price)]),
        ("input.invalid", "unit_price".into())
    );
    assert_eq!(told(placed, &[sent(), note(Kind::Used, 1, 1)]), ("stock.day_before_last", "day".into()));
    assert_eq!(
        told(placed, &[arrived().costing(usd!(1.00))]),
        ("money.mixed_currencies", "cost.currency".into())
    );
    assert_eq!(told(placed, &[arrived().costing(eur!(-1.00))]).0, "number.negative");
    assert_eq!(told(held, &[note(Kind::Arrived, 1, 0)]), ("input.invalid", "quantity".into()));
    assert_eq!(told(held, &[note(Kind::Arrived, 1, -1)]), ("number.negative", "quantity".into()));
    // Another party's goods are not those.
    let other = Note { party: "Hydra".into(), ..note(Kind::Returned, 2, 1) };
    assert_eq!(told(placed, &[sent(), other]).0, "stock.short");
}

proptest! {
    /// Placed: what was sent is what was used, came back and is there, in units and in value; nothing there is worth
    /// nothing. The journal says the same.
    #[test]
    fn units_and_value_are_conserved(drawn in prop::collection::vec((0usize..3, 0usize..2, 1i64..20, 0i64..900), 0..30)) {
        let mut notes = Vec::new();
        for (kind, party, units, cost) in drawn {
            let kind = [Kind::Arrived, Kind::Used, Kind::Returned][kind];
            let mut one = Note { party: ["a", "b"][party].into(), ..note(kind, 1, units) };
            if kind == Kind::Arrived {
                one = one.costing(Money::minor(cost, EUR));
            }
            notes.push(one);
            if placed(&notes, EUR).is_err() {
                notes.pop();
            }
        }
        let book = placed(&notes, EUR).unwrap();
        let sum = |kind: Kind| {
            let of = || book.moves.iter().filter(|one| one.note.kind == kind);
            (of().map(|one| one.note.quantity).sum::<Decimal>(), of().map(|one| one.value.amount()).sum::<Decimal>())
        };
        let (sent, used, back) = (sum(Kind::Arrived), sum(Kind::Used), sum(Kind::Returned));
        let there = book.balances.iter().map(|b| b.quantity).sum::<Decimal>();
        let value = book.balances.iter().map(|b| b.value.amount()).sum::<Decimal>();
        prop_assert_eq!((used.0 + back.0 + there, used.1 + back.1 + value), sent);
        for balance in &book.balances {
            prop_assert!(!balance.value.is_negative() && (!balance.quantity.is_zero() || balance.value.is_zero()));
        }
        let journal = post(&book, &accounts()).unwrap();
        prop_assert_eq!(journal.balance("on consignment", EUR).amount(), value);
        prop_assert_eq!(journal.balance("cost of sales", EUR).amount(), used.1);
    }
}
