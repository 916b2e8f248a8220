//! The audit of a year's numbers: gaps, repetitions and order of a million, beside one sort of them.

use crate::{
    chance::Chance,
    job::{Job, Peer, Rival},
};
use backoffice::{
    Result, date,
    invoice::numbering::{Audit, Books, Entry, Scope, Series, audit},
};
use serde_json::{Value, json};

const PEERS: [Peer; 1] = [Peer::plain("numbering")];
const COUNT: u32 = 1_000_000;

/// The jobs of the room.
///
/// # Errors
/// None: the input is ours.
pub fn jobs() -> Result<Vec<Job>> {
    Ok(vec![
        counters(("row", "audit a number, in order"), row()),
        counters(("tills", "audit a number, as eight tills wrote them"), tills()),
        counters(("shuffled", "audit a number, in any order"), shuffled()),
        texts()?,
    ])
}

/// All but one in a hundred thousand.
fn row() -> Vec<u64> {
    (1..=u64::from(COUNT)).filter(|number| number % 100_000 != 77).collect()
}

/// Eight writers that run ahead of one another by a few numbers; some numbers are missing, some there twice.
fn tills() -> Vec<u64> {
    let (mut chance, mut numbers) = (Chance::new(8), row());
    for place in 0..numbers.len().saturating_sub(8) {
        numbers.swap(place, place + chance.between(0, 7) as usize);
    }
    numbers.extend([5, 500_000]);
    numbers
}

fn shuffled() -> Vec<u64> {
    let (mut chance, mut numbers) = (Chance::new(9), row());
    let last = u32::try_from(numbers.len()).unwrap_or(COUNT).saturating_sub(1);
    for place in (1..=last).rev() {
        numbers.swap(place as usize, chance.between(0, place) as usize);
    }
    numbers
}

fn show(found: &Audit) -> Value {
    let gaps: Vec<[u64; 2]> = found.gaps.iter().map(|gap| [gap.first, gap.last]).collect();
    json!({ "gaps": gaps, "repeats": found.repeats.iter().map(|place| place.number).collect::<Vec<_>>() })
}

/// What a sorted list tells when it is looked through; that is not timed.
fn show_sorted(sorted: &[u64]) -> Value {
    let pairs = || sorted.iter().zip(sorted.iter().skip(1));
    let gaps: Vec<[u64; 2]> =
        pairs().filter(|(one, next)| **next > **one + 1).map(|(one, next)| [one + 1, next - 1]).collect();
    let mut repeats: Vec<u64> = pairs().filter(|(one, next)| one == next).map(|(one, _)| *one).collect();
    repeats.dedup();
    json!({ "gaps": gaps, "repeats": repeats })
}

fn counters(what: (&'static str, &'static str), numbers: Vec<u64>) -> Job {
    let input = json!(numbers);
    let sorted = numbers.clone();
    let rival = Rival::shown(
        "sort_unstable",
        move || {
            let mut numbers = sorted.clone();
            numbers.sort_unstable();
            numbers
        },
        |sorted| show_sorted(&sorted),
    );
    let work = move || audit(&numbers, &Scope::default());
    Job::new(what, COUNT as usize, input, &PEERS, work, |found| show(&found)).beside(rival)
}

fn texts() -> Result<Job> {
    let series = Series::new("sales", "INV-{year}-{number:6}{mod97}".parse()?).restarting_yearly();
    let (count, day) = (COUNT / 10, date(2026, 3, 2)?);
    let (numbers, after) = series.issue_many(&vec![day; count as usize])?;
    let entry = |text: String| Entry { text, day, document: None };
    let mut entries: Vec<Entry> = numbers.into_iter().map(|number| entry(number.text)).collect();
    entries.remove(777);
    let input = json!(entries.iter().map(|entry| &entry.text).collect::<Vec<_>>());
    let books = Books { entries, first: Some(1), ..Books::default() };
    let work = move || after.audit_books(&books);
    let what = ("texts", "audit a number's text with check digits");
    Ok(Job::new(what, count as usize, input, &PEERS, work, |found| {
        found.map_or_else(super::failed, |found| show(&found))
    }))
}
