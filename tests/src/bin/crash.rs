//! The crash test of the stores at any size: `cargo run --release -p backoffice-tests --bin crash -- --rounds 100`.
//!
//! `--rounds` kills for each protocol, `--writers`, `--each` numbers for each writer, `--abandoned` of a hundred
//! transactions; `--database sqlite` or `postgres`, and `--protocol`, for one of them only. The data lie in a folder of
//! the system's temporary one, or of `BACKOFFICE_STORE_FOLDER`.

use backoffice_tests::store::trial::{
    Spec, client,
    crash::{self, Trial},
};
use std::{env, process::ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, spec] = arguments.as_slice()
        && flag == "--client"
    {
        return match serde_json::from_str::<Spec>(spec) {
            Ok(spec) => client(&spec),
            Err(error) => {
                eprintln!("the specification of a client: {error}");
                ExitCode::FAILURE
            }
        };
    }
    match rounds(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn rounds(arguments: &[String]) -> Result<(), String> {
    let mut chosen = backoffice_tests::store::trial::Chosen::read(arguments, 100, 8, 2_000)?;
    chosen.program = env::current_exe().map_err(|error| error.to_string())?;
    for trial in chosen.trials() {
        let Trial { postgres, protocol, .. } = &trial;
        let database = if *postgres { "PostgreSQL" } else { "SQLite" };
        let report =
            crash::run(&trial).map_err(|error| format!("{database}, {}: {error}", protocol.name()))?;
        println!("{database}, {}: {report}", protocol.name());
    }
    Ok(())
}
