//! What kind of demand an item has, and how much it matters.

use super::gate;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// The mean interval between demands, in periods, up to which demand is steady: Syntetos, Boylan & Croston (2005).
pub const STEADY_INTERVAL: f64 = 1.32;

/// The squared coefficient of variation up to which demand is even: Syntetos, Boylan & Croston (2005).
pub const EVEN_VARIATION: f64 = 0.49;

/// The kind of an item's demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemandClass {
    /// Steady and even: exponential smoothing serves.
    Smooth,
    /// Steady, but of very different sizes.
    Erratic,
    /// Seldom, of about one size: Croston's method and those after it.
    Intermittent,
    /// Seldom, and of very different sizes.
    Lumpy,
    /// None at all in the periods given.
    NoDemand,
}

impl DemandClass {
    /// The name in documents, such as `intermittent`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Smooth => "smooth",
            Self::Erratic => "erratic",
            Self::Intermittent => "intermittent",
            Self::Lumpy => "lumpy",
            Self::NoDemand => "no_demand",
        }
    }
}

/// What [`classify`] says of a series.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classified {
    /// The class.
    pub class: DemandClass,
    /// The mean interval between demands (ADI), in periods: periods ÷ periods with demand. None without demand.
    pub interval: Option<f64>,
    /// The squared coefficient of variation (CV²) of the demands that are not zero, their variance divided by n. None
    /// without demand.
    pub variation: Option<f64>,
}

/// The class of a series of demand, one number for each period, by the mean interval between demands (ADI, cut at 1.32) and
/// the squared coefficient of variation of their sizes (CV², cut at 0.49); a value at the cut is on the lower side.
///
/// | | CV² ≤ 0.49 | CV² > 0.49 |
/// |---|---|---|
/// | ADI ≤ 1.32 | smooth | erratic |
/// | ADI > 1.32 | intermittent | lumpy |
///
/// Source: A. A. Syntetos, J. E. Boylan, J. D. Croston, On the categorization of demand patterns, Journal of the Operational
/// Research Society 56 (2005) 495–503.
///
/// # Errors
/// `input.missing` for an empty series; `number.negative`, `input.invalid` for a number that is no demand (`demand.3`).
///
/// ```
/// use backoffice::stock::replenishment::{DemandClass, classify};
///
/// let spare_part = classify(&[0.0, 0.0, 5.0, 0.0, 0.0, 4.0, 0.0, 6.0])?;
/// assert_eq!(spare_part.class, DemandClass::Intermittent); // 8 ÷ 3 = 2.67 periods apart, of about one size
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn classify(demand: &[f64]) -> Result<Classified> {
    let demand = gate::series("demand", demand)?;
    let sizes: Vec<f64> = demand.iter().copied().filter(|size| *size > 0.0).collect();
    if sizes.is_empty() {
        return Ok(Classified { class: DemandClass::NoDemand, interval: None, variation: None });
    }
    let interval = gate::number(demand.len()) / gate::number(sizes.len());
    let spread = gate::deviation(&sizes) / gate::mean(&sizes);
    let variation = gate::result("variation", spread * spread)?;
    let class = match (interval <= STEADY_INTERVAL, variation <= EVEN_VARIATION) {
        (true, true) => DemandClass::Smooth,
        (true, false) => DemandClass::Erratic,
        (false, true) => DemandClass::Intermittent,
        (false, false) => DemandClass::Lumpy,
    };
    Ok(Classified { class, interval: Some(interval), variation: Some(variation) })
}

/// How much an item matters by its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Abc {
    /// The few that make up most of the value.
    A,
    /// Those between.
    B,
    /// The many that make up little.
    C,
}

impl Abc {
    /// The letter.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// The class of each item by its value (turnover, or the value of its usage), in the order given. Items are taken from the
/// greatest value down, equal ones in the order given; an item is A while those before it have less than the share `a` of
/// all value, B while they have less than `b`, and C from there on and when it has no value. Customary shares are 0.8 and
/// 0.95.
///
/// Source: E. A. Silver, D. F. Pyke, D. J. Thomas, Inventory and Production Management in Supply Chains, 4th edition (2017),
/// chapter 2 (the distribution by value).
///
/// # Errors
/// `input.missing` without items; `number.negative`, `input.invalid` for a value (`values.3`), and for shares that are not
/// 0 ≤ a ≤ b ≤ 1.
///
/// ```
/// use backoffice::stock::replenishment::{Abc, abc};
///
/// assert_eq!(abc(&[30.0, 900.0, 20.0, 50.0], 0.8, 0.95)?, [Abc::C, Abc::A, Abc::C, Abc::B]);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn abc(values: &[f64], a: f64, b: f64) -> Result<Vec<Abc>> {
    gate::series("values", values)?;
    let (a, b) = (gate::share("a", a)?, gate::share("b", b)?);
    if b < a {
        return Err(Error::invalid("b", gate::told(b), "it is a cumulative share, so not below `a`"));
    }
    let all: f64 = values.iter().sum();
    let mut order: Vec<(usize, f64)> = values.iter().copied().enumerate().collect();
    order.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let mut classes = Vec::with_capacity(values.len());
    let mut before = 0.0;
    for (place, value) in order {
        let class = if value > 0.0 && before < a * all {
            Abc::A
        } else if value > 0.0 && before < b * all {
            Abc::B
        } else {
            Abc::C
        };
        classes.push((place, class));
        before += value;
    }
    classes.sort_by_key(|(place, _)| *place);
    Ok(classes.into_iter().map(|(_, class)| class).collect())
}

/// How well an item's demand can be foretold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Xyz {
    /// Constant.
    X,
    /// Varying.
    Y,
    /// Irregular, or none.
    Z,
}

impl Xyz {
    /// The letter.
    pub const fn name(self) -> &'static str {
        match self {
            Self::X => "X",
            Self::Y => "Y",
            Self::Z => "Z",
        }
    }
}

/// The class of a series of demand by its coefficient of variation, standard deviation (divided by n) ÷ mean over all
/// periods: X up to `x`, Y up to `y`, and Z above or without demand. The cuts are the caller's; 0.5 and 1 are customary.
///
/// Source: E. A. Silver, D. F. Pyke, D. J. Thomas (2017), chapter 2, for classes by more than value; the letters are those
/// of the trade.
///
/// # Errors
/// As [`classify`]; `input.invalid` when `y` is below `x`.
///
/// ```
/// use backoffice::stock::replenishment::{Xyz, xyz};
///
/// assert_eq!(xyz(&[9.0, 10.0, 11.0, 10.0], 0.5, 1.0)?, Xyz::X);
/// assert_eq!(xyz(&[0.0, 0.0, 12.0, 0.0], 0.5, 1.0)?, Xyz::Z);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn xyz(demand: &[f64], x: f64, y: f64) -> Result<Xyz> {
    let demand = gate::series("demand", demand)?;
    let (x, y) = (gate::not_negative("x", x)?, gate::not_negative("y", y)?);
    if y < x {
        return Err(Error::invalid("y", gate::told(y), "it may not be below `x`"));
    }
    let mean = gate::mean(demand);
    if mean == 0.0 {
        return Ok(Xyz::Z);
    }
    Ok(match gate::result("variation", gate::deviation(demand) / mean)? {
        variation if variation <= x => Xyz::X,
        variation if variation <= y => Xyz::Y,
        _ => Xyz::Z,
    })
}
