//! Holds the fast form of a country's rule against the reference on random inputs:
//! `differential --country de --cases 1000000 [--seed 1] [--from 0] [--threads 1]`; `--country all` takes one after another.
//!
//! The same seed and number give the same case on every machine: a run that was stopped is taken up with `--from`.
//! Exit 0: no difference; 1: one or more, each is printed; 2: what was asked for is not known.

use backoffice_benches::differential::{COUNTRIES, Country, Tally};
use std::{env, process::ExitCode, thread, time::Instant};

/// After so many cases it says how far it is.
const STRIDE: u64 = 200_000;

struct Asked {
    country: String,
    cases: u64,
    seed: u64,
    from: u64,
    threads: u64,
}

fn asked() -> Result<Asked, String> {
    let mut asked = Asked { country: String::new(), cases: 100_000, seed: 1, from: 0, threads: 1 };
    let mut words = env::args().skip(1);
    while let Some(option) = words.next() {
        let value = words.next().ok_or_else(|| format!("`{option}` has no value"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("`{option} {value}` is no number"));
        match option.as_str() {
            "--country" => asked.country.clone_from(&value),
            "--cases" => asked.cases = number()?,
            "--seed" => asked.seed = number()?,
            "--from" => asked.from = number()?,
            "--threads" => asked.threads = number()?.clamp(1, 2),
            _ => return Err(format!("`{option}` is not known")),
        }
    }
    let known = asked.country == "all" || COUNTRIES.iter().any(|(name, ..)| *name == asked.country);
    if known { Ok(asked) } else { Err(format!("`--country {}` is not known", asked.country)) }
}

fn main() -> ExitCode {
    let asked = match asked() {
        Ok(asked) => asked,
        Err(why) => {
            let known: Vec<_> = COUNTRIES.iter().map(|(name, ..)| *name).collect();
            eprintln!(
                "{why}; usage: differential --country COUNTRY|all [--cases N] [--seed N] [--from N] [--threads 1|2]"
            );
            eprintln!("countries: {}", known.join(" "));
            return ExitCode::from(2);
        }
    };
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    let wanted = |name: &str| asked.country == "all" || asked.country == name;
    let mut differences = 0;
    for (name, ..) in COUNTRIES.into_iter().filter(|(name, ..)| wanted(name)) {
        let country = match Country::named(name, asked.seed) {
            Some(Ok(country)) => country,
            Some(Err(error)) => {
                eprintln!("{name}: {error}");
                return ExitCode::FAILURE;
            }
            None => continue,
        };
        differences += run(name, &country, &asked);
    }
    ExitCode::from(u8::from(differences > 0))
}

fn run(name: &str, country: &Country, asked: &Asked) -> usize {
    let (start, end) = (Instant::now(), asked.from.saturating_add(asked.cases));
    let mut all = Tally::default();
    let mut next = asked.from;
    while next < end {
        let stop = end.min(next.saturating_add(STRIDE));
        let tallies = thread::scope(|scope| {
            let part = |lane: u64| (next + lane..stop).step_by(usize::try_from(asked.threads).unwrap_or(1));
            let workers: Vec<_> =
                (0..asked.threads).map(|lane| scope.spawn(move || country.run(part(lane)))).collect();
            workers.into_iter().map(|worker| worker.join().unwrap_or_default()).collect::<Vec<_>>()
        });
        for tally in tallies {
            for (index, difference) in &tally.differences {
                println!("{name}: case {index} of seed {}: {difference}", asked.seed);
            }
            all.add(tally);
        }
        next = stop;
        eprintln!(
            "{name}: {} of {} cases, next {next}, {:.0?}",
            next - asked.from,
            asked.cases,
            start.elapsed()
        );
    }
    for (why, count) in &all.refused {
        eprintln!("{name}: {count} refused, {why}");
    }
    let refused = all.refusals();
    let Tally { same, lost, ref differences, .. } = all;
    println!(
        "{name}: seed {}, cases {} to {end}: {same} the same in both forms, {lost} lost by the fast form, {refused} refused, {} differences",
        asked.seed,
        asked.from,
        differences.len(),
    );
    differences.len()
}
