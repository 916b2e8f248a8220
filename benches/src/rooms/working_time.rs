//! Timed work against labour law: columns in, violations out, beside the audit of the same work as a list.

use super::failed;
use crate::{
    chance::Chance,
    job::{Job, Peer, Rival},
};
use arrow_array::{
    ArrayRef, Int64Array, RecordBatch, RecordBatchIterator, StringArray, TimestampSecondArray, cast::AsArray,
};
use backoffice::{
    Error, NaiveDateTime, Period, Result, date,
    scheduling::law::{Facts, Law, Setting, Work, audit},
    table::{self, Reading},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, rc::Rc, sync::Arc, time::Duration};

/// Few where nothing is timed.
const PEOPLE: u32 = if cfg!(debug_assertions) { 40 } else { 4_000 };
const WEEKS: u32 = 52;

/// A company that plain Python gets through.
const SHOP: u32 = 40;

const PEERS: [Peer; 1] = [Peer { name: "plain Python", group: None, script: "working_time" }];

/// The jobs: a year of a large company under the law of Great Britain, with daily and weekly rest, the average over 17 weeks,
/// night work (every fourth person) and breaks; one week in a hundred has a shift that is too long. Then a year of a small
/// one.
///
/// # Errors
/// None: the input is ours.
pub fn jobs() -> Result<Vec<Job>> {
    let large = ("audit_large", "audit a week of a person, columns in and violations out");
    Ok(vec![
        job(large, PEOPLE, &[])?,
        job(("audit", "audit a week of a person of a small company, in columns"), SHOP, &PEERS)?,
    ])
}

fn job(what: (&'static str, &'static str), count: u32, peers: &'static [Peer]) -> Result<Job> {
    let (people, work) = year(count)?;
    let batch = batch(&work)?;
    let first = date(2026, 1, 5)?;
    let period = Period::new(first, date(2027, 1, 3)?)?;
    let input = if peers.is_empty() { Value::Null } else { written(&people, &work, period) };
    let setting = Setting::of(period);
    let laws = Rc::new([Law::embedded("uk.working_time")?]);
    let people = Rc::new(people);
    let columns = {
        let (laws, people, setting) = (Rc::clone(&laws), Rc::clone(&people), setting.clone());
        move || {
            let rows = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
            let judged = table::working_time(rows, &Reading::default(), &*laws, &setting, &people, |_| true)?;
            judged.violations().collect::<std::result::Result<Vec<_>, _>>().map_err(odd)
        }
    };
    let list = move || audit(&*laws, &setting, &people, &work);
    let weeks = (count * WEEKS) as usize;
    let job =
        Job::new(what, weeks, input, peers, columns, |all| all.map_or_else(failed, |all| of_columns(&all)));
    Ok(job.beside(Rival::shown("the same as a list", list, |found| {
        found.map_or_else(failed, |found| counted(found.into_iter().map(|one| one.rule)))
    })))
}

/// What a peer is told: everybody's facts, and each shift as the number of its person, minutes from the period's first
/// midnight, and its break.
fn written(people: &[Facts], work: &[Work], period: Period) -> Value {
    let numbers: BTreeMap<&str, usize> =
        people.iter().enumerate().map(|(number, facts)| (facts.person.as_str(), number)).collect();
    let midnight = period.first().and_time(chrono::NaiveTime::MIN);
    let minute = |moment: NaiveDateTime| (moment - midnight).num_minutes();
    let shifts = work.iter().map(|one| {
        let rest = one.breaks.first().map_or((0, 0), |rest| (rest.after, rest.minutes));
        json!([numbers.get(one.person.as_str()), minute(one.start), minute(one.end), rest.0, rest.1])
    });
    let facts = people
        .iter()
        .map(|facts| json!({"night_worker": facts.night_worker, "special_hazards": facts.special_hazards}));
    json!({
        "days": period.days().count(),
        "people": facts.collect::<Vec<_>>(),
        "work": shifts.collect::<Vec<_>>(),
    })
}

fn odd(error: impl std::fmt::Display) -> Error {
    Error::invalid("table", error, "the table of a bench")
}

fn counted(rules: impl Iterator<Item = String>) -> Value {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    rules.for_each(|rule| *counts.entry(rule).or_default() += 1);
    json!(counts)
}

fn of_columns(batches: &[RecordBatch]) -> Value {
    let rules = batches.iter().filter_map(|batch| batch.column_by_name("rule"));
    let rules = rules.map(|column| column.as_string::<i32>().clone());
    counted(rules.flat_map(|rules| rules.iter().flatten().map(str::to_owned).collect::<Vec<_>>()))
}

/// People and five shifts a week of each, by day or, for every fourth person every other week, by night.
fn year(count: u32) -> Result<(Vec<Facts>, Vec<Work>)> {
    let mut chance = Chance::new(31);
    let monday = date(2026, 1, 5)?.and_hms_opt(0, 0, 0).unwrap_or_default();
    let moment = |minutes: u32| monday + Duration::from_secs(60 * u64::from(minutes));
    let (mut people, mut work) = (Vec::new(), Vec::new());
    for person in 0..count {
        let name = format!("p{person:05}");
        let nights = person % 4 == 0;
        people.push(Facts { night_worker: nights, special_hazards: person % 8 == 0, ..Facts::of(&name) });
        for week in 0..WEEKS {
            let by_night = nights && week % 2 == 0;
            let long = if chance.between(0, 99) == 0 { chance.between(0, 4) } else { 9 };
            for day in 0..5 {
                let begins = if by_night { 22 * 60 } else { 8 * 60 + 15 * chance.between(0, 2) };
                let start = (week * 7 + day) * 1440 + begins;
                let length = if by_night { 480 } else { 510 } + if day == long { 360 } else { 0 };
                work.push(Work::new(&name, moment(start), moment(start + length), 0).resting(240, 30, false));
            }
        }
    }
    Ok((people, work))
}

fn batch(work: &[Work]) -> Result<RecordBatch> {
    let stamps = |of: fn(&Work) -> NaiveDateTime| -> ArrayRef {
        Arc::new(TimestampSecondArray::from_iter_values(work.iter().map(|one| of(one).and_utc().timestamp())))
    };
    let whole =
        |of: fn(&Work) -> i64| -> ArrayRef { Arc::new(Int64Array::from_iter_values(work.iter().map(of))) };
    let names: StringArray = work.iter().map(|one| Some(one.person.as_str())).collect();
    RecordBatch::try_from_iter([
        ("person", Arc::new(names) as ArrayRef),
        ("start", stamps(|one| one.start)),
        ("end", stamps(|one| one.end)),
        ("start_offset", whole(|one| one.start_offset.into())),
        ("end_offset", whole(|one| one.end_offset.into())),
        ("break_after", whole(|one| one.breaks.first().map_or(0, |rest| rest.after.into()))),
        ("break_minutes", whole(|one| one.breaks.first().map_or(0, |rest| rest.minutes.into()))),
    ])
    .map_err(odd)
}
