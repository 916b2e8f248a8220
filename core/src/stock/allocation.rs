//! Landed cost: an amount over the lines of a receipt, so that the parts add up to it, always.
//!
//! ```
//! use backoffice::{dec, eur, stock::allocation::{Basis, Line, Residue, allocate}};
//!
//! // Freight of 100.00 over 50 kg, 50 kg and 20 kg: 41.666…, 41.666… and 16.666…
//! let line = |kg| Line { weight: Some(kg), ..Line::of(dec!(1)) };
//! let lines = [line(dec!(50)), line(dec!(50)), line(dec!(20))];
//! let parts = allocate(eur!(100.00), &lines, Basis::Weight, Residue::LargestRemainderLast)?;
//! assert_eq!(parts, [eur!(41.66), eur!(41.67), eur!(16.67)]);
//!
//! let error = allocate(eur!(100.00), &lines, Basis::Volume, Residue::Last).unwrap_err();
//! assert_eq!((error.code().as_str(), error.field()), ("input.missing", "lines.0.volume"));
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::amounts;
use crate::{
    error::{Code, Error, Result, exact},
    money::{
        Currency, Mode, Money, Price, Rounding,
        number::divide,
        share::{level, units},
    },
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// By what an amount is spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Basis {
    /// By the lines' quantities.
    Quantity,
    /// By what the lines cost.
    Value,
    /// By their weights.
    Weight,
    /// By their volumes.
    Volume,
    /// Every line the same.
    Equal,
    /// As the lines say: their `manual` amounts, which must add up.
    Manual,
}

/// Who takes the minor units that are left over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Residue {
    /// The greatest remainders, of equal ones the last lines: no part is a whole unit away from its exact share.
    LargestRemainderLast,
    /// The greatest remainders, of equal ones the first lines.
    LargestRemainderFirst,
    /// Each line has its share rounded half up, of what is left at most; the last takes the rest, as ERPNext does.
    Last,
    /// The same from the end: the first line takes the rest.
    First,
}

/// A line of a receipt. Weight, volume, value and manual amount are those of the whole line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// How many units. A line of none takes no part, whatever the basis.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// What the line cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Money>,
    /// What one unit cost, instead of `value`: the line's value is then quantity × unit cost, not rounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_cost: Option<Price>,
    /// Its weight, in a unit that all lines share.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub weight: Option<Decimal>,
    /// Its volume, in a unit that all lines share.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub volume: Option<Decimal>,
    /// The part that it is given by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manual: Option<Money>,
    /// Whether it takes part; true unless told.
    #[serde(default = "yes")]
    pub included: bool,
}

fn yes() -> bool {
    true
}

impl Line {
    /// A line of so many units, of which nothing else is known.
    pub const fn of(quantity: Decimal) -> Self {
        Self {
            quantity,
            value: None,
            unit_cost: None,
            weight: None,
            volume: None,
            manual: None,
            included: true,
        }
    }

    /// The currency and the number of what it cost.
    fn cost(&self) -> Result<Option<(Currency, Decimal)>> {
        Ok(match (self.value, self.unit_cost) {
            (Some(_), Some(each)) => {
                return Err(Error::invalid(
                    "unit_cost",
                    each,
                    "state the cost of one unit or of all, not both",
                ));
            }
            (Some(value), None) => Some((value.currency(), value.amount())),
            (None, Some(each)) => {
                let product = exact::multiply(each.amount(), self.quantity);
                let product =
                    product.ok_or_else(|| Error::overflow("unit_cost", each, "quantity × unit cost"))?;
                Some((each.currency(), product))
            }
            (None, None) => None,
        })
    }

    /// The field of the basis and its number.
    fn weight(&self, basis: Basis) -> Result<(&'static str, Option<Decimal>)> {
        Ok(match basis {
            Basis::Quantity => ("quantity", Some(self.quantity)),
            Basis::Value => ("value", self.cost()?.map(|(_, value)| value)),
            Basis::Weight => ("weight", self.weight),
            Basis::Volume => ("volume", self.volume),
            Basis::Equal => ("quantity", Some(Decimal::ONE)),
            Basis::Manual => ("manual", self.manual.map(Money::amount)),
        })
    }
}

fn negative(number: Decimal) -> bool {
    number.is_sign_negative() && !number.is_zero()
}

fn refuse_negative(field: &str, number: Decimal) -> Result<()> {
    if !negative(number) {
        return Ok(());
    }
    let message = format!("`{field}` is `{number}`: nothing can be spread over less than nothing");
    Err(Error::new(Code::NumberNegative, field, number, message))
}

/// The parts of an amount that fall to the lines, in minor units of its currency: they add up to it. Lines that are not
/// included, and those without units, get nothing. A negative amount (a credit note) is spread as the positive one,
/// turned around.
///
/// # Errors
/// With the path of the line: `input.missing` when it lacks what the basis needs, `number.negative` for a quantity,
/// value, weight or volume below zero. `money.no_weights` when there is nothing to spread over, `money.mixed_currencies`
/// when values are in several currencies or a manual part is in another than the amount, `stock.allocation_differs` when
/// manual parts do not add up to the amount or fall to a line that takes no part, `number.out_of_range`.
pub fn allocate(amount: Money, lines: &[Line], basis: Basis, residue: Residue) -> Result<Vec<Money>> {
    let currency = amount.currency();
    let mut weights = Vec::with_capacity(lines.len());
    let mut valued_in = None;
    for (place, line) in lines.iter().enumerate() {
        let at = |error: Error| error.within(format!("lines.{place}"));
        refuse_negative("quantity", line.quantity).map_err(at)?;
        let takes_part = line.included && !line.quantity.is_zero();
        if !takes_part {
            if let Some(manual) = line.manual.filter(|manual| basis == Basis::Manual && !manual.is_zero()) {
                return Err(differs("manual", manual, "falls to a line that takes no part")
                    .within(format!("lines.{place}")));
            }
            weights.push(Decimal::ZERO);
            continue;
        }
        let (field, number) = line.weight(basis).map_err(at)?;
        let number = number.ok_or_else(|| at(Error::missing(field)))?;
        if basis == Basis::Manual {
            one_currency(&mut Some(currency), line.manual.map_or(currency, Money::currency), field)
                .map_err(at)?;
        } else {
            refuse_negative(field, number).map_err(at)?;
        }
        if let (Basis::Value, Some((other, _))) = (basis, line.cost().map_err(at)?) {
            one_currency(&mut valued_in, other, field).map_err(at)?;
        }
        weights.push(number);
    }
    if basis == Basis::Manual {
        return by_hand(amount, &weights);
    }
    spread(amount, &weights, residue)
}

fn one_currency(known: &mut Option<Currency>, other: Currency, field: &str) -> Result<()> {
    match *known.get_or_insert(other) {
        first if first == other => Ok(()),
        first => {
            let message =
                format!("`{field}` is in {other}, others are in {first}: convert one of them first");
            Err(Error::new(Code::MoneyMixedCurrencies, field, other, message))
        }
    }
}

fn differs(field: &str, value: impl fmt::Display, what: &str) -> Error {
    let message = format!("`{field}` is `{value}`, which {what}");
    Error::new(Code::StockAllocationDiffers, field, value, message)
}

fn by_hand(amount: Money, parts: &[Decimal]) -> Result<Vec<Money>> {
    let parts: Vec<Money> =
        parts.iter().map(|part| Money::new(*part, amount.currency())).collect::<Result<_>>()?;
    let sum = Money::sum(parts.iter().copied(), amount.currency())?;
    if sum == amount {
        return Ok(parts);
    }
    Err(differs("amount", amount, &format!("is not the sum of the parts given by hand, {sum}")))
}

fn spread(amount: Money, weights: &[Decimal], residue: Residue) -> Result<Vec<Money>> {
    let lost = || Error::overflow("amount", amount, "an amount over lines");
    let scale = weights.iter().map(|weight| weight.normalize().scale()).max().unwrap_or(0);
    let weights: Vec<i128> =
        weights.iter().map(|weight| units(*weight, scale)).collect::<Option<_>>().ok_or_else(lost)?;
    let all = weights.iter().try_fold(0i128, |sum, weight| sum.checked_add(*weight)).ok_or_else(lost)?;
    if all == 0 {
        let message = format!("{amount} cannot be spread: no line has anything of the basis");
        return Err(Error::new(Code::MoneyNoWeights, "lines", "", message));
    }
    let total = i128::from(amounts::minor(amount)?);
    let shares: Vec<i128> = weights
        .iter()
        .map(|weight| weight.checked_mul(total.abs()))
        .collect::<Option<_>>()
        .ok_or_else(lost)?;
    let parts = match residue {
        Residue::LargestRemainderLast => level(&shares, all, total.abs(), |a, b| b.cmp(&a)),
        Residue::LargestRemainderFirst => level(&shares, all, total.abs(), |a, b| a.cmp(&b)),
        Residue::Last => Some(rounded(shares.iter(), all, total.abs())),
        Residue::First => {
            let mut parts = rounded(shares.iter().rev(), all, total.abs());
            parts.reverse();
            Some(parts)
        }
    };
    let parts = parts.ok_or_else(lost)?;
    parts.into_iter().map(|part| amounts::money(part * total.signum(), amount.currency())).collect()
}

/// Each share rounded half up, of what is left at most; the last that has one takes the rest.
fn rounded<'a>(
    shares: impl DoubleEndedIterator<Item = &'a i128> + ExactSizeIterator + Clone,
    divisor: i128,
    total: i128,
) -> Vec<i128> {
    let last = shares.clone().rposition(|share| *share != 0);
    let mut left = total;
    let part = |(place, share): (usize, &i128)| {
        let part = if Some(place) == last { left } else { divide(*share, divisor, Mode::HalfUp).min(left) };
        left -= part;
        part
    };
    shares.enumerate().map(part).collect()
}

/// A cost that came with goods: freight, duty, insurance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charge {
    /// How much, in its own currency.
    pub amount: Money,
    /// What one of that currency is in the currency of the books; 1 in theirs.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
}

/// Charges in several currencies as one amount in that of the books: each × its rate, rounded once.
///
/// # Errors
/// With the path of the charge: `number.negative` for a rate that is not above zero, `input.invalid` for one other than
/// 1 in the books' own currency; `number.out_of_range`.
///
/// ```
/// use backoffice::{Mode, Money, currency::INR, dec, stock::allocation::{Charge, landed}, usd};
///
/// let freight = Charge { amount: usd!(10.00), rate: dec!(62.9) };
/// let duty = Charge { amount: Money::new(dec!(100), INR)?, rate: dec!(1) };
/// assert_eq!(landed(&[duty, freight], INR, Mode::HalfUp)?, Money::new(dec!(729), INR)?);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn landed(charges: &[Charge], currency: Currency, rounding: Mode) -> Result<Money> {
    let by = Rounding::minor(currency, rounding);
    charges.iter().enumerate().try_fold(Money::zero(currency), |sum, (place, charge)| {
        let at = |error: Error| error.within(format!("charges.{place}"));
        let Charge { amount, rate } = *charge;
        if negative(rate) || rate.is_zero() {
            let message = format!("`rate` is `{rate}`: a rate is above zero");
            return Err(at(Error::new(Code::NumberNegative, "rate", rate, message)));
        }
        if amount.currency() == currency && rate != Decimal::ONE {
            return Err(at(Error::invalid("rate", rate, "write 1 for the currency of the books")));
        }
        let product = exact::multiply(amount.amount(), rate);
        let product = product.ok_or_else(|| at(Error::overflow("rate", rate, "amount × rate")))?;
        sum.checked_add(Money::rounded(product, currency, by).map_err(at)?).map_err(at)
    })
}

#[cfg(test)]
mod tests;
