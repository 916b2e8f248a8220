//! What a change, a lot and a cost are.

use super::{mixed, signed};
use crate::{
    error::{Error, Result, exact},
    money::{Currency, Money, Price},
    stock::{amounts::minor, ratio::Ratio},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A cost as stated: of a new lot, or of the lots that are meant. What is left out fits any lot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostSpec {
    /// The cost of one unit, any digits.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub unit_cost: Option<Decimal>,
    /// The cost of all units of the change, instead of `unit_cost`; not negative.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub total_cost: Option<Decimal>,
    /// The currency of the cost. A new lot needs it; one with a currency and no cost costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// The day on which the lot was acquired; of a new lot the day of the change, unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// The lot, batch or serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl CostSpec {
    /// So much for each unit.
    pub fn each(unit_cost: Price) -> Self {
        let (amount, currency) = (Some(unit_cost.amount()), Some(unit_cost.currency()));
        Self { unit_cost: amount, currency, ..Self::default() }
    }

    /// So much for all units of the change.
    pub fn total(cost: Money) -> Self {
        Self { total_cost: Some(cost.amount()), currency: Some(cost.currency()), ..Self::default() }
    }

    /// The same, of that day.
    #[must_use]
    pub fn dated(self, day: NaiveDate) -> Self {
        Self { date: Some(day), ..self }
    }

    /// The same, with that label.
    #[must_use]
    pub fn labelled(self, label: impl Into<String>) -> Self {
        Self { label: Some(label.into()), ..self }
    }
}

impl fmt::Display for CostSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let money = |amount: &Decimal| {
            let currency = self.currency.map_or_else(String::new, |currency| format!(" {currency}"));
            format!("{amount}{currency}")
        };
        let cost = self.unit_cost.as_ref().map(money);
        let cost = cost.or_else(|| self.total_cost.as_ref().map(|total| format!("{} in all", money(total))));
        let cost = cost.or_else(|| self.currency.map(|currency| currency.to_string()));
        let date = self.date.map(|date| date.to_string());
        let all: Vec<String> = [cost, date, self.label.clone()].into_iter().flatten().collect();
        write!(f, "{{{}}}", all.join(", "))
    }
}

/// Units that come (above zero) or go (below zero). Without a cost they are not held at cost at all, such as cash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The item, compared letter by letter.
    pub item: String,
    /// How many of its base unit, at most 6 decimals.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// Its cost, or which lots are meant; an empty one fits every lot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<CostSpec>,
}

impl Change {
    /// Units held at cost.
    pub fn new(item: impl Into<String>, quantity: Decimal, cost: CostSpec) -> Self {
        Self { item: item.into(), quantity, cost: Some(cost) }
    }

    /// Units without a cost.
    pub fn plain(item: impl Into<String>, quantity: Decimal) -> Self {
        Self { item: item.into(), quantity, cost: None }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.quantity, self.item)?;
        self.cost.as_ref().map_or(Ok(()), |cost| write!(f, " {cost}"))
    }
}

/// What a lot was before any of it was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whole {
    /// How many.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// What they cost, all of them.
    pub value: Money,
}

/// What a lot, or a part that was booked, cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// The unit cost as it was stated; none where a total was.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub unit_cost: Option<Decimal>,
    /// What its units cost, all of them; of units that are short, below zero.
    pub value: Money,
    /// The day on which it was acquired.
    pub date: NaiveDate,
    /// The lot, batch or serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The lot as it was acquired, where this is a part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Whole>,
}

/// Units held together: one cost, one date, one label. Also a part of a lot that was booked: out is below zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lot {
    /// The item.
    pub item: String,
    /// How many; below zero when they are short.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// What they cost; none when they are not held at cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
}

impl Lot {
    /// What they cost, all of them.
    pub fn value(&self) -> Option<Money> {
        self.cost.as_ref().map(|cost| cost.value)
    }

    /// The cost of one unit: as stated, else total ÷ quantity where that has at most 28 digits. For reading only: values
    /// are cut from totals.
    pub fn unit_cost(&self) -> Option<Price> {
        let amount = self.unit_ratio()?.decimal()?;
        self.cost.as_ref().map(|cost| Price::new(amount, cost.value.currency()))
    }

    /// The unit cost that is matched.
    pub(super) fn unit_ratio(&self) -> Option<Ratio> {
        let cost = self.cost.as_ref()?;
        match (cost.unit_cost, cost.of) {
            (Some(stated), _) => Ratio::of(stated),
            (None, Some(whole)) => Ratio::of(whole.value.amount())?.over(Ratio::of(whole.quantity)?),
            (None, None) => Ratio::of(cost.value.amount())?.over(Ratio::of(self.quantity)?),
        }
    }

    /// Refuses a lot of nothing, and a part that is more than its whole or stands on its other side.
    pub(super) fn sound(&self) -> Result<()> {
        let (units, refuse) = (signed(self.quantity)?, |field, value: &dyn fmt::Display, wanted| {
            Err(Error::invalid(field, value, wanted))
        });
        if units == 0 {
            return refuse("quantity", &self.quantity, "a lot has units");
        }
        let Some(cost) = &self.cost else { return Ok(()) };
        let value = minor(cost.value)?;
        if value.signum() == -units.signum() {
            return refuse("cost.value", &cost.value, "the value stands on the side of the quantity");
        }
        let Some(whole) = cost.of else { return Ok(()) };
        if cost.value.currency() != whole.value.currency() {
            return Err(mixed("a lot", [self], &CostSpec::default()));
        }
        let within =
            |part: i64, of: i64| part.signum() * of.signum() >= 0 && part.abs_diff(0) <= of.abs_diff(0);
        if !within(units, signed(whole.quantity)?) || !within(value, minor(whole.value)?) {
            return refuse("cost.of", &self, "what is left is a part of the whole");
        }
        Ok(())
    }
}

impl fmt::Display for Lot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.quantity, self.item)?;
        let Some(cost) = &self.cost else { return Ok(()) };
        match cost.unit_cost {
            Some(stated) => write!(f, " {{{stated} {}, {}", cost.value.currency(), cost.date)?,
            None => write!(f, " {{{} in all, {}", cost.value, cost.date)?,
        }
        cost.label.as_ref().map_or(Ok(()), |label| write!(f, ", {label}"))?;
        f.write_str("}")
    }
}
