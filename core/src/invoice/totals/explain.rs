//! Where each figure came from.

use super::{
    super::{
        document::Document,
        rules::{Lines, Rules},
    },
    result::Totals,
};
use crate::{
    money::{Granularity, Money},
    tax::sales::rule,
    trace::{self, Trace},
};
use rust_decimal::Decimal;

pub(super) fn draw(document: &Document, rules: &Rules, totals: &Totals) -> Trace {
    let figure = |id: &str, name: &str, value: Money| trace::Line::new(id, name, value.amount());
    let lines = document.lines.iter().zip(&totals.lines).map(|(line, total)| {
        let per = if line.base_quantity == Decimal::ONE {
            String::new()
        } else {
            format!(" for {}", line.base_quantity)
        };
        let note = match rules.line {
            _ if line.net.is_some() => "stated".into(),
            Lines::Rounded(by) | Lines::EachRounded(by) => {
                format!("{} × {}{per}, {by}", line.quantity, line.price)
            }
            Lines::Precise { .. } => format!("{} × {}{per}", line.quantity, line.price),
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
