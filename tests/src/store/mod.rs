//! Invoices with numbers that have no gap, stored in SQLite or PostgreSQL.
//!
//! # The protocol, and why
//!
//! The number is taken in the transaction that stores the invoice, or it could be lost. The claim locks the series' row
//! until the transaction has ended, so that everything that happens under this lock happens to one writer at a time.
//! As a part of the speed of plain inserts without a number (PostgreSQL 15, 8 clients, a head and 10 lines each):
//!
//! ```text
//! the claim first, then head and lines                           0.08
//! lines first; claim, head and COMMIT in the last message        0.24   no round trip under the lock
//! the lock given back before the flush, then a barrier           0.60   no flush under the lock
//! the same in one server function                                0.80   no client between the statements
//! ```
//!
//! So the store writes lines first; its last message is the claim, the head with its number, and COMMIT.
//!
//! # The lock that is given back before the flush (PostgreSQL)
//!
//! The numbering transaction sets `synchronous_commit = off` for itself. A *barrier* follows before anybody is told: a
//! small transaction that writes to the log and flushes it at its COMMIT. That is safe:
//! 1. Who claims n + 1 waits for the row lock, which is given back after the commit of n stands in the log.
//! 2. After a crash the log is replayed in its order up to a point. What survives is 1 to m, and the counter with it.
//! 3. The barrier's commit comes later in the log than the number's. It was flushed, so that what was told is in 1 to m.
//!
//! A reader in the database may see a number before it is durable. Nothing may leave the house for what he sees there:
//! print, send, sign and link what `number` told, or what [`Store::link`] gave back.
//!
//! # Many at once
//!
//! [`Store::number`] takes many drafts: a batch is one claim and one flush. An [`Issuer`] makes batches of what many
//! threads want: with many clients the fastest way of all, on both databases. Chains: see [`Chain`].
//!
//! # What goes wrong
//!
//! [`Error`] has stable codes. After `store.lost` nothing is half done and no number was told: [`Error::Lost`] says
//! whether the outcome is unknown, and [`Store::find`] on a new connection tells it by the draft's key.

mod chain;
mod draft;
mod error;
mod issuer;
mod postgres;
mod sqlite;
mod tables;
pub mod trial;

pub use chain::Chain;
pub use draft::{Draft, Issued, Line};
pub use error::{Error, Outcome, Result};
pub use issuer::Issuer;
pub use postgres::{BARRIER, Postgres, Way, flushes};
pub use sqlite::{Sqlite, Synchronous};

use backoffice::{
    error::Code,
    invoice::{
        chain::fiscal::{Head, Record},
        numbering::{Number, Series},
    },
};

/// What a database does for numbering.
pub trait Store {
    /// Stores a new series. Its definition is for its life: another pattern is another series.
    ///
    /// # Errors
    /// `store.series_taken`.
    fn create(&mut self, series: &Series) -> Result<()>;

    /// A series as it stands.
    ///
    /// # Errors
    /// `invoice.series_unknown`.
    fn series(&mut self, id: &str) -> Result<Series>;

    /// Stores drafts with numbers, in their order, all of them or none. What it gives is durable: print it.
    ///
    /// # Errors
    /// `store.wrong_mode`, `store.lost`, `store.busy`, `store.key_taken`, `store.draft`; `invoice.series_unknown`,
    /// `invoice.day_before_last` with the row of the draft, `invoice.series_conflict`.
    fn number(&mut self, series: &str, drafts: &[Draft]) -> Result<Vec<Number>>;

    /// Does all that [`Store::number`] does and rolls back: the numbers that the drafts would have had. They were given
    /// to nobody and come again.
    ///
    /// # Errors
    /// As [`Store::number`].
    fn rehearse(&mut self, series: &str, drafts: &[Draft]) -> Result<Vec<Number>>;

    /// [`Store::number`] and [`Store::link`] in one transaction, for countries that want the record before the receipt.
    /// The series stays locked while the records are made: for a leader, which no other writer waits for.
    ///
    /// # Errors
    /// As of both.
    fn number_and_link(&mut self, chain: &Chain<'_>, drafts: &[Draft]) -> Result<Vec<Number>>;

    /// The invoice of a key: how a caller learns what became of a draft after `store.lost`. What it gives is durable.
    ///
    /// # Errors
    /// `store.lost`, `store.unreadable`.
    fn find(&mut self, key: &str) -> Result<Option<Issued>>;

    /// All invoices of a series, in the order of their numbers.
    ///
    /// # Errors
    /// `invoice.series_unknown`, `store.unreadable`.
    fn issued(&mut self, series: &str) -> Result<Vec<Issued>>;

    /// Appends the records of at most that many invoices that are committed, durable and not linked yet; how many.
    ///
    /// # Errors
    /// `store.not_next` when a number is missing; what the scheme refuses.
    fn link(&mut self, chain: &Chain<'_>, most: usize) -> Result<usize>;

    /// The records of a chain.
    ///
    /// # Errors
    /// `store.unreadable`.
    fn book(&mut self, chain: &str) -> Result<Vec<Record>>;

    /// Where a chain ends: what an auditor keeps elsewhere. None before its first record.
    ///
    /// # Errors
    /// `store.unreadable`.
    fn head(&mut self, chain: &str) -> Result<Option<Head>>;
}

fn unknown(id: &str) -> Error {
    let message = format!("no series `{id}` is stored: store it first");
    backoffice::Error::new(Code::InvoiceSeriesUnknown, "id", id, message).into()
}
