//! From a book to its valuation: integers become numbers and money.

use super::{
    Book, Consumed, Cover, Entry, Holding, Kind, Layer, Moved, Origin, Shortage, Totals, Valuation,
    amounts::{self, written},
    engine::{Key, Place, Row},
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
    received: i128,
    cost: i128,
    adjustments: i128,
    revalued: i128,
    produced: i128,
    variance: i128,
}

impl Sums {
    fn drawn(&self, item: &str, currency: Currency) -> Result<Totals> {
        let quantity = Decimal::try_from_i128_with_scale(self.quantity, amounts::DIGITS);
        let money = |units| amounts::money(units, currency);
        Ok(Totals {
            quantity: quantity
                .map_err(|_| Error::overflow("quantity", item, "quantity on hand"))?
                .normalize(),
            value: money(self.value)?,
            received: money(self.received)?,
            cost: money(self.cost)?,
            adjustments: money(self.adjustments)?,
            revalued: money(self.revalued)?,
            produced: money(self.produced)?,
            variance: money(self.variance)?,
        })
    }

    /// What a movement did.
    fn take(&mut self, row: &Row) {
        let outcome = &row.outcome;
        let value = i128::from(outcome.value());
        self.variance += i128::from(outcome.variance);
        self.cost += i128::from(outcome.late) + i128::from(outcome.passed);
        let outside = value + i128::from(outcome.variance) + i128::from(outcome.late);
        match row.movement.kind {
            Kind::Opening | Kind::Receipt | Kind::LandedCost | Kind::CorrectUnitCost => {
                self.received += outside;
            }
            Kind::Dropship => self.received += i128::from(outcome.passed),
            Kind::ReturnToSupplier => {
                let charged = i128::from(outcome.charged.unwrap_or(0));
                let charged = if outcome.charged.is_some() { -charged } else { value };
                self.received += charged;
                self.variance += charged - value;
            }
            Kind::ReverseReturn if !row.facts.outward => self.received += outside,
            Kind::Issue | Kind::ReturnFromCustomer | Kind::ReverseReturn => {
                self.cost -= value + i128::from(outcome.variance);
            }
            Kind::Gain | Kind::Loss | Kind::Count => self.adjustments += value + i128::from(outcome.variance),
            Kind::Revalue | Kind::SetUnitCost | Kind::ScaleUnitCost => self.revalued += value,
            Kind::Consume | Kind::Produce | Kind::ReturnFromProduction => {
                self.produced += value + i128::from(outcome.variance);
            }
            Kind::Transfer | Kind::SetMethod => {}
        }
    }
}

/// The valuation of a book.
pub(super) fn valuation(book: &Book) -> Result<Valuation> {
    let Book { currency, method, policy, rows, names, families, .. } = book;
    let currency = *currency;
    let money = |units: i64| Money::minor(units, currency);
    let mut order: Vec<usize> = families.iter().flat_map(|family| family.order.iter().copied()).collect();
    order.sort_by_key(|index| rows.get(*index).map(|row| Key::of(row, *index, policy)));
    // Rows of the valuation are places in its own order.
    let mut places = vec![0u64; rows.len()];
    for (place, index) in (0u64..).zip(&order) {
        if let Some(known) = places.get_mut(*index) {
            *known = place;
        }
    }
    let place_of = |index: usize| places.get(index).copied().unwrap_or_default();
    let name = |(location, lot): Place| {
        let text = |number: Option<u32>| number.map(|number| names.name(number).to_owned());
        (text(location), text(lot))
    };
    let mut sums: BTreeMap<&str, Sums> = BTreeMap::new();
    let mut holdings = Vec::new();
    let mut open: BTreeMap<usize, (i64, i64)> = BTreeMap::new();
    for (number, item) in families.iter().flat_map(|family| &family.state.items) {
        let item_name = names.name(*number);
        let of_item = sums.entry(item_name).or_default();
        for (place, pool) in &item.pools {
            of_item.quantity += i128::from(pool.quantity());
            of_item.value += i128::from(pool.value());
            open.extend(pool.short.iter().map(|short| (short.row, (short.quantity(), short.value()))));
            let layer = |layer: &amounts::Layer| Layer {
                item: item_name.to_owned(),
                day: layer.day,
                row: pool.shelf.tells_rows().then(|| place_of(layer.row)),
                quantity: written(layer.quantity()),
                value: money(layer.value()),
            };
            let origin = |(row, quantity, value): (usize, i64, i64)| {
                Some(Layer {
                    item: item_name.to_owned(),
                    day: rows.get(row)?.movement.day,
                    row: Some(place_of(row)),
                    quantity: written(quantity),
                    value: money(value),
                })
            };
            let origins = if pool.shelf.tells_rows() { Vec::new() } else { pool.origins() };
            let (location, lot) = name(*place);
            holdings.push(Holding {
                item: item_name.to_owned(),
                location,
                lot,
                quantity: written(pool.quantity()),
                value: money(pool.value()),
                layers: pool.shelf.layers().iter().map(layer).collect(),
                origins: origins.into_iter().filter_map(origin).collect(),
            });
        }
    }
    holdings.sort_by(|one, other| {
        (&one.item, &one.location, &one.lot).cmp(&(&other.item, &other.location, &other.lot))
    });
    let (mut covers, mut shortages, mut entries) = (Vec::new(), Vec::new(), Vec::with_capacity(order.len()));
    for index in &order {
        let Some(row) = rows.get(*index) else { continue };
        let (movement, outcome) = (&row.movement, &row.outcome);
        if let Some(of_item) = sums.get_mut(movement.item.as_str()) {
            of_item.take(row);
        }
        for cover in &outcome.covers {
            let difference = i128::from(cover.cost) - i128::from(cover.provisional);
            let short = rows.get(cover.short).map(|short| &short.movement);
            if let (Some(of_item), Some(short)) = (sums.get_mut(movement.item.as_str()), short) {
                match super::valuation::bearer(short, policy) {
                    Bearer::Cost => of_item.cost += difference,
                    Bearer::Adjustments => of_item.adjustments -= difference,
                    Bearer::Variance => of_item.variance += difference,
                }
            }
            covers.push(Cover {
                short: place_of(cover.short),
                row: place_of(*index),
                item: movement.item.clone(),
                day: movement.day,
                quantity: written(cover.quantity),
                provisional: money(cover.provisional),
                cost: money(cover.cost),
                difference: amounts::money(difference, currency)?,
                open: cover.open,
            });
        }
        if outcome.missing > 0 {
            let (open, open_value) = open.get(index).copied().unwrap_or_default();
            shortages.push(Shortage {
                row: place_of(*index),
                movement: movement.id.clone(),
                item: movement.item.clone(),
                day: movement.day,
                missing: written(outcome.missing),
                provisional: money(outcome.provisional),
                open: written(open),
                open_value: money(open_value),
            });
        }
        let consumed = outcome.gone.parts.iter().map(|part| Consumed {
            row: part.row.map(place_of),
            quantity: written(part.quantity),
            value: money(part.value),
        });
        // Where the parts tell their rows, these are the origins.
        let untold = outcome.gone.parts.iter().any(|part| part.row.is_none());
        let units = outcome.gone.units.iter().filter(|(_, units)| untold && *units > 0);
        let origins = units.map(|(row, units)| Origin { row: place_of(*row), quantity: written(*units) });
        let nothing = |units: i64| (units != 0).then(|| money(units));
        let moved = outcome.effects.iter().map(|effect| {
            let (location, lot) = name(effect.place);
            Moved { location, lot, quantity: written(effect.quantity), value: money(effect.value) }
        });
        let own = |effect: &super::engine::Effect| effect.place == row.facts.place;
        let elsewhere = outcome.effects.len() > 1 || !outcome.effects.iter().all(own);
        entries.push(Entry {
            movement: movement.clone(),
            quantity: written(outcome.quantity),
            value: money(outcome.value()),
            consumed: consumed.collect(),
            origins: origins.collect(),
            charged: outcome.charged.map(money),
            late: nothing(outcome.late),
            variance: nothing(outcome.variance),
            passed: nothing(outcome.passed),
            pools: if elsewhere { moved.collect() } else { Vec::new() },
        });
    }
    let total = amounts::money(sums.values().map(|sums| sums.value).sum(), currency)?;
    let mut totals = BTreeMap::new();
    for (item, sums) in &sums {
        totals.insert((*item).to_owned(), sums.drawn(item, currency)?);
    }
    Ok(Valuation {
        currency,
        method: *method,
        policy: policy.clone(),
        entries,
        holdings,
        shortages,
        covers,
        items: totals,
        total,
    })
}

/// Who bears the late difference of a shortage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bearer {
    Cost,
    Adjustments,
    Variance,
}
