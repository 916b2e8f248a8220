//! Sums over blocks, in a binary tree: what came and went before a block, and where a level is crossed, in a number of
//! steps that grows with the logarithm of the blocks.

/// Sums of the movements of a stretch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub count: usize,
    pub received: i64,
    pub issued: i64,
    /// Of what came in.
    pub value: i64,
    /// Of what went out, as far as its costs are written.
    pub cost: i64,
    /// The lowest level reached, from that before the stretch, which counts too: never above zero.
    pub low: i64,
    /// Value and quantity of the receipt with the lowest unit cost; quantity zero where nothing came in.
    pub cheap: (i64, i64),
    /// Of that with the highest.
    pub dear: (i64, i64),
}

/// Whether the first unit cost is below the second.
pub(super) fn is_cheaper(one: (i64, i64), other: (i64, i64)) -> bool {
    i128::from(one.0) * i128::from(other.1) < i128::from(other.0) * i128::from(one.1)
}

impl Sums {
    /// By how much the quantity on hand changes.
    pub fn net(&self) -> i64 {
        self.received - self.issued
    }

    /// Of this stretch and the one after it.
    pub fn then(&self, next: &Self) -> Self {
        let better = |one: (i64, i64), other: (i64, i64), cheaper: bool| match (one.1, other.1) {
            (0, _) => other,
            (_, 0) => one,
            _ if is_cheaper(other, one) == cheaper && other != one => other,
            _ => one,
        };
        Self {
            count: self.count + next.count,
            received: self.received + next.received,
            issued: self.issued + next.issued,
            value: self.value + next.value,
            // Costs that are not those of today may come to more than 64 bits hold; those that are do not.
            cost: self.cost.wrapping_add(next.cost),
            low: self.low.min(self.net() + next.low),
            cheap: better(self.cheap, next.cheap, true),
            dear: better(self.dear, next.dear, false),
        }
    }
}

/// The tree: node `n` has the children `2n` and `2n + 1`; the leaves are the blocks, filled up with empty ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    nodes: Vec<Sums>,
    leaves: usize,
}

impl Tree {
    pub fn new(blocks: &[Sums]) -> Self {
        let leaves = blocks.len().max(1).next_power_of_two();
        let mut nodes = vec![Sums::default(); leaves];
        nodes.extend_from_slice(blocks);
        nodes.resize(2 * leaves, Sums::default());
        let mut tree = Self { nodes, leaves };
        for node in (1..leaves).rev() {
            tree.join(node);
        }
        tree
    }

    fn node(&self, node: usize) -> Sums {
        self.nodes.get(node).copied().unwrap_or_default()
    }

    fn join(&mut self, node: usize) {
        let sums = self.node(2 * node).then(&self.node(2 * node + 1));
        if let Some(place) = self.nodes.get_mut(node) {
            *place = sums;
        }
    }

    pub fn set(&mut self, block: usize, sums: Sums) {
        let mut node = self.leaves + block;
        if let Some(place) = self.nodes.get_mut(node) {
            *place = sums;
        }
        while node > 1 {
            node /= 2;
            self.join(node);
        }
    }

    pub fn block(&self, block: usize) -> Sums {
        self.node(self.leaves + block)
    }

    /// Of all blocks.
    pub fn all(&self) -> Sums {
        self.node(1)
    }

    /// Of the blocks before one.
    pub fn before(&self, block: usize) -> Sums {
        if block >= self.leaves {
            return self.all();
        }
        let (mut node, mut sums) = (self.leaves + block, Sums::default());
        while node > 1 {
            if node % 2 == 1 {
                sums = self.node(node - 1).then(&sums);
            }
            node /= 2;
        }
        sums
    }

    /// The first block by whose end the sum is above `beyond`, with the sums before it.
    pub fn reach(&self, beyond: i64, of: impl Fn(&Sums) -> i64) -> Option<(usize, Sums)> {
        if of(&self.all()) <= beyond {
            return None;
        }
        let (mut node, mut sums) = (1, Sums::default());
        while node < self.leaves {
            let left = sums.then(&self.node(2 * node));
            if of(&left) > beyond {
                node *= 2;
            } else {
                sums = left;
                node = 2 * node + 1;
            }
        }
        Some((node - self.leaves, sums))
    }

    /// The first block from `from` on in which the level falls below `bound`, with the level before that block; `level`
    /// is that before `from`.
    pub fn next_below(&self, from: usize, level: i64, bound: i64) -> Option<(usize, i64)> {
        let (mut node, mut level) = (self.leaves + from, level);
        if from >= self.leaves {
            return None;
        }
        // Up, as long as nothing on the right is low enough; then down to the first that is.
        while level + self.node(node).low >= bound {
            level += self.node(node).net();
            while node % 2 == 1 {
                node /= 2;
            }
            if node == 0 {
                return None;
            }
            node += 1;
        }
        while node < self.leaves {
            node *= 2;
            if level + self.node(node).low >= bound {
                level += self.node(node).net();
                node += 1;
            }
        }
        Some((node - self.leaves, level))
    }

    /// The last block before `until` in which the level is below `bound`, with the level before that block; `level` is
    /// that before `until`.
    pub fn last_below(&self, until: usize, level: i64, bound: i64) -> Option<(usize, i64)> {
        let (mut node, mut level) = (self.leaves + until, level);
        let low = |node: usize, end: i64| {
            let sums = self.node(node);
            end - sums.net() + sums.low
        };
        loop {
            while node % 2 == 0 {
                node /= 2;
                if node == 0 {
                    return None;
                }
            }
            if node == 1 {
                return None;
            }
            node -= 1;
            if low(node, level) < bound {
                break;
            }
            level -= self.node(node).net();
        }
        while node < self.leaves {
            node = 2 * node + 1;
            if low(node, level) >= bound {
                level -= self.node(node).net();
                node -= 1;
            }
        }
        Some((node - self.leaves, level - self.node(node).net()))
    }

    pub fn bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<Sums>()
    }
}
