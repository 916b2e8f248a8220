//! The gate: what comes in is looked at once, and what goes out is finite.

use crate::error::{Code, Error, Result};

/// No estimate is greater: beyond this a double does not hold whole units any more.
pub const LARGEST: f64 = 1e15;

/// A number as a person would write it.
pub fn told(value: f64) -> String {
    let size = value.abs();
    let plain = size == 0.0 || (1e-6..1e16).contains(&size) || !size.is_finite();
    if plain { value.to_string() } else { format!("{value:e}") }
}

/// A number from −10¹⁵ to 10¹⁵.
pub fn finite(field: &str, value: f64) -> Result<f64> {
    if value.abs() <= LARGEST {
        return Ok(value);
    }
    let wanted = if value.is_nan() { "write a number" } else { "write a number of at most 10^15" };
    Err(Error::invalid(field, told(value), wanted))
}

/// A number from 0 to 10¹⁵.
pub fn not_negative(field: &str, value: f64) -> Result<f64> {
    if finite(field, value)? < 0.0 {
        let value = told(value);
        let message = format!("`{field}` is `{value}`: it may not be below zero");
        return Err(Error::new(Code::NumberNegative, field, value, message));
    }
    Ok(value)
}

/// A number above 0, up to 10¹⁵.
pub fn positive(field: &str, value: f64) -> Result<f64> {
    if not_negative(field, value)? == 0.0 {
        return Err(Error::invalid(field, told(value), "write a number above zero"));
    }
    Ok(value)
}

/// A number from 0 to 1, both included.
pub fn share(field: &str, value: f64) -> Result<f64> {
    if (0.0..=1.0).contains(&value) {
        return Ok(value);
    }
    Err(Error::invalid(field, told(value), "write a number from 0 to 1"))
}

/// A number between 0 and 1, both excluded.
pub fn inner_share(field: &str, value: f64) -> Result<f64> {
    if value > 0.0 && value < 1.0 {
        return Ok(value);
    }
    Err(Error::invalid(field, told(value), "write a number between 0 and 1, such as 0.95"))
}

/// A whole number from 1 to a greatest one.
pub fn count(field: &str, value: usize, most: usize) -> Result<usize> {
    if (1..=most).contains(&value) {
        return Ok(value);
    }
    Err(Error::invalid(field, value, &format!("write a whole number from 1 to {most}")))
}

/// Whether every number is from 0 to 10¹⁵; one pass without a branch for each.
pub fn sound(values: &[f64]) -> bool {
    values.iter().fold(true, |sound, value| sound & (0.0..=LARGEST).contains(value))
}

/// Numbers from 0 to 10¹⁵, at least one.
pub fn series<'a>(field: &str, values: &'a [f64]) -> Result<&'a [f64]> {
    if values.is_empty() {
        return Err(Error::missing(field));
    }
    if !sound(values) {
        for (place, value) in values.iter().enumerate() {
            not_negative(&format!("{field}.{place}"), *value)?;
        }
    }
    Ok(values)
}

/// A result, unless it left the range of a double on the way.
pub fn result(what: &str, value: f64) -> Result<f64> {
    if value.is_finite() {
        return Ok(value);
    }
    let message = format!("`{what}` is not a finite number: the numbers given are too far apart in size");
    Err(Error::new(Code::NumberOutOfRange, what, told(value), message))
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "no list is longer than 2^53")]
pub fn number(count: usize) -> f64 {
    count as f64
}

/// The arithmetic mean; 0 of nothing.
pub fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / number(values.len()) }
}

/// The standard deviation of all there is (divided by n); 0 of nothing.
pub fn deviation(values: &[f64]) -> f64 {
    let middle = mean(values);
    let squares: Vec<f64> = values.iter().map(|value| (value - middle) * (value - middle)).collect();
    mean(&squares).sqrt()
}
