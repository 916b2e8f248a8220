//! Consignment: goods that are held and not owned, or owned and held elsewhere.
//!
//! What is on consignment stays the consignor's until it is sold on or used (IFRS 15.B77, B78 give the signs of such an
//! arrangement). [`held`] is the book of the consignee: quantities without a value, and a purchase whenever some are used.
//! [`placed`] is the book of the consignor: the value stays, at the average of what was sent to each party, until the party
//! reports a sale.
//!
//! ```
//! use backoffice::{currency::EUR, date, dec, eur, stock::consignment::{Kind, Note, held, placed}};
//!
//! // 100 valves lie in our store; we have used 30 of them, at 4.20 each, and sent 10 back.
//! let store = held(
//!     &[
//!         Note::new(Kind::Arrived, "Valvo", "valve", date(2026, 1, 7)?, dec!(100)),
//!         Note::new(Kind::Used, "Valvo", "valve", date(2026, 2, 3)?, dec!(30)).at(eur!(4.20).each()),
//!         Note::new(Kind::Returned, "Valvo", "valve", date(2026, 3, 9)?, dec!(10)),
//!     ],
//!     EUR,
//! )?;
//! assert_eq!(store.balances[0].quantity, dec!(60));
//! assert_eq!(store.balances[0].value, eur!(0)); // not ours
//! assert_eq!(store.moves[1].value, eur!(126)); // ours now, and owed
//!
//! // The same seen from the other side, which paid 250.00 for the 100.
//! let sent = placed(
//!     &[
//!         Note::new(Kind::Arrived, "Hydra", "valve", date(2026, 1, 7)?, dec!(100)).costing(eur!(250.00)),
//!         Note::new(Kind::Used, "Hydra", "valve", date(2026, 2, 3)?, dec!(30)),
//!         Note::new(Kind::Returned, "Hydra", "valve", date(2026, 3, 9)?, dec!(10)),
//!     ],
//!     EUR,
//! )?;
//! assert_eq!((sent.moves[1].value, sent.moves[2].value), (eur!(75), eur!(25))); // cost of sales; back in store
//! assert_eq!(sent.balances[0].value, eur!(150)); // ours, though it lies there
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::amounts::{minor, portion, quantity as millionths, written};
use crate::{
    error::{Code, Error, Result, exact},
    ledger::{Journal, Posting},
    money::{Currency, Mode, Money, Price, Rounding},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// What happened to goods on consignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// They came to the consignee.
    Arrived,
    /// The consignee sold or used them: they change hands.
    Used,
    /// They went back to the consignor.
    Returned,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Arrived => "arrived",
            Self::Used => "used",
            Self::Returned => "returned",
        })
    }
}

/// One delivery, use or return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What happened.
    pub kind: Kind,
    /// The other party: the consignor of goods held, the consignee of goods placed.
    pub party: String,
    /// The item.
    pub item: String,
    /// The day.
    pub day: NaiveDate,
    /// How many, at most 6 decimals, above zero.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// Of goods held that are used: the price agreed for each, which is what they cost from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<Price>,
    /// Of goods placed that arrive: what they cost, all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Money>,
    /// The document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl Note {
    /// A note without price, cost or reference.
    pub fn new(
        kind: Kind,
        party: impl Into<String>,
        item: impl Into<String>,
        day: NaiveDate,
        quantity: Decimal,
    ) -> Self {
        let (party, item) = (party.into(), item.into());
        Self { kind, party, item, day, quantity, unit_price: None, cost: None, reference: None }
    }

    /// The same, at an agreed price.
    #[must_use]
    pub fn at(self, unit_price: Price) -> Self {
        Self { unit_price: Some(unit_price), ..self }
    }

    /// The same, with what all of it cost.
    #[must_use]
    pub fn costing(self, cost: Money) -> Self {
        Self { cost: Some(cost), ..self }
    }
}

/// A note, and what it is worth to the side whose book this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The note.
    pub note: Note,
    /// Goods held: the purchase when they are used, else nothing. Goods placed: what they cost.
    pub value: Money,
}

/// What there is of an item with a party, after all notes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Balance {
    /// The party.
    pub party: String,
    /// The item.
    pub item: String,
    /// How many.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
    /// What they are carried at: nothing for goods held.
    pub value: Money,
}

/// Whose book it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The consignee's.
    Held,
    /// The consignor's.
    Placed,
}

/// Goods on consignment, from one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consignment {
    /// Whose book it is.
    pub side: Side,
    /// The notes in order, with their values.
    pub moves: Vec<Move>,
    /// What there is, by party and item; nothing is told as zero.
    pub balances: Vec<Balance>,
}

/// Goods held and not owned: quantities, and a purchase at the agreed price, rounded half up once, when some are used.
///
/// # Errors
/// With the row of the note: `stock.short` when more is used or returned than the party's goods there are;
/// `stock.no_cost` for a use without a price; `input.invalid` for a price or cost that does not belong there or a quantity
/// of nothing; `stock.day_before_last` when a note is dated before one of the same party and item;
/// `number.negative`, `stock.quantity_scale`, `money.mixed_currencies`, `number.out_of_range`.
pub fn held(notes: &[Note], currency: Currency) -> Result<Consignment> {
    run(Side::Held, notes, currency)
}

/// Goods owned and held elsewhere. What is used or returned leaves at the average of what is there, rounded half up; the
/// last takes what is left, so that nothing is worth nothing.
///
/// # Errors
/// As [`held`]; `stock.no_cost` for a delivery without a cost.
pub fn placed(notes: &[Note], currency: Currency) -> Result<Consignment> {
    run(Side::Placed, notes, currency)
}

#[derive(Default)]
struct There {
    quantity: i64,
    value: i64,
    last: Option<NaiveDate>,
}

fn run(side: Side, notes: &[Note], currency: Currency) -> Result<Consignment> {
    let mut there: BTreeMap<(&str, &str), There> = BTreeMap::new();
    let mut moves = Vec::with_capacity(notes.len());
    for (row, note) in notes.iter().enumerate() {
        let place = there.entry((&note.party, &note.item)).or_default();
        let value = apply(side, note, place, currency).map_err(|error| error.at_row(row))?;
        moves.push(Move { note: note.clone(), value });
    }
    let balance = |((party, item), there): ((&str, &str), There)| Balance {
        party: party.into(),
        item: item.into(),
        quantity: written(there.quantity),
        value: Money::minor(there.value, currency),
    };
    Ok(Consignment { side, moves, balances: there.into_iter().map(balance).collect() })
}

fn apply(side: Side, note: &Note, there: &mut There, currency: Currency) -> Result<Money> {
    let units = millionths(note.quantity)?;
    if units == 0 {
        return Err(Error::invalid("quantity", note.quantity, "a note is of something"));
    }
    if let Some(last) = there.last.filter(|last| note.day < *last) {
        let message = format!(
            "`day` is `{}`: the last note of {} with {} is of {last}",
            note.day, note.item, note.party
        );
        return Err(Error::new(Code::StockDayBeforeLast, "day", note.day, message));
    }
    let (priced, costed) = match (side, note.kind) {
        (Side::Held, Kind::Used) => (true, false),
        (Side::Placed, Kind::Arrived) => (false, true),
        _ => (false, false),
    };
    let told = |needed: bool, field: &str, amount: Option<String>| match (needed, amount) {
        (true, None) => {
            let message = format!("{} {} of {}: `{field}` is missing", note.kind, note.item, note.party);
            Err(Error::new(Code::StockNoCost, field, "", message))
        }
        (false, Some(amount)) => Err(Error::invalid(field, amount, "this note has none")),
        _ => Ok(()),
    };
    told(priced, "unit_price", note.unit_price.map(|price| price.to_string()))?;
    told(costed, "cost", note.cost.map(|cost| cost.to_string()))?;
    let zero = Money::zero(currency);
    let stated = note
        .unit_price
        .map(|price| price.times(note.quantity, Rounding::minor(price.currency(), Mode::HalfUp)));
    let stated = stated.transpose()?.or(note.cost).unwrap_or(zero);
    zero.checked_add(stated).map_err(|error| error.within(if priced { "unit_price" } else { "cost" }))?;
    if stated.is_negative() {
        let message = format!("`cost` is `{stated}`: goods cost nothing or something");
        return Err(Error::new(Code::NumberNegative, "cost", stated, message));
    }
    let lost = || Error::overflow("quantity", note.quantity, "what is there on consignment");
    let value = if note.kind == Kind::Arrived {
        there.quantity = there.quantity.checked_add(units).ok_or_else(lost)?;
        there.value = there.value.checked_add(minor(stated)?).ok_or_else(lost)?;
        stated
    } else {
        if units > there.quantity {
            let message = format!(
                "{} {} {} of {}, {} more than there are",
                note.quantity,
                note.item,
                note.kind,
                note.party,
                written(units - there.quantity)
            );
            return Err(Error::new(Code::StockShort, "quantity", note.quantity, message));
        }
        let cost = portion(there.value, units, there.quantity, Mode::HalfUp);
        there.quantity -= units;
        there.value -= cost;
        if priced { stated } else { Money::minor(cost, currency) }
    };
    there.last = Some(note.day);
    Ok(value)
}

/// The caller's names of the accounts that consignments are posted to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// Goods on hand: the asset.
    pub inventory: String,
    /// Goods of ours that lie with others: an asset too.
    pub on_consignment: String,
    /// The cost of what was sold or used.
    pub cost_of_sales: String,
    /// What consignors are owed for what was used.
    pub payables: String,
}

/// The postings, balanced. Of goods held only a use is posted; the reference is the note's document, else the item.
///
/// | book | note | debit | credit |
/// |---|---|---|---|
/// | goods held | used | cost of sales | payables |
/// | goods placed | arrived | on consignment | inventory |
/// | goods placed | used | cost of sales | on consignment |
/// | goods placed | returned | inventory | on consignment |
///
/// # Errors
/// `input.missing` when an account has no name, `number.out_of_range`.
pub fn post(consignment: &Consignment, accounts: &Accounts) -> Result<Journal> {
    let mut journal = Journal::new();
    for Move { note, value } in &consignment.moves {
        let (debit, credit) = match (consignment.side, note.kind) {
            (Side::Held, Kind::Used) => (&accounts.cost_of_sales, &accounts.payables),
            (Side::Held, _) => continue,
            (Side::Placed, Kind::Arrived) => (&accounts.on_consignment, &accounts.inventory),
            (Side::Placed, Kind::Used) => (&accounts.cost_of_sales, &accounts.on_consignment),
            (Side::Placed, Kind::Returned) => (&accounts.inventory, &accounts.on_consignment),
        };
        let reference = note.reference.as_ref().unwrap_or(&note.item);
        journal.post(Posting::debit(note.day, debit, *value, reference))?;
        journal.post(Posting::credit(note.day, credit, *value, reference))?;
    }
    journal.balanced()?;
    Ok(journal)
}

#[cfg(test)]
mod tests;
