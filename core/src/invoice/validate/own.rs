//! A document of these books, as its reader sees it.

use super::{Stated, StatedAdjustment, StatedGroup, StatedLine, StatedTotals};
use crate::{
    error::{Error, Result, exact},
    invoice::{
        Category,
        document::{Adjustment, Line},
        state::Invoice,
        totals::{AdjustmentTotal, TaxTotal},
    },
    money::Money,
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What a document of these books states, to be judged like any other.
///
/// EN 16931 has no term for what the buyer keeps back (it counts as paid, BT-113), for advance invoices (each of their
/// groups is an allowance, BT-92), for a surcharge (it is part of the rate, BT-119) nor for the caller's codes (groups
/// of one category and rate are one). Prices are stated as they are written, with tax where the rules say so.
///
/// # Errors
/// `number.out_of_range` for a rate or a sum that cannot be held exactly.
///
/// ```
/// use backoffice::{currency::EUR, date, dec, eur, invoice::{Document, Invoice, Line, Rules, Tax, validate, validate::{Strength, stated}}};
///
/// let line = Line::new("lamp", dec!(3), eur!(3.35).each(), Tax::standard(dec!(0.19)));
/// let document = Document::invoice(EUR, date(2026, 3, 2)?).line(line);
/// let printed = stated(&Invoice::draft(document, Rules::en16931(EUR))?)?;
/// assert_eq!(printed.breakdown[0].tax.as_deref(), Some("1.91"));
/// assert!(validate(&printed, Strength::Exact).holds());
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn stated(invoice: &Invoice) -> Result<Stated> {
    let (document, totals) = (invoice.document(), invoice.totals());
    let mut lines = Vec::with_capacity(document.lines.len());
    for (line, total) in document.lines.iter().zip(&totals.lines) {
        lines.push(own_line(line, total.net)?);
    }
    let mut allowances = Vec::with_capacity(totals.allowance_parts.len());
    for part in &totals.allowance_parts {
        allowances.push(adjustment(part)?);
    }
    for part in document.advances.iter().flat_map(|advance| &advance.parts) {
        allowances.push(StatedAdjustment {
            amount: text(part.base),
            base: None,
            category: Some(part.category.code().into()),
            rate: percent(part.category, part.rate, part.surcharge.map(|surcharge| surcharge.rate))?,
        });
    }
    let charges = totals.charge_parts.iter().map(adjustment).collect::<Result<Vec<_>>>()?;
    let kept = totals.prepaid.checked_add(totals.withheld)?;
    let unless_zero = |money: Money| if money.is_zero() { None } else { text(money) };
    Ok(Stated {
        currency: Some(totals.currency.code().into()),
        tax_currency: document.accounting.as_ref().map(|accounting| accounting.currency.code().into()),
        lines,
        totals: StatedTotals {
            sum: text(totals.sum),
            allowances: if allowances.is_empty() { None } else { text(totals.allowances) },
            charges: if charges.is_empty() { None } else { text(totals.charges) },
            net: text(totals.net),
            tax: text(totals.tax),
            accounting_tax: totals.accounting.as_ref().and_then(|accounting| text(accounting.tax)),
            gross: text(totals.gross),
            prepaid: unless_zero(kept),
            rounding: unless_zero(totals.rounding),
            due: text(totals.due),
        },
        allowances,
        charges,
        breakdown: groups(&totals.breakdown)?,
    })
}

#[allow(clippy::unnecessary_wraps, reason = "what is stated may be missing")]
fn text(money: Money) -> Option<String> {
    Some(money.amount().to_string())
}

/// A rate as it is printed: in per cent, and none for what is outside the scope of the tax (BR-O-05, BR-48).
fn percent(category: Category, rate: Decimal, surcharge: Option<Decimal>) -> Result<Option<String>> {
    let percent = exact::add(rate, surcharge.unwrap_or_default())
        .and_then(|rate| exact::multiply(rate, Decimal::ONE_HUNDRED))
        .ok_or_else(|| Error::overflow("rate", rate, "rate in per cent"))?;
    Ok((category != Category::OutOfScope).then(|| percent.normalize().to_string()))
}

fn own_line(line: &Line, net: Money) -> Result<StatedLine> {
    // What a line's allowance comes to is part of its net amount; only a stated amount is printed.
    let parts = |list: &[Adjustment]| {
        let row = |part: &Adjustment| {
            let amount = text(part.amount?);
            Some(StatedAdjustment { amount, base: part.base.and_then(text), ..StatedAdjustment::default() })
        };
        list.iter().filter_map(row).collect()
    };
    Ok(StatedLine {
        net: text(net),
        price: Some(line.price.amount().to_string()),
        gross_price: None,
        category: Some(line.tax.category.code().into()),
        rate: percent(line.tax.category, line.tax.rate, line.tax.surcharge)?,
        allowances: parts(&line.allowances),
        charges: parts(&line.charges),
    })
}

fn adjustment(part: &AdjustmentTotal) -> Result<StatedAdjustment> {
    Ok(StatedAdjustment {
        amount: text(part.net),
        base: None,
        category: Some(part.category.code().into()),
        rate: percent(part.category, part.rate, part.surcharge)?,
    })
}

fn groups(breakdown: &[TaxTotal]) -> Result<Vec<StatedGroup>> {
    let mut groups: BTreeMap<(Category, Option<String>), (Money, Money)> = BTreeMap::new();
    for part in breakdown {
        let rate = percent(part.category, part.rate, part.surcharge.map(|surcharge| surcharge.rate))?;
        let zero = Money::zero(part.base.currency());
        let (base, tax) = groups.entry((part.category, rate)).or_insert((zero, zero));
        *base = base.checked_add(part.base)?;
        *tax = tax.checked_add(part.charged()?)?;
    }
    let group = |((category, rate), (base, tax)): ((Category, Option<String>), (Money, Money))| StatedGroup {
        category: Some(category.code().into()),
        rate,
        base: text(base),
        tax: text(tax),
    };
    Ok(groups.into_iter().map(group).collect())
}
