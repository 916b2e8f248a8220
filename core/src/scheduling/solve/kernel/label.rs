//! The per-person program over single labels: for each day the cheapest ways into a state with the same values of the
//! counted counters, the most promising first. What is left out is remembered by its bound, so that the result says how
//! far from the best it can be.

use super::dense::Groups;
use super::key::KeyPlan;
use super::price::Priced;
use super::problem::FORBIDDEN;

/// Among so many times as many labels as are kept, the worst that is kept is looked for.
const FULL: usize = 3;

/// One way to a day.
#[derive(Clone, Copy, Debug)]
struct Label {
    key: u128,
    /// The cost so far with the counters paid.
    cost: i64,
    /// The cost so far and the cheapest completion.
    bound: i64,
    before: u32,
    state: u16,
    group: u16,
}

/// Labels by day, and a table that finds the ones of a day.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels {
    kept: Vec<Label>,
    table: Vec<(u32, u32)>,
    turn: u32,
    /// Bounds of the labels of a day, to find the one beyond which none is kept.
    bounds: Vec<i64>,
    /// Labels that were looked at.
    pub(crate) touched: u64,
}

impl Labels {
    /// The cheapest row below `limit` that goes through no more than `most` labels a day: its cost, with its groups in `path`.
    /// And a bound: no row costs less than the lesser of it and `limit`.
    pub(crate) fn search(
        &mut self,
        plan: &KeyPlan,
        priced: &Priced,
        groups: &Groups,
        start: u16,
        limit: i64,
        most: usize,
        path: &mut Vec<u16>,
    ) -> Option<(Option<i64>, i64)> {
        let states = priced.ahead.len() / (plan.days.len() + 1);
        let mut rest: i64 = priced.returned.iter().map(|(cost, _)| cost).sum();
        let mut dropped = FORBIDDEN;
        self.kept.clear();
        let begin = *priced.ahead.get(usize::from(start))?;
        self.kept.push(Label { key: 0, cost: 0, bound: begin + rest, before: 0, state: start, group: 0 });
        let mut from = 0;
        for (day, planned) in plan.days.iter().enumerate() {
            let shape = plan.shapes.get(planned.shape)?;
            let arc_costs = priced.arcs.get(planned.shape)?;
            let by_group = groups.day(day);
            let ahead = priced.ahead.get((day + 1) * states..(day + 2) * states)?;
            for (at, _, _) in &planned.folds {
                rest -= priced.returned.get(*at)?.0;
            }
            let folding = !planned.folds.is_empty();
            let to = self.kept.len();
            self.clear_table((to - from).saturating_mul(shape.groups.len()));
            // No label above it is among those that are kept: so many are below already.
            let (mut above, mut looked) = (limit, most.saturating_mul(FULL));
            for index in from..to {
                if self.kept.len() - to > looked {
                    looked = (self.kept.len() - to).saturating_mul(2);
                    self.bounds.clear();
                    self.bounds.extend(self.kept.get(to..)?.iter().map(|label| label.bound));
                    above = *self.bounds.select_nth_unstable(most).1 + 1;
                }
                let label = *self.kept.get(index)?;
                let out = shape.out(usize::from(label.state));
                self.touched += out.len() as u64;
                for (arc, cost) in shape.arcs.get(out.clone())?.iter().zip(arc_costs.get(out)?) {
                    let (group, _) = *by_group.get(usize::from(arc.group))?;
                    let after = *ahead.get(usize::from(arc.to))?;
                    let mut cost = label.cost + group + cost;
                    // Folds never cost less than what is returned.
                    if cost + after + rest >= limit && !folding
                        || group >= FORBIDDEN
                        || after >= FORBIDDEN / 2
                    {
                        continue;
                    }
                    let mut key = label.key + arc.key;
                    if !planned.lawful(key) {
                        continue;
                    }
                    let mut lawful = true;
                    for (at, shift, mask) in &planned.folds {
                        let value = (key >> shift & mask) as i64;
                        let place = usize::try_from(value - plan.segments.get(*at)?.low.last()?).ok();
                        let end = place.and_then(|place| plan.last.get(*at)?.get(place).copied());
                        match end.filter(|end| *end < FORBIDDEN) {
                            Some(end) => cost += end - priced.prices.get(*at)? * value,
                            None => lawful = false,
                        }
                        key &= !(mask << shift);
                    }
                    let bound = cost + after + rest;
                    if !lawful || bound >= limit {
                        continue;
                    }
                    if bound >= above {
                        dropped = dropped.min(bound);
                        continue;
                    }
                    let before = index as u32;
                    self.meet(to, Label { key, cost, bound, before, state: arc.to, group: arc.group });
                }
            }
            let new = self.kept.get_mut(to..)?;
            if new.len() > most {
                let (_, _, out) =
                    new.select_nth_unstable_by_key(most, |label| (label.bound, label.state, label.key));
                dropped = out.iter().map(|label| label.bound).fold(dropped, i64::min);
                dropped = dropped.min(self.kept.get(to + most)?.bound);
                self.kept.truncate(to + most);
            }
            if self.kept.len() == to {
                return Some((None, dropped));
            }
            from = to;
        }
        let best = self.kept.get(from..)?.iter().min_by_key(|label| label.bound)?;
        path.clear();
        let mut label = *best;
        for _ in &plan.days {
            path.push(label.group);
            label = *self.kept.get(label.before as usize)?;
        }
        path.reverse();
        Some((Some(best.bound), dropped))
    }

    fn clear_table(&mut self, most: usize) {
        let size = (most * 2).clamp(64, 1 << 16).next_power_of_two();
        if self.table.len() < size || self.turn == u32::MAX {
            self.table.clear();
            self.table.resize(size, (0, 0));
            self.turn = 0;
        }
        self.turn += 1;
    }

    /// Keeps the cheaper of the label and the one of its day with the same state and values.
    fn meet(&mut self, day: usize, label: Label) {
        if (self.kept.len() - day) * 2 >= self.table.len() {
            self.grow(day);
        }
        let mask = self.table.len() - 1;
        let mut at = hash(&label) & mask;
        while let Some((turn, index)) = self.table.get_mut(at) {
            if *turn != self.turn {
                (*turn, *index) = (self.turn, self.kept.len() as u32);
                self.kept.push(label);
                return;
            }
            let Some(old) = self.kept.get_mut(*index as usize) else { return };
            if old.key == label.key && old.state == label.state {
                if label.cost < old.cost {
                    *old = label;
                }
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self, day: usize) {
        let size = self.table.len() * 2;
        self.table.clear();
        self.table.resize(size, (0, 0));
        self.turn = 1;
        for (index, label) in self.kept.iter().enumerate().skip(day) {
            let mut at = hash(label) & (size - 1);
            while let Some(place) = self.table.get_mut(at) {
                if place.0 != 1 {
                    *place = (1, index as u32);
                    break;
                }
                at = (at + 1) & (size - 1);
            }
        }
    }
}

fn hash(label: &Label) -> usize {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let (low, high) = (label.key as u64, (label.key >> 64) as u64);
    let mixed = (low ^ high.rotate_left(29) ^ u64::from(label.state).rotate_left(50)).wrapping_mul(MIX);
    ((mixed ^ mixed >> 32).wrapping_mul(MIX) >> 32) as usize
}
