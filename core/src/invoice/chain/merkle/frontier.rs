//! What is needed to append: the roots of the full trees at the end.

use super::{Head, leaf, node};
use crate::{
    error::{Error, Result},
    invoice::chain::Hash,
};
use serde::{Deserialize, Serialize};

/// The state of a ledger that is being appended to: as many hashes as the count has ones in binary, 64 at most.
///
/// It is stored beside the ledger, in the transaction that appends, and read after a restart.
///
/// ```
/// use backoffice::{error::document, invoice::chain::merkle::Frontier};
///
/// let mut writer = Frontier::new();
/// for record in ["one", "two", "three"] {
///     writer.append(record.as_bytes())?;
/// }
/// let stored = document::write("frontier", &writer)?.to_string();
/// let mut again: Frontier = document::read("frontier", &stored)?;
/// assert_eq!(again.append(b"four")?, writer.append(b"four")?);
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Frontier {
    count: u64,
    hashes: Vec<Hash>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    count: u64,
    hashes: Vec<Hash>,
}

impl TryFrom<Stored> for Frontier {
    type Error = Error;
    fn try_from(stored: Stored) -> Result<Self> {
        let wanted = stored.count.count_ones();
        if u32::try_from(stored.hashes.len()) != Ok(wanted) {
            let wanted = format!("a frontier of {} records has {wanted} of them", stored.count);
            return Err(Error::invalid("hashes", stored.hashes.len(), &wanted));
        }
        Ok(Self { count: stored.count, hashes: stored.hashes })
    }
}

impl Frontier {
    /// Of a ledger without records.
    pub const fn new() -> Self {
        Self { count: 0, hashes: Vec::new() }
    }

    /// Appends a record; gives the head after it.
    ///
    /// # Errors
    /// `number.out_of_range` after 2⁶⁴ − 1 records. The frontier is then unchanged.
    pub fn append(&mut self, record: &[u8]) -> Result<Head> {
        self.append_leaf(leaf(record))?;
        Ok(self.head())
    }

    /// Appends a record by its hash ([`leaf`]).
    ///
    /// # Errors
    /// As [`Frontier::append`].
    pub fn append_leaf(&mut self, leaf: Hash) -> Result<()> {
        let next = self.count.checked_add(1);
        let next = next.ok_or_else(|| Error::overflow("count", self.count, "the next record"))?;
        self.push(leaf);
        self.count = next;
        Ok(())
    }

    /// Each one at the end of the count is a full tree as big as the new one: they become one.
    fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.count.trailing_ones() {
            if let Some(left) = self.hashes.pop() {
                hash = node(&left, &hash);
            }
        }
        self.hashes.push(hash);
    }

    /// How many records there are.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The roots of the full trees, from the first and greatest on.
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// What the auditor keeps.
    pub fn head(&self) -> Head {
        let joined = self.hashes.iter().rev().copied().reduce(|right, left| node(&left, &right));
        joined.map_or_else(Head::empty, |root| Head { count: self.count, root })
    }
}

impl FromIterator<Hash> for Frontier {
    /// Of the hashes of records ([`leaf`]) in their order.
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut frontier = Self::new();
        for leaf in leaves {
            frontier.push(leaf);
            frontier.count = frontier.count.saturating_add(1);
        }
        frontier
    }
}
