//! The continental scheme: purchases by nature, and the change of stock by period.

use super::{Accounts, both, covers, pair};
use crate::{
    calendar::Period,
    error::{Error, Result},
    ledger::Journal,
    money::Money,
    stock::{Entry, Kind, Valuation, sides::outside},
};
use std::collections::{BTreeMap, BTreeSet};

/// The postings of the continental scheme: what is bought is an expense of its nature at once, no issue is posted, and at
/// the end of each period the stock of each item is brought to what it is worth, against the change of stock. In France
/// 607 and 6037 against 37 for merchandise, 7135 against 355 for products (plan comptable général, règlement ANC 2014-03);
/// in Germany HGB § 275 (2) no. 5 and, for products, no. 2. IAS 2.39 allows it as the analysis of expenses by nature.
///
/// | movement | debit | credit |
/// |---|---|---|
/// | opening | inventory | opening |
/// | receipt, landed cost, corrected unit cost, return to supplier reversed, dropship | purchases | goods received |
/// | return to supplier | goods received (at the receipt's cost) | purchases |
/// | all else | | |
/// | end of a period, for each item: what its stock changed, openings aside | inventory | change of purchases; of products where production made the item |
///
/// `periods` are in order and do not overlap. What moved since the end of the one before is of a period; the change of what
/// moved after the last is not posted yet. Work in progress is not part of it: what is consumed and not made is an expense
/// until the caller's own taking of stock.
///
/// # Errors
/// `input.invalid` when periods overlap or are not in order, and as [`post`].
///
/// ```
/// use backoffice::{Period, currency::EUR, date, dec, eur, stock::{self, Accounts, Method, Movement, Policy}};
///
/// let moves = [
///     Movement::receive("wine", date(2026, 1, 5)?, dec!(100), eur!(8.00).each()),
///     Movement::issue("wine", date(2026, 1, 20)?, dec!(70)),
/// ];
/// let value = stock::value(&moves, Method::Fifo, &Policy::IFRS_DEFAULT)?;
/// let accounts = Accounts {
///     inventory: "37".into(),
///     goods_received: "408".into(),
///     purchases: "607".into(),
///     change_of_purchases: "6037".into(),
///     ..Accounts::default()
/// };
/// let journal = stock::post_periodic(&value, &accounts, &[Period::month(2026, 1)?])?;
/// assert_eq!(journal.balance("607", EUR), eur!(800.00));
/// assert_eq!(journal.balance("6037", EUR), eur!(-240.00)); // 30 × 8.00 are still there
/// assert_eq!(journal.balance("37", EUR), eur!(240.00));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn post_periodic(valuation: &Valuation, accounts: &Accounts, periods: &[Period]) -> Result<Journal> {
    in_order(periods)?;
    let made = valuation.entries.iter().filter(|entry| entry.movement.kind == Kind::Produce);
    let made: BTreeSet<&str> = made.map(|entry| entry.movement.item.as_str()).collect();
    let mut journal = Journal::new();
    let mut changed: BTreeMap<(&str, &str), Money> = BTreeMap::new();
    let mut covers = covers(valuation);
    let mut ends = periods.iter().map(|period| period.last()).peekable();
    let end = |journal: &mut Journal, day, changed: &mut BTreeMap<(&str, &str), Money>| -> Result<()> {
        for ((item, asset), amount) in std::mem::take(changed) {
            let products = made.contains(item);
            let against = if products { &accounts.change_of_products } else { &accounts.change_of_purchases };
            both(journal, day, item, asset, against, amount)?;
        }
        Ok(())
    };
    for (row, entry) in (0u64..).zip(&valuation.entries) {
        while let Some(day) = ends.next_if(|end| *end < entry.movement.day) {
            end(&mut journal, day, &mut changed)?;
        }
        post_purchase(&mut journal, entry, accounts)?;
        let changes = valuation.changes(entry);
        let mut add = |item, asset, value: Money| -> Result<()> {
            let zero = Money::zero(valuation.currency);
            let known = changed.entry((item, asset)).or_insert(zero);
            *known = known.checked_add(value)?;
            Ok(())
        };
        for change in &changes {
            let asset = accounts.asset(change.pool.1);
            if entry.movement.kind == Kind::Opening {
                pair(&mut journal, entry, asset, &accounts.opening, change.value)?;
            } else {
                add(change.pool.0, asset, change.value)?;
            }
        }
        for cover in covers.remove(&row).into_iter().flatten() {
            add(cover.item, accounts.asset(cover.location), -cover.difference)?;
        }
    }
    for day in ends {
        end(&mut journal, day, &mut changed)?;
    }
    journal.balanced()?;
    Ok(journal)
}

/// What was bought, or goes back.
fn post_purchase(journal: &mut Journal, entry: &Entry, accounts: &Accounts) -> Result<()> {
    let amount = match entry.movement.kind {
        Kind::Opening => {
            let Some(variance) = entry.variance else { return Ok(()) };
            return pair(journal, entry, &accounts.purchases, &accounts.opening, variance);
        }
        Kind::Receipt | Kind::LandedCost | Kind::CorrectUnitCost => outside(entry)?,
        Kind::ReverseReturn if !entry.quantity.is_sign_negative() => outside(entry)?,
        Kind::Dropship => entry.passed.unwrap_or(entry.value),
        Kind::ReturnToSupplier => -entry.charged.unwrap_or(entry.cost()),
        _ => return Ok(()),
    };
    let amount = entry.late.map_or(Ok(amount), |late| amount.checked_add(late))?;
    pair(journal, entry, &accounts.purchases, &accounts.goods_received, amount)
}

/// Periods that follow one another.
pub(in crate::stock) fn in_order(periods: &[Period]) -> Result<()> {
    match periods.windows(2).find(|pair| matches!(pair, [one, next] if next.first() <= one.last())) {
        Some([_, next]) => Err(Error::invalid("periods", next, "each period begins after the one before")),
        _ => Ok(()),
    }
}
