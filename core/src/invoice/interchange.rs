//! To and from the types of the crate `en16931`, which checks all rules of EN 16931 and, with `en16931-formats`, reads and
//! writes UBL and CII. With the feature `en16931`.
//!
//! What one side has and the other has no place for is named in [`Converted::lost`], never dropped in silence. It is found by
//! converting back and comparing, so that nothing is left to a list. A business term in both comes back as it was.
//!
//! Our document knows its parties by name alone: their addresses and numbers, the payment, and the specification are the
//! caller's to fill in before it is sent, as those of [`en16931::Invoice`].
//!
//! ```
//! use backoffice::{currency::EUR, date, dec, eur, invoice::{Document, Invoice, Line, Rules, Tax, interchange, totals}};
//!
//! let line = Line::new("desk lamp", dec!(2), eur!(19.99).each(), Tax::standard(dec!(0.19))).unit("C62");
//! let mut invoice = Invoice::draft(Document::invoice(EUR, date(2026, 3, 2)?).buyer("Ada").line(line), Rules::en16931(EUR))?;
//! invoice.issue("2026-001")?;
//!
//! let sent = interchange::to_en16931(&invoice)?;
//! assert!(sent.lost.is_empty());
//! assert_eq!(sent.value.totals.due.to_string(), "47.58");
//!
//! let received = interchange::from_en16931(&sent.value)?;
//! assert_eq!(totals(&received.value, &Rules::en16931(EUR))?.due, eur!(47.58));
//! # Ok::<(), backoffice::Error>(())
//! ```

use super::{
    Category,
    document::{Adjustment, Document, Kind, Line, Reference, StatedTax, Tax},
    rules::Prices,
    state::Invoice,
    totals::AdjustmentTotal,
};
use crate::{
    error::{Code, Error, Result, exact},
    money::{Currency, Money, Price, Rounding, number},
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
use serde::{
    Deserialize, Serialize,
    de::value::{BorrowedStrDeserializer, Error as Unread},
};
use serde_json::Value;

/// The specification that an invoice declares, unless the caller sets another (BT-24).
const SPECIFICATION: &str = "urn:cen.eu:en16931:2017";
/// UN/ECE recommendation 20: one, for a line without a unit.
const ONE: &str = "C62";

/// Something that the other side has no place for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lost {
    /// Where it stood, a path in the document that was converted: `lines.0.withholdings`.
    pub field: String,
    /// What stood there.
    pub value: String,
}

/// A document in the other form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted<T> {
    /// The document.
    pub value: T,
    /// What it could not take along.
    pub lost: Vec<Lost>,
}

fn told<T: Serialize>(value: &T) -> Result<Value> {
    serde_json::to_value(value)
        .map_err(|error| Error::invalid("document", error, "it cannot be written as JSON"))
}

/// What stands in `before` and not, or otherwise, in `after`.
fn compare(before: &Value, after: Option<&Value>, path: &str, lost: &mut Vec<Lost>) {
    let within = |step: &str| if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") };
    match before {
        Value::Null => {}
        Value::Object(fields) => {
            for (name, value) in fields {
                compare(value, after.and_then(|after| after.get(name)), &within(name), lost);
            }
        }
        Value::Array(items) => {
            for (place, value) in items.iter().enumerate() {
                compare(value, after.and_then(|after| after.get(place)), &within(&place.to_string()), lost);
            }
        }
        Value::String(text) if text.is_empty() => {}
        leaf => {
            let number = |value: &Value| exact::decimal("", value.as_str()?).ok();
            let same = after.is_some_and(|after| {
                after == leaf || number(leaf).is_some_and(|n| number(after).is_some_and(|m| m == n))
            });
            if !same {
                let value = leaf.as_str().map_or_else(|| leaf.to_string(), str::to_owned);
                lost.push(Lost { field: path.to_owned(), value });
            }
        }
    }
}

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

fn received_day(field: &str, day: Date) -> Result<NaiveDate> {
    let made = NaiveDate::from_ymd_opt(day.year(), day.month().into(), day.day().into());
    made.ok_or_else(|| Error::invalid(field, day, "the calendar has no such day"))
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

/// An issued invoice in the types of `en16931`: all figures as they were issued, percentages in per cent.
///
/// An allowance or charge of the document that was spread over several rates becomes one for each of them. A line without
/// a unit is counted in `C62` (one).
///
/// # Errors
/// `input.missing` for a draft; `input.invalid` for prices with tax, and for advances that were deducted by rate: EN 16931
/// has no place for them (say what was paid instead, BT-113); `money.too_many_decimals` for a figure of more than two
/// decimals (BR-DEC).
pub fn to_en16931(invoice: &Invoice) -> Result<Converted<en16931::Invoice>> {
    let value = sent(invoice)?;
    let again = received(&value)?;
    let mut lost = vec![];
    compare(&told(invoice.document())?, Some(&told(&again)?), "", &mut lost);
    Ok(Converted { value, lost })
}

/// An invoice of `en16931` as a document: its figures stand as stated, so that [`totals`](super::totals()) tells where
/// they differ from the rules. Parties are their names.
///
/// # Errors
/// `input.missing` for a currency, day or type; `input.invalid` for a type or category that this version does not know, a
/// date or a currency that does not exist; the field is the path in `en16931`'s JSON.
pub fn from_en16931(invoice: &en16931::Invoice) -> Result<Converted<Document>> {
    let value = received(invoice)?;
    let mut lost = vec![];
    // The crate's JSON wraps the invoice with the revision of its form.
    let inner = |whole: Value| whole.get("invoice").cloned().unwrap_or(whole);
    let again = inner(told(&again(&value, invoice)?)?);
    compare(&inner(told(invoice)?), Some(&again), "", &mut lost);
    Ok(Converted { value, lost })
}

/// The document that was received, sent again: under the rules of EN 16931 and with the number that it had.
fn again(document: &Document, original: &en16931::Invoice) -> Result<en16931::Invoice> {
    let rules = super::Rules::en16931(document.currency);
    let mut invoice = Invoice::draft(document.clone(), rules)?;
    invoice.issue(original.number.clone().unwrap_or_else(|| "-".to_owned()))?;
    let mut again = sent(&invoice)?;
    // What is the caller's to set is no loss.
    again.specification_id.clone_from(&original.specification_id);
    if original.number.is_none() {
        again.number = None;
    }
    Ok(again)
}

fn sent(invoice: &Invoice) -> Result<en16931::Invoice> {
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
    for (place, (line, total)) in document.lines.iter().zip(&totals.lines).enumerate() {
        let within = |error: Error| error.within(format_args!("lines.{place}"));
        sent.lines.push(sent_line(place, line, total.net, rules.amount).map_err(within)?);
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

fn sent_line(place: usize, line: &Line, net: Money, by: Rounding) -> Result<InvoiceLine> {
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
            into.push(LineAllowanceCharge {
                amount: amount(&field, of_line(line, adjustment, by)?)?,
                base_amount: adjustment.base.map(|base| amount(&field, base)).transpose()?,
                percentage: adjustment.share.map(percent).transpose()?,
                reason: optional(&adjustment.reason),
                reason_code: None,
            });
        }
    }
    Ok(sent)
}

/// The amount of a line's allowance or charge: as stated, or its share of its base or of price × quantity.
fn of_line(line: &Line, adjustment: &Adjustment, by: Rounding) -> Result<Money> {
    if let Some(amount) = adjustment.amount {
        return Ok(amount);
    }
    let share = adjustment.share.ok_or_else(|| Error::missing("amount"))?;
    if let Some(base) = adjustment.base {
        return base.share(share, by);
    }
    let lost = || Error::overflow("share", share, "share of price × quantity");
    let whole = exact::multiply(line.price.amount(), line.quantity).ok_or_else(lost)?;
    let amount = number::ratio(whole, share, line.base_quantity, by).ok_or_else(lost)?;
    Money::new(amount, line.price.currency())
}

fn received(invoice: &en16931::Invoice) -> Result<Document> {
    let code = invoice.type_code.as_ref().ok_or_else(|| Error::missing("type_code"))?;
    let kind = Kind::deserialize(BorrowedStrDeserializer::<Unread>::new(code.as_str())).map_err(|_| {
        let wanted = "this version knows the types 326, 380, 381, 383, 384, 386 and 389";
        Error::invalid("type_code", code.as_str(), wanted)
    })?;
    let currency = invoice.currency.as_ref().ok_or_else(|| Error::missing("currency"))?;
    let currency: Currency = currency.as_str().parse()?;
    let day = invoice.issue_date.ok_or_else(|| Error::missing("issue_date"))?;
    let mut document = Document::new(kind, currency, received_day("issue_date", day)?);
    let money = |amount: InvoiceAmount| Money::new(amount.into_decimal().normalize(), currency);
    document.tax_point = invoice.vat_point_date.map(|day| received_day("vat_point_date", day)).transpose()?;
    document.seller = invoice.seller.name.clone().unwrap_or_default();
    document.buyer = invoice.buyer.name.clone().unwrap_or_default();
    document.note = invoice.notes.first().and_then(|note| note.note.clone()).unwrap_or_default();
    for (place, preceding) in invoice.preceding_invoices.iter().enumerate() {
        let number = preceding.reference.as_str().to_owned();
        let field = format!("preceding_invoices.{place}.issue_date");
        document.preceding.push(match preceding.issue_date {
            Some(day) => Reference::Invoice { number, day: received_day(&field, day)? },
            None => Reference::Outside { number: Some(number), why: "its day is not stated".into() },
        });
    }
    let mut reasons = vec![];
    for (place, row) in invoice.vat_breakdown.iter().enumerate() {
        let vat = LineVat { category: row.category.clone(), rate: row.rate };
        let tax = received_tax(&vat).map_err(|error| error.within(format_args!("vat_breakdown.{place}")))?;
        document.taxes.push(StatedTax::new(tax.category, tax.rate, money(row.tax_amount)?));
        reasons.push((tax, row.exemption_reason.clone().unwrap_or_default()));
    }
    let reasoned = |vat: &LineVat| -> Result<Tax> {
        let tax = received_tax(vat)?;
        let reason = reasons.iter().find(|(row, _)| (row.category, row.rate) == (tax.category, tax.rate));
        Ok(match reason {
            Some((_, reason)) if !reason.is_empty() => tax.because(reason),
            _ => tax,
        })
    };
    for (place, line) in invoice.lines.iter().enumerate() {
        let within = |error: Error| error.within(format_args!("lines.{place}"));
        let tax = reasoned(&line.vat).map_err(within)?;
        let name = line.item.name.clone().unwrap_or_default();
        let price = Price::new(line.price.net_price.into_decimal(), currency);
        let mut own = Line::new(name, line.quantity.into_decimal(), price, tax)
            .unit(line.unit_code.as_str())
            .stating(money(line.net_amount)?);
        own.item = line.item.seller_identifier.clone().unwrap_or_default();
        own.account = line.accounting_reference.clone().unwrap_or_default();
        own.base_quantity = line.price.base_quantity.map_or(Decimal::ONE, Quantity::into_decimal);
        for (list, into) in [(&line.allowances, &mut own.allowances), (&line.charges, &mut own.charges)] {
            for adjustment in list {
                into.push(Adjustment {
                    amount: Some(money(adjustment.amount)?),
                    share: adjustment.percentage.map(Percentage::as_fraction),
                    base: adjustment.base_amount.map(money).transpose()?,
                    reason: adjustment.reason.clone().unwrap_or_default(),
                    ..Adjustment::default()
                });
            }
        }
        document.lines.push(own);
    }
    for (name, list, into) in [
        ("allowances", &invoice.allowances, &mut document.allowances),
        ("charges", &invoice.charges, &mut document.charges),
    ] {
        for (place, adjustment) in list.iter().enumerate() {
            let within = |error: Error| error.within(format_args!("{name}.{place}"));
            into.push(Adjustment {
                amount: Some(money(adjustment.amount)?),
                share: adjustment.percentage.map(Percentage::as_fraction),
                base: adjustment.base_amount.map(money).transpose()?,
                reason: adjustment.reason.clone().unwrap_or_default(),
                tax: Some(reasoned(&adjustment.vat).map_err(within)?),
                ..Adjustment::default()
            });
        }
    }
    document.prepaid = invoice.totals.paid.map(money).transpose()?;
    document.payable_rounding = invoice.totals.rounding.map(money).transpose()?;
    Ok(document)
}

fn received_tax(vat: &LineVat) -> Result<Tax> {
    let code = vat.category.as_str();
    let category = Category::deserialize(BorrowedStrDeserializer::<Unread>::new(code)).map_err(|_| {
        Error::invalid("category", code, "write a code of UNTDID 5305 such as S, Z, E, AE, K, G, O")
    })?;
    let rate = vat.rate.map_or(Decimal::ZERO, Percentage::as_fraction);
    Ok(Tax::new(category, rate.normalize()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        calendar::date,
        invoice::{Rules, Withholding, totals},
        money::currency::EUR,
    };
    use proptest::prelude::*;

    fn issued(document: Document) -> Invoice {
        let mut invoice = Invoice::draft(document, Rules::en16931(EUR)).unwrap();
        invoice.issue("A1").unwrap();
        invoice
    }

    fn fields(lost: &[Lost]) -> Vec<&str> {
        lost.iter().map(|lost| lost.field.as_str()).collect()
    }

    /// The eight examples of annex A of the standard, as the crate gives them, and its examples of each profile.
    #[test]
    fn official_examples_come_to_their_own_totals_and_come_back() {
        let annex = en16931::examples::annex_a().into_iter().map(|example| example.invoice);
        let profiles =
            en16931::profiles::ALL.iter().filter_map(|profile| en16931::examples::for_profile(profile));
        let mut seen = 0;
        for original in annex.chain(profiles) {
            let Converted { value: document, lost } = from_en16931(&original).unwrap();
            let totals = totals(&document, &Rules::en16931(document.currency)).unwrap();
            assert_eq!(totals.findings, []);
            let same =
                |amount: InvoiceAmount, money: Money| assert_eq!(amount.into_decimal(), money.amount());
            same(original.totals.line_total, totals.sum);
            same(original.totals.taxable_total, totals.net);
            same(original.totals.gross_total, totals.gross);
            same(original.totals.due, totals.due);
            for (row, part) in original.vat_breakdown.iter().zip(&totals.breakdown) {
                assert_eq!(row.category.as_str(), part.category.code());
                same(row.taxable_amount, part.base);
                same(row.tax_amount, part.tax);
            }
            // Nothing of a line's or the document's arithmetic is lost.
            for lost in &lost {
                let arithmetic = [
                    "amount",
                    "total",
                    ".quantity",
                    "rate",
                    "price.net_price",
                    "base_quantity",
                    "percentage",
                ];
                assert!(!arithmetic.iter().any(|term| lost.field.ends_with(term)), "{lost:?}");
            }
            assert!(lost.iter().any(|lost| lost.field.starts_with("seller.")), "{lost:?}");
            seen += 1;
        }
        assert!(seen > 8);
    }

    #[test]
    fn what_has_no_place_is_named() {
        let line = Line::new("lamp", dec!(1), eur!(10.00).each(), Tax::standard(dec!(0.21)).citing("law"))
            .unit("H87")
            .withholding(Withholding::new("IRPF", dec!(0.15)));
        let sent = to_en16931(&issued(Document::invoice(EUR, date(2026, 3, 2).unwrap()).line(line))).unwrap();
        let lost = fields(&sent.lost);
        assert!(lost.contains(&"lines.0.withholdings.0.name"), "{lost:?}");
        assert!(lost.contains(&"lines.0.tax.source"), "{lost:?}");
        assert_eq!(sent.value.totals.due.to_string(), "12.10"); // without what the buyer keeps back

        let mut received = sent.value.clone();
        received.payment_terms = Some("30 days".into());
        received.seller.vat_identifier = Some("DE123456789".into());
        let back = from_en16931(&received).unwrap();
        assert_eq!(fields(&back.lost), ["payment_terms", "seller.vat_identifier"]);
    }

    #[test]
    fn what_cannot_be_said_is_refused() {
        let day = date(2026, 3, 2).unwrap();
        let line = || Line::new("lamp", dec!(1), eur!(10.00).each(), Tax::standard(dec!(0.21)));
        let draft = Invoice::draft(Document::invoice(EUR, day).line(line()), Rules::en16931(EUR)).unwrap();
        assert_eq!(to_en16931(&draft).unwrap_err().field(), "number");
        let rules = Rules { prices: Prices::GrossRoundTax, ..Rules::en16931(EUR) };
        let mut gross = Invoice::draft(Document::invoice(EUR, day).line(line()), rules).unwrap();
        gross.issue("A1").unwrap();
        assert_eq!(to_en16931(&gross).unwrap_err().field(), "rules.prices");

        let valid = to_en16931(&issued(Document::invoice(EUR, day).line(line()))).unwrap().value;
        let told = |change: fn(&mut en16931::Invoice)| {
            let mut invoice = valid.clone();
            change(&mut invoice);
            let error = from_en16931(&invoice).unwrap_err();
            (error.code(), error.field().to_owned())
        };
        assert_eq!(told(|i| i.type_code = None), (Code::InputMissing, "type_code".into()));
        assert_eq!(told(|i| i.type_code = Some("999".into())), (Code::InputInvalid, "type_code".into()));
        assert_eq!(told(|i| i.currency = None), (Code::InputMissing, "currency".into()));
        assert_eq!(told(|i| i.currency = Some("XQX".into())).0, Code::MoneyUnknownCurrency);
        assert_eq!(told(|i| i.issue_date = None), (Code::InputMissing, "issue_date".into()));
        assert_eq!(
            told(|i| i.lines[0].vat.category = "Q".into()),
            (Code::InputInvalid, "lines.0.category".into())
        );
    }

    prop_compose! {
        fn line()(quantity in -9_000i64..90_000, price in 0i64..900_000, per in 1u32..4, rate in 0usize..4, taken in prop::option::of((0i64..500, any::<bool>()))) -> Line {
            let (category, rate) = [(Category::Standard, dec!(0.19)), (Category::Standard, dec!(0.07)), (Category::Zero, dec!(0)), (Category::Exempt, dec!(0))][rate];
            let tax = Tax::new(category, rate);
            let tax = if category == Category::Exempt { tax.because("exempt") } else { tax };
            let price = Price::new(Decimal::new(price, 4), EUR);
            let line = Line::new("lamp", Decimal::new(quantity, 3), price, tax).unit("H87").per(per.into()).item("i").account("4000");
            match taken {
                Some((cents, true)) => line.allowance(Adjustment::amount(Money::minor(cents, EUR)).because("old")),
                Some((share, false)) => line.charge(Adjustment::share(Decimal::new(share, 4)).because("new")),
                None => line,
            }
        }
    }

    proptest! {
        #[test]
        fn a_round_trip_loses_nothing_that_both_have(
            lines in prop::collection::vec(line(), 1..6), note in "[a-z]{0,6}", off in prop::option::of(0i64..2_000),
            paid in prop::option::of(1i64..90_000), purchase: bool,
        ) {
            let day = date(2026, 3, 2).unwrap();
            let mut document = Document::invoice(EUR, day).seller("Bo").buyer("Ada").taxed_on(day);
            document.note = note;
            document.lines = lines;
            if let Some(off) = off {
                let tax = document.lines[0].tax.clone();
                document = document.allowance(Adjustment::amount(Money::minor(off, EUR)).taxed(tax).because("bulk"));
            }
            document.prepaid = paid.map(|paid| Money::minor(paid, EUR));
            if purchase {
                document = document.purchase();
            }
            let invoice = issued(document);
            let sent = to_en16931(&invoice).unwrap();
            // Who writes it is the one thing that the other side does not know.
            prop_assert_eq!(fields(&sent.lost), if purchase { vec!["side"] } else { vec![] });
            let report = en16931::validate(&sent.value);
            let arithmetic = ["BR-CO-1", "BR-S-08", "BR-S-09", "BR-Z-08", "BR-Z-09", "BR-E-08", "BR-E-09", "BR-DEC"];
            for finding in report.fatal() {
                prop_assert!(!arithmetic.iter().any(|rule| finding.rule.as_str().starts_with(rule)), "{:?}", finding);
            }
            let back = from_en16931(&sent.value).unwrap();
            prop_assert!(back.lost.is_empty(), "{:?}", back.lost);
            let again = totals(&back.value, invoice.rules()).unwrap();
            prop_assert_eq!(again.findings.len(), 0);
            prop_assert_eq!(again.due, invoice.totals().due);
            prop_assert_eq!(&again.breakdown.iter().map(|part| part.tax).collect::<Vec<_>>(), &invoice.totals().breakdown.iter().map(|part| part.tax).collect::<Vec<_>>());
        }
    }
}
