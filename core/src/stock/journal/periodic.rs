//! The continental scheme: purchases by nature, and the change of stock by period.

use super::{Accounts, both, covers, reference};
use crate::{
    calendar::Period,
    error::{Error, Result},
    ledger::Journal,
    money::Money,
    stock::{Cover, Entry, Kind, PriorPeriod, Valuation, sides::outside},
};
use chrono::NaiveDate;
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
/// `input.invalid` when periods overlap or are not in order, and as [`post`](super::post).
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
    let mut books = Books { valuation, accounts, made, journal: Journal::new(), changed: BTreeMap::new() };
    let mut covers = covers(valuation);
    let mut ends = periods.iter().map(|period| period.last()).peekable();
    let mut prior = valuation.prior_periods.iter().peekable();
    for (row, entry) in (0u64..).zip(&valuation.entries) {
        // What was booked late comes on its own day, after the entries of the day.
        while let Some(late) = prior.next_if(|late| late.booked_on < entry.posted_on()) {
            books.late(late, &mut ends)?;
        }
        books.upto(entry.posted_on(), &mut ends)?;
        books.take(entry, &covers.remove(&row).unwrap_or_default(), entry.posted_on(), 1)?;
    }
    for late in prior {
        books.late(late, &mut ends)?;
    }
    for day in ends {
        books.end(day)?;
    }
    books.journal.balanced()?;
    Ok(books.journal)
}

/// The books of the scheme, with the change of stock that is not posted yet, by item and asset.
struct Books<'a> {
    valuation: &'a Valuation,
    accounts: &'a Accounts,
    made: BTreeSet<&'a str>,
    journal: Journal,
    changed: BTreeMap<(&'a str, &'a str), Money>,
}

impl<'a> Books<'a> {
    /// Ends the periods before a day.
    fn upto(
        &mut self,
        day: NaiveDate,
        ends: &mut std::iter::Peekable<impl Iterator<Item = NaiveDate>>,
    ) -> Result<()> {
        while let Some(end) = ends.next_if(|end| *end < day) {
            self.end(end)?;
        }
        Ok(())
    }

    /// The change of stock of a period.
    fn end(&mut self, day: NaiveDate) -> Result<()> {
        for ((item, asset), amount) in std::mem::take(&mut self.changed) {
            let products = self.made.contains(item);
            let Accounts { change_of_products, change_of_purchases, .. } = self.accounts;
            let against = if products { change_of_products } else { change_of_purchases };
            both(&mut self.journal, day, item, asset, against, amount)?;
        }
        Ok(())
    }

    /// What was booked late: what a closed entry was is taken back, and what it is posted.
    fn late(
        &mut self,
        late: &'a PriorPeriod,
        ends: &mut std::iter::Peekable<impl Iterator<Item = NaiveDate>>,
    ) -> Result<()> {
        self.upto(late.booked_on, ends)?;
        for line in &late.lines {
            self.take(&line.before, &line.covers_before.iter().collect::<Vec<_>>(), late.booked_on, -1)?;
            if let Some(after) = &line.after {
                self.take(after, &line.covers_after.iter().collect::<Vec<_>>(), late.booked_on, 1)?;
            }
        }
        Ok(())
    }

    /// An entry on a day, or the same taken back.
    fn take(&mut self, entry: &'a Entry, covers: &[&'a Cover], day: NaiveDate, sign: i8) -> Result<()> {
        let signed = |amount: Money| if sign < 0 { -amount } else { amount };
        if let Some((debit, credit, amount)) = bought(entry, self.accounts)? {
            both(&mut self.journal, day, reference(&entry.movement), debit, credit, signed(amount))?;
        }
        for change in self.valuation.changes(entry) {
            let asset = self.accounts.asset(change.pool.1);
            if entry.movement.kind == Kind::Opening {
                let (opening, amount) = (&self.accounts.opening, signed(change.value));
                both(&mut self.journal, day, reference(&entry.movement), asset, opening, amount)?;
            } else {
                self.add(change.pool.0, asset, signed(change.value))?;
            }
        }
        for cover in covers {
            let Some(short) = self.valuation.entry_of(cover.short) else { continue };
            let (item, location, _) = self.valuation.pool_of(short);
            self.add(item, self.accounts.asset(location), signed(-cover.difference))?;
        }
        Ok(())
    }

    fn add(&mut self, item: &'a str, asset: &'a str, value: Money) -> Result<()> {
        let known = self.changed.entry((item, asset)).or_insert(Money::zero(self.valuation.currency));
        *known = known.checked_add(value)?;
        Ok(())
    }
}

/// What was bought, or goes back: debit, credit, amount.
fn bought<'a>(entry: &Entry, accounts: &'a Accounts) -> Result<Option<(&'a str, &'a str, Money)>> {
    let amount = match entry.movement.kind {
        Kind::Opening => {
            let variance = entry.variance;
            return Ok(variance.map(|variance| (&*accounts.purchases, &*accounts.opening, variance)));
        }
        Kind::Receipt | Kind::LandedCost | Kind::CorrectUnitCost => outside(entry)?,
        Kind::ReverseReturn if !entry.quantity.is_sign_negative() => outside(entry)?,
        Kind::Dropship => entry.passed.unwrap_or(entry.value),
        Kind::ReturnToSupplier => -entry.charged.unwrap_or(entry.cost()),
        _ => return Ok(None),
    };
    let amount = entry.late.map_or(Ok(amount), |late| amount.checked_add(late))?;
    Ok(Some((&accounts.purchases, &accounts.goods_received, amount)))
}

/// Periods that follow one another.
pub(in crate::stock) fn in_order(periods: &[Period]) -> Result<()> {
    match periods.windows(2).find(|pair| matches!(pair, [one, next] if next.first() <= one.last())) {
        Some([_, next]) => Err(Error::invalid("periods", next, "each period begins after the one before")),
        _ => Ok(()),
    }
}
