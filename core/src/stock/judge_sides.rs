//! The judge's sums of where value came from and went to.

use super::{Cover, Entry, Kind, Negative, Totals, judge::same};
use crate::{error::Result, money::Money};

/// What an entry came to outside of the stock: what it is worth there, and what it cost above that.
pub(super) fn outside(entry: &Entry) -> Result<Money> {
    match entry.variance {
        Some(variance) => entry.value.checked_add(variance),
        None => Ok(entry.value),
    }
}

/// Where value came from and went to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sides {
    received: Money,
    cost: Money,
    adjustments: Money,
    revalued: Money,
    produced: Money,
    variance: Money,
}

impl Sides {
    pub(super) fn new(zero: Money) -> Self {
        Self { received: zero, cost: zero, adjustments: zero, revalued: zero, produced: zero, variance: zero }
    }

    pub(super) fn take(&mut self, entry: &Entry) -> Result<()> {
        let value = outside(entry)?;
        let side = match entry.movement.kind {
            Kind::Transfer | Kind::SetMethod => None,
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
        if let Some(variance) = entry.variance {
            self.variance = self.variance.checked_add(variance)?;
        }
        if let Some(late) = entry.late {
            self.received = self.received.checked_add(late)?;
            self.cost = self.cost.checked_add(late)?;
        }
        if let Some(passed) = entry.passed {
            self.cost = self.cost.checked_add(passed)?;
        }
        Ok(())
    }

    /// What a cover adds to one side.
    pub(super) fn cover(&mut self, cover: &Cover, short: Option<Kind>, negative: Negative) -> Result<()> {
        let difference = cover.difference;
        match short {
            _ if negative == Negative::Variance => self.variance = self.variance.checked_add(difference)?,
            Some(Kind::Gain | Kind::Loss | Kind::Count) => {
                self.adjustments = self.adjustments.checked_sub(difference)?;
            }
            _ => self.cost = self.cost.checked_add(difference)?,
        }
        Ok(())
    }

    /// Whether totals tell these sides.
    pub(super) fn told(self, totals: &Totals, field: impl Fn(&str) -> String) -> Result<()> {
        same(field("received"), totals.received, self.received)?;
        same(field("cost"), totals.cost, self.cost)?;
        same(field("adjustments"), totals.adjustments, self.adjustments)?;
        same(field("revalued"), totals.revalued, self.revalued)?;
        same(field("produced"), totals.produced, self.produced)?;
        same(field("variance"), totals.variance, self.variance)
    }

    /// What these have above others.
    pub(super) fn less(self, other: Self) -> Result<Self> {
        Ok(Self {
            received: self.received.checked_sub(other.received)?,
            cost: self.cost.checked_sub(other.cost)?,
            adjustments: self.adjustments.checked_sub(other.adjustments)?,
            revalued: self.revalued.checked_sub(other.revalued)?,
            produced: self.produced.checked_sub(other.produced)?,
            variance: self.variance.checked_sub(other.variance)?,
        })
    }

    /// What must be on hand.
    pub(super) fn left(self) -> Result<Money> {
        let came = self.received.checked_add(self.adjustments)?.checked_add(self.revalued)?;
        came.checked_add(self.produced)?.checked_sub(self.cost)?.checked_sub(self.variance)
    }
}
