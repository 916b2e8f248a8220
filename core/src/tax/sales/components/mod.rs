//! Stacked taxes for countries of many rates, such as the United States: state, county, city and district each have their
//! own, and the figures are a table that the caller loads.
//!
//! The library has no such table: rates by address are a data service's. A [`Table`] says of each component since when it is
//! in force, on which classes of items it is due, from which threshold and up to which cap (of each item or of the document),
//! on which days not, whether on shipping, and on which other taxes. The caller names the jurisdictions that stack at the
//! place of supply (of a great table, hand in the part that the place needs: it is checked whole each time); the tax is rounded where and how the caller says, by the rule of [`assess`](super::assess()).
//!
//! Under `PerLine` each component's tax on each line is rounded, under `PerRate` each component's tax on the document, under
//! `PerDocument` the whole tax once: it is then shared over the components by the largest remainders, ties to the higher
//! rate. `PerDocument` is the invoice basis of the Streamlined Sales and Use Tax Agreement, § 324(B), which rounds the
//! aggregated state and local taxes; for its item basis assess each line by itself. Amounts below zero (a return) are taxed as
//! above zero, turned around.
//!
//! Nothing is rounded before that: what a compound component is due on is the other tax before its rounding. So each tax of
//! a tax has the decimals of its rate on top of those of the tax below it, and what needs more than 28 digits is refused
//! (`number.out_of_range`, naming line and component): four such storeys of rates of five decimals fit lines below a
//! million.
//!
//! The figures below are illustrations: those of Tennessee are the Department of Revenue's own example of a single article.
//!
//! ```
//! use backoffice::{Granularity::PerRate, Mode::HalfUp, Rounding, currency::USD, date, dec, usd};
//! use backoffice::tax::sales::components::{self, Item, Table};
//!
//! let table: Table = serde_json::from_str(r#"{
//!     "id": "tn", "revision": "illustration", "currency": "USD", "components": [
//!         { "id": "state", "jurisdiction": "US-TN", "rate": "0.07", "since": "2004-01-01", "source": "example" },
//!         { "id": "single article", "jurisdiction": "US-TN", "rate": "0.0275", "since": "2004-01-01", "source": "example",
//!           "limits": [{ "above": "1600", "up_to": "3200", "per": "item" }] },
//!         { "id": "local", "jurisdiction": "a county", "rate": "0.0225", "since": "2004-01-01", "source": "example",
//!           "limits": [{ "up_to": "1600", "per": "item" }] }
//!     ]
//! }"#).unwrap();
//! let dining_table = [Item::new("dining table", "furniture", usd!(4000.00))];
//! let place = ["US-TN".to_owned(), "a county".to_owned()];
//! let by = Rounding::minor(USD, HalfUp);
//! let (taxed, trace) =
//!     components::assess_traced(&table, &place, &dining_table, date(2026, 3, 2)?, PerRate, by)?;
//! let each: Vec<_> = taxed.components.iter().map(|part| (part.id.as_str(), part.tax)).collect();
//! assert_eq!(each, [("state", usd!(280.00)), ("single article", usd!(44.00)), ("local", usd!(36.00))]);
//! assert_eq!((taxed.tax, taxed.gross), (usd!(360.00), usd!(4360.00)));
//! assert_eq!(trace.find("sales.components").unwrap().value, dec!(360.00));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `tax.table_invalid`, `input.missing` without lines or jurisdictions, `input.invalid` for a line of no items, `law.unsupported` for a
//! jurisdiction that the table does not have, `law.none_in_force` for one without a component on the day (where a place has
//! no tax, the table says so with a rate of zero), `money.mixed_currencies`, `number.out_of_range`.

mod base;
mod table;
#[cfg(test)]
mod tests;

pub use table::{Component, Holiday, Limit, Per, Table};

use self::base::{Due, Piece};
use super::rule;
use crate::{
    error::{Code, Error, Result, exact},
    money::{
        Granularity, Money, Rounding,
        number::{Exact, Number},
        share,
    },
    trace::{self, Citation, Trace},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A line whose taxes are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What was sold.
    pub description: String,
    /// Its class, by the table's own names: `clothing`, `food`.
    pub class: String,
    /// The amount of the whole line without tax.
    pub amount: Money,
    /// How many single items it is of, all of one price: limits and holidays look at one.
    #[serde(default = "one")]
    pub quantity: u32,
    /// Whether it is shipping.
    #[serde(default)]
    pub shipping: bool,
}

const fn one() -> u32 {
    1
}

impl Item {
    /// One item.
    pub fn new(description: impl Into<String>, class: impl Into<String>, amount: Money) -> Self {
        Self { description: description.into(), class: class.into(), amount, quantity: 1, shipping: false }
    }

    /// The same amount, of so many items.
    #[must_use]
    pub fn of(mut self, quantity: u32) -> Self {
        self.quantity = quantity;
        self
    }

    /// Shipping on a line of its own. Where the law makes it part of an item's price, it belongs into that item's amount.
    pub fn shipping(amount: Money) -> Self {
        Self { shipping: true, ..Self::new("shipping", "shipping", amount) }
    }
}

/// What one component comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentTotal {
    /// Its id.
    pub id: String,
    /// Whose tax it is.
    pub jurisdiction: String,
    /// The rate as a fraction.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// What it is due on, other taxes included, not rounded.
    #[serde(with = "exact::text")]
    pub base: Decimal,
    /// The tax.
    pub tax: Money,
    /// In force since.
    pub since: NaiveDate,
    /// Document and section.
    pub source: String,
}

/// The stacked taxes of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stacked {
    /// The sum of the lines.
    pub net: Money,
    /// The tax on them: the sum of the components.
    pub tax: Money,
    /// Both together.
    pub gross: Money,
    /// By component, in the order of the table.
    pub components: Vec<ComponentTotal>,
    /// The table's id.
    pub table: String,
    /// Its revision.
    pub revision: String,
}

/// The taxes on lines where the named jurisdictions stack, on the day of the tax point, rounded `by` name where `granularity`
/// says.
///
/// # Errors
/// As the [module](self) lists.
pub fn assess(
    table: &Table,
    jurisdictions: &[String],
    lines: &[Item],
    day: NaiveDate,
    granularity: Granularity,
    by: Rounding,
) -> Result<Stacked> {
    let stack = Stack::new(table, jurisdictions, lines, day)?;
    stack.stacked(granularity, by)
}

/// The same, with every figure explained.
///
/// # Errors
/// As [`assess`].
pub fn assess_traced(
    table: &Table,
    jurisdictions: &[String],
    lines: &[Item],
    day: NaiveDate,
    granularity: Granularity,
    by: Rounding,
) -> Result<(Stacked, Trace)> {
    let stack = Stack::new(table, jurisdictions, lines, day)?;
    let stacked = stack.stacked(granularity, by)?;
    let of = stacked.components.iter().zip(&stack.due).map(|(total, due)| {
        let cited = Citation {
            key: total.id.clone(),
            value: total.rate.to_string(),
            since: total.since.to_string(),
            source: total.source.clone(),
        };
        let mut line = trace::Line::new(rule::TAX.id, rule::TAX.name, total.tax.amount());
        line.note = format!("{}, {}: {} of {}", total.id, total.jurisdiction, total.rate, total.base);
        line.rests_on = vec![cited];
        let base = |piece: &Piece| {
            trace::Line::new(rule::BASE.id, rule::BASE.name, piece.base).noting(piece.note.clone())
        };
        line.of(due.pieces.iter().map(base).collect())
    });
    let of = of.collect();
    let when = match granularity {
        Granularity::PerLine => "of each component on each line",
        Granularity::PerRate => "of each component",
        Granularity::PerDocument => "once, on the document",
    };
    let total = trace::Line::new("sales.components", "tax", stacked.tax.amount())
        .noting(format!("rounded {by}, {when}"))
        .of(of);
    let trace = Trace { pack: table.id.clone(), revision: table.revision.clone(), lines: vec![total] };
    Ok((stacked, trace))
}

/// A document's components with their bases.
struct Stack<'a> {
    table: &'a Table,
    net: Money,
    due: Vec<Due<'a>>,
}

impl<'a> Stack<'a> {
    fn new(table: &'a Table, jurisdictions: &[String], lines: &[Item], day: NaiveDate) -> Result<Self> {
        table.check()?;
        if lines.is_empty() {
            return Err(Error::missing("lines"));
        }
        if let Some(row) = lines.iter().position(|line| line.quantity == 0) {
            let error = Error::invalid("quantity", 0, "a line is of one item or more");
            return Err(error.within(format!("lines.{row}")));
        }
        let mut net = Money::zero(table.currency);
        for (row, line) in lines.iter().enumerate() {
            net = net.checked_add(line.amount).map_err(|error| error.within(format!("lines.{row}")))?;
        }
        if jurisdictions.is_empty() {
            return Err(Error::missing("jurisdictions"));
        }
        for jurisdiction in jurisdictions {
            known(table, jurisdiction, day)?;
        }
        let stacked = |component: &&Component| {
            component.in_force(day) && jurisdictions.contains(&component.jurisdiction)
        };
        let mut due: Vec<Due<'a>> = Vec::new();
        for component in table.components.iter().filter(stacked) {
            let next = Due::new(component, lines, day, &due)?;
            due.push(next);
        }
        Ok(Self { table, net, due })
    }

    /// The tax of some pieces at their rates, rounded once by the rule of all sales taxes; None when it does not fit.
    fn tax(parts: impl IntoIterator<Item = (Decimal, Decimal)>, by: Rounding) -> Option<Decimal> {
        let parts = parts.into_iter().map(|(base, rate)| (Exact(Some(base)), rate));
        rule::tax::<Exact, _>(parts, by, 0, &mut ()).read()
    }

    fn lost(&self, step: &str) -> Error {
        Error::overflow("lines", self.net, step)
    }

    fn stacked(&self, granularity: Granularity, by: Rounding) -> Result<Stacked> {
        let currency = self.table.currency;
        let bases: Option<Vec<_>> = self.due.iter().map(Due::base).collect();
        let bases = bases.ok_or_else(|| self.lost(rule::BASE.name))?;
        let taxes: Option<Vec<Decimal>> = match granularity {
            Granularity::PerLine => self.due.iter().map(|due| due.per_piece(by)).collect(),
            Granularity::PerRate => {
                let each = self.due.iter().zip(&bases);
                each.map(|(due, base)| Self::tax([(*base, due.component.rate)], by)).collect()
            }
            Granularity::PerDocument => self.per_document(&bases, by),
        };
        let taxes = taxes.ok_or_else(|| self.lost(rule::TAX.name))?;
        let mut tax = Money::zero(currency);
        let mut components = Vec::with_capacity(taxes.len());
        for ((due, base), amount) in self.due.iter().zip(bases).zip(taxes) {
            let amount = Money::new(amount, currency)?;
            tax = tax.checked_add(amount)?;
            let Component { id, jurisdiction, rate, since, source, .. } = due.component.clone();
            components.push(ComponentTotal { id, jurisdiction, rate, base, tax: amount, since, source });
        }
        Ok(Stacked {
            net: self.net,
            tax,
            gross: self.net.checked_add(tax)?,
            components,
            table: self.table.id.clone(),
            revision: self.table.revision.clone(),
        })
    }

    /// One tax of all, shared over the components; None when one does not fit.
    fn per_document(&self, bases: &[Decimal], by: Rounding) -> Option<Vec<Decimal>> {
        if self.due.is_empty() {
            return Some(Vec::new());
        }
        let rates = || self.due.iter().map(|due| due.component.rate);
        let total = Self::tax(bases.iter().copied().zip(rates()), by)?;
        let exact = bases.iter().zip(rates()).map(|(base, rate)| exact::multiply(*base, rate));
        let shares = exact.collect::<Option<Vec<_>>>()?;
        let rate = |index: usize| self.due.get(index).map(|due| due.component.rate);
        share::rounded(total, &shares, by.step, |a, b| rate(b).cmp(&rate(a)).then(a.cmp(&b)))
    }
}

/// Refuses a jurisdiction that the table does not have, or has not on that day.
fn known(table: &Table, jurisdiction: &str, day: NaiveDate) -> Result<()> {
    let mut of =
        table.components.iter().filter(|component| component.jurisdiction == jurisdiction).peekable();
    if of.peek().is_none() {
        let message =
            format!("`jurisdiction` is `{jurisdiction}`, of which table `{}` has no component", table.id);
        return Err(Error::new(Code::LawUnsupported, "jurisdiction", jurisdiction, message));
    }
    if of.any(|component| component.in_force(day)) {
        return Ok(());
    }
    let message = format!(
        "table `{}` ({}) has nothing in force for `{jurisdiction}` on {day}: load a table that knows that day, with a rate of zero where there is no tax",
        table.id, table.revision
    );
    Err(Error::new(Code::LawNoneInForce, "jurisdiction", jurisdiction, message))
}
