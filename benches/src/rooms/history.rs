//! The past of one item, a million movements, in which an entry is added and taken out again, beside a replay of it all.
//!
//! About a hundred movements turn the stock over once; what is on hand stays below 2^31 minor units.

use super::failed;
use crate::{
    chance::Chance,
    job::{Job, Peer, Rival},
};
use backoffice::{
    Decimal, Money, Result,
    currency::EUR,
    error::Error,
    stock::{
        Method, Policy,
        history::{At, Columns, Flow, History},
    },
};
use chrono::{Datelike, Months, NaiveDate};
use serde_json::{Value, json};
use std::{cell::RefCell, collections::VecDeque, rc::Rc};

/// Debug builds, which time nothing, have less.
const MOVEMENTS: u32 = if cfg!(debug_assertions) { 20_000 } else { 1_000_000 };

/// A past that plain Python can replay.
const SHORT: u32 = 2_000;

const PEERS: [Peer; 1] = [Peer::plain("history")];

/// So many a day: ten years and some.
const A_DAY: u32 = MOVEMENTS / 3_700;

/// Quantities have three decimals.
const DIGITS: u32 = 3;

/// Places at which an entry comes late: two edits each.
const PLACES: u32 = 16;

/// The jobs of the room.
///
/// # Errors
/// As [`History::from_columns`].
pub fn jobs() -> Result<Vec<Job>> {
    let past = Rc::new(Past::new(MOVEMENTS, A_DAY));
    let small = Rc::new(Past::new(SHORT, 4));
    let (fifo, average) = (Costs::fifo, Costs::average);
    let (first, mean) = (Method::Fifo, Method::MovingAverage);
    Ok(vec![
        edits(("fifo", "a late entry among 2,000, fifo"), &small, (first, fifo))?,
        edits(("fifo_edit", "a late entry, closing value, fifo"), &past, (first, fifo))?,
        edits(("average_edit", "a late entry, closing value, average"), &past, (mean, average))?,
        edits(("lifo_edit", "a late entry, closing value, lifo"), &past, (Method::Lifo, Costs::lifo))?,
        months(("fifo_months", "twelve months after a late entry, fifo"), &past, (first, fifo))?,
        months(("average_months", "twelve months after a late entry, average"), &past, (mean, average))?,
        ledger(("fifo_ledger", "the whole ledger after a late entry, fifo"), &past, (first, fifo))?,
        ledger(("average_ledger", "the whole ledger after a late entry, average"), &past, (mean, average))?,
    ])
}

/// Movements as columns, and entries that come late: before which movement, quantity, value.
struct Past {
    day: Vec<i32>,
    sequence: Vec<u32>,
    quantity: Vec<i64>,
    value: Vec<i64>,
    late: Vec<(usize, i64, i64)>,
}

impl Past {
    fn new(movements: u32, a_day: u32) -> Self {
        let mut chance = Chance::new(7);
        let mut past = Self { day: vec![], sequence: vec![], quantity: vec![], value: vec![], late: vec![] };
        let mut level = 0;
        for index in 0..movements {
            // Around 250 units on hand, at 60,000 to 80,000 each.
            let comes = chance.between(0, 99) < if level < 250_000 { 60 } else { 40 };
            let quantity = i64::from(chance.between(1, 9_999));
            let price = i64::from(chance.between(6_000_000, 8_000_000));
            let out = level - quantity > 20_000 && !comes;
            past.day.push(i32::try_from(18_000 + index / a_day).unwrap_or(i32::MAX));
            past.sequence.push(2 * (index % a_day) + 1);
            past.quantity.push(if out { -quantity } else { quantity });
            past.value.push(if out { 0 } else { quantity * price / 1_000 });
            level += if out { -quantity } else { quantity };
        }
        for place in 0..PLACES {
            let index = chance.between(0, movements - 1) as usize;
            let quantity = i64::from(chance.between(1, 9_999));
            past.late.push(if place % 2 == 0 {
                (index, quantity, quantity * 7_000)
            } else {
                (index, -quantity, 0)
            });
        }
        past
    }

    fn history(&self, method: Method) -> Result<History> {
        let columns = Columns {
            day: &self.day,
            sequence: Some(&self.sequence),
            quantity: &self.quantity,
            value: &self.value,
            digits: DIGITS,
        };
        History::from_columns(EUR, method, &Policy::DEFAULT, &columns)
    }

    /// The late entries, each just before its movement.
    fn flows(&self) -> Vec<Flow> {
        let flow = |(index, quantity, value): &(usize, i64, i64)| {
            let day =
                self.day.get(*index).and_then(|day| NaiveDate::from_epoch_days(*day)).unwrap_or_default();
            let at = At::new(day, self.sequence.get(*index).map_or(0, |sequence| sequence - 1));
            let number = Decimal::new(quantity.abs(), DIGITS);
            Flow { at, quantity: number, value: (*quantity > 0).then(|| Money::minor(*value, EUR)) }
        };
        self.late.iter().map(flow).collect()
    }

    /// With one late entry.
    fn with(&self, (index, quantity, value): (usize, i64, i64)) -> (Vec<i64>, Vec<i64>) {
        let (mut quantities, mut values) = (self.quantity.clone(), self.value.clone());
        quantities.insert(index, quantity);
        values.insert(index, value);
        (quantities, values)
    }

    /// The places in the columns at which the last twelve months begin and end, before any late entry.
    fn months(&self) -> (NaiveDate, Vec<i32>) {
        let last = self.day.last().copied().and_then(NaiveDate::from_epoch_days).unwrap_or_default();
        let last = last.with_day0(0).unwrap_or(last);
        let start = |back: u32| last.checked_sub_months(Months::new(back)).unwrap_or(last);
        (start(12), (0..=12).rev().map(|back| start(back).to_epoch_days()).collect())
    }
}

/// A plain replay: what each movement costs, by position in what it is cut from.
type Replay = fn(&[i64], &[i64]) -> Vec<i64>;

struct Costs;

fn part(value: i64, part: i64, whole: i64) -> i64 {
    if let Some(product) = value.checked_mul(part) {
        return (product + whole / 2) / whole;
    }
    let product = i128::from(value) * i128::from(part) + i128::from(whole / 2);
    i64::try_from(product / i128::from(whole)).unwrap_or(i64::MAX)
}

/// Quantity, value, what was taken of the quantity and of the value.
type Layer = (i64, i64, i64, i64);

fn take(layers: &mut VecDeque<Layer>, mut wanted: i64, newest: bool) -> i64 {
    let mut cost = 0;
    while let Some(layer) = if newest { layers.back_mut() } else { layers.front_mut() } {
        let some = wanted.min(layer.0 - layer.2);
        layer.2 += some;
        let taken = part(layer.1, layer.2, layer.0);
        cost += taken - layer.3;
        layer.3 = taken;
        wanted -= some;
        if layer.0 == layer.2 {
            if newest {
                layers.pop_back()
            } else {
                layers.pop_front()
            };
        }
        if wanted == 0 {
            break;
        }
    }
    cost
}

impl Costs {
    fn layers(quantities: &[i64], values: &[i64], newest: bool) -> Vec<i64> {
        let mut layers = VecDeque::new();
        let each = quantities.iter().zip(values).map(|(quantity, value)| {
            if *quantity > 0 {
                layers.push_back((*quantity, *value, 0, 0));
                return 0;
            }
            take(&mut layers, -quantity, newest)
        });
        each.collect()
    }

    fn fifo(quantities: &[i64], values: &[i64]) -> Vec<i64> {
        Self::layers(quantities, values, false)
    }

    fn lifo(quantities: &[i64], values: &[i64]) -> Vec<i64> {
        Self::layers(quantities, values, true)
    }

    fn average(quantities: &[i64], values: &[i64]) -> Vec<i64> {
        let (mut whole, mut cost, mut taken, mut gone) = (0, 0, 0, 0);
        let each = quantities.iter().zip(values).map(|(quantity, value)| {
            if *quantity > 0 {
                (whole, cost, taken, gone) = (whole - taken + quantity, cost - gone + value, 0, 0);
                return 0;
            }
            taken -= quantity;
            let now = part(cost, taken, whole);
            now - std::mem::replace(&mut gone, now)
        });
        each.collect()
    }
}

fn sum(values: &[i64]) -> i64 {
    values.iter().sum()
}

fn euros(minor: i64) -> Value {
    json!(Money::minor(minor, EUR).amount().to_string())
}

/// Each late entry is entered and taken out again, the closing value read each time.
fn edits(
    name: (&'static str, &'static str),
    past: &Rc<Past>,
    (method, replay): (Method, Replay),
) -> Result<Job> {
    let (history, flows) = (RefCell::new(past.history(method)?), past.flows());
    let work = move || -> Result<Vec<Money>> {
        let mut history = history.borrow_mut();
        let mut values = Vec::with_capacity(2 * flows.len());
        for flow in &flows {
            history.insert(flow)?;
            values.push(history.closing().value);
            history.delete(flow.at)?;
            values.push(history.closing().value);
        }
        let now = history.version();
        history.forget(now);
        Ok(values)
    };
    // A peer in another process is only told of a short past.
    let (input, peers) = if past.day.len() > SHORT as usize {
        (Value::Null, [].as_slice())
    } else {
        (json!({"quantity": past.quantity, "value": past.value, "late": past.late}), PEERS.as_slice())
    };
    let job = Job::new(name, 2 * past.late.len(), input, peers, work, |result| {
        result.map_or_else(failed, |values| {
            values.iter().map(|value| json!(value.amount().to_string())).collect()
        })
    });
    let past = Rc::clone(past);
    let again = move || {
        let closing = |quantities: &[i64], values: &[i64]| sum(values) - sum(&replay(quantities, values));
        let mut all = Vec::new();
        for late in &past.late {
            let (quantities, values) = past.with(*late);
            all.push(closing(&quantities, &values));
            all.push(closing(&past.quantity, &past.value));
        }
        all
    };
    Ok(job.beside(Rival::shown("a replay of all", again, |values| values.into_iter().map(euros).collect())))
}

/// An entry comes late and the last twelve months are costed anew; then it is taken out again.
fn months(
    name: (&'static str, &'static str),
    past: &Rc<Past>,
    (method, replay): (Method, Replay),
) -> Result<Job> {
    let (history, flows) = (RefCell::new(past.history(method)?), past.flows());
    let (first, starts) = past.months();
    let work = move || -> Result<Vec<Vec<Money>>> {
        let mut history = history.borrow_mut();
        let mut all = Vec::with_capacity(flows.len());
        for flow in &flows {
            history.insert(flow)?;
            all.push(history.monthly(first, 12)?);
            history.delete(flow.at)?;
        }
        let now = history.version();
        history.forget(now);
        Ok(all)
    };
    let job = Job::new(name, past.late.len(), Value::Null, &[], work, |result| {
        let show = |months: &Vec<Money>| months.iter().map(|cost| json!(cost.amount().to_string())).collect();
        result.map_or_else(failed, |all| all.iter().map(show).collect::<Vec<Value>>().into())
    });
    let past = Rc::clone(past);
    let again = move || {
        let each = |late: &(usize, i64, i64)| {
            let (quantities, values) = past.with(*late);
            let costs = replay(&quantities, &values);
            let place = |start: &i32| {
                let place = past.day.partition_point(|day| day < start);
                place + usize::from(place > late.0)
            };
            let places: Vec<usize> = starts.iter().map(place).collect();
            let months = places.windows(2).map(|pair| match pair {
                [from, to] => sum(costs.get(*from..*to).unwrap_or_default()),
                _ => 0,
            });
            months.collect::<Vec<i64>>()
        };
        past.late.iter().map(each).collect::<Vec<_>>()
    };
    let show = |all: Vec<Vec<i64>>| {
        let months = |months: Vec<i64>| months.into_iter().map(euros).collect::<Vec<_>>();
        json!(all.into_iter().map(months).collect::<Vec<_>>())
    };
    Ok(job.beside(Rival::shown("a replay of all", again, show)))
}

/// An entry comes late at the very beginning, and the whole ledger is restated; then it is taken out again.
fn ledger(
    name: (&'static str, &'static str),
    past: &Rc<Past>,
    (method, replay): (Method, Replay),
) -> Result<Job> {
    let history = RefCell::new(past.history(method)?);
    let late = (1, 5_000, 35_000_000);
    let day = past.day.first().copied().and_then(NaiveDate::from_epoch_days).unwrap_or_default();
    let flow = Flow::receipt(At::new(day, 2), Decimal::new(late.1, DIGITS), Money::minor(late.2, EUR));
    let work = move || -> Result<Vec<i64>, Error> {
        let mut history = history.borrow_mut();
        history.insert(&flow)?;
        let costs = history.costs();
        history.delete(flow.at)?;
        let now = history.version();
        history.forget(now);
        Ok(costs)
    };
    let job =
        Job::new(name, 1, Value::Null, &[], work, |result| result.map_or_else(failed, |costs| json!(costs)));
    let past = Rc::clone(past);
    let again = move || {
        let (quantities, values) = past.with(late);
        replay(&quantities, &values)
    };
    Ok(job.beside(Rival::shown("a replay of all", again, |costs| json!(costs))))
}
