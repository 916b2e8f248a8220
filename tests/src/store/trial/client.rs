//! A client process: writers that number, and tell on standard output what they were told.

use super::{BATCH, CHAIN, Database, Protocol, SERIES, draft};
use crate::store::{Draft, Error, Issued, Issuer, Result, Store};
use backoffice::invoice::numbering::Number;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{
    fmt::Write as _,
    io::{self, Write as _},
    process, thread,
    time::{Duration, Instant},
};

/// What a client process does.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Where.
    pub database: Database,
    /// How.
    pub protocol: Protocol,
    /// The writers, each with the first of its drafts that it was not told a number for. None: it links the chain.
    pub writers: Vec<(u64, u64)>,
    /// How many numbers each writer wants in all.
    pub each: u64,
    /// How many of a hundred transactions are abandoned after the number was taken, before they are done.
    pub abandoned: u64,
}

/// How long a client goes on without a database.
const PATIENCE: Duration = Duration::from_secs(90);

/// Runs a client, and ends the process.
pub fn client(spec: &Spec) -> ! {
    let done = if spec.writers.is_empty() { link(spec) } else { number(spec) };
    match done {
        Ok(()) => process::exit(0),
        Err(error) => {
            say(&format!("failed {}: {error}\n", error.code()));
            process::exit(1)
        }
    }
}

/// Writes to the parent at once and whole; without a parent there is nothing to do.
fn say(lines: &str) {
    let mut out = io::stdout().lock();
    if out.write_all(lines.as_bytes()).and_then(|()| out.flush()).is_err() {
        process::exit(2);
    }
}

/// Appends to the chain until it is killed.
fn link(spec: &Spec) -> Result<()> {
    let mut store: Option<Box<dyn Store>> = None;
    loop {
        let ready = match store.take() {
            Some(ready) => ready,
            None => patiently(|| spec.database.open(spec.protocol))?,
        };
        let ready = store.insert(ready);
        match ready.link(&CHAIN, 500) {
            Ok(0) => thread::sleep(Duration::from_millis(20)),
            Ok(count) => say(&format!("linked {count}\n")),
            Err(Error::Lost { .. }) => store = None,
            Err(Error::Busy { .. }) => {}
            Err(error) => return Err(error),
        }
    }
}

/// What a writer numbers with: a connection of its own, or a leader.
trait Desk {
    fn number(&mut self, drafts: &[Draft]) -> Result<Vec<Number>>;
    fn rehearse(&mut self, drafts: &[Draft]) -> Result<Vec<Number>>;
    fn find(&mut self, key: &str) -> Result<Option<Issued>>;
}

struct Own<'a> {
    spec: &'a Spec,
    store: Option<Box<dyn Store>>,
}

impl Own<'_> {
    fn on<T>(&mut self, act: impl FnOnce(&mut dyn Store) -> Result<T>) -> Result<T> {
        let mut store = match self.store.take() {
            Some(store) => store,
            None => self.spec.database.open(self.spec.protocol)?,
        };
        let done = act(&mut *store);
        if !done.as_ref().is_err_and(Error::is_lost) {
            self.store = Some(store);
        }
        done
    }
}

impl Desk for Own<'_> {
    fn number(&mut self, drafts: &[Draft]) -> Result<Vec<Number>> {
        self.on(|store| store.number(SERIES, drafts))
    }
    fn rehearse(&mut self, drafts: &[Draft]) -> Result<Vec<Number>> {
        self.on(|store| store.rehearse(SERIES, drafts))
    }
    fn find(&mut self, key: &str) -> Result<Option<Issued>> {
        self.on(|store| store.find(key))
    }
}

impl Desk for &Issuer {
    fn number(&mut self, drafts: &[Draft]) -> Result<Vec<Number>> {
        drafts.iter().map(|draft| Issuer::number(self, SERIES, draft.clone())).collect()
    }
    fn rehearse(&mut self, drafts: &[Draft]) -> Result<Vec<Number>> {
        drafts.iter().map(|draft| Issuer::rehearse(self, SERIES, draft.clone())).collect()
    }
    fn find(&mut self, key: &str) -> Result<Option<Issued>> {
        Issuer::find(self, key)
    }
}

fn number(spec: &Spec) -> Result<()> {
    let leader = (spec.protocol == Protocol::Leader).then(|| {
        let (database, protocol) = (spec.database.clone(), spec.protocol);
        Issuer::lead_linking(512, CHAIN, move || database.open(protocol))
    });
    thread::scope(|scope| {
        let writers: Vec<_> = spec
            .writers
            .iter()
            .map(|&(writer, from)| {
                let leader = leader.as_ref();
                scope.spawn(move || match leader {
                    Some(mut leader) => write(spec, writer, from, &mut leader),
                    None => write(spec, writer, from, &mut Own { spec, store: None }),
                })
            })
            .collect();
        writers.into_iter().try_for_each(|writer| {
            writer.join().unwrap_or_else(|_| Err(Error::Database { cause: "a writer panicked".into() }))
        })
    })
}

/// The key of a draft.
pub(super) fn key(writer: u64, place: u64) -> String {
    format!("writer-{writer}-{place}")
}

/// The day of a draft: the year changes in the middle of a batch.
fn day(place: u64, each: u64) -> NaiveDate {
    let (year, month, day) = if place < each / 4 {
        (2026, 12, 30)
    } else if place < each / 2 + (BATCH / 2).min(each / 8) {
        (2026, 12, 31)
    } else if place < each / 4 * 3 {
        (2027, 1, 1)
    } else {
        (2027, 1, 2)
    };
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Whether a transaction is abandoned once before it is done: spread by a multiplication, the same in every run.
fn is_abandoned(writer: u64, place: u64, of_hundred: u64) -> bool {
    let mixed = (writer << 32 | place).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 33) % 100 < of_hundred
}

fn write(spec: &Spec, writer: u64, from: u64, desk: &mut impl Desk) -> Result<()> {
    let count = if spec.protocol == Protocol::Batch { BATCH } else { 1 };
    let mut place = from;
    let mut earliest = NaiveDate::MIN;
    let mut waiting = Instant::now();
    while place < spec.each {
        let end = (place / count * count + count).min(spec.each);
        let drafts: Vec<Draft> =
            (place..end).map(|at| draft(key(writer, at), day(at, spec.each).max(earliest))).collect();
        if is_abandoned(writer, place, spec.abandoned) {
            // Its number comes again, to whoever is next.
            let _ = desk.rehearse(&drafts);
        }
        let told = match desk.number(&drafts) {
            Ok(numbers) => numbers,
            Err(error) => match error.code() {
                "invoice.day_before_last" => {
                    // Another writer is in a later day: these go there too.
                    earliest = next_day(earliest, &drafts);
                    continue;
                }
                // What became of them: after a crash, or of this client before it was killed.
                "store.lost" | "store.key_taken" => {
                    let found: Result<Vec<_>> =
                        patiently(|| drafts.iter().map(|draft| desk.find(&draft.key)).collect());
                    let found: Vec<_> = found?.into_iter().flatten().map(|issued| issued.number).collect();
                    if !found.is_empty() && found.len() < drafts.len() {
                        return Err(Error::Database {
                            cause: format!("half of a batch is there: {found:?}"),
                        });
                    }
                    found
                }
                "store.busy" => Vec::new(),
                _ => return Err(error),
            },
        };
        if told.is_empty() {
            if waiting.elapsed() > PATIENCE {
                return Err(Error::Database { cause: "it gave no number in time".into() });
            }
            continue;
        }
        waiting = Instant::now();
        let mut lines = String::new();
        for (at, number) in (place..).zip(&told) {
            let Number { day, counter, text } = number;
            // Writing to a text does not fail.
            let _ = writeln!(lines, "told {writer} {at} {day} {counter} {text}");
        }
        say(&lines);
        place += told.len() as u64;
    }
    Ok(())
}

fn next_day(earliest: NaiveDate, drafts: &[Draft]) -> NaiveDate {
    let first = drafts.first().map_or(earliest, |draft| draft.day);
    first.max(earliest).succ_opt().unwrap_or(first)
}

/// Tries again while the database is away.
fn patiently<T>(mut act: impl FnMut() -> Result<T>) -> Result<T> {
    let begun = Instant::now();
    loop {
        match act() {
            Err(error @ (Error::Lost { .. } | Error::Busy { .. } | Error::Database { .. }))
                if begun.elapsed() < PATIENCE =>
            {
                drop(error);
                thread::sleep(Duration::from_millis(30));
            }
            done => return done,
        }
    }
}
