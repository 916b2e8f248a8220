//! A roster as timed work.

use super::work::Work;
use crate::{
    error::Result,
    scheduling::model::{Assignment, Model},
};
use chrono::NaiveDateTime;

/// The assignments of a roster as timed work, so that a roster is judged as clocked hours are. `offset` tells by how many
/// minutes local time is ahead of UTC at a local time. What a shift does not pay is one break in its middle.
///
/// # Errors
/// `scheduling.unknown_name` for a shift that the model does not have, and those of
/// [`Shift::times`](crate::scheduling::Shift::times).
///
/// ```
/// use backoffice::{Period, date, scheduling::{Assignment, Model, Person, Shift, law::{Law, Setting, audit, timed}}};
///
/// let period = Period::month(2026, 3)?;
/// let model = Model::new(period)
///     .people([Person::new("ada")])
///     .shift(Shift::every_day("late", "14:00", "20:00"))
///     .shift(Shift::every_day("early", "06:00", "12:00"));
/// let roster = [
///     Assignment::new("ada", "late", date(2026, 3, 2)?),
///     Assignment::new("ada", "early", date(2026, 3, 3)?),
/// ];
/// let work = timed(&model, &roster, |_| 60)?;
/// let found = audit(&[Law::embedded("eu.working_time")?], &Setting::of(period), &[], &work)?;
/// assert_eq!((found[0].rule.as_str(), found[0].amount), ("daily rest", 600));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn timed(
    model: &Model,
    assignments: &[Assignment],
    offset: impl Fn(NaiveDateTime) -> i32,
) -> Result<Vec<Work>> {
    let work = assignments.iter().map(|assignment| {
        let shift = model.named_shift(&assignment.shift)?;
        let (start, end) = shift.times(assignment.day)?;
        let mut work = Work::new(&assignment.person, start, end, offset(start));
        work.end_offset = offset(end);
        // The clock may change within the shift: the break keeps its length, whatever passes.
        let passes = (end - start).num_minutes() - i64::from(work.end_offset) + i64::from(work.start_offset);
        let unpaid = (end - start).num_minutes() - shift.paid_minutes()?;
        let after = u32::try_from((passes - unpaid) / 2).ok();
        Ok(match (after, u32::try_from(unpaid)) {
            (Some(after), Ok(unpaid)) if unpaid > 0 => work.resting(after, unpaid, false),
            _ => work,
        })
    });
    work.collect()
}
