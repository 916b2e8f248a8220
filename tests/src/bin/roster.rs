//! Rosters for the public benchmarks:
//!
//! - `cargo run --release -p backoffice-tests --bin roster -- [--seconds S | --nodes N] [--seed K] [--threads T] FILE` solves an
//!   instance of Curtois and Qu (2014);
//! - `… --bin roster -- --inrc2 FOLDER --history H --weeks 0-4-8-7 [--seconds S] …` solves one of the Second International
//!   Nurse Rostering Competition, stage after stage, with so many seconds each: a stage knows its own week and those before.
//!   Without seconds it takes the competition's, 10 + 3 (N − 20) for N nurses and at least 10.
//!
//! The roster goes to standard output and nothing else; the last line of standard error is a report in JSON. Exit 0 with a
//! roster that keeps every hard rule, 4 with the best one that does not, 2 when a file or an argument is bad. Seconds are
//! counted from the program's start.

use backoffice::scheduling::{self, Budget, Model, Roster};
use backoffice_tests::roster::{
    BadFile, curtois,
    inrc2::{self, Scenario, Totals, Week},
};
use serde_json::json;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

fn main() -> ExitCode {
    let begun = Instant::now();
    let done = Wanted::read(env::args().skip(1)).and_then(|wanted| match &wanted.source {
        Source::Instance(file) => instance(file, &wanted, begun),
        Source::Stages { folder, history, weeks } => stages(folder, *history, weeks, &wanted, begun),
    });
    match done {
        Ok(lawful) => ExitCode::from(if lawful { 0 } else { 4 }),
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

enum Source {
    Instance(PathBuf),
    Stages { folder: PathBuf, history: u32, weeks: Vec<u32> },
}

struct Wanted {
    source: Source,
    seconds: Option<f64>,
    nodes: Option<u64>,
    seed: u64,
    threads: u32,
}

impl Wanted {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let (mut file, mut folder, mut history, mut weeks) = (None, None, 0, None);
        let (mut seconds, mut nodes, mut seed, mut threads) = (None, None, 0, 1);
        let mut arguments = arguments;
        while let Some(name) = arguments.next() {
            if !name.starts_with("--") {
                file = Some(PathBuf::from(name));
                continue;
            }
            let value = arguments.next().ok_or_else(|| format!("{name} wants a value"))?;
            let bad = || format!("{name} {value} is not a number that it could be");
            match name.as_str() {
                "--seconds" => {
                    let read: f64 = value.parse().map_err(|_| bad())?;
                    if !(0.0..1e7).contains(&read) {
                        return Err(bad());
                    }
                    seconds = Some(read);
                }
                "--nodes" => nodes = Some(value.parse().map_err(|_| bad())?),
                "--seed" => seed = value.parse().map_err(|_| bad())?,
                "--threads" => threads = value.parse().map_err(|_| bad())?,
                "--inrc2" => folder = Some(PathBuf::from(value)),
                "--history" => history = value.parse().map_err(|_| bad())?,
                "--weeks" => {
                    let read: Result<Vec<u32>, _> = value.split('-').map(str::parse).collect();
                    weeks = Some(read.map_err(|_| bad())?);
                }
                _ => return Err(format!("{name} is not known")),
            }
        }
        let source = match (file, folder, weeks) {
            (Some(file), None, None) => Source::Instance(file),
            (None, Some(folder), Some(weeks)) => Source::Stages { folder, history, weeks },
            _ => return Err("give FILE, or --inrc2 FOLDER --history H --weeks A-B-…".into()),
        };
        Ok(Self { source, seconds, nodes, seed, threads })
    }
}

/// The roster of a model, until that moment at the latest.
fn search(
    model: &Model,
    known: Option<&[scheduling::Assignment]>,
    budget: Budget,
    until: Option<Instant>,
) -> backoffice::Result<Roster> {
    let go_on = |_: &scheduling::Progress| until.is_none_or(|until| Instant::now() < until);
    scheduling::solve_from(model, known, budget, go_on)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn instance(file: &Path, wanted: &Wanted, begun: Instant) -> Result<bool, String> {
    let named = |error: BadFile| format!("{}: {error}", file.display());
    let model = curtois::read(&read(file)?).map_err(named)?;
    // Without a budget it stops after ten seconds.
    let seconds = wanted.seconds.or_else(|| wanted.nodes.is_none().then_some(10.0));
    let until = seconds.map(|seconds| begun + Duration::from_secs_f64(seconds));
    let budget = Budget::nodes(wanted.nodes.unwrap_or(u64::MAX)).seed(wanted.seed).threads(wanted.threads);
    let roster = search(&model, None, budget, until).map_err(|error| error.to_string())?;
    print!("{}", curtois::write_roster(&model, &roster.assignments).map_err(named)?);
    let verdict = scheduling::evaluate(&model, &roster.assignments).map_err(|error| error.to_string())?;
    report(verdict.penalty, Some(roster.bound), roster.proven, verdict.hard, begun, roster.nodes);
    Ok(verdict.is_lawful())
}

fn stages(
    folder: &Path,
    history: u32,
    weeks: &[u32],
    wanted: &Wanted,
    begun: Instant,
) -> Result<bool, String> {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let open = |file: String| {
        let path = folder.join(file);
        read(&path).map(|text| (path, text))
    };
    let bad = |path: &Path, error: BadFile| format!("{}: {error}", path.display());
    let (path, text) = open(format!("Sc-{name}.txt"))?;
    let scenario = Scenario::read(&text).map_err(|error| bad(&path, error))?;
    if weeks.len() != scenario.weeks as usize {
        return Err(format!("--weeks names {} weeks, the scenario has {}", weeks.len(), scenario.weeks));
    }
    let (path, text) = open(format!("H0-{name}-{history}.txt"))?;
    let first = scenario.history(&text).map_err(|error| bad(&path, error))?;
    // The competition's: 10 and 3 for each nurse beyond 20.
    let beyond = u32::try_from(scenario.nurses.len().saturating_sub(20)).unwrap_or(u32::MAX);
    let allowed = Duration::from_secs(10 + 3 * u64::from(beyond));
    let allowed = wanted.seconds.map_or(allowed, Duration::from_secs_f64);

    let (mut before, mut seen, mut plan) = (first.clone(), Vec::<Week>::new(), Vec::new());
    let (mut all, mut nodes) = (Vec::new(), 0);
    for (stage, week) in weeks.iter().enumerate() {
        // One week's file is opened at a time; what the later weeks ask for is guessed from those that are known.
        let (path, text) = open(format!("WD-{name}-{week}.txt"))?;
        seen.push(scenario.week(&text).map_err(|error| bad(&path, error))?);
        let effort = Effort { wanted, begun: Instant::now(), allowed, nodes: AtomicU64::new(0) };
        let staged = inrc2::stage(&scenario, &before, &seen, weeks.len() - stage, &plan, &effort)
            .map_err(|error| format!("stage {}: {error}", stage + 1))?;
        nodes += effort.nodes.into_inner();
        (before, plan) = (staged.after, staged.plan);
        let days = chrono::Days::new(7 * stage as u64);
        let own = staged.assignments.into_iter();
        all.extend(own.map(|assignment| scheduling::Assignment { day: assignment.day + days, ..assignment }));
        let seconds = effort.begun.elapsed().as_secs_f64();
        eprintln!("stage {}: penalty {}, {seconds:.1} s", stage + 1, staged.penalty);
    }
    let whole = scenario.model(&first, &seen, Totals::Judged).map_err(|error| error.to_string())?;
    print!("{}", inrc2::write_roster(&whole, &all).map_err(|error| error.to_string())?);
    let verdict = scheduling::evaluate(&whole, &all).map_err(|error| error.to_string())?;
    report(verdict.penalty, None, false, verdict.hard, begun, nodes);
    Ok(verdict.is_lawful())
}

/// What a stage may take: the nodes that are wanted, or its seconds.
struct Effort<'a> {
    wanted: &'a Wanted,
    begun: Instant,
    allowed: Duration,
    nodes: AtomicU64,
}

impl inrc2::Solver for Effort<'_> {
    fn threads(&self) -> u32 {
        self.wanted.threads.clamp(1, 64)
    }

    fn solve(
        &self,
        model: &Model,
        known: Option<&[scheduling::Assignment]>,
        part: inrc2::Part,
    ) -> backoffice::Result<Roster> {
        // Nodes are those of all threads.
        let share = part.share * u64::from(part.threads) / u64::from(self.threads());
        let nodes = self.wanted.nodes.map_or(u64::MAX, |nodes| part_of(nodes, share).max(1));
        let until = self.wanted.nodes.is_none().then(|| {
            let own = Instant::now() + Duration::from_millis(part_of(millis(self.allowed), part.share));
            own.min(self.begun + self.allowed)
        });
        // Seeds of the user's that follow one another share no part.
        let seed = self.wanted.seed.wrapping_mul(0x0001_0000_0001).wrapping_add(part.number);
        let roster = search(model, known, Budget::nodes(nodes).seed(seed).threads(part.threads), until)?;
        // Also what takes no node at all is work.
        self.nodes.fetch_add(roster.nodes.max(1), Ordering::Relaxed);
        Ok(roster)
    }

    fn spent(&self) -> u64 {
        let (spent, whole) = match self.wanted.nodes {
            Some(nodes) => (self.nodes.load(Ordering::Relaxed), nodes),
            None => (millis(self.begun.elapsed()), millis(self.allowed)),
        };
        ratio(spent, inrc2::EFFORT, whole)
    }
}

/// That share of a whole.
fn part_of(whole: u64, share: u64) -> u64 {
    ratio(whole, share, inrc2::EFFORT)
}

fn ratio(number: u64, times: u64, over: u64) -> u64 {
    u64::try_from(u128::from(number) * u128::from(times) / u128::from(over.max(1))).unwrap_or(u64::MAX)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn report(penalty: i64, bound: Option<i64>, proven: bool, violations: u64, begun: Instant, nodes: u64) {
    let seconds = Duration::from_millis(millis(begun.elapsed())).as_secs_f64();
    let report = json!({
        "penalty": penalty, "bound": bound, "proven": proven, "violations": violations, "seconds": seconds, "nodes": nodes,
    });
    eprintln!("{report}");
}
