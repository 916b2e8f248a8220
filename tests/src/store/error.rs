//! What goes wrong in a store, as values with stable codes.

use super::draft::Draft;
use std::{error, fmt};

/// What this module's functions give.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is known of a transaction whose end was not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not done: its COMMIT was never sent.
    NotDone,
    /// It was done or not: look each key up with `find` on a new connection. Nobody was told a number.
    Unknown,
}

/// Why drafts have no number.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The connection is not in the state that numbering needs.
    WrongMode {
        /// What was found.
        found: String,
        /// What to do.
        wanted: &'static str,
    },
    /// The database disappeared. No number was told, and nothing is half done.
    Lost {
        /// What is known.
        outcome: Outcome,
        /// The keys of the drafts, to look them up.
        keys: Vec<String>,
        /// What the database said.
        cause: String,
    },
    /// There is a series of that id already, with another pattern or restart.
    SeriesTaken {
        /// Its id.
        series: String,
    },
    /// The key has a number already: `find` tells it.
    KeyTaken {
        /// The key, where the database named it.
        key: String,
    },
    /// A draft that cannot be numbered as it is.
    Draft {
        /// Its key.
        key: String,
        /// The field that is wrong.
        field: &'static str,
        /// What to do.
        wanted: &'static str,
    },
    /// Another writer held the database for longer than this connection waits. Nothing was done.
    Busy {
        /// What the database said.
        cause: String,
    },
    /// A chain meets a number that does not follow the last one it linked.
    NotNext {
        /// The chain.
        chain: String,
        /// The counter that should come.
        want: u64,
        /// The counter that is there.
        have: u64,
    },
    /// A stored row cannot be read: it was changed from outside.
    Unreadable {
        /// What and where.
        what: String,
    },
    /// A rule of the core refuses, with the core's code: `invoice.series_unknown`, `invoice.day_before_last` (the row is
    /// the draft's place), `invoice.series_conflict`, `invoice.pattern_lacks_period` and those of a chain.
    Rule(backoffice::Error),
    /// The database refuses for a reason of its own, such as a full disk or a missing table. Nothing was done.
    Database {
        /// What it said.
        cause: String,
    },
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> &str {
        match self {
            Self::WrongMode { .. } => "store.wrong_mode",
            Self::Lost { .. } => "store.lost",
            Self::SeriesTaken { .. } => "store.series_taken",
            Self::KeyTaken { .. } => "store.key_taken",
            Self::Draft { .. } => "store.draft",
            Self::Busy { .. } => "store.busy",
            Self::NotNext { .. } => "store.not_next",
            Self::Unreadable { .. } => "store.unreadable",
            Self::Rule(error) => error.code().as_str(),
            Self::Database { .. } => "store.database",
        }
    }

    /// Whether the connection is of no more use: open a new one.
    pub const fn is_lost(&self) -> bool {
        matches!(self, Self::Lost { .. })
    }

    pub(super) fn lost(outcome: Outcome, keys: Vec<String>, cause: impl fmt::Display) -> Self {
        Self::Lost { outcome, keys, cause: cause.to_string() }
    }

    /// The same, with the keys of the drafts that it befell.
    pub(super) fn befell(mut self, drafts: &[Draft]) -> Self {
        if let Self::Lost { keys, .. } = &mut self
            && keys.is_empty()
        {
            *keys = drafts.iter().map(|draft| draft.key.clone()).collect();
        }
        self
    }

    pub(super) fn unreadable(what: impl fmt::Display) -> Self {
        Self::Unreadable { what: what.to_string() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongMode { found, wanted } => write!(f, "the connection {found}: {wanted}"),
            Self::Lost { outcome: Outcome::NotDone, keys, cause } => {
                write!(
                    f,
                    "the database disappeared ({cause}) before {keys:?} were sent for commit: number them again"
                )
            }
            Self::Lost { outcome: Outcome::Unknown, keys, cause } => write!(
                f,
                "the database disappeared ({cause}) before it answered the commit of {keys:?}: look each up with \
                 `find` on a new connection, and number again what is not there"
            ),
            Self::SeriesTaken { series } => {
                write!(f, "the series `{series}` is stored with another pattern or restart: take another id")
            }
            Self::KeyTaken { key } => write!(f, "{key} has a number already: `find` tells it"),
            Self::Draft { key, field, wanted } => write!(f, "`{field}` of the draft `{key}`: {wanted}"),
            Self::Busy { cause } => {
                write!(f, "another writer held the database too long ({cause}): nothing was done, try again")
            }
            Self::NotNext { chain, want, have } => {
                write!(
                    f,
                    "the chain {chain} should go on with number {want} and meets {have}: a number is missing"
                )
            }
            Self::Unreadable { what } => write!(f, "{what}: the row was changed from outside the store"),
            Self::Rule(error) => error.fmt(f),
            Self::Database { cause } => write!(f, "the database refused ({cause}): nothing was done"),
        }
    }
}

impl error::Error for Error {}

impl From<backoffice::Error> for Error {
    fn from(error: backoffice::Error) -> Self {
        Self::Rule(error)
    }
}
