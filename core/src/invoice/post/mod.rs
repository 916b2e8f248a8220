//! A document as the accountant sees it.

mod accounts;
mod claim;
#[cfg(test)]
mod tests;

pub use accounts::{Accounts, Direction, ReverseCharge, TaxAccount};
pub use claim::{Claim, Settled};

use super::{
    Category,
    document::{Accounting, Kind, Side},
    state::{Invoice, State},
    totals::TaxTotal,
};
use crate::{
    error::{Code, Error, Result, exact},
    ledger::{Journal, Posting},
    money::Money,
};
use std::collections::BTreeMap;

/// The journal of an issued document, balanced.
///
/// | of a sale | of a purchase | |
/// |---|---|---|
/// | receivable | payable | what is due (BT-115) |
/// | advances | `advances_paid` | what was paid before (BT-113) |
/// | withheld | `withheld_payable` | what the buyer keeps back |
/// | revenue | expense | each line on its own account or on that of the whole; the document's allowances and charges |
/// | output tax | input tax | each row of the breakdown, by category, rate and code |
/// | | output and input tax | reverse charge and intra-community acquisition (AE, K), at the buyer's rate |
/// | `deposits_received` | `deposits_paid` | in place of revenue or expense on an advance invoice (386); cleared by the final one |
/// | rounding | rounding | BT-114 |
/// | exchange | exchange | cents between amounts that are each converted |
///
/// A credit note is posted the other way round. With an accounting currency (BT-6) all is posted in it, at the document's
/// rate: the tax as its totals have it (BT-111 and its parts), every other amount converted and rounded as the document
/// says. What the exchange does until the payment is told by [`Claim`]. The credit note of an advance invoice is posted
/// with [`Accounts::of_deposits`].
///
/// # Errors
/// `input.missing` when it is not issued or an account that is needed is empty, `invoice.state` when it was voided,
/// `input.invalid` when a tax has no account, `number.out_of_range`.
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
///     tax: vec![TaxAccount::new(Category::Standard, "output vat")],
///     ..Accounts::default()
/// };
/// let journal = post(&invoice, &accounts)?;
/// journal.balanced()?;
/// assert_eq!(journal.balance("output vat", GBP), gbp!(-3.50));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn post(invoice: &Invoice, accounts: &Accounts) -> Result<Journal> {
    let number = invoice.issued()?;
    if invoice.state() == State::Voided {
        let message = format!("{number} was voided: it took no effect and is not posted");
        return Err(Error::new(Code::InvoiceState, "state", State::Voided.as_str(), message));
    }
    let (document, totals) = (invoice.document(), invoice.totals());
    let sale = document.side == Side::Sale;
    let mut book = Desk {
        books: Books::of(invoice)?,
        turned: document.kind.credits() == sale,
        left: Money::zero(document.accounting.as_ref().map_or(totals.currency, |a| a.currency)),
        journal: Journal::new(),
        number,
    };
    let a = accounts;
    let by_side = |of_sale, of_purchase| if sale { of_sale } else { of_purchase };
    let claim = by_side(("receivable", a.receivable.as_str()), ("payable", a.payable.as_str()));
    let before = by_side(("advances", a.advances.as_str()), ("advances_paid", a.advances_paid.as_str()));
    let kept = by_side(("withheld", a.withheld.as_str()), ("withheld_payable", a.withheld_payable.as_str()));
    let deposits = by_side(
        ("deposits_received", a.deposits_received.as_str()),
        ("deposits_paid", a.deposits_paid.as_str()),
    );
    let usual = by_side(("revenue", a.revenue.as_str()), ("expense", a.expense.as_str()));

    book.enter(claim, totals.due)?;
    book.enter(before, totals.prepaid)?;
    book.enter(kept, totals.withheld)?;
    let deducted = totals.advances.map_or(Money::zero(totals.currency), |total| total.base);
    book.enter(deposits, deducted)?;
    let turnover = totals.net.checked_add(deducted)?;
    if document.kind == Kind::Prepayment {
        book.enter(deposits, -turnover)?;
    } else {
        for (account, amount) in by_account(invoice, usual.1, turnover)? {
            book.enter((usual.0, account), -amount)?;
        }
    }

    // BT-114 and, where figures were rounded each on its own, the cent between them.
    let mut difference =
        Money::sum([totals.due, totals.prepaid, totals.withheld, -totals.net], totals.currency)?;
    let direction = Direction::of(document.side);
    for (place, part) in totals.breakdown.iter().enumerate() {
        let charged = part.charged()?;
        difference = difference.checked_sub(charged)?;
        if !charged.is_zero() {
            book.tax(accounts.tax(part, direction)?, place, -charged)?;
        }
    }
    for (reverse, tax) in reverse_charged(invoice, accounts)? {
        let tax = book.books.convert(tax.tax)?;
        book.post(("reverse.input", &reverse.input), -tax)?;
        book.post(("reverse.output", &reverse.output), tax)?;
    }
    book.enter(("rounding", &a.rounding), -difference)?;
    // Converted one by one, amounts that balance may differ by cents.
    let left = -book.left;
    book.post(("exchange", &a.exchange), left)?;
    book.journal.balanced()?;
    Ok(book.journal)
}

/// The tax that the buyer owes and asks back on the rows of a purchase whose seller charged none (AE, K): each with its
/// own rate, in the document's currency, rounded as the document's rules say. A return takes the same rows.
///
/// # Errors
/// `input.invalid` when `accounts.reverse` says nothing of such a row; `number.out_of_range`.
pub fn reverse_charged<'a>(
    invoice: &Invoice,
    accounts: &'a Accounts,
) -> Result<Vec<(&'a ReverseCharge, TaxTotal)>> {
    if invoice.document().side == Side::Sale {
        return Ok(vec![]);
    }
    let mut charged = vec![];
    for part in &invoice.totals().breakdown {
        let reversed = matches!(part.category, Category::ReverseCharge | Category::IntraCommunity);
        if !reversed || part.base.is_zero() {
            continue;
        }
        let reverse = accounts.reverse(part)?;
        let tax = part.base.share(reverse.rate, invoice.rules().amount)?;
        charged.push((reverse, TaxTotal { rate: reverse.rate, tax, ..part.clone() }));
    }
    Ok(charged)
}

/// Revenue or expense by account: what lines have no account for, the document's allowances and charges, and what
/// unrounded lines differ from their sum, are on the usual one.
fn by_account<'a>(invoice: &'a Invoice, usual: &'a str, turnover: Money) -> Result<BTreeMap<&'a str, Money>> {
    let (document, totals) = (invoice.document(), invoice.totals());
    let zero = Money::zero(totals.currency);
    let (mut accounts, mut booked) = (BTreeMap::new(), zero);
    for (line, total) in document.lines.iter().zip(&totals.lines) {
        let account = if line.account.is_empty() { usual } else { line.account.as_str() };
        let balance = accounts.entry(account).or_insert(zero);
        *balance = balance.checked_add(total.net)?;
        booked = booked.checked_add(total.net)?;
    }
    let rest = turnover.checked_sub(booked)?;
    let balance = accounts.entry(usual).or_insert(zero);
    *balance = balance.checked_add(rest)?;
    Ok(accounts)
}

/// The currency of the books, and how a document's amounts come into it.
pub(super) struct Books<'a> {
    invoice: &'a Invoice,
    accounting: Option<&'a Accounting>,
}

impl<'a> Books<'a> {
    pub(super) fn of(invoice: &'a Invoice) -> Result<Self> {
        let accounting = invoice.document().accounting.as_ref();
        if accounting.is_some() && invoice.totals().accounting.is_none() {
            return Err(Error::missing("totals.accounting"));
        }
        Ok(Self { invoice, accounting })
    }

    /// An amount of the document in the currency of the books.
    fn convert(&self, amount: Money) -> Result<Money> {
        let Some(accounting) = self.accounting else { return Ok(amount) };
        let exact = exact::multiply(amount.amount(), accounting.rate).ok_or_else(|| {
            Error::overflow("accounting.rate", accounting.rate, "amount in another currency")
        })?;
        Money::rounded(exact, accounting.currency, accounting.rounding)
    }

    /// The tax of a row, as the totals have it.
    fn tax(&self, place: usize, charged: Money) -> Result<Money> {
        match (self.accounting, &self.invoice.totals().accounting) {
            (Some(_), Some(total)) => {
                let part = total.parts.get(place).copied();
                let part = part.ok_or_else(|| Error::missing("totals.accounting.parts"))?;
                Ok(-part)
            }
            _ => Ok(charged),
        }
    }
}

/// Where a document is booked, as if it were a sale that charges: debits above zero.
struct Desk<'a> {
    books: Books<'a>,
    /// Whether all signs are turned around.
    turned: bool,
    /// What debits and credits differ by, as entered.
    left: Money,
    journal: Journal,
    number: &'a str,
}

impl Desk<'_> {
    /// Books an amount of the document.
    fn enter(&mut self, account: (&str, &str), amount: Money) -> Result<()> {
        let amount = self.books.convert(amount)?;
        self.left = self.left.checked_add(amount)?;
        self.post(account, amount)
    }

    /// Books the tax of a row.
    fn tax(&mut self, account: &str, place: usize, charged: Money) -> Result<()> {
        let amount = self.books.tax(place, charged)?;
        self.left = self.left.checked_add(amount)?;
        self.post(("tax", account), amount)
    }

    fn post(&mut self, (field, account): (&str, &str), amount: Money) -> Result<()> {
        if amount.is_zero() {
            return Ok(());
        }
        if account.is_empty() {
            return Err(Error::missing(&format!("accounts.{field}")));
        }
        let amount = if self.turned { -amount } else { amount };
        self.journal.post(Posting::debit(self.books.invoice.document().day, account, amount, self.number))
    }
}
