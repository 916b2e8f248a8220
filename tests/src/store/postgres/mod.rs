//! The store on PostgreSQL.

mod text;

pub use text::BARRIER;
pub(in crate::store) use text::{lines as plain_lines, plain_head, plain_tables};

use super::{
    Store,
    chain::{Chain, End, read, written},
    draft::{Draft, Issued, Part, Row, day, parts, signed, unsigned},
    error::{Error, Outcome, Result},
};
use ::postgres::{Client, SimpleQueryMessage, types::ToSql};
use backoffice::invoice::{
    chain::fiscal::{Head, Record},
    numbering::{Grant, Number, Placeholders, Series, Statement, Value},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// How drafts are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Two messages: lines; claim, heads, COMMIT and barrier.
    Statements,
    /// One message: the call of the function that the store installs, COMMIT and barrier.
    Function,
}

/// A connection that numbers, as long as it lives; it must reach one session of the server, not a pool of them.
pub struct Postgres {
    client: Client,
    way: Way,
    known: BTreeMap<String, Series>,
    /// Whether the caller had the client since it was looked at.
    lent: bool,
}

/// How a transaction ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Commit,
    Rollback,
}

const DOLLAR: Placeholders = Placeholders::Dollar;
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;";
/// The lock is given back before the flush; the barrier makes up for it.
const EARLY: &str = "SET LOCAL synchronous_commit = off;";

/// Makes tables and function where they are missing; by whoever owns the schema, once.
///
/// # Errors
/// `store.database`, `store.lost`.
pub fn install(client: &mut Client) -> Result<()> {
    let done = client.batch_execute(&text::install()).map_err(|error| sorted(&error, Outcome::NotDone, &[]));
    if done.is_err() && !client.is_closed() {
        drop(client.batch_execute("ROLLBACK"));
    }
    done
}

/// Whether that barrier makes durable what was committed before it: the flushed end of the log is looked at.
///
/// # Errors
/// `store.database`, `store.lost`.
pub fn flushes(client: &mut Client, barrier: &str) -> Result<bool> {
    let mut ask = || -> Result<bool, ::postgres::Error> {
        client.batch_execute(&format!(
            "BEGIN; {EARLY} SELECT pg_logical_emit_message(true, 'backoffice', 'probe'); COMMIT"
        ))?;
        let end: String = client.query_one("SELECT pg_current_wal_insert_lsn()::text", &[])?.get(0);
        client.batch_execute(barrier)?;
        let flushed = "SELECT pg_current_wal_flush_lsn() >= $1::text::pg_lsn";
        Ok(client.query_one(flushed, &[&end])?.get(0))
    };
    ask().map_err(|error| sorted(&error, Outcome::NotDone, &[]))
}

impl Postgres {
    /// Takes over a connection; `Postgres::install` was called once before.
    ///
    /// # Errors
    /// `store.wrong_mode` when it is inside a transaction or reads only, the server does not flush, or the barrier does
    /// nothing there; `store.database` where the tables are not installed.
    pub fn new(client: Client, way: Way) -> Result<Self> {
        let mut store = Self { client, way, known: BTreeMap::new(), lent: true };
        store.outside()?;
        let plain = |error: ::postgres::Error| sorted(&error, Outcome::NotDone, &[]);
        let wrong = |found: &str, wanted| Err(Error::WrongMode { found: found.into(), wanted });
        let row = store
            .client
            .query_one("SELECT current_setting('fsync'), current_setting('transaction_read_only')", &[])
            .map_err(plain)?;
        let (fsync, reads_only): (String, String) = (row.get(0), row.get(1));
        if reads_only == "on" {
            return wrong(
                "reads only",
                "connect to the primary server, with default_transaction_read_only off",
            );
        }
        if fsync != "on" {
            return wrong("is to a server that never flushes", "set fsync = on");
        }
        store.client.batch_execute(&text::prepare()).map_err(plain)?;
        if !flushes(&mut store.client, BARRIER)? {
            return wrong("has a barrier that flushes nothing", "connect to the server itself, by no pool");
        }
        Ok(store)
    }

    /// Makes tables and function where they are missing; by whoever owns the schema, once.
    ///
    /// # Errors
    /// `store.database`, `store.lost`.
    pub fn install(client: &mut Client) -> Result<()> {
        install(client)
    }

    /// The connection, for what else the caller keeps in the database.
    pub const fn client(&mut self) -> &mut Client {
        self.lent = true;
        &mut self.client
    }

    /// Gives the connection back.
    pub fn into_client(self) -> Client {
        self.client
    }

    /// That no transaction is open: in one, a statement is later than the transaction. Asked where the caller had the
    /// connection in hand; BEGIN inside a transaction is a mere warning, and our COMMIT would end what is not ours.
    fn outside(&mut self) -> Result<()> {
        if !self.lent {
            return Ok(());
        }
        let asked = self.client.simple_query("SELECT transaction_timestamp() = statement_timestamp()");
        let wrong = |found: &str| {
            let wanted = "end it first: the store begins its own transaction, and the claim comes last in it";
            Err(Error::WrongMode { found: found.into(), wanted })
        };
        match asked {
            Ok(told) if rows(&told).first().is_some_and(|row| row.first().is_some_and(|is| is == "t")) => {
                self.lent = false;
                Ok(())
            }
            Ok(_) => wrong("is inside a transaction that somebody else began"),
            Err(error) if state(&error) == "25P02" => wrong("is inside a transaction that failed"),
            Err(error) => Err(sorted(&error, Outcome::NotDone, &[])),
        }
    }

    fn definition(&mut self, id: &str) -> Result<Series> {
        if let Some(known) = self.known.get(id) {
            return Ok(known.clone());
        }
        let series = self.series(id)?;
        self.known.insert(id.to_owned(), series.clone());
        Ok(series)
    }

    fn stored(&mut self, id: &str) -> Result<Option<Series>> {
        let row = self
            .client
            .query_opt(&Statement::Read.text(DOLLAR), &[&id])
            .map_err(|error| sorted(&error, Outcome::NotDone, &[]))?;
        let Some(row) = row else { return Ok(None) };
        let text = |column: usize| row.get::<_, Option<String>>(column).map_or(Value::Null, Value::Text);
        let integer = |column: usize| Value::Integer(row.get(column));
        let truth = Value::Truth(row.get(3));
        let values = [text(0), text(1), text(2), truth, text(4), integer(5), text(6), text(7), integer(8)];
        Ok(Some(Series::from_row(&values)?))
    }

    /// Sends a message; after an error that leaves the connection alive the transaction is rolled back.
    fn send(
        &mut self,
        message: &str,
        outcome: Outcome,
        drafts: &[Draft],
    ) -> Result<Vec<SimpleQueryMessage>, Failed> {
        match self.client.simple_query(message) {
            Ok(told) => Ok(told),
            Err(error) => {
                if !is_lost(&error) && self.client.batch_execute("ROLLBACK").is_ok() {
                    return Err(Failed {
                        state: state(&error),
                        error: sorted(&error, Outcome::NotDone, drafts),
                    });
                }
                Err(Failed { state: String::new(), error: Error::lost(outcome, keys(drafts), said(&error)) })
            }
        }
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
        let numbers = self.messages(&definition, drafts, &parts, chain, ending);
        if numbers.as_ref().is_err_and(|error| error.code() == "invoice.series_conflict") {
            self.known.remove(series);
        }
        numbers
    }

    fn messages(
        &mut self,
        series: &Series,
        drafts: &[Draft],
        parts: &[Part<'_>],
        chain: Option<&Chain<'_>>,
        ending: Ending,
    ) -> Result<Vec<Number>> {
        let mut first = String::from(BEGIN);
        let mut message = String::new();
        if self.way == Way::Function {
            message.push_str(&first);
        }
        message.push_str(EARLY);
        for part in parts {
            match self.way {
                Way::Statements => text::claim(part, &mut message)?,
                Way::Function => text::whole(part, &mut message)?,
            }
        }
        // From here on there is a transaction, which each way out ends.
        if self.way == Way::Statements {
            text::lines(drafts, &mut first);
            self.send(&first, Outcome::NotDone, drafts).map_err(|failed| self.explain(failed, parts))?;
        }
        let end = match ending {
            Ending::Commit => format!("COMMIT;{BARRIER}"),
            Ending::Rollback => "ROLLBACK".to_owned(),
        };
        let told = if let Some(chain) = chain {
            let told = self.send(&message, Outcome::NotDone, drafts);
            let told = told.map_err(|failed| self.explain(failed, parts))?;
            let linked = self.link_here(chain, series);
            if let Err(error) = linked {
                drop(self.client.batch_execute("ROLLBACK"));
                return Err(error.befell(drafts));
            }
            match self.send(&end, Outcome::Unknown, drafts) {
                Ok(_) => told,
                Err(failed) => return self.settle(failed, drafts),
            }
        } else {
            message.push_str(&end);
            match self.send(&message, Outcome::Unknown, drafts) {
                Ok(told) => told,
                Err(failed) if matches!(failed.state.as_str(), "23502" | "23505") => {
                    return Err(self.explain(failed, parts));
                }
                Err(failed) => return self.settle(failed, drafts),
            }
        };
        let granted = rows(&told);
        let mut numbers = Vec::with_capacity(drafts.len());
        for (part, row) in parts.iter().zip(&granted) {
            let [first, last, version] = row.as_slice() else {
                return Err(Error::unreadable("the answer to the claim"));
            };
            let count = |text: &str| text.parse::<u64>().map_err(Error::unreadable);
            let grant = Grant { first: count(first)?, last: day(last)?, version: count(version)? };
            numbers.extend(series.granted(&part.claim, grant)?.0);
        }
        Ok(numbers)
    }

    /// Why the last message was refused: by the claim, or by a key that is there.
    fn explain(&mut self, failed: Failed, parts: &[Part<'_>]) -> Error {
        if failed.state == "23505" {
            for draft in parts.iter().flat_map(|part| part.drafts) {
                match self.find(&draft.key) {
                    Ok(None) => {}
                    Ok(Some(issued)) => return Error::KeyTaken { key: issued.key },
                    // The server went away before it could say which: that is what the caller has to know.
                    Err(error) => return error,
                }
            }
            return failed.error;
        }
        if failed.state != "23502" {
            return failed.error;
        }
        let mut row = 0;
        for part in parts {
            let stored = match self.stored(&part.claim.id) {
                Ok(stored) => stored,
                Err(error) => return error,
            };
            let refused = stored.as_ref().is_none_or(|stored| stored.issue_many(&part.claim.days).is_err());
            if refused {
                let error = part.claim.refused(stored.as_ref());
                let within = error.row().and_then(|row| usize::try_from(row).ok()).unwrap_or(0);
                return error.at_row(row + within).into();
            }
            row += part.drafts.len();
        }
        // Another definition, or another writer's claim between ours and this question.
        match (parts.first(), failed.error) {
            (Some(part), _) => match self.stored(&part.claim.id) {
                Ok(stored) => part.claim.refused(stored.as_ref()).into(),
                Err(error) => error,
            },
            (None, error) => error,
        }
    }

    /// After an error of another kind in the last message: its COMMIT may have been done, and only the barrier not.
    fn settle(&mut self, failed: Failed, drafts: &[Draft]) -> Result<Vec<Number>> {
        if failed.error.is_lost() {
            return Err(failed.error);
        }
        let mut numbers = Vec::with_capacity(drafts.len());
        for draft in drafts {
            match self.find(&draft.key) {
                Ok(Some(issued)) => numbers.push(issued.number),
                Ok(None) => return Err(failed.error),
                Err(error) => return Err(Error::lost(Outcome::Unknown, keys(drafts), error)),
            }
        }
        Ok(numbers)
    }

    /// Where a chain ends, its row locked for this transaction.
    fn end_of(&mut self, chain: &Chain<'_>, lock: bool) -> Result<End> {
        let lock = if lock { " FOR UPDATE" } else { "" };
        let text = format!("SELECT head, period, counter FROM chain WHERE id = $1{lock}");
        let found = self.client.query_opt(&text, &[&chain.id]);
        let Some(row) = found.map_err(|error| sorted(&error, Outcome::NotDone, &[]))? else {
            return Ok(chain.start());
        };
        let (head, period, counter): (String, String, i64) = (row.get(0), row.get(1), row.get(2));
        let last = Some((period, unsigned(counter)?)).filter(|(_, counter)| *counter > 0);
        Ok(End { head: read(&head)?, last })
    }

    /// Appends inside the open transaction what it sees.
    fn link_here(&mut self, chain: &Chain<'_>, series: &Series) -> Result<usize> {
        let end = self.lock_chain(chain)?;
        let issued = self.after(series, end.last.as_ref(), usize::MAX)?;
        self.append(chain, end, &issued)
    }

    /// Where a chain ends, with its row locked; a chain that begins gets one to lock.
    fn lock_chain(&mut self, chain: &Chain<'_>) -> Result<End> {
        let end = self.end_of(chain, true)?;
        if end.last.is_some() {
            return Ok(end);
        }
        let head = written(&chain.start().head)?;
        let text =
            "INSERT INTO chain (id, head, period, counter) VALUES ($1, $2, '', 0) ON CONFLICT DO NOTHING";
        let done = self.client.execute(text, &[&chain.id, &head]);
        done.map_err(|error| sorted(&error, Outcome::NotDone, &[]))?;
        self.end_of(chain, true)
    }

    fn append(&mut self, chain: &Chain<'_>, end: End, issued: &[Issued]) -> Result<usize> {
        let (records, end) = chain.extend(end, issued)?;
        let Some((period, counter)) = end.last.filter(|_| !records.is_empty()) else { return Ok(0) };
        let places = records.iter().map(|record| signed(record.position)).collect::<Result<Vec<_>>>()?;
        let texts = records.iter().map(written).collect::<Result<Vec<_>>>()?;
        let (head, counter) = (written(&end.head)?, signed(counter)?);
        let text = "INSERT INTO chain_record (chain, place, record)
            SELECT $1, * FROM unnest($2::bigint[], $3::text[])";
        let moved = "UPDATE chain SET head = $2, period = $3, counter = $4 WHERE id = $1";
        let done = self
            .client
            .execute(text, &[&chain.id, &places, &texts])
            .and_then(|_| self.client.execute(moved, &[&chain.id, &head, &period, &counter]));
        done.map_err(|error| sorted(&error, Outcome::NotDone, &[]))?;
        Ok(records.len())
    }

    fn after(&mut self, series: &Series, last: Option<&(String, u64)>, most: usize) -> Result<Vec<Issued>> {
        let (period, counter) = match last {
            Some((period, counter)) => (period.as_str(), signed(*counter)?),
            None => ("", 0),
        };
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let id = series.id();
        let values: [&(dyn ToSql + Sync); 4] = [&id, &period, &counter, &most];
        let text = "SELECT key, day, counter, body FROM invoice
            WHERE series = $1 AND (period, counter) > ($2, $3) ORDER BY period, counter LIMIT $4";
        let rows = self.client.query(text, &values).map_err(|error| sorted(&error, Outcome::NotDone, &[]))?;
        rows.into_iter()
            .map(|row| {
                let row = Row { key: row.get(0), day: row.get(1), counter: row.get(2), body: row.get(3) };
                row.issued(series)
            })
            .collect()
    }

    /// Flushes what this connection has seen committed.
    fn barrier(&mut self) -> Result<()> {
        self.client.batch_execute(BARRIER).map_err(|error| sorted(&error, Outcome::NotDone, &[]))
    }
}

impl Store for Postgres {
    fn create(&mut self, series: &Series) -> Result<()> {
        self.outside()?;
        // A pattern that lacks what it needs would be refused at every number.
        series.claim(&[NaiveDate::default()])?;
        let values = series.row(Statement::Create, DOLLAR)?;
        let bound: Vec<Box<dyn ToSql + Sync>> = values
            .into_iter()
            .map(|value| -> Box<dyn ToSql + Sync> {
                match value {
                    Value::Null => Box::new(None::<String>),
                    Value::Truth(truth) => Box::new(truth),
                    Value::Integer(integer) => Box::new(integer),
                    Value::Text(text) => Box::new(text),
                }
            })
            .collect();
        let bound: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|value| &**value).collect();
        match self.client.execute(&Statement::Create.text(DOLLAR), &bound) {
            Ok(_) => Ok(()),
            Err(error) if state(&error) == "23505" => {
                Err(Error::SeriesTaken { series: series.id().to_owned() })
            }
            Err(error) => Err(sorted(&error, Outcome::Unknown, &[])),
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
        let text = "SELECT series, day, counter, body FROM invoice WHERE key = $1";
        let found = self.client.query_opt(text, &[&key]);
        let Some(row) = found.map_err(|error| sorted(&error, Outcome::NotDone, &[]))? else {
            return Ok(None);
        };
        // Another's commit is seen before it is flushed.
        self.barrier()?;
        let series: String = row.get(0);
        let row = Row { key: key.to_owned(), day: row.get(1), counter: row.get(2), body: row.get(3) };
        row.issued(&self.definition(&series)?).map(Some)
    }

    fn issued(&mut self, series: &str) -> Result<Vec<Issued>> {
        let definition = self.definition(series)?;
        self.after(&definition, None, usize::MAX)
    }

    fn link(&mut self, chain: &Chain<'_>, most: usize) -> Result<usize> {
        self.outside()?;
        let definition = self.definition(chain.series)?;
        let end = self.end_of(chain, false)?;
        let mut issued = self.after(&definition, end.last.as_ref(), most)?;
        if issued.is_empty() {
            return Ok(0);
        }
        // Signed and linked is only what is durable: what was seen is flushed first.
        self.barrier()?;
        self.send(BEGIN, Outcome::NotDone, &[]).map_err(|failed| failed.error)?;
        let done = (|| {
            let end = self.lock_chain(chain)?;
            // Another writer of the chain may have been faster.
            issued.retain(|invoice| {
                end.last
                    .as_ref()
                    .is_none_or(|last| text::place(invoice.period, invoice.number.counter) > *last)
            });
            self.append(chain, end, &issued)
        })();
        match done {
            Ok(count) => {
                let end = format!("COMMIT;{BARRIER}");
                self.send(&end, Outcome::Unknown, &[]).map_err(|failed| failed.error)?;
                Ok(count)
            }
            Err(error) => {
                drop(self.client.batch_execute("ROLLBACK"));
                Err(error)
            }
        }
    }

    fn book(&mut self, chain: &str) -> Result<Vec<Record>> {
        let text = "SELECT record FROM chain_record WHERE chain = $1 ORDER BY place";
        let rows =
            self.client.query(text, &[&chain]).map_err(|error| sorted(&error, Outcome::NotDone, &[]))?;
        rows.iter().map(|row| read(row.get(0))).collect()
    }

    fn head(&mut self, chain: &str) -> Result<Option<Head>> {
        let text = "SELECT head FROM chain WHERE id = $1 AND counter > 0";
        let row = self.client.query_opt(text, &[&chain]);
        row.map_err(|error| sorted(&error, Outcome::NotDone, &[]))?.map(|row| read(row.get(0))).transpose()
    }
}

/// A message that failed: the state of the server's answer, and what the caller is told unless more is found out.
struct Failed {
    state: String,
    error: Error,
}

fn keys(drafts: &[Draft]) -> Vec<String> {
    drafts.iter().map(|draft| draft.key.clone()).collect()
}

fn rows(told: &[SimpleQueryMessage]) -> Vec<Vec<String>> {
    told.iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => {
                Some((0..row.len()).map(|column| row.get(column).unwrap_or_default().to_owned()).collect())
            }
            _ => None,
        })
        .collect()
}

fn state(error: &::postgres::Error) -> String {
    error.code().map_or_else(String::new, |state| state.code().to_owned())
}

/// What the server or the connection said: the driver's own words are `db error`.
fn said(error: &::postgres::Error) -> String {
    error
        .as_db_error()
        .map_or_else(|| error.to_string(), |told| format!("{}: {}", told.code().code(), told.message()))
}

/// Whether the session is gone: the server said that it goes, or nothing.
fn is_lost(error: &::postgres::Error) -> bool {
    error.code().is_none_or(|state| state.code().starts_with("57P") || state.code().starts_with("08"))
}

fn sorted(error: &::postgres::Error, outcome: Outcome, drafts: &[Draft]) -> Error {
    let cause = said(error);
    if is_lost(error) {
        return Error::lost(outcome, keys(drafts), cause);
    }
    match state(error).as_str() {
        "40001" | "40P01" | "55P03" | "57014" => Error::Busy { cause },
        "25006" => {
            Error::WrongMode { found: format!("reads only ({cause})"), wanted: "connect to the primary" }
        }
        _ => Error::Database { cause },
    }
}
