//! Golden vectors: files of cases, told by their names, run through the public API.
//!
//! A file is known by its name alone ([`kind`]); a room's adapter reads one case, calls the library and compares. To
//! support another file, add its name to [`kind`] and an adapter beside the others.

use backoffice::{Decimal, error::exact};
use serde_json::{Map, Value};
use std::{fmt, fs, path::Path};

mod invoice;
mod invoice_chains;
mod invoice_numbering;
mod invoice_receivables;
mod invoice_references;
mod invoice_rules;
mod invoice_totals;
mod law_audit;
mod payroll;
mod sales;
mod sales_place;
mod scheduling;
mod stock;
mod stock_lots;
mod stock_replenishment;

/// One field of a case that did not come out as wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The field, a path where it lies deeper.
    pub field: String,
    /// What the file wants.
    pub wanted: String,
    /// What the library gave.
    pub got: String,
}

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every field that the case asks for came out.
    Passed,
    /// Some did not.
    Failed(Vec<Difference>),
    /// This version does not support the case: what is missing.
    Unsupported(String),
    /// The file itself says that the case does not count.
    NotCounted,
}

/// Reads one case (an object) of a file and judges it. `Err` is what the case asks for that is not supported.
pub type Adapter = fn(file: &File, case: &Value, checks: &mut Checks) -> Result<(), String>;

/// What a file is, by its name.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Cases, with their adapter.
    Cases(Adapter),
    /// Cases of a capability that this version lacks.
    Later(&'static str),
    /// Data that other files or programs read.
    Data,
    /// Not a name that we know.
    Unknown,
}

/// What the file is. `name` is the file's name without its folder.
pub fn kind(name: &str) -> Kind {
    let Some(stem) = name.strip_suffix(".json") else {
        return if name.strip_suffix(".txt").is_some() { Kind::Data } else { Kind::Unknown };
    };
    if stem.ends_with("-best-known") {
        return Kind::Data;
    }
    match stem {
        "vat_rates" | "properties" => Kind::Data,
        // The only name that two rooms share; their cases tell themselves apart.
        "issue_regressions" => Kind::Cases(regressions),
        "law-audit" => Kind::Cases(law_audit::adapter),
        _ => [stock::kind, sales::kind, invoice::kind, scheduling::kind, payroll::kind]
            .iter()
            .map(|room| room(stem))
            .find(|kind| !matches!(kind, Kind::Unknown))
            .unwrap_or(Kind::Unknown),
    }
}

fn regressions(file: &File, case: &Value, checks: &mut Checks) -> Result<(), String> {
    let room =
        if case.get("expected").is_some() { invoice::kind(&file.stem) } else { stock::kind(&file.stem) };
    match room {
        Kind::Cases(adapter) => adapter(file, case, checks),
        _ => Err("a regression of a room that has no adapter".into()),
    }
}

/// A file of cases.
pub struct File {
    /// Its name without `.json`.
    pub stem: String,
    /// Where it lies, for cases that name files beside it.
    pub folder: std::path::PathBuf,
    /// All that stands outside the cases: `source`, `format`, `columns` …
    pub head: Map<String, Value>,
    cases: Vec<(String, Value)>,
}

impl File {
    /// Reads a file; rows under `columns` become objects.
    ///
    /// # Errors
    /// What is wrong with it, as text.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
        let Value::Object(mut head) = serde_json::from_str(&text).map_err(|error| error.to_string())? else {
            return Err("not a JSON object".into());
        };
        let Some(Value::Array(rows)) = head.remove("cases") else { return Err("it has no `cases`".into()) };
        let columns: Vec<String> =
            head.get("columns").and_then(Value::as_array).map_or_else(Vec::new, |names| {
                names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            });
        let mut cases = Vec::with_capacity(rows.len());
        for (index, row) in rows.into_iter().enumerate() {
            let case = match row {
                Value::Array(cells) if cells.len() == columns.len() => {
                    Value::Object(columns.iter().cloned().zip(cells).collect())
                }
                Value::Object(_) => row,
                _ => return Err(format!("case {index} is neither an object nor a row of the columns")),
            };
            let id =
                case.get("id").and_then(Value::as_str).map_or_else(|| format!("#{index}"), str::to_owned);
            cases.push((id, case));
        }
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        Ok(Self { stem, folder: path.parent().map(Path::to_owned).unwrap_or_default(), head, cases })
    }

    /// Judges every case, in order: its id and what became of it.
    pub fn run(&self, adapter: Adapter) -> impl Iterator<Item = (&str, Outcome)> {
        self.cases.iter().map(move |(id, case)| (id.as_str(), judge(self, adapter, case)))
    }

    /// How many cases.
    pub fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// The cases as they stand, in order.
    pub fn cases(&self) -> impl Iterator<Item = &Value> {
        self.cases.iter().map(|(_, case)| case)
    }

    /// The ids of the cases, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.cases.iter().map(|(id, _)| id.as_str())
    }
}

fn judge(file: &File, adapter: Adapter, case: &Value) -> Outcome {
    if case.get("disabled_upstream") == Some(&Value::Bool(true)) {
        return Outcome::NotCounted;
    }
    let mut checks = Checks::default();
    match adapter(file, case, &mut checks) {
        Err(what) => Outcome::Unsupported(what),
        Ok(()) if checks.made == 0 => {
            Outcome::Unsupported("the case asks for nothing that is checked".into())
        }
        Ok(()) if checks.differences.is_empty() => Outcome::Passed,
        Ok(()) => Outcome::Failed(checks.differences),
    }
}

/// The comparisons made for one case.
#[derive(Default)]
pub struct Checks {
    made: usize,
    differences: Vec<Difference>,
}

impl Checks {
    /// Compares as text.
    pub fn text(&mut self, field: &str, wanted: impl fmt::Display, got: impl fmt::Display) {
        let (wanted, got) = (wanted.to_string(), got.to_string());
        self.made += 1;
        if wanted != got {
            self.differences.push(Difference { field: field.into(), wanted, got });
        }
    }

    /// Compares as numbers: `1.50` and `1.5` are the same. `wanted` is text or an integer of the file.
    pub fn number(&mut self, field: &str, wanted: &Value, got: Decimal) {
        self.near(field, wanted, got, Decimal::ZERO);
    }

    /// Compares as numbers, with the tolerance that the file or its authority allows.
    pub fn near(&mut self, field: &str, wanted: &Value, got: Decimal, tolerance: Decimal) {
        self.made += 1;
        let right =
            number(wanted).is_some_and(|w| exact::subtract(w, got).is_some_and(|d| d.abs() <= tolerance));
        if !right {
            let wanted = wanted.as_str().map_or_else(|| wanted.to_string(), str::to_owned);
            self.differences.push(Difference { field: field.into(), wanted, got: got.to_string() });
        }
    }

    /// Whether something is as it should be; `wanted` and `got` are told when not.
    pub fn holds(&mut self, field: &str, right: bool, wanted: impl fmt::Display, got: impl fmt::Display) {
        self.made += 1;
        if !right {
            self.differences.push(Difference {
                field: field.into(),
                wanted: wanted.to_string(),
                got: got.to_string(),
            });
        }
    }

    /// The library refused what it should have done (or the other way round).
    pub fn refused(&mut self, error: &backoffice::Error) {
        self.holds("result", false, "a result", format!("{}: {error}", error.code()));
    }
}

/// A number of a file: text or an integer.
pub fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::String(text) => exact::decimal("number", text).ok(),
        Value::Number(number) => number.as_i64().map(Decimal::from),
        _ => None,
    }
}

/// The text of a field, or what is missing.
///
/// # Errors
/// The name of the field, as something unsupported.
pub fn text<'a>(object: &'a Value, field: &str) -> Result<&'a str, String> {
    object.get(field).and_then(Value::as_str).ok_or_else(|| format!("a case without the text `{field}`"))
}

/// The number of a field, or what is missing.
///
/// # Errors
/// The name of the field, as something unsupported.
pub fn decimal(object: &Value, field: &str) -> Result<Decimal, String> {
    object.get(field).and_then(number).ok_or_else(|| format!("a case without the number `{field}`"))
}

/// Refuses a case that has a key which the adapter does not read, so that nothing passes unread.
///
/// # Errors
/// The first key that is not known.
pub fn only(object: &Value, known: &[&str]) -> Result<(), String> {
    let strange = object.as_object().and_then(|map| map.keys().find(|key| !known.contains(&key.as_str())));
    strange.map_or(Ok(()), |key| Err(format!("`{key}`")))
}
