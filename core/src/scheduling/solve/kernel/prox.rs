//! Rows that answer each other at prices that harden and learn: everybody in turn takes the best row at the prices of the
//! slots. A slot's price grows with what is there too much, at first by little, in the end up to what one more really
//! costs; and after each sweep it moves for good by some of that (the method of multipliers; Bertsekas 1982), so that the
//! next run begins with better prices.

use super::super::chance::Chance;
use super::anneal::Incumbent;
use super::crew::Crew;
use super::delta::State;
use super::problem::{Convex, FORBIDDEN, Problem};

/// What the costs of a problem are like, in its own units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    /// What a small wish costs.
    pub(crate) unit: i64,
    /// Between what one less and one more cost in a slot that has what it wants.
    pub(crate) span: i64,
}

impl Scale {
    /// Medians of what the problem charges.
    pub(crate) fn of(problem: &Problem) -> Self {
        let spans = problem.slots.iter().map(|slot| {
            let at = wanted(slot, 0, 1, 0);
            slot.rise(at).saturating_sub(slot.rise(at - 1))
        });
        let span = median(spans.collect()).unwrap_or(1);
        let cells = problem.people.iter().flat_map(|person| &person.cells).copied();
        let arcs = problem.automata.iter().flat_map(|automaton| {
            let states = (0..automaton.kinds() as u8)
                .flat_map(move |kind| (0..automaton.states() as u16).map(move |state| (kind, state)));
            states.flat_map(|(kind, state)| automaton.arcs(kind, state).iter().flatten().map(|arc| arc.cost))
        });
        let slopes = problem.people.iter().flat_map(|person| &person.counters).filter_map(|counter| {
            counter.cost.as_ref().map(|cost| {
                let steps = cost.values.windows(2);
                steps.filter_map(|two| two.last()?.checked_sub(*two.first()?)).max().unwrap_or(0)
            })
        });
        let unit = median(cells.collect()).or_else(|| median(arcs.collect()));
        let unit = unit.or_else(|| median(slopes.collect())).unwrap_or(span / 32);
        Self { unit: unit.clamp(1, span.max(1)), span }
    }
}

/// The median of the sizes that are neither zero nor forbidden.
fn median(costs: Vec<i64>) -> Option<i64> {
    let mut sizes: Vec<i64> =
        costs.into_iter().map(i64::abs).filter(|c| *c > 0 && *c < FORBIDDEN >> 16).collect();
    sizes.sort_unstable();
    sizes.get(sizes.len() / 2).copied()
}

/// What a slot wants at a price, and the price (what one more there costs), in fine units.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Aim {
    wanted: i64,
    price: i64,
    low: i64,
    high: i64,
}

/// What each slot wants.
#[derive(Clone, Debug)]
pub(crate) struct Aims {
    aims: Vec<Aim>,
    parts: i64,
}

impl Aims {
    /// At no price.
    pub(crate) fn new(problem: &Problem, parts: i64) -> Self {
        let slope = |two: &[i64]| match two {
            [one, two] => (two - one) * parts,
            _ => 0,
        };
        let aim = |slot: &Convex| {
            let low = slot.values.windows(2).next().map_or(0, slope);
            let high = slot.values.windows(2).last().map_or(0, slope);
            let price = 0.clamp(low, high);
            Aim { wanted: wanted(slot, price, parts, wanted(slot, 0, parts, 0)), price, low, high }
        };
        Self { aims: problem.slots.iter().map(aim).collect(), parts }
    }

    /// What one more costs where so much is there: between the aim's price and the true cost, the nearer to this the
    /// stiffer. `true_rise` is what it really costs.
    fn price(&self, slot: usize, there: i64, stiff: i64, true_rise: i64) -> i64 {
        let Some(aim) = self.aims.get(slot) else { return true_rise };
        let soft = aim.price.saturating_add(stiff.saturating_mul(2 * (there - aim.wanted) + 1) / 2);
        if there >= aim.wanted { soft.min(true_rise) } else { soft.max(true_rise) }
    }

    /// Moves each price by so many 1/1024 of the stiffness for each unit beside what is wanted.
    fn learn(&mut self, problem: &Problem, filled: &[i64], stiff: i64, share: i64) {
        for ((aim, there), slot) in self.aims.iter_mut().zip(filled).zip(&problem.slots) {
            if *there != aim.wanted {
                let step = stiff.saturating_mul(there - aim.wanted).saturating_mul(share) / 1024;
                aim.price = aim.price.saturating_add(step).clamp(aim.low, aim.high);
                aim.wanted = wanted(slot, aim.price, self.parts, aim.wanted);
            }
        }
    }

    /// Takes these prices: what one more in each slot earns, `parts` to a unit of cost.
    pub(crate) fn take(&mut self, problem: &Problem, earned: &[i64], parts: i64) {
        for ((aim, earned), slot) in self.aims.iter_mut().zip(earned).zip(&problem.slots) {
            aim.price = (-i128::from(*earned) * i128::from(self.parts) / i128::from(parts.max(1)))
                .clamp(aim.low.into(), aim.high.into()) as i64;
            aim.wanted = wanted(slot, aim.price, self.parts, aim.wanted);
        }
    }
}

/// How much is best when each one brings that price; among equals the nearest to what was wanted.
fn wanted(slot: &Convex, price: i64, parts: i64, before: i64) -> i64 {
    let mut best = (i64::MAX, i64::MAX, before);
    for (n, value) in (slot.first..).zip(&slot.values) {
        let cost = value.saturating_mul(parts).saturating_sub(price.saturating_mul(n));
        best = best.min((cost, (n - before).abs(), n));
    }
    best.2
}

/// How a run goes: stiffness from and to, and the noise at the start, in fine units; over so many sweeps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) noise: i64,
    pub(crate) sweeps: u64,
    /// How much of the stiffness moves the prices after each sweep, in 1/1024.
    pub(crate) learn: i64,
}

/// One run from the roster in `state`; false when `go_on` (asked after each row) ended it.
pub(crate) fn run(
    state: &mut State,
    crew: &mut Crew,
    aims: &mut Aims,
    course: &Course,
    chance: &mut Chance,
    best: &mut Incumbent,
    go_on: &mut dyn FnMut(u64, i64) -> bool,
) -> bool {
    let problem = state.problem();
    let mut order: Vec<usize> = (0..problem.people.len()).collect();
    let mut noises = Noise::new(chance);
    let parts = crew.parts;
    for sweep in 0..course.sweeps {
        let stiff = between(course.from, course.to, sweep, course.sweeps);
        let noise = course.noise * (course.sweeps - sweep) as i64 / course.sweeps.max(1) as i64;
        shuffle(&mut order, chance);
        for person in &order {
            let tables = state.tables;
            crew.price(state, *person, |slot, there| {
                let rise = tables.slot(slot, there + 1) - tables.slot(slot, there);
                aims.price(slot, there, stiff, rise.saturating_mul(parts))
            });
            if let Some(row) = crew.respond(state, *person, |_| noises.next(noise)) {
                state.set_row(*person, row);
            }
            if !go_on(crew.nodes, best.cost) {
                best.offer(state);
                return false;
            }
        }
        if course.learn > 0 {
            aims.learn(problem, state.filled(), stiff, course.learn);
        }
        best.offer(state);
    }
    true
}

/// Everybody answers at what one more really costs, until nobody gains or for so many sweeps; false when `go_on` ended it.
pub(crate) fn settle(
    state: &mut State,
    crew: &mut Crew,
    sweeps: u64,
    chance: &mut Chance,
    best: &mut Incumbent,
    go_on: &mut dyn FnMut(u64, i64) -> bool,
) -> bool {
    let mut order: Vec<usize> = (0..state.problem().people.len()).collect();
    let mut noises = Noise::new(chance);
    let parts = crew.parts;
    for _ in 0..sweeps {
        let before = state.cost();
        shuffle(&mut order, chance);
        for person in &order {
            let tables = state.tables;
            crew.price(state, *person, |slot, there| {
                (tables.slot(slot, there + 1) - tables.slot(slot, there)).saturating_mul(parts)
            });
            // A little noise, below what any unit costs, chooses among equal rows.
            if let Some(row) = crew.respond(state, *person, |_| noises.next(parts / 16)) {
                state.set_row(*person, row);
            }
            if !go_on(crew.nodes, best.cost) {
                best.offer(state);
                return false;
            }
        }
        best.offer(state);
        if state.cost() >= before {
            break;
        }
    }
    true
}

/// From the one to the other, doubling evenly, straight between.
fn between(from: i64, to: i64, at: u64, of: u64) -> i64 {
    let (from, to) = (from.max(1), to.max(1));
    // In 1/1024 of a doubling.
    let mut doublings = 0;
    while doublings < 50 && from << (doublings + 1) <= to {
        doublings += 1;
    }
    let rest = ((to - (from << doublings)) * 1024 / (from << doublings)).max(0) as u64;
    let place = at * (doublings * 1024 + rest) / of.saturating_sub(1).max(1);
    (from << (place >> 10).min(51)) * (1024 + (place & 1023) as i64) / 1024
}

/// Puts them in any order.
pub(crate) fn shuffle(order: &mut [usize], chance: &mut Chance) {
    for at in (1..order.len()).rev() {
        order.swap(at, chance.below(at + 1));
    }
}

/// A cheap stream of noise (a linear congruential generator; Knuth's multiplier), for many cells at once.
struct Noise(u64);

impl Noise {
    fn new(chance: &mut Chance) -> Self {
        Self(chance.below(1 << 60) as u64)
    }

    /// From 0 to before `most`.
    const fn next(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 40) as i64 * most) >> 24
    }
}
