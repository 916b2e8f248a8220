//! Simulated annealing on rosters: blocks of days swapped between two people, blocks, days and duties of one person changed.

use super::super::chance::Chance;
use super::delta::State;
use super::problem::OFF;

/// Proposals of one node.
pub(crate) const PER_NODE: u64 = 1000;

/// The best roster so far.
#[derive(Clone, Debug)]
pub(crate) struct Incumbent {
    pub(crate) cost: i64,
    pub(crate) rows: Vec<u16>,
}

impl Default for Incumbent {
    fn default() -> Self {
        Self { cost: i64::MAX, rows: Vec::new() }
    }
}

impl Incumbent {
    /// Takes the other when it is better.
    pub(crate) fn better(&mut self, other: &Self) {
        if other.cost < self.cost {
            self.clone_from(other);
        }
    }

    /// Keeps the roster when it is better.
    pub(crate) fn offer(&mut self, state: &State) {
        if state.cost() < self.cost {
            self.cost = state.cost();
            self.rows.clear();
            self.rows.extend_from_slice(state.rows());
        }
    }
}

/// Heats are in 1/1024 of a unit of cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cooling {
    pub(crate) from: i64,
    /// How many times it is halved.
    pub(crate) halvings: u64,
    /// Over how many nodes.
    pub(crate) nodes: u64,
}

impl Cooling {
    /// The heat after so many nodes: halved evenly, straight between.
    fn heat(&self, node: u64) -> i64 {
        let at = node * self.halvings * 1024 / self.nodes.max(1);
        (self.from >> (at >> 10).min(62)) * (2048 - (at & 1023) as i64) / 2048
    }
}

/// Anneals; false when `go_on`, asked after each node with the nodes done, ended it.
pub(crate) fn anneal(
    state: &mut State,
    cooling: &Cooling,
    chance: &mut Chance,
    best: &mut Incumbent,
    go_on: &mut dyn FnMut(u64, i64) -> bool,
) -> bool {
    let mut led = false;
    for node in 0..cooling.nodes {
        let heat = cooling.heat(node);
        for _ in 0..PER_NODE {
            let before = state.cost();
            let balanced = propose(state, chance);
            if let Some(delta) = state.price(balanced, chance.allowance(heat)) {
                // The best roster is kept just before it is left, which is rarer than finding a better one.
                if delta > 0 && led {
                    best.offer(state);
                    led = false;
                }
                state.take();
                led |= before + delta < best.cost;
            }
        }
        if !go_on(node + 1, best.cost) {
            best.offer(state);
            return false;
        }
    }
    best.offer(state);
    true
}

/// Draws a proposal; whether it leaves the common slots as they are.
pub(crate) fn propose(state: &mut State, chance: &mut Chance) -> bool {
    let problem = state.problem();
    let (people, days) = (problem.people.len(), problem.days);
    state.begin();
    let one = chance.below(people);
    let day = chance.below(days);
    match chance.below(16) {
        0..=6 => {
            let two = chance.below(people);
            swap(state, one, two, day, 1 + chance.below(7));
            true
        }
        7 | 8 => {
            let two = chance.below(people);
            let other = chance.below(days);
            let (first, second) = (day.min(other), day.max(other));
            for (person, with) in [(one, two), (two, one)] {
                if one == two {
                    break;
                }
                state.change(person, first, state.duty(with, first));
                if first != second {
                    state.change(person, second, state.duty(with, second));
                }
            }
            true
        }
        9..=11 => {
            let duty = any(state, chance, one);
            state.change(one, day, duty);
            false
        }
        12 | 13 => {
            let duty = if chance.below(2) == 0 { OFF } else { any(state, chance, one) };
            let len = 2 + chance.below(4);
            for day in day..(day + len).min(days) {
                state.change(one, day, duty);
            }
            false
        }
        _ => {
            let other = chance.below(days);
            let (first, second) = (day.min(other), day.max(other));
            let duty = any(state, chance, one);
            if first != second {
                state.change(one, first, if first == day { OFF } else { duty });
                state.change(one, second, if first == day { duty } else { OFF });
            }
            false
        }
    }
}

/// A duty that is open to that person.
fn any(state: &State, chance: &mut Chance, person: usize) -> u16 {
    chance.pick(state.tables.open(person)).unwrap_or(OFF)
}

fn swap(state: &mut State, one: usize, two: usize, from: usize, len: usize) {
    if one == two {
        return;
    }
    let to = (from + len).min(state.problem().days);
    for (person, with) in [(one, two), (two, one)] {
        for day in from..to {
            state.change(person, day, state.duty(with, day));
        }
    }
}
