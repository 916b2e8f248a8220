//! From a valuation to the journal.

use super::{Cover, Entry, Figures, Kind, Movement, Valuation, draw::Bearer, valuation::bearer};
use crate::{
    error::Result,
    ledger::{Journal, Posting},
    money::Money,
};
use chrono::NaiveDate;
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
/// follows the movement that covered it, on that day. What came late for a closed period is posted on the day on which it
/// is booked; of a closed entry that it changes, the difference by account. The reference of a posting is the movement's document, else its id,
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
            post_cover(&mut journal, entry, borne(valuation, cover), cover.difference, accounts)?;
        }
    }
    for prior in &valuation.prior_periods {
        for line in &prior.lines {
            let mut was = Journal::new();
            post_entry(&mut was, &line.before, accounts)?;
            for cover in &line.covers_before {
                post_cover(&mut was, &line.before, borne(valuation, cover), cover.difference, accounts)?;
            }
            let mut now = Journal::new();
            if let Some(after) = &line.after {
                post_entry(&mut now, after, accounts)?;
                for cover in &line.covers_after {
                    post_cover(&mut now, after, borne(valuation, cover), cover.difference, accounts)?;
                }
            }
            let entry = line.after.as_ref().unwrap_or(&line.before);
            netted(&mut journal, &reversed(&was, &now)?, prior.booked_on, &entry.movement)?;
        }
    }
    journal.balanced()?;
    Ok(journal)
}

/// Who bears the difference of a cover.
fn borne(valuation: &Valuation, cover: &Cover) -> Bearer {
    let short = usize::try_from(cover.short).ok().and_then(|short| valuation.entries.get(short));
    short.map_or(Bearer::Cost, |short| bearer(&short.movement, &valuation.policy))
}

fn post_cover(
    journal: &mut Journal,
    entry: &Entry,
    bearer: Bearer,
    difference: Money,
    accounts: &Accounts,
) -> Result<()> {
    let account = match bearer {
        Bearer::Cost => &accounts.cost_of_sales,
        Bearer::Adjustments => &accounts.adjustment,
        Bearer::Variance => &accounts.price_difference,
    };
    pair(journal, entry, account, &accounts.inventory, difference)
}

/// The postings of the figures of an entry.
pub(super) fn post_figures(journal: &mut Journal, figures: &Figures, accounts: &Accounts) -> Result<()> {
    let entry = figures.entry();
    post_entry(journal, &entry, accounts)?;
    for cover in &figures.covers {
        post_cover(journal, &entry, cover.bearer, cover.difference, accounts)?;
    }
    Ok(())
}

/// The reversal of one journal and another after it.
pub(super) fn reversed(was: &Journal, now: &Journal) -> Result<Journal> {
    let mut both = Journal::new();
    for posting in was.postings() {
        both.post(Posting { amount: -posting.amount, ..posting.clone() })?;
    }
    both.append(now)?;
    Ok(both)
}

/// What is left of a journal by account, posted on a day.
pub(super) fn netted(
    journal: &mut Journal,
    own: &Journal,
    day: NaiveDate,
    movement: &Movement,
) -> Result<()> {
    for (account, amount) in own.accounts() {
        journal.post(Posting { day, account: account.to_owned(), amount, reference: reference(movement) })?;
    }
    Ok(())
}

/// What a posting is for: the movement's document, else its id, else its item.
fn reference(movement: &Movement) -> String {
    movement.reference.as_ref().or(movement.id.as_ref()).unwrap_or(&movement.item).clone()
}

/// An amount from one account to another; one below zero goes the other way.
fn pair(journal: &mut Journal, entry: &Entry, debit: &str, credit: &str, amount: Money) -> Result<()> {
    let (day, reference) = (entry.posted_on(), reference(&entry.movement));
    journal.post(Posting::debit(day, debit, amount, &reference))?;
    journal.post(Posting::credit(day, credit, amount, reference))
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
