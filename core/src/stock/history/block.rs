//! Some hundred movements in a row, as columns, and their sums.

use super::tree::{Sums, is_cheaper};

/// No quantity, and no sum of quantities in, is greater, so that no sum of a few of them leaves 64 bits.
pub(super) const LIMIT: i64 = 1 << 60;

/// Room left in a block for movements to come, and by how much it grows.
const ROOM: usize = 16;

/// A movement: its place in the order, its quantity (below zero: out), and its value in or its cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub key: u64,
    pub quantity: i64,
    pub value: i64,
}

/// Some hundred movements in a row.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub keys: Vec<u64>,
    pub quantities: Vec<i64>,
    pub values: Vec<i64>,
}

impl Clone for Block {
    /// With its room: a clone is made in order to be changed.
    fn clone(&self) -> Self {
        Self::of(self.rows(), self.len())
    }
}

impl Block {
    pub fn of(rows: impl Iterator<Item = Row>, count: usize) -> Self {
        let mut block = Self {
            keys: Vec::with_capacity(count + ROOM),
            quantities: Vec::with_capacity(count + ROOM),
            values: Vec::with_capacity(count + ROOM),
        };
        for row in rows {
            block.keys.push(row.key);
            block.quantities.push(row.quantity);
            block.values.push(row.value);
        }
        block
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        let columns = self.keys.iter().zip(&self.quantities).zip(&self.values);
        columns.map(|((key, quantity), value)| Row { key: *key, quantity: *quantity, value: *value })
    }

    pub fn row(&self, index: usize) -> Option<Row> {
        let key = *self.keys.get(index)?;
        Some(Row { key, quantity: *self.quantities.get(index)?, value: *self.values.get(index)? })
    }

    /// Quantity and value of the movements in from `index` on. Which movement is one cannot be foreseen, so that each is
    /// written, and only those are kept.
    pub fn receipts(&self, index: usize, receipts: &mut Vec<(i64, i64)>) {
        receipts.resize(self.len().saturating_sub(index), (0, 0));
        let mut count = 0;
        for (quantity, value) in self.quantities.iter().zip(&self.values).skip(index) {
            if let Some(place) = receipts.get_mut(count) {
                *place = (*quantity, *value);
            }
            count += usize::from(*quantity > 0);
        }
        receipts.truncate(count);
    }

    /// The quantities of the issues, above zero; found in the same way.
    pub fn issues(&self, issues: &mut Vec<i64>) {
        issues.resize(self.len(), 0);
        let mut count = 0;
        for quantity in &self.quantities {
            if let Some(place) = issues.get_mut(count) {
                *place = -quantity;
            }
            count += usize::from(*quantity < 0);
        }
        issues.truncate(count);
    }

    pub fn insert(&mut self, index: usize, row: Row) {
        if self.keys.len() == self.keys.capacity() {
            self.keys.reserve_exact(ROOM);
            self.quantities.reserve_exact(ROOM);
            self.values.reserve_exact(ROOM);
        }
        let index = index.min(self.keys.len());
        self.keys.insert(index, row.key);
        self.quantities.insert(index, row.quantity);
        self.values.insert(index, row.value);
    }

    pub fn remove(&mut self, index: usize) {
        if index < self.keys.len() {
            self.keys.remove(index);
            self.quantities.remove(index);
            self.values.remove(index);
        }
    }

    /// The sums of the movements before `index`, but for the lowest level and the unit costs.
    pub fn sums_to(&self, index: usize) -> Sums {
        let mut sums = Sums { count: index.min(self.len()), ..Sums::default() };
        let (mut received, mut issued, mut value, mut cost) = (0, 0, 0, 0_i64);
        for (quantity, amount) in self.quantities.iter().zip(&self.values).take(index) {
            let coming = -i64::from(*quantity > 0);
            received += quantity & coming;
            issued -= quantity & !coming;
            value += amount & coming;
            cost = cost.wrapping_add(amount & !coming);
        }
        (sums.received, sums.issued, sums.value, sums.cost) = (received, issued, value, cost);
        sums
    }

    pub fn low(&self) -> i64 {
        let (mut level, mut low) = (0, 0);
        for quantity in &self.quantities {
            level += quantity;
            low = low.min(level);
        }
        low
    }

    pub fn sums(&self) -> Sums {
        let mut sums = Sums { low: self.low(), ..self.sums_to(self.len()) };
        for row in self.rows().filter(|row| row.quantity > 0) {
            sums = with_price(sums, (row.value, row.quantity));
        }
        sums
    }

    pub fn bytes(&self) -> usize {
        size_of::<Self>() + 2 * size_of::<usize>() + self.keys.capacity() * size_of::<Row>()
    }
}

fn with_price(mut sums: Sums, price: (i64, i64)) -> Sums {
    if sums.cheap.1 == 0 || is_cheaper(price, sums.cheap) {
        sums.cheap = price;
    }
    if sums.dear.1 == 0 || is_cheaper(sums.dear, price) {
        sums.dear = price;
    }
    sums
}

/// The sums of a block from which a movement was taken, which are made anew where its unit cost was one of the two ends.
pub(super) fn without_row(sums: Sums, row: Row, block: &Block) -> Sums {
    if row.quantity > 0 && [sums.cheap, sums.dear].contains(&(row.value, row.quantity)) {
        return block.sums();
    }
    let mut sums = Sums { count: sums.count.saturating_sub(1), low: block.low(), ..sums };
    if row.quantity > 0 {
        sums.received -= row.quantity;
        sums.value -= row.value;
    } else {
        sums.issued += row.quantity;
        sums.cost = sums.cost.wrapping_sub(row.value);
    }
    sums
}

/// The sums of a block to which a movement was added.
pub(super) fn with_row(sums: Sums, row: Row, low: i64) -> Sums {
    let mut sums = Sums { count: sums.count + 1, low, ..sums };
    if row.quantity > 0 {
        sums.received += row.quantity;
        sums.value += row.value;
        return with_price(sums, (row.value, row.quantity));
    }
    sums.issued -= row.quantity;
    sums.cost = sums.cost.wrapping_add(row.value);
    sums
}
