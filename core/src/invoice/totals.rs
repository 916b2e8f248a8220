//! What a document comes to.

use super::{
    Category,
    document::{Adjustment, Document, Key, Line, Tax},
    rules::{Cash, Lines, Prices, Rules, Spread},
    share,
    statute::{self, Part},
};
use crate::{
    error::{Code, Error, Result, exact},
    money::{Currency, Granularity, Money, Rounding, number},
    tax::sales::rule,
    trace::{self, Trace},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// What a line comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineTotal {
    /// BT-131: its amount without tax.
    pub net: Money,
    /// Its tax, where tax is known by line: rounded per line, or contained in the price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Money>,
    /// The amount with all its digits, under rules that keep more than the currency has; with tax where prices are.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub exact: Option<Decimal>,
}

/// What an allowance or charge of the document comes to within one category and rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdjustmentTotal {
    /// Which one of the document's list, from 0.
    pub index: u32,
    /// The category whose base it changes (BT-95, BT-102).
    pub category: Category,
    /// The rate, a fraction (BT-96, BT-103).
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// The rate of the surcharge on the same base.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "exact::text_option")]
    pub surcharge: Option<Decimal>,
    /// The caller's code of the tax.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// BT-92, BT-99: its amount without tax.
    pub net: Money,
}

impl AdjustmentTotal {
    pub(super) fn key(&self) -> Key<'_> {
        (self.category, self.rate, self.surcharge, &self.code)
    }
}

/// A surcharge on the base of a tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surcharge {
    /// A fraction of the base.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// How much, part of BT-110.
    pub amount: Money,
}

/// The tax of one category and rate (BG-23).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxTotal {
    /// BT-118.
    pub category: Category,
    /// BT-119 as a fraction: `0.2` is 20 %.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// BT-116: lines less allowances plus charges.
    pub base: Money,
    /// BT-117, without the surcharge.
    pub tax: Money,
    /// The surcharge on the same base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surcharge: Option<Surcharge>,
    /// The caller's code of the tax.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// BT-120.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Where the decision stands in the law.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

impl TaxTotal {
    /// The base and tax of a category and rate, a fraction.
    pub fn new(category: Category, rate: Decimal, base: Money, tax: Money) -> Self {
        Self {
            category,
            rate,
            base,
            tax,
            surcharge: None,
            code: String::new(),
            reason: String::new(),
            source: String::new(),
        }
    }

    /// The tax with the surcharge: what the row adds to BT-110.
    ///
    /// # Errors
    /// `number.out_of_range`, `money.mixed_currencies`.
    pub fn charged(&self) -> Result<Money> {
        self.surcharge.map_or(Ok(self.tax), |surcharge| self.tax.checked_add(surcharge.amount))
    }

    pub(super) fn key(&self) -> Key<'_> {
        (self.category, self.rate, self.surcharge.map(|surcharge| surcharge.rate), &self.code)
    }
}

/// What a tax beside the tax on sales comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithholdingTotal {
    /// Its name.
    pub name: String,
    /// As a fraction.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// The net of what bears it.
    pub base: Money,
    /// How much.
    pub amount: Money,
    /// Where it stands in the law.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// What the advance invoices of a final invoice take off it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdvanceTotal {
    /// Their bases, a part of BT-107 and taken off BT-116 per category and rate.
    pub base: Money,
    /// Their tax, taken off BT-117 per category and rate, surcharges included.
    pub tax: Money,
}

/// The tax of a row of the breakdown in the accounting currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountingTotal {
    /// BT-111: the tax in the accounting currency.
    pub tax: Money,
    /// The same of each row of the breakdown, in its order, surcharges included.
    pub parts: Vec<Money>,
}

/// A figure that the caller stated, which stands, and that is not what the rule gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The field, a path such as `lines.3.net`.
    pub field: String,
    /// What the caller stated.
    pub stated: Money,
    /// What the rule gives.
    pub computed: Money,
    /// The rule.
    pub rule: String,
}

/// What a document comes to. Under every rule but [`Lines::Unrounded`] what is printed adds up, exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Of all figures.
    pub currency: Currency,
    /// Each line, in order.
    pub lines: Vec<LineTotal>,
    /// BT-106: the sum of the lines.
    pub sum: Money,
    /// BT-107: allowances of the document, and the bases of advance invoices.
    pub allowances: Money,
    /// BT-108: charges of the document.
    pub charges: Money,
    /// BT-109: the total without tax, 106 − 107 + 108.
    pub net: Money,
    /// BT-110: the tax, surcharges included.
    pub tax: Money,
    /// BT-112: the total with tax, 109 + 110.
    pub gross: Money,
    /// What the buyer keeps back of it.
    pub withheld: Money,
    /// BT-113: paid already.
    pub prepaid: Money,
    /// BT-114: the rounding of what is due.
    pub rounding: Money,
    /// BT-115: what is due, 112 − withheld − 113 + 114.
    pub due: Money,
    /// By category and rate (BG-23), sorted.
    pub breakdown: Vec<TaxTotal>,
    /// The document's allowances, by category and rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowance_parts: Vec<AdjustmentTotal>,
    /// The document's charges, by category and rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub charge_parts: Vec<AdjustmentTotal>,
    /// What advance invoices take off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advances: Option<AdvanceTotal>,
    /// Of what `withheld` consists, by name and rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withholdings: Vec<WithholdingTotal>,
    /// Taxes that are told for information and count nowhere, by name and rate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub informative: Vec<WithholdingTotal>,
    /// The tax in the accounting currency (BT-111).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounting: Option<AccountingTotal>,
    /// Stated figures that stand but differ from the rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

impl Totals {
    /// Whether what is printed adds up: the lines to BT-106, 109 = 106 − 107 + 108, the bases to 109, the taxes to 110,
    /// 112 = 109 + 110, 115 = 112 − withheld − 113 + 114. A judge of its own, apart from the computation.
    pub fn adds_up(&self) -> bool {
        let sum = |amounts: &mut dyn Iterator<Item = Money>| Money::sum(amounts, self.currency).ok();
        let is = |terms: &[Money], total: Money| sum(&mut terms.iter().copied()) == Some(total);
        sum(&mut self.lines.iter().map(|line| line.net)) == Some(self.sum)
            && sum(&mut self.allowance_parts.iter().map(|part| part.net).chain(self.advances.map(|a| a.base)))
                == Some(self.allowances)
            && sum(&mut self.charge_parts.iter().map(|part| part.net)) == Some(self.charges)
            && is(&[self.sum, -self.allowances, self.charges], self.net)
            && sum(&mut self.breakdown.iter().map(|part| part.base)) == Some(self.net)
            && sum(&mut self.breakdown.iter().map(|part| part.tax).chain(
                self.breakdown.iter().filter_map(|part| part.surcharge).map(|surcharge| surcharge.amount),
            )) == Some(self.tax)
            && is(&[self.net, self.tax], self.gross)
            && (self.withholdings.is_empty()
                || sum(&mut self.withholdings.iter().map(|part| part.amount)) == Some(self.withheld))
            && is(&[self.gross, -self.withheld, -self.prepaid, self.rounding], self.due)
    }
}

/// What the document comes to under these rules.
///
/// # Errors
/// `invoice.empty` without lines, `money.mixed_currencies`, `money.too_many_decimals` when a rule's step is finer than
/// the currency, `number.negative` and `input.invalid` for a tax or withholding that contradicts itself, `input.missing`
/// for an allowance without amount and share, `number.out_of_range`; each names the field as a path (`lines.3.price`).
pub fn totals(document: &Document, rules: &Rules) -> Result<Totals> {
    Work::new(document, rules)?.totals()
}

/// [`totals`], and where each figure came from.
///
/// # Errors
/// As [`totals`].
pub fn totals_traced(document: &Document, rules: &Rules) -> Result<(Totals, Trace)> {
    let totals = totals(document, rules)?;
    let trace = draw(document, rules, &totals);
    Ok((totals, trace))
}

pub(super) fn add(field: &str, a: Decimal, b: Decimal) -> Result<Decimal> {
    exact::add(a, b).ok_or_else(|| Error::overflow(field, a, "sum of amounts"))
}

fn multiply(field: &str, a: Decimal, b: Decimal) -> Result<Decimal> {
    exact::multiply(a, b).ok_or_else(|| Error::overflow(field, a, "product"))
}

/// The exact quotient, of at most 12 decimals.
fn divide(field: &str, a: Decimal, by: Decimal) -> Result<Decimal> {
    let rounding = Rounding::of(1, 12, crate::money::Mode::HalfEven);
    number::ratio(a, Decimal::ONE, by, rounding).filter(|q| exact::multiply(*q, by) == Some(a)).ok_or_else(
        || {
            let wanted = "it does not divide exactly: round the lines by name";
            Error::invalid(field, by, wanted)
        },
    )
}

/// All lines, and all parts of the document's allowances and charges: what a category and rate is made of.
struct Entry {
    group: usize,
    /// As priced, with its sign.
    amount: Decimal,
    net: Decimal,
    tax: Decimal,
}

struct Group<'a> {
    tax: &'a Tax,
    reason: &'a Tax,
    amount: Decimal,
    base: Decimal,
    charged: Decimal,
}

struct Work<'a> {
    document: &'a Document,
    rules: &'a Rules,
    currency: Currency,
    groups: Vec<Group<'a>>,
    entries: Vec<Entry>,
    allowances: Vec<(u32, usize)>,
    charges: Vec<(u32, usize)>,
    findings: Vec<Finding>,
}

impl<'a> Work<'a> {
    fn new(document: &'a Document, rules: &'a Rules) -> Result<Self> {
        if document.lines.is_empty() {
            return Err(Error::new(Code::InvoiceEmpty, "lines", "", "the document has no lines: add one"));
        }
        rules.check(document.currency)?;
        Ok(Self {
            document,
            rules,
            currency: document.currency,
            groups: Vec::with_capacity(2),
            entries: Vec::with_capacity(
                document.lines.len() + document.allowances.len() + document.charges.len(),
            ),
            allowances: vec![],
            charges: vec![],
            findings: vec![],
        })
    }

    fn same_currency(&self, field: &str, other: Currency) -> Result<()> {
        if other == self.currency {
            return Ok(());
        }
        let message = format!("`{field}` is in {other}, the document in {}: convert it first", self.currency);
        Err(Error::new(Code::MoneyMixedCurrencies, field, other, message))
    }

    /// The group of a tax, made if it is new.
    fn group(&mut self, tax: &'a Tax) -> usize {
        let found = self.groups.iter().position(|group| group.tax.key() == tax.key());
        let index = found.unwrap_or_else(|| {
            self.groups.push(Group {
                tax,
                reason: tax,
                amount: Decimal::ZERO,
                base: Decimal::ZERO,
                charged: Decimal::ZERO,
            });
            self.groups.len() - 1
        });
        if let Some(group) = self.groups.get_mut(index)
            && group.reason.reason.is_empty()
            && !tax.reason.is_empty()
        {
            group.reason = tax;
        }
        index
    }

    fn enter(&mut self, group: usize, amount: Decimal) -> Result<()> {
        if let Some(group) = self.groups.get_mut(group) {
            group.amount = add("base", group.amount, amount)?;
        }
        self.entries.push(Entry { group, amount, net: amount, tax: Decimal::ZERO });
        Ok(())
    }

    fn note(&mut self, field: String, stated: Money, computed: Decimal, rule: &str) -> Result<()> {
        if stated.amount() != computed {
            let computed = Money::rounded(computed, self.currency, self.rules.amount)?;
            self.findings.push(Finding { field, stated, computed, rule: rule.into() });
        }
        Ok(())
    }

    /// An allowance's or charge's amount: as stated, or its share of `base`, which is `times` ÷ `per`.
    fn adjustment(
        &mut self,
        adjustment: &Adjustment,
        path: &dyn Fn() -> String,
        times: Decimal,
        per: Decimal,
    ) -> Result<Decimal> {
        let computed = match adjustment.share {
            None => None,
            Some(share) => {
                let (times, per) = match adjustment.base {
                    Some(base) => {
                        self.same_currency("base", base.currency())?;
                        (base.amount(), Decimal::ONE)
                    }
                    None => (times, per),
                };
                Some(match self.rules.line {
                    Lines::Rounded(_) => number::ratio(times, share, per, self.rules.amount)
                        .ok_or_else(|| Error::overflow("share", share, "share of the base"))?,
                    Lines::Unrounded => divide("base_quantity", multiply("share", times, share)?, per)?,
                })
            }
        };
        match (adjustment.amount, computed) {
            (None, None) => Err(Error::missing("amount")),
            (None, Some(computed)) => Ok(computed),
            (Some(stated), computed) => {
                self.same_currency("amount", stated.currency())?;
                if let Some(computed) = computed {
                    self.note(format!("{}.amount", path()), stated, computed, "amount = share × base")?;
                }
                Ok(stated.amount())
            }
        }
    }

    fn line(&mut self, index: usize, line: &'a Line) -> Result<Decimal> {
        line.tax.check()?;
        self.same_currency("price", line.price.currency())?;
        let (price, quantity, per) = (line.price.amount(), line.quantity, line.base_quantity);
        if per.is_zero() || per.is_sign_negative() {
            return Err(Error::invalid(
                "base_quantity",
                per,
                "write how many units the price is for, above zero",
            ));
        }
        let mut extra = Decimal::ZERO;
        for (name, list, sign) in
            [("allowances", &line.allowances, -Decimal::ONE), ("charges", &line.charges, Decimal::ONE)]
        {
            for (place, adjustment) in list.iter().enumerate() {
                let path = || format!("lines.{index}.{name}.{place}");
                let within = |error: Error| error.within(format_args!("{name}.{place}"));
                if let Some(tax) = &adjustment.tax {
                    let wanted = "a line's allowance or charge follows the line's tax: leave it out";
                    return Err(within(Error::invalid("tax", tax.category, wanted)));
                }
                let base = multiply("price", price, quantity)?;
                let amount = self.adjustment(adjustment, &path, base, per).map_err(within)?;
                let signed = if sign.is_sign_negative() { -amount } else { amount };
                extra = add(name, extra, signed)?;
            }
        }
        let computed = match self.rules.line {
            Lines::Rounded(by) if per == Decimal::ONE => statute::line_amount(price, quantity, extra, by)?,
            Lines::Rounded(by) => {
                let whole =
                    add("price", multiply("price", price, quantity)?, multiply("price", extra, per)?)?;
                statute::proportion("price", whole, Decimal::ONE, per, by)?
            }
            Lines::Unrounded => {
                add("price", divide("base_quantity", multiply("price", price, quantity)?, per)?, extra)?
            }
        };
        let Some(stated) = line.net else { return Ok(computed) };
        self.same_currency("net", stated.currency())?;
        let rule = "BT-131 = price × quantity ÷ base quantity − allowances + charges";
        self.note(format!("lines.{index}.net"), stated, computed, rule)?;
        Ok(stated.amount())
    }

    /// The order in which ties between categories and rates are broken: the higher rate first.
    fn higher_rate(&self, a: usize, b: usize) -> Ordering {
        let key = |index: usize| self.groups.get(index).map(|group| (group.tax.rate, group.tax.category));
        key(b).cmp(&key(a))
    }

    /// An allowance or charge of the whole document, put into the groups that it changes.
    fn document_adjustment(
        &mut self,
        place: usize,
        adjustment: &'a Adjustment,
        list: &str,
        sum: Decimal,
    ) -> Result<()> {
        let path = || format!("{list}.{place}");
        let amount = self.adjustment(adjustment, &path, sum, Decimal::ONE)?;
        let taking = list == "allowances";
        let index = u32::try_from(place).unwrap_or(u32::MAX);
        let lines = self.document.lines.len();
        let parts = if let Some(tax) = &adjustment.tax {
            tax.check()?;
            vec![(self.group(tax), amount)]
        } else {
            if self.rules.spread == Spread::Refused {
                return Err(Error::missing("tax"));
            }
            let mut weights = vec![Decimal::ZERO; self.groups.len()];
            for entry in self.entries.iter().take(lines) {
                if let Some(weight) = weights.get_mut(entry.group) {
                    *weight = add("lines", *weight, entry.amount)?;
                }
            }
            // A group that only an earlier allowance made has no lines and takes no part.
            let digits = amount.normalize().scale().max(self.currency.minor_digits());
            let parts =
                share::spread(amount, &weights, digits, |a, b| self.higher_rate(a, b)).ok_or_else(|| {
                    Error::invalid(
                        "tax",
                        "",
                        "the lines give nothing to spread it over: name the tax that it changes",
                    )
                })?;
            parts
                .into_iter()
                .enumerate()
                .filter(|(_, part)| !part.is_zero() || self.groups.len() == 1)
                .collect()
        };
        for (group, part) in parts {
            let entry = self.entries.len();
            self.enter(group, if taking { -part } else { part })?;
            if taking { &mut self.allowances } else { &mut self.charges }.push((index, entry));
        }
        Ok(())
    }

    /// Tax and base of each group, and of each entry where the rules ask for it.
    fn tax(&mut self) -> Result<Decimal> {
        let by = self.rules.amount;
        let per_line = self.rules.tax == Granularity::PerLine;
        let part = match self.rules.prices {
            Prices::Net => None,
            Prices::GrossRoundTax => Some(Part::Tax),
            Prices::GrossRoundNet => Some(Part::Net),
        };
        // An amount as priced, taken apart into net and tax.
        let apart = |amount: Decimal, rate: Decimal| -> Result<(Decimal, Decimal)> {
            Ok(match part {
                None => (amount, statute::tax_amount(amount, rate, by)?),
                Some(Part::Tax) => {
                    let tax = statute::contained_amount(amount, rate, Part::Tax, by)?;
                    (add("net", amount, -tax)?, tax)
                }
                Some(Part::Net) => {
                    let net = statute::contained_amount(amount, rate, Part::Net, by)?;
                    (net, add("tax", amount, -net)?)
                }
            })
        };
        if per_line {
            for entry in &mut self.entries {
                let Some(group) = self.groups.get_mut(entry.group) else { continue };
                (entry.net, entry.tax) = apart(entry.amount, group.tax.rate)?;
                group.base = add("base", group.base, entry.net)?;
                group.charged = add("tax", group.charged, entry.tax)?;
            }
        } else if self.rules.tax == Granularity::PerRate {
            for group in &mut self.groups {
                (group.base, group.charged) = apart(group.amount, group.tax.rate)?;
            }
            if part.is_some() {
                self.level_nets()?;
            }
        } else {
            return self.tax_per_document();
        }
        self.groups.iter().try_fold(Decimal::ZERO, |sum, group| add("tax", sum, group.charged))
    }

    /// Nets of entries that are priced with tax, so that they add up to the net of their group.
    fn level_nets(&mut self) -> Result<()> {
        let digits = self.currency.minor_digits();
        for (index, group) in self.groups.iter().enumerate() {
            let lost = || Error::overflow("base", group.base, "nets of lines priced with tax");
            let members: Vec<usize> =
                self.entries.iter().enumerate().filter(|(_, e)| e.group == index).map(|(i, _)| i).collect();
            let amounts: Vec<i128> = members
                .iter()
                .filter_map(|i| self.entries.get(*i))
                .map(|entry| share::units(entry.amount, digits))
                .collect::<Option<_>>()
                .ok_or_else(lost)?;
            let (tax, on) = statute::parts_of(group.tax.rate).ok_or_else(lost)?;
            let (tax, on) = (i128::from(tax), i128::from(on));
            let numerators: Vec<i128> =
                amounts.iter().map(|a| a.checked_mul(on)).collect::<Option<_>>().ok_or_else(lost)?;
            let total = share::units(group.base, digits).ok_or_else(lost)?;
            // Ties to the greater amount, so that the order of lines does not matter.
            let nets = share::level(&numerators, on + tax, total, |a, b| amounts.get(b).cmp(&amounts.get(a)))
                .ok_or_else(lost)?;
            for (member, net) in members.into_iter().zip(nets) {
                let net = Decimal::try_from_i128_with_scale(net, digits).map_err(|_| lost())?;
                if let Some(entry) = self.entries.get_mut(member) {
                    entry.net = net;
                    entry.tax = add("tax", entry.amount, -net)?;
                }
            }
        }
        Ok(())
    }

    fn tax_per_document(&mut self) -> Result<Decimal> {
        let by = self.rules.amount;
        let mut products = Vec::with_capacity(self.groups.len());
        for group in &mut self.groups {
            group.base = group.amount;
            products.push(multiply("tax", group.base, group.tax.rate)?);
        }
        let whole = products.iter().try_fold(Decimal::ZERO, |sum, product| add("tax", sum, *product))?;
        if self.rules.line == Lines::Unrounded {
            for (group, product) in self.groups.iter_mut().zip(products) {
                group.charged = product;
            }
            return Ok(whole);
        }
        let total = by.apply(whole)?;
        let lost = || Error::overflow("tax", whole, "tax of each rate, added up to that of the document");
        let digits = u32::from(by.step.scale());
        let scale = products.iter().map(|p| p.normalize().scale()).max().unwrap_or(0).max(digits);
        let step = i128::from(by.step.units());
        let numerators: Vec<i128> =
            products.iter().map(|p| share::units(*p, scale)).collect::<Option<_>>().ok_or_else(lost)?;
        let divisor =
            10i128.checked_pow(scale - digits).and_then(|p| p.checked_mul(step)).ok_or_else(lost)?;
        let steps = share::units(total, digits).ok_or_else(lost)? / step;
        let parts =
            share::level(&numerators, divisor, steps, |a, b| self.higher_rate(a, b)).ok_or_else(lost)?;
        for (group, part) in self.groups.iter_mut().zip(parts) {
            let units = part.checked_mul(step).ok_or_else(lost)?;
            group.charged = Decimal::try_from_i128_with_scale(units, digits).map_err(|_| lost())?;
        }
        Ok(total)
    }

    fn money(&self, field: &str, amount: Decimal) -> Result<Money> {
        let money = match self.rules.line {
            Lines::Rounded(_) => Money::new(amount, self.currency),
            Lines::Unrounded => Money::rounded(amount, self.currency, self.rules.amount),
        };
        money.map_err(|error| Error::new(error.code(), field, error.value(), error.message()))
    }

    fn parts(&self, list: &[(u32, usize)], taking: bool) -> Result<Vec<AdjustmentTotal>> {
        let mut parts = Vec::with_capacity(list.len());
        for (index, entry) in list {
            let Some(entry) = self.entries.get(*entry) else { continue };
            let Some(group) = self.groups.get(entry.group) else { continue };
            let net = self.money("adjustment", if taking { -entry.net } else { entry.net })?;
            parts.push(AdjustmentTotal {
                index: *index,
                category: group.tax.category,
                rate: group.tax.rate,
                surcharge: group.tax.surcharge,
                code: group.tax.code.clone(),
                net,
            });
        }
        Ok(parts)
    }

    fn totals(mut self) -> Result<Totals> {
        let document = self.document;
        let mut priced = Decimal::ZERO;
        for (index, line) in document.lines.iter().enumerate() {
            let amount =
                self.line(index, line).map_err(|error| error.within(format_args!("lines.{index}")))?;
            priced = add("sum", priced, amount)?;
            let group = self.group(&line.tax);
            self.enter(group, amount)?;
        }
        for (name, list) in [("allowances", &document.allowances), ("charges", &document.charges)] {
            for (place, adjustment) in list.iter().enumerate() {
                self.document_adjustment(place, adjustment, name, priced)
                    .map_err(|error| error.within(format_args!("{name}.{place}")))?;
            }
        }
        let tax_exact = self.tax()?;

        let count = document.lines.len();
        let known_by_line = self.rules.tax == Granularity::PerLine || self.rules.prices != Prices::Net;
        let mut lines = Vec::with_capacity(count);
        let mut sum_exact = Decimal::ZERO;
        for entry in self.entries.iter().take(count) {
            sum_exact = add("sum", sum_exact, entry.net)?;
            let tax = if known_by_line { Some(self.money("tax", entry.tax)?) } else { None };
            lines.push(LineTotal { net: self.money("net", entry.net)?, tax, exact: None });
        }
        let allowance_parts = self.parts(&self.allowances, true)?;
        let charge_parts = self.parts(&self.charges, false)?;
        let of = |list: &[(u32, usize)]| {
            list.iter()
                .filter_map(|(_, entry)| self.entries.get(*entry))
                .try_fold(Decimal::ZERO, |sum, entry| add("adjustments", sum, entry.net))
        };
        let (taken, put) = (-of(&self.allowances)?, of(&self.charges)?);
        let net_exact = add("net", add("net", sum_exact, -taken)?, put)?;
        let gross_exact = add("gross", net_exact, tax_exact)?;

        let net = self.money("net", net_exact)?;
        let gross = self.money("gross", gross_exact)?;
        let mut withheld = Money::zero(self.currency);
        let mut withholdings = Vec::with_capacity(document.withholdings.len());
        for (index, withholding) in document.withholdings.iter().enumerate() {
            let within = |error: Error| error.within(format_args!("withholdings.{index}"));
            withholding.check().map_err(within)?;
            let amount = net.share(withholding.rate, self.rules.amount).map_err(within)?;
            withheld = withheld.checked_add(amount)?;
            withholdings.push(WithholdingTotal {
                name: withholding.name.clone(),
                rate: withholding.rate,
                base: net,
                amount,
                source: withholding.source.clone(),
            });
        }
        let payable = gross.checked_sub(withheld)?;
        let computed = match self.rules.cash {
            Cash::Exact => None,
            Cash::Rounded(by) => Some(payable.round(by)?.checked_sub(payable)?),
        };
        let rounding = match (document.payable_rounding, computed) {
            (None, computed) => computed.unwrap_or(Money::zero(self.currency)),
            (Some(stated), computed) => {
                self.same_currency("payable_rounding", stated.currency())?;
                if let Some(computed) = computed {
                    let rule = "BT-114 = what is due, rounded for cash, less what is due";
                    self.note("payable_rounding".into(), stated, computed.amount(), rule)?;
                }
                stated
            }
        };
        let prepaid = document.prepaid.unwrap_or(Money::zero(self.currency));
        self.same_currency("prepaid", prepaid.currency())?;
        let due = payable.checked_add(rounding)?.checked_sub(prepaid)?;

        let mut breakdown = Vec::with_capacity(self.groups.len());
        for group in &self.groups {
            breakdown.push(TaxTotal {
                category: group.tax.category,
                rate: group.tax.rate,
                base: self.money("base", group.base)?,
                tax: self.money("tax", group.charged)?,
                surcharge: None,
                code: group.tax.code.clone(),
                reason: group.reason.reason.clone(),
                source: group.reason.source.clone(),
            });
        }
        breakdown.sort_by(|a, b| a.key().cmp(&b.key()));
        Ok(Totals {
            currency: self.currency,
            lines,
            sum: self.money("sum", sum_exact)?,
            allowances: self.money("allowances", taken)?,
            charges: self.money("charges", put)?,
            net,
            tax: self.money("tax", tax_exact)?,
            gross,
            withheld,
            prepaid,
            rounding,
            due,
            breakdown,
            allowance_parts,
            charge_parts,
            advances: None,
            withholdings,
            informative: vec![],
            accounting: None,
            findings: self.findings,
        })
    }
}

fn draw(document: &Document, rules: &Rules, totals: &Totals) -> Trace {
    let figure = |id: &str, name: &str, value: Money| trace::Line::new(id, name, value.amount());
    let lines = document.lines.iter().zip(&totals.lines).map(|(line, total)| {
        let per = if line.base_quantity == Decimal::ONE {
            String::new()
        } else {
            format!(" for {}", line.base_quantity)
        };
        let note = match rules.line {
            _ if line.net.is_some() => "stated".into(),
            Lines::Rounded(by) => format!("{} × {}{per}, {by}", line.quantity, line.price),
            Lines::Unrounded => format!("{} × {}{per}", line.quantity, line.price),
        };
        figure("invoice.line.net", &line.description, total.net).noting(note)
    });
    let granularity = match rules.tax {
        Granularity::PerLine => "on each line",
        Granularity::PerRate => "on the sum of the rate",
        Granularity::PerDocument => "once, on the document",
    };
    let taxes = totals.breakdown.iter().map(|part| {
        let note = format!("of {}, {} {granularity}", part.base, rules.amount);
        let mut line =
            figure(rule::TAX.id, &format!("{} {}", part.category, part.rate), part.tax).noting(note);
        if !part.source.is_empty() {
            line.rests_on.push(trace::Citation {
                key: part.category.code().into(),
                value: part.rate.to_string(),
                since: String::new(),
                source: part.source.clone(),
            });
        }
        line
    });
    let mut net = vec![figure("invoice.sum", "lines", totals.sum).of(lines.collect())];
    for (id, name, parts) in [
        ("invoice.allowance", "allowance", &totals.allowance_parts),
        ("invoice.charge", "charge", &totals.charge_parts),
    ] {
        net.extend(
            parts
                .iter()
                .map(|part| figure(id, name, part.net).noting(format!("{} {}", part.category, part.rate))),
        );
    }
    let mut due = vec![figure("invoice.gross", "total with tax", totals.gross).of(vec![
        figure("invoice.net", "total without tax", totals.net).of(net),
        figure("invoice.tax", "tax", totals.tax).of(taxes.collect()),
    ])];
    for (id, name, value) in [
        ("invoice.withheld", "kept back by the buyer", totals.withheld),
        ("invoice.prepaid", "paid already", totals.prepaid),
        ("invoice.rounding", "rounding", totals.rounding),
    ] {
        if !value.is_zero() {
            due.push(figure(id, name, value));
        }
    }
    Trace { lines: vec![figure("invoice.due", "due", totals.due).of(due)], ..Trace::default() }
}
