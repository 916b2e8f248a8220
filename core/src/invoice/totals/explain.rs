//! Where each figure came from: drawn from the document, the rules and the totals, which hold nearly all that it needs, and
//! from notes of the rest.

use super::{
    super::{
        document::{Adjustment, Conversion, Document, Line},
        rules::{Lines, Prices, Rules},
    },
    result::{AdjustmentTotal, LineTotal, TaxTotal, Totals, WithholdingTotal},
};
#[cfg(feature = "en16931")]
use crate::{
    error::{Error, Result},
    money::{Mode, Rounding},
};
use crate::{
    money::{Granularity, Money},
    tax::sales::rule,
    trace::{self, Note, Notes, Step, Trace},
};
use rust_decimal::Decimal;
use std::fmt;

/// What a line took off; noted for each, in the order of the line's list, allowances first.
pub(super) static LINE_ALLOWANCE: Step =
    Step { id: "invoice.line.allowance", name: "allowance", rests_on: &[], of: &[] };
/// What a line put on.
pub(super) static LINE_CHARGE: Step =
    Step { id: "invoice.line.charge", name: "charge", rests_on: &[], of: &[] };
/// What a line came to; noted after those, where prices are with tax.
pub(super) static LINE_PRICED: Step =
    Step { id: "invoice.line.priced", name: "as priced, with tax", rests_on: &[], of: &[] };

/// Totals, and what it takes to explain them. The tree is drawn when somebody asks for it: until then it costs the notes
/// alone, which hold what totals do not: the allowances and charges of lines, and lines as priced with tax.
///
/// ```
/// use backoffice::{currency::EUR, date, dec, eur, invoice::{Adjustment, Document, Line, Rules, Tax, totals_traced}};
///
/// let lamp = Line::new("lamp", dec!(3), eur!(3.35).each(), Tax::standard(dec!(0.19)));
/// let lamp = lamp.allowance(Adjustment::share(dec!(0.1)).because("loyal"));
/// let (document, rules) = (Document::invoice(EUR, date(2026, 3, 2)?).line(lamp), Rules::en16931(EUR));
/// let explained = totals_traced(&document, &rules)?;
/// assert_eq!(explained.totals.net, eur!(9.04)); // 10.05 less 1.01
/// let line = "lamp 9.04  (3 × 3.35 EUR, less allowances, half-up to 0.01)";
/// assert!(explained.to_string().contains(line), "{explained}");
/// assert!(explained.to_string().contains("loyal 1.01  (0.1 of the line)"), "{explained}");
/// assert_eq!(explained.trace().find("invoice.due").map(|due| due.value), Some(dec!(10.76)));
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Explained<'a> {
    /// What the document comes to.
    pub totals: Totals,
    pub(super) document: &'a Document,
    pub(super) rules: &'a Rules,
    pub(super) notes: Notes<i128>,
    /// Notes are whole numbers of 10^-`scale`.
    pub(super) scale: u32,
}

impl Explained<'_> {
    /// Where each figure came from: as [`explain`] tells, with the details of lines that were noted.
    pub fn trace(&self) -> Trace {
        let details = Details { notes: self.notes.0.iter(), scale: self.scale };
        draw(self.document, self.rules, &self.totals, Some(details))
    }

    /// The amounts of the allowances and charges of lines as they are printed: of each line in order, allowances first.
    #[cfg(feature = "en16931")]
    pub(in super::super) fn line_adjustments(&self) -> impl Iterator<Item = Result<Money>> {
        let currency = self.document.currency;
        // Only where more digits are kept is anything rounded when it is printed.
        let by = match self.rules.line {
            Lines::Precise { .. } => self.rules.amount,
            Lines::Rounded(_) | Lines::EachRounded(_) => Rounding::minor(currency, Mode::Down),
        };
        let adjustments = self.notes.0.iter().filter(|(step, _, _)| step.id != LINE_PRICED.id);
        adjustments.map(move |(step, _, value)| {
            let lost = || Error::overflow("amount", *value, step.name);
            let amount = Decimal::try_from_i128_with_scale(*value, self.scale).map_err(|_| lost())?;
            Money::new(by.apply(amount)?, currency)
        })
    }

    /// The totals with their trace, drawn.
    pub fn drawn(self) -> (Totals, Trace) {
        let trace = self.trace();
        (self.totals, trace)
    }
}

impl fmt::Display for Explained<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.trace().fmt(f)
    }
}

/// Notes of lines, in the order in which they were taken.
struct Details<'a> {
    notes: std::slice::Iter<'a, Note<i128>>,
    scale: u32,
}

impl Details<'_> {
    /// The notes of the next line.
    fn of(&mut self, line: &Line, rules: &Rules) -> Vec<trace::Line> {
        let named = |adjustment: &Adjustment| {
            let of = adjustment.base.map_or_else(|| "the line".to_owned(), |base| base.to_string());
            let note = match (adjustment.amount, adjustment.share) {
                (None, Some(share)) => format!("{share} of {of}"),
                _ => "stated".to_owned(),
            };
            (adjustment.reason.clone(), note)
        };
        let adjustments = line.allowances.iter().chain(&line.charges).map(named);
        let priced = (rules.prices != Prices::Net).then(Default::default);
        let one = |((name, note), (step, _, value)): ((String, String), &Note<i128>)| {
            let mut value =
                Decimal::try_from_i128_with_scale(*value, self.scale).unwrap_or_default().normalize();
            value.rescale(value.scale().max(line.price.currency().minor_digits()));
            let name = if name.is_empty() { step.name.to_owned() } else { name };
            trace::Line::new(step.id, name, value).noting(note)
        };
        adjustments.chain(priced).zip(&mut self.notes).map(one).collect()
    }
}

fn figure(id: &str, name: impl Into<String>, value: Money) -> trace::Line {
    trace::Line::new(id, name, value.amount())
}

fn cited(mut line: trace::Line, key: &str, rate: Decimal, source: &str) -> trace::Line {
    if !source.is_empty() {
        line.rests_on.push(trace::Citation {
            key: key.into(),
            value: rate.to_string(),
            since: String::new(),
            source: source.into(),
        });
    }
    line
}

/// Where each figure of `totals` came from, which [`totals`](super::totals()) gave for this document under these rules.
/// Nothing is computed again: whoever keeps the three can draw it when somebody asks.
///
/// ```
/// use backoffice::{currency::EUR, date, dec, eur, invoice::{Document, Line, Rules, Tax, explain, totals}};
///
/// let line = Line::new("lamp", dec!(3), eur!(3.35).each(), Tax::standard(dec!(0.19)));
/// let (document, rules) = (Document::invoice(EUR, date(2026, 3, 2)?).line(line), Rules::en16931(EUR));
/// let totals = totals(&document, &rules)?;
/// let trace = explain(&document, &rules, &totals);
/// assert_eq!(trace.find("invoice.line.net").map(|line| line.note.as_str()), Some("3 × 3.35 EUR, half-up to 0.01"));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn explain(document: &Document, rules: &Rules, totals: &Totals) -> Trace {
    draw(document, rules, totals, None)
}

fn draw(document: &Document, rules: &Rules, totals: &Totals, details: Option<Details<'_>>) -> Trace {
    let mut net =
        vec![figure("invoice.sum", "lines", totals.sum).of(lines(document, rules, totals, details))];
    adjustments(&mut net, "invoice.allowance", "allowance", &totals.allowance_parts);
    adjustments(&mut net, "invoice.charge", "charge", &totals.charge_parts);
    for advance in &document.advances {
        for part in &advance.parts {
            let name = format!("advance invoice {} of {}", advance.number, advance.day);
            let note = format!("taken off, {} {}, with {} of tax", part.category, part.rate, part.tax);
            net.push(figure("invoice.advance", name, part.base).noting(note));
        }
    }
    let mut taxes = Vec::with_capacity(totals.breakdown.len());
    for row in &totals.breakdown {
        tax(&mut taxes, document, rules, row);
    }
    let mut due = vec![figure("invoice.gross", "total with tax", totals.gross).of(vec![
        figure("invoice.net", "total without tax", totals.net).of(net),
        figure("invoice.tax", "tax", totals.tax).of(taxes),
    ])];
    if !totals.withheld.is_zero() {
        let parts = totals.withholdings.iter().map(|part| withheld("invoice.withholding", part)).collect();
        due.push(figure("invoice.withheld", "kept back by the buyer", totals.withheld).of(parts));
    }
    if !totals.prepaid.is_zero() {
        let note = if document.prepaid.is_some() { "stated".into() } else { payments(document) };
        due.push(figure("invoice.prepaid", "paid already", totals.prepaid).noting(note));
    }
    if !totals.rounding.is_zero() {
        due.push(figure("invoice.rounding", "rounding", totals.rounding));
    }
    let mut all = vec![figure("invoice.due", "due", totals.due).of(due)];
    all.extend(totals.informative.iter().map(|part| withheld("invoice.informative", part)));
    if let (Some(total), Some(by)) = (&totals.accounting, &document.accounting) {
        let on = match by.conversion {
            Conversion::PerRate => "each rate",
            Conversion::OnSum => "the sum",
        };
        let note =
            format!("{} × {} of {}, {}, {} on {on}", totals.tax, by.rate, by.day, by.source, by.rounding);
        let parts = totals.breakdown.iter().zip(&total.parts);
        let of = parts.map(|(row, part)| {
            figure("invoice.accounting.rate", format!("{} {}", row.category, row.rate), *part)
        });
        let name = format!("tax in {}", by.currency);
        all.push(figure("invoice.accounting", name, total.tax).noting(note).of(of.collect()));
    }
    Trace { lines: all, ..Trace::default() }
}

fn lines(
    document: &Document,
    rules: &Rules,
    totals: &Totals,
    mut details: Option<Details<'_>>,
) -> Vec<trace::Line> {
    let with_tax = if rules.prices == Prices::Net { "" } else { ", with tax" };
    let one = |(line, total): (&Line, &LineTotal)| {
        let per = if line.base_quantity == Decimal::ONE {
            String::new()
        } else {
            format!(" for {}", line.base_quantity)
        };
        let less = if line.allowances.is_empty() { "" } else { ", less allowances" };
        let with = if line.charges.is_empty() { "" } else { ", with charges" };
        let product = format!("{} × {}{per}{less}{with}{with_tax}", line.quantity, line.price);
        let note = match rules.line {
            _ if line.net.is_some() => "stated".into(),
            Lines::Rounded(by) | Lines::EachRounded(by) => format!("{product}, {by}"),
            Lines::Precise { .. } => format!("{product} = {}", total.exact.unwrap_or(total.net.amount())),
        };
        let of = details.as_mut().map_or_else(Vec::new, |details| details.of(line, rules));
        figure("invoice.line.net", &line.description, total.net).noting(note).of(of)
    };
    document.lines.iter().zip(&totals.lines).map(one).collect()
}

fn adjustments(net: &mut Vec<trace::Line>, id: &str, name: &str, parts: &[AdjustmentTotal]) {
    net.extend(
        parts
            .iter()
            .map(|part| figure(id, name, part.net).noting(format!("{} {}", part.category, part.rate))),
    );
}

fn tax(taxes: &mut Vec<trace::Line>, document: &Document, rules: &Rules, row: &TaxTotal) {
    let granularity = match rules.tax {
        Granularity::PerLine => "on each line",
        Granularity::PerRate => "on the sum of the rate",
        Granularity::PerDocument => "once, on the document",
    };
    let stated = if document.taxes.iter().any(|tax| tax.key() == row.key()) { "stated, " } else { "" };
    let name = format!("{} {}", row.category, row.rate);
    let note = format!("{stated}of {}, {} {granularity}", row.base, rules.amount);
    let line = figure(rule::TAX.id, name, row.tax).noting(note);
    taxes.push(cited(line, row.category.code(), row.rate, &row.source));
    if let Some(surcharge) = row.surcharge {
        let note = format!("{} of {}, {} {granularity}", surcharge.rate, row.base, rules.amount);
        taxes.push(figure("invoice.surcharge", "surcharge", surcharge.amount).noting(note));
    }
}

fn withheld(id: &str, part: &WithholdingTotal) -> trace::Line {
    let line = figure(id, &part.name, part.amount).noting(format!("{} of {}", part.rate, part.base));
    cited(line, &part.name, part.rate, &part.source)
}

fn payments(document: &Document) -> String {
    let one = |payment: &super::super::Payment| match (payment.amount, payment.share) {
        (Some(amount), _) => amount.to_string(),
        (None, Some(share)) => format!("{share} of what is payable"),
        (None, None) => String::new(),
    };
    document.payments.iter().map(one).collect::<Vec<_>>().join(" + ")
}
