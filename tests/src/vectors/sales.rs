//! The cases of `tax::sales`.

use super::{Checks, File, Kind, text};
use backoffice::{calendar::parse_date, tax::sales};
use serde_json::Value;

/// What a file of this room is, by its name without `.json`.
pub fn kind(stem: &str) -> Kind {
    match stem {
        "vat_lookup" => Kind::Cases(lookup),
        "place_of_supply" => Kind::Cases(super::sales_place::case),
        _ => Kind::Unknown,
    }
}

/// What the file could only call known from a day, and a document that was read since dates: jurisdiction, class, the
/// file's day, the day of the law.
///
/// Madeira's rates of 2011 were other ones: Lei n.º 14-A/2012 raised them on 1 April 2012.
const DATED_SINCE: &[(&str, &str, &str, &str)] = &[("PT-MA", "reduced", "2011-01-01", "2012-04-01")];

/// Which rate is in force on a day.
fn lookup(_: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    let input = &case["input"];
    let (jurisdiction, class) = (text(input, "jurisdiction")?, text(input, "class")?);
    let day = parse_date("day", text(input, "day")?).map_err(|error| error.to_string())?;
    let expected = &case["expected"];
    match (sales::rate(jurisdiction, class, day), expected.get("error")) {
        (Ok(rate), None) => {
            checks.number("rate", &expected["rate"], rate.value);
            let from = text(expected, "from")?;
            let dated =
                DATED_SINCE.iter().find(|dated| (dated.0, dated.1, dated.2) == (jurisdiction, class, from));
            checks.text("from", dated.map_or(from, |dated| dated.3), rate.since);
        }
        (Err(error), Some(_)) => checks.text("code", "law.none_in_force", error.code()),
        (Ok(rate), Some(_)) => checks.holds("rate", false, "an error", rate.value),
        (Err(error), None) => checks.refused(&error),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::number;
    use backoffice::{Code, NaiveDate};
    use std::path::Path;

    struct Row {
        name: String,
        jurisdiction: String,
        class: String,
        rate: backoffice::Decimal,
        from: Option<NaiveDate>,
        until: Option<NaiveDate>,
        known: Option<NaiveDate>,
        substantiated: bool,
    }

    fn rows() -> Vec<Row> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/sales/vat_rates.json");
        let file = File::read(&path).unwrap();
        let row = |case: &Value| {
            let day = |key: &str| case[key].as_str().map(|text| parse_date(key, text).unwrap());
            let (jurisdiction, class) = (text(case, "jurisdiction").unwrap(), text(case, "class").unwrap());
            Row {
                name: format!("{jurisdiction} {class} {} {}", case["from"], case["rate"]),
                jurisdiction: jurisdiction.to_owned(),
                class: class.to_owned(),
                rate: number(&case["rate"]).unwrap(),
                from: day("from"),
                until: day("until"),
                known: day("known_from").or_else(|| day("seen_on")),
                substantiated: case["substantiated"].as_bool().unwrap(),
            }
        };
        file.cases().map(row).collect()
    }

    /// Every substantiated row of the gathered rates is in the packs, on its first and its last day.
    #[test]
    fn the_packs_have_every_substantiated_row() {
        let rows = rows();
        let mut judged = 0;
        for row in rows.iter().filter(|row| row.substantiated) {
            let from = row.from.unwrap_or_else(|| panic!("{}: substantiated without a day", row.name));
            let rate = sales::rate(&row.jurisdiction, &row.class, from).unwrap();
            assert_eq!((rate.value, rate.since), (row.rate, from), "{}", row.name);
            assert!(rate.warnings.is_empty(), "{}", row.name);
            let next = rows
                .iter()
                .filter(|other| (&other.jurisdiction, &other.class) == (&row.jurisdiction, &row.class))
                .filter_map(|other| other.from.or(other.known).filter(|day| *day > from))
                .min();
            if let Some(last) = row.until.or(next.and_then(|day| day.pred_opt())) {
                let on_last = sales::rate(&row.jurisdiction, &row.class, last).unwrap();
                assert_eq!((on_last.value, on_last.since), (row.rate, from), "{} to {last}", row.name);
            }
            judged += 1;
        }
        assert!(judged > 200, "{judged}");
    }

    /// What was not substantiated there is in the packs only with another source: as known then, or not at all.
    #[test]
    fn what_was_not_substantiated_is_not_shipped_as_it_stood() {
        for row in rows().iter().filter(|row| !row.substantiated) {
            let day = row.from.or(row.known).unwrap();
            match sales::rate(&row.jurisdiction, &row.class, day) {
                Ok(rate) => assert_eq!(rate.value, row.rate, "{}", row.name),
                Err(error) => assert_eq!(error.code(), Code::LawNoneInForce, "{}", row.name),
            }
        }
    }
}
