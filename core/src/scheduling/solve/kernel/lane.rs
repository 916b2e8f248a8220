//! One thread's part of the search: a searcher, the bound or that of another thread, diving and proof, taking turns.

use super::super::chance::Chance;
use super::anneal::Incumbent;
use super::board::Board;
use super::bound::Bound;
use super::delta::BROKEN;
use super::dive::Diver;
use super::hunter::Hunter;
use super::proof::Proof;
use super::search::Effort;
use super::tables::Tables;
use std::sync::Arc;

/// A bound is split for so many cells of people and days at most.
const LARGEST: usize = 2000;

/// What found nothing better is tried less: half as much each time, so many times; hardly less where the bound is near.
const IDLE: (u32, u32) = (4, 1);

/// In so many pieces of a turn the bound is handed on, and others look for it.
const PIECES: u64 = 8;

/// A bound is near the best roster where no more than such a part of its cost lies between.
const NEAR: i64 = 200;

/// Whom a thread asks whether to go on.
type Ask<'f> = &'f mut dyn FnMut(&Board) -> bool;

/// What one thread brings home.
#[derive(Default)]
pub(super) struct Catch {
    pub(super) best: Incumbent,
    /// After how many of its nodes the best was found.
    pub(super) at: u64,
    /// All its nodes, those of the bound too.
    pub(super) nodes: u64,
    pub(super) lane: usize,
    /// The bound that it was given, and how that rose, by splits too: to how much after how many nodes.
    pub(super) bound: Option<Bound>,
    pub(super) rises: Vec<(i64, u64)>,
    /// What a proof by splits came to.
    pub(super) proven: Option<i64>,
}

/// One thread, by its number, with its share of the nodes.
#[derive(Clone, Copy)]
pub(super) struct Lane<'a> {
    pub(super) tables: &'a Tables<'a>,
    pub(super) effort: &'a Effort,
    pub(super) board: &'a Board,
    pub(super) number: usize,
    pub(super) share: u64,
}

/// The best roster that a thread has told of, and after how many of its nodes.
struct Known {
    cost: i64,
    at: u64,
}

/// The bound that a thread was given.
struct Own {
    bound: Option<Bound>,
    /// It can still rise.
    rising: bool,
    /// To how much it rose after how many nodes.
    rises: Vec<(i64, u64)>,
}

impl Own {
    /// It stood so after so many nodes.
    fn stood(&mut self, value: Option<i64>, nodes: u64) {
        let is_more = |value: &i64| self.rises.last().is_none_or(|(known, _)| value > known);
        self.rises.extend(value.filter(is_more).map(|value| (value, nodes)));
    }
}

impl Lane<'_> {
    /// Searches for the lane's share of the nodes; with the bound `first` or in turns with it.
    pub(super) fn work(self, bound: Option<Bound>, first: bool, ask: Ask<'_>) -> Catch {
        // A bound that takes long is raised beside the search, not before it.
        let first = first && !bound.as_ref().is_some_and(Bound::is_heavy);
        let mut own = Own { rising: bound.is_some(), bound, rises: vec![] };
        let spent = if first { self.raise_first(&mut own, ask) } else { 0 };
        let seed = self.effort.seed.wrapping_mul(0x9E37_79B9).wrapping_add(self.number as u64);
        let hunter = Hunter::new(self.tables, self.effort.warm.as_deref(), seed);
        let Some(hunter) = hunter else {
            return Catch { nodes: spent, bound: own.bound, rises: own.rises, ..Catch::default() };
        };
        let mut work = Work {
            lane: self,
            hunter,
            spent,
            known: Known { cost: i64::MAX, at: 0 },
            own,
            taken: None,
            looked: 0,
            diver: None,
            chance: Chance::new(!seed),
            idle: 0,
            dived: i64::MAX,
            proof: None,
            proven: None,
        };
        if first {
            work.learn_first();
        }
        while work.nodes() < self.share && work.round(ask) {}
        work.end(ask)
    }

    /// Raises the bound until its prices hardly get better, and hands it on after each fourth more passes; how many nodes
    /// that took.
    fn raise_first(self, own: &mut Own, ask: Ask<'_>) -> u64 {
        let (mut spent, mut handed) = (0, 0);
        while own.rising && spent < self.share.min(self.board.enough()) {
            let Some(bound) = own.bound.as_mut().filter(|bound| !bound.is_close()) else { break };
            // Not told of the others' rosters: it goes the same way whenever they come.
            own.rising = self.raise(bound, None, &mut spent, ask);
            let value = stood(bound);
            if bound.passes > handed + handed / 4 && bound.is_settled() {
                handed = bound.passes;
                self.board.hand(spent, bound);
            }
            own.stood(value, spent);
            self.board.tell(self.number, spent);
        }
        spent
    }

    /// One pass of the bound, which takes some nodes; false when it cannot rise.
    fn raise(self, bound: &mut Bound, upper: Option<i64>, spent: &mut u64, ask: Ask<'_>) -> bool {
        let before = bound.priced.0;
        let rises = bound.run(1, upper, 1, &mut || ask(self.board));
        // All rows may have been counted on trial besides.
        *spent += ((bound.priced.0 - before) * bound.row_nodes()).max(bound.pass_nodes());
        if bound.impossible {
            self.board.end_after(0);
            self.board.hand_no_more();
        }
        if let Some(value) = bound.value() {
            self.board.raise(value);
        }
        rises
    }

    /// Tells of a roster that was found after so many nodes, when it is the thread's best.
    fn meet(self, known: &mut Known, nodes: u64, cost: i64) {
        if cost < known.cost {
            *known = Known { cost, at: nodes };
            self.board.met(cost);
        }
    }

    /// Tells how far the thread is, and what it has; false when it may end.
    fn goes_on(self, known: &mut Known, nodes: u64, cost: i64, ask: Ask<'_>) -> bool {
        self.meet(known, nodes, cost);
        self.board.tell(self.number, nodes);
        if self.board.proves(known.cost) {
            self.board.end_after(known.at);
        }
        nodes < self.board.enough().min(self.share) && ask(self.board)
    }
}

impl Known {
    const fn is_lawful(&self) -> bool {
        self.cost < BROKEN / 2
    }

    /// Whether the bound is not met, but not far below either.
    fn is_near(&self, bound: &Bound) -> bool {
        let Some(value) = bound.value() else { return false };
        let gap = self.cost.saturating_sub(value);
        gap > 0 && self.is_lawful() && gap <= self.cost / 10 + 5
    }
}

/// Where a thread's work stands.
struct Work<'a> {
    lane: Lane<'a>,
    hunter: Hunter<'a>,
    /// Nodes that were not the searcher's.
    spent: u64,
    known: Known,
    own: Own,
    /// The bound of another thread.
    taken: Option<Arc<Bound>>,
    /// How many passes the bound had made when it was learnt from.
    looked: u64,
    diver: Option<Diver>,
    chance: Chance,
    /// So often in a row diving found nothing better.
    idle: u32,
    /// The cost of the roster that was dived from last.
    dived: i64,
    proof: Option<Proof>,
    proven: Option<i64>,
}

impl Work<'_> {
    const fn nodes(&self) -> u64 {
        self.hunter.nodes() + self.spent
    }

    /// A run of the searcher, and what the bound makes of it; false when the thread may end.
    fn round(&mut self, ask: Ask<'_>) -> bool {
        let begun = self.hunter.nodes();
        if !self.hunt(ask) {
            return false;
        }
        let hunted = self.hunter.nodes() - begun;
        if self.own.bound.is_some() {
            self.raise(hunted, ask);
            self.learn();
        } else {
            self.take(ask);
        }
        self.dive(hunted, ask) && self.prove(hunted, ask)
    }

    /// Takes the bound of another thread as it stands, and learns from it.
    fn take(&mut self, ask: Ask<'_>) {
        self.taken = self.lane.board.take(self.nodes(), ask).or(self.taken.take());
        self.learn();
    }

    fn hunt(&mut self, ask: Ask<'_>) -> bool {
        let (lane, known, spent) = (self.lane, &mut self.known, self.spent);
        self.hunter.run(&mut |nodes, cost| lane.goes_on(known, nodes + spent, cost, ask))
    }

    /// Raises the thread's own bound, for half as many nodes as the searcher had, or for twice as many while rows pay; it is
    /// handed on in between.
    fn raise(&mut self, hunted: u64, ask: Ask<'_>) {
        let Self { lane, hunter, spent, known, own, .. } = self;
        let pass = own.bound.as_ref().map_or(1, Bound::pass_nodes).max(1);
        let pays = own.bound.as_ref().is_some_and(Bound::pays);
        let passes = (if pays { hunted * 2 } else { hunted / 2 } / pass).max(1);
        let handed = (passes / PIECES).max(1);
        for number in 0..passes {
            let Some(bound) = own.bound.as_mut().filter(|_| own.rising) else { break };
            if hunter.nodes() + *spent >= lane.share {
                break;
            }
            let upper = known.is_lawful().then_some(known.cost);
            own.rising = lane.raise(bound, upper, spent, ask);
            let value = stood(bound);
            if number % handed == handed - 1 && known.is_near(bound) {
                lane.board.hand(hunter.nodes() + *spent, bound);
                lane.board.tell(lane.number, hunter.nodes() + *spent);
            }
            own.stood(value, *spent);
        }
    }

    /// The first prices, where the bound was raised before the search.
    fn learn_first(&mut self) {
        if let Some(bound) = self.own.bound.as_ref().filter(|bound| bound.value().is_some()) {
            self.hunter.learn(bound.prices(), bound.parts);
            self.lane.board.hand(self.spent, bound);
        }
    }

    /// Learns the prices and the mix of a bound that rosters can be looked for with, when it is another than the last time;
    /// one's own is handed on.
    fn learn(&mut self) {
        let bound = stands(&self.own, self.taken.as_deref(), &self.known);
        if let Some(bound) = bound.filter(|bound| bound.passes > self.looked) {
            self.looked = bound.passes;
            self.hunter.learn(bound.prices(), bound.parts);
            if let Some(diver) = &mut self.diver {
                diver.learn(bound);
            }
            if self.own.bound.is_some() {
                self.lane.board.hand(self.nodes(), bound);
            }
        }
        if self.own.bound.is_some() && !self.own.rising {
            self.lane.board.hand_no_more();
        }
    }

    /// Dives from the best roster into the bound's mix, for as many nodes as the searcher had; in pieces where the bound is
    /// another thread's, as it may have risen meanwhile. False when the thread may end.
    fn dive(&mut self, hunted: u64, ask: Ask<'_>) -> bool {
        let Some(bound) = stands(&self.own, self.taken.as_deref(), &self.known) else { return true };
        let gap = self.known.cost - bound.value().unwrap_or(self.known.cost);
        let most = if gap <= self.known.cost / NEAR { IDLE.1 } else { IDLE.0 };
        // What found nothing better has to wait, until there is another roster to begin with.
        self.idle = if self.hunter.best.cost < self.dived { 0 } else { (self.idle + 1).min(most) };
        self.dived = self.hunter.best.cost;
        let pieces = if self.own.bound.is_some() { 1 } else { PIECES };
        (0..pieces).all(|piece| {
            if piece > 0 {
                self.take(ask);
            }
            self.dive_once((hunted >> self.idle) / pieces, ask)
        })
    }

    fn dive_once(&mut self, nodes: u64, ask: Ask<'_>) -> bool {
        let so_far = self.nodes();
        let Self { lane, hunter, known, own, taken, diver, chance, .. } = self;
        let bound = stands(own, taken.as_deref(), known);
        let Some(bound) = bound.filter(|_| known.is_lawful()) else { return true };
        let diver = diver.get_or_insert_with(|| Diver::new(bound));
        let before = diver.nodes;
        let goes = diver.run(&mut hunter.best, nodes, chance, &mut |nodes, cost| {
            lane.goes_on(known, so_far + nodes - before, cost, ask)
        });
        self.spent += diver.nodes - before;
        goes
    }

    /// Splits one's own bound once it cannot rise, for as many nodes as the searcher had; false when the best roster is
    /// proven.
    fn prove(&mut self, hunted: u64, ask: Ask<'_>) -> bool {
        let Some(bound) = self.own.bound.as_ref().filter(|bound| self.is_worth_proving(bound)) else {
            return true;
        };
        let (board, known, so_far) = (self.lane.board, &mut self.known, self.hunter.nodes() + self.spent);
        let proof = self.proof.get_or_insert_with(|| Proof::new(bound, known.cost));
        let before = proof.nodes;
        proof.upper = proof.upper.min(known.cost);
        let turn = if proof.knows_rows() { hunted } else { hunted >> IDLE.0 };
        let share = self.lane.share;
        proof.run(turn.max(64), 1, &mut |nodes| {
            so_far + nodes - before < board.enough().min(share) && ask(board)
        });
        self.spent += proof.nodes - before;
        if let (Some(left), Some(diver)) = (proof.left.take(), &mut self.diver) {
            diver.narrow(left);
        }
        if let Some(rows) = proof.roster.take() {
            self.hunter.offer(&rows, proof.upper);
            self.lane.meet(known, self.hunter.nodes() + self.spent, proof.upper);
        }
        if proof.value() > self.proven {
            self.proven = proof.value();
            self.own.stood(self.proven, self.spent);
            board.raise(self.proven.unwrap_or(i64::MIN));
        }
        let proven = self.proven >= Some(known.cost);
        if proven {
            board.end_after(known.at);
        }
        !proven
    }

    /// Whether the bound may be split: it cannot rise, is near, and the problem is not too large to keep many of them.
    fn is_worth_proving(&self, bound: &Bound) -> bool {
        let problem = self.lane.tables.problem;
        !self.own.rising && self.known.is_near(bound) && problem.people.len() * problem.days <= LARGEST
    }

    fn end(self, ask: Ask<'_>) -> Catch {
        let Lane { board, number, .. } = self.lane;
        if number == 0 && board.enough() == u64::MAX && !ask(board) {
            board.stop();
        }
        let nodes = self.nodes();
        let best = self.hunter.best;
        // What was met only because it was ended there counts after all that was found before.
        let at = if best.cost < self.known.cost { nodes + 1 } else { self.known.at };
        let Own { bound, rises, .. } = self.own;
        Catch { best, at, nodes, lane: number, bound, rises, proven: self.proven }
    }
}

/// What a bound has come to: more than any roster costs when none is possible.
fn stood(bound: &Bound) -> Option<i64> {
    if bound.impossible { Some(i64::MAX) } else { bound.value() }
}

/// The bound that rosters can be looked for with: one's own once it has come to its end, or nearly, and is not far below the
/// best roster; that of another thread where it is not.
fn stands<'b>(own: &'b Own, taken: Option<&'b Bound>, known: &Known) -> Option<&'b Bound> {
    let ended = |bound: &&Bound| !own.rising || bound.is_close() && known.is_near(bound);
    let own = own.bound.as_ref().filter(ended);
    own.or(taken.filter(|bound| known.is_near(bound))).filter(|bound| bound.value().is_some())
}
