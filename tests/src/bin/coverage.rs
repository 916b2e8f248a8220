//! Writes the table of wage taxes into the README: `coverage`. With `--print` it is printed instead.

use backoffice_tests::coverage::{coverage, within};
use std::{env, fs, path::Path, process::ExitCode};

fn run() -> Result<(), String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = coverage(&here.join("vectors/payroll"))?;
    if env::args().any(|argument| argument == "--print") {
        print!("{table}");
        return Ok(());
    }
    let readme = here.join("../README.md");
    let text = fs::read_to_string(&readme).map_err(|error| error.to_string())?;
    fs::write(&readme, within(&text, &table)?).map_err(|error| error.to_string())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
