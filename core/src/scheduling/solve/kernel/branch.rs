//! What splits a bound: slots of its own for what must be whole, and cells that are closed.

use super::bound::Bound;
use super::graph::Graph;
use super::master::{WHOLE, Wanted};
use super::pricing::cell_costs;
use super::problem::{Convex, FORBIDDEN, Problem};
use super::row::RowProgram;

/// Rows are kept as a graph when so many steps are enough to find them.
const STEPS: usize = 50_000;

/// So often it is looked what slots and rows close for one another.
const FOLLOWED: usize = 20;

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
                let dense = kind.program.dense;
                kind.program = RowProgram::new(&self.problem, *person)?;
                kind.program.dense = dense;
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
        let mut many = false;
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
                // Graphs are of use when all have one. What was too much is tried again when there is half as much.
                if !many && room < kind.many / 2 {
                    let limits = (most, STEPS);
                    kind.graph = Graph::near(&self.problem, &kind.program, &costs, limits, &mut scratch);
                    match (&kind.graph, RowProgram::new(&self.problem, *person)) {
                        (Some(_), Some(program)) => kind.program = program,
                        _ => kind.many = room,
                    }
                }
                many |= kind.graph.is_none();
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

    /// Follows what slots can still hold: how much is there at least and at most in the rows that are left, how much may be
    /// there for a roster below `upper`, and which cells that closes. False when there is no such roster. Rows must all be
    /// known as graphs.
    pub(crate) fn follow(&mut self, upper: i64) -> bool {
        if self.best == i64::MIN || self.left().is_none() {
            return true;
        }
        let duties = self.problem.duties.max(1);
        let limit = (upper - 1).saturating_mul(self.parts) - self.master.held;
        let (mut costs, mut row) = (Vec::new(), Vec::new());
        for _ in 0..FOLLOWED {
            let mut spans = vec![(0, 0); self.problem.slots.len()];
            let mut days: Vec<Day> = Vec::new();
            let mut least = 0;
            for kind in &self.kinds {
                let ([person], Some(graph)) = (kind.people.as_slice(), &kind.graph) else { return true };
                cell_costs(&self.problem, *person, &self.center, &mut costs);
                let Some((best, _)) = graph.best(duties, &costs, &mut row) else { return false };
                least += best;
                for (day, open) in graph.cells(duties).chunks(duties).enumerate() {
                    let day = Day::new(&self.problem, *person, day, open);
                    for (slot, low, high) in &day.spans {
                        if let Some(span) = spans.get_mut(*slot as usize) {
                            *span = (span.0 + low, span.1 + high);
                        }
                    }
                    days.push(day);
                }
            }
            let ranged =
                |((slot, price), span): ((&Convex, &i64), &(i64, i64))| least_within(slot, *price, *span);
            let slots = || self.problem.slots.iter().zip(&self.center).zip(&spans);
            let lowest: Vec<i64> = slots().map(ranged).collect();
            let room = limit - least - lowest.iter().sum::<i64>();
            if room < 0 {
                return false;
            }
            // How much may be there.
            let allowed: Vec<(i64, i64)> = slots()
                .zip(&lowest)
                .map(|(((slot, price), span), least)| {
                    let dear = |n: &i64| slot.at(*n) + price * n - least > room;
                    let (mut low, mut high) = *span;
                    while low < high && dear(&low) {
                        low += 1;
                    }
                    while high > low && dear(&high) {
                        high -= 1;
                    }
                    (low, high)
                })
                .collect();
            let mut shut = false;
            for day in &days {
                for (cell, adds) in &day.open {
                    let fits = |(slot, low, high): &(u32, i64, i64)| {
                        let at = *slot as usize;
                        let (Some(span), Some(allowed)) = (spans.get(at), allowed.get(at)) else {
                            return true;
                        };
                        let own = adds.iter().find(|(own, _)| own == slot).map_or(0, |(_, add)| *add);
                        span.0 - low + own <= allowed.1 && span.1 - high + own >= allowed.0
                    };
                    if !day.spans.iter().all(fits)
                        && let Some(cell) =
                            self.problem.people.get_mut(day.person).and_then(|own| own.cells.get_mut(*cell))
                    {
                        *cell = FORBIDDEN;
                        shut = true;
                    }
                }
            }
            let before = self.left();
            for kind in &mut self.kinds {
                let ([person], Some(graph)) = (kind.people.as_slice(), &mut kind.graph) else { return true };
                cell_costs(&self.problem, *person, &self.center, &mut costs);
                let Some((best, _)) = graph.best(duties, &costs, &mut row) else { return false };
                let Some(own) = self.problem.people.get_mut(*person) else { return true };
                for (cost, cell) in costs.iter_mut().zip(&own.cells) {
                    *cost = if *cell < FORBIDDEN { *cost } else { FORBIDDEN };
                }
                if !graph.narrow(duties, &costs, best + room) {
                    return false;
                }
            }
            if !shut && self.left() == before {
                break;
            }
        }
        for (kind, pool) in self.kinds.iter().zip(&mut self.master.pools) {
            let ([person], Some(graph)) = (kind.people.as_slice(), &kind.graph) else { continue };
            let Some(own) = self.problem.people.get_mut(*person) else { continue };
            for (cell, open) in own.cells.iter_mut().zip(graph.cells(duties)) {
                *cell = if open { *cell } else { FORBIDDEN };
            }
            pool.columns.retain(|column| graph.has(&column.row));
            pool.rebalance();
        }
        true
    }

    /// How many steps the rows have that are left; none when somebody's are too many to be known.
    pub(crate) fn left(&self) -> Option<usize> {
        self.kinds.iter().map(|kind| kind.graph.as_ref().map(Graph::len)).sum()
    }
}

/// The least of a slot's cost and so much for each that is there, when there may be so many.
fn least_within(slot: &Convex, price: i64, (low, high): (i64, i64)) -> i64 {
    // Convex: least at an end, or where the slope turns, which lies among the values.
    let turns = slot.first..=slot.first + slot.values.len() as i64;
    let inside = turns.filter(|n| *n > low && *n < high);
    inside.chain([low, high]).map(|n| slot.at(n) + price * n).min().unwrap_or(0)
}

/// What a person may do on a day.
struct Day {
    person: usize,
    /// The cells that are open, and what each adds to slots.
    open: Vec<(usize, Vec<(u32, i64)>)>,
    /// The least and the most that they add to each slot.
    spans: Vec<(u32, i64, i64)>,
}

impl Day {
    fn new(problem: &Problem, person: usize, day: usize, open: &[bool]) -> Self {
        let terms = problem.people.get(person).map(|person| person.terms.as_slice()).unwrap_or_default();
        let cell = |(duty, _): (usize, &bool)| {
            let cell = day * problem.duties + duty;
            let mut adds: Vec<(u32, i64)> = Vec::new();
            let covers = problem.covers.get(cell).into_iter().flatten().map(|slot| (*slot, 1));
            let own = terms.iter().filter(|term| term.day as usize == day && usize::from(term.duty) == duty);
            for (slot, by) in covers.chain(own.map(|term| (term.slot, term.add))) {
                match adds.iter_mut().find(|(known, _)| *known == slot) {
                    Some((_, add)) => *add += by,
                    None => adds.push((slot, by)),
                }
            }
            (cell, adds)
        };
        let open: Vec<_> = open.iter().enumerate().filter(|(_, open)| **open).map(cell).collect();
        let mut slots: Vec<u32> = open.iter().flat_map(|(_, adds)| adds).map(|(slot, _)| *slot).collect();
        slots.sort_unstable();
        slots.dedup();
        let span = |slot: u32| {
            let adds = open
                .iter()
                .map(|(_, adds)| adds.iter().find(|(own, _)| *own == slot).map_or(0, |(_, add)| *add));
            (slot, adds.clone().min().unwrap_or(0), adds.max().unwrap_or(0))
        };
        let spans = slots.into_iter().map(span).collect();
        Self { person, open, spans }
    }
}

/// Nothing for each cell that is open.
fn closed(cells: &[i64]) -> Vec<i64> {
    cells.iter().map(|cell| if *cell < FORBIDDEN { 0 } else { FORBIDDEN }).collect()
}
