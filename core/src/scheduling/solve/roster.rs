//! What a solver gives back: who works when, what that is worth, and how good it can get at best.

use super::super::clock;
use super::super::evaluate::Violation;
use super::super::explain::Gap;
use super::super::model::Assignment;
use crate::calendar::Period;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Who works which shift on which day, what that is worth, and what is short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// The days that are rostered.
    pub period: Period,
    /// Everybody, in the model's order.
    pub people: Vec<String>,
    /// Who works when, by day, person and shift.
    pub assignments: Vec<Assignment>,
    /// The sum of all penalties, as the judge counts them.
    pub penalty: i64,
    /// The same by level of the objective, the first level first.
    pub levels: Vec<i64>,
    /// How many hard rules are broken, as the judge counts them: 0 for a roster that may be published. Where no roster
    /// keeps them all, or none was found that does, the one that breaks them least.
    pub hard: u64,
    /// No roster that keeps the hard rules has a lower penalty; with several levels, none is lower in the first.
    pub bound: i64,
    /// Whether nothing better exists.
    pub proven: bool,
    /// Whether it is proven that no roster keeps all hard rules.
    pub infeasible: bool,
    /// What is short, each with its reasons.
    pub unfilled: Vec<Gap>,
    /// Rules and requests that are not met.
    pub violations: Vec<Violation>,
    /// Nodes that were used.
    pub nodes: u64,
    /// Rows of people that the bound asked for, and how many of them were exact; the others were bounded from below.
    pub rows: RowCount,
    /// Whether the budget was used up or the roster is proven; not when the caller stopped it.
    pub complete: bool,
}

/// How many rows the bound asked for, and how many of them are the best there is at its prices. (A limit may have a price
/// there instead of being counted; the roster keeps it all the same.)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowCount {
    /// Rows in all.
    pub all: u64,
    /// Those that are the best row there is.
    pub exact: u64,
}

impl Roster {
    /// Whether no hard rule is broken.
    pub const fn is_lawful(&self) -> bool {
        self.hard == 0
    }

    /// The assignments of one person, by day.
    pub fn of(&self, person: &str) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(move |assignment| assignment.person == person)
    }
}

impl fmt::Display for Roster {
    /// A table of people and days.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut cells: BTreeMap<(&str, chrono::NaiveDate), String> = BTreeMap::new();
        for a in &self.assignments {
            let cell = cells.entry((&a.person, a.day)).or_default();
            if !cell.is_empty() {
                cell.push('+');
            }
            cell.push_str(&a.shift);
            if let Some(skill) = &a.skill {
                cell.push(' ');
                cell.push_str(skill);
            }
        }
        let length = |text: &str| text.chars().count();
        let first = self.people.iter().map(|name| length(name)).max().unwrap_or(0);
        let days: Vec<(chrono::NaiveDate, String, usize)> = self
            .period
            .days()
            .map(|day| {
                let title = clock::day(day);
                let own = cells.iter().filter(|((_, of), _)| *of == day).map(|(_, cell)| length(cell));
                let width = own.chain([length(&title)]).max().unwrap_or(0);
                (day, title, width)
            })
            .collect();
        write!(f, "{:first$}", "")?;
        for (_, title, width) in &days {
            write!(f, "  {title:width$}")?;
        }
        for name in &self.people {
            write!(f, "\n{name:first$}")?;
            for (day, _, width) in &days {
                write!(f, "  {:width$}", cells.get(&(name.as_str(), *day)).map_or("-", String::as_str))?;
            }
        }
        Ok(())
    }
}
