//! From a rule's notes to a trace: citations and days are added when it is drawn.

use super::RulePack;
use crate::{
    money::number::{Exact, Number},
    trace::{Line, Notes, Step, Trace},
};
use chrono::NaiveDate;

/// The trace of `roots` from the notes that a rule took over the reference. `fill` turns the key of a parameter as the
/// step names it (`ni.{category}.employee.main`) into the key in the pack. Steps that were not noted are left out.
pub fn explain(
    notes: &Notes<Exact>,
    roots: &[&'static Step],
    pack: &RulePack,
    day: NaiveDate,
    fill: impl Fn(&str) -> String,
) -> Trace {
    let drawing = Drawing { notes, pack, day, fill };
    let lines = roots.iter().flat_map(|step| drawing.lines(step)).collect();
    Trace { pack: pack.id().to_owned(), revision: pack.revision().to_owned(), lines }
}

struct Drawing<'a, F> {
    notes: &'a Notes<Exact>,
    pack: &'a RulePack,
    day: NaiveDate,
    fill: F,
}

impl<F: Fn(&str) -> String> Drawing<'_, F> {
    /// One line for each repetition of the step; what it is made of stands below the first.
    fn lines(&self, step: &'static Step) -> Vec<Line> {
        let noted = self.notes.0.iter().filter(|(noted, _, _)| std::ptr::eq(*noted, step));
        let mut lines: Vec<Line> =
            noted.filter_map(|(_, _, value)| Some(Line::new(step.id, step.name, value.read()?))).collect();
        if let Some(first) = lines.first_mut() {
            first.rests_on = step
                .rests_on
                .iter()
                .filter_map(|key| self.pack.citation(&(self.fill)(key), self.day))
                .collect();
            first.of = step.of.iter().flat_map(|part| self.lines(part)).collect();
        }
        lines
    }
}
