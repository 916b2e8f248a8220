//! How old what is open is.

use super::item::OpenItem;
use crate::{
    error::{Error, Result},
    money::{Currency, Money},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a customer owes in one currency, by days late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aged {
    /// Who owes it.
    pub customer: String,
    /// Of all figures.
    pub currency: Currency,
    /// Not late.
    pub not_due: Money,
    /// Late: one figure for each bound (up to that many days, the bound included), and one for what is later than the
    /// last.
    pub late: Vec<Money>,
    /// All of it.
    pub total: Money,
}

/// What is open on a day, by customer and currency, sorted by days late. `bounds` such as `[30, 60, 90]` give 1 to 30,
/// 31 to 60, 61 to 90 and more. Credit notes lower the figures of their own age.
///
/// # Errors
/// `input.invalid` when the bounds do not rise, `number.out_of_range`; as [`allocate`](super::allocate()) for a document that
/// contradicts itself.
///
/// ```
/// use backoffice::{date, eur, invoice::receivables::{OpenItem, age}};
///
/// let day = date(2026, 3, 2)?;
/// let items = [
///     OpenItem::new("1", "Ada", day, date(2026, 4, 1)?, eur!(100.00)),
///     OpenItem::new("2", "Ada", day, date(2026, 6, 1)?, eur!(40.00)),
/// ];
/// let aged = age(&items, date(2026, 5, 1)?, &[30, 60, 90])?;
/// assert_eq!(aged[0].late, [eur!(100.00), eur!(0), eur!(0), eur!(0)]); // 30 days late
/// assert_eq!(aged[0].not_due, eur!(40.00));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn age(items: &[OpenItem], on: NaiveDate, bounds: &[u32]) -> Result<Vec<Aged>> {
    let rising = bounds.iter().zip(bounds.iter().skip(1)).all(|(a, b)| a < b);
    if bounds.first() == Some(&0) || !rising {
        let listed: Vec<String> = bounds.iter().map(ToString::to_string).collect();
        return Err(Error::invalid("bounds", listed.join(", "), "write days that rise, such as 30, 60, 90"));
    }
    let mut ages: BTreeMap<(&str, Currency), Aged> = BTreeMap::new();
    for (row, item) in items.iter().enumerate() {
        item.check().map_err(|error| error.within(format_args!("items.{row}")))?;
        if item.open.is_zero() {
            continue;
        }
        let currency = item.amount.currency();
        let zero = Money::zero(currency);
        let aged = ages.entry((&item.customer, currency)).or_insert_with(|| Aged {
            customer: item.customer.clone(),
            currency,
            not_due: zero,
            late: vec![zero; bounds.len() + 1],
            total: zero,
        });
        let late = item.days_late(on);
        let place = bounds.iter().filter(|bound| late > i64::from(**bound)).count();
        let figure = if late <= 0 { Some(&mut aged.not_due) } else { aged.late.get_mut(place) };
        if let Some(figure) = figure {
            *figure = figure.checked_add(item.open)?;
        }
        aged.total = aged.total.checked_add(item.open)?;
    }
    Ok(ages.into_values().collect())
}
