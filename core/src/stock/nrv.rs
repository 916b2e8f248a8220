//! The lower of cost and net realisable value (IAS 2.9, 2.28 to 2.34): of goods by themselves, and of all that is held,
//! item by item or by groups of similar items.
//!
//! Costs stay as they are: a write-down is an allowance beside the layers, by item or group, which the next date starts
//! from. A reversal never exceeds it.
//!
//! ```
//! use backoffice::{date, eur, stock::nrv::{Accounts, Grouping, Measure, Position, assess, post}, stock::Realisable};
//! use std::collections::BTreeMap;
//!
//! let brings = |price, costs| Measure::Sale(Realisable { selling_price: price, selling_costs: costs });
//! let held = [
//!     Position::new("chair", eur!(900.00), brings(eur!(1_000.00), eur!(150.00))), // 850.00
//!     Position::new("table", eur!(600.00), brings(eur!(800.00), eur!(50.00))),    // 750.00
//!     // Timber for tables that sell above cost is not written down (IAS 2.32).
//!     Position::new("timber", eur!(300.00), Measure::Material { product_covers_cost: true, replacement_cost: eur!(240.00) }),
//! ];
//! let year = assess(date(2026, 12, 31)?, &held, Grouping::ItemByItem, &BTreeMap::new())?;
//! assert_eq!((year.cost, year.carrying, year.expense), (eur!(1_800), eur!(1_750), eur!(50)));
//!
//! // A year on, the chairs bring more than they cost: what was written down comes back, and no more.
//! let better = [Position::new("chair", eur!(900.00), brings(eur!(1_200.00), eur!(150.00)))];
//! let next = assess(date(2027, 12, 31)?, &better, Grouping::ItemByItem, &year.allowances())?;
//! assert_eq!((next.carrying, next.expense), (eur!(900), eur!(-50)));
//!
//! let accounts = Accounts {
//!     allowance: "allowance for stock".into(),
//!     write_down: "write-downs".into(),
//!     cost_of_sales: "cost of sales".into(),
//! };
//! let journal = post(&next, &accounts)?;
//! assert_eq!(journal.balance("allowance for stock", backoffice::currency::EUR), eur!(50));
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::Valuation;
use crate::{
    error::{Code, Error, Result},
    ledger::{Journal, Posting},
    money::{Money, Price, Rounding},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What goods would bring: both amounts for all of them, in the currency of their cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Realisable {
    /// The estimated selling price in the ordinary course of business.
    pub selling_price: Money,
    /// The estimated costs of completion and of the sale.
    pub selling_costs: Money,
}

impl Realisable {
    fn net(self) -> Result<Money> {
        self.selling_price.checked_sub(self.selling_costs)
    }
}

/// What goods are carried at. The cost itself stays as it is: the write-down is an allowance beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carrying {
    /// The lower of cost and net realisable value.
    pub carrying: Money,
    /// Cost − carrying: what is written down at this date, and what the next date starts from.
    pub allowance: Money,
    /// The expense of the period; below zero for a reversal.
    pub expense: Money,
}

/// The lower of cost and net realisable value at a date, and the expense that brings the books there. A reversal never
/// exceeds what was written down before (IAS 2.33). A net realisable value below zero is taken as zero: goods are written
/// off, and what it costs to be rid of them is not a value of stock.
///
/// `allowance` is what the date before left (zero at first).
///
/// # Errors
/// `money.mixed_currencies`, `number.out_of_range`.
///
/// ```
/// use backoffice::{eur, stock::{Realisable, lower_of_cost_and_nrv}};
///
/// let realisable = Realisable { selling_price: eur!(740_000.00), selling_costs: eur!(50_000.00) };
/// let year = lower_of_cost_and_nrv(eur!(720_000.00), realisable, eur!(0.00))?;
/// assert_eq!((year.carrying, year.expense), (eur!(690_000), eur!(30_000)));
///
/// let better = Realisable { selling_price: eur!(810_000.00), ..realisable };
/// let next = lower_of_cost_and_nrv(eur!(720_000.00), better, year.allowance)?;
/// assert_eq!((next.carrying, next.expense), (eur!(720_000.00), eur!(-30_000))); // capped at cost
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn lower_of_cost_and_nrv(cost: Money, realisable: Realisable, allowance: Money) -> Result<Carrying> {
    lower_of(cost, realisable.net()?, allowance)
}

fn floored(amount: Money) -> Money {
    if amount.is_negative() { Money::zero(amount.currency()) } else { amount }
}

fn lower_of(cost: Money, nrv: Money, allowance: Money) -> Result<Carrying> {
    let needed = floored(cost.checked_sub(floored(nrv))?);
    Ok(Carrying {
        carrying: cost.checked_sub(needed)?,
        allowance: needed,
        expense: needed.checked_sub(allowance)?,
    })
}

/// What a position is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Measure {
    /// What it would bring (IAS 2.30). Goods held for firm contracts are a position of their own, at the contracts' price
    /// (IAS 2.31).
    Sale(Realisable),
    /// Materials and supplies for production (IAS 2.32).
    Material {
        /// Whether the products are expected to be sold at or above cost: then the material is not written down.
        product_covers_cost: bool,
        /// What it would cost to buy now: the best measure there may be of what it would bring.
        replacement_cost: Money,
    },
}

/// Goods held: what they cost, and what they are measured by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The item, or whatever else tells the position from the others.
    pub name: String,
    /// What they cost, all of them; not negative.
    pub cost: Money,
    /// What they are measured by.
    pub measure: Measure,
    /// The similar or related items that they are measured with, by [`Grouping::ByGroup`]: of one product line, with
    /// similar uses, sold in one area, not to be told apart in practice (IAS 2.29). A class such as all finished goods is
    /// no group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

impl Position {
    /// Goods by themselves.
    pub fn new(name: impl Into<String>, cost: Money, measure: Measure) -> Self {
        Self { name: name.into(), cost, measure, group: None }
    }

    /// All that is on hand of an item, at a selling price and selling costs per unit, each × the quantity, rounded once.
    ///
    /// # Errors
    /// As [`Price::times`].
    pub fn of_item(
        valuation: &Valuation,
        item: &str,
        price: Price,
        costs: Price,
        by: Rounding,
    ) -> Result<Self> {
        let quantity = valuation.quantity(item);
        let (selling_price, selling_costs) = (price.times(quantity, by)?, costs.times(quantity, by)?);
        let measure = Measure::Sale(Realisable { selling_price, selling_costs });
        Ok(Self::new(item, valuation.on_hand(item), measure))
    }

    /// The same, measured with others.
    #[must_use]
    pub fn grouped(self, group: impl Into<String>) -> Self {
        Self { group: Some(group.into()), ..self }
    }

    /// Not below zero, so that what one costs to be rid of is not made up for by others of its group.
    fn brings(&self) -> Result<Money> {
        match self.measure {
            Measure::Sale(realisable) => realisable.net().map(floored),
            Measure::Material { product_covers_cost: true, .. } => Ok(self.cost),
            Measure::Material { replacement_cost, .. } => Ok(replacement_cost),
        }
    }
}

/// What is compared with its cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// Each position by itself: the rule (IAS 2.29).
    ItemByItem,
    /// Positions of one group together, where what one brings above its cost makes up for another; the others by
    /// themselves.
    ByGroup,
}

/// One comparison of cost and net realisable value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    /// The position's or the group's name.
    pub name: String,
    /// The positions in it; none when the goods are gone and their allowance is released.
    pub positions: Vec<String>,
    /// What they cost.
    pub cost: Money,
    /// What they would bring.
    pub brings: Money,
    /// What they are carried at, the allowance, and the expense of the period.
    pub carried: Carrying,
}

/// All that is held, at a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// The date.
    pub day: NaiveDate,
    /// The comparisons, by name.
    pub compared: Vec<Compared>,
    /// What all of it cost.
    pub cost: Money,
    /// What all of it is carried at.
    pub carrying: Money,
    /// Cost − carrying.
    pub allowance: Money,
    /// The expense of the period; below zero when more was reversed or released than written down.
    pub expense: Money,
}

impl Assessment {
    /// The allowances by name, which the next date starts from; those of nothing are left out.
    pub fn allowances(&self) -> BTreeMap<String, Money> {
        let all = self.compared.iter().map(|one| (one.name.clone(), one.carried.allowance));
        all.filter(|(_, allowance)| !allowance.is_zero()).collect()
    }
}

fn refuse_negative(field: &str, amount: Money) -> Result<()> {
    if !amount.is_negative() {
        return Ok(());
    }
    let message = format!("`{field}` is `{amount}`: neither a cost nor an allowance is below zero");
    Err(Error::new(Code::NumberNegative, field, amount, message))
}

/// The lower of cost and net realisable value of all that is held, at a date. `before` has the allowances that the date
/// before left, by name ([`Assessment::allowances`]); one whose goods are gone is released.
///
/// # Errors
/// With the path of the position: `input.duplicate` for a name given twice, `number.negative`,
/// `money.mixed_currencies`; `input.missing` without any position or allowance, `number.out_of_range`.
pub fn assess(
    day: NaiveDate,
    held: &[Position],
    grouping: Grouping,
    before: &BTreeMap<String, Money>,
) -> Result<Assessment> {
    let first = held.first().map(|position| position.cost).or_else(|| before.values().next().copied());
    let currency = first.ok_or_else(|| Error::missing("held"))?.currency();
    let zero = Money::zero(currency);
    let mut names = BTreeSet::new();
    let mut all: BTreeMap<&str, (bool, Compared)> = BTreeMap::new();
    for (place, position) in held.iter().enumerate() {
        let at = |error: Error| error.within(format!("held.{place}"));
        let group = position.group.as_deref().filter(|_| grouping == Grouping::ByGroup);
        let name = group.unwrap_or(&position.name);
        let blank = || (group.is_some(), blank(name, zero));
        let (grouped, one) = all.entry(name).or_insert_with(blank);
        if !names.insert(&position.name) || *grouped != group.is_some() {
            let message =
                format!("`name` is `{}`, which another position or group has already", position.name);
            return Err(at(Error::new(Code::InputDuplicate, "name", &position.name, message)));
        }
        refuse_negative("cost", position.cost).map_err(at)?;
        one.cost = one.cost.checked_add(position.cost).map_err(at)?;
        one.brings = one.brings.checked_add(position.brings().map_err(at)?).map_err(at)?;
        one.positions.push(position.name.clone());
    }
    for (name, allowance) in before {
        refuse_negative("before", *allowance)?;
        let (_, one) = all.entry(name).or_insert_with(|| (false, blank(name, zero)));
        one.carried.allowance = *allowance;
    }
    let mut compared = Vec::with_capacity(all.len());
    for (_, (_, one)) in all {
        let carried = lower_of(one.cost, one.brings, one.carried.allowance)?;
        compared.push(Compared { carried, ..one });
    }
    let sum = |of: fn(&Compared) -> Money| Money::sum(compared.iter().map(of), currency);
    let (cost, carrying) = (sum(|one| one.cost)?, sum(|one| one.carried.carrying)?);
    let (allowance, expense) = (sum(|one| one.carried.allowance)?, sum(|one| one.carried.expense)?);
    Ok(Assessment { day, compared, cost, carrying, allowance, expense })
}

fn blank(name: &str, zero: Money) -> Compared {
    let carried = Carrying { carrying: zero, allowance: zero, expense: zero };
    Compared { name: name.into(), positions: Vec::new(), cost: zero, brings: zero, carried }
}

/// The caller's names of the accounts that write-downs are posted to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// What is taken off goods on hand: a credit beside the inventory.
    pub allowance: String,
    /// Write-downs, less reversals (IAS 2.34).
    pub write_down: String,
    /// Where the allowance of goods that are gone goes: they were sold at what they were carried at.
    pub cost_of_sales: String,
}

/// The postings of an assessment, balanced, each with the name as its reference.
///
/// | what | debit | credit |
/// |---|---|---|
/// | write-down | write-down | allowance |
/// | reversal | allowance | write-down |
/// | the goods are gone | allowance | cost of sales |
///
/// # Errors
/// `input.missing` when an account has no name, `number.out_of_range`.
pub fn post(assessment: &Assessment, accounts: &Accounts) -> Result<Journal> {
    let mut journal = Journal::new();
    for one in &assessment.compared {
        let against = if one.positions.is_empty() { &accounts.cost_of_sales } else { &accounts.write_down };
        let (day, expense) = (assessment.day, one.carried.expense);
        journal.post(Posting::debit(day, against, expense, &one.name))?;
        journal.post(Posting::credit(day, &accounts.allowance, expense, &one.name))?;
    }
    journal.balanced()?;
    Ok(journal)
}

#[cfg(test)]
mod tests;
