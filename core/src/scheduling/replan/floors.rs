//! What rows and slots are not asked to go below: what they cost as they were published, unless they changed.

use crate::scheduling::compile::Compiled;
use crate::scheduling::solve::kernel::{Convex, Problem};
use std::collections::BTreeMap;

/// By person, what the row costs as it was published, with the change or, where that is not possible, before it.
pub(super) fn rows(old: &Compiled, new: &Compiled, home: &[Vec<u16>]) -> Vec<i64> {
    let rows = home.iter().enumerate();
    rows.map(|(person, row)| {
        let before = || {
            let levels = old.levels(old.problem.row_cost(person, row)?);
            Some(levels.iter().zip(&new.scales).map(|(sum, scale)| sum.saturating_mul(*scale)).sum())
        };
        new.problem.row_cost(person, row).or_else(before).unwrap_or(i64::MIN)
    })
    .collect()
}

/// By slot, what it costs as it was published; the least that it can cost, where the need has changed.
pub(super) fn slots(old: &Compiled, new: &Compiled, home: &[Vec<u16>]) -> Vec<i64> {
    let (of_old, of_new) = (old, new);
    let (old, new) = (&old.problem, &new.problem);
    let (before, after) = (cells(old), cells(new));
    let known: BTreeMap<&[usize], usize> = before
        .iter()
        .enumerate()
        .filter(|(_, cells)| !cells.is_empty())
        .map(|(slot, cells)| (cells.as_slice(), slot))
        .collect();
    let filled = new.filled(home);
    let mut floors = Vec::with_capacity(new.slots.len());
    for (slot, (cost, there)) in new.slots.iter().zip(filled).enumerate() {
        let covered = after.get(slot).map(Vec::as_slice).unwrap_or_default();
        // What no cell covers is a coupling: those come last, and do not change.
        let same = if covered.is_empty() {
            (old.slots.len() + slot).checked_sub(new.slots.len())
        } else {
            known.get(covered).copied()
        };
        let unchanged =
            same.and_then(|same| old.slots.get(same)).is_some_and(|old| alike((of_old, old), (of_new, cost)));
        let least = cost.values.iter().min().copied().unwrap_or(0);
        floors.push(if unchanged { cost.at(there) } else { least });
    }
    floors
}

/// By tie, what it costs as it was published.
pub(super) fn ties(new: &Compiled, home: &[Vec<u16>]) -> Vec<i64> {
    let counts = super::repair::counts(&new.problem, home);
    new.problem.ties.iter().map(|tie| tie.cost(&counts)).collect()
}

/// By slot, the cells that cover it.
fn cells(problem: &Problem) -> Vec<Vec<usize>> {
    let mut cells = vec![Vec::new(); problem.slots.len()];
    for (cell, slots) in problem.covers.iter().enumerate() {
        for slot in slots {
            cells.get_mut(*slot as usize).into_iter().for_each(|own| own.push(cell));
        }
    }
    cells
}

/// Whether two costs say the same, each in the numbers of its own problem: units that must be there, and levels.
fn alike(old: (&Compiled, &Convex), new: (&Compiled, &Convex)) -> bool {
    let read = |(compiled, cost): (&Compiled, &Convex), n: i64| {
        let (value, hard) = (cost.at(n), compiled.hard.max(1));
        let mut levels = compiled.levels(value.rem_euclid(hard));
        while levels.last() == Some(&0) {
            levels.pop();
        }
        (value.div_euclid(hard), levels)
    };
    let same_range = old.1.first == new.1.first && old.1.values.len() == new.1.values.len();
    same_range
        && (0..)
            .zip(&new.1.values)
            .all(|(step, _)| read(old, new.1.first + step) == read(new, new.1.first + step))
}
