//! Lines gathered to documents: what each category and rate, and the whole, comes to.

use super::{
    super::PRECISION,
    By,
    columns::{Plan, RATE_DIGITS, Sheet, Taxed},
};
use crate::{
    error::{Error, Result},
    invoice::{Document, Line, Tax, totals},
    money::{Granularity, Money},
};
use arrow_array::{ArrayRef, Decimal128Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::ArrowError;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::sync::Arc;

/// A category and rate of a document, in minor units.
struct Group {
    taxed: Taxed,
    /// As priced.
    amount: i128,
    net: i128,
    tax: i128,
}

/// The document at hand.
struct Open {
    name: Option<String>,
    lines: u64,
    groups: Vec<Group>,
    problem: Option<Error>,
}

/// Rows that come out.
#[derive(Default)]
struct Rows {
    documents: Vec<Option<String>>,
    lines: Vec<Option<u64>>,
    categories: Vec<Option<&'static str>>,
    rates: Vec<Option<i128>>,
    nets: Vec<Option<i128>>,
    taxes: Vec<Option<i128>>,
    gross: Vec<Option<i128>>,
    problems: Vec<(usize, Error)>,
}

/// The documents of a stream of lines, the last of which is not yet complete.
#[derive(Default)]
pub(super) struct Gathering {
    open: Option<Open>,
}

fn sum(field: &str, a: i128, b: i128) -> Result<i128> {
    a.checked_add(b).ok_or_else(|| Error::overflow(field, a, "sum of amounts"))
}

impl Open {
    fn new(name: Option<String>, problem: Option<Error>) -> Self {
        Self { name, lines: 0, groups: Vec::with_capacity(2), problem }
    }

    fn put(&mut self, plan: &Plan, sheet: &Sheet<'_>, row: usize) {
        if self.problem.is_none()
            && let Err(error) = self.add(plan, sheet, row)
        {
            self.problem = Some(error.within(format_args!("lines.{}", self.lines)));
        }
        self.lines = self.lines.saturating_add(1);
    }

    fn add(&mut self, plan: &Plan, sheet: &Sheet<'_>, row: usize) -> Result<()> {
        let taxed = sheet.taxed(row)?;
        let amount = plan.amount(sheet, row)?;
        // Most often it is the group of the line before.
        let found = match self.groups.last() {
            Some(last) if last.taxed == taxed => self.groups.len().checked_sub(1),
            _ => self.groups.iter().position(|group| group.taxed == taxed),
        };
        let place = found.unwrap_or(self.groups.len());
        if found.is_none() {
            self.groups.push(Group { taxed, amount: 0, net: 0, tax: 0 });
        }
        let Some(group) = self.groups.get_mut(place) else { return Ok(()) };
        group.amount = sum("net", group.amount, amount)?;
        if plan.rules.tax == Granularity::PerLine {
            let (net, tax) = plan.apart(amount, taxed.rate)?;
            group.net = sum("net", group.net, net)?;
            group.tax = sum("tax", group.tax, tax)?;
        }
        Ok(())
    }

    /// Tax and base of each group, in the order of category and rate.
    fn settle(&mut self, plan: &Plan) -> Result<()> {
        self.groups.sort_by_key(|group| (group.taxed.category, group.taxed.rate));
        match plan.rules.tax {
            Granularity::PerLine => {}
            Granularity::PerRate => {
                for group in &mut self.groups {
                    (group.net, group.tax) = plan.apart(group.amount, group.taxed.rate)?;
                }
            }
            // How the tax of a document is parted is the document's to say: a line for each group.
            Granularity::PerDocument => {
                let mut document = Document::invoice(plan.currency, NaiveDate::default());
                for group in &self.groups {
                    let net = Money::new(plan.decimal("net", group.amount)?, plan.currency)?;
                    let tax = Tax::new(group.taxed.category, group.taxed.rate);
                    document = document.line(Line::new("", Decimal::ONE, net.each(), tax));
                }
                let parts = totals(&document, &plan.rules)?.breakdown;
                for (group, part) in self.groups.iter_mut().zip(&parts) {
                    // Amounts have their minor digits written out.
                    (group.net, group.tax) = (part.base.amount().mantissa(), part.tax.amount().mantissa());
                }
            }
        }
        Ok(())
    }
}

impl Rows {
    fn end(&mut self, plan: &Plan, mut open: Open) {
        let settled = match open.problem.take() {
            Some(error) => Err(error),
            None => open.settle(plan).and_then(|()| {
                let parts = open.groups.iter();
                let net = parts.clone().try_fold(0, |all, group| sum("net", all, group.net))?;
                let tax = parts.clone().try_fold(0, |all, group| sum("tax", all, group.tax))?;
                Ok((net, tax, sum("gross", net, tax)?))
            }),
        };
        let row = self.documents.len();
        match (settled, plan.by) {
            (Err(error), _) => {
                self.problems.push((row, error));
                self.put(open.name, Some(open.lines), None, [None; 3]);
            }
            (Ok((net, tax, gross)), By::Document) => {
                self.put(open.name, Some(open.lines), None, [Some(net), Some(tax), Some(gross)]);
            }
            (Ok(_), By::Line | By::Rate) => {
                for group in open.groups {
                    let figures = [Some(group.net), Some(group.tax), None];
                    self.put(open.name.clone(), None, Some(group.taxed), figures);
                }
            }
        }
    }

    fn put(
        &mut self,
        document: Option<String>,
        lines: Option<u64>,
        taxed: Option<Taxed>,
        [net, tax, gross]: [Option<i128>; 3],
    ) {
        self.documents.push(document);
        self.lines.push(lines);
        self.categories.push(taxed.map(|taxed| taxed.category.code()));
        // Normalised, and of eight decimals at most: see `Sheet::taxed`.
        self.rates.push(taxed.and_then(|taxed| {
            let lift = 10i128.checked_pow(RATE_DIGITS.checked_sub(taxed.rate.scale())?)?;
            taxed.rate.mantissa().checked_mul(lift)
        }));
        self.nets.push(net);
        self.taxes.push(tax);
        self.gross.push(gross);
    }

    fn finish(self, plan: &Plan) -> std::result::Result<RecordBatch, ArrowError> {
        let rows = self.documents.len();
        let mut columns: Vec<ArrayRef> = vec![Arc::new(StringArray::from(self.documents))];
        match plan.by {
            By::Document => {
                columns.push(Arc::new(UInt64Array::from(self.lines)));
                columns.extend([
                    plan.amounts(self.nets)?,
                    plan.amounts(self.taxes)?,
                    plan.amounts(self.gross)?,
                ]);
            }
            By::Line | By::Rate => {
                columns.push(Arc::new(StringArray::from(self.categories)));
                let scale = i8::try_from(RATE_DIGITS).unwrap_or_default();
                let rates = Decimal128Array::from(self.rates).with_precision_and_scale(PRECISION, scale)?;
                columns.push(Arc::new(rates));
                columns.extend([plan.amounts(self.nets)?, plan.amounts(self.taxes)?]);
            }
        }
        columns.extend(plan.problems(rows, &self.problems));
        RecordBatch::try_new(plan.schema.clone(), columns)
    }
}

impl Gathering {
    /// The documents that end within a batch of lines.
    pub(super) fn batch(
        &mut self,
        plan: &Plan,
        lines: &RecordBatch,
    ) -> std::result::Result<RecordBatch, ArrowError> {
        let sheet = plan.sheet(lines)?;
        let mut rows = Rows::default();
        for row in 0..lines.num_rows() {
            let name = self.open.as_ref().and_then(|open| open.name.as_deref());
            let next = match sheet.document(row, name) {
                Ok(None) => None,
                Ok(Some(name)) => Some(Open::new(Some(name), None)),
                Err(error) => Some(Open::new(None, Some(error))),
            };
            if let Some(next) = next
                && let Some(done) = self.open.replace(next)
            {
                rows.end(plan, done);
            }
            if let Some(open) = &mut self.open {
                open.put(plan, &sheet, row);
            }
        }
        rows.finish(plan)
    }

    /// The last document, if there is one.
    pub(super) fn end(&mut self, plan: &Plan) -> std::result::Result<Option<RecordBatch>, ArrowError> {
        let Some(open) = self.open.take() else { return Ok(None) };
        let mut rows = Rows::default();
        rows.end(plan, open);
        rows.finish(plan).map(Some)
    }
}
