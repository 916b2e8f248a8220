//! The movements in order, in blocks, with the sums of each block: what every method searches.

use super::{
    block::{Block, Row, with_row, without_row},
    tree::{Sums, Tree},
};
use std::{hint::select_unpredictable, sync::Arc};

/// Before a movement: its block and its place there. The end is after the last of the last block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub block: usize,
    pub index: usize,
}

/// What a block remembers beside its movements.
#[derive(Clone, Debug)]
pub(super) struct Notes<M> {
    /// Whether the costs that stand in it are those of today.
    pub fresh: Vec<bool>,
    /// Whether the mark is that of today.
    pub known: Vec<bool>,
    /// The state before its first movement.
    pub marks: Vec<M>,
}

/// The movements of one pool. There is always a block, though it may be empty.
#[derive(Clone, Debug)]
pub(super) struct Rows<M> {
    pub blocks: Vec<Arc<Block>>,
    firsts: Vec<u64>,
    pub tree: Tree,
    pub notes: Notes<M>,
    /// No block has more.
    most: usize,
}

impl<M: Copy + Default> Rows<M> {
    /// Of movements in order; a block is filled to three quarters.
    pub fn new(rows: &[Row], most: usize) -> Self {
        let most = most.max(4);
        let mut all = Self {
            blocks: rows
                .chunks(most * 3 / 4)
                .map(|some| Arc::new(Block::of(some.iter().copied(), some.len())))
                .collect(),
            firsts: Vec::new(),
            tree: Tree::default(),
            notes: Notes { fresh: Vec::new(), known: Vec::new(), marks: Vec::new() },
            most,
        };
        if all.blocks.is_empty() {
            all.blocks.push(Arc::default());
        }
        all.notes.fresh.resize(all.blocks.len(), false);
        all.notes.known.resize(all.blocks.len(), false);
        all.notes.marks.resize(all.blocks.len(), M::default());
        all.begin();
        let sums: Vec<Sums> = all.blocks.iter().map(|block| block.sums()).collect();
        all.survey(&sums);
        all
    }

    /// The state before the first movement is always known.
    fn begin(&mut self) {
        if let (Some(known), Some(mark)) = (self.notes.known.first_mut(), self.notes.marks.first_mut()) {
            (*known, *mark) = (true, M::default());
        }
    }

    fn survey(&mut self, sums: &[Sums]) {
        self.firsts = self.blocks.iter().map(|block| block.keys.first().copied().unwrap_or(0)).collect();
        self.tree = Tree::new(sums);
    }

    pub fn len(&self) -> usize {
        self.tree.all().count
    }

    pub fn end(&self) -> Spot {
        let block = self.blocks.len().saturating_sub(1);
        Spot { block, index: self.block(block).map_or(0, Block::len) }
    }

    pub fn block(&self, block: usize) -> Option<&Block> {
        self.blocks.get(block).map(AsRef::as_ref)
    }

    pub fn row(&self, spot: Spot) -> Option<Row> {
        self.block(spot.block)?.row(spot.index)
    }

    /// The movement after a place, which is brought to its block.
    pub fn next(&self, spot: &mut Spot) -> Option<Row> {
        while spot.index >= self.block(spot.block)?.len() {
            *spot = Spot { block: spot.block + 1, index: 0 };
        }
        self.row(*spot)
    }

    /// The place of a key: of its movement, or where it would be.
    pub fn locate(&self, key: u64) -> Result<Spot, Spot> {
        let block = self.firsts.partition_point(|first| *first <= key).saturating_sub(1);
        let keys = self.block(block).map(|block| block.keys.as_slice()).unwrap_or_default();
        match keys.binary_search(&key) {
            Ok(index) => Ok(Spot { block, index }),
            Err(index) => Err(Spot { block, index }),
        }
    }

    /// The place before the first movement with at least that key.
    pub fn spot(&self, key: u64) -> Spot {
        self.locate(key).unwrap_or_else(|spot| spot)
    }

    /// The sums of all movements before a place, but for the lowest level and the unit costs.
    pub fn before(&self, spot: Spot) -> Sums {
        if spot == self.end() {
            return self.tree.all();
        }
        let within = self.block(spot.block).map(|block| block.sums_to(spot.index)).unwrap_or_default();
        self.tree.before(spot.block).then(&within)
    }

    /// The quantity on hand before a place.
    pub fn level(&self, spot: Spot) -> i64 {
        let within = self.block(spot.block).map(|block| block.quantities.iter().take(spot.index).sum());
        self.tree.before(spot.block).net() + within.unwrap_or(0_i64)
    }

    /// The first movement from a place on after which less than `bound` is on hand, and how much; `level` is that before
    /// the place.
    pub fn next_below(&self, spot: Spot, level: i64, bound: i64) -> Option<(Spot, i64)> {
        let (mut block, mut level, mut skip) = (spot.block, level, spot.index);
        loop {
            for (index, quantity) in self.block(block)?.quantities.iter().enumerate().skip(skip) {
                level += quantity;
                if level < bound {
                    return Some((Spot { block, index }, level));
                }
            }
            (block, level) = self.tree.next_below(block + 1, level, bound)?;
            skip = 0;
        }
    }

    /// The last movement before a place before which less than `bound` was on hand, and how much; `level` is that before
    /// the place.
    pub fn last_below(&self, spot: Spot, level: i64, bound: i64) -> Option<(Spot, i64)> {
        let (mut block, mut level, mut take) = (spot.block, level, spot.index);
        loop {
            let quantities = self.block(block)?.quantities.get(..take)?;
            for (index, quantity) in quantities.iter().enumerate().rev() {
                level -= quantity;
                if level < bound {
                    return Some((Spot { block, index }, level));
                }
            }
            let (found, start) = self.tree.last_below(block, level, bound)?;
            let all = self.block(found)?;
            (block, level, take) = (found, start + self.tree.block(found).net(), all.len());
        }
    }

    /// The first movement with which what came in (or went out, by `sign`) comes to more than `beyond`, with the sums
    /// before it, but for the lowest level and the unit costs.
    pub fn reach(&self, beyond: i64, of: impl Fn(&Sums) -> i64, sign: i64) -> Option<(Spot, Sums)> {
        let (block, sums) = self.tree.reach(beyond, &of)?;
        let rows = self.block(block)?;
        let mut total = of(&sums);
        let index = rows.quantities.iter().position(|quantity| {
            total += (quantity * sign).max(0);
            total > beyond
        })?;
        Some((Spot { block, index }, sums.then(&rows.sums_to(index))))
    }

    /// Puts a movement at its place, which is free; gives the place. What rests on the movements before is kept.
    pub fn insert(&mut self, spot: Spot, row: Row) -> Spot {
        let mut spot = spot;
        if self.block(spot.block).is_some_and(|block| block.len() >= self.most) {
            let left = self.split(spot.block);
            if spot.index > left {
                spot = Spot { block: spot.block + 1, index: spot.index - left };
            }
        }
        let Some(block) = self.blocks.get_mut(spot.block) else { return spot };
        let block = Arc::make_mut(block);
        block.insert(spot.index, row);
        let low = block.low();
        if let (0, Some(first)) = (spot.index, self.firsts.get_mut(spot.block)) {
            *first = row.key;
        }
        self.tree.set(spot.block, with_row(self.tree.block(spot.block), row, low));
        self.forget(spot.block);
        spot
    }

    /// Takes a movement away; gives the place that it leaves, before what comes next.
    pub fn remove(&mut self, spot: Spot) -> Spot {
        let Some(block) = self.blocks.get_mut(spot.block) else { return spot };
        let block = Arc::make_mut(block);
        let Some(row) = block.row(spot.index) else { return spot };
        block.remove(spot.index);
        let (count, first) = (block.len(), block.keys.first().copied());
        self.tree.set(spot.block, without_row(self.tree.block(spot.block), row, block));
        if let (Some(key), Some(first)) = (first, self.firsts.get_mut(spot.block)) {
            *first = key;
        }
        self.forget(spot.block);
        // Small neighbours become one, so that the blocks stay few.
        for left in [spot.block.wrapping_sub(1), spot.block] {
            let length = |block: usize| self.block(block).map(Block::len);
            let (Some(one), Some(other)) = (length(left), length(left.wrapping_add(1))) else { continue };
            if one + other <= self.most / 2 || one == 0 || other == 0 {
                self.join(left);
                return if left == spot.block { spot } else { Spot { block: left, index: one + spot.index } };
            }
        }
        debug_assert!(count > 0 || self.blocks.len() == 1);
        spot
    }

    /// Changes quantity and value of a movement; what rests on it is forgotten by the caller.
    pub fn replace(&mut self, spot: Spot, quantity: i64, value: i64) {
        let Some(block) = self.blocks.get_mut(spot.block) else { return };
        let block = Arc::make_mut(block);
        if let (Some(old), Some(amount)) =
            (block.quantities.get_mut(spot.index), block.values.get_mut(spot.index))
        {
            (*old, *amount) = (quantity, value);
        }
        self.tree.set(spot.block, block.sums());
    }

    /// Writes the costs of a block's issues, in order.
    pub fn write(&mut self, block: usize, costs: &[i64]) {
        let sums = self.tree.block(block);
        let (Some(rows), Some(fresh)) = (self.blocks.get_mut(block), self.notes.fresh.get_mut(block)) else {
            return;
        };
        *fresh = true;
        let rows = Arc::make_mut(rows);
        let mut next = 0;
        for (quantity, value) in rows.quantities.iter().zip(&mut rows.values) {
            // Which movement is an issue cannot be foreseen.
            let cost = costs.get(next).copied().unwrap_or(0);
            *value = select_unpredictable(*quantity < 0, cost, *value);
            next += usize::from(*quantity < 0);
        }
        self.tree.set(block, Sums { cost: costs.iter().sum(), ..sums });
    }

    /// Changes the cost of one issue, but not the sums of its block.
    pub fn add_cost(&mut self, spot: Spot, more: i64) {
        let value = self.blocks.get_mut(spot.block).map(Arc::make_mut);
        if let Some(value) = value.and_then(|block| block.values.get_mut(spot.index)) {
            *value += more;
        }
    }

    /// Adds to the sum of a block's costs.
    pub fn add_costs(&mut self, block: usize, more: i64) {
        let sums = self.tree.block(block);
        self.tree.set(block, Sums { cost: sums.cost.wrapping_add(more), ..sums });
    }

    /// From this block on costs are no longer those of today, nor the marks of the blocks after it.
    pub fn forget(&mut self, block: usize) {
        if let Some(fresh) = self.notes.fresh.get_mut(block..) {
            fresh.fill(false);
        }
        if let Some(known) = self.notes.known.get_mut(block + 1..) {
            known.fill(false);
        }
    }

    /// In these blocks costs are no longer those of today.
    pub fn restate(&mut self, from: usize, to: usize) {
        if let Some(fresh) = self.notes.fresh.get_mut(from..to) {
            fresh.fill(false);
        }
    }

    /// Cuts a block in two; gives how many are left in it.
    fn split(&mut self, block: usize) -> usize {
        let Some(whole) = self.blocks.get(block) else { return 0 };
        let left = whole.len() / 2;
        let right = Block::of(whole.rows().skip(left), whole.len() - left);
        let left_half = Block::of(whole.rows().take(left), left);
        let halves = [left_half.sums(), right.sums()];
        if let Some(place) = self.blocks.get_mut(block) {
            *place = Arc::new(left_half);
        }
        self.blocks.insert(block + 1, Arc::new(right));
        self.notes.fresh.insert(block + 1, false);
        self.notes.known.insert(block + 1, false);
        self.notes.marks.insert(block + 1, M::default());
        let mut sums: Vec<Sums> =
            (0..self.blocks.len().saturating_sub(1)).map(|block| self.tree.block(block)).collect();
        sums.splice(block..=block, halves);
        self.survey(&sums);
        left
    }

    /// Makes a block and the next one.
    fn join(&mut self, block: usize) {
        let (Some(one), Some(other)) = (self.blocks.get(block), self.blocks.get(block + 1)) else { return };
        let both = Block::of(one.rows().chain(other.rows()), one.len() + other.len());
        let joined = both.sums();
        self.blocks.splice(block..=block + 1, [Arc::new(both)]);
        let mut sums: Vec<Sums> = (0..=self.blocks.len()).map(|block| self.tree.block(block)).collect();
        sums.splice(block..=block + 1, [joined]);
        let fresh =
            self.notes.fresh.get(block..).is_some_and(|fresh| fresh.iter().take(2).all(|fresh| *fresh));
        if let Some(place) = self.notes.fresh.get_mut(block) {
            *place = fresh;
        }
        self.notes.fresh.remove(block + 1);
        self.notes.known.remove(block + 1);
        self.notes.marks.remove(block + 1);
        self.survey(&sums);
    }

    /// What is held, in bytes.
    pub fn bytes(&self) -> usize {
        let pointer = size_of::<usize>();
        let notes = self.notes.fresh.capacity()
            + self.notes.known.capacity()
            + self.notes.marks.capacity() * size_of::<M>();
        let blocks: usize = self.blocks.iter().map(|block| block.bytes()).sum();
        size_of::<Self>()
            + blocks
            + (self.blocks.capacity() + self.firsts.capacity()) * pointer
            + self.tree.bytes()
            + notes
    }
}
