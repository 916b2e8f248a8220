//! Where value came from and went to: what reports, journals and the judge tell apart.

use super::{Entry, Kind, Pools, Totals, Valuation, draw::Bearer, judge::same};
use crate::{error::Result, money::Money};
use rust_decimal::Decimal;

/// A pool: item, and location and lot where the policy tells them apart.
pub(super) type PoolKey<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

/// What an entry did to one pool.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<'a> {
    pub pool: PoolKey<'a>,
    pub quantity: Decimal,
    pub value: Money,
    /// Whether it is the entry's first: what did not go into stock is counted there.
    pub own: bool,
}

impl Valuation {
    /// The pool of an entry.
    pub(super) fn pool_of<'a>(&self, entry: &'a Entry) -> PoolKey<'a> {
        let (location, lot) = self.policy.pools.place(&entry.movement);
        (&entry.movement.item, location, lot)
    }

    /// What an entry did, pool by pool; the differences of covers come besides.
    pub(super) fn changes<'a>(&self, entry: &'a Entry) -> Vec<Change<'a>> {
        changes(self.policy.pools, entry)
    }

    /// The entry of a row.
    pub(super) fn entry_of(&self, row: u64) -> Option<&Entry> {
        usize::try_from(row).ok().and_then(|row| self.entries.get(row))
    }
}

/// What an entry did, where the pools are such.
pub(super) fn changes(pools: Pools, entry: &Entry) -> Vec<Change<'_>> {
    let item = entry.movement.item.as_str();
    if entry.pools.is_empty() {
        let (quantity, value) = (entry.quantity, entry.value);
        let (location, lot) = pools.place(&entry.movement);
        return vec![Change { pool: (item, location, lot), quantity, value, own: true }];
    }
    let changes = entry.pools.iter().enumerate().map(|(place, moved)| Change {
        pool: (item, moved.location.as_deref(), moved.lot.as_deref()),
        quantity: moved.quantity,
        value: moved.value,
        own: place == 0,
    });
    changes.collect()
}

/// What an entry came to outside of the stock: what it is worth there, and what it cost above that.
pub(super) fn outside(entry: &Entry) -> Result<Money> {
    match entry.variance {
        Some(variance) => entry.value.checked_add(variance),
        None => Ok(entry.value),
    }
}

/// Where value came from and went to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sides {
    pub received: Money,
    pub cost: Money,
    pub adjustments: Money,
    pub revalued: Money,
    pub produced: Money,
    pub transferred: Money,
    pub variance: Money,
}

impl Sides {
    pub fn new(zero: Money) -> Self {
        Self {
            received: zero,
            cost: zero,
            adjustments: zero,
            revalued: zero,
            produced: zero,
            transferred: zero,
            variance: zero,
        }
    }

    /// What an entry did to stock that changed by `value`; `own` where that is all of it, or the first of its pools.
    pub fn take(&mut self, entry: &Entry, value: Money, own: bool) -> Result<()> {
        let variance = entry.variance.filter(|_| own);
        let value = match variance {
            Some(variance) => value.checked_add(variance)?,
            None => value,
        };
        let side = match entry.movement.kind {
            Kind::SetMethod => None,
            Kind::Issue | Kind::ReturnFromCustomer => {
                self.cost = self.cost.checked_sub(value)?;
                None
            }
            Kind::ReverseReturn if entry.quantity.is_sign_negative() => {
                self.cost = self.cost.checked_sub(value)?;
                None
            }
            Kind::ReturnToSupplier => {
                let charged = entry.charged.map_or(value, |charged| -charged);
                self.received = self.received.checked_add(charged)?;
                self.variance = self.variance.checked_add(charged.checked_sub(value)?)?;
                None
            }
            Kind::Dropship => {
                self.received = self.received.checked_add(entry.passed.unwrap_or(value))?;
                None
            }
            Kind::Transfer => Some(&mut self.transferred),
            Kind::Gain | Kind::Loss | Kind::Count => Some(&mut self.adjustments),
            Kind::Revalue | Kind::SetUnitCost | Kind::ScaleUnitCost => Some(&mut self.revalued),
            Kind::Consume | Kind::Produce | Kind::ReturnFromProduction => Some(&mut self.produced),
            Kind::Opening
            | Kind::Receipt
            | Kind::ReverseReturn
            | Kind::LandedCost
            | Kind::CorrectUnitCost => Some(&mut self.received),
        };
        if let Some(side) = side {
            *side = side.checked_add(value)?;
        }
        if let Some(variance) = variance {
            self.variance = self.variance.checked_add(variance)?;
        }
        if let Some(late) = entry.late.filter(|_| own) {
            self.received = self.received.checked_add(late)?;
            self.cost = self.cost.checked_add(late)?;
        }
        if let Some(passed) = entry.passed.filter(|_| own) {
            self.cost = self.cost.checked_add(passed)?;
        }
        Ok(())
    }

    /// The difference of a cover, which leaves the stock.
    pub fn bear(&mut self, bearer: Bearer, difference: Money) -> Result<()> {
        match bearer {
            Bearer::Cost => self.cost = self.cost.checked_add(difference)?,
            Bearer::Adjustments => self.adjustments = self.adjustments.checked_sub(difference)?,
            Bearer::Variance => self.variance = self.variance.checked_add(difference)?,
        }
        Ok(())
    }

    /// Whether totals tell these sides.
    pub fn told(self, totals: &Totals, field: impl Fn(&str) -> String) -> Result<()> {
        same(field("received"), totals.received, self.received)?;
        same(field("cost"), totals.cost, self.cost)?;
        same(field("adjustments"), totals.adjustments, self.adjustments)?;
        same(field("revalued"), totals.revalued, self.revalued)?;
        same(field("produced"), totals.produced, self.produced)?;
        same(field("variance"), totals.variance, self.variance)
    }

    /// What these have above others.
    pub fn less(self, other: Self) -> Result<Self> {
        Ok(Self {
            received: self.received.checked_sub(other.received)?,
            cost: self.cost.checked_sub(other.cost)?,
            adjustments: self.adjustments.checked_sub(other.adjustments)?,
            revalued: self.revalued.checked_sub(other.revalued)?,
            produced: self.produced.checked_sub(other.produced)?,
            transferred: self.transferred.checked_sub(other.transferred)?,
            variance: self.variance.checked_sub(other.variance)?,
        })
    }

    /// What must be on hand.
    pub fn left(self) -> Result<Money> {
        let came = self.received.checked_add(self.adjustments)?.checked_add(self.revalued)?;
        let came = came.checked_add(self.produced)?.checked_add(self.transferred)?;
        came.checked_sub(self.cost)?.checked_sub(self.variance)
    }
}
