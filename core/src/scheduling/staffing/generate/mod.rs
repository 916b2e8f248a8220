//! Which shifts to open for a demand curve, at least cost: exact, with a bound that proves it.
//!
//! A shift covers intervals that follow one another. Written as a matrix of intervals and shifts, each column has its ones in
//! one piece; such a matrix is totally unimodular, so that the best whole numbers of shifts are those of a flow in a network
//! whose nodes are the moments between the intervals (A. F. Veinott, H. M. Wagner, "Optimal capacity scheduling",
//! Operations Research 10 (1962); R. K. Ahuja, T. L. Magnanti, J. B. Orlin, "Network flows" (1993), section 9.6). The flow is found by successive shortest
//! paths; its prices give a lower bound that shares nothing with the flow.

use super::{Staffing, queue::Answered};
use crate::error::{Code, Error, Result};
use crate::scheduling::{
    clock,
    model::{Shift, at_most, ends_later},
};
use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

mod flow;
#[cfg(test)]
mod tests;

use flow::{Network, Span};

/// How many people are needed in an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// From this moment.
    pub from: NaiveDateTime,
    /// Until this moment.
    pub to: NaiveDateTime,
    /// No fewer may be there.
    #[serde(default)]
    pub least: u32,
    /// So many are wanted; none means `least`. Each one fewer costs `short_per_minute`, each one more `over_per_minute`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<u32>,
    /// No more may be there; none for any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
}

impl Interval {
    /// An interval in which at least so many people are needed.
    pub const fn new(from: NaiveDateTime, to: NaiveDateTime, least: u32) -> Self {
        Self { from, to, least, wanted: None, most: None }
    }

    fn wanted(&self) -> u32 {
        self.wanted.unwrap_or(self.least)
    }
}

/// Time that costs more than other time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dearer {
    /// From this clock time, such as `22:00`.
    pub from: String,
    /// Until this clock time, `24:00` at most; on the next day when it is before `from`.
    pub to: String,
    /// The days of the week on which it begins; empty means every day.
    #[serde(default)]
    pub days: Vec<Weekday>,
    /// What each minute of a shift in it costs more.
    pub per_minute: i64,
}

/// Shifts that may be opened, what they cost, and the demand that they cover. All costs are whole numbers of one unit, such
/// as cents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Generation {
    /// The skill that is needed; none for people who work without one.
    #[serde(default)]
    pub skill: Option<String>,
    /// The site of the shifts; none for shifts of no site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The demand, in order and not overlapping. Shifts begin and end where intervals do, and reach over no gap.
    pub curve: Vec<Interval>,
    /// Minutes of the shortest shift.
    pub shortest_minutes: u32,
    /// Minutes of the longest shift, less than 1440.
    pub longest_minutes: u32,
    /// Shifts start at midnight or a multiple of so many minutes after it, such as 30.
    pub start_every_minutes: u32,
    /// Shifts are longer than the shortest by a multiple of so many minutes.
    pub length_every_minutes: u32,
    /// Minutes of unpaid break in a shift (somebody on a break still counts as there) …
    #[serde(default)]
    pub break_minutes: u32,
    /// … that is longer than so many minutes.
    #[serde(default)]
    pub break_beyond_minutes: u32,
    /// What each shift costs beside its time.
    #[serde(default)]
    pub per_shift: i64,
    /// What each paid minute costs.
    pub per_minute: i64,
    /// Time that costs more, such as nights.
    #[serde(default)]
    pub dearer: Vec<Dearer>,
    /// What a minute costs in which somebody who is wanted is not there.
    #[serde(default)]
    pub short_per_minute: i64,
    /// What a minute costs in which somebody is there who is not wanted, beside the pay.
    #[serde(default)]
    pub over_per_minute: i64,
}

/// Shifts of the same times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// From this moment.
    pub from: NaiveDateTime,
    /// Until this moment.
    pub to: NaiveDateTime,
    /// Minutes of unpaid break.
    pub break_minutes: u32,
    /// How many are opened.
    pub count: u32,
    /// What each costs.
    pub cost: i64,
}

/// How many people are there in an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    /// The demand.
    pub interval: Interval,
    /// How many are there.
    pub there: u32,
}

/// The shifts to open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generated {
    /// The skill.
    pub skill: Option<String>,
    /// The site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The shifts, by start and end.
    pub shifts: Vec<Opened>,
    /// The intervals.
    pub coverage: Vec<Covered>,
    /// Paid minutes of all shifts.
    pub paid_minutes: i64,
    /// What they cost, people missing and people too many included.
    pub cost: i64,
    /// No choice of shifts costs less.
    pub bound: i64,
    /// Whether `cost` is `bound`.
    pub proven: bool,
}

/// The shifts that cover a demand curve at least cost.
///
/// # Errors
/// `scheduling.no_shifts` when no shifts keep `least` and `most` of every interval; `scheduling.no_length`, `input.invalid`,
/// `number.negative` and `number.out_of_range` for what makes no sense, with its path (`curve.3.to`).
///
/// ```
/// use backoffice::{date, scheduling::staffing::{Interval, Generation, generate}};
///
/// let day = date(2026, 3, 30)?;
/// let hour = |hour| day.and_hms_opt(hour, 0, 0).unwrap();
/// let needed = [1, 1, 2, 2, 2, 2, 2, 1, 1, 1];
/// let generation = Generation {
///     skill: Some("till".into()),
///     site: None,
///     curve: (8..18).zip(needed).map(|(h, least)| Interval::new(hour(h), hour(h + 1), least)).collect(),
///     shortest_minutes: 5 * 60,
///     longest_minutes: 8 * 60,
///     start_every_minutes: 60,
///     length_every_minutes: 60,
///     break_minutes: 0,
///     break_beyond_minutes: 0,
///     per_shift: 0,
///     per_minute: 25,
///     dearer: vec![],
///     short_per_minute: 0,
///     over_per_minute: 0,
/// };
/// let generated = generate(&generation)?;
/// // 15 person-hours are needed: three shifts of five hours, and no choice costs less.
/// assert_eq!(generated.paid_minutes, 15 * 60);
/// assert_eq!((generated.cost, generated.proven), (15 * 60 * 25, true));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn generate(generation: &Generation) -> Result<Generated> {
    generation.check()?;
    let dearer = generation.dearer.iter().enumerate().map(|(index, dearer)| {
        let field = |name: &str| format!("dearer.{index}.{name}");
        let (from, to) =
            (clock::minutes(&field("from"), &dearer.from)?, clock::minutes(&field("to"), &dearer.to)?);
        Ok((from, if to <= from { to + 1440 } else { to }, dearer))
    });
    let dearer = dearer.collect::<Result<Vec<_>>>()?;
    let mut generated = Generated {
        skill: generation.skill.clone(),
        site: generation.site.clone(),
        shifts: vec![],
        coverage: vec![],
        paid_minutes: 0,
        cost: 0,
        bound: 0,
        proven: true,
    };
    let mut shifts_so_far = 0;
    for stretch in generation.curve.chunk_by(|a, b| a.to == b.from) {
        let possible = generation.possible(stretch, &dearer);
        shifts_so_far += possible.len();
        at_most("curve", shifts_so_far as u64, 500_000)?;
        let mut network = Network::new(stretch.len() + 1);
        for (at, interval) in stretch.iter().enumerate() {
            network.interval(&Span {
                at,
                least: interval.least.into(),
                wanted: interval.wanted().into(),
                most: interval.most.map(i64::from),
                short: generation.short_per_minute * minutes(interval.from, interval.to),
                over: generation.over_per_minute * minutes(interval.from, interval.to),
            });
        }
        for shift in &possible {
            network.shift(shift.first, shift.last, shift.opened.cost);
        }
        let counts = network.solve().map_err(|at| no_shifts(stretch, at))?;
        generated.bound += network.bound();
        for (shift, count) in possible.into_iter().zip(counts) {
            if count > 0 {
                let mut opened = shift.opened;
                opened.count = u32::try_from(count).unwrap_or(u32::MAX);
                generated.paid_minutes +=
                    count * (minutes(opened.from, opened.to) - i64::from(opened.break_minutes));
                generated.cost += count * opened.cost;
                generated.shifts.push(opened);
            }
        }
    }
    generated.cover(generation);
    generated.proven = generated.cost == generated.bound;
    Ok(generated)
}

/// Shifts that were opened, as a model takes them: each is offered on its dates and needs nobody by itself; the demand
/// on intervals says how many work it. Shifts of the same times at the same site are one, whatever their skill.
pub fn offered<'a>(all: impl IntoIterator<Item = &'a Generated>) -> Vec<Shift> {
    // By start, end, site and break.
    let mut days: BTreeMap<(String, String, Option<&str>, u32), Offered> = BTreeMap::new();
    for generated in all {
        for opened in &generated.shifts {
            let text = |at: NaiveDateTime| at.format("%H:%M").to_string();
            let end = if text(opened.to) == "00:00" { "24:00".into() } else { text(opened.to) };
            let times = (text(opened.from), end, generated.site.as_deref(), opened.break_minutes);
            let offered = days.entry(times).or_default();
            offered.skills.extend(generated.skill.clone());
            offered.dates.insert(opened.from.date());
        }
    }
    let mut shifts: Vec<Shift> = Vec::new();
    for ((start, end, site, pause), Offered { skills, dates }) in days {
        let place = site.map(|site| format!(" at {site}")).unwrap_or_default();
        let mut name = format!("{start}-{end}{place}");
        let same = |shift: &Shift| {
            let times = (shift.start.as_ref(), shift.end.as_ref(), shift.site.as_deref());
            times == (Some(&start), Some(&end), site)
        };
        if shifts.last().is_some_and(same) {
            name = format!("{name}, break of {pause}");
        }
        let shift = Shift::offered(name, start, end).skills(skills).on_dates(dates).unpaid_break(pause);
        shifts.push(Shift { site: site.map(Into::into), ..shift });
    }
    shifts
}

/// What is known of shifts of the same times.
#[derive(Default)]
struct Offered {
    skills: BTreeSet<String>,
    dates: BTreeSet<NaiveDate>,
}

impl Staffing {
    /// The demand as a curve to open shifts for, the intervals without work included.
    pub fn curve(&self) -> Vec<Interval> {
        self.intervals.iter().map(|i| Interval::new(i.from, i.to, i.staff)).collect()
    }
}

impl Answered {
    /// The demand as a curve to open shifts for, the intervals without calls included.
    pub fn curve(&self) -> Vec<Interval> {
        self.intervals.iter().map(|i| Interval::new(i.from, i.to, i.service.rostered)).collect()
    }
}

/// A shift that may be opened: from before interval `first` to before interval `last`.
struct Possible {
    first: usize,
    last: usize,
    opened: Opened,
}

impl Generation {
    fn check(&self) -> Result<()> {
        at_most("curve", self.curve.len() as u64, 10_000)?;
        for (index, interval) in self.curve.iter().enumerate() {
            let within = |error: Error| error.within(format!("curve.{index}"));
            ends_later("to", interval.from, interval.to).map_err(within)?;
            let before = index.checked_sub(1).and_then(|before| self.curve.get(before));
            if before.is_some_and(|before| interval.from < before.to) {
                let wanted = "write the intervals in order, not overlapping";
                return Err(within(Error::invalid("from", interval.from, wanted)));
            }
            at_most("to", minutes(interval.from, interval.to).unsigned_abs(), 1440).map_err(within)?;
            let (least, wanted, most) = (interval.least, interval.wanted(), interval.most);
            at_most("wanted", wanted.into(), 10_000).map_err(within)?;
            if wanted < least {
                return Err(within(Error::invalid("wanted", wanted, "it is less than `least`")));
            }
            if let Some(most) = most.filter(|most| *most < wanted) {
                return Err(within(Error::invalid("most", most, "it is less than what is wanted")));
            }
        }
        let (shortest, longest) = (self.shortest_minutes, self.longest_minutes);
        if shortest == 0 || longest < shortest || longest >= 1440 {
            let wanted = "write at least the shortest shift's minutes, above 0, and less than 1440";
            return Err(Error::invalid("longest_minutes", longest, wanted));
        }
        for (field, every) in [
            ("start_every_minutes", self.start_every_minutes),
            ("length_every_minutes", self.length_every_minutes),
        ] {
            if every == 0 || every > 1440 {
                return Err(Error::invalid(field, every, "write 1 to 1440 minutes, such as 30"));
            }
        }
        if self.break_minutes > 0 && self.break_minutes >= shortest.max(self.break_beyond_minutes) {
            let wanted = "a break is shorter than the shift that it is in";
            return Err(Error::invalid("break_minutes", self.break_minutes, wanted));
        }
        let costs = [
            ("per_minute", self.per_minute),
            ("short_per_minute", self.short_per_minute),
            ("over_per_minute", self.over_per_minute),
        ];
        let dearer = self.dearer.iter().map(|dearer| ("dearer.per_minute", dearer.per_minute));
        let all = costs.into_iter().chain(dearer).map(|(field, cost)| (field, cost, 1_000_000));
        for (field, cost, greatest) in all.chain([("per_shift", self.per_shift, 1_000_000_000)]) {
            if cost < 0 {
                let message = format!("`{field}` is {cost}: no shift is opened to earn money");
                return Err(Error::new(Code::NumberNegative, field, cost, message));
            }
            at_most(field, cost.unsigned_abs(), greatest)?;
        }
        at_most("dearer", self.dearer.len() as u64, 100)
    }

    /// The shifts that may be opened within intervals that follow one another.
    fn possible(&self, stretch: &[Interval], dearer: &[(i64, i64, &Dearer)]) -> Vec<Possible> {
        let (shortest, longest) = (i64::from(self.shortest_minutes), i64::from(self.longest_minutes));
        let mut possible = Vec::new();
        for (first, begins) in stretch.iter().enumerate() {
            if begins.from.num_seconds_from_midnight() / 60 % self.start_every_minutes != 0 {
                continue;
            }
            for (last, ends) in stretch.iter().enumerate().skip(first) {
                let length = minutes(begins.from, ends.to);
                if length > longest {
                    break;
                }
                if length < shortest || (length - shortest) % i64::from(self.length_every_minutes) != 0 {
                    continue;
                }
                let pause =
                    if length > i64::from(self.break_beyond_minutes) { self.break_minutes } else { 0 };
                // At most 1,440 minutes at 101 times a million, and a milliard: far within 64 bits.
                let cost = self.per_shift
                    + self.per_minute * (length - i64::from(pause))
                    + dearer.iter().map(|window| extra(begins.from, ends.to, window)).sum::<i64>();
                let opened = Opened { from: begins.from, to: ends.to, break_minutes: pause, count: 0, cost };
                possible.push(Possible { first, last: last + 1, opened });
            }
        }
        possible
    }
}

impl Generated {
    /// Counts who is there, and adds what missing people and people too many cost.
    fn cover(&mut self, generation: &Generation) {
        // People who come less people who go, at each moment.
        let mut changes: BTreeMap<NaiveDateTime, i64> = BTreeMap::new();
        for opened in &self.shifts {
            *changes.entry(opened.from).or_default() += i64::from(opened.count);
            *changes.entry(opened.to).or_default() -= i64::from(opened.count);
        }
        let (mut changes, mut there) = (changes.into_iter().peekable(), 0);
        for interval in &generation.curve {
            while let Some((_, change)) = changes.next_if(|(at, _)| *at <= interval.from) {
                there += change;
            }
            let (missing, length) =
                (i64::from(interval.wanted()) - there, minutes(interval.from, interval.to));
            self.cost += length
                * (missing.max(0) * generation.short_per_minute
                    + (-missing).max(0) * generation.over_per_minute);
            self.coverage
                .push(Covered { interval: *interval, there: u32::try_from(there).unwrap_or(u32::MAX) });
        }
    }
}

fn minutes(from: NaiveDateTime, to: NaiveDateTime) -> i64 {
    clock::between(from, to)
}

/// What a shift's minutes in a dearer window cost more.
fn extra(from: NaiveDateTime, to: NaiveDateTime, window: &(i64, i64, &Dearer)) -> i64 {
    let (opens, closes, dearer) = window;
    // A window of the day before may reach into the day on which the shift begins; a shift ends on the next day at latest.
    let days =
        [-1, 0, 1].into_iter().filter_map(|more| from.date().checked_add_signed(TimeDelta::days(more)));
    let windows = days.filter(|day| dearer.days.is_empty() || dearer.days.contains(&day.weekday()));
    let inside = windows
        .map(|day| minutes(from.max(clock::moment(day, *opens)), to.min(clock::moment(day, *closes))).max(0));
    inside.sum::<i64>() * dearer.per_minute
}

fn no_shifts(stretch: &[Interval], at: usize) -> Error {
    let interval = stretch.get(at).or(stretch.last());
    let (from, needed) = interval.map_or_else(Default::default, |i| (i.from.to_string(), i.least));
    let message = format!(
        "no shifts of the lengths and times allowed keep the lowest and the highest coverage around {from} ({needed} are needed there): allow shorter shifts or more starts, raise `most`, or say what a missing person costs"
    );
    Error::new(Code::SchedulingNoShifts, "curve", from, message)
}
