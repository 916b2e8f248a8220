//! An issued invoice, sent: every figure as it was issued.

use super::{
    super::{
        Category,
        document::{Line, Reference},
        rules::Prices,
        state::Invoice,
        totals::AdjustmentTotal,
        totals_traced,
    },
    told,
};
use crate::{
    error::{Code, Error, Result, exact},
    money::Money,
};
use chrono::{Datelike, NaiveDate};
use en16931::{
    Date, DocumentKind, DocumentReference, InvoiceAmount, InvoiceLine, InvoiceNote, Percentage, Quantity,
    UnitPriceAmount,
    invoice::{
        DocumentAllowanceCharge, DocumentTotals, Item, LineAllowanceCharge, LineVat, PrecedingInvoice,
        PriceDetails, VatBreakdown,
    },
};
use rust_decimal::Decimal;

/// The specification that an invoice declares, unless the caller sets another (BT-24).
const SPECIFICATION: &str = "urn:cen.eu:en16931:2017";
/// UN/ECE recommendation 20: one, for a line without a unit.
const ONE: &str = "C62";

fn amount(field: &str, money: Money) -> Result<InvoiceAmount> {
    InvoiceAmount::from_decimal_exact(money.amount()).map_err(|error| {
        let message = format!("`{field}` is {money}, which EN 16931 cannot hold: {error}");
        Error::new(Code::MoneyTooManyDecimals, field, money, message)
    })
}

fn some(field: &str, money: Money) -> Result<Option<InvoiceAmount>> {
    if money.is_zero() { Ok(None) } else { amount(field, money).map(Some) }
}

fn sent_day(field: &str, day: NaiveDate) -> Result<Date> {
    let (month, number) = (u8::try_from(day.month()), u8::try_from(day.day()));
    let made =
        month.ok().zip(number.ok()).and_then(|(month, number)| Date::new(day.year(), month, number).ok());
    made.ok_or_else(|| Error::invalid(field, day, "EN 16931 has no such day"))
}

fn percent(rate: Decimal) -> Result<Percentage> {
    let percent = exact::multiply(rate, Decimal::ONE_HUNDRED);
    percent
        .map(|percent| Percentage::new(percent.normalize()))
        .ok_or_else(|| Error::overflow("rate", rate, "a percentage"))
}

fn vat(category: Category, rate: Decimal) -> Result<LineVat> {
    // What is outside the scope has no rate (BR-O-05).
    let rate = if category == Category::OutOfScope { None } else { Some(percent(rate)?) };
    Ok(LineVat { category: category.code().into(), rate })
}

fn optional(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn sent(invoice: &Invoice) -> Result<en16931::Invoice> {
    let number = invoice.number().ok_or_else(|| Error::missing("number"))?;
    let (document, totals, rules) = (invoice.document(), invoice.totals(), invoice.rules());
    if rules.prices != Prices::Net {
        let wanted = "EN 16931 knows prices without tax only";
        return Err(Error::invalid("rules.prices", "gross", wanted));
    }
    if let Some(advance) = document.advances.first() {
        let wanted = "EN 16931 deducts no advance by rate: say what was paid (BT-113)";
        return Err(Error::invalid("advances", &advance.number, wanted));
    }
    let kind = told(&document.kind)?;
    let day = sent_day("day", document.day)?;
    let kind = kind.as_str().unwrap_or_default();
    let mut sent =
        en16931::Invoice::builder(SPECIFICATION, number, day, kind, document.currency.code()).build();
    if document.kind.credits() {
        sent.kind = DocumentKind::CreditNote;
    }
    sent.vat_accounting_currency =
        document.accounting.as_ref().map(|accounting| accounting.currency.code().into());
    sent.vat_point_date = document.tax_point.map(|day| sent_day("tax_point", day)).transpose()?;
    sent.notes = optional(&document.note).map(InvoiceNote::new).into_iter().collect();
    sent.seller.name = optional(&document.seller);
    sent.buyer.name = optional(&document.buyer);
    for (place, reference) in document.preceding.iter().enumerate() {
        let (number, day) = match reference {
            Reference::Invoice { number, day } => (Some(number), Some(*day)),
            Reference::Outside { number, .. } => (number.as_ref(), None),
        };
        if let Some(number) = number {
            let field = format!("preceding.{place}.day");
            sent.preceding_invoices.push(PrecedingInvoice {
                reference: DocumentReference::new(number),
                issue_date: day.map(|day| sent_day(&field, day)).transpose()?,
            });
        }
    }
    let explained = totals_traced(document, rules)?;
    let mut adjusted = explained.line_adjustments();
    for (place, (line, total)) in document.lines.iter().zip(&totals.lines).enumerate() {
        let within = |error: Error| error.within(format_args!("lines.{place}"));
        sent.lines.push(sent_line(place, line, total.net, &mut adjusted).map_err(within)?);
    }
    for (name, list, parts, into) in [
        ("allowances", &document.allowances, &totals.allowance_parts, &mut sent.allowances),
        ("charges", &document.charges, &totals.charge_parts, &mut sent.charges),
    ] {
        for part in parts {
            let index = usize::try_from(part.index).unwrap_or(usize::MAX);
            let alone = parts.iter().filter(|other| other.index == part.index).count() == 1;
            let adjustment = list.get(index);
            // A share of the whole is none of its parts.
            let share = adjustment.filter(|_| alone).and_then(|adjustment| adjustment.share);
            let base = adjustment.filter(|_| alone).and_then(|adjustment| adjustment.base);
            into.push(DocumentAllowanceCharge {
                amount: amount(name, part.net)?,
                base_amount: base.map(|base| amount(name, base)).transpose()?,
                percentage: share.map(percent).transpose()?,
                vat: vat(part.category, part.rate)?,
                reason: adjustment.and_then(|adjustment| optional(&adjustment.reason)),
                reason_code: None,
            });
        }
    }
    for part in &totals.breakdown {
        let LineVat { category, rate } = vat(part.category, part.rate)?;
        sent.vat_breakdown.push(VatBreakdown {
            taxable_amount: amount("breakdown.base", part.base)?,
            tax_amount: amount("breakdown.tax", part.charged()?)?,
            category,
            rate,
            exemption_reason: optional(&part.reason).filter(|_| part.category.untaxed()),
            exemption_reason_code: None,
        });
    }
    // A sum is told where there is something that is summed, zero or not (BR-CO-11, BR-CO-12).
    let of = |field: &str, parts: &[AdjustmentTotal], sum: Money| {
        if parts.is_empty() { Ok(None) } else { amount(field, sum).map(Some) }
    };
    // What the buyer keeps back is no term of EN 16931: what is due is told without it.
    let due = totals.due.checked_add(totals.withheld)?;
    sent.totals = DocumentTotals {
        line_total: amount("sum", totals.sum)?,
        allowance_total: of("allowances", &totals.allowance_parts, totals.allowances)?,
        charge_total: of("charges", &totals.charge_parts, totals.charges)?,
        taxable_total: amount("net", totals.net)?,
        vat_total: Some(amount("tax", totals.tax)?),
        vat_total_accounting: match &totals.accounting {
            Some(accounting) => Some(amount("accounting.tax", accounting.tax)?),
            None => None,
        },
        gross_total: amount("gross", totals.gross)?,
        paid: some("prepaid", totals.prepaid)?,
        rounding: some("rounding", totals.rounding)?,
        due: amount("due", due)?,
    };
    Ok(sent)
}

/// `adjusted`: the amounts of the line's allowances and charges, as they were totalled.
fn sent_line(
    place: usize,
    line: &Line,
    net: Money,
    adjusted: &mut dyn Iterator<Item = Result<Money>>,
) -> Result<InvoiceLine> {
    let unit = if line.unit.is_empty() { ONE } else { &line.unit };
    let LineVat { category, rate } = vat(line.tax.category, line.tax.rate)?;
    let id = (place + 1).to_string();
    let quantity = Quantity::new(line.quantity);
    let mut sent =
        InvoiceLine::new(id, &line.description, quantity, unit, amount("net", net)?, category, rate);
    sent.price = PriceDetails {
        net_price: UnitPriceAmount::new(line.price.amount()),
        base_quantity: (line.base_quantity != Decimal::ONE).then(|| Quantity::new(line.base_quantity)),
        ..PriceDetails::default()
    };
    sent.item = Item { seller_identifier: optional(&line.item), ..sent.item };
    sent.accounting_reference = optional(&line.account);
    for (name, list, into) in [
        ("allowances", &line.allowances, &mut sent.allowances),
        ("charges", &line.charges, &mut sent.charges),
    ] {
        for (place, adjustment) in list.iter().enumerate() {
            let field = format!("{name}.{place}.amount");
            let own = adjusted.next().ok_or_else(|| Error::missing(&field))??;
            into.push(LineAllowanceCharge {
                amount: amount(&field, own)?,
                base_amount: adjustment.base.map(|base| amount(&field, base)).transpose()?,
                percentage: adjustment.share.map(percent).transpose()?,
                reason: optional(&adjustment.reason),
                reason_code: None,
            });
        }
    }
    Ok(sent)
}
