//! Cumulative shares of every figure, less what earlier notes took.

use super::{Credit, What, asked::Part};
use crate::{
    error::Result,
    invoice::{
        document::{Advance, Document, Key, Kind, Line, Reference},
        share::proportion,
        state::Invoice,
        totals::{
            AccountingTotal, AdjustmentTotal, AdvanceTotal, LineTotal, Surcharge, TaxTotal, Totals,
            WithholdingTotal, add,
        },
    },
    money::{Money, Rounding},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// A figure of a row of tax.
type Figure<'f> = &'f dyn Fn(&TaxTotal) -> Option<Money>;

/// A share as two numbers, never divided.
type Ratio = (Decimal, Decimal);
const ALL: Ratio = (Decimal::ONE, Decimal::ONE);
const NONE: Ratio = (Decimal::ZERO, Decimal::ONE);

/// The lines of a note, and how far the invoice is credited with it.
struct Lines {
    written: Vec<Line>,
    totals: Vec<LineTotal>,
    /// Whether nothing of the invoice is left after it.
    complete: bool,
    /// Of each row of the breakdown: its lines on the invoice, and as far as they are credited.
    covered: Vec<Ratio>,
    /// The same of all lines.
    overall: Ratio,
}

impl Lines {
    fn ratio(&self, row: Option<usize>) -> Ratio {
        if self.complete {
            return ALL;
        }
        let of = |ratio: Option<Ratio>| ratio.filter(|(_, whole)| !whole.is_zero());
        of(row.and_then(|row| self.covered.get(row)).copied()).or(of(Some(self.overall))).unwrap_or(NONE)
    }
}

fn row_of(totals: &Totals, key: Key<'_>) -> Option<usize> {
    totals.breakdown.iter().position(|part| part.key() == key)
}

fn row<'t>(totals: &'t Totals, key: Key<'_>) -> Option<&'t TaxTotal> {
    totals.breakdown.iter().find(|part| part.key() == key)
}

impl Credit<'_> {
    fn by(&self) -> Rounding {
        self.original.rules().amount
    }

    fn totals(&self) -> &Totals {
        self.original.totals()
    }

    fn sum(&self, amounts: impl IntoIterator<Item = Money>) -> Result<Money> {
        Money::sum(amounts, self.totals().currency)
    }

    /// A figure of the invoice, as far as credited after this note, less what earlier notes have of it.
    fn share(
        &self,
        (field, figure): (&str, Money),
        (part, whole): Ratio,
        by: Rounding,
        taken: impl Fn(&Invoice) -> Option<Money>,
    ) -> Result<Money> {
        let mut amount = Money::new(proportion(field, figure.amount(), part, whole, by)?, figure.currency())?;
        for taken in self.earlier.iter().filter_map(|note| taken(note)) {
            amount = amount.checked_sub(taken)?;
        }
        Ok(amount)
    }

    /// How far a line's amount is credited after this note: never less than before, never beyond the line.
    fn reach(
        &self,
        index: usize,
        line: &Line,
        total: &LineTotal,
        now: Option<Part>,
    ) -> Result<(Decimal, Ratio)> {
        let Some(before) = self.progress.get(index) else { return Ok((Decimal::ZERO, NONE)) };
        let (net, taken) = (total.net.amount(), before.figures.net.amount());
        let (units, reduced) = match now {
            None => (Decimal::ZERO, Decimal::ZERO),
            Some(Part::Units(units)) => (units, Decimal::ZERO),
            Some(Part::Amount(amount)) => (Decimal::ZERO, amount.amount()),
        };
        if line.quantity.is_zero() {
            // It has no units: it is credited whole, or by amounts.
            let cumulative =
                if matches!(now, Some(Part::Units(_))) { net } else { add("net", taken, reduced)? };
            let all = (before.touched || now.is_some()) && cumulative == net;
            let ratio = if all {
                ALL
            } else if net.is_zero() {
                NONE
            } else {
                (cumulative, net)
            };
            return Ok((cumulative, ratio));
        }
        let (units, reduced) = (add("quantity", before.units, units)?, add("net", before.reduced, reduced)?);
        if units == line.quantity {
            return Ok((net, ALL));
        }
        let cumulative = match now {
            None => taken,
            Some(Part::Amount(amount)) => add("net", taken, amount.amount())?,
            Some(Part::Units(_)) => {
                let shared = add("net", net, -reduced)?;
                let wanted =
                    add("net", reduced, proportion("net", shared, units, line.quantity, self.by())?)?;
                // Where the amount was reduced before, the units that come back may be paid back already.
                if net.is_sign_negative() { wanted.min(taken).max(net) } else { wanted.max(taken).min(net) }
            }
        };
        let ratio = match (reduced.is_zero(), net.is_zero()) {
            (true, _) => (units, line.quantity),
            (false, false) => (cumulative, net),
            (false, true) => NONE,
        };
        Ok((cumulative, ratio))
    }

    fn lines(&self, parts: &[Option<Part>]) -> Result<Lines> {
        let (document, totals) = (self.original.document(), self.totals());
        let zero = (Decimal::ZERO, Decimal::ZERO);
        let mut lines = Lines {
            written: vec![],
            totals: vec![],
            complete: true,
            covered: vec![zero; totals.breakdown.len()],
            overall: zero,
        };
        for (index, (line, total)) in document.lines.iter().zip(&totals.lines).enumerate() {
            let now = parts.get(index).copied().flatten();
            let (cumulative, ratio) = self.reach(index, line, total, now)?;
            let net = total.net.amount();
            let reduced = matches!(now, Some(Part::Amount(_)))
                || self.progress.get(index).is_some_and(|before| !before.reduced.is_zero());
            lines.complete &= ratio == ALL || (reduced && cumulative == net) || self.is_over(index);
            let row = row_of(totals, line.tax.key()).and_then(|row| lines.covered.get_mut(row));
            for cover in row.into_iter().chain([&mut lines.overall]) {
                *cover = (add("base", cover.0, cumulative)?, add("base", cover.1, net)?);
            }
            let (Some(now), Some(before)) = (now, self.progress.get(index)) else { continue };
            let net = Money::new(cumulative, totals.currency)?.checked_sub(before.figures.net)?;
            let tax = match total.tax {
                None => None,
                Some(tax) => {
                    let after = proportion("tax", tax.amount(), ratio.0, ratio.1, self.by())?;
                    let after = Money::new(after, totals.currency)?;
                    Some(before.figures.tax.map_or(Ok(after), |before| after.checked_sub(before))?)
                }
            };
            lines.totals.push(LineTotal { net, tax, exact: None });
            lines.written.push(Line {
                quantity: if let Part::Units(units) = now { units } else { Decimal::ZERO },
                net: Some(net),
                allowances: vec![],
                charges: vec![],
                credits: u32::try_from(index).ok(),
                ..line.clone()
            });
        }
        Ok(lines)
    }

    /// Shares of allowances or charges.
    fn adjustments(
        &self,
        lines: &Lines,
        parts: &[AdjustmentTotal],
        of: fn(&Totals) -> &[AdjustmentTotal],
    ) -> Result<Vec<AdjustmentTotal>> {
        let mut shares = Vec::with_capacity(parts.len());
        for part in parts {
            let ratio = lines.ratio(row_of(self.totals(), part.key()));
            let same = |other: &&AdjustmentTotal| other.index == part.index && other.key() == part.key();
            let taken = |note: &Invoice| of(note.totals()).iter().find(same).map(|other| other.net);
            let net = self.share(("adjustment", part.net), ratio, self.by(), taken)?;
            shares.push(AdjustmentTotal { net, ..part.clone() });
        }
        Ok(shares)
    }

    /// Shares of what advance invoices took off: every one stands on every note, in its place.
    fn advances(&self, lines: &Lines) -> Result<Vec<Advance>> {
        let advances = &self.original.document().advances;
        let mut shares = Vec::with_capacity(advances.len());
        for (place, advance) in advances.iter().enumerate() {
            let mut parts = Vec::with_capacity(advance.parts.len());
            for (index, part) in advance.parts.iter().enumerate() {
                let ratio = lines.ratio(row_of(self.totals(), part.key()));
                let of = |note: &Invoice, pick: Figure<'_>| {
                    pick(note.document().advances.get(place)?.parts.get(index)?)
                };
                parts.push(self.taxed(part, ratio, &of)?);
            }
            shares.push(Advance { parts, ..advance.clone() });
        }
        Ok(shares)
    }

    /// Shares of base, tax and surcharge.
    fn taxed(
        &self,
        part: &TaxTotal,
        ratio: Ratio,
        of: &dyn Fn(&Invoice, Figure<'_>) -> Option<Money>,
    ) -> Result<TaxTotal> {
        let base =
            self.share(("base", part.base), ratio, self.by(), |note| of(note, &|other| Some(other.base)))?;
        let tax =
            self.share(("tax", part.tax), ratio, self.by(), |note| of(note, &|other| Some(other.tax)))?;
        let surcharge = match part.surcharge {
            None => None,
            Some(surcharge) => {
                let amount = self.share(("surcharge", surcharge.amount), ratio, self.by(), |note| {
                    of(note, &|other| other.surcharge.map(|surcharge| surcharge.amount))
                })?;
                Some(Surcharge { amount, ..surcharge })
            }
        };
        Ok(TaxTotal { base, tax, surcharge, ..part.clone() })
    }

    /// Shares of taxes beside the tax on sales, by the total with tax.
    fn beside(
        &self,
        parts: &[WithholdingTotal],
        ratio: Ratio,
        of: fn(&Totals) -> &[WithholdingTotal],
    ) -> Result<Vec<WithholdingTotal>> {
        let mut shares = Vec::with_capacity(parts.len());
        for (index, part) in parts.iter().enumerate() {
            let base = self.share(("withheld", part.base), ratio, self.by(), |note| {
                of(note.totals()).get(index).map(|other| other.base)
            })?;
            let amount = self.share(("withheld", part.amount), ratio, self.by(), |note| {
                of(note.totals()).get(index).map(|other| other.amount)
            })?;
            shares.push(WithholdingTotal { base, amount, ..part.clone() });
        }
        Ok(shares)
    }

    /// A total of the note: what its parts come to, and with the last note whatever is left of the invoice's, whose own
    /// parts need not add up where nothing was rounded before it was printed.
    fn total(&self, lines: &Lines, parts: Money, of: fn(&Totals) -> Money) -> Result<Money> {
        if !lines.complete {
            return Ok(parts);
        }
        let taken = self.sum(self.earlier.iter().map(|note| of(note.totals())))?;
        of(self.totals()).checked_sub(taken)
    }

    pub(in super::super) fn make(&self, what: &What, day: NaiveDate, reason: &str) -> Result<Invoice> {
        let (document, all) = (self.original.document(), self.totals());
        let lines = self.lines(&self.parts(what)?)?;
        let allowance_parts =
            self.adjustments(&lines, &all.allowance_parts, |totals| &totals.allowance_parts)?;
        let charge_parts = self.adjustments(&lines, &all.charge_parts, |totals| &totals.charge_parts)?;
        let advances = self.advances(&lines)?;
        let (breakdown, accounting) = self.breakdown(&lines, (&allowance_parts, &charge_parts, &advances))?;

        let advanced = advances.iter().flat_map(|advance| &advance.parts);
        let advance_total = match all.advances {
            None => None,
            Some(_) => Some(AdvanceTotal {
                base: self.sum(advanced.clone().map(|part| part.base))?,
                tax: self.sum(advanced.map(TaxTotal::charged).collect::<Result<Vec<_>>>()?)?,
            }),
        };
        let sum =
            self.total(&lines, self.sum(lines.totals.iter().map(|line| line.net))?, |totals| totals.sum)?;
        let taken = allowance_parts.iter().map(|part| part.net).chain(advance_total.map(|total| total.base));
        let allowances = self.total(&lines, self.sum(taken)?, |totals| totals.allowances)?;
        let charges = self.sum(charge_parts.iter().map(|part| part.net))?;
        let charges = self.total(&lines, charges, |totals| totals.charges)?;
        let net = self.total(&lines, self.sum([sum, -allowances, charges])?, |totals| totals.net)?;
        let tax = self.sum(breakdown.iter().map(TaxTotal::charged).collect::<Result<Vec<_>>>()?)?;
        let tax = self.total(&lines, tax, |totals| totals.tax)?;
        let gross = self.total(&lines, net.checked_add(tax)?, |totals| totals.gross)?;

        // Withholding and cash rounding: by the total with tax.
        let before = self.sum(self.earlier.iter().map(|note| note.totals().gross))?;
        let after = before.checked_add(gross)?.amount();
        let ratio = match (lines.complete, all.gross.is_zero()) {
            (true, _) => ALL,
            (false, true) => NONE,
            (false, false) => (after, all.gross.amount()),
        };
        let withholdings = self.beside(&all.withholdings, ratio, |totals| &totals.withholdings)?;
        let informative = self.beside(&all.informative, ratio, |totals| &totals.informative)?;
        let withheld = self.sum(withholdings.iter().map(|part| part.amount))?;
        let withheld = self.total(&lines, withheld, |totals| totals.withheld)?;
        let rounding =
            self.share(("rounding", all.rounding), ratio, self.by(), |note| Some(note.totals().rounding))?;
        let due = self.sum([gross, -withheld, rounding])?;

        let note = Document {
            side: document.side,
            seller: document.seller.clone(),
            buyer: document.buyer.clone(),
            lines: lines.written,
            withholdings: document.withholdings.clone(),
            advances,
            accounting: document.accounting.clone(),
            preceding: vec![Reference::Invoice { number: self.number.into(), day: document.day }],
            note: reason.into(),
            ..Document::new(Kind::CreditNote, document.currency, day)
        };
        let totals = Totals {
            currency: all.currency,
            lines: lines.totals,
            sum,
            allowances,
            charges,
            net,
            tax,
            gross,
            withheld,
            prepaid: Money::zero(all.currency),
            rounding,
            due,
            breakdown,
            allowance_parts,
            charge_parts,
            advances: advance_total,
            withholdings,
            informative,
            accounting,
            findings: vec![],
        };
        Ok(Invoice::credit(note, *self.original.rules(), totals))
    }

    /// The note's rows of tax, each by its lines, and the same in the accounting currency.
    fn breakdown(
        &self,
        lines: &Lines,
        (allowances, charges, advances): (&[AdjustmentTotal], &[AdjustmentTotal], &[Advance]),
    ) -> Result<(Vec<TaxTotal>, Option<AccountingTotal>)> {
        let all = self.totals();
        let accounting = self.original.document().accounting.as_ref().zip(all.accounting.as_ref());
        let (mut breakdown, mut parts) = (Vec::with_capacity(all.breakdown.len()), vec![]);
        for (place, part) in all.breakdown.iter().enumerate() {
            let key = part.key();
            let ratio = lines.ratio(Some(place));
            let of = |note: &Invoice, pick: Figure<'_>| row(note.totals(), key).and_then(pick);
            let mut share = self.taxed(part, ratio, &of)?;
            // The base is what stands on the note; only with the last one it is whatever is left.
            let nets = lines.written.iter().zip(&lines.totals).filter(|(line, _)| line.tax.key() == key);
            let put = charges.iter().filter(|charge| charge.key() == key).map(|charge| charge.net);
            let taken = allowances.iter().filter(|part| part.key() == key).map(|part| -part.net);
            let advanced = advances.iter().flat_map(|advance| &advance.parts);
            let advanced = advanced.filter(|part| part.key() == key).map(|part| -part.base);
            if !lines.complete {
                share.base = self
                    .sum(nets.clone().map(|(_, total)| total.net).chain(put).chain(taken).chain(advanced))?;
            }
            let mut converted = None;
            if let Some((accounting, total)) = accounting
                && let Some(figure) = total.parts.get(place)
            {
                converted =
                    Some(self.share(("accounting", *figure), ratio, accounting.rounding, |note| {
                        let totals = note.totals();
                        totals.accounting.as_ref()?.parts.get(row_of(totals, key)?).copied()
                    })?);
            }
            let something = !share.base.is_zero()
                || !share.tax.is_zero()
                || share.surcharge.is_some_and(|surcharge| !surcharge.amount.is_zero())
                || converted.is_some_and(|tax| !tax.is_zero())
                || nets.count() > 0;
            if something {
                breakdown.push(share);
                parts.extend(converted);
            }
        }
        let accounting = match accounting {
            None => None,
            Some((accounting, _)) => {
                let tax = Money::sum(parts.iter().copied(), accounting.currency)?;
                Some(AccountingTotal { tax, parts })
            }
        };
        Ok((breakdown, accounting))
    }
}
