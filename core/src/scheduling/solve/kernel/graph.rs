//! What is left of a person's rows: a graph by days in which each way from the first node to the last is a lawful row, and
//! each row that costs no more than so much at the prices at hand is a way. Each step lies on such a row. All counters are
//! counted, so that the best row at other prices is a shortest path; where most rows are too dear, it is found in no time.

use super::fit::is_still;
use super::key::KeyPlan;
use super::problem::{FORBIDDEN, Problem};
use super::row::{RowProgram, Scratch};
use super::window::Segment;
use std::collections::{BTreeMap, HashMap};

/// Turns in which prices of counters are looked for.
const TURNS: usize = 30;

/// The rows that are left.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    /// By day: where its steps end.
    ends: Vec<u32>,
    /// By ascending node that they leave; nodes are numbered day by day.
    steps: Vec<Way>,
    /// How many nodes: the first has the number 0, the last comes after all days.
    nodes: usize,
    /// What every row costs besides.
    still: i64,
}

/// One step of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    from: u32,
    to: u32,
    duty: u16,
    /// What it costs by itself.
    cost: i64,
}

/// The way to a node while the graph is built.
#[derive(Clone, Copy)]
struct Label {
    state: u16,
    key: u128,
    /// The least cost so far, with the counters paid.
    cost: i64,
}

impl Graph {
    /// The rows that cost `most` or less when each cell costs so much more; none when there is no such row, or more than
    /// `room` steps had to be looked at.
    pub(super) fn near(
        problem: &Problem,
        known: &RowProgram,
        costs: &[i64],
        (most, room): (i64, usize),
        scratch: &mut Scratch,
    ) -> Option<Self> {
        let person = problem.people.get(known.person)?;
        // Cells may have been closed since: what never moves now does not tell rows apart.
        let program = RowProgram::new(problem, known.person)?;
        let still = program.still?;
        let moving = person.counters.iter().enumerate().filter(|(_, one)| !is_still(problem, person, one));
        let windows: Option<Vec<Segment>> =
            moving.map(|(at, _)| Segment::of(problem, person, &program.pass, at, true)).collect();
        let plan = KeyPlan::new(problem, person, windows?)?;
        scratch.groups.fill(plan.groups(), problem.duties, &person.cells, costs);
        let first = known.first_prices(&plan);
        let (groups, start, path) = (&scratch.groups, person.start, &mut scratch.path);
        scratch.prices.climb(&plan, groups, start, &program.ends, &first, (TURNS, FORBIDDEN), path)?;
        let priced = &scratch.prices.best;
        let limit = most - still;
        let states = program.ends.len();
        let mut rest: i64 = priced.returned.iter().map(|(cost, _)| cost).sum();
        let mut graph = Self { ends: Vec::new(), steps: Vec::new(), nodes: 1, still };
        let mut layer = vec![Label { state: start, key: 0, cost: 0 }];
        let mut known = HashMap::new();
        for (day, planned) in plan.days.iter().enumerate() {
            let shape = plan.shapes.get(planned.shape)?;
            let arc_costs = priced.arcs.get(planned.shape)?;
            let ahead = priced.ahead.get((day + 1) * states..(day + 2) * states)?;
            for (at, _, _) in &planned.folds {
                rest -= priced.returned.get(*at)?.0;
            }
            let is_last = day + 1 == plan.days.len();
            let begin = graph.nodes - layer.len();
            let mut next: Vec<Label> = Vec::new();
            known.clear();
            for (number, label) in layer.iter().enumerate() {
                let out = shape.out(usize::from(label.state));
                for (arc, priced_arc) in shape.arcs.get(out.clone())?.iter().zip(arc_costs.get(out)?) {
                    let after = *ahead.get(usize::from(arc.to))?;
                    let mut key = label.key + arc.key;
                    if after >= FORBIDDEN / 2 || !planned.lawful(key) {
                        continue;
                    }
                    // What the counters cost that end here, and that with their prices given back.
                    let (mut ended, mut paid, mut lawful) = (0, 0, true);
                    for (at, shift, mask) in &planned.folds {
                        let value = (key >> shift & mask) as i64;
                        let place = usize::try_from(value - plan.segments.get(*at)?.low.last()?).ok();
                        let end = place.and_then(|place| plan.last.get(*at)?.get(place).copied());
                        match end.filter(|end| *end < FORBIDDEN) {
                            Some(end) => {
                                ended += end;
                                paid += end - priced.prices.get(*at)? * value;
                            }
                            None => lawful = false,
                        }
                        key &= !(mask << shift);
                    }
                    if !lawful {
                        continue;
                    }
                    let to = if is_last { (0, 0) } else { (arc.to, key) };
                    let end = if is_last { *program.ends.get(usize::from(arc.to))? } else { 0 };
                    for duty in shape.groups.get(usize::from(arc.group))? {
                        let cell = day * problem.duties + usize::from(*duty);
                        let (own, more) = (*person.cells.get(cell)?, *costs.get(cell)?);
                        let cost = label.cost + own.min(FORBIDDEN) + more.min(FORBIDDEN) + priced_arc + paid;
                        if own >= FORBIDDEN || more >= FORBIDDEN || cost + after + rest > limit {
                            continue;
                        }
                        let at = *known.entry(to).or_insert_with(|| {
                            next.push(Label { state: to.0, key: to.1, cost });
                            next.len() - 1
                        });
                        let met = next.get_mut(at)?;
                        met.cost = met.cost.min(cost);
                        graph.steps.push(Way {
                            from: (begin + number) as u32,
                            to: (graph.nodes + at) as u32,
                            duty: *duty,
                            cost: own + arc.cost + ended + end,
                        });
                    }
                }
                if graph.steps.len() > room {
                    return None;
                }
            }
            if next.is_empty() {
                return None;
            }
            graph.ends.push(graph.steps.len() as u32);
            graph.nodes += next.len();
            layer = next;
        }
        if !graph.narrow(problem.duties, costs, most) {
            return None;
        }
        graph.merge();
        Some(graph)
    }

    /// How many steps.
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// The steps of each day.
    fn days(&self) -> impl DoubleEndedIterator<Item = &[Way]> + ExactSizeIterator {
        (0..self.ends.len()).map(|day| self.day(day))
    }

    fn day(&self, day: usize) -> &[Way] {
        let from = day.checked_sub(1).and_then(|day| self.ends.get(day)).copied().unwrap_or(0);
        let to = self.ends.get(day).copied().unwrap_or(from);
        self.steps.get(from as usize..to as usize).unwrap_or_default()
    }

    /// By node: the least cost from it to the end, [`FORBIDDEN`] or above when there is no way.
    fn ahead(&self, duties: usize, costs: &[i64]) -> Vec<i64> {
        let mut ahead = vec![FORBIDDEN; self.nodes];
        ahead.last_mut().into_iter().for_each(|last| *last = 0);
        let days = self.days().zip(costs.chunks(duties.max(1)).take(self.ends.len()));
        for (steps, costs) in days.rev() {
            for step in steps.iter().rev() {
                let cost = costs.get(usize::from(step.duty)).copied().unwrap_or(FORBIDDEN);
                let rest = ahead.get(step.to as usize).copied().unwrap_or(FORBIDDEN);
                if cost < FORBIDDEN
                    && rest < FORBIDDEN / 2
                    && let Some(at) = ahead.get_mut(step.from as usize)
                {
                    *at = (*at).min(step.cost + cost + rest);
                }
            }
        }
        ahead
    }

    /// The cheapest row when each cell costs so much more, left in `row`: what it costs with that, and by itself. None when
    /// no row is left.
    pub(super) fn best(&self, duties: usize, costs: &[i64], row: &mut Vec<u16>) -> Option<(i64, i64)> {
        let ahead = self.ahead(duties, costs);
        let least = *ahead.first().filter(|least| **least < FORBIDDEN / 2)?;
        let (mut node, mut own) = (0, self.still);
        row.clear();
        for (steps, costs) in self.days().zip(costs.chunks(duties.max(1))) {
            let here = *ahead.get(node as usize)?;
            let begin = steps.partition_point(|step| step.from < node);
            let next = steps.get(begin..)?.iter().find(|step| {
                let cost = costs.get(usize::from(step.duty)).copied().filter(|cost| *cost < FORBIDDEN);
                let rest = ahead.get(step.to as usize).copied().unwrap_or(FORBIDDEN);
                step.from == node && cost.is_some_and(|cost| step.cost + cost + rest == here)
            })?;
            own += next.cost;
            row.push(next.duty);
            node = next.to;
        }
        Some((least + self.still, own))
    }

    /// Whether the row is left.
    pub(super) fn has(&self, row: &[u16]) -> bool {
        // From a node with the same values of all counters there is one step with that duty.
        let mut node = 0;
        self.days().zip(row).all(|(steps, duty)| {
            let begin = steps.partition_point(|step| step.from < node);
            let mut out = steps.iter().skip(begin).take_while(|step| step.from == node);
            out.find(|step| step.duty == *duty).map(|step| node = step.to).is_some()
        })
    }

    /// By `day × duties + duty`: whether a row that is left goes through the cell.
    pub(super) fn cells(&self, duties: usize) -> Vec<bool> {
        let mut open = vec![false; self.ends.len() * duties];
        for (steps, open) in self.days().zip(open.chunks_mut(duties.max(1))) {
            for step in steps {
                open.get_mut(usize::from(step.duty)).into_iter().for_each(|open| *open = true);
            }
        }
        open
    }

    /// Leaves only the rows made of steps through which some row costs `most` or less when each cell costs so much more
    /// ([`FORBIDDEN`] closes it). False when none is left.
    pub(super) fn narrow(&mut self, duties: usize, costs: &[i64], most: i64) -> bool {
        let limit = most.min(FORBIDDEN / 4) - self.still;
        let ahead = self.ahead(duties, costs);
        let mut behind = vec![FORBIDDEN; self.nodes];
        behind.first_mut().into_iter().for_each(|first| *first = 0);
        let mut used = vec![false; self.nodes];
        let mut kept = Vec::with_capacity(self.steps.len());
        let mut ends = Vec::with_capacity(self.ends.len());
        for (steps, costs) in self.days().zip(costs.chunks(duties.max(1))) {
            for step in steps {
                let cost = costs.get(usize::from(step.duty)).copied().unwrap_or(FORBIDDEN);
                let before = behind.get(step.from as usize).copied().unwrap_or(FORBIDDEN);
                let after = ahead.get(step.to as usize).copied().unwrap_or(FORBIDDEN);
                if cost >= FORBIDDEN || before >= FORBIDDEN / 2 || after >= FORBIDDEN / 2 {
                    continue;
                }
                let to = before + step.cost + cost;
                if to + after > limit {
                    continue;
                }
                behind.get_mut(step.to as usize).into_iter().for_each(|at| *at = (*at).min(to));
                used.get_mut(step.from as usize).into_iter().for_each(|used| *used = true);
                used.get_mut(step.to as usize).into_iter().for_each(|used| *used = true);
                kept.push(*step);
            }
            ends.push(kept.len() as u32);
        }
        if kept.is_empty() && !self.ends.is_empty() {
            return false;
        }
        if kept.len() < self.steps.len() {
            let mut number = 0;
            let numbers: Vec<u32> = used
                .iter()
                .map(|used| {
                    number += u32::from(*used);
                    number.saturating_sub(1)
                })
                .collect();
            let renumber = |node: &mut u32| *node = numbers.get(*node as usize).copied().unwrap_or(0);
            for step in &mut kept {
                renumber(&mut step.from);
                renumber(&mut step.to);
            }
            (self.steps, self.ends, self.nodes) = (kept, ends, number as usize);
        }
        true
    }

    /// Makes one of nodes from which the same steps lead on.
    fn merge(&mut self) {
        // From behind: numbers are given away downwards, and turned in the end.
        let mut class = vec![0_u32; self.nodes];
        let mut classes = 1_u32;
        let mut days = Vec::with_capacity(self.ends.len());
        for steps in self.days().rev() {
            let mut known: BTreeMap<Vec<(u16, u32, i64)>, u32> = BTreeMap::new();
            let mut own = Vec::new();
            for out in steps.chunk_by(|one, two| one.from == two.from) {
                let Some(from) = out.first().map(|step| step.from) else { continue };
                let to = |step: &Way| class.get(step.to as usize).copied().unwrap_or(0);
                let mut ways: Vec<(u16, u32, i64)> =
                    out.iter().map(|step| (step.duty, to(step), step.cost)).collect();
                ways.sort_unstable();
                let at = *known.entry(ways.clone()).or_insert(classes);
                if at == classes {
                    classes += 1;
                    own.extend(ways.iter().map(|(duty, to, cost)| Way {
                        from: at,
                        to: *to,
                        duty: *duty,
                        cost: *cost,
                    }));
                }
                class.get_mut(from as usize).into_iter().for_each(|class| *class = at);
            }
            days.push(own);
        }
        self.steps.clear();
        self.ends.clear();
        for mut own in days.into_iter().rev() {
            for step in &mut own {
                (step.from, step.to) = (classes - 1 - step.from, classes - 1 - step.to);
            }
            own.sort_unstable();
            self.steps.extend(own);
            self.ends.push(self.steps.len() as u32);
        }
        self.nodes = classes as usize;
    }
}
