//! A roster with what it costs, kept up to date: a proposal changes a few cells, and is priced and checked in a time that
//! depends on how many, not on how long the horizon is.

use super::problem::{FORBIDDEN, Problem};
use super::tables::Tables;
use super::tie::Ties;

/// What each unit beyond a hard limit of a sum costs while the search mends it: more than everything else together.
pub(crate) const BROKEN: i64 = 1 << 40;

/// One cell of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) person: u32,
    pub(crate) day: u32,
    pub(crate) duty: u16,
}

/// A roster and its standing.
pub(crate) struct State<'a> {
    pub(crate) tables: &'a Tables<'a>,
    /// Duties by `person × days + day`.
    pub(super) rows: Vec<u16>,
    /// The automaton's state before each day, and after the last: by `person × (days + 1) + day`.
    pub(super) states: Vec<u16>,
    pub(super) marks: Vec<u8>,
    pub(super) arcs: Vec<i64>,
    pub(super) sums: Vec<i64>,
    pub(super) filled: Vec<i64>,
    /// How far each person's sums are beyond their limits, together.
    pub(super) beyond: Vec<i64>,
    cost: i64,
    pub(super) ties: Ties,
    // The proposal: cells, person by person and day by day.
    pub(super) changes: Vec<Change>,
    pub(super) delta: i64,
    pub(super) trace: Vec<(u32, u32, u16, u8, i64)>,
    pub(super) slot_steps: Vec<i64>,
    pub(super) slots_touched: Vec<u32>,
    pub(super) slots_settled: Vec<(u32, i64)>,
    pub(super) sum_steps: Vec<i64>,
    pub(super) sums_touched: Vec<u32>,
    pub(super) sums_settled: Vec<(u32, i64)>,
    pub(super) beyond_steps: Vec<(u32, i64)>,
}

pub(super) fn at<T: Copy + Default>(from: &[T], index: usize) -> T {
    from.get(index).copied().unwrap_or_default()
}

fn add(into: &mut [i64], index: usize, step: i64) {
    if let Some(there) = into.get_mut(index) {
        *there += step;
    }
}

pub(super) fn put<T>(into: &mut [T], index: usize, value: T) {
    if let Some(there) = into.get_mut(index) {
        *there = value;
    }
}

impl<'a> State<'a> {
    /// The standing of a roster; none when a row may not be, sums beyond their limits aside.
    pub(crate) fn new(tables: &'a Tables<'a>, roster: &[Vec<u16>]) -> Option<Self> {
        let problem = tables.problem;
        let (people, days) = (problem.people.len(), problem.days);
        let mut state = Self {
            tables,
            rows: Vec::with_capacity(people * days),
            states: Vec::with_capacity(people * (days + 1)),
            marks: Vec::with_capacity(people * days),
            arcs: Vec::with_capacity(people * days),
            sums: tables.sums.iter().map(|sum| sum.start).collect(),
            filled: problem.filled(roster),
            beyond: vec![0; people],
            cost: 0,
            ties: Ties::default(),
            changes: Vec::new(),
            delta: 0,
            trace: Vec::new(),
            slot_steps: vec![0; problem.slots.len()],
            slots_touched: Vec::new(),
            slots_settled: Vec::new(),
            sum_steps: vec![0; tables.sums.len()],
            sums_touched: Vec::new(),
            sums_settled: Vec::new(),
            beyond_steps: Vec::new(),
        };
        for (number, (person, row)) in problem.people.iter().zip(roster).enumerate() {
            let automaton = problem.automata.get(person.automaton)?;
            let mut now = person.start;
            state.states.push(now);
            let from = tables.sums_of(number).0;
            for (day, duty) in row.iter().enumerate() {
                let cell = at(&person.cells, day * problem.duties + usize::from(*duty));
                let arc = automaton.arc(day, now, *duty).filter(|_| cell < FORBIDDEN)?;
                state.cost += cell + arc.cost;
                now = arc.to;
                state.rows.push(*duty);
                state.states.push(now);
                state.marks.push(arc.marks);
                state.arcs.push(arc.cost);
                for (sum, add) in tables.adds(number, day, *duty) {
                    if let Some(sum) = state.sums.get_mut(from + *sum as usize) {
                        *sum += add;
                    }
                }
                for (bit, first, last, sum) in tables.marks(number) {
                    if let Some(sum) = state.sums.get_mut(from + *sum as usize) {
                        let counts = (*first..*last).contains(&day);
                        *sum += i64::from(counts) * i64::from(arc.marks >> bit & 1);
                    }
                }
            }
            state.cost += automaton.end(now)?;
            let (from, to) = tables.sums_of(number);
            let (limits, values) = (tables.sums.get(from..to)?, state.sums.get(from..to)?);
            let beyond = limits.iter().zip(values).map(|(sum, value)| sum.beyond(*value)).sum();
            state.cost += limits.iter().zip(values).map(|(sum, value)| sum.cost(*value)).sum::<i64>();
            state.cost += beyond * BROKEN;
            put(&mut state.beyond, number, beyond);
        }
        state.ties = Ties::new(tables, &state.sums);
        state.cost += state.ties.cost(problem);
        state.cost +=
            state.filled.iter().enumerate().map(|(slot, there)| tables.slot(slot, *there)).sum::<i64>();
        Some(state)
    }

    /// The problem.
    pub(crate) const fn problem(&self) -> &'a Problem {
        self.tables.problem
    }

    /// What the roster costs, [`BROKEN`] for each unit beyond a limit.
    pub(crate) const fn cost(&self) -> i64 {
        self.cost
    }

    /// Who does what on that day.
    pub(crate) fn duty(&self, person: usize, day: usize) -> u16 {
        at(&self.rows, person * self.problem().days + day)
    }

    /// Duties of all people, one row after the other.
    pub(crate) fn rows(&self) -> &[u16] {
        &self.rows
    }

    /// One person's row.
    pub(crate) fn row(&self, person: usize) -> &[u16] {
        let days = self.problem().days;
        self.rows.get(person * days..(person + 1) * days).unwrap_or_default()
    }

    /// How much is in each slot.
    pub(crate) fn filled(&self) -> &[i64] {
        &self.filled
    }

    /// Whether nobody's sums are beyond a limit.
    pub(crate) fn is_lawful(&self) -> bool {
        self.beyond.iter().all(|beyond| *beyond == 0)
    }

    /// The cells of the proposal.
    #[cfg(test)]
    pub(crate) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Begins a proposal.
    pub(crate) fn begin(&mut self) {
        self.changes.clear();
    }

    /// One more cell of the proposal: a person's cells together, by ascending day.
    pub(crate) fn change(&mut self, person: usize, day: usize, duty: u16) {
        self.changes.push(Change { person: person as u32, day: day as u32, duty });
    }

    /// Takes the proposal that was priced last.
    pub(crate) fn take(&mut self) {
        let days = self.problem().days;
        self.cost += self.delta;
        for change in &self.changes {
            put(&mut self.rows, change.person as usize * days + change.day as usize, change.duty);
        }
        for (cell, state, to, marks, cost) in self.trace.drain(..) {
            put(&mut self.states, state as usize, to);
            put(&mut self.marks, cell as usize, marks);
            put(&mut self.arcs, cell as usize, cost);
        }
        for (slot, step) in self.slots_settled.drain(..) {
            add(&mut self.filled, slot as usize, step);
        }
        self.ties.take();
        for (sum, step) in self.sums_settled.drain(..) {
            add(&mut self.sums, sum as usize, step);
        }
        for (person, step) in self.beyond_steps.drain(..) {
            add(&mut self.beyond, person as usize, step);
        }
        self.changes.clear();
        self.delta = 0;
    }

    /// Puts a whole row in place; false when it may not be.
    pub(crate) fn set_row(&mut self, person: usize, row: &[u16]) -> bool {
        self.begin();
        for (day, duty) in row.iter().enumerate() {
            if self.duty(person, day) != *duty {
                self.change(person, day, *duty);
            }
        }
        let lawful = self.price(false, i64::MAX).is_some();
        if lawful {
            self.take();
        }
        lawful
    }

    /// The roster, row by row.
    #[cfg(test)]
    pub(crate) fn roster(&self) -> Vec<Vec<u16>> {
        (0..self.problem().people.len()).map(|person| self.row(person).to_vec()).collect()
    }
}
