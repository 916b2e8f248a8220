//! What each room hands to the accountant: postings, gathered in journals that balance, per currency.
//!
//! ```
//! use backoffice::{date, ledger::{Journal, Posting}, gbp};
//!
//! let mut journal = Journal::new();
//! journal.post(Posting::debit(date(2010, 12, 1)?, "receivable", gbp!(11.75), "invoice 1"))?;
//! journal.post(Posting::credit(date(2010, 12, 1)?, "sales", gbp!(10.00), "invoice 1"))?;
//! journal.post(Posting::credit(date(2010, 12, 1)?, "output vat", gbp!(1.75), "invoice 1"))?;
//! journal.balanced()?;
//! assert_eq!(journal.balance("receivable", backoffice::currency::GBP), gbp!(11.75));
//! # Ok::<(), backoffice::Error>(())
//! ```

use crate::{
    error::{Code, Error, Result},
    money::{Currency, Money},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One line of a journal: an amount on an account, debits above zero, credits below.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posting {
    /// The day it is booked on.
    pub day: NaiveDate,
    /// The caller's account.
    pub account: String,
    /// Debit above zero, credit below.
    pub amount: Money,
    /// What it is for: a document number, an employee, an item.
    pub reference: String,
}

impl Posting {
    /// A debit.
    pub fn debit(
        day: NaiveDate,
        account: impl Into<String>,
        amount: Money,
        reference: impl Into<String>,
    ) -> Self {
        Self { day, account: account.into(), amount, reference: reference.into() }
    }

    /// A credit.
    pub fn credit(
        day: NaiveDate,
        account: impl Into<String>,
        amount: Money,
        reference: impl Into<String>,
    ) -> Self {
        Self::debit(day, account, -amount, reference)
    }
}

/// Postings in the order in which they were made, with their running balances. A posting that would leave the range of
/// exact numbers is refused and changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Posting>", into = "Vec<Posting>")]
pub struct Journal {
    postings: Vec<Posting>,
    accounts: BTreeMap<(String, Currency), Money>,
    totals: BTreeMap<Currency, Money>,
}

impl Journal {
    /// An empty journal.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a posting; one of zero is left out.
    ///
    /// # Errors
    /// `input.missing` when it names no account, `number.out_of_range`.
    pub fn post(&mut self, posting: Posting) -> Result<()> {
        if posting.account.is_empty() {
            return Err(Error::missing("account"));
        }
        if posting.amount.is_zero() {
            return Ok(());
        }
        let currency = posting.amount.currency();
        let key = (posting.account.clone(), currency);
        let zero = Money::zero(currency);
        let account = self.accounts.get(&key).copied().unwrap_or(zero).checked_add(posting.amount)?;
        let total = self.totals.get(&currency).copied().unwrap_or(zero).checked_add(posting.amount)?;
        self.accounts.insert(key, account);
        self.totals.insert(currency, total);
        self.postings.push(posting);
        Ok(())
    }

    /// Adds all postings of another journal, or none.
    ///
    /// # Errors
    /// `number.out_of_range`.
    pub fn append(&mut self, other: &Journal) -> Result<()> {
        let count = self.postings.len();
        // What the other journal touches, as it was: none where there was nothing yet.
        let accounts: Vec<_> =
            other.accounts.keys().map(|key| (key, self.accounts.get(key).copied())).collect();
        let totals: Vec<_> = other.totals.keys().map(|key| (key, self.totals.get(key).copied())).collect();
        for posting in &other.postings {
            if let Err(error) = self.post(posting.clone()) {
                self.postings.truncate(count);
                for (key, before) in accounts {
                    restore(&mut self.accounts, key, before);
                }
                for (key, before) in totals {
                    restore(&mut self.totals, key, before);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// The postings, in order.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }

    /// What is left on each account, by account and currency.
    pub fn accounts(&self) -> impl Iterator<Item = (&str, Money)> {
        self.accounts.iter().map(|((account, _), amount)| (account.as_str(), *amount))
    }

    /// What is left on an account in a currency; zero when nothing was posted there.
    pub fn balance(&self, account: &str, currency: Currency) -> Money {
        self.accounts.get(&(account.to_owned(), currency)).copied().unwrap_or_else(|| Money::zero(currency))
    }

    /// The sum of debits in a currency, which a balanced journal has again in credits.
    ///
    /// # Errors
    /// `number.out_of_range`.
    pub fn turnover(&self, currency: Currency) -> Result<Money> {
        let debits =
            self.postings.iter().map(|p| p.amount).filter(|a| a.currency() == currency && !a.is_negative());
        Money::sum(debits, currency)
    }

    /// The currencies that were posted in.
    pub fn currencies(&self) -> impl Iterator<Item = Currency> {
        self.totals.keys().copied()
    }

    /// Whether debits equal credits in every currency.
    ///
    /// # Errors
    /// `ledger.unbalanced`, naming the first currency that does not balance and by how much.
    pub fn balanced(&self) -> Result<()> {
        match self.totals.values().find(|total| !total.is_zero()) {
            None => Ok(()),
            Some(total) => {
                let message = format!("debits and credits differ by {total}: a posting is missing or wrong");
                Err(Error::new(Code::LedgerUnbalanced, "journal", total, message))
            }
        }
    }
}

fn restore<K: Ord + Clone>(balances: &mut BTreeMap<K, Money>, key: &K, before: Option<Money>) {
    match before {
        Some(balance) => balances.insert(key.clone(), balance),
        None => balances.remove(key),
    };
}

impl TryFrom<Vec<Posting>> for Journal {
    type Error = Error;
    fn try_from(postings: Vec<Posting>) -> Result<Self> {
        let mut journal = Self::new();
        for (row, posting) in postings.into_iter().enumerate() {
            journal.post(posting).map_err(|error| error.at_row(row))?;
        }
        Ok(journal)
    }
}

impl From<Journal> for Vec<Posting> {
    fn from(journal: Journal) -> Self {
        journal.postings
    }
}

#[cfg(test)]
mod tests;
