//! Credit notes whose parts sum to the invoice, to the cent.

use super::{
    document::{Document, Kind, Line, Reference},
    state::Invoice,
    statute::proportion,
    totals::{AdjustmentTotal, LineTotal, TaxTotal, Totals, WithholdingTotal, add},
};
use crate::{
    error::{Code, Error, Result, exact},
    money::{Currency, Money, Rounding},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How much of a line is credited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// The line of the invoice, from 0.
    pub line: u32,
    /// How many of its units; of the same sign as the line's quantity.
    #[serde(with = "exact::text")]
    pub quantity: Decimal,
}

/// What is credited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// All that is left.
    Whole,
    /// So many units of these lines.
    Lines(Vec<Taken>),
}

/// A draft credit note of `day` for an issued invoice, or for a part of it.
///
/// Every figure is the rounded cumulative share of the invoice's figure less what `earlier` credit notes took: a line by
/// its quantity, an allowance or charge of the document and the tax by the lines of their category and rate, what is
/// withheld and the cash rounding by the total. So any number of parts sums to the invoice in every figure (what was
/// prepaid, BT-113, is not a price and is not credited). Rounded as the invoice's rules say.
///
/// # Errors
/// `invoice.credit_too_great` when more is asked for than is left, nothing is left, or `earlier` took more than there was;
/// `input.missing` when the invoice has no number; `input.invalid` for a credit note in its place, a line that it does not
/// have or an earlier credit note of another invoice.
///
/// ```
/// use backoffice::{currency::EUR, date, dec, eur, invoice::{Document, Invoice, Line, Rules, Tax, Taken, What, credit}};
///
/// let line = Line::new("lamp", dec!(3), eur!(3.35).each(), Tax::standard(dec!(0.19)));
/// let mut sold = Invoice::draft(Document::invoice(EUR, date(2026, 3, 2)?).line(line), Rules::en16931(EUR))?;
/// sold.issue("A1")?;
/// assert_eq!(sold.totals().tax, eur!(1.91)); // 19 % of 10.05
///
/// let mut credits = vec![];
/// for (number, tax) in [("C1", eur!(0.64)), ("C2", eur!(0.63)), ("C3", eur!(0.64))] {
///     let one = What::Lines(vec![Taken { line: 0, quantity: dec!(1) }]);
///     let mut note = credit(&sold, &credits, &one, date(2026, 4, 1)?)?;
///     assert_eq!(note.totals().tax, tax);
///     note.issue(number)?;
///     credits.push(note);
/// }
/// let error = credit(&sold, &credits, &What::Whole, date(2026, 4, 2)?).unwrap_err();
/// assert_eq!(error.code(), "invoice.credit_too_great");
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn credit(original: &Invoice, earlier: &[Invoice], what: &What, day: NaiveDate) -> Result<Invoice> {
    Credit::new(original, earlier)?.make(what, day)
}

/// Too much is asked for.
fn too_great(field: impl Into<String>, asked: Decimal, left: Decimal, number: &str) -> Error {
    let message = format!("{asked} cannot be credited of invoice {number}: {left} is left");
    Error::new(Code::InvoiceCreditTooGreat, field, asked, message)
}

struct Credit<'a> {
    original: &'a Invoice,
    earlier: &'a [Invoice],
    number: &'a str,
    currency: Currency,
    by: Rounding,
    /// Units of each line that earlier credit notes took.
    taken: Vec<Decimal>,
    /// What earlier credit notes have of each line.
    figures: Vec<LineTotal>,
    /// Which lines stand on an earlier credit note.
    gone: Vec<bool>,
}

impl<'a> Credit<'a> {
    fn new(original: &'a Invoice, earlier: &'a [Invoice]) -> Result<Self> {
        let number = original.issued()?;
        if original.document().kind.credits() {
            let wanted = "it is a credit note itself: charge its amounts again by an invoice or a debit note";
            return Err(Error::invalid("original", number, wanted));
        }
        let totals = original.totals();
        let surcharged = totals.breakdown.iter().any(|part| part.surcharge.is_some());
        if totals.advances.is_some() || totals.accounting.is_some() || surcharged {
            let wanted = "a credit takes no shares of advances, surcharges or an accounting currency: write the credit note as a document";
            return Err(Error::invalid("original", number, wanted));
        }
        let lines = original.document().lines.len();
        let currency = original.document().currency;
        let (mut taken, mut gone) = (vec![Decimal::ZERO; lines], vec![false; lines]);
        let mut figures = vec![LineTotal { net: Money::zero(currency), tax: None, exact: None }; lines];
        for (place, note) in earlier.iter().enumerate() {
            let document = note.document();
            let of_this = |reference: &Reference| matches!(reference, Reference::Invoice { number: n, .. } if n == number);
            if !document.kind.credits() || !document.preceding.iter().any(of_this) {
                let wanted = format!("it is not a credit note of invoice {number}");
                return Err(Error::invalid(
                    &format!("earlier.{place}"),
                    note.number().unwrap_or("a draft"),
                    &wanted,
                ));
            }
            for (row, (line, total)) in document.lines.iter().zip(&note.totals().lines).enumerate() {
                let index = line.credits.and_then(|index| usize::try_from(index).ok());
                let slot = index.and_then(|index| {
                    Some((taken.get_mut(index)?, gone.get_mut(index)?, figures.get_mut(index)?))
                });
                let Some((taken, gone, figures)) = slot else {
                    let field = format!("earlier.{place}.lines.{row}.credits");
                    let wanted = format!("it does not say which line of invoice {number} it credits");
                    return Err(Error::invalid(&field, &line.description, &wanted));
                };
                *taken = add("quantity", *taken, line.quantity)?;
                *gone = true;
                figures.net = figures.net.checked_add(total.net)?;
                figures.tax = match (figures.tax, total.tax) {
                    (Some(before), Some(tax)) => Some(before.checked_add(tax)?),
                    (before, tax) => before.or(tax),
                };
            }
        }
        for (index, (line, taken)) in original.document().lines.iter().zip(&taken).enumerate() {
            let left = add("quantity", line.quantity, -*taken)?;
            let beyond = !left.is_zero() && left.is_sign_negative() != line.quantity.is_sign_negative();
            if beyond || left.abs() > line.quantity.abs() {
                let message = format!(
                    "the earlier credit notes took {taken} of line {index} of invoice {number}, which has {}: is one given twice?",
                    line.quantity
                );
                return Err(Error::new(Code::InvoiceCreditTooGreat, "earlier", taken, message));
            }
        }
        Ok(Self { original, earlier, number, currency, by: original.rules().amount, taken, figures, gone })
    }

    /// How many units of each line are credited now; none for a line that is not on the note.
    fn quantities(&self, what: &What) -> Result<Vec<Option<Decimal>>> {
        let lines = &self.original.document().lines;
        match what {
            What::Whole => {
                let mut quantities = Vec::with_capacity(lines.len());
                for ((line, taken), gone) in lines.iter().zip(&self.taken).zip(&self.gone) {
                    let left = add("quantity", line.quantity, -*taken)?;
                    quantities.push((!left.is_zero() || !*gone).then_some(left));
                }
                if quantities.iter().all(Option::is_none) {
                    return Err(too_great(
                        "what",
                        self.original.totals().gross.amount(),
                        Decimal::ZERO,
                        self.number,
                    ));
                }
                Ok(quantities)
            }
            What::Lines(wanted) => {
                let mut quantities = vec![None; lines.len()];
                if wanted.is_empty() {
                    return Err(Error::missing("what"));
                }
                for (place, part) in wanted.iter().enumerate() {
                    let field = format!("what.{place}");
                    let index = usize::try_from(part.line).unwrap_or(usize::MAX);
                    let (Some(line), Some(slot), Some(taken)) =
                        (lines.get(index), quantities.get_mut(index), self.taken.get(index))
                    else {
                        let wanted = format!("invoice {} has no such line; they count from 0", self.number);
                        return Err(Error::invalid(&format!("{field}.line"), part.line, &wanted));
                    };
                    let before = slot.unwrap_or(Decimal::ZERO);
                    let now = add("quantity", before, part.quantity)?;
                    let left = add("quantity", line.quantity, -*taken)?;
                    let same_way = part.quantity.is_sign_negative() == line.quantity.is_sign_negative();
                    if part.quantity.is_zero() {
                        return Err(Error::invalid(
                            &format!("{field}.quantity"),
                            0,
                            "credit some of the line",
                        ));
                    }
                    if !same_way || now.abs() > left.abs() {
                        return Err(too_great(format!("{field}.quantity"), part.quantity, left, self.number));
                    }
                    *slot = Some(now);
                }
                Ok(quantities)
            }
        }
    }

    fn money(&self, amount: Decimal) -> Result<Money> {
        Money::new(amount, self.currency)
    }

    /// A figure of the invoice, as far as credited after this note, less what earlier notes have of it.
    fn share(
        &self,
        field: &str,
        figure: Money,
        ratio: (Decimal, Decimal),
        before: impl Fn(&Totals) -> Option<Money>,
    ) -> Result<Money> {
        let mut amount = self.money(proportion(field, figure.amount(), ratio.0, ratio.1, self.by)?)?;
        for note in self.earlier {
            if let Some(taken) = before(note.totals()) {
                amount = amount.checked_sub(taken)?;
            }
        }
        Ok(amount)
    }

    fn make(&self, what: &What, day: NaiveDate) -> Result<Invoice> {
        let (document, totals) = (self.original.document(), self.original.totals());
        let quantities = self.quantities(what)?;

        // Each line: by its units.
        let mut note = Document::new(Kind::CreditNote, self.currency, day);
        note.seller.clone_from(&document.seller);
        note.buyer.clone_from(&document.buyer);
        note.preceding.push(Reference::Invoice { number: self.number.into(), day: document.day });
        let mut lines = vec![];
        let mut complete = true;
        // Of each category and rate: its lines on the invoice, and as far as credited after this note.
        let mut covered: Vec<(Decimal, Decimal)> =
            vec![(Decimal::ZERO, Decimal::ZERO); totals.breakdown.len()];
        for (index, (line, total)) in document.lines.iter().zip(&totals.lines).enumerate() {
            let taken = self.taken.get(index).copied().unwrap_or_default();
            let now = quantities.get(index).copied().flatten();
            let after = add("quantity", taken, now.unwrap_or_default())?;
            let reached = after == line.quantity && (now.is_some() || self.gone.get(index) == Some(&true));
            complete &= reached;
            // A line of quantity zero is credited whole or not at all.
            let ratio = if reached { (Decimal::ONE, Decimal::ONE) } else { (after, line.quantity) };
            let cumulative = if after.is_zero() && !reached {
                Decimal::ZERO
            } else {
                proportion("net", total.net.amount(), ratio.0, ratio.1, self.by)?
            };
            let place = totals.breakdown.iter().position(|part| part.key() == line.tax.key());
            if let Some(cover) = place.and_then(|place| covered.get_mut(place)) {
                cover.0 = add("base", cover.0, total.net.amount())?;
                cover.1 = add("base", cover.1, cumulative)?;
            }
            let Some(quantity) = now else { continue };
            let wanted = u32::try_from(index).unwrap_or(u32::MAX);
            let before = self.figures.get(index).copied();
            let mut net = self.money(cumulative)?;
            if let Some(before) = before {
                net = net.checked_sub(before.net)?;
            }
            let tax = match total.tax {
                None => None,
                Some(tax) => {
                    let tax = self.money(proportion("tax", tax.amount(), ratio.0, ratio.1, self.by)?)?;
                    Some(
                        before
                            .and_then(|before| before.tax)
                            .map_or(Ok(tax), |before| tax.checked_sub(before))?,
                    )
                }
            };
            lines.push(LineTotal { net, tax, exact: None });
            note.lines.push(Line {
                quantity,
                net: Some(net),
                allowances: vec![],
                charges: vec![],
                credits: Some(wanted),
                ..line.clone()
            });
        }

        // Allowances, charges and tax of each category and rate: by its lines; all that is left once all lines are gone.
        let ratio_of = |place: usize| {
            let (whole, part) = covered.get(place).copied().unwrap_or_default();
            if complete {
                (Decimal::ONE, Decimal::ONE)
            } else if whole.is_zero() {
                (Decimal::ZERO, Decimal::ONE)
            } else {
                (part, whole)
            }
        };
        let place_of =
            |part: &AdjustmentTotal| totals.breakdown.iter().position(|tax| tax.key() == part.key());
        let adjustments = |parts: &[AdjustmentTotal], charges: bool| -> Result<Vec<AdjustmentTotal>> {
            let mut shares = Vec::with_capacity(parts.len());
            for part in parts {
                let ratio = ratio_of(place_of(part).unwrap_or(usize::MAX));
                let same = |other: &&AdjustmentTotal| other.index == part.index && other.key() == part.key();
                let net = self.share("adjustment", part.net, ratio, |theirs| {
                    let list = if charges { &theirs.charge_parts } else { &theirs.allowance_parts };
                    list.iter().find(same).map(|other| other.net)
                })?;
                shares.push(AdjustmentTotal { net, ..part.clone() });
            }
            Ok(shares)
        };
        let allowance_parts = adjustments(&totals.allowance_parts, false)?;
        let charge_parts = adjustments(&totals.charge_parts, true)?;

        let mut breakdown: Vec<TaxTotal> = Vec::with_capacity(totals.breakdown.len());
        for (place, part) in totals.breakdown.iter().enumerate() {
            let their_tax = |theirs: &Totals| {
                theirs.breakdown.iter().find(|tax| tax.key() == part.key()).map(|tax| tax.tax)
            };
            let tax = self.share("tax", part.tax, ratio_of(place), their_tax)?;
            let mut base = Money::zero(self.currency);
            for (line, total) in note.lines.iter().zip(&lines) {
                if line.tax.key() == part.key() {
                    base = base.checked_add(total.net)?;
                }
            }
            for charge in charge_parts.iter().filter(|charge| charge.key() == part.key()) {
                base = base.checked_add(charge.net)?;
            }
            for allowance in allowance_parts.iter().filter(|allowance| allowance.key() == part.key()) {
                base = base.checked_sub(allowance.net)?;
            }
            breakdown.push(TaxTotal { base, tax, ..part.clone() });
        }
        breakdown.retain(|part| {
            !part.base.is_zero()
                || !part.tax.is_zero()
                || note.lines.iter().any(|line| line.tax.key() == part.key())
        });

        let all = |amounts: &mut dyn Iterator<Item = Money>| Money::sum(amounts, self.currency);
        let sum = all(&mut lines.iter().map(|line| line.net))?;
        let allowances = all(&mut allowance_parts.iter().map(|part| part.net))?;
        let charges = all(&mut charge_parts.iter().map(|part| part.net))?;
        let net = sum.checked_sub(allowances)?.checked_add(charges)?;
        let tax = all(&mut breakdown.iter().map(|part| part.tax))?;
        let gross = net.checked_add(tax)?;

        // Withholding and cash rounding: by the total with tax.
        let before = all(&mut self.earlier.iter().map(|theirs| theirs.totals().gross))?;
        let after = before.checked_add(gross)?.amount();
        let ratio = if complete {
            (Decimal::ONE, Decimal::ONE)
        } else if totals.gross.is_zero() {
            (Decimal::ZERO, Decimal::ONE)
        } else {
            (after, totals.gross.amount())
        };
        let mut withholdings = Vec::with_capacity(totals.withholdings.len());
        for (index, part) in totals.withholdings.iter().enumerate() {
            let amount = self.share("withheld", part.amount, ratio, |theirs| {
                theirs.withholdings.get(index).map(|other| other.amount)
            })?;
            let base = self.share("withheld", part.base, ratio, |theirs| {
                theirs.withholdings.get(index).map(|other| other.base)
            })?;
            withholdings.push(WithholdingTotal { base, amount, ..part.clone() });
        }
        let withheld = all(&mut withholdings.iter().map(|part| part.amount))?;
        let rounding = self.share("rounding", totals.rounding, ratio, |theirs| Some(theirs.rounding))?;
        let due = gross.checked_sub(withheld)?.checked_add(rounding)?;
        let totals = Totals {
            currency: self.currency,
            lines,
            sum,
            allowances,
            charges,
            net,
            tax,
            gross,
            withheld,
            prepaid: Money::zero(self.currency),
            rounding,
            due,
            breakdown,
            allowance_parts,
            charge_parts,
            advances: None,
            withholdings,
            informative: vec![],
            accounting: None,
            findings: vec![],
        };
        note.withholdings.clone_from(&document.withholdings);
        Ok(Invoice::credit(note, *self.original.rules(), totals))
    }
}
