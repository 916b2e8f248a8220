//! A payslip for the employee, as text and as HTML: pure text, everything that comes from outside escaped.
//!
//! It shows what section 8 of the Employment Rights Act 1996 (United Kingdom) asks for: the gross amount, the variable and
//! the fixed deductions with their purposes, the net amount, and the hours of pay that varies by the time worked, here by
//! rate (s. 8(2)(a), (b), (c) and, since 6 April 2019 by S.I. 2018/147, (e)). A net amount that is paid in parts in
//! different ways (s. 8(2)(d)) is the caller's to add.

use super::slip::{Line, Section, Slip};
use crate::{
    error::exact,
    money::Money,
    trace::{self, Trace},
};
use std::fmt::Write as _;

/// A heading with its lines and what they come to.
struct Block<'a> {
    title: &'static str,
    rows: Vec<(String, String, Money)>,
    total: Option<(&'static str, Money)>,
    slip: &'a Slip,
}

impl<'a> Block<'a> {
    fn new(slip: &'a Slip, title: &'static str) -> Self {
        Self { title, rows: vec![], total: None, slip }
    }

    fn of(mut self, section: Section, choose: impl Fn(&Line) -> bool) -> Self {
        let lines = self.slip.section(section).filter(|line| choose(line));
        self.rows = lines
            .map(|line| {
                let to = line.authority.as_ref().map_or_else(String::new, |to| format!(" ({to})"));
                (format!("{}{to}", line.name), line.terms(), line.amount)
            })
            .collect();
        self
    }

    fn total(self, name: &'static str, amount: Money) -> Self {
        Self { total: Some((name, amount)), ..self }
    }
}

fn blocks(slip: &Slip) -> Vec<Block<'_>> {
    let all = |_: &Line| true;
    let block = |title| Block::new(slip, title);
    let mut blocks = vec![
        block("Pay").of(Section::Earning, all).total("Gross pay", slip.gross),
        block("Reimbursed").of(Section::Reimbursement, all),
        block("Variable deductions").of(Section::Deduction, |line| !line.fixed),
        block("Fixed deductions").of(Section::Deduction, |line| line.fixed),
    ];
    blocks.retain(|block| !block.rows.is_empty() || block.total.is_some());
    if let Some(last) = blocks.last_mut().filter(|block| block.total.is_none()) {
        last.total = Some(("Total withheld", slip.withheld));
    }
    blocks.push(block("Paid out").total("Net pay", slip.net));
    blocks.push(block("Benefits in kind, not paid out").of(Section::Benefit, all));
    blocks.push(
        block("Paid by the employer").of(Section::Employer, all).total("Cost to the employer", slip.cost),
    );
    blocks.retain(|block| !block.rows.is_empty() || block.total.is_some());
    blocks
}

impl Line {
    /// How the amount came about, in a few words: `38 h 15 min × 17.51 GBP × 2`, `8 % of 1952.00 GBP`.
    pub fn terms(&self) -> String {
        let mut terms = Vec::new();
        terms.extend(self.worked.map(|worked| worked.to_string()));
        terms.extend(self.rate.map(|rate| rate.to_string()));
        terms.extend(self.factor.filter(|factor| !factor.eq(&1.into())).map(|f| f.normalize().to_string()));
        if !terms.is_empty() {
            return terms.join(" × ");
        }
        let percent = self.share.and_then(|share| exact::multiply(share, 100.into()));
        match (percent, self.base) {
            (Some(percent), Some(base)) => format!("{} % of {base}", percent.normalize()),
            (None, Some(base)) => format!("on {base}"),
            _ => String::new(),
        }
    }
}

fn whose(slip: &Slip) -> String {
    if slip.name == slip.employee { slip.name.clone() } else { format!("{} ({})", slip.name, slip.employee) }
}

/// The slip as text, with its trace below it when there is one.
pub fn text(slip: &Slip, trace: Option<&Trace>) -> String {
    let blocks = blocks(slip);
    let rows = || blocks.iter().flat_map(|block| &block.rows);
    let totals = || blocks.iter().filter_map(|block| block.total.as_ref());
    let names = rows().map(|(name, _, _)| name.chars().count() + 2);
    let names = names.chain(totals().map(|(name, _)| name.chars().count())).max().unwrap_or(0);
    let terms = rows().map(|(_, terms, _)| terms.chars().count()).max().unwrap_or(0);
    let amounts = rows().map(|(_, _, amount)| amount.to_string().len());
    let amounts = amounts.chain(totals().map(|(_, amount)| amount.to_string().len())).max().unwrap_or(0);

    // Writing into a String cannot fail.
    let mut out = format!("Payslip of {}\n{}, paid on {}\n", whose(slip), slip.period, slip.pay_day);
    for block in &blocks {
        out.push('\n');
        if !block.rows.is_empty() {
            let _ = writeln!(out, "{}", block.title);
        }
        for (name, how, amount) in &block.rows {
            let width = names - 2;
            let _ = writeln!(out, "  {name:width$}  {how:terms$}  {amount:>amounts$}");
        }
        if let Some((name, amount)) = &block.total {
            let _ = writeln!(out, "{name:names$}  {:terms$}  {amount:>amounts$}", "");
        }
    }
    let _ = writeln!(out, "\nTaxes by rule pack {} {}", slip.pack, slip.revision);
    if let Some(trace) = trace {
        let _ = writeln!(out, "\nHow each figure came about\n{trace}");
    }
    out
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(letter),
        }
    }
    out
}

/// The slip as a fragment of HTML (`<article>`), with its trace folded away below it when there is one.
pub fn html(slip: &Slip, trace: Option<&Trace>) -> String {
    let mut out = format!(
        "<article class=\"payslip\">\n<h1>Payslip of {}</h1>\n<p>{}, paid on {}</p>\n<table>\n",
        escape(&whose(slip)),
        slip.period,
        slip.pay_day
    );
    for block in blocks(slip) {
        out.push_str("<tbody>\n");
        if !block.rows.is_empty() {
            let _ = writeln!(out, "<tr><th colspan=\"3\" scope=\"rowgroup\">{}</th></tr>", block.title);
        }
        for (name, how, amount) in &block.rows {
            let (name, how) = (escape(name), escape(how));
            let _ = writeln!(out, "<tr><td>{name}</td><td>{how}</td><td>{amount}</td></tr>");
        }
        if let Some((name, amount)) = &block.total {
            let _ = writeln!(
                out,
                "<tr class=\"total\"><th scope=\"row\" colspan=\"2\">{name}</th><td>{amount}</td></tr>"
            );
        }
        out.push_str("</tbody>\n");
    }
    let _ = writeln!(
        out,
        "</table>\n<p>Taxes by rule pack {} {}</p>",
        escape(&slip.pack),
        escape(&slip.revision)
    );
    if let Some(trace) = trace {
        out.push_str("<details class=\"trace\"><summary>How each figure came about</summary>\n<ul>\n");
        trace.lines.iter().for_each(|line| branch(&mut out, line));
        out.push_str("</ul>\n</details>\n");
    }
    out.push_str("</article>\n");
    out
}

/// The slip as a whole page of HTML, to be written to a file.
pub fn page(slip: &Slip, trace: Option<&Trace>) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Payslip of {}, {}</title>\n\
         <style>body{{font-family:sans-serif;margin:2em}}table{{border-collapse:collapse}}\
         th{{text-align:left;padding-top:.6em}}td{{padding:.1em 1.5em .1em 0}}\
         td:last-child{{text-align:right;font-variant-numeric:tabular-nums;padding-right:0}}\
         .total th,.total td{{font-weight:bold;border-top:1px solid}}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        escape(&whose(slip)),
        slip.pay_day,
        html(slip, trace)
    )
}

fn branch(out: &mut String, line: &trace::Line) {
    let _ = write!(out, "<li>{} <b>{}</b>", escape(&line.name), line.value);
    if !line.note.is_empty() {
        let _ = write!(out, " ({})", escape(&line.note));
    }
    for cited in &line.rests_on {
        let _ = write!(
            out,
            " <cite>{} = {}: {}; since {}</cite>",
            escape(&cited.key),
            escape(&cited.value),
            escape(&cited.source),
            escape(&cited.since)
        );
    }
    if !line.of.is_empty() {
        out.push_str("\n<ul>\n");
        line.of.iter().for_each(|part| branch(out, part));
        out.push_str("</ul>\n");
    }
    out.push_str("</li>\n");
}
