//! The README's table of wage taxes: what the packs tell, and which official test sets pass.

use crate::vectors::{File, Kind, Outcome, kind};
use backoffice::tax::wages::{Supported, supported, table};
use std::path::Path;

/// Where the table stands in the README.
pub const BEGIN: &str = "<!-- wage taxes: made by `cargo run -p backoffice-tests --bin coverage` -->";
/// Where it ends.
pub const END: &str = "<!-- end of wage taxes -->";

/// An official set: the country's module, how a reader knows it, the file, and what the `source` or the `kind` of those of
/// its cases begins with that are the authority's own; all of them when it is empty.
struct Set {
    module: &'static str,
    name: &'static str,
    file: &'static str,
    of: &'static str,
}

const fn set(module: &'static str, name: &'static str, file: &'static str, of: &'static str) -> Set {
    Set { module, name, file, of }
}

const SETS: &[Set] = &[
    set("uk", "HMRC PAYE test data 2026-27", "uk_paye_hmrc_2026_27", ""),
    set("uk", "HMRC PAYE test data 2025-26", "uk_paye_hmrc_2025_26", ""),
    set("uk", "HMRC National Insurance test data 2025-26", "uk_ni_hmrc_2025_26", ""),
    set("uk", "HMRC directors' test data 2025-26", "uk_ni_directors_2025_26", ""),
    set("uk", "HMRC Annex B 2009-10", "uk_2010_11", "official"),
    set("de", "BMF check table 2026", "de_bmf_check_table_2026", "annual-check-table"),
    set("de", "BMF online calculator 2025, 2026", "de_bmf_check_table_2026", "official-calculator"),
    set("de", "joint circular on the transition band", "de_transition_band", "official"),
    set("ca", "CRA online calculator (PDOC)", "ca_t4127_pdoc", "CRA PDOC"),
    set("ca", "CRA T4127 examples and tables", "ca_t4127_examples", "CRA"),
    set("ca", "CRA T4127 table 8.1, three editions", "ca_t4127_parameters", "CRA"),
    set("au", "ATO worked answer", "au_payg_schedule1", "official"),
];

/// The table: that of the core, and the official sets that pass with their counts.
///
/// # Errors
/// A file that cannot be read or a pack that cannot, as text.
pub fn coverage(vectors: &Path) -> Result<String, String> {
    let supported = supported().map_err(|error| error.to_string())?;
    let text = table(&supported);
    let mut cells = vec![" official test data passed |".to_owned(), "---|".to_owned()];
    for row in &supported {
        cells.push(format!(" {} |", sets(vectors, row)?));
    }
    let lines: Vec<String> = text.lines().zip(&cells).map(|(line, cell)| format!("{line}{cell}")).collect();
    Ok(lines.join("\n") + "\n")
}

fn sets(vectors: &Path, row: &Supported) -> Result<String, String> {
    let mut told = Vec::new();
    for set in SETS.iter().filter(|set| set.module == row.module) {
        let (passed, total) = count(vectors, set)?;
        told.push(format!("{} {passed}/{total}", set.name));
    }
    Ok(if told.is_empty() { "none was found".to_owned() } else { told.join("; ") })
}

/// How many of the set's cases pass, and how many there are.
fn count(vectors: &Path, set: &Set) -> Result<(usize, usize), String> {
    let name = format!("{}.json", set.file);
    let Kind::Cases(adapter) = kind(&name) else { return Err(format!("{name} has no adapter")) };
    let file = File::read(&vectors.join(&name)).map_err(|error| format!("{name}: {error}"))?;
    let ours: Vec<bool> = file.cases().map(|case| belongs(case, set.of)).collect();
    let (mut passed, mut total) = (0, 0);
    for ((_, outcome), _) in file.run(adapter).zip(ours).filter(|(_, ours)| *ours) {
        match outcome {
            Outcome::NotCounted => {}
            Outcome::Passed => (passed, total) = (passed + 1, total + 1),
            Outcome::Failed(_) | Outcome::Unsupported(_) => total += 1,
        }
    }
    Ok((passed, total))
}

fn belongs(case: &serde_json::Value, of: &str) -> bool {
    let text = |field: &str| case.get(field).and_then(serde_json::Value::as_str).unwrap_or_default();
    of.is_empty() || text("kind").starts_with(of) || text("source").starts_with(of)
}

/// The README with the table between its markers.
///
/// # Errors
/// That a marker is missing.
pub fn within(readme: &str, table: &str) -> Result<String, String> {
    let begin = readme.find(BEGIN).ok_or("the README has no beginning of the table")? + BEGIN.len();
    let end = readme.find(END).filter(|end| *end >= begin).ok_or("the README has no end of the table")?;
    let (Some(head), Some(tail)) = (readme.get(..begin), readme.get(end..)) else {
        return Err("the README's markers are not where they seem".into());
    };
    Ok(format!("{head}\n\n{table}\n{tail}"))
}
