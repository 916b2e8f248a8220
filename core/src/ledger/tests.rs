use super::*;
use crate::{
    calendar::date,
    money::currency::{EUR, GBP, JPY},
};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn day() -> NaiveDate {
    date(2010, 12, 1).unwrap()
}

#[test]
fn each_currency_balances_on_its_own() {
    let mut journal = Journal::new();
    journal.post(Posting::debit(day(), "bank", gbp!(10.00), "1")).unwrap();
    journal.post(Posting::credit(day(), "sales", eur!(10.00), "1")).unwrap();
    let error = journal.balanced().unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LedgerUnbalanced, "-10.00 EUR"));
    journal.post(Posting::credit(day(), "exchange", gbp!(10.00), "1")).unwrap();
    journal.post(Posting::debit(day(), "exchange", eur!(10.00), "1")).unwrap();
    journal.balanced().unwrap();
    assert_eq!(journal.currencies().collect::<Vec<_>>(), [EUR, GBP]);
    assert_eq!(journal.balance("exchange", GBP), gbp!(-10.00));
    assert_eq!(journal.balance("exchange", EUR), eur!(10.00));
    assert_eq!(journal.balance("nowhere", EUR), eur!(0.00));
}

#[test]
fn a_refused_posting_changes_nothing() {
    let most = Money::new(Decimal::MAX, JPY).unwrap();
    let mut journal = Journal::new();
    journal.post(Posting::debit(day(), "a", most, "1")).unwrap();
    let before = journal.clone();
    assert_eq!(
        journal.post(Posting::debit(day(), "a", most, "2")).unwrap_err().code(),
        Code::NumberOutOfRange
    );
    assert_eq!(journal.post(Posting::debit(day(), "", gbp!(1.00), "3")).unwrap_err().field(), "account");
    let mut other = Journal::new();
    other.post(Posting::debit(day(), "b", gbp!(1.00), "4")).unwrap();
    other.post(Posting::debit(day(), "a", most, "4")).unwrap();
    assert!(journal.append(&other).is_err());
    assert_eq!(journal, before);
}

proptest! {
    #[test]
    fn balances_are_the_sums_of_the_postings(
        rows in prop::collection::vec((0u8..4, -100_000i64..100_000, any::<bool>()), 0..60),
    ) {
        let mut journal = Journal::new();
        for (account, units, euros) in &rows {
            let currency = if *euros { EUR } else { GBP };
            let posting = Posting::debit(day(), account.to_string(), Money::minor(*units, currency), "x");
            journal.post(posting).unwrap();
        }
        for currency in [EUR, GBP] {
            let mut total = 0;
            for account in 0u8..4 {
                let sum: i64 = rows.iter().filter(|r| r.0 == account && r.2 == (currency == EUR)).map(|r| r.1).sum();
                prop_assert_eq!(journal.balance(&account.to_string(), currency), Money::minor(sum, currency));
                total += sum;
            }
            if total != 0 {
                prop_assert!(journal.balanced().is_err());
            }
        }
        let json = serde_json::to_string(&journal).unwrap();
        prop_assert_eq!(serde_json::from_str::<Journal>(&json).unwrap(), journal);
    }
}
