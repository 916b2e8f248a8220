//! The search: searchers with seeds of their own and the bound, each on its thread or taking turns on one, until the bound
//! meets the best roster or the nodes are used.
//!
//! What comes out depends on the budget, the seed and the number of threads alone. Threads do tell each other what they
//! have, but only to stop when the best roster is proven: nothing better can come then, and among equally good ones the
//! one counts that was found after the fewest nodes.

use super::board::{Board, WATCHED};
use super::bound::Bound;
use super::delta::BROKEN;
use super::lane::{Catch, Lane};
use super::problem::Problem;
use super::tables::Tables;

/// How much to search.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effort {
    /// Nodes of all threads together: rows of the per-person program for each 28 days begun, or thousands of proposals.
    pub(crate) nodes: u64,
    /// Another seed may find another roster.
    pub(crate) seed: u64,
    /// Threads; one when zero.
    pub(crate) threads: usize,
    /// Where to begin.
    pub(crate) warm: Option<Vec<Vec<u16>>>,
    /// Whether to look for a bound as well.
    pub(crate) bound: bool,
}

/// How far the search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pulse {
    /// Nodes used.
    pub(crate) nodes: u64,
    /// What the best roster costs; none before there is one that keeps all limits.
    pub(crate) cost: Option<i64>,
    /// No roster costs less.
    pub(crate) bound: Option<i64>,
}

/// What came of the search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The best roster that keeps all limits, and what it costs.
    pub(crate) best: Option<(i64, Vec<Vec<u16>>)>,
    /// Where there is none: rows that keep what is looked at day by day, sums aside; none when somebody has no such row.
    pub(crate) rough: Option<Vec<Vec<u16>>>,
    /// No roster costs less.
    pub(crate) bound: Option<i64>,
    /// Nodes used; when the roster is proven, those until it was found and until the bound met it; when there is none,
    /// those until that was proven.
    pub(crate) nodes: u64,
    /// Whether `go_on` ended it.
    pub(crate) stopped: bool,
    /// There is no roster that keeps all limits.
    pub(crate) impossible: bool,
    /// Rows that the bound asked for, and those that were exact.
    pub(crate) priced: (u64, u64),
}

/// `go_on` is asked every so many nodes, and while none are told at each of so many questions.
const EVERY: u64 = 64;
const SILENT: u64 = 16;

/// When `go_on` is asked.
#[derive(Debug, Default)]
pub(super) struct Watch {
    asked: u64,
    /// The nodes at the last question, and how many questions told the same.
    told: u64,
    silent: u64,
}

impl Watch {
    /// Whether it is asked after so many nodes. A proof tells them only when its turn is over.
    pub(super) fn is_due(&mut self, nodes: u64) -> bool {
        self.silent = if nodes == self.told { self.silent + 1 } else { 0 };
        self.told = nodes;
        let due = nodes >= self.asked + EVERY || self.silent >= SILENT || self.asked == 0;
        if due {
            (self.asked, self.silent) = (nodes.max(1), 0);
        }
        due
    }
}

/// The best roster within the effort, and a bound. `go_on` is asked often, on the calling thread; when it says no, the best
/// so far is returned.
pub(crate) fn search(problem: &Problem, effort: &Effort, go_on: &mut dyn FnMut(&Pulse) -> bool) -> Found {
    let threads = effort.threads.max(1);
    let problem = &*problem.closed(effort.warm.as_deref());
    let bound = if effort.bound { Bound::new(problem, false) } else { None };
    let board = &Board::new(threads, bound.is_some());
    let tables = &Tables::new(problem);
    let mut stopped = false;
    let mut watch = Watch::default();
    let mut ask = |board: &Board| {
        let pulse = board.pulse();
        if watch.is_due(pulse.nodes) {
            stopped |= !go_on(&pulse);
        }
        !stopped
    };
    let share = effort.nodes / threads as u64;
    let lane = |number| Lane { tables, effort, board, number, share };
    let catches = if threads == 1 {
        vec![lane(0).work(bound, false, &mut ask)]
    } else {
        side_by_side(threads, bound, &lane, &mut ask)
    };
    let mut found = sum_up(problem, threads, catches);
    found.stopped = stopped;
    found
}

/// Each lane on its thread, the first on this one; the last has the bound.
fn side_by_side<'a>(
    threads: usize,
    mut bound: Option<Bound>,
    lane: &dyn Fn(usize) -> Lane<'a>,
    ask: &mut dyn FnMut(&Board) -> bool,
) -> Vec<Catch> {
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads)
            .map(|number| {
                let lane = lane(number);
                let bound = if number + 1 == threads { bound.take() } else { None };
                scope.spawn(move || {
                    let caught = lane.work(bound, true, &mut |board| !board.is_stopped());
                    if number + 1 == threads {
                        lane.board.hand_no_more();
                    }
                    caught
                })
            })
            .collect();
        let first = lane(0);
        let mut catches = vec![first.work(None, true, ask)];
        // The others may have to catch up with what is proven; whoever watches can end that too.
        while others.iter().any(|other| !other.is_finished()) {
            if !ask(first.board) {
                first.board.stop();
            }
            std::thread::sleep(WATCHED);
        }
        catches.extend(others.into_iter().filter_map(|other| other.join().ok()));
        catches
    })
}

/// What all threads found, together.
fn sum_up(problem: &Problem, threads: usize, mut catches: Vec<Catch>) -> Found {
    let bound = catches.iter_mut().find_map(|catch| catch.bound.take());
    // When the bound met the best roster, or that none is possible; what came after may have been ended anywhere.
    let least = catches.iter().map(|catch| catch.best.cost).min().unwrap_or(i64::MAX);
    let rises = || catches.iter().flat_map(|catch| &catch.rises);
    let met = rises().find(|(value, _)| *value >= least).or_else(|| rises().last());
    let bound_nodes = met.map_or(0, |(_, nodes)| *nodes);
    // The bound as it stood alone, or what splitting it has proven.
    let proven = catches.iter().filter_map(|catch| catch.proven).max();
    let value = bound.as_ref().and_then(Bound::value).max(proven);
    let mut nodes = catches.iter().map(|catch| catch.nodes).sum::<u64>();
    let winner = catches.into_iter().min_by_key(|catch| (catch.best.cost, catch.at));
    let rows = |rows: &[u16]| rows.chunks(problem.days.max(1)).map(<[u16]>::to_vec).collect();
    let is_lawful = winner.as_ref().is_some_and(|catch| catch.best.cost < BROKEN / 2);
    let rough = winner.as_ref().filter(|catch| !is_lawful && !catch.best.rows.is_empty());
    let rough: Option<Vec<Vec<u16>>> = rough.map(|catch| rows(&catch.best.rows));
    let winner = winner.filter(|_| is_lawful);
    if let Some(catch) = winner.as_ref().filter(|catch| value.is_some_and(|value| value >= catch.best.cost)) {
        // The thread that had the bound had its nodes as well.
        nodes = if catch.lane + 1 == threads { catch.at.max(bound_nodes) } else { catch.at + bound_nodes };
    }
    let best: Option<(i64, Vec<Vec<u16>>)> = winner.map(|catch| (catch.best.cost, rows(&catch.best.rows)));
    let impossible = best.is_none() && bound.as_ref().is_some_and(|bound| bound.impossible);
    if impossible {
        nodes = bound_nodes;
    }
    let priced = bound.as_ref().map_or((0, 0), |bound| bound.priced);
    Found { best, rough, bound: value, nodes, stopped: false, impossible, priced }
}
