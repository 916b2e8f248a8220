//! The order in which movements are costed.

use super::{Facts, Names, Row};
use crate::{
    error::{Code, Error, Result},
    stock::{DayOrder, Kind, Policy},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Where a movement stands: by day, within it what comes in before the rest where the policy says so, then by the caller's
/// sequence, then as given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::stock) struct Key {
    pub day: NaiveDate,
    later: bool,
    sequence: i64,
    row: usize,
}

impl Key {
    pub fn of(row: &Row, index: usize, policy: &Policy) -> Self {
        let later = policy.day_order == DayOrder::ReceiptsBeforeIssues && row.facts.outward;
        Self { day: row.movement.day, later, sequence: row.movement.sequence, row: index }
    }
}

/// The rows of one period of a periodic method in the order in which they are costed: item after item, those that are
/// made of others after them; within an item first what comes in at a cost known beforehand, then the rest.
///
/// # Errors
/// `stock.cycle`, naming an item that is made of itself.
pub(in crate::stock) fn arranged(
    rows: &[Row],
    period: &[usize],
    starts: NaiveDate,
    names: &Names,
) -> Result<Vec<usize>> {
    let facts = |index: &usize| rows.get(*index).map(|row| (row, row.facts));
    let mut used: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut made: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut items: BTreeSet<(&str, u32)> = BTreeSet::new();
    for (row, Facts { item, order, .. }) in period.iter().filter_map(facts) {
        items.insert((names.name(item), item));
        let edges = match row.movement.kind {
            Kind::Consume => &mut used,
            Kind::Produce => &mut made,
            _ => continue,
        };
        if let Some(order) = order {
            edges.entry(order).or_default().insert(item);
        }
    }
    let mut needs: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (order, made) in &made {
        for item in made {
            needs.entry(*item).or_default().extend(used.get(order).into_iter().flatten());
        }
    }
    let mut arranged = Vec::with_capacity(period.len());
    let mut open = items;
    while !open.is_empty() {
        let waits = |needed: &u32| open.contains(&(names.name(*needed), *needed));
        let ready = open.iter().copied().find(|(_, item)| !needs.get(item).into_iter().flatten().any(waits));
        let Some((name, ready)) = ready else {
            let name = open.first().map_or("", |(name, _)| *name);
            let message = format!(
                "`{name}` is made of itself within a period, which gives it no cost: use a perpetual method"
            );
            return Err(Error::new(Code::StockCycle, "item", name, message));
        };
        open.remove(&(name, ready));
        let own = period.iter().filter_map(|index| facts(index).map(|(row, facts)| (*index, row, facts)));
        let own: Vec<_> = own.filter(|(_, _, facts)| facts.item == ready).collect();
        let known = |row: &Row, facts: &Facts| match row.movement.kind {
            Kind::LandedCost | Kind::CorrectUnitCost | Kind::Revalue => true,
            Kind::Count => false,
            _ if facts.outward => false,
            Kind::Produce => true,
            _ => {
                facts.cost.is_some()
                    || facts.of.and_then(|of| rows.get(of)).is_some_and(|of| of.movement.day < starts)
            }
        };
        arranged.extend(own.iter().filter(|(_, row, facts)| known(row, facts)).map(|(index, ..)| *index));
        arranged.extend(own.iter().filter(|(_, row, facts)| !known(row, facts)).map(|(index, ..)| *index));
    }
    Ok(arranged)
}
