//! What must be true after any crash.

use super::{CHAIN, Database, Protocol, SERIES, client::key, server::Server};
use crate::store::Store;
use backoffice::invoice::{
    chain::fiscal::{self, Entry, Record},
    numbering::{Number, Scope, audit},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// What clients were told: by writer and place, day, counter and text as they wrote them.
pub(super) type Told = BTreeMap<(u64, u64), String>;

/// What an audit counted, when nothing was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Numbers, each on one invoice.
    pub numbers: usize,
    /// Records of the chain.
    pub records: usize,
}

fn text(error: impl fmt::Display) -> String {
    error.to_string()
}

/// Holds the database against itself and against what was told.
///
/// # Errors
/// What is wrong.
pub(super) fn check(
    database: &Database,
    protocol: Protocol,
    told: &Told,
    writers: u64,
    each: u64,
) -> Result<Counted, String> {
    let mut store = database.open(protocol).map_err(text)?;
    while store.link(&CHAIN, 5_000).map_err(text)? > 0 {}
    let issued = store.issued(SERIES).map_err(text)?;
    let series = store.series(SERIES).map_err(text)?;

    // The core's judge, and beside it a plainer one that shares nothing with it.
    let numbers: Vec<Number> = issued.iter().map(|invoice| invoice.number.clone()).collect();
    let found = series.audit(&numbers).map_err(text)?;
    if !found.is_empty() {
        return Err(format!("the audit of the series found {found:?}"));
    }
    let mut years: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for number in &numbers {
        years.entry(number.day.format("%Y").to_string()).or_default().push(number.counter);
    }
    if years.len() < 2 {
        return Err(format!("the year did not change: {:?}", years.keys()));
    }
    for (year, counters) in &years {
        let next = counters.len() as u64 + 1;
        if !counters.iter().copied().eq(1..next) {
            return Err(format!("{year} does not count from 1 to {}", next - 1));
        }
        let found = audit(counters, &Scope { first: Some(1), next: Some(next), ..Scope::default() });
        if !found.is_empty() {
            return Err(format!("the audit of {year} found {found:?}"));
        }
    }

    // Each draft has become one invoice, whole.
    let wanted: BTreeSet<String> =
        (0..writers).flat_map(|writer| (0..each).map(move |place| key(writer, place))).collect();
    let there: BTreeSet<String> = issued.iter().map(|invoice| invoice.key.clone()).collect();
    if there != wanted || issued.len() != wanted.len() {
        let lost = wanted.difference(&there).next();
        return Err(format!("{} invoices of {} drafts; not there: {lost:?}", issued.len(), wanted.len()));
    }
    let lines = lines(database)?;
    if lines != (issued.len() * 10, 0) {
        return Err(format!("{} invoices have (lines, lines without a head) {lines:?}", issued.len()));
    }

    // Apart from gaps: they were none in the case that lost what was told.
    let by_key: BTreeMap<&str, &Number> =
        issued.iter().map(|invoice| (invoice.key.as_str(), &invoice.number)).collect();
    for ((writer, place), told) in told {
        let stored = by_key.get(key(*writer, *place).as_str());
        let stored = stored.map(|number| format!("{} {} {}", number.day, number.counter, number.text));
        if stored.as_ref() != Some(told) {
            return Err(format!("writer {writer} was told {told} for {place}, and {stored:?} is stored"));
        }
    }
    if told.len() != wanted.len() {
        return Err(format!("{} of {} were told", told.len(), wanted.len()));
    }

    let records = book(&mut *store, &numbers)?;
    Ok(Counted { numbers: numbers.len(), records })
}

/// The chain has each number in its place, and verifies; a stray byte in it is found.
fn book(store: &mut dyn Store, numbers: &[Number]) -> Result<usize, String> {
    let mut book: Vec<Record> = store.book(CHAIN.id).map_err(text)?;
    let head = store.head(CHAIN.id).map_err(text)?;
    fiscal::verify(&book, head.as_ref(), None).map_err(text)?;
    if !book.iter().map(|record| record.entry.number()).eq(numbers.iter().map(|number| number.text.as_str()))
    {
        return Err("the chain has not each number in its place".into());
    }
    let count = book.len();
    if let Some(Record { entry: Entry::VerifactuRegistration(entry), .. }) = book.get_mut(count / 2) {
        entry.total.push('0');
    }
    match fiscal::verify(&book, head.as_ref(), None) {
        Err(error) if error.field() == format!("records.{}.total", count / 2) => Ok(count),
        other => Err(format!("an altered total was not found: {other:?}")),
    }
}

/// How many lines are stored, and how many of them have no head.
fn lines(database: &Database) -> Result<(usize, usize), String> {
    let count = "SELECT count(*), count(*) - count(key) FROM invoice_line LEFT JOIN invoice ON key = invoice";
    let (all, stray): (i64, i64) = match database {
        Database::Sqlite { file, .. } => {
            let connection = rusqlite::Connection::open(file).map_err(text)?;
            connection.query_row(count, [], |row| Ok((row.get(0)?, row.get(1)?))).map_err(text)?
        }
        Database::Postgres { socket } => {
            let mut client = Server::connect(socket).map_err(text)?;
            let row = client.query_one(count, &[]).map_err(text)?;
            (row.get(0), row.get(1))
        }
    };
    Ok((usize::try_from(all).map_err(text)?, usize::try_from(stray).map_err(text)?))
}
