//! The solver itself, over numbers only: people are rows of duties, day by day; a row obeys an automaton and counters;
//! slots tie rows together, each at a convex cost of how many are there.
//!
//! Nothing here knows names, dates or laws: the translation of a model into a [`Problem`] does.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "days, duties, states and slots are counted far below 2^31; costs are kept far below 2^63"
)]

pub(crate) mod anneal;
pub(crate) mod automaton;
pub(crate) mod bound;
mod branch;
pub(crate) mod crew;
pub(crate) mod delta;
mod dense;
pub(crate) mod hunter;
mod label;
mod master;
pub(crate) mod parts;
mod plan;
mod price;
pub(crate) mod problem;
pub(crate) mod proof;
pub(crate) mod prox;
pub(crate) mod row;
#[cfg(test)]
mod row_tests;
pub(crate) mod search;
#[cfg(test)]
mod search_tests;
pub(crate) mod start;
pub(crate) mod tables;
#[cfg(test)]
mod tests;
mod window;

pub(crate) use automaton::{Arc, Automaton, Part, Step};
pub(crate) use problem::{Add, Convex, Counter, FORBIDDEN, OFF, Person, Problem, Term};
pub(crate) use row::{Best, RowProgram, Scratch};
