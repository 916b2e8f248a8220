//! How fast the stores number beside plain inserts without a number: the same head and ten lines, the same messages, in
//! the same run; one of fifty transactions is rolled back. Rounds alternate, and a ratio is the median of its rounds.

use super::{BATCH, SERIES, Server, draft, series, server::Folder};
use crate::store::{
    Draft, Issuer, Postgres, Sqlite, Store, Synchronous, Way,
    postgres::{plain_head, plain_lines, plain_tables},
};
use ::postgres::Client;
use chrono::NaiveDate;
use rusqlite::{Connection, params};
use std::{
    fmt,
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Arc, Barrier},
    thread,
    time::{Duration, Instant},
};

/// What is measured.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How often each case runs.
    pub rounds: usize,
    /// How long.
    pub time: Duration,
    /// Whether on SQLite.
    pub sqlite: bool,
    /// Whether on PostgreSQL.
    pub postgres: bool,
}

/// A ratio that is wanted, in hundredths.
#[derive(Clone, Debug)]
pub struct Ratio {
    /// Of what.
    pub name: String,
    /// Invoices a second, the median.
    pub rate: u64,
    /// Of what it is a part or a multiple, a second.
    pub of: u64,
    /// In hundredths, the median of the rounds.
    pub ratio: u64,
    /// In hundredths; none where it is only shown.
    pub wanted: Option<u64>,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Table {
    /// How long one fdatasync takes.
    pub flush: Duration,
    /// The ratios.
    pub ratios: Vec<Ratio>,
}

impl Table {
    /// Whether the disk flushes as a disk does, so that ratios mean something.
    pub fn is_judged(&self) -> bool {
        self.flush >= Duration::from_millis(1)
    }

    /// The ratios that are less than wanted.
    pub fn missed(&self) -> usize {
        let missed = |ratio: &&Ratio| ratio.wanted.is_some_and(|wanted| ratio.ratio < wanted);
        self.ratios.iter().filter(missed).count()
    }
}

fn hundredths(value: u64) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.is_judged() { "" } else { ": below 1 ms, nothing is judged" };
        writeln!(f, "fdatasync {} us{verdict}", self.flush.as_micros())?;
        writeln!(f, "{:<52} {:>9} {:>9} {:>7} {:>7}", "", "a second", "beside", "ratio", "wanted")?;
        for Ratio { name, rate, of, ratio, wanted } in &self.ratios {
            let wanted_text = wanted.map_or_else(String::new, hundredths);
            let mark = match wanted {
                Some(wanted) if self.is_judged() && ratio < wanted => "  missed",
                _ => "",
            };
            writeln!(f, "{name:<52} {rate:>9} {of:>9} {:>7} {wanted_text:>7}{mark}", hundredths(*ratio))?;
        }
        Ok(())
    }
}

/// What one thread does again and again: stores drafts, or rolls them back, and says how many were stored.
type Turn = Box<dyn FnMut(u64, bool) -> Result<u64, String> + Send>;

/// Makes the turns of a case's threads.
type Make<'a> = dyn Fn(&Bench) -> Result<Vec<Turn>, String> + 'a;

/// A case: threads that take turns for a time.
struct Case<'a> {
    name: String,
    /// The place of the case that it is compared with, and what is wanted.
    beside: Option<(usize, Option<u64>)>,
    make: Box<Make<'a>>,
}

/// What a case has at hand in a round.
struct Bench {
    /// Distinguishes the keys of rounds.
    tag: String,
    folder: PathBuf,
}

fn text(error: impl fmt::Display) -> String {
    error.to_string()
}

fn median(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// How long a flush of a small write takes.
fn flush(folder: &Path) -> Result<Duration, String> {
    let mut file = File::create(folder.join("flush")).map_err(text)?;
    let mut times = Vec::new();
    for _ in 0..60 {
        file.write_all(&[7; 8192]).map_err(text)?;
        let begun = Instant::now();
        file.sync_data().map_err(text)?;
        times.push(u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
    Ok(Duration::from_micros(median(times)))
}

/// Measures, telling each round on standard error.
///
/// # Errors
/// What a database or a file said.
pub fn measure(plan: Plan) -> Result<Table, String> {
    let folder = Folder::new().map_err(text)?;
    let mut table = Table { flush: flush(&folder.0)?, ratios: Vec::new() };
    eprintln!("fdatasync {} us", table.flush.as_micros());
    if plan.sqlite {
        for full in [true, false] {
            table.ratios.extend(run(plan, &folder.0, &sqlite(full), &|| Ok(()))?);
        }
    }
    if plan.postgres {
        let server = Server::start().map_err(text)?;
        let mut client = Server::connect(server.socket()).map_err(text)?;
        Postgres::install(&mut client).map_err(text)?;
        client.batch_execute(plain_tables()).map_err(text)?;
        let mut store = Postgres::new(client, Way::Statements).map_err(text)?;
        store.create(&series().map_err(text)?).map_err(text)?;
        let emptied = || {
            let mut client = Server::connect(server.socket()).map_err(text)?;
            let all = "TRUNCATE invoice, invoice_line, plain_invoice; CHECKPOINT";
            client.batch_execute(all).map_err(text)
        };
        table.ratios.extend(run(plan, &folder.0, &postgres(server.socket()), &emptied)?);
    }
    Ok(table)
}

fn run(
    plan: Plan,
    folder: &Path,
    cases: &[Case<'_>],
    before: &dyn Fn() -> Result<(), String>,
) -> Result<Vec<Ratio>, String> {
    let mut rates: Vec<Vec<u64>> = vec![Vec::new(); cases.len()];
    for round in 0..plan.rounds {
        for (place, case) in cases.iter().enumerate() {
            before()?;
            let folder = folder.join(format!("{place}-{round}"));
            std::fs::create_dir(&folder).map_err(text)?;
            let bench = Bench { tag: format!("{place}-{round}"), folder };
            let rate = rate((case.make)(&bench)?, plan.time)?;
            eprintln!("round {}, {}: {rate} a second", round + 1, case.name);
            std::fs::remove_dir_all(&bench.folder).map_err(text)?;
            if let Some(rates) = rates.get_mut(place) {
                rates.push(rate);
            }
        }
    }
    let of = |place: usize| rates.get(place).cloned().unwrap_or_default();
    let compared = cases.iter().enumerate().filter_map(|(place, case)| {
        let (beside, wanted) = case.beside?;
        let (these, those) = (of(place), of(beside));
        let ratios = these.iter().zip(&those).map(|(this, that)| this * 100 / that.max(&1)).collect();
        let (rate, of) = (median(these.clone()), median(those.clone()));
        Some(Ratio { name: case.name.clone(), rate, of, ratio: median(ratios), wanted })
    });
    Ok(compared.collect())
}

/// Invoices a second of threads that take turns for that time.
fn rate(turns: Vec<Turn>, time: Duration) -> Result<u64, String> {
    let gate = Barrier::new(turns.len() + 1);
    thread::scope(|scope| {
        let gate = &gate;
        let threads: Vec<_> = turns
            .into_iter()
            .map(|mut turn| {
                scope.spawn(move || {
                    gate.wait();
                    let begun = Instant::now();
                    let (mut done, mut place) = (0, 0);
                    while begun.elapsed() < time {
                        done += turn(place, place % 50 == 49)?;
                        place += 1;
                    }
                    Ok::<_, String>((done, begun.elapsed()))
                })
            })
            .collect();
        gate.wait();
        let mut all = 0;
        for thread in threads {
            let (done, took) = thread.join().map_err(|_| "a thread panicked".to_owned())??;
            all += done * 1_000_000 / u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1);
        }
        Ok(all)
    })
}

/// The drafts of a turn.
fn drafts(tag: &str, thread: u64, place: u64, count: u64) -> Vec<Draft> {
    let day = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap_or_default();
    (0..count).map(|at| draft(format!("{tag}-{thread}-{place}-{at}"), day)).collect()
}

/// Turns with a store for each thread.
fn stores(
    bench: &Bench,
    threads: u64,
    count: u64,
    open: impl Fn() -> Result<Box<dyn Store + Send>, String>,
) -> Result<Vec<Turn>, String> {
    let turn = |thread: u64| -> Result<Turn, String> {
        let (mut store, tag) = (open()?, bench.tag.clone());
        Ok(Box::new(move |place, is_rolled_back| {
            let drafts = drafts(&tag, thread, place, count);
            if is_rolled_back {
                store.rehearse(SERIES, &drafts).map_err(text)?;
                return Ok(0);
            }
            store.number(SERIES, &drafts).map(|numbers| numbers.len() as u64).map_err(text)
        }))
    };
    (0..threads).map(turn).collect()
}

/// Turns of callers of one leader.
fn callers(
    bench: &Bench,
    threads: u64,
    open: impl FnMut() -> crate::store::Result<Box<dyn Store>> + Send + 'static,
) -> Vec<Turn> {
    let issuer = Arc::new(Issuer::lead(512, open));
    let turn = |thread: u64| -> Turn {
        let (issuer, tag) = (Arc::clone(&issuer), bench.tag.clone());
        Box::new(move |place, is_rolled_back| {
            for draft in drafts(&tag, thread, place, 1) {
                if is_rolled_back {
                    issuer.rehearse(SERIES, draft).map_err(text)?;
                    return Ok(0);
                }
                issuer.number(SERIES, draft).map_err(text)?;
            }
            Ok(1)
        })
    };
    (0..threads).map(turn).collect()
}

fn case<'a>(
    name: impl Into<String>,
    beside: Option<(usize, Option<u64>)>,
    make: impl Fn(&Bench) -> Result<Vec<Turn>, String> + 'a,
) -> Case<'a> {
    Case { name: name.into(), beside, make: Box::new(make) }
}

fn sqlite(full: bool) -> Vec<Case<'static>> {
    let level = if full { "FULL" } else { "NORMAL" };
    let synchronous = if full { Synchronous::Full } else { Synchronous::Normal };
    let new = move |bench: &Bench| -> Result<PathBuf, String> {
        let file = bench.folder.join("books.db");
        let mut store = Sqlite::open(&file, synchronous).map_err(text)?;
        store.create(&series().map_err(text)?).map_err(text)?;
        let tables = "CREATE TABLE plain_invoice (key TEXT NOT NULL PRIMARY KEY, day TEXT NOT NULL, body TEXT NOT NULL)";
        store.connection().execute_batch(tables).map_err(text)?;
        Ok(file)
    };
    let single = move |threads: u64, count: u64| {
        move |bench: &Bench| {
            let file = new(bench)?;
            stores(bench, threads, count, || {
                Ok(Box::new(Sqlite::open(&file, synchronous).map_err(text)?) as Box<dyn Store + Send>)
            })
        }
    };
    let wanted = |full_is: u64, normal_is: u64| Some(if full { full_is } else { normal_is });
    vec![
        case(format!("SQLite {level}, 32 threads, plain"), None, move |bench| {
            let file = new(bench)?;
            (0..32).map(|thread| sqlite_plain(bench, thread, &file, synchronous)).collect()
        }),
        case(format!("SQLite {level}, 32 threads, claim"), Some((0, wanted(80, 65))), single(32, 1)),
        case(format!("SQLite {level}, 32 threads, leader"), Some((0, wanted(3_000, 80))), move |bench| {
            let file = new(bench)?;
            Ok(callers(bench, 32, move || Ok(Box::new(Sqlite::open(&file, synchronous)?))))
        }),
        case(format!("SQLite {level}, 1 thread, claim"), None, single(1, 1)),
        case(format!("SQLite {level}, 1 thread, batches of 100"), Some((3, None)), single(1, BATCH)),
    ]
}

fn sqlite_plain(bench: &Bench, thread: u64, file: &Path, synchronous: Synchronous) -> Result<Turn, String> {
    let connection: Connection = Sqlite::open(file, synchronous).map_err(text)?.into_connection();
    let tag = bench.tag.clone();
    let insert = move |draft: &Draft, is_rolled_back: bool| -> rusqlite::Result<()> {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        let line =
            "INSERT INTO invoice_line (invoice, place, text, quantity, price) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut statement = connection.prepare_cached(line)?;
        for (place, line) in draft.lines.iter().enumerate() {
            let (quantity, price) = (line.quantity.to_string(), line.price.to_string());
            statement.execute(params![draft.key, place, line.text, quantity, price])?;
        }
        drop(statement);
        let head = "INSERT INTO plain_invoice (key, day, body) VALUES (?1, ?2, ?3)";
        connection.prepare_cached(head)?.execute(params![draft.key, draft.day.to_string(), draft.body])?;
        connection.execute_batch(if is_rolled_back { "ROLLBACK" } else { "COMMIT" })
    };
    Ok(Box::new(move |place, is_rolled_back| {
        for draft in drafts(&tag, thread, place, 1) {
            insert(&draft, is_rolled_back).map_err(text)?;
        }
        Ok(u64::from(!is_rolled_back))
    }))
}

fn postgres(socket: &Path) -> Vec<Case<'_>> {
    let single = move |threads: u64, count: u64, way: Way| {
        move |bench: &Bench| {
            stores(bench, threads, count, || {
                let client = Server::connect(socket).map_err(text)?;
                Ok(Box::new(Postgres::new(client, way).map_err(text)?) as Box<dyn Store + Send>)
            })
        }
    };
    let plain = move |threads: u64| {
        move |bench: &Bench| (0..threads).map(|thread| postgres_plain(bench, thread, socket)).collect()
    };
    let leader = move |threads: u64| {
        move |bench: &Bench| {
            let socket = socket.to_owned();
            let open = move || {
                let client = Server::connect(&socket)
                    .map_err(|error| crate::store::Error::Database { cause: error.to_string() })?;
                Ok(Box::new(Postgres::new(client, Way::Function)?) as Box<dyn Store>)
            };
            Ok(callers(bench, threads, open))
        }
    };
    let mut cases = Vec::new();
    for threads in [8, 32] {
        let first = cases.len();
        let name = |what: &str| format!("PostgreSQL, {threads} clients, {what}");
        let wanted = |ratio: u64| Some((first, Some(ratio)));
        cases.push(case(name("plain"), None, plain(threads)));
        let prepared = move |bench: &Bench| {
            (0..threads).map(|thread| postgres_prepared(bench, thread, socket)).collect()
        };
        cases.push(case(name("plain, statement by statement"), Some((first, None)), prepared));
        cases.push(case(name("claim and barrier"), wanted(50), single(threads, 1, Way::Statements)));
        cases.push(case(name("server function"), wanted(70), single(threads, 1, Way::Function)));
        let of_leader = (threads == 32).then_some(90);
        cases.push(case(name("leader"), Some((first, of_leader)), leader(threads)));
    }
    let one = cases.len();
    cases.push(case("PostgreSQL, 1 client, claim and barrier", None, single(1, 1, Way::Statements)));
    let batch = single(1, BATCH, Way::Function);
    cases.push(case("PostgreSQL, 1 client, batches of 100", Some((one, Some(5_000))), batch));
    cases
}

fn postgres_plain(bench: &Bench, thread: u64, socket: &Path) -> Result<Turn, String> {
    let client = Server::connect(socket).map_err(text)?;
    let mut client: Client = Postgres::new(client, Way::Statements).map_err(text)?.into_client();
    let head = "PREPARE plain_head (text, text, text) AS INSERT INTO plain_invoice (key, day, body) VALUES ($1, $2, $3)";
    client.batch_execute(head).map_err(text)?;
    let tag = bench.tag.clone();
    Ok(Box::new(move |place, is_rolled_back| {
        let drafts = drafts(&tag, thread, place, 1);
        let mut message = String::from("BEGIN;");
        plain_lines(&drafts, &mut message);
        client.batch_execute(&message).map_err(text)?;
        message.clear();
        for draft in &drafts {
            plain_head(draft, &mut message);
        }
        message.push_str(if is_rolled_back { "ROLLBACK" } else { "COMMIT" });
        client.batch_execute(&message).map_err(text)?;
        Ok(u64::from(!is_rolled_back))
    }))
}

/// Plain inserts as most programs make them: prepared statements, each in a message of its own.
fn postgres_prepared(bench: &Bench, thread: u64, socket: &Path) -> Result<Turn, String> {
    let mut client = Server::connect(socket).map_err(text)?;
    let head = "INSERT INTO plain_invoice (key, day, body) VALUES ($1, $2, $3)";
    let lines = "INSERT INTO invoice_line (invoice, place, text, quantity, price)
        SELECT $1, * FROM unnest($2::integer[], $3::text[], $4::text[], $5::text[])";
    let (head, lines) = (client.prepare(head).map_err(text)?, client.prepare(lines).map_err(text)?);
    let tag = bench.tag.clone();
    let mut insert = move |draft: &Draft, is_rolled_back: bool| -> Result<(), ::postgres::Error> {
        let mut transaction = client.transaction()?;
        transaction.execute(&head, &[&draft.key, &draft.day.to_string(), &draft.body])?;
        let places: Vec<i32> = (0..).take(draft.lines.len()).collect();
        let texts: Vec<&str> = draft.lines.iter().map(|line| line.text.as_str()).collect();
        let quantities: Vec<String> = draft.lines.iter().map(|line| line.quantity.to_string()).collect();
        let prices: Vec<String> = draft.lines.iter().map(|line| line.price.to_string()).collect();
        transaction.execute(&lines, &[&draft.key, &places, &texts, &quantities, &prices])?;
        if is_rolled_back { transaction.rollback() } else { transaction.commit() }
    };
    Ok(Box::new(move |place, is_rolled_back| {
        for draft in drafts(&tag, thread, place, 1) {
            insert(&draft, is_rolled_back).map_err(text)?;
        }
        Ok(u64::from(!is_rolled_back))
    }))
}
