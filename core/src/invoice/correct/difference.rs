//! What a document says more or less than another, figure by figure.

use super::super::{
    document::{Advance, Document, Key, Kind, Line, Reference},
    state::Invoice,
    totals::{
        AccountingTotal, AdjustmentTotal, AdvanceTotal, LineTotal, Surcharge, TaxTotal, Totals,
        WithholdingTotal,
    },
};
use crate::{
    error::{Error, Result},
    money::{Currency, Money},
};
use chrono::NaiveDate;

/// The new document less what is left of the old one.
pub(super) struct Difference {
    lines: Vec<(Line, LineTotal)>,
    advances: Vec<Advance>,
    totals: Totals,
}

/// A figure of the one less that of the other.
fn less(new: Money, old: Option<Money>) -> Result<Money> {
    old.map_or(Ok(new), |old| new.checked_sub(old))
}

fn turned(total: &LineTotal) -> LineTotal {
    LineTotal { net: -total.net, tax: total.tax.map(|tax| -tax), exact: None }
}

fn turned_line(line: &Line) -> Line {
    Line { quantity: -line.quantity, net: line.net.map(|net| -net), ..line.clone() }
}

fn turned_part(part: &TaxTotal) -> TaxTotal {
    let surcharge = part.surcharge.map(|surcharge| Surcharge { amount: -surcharge.amount, ..surcharge });
    TaxTotal { base: -part.base, tax: -part.tax, surcharge, ..part.clone() }
}

/// A line of the new document as it stands on a difference: its amount stated, its allowances in it.
fn plain(line: &Line, total: &LineTotal) -> (Line, LineTotal) {
    let line =
        Line { net: Some(total.net), allowances: vec![], charges: vec![], credits: None, ..line.clone() };
    (line, LineTotal { exact: None, ..*total })
}

impl Difference {
    /// `old` is a credit note for all that is left of the document before, or none.
    pub(super) fn of(new: &Invoice, old: Option<&Invoice>) -> Result<Self> {
        let (after, before) = (new.totals(), old.map(Invoice::totals));
        let figure = |of: fn(&Totals) -> Money| less(of(after), before.map(of));
        let lines = lines(new, old);
        let advances = advances(new, old);
        let (breakdown, accounting) = breakdown(after, before)?;
        let prepaid = Money::zero(after.currency);
        let (gross, withheld) = (figure(|t| t.gross)?, figure(|t| t.withheld)?);
        let rounding = figure(|t| t.rounding)?;
        let advance_total = match (after.advances, before.and_then(|before| before.advances)) {
            (None, None) => None,
            (new, old) => {
                let zero = Money::zero(after.currency);
                let new = new.unwrap_or(AdvanceTotal { base: zero, tax: zero });
                Some(AdvanceTotal {
                    base: less(new.base, old.map(|old| old.base))?,
                    tax: less(new.tax, old.map(|old| old.tax))?,
                })
            }
        };
        let totals = Totals {
            currency: after.currency,
            lines: vec![],
            sum: figure(|t| t.sum)?,
            allowances: figure(|t| t.allowances)?,
            charges: figure(|t| t.charges)?,
            net: figure(|t| t.net)?,
            tax: figure(|t| t.tax)?,
            gross,
            withheld,
            prepaid,
            rounding,
            due: Money::sum([gross, -withheld, rounding], after.currency)?,
            breakdown,
            allowance_parts: adjustments(&after.allowance_parts, before.map(|t| &t.allowance_parts))?,
            charge_parts: adjustments(&after.charge_parts, before.map(|t| &t.charge_parts))?,
            advances: advance_total,
            withholdings: beside(&after.withholdings, before.map(|t| &t.withholdings))?,
            informative: beside(&after.informative, before.map(|t| &t.informative))?,
            accounting,
            findings: vec![],
        };
        Ok(Self { lines, advances, totals })
    }

    /// A debit note, or, turned around, a credit note.
    pub(super) fn draft(
        self,
        original: &Invoice,
        reference: Reference,
        day: NaiveDate,
        reason: &str,
    ) -> Result<Invoice> {
        let Self { lines, advances, totals } = self;
        let nothing = lines.is_empty()
            && totals.breakdown.is_empty()
            && [totals.allowances, totals.charges, totals.withheld, totals.rounding]
                .iter()
                .all(|m| m.is_zero());
        if nothing {
            let number = original.number().unwrap_or_default();
            return Err(Error::invalid(
                "corrected",
                number,
                "nothing is different: there is nothing to correct",
            ));
        }
        let first = original.document();
        let credits = totals.gross.is_negative();
        let (written, line_totals): (Vec<_>, Vec<_>) = lines
            .into_iter()
            .map(|(line, total)| if credits { (turned_line(&line), turned(&total)) } else { (line, total) })
            .unzip();
        let mut totals = if credits { turn(totals) } else { totals };
        totals.lines = line_totals;
        let advances = if credits { advances.iter().map(turned_advance).collect() } else { advances };
        let kind = if credits { Kind::CreditNote } else { Kind::DebitNote };
        let document = Document {
            side: first.side,
            tax_point: Some(first.tax_point()),
            seller: first.seller.clone(),
            buyer: first.buyer.clone(),
            lines: written,
            withholdings: first.withholdings.clone(),
            advances,
            accounting: first.accounting.clone(),
            preceding: vec![reference],
            note: reason.into(),
            ..Document::new(kind, first.currency, day)
        };
        Ok(Invoice::credit(document, *original.rules(), totals))
    }
}

/// Lines that are not the same: as they were, taken back, and as they should be.
fn lines(new: &Invoice, old: Option<&Invoice>) -> Vec<(Line, LineTotal)> {
    let rows = |invoice: &Invoice| -> Vec<(Line, LineTotal)> {
        let rows = invoice.document().lines.iter().zip(&invoice.totals().lines);
        rows.map(|(line, total)| (line.clone(), *total)).collect()
    };
    let before = old.map(rows).unwrap_or_default();
    let after: Vec<_> = rows(new).iter().map(|(line, total)| plain(line, total)).collect();
    let place = |line: &Line| line.credits.and_then(|index| usize::try_from(index).ok());
    let same = |(was, total): &(Line, LineTotal), (is, other): &(Line, LineTotal)| {
        was.quantity == is.quantity
            && was.tax.key() == is.tax.key()
            && (was.price, was.base_quantity) == (is.price, is.base_quantity)
            && (&was.description, &was.item, &was.unit, &was.account)
                == (&is.description, &is.item, &is.unit, &is.account)
            && (total.net, total.tax) == (other.net, other.tax)
    };
    let kept =
        |row: &(Line, LineTotal)| place(&row.0).and_then(|at| after.get(at)).is_some_and(|is| same(row, is));
    let mut lines = vec![];
    for row in before.iter().filter(|row| !kept(row)) {
        lines.push((turned_line(&row.0), turned(&row.1)));
    }
    for (at, row) in after.iter().enumerate() {
        let was = before.iter().find(|row| place(&row.0) == Some(at));
        if !was.is_some_and(|was| same(was, row)) {
            lines.push(row.clone());
        }
    }
    lines
}

fn turned_advance(advance: &Advance) -> Advance {
    Advance { parts: advance.parts.iter().map(turned_part).collect(), ..advance.clone() }
}

fn advances(new: &Invoice, old: Option<&Invoice>) -> Vec<Advance> {
    let after = &new.document().advances;
    let before = old.map(|old| old.document().advances.as_slice()).unwrap_or_default();
    if after == before {
        return vec![];
    }
    before.iter().map(turned_advance).chain(after.iter().cloned()).collect()
}

fn adjustments(
    after: &[AdjustmentTotal],
    before: Option<&Vec<AdjustmentTotal>>,
) -> Result<Vec<AdjustmentTotal>> {
    let mut parts = after.to_vec();
    for part in before.into_iter().flatten() {
        match parts.iter_mut().find(|other| other.index == part.index && other.key() == part.key()) {
            Some(other) => other.net = other.net.checked_sub(part.net)?,
            None => parts.push(AdjustmentTotal { net: -part.net, ..part.clone() }),
        }
    }
    parts.retain(|part| !part.net.is_zero());
    Ok(parts)
}

fn beside(
    after: &[WithholdingTotal],
    before: Option<&Vec<WithholdingTotal>>,
) -> Result<Vec<WithholdingTotal>> {
    let mut parts = after.to_vec();
    for part in before.into_iter().flatten() {
        match parts.iter_mut().find(|other| other.name == part.name && other.rate == part.rate) {
            Some(other) => {
                other.base = other.base.checked_sub(part.base)?;
                other.amount = other.amount.checked_sub(part.amount)?;
            }
            None => parts.push(WithholdingTotal { base: -part.base, amount: -part.amount, ..part.clone() }),
        }
    }
    parts.retain(|part| !part.base.is_zero() || !part.amount.is_zero());
    Ok(parts)
}

/// Rows of either, with what they are in the accounting currency.
fn breakdown(after: &Totals, before: Option<&Totals>) -> Result<(Vec<TaxTotal>, Option<AccountingTotal>)> {
    type Row = (TaxTotal, Option<Money>);
    let rows = |totals: &Totals| -> Vec<Row> {
        let converted =
            totals.accounting.as_ref().map(|accounting| accounting.parts.as_slice()).unwrap_or_default();
        let row = |(place, part): (usize, &TaxTotal)| (part.clone(), converted.get(place).copied());
        totals.breakdown.iter().enumerate().map(row).collect()
    };
    let mut all = rows(after);
    for (part, converted) in before.map(rows).unwrap_or_default() {
        let key: Key<'_> = part.key();
        let Some((row, amount)) = all.iter_mut().find(|(row, _)| row.key() == key) else {
            all.push((turned_part(&part), converted.map(|tax| -tax)));
            continue;
        };
        row.base = row.base.checked_sub(part.base)?;
        row.tax = row.tax.checked_sub(part.tax)?;
        if let (Some(surcharge), Some(taken)) = (row.surcharge.as_mut(), part.surcharge) {
            surcharge.amount = surcharge.amount.checked_sub(taken.amount)?;
        }
        *amount = match (*amount, converted) {
            (Some(new), old) => Some(less(new, old)?),
            (None, old) => old.map(|old| -old),
        };
    }
    all.retain(|(row, converted)| {
        !row.base.is_zero()
            || !row.tax.is_zero()
            || row.surcharge.is_some_and(|surcharge| !surcharge.amount.is_zero())
            || converted.is_some_and(|tax| !tax.is_zero())
    });
    all.sort_by(|(a, _), (b, _)| a.key().cmp(&b.key()));
    let (breakdown, converted): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    let currency: Option<Currency> =
        after.accounting.as_ref().or(before.and_then(|t| t.accounting.as_ref())).map(|a| a.tax.currency());
    let accounting = match currency {
        None => None,
        Some(currency) => {
            let parts: Vec<Money> =
                converted.into_iter().map(|part| part.unwrap_or(Money::zero(currency))).collect();
            Some(AccountingTotal { tax: Money::sum(parts.iter().copied(), currency)?, parts })
        }
    };
    Ok((breakdown, accounting))
}

/// The same with every figure turned around.
fn turn(mut totals: Totals) -> Totals {
    for figure in [
        &mut totals.sum,
        &mut totals.allowances,
        &mut totals.charges,
        &mut totals.net,
        &mut totals.tax,
        &mut totals.gross,
        &mut totals.withheld,
        &mut totals.rounding,
        &mut totals.due,
    ] {
        *figure = -*figure;
    }
    for part in totals.allowance_parts.iter_mut().chain(&mut totals.charge_parts) {
        part.net = -part.net;
    }
    for part in totals.withholdings.iter_mut().chain(&mut totals.informative) {
        (part.base, part.amount) = (-part.base, -part.amount);
    }
    totals.breakdown = totals.breakdown.iter().map(turned_part).collect();
    totals.advances = totals.advances.map(|total| AdvanceTotal { base: -total.base, tax: -total.tax });
    if let Some(accounting) = &mut totals.accounting {
        accounting.tax = -accounting.tax;
        accounting.parts = accounting.parts.iter().map(|part| -*part).collect();
    }
    totals
}
