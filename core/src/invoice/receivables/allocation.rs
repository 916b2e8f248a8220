//! What became of payments, and the judge of whether anything was lost.

use super::item::{By, OpenItem, Payment};
use crate::{
    error::{Code, Error, Problem, Result},
    money::Money,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What was put to a document, in the accounting currency: `carrying` = `paid` + `discount` + `written_off` − `difference`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Booking {
    /// What leaves the receivable, at the rate of the document.
    pub carrying: Money,
    /// What was received, at the rate of its day.
    pub paid: Money,
    /// The discount, at the rate of the document.
    pub discount: Money,
    /// What was written off, at the rate of the document.
    pub written_off: Money,
    /// What the change of the rate brought; below zero what it cost.
    pub difference: Money,
}

/// A part of a payment, put to a document. A credit note that a payment uses up has a part below zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applied {
    /// The payment's id.
    pub payment: String,
    /// The number of the document.
    pub number: String,
    /// Who owes it.
    pub customer: String,
    /// The day of the payment.
    pub day: NaiveDate,
    /// How it was found.
    pub by: By,
    /// How much of it.
    pub paid: Money,
    /// The early-payment discount that was taken.
    pub discount: Money,
    /// What was missing and tolerated; below zero for what was too much.
    pub written_off: Money,
    /// In the accounting currency, where document and payment have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<Booking>,
}

/// What no document took: the customer's, until there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnAccount {
    /// The payment's id.
    pub payment: String,
    /// Who paid; empty when that is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub customer: String,
    /// The day of the payment.
    pub day: NaiveDate,
    /// What is left of it.
    pub amount: Money,
    /// What that is worth in the accounting currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked: Option<Money>,
}

/// What became of documents and payments. Nothing is lost: see [`Allocation::conserved`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allocation {
    /// What was put where, in the order of the payments' days.
    pub applied: Vec<Applied>,
    /// All documents as they are now, in the order in which they were given.
    pub items: Vec<OpenItem>,
    /// What was left of payments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_account: Vec<OnAccount>,
    /// Payments that could not be used, by their place; nothing of them was put anywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

impl Applied {
    /// By how much the document was settled: paid + discount + written off.
    ///
    /// # Errors
    /// `number.out_of_range`.
    pub fn settled(&self) -> Result<Money> {
        self.paid.checked_add(self.discount)?.checked_add(self.written_off)
    }
}

impl Allocation {
    /// Whether nothing was lost: each payment is what was put to documents and what is on account, each document is open
    /// by what it was before less what settled it, in its currency and in the accounting currency. A judge apart from
    /// [`allocate`](super::allocate()).
    ///
    /// # Errors
    /// `ledger.unbalanced`, naming the first payment or document that does not add up; `number.out_of_range`.
    pub fn conserved(&self, items: &[OpenItem], payments: &[Payment]) -> Result<()> {
        let broken = |field: String, value: &str, what: String| {
            Err(Error::new(Code::LedgerUnbalanced, field, value, what))
        };
        let refused: BTreeSet<u64> = self.problems.iter().map(|problem| problem.row).collect();
        for (row, payment) in payments.iter().enumerate() {
            if refused.contains(&(row as u64)) {
                continue;
            }
            let put = || self.applied.iter().filter(|applied| applied.payment == payment.id);
            let rest = || self.on_account.iter().filter(|left| left.payment == payment.id);
            let amounts = put().map(|applied| applied.paid).chain(rest().map(|left| left.amount));
            let sum = Money::sum(amounts, payment.amount.currency())?;
            if sum != payment.amount {
                let what =
                    format!("payment {} of {} was put to documents as {sum}", payment.id, payment.amount);
                return broken(format!("payments.{row}"), &payment.id, what);
            }
            // Documents without a value in the accounting currency take none of the payment's.
            let booked = payment.booked.filter(|_| put().all(|applied| applied.booking.is_some()));
            if let Some(booked) = booked {
                let values = put().filter_map(|applied| applied.booking).map(|booking| booking.paid);
                let sum = Money::sum(values.chain(rest().filter_map(|left| left.booked)), booked.currency())?;
                if sum != booked {
                    let what = format!("payment {} was worth {booked} and is booked as {sum}", payment.id);
                    return broken(format!("payments.{row}.booked"), &payment.id, what);
                }
            }
        }
        if items.len() != self.items.len() {
            let what = format!("{} documents were open, {} are told of", items.len(), self.items.len());
            return broken("items".into(), "", what);
        }
        for (row, (before, after)) in items.iter().zip(&self.items).enumerate() {
            let mut left = before.open;
            let mut carrying = before.booked.map(|booked| booked.open);
            for applied in self.applied.iter().filter(|applied| applied.number == before.number) {
                left = left.checked_sub(applied.settled()?)?;
                if let (Some(open), Some(booking)) = (carrying, applied.booking) {
                    let parts = [booking.paid, booking.discount, booking.written_off, -booking.difference];
                    carrying = Some(open.checked_sub(Money::sum(parts, open.currency())?)?);
                }
            }
            if left != after.open || carrying != after.booked.map(|booked| booked.open) {
                let what = format!("{} is open by {}, and {left} is left of it", before.number, after.open);
                return broken(format!("items.{row}"), &before.number, what);
            }
        }
        Ok(())
    }
}
