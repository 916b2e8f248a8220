//! The cases of the room `scheduling`: rosters of the two benchmarks, judged.

use super::{Checks, File, Kind, only, text};
use crate::roster::{curtois, inrc2};
use backoffice::scheduling::{Model, Verdict, Wish, evaluate};
use serde_json::Value;
use std::{fs, path::Path};

/// What a file of this room is, by its name without `.json`.
pub fn kind(stem: &str) -> Kind {
    match stem {
        "curtois-evaluate" => Kind::Cases(of_curtois),
        "inrc2-evaluate" => Kind::Cases(of_inrc2),
        _ => Kind::Unknown,
    }
}

fn file(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn lines(case: &Value) -> Result<String, String> {
    let rows = case.get("roster").and_then(Value::as_array).ok_or("a case without the rows `roster`")?;
    Ok(rows.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"))
}

/// A roster with its penalty and every violation.
fn of_curtois(here: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &["id", "instance", "roster", "made_by", "expected", "verified"])?;
    let expected = case.get("expected").ok_or("a case without `expected`")?;
    only(expected, &["feasible", "penalty", "on", "off", "under", "over", "violations"])?;
    let told = |error: crate::roster::BadFile| error.to_string();
    let model = curtois::read(&file(&here.folder.join(text(case, "instance")?))?).map_err(told)?;
    let assignments = curtois::read_roster(&model, &lines(case)?).map_err(told)?;
    let verdict = match evaluate(&model, &assignments) {
        Ok(verdict) => verdict,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let number = |field: &str| expected.get(field).and_then(Value::as_i64).unwrap_or(i64::MIN);
    checks.text("penalty", number("penalty"), verdict.penalty);
    checks.text("feasible", expected.get("feasible").unwrap_or(&Value::Null), verdict.is_lawful());
    let requests = |wish: Wish| -> i64 {
        // A wish to work is unmet where nothing that it names is worked; one to avoid where something is.
        let of = |v: &&backoffice::scheduling::Violation| {
            v.rule == "request" && v.message.contains("would rather not") == (wish == Wish::Avoid)
        };
        verdict.violations.iter().filter(of).map(|v| v.penalty).sum()
    };
    checks.text("on", number("on"), requests(Wish::Prefer));
    checks.text("off", number("off"), requests(Wish::Avoid));
    let covers = |covers: &[backoffice::scheduling::Cover]| covers.iter().map(|c| c.penalty).sum::<i64>();
    checks.text("under", number("under"), covers(&verdict.uncovered));
    checks.text("over", number("over"), covers(&verdict.overcovered));
    let mut wanted: Vec<String> =
        expected.get("violations").and_then(Value::as_array).into_iter().flatten().map(wanted).collect();
    let mut got = violations(&model, &verdict);
    wanted.sort();
    got.sort();
    checks.text("violations", wanted.join("; "), got.join("; "));
    Ok(())
}

/// Rule, employee, day and amount of a violation that the file wants.
fn wanted(violation: &Value) -> String {
    let cell = |field: &str| match violation.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => "-".into(),
    };
    let side = if cell("name").starts_with("min") { "min" } else { "max" };
    format!(
        "{} {side} {} {} {} {}",
        cell("rule"),
        cell("employee"),
        cell("day"),
        cell("shift"),
        cell("amount")
    )
}

/// The same of the violations that the judge found.
fn violations(model: &Model, verdict: &Verdict) -> Vec<String> {
    let hard = verdict.violations.iter().filter(|violation| violation.hard);
    hard.map(|v| {
        let rule = if v.rule == "forbidden" { "H9" } else { &v.rule };
        let day = (v.day - model.period.first()).num_days();
        let (side, day, shift) = match rule {
            // Told of the earlier of the two days.
            "H2" => ("max", Some(day - 1), None),
            "H3" => ("max", None, v.message.split([' ', ':']).nth(3)),
            "H4" if v.message.contains("needed") => ("min", None, None),
            "H4" | "H8" => ("max", None, None),
            "H6" | "H7" => ("min", Some(day), None),
            _ => ("max", Some(day), None),
        };
        let day = day.map_or_else(|| "-".into(), |day| day.to_string());
        format!("{rule} {side} {} {day} {} {}", v.person, shift.unwrap_or("-"), v.by)
    })
    .collect()
}

/// A roster of all weeks with the cost of each constraint.
fn of_inrc2(here: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &["id", "folder", "history", "weeks", "roster", "expected", "verified"])?;
    let told = |error: crate::roster::BadFile| error.to_string();
    let folder = here.folder.join(text(case, "folder")?);
    let set = folder.file_name().and_then(|name| name.to_str()).ok_or("a folder without a name")?.to_owned();
    let read = |name: String| file(&folder.join(name));
    let whole = |value: &Value| value.as_u64().ok_or("a number that is none");
    let scenario = inrc2::Scenario::read(&read(format!("Sc-{set}.txt"))?).map_err(told)?;
    let number = whole(case.get("history").unwrap_or(&Value::Null))?;
    let history = scenario.history(&read(format!("H0-{set}-{number}.txt"))?).map_err(told)?;
    let mut weeks = Vec::new();
    for number in case.get("weeks").and_then(Value::as_array).ok_or("a case without `weeks`")? {
        weeks.push(scenario.week(&read(format!("WD-{set}-{}.txt", whole(number)?))?).map_err(told)?);
    }
    let model = scenario.model(&history, &weeks, inrc2::Totals::Judged).map_err(told)?;
    let assignments = inrc2::read_roster(&model, &lines(case)?).map_err(told)?;
    let verdict = match evaluate(&model, &assignments) {
        Ok(verdict) => verdict,
        Err(error) => {
            checks.refused(&error);
            return Ok(());
        }
    };
    let expected = case.get("expected").and_then(Value::as_object).ok_or("a case without `expected`")?;
    let of =
        |rule: &str| -> i64 { verdict.violations.iter().filter(|v| v.rule == rule).map(|v| v.penalty).sum() };
    for (field, wanted) in expected {
        let got = match field.as_str() {
            "penalty" => verdict.penalty,
            "S1_optimal" => verdict.uncovered.iter().map(|cover| cover.penalty).sum(),
            "S2_same_shift" => of("S2 shift"),
            "S2_working_days" => of("S2 work"),
            "S3_days_off" => of("S3"),
            "S4_requests" => of("request"),
            "S5_complete_weekend" => of("S5"),
            "S6_assignments" => of("S6"),
            "S7_weekends" => of("S7"),
            "hard" => i64::try_from(verdict.hard).unwrap_or(i64::MAX),
            _ => return Err(format!("the constraint `{field}`")),
        };
        checks.text(field, wanted, got);
    }
    // Week after week, as the competition is solved: the same, for all but the bounds of the whole horizon.
    let (mut before, mut sum) = (history, 0);
    for (number, week) in weeks.iter().enumerate() {
        let stage = scenario.model(&before, std::slice::from_ref(week), inrc2::Totals::Open).map_err(told)?;
        let shift = chrono::Days::new(7 * number as u64);
        let own: Vec<_> = assignments
            .iter()
            .filter_map(|a| {
                Some(backoffice::scheduling::Assignment { day: a.day.checked_sub_days(shift)?, ..a.clone() })
            })
            .filter(|a| stage.period.contains(a.day))
            .collect();
        match evaluate(&stage, &own) {
            Ok(verdict) => sum += verdict.penalty,
            Err(error) => checks.refused(&error),
        }
        before = scenario.after(&stage, &before, &own);
    }
    checks.text("by stages", verdict.penalty - of("S6") - of("S7"), sum);
    Ok(())
}
