//! Rows as columns of whole numbers, as far as they are plain; the rest is left to a book.

use super::{
    super::column::{Cell, Source},
    books,
    names::{Map, Names, Pool, hashed, map},
    plan::{Plan, place},
    window::{ABSENT, ODD, ODD_DAY, Way, Window},
};
use crate::{
    error::{Error, Result},
    money::{
        Rounding,
        number::{POWERS, Reciprocal},
    },
    stock::{CostingPeriod, Kind, Movement, batch::edge},
};
use arrow_array::RecordBatch;
use chrono::NaiveDate;
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, hash_map::Entry},
};

/// The columns, complete.
pub(super) struct Columns<'a> {
    pub pools: Cow<'a, [u32]>,
    pub quantities: Vec<i64>,
    pub values: Vec<i64>,
    pub periods: Cow<'a, [i32]>,
}

/// All rows so far.
pub(super) struct Gathered {
    pub items: Names,
    pub locations: Names,
    pub lots: Names,
    pub pools: Vec<Pool>,
    numbers: Map<Pool, u32>,
    pub pool: Vec<u32>,
    quantities: Vec<i64>,
    values: Vec<i64>,
    pub days: Vec<i32>,
    periods: Vec<i32>,
    periodic: Option<CostingPeriod>,
    /// `sequence`, where there is such a column.
    within: Vec<i64>,
    /// By item: whether a book values it.
    booked: Vec<bool>,
    /// By a hash of the id: its row. Rows that seem to share one go to the book, which reads the ids themselves.
    ids: Map<u64, u32>,
    returned: Vec<u64>,
    /// What cannot be read; what is wrong with a plain row by itself, unless a book has the last word; what is wrong with a
    /// row among others.
    unread: BTreeMap<u32, Error>,
    probed: BTreeMap<u32, Error>,
    refused: BTreeMap<u32, Error>,
    /// By decimals of quantity × cost.
    roundings: Vec<Option<Reciprocal>>,
    /// Of the currency.
    digits: u32,
    window: Window,
}

impl Gathered {
    pub fn new(plan: &Plan) -> Self {
        let minor = Rounding::minor(plan.currency, plan.policy.rounding);
        let digits = plan.currency.minor_digits();
        let periodic = plan.methods.iter().any(|method| method.is_periodic());
        Self {
            items: Names::default(),
            locations: Names::default(),
            lots: Names::default(),
            pools: Vec::new(),
            numbers: map(),
            pool: Vec::new(),
            quantities: Vec::new(),
            values: Vec::new(),
            days: Vec::new(),
            periods: Vec::new(),
            periodic: periodic.then_some(plan.policy.period),
            within: Vec::new(),
            booked: Vec::new(),
            ids: map(),
            returned: Vec::new(),
            unread: BTreeMap::new(),
            probed: BTreeMap::new(),
            refused: BTreeMap::new(),
            digits,
            roundings: (0..20).map(|scale| Reciprocal::of(minor, scale, digits)).collect(),
            window: Window::default(),
        }
    }

    pub fn rows(&self) -> usize {
        self.pool.len()
    }

    /// Makes room for so many rows more.
    pub fn reserve(&mut self, rows: usize) {
        self.pool.reserve(rows);
        self.quantities.reserve(rows);
        self.values.reserve(rows);
        self.days.reserve(rows);
    }

    /// Takes the rows of a window in.
    pub fn window(&mut self, plan: &Plan, window: &RecordBatch) -> Result<()> {
        let rows = window.num_rows();
        let Ok(first) = u32::try_from(self.rows()) else { return Err(self.too_many()) };
        if u32::try_from(self.rows().saturating_add(rows)).is_err() {
            return Err(self.too_many());
        }
        let sheet = plan.sheet(window);
        let sources = sheet.sources(plan)?;
        let nothing = Source::Nothing;
        let source = |place: usize| sources.get(place).unwrap_or(&nothing);
        let mut own = std::mem::take(&mut self.window);
        self.items.column(source(place::ITEM), rows, &mut own.items);
        let pools = plan.policy.pools;
        if pools.by_location() {
            self.locations.column(source(place::LOCATION), rows, &mut own.locations);
        }
        if pools.by_lot() {
            self.lots.column(source(place::LOT), rows, &mut own.lots);
        }
        self.pools_of(&own);
        own.read(source, rows);
        let extra = plan.gives(place::CURRENCY) || place::ODD.iter().any(|place| plan.gives(*place));
        let mut day_before = self.days.last().copied().unwrap_or_default();
        let known = own.items.iter().zip(&own.ways).zip(&own.days).enumerate();
        for (index, ((item, way), day)) in known {
            let mut day = *day;
            let plain = item.is_some() && day != ODD_DAY && (!extra || is_plain(plan, &sources, index));
            let quick = if plain { self.quick(*way, &own, index) } else { None };
            let (quantity, value) = if let Some(read) = quick {
                read
            } else {
                let row = first.saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
                self.odd(plan, &sources, index, row, *item, &mut day)
            };
            if day == ODD_DAY {
                // It moves nothing: any day will do.
                day = day_before;
            }
            day_before = day;
            self.quantities.push(quantity);
            self.values.push(value);
            self.days.push(day);
        }
        self.window = own;
        self.beside(source, plan.gives(place::SEQUENCE), first);
        Ok(())
    }

    fn too_many(&self) -> Error {
        Error::invalid("moves", self.rows(), "a table of movements has fewer than 4294967296 rows")
    }

    /// The pools of a window's rows.
    fn pools_of(&mut self, own: &Window) {
        if self.numbers.is_empty() && own.locations.is_empty() && own.lots.is_empty() {
            // Items alone: a pool has the number of its item, as they come.
            let new = (0u32..).take(self.items.len()).skip(self.pools.len());
            self.pools.extend(new.map(|item| Pool { item, location: None, lot: None }));
            self.booked.resize(self.pools.len(), false);
            self.pool.extend(own.items.iter().map(|item| item.unwrap_or_default()));
            return;
        }
        let mut last = None;
        for (index, item) in own.items.iter().enumerate() {
            let number = item.map_or(0, |item| {
                let location = own.locations.get(index).copied().flatten();
                let pool = Pool { item, location, lot: own.lots.get(index).copied().flatten() };
                match last {
                    Some((before, number)) if before == pool => number,
                    _ => {
                        let number = self.pool_number(pool);
                        last = Some((pool, number));
                        number
                    }
                }
            });
            self.pool.push(number);
        }
    }

    /// What else a window's rows may have: from the first of them on.
    fn beside<'s, 'a: 's>(&mut self, source: impl Fn(usize) -> &'s Source<'a>, within: bool, first: u32) {
        let new = self.days.get(first as usize..).unwrap_or_default();
        if let Some(by) = self.periodic {
            let mut period = (ODD_DAY, 0);
            self.periods.extend(new.iter().map(|day| {
                if period.0 != *day {
                    period = (*day, edge::period(by, NaiveDate::from_epoch_days(*day).unwrap_or_default()));
                }
                period.1
            }));
        }
        let rows = new.len();
        if within {
            self.within.extend((0..rows).map(|index| match source(place::SEQUENCE).at(index) {
                Cell::Number(number) => {
                    i64::try_from(number.mantissa() / 10i128.pow(number.scale())).unwrap_or_default()
                }
                _ => 0,
            }));
        }
        if !matches!(source(place::ID), Source::Nothing) {
            for (row, index) in (first..).zip(0..rows) {
                let Cell::Text(id) = source(place::ID).at(index) else { continue };
                match self.ids.entry(hashed(id)) {
                    Entry::Vacant(place) => {
                        place.insert(row);
                    }
                    Entry::Occupied(other) => {
                        let other = *other.get();
                        self.needs_book(row);
                        self.needs_book(other);
                    }
                }
            }
        }
        if !matches!(source(place::OF), Source::Nothing) {
            self.returned.extend((0..rows).filter_map(|index| match source(place::OF).at(index) {
                Cell::Text(id) => Some(hashed(id)),
                _ => None,
            }));
        }
    }

    fn pool_number(&mut self, pool: Pool) -> u32 {
        if self.numbers.is_empty() && self.pools.get(pool.item as usize) == Some(&pool) {
            return pool.item;
        }
        if self.numbers.is_empty() {
            self.numbers.extend((0u32..).zip(&self.pools).map(|(number, pool)| (*pool, number)));
        }
        let next = u32::try_from(self.pools.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(pool).or_insert(next);
        if number == next {
            self.pools.push(pool);
            let items = (pool.item as usize).saturating_add(1);
            if self.booked.len() < items {
                self.booked.resize(items, false);
            }
        }
        number
    }

    /// The pool of those names, a new one where a book alone came to it, as with a transfer.
    pub fn pool_named(&mut self, item: &str, location: Option<&str>, lot: Option<&str>) {
        let pool = Pool {
            item: self.items.number(item),
            location: location.map(|location| self.locations.number(location)),
            lot: lot.map(|lot| self.lots.number(lot)),
        };
        self.pool_number(pool);
        if let Some(booked) = self.booked.get_mut(pool.item as usize) {
            *booked = true;
        }
    }

    /// The number of the pool of those names.
    pub fn find(&self, item: &str, location: Option<&str>, lot: Option<&str>) -> Option<u32> {
        let found =
            |names: &Names, text: Option<&str>| text.map_or(Some(None), |text| names.find(text).map(Some));
        let pool = Pool {
            item: self.items.find(item)?,
            location: found(&self.locations, location)?,
            lot: found(&self.lots, lot)?,
        };
        if self.numbers.is_empty() {
            return (self.pools.get(pool.item as usize) == Some(&pool)).then_some(pool.item);
        }
        self.numbers.get(&pool).copied()
    }

    /// The signed quantity and the value of a plain row; none where anything is not as it should be.
    #[allow(clippy::needless_bitwise_bool, reason = "a branch less")]
    #[inline]
    fn quick(&self, way: Way, window: &Window, index: usize) -> Option<(i64, i64)> {
        let (digits, scale) = window.quantities.at(index)?;
        let (unit_cost, decimals) = window.unit_costs.at(index)?;
        let (total_cost, total_decimals) = window.total_costs.at(index)?;
        if (way == Way::Other) | (digits <= 0) | (unit_cost == ODD) | (total_cost == ODD) {
            return None;
        }
        let (digits, scale) = trimmed(digits, scale);
        let quantity = digits.checked_mul(power(edge::DIGITS.checked_sub(scale)?)?)?;
        let out = way == Way::Out;
        if (total_cost == ABSENT) & (out == (unit_cost == ABSENT)) {
            // What leaves is worth nothing here: without a branch, as nobody can foresee which of them a row is.
            let product = digits.checked_mul(unit_cost.max(0))?;
            let value = match self.digits.checked_sub(scale + decimals) {
                Some(lift) => product.checked_mul(power(lift)?)?,
                None => match self.roundings.get((scale + decimals) as usize) {
                    Some(Some(rounding)) => rounding.round(product)?,
                    _ if out => 0,
                    _ => return None,
                },
            };
            return Some((if out { -quantity } else { quantity }, value));
        }
        if out | (unit_cost != ABSENT) | (total_cost == ABSENT) {
            return None;
        }
        let lift = self.digits.checked_sub(total_decimals)?;
        Some((quantity, total_cost.checked_mul(power(lift)?)?))
    }

    /// A row that is not plain, or not right.
    fn odd(
        &mut self,
        plan: &Plan,
        sources: &[Source<'_>],
        index: usize,
        row: u32,
        item: Option<u32>,
        day: &mut i32,
    ) -> (i64, i64) {
        let movement = match plan.movement(sources, index) {
            Ok(movement) => movement,
            Err(error) => {
                self.unread.insert(row, error);
                return (0, 0);
            }
        };
        *day = movement.day.to_epoch_days();
        if item.is_some() && !is_plain_kind(&movement) {
            self.needs_book(row);
            return (0, 0);
        }
        let known = books::probe(plan, &movement, None).and_then(|value| {
            let quantity = edge::quantity(movement.quantity)?;
            let out = matches!(movement.kind, Kind::Issue | Kind::Loss);
            Ok(if out { (-quantity, 0) } else { (quantity, value) })
        });
        known.unwrap_or_else(|error| {
            self.probed.insert(row, error);
            (0, 0)
        })
    }

    /// Leaves the item of a row to a book.
    pub fn needs_book(&mut self, row: u32) {
        let item = self.item(row);
        if let Some(booked) = item.and_then(|item| self.booked.get_mut(item as usize)) {
            *booked = true;
        }
    }

    fn item(&self, row: u32) -> Option<u32> {
        let pool = self.pool.get(row as usize)?;
        Some(self.pools.get(*pool as usize)?.item)
    }

    /// Settles which items a book values: all where it alone knows the policy. Whether any row is left.
    pub fn alone(&mut self, known: bool) -> bool {
        if !known {
            self.booked.fill(true);
            return false;
        }
        for id in std::mem::take(&mut self.returned) {
            if let Some(row) = self.ids.get(&id).copied() {
                self.needs_book(row);
            }
        }
        self.ids = map();
        true
    }

    pub fn has_books(&self) -> bool {
        self.booked.contains(&true)
    }

    pub fn is_booked(&self, pool: u32) -> bool {
        let item = self.pools.get(pool as usize).map(|pool| pool.item);
        item.and_then(|item| self.booked.get(item as usize)).copied().unwrap_or_default()
    }

    pub fn is_booked_row(&self, row: u32) -> bool {
        self.pool.get(row as usize).is_some_and(|pool| self.is_booked(*pool))
    }

    /// Where a row stands among those of its day and pool.
    pub fn key(&self, row: u32) -> (i32, i64, u32) {
        let sequence = self.within.get(row as usize).copied().unwrap_or_default();
        (self.days.get(row as usize).copied().unwrap_or_default(), sequence, row)
    }

    fn every(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.rows()).unwrap_or(u32::MAX)
    }

    /// The rows by day; none when they are as they came.
    pub fn by_day(&self) -> Option<Vec<u32>> {
        let sorted = if self.within.is_empty() {
            self.days.is_sorted()
        } else {
            self.every().is_sorted_by_key(|row| self.key(row))
        };
        (!sorted).then(|| {
            let mut order: Vec<u32> = self.every().collect();
            order.sort_unstable_by_key(|row| self.key(*row));
            order
        })
    }

    /// Whether the rows of each pool are in their order.
    fn is_ordered(&self) -> bool {
        if self.within.is_empty() && self.days.is_sorted() {
            return true;
        }
        let mut last = vec![(i32::MIN, i64::MIN, 0); self.pools.len()];
        self.every().zip(&self.pool).all(|(row, pool)| {
            let key = self.key(row);
            let Some(last) = last.get_mut(*pool as usize) else { return true };
            std::mem::replace(last, key) <= key
        })
    }

    /// The columns, those of booked items emptied; in which order, where that is not the rows' own. Quantities and values
    /// are given away: nobody asks for them again.
    pub fn columns(&mut self) -> (Columns<'_>, Option<Vec<u32>>) {
        let (mut quantities, values) =
            (std::mem::take(&mut self.quantities), std::mem::take(&mut self.values));
        if self.has_books() {
            for (quantity, pool) in quantities.iter_mut().zip(&self.pool) {
                if self.is_booked(*pool) {
                    *quantity = 0;
                }
            }
        }
        let order = if self.is_ordered() { None } else { self.by_day() };
        let columns = match &order {
            None => Columns {
                pools: Cow::Borrowed(&self.pool),
                quantities,
                values,
                periods: Cow::Borrowed(&self.periods),
            },
            Some(order) => Columns {
                pools: picked(&self.pool, order).into(),
                quantities: picked(&quantities, order),
                values: picked(&values, order),
                periods: picked(&self.periods, order).into(),
            },
        };
        (columns, order)
    }

    /// Notes what is wrong with a row among others, unless something was before.
    pub fn problem(&mut self, row: u32, error: Error) {
        self.refused.entry(row).or_insert(error);
    }

    /// Notes that a row cannot be read.
    pub fn unread(&mut self, row: u32, error: Error) {
        self.unread.entry(row).or_insert(error);
    }

    pub fn forget_booked_problems(&mut self) {
        let mut refused = std::mem::take(&mut self.refused);
        refused.retain(|row, _| !self.is_booked_row(*row));
        self.refused = refused;
    }

    /// Whether a row cannot be read.
    pub fn is_unread(&self, row: u32) -> bool {
        self.unread.contains_key(&row)
    }

    /// Whether a row counts under no method.
    pub fn is_lost(&self, row: u32) -> bool {
        self.is_unread(row) || self.probed.contains_key(&row) && !self.is_booked_row(row)
    }

    pub fn problem_of(&self, row: u32) -> Option<&Error> {
        let probed = || self.probed.get(&row).filter(|_| !self.is_booked_row(row));
        self.unread.get(&row).or_else(probed).or_else(|| self.refused.get(&row))
    }

    pub fn has_problems(&self, rows: std::ops::Range<u32>) -> bool {
        [&self.unread, &self.probed, &self.refused].iter().any(|all| all.range(rows.clone()).next().is_some())
    }

    pub fn problems(&self) -> impl Iterator<Item = (u32, &Error)> {
        let all = [&self.unread, &self.probed, &self.refused];
        let rows: BTreeSet<u32> = all.iter().flat_map(|all| all.keys()).copied().collect();
        rows.into_iter().filter_map(|row| Some((row, self.problem_of(row)?)))
    }
}

fn picked<T: Copy + Default>(column: &[T], order: &[u32]) -> Vec<T> {
    if column.is_empty() {
        return Vec::new();
    }
    order.iter().map(|row| column.get(*row as usize).copied().unwrap_or_default()).collect()
}

/// The same without the zeros that stock does not keep.
#[inline]
fn trimmed(mut digits: i64, mut scale: u32) -> (i64, u32) {
    while scale > edge::DIGITS && digits % 10 == 0 {
        (digits, scale) = (digits / 10, scale - 1);
    }
    (digits, scale)
}

fn power(digits: u32) -> Option<i64> {
    POWERS.get(digits as usize).copied()
}

/// Whether a row has nothing but what a plain movement has.
fn is_plain(plan: &Plan, sources: &[Source<'_>], index: usize) -> bool {
    let cell = |place: usize| sources.get(place).map_or(Cell::Absent, |source| source.at(index));
    let ours = match cell(place::CURRENCY) {
        Cell::Absent => true,
        Cell::Text(code) => code == plan.currency.code(),
        _ => false,
    };
    ours && place::ODD.iter().all(|place| cell(*place) == Cell::Absent)
}

/// Whether a movement follows from itself and from what is there.
fn is_plain_kind(movement: &Movement) -> bool {
    let costed = movement.unit_cost.is_some() || movement.total_cost.is_some();
    let plain = match movement.kind {
        Kind::Opening | Kind::Receipt | Kind::Loss => true,
        Kind::Issue => !costed,
        Kind::Gain => costed,
        _ => false,
    };
    plain && movement.of.is_none() && movement.rate.is_none()
}
