//! Random documents for the tests of this room.

use super::{Adjustment, Category, Document, Invoice, Kind, Line, Reference, Rules, Side, Tax};
use crate::{
    calendar::date,
    money::{Currency, Mode, Money, Price, Rounding, currency::EUR},
};
use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;

pub(super) fn day() -> NaiveDate {
    date(2026, 3, 2).unwrap()
}

pub(super) fn eur(cents: i64) -> Money {
    Money::minor(cents, EUR)
}

/// Taxes of every category that EN 16931 has rules for.
pub(super) fn taxes() -> impl Strategy<Value = Tax> {
    prop_oneof![
        4 => Just(Tax::standard(dec!(0.19))),
        3 => Just(Tax::standard(dec!(0.07))),
        1 => Just(Tax::standard(dec!(0.175))),
        1 => Just(Tax::new(Category::Canaries, dec!(0.03))),
        1 => Just(Tax::new(Category::CeutaMelilla, dec!(0.04))),
        1 => Just(Tax::new(Category::ReverseCharge, dec!(0)).because("reverse charge")),
        1 => Just(Tax::new(Category::IntraCommunity, dec!(0)).because("intra-community supply")),
        1 => Just(Tax::new(Category::Export, dec!(0)).because("export")),
        1 => Just(Tax::new(Category::Exempt, dec!(0)).because("exempt")),
        1 => Just(Tax::new(Category::Zero, dec!(0))),
        1 => Just(Tax::new(Category::OutOfScope, dec!(0)).because("not subject to tax")),
    ]
}

pub(super) fn lines() -> impl Strategy<Value = Vec<Line>> {
    let quantity = prop_oneof![9 => 1i64..500, 1 => -50i64..0];
    let line = (quantity, 0u32..2, 0i64..99_999, 0u32..4, taxes(), any::<bool>());
    let line = line.prop_map(|(quantity, scale, price, digits, tax, own)| {
        let price = Price::new(Decimal::new(price, digits), EUR);
        let line = Line::new("thing", Decimal::new(quantity, scale), price, tax);
        if own { line.account("own account") } else { line }
    });
    prop::collection::vec(line, 1..8)
}

fn adjustments() -> impl Strategy<Value = Vec<Adjustment>> {
    let one = prop_oneof![
        (0i64..5_000).prop_map(|cents| Adjustment::amount(eur(cents))),
        (0i64..300).prop_map(|share| Adjustment::share(Decimal::new(share, 3))),
    ];
    prop::collection::vec((one, taxes()).prop_map(|(adjustment, tax)| adjustment.taxed(tax)), 0..3)
}

/// Kinds that stand on their own, and those that refer to another document.
pub(super) fn kinds() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::Partial,
        Kind::Invoice,
        Kind::CreditNote,
        Kind::DebitNote,
        Kind::Corrected,
        Kind::Prepayment,
        Kind::SelfBilled,
    ])
}

/// A document of any kind and side in euros.
pub(super) fn document() -> impl Strategy<Value = Document> {
    let more = (prop::option::of(0i64..9_999), prop::option::of(1i64..30), prop::option::of(-4i64..5));
    (kinds(), any::<bool>(), lines(), adjustments(), adjustments(), more).prop_map(
        |(kind, purchase, lines, allowances, charges, (prepaid, withheld, rounding))| {
            let mut document = Document {
                side: if purchase { Side::Purchase } else { Side::Sale },
                lines,
                allowances,
                charges,
                prepaid: prepaid.map(eur),
                payable_rounding: rounding.map(eur),
                ..Document::new(kind, EUR, day())
            };
            if let Some(percent) = withheld {
                document = document.withholding("IRPF", Decimal::new(percent, 2));
            }
            if kind.needs_reference() {
                document.preceding = vec![Reference::Invoice { number: "A0".into(), day: day() }];
            }
            document
        },
    )
}

pub(super) fn issued(document: Document, rules: Rules, number: &str) -> Invoice {
    let mut invoice = Invoice::draft(document, rules).unwrap();
    invoice.issue(number).unwrap();
    invoice
}

pub(super) fn minor(currency: Currency) -> Rounding {
    Rounding::minor(currency, Mode::HalfUp)
}
