//! A roster problem in numbers, and what any roster costs in it.

use super::automaton::Automaton;
use super::tie::Tie;
use std::borrow::Cow;

/// The duty of somebody who is off.
pub(crate) const OFF: u16 = 0;

/// The cost of what may not be. Sums of some of them still fit.
pub(crate) const FORBIDDEN: i64 = i64::MAX / 8;

/// Who can do what on which day, what each row obeys, and what ties the rows together.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    /// Days of the horizon.
    pub(crate) days: usize,
    /// Duties, [`OFF`] among them: a shift with the skill that is worked on it.
    pub(crate) duties: usize,
    /// The people, one row each.
    pub(crate) people: Vec<Person>,
    /// What rows obey day by day; people with the same contract share one.
    pub(crate) automata: Vec<Automaton>,
    /// The cost of each slot by how much is there: cover of a shift and skill on a day, of an interval, or a coupling.
    pub(crate) slots: Vec<Convex>,
    /// The slots to which anybody on that duty of that day adds one: by `day × duties + duty`.
    pub(crate) covers: Vec<Vec<u32>>,
    /// What ties sums of several people together; no bound knows of it.
    pub(crate) ties: Vec<Tie>,
}

/// One person's own costs and limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    /// What each duty of each day costs by itself, by `day × duties + duty`; [`FORBIDDEN`] when it may not be.
    pub(crate) cells: Vec<i64>,
    /// Which automaton the row obeys.
    pub(crate) automaton: usize,
    /// The state in which it begins.
    pub(crate) start: u16,
    /// Sums over the row that are limited or cost something.
    pub(crate) counters: Vec<Counter>,
    /// What the row adds to slots beside [`Problem::covers`].
    pub(crate) terms: Vec<Term>,
}

/// A sum over some days of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counter {
    /// What each duty adds.
    pub(crate) add: Add,
    /// The days on which it counts: from the first to before the second.
    pub(crate) days: (usize, usize),
    /// What it is before the first day.
    pub(crate) start: i64,
    /// It may not end below.
    pub(crate) least: i64,
    /// It may not end above. (Nothing subtracts, so it may not be above on the way either.)
    pub(crate) most: i64,
    /// It may not be above so much after that day: by ascending day.
    pub(crate) caps: Vec<(usize, i64)>,
    /// What its last value costs.
    pub(crate) cost: Option<Convex>,
}

/// What a day adds to a counter; never below zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Add {
    /// By duty, the same on each day.
    Duty(Vec<i64>),
    /// By `day × duties + duty`.
    Cell(Vec<i64>),
    /// One for each arc of the automaton that carries this bit.
    Mark(u8),
}

/// So much that a duty of one person adds to a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// The day.
    pub(crate) day: u32,
    /// The duty.
    pub(crate) duty: u16,
    /// The slot.
    pub(crate) slot: u32,
    /// What it adds: may be below zero.
    pub(crate) add: i64,
}

/// A convex function of a whole number: a table of values, continued at both ends by its first and last slope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Convex {
    /// The number of the first value.
    pub(crate) first: i64,
    /// The values, two at least; their differences never fall.
    pub(crate) values: Vec<i64>,
}

impl Convex {
    /// `short` for each one below `wanted`, `over` for each one above; `hard` more for each one below `least`.
    pub(crate) fn cover(least: i64, hard: i64, wanted: i64, short: i64, over: i64) -> Self {
        let value =
            |n: i64| (least - n).max(0) * hard + (wanted - n).max(0) * short + (n - wanted).max(0) * over;
        let (first, last) = (least.min(wanted) - 1, least.max(wanted) + 1);
        Self { first, values: (first..=last).map(value).collect() }
    }

    /// The value at `n`.
    pub(crate) fn at(&self, n: i64) -> i64 {
        let inside = usize::try_from(n - self.first).ok();
        if let Some(value) = inside.and_then(|index| self.values.get(index)) {
            return *value;
        }
        let (edge, slope, beyond) = match (self.values.as_slice(), inside) {
            ([one, two, ..], None) => (*one, two - one, n - self.first),
            ([.., two, one], Some(index)) => {
                (*one, one - two, index.saturating_sub(self.values.len() - 1) as i64)
            }
            ([one], _) => (*one, 0, 0),
            ([], _) => (0, 0, 0),
        };
        edge + slope * beyond
    }

    /// What one more costs at `n`.
    pub(crate) fn rise(&self, n: i64) -> i64 {
        self.at(n + 1) - self.at(n)
    }

    /// Whether the differences never fall.
    pub(crate) fn is_convex(&self) -> bool {
        self.values.windows(3).all(|three| matches!(three, [a, b, c] if c - b >= b - a))
    }
}

impl Counter {
    /// What that duty of that day adds, when the arc carries these marks.
    pub(crate) fn adds(&self, duties: usize, day: usize, duty: u16, marks: u8) -> i64 {
        if day < self.days.0 || day >= self.days.1 {
            return 0;
        }
        let duty = usize::from(duty);
        match &self.add {
            Add::Duty(by_duty) => by_duty.get(duty).copied().unwrap_or(0),
            Add::Cell(by_cell) => by_cell.get(day * duties + duty).copied().unwrap_or(0),
            Add::Mark(bit) => i64::from(marks >> bit & 1),
        }
    }
}

impl Convex {
    /// The same with all values times `by`.
    pub(super) fn times(&self, by: i64) -> Option<Self> {
        let values: Option<Vec<i64>> = self.values.iter().map(|value| times(*value, by)).collect();
        Some(Self { first: self.first, values: values? })
    }
}

/// A cost times `by`, when it stays far below [`FORBIDDEN`], which stays what it is.
pub(super) fn times(cost: i64, by: i64) -> Option<i64> {
    if cost >= FORBIDDEN {
        return Some(FORBIDDEN);
    }
    cost.checked_mul(by).filter(|cost| cost.abs() < FORBIDDEN >> 16)
}

impl Problem {
    /// The same problem with all costs times `by`; none when they would be too large.
    pub(crate) fn times(&self, by: i64) -> Option<Self> {
        let mut all = self.clone();
        for person in &mut all.people {
            for cell in &mut person.cells {
                *cell = times(*cell, by)?;
            }
            for counter in &mut person.counters {
                counter.cost = match &counter.cost {
                    Some(cost) => Some(cost.times(by)?),
                    None => None,
                };
            }
        }
        all.automata = self.automata.iter().map(|one| one.times(by)).collect::<Option<_>>()?;
        all.slots = self.slots.iter().map(|one| one.times(by)).collect::<Option<_>>()?;
        all.ties = self.ties.iter().map(|one| one.times(by)).collect::<Option<_>>()?;
        Some(all)
    }

    /// The same problem, in which cells are closed that break a limit by themselves, such as a duty that somebody may work
    /// no times. What `kept` holds stays open.
    pub(crate) fn closed(&self, kept: Option<&[Vec<u16>]>) -> Cow<'_, Self> {
        let mut all = Cow::Borrowed(self);
        for (number, person) in self.people.iter().enumerate() {
            let own = kept.and_then(|kept| kept.get(number));
            for cell in person.counters.iter().flat_map(|counter| self.too_much(counter)) {
                let (day, duty) = (cell / self.duties, cell % self.duties);
                let worked = own.and_then(|row| row.get(day)).is_some_and(|own| usize::from(*own) == duty);
                let open = person.cells.get(cell).is_some_and(|cost| *cost < FORBIDDEN);
                if open && !worked {
                    let cells = all.to_mut().people.get_mut(number).map(|person| &mut person.cells);
                    cells
                        .and_then(|cells| cells.get_mut(cell))
                        .into_iter()
                        .for_each(|cost| *cost = FORBIDDEN);
                }
            }
        }
        all
    }

    /// The cells that bring a counter above a limit by themselves.
    fn too_much(&self, counter: &Counter) -> Vec<usize> {
        let room = counter.most.saturating_sub(counter.start);
        let mut caps = counter.caps.iter().filter(|(on, _)| *on < self.days).peekable();
        let mut cells = Vec::new();
        for day in counter.days.0..counter.days.1.min(self.days) {
            while caps.next_if(|(on, _)| *on < day).is_some() {}
            // A later cap may be lower.
            let room = caps.clone().map(|(_, most)| most.saturating_sub(counter.start)).fold(room, i64::min);
            let beyond = |duty: &usize| counter.adds(self.duties, day, *duty as u16, 0) > room.max(0);
            cells.extend((0..self.duties).filter(beyond).map(|duty| day * self.duties + duty));
        }
        cells
    }

    /// What the row costs by itself; none when that person may not work it. The obvious form, which the others are
    /// held to.
    pub(crate) fn row_cost(&self, person: usize, row: &[u16]) -> Option<i64> {
        let person = self.people.get(person)?;
        let automaton = self.automata.get(person.automaton)?;
        let mut sums: Vec<i64> = person.counters.iter().map(|counter| counter.start).collect();
        let (mut cost, mut state) = (0_i64, person.start);
        for (day, duty) in row.iter().enumerate() {
            let cell = person.cells.get(day * self.duties + usize::from(*duty)).copied()?;
            let arc = automaton.arc(day, state, *duty)?;
            if cell >= FORBIDDEN {
                return None;
            }
            cost += cell + arc.cost;
            state = arc.to;
            for (counter, sum) in person.counters.iter().zip(&mut sums) {
                *sum += counter.adds(self.duties, day, *duty, arc.marks);
                if counter.caps.iter().any(|(on, most)| *on == day && *sum > *most) {
                    return None;
                }
            }
        }
        cost += automaton.end(state)?;
        for (counter, sum) in person.counters.iter().zip(sums) {
            if sum < counter.least || sum > counter.most {
                return None;
            }
            cost += counter.cost.as_ref().map_or(0, |convex| convex.at(sum));
        }
        Some(cost)
    }

    /// How much is there in each slot.
    pub(crate) fn filled(&self, roster: &[Vec<u16>]) -> Vec<i64> {
        let mut filled = vec![0; self.slots.len()];
        let mut add = |slot: u32, by: i64| {
            if let Some(there) = filled.get_mut(slot as usize) {
                *there += by;
            }
        };
        for (person, row) in self.people.iter().zip(roster) {
            for (day, duty) in row.iter().enumerate() {
                let cell = day * self.duties + usize::from(*duty);
                self.covers.get(cell).into_iter().flatten().for_each(|slot| add(*slot, 1));
            }
            for term in &person.terms {
                if row.get(term.day as usize) == Some(&term.duty) {
                    add(term.slot, term.add);
                }
            }
        }
        filled
    }

    /// What a roster costs: its rows, its slots and its ties; none when a row may not be.
    pub(crate) fn cost(&self, roster: &[Vec<u16>]) -> Option<i64> {
        let rows: Option<i64> =
            roster.iter().enumerate().map(|(person, row)| self.row_cost(person, row)).sum();
        let filled = self.filled(roster);
        let slots: i64 = self.slots.iter().zip(filled).map(|(slot, n)| slot.at(n)).sum();
        Some(rows? + slots + self.tied(roster))
    }
}
