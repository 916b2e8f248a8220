//! The per-person program over flat tables: for each day and state, the least cost by the values of the counted
//! counters. Each arc is one pass over contiguous cells, which the compiler turns into vector instructions.

use super::plan::{Fold, Plan, PlanArc, PlanDay};
use super::problem::FORBIDDEN;

/// A cost in a table.
pub(crate) trait Cost: Copy + Ord + std::ops::Add<Output = Self> {
    /// What is not reached; sums of it and lawful costs stay above [`Cost::LIMIT`] and fit.
    const FAR: Self;
    /// Lawful sums lie below.
    const LIMIT: i64;

    /// From a cost within the limit.
    fn of(cost: i64) -> Self;

    /// As a wide number.
    fn wide(self) -> i64;
}

impl Cost for i32 {
    const FAR: Self = 1 << 30;
    const LIMIT: i64 = 1 << 29;

    fn of(cost: i64) -> Self {
        cost.clamp(-Self::LIMIT, Self::LIMIT) as Self
    }

    fn wide(self) -> i64 {
        i64::from(self)
    }
}

impl Cost for i64 {
    const FAR: Self = 1 << 61;
    const LIMIT: i64 = 1 << 60;

    fn of(cost: i64) -> Self {
        cost.clamp(-Self::LIMIT, Self::LIMIT)
    }

    fn wide(self) -> i64 {
        self
    }
}

/// The cheapest duty of each group on each day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups {
    /// Where each day begins.
    begins: Vec<u32>,
    /// The cost, [`FORBIDDEN`] or above where all are closed; and the duty.
    cheapest: Vec<(i64, u16)>,
    /// The sum over the days of the greatest size of a cost.
    pub(crate) reach: i64,
}

impl Groups {
    /// Takes the cheapest of each group at these costs, by `day × duties + duty`.
    pub(crate) fn fill<'a>(
        &mut self,
        shapes: impl Iterator<Item = &'a [Vec<u16>]>,
        duties: usize,
        cells: &[i64],
        costs: &[i64],
    ) {
        self.begins.clear();
        self.cheapest.clear();
        self.reach = 0;
        let rows = cells.chunks(duties.max(1)).zip(costs.chunks(duties.max(1)));
        for (groups, (cells, costs)) in shapes.zip(rows) {
            self.begins.push(self.cheapest.len() as u32);
            let mut widest = 0_i64;
            for group in groups {
                let mut best = (FORBIDDEN, 0);
                for duty in group {
                    let at = usize::from(*duty);
                    let (Some(cell), Some(cost)) = (cells.get(at), costs.get(at)) else { continue };
                    if *cell < FORBIDDEN && *cost < FORBIDDEN && cell + cost < best.0 {
                        best = (cell + cost, *duty);
                    }
                }
                if best.0 < FORBIDDEN {
                    widest = widest.max(best.0.abs());
                }
                self.cheapest.push(best);
            }
            self.reach = self.reach.saturating_add(widest);
        }
        self.begins.push(self.cheapest.len() as u32);
    }

    /// The groups of a day.
    pub(crate) fn day(&self, day: usize) -> &[(i64, u16)] {
        match (self.begins.get(day), self.begins.get(day + 1)) {
            (Some(from), Some(to)) => self.cheapest.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// The tables of one walk over the days, kept to find the row again.
#[derive(Clone, Debug)]
pub(crate) struct Tables<T> {
    cells: Vec<T>,
    layers: Vec<Layer>,
    /// By layer: each state there, where its table begins, and the first and last cell that may be reached.
    states: Vec<At>,
    /// Where a state stands in the layer that is being built.
    slots: Vec<u32>,
    /// Cells that arcs looked at.
    pub(crate) touched: u64,
}

impl<T> Default for Tables<T> {
    fn default() -> Self {
        Self { cells: vec![], layers: vec![], states: vec![], slots: vec![], touched: 0 }
    }
}

#[derive(Clone, Copy, Debug)]
struct Layer {
    /// The day that leads to it, and how many of its folds are done.
    day: usize,
    folds: usize,
    /// Its states.
    from: usize,
    to: usize,
    /// Where its cells begin.
    cells: usize,
}

#[derive(Clone, Copy, Debug)]
struct At {
    state: u16,
    first: u32,
    last: u32,
}

const NOWHERE: u32 = u32::MAX;

impl<T: Cost> Tables<T> {
    /// The cost of the cheapest row from that state, and the row; none when there is none.
    pub(crate) fn best(
        &mut self,
        plan: &Plan,
        groups: &Groups,
        start: u16,
        ends: &[i64],
        row: &mut Vec<u16>,
    ) -> Option<i64> {
        self.begin(plan, start, ends.len());
        for (day, planned) in plan.days.iter().enumerate() {
            self.advance(plan, planned, groups.day(day), day)?;
            for (number, fold) in planned.folds.iter().enumerate() {
                self.fold(plan, fold, day, number + 1)?;
            }
        }
        let last = self.layers.last()?;
        let mut best: Option<(i64, u16)> = None;
        for (slot, at) in self.states.get(last.from..last.to)?.iter().enumerate() {
            let end = ends.get(usize::from(at.state)).copied().filter(|end| *end < FORBIDDEN);
            let cost = self.cells.get(last.cells + slot * plan.size)?.wide();
            let Some(end) = end.filter(|_| cost < T::LIMIT) else { continue };
            if best.is_none_or(|(least, _)| cost + end < least) {
                best = Some((cost + end, at.state));
            }
        }
        let (cost, state) = best?;
        self.trace(plan, groups, state, row)?;
        Some(cost)
    }

    fn begin(&mut self, plan: &Plan, start: u16, states: usize) {
        self.cells.clear();
        self.layers.clear();
        self.states.clear();
        self.slots.clear();
        self.slots.resize(states, NOWHERE);
        self.cells.resize(plan.size, T::FAR);
        self.cells.iter_mut().take(1).for_each(|first| *first = T::of(0));
        self.states.push(At { state: start, first: 0, last: 0 });
        self.layers.push(Layer { day: 0, folds: 0, from: 0, to: 1, cells: 0 });
    }

    /// One day; none when nothing goes on.
    fn advance(&mut self, plan: &Plan, day: &PlanDay, groups: &[(i64, u16)], number: usize) -> Option<()> {
        let shape = plan.shapes.get(day.shape)?;
        let before = *self.layers.last()?;
        let size = plan.size;
        let begin = self.cells.len();
        let to = self.states.len();
        for index in before.from..before.to {
            let at = *self.states.get(index)?;
            for arc in shape.out(at.state) {
                let (cost, _) = *groups.get(usize::from(arc.group))?;
                if cost >= FORBIDDEN {
                    continue;
                }
                let shift = i64::from(arc.shift - day.shift);
                let first = (i64::from(at.first) + shift).max(0);
                let last = (i64::from(at.last) + shift).min(size as i64 - 1);
                if first > last {
                    continue;
                }
                let slot = self.slots.get_mut(usize::from(arc.to))?;
                if *slot == NOWHERE {
                    *slot = (self.states.len() - to) as u32;
                    self.states.push(At { state: arc.to, first: first as u32, last: last as u32 });
                    self.cells.resize(self.cells.len() + size, T::FAR);
                }
                let slot = *slot as usize;
                let there = self.states.get_mut(to + slot)?;
                there.first = there.first.min(first as u32);
                there.last = there.last.max(last as u32);
                let (old, new) = self.cells.split_at_mut(begin);
                let from = before.cells + (index - before.from) * size;
                let source = old.get(from + (first - shift) as usize..=from + (last - shift) as usize)?;
                let target = new.get_mut(slot * size + first as usize..=slot * size + last as usize)?;
                least(target, source, T::of(cost + arc.cost));
                self.touched += source.len() as u64;
            }
        }
        let layer = Layer { day: number, folds: 0, from: to, to: self.states.len(), cells: begin };
        self.close(plan, layer, day.mask)
    }

    /// One counter ends: the cheapest of its values stays.
    fn fold(&mut self, plan: &Plan, fold: &Fold, number: usize, folds: usize) -> Option<()> {
        let before = *self.layers.last()?;
        let size = plan.size;
        let begin = self.cells.len();
        let to = self.states.len();
        self.cells.resize(begin + (before.to - before.from) * size, T::FAR);
        let (old, new) = self.cells.split_at_mut(begin);
        let tables = old.get(before.cells..)?.chunks(size).zip(new.chunks_mut(size));
        for ((old, new), index) in tables.zip(before.from..before.to) {
            let mut at = *self.states.get(index)?;
            let block = fold.stride * fold.width;
            for (old, new) in old.chunks(block).zip(new.chunks_mut(block)) {
                let new = new.get_mut(..fold.stride)?;
                for (values, cost) in old.chunks(fold.stride).zip(&fold.costs) {
                    if *cost < FORBIDDEN {
                        least(new, values, T::of(*cost));
                    }
                }
            }
            at.first = (at.first as usize / block * block) as u32;
            at.last = (at.last as usize / block * block + fold.stride - 1) as u32;
            self.states.push(at);
            let slot = self.slots.get_mut(usize::from(at.state))?;
            *slot = (index - before.from) as u32;
        }
        let layer = Layer { day: number, folds, from: to, to: self.states.len(), cells: begin };
        self.close(plan, layer, fold.mask)
    }

    /// Takes out what is not lawful, and states where nothing is left of their range.
    fn close(&mut self, plan: &Plan, layer: Layer, mask: Option<usize>) -> Option<()> {
        let mask = mask.and_then(|mask| plan.masks.get(mask));
        let tables = self.cells.get_mut(layer.cells..)?.chunks_mut(plan.size);
        for (at, table) in self.states.get_mut(layer.from..layer.to)?.iter_mut().zip(tables) {
            *self.slots.get_mut(usize::from(at.state))? = NOWHERE;
            if let Some(mask) = mask {
                for (cell, barred) in table.iter_mut().zip(mask) {
                    *cell = if *barred > 0 { T::FAR } else { *cell };
                }
            }
        }
        self.layers.push(layer);
        (layer.from < layer.to).then_some(())
    }

    /// The row behind that state in the last layer.
    fn trace(&self, plan: &Plan, groups: &Groups, state: u16, row: &mut Vec<u16>) -> Option<()> {
        row.clear();
        let (mut state, mut cell) = (state, 0_usize);
        for (layer, before) in self.layers.iter().zip(self.layers.iter().skip(1)).rev().map(|(b, l)| (l, b)) {
            let value = self.value(plan, layer, state, cell)?;
            let day = plan.days.get(layer.day)?;
            if layer.folds > 0 {
                let fold = day.folds.get(layer.folds - 1)?;
                cell = (0..).map(|step| cell + step * fold.stride).zip(&fold.costs).find_map(|(from, cost)| {
                    let old = self.value(plan, before, state, from)?;
                    (*cost < FORBIDDEN && old + T::of(*cost) == value).then_some(from)
                })?;
                continue;
            }
            let shape = plan.shapes.get(day.shape)?;
            let groups = groups.day(layer.day);
            let come = |arc: &PlanArc| {
                let (cost, duty) = *groups.get(usize::from(arc.group))?;
                let from = usize::try_from(cell as i64 - i64::from(arc.shift - day.shift)).ok()?;
                let old = self.value(plan, before, arc.from, from).filter(|_| cost < FORBIDDEN)?;
                (old.wide() < T::LIMIT && old + T::of(cost + arc.cost) == value).then_some((arc.from, from, duty))
            };
            let into = shape.into.get(usize::from(state))?;
            let (from, at, duty) =
                into.iter().find_map(|arc| shape.arcs.get(*arc as usize).and_then(come))?;
            (state, cell) = (from, at);
            row.push(duty);
        }
        row.reverse();
        Some(())
    }

    fn value(&self, plan: &Plan, layer: &Layer, state: u16, cell: usize) -> Option<T> {
        let slot = self.states.get(layer.from..layer.to)?.iter().position(|at| at.state == state)?;
        if cell >= plan.size {
            return None;
        }
        self.cells.get(layer.cells + slot * plan.size + cell).copied()
    }
}

/// The lesser of each cell and another plus a cost.
fn least<T: Cost>(target: &mut [T], source: &[T], cost: T) {
    for (target, source) in target.iter_mut().zip(source) {
        *target = (*target).min(*source + cost);
    }
}
