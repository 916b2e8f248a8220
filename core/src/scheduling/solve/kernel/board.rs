//! What the threads of a search tell each other: how far they are, the best roster's cost, and the bound as it stood.

use super::bound::Bound;
use super::delta::BROKEN;
use super::search::Pulse;
use std::sync::atomic::{
    AtomicBool, AtomicI64, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A bound that stood after so many nodes is used by other threads after so many times as many of theirs: these go faster,
/// and so need not wait for it.
pub(super) const LATER: u64 = 8;

/// How often is looked whether another thread is so far.
pub(super) const WATCHED: Duration = Duration::from_millis(2);

/// What threads tell each other. The last of them has the bound, where there is one.
pub(super) struct Board {
    stop: AtomicBool,
    upper: AtomicI64,
    bound: AtomicI64,
    /// Who finds nothing better after so many nodes of their own may end: the best roster is proven.
    enough: AtomicU64,
    /// By thread, its nodes so far.
    nodes: Vec<AtomicU64>,
    /// The bound as it stood after so many nodes of its thread: others may use it after [`LATER`] times as many of theirs.
    handed: Mutex<Vec<(u64, Arc<Bound>)>>,
    /// No other bound will be handed on.
    last: AtomicBool,
}

impl Board {
    /// For so many threads; whether one of them has a bound.
    pub(super) fn new(threads: usize, bound: bool) -> Self {
        Self {
            stop: AtomicBool::new(false),
            upper: AtomicI64::new(i64::MAX),
            bound: AtomicI64::new(i64::MIN),
            enough: AtomicU64::new(u64::MAX),
            nodes: (0..threads).map(|_| AtomicU64::new(0)).collect(),
            handed: Mutex::default(),
            last: AtomicBool::new(!bound),
        }
    }

    pub(super) fn pulse(&self) -> Pulse {
        let nodes = self.nodes.iter().map(|nodes| nodes.load(Relaxed)).sum();
        let (upper, bound) = (self.upper.load(Relaxed), self.bound.load(Relaxed));
        let cost = (upper < BROKEN / 2).then_some(upper);
        Pulse { nodes, cost, bound: (bound > i64::MIN).then_some(bound) }
    }

    /// That thread has used so many nodes.
    pub(super) fn tell(&self, thread: usize, nodes: u64) {
        if let Some(own) = self.nodes.get(thread) {
            own.store(nodes, Release);
        }
    }

    /// A roster was found that costs so much.
    pub(super) fn met(&self, cost: i64) {
        self.upper.fetch_min(cost, Relaxed);
    }

    /// No roster costs less.
    pub(super) fn raise(&self, bound: i64) {
        self.bound.fetch_max(bound, Relaxed);
    }

    /// Whether a roster of that cost is proven to be the best.
    pub(super) fn proves(&self, cost: i64) -> bool {
        cost <= self.bound.load(Relaxed)
    }

    /// The best roster is proven, and was found after so many nodes: who finds nothing better within as many may end.
    pub(super) fn end_after(&self, nodes: u64) {
        self.enough.fetch_min(nodes, Relaxed);
    }

    /// After so many nodes of its own a thread may end; all that there are until a roster is proven.
    pub(super) fn enough(&self) -> u64 {
        self.enough.load(Relaxed)
    }

    /// All threads are to end.
    pub(super) fn stop(&self) {
        self.stop.store(true, Relaxed);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Relaxed)
    }

    /// Hands the bound on, as it stands after so many nodes of its thread.
    pub(super) fn hand(&self, nodes: u64, bound: &Bound) {
        let Some((_, others)) = self.nodes.split_last().filter(|(_, others)| !others.is_empty()) else {
            return;
        };
        let Ok(mut handed) = self.handed.lock() else { return };
        handed.push((nodes, Arc::new(bound.clone())));
        // Nobody asks for one that stood before the last that all may use already.
        let due = others.iter().map(|nodes| nodes.load(Acquire)).min().unwrap_or(0) / LATER;
        let known = handed.iter().take_while(|(at, _)| *at <= due).count();
        handed.drain(..known.saturating_sub(1));
    }

    /// How many bounds are held.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.handed.lock().unwrap().len()
    }

    /// No other bound will be handed on.
    pub(super) fn hand_no_more(&self) {
        self.last.store(true, Release);
    }

    /// The bound that may be used after so many nodes of one's own: known once the thread that has it is so far. None when
    /// `ask` ends the wait.
    pub(super) fn take(&self, nodes: u64, ask: &mut dyn FnMut(&Self) -> bool) -> Option<Arc<Bound>> {
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
