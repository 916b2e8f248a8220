//! Demand that comes seldom: Croston's method and those after it, for one series and for many.

use super::gate;
use crate::error::{Error, Problem, Result};
use serde::{Deserialize, Serialize};

/// Croston's method: the forecast for every period to come, in units per period; 0 without any demand. Size z and interval p
/// are smoothed only in periods with demand, each from its first value: z ← z + α (y − z), p ← p + α (q − p), where q is the
/// number of periods since the demand before (for the first, since the series began). The forecast is z ÷ p. It is too high
/// by about α ÷ 2 of itself: see [`sba`].
///
/// Source: J. D. Croston, Forecasting and stock control for intermittent demands, Operational Research Quarterly 23 (1972)
/// 289–303.
///
/// # Errors
/// `input.missing` for an empty series; `number.negative`, `input.invalid` for a number that is no demand (`demand.3`);
/// `input.invalid` for an `alpha` outside 0 to 1.
///
/// ```
/// use backoffice::stock::replenishment::croston;
///
/// // Demand of 4 every second period: 2 per period.
/// assert_eq!(croston(&[0.0, 4.0, 0.0, 4.0, 0.0, 4.0], 0.1)?, 2.0);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn croston(demand: &[f64], alpha: f64) -> Result<f64> {
    let demand = gate::series("demand", demand)?;
    Ok(rate(demand, gate::share("alpha", alpha)?))
}

/// The approximation of Syntetos and Boylan: [`croston`] × (1 − α ÷ 2), which takes Croston's bias away.
///
/// Source: A. A. Syntetos, J. E. Boylan, The accuracy of intermittent demand estimates, International Journal of Forecasting
/// 21 (2005) 303–314.
///
/// # Errors
/// As [`croston`].
///
/// ```
/// use backoffice::stock::replenishment::sba;
///
/// assert_eq!(sba(&[0.0, 4.0, 0.0, 4.0], 0.1)?, 1.9); // 2 × 0.95
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn sba(demand: &[f64], alpha: f64) -> Result<f64> {
    Ok(unbiased(alpha) * croston(demand, alpha)?)
}

/// The method of Teunter, Syntetos and Babai: the forecast for every period to come, in units per period; 0 without any
/// demand. The size z is smoothed with α in periods with demand, from the first of them; the probability of demand d with β
/// in every period, d ← d + β ((1 or 0) − d), from 1 or 0 of the first. The forecast is d z: while nothing is asked for it
/// falls by the share β in each period, so that dead stock is seen.
///
/// Source: R. H. Teunter, A. A. Syntetos, M. Z. Babai, Intermittent demand: linking forecasting to inventory obsolescence,
/// European Journal of Operational Research 214 (2011) 606–615.
///
/// # Errors
/// As [`croston`], for `alpha` and `beta`.
///
/// ```
/// use backoffice::stock::replenishment::tsb;
///
/// assert_eq!(tsb(&[8.0, 0.0, 0.0], 0.2, 0.5)?, 2.0); // 8 × 0.5 × 0.5
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn tsb(demand: &[f64], alpha: f64, beta: f64) -> Result<f64> {
    let demand = gate::series("demand", demand)?;
    let alpha = gate::share("alpha", alpha)?;
    Ok(Fading::new(gate::share("beta", beta)?).rate(demand, alpha))
}

fn unbiased(alpha: f64) -> f64 {
    1.0 - 0.5 * alpha
}

/// Periods that are looked through at a time.
const BLOCK: usize = 128;

/// Calls `seen` with the place and the size of each demand. A branch on every period would be guessed wrongly again and
/// again; so the places are written down first, without one.
fn each(demand: &[f64], mut seen: impl FnMut(usize, f64)) {
    let mut places = [0_u8; BLOCK];
    for (block, from) in demand.chunks(BLOCK).zip((0..).step_by(BLOCK)) {
        let mut count = 0;
        for (value, place) in block.iter().zip(0_u8..) {
            if let Some(slot) = places.get_mut(count) {
                *slot = place;
            }
            count += usize::from(*value > 0.0);
        }
        for place in places.iter().take(count).map(|place| usize::from(*place)) {
            if let Some(size) = block.get(place) {
                seen(from + place, *size);
            }
        }
    }
}

/// Croston's z ÷ p.
fn rate(demand: &[f64], alpha: f64) -> f64 {
    let (mut size, mut interval, mut next) = (0.0, 0.0, 0);
    // The first demand is taken as it is.
    let mut weight = 1.0;
    each(demand, |place, value| {
        size += weight * (value - size);
        interval += weight * (gate::number(place + 1 - next) - interval);
        (next, weight) = (place + 1, alpha);
    });
    if next == 0 { 0.0 } else { size / interval }
}

/// What is left of a probability after so many periods without demand: the powers of 1 − β.
struct Fading {
    beta: f64,
    powers: [f64; BLOCK + 1],
}

impl Fading {
    fn new(beta: f64) -> Self {
        let mut powers = [1.0; BLOCK + 1];
        let mut power = 1.0;
        for slot in powers.iter_mut().skip(1) {
            power *= 1.0 - beta;
            *slot = power;
        }
        Self { beta, powers }
    }

    fn after(&self, chance: f64, mut periods: usize) -> f64 {
        let mut left = chance;
        while let Some(more) = periods.checked_sub(BLOCK) {
            left *= self.powers.last().copied().unwrap_or(0.0);
            periods = more;
        }
        left * self.powers.get(periods).copied().unwrap_or(0.0)
    }

    /// The d z of Teunter, Syntetos and Babai.
    fn rate(&self, demand: &[f64], alpha: f64) -> f64 {
        let (mut size, mut chance, mut next) = (0.0, 0.0, 0);
        let mut weight = 1.0;
        each(demand, |place, value| {
            size += weight * (value - size);
            let left = self.after(chance, place - next);
            // A series that begins with a demand begins with the probability 1, any other with 0.
            chance = if place == 0 { 1.0 } else { left + self.beta * (1.0 - left) };
            (next, weight) = (place + 1, alpha);
        });
        size * self.after(chance, demand.len() - next)
    }
}

/// Many series in two columns, as Arrow keeps lists: series i is `values[offsets[i]..offsets[i + 1]]`.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    /// Where each series begins, and at the end where the last one ends: one more than there are series.
    pub offsets: &'a [usize],
    /// The demand of each period, series after series.
    pub values: &'a [f64],
}

/// The forecasts of many series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forecasts {
    /// Of each series, in units per period; None where it was refused.
    pub rates: Vec<Option<f64>>,
    /// Why a series was refused, by its row from 0.
    pub problems: Vec<Problem>,
}

/// [`croston`] of many series, to the bit what it is of each.
///
/// # Errors
/// `input.missing` without `offsets`; `input.invalid` for offsets that descend or end beyond the values, and for `alpha`. A
/// series that is refused is a problem of its row; the others are forecast.
///
/// ```
/// use backoffice::stock::replenishment::{Columns, croston_many};
///
/// let columns = Columns { offsets: &[0, 4, 6, 8], values: &[0.0, 4.0, 0.0, 4.0, 3.0, 3.0, 1.0, -1.0] };
/// let forecasts = croston_many(columns, 0.1)?;
/// assert_eq!(forecasts.rates, [Some(2.0), Some(3.0), None]);
/// assert_eq!((forecasts.problems[0].row, &*forecasts.problems[0].field), (2, "demand.1"));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn croston_many(columns: Columns<'_>, alpha: f64) -> Result<Forecasts> {
    let alpha = gate::share("alpha", alpha)?;
    many(columns, |demand| rate(demand, alpha))
}

/// [`sba`] of many series.
///
/// # Errors
/// As [`croston_many`].
pub fn sba_many(columns: Columns<'_>, alpha: f64) -> Result<Forecasts> {
    let alpha = gate::share("alpha", alpha)?;
    many(columns, |demand| unbiased(alpha) * rate(demand, alpha))
}

/// [`tsb`] of many series.
///
/// # Errors
/// As [`croston_many`], for `alpha` and `beta`.
pub fn tsb_many(columns: Columns<'_>, alpha: f64, beta: f64) -> Result<Forecasts> {
    let alpha = gate::share("alpha", alpha)?;
    let fading = Fading::new(gate::share("beta", beta)?);
    many(columns, |demand| fading.rate(demand, alpha))
}

fn many(columns: Columns<'_>, forecast: impl Fn(&[f64]) -> f64) -> Result<Forecasts> {
    let Columns { offsets, values } = columns;
    if offsets.is_empty() {
        return Err(Error::missing("offsets"));
    }
    let mut all = Forecasts { rates: Vec::with_capacity(offsets.len() - 1), problems: Vec::new() };
    for (row, (from, to)) in offsets.iter().zip(offsets.iter().skip(1)).enumerate() {
        let Some(demand) = values.get(*from..*to) else {
            let wanted = format!("offsets ascend, and end at most at {}, where the values end", values.len());
            return Err(Error::invalid(&format!("offsets.{}", row + 1), to, &wanted));
        };
        all.rates.push(match gate::series("demand", demand) {
            Ok(demand) => Some(forecast(demand)),
            Err(error) => {
                all.problems.push(Problem::new(row, &error));
                None
            }
        });
    }
    Ok(all)
}
