//! Runs files of golden vectors through the public API: `vectors FILE…`.
//!
//! A line for each failing case (case, field, wanted, got) and for each that this version does not support, and last
//! `FILE passed/total`. Exit 0: all passed; 1: some did not; 2: a file cannot be read; 3: only unknown names.

use backoffice_tests::vectors::{File, Kind, Outcome, kind};
use std::{env, path::Path, process::ExitCode};

#[derive(Default)]
struct Tally {
    known: usize,
    unknown: usize,
    unreadable: usize,
    missed: usize,
}

fn run(path: &str, tally: &mut Tally) {
    let name = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or(path);
    let kind = kind(name);
    let adapter = match kind {
        Kind::Unknown => {
            println!("{path} unknown: no file of vectors has this name");
            tally.unknown += 1;
            return;
        }
        Kind::Data => {
            tally.known += 1;
            println!("{path} data");
            return;
        }
        Kind::Cases(_) | Kind::Later(_) => kind,
    };
    let file = match File::read(Path::new(path)) {
        Ok(file) => file,
        Err(why) => {
            println!("{path} unreadable: {why}");
            tally.unreadable += 1;
            return;
        }
    };
    tally.known += 1;
    let (mut passed, mut total) = (0, 0);
    let mut tell = |id: &str, outcome: Outcome| {
        total += 1;
        match outcome {
            Outcome::Passed => passed += 1,
            Outcome::NotCounted => total -= 1,
            Outcome::Unsupported(what) => println!("{path} {id} unsupported: {what}"),
            Outcome::Failed(differences) => {
                for d in differences {
                    println!("{path} {id}: {} wanted {} got {}", d.field, d.wanted, d.got);
                }
            }
        }
    };
    match adapter {
        Kind::Cases(adapter) => file.run(adapter).for_each(|(id, outcome)| tell(id, outcome)),
        Kind::Later(what) => file.ids().for_each(|id| tell(id, Outcome::Unsupported(what.into()))),
        Kind::Data | Kind::Unknown => {}
    }
    println!("{path} {passed}/{total}");
    tally.missed += total - passed;
}

fn main() -> ExitCode {
    let files: Vec<String> = env::args().skip(1).collect();
    if files.is_empty() {
        eprintln!("usage: vectors FILE…");
        return ExitCode::from(2);
    }
    let mut tally = Tally::default();
    for path in &files {
        run(path, &mut tally);
    }
    ExitCode::from(match tally {
        Tally { unreadable: 1.., .. } => 2,
        Tally { known: 0, unknown: 1.., .. } => 3,
        Tally { missed: 0, .. } => 0,
        _ => 1,
    })
}
