//! The cases of `rules_en16931.json`: does a partial document obey one rule of EN 16931, as the official validators say?

use super::{Checks, File, only, text};
use backoffice::invoice::validate::{Stated, Strength, Verdict, validate};
use serde_json::{Value, json};

/// One case: the rule that it names is judged, and no other.
pub fn rules(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    only(case, &["id", "rule", "document", "expected", "source", "verified"])?;
    let stated: Stated =
        serde_json::from_value(document(&case["document"])?).map_err(|error| error.to_string())?;
    let report = validate(&stated, Strength::Official);
    let got = match report.verdict(text(case, "rule")?) {
        Verdict::Passed => "pass",
        Verdict::Failed => "fail",
        Verdict::NotChecked => return Err(format!("the rule {} is not checked", case["rule"])),
    };
    checks.text("verdict", text(case, "expected")?, got);
    Ok(())
}

/// The file's names for what a document states, by ours.
const TOTALS: [(&str, &str); 10] = [
    ("BT-106", "sum"),
    ("BT-107", "allowances"),
    ("BT-108", "charges"),
    ("BT-109", "net"),
    ("BT-110", "tax"),
    ("BT-111", "accounting_tax"),
    ("BT-112", "gross"),
    ("BT-113", "prepaid"),
    ("BT-114", "rounding"),
    ("BT-115", "due"),
];
const BREAKDOWN: [(&str, &str); 4] =
    [("category", "category"), ("rate", "rate"), ("BT-116", "base"), ("BT-117", "tax")];

fn document(given: &Value) -> Result<Value, String> {
    only(
        given,
        &["type", "currency", "tax_currency", "lines", "allowances", "charges", "totals", "breakdown"],
    )?;
    let same = |field: &str| given.get(field).cloned().unwrap_or(Value::Array(vec![]));
    let rows = given["breakdown"].as_array().ok_or("no breakdown")?;
    let breakdown = rows.iter().map(|row| renamed(row, &BREAKDOWN)).collect::<Result<Vec<_>, _>>()?;
    Ok(json!({
        "currency": given.get("currency"),
        "tax_currency": given.get("tax_currency"),
        "lines": same("lines"),
        "allowances": same("allowances"),
        "charges": same("charges"),
        "totals": renamed(&given["totals"], &TOTALS)?,
        "breakdown": breakdown,
    }))
}

fn renamed(given: &Value, names: &[(&str, &str)]) -> Result<Value, String> {
    let known: Vec<&str> = names.iter().map(|(theirs, _)| *theirs).collect();
    only(given, &known)?;
    let ours =
        names.iter().filter_map(|(theirs, ours)| Some(((*ours).to_owned(), given.get(theirs)?.clone())));
    Ok(Value::Object(ours.collect()))
}
