//! A job and one of its peers, side by side.

use crate::{
    job::{Job, Peer, Rival},
    peer::Process,
};
use serde::Serialize;
use serde_json::Value;
use std::time::{Duration, Instant};

/// How often the two take turns. Of each side the least time counts: what disturbs a run only ever makes it longer.
pub const ROUNDS: u32 = 7;

/// A turn lasts about this long.
const TURN: Duration = Duration::from_millis(100);

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Result {
    /// Both gave the same answer, in so many nanoseconds for one item.
    Measured {
        /// Our least time.
        #[serde(rename = "ours_nanoseconds")]
        ours: f64,
        /// The peer's least time.
        #[serde(rename = "peer_nanoseconds")]
        peer: f64,
        /// The peer's time ÷ ours: above 1 we are faster.
        ratio: f64,
        /// The median of that ratio over the rounds.
        median: f64,
        /// How often they took turns.
        rounds: u32,
    },
    /// The answers differ, so that times do not count: where.
    Differs(String),
    /// The peer cannot be had: why.
    NotAvailable(String),
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The room.
    pub room: &'static str,
    /// What is done.
    pub what: &'static str,
    /// Who else does it.
    pub peer: &'static str,
    /// What came of it.
    #[serde(flatten)]
    pub result: Result,
}

/// Runs the job and its peer in turn.
pub fn run(room: &'static str, job: &Job, peer: &Peer) -> Row {
    let result = side_by_side(job, peer).unwrap_or_else(Result::NotAvailable);
    Row { room, what: job.what, peer: peer.name, result }
}

/// Runs the job and another crate in turn.
pub fn run_beside(room: &'static str, job: &Job, rival: &Rival) -> Row {
    let result = match difference(&job.answer(), &rival.answer()) {
        Some(place) => Result::Differs(place),
        None => in_turn(job, |times| Ok(timed(times, || rival.run()))).unwrap_or_else(Result::NotAvailable),
    };
    Row { room, what: job.what, peer: rival.name, result }
}

fn timed(times: u32, work: impl Fn()) -> u64 {
    let start = Instant::now();
    (0..times).for_each(|_| work());
    u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

fn ours(job: &Job, times: u32) -> u64 {
    timed(times, || job.run())
}

/// How many times fill a turn, when one takes so many nanoseconds.
fn in_a_turn(once: u64) -> u32 {
    let turn = u64::try_from(TURN.as_nanos()).unwrap_or(u64::MAX);
    u32::try_from(turn / once.max(1)).unwrap_or(u32::MAX).max(1)
}

fn side_by_side(job: &Job, peer: &Peer) -> std::result::Result<Result, String> {
    let mut process = Process::start(peer)?;
    let theirs = process.answer(job.name, &job.input)?;
    if let Some(place) = difference(&job.answer(), &theirs) {
        return Ok(Result::Differs(place));
    }
    in_turn(job, |times| process.times(times))
}

/// The times of both, who gave the same answer. `theirs` does the other's job so many times: how long that took.
#[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "times, not money")]
fn in_turn(
    job: &Job,
    mut theirs: impl FnMut(u32) -> std::result::Result<u64, String>,
) -> std::result::Result<Result, String> {
    let (we, they) = (in_a_turn(ours(job, 1)), in_a_turn(theirs(1)?));
    // A first run is slow (memory is fetched), so one turn is not counted.
    let (we, they) = (in_a_turn(ours(job, we) / u64::from(we)), in_a_turn(theirs(they)? / u64::from(they)));
    let (mut best, mut their_best) = (u64::MAX, u64::MAX);
    let each = |total: u64, times: u32| total as f64 / f64::from(times) / f64::from(job.items);
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let (one, other) = (ours(job, we), theirs(they)?);
        best = best.min(one);
        their_best = their_best.min(other);
        ratios.push(each(other, they) / each(one, we));
    }
    ratios.sort_by(f64::total_cmp);
    let (ours, peer) = (each(best, we), each(their_best, they));
    let median = ratios.get(ratios.len() / 2).copied().unwrap_or_default();
    Ok(Result::Measured { ours, peer, ratio: peer / ours, median, rounds: ROUNDS })
}

/// The first place where two answers differ.
pub(crate) fn difference(ours: &Value, theirs: &Value) -> Option<String> {
    match (ours, theirs) {
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .find_map(|(index, (a, b))| difference(a, b).map(|place| format!("[{index}]{place}"))),
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => a.iter().find_map(|(name, a)| {
            difference(a, b.get(name).unwrap_or(&Value::Null)).map(|place| format!(".{name}{place}"))
        }),
        _ if ours == theirs => None,
        _ => Some(format!(": ours {}, theirs {}", short(ours), short(theirs))),
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 { text } else { text.chars().take(59).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_difference_is_named() {
        let ours = json!({"a": ["1.00", "2.00"], "b": 3});
        assert_eq!(difference(&ours, &ours), None);
        let theirs = json!({"a": ["1.00", "2.01"], "b": 3});
        assert_eq!(difference(&ours, &theirs).unwrap(), ".a[1]: ours \"2.00\", theirs \"2.01\"");
        assert!(difference(&json!(["1"]), &json!(["1", "2"])).is_some());
        assert!(difference(&json!({"a": 1}), &json!({"b": 1})).is_some());
        assert!(difference(&json!("1.0"), &json!("1.00")).is_some(), "the digits count too");
    }

    #[test]
    fn a_turn_is_filled() {
        assert_eq!(in_a_turn(1_000_000_000), 1);
        assert_eq!(in_a_turn(1_000_000), 100);
        assert_eq!(in_a_turn(0), 100_000_000);
    }

    #[test]
    fn another_crate_is_timed_when_it_gives_the_same_answer() {
        let job = |wanted: &'static str| {
            Job::new(("round", "round"), 1, json!(null), &[], move || wanted, |text| json!(text))
        };
        let rival = |given: &'static str| Rival::new("a crate", given.to_owned(), String::clone);
        let row = run_beside("money", &job("1.01"), &rival("1.01"));
        assert!(matches!(row.result, Result::Measured { rounds: ROUNDS, .. }), "{row:?}");
        let row = run_beside("money", &job("1.01"), &rival("1.00"));
        assert!(matches!(row.result, Result::Differs(place) if place.contains("1.01")));
    }

    #[test]
    fn peers_answer_or_say_why_not() {
        let job = |wanted: &'static str| {
            let peers = [Peer::plain("money")];
            Job::new(
                ("round", "round"),
                1,
                json!([["1.005", "half_up"]]),
                &peers,
                move || wanted,
                |text| json!([text]),
            )
        };
        let peer = Peer::plain("money");
        let row = run("money", &job("1.01"), &peer);
        let Result::Measured { ours, peer: theirs, ratio, median, rounds } = row.result else {
            panic!("{row:?}")
        };
        assert!(ours > 0.0 && theirs > 0.0 && ratio > 1.0 && median > 1.0 && rounds == ROUNDS);
        assert!(
            matches!(run("money", &job("1.00"), &peer).result, Result::Differs(place) if place.contains("1.01"))
        );

        let absent = Peer { script: "nobody", ..peer };
        assert!(matches!(run("money", &job("1.01"), &absent).result, Result::NotAvailable(_)));
        let unknown = Peer::installed("nobody", "nobody", "money");
        assert!(
            matches!(run("money", &job("1.01"), &unknown).result, Result::NotAvailable(why) if why.contains("nobody"))
        );
    }
}
