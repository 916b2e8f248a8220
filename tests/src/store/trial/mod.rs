//! Trials of the stores: crashes, loads, and how fast they are beside plain inserts.
//!
//! A trial has a parent and client processes, which are the same program again. A client tells each number that it was
//! given on its standard output, so that the parent knows what the world knows when it kills the client or the server;
//! what was written to a pipe outlives the writer. At the end `audit` holds the database against itself, and
//! apart from that against what the clients were told.

mod audit;
mod chosen;
mod client;
pub mod crash;
pub mod ratios;
mod server;

pub use chosen::Chosen;
pub use client::{Spec, client};
pub use server::Server;

use super::{Chain, Draft, Issued, Postgres, Result, Sqlite, Store, Synchronous, Way};
use backoffice::{
    Decimal,
    invoice::{
        chain::{
            fiscal::{Entry, Scheme},
            verifactu::Registration,
        },
        numbering::{Pattern, Series},
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Where numbers are stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Database {
    /// A file of SQLite.
    Sqlite {
        /// The file.
        file: PathBuf,
        /// Whether each COMMIT flushes.
        full: bool,
    },
    /// A server of PostgreSQL.
    Postgres {
        /// The folder of its socket.
        socket: PathBuf,
    },
}

/// How clients number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// Each writer by itself, one draft at a time, in statements.
    Single,
    /// The same by the server's function.
    Function,
    /// Each writer by itself, 100 drafts at a time.
    Batch,
    /// Leaders of several writers each, which link the chain in the same transaction.
    Leader,
}

impl Protocol {
    /// Those that a database has.
    pub const fn of(postgres: bool) -> &'static [Self] {
        if postgres {
            &[Self::Single, Self::Function, Self::Batch, Self::Leader]
        } else {
            &[Self::Single, Self::Batch, Self::Leader]
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Function => "function",
            Self::Batch => "batch",
            Self::Leader => "leader",
        }
    }
}

const SERIES: &str = "trial";
const BATCH: u64 = 100;

impl Database {
    /// Opens it.
    fn open(&self, protocol: Protocol) -> Result<Box<dyn Store>> {
        Ok(match self {
            Self::Sqlite { file, full } => {
                let synchronous = if *full { Synchronous::Full } else { Synchronous::Normal };
                Box::new(Sqlite::open(file, synchronous)?)
            }
            Self::Postgres { socket } => {
                let way = if protocol == Protocol::Function { Way::Function } else { Way::Statements };
                let client = Server::connect(socket).map_err(|error| super::Error::Lost {
                    outcome: super::Outcome::NotDone,
                    keys: Vec::new(),
                    cause: error.to_string(),
                })?;
                Box::new(Postgres::new(client, way)?)
            }
        })
    }
}

/// The series of a trial: by year, days not back.
///
/// # Errors
/// A pattern that is none.
fn series() -> backoffice::Result<Series> {
    let pattern: Pattern = "T-{year}-{number:6}".parse()?;
    Ok(Series::new(SERIES, pattern).restarting_yearly().chronological())
}

/// A draft of ten lines.
fn draft(key: String, day: NaiveDate) -> Draft {
    let body = r#"{"buyer":"O'Neil & Söhne","currency":"EUR","path":"C:\\books"}"#;
    (1..=10).fold(Draft::new(key, day).body(body), |draft, place| {
        draft.line(format!("part {place}"), Decimal::from(place), Decimal::new(1995, 2))
    })
}

/// The trial's chain: Spain's.
const CHAIN: Chain<'static> =
    Chain { id: "verifactu", series: SERIES, scheme: Scheme::Verifactu, entry: &registration, sign: None };

#[expect(clippy::unnecessary_wraps, reason = "a chain's entry may be refused")]
fn registration(issued: &Issued) -> backoffice::Result<Entry> {
    let day = issued.number.day;
    Ok(Entry::VerifactuRegistration(Registration {
        issuer: "89890001K".into(),
        number: issued.number.text.clone(),
        day: day.format("%d-%m-%Y").to_string(),
        kind: "F1".into(),
        tax: "230.42".into(),
        total: "1327.67".into(),
        recorded: format!("{day}T12:00:00+01:00"),
        site: None,
    }))
}
