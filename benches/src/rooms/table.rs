//! A table of people, columns in and columns out.

use super::{failed, number};
use crate::{
    chance::Chance,
    job::{Job, Peer},
};
use arrow_array::{
    ArrayRef, Date32Array, Decimal128Array, RecordBatch, RecordBatchIterator, StringArray, cast::AsArray,
    types::Decimal128Type,
};
use backoffice::{
    Error, NaiveDate, Result,
    law::RulePack,
    table::{self, Reading},
};
use serde_json::{Value, json};
use std::sync::Arc;

const PEERS: [Peer; 2] =
    [Peer::plain("table"), Peer::installed("polars map_elements", "polars", "table_polars")];

/// Tax code, pay, pay to date and tax to date before it.
type Written = (&'static str, String, String, String);

/// The jobs of the room.
///
/// # Errors
/// None: the input is ours.
pub fn jobs() -> Result<Vec<Job>> {
    Ok(vec![wages()?])
}

fn odd(error: impl std::fmt::Display) -> Error {
    Error::invalid("table", error, "the table of a bench")
}

/// People of category A, paid in tax month 7 of 2026-27.
fn people() -> Vec<Written> {
    const CODES: [&str; 8] = ["1257L", "1257L", "1257L", "1100T", "K475", "BR", "0T", "1257L X"];
    let mut chance = Chance::new(19);
    let mut one = || {
        let code = CODES[chance.between(0, 7) as usize];
        let [pay, before] =
            [(50_000, 1_200_000), (300_000, 7_000_000)].map(|(low, high)| chance.decimal(low, high, 2));
        (code, pay, before, chance.decimal(50_000, 900_000, 2))
    };
    (0..4_000).map(|_| one()).collect()
}

fn batch(written: &[Written]) -> Result<RecordBatch> {
    let amounts = |of: fn(&Written) -> &String| -> Result<ArrayRef> {
        let units = written.iter().map(|row| Ok(number(of(row))?.mantissa())).collect::<Result<Vec<_>>>()?;
        let array = Decimal128Array::from(units).with_precision_and_scale(18, 2).map_err(odd)?;
        Ok(Arc::new(array))
    };
    let codes: StringArray = written.iter().map(|(code, ..)| Some(*code)).collect();
    let through = NaiveDate::from_ymd_opt(2026, 9, 30).unwrap_or_default().to_epoch_days();
    RecordBatch::try_from_iter([
        ("tax_code", Arc::new(codes) as ArrayRef),
        ("taxable", amounts(|(_, pay, ..)| pay)?),
        ("to_date.taxable_pay", amounts(|(_, _, before, _)| before)?),
        ("to_date.tax", amounts(|(.., tax)| tax)?),
        ("to_date.through", Arc::new(Date32Array::from(vec![through; written.len()]))),
    ])
    .map_err(odd)
}

fn wages() -> Result<Job> {
    let written = people();
    let batch = batch(&written)?;
    let constants = json!({"pay_day": "2026-10-30", "frequency": "monthly", "category": "A"});
    let reading: Reading = serde_json::from_value(json!({"constants": constants})).map_err(odd)?;
    let pack = RulePack::embedded("uk.wages")?;
    let work = move || {
        let people = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
        table::wages(people, &reading, &pack)?.collect::<std::result::Result<Vec<_>, _>>().map_err(odd)
    };
    let amounts = |batch: &RecordBatch| -> Vec<Value> {
        let columns = ["uk.paye", "uk.ni.employee", "uk.ni.employer"].map(|name| batch.column_by_name(name));
        let at = |row: usize| {
            let cells = columns.iter().flatten();
            cells.map(|column| column.as_primitive::<Decimal128Type>().value_as_string(row)).collect()
        };
        (0..batch.num_rows()).map(at).collect()
    };
    let show = move |all: Result<Vec<RecordBatch>>| {
        all.map_or_else(failed, |all| all.iter().flat_map(amounts).collect::<Vec<_>>().into())
    };
    let what = ("wages", "PAYE and NI of a row of a table");
    Ok(Job::new(what, written.len(), json!(written), &PEERS, work, show))
}
