//! The least change of rows that mends what a change of the problem broke: best rows of single people at the costs that
//! the others leave, and chains of them in which one person's new duty opens another for the next.

use crate::scheduling::solve::kernel::{FORBIDDEN, Problem, RowProgram, Scratch};
use std::collections::BTreeMap;

/// A chain passes through so many people at most, and so many are tried at each of its links.
const WIDTHS: [usize; 4] = [10, 5, 3, 2];

/// What may change, and what a change costs.
pub(in crate::scheduling) struct Task<'p> {
    /// The problem.
    pub problem: &'p Problem,
    /// The rows as they were published.
    pub home: &'p [Vec<u16>],
    /// By `day × duties + duty`: whether the duty can come or go.
    pub open: &'p [bool],
    /// What each cell costs that is not as it was published.
    pub weight: i64,
    /// By person: no row is asked to cost less.
    pub floors: Vec<i64>,
    /// By slot: it is not asked to cost less.
    pub slots: Vec<i64>,
    /// By person: whose row stays as it is.
    pub fixed: Vec<bool>,
}

/// The state of the repair.
pub(in crate::scheduling) struct Repair<'p> {
    task: Task<'p>,
    pub rows: Vec<Vec<u16>>,
    filled: Vec<i64>,
    /// By person: what the row counts for, with its changes.
    worth: Vec<i64>,
    pub programs: Programs,
    scratch: Scratch,
    /// Nodes that were used, and that may be.
    pub nodes: u64,
    most: u64,
}

/// What the row programs of people know from one use to the next; none of somebody who has no row at all.
pub(in crate::scheduling) type Programs = BTreeMap<usize, Option<RowProgram>>;

/// One person's other row, and by how much the whole then costs more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    delta: i64,
    person: usize,
    row: Vec<u16>,
}

/// A cell of somebody's row.
type Cell = (usize, u16);

impl<'p> Repair<'p> {
    /// Begins with these rows. A row that may not be is mended first where it can be; none but the fixed may stay broken.
    pub fn new(task: Task<'p>, rows: Vec<Vec<u16>>, most: u64) -> Self {
        let filled = task.problem.filled(&rows);
        let people = rows.len();
        let mut repair = Self {
            task,
            rows,
            filled,
            worth: vec![0; people],
            programs: BTreeMap::new(),
            scratch: Scratch::default(),
            nodes: 0,
            most,
        };
        for person in 0..people {
            let worth = repair.rows.get(person).and_then(|row| repair.count(person, row));
            if let Some(own) = repair.worth.get_mut(person) {
                *own = worth.unwrap_or(0);
            }
        }
        repair
    }

    /// Mends the row of somebody who may not work it; false when no row may be.
    pub fn mend(&mut self, person: usize) -> bool {
        match self.best(person, None) {
            Some(turn) => {
                self.make(&turn);
                true
            }
            None => false,
        }
    }

    /// The best row of that person that has that cell, and how much more the whole then costs; none when no other row may
    /// be.
    pub fn with(&mut self, person: usize, cell: (usize, u16)) -> Option<(i64, Vec<u16>)> {
        self.best(person, Some(cell)).map(|turn| (turn.delta, turn.row))
    }

    /// Takes down that a person's row stays as it is.
    pub fn fix(&mut self, person: usize, row: Vec<u16>) {
        let turn = Turn { delta: 0, person, row };
        self.make(&turn);
        if let Some(fixed) = self.task.fixed.get_mut(person) {
            *fixed = true;
        }
        if let Some(worth) = self.worth.get_mut(person) {
            *worth = 0;
        }
    }

    /// Mends until nothing that is tried is better, or the budget ends; asks after each step whether to go on.
    pub fn run(&mut self, go_on: &mut dyn FnMut(u64) -> bool) -> bool {
        loop {
            if !go_on(self.nodes) {
                return false;
            }
            if self.spent() || !(self.respond() || self.chain() || self.undo()) {
                return true;
            }
        }
    }

    const fn spent(&self) -> bool {
        self.nodes >= self.most
    }

    /// The best single row of anybody, when it makes the whole better.
    fn respond(&mut self) -> bool {
        if !self.is_wounded() {
            return false;
        }
        let mut best: Option<Turn> = None;
        for person in 0..self.rows.len() {
            if self.spent() {
                break;
            }
            let turn = self.best(person, None).filter(|turn| turn.delta < 0);
            best = match (best, turn) {
                (Some(best), Some(turn)) => Some(best.min(turn)),
                (best, turn) => best.or(turn),
            };
        }
        best.is_some_and(|turn| {
            self.make(&turn);
            true
        })
    }

    /// Whether a slot costs more than it is asked to, or rows are to become better than they were published.
    fn is_wounded(&self) -> bool {
        self.task.floors.contains(&i64::MIN)
            || (0..self.filled.len()).any(|slot| {
                let (there, floor) = (self.filled.get(slot), self.task.slots.get(slot));
                there.is_some_and(|there| floor.is_none_or(|floor| self.slot(slot, *there) > *floor))
            })
    }

    /// The best chain from a cell that is short, when it makes the whole better.
    fn chain(&mut self) -> bool {
        for cell in self.short() {
            let mut turns = Vec::new();
            if let Some(found) = self.link(cell, 0, 0, &mut turns) {
                found.iter().for_each(|turn| self.make(turn));
                return true;
            }
            if self.spent() {
                break;
            }
        }
        false
    }

    /// The best way on from an open cell, when so much has been paid already: whole chains that come to less than nothing.
    fn link(&mut self, cell: Cell, paid: i64, depth: usize, turns: &mut Vec<Turn>) -> Option<Vec<Turn>> {
        let width = *WIDTHS.get(depth)?;
        let mut ways = Vec::new();
        for person in 0..self.rows.len() {
            if turns.iter().any(|turn| turn.person == person) || self.spent() {
                continue;
            }
            ways.extend(self.best(person, Some(cell)));
        }
        ways.sort_unstable();
        ways.truncate(width);
        let mut best: Option<(i64, Vec<Turn>)> = None;
        for way in ways {
            let sum = paid + way.delta;
            if sum < 0 && best.as_ref().is_none_or(|(least, _)| sum < *least) {
                best = Some((sum, turns.iter().cloned().chain([way.clone()]).collect()));
                // Whoever costs least without another link is taken: longer chains cost more changes.
                if depth == 0 {
                    break;
                }
            }
            let Some(old) = self.rows.get(way.person).cloned() else { continue };
            self.make(&way);
            let dropped: Vec<Cell> = (0..)
                .zip(old.iter().zip(&way.row))
                .filter(|(_, (was, is))| was != is)
                .map(|(day, (was, _))| (day, *was))
                .collect();
            turns.push(way.clone());
            for open in dropped {
                if self.pull(open) >= 0
                    || sum + self.pull(open) >= best.as_ref().map_or(0, |(least, _)| *least)
                {
                    continue;
                }
                if let Some(found) = self.link(open, sum, depth + 1, turns) {
                    let all = found.iter().map(|turn| turn.delta).sum();
                    if best.as_ref().is_none_or(|(least, _)| all < *least) {
                        best = Some((all, found));
                    }
                }
            }
            turns.pop();
            let back = Turn { delta: 0, person: way.person, row: old };
            self.make(&back);
            if self.spent() {
                break;
            }
        }
        best.map(|(_, turns)| turns)
    }

    /// Somebody's published row, when the whole is then no worse.
    fn undo(&mut self) -> bool {
        for person in 0..self.rows.len() {
            let (Some(own), Some(home)) = (self.rows.get(person), self.task.home.get(person)) else {
                continue;
            };
            if own == home || self.is_fixed(person) {
                continue;
            }
            let home = home.clone();
            if let Some(delta) = self.delta(person, &home).filter(|delta| *delta <= 0) {
                self.make(&Turn { delta, person, row: home });
                return true;
            }
        }
        false
    }

    fn is_fixed(&self, person: usize) -> bool {
        self.task.fixed.get(person).copied().unwrap_or(true)
    }

    /// The cells where one more makes the slots cheaper, by how much.
    fn short(&self) -> Vec<Cell> {
        let (days, duties) = (self.task.problem.days, self.task.problem.duties);
        let cells = (0..days).flat_map(|day| (1..duties).map(move |duty| (day, duty as u16)));
        let open = cells.filter(|(day, duty)| self.is_open(*day, *duty));
        let mut short: Vec<(i64, Cell)> =
            open.map(|cell| (self.pull(cell), cell)).filter(|(by, _)| *by < 0).collect();
        short.sort_unstable();
        short.into_iter().map(|(_, cell)| cell).collect()
    }

    fn is_open(&self, day: usize, duty: u16) -> bool {
        self.task.open.get(day * self.task.problem.duties + usize::from(duty)).copied().unwrap_or(false)
    }

    /// By how much the slots cost more with one more on that duty.
    fn pull(&self, (day, duty): Cell) -> i64 {
        self.rises(&self.filled, day, duty)
    }

    /// By how much the covered slots cost more with one more.
    fn rises(&self, filled: &[i64], day: usize, duty: u16) -> i64 {
        let problem = self.task.problem;
        let covered = problem.covers.get(day * problem.duties + usize::from(duty)).into_iter().flatten();
        let rise = |slot: &u32| {
            let there = *filled.get(*slot as usize)?;
            Some(self.slot(*slot as usize, there + 1) - self.slot(*slot as usize, there))
        };
        covered.filter_map(rise).sum()
    }

    /// What a slot counts for when so much is there.
    fn slot(&self, slot: usize, there: i64) -> i64 {
        let cost = self.task.problem.slots.get(slot).map_or(0, |slot| slot.at(there));
        cost.max(self.task.slots.get(slot).copied().unwrap_or(i64::MIN))
    }

    /// What a row of that person counts for by itself: no less than it is asked to, and its changes; none when it may not
    /// be.
    fn count(&self, person: usize, row: &[u16]) -> Option<i64> {
        let own = self.task.problem.row_cost(person, row)?;
        let floor = self.task.floors.get(person).copied()?;
        let changes = self.task.home.get(person)?.iter().zip(row).filter(|(was, is)| was != is).count();
        Some(own.max(floor) + self.task.weight * changes as i64)
    }

    /// How much more the whole costs when that person works that row; none when it may not be.
    fn delta(&self, person: usize, row: &[u16]) -> Option<i64> {
        let own = self.rows.get(person)?;
        let worth = self.count(person, row)?;
        let mut net: BTreeMap<u32, i64> = BTreeMap::new();
        for (row, sign) in [(own.as_slice(), -1), (row, 1)] {
            each_slot(self.task.problem, person, row, |slot, add| {
                *net.entry(slot).or_default() += sign * add
            });
        }
        let slots = net.into_iter().filter(|(_, by)| *by != 0).filter_map(|(slot, by)| {
            let there = *self.filled.get(slot as usize)?;
            Some(self.slot(slot as usize, there + by) - self.slot(slot as usize, there))
        });
        Some(worth - self.worth.get(person)? + slots.sum::<i64>())
    }

    fn make(&mut self, turn: &Turn) {
        let worth = self.count(turn.person, &turn.row);
        let Some(own) = self.rows.get_mut(turn.person) else { return };
        let filled = &mut self.filled;
        for (row, sign) in [(own.as_slice(), -1), (turn.row.as_slice(), 1)] {
            each_slot(self.task.problem, turn.person, row, |slot, add| {
                if let Some(there) = filled.get_mut(slot as usize) {
                    *there += sign * add;
                }
            });
        }
        own.clone_from(&turn.row);
        if let Some(own) = self.worth.get_mut(turn.person) {
            *own = worth.unwrap_or(0);
        }
    }

    /// The best row of that person with that cell, without what nothing asks for; none when there is none but the own.
    fn best(&mut self, person: usize, with: Option<Cell>) -> Option<Turn> {
        let problem = self.task.problem;
        let duties = problem.duties;
        if self.is_fixed(person) {
            return None;
        }
        let (one, own, home) =
            (problem.people.get(person)?, self.rows.get(person)?.clone(), self.task.home.get(person)?);
        if let Some((day, duty)) = with {
            let cell = one.cells.get(day * duties + usize::from(duty)).copied()?;
            let was = home.get(day).copied()?;
            let may = was == duty || self.is_open(day, duty) && self.is_open(day, was);
            if cell >= FORBIDDEN || own.get(day) == Some(&duty) || !may {
                return None;
            }
        }
        // The costs that the others leave.
        let mut filled = self.filled.clone();
        each_slot(problem, person, &own, |slot, add| {
            if let Some(there) = filled.get_mut(slot as usize) {
                *there -= add;
            }
        });
        let mut costs = Vec::with_capacity(problem.days * duties);
        for day in 0..problem.days {
            let was = home.get(day).copied().unwrap_or(0);
            let leaves = self.is_open(day, was);
            for duty in 0..duties as u16 {
                let forced = with.is_some_and(|(on, other)| on == day && other != duty);
                let may = duty == was || leaves && self.is_open(day, duty);
                costs.push(match (may && !forced, duty == was) {
                    (false, _) => FORBIDDEN,
                    (true, true) => self.rises(&filled, day, duty),
                    (true, false) => self.rises(&filled, day, duty) + self.task.weight,
                });
            }
        }
        for term in &one.terms {
            let slot = term.slot as usize;
            let there = filled.get(slot).copied().unwrap_or(0);
            let more = self.slot(slot, there + term.add) - self.slot(slot, there);
            if let Some(cost) = costs.get_mut(term.day as usize * duties + usize::from(term.duty)) {
                *cost = cost.saturating_add(more).min(FORBIDDEN);
            }
        }
        self.nodes += 1 + (problem.days as u64).saturating_sub(1) / 28;
        let program =
            self.programs.entry(person).or_insert_with(|| RowProgram::new(problem, person)).as_mut()?;
        program.best(problem, &costs, &mut self.scratch).filter(|best| best.found())?;
        let row = self.scratch.row.clone();
        if row == own {
            return None;
        }
        let delta = self.delta(person, &row);
        let broken = problem.row_cost(person, &own).is_none();
        match delta {
            Some(delta) => Some(self.tidy(Turn { delta, person, row }, &own, with, broken)),
            None => None,
        }
    }

    /// The same row without changes that nothing asks for: one or two cells at a time are put back.
    fn tidy(&self, mut turn: Turn, own: &[u16], with: Option<Cell>, broken: bool) -> Turn {
        if broken {
            return turn;
        }
        loop {
            let new: Vec<usize> = (0..turn.row.len())
                .filter(|day| turn.row.get(*day) != own.get(*day) && with.is_none_or(|(on, _)| on != *day))
                .collect();
            let singles = new.iter().map(|day| [*day, *day]);
            let pairs = new
                .iter()
                .enumerate()
                .flat_map(|(at, one)| new.iter().skip(at + 1).map(move |two| [*one, *two]));
            let put_back = singles.chain(pairs).find_map(|days| {
                let mut row = turn.row.clone();
                for day in days {
                    *row.get_mut(day)? = *own.get(day)?;
                }
                let delta = self.delta(turn.person, &row).filter(|delta| *delta <= turn.delta)?;
                Some(Turn { delta, person: turn.person, row })
            });
            match put_back {
                Some(less) => turn = less,
                None => return turn,
            }
        }
    }
}

/// Every slot to which a row adds, and how much.
fn each_slot(problem: &Problem, person: usize, row: &[u16], mut each: impl FnMut(u32, i64)) {
    for (day, duty) in row.iter().enumerate() {
        let covered = problem.covers.get(day * problem.duties + usize::from(*duty));
        covered.into_iter().flatten().for_each(|slot| each(*slot, 1));
    }
    let terms = problem.people.get(person).map(|one| one.terms.as_slice()).unwrap_or_default();
    for term in terms {
        if row.get(term.day as usize) == Some(&term.duty) {
            each(term.slot, term.add);
        }
    }
}
