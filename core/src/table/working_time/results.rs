//! What comes out: a row for each violation.

use super::{super::ROWS, WorkingTime};
use crate::scheduling::law::Effect;
use arrow_array::{ArrayRef, Date32Array, Int64Array, RecordBatch, RecordBatchReader, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use std::{ops::Deref, sync::Arc};

/// The violations of a table as a stream of batches of at most [`ROWS`] rows, each made when it is asked for.
pub struct Violations<W> {
    audit: W,
    from: usize,
    schema: SchemaRef,
}

impl WorkingTime {
    /// A row for each violation: `person`, `law`, `rule`, `effect` (`breach`, or `overtime`, which is none), `first` and
    /// `last` day, `amount`, `limit` and `by` in minutes, `source`.
    pub fn violations(&self) -> Violations<&Self> {
        Violations { audit: self, from: 0, schema: schema() }
    }

    /// As [`WorkingTime::violations`], of an audit that is shared.
    pub fn shared_violations(self: Arc<Self>) -> Violations<Arc<Self>> {
        Violations { audit: self, from: 0, schema: schema() }
    }

    fn window(&self, from: usize, rows: usize, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
        let found = || self.found.iter().skip(from).take(rows);
        let rule = |place: u32| self.rules.get(place as usize);
        let person = |place: u32| self.persons.get(place as usize).map(AsRef::as_ref);
        let texts = |array: StringArray| Arc::new(array) as ArrayRef;
        let whole = |array: Int64Array| Arc::new(array) as ArrayRef;
        let days = |array: Date32Array| Arc::new(array) as ArrayRef;
        let effect = |effect: Effect| match effect {
            Effect::Breach => "breach",
            Effect::Overtime => "overtime",
        };
        let columns = vec![
            texts(found().map(|(who, ..)| person(*who)).collect()),
            texts(found().map(|(_, place, _)| rule(*place).map(|(law, ..)| law.as_str())).collect()),
            texts(found().map(|(_, place, _)| rule(*place).map(|(_, name, ..)| name.as_str())).collect()),
            texts(found().map(|(_, place, _)| rule(*place).map(|(_, _, what, _)| effect(*what))).collect()),
            days(found().map(|(.., one)| i32::try_from(one.first).ok()).collect()),
            days(found().map(|(.., one)| i32::try_from(one.last).ok()).collect()),
            whole(found().map(|(.., one)| one.amount).collect()),
            whole(found().map(|(.., one)| one.limit).collect()),
            whole(found().map(|(.., one)| (one.amount - one.limit).abs()).collect()),
            texts(found().map(|(_, place, _)| rule(*place).map(|(.., source)| source.as_str())).collect()),
        ];
        RecordBatch::try_new(schema.clone(), columns)
    }
}

fn schema() -> SchemaRef {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let day = |name: &str| Field::new(name, DataType::Date32, true);
    let whole = |name: &str| Field::new(name, DataType::Int64, true);
    Arc::new(Schema::new(vec![
        text("person"),
        text("law"),
        text("rule"),
        text("effect"),
        day("first"),
        day("last"),
        whole("amount"),
        whole("limit"),
        whole("by"),
        text("source"),
    ]))
}

impl<W: Deref<Target = WorkingTime>> Iterator for Violations<W> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = ROWS.min(self.audit.found.len().saturating_sub(self.from));
        if rows == 0 {
            return None;
        }
        let made = self.audit.window(self.from, rows, &self.schema);
        self.from += rows;
        Some(made)
    }
}

impl<W: Deref<Target = WorkingTime>> RecordBatchReader for Violations<W> {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}
