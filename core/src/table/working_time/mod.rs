//! Timed work as columns, judged by labour law.

mod results;
mod rows;
#[cfg(test)]
mod tests;

use super::Reading;
use crate::{
    error::{Code, Error, Result},
    scheduling::law::{Auditor, Effect, Facts, Found, Law, Setting},
};
use arrow_array::RecordBatchReader;
use arrow_schema::ArrowError;
pub use results::Violations;
use rows::Rows;
use std::collections::BTreeMap;

/// The audit of a table of timed work, as [`scheduling::law::audit`](crate::scheduling::law::audit()) makes it of a list: every
/// violation by person, law, rule and day. Of whom no facts are told is an adult with nothing agreed.
///
/// `go_on` is asked now and then whether to go on, with the rows read so far.
///
/// # Columns in
/// `person` (text or whole numbers), `start` and `end` are needed. These are timestamps of any unit: local time, or moments
/// of UTC where the type has a time zone. `start_offset` and `end_offset` are minutes by which local time is ahead of UTC (0
/// where they are missing). `break_minutes` is one break within the work, `break_after` the minutes after the start at which
/// it begins (without them it lies in the middle), `break_paid` whether it is paid. `kind` is `work`, `on_call` or `standby`.
/// All but the first three may be [constants](Reading::constants). Rows may come in any order; those of one person after the
/// other are judged fastest.
///
/// # Errors
/// Of the table as a whole: as in [the module](super), `input.missing` for a column that is needed, what
/// [`audit`](crate::scheduling::law::audit()) says of laws, setting and facts, `run.cancelled`. Of a row:
/// `scheduling.no_length`, `scheduling.break_outside`, `scheduling.overlap`, `input.missing`, `input.invalid`,
/// `number.out_of_range`; the person is judged as if the row were not there, but not at all where work overlaps.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchIterator, StringArray, TimestampSecondArray, cast::AsArray};
/// use backoffice::{Period, scheduling::law::{Law, Setting}, table::{self, Reading}};
///
/// // 2 March 2026, 14:00 to 22:00, and 6:00 to 14:00 on the next day.
/// let start = TimestampSecondArray::from(vec![1_772_460_000, 1_772_517_600]);
/// let end = TimestampSecondArray::from(vec![1_772_488_800, 1_772_546_400]);
/// let work = RecordBatch::try_from_iter([
///     ("person", Arc::new(StringArray::from(vec!["ada", "ada"])) as ArrayRef),
///     ("start", Arc::new(start)),
///     ("end", Arc::new(end)),
/// ])?;
/// let work = RecordBatchIterator::new([Ok(work.clone())], work.schema());
/// let reading: Reading = serde_json::from_str(r#"{"constants": {"break_minutes": 30}}"#)?;
/// let setting = Setting::of(Period::month(2026, 3)?);
/// let audit = table::working_time(work, &reading, &[Law::embedded("eu.working_time")?], &setting, &[], |_| true)?;
///
/// let found = audit.violations().next().expect("one batch")?;
/// assert_eq!(found.column_by_name("rule").expect("rules").as_string::<i32>().value(0), "daily rest");
/// assert_eq!((found.num_rows(), audit.problems().count()), (1, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn working_time<R: RecordBatchReader>(
    work: R,
    reading: &Reading,
    laws: &[Law],
    setting: &Setting,
    people: &[Facts],
    mut go_on: impl FnMut(usize) -> bool,
) -> Result<WorkingTime> {
    let auditor = Auditor::new(laws, setting)?;
    let mut facts: BTreeMap<&str, &Facts> = BTreeMap::new();
    for one in people {
        if facts.insert(&one.person, one).is_some() {
            let message = format!("the facts of `{}` are told twice", one.person);
            return Err(Error::new(Code::InputDuplicate, "people.person", &one.person, message));
        }
    }
    let mut rows = Rows::new(&work.schema(), reading)?;
    for batch in work {
        let batch = batch.map_err(told)?;
        for from in (0..batch.num_rows()).step_by(super::ROWS) {
            if !go_on(rows.count()) {
                return Err(cancelled(rows.count()));
            }
            rows.read(&batch.slice(from, super::ROWS.min(batch.num_rows() - from)))?;
        }
    }
    rows.group();
    WorkingTime::judge(auditor, rows, &facts, &mut go_on)
}

/// What was found in a table of timed work; made by [`working_time()`].
pub struct WorkingTime {
    persons: Vec<Box<str>>,
    /// Law, name, effect and source of each rule.
    rules: Vec<(String, String, Effect, String)>,
    /// Person, rule, and what was found.
    found: Vec<(u32, u32, Found)>,
    problems: Vec<(usize, Error)>,
    rows: usize,
}

impl WorkingTime {
    fn judge(
        mut auditor: Auditor,
        mut rows: Rows,
        facts: &BTreeMap<&str, &Facts>,
        go_on: &mut impl FnMut(usize) -> bool,
    ) -> Result<Self> {
        let rules = (0..auditor.rules()).filter_map(|place| auditor.rule(place));
        let rules = rules.map(|(law, rule, effect, source)| (law.into(), rule.into(), effect, source.into()));
        let mut made = Self {
            persons: vec![],
            rules: rules.collect(),
            found: vec![],
            problems: vec![],
            rows: rows.count(),
        };
        for (index, own) in rows.by_person().enumerate() {
            if index % 1024 == 1023 && !go_on(made.rows) {
                return Err(cancelled(made.rows));
            }
            let Some(first) = own.first() else { continue };
            let mut told = Ok(());
            for row in own {
                let breaks = row.rest.as_slice();
                let offsets = (row.offsets.0.into(), row.offsets.1.into());
                if let Err(error) = auditor.add_minutes(row.start, row.end, offsets, breaks) {
                    made.problems.push((row.place as usize, error));
                }
            }
            let name = rows.name(first.person);
            let person = facts.get(name).copied();
            let other = if person.is_none() { Some(Facts::of(name)) } else { None };
            if let Some(person) = person.or(other.as_ref()) {
                told = auditor.person(person, |rule, found| {
                    made.found.push((first.person, u32::try_from(rule).unwrap_or(u32::MAX), found));
                });
            }
            match told {
                Err(error) if error.code() == Code::SchedulingOverlap => {
                    made.problems.push((rows::overlapping(own), error));
                }
                told => told.map_err(|error| error.within(format!("people.{name}")))?,
            }
        }
        made.problems.append(&mut rows.problems);
        made.problems.sort_by_key(|(row, _)| *row);
        made.persons = rows.names();
        Ok(made)
    }

    /// How many rows came in.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many violations there are.
    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// What is wrong with rows, by row.
    pub fn problems(&self) -> impl Iterator<Item = (usize, &Error)> {
        self.problems.iter().map(|(row, error)| (*row, error))
    }
}

fn cancelled(rows: usize) -> Error {
    let message = format!("the run was cancelled after {rows} rows; nothing of it counts");
    Error::new(Code::Cancelled, "work", rows, message)
}

/// The error with which a stream ended.
fn told(error: ArrowError) -> Error {
    let wanted = "the stream of the table ended with this error";
    match error {
        ArrowError::ExternalError(error) => match error.downcast::<Error>() {
            Ok(error) => *error,
            Err(other) => Error::invalid("work", other, wanted),
        },
        other => Error::invalid("work", other, wanted),
    }
}
