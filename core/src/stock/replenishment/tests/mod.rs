//! Official examples first, then what holds of every input, then what is refused.

#![allow(
    clippy::unreadable_literal,
    clippy::excessive_precision,
    reason = "values as their sources print them"
)]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small counts"
)]
#![allow(clippy::many_single_char_names, reason = "any numbers")]

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
