//! What a proposal costs more: its cells, the slots that it fills otherwise, and the rows that it changes as far as they
//! differ.

use super::delta::{BROKEN, Change, State, at, put};
use super::problem::FORBIDDEN;

impl State<'_> {
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
}
