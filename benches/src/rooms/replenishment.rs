//! Forecasts of intermittent demand, many series in one call.

use super::failed;
use crate::{
    chance::Chance,
    job::{Job, Peer},
};
use backoffice::{
    Result,
    stock::replenishment::{Columns, Forecasts, croston_many, sba_many, tsb_many},
};
use serde_json::{Value, json};

/// Weeks of a series.
pub const WEEKS: usize = 104;

/// Series that the peers forecast too.
const SERIES: usize = 10_000;

const PEERS: &[Peer] = &[
    Peer { name: "plain Python", group: None, script: "replenishment" },
    Peer::installed("statsforecast", "statsforecast", "replenishment_statsforecast"),
    Peer::installed("statsforecast, model by model", "statsforecast", "replenishment_models"),
];

/// Series of demand in two columns.
pub struct Weeks {
    /// Where each series begins, and the end.
    pub offsets: Vec<usize>,
    /// The demand of each week, series after series.
    pub values: Vec<f64>,
}

impl Weeks {
    /// So many series: in each a demand about every so many weeks, from 1 to 8, of 1 to 50 units.
    pub fn of(series: usize) -> Self {
        let mut chance = Chance::new(9);
        let mut values = Vec::with_capacity(series * WEEKS);
        for _ in 0..series {
            let apart = chance.between(1, 8);
            for _ in 0..WEEKS {
                let seen = chance.between(1, apart) == 1;
                values.push(if seen { f64::from(chance.between(1, 50)) } else { 0.0 });
            }
        }
        Self { offsets: (0..=series).map(|row| row * WEEKS).collect(), values }
    }

    /// The columns.
    pub fn columns(&self) -> Columns<'_> {
        Columns { offsets: &self.offsets, values: &self.values }
    }
}

/// A method with the parameters that statsforecast has for it.
pub type Method = fn(Columns<'_>) -> Result<Forecasts>;

/// The methods, by the names that the peers call them.
pub const METHODS: [(&str, &str, Method); 3] = [
    ("croston", "forecast a series of 104 weeks, Croston", |columns| croston_many(columns, 0.1)),
    ("sba", "forecast a series of 104 weeks, SBA", |columns| sba_many(columns, 0.1)),
    ("tsb", "forecast a series of 104 weeks, TSB", |columns| tsb_many(columns, 0.1, 0.1)),
];

/// The jobs of the room.
///
/// # Errors
/// None: the input is ours.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole units from 0 to 50")]
pub fn jobs() -> Result<Vec<Job>> {
    let whole = |value: &f64| *value as u8;
    let written = |weeks: &Weeks| -> Value {
        let series = weeks.values.chunks(WEEKS).map(|series| series.iter().map(whole).collect::<Vec<_>>());
        json!(series.collect::<Vec<_>>())
    };
    Ok(METHODS
        .map(|(name, what, method)| {
            let weeks = Weeks::of(SERIES);
            let input = written(&weeks);
            Job::new(
                (name, what),
                SERIES,
                input,
                PEERS,
                move || method(weeks.columns()),
                |result| {
                    result.map_or_else(failed, |forecasts| {
                        json!(forecasts.rates.into_iter().map(show).collect::<Vec<_>>())
                    })
                },
            )
        })
        .into())
}

/// To six decimals: the sides add in another order, and their last bits differ.
fn show(rate: Option<f64>) -> String {
    rate.map_or_else(String::new, |rate| format!("{rate:.6}"))
}
