//! Units and their parts of a cost, in whole numbers.

use crate::{
    error::{Error, Result},
    money::{Mode, Money, number::divide, share::units},
    stock::amounts,
};
use rust_decimal::Decimal;
use std::collections::VecDeque;

/// Units of one origin, in millionths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lot {
    pub origin: u64,
    pub units: i128,
}

/// Units of an origin with their part of a cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub origin: Option<u64>,
    pub made: Option<u64>,
    pub units: i128,
    pub value: i128,
}

/// What a production order holds: parts by the consumption that brought them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub consumed: u64,
    pub part: Part,
}

/// What production made, and of what.
#[derive(Debug)]
pub(super) struct Made {
    pub whole: i128,
    pub taken: i128,
    /// What it cost besides.
    pub own: i128,
    pub parts: Vec<Part>,
}

pub(super) fn lost(what: &str) -> Error {
    Error::overflow("value", what, "lineage in whole units")
}

pub(super) fn millionths(quantity: Decimal) -> Result<i128> {
    units(quantity, amounts::DIGITS)
        .ok_or_else(|| Error::overflow("quantity", quantity, "lineage in millionths"))
}

pub(super) fn minor(amount: Money) -> Result<i128> {
    units(amount.amount(), amount.currency().minor_digits())
        .ok_or_else(|| Error::overflow("value", amount, "lineage in minor units"))
}

/// The part of a value that falls to `part` of `whole`, half away from zero.
pub(super) fn portion(value: i128, part: i128, whole: i128) -> Result<i128> {
    if part == whole {
        return Ok(value);
    }
    let product = value.checked_mul(part).ok_or_else(|| lost("value × part"))?;
    Ok(divide(product, whole.max(1), Mode::HalfUp))
}

/// Takes units off the front.
pub(super) fn pop(lots: &mut VecDeque<Lot>, mut wanted: i128) -> Vec<Lot> {
    let mut taken = Vec::new();
    while wanted > 0 {
        let Some(first) = lots.front_mut() else { break };
        let units = wanted.min(first.units);
        taken.push(Lot { units, ..*first });
        first.units -= units;
        wanted -= units;
        if first.units == 0 {
            lots.pop_front();
        }
    }
    taken
}

pub(super) fn written(units: i128) -> Result<Decimal> {
    let quantity = Decimal::try_from_i128_with_scale(units, amounts::DIGITS);
    Ok(quantity.map_err(|_| lost("quantity"))?.normalize())
}
