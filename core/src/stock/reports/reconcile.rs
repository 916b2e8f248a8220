//! The ledger of stock against the journal.

use crate::{
    error::Result,
    ledger::{Journal, Posting},
    money::{Currency, Money},
    stock::{Accounts, Role, Scheme, Valuation, WriteDown, post_under, post_write_downs},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An account as stock says it must be, and as a journal has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reconciled {
    /// The account.
    pub account: String,
    /// What it is for; several where the caller gave one account to several.
    pub roles: Vec<Role>,
    /// The balance by the movements: debit above zero.
    pub expected: Money,
    /// The balance in the journal.
    pub found: Money,
    /// `found` − `expected`.
    pub difference: Money,
    /// The first reference whose postings to the account do not add up to the same; none where all do. It is the first by
    /// the movements, else the first that only the journal has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What the movements say of that reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_expected: Option<Money>,
    /// What the journal says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_found: Option<Money>,
}

impl Reconciled {
    /// Whether balance and every reference agree.
    pub fn agrees(&self) -> bool {
        self.difference.is_zero() && self.reference.is_none()
    }
}

/// Every account of the map against a journal, in the order of the map: as the valuation's movements would be posted under
/// the scheme, with the write-downs. Postings in other currencies, and to accounts that are not in the map, are not looked
/// at, so that the journal may hold all of a company's postings; to an account of the map only stock may be posted.
///
/// # Errors
/// As [`post_under`].
///
/// ```
/// use backoffice::{date, dec, eur, ledger::Posting, stock::{self, Accounts, Method, Movement, Policy, Scheme, reports}};
///
/// let moves = [
///     Movement::receive("tea", date(2026, 1, 5)?, dec!(10), eur!(5.00).each()).reference("PO-1"),
///     Movement::issue("tea", date(2026, 1, 9)?, dec!(4)).reference("SO-7"),
/// ];
/// let value = stock::value(&moves, Method::Fifo, &Policy::IFRS_DEFAULT)?;
/// let accounts = Accounts {
///     inventory: "1200".into(),
///     cost_of_sales: "5000".into(),
///     goods_received: "2110".into(),
///     ..Accounts::default()
/// };
/// let mut journal = stock::post(&value, &accounts)?;
/// journal.post(Posting::debit(date(2026, 1, 9)?, "1200", eur!(1.00), "SO-7"))?; // somebody's own hand
/// let rows = reports::reconcile(&value, &accounts, &Scheme::Perpetual, &[], &journal)?;
/// assert_eq!((rows[0].expected, rows[0].found, rows[0].difference), (eur!(30.00), eur!(31.00), eur!(1.00)));
/// assert_eq!(rows[0].reference.as_deref(), Some("SO-7"));
/// assert!(rows[1].agrees() && rows[2].agrees());
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn reconcile(
    valuation: &Valuation,
    accounts: &Accounts,
    scheme: &Scheme,
    written: &[WriteDown],
    journal: &Journal,
) -> Result<Vec<Reconciled>> {
    let mut wanted = post_under(valuation, accounts, scheme)?;
    wanted.append(&post_write_downs(written, accounts)?)?;
    let mut rows: Vec<Reconciled> = Vec::new();
    for (role, account) in accounts.roles() {
        if let Some(known) = rows.iter_mut().find(|row| row.account == account) {
            known.roles.push(role);
            continue;
        }
        let currency = valuation.currency;
        let (expected, found) = (wanted.balance(account, currency), journal.balance(account, currency));
        let mut row = Reconciled {
            account: account.to_owned(),
            roles: vec![role],
            expected,
            found,
            difference: found.checked_sub(expected)?,
            reference: None,
            reference_expected: None,
            reference_found: None,
        };
        if let Some((reference, expected, found)) = differing(&wanted, journal, account, currency)? {
            row.reference = Some(reference.to_owned());
            (row.reference_expected, row.reference_found) = (Some(expected), Some(found));
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The first reference whose postings to an account differ.
fn differing<'a>(
    wanted: &'a Journal,
    found: &'a Journal,
    account: &str,
    currency: Currency,
) -> Result<Option<(&'a str, Money, Money)>> {
    let own = |posting: &&Posting| posting.account == account && posting.amount.currency() == currency;
    let zero = Money::zero(currency);
    let mut sums: BTreeMap<&str, (Money, Money)> = BTreeMap::new();
    for posting in wanted.postings().iter().filter(own) {
        let (expected, _) = sums.entry(&posting.reference).or_insert((zero, zero));
        *expected = expected.checked_add(posting.amount)?;
    }
    for posting in found.postings().iter().filter(own) {
        let (_, there) = sums.entry(&posting.reference).or_insert((zero, zero));
        *there = there.checked_add(posting.amount)?;
    }
    let differ: BTreeSet<&str> = sums
        .iter()
        .filter(|(_, (expected, found))| expected != found)
        .map(|(reference, _)| *reference)
        .collect();
    let all = wanted.postings().iter().chain(found.postings()).filter(own);
    let first = all.map(|posting| posting.reference.as_str()).find(|reference| differ.contains(reference));
    Ok(first
        .and_then(|reference| sums.get(reference).map(|(expected, found)| (reference, *expected, *found))))
}
