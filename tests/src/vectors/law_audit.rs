//! Timed work against labour law: every finding of one rule, by its days, amount and limit.

use super::{Checks, File, only, text};
use backoffice::{
    NaiveDateTime, Period, calendar,
    scheduling::law::{Break, Facts, Law, Setting, Violation, Work, audit},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

const KNOWN: [&str; 10] =
    ["id", "law", "rule", "period", "work", "expected", "facts", "ramadan", "week_begins", "verified"];
const PERSON: &str = "ada";

/// Judges the work of a case and compares what is found.
pub fn adapter(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &KNOWN)?;
    let rule = text(case, "rule")?;
    let law = Law::embedded(text(case, "law")?).map_err(|error| error.to_string())?;
    if !law.rules().iter().any(|known| known.name == rule) {
        return Err(format!("the rule `{rule}`"));
    }
    let setting = Setting {
        period: read::<Period>(case, "period")?.ok_or("a case without `period`")?,
        ramadan: read(case, "ramadan")?.unwrap_or_default(),
        week_begins: read(case, "week_begins")?,
    };
    let facts = case.get("facts").and_then(Value::as_object).cloned().unwrap_or_default();
    let facts: Facts = document("facts", Value::Object(with_person(facts)))?;
    let work = case.get("work").and_then(Value::as_array).ok_or("a case without `work`")?;
    let work = work.iter().map(timed).collect::<Result<Vec<_>, _>>()?;
    let expected = case.get("expected").and_then(Value::as_array).ok_or("a case without `expected`")?;
    match audit(&[law], &setting, &[facts], &work) {
        Err(error) => checks.refused(&error),
        Ok(found) => {
            let found: Vec<&Violation> = found.iter().filter(|one| one.rule == rule).collect();
            checks.text("found", expected.len(), found.len());
            for (index, (wanted, got)) in expected.iter().zip(found).enumerate() {
                compare(index, wanted, got, checks)?;
            }
        }
    }
    Ok(())
}

fn compare(index: usize, wanted: &Value, got: &Violation, checks: &mut Checks) -> Result<(), String> {
    only(wanted, &["first", "last", "amount", "limit"])?;
    for (field, got_day) in [("first", got.first), ("last", got.last)] {
        let wanted = text(wanted, field)?;
        if wanted != "*" {
            checks.text(&format!("{index}.{field}"), wanted, got_day);
        }
    }
    for (field, got) in [("amount", got.amount), ("limit", got.limit)] {
        checks.number(&format!("{index}.{field}"), wanted.get(field).unwrap_or(&Value::Null), got.into());
    }
    checks.text(&format!("{index}.by"), (got.amount - got.limit).abs(), got.by);
    Ok(())
}

fn with_person(mut facts: Map<String, Value>) -> Map<String, Value> {
    facts.insert("person".into(), json!(PERSON));
    facts
}

fn read<T: DeserializeOwned>(case: &Value, field: &str) -> Result<Option<T>, String> {
    case.get(field).map(|value| document(field, value.clone())).transpose()
}

fn document<T: DeserializeOwned>(field: &str, value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|error| format!("`{field}`: {error}"))
}

/// Work with its moments written as `2026-03-29T01:30+01:00`.
fn timed(written: &Value) -> Result<Work, String> {
    only(written, &["start", "end", "breaks", "kind"])?;
    let (start, start_offset) = moment(text(written, "start")?)?;
    let (end, end_offset) = moment(text(written, "end")?)?;
    let breaks: Vec<Break> = read(written, "breaks")?.unwrap_or_default();
    let kind = read(written, "kind")?.unwrap_or_default();
    Ok(Work { person: PERSON.into(), start, start_offset, end, end_offset, breaks, kind })
}

fn moment(written: &str) -> Result<(NaiveDateTime, i32), String> {
    let read = || {
        let (local, offset) = written.split_at_checked(16)?;
        let (day, time) = local.split_once('T')?;
        let day = calendar::parse_date("day", day).ok()?;
        let (hour, minute) = clock(time)?;
        let (sign, offset) = offset.split_at_checked(1)?;
        let (hours, minutes) = clock(offset)?;
        let ahead = i32::try_from(hours * 60 + minutes).ok()?;
        let ahead = match sign {
            "+" => ahead,
            "-" => -ahead,
            _ => return None,
        };
        Some((day.and_hms_opt(hour, minute, 0)?, ahead))
    };
    read().ok_or_else(|| format!("the moment `{written}`"))
}

fn clock(written: &str) -> Option<(u32, u32)> {
    let (hour, minute) = written.split_once(':')?;
    Some((hour.parse().ok()?, minute.parse().ok()?))
}
