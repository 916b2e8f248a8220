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
    rows: Vec<u16>,
    /// The automaton's state before each day, and after the last: by `person × (days + 1) + day`.
    states: Vec<u16>,
    marks: Vec<u8>,
    arcs: Vec<i64>,
    sums: Vec<i64>,
    filled: Vec<i64>,
    /// How far each person's sums are beyond their limits, together.
    beyond: Vec<i64>,
    cost: i64,
    ties: Ties,
    // The proposal: cells, person by person and day by day.
    changes: Vec<Change>,
    delta: i64,
    trace: Vec<(u32, u32, u16, u8, i64)>,
    slot_steps: Vec<i64>,
    slots_touched: Vec<u32>,
    slots_settled: Vec<(u32, i64)>,
    sum_steps: Vec<i64>,
    sums_touched: Vec<u32>,
    sums_settled: Vec<(u32, i64)>,
    beyond_steps: Vec<(u32, i64)>,
}

fn at<T: Copy + Default>(from: &[T], index: usize) -> T {
    from.get(index).copied().unwrap_or_default()
}

fn add(into: &mut [i64], index: usize, step: i64) {
    if let Some(there) = into.get_mut(index) {
        *there += step;
    }
}

fn put<T>(into: &mut [T], index: usize, value: T) {
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

    /// By how much the proposal raises the cost; none when it may not be or when it is more than `allowed`. With `balanced`
    /// the caller says that nothing changes in the slots that everybody covers.
    pub(crate) fn price(&mut self, balanced: bool, allowed: i64) -> Option<i64> {
        let changes = std::mem::take(&mut self.changes);
        let delta = self.priced(&changes, balanced, allowed);
        self.changes = changes;
        self.delta = delta?;
        delta
    }

    fn priced(&mut self, changes: &[Change], balanced: bool, allowed: i64) -> Option<i64> {
        self.clear();
        let tables = self.tables;
        let problem = tables.problem;
        let mut delta = 0;
        let mut firm = true;
        for change in changes {
            let (person, day) = (change.person as usize, change.day as usize);
            let own = problem.people.get(person)?;
            let (old, new) = (self.duty(person, day), change.duty);
            let from = day * problem.duties;
            let cost = at(&own.cells, from + usize::from(new));
            if cost >= FORBIDDEN {
                return None;
            }
            delta += cost - at(&own.cells, from + usize::from(old));
            firm &= tables.is_plain(person) && at(&self.beyond, person) == 0;
            if tables.is_coupled(person) {
                for term in own.terms.iter().filter(|term| term.day == change.day) {
                    let step = i64::from(term.duty == new) - i64::from(term.duty == old);
                    self.fill(term.slot, step * term.add);
                }
            }
            if !balanced {
                for slot in tables.covers(day, old) {
                    self.fill(*slot, -1);
                }
                for slot in tables.covers(day, new) {
                    self.fill(*slot, 1);
                }
            }
        }
        for slot in self.slots_touched.drain(..) {
            let step = at(&self.slot_steps, slot as usize);
            if step != 0 {
                let there = at(&self.filled, slot as usize);
                delta += tables.slot(slot as usize, there + step) - tables.slot(slot as usize, there);
                self.slots_settled.push((slot, step));
                put(&mut self.slot_steps, slot as usize, 0);
            }
        }
        if firm && delta > allowed {
            return None;
        }
        for own in changes.chunk_by(|one, two| one.person == two.person) {
            delta += self.row_step(own)?;
        }
        delta += self.ties.step(tables, &self.sums, &self.sums_settled);
        (delta <= allowed).then_some(delta)
    }

    fn clear(&mut self) {
        self.trace.clear();
        self.beyond_steps.clear();
        self.slots_settled.clear();
        self.sums_settled.clear();
        for slot in self.slots_touched.drain(..) {
            put(&mut self.slot_steps, slot as usize, 0);
        }
        for sum in self.sums_touched.drain(..) {
            put(&mut self.sum_steps, sum as usize, 0);
        }
    }

    fn fill(&mut self, slot: u32, step: i64) {
        if let Some(steps) = self.slot_steps.get_mut(slot as usize) {
            if *steps == 0 {
                self.slots_touched.push(slot);
            }
            *steps += step;
        }
    }

    fn count(&mut self, sum: usize, step: i64) {
        if let Some(steps) = self.sum_steps.get_mut(sum) {
            if *steps == 0 {
                self.sums_touched.push(sum as u32);
            }
            *steps += step;
        }
    }

    /// What the changes of one person add to what the row costs beside its cells; none when it may not be so.
    fn row_step(&mut self, changes: &[Change]) -> Option<i64> {
        let tables = self.tables;
        let problem = tables.problem;
        let person = changes.first()?.person as usize;
        let (head, _) = tables.sums_of(person);
        for change in changes {
            let day = change.day as usize;
            let old = self.duty(person, day);
            for (sum, add) in tables.adds(person, day, old) {
                self.count(head + *sum as usize, -add);
            }
            for (sum, add) in tables.adds(person, day, change.duty) {
                self.count(head + *sum as usize, *add);
            }
        }
        if !self.keeps_limits() {
            return None;
        }
        let own = problem.people.get(person)?;
        let automaton = problem.automata.get(own.automaton)?;
        let (row, base) = (person * problem.days, person * (problem.days + 1));
        let mut delta = 0;
        let mut waiting = changes.iter();
        let mut next = waiting.next();
        let mut marked = false;
        while let Some(first) = next {
            let mut day = first.day as usize;
            let mut now = at(&self.states, base + day);
            loop {
                let duty = match next {
                    Some(change) if change.day as usize == day => {
                        next = waiting.next();
                        change.duty
                    }
                    _ => at(&self.rows, row + day),
                };
                let arc = automaton.arc(day, now, duty)?;
                now = arc.to;
                delta += arc.cost - at(&self.arcs, row + day);
                self.trace.push(((row + day) as u32, (base + day + 1) as u32, now, arc.marks, arc.cost));
                let old = at(&self.marks, row + day);
                if arc.marks != old {
                    marked = true;
                    for (bit, from, to, sum) in tables.marks(person) {
                        if (*from..*to).contains(&day) {
                            let step = i64::from(arc.marks >> bit & 1) - i64::from(old >> bit & 1);
                            if step != 0 {
                                self.count(head + *sum as usize, step);
                            }
                        }
                    }
                }
                day += 1;
                let before = at(&self.states, base + day);
                if day == problem.days {
                    delta += automaton.end(now)? - automaton.end(before)?;
                    break;
                }
                if now == before && next.is_none_or(|change| change.day as usize != day) {
                    break;
                }
            }
        }
        if marked && !self.keeps_limits() {
            return None;
        }
        let mut beyond = 0;
        for sum in self.sums_touched.drain(..) {
            let (old, limits) = (at(&self.sums, sum as usize), tables.sums.get(sum as usize)?);
            let step = at(&self.sum_steps, sum as usize);
            if step != 0 {
                delta += limits.cost(old + step) - limits.cost(old);
                beyond += limits.beyond(old + step) - limits.beyond(old);
                self.sums_settled.push((sum, step));
                put(&mut self.sum_steps, sum as usize, 0);
            }
        }
        if beyond != 0 {
            self.beyond_steps.push((person as u32, beyond));
        }
        Some(delta + beyond * BROKEN)
    }

    /// Whether no sum that is touched goes further beyond its limits.
    fn keeps_limits(&self) -> bool {
        self.sums_touched.iter().all(|sum| {
            let sum = *sum as usize;
            let old = at(&self.sums, sum);
            let new = old + at(&self.sum_steps, sum);
            self.tables.sums.get(sum).is_none_or(|limits| {
                let beyond = limits.beyond(new);
                beyond == 0 || beyond <= limits.beyond(old)
            })
        })
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
