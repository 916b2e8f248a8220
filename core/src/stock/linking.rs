//! Rows in the order of their families, and what must be costed again when one changes.

use super::{
    Book, Kind, LateCost, Movement,
    engine::{Engine, Key, Outcome, Row, State},
    family::{At, Changed, Failed, Family, Shared},
};
use crate::error::{Code, Error, Result};

/// Where which family must be costed again.
#[derive(Clone, Copy)]
pub(super) struct From {
    pub family: usize,
    pub at: At,
}

impl Book {
    fn shared(&mut self) -> (Shared<'_>, &mut Vec<Family>) {
        let shared = Shared {
            policy: &self.policy,
            currency: self.currency,
            method: self.method,
            names: &self.names,
            rows: &mut self.rows,
        };
        (shared, &mut self.families)
    }

    /// Takes a movement in, and tells what must be costed again.
    pub(super) fn add(&mut self, movement: &Movement) -> Result<From> {
        let taken = |id: &&String| self.ids.contains_key(*id) || self.closing.retired.contains(*id);
        if let Some(id) = movement.id.as_ref().filter(taken) {
            let message = format!("the id `{id}` was given to an earlier movement: each needs its own");
            return Err(Error::new(Code::InputDuplicate, "id", id, message));
        }
        let facts = self.read(movement)?;
        let index = self.rows.len();
        self.rows.push(Row {
            movement: movement.clone(),
            facts,
            extra: 0,
            referrers: Vec::new(),
            outcome: Outcome::default(),
            deleted: false,
        });
        if let Some(id) = &movement.id {
            self.ids.insert(id.clone(), index);
        }
        if let Some(named) = facts.of.and_then(|of| self.rows.get_mut(of)) {
            named.referrers.push(index);
        }
        let place = self.link(index);
        let family = self.of_item.get(&facts.item).copied().unwrap_or_default();
        let mut from =
            From { family, at: At { from: place, reach: place, shift: 1, open: self.resting(index) } };
        self.as_of_named(index, &mut from);
        if let Err(error) = self.carry(index) {
            self.remove(index);
            return Err(error);
        }
        Ok(from)
    }

    pub(super) fn set_deleted(&mut self, index: usize, deleted: bool) {
        if let Some(row) = self.rows.get_mut(index) {
            row.deleted = deleted;
        }
    }

    /// Puts a row in the order of its family, and gives the place.
    pub(super) fn link(&mut self, index: usize) -> usize {
        let Some(facts) = self.rows.get(index).map(|row| row.facts) else { return 0 };
        let own = self.of_item.get(&facts.item).copied().unwrap_or_else(|| {
            self.families.push(Family::default());
            self.families.len() - 1
        });
        self.of_item.insert(facts.item, own);
        if let Some(order) = facts.order {
            let other = *self.of_order.entry(order).or_insert(own);
            if other != own {
                self.join(own, other);
            }
        }
        let (shared, families) = self.shared();
        let Some(family) = families.get_mut(own) else { return 0 };
        let place = family.place(&shared, index);
        family.order.insert(place, index);
        place
    }

    /// Makes one family of two; the other stays behind, empty.
    fn join(&mut self, own: usize, other: usize) {
        let (shared, families) = self.shared();
        let Some(joined) = families.get_mut(other).map(std::mem::take) else { return };
        if let Some(family) = families.get_mut(own) {
            family.merge(joined, &shared);
        }
        for family in self.of_item.values_mut().chain(self.of_order.values_mut()) {
            if *family == other {
                *family = own;
            }
        }
    }

    /// Where a row stands.
    pub(super) fn locate(&mut self, index: usize) -> From {
        let item = self.rows.get(index).map(|row| row.facts.item);
        let family = item.and_then(|item| self.of_item.get(&item)).copied().unwrap_or_default();
        let (shared, families) = self.shared();
        let place = families.get(family).map_or(0, |family| family.place(&shared, index));
        let open = self.resting(index);
        From { family, at: At { from: place, reach: place, shift: 0, open } }
    }

    /// The last of the movements that name a row, or what it names.
    fn resting(&self, index: usize) -> Option<Key> {
        let row = self.rows.get(index)?;
        let named = row.facts.of.and_then(|of| self.rows.get(of));
        let all = row.referrers.iter().chain(named.into_iter().flat_map(|named| &named.referrers));
        all.filter_map(|other| Some(Key::of(self.rows.get(*other)?, *other, &self.policy))).max()
    }

    /// What a row costs is costed as of the receipt that it names, where the policy replays it.
    pub(super) fn as_of_named(&mut self, index: usize, from: &mut From) {
        let of = self.rows.get(index).and_then(|row| row.facts.of);
        if let Some(of) = of.filter(|_| self.replays(index)) {
            from.at.from = from.at.from.min(self.locate(of).at.from);
        }
    }

    /// Takes a row out of the order of its family.
    pub(super) fn unlink(&mut self, index: usize) {
        let From { family, .. } = self.locate(index);
        if let Some(family) = self.families.get_mut(family) {
            family.order.retain(|other| *other != index);
        }
    }

    /// Whether what a row costs is taken as of the receipt that it names.
    fn replays(&self, index: usize) -> bool {
        let kind = self.rows.get(index).map(|row| row.movement.kind);
        self.policy.late_cost == LateCost::Replay
            && matches!(kind, Some(Kind::LandedCost | Kind::CorrectUnitCost))
    }

    /// Works out again what later costs add to the receipt that a row names, where the policy replays them.
    pub(super) fn carry(&mut self, index: usize) -> Result<()> {
        if !self.replays(index) {
            return Ok(());
        }
        let Some(of) = self.rows.get(index).and_then(|row| row.facts.of) else { return Ok(()) };
        let mut none = State::default();
        let engine = Engine {
            policy: &self.policy,
            currency: self.currency,
            method: self.method,
            names: &self.names,
            rows: &mut self.rows,
            state: &mut none,
        };
        let extra = engine.replayed(of)?;
        if let Some(named) = self.rows.get_mut(of) {
            named.extra = extra;
        }
        Ok(())
    }

    /// Takes back a movement that could not be costed.
    pub(super) fn remove(&mut self, index: usize) {
        self.unlink(index);
        self.set_deleted(index, true);
        // What it added is taken off again, which was there before and fits.
        let _ = self.carry(index);
        let Some(row) = self.rows.pop() else { return };
        if let Some(id) = &row.movement.id {
            self.ids.remove(id);
        }
        if let Some(named) = row.facts.of.and_then(|of| self.rows.get_mut(of)) {
            named.referrers.pop();
        }
    }

    pub(super) fn rework(&mut self, from: From) -> std::result::Result<Changed, Box<Failed>> {
        let (mut shared, families) = self.shared();
        match families.get_mut(from.family) {
            Some(family) => family.rework(from.at, &mut shared),
            None => Ok(Changed::new()),
        }
    }
}

/// The error of a movement, with its row where it is not the one at hand.
pub(super) fn told(failed: Failed, own: usize) -> Error {
    if failed.row == own { failed.error } else { failed.error.at_row(failed.row) }
}
