//! The order of work: lines, allowances and charges, advances, tax, and what is left to be paid.

use super::{
    super::{
        document::Document,
        rules::{Lines, Prices, Rules},
    },
    result::{AdjustmentTotal, AdvanceTotal, Finding, LineTotal, Surcharge, TaxTotal, Totals},
    rows::Group,
    units,
};
use crate::{
    error::{Code, Error, Result},
    money::{Currency, Granularity, Mode, Money, Rounding},
    trace::Tracer,
};
use rust_decimal::Decimal;

/// A line, or the part of an allowance or charge of the document that falls into one row of the breakdown.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub group: usize,
    /// The digits that it was priced with.
    pub digits: u32,
    /// As priced, below zero for an allowance.
    pub amount: i128,
    pub net: i128,
    pub tax: i128,
}

/// A part of an allowance or charge: which of the list, which entry.
pub(super) type Place = (u32, usize);

pub(super) struct Work<'a> {
    pub document: &'a Document,
    pub rules: &'a Rules,
    pub currency: Currency,
    /// Amounts are whole numbers of 10^-`scale`.
    pub scale: u32,
    /// Of these, the digits that only taxes and withholdings need.
    pub rate_digits: u32,
    pub groups: Vec<Group<'a>>,
    pub entries: Vec<Entry>,
    /// Whether a line is printed as priced, so that it needs no entry: then it stands in `printed` at once.
    pub direct: bool,
    pub printed: Vec<LineTotal>,
    pub allowances: Vec<Place>,
    pub charges: Vec<Place>,
    pub findings: Vec<Finding>,
    /// Whether any line bears a tax that is withheld, or told for information.
    pub bearing: bool,
}

impl<'a> Work<'a> {
    pub fn new(document: &'a Document, rules: &'a Rules) -> Result<Self> {
        if document.lines.is_empty() {
            return Err(Error::new(Code::InvoiceEmpty, "lines", "", "the document has no lines: add one"));
        }
        rules.check(document.currency)?;
        let minor = document.currency.minor_digits();
        let (digits, rate_digits) = match rules.line {
            Lines::Rounded(_) | Lines::EachRounded(_) => (minor, 0),
            Lines::Precise { extra, .. } => precise_digits(document, minor + u32::from(extra)),
        };
        let direct = rate_digits == 0
            && !matches!(rules.line, Lines::Precise { .. })
            && rules.prices == Prices::Net
            && rules.tax != Granularity::PerLine;
        let adjusted = document.allowances.len() + document.charges.len();
        let count = document.lines.len();
        Ok(Self {
            document,
            rules,
            currency: document.currency,
            scale: digits + rate_digits,
            rate_digits,
            groups: Vec::with_capacity(2),
            entries: Vec::with_capacity(adjusted + if direct { 0 } else { count }),
            direct,
            printed: Vec::with_capacity(count),
            allowances: vec![],
            charges: vec![],
            findings: vec![],
            bearing: false,
        })
    }

    /// Whether every figure is rounded on its own, and only when it is printed.
    #[inline]
    pub fn precise(&self) -> bool {
        matches!(self.rules.line, Lines::Precise { .. })
    }

    #[inline]
    pub fn same_currency(&self, field: &str, other: Currency) -> Result<()> {
        if other == self.currency { Ok(()) } else { Err(self.mixed(field, other)) }
    }

    #[cold]
    fn mixed(&self, field: &str, other: Currency) -> Error {
        let message = format!("`{field}` is in {other}, the document in {}: convert it first", self.currency);
        Error::new(Code::MoneyMixedCurrencies, field, other, message)
    }

    /// What the caller stated, in the document's currency.
    #[inline]
    pub fn stated(&self, field: &str, money: Money) -> Result<i128> {
        self.same_currency(field, money.currency())?;
        units::of_money(money, self.scale).ok_or_else(|| Error::overflow(field, money, "an amount"))
    }

    #[inline]
    pub fn add(&self, field: &str, a: i128, b: i128) -> Result<i128> {
        a.checked_add(b).ok_or_else(|| self.lost(field, a, "sum of amounts"))
    }

    #[cold]
    pub fn lost(&self, field: &str, value: i128, step: &str) -> Error {
        let value = Decimal::try_from_i128_with_scale(value, self.scale)
            .map_or_else(|_| value.to_string(), |value| value.normalize().to_string());
        Error::overflow(field, value, step)
    }

    /// A figure as printed: rounded only where more digits were kept than the currency has.
    #[inline]
    pub fn money(&self, field: &str, amount: i128) -> Result<Money> {
        if !self.precise()
            && let Ok(units) = i64::try_from(amount)
        {
            return Ok(Money::minor(units, self.currency));
        }
        self.great_money(field, amount)
    }

    #[cold]
    fn great_money(&self, field: &str, amount: i128) -> Result<Money> {
        let minor = self.currency.minor_digits();
        let printed = if self.precise() {
            units::round(amount, self.scale, 1, self.rules.amount, minor)
        } else {
            Some(amount)
        };
        let printed = printed.and_then(|units| Decimal::try_from_i128_with_scale(units, minor).ok());
        Money::new(printed.ok_or_else(|| self.lost(field, amount, "an amount"))?, self.currency)
    }

    /// How a share is rounded that is printed later: to all digits that are kept.
    pub fn kept(&self) -> Rounding {
        if self.precise() {
            Rounding::of(1, u8::try_from(self.scale).unwrap_or(28), Mode::HalfUp)
        } else {
            self.rules.amount
        }
    }

    /// A figure with all its digits.
    pub fn exact(&self, amount: i128) -> Option<Decimal> {
        Decimal::try_from_i128_with_scale(amount, self.scale).ok().map(|amount| amount.normalize())
    }

    /// Says so where a stated figure is not what the rule gives.
    pub fn note(&mut self, field: String, stated: Money, computed: i128, rule: &str) -> Result<()> {
        if units::of_money(stated, self.scale) != Some(computed) {
            let computed = self.money(&field, computed)?;
            if computed != stated {
                self.findings.push(Finding { field, stated, computed, rule: rule.into() });
            }
        }
        Ok(())
    }

    #[inline]
    pub fn enter(&mut self, group: usize, amount: i128, digits: u32) -> Result<()> {
        self.book(group, amount)?;
        self.entries.push(Entry { group, digits, amount, net: amount, tax: 0 });
        Ok(())
    }

    fn parts(&self, list: &[Place], taking: bool) -> Result<Vec<AdjustmentTotal>> {
        if list.is_empty() {
            return Ok(vec![]);
        }
        let mut parts = Vec::with_capacity(list.len());
        for (index, entry) in list {
            let Some(entry) = self.entries.get(*entry) else { continue };
            let Some(group) = self.groups.get(entry.group) else { continue };
            let (category, rate, surcharge, code) = group.key;
            let net = self.money("adjustment", if taking { -entry.net } else { entry.net })?;
            parts.push(AdjustmentTotal { index: *index, category, rate, surcharge, code: code.into(), net });
        }
        parts.sort_by(|a, b| a.index.cmp(&b.index).then_with(|| a.key().cmp(&b.key())));
        Ok(parts)
    }

    fn sum_of(&self, list: &[Place]) -> Result<i128> {
        let mut nets = list.iter().filter_map(|(_, entry)| self.entries.get(*entry));
        nets.try_fold(0, |sum, entry| self.add("adjustments", sum, entry.net))
    }

    /// Puts the lines that have entries to those printed; the sum of all.
    fn print_lines(&mut self, priced: i128) -> Result<i128> {
        if self.direct {
            return Ok(priced);
        }
        let apart = matches!(self.rules.prices, Prices::GrossRoundTax | Prices::GrossRoundNet);
        let known_by_line = self.rules.tax == Granularity::PerLine || apart;
        let mut sum = 0;
        for index in 0..self.document.lines.len() {
            let Some(entry) = self.entries.get(index).copied() else { continue };
            sum = self.add("sum", sum, entry.net)?;
            let net = self.money("net", entry.net)?;
            let tax = if known_by_line { Some(self.money("tax", entry.tax)?) } else { None };
            let exact = if self.precise() { self.exact(entry.amount) } else { None };
            self.printed.push(LineTotal { net, tax, exact });
        }
        Ok(sum)
    }

    /// The whole; `notes` are of what the totals do not tell.
    pub fn totals<T: Tracer<i128>>(mut self, notes: &mut T) -> Result<Totals> {
        let document = self.document;
        let priced = self.lines(notes)?;
        self.adjustments(priced)?;
        let advances = self.advances()?;
        self.stated_taxes()?;
        let tax = self.tax()?;

        let sum = self.print_lines(priced)?;
        let allowance_parts = self.parts(&self.allowances, true)?;
        let charge_parts = self.parts(&self.charges, false)?;
        let (taken, put) = (self.sum_of(&self.allowances)?, self.sum_of(&self.charges)?);
        let deducted = advances.unwrap_or_default();
        let taken = self.add("allowances", -taken, deducted.base)?;
        let net = if self.rules.prices == Prices::GrossRoundEach {
            self.gross_less_tax(deducted)?
        } else {
            self.add("net", self.add("net", sum, -taken)?, put)?
        };
        let gross = self.add("gross", net, tax)?;
        let sum = self.money("sum", sum)?;
        let settled = self.settle(net, gross)?;

        let mut breakdown = Vec::with_capacity(self.groups.len());
        for group in &self.groups {
            let (category, rate, surcharge, code) = group.key;
            let surcharge = match surcharge {
                None => None,
                Some(rate) => Some(Surcharge { rate, amount: self.money("surcharge", group.extra)? }),
            };
            breakdown.push(TaxTotal {
                category,
                rate,
                base: self.money("base", group.base)?,
                tax: self.money("tax", group.tax)?,
                surcharge,
                code: code.into(),
                reason: group.reason.0.into(),
                source: group.reason.1.into(),
            });
        }
        breakdown.sort_by(|a, b| a.key().cmp(&b.key()));
        let tax = self.money("tax", tax)?;
        let accounting = match &document.accounting {
            None => None,
            Some(accounting) => Some(self.accounted(accounting, tax, &breakdown)?),
        };
        let advances = match advances {
            None => None,
            Some(sum) => Some(AdvanceTotal {
                base: self.money("advances", sum.base)?,
                tax: self.money("advances", self.add("advances", sum.tax, sum.surcharge)?)?,
            }),
        };
        let lines = std::mem::take(&mut self.printed);
        Ok(Totals {
            currency: self.currency,
            lines,
            sum,
            allowances: self.money("allowances", taken)?,
            charges: self.money("charges", put)?,
            net: self.money("net", net)?,
            tax,
            gross: self.money("gross", gross)?,
            withheld: settled.withheld,
            prepaid: settled.prepaid,
            rounding: settled.rounding,
            due: settled.due,
            breakdown,
            allowance_parts,
            charge_parts,
            advances,
            withholdings: settled.withholdings,
            informative: settled.informative,
            accounting,
            findings: self.findings,
        })
    }
}

/// Digits that hold every line and allowance of the document, and how many more hold its taxes and withholdings.
fn precise_digits(document: &Document, least: u32) -> (u32, u32) {
    let digits = document.lines.iter().map(|line| line.price.amount().scale()).max().unwrap_or(0).max(least);
    let of_lines = document.lines.iter().flat_map(|line| {
        let others = line.withholdings.iter().chain(&line.informative).map(|other| other.rate);
        [line.tax.rate, line.tax.surcharge.unwrap_or_default()].into_iter().chain(others)
    });
    let of_adjustments = document.allowances.iter().chain(&document.charges).flat_map(|adjustment| {
        let taxes = adjustment.tax.iter().flat_map(|tax| [tax.rate, tax.surcharge.unwrap_or_default()]);
        taxes.chain(adjustment.withholdings.iter().map(|other| other.rate))
    });
    let of_whole = document.withholdings.iter().map(|other| other.rate);
    let rates = of_lines.chain(of_adjustments).chain(of_whole).map(|rate| rate.normalize().scale());
    (digits, rates.max().unwrap_or(0))
}
