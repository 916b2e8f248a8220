//! What the desk keeps of each person, and what it asks with.

use super::cost::Cost;
use super::row::Judged;
use super::slots::Move;
use std::collections::{BTreeMap, BTreeSet};

/// One person's row.
#[derive(Clone, Debug)]
pub(in crate::scheduling) struct Row {
    pub judged: Judged,
    /// What is worked on each day.
    pub content: Vec<Vec<usize>>,
    /// What it would be worth with each duty of each day; empty when that is not kept.
    pub cells: Vec<Cell>,
}

/// A row with one duty more, or in the place of what the day held.
#[derive(Clone, Copy, Debug)]
pub(in crate::scheduling) struct Cell {
    /// What the row would cost.
    pub cost: Cost,
    pub may: May,
    /// The rules that it touches: soft ones, or the hard ones that forbid it.
    pub touches: u32,
}

/// Whether a hard rule stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scheduling) enum May {
    /// None does.
    Yes,
    /// Not unless another shift, at most so many days away, is given up.
    Within(i64),
    /// Never, or it is what is worked already.
    No,
}

/// One person's row as it would be.
#[derive(Clone, Debug)]
pub(in crate::scheduling) struct Change {
    pub person: usize,
    pub judged: Judged,
    pub moves: Vec<Move>,
}

/// What changes cost together, and what they touch.
#[derive(Clone, Debug, Default)]
pub(in crate::scheduling) struct Price {
    pub cost: Cost,
    pub lawful: bool,
    pub touches: Vec<String>,
}

/// Sets of rules' names, by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    sets: Vec<Vec<String>>,
    known: BTreeMap<Vec<String>, u32>,
}

impl Names {
    pub fn number(&mut self, names: BTreeSet<&str>) -> u32 {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        if let Some(number) = self.known.get(&names) {
            return *number;
        }
        let number = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        self.sets.push(names.clone());
        self.known.insert(names, number);
        number
    }

    pub fn of(&self, set: u32) -> &[String] {
        self.sets.get(set as usize).map(Vec::as_slice).unwrap_or_default()
    }
}
