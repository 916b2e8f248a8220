//! The solver itself, over numbers only: people are rows of duties, day by day; a row obeys an automaton and counters;
//! slots tie rows together, each at a convex cost of how many are there.
//!
//! Nothing here knows names, dates or laws: the translation of a model into a [`Problem`] does.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::type_complexity,
    clippy::too_many_arguments,
    clippy::struct_excessive_bools,
    reason = "days, duties, states and slots are far below 2^16 and 2^32; the loops are short of room for conversions"
)]

pub(crate) mod anneal;
pub(crate) mod automaton;
mod board;
#[cfg(test)]
mod board_tests;
pub(crate) mod bound;
#[cfg(test)]
mod bound_tests;
mod branch;
mod coarse;
pub(crate) mod crew;
pub(crate) mod delta;
mod dense;
pub(crate) mod dive;
#[cfg(test)]
mod dive_tests;
mod fit;
mod graph;
#[cfg(test)]
mod graph_tests;
pub(crate) mod hunter;
mod key;
mod label;
mod lane;
mod master;
mod paid;
#[cfg(test)]
mod paid_tests;
pub(crate) mod parts;
mod plan;
mod price;
pub(crate) mod pricing;
pub(crate) mod problem;
pub(crate) mod proof;
mod proposal;
pub(crate) mod prox;
pub(crate) mod rest;
pub(crate) mod row;
#[cfg(test)]
mod row_tests;
pub(crate) mod search;
#[cfg(test)]
mod search_tests;
mod spans;
#[cfg(test)]
mod spans_tests;
pub(crate) mod start;
pub(crate) mod tables;
#[cfg(test)]
mod tests;
pub(crate) mod tie;
#[cfg(test)]
mod tie_tests;
mod turn;
mod window;

pub(crate) use automaton::{Automaton, Part, Step};
pub(crate) use problem::{Add, Convex, Counter, FORBIDDEN, OFF, Person, Problem, Term};
pub(crate) use row::{Best, RowProgram, Scratch};
pub(crate) use tie::{Form, Tie};

/// Whether there is any row that somebody may work.
pub(crate) fn has_row(problem: &Problem, person: usize) -> bool {
    let none = vec![0; problem.days * problem.duties];
    let best = RowProgram::new(problem, person)
        .and_then(|mut program| program.best(problem, &none, &mut Scratch::default()));
    best.is_some()
}
