//! The stores under load: `cargo run --release -p backoffice-tests --bin load -- --writers 8 --each 100000`, audited at the
//! end; or how fast they are beside plain inserts: `--bin load -- --ratios`, with `--rounds` and `--milliseconds` for each
//! case. Both take `--database sqlite` or `postgres`; the first what `--bin crash` takes too. Give `BACKOFFICE_STORE_FOLDER`
//! a folder on a disk where the system's temporary one is in memory.

use backoffice_tests::store::trial::{
    Chosen, Spec, client,
    crash::{self, Trial},
    ratios::{Plan, measure},
};
use std::{env, process::ExitCode, time::Duration};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let first = arguments.first().map(String::as_str);
    let rest = arguments.get(1..).unwrap_or_default();
    let done = match first {
        Some("--client") => match rest.first().map(|spec| serde_json::from_str::<Spec>(spec)) {
            Some(Ok(spec)) => client(&spec),
            Some(Err(error)) => Err(error.to_string()),
            None => Err("--client wants a specification".into()),
        },
        Some("--ratios") => ratios(rest),
        _ => load(&arguments),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn load(arguments: &[String]) -> Result<ExitCode, String> {
    let mut chosen = Chosen::read(arguments, 0, 8, 100_000)?;
    chosen.program = env::current_exe().map_err(|error| error.to_string())?;
    for trial in chosen.trials() {
        let Trial { postgres, protocol, .. } = &trial;
        let database = if *postgres { "PostgreSQL" } else { "SQLite" };
        let report =
            crash::run(&trial).map_err(|error| format!("{database}, {}: {error}", protocol.name()))?;
        println!("{database}, {}: {report}", protocol.name());
    }
    Ok(ExitCode::SUCCESS)
}

fn ratios(arguments: &[String]) -> Result<ExitCode, String> {
    let mut plan = Plan { rounds: 5, time: Duration::from_secs(2), sqlite: true, postgres: true };
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { return Err(format!("{pair:?} wants a value")) };
        let count = || value.parse::<u32>().map_err(|error| format!("{name} {value}: {error}"));
        match (name.as_str(), value.as_str()) {
            ("--rounds", _) => plan.rounds = count()?.max(1) as usize,
            ("--milliseconds", _) => plan.time = Duration::from_millis(count()?.into()),
            ("--database", "sqlite") => plan.postgres = false,
            ("--database", "postgres") => plan.sqlite = false,
            _ => return Err(format!("{name} {value} is not known")),
        }
    }
    let table = measure(plan)?;
    print!("{table}");
    Ok(if table.is_judged() && table.missed() > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
