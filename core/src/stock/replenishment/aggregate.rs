//! Intermittent demand put together into longer periods, in which it is less so.

use super::{gate, smooth::level};
use crate::error::Result;

/// The smoothing parameters between which that of least squared error is taken.
const BOUNDS: (f64, f64) = (0.1, 0.3);

/// ADIDA (aggregate, disaggregate): the demand is added up over stretches of the mean interval between demands, rounded (a
/// half to even; periods at the start that fill no stretch are left out), smoothed with the parameter from 0.1 to 0.3 that
/// had the least squared errors, and divided again: the forecast for every period to come, in units per period; 0 without
/// any demand. The mean interval counts from the start of the series to the last demand.
///
/// Source: K. Nikolopoulos, A. A. Syntetos, J. E. Boylan, F. Petropoulos, V. Assimakopoulos, An aggregate–disaggregate
/// intermittent demand approach (ADIDA) to forecasting, Journal of the Operational Research Society 62 (2011) 544–554.
///
/// # Errors
/// As [`super::croston`], for the demand.
///
/// ```
/// use backoffice::stock::replenishment::adida;
///
/// assert_eq!(adida(&[0.0, 4.0, 0.0, 4.0, 0.0, 4.0])?, 2.0);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn adida(demand: &[f64]) -> Result<f64> {
    let demand = gate::series("demand", demand)?;
    Ok(stretch(demand).map_or(0.0, |periods| over(demand, periods)))
}

/// IMAPA (intermittent multiple aggregation prediction): the mean of what [`adida`] gives for stretches of 1 period, of 2,
/// and so on up to the mean interval between demands.
///
/// Source: F. Petropoulos, N. Kourentzes, Forecast combinations for intermittent demand, Journal of the Operational Research
/// Society 66 (2015) 914–924.
///
/// # Errors
/// As [`adida`].
///
/// ```
/// use backoffice::stock::replenishment::{adida, imapa};
///
/// let steady = [3.0, 4.0, 5.0, 3.0]; // a demand in every period: nothing to put together
/// assert_eq!(imapa(&steady)?, adida(&steady)?);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn imapa(demand: &[f64]) -> Result<f64> {
    let demand = gate::series("demand", demand)?;
    let Some(longest) = stretch(demand) else { return Ok(0.0) };
    let each: Vec<f64> = (1..=longest).map(|periods| over(demand, periods)).collect();
    Ok(gate::mean(&each))
}

/// The mean interval between demands, from the start to the last demand, in whole periods. None without demand.
fn stretch(demand: &[f64]) -> Option<usize> {
    let last = demand.iter().rposition(|value| *value > 0.0)? + 1;
    let count = demand.iter().filter(|value| **value > 0.0).count();
    let (whole, rest) = (last.checked_div(count)?, last.checked_rem(count)?);
    let up = 2 * rest > count || (2 * rest == count && whole % 2 == 1);
    Some(whole + usize::from(up))
}

/// The forecast per period by sums over so many periods.
fn over(demand: &[f64], periods: usize) -> f64 {
    let sums: Vec<f64> = demand.rchunks_exact(periods).rev().map(|stretch| stretch.iter().sum()).collect();
    level(&sums, best(&sums)) / gate::number(periods)
}

/// The parameter within the bounds with the least squared errors of the next value, by golden section: the errors have one
/// valley there, as the search takes for granted.
fn best(values: &[f64]) -> f64 {
    let golden = (5_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = BOUNDS;
    let inner = |low: f64, high: f64| (high - golden * (high - low), low + golden * (high - low));
    let (mut left, mut right) = inner(low, high);
    let (mut at_left, mut at_right) = (squares(values, left), squares(values, right));
    // Each turn takes off 38 %: after so many less than a double can tell.
    for _ in 0..60 {
        if at_left < at_right {
            (high, right, at_right) = (right, left, at_left);
            left = inner(low, high).0;
            at_left = squares(values, left);
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = inner(low, high).1;
            at_right = squares(values, right);
        }
    }
    f64::midpoint(low, high)
}

/// The sum of the squared errors of the forecasts from one value to the next.
fn squares(values: &[f64], alpha: f64) -> f64 {
    let Some((first, rest)) = values.split_first() else { return 0.0 };
    let (mut level, mut sum) = (*first, 0.0);
    for value in rest {
        let error = value - level;
        sum += error * error;
        level += alpha * error;
    }
    sum
}
