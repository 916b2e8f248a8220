//! Last in, first out: costs are always those of today, and a backdated entry changes those alone that it must.
//!
//! A unit of the stack has a level, the number of units under it. What is under the lowest level reached since a moment
//! is as it was then; what is above came later. So after an entry only a movement that digs deeper than all since then
//! takes other units than before: it takes as many as before, from below the entry's level. Two stacks, without the entry
//! and with it, are kept for what is below; they are the stack at that moment, read downwards as far as something digs.
//! What did not dig so deep costs what it did, and the closing value differs by what the few movements differ.

use super::{
    super::Cut,
    rest::Rest,
    rows::{Rows, Spot},
};

type Stacked = Rows<Rest>;

/// The stack before a place, read from the top downwards.
struct Ground {
    spot: Spot,
    /// What is on hand there.
    level: i64,
    /// How many units have not been read yet.
    unread: i64,
    layers: Vec<Rest>,
}

impl Ground {
    /// The layer so deep, if the stack is so deep.
    fn layer(&mut self, rows: &Stacked, depth: usize, cut: Cut) -> Option<Rest> {
        while self.layers.len() <= depth {
            // The last movement with less on hand before it than there is up to here brought in the unit on top.
            let (spot, base) = rows.last_below(self.spot, self.level, self.unread)?;
            let row = rows.row(spot)?;
            let mut rest = Rest::new(row.quantity, row.value);
            let mut top = base + row.quantity;
            if cut == Cut::Cumulative && top > self.unread {
                rest.take(top - self.unread, cut);
                top = self.unread;
            }
            let (mut next, mut level) = (after(spot), top);
            while top > self.unread {
                let (dug, left) = rows.next_below(next, level, top)?;
                rest.take(top - left, cut);
                (next, level, top) = (after(dug), left, left);
            }
            self.unread = base;
            self.layers.push(rest);
        }
        self.layers.get(depth).copied()
    }
}

fn after(spot: Spot) -> Spot {
    Spot { index: spot.index + 1, ..spot }
}

/// A stack: what was put on the ground or taken from it, and how many layers of the ground were taken up for that.
#[derive(Default, PartialEq, Eq)]
struct Stack {
    top: Vec<Rest>,
    depth: usize,
}

impl Stack {
    /// A movement of that quantity and value; the cost when it was an issue.
    fn pass(&mut self, rows: &Stacked, ground: &mut Ground, movement: (i64, i64), cut: Cut) -> i64 {
        let (quantity, value) = movement;
        if quantity > 0 {
            self.top.push(Rest::new(quantity, value));
            return 0;
        }
        let (mut wanted, mut cost) = dig(&mut self.top, -quantity, cut);
        while wanted > 0
            && let Some(layer) = ground.layer(rows, self.depth, cut)
        {
            self.depth += 1;
            self.top.push(layer);
            let (left, more) = dig(&mut self.top, wanted, cut);
            (wanted, cost) = (left, cost + more);
        }
        cost
    }
}

/// Takes units from the top: how many are still wanted, and what the others cost.
fn dig(stack: &mut Vec<Rest>, quantity: i64, cut: Cut) -> (i64, i64) {
    let (mut wanted, mut cost) = (quantity, 0);
    while let Some(layer) = stack.last_mut().filter(|_| wanted > 0) {
        let part = wanted.min(layer.quantity());
        cost += layer.take(part, cut);
        wanted -= part;
        if layer.quantity() == 0 {
            stack.pop();
        }
    }
    (wanted, cost)
}

/// What an edit changed: at `spot` there was `old`, and is `new` now, in rows that are right but for costs.
pub(super) struct Edit {
    pub spot: Spot,
    pub old: Option<(i64, i64)>,
    pub new: Option<(i64, i64)>,
}

/// Writes the costs that an edit changed; gives how many.
pub(super) fn patch(rows: &mut Stacked, edit: &Edit, cut: Cut) -> usize {
    let level = rows.level(edit.spot);
    let mut ground = Ground { spot: edit.spot, level, unread: level, layers: Vec::new() };
    let (mut old, mut new) = (Stack::default(), Stack::default());
    let (mut low, mut changed) = (level, 0);
    let mut next = edit.spot;
    if let Some(movement) = edit.old {
        old.pass(rows, &mut ground, movement, cut);
    }
    if let Some(movement) = edit.new {
        let cost = new.pass(rows, &mut ground, movement, cut);
        if movement.0 < 0 {
            let written = rows.row(edit.spot).map_or(0, |row| row.value);
            rows.add_cost(edit.spot, cost - written);
            rows.add_costs(edit.spot.block, cost - written);
        }
        low += movement.0;
        next = after(next);
    }
    // The sum of a block is written when the block is left.
    let (mut level, mut open) = (low, (next.block, 0));
    while old != new
        && let Some((spot, left)) = rows.next_below(next, level, low)
    {
        let deep = (left - low, 0);
        let more = new.pass(rows, &mut ground, deep, cut) - old.pass(rows, &mut ground, deep, cut);
        if more != 0 {
            if open.0 != spot.block {
                rows.add_costs(open.0, open.1);
                open = (spot.block, 0);
            }
            rows.add_cost(spot, more);
            open.1 += more;
            changed += 1;
        }
        (next, level, low) = (after(spot), left, left);
    }
    rows.add_costs(open.0, open.1);
    changed
}

/// Writes all costs.
pub(super) fn write(rows: &mut Stacked, cut: Cut) {
    let (mut stack, mut costs): (Vec<Rest>, Vec<i64>) = (Vec::new(), Vec::new());
    for number in 0..rows.blocks.len() {
        costs.clear();
        let Some(block) = rows.block(number) else { return };
        for (quantity, value) in block.quantities.iter().zip(&block.values) {
            if *quantity > 0 {
                stack.push(Rest::new(*quantity, *value));
                continue;
            }
            costs.push(dig(&mut stack, -quantity, cut).1);
        }
        rows.write(number, &costs);
    }
}
