//! The cases of `tax::sales`.

use super::{Checks, File, Kind, text};
use backoffice::{calendar::parse_date, law::RulePack};
use serde_json::Value;

/// What a file of this room is, by its name without `.json`.
pub fn kind(stem: &str) -> Kind {
    match stem {
        "vat_lookup" => Kind::Cases(lookup),
        "place_of_supply" => Kind::Cases(super::sales_place::case),
        _ => Kind::Unknown,
    }
}

/// Which rate is in force on a day.
fn lookup(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    let input = &case["input"];
    let jurisdiction = text(input, "jurisdiction")?;
    if jurisdiction != "GB" {
        return Err(format!("VAT of {jurisdiction}"));
    }
    let day = parse_date("day", text(input, "day")?).map_err(|error| error.to_string())?;
    let pack = RulePack::embedded("uk.vat").map_err(|error| error.to_string())?;
    let expected = &case["expected"];
    match (pack.rate(text(input, "class")?, day), expected.get("error")) {
        (Ok(rate), None) => {
            checks.number("rate", &expected["rate"], rate.value);
            checks.text("from", text(expected, "from")?, rate.since);
        }
        (Err(error), Some(_)) => checks.text("code", "law.none_in_force", error.code()),
        (Ok(rate), Some(_)) => checks.holds("rate", false, "an error", rate.value),
        (Err(error), None) => checks.refused(&error),
    }
    Ok(())
}
