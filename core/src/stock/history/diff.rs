//! What changed since a version: both pasts are restated from the first edit on, and compared.

use super::{Difference, History, Rule, block::Row, periodic};
use crate::error::{Error, Result};
use std::{cmp::Ordering, sync::Arc};

impl History {
    /// Exactly the movements that are not as they were at a version, in order: added, deleted, amended, or of another
    /// cost. Each edit since is taken back in a copy that shares every block that it does not change.
    ///
    /// # Errors
    /// `input.invalid` for a version that is still to come, or that was [forgotten](History::forget).
    pub fn diff(&mut self, since: u64) -> Result<Vec<Difference>> {
        let wanted = || {
            let wanted = format!("versions {} to {} can be compared", self.forgotten, self.version());
            Error::invalid("since", since, &wanted)
        };
        let skip = since.checked_sub(self.forgotten).and_then(|skip| usize::try_from(skip).ok());
        let steps = skip.and_then(|skip| self.log.get(skip..)).ok_or_else(wanted)?.to_vec();
        let Some(first) = steps.iter().map(super::edit::Step::key).min() else { return Ok(Vec::new()) };
        let first = match self.terms.rule {
            Rule::Periodic => periodic::bounds(self.terms.period, first).0,
            _ => first,
        };
        let path = self.path;
        let mut old = Self { log: Vec::new(), ..self.shared() };
        for step in steps.iter().rev() {
            old.revert(step);
        }
        for side in [&mut *self, &mut old] {
            let from = side.rows.spot(first).block;
            side.restate(from, side.rows.blocks.len());
        }
        if self.terms.rule == Rule::Lifo {
            self.path = path;
        }
        let mut differences = Vec::new();
        self.compare(&old, first, |before, after| {
            let of = |row: Option<Row>| row.map(|row| self.terms.recorded(row));
            differences.push(Difference { before: of(before), after: of(after) });
        });
        Ok(differences)
    }

    /// A copy without the edits.
    fn shared(&self) -> Self {
        Self {
            terms: self.terms,
            rows: self.rows.clone(),
            openings: self.openings.clone(),
            checkpoints: self.checkpoints.clone(),
            log: Vec::new(),
            forgotten: self.forgotten,
            path: self.path,
        }
    }

    fn compare(&self, old: &Self, first: u64, mut found: impl FnMut(Option<Row>, Option<Row>)) {
        let (mut was, mut is) = (old.rows.spot(first), self.rows.spot(first));
        loop {
            // A block that both share has not changed.
            if let (0, 0, Some(one), Some(other)) =
                (was.index, is.index, old.rows.blocks.get(was.block), self.rows.blocks.get(is.block))
                && Arc::ptr_eq(one, other)
            {
                (was.block, is.block) = (was.block + 1, is.block + 1);
                continue;
            }
            let (before, after) = (old.rows.next(&mut was), self.rows.next(&mut is));
            let order = match (before, after) {
                (None, None) => return,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(before), Some(after)) => before.key.cmp(&after.key),
            };
            match order {
                Ordering::Less => found(before, None),
                Ordering::Greater => found(None, after),
                Ordering::Equal if before != after => found(before, after),
                Ordering::Equal => {}
            }
            was.index += usize::from(order != Ordering::Greater);
            is.index += usize::from(order != Ordering::Less);
        }
    }
}
