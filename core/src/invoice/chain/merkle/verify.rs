//! Whether proofs hold. Nothing of who makes them is used here.

use super::{Head, leaf, node};
use crate::{
    error::{Code, Error, Result},
    invoice::chain::Hash,
};

fn refuse(field: &str, value: impl std::fmt::Display, message: String) -> Error {
    Error::new(Code::InvoiceChainProof, field, value, message)
}

/// The places in two trees while a proof is followed from below: of what is proved, and of the last record.
struct Climb {
    place: u64,
    last: u64,
}

impl Climb {
    fn up(&mut self) {
        (self.place, self.last) = (self.place >> 1, self.last >> 1);
    }

    /// Whether the next hash of the proof stands to the left, then up to where the one after it stands; none where the
    /// root is reached already.
    fn left(&mut self) -> Option<bool> {
        if self.last == 0 {
            return None;
        }
        let left = self.place & 1 == 1 || self.place == self.last;
        // At the end of the ledger a part without a neighbour goes up as it is.
        while left && self.place & 1 == 0 && self.place != 0 {
            self.up();
        }
        self.up();
        Some(left)
    }
}

/// Proof that a record is in the ledger of a head, at that place. RFC 9162, 2.1.3.2.
///
/// # Errors
/// `invoice.chain_proof`: field `index` when the ledger has no such place, `proof` when it has too many or too few hashes,
/// `record` when record, place or proof is not that of the head.
pub fn verify_inclusion(record: &[u8], index: u64, proof: &[Hash], head: &Head) -> Result<()> {
    if index >= head.count {
        let message = format!("record {index} is not in a ledger of {} records, counted from 0", head.count);
        return Err(refuse("index", index, message));
    }
    let mut climb = Climb { place: index, last: head.count - 1 };
    let mut hash = leaf(record);
    for beside in proof {
        hash = match climb.left() {
            Some(true) => node(beside, &hash),
            Some(false) => node(&hash, beside),
            None => return Err(length(proof)),
        };
    }
    if climb.last != 0 {
        return Err(length(proof));
    }
    if hash == head.root {
        return Ok(());
    }
    let message = format!(
        "record {index} is not in the ledger: record, place or proof was altered, they lead to the root {hash} and not {}",
        head.root
    );
    Err(refuse("record", index, message))
}

fn length(proof: &[Hash]) -> Error {
    let message = format!("a proof of {} hashes does not reach from there to the root", proof.len());
    refuse("proof", proof.len(), message)
}

/// Proof that the ledger of an earlier head is the beginning of that of a later one: nothing in it was altered, removed,
/// added or moved. RFC 9162, 2.1.4.2; a ledger without records is the beginning of any.
///
/// # Errors
/// `invoice.chain_proof`: field `later` when it has fewer records, `proof` when it has too many or too few hashes,
/// `earlier` or `later` when that root is not the one to which the proof leads.
pub fn verify_consistency(earlier: &Head, later: &Head, proof: &[Hash]) -> Result<()> {
    if later.count < earlier.count {
        let message = format!("records were removed: {} were there, {} are", earlier.count, later.count);
        return Err(refuse("later", later.count, message));
    }
    let same = |field: &str, head: &Head, root: &Hash| {
        if head.root == *root {
            return Ok(());
        }
        let what = "a record in it was altered, removed, added or moved, or the proof was altered";
        let message = format!("the {field} ledger, of {} records: {what}", head.count);
        Err(refuse(field, head.root, message))
    };
    if earlier.count == 0 || earlier.count == later.count {
        let beginning = if earlier.count == 0 { &Head::empty() } else { later };
        return if proof.is_empty() { same("earlier", earlier, &beginning.root) } else { Err(length(proof)) };
    }
    let mut climb = Climb { place: earlier.count - 1, last: later.count - 1 };
    // Up to where the greatest full tree at the end of the earlier one stands; all of it when that is a power of two.
    while climb.place & 1 == 1 {
        climb.up();
    }
    let (start, rest) = match (earlier.count.is_power_of_two(), proof.split_first()) {
        (true, _) => (&earlier.root, proof),
        (false, Some((first, rest))) => (first, rest),
        (false, None) => return Err(length(proof)),
    };
    let (mut before, mut after) = (*start, *start);
    for beside in rest {
        match climb.left() {
            Some(true) => (before, after) = (node(beside, &before), node(beside, &after)),
            Some(false) => after = node(&after, beside),
            None => return Err(length(proof)),
        }
    }
    if climb.last != 0 {
        return Err(length(proof));
    }
    same("earlier", earlier, &before)?;
    same("later", later, &after)
}
