//! Allowances and charges.

use super::{
    super::{document::Adjustment, rules::Spread, share},
    lines::Base,
    units,
    work::Work,
};
use crate::{
    error::{Error, Result},
    money::Rounding,
};
use rust_decimal::Decimal;

impl<'a> Work<'a> {
    /// An allowance's or charge's amount: as stated, or its share of a base.
    pub fn adjustment(
        &mut self,
        adjustment: &Adjustment,
        path: &dyn Fn() -> String,
        of: Base,
        by: Rounding,
    ) -> Result<i128> {
        let computed = match adjustment.share {
            None => None,
            Some(share) => {
                let of = match adjustment.base {
                    Some(base) => Base { value: self.stated("base", base)?, scale: self.scale, per: 1 },
                    None => of,
                };
                Some(self.share_of(of, share, by)?)
            }
        };
        match (adjustment.amount, computed) {
            (None, None) => Err(Error::missing("amount")),
            (None, Some(computed)) => Ok(computed),
            (Some(stated), computed) => {
                let amount = self.stated("amount", stated)?;
                if let Some(computed) = computed {
                    self.note(format!("{}.amount", path()), stated, computed, "amount = share × base")?;
                }
                Ok(amount)
            }
        }
    }

    fn share_of(&self, of: Base, share: Decimal, by: Rounding) -> Result<i128> {
        let plain = share.normalize();
        units::times(of.value, plain.mantissa())
            .and_then(|value| units::round(value, of.scale + plain.scale(), of.per, by, self.scale))
            .ok_or_else(|| Error::overflow("share", share, "share of the base"))
    }

    /// Allowances and charges of the whole document; `sum`: the lines as priced.
    pub fn adjustments(&mut self, sum: i128) -> Result<()> {
        let document = self.document;
        for (name, list) in [("allowances", &document.allowances), ("charges", &document.charges)] {
            for (place, adjustment) in list.iter().enumerate() {
                self.document_adjustment(place, adjustment, name, sum)
                    .map_err(|error| error.within(format_args!("{name}.{place}")))?;
            }
        }
        Ok(())
    }

    /// An allowance or charge of the whole document, put into the rows that it changes.
    fn document_adjustment(
        &mut self,
        place: usize,
        adjustment: &'a Adjustment,
        list: &str,
        sum: i128,
    ) -> Result<()> {
        let path = || format!("{list}.{place}");
        let of = Base { value: sum, scale: self.scale, per: 1 };
        // Of an amount the currency's digits; where more are kept, as many as of the lines that are summed.
        let minor = self.currency.minor_digits();
        let by = if self.precise() { self.rounding(self.document_digits()) } else { self.rules.amount };
        let amount = self.adjustment(adjustment, &path, of, by)?;
        let taking = list == "allowances";
        let index = u32::try_from(place).unwrap_or(u32::MAX);
        let parts = if let Some(tax) = &adjustment.tax {
            vec![(self.group(tax)?, amount)]
        } else if self.rules.spread == Spread::Refused {
            return Err(Error::missing("tax"));
        } else {
            self.spread(amount)?
        };
        for (group, part) in parts {
            let entry = self.entries.len();
            self.enter(group, if taking { -part } else { part }, minor)?;
            if taking { &mut self.allowances } else { &mut self.charges }.push((index, entry));
        }
        Ok(())
    }

    fn document_digits(&self) -> u32 {
        self.document.lines.iter().map(|line| line.price.amount().scale()).max().unwrap_or(0)
    }

    /// An amount over the rows in proportion to their lines. A row that only an earlier allowance made has no lines and
    /// takes no part.
    fn spread(&self, amount: i128) -> Result<Vec<(usize, i128)>> {
        // In the digits of lines, of which both the amount and the weights are whole numbers.
        let parts = units::lift(1, self.rate_digits).and_then(|unit| {
            let weights: Vec<i128> = self.groups.iter().map(|group| group.lines / unit).collect();
            let parts = share::spread(amount / unit, &weights, |a, b| self.higher_rate(a, b))?;
            Some(parts.into_iter().map(|part| part * unit).collect::<Vec<_>>())
        });
        let parts = parts.ok_or_else(|| {
            let wanted = "the lines give nothing to spread it over: name the tax that it changes";
            Error::invalid("tax", "", wanted)
        })?;
        let mut parts: Vec<(usize, i128)> =
            parts.into_iter().enumerate().filter(|(_, part)| *part != 0).collect();
        if parts.is_empty() {
            // Of nothing a row shows that it was spread: the same one, however lines and adjustments are ordered.
            let rows = self.groups.iter().enumerate().filter(|(_, group)| group.lines != 0);
            parts.extend(rows.map(|(row, _)| (row, 0)).min_by(|(a, _), (b, _)| self.higher_rate(*a, *b)));
        }
        Ok(parts)
    }
}
