//! A long row mended in spans of its days: what is before a span and after it stays, and so does what that leaves of each
//! counter. A span is short enough that its program finds the best or soon knows that there is nothing better, where the
//! whole row's would keep too few labels to find anything.

use super::automaton::Automaton;
use super::fit::{self, again};
use super::key::KeyPlan;
use super::problem::{Counter, FORBIDDEN, Person, Problem};
use super::row::{Best, RowProgram, Scratch};
use super::turn::duties;
use super::window::{MENDED, Segment, beyond, unit};
use std::ops::Range;

/// Labels a day of a span.
const LABELS: usize = 32;

/// Turns in which a span's prices are looked for.
const TURNS: usize = 10;

/// The whole row is priced each so many-th time.
const WHOLE: u32 = 4;

/// So often a row is mended that breaks a limit.
const PASSES: usize = 3;

/// So often a counter may be broken that was not counted.
const TRIES: usize = 4;

/// A row and its standing.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    row: Vec<u16>,
    /// Before each day, and after the last.
    states: Vec<u16>,
    marks: Vec<u8>,
    /// What each day's arc costs.
    arcs: Vec<i64>,
    /// By counter.
    sums: Vec<i64>,
    /// The days that are tried instead.
    trial: Vec<u16>,
    trial_marks: Vec<u8>,
    /// By state at the end of a span: what the days after it cost more than now.
    exits: Vec<i64>,
}

impl Standing {
    fn take(&mut self, problem: &Problem, person: &Person, automaton: &Automaton, row: &[u16]) -> Option<()> {
        self.row.clear();
        self.row.extend_from_slice(row);
        self.walk(automaton, person.start)?;
        self.sums.clear();
        for counter in &person.counters {
            let sum = self.sum(problem, counter, 0..problem.days);
            self.sums.push(counter.start + sum);
        }
        Some(())
    }

    /// States, marks and costs of all days.
    fn walk(&mut self, automaton: &Automaton, start: u16) -> Option<()> {
        self.states.clear();
        self.marks.clear();
        self.arcs.clear();
        let mut state = start;
        self.states.push(state);
        for (day, duty) in self.row.iter().enumerate() {
            let arc = automaton.arc(day, state, *duty)?;
            state = arc.to;
            self.states.push(state);
            self.marks.push(arc.marks);
            self.arcs.push(arc.cost);
        }
        Some(())
    }

    /// What those days add to a counter.
    fn sum(&self, problem: &Problem, counter: &Counter, days: Range<usize>) -> i64 {
        let days = days.start.max(counter.days.0)..days.end.min(counter.days.1);
        let own = self.row.iter().zip(&self.marks).enumerate().take(days.end).skip(days.start);
        own.map(|(day, (duty, marks))| counter.adds(problem.duties, day, *duty, *marks)).sum()
    }

    /// What the days that are tried add to a counter, the first of them being that day.
    fn trial_sum(&self, problem: &Problem, counter: &Counter, first: usize) -> i64 {
        let days = self.trial.iter().zip(&self.trial_marks).zip(first..);
        days.map(|((duty, marks), day)| counter.adds(problem.duties, day, *duty, *marks)).sum()
    }

    /// What each state at the end of a span costs in the days after it, beyond what they cost now; they keep their duties and
    /// their marks.
    fn exit(&mut self, automaton: &Automaton, end: usize, ends: &[i64]) -> Option<()> {
        self.exits.clear();
        let last = *ends.get(usize::from(*self.states.last()?))?;
        for state in 0..ends.len() as u16 {
            let (mut now, mut cost) = (state, 0);
            let days = self.row.iter().zip(&self.states).zip(self.marks.iter().zip(&self.arcs)).enumerate();
            let mut merged = false;
            for (day, ((duty, known), (marks, old))) in days.skip(end) {
                if now == *known {
                    merged = true;
                    break;
                }
                let Some(arc) = automaton.arc(day, now, *duty).filter(|arc| arc.marks == *marks) else {
                    cost = FORBIDDEN;
                    break;
                };
                (now, cost) = (arc.to, cost + arc.cost - old);
            }
            if !merged && cost < FORBIDDEN {
                let end = *ends.get(usize::from(now))?;
                cost = if end < FORBIDDEN { cost + end - last } else { FORBIDDEN };
            }
            self.exits.push(cost.min(FORBIDDEN));
        }
        Some(())
    }
}

impl RowProgram {
    /// A row no dearer at these costs than that one, mended in spans of `scratch.span` days; each few times it is looked for
    /// as a whole before that. It is left in `scratch.row`.
    pub(crate) fn mend(
        &mut self,
        problem: &Problem,
        row: &[u16],
        costs: &[i64],
        scratch: &mut Scratch,
    ) -> Option<Best> {
        let person = problem.people.get(self.person)?;
        self.last.clear();
        if again(problem, self.person, row, costs).is_some() {
            self.last.extend_from_slice(row);
        }
        let capped = person.counters.iter().any(|counter| !counter.caps.is_empty());
        if self.mended.is_multiple_of(WHOLE) || capped || self.last.is_empty() {
            return self.best(problem, costs, scratch).filter(Best::found);
        }
        scratch.row.clone_from(&self.last);
        let cost = self.spans(problem, person, costs, false, scratch)?;
        self.last.clone_from(&scratch.row);
        Some(Best { cost, bound: -FORBIDDEN })
    }

    /// Mends the row in `scratch.row` in spans, and what it costs then; none when it still breaks something. With `trade`
    /// a span first pays the counters' prices for what it uses of them, so that what is dear in one is left to others.
    pub(super) fn spans(
        &mut self,
        problem: &Problem,
        person: &Person,
        costs: &[i64],
        trade: bool,
        scratch: &mut Scratch,
    ) -> Option<i64> {
        if self.units.is_empty() {
            let unit = |counter: &Counter| {
                if fit::is_still(problem, person, counter) { 0 } else { unit(problem, counter) }
            };
            self.units.extend(person.counters.iter().map(unit));
        }
        let automaton = problem.automata.get(person.automaton)?;
        let mut standing = std::mem::take(&mut scratch.standing);
        let mut cost = None;
        if standing.take(problem, person, automaton, &scratch.row).is_some() {
            let before = again(problem, self.person, &standing.row, costs);
            if trade && before.is_some() {
                self.pass(problem, person, automaton, costs, true, &mut standing, scratch);
            }
            for _ in 0..PASSES {
                self.pass(problem, person, automaton, costs, false, &mut standing, scratch);
                cost = again(problem, self.person, &standing.row, costs);
                if cost.is_some() {
                    break;
                }
            }
            match before {
                Some(before) if cost.is_none_or(|cost| cost >= before) => cost = Some(before),
                _ => scratch.row.clone_from(&standing.row),
            }
        }
        scratch.standing = standing;
        cost
    }

    /// Mends all days of a row once, with `trade` at the counters' prices.
    fn pass(
        &mut self,
        problem: &Problem,
        person: &Person,
        automaton: &Automaton,
        costs: &[i64],
        trade: bool,
        standing: &mut Standing,
        scratch: &mut Scratch,
    ) {
        // The spans begin elsewhere each time.
        self.mended = self.mended.wrapping_add(1);
        let span = scratch.span;
        let first = self.mended as usize * (span * 3 / 8).max(1) % span;
        let (mut from, mut to) = (0, if first < span / 3 { first + span } else { first });
        while from < problem.days {
            let end = if problem.days < to + span / 3 { problem.days } else { to };
            self.mend_span(problem, person, automaton, costs, (from..end, trade), standing, scratch);
            (from, to) = (end, end + span);
        }
    }

    /// Looks for something better in these days; none when there is nothing.
    fn mend_span(
        &mut self,
        problem: &Problem,
        person: &Person,
        automaton: &Automaton,
        costs: &[i64],
        (days, trade): (Range<usize>, bool),
        standing: &mut Standing,
        scratch: &mut Scratch,
    ) -> Option<()> {
        standing.exit(automaton, days.end, &self.ends)?;
        let cells = days.start * problem.duties..days.end * problem.duties;
        let (cells, costs) = (person.cells.get(cells.clone())?, costs.get(cells)?);
        let own = |(day, duty): (usize, &u16)| {
            let at = day * problem.duties + usize::from(*duty);
            Some(cells.get(at)? + costs.get(at)?)
        };
        let row = standing.row.get(days.clone())?;
        let now: Option<i64> = row.iter().enumerate().map(own).sum();
        let now = now? + standing.arcs.get(days.clone())?.iter().sum::<i64>();
        for _ in 0..TRIES {
            let (segments, mut paid) = self.span_segments(problem, person, &days, standing);
            let mut plan = KeyPlan::within(problem, person, days.clone(), segments)?;
            if trade {
                paid += self.pay(person, standing, &mut plan)?;
            }
            scratch.groups.fill(plan.groups(), problem.duties, cells, costs);
            let first = self.first_prices(&plan);
            let (start, limit) = (*standing.states.get(days.start)?, now + paid);
            let Scratch { groups, prices, labels, path, .. } = &mut *scratch;
            let met = prices.climb(&plan, groups, start, &standing.exits, &first, (TURNS, limit), path)?;
            let mut better = met < limit;
            if prices.best.bound < met {
                let found = labels.search(&plan, &prices.best, groups, start, met, LABELS, path)?.0;
                better |= found.is_some();
            }
            if !better {
                return None;
            }
            duties(groups, path, &mut standing.trial);
            if self.accept(problem, person, automaton, &days, standing)? {
                return Some(());
            }
        }
        None
    }

    /// Lets limited counters cost their prices; what those cost that are used now.
    fn pay(&self, person: &Person, standing: &Standing, plan: &mut KeyPlan) -> Option<i64> {
        let mut paid = 0;
        for (segment, last) in plan.segments.iter().zip(&mut plan.last) {
            let price = *self.prices.get(segment.counter)?;
            if person.counters.get(segment.counter)?.cost.is_some() {
                continue;
            }
            let low = *segment.low.last()?;
            last.iter_mut()
                .zip(low..)
                .filter(|(cost, _)| **cost < FORBIDDEN)
                .for_each(|(cost, at)| *cost += price * at);
            paid += price * (standing.sums.get(segment.counter)? - segment.before) / segment.unit;
        }
        Some(paid)
    }

    /// The counters that could bind in these days, with what the other days leave of them; and what those cost now that
    /// cost something.
    fn span_segments(
        &self,
        problem: &Problem,
        person: &Person,
        days: &Range<usize>,
        standing: &Standing,
    ) -> (Vec<Segment>, i64) {
        let (mut segments, mut paid) = (Vec::new(), 0);
        let counters = person.counters.iter().zip(&self.units).zip(&self.counted).zip(&standing.sums);
        for (index, (((counter, unit), counted), sum)) in
            counters.enumerate().filter(|(_, (((_, u), _), _))| **u > 0)
        {
            let (from, to) = (counter.days.0.max(days.start), counter.days.1.min(days.end));
            if from >= to {
                continue;
            }
            let inside = standing.sum(problem, counter, from..to);
            let before = sum - inside;
            let slack = beyond(counter, *sum);
            let mut segment =
                Segment { counter: index, unit: *unit, before, slack, from, to, low: vec![], high: vec![] };
            let step = segment.most_added(problem, counter);
            let reach = step.saturating_mul((to - from) as i64);
            // What breaks a limit may come nearer to it, and no further from it.
            let units = |value: i64| value.saturating_sub(before).clamp(-FORBIDDEN, FORBIDDEN);
            let least = (units(counter.least.min(*sum)) + unit - 1).div_euclid(*unit).max(0);
            let most = units(counter.most.max(*sum)).div_euclid(*unit).min(reach);
            let full = most < reach && (counted.is_some() || inside / unit >= most);
            if counter.cost.is_none() && least == 0 && !full && slack == 0 {
                continue;
            }
            paid += counter.cost.as_ref().map_or(0, |cost| cost.at(*sum)) + slack * MENDED;
            let len = (to - from) as i64;
            segment.low.extend((0..=len).map(|day| (least - step * (len - day)).max(0)));
            segment.high.extend((0..=len).map(|day| most.min(step * day)));
            segments.push(segment);
        }
        (segments, paid)
    }

    /// Takes the days that were tried when they break no counter; else those that they break are counted.
    fn accept(
        &mut self,
        problem: &Problem,
        person: &Person,
        automaton: &Automaton,
        days: &Range<usize>,
        standing: &mut Standing,
    ) -> Option<bool> {
        standing.trial_marks.clear();
        let mut state = *standing.states.get(days.start)?;
        for (day, duty) in days.clone().zip(&standing.trial) {
            let arc = automaton.arc(day, state, *duty)?;
            state = arc.to;
            standing.trial_marks.push(arc.marks);
        }
        let touches = |add: &Counter| add.days.0 < days.end && days.start < add.days.1;
        let step = |counter: &Counter, standing: &Standing| {
            standing.trial_sum(problem, counter, days.start) - standing.sum(problem, counter, days.clone())
        };
        let mut lawful = true;
        for (index, counter) in person.counters.iter().enumerate().filter(|(_, counter)| touches(counter)) {
            let sum = standing.sums.get(index)? + step(counter, standing);
            if beyond(counter, sum) > beyond(counter, *standing.sums.get(index)?) {
                lawful = false;
                let counted = self.counted.get_mut(index)?;
                if counted.is_some() {
                    // It was counted, or could not be.
                    return None;
                }
                *counted = Some(0);
            }
        }
        if !lawful {
            return Some(false);
        }
        for (index, counter) in person.counters.iter().enumerate().filter(|(_, counter)| touches(counter)) {
            let by = step(counter, standing);
            *standing.sums.get_mut(index)? += by;
        }
        let into = standing.row.get_mut(days.clone())?;
        into.copy_from_slice(standing.trial.get(..into.len())?);
        standing.walk(automaton, person.start)?;
        Some(true)
    }
}
