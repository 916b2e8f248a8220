//! From a book to its valuation: integers become numbers and money.

use super::{
    Book, Consumed, Cover, Entry, Holding, Kind, Layer, Moved, Origin, PriorLine, PriorPeriod, Shortage,
    Totals, Valuation,
    amounts::{self, written},
    closing::{Closing, Line, Record, Sheet, Slip},
    engine::Place,
    shelf::Costing,
    valuation::bearer,
};
use crate::{
    error::{Error, Result},
    money::{Currency, Money},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
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

    /// What a movement did, `sign` times, and the covers that came with it.
    fn take(&mut self, book: &Book, sheet: Sheet, sign: i128) {
        let outcome = sheet.outcome;
        let value = sign * i128::from(outcome.value());
        let variance = sign * i128::from(outcome.variance);
        let (late, passed) = (sign * i128::from(outcome.late), sign * i128::from(outcome.passed));
        self.variance += variance;
        self.cost += late + passed;
        let outside = value + variance + late;
        match sheet.movement.kind {
            Kind::Opening | Kind::Receipt | Kind::LandedCost | Kind::CorrectUnitCost => {
                self.received += outside;
            }
            Kind::Dropship => self.received += passed,
            Kind::ReturnToSupplier => {
                let charged = outcome.charged.map_or(value, |charged| -sign * i128::from(charged));
                self.received += charged;
                self.variance += charged - value;
            }
            Kind::ReverseReturn if !sheet.facts.outward => self.received += outside,
            Kind::Issue | Kind::ReturnFromCustomer | Kind::ReverseReturn => self.cost -= value + variance,
            Kind::Gain | Kind::Loss | Kind::Count => self.adjustments += value + variance,
            Kind::Revalue | Kind::SetUnitCost | Kind::ScaleUnitCost => self.revalued += value,
            Kind::Consume | Kind::Produce | Kind::ReturnFromProduction => self.produced += value + variance,
            Kind::Transfer | Kind::SetMethod => {}
        }
        for cover in &outcome.covers {
            let difference = sign * (i128::from(cover.cost) - i128::from(cover.provisional));
            let Some(short) = book.rows.get(cover.short) else { continue };
            match bearer(&short.movement, &book.policy) {
                Bearer::Cost => self.cost += difference,
                Bearer::Adjustments => self.adjustments -= difference,
                Bearer::Variance => self.variance += difference,
            }
        }
    }

    /// What a movement did to what is on hand, `sign` times.
    fn put(&mut self, sheet: Sheet, sign: i128) {
        let moved = sheet.outcome.effects.iter().map(|effect| i128::from(effect.quantity)).sum::<i128>();
        self.quantity += sign * moved;
        self.value += sign * (i128::from(sheet.outcome.value()) - sheet.outcome.differences());
    }
}

/// What is drawn with: the book, and the places of its rows in the valuation.
struct Drawing<'a> {
    book: &'a Book,
    places: Vec<u64>,
}

impl Drawing<'_> {
    /// Rows of the valuation are places in its own order.
    fn place(&self, index: usize) -> u64 {
        self.places.get(index).copied().unwrap_or_default()
    }

    fn name(&self, place: Place) -> (Option<String>, Option<String>) {
        let text = |number: Option<u32>| number.map(|number| self.book.names.name(number).to_owned());
        (text(place.0), text(place.1))
    }

    fn money(&self, units: i64) -> Money {
        Money::minor(units, self.book.currency)
    }

    fn entry(&self, sheet: Sheet) -> Entry {
        let Sheet { movement, facts, booked, outcome } = sheet;
        let consumed = outcome.gone.parts.iter().map(|part| Consumed {
            row: part.row.map(|row| self.place(row)),
            quantity: written(part.quantity),
            value: self.money(part.value),
        });
        // Where the parts tell their rows, these are the origins.
        let untold = outcome.gone.parts.iter().any(|part| part.row.is_none());
        let units = outcome.gone.units.iter().filter(|(_, units)| untold && *units > 0);
        let origins = units.map(|(row, units)| Origin { row: self.place(*row), quantity: written(*units) });
        let nothing = |units: i64| (units != 0).then(|| self.money(units));
        let moved = outcome.effects.iter().map(|effect| {
            let (location, lot) = self.name(effect.place);
            Moved { location, lot, quantity: written(effect.quantity), value: self.money(effect.value) }
        });
        let own = |effect: &super::engine::Effect| effect.place == facts.place;
        let elsewhere = outcome.effects.len() > 1 || !outcome.effects.iter().all(own);
        Entry {
            movement: movement.clone(),
            booked_on: (booked != movement.day).then_some(booked),
            quantity: written(outcome.quantity),
            value: self.money(outcome.value()),
            consumed: consumed.collect(),
            origins: origins.collect(),
            charged: outcome.charged.map(|charged| self.money(charged)),
            late: nothing(outcome.late),
            variance: nothing(outcome.variance),
            passed: nothing(outcome.passed),
            pools: if elsewhere { moved.collect() } else { Vec::new() },
        }
    }

    fn covers(&self, index: usize, sheet: Sheet) -> Result<Vec<Cover>> {
        let cover = |cover: &super::pool::Covered| {
            let difference = i128::from(cover.cost) - i128::from(cover.provisional);
            Ok(Cover {
                short: self.place(cover.short),
                row: self.place(index),
                item: sheet.movement.item.clone(),
                day: sheet.movement.day,
                quantity: written(cover.quantity),
                provisional: self.money(cover.provisional),
                cost: self.money(cover.cost),
                difference: amounts::money(difference, self.book.currency)?,
                open: cover.open,
            })
        };
        sheet.outcome.covers.iter().map(cover).collect()
    }

    /// The differences of closed periods.
    fn prior_periods(&self) -> Result<Vec<PriorPeriod>> {
        let Closing { records, late, .. } = &self.book.closing;
        let period = |day: NaiveDate| self.book.closing.period(day).unwrap_or(day);
        let mut drawn = Vec::with_capacity(records.len());
        for Record { operation, row, movement, booked_on, lines: changed } in records {
            let mut lines = Vec::with_capacity(changed.len());
            for line in changed {
                lines.push(self.line(line)?);
            }
            // What was booked late belongs to the period that it is dated in.
            let own = self.book.closing.period(movement.day);
            let first = lines.iter().map(|line: &PriorLine| line.belongs_to).chain(own).min();
            drawn.push(PriorPeriod {
                operation: *operation,
                movement: movement.clone(),
                row: late.contains_key(row).then(|| self.place(*row)),
                belongs_to: first.unwrap_or_else(|| period(movement.day)),
                booked_on: *booked_on,
                lines,
            });
        }
        Ok(drawn)
    }

    fn line(&self, line: &Line) -> Result<PriorLine> {
        let Line { row, before, after, .. } = line;
        let (before, after) = (before.sheet(), after.as_ref().map(Slip::sheet));
        let closing = &self.book.closing;
        let day = if closing.late.contains_key(row) { before.movement.day } else { before.booked };
        let mut sums = Sums::default();
        for (sheet, sign) in [(Some(before), -1), (after, 1)] {
            if let Some(sheet) = sheet {
                sums.take(self.book, sheet, sign);
                sums.put(sheet, sign);
            }
        }
        Ok(PriorLine {
            row: self.place(*row),
            belongs_to: closing.period(day).unwrap_or(day),
            before: self.entry(before),
            covers_before: self.covers(*row, before)?,
            after: after.map(|after| self.entry(after)),
            covers_after: after.map_or(Ok(Vec::new()), |after| self.covers(*row, after))?,
            difference: sums.drawn(&before.movement.item, self.book.currency)?,
        })
    }
}

/// The valuation of a book.
pub(super) fn valuation(book: &Book) -> Result<Valuation> {
    let Book { currency, method, policy, rows, names, families, .. } = book;
    let currency = *currency;
    let money = |units: i64| Money::minor(units, currency);
    let order = book.booked_order();
    let mut places = vec![0u64; rows.len()];
    for (place, index) in (0u64..).zip(&order) {
        if let Some(known) = places.get_mut(*index) {
            *known = place;
        }
    }
    let drawing = Drawing { book, places };
    let place_of = |index: usize| drawing.place(index);
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
            let (location, lot) = drawing.name(*place);
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
        if let Some(sheet) = book.sheet(*index) {
            covers.append(&mut drawing.covers(*index, sheet)?);
            entries.push(drawing.entry(sheet));
        }
        let Some(truth) = book.truth(*index) else { continue };
        let Sheet { movement, outcome, .. } = truth;
        if let Some(of_item) = sums.get_mut(movement.item.as_str()) {
            of_item.take(book, truth, 1);
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
        prior_periods: drawing.prior_periods()?,
        items: totals,
        total,
    })
}

/// Who bears the late difference of a shortage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bearer {
    /// The cost of sales.
    Cost,
    /// Gains and losses.
    Adjustments,
    /// The price difference.
    Variance,
}
