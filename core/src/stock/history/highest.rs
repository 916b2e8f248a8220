//! Highest cost in, first out: no position tells which layer leaves next, so it is replayed from a checkpoint.

use super::{super::Cut, rest::Rest, rows::Rows, tree::is_cheaper};
use std::{cmp::Ordering, collections::BTreeMap};

/// A checkpoint is made after so many blocks.
const APART: usize = 16;

/// A layer for so many movements may be kept in checkpoints.
const SPARE: usize = 64;

/// Which layer leaves first: that with the highest unit cost when it came, then the oldest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rank {
    price: (i64, i64),
    key: u64,
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        if is_cheaper(other.price, self.price) {
            Ordering::Less
        } else if is_cheaper(self.price, other.price) {
            Ordering::Greater
        } else {
            self.key.cmp(&other.key)
        }
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The layers.
type Pile = BTreeMap<Rank, Rest>;

/// States from which a replay can start, each before the first movement with at least its key.
#[derive(Clone, Debug, Default)]
pub(super) struct Checkpoints(Vec<(u64, Pile)>);

impl Checkpoints {
    /// A movement of that key changes, so that what stands after it is no longer true.
    pub fn forget(&mut self, key: u64) {
        self.0.retain(|(at, _)| *at <= key);
    }

    fn layers(&self) -> usize {
        self.0.iter().map(|(_, pile)| pile.len()).sum()
    }

    pub fn bytes(&self) -> usize {
        self.layers() * (size_of::<Rank>() + size_of::<Rest>()) * 2
            + self.0.capacity() * size_of::<(u64, Pile)>()
    }

    /// Writes the costs of all blocks up to one; gives how many movements were taken again.
    pub fn write(&mut self, rows: &mut Rows<Rest>, until: usize, cut: Cut) -> usize {
        let stale = rows.notes.fresh.iter().take(until + 1).position(|fresh| !fresh);
        let Some(stale) = stale else { return 0 };
        let first = rows.block(stale).and_then(|block| block.row(0)).map_or(0, |row| row.key);
        let found = self.0.iter().rev().find(|(key, _)| *key <= first);
        let (key, mut pile) = found.cloned().unwrap_or_default();
        let start = rows.spot(key);
        let (mut skip, mut movements, mut costs) = (start.index, 0, Vec::new());
        for number in start.block..=until {
            let Some(block) = rows.block(number) else { break };
            let first = block.row(0).map_or(0, |row| row.key);
            if number % APART == 0
                && self.0.last().is_none_or(|(key, _)| *key < first)
                && self.layers() + pile.len() <= rows.len() / SPARE
            {
                self.0.push((first, pile.clone()));
            }
            costs.clear();
            // The costs before a checkpoint within the block are right.
            let before = block.rows().take(skip).filter(|row| row.quantity < 0).map(|row| row.value);
            costs.extend(before);
            for row in block.rows().skip(skip) {
                movements += 1;
                if row.quantity > 0 {
                    let rank = Rank { price: (row.value, row.quantity), key: row.key };
                    pile.insert(rank, Rest::new(row.quantity, row.value));
                } else {
                    costs.push(take(&mut pile, -row.quantity, cut));
                }
            }
            skip = 0;
            rows.write(number, &costs);
        }
        movements
    }
}

fn take(pile: &mut Pile, quantity: i64, cut: Cut) -> i64 {
    let (mut wanted, mut cost) = (quantity, 0);
    while wanted > 0 {
        let Some(mut layer) = pile.first_entry() else { break };
        let part = wanted.min(layer.get().quantity());
        cost += layer.get_mut().take(part, cut);
        wanted -= part;
        if layer.get().quantity() == 0 {
            layer.remove();
        }
    }
    cost
}
