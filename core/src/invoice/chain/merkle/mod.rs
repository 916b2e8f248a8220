//! A Merkle tree over records: that a record is in the ledger, and that the ledger only grew, shown without the ledger.
//!
//! The auditor keeps a [`Head`]: how many records there are, and the hash at the root of their tree. From then on
//! - a record is shown to be in the ledger at its place with about log2(n) hashes ([`Tree::inclusion_proof`],
//!   [`verify_inclusion`]): 20 for a million records;
//! - an earlier head is shown to be a beginning of a later one with as few ([`Tree::consistency_proof`],
//!   [`verify_consistency`]), so that nothing before it was altered, removed, added or moved;
//! - whoever appends keeps a [`Frontier`] only, log2(n) hashes, which is stored with the ledger and read after a restart.
//!
//! Who verifies needs neither the other records nor whoever wrote them, and shares no code with who proves.
//!
//! A record is bytes: those of [`canonical_json`](super::canonical_json) of a document, of a
//! [`fiscal::Record`](super::fiscal::Record), or a text of the caller's. Places are counted from 0.
//!
//! Hashes by RFC 9162, section 2.1 (as in RFC 6962): SHA-256 of the byte 0 and the record for a leaf, of the byte 1 and
//! two hashes for a node; of nothing for the empty tree. A tree of n records splits at the greatest power of two below n.
//! The roots and proofs of Certificate Transparency's reference tests (eight leaves) are met.
//!
//! What it does not prove: that a record which was never appended did not exist, nor who appended it.
//!
//! ```
//! use backoffice::invoice::chain::{canonical_json, merkle::{self, Frontier, Tree}};
//! use std::collections::BTreeMap;
//!
//! let record = |number| canonical_json(&BTreeMap::from([("number", number), ("total", "12.50")]));
//! let (mut writer, mut ledger) = (Frontier::new(), Tree::new());
//! for number in ["A1", "A2", "A3"] {
//!     writer.append(&record(number)?)?;
//!     ledger.append(&record(number)?)?;
//! }
//! let january = writer.head();
//! writer.append(&record("A4")?)?;
//! ledger.append(&record("A4")?)?;
//! let february = writer.head();
//! assert_eq!(february, ledger.head());
//!
//! // The auditor has the two heads, one record and the proofs.
//! let proof = ledger.inclusion_proof(1, 4)?;
//! merkle::verify_inclusion(&record("A2")?, 1, &proof, &february)?;
//! merkle::verify_consistency(&january, &february, &ledger.consistency_proof(3, 4)?)?;
//!
//! let error = merkle::verify_inclusion(&record("A9")?, 1, &proof, &february).unwrap_err();
//! assert_eq!(error.code(), "invoice.chain_proof");
//! # Ok::<(), backoffice::Error>(())
//! ```

mod frontier;
#[cfg(test)]
mod tests;
mod tree;
mod verify;

use super::Hash;
use serde::{Deserialize, Serialize};

pub use frontier::Frontier;
pub use tree::Tree;
pub use verify::{verify_consistency, verify_inclusion};

/// What the auditor keeps of a ledger (the *tree head* of RFC 9162).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// How many records there are.
    pub count: u64,
    /// The hash at the root of their tree.
    pub root: Hash,
}

impl Head {
    /// The head of a ledger without records: SHA-256 of nothing.
    pub fn empty() -> Self {
        Self { count: 0, root: Hash::of(&[]) }
    }
}

/// The hash of a record: SHA-256 of the byte 0 and the record. What a store keeps of each record to make proofs later.
///
/// ```
/// use backoffice::invoice::chain::merkle;
///
/// // The empty record, by Certificate Transparency's reference tests.
/// let known = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
/// assert_eq!(merkle::leaf(b"").to_string(), known);
/// ```
pub fn leaf(record: &[u8]) -> Hash {
    Hash::of_parts(&[&[0], record])
}

/// The hash of a node: SHA-256 of the byte 1, the hash to the left and the hash to the right.
fn node(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [1; 65];
    if let Some((to_left, to_right)) = bytes.get_mut(1..).and_then(|hashes| hashes.split_first_chunk_mut()) {
        *to_left = *left.bytes();
        to_right.copy_from_slice(right.bytes());
    }
    Hash::of(&bytes)
}

/// The root of the records with these hashes, in their order.
///
/// ```
/// use backoffice::invoice::chain::merkle;
///
/// let leaves = [merkle::leaf(b""), merkle::leaf(&[0])];
/// let known = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125";
/// assert_eq!(merkle::root(&leaves).to_string(), known);
/// ```
pub fn root(leaves: &[Hash]) -> Hash {
    leaves.iter().copied().collect::<Frontier>().head().root
}
