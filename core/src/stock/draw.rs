//! From a book to its valuation: integers become numbers and money.

use super::{
    Book, Consumed, Cover, Entry, Holding, Kind, Layer, Shortage, Totals, Valuation,
    amounts::{self, written},
    shelf::Costing,
};
use crate::{
    error::{Error, Result},
    money::{Currency, Money},
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

#[derive(Default)]
struct Sums {
    quantity: i128,
    value: i128,
    cost: i128,
    adjustments: i128,
}

impl Sums {
    fn drawn(&self, item: &str, currency: Currency) -> Result<Totals> {
        let quantity = Decimal::try_from_i128_with_scale(self.quantity, amounts::DIGITS);
        Ok(Totals {
            quantity: quantity
                .map_err(|_| Error::overflow("quantity", item, "quantity on hand"))?
                .normalize(),
            value: amounts::money(self.value, currency)?,
            cost: amounts::money(self.cost, currency)?,
            adjustments: amounts::money(self.adjustments, currency)?,
        })
    }
}

/// The valuation of a book without open periods.
pub(super) fn valuation(book: Book) -> Result<Valuation> {
    let Book { currency, method, policy, rows, items, covers, .. } = book;
    let money = |units: i64| Money::minor(units, currency);
    let mut sums: BTreeMap<&str, Sums> = BTreeMap::new();
    let mut holdings = Vec::new();
    let mut open: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
    for (name, item) in &items {
        let of_item = sums.entry(name).or_default();
        for ((location, lot), pool) in &item.pools {
            of_item.quantity += i128::from(pool.quantity());
            of_item.value += i128::from(pool.value());
            open.extend(pool.short.iter().map(|short| (short.row, (short.quantity(), short.value()))));
            let layer = |layer: &amounts::Layer| Layer {
                item: name.clone(),
                day: layer.day,
                row: pool.shelf.tells_rows().then_some(layer.row as u64),
                quantity: written(layer.quantity()),
                value: money(layer.value()),
            };
            holdings.push(Holding {
                item: name.clone(),
                location: location.clone(),
                lot: lot.clone(),
                quantity: written(pool.quantity()),
                value: money(pool.value()),
                layers: pool.shelf.layers().iter().map(layer).collect(),
            });
        }
    }
    let mut drawn_covers = Vec::with_capacity(covers.len());
    for cover in &covers {
        let Some(short) = rows.get(cover.short).map(|row| &row.movement) else { continue };
        let Some(row) = rows.get(cover.row).map(|row| &row.movement) else { continue };
        let difference = i128::from(cover.cost) - i128::from(cover.provisional);
        if let Some(of_item) = sums.get_mut(row.item.as_str()) {
            if short.kind == Kind::Issue {
                of_item.cost += difference;
            } else {
                of_item.adjustments -= difference;
            }
        }
        drawn_covers.push(Cover {
            short: cover.short as u64,
            row: cover.row as u64,
            item: row.item.clone(),
            day: row.day,
            quantity: written(cover.quantity),
            provisional: money(cover.provisional),
            cost: money(cover.cost),
            difference: amounts::money(difference, currency)?,
        });
    }
    let mut shortages = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let Some(outcome) = &row.outcome else { continue };
        if let Some(of_item) = sums.get_mut(row.movement.item.as_str()) {
            match row.movement.kind {
                Kind::Issue | Kind::ReturnFromCustomer => of_item.cost -= i128::from(outcome.value),
                Kind::Gain | Kind::Loss | Kind::Count => of_item.adjustments += i128::from(outcome.value),
                Kind::Opening | Kind::Receipt | Kind::ReturnToSupplier => {}
            }
        }
        if outcome.missing > 0 {
            let (open, open_value) = open.get(&index).copied().unwrap_or_default();
            shortages.push(Shortage {
                row: index as u64,
                movement: row.movement.id.clone(),
                item: row.movement.item.clone(),
                day: row.movement.day,
                missing: written(outcome.missing),
                provisional: money(outcome.provisional),
                open: written(open),
                open_value: money(open_value),
            });
        }
    }
    let total = amounts::money(sums.values().map(|sums| sums.value).sum(), currency)?;
    let mut totals = BTreeMap::new();
    for (item, sums) in &sums {
        totals.insert((*item).to_owned(), sums.drawn(item, currency)?);
    }
    let entry = |row: super::book::Row| {
        let outcome = row.outcome?;
        let consumed = outcome.parts.iter().map(|part| Consumed {
            row: part.row.map(|row| row as u64),
            quantity: written(part.quantity),
            value: money(part.value),
        });
        Some(Entry {
            movement: row.movement,
            quantity: written(row.quantity),
            value: money(outcome.value),
            consumed: consumed.collect(),
            charged: outcome.charged.map(money),
        })
    };
    let entries = rows.into_iter().filter_map(entry).collect();
    Ok(Valuation {
        currency,
        method,
        policy,
        entries,
        holdings,
        shortages,
        covers: drawn_covers,
        items: totals,
        total,
    })
}
