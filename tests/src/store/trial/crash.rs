//! The crash test: clients and server are killed under load, over a change of year.

pub use super::audit::Counted;
use super::{
    Database, Protocol, Spec,
    audit::{self, Told},
    series,
    server::{Folder, Server},
};
use crate::store::Postgres;
use std::{
    collections::BTreeMap,
    fmt,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

/// A trial of one protocol.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The program that runs a client when it is called with `--client` and a [`Spec`].
    pub program: PathBuf,
    /// Whether on PostgreSQL.
    pub postgres: bool,
    /// How clients number.
    pub protocol: Protocol,
    /// How many writers.
    pub writers: u64,
    /// How many numbers each wants.
    pub each: u64,
    /// How often something is killed.
    pub kills: u64,
    /// How many of a hundred transactions are abandoned after the number was taken.
    pub abandoned: u64,
    /// Whether SQLite flushes at each COMMIT: the death of a process loses nothing either way.
    pub full: bool,
    /// After how long without news the trial has failed.
    pub patience: Duration,
}

/// What a trial did.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// What the audit counted.
    pub counted: Counted,
    /// Clients that were killed.
    pub clients_killed: u64,
    /// Times that the server, or all clients at once, were killed.
    pub servers_killed: u64,
    /// How long the writers took.
    pub took: Duration,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { counted, clients_killed, servers_killed, took } = self;
        let rate = counted.numbers as u128 * 1000 / took.as_millis().max(1);
        write!(
            f,
            "{} numbers in {} s ({rate} a second), {} records, {clients_killed} clients and {servers_killed} servers \
             killed: no gap, no repetition, nothing that was told is lost or changed, the chain verifies",
            counted.numbers,
            took.as_secs(),
            counted.records
        )
    }
}

/// What a client's reader saw: a line, or the end.
enum News {
    Line(String),
    End(usize),
}

struct Running {
    process: Child,
    writers: Vec<u64>,
    is_killed: bool,
    has_ended: bool,
}

struct Run<'a> {
    trial: &'a Trial,
    database: Database,
    clients: Vec<Running>,
    /// The place in `clients` of the process that links the chain.
    linking: Option<usize>,
    told: Told,
    next: BTreeMap<u64, u64>,
    sender: Sender<News>,
    clients_killed: u64,
    servers_killed: u64,
}

fn text(error: impl fmt::Display) -> String {
    error.to_string()
}

/// Runs a trial, and audits what is left.
///
/// # Errors
/// What was wrong.
pub fn run(trial: &Trial) -> Result<Report, String> {
    if trial.postgres {
        let mut server = Server::start().map_err(text)?;
        let mut client = Server::connect(server.socket()).map_err(text)?;
        Postgres::install(&mut client).map_err(text)?;
        drop(client);
        let database = server.database();
        through(trial, &database, Some(&mut server))
    } else {
        let folder = Folder::new().map_err(text)?;
        let database = Database::Sqlite { file: folder.0.join("books.db"), full: trial.full };
        through(trial, &database, None)
    }
}

fn through(trial: &Trial, database: &Database, server: Option<&mut Server>) -> Result<Report, String> {
    database.open(trial.protocol).map_err(text)?.create(&series().map_err(text)?).map_err(text)?;
    let (sender, news) = mpsc::channel();
    let mut run = Run {
        trial,
        database: database.clone(),
        clients: Vec::new(),
        linking: None,
        told: Told::new(),
        next: (0..trial.writers).map(|writer| (writer, 0)).collect(),
        sender,
        clients_killed: 0,
        servers_killed: 0,
    };
    let begun = Instant::now();
    let done = run.go(&news, server);
    for client in &mut run.clients {
        drop(client.process.kill());
        drop(client.process.wait());
    }
    let took = begun.elapsed();
    done?;
    let counted = audit::check(database, trial.protocol, &run.told, trial.writers, trial.each)?;
    Ok(Report { counted, clients_killed: run.clients_killed, servers_killed: run.servers_killed, took })
}

impl Run<'_> {
    fn go(&mut self, news: &Receiver<News>, mut server: Option<&mut Server>) -> Result<(), String> {
        let all: Vec<u64> = (0..self.trial.writers).collect();
        // Two leaders, so that they meet at the claim; else a process for each writer.
        let size = if self.trial.protocol == Protocol::Leader { all.len().div_ceil(2).max(1) } else { 1 };
        for writers in all.chunks(size) {
            self.spawn(writers.to_vec())?;
        }
        if self.trial.protocol != Protocol::Leader {
            self.linking = Some(self.clients.len());
            self.spawn(Vec::new())?;
        }
        let total = self.trial.writers * self.trial.each;
        let mut killed = 0;
        while !self.is_done() {
            match news.recv_timeout(self.trial.patience) {
                Ok(News::Line(line)) => self.line(&line)?,
                Ok(News::End(client)) => self.ended(client)?,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    return Err(format!(
                        "no news in {:?}; {} were told",
                        self.trial.patience,
                        self.told.len()
                    ));
                }
            }
            let due = total * (killed + 1) / (self.trial.kills + 1);
            if killed < self.trial.kills && self.told.len() as u64 >= due {
                self.kill(killed, server.as_deref_mut())?;
                killed += 1;
            }
        }
        if killed < self.trial.kills {
            return Err(format!("the load was over after {killed} kills"));
        }
        Ok(())
    }

    fn is_done(&self) -> bool {
        self.clients.iter().all(|client| client.writers.is_empty() || client.has_ended)
    }

    fn spec(&self, writers: &[u64]) -> Spec {
        Spec {
            database: self.database.clone(),
            protocol: self.trial.protocol,
            writers: writers
                .iter()
                .map(|writer| (*writer, self.next.get(writer).copied().unwrap_or_default()))
                .collect(),
            each: self.trial.each,
            abandoned: self.trial.abandoned,
        }
    }

    /// Starts a client and its reader, in that place.
    fn start(&self, writers: &[u64], place: usize) -> Result<Child, String> {
        let spec = serde_json::to_string(&self.spec(writers)).map_err(text)?;
        let mut process = Command::new(&self.trial.program)
            .args(["--client", &spec])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(text)?;
        let out = process.stdout.take().ok_or("a client has no output")?;
        let sender = self.sender.clone();
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if sender.send(News::Line(line)).is_err() {
                    return;
                }
            }
            drop(sender.send(News::End(place)));
        });
        Ok(process)
    }

    fn spawn(&mut self, writers: Vec<u64>) -> Result<(), String> {
        let process = self.start(&writers, self.clients.len())?;
        self.clients.push(Running { process, writers, is_killed: false, has_ended: false });
        Ok(())
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let mut words = line.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some("told"), Some(writer), Some(place), Some(number)) => {
                let (writer, place) = (writer.parse().map_err(text)?, place.parse::<u64>().map_err(text)?);
                if let Some(before) = self.told.insert((writer, place), number.to_owned())
                    && before != number
                {
                    return Err(format!("writer {writer} was told {before} for {place}, then {number}"));
                }
                self.next.insert(writer, place + 1);
                Ok(())
            }
            (Some("linked"), ..) => Ok(()),
            // What a client wrote when it was killed in the middle of a line was not told to anybody.
            _ if line.starts_with("failed") => Err(format!("a client {line}")),
            _ => Ok(()),
        }
    }

    /// A client's output has ended: it is done, or it was killed and another takes its place.
    fn ended(&mut self, place: usize) -> Result<(), String> {
        let Some(client) = self.clients.get_mut(place) else { return Ok(()) };
        let status = client.process.wait().map_err(text)?;
        if client.is_killed {
            client.is_killed = false;
            let writers = client.writers.clone();
            let process = self.start(&writers, place)?;
            if let Some(client) = self.clients.get_mut(place) {
                client.process = process;
            }
            return Ok(());
        }
        if !status.success() {
            return Err(format!("a client ended with {status}"));
        }
        client.has_ended = true;
        Ok(())
    }

    /// The kills take turns: the server, or without one all clients at once; then one client, the linking one included.
    fn kill(&mut self, turn: u64, server: Option<&mut Server>) -> Result<(), String> {
        if turn.is_multiple_of(2) {
            self.servers_killed += 1;
            let Some(server) = server else {
                return (0..self.clients.len()).try_for_each(|place| self.kill_client(place).map(drop));
            };
            server.kill().map_err(text)?;
            return server.run().map_err(text);
        }
        let count = self.clients.len();
        let first = usize::try_from(turn / 2).unwrap_or_default() % count.max(1);
        for place in (first..count).chain(0..first) {
            if self.kill_client(place)? {
                break;
            }
        }
        if let Some(linking) = self.linking {
            self.kill_client(linking)?;
        }
        Ok(())
    }

    /// Kills a client that runs; another starts when its output has been read to the end.
    fn kill_client(&mut self, place: usize) -> Result<bool, String> {
        match self.clients.get_mut(place) {
            Some(client) if !client.has_ended && !client.is_killed => {
                client.process.kill().map_err(text)?;
                client.is_killed = true;
                self.clients_killed += 1;
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

/// The trials of a database, one for each protocol.
pub fn all(program: &Path, postgres: bool, writers: u64, each: u64, kills: u64) -> Vec<Trial> {
    let one = |protocol: &Protocol| Trial {
        program: program.to_owned(),
        postgres,
        protocol: *protocol,
        writers,
        each,
        kills,
        abandoned: 10,
        full: true,
        patience: Duration::from_secs(120),
    };
    Protocol::of(postgres).iter().map(one).collect()
}
