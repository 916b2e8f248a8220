//! The cases of `invoice::numbering`.

use super::{
    Checks, File,
    invoice::{day, fail, list, read},
    only, text,
};
use backoffice::{
    calendar::FiscalYear,
    invoice::numbering::{Pattern, Profile, Restart, Scope, Series, audit},
};
use serde_json::Value;

fn fiscal_year(input: &Value) -> Result<Option<FiscalYear>, String> {
    let Some(start) = input.get("fiscal_year_start").and_then(Value::as_str) else { return Ok(None) };
    let (month, day) = start.split_once('-').ok_or("a fiscal year that does not begin on MM-DD")?;
    let part = |text: &str| text.parse::<u32>().map_err(|error| error.to_string());
    FiscalYear::beginning(part(month)?, part(day)?).map(Some).map_err(fail)
}

fn counters(object: &Value, field: &str) -> Result<Vec<u64>, String> {
    list(object, field).iter().map(|n| n.as_u64().ok_or_else(|| format!("`{field}`"))).collect()
}

/// Series, patterns, audits, laws and the protocol of a store.
pub fn numbering(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &["id", "kind", "input", "expected", "source", "verified", "note"])?;
    let (input, expected) = (&case["input"], &case["expected"]);
    let pattern = || text(input, "pattern")?.parse::<Pattern>().map_err(fail);
    match text(case, "kind")? {
        "format" => {
            only(input, &["pattern", "day", "number", "series", "fiscal_year_start"])?;
            let series = input.get("series").and_then(Value::as_str).unwrap_or_default();
            let (number, day) = (input["number"].as_u64().ok_or("number")?, day(text(input, "day")?)?);
            let year = fiscal_year(input)?;
            let got = pattern()?.format(day, number, series, year).map_err(fail)?;
            checks.text("number", expected.as_str().ok_or("expected")?, &got);
            let parsed = pattern()?.parse(&got, series, year).map_err(fail)?;
            checks.text("read back", number, parsed.number);
        }
        "issue" => {
            only(input, &["pattern", "restart", "next", "days", "chronological", "fiscal_year_start"])?;
            issue(input, expected, pattern()?, checks)?;
        }
        "audit" => {
            only(input, &["numbers", "voids", "first", "next"])?;
            only(expected, &["gaps", "repeats", "out_of_order"])?;
            let bound = |field: &str| input.get(field).and_then(Value::as_u64);
            let voids = counters(input, "voids")?;
            let scope = Scope { first: bound("first"), next: bound("next"), voids, ..Scope::default() };
            let found = audit(&counters(input, "numbers")?, &scope);
            let gaps: Vec<[u64; 2]> = found.gaps.iter().map(|gap| [gap.first, gap.last]).collect();
            let plain =
                |places: &[backoffice::invoice::numbering::Place]| places.iter().map(|p| p.number).collect();
            let (repeats, out_of_order): (Vec<u64>, Vec<u64>) =
                (plain(&found.repeats), plain(&found.out_of_order));
            checks.text("gaps", &expected["gaps"], serde_json::json!(gaps));
            checks.text("repeats", &expected["repeats"], serde_json::json!(repeats));
            checks.text("out_of_order", &expected["out_of_order"], serde_json::json!(out_of_order));
        }
        "law" => law(input, expected, checks)?,
        "protocol" => protocol(input, expected, checks)?,
        other => return Err(format!("cases of kind {other}")),
    }
    Ok(())
}

fn issue(input: &Value, expected: &Value, pattern: Pattern, checks: &mut Checks) -> Result<(), String> {
    let restart: Restart = read(&input["restart"])?;
    let next = input["next"].as_u64().ok_or("next")?;
    let mut series = Series::new("series", pattern).restarting(restart).starting_at(next);
    if let Some(year) = fiscal_year(input)? {
        series = series.fiscal_year(year);
    }
    if input.get("chronological") == Some(&Value::Bool(true)) {
        series = series.chronological();
    }
    let mut wanted = match expected {
        Value::Array(wanted) => wanted.iter(),
        // The series itself is refused: with its first number.
        whole => std::slice::from_ref(whole).iter(),
    };
    for (index, day_text) in list(input, "days").iter().enumerate() {
        let Some(wanted) = wanted.next() else { break };
        let before = series.clone();
        let got = match series.issue(day(day_text.as_str().ok_or("days")?)?) {
            Ok((number, after)) => {
                series = after;
                number.to_string()
            }
            Err(error) => {
                checks.holds("series", series == before, "the series as it was", "another");
                format!("error {}", error.code())
            }
        };
        let wanted = match wanted {
            Value::String(text) => text.clone(),
            error => format!("error {}", text(error, "error")?),
        };
        checks.text(&format!("numbers.{index}"), wanted, got);
    }
    checks.holds("numbers", wanted.next().is_none(), "a day for each number", "fewer");
    Ok(())
}

fn law(input: &Value, expected: &Value, checks: &mut Checks) -> Result<(), String> {
    only(input, &["country", "number", "numbers", "series", "series_numbers", "counter", "rejected"])?;
    let profile = Profile::of(text(input, "country")?).map_err(fail)?;
    let mut numbers = vec![];
    if let Some(number) = input.get("number") {
        numbers.push((number.as_str().ok_or("number")?, day("2026-11-23")?));
    }
    for number in list(input, "numbers") {
        numbers.push(match number {
            Value::Array(pair) => match pair.as_slice() {
                [Value::String(number), Value::String(of)] => (number.as_str(), day(of)?),
                _ => return Err("a number that is not a text and a day".into()),
            },
            number => (number.as_str().ok_or("numbers")?, day("2026-11-23")?),
        });
    }
    let mut breaches = profile.check(numbers).map_err(fail)?;
    breaches.extend(profile.check_counters(&counters(input, "series_numbers")?, &[]));
    // Rejected documents keep their counters; without them there must be a hole.
    let (counter, rejected) = (counters(input, "counter")?, counters(input, "rejected")?);
    breaches.extend(profile.check_counters(&counter, &[]));
    if !rejected.is_empty() {
        let left: Vec<u64> = counter.iter().copied().filter(|number| !rejected.contains(number)).collect();
        let holes = profile.check_counters(&left, &[]);
        checks.text("holes without the rejected", rejected.len(), holes.len());
    }
    checks.text("ok", expected["ok"].as_bool().ok_or("ok")?, breaches.is_empty());
    Ok(())
}

fn protocol(input: &Value, expected: &Value, checks: &mut Checks) -> Result<(), String> {
    only(input, &["series", "writers"])?;
    only(&input["series"], &["version", "next"])?;
    let number = |object: &Value, field: &str| object[field].as_u64().ok_or_else(|| format!("`{field}`"));
    let mut stored = Series::new("series", "{number}".parse::<Pattern>().map_err(fail)?)
        .starting_at(number(&input["series"], "next")?)
        .at_version(number(&input["series"], "version")?);
    let mut results = vec![];
    let mut given = vec![];
    for writer in list(input, "writers") {
        only(writer, &["read_version", "rollback", "count"])?;
        if let Err(conflict) = stored.unchanged(number(writer, "read_version")?) {
            results.push(serde_json::json!({ "conflict": conflict }));
            continue;
        }
        let count = writer.get("count").and_then(Value::as_u64).unwrap_or(1);
        let days = vec![day("2026-11-23")?; usize::try_from(count).map_err(|error| error.to_string())?];
        let (numbers, after) = stored.issue_many(&days).map_err(fail)?;
        if writer.get("rollback") == Some(&Value::Bool(true)) {
            results.push(Value::Null);
            continue;
        }
        stored = after;
        results.extend(numbers.iter().map(|number| number.counter.into()));
        given.extend(numbers.iter().map(|number| number.counter));
    }
    for (field, wanted) in expected.as_object().into_iter().flatten() {
        match field.as_str() {
            "numbers" => checks.text(field, wanted, Value::Array(results.clone())),
            "first" => checks.text(field, wanted, given.first().copied().unwrap_or(0)),
            "last" => checks.text(field, wanted, given.last().copied().unwrap_or(0)),
            "after" => {
                checks.text("after.version", &wanted["version"], stored.version());
                checks.text("after.next", &wanted["next"], stored.next());
            }
            other => return Err(format!("`{other}`")),
        }
    }
    let found = audit(&given, &Scope { next: Some(stored.next()), ..Scope::default() });
    checks.holds("audit", found.is_empty(), "nothing found", format!("{found:?}"));
    Ok(())
}
