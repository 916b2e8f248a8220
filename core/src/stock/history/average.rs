//! The moving average.
//!
//! The state after a movement in is a value V and a quantity Q. Until the next one, x units leave, and the value that is
//! left is V − R(V·x/Q) under the cumulative cut; under the other each issue makes V − R(V·q/Q) of V. Both are
//! V − R(a·V) with 0 ≤ a ≤ 1. When V grows by one, a·V grows by a, so that R(a·V) grows by nothing or by one: the value
//! that is left never falls when V rises, and never grows by more than V did. A receipt adds the same to both. So two
//! bounds around the value before a movement are bounds after it, never wider; each turnover of the stock narrows them by
//! about e, and where they meet they are exact. Quantities do not depend on values. Under the cumulative cut the value is
//! carried from one movement in to the next, and only there may bounds be said to have met.
//!
//! The first bounds are the quantity at the lowest and at the highest unit cost received so far, and half a minor unit
//! more for each movement so far, as no cut rounds by more and what is left after it keeps at most the error that it had.

use super::{
    super::Cut,
    Path,
    block::Block,
    rest::{Rest, share},
    rows::{Rows, Spot},
    tree::Sums,
};

type Marked = Rows<Rest>;

/// Not worth a search: so many blocks are replayed.
const NEAR: usize = 1;

/// So many blocks are run side by side.
const FAR: usize = 16;

/// Lets a movement happen; gives the cost when it was an issue.
pub(super) fn step(state: &mut Rest, quantity: i64, value: i64, cut: Cut) -> i64 {
    if quantity > 0 {
        *state = state.with(quantity, value);
        return 0;
    }
    let cost = state.take(-quantity, cut);
    if state.quantity() == 0 {
        *state = Rest::default();
    } else if cut == Cut::Remaining {
        *state = Rest::new(state.quantity(), state.left);
    }
    cost
}

/// The state before a place, and how it was found. The marks of the blocks on the way are set.
pub(super) fn at(rows: &mut Marked, spot: Spot, cut: Cut) -> (Rest, Path) {
    let known = rows.notes.known.get(..=spot.block).and_then(|known| known.iter().rposition(|known| *known));
    let checkpoint = Spot { block: known.unwrap_or(0), index: 0 };
    let mark = rows.notes.marks.get(checkpoint.block).copied().unwrap_or_default();
    if spot.block - checkpoint.block <= NEAR {
        let (state, movements) = run(rows, checkpoint, mark, spot, cut);
        return (state, Path::Checkpoint { movements });
    }
    let before = rows.tree.before(spot.block);
    let level = rows.level(spot);
    let empty = rows.last_below(spot, level, 1).map(|(spot, _)| spot).filter(|empty| *empty > checkpoint);
    if let Some(empty) = empty.filter(|empty| spot.block - empty.block <= NEAR) {
        let (state, movements) = run(rows, empty, Rest::default(), spot, cut);
        return (state, Path::EmptyShelf { movements });
    }
    let mut start = first_guess(rows, spot, level, &before);
    let exact = empty.map_or(checkpoint.block, |empty| empty.block);
    while start > exact {
        if let Some((met, state)) = meet(rows, start, spot, cut) {
            let blocks = met.block - start + 1;
            let (state, _) = run(rows, met, state, spot, cut);
            return (state, Path::BoundsMet { blocks });
        }
        start = start.saturating_sub(2 * (spot.block - start));
    }
    if let Some(empty) = empty {
        let (state, movements) = run(rows, empty, Rest::default(), spot, cut);
        return (state, Path::EmptyShelf { movements });
    }
    let (state, movements) = run(rows, checkpoint, mark, spot, cut);
    (state, Path::Checkpoint { movements })
}

/// The block in which bounds should start in order to meet by the place: as many turnovers of what is on hand before it
/// as their width has natural digits.
fn first_guess(rows: &Marked, spot: Spot, level: i64, before: &Sums) -> usize {
    let (low, high) = guess(before, level, rows.len());
    let digits = i64::from(u64::BITS - high.abs_diff(low).leading_zeros()) * 7 / 10 + 2;
    let back = before.issued.saturating_sub(level.saturating_mul(digits));
    let block = rows.tree.reach(back, |sums| sums.issued).map_or(0, |(block, _)| block);
    if back <= 0 { 0 } else { block.min(spot.block.saturating_sub(1)) }
}

/// Bounds of what so many units are worth.
fn guess(before: &Sums, level: i64, movements: usize) -> (i64, i64) {
    let error = i128::try_from(movements).unwrap_or(0) / 2 + 1;
    let at = |price: (i64, i64)| i128::from(level) * i128::from(price.0) / i128::from(price.1.max(1));
    let (low, high) = (at(before.cheap) - error, at(before.dear) + 1 + error);
    let fitting =
        |bound: i128| i64::try_from(bound.clamp(0, i128::from(before.value))).unwrap_or(before.value);
    if level == 0 { (0, 0) } else { (fitting(low), fitting(high)) }
}

/// Two bounds around one value.
struct Bounds {
    low: i64,
    high: i64,
    whole: i64,
    taken: i64,
}

impl Bounds {
    /// Lets the part that is due leave both.
    fn cut(&mut self) {
        self.low -= share(self.low, self.taken, self.whole);
        self.high -= share(self.high, self.taken, self.whole);
        self.whole -= self.taken;
        self.taken = 0;
    }

    /// Lets the movements of a block happen, up to the one after which both are equal: how many that were.
    fn pass(&mut self, block: &Block, from: usize, to: usize, cut: Cut) -> Option<usize> {
        let columns = block.quantities.iter().zip(&block.values).enumerate().take(to).skip(from);
        for (index, (quantity, value)) in columns {
            if *quantity > 0 {
                if self.taken > 0 {
                    self.cut();
                }
                self.low += value;
                self.high += value;
                self.whole += quantity;
            } else {
                self.taken -= quantity;
                if cut == Cut::Cumulative {
                    continue;
                }
                self.cut();
            }
            if self.low == self.high {
                return Some(index + 1);
            }
        }
        None
    }
}

/// Where bounds that start in a block meet, if they do before the place, and the state there.
fn meet(rows: &Marked, start: usize, spot: Spot, cut: Cut) -> Option<(Spot, Rest)> {
    let before = rows.tree.before(start);
    let mut level = before.net();
    let mut bounds: Option<Bounds> = None;
    for number in start..=spot.block {
        let block = rows.block(number)?;
        let to = if number == spot.block { spot.index } else { block.len() };
        let mut from = 0;
        if bounds.is_none() {
            // Up to the first movement in, where the state is a value and a quantity alone.
            let first = block.quantities.iter().take(to).position(|quantity| *quantity > 0);
            from = first.unwrap_or(to);
            level += block.quantities.iter().take(from).sum::<i64>();
            if first.is_some() {
                let (low, high) = guess(&before, level, rows.len());
                bounds = Some(Bounds { low, high, whole: level, taken: 0 });
            }
        }
        let Some(bounds) = bounds.as_mut() else { continue };
        if let Some(index) = bounds.pass(block, from, to, cut) {
            return Some((Spot { block: number, index }, Rest::new(bounds.whole, bounds.low)));
        }
    }
    None
}

/// The value of a receipt was corrected: the past as it was and as it is run side by side, until they are equal. Where
/// they still are not after some blocks, what follows is forgotten.
pub(super) fn correct(rows: &mut Marked, spot: Spot, movement: (i64, i64, i64), cut: Cut) {
    let (quantity, was, is) = movement;
    let (mut old, _) = at(rows, spot, cut);
    let mut new = old;
    step(&mut old, quantity, was, cut);
    step(&mut new, quantity, is, cut);
    let (mut skip, last) = (spot.index + 1, rows.end().block.min(spot.block + FAR));
    for number in spot.block..=last {
        let Some(block) = rows.block(number) else { break };
        for (quantity, value) in block.quantities.iter().zip(&block.values).skip(std::mem::take(&mut skip)) {
            step(&mut old, *quantity, *value, cut);
            step(&mut new, *quantity, *value, cut);
            if old == new {
                rows.restate(spot.block, number + 1);
                return;
            }
        }
        if rows.notes.known.get(number + 1).is_some_and(|known| *known) {
            mark(rows, number + 1, new);
        }
    }
    rows.restate(spot.block, last + 1);
    if last < rows.end().block {
        rows.forget(last + 1);
    }
}

/// Replays from one place to another; gives the state, and how many movements that were.
fn run(rows: &mut Marked, from: Spot, mut state: Rest, to: Spot, cut: Cut) -> (Rest, usize) {
    let (mut skip, mut movements) = (from.index, 0);
    for number in from.block..=to.block {
        let Some(block) = rows.block(number) else { break };
        let end = if number == to.block { to.index } else { block.len() };
        for (quantity, value) in block.quantities.iter().zip(&block.values).take(end).skip(skip) {
            step(&mut state, *quantity, *value, cut);
        }
        movements += end - skip.min(end);
        skip = 0;
        if number < to.block {
            mark(rows, number + 1, state);
        }
    }
    (state, movements)
}

/// Notes the state before a block.
fn mark(rows: &mut Marked, block: usize, state: Rest) {
    if let (Some(known), Some(mark)) = (rows.notes.known.get_mut(block), rows.notes.marks.get_mut(block)) {
        (*known, *mark) = (true, state);
    }
}

/// The costs of a block's issues, from the state before it, which becomes the one after it.
pub(super) fn costs(rows: &mut Marked, number: usize, state: &mut Rest, cut: Cut, costs: &mut Vec<i64>) {
    mark(rows, number, *state);
    let Some(block) = rows.block(number) else { return };
    for (quantity, value) in block.quantities.iter().zip(&block.values) {
        let cost = step(state, *quantity, *value, cut);
        if *quantity < 0 {
            costs.push(cost);
        }
    }
}
