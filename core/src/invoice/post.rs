//! A document as the accountant sees it.

use super::{Category, state::Invoice};
use crate::{
    error::{Error, Result, exact},
    ledger::{Journal, Posting},
    money::Money,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The account of a tax.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxAccount {
    /// Its category.
    pub category: Category,
    /// Its rate, a fraction; none for every rate of the category that has no account of its own.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub rate: Option<Decimal>,
    /// The account.
    pub account: String,
}

/// The caller's accounts. One that is needed and empty is an error, never a guess.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// What customers owe.
    pub receivable: String,
    /// Revenue, where a line names no account of its own.
    pub revenue: String,
    /// Tax owed to the state, by category and rate.
    pub tax: Vec<TaxAccount>,
    /// Rounding differences (BT-114).
    #[serde(default)]
    pub rounding: String,
    /// Tax that buyers keep back.
    #[serde(default)]
    pub withheld: String,
    /// Payments in advance (BT-113).
    #[serde(default)]
    pub advances: String,
}

impl Accounts {
    fn tax(&self, category: Category, rate: Decimal) -> Result<&str> {
        let of = |wanted: Option<Decimal>| {
            self.tax
                .iter()
                .find(|tax| tax.category == category && tax.rate == wanted)
                .map(|tax| tax.account.as_str())
        };
        of(Some(rate)).or_else(|| of(None)).filter(|account| !account.is_empty()).ok_or_else(|| {
            let wanted = format!("no account is given for tax of category {category} at {rate}");
            Error::invalid("accounts.tax", format!("{category} {rate}"), &wanted)
        })
    }
}

/// The journal of an issued document, balanced: receivable, revenue by account, tax by category and rate, what was paid
/// in advance or kept back, and the rounding difference. A credit note is posted the other way round.
///
/// # Errors
/// `input.missing` when it is not issued or an account that is needed is empty, `input.invalid` when a tax has no
/// account, `number.out_of_range`.
///
/// ```
/// use backoffice::{currency::GBP, date, dec, gbp, invoice::{Accounts, Category, Document, Invoice, Line, Rules, Tax, TaxAccount, post}};
///
/// let line = Line::new("lamp", dec!(2), gbp!(10.00).each(), Tax::standard(dec!(0.175)));
/// let mut invoice = Invoice::draft(Document::invoice(GBP, date(2010, 12, 1)?).line(line), Rules::en16931(GBP))?;
/// invoice.issue("536365")?;
/// let accounts = Accounts {
///     receivable: "receivable".into(),
///     revenue: "sales".into(),
///     tax: vec![TaxAccount { category: Category::Standard, rate: None, account: "output vat".into() }],
///     ..Accounts::default()
/// };
/// let journal = post(&invoice, &accounts)?;
/// journal.balanced()?;
/// assert_eq!(journal.balance("output vat", GBP), gbp!(-3.50));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn post(invoice: &Invoice, accounts: &Accounts) -> Result<Journal> {
    let number = invoice.issued()?;
    let (document, totals) = (invoice.document(), invoice.totals());
    let mut revenue: BTreeMap<&str, Money> = BTreeMap::new();
    let zero = Money::zero(totals.currency);
    let mut booked = zero;
    for (line, total) in document.lines.iter().zip(&totals.lines) {
        let account = if line.account.is_empty() { accounts.revenue.as_str() } else { &line.account };
        let balance = revenue.entry(account).or_insert(zero);
        *balance = balance.checked_add(total.net)?;
        booked = booked.checked_add(total.net)?;
    }
    // Allowances and charges of the document, and what unrounded lines differ from their sum, are revenue too.
    let rest = totals.net.checked_sub(booked)?;
    let balance = revenue.entry(&accounts.revenue).or_insert(zero);
    *balance = balance.checked_add(rest)?;

    // BT-114 and, where figures were rounded each on its own, the cent between them.
    let claims = [totals.due, totals.prepaid, totals.withheld, -totals.net];
    let mut difference = Money::sum(claims, totals.currency)?;
    for part in &totals.breakdown {
        difference = difference.checked_sub(part.charged()?)?;
    }

    let mut journal = Journal::new();
    let mut book = |field: &str, account: &str, amount: Money| -> Result<()> {
        if amount.is_zero() {
            return Ok(());
        }
        if account.is_empty() {
            return Err(Error::missing(&format!("accounts.{field}")));
        }
        let amount = if document.kind.credits() { -amount } else { amount };
        journal.post(Posting::debit(document.day, account, amount, number))
    };
    book("receivable", &accounts.receivable, totals.due)?;
    book("advances", &accounts.advances, totals.prepaid)?;
    book("withheld", &accounts.withheld, totals.withheld)?;
    for (account, amount) in revenue {
        book("revenue", account, -amount)?;
    }
    for part in &totals.breakdown {
        let charged = part.charged()?;
        if !charged.is_zero() {
            book("tax", accounts.tax(part.category, part.rate)?, -charged)?;
        }
    }
    book("rounding", &accounts.rounding, -difference)?;
    journal.balanced()?;
    Ok(journal)
}
