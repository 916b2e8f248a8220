//! Payments as the accountant sees them.

use super::allocation::{Allocation, Booking};
use crate::{
    error::{Error, Result},
    ledger::{Journal, Posting},
    money::Money,
};
use serde::{Deserialize, Serialize};

/// The caller's accounts. One that is needed and empty is an error, never a guess.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// Where the money came in.
    pub bank: String,
    /// What customers owe.
    pub receivable: String,
    /// What customers paid that no document took.
    #[serde(default)]
    pub on_account: String,
    /// Early-payment discounts.
    #[serde(default)]
    pub discount: String,
    /// What was missing, or too much, and tolerated.
    #[serde(default)]
    pub written_off: String,
    /// What changes of exchange rates brought or cost.
    #[serde(default)]
    pub exchange_difference: String,
}

/// The journal of an allocation, balanced: for each part the bank, the receivable, discount, what was written off and
/// the exchange difference; in the accounting currency where document and payment have one.
///
/// # Errors
/// `input.missing` when an account that is needed is empty, `number.out_of_range`.
///
/// ```
/// use backoffice::{currency::EUR, date, dec, eur, invoice::receivables::{Accounts, By, OpenItem, Payment, Policy, allocate, post}};
///
/// let item = OpenItem::new("1", "Ada", date(2026, 3, 2)?, date(2026, 4, 1)?, eur!(100.00)).discount(date(2026, 3, 12)?, dec!(0.02));
/// let payment = Payment::new("bank 17", "Ada", date(2026, 3, 10)?, eur!(98.00)).referring("1");
/// let allocation = allocate(&[item], &[payment], &Policy::of([By::Reference]))?;
/// let accounts = Accounts {
///     bank: "bank".into(),
///     receivable: "receivable".into(),
///     discount: "discounts".into(),
///     ..Accounts::default()
/// };
/// let journal = post(&allocation, &accounts)?;
/// assert_eq!(journal.balance("receivable", EUR), eur!(-100.00));
/// assert_eq!(journal.balance("discounts", EUR), eur!(2.00));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn post(allocation: &Allocation, accounts: &Accounts) -> Result<Journal> {
    let mut journal = Journal::new();
    let mut book = |field: &str, account: &str, day, amount: Money, reference: &str| -> Result<()> {
        if amount.is_zero() {
            return Ok(());
        }
        if account.is_empty() {
            return Err(Error::missing(&format!("accounts.{field}")));
        }
        journal.post(Posting::debit(day, account, amount, reference))
    };
    for applied in &allocation.applied {
        let zero = Money::zero(applied.paid.currency());
        let Booking { carrying, paid, discount, written_off, difference } = applied.booking.map_or_else(
            || {
                let carrying = applied.settled()?;
                let (paid, discount, written_off) = (applied.paid, applied.discount, applied.written_off);
                Ok(Booking { carrying, paid, discount, written_off, difference: zero })
            },
            Ok::<_, Error>,
        )?;
        let (day, number) = (applied.day, applied.number.as_str());
        book("bank", &accounts.bank, day, paid, number)?;
        book("discount", &accounts.discount, day, discount, number)?;
        book("written_off", &accounts.written_off, day, written_off, number)?;
        book("exchange_difference", &accounts.exchange_difference, day, -difference, number)?;
        book("receivable", &accounts.receivable, day, -carrying, number)?;
    }
    for left in &allocation.on_account {
        let amount = left.booked.unwrap_or(left.amount);
        book("bank", &accounts.bank, left.day, amount, &left.payment)?;
        book("on_account", &accounts.on_account, left.day, -amount, &left.payment)?;
    }
    journal.balanced()?;
    Ok(journal)
}
