//! Proof that a roster is the best, or how far it can still be: a bound that has come to its end is split in two, each with
//! a bound of its own, until none is below the roster (branch and price). Split is on how much is there together in many
//! slots, which must be whole, or on whether a person works a duty on a day: of some such splits, the one that lifts the
//! bounds of both sides most (strong branching). Rows that cannot be cheap enough are left out (reduced-cost fixing).

use super::bound::Bound;
use super::master::WHOLE;
use super::problem::{Convex, OFF, Problem};

/// Passes of the bound at one node at most.
const PASSES: u64 = 120;

/// So often the bound goes on after rows were closed, before it is split.
const ROUNDS: u32 = 6;

/// So many ways to split a node are tried.
const TRIES: usize = 8;

/// Each with so many passes of the bound.
const TRIED: u64 = 4;

/// Where a search for a proof stands.
#[derive(Debug)]
pub(crate) struct Proof {
    /// The problem whose limits rosters keep, where rows pay for some.
    law: Option<Problem>,
    open: Vec<Node>,
    /// What the best roster costs.
    pub(crate) upper: i64,
    /// A better roster that was met on the way.
    pub(crate) roster: Option<Vec<Vec<u16>>>,
    /// What the whole has left, until it is taken.
    pub(crate) left: Option<Bound>,
    /// Whether all rows that the whole has left are known.
    known: bool,
    /// The least bound of what was given up.
    given_up: i64,
    /// Nodes (rows of the per-person program by 28 days) that were spent.
    pub(crate) nodes: u64,
    /// Splits so far.
    pub(crate) splits: u64,
}

#[derive(Debug)]
struct Node {
    bound: Bound,
    least: i64,
    depth: u32,
}

/// A set of cells of all people whose number on duty must be whole.
#[derive(Clone, Debug)]
pub(super) struct Together {
    from: usize,
    to: usize,
    duty: Option<u16>,
}

impl Together {
    fn has(&self, day: usize, duty: u16) -> bool {
        day >= self.from && day < self.to && self.duty.map_or(duty != OFF, |own| own == duty)
    }
}

/// How a node is split.
pub(super) enum Split {
    /// So many are there together at most, or one more at least.
    Together(Together, i64),
    /// That person works that duty on that day, or does not.
    Cell(usize, usize, u16),
}

impl Bound {
    /// One side of a split, for rosters below `upper`; none when no row is left.
    fn split(&self, split: &Split, side: bool, upper: i64) -> Option<Self> {
        let mut child = self.clone();
        match split {
            Split::Together(set, most) => {
                // A unit off costs more than the best roster does: such rosters need not be looked at.
                let steep = upper.saturating_mul(2).max(1);
                let cost = if side {
                    Convex { first: most - 1, values: vec![2 * steep, steep, 0, 0] }
                } else {
                    Convex { first: most - 1, values: vec![0, 0, steep, 2 * steep] }
                };
                child.add_slot(&cost, &|day, duty| set.has(day, duty));
                Some(child)
            }
            Split::Cell(person, day, duty) => {
                let open = child.close(*person, &|on, own| on == *day && (own == *duty) != side);
                open.then_some(child)
            }
        }
    }
}

impl Proof {
    /// Begins with a bound, best one that has come to its end, and a roster's cost.
    pub(crate) fn new(bound: &Bound, upper: i64) -> Self {
        let law = bound.pays().then(|| bound.counted());
        let mut bound = bound.apart();
        bound.hurried = true;
        let least = bound.value().unwrap_or(i64::MIN);
        let open = vec![Node { bound, least, depth: 0 }];
        Self {
            law,
            open,
            upper,
            roster: None,
            left: None,
            known: false,
            given_up: i64::MAX,
            nodes: 0,
            splits: 0,
        }
    }

    /// No roster costs less; none before the first node is done.
    pub(crate) fn value(&self) -> Option<i64> {
        let least = self.open.iter().map(|node| node.least).min().unwrap_or(i64::MAX);
        let least = least.min(self.given_up).min(self.upper);
        (least > i64::MIN).then_some(least)
    }

    /// Whether the rows that are left are few enough to be known; where they are not, splits close little.
    pub(crate) fn knows_rows(&self) -> bool {
        self.splits == 0 || self.known
    }

    /// Goes on until it is proven or so many nodes are spent; true when it is proven.
    /// `go_on` is told of the nodes so far.
    pub(crate) fn run(&mut self, nodes: u64, threads: usize, go_on: &mut dyn FnMut(u64) -> bool) -> bool {
        let end = self.nodes.saturating_add(nodes);
        while self.nodes < end && go_on(self.nodes) {
            // The lowest bound first: the bound of all rises soonest. Of equals, the deepest.
            let next =
                self.open.iter().enumerate().min_by_key(|(_, node)| (node.least, u32::MAX - node.depth));
            let Some((at, _)) = next else { break };
            let node = self.open.swap_remove(at);
            if node.least < self.upper {
                self.split(node, end, threads, go_on);
            }
        }
        self.open.retain(|node| node.least < self.upper);
        self.open.is_empty() && self.given_up >= self.upper
    }

    fn split(&mut self, mut node: Node, end: u64, threads: usize, go_on: &mut dyn FnMut(u64) -> bool) {
        let per_row = node.bound.row_nodes();
        for round in 0..ROUNDS {
            let bound = &mut node.bound;
            let before = bound.priced.0;
            let pass = bound.pass_nodes().max(1);
            let passes = (end.saturating_sub(self.nodes) / pass + 1).min(PASSES);
            let so_far = self.nodes;
            let more = bound.run(passes, Some(self.upper), threads, &mut || go_on(so_far));
            self.nodes += (bound.priced.0 - before).max(1) * per_row;
            if bound.impossible {
                return;
            }
            let Some(value) = bound.value() else {
                self.open.push(node);
                return;
            };
            node.least = node.least.max(value);
            if node.least >= self.upper {
                return;
            }
            if more && passes < PASSES {
                self.open.push(node);
                return;
            }
            if let Some(roster) = bound.whole()
                && let Some(cost) = bound.original_cost(&roster).filter(|cost| *cost < self.upper)
                && self.law.as_ref().is_none_or(|law| law.cost(&roster).is_some())
            {
                self.upper = cost;
                self.roster = Some(roster);
            }
            if node.least >= self.upper {
                return;
            }
            let before = bound.left();
            if !bound.close_cells(self.upper) || !bound.follow(self.upper) {
                return;
            }
            let after = bound.left();
            // What was closed lets the bound rise further.
            if after.is_none() && round > 0
                || after.is_some_and(|after| before.is_some_and(|before| after > before / 8 * 7))
            {
                break;
            }
        }
        if node.depth == 0 {
            self.known = node.bound.left().is_some();
            self.left = Some(node.bound.clone());
        }
        self.branch(&node, threads, go_on);
    }

    /// Splits a node: in the way, of some, that lifts the bounds of both sides most.
    fn branch(&mut self, node: &Node, threads: usize, go_on: &mut dyn FnMut(u64) -> bool) {
        let splits = choose(&node.bound);
        let per_row = node.bound.row_nodes();
        let mut best: Option<(i64, Vec<Node>)> = None;
        let lone = splits.len() == 1;
        for split in splits {
            let mut sides = Vec::new();
            let mut gains = Vec::new();
            for side in [false, true] {
                let Some(mut bound) = node.bound.split(&split, side, self.upper) else { continue };
                let mut least = node.least;
                if !lone {
                    let before = bound.priced.0;
                    let so_far = self.nodes;
                    bound.run(TRIED, Some(self.upper), threads, &mut || go_on(so_far));
                    self.nodes += (bound.priced.0 - before).max(1) * per_row;
                    if bound.impossible || bound.value().is_some_and(|value| value >= self.upper) {
                        continue;
                    }
                    gains.push(bound.best.saturating_sub(node.bound.best).max(0));
                    least = bound.value().map_or(least, |value| value.max(least));
                }
                sides.push(Node { bound, least, depth: node.depth + 1 });
            }
            if sides.len() < 2 && !lone {
                // One side is out: the other is what is left.
                self.open.extend(sides.pop().map(|side| Node { depth: node.depth, ..side }));
                return;
            }
            let (low, high) =
                (gains.iter().min().copied().unwrap_or(0), gains.iter().max().copied().unwrap_or(0));
            let score = low.saturating_mul(8).saturating_add(high);
            if best.as_ref().is_none_or(|(known, _)| score > *known) {
                best = Some((score, sides));
            }
        }
        match best {
            Some((_, sides)) => {
                self.splits += 1;
                self.open.extend(sides);
            }
            None => self.given_up = self.given_up.min(node.least),
        }
    }
}

/// What is furthest from whole in the mix, the most promising first.
fn choose(bound: &Bound) -> Vec<Split> {
    let (days, duties) = (bound.problem.days, bound.problem.duties);
    let mut on = vec![0_i64; days * duties];
    let mut cells: Vec<(i64, usize, usize)> = Vec::new();
    let far = |weight: i64| {
        let part = weight.rem_euclid(WHOLE);
        part.min(WHOLE - part)
    };
    for (people, columns) in bound.mix() {
        let mut own = vec![0_i64; days * duties];
        for column in columns.iter().filter(|column| column.weight > 0) {
            for (day, duty) in column.row.iter().enumerate() {
                if let Some(at) = own.get_mut(day * duties + usize::from(*duty)) {
                    *at += column.weight;
                }
            }
        }
        for (at, (all, own)) in on.iter_mut().zip(&own).enumerate() {
            *all += own;
            let distance = far(*own);
            let Some(person) = people.first().filter(|_| distance > WHOLE / 64) else { continue };
            cells.push((-distance, *person, at));
        }
    }
    let spans = [days, 28, 7, 1].into_iter().filter(|span| *span <= days);
    let sets = spans.flat_map(|span| {
        (0..days).step_by(span).flat_map(move |from| {
            let one = (duties > 2).then_some(1..duties as u16).into_iter().flatten().map(Some);
            one.chain([None]).map(move |duty| Together { from, to: (from + span).min(days), duty })
        })
    });
    let mut wide: Vec<(i64, Together, i64)> = Vec::new();
    for set in sets {
        let cells = on.iter().enumerate().filter(|(at, _)| set.has(at / duties, (at % duties) as u16));
        let total: i64 = cells.map(|(_, weight)| weight).sum();
        // Large sets first: they move the bound most.
        let size = 1 + (set.to - set.from) as i64 * if set.duty.is_none() { 2 } else { 1 };
        let score = far(total).min(WHOLE / 4) / 64 * (64 - i64::from(size.leading_zeros()));
        if far(total) > WHOLE / 20 {
            wide.push((-score, set, total.div_euclid(WHOLE)));
        }
    }
    wide.sort_by_key(|(score, ..)| *score);
    cells.sort_unstable();
    let wide = wide.into_iter().map(|(_, set, most)| Split::Together(set, most));
    let cells =
        cells.into_iter().map(|(_, person, at)| Split::Cell(person, at / duties, (at % duties) as u16));
    wide.take(TRIES / 2).chain(cells).take(TRIES).collect()
}
