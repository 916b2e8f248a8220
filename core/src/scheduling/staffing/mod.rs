//! From work that arrives to people that are needed, and from people that are needed to shifts.
//!
//! Calls are answered at once or soon: [`agents`] and [`answer`] (Erlang C and A). Other work may wait: [`least`] is the least
//! staffing that meets the due times, which [`due`] tells from a cut-off. Either gives a demand on intervals, for which
//! [`generate`] opens shifts at least cost, or [`offer`] lists all that there could be.
//!
//! Work may wait until it is due, so the people needed do not follow the arrivals. Time is cut into working intervals;
//! work that arrives during one can be begun in the next, and must be done in one that ends by its due time. With earliest
//! due first, a staffing meets every due time exactly when each stretch of intervals offers at least the work that both
//! arrives and is due within it. [`least`] finds the smallest peak for which that can be, and then the fewest
//! person-intervals under that peak, in integers throughout.

use super::clock;
use super::model::{Demand, at_most, ends_later};
use crate::error::{Code, Error, Result, exact};
use chrono::{NaiveDateTime, TimeDelta};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod cutoff;
mod generate;
mod offer;
mod queue;
#[cfg(test)]
mod tests;

pub use cutoff::{CutOff, due};
pub use generate::{Covered, Dearer, Generated, Generation, Interval, Opened, generate, offered};
pub use offer::{Offer, offer};
pub use queue::{Answered, AnsweredInterval, Calls, Forecast, Queue, Service, agents, answer, service};

/// Work of one skill that is to be done in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    /// The skill that does it; none when anybody can.
    #[serde(default)]
    pub skill: Option<String>,
    /// The site at which it is done; none where no site is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Units that one person does in an hour, such as `37.5`.
    #[serde(with = "exact::text")]
    pub units_per_hour: Decimal,
    /// Minutes of an interval, such as 30.
    pub interval_minutes: u32,
    /// When there is work: in order, not overlapping, each a whole number of intervals long.
    pub open: Vec<Open>,
    /// What arrives, in any order.
    #[serde(default)]
    pub arrivals: Vec<Arrival>,
}

/// A stretch of time in which work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// From this moment.
    pub from: NaiveDateTime,
    /// Until this moment.
    pub to: NaiveDateTime,
}

/// Work that arrives at a moment and may wait until another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// When it arrives.
    pub at: NaiveDateTime,
    /// When it must be done.
    pub due: NaiveDateTime,
    /// How many units.
    pub units: u64,
}

/// How many people are needed in each working interval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staffing {
    /// The skill that does the work.
    pub skill: Option<String>,
    /// The site at which it is done; none where no site is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The working intervals, in order.
    pub intervals: Vec<Staffed>,
    /// The most people at any time.
    pub peak: u32,
    /// The sum of people over all intervals.
    pub person_intervals: u64,
    /// The most people at any time if all work were done in the interval in which it can first be begun.
    pub arrival_peak: u32,
}

/// A working interval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staffed {
    /// From this moment.
    pub from: NaiveDateTime,
    /// Until this moment.
    pub to: NaiveDateTime,
    /// How many people are needed.
    pub staff: u32,
    /// Units that can first be begun in it: what arrived since the interval before began.
    pub arriving: u64,
    /// How many people it would take to do just these at once.
    pub arrival_staff: u32,
    /// Units that are carried into the next interval: begun or not, they are not done by its end.
    #[serde(default)]
    pub carried: u64,
}

impl Staffing {
    /// The demand on intervals that this is, without those in which nobody is needed.
    pub fn demand(&self) -> Vec<Demand> {
        let needed = self.intervals.iter().filter(|interval| interval.staff > 0);
        needed
            .map(|i| Demand {
                from: i.from,
                to: i.to,
                skill: self.skill.clone(),
                site: self.site.clone(),
                needed: i.staff,
            })
            .collect()
    }
}

/// The staffing with the smallest peak, and among those with the fewest person-intervals, that meets every due time. Among
/// several such it works as early as it can.
///
/// # Errors
/// `scheduling.infeasible` when there is no working interval between an arrival and its due time (`arrivals.3.due`);
/// `input.invalid`, `scheduling.no_length`, `number.negative` or `number.out_of_range` for what makes no sense.
///
/// ```
/// use backoffice::{date, dec, scheduling::staffing::{self, Arrival, Open, Workload}};
///
/// let day = date(2010, 12, 1)?;
/// let at = |hour| day.and_hms_opt(hour, 0, 0).unwrap();
/// // 120 parcels at nine o'clock, due at one; one person packs 30 an hour.
/// let work = Workload {
///     skill: Some("packer".into()),
///     site: None,
///     units_per_hour: dec!(30),
///     interval_minutes: 60,
///     open: vec![Open { from: at(9), to: at(17) }],
///     arrivals: vec![Arrival { at: at(9), due: at(13), units: 120 }],
/// };
/// let staffing = staffing::least(&work)?;
/// assert_eq!((staffing.peak, staffing.arrival_peak), (1, 4)); // one person for four hours, not four for one
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn least(work: &Workload) -> Result<Staffing> {
    let intervals = work.intervals()?;
    // One person does `per_person` in an interval, one unit of work is `per_unit`: both whole, so all of it is exact.
    let (per_person, per_unit) = work.scale()?;
    let slots = work.slots(&intervals)?;
    let people = |amount: u128| u32::try_from(amount.div_ceil(per_person)).unwrap_or(u32::MAX);

    // What can be begun in interval `first` or later and is due by the end of interval `last`, as people needed in that
    // stretch altogether; stretches from the latest first interval to the earliest.
    let stretches = stretches(&slots, intervals.len());
    let peak = stretches.iter().map(|s| (people(s.units.saturating_mul(per_unit)), s.last - s.first + 1));
    let peak = peak.map(|(people, length)| u64::from(people).div_ceil(length as u64)).max().unwrap_or(0);
    let peak = u32::try_from(peak).unwrap_or(u32::MAX);
    at_most("peak", peak.into(), 10_000)?;

    let mut staff = vec![0_u32; intervals.len()];
    for same_first in stretches.chunk_by(|a, b| a.first == b.first) {
        // All stretches that begin later are satisfied. What one still lacks goes as far to its front as the peak allows,
        // where it also serves every stretch that is looked at later: so no staffing has fewer. The stretches of one
        // beginning grow, so their people are counted on, and what is full stays full.
        let first = same_first.first().map_or(0, |stretch| stretch.first);
        let (mut has, mut counted, mut room) = (0_u32, first, first);
        for stretch in same_first {
            has += staff.iter().take(stretch.last + 1).skip(counted).sum::<u32>();
            counted = stretch.last + 1;
            let mut lacks = people(stretch.units.saturating_mul(per_unit)).saturating_sub(has);
            while lacks > 0 && room <= stretch.last {
                let Some(there) = staff.get_mut(room) else { break };
                let more = lacks.min(peak - *there);
                (*there, has, lacks) = (*there + more, has + more, lacks - more);
                room += usize::from(*there == peak);
            }
        }
    }

    let mut arriving = vec![0_u64; intervals.len()];
    for slot in &slots {
        if let Some(units) = arriving.get_mut(slot.first) {
            let sum = units.checked_add(slot.units);
            *units =
                sum.ok_or_else(|| Error::overflow("arrivals", slot.units, "units that arrive at once"))?;
        }
    }
    // What waits, on the scale of `per_unit`; all of it fits, and people are at most 10,000.
    let mut waiting = 0_u128;
    let intervals: Vec<Staffed> = intervals
        .into_iter()
        .zip(staff)
        .zip(arriving)
        .map(|((open, staff), arriving)| {
            let work = u128::from(arriving).saturating_mul(per_unit);
            waiting =
                waiting.saturating_add(work).saturating_sub(u128::from(staff).saturating_mul(per_person));
            Staffed {
                from: open.from,
                to: open.to,
                staff,
                arriving,
                arrival_staff: people(work),
                carried: u64::try_from(waiting.div_ceil(per_unit)).unwrap_or(u64::MAX),
            }
        })
        .collect();
    Ok(Staffing {
        skill: work.skill.clone(),
        site: work.site.clone(),
        peak,
        person_intervals: intervals.iter().map(|interval| u64::from(interval.staff)).sum(),
        arrival_peak: intervals.iter().map(|interval| interval.arrival_staff).max().unwrap_or(0),
        intervals,
    })
}

/// Work that can be done from interval `first` to interval `last`.
struct Slot {
    first: usize,
    last: usize,
    units: u64,
}

/// All work that can be begun in interval `first` or later and is due by the end of interval `last`.
struct Stretch {
    first: usize,
    last: usize,
    units: u128,
}

fn stretches(slots: &[Slot], intervals: usize) -> Vec<Stretch> {
    let mut due = vec![0_u128; intervals];
    let mut stretches = Vec::new();
    let mut by_first: BTreeMap<usize, Vec<&Slot>> = BTreeMap::new();
    for slot in slots {
        by_first.entry(slot.first).or_default().push(slot);
    }
    // Where nothing is begun, the stretch from the next interval asks for the same of fewer intervals.
    for (first, begun) in by_first.into_iter().rev() {
        for slot in &begun {
            if let Some(units) = due.get_mut(slot.last) {
                *units += u128::from(slot.units);
            }
        }
        let mut units = 0;
        for (last, more) in due.iter().enumerate().skip(first).filter(|(_, units)| **units > 0) {
            units += *more;
            stretches.push(Stretch { first, last, units });
        }
    }
    stretches
}

impl Workload {
    fn intervals(&self) -> Result<Vec<Open>> {
        if self.interval_minutes == 0 || self.interval_minutes > 1440 {
            return Err(Error::invalid("interval_minutes", self.interval_minutes, "write 1 to 1440 minutes"));
        }
        let step = i64::from(self.interval_minutes);
        let mut intervals: Vec<Open> = Vec::new();
        for (index, open) in self.open.iter().enumerate() {
            let field = |name: &str| format!("open.{index}.{name}");
            ends_later(&field("to"), open.from, open.to)?;
            if intervals.last().is_some_and(|last| open.from < last.to) {
                return Err(Error::invalid(
                    &field("from"),
                    open.from,
                    "write the stretches in order, not overlapping",
                ));
            }
            let minutes = clock::between(open.from, open.to);
            if minutes % step != 0 || open.to - open.from != TimeDelta::minutes(minutes) {
                let wanted = format!("a stretch is a whole number of intervals of {step} minutes long");
                return Err(Error::invalid(&field("to"), open.to, &wanted));
            }
            at_most(
                "open",
                u64::try_from(minutes / step).unwrap_or(u64::MAX).saturating_add(intervals.len() as u64),
                5_000,
            )?;
            intervals.extend((0..minutes / step).filter_map(|k| {
                let from = open.from.checked_add_signed(TimeDelta::minutes(k * step))?;
                Some(Open { from, to: from.checked_add_signed(TimeDelta::minutes(step))? })
            }));
        }
        Ok(intervals)
    }

    /// What one person does in an interval, and what one unit is, on a common scale.
    fn scale(&self) -> Result<(u128, u128)> {
        let rate = self.units_per_hour.normalize();
        let mantissa =
            u128::try_from(rate.mantissa()).ok().filter(|mantissa| *mantissa > 0).ok_or_else(|| {
                Error::invalid(
                    "units_per_hour",
                    rate,
                    "write how many units one person does in an hour, more than 0",
                )
            })?;
        let overflow = || Error::overflow("units_per_hour", rate, "units in an interval");
        let per_person = mantissa.checked_mul(self.interval_minutes.into()).ok_or_else(overflow)?;
        let per_unit =
            10_u128.checked_pow(rate.scale()).and_then(|ten| ten.checked_mul(60)).ok_or_else(overflow)?;
        // Room for the sum of all units, so that no product below can leave the range.
        let units: u128 = self.arrivals.iter().map(|arrival| u128::from(arrival.units)).sum();
        units.checked_mul(per_unit).ok_or_else(overflow)?;
        Ok((per_person, per_unit))
    }

    fn slots(&self, intervals: &[Open]) -> Result<Vec<Slot>> {
        let mut slots = Vec::with_capacity(self.arrivals.len());
        for (index, arrival) in self.arrivals.iter().enumerate().filter(|(_, arrival)| arrival.units > 0) {
            let first = intervals.partition_point(|open| open.from < arrival.at);
            let after = intervals.partition_point(|open| open.to <= arrival.due);
            let Some(last) = after.checked_sub(1).filter(|last| first <= *last) else {
                let message = format!(
                    "{} units arrive at {} and are due at {}: no whole working interval lies between; move the due time or open longer",
                    arrival.units, arrival.at, arrival.due
                );
                let field = format!("arrivals.{index}.due");
                return Err(Error::new(Code::SchedulingInfeasible, field, arrival.due, message));
            };
            slots.push(Slot { first, last, units: arrival.units });
        }
        Ok(slots)
    }
}
