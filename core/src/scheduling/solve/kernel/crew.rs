//! Everybody's row program, at prices that are parts of a unit of cost.

use super::delta::State;
use super::problem::Problem;
use super::row::{self, RowProgram, Scratch};

/// A unit of cost in fine units, when the costs leave room for it.
const PARTS: [i64; 4] = [1024, 64, 4, 1];

/// A row program keeps at most so many labels a day; fewer with many days, where rows are answered more often than well.
pub(super) fn labels(days: usize) -> usize {
    (96 * 64 / days.max(96)).max(16)
}

/// Rows of more days are mended in spans.
const LONG: usize = 200;

/// Days of a span.
const SPAN: usize = 28;

/// Everybody's row program.
pub(crate) struct Crew {
    /// The problem with the costs of rows in fine units.
    fine: Problem,
    /// A unit of cost in fine units.
    pub(crate) parts: i64,
    programs: Vec<RowProgram>,
    scratch: Scratch,
    /// What a unit more in each slot costs, in fine units: set before a response.
    pub(crate) prices: Vec<i64>,
    costs: Vec<i64>,
    without: Vec<i64>,
    /// Nodes used.
    pub(crate) nodes: u64,
}

impl Crew {
    pub(crate) fn new(problem: &Problem) -> Option<Self> {
        let (parts, fine) = PARTS.iter().find_map(|parts| Some((*parts, problem.times(*parts)?)))?;
        let mut scratch = Scratch::default();
        scratch.most_labels = labels(problem.days);
        scratch.span = if problem.days > LONG { SPAN } else { 0 };
        let programs: Option<Vec<RowProgram>> =
            (0..problem.people.len()).map(|person| RowProgram::new(&fine, person)).collect();
        Some(Self {
            programs: programs?,
            parts,
            scratch,
            prices: vec![0; problem.slots.len()],
            costs: vec![0; problem.days * problem.duties],
            without: vec![0; problem.slots.len()],
            nodes: 0,
            fine,
        })
    }

    /// How often rows were mended in spans.
    #[cfg(test)]
    pub(crate) fn mended(&self) -> u32 {
        self.programs.iter().map(|program| program.mended).sum()
    }

    /// Sets the price of each slot from how much is there without that person.
    pub(crate) fn price(&mut self, state: &State, person: usize, price: impl Fn(usize, i64) -> i64) {
        self.without.copy_from_slice(state.filled());
        let without = &mut self.without;
        let mut less = |slot: u32, by: i64| {
            if let Some(there) = without.get_mut(slot as usize) {
                *there -= by;
            }
        };
        for (day, duty) in state.row(person).iter().enumerate() {
            state.tables.covers(day, *duty).iter().for_each(|slot| less(*slot, 1));
        }
        let terms = self.fine.people.get(person).map(|person| person.terms.as_slice()).unwrap_or_default();
        for term in terms {
            if state.duty(person, term.day as usize) == term.duty {
                less(term.slot, term.add);
            }
        }
        for (slot, (there, into)) in self.without.iter().zip(&mut self.prices).enumerate() {
            *into = price(slot, *there);
        }
    }

    /// The person's best row at the prices that were set, each cell changed by `tweak`; none when there is none.
    pub(crate) fn respond(
        &mut self,
        state: &State,
        person: usize,
        mut tweak: impl FnMut(usize) -> i64,
    ) -> Option<&[u16]> {
        let problem = &self.fine;
        for day in 0..problem.days {
            for duty in 0..problem.duties {
                let cell = day * problem.duties + duty;
                let covers = state.tables.covers(day, duty as u16);
                let price: i64 =
                    covers.iter().map(|slot| self.prices.get(*slot as usize).copied().unwrap_or(0)).sum();
                if let Some(into) = self.costs.get_mut(cell) {
                    *into = price + tweak(cell);
                }
            }
        }
        for term in problem.people.get(person).map(|person| person.terms.as_slice()).unwrap_or_default() {
            let cell = term.day as usize * problem.duties + usize::from(term.duty);
            let price = self.prices.get(term.slot as usize).copied().unwrap_or(0);
            if let Some(into) = self.costs.get_mut(cell) {
                *into += price * term.add;
            }
        }
        self.nodes += (problem.days as u64).div_ceil(28);
        let program = self.programs.get_mut(person)?;
        if self.scratch.span > 0 {
            program.mend(problem, state.row(person), &self.costs, &mut self.scratch)?;
            return Some(&self.scratch.row);
        }
        if problem.row_cost(person, state.row(person)).is_some() {
            program.know(state.row(person));
        }
        program.best(problem, &self.costs, &mut self.scratch).filter(row::Best::found)?;
        Some(&self.scratch.row)
    }
}
