//! Advance invoices that a final invoice deducts, and stated taxes.

use super::{rows::Deducted, work::Work};
use crate::error::{Code, Error, Result};

impl Work<'_> {
    /// Puts base and tax of every advance invoice to the rows that they are taken off; their sums.
    pub fn advances(&mut self) -> Result<Option<Deducted>> {
        let document = self.document;
        let mut all = Deducted::default();
        for (place, advance) in document.advances.iter().enumerate() {
            let within = |error: Error| error.within(format_args!("advances.{place}"));
            if advance.number.is_empty() {
                return Err(within(Error::missing("number")));
            }
            if advance.day > document.day {
                let wanted =
                    format!("an advance invoice is issued before the one that deducts it ({})", document.day);
                return Err(within(Error::invalid("day", advance.day, &wanted)));
            }
            if document.advances.iter().take(place).any(|other| other.number == advance.number) {
                let message = format!("advance invoice {} is deducted twice: once is enough", advance.number);
                return Err(within(Error::new(Code::InputDuplicate, "number", &advance.number, message)));
            }
            for (row, part) in advance.parts.iter().enumerate() {
                let within = |error: Error| within(error.within(format_args!("parts.{row}")));
                if part.category.untaxed() && !(part.tax.is_zero() && part.rate.is_zero()) {
                    let wanted = format!("category {} knows no tax", part.category);
                    return Err(within(Error::invalid("tax", part.tax, &wanted)));
                }
                let base = self.stated("base", part.base).map_err(within)?;
                let tax = self.stated("tax", part.tax).map_err(within)?;
                let surcharge = match part.surcharge {
                    None => 0,
                    Some(surcharge) => self.stated("surcharge.amount", surcharge.amount).map_err(within)?,
                };
                let group = self.row(part.key(), (&part.reason, &part.source));
                let before = self.groups.get(group).map_or_else(Deducted::default, |group| group.deducted);
                let more = |to: Deducted| -> Result<Deducted> {
                    Ok(Deducted {
                        base: self.add("base", to.base, base)?,
                        tax: self.add("tax", to.tax, tax)?,
                        surcharge: self.add("surcharge.amount", to.surcharge, surcharge)?,
                    })
                };
                let (sum, whole) = (more(before).map_err(within)?, more(all).map_err(within)?);
                if let Some(group) = self.groups.get_mut(group) {
                    group.deducted = sum;
                }
                all = whole;
            }
        }
        Ok((!document.advances.is_empty()).then_some(all))
    }

    /// Puts every stated tax to its row.
    pub fn stated_taxes(&mut self) -> Result<()> {
        for (place, stated) in self.document.taxes.iter().enumerate() {
            let within = |error: Error| error.within(format_args!("taxes.{place}"));
            let amount = self.stated("tax", stated.tax).map_err(within)?;
            let key = stated.key();
            let found = self.groups.iter_mut().find(|group| group.key == key && group.stated.is_none());
            let Some(group) = found else {
                let wanted = "state the tax of a category and rate that the document has, once";
                let row = format!("{} {}", stated.category, stated.rate);
                return Err(within(Error::invalid("rate", row, wanted)));
            };
            group.stated = Some((place, amount));
        }
        Ok(())
    }
}
