//! Wage tax and contributions over a table of people.

mod fields;
mod plan;
mod results;
#[cfg(test)]
mod tests;

use super::{
    ROWS, Reading,
    column::{Cell, Source},
    row::{Node, Row, column_named},
};
use crate::{
    calendar::PayFrequency,
    error::{Error, Result, document},
    law::RulePack,
    money::Money,
    tax::wages::{Assessment, Payment, Prepared, Profile},
};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use chrono::NaiveDate;
use plan::{Plan, place};
use results::Results;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, value::BorrowedStrDeserializer},
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// So many pay days' laws are kept.
const LAWS: usize = 400;

/// The taxes and contributions of a table of people: a stream that gives a batch of at most [`ROWS`] rows at a time and
/// holds nothing else. See [the module](super).
///
/// # Errors
/// Of the table as a whole, see [the module](super).
pub fn wages<R: RecordBatchReader>(people: R, reading: &Reading, pack: &RulePack) -> Result<Wages<R>> {
    let plan = Plan::new(&people.schema(), reading, pack)?;
    Ok(Wages { people, plan, pack: pack.clone(), laws: BTreeMap::new(), rest: None })
}

/// A stream of record batches, made by [`wages()`].
pub struct Wages<R> {
    people: R,
    plan: Plan,
    pack: RulePack,
    /// The law of each pay day that came by, prepared once.
    laws: BTreeMap<NaiveDate, Result<Prepared>>,
    /// The batch at hand, and how many of its rows are done.
    rest: Option<(RecordBatch, usize)>,
}

impl<R: RecordBatchReader> Iterator for Wages<R> {
    type Item = std::result::Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (batch, done) = loop {
            match self.rest.take() {
                Some((batch, done)) if done < batch.num_rows() => break (batch, done),
                _ => match self.people.next()? {
                    Ok(batch) => self.rest = Some((batch, 0)),
                    Err(error) => return Some(Err(error)),
                },
            }
        };
        let rows = (batch.num_rows() - done).min(ROWS);
        let window = batch.slice(done, rows);
        self.rest = Some((batch, done + rows));
        Some(self.batch(&window))
    }
}

impl<R: RecordBatchReader> RecordBatchReader for Wages<R> {
    fn schema(&self) -> SchemaRef {
        self.plan.schema.clone()
    }
}

impl<R> Wages<R> {
    fn batch(&mut self, people: &RecordBatch) -> std::result::Result<RecordBatch, ArrowError> {
        let outside = |error: Error| ArrowError::ExternalError(Box::new(error));
        let Self { plan, pack, laws, .. } = self;
        let plan = &*plan;
        let sources = plan.sources(people).map_err(outside)?;
        let mut results = Results::new(plan, people.num_rows());
        for row in 0..people.num_rows() {
            let assessed = Person { plan, sources: &sources, row }.assess(pack, laws);
            results.put(plan, assessed);
        }
        let passed = plan.passed.iter().filter_map(|place| people.columns().get(*place).cloned());
        RecordBatch::try_new(plan.schema.clone(), passed.chain(results.finish()).collect())
    }
}

/// Reads the profile of a rule pack's jurisdiction.
#[derive(Clone, Copy)]
struct ProfileOf<'p>(&'p RulePack);

impl<'de> DeserializeSeed<'de> for ProfileOf<'_> {
    type Value = Option<Profile>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> std::result::Result<Option<Profile>, D::Error> {
        Profile::read(self.0.id(), from).transpose()
    }
}

/// One row.
#[derive(Clone, Copy)]
struct Person<'t, 'a> {
    plan: &'t Plan,
    sources: &'t [Source<'a>],
    row: usize,
}

impl<'t, 'a> Person<'t, 'a> {
    fn assess(self, pack: &RulePack, laws: &mut BTreeMap<NaiveDate, Result<Prepared>>) -> Result<Assessment> {
        if let Some(Cell::Text(code)) = self.plan.refused.map(|place| self.at(place)) {
            let wanted = "this row was refused before, so it has no figures to date: mend what was wrong in that table";
            return Err(Error::invalid("problem.code", code, wanted));
        }
        let profile = self.document(&self.plan.profile).read(ProfileOf(pack))?;
        let profile = profile.ok_or_else(|| plan::no_wages(pack))?;
        let payment = self.quick_payment().map_or_else(|| self.payment(), Ok)?;
        if laws.len() > LAWS {
            laws.clear();
        }
        let day = payment.pay_day;
        match laws.entry(day).or_insert_with(|| Prepared::on(pack, day)) {
            Ok(law) => law.assess(&profile, &payment),
            Err(error) => Err(error.clone()),
        }
    }

    fn at(self, place: usize) -> Cell<'a> {
        self.sources.get(place).map_or(Cell::Absent, |source| source.at(self.row))
    }

    fn document(self, node: &'t Node) -> Row<'t, 'a> {
        Row { node, sources: self.sources, index: self.row, currency: self.plan.currency }
    }

    /// The payment, straight from the columns; none when something is not as it should be.
    fn quick_payment(self) -> Option<Payment> {
        let amount = |place: usize| match self.at(place) {
            Cell::Absent => Some(None),
            _ => Money::new(self.sources.get(place)?.number(self.row)?, self.plan.currency).ok().map(Some),
        };
        let Cell::Text(frequency) = self.at(place::FREQUENCY) else { return None };
        let frequency = BorrowedStrDeserializer::<serde::de::value::Error>::new(frequency);
        let taxable = amount(place::TAXABLE)??;
        Some(Payment {
            pay_day: self.sources.get(place::PAY_DAY)?.day(self.row)?,
            frequency: PayFrequency::deserialize(frequency).ok()?,
            taxable,
            contributory: amount(place::CONTRIBUTORY)?.unwrap_or(taxable),
            non_cash: amount(place::NON_CASH)?.unwrap_or(Money::zero(self.plan.currency)),
            non_periodic: amount(place::NON_PERIODIC)?,
        })
    }

    /// The same by the reader of documents, which tells what is refused.
    fn payment(self) -> Result<Payment> {
        let mut told = match self.document(&self.plan.payment).tell() {
            Some(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        if let (false, Some(taxable)) = (told.contains_key("contributory"), told.get("taxable").cloned()) {
            document::take::<Money>("taxable", &taxable).map_err(column_named)?;
            told.insert("contributory".into(), taxable);
        }
        if !told.contains_key("non_cash") {
            told.insert("non_cash".into(), document::write("non_cash", &Money::zero(self.plan.currency))?);
        }
        document::take("", &Value::Object(told)).map_err(column_named)
    }
}
