//! Books of stock drawn from a seed, each judged: `cargo run --release -p backoffice-tests --bin stock_fuzz --
//! --movements 100000000 --seed 12 --threads 2`. Prints counts; exit 1 with the shortest book that does not hold.

use backoffice_tests::stock_fuzz;
use std::{env, process::ExitCode};

fn main() -> ExitCode {
    match read(&env::args().skip(1).collect::<Vec<_>>()) {
        Ok((movements, seed, threads)) => match stock_fuzz::run(movements, seed, threads) {
            Ok(counts) => {
                println!("seed {seed}, {threads} threads: {counts}");
                ExitCode::SUCCESS
            }
            Err(why) => {
                eprintln!("{why}");
                ExitCode::FAILURE
            }
        },
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn read(arguments: &[String]) -> Result<(u64, u64, u64), String> {
    let (mut movements, mut seed, mut threads) = (1_000_000, 1, 1);
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { return Err(format!("{pair:?} wants a value")) };
        let number = value.parse().map_err(|error| format!("{name} {value}: {error}"))?;
        match name.as_str() {
            "--movements" => movements = number,
            "--seed" => seed = number,
            "--threads" => threads = number,
            _ => return Err(format!("{name} is not known")),
        }
    }
    Ok((movements, seed, threads))
}
