//! What is kept against the unexpected, and when to order.

use super::{gate, normal};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Demand and lead time as means and standard deviations. The demand of periods is independent, and so is the lead time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadTimeDemand {
    /// Mean demand, in units per period.
    pub demand: f64,
    /// Its standard deviation, in units.
    pub demand_deviation: f64,
    /// Mean lead time, in periods: from the order until the goods can be sold; under periodic review with the interval
    /// between reviews.
    pub lead_time: f64,
    /// Its standard deviation, in periods: 0 when it is certain.
    pub lead_time_deviation: f64,
}

impl LeadTimeDemand {
    /// The mean demand over the lead time, d L.
    fn mean(self) -> Result<f64> {
        let demand = gate::not_negative("demand", self.demand)?;
        Ok(demand * gate::not_negative("lead_time", self.lead_time)?)
    }

    /// Its standard deviation, √(L σ² + d² σ_L²).
    fn deviation(self) -> Result<f64> {
        let of_demand = gate::not_negative("demand_deviation", self.demand_deviation)?;
        let of_time = gate::not_negative("lead_time_deviation", self.lead_time_deviation)?;
        let over_time = self.demand * of_time;
        Ok((self.lead_time * of_demand * of_demand + over_time * over_time).sqrt())
    }
}

/// When to order, and what is kept for safety.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReorderPoint {
    /// The inventory position (on hand and on order, less what is owed) at which to order, in units:
    /// `expected` + `safety`.
    pub level: f64,
    /// The mean demand over the lead time, in units.
    pub expected: f64,
    /// The safety stock, in units; below zero when the service wanted is less than the mean gives.
    pub safety: f64,
}

/// Safety stock under normal demand, in units: z √(L σ² + d² σ_L²), with z such that a standard normal variable stays at or
/// below it with the probability `service`: the share of cycles without a stockout (cycle service level, P₁).
///
/// Source: E. A. Silver, D. F. Pyke, D. J. Thomas, Inventory and Production Management in Supply Chains, 4th edition (2017),
/// chapter 6 (individual items with probabilistic demand, and variable lead times there).
///
/// # Errors
/// `input.invalid` for a `service` that is not between 0 and 1; `number.negative`, `input.invalid` for a mean or deviation.
///
/// ```
/// use backoffice::stock::replenishment::{LeadTimeDemand, safety_stock};
///
/// let bolt = LeadTimeDemand { demand: 100.0, demand_deviation: 20.0, lead_time: 4.0, lead_time_deviation: 0.0 };
/// assert!((safety_stock(bolt, 0.95)? - 65.79).abs() < 0.01); // 1.645 × 20 × √4
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn safety_stock(over: LeadTimeDemand, service: f64) -> Result<f64> {
    Ok(reorder_point(over, service)?.safety)
}

/// The reorder point under normal demand: the mean demand over the lead time, d L, and [`safety_stock`].
///
/// # Errors
/// As [`safety_stock`].
///
/// ```
/// use backoffice::stock::replenishment::{LeadTimeDemand, reorder_point};
///
/// let bolt = LeadTimeDemand { demand: 100.0, demand_deviation: 20.0, lead_time: 4.0, lead_time_deviation: 1.0 };
/// let order_at = reorder_point(bolt, 0.95)?;
/// assert_eq!(order_at.expected, 400.0);
/// assert!((order_at.safety - 177.2).abs() < 0.1); // 1.645 × √(4 × 20² + 100² × 1²)
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn reorder_point(over: LeadTimeDemand, service: f64) -> Result<ReorderPoint> {
    let z = normal::quantile(gate::inner_share("service", service)?);
    let expected = over.mean()?;
    let safety = z * over.deviation()?;
    Ok(ReorderPoint { level: gate::result("level", expected + safety)?, expected, safety })
}

/// The reorder point by what was: the demand of every stretch of a lead time in the series (overlapping; of every lead time
/// given, for a variable one), of which the least is taken that at least the share `service` does not exceed (the inverse
/// of the empirical distribution). `expected` is the mean of the stretches. No distribution is assumed; with few stretches
/// the service cannot be finer than 1 ÷ their number.
///
/// Source: E. A. Silver, D. F. Pyke, D. J. Thomas (2017), chapter 6, for the role of the lead-time demand's quantile; R. J.
/// Hyndman, Y. Fan, Sample quantiles in statistical packages, The American Statistician 50 (1996) 361–365, definition 1.
///
/// # Errors
/// `input.missing`, `number.negative`, `input.invalid` for the `demand` (`demand.3`), for `lead_times` in whole periods that
/// are 0 or longer than the series (`lead_times.0`), and for a `service` that is not above 0 and at most 1.
///
/// ```
/// use backoffice::stock::replenishment::reorder_point_observed;
///
/// let order_at = reorder_point_observed(&[2.0, 0.0, 5.0, 1.0, 3.0], &[2], 0.75)?;
/// assert_eq!(order_at.level, 5.0); // of 2, 4, 5 and 6
/// assert_eq!(order_at.safety, 0.75); // 5 less their mean, 4.25
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn reorder_point_observed(demand: &[f64], lead_times: &[usize], service: f64) -> Result<ReorderPoint> {
    let demand = gate::series("demand", demand)?;
    if gate::share("service", service)? == 0.0 {
        return Err(Error::invalid("service", 0, "write a share above 0, such as 0.95"));
    }
    if lead_times.is_empty() {
        return Err(Error::missing("lead_times"));
    }
    let mut stretches = Vec::new();
    for (place, periods) in lead_times.iter().enumerate() {
        gate::count(&format!("lead_times.{place}"), *periods, demand.len())?;
        if stretches.len() + demand.len() > STRETCHES {
            let wanted = format!("the series has more than {STRETCHES} stretches of these lead times");
            return Err(Error::invalid("lead_times", lead_times.len(), &wanted));
        }
        stretches.extend(sums(demand, *periods));
    }
    stretches.sort_by(f64::total_cmp);
    let expected = gate::mean(&stretches);
    // The first place at which the share at or below it reaches the service: no multiplication, whose noise could skip one.
    let count = gate::number(stretches.len());
    let at = stretches.iter().zip(1..).find(|(_, upto)| gate::number(*upto) / count >= service);
    let level = at.or(stretches.iter().zip(1..).last()).map_or(0.0, |(level, _)| *level);
    Ok(ReorderPoint { level, expected, safety: level - expected })
}

/// How many stretches are gone through at most.
const STRETCHES: usize = 10_000_000;

/// The sums of all stretches of so many periods. Each is added up anew where that is cheap, so that no noise builds up.
fn sums(demand: &[f64], periods: usize) -> Vec<f64> {
    if periods <= 64 {
        return demand.windows(periods).map(|stretch| stretch.iter().sum()).collect();
    }
    let mut sum: f64 = demand.iter().take(periods).sum();
    let mut all = vec![sum];
    for (gone, come) in demand.iter().zip(demand.iter().skip(periods)) {
        sum += come - gone;
        all.push(sum.max(0.0));
    }
    all
}
