//! First in, first out: what the first x units ever received cost is a function C(x), and what left between two moments
//! is its difference.
//!
//! With on hand never below zero the layer at position x is the receipt that brought the x-th unit in, whatever was
//! issued before; it is found by search over the sums of the blocks. Cut by position, C is known from that layer alone.
//! Cut by what remains, the cost of the open layer depends on its own issues, which are taken again from the moment at
//! which the layer before it was empty.

use super::{
    super::Cut,
    rest::{Rest, share},
    rows::{Rows, Spot},
};

/// The units that leave next: the open layer, the receipts that were read ahead, and those from `next` on.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    rest: Rest,
    ahead: Vec<(i64, i64)>,
    read: usize,
    next: Spot,
}

impl Queue {
    fn open(rest: Rest, next: Spot) -> Self {
        Self { rest, ahead: Vec::new(), read: 0, next }
    }

    /// As it is when so many units have left, at the end of a movement; with their cost, and how many movements had to be
    /// taken again for it.
    pub fn at<M: Copy + Default>(rows: &Rows<M>, issued: i64, cut: Cut) -> (Self, i64, usize) {
        let Some((spot, sums)) = rows.reach(issued, |sums| sums.received, 1) else {
            return (Self::open(Rest::default(), rows.end()), rows.tree.all().value, 0);
        };
        let (quantity, value) = rows.row(spot).map_or((0, 0), |row| (row.quantity, row.value));
        let mut rest = Rest::new(quantity, value);
        let next = Spot { index: spot.index + 1, ..spot };
        let part = issued - sums.received;
        let mut again = 0;
        match cut {
            Cut::Cumulative if part > 0 => {
                rest.take(part, cut);
            }
            Cut::Remaining if part > 0 => again = replay(rows, &mut rest, sums.received, issued),
            Cut::Cumulative | Cut::Remaining => {}
        }
        (Self::open(rest, next), sums.value + value - rest.left, again)
    }

    /// Lets the units of one issue after the other leave, and adds what each costs; what there is not, does not leave.
    pub fn take<M: Copy + Default>(
        &mut self,
        rows: &Rows<M>,
        issues: &[i64],
        cut: Cut,
        costs: &mut Vec<i64>,
    ) {
        match cut {
            Cut::Cumulative => self.take_by_position(rows, issues, costs),
            Cut::Remaining => costs.extend(issues.iter().map(|quantity| self.take_one(rows, *quantity, cut))),
        }
    }

    /// What left is the growth of C(x), which the layer alone tells: layers that leave whole are only added up, and each
    /// issue divides once.
    fn take_by_position<M: Copy + Default>(&mut self, rows: &Rows<M>, issues: &[i64], costs: &mut Vec<i64>) {
        // Of the layers that left whole, less what of the first had left before.
        let mut before = self.rest.left - self.rest.cost;
        let mut known = 0;
        let mut rest = self.rest;
        costs.extend(issues.iter().map(|quantity| {
            rest.taken += quantity;
            while rest.taken > rest.whole {
                let Some(next) = self.layer(rows) else {
                    rest.taken = rest.whole;
                    break;
                };
                before += rest.cost;
                rest = Rest { taken: rest.taken - rest.whole, ..next };
            }
            let upto = before + share(rest.cost, rest.taken, rest.whole);
            upto - std::mem::replace(&mut known, upto)
        }));
        rest.left = rest.cost - share(rest.cost, rest.taken, rest.whole);
        self.rest = rest;
    }

    /// One issue's units.
    fn take_one<M: Copy + Default>(&mut self, rows: &Rows<M>, quantity: i64, cut: Cut) -> i64 {
        let (mut wanted, mut cost) = (quantity, 0);
        loop {
            let part = wanted.min(self.rest.quantity());
            if part > 0 {
                cost += self.rest.take(part, cut);
                wanted -= part;
            }
            if wanted == 0 {
                return cost;
            }
            let Some(next) = self.layer(rows) else { return cost };
            self.rest = next;
        }
    }

    /// The next layer.
    fn layer<M: Copy + Default>(&mut self, rows: &Rows<M>) -> Option<Rest> {
        while self.read == self.ahead.len() {
            rows.block(self.next.block)?.receipts(self.next.index, &mut self.ahead);
            (self.read, self.next) = (0, Spot { block: self.next.block + 1, index: 0 });
        }
        let (quantity, value) = *self.ahead.get(self.read)?;
        self.read += 1;
        Some(Rest::new(quantity, value))
    }
}

/// A movement was replaced by one of the same quantity: only what takes its units costs otherwise.
pub(super) fn correct<M: Copy + Default>(rows: &mut Rows<M>, spot: Spot, quantity: i64) {
    if quantity < 0 {
        // An issue that stays what it is; its own cost has to be written again.
        return rows.restate(spot.block, spot.block + 1);
    }
    let base = rows.before(spot).received;
    let block = |units: i64| rows.tree.reach(units, |sums| sums.issued).map(|(block, _)| block);
    let Some(first) = block(base) else { return };
    let last = block(base + quantity - 1).unwrap_or(rows.end().block);
    rows.restate(first, last + 1);
}

/// Takes the units from `base` to `issued` out of their layer, issue by issue.
fn replay<M: Copy + Default>(rows: &Rows<M>, rest: &mut Rest, base: i64, issued: i64) -> usize {
    let Some((first, sums)) = rows.reach(base, |sums| sums.issued, -1) else { return 0 };
    let (mut done, mut again, mut skip) = (sums.issued, 0, first.index);
    for block in rows.blocks.iter().skip(first.block) {
        for quantity in
            block.quantities.iter().skip(std::mem::take(&mut skip)).filter(|quantity| **quantity < 0)
        {
            if done >= issued {
                return again;
            }
            let after = done - quantity;
            rest.take(after.min(issued) - done.max(base), Cut::Remaining);
            (done, again) = (after, again + 1);
        }
    }
    again
}
