//! The least change of rows that mends what a change of the problem broke: best rows of single people at the costs that
//! the others leave, and chains of them in which one person's new duty opens another for the next.

use crate::scheduling::solve::kernel::{Best, FORBIDDEN, Problem, RowProgram, Scratch};
use std::collections::BTreeMap;

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
    /// By tie: it is not asked to cost less.
    pub ties: Vec<i64>,
    /// By person: whose row stays as it is.
    pub fixed: Vec<bool>,
}

/// The state of the repair.
pub(in crate::scheduling) struct Repair<'p> {
    pub(super) task: Task<'p>,
    pub rows: Vec<Vec<u16>>,
    pub(super) filled: Vec<i64>,
    /// By person, what the counters stand at, where there are ties.
    counts: Vec<Vec<i64>>,
    /// By person: what the row counts for, with its changes.
    worth: Vec<i64>,
    pub programs: Programs,
    scratch: Scratch,
    /// Nodes that were used, and that may be.
    pub nodes: u64,
    pub(super) most: u64,
}

/// What the row programs of people know from one use to the next; none of somebody who has no row at all.
pub(in crate::scheduling) type Programs = BTreeMap<usize, Option<RowProgram>>;

/// One person's other row, and by how much the whole then costs more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Turn {
    pub delta: i64,
    /// The same where rows and slots may count for less than they are asked to: of two that count alike, the better.
    pub real: i64,
    pub person: usize,
    pub row: Vec<u16>,
}

/// A cell of somebody's row.
pub(super) type Cell = (usize, u16);

impl<'p> Repair<'p> {
    /// Begins with these rows. A row that may not be is mended first where it can be; none but the fixed may stay broken.
    pub fn new(task: Task<'p>, rows: Vec<Vec<u16>>, most: u64) -> Self {
        let filled = task.problem.filled(&rows);
        let counts = counts(task.problem, &rows);
        let people = rows.len();
        let mut repair = Self {
            task,
            rows,
            filled,
            counts,
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
        let turn = Turn { delta: 0, real: 0, person, row };
        self.make(&turn);
        if let Some(fixed) = self.task.fixed.get_mut(person) {
            *fixed = true;
        }
        if let Some(worth) = self.worth.get_mut(person) {
            *worth = 0;
        }
    }

    pub(super) fn is_fixed(&self, person: usize) -> bool {
        self.task.fixed.get(person).copied().unwrap_or(true)
    }

    pub(super) fn is_open(&self, day: usize, duty: u16) -> bool {
        self.task.open.get(day * self.task.problem.duties + usize::from(duty)).copied().unwrap_or(false)
    }

    /// By how much the slots cost more with one more on that duty.
    pub(super) fn pull(&self, (day, duty): Cell) -> i64 {
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
    pub(super) fn slot(&self, slot: usize, there: i64) -> i64 {
        let cost = self.task.problem.slots.get(slot).map_or(0, |slot| slot.at(there));
        cost.max(self.task.slots.get(slot).copied().unwrap_or(i64::MIN))
    }

    /// What a row of that person counts for by itself: no less than it is asked to, and its changes; none when it may not
    /// be.
    fn count(&self, person: usize, row: &[u16]) -> Option<i64> {
        let own = self.task.problem.row_cost(person, row)?;
        let floor = self.task.floors.get(person).copied()?;
        let changes = self.task.home.get(person)?.iter().zip(row).filter(|(was, is)| was != is).count();
        Some(own.max(floor) + self.task.weight.saturating_mul(i64::try_from(changes).unwrap_or(i64::MAX)))
    }

    /// How much more the whole costs when that person works that row; none when it may not be.
    pub(super) fn delta(&self, person: usize, row: &[u16]) -> Option<i64> {
        let own = self.rows.get(person)?;
        let worth = self.count(person, row)?;
        let mut net: BTreeMap<u32, i64> = BTreeMap::new();
        for (row, sign) in [(own.as_slice(), -1), (row, 1)] {
            each_slot(self.task.problem, person, row, |slot, add| {
                *net.entry(slot).or_default() += sign * add;
            });
        }
        let slots = net.into_iter().filter(|(_, by)| *by != 0).filter_map(|(slot, by)| {
            let there = *self.filled.get(slot as usize)?;
            Some(self.slot(slot as usize, there + by) - self.slot(slot as usize, there))
        });
        let ties = self.tie_steps(person, row, &self.task.ties);
        Some(worth - self.worth.get(person)? + slots.sum::<i64>() + ties)
    }

    /// How much more it really costs, its changes left aside.
    fn real(&self, person: usize, row: &[u16]) -> i64 {
        let problem = self.task.problem;
        let Some(own) = self.rows.get(person) else { return 0 };
        let cost = |row: &[u16]| problem.row_cost(person, row).unwrap_or(0);
        let mut net: BTreeMap<u32, i64> = BTreeMap::new();
        for (row, sign) in [(own.as_slice(), -1), (row, 1)] {
            each_slot(problem, person, row, |slot, add| {
                *net.entry(slot).or_default() += sign * add;
            });
        }
        let slots = net.into_iter().filter_map(|(slot, by)| {
            let (slot, there) = (problem.slots.get(slot as usize)?, *self.filled.get(slot as usize)?);
            Some(slot.at(there + by) - slot.at(there))
        });
        cost(row) - cost(own) + slots.sum::<i64>() + self.tie_steps(person, row, &[])
    }

    /// How much more the ties cost when that person works that row, where each counts for no less than its floor.
    fn tie_steps(&self, person: usize, row: &[u16], floors: &[i64]) -> i64 {
        let problem = self.task.problem;
        if problem.ties.is_empty() {
            return 0;
        }
        let mut counts = self.counts.clone();
        if let Some(own) = counts.get_mut(person) {
            *own = problem.counts(person, row);
        }
        let floors = floors.iter().copied().chain(std::iter::repeat(i64::MIN));
        let ties = problem.ties.iter().zip(floors);
        ties.map(|(tie, floor)| tie.cost(&counts).max(floor) - tie.cost(&self.counts).max(floor)).sum()
    }

    /// Whether a tie costs more than it is asked to.
    pub(super) fn is_torn(&self) -> bool {
        let floors = self.task.ties.iter().copied().chain(std::iter::repeat(i64::MIN));
        self.task.problem.ties.iter().zip(floors).any(|(tie, floor)| tie.cost(&self.counts) > floor)
    }

    pub(super) fn make(&mut self, turn: &Turn) {
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
        if let Some(own) = self.counts.get_mut(turn.person) {
            *own = self.task.problem.counts(turn.person, &turn.row);
        }
        if let Some(own) = self.worth.get_mut(turn.person) {
            *own = worth.unwrap_or(0);
        }
    }

    /// The best row of that person with that cell, without what nothing asks for; none when there is none but the own.
    pub(super) fn best(&mut self, person: usize, with: Option<Cell>) -> Option<Turn> {
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
            for duty in (0_u16..).take(duties) {
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
        program.best(problem, &costs, &mut self.scratch).filter(Best::found)?;
        let row = self.scratch.row.clone();
        if row == own {
            return None;
        }
        let delta = self.delta(person, &row);
        let broken = problem.row_cost(person, &own).is_none();
        let turn = self.tidy(Turn { delta: delta?, real: 0, person, row }, &own, with, broken);
        Some(Turn { real: self.real(person, &turn.row), ..turn })
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
                Some(Turn { delta, real: 0, person: turn.person, row })
            });
            match put_back {
                Some(less) => turn = less,
                None => return turn,
            }
        }
    }
}

/// By person, what the counters stand at; nothing where there are no ties.
pub(in crate::scheduling) fn counts(problem: &Problem, rows: &[Vec<u16>]) -> Vec<Vec<i64>> {
    if problem.ties.is_empty() {
        return Vec::new();
    }
    rows.iter().enumerate().map(|(person, row)| problem.counts(person, row)).collect()
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
