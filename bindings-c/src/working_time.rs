//! Labour law on working time.

use crate::{
    document::backoffice_document,
    edge::{self, Out, behind, guard, json},
    error::backoffice_status,
};
use arrow_array::{
    RecordBatch, RecordBatchIterator,
    ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader},
};
use arrow_schema::ArrowError;
use backoffice_core::{
    Error, Problem,
    scheduling::law::{self, Facts, Law, Setting, Work},
    table::{self, Reading},
};
use std::ffi::c_char;

/// Judges timed work by labour laws: a list of violations, each with law, rule, person, effect (`breach`, or `overtime`,
/// which is none), first and last day, amount, limit and by in minutes, and source.
///
/// `laws` is a list of ids such as `eu.working_time`, or of texts of packs; `setting` an object with period, ramadan and
/// week_begins; `people` a list of facts; `work` a list of objects with person, start, end (local times), start_offset,
/// end_offset (minutes ahead of UTC), breaks and kind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_audit(
    laws: *const c_char,
    setting: *const c_char,
    people: *const c_char,
    work: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        laws: json::<Vec<String>>, setting: json::<Setting>, people: json::<Vec<Facts>>,
        work: json::<Vec<Work>>;
        out => law::audit(&Law::all(&laws)?, &setting, &people, &work)?
    )
}

/// The figures of labour laws for a person (an object with facts) on a day, such as `2026-03-31`, in minutes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_limits(
    laws: *const c_char,
    setting: *const c_char,
    facts: *const c_char,
    day: *const c_char,
    out: *mut *mut backoffice_document,
) -> backoffice_status {
    answer!(
        laws: json::<Vec<String>>, setting: json::<Setting>, facts: json::<Facts>, day: edge::day;
        out => law::limits(&Law::all(&laws)?, &setting, &facts, day)?
    )
}

/// The audit of a table of timed work: violations as columns, and in `problems` a list of what is wrong with rows.
///
/// `work` is a stream of struct arrays, valid by the specification of Arrow's C stream interface, with the columns `person`,
/// `start` and `end` (timestamps: local, or moments of UTC where they have a time zone), `start_offset`, `end_offset`,
/// `break_minutes`, `break_after`, `break_paid` and `kind`. `reading` is an object with `constants`.
///
/// The stream `work` is moved, and marked released, unless another argument is refused before it is read: then it stays the
/// caller's. `out` and `problems` are written on success only; `out` is released by the caller with its own callback.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn backoffice_scheduling_audit_table(
    work: *mut FFI_ArrowArrayStream,
    reading: *const c_char,
    laws: *const c_char,
    setting: *const c_char,
    people: *const c_char,
    out: *mut FFI_ArrowArrayStream,
    problems: *mut *mut backoffice_document,
) -> backoffice_status {
    guard(|| {
        // SAFETY: texts, a stream and places for the results, by the header's contract.
        let (reading, laws, setting, people, out, problems) = unsafe {
            behind("work", work)?;
            (
                json::<Reading>("reading", reading)?,
                json::<Vec<String>>("laws", laws)?,
                json::<Setting>("setting", setting)?,
                json::<Vec<Facts>>("people", people)?,
                Out::new(out)?,
                Out::new(problems)?,
            )
        };
        let laws = Law::all(&laws)?;
        let unreadable = |error: ArrowError| Error::invalid("work", error, "a stream of record batches");
        // SAFETY: it is not NULL, and by the header's contract a stream that is the caller's to give.
        let work = unsafe { RecordBatchStreamReader::from_raw(work) }.map_err(unreadable)?;
        let found = table::working_time(work, &reading, &laws, &setting, &people, |_| true)?;
        let told: Vec<Problem> = found.problems().map(|(row, error)| Problem::new(row, error)).collect();
        let told = backoffice_document::new(&told)?;
        let violations = found.violations();
        let schema = arrow_array::RecordBatchReader::schema(&violations);
        let batches: Vec<RecordBatch> = violations.collect::<Result<_, _>>().map_err(unreadable)?;
        let batches = RecordBatchIterator::new(batches.into_iter().map(Ok), schema);
        out.give(FFI_ArrowArrayStream::new(Box::new(batches)));
        problems.give_handle(told);
        Ok(())
    })
}
