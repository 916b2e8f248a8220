//! The doors of the book of stock as it is changed, closed and looked back on, of its postings and its reports.

use super::{Outcome, Result, answer, part, unchanged};
use backoffice::{
    NaiveDate, Period,
    ledger::Journal,
    stock::{self, Accounts, Book, Method, Movement, Scheme, Valuation, WriteDown, reports},
};
use serde_json::{Value, json};

fn eur(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "EUR" })
}

fn receipt(id: &str, day: &str, quantity: &str, cost: &str) -> Value {
    json!({ "id": id, "kind": "receipt", "item": "tea", "day": day, "quantity": quantity, "unit_cost": eur(cost) })
}

fn issue(id: &str, day: &str, quantity: &str) -> Value {
    json!({ "id": id, "kind": "issue", "item": "tea", "day": day, "quantity": quantity })
}

fn accounts() -> Value {
    json!({
        "inventory": "i", "cost_of_sales": "c", "adjustment": "a", "goods_received": "g", "price_difference": "p",
        "opening": "o", "revaluation": "v", "production": "w", "in_transit": "t", "transit_locations": ["ship"],
        "write_down": "d", "allowance": "l", "purchases": "b", "change_of_purchases": "x", "change_of_products": "y",
    })
}

/// A stored book in which all that can be done was done once.
pub fn book() -> Value {
    let amended = json!({ "id": "in 2", "movement": receipt("in 2", "2026-01-11", "9.5", "3.01") });
    json!({
        "book": {
            "version": 1, "currency": "EUR", "method": "moving_average",
            "policy": { "base": "ifrs_default", "late_cost": "split", "negative": "recost_covered_units" },
            "movements": [
                receipt("in 1", "2026-01-05", "10", "2.00"), receipt("in 2", "2026-01-10", "10", "3.00"),
                issue("out", "2026-01-20", "12"), issue("gone", "2026-01-21", "30"),
                receipt("in 0", "2026-01-02", "4", "0.335"),
                { "kind": "landed_cost", "item": "tea", "day": "2026-02-08", "of": "in 2", "total_cost": eur("1.23"), "entered": "2026-03-01" },
            ],
            "operations": [
                { "after": 4, "on": "2026-01-25", "what": { "amend": amended } },
                { "after": 4, "on": "2026-01-30", "what": { "delete": { "id": "gone" } } },
                { "after": 4, "booked_on": "2026-02-03", "what": "apply_late" },
            ],
        },
        "movement": receipt("new", "2026-01-03", "2", "1.25"), "replaced": receipt("in 1", "2026-01-06", "11", "1.99"),
        "id": "in 1", "day": "2026-02-15", "upto": "2026-02-28", "booked_on": "2026-03-02", "since": 8,
        "method": "fifo", "accounts": accounts(),
    })
}

pub fn work_on(document: &Value) -> Result {
    let mut book: Book = part(document, "book")?;
    let (movement, replaced): (Movement, Movement) =
        (part(document, "movement")?, part(document, "replaced")?);
    let (id, since): (String, u64) = (part(document, "id")?, part(document, "since")?);
    let (day, upto): (NaiveDate, NaiveDate) = (part(document, "day")?, part(document, "upto")?);
    let (booked_on, method): (NaiveDate, Method) = (part(document, "booked_on")?, part(document, "method")?);
    let accounts: Accounts = part(document, "accounts")?;
    answer(&book)?;
    let mut refused = None;
    let mut note = |result: backoffice::Result<()>| refused = refused.take().or(result.err());
    let version = book.version();
    note(unchanged(&mut book, |book| book.amend(&id, &replaced)));
    note(unchanged(&mut book, |book| book.apply(&movement)));
    note(unchanged(&mut book.clone(), |book| book.delete_on(&id, day)));
    note(known(&book, day));
    note(unchanged(&mut book, |book| book.close(upto)).map(|_| ()));
    let closed = book.clone();
    note(unchanged(&mut book, |book| book.apply_late(&Movement { id: None, ..movement.clone() }, booked_on)));
    note(unchanged(&mut book, |book| book.amend_late(&id, &replaced, booked_on)));
    note(unchanged(&mut book, |book| book.delete_late(&id, booked_on)));
    answer(&book)?;
    // What is closed stays as it was, unless a sum leaves the range.
    if let Err(error) = book.verify() {
        assert_eq!(error.code(), "number.out_of_range", "{error}");
    }
    assert_eq!(closed.closings(), book.closings());
    for upto in book.closings().iter().map(|closed| closed.upto).collect::<Vec<_>>() {
        note(unchanged(&mut book.clone(), |book| book.reopen(upto)));
    }
    for since in [since, version] {
        match book.diff(since) {
            Err(error) => note(Err(error)),
            Ok(changes) => {
                answer(&changes)?;
                note(stock::post_changes(&changes, &accounts).map(|_| ()));
            }
        }
    }
    match book.valuation() {
        Err(error) => note(Err(error)),
        Ok(valuation) => {
            if let Err(error) = valuation.conserved() {
                assert_eq!(error.code(), "number.out_of_range", "{error}");
            }
            answer(&valuation)?;
            note(stock::post(&valuation, &accounts).map(|_| ()));
        }
    }
    note(book.restated(method, None, day).map(|restated| drop(answer(&restated))));
    let (mut shorter, now) = (book.clone(), book.version());
    shorter.forget(now);
    assert_eq!(shorter.diff(now).map(|changes| changes.len()), Ok(0));
    refused.map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}

/// The book as it was known holds no more than the book, and itself can be stored.
fn known(book: &Book, day: NaiveDate) -> backoffice::Result<()> {
    let known = book.known_on(day)?;
    assert!(known.version() <= book.version());
    drop(answer(&known));
    Ok(())
}

/// A valuation with a shortage and its cover, a production, a transfer that is on the way, and what came late.
pub fn reported() -> Value {
    let moves: Vec<Movement> = serde_json::from_value(json!([
        receipt("in 1", "2026-01-05", "10", "2.00"), issue("out", "2026-01-20", "12"),
        receipt("in 2", "2026-01-25", "10", "3.00"),
        { "kind": "consume", "item": "tea", "day": "2026-01-26", "quantity": "4", "order": "o" },
        { "kind": "produce", "item": "box", "day": "2026-01-26", "quantity": "2", "order": "o", "total_cost": eur("1.00") },
        { "kind": "issue", "item": "box", "day": "2026-02-02", "quantity": "1" },
        { "kind": "transfer", "item": "tea", "day": "2026-02-03", "quantity": "1", "to_location": "ship" },
    ]))
    .expect("movements");
    let policy = serde_json::from_value(json!({
        "base": "odoo_18", "pools": "by_item_location",
    }))
    .expect("a policy");
    let mut book = Book::new(backoffice::currency::EUR, Method::Fifo, policy).expect("a book");
    for movement in &moves {
        book.apply(movement).expect("it can stand");
    }
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    book.close(day("2026-01-31")).expect("it can be closed");
    let late = serde_json::from_value(receipt("late", "2026-01-02", "3", "1.00")).expect("a movement");
    book.apply_late(&late, day("2026-02-04")).expect("it can be booked");
    let valuation = book.valuation().expect("it has a value");
    let map: Accounts = serde_json::from_value(accounts()).expect("accounts");
    json!({
        "valuation": valuation, "accounts": accounts(), "day": "2026-03-31", "bands": [30, 60], "row": 1,
        "periods": [
            { "first": "2026-01-01", "last": "2026-01-31" }, { "first": "2026-02-01", "last": "2026-02-28" },
        ],
        "scheme": "perpetual", "journal": stock::post(&valuation, &map).expect("a journal"),
        "written": [{
            "day": "2026-02-28", "item": "tea",
            "carrying": { "carrying": eur("20.00"), "allowance": eur("4.00"), "expense": eur("4.00") },
        }],
    })
}

pub fn report(document: &Value) -> Result {
    let (valuation, accounts): (Valuation, Accounts) =
        (part(document, "valuation")?, part(document, "accounts")?);
    let (day, bands): (NaiveDate, Vec<u32>) = (part(document, "day")?, part(document, "bands")?);
    let (periods, row): (Vec<Period>, u64) = (part(document, "periods")?, part(document, "row")?);
    let (scheme, journal): (Scheme, Journal) = (part(document, "scheme")?, part(document, "journal")?);
    let written: Vec<WriteDown> = part(document, "written")?;
    let mut refused = None;
    macro_rules! answered {
        ($($call:expr),*) => {$(
            match $call {
                Err(error) => refused = refused.or(Some(error)),
                Ok(found) => drop(answer(&found)?),
            }
        )*};
    }
    answer(&reports::shortages(&valuation))?;
    answered!(
        reports::ageing(&valuation, day, &bands),
        reports::below_zero(&valuation),
        reports::summary(&valuation, &periods),
        reports::reconcile(&valuation, &accounts, &scheme, &written, &journal),
        reports::lineage(&valuation),
        reports::back(&valuation, row),
        reports::forward(&valuation, row)
    );
    let posted = [
        stock::post_periodic(&valuation, &accounts, &periods),
        stock::post_under(&valuation, &accounts, &Scheme::Periodic(periods.clone())),
        stock::post_under(&valuation, &accounts, &scheme),
        stock::post_write_downs(&written, &accounts),
    ];
    for journal in posted {
        match journal {
            Err(error) => refused = refused.or(Some(error)),
            Ok(journal) => {
                assert_eq!(journal.balanced(), Ok(()));
                answer(&journal)?;
            }
        }
    }
    refused.map_or(Ok(Outcome::Answered), |error| Err(error.into()))
}
