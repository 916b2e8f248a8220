//! The rows of the tax breakdown (BG-23) as they come to be: one for each category, rate, surcharge and code.

use super::{
    super::document::{Key, Tax},
    work::Work,
};
use crate::error::Result;
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// Amounts of advance invoices.
#[derive(Clone, Copy, Default)]
pub(super) struct Deducted {
    pub base: i128,
    pub tax: i128,
    pub surcharge: i128,
}

/// A row of the breakdown as it comes to be.
pub(super) struct Group<'a> {
    pub key: Key<'a>,
    pub reason: (&'a str, &'a str),
    /// The rate and the surcharge: mantissa and digits.
    pub rate: (i128, u32),
    pub surcharge: (i128, u32),
    /// Lines alone, as priced: what a discount of the document is spread by.
    pub lines: i128,
    pub amount: i128,
    pub base: i128,
    pub tax: i128,
    pub extra: i128,
    pub deducted: Deducted,
    /// The tax as the caller states it, and where.
    pub stated: Option<(usize, i128)>,
}

impl<'a> Group<'a> {
    /// Of several reasons the first in the order of texts, so that nothing hangs on the order of lines.
    #[inline]
    fn explain(&mut self, reason: (&'a str, &'a str)) {
        let nothing = |reason: (&str, &str)| reason.0.is_empty() && reason.1.is_empty();
        if !nothing(reason) && (nothing(self.reason) || reason < self.reason) {
            self.reason = reason;
        }
    }
}

/// Whether two texts are the same. Most are empty, and comparing those as bytes is slow: they lie nowhere, and a vector
/// load from there, though nothing of it is kept, is the processor's slowest.
#[inline]
fn same_text(a: &str, b: &str) -> bool {
    a.len() == b.len() && (a.is_empty() || a == b)
}

/// The two rates may be written with different digits.
#[inline]
fn same_rate(a: Decimal, b: Decimal) -> bool {
    if a.scale() == b.scale() { a.mantissa() == b.mantissa() } else { a == b }
}

#[inline]
fn same_key(a: &Key<'_>, b: &Key<'_>) -> bool {
    let surcharge = match (a.2, b.2) {
        (None, None) => true,
        (Some(a), Some(b)) => same_rate(a, b),
        _ => false,
    };
    surcharge && a.0 == b.0 && same_rate(a.1, b.1) && same_text(a.3, b.3)
}

fn plain(rate: Decimal) -> (i128, u32) {
    let (mantissa, scale) = (rate.mantissa(), rate.scale());
    if scale == 0 || mantissa % 10 != 0 {
        return (mantissa, scale);
    }
    let rate = rate.normalize();
    (rate.mantissa(), rate.scale())
}

impl<'a> Work<'a> {
    /// The row of a tax that an earlier line made, where nothing is to be said of the reason.
    #[inline]
    pub fn known(&self, tax: &Tax) -> Option<usize> {
        let plain =
            tax.surcharge.is_none() && tax.code.is_empty() && tax.reason.is_empty() && tax.source.is_empty();
        let same = |group: &Group<'_>| {
            group.key.0 == tax.category
                && group.key.2.is_none()
                && group.key.3.is_empty()
                && group.key.1.scale() == tax.rate.scale()
                && group.key.1.mantissa() == tax.rate.mantissa()
        };
        if plain { self.groups.iter().position(same) } else { None }
    }

    /// The row of a tax, made if it is new.
    pub fn group(&mut self, tax: &'a Tax) -> Result<usize> {
        let key = tax.key();
        let found = self.groups.iter().position(|group| same_key(&group.key, &key));
        let reason = (tax.reason.as_str(), tax.source.as_str());
        if let Some(index) = found {
            if let Some(group) = self.groups.get_mut(index) {
                group.explain(reason);
            }
            return Ok(index);
        }
        tax.check()?;
        Ok(self.row(key, reason))
    }

    /// The row with that key, made if it is new.
    pub fn row(&mut self, key: Key<'a>, reason: (&'a str, &'a str)) -> usize {
        if let Some(index) = self.groups.iter().position(|group| same_key(&group.key, &key)) {
            if let Some(group) = self.groups.get_mut(index) {
                group.explain(reason);
            }
            return index;
        }
        self.groups.push(Group {
            key,
            reason,
            rate: plain(key.1),
            surcharge: plain(key.2.unwrap_or_default()),
            lines: 0,
            amount: 0,
            base: 0,
            tax: 0,
            extra: 0,
            deducted: Deducted::default(),
            stated: None,
        });
        self.groups.len() - 1
    }

    /// Adds an amount to its row.
    #[inline]
    pub fn book(&mut self, group: usize, amount: i128) -> Result<()> {
        if let Some(row) = self.groups.get_mut(group) {
            let Some(sum) = row.amount.checked_add(amount) else {
                return Err(self.lost("base", amount, "sum of amounts"));
            };
            row.amount = sum;
        }
        Ok(())
    }

    /// The order in which ties between rows are broken: the higher rate first.
    pub fn higher_rate(&self, a: usize, b: usize) -> Ordering {
        let key = |index: usize| {
            self.groups.get(index).map(|group| (group.key.1, group.key.0, group.key.2, group.key.3))
        };
        key(b).cmp(&key(a))
    }
}
