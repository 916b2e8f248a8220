//! The network of a generation: nodes are moments, shifts lead forward in time, coverage leads back.
//!
//! A shift from moment i to moment j is a flow from i to j; through each interval as many flow back as are there. So every
//! flow is a circulation, and coverage is bounded and priced on the arcs that lead back. It begins with the wanted
//! coverage, which leaves too much at the moments at which demand rises and too little at those at which it falls; each
//! shortest path from one to the other opens a shift, stretches one, or gives up wanted coverage at its price.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How an interval may be covered; `short` and `over` are the prices of a person missing and of one too many.
pub(super) struct Span {
    pub at: usize,
    pub least: i64,
    pub wanted: i64,
    pub most: Option<i64>,
    pub short: i64,
    pub over: i64,
}

/// What leads from one moment to another; its way back is the next one in the list, or the one before.
struct Arc {
    to: usize,
    cost: i64,
    /// How much more can flow.
    room: i64,
}

/// No arc that is not bounded carries as much.
const NO_END: i64 = i64::MAX / 4;

pub(super) struct Network {
    arcs: Vec<Arc>,
    leaving: Vec<Vec<usize>>,
    excess: Vec<i64>,
    prices: Vec<i64>,
    spans: Vec<Span>,
    shifts: Vec<(usize, usize, i64, usize)>,
}

impl Network {
    pub fn new(moments: usize) -> Self {
        Self {
            arcs: vec![],
            leaving: vec![vec![]; moments],
            excess: vec![0; moments],
            prices: vec![0; moments],
            spans: vec![],
            shifts: vec![],
        }
    }

    fn arc(&mut self, from: usize, to: usize, cost: i64, room: i64) -> usize {
        let index = self.arcs.len();
        self.arcs.push(Arc { to, cost, room });
        self.arcs.push(Arc { to: from, cost: -cost, room: 0 });
        for (node, arc) in [(from, index), (to, index + 1)] {
            if let Some(leaving) = self.leaving.get_mut(node) {
                leaving.push(arc);
            }
        }
        index
    }

    /// Adds an interval, covered as is wanted.
    pub fn interval(&mut self, span: &Span) {
        let Span { at, least, wanted, most, short, over } = *span;
        if let Some(excess) = self.excess.get_mut(at) {
            *excess += wanted;
        }
        if let Some(excess) = self.excess.get_mut(at + 1) {
            *excess -= wanted;
        }
        if wanted > least {
            self.arc(at, at + 1, short, wanted - least);
        }
        if most.is_none_or(|most| most > wanted) {
            self.arc(at + 1, at, over, most.map_or(NO_END, |most| most - wanted));
        }
        self.spans.push(Span { at, least, wanted, most, short, over });
    }

    /// Adds a shift that may be opened any number of times.
    pub fn shift(&mut self, from: usize, to: usize, cost: i64) {
        let arc = self.arc(from, to, cost, NO_END);
        self.shifts.push((from, to, cost, arc));
    }

    /// How many of each shift, in the order in which they were added; else the moment at which none will do.
    pub fn solve(&mut self) -> Result<Vec<i64>, usize> {
        for source in 0..self.excess.len() {
            while let Some(left) = self.excess.get(source).copied().filter(|left| *left > 0) {
                self.send(source, left)?;
            }
        }
        // What can flow back is what flows.
        Ok(self
            .shifts
            .iter()
            .map(|(_, _, _, arc)| self.arcs.get(arc + 1).map_or(0, |back| back.room))
            .collect())
    }

    /// Sends as much as fits on the cheapest path from `source` to a moment that lacks some.
    fn send(&mut self, source: usize, left: i64) -> Result<(), usize> {
        let moments = self.excess.len();
        let mut far: Vec<Option<i64>> = vec![None; moments];
        let mut by: Vec<Option<usize>> = vec![None; moments];
        let mut settled: Vec<(usize, i64)> = Vec::new();
        let mut done = vec![false; moments];
        let mut next = BinaryHeap::from([Reverse((0_i64, source))]);
        if let Some(here) = far.get_mut(source) {
            *here = Some(0);
        }
        let (target, length) = loop {
            let Some(Reverse((length, node))) = next.pop() else { return Err(source) };
            match done.get_mut(node) {
                Some(done) if !*done => *done = true,
                _ => continue,
            }
            if self.excess.get(node).is_some_and(|excess| *excess < 0) {
                break (node, length);
            }
            settled.push((node, length));
            let price = self.prices.get(node).copied().unwrap_or(0);
            for index in self.leaving.get(node).into_iter().flatten() {
                let Some(arc) = self.arcs.get(*index).filter(|arc| arc.room > 0) else { continue };
                // With the prices no arc that has room costs less than nothing.
                let there = length + arc.cost + price - self.prices.get(arc.to).copied().unwrap_or(0);
                let Some(known) = far.get_mut(arc.to) else { continue };
                if known.is_none_or(|known| there < known) {
                    *known = Some(there);
                    if let Some(by) = by.get_mut(arc.to) {
                        *by = Some(*index);
                    }
                    next.push(Reverse((there, arc.to)));
                }
            }
        };
        // Moments nearer than the target become dearer by the difference: the path then costs nothing, and no arc less.
        for (node, nearer) in settled {
            if let Some(price) = self.prices.get_mut(node) {
                *price += nearer - length;
            }
        }

        let mut path = Vec::new();
        let mut node = target;
        while let Some(index) = by.get(node).copied().flatten().filter(|_| node != source) {
            path.push(index);
            node = self.arcs.get(index ^ 1).map_or(source, |back| back.to);
        }
        let lacks = self.excess.get(target).map_or(0, |excess| -excess);
        let room = path.iter().filter_map(|index| self.arcs.get(*index)).map(|arc| arc.room).min();
        let amount = left.min(lacks).min(room.unwrap_or(0));
        for index in path {
            for (index, change) in [(index, -amount), (index ^ 1, amount)] {
                if let Some(arc) = self.arcs.get_mut(index) {
                    arc.room += change;
                }
            }
        }
        for (node, change) in [(source, -amount), (target, amount)] {
            if let Some(excess) = self.excess.get_mut(node) {
                *excess += change;
            }
        }
        Ok(())
    }

    /// What every choice of shifts costs at least: at these prices each arc by itself is at its cheapest. It looks at the
    /// shifts and intervals as they were told, not at what flows.
    pub fn bound(&self) -> i64 {
        let price = |node: usize| self.prices.get(node).copied().unwrap_or(0);
        if self.shifts.iter().any(|(from, to, cost, _)| cost + price(*from) - price(*to) < 0) {
            return 0;
        }
        let intervals = self.spans.iter().map(|span| {
            let back = price(span.at + 1) - price(span.at);
            let cost = |there: i64| {
                let missing = span.wanted - there;
                there * back + missing.max(0) * span.short + (-missing).max(0) * span.over
            };
            let ends = [Some(span.least), Some(span.wanted), span.most];
            match span.most {
                // Any number could be there, each cheaper than none.
                None if span.over + back < 0 => None,
                _ => ends.into_iter().flatten().map(cost).min(),
            }
        });
        intervals.sum::<Option<i64>>().unwrap_or(0).max(0)
    }
}
