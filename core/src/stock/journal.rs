//! From a valuation to the journal.

use super::{Entry, Kind, Valuation, draw::Bearer, valuation::bearer};
use crate::{
    error::Result,
    ledger::{Journal, Posting},
    money::Money,
};
use serde::{Deserialize, Serialize};

/// The caller's names of the accounts that stock is posted to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// What returns to suppliers were charged above or below the cost at which they left.
    pub price_difference: String,
    /// The balance carried forward that opening stock comes from.
    pub opening: String,
    /// What revaluations and new unit costs add or take.
    #[serde(default)]
    pub revaluation: String,
    /// Work in progress: what production consumed and has not made yet.
    #[serde(default)]
    pub production: String,
}

/// The postings of every movement, by day, each movement's balanced in itself; a late difference of a covered shortage
/// follows the movement that covered it, on that day. The reference of a posting is the movement's document, else its id,
/// else its item.
///
/// | movement | debit | credit |
/// |---|---|---|
/// | opening | inventory | opening |
/// | receipt | inventory | goods received |
/// | issue | cost of sales | inventory |
/// | return from customer | inventory | cost of sales |
/// | return to supplier | goods received (at the receipt's cost), and the rest price difference | inventory |
/// | gain | inventory | adjustment |
/// | loss | adjustment | inventory |
/// | late difference | cost of sales, or adjustment for a loss | inventory |
///
/// # Errors
/// `input.missing` when an account has no name, `number.out_of_range`, `ledger.unbalanced`.
pub fn post(valuation: &Valuation, accounts: &Accounts) -> Result<Journal> {
    let mut journal = Journal::new();
    let mut covers: Vec<_> = valuation.covers.iter().collect();
    covers.sort_by_key(|cover| cover.row);
    let mut covers = covers.into_iter().peekable();
    for (row, entry) in valuation.entries.iter().enumerate() {
        post_entry(&mut journal, entry, accounts)?;
        while let Some(cover) = covers.next_if(|cover| cover.row == row as u64) {
            let short = usize::try_from(cover.short).ok().and_then(|short| valuation.entries.get(short));
            let borne = short.map_or(Bearer::Cost, |short| bearer(&short.movement, &valuation.policy));
            let account = match borne {
                Bearer::Cost => &accounts.cost_of_sales,
                Bearer::Adjustments => &accounts.adjustment,
                Bearer::Variance => &accounts.price_difference,
            };
            pair(&mut journal, entry, account, &accounts.inventory, cover.difference)?;
        }
    }
    journal.balanced()?;
    Ok(journal)
}

/// An amount from one account to another; one below zero goes the other way.
fn pair(journal: &mut Journal, entry: &Entry, debit: &str, credit: &str, amount: Money) -> Result<()> {
    let movement = &entry.movement;
    let reference = movement.reference.as_ref().or(movement.id.as_ref()).unwrap_or(&movement.item);
    journal.post(Posting::debit(movement.day, debit, amount, reference))?;
    journal.post(Posting::credit(movement.day, credit, amount, reference))
}

fn post_entry(journal: &mut Journal, entry: &Entry, accounts: &Accounts) -> Result<()> {
    let against = match entry.movement.kind {
        Kind::Opening => &accounts.opening,
        Kind::Receipt | Kind::LandedCost | Kind::CorrectUnitCost => &accounts.goods_received,
        Kind::ReverseReturn if !entry.quantity.is_sign_negative() => &accounts.goods_received,
        Kind::Issue | Kind::ReturnFromCustomer | Kind::ReverseReturn => &accounts.cost_of_sales,
        Kind::Gain | Kind::Loss | Kind::Count => &accounts.adjustment,
        Kind::Revalue | Kind::SetUnitCost | Kind::ScaleUnitCost => &accounts.revaluation,
        Kind::Consume | Kind::Produce | Kind::ReturnFromProduction => &accounts.production,
        Kind::Transfer | Kind::SetMethod => return Ok(()),
        Kind::Dropship => {
            let Some(passed) = entry.passed else { return Ok(()) };
            return pair(journal, entry, &accounts.cost_of_sales, &accounts.goods_received, passed);
        }
        Kind::ReturnToSupplier => {
            let charged = entry.charged.unwrap_or(entry.cost());
            let above = charged.checked_sub(entry.cost())?;
            pair(journal, entry, &accounts.goods_received, &accounts.inventory, charged)?;
            return pair(journal, entry, &accounts.inventory, &accounts.price_difference, above);
        }
    };
    if entry.quantity.is_sign_negative() || entry.value.is_negative() {
        pair(journal, entry, against, &accounts.inventory, entry.cost())?;
    } else {
        pair(journal, entry, &accounts.inventory, against, entry.value)?;
    }
    if let Some(variance) = entry.variance {
        pair(journal, entry, &accounts.price_difference, against, variance)?;
    }
    if let Some(late) = entry.late {
        pair(journal, entry, &accounts.cost_of_sales, against, late)?;
    }
    Ok(())
}
