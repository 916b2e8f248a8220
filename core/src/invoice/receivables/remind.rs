//! Who gets which reminder.

use super::item::OpenItem;
use crate::{
    error::{Error, Result},
    money::{Currency, Money},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A level of reminders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its name, such as `friendly reminder`.
    pub name: String,
    /// From how many days late.
    pub days_late: u32,
    /// How many days have to lie between the level before and this one.
    #[serde(default)]
    pub days_after_last: u32,
    /// What it costs the customer, once a letter; one amount a currency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Money>,
}

/// A reminder that was sent before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The number of the document.
    pub number: String,
    /// The place of the level in the list, from 0.
    pub level: u32,
    /// The day it was sent.
    pub day: NaiveDate,
}

/// A document in a reminder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overdue {
    /// Its number.
    pub number: String,
    /// The place of its level in the list, from 0.
    pub level: u32,
    /// How many days late it is.
    pub days_late: i64,
    /// What is open.
    pub open: Money,
}

/// A document with its due day, by which a letter lists it.
type Due = (NaiveDate, Overdue);

/// A letter to one customer in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    /// To whom.
    pub customer: String,
    /// The documents that reach a new level today, earliest due first.
    pub documents: Vec<Overdue>,
    /// The highest of their levels.
    pub level: u32,
    /// Its name.
    pub name: String,
    /// What it costs: the fee of that level in the currency, zero where it has none.
    pub fee: Money,
    /// What is open of these documents, without the fee.
    pub open: Money,
}

/// The reminders that are due on a day. A document goes up one level at a time, once it is late enough and enough days
/// lie since the last; a disputed one is left out, and so is a customer whose open credit notes outweigh what is late.
///
/// # Errors
/// `input.missing` without levels, `input.invalid` when their days do not rise or a level that was sent does not exist,
/// `number.out_of_range`; as [`allocate`](super::allocate()) for a document that contradicts itself.
///
/// ```
/// use backoffice::{date, eur, invoice::receivables::{Level, OpenItem, remind}};
///
/// let level = |name: &str, days_late| Level { name: name.into(), days_late, days_after_last: 7, fees: vec![] };
/// let levels = [level("reminder", 5), level("demand", 20)];
/// let item = OpenItem::new("1", "Ada", date(2026, 3, 2)?, date(2026, 4, 1)?, eur!(100.00));
/// assert!(remind(&[item.clone()], date(2026, 4, 5)?, &levels, &[])?.is_empty()); // four days late
/// assert_eq!(remind(&[item], date(2026, 4, 6)?, &levels, &[])?[0].name, "reminder");
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn remind(items: &[OpenItem], on: NaiveDate, levels: &[Level], sent: &[Sent]) -> Result<Vec<Reminder>> {
    if levels.is_empty() {
        return Err(Error::missing("levels"));
    }
    for (place, (level, next)) in levels.iter().zip(levels.iter().skip(1)).enumerate() {
        if next.days_late <= level.days_late {
            let field = format!("levels.{}.days_late", place + 1);
            return Err(Error::invalid(&field, next.days_late, "each level is later than the one before it"));
        }
    }
    let mut last: BTreeMap<&str, &Sent> = BTreeMap::new();
    for (row, reminder) in sent.iter().enumerate() {
        if usize::try_from(reminder.level).map_or(true, |level| level >= levels.len()) {
            let field = format!("sent.{row}.level");
            return Err(Error::invalid(&field, reminder.level, "there is no such level: they count from 0"));
        }
        let kept = last.entry(&reminder.number).or_insert(reminder);
        if (reminder.level, reminder.day) > (kept.level, kept.day) {
            *kept = reminder;
        }
    }
    let mut letters: BTreeMap<(&str, Currency), (Money, Vec<Due>)> = BTreeMap::new();
    for (row, item) in items.iter().enumerate() {
        item.check().map_err(|error| error.within(format_args!("items.{row}")))?;
        let currency = item.amount.currency();
        let days_late = item.days_late(on);
        // What is late, less every open credit note.
        let counts = !item.disputed && (item.open.is_negative() || days_late > 0);
        if item.open.is_zero() || !counts {
            continue;
        }
        let zero = Money::zero(currency);
        let (balance, documents) = letters.entry((&item.customer, currency)).or_insert((zero, vec![]));
        *balance = balance.checked_add(item.open)?;
        if item.open.is_negative() {
            continue;
        }
        let before = last.get(item.number.as_str());
        let level = before.map_or(0, |sent| sent.level.saturating_add(1));
        let Some(next) = usize::try_from(level).ok().and_then(|place| levels.get(place)) else { continue };
        let since = before.map(|sent| on.signed_duration_since(sent.day).num_days());
        if days_late >= i64::from(next.days_late)
            && since.is_none_or(|days| days >= i64::from(next.days_after_last))
        {
            let number = item.number.clone();
            documents.push((item.due, Overdue { number, level, days_late, open: item.open }));
        }
    }
    let mut reminders = vec![];
    for ((customer, currency), (balance, mut documents)) in letters {
        if balance.is_negative() || balance.is_zero() || documents.is_empty() {
            continue;
        }
        documents.sort_by(|(a, one), (b, other)| (a, &one.number).cmp(&(b, &other.number)));
        let documents: Vec<Overdue> = documents.into_iter().map(|(_, document)| document).collect();
        let level = documents.iter().map(|document| document.level).max().unwrap_or(0);
        let Some(kind) = usize::try_from(level).ok().and_then(|place| levels.get(place)) else { continue };
        let fee = kind.fees.iter().find(|fee| fee.currency() == currency).copied();
        reminders.push(Reminder {
            customer: customer.to_owned(),
            level,
            name: kind.name.clone(),
            fee: fee.unwrap_or(Money::zero(currency)),
            open: Money::sum(documents.iter().map(|document| document.open), currency)?,
            documents,
        });
    }
    Ok(reminders)
}
