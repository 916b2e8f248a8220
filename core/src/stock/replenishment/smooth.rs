//! Exponential smoothing, with parameters that the caller gives.

use super::gate;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// The farthest that is forecast, in periods.
pub const FARTHEST: usize = 10_000;

/// Simple exponential smoothing: the level after the last period, which is the forecast for every period after it, in units
/// per period. The level begins at the first demand, and from the second on ℓ ← α y + (1 − α) ℓ.
///
/// Source: R. G. Brown, Statistical Forecasting for Inventory Control (1959); NIST/SEMATECH e-Handbook of Statistical
/// Methods, 6.4.3.1.
///
/// # Errors
/// `input.missing` for an empty series; `number.negative`, `input.invalid` for a number that is no demand (`demand.3`);
/// `input.invalid` for an `alpha` outside 0 to 1.
///
/// ```
/// use backoffice::stock::replenishment::ses;
///
/// assert_eq!(ses(&[10.0, 20.0], 0.5)?, 15.0);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn ses(demand: &[f64], alpha: f64) -> Result<f64> {
    let demand = gate::series("demand", demand)?;
    Ok(level(demand, gate::share("alpha", alpha)?))
}

/// The level of a series after its last period; 0 of nothing.
pub(super) fn level(values: &[f64], alpha: f64) -> f64 {
    let Some((first, rest)) = values.split_first() else { return 0.0 };
    rest.iter().fold(*first, |level, value| level + alpha * (value - level))
}

/// Holt's linear trend: the forecasts for the next `periods` periods, in units per period. The level begins at the first
/// demand, the trend at `trend` or else at the second demand less the first; from the second period on
/// ℓ ← α y + (1 − α)(ℓ + b) and b ← β (ℓ − ℓ before) + (1 − β) b; k periods ahead it is ℓ + k b, which falls below zero
/// when the trend says so.
///
/// Source: C. C. Holt, Forecasting trends and seasonals by exponentially weighted averages (1957), reprinted in International
/// Journal of Forecasting 20 (2004) 5–10; NIST/SEMATECH e-Handbook of Statistical Methods, 6.4.3.3.
///
/// # Errors
/// As [`ses`]; `input.invalid` for `alpha`, `beta`, `trend`, `periods` (1 to 10,000), and a series of one without a `trend`.
///
/// ```
/// use backoffice::stock::replenishment::holt;
///
/// assert_eq!(holt(&[10.0, 12.0, 14.0], 0.5, 0.5, None, 2)?, [16.0, 18.0]);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn holt(demand: &[f64], alpha: f64, beta: f64, trend: Option<f64>, periods: usize) -> Result<Vec<f64>> {
    let demand = gate::series("demand", demand)?;
    let (alpha, beta) = (gate::share("alpha", alpha)?, gate::share("beta", beta)?);
    gate::count("periods", periods, FARTHEST)?;
    let mut trend = match (trend, demand) {
        (Some(trend), _) => gate::finite("trend", trend)?,
        (None, [first, second, ..]) => second - first,
        (None, _) => return Err(Error::invalid("demand", 1, "a trend needs two periods, or give `trend`")),
    };
    let Some((mut level, rest)) = demand.split_first().map(|(first, rest)| (*first, rest)) else {
        return Err(Error::missing("demand"));
    };
    for value in rest {
        let before = level;
        level = alpha * value + (1.0 - alpha) * (level + trend);
        trend = beta * (level - before) + (1.0 - beta) * trend;
    }
    (1..=periods).map(|ahead| gate::result("forecast", level + gate::number(ahead) * trend)).collect()
}

/// How the seasons act on the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seasonality {
    /// They add so many units.
    Additive,
    /// They multiply it.
    Multiplicative,
}

/// What Holt-Winters smooths with, each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smoothing {
    /// Of the level.
    pub alpha: f64,
    /// Of the trend.
    pub beta: f64,
    /// Of the seasons.
    pub gamma: f64,
}

/// Holt-Winters: level, trend and a season of `season` periods; the forecasts for the next `periods` periods, in units per
/// period. It begins at the end of the first season m: ℓ is the mean of the first season, b the mean rise of a period
/// between the first two seasons, and s of a period its demand less (or over) ℓ. From there on, additive:
///
/// ℓ ← α (y − s) + (1 − α)(ℓ + b), b ← β (ℓ − ℓ before) + (1 − β) b, s ← γ (y − ℓ before − b before) + (1 − γ) s
///
/// and multiplicative with y ÷ s for y − s, and y ÷ (ℓ before + b before) in the season. k periods ahead it is ℓ + k b plus
/// (or times) the latest s of that period of the season.
///
/// Source: P. R. Winters, Forecasting sales by exponentially weighted moving averages, Management Science 6 (1960) 324–342;
/// R. J. Hyndman, G. Athanasopoulos, Forecasting: Principles and Practice, 3rd edition (2021), 8.3; the start is that of
/// S. Makridakis, S. C. Wheelwright, R. J. Hyndman, Forecasting: Methods and Applications, 3rd edition (1998), 4/3.
///
/// # Errors
/// As [`ses`]; `input.invalid` for a parameter, for `periods` (1 to 10,000), for a `season` below 2 or of more than half of
/// the series, and in the multiplicative form for a demand of zero or a level that falls to zero.
///
/// ```
/// use backoffice::stock::replenishment::{Seasonality, Smoothing, holt_winters};
///
/// let demand = [10.0, 20.0, 12.0, 22.0, 14.0, 24.0]; // every other period 10 more, and 1 more in each
/// let by = Smoothing { alpha: 0.5, beta: 0.5, gamma: 0.5 };
/// let next = holt_winters(&demand, 2, Seasonality::Additive, by, 2)?;
/// assert!(next[0] < next[1]);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn holt_winters(
    demand: &[f64],
    season: usize,
    seasonality: Seasonality,
    by: Smoothing,
    periods: usize,
) -> Result<Vec<f64>> {
    let demand = gate::series("demand", demand)?;
    let (alpha, beta) = (gate::share("alpha", by.alpha)?, gate::share("beta", by.beta)?);
    let gamma = gate::share("gamma", by.gamma)?;
    gate::count("periods", periods, FARTHEST)?;
    if season < 2 || season > demand.len() / 2 {
        let wanted = format!("write 2 to {}: the series must hold two seasons", demand.len() / 2);
        return Err(Error::invalid("season", season, &wanted));
    }
    let times = seasonality == Seasonality::Multiplicative;
    if times && let Some(place) = demand.iter().position(|value| *value == 0.0) {
        let wanted = "multiplicative seasons need demand above zero in every period";
        return Err(Error::invalid(&format!("demand.{place}"), 0, wanted));
    }
    let (first, rest) = demand.split_at(season);
    let second = rest.get(..season).unwrap_or_default();
    let mut level = gate::mean(first);
    let mut trend = (gate::mean(second) - level) / gate::number(season);
    let mut seasons: Vec<f64> =
        first.iter().map(|value| if times { value / level } else { value - level }).collect();
    for turn in rest.chunks(season) {
        for (value, index) in turn.iter().zip(&mut seasons) {
            let expected = level + trend;
            if times && (expected <= 0.0 || *index <= 0.0) {
                let wanted = "with these parameters the level falls to zero, where nothing can be multiplied";
                return Err(Error::invalid("demand", gate::told(*value), wanted));
            }
            let bare = if times { value / *index } else { value - *index };
            let before = level;
            level = alpha * bare + (1.0 - alpha) * expected;
            trend = beta * (level - before) + (1.0 - beta) * trend;
            let now = if times { value / expected } else { value - expected };
            *index = gamma * now + (1.0 - gamma) * *index;
        }
    }
    let next = seasons.iter().cycle().skip(rest.len() % season).take(periods);
    let forecast = next.zip(1..).map(|(index, ahead)| {
        let line = level + gate::number(ahead) * trend;
        gate::result("forecast", if times { line * index } else { line + index })
    });
    forecast.collect()
}
