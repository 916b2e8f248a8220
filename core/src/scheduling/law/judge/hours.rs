//! Most hours: of a day, of weeks, on average over a reference period.

use super::{
    super::{
        facts::{Facts, Reference},
        limit::{Agreement, LeftOut, Limit, Span},
        timeline::{Spell, Timeline},
    },
    Found, Judged, Known, number,
};
use crate::error::{Error, Result};
use chrono::{Months, NaiveDate};

/// A stretch of days, in days since 1970, both included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub first: i64,
    pub last: i64,
    /// Whether it lies wholly in Ramadan.
    pub ramadan: bool,
}

/// The windows of a rule, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Windows(pub(super) Vec<Window>);

impl Windows {
    /// The windows of a limit: whole weeks of the period, or reference periods that end with each of its days and may
    /// begin before it.
    pub fn of(limit: &Limit, period: &Known) -> Self {
        match *limit {
            // The weeks one by one: whose they are together depends on the person.
            Limit::WeeklyRest { .. } => Self::weeks(1, period),
            Limit::Week { weeks, .. } => Self::weeks(weeks.into(), period),
            Limit::Average { over: Span::Days(days), .. } => {
                Self::rolling(period, |last| Some(last + 1 - i64::from(days)))
            }
            Limit::Average { over: Span::Months(months), .. } => Self::rolling(period, |last| {
                let next = NaiveDate::from_epoch_days(i32::try_from(last + 1).ok()?)?;
                next.checked_sub_months(Months::new(months)).map(number)
            }),
            _ => Self::default(),
        }
    }

    fn weeks(weeks: i64, period: &Known) -> Self {
        let first = period.week_of(period.first + 6);
        let ends = |first: i64| first + 7 * weeks - 1;
        let starts = (0..).map(|week| first + 7 * week).take_while(|first| ends(*first) <= period.last);
        let window =
            |first| Window { first, last: ends(first), ramadan: period.in_ramadan(first, ends(first)) };
        Self(starts.map(window).collect())
    }

    fn rolling(period: &Known, begins: impl Fn(i64) -> Option<i64>) -> Self {
        let window = |last| Some(Window { first: begins(last)?, last, ramadan: false });
        Self((period.first..=period.last).filter_map(window).collect())
    }

    /// Periods of so many of these weeks, counted from the one in which the employment began.
    pub fn counted_from(&self, employed: Option<i64>, weeks: i64) -> impl Iterator<Item = Window> {
        let first = self.0.first().map_or(0, |week| week.first);
        let anchor = employed.map_or(first, |day| day - (day - first).rem_euclid(7));
        let begins = move |week: &&Window| (week.first - anchor).rem_euclid(7 * weeks) == 0;
        let last = self.0.last().map_or(0, |week| week.last);
        let whole = self
            .0
            .iter()
            .filter(begins)
            .map(move |week| Window { last: week.first + 7 * weeks - 1, ..*week });
        whole.filter(move |window| window.last <= last)
    }
}

/// The minutes of each day on which work starts.
pub(super) fn day(
    work: &Timeline,
    minutes: impl Fn(&Spell) -> i64,
    limit: impl Fn(i64) -> i64,
    found: &mut impl FnMut(Found),
) {
    for spells in work.spells.chunk_by(|one, other| one.day() == other.day()) {
        let amount = spells.iter().map(&minutes).sum();
        if let Some(day) = spells.first().map(Spell::day)
            && amount > limit(day)
        {
            found(Found { first: day, last: day, amount, limit: limit(day) });
        }
    }
}

/// The worked minutes of whole weeks.
pub(super) fn weeks(
    work: &Timeline,
    windows: &Windows,
    minutes: i64,
    less: Option<i64>,
    found: &mut impl FnMut(Found),
) {
    let mut worst = Worst::default();
    for window in &windows.0 {
        let limit = less.filter(|_| window.ramadan).unwrap_or(minutes);
        worst.see(window.first, window.last, sum(work, window.first, window.last), limit, found);
    }
    worst.end(found);
}

/// The worked minutes of days of the period, both included.
fn sum(work: &Timeline, first: i64, last: i64) -> i64 {
    let up_to = |day: i64| {
        let place = usize::try_from(day - work.first).ok();
        place.and_then(|place| work.before.get(place)).copied().unwrap_or(0)
    };
    up_to(last + 1) - up_to(first)
}

/// Of windows that overlap and follow upon one another, all above the limit, only the worst is told: it is one breach.
#[derive(Default)]
struct Worst {
    so_far: Option<Found>,
    last: i64,
}

impl Worst {
    fn see(&mut self, first: i64, last: i64, amount: i64, limit: i64, found: &mut impl FnMut(Found)) {
        if amount <= limit {
            return self.end(found);
        }
        if self.so_far.is_some() && first > self.last {
            self.end(found);
        }
        self.last = last;
        let worse = self.so_far.is_none_or(|worst| amount - limit > worst.amount - worst.limit);
        if worse {
            self.so_far = Some(Found { first, last, amount, limit });
        }
    }

    fn end(&mut self, found: &mut impl FnMut(Found)) {
        self.so_far.take().into_iter().for_each(found);
    }
}

/// Worked minutes on average. What counts of each reference period is told against what is allowed in it, rounded down.
///
/// # Errors
/// `input.invalid` for an agreed reference period longer than the law allows.
pub(super) fn average(
    work: &Timeline,
    judged: &Judged,
    period: &Known,
    facts: &Facts,
    found: &mut impl FnMut(Found),
) -> Result<()> {
    let Limit::Average { minutes, left_out, opt_out, .. } = judged.limit else { return Ok(()) };
    let left = LeftOutDays::of(work, facts, left_out, opt_out);
    let mut worst = Worst::default();
    for (first, last) in references(judged, period, facts)? {
        let (amount, days) = match &left {
            None => (sum(work, first, last), last - first + 1),
            Some(left) => match left.count(first, last) {
                Some(counted) => counted,
                None => continue,
            },
        };
        worst.see(first, last, amount, i64::from(minutes) * days / 7, found);
    }
    worst.end(found);
    Ok(())
}

/// The reference periods of an average that are judged of a person: first and last day.
///
/// # Errors
/// As [`average`].
pub(super) fn references(judged: &Judged, period: &Known, facts: &Facts) -> Result<Vec<(i64, i64)>> {
    let Limit::Average { over, agreed, agreed_most, .. } = judged.limit else { return Ok(vec![]) };
    let reference = match agreed {
        Some(Agreement::Weekly) => facts.reference.map(|reference| ("reference", reference)),
        Some(Agreement::Night) => facts.night_reference.map(|reference| ("night_reference", reference)),
        None => None,
    };
    let own = match reference {
        Some((field, reference)) => Some(agreed_windows(field, reference, agreed_most, period)?),
        None if over == Span::Agreed => return Ok(vec![]),
        None => None,
    };
    let windows = own.as_ref().unwrap_or(&judged.windows);
    // Successive periods that were agreed stand by themselves; any others of a new employment begin with it.
    let rolling = reference.is_none_or(|(_, reference)| reference.from.is_none());
    let employed = facts.employed_from.map(number);
    let mut judged = Vec::new();
    for window in &windows.0 {
        let mut first = window.first;
        if let Some(employed) = employed.filter(|employed| *employed > first) {
            // A shorter employment is judged whenever it is whole weeks long.
            if !rolling || window.last < employed || (window.last - employed + 1) % 7 != 0 {
                continue;
            }
            first = employed;
        }
        if first >= period.first {
            judged.push((first, window.last));
        }
    }
    Ok(judged)
}

/// Whether a day is left out of averages, by leave or an opt-out.
pub(super) fn is_left_out(facts: &Facts, opt_out: bool, day: i64) -> bool {
    within(&facts.left_out, day) || opt_out && within(&facts.opt_out, day)
}

fn within(periods: &[crate::calendar::Period], day: i64) -> bool {
    periods.iter().any(|days| number(days.first()) <= day && day <= number(days.last()))
}

fn agreed_windows(field: &str, reference: Reference, most: Option<u32>, period: &Known) -> Result<Windows> {
    let days = i64::from(reference.days);
    if days == 0 || most.is_some_and(|most| reference.days > most) {
        let wanted = format!("1 to {} days can be agreed", most.unwrap_or(u32::MAX));
        return Err(Error::invalid(&format!("{field}.days"), days, &wanted));
    }
    let Some(from) = reference.from.map(number) else {
        return Ok(Windows::rolling(period, |last| Some(last + 1 - days)));
    };
    let mut windows = Windows::rolling(period, |last| Some(last + 1 - days));
    windows.0.retain(|window| (window.first - from).rem_euclid(days) == 0);
    Ok(windows)
}

/// A person's days that are left out of an average, and the days on which he or she worked.
struct LeftOutDays {
    how: LeftOut,
    first: i64,
    /// By day of the period: worked minutes that count, of all days before.
    before: Vec<i64>,
    /// By day: how many of the days before it are left out.
    left: Vec<i64>,
    /// By day: how many of the days before it are days whose place others take.
    replaced: Vec<i64>,
    /// The days of work that can take the place of others, and the minutes of all up to each.
    worked: Vec<(i64, i64)>,
}

impl LeftOutDays {
    /// None where no day is left out.
    fn of(work: &Timeline, facts: &Facts, how: LeftOut, opt_out: bool) -> Option<Self> {
        let none = facts.left_out.is_empty() && (!opt_out || facts.opt_out.is_empty());
        if none || how == LeftOut::Counted {
            return None;
        }
        let days = || (work.first..).zip(&work.days);
        let mut made = Self {
            how,
            first: work.first,
            before: vec![0],
            left: vec![0],
            replaced: vec![0],
            worked: vec![],
        };
        let (mut minutes, mut left, mut replaced, mut in_place) = (0, 0, 0, 0);
        for (day, worked) in days() {
            let leave = within(&facts.left_out, day);
            let opted = opt_out && within(&facts.opt_out, day);
            if leave || opted {
                left += 1;
                replaced += i64::from(leave || *worked > 0);
            } else {
                minutes += worked;
                if *worked > 0 {
                    in_place += worked;
                    made.worked.push((day, in_place));
                }
            }
            made.before.push(minutes);
            made.left.push(left);
            made.replaced.push(replaced);
        }
        Some(made)
    }

    /// The minutes and days that count of a window; none when no day remains, or when the days that take the place of
    /// others are not known.
    fn count(&self, first: i64, last: i64) -> Option<(i64, i64)> {
        let sum = |list: &[i64]| {
            let at = |day: i64| list.get(usize::try_from(day - self.first).ok()?).copied();
            Some(at(last + 1)? - at(first)?)
        };
        let (minutes, days) = (sum(&self.before)?, last - first + 1);
        let left = sum(&self.left)?;
        if left == days {
            return None;
        }
        if self.how == LeftOut::Excluded {
            return Some((minutes, days - left));
        }
        let wanted = usize::try_from(sum(&self.replaced)?).ok()?;
        let next = self.worked.partition_point(|(day, _)| *day <= last);
        let up_to = |count: usize| match count.checked_sub(1) {
            Some(place) => self.worked.get(place).map(|(_, minutes)| *minutes),
            None => Some(0),
        };
        Some((minutes + up_to(next + wanted)? - up_to(next)?, days))
    }
}
