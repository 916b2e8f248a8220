//! The search: searchers with seeds of their own and the bound, each on its thread or taking turns on one, until the bound
//! meets the best roster or the nodes are used.
//!
//! What comes out depends on the budget, the seed and the number of threads alone. Threads do tell each other what they
//! have, but only to stop when the best roster is proven: nothing better can come then, and among equally good ones the
//! one counts that was found after the fewest nodes.

use super::super::chance::Chance;
use super::anneal::Incumbent;
use super::bound::Bound;
use super::dive::Diver;
use super::hunter::{Hunter, Manner};
use super::problem::Problem;
use super::proof::Proof;
use super::tables::Tables;
use std::sync::atomic::{
    AtomicBool, AtomicI64, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use std::sync::{Arc, Mutex};

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

/// What threads tell each other.
struct Board {
    stop: AtomicBool,
    upper: AtomicI64,
    bound: AtomicI64,
    /// Who finds nothing better after so many nodes of their own may end: the best roster is proven.
    enough: AtomicU64,
    nodes: Vec<AtomicU64>,
    /// The bound as it stood after so many nodes of its thread: others may use it after [`LATER`] times as many of theirs.
    handed: Mutex<Vec<(u64, Arc<Bound>)>>,
    /// No other bound will be handed on.
    last: AtomicBool,
}

impl Board {
    fn pulse(&self) -> Pulse {
        let nodes = self.nodes.iter().map(|nodes| nodes.load(Relaxed)).sum();
        let (upper, bound) = (self.upper.load(Relaxed), self.bound.load(Relaxed));
        let cost = (upper < super::delta::BROKEN / 2).then_some(upper);
        Pulse { nodes, cost, bound: (bound > i64::MIN).then_some(bound) }
    }

    /// Hands the bound on, as it stands after so many nodes.
    fn hand(&self, nodes: u64, bound: &Bound) {
        if let Ok(mut handed) = self.handed.lock() {
            handed.push((nodes, Arc::new(bound.clone())));
        }
    }

    /// The bound that may be used after so many nodes of one's own: known once the thread that has it is so far. None when
    /// `ask` ends the wait.
    fn take(&self, nodes: u64, ask: &mut dyn FnMut(&Self) -> bool) -> Option<Arc<Bound>> {
        let due = nodes / LATER;
        while !self.last.load(Acquire) && self.nodes.last().is_some_and(|told| told.load(Acquire) <= due) {
            if !ask(self) {
                return None;
            }
            std::thread::sleep(WATCHED);
        }
        let handed = self.handed.lock().ok()?;
        handed.iter().rev().find(|(at, _)| *at <= due).map(|(_, bound)| Arc::clone(bound))
    }
}

/// What one thread brings home.
#[derive(Default)]
struct Catch {
    best: Incumbent,
    /// After how many of its nodes the best was found.
    at: u64,
    /// All its nodes, those of the bound too.
    nodes: u64,
    lane: usize,
    /// What a proof by splits came to.
    proven: Option<i64>,
}

/// The best roster within the effort, and a bound. `go_on` is asked often, on the calling thread; when it says no, the best
/// so far is returned.
pub(crate) fn search(problem: &Problem, effort: &Effort, go_on: &mut dyn FnMut(&Pulse) -> bool) -> Found {
    let threads = effort.threads.max(1);
    let problem = &problem.closed(effort.warm.as_deref());
    let bound = if effort.bound { Bound::new(problem, false) } else { None };
    let board = Board {
        stop: AtomicBool::new(false),
        upper: AtomicI64::new(i64::MAX),
        bound: AtomicI64::new(i64::MIN),
        enough: AtomicU64::new(u64::MAX),
        nodes: (0..threads).map(|_| AtomicU64::new(0)).collect(),
        handed: Mutex::default(),
        last: AtomicBool::new(bound.is_none()),
    };
    let tables = Tables::new(problem);
    let share = effort.nodes / threads as u64;
    let mut stopped = false;
    let mut asked = 0;
    let mut ask = |board: &Board| {
        let pulse = board.pulse();
        if pulse.nodes >= asked + EVERY || asked == 0 {
            asked = pulse.nodes.max(1);
            stopped |= !go_on(&pulse);
        }
        !stopped
    };
    let (catches, bound, bound_nodes) = if threads == 1 {
        let lane = Lane { tables: &tables, effort, board: &board, number: 0, share };
        let (catch, bound, nodes) = lane.work(bound, false, &mut ask);
        (vec![catch], bound, nodes)
    } else {
        std::thread::scope(|scope| {
            let mut bound = bound;
            let others: Vec<_> = (1..threads)
                .map(|number| {
                    let lane = Lane { tables: &tables, effort, board: &board, number, share };
                    let bound = if number + 1 == threads { bound.take() } else { None };
                    scope.spawn(move || {
                        let caught = lane.work(bound, true, &mut |board| !board.stop.load(Relaxed));
                        if number + 1 == threads {
                            lane.board.last.store(true, Release);
                        }
                        caught
                    })
                })
                .collect();
            let lane = Lane { tables: &tables, effort, board: &board, number: 0, share };
            let (first, ..) = lane.work(None, true, &mut ask);
            // The others may have to catch up with what is proven; whoever watches can end that too.
            while others.iter().any(|other| !other.is_finished()) {
                if !ask(&board) {
                    board.stop.store(true, Relaxed);
                }
                std::thread::sleep(WATCHED);
            }
            let (mut catches, mut bound, mut nodes) = (vec![first], None, 0);
            for other in others {
                if let Ok((catch, of, used)) = other.join() {
                    catches.push(catch);
                    bound = of.or(bound);
                    nodes = nodes.max(used);
                }
            }
            (catches, bound, nodes)
        })
    };
    // The bound as it stood alone, or what splitting it has proven.
    let proven = catches.iter().filter_map(|catch| catch.proven).max();
    let value = bound.as_ref().and_then(Bound::value).max(proven);
    let mut nodes = catches.iter().map(|catch| catch.nodes).sum::<u64>();
    let winner = catches.into_iter().min_by_key(|catch| (catch.best.cost, catch.at));
    let rows = |rows: &[u16]| rows.chunks(problem.days.max(1)).map(<[u16]>::to_vec).collect();
    let is_lawful = winner.as_ref().is_some_and(|catch| catch.best.cost < super::delta::BROKEN / 2);
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
    Found { best, rough, bound: value, nodes, stopped, impossible, priced }
}

/// `go_on` is asked every so many nodes.
const EVERY: u64 = 64;

/// A bound that stood after so many nodes is used by other threads after so many times as many of theirs: these go faster,
/// and so need not wait for it.
const LATER: u64 = 8;

/// How often is looked whether the others are done.
const WATCHED: std::time::Duration = std::time::Duration::from_millis(2);

/// A bound is split for so many cells of people and days at most.
const LARGEST: usize = 2000;

/// Whether the best roster is not far above the bound, nor at it.
fn is_near(bound: &Bound, known: i64) -> bool {
    let Some(value) = bound.value() else { return false };
    let gap = known.saturating_sub(value);
    gap > 0 && known < super::delta::BROKEN / 2 && gap <= known / 10 + 5
}

/// One thread's part.
struct Lane<'a> {
    tables: &'a Tables<'a>,
    effort: &'a Effort,
    board: &'a Board,
    number: usize,
    share: u64,
}

impl Lane<'_> {
    /// Searches for the lane's share of the nodes; with the bound first (`alone`) or in turns with it. What was found, and
    /// the bound with the nodes after which it rose last.
    fn work(
        &self,
        mut bound: Option<Bound>,
        alone: bool,
        ask: &mut dyn FnMut(&Board) -> bool,
    ) -> (Catch, Option<Bound>, u64) {
        let (mut spent, mut reached) = (0, 0);
        // A bound that takes long is raised beside the search, not before it.
        let alone = alone && !bound.as_ref().is_some_and(Bound::is_heavy);
        let mut rising = bound.is_some();
        if let Some(bound) = bound.as_mut().filter(|_| alone) {
            while rising && !bound.is_close() && spent < self.share.min(self.board.enough.load(Relaxed)) {
                let before = bound.value();
                // Not told of the others' rosters: it goes the same way whenever they come.
                (rising, spent) = (self.raise(bound, None, ask), spent + bound.pass_nodes());
                if bound.value() > before {
                    reached = spent;
                }
                self.tell(spent);
            }
        }
        let seed = self.effort.seed.wrapping_mul(0x9E37_79B9).wrapping_add(self.number as u64);
        let manner = Manner::default();
        let warm = self.effort.warm.as_deref();
        let Some(mut hunter) = Hunter::new(self.tables, warm, seed, manner) else {
            return (Catch { nodes: spent, ..Catch::default() }, bound, reached);
        };
        if let Some(bound) = bound.as_ref().filter(|bound| alone && bound.value().is_some()) {
            hunter.learn(bound.prices(), bound.parts);
            if self.board.nodes.len() > 1 {
                self.board.hand(spent, bound);
            }
        }
        let takes = bound.is_none();
        let mut at = 0;
        let mut known = i64::MAX;
        let mut proof: Option<Proof> = None;
        let mut proven = None;
        let mut diver: Option<Diver> = None;
        let mut chance = Chance::new(!seed);
        let (mut idle, mut dived) = (0, i64::MAX);
        // The bound of another thread, and how many passes it had made when it was looked at last.
        let mut taken: Option<Arc<Bound>> = None;
        let mut looked = 0;
        while hunter.nodes() + spent < self.share {
            let begun = hunter.nodes();
            let goes = hunter.run(&mut |nodes, cost| {
                if cost < known {
                    (known, at) = (cost, nodes + spent);
                    self.board.upper.fetch_min(cost, Relaxed);
                }
                self.tell(nodes + spent);
                let proven = known <= self.board.bound.load(Relaxed);
                if proven {
                    self.board.enough.fetch_min(at, Relaxed);
                }
                let enough = self.board.enough.load(Relaxed);
                nodes + spent < enough.min(self.share) && ask(self.board)
            });
            if !goes {
                break;
            }
            if let Some(bound) = bound.as_mut().filter(|_| rising) {
                let passes = ((hunter.nodes() - begun) / 2 / bound.pass_nodes().max(1)).max(1);
                for _ in 0..passes {
                    if rising && hunter.nodes() + spent < self.share {
                        let upper = (known < super::delta::BROKEN / 2).then_some(known);
                        (rising, spent) = (self.raise(bound, upper, ask), spent + bound.pass_nodes());
                        reached = spent;
                    }
                }
            }
            if takes {
                taken = self.board.take(hunter.nodes() + spent, ask).or(taken);
            }
            let own = bound.as_ref().filter(|bound| !rising || bound.is_close() && is_near(bound, known));
            let other = taken.as_deref().filter(|bound| is_near(bound, known));
            let stands = own.or(other).filter(|bound| bound.value().is_some());
            if let Some(bound) = stands.filter(|bound| bound.passes > looked) {
                looked = bound.passes;
                hunter.learn(bound.prices(), bound.parts);
                if let Some(diver) = diver.as_mut() {
                    diver.learn(bound);
                }
                if own.is_some() && self.board.nodes.len() > 1 {
                    self.board.hand(hunter.nodes() + spent, bound);
                }
            }
            if !rising && self.number + 1 == self.board.nodes.len() {
                self.board.last.store(true, Release);
            }
            let is_lawful = known < super::delta::BROKEN / 2;
            if let Some(bound) = stands.filter(|_| is_lawful) {
                let diver = diver.get_or_insert_with(|| Diver::new(bound));
                let before = diver.nodes;
                let hunted = hunter.nodes();
                // What found nothing better has to wait, until there is another roster to begin with.
                idle = if hunter.best.cost < dived { 0 } else { (idle + 1).min(4) };
                dived = hunter.best.cost;
                let goes =
                    diver.run(&mut hunter.best, (hunted - begun) >> idle, &mut chance, &mut |nodes, cost| {
                        let nodes = hunted + spent + nodes - before;
                        if cost < known {
                            (known, at) = (cost, nodes);
                            self.board.upper.fetch_min(cost, Relaxed);
                        }
                        self.tell(nodes);
                        if known <= self.board.bound.load(Relaxed) {
                            self.board.enough.fetch_min(at, Relaxed);
                        }
                        nodes < self.board.enough.load(Relaxed).min(self.share) && ask(self.board)
                    });
                spent += diver.nodes - before;
                if !goes {
                    break;
                }
            }
            let stands = bound.as_ref().filter(|_| !rising);
            if let Some(stands) = stands.filter(|stands| self.is_worth_proving(stands, known)) {
                let proof = proof.get_or_insert_with(|| Proof::new(stands, known));
                let before = proof.nodes;
                proof.upper = proof.upper.min(known);
                proof.run((hunter.nodes() - begun).max(64), 1, &mut || ask(self.board));
                spent += proof.nodes - before;
                if let (Some(left), Some(diver)) = (proof.left.take(), diver.as_mut()) {
                    diver.narrow(left);
                }
                if let Some(rows) = proof.roster.take() {
                    hunter.offer(&rows, proof.upper);
                    if proof.upper < known {
                        (known, at) = (proof.upper, hunter.nodes() + spent);
                        self.board.upper.fetch_min(known, Relaxed);
                    }
                }
                if proof.value() > proven {
                    (proven, reached) = (proof.value(), spent);
                    self.board.bound.fetch_max(proven.unwrap_or(i64::MIN), Relaxed);
                }
                if proven >= Some(known) {
                    self.board.enough.fetch_min(at, Relaxed);
                    break;
                }
            }
        }
        if self.number == 0 && self.board.enough.load(Relaxed) == u64::MAX && !ask(self.board) {
            self.board.stop.store(true, Relaxed);
        }
        let nodes = hunter.nodes() + spent;
        if hunter.best.cost < known {
            // Met only because it was ended there: it counts after all that was found before.
            at = nodes + 1;
        }
        (Catch { best: hunter.best, at, nodes, lane: self.number, proven }, bound, reached)
    }

    /// Whether the bound may be split: it cannot rise, is near, and the problem is not too large to keep many of them.
    fn is_worth_proving(&self, bound: &Bound, known: i64) -> bool {
        let problem = self.tables.problem;
        is_near(bound, known) && problem.people.len() * problem.days <= LARGEST
    }

    /// One pass of the bound; false when it cannot rise.
    fn raise(&self, bound: &mut Bound, upper: Option<i64>, ask: &mut dyn FnMut(&Board) -> bool) -> bool {
        let rises = bound.run(1, upper, 1, &mut || ask(self.board));
        if bound.impossible {
            self.board.enough.store(0, Relaxed);
            self.board.last.store(true, Release);
        }
        if let Some(value) = bound.value() {
            self.board.bound.fetch_max(value, Relaxed);
        }
        rises
    }

    fn tell(&self, nodes: u64) {
        if let Some(own) = self.board.nodes.get(self.number) {
            own.store(nodes, Release);
        }
    }
}
