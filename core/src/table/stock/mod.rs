//! The movements of stock as columns.

mod books;
mod gather;
mod names;
mod plan;
mod results;
#[cfg(test)]
mod tests;
mod window;

use super::Reading;
use crate::{
    error::{Code, Error, Result},
    money::{Currency, Money},
    stock::{
        Method, Negative, Policy,
        batch::{self, Batch, Given, Why, edge},
    },
};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::ArrowError;
use books::Booked;
use gather::{Columns, Gathered};
use plan::Plan;
pub use results::Movements;
use std::collections::BTreeSet;

/// What the movements of a table come to, as [`stock::value`](crate::stock::value()) says it of a list, under each of the
/// methods in one pass. Plain movements (opening, receipt, issue, gain with a cost, loss) are valued in columns of whole
/// numbers, on so many threads; an item that has others is valued by a [`Book`](crate::stock::Book), and so is every item
/// under a policy that only a book knows. Which of them it is changes no figure.
///
/// `go_on` is asked now and then whether to go on, with the rows read and valued so far, each method's by themselves.
///
/// # Columns in
/// `item`, `kind`, `day` (or `date`) and `quantity` are needed; `unit_cost` or `total_cost`, `location`, `lot`, `id`,
/// `of`, `to_location`, `to_lot`, `order`, `share`, `factor`, `method`, `sequence`, `entered`, `reference` and `reason` are a
/// [`Movement`](crate::stock::Movement)'s. A text may be a whole number. Costs are in `currency`, unless a column `currency`
/// says otherwise: then `rate` tells how much of ours one unit of it is (1 for ours), and the cost is rounded once, after it.
/// The movements of a pool count by day, within a day by `sequence` (a whole number), then as given. Text columns may be
/// dictionaries.
///
/// # Errors
/// Of the table as a whole: as in [the module](super), `input.missing` for a column that is needed, `stock.method_not_allowed`,
/// `run.cancelled`, and the error with which the stream ends. Of a row: those of [`Book::apply`](crate::stock::Book::apply);
/// the others are valued as if it were not there.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{
///     Array, ArrayRef, Date32Array, Decimal128Array, RecordBatch, RecordBatchIterator, StringArray, cast::AsArray,
///     types::Decimal128Type,
/// };
/// use backoffice::{currency::EUR, eur, stock::{Method, Policy}, table::{self, Reading}};
///
/// let costs = Decimal128Array::from(vec![Some(10), Some(12), None, None]).with_precision_and_scale(18, 2)?;
/// let quantities = Decimal128Array::from(vec![100, 100, 150, 999]).with_precision_and_scale(18, 0)?;
/// let moves = RecordBatch::try_from_iter_with_nullable([
///     ("item", Arc::new(StringArray::from(vec!["bolt"; 4])) as ArrayRef, false),
///     ("kind", Arc::new(StringArray::from(vec!["receipt", "receipt", "issue", "issue"])), false),
///     ("day", Arc::new(Date32Array::from(vec![20_458, 20_489, 20_513, 20_514])), false),
///     ("quantity", Arc::new(quantities), false),
///     ("unit_cost", Arc::new(costs), true),
/// ])?;
/// let moves = RecordBatchIterator::new([Ok(moves.clone())], moves.schema());
/// let fifo = table::stock(moves, &Reading::default(), &[Method::Fifo], &Policy::IFRS_DEFAULT, EUR, 1, |_| true)?;
///
/// assert_eq!(fifo.totals()?, [(Method::Fifo, eur!(6.00))]);
/// let moved = fifo.movements().next().expect("one batch")?;
/// let cost = moved.column_by_name("cost").expect("what left").as_primitive::<Decimal128Type>();
/// assert_eq!(cost.value_as_string(2), "16.00");
/// let code = moved.column_by_name("problem.code").expect("what is wrong").as_string::<i32>();
/// assert_eq!((code.is_valid(2), code.value(3)), (false, "stock.short"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn stock<R: RecordBatchReader>(
    moves: R,
    reading: &Reading,
    methods: &[Method],
    policy: &Policy,
    currency: Currency,
    threads: usize,
    mut go_on: impl FnMut(usize) -> bool,
) -> Result<Stock> {
    methods.iter().try_for_each(|method| policy.allow(*method))?;
    if methods.is_empty() {
        return Err(Error::missing("method"));
    }
    let plan = Plan::new(&moves.schema(), reading, methods, policy, currency)?;
    let mut gathered = Gathered::new(&plan);
    let mut batches = Vec::new();
    for batch in moves {
        let batch = batch.map_err(told)?;
        gathered.reserve(batch.num_rows());
        for from in (0..batch.num_rows()).step_by(super::ROWS) {
            if !go_on(gathered.rows()) {
                return Err(cancelled(gathered.rows()));
            }
            let rows = super::ROWS.min(batch.num_rows() - from);
            gathered.window(&plan, &batch.slice(from, rows))?;
        }
        batches.push(batch);
    }
    let mut stock = Stock { plan, batches, gathered, valued: Vec::new(), booked: Vec::new() };
    stock.value(threads, &mut go_on)?;
    Ok(stock)
}

/// The movements of a table, valued; made by [`stock()`].
pub struct Stock {
    plan: Plan,
    batches: Vec<RecordBatch>,
    gathered: Gathered,
    /// By method.
    valued: Vec<Costs>,
    /// By method: what a book had to value.
    booked: Vec<Booked>,
}

/// What the rows came to under a method.
#[derive(Default)]
struct Costs {
    /// Of each row: what left, or below zero what came in.
    of_rows: Vec<i64>,
    /// Of plain pools.
    layers: Vec<batch::Layer>,
    /// The rows that were refused under this method.
    refused: BTreeSet<u32>,
}

fn cancelled(rows: usize) -> Error {
    let message = format!("the run was cancelled after {rows} rows; nothing of it counts");
    Error::new(Code::Cancelled, "moves", rows, message)
}

/// The error with which a stream ended.
fn told(error: ArrowError) -> Error {
    let wanted = "the stream of the table ended with this error";
    match error {
        ArrowError::ExternalError(error) => match error.downcast::<Error>() {
            Ok(error) => *error,
            Err(other) => Error::invalid("moves", other, wanted),
        },
        other => Error::invalid("moves", other, wanted),
    }
}

impl Stock {
    fn value(&mut self, threads: usize, go_on: &mut impl FnMut(usize) -> bool) -> Result<()> {
        let rows = self.gathered.rows();
        let methods = self.plan.methods.clone();
        if self.gathered.alone(batch::knows(&self.plan.policy, &methods)) {
            self.columns(&methods, threads, go_on)?;
        } else {
            let none = || Costs { of_rows: vec![0; rows], ..Costs::default() };
            self.valued = methods.iter().map(|_| none()).collect();
        }
        let moves = self.of_books()?;
        for (index, method) in methods.into_iter().enumerate() {
            let done = rows.saturating_mul(index.saturating_add(2));
            let (booked, refused) =
                books::value(&moves, method, &self.plan, |applied| go_on(done.saturating_add(applied)))?;
            let Some(valued) = self.valued.get_mut(index) else { continue };
            for (row, entry) in booked.applied.iter().zip(&booked.valuation.entries) {
                if let Some(cost) = valued.of_rows.get_mut(*row as usize) {
                    *cost = edge::minor(entry.cost())?;
                }
            }
            for (row, error) in refused {
                valued.refused.insert(row);
                self.gathered.problem(row, error);
            }
            for holding in &booked.valuation.holdings {
                self.gathered.pool_named(&holding.item, holding.location.as_deref(), holding.lot.as_deref());
            }
            self.booked.push(booked);
        }
        Ok(())
    }

    /// Values what is plain in columns of whole numbers.
    fn columns(
        &mut self,
        methods: &[Method],
        threads: usize,
        go_on: &mut impl FnMut(usize) -> bool,
    ) -> Result<()> {
        let rows = self.gathered.rows();
        // Each time an item turns out to need a book, the others are as they were: their pools are their own.
        let (columns, order) = self.gathered.columns();
        let Columns { pools, quantities, values, periods } = columns;
        let moves =
            Given { pools: &pools, quantities: quantities.into(), values: values.into(), periods: &periods };
        let mut batch = Batch::default();
        let mut before = 0;
        batch.value_given(moves, methods, &self.plan.policy, threads, |done, _| {
            before = before.max(done);
            go_on(rows.saturating_add(done))
        })?;
        drop((pools, periods));
        let policy = &self.plan.policy;
        let given =
            |row: u32| order.as_ref().map_or(row, |order| order.get(row as usize).copied().unwrap_or(row));
        for found in batch.valued {
            let mut valued = Costs { of_rows: found.costs, layers: found.layers, ..Costs::default() };
            if let Some(order) = &order {
                let mut costs = vec![0; rows];
                for (row, cost) in order.iter().zip(&valued.of_rows) {
                    if let Some(place) = costs.get_mut(*row as usize) {
                        *place = *cost;
                    }
                }
                valued.of_rows = costs;
                valued.layers.iter_mut().for_each(|layer| layer.row = given(layer.row));
            }
            for refused in found.refused {
                let row = given(refused.row);
                if refused.why == Why::Short && policy.negative != Negative::Forbid {
                    self.gathered.needs_book(row);
                    continue;
                }
                valued.refused.insert(row);
                let there = (refused.quantity, refused.value);
                let movement = self.plan.movement_at(&self.batches, row)?;
                let error = match books::probe(&self.plan, &movement, Some(there)) {
                    Err(error) => error,
                    Ok(_) => Error::overflow("quantity", movement.quantity, "quantity and value on hand"),
                };
                self.gathered.problem(row, error);
            }
            self.valued.push(valued);
        }
        let gathered = &self.gathered;
        if gathered.has_books() {
            for valued in &mut self.valued {
                valued.layers.retain(|layer| !gathered.is_booked(layer.pool));
                valued.refused.retain(|row| !gathered.is_booked_row(*row));
            }
            self.gathered.forget_booked_problems();
        }
        Ok(())
    }

    /// The movements that a book has to value, in their order.
    fn of_books(&mut self) -> Result<Vec<(u32, crate::stock::Movement)>> {
        if !self.gathered.has_books() {
            return Ok(Vec::new());
        }
        let Self { plan, batches, gathered, .. } = self;
        let mut moves = Vec::new();
        let mut from = 0u32;
        for batch in batches {
            for start in (0..batch.num_rows()).step_by(super::ROWS) {
                let window = batch.slice(start, super::ROWS.min(batch.num_rows() - start));
                let sheet = plan.sheet(&window);
                let sources = sheet.sources(plan)?;
                for index in 0..window.num_rows() {
                    let row = from.saturating_add(u32::try_from(index).unwrap_or(u32::MAX));
                    if gathered.is_booked_row(row) && !gathered.is_unread(row) {
                        match plan.movement(&sources, index) {
                            Ok(movement) => moves.push((row, movement)),
                            Err(error) => gathered.unread(row, error),
                        }
                    }
                }
                from = from.saturating_add(u32::try_from(window.num_rows()).unwrap_or(u32::MAX));
            }
        }
        moves.sort_by_key(|(row, _)| gathered.key(*row));
        Ok(moves)
    }

    /// The value of all that is on hand, under each method.
    ///
    /// # Errors
    /// `number.out_of_range`.
    pub fn totals(&self) -> Result<Vec<(Method, Money)>> {
        let all = self.plan.methods.iter().zip(&self.valued).zip(&self.booked);
        let total = |((method, valued), booked): ((&Method, &Costs), &Booked)| {
            let plain: i128 = valued.layers.iter().map(|layer| i128::from(layer.value)).sum();
            let plain = edge::money(plain, self.plan.currency)?;
            Ok((*method, plain.checked_add(booked.valuation.total)?))
        };
        all.map(total).collect()
    }

    /// The methods, in their order.
    pub fn methods(&self) -> &[Method] {
        &self.plan.methods
    }

    /// How many rows came in.
    pub fn rows(&self) -> usize {
        self.gathered.rows()
    }

    /// What is wrong with rows, by row; of a row that several methods refuse, what the first of them says.
    pub fn problems(&self) -> impl Iterator<Item = (usize, &Error)> {
        self.gathered.problems().map(|(row, error)| (row as usize, error))
    }
}
