//! Rounding, prices and splitting.

use super::{failed, number};
use crate::{
    chance::Chance,
    job::{Job, Peer},
};
use backoffice::{
    Mode::{HalfEven, HalfUp},
    Money, Price, Result, Rounding,
    currency::EUR,
};
use serde_json::{Value, json};

const PEERS: [Peer; 1] = [Peer::plain("money")];

/// The jobs of the room.
///
/// # Errors
/// None: the input is ours.
pub fn jobs() -> Result<Vec<Job>> {
    Ok(vec![round()?, price()?, split()?])
}

fn texts<T: ToString>(values: Result<Vec<T>>) -> Value {
    values.map_or_else(failed, |values| values.iter().map(ToString::to_string).collect())
}

fn amounts(values: Result<Vec<Money>>) -> Value {
    texts(values.map(|values| values.into_iter().map(Money::amount).collect()))
}

fn round() -> Result<Job> {
    let mut chance = Chance::new(1);
    let written: Vec<_> = (0..1000)
        .map(|index| {
            (chance.decimal(1, 4_000_000_000, 5), if index % 2 == 0 { "half_up" } else { "half_even" })
        })
        .collect();
    let read = |(text, mode): &(String, &str)| {
        Ok((number(text)?, Rounding::minor(EUR, if *mode == "half_up" { HalfUp } else { HalfEven })))
    };
    let numbers = written.iter().map(read).collect::<Result<Vec<_>>>()?;
    let work = move || numbers.iter().map(|(number, by)| by.apply(*number)).collect();
    Ok(Job::new(("round", "round a number to the cent"), written.len(), json!(written), &PEERS, work, texts))
}

fn price() -> Result<Job> {
    let mut chance = Chance::new(2);
    let written: Vec<_> =
        (0..1000).map(|_| (chance.decimal(1, 9_999_999, 4), chance.decimal(1, 999_999, 3))).collect();
    let read =
        |(price, quantity): &(String, String)| Ok((Price::new(number(price)?, EUR), number(quantity)?));
    let lines = written.iter().map(read).collect::<Result<Vec<_>>>()?;
    let by = Rounding::minor(EUR, HalfUp);
    let work = move || lines.iter().map(|(price, quantity)| price.times(*quantity, by)).collect();
    Ok(Job::new(
        ("price", "price × quantity, to the cent"),
        written.len(),
        json!(written),
        &PEERS,
        work,
        amounts,
    ))
}

fn split() -> Result<Job> {
    let mut chance = Chance::new(3);
    let written: Vec<_> = (0..500)
        .map(|_| {
            let weights: Vec<_> = (0..7).map(|_| chance.decimal(1, 9_999, 2)).collect();
            (chance.decimal(1, 99_999_999, 2), weights)
        })
        .collect();
    let read = |(amount, weights): &(String, Vec<String>)| {
        let weights = weights.iter().map(|weight| number(weight)).collect::<Result<Vec<_>>>()?;
        Ok((Money::new(number(amount)?, EUR)?, weights))
    };
    let shares = written.iter().map(read).collect::<Result<Vec<_>>>()?;
    let work = move || {
        let parts = shares.iter().map(|(amount, weights)| amount.split(weights));
        parts.collect::<Result<Vec<_>>>().map(|parts| parts.concat())
    };
    let what = ("split", "split an amount over 7 weights");
    Ok(Job::new(what, written.len(), json!(written), &PEERS, work, amounts))
}
