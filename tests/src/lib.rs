//! What the tests of the workspace share: the runner of golden vectors, the README's table that counts them, drawn books
//! of stock, and the files of the scheduling benchmarks.

pub mod coverage;
pub mod roster;
pub mod stock_fuzz;
pub mod store;
pub mod vectors;

/// The README's example in Rust, run as a doc test.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
