//! Rules on hours and days of rest, as automata. Hours need the clock times of duties, in minutes after the midnight that
//! begins their day.
//!
//! A state holds the minutes without work until the midnight between two days; below zero while a duty goes on. No more
//! minutes than a rule asks for are told apart.

use super::automaton::{Part, Step};
use super::parts::Weight;
use super::problem::OFF;

/// When duties begin and end, and how long the days are.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    /// By kind of day (the first for kinds beyond the last) and by duty, its begin and end; none for a day off or a duty
    /// without clock times, which is no work here.
    pub(crate) spans: Vec<Vec<Option<(i32, i32)>>>,
    /// How long a day of each kind lasts: 1440 minutes, or an hour more or less where the clock changes.
    pub(crate) lengths: Vec<i32>,
}

impl Times {
    fn span(&self, kind: u8, duty: u16) -> Option<(i32, i32)> {
        let spans = self.spans.get(usize::from(kind)).or(self.spans.first())?;
        spans.get(usize::from(duty)).copied().flatten()
    }

    fn length(&self, kind: u8) -> i32 {
        self.lengths.get(usize::from(kind)).copied().unwrap_or(1440)
    }

    /// Minutes without work until the midnight after a day of that kind that began with `rest` of them.
    fn after(&self, kind: u8, rest: i32, duty: u16) -> i32 {
        self.length(kind) - self.span(kind, duty).map_or(-rest, |(_, end)| end)
    }
}

/// Two numbers as a state: minutes of rest, below zero while work goes on, and another from 0 to [`GREATEST`].
fn code(rest: i32, other: i32) -> u32 {
    (rest.clamp(-LONGEST, GREATEST) + LONGEST).cast_unsigned() << 16
        | other.clamp(0, GREATEST).cast_unsigned()
}

fn decode(state: u32) -> (i32, i32) {
    ((state >> 16).cast_signed() - LONGEST, (state & 0xffff).cast_signed())
}

/// No duty goes on longer beyond midnight.
const LONGEST: i32 = 4 * 1440;

/// No more minutes of rest or of age are told: more than 14 days and a weekly rest.
const GREATEST: i32 = 24_000;

/// At least so many minutes between the end of a duty and the begin of the next.
#[derive(Clone, Debug)]
pub(crate) struct RestBetween {
    /// The duties' times.
    pub(crate) times: Times,
    /// Minutes.
    pub(crate) least: i32,
    /// What each missing minute costs.
    pub(crate) weight: Weight,
}

impl RestBetween {
    /// The state of somebody whose last work ended so many minutes before the first midnight; none: long ago.
    pub(crate) fn start(&self, rested: Option<i32>) -> u32 {
        code(rested.unwrap_or(self.least).min(self.least), 0)
    }
}

impl Part for RestBetween {
    fn step(&self, kind: u8, state: u32, duty: u16) -> Option<Step> {
        let (rest, _) = decode(state);
        let missing = self.times.span(kind, duty).map_or(0, |(begin, _)| (self.least - rest - begin).max(0));
        let cost = match missing {
            0 => 0,
            _ => self.weight? * i64::from(missing),
        };
        let to = code(self.times.after(kind, rest, duty).min(self.least), 0);
        Some(Step { to, cost, marks: 0 })
    }

    fn end(&self, _: u32) -> Option<i64> {
        Some(0)
    }
}

/// In each whole window of days that follow one another, such as each week, one stretch of so many minutes without work, all
/// of it within the window.
#[derive(Clone, Debug)]
pub(crate) struct FixedRest {
    /// The duties' times.
    pub(crate) times: Times,
    /// Minutes.
    pub(crate) least: i32,
    /// What each minute costs by which the longest stretch is too short.
    pub(crate) weight: Weight,
    /// By kind: whether a day is the first of a whole window, and whether it is the last.
    pub(crate) edges: Vec<(bool, bool)>,
}

impl FixedRest {
    /// The state of somebody whose last work ended so many minutes before the first midnight; none: long ago.
    pub(crate) fn start(&self, rested: Option<i32>) -> u32 {
        // Days before the first whole window ask for nothing.
        code(rested.map_or(0, |rest| rest.min(0)), self.least)
    }
}

impl Part for FixedRest {
    fn step(&self, kind: u8, state: u32, duty: u16) -> Option<Step> {
        let (first, last) = self.edges.get(usize::from(kind)).copied().unwrap_or_default();
        let (mut rest, mut longest) = decode(state);
        if first {
            (rest, longest) = (rest.min(0), 0);
        }
        let until_duty = self.times.span(kind, duty).map_or(0, |(begin, _)| rest + begin);
        let after = self.times.after(kind, rest, duty).min(self.least);
        longest = longest.max(until_duty).max(after).min(self.least);
        let missing = self.least - longest;
        let cost = match missing {
            _ if !last => 0,
            0 => 0,
            _ => self.weight? * i64::from(missing),
        };
        // Where nothing is asked for any more, or nothing may be short, less is told apart.
        let done = last || missing == 0;
        let told = if done {
            self.least
        } else if self.weight.is_none() {
            0
        } else {
            longest
        };
        Some(Step { to: code(if done { after.min(0) } else { after }, told), cost, marks: 0 })
    }

    fn end(&self, _: u32) -> Option<i64> {
        Some(0)
    }
}

/// In any so many days in a row, from midnight to midnight, one stretch of so many minutes without work, all of it within.
/// Hard. The second number of the state is how long ago the latest such stretch began.
#[derive(Clone, Debug)]
pub(crate) struct RollingRest {
    /// The duties' times.
    pub(crate) times: Times,
    /// Minutes.
    pub(crate) least: i32,
    /// By kind: how long the days are, 15 at most, that end with such a day, in minutes.
    pub(crate) windows: Vec<i32>,
}

impl RollingRest {
    /// The state of somebody whose last work ended so many minutes before the first midnight; none: not known, so that only
    /// windows within the horizon count.
    pub(crate) fn start(&self, rested: Option<i32>) -> u32 {
        let rest = rested.unwrap_or(self.least).min(self.least);
        code(rest, if rested.is_some_and(|rest| rest >= self.least) { self.least } else { 1 })
    }
}

impl Part for RollingRest {
    fn step(&self, kind: u8, state: u32, duty: u16) -> Option<Step> {
        let (rest, age) = decode(state);
        let length = self.times.length(kind);
        let mut age = age + length;
        if let Some((begin, _)) = self.times.span(kind, duty).filter(|(begin, _)| rest + begin >= self.least)
        {
            age = age.min(length - begin + self.least);
        }
        let rest = self.times.after(kind, rest, duty).min(self.least);
        if rest >= self.least {
            age = self.least;
        }
        let window = self.windows.get(usize::from(kind)).copied().unwrap_or(i32::MAX);
        (age <= window).then_some(Step { to: code(rest, age), cost: 0, marks: 0 })
    }

    fn end(&self, _: u32) -> Option<i64> {
        Some(0)
    }
}

/// At least so many days off in any so many days in a row within the horizon. The state: which of the last days were worked.
#[derive(Clone, Debug)]
pub(crate) struct DaysOff {
    /// Days of a window: 1 to 15.
    pub(crate) days: u32,
    /// Days off.
    pub(crate) least: u32,
    /// What each missing day of each window costs.
    pub(crate) weight: Weight,
}

impl DaysOff {
    /// The state at the first day.
    pub(crate) const START: u32 = 0;
}

impl Part for DaysOff {
    fn step(&self, _: u8, state: u32, duty: u16) -> Option<Step> {
        // Days that were seen, up to a whole window, are told only where an incomplete one would cost something: a hard
        // rule that a part of a window breaks is broken by the whole.
        let (seen, before) = ((state >> 16) + 1, state & 0xffff);
        let worked = before << 1 | u32::from(duty != OFF);
        let off = self.days - (worked & ((1 << self.days) - 1)).count_ones();
        let missing = self.least.saturating_sub(off);
        let cost = match (missing, self.weight) {
            (0, _) => 0,
            (_, None) => return None,
            (_, Some(_)) if seen < self.days => 0,
            (_, Some(weight)) => weight * i64::from(missing),
        };
        let seen = if self.weight.is_some() { seen.min(self.days - 1) } else { 0 };
        let kept = worked & ((1 << (self.days - 1)) - 1);
        Some(Step { to: seen << 16 | kept, cost, marks: 0 })
    }

    fn end(&self, _: u32) -> Option<i64> {
        Some(0)
    }
}
