//! All hashes of the full trees, from which proofs are made.

use super::{Frontier, Head, leaf, node};
use crate::{
    error::{Error, Result},
    invoice::chain::Hash,
};

/// The tree of a ledger, in memory: 64 bytes for each record. It makes proofs, for any earlier state of the ledger too.
///
/// It is made anew from the hashes of the records, which a store keeps beside them:
///
/// ```
/// use backoffice::invoice::chain::merkle::{self, Tree};
///
/// let records = ["one", "two", "three"];
/// let ledger: Tree = records.iter().map(|record| merkle::leaf(record.as_bytes())).collect();
/// let proof = ledger.inclusion_proof(2, 3)?;
/// merkle::verify_inclusion(b"three", 2, &proof, &ledger.head())?;
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// By level, from the leaves: the hashes of the full trees of 2^level records.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// Of a ledger without records.
    pub const fn new() -> Self {
        Self { levels: Vec::new() }
    }

    /// Appends a record; gives its place.
    ///
    /// # Errors
    /// `number.out_of_range` after 2⁶⁴ − 1 records.
    pub fn append(&mut self, record: &[u8]) -> Result<u64> {
        self.append_leaf(leaf(record))
    }

    /// Appends a record by its hash ([`leaf`]); gives its place.
    ///
    /// # Errors
    /// As [`Tree::append`].
    pub fn append_leaf(&mut self, leaf: Hash) -> Result<u64> {
        let place = self.count();
        if place == u64::MAX {
            return Err(Error::overflow("count", place, "the next record"));
        }
        self.push(leaf);
        Ok(place)
    }

    fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let Some(hashes) = self.levels.get_mut(level) else { return };
            hashes.push(hash);
            let [.., left, right] = hashes.as_slice() else { return };
            if hashes.len() % 2 != 0 {
                return;
            }
            hash = node(left, right);
        }
    }

    /// How many records there are.
    pub fn count(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// The hash of a record, by its place.
    pub fn leaf(&self, index: u64) -> Option<&Hash> {
        self.levels.first()?.get(usize::try_from(index).ok()?)
    }

    /// What the auditor keeps.
    pub fn head(&self) -> Head {
        self.range(0, self.count()).map_or_else(Head::empty, |root| Head { count: self.count(), root })
    }

    /// What the auditor would have kept when there were `count` records.
    ///
    /// # Errors
    /// `input.invalid` when there are fewer.
    pub fn head_at(&self, count: u64) -> Result<Head> {
        self.has(count)?;
        Ok(self.range(0, count).map_or_else(Head::empty, |root| Head { count, root }))
    }

    /// What is needed to append where this ledger ends.
    pub fn frontier(&self) -> Frontier {
        self.levels.first().into_iter().flatten().copied().collect()
    }

    fn has(&self, count: u64) -> Result<()> {
        if count <= self.count() {
            return Ok(());
        }
        let wanted = format!("the ledger has {} records", self.count());
        Err(Error::invalid("count", count, &wanted))
    }

    /// That the record at `index` is in the ledger of the first `count` records: the hashes from its neighbour up.
    ///
    /// # Errors
    /// `input.invalid` when the ledger has fewer records than `count`, or those not that of `index`.
    pub fn inclusion_proof(&self, index: u64, count: u64) -> Result<Vec<Hash>> {
        self.has(count)?;
        if index >= count {
            return Err(Error::invalid("index", index, &format!("it is below `count`, {count}")));
        }
        // PATH(m, D[n]) of RFC 9162, 2.1.3.1, from the root down.
        let (mut from, mut to, mut proof) = (0, count, vec![]);
        while let Some(middle) = split(from, to) {
            let beside = if index < middle { (middle, to) } else { (from, middle) };
            (from, to) = if index < middle { (from, middle) } else { (middle, to) };
            proof.extend(self.range(beside.0, beside.1));
        }
        proof.reverse();
        Ok(proof)
    }

    /// That the ledger of the first `count` records begins with its first `earlier` ones as they were.
    ///
    /// # Errors
    /// `input.invalid` when the ledger has fewer records than `count`, or that fewer than `earlier`.
    pub fn consistency_proof(&self, earlier: u64, count: u64) -> Result<Vec<Hash>> {
        self.has(count)?;
        if earlier > count {
            let wanted = format!("it is at most `count`, {count}");
            return Err(Error::invalid("earlier", earlier, &wanted));
        }
        if earlier == 0 {
            return Ok(vec![]);
        }
        // SUBPROOF(m, D[n], b) of RFC 9162, 2.1.4.1, from the root down; `known`: the rest is the whole earlier tree.
        let (mut from, mut to, mut known, mut proof) = (0, count, true, vec![]);
        while to != earlier {
            let Some(middle) = split(from, to) else { break };
            if earlier <= middle {
                proof.extend(self.range(middle, to));
                to = middle;
            } else {
                proof.extend(self.range(from, middle));
                (from, known) = (middle, false);
            }
        }
        if !known {
            proof.extend(self.range(from, to));
        }
        proof.reverse();
        Ok(proof)
    }

    /// The root of the records from `from` to before `to`, where that is a part into which the tree splits.
    fn range(&self, from: u64, to: u64) -> Option<Hash> {
        let count = to.checked_sub(from)?;
        if count.is_power_of_two() {
            let level = count.trailing_zeros();
            let place = usize::try_from(from >> level).ok()?;
            return self.levels.get(usize::try_from(level).ok()?)?.get(place).copied();
        }
        let middle = split(from, to)?;
        Some(node(&self.range(from, middle)?, &self.range(middle, to)?))
    }
}

/// Where the tree of these records splits: after the greatest power of two that is less than their number.
fn split(from: u64, to: u64) -> Option<u64> {
    let last = to.checked_sub(from)?.checked_sub(1)?;
    Some(from + (1 << last.checked_ilog2()?))
}

impl FromIterator<Hash> for Tree {
    /// Of the hashes of records ([`leaf`]) in their order.
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut tree = Self::new();
        leaves.into_iter().for_each(|leaf| tree.push(leaf));
        tree
    }
}
