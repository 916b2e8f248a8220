//! When duties begin and end, for rules on hours: as time passes, also where the clock is changed.

use super::duties::{Duties, Work};
use super::rows::Group;
use crate::scheduling::clock;
use crate::scheduling::evaluate::judge::Judge;
use crate::scheduling::model::{Model, Person};
use crate::scheduling::solve::kernel::rest::Times;
use chrono::Days;

/// Minutes after the midnight that begins a day; none of a duty without clock times.
type Span = Option<(i32, i32)>;

/// The days of a period in or beside which the clock is changed.
pub(super) struct Hours {
    /// Days that differ.
    kinds: Vec<Day>,
    /// By day of the period, the number of its kind.
    of: Vec<usize>,
}

/// A day as it passes.
#[derive(PartialEq, Eq)]
struct Day {
    /// Minutes from its midnight to the next.
    length: i32,
    /// By duty.
    spans: Vec<Span>,
}

impl Hours {
    /// None where the clock stays as it is.
    pub fn new(judge: &Judge<'_>, duties: &Duties) -> Option<Self> {
        let model = judge.model;
        let (from, to) =
            (clock::moment(model.period.first(), -1440), clock::moment(model.period.last(), 3 * 1440));
        if !model.clock.iter().skip(1).any(|change| from < change.from && change.from < to) {
            return None;
        }
        let mut hours = Self { kinds: vec![], of: vec![] };
        for date in model.period.days() {
            let midnight = model.universal(clock::moment(date, 0));
            let passed =
                |minutes: i64| clock::between(midnight, model.universal(clock::moment(date, minutes)));
            let length = i32::try_from(passed(1440)).unwrap_or(1440);
            let day = Day { length, spans: duties.map(|duty| span(judge, duty, passed)) };
            let known = hours.kinds.iter().position(|other| *other == day);
            hours.of.push(known.unwrap_or(hours.kinds.len()));
            if known.is_none() {
                hours.kinds.push(day);
            }
        }
        Some(hours)
    }

    fn day(&self, day: usize) -> Option<&Day> {
        self.kinds.get(*self.of.get(day)?)
    }
}

/// From the first begin to the last end of a duty, in minutes as they pass.
fn span(judge: &Judge<'_>, duty: &[Work], passed: impl Fn(i64) -> i64) -> Span {
    let timings = duty.iter().filter_map(|work| judge.timing(work.shift));
    let timed = timings.filter(|timing| timing.timed);
    let timed = timed.map(|timing| (passed(timing.start), passed(timing.end)));
    let (start, end) = timed.reduce(|(start, end), (from, to)| (start.min(from), end.max(to)))?;
    Some((i32::try_from(start).ok()?, i32::try_from(end).ok()?))
}

impl Group<'_> {
    /// What tells a day from others by its hours; nothing where no day differs.
    pub(super) fn hours_of(&self, day: usize) -> Option<u16> {
        let hours = self.context.hours.as_ref()?;
        u16::try_from(*hours.of.get(day)?).ok()
    }

    /// The duties' times by kind of day, each told by one of its days.
    pub(super) fn clock(&self, of_kind: &[usize]) -> Times {
        let Some(hours) = &self.context.hours else { return self.times_of(of_kind.len()) };
        let days = || of_kind.iter().filter_map(|day| hours.day(*day));
        Times {
            spans: days().map(|day| day.spans.clone()).collect(),
            lengths: days().map(|day| day.length).collect(),
        }
    }

    /// How long so many days are that end with that one.
    pub(super) fn window(&self, day: usize, days: u32) -> i32 {
        let usual = i32::try_from(days).unwrap_or(i32::MAX / 1440) * 1440;
        if self.context.hours.is_none() {
            return usual;
        }
        let model = self.context.judge.model;
        let last = model.period.first().checked_add_days(Days::new(day as u64));
        let ends = last.and_then(|last| last.checked_add_days(Days::new(1)));
        let begins = ends.and_then(|ends| ends.checked_sub_days(Days::new(days.into())));
        begins.zip(ends).map_or(usual, |(begins, ends)| {
            let midnight = |day| model.universal(clock::moment(day, 0));
            i32::try_from(clock::between(midnight(begins), midnight(ends))).unwrap_or(usual)
        })
    }

    /// The duties' times as the clock shows them.
    pub(super) fn times_of(&self, kinds: usize) -> Times {
        Times { spans: vec![self.spans()], lengths: vec![1440; kinds] }
    }

    pub(super) fn spans(&self) -> Vec<Span> {
        self.context.duties.map(|duty| span(&self.context.judge, duty, |minutes| minutes))
    }

    /// Minutes without work before the first midnight, as far as the history tells.
    pub(super) fn rested(&self, person: &Person) -> Option<i32> {
        let model: &Model = self.context.judge.model;
        let end = person.history.as_ref()?.last_end?;
        let midnight = clock::moment(model.period.first(), 0);
        let rested = clock::between(model.universal(end), model.universal(midnight));
        Some(i32::try_from(rested).unwrap_or(i32::MAX))
    }

    /// Whether some duty goes on into the next day until after another begins there.
    pub(super) fn can_overlap(&self) -> bool {
        let spans = self.spans();
        let spans = || spans.iter().flatten();
        let latest = spans().map(|(_, end)| end - 1440).max();
        let earliest = spans().map(|(begin, _)| *begin).min();
        latest.zip(earliest).is_some_and(|(end, begin)| end > begin)
    }
}
