//! Units as they flow: from the entries that brought them in to those that took them.

use super::{
    Traced,
    lots::{Held, Lot, Made, Part, lost, millionths, minor, pop, portion, written},
};
use crate::{
    error::Result,
    stock::{Cover, Entry, Kind, Valuation, amounts, sides::outside},
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Follows the units through the entries of a valuation.
pub(super) struct Tracer<'a> {
    valuation: &'a Valuation,
    ids: BTreeMap<&'a str, u64>,
    covers: BTreeMap<u64, Vec<&'a Cover>>,
    /// By entry that brought units in: what is there of them.
    there: BTreeMap<u64, VecDeque<Lot>>,
    /// By entry that took units: what did not come back.
    gone: BTreeMap<u64, VecDeque<Lot>>,
    made: BTreeMap<u64, Made>,
    orders: BTreeMap<&'a str, Vec<Held>>,
    rows: Vec<Traced>,
}

impl<'a> Tracer<'a> {
    /// With what came from outside already there.
    pub fn new(valuation: &'a Valuation) -> Result<Self> {
        let ids = (0u64..)
            .zip(&valuation.entries)
            .filter_map(|(row, entry)| Some((entry.movement.id.as_deref()?, row)));
        let mut tracer = Self {
            valuation,
            ids: ids.collect(),
            covers: BTreeMap::new(),
            there: BTreeMap::new(),
            gone: BTreeMap::new(),
            made: BTreeMap::new(),
            orders: BTreeMap::new(),
            rows: Vec::new(),
        };
        for cover in valuation.covers.iter().filter(|cover| !cover.open) {
            tracer.covers.entry(cover.row).or_default().push(cover);
        }
        for (row, entry) in (0u64..).zip(&valuation.entries) {
            if let Some((source, units)) = tracer.outside(row, entry)? {
                tracer.there.entry(source).or_default().push_back(Lot { origin: row, units });
            }
        }
        Ok(tracer)
    }

    fn named(&self, entry: &Entry) -> Option<u64> {
        entry.movement.of.as_deref().and_then(|of| self.ids.get(of)).copied()
    }

    /// Of what comes from outside: the row of its layer, and how many.
    fn outside(&self, row: u64, entry: &Entry) -> Result<Option<(u64, i128)>> {
        let movement = &entry.movement;
        let moved = millionths(movement.quantity)?;
        Ok(match movement.kind {
            Kind::Opening | Kind::Gain => Some((row, moved)),
            Kind::Receipt => Some((self.named(entry).unwrap_or(row), moved)),
            Kind::Count if movement.unit_cost.is_some() => {
                Some((row, moved.max(millionths(entry.quantity)?)))
            }
            Kind::Count => Some((row, millionths(entry.quantity)?)).filter(|(_, units)| *units > 0),
            Kind::ReturnFromCustomer | Kind::ReturnFromProduction if movement.of.is_none() => {
                Some((row, moved))
            }
            Kind::Produce if movement.order.is_none() => Some((row, moved)),
            _ => None,
        })
    }

    /// All rows, by the entries that took goods.
    pub fn run(mut self) -> Result<Vec<Traced>> {
        let entries: Vec<(u64, &'a Entry)> = (0u64..).zip(&self.valuation.entries).collect();
        if self.valuation.method.is_periodic() {
            let period = self.valuation.policy.period;
            for own in entries
                .chunk_by(|one, other| period.of(one.1.movement.day) == period.of(other.1.movement.day))
            {
                self.arranged(own)?;
            }
        } else {
            for (row, entry) in entries {
                self.follow(row, entry)?;
            }
        }
        for shortage in &self.valuation.shortages {
            let part = Part {
                origin: None,
                made: None,
                units: millionths(shortage.open)?,
                value: minor(shortage.open_value)?,
            };
            if part.units > 0 {
                self.tell(shortage.row, &[part])?;
            }
        }
        self.rows.sort_by_key(|traced| traced.row);
        Ok(self.rows)
    }

    /// A period whose issues are costed after what came in: each entry follows those that it rests on.
    fn arranged(&mut self, period: &[(u64, &'a Entry)]) -> Result<()> {
        let mut waiting = period.to_vec();
        while !waiting.is_empty() {
            let consumes = |entry: &Entry| entry.movement.kind == Kind::Consume;
            let open: BTreeSet<Option<String>> =
                waiting.iter().filter(|(_, e)| consumes(e)).map(|(_, e)| e.movement.order.clone()).collect();
            let mut later = Vec::new();
            let before = waiting.len();
            for (row, entry) in waiting {
                if self.ready(entry, &open) {
                    self.follow(row, entry)?;
                } else {
                    later.push((row, entry));
                }
            }
            if later.len() == before {
                for (row, entry) in later.drain(..) {
                    self.follow(row, entry)?;
                }
            }
            waiting = later;
        }
        Ok(())
    }

    fn ready(&self, entry: &Entry, open: &BTreeSet<Option<String>>) -> bool {
        let rows = entry.consumed.iter().filter_map(|part| part.row);
        let known = rows
            .chain(entry.origins.iter().map(|origin| origin.row))
            .all(|row| self.there.contains_key(&row));
        known
            && match entry.movement.kind {
                Kind::Produce => !open.contains(&entry.movement.order),
                _ => self.named(entry).is_none_or(|of| {
                    !entry.movement.kind.has_quantity()
                        || self.gone.contains_key(&of)
                        || self.there.contains_key(&of)
                }),
            }
    }

    /// What one entry did to units.
    fn follow(&mut self, row: u64, entry: &'a Entry) -> Result<()> {
        let movement = &entry.movement;
        match movement.kind {
            Kind::Dropship => {
                let units = millionths(movement.quantity)?;
                self.gone.entry(row).or_default().push_back(Lot { origin: row, units });
            }
            Kind::Transfer => self.pass(row, entry)?,
            Kind::Produce if movement.order.is_some() => self.make(row, entry)?,
            Kind::ReturnFromCustomer | Kind::ReturnFromProduction => self.come_back(row, entry)?,
            Kind::ReverseReturn if !entry.quantity.is_sign_negative() => self.come_back(row, entry)?,
            _ if !entry.consumed.is_empty() => self.leave(row, entry)?,
            Kind::Issue | Kind::Loss | Kind::Consume | Kind::ReturnToSupplier | Kind::Count => {
                self.gone.entry(row).or_default();
            }
            _ => {}
        }
        let more = self.named(entry).filter(|_| movement.kind == Kind::Receipt);
        for cover in self.covers.remove(&row).into_iter().flatten() {
            let lots = self.take(more.unwrap_or(row), millionths(cover.quantity)?);
            self.give(cover.short, &lots, minor(cover.cost)?)?;
        }
        Ok(())
    }

    /// Units of what an entry brought in; those that are not told are its own.
    fn take(&mut self, row: u64, wanted: i128) -> Vec<Lot> {
        let mut taken = self.there.get_mut(&row).map(|lots| pop(lots, wanted)).unwrap_or_default();
        let missing = wanted - taken.iter().map(|lot| lot.units).sum::<i128>();
        if missing > 0 {
            taken.push(Lot { origin: row, units: missing });
        }
        taken
    }

    /// The layers, or the units of an average, that an entry took, each with its part of the cost.
    fn parts(entry: &Entry) -> Result<Vec<(u64, i128, i128)>> {
        let (mut parts, mut whole, mut cost) = (Vec::new(), 0i128, 0i128);
        for part in &entry.consumed {
            let (units, value) = (millionths(part.quantity)?, minor(part.value)?);
            if let Some(row) = part.row {
                parts.push((row, units, value));
            } else {
                (whole, cost) = (whole + units, cost + value);
            }
        }
        let (mut passed, mut given) = (0, 0);
        for origin in &entry.origins {
            let units = millionths(origin.quantity)?;
            passed += units;
            let upto = portion(cost, passed, whole)?;
            parts.push((origin.row, units, upto - given));
            given = upto;
        }
        Ok(parts)
    }

    /// Units that leave.
    fn leave(&mut self, row: u64, entry: &'a Entry) -> Result<()> {
        self.gone.entry(row).or_default();
        let (mut known, mut worth) = (0, 0);
        for (source, units, value) in Self::parts(entry)? {
            (known, worth) = (known + units, worth + value);
            let lots = self.take(source, units);
            self.give(row, &lots, value)?;
        }
        // Below a standard units leave that never came.
        let (mut all, mut cost) = (0, 0);
        for part in &entry.consumed {
            (all, cost) = (all + millionths(part.quantity)?, cost + minor(part.value)?);
        }
        if all > known {
            let part = Part { origin: None, made: None, units: all - known, value: cost - worth };
            self.tell(row, &[part])?;
        }
        Ok(())
    }

    /// Units that move keep their rows; those that cover a shortage where they go are the first of them.
    fn pass(&mut self, row: u64, entry: &'a Entry) -> Result<()> {
        let covers = self.covers.get(&row).into_iter().flatten();
        let mut wanted = covers.map(|cover| millionths(cover.quantity)).sum::<Result<i128>>()?;
        for (source, units, _) in Self::parts(entry)? {
            let units = units.min(wanted);
            wanted -= units;
            if units > 0 {
                let lots = self.take(source, units);
                self.there.entry(row).or_default().extend(lots);
            }
        }
        Ok(())
    }

    /// Units that come back, in the order in which they had left.
    fn come_back(&mut self, row: u64, entry: &'a Entry) -> Result<()> {
        let (Some(of), wanted) = (self.named(entry), millionths(entry.movement.quantity)?) else {
            return Ok(());
        };
        let gone = self.gone.entry(of).or_default();
        let whole: i128 = gone.iter().map(|lot| lot.units).sum();
        let mut lots = pop(gone, wanted);
        let known: i128 = lots.iter().map(|lot| lot.units).sum();
        if wanted > known {
            lots.push(Lot { origin: row, units: wanted - known });
        }
        if entry.movement.kind == Kind::ReturnFromProduction
            && let Some(held) = entry.movement.order.as_deref().and_then(|order| self.orders.get_mut(order))
        {
            for Held { part, .. } in held.iter_mut().filter(|held| held.consumed == of) {
                part.units -= portion(part.units, known, whole)?;
                part.value -= portion(part.value, known, whole)?;
            }
        }
        self.there.entry(row).or_default().extend(lots);
        Ok(())
    }

    /// What production made of what its order held.
    fn make(&mut self, row: u64, entry: &'a Entry) -> Result<()> {
        let movement = &entry.movement;
        let Some(order) = movement.order.as_deref() else { return Ok(()) };
        let share = movement.share.map(|share| share.normalize());
        let (mut parts, mut cost) = (Vec::new(), 0i128);
        let held = self.orders.entry(order).or_default();
        for Held { part, .. } in held.iter_mut() {
            let (units, value) = match share {
                None => (part.units, part.value),
                Some(share) => {
                    let of = 10i128.checked_pow(share.scale()).ok_or_else(|| lost("share"))?;
                    (portion(part.units, share.mantissa(), of)?, portion(part.value, share.mantissa(), of)?)
                }
            };
            part.units -= units;
            part.value -= value;
            cost += value;
            parts.push(Part { units, value, ..*part });
        }
        held.retain(|held| held.part.units != 0 || held.part.value != 0);
        let whole = millionths(movement.quantity)?;
        let own = (minor(outside(entry)?)? - cost).max(0);
        self.made.insert(row, Made { whole, taken: 0, own, parts });
        self.there.entry(row).or_default().push_back(Lot { origin: row, units: whole });
        Ok(())
    }

    /// Units that an entry took, at a cost.
    fn give(&mut self, row: u64, lots: &[Lot], value: i128) -> Result<()> {
        let whole: i128 = lots.iter().map(|lot| lot.units).sum();
        let (mut passed, mut given, mut parts) = (0, 0, Vec::new());
        for lot in lots {
            passed += lot.units;
            let upto = portion(value, passed, whole)?;
            self.unfold(*lot, upto - given, &mut parts)?;
            given = upto;
        }
        self.gone.entry(row).or_default().extend(lots);
        let Some(entry) = self.valuation.entry_of(row) else { return Ok(()) };
        if entry.movement.kind == Kind::Consume
            && let Some(order) = entry.movement.order.as_deref()
        {
            let held = parts.iter().map(|part| Held { consumed: row, part: *part });
            self.orders.entry(order).or_default().extend(held);
        }
        self.tell(row, &parts)
    }

    /// What goods are made of, where production made them.
    fn unfold(&mut self, lot: Lot, value: i128, parts: &mut Vec<Part>) -> Result<()> {
        let plain = Part { origin: Some(lot.origin), made: None, units: lot.units, value };
        let Some(made) = self.made.get_mut(&lot.origin) else {
            parts.push(plain);
            return Ok(());
        };
        let weight = made.parts.iter().map(|part| part.value.max(0)).sum::<i128>() + made.own;
        let (from, upto) = (made.taken, made.taken + lot.units);
        made.taken = upto;
        let (mut passed, mut given) = (0, 0);
        for part in &made.parts {
            passed += part.value.max(0);
            let cost = if weight > 0 { portion(value, passed, weight)? } else { 0 };
            let units = portion(part.units, upto, made.whole)? - portion(part.units, from, made.whole)?;
            if units != 0 || cost != given {
                let value = cost - given;
                parts.push(Part { origin: part.origin, made: Some(lot.origin), units, value });
            }
            given = cost;
        }
        parts.push(Part { value: value - given, ..plain });
        Ok(())
    }

    /// Rows of an entry; neighbours of one origin are one.
    fn tell(&mut self, row: u64, parts: &[Part]) -> Result<()> {
        let currency = self.valuation.currency;
        let Some(entry) = self.valuation.entry_of(row) else { return Ok(()) };
        if entry.movement.kind == Kind::Transfer {
            return Ok(());
        }
        let mut merged: Vec<Part> = Vec::new();
        for part in parts {
            match merged.last_mut() {
                Some(last) if last.origin == part.origin && last.made == part.made => {
                    last.units += part.units;
                    last.value += part.value;
                }
                _ => merged.push(*part),
            }
        }
        for part in merged {
            let origin = part.origin.and_then(|origin| self.valuation.entry_of(origin));
            self.rows.push(Traced {
                row,
                id: entry.movement.id.clone(),
                kind: entry.movement.kind,
                item: entry.movement.item.clone(),
                day: entry.movement.day,
                origin: part.origin,
                origin_id: origin.and_then(|origin| origin.movement.id.clone()),
                origin_kind: origin.map(|origin| origin.movement.kind),
                origin_item: origin.unwrap_or(entry).movement.item.clone(),
                origin_day: origin.map(|origin| origin.movement.day),
                made: part.made,
                quantity: written(part.units)?,
                value: amounts::money(part.value, currency)?,
            });
        }
        Ok(())
    }
}
