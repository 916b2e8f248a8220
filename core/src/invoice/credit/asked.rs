//! What is asked for, of which line.

use super::{Credit, What, too_great};
use crate::{
    error::{Code, Error, Result, exact},
    invoice::totals::add,
    money::Money,
};
use rust_decimal::Decimal;

/// What a credit note takes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// So many units.
    Units(Decimal),
    /// So much of its amount.
    Amount(Money),
}

impl Credit<'_> {
    /// What is taken of each line; none for one that is not on the note.
    pub(super) fn parts(&self, what: &What) -> Result<Vec<Option<Part>>> {
        match what {
            What::Whole => self.whole(),
            What::Lines(wanted) => {
                let mut parts = vec![None; self.progress.len()];
                if wanted.is_empty() {
                    return Err(Error::missing("what"));
                }
                for (place, part) in wanted.iter().enumerate() {
                    let field = format!("what.{place}");
                    let index = self.line(&field, part.line)?;
                    let Some(slot) = parts.get_mut(index) else { continue };
                    let before = if let Some(Part::Units(before)) = slot { *before } else { Decimal::ZERO };
                    let now = add("quantity", before, part.quantity)?;
                    let field = format!("{field}.quantity");
                    if part.quantity.is_zero() {
                        return Err(Error::invalid(&field, 0, "credit some of the line"));
                    }
                    self.fits(&field, index, part.quantity, now)?;
                    *slot = Some(Part::Units(now));
                }
                Ok(parts)
            }
            What::Amounts(wanted) => {
                let mut parts = vec![None; self.progress.len()];
                if wanted.is_empty() {
                    return Err(Error::missing("what"));
                }
                for (place, part) in wanted.iter().enumerate() {
                    let field = format!("what.{place}");
                    let index = self.line(&field, part.line)?;
                    let field = format!("{field}.net");
                    let (Some(slot), Some(total), Some(progress)) = (
                        parts.get_mut(index),
                        self.original.totals().lines.get(index),
                        self.progress.get(index),
                    ) else {
                        continue;
                    };
                    if part.net.currency() != total.net.currency() {
                        let message = format!(
                            "`{field}` is in {}, the invoice in {}",
                            part.net.currency(),
                            total.net.currency()
                        );
                        return Err(Error::new(Code::MoneyMixedCurrencies, field, part.net, message));
                    }
                    if part.net.is_zero() {
                        return Err(Error::invalid(&field, part.net, "credit some of the line"));
                    }
                    let before = if let Some(Part::Amount(before)) = slot {
                        *before
                    } else {
                        Money::zero(part.net.currency())
                    };
                    let now = before.checked_add(part.net)?;
                    let left = total.net.checked_sub(progress.figures.net)?;
                    let same_way = part.net.is_negative() == total.net.is_negative();
                    if !same_way || now.amount().abs() > left.amount().abs() {
                        return Err(too_great(field, part.net, left, self.number));
                    }
                    *slot = Some(Part::Amount(now));
                }
                Ok(parts)
            }
            What::Share(share) => self.share_of_all(*share),
        }
    }

    fn line(&self, field: &str, line: u32) -> Result<usize> {
        usize::try_from(line).ok().filter(|index| *index < self.progress.len()).ok_or_else(|| {
            let wanted = format!("invoice {} has no such line; they count from 0", self.number);
            Error::invalid(&format!("{field}.line"), line, &wanted)
        })
    }

    /// Units that are left of a line, and whether the line has any.
    fn left(&self, index: usize) -> Result<(Decimal, Decimal)> {
        let whole = self.original.document().lines.get(index).map_or(Decimal::ZERO, |line| line.quantity);
        let taken = self.progress.get(index).map_or(Decimal::ZERO, |progress| progress.units);
        Ok((add("quantity", whole, -taken)?, whole))
    }

    /// Refuses units that the line does not have: `asked` in a place, `now` in all of this note.
    fn fits(&self, field: &str, index: usize, asked: Decimal, now: Decimal) -> Result<()> {
        let (left, whole) = self.left(index)?;
        let same_way = asked.is_sign_negative() == whole.is_sign_negative();
        let left = if self.is_over(index) { Decimal::ZERO } else { left };
        if !same_way || now.abs() > left.abs() {
            return Err(too_great(field, asked, left, self.number));
        }
        Ok(())
    }

    fn whole(&self) -> Result<Vec<Option<Part>>> {
        if self.all_over() {
            let gross = self.original.totals().gross;
            return Err(too_great("what", gross, Money::zero(gross.currency()), self.number));
        }
        let part =
            |index| Ok(if self.is_over(index) { None } else { Some(Part::Units(self.left(index)?.0)) });
        (0..self.progress.len()).map(part).collect()
    }

    fn share_of_all(&self, share: Decimal) -> Result<Vec<Option<Part>>> {
        if share <= Decimal::ZERO || share > Decimal::ONE {
            let wanted = "write the fraction of the invoice that is credited, above 0 and at most 1";
            return Err(Error::invalid("what.share", share, wanted));
        }
        if self.all_over() {
            return Err(too_great("what.share", share, Decimal::ZERO, self.number));
        }
        let mut parts = vec![None; self.progress.len()];
        for (index, slot) in parts.iter_mut().enumerate() {
            let (left, whole) = self.left(index)?;
            if whole.is_zero() {
                // It has no units to share: it goes with the whole.
                *slot = (share == Decimal::ONE && !self.is_over(index)).then_some(Part::Units(left));
                continue;
            }
            let units = exact::multiply(whole, share)
                .ok_or_else(|| Error::overflow("what.share", share, "share of a quantity"))?;
            if units.abs() > left.abs() {
                let message = format!(
                    "{share} of invoice {} cannot be credited: of line {index}, {left} of {whole} is left",
                    self.number
                );
                return Err(Error::new(Code::InvoiceCreditTooGreat, "what.share", share, message));
            }
            *slot = (!self.is_over(index)).then_some(Part::Units(units));
        }
        Ok(parts)
    }
}
