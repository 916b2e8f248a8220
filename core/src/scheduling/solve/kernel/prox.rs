//! Rows that answer each other at prices that harden: everybody in turn takes the best row at the price of each slot, which
//! grows with what is there too much; in the end the price is what one more really costs.

use super::super::chance::Chance;
use super::anneal::Incumbent;
use super::crew::Crew;
use super::delta::State;
use super::problem::{Convex, Problem};

/// What each slot wants, and between what its price may lie, in fine units.
#[derive(Clone, Debug)]
pub(crate) struct Aims {
    pub(crate) aims: Vec<Aim>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Aim {
    /// How much is best at that price.
    pub(crate) wanted: i64,
    pub(crate) low: i64,
    pub(crate) high: i64,
    /// The price now.
    pub(crate) price: i64,
}

impl Aims {
    pub(crate) fn new(problem: &Problem, parts: i64) -> Self {
        Self { aims: problem.slots.iter().map(|slot| aim(slot, 0, parts)).collect() }
    }

    /// New prices (what one more costs, in fine units).
    pub(crate) fn reprice(&mut self, problem: &Problem, prices: impl Iterator<Item = i64>, parts: i64) {
        self.aims = problem.slots.iter().zip(prices).map(|(slot, price)| aim(slot, price, parts)).collect();
    }
}

fn aim(slot: &Convex, price: i64, parts: i64) -> Aim {
    let first = slot
        .values
        .windows(2)
        .next()
        .map_or(0, |two| two.iter().rev().copied().reduce(|b, a| b - a).unwrap_or(0));
    let last = slot
        .values
        .windows(2)
        .last()
        .map_or(0, |two| two.iter().rev().copied().reduce(|b, a| b - a).unwrap_or(0));
    let mut wanted = slot.first;
    let mut least = i64::MAX;
    for (n, value) in (slot.first..).zip(&slot.values) {
        let cost = value * parts - price * n;
        if cost < least {
            (wanted, least) = (n, cost);
        }
    }
    let (low, high) = (first * parts, last * parts);
    Aim { wanted, low, high, price: price.clamp(low, high) }
}

/// How a run goes: stiffness from and to (fine units a unit too much), over so many sweeps, and the noise at the start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) sweeps: u64,
    pub(crate) noise: i64,
    /// How much of the stiffness moves the prices after each sweep, in 1/1024.
    pub(crate) learn: i64,
}

/// One run from the roster in `state`.
pub(crate) fn run(
    state: &mut State,
    crew: &mut Crew,
    aims: &mut Aims,
    course: &Course,
    chance: &mut Chance,
    best: &mut Incumbent,
) {
    let people = state.problem().people.len();
    let mut order: Vec<usize> = (0..people).collect();
    let mut noises = Noise::new(chance);
    for sweep in 0..course.sweeps {
        let stiff = between(course.from, course.to, sweep, course.sweeps);
        let noise = course.noise * (course.sweeps - sweep) as i64 / course.sweeps.max(1) as i64;
        shuffle(&mut order, chance);
        for person in &order {
            crew.price(state, *person, |slot, there| {
                let Some(aim) = aims.aims.get(slot) else { return 0 };
                (aim.price + stiff * (2 * (there - aim.wanted) + 1) / 2).clamp(aim.low, aim.high)
            });
            if let Some(row) = crew.respond(state, *person, |_| noises.next(noise)) {
                state.set_row(*person, row);
            }
        }
        if course.learn > 0 {
            for (aim, there) in aims.aims.iter_mut().zip(state.filled()) {
                let step = stiff * (there - aim.wanted) * course.learn / 1024;
                aim.price = (aim.price + step).clamp(aim.low, aim.high);
            }
        }
        best.offer(state);
    }
}

/// Everybody answers at true marginal costs until nobody gains; false when `sweeps` did not suffice.
pub(crate) fn settle(
    state: &mut State,
    crew: &mut Crew,
    chance: &mut Chance,
    sweeps: u64,
    best: &mut Incumbent,
) {
    let people = state.problem().people.len();
    let mut order: Vec<usize> = (0..people).collect();
    let (problem, parts) = (state.problem(), crew.parts);
    for _ in 0..sweeps {
        let before = state.cost();
        shuffle(&mut order, chance);
        for person in &order {
            crew.price(state, *person, |slot, there| {
                problem.slots.get(slot).map_or(0, |slot| slot.rise(there) * parts)
            });
            if let Some(row) = crew.respond(state, *person, |_| (chance.below(64)) as i64) {
                state.set_row(*person, row);
            }
        }
        best.offer(state);
        if state.cost() >= before {
            break;
        }
    }
}

/// From the one to the other geometrically, straight between halvings.
fn between(from: i64, to: i64, at: u64, of: u64) -> i64 {
    let (from, to) = (from.max(1), to.max(1));
    let mut steps = 0_u64;
    while from << (steps + 1) <= to {
        steps += 1;
    }
    let place = at * steps * 1024 / of.max(1);
    let (whole, part) = (place >> 10, (place & 1023) as i64);
    (from << whole) * (1024 + part) / 1024
}

pub(crate) fn shuffle(order: &mut [usize], chance: &mut Chance) {
    for at in (1..order.len()).rev() {
        order.swap(at, chance.below(at + 1));
    }
}

/// A cheap stream of noise.
pub(crate) struct Noise(u64);

impl Noise {
    pub(crate) fn new(chance: &mut Chance) -> Self {
        Self(chance.below(1 << 60) as u64 | 1)
    }

    /// From 0 to before `most`.
    pub(crate) fn next(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 40) as i64 * most) >> 24
    }
}
