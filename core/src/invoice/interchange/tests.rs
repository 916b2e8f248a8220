//! Both ways: official examples, what is lost, what is refused.

use super::{
    super::{
        Adjustment, Category, Line, Rules, Tax, Withholding,
        rules::{Lines, Prices},
        totals,
    },
    *,
};
use crate::{
    calendar::date,
    error::Code,
    money::{Mode, Money, Price, Rounding, currency::EUR},
};
use en16931::InvoiceAmount;
use proptest::prelude::*;
use rust_decimal::Decimal;

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
        let same = |amount: InvoiceAmount, money: Money| assert_eq!(amount.into_decimal(), money.amount());
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
            let arithmetic =
                ["amount", "total", ".quantity", "rate", "price.net_price", "base_quantity", "percentage"];
            assert!(!arithmetic.iter().any(|term| lost.field.ends_with(term)), "{lost:?}");
        }
        assert!(lost.iter().any(|lost| lost.field.starts_with("seller.")), "{lost:?}");
        seen += 1;
    }
    assert!(seen > 8);
}

/// Where each figure of a line is rounded by itself, its allowance is a share of the rounded product: half of 1.01, not of
/// 1.006.
#[test]
fn an_allowance_is_sent_as_it_was_totalled() {
    let line = Line::new("lamp", dec!(1), Price::new(dec!(1.006), EUR), Tax::standard(dec!(0.21)))
        .allowance(Adjustment::share(dec!(0.5)));
    let document = Document::invoice(EUR, date(2026, 3, 2).unwrap()).line(line);
    let cent = Rounding::minor(EUR, Mode::HalfUp);
    for (rules, allowance, net) in [
        (Rules { line: Lines::EachRounded(cent), ..Rules::en16931(EUR) }, "0.51", "0.50"),
        (Rules::en16931(EUR), "0.50", "0.51"),
        (Rules::gobl_precise(EUR), "0.50", "0.50"),
    ] {
        let mut invoice = Invoice::draft(document.clone(), rules).unwrap();
        invoice.issue("A1").unwrap();
        let sent = to_en16931(&invoice).unwrap().value;
        assert_eq!(sent.lines[0].allowances[0].amount.to_string(), allowance);
        assert_eq!(sent.lines[0].net_amount.to_string(), net);
    }
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
