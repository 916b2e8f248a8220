//! Who could take over a shift, and who could swap it: ranked, with the cost and every rule that is touched, at once.
//!
//! All costs are the judge's own: what [`evaluate`](super::evaluate()) says of the roster with the change, less what it
//! says of the roster without.

use super::model::Assignment;
use crate::error::Result;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod bonds;
pub(in crate::scheduling) mod cost;
pub(in crate::scheduling) mod desk;
mod duty;
mod parts;
mod refine;
pub(in crate::scheduling) mod row;
mod slots;
#[cfg(test)]
pub(in crate::scheduling) mod tests;

use cost::Cost;
pub use desk::Desk;
use parts::{Change, May};
pub use refine::Refined;

/// Somebody who could take over a shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    /// Who.
    pub person: String,
    /// What the person would work.
    pub takes: Assignment,
    /// What the person works on that day and would give up for it.
    #[serde(default)]
    pub gives_up: Vec<Assignment>,
    /// How much more the roster would cost; below zero when it would be better.
    pub cost: i64,
    /// The same by level of the objective.
    pub levels: Vec<i64>,
    /// The names of the soft rules that would be broken, or broken more; `request` for a wish.
    #[serde(default)]
    pub touches: Vec<String>,
}

/// Two shifts that two people could exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Swap {
    /// What the first person has and the other would take.
    pub gives: Assignment,
    /// What the other person has and the first would take.
    pub takes: Assignment,
    /// How much more the roster would cost; below zero when it would be better.
    pub cost: i64,
    /// The same by level of the objective.
    pub levels: Vec<i64>,
    /// The names of the soft rules that would be broken, or broken more; `request` for a wish.
    #[serde(default)]
    pub touches: Vec<String>,
}

/// What would be best if somebody did not work a shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextBest {
    /// Who would work it instead; none when it were best left open.
    pub person: Option<String>,
    /// What that person would give up for it.
    #[serde(default)]
    pub gives_up: Vec<Assignment>,
    /// How much more the roster would cost; below zero when it would be better.
    pub cost: i64,
}

impl Desk {
    /// Everybody who could take over that shift, cheapest first, `most` at most: whoever breaks no hard rule by it.
    /// Somebody who works something else on that day gives that up, where a day holds one shift.
    ///
    /// # Errors
    /// `scheduling.unknown_name` or `input.invalid` when there is no such shift on that day.
    pub fn replacements(
        &self,
        shift: &str,
        day: NaiveDate,
        skill: Option<&str>,
        most: usize,
    ) -> Result<Vec<Replacement>> {
        let Some(first) = self.model.people.first() else { return Ok(vec![]) };
        let asked =
            Assignment { day, person: first.name.clone(), shift: shift.into(), skill: skill.map(Into::into) };
        let (_, day, duty) = self.seat(&asked)?;
        // What the needs cost depends on what is given up alone.
        let mut needs: BTreeMap<Option<usize>, (Cost, bool)> = BTreeMap::new();
        let mut found = Vec::new();
        for person in 0..self.rows.len() {
            let Some(cell) = self.cell(person, day, duty).filter(|cell| cell.may == May::Yes) else {
                continue;
            };
            let content = if self.one_a_day { self.content(person, day) } else { &[] };
            let price = || {
                let leave = content.iter().map(|given| (day, *given, -1));
                self.slots.price(&leave.chain([(day, duty, 1)]).collect::<Vec<_>>())
            };
            let (need, lawful) = match content {
                [] | [_] => *needs.entry(content.first().copied()).or_insert_with(price),
                _ => price(),
            };
            let mut cost = need.plus(self.rise(person, cell.cost));
            if !lawful {
                continue;
            }
            if !self.bonds.leave_alone(person)
                && let Some(change) = self.taking(person, day, duty)?
            {
                let pull = self.pull(&[&change]);
                if !pull.hard.is_empty() {
                    continue;
                }
                cost = cost.plus(pull.cost);
            }
            found.push((cost, person, cell.touches));
        }
        if found.len() > most {
            found.select_nth_unstable(most);
            found.truncate(most);
        }
        found.sort_unstable();
        let mut list = Vec::with_capacity(found.len());
        for (cost, person, touches) in found {
            let Some(takes) = self.told(person, day, duty) else { continue };
            let mut touches = self.names(touches).to_vec();
            if !self.bonds.leave_alone(person)
                && let Some(change) = self.taking(person, day, duty)?
            {
                touches.extend(self.pull(&[&change]).soft);
            }
            let gives_up = self.room(person, day).into_iter();
            list.push(Replacement {
                person: takes.person.clone(),
                takes,
                gives_up: gives_up.filter_map(|(day, duty)| self.told(person, day, duty)).collect(),
                cost: cost.sum(),
                levels: cost.levels(),
                touches,
            });
        }
        Ok(list)
    }

    /// Every exchange of that assignment for one of somebody else's after which no hard rule is broken that was not,
    /// cheapest first: on the same day, or on two days on which the one who comes is free. Each keeps the skill that is
    /// worked on the shift.
    ///
    /// # Errors
    /// `input.invalid` when the roster has no such assignment; else as [`Desk::replacements`].
    pub fn swaps(&self, gives: &Assignment) -> Result<Vec<Swap>> {
        let (own, day, duty) = self.worked(gives)?;
        if self.is_locked(own, day, duty) {
            return Ok(vec![]);
        }
        let mut sides: BTreeMap<(usize, usize), Option<Change>> = BTreeMap::new();
        let mut found = Vec::new();
        for other in (0..self.rows.len()).filter(|other| *other != own) {
            let Some(cell) = self.cell(other, day, duty).filter(|cell| cell.may != May::No) else { continue };
            let busy = self.one_a_day && !self.content(other, day).is_empty();
            for (at, what) in self.seats(other) {
                let same_day = self.one_a_day && at == day;
                let free = same_day || !self.one_a_day || self.content(own, at).is_empty();
                if busy != same_day || !free || (at, what) == (day, duty) || self.is_locked(other, at, what) {
                    continue;
                }
                let far = i64::try_from(at.abs_diff(day)).unwrap_or(i64::MAX);
                let mends = |may: May| match may {
                    May::Yes => true,
                    May::Within(reach) => !same_day && far <= reach,
                    May::No => false,
                };
                if !mends(cell.may) || !self.cell(own, at, what).is_some_and(|cell| mends(cell.may)) {
                    continue;
                }
                if let std::collections::btree_map::Entry::Vacant(side) = sides.entry((at, what)) {
                    side.insert(self.side(own, (day, duty), (at, what))?);
                }
                let Some(Some(mine)) = sides.get(&(at, what)) else { continue };
                let Some(theirs) = self.side(other, (at, what), (day, duty))? else { continue };
                // The needs are covered as before: each shift keeps its skill.
                let price = self.price(&[mine, &theirs]);
                if price.lawful {
                    found.push((price.cost, other, at, what, price.touches));
                }
            }
        }
        found.sort_unstable();
        let swaps = found.into_iter().filter_map(|(cost, other, at, what, touches)| {
            let takes = self.told(other, at, what)?;
            Some(Swap { gives: gives.clone(), takes, cost: cost.sum(), levels: cost.levels(), touches })
        });
        Ok(swaps.collect())
    }

    /// One side of a swap, when it breaks no hard rule more than before.
    fn side(&self, person: usize, gives: (usize, usize), takes: (usize, usize)) -> Result<Option<Change>> {
        let change = self.change(person, &[gives], &[takes])?;
        let row = self.rows.get(person);
        Ok(change.filter(|change| row.is_some_and(|row| change.judged.obeys(&row.judged))))
    }

    /// What would be best if that assignment were not there: somebody else on the shift, or nobody. None when it is locked,
    /// or when whatever else breaks a hard rule.
    ///
    /// # Errors
    /// As [`Desk::swaps`].
    pub fn next_best(&self, assignment: &Assignment) -> Result<Option<NextBest>> {
        let (own, day, duty) = self.worked(assignment)?;
        let Some(leaves) = self.change(own, &[(day, duty)], &[])? else { return Ok(None) };
        let open = self.price(&[&leaves]);
        let mut best = open.lawful.then_some((open.cost, None));
        if !self.rows.get(own).is_some_and(|row| leaves.judged.obeys(&row.judged)) {
            return Ok(None);
        }
        let rise = self.rise(own, leaves.judged.cost);
        for other in (0..self.rows.len()).filter(|other| *other != own) {
            let Some(cell) = self.cell(other, day, duty).filter(|cell| cell.may == May::Yes) else {
                continue;
            };
            let alone = self.bonds.leave_alone(own) && self.bonds.leave_alone(other);
            let (cost, lawful) = if alone {
                let gives = self.room(other, day).into_iter().map(|(day, duty)| (day, duty, -1));
                let (needs, lawful) = self.slots.price(&gives.collect::<Vec<_>>());
                (needs.plus(rise).plus(self.rise(other, cell.cost)), lawful)
            } else {
                let Some(comes) = self.taking(other, day, duty)? else { continue };
                let price = self.price(&[&leaves, &comes]);
                (price.cost, price.lawful)
            };
            if lawful && best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, Some(other)));
            }
        }
        Ok(best.map(|(cost, person)| {
            let gives_up = person.into_iter().flat_map(|other| {
                let room = self.room(other, day).into_iter();
                room.filter_map(move |(day, duty)| self.told(other, day, duty))
            });
            let name = person.and_then(|other| self.model.people.get(other)).map(|one| one.name.clone());
            NextBest { person: name, gives_up: gives_up.collect(), cost: cost.sum() }
        }))
    }

    /// The place of an assignment that the roster has.
    fn worked(&self, assignment: &Assignment) -> Result<(usize, usize, usize)> {
        let seat = self.seat(assignment)?;
        let (person, day, duty) = seat;
        if self.content(person, day).contains(&duty) {
            return Ok(seat);
        }
        Err(crate::error::Error::invalid("assignment", assignment, "the roster does not have it"))
    }
}

impl Desk {
    /// Puts somebody on a shift, whatever the rules say; nothing happens when it is so already.
    ///
    /// # Errors
    /// `scheduling.unknown_name` or `input.invalid` when there is no such shift on that day.
    pub fn assign(&mut self, assignment: &Assignment) -> Result<()> {
        let (person, day, duty) = self.seat(assignment)?;
        let change = self.change(person, &[], &[(day, duty)])?;
        self.apply(change.into_iter().collect())
    }

    /// Takes somebody off a shift.
    ///
    /// # Errors
    /// `input.invalid` when the roster has no such assignment, or when it is locked.
    pub fn release(&mut self, assignment: &Assignment) -> Result<()> {
        let (person, day, duty) = self.worked(assignment)?;
        let locked = || crate::error::Error::invalid("assignment", assignment, "it is locked");
        let change = self.change(person, &[(day, duty)], &[])?.ok_or_else(locked)?;
        self.apply(vec![change])
    }

    /// Puts the replacement on the shift, off what he or she gives up for it.
    ///
    /// # Errors
    /// As [`Desk::assign`] and [`Desk::release`].
    pub fn take_over(&mut self, replacement: &Replacement) -> Result<()> {
        replacement.gives_up.iter().try_for_each(|given| self.release(given))?;
        self.assign(&replacement.takes)
    }

    /// Exchanges the two shifts.
    ///
    /// # Errors
    /// As [`Desk::assign`] and [`Desk::release`].
    pub fn exchange(&mut self, swap: &Swap) -> Result<()> {
        let (own, day, duty) = self.worked(&swap.gives)?;
        let (other, at, what) = self.worked(&swap.takes)?;
        let mine = self.change(own, &[(day, duty)], &[(at, what)])?;
        let theirs = self.change(other, &[(at, what)], &[(day, duty)])?;
        let locked =
            || crate::error::Error::invalid("assignment", &swap.gives, "it, or the other, is locked");
        let (mine, theirs) = (mine.ok_or_else(locked)?, theirs.ok_or_else(locked)?);
        self.apply(vec![mine, theirs])
    }
}
