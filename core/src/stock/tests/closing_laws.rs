//! The laws of closed periods, of changes and of what was known, for any sequence of operations.

use super::{
    laws::{Drawn, all_methods, drawn, fitting, movement, policies},
    *,
};
use crate::{ledger::Journal, money::currency::EUR};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What is done besides applying the movement that was drawn.
#[derive(Clone, Copy, Debug)]
enum Act {
    Apply { back: u64 },
    Amend(usize),
    Delete(usize),
    Close { back: u64 },
    Reopen(usize),
}

fn acts() -> impl Strategy<Value = Act> {
    prop_oneof![
        12 => prop_oneof![3 => Just(0u64), 2 => 0u64..60].prop_map(|back| Act::Apply { back }),
        2 => any::<usize>().prop_map(Act::Amend),
        2 => any::<usize>().prop_map(Act::Delete),
        3 => (1u64..20).prop_map(|back| Act::Close { back }),
        1 => any::<usize>().prop_map(Act::Reopen),
    ]
}

fn earlier(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(chrono::Days::new(days)).unwrap()
}

/// What the books have up to a day, as bytes.
fn dated(value: &Valuation, upto: NaiveDate) -> Vec<String> {
    let within = |entry: &Entry| entry.posted_on() <= upto;
    let text = |value: serde_json::Result<String>| value.unwrap();
    let entries = value.entries.iter().filter(|entry| within(entry));
    let entry = |row: u64| &value.entries[usize::try_from(row).unwrap()];
    // Rows of what is booked later move with what is booked later still.
    let after = value.entries.iter().filter(|entry| within(entry)).count() as u64;
    let covers = value.covers.iter().filter(|cover| within(entry(cover.row)));
    let prior = value.prior_periods.iter().filter(|prior| prior.booked_on <= upto);
    entries
        .map(|entry| text(serde_json::to_string(&entry.clone().with_rows_to(after))))
        .chain(covers.map(|cover| text(serde_json::to_string(&cover.clone().with_rows_to(after)))))
        .chain(prior.map(|prior| text(serde_json::to_string(&prior.clone().with_rows_to(after)))))
        .collect()
}

fn balances(journal: &Journal) -> BTreeMap<String, Money> {
    let all = journal.accounts().filter(|(_, amount)| !amount.is_zero());
    all.map(|(account, amount)| (account.to_owned(), amount)).collect()
}

/// The last day of the month before, for periodic methods; that many days before for the others.
fn end(method: Method, on: NaiveDate, back: u64, policy: &Policy) -> NaiveDate {
    if method.is_periodic() {
        earlier(policy.period.first_day(earlier(on, back)), 1)
    } else {
        earlier(on, back)
    }
}

proptest! {
    /// What is closed never changes, by a byte; the frozen figures and the differences come to what a book without
    /// closing gives, by account; and the changes of all versions come to the journal of the last.
    #[test]
    fn closed_periods_stay_and_differences_add_up(
        all in prop::collection::vec((drawn(), acts()), 1..40), method in all_methods(), policy in policies(),
    ) {
        let policy = fitting(method, policy);
        let mut book = Book::new(EUR, method, policy.clone()).unwrap();
        let mut open = book.clone();
        let mut taken: Vec<Movement> = Vec::new();
        let mut journal = Journal::new();
        let mut on = day(3, 1);
        for (index, (drawn, act)) in all.iter().enumerate() {
            on = on.checked_add_days(chrono::Days::new(drawn.days)).unwrap();
            let (version, upto) = (book.version(), book.closings().last().map(|closed| closed.upto));
            let before = book.valuation().unwrap();
            let picked = |pick: usize| taken.get(pick.checked_rem(taken.len())?).cloned();
            let mut still = upto;
            let (done, wanted) = match *act {
                Act::Apply { back } => {
                    let movement = movement(index, drawn, earlier(on, back), &policy, &taken);
                    let wanted = open.apply(&movement);
                    let done = if upto.is_some_and(|upto| movement.day <= upto) {
                        prop_assert!(book.apply(&movement).is_err());
                        book.apply_late(&movement, on)
                    } else {
                        book.apply(&movement)
                    };
                    if done.is_ok() {
                        taken.push(movement);
                    }
                    (done, wanted)
                }
                Act::Amend(pick) => {
                    let Some(movement) = picked(pick).filter(|movement| movement.kind.has_quantity()) else { continue };
                    let id = movement.id.clone().unwrap();
                    let more = Movement { quantity: movement.quantity + Decimal::ONE, ..movement };
                    let wanted = open.amend(&id, &more);
                    let done = if upto.is_some_and(|upto| more.day <= upto) {
                        prop_assert!(book.amend(&id, &more).is_err());
                        book.amend_late(&id, &more, on)
                    } else {
                        book.amend(&id, &more)
                    };
                    if done.is_ok() {
                        let known = taken.iter_mut().find(|known| known.id == more.id).unwrap();
                        *known = more;
                    }
                    (done, wanted)
                }
                Act::Delete(pick) => {
                    let Some(movement) = picked(pick) else { continue };
                    let id = movement.id.clone().unwrap();
                    let wanted = open.delete(&id);
                    let done = if upto.is_some_and(|upto| movement.day <= upto) {
                        prop_assert!(book.delete(&id).is_err());
                        book.delete_late(&id, on)
                    } else {
                        book.delete(&id)
                    };
                    if done.is_ok() {
                        taken.retain(|known| known.id != movement.id);
                    }
                    (done, wanted)
                }
                Act::Close { back } => {
                    // One that is not after the last is refused.
                    let done = book.close(end(method, on, back, &policy));
                    prop_assert_eq!(done.is_ok(), upto.is_none_or(|upto| end(method, on, back, &policy) > upto));
                    (Ok(()), Ok(()))
                }
                Act::Reopen(pick) => {
                    let closings = book.closings().to_vec();
                    let Some(closed) = pick.checked_rem(closings.len()).and_then(|pick| closings.get(pick)) else { continue };
                    book.reopen(closed.upto).unwrap();
                    still = book.closings().last().map(|closed| closed.upto);
                    (Ok(()), Ok(()))
                }
            };
            // Whether a movement can stand does not depend on closings.
            prop_assert_eq!(done.as_ref().map_err(Error::code), wanted.as_ref().map_err(Error::code));
            let value = book.valuation().unwrap();
            if done.is_err() {
                prop_assert_eq!(&value, &before);
            }
            if let Err(error) = value.conserved() {
                return Err(TestCaseError::fail(error.to_string()));
            }
            if let Some(still) = still {
                prop_assert_eq!(dated(&value, still), dated(&before, still));
            }
            book.verify().unwrap();
            let changes = book.diff(version).unwrap();
            for change in &changes {
                prop_assert!(change.before != change.after);
                let days = change.before.iter().chain(&change.after).map(|figures| figures.booked_on);
                let days: Vec<NaiveDate> = change.prior_period.map_or_else(|| days.collect(), |day| vec![day]);
                prop_assert!(still.is_none_or(|still| days.iter().all(|day| *day > still)), "{:?}", change);
            }
            journal.append(&post_changes(&changes, &accounts()).unwrap()).unwrap();
            prop_assert_eq!(balances(&journal), balances(&post(&value, &accounts()).unwrap()));
        }
        let (value, wanted) = (book.valuation().unwrap(), open.valuation().unwrap());
        prop_assert_eq!(balances(&journal), balances(&post(&wanted, &accounts()).unwrap()));
        prop_assert_eq!(&value.items, &wanted.items);
        prop_assert_eq!(value.total, wanted.total);
        prop_assert_eq!(wanted.prior_periods.len(), 0);
        let text = serde_json::to_string(&book).unwrap();
        let loaded: Book = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&loaded, &book);
        prop_assert_eq!(loaded.valuation().unwrap(), value.clone());
        prop_assert_eq!(serde_json::to_string(&loaded).unwrap(), text);
        // All at once, the changes are the same: those from the beginning are the whole journal.
        let changes = post_changes(&book.diff(0).unwrap(), &accounts()).unwrap();
        prop_assert_eq!(balances(&changes), balances(&journal));
        let text = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(serde_json::from_str::<Valuation>(&text).unwrap(), value);
    }

    /// The book as known on a day is the book as it was then.
    #[test]
    fn what_was_known_is_what_there_was(
        all in prop::collection::vec((drawn(), acts()), 1..25), method in all_methods(), policy in policies(),
    ) {
        let policy = fitting(method, policy);
        let mut book = Book::new(EUR, method, policy.clone()).unwrap();
        let mut taken: Vec<Movement> = Vec::new();
        let mut then: Vec<(NaiveDate, Valuation)> = Vec::new();
        let mut on = day(3, 1);
        for (index, (drawn, act)) in all.iter().enumerate() {
            on = on.succ_opt().unwrap();
            let picked = |pick: usize| taken.get(pick.checked_rem(taken.len())?).cloned();
            match *act {
                Act::Apply { back } => {
                    let movement = movement(index, drawn, earlier(on, back), &policy, &taken).entered(on);
                    if book.apply(&movement).is_ok() {
                        taken.push(movement);
                    }
                }
                Act::Amend(pick) => {
                    let Some(movement) = picked(pick).filter(|movement| movement.kind.has_quantity()) else { continue };
                    let more = Movement { quantity: movement.quantity + Decimal::ONE, ..movement };
                    let _ = book.amend_on(&more.id.clone().unwrap(), &more, on);
                }
                Act::Delete(pick) => {
                    let Some(movement) = picked(pick) else { continue };
                    if book.delete_on(&movement.id.clone().unwrap(), on).is_ok() {
                        taken.retain(|known| known.id != movement.id);
                    }
                }
                Act::Close { .. } | Act::Reopen(_) => {}
            }
            then.push((on, book.valuation().unwrap()));
        }
        for (on, value) in then {
            prop_assert_eq!(book.known_on(on).unwrap().valuation().unwrap(), value);
        }
        prop_assert_eq!(book.known_on(day(2, 28)).unwrap().movements().count(), 0);
    }

    /// What a restated method changes on hand at the end is what it changes before and since.
    #[test]
    fn a_restatement_adds_up(
        all in prop::collection::vec(drawn(), 1..25), method in all_methods(), other in all_methods(), policy in policies(), days in 0u64..60,
    ) {
        let policy = fitting(Method::Specific, fitting(Method::Standard, policy));
        let mut book = Book::new(EUR, method, policy.clone()).unwrap();
        let mut taken: Vec<Movement> = Vec::new();
        let mut on = day(1, 1);
        for (index, drawn) in all.iter().enumerate() {
            let drawn: &Drawn = drawn;
            on = on.checked_add_days(chrono::Days::new(drawn.days)).unwrap();
            let movement = movement(index, drawn, on, &policy, &taken);
            if book.apply(&movement).is_ok() {
                taken.push(movement);
            }
        }
        let from = day(1, 1).checked_add_days(chrono::Days::new(days)).unwrap();
        let same = book.restated(method, None, from);
        if let (Ok(same), true) = (&same, taken.iter().all(|movement| movement.kind != Kind::SetMethod)) {
            prop_assert!(same.differences.values().all(|one| one.closing.is_zero() && one.cost.is_zero()));
        }
        let Ok(restated) = book.restated(other, None, from) else { return Ok(()) };
        let anew = restated.book.valuation().unwrap();
        for (item, one) in &restated.differences {
            let closing = one.opening.checked_sub(one.cost).unwrap().checked_add(one.other).unwrap();
            prop_assert_eq!(one.closing, closing);
            prop_assert_eq!(anew.on_hand(item), book.on_hand(item).unwrap().checked_add(one.closing).unwrap());
        }
    }
}
