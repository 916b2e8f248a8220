//! The average of a period: sums. What came in during a period joins what was there when it began; its issues leave that
//! whole one after the other, whatever the days within it. Under the cumulative cut a period is one step.

use super::{
    super::{CostingPeriod, Cut},
    key,
    rest::Rest,
    rows::{Rows, Spot},
};
use chrono::{Datelike, NaiveDate};

type Pool = Rows<Rest>;

/// The states in which periods began that had movements, one after the other from the first movement on, as far as they
/// were asked for: the key of a period's first moment, and what was there.
#[derive(Clone, Debug, Default)]
pub(super) struct Openings(Vec<(u64, Rest)>);

/// The first moments of the period that a key is in, and of the next one.
pub(super) fn bounds(period: CostingPeriod, within: u64) -> (u64, u64) {
    let months = match period {
        CostingPeriod::Month => 1,
        CostingPeriod::Quarter => 3,
        CostingPeriod::Year => 12,
    };
    let day = key::day(within);
    let first = day.month0() / months * months;
    let start = |year, month0: u32| NaiveDate::from_ymd_opt(year, month0 + 1, 1);
    let next = if first + months < 12 { start(day.year(), first + months) } else { start(day.year() + 1, 0) };
    let from = start(day.year(), first).map_or(0, |day| key::of(day, 0));
    (from, next.map_or(u64::MAX, |day| key::of(day, 0)))
}

impl Openings {
    /// A movement of that key changes: periods after its own begin otherwise.
    pub fn forget(&mut self, key: u64) {
        self.0.retain(|(start, _)| *start <= key);
    }

    pub fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<(u64, Rest)>()
    }

    /// The state before a movement's issue, or where nothing stands the state at the end: the period's place, and what is
    /// left of the whole that its issues leave.
    pub fn at(&mut self, rows: &Pool, spot: Spot, period: CostingPeriod, cut: Cut) -> (State, usize) {
        let first = rows.row(Spot::default()).map_or(0, |row| row.key);
        let mut steps = 0;
        // The last opening that is not after the place.
        let known = self.0.partition_point(|(start, _)| rows.spot(*start) <= spot);
        let found = known.checked_sub(1).and_then(|last| self.0.get(last)).copied();
        let (mut start, mut rest) = found.unwrap_or_else(|| (bounds(period, first).0, Rest::default()));
        if found.is_none() {
            self.0.insert(0, (start, rest));
        }
        loop {
            let mut state = State::open(rows, start, rest, period);
            if spot < state.end || state.end == rows.end() {
                let steps = steps + state.issue(rows, spot, cut);
                return (state, steps);
            }
            steps += state.issue(rows, state.end, cut);
            rest = state.rest;
            start = rows.next(&mut state.end.clone()).map_or(u64::MAX, |row| bounds(period, row.key).0);
            if self.0.last().is_none_or(|(last, _)| *last < start) {
                self.0.push((start, rest));
            }
        }
    }
}

/// A period's whole, and up to where its issues left it.
pub(super) struct State {
    pub rest: Rest,
    done: Spot,
    /// After its last movement.
    pub end: Spot,
    /// What came in up to the end of the period, and what was there at its beginning.
    pub value: i64,
}

impl State {
    fn open(rows: &Pool, start: u64, rest: Rest, period: CostingPeriod) -> Self {
        let (from, end) = (rows.spot(start), rows.spot(bounds(period, start).1));
        let (before, all) = (rows.before(from), rows.before(end));
        let received = all.received - before.received;
        let rest = if received > 0 { rest.with(received, all.value - before.value) } else { rest };
        Self { rest, done: from, end, value: all.value }
    }

    /// Lets the issues up to a place leave; gives how many steps that took.
    fn issue(&mut self, rows: &Pool, until: Spot, cut: Cut) -> usize {
        let from = std::mem::replace(&mut self.done, until);
        if cut == Cut::Cumulative {
            let issued = rows.before(until).issued - rows.before(from).issued;
            if issued > 0 {
                self.rest.take(issued, cut);
            }
            return 1;
        }
        let (mut skip, mut steps) = (from.index, 0);
        for number in from.block..=until.block {
            let Some(block) = rows.block(number) else { break };
            let to = if number == until.block { until.index } else { block.len() };
            let taken = block.quantities.iter().take(to).skip(std::mem::take(&mut skip));
            for quantity in taken.filter(|quantity| **quantity < 0) {
                self.rest.take(-quantity, cut);
                steps += 1;
            }
        }
        steps
    }
}

/// The costs of a block's issues; `open` is the state in which the block before it was left.
pub(super) fn costs(
    openings: &mut Openings,
    rows: &Pool,
    (number, period): (usize, CostingPeriod),
    cut: Cut,
    open: &mut Option<State>,
    costs: &mut Vec<i64>,
) {
    let Some(block) = rows.block(number) else { return };
    for (index, quantity) in block.quantities.iter().enumerate() {
        let spot = Spot { block: number, index };
        let state = match open.take() {
            Some(state) if spot < state.end => state,
            _ => openings.at(rows, spot, period, cut).0,
        };
        let state = open.insert(state);
        if *quantity < 0 {
            costs.push(state.rest.take(-quantity, cut));
        }
    }
}
