//! The same as the list says, and what is wrong with rows.

use super::*;
use crate::{
    calendar::{Period, date},
    scheduling::law::{Work, audit},
};
use arrow_array::{
    ArrayRef, BooleanArray, Int32Array, Int64Array, RecordBatch, RecordBatchIterator, StringArray,
    TimestampMillisecondArray, TimestampSecondArray, cast::AsArray, types::Int64Type,
};
use chrono::TimeDelta;
use proptest::prelude::*;
use std::sync::Arc;

fn laws() -> Vec<Law> {
    vec![Law::embedded("uk.working_time").unwrap(), Law::embedded("ae.working_time").unwrap()]
}

fn setting() -> Setting {
    Setting::of(Period::year(2026).unwrap())
}

fn run(columns: Vec<(&str, ArrayRef)>, reading: &Reading, people: &[Facts]) -> Result<WorkingTime> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let reader = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
    working_time(reader, reading, &laws(), &setting(), people, |_| true)
}

fn columns(work: &[Work]) -> Vec<(&'static str, ArrayRef)> {
    let of = |get: fn(&Work) -> i64| Arc::new(work.iter().map(get).collect::<Int64Array>()) as ArrayRef;
    let rest = |get: fn(&crate::scheduling::law::Break) -> i32| {
        Arc::new(work.iter().map(|one| one.breaks.first().map(get)).collect::<Int32Array>()) as ArrayRef
    };
    let stamps = |get: fn(&Work) -> i64| {
        Arc::new(work.iter().map(|one| Some(get(one) * 1000)).collect::<TimestampMillisecondArray>())
            as ArrayRef
    };
    let paid: BooleanArray =
        work.iter().map(|one| Some(one.breaks.first().is_some_and(|rest| rest.paid))).collect();
    vec![
        ("person", Arc::new(work.iter().map(|one| Some(one.person.as_str())).collect::<StringArray>())),
        ("start", stamps(|one| one.start.and_utc().timestamp())),
        ("end", stamps(|one| one.end.and_utc().timestamp())),
        ("start_offset", of(|one| one.start_offset.into())),
        ("end_offset", of(|one| one.end_offset.into())),
        ("break_after", rest(|rest| i32::try_from(rest.after).unwrap())),
        ("break_minutes", rest(|rest| i32::try_from(rest.minutes).unwrap())),
        ("break_paid", Arc::new(paid)),
    ]
}

/// Work of three people over some weeks, mixed.
fn any_work() -> impl Strategy<Value = Vec<Work>> {
    let one =
        (0usize..3, 0i64..60, 0i64..1200, 30i64..900, prop::option::of((10u32..20, 5u32..15, any::<bool>())));
    let zone = prop::sample::select(vec![0, 60, -300]);
    prop::collection::vec((one, zone), 0..80).prop_map(|all| {
        let mut work: Vec<Work> = vec![];
        for ((person, day, minute, length, rest), offset) in all {
            let start = date(2026, 3, 2).unwrap().and_hms_opt(0, 0, 0).unwrap();
            let start = start + TimeDelta::minutes(day * 1440 + minute);
            let mut one =
                Work::new(["ada", "bo", "cy"][person], start, start + TimeDelta::minutes(length), offset);
            if let Some((after, minutes, paid)) = rest.filter(|_| length > 60) {
                one = one.resting(after, minutes, paid);
            }
            // Nobody is at two places at once; a day between leaves room for any offset.
            let free = |other: &Work| {
                other.person != one.person
                    || other.end + TimeDelta::minutes(400) <= one.start
                    || one.end + TimeDelta::minutes(400) <= other.start
            };
            if work.iter().all(free) {
                work.push(one);
            }
        }
        work
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_table_finds_what_the_list_finds(work in any_work(), young in any::<bool>(), night_worker in any::<bool>()) {
        let born = young.then(|| date(2009, 5, 1).unwrap());
        let people = [Facts { born, night_worker, special_hazards: night_worker, ..Facts::of("bo") }];
        let mut wanted = audit(&laws(), &setting(), &people, &work).unwrap();
        let table = run(columns(&work), &Reading::default(), &people).unwrap();
        prop_assert_eq!(table.problems().count(), 0);
        let mut got = vec![];
        for batch in table.violations() {
            let batch = batch.unwrap();
            let text = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>().clone();
            let whole = |name: &str| batch.column_by_name(name).unwrap().as_primitive::<Int64Type>().clone();
            let [person, law, rule] = ["person", "law", "rule"].map(text);
            let [amount, limit, by] = ["amount", "limit", "by"].map(whole);
            for row in 0..batch.num_rows() {
                let names = [&person, &law, &rule].map(|texts| texts.value(row).to_owned());
                got.push((names, [&amount, &limit, &by].map(|numbers| numbers.value(row))));
            }
        }
        wanted.sort_by(|one, other| one.person.cmp(&other.person));
        got.sort_by(|one, other| one.0[0].cmp(&other.0[0]));
        let wanted: Vec<_> =
            wanted.into_iter().map(|one| ([one.person, one.law, one.rule], [one.amount, one.limit, one.by])).collect();
        prop_assert_eq!(got, wanted);
    }
}

fn stamps(values: Vec<Option<i64>>) -> ArrayRef {
    Arc::new(TimestampSecondArray::from(values))
}

const HOUR: i64 = 3600;
const MONDAY: i64 = 1_772_409_600; // 2026-03-02

#[test]
fn rows_that_cannot_be_judged_are_told() {
    let at = |hour: i64| Some(MONDAY + hour * HOUR);
    let start = vec![at(8), at(10), at(8), None, at(32), at(56), Some(MONDAY + 80 * HOUR + 1)];
    let end = vec![at(12), at(14), at(8), at(9), at(40), at(64), at(84)];
    let person = vec![Some("ada"), Some("ada"), Some("bo"), Some("bo"), None, Some("cy"), Some("cy")];
    let rest = vec![None, None, None, None, None, Some(600), None];
    let table = run(
        vec![
            ("person", Arc::new(StringArray::from(person))),
            ("start", stamps(start)),
            ("end", stamps(end)),
            ("break_minutes", Arc::new(Int64Array::from(rest))),
        ],
        &Reading::default(),
        &[],
    )
    .unwrap();
    let told: Vec<_> =
        table.problems().map(|(row, error)| (row, error.code(), error.field().to_owned())).collect();
    let wanted = [
        (1, Code::SchedulingOverlap, "start"),
        (2, Code::SchedulingNoLength, "end"),
        (3, Code::InputMissing, "start"),
        (4, Code::InputMissing, "person"),
        (5, Code::SchedulingBreakOutside, "breaks"),
        (6, Code::InputInvalid, "start"),
    ];
    assert_eq!(told, wanted.map(|(row, code, field)| (row, code, field.to_owned())));
    assert_eq!((table.rows(), table.count()), (7, 0));
}

#[test]
fn moments_with_a_time_zone_are_moments_of_utc() {
    // 22:00 to 6:00 in New York, told in UTC: nothing of it lies on the day before, and it is one day's work.
    let utc =
        |values: Vec<i64>| Arc::new(TimestampSecondArray::from(values).with_timezone("UTC")) as ArrayRef;
    let constants = serde_json::json!({"start_offset": -300, "end_offset": -300});
    let reading = Reading { constants: constants.as_object().unwrap().clone(), pass_through: vec![] };
    let table = run(
        vec![
            ("person", Arc::new(Int64Array::from(vec![7]))),
            ("start", utc(vec![MONDAY + 3 * HOUR])),
            ("end", utc(vec![MONDAY + 12 * HOUR])),
        ],
        &reading,
        &[],
    )
    .unwrap();
    let found = table.violations().next().unwrap().unwrap();
    let first = found.column_by_name("first").unwrap().as_primitive::<arrow_array::types::Date32Type>();
    let day = i32::try_from(MONDAY / 86_400).unwrap() - 1;
    assert!(first.iter().all(|found| found == Some(day)), "{first:?}");
    assert_eq!(found.column_by_name("person").unwrap().as_string::<i32>().value(0), "7");
}

#[test]
fn a_table_that_cannot_be_read_is_refused() {
    let good = || {
        vec![
            ("person", Arc::new(StringArray::from(vec!["ada"])) as ArrayRef),
            ("start", stamps(vec![Some(MONDAY)])),
            ("end", stamps(vec![Some(MONDAY + HOUR)])),
        ]
    };
    let code = |columns, reading: &Reading| run(columns, reading, &[]).err().map(|error| error.code());
    let plain = Reading::default();
    assert_eq!(code(good(), &plain), None);
    let mut more = good();
    more.push(("pause", stamps(vec![None])));
    assert_eq!(code(more, &plain), Some(Code::InputUnknownField));
    assert_eq!(code(good().into_iter().take(2).collect(), &plain), Some(Code::InputMissing));
    let mut odd = good();
    odd[1].1 = Arc::new(Int64Array::from(vec![1]));
    assert_eq!(code(odd, &plain), Some(Code::InputInvalid));
    let with = |constants: serde_json::Value| Reading {
        constants: constants.as_object().unwrap().clone(),
        pass_through: vec![],
    };
    assert_eq!(code(good(), &with(serde_json::json!({"start": 1}))), Some(Code::InputUnknownField));
    assert_eq!(code(good(), &with(serde_json::json!({"kind": 1}))), Some(Code::InputInvalid));
    assert_eq!(
        code(good(), &Reading { pass_through: vec!["person".into()], ..plain }),
        Some(Code::InputInvalid)
    );
    let twice = [Facts::of("ada"), Facts::of("ada")];
    assert_eq!(
        run(good(), &Reading::default(), &twice).err().map(|error| error.code()),
        Some(Code::InputDuplicate)
    );
    let batch = RecordBatch::try_from_iter(good()).unwrap();
    let reader = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
    let stopped = working_time(reader, &Reading::default(), &laws(), &setting(), &[], |_| false);
    assert_eq!(stopped.err().map(|error| error.code()), Some(Code::Cancelled));
}
