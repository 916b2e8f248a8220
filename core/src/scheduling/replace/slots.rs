//! How the needs are covered, kept up to date as people come and go.

use super::cost::Cost;
use super::duty::Duties;
use crate::scheduling::clock;
use crate::scheduling::evaluate::cover::lines;
use crate::scheduling::evaluate::judge::Judge;
use crate::scheduling::rules::Coverage;
use std::collections::BTreeMap;

/// A need of a shift on a day, or of an interval.
#[derive(Clone, Debug)]
pub(in crate::scheduling) struct Slot {
    /// Fewer break a hard rule.
    least: i64,
    wanted: i64,
    short: i64,
    over: i64,
    /// How many are there.
    there: i64,
}

impl Slot {
    fn cost(&self, there: i64) -> i64 {
        (self.wanted - there).max(0) * self.short + (there - self.wanted).max(0) * self.over
    }

    /// How many are missing that there must be.
    fn lacks(&self, there: i64) -> i64 {
        (self.least - there).max(0)
    }
}

/// All needs, and which work covers which.
#[derive(Clone, Debug)]
pub(in crate::scheduling) struct Slots {
    all: Vec<Slot>,
    /// By day and duty.
    covers: Vec<Vec<u32>>,
    duties: usize,
    level: u8,
}

/// How many come to (or leave) a duty of a day.
pub(in crate::scheduling) type Move = (usize, usize, i64);

impl Slots {
    pub fn new(judge: &Judge<'_>, duties: &Duties) -> Self {
        let model = judge.model;
        let must = model.rules.coverage == Coverage::Must;
        let mut slots = Vec::new();
        let mut covers = vec![Vec::new(); duties.days() * duties.len()];
        let number = |slots: &Vec<Slot>| u32::try_from(slots.len()).unwrap_or(u32::MAX);
        for line in lines(model, &judge.index) {
            let (short, over) = line.weights(judge);
            let (least, wanted) = (i64::from(line.least), i64::from(line.wanted));
            let least = if must { wanted } else { least };
            if let (Some(duty), Some(day)) = (duties.find(line.number, line.skill), duties.day(line.day))
                && let Some(covered) = covers.get_mut(day * duties.len() + duty)
            {
                covered.push(number(&slots));
            }
            slots.push(Slot { least, wanted, short, over, there: 0 });
        }
        for demand in &model.demand {
            let minutes = clock::between(demand.from, demand.to);
            let wanted = i64::from(demand.needed);
            let own = demand.from.date();
            for day in [own.pred_opt(), Some(own)].into_iter().flatten() {
                let Some(at) = duties.day(day) else { continue };
                let midnight = clock::moment(day, 0);
                let (from, to) = (clock::between(midnight, demand.from), clock::between(midnight, demand.to));
                for (number_of, duty) in duties.iter().enumerate() {
                    let shift = model.shifts.get(duty.shift);
                    let covered = shift.is_some_and(|shift| demand.counts(shift, duty.skill.as_deref()))
                        && judge.timing(duty.shift).is_some_and(|timing| timing.covers(from, to));
                    if let Some(cell) = covers.get_mut(at * duties.len() + number_of).filter(|_| covered) {
                        cell.push(number(&slots));
                    }
                }
            }
            slots.push(Slot {
                least: if must { wanted } else { 0 },
                wanted,
                short: i64::from(model.rules.short) * minutes,
                over: i64::from(model.rules.over) * minutes,
                there: 0,
            });
        }
        Self { all: slots, covers, duties: duties.len(), level: model.rules.levels.cover }
    }

    /// The needs that such work covers.
    pub fn of(&self, day: usize, duty: usize) -> &[u32] {
        self.covers.get(day * self.duties + duty).map(Vec::as_slice).unwrap_or_default()
    }

    /// Takes down who comes and who leaves.
    pub fn shift(&mut self, moves: &[Move]) {
        for (day, duty, by) in moves {
            for slot in self.covers.get(day * self.duties + duty).into_iter().flatten() {
                if let Some(slot) = self.all.get_mut(*slot as usize) {
                    slot.there += by;
                }
            }
        }
    }

    /// What these moves cost, and whether fewer are then missing that there must be, or as many.
    pub fn price(&self, moves: &[Move]) -> (Cost, bool) {
        let (mut cost, mut lawful) = (0, true);
        let mut net: BTreeMap<u32, i64> = BTreeMap::new();
        for (day, duty, by) in moves {
            for slot in self.of(*day, *duty) {
                *net.entry(*slot).or_default() += by;
            }
        }
        for (slot, by) in net {
            if let Some(slot) = self.all.get(slot as usize) {
                cost += slot.cost(slot.there + by) - slot.cost(slot.there);
                lawful &= slot.lacks(slot.there + by) <= slot.lacks(slot.there);
            }
        }
        (Cost::at(self.level, cost), lawful)
    }
}
