//! BT-131: what a line comes to.

use super::{
    super::{
        document::Line,
        rules::{Lines, Prices, Rules},
    },
    explain::{LINE_ALLOWANCE, LINE_CHARGE, LINE_PRICED},
    result::LineTotal,
    units,
    work::Work,
};
use crate::{
    error::{Error, Result},
    money::{Currency, Rounding},
    trace::Tracer,
};
use rust_decimal::Decimal;

/// What a share is taken of: `value` × 10^-`scale` ÷ `per`.
#[derive(Clone, Copy)]
pub(super) struct Base {
    pub value: i128,
    pub scale: u32,
    pub per: i128,
}

impl<'a> Work<'a> {
    /// All lines, as priced; their sum.
    pub fn lines<T: Tracer<i128>>(&mut self, notes: &mut T) -> Result<i128> {
        let by = match self.rules.line {
            Lines::Rounded(by) | Lines::EachRounded(by) => Some(by),
            Lines::Precise { .. } => None,
        };
        let mut sum = 0i128;
        for (index, line) in self.document.lines.iter().enumerate() {
            let amount = match by.and_then(|by| self.plain(line, by)) {
                Some(amount) => i128::from(amount),
                None => self.line(index, line, notes).map_err(|error| at(index, error))?,
            };
            if T::TAKES_NOTES && self.rules.prices != Prices::Net {
                notes.note(&LINE_PRICED, 0, amount);
            }
            sum = sum.checked_add(amount).ok_or_else(|| self.lost("sum", amount, "sum of the lines"))?;
            let group = match self.known(&line.tax) {
                Some(group) => group,
                None => self.group(&line.tax).map_err(|error| at(index, error))?,
            };
            self.bearing |= !(line.withholdings.is_empty() && line.informative.is_empty());
            if self.direct {
                self.book(group, amount)?;
                let net = self.money("net", amount)?;
                self.printed.push(LineTotal { net, tax: None, exact: None });
            } else {
                self.enter(group, amount, line.price.amount().scale())?;
            }
        }
        for group in &mut self.groups {
            group.lines = group.amount;
        }
        Ok(sum)
    }

    /// The amount of a line that is a price times a quantity and nothing else, in numbers of 64 bits.
    #[expect(
        clippy::inline_always,
        reason = "as of `units::short`: it has two callers, with notes and without"
    )]
    #[inline(always)]
    fn plain(&self, line: &Line, by: Rounding) -> Option<i64> {
        let price = line.price.amount();
        let plain = line.allowances.is_empty()
            && line.charges.is_empty()
            && line.net.is_none()
            && line.price.currency() == self.currency
            && line.base_quantity.scale() == 0
            && line.base_quantity.mantissa() == 1;
        if !plain {
            return None;
        }
        let (units, quantity) =
            (i64::try_from(price.mantissa()).ok()?, i64::try_from(line.quantity.mantissa()).ok()?);
        units::short(units.checked_mul(quantity)?, price.scale() + line.quantity.scale(), 1, by, self.scale)
    }

    /// How an amount of a price with these digits is rounded before it is summed.
    #[inline]
    pub fn rounding(&self, digits: u32) -> Rounding {
        rounding(self.rules, self.currency, digits)
    }

    fn line<T: Tracer<i128>>(&mut self, index: usize, line: &'a Line, notes: &mut T) -> Result<i128> {
        self.same_currency("price", line.price.currency())?;
        let price = line.price.amount();
        let by = self.rounding(price.scale());
        let base = product(price, line.quantity, line.base_quantity)?;
        let computed = if line.allowances.is_empty() && line.charges.is_empty() {
            units::round(base.value, base.scale, base.per, by, self.scale)
                .ok_or_else(|| Error::overflow("price", price, "price × quantity"))?
        } else {
            self.adjusted(index, line, base, by, notes)?
        };
        match line.net {
            None => Ok(computed),
            Some(stated) => {
                let amount = self.stated("net", stated)?;
                let rule = "BT-131 = price × quantity ÷ base quantity − allowances + charges";
                self.note(format!("lines.{index}.net"), stated, computed, rule)?;
                Ok(amount)
            }
        }
    }

    /// With allowances taken off and charges put on.
    fn adjusted<T: Tracer<i128>>(
        &mut self,
        index: usize,
        line: &'a Line,
        base: Base,
        by: Rounding,
        notes: &mut T,
    ) -> Result<i128> {
        let lost = || Error::overflow("price", line.price, "price × quantity − allowances + charges");
        let once = matches!(self.rules.line, Lines::Rounded(_));
        let (of, part_by) = if once {
            (base, self.rules.amount)
        } else {
            let sum = units::round(base.value, base.scale, base.per, by, self.scale).ok_or_else(lost)?;
            (Base { value: sum, scale: self.scale, per: 1 }, by)
        };
        let mut extra = 0i128;
        for (name, list, sign, step) in [
            ("allowances", &line.allowances, -1, &LINE_ALLOWANCE),
            ("charges", &line.charges, 1, &LINE_CHARGE),
        ] {
            for (place, adjustment) in list.iter().enumerate() {
                let within = |error: Error| error.within(format_args!("{name}.{place}"));
                if let Some(tax) = &adjustment.tax {
                    let wanted = "a line's allowance or charge follows the line's tax: leave it out";
                    return Err(within(Error::invalid("tax", tax.category, wanted)));
                }
                if let Some(other) = adjustment.withholdings.first() {
                    let wanted =
                        "a line's allowance or charge follows the line's withholdings: leave them out";
                    return Err(within(Error::invalid("withholdings", &other.name, wanted)));
                }
                let path = || format!("lines.{index}.{name}.{place}");
                let amount = self.adjustment(adjustment, &path, of, part_by).map_err(within)?;
                notes.note(step, 0, amount);
                extra = extra.checked_add(sign * amount).ok_or_else(lost)?;
            }
        }
        if !once {
            return of.value.checked_add(extra).ok_or_else(lost);
        }
        rounded_once(base, extra, by, self.scale).ok_or_else(lost)
    }
}

/// How an amount of a price with these digits is rounded before it is summed.
pub(super) fn rounding(rules: &Rules, currency: Currency, digits: u32) -> Rounding {
    match rules.line {
        Lines::Rounded(by) | Lines::EachRounded(by) => by,
        Lines::Precise { extra, mode } => {
            let digits = digits.max(currency.minor_digits() + u32::from(extra));
            Rounding::of(1, u8::try_from(digits).unwrap_or(28), mode)
        }
    }
}

/// What a base and `extra` in units of 10^-`scale` come to, rounded once, in the same units; None when it does not fit.
pub(super) fn rounded_once(base: Base, extra: i128, by: Rounding, scale: u32) -> Option<i128> {
    // Both terms in the finer unit, × per.
    let fine = base.scale.max(scale);
    let value = units::lift(base.value, fine - base.scale)?;
    let extra = units::times(units::lift(extra, fine - scale)?, base.per)?;
    units::round(value.checked_add(extra)?, fine, base.per, by, scale)
}

#[cold]
fn at(line: usize, error: Error) -> Error {
    error.within(format_args!("lines.{line}"))
}

/// price × quantity ÷ base quantity, not yet divided.
#[inline]
pub(super) fn product(price: Decimal, quantity: Decimal, base_quantity: Decimal) -> Result<Base> {
    if let Some(value) = units::times(price.mantissa(), quantity.mantissa())
        && base_quantity == Decimal::ONE
    {
        return Ok(Base { value, scale: price.scale() + quantity.scale(), per: 1 });
    }
    product_per(price, quantity, base_quantity)
}

#[cold]
fn product_per(price: Decimal, quantity: Decimal, base_quantity: Decimal) -> Result<Base> {
    if base_quantity.is_zero() || base_quantity.is_sign_negative() {
        let wanted = "write how many units the price is for, above zero";
        return Err(Error::invalid("base_quantity", base_quantity, wanted));
    }
    let (p, q, per) = (price.normalize(), quantity.normalize(), base_quantity.normalize());
    let scale = p.scale() + q.scale();
    let lift = per.scale().saturating_sub(scale);
    let value = units::times(p.mantissa(), q.mantissa()).and_then(|value| units::lift(value, lift));
    let value = value.ok_or_else(|| Error::overflow("price", price, "price × quantity"))?;
    Ok(Base { value, scale: scale + lift - per.scale(), per: per.mantissa() })
}
