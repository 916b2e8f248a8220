//! Worked examples, bad input, and the laws of stock as properties.

mod examples;
mod laws;
mod refusals;

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

fn short_allowed() -> Policy {
    Policy { negative: Negative::RecostCoveredUnits, ..Policy::DEFAULT }
}

fn judged(movements: &[Movement], method: Method, policy: &Policy) -> Valuation {
    let value = value(movements, method, policy).unwrap();
    value.conserved().unwrap();
    value
}

fn accounts() -> Accounts {
    let [inventory, cost_of_sales, adjustment, goods_received, price_difference, opening] =
        ["inventory", "cost of sales", "adjustment", "goods received", "price difference", "opening"]
            .map(str::to_owned);
    Accounts { inventory, cost_of_sales, adjustment, goods_received, price_difference, opening }
}

fn numbers(values: &[Money]) -> Vec<Decimal> {
    values.iter().map(|value| value.amount()).collect()
}
