//! What splits a bound: slots of its own for what must be whole, and cells that are closed.

use super::bound::Bound;
use super::graph::Graph;
use super::master::{WHOLE, Wanted};
use super::pricing::cell_costs;
use super::problem::{Convex, FORBIDDEN};
use super::row::RowProgram;

/// Rows are kept as a graph when so many steps are enough to find them.
const STEPS: usize = 200_000;

impl Bound {
    /// The same with people apart who are alike, in their order.
    pub(crate) fn apart(&self) -> Self {
        let mut apart = self.clone();
        let mut order: Vec<(usize, usize)> = Vec::new();
        for (at, kind) in self.kinds.iter().enumerate() {
            order.extend(kind.people.iter().map(|person| (*person, at)));
        }
        order.sort_unstable();
        let own = |(person, at): &(usize, usize)| {
            let (mut kind, mut pool) = (self.kinds.get(*at)?.clone(), self.master.pools.get(*at)?.clone());
            if kind.people.first() != Some(person) {
                // Each looks at their own cells: they need not stay alike.
                kind.program = RowProgram::new(&self.problem, *person)?;
            }
            kind.people = vec![*person];
            let all = std::mem::replace(&mut pool.people, 1).max(1);
            pool.columns.iter_mut().for_each(|column| column.weight /= all);
            pool.rebalance();
            Some((kind, pool))
        };
        (apart.kinds, apart.master.pools) = order.iter().filter_map(own).unzip();
        apart
    }

    /// The roster of the mix when each person works one row.
    pub(crate) fn whole(&self) -> Option<Vec<Vec<u16>>> {
        let mut roster = vec![Vec::new(); self.problem.people.len()];
        for (people, columns) in self.mix() {
            let mut people = people.iter();
            for column in columns.iter().filter(|column| column.weight > 0) {
                // Next to whole is whole.
                let off = column.weight.rem_euclid(WHOLE);
                if off.min(WHOLE - off) > WHOLE / 1000 {
                    return None;
                }
                for person in people.by_ref().take(((column.weight + WHOLE / 2) / WHOLE) as usize) {
                    roster.get_mut(*person)?.clone_from(&column.row);
                }
            }
            if people.next().is_some() {
                return None;
            }
        }
        Some(roster)
    }

    /// What a roster costs in the problem's own costs, when it keeps to what splits demand.
    pub(crate) fn original_cost(&self, roster: &[Vec<u16>]) -> Option<i64> {
        self.problem.cost(roster).map(|cost| cost.div_euclid(self.parts))
    }

    /// One slot more, to which all people add in these cells.
    pub(crate) fn add_slot(&mut self, cost: &Convex, has: &dyn Fn(usize, u16) -> bool) {
        let slot = self.problem.slots.len() as u32;
        let duties = self.problem.duties;
        let values = cost.values.iter().map(|value| value.saturating_mul(self.parts)).collect();
        let cost = Convex { first: cost.first, values };
        for (at, covers) in self.problem.covers.iter_mut().enumerate() {
            if has(at / duties, (at % duties) as u16) {
                covers.push(slot);
            }
        }
        let days =
            (0..self.problem.days).filter(|day| (0..duties).any(|duty| has(*day, duty as u16))).count();
        let wanted = Wanted::new(&cost, days as i64);
        self.center.push(wanted.clip(0));
        self.slots.push(wanted);
        self.problem.slots.push(cost);
        for column in self.master.pools.iter_mut().flat_map(|pool| &mut pool.columns) {
            let there = column.row.iter().enumerate().filter(|(day, duty)| has(*day, **duty)).count() as i64;
            if there > 0 {
                column.adds.push((slot, there));
            }
        }
        self.again();
    }

    /// Closes cells of a person; false when no row is left.
    pub(crate) fn close(&mut self, person: usize, shut: &dyn Fn(usize, u16) -> bool) -> bool {
        let duties = self.problem.duties;
        let Some(own) = self.problem.people.get_mut(person) else { return false };
        for (at, cell) in own.cells.iter_mut().enumerate() {
            if shut(at / duties, (at % duties) as u16) {
                *cell = FORBIDDEN;
            }
        }
        for (kind, pool) in self.kinds.iter_mut().zip(&mut self.master.pools) {
            if kind.people.contains(&person) {
                if let Some(graph) = &mut kind.graph
                    && !graph.narrow(duties, &closed(&own.cells), FORBIDDEN)
                {
                    return false;
                }
                pool.columns
                    .retain(|column| !column.row.iter().enumerate().any(|(day, duty)| shut(day, *duty)));
                pool.rebalance();
            }
        }
        self.again();
        true
    }

    /// The prices stay, but their bound is to be found again: it never falls.
    pub(super) fn again(&mut self) {
        self.best = i64::MIN;
        self.stale = true;
        self.pull = self.pull.min(self.first_pull.saturating_mul(4));
    }

    /// Closes the cells through which every row is too dear for a roster below `upper`, and keeps the rows that are not
    /// too dear as graphs, where they are few enough. False when somebody has none.
    pub(crate) fn close_cells(&mut self, upper: i64) -> bool {
        let room = (upper - 1).saturating_mul(self.parts) - self.best;
        if self.best == i64::MIN || room < 0 {
            return true;
        }
        let (mut costs, mut cells) = (Vec::new(), Vec::new());
        let mut scratch = self.scratches.pop().unwrap_or_default();
        let duties = self.problem.duties;
        for (kind, pool) in self.kinds.iter_mut().zip(&mut self.master.pools) {
            // Only who has no double: the closed cells are one person's.
            let [person] = kind.people.as_slice() else { continue };
            cell_costs(&self.problem, *person, &self.center, &mut costs);
            let most = kind.best + room;
            if kind.graph.is_none() {
                if kind.program.cells(&self.problem, &costs, &mut scratch, &mut cells).is_none() {
                    continue;
                }
                let Some(own) = self.problem.people.get_mut(*person) else { continue };
                for (cell, least) in own.cells.iter_mut().zip(&cells) {
                    if *cell < FORBIDDEN && *least > most {
                        *cell = FORBIDDEN;
                    }
                }
                // What was too much is tried again when there is half as much.
                if room < kind.many / 2 {
                    let limits = (most, STEPS);
                    kind.graph = Graph::near(&self.problem, &kind.program, &costs, limits, &mut scratch);
                    match (&kind.graph, RowProgram::new(&self.problem, *person)) {
                        (Some(_), Some(program)) => kind.program = program,
                        _ => kind.many = room,
                    }
                }
            } else if let Some(graph) = &mut kind.graph
                && !graph.narrow(duties, &costs, most)
            {
                return false;
            }
            let Some(own) = self.problem.people.get_mut(*person) else { continue };
            if let Some(graph) = &kind.graph {
                for (cell, open) in own.cells.iter_mut().zip(graph.cells(duties)) {
                    *cell = if open { *cell } else { FORBIDDEN };
                }
            }
            pool.columns.retain(|column| {
                let open = |(day, duty): (usize, &u16)| {
                    own.cells.get(day * duties + usize::from(*duty)).is_some_and(|cell| *cell < FORBIDDEN)
                };
                match &kind.graph {
                    Some(graph) => graph.has(&column.row),
                    None => column.row.iter().enumerate().all(open),
                }
            });
            pool.rebalance();
        }
        self.scratches.push(scratch);
        true
    }

    /// How many steps the rows have that are left; none when somebody's are too many to be known.
    pub(crate) fn left(&self) -> Option<usize> {
        self.kinds.iter().map(|kind| kind.graph.as_ref().map(Graph::len)).sum()
    }
}

/// Nothing for each cell that is open.
fn closed(cells: &[i64]) -> Vec<i64> {
    cells.iter().map(|cell| if *cell < FORBIDDEN { 0 } else { FORBIDDEN }).collect()
}
