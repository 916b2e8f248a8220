//! The lines of a return against the journal of the same documents.

use super::line::{Side, TaxLine};
use crate::{
    error::{Code, Error, Result, exact},
    ledger::Journal,
    money::{Currency, Money},
    tax::sales::Category,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The account of a tax code. Several codes may share an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeAccount {
    /// Tax of sales, of purchases, or owed by the buyer.
    pub side: Side,
    /// The category.
    pub category: Category,
    /// The rate, a fraction; none for every rate of the category that has no account of its own.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub rate: Option<Decimal>,
    /// The account in the journal.
    pub account: String,
}

/// A document whose tax is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentDifference {
    /// Its number.
    pub document: String,
    /// In the lines, as the journal would have it: owed below zero, deducted above.
    pub lines: Money,
    /// In the journal.
    pub journal: Money,
}

/// An account that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountDifference {
    /// The account.
    pub account: String,
    /// The tax codes that it holds, such as `sale S 0.2`.
    pub codes: Vec<String>,
    /// In the lines, as the journal would have it: owed below zero, deducted above.
    pub lines: Money,
    /// In the journal.
    pub journal: Money,
    /// What the journal has more.
    pub difference: Money,
    /// The documents that differ, in order.
    pub documents: Vec<DocumentDifference>,
}

/// What is not the same in the lines and in the journal; empty when they agree to the cent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reconciliation {
    /// The accounts that differ, in total or in a document.
    pub differences: Vec<AccountDifference>,
}

impl Reconciliation {
    /// Whether both agree.
    ///
    /// # Errors
    /// `tax.return_unreconciled`, naming the first code, its account, and both amounts.
    pub fn agreed(&self) -> Result<()> {
        let Some(first) = self.differences.first() else { return Ok(()) };
        let documents: Vec<&str> =
            first.documents.iter().map(|document| document.document.as_str()).collect();
        let message = format!(
            "{} on account `{}`: the return has {}, the journal {}: see documents {}",
            first.codes.join(", "),
            first.account,
            first.lines,
            first.journal,
            documents.join(", ")
        );
        Err(Error::new(Code::TaxReturnUnreconciled, &first.account, first.difference, message))
    }
}

/// What each code's lines come to against its account: tax of sales and tax owed by the buyer are credits, deducted tax is a
/// debit. The journal is that of the same documents; a posting to a tax account for a document without lines is a difference.
///
/// # Errors
/// `input.invalid` for a line with tax whose code has no account, `number.out_of_range`.
///
/// ```
/// use backoffice::{date, dec, gbp, ledger::{Journal, Posting}, tax::returns::{self, *}, tax::sales::{Category, Country}};
///
/// let (day, gb) = (date(2026, 3, 2)?, Country::parse("GB")?);
/// let line = TaxLine::new(day, Side::Sale, gb, Category::Standard, dec!(0.2), gbp!(100.00), gbp!(20.00), "A1");
/// let accounts =
///     [CodeAccount { side: Side::Sale, category: Category::Standard, rate: None, account: "output vat".into() }];
/// let mut journal = Journal::new();
/// journal.post(Posting::credit(day, "output vat", gbp!(19.99), "A1"))?;
/// let found = returns::reconcile(&[line], &journal, &accounts)?;
/// assert_eq!(found.differences[0].difference, gbp!(0.01));
/// assert_eq!(found.agreed().unwrap_err().code(), "tax.return_unreconciled");
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn reconcile(lines: &[TaxLine], journal: &Journal, accounts: &[CodeAccount]) -> Result<Reconciliation> {
    type Key<'a> = (&'a str, Currency);
    let mut codes: BTreeMap<Key<'_>, BTreeSet<String>> = BTreeMap::new();
    // By account and currency, each document's tax in the lines and in the journal.
    let mut both: BTreeMap<Key<'_>, BTreeMap<&str, (Money, Money)>> = BTreeMap::new();
    for (row, line) in lines.iter().enumerate() {
        if line.tax.is_zero() {
            continue;
        }
        let account = account(line, accounts).map_err(|error| error.at_row(row))?;
        let key = (account, line.tax.currency());
        let side = match line.side {
            Side::Sale => "sale",
            Side::Purchase => "purchase",
            Side::DueOnPurchase => "due on purchase",
        };
        let rate = line.rate.normalize();
        codes.entry(key).or_default().insert(format!("{side} {} {rate}", line.category));
        let signed = if line.side == Side::Purchase { line.tax } else { -line.tax };
        let zero = Money::zero(line.tax.currency());
        let entry = both.entry(key).or_default().entry(&line.document).or_insert((zero, zero));
        entry.0 = entry.0.checked_add(signed).map_err(|error| error.at_row(row))?;
    }
    for posting in journal.postings() {
        let Some(known) = accounts.iter().find(|known| known.account == posting.account) else { continue };
        let currency = posting.amount.currency();
        let zero = Money::zero(currency);
        let documents = both.entry((&known.account, currency)).or_default();
        let entry = documents.entry(&posting.reference).or_insert((zero, zero));
        entry.1 = entry.1.checked_add(posting.amount)?;
    }
    let mut differences = Vec::new();
    for ((account, currency), documents) in both {
        let differ: Vec<DocumentDifference> = documents
            .iter()
            .filter(|(_, (lines, journal))| lines != journal)
            .map(|(document, (lines, journal))| DocumentDifference {
                document: (*document).to_owned(),
                lines: *lines,
                journal: *journal,
            })
            .collect();
        if differ.is_empty() {
            continue;
        }
        let lines = Money::sum(documents.values().map(|(lines, _)| *lines), currency)?;
        let journal = Money::sum(documents.values().map(|(_, journal)| *journal), currency)?;
        differences.push(AccountDifference {
            account: account.to_owned(),
            codes: codes.remove(&(account, currency)).unwrap_or_default().into_iter().collect(),
            lines,
            journal,
            difference: journal.checked_sub(lines)?,
            documents: differ,
        });
    }
    Ok(Reconciliation { differences })
}

fn account<'a>(line: &TaxLine, accounts: &'a [CodeAccount]) -> Result<&'a str> {
    let of = |rate: Option<Decimal>| {
        accounts
            .iter()
            .find(|known| known.side == line.side && known.category == line.category && known.rate == rate)
            .map(|known| known.account.as_str())
    };
    of(Some(line.rate)).or_else(|| of(None)).ok_or_else(|| {
        let code = format!("{:?} {} {}", line.side, line.category, line.rate);
        Error::invalid("accounts", code, "give the account of this tax code")
    })
}
