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

/// Sweeps of the first run, of that of a large problem, and of the longest.
const FIRST: u64 = 12;
const FIRST_OF_LARGE: u64 = 4;
const LONGEST: u64 = 100;

/// The stiffness in the beginning, in 1/1024 of the problem's unit; so many times as much near true costs.
const STIFF_FROM: i64 = 50;
const NEAR: i64 = 64;

/// The stiffness in the end, in 1/1024 of the problem's span.
const STIFF_TO: i64 = 300;

/// The noise in the beginning, in 1/1024 of the unit.
const NOISE: i64 = 150;

/// How much of the stiffness moves the prices, in 1/1024.
const LEARN: i64 = 512;

/// The heat in which annealing begins, in 1/1024 of the unit.
const HEAT: i64 = 1536;

/// For one node of annealing, so many nodes of rows.
const ROWS: u64 = 3;

/// One searcher.
pub(crate) struct Hunter<'a> {
    state: State<'a>,
    crew: Crew,
    aims: Aims,
    /// The bound's prices.
    proven: Option<Aims>,
    chance: Chance,
    scale: Scale,
    pub(crate) best: Incumbent,
    /// Of the next run.
    sweeps: u64,
    annealed: u64,
    begun: bool,
}

impl<'a> Hunter<'a> {
    /// Begins at that roster, or at rows of its own; none when somebody has no row that rules let through day by day.
    pub(crate) fn new(tables: &'a Tables<'a>, warm: Option<&[Vec<u16>]>, seed: u64) -> Option<Self> {
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
            best,
            sweeps: if problem.people.len() * problem.days > LONG { FIRST_OF_LARGE } else { FIRST },
            annealed: 0,
            begun: false,
            state,
        })
    }

    /// Takes the bound's prices, `parts` to a unit of cost.
    pub(crate) fn learn(&mut self, prices: &[i64], parts: i64) {
        self.aims.take(self.state.problem(), prices, parts);
        self.sweeps = LONGEST;
        self.proven = Some(self.aims.clone());
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
        if std::mem::replace(&mut self.begun, true) { self.hunt(go_on) } else { self.begin(go_on) }
    }

    /// The first run: a roster that keeps all sums, if it can be had soon.
    fn begin(&mut self, go_on: &mut dyn FnMut(u64, i64) -> bool) -> bool {
        let cells = self.state.problem().people.len() * self.state.problem().days;
        let (large, cells) = (cells > LONG, cells as u64);
        // Small changes bring the sums within their limits long before everybody's best row is known.
        if !large && !self.state.is_lawful() && !self.anneal(cells.div_ceil(MENDED), 6, go_on) {
            return false;
        }
        for _ in 0..if large { ROUNDS } else { 1 } {
            if !self.settle(1, go_on) {
                return false;
            }
            if !large || self.state.is_lawful() {
                break;
            }
            // Where somebody's row was not found, small changes may find it, or better prices the next time.
            if !self.anneal(cells.div_ceil(4 * MENDED), 2, go_on) {
                return false;
            }
            if self.state.is_lawful() {
                break;
            }
        }
        true
    }

    /// Any other run: at prices that harden, then at true costs, then by small changes.
    fn hunt(&mut self, go_on: &mut dyn FnMut(u64, i64) -> bool) -> bool {
        // The bound's prices are better than what a run leaves behind.
        if let Some(proven) = &self.proven {
            self.aims.clone_from(proven);
        }
        let Self { state, crew, aims, chance, scale, best, .. } = self;
        let near = if self.sweeps < FIRST { NEAR } else { 1 };
        let course = Course {
            from: scale.unit * crew.parts * STIFF_FROM * near / 1024,
            to: scale.span * crew.parts * STIFF_TO / 1024,
            noise: scale.unit * crew.parts * NOISE / 1024,
            sweeps: self.sweeps,
            learn: LEARN,
        };
        self.sweeps = (self.sweeps * 3 / 2).min(LONGEST);
        let (before, annealed) = (crew.nodes, self.annealed);
        let mut own = Incumbent::default();
        let goes = prox::run(state, crew, aims, &course, chance, &mut own, &mut |rows, cost| {
            go_on(rows + annealed, cost.min(best.cost))
        });
        self.best.better(&own);
        if !goes || !self.settle(20, go_on) {
            return false;
        }
        self.anneal(((self.crew.nodes - before) / ROWS).max(1), 3, go_on)
    }

    /// Everybody answers at true costs, for so many sweeps at most; false when `go_on` ended it.
    fn settle(&mut self, sweeps: u64, go_on: &mut dyn FnMut(u64, i64) -> bool) -> bool {
        let Self { state, crew, chance, best, annealed, .. } = self;
        prox::settle(state, crew, sweeps, chance, best, &mut |rows, cost| go_on(rows + *annealed, cost))
    }

    /// Small changes over so many nodes, while the heat is halved so often; false when `go_on` ended it.
    fn anneal(&mut self, nodes: u64, halvings: u64, go_on: &mut dyn FnMut(u64, i64) -> bool) -> bool {
        let before = self.nodes();
        let cooling = Cooling { from: self.scale.unit * HEAT, halvings, nodes };
        let Self { state, chance, best, .. } = self;
        let goes =
            anneal::anneal(state, &cooling, chance, best, &mut |done, cost| go_on(before + done, cost));
        self.annealed += nodes;
        goes
    }
}
