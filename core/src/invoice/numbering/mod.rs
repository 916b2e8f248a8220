//! Numbers without gaps, and the proof.
//!
//! A [`Series`] is a plain value with a version: issuing gives numbers and the series to store in its place, in the
//! same transaction as the documents, so that a transaction that is rolled back gives its numbers back. Many at once is
//! the ordinary form ([`Series::issue_many`]): one change of version, whatever the count. A store that locks the row
//! sends a [`Claim`] as its last statement before COMMIT ([`Statement`] has the texts, [`SCHEMA`] the table);
//! compare-and-swap ([`Series::unchanged`], [`Statement::Swap`]) is the fallback.
//! Numbers that must be known before their document is safe come from an [`Allocator`]; a till that goes off-line takes a
//! [`Block`]. [`audit`] is the judge of counters, [`Series::audit_books`] of texts, days, and what clients were told. What
//! laws ask of numbers stands in packs: [`Profile`].
//!
//! Several series stand beside one another, each with its id: one for a branch, a till or a type of document, which
//! `{series}` writes. A number is taken when its document is posted, never for a draft; a number that no document has is
//! kept as a [`Void`] with its reason, and never used again.

mod allocate;
mod audit;
mod block;
mod books;
mod claim;
mod find;
mod pattern;
mod profile;
mod read;
mod series;
mod store;
#[cfg(test)]
mod tests;

pub use allocate::{Abandoned, Allocator, Void};
pub use audit::{Audit, Gap, Place, Reserved, Scope, audit};
pub use block::{Block, Returned};
pub use books::{Books, Closed, Entry, Told};
pub use claim::{Claim, Conflict};
pub use pattern::{Frame, Parsed, Pattern};
pub use profile::{Breach, Form, Profile, Unique, Use};
pub use series::{Number, Restart, Series};
pub use store::{COLUMNS, Grant, Placeholders, SCHEMA, Statement, Value, Written};
