//! A table of people, columns in and columns out.

use super::{failed, number};
use crate::{
    chance::Chance,
    job::{Job, Peer, Rival},
};
use arrow_array::{
    ArrayRef, Date32Array, Decimal128Array, RecordBatch, RecordBatchIterator, StringArray, cast::AsArray,
    types::Decimal128Type,
};
use backoffice::{
    Decimal, Error, NaiveDate, Result,
    currency::EUR,
    invoice::Rules,
    law::RulePack,
    table::{self, By, Reading},
};
use rust_decimal::RoundingStrategy;
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
    Ok(vec![wages()?, lines()?, documents()?])
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

/// Quantity (3 decimals), price (4) and rate of ten lines each of so many documents.
fn sold(documents: u32) -> Vec<(u32, String, String, &'static str)> {
    let mut chance = Chance::new(23);
    let mut line = |document| {
        let rate = if chance.between(0, 3) == 0 { "0.07" } else { "0.19" };
        (document, chance.decimal(1, 40_000, 3), chance.decimal(1, 999_999, 4), rate)
    };
    (0..documents).flat_map(|document| [document; 10]).map(&mut line).collect()
}

fn decimals(texts: impl Iterator<Item = String>, scale: i8) -> Result<ArrayRef> {
    let units = texts.map(|text| {
        let mut number = number(&text)?;
        number.rescale(u32::from(scale.unsigned_abs()));
        Ok(number.mantissa())
    });
    let array = Decimal128Array::from(units.collect::<Result<Vec<_>>>()?);
    Ok(Arc::new(array.with_precision_and_scale(18, scale).map_err(odd)?))
}

fn column(batches: &[RecordBatch], name: &str) -> Vec<String> {
    let columns = batches.iter().filter_map(|batch| batch.column_by_name(name));
    let columns = columns.map(|column| column.as_primitive::<Decimal128Type>().clone());
    columns.flat_map(|column| (0..column.len()).map(move |row| column.value_as_string(row))).collect()
}

/// Lines in columns beside a loop of rust_decimal with the same rounding.
fn lines() -> Result<Job> {
    let written = sold(3_000);
    let quantities = decimals(written.iter().map(|row| row.1.clone()), 3)?;
    let prices = decimals(written.iter().map(|row| row.2.clone()), 4)?;
    let batch = RecordBatch::try_from_iter([("quantity", quantities), ("price", prices)]).map_err(odd)?;
    let numbers = written.iter().map(|row| Ok((number(&row.1)?, number(&row.2)?)));
    let numbers = numbers.collect::<Result<Vec<(Decimal, Decimal)>>>()?;
    let loop_ = move || -> Vec<Decimal> {
        let net = |(quantity, price): &(Decimal, Decimal)| {
            (quantity * price).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
        };
        numbers.iter().map(net).collect()
    };
    let show_loop = |nets: Vec<Decimal>| nets.iter().map(|net| format!("{net:.2}")).collect();
    let rules = Rules::en16931(EUR);
    let work = move || {
        let lines = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
        let nets = table::invoices(lines, &Reading::default(), &rules, EUR, By::Line)?;
        nets.collect::<std::result::Result<Vec<_>, _>>().map_err(odd)
    };
    let show = |all: Result<Vec<RecordBatch>>| all.map_or_else(failed, |all| json!(column(&all, "net")));
    let what = ("lines", "net of an invoice line of a table");
    let peers = [Peer::plain("table")];
    let job = Job::new(what, written.len(), json!(written), &peers, work, show);
    Ok(job.beside(Rival::shown("a loop of rust_decimal", loop_, show_loop)))
}

/// Documents of ten lines in columns: base and tax of each rate.
fn documents() -> Result<Job> {
    let written = sold(1_000);
    let names = written.iter().map(|row| row.0);
    let names: ArrayRef = Arc::new(arrow_array::UInt32Array::from_iter_values(names));
    let batch = RecordBatch::try_from_iter([
        ("document", names),
        ("quantity", decimals(written.iter().map(|row| row.1.clone()), 3)?),
        ("price", decimals(written.iter().map(|row| row.2.clone()), 4)?),
        ("rate", decimals(written.iter().map(|row| row.3.to_owned()), 2)?),
    ])
    .map_err(odd)?;
    let reading: Reading = serde_json::from_value(json!({"constants": {"category": "S"}})).map_err(odd)?;
    let rules = Rules::en16931(EUR);
    let work = move || {
        let lines = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
        let rates = table::invoices(lines, &reading, &rules, EUR, By::Rate)?;
        rates.collect::<std::result::Result<Vec<_>, _>>().map_err(odd)
    };
    let show = |all: Result<Vec<RecordBatch>>| {
        all.map_or_else(failed, |all| json!({"base": column(&all, "base"), "tax": column(&all, "tax")}))
    };
    let what = ("documents", "base and tax by rate, a line of a table");
    let peers = [Peer::plain("table")];
    Ok(Job::new(what, written.len(), json!(written), &peers, work, show))
}
