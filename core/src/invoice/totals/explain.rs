//! Where each figure came from: drawn from the document, the rules and the totals, which hold all that it needs.

use super::{
    super::{
        document::{Conversion, Document},
        rules::{Lines, Prices, Rules},
    },
    result::{AdjustmentTotal, TaxTotal, Totals, WithholdingTotal},
};
use crate::{
    money::{Granularity, Money},
    tax::sales::rule,
    trace::{self, Trace},
};
use rust_decimal::Decimal;

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
    let mut net = vec![figure("invoice.sum", "lines", totals.sum).of(lines(document, rules, totals))];
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

fn lines(document: &Document, rules: &Rules, totals: &Totals) -> Vec<trace::Line> {
    let with_tax = if rules.prices == Prices::Net { "" } else { ", with tax" };
    let one = |(line, total): (&super::super::Line, &super::LineTotal)| {
        let per = if line.base_quantity == Decimal::ONE {
            String::new()
        } else {
            format!(" for {}", line.base_quantity)
        };
        let note = match rules.line {
            _ if line.net.is_some() => "stated".into(),
            Lines::Rounded(by) | Lines::EachRounded(by) => {
                format!("{} × {}{per}{with_tax}, {by}", line.quantity, line.price)
            }
            Lines::Precise { .. } => {
                let exact = total.exact.unwrap_or(total.net.amount());
                format!("{} × {}{per}{with_tax} = {exact}", line.quantity, line.price)
            }
        };
        figure("invoice.line.net", &line.description, total.net).noting(note)
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
