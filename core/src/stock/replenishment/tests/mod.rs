//! Official examples first, then what holds of every input, then what is refused.

mod examples;
mod properties;
mod refusals;

use super::*;

/// Whether two numbers are the same to so many parts of the greater.
fn near(a: f64, b: f64, part: f64) -> bool {
    (a - b).abs() <= part * a.abs().max(b.abs())
}

/// Asserts it, telling both.
#[track_caller]
fn same(got: f64, wanted: f64) {
    assert!(near(got, wanted, 1e-9), "got {got}, wanted {wanted}");
}
