//! The judge of closed periods: whether what is booked late leads from what was closed to what the movements come to.

use super::{
    Cover, Entry, PriorLine, Valuation,
    judge::{broken, same},
    sides::Sides,
    valuation::bearer,
};
use crate::{error::Result, money::Money};
use std::collections::{BTreeMap, BTreeSet};

/// Entries and covers as they come to with the differences of prior periods; none of a movement that was deleted.
pub(super) struct Restated<'a> {
    pub entries: Vec<Option<&'a Entry>>,
    pub covers: Vec<&'a Cover>,
}

impl Valuation {
    /// Follows the differences of prior periods.
    ///
    /// # Errors
    /// `stock.not_conserved` where one does not begin with what was there before it, or does not say what it changes.
    pub(super) fn restate(&self) -> Result<Restated<'_>> {
        let mut entries: Vec<Option<&Entry>> = self.entries.iter().map(Some).collect();
        if self.prior_periods.is_empty() {
            return Ok(Restated { entries, covers: self.covers.iter().collect() });
        }
        let mut covers: BTreeMap<u64, Vec<&Cover>> = BTreeMap::new();
        for cover in &self.covers {
            covers.entry(cover.row).or_default().push(cover);
        }
        let mut late = BTreeSet::new();
        let mut last = None;
        for (index, prior) in self.prior_periods.iter().enumerate() {
            let field = |name: &str| format!("prior_periods.{index}.{name}");
            if let Some(last) = last.filter(|last| *last > prior.booked_on) {
                return Err(broken(field("booked_on"), prior.booked_on, format!("{last} or later")));
            }
            last = Some(prior.booked_on);
            if let Some(row) = prior.row {
                late.insert(row);
            }
            for (place, line) in prior.lines.iter().enumerate() {
                let field = |name: &str| field(&format!("lines.{place}.{name}"));
                let known = usize::try_from(line.row).ok().and_then(|row| entries.get_mut(row));
                let Some(known) = known else { return Err(broken(field("row"), line.row, "an entry")) };
                let there = covers.entry(line.row).or_default();
                let begins =
                    *known == Some(&line.before) && there.iter().copied().eq(line.covers_before.iter());
                if !begins {
                    return Err(broken(field("before"), line.before.value, "what it was before"));
                }
                let booked = line.before.posted_on();
                if booked > prior.booked_on || line.belongs_to > prior.booked_on {
                    return Err(broken(field("belongs_to"), line.belongs_to, "before it is booked"));
                }
                (*known, *there) = (line.after.as_ref(), line.covers_after.iter().collect());
                self.differs(line, field)?;
            }
        }
        for (row, entry) in (0u64..).zip(&self.entries) {
            if entry.booked_on.is_some() && !late.contains(&row) {
                let field = format!("entries.{row}.booked_on");
                return Err(broken(
                    field,
                    entry.posted_on(),
                    "its own day, as nothing is booked late with it",
                ));
            }
        }
        Ok(Restated { entries, covers: covers.into_values().flatten().collect() })
    }

    /// Whether a difference is that of what it was and is.
    fn differs(&self, line: &PriorLine, field: impl Fn(&str) -> String) -> Result<()> {
        let zero = Money::zero(self.currency);
        let sides = |entry: Option<&Entry>, covers: &[Cover]| -> Result<Sides> {
            let mut sides = Sides::new(zero);
            if let Some(entry) = entry {
                sides.take(entry, entry.value, true)?;
            }
            for cover in covers {
                let short =
                    self.entry_of(cover.short).ok_or_else(|| broken("covers", cover.short, "an entry"))?;
                sides.bear(bearer(&short.movement, &self.policy), cover.difference)?;
            }
            Ok(sides)
        };
        let was = sides(Some(&line.before), &line.covers_before)?;
        let difference = sides(line.after.as_ref(), &line.covers_after)?.less(was)?;
        difference.told(&line.difference, |name| field(&format!("difference.{name}")))?;
        same(field("difference.value"), line.difference.value, difference.left()?)
    }
}
