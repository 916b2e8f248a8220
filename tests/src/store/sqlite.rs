//! The store on SQLite.

use super::{
    Store,
    chain::{Chain, End, read, written},
    draft::{Draft, Issued, Part, Row, parts, period_text, signed, unsigned},
    error::{Error, Outcome, Result},
    tables::TABLES,
};
use backoffice::invoice::{
    chain::fiscal::{Head, Record},
    numbering::{Grant, Number, Placeholders, SCHEMA, Series, Statement, Value},
};
use chrono::NaiveDate;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Statement as Prepared, params, types};
use std::{collections::BTreeMap, path::Path, time::Duration};

/// When SQLite flushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Synchronous {
    /// At each COMMIT: what was told survives a power loss.
    Full,
    /// At checkpoints: what was told survives the death of the process, and may be lost when the power fails. The numbers
    /// have no gap then either, but those that were told last are given again.
    Normal,
}

/// A connection that numbers.
///
/// It opens its transactions itself, with BEGIN IMMEDIATE: after a plain BEGIN the first read takes a snapshot, and the
/// write that follows fails at once when another writer was faster, however long the connection would have waited.
pub struct Sqlite {
    connection: Connection,
    known: BTreeMap<String, Series>,
    claim: String,
}

/// How a transaction ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Commit,
    Rollback,
}

const PATIENCE: Duration = Duration::from_secs(60);
const DOLLAR: Placeholders = Placeholders::Dollar;

impl Sqlite {
    /// Opens a file, and makes its tables where they are missing.
    ///
    /// # Errors
    /// `store.database`, `store.busy`.
    pub fn open(path: &Path, synchronous: Synchronous) -> Result<Self> {
        let connection = Connection::open(path).map_err(refusal)?;
        connection.busy_timeout(PATIENCE).map_err(refusal)?;
        pragma(&connection, "journal_mode", "wal")?;
        let level = match synchronous {
            Synchronous::Full => "full",
            Synchronous::Normal => "normal",
        };
        pragma(&connection, "synchronous", level)?;
        Self::new(connection)
    }

    /// Takes over a connection that the caller opened.
    ///
    /// # Errors
    /// `store.wrong_mode` when it reads only, is inside a transaction, never flushes, or has a journal other than WAL.
    pub fn new(connection: Connection) -> Result<Self> {
        let store = Self { connection, known: BTreeMap::new(), claim: Statement::Claim.text(DOLLAR) };
        store.outside()?;
        let wrong = |found: String, wanted| Err(Error::WrongMode { found, wanted });
        let ask = |name: &str| {
            store
                .connection
                .pragma_query_value(None, name, |row| row.get::<_, types::Value>(0))
                .map_err(refusal)
        };
        if store.connection.is_readonly("main").map_err(refusal)?
            || ask("query_only")? == types::Value::Integer(1)
        {
            return wrong("reads only".into(), "open the file for writing");
        }
        // A database in memory has no file, and so neither a log nor anything to flush.
        let in_memory = store.connection.path().is_none_or(str::is_empty);
        if !in_memory {
            match ask("journal_mode")? {
                types::Value::Text(mode) if mode == "wal" => {}
                mode => return wrong(format!("has the journal {mode:?}"), "set PRAGMA journal_mode = wal"),
            }
            if ask("synchronous")? == types::Value::Integer(0) {
                return wrong("never flushes".into(), "set PRAGMA synchronous = full");
            }
        }
        store.connection.set_prepared_statement_cache_capacity(64);
        store.connection.execute_batch(&format!("{SCHEMA};\n{TABLES}")).map_err(refusal)?;
        Ok(store)
    }

    /// The connection, for what else the caller keeps in the database.
    pub const fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// Gives the connection back.
    pub fn into_connection(self) -> Connection {
        self.connection
    }

    fn outside(&self) -> Result<()> {
        if self.connection.is_autocommit() {
            return Ok(());
        }
        Err(Error::WrongMode {
            found: "is inside a transaction that somebody else began".into(),
            wanted: "commit it first: the store begins its own with BEGIN IMMEDIATE, and the claim comes last in it",
        })
    }

    fn begin(&self) -> Result<()> {
        self.outside()?;
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(refusal)
    }

    /// Ends what `begin` began: by COMMIT when the work was done, and else by ROLLBACK.
    fn end<T>(&self, done: Result<T>, ending: Ending, drafts: &[Draft]) -> Result<T> {
        let done = match done {
            Ok(value) if ending == Ending::Commit => match self.connection.execute_batch("COMMIT") {
                Ok(()) => return Ok(value),
                // What the log has of it may be found again after a crash.
                Err(error) => Err(Error::lost(Outcome::Unknown, Vec::new(), error)),
            },
            done => done,
        };
        // SQLite has rolled back by itself after some errors; a rollback that fails leaves nothing either.
        if !self.connection.is_autocommit() {
            drop(self.connection.execute_batch("ROLLBACK"));
        }
        done.map_err(|error| error.befell(drafts))
    }

    fn definition(&mut self, id: &str) -> Result<Series> {
        if let Some(known) = self.known.get(id) {
            return Ok(known.clone());
        }
        let series = self.series(id)?;
        self.known.insert(id.to_owned(), series.clone());
        Ok(series)
    }

    fn stored(&self, id: &str) -> Result<Option<Series>> {
        let text = Statement::Read.text(DOLLAR);
        let mut statement = self.connection.prepare_cached(&text).map_err(refusal)?;
        let row = statement
            .query_row([id], |row| {
                (0..row.as_ref().column_count()).map(|column| row.get::<_, types::Value>(column)).collect()
            })
            .optional()
            .map_err(refusal)?;
        let row: Option<Vec<types::Value>> = row;
        let values = row.map(|row| row.into_iter().map(value).collect::<Result<Vec<_>>>()).transpose()?;
        Ok(values.map(|values| Series::from_row(&values)).transpose()?)
    }

    fn lines(&self, drafts: &[Draft]) -> Result<()> {
        let text =
            "INSERT INTO invoice_line (invoice, place, text, quantity, price) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut insert = self.connection.prepare_cached(text).map_err(refusal)?;
        for draft in drafts {
            for (place, line) in draft.lines.iter().enumerate() {
                let (quantity, price) = (line.quantity.to_string(), line.price.to_string());
                insert
                    .execute(params![draft.key, place, line.text, quantity, price])
                    .map_err(|error| taken(error, &draft.key))?;
            }
        }
        Ok(())
    }

    /// The claim, and the heads with their numbers.
    fn claim(&self, series: &Series, part: &Part<'_>) -> Result<Vec<Number>> {
        let mut statement = self.connection.prepare_cached(&self.claim).map_err(refusal)?;
        bind(&mut statement, &part.claim.values(Statement::Claim, DOLLAR)?)?;
        let row = {
            let mut rows = statement.raw_query();
            match rows.next().map_err(refusal)? {
                Some(row) => Some((|| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))().map_err(refusal)?),
                None => None,
            }
        };
        drop(statement);
        let Some((first, last, version)) = row else {
            return Err(part.claim.refused(self.stored(series.id())?.as_ref()).into());
        };
        let (first, last, version): (i64, String, i64) = (first, last, version);
        let grant =
            Grant { first: unsigned(first)?, last: super::draft::day(&last)?, version: unsigned(version)? };
        let (numbers, _) = series.granted(&part.claim, grant)?;
        let text =
            "INSERT INTO invoice (key, series, period, counter, day, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut insert = self.connection.prepare_cached(text).map_err(refusal)?;
        let period = period_text(part.claim.period);
        for (draft, number) in part.drafts.iter().zip(&numbers) {
            let (counter, day) = (signed(number.counter)?, number.day.to_string());
            insert
                .execute(params![draft.key, series.id(), period, counter, day, draft.body])
                .map_err(|error| taken(error, &draft.key))?;
        }
        Ok(numbers)
    }

    fn work(
        &mut self,
        series: &str,
        drafts: &[Draft],
        chain: Option<&Chain<'_>>,
        ending: Ending,
    ) -> Result<Vec<Number>> {
        self.outside()?;
        let definition = self.definition(series).map_err(|error| error.befell(drafts))?;
        let parts = parts(&definition, drafts)?;
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        self.begin().map_err(|error| error.befell(drafts))?;
        let done = (|| {
            self.lines(drafts)?;
            let mut numbers = Vec::with_capacity(drafts.len());
            for part in &parts {
                numbers.extend(self.claim(&definition, part)?);
            }
            if let Some(chain) = chain {
                self.link_here(chain, &definition, usize::MAX)?;
            }
            Ok(numbers)
        })();
        let numbers = self.end(done, ending, drafts);
        if numbers.as_ref().is_err_and(|error| error.code() == "invoice.series_conflict") {
            self.known.remove(series);
        }
        numbers
    }

    /// Appends inside the open transaction.
    fn link_here(&self, chain: &Chain<'_>, series: &Series, most: usize) -> Result<usize> {
        let text = "SELECT head, period, counter FROM chain WHERE id = ?1";
        let stored = self
            .connection
            .query_row(text, [chain.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()
            .map_err(refusal)?;
        let stored: Option<(String, String, i64)> = stored;
        let end = match stored {
            Some((head, period, counter)) => {
                End { head: read(&head)?, last: Some((period, unsigned(counter)?)) }
            }
            None => chain.start(),
        };
        let issued = self.after(series, end.last.as_ref(), most)?;
        let (records, end) = chain.extend(end, &issued)?;
        let Some((period, counter)) = end.last.filter(|_| !records.is_empty()) else { return Ok(0) };
        let text = "INSERT INTO chain_record (chain, place, record) VALUES (?1, ?2, ?3)";
        let mut insert = self.connection.prepare_cached(text).map_err(refusal)?;
        for record in &records {
            let place = signed(record.position)?;
            insert.execute(params![chain.id, place, written(record)?]).map_err(refusal)?;
        }
        let text = "INSERT INTO chain (id, head, period, counter) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (id) DO UPDATE SET head = ?2, period = ?3, counter = ?4";
        let head = written(&end.head)?;
        self.connection.execute(text, params![chain.id, head, period, signed(counter)?]).map_err(refusal)?;
        Ok(records.len())
    }

    fn after(&self, series: &Series, last: Option<&(String, u64)>, most: usize) -> Result<Vec<Issued>> {
        let (period, counter) = match last {
            Some((period, counter)) => (period.as_str(), signed(*counter)?),
            None => ("", 0),
        };
        let text = "SELECT key, day, counter, body FROM invoice
            WHERE series = ?1 AND (period, counter) > (?2, ?3) ORDER BY period, counter LIMIT ?4";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut statement = self.connection.prepare_cached(text).map_err(refusal)?;
        let rows = statement
            .query_map(params![series.id(), period, counter, most], |row| {
                Ok(Row { key: row.get(0)?, day: row.get(1)?, counter: row.get(2)?, body: row.get(3)? })
            })
            .map_err(refusal)?;
        rows.map(|row| row.map_err(refusal)?.issued(series)).collect()
    }
}

impl Store for Sqlite {
    fn create(&mut self, series: &Series) -> Result<()> {
        self.outside()?;
        // A pattern that lacks what it needs would be refused at every number.
        series.claim(&[NaiveDate::default()])?;
        let text = Statement::Create.text(DOLLAR);
        let mut statement = self.connection.prepare(&text).map_err(refusal)?;
        bind(&mut statement, &series.row(Statement::Create, DOLLAR)?)?;
        match statement.raw_execute() {
            Ok(_) => Ok(()),
            Err(error) if is(&error, ErrorCode::ConstraintViolation) => {
                Err(Error::SeriesTaken { series: series.id().to_owned() })
            }
            Err(error) => Err(refusal(error)),
        }
    }

    fn series(&mut self, id: &str) -> Result<Series> {
        self.stored(id)?.ok_or_else(|| super::unknown(id))
    }

    fn number(&mut self, series: &str, drafts: &[Draft]) -> Result<Vec<Number>> {
        self.work(series, drafts, None, Ending::Commit)
    }

    fn rehearse(&mut self, series: &str, drafts: &[Draft]) -> Result<Vec<Number>> {
        self.work(series, drafts, None, Ending::Rollback)
    }

    fn number_and_link(&mut self, chain: &Chain<'_>, drafts: &[Draft]) -> Result<Vec<Number>> {
        self.work(chain.series, drafts, Some(chain), Ending::Commit)
    }

    fn find(&mut self, key: &str) -> Result<Option<Issued>> {
        let text = "SELECT series, day, counter, body FROM invoice WHERE key = ?1";
        let row = self
            .connection
            .query_row(text, [key], |row| {
                let key = key.to_owned();
                Ok((row.get(0)?, Row { key, day: row.get(1)?, counter: row.get(2)?, body: row.get(3)? }))
            })
            .optional()
            .map_err(refusal)?;
        let row: Option<(String, Row)> = row;
        row.map(|(series, row)| row.issued(&self.definition(&series)?)).transpose()
    }

    fn issued(&mut self, series: &str) -> Result<Vec<Issued>> {
        let definition = self.definition(series)?;
        self.after(&definition, None, usize::MAX)
    }

    fn link(&mut self, chain: &Chain<'_>, most: usize) -> Result<usize> {
        self.outside()?;
        let definition = self.definition(chain.series)?;
        self.begin()?;
        // What a writer of SQLite reads is committed; it is durable as soon as this COMMIT is, which flushes the same log.
        let done = self.link_here(chain, &definition, most);
        self.end(done, Ending::Commit, &[])
    }

    fn book(&mut self, chain: &str) -> Result<Vec<Record>> {
        let text = "SELECT record FROM chain_record WHERE chain = ?1 ORDER BY place";
        let mut statement = self.connection.prepare(text).map_err(refusal)?;
        let rows = statement.query_map([chain], |row| row.get::<_, String>(0)).map_err(refusal)?;
        rows.map(|row| read(&row.map_err(refusal)?)).collect()
    }

    fn head(&mut self, chain: &str) -> Result<Option<Head>> {
        let text = "SELECT head FROM chain WHERE id = ?1";
        let head = self.connection.query_row(text, [chain], |row| row.get::<_, String>(0));
        head.optional().map_err(refusal)?.map(|head| read(&head)).transpose()
    }
}

fn pragma(connection: &Connection, name: &str, wanted: &str) -> Result<()> {
    connection.pragma_update(None, name, wanted).map_err(refusal)
}

fn bind(statement: &mut Prepared<'_>, values: &[Value]) -> Result<()> {
    for (place, value) in values.iter().enumerate() {
        let value = match value {
            Value::Null => types::Value::Null,
            Value::Truth(truth) => types::Value::Integer(i64::from(*truth)),
            Value::Integer(integer) => types::Value::Integer(*integer),
            Value::Text(text) => types::Value::Text(text.clone()),
        };
        statement.raw_bind_parameter(place + 1, value).map_err(refusal)?;
    }
    Ok(())
}

fn value(value: types::Value) -> Result<Value> {
    match value {
        types::Value::Null => Ok(Value::Null),
        types::Value::Integer(integer) => Ok(Value::Integer(integer)),
        types::Value::Text(text) => Ok(Value::Text(text)),
        other => Err(Error::unreadable(format!("a column of number_series has {other:?}"))),
    }
}

fn is(error: &rusqlite::Error, code: ErrorCode) -> bool {
    error.sqlite_error_code() == Some(code)
}

/// A key that is there already is met at its lines, or where it has none at its head.
fn taken(error: rusqlite::Error, key: &str) -> Error {
    let told = error.to_string();
    let is_key = told.contains("invoice.key") || told.contains("invoice_line.invoice");
    if is_key && is(&error, ErrorCode::ConstraintViolation) {
        return Error::KeyTaken { key: key.to_owned() };
    }
    refusal(error)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn refusal(error: rusqlite::Error) -> Error {
    let cause = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy { cause },
        Some(ErrorCode::ReadOnly) => {
            Error::WrongMode { found: format!("reads only ({cause})"), wanted: "open the file for writing" }
        }
        Some(
            ErrorCode::SystemIoFailure
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::CannotOpen,
        ) => Error::lost(Outcome::NotDone, Vec::new(), cause),
        _ => Error::Database { cause },
    }
}
