//! Queues with a service level: how many people answer so many calls in time.
//!
//! Callers arrive at random (Poisson) at an even rate through an interval, a call takes an exponentially distributed time, and
//! the interval is long against a call, so that the queue is in balance (each interval by itself). Without patience nobody gives up
//! (M/M/n, Erlang C); with it each caller gives up after an exponentially distributed time (M/M/n+M, Erlang A).
//!
//! Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
//! exchanges" (1917); O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with impatient customers", M&SOM 4
//! (2002); A. Mandelbaum, S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue" (2007). The share served in
//! time of Erlang A is the integral over the density of the virtual wait, written with the series of the incomplete gamma
//! function, all of whose terms are positive.
//!
//! No rounding decides: each value is bracketed from both sides, and the brackets are narrowed until they answer.

mod erlang;
#[cfg(test)]
mod tests;
mod wide;

use crate::error::{Code, Error, Result, exact};
use crate::scheduling::model::{Demand, at_most, ends_later};
use chrono::NaiveDateTime;
use erlang::{Load, MOST};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A queue and how well it is to be served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// The skill that serves it; none when anybody can.
    #[serde(default)]
    pub skill: Option<String>,
    /// The site at which it is served; none where no site is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Mean seconds that a call keeps somebody busy, work after the call included: above 0.
    #[serde(with = "exact::text")]
    pub handling_seconds: Decimal,
    /// The share of all callers that is to be answered in time: `0.8` is 80 %. Above 0 and below 1. Somebody who gives up
    /// is not answered in time.
    #[serde(with = "exact::text")]
    pub level: Decimal,
    /// In time means within so many seconds; 0 means at once.
    #[serde(with = "exact::text")]
    pub within_seconds: Decimal,
    /// Mean seconds that a caller waits before giving up: above 0. None when nobody gives up.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub patience_seconds: Option<Decimal>,
    /// The greatest share of their time that people may be busy: `0.85` is 85 %. Above 0, 1 at most.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub occupancy_at_most: Option<Decimal>,
    /// The share of paid time in which people are not there to answer (breaks, training, sickness): `0.3` is 30 %. From 0 up, below 1.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub shrinkage: Option<Decimal>,
}

impl Queue {
    /// A queue of calls that take so many seconds each, of which that share is to be answered within so many seconds.
    pub const fn new(handling_seconds: Decimal, level: Decimal, within_seconds: Decimal) -> Self {
        Self {
            skill: None,
            site: None,
            handling_seconds,
            level,
            within_seconds,
            patience_seconds: None,
            occupancy_at_most: None,
            shrinkage: None,
        }
    }

    /// The same, served by that skill.
    #[must_use]
    pub fn skill(mut self, skill: impl Into<String>) -> Self {
        self.skill = Some(skill.into());
        self
    }

    /// The same, served at that site.
    #[must_use]
    pub fn at(mut self, site: impl Into<String>) -> Self {
        self.site = Some(site.into());
        self
    }

    /// The same, where callers give up after so many seconds on average.
    #[must_use]
    pub const fn patience(mut self, seconds: Decimal) -> Self {
        self.patience_seconds = Some(seconds);
        self
    }
}

/// How a queue is served. Shares and seconds are rounded down to six decimals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// How many people are there to answer.
    pub staff: u32,
    /// How many are to be rostered, so that so many are there after shrinkage.
    pub rostered: u32,
    /// The share of all callers that is answered in time.
    #[serde(with = "exact::text")]
    pub level: Decimal,
    /// The share that does not get through at once.
    #[serde(with = "exact::text")]
    pub waiting: Decimal,
    /// Mean seconds that a caller waits, those who do not and those who give up included.
    #[serde(with = "exact::text")]
    pub mean_wait_seconds: Decimal,
    /// The share that gives up.
    #[serde(with = "exact::text")]
    pub abandoned: Decimal,
    /// The share of their time that people are busy.
    #[serde(with = "exact::text")]
    pub occupancy: Decimal,
}

/// The fewest people that serve a queue as is wanted, at so many calls an hour; 0 when nobody calls.
///
/// # Errors
/// `input.invalid` for a time, level or share out of its range (see [`Queue`]), `number.negative` for calls below zero,
/// `number.out_of_range` for more than 3 decimals of a second or a load above 10,000 people.
///
/// ```
/// use backoffice::{dec, scheduling::staffing::{Queue, agents}};
///
/// // 200 calls an hour of 180 s are 10 erlang; 80 % are to be answered within 20 s.
/// let queue = Queue::new(dec!(180), dec!(0.8), dec!(20));
/// let service = agents(&queue, dec!(200))?;
/// assert_eq!((service.staff, service.level), (14, dec!(0.888350)));
/// // With callers who give up after two minutes on average, twelve do.
/// assert_eq!(agents(&queue.patience(dec!(120)), dec!(200))?.staff, 12);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn agents(queue: &Queue, calls_per_hour: Decimal) -> Result<Service> {
    Load::of(queue, ("calls_per_hour", calls_per_hour), 60)?.fewest()
}

/// How so many people serve a queue, at so many calls an hour.
///
/// # Errors
/// `scheduling.queue_grows` when nobody gives up and more arrives than the people can serve, else as [`agents`].
///
/// ```
/// use backoffice::{dec, scheduling::staffing::{Queue, service}};
///
/// let queue = Queue::new(dec!(180), dec!(0.8), dec!(20));
/// assert_eq!(service(&queue, dec!(200), 13)?.level, dec!(0.795594));
/// assert_eq!(service(&queue, dec!(200), 10).unwrap_err().code(), "scheduling.queue_grows");
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn service(queue: &Queue, calls_per_hour: Decimal, staff: u32) -> Result<Service> {
    at_most("staff", staff.into(), MOST)?;
    let load = Load::of(queue, ("calls_per_hour", calls_per_hour), 60)?;
    load.service(staff.into()).ok_or_else(|| {
        let message = format!(
            "{calls_per_hour} calls an hour of {} s are more than {staff} people can serve: add people",
            queue.handling_seconds
        );
        Error::new(Code::SchedulingQueueGrows, "staff", staff, message)
    })
}

/// Calls that are expected in an interval, spread evenly over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calls {
    /// From this moment.
    pub from: NaiveDateTime,
    /// Until this moment.
    pub to: NaiveDateTime,
    /// How many are expected; need not be whole.
    #[serde(with = "exact::text")]
    pub calls: Decimal,
}

/// A queue and the calls that are expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forecast {
    /// The queue.
    pub queue: Queue,
    /// The calls by interval, in order and not overlapping.
    pub calls: Vec<Calls>,
}

/// How many people answer in each interval of a forecast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The skill that answers.
    pub skill: Option<String>,
    /// The site at which it is answered; none where no site is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The intervals of the forecast.
    pub intervals: Vec<AnsweredInterval>,
    /// The most people rostered at any time.
    pub peak: u32,
    /// The sum of minutes of all people rostered.
    pub person_minutes: u64,
}

/// An interval of a forecast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredInterval {
    /// From this moment.
    pub from: NaiveDateTime,
    /// Until this moment.
    pub to: NaiveDateTime,
    /// Who is needed and how the queue is served.
    pub service: Service,
}

impl Answered {
    /// The demand on intervals that this is, without those in which nobody is needed.
    pub fn demand(&self) -> Vec<Demand> {
        let needed = self.intervals.iter().filter(|interval| interval.service.rostered > 0);
        needed
            .map(|i| Demand {
                from: i.from,
                to: i.to,
                skill: self.skill.clone(),
                site: self.site.clone(),
                needed: i.service.rostered,
            })
            .collect()
    }
}

/// The fewest people for each interval of a forecast ([`agents`]).
///
/// # Errors
/// As [`agents`], with the path (`calls.3.calls`); `scheduling.no_length` for an interval that does not end after it
/// starts, `input.invalid` for intervals out of order or overlapping.
///
/// ```
/// use backoffice::{date, dec, scheduling::staffing::{Calls, Forecast, Queue, answer}};
///
/// let at = |hour| date(2026, 3, 30).map(|day| day.and_hms_opt(hour, 0, 0).unwrap());
/// let calls = vec![
///     Calls { from: at(9)?, to: at(10)?, calls: dec!(200) },
///     Calls { from: at(10)?, to: at(11)?, calls: dec!(80.5) },
/// ];
/// let queue = Queue::new(dec!(180), dec!(0.8), dec!(20)).skill("support");
/// let answered = answer(&Forecast { queue, calls })?;
/// assert_eq!(answered.demand().iter().map(|demand| demand.needed).collect::<Vec<_>>(), [14, 7]);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn answer(forecast: &Forecast) -> Result<Answered> {
    at_most("calls", forecast.calls.len() as u64, 100_000)?;
    let mut intervals: Vec<AnsweredInterval> = Vec::with_capacity(forecast.calls.len());
    let mut minutes = 0_u64;
    for (index, calls) in forecast.calls.iter().enumerate() {
        let within = |error: Error| error.within(format!("calls.{index}"));
        ends_later("to", calls.from, calls.to).map_err(within)?;
        if intervals.last().is_some_and(|last| calls.from < last.to) {
            let wanted = "write the intervals in order, not overlapping";
            return Err(within(Error::invalid("from", calls.from, wanted)));
        }
        let length = (calls.to - calls.from).num_minutes();
        at_most("to", u64::try_from(length).unwrap_or(u64::MAX), 1440).map_err(within)?;
        let load = Load::of(&forecast.queue, ("calls", calls.calls), length);
        let service = load.and_then(|load| load.fewest()).map_err(|error| match error.field() {
            "calls" => within(error),
            _ => error.within("queue"),
        })?;
        minutes += u64::from(service.rostered) * u64::try_from(length).unwrap_or(0);
        intervals.push(AnsweredInterval { from: calls.from, to: calls.to, service });
    }
    Ok(Answered {
        skill: forecast.queue.skill.clone(),
        site: forecast.queue.site.clone(),
        peak: intervals.iter().map(|interval| interval.service.rostered).max().unwrap_or(0),
        person_minutes: minutes,
        intervals,
    })
}
