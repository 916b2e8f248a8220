//! The people: from the orders' lines to the demand for pickers and packers, and from the demand to a rota.

use super::{
    inputs::{Crew, Person, Rota, Week, Work},
    orders::{Kind, Orders},
};
use backoffice::{
    Decimal, Error, NaiveDate, Period, Result,
    scheduling::{
        self, Budget, Limit, Model, Roster, Rules, Verdict,
        staffing::{self, Arrival, CutOff, Generated, Generation, Open, Staffing, Workload},
    },
};
use chrono::{Datelike, TimeDelta};
use std::collections::BTreeSet;

/// What the week asks of the warehouse.
pub struct Needs {
    /// Pickers.
    pub picking: Staffing,
    /// Packers.
    pub packing: Staffing,
    /// Lines to be picked.
    pub lines: u64,
    /// Parcels to be closed.
    pub parcels: u64,
    /// Orders that may wait until a day after the week: they are done by its end all the same.
    pub cut_short: usize,
}

/// The opening hours, in order.
fn open(work: &Work) -> Vec<Open> {
    let mut open: Vec<Open> = work
        .open
        .iter()
        .flat_map(|hours| {
            hours.days.iter().map(|day| Open { from: day.and_time(hours.from), to: day.and_time(hours.to) })
        })
        .collect();
    open.sort_by_key(|open| open.from);
    open
}

/// The least staffing that meets the due times: work may wait, so the peak of the arrivals is not the peak of the demand.
pub fn needs(orders: &Orders, work: &Work) -> Result<Needs> {
    let open = open(work);
    let end = open.last().ok_or_else(|| Error::missing("work.open"))?.to;
    let minutes = |minutes: u32| TimeDelta::minutes(minutes.into());
    let clock = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
    let cut_off = CutOff {
        at: clock(work.cut_off),
        same_day: clock(work.picked_same_day),
        next_day: clock(work.picked_next_day),
    };
    let (mut picks, mut packs, mut cut_short) = (Vec::new(), Vec::new(), 0);
    for order in orders.documents.iter().filter(|order| order.kind == Kind::Sale && order.lines_to_pick() > 0)
    {
        let units = order.lines_to_pick();
        let due = staffing::due(&cut_off, &open, order.at)?.unwrap_or_else(|| {
            cut_short += 1;
            end - minutes(work.packed_after_minutes)
        });
        picks.push(Arrival { at: order.at, due, units });
        packs.push(Arrival {
            at: order.at + minutes(work.interval_minutes),
            due: due + minutes(work.packed_after_minutes),
            units: units.div_ceil(work.lines_per_parcel.into()),
        });
    }
    let load = |skill: &str, rate: u32, arrivals: Vec<Arrival>| Workload {
        skill: Some(skill.into()),
        site: None,
        units_per_hour: Decimal::from(rate),
        interval_minutes: work.interval_minutes,
        open: open.clone(),
        arrivals,
    };
    let count = |arrivals: &[Arrival]| arrivals.iter().map(|arrival| arrival.units).sum();
    Ok(Needs {
        lines: count(&picks),
        parcels: count(&packs),
        picking: staffing::least(&load("pick", work.lines_per_picker_hour, picks))?,
        packing: staffing::least(&load("pack", work.parcels_per_packer_hour, packs))?,
        cut_short,
    })
}

fn person(person: &Person) -> scheduling::Person {
    let model = scheduling::Person::new(&person.id)
        .skills(person.skills.iter().map(String::as_str))
        .hours_between(person.hours.minimum, person.hours.maximum);
    person.off.iter().fold(model, |model, day| model.unavailable_on(*day))
}

/// The shifts that cover the pickers' and the packers' curve with the fewest paid minutes; a shift more counts as much as
/// a quarter of an hour, for it is somebody's way to work.
pub fn open_shifts(needs: &Needs, week: &Week) -> Result<[Generated; 2]> {
    let Rota { break_minutes, break_from_hours, .. } = week.rota;
    let lengths = (week.rota.shift_hours.iter().min(), week.rota.shift_hours.iter().max());
    let (Some(shortest), Some(longest)) = lengths else {
        return Err(Error::missing("rota.shift_hours"));
    };
    let open = |staffing: &Staffing| {
        staffing::generate(&Generation {
            skill: staffing.skill.clone(),
            site: None,
            curve: staffing.curve(),
            shortest_minutes: shortest * 60,
            longest_minutes: longest * 60,
            start_every_minutes: week.work.interval_minutes,
            length_every_minutes: 60,
            break_minutes,
            break_beyond_minutes: (break_from_hours * 60).saturating_sub(1),
            per_shift: 15,
            per_minute: 1,
            dearer: vec![],
            short_per_minute: 0,
            over_per_minute: 0,
        })
    };
    Ok([open(&needs.picking)?, open(&needs.packing)?])
}

/// The model of the week: the crew, the shifts that were opened, the demand and the rules.
pub fn model(needs: &Needs, opened: &[Generated], crew: &Crew, week: &Week) -> Result<Model> {
    let Rota { daily_rest_hours, weekly_maximum_hours, consecutive_days, .. } = week.rota;
    let days: BTreeSet<NaiveDate> =
        week.work.open.iter().flat_map(|open| open.days.iter().copied()).collect();
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Err(Error::missing("work.open"));
    };
    let hours = |hours: u32| hours.saturating_mul(60);
    let rules = Rules::default()
        .weeks_from(first.weekday())
        .hard("daily rest", Limit::RestBetween { minutes: hours(daily_rest_hours) })
        .hard(
            "weekly maximum",
            Limit::MostMinutes { minutes: hours(weekly_maximum_hours), per: scheduling::Window::Week },
        )
        .hard("days in a row", Limit::ConsecutiveDays { days: consecutive_days });
    Ok(Model::new(Period::new(*first, *last)?)
        .people(crew.person.iter().map(person))
        .shifts(staffing::offered(opened))
        .demand(needs.picking.demand())
        .demand(needs.packing.demand())
        .rules(rules))
}

/// A rota, and what the judge says of it.
pub fn rota(model: &Model, rota: &Rota) -> Result<(Roster, Verdict)> {
    let roster = scheduling::solve(model, Budget::nodes(rota.nodes).seed(rota.seed))?;
    let verdict = scheduling::evaluate(model, &roster.assignments)?;
    if !verdict.is_lawful() {
        let broken = verdict.violations.iter().find(|violation| violation.hard);
        let told = broken.map_or_else(String::new, |violation| violation.message.clone());
        return Err(Error::new(backoffice::Code::SchedulingInfeasible, "roster", &told, &told));
    }
    Ok((roster, verdict))
}
