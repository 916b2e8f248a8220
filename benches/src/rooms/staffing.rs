//! From demand to people: queues, work that may wait, shifts to open.

use super::failed;
use crate::{
    chance::Chance,
    job::{Job, Peer},
};
use backoffice::{
    Decimal, NaiveDateTime, Result, date, dec,
    scheduling::staffing::{
        Answered, Arrival, Calls, Forecast, Generated, Generation, Interval, Open, Queue, Staffing, Workload,
        answer, generate, least,
    },
};
use chrono::TimeDelta;
use serde_json::json;

const PLAIN: Peer = Peer { name: "plain Python", group: None, script: "staffing" };

/// The jobs of the room.
///
/// # Errors
/// None: the input is ours.
pub fn jobs() -> Result<Vec<Job>> {
    let rivals = [PLAIN, Peer::installed("pyworkforce", "pyworkforce", "staffing_pyworkforce")];
    Ok(vec![
        queue(("erlang_c", "staff an interval of a queue, Erlang C"), None, &rivals)?,
        queue(("erlang_a", "staff an interval of a queue, Erlang A"), Some(120), &[PLAIN])?,
        backlog()?,
        shifts()?,
    ])
}

/// That quarter of an hour of a week.
fn quarter(index: u32) -> Result<NaiveDateTime> {
    let minutes = TimeDelta::minutes(i64::from(index) * 15);
    Ok(date(2026, 3, 30)?.and_time(chrono::NaiveTime::MIN) + minutes)
}

/// A day's curve with two peaks, and some chance.
fn curve(most: u32, chance: &mut Chance) -> Vec<u32> {
    (0..96_u32)
        .map(|quarter| {
            let hour = quarter / 4;
            let part = match hour {
                0..=5 => 1,
                6..=8 | 20..=23 => 4,
                9..=11 | 15..=18 => 10,
                _ => 7,
            };
            most * part / 10 + chance.between(0, most / 8)
        })
        .collect()
}

/// Quarters of an hour with 5 to 300 calls of 240 s, 80 % within 20 s.
fn queue(what: (&'static str, &'static str), patience: Option<u32>, peers: &[Peer]) -> Result<Job> {
    let counts = curve(270, &mut Chance::new(11));
    let mut queue = Queue::new(dec!(240), dec!(0.8), dec!(20));
    queue.patience_seconds = patience.map(Decimal::from);
    let calls = (0..).zip(&counts).map(|(index, calls)| {
        Ok(Calls { from: quarter(index)?, to: quarter(index + 1)?, calls: Decimal::from(*calls) })
    });
    let forecast = Forecast { queue, calls: calls.collect::<Result<_>>()? };
    let show = |answered: Result<Answered>| {
        answered.map_or_else(failed, |answered| {
            json!(answered.intervals.iter().map(|interval| interval.service.staff).collect::<Vec<_>>())
        })
    };
    let input = json!({"calls": counts, "minutes": 15, "handling": 240, "level": 0.8, "within": 20, "patience": patience});
    Ok(Job::new(what, counts.len(), input, peers, move || answer(&forecast), show))
}

/// A week of half hours from 06:00 to 22:00, 2,000 orders that are due in 2 to 40 hours.
fn backlog() -> Result<Job> {
    let mut chance = Chance::new(5);
    let mut open = Vec::new();
    for day in 0..7 {
        open.push(Open { from: quarter(day * 96 + 24)?, to: quarter(day * 96 + 88)? });
    }
    let end = 6 * 96 + 88;
    let (mut arrivals, mut written) = (Vec::new(), Vec::new());
    while arrivals.len() < 2_000 {
        let at = chance.between(0, end - 20);
        let due = (at + chance.between(40, 160)).min(end);
        let units = chance.between(1, 30);
        arrivals.push(Arrival { at: quarter(at)?, due: quarter(due)?, units: units.into() });
        written.push([at, due, units]);
    }
    let work = Workload {
        skill: None,
        site: None,
        units_per_hour: dec!(37.5),
        interval_minutes: 30,
        open,
        arrivals,
    };
    let input = json!({"days": 7, "opens": 24, "closes": 88, "step": 2, "units_per_ten_intervals": 1875, "arrivals": written});
    let show = |staffing: Result<Staffing>| {
        staffing.map_or_else(
            failed,
            |staffing| json!({"peak": staffing.peak, "person_intervals": staffing.person_intervals}),
        )
    };
    let what = ("backlog", "staff an order of a week, none late");
    Ok(Job::new(what, written.len(), input, &[PLAIN], move || least(&work), show))
}

/// A day of quarter hours, up to 45 people; shifts of 4 to 9 hours every half hour.
fn shifts() -> Result<Job> {
    let needed = curve(40, &mut Chance::new(3));
    let curve = (0..)
        .zip(&needed)
        .map(|(index, least)| Ok(Interval::new(quarter(index)?, quarter(index + 1)?, *least)));
    let generation = Generation {
        skill: None,
        site: None,
        curve: curve.collect::<Result<_>>()?,
        shortest_minutes: 240,
        longest_minutes: 540,
        start_every_minutes: 30,
        length_every_minutes: 30,
        break_minutes: 30,
        break_beyond_minutes: 360,
        per_shift: 900,
        per_minute: 30,
        dearer: vec![],
        short_per_minute: 0,
        over_per_minute: 0,
    };
    let show = |generated: Result<Generated>| {
        generated.map_or_else(failed, |generated| json!({"cost": generated.cost, "proven": generated.proven}))
    };
    let peers = [PLAIN, Peer::installed("OR-Tools CP-SAT", "ortools", "staffing_ortools")];
    let what = ("shifts", "open shifts for a day's curve at least cost");
    Ok(Job::new(what, 1, json!(needed), &peers, move || generate(&generation), show))
}
