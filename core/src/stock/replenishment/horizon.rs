//! Looking ahead: how long the stock lasts, what can be promised, and what will expire.

use super::gate;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How long stock lasts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cover {
    /// For so many periods (days, when the forecast is by day), with the part of the period in which it runs out.
    pub periods: f64,
    /// Whether it runs out within the forecast; otherwise it lasts longer than that.
    pub runs_out: bool,
}

/// Days of cover: how many periods of the forecast the stock on hand serves. Within the period in which it runs out demand is
/// taken as even.
///
/// Source: definition (run-out time), E. A. Silver, D. F. Pyke, D. J. Thomas, Inventory and Production Management in Supply
/// Chains, 4th edition (2017), chapter 3 onwards.
///
/// # Errors
/// `input.missing` for an empty `forecast`; `number.negative`, `input.invalid` for a number (`forecast.3`).
///
/// ```
/// use backoffice::stock::replenishment::cover;
///
/// let bolt = cover(25.0, &[10.0, 10.0, 10.0])?;
/// assert_eq!((bolt.periods, bolt.runs_out), (2.5, true));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn cover(on_hand: f64, forecast: &[f64]) -> Result<Cover> {
    let mut left = gate::not_negative("on_hand", on_hand)?;
    let forecast = gate::series("forecast", forecast)?;
    for (period, demand) in forecast.iter().enumerate() {
        if *demand > left {
            return Ok(Cover { periods: gate::number(period) + left / demand, runs_out: true });
        }
        left -= demand;
    }
    Ok(Cover { periods: gate::number(forecast.len()), runs_out: false })
}

/// What is known of a period to come, in units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlook {
    /// What is expected to come in.
    pub receipts: f64,
    /// What customers have ordered for this period.
    pub orders: f64,
    /// What is forecast to be demanded, those orders included.
    pub forecast: f64,
}

/// A period of a projection, in units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Projected {
    /// What will be there at the end of the period; below zero when it is short.
    pub available: f64,
    /// What can be promised for this period in all, with no promise for this or a later period broken; below zero when
    /// orders themselves are short.
    pub promisable: f64,
}

/// Projected availability, period by period: what will be there, available ← available + receipts − the greater of forecast
/// and orders; and what can still be promised (cumulative available to promise): the least, from this period to the end, of
/// what is on hand and comes in less what is ordered by then. Stock on hand may be below zero: that much is owed.
///
/// Source: T. E. Vollmann, W. L. Berry, D. C. Whybark, F. R. Jacobs, Manufacturing Planning and Control for Supply Chain
/// Management, 5th edition (2005), master production scheduling.
///
/// # Errors
/// `input.missing` without periods; `number.negative`, `input.invalid` for a number (`periods.3.receipts`).
///
/// ```
/// use backoffice::stock::replenishment::{Outlook, project};
///
/// let ahead = [
///     Outlook { receipts: 0.0, orders: 8.0, forecast: 6.0 },
///     Outlook { receipts: 30.0, orders: 5.0, forecast: 12.0 },
///     Outlook { receipts: 0.0, orders: 20.0, forecast: 10.0 },
/// ];
/// let seen = project(10.0, &ahead)?;
/// assert_eq!(seen.iter().map(|p| p.available).collect::<Vec<_>>(), [2.0, 20.0, 0.0]);
/// assert_eq!(seen.iter().map(|p| p.promisable).collect::<Vec<_>>(), [2.0, 7.0, 7.0]);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn project(on_hand: f64, periods: &[Outlook]) -> Result<Vec<Projected>> {
    let mut available = gate::finite("on_hand", on_hand)?;
    if periods.is_empty() {
        return Err(Error::missing("periods"));
    }
    let mut uncommitted = available;
    let mut all = Vec::with_capacity(periods.len());
    for (row, period) in periods.iter().enumerate() {
        let receipts = gate::not_negative(&format!("periods.{row}.receipts"), period.receipts)?;
        let orders = gate::not_negative(&format!("periods.{row}.orders"), period.orders)?;
        let forecast = gate::not_negative(&format!("periods.{row}.forecast"), period.forecast)?;
        available += receipts - forecast.max(orders);
        uncommitted += receipts - orders;
        all.push(Projected { available, promisable: uncommitted });
    }
    let mut least = f64::INFINITY;
    for period in all.iter_mut().rev() {
        least = least.min(period.promisable);
        period.promisable = least;
    }
    Ok(all)
}

/// A lot with a date by which it must be sold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpiringLot {
    /// How many units.
    pub quantity: f64,
    /// The period in which it is there, from 0: what is on hand has 0.
    pub from: usize,
    /// The last period in which it may be sold, from 0. A lot whose last period is before `from` cannot be sold at all.
    pub last: usize,
}

/// What will expire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpiryRisk {
    /// Of each lot in the order given: units that will be unsold when it expires within the forecast.
    pub expired: Vec<f64>,
    /// Of each lot: units still there, and good, after the last period of the forecast.
    pub left: Vec<f64>,
    /// Of each period: demand that no good lot could serve, in units.
    pub short: Vec<f64>,
    /// All units that will expire.
    pub total: f64,
}

/// Expiry risk: which units of which lots will expire unsold when demand comes as forecast and is served first expired,
/// first out (FEFO; of lots with the same last period, first given, first out). Every unit of a lot is in exactly one of
/// sold, expired and left.
///
/// Source: first expired, first out is the picking rule of the World Health Organization's guide to good storage practices for
/// pharmaceuticals (Technical Report Series 908, annex 9, 2003); the projection is arithmetic.
///
/// # Errors
/// `input.missing` without lots or forecast; `number.negative`, `input.invalid` for a number (`lots.2.quantity`,
/// `forecast.3`).
///
/// ```
/// use backoffice::stock::replenishment::{ExpiringLot, expiry_risk};
///
/// let lots = [
///     ExpiringLot { quantity: 30.0, from: 0, last: 5 },
///     ExpiringLot { quantity: 20.0, from: 0, last: 1 },
/// ];
/// let risk = expiry_risk(&lots, &[6.0; 6])?;
/// assert_eq!(risk.expired, [6.0, 8.0]); // of the second 12 are sold in time, of the first 24 in the four periods after
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn expiry_risk(lots: &[ExpiringLot], forecast: &[f64]) -> Result<ExpiryRisk> {
    if lots.is_empty() {
        return Err(Error::missing("lots"));
    }
    let forecast = gate::series("forecast", forecast)?;
    let mut expired = vec![0.0; lots.len()];
    let mut left: Vec<f64> = Vec::with_capacity(lots.len());
    let mut coming: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, lot) in lots.iter().enumerate() {
        left.push(gate::not_negative(&format!("lots.{row}.quantity"), lot.quantity)?);
        coming.entry(lot.from).or_default().push(row);
    }
    // On the shelf: by the last period, then as given.
    let mut shelf: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut short = Vec::with_capacity(forecast.len());
    for (period, demand) in forecast.iter().enumerate() {
        for row in coming.remove(&period).unwrap_or_default() {
            if let Some(lot) = lots.get(row) {
                shelf.insert((lot.last, row));
            }
        }
        let mut wanted = *demand;
        while let Some((last, row)) = shelf.pop_first() {
            let Some(here) = left.get_mut(row) else { continue };
            if last >= period && *here > wanted {
                *here -= wanted;
                wanted = 0.0;
                shelf.insert((last, row));
                break;
            }
            if last >= period {
                wanted -= *here;
            } else if let Some(gone) = expired.get_mut(row) {
                *gone = *here;
            }
            *here = 0.0;
        }
        short.push(wanted);
        // What may be sold in this period only is gone at its end.
        while let Some((last, row)) = shelf.first().copied().filter(|(last, _)| *last <= period) {
            shelf.remove(&(last, row));
            if let (Some(here), Some(gone)) = (left.get_mut(row), expired.get_mut(row)) {
                *gone = std::mem::take(here);
            }
        }
    }
    let total = gate::result("total", expired.iter().sum())?;
    Ok(ExpiryRisk { expired, left, short, total })
}
