//! The shop's books in SQLite: each document is stored with its number in one transaction, so that no number is lost.

use backoffice::{
    Error, NaiveDate, Result,
    invoice::{
        Invoice,
        numbering::{Grant, Number, Placeholders, SCHEMA, Series, Statement, Value},
    },
};
use rusqlite::{
    Connection, OptionalExtension, Transaction, TransactionBehavior, params, params_from_iter, types,
};
use std::path::Path;

/// Dollar signs are names to SQLite: bound in the order in which they come.
const DOLLAR: Placeholders = Placeholders::Dollar;

const TABLES: &str = "
    CREATE TABLE document (
        number TEXT NOT NULL PRIMARY KEY, series TEXT NOT NULL, day TEXT NOT NULL, counter INTEGER NOT NULL,
        draft INTEGER NOT NULL UNIQUE, json TEXT NOT NULL
    );
    CREATE TABLE line (draft INTEGER NOT NULL, place INTEGER NOT NULL, description TEXT NOT NULL, net TEXT NOT NULL);";

/// A database of documents.
pub struct Books {
    database: Connection,
    drafts: i64,
}

fn refused(error: impl std::fmt::Display) -> Error {
    Error::invalid("books", error, "the database refused it")
}

fn bound(value: &Value) -> types::Value {
    match value {
        Value::Null => types::Value::Null,
        Value::Truth(truth) => types::Value::Integer((*truth).into()),
        Value::Integer(integer) => types::Value::Integer(*integer),
        Value::Text(text) => types::Value::Text(text.clone()),
    }
}

fn read(database: &Connection, id: &str) -> Result<Option<Series>> {
    let row = database
        .query_row(&Statement::Read.text(DOLLAR), [id], |row| {
            (0..row.as_ref().column_count())
                .map(|column| row.get(column))
                .collect::<rusqlite::Result<Vec<_>>>()
        })
        .optional()
        .map_err(refused)?;
    let values = row.map(|row| {
        let value = |value| match value {
            types::Value::Integer(integer) => Value::Integer(integer),
            types::Value::Text(text) => Value::Text(text),
            _ => Value::Null,
        };
        row.into_iter().map(value).collect::<Vec<Value>>()
    });
    values.map(|values| Series::from_row(&values)).transpose()
}

/// The next number of a series, in the transaction that stores its document.
fn claim(transaction: &Transaction<'_>, series: &Series, day: NaiveDate) -> Result<Number> {
    let claim = series.claim(&[day])?;
    let values = claim.values(Statement::Claim, DOLLAR)?;
    let granted = transaction
        .query_row(&Statement::Claim.text(DOLLAR), params_from_iter(values.iter().map(bound)), |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?))
        })
        .optional()
        .map_err(refused)?;
    let Some((first, last, version)) = granted else {
        return Err(claim.refused(read(transaction, series.id())?.as_ref()));
    };
    let grant = Grant { first, last: last.parse().map_err(refused)?, version };
    let (numbers, _) = series.granted(&claim, grant)?;
    numbers.into_iter().next().ok_or_else(|| Error::missing("number"))
}

impl Books {
    /// New books in a file, in place of an older one; in memory without a file.
    ///
    /// # Errors
    /// `input.invalid` when the database refuses.
    pub fn open(file: Option<&Path>) -> Result<Self> {
        let database = match file {
            None => Connection::open_in_memory(),
            Some(file) => {
                for leftover in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{}{leftover}", file.display()));
                }
                Connection::open(file)
            }
        };
        let database = database.map_err(refused)?;
        // A loss of power may take the last documents, each with its number: never a number alone.
        database
            .execute_batch(&format!(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; {SCHEMA}; {TABLES}"
            ))
            .map_err(refused)?;
        Ok(Self { database, drafts: 0 })
    }

    /// Stores a new series.
    ///
    /// # Errors
    /// `input.invalid` when the database refuses.
    pub fn create(&self, series: &Series) -> Result<()> {
        let row = series.row(Statement::Create, DOLLAR)?;
        let text = Statement::Create.text(DOLLAR);
        self.database.execute(&text, params_from_iter(row.iter().map(bound))).map_err(refused)?;
        Ok(())
    }

    /// Stores a draft with its number, or nothing: its lines first, then the claim and the head. `with` is what else has
    /// to go well before it counts.
    ///
    /// # Errors
    /// As of the claim and of `with`; `input.invalid` when the database refuses.
    pub fn issue<T>(
        &mut self,
        series: &Series,
        draft: Invoice,
        with: impl FnOnce(&Invoice) -> Result<T>,
    ) -> Result<(Invoice, T)> {
        let (key, day) = (self.drafts, draft.document().day);
        let behavior = TransactionBehavior::Immediate;
        let transaction = self.database.transaction_with_behavior(behavior).map_err(refused)?;
        let line = "INSERT INTO line (draft, place, description, net) VALUES (?1, ?2, ?3, ?4)";
        let mut insert = transaction.prepare_cached(line).map_err(refused)?;
        for (place, (line, total)) in draft.document().lines.iter().zip(&draft.totals().lines).enumerate() {
            let place = i64::try_from(place).unwrap_or(i64::MAX);
            insert.execute(params![key, place, line.description, total.net.to_string()]).map_err(refused)?;
        }
        drop(insert);
        let number = claim(&transaction, series, day)?;
        let mut issued = draft;
        issued.issue(number.text.clone())?;
        let done = with(&issued)?;
        let json = serde_json::to_string(&issued).map_err(refused)?;
        let head = "INSERT INTO document (number, series, day, counter, draft, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let values = params![number.text, series.id(), day.to_string(), number.counter, key, json];
        transaction.execute(head, values).map_err(refused)?;
        transaction.commit().map_err(refused)?;
        self.drafts += 1;
        Ok((issued, done))
    }

    /// A series as it stands, and all numbers that its documents have.
    ///
    /// # Errors
    /// `input.missing` when there is no such series; `input.invalid` when the database refuses.
    pub fn series(&self, id: &str) -> Result<(Series, Vec<Number>)> {
        let series = read(&self.database, id)?.ok_or_else(|| Error::missing("series"))?;
        let all = "SELECT number, day, counter FROM document WHERE series = ?1 ORDER BY day, counter";
        let mut select = self.database.prepare(all).map_err(refused)?;
        let rows = select
            .query_map([id], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?)))
            .map_err(refused)?;
        let numbers = rows.map(|row| {
            let (text, day, counter) = row.map_err(refused)?;
            Ok(Number { text, counter, day: day.parse().map_err(refused)? })
        });
        Ok((series, numbers.collect::<Result<_>>()?))
    }

    /// The documents, in the order in which they were committed.
    ///
    /// # Errors
    /// `input.invalid` when the database refuses, or holds what is no document.
    pub fn documents(&self) -> Result<Vec<Invoice>> {
        let all = "SELECT json FROM document ORDER BY draft";
        let mut select = self.database.prepare(all).map_err(refused)?;
        let rows = select.query_map([], |row| row.get::<_, String>(0)).map_err(refused)?;
        rows.map(|row| serde_json::from_str(&row.map_err(refused)?).map_err(refused)).collect()
    }
}
