//! What can be reached and what can still be completed: states by day, and the windows of a counter's values.

use super::automaton::Automaton;
use super::problem::{Add, Counter, FORBIDDEN, Person, Problem};

/// The days of one counter, and where its lawful values begin before each of them.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    /// The counter.
    pub(crate) counter: usize,
    /// What it moves by is a multiple of this.
    pub(crate) unit: i64,
    /// What it is before the first day.
    pub(crate) before: i64,
    /// It may be beyond its limits by so much, at [`MENDED`] for each.
    pub(crate) slack: i64,
    /// The first day.
    pub(crate) from: usize,
    /// The day after the last.
    pub(crate) to: usize,
    /// In units above the start, by boundary from `from` to `to`.
    pub(crate) low: Vec<i64>,
    /// The highest.
    pub(crate) high: Vec<i64>,
}

/// What each step costs by which a counter that is mended stays beyond its limits: far more than whole rows.
pub(super) const MENDED: i64 = FORBIDDEN >> 24;

/// How far a value is beyond the counter's limits.
pub(super) fn beyond(counter: &Counter, value: i64) -> i64 {
    counter.least.saturating_sub(value).max(value.saturating_sub(counter.most)).max(0)
}

/// Which states can be passed at each day's start by cells that are open.
pub(crate) fn passable(problem: &Problem, person: &Person, automaton: &Automaton) -> Vec<Vec<bool>> {
    let open = |day: usize| {
        let mut classes = vec![false; automaton.classes()];
        let row = person.cells.iter().skip(day * problem.duties).take(problem.duties);
        for (cell, class) in row.zip(automaton.class_of()) {
            if let Some(open) = classes.get_mut(usize::from(*class)) {
                *open |= *cell < FORBIDDEN;
            }
        }
        classes
    };
    let states = automaton.states();
    let mut pass = vec![vec![false; states]; problem.days + 1];
    if let Some(start) = pass.first_mut().and_then(|first| first.get_mut(usize::from(person.start))) {
        *start = true;
    }
    for day in 0..problem.days {
        let classes = open(day);
        let (before, after) = pass.split_at_mut(day + 1);
        let (Some(before), Some(after)) = (before.last(), after.first_mut()) else { continue };
        for (state, _) in before.iter().enumerate().filter(|(_, on)| **on) {
            for to in steps(automaton, automaton.kind(day), state, &classes) {
                after.get_mut(to).into_iter().for_each(|on| *on = true);
            }
        }
    }
    if let Some(last) = pass.last_mut() {
        for (state, on) in last.iter_mut().enumerate() {
            *on &= automaton.end(state as u16).is_some();
        }
    }
    for day in (0..problem.days).rev() {
        let classes = open(day);
        let (before, after) = pass.split_at_mut(day + 1);
        let (Some(before), Some(after)) = (before.last_mut(), after.first()) else { continue };
        for (state, on) in before.iter_mut().enumerate().filter(|(_, on)| **on) {
            *on = steps(automaton, automaton.kind(day), state, &classes)
                .any(|to| after.get(to).copied().unwrap_or(false));
        }
    }
    pass
}

fn steps<'a>(
    automaton: &'a Automaton,
    kind: u8,
    state: usize,
    open: &'a [bool],
) -> impl Iterator<Item = usize> + 'a {
    let arcs = automaton.arcs(kind, state as u16).iter().zip(open);
    arcs.filter(|(_, open)| **open).filter_map(|(arc, _)| arc.map(|arc| usize::from(arc.to)))
}

/// Follows one counter over the passable states: its lowest and highest value at each boundary, in units.
fn windows(
    problem: &Problem,
    person: &Person,
    automaton: &Automaton,
    pass: &[Vec<bool>],
    index: usize,
) -> Option<Segment> {
    let counter = person.counters.get(index)?;
    let (from, to) = (counter.days.0.min(problem.days), counter.days.1.min(problem.days));
    let unit = unit(problem, counter);
    // Per day and class the least and most that an open duty adds.
    let spread = |day: usize| {
        let mut by_class = vec![None; automaton.classes()];
        for (duty, class) in automaton.class_of().iter().enumerate() {
            let open = person.cells.get(day * problem.duties + duty).is_some_and(|cell| *cell < FORBIDDEN);
            let add = match &counter.add {
                Add::Mark(_) => 0,
                _ => counter.adds(problem.duties, day, duty as u16, 0) / unit,
            };
            if let (true, Some(at)) = (open, by_class.get_mut(usize::from(*class))) {
                let (low, high) = at.unwrap_or((add, add));
                *at = Some((add.min(low), add.max(high)));
            }
        }
        by_class
    };
    let marked = |marks: u8| match counter.add {
        Add::Mark(bit) => i64::from(marks >> bit & 1),
        _ => 0,
    };
    let states = automaton.states();
    let none: Vec<Option<(i64, i64)>> = vec![None; states];
    let join = |at: &mut Option<(i64, i64)>, low: i64, high: i64| {
        let (a, b) = at.unwrap_or((low, high));
        *at = Some((a.min(low), b.max(high)));
    };
    let mut ahead = vec![none.clone(); to - from + 1];
    for (at, on) in ahead.first_mut()?.iter_mut().zip(pass.get(from)?) {
        *at = on.then_some((0, 0));
    }
    let mut behind = vec![none; to - from + 1];
    for (at, on) in behind.last_mut()?.iter_mut().zip(pass.get(to)?) {
        *at = on.then_some((0, 0));
    }
    let spreads: Vec<_> = (from..to).map(spread).collect();
    for (step, spread) in spreads.iter().enumerate() {
        let (before, after) = ahead.split_at_mut(step + 1);
        let (before, after) = (before.last()?, after.first_mut()?);
        let on = pass.get(from + step + 1)?;
        for (state, at) in before.iter().enumerate() {
            let Some((low, high)) = *at else { continue };
            let arcs = automaton.arcs(automaton.kind(from + step), state as u16);
            for (arc, spread) in arcs.iter().zip(spread) {
                let (Some(arc), Some((least, most))) = (arc, spread) else { continue };
                let to = usize::from(arc.to);
                if on.get(to).copied().unwrap_or(false) {
                    let mark = marked(arc.marks);
                    join(after.get_mut(to)?, low + least + mark, high + most + mark);
                }
            }
        }
    }
    for (step, spread) in spreads.iter().enumerate().rev() {
        let (before, after) = behind.split_at_mut(step + 1);
        let (before, after) = (before.last_mut()?, after.first()?);
        let on = pass.get(from + step)?;
        for (state, at) in before.iter_mut().enumerate().filter(|(state, _)| on.get(*state) == Some(&true)) {
            let arcs = automaton.arcs(automaton.kind(from + step), state as u16);
            for (arc, spread) in arcs.iter().zip(spread) {
                let (Some(arc), Some((least, most))) = (arc, spread) else { continue };
                let Some((low, high)) = after.get(usize::from(arc.to)).copied().flatten() else { continue };
                let mark = marked(arc.marks);
                join(at, low + least + mark, high + most + mark);
            }
        }
    }
    // Far limits are none; clipped, so that sums fit.
    let room = |limit: i64| limit.saturating_sub(counter.start).clamp(-FORBIDDEN, FORBIDDEN);
    let least = room(counter.least).div_euclid(unit) + i64::from(room(counter.least).rem_euclid(unit) > 0);
    let (mut low, mut high) = (vec![0; to - from + 1], vec![0; to - from + 1]);
    for (step, (ahead, behind)) in ahead.iter().zip(&behind).enumerate() {
        let boundary = from + step;
        // A cap after a day holds at the boundary after it.
        let caps = counter.caps.iter().filter(|(day, _)| day + 1 == boundary || step == 0 && *day < from);
        let cap = caps.map(|(_, most)| *most).min().unwrap_or(i64::MAX);
        let late = counter.caps.iter().filter(|(day, _)| *day >= to).map(|(_, most)| *most);
        let most = room(late.fold(counter.most, i64::min)).div_euclid(unit);
        let (mut lowest, mut highest) = (i64::MAX, i64::MIN);
        for (ahead, behind) in ahead.iter().zip(behind) {
            let (Some(ahead), Some(behind)) = (ahead, behind) else { continue };
            let low = ahead.0.max(least - behind.1);
            let high = ahead.1.min(most - behind.0).min(room(cap).div_euclid(unit));
            if low <= high {
                (lowest, highest) = (lowest.min(low), highest.max(high));
            }
        }
        if lowest > highest {
            return None;
        }
        *low.get_mut(step)? = lowest;
        *high.get_mut(step)? = highest;
    }
    Some(Segment { counter: index, unit, before: counter.start, slack: 0, from, to, low, high })
}

/// The greatest common divisor of all that the counter may add.
pub(super) fn unit(problem: &Problem, counter: &Counter) -> i64 {
    let gcd = |values: &[i64]| values.iter().fold(0_i64, |unit, value| gcd(unit, *value)).max(1);
    match &counter.add {
        Add::Duty(by_duty) => gcd(by_duty),
        Add::Cell(by_cell) => {
            let (from, to) = counter.days;
            let cells = by_cell.iter().take(to.saturating_mul(problem.duties)).skip(from * problem.duties);
            gcd(&cells.copied().collect::<Vec<i64>>())
        }
        Add::Mark(_) => 1,
    }
}

const fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.abs()
}

impl Segment {
    /// The windows of a counter: followed over the states where that cuts much, else by its limits alone. None when no row
    /// meets the limits.
    pub(crate) fn of(
        problem: &Problem,
        person: &Person,
        pass: &[Vec<bool>],
        index: usize,
        exact: bool,
    ) -> Option<Self> {
        let automaton = problem.automata.get(person.automaton)?;
        let counter = person.counters.get(index)?;
        let bound_below = counter.least > counter.start || counter.cost.is_some() || !counter.caps.is_empty();
        if exact || bound_below || counter.most < counter.start {
            return windows(problem, person, automaton, pass, index);
        }
        let unit = unit(problem, counter);
        let (from, to) = (counter.days.0.min(problem.days), counter.days.1.min(problem.days));
        let (low, before) = (vec![0; to - from + 1], counter.start);
        let mut segment = Self { counter: index, unit, before, slack: 0, from, to, low, high: vec![] };
        let step = segment.most_added(problem, counter);
        let most = counter.most.saturating_sub(counter.start).div_euclid(unit);
        segment.high = (0..=to - from).map(|days| (days as i64).saturating_mul(step).min(most)).collect();
        Some(segment)
    }

    /// The widest window.
    pub(crate) fn widest(&self) -> i64 {
        self.low.iter().zip(&self.high).map(|(low, high)| high - low + 1).max().unwrap_or(1)
    }

    /// The width in which no step from one window passes for a lawful value of its neighbour's.
    pub(crate) fn with_room(&self, most: i64) -> i64 {
        let windows: Vec<(i64, i64)> = self.low.iter().copied().zip(self.high.iter().copied()).collect();
        let pairs = windows.windows(2).map(|pair| match pair {
            [before, after] => {
                let rise = after.0 - before.0;
                (before.1 - before.0 + 1 + most - rise).max(after.1 - after.0 + 1 + rise)
            }
            _ => 0,
        });
        pairs.max().unwrap_or(0)
    }

    /// The window at a boundary; a single value while the counter does not run.
    pub(crate) fn window(&self, boundary: usize) -> Option<(i64, i64)> {
        let at = boundary.checked_sub(self.from)?;
        Some((*self.low.get(at)?, *self.high.get(at)?))
    }

    /// The most that one day adds, in units.
    pub(crate) fn most_added(&self, problem: &Problem, counter: &Counter) -> i64 {
        match &counter.add {
            Add::Duty(by_duty) => by_duty.iter().max().map_or(0, |most| most / self.unit),
            Add::Cell(by_cell) => {
                let cells = by_cell.iter().take(self.to * problem.duties).skip(self.from * problem.duties);
                cells.max().map_or(0, |most| most / self.unit)
            }
            Add::Mark(_) => 1,
        }
    }

    /// What each value of the last window costs.
    pub(crate) fn costs(&self, counter: &Counter) -> Vec<i64> {
        let Some((low, high)) = self.window(self.to) else { return Vec::new() };
        let value = |units: i64| {
            let value = self.before + units * self.unit;
            let beyond = beyond(counter, value);
            if beyond > self.slack {
                return FORBIDDEN;
            }
            counter.cost.as_ref().map_or(0, |cost| cost.at(value)) + beyond * MENDED
        };
        (low..=high).map(value).collect()
    }
}
