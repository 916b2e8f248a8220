//! An invoice that was received, as a document whose figures stand as stated.

use super::super::{
    Category,
    document::{Adjustment, Document, Kind, Line, Reference, StatedTax, Tax},
};
use crate::{
    error::{Error, Result},
    money::{Currency, Money, Price},
};
use chrono::NaiveDate;
use en16931::{Date, InvoiceAmount, Percentage, Quantity, invoice::LineVat};
use rust_decimal::Decimal;
use serde::{
    Deserialize,
    de::value::{BorrowedStrDeserializer, Error as Unread},
};

fn received_day(field: &str, day: Date) -> Result<NaiveDate> {
    let made = NaiveDate::from_ymd_opt(day.year(), day.month().into(), day.day().into());
    made.ok_or_else(|| Error::invalid(field, day, "the calendar has no such day"))
}

pub(super) fn received(invoice: &en16931::Invoice) -> Result<Document> {
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
