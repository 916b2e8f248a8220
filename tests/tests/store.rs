//! The stores: what they promise, and that it holds when clients and servers are killed.
//!
//! What needs PostgreSQL is skipped by name where `initdb` is missing, and fails where nothing may be skipped.

#[path = "store/crash.rs"]
mod crash;
#[path = "store/postgres.rs"]
mod postgres;
#[path = "store/promises.rs"]
mod promises;
#[path = "store/sqlite.rs"]
mod sqlite;

use backoffice::{
    dec,
    invoice::{
        chain::{
            fiscal::{Entry, Scheme},
            verifactu::Registration,
        },
        numbering::{Pattern, Series},
    },
};
use backoffice_tests::store::{Chain, Draft, Issued, trial::Server};
use chrono::NaiveDate;
use std::env;

/// Whether PostgreSQL can be tried here.
fn has_postgres(test: &str) -> bool {
    if Server::programs().is_some() {
        return true;
    }
    assert!(env::var_os("BACKOFFICE_NOTHING_SKIPPED").is_none(), "{test}: initdb was not found");
    eprintln!("skipped, for want of initdb: {test}");
    false
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn draft(key: &str, on: &str) -> Draft {
    Draft::new(key, day(on)).body("{}").line("lamp", dec!(2), dec!(18.35)).line(
        "O'Neil\\'s \"bulb\"",
        dec!(1),
        dec!(0.5),
    )
}

/// A series by year, days not back.
fn sales() -> Series {
    let pattern: Pattern = "INV-{year}-{number:4}".parse().unwrap();
    Series::new("sales", pattern).restarting_yearly().chronological()
}

const CHAIN: Chain<'static> =
    Chain { id: "spain", series: "sales", scheme: Scheme::Verifactu, entry: &registration, sign: None };

#[expect(clippy::unnecessary_wraps, reason = "a chain's entry may be refused")]
fn registration(issued: &Issued) -> backoffice::Result<Entry> {
    let on = issued.number.day;
    Ok(Entry::VerifactuRegistration(Registration {
        issuer: "89890001K".into(),
        number: issued.number.text.clone(),
        day: on.format("%d-%m-%Y").to_string(),
        kind: "F1".into(),
        tax: "7.81".into(),
        total: "45.01".into(),
        recorded: format!("{on}T12:00:00+01:00"),
        site: None,
    }))
}
