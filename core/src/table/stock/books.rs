//! What only a book knows.

use super::plan::Plan;
use crate::{
    error::{Error, Result},
    money::Money,
    stock::{Accounts, Book, Kind, Method, Movement, Negative, Policy, Valuation, batch::edge, post},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What a book valued, and the rows of its entries.
pub(super) struct Booked {
    pub applied: Vec<u32>,
    pub valuation: Valuation,
}

/// The movements under a method, and those that are refused.
pub(super) fn value(
    moves: &[(u32, Movement)],
    method: Method,
    plan: &Plan,
    mut go_on: impl FnMut(usize) -> bool,
) -> Result<(Booked, BTreeMap<u32, Error>)> {
    // A row that is refused only when its period is costed is left out, and all begun anew.
    let mut left_out: BTreeMap<u32, Error> = BTreeMap::new();
    loop {
        let mut refused = BTreeMap::new();
        let mut applied: Vec<u32> = Vec::with_capacity(moves.len());
        let mut book = Book::new(plan.currency, method, plan.policy.clone())?;
        let of_row = |error: &Error, applied: &[u32]| {
            let row = error.row().and_then(|row| usize::try_from(row).ok())?;
            applied.get(row).copied()
        };
        let mut late = None;
        for (count, (row, movement)) in moves.iter().enumerate() {
            if count.is_multiple_of(1024) && !go_on(count) {
                return Err(super::cancelled(count));
            }
            if left_out.contains_key(row) {
                continue;
            }
            if let Err(error) = book.apply(movement) {
                match of_row(&error, &applied) {
                    None => {
                        refused.insert(*row, error);
                    }
                    Some(earlier) => {
                        late = Some((earlier, error));
                        break;
                    }
                }
            } else {
                applied.push(*row);
            }
        }
        let ended = match late {
            Some(late) => Err(late),
            None => match book.valuation() {
                Ok(valuation) => {
                    // Entries stand in the order in which the policy takes them.
                    let order = book.booked_order();
                    applied = order.iter().filter_map(|row| applied.get(*row).copied()).collect();
                    Ok(valuation)
                }
                Err(error) => Err((of_row(&error, &applied).ok_or(error.clone())?, error)),
            },
        };
        match ended {
            Ok(valuation) => {
                refused.append(&mut left_out);
                return Ok((Booked { applied, valuation }, refused));
            }
            Err((row, error)) => {
                left_out.insert(row, error);
            }
        }
    }
}

/// What a book says of a plain movement when so many units of that value are there, or when there are enough: its value, or
/// what is wrong with it.
pub(super) fn probe(plan: &Plan, movement: &Movement, there: Option<(i64, i64)>) -> Result<i64> {
    let policy = Policy { negative: Negative::Forbid, ..plan.policy.clone() };
    let mut book = Book::new(plan.currency, Method::Fifo, policy)?;
    let out = matches!(movement.kind, Kind::Issue | Kind::Loss);
    let (quantity, value) = there.unwrap_or((if out { i64::MAX } else { 0 }, 0));
    if quantity > 0 && !movement.item.is_empty() {
        let opening = Movement {
            total_cost: Some(Money::minor(value, plan.currency)),
            location: movement.location.clone(),
            lot: movement.lot.clone(),
            ..Movement::new(Kind::Opening, movement.item.clone(), movement.day, edge::written(quantity))
        };
        book.apply(&opening)?;
    }
    book.apply(movement)?;
    let valuation = book.valuation()?;
    valuation.entries.last().map_or(Ok(0), |entry| edge::minor(entry.value))
}

/// The account that goods of that kind come from or go to, as [`post`] has it.
pub(super) fn against(plan: &Plan, accounts: &Accounts) -> Result<BTreeMap<&'static str, String>> {
    const PLAIN: [(&str, Kind); 5] = [
        ("opening", Kind::Opening),
        ("receipt", Kind::Receipt),
        ("issue", Kind::Issue),
        ("gain", Kind::Gain),
        ("loss", Kind::Loss),
    ];
    let mut book = Book::new(plan.currency, Method::Fifo, Policy::DEFAULT)?;
    for (name, kind) in PLAIN {
        let out = matches!(kind, Kind::Issue | Kind::Loss);
        let cost = (!out).then(|| Money::minor(5, plan.currency));
        let movement = Movement::new(kind, "one", NaiveDate::default(), Decimal::ONE).reference(name);
        book.apply(&Movement { total_cost: cost, ..movement })?;
    }
    let journal = post(&book.valuation()?, accounts)?;
    let name_of = |reference: &str| PLAIN.iter().find(|(name, _)| *name == reference).map(|(name, _)| *name);
    let postings = journal.postings().iter().filter(|posting| posting.account != accounts.inventory);
    let others = postings.filter_map(|posting| Some((name_of(&posting.reference)?, posting.account.clone())));
    Ok(others.collect())
}
