//! Worked examples, bad input, and the laws of stock as properties.

mod closing;
mod closing_laws;
mod examples;
mod laws;
mod oracle;
mod properties;
mod refusals;
mod worked;

use super::*;
use crate::{
    calendar::date,
    money::{Money, Price},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

fn day(month: u32, day: u32) -> NaiveDate {
    date(2026, month, day).unwrap()
}

fn eur(minor: i64) -> Money {
    Money::minor(minor, crate::money::currency::EUR)
}

fn each(minor: i64) -> Price {
    eur(minor).each()
}

/// The methods that need neither lots nor a standard.
const ACTUAL: [Method; 7] = [
    Method::Fifo,
    Method::Lifo,
    Method::MovingAverage,
    Method::PeriodicFifo,
    Method::PeriodicLifo,
    Method::PeriodicAverage,
    Method::Hifo,
];

fn short_allowed() -> Policy {
    Policy { negative: Negative::RecostCoveredUnits, ..Policy::DEFAULT }
}

fn judged(movements: &[Movement], method: Method, policy: &Policy) -> Valuation {
    let value = value(movements, method, policy).unwrap();
    value.conserved().unwrap();
    value
}

fn accounts() -> Accounts {
    Accounts {
        inventory: "inventory".into(),
        cost_of_sales: "cost of sales".into(),
        adjustment: "adjustment".into(),
        goods_received: "goods received".into(),
        price_difference: "price difference".into(),
        opening: "opening".into(),
        revaluation: "revaluation".into(),
        production: "production".into(),
        ..Accounts::default()
    }
}

fn numbers(values: &[Money]) -> Vec<Decimal> {
    values.iter().map(|value| value.amount()).collect()
}
