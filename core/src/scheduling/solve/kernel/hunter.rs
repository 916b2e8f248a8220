//! One searcher: runs at prices that learn, each polished by answers at true costs and by annealing, one after the other.

use super::super::chance::Chance;
use super::anneal::{self, Cooling, Incumbent};
use super::crew::Crew;
use super::delta::State;
use super::prox::{self, Aims, Course, Scale};
use super::start;
use super::tables::Tables;

/// A thousand small changes for so many cells bring a first roster near its limits.
const MENDED: u64 = 10;

/// With more cells of people and days, a sweep over everybody's best row takes long: the first run is short, and begins
/// near true costs.
const LONG: usize = 10_000;

/// So many sweeps, each mended by small changes, until the first roster of a large problem keeps all sums.
const ROUNDS: u64 = 4;

/// What a searcher tries, in parts of the problem's scale.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// Sweeps of the first run, and of the longest.
    pub(crate) sweeps: (u64, u64),
    /// The stiffness in the beginning, in 1/1024 of the unit.
    pub(crate) from: i64,
    /// The stiffness in the end, in 1/1024 of the span.
    pub(crate) to: i64,
    /// The noise in the beginning, in 1/1024 of the unit.
    pub(crate) noise: i64,
    /// How much of the stiffness moves the prices, in 1/1024.
    pub(crate) learn: i64,
    /// The heat in which annealing begins, in 1/1024 of the unit.
    pub(crate) heat: i64,
    /// For one node of annealing, so many nodes of rows.
    pub(crate) rows: u64,
    /// Each so many-th run begins near the best roster.
    pub(crate) near: u64,
}

impl Default for Manner {
    fn default() -> Self {
        Self { sweeps: (12, 100), from: 50, to: 300, noise: 150, learn: 512, heat: 1536, rows: 3, near: 0 }
    }
}

/// One searcher.
pub(crate) struct Hunter<'a> {
    state: State<'a>,
    crew: Crew,
    aims: Aims,
    /// The bound's prices.
    proven: Option<Aims>,
    chance: Chance,
    scale: Scale,
    manner: Manner,
    pub(crate) best: Incumbent,
    runs: u64,
    sweeps: u64,
    annealed: u64,
    begun: bool,
}

impl<'a> Hunter<'a> {
    /// Begins at that roster, or at rows of its own; none when somebody has no row that rules let through day by day.
    pub(crate) fn new(
        tables: &'a Tables<'a>,
        warm: Option<&[Vec<u16>]>,
        seed: u64,
        manner: Manner,
    ) -> Option<Self> {
        let problem = tables.problem;
        let state = match warm.and_then(|roster| State::new(tables, roster)) {
            Some(state) => state,
            None => State::new(tables, &start::start(problem)?)?,
        };
        let crew = Crew::new(problem)?;
        let mut best = Incumbent::default();
        best.offer(&state);
        Some(Self {
            aims: Aims::new(problem, crew.parts),
            crew,
            proven: None,
            chance: Chance::new(seed),
            scale: Scale::of(problem),
            manner,
            best,
            runs: 0,
            sweeps: if problem.people.len() * problem.days > LONG { 4 } else { manner.sweeps.0 },
            annealed: 0,
            begun: false,
            state,
        })
    }

    /// Takes the bound's prices, `parts` to a unit of cost.
    pub(crate) fn learn(&mut self, prices: &[i64], parts: i64) {
        let mut aims = self.aims.clone();
        aims.take(self.state.problem(), prices, parts);
        self.aims = aims.clone();
        self.sweeps = self.manner.sweeps.1;
        self.proven = Some(aims);
    }

    /// A roster that was found elsewhere.
    pub(crate) fn offer(&mut self, roster: &[Vec<u16>], cost: i64) {
        if cost < self.best.cost {
            self.best.cost = cost;
            self.best.rows = roster.concat();
        }
    }

    /// Nodes used.
    pub(crate) const fn nodes(&self) -> u64 {
        self.crew.nodes + self.annealed
    }

    /// One run; false when `go_on`, asked often with the nodes and the best cost, ended it.
    pub(crate) fn run(&mut self, go_on: &mut dyn FnMut(u64, i64) -> bool) -> bool {
        let annealed = self.annealed;
        let mut ask = |rows: u64, cost: i64| go_on(rows + annealed, cost);
        let Self { state, crew, aims, chance, best, manner, .. } = self;
        if !self.begun {
            self.begun = true;
            let cells = (state.problem().people.len() * state.problem().days) as u64;
            if !state.is_lawful() && cells <= LONG as u64 {
                // Small changes bring the sums within their limits long before everybody's best row is known.
                let nodes = cells.div_ceil(MENDED);
                let cooling = Cooling { from: self.scale.unit * manner.heat, halvings: 6, nodes };
                let goes = anneal::anneal(state, &cooling, chance, best, &mut |done, cost| {
                    go_on(annealed + done, cost)
                });
                self.annealed += nodes;
                if !goes {
                    return false;
                }
            }
            let long = cells > LONG as u64;
            let rounds = if long { ROUNDS } else { 1 };
            for _ in 0..rounds {
                let annealed = self.annealed;
                let mut ask = |rows: u64, cost: i64| go_on(rows + annealed, cost);
                if !prox::settle(state, crew, 1, chance, best, &mut ask) {
                    return false;
                }
                if state.is_lawful() || !long {
                    break;
                }
                // Where somebody's row was not found, small changes may find it, or better prices the next time.
                let nodes = cells.div_ceil(4 * MENDED);
                let cooling = Cooling { from: self.scale.unit * manner.heat, halvings: 2, nodes };
                let before = crew.nodes + annealed;
                let goes = anneal::anneal(state, &cooling, chance, best, &mut |done, cost| {
                    go_on(before + done, cost)
                });
                self.annealed += nodes;
                if !goes {
                    return false;
                }
                if state.is_lawful() {
                    break;
                }
            }
            return true;
        }
        self.runs += 1;
        let before = crew.nodes;
        let fine = crew.parts;
        let short = self.sweeps < manner.sweeps.0;
        let near = manner.near > 0 && self.runs.is_multiple_of(manner.near);
        if near {
            let days = state.problem().days;
            for (person, row) in best.rows.chunks(days.max(1)).enumerate() {
                state.set_row(person, row);
            }
        }
        // The bound's prices are better than what a run leaves behind.
        if let Some(proven) = &self.proven {
            aims.clone_from(proven);
        }
        let course = Course {
            from: self.scale.unit * fine * manner.from * if near || short { 64 } else { 1 } / 1024,
            to: self.scale.span * fine * manner.to / 1024,
            noise: self.scale.unit * fine * manner.noise / 1024,
            sweeps: if near { self.sweeps / 2 } else { self.sweeps },
            learn: manner.learn,
        };
        self.sweeps = (self.sweeps * 3 / 2).min(manner.sweeps.1);
        let mut own = Incumbent::default();
        let ended = !prox::run(state, crew, aims, &course, chance, &mut own, &mut |rows, cost| {
            ask(rows, cost.min(best.cost))
        });
        best.better(&own);
        if ended || !prox::settle(state, crew, 20, chance, best, &mut ask) {
            return false;
        }
        let nodes = ((crew.nodes - before) / manner.rows.max(1)).max(1);
        let cooling = Cooling { from: self.scale.unit * manner.heat, halvings: 3, nodes };
        let rows = crew.nodes;
        let goes = anneal::anneal(state, &cooling, chance, best, &mut |done, cost| {
            go_on(rows + annealed + done, cost)
        });
        self.annealed += nodes;
        goes
    }
}
