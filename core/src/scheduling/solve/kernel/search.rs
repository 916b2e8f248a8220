//! The search as a whole: bound and search take turns within a budget of nodes.

use super::super::chance::Chance;
use super::anneal::{self, Cooling, Incumbent};
use super::bound::Bound;
use super::crew::Crew;
use super::delta::State;
use super::problem::Problem;
use super::prox::{self, Aims, Course};
use super::start;
use super::tables::Tables;

pub(crate) struct Limits {
    pub(crate) nodes: u64,
    pub(crate) seed: u64,
    pub(crate) threads: usize,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    pub(crate) nodes: u64,
    pub(crate) cost: Option<i64>,
    pub(crate) bound: Option<i64>,
}

pub(crate) struct Found {
    pub(crate) rows: Vec<Vec<u16>>,
    pub(crate) cost: i64,
    pub(crate) bound: Option<i64>,
    pub(crate) nodes: u64,
    pub(crate) priced: u64,
    pub(crate) exact: u64,
    pub(crate) stopped: bool,
}

pub(crate) enum Outcome {
    Found(Found),
    Stopped,
    Nobody(usize),
}

pub(crate) fn search(
    problem: &Problem,
    warm: Option<&[Vec<u16>]>,
    limits: &Limits,
    go_on: &mut dyn FnMut(&At) -> bool,
) -> Outcome {
    let Some(rows) =
        warm.map(<[_]>::to_vec).filter(|rows| problem.cost(rows).is_some()).or_else(|| start::start(problem))
    else {
        return Outcome::Nobody(0);
    };
    let tables = Tables::new(problem);
    let (Some(mut state), Some(mut crew), Some(mut bound)) =
        (State::new(&tables, &rows), Crew::new(problem), Bound::new(problem))
    else {
        return Outcome::Nobody(0);
    };
    let mut chance = Chance::new(limits.seed);
    let mut aims = Aims::new(problem, crew.parts);
    let mut best = Incumbent { cost: i64::MAX, rows: vec![] };
    let f = crew.parts;
    let mut stopped = false;
    let mut used = 0_u64;
    let mut alive = true;
    let mut round = 0;
    while used < limits.nodes && !stopped {
        let known = (best.cost < i64::MAX).then_some(best.cost);
        if alive {
            let before = bound.passes;
            let cost = known;
            let value = bound.value();
            let mut ask = || {
                stopped = !go_on(&At { nodes: used, cost, bound: value });
                !stopped
            };
            alive = bound.run(15, known, limits.threads, &mut ask);
            used += (bound.passes - before) * bound.pass_nodes();
            let parts = bound.parts;
            aims.reprice(problem, bound.prices().iter().map(|price| -price * f / parts), f);
        }
        if stopped || known.is_some_and(|known| bound.value().is_some_and(|value| value >= known)) {
            break;
        }
        let course = Course {
            from: f * 20 / 1000,
            to: f * 30,
            sweeps: if round == 0 { 40 } else { 100 },
            noise: f * 300 / 1000,
            learn: 64,
        };
        let before = crew.nodes;
        let mut own = Incumbent { cost: i64::MAX, rows: vec![] };
        prox::run(&mut state, &mut crew, &mut aims, &course, &mut chance, &mut own);
        prox::settle(&mut state, &mut crew, &mut chance, 20, &mut own);
        used += crew.nodes - before;
        for _ in 0..10 {
            let cooling = Cooling { from: 3 * 1024, halvings: 3, nodes: 100 };
            anneal::anneal(&mut state, &mut chance, &cooling, 0..100, &mut own);
            used += 100;
            stopped = stopped
                || !go_on(&At { nodes: used, cost: Some(own.cost.min(best.cost)), bound: bound.value() });
            if stopped {
                break;
            }
        }
        if own.cost < best.cost {
            best = own;
        }
        round += 1;
    }
    let rows: Vec<Vec<u16>> = if best.rows.is_empty() {
        state.roster()
    } else {
        best.rows.chunks(problem.days.max(1)).map(<[u16]>::to_vec).collect()
    };
    let Some(cost) = problem.cost(&rows) else {
        return if stopped { Outcome::Stopped } else { Outcome::Nobody(0) };
    };
    Outcome::Found(Found {
        rows,
        cost,
        bound: bound.value(),
        nodes: used,
        priced: bound.priced.0,
        exact: bound.priced.1,
        stopped,
    })
}
