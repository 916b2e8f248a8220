//! When the money will come.

use super::item::OpenItem;
use crate::{
    error::{Error, Result},
    money::{Currency, Money},
};
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A document that was paid: from these it is learned how late a customer pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settled {
    /// Who paid.
    pub customer: String,
    /// When it was due.
    pub due: NaiveDate,
    /// When it was paid.
    pub paid: NaiveDate,
}

/// On what an expected day rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The customer's own documents, so many of them.
    Customer(u32),
    /// Those of all customers, so many of them: the customer has too few.
    AllCustomers(u32),
    /// The day it is due: there are too few of any.
    DueDay,
}

/// A document and the day on which its money is expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedItem {
    /// Its number.
    pub number: String,
    /// Who owes it.
    pub customer: String,
    /// What is open.
    pub open: Money,
    /// The expected day: never before the day of the question.
    pub day: NaiveDate,
    /// How many days after the due day the rule gives; below zero before it.
    pub days_late: i64,
    /// On what that rests.
    pub basis: Basis,
}

/// What is expected in a week of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedWeek {
    /// Its Monday (ISO 8601).
    pub monday: NaiveDate,
    /// What is expected in it: one sum a currency.
    pub amounts: Vec<Money>,
}

/// What is expected, by week and by document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The weeks in which something is expected, in order.
    pub weeks: Vec<ExpectedWeek>,
    /// Each document, in the order given; settled ones left out.
    pub items: Vec<ExpectedItem>,
}

/// When the money of open documents is expected, seen from a day: the day it is due plus the median of the days late of
/// what the customer paid before (the lower of the two in the middle). A customer with fewer than `minimum` documents
/// paid takes the median of all customers, and where these are too few, the due day. What should have come before `on`
/// is expected on `on`. An estimate, made of whole days only; nothing is posted from it.
///
/// # Errors
/// `input.invalid` for a minimum of zero, `calendar.invalid_date` beyond the calendar, `number.out_of_range`; as
/// [`allocate`](super::allocate()) for a document that contradicts itself.
///
/// ```
/// use backoffice::{date, eur, invoice::receivables::{Basis, OpenItem, Settled, expect}};
///
/// let due = date(2026, 1, 5)?;
/// let paid = |day| Settled { customer: "Ada".into(), due, paid: day };
/// let history = [paid(date(2026, 1, 8)?), paid(date(2026, 1, 15)?), paid(date(2026, 1, 14)?)]; // 3, 10 and 9 days late
/// let item = OpenItem::new("1", "Ada", date(2026, 3, 2)?, date(2026, 4, 1)?, eur!(100.00));
/// let expected = expect(&[item], &history, date(2026, 3, 20)?, 3)?;
/// assert_eq!(expected.items[0].day, date(2026, 4, 10)?); // nine days late
/// assert_eq!(expected.items[0].basis, Basis::Customer(3));
/// assert_eq!(expected.weeks[0].monday, date(2026, 4, 6)?);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn expect(items: &[OpenItem], history: &[Settled], on: NaiveDate, minimum: u32) -> Result<Expected> {
    if minimum == 0 {
        return Err(Error::invalid(
            "minimum",
            minimum,
            "at least one document has to tell how late one pays",
        ));
    }
    let mut by_customer: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    let mut all = Vec::with_capacity(history.len());
    for settled in history {
        let late = settled.paid.signed_duration_since(settled.due).num_days();
        by_customer.entry(&settled.customer).or_default().push(late);
        all.push(late);
    }
    let learned = |late: &mut Vec<i64>| {
        late.sort_unstable();
        let count = u32::try_from(late.len()).unwrap_or(u32::MAX);
        let middle = late.len().checked_sub(1).and_then(|last| late.get(last / 2));
        middle.copied().filter(|_| count >= minimum).map(|median| (median, count))
    };
    let of_all = learned(&mut all);
    let of_customers: BTreeMap<&str, (i64, u32)> = by_customer
        .into_iter()
        .filter_map(|(customer, mut late)| Some((customer, learned(&mut late)?)))
        .collect();

    let mut expected = vec![];
    let mut weeks: BTreeMap<NaiveDate, BTreeMap<Currency, Money>> = BTreeMap::new();
    for (row, item) in items.iter().enumerate() {
        item.check().map_err(|error| error.within(format_args!("items.{row}")))?;
        if item.open.is_zero() {
            continue;
        }
        let own = of_customers.get(item.customer.as_str());
        let (days_late, basis) = match (own, of_all) {
            (Some((median, count)), _) => (*median, Basis::Customer(*count)),
            (None, Some((median, count))) => (median, Basis::AllCustomers(count)),
            (None, None) => (0, Basis::DueDay),
        };
        let beyond = || {
            let wanted = format!("{days_late} days later is beyond the calendar");
            Error::invalid(&format!("items.{row}.due"), item.due, &wanted)
        };
        let day = chrono::Duration::try_days(days_late)
            .and_then(|late| item.due.checked_add_signed(late))
            .ok_or_else(beyond)?
            .max(on);
        let monday = Days::new(day.weekday().num_days_from_monday().into());
        let monday = day.checked_sub_days(monday).ok_or_else(beyond)?;
        let currency = item.amount.currency();
        let sum = weeks.entry(monday).or_default().entry(currency).or_insert(Money::zero(currency));
        *sum = sum.checked_add(item.open)?;
        expected.push(ExpectedItem {
            number: item.number.clone(),
            customer: item.customer.clone(),
            open: item.open,
            day,
            days_late,
            basis,
        });
    }
    let weeks = weeks
        .into_iter()
        .map(|(monday, sums)| ExpectedWeek { monday, amounts: sums.into_values().collect() })
        .collect();
    Ok(Expected { weeks, items: expected })
}
