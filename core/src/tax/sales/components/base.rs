//! What each component is due on.

use super::{Component, Holiday, Item, Limit, Per, Stack, rule};
use crate::{
    error::{Error, Result, exact},
    money::Rounding,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What a component is due on, for a line or for all lines under one limit.
pub(super) struct Piece {
    pub base: Decimal,
    /// How it was come by.
    pub note: String,
}

/// A component in force, with what it is due on.
pub(super) struct Due<'a> {
    pub component: &'a Component,
    pub pieces: Vec<Piece>,
    /// The tax on each line before rounding; None where no line alone has one.
    by_line: Option<Vec<Decimal>>,
}

impl<'a> Due<'a> {
    pub fn new(component: &'a Component, lines: &[Item], day: NaiveDate, before: &[Due<'_>]) -> Result<Self> {
        let mut pieces = Vec::new();
        let mut by_line = vec![Decimal::ZERO; lines.len()];
        let mut together: BTreeMap<usize, (Decimal, &Limit)> = BTreeMap::new();
        for (row, (line, tax)) in lines.iter().zip(&mut by_line).enumerate() {
            let lost = |step: &str| lost(component, row, line, step);
            let full = || lost(rule::BASE.name);
            let taxed = if line.shipping { component.shipping } else { component.taxes(&line.class) };
            if !taxed {
                continue;
            }
            if let Some(holiday) = holiday_of(component, line, day, full)? {
                pieces.push(Piece { base: Decimal::ZERO, note: format!("line {row}: {}", holiday.name) });
                continue;
            }
            let amount = line.amount.amount();
            let (base, note) = match component.limit(&line.class) {
                Some((index, limit)) if limit.per == Per::Document => {
                    let sum = &mut together.entry(index).or_insert((Decimal::ZERO, limit)).0;
                    *sum = exact::add(*sum, amount).ok_or_else(full)?;
                    continue;
                }
                Some((_, limit)) => {
                    (limit.part(amount, line.quantity).ok_or_else(full)?, limit.note(&line.amount))
                }
                None => (amount, String::new()),
            };
            let base = with_taxes(base, component, before, row).ok_or_else(full)?;
            *tax = exact::multiply(base, component.rate).ok_or_else(|| lost(rule::TAX.name))?;
            pieces.push(Piece { base, note: format!("line {row}{note}") });
        }
        let apart = together.is_empty();
        for (sum, limit) in together.into_values() {
            let full = || Error::overflow("lines", sum, &step_of(component, rule::BASE.name));
            let base = limit.part(sum, 1).ok_or_else(full)?;
            pieces.push(Piece { base, note: format!("all lines together{}", limit.note(&sum)) });
        }
        Ok(Self { component, pieces, by_line: apart.then_some(by_line) })
    }

    /// What all lines are due on; None when it does not fit.
    pub fn base(&self) -> Option<Decimal> {
        self.pieces.iter().map(|piece| piece.base).try_fold(Decimal::ZERO, exact::add)
    }

    /// The taxes on the pieces, each rounded; None when one does not fit.
    pub fn per_piece(&self, by: Rounding) -> Option<Decimal> {
        self.pieces.iter().try_fold(Decimal::ZERO, |sum, piece| {
            exact::add(sum, Stack::tax([(piece.base, self.component.rate)], by)?)
        })
    }
}

/// A step as an error names it.
fn step_of(component: &Component, step: &str) -> String {
    format!("{step}, of `{}` at {}", component.id, component.rate)
}

#[cold]
fn lost(component: &Component, row: usize, line: &Item, step: &str) -> Error {
    Error::overflow("amount", line.amount, &step_of(component, step)).within(format!("lines.{row}"))
}

/// A line's base with the taxes that the component is due on too, before their rounding.
fn with_taxes(base: Decimal, component: &Component, before: &[Due<'_>], row: usize) -> Option<Decimal> {
    let under = before.iter().filter(|due| component.on.contains(&due.component.id));
    under
        .map(|due| due.by_line.as_ref().and_then(|taxes| taxes.get(row).copied()))
        .try_fold(base, |sum, tax| exact::add(sum, tax?))
}

/// The holiday that frees a line, if one does; `full` is said when its price limit does not fit.
fn holiday_of<'a>(
    component: &'a Component,
    line: &Item,
    day: NaiveDate,
    full: impl Fn() -> Error,
) -> Result<Option<&'a Holiday>> {
    for holiday in component.holidays.iter().filter(|holiday| holiday.frees(&line.class, day)) {
        let below = holiday.below.map(|below| times(below, line.quantity).ok_or_else(&full));
        if below.transpose()?.is_none_or(|below| line.amount.amount().abs() < below) {
            return Ok(Some(holiday));
        }
    }
    Ok(None)
}

fn times(amount: Decimal, quantity: u32) -> Option<Decimal> {
    exact::multiply(amount, quantity.into())
}

impl Limit {
    /// The part of an amount of so many items of one price that lies within the limit, with the amount's sign.
    fn part(&self, amount: Decimal, quantity: u32) -> Option<Decimal> {
        let size = amount.abs();
        let above = times(self.above.unwrap_or_default(), quantity)?;
        let top = match self.up_to {
            Some(cap) => size.min(times(cap, quantity)?),
            None => size,
        };
        let part = match self.whole {
            true if size > above => size,
            true => Decimal::ZERO,
            false => exact::subtract(top, above)?.max(Decimal::ZERO),
        };
        // Nothing has no sign.
        Some(if amount.is_sign_negative() && !part.is_zero() { -part } else { part })
    }

    fn note(&self, of: &dyn std::fmt::Display) -> String {
        let above = self.above.map_or_else(String::new, |above| format!(" above {above}"));
        let up_to = self.up_to.map_or_else(String::new, |cap| format!(" up to {cap}"));
        let whole = if self.whole { ", then whole" } else { "" };
        let per = if self.per == Per::Item { ", each item" } else { "" };
        format!(": of {of} what lies{above}{up_to}{whole}{per}")
    }
}
