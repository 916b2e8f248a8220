//! Whole rosters out of the bound's mix of rows (diving; Strandmark, Qu and Curtois 2020 among others): whoever works one
//! row nearly whole is held to it, the rows of the others are mixed anew at new prices, until everybody is held. From a
//! roster only some people are let go, and as soon as the bound of what is left open is no better than the roster, others
//! are.

use super::super::chance::Chance;
use super::anneal::Incumbent;
use super::bound::Bound;
use super::crew::labels;
use super::master::{Column, Pool, WHOLE};
use super::pricing::cell_costs;
use super::problem::Problem;
use super::row::{RowProgram, Scratch};

/// Passes of the bound after somebody was let go, and after somebody was held.
const PASSES: (u64, u64) = (24, 4);

/// Whoever works a row by so much is held to it.
const NEARLY: i64 = WHOLE / 16 * 15;

/// So many times somebody is held to another row instead.
const FAILURES: u32 = 8;

/// People who are let go together: at least, and at first.
const FREE: (usize, usize) = (3, 6);

/// When nothing came so often of letting some people go, a roster is made afresh from the mix, and it is dived from that.
const FRUITLESS: u32 = 12;

/// A roster made afresh is below the best one's cost and a quarter more, or so much more where that is little.
const ROUGH: i64 = 8;

/// The limits that a bound's rows pay for, and the programs of rows that keep them.
struct Law {
    problem: Problem,
    programs: Vec<Option<RowProgram>>,
    scratch: Scratch,
    costs: Vec<i64>,
}

impl Law {
    fn new(bound: &Bound) -> Option<Self> {
        let problem = bound.pays().then(|| bound.counted())?;
        let mut scratch = Scratch::default();
        scratch.most_labels = labels(problem.days);
        Some(Self { programs: vec![None; problem.people.len()], problem, scratch, costs: Vec::new() })
    }

    fn allows(&self, person: usize, row: &[u16]) -> bool {
        self.problem.row_cost(person, row).is_some()
    }

    /// Takes a row of a person to beat, where none is known.
    fn know(&mut self, person: usize, row: &[u16]) {
        let Some(program) = self.programs.get_mut(person) else { return };
        if program.is_none() {
            *program = RowProgram::new(&self.problem, person);
        }
        if let Some(program) = program {
            program.know(row);
        }
    }

    /// The best row at the bound's prices, if one is found.
    fn best(&mut self, bound: &Bound, person: usize) -> Option<Column> {
        cell_costs(&self.problem, person, &bound.center, &mut self.costs);
        let best =
            self.programs.get_mut(person)?.as_mut()?.best(&self.problem, &self.costs, &mut self.scratch)?;
        let row = self.scratch.row.as_slice();
        let cost = self.problem.row_cost(person, row).filter(|_| best.found())?;
        Some(Column::new(&self.problem, person, row, cost))
    }
}

/// Who looks for better rosters near one.
pub(crate) struct Diver {
    bound: Bound,
    /// What rows keep to that pay for some limits in the bound.
    law: Option<Law>,
    /// The mix and the prices of the problem with everybody let go.
    pools: Vec<Pool>,
    center: Vec<i64>,
    pull: i64,
    held: Vec<Option<Column>>,
    /// What each person's row costs at least at these prices.
    least: Vec<i64>,
    labels: usize,
    free: usize,
    /// So often in a row nothing came of letting some people go.
    fruitless: u32,
    /// A roster made afresh, from which it is dived until nothing more comes of that.
    other: Option<Incumbent>,
    /// Nodes used.
    pub(crate) nodes: u64,
}

impl Diver {
    /// From a bound that has come to its end.
    pub(crate) fn new(bound: &Bound) -> Self {
        let quick = bound.quick.as_deref().unwrap_or(bound);
        let law = Law::new(quick);
        let (prices, mut bound) = (bound, quick.apart());
        bound.hurried = true;
        let mut diver = Self {
            law,
            pools: Vec::new(),
            center: Vec::new(),
            pull: bound.first_pull,
            held: vec![None; bound.problem.people.len()],
            labels: bound.labels,
            free: FREE.1,
            fruitless: 0,
            other: None,
            least: Vec::new(),
            nodes: 0,
            bound,
        };
        diver.learn(prices);
        diver
    }

    #[cfg(test)]
    pub(super) const fn other(&self) -> Option<&Incumbent> {
        self.other.as_ref()
    }

    /// Takes the mix and the prices of a bound that has risen.
    pub(crate) fn learn(&mut self, bound: &Bound) {
        let bound = bound.apart();
        self.least = bound.kinds.iter().map(|kind| kind.best).collect();
        (self.center, self.pools) = (bound.center, bound.master.pools);
    }

    /// Looks only among the rows that a proof has left: no other roster is better.
    pub(crate) fn narrow(&mut self, mut left: Bound) {
        if left.problem.slots.len() != self.bound.problem.slots.len() {
            return;
        }
        if !left.pays() {
            self.bound.problem = self.bound.counted();
            self.law = None;
        }
        // What is held to the roster at hand may be closed to better ones.
        std::mem::swap(&mut left.problem, &mut self.bound.problem);
        left.hurried = true;
        self.held.iter_mut().for_each(|held| *held = None);
        self.least = left.kinds.iter().map(|kind| kind.best).collect();
        (self.center, self.pools) = (left.center.clone(), left.master.pools.clone());
        (self.pull, self.labels) = (left.first_pull, left.labels);
        self.bound = left;
    }

    /// Looks for better rosters for so many nodes; false when `go_on` ended it.
    pub(crate) fn run(
        &mut self,
        best: &mut Incumbent,
        nodes: u64,
        chance: &mut Chance,
        go_on: &mut dyn FnMut(u64, i64) -> bool,
    ) -> bool {
        let end = self.nodes.saturating_add(nodes);
        while self.nodes < end {
            let afresh = self.fruitless >= FRUITLESS;
            if afresh {
                (self.other, self.fruitless) = (None, 0);
            }
            let from = self.other.as_ref().unwrap_or(best);
            let (size, aim, upper) = if afresh {
                (self.held.len(), best.cost, best.cost + (best.cost / 4).max(ROUGH))
            } else {
                (self.free * (1 + chance.below(4)) / 2, from.cost, from.cost)
            };
            let rows = from.rows.clone();
            let who = self.choose(&rows, size, chance);
            let mut goes = true;
            let cost = best.cost;
            let met = self.improve(&rows, &who, (aim, upper), chance, &mut |nodes| {
                goes = goes && go_on(nodes, cost);
                goes
            });
            let step = usize::from(chance.below(3) == 0);
            match met {
                Met::Better(cost, rows) => {
                    self.fruitless = 0;
                    if cost < best.cost {
                        (*best, self.other) = (Incumbent { cost, rows }, None);
                        goes = goes && go_on(self.nodes, cost);
                    } else {
                        self.other = Some(Incumbent { cost, rows });
                    }
                }
                _ if afresh => {}
                Met::Nothing => {
                    self.fruitless += 1;
                    self.free = (self.free + step).min(self.held.len());
                }
                Met::Dear => {
                    self.fruitless += 1;
                    self.free = (self.free - step).max(FREE.0);
                }
            }
            if !goes {
                return false;
            }
        }
        true
    }

    /// Who is let go: rather those whose rows are dear at the prices, or whom the mix has where the roster is off.
    fn choose(&self, rows: &[u16], size: usize, chance: &mut Chance) -> Vec<usize> {
        let problem = &self.bound.problem;
        let mut filled = vec![0; problem.slots.len()];
        let mut regrets = Vec::with_capacity(self.held.len());
        let mut own = Vec::with_capacity(self.held.len());
        for (person, (row, least)) in rows.chunks(problem.days.max(1)).zip(&self.least).enumerate() {
            let column = Column::new(problem, person, row, problem.row_cost(person, row).unwrap_or(*least));
            regrets.push((column.reduced(&self.center) - least).max(0));
            for (slot, add) in &column.adds {
                filled.get_mut(*slot as usize).into_iter().for_each(|there| *there += add);
            }
            own.push(column);
        }
        let mean = regrets.iter().sum::<i64>() / regrets.len().max(1) as i64 + 1;
        let dear = chance.below(4) > 0;
        let mut weights: Vec<i64> =
            regrets.iter().map(|regret| mean + if dear { regret * 4 } else { 0 }).collect();
        // A slot that is off, the likelier the further.
        let off = problem.slots.iter().zip(&self.center).zip(&filled).enumerate().map(
            |(slot, ((cost, price), there))| {
                let least =
                    (cost.first..).zip(&cost.values).map(|(n, value)| value + price * n).min().unwrap_or(0);
                (slot as u32, cost.at(*there) + price * there - least)
            },
        );
        let off: Vec<(u32, i64)> = off.filter(|(_, by)| *by > 0).collect();
        let mut at = chance.below(off.iter().map(|(_, by)| *by as usize).sum::<usize>() * 2) as i64;
        let slot = off
            .iter()
            .find(|(_, by)| {
                at -= by;
                at < 0
            })
            .map(|(slot, _)| *slot);
        if let Some(slot) = slot {
            let has =
                |column: &Column| column.adds.iter().find(|(at, _)| *at == slot).map_or(0, |(_, add)| *add);
            let total = weights.iter().sum::<i64>();
            for ((pool, own), weight) in self.pools.iter().zip(&own).zip(&mut weights) {
                let mixed: i64 = pool
                    .columns
                    .iter()
                    .map(|column| (has(column) - has(own)).abs() * (column.weight >> 8))
                    .sum();
                *weight += (i128::from(total) * i128::from(mixed) / i128::from(WHOLE >> 8)) as i64;
            }
        }
        let mut keys: Vec<(usize, usize)> =
            weights.iter().map(|weight| chance.below(*weight as usize)).zip(0..).collect();
        keys.sort_unstable_by(|one, two| two.cmp(one));
        keys.truncate(size.max(2));
        let mut who: Vec<usize> = keys.into_iter().map(|(_, person)| person).collect();
        who.sort_unstable();
        who
    }

    /// Lets these people go, and looks for a roster below `upper` with everybody else as in `rows`. Rows are mixed as finely
    /// as for one below `aim`.
    pub(super) fn improve(
        &mut self,
        rows: &[u16],
        free: &[usize],
        (aim, upper): (i64, i64),
        chance: &mut Chance,
        go_on: &mut dyn FnMut(u64) -> bool,
    ) -> Met {
        let days = self.bound.problem.days.max(1);
        for (person, row) in rows.chunks(days).enumerate() {
            if free.contains(&person) {
                self.release(person);
                if let (Some(pool), Some(known)) =
                    (self.bound.master.pools.get_mut(person), self.pools.get(person))
                {
                    pool.clone_from(known);
                    if let Some(law) = &mut self.law {
                        law.know(person, row);
                    }
                    if let Some(cost) = self.bound.problem.row_cost(person, row) {
                        pool.add(Column::new(&self.bound.problem, person, row, cost));
                        pool.rebalance();
                    }
                }
            } else if self.held.get(person).and_then(Option::as_ref).is_none_or(|held| held.row != row) {
                self.release(person);
                let Some(cost) = self.bound.problem.row_cost(person, row) else { return Met::Dear };
                self.hold(person, Column::new(&self.bound.problem, person, row, cost));
            }
        }
        self.nodes += 1;
        self.bound.center.clone_from(&self.center);
        self.bound.labels = self.labels;
        let mut levels: Vec<Level> = Vec::new();
        let mut barred: Vec<(usize, Vec<u16>)> = Vec::new();
        let (mut together, mut failures) = (true, 0);
        loop {
            let dear = if self.held.iter().all(Option::is_some) {
                let roster = self.held.iter().flatten().map(|held| held.row.clone());
                let roster: Vec<Vec<u16>> = roster.collect();
                match self.bound.original_cost(&roster) {
                    Some(cost) if cost < upper => return Met::Better(cost, roster.concat()),
                    _ => true,
                }
            } else {
                self.bound.pull = self.pull;
                self.bound.again();
                self.bound.stalls = 0;
                let (before, nodes) = (self.bound.priced.0, self.nodes);
                let passes = if levels.is_empty() { PASSES.0 } else { PASSES.1 };
                self.bound.run(passes, Some(aim), 1, &mut || go_on(nodes));
                self.nodes += (self.bound.priced.0 - before).max(1) * days.div_ceil(28) as u64;
                if !go_on(self.nodes) {
                    return Met::Dear;
                }
                self.bound.value().is_some_and(|value| value >= upper)
            };
            if dear {
                failures += 1;
                let Some(level) = levels.pop() else { return Met::Nothing };
                if failures > FAILURES {
                    return Met::Dear;
                }
                if let [(person, _)] = level.pools.as_slice() {
                    let row = self.held.get(*person).and_then(Option::as_ref).map(|held| held.row.clone());
                    barred.extend(row.map(|row| (*person, row)));
                } else {
                    together = false;
                }
                self.undo(level);
            }
            match self.hold_most(together, &barred, chance) {
                Some(level) => levels.push(level),
                None => return Met::Dear,
            }
        }
    }

    /// Holds everybody who works a row nearly whole, or else one; none when nobody can be held.
    fn hold_most(
        &mut self,
        together: bool,
        barred: &[(usize, Vec<u16>)],
        chance: &mut Chance,
    ) -> Option<Level> {
        let mut nearly = Vec::new();
        let mut others = Vec::new();
        for (person, _) in self.held.iter().enumerate().filter(|(_, held)| held.is_none()) {
            let pool = self.bound.master.pools.get(person);
            let columns = pool.into_iter().flat_map(|pool| pool.columns.iter().enumerate());
            let open = |(_, column): &(usize, &Column)| {
                !barred.iter().any(|(who, row)| *who == person && *row == column.row)
            };
            let Some((at, column)) = columns.filter(open).max_by_key(|(_, column)| column.weight) else {
                continue;
            };
            if together && column.weight >= NEARLY {
                nearly.push((person, at));
            }
            others.push((column.weight / 8 * (5 + chance.below(4) as i64), person, at));
        }
        let mut level = Level { center: self.bound.center.clone(), pools: Vec::new() };
        for (person, at) in nearly {
            self.hold_in(&mut level, person, at, barred);
        }
        others.sort_by_key(|(weight, ..)| std::cmp::Reverse(*weight));
        let mut others = others.into_iter();
        while level.pools.is_empty() {
            let (_, person, at) = others.next()?;
            self.hold_in(&mut level, person, at, barred);
        }
        Some(level)
    }

    /// Holds a person to that row, or to the best one at the prices that keeps all limits; not where none is known.
    fn hold_in(&mut self, level: &mut Level, person: usize, at: usize, barred: &[(usize, Vec<u16>)]) {
        if let Some(column) = self.lawful(person, at, barred)
            && let Some(pool) = self.bound.master.pools.get_mut(person).map(std::mem::take)
        {
            level.pools.push((person, pool));
            self.hold(person, column);
        }
    }

    /// That row of a person, or the best one at the prices that keeps all limits.
    fn lawful(&mut self, person: usize, at: usize, barred: &[(usize, Vec<u16>)]) -> Option<Column> {
        let pool = self.bound.master.pools.get(person)?;
        let column = pool.columns.get(at)?;
        let Some(law) = &mut self.law else { return Some(column.clone()) };
        if law.allows(person, &column.row) {
            return Some(column.clone());
        }
        let open = |row: &[u16]| !barred.iter().any(|(who, known)| *who == person && *known == row);
        self.nodes += self.bound.row_nodes();
        let own = law.best(&self.bound, person).filter(|column| open(&column.row));
        own.or_else(|| {
            let known =
                pool.columns.iter().filter(|column| open(&column.row) && law.allows(person, &column.row));
            known.max_by_key(|column| column.weight).cloned()
        })
    }

    /// Lets those go again who were held last.
    fn undo(&mut self, level: Level) {
        for (person, pool) in level.pools {
            self.release(person);
            self.bound.master.pools.get_mut(person).into_iter().for_each(|own| own.clone_from(&pool));
        }
        self.bound.center = level.center;
    }

    fn hold(&mut self, person: usize, column: Column) {
        for (slot, add) in &column.adds {
            self.bound.slots.get_mut(*slot as usize).into_iter().for_each(|slot| slot.hold(*add));
        }
        self.bound.master.held += column.cost;
        if let Some(kind) = self.bound.kinds.get_mut(person) {
            kind.people.clear();
        }
        if let Some(pool) = self.bound.master.pools.get_mut(person) {
            *pool = Pool::default();
        }
        if let Some(held) = self.held.get_mut(person) {
            *held = Some(column);
        }
    }

    fn release(&mut self, person: usize) {
        let Some(column) = self.held.get_mut(person).and_then(Option::take) else { return };
        for (slot, add) in &column.adds {
            self.bound.slots.get_mut(*slot as usize).into_iter().for_each(|slot| slot.hold(-add));
        }
        self.bound.master.held -= column.cost;
        if let Some(kind) = self.bound.kinds.get_mut(person) {
            kind.people.push(person);
        }
    }
}

/// Those who were held together, with the rows they had, and the prices.
struct Level {
    center: Vec<i64>,
    pools: Vec<(usize, Pool)>,
}

/// What came of letting some people go.
#[derive(Debug)]
pub(super) enum Met {
    /// Nothing better is there.
    Nothing,
    /// Something better may be there.
    Dear,
    /// A better roster and its cost.
    Better(i64, Vec<u16>),
}
