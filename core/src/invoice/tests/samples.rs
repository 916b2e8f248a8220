//! Random documents for the tests of this room.

use crate::invoice::{
    Accounting, Adjustment, Category, Conversion, Document, Invoice, Kind, Line, Reference, Rules, Side, Tax,
};
use crate::{
    calendar::date,
    money::{
        Mode, Money, Price, Rounding,
        currency::{EUR, USD},
    },
};
use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

pub(in crate::invoice) fn day() -> NaiveDate {
    date(2026, 3, 2).unwrap()
}

pub(in crate::invoice) fn eur(cents: i64) -> Money {
    Money::minor(cents, EUR)
}

/// Taxes of every category that EN 16931 has rules for.
pub(in crate::invoice) fn taxes() -> impl Strategy<Value = Tax> {
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

pub(in crate::invoice) fn lines() -> impl Strategy<Value = Vec<Line>> {
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
pub(in crate::invoice) fn kinds() -> impl Strategy<Value = Kind> {
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
pub(in crate::invoice) fn document() -> impl Strategy<Value = Document> {
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

pub(in crate::invoice) fn issued(document: Document, rules: Rules, number: &str) -> Invoice {
    let mut invoice = Invoice::draft(document, rules).unwrap();
    invoice.issue(number).unwrap();
    invoice
}

/// Every figure of a document by its name: a line by the line that it credits, or by its place. What was prepaid is no
/// price, and what is due hangs on it.
pub(in crate::invoice) fn figures(invoice: &Invoice) -> BTreeMap<String, Decimal> {
    let totals = invoice.totals();
    let mut all = BTreeMap::new();
    let mut put = |name: String, amount: Money| {
        *all.entry(format!("{name} {}", amount.currency())).or_insert(Decimal::ZERO) += amount.amount();
    };
    for (place, (line, total)) in invoice.document().lines.iter().zip(&totals.lines).enumerate() {
        let of = line.credits.map_or(place, |index| usize::try_from(index).unwrap());
        put(format!("line {of} net"), total.net);
        total.tax.into_iter().for_each(|tax| put(format!("line {of} tax"), tax));
    }
    for (name, amount) in [
        ("sum", totals.sum),
        ("allowances", totals.allowances),
        ("charges", totals.charges),
        ("net", totals.net),
        ("tax", totals.tax),
        ("gross", totals.gross),
        ("withheld", totals.withheld),
        ("rounding", totals.rounding),
    ] {
        put(name.into(), amount);
    }
    for (name, parts) in [("allowance", &totals.allowance_parts), ("charge", &totals.charge_parts)] {
        for part in parts {
            put(format!("{name} {} {:?}", part.index, part.key()), part.net);
        }
    }
    for (name, parts) in [("withheld", &totals.withholdings), ("informative", &totals.informative)] {
        for part in parts {
            put(format!("{name} {} {} base", part.name, part.rate), part.base);
            put(format!("{name} {} {}", part.name, part.rate), part.amount);
        }
    }
    for (place, part) in totals.breakdown.iter().enumerate() {
        let key = part.key();
        put(format!("row {key:?} base"), part.base);
        put(format!("row {key:?} tax"), part.tax);
        part.surcharge
            .into_iter()
            .for_each(|surcharge| put(format!("row {key:?} surcharge"), surcharge.amount));
        if let Some(accounting) = &totals.accounting {
            put(format!("row {key:?} accounting"), accounting.parts[place]);
        }
    }
    if let Some(accounting) = &totals.accounting {
        put("accounting".into(), accounting.tax);
    }
    if let Some(advances) = totals.advances {
        put("advances base".into(), advances.base);
        put("advances tax".into(), advances.tax);
    }
    all
}

/// An invoice in dollars whose tax, with a surcharge, is accounted for in euros.
pub(in crate::invoice) fn foreign() -> Invoice {
    let tax = Tax::standard(dec!(0.21));
    let price = |cents| Money::minor(cents, USD).each();
    let document = Document::invoice(USD, day())
        .line(Line::new("lamp", dec!(3), price(3_333), tax.clone().surcharge(dec!(0.052))))
        .line(Line::new("bulb", dec!(7), price(101), tax))
        .allowance(Adjustment::amount(Money::minor(500, USD)).taxed(Tax::standard(dec!(0.21))))
        .accounting(Accounting {
            currency: EUR,
            rate: dec!(0.8547),
            day: day(),
            source: "ECB".into(),
            conversion: Conversion::PerRate,
            rounding: Rounding::minor(EUR, Mode::HalfUp),
        });
    issued(document, Rules::en16931(USD), "A1")
}
