//! The tax of every row, and of every line where the rules ask for it.

use super::{
    super::{rules::Prices, share},
    lines::rounding,
    units,
    work::Work,
};
use crate::{
    error::{Error, Result},
    money::{Granularity, Rounding},
};
use std::cmp::Ordering;

/// A rate: mantissa and digits.
type Rate = (i128, u32);

/// BR-CO-17: base × rate, rounded.
#[inline]
pub(super) fn tax_on(base: i128, (rate, digits): Rate, scale: u32, by: Rounding) -> Option<i128> {
    if rate == 0 {
        return Some(0);
    }
    units::round(units::times(base, rate)?, scale + digits, 1, by, scale)
}

/// The part of an amount with tax that is without it (at 19 % 100 of 119), or the tax (19 of 119), rounded.
pub(super) fn contained(
    amount: i128,
    (rate, digits): Rate,
    net: bool,
    scale: u32,
    by: Rounding,
) -> Option<i128> {
    let one = units::lift(1, digits)?;
    let times = if net { one } else { rate };
    units::round(units::times(amount, times)?, scale, one.checked_add(rate)?, by, scale)
}

/// An amount as priced taken apart into net and tax; `by` rounds the tax, or the net where the prices say so. None when it
/// does not fit, and under [`Prices::GrossRoundEach`], which rounds the two differently.
#[inline]
pub(super) fn apart(
    amount: i128,
    rate: Rate,
    prices: Prices,
    by: Rounding,
    scale: u32,
) -> Option<(i128, i128)> {
    match prices {
        Prices::Net => Some((amount, tax_on(amount, rate, scale, by)?)),
        Prices::GrossRoundTax => {
            let tax = contained(amount, rate, false, scale, by)?;
            Some((amount.checked_sub(tax)?, tax))
        }
        Prices::GrossRoundNet => {
            let net = contained(amount, rate, true, scale, by)?;
            Some((net, amount.checked_sub(net)?))
        }
        Prices::GrossRoundEach => None,
    }
}

impl Work<'_> {
    /// Base and tax of each row, and net and tax of each entry where the rules ask for it; the tax of the document.
    pub fn tax(&mut self) -> Result<i128> {
        match self.rules.tax {
            Granularity::PerLine => self.tax_per_line()?,
            Granularity::PerRate => self.tax_per_rate()?,
            Granularity::PerDocument => self.tax_per_document()?,
        }
        self.deduct()?;
        let mut taxes = self.groups.iter().flat_map(|group| [group.tax, group.extra]);
        taxes.try_fold(0i128, i128::checked_add).ok_or_else(|| self.lost("tax", 0, "sum of the taxes"))
    }

    fn tax_per_line(&mut self) -> Result<()> {
        let (scale, prices, by) = (self.scale, self.rules.prices, self.rules.amount);
        for entry in &mut self.entries {
            let lost = |amount: i128| Error::overflow("tax", amount, "tax of a line");
            let Some(group) = self.groups.get_mut(entry.group) else { continue };
            let rate = group.rate;
            let parts = || {
                if prices != Prices::GrossRoundEach {
                    return apart(entry.amount, rate, prices, by, scale);
                }
                let each = rounding(self.rules, self.currency, entry.digits);
                let net = contained(entry.amount, rate, true, scale, each)?;
                Some((net, tax_on(net, rate, scale, by)?))
            };
            let (net, tax) = parts().ok_or_else(|| lost(entry.amount))?;
            let extra = tax_on(net, group.surcharge, scale, by);
            let sums = || {
                Some((
                    group.base.checked_add(net)?,
                    group.tax.checked_add(tax)?,
                    group.extra.checked_add(extra?)?,
                ))
            };
            (group.base, group.tax, group.extra) = sums().ok_or_else(|| lost(entry.amount))?;
            (entry.net, entry.tax) = (net, tax);
            if let Some(extra) = extra {
                entry.tax = tax.checked_add(extra).ok_or_else(|| lost(entry.amount))?;
            }
        }
        Ok(())
    }

    fn tax_per_rate(&mut self) -> Result<()> {
        let (scale, prices, by) = (self.scale, self.rules.prices, self.rules.amount);
        self.nets_of_each()?;
        for group in &mut self.groups {
            let rate = group.rate;
            let parts = match prices {
                Prices::GrossRoundEach => tax_on(group.base, rate, scale, by).map(|tax| (group.base, tax)),
                _ => apart(group.amount, rate, prices, by, scale),
            };
            let lost = || Error::overflow("tax", group.key.1, "tax of a rate");
            let (base, tax) = parts.ok_or_else(lost)?;
            let extra = tax_on(base, group.surcharge, scale, by).ok_or_else(lost)?;
            (group.base, group.tax, group.extra) = (base, tax, extra);
        }
        if matches!(prices, Prices::GrossRoundTax | Prices::GrossRoundNet) {
            for index in 0..self.groups.len() {
                self.level_nets(index)?;
            }
        }
        Ok(())
    }

    /// Rounded once for the document; or, where every figure is rounded on its own, not before it is printed.
    fn tax_per_document(&mut self) -> Result<()> {
        let (scale, by, precise) = (self.scale, self.rules.amount, self.precise());
        self.nets_of_each()?;
        let lost = || Error::overflow("tax", scale, "tax of each rate, added up to that of the document");
        // All products in units of 10^-wide: first the tax of each row, then its surcharge.
        let digits = self.groups.iter().map(|group| group.rate.1.max(group.surcharge.1)).max().unwrap_or(0);
        let wide = scale + digits;
        let mut products = Vec::with_capacity(2 * self.groups.len());
        for group in &mut self.groups {
            if self.rules.prices == Prices::Net {
                group.base = group.amount;
            }
            for (rate, own) in [group.rate, group.surcharge] {
                let product =
                    units::times(group.base, rate).and_then(|value| units::lift(value, digits - own));
                products.push(product.ok_or_else(lost)?);
            }
        }
        let parts = if precise {
            // What the scale cannot hold is kept out by the digits that it was chosen for.
            let exact = products.iter().map(|product| {
                let unit = units::lift(1, digits)?;
                (product % unit == 0).then_some(product / unit)
            });
            exact.collect::<Option<Vec<_>>>().ok_or_else(lost)?
        } else {
            let whole =
                products.iter().try_fold(0i128, |sum, product| sum.checked_add(*product)).ok_or_else(lost)?;
            let total = units::round(whole, wide, 1, by, scale).ok_or_else(lost)?;
            let order = |a: usize, b: usize| self.higher_rate(a / 2, b / 2).then_with(|| a.cmp(&b));
            share::level_rounded(&products, wide, by.step, total, scale, order).ok_or_else(lost)?
        };
        for (group, part) in self.groups.iter_mut().zip(parts.chunks(2)) {
            let [tax, extra] = part else { continue };
            (group.tax, group.extra) = (*tax, *extra);
        }
        Ok(())
    }

    /// Under [`Prices::GrossRoundEach`], the net of each entry, summed to the bases.
    fn nets_of_each(&mut self) -> Result<()> {
        if self.rules.prices != Prices::GrossRoundEach {
            return Ok(());
        }
        for entry in &mut self.entries {
            let Some(group) = self.groups.get_mut(entry.group) else { continue };
            let each = rounding(self.rules, self.currency, entry.digits);
            let net = contained(entry.amount, group.rate, true, self.scale, each);
            let sum = net.and_then(|net| group.base.checked_add(net));
            let lost = || Error::overflow("net", entry.amount, "net of a price with tax");
            (entry.net, group.base) = net.zip(sum).ok_or_else(lost)?;
        }
        Ok(())
    }

    /// The total without tax of prices with tax, as the total with tax less the tax.
    pub fn gross_less_tax(&self, deducted: super::rows::Deducted) -> Result<i128> {
        let mut net = self.add("net", 0, -deducted.base)?;
        for group in &self.groups {
            // Each row's tax before advances: those are taken off by themselves.
            let tax = self.add("tax", group.tax, group.deducted.tax)?;
            net = self.add("net", self.add("net", net, group.amount)?, -tax)?;
        }
        Ok(net)
    }

    /// Stated taxes in place of computed ones, then what advance invoices charged taken off.
    fn deduct(&mut self) -> Result<()> {
        for index in 0..self.groups.len() {
            let Some(group) = self.groups.get(index) else { continue };
            let (deducted, stated, computed) = (group.deducted, group.stated, group.tax);
            if let Some((place, amount)) = stated {
                let path = format!("taxes.{place}.tax");
                let left = self.add(&path, computed, -deducted.tax)?;
                if let Some(stated) = self.document.taxes.get(place) {
                    self.note(path, stated.tax, left, "BT-117 = BT-116 × BT-119")?;
                }
                let tax = self.add("tax", amount, deducted.tax)?;
                let apart = matches!(self.rules.prices, Prices::GrossRoundTax | Prices::GrossRoundNet)
                    && self.entries.iter().any(|entry| entry.group == index);
                if let Some(group) = self.groups.get_mut(index) {
                    group.tax = tax;
                    if apart {
                        group.base = group
                            .amount
                            .checked_sub(tax)
                            .ok_or_else(|| Error::overflow("tax", tax, "net"))?;
                    }
                }
                if apart {
                    self.level_nets(index)?;
                }
            }
            let Some(group) = self.groups.get(index) else { continue };
            let base = self.add("base", group.base, -deducted.base)?;
            let tax = self.add("tax", group.tax, -deducted.tax)?;
            let extra = self.add("tax", group.extra, -deducted.surcharge)?;
            if let Some(group) = self.groups.get_mut(index) {
                (group.base, group.tax, group.extra) = (base, tax, extra);
            }
        }
        Ok(())
    }

    /// Nets of a row's entries that are priced with tax, so that they add up to its net.
    fn level_nets(&mut self, index: usize) -> Result<()> {
        let Some(group) = self.groups.get(index) else { return Ok(()) };
        let lost = || Error::overflow("base", group.key.1, "nets of lines priced with tax");
        let (rate, digits) = group.rate;
        let one = units::lift(1, digits).ok_or_else(lost)?;
        let members: Vec<usize> =
            self.entries.iter().enumerate().filter(|(_, e)| e.group == index).map(|(i, _)| i).collect();
        if members.is_empty() {
            return Ok(());
        }
        let numerators: Vec<i128> = members
            .iter()
            .filter_map(|member| self.entries.get(*member))
            .map(|entry| units::times(entry.amount, one))
            .collect::<Option<_>>()
            .ok_or_else(lost)?;
        let order = |a: usize, b: usize| match (members.get(a), members.get(b)) {
            (Some(a), Some(b)) => self.greater_first(*a, *b),
            _ => Ordering::Equal,
        };
        let divisor = one.checked_add(rate).ok_or_else(lost)?;
        let nets = share::level(&numerators, divisor, group.base, order).ok_or_else(lost)?;
        for (member, net) in members.into_iter().zip(nets) {
            if let Some(entry) = self.entries.get_mut(member) {
                entry.net = net;
                entry.tax = entry.amount - net;
            }
        }
        Ok(())
    }

    /// Ties go to the greater size, then by what the lines say: so neither their order nor the sign of all of them
    /// matters.
    fn greater_first(&self, a: usize, b: usize) -> Ordering {
        let size = |index: usize| self.entries.get(index).map(|entry| entry.amount.unsigned_abs());
        let line = |index: usize| {
            self.document.lines.get(index).map(|line| {
                let texts = (&line.description, &line.item, &line.unit, &line.account, &line.tax.reason);
                (texts, line.quantity.abs(), line.price.amount().abs(), line.base_quantity, line.credits)
            })
        };
        size(b).cmp(&size(a)).then_with(|| line(a).cmp(&line(b)))
    }
}
