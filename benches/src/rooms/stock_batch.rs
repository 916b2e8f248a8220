//! Many movements as columns, beside the same methods written plainly over rust_decimal.

use crate::{
    chance::Chance,
    job::{Job, Rival},
};
use backoffice::{
    Decimal, Result,
    stock::{
        Cut, Method, Policy,
        batch::{Batch, Moves},
    },
};
use rust_decimal::RoundingStrategy::MidpointAwayFromZero;
use serde_json::{Value, json};
use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
    rc::Rc,
};

/// Few where nothing is timed.
const MOVEMENTS: u32 = if cfg!(debug_assertions) { 20_000 } else { 10_000_000 };

/// A hundred movements an item.
const ITEMS: u32 = MOVEMENTS / 100;

/// Item, quantity (out below zero), cost of a unit in cents.
type Moved = (u32, i32, u32);

/// The same for the others: item, quantity, cost of a unit.
type Given = (u32, Decimal, Decimal);

/// The jobs of columns.
pub fn jobs() -> Vec<Job> {
    let among = movements();
    let mut beside = among.clone();
    beside.sort_by_key(|moved| moved.0);
    let (among, beside): (Rc<[Moved]>, Rc<[Moved]>) = (among.into(), beside.into());
    let plain = "a loop of rust_decimal";
    vec![
        job("average, a movement of 10 M", &beside, (Method::MovingAverage, Cut::Remaining), plain, running),
        job(
            "average by position, of 10 M",
            &beside,
            (Method::MovingAverage, Cut::Cumulative),
            plain,
            position,
        ),
        job("FIFO, sorted by item, of 10 M", &beside, (Method::Fifo, Cut::Cumulative), plain, sorted),
        job("FIFO, items among one another", &among, (Method::Fifo, Cut::Cumulative), plain, hashed),
    ]
}

/// Goods that are ordered when there are few; whole units at whole cents, so that no method of rounding differs.
fn movements() -> Vec<Moved> {
    let mut chance = Chance::new(5);
    let mut on_hand = vec![0u32; ITEMS as usize];
    let mut one = |_| {
        let item = chance.between(0, ITEMS - 1);
        let Some(here) = on_hand.get_mut(item as usize) else { return (0, 0, 0) };
        if *here < 60 || chance.between(0, 9) == 0 {
            let quantity = chance.between(20, 200);
            *here += quantity;
            (item, quantity.cast_signed(), chance.between(10, 9_999))
        } else {
            let quantity = chance.between(1, 60);
            *here -= quantity;
            (item, -quantity.cast_signed(), 0)
        }
    };
    (0..MOVEMENTS).map(&mut one).collect()
}

fn job(
    what: &'static str,
    moved: &Rc<[Moved]>,
    (method, cut): (Method, Cut),
    name: &'static str,
    plain: fn(&[Given], &mut [Decimal]),
) -> Job {
    let pools: Vec<u32> = moved.iter().map(|one| one.0).collect();
    let quantities: Vec<i64> = moved.iter().map(|one| i64::from(one.1) * 1_000).collect();
    let values: Vec<i64> = moved.iter().map(|one| i64::from(one.1) * i64::from(one.2)).collect();
    let policy = Policy { cut, ..Policy::DEFAULT };
    // Both sides use their memory again.
    let batch = Rc::new(RefCell::new(Batch::default()));
    let valued = Rc::clone(&batch);
    let work = move || {
        let moves = Moves { pools: &pools, quantities: &quantities, values: &values, periods: &[] };
        batch.borrow_mut().value(&moves, &[method], &policy, 1, |_, _| true)
    };
    let show = move |result: Result<()>| {
        let valued = valued.borrow();
        let costs = valued.valued.first().map(|valued| valued.costs.iter().map(|cost| (*cost).max(0)));
        result.map_or_else(super::failed, |()| shown(costs.into_iter().flatten()))
    };
    let input: Vec<Given> = moved
        .iter()
        .map(|(item, quantity, cost)| {
            (*item, Decimal::new(i64::from(*quantity) * 1_000, 3), Decimal::new((*cost).into(), 2))
        })
        .collect();
    let costs = Rc::new(RefCell::new(vec![Decimal::ZERO; input.len()]));
    let theirs = Rc::clone(&costs);
    let loop_ = move || plain(&input, &mut costs.borrow_mut());
    let show_loop = move |()| {
        let cents = |cost: &Decimal| {
            let mut cost = *cost;
            cost.rescale(2);
            i64::try_from(cost.mantissa()).unwrap_or_default()
        };
        shown(theirs.borrow().iter().map(cents))
    };
    let ours = Job::new((what, what), moved.len(), Value::Null, &[], work, show);
    ours.beside(Rival::shown(name, loop_, show_loop))
}

/// What the costs come to, too many to be shown one by one: the first, their sum, and a sum in which each has another weight.
fn shown(costs: impl Iterator<Item = i64>) -> Value {
    let (mut first, mut sum, mut weighed) = (Vec::new(), 0i64, 0i64);
    for cost in costs {
        if first.len() < 1_000 {
            first.push(cost);
        }
        sum += cost;
        weighed = weighed.wrapping_mul(31).wrapping_add(cost);
    }
    json!({"first": first, "sum": sum, "weighed": weighed})
}

/// The quantity and the value that are there, item after item.
fn running(moves: &[Given], costs: &mut [Decimal]) {
    let (mut there, mut worth, mut last) = (Decimal::ZERO, Decimal::ZERO, u32::MAX);
    for ((item, quantity, unit_cost), cost) in moves.iter().zip(costs) {
        if *item != last {
            (there, worth, last) = (Decimal::ZERO, Decimal::ZERO, *item);
        }
        if quantity.is_sign_positive() {
            there += quantity;
            worth += (quantity * unit_cost).round_dp_with_strategy(2, MidpointAwayFromZero);
            *cost = Decimal::ZERO;
        } else {
            let out = -quantity;
            *cost = (worth * out / there).round_dp_with_strategy(2, MidpointAwayFromZero);
            there -= out;
            worth -= *cost;
        }
    }
}

/// The same by position in the whole that the last receipt made.
fn position(moves: &[Given], costs: &mut [Decimal]) {
    let zero = Decimal::ZERO;
    let (mut whole, mut value, mut taken, mut left, mut last) = (zero, zero, zero, zero, u32::MAX);
    for ((item, quantity, unit_cost), cost) in moves.iter().zip(costs) {
        if *item != last {
            (whole, value, taken, left, last) = (zero, zero, zero, zero, *item);
        }
        if quantity.is_sign_positive() {
            whole = whole - taken + quantity;
            value = left + (quantity * unit_cost).round_dp_with_strategy(2, MidpointAwayFromZero);
            (taken, left) = (zero, value);
            *cost = zero;
        } else {
            taken -= quantity;
            let rest = value - (value * taken / whole).round_dp_with_strategy(2, MidpointAwayFromZero);
            *cost = left - rest;
            left = rest;
        }
    }
}

/// Takes from the layers that came first.
fn take(layers: &mut VecDeque<(Decimal, Decimal)>, quantity: Decimal) -> Decimal {
    let (mut wanted, mut cost) = (quantity, Decimal::ZERO);
    while let Some((there, unit_cost)) = layers.front_mut().filter(|_| !wanted.is_zero()) {
        let part = wanted.min(*there);
        cost += part * *unit_cost;
        *there -= part;
        wanted -= part;
        if there.is_zero() {
            layers.pop_front();
        }
    }
    cost.round_dp_with_strategy(2, MidpointAwayFromZero)
}

fn sorted(moves: &[Given], costs: &mut [Decimal]) {
    let (mut layers, mut last) = (VecDeque::new(), u32::MAX);
    for ((item, quantity, unit_cost), cost) in moves.iter().zip(costs) {
        if *item != last {
            layers.clear();
            last = *item;
        }
        if quantity.is_sign_positive() {
            layers.push_back((*quantity, *unit_cost));
            *cost = Decimal::ZERO;
        } else {
            *cost = take(&mut layers, -quantity);
        }
    }
}

fn hashed(moves: &[Given], costs: &mut [Decimal]) {
    let mut items: HashMap<u32, VecDeque<(Decimal, Decimal)>> = HashMap::new();
    for ((item, quantity, unit_cost), cost) in moves.iter().zip(costs) {
        let layers = items.entry(*item).or_default();
        if quantity.is_sign_positive() {
            layers.push_back((*quantity, *unit_cost));
            *cost = Decimal::ZERO;
        } else {
            *cost = take(layers, -quantity);
        }
    }
}
