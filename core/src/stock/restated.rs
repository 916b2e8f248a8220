//! A change of method, restated: as if the new one had been applied all along.

use super::{Book, Kind, Method, Movement, Policy, Valuation};
use crate::{error::Result, money::Money};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A book under another method, and what that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restated {
    /// The book as if the new method had been applied all along; nothing of it is closed.
    pub book: Book,
    /// The first day of the earliest period that is presented anew.
    pub from: NaiveDate,
    /// By item: all that have movements, in their order.
    pub differences: BTreeMap<String, MethodDifference>,
}

/// What another method changes of an item: the new figure less the old one. `closing` = `opening` − `cost` + `other`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodDifference {
    /// The value on hand at the beginning of the first day: what adjusts the opening balance of retained earnings.
    pub opening: Money,
    /// The cost of what was issued from that day on.
    pub cost: Money,
    /// What came in besides, from that day on: gains less losses, revaluations, production, less variances.
    pub other: Money,
    /// The value on hand after all movements.
    pub closing: Money,
}

impl Book {
    /// The book under another method, and under another policy where one is told, restated from a day on: all movements
    /// are costed as if the method had been applied all along, and the difference is reported by item (IAS 8.22: the
    /// opening balance of the earliest period presented is adjusted). Changes of method among the movements are left out.
    /// A change that is not restated is a movement, [`Movement::set_method`], and keeps the value.
    ///
    /// ```
    /// use backoffice::{currency::EUR, date, dec, eur, stock::{Book, Method, Movement, Policy}};
    ///
    /// let mut book = Book::new(EUR, Method::Fifo, Policy::IFRS_DEFAULT)?;
    /// book.apply(&Movement::receive("tea", date(2025, 3, 1)?, dec!(10), eur!(1.00).each()))?;
    /// book.apply(&Movement::receive("tea", date(2025, 6, 1)?, dec!(10), eur!(2.00).each()))?;
    /// book.apply(&Movement::issue("tea", date(2025, 9, 1)?, dec!(10)))?;
    /// book.apply(&Movement::issue("tea", date(2026, 2, 1)?, dec!(4)))?;
    ///
    /// let restated = book.restated(Method::MovingAverage, None, date(2026, 1, 1)?)?;
    /// let tea = restated.differences["tea"];
    /// assert_eq!(tea.opening, eur!(-5.00)); // 10 at 1.50, and not at 2.00
    /// assert_eq!(tea.cost, eur!(-2.00)); // 4 at 1.50, and not at 2.00
    /// assert_eq!(tea.closing, eur!(-3.00));
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Book::new`] and [`Book::apply`], with the number of the movement where one cannot stand under the new method.
    pub fn restated(&self, method: Method, policy: Option<&Policy>, from: NaiveDate) -> Result<Restated> {
        let policy = policy.unwrap_or(&self.policy);
        let all: Vec<&Movement> = self.movements().collect();
        let lasting: Vec<&Movement> =
            all.iter().copied().filter(|movement| movement.kind != Kind::SetMethod).collect();
        let filled = |movements: &[&Movement], method: Method, policy: &Policy, before: Option<NaiveDate>| {
            let mut book = Self::new(self.currency, method, policy.clone())?;
            let dated = movements.iter().copied();
            book.fill(dated.filter(|movement| before.is_none_or(|before| movement.day < before)))?;
            Ok::<Self, crate::error::Error>(book)
        };
        let book = filled(&lasting, method, policy, None)?;
        let before = [
            filled(&all, self.method, &self.policy, Some(from))?.valuation()?,
            filled(&lasting, method, policy, Some(from))?.valuation()?,
        ];
        let after = [self.valuation()?, book.valuation()?];
        let items: BTreeSet<&String> = after.iter().flat_map(|valuation| valuation.items.keys()).collect();
        let mut differences = BTreeMap::new();
        for item in items {
            let part = |[old, new]: &[Valuation; 2], get: fn(&Valuation, &str) -> Result<Money>| {
                get(new, item)?.checked_sub(get(old, item)?)
            };
            let since = |get: fn(&Valuation, &str) -> Result<Money>| {
                part(&after, get)?.checked_sub(part(&before, get)?)
            };
            let value = |valuation: &Valuation, item: &str| Ok(valuation.on_hand(item));
            let cost = |valuation: &Valuation, item: &str| Ok(valuation.cost_of(item));
            let difference = MethodDifference {
                opening: part(&before, value)?,
                cost: since(cost)?,
                other: since(besides)?,
                closing: part(&after, value)?,
            };
            differences.insert(item.clone(), difference);
        }
        Ok(Restated { book, from, differences })
    }
}

/// What came in of an item but for what was issued.
fn besides(valuation: &Valuation, item: &str) -> Result<Money> {
    let Some(totals) = valuation.items.get(item) else { return Ok(Money::zero(valuation.currency)) };
    let came = totals.received.checked_add(totals.adjustments)?.checked_add(totals.revalued)?;
    came.checked_add(totals.produced)?.checked_sub(totals.variance)
}
