//! The tax on the lines of a document.

use super::{rates, rule};
use crate::{
    error::{Error, Result, exact},
    law::{Figure, RulePack},
    money::{
        Granularity, Money, Rounding,
        number::{Exact, Fixed, Number},
        share,
    },
    trace::{self, Notes, Trace, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A line whose tax is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What was sold.
    pub description: String,
    /// Its amount without tax.
    pub amount: Money,
    /// The key of its rate in the pack: `standard`, `reduced`, `zero`.
    pub class: String,
}

impl Line {
    /// A line at the standard rate.
    pub fn new(description: impl Into<String>, amount: Money) -> Self {
        Self { description: description.into(), amount, class: "standard".to_owned() }
    }

    /// The same at another rate of the pack.
    #[must_use]
    pub fn at(mut self, class: impl Into<String>) -> Self {
        self.class = class.into();
        self
    }
}

/// What one rate comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateTotal {
    /// The rate in the pack.
    pub rate: Figure,
    /// The sum of the lines at that rate.
    pub base: Money,
    /// The tax on them. Under `PerDocument` the document's tax is shared out over the rates by the largest remainders, ties
    /// to the higher rate, so that it adds up.
    pub tax: Money,
}

/// The tax on a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessed {
    /// The sum of the lines.
    pub net: Money,
    /// The tax on them.
    pub tax: Money,
    /// Both together.
    pub gross: Money,
    /// By rate, in the order of their keys.
    pub rates: Vec<RateTotal>,
    /// What is not known of a rate's days, in words; empty as a rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// The tax on `lines` at the rates of `day`, rounded `by` name where `granularity` says.
///
/// # Errors
/// `input.missing` without lines, `law.none_in_force`, `law.unknown_key`, `money.mixed_currencies`,
/// `money.too_many_decimals` when the rounding's step is finer than the currency's, `number.out_of_range`.
pub fn assess(
    lines: &[Line],
    day: NaiveDate,
    pack: &RulePack,
    granularity: Granularity,
    by: Rounding,
) -> Result<Assessed> {
    let document = Document::new(lines, day, pack, granularity, by)?;
    match document.taxes::<Fixed, _>(&mut ()) {
        Some(taxes) => document.assessed(&taxes),
        None => document.reference(&mut Notes::default()),
    }
}

/// The same, with every figure explained.
///
/// # Errors
/// As [`assess`].
pub fn assess_traced(
    lines: &[Line],
    day: NaiveDate,
    pack: &RulePack,
    granularity: Granularity,
    by: Rounding,
) -> Result<(Assessed, Trace)> {
    let document = Document::new(lines, day, pack, granularity, by)?;
    let mut notes = Notes::default();
    let assessed = document.reference(&mut notes)?;
    let of = document
        .groups
        .iter()
        .enumerate()
        .flat_map(|(index, group)| group.iter().map(move |(rate, base)| (index, rate, base)))
        .filter_map(|(index, rate, base)| {
            let figure = document.rates.get(*rate)?;
            let product = exact::multiply(base.amount(), figure.value)?;
            let mut line = trace::Line::new(rule::TAX.id, rule::TAX.name, product);
            line.note = format!("{} of {base}, {}", figure.value, document.place(index));
            line.rests_on = pack.citation(&figure.key, day).into_iter().collect();
            Some(line.of(vec![trace::Line::new(rule::BASE.id, rule::BASE.name, base.amount())]))
        })
        .collect();
    let when = match granularity {
        Granularity::PerLine => "on each line",
        Granularity::PerRate => "on each rate",
        Granularity::PerDocument => "once, on the document",
    };
    let tax = trace::Line::new("sales.total", "tax", assessed.tax.amount())
        .noting(format!("rounded {by}, {when}"))
        .of(of);
    let trace = Trace { pack: assessed.pack.clone(), revision: assessed.revision.clone(), lines: vec![tax] };
    Ok((assessed, trace))
}

/// A document with its rates resolved: groups of (index of the rate, base), each taxed and rounded as one.
struct Document<'a> {
    pack: &'a RulePack,
    by: Rounding,
    granularity: Granularity,
    day: NaiveDate,
    rates: Vec<Figure>,
    bases: Vec<Money>,
    groups: Vec<Vec<(usize, Money)>>,
    net: Money,
}

impl<'a> Document<'a> {
    fn new(
        lines: &[Line],
        day: NaiveDate,
        pack: &'a RulePack,
        granularity: Granularity,
        by: Rounding,
    ) -> Result<Self> {
        let currency = lines.first().ok_or_else(|| Error::missing("lines"))?.amount.currency();
        let classes: BTreeSet<&str> = lines.iter().map(|line| line.class.as_str()).collect();
        let classes: BTreeMap<&str, usize> = classes.into_iter().zip(0..).collect();
        let rates = classes.keys().map(|class| pack.rate(class, day)).collect::<Result<Vec<_>>>()?;
        let mut bases = vec![Money::zero(currency); rates.len()];
        let mut by_line = Vec::with_capacity(lines.len());
        for (row, line) in lines.iter().enumerate() {
            let at = classes.get(line.class.as_str()).copied().unwrap_or_default();
            if let Some(base) = bases.get_mut(at) {
                *base = base.checked_add(line.amount).map_err(|e| e.within(format!("lines.{row}")))?;
            }
            by_line.push(vec![(at, line.amount)]);
        }
        let by_rate = bases.iter().copied().enumerate();
        let groups = match granularity {
            Granularity::PerLine => by_line,
            Granularity::PerRate => by_rate.map(|part| vec![part]).collect(),
            Granularity::PerDocument => vec![by_rate.collect()],
        };
        let net = Money::sum(bases.iter().copied(), currency)?;
        Ok(Self { pack, by, granularity, day, rates, bases, groups, net })
    }

    fn place(&self, group: usize) -> String {
        match self.granularity {
            Granularity::PerLine => format!("line {group}"),
            Granularity::PerRate | Granularity::PerDocument => "all lines at that rate".to_owned(),
        }
    }

    /// The tax of each group; None when this form of number lost one.
    fn taxes<N: Number, T: Tracer<N>>(&self, notes: &mut T) -> Option<Vec<Decimal>> {
        let rates: Option<Vec<N::Factor>> = self.rates.iter().map(|rate| N::factor(rate.value)).collect();
        let rates = rates?;
        let mut parts = Vec::with_capacity(self.rates.len());
        self.groups
            .iter()
            .zip((0..=u16::MAX).cycle())
            .map(|(group, index)| {
                parts.clear();
                for (at, base) in group {
                    parts.push((N::exact(base.amount())?, *rates.get(*at)?));
                }
                rule::tax(parts.iter().copied(), self.by, index, notes).read()
            })
            .collect()
    }

    fn reference(&self, notes: &mut Notes<Exact>) -> Result<Assessed> {
        let taxes = self.taxes::<Exact, _>(notes).ok_or_else(|| {
            let step = notes.first_lost(Number::read).map_or(rule::TAX.id, |step| step.id);
            Error::overflow("amount", self.net, step)
        })?;
        self.assessed(&taxes)
    }

    fn assessed(&self, taxes: &[Decimal]) -> Result<Assessed> {
        let currency = self.net.currency();
        let mut by_rate = vec![Money::zero(currency); self.rates.len()];
        let mut total = Money::zero(currency);
        for (group, tax) in self.groups.iter().zip(taxes) {
            let tax = Money::new(*tax, currency)?;
            total = total.checked_add(tax)?;
            if let [(at, _)] = group.as_slice()
                && let Some(sum) = by_rate.get_mut(*at)
            {
                *sum = sum.checked_add(tax)?;
            }
        }
        if self.granularity == Granularity::PerDocument {
            by_rate = self.share_out(total)?;
        }
        let rates = self.rates.iter().zip(&self.bases).zip(by_rate);
        Ok(Assessed {
            net: self.net,
            tax: total,
            gross: self.net.checked_add(total)?,
            rates: rates
                .map(|((rate, base), tax)| RateTotal { rate: rate.clone(), base: *base, tax })
                .collect(),
            warnings: self
                .rates
                .iter()
                .map(|rate| rates::warnings_of(self.pack, &rate.key, self.day))
                .filter_map(Result::transpose)
                .collect::<Result<_>>()?,
            pack: self.pack.id().to_owned(),
            revision: self.pack.revision().to_owned(),
        })
    }

    /// A document's tax over its rates by the largest remainders, ties to the higher rate.
    fn share_out(&self, total: Money) -> Result<Vec<Money>> {
        let lost =
            || Error::overflow("amount", self.net, "tax of each rate, added up to that of the document");
        let exact =
            self.rates.iter().zip(&self.bases).map(|(rate, base)| exact::multiply(base.amount(), rate.value));
        let shares = exact.collect::<Option<Vec<_>>>().ok_or_else(lost)?;
        let value = |index: usize| self.rates.get(index).map(|rate| rate.value);
        let higher = |a: usize, b: usize| value(b).cmp(&value(a)).then(a.cmp(&b));
        let parts = share::rounded(total.amount(), &shares, self.by.step, higher).ok_or_else(lost)?;
        parts.into_iter().map(|part| Money::new(part, total.currency())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{calendar::date, error::Code, money::Mode, money::currency::GBP};
    use proptest::prelude::*;

    fn day() -> NaiveDate {
        date(2010, 12, 1).unwrap()
    }

    fn pack() -> RulePack {
        RulePack::embedded("uk.vat").unwrap()
    }

    const BY: Rounding = Rounding::minor(GBP, Mode::HalfUp);

    #[test]
    fn overflow_names_the_field() {
        let most = Money::new(Decimal::from_i128_with_scale(79_228_162_514_264_337_593_543_950_333, 2), GBP)
            .unwrap();
        let error =
            assess(&[Line::new("all there is", most)], day(), &pack(), Granularity::PerRate, BY).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "amount"));
        assert!(error.message().contains("sales.tax"), "{error}");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let refused = |lines: &[Line]| assess(lines, day(), &pack(), Granularity::PerLine, BY).unwrap_err();
        assert_eq!(refused(&[]).field(), "lines");
        let luxury = refused(&[Line::new("x", gbp!(1.00)).at("luxury")]);
        assert_eq!((luxury.code(), luxury.value()), (Code::LawUnknownKey, "luxury"));
        let mixed = refused(&[Line::new("x", gbp!(1.00)), Line::new("y", eur!(1.00))]);
        assert_eq!(mixed.field(), "lines.1.currency");
        let fine = Rounding::of(1, 3, Mode::HalfUp);
        let error =
            assess(&[Line::new("x", gbp!(0.05))], day(), &pack(), Granularity::PerLine, fine).unwrap_err();
        assert_eq!(error.code(), Code::MoneyTooManyDecimals);
    }

    /// Two rates of 0.005 and 0.005 in tax are 0.01 together: the cent goes to the higher rate, as in an invoice's totals.
    #[test]
    fn a_documents_tax_goes_to_the_largest_remainders() {
        let pack = RulePack::embedded("de.vat").unwrap();
        let on = date(2025, 5, 5).unwrap();
        let of = |lines: &[Line]| {
            let by = Rounding::minor(crate::money::currency::EUR, Mode::HalfUp);
            let assessed = assess(lines, on, &pack, Granularity::PerDocument, by).unwrap();
            let taxes: Vec<_> = assessed.rates.iter().map(|rate| (rate.rate.key.clone(), rate.tax)).collect();
            (assessed.tax, taxes)
        };
        // 0.07 of 0.50 = 0.035; 0.19 of 0.50 = 0.095: 0.13, of which 0.03 and 0.09 are whole and one cent is left.
        let lines = [Line::new("a", eur!(0.50)).at("reduced"), Line::new("b", eur!(0.50))];
        let taxes = vec![("reduced".to_owned(), eur!(0.03)), ("standard".to_owned(), eur!(0.10))];
        assert_eq!(of(&lines), (eur!(0.13), taxes));
    }

    #[test]
    fn a_rate_whose_beginning_is_unknown_is_told() {
        let pack = RulePack::embedded("no.vat").unwrap();
        let by = Rounding::minor(crate::money::currency::NOK, Mode::HalfUp);
        let line = Line::new("bread", Money::minor(10_000, crate::money::currency::NOK)).at("reduced");
        let assessed = assess(&[line], date(2026, 1, 1).unwrap(), &pack, Granularity::PerRate, by).unwrap();
        assert_eq!(assessed.warnings, ["NO reduced: true beginning unknown; known from 2012-01-01"]);
    }

    proptest! {
        #[test]
        fn all_forms_agree_and_all_parts_add_up(
            pence in prop::collection::vec((-9_000_000_000i64..9_000_000_000, any::<bool>()), 1..8),
            edge in prop::option::of(-2i64..3),
            by in prop::sample::select(vec![Mode::HalfUp, Mode::HalfEven, Mode::Down, Mode::Ceiling]),
            granularity in prop::sample::select(vec![Granularity::PerLine, Granularity::PerRate, Granularity::PerDocument]),
        ) {
            let pack = pack();
            let mut lines: Vec<Line> = pence
                .iter()
                .map(|(pence, zero)| Line::new("x", Money::minor(*pence, GBP)).at(if *zero { "zero" } else { "standard" }))
                .collect();
            // Around the greatest amount whose product with 0.175 the fast form holds.
            if let Some(off) = edge {
                lines.push(Line::new("edge", Money::minor(i64::MAX / 175_000 / 100 + off, GBP)));
            }
            let by = Rounding::minor(GBP, by);
            let document = Document::new(&lines, day(), &pack, granularity, by).unwrap();
            let reference = document.taxes::<Exact, _>(&mut ()).unwrap();
            if let Some(fast) = document.taxes::<Fixed, _>(&mut ()) {
                prop_assert_eq!(&fast, &reference);
            }
            let assessed = assess(&lines, day(), &pack, granularity, by).unwrap();
            let (traced, trace) = assess_traced(&lines, day(), &pack, granularity, by).unwrap();
            prop_assert_eq!(&assessed, &traced);
            prop_assert_eq!(trace.find("sales.total").unwrap().value, assessed.tax.amount());
            prop_assert_eq!(assessed.net.checked_add(assessed.tax).unwrap(), assessed.gross);
            prop_assert_eq!(Money::sum(assessed.rates.iter().map(|r| r.tax), GBP).unwrap(), assessed.tax);
            prop_assert_eq!(Money::sum(assessed.rates.iter().map(|r| r.base), GBP).unwrap(), assessed.net);
        }
    }
}
