//! Changing the past: put, taken away, replaced; refused where something would be short.

use super::{
    At, Change, Flow, History, Path, Rule, average, block::Row, fifo, lifo, periodic, rows::Spot, types,
};
use crate::error::{Code, Error, Result};

/// One edit: at this place there was a movement, or none, and is another, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    key: u64,
    old: Option<(i64, i64)>,
    new: Option<(i64, i64)>,
}

impl Step {
    fn back(self) -> Self {
        Self { old: self.new, new: self.old, ..self }
    }

    pub fn key(&self) -> u64 {
        self.key
    }
}

impl History {
    /// Enters a movement at its place, however long ago.
    ///
    /// # Errors
    /// - `input.invalid`, `number.negative`, `stock.quantity_scale`, `number.out_of_range`: a quantity of zero, a quantity
    ///   or value below zero, with too many decimals, or too great.
    /// - `money.mixed_currencies`; `input.duplicate`: there is a movement at that place.
    /// - `stock.short`: on hand would be below zero, now or at a later movement; the message names the first, the value is
    ///   the quantity short.
    ///
    /// What is refused changes nothing.
    pub fn insert(&mut self, flow: &Flow) -> Result<Change> {
        let row = flow.row(&self.terms)?;
        self.vacant(row.key)?;
        self.apply(&[Step { key: row.key, old: None, new: Some((row.quantity, row.value)) }])
    }

    /// Takes a movement out.
    ///
    /// # Errors
    /// `stock.unknown_reference` when none is there; `stock.short` as [`History::insert`].
    pub fn delete(&mut self, at: At) -> Result<Change> {
        let row = self.present(at)?;
        self.apply(&[Step { key: row.key, old: Some((row.quantity, row.value)), new: None }])
    }

    /// Puts another movement in the place of one, or elsewhere. Only what comes of both is judged.
    ///
    /// # Errors
    /// As [`History::delete`] and [`History::insert`].
    pub fn amend(&mut self, at: At, flow: &Flow) -> Result<Change> {
        let old = self.present(at)?;
        let row = flow.row(&self.terms)?;
        let (was, is) = (Some((old.quantity, old.value)), Some((row.quantity, row.value)));
        if old.key == row.key {
            return self.apply(&[Step { key: row.key, old: was, new: is }]);
        }
        self.vacant(row.key)?;
        let gone = Step { key: old.key, old: was, new: None };
        let come = Step { key: row.key, old: None, new: is };
        // What raises the stock goes first, so that nothing is short in between that is not in the end.
        self.apply(&if old.quantity < 0 { [gone, come] } else { [come, gone] })
    }

    /// Forgets what changed before a version; [`History::diff`] can then no longer go back behind it.
    pub fn forget(&mut self, before: u64) {
        let count = before.saturating_sub(self.forgotten).min(self.log.len() as u64);
        self.log.drain(..usize::try_from(count).unwrap_or(0));
        self.forgotten += count;
    }

    fn vacant(&self, key: u64) -> Result<()> {
        self.rows.locate(key).map_or(Ok(()), |_| Err(types::twice(key)))
    }

    fn present(&self, at: At) -> Result<Row> {
        self.rows.locate(at.key()).ok().and_then(|spot| self.rows.row(spot)).ok_or_else(|| {
            let message = format!("there is no movement at {at}");
            Error::new(Code::StockUnknownReference, "at", at, message)
        })
    }

    fn apply(&mut self, steps: &[Step]) -> Result<Change> {
        self.fits(steps)?;
        let mut first = Spot::default();
        for step in steps {
            first = self.make(step);
        }
        let short = self.first_short();
        if short.is_some() || (steps.len() > 1 && self.terms.rule == Rule::Lifo) {
            for step in steps.iter().rev() {
                self.make(&step.back());
            }
            if let Some(short) = short {
                return Err(short);
            }
            // Stacks are patched for one edit after the other.
            for step in steps {
                let spot = self.make(step);
                self.patch(step, spot);
            }
        } else if let [step] = steps {
            self.patch(step, first);
        }
        let before = self.version();
        self.log.extend(steps);
        Ok(Change { before, after: self.version() })
    }

    /// The first movement after which less than nothing is on hand, if there is one, as the lowest level of all tells.
    fn first_short(&self) -> Option<Error> {
        if self.rows.tree.all().low >= 0 {
            return None;
        }
        let (spot, level) = self.rows.next_below(Spot::default(), 0, 0)?;
        Some(self.terms.short(self.rows.row(spot)?, level))
    }

    /// Whether the sums of what came in stay within range.
    fn fits(&self, steps: &[Step]) -> Result<()> {
        let all = self.rows.tree.all();
        let (mut received, mut value) = (all.received, all.value);
        for (quantity, amount) in steps.iter().filter_map(|step| step.old).filter(|old| old.0 > 0) {
            received -= quantity;
            value -= amount;
        }
        for (quantity, amount) in steps.iter().filter_map(|step| step.new).filter(|new| new.0 > 0) {
            received = self.terms.room(received, quantity)?;
            value = value.checked_add(amount).ok_or_else(|| self.terms.too_dear(amount))?;
        }
        Ok(())
    }

    /// Makes an edit, whatever comes of it; gives its place.
    fn make(&mut self, step: &Step) -> Spot {
        self.openings.forget(step.key);
        self.checkpoints.forget(step.key);
        if self.terms.rule == Rule::Periodic {
            // What comes in counts for the issues before it too.
            let (start, _) = periodic::bounds(self.terms.period, step.key);
            self.rows.forget(self.rows.spot(start).block);
        }
        let spot = self.rows.spot(step.key);
        match (step.old, step.new) {
            (None, Some((quantity, value))) => self.rows.insert(spot, Row { key: step.key, quantity, value }),
            (Some(_), None) => self.rows.remove(spot),
            (Some((before, was)), Some((quantity, value))) => {
                self.rows.replace(spot, quantity, value);
                match self.terms.rule {
                    Rule::Fifo if before == quantity => fifo::correct(&mut self.rows, spot, quantity),
                    Rule::Average if before == quantity => {
                        average::correct(&mut self.rows, spot, (quantity, was, value), self.terms.cut);
                    }
                    _ => self.rows.forget(spot.block),
                }
                spot
            }
            (None, None) => spot,
        }
    }

    fn patch(&mut self, step: &Step, spot: Spot) {
        if self.terms.rule == Rule::Lifo {
            let edit = lifo::Edit { spot, old: step.old, new: step.new };
            let movements = lifo::patch(&mut self.rows, &edit, self.terms.cut);
            self.path = Path::StackPatch { movements };
        }
    }

    /// Takes an edit back, the last one that was made.
    pub(super) fn revert(&mut self, step: &Step) {
        let back = step.back();
        let spot = self.make(&back);
        self.patch(&back, spot);
    }
}
