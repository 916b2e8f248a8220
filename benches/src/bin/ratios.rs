//! Runs jobs beside their peers and prints a table: `ratios [ROOM…] [--json]`.
//!
//! Exit 0: every answer that could be compared was the same; 1: one differed; 2: no such room.

use backoffice_benches::{
    race::{self, ROUNDS, Result, Row},
    rooms::ROOMS,
};
use std::{env, process::ExitCode};

fn main() -> ExitCode {
    let (options, wanted): (Vec<String>, Vec<String>) =
        env::args().skip(1).partition(|word| word.starts_with('-'));
    let known: Vec<_> = ROOMS.iter().map(|(room, _)| *room).collect();
    let strange = options.iter().find(|option| *option != "--json");
    let strange = strange.or_else(|| wanted.iter().find(|room| !known.contains(&room.as_str())));
    if let Some(word) = strange {
        eprintln!("`{word}` is not known; usage: ratios [ROOM…] [--json], rooms: {}", known.join(" "));
        return ExitCode::from(2);
    }
    let json = !options.is_empty();
    if !json {
        println!(
            "Times for one item: the least of {ROUNDS} turns of each side, taken alternately; ratio: peer ÷ ours, of these times and as the median of the turns."
        );
        println!();
        println!(
            "{:11} {:44} {:>11}  {:>11}  {:>8}  {:>8}  peer",
            "room", "what", "ours", "peer", "ratio", "median"
        );
    }
    let mut rows = Vec::new();
    for (room, jobs) in ROOMS.iter().filter(|(room, _)| wanted.is_empty() || wanted.iter().any(|w| w == room))
    {
        let jobs = match jobs() {
            Ok(jobs) => jobs,
            Err(error) => {
                eprintln!("{room}: {error}");
                return ExitCode::FAILURE;
            }
        };
        for job in jobs {
            for peer in &job.peers {
                let row = race::run(room, &job, peer);
                if !json {
                    print(&row);
                }
                rows.push(row);
            }
        }
    }
    if json {
        println!("{}", serde_json::json!(rows));
    }
    ExitCode::from(u8::from(rows.iter().any(|row| matches!(row.result, Result::Differs(_)))))
}

fn print(row: &Row) {
    let Row { room, what, peer, result } = row;
    match result {
        Result::Measured { ours, peer: theirs, ratio, median, .. } => {
            println!(
                "{room:11} {what:44} {:>11}  {:>11}  {ratio:>7.1}×  {median:>7.1}×  {peer}",
                time(*ours),
                time(*theirs)
            );
        }
        Result::Differs(place) => println!("{room:11} {what:44} differs from {peer}: {place}"),
        Result::NotAvailable(why) => println!("{room:11} {what:44} not available: {peer}: {why}"),
    }
}

#[expect(clippy::float_arithmetic, reason = "times, not money")]
fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        _ if nanoseconds < 1e3 => format!("{nanoseconds:.1} ns"),
        _ if nanoseconds < 1e6 => format!("{:.2} µs", nanoseconds / 1e3),
        _ if nanoseconds < 1e9 => format!("{:.2} ms", nanoseconds / 1e6),
        _ => format!("{:.2} s", nanoseconds / 1e9),
    }
}
