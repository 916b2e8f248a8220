//! The files of the scheduling benchmarks as models, and rosters as their files: plain translations, no rules of their own.

pub mod curtois;
pub mod inrc2;
#[cfg(test)]
mod tests;

use backoffice::{
    NaiveDate,
    scheduling::{Assignment, Model},
};
use std::{collections::BTreeMap, fmt};

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFile {
    /// The line, from 1; 0 where it is the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 { f.write_str(&self.what) } else { write!(f, "line {}: {}", self.line, self.what) }
    }
}

impl std::error::Error for BadFile {}

/// A file that is read, or what is wrong with it.
pub type Result<T> = std::result::Result<T, BadFile>;

pub(crate) fn bad<T>(line: usize, what: impl Into<String>) -> Result<T> {
    Err(BadFile { line, what: what.into() })
}

/// A whole number in a line.
pub(crate) fn whole(line: usize, what: &str, text: &str) -> Result<u32> {
    // Published files have `-0` as well.
    let text = text.trim();
    let number = text.strip_prefix('-').filter(|zero| *zero == "0").unwrap_or(text);
    number.parse().or_else(|_| bad(line, format!("{what} is `{text}`: write a whole number")))
}

/// What the library refuses in a model that a file makes.
pub(crate) fn refused(error: &backoffice::Error) -> BadFile {
    BadFile { line: 0, what: format!("{}: {error}", error.field()) }
}

/// The rows of a roster file: for each name, its cells by day. A line may begin with `NAME:`; lines without come in the
/// order of the names.
///
/// # Errors
/// A name that is unknown or there twice, a line too many or too few, a row that has not so many cells.
pub(crate) fn rows(text: &str, names: &[&str], days: usize) -> Result<Vec<Vec<String>>> {
    let mut rows: Vec<Option<Vec<String>>> = vec![None; names.len()];
    let mut next = 0;
    for (number, line) in text.lines().enumerate().map(|(number, line)| (number + 1, line)) {
        if line.starts_with('#') || line.is_empty() && days > 1 {
            continue;
        }
        // A name stands before the first comma; a cell of the second benchmark has a colon too.
        let named = names
            .iter()
            .enumerate()
            .find_map(|(person, name)| Some((person, line.strip_prefix(*name)?.strip_prefix(':')?)));
        let (person, cells) = match named {
            Some((person, cells)) => (person, cells),
            None => (next, line),
        };
        let Some(row) = rows.get_mut(person) else {
            return bad(number, format!("a row more than the {} people have", names.len()));
        };
        if row.is_some() {
            return bad(number, "a second row of the same person");
        }
        next = person + 1;
        let cells: Vec<String> = cells.split(',').map(|cell| cell.trim().to_owned()).collect();
        if cells.len() != days {
            return bad(number, format!("{} cells, and the horizon has {days} days", cells.len()));
        }
        *row = Some(cells);
    }
    rows.into_iter()
        .zip(names)
        .map(|(row, name)| row.map_or_else(|| bad(0, format!("no row of `{name}`")), Ok))
        .collect()
}

/// The roster file of these assignments: a line for each person in the model's order, a cell for each day.
pub(crate) fn write(
    model: &Model,
    assignments: &[Assignment],
    cell: impl Fn(&Assignment) -> String,
) -> Result<String> {
    let mut cells: BTreeMap<(&str, NaiveDate), String> = BTreeMap::new();
    for assignment in assignments {
        model.person(&assignment.person)?;
        if !model.period.contains(assignment.day) {
            return bad(0, format!("{assignment}: that day is not in the horizon"));
        }
        if cells.insert((&assignment.person, assignment.day), cell(assignment)).is_some() {
            return bad(0, format!("{assignment}: a second shift on that day"));
        }
    }
    let mut text = String::new();
    for person in &model.people {
        let row: Vec<&str> = model
            .period
            .days()
            .map(|day| cells.get(&(person.name.as_str(), day)).map_or("-", String::as_str))
            .collect();
        text.push_str(&row.join(","));
        text.push('\n');
    }
    Ok(text)
}
