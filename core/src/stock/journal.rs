//! From a valuation to the journal, under two schemes: perpetual, where every movement is posted as it happens (as IAS
//! 2.34 has it: the cost of what is sold becomes an expense when it is sold), and periodic, as on the continent, where
//! purchases are expenses by nature and the change of stock is posted when a period ends (IAS 2.39).

mod periodic;

pub(super) use periodic::in_order;
pub use periodic::post_periodic;

use super::{Carrying, Entry, Kind, Valuation, draw::Bearer, sides::Change, valuation::bearer};
use crate::{
    calendar::Period,
    error::Result,
    ledger::{Journal, Posting},
    money::Money,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The caller's names of the accounts that stock is posted to. One that nothing is posted to may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// Goods on hand: the asset.
    pub inventory: String,
    /// The cost of what was issued.
    pub cost_of_sales: String,
    /// Gains, losses and differences of counts.
    pub adjustment: String,
    /// Goods received, not invoiced: what suppliers are owed until their invoice comes.
    pub goods_received: String,
    /// What goods cost above what they are worth in stock; what returns to suppliers were charged above or below the cost
    /// at which they left.
    pub price_difference: String,
    /// The balance carried forward that opening stock comes from.
    pub opening: String,
    /// What revaluations and new unit costs add or take.
    #[serde(default)]
    pub revaluation: String,
    /// Work in progress: what production consumed and has not made yet.
    #[serde(default)]
    pub production: String,
    /// Goods on the way: the asset of pools at `transit_locations`.
    #[serde(default)]
    pub in_transit: String,
    /// The locations whose goods are on the way. They are told apart where the policy's pools tell locations apart.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub transit_locations: BTreeSet<String>,
    /// The expense of write-downs to net realisable value, and of their reversals.
    #[serde(default)]
    pub write_down: String,
    /// The allowance beside the cost of stock that write-downs make (IAS 2.34).
    #[serde(default)]
    pub allowance: String,
    /// Periodic: what was bought (France 607, 601).
    #[serde(default)]
    pub purchases: String,
    /// Periodic: the change of stock of what is bought (France 6037, 6031; in Germany part of the Materialaufwand).
    #[serde(default)]
    pub change_of_purchases: String,
    /// Periodic: the change of stock of what is made (France 7135; Germany Bestandsveränderung).
    #[serde(default)]
    pub change_of_products: String,
}

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[allow(missing_docs, reason = "as the fields of `Accounts` say")]
pub enum Role {
    Inventory,
    CostOfSales,
    Adjustment,
    GoodsReceived,
    PriceDifference,
    Opening,
    Revaluation,
    Production,
    InTransit,
    WriteDown,
    Allowance,
    Purchases,
    ChangeOfPurchases,
    ChangeOfProducts,
}

impl Accounts {
    /// Each role with its account, those without a name aside.
    pub fn roles(&self) -> impl Iterator<Item = (Role, &str)> {
        let all = [
            (Role::Inventory, self.inventory.as_str()),
            (Role::CostOfSales, &self.cost_of_sales),
            (Role::Adjustment, &self.adjustment),
            (Role::GoodsReceived, &self.goods_received),
            (Role::PriceDifference, &self.price_difference),
            (Role::Opening, &self.opening),
            (Role::Revaluation, &self.revaluation),
            (Role::Production, &self.production),
            (Role::InTransit, &self.in_transit),
            (Role::WriteDown, &self.write_down),
            (Role::Allowance, &self.allowance),
            (Role::Purchases, &self.purchases),
            (Role::ChangeOfPurchases, &self.change_of_purchases),
            (Role::ChangeOfProducts, &self.change_of_products),
        ];
        all.into_iter().filter(|(_, account)| !account.is_empty())
    }

    /// The asset of a pool.
    fn asset(&self, location: Option<&str>) -> &str {
        let on_the_way = location.is_some_and(|location| self.transit_locations.contains(location));
        if on_the_way { &self.in_transit } else { &self.inventory }
    }
}

/// How stock is posted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scheme {
    /// Every movement as it happens: [`post`].
    #[default]
    Perpetual,
    /// Purchases as expenses, and the change of stock at the end of each of these periods: [`post_periodic`].
    Periodic(Vec<Period>),
}

/// The postings under a scheme.
///
/// # Errors
/// As [`post`] and [`post_periodic`].
pub fn post_under(valuation: &Valuation, accounts: &Accounts, scheme: &Scheme) -> Result<Journal> {
    match scheme {
        Scheme::Perpetual => post(valuation, accounts),
        Scheme::Periodic(periods) => post_periodic(valuation, accounts, periods),
    }
}

/// The postings of every movement, by day, each movement's balanced in itself; a late difference of a covered shortage
/// follows the movement that covered it, on that day. The reference of a posting is the movement's document, else its id,
/// else its item. Inventory is `in_transit` for pools at the locations that are on the way. An amount below zero goes the
/// other way.
///
/// | movement | debit | credit |
/// |---|---|---|
/// | opening | inventory | opening |
/// | receipt, return to supplier reversed | inventory | goods received |
/// | landed cost, corrected unit cost: the part for stock | inventory | goods received |
/// | the part for what was sold | cost of sales | goods received |
/// | the part that stock does not cover | price difference | goods received |
/// | issue, return from customer reversed | cost of sales | inventory |
/// | return from customer | inventory | cost of sales |
/// | return to supplier | goods received (at the receipt's cost), and the rest price difference | inventory |
/// | gain, count of more | inventory | adjustment |
/// | loss, count of less | adjustment | inventory |
/// | transfer between accounts | inventory of where it goes | inventory of where it was |
/// | consume | production | inventory |
/// | produce, return from production | inventory | production |
/// | dropship | cost of sales | goods received |
/// | revaluation, new or scaled unit cost | inventory | revaluation |
/// | change of method | | |
/// | variance of any of these: what it cost above its worth in stock | price difference | as the movement |
/// | late difference of a shortage | cost of sales; adjustment for a loss; price difference under `variance` | inventory |
///
/// What production costs besides what it consumed is credited to production, for the caller's wages and overhead to debit.
///
/// # Errors
/// `input.missing` when an account has no name, `number.out_of_range`, `ledger.unbalanced`.
pub fn post(valuation: &Valuation, accounts: &Accounts) -> Result<Journal> {
    let mut journal = Journal::new();
    let mut covers = covers(valuation);
    for (row, entry) in (0u64..).zip(&valuation.entries) {
        post_entry(&mut journal, valuation, entry, accounts)?;
        for cover in covers.remove(&row).into_iter().flatten() {
            let account = match cover.borne {
                Bearer::Cost => &accounts.cost_of_sales,
                Bearer::Adjustments => &accounts.adjustment,
                Bearer::Variance => &accounts.price_difference,
            };
            pair(&mut journal, entry, account, accounts.asset(cover.location), cover.difference)?;
        }
    }
    journal.balanced()?;
    Ok(journal)
}

/// A late difference: what it was, who bears it, and where the shortage was.
struct Late<'a> {
    difference: Money,
    borne: Bearer,
    item: &'a str,
    location: Option<&'a str>,
}

/// The late differences by the rows that brought them.
fn covers(valuation: &Valuation) -> BTreeMap<u64, Vec<Late<'_>>> {
    let mut by_row: BTreeMap<u64, Vec<Late>> = BTreeMap::new();
    for cover in &valuation.covers {
        let Some(short) = valuation.entry_of(cover.short) else { continue };
        let (item, location, _) = valuation.pool_of(short);
        let borne = bearer(&short.movement, &valuation.policy);
        by_row.entry(cover.row).or_default().push(Late {
            difference: cover.difference,
            borne,
            item,
            location,
        });
    }
    by_row
}

fn reference(entry: &Entry) -> &str {
    let movement = &entry.movement;
    movement.reference.as_ref().or(movement.id.as_ref()).unwrap_or(&movement.item)
}

/// An amount from one account to another; one below zero goes the other way.
fn pair(journal: &mut Journal, entry: &Entry, debit: &str, credit: &str, amount: Money) -> Result<()> {
    both(journal, entry.movement.day, reference(entry), debit, credit, amount)
}

fn both(
    journal: &mut Journal,
    day: NaiveDate,
    reference: &str,
    debit: &str,
    credit: &str,
    amount: Money,
) -> Result<()> {
    journal.post(Posting::debit(day, debit, amount, reference))?;
    journal.post(Posting::credit(day, credit, amount, reference))
}

fn post_entry(
    journal: &mut Journal,
    valuation: &Valuation,
    entry: &Entry,
    accounts: &Accounts,
) -> Result<()> {
    let changes = valuation.changes(entry);
    let asset = |change: &Change| accounts.asset(change.pool.1);
    let against = match entry.movement.kind {
        Kind::Opening => &accounts.opening,
        Kind::Receipt | Kind::LandedCost | Kind::CorrectUnitCost => &accounts.goods_received,
        Kind::ReverseReturn if !entry.quantity.is_sign_negative() => &accounts.goods_received,
        Kind::Issue | Kind::ReturnFromCustomer | Kind::ReverseReturn => &accounts.cost_of_sales,
        Kind::Gain | Kind::Loss | Kind::Count => &accounts.adjustment,
        Kind::Revalue | Kind::SetUnitCost | Kind::ScaleUnitCost => &accounts.revaluation,
        Kind::Consume | Kind::Produce | Kind::ReturnFromProduction => &accounts.production,
        Kind::SetMethod => return Ok(()),
        Kind::Transfer => {
            let Some((own, others)) = changes.split_first() else { return Ok(()) };
            for other in others.iter().filter(|other| asset(other) != asset(own)) {
                pair(journal, entry, asset(other), asset(own), other.value)?;
            }
            let Some(variance) = entry.variance else { return Ok(()) };
            return pair(journal, entry, &accounts.price_difference, asset(own), variance);
        }
        Kind::Dropship => {
            let Some(passed) = entry.passed else { return Ok(()) };
            return pair(journal, entry, &accounts.cost_of_sales, &accounts.goods_received, passed);
        }
        Kind::ReturnToSupplier => {
            let charged = entry.charged.unwrap_or(entry.cost());
            let above = charged.checked_sub(entry.cost())?;
            let asset = accounts.asset(valuation.pool_of(entry).1);
            pair(journal, entry, &accounts.goods_received, asset, charged)?;
            return pair(journal, entry, asset, &accounts.price_difference, above);
        }
    };
    for change in &changes {
        if entry.quantity.is_sign_negative() || change.value.is_negative() {
            pair(journal, entry, against, asset(change), -change.value)?;
        } else {
            pair(journal, entry, asset(change), against, change.value)?;
        }
    }
    if let Some(variance) = entry.variance {
        pair(journal, entry, &accounts.price_difference, against, variance)?;
    }
    if let Some(late) = entry.late {
        pair(journal, entry, &accounts.cost_of_sales, against, late)?;
    }
    Ok(())
}

/// A write-down of an item to net realisable value, or its reversal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriteDown {
    /// The day on which it is booked.
    pub day: NaiveDate,
    /// What it is of: the reference of its postings.
    pub item: String,
    /// What [`lower_of_cost_and_nrv`](super::lower_of_cost_and_nrv) gave.
    pub carrying: Carrying,
}

/// The postings of write-downs, under either scheme: write-down to allowance, and back for a reversal (IAS 2.34). The cost
/// of stock stays as it is.
///
/// # Errors
/// As [`post`].
pub fn post_write_downs(written: &[WriteDown], accounts: &Accounts) -> Result<Journal> {
    let mut journal = Journal::new();
    for WriteDown { day, item, carrying } in written {
        both(&mut journal, *day, item, &accounts.write_down, &accounts.allowance, carrying.expense)?;
    }
    journal.balanced()?;
    Ok(journal)
}
