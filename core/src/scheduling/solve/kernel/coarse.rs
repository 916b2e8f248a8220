//! Prices that slots of like days share: a few numbers that rows answer soon. Where a pass over everybody's rows takes
//! long, they come to most of the bound long before each slot has a price of its own.

use super::bound::Bound;
use super::master::Wanted;
use super::problem::Problem;
use std::collections::BTreeMap;

/// Passes with shared prices.
const PASSES: u32 = 12;

/// The prices of classes of slots, and how they move.
#[derive(Clone, Debug)]
pub(super) struct Coarse {
    /// The class of each slot.
    class_of: Vec<usize>,
    /// By class: the price that is tried and its ends, its step, and where it went last.
    tried: Vec<i64>,
    ends: Vec<(i64, i64)>,
    steps: Vec<i64>,
    signs: Vec<i64>,
    left: u32,
}

impl Coarse {
    /// Slots are alike when the first cell that covers them is on a day of the same kind.
    pub(super) fn new(problem: &Problem, slots: &[Wanted]) -> Self {
        let mut keys = vec![None; slots.len()];
        let automaton = problem.automata.first();
        for (cell, covers) in problem.covers.iter().enumerate() {
            let kind = automaton.map(|automaton| automaton.kind(cell / problem.duties.max(1)));
            for slot in covers {
                if let Some(key) = keys.get_mut(*slot as usize).filter(|key| key.is_none()) {
                    *key = Some(kind);
                }
            }
        }
        let mut known = BTreeMap::new();
        // What no cell covers for all costs nothing at first.
        known.insert(None, 0);
        let class_of: Vec<usize> = keys
            .into_iter()
            .map(|key| {
                let next = known.len();
                *known.entry(key).or_insert(next)
            })
            .collect();
        let classes = known.len();
        let mut ends = vec![(0, 0); classes];
        for (class, slot) in class_of.iter().zip(slots).filter(|(class, _)| **class > 0) {
            if let Some((low, high)) = ends.get_mut(*class) {
                (*low, *high) = (slot.clip(i64::MIN).min(*low), slot.clip(i64::MAX).max(*high));
            }
        }
        Self {
            class_of,
            tried: vec![0; classes],
            steps: ends.iter().map(|(low, high)| (high - low) / 4 + 1).collect(),
            ends,
            signs: vec![0; classes],
            left: PASSES,
        }
    }

    /// A price for each slot.
    pub(super) fn prices(&self, slots: &[Wanted]) -> Vec<i64> {
        let price = |class: &usize| self.tried.get(*class).copied().unwrap_or(0);
        self.class_of.iter().zip(slots).map(|(class, slot)| slot.clip(price(class))).collect()
    }

    /// Moves each price against what its slots have too much or too little together in the rows that were found at the
    /// prices that were tried, in steps that grow while they agree and shrink when they do not. False when it is enough.
    pub(super) fn learn(&mut self, bound: &Bound) -> bool {
        let mut missing = vec![0; self.tried.len()];
        let mut add = |slot: usize, by: i64| {
            if let Some(missing) = self.class_of.get(slot).and_then(|class| missing.get_mut(*class)) {
                *missing += by;
            }
        };
        bound.slots.iter().enumerate().for_each(|(slot, wanted)| add(slot, wanted.wanted()));
        for kind in &bound.kinds {
            for (slot, by) in kind.found.iter().flat_map(|column| &column.adds) {
                add(*slot as usize, -by * kind.people.len() as i64);
            }
        }
        let state = self.tried.iter_mut().zip(&self.ends).zip(&mut self.steps).zip(&mut self.signs);
        for ((((price, ends), step), sign), missing) in state.zip(missing) {
            let now = missing.signum();
            if now * *sign < 0 {
                *step = (*step / 2).max(1);
            } else if now * *sign > 0 {
                *step += *step / 4;
            }
            *sign = now;
            *price = (*price + now * *step).clamp(ends.0, ends.1);
        }
        self.left -= 1;
        self.left > 0
    }
}
