//! What comes out: the rows with their costs, the layers, the pools, the postings.

use super::{
    super::{
        PRECISION, ROWS,
        column::{Cell, Source},
    },
    Costs, Stock, books,
    names::Pool,
    plan::{Sheet, place},
};
use crate::{
    error::{Error, Result},
    stock::{Accounts, Holding, Kind, Method, batch::edge, post},
};
use arrow_array::{
    ArrayRef, Date32Array, Decimal128Array, RecordBatch, RecordBatchReader, StringArray, UInt64Array,
};
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};
use std::{collections::BTreeMap, ops::Deref, sync::Arc};

type Arrow<T> = std::result::Result<T, ArrowError>;

fn outside(error: Error) -> ArrowError {
    ArrowError::ExternalError(Box::new(error))
}

/// The rows of a table with their costs, as a stream of batches of at most [`ROWS`] rows, each made when it is asked for.
pub struct Movements<S> {
    stock: S,
    batch: usize,
    from: usize,
    row: u32,
}

impl<S: Deref<Target = Stock>> Iterator for Movements<S> {
    type Item = Arrow<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let batch = self.stock.batches.get(self.batch)?;
            let rows = ROWS.min(batch.num_rows() - self.from);
            if rows == 0 {
                (self.batch, self.from) = (self.batch.saturating_add(1), 0);
                continue;
            }
            let made = self.stock.window(batch, self.from, rows, self.row);
            self.from = self.from.saturating_add(rows);
            self.row = self.row.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
            return Some(made);
        }
    }
}

impl<S: Deref<Target = Stock>> RecordBatchReader for Movements<S> {
    fn schema(&self) -> SchemaRef {
        self.stock.plan.schema.clone()
    }
}

/// What a pool comes to.
#[derive(Default)]
struct Sums {
    quantity: i128,
    value: i128,
    cost: i128,
    adjustments: i128,
}

/// Columns of results under construction.
struct Sheets<'s> {
    stock: &'s Stock,
    sheets: Vec<Sheet>,
}

impl Stock {
    /// A row for each that came in, in their order: the columns passed through; `cost`, what left with the movement, below
    /// zero what came in (under several methods a column for each, `fifo.cost`); `problem.code`, `problem.field`,
    /// `problem.message`. A row that is refused has no cost.
    pub fn movements(&self) -> Movements<&Self> {
        Movements { stock: self, batch: 0, from: 0, row: 0 }
    }

    /// As [`Stock::movements`], of a table that is shared.
    pub fn shared_movements(self: Arc<Self>) -> Movements<Arc<Self>> {
        Movements { stock: self, batch: 0, from: 0, row: 0 }
    }

    fn window(&self, batch: &RecordBatch, from: usize, rows: usize, row: u32) -> Arrow<RecordBatch> {
        let last = row.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
        let passed = self.plan.passed.iter().filter_map(|index| batch.columns().get(*index));
        let mut columns: Vec<ArrayRef> = passed.map(|column| column.slice(from, rows)).collect();
        let problems = self.gathered.has_problems(row..last);
        for valued in &self.valued {
            let costs = valued.of_rows.get(row as usize..last as usize).unwrap_or_default();
            columns.push(if problems {
                let cost = |(row, cost): (u32, &i64)| {
                    let lost = self.gathered.is_lost(row) || valued.refused.contains(&row);
                    (!lost).then_some(i128::from(*cost))
                };
                self.amounts((row..).zip(costs).map(cost).collect::<Vec<_>>())?
            } else {
                self.amounts(costs.iter().map(|cost| i128::from(*cost)).collect::<Vec<_>>())?
            });
        }
        let told: Vec<(usize, &Error)> = if problems {
            let problem = |index: usize| {
                let row = row.saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
                Some((index, self.gathered.problem_of(row)?))
            };
            (0..rows).filter_map(problem).collect()
        } else {
            Vec::new()
        };
        columns.extend(self.plan.sound.told(rows, told));
        RecordBatch::try_new(self.plan.schema.clone(), columns)
    }

    fn amounts(&self, values: impl Into<Decimal128Array>) -> Arrow<ArrayRef> {
        let scale = i8::try_from(self.plan.currency.minor_digits()).unwrap_or_default();
        Ok(Arc::new(values.into().with_precision_and_scale(PRECISION, scale)?))
    }

    fn quantities(values: Vec<i128>) -> Arrow<ArrayRef> {
        let scale = i8::try_from(edge::DIGITS).unwrap_or_default();
        Ok(Arc::new(Decimal128Array::from(values).with_precision_and_scale(PRECISION, scale)?))
    }

    /// The columns that say which method and which pool.
    fn named(&self, rows: &[(Method, Pool)]) -> Vec<(&'static str, ArrayRef)> {
        let gathered = &self.gathered;
        let column = |text: &dyn Fn(&Pool) -> Option<String>| -> ArrayRef {
            Arc::new(rows.iter().map(|(_, pool)| text(pool)).collect::<StringArray>())
        };
        let methods: StringArray = rows.iter().map(|(method, _)| Some(method.name())).collect();
        let place = |names: &super::names::Names, number: Option<u32>| {
            number.and_then(|number| names.text(number)).map(str::to_owned)
        };
        vec![
            ("method", Arc::new(methods) as ArrayRef),
            ("item", column(&|pool| place(&gathered.items, Some(pool.item)))),
            ("location", column(&|pool| place(&gathered.locations, pool.location))),
            ("lot", column(&|pool| place(&gathered.lots, pool.lot))),
        ]
    }

    /// Where each pool stands when they are sorted by item, location and lot.
    fn ranks(&self) -> Vec<u32> {
        let gathered = &self.gathered;
        let name = |number: &u32| {
            let pool = gathered.pools.get(*number as usize);
            pool.map(|pool| {
                let location = pool.location.and_then(|number| gathered.locations.text(number));
                (
                    gathered.items.text(pool.item),
                    location,
                    pool.lot.and_then(|number| gathered.lots.text(number)),
                )
            })
        };
        let mut order: Vec<u32> = (0u32..).zip(&gathered.pools).map(|(number, _)| number).collect();
        order.sort_by(|one, other| name(one).cmp(&name(other)));
        let mut ranks = vec![0; order.len()];
        for (rank, number) in (0u32..).zip(order) {
            if let Some(place) = ranks.get_mut(number as usize) {
                *place = rank;
            }
        }
        ranks
    }

    /// What is left, under each method by pool, the oldest first: `method`, `item`, `location` and `lot` (null where the
    /// policy does not tell them apart), `day`, `row` (of the movement that brought it in, from 0; null for an average),
    /// `quantity` and `value`.
    ///
    /// # Errors
    /// Those of Arrow.
    pub fn layers(&self) -> Arrow<RecordBatch> {
        let (ranks, gathered) = (self.ranks(), &self.gathered);
        let mut all: Vec<(Method, Key, Left)> = Vec::new();
        for ((method, valued), booked) in self.plan.methods.iter().zip(&self.valued).zip(&self.booked) {
            let from = all.len();
            let tells_rows = !matches!(method, Method::MovingAverage | Method::PeriodicAverage);
            for layer in &valued.layers {
                let left = Left {
                    day: gathered.days.get(layer.row as usize).copied().unwrap_or_default(),
                    row: tells_rows.then_some(u64::from(layer.row)),
                    quantity: layer.quantity.into(),
                    value: layer.value.into(),
                };
                all.push((*method, key(&ranks, layer.pool), left));
            }
            for holding in &booked.valuation.holdings {
                for layer in &holding.layers {
                    let row =
                        layer.row.and_then(|row| booked.applied.get(usize::try_from(row).ok()?).copied());
                    let left = Left {
                        day: layer.day.to_epoch_days(),
                        row: row.map(u64::from),
                        quantity: edge::quantity(layer.quantity).map_err(outside)?.into(),
                        value: edge::minor(layer.value).map_err(outside)?.into(),
                    };
                    all.push((*method, self.key(&ranks, holding), left));
                }
            }
            if let Some(own) = all.get_mut(from..) {
                own.sort_by_key(|(_, key, _)| *key);
            }
        }
        let rows: Vec<(Method, Pool)> =
            all.iter().filter_map(|(method, key, _)| Some((*method, self.at(*key)?))).collect();
        let mut columns = self.named(&rows);
        columns.extend([
            (
                "day",
                Arc::new(all.iter().map(|(.., left)| Some(left.day)).collect::<Date32Array>()) as ArrayRef,
            ),
            ("row", Arc::new(all.iter().map(|(.., left)| left.row).collect::<UInt64Array>())),
            ("quantity", Self::quantities(all.iter().map(|(.., left)| left.quantity).collect())?),
            ("value", self.amounts(all.iter().map(|(.., left)| left.value).collect::<Vec<_>>())?),
        ]);
        RecordBatch::try_from_iter_with_nullable(
            columns.into_iter().map(|(name, column)| (name, column, true)),
        )
    }

    /// The pool of a holding, with its rank.
    fn key(&self, ranks: &[u32], holding: &Holding) -> Key {
        let Holding { item, location, lot, .. } = holding;
        let pool = self.gathered.find(item, location.as_deref(), lot.as_deref()).unwrap_or_default();
        key(ranks, pool)
    }

    fn at(&self, key: Key) -> Option<Pool> {
        self.gathered.pools.get(key.1 as usize).copied()
    }

    /// What each pool comes to, under each method: `method`, `item`, `location`, `lot`, `quantity` and `value` on hand, `cost`
    /// (of what was issued, less what customers sent back) and `adjustments` (gains less losses), both with the late
    /// differences of shortages that were covered.
    ///
    /// # Errors
    /// Those of Arrow.
    pub fn items(&self) -> Arrow<RecordBatch> {
        let ranks = self.ranks();
        let (mut rows, mut sums) = (Vec::new(), Vec::new());
        let ways = self.kinds()?;
        for (index, method) in self.plan.methods.iter().enumerate() {
            let (Some(valued), Some(booked)) = (self.valued.get(index), self.booked.get(index)) else {
                continue;
            };
            let mut own: BTreeMap<Key, Sums> = BTreeMap::new();
            self.plain(valued, &ways, &ranks, &mut own);
            for holding in &booked.valuation.holdings {
                let key = self.key(&ranks, holding);
                let sums = own.entry(key).or_default();
                let quantity = holding.quantity.abs();
                let units = i128::from(edge::quantity(quantity).map_err(outside)?);
                sums.quantity += if holding.quantity.is_sign_negative() { -units } else { units };
                sums.value += i128::from(edge::minor(holding.value).map_err(outside)?);
            }
            let key_of = |row: Option<&u32>| {
                let pool =
                    row.and_then(|row| self.gathered.pool.get(*row as usize)).copied().unwrap_or_default();
                key(&ranks, pool)
            };
            for (row, entry) in booked.applied.iter().zip(&booked.valuation.entries) {
                let cost = i128::from(edge::minor(entry.cost()).map_err(outside)?);
                let sums = own.entry(key_of(Some(row))).or_default();
                match entry.movement.kind {
                    Kind::Issue | Kind::ReturnFromCustomer => sums.cost += cost,
                    Kind::Gain | Kind::Loss | Kind::Count => sums.adjustments -= cost,
                    _ => {}
                }
            }
            for cover in &booked.valuation.covers {
                let short = usize::try_from(cover.short).ok();
                let sold = short.and_then(|short| booked.valuation.entries.get(short));
                let difference = i128::from(edge::minor(cover.difference).map_err(outside)?);
                let sums = own.entry(key_of(short.and_then(|short| booked.applied.get(short)))).or_default();
                if sold.is_some_and(|entry| entry.movement.kind == Kind::Issue) {
                    sums.cost += difference;
                } else {
                    sums.adjustments -= difference;
                }
            }
            for (key, sum) in own {
                if let Some(pool) = self.at(key) {
                    rows.push((*method, pool));
                    sums.push(sum);
                }
            }
        }
        let mut columns = self.named(&rows);
        let amounts = |of: fn(&Sums) -> i128| self.amounts(sums.iter().map(of).collect::<Vec<_>>());
        columns.extend([
            ("quantity", Self::quantities(sums.iter().map(|sums| sums.quantity).collect())?),
            ("value", amounts(|sums| sums.value)?),
            ("cost", amounts(|sums| sums.cost)?),
            ("adjustments", amounts(|sums| sums.adjustments)?),
        ]);
        RecordBatch::try_from_iter_with_nullable(
            columns.into_iter().map(|(name, column)| (name, column, true)),
        )
    }

    /// The sums of pools that no book values.
    fn plain(&self, valued: &Costs, kinds: &[&'static str], ranks: &[u32], sums: &mut BTreeMap<Key, Sums>) {
        let mut own: Vec<Option<Sums>> = self.gathered.pools.iter().map(|_| None).collect();
        let rows = self.gathered.pool.iter().zip(&valued.of_rows).zip(kinds);
        for (row, ((pool, cost), kind)) in (0u32..).zip(rows) {
            let lost =
                self.gathered.is_booked(*pool) || self.gathered.is_lost(row) || valued.refused.contains(&row);
            let Some(sums) = own.get_mut(*pool as usize).filter(|_| !lost) else { continue };
            let sums = sums.get_or_insert_default();
            match *kind {
                "issue" => sums.cost += i128::from(*cost),
                "gain" | "loss" => sums.adjustments -= i128::from(*cost),
                _ => {}
            }
        }
        for layer in &valued.layers {
            if let Some(Some(sums)) = own.get_mut(layer.pool as usize) {
                sums.quantity += i128::from(layer.quantity);
                sums.value += i128::from(layer.value);
            }
        }
        for (pool, sum) in (0u32..).zip(own) {
            if let Some(sum) = sum {
                sums.insert(key(ranks, pool), sum);
            }
        }
    }

    /// The kind of each row, as far as it is plain.
    fn kinds(&self) -> Arrow<Vec<&'static str>> {
        let mut kinds = Vec::with_capacity(self.rows());
        for batch in &self.batches {
            for from in (0..batch.num_rows()).step_by(ROWS) {
                let window = batch.slice(from, ROWS.min(batch.num_rows() - from));
                let sheet = self.plan.sheet(&window);
                let sources = sheet.sources(&self.plan).map_err(outside)?;
                let kind = |row: usize| match sources.get(place::KIND).map(|source| source.at(row)) {
                    Some(Cell::Text("opening")) => "opening",
                    Some(Cell::Text("receipt")) => "receipt",
                    Some(Cell::Text("issue")) => "issue",
                    Some(Cell::Text("gain")) => "gain",
                    Some(Cell::Text("loss")) => "loss",
                    _ => "",
                };
                kinds.extend((0..window.num_rows()).map(kind));
            }
        }
        Ok(kinds)
    }

    /// The postings of every movement, by day, as [`post`] makes them: `method`, `day`, `account`, `amount` (debits above zero,
    /// credits below) and `reference` (the document, else the id, else the item).
    ///
    /// # Errors
    /// As [`post`]; those of Arrow.
    pub fn postings(&self, accounts: &Accounts) -> Result<RecordBatch> {
        let other = |error: ArrowError| Error::invalid("moves", error, "a table of postings");
        let against = books::against(&self.plan, accounts)?;
        let kinds = self.kinds().map_err(other)?;
        let sheets = self.batches.iter().map(|batch| self.plan.sheet(batch)).collect();
        let sheets = Sheets { stock: self, sheets };
        let sources = sheets.sources()?;
        let by_day = self.gathered.by_day();
        let mut all: Vec<Posted> = Vec::new();
        let mut methods: Vec<Method> = Vec::new();
        let journals = self.booked.iter().map(|booked| post(&booked.valuation, accounts));
        let journals = journals.collect::<Result<Vec<_>>>()?;
        for ((method, valued), journal) in self.plan.methods.iter().zip(&self.valued).zip(&journals) {
            let from = all.len();
            for place in 0..self.rows() {
                let row =
                    by_day.as_ref().and_then(|order| order.get(place)).map_or(place, |row| *row as usize);
                let number = u32::try_from(row).unwrap_or(u32::MAX);
                let cost = valued.of_rows.get(row).copied().unwrap_or_default();
                let account = kinds.get(row).and_then(|kind| against.get(kind));
                let Some(account) = account.filter(|_| cost != 0 && !self.gathered.is_booked_row(number))
                else {
                    continue;
                };
                let (debit, credit) =
                    if cost > 0 { (account, &accounts.inventory) } else { (&accounts.inventory, account) };
                let day = self.gathered.days.get(row).copied().unwrap_or_default();
                let reference = sheets.reference(&sources, row);
                let amount = i64::try_from(cost.unsigned_abs()).unwrap_or(i64::MAX);
                all.push((day, debit, amount, reference.clone()));
                all.push((day, credit, -amount, reference));
            }
            for posting in journal.postings() {
                let amount = edge::minor(posting.amount)?;
                all.push((posting.day.to_epoch_days(), &posting.account, amount, posting.reference.clone()));
            }
            if let Some(own) = all.get_mut(from..) {
                own.sort_by_key(|(day, ..)| *day);
            }
            methods.resize(all.len(), *method);
        }
        let amounts =
            self.amounts(all.iter().map(|row| i128::from(row.2)).collect::<Vec<_>>()).map_err(other)?;
        let text = |of: &dyn Fn(&Posted) -> String| -> ArrayRef {
            Arc::new(all.iter().map(|row| Some(of(row))).collect::<StringArray>())
        };
        let methods: StringArray = methods.iter().map(|method| Some(method.name())).collect();
        let columns: Vec<ArrayRef> = vec![
            Arc::new(methods),
            Arc::new(all.iter().map(|row| Some(row.0)).collect::<Date32Array>()),
            text(&|row| row.1.to_owned()),
            amounts,
            text(&|row| row.3.clone()),
        ];
        let names = ["method", "day", "account", "amount", "reference"];
        let fields: Vec<Field> = names
            .iter()
            .zip(&columns)
            .map(|(name, column)| Field::new(*name, arrow_array::Array::data_type(column).clone(), true))
            .collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(other)
    }
}

impl Sheets<'_> {
    fn sources(&self) -> Result<Vec<Vec<Source<'_>>>> {
        self.sheets.iter().map(|sheet| sheet.sources(&self.stock.plan)).collect()
    }

    /// The document of a row, else its id, else its item.
    fn reference(&self, sources: &[Vec<Source<'_>>], row: usize) -> String {
        let mut index = row;
        for (batch, sources) in self.stock.batches.iter().zip(sources) {
            if index < batch.num_rows() {
                let texts =
                    [place::REFERENCE, place::ID, place::ITEM].iter().filter_map(|place| {
                        match sources.get(*place)?.at(index) {
                            Cell::Text(text) => Some(text.to_owned()),
                            _ => None,
                        }
                    });
                return texts.into_iter().next().unwrap_or_default();
            }
            index -= batch.num_rows();
        }
        String::new()
    }
}

/// Day, account, amount and reference.
type Posted<'a> = (i32, &'a str, i64, String);

/// Goods that are left.
struct Left {
    day: i32,
    row: Option<u64>,
    quantity: i128,
    value: i128,
}

/// Where a pool stands among all, and its number.
type Key = (u32, u32);

fn key(ranks: &[u32], pool: u32) -> Key {
    (ranks.get(pool as usize).copied().unwrap_or_default(), pool)
}
