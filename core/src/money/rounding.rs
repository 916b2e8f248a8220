//! Rounding by name.

use super::{currency::Currency, number};
use crate::error::{Code, Error, Result, exact};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// Which way a number goes that lies between two multiples of the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// To the nearest; a tie to the even multiple (banker's rounding).
    HalfEven,
    /// To the nearest; a tie away from zero (commercial rounding).
    HalfUp,
    /// To the nearest; a tie toward zero.
    HalfDown,
    /// Toward zero (cut).
    Down,
    /// Away from zero.
    Up,
    /// Toward minus infinity.
    Floor,
    /// Toward plus infinity.
    Ceiling,
}

/// Where a document's tax is rounded. A choice that changes cents, hence always asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// Each line's tax.
    PerLine,
    /// The tax of each rate, on the sum of its lines.
    PerRate,
    /// The tax of the whole document, once.
    PerDocument,
}

/// What a number is rounded to a multiple of: `units` × 10^-`scale`, so 0.05 is `5, 2` and a whole unit `1, 0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    units: u32,
    scale: u8,
}

impl Step {
    /// `units` × 10^-`scale`; const, so that a statute's rounding costs nothing. Zero units are taken as one, a scale
    /// above 28 as 28: use [`Step::new`] for what comes from outside.
    pub const fn of(units: u32, scale: u8) -> Self {
        Self { units: if units == 0 { 1 } else { units }, scale: if scale > 28 { 28 } else { scale } }
    }

    /// The step as a number, such as `0.05`.
    ///
    /// # Errors
    /// `input.invalid` when it is not above zero, or has more than 32 bits without its point.
    pub fn new(step: Decimal) -> Result<Self> {
        let plain = step.normalize();
        let (Ok(units @ 1..), Ok(scale)) = (u32::try_from(plain.mantissa()), u8::try_from(plain.scale()))
        else {
            return Err(Error::invalid("step", step, "write a number above zero such as 0.01, 0.05 or 1"));
        };
        Ok(Self { units, scale })
    }

    pub(crate) const fn units(self) -> u32 {
        self.units
    }

    pub(crate) const fn scale(self) -> u8 {
        self.scale
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Decimal::from_i128_with_scale(self.units.into(), self.scale.into()))
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(exact::text::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// A rounding: to which step, which way, and whether digits are cut off first.
///
/// ```
/// use backoffice::{Mode::*, Rounding, currency::CHF, dec};
///
/// assert_eq!(Rounding::minor(CHF, HalfUp).apply(dec!(2.125))?, dec!(2.13));
/// assert_eq!(Rounding::to(dec!(0.05), HalfUp)?.apply(dec!(2.125))?, dec!(2.15));
/// // UK National Insurance: cut after the third decimal, then 0.005 goes down.
/// let ni = Rounding::of(1, 2, HalfDown).after_cut(1, 3);
/// assert_eq!(ni.apply(dec!(0.0059))?, dec!(0.00));
/// assert_eq!(ni.apply(dec!(0.0061))?, dec!(0.01));
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    /// The step.
    pub step: Step,
    /// Which way.
    pub mode: Mode,
    /// Cut toward zero to this step first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Step>,
}

impl Rounding {
    /// To the minor unit of `currency`.
    #[allow(clippy::cast_possible_truncation, reason = "ISO 4217 has at most four minor digits")]
    pub const fn minor(currency: Currency, mode: Mode) -> Self {
        Self::of(1, currency.minor_digits() as u8, mode)
    }

    /// To multiples of `step`, such as 0.05 or 1.
    ///
    /// # Errors
    /// As [`Step::new`].
    pub fn to(step: Decimal, mode: Mode) -> Result<Self> {
        Ok(Self { step: Step::new(step)?, mode, cut: None })
    }

    /// To multiples of `units` × 10^-`scale`, const.
    pub const fn of(units: u32, scale: u8, mode: Mode) -> Self {
        Self { step: Step::of(units, scale), mode, cut: None }
    }

    /// The same, after cutting to multiples of `units` × 10^-`scale`.
    #[must_use]
    pub const fn after_cut(self, units: u32, scale: u8) -> Self {
        Self { cut: Some(Step::of(units, scale)), ..self }
    }

    /// The rounded number.
    ///
    /// # Errors
    /// `number.out_of_range` when the result cannot be held in 28 digits.
    pub fn apply(self, value: Decimal) -> Result<Decimal> {
        number::round(value, self).ok_or_else(|| {
            let message = format!("`{value}` cannot be rounded to {} in 28 digits", self.step);
            Error::new(Code::NumberOutOfRange, "value", value, message)
        })
    }
}

impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(cut) = self.cut {
            write!(f, "cut to {cut}, then ")?;
        }
        let mode = match self.mode {
            Mode::HalfEven => "half-even",
            Mode::HalfUp => "half-up",
            Mode::HalfDown => "half-down",
            Mode::Down => "down",
            Mode::Up => "up",
            Mode::Floor => "floor",
            Mode::Ceiling => "ceiling",
        };
        write!(f, "{mode} to {}", self.step)
    }
}
