//! Costing: which cost leaves with each issue.

use super::{failed, number};
use crate::{
    chance::Chance,
    job::{Job, Peer},
};
use backoffice::{
    Price, Result,
    currency::EUR,
    date,
    stock::{self, Kind, Method, Movement, Policy, Valuation},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const ITEMS: usize = 20;

/// The jobs of the room.
///
/// # Errors
/// None: the input is ours.
pub fn jobs() -> Result<Vec<Job>> {
    let plain = Peer::plain("stock");
    let beancount = Peer::installed("beancount", "beancount", "stock_beancount");
    let mut jobs = vec![
        job("fifo", "value a movement, first in, first out", Method::Fifo, &[plain, beancount])?,
        job("moving_average", "value a movement, moving average", Method::MovingAverage, &[plain])?,
    ];
    jobs.extend(super::stock_batch::jobs());
    Ok(jobs)
}

/// A year of receipts in whole units at whole cents, and of issues of what is there.
fn movements(count: u32) -> Vec<(String, String, String, Option<String>)> {
    let mut chance = Chance::new(5);
    let mut on_hand = [0; ITEMS];
    let day =
        |index: u32| format!("2025-{:02}-{:02}", 1 + index * 12 / count, 1 + (index * 336 / count) % 28);
    (0..count)
        .map(|index| {
            let place = chance.between(0, 19);
            let here = &mut on_hand[place as usize];
            let item = format!("ITEM-{place:02}");
            if *here < 30 || chance.between(0, 9) < 3 {
                let quantity = chance.between(20, 200);
                *here += quantity;
                (day(index), item, quantity.to_string(), Some(chance.decimal(10, 9_999, 2)))
            } else {
                let quantity = chance.between(1, (*here).min(60));
                *here -= quantity;
                (day(index), item, quantity.to_string(), None)
            }
        })
        .collect()
}

fn job(name: &'static str, what: &'static str, method: Method, peers: &[Peer]) -> Result<Job> {
    let written = movements(2000);
    let read = |(day, item, quantity, cost): &(String, String, String, Option<String>)| {
        let mut parts = day.split('-').map(|part| part.parse().unwrap_or(0));
        let mut part = || parts.next().unwrap_or(0);
        let (year, month, day) = (part(), part(), part());
        let day = date(i32::try_from(year).unwrap_or(0), month, day)?;
        let quantity = number(quantity)?;
        Ok(match cost {
            Some(cost) => Movement::receive(item, day, quantity, Price::new(number(cost)?, EUR)),
            None => Movement::issue(item, day, quantity),
        })
    };
    let movements = written.iter().map(read).collect::<Result<Vec<_>>>()?;
    let work = move || stock::value(&movements, method, &Policy::IFRS_DEFAULT);
    Ok(Job::new((name, what), written.len(), json!(written), peers, work, |result| {
        result.map_or_else(failed, |valuation| show(&valuation))
    }))
}

/// What the goods of each issue cost, and by item what is left is worth.
fn show(valuation: &Valuation) -> Value {
    let issues = valuation.entries.iter().filter(|entry| entry.movement.kind == Kind::Issue);
    let issues: Vec<_> = issues.map(|entry| entry.cost().amount().to_string()).collect();
    let items = (0..ITEMS).map(|place| format!("ITEM-{place:02}"));
    let worth = |item: String| {
        let left = valuation.on_hand(&item).amount().to_string();
        (item, left)
    };
    let left: BTreeMap<_, _> = items.map(worth).collect();
    json!({"issues": issues, "left": left})
}
