//! Hostile input at every public door of the core: a valid document is spoilt in one to four places and handed in.
//!
//! Whatever comes in, nothing panics, nothing runs for longer than a second, a refusal says code, field and message, an
//! object on which a call failed is unchanged, and an answer survives its own JSON. What a room promises of an answer
//! (a valuation is conserved, totals add up, credits sum to the invoice, the judge confirms the solver) holds too.

#[path = "hostile/doors.rs"]
mod doors;
#[path = "hostile/history.rs"]
mod history;
#[path = "hostile/scheduling.rs"]
mod rosters;
#[path = "hostile/spoil.rs"]
mod spoil;
#[path = "hostile/stock_book.rs"]
mod stock_book;
#[path = "hostile/stock_parts.rs"]
mod stock_parts;

use backoffice::{Code, Error};
use doors::{DOORS, Door};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use spoil::{Blow, spoil};
use std::{
    fmt::Debug,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

/// How a call ended.
#[derive(Debug)]
pub enum Outcome {
    /// The document is not one that the door takes.
    Unread,
    /// The call was refused.
    Refused(Error),
    /// The call was answered.
    Answered,
}

/// What a door gives; `?` on an [`Error`] is a refusal, on an error of JSON an unread document.
pub type Result<T = Outcome> = std::result::Result<T, Outcome>;

impl From<Error> for Outcome {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl From<serde_json::Error> for Outcome {
    fn from(_: serde_json::Error) -> Self {
        Self::Unread
    }
}

/// A part of a document, as the door's type.
pub fn part<T: DeserializeOwned>(document: &Value, key: &str) -> Result<T> {
    Ok(T::deserialize(document.get(key).unwrap_or(&Value::Null))?)
}

/// An answer must survive its own JSON: that is how Python and C see it.
///
/// # Panics
/// When it does not.
pub fn answer<T: Serialize + DeserializeOwned + PartialEq + Debug>(answer: &T) -> Result {
    let text = serde_json::to_string(answer).expect("an answer can be written as JSON");
    let back: T =
        serde_json::from_str(&text).unwrap_or_else(|why| panic!("cannot be read back: {why}: {text}"));
    assert_eq!(&back, answer, "an answer changed in its own JSON");
    Ok(Outcome::Answered)
}

/// A call that may change an object: refused, the object is as it was.
///
/// # Panics
/// When it is not.
pub fn unchanged<S: Clone + PartialEq + Debug, T>(
    object: &mut S,
    call: impl FnOnce(&mut S) -> backoffice::Result<T>,
) -> backoffice::Result<T> {
    let before = object.clone();
    let result = call(object);
    if let Err(error) = &result {
        assert_eq!(object, &before, "refused ({error}), yet changed");
    }
    result
}

/// No call takes longer (with the checks of a debug build three times that): on the processor, where the system tells that,
/// as the machine may be busy; measured again before it is believed.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 3 } else { 1 });

/// How long this thread was on the processor; none where the system does not tell.
fn worked() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Why the door fails on a document, if it does.
fn failure(door: &Door, document: &Value) -> Option<String> {
    let timed = || {
        let (start, before) = (Instant::now(), worked());
        let call = || (door.call)(document).unwrap_or_else(|outcome| outcome);
        let outcome = catch_unwind(AssertUnwindSafe(call));
        let by_clock = start.elapsed();
        let on_processor = worked().zip(before).map(|(now, before)| now.saturating_sub(before));
        // A call may also wait, or work on threads of its own.
        (outcome, on_processor.map_or(by_clock, |own| own.max(by_clock / 10)))
    };
    let (outcome, mut took) = timed();
    if took > LONGEST {
        took = took.min(timed().1);
    }
    if took > LONGEST {
        return Some(format!("took {took:?}"));
    }
    match outcome {
        Err(panic) => {
            let said = panic.downcast_ref::<String>().cloned();
            Some(format!("panicked: {}", said.or(panic.downcast_ref::<&str>().map(ToString::to_string))?))
        }
        Ok(Outcome::Refused(error)) => {
            let told =
                !error.field().is_empty() && !error.message().is_empty() && error.code() != Code::Panic;
            (!told).then(|| format!("a refusal that does not say what is wrong: {error:?}"))
        }
        Ok(_) => None,
    }
}

/// A document for a failure's message: whole when short.
fn shown(document: &Value) -> String {
    document.to_string().chars().take(6_000).collect()
}

#[test]
fn every_door_answers_its_valid_document() {
    for door in DOORS {
        let outcome = (door.call)(&(door.document)());
        assert!(matches!(outcome, Ok(Outcome::Answered)), "{}: {outcome:?}", door.name);
    }
}

/// A share of the doors, so that the shares run side by side.
fn storm(share: usize, of: usize) {
    let config =
        ProptestConfig { failure_persistence: None, max_shrink_time: 5_000, ..ProptestConfig::default() };
    let cases = std::env::var("HOSTILE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(400);
    let mut wrong = vec![];
    for door in DOORS.iter().skip(share).step_by(of) {
        let valid = (door.document)();
        let mut read = 0;
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(ProptestConfig { cases, ..config.clone() }, rng);
        let blows = prop::collection::vec(any::<Blow>(), 1..4);
        let result = runner.run(&blows, |blows| {
            let document = spoil(&valid, &blows);
            match failure(door, &document) {
                None => Ok(()),
                Some(why) => Err(TestCaseError::fail(format!("{why}\n{}", shown(&document)))),
            }
        });
        if let Err(why) = result {
            wrong.push(format!("{}: {why}", door.name));
        }
        // A storm that never gets past the gate proves nothing.
        let mut runner = TestRunner::deterministic();
        for _ in 0..40 {
            let blows = blows.new_tree(&mut runner).expect("blows").current();
            match (door.call)(&spoil(&valid, &blows)).unwrap_or_else(|outcome| outcome) {
                Outcome::Unread => {}
                Outcome::Refused(_) | Outcome::Answered => read += 1,
            }
        }
        assert!(read > 0, "{}: no spoilt document was even read", door.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn nothing_hostile_gets_through_1() {
    storm(0, 2);
}

#[test]
fn nothing_hostile_gets_through_2() {
    storm(1, 2);
}
