use super::*;
use crate::{
    invoice::{
        Category, Correction, Line, Tax, What, credit,
        tests::samples::{day, eur, issued},
    },
    money::currency::{EUR, USD},
};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn rules() -> Rules {
    Rules::en16931(EUR)
}

fn line(cents: i64, rate: Decimal) -> Line {
    Line::new("kitchen", dec!(1), eur(cents).each(), Tax::standard(rate))
}

fn advance(cents: i64, rate: Decimal, number: &str) -> Invoice {
    issued(Document::new(Kind::Prepayment, EUR, day()).line(line(cents, rate)), rules(), number)
}

proptest! {
    // Whatever was charged in advance, and at which rates, all documents together charge what the last one comes to
    // without them, less what was charged at another rate.
    #[test]
    fn advances_and_the_rest_are_the_whole(
        parts in prop::collection::vec((1i64..30_000, prop::bool::ANY), 1..4), whole in 100_000i64..900_000,
    ) {
        let (old, new) = (dec!(0.16), dec!(0.19));
        let advances: Vec<Invoice> = parts.iter().enumerate()
            .map(|(place, (cents, changed))| advance(*cents, if *changed { old } else { new }, &format!("A{place}")))
            .collect();
        let last = deduct(Document::invoice(EUR, day()).line(line(whole, new)), &rules(), &advances).unwrap();
        prop_assert_eq!(last.advances.len(), advances.len());
        prop_assert_eq!(last.preceding.len(), advances.len());
        let last = issued(last, rules(), "B1");
        prop_assert!(last.totals().adds_up());
        let all = || advances.iter().chain([&last]).map(Invoice::totals);
        prop_assert_eq!(Money::sum(all().map(|totals| totals.net), EUR).unwrap(), eur(whole));
        // Of the old rate nothing is left: it was charged, and it is taken off.
        let of = |rate: Decimal, pick: fn(&TaxTotal) -> Money| {
            let rows = all().flat_map(|totals| &totals.breakdown).filter(|part| part.rate == rate);
            Money::sum(rows.map(pick), EUR).unwrap()
        };
        prop_assert_eq!((of(old, |part| part.base), of(old, |part| part.tax)), (eur(0), eur(0)));
        prop_assert_eq!(of(new, |part| part.base), eur(whole));
        let tax = eur(whole).share(new, rules().amount).unwrap();
        prop_assert_eq!(of(new, |part| part.tax), tax);
    }
}

#[test]
fn more_than_the_document_is_not_deducted() {
    let last = || Document::invoice(EUR, day()).line(line(10_000, dec!(0.19)));
    let one = advance(6_000, dec!(0.19), "A1");
    let two = advance(4_001, dec!(0.19), "A2");
    let error = deduct(last(), &rules(), &[one.clone(), two]).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InvoiceDeductionTooGreat, "advances"));
    assert_eq!(
        error.message(),
        "the advances come to 100.01 EUR without tax, the document to 100.00 EUR: give back what is too much by a credit note"
    );
    // At an old, higher rate the base fits, and the amount with tax does not.
    let dear = advance(10_000, dec!(0.25), "A3");
    assert!(deduct(last(), &rules(), &[dear]).unwrap_err().message().contains("125.00 EUR with tax"));
    // In two steps too.
    let first = deduct(last(), &rules(), &[one]).unwrap();
    let error = deduct(first, &rules(), &[advance(4_001, dec!(0.19), "A2")]).unwrap_err();
    assert_eq!(error.code(), Code::InvoiceDeductionTooGreat);
}

#[test]
fn what_was_credited_of_an_advance_is_not_deducted() {
    let mut one = advance(6_000, dec!(0.19), "A1");
    let mut note = credit(&one, &[], &What::Share(dec!(0.5)), day()).unwrap();
    note.issue("C1").unwrap();
    let last = || Document::invoice(EUR, day()).line(line(10_000, dec!(0.19)));
    let deducted = deduct(last(), &rules(), &[one.clone(), note.clone()]).unwrap();
    assert_eq!(deducted.advances[0].parts[0].base, eur(3_000));
    one.correct(Correction { number: "C1".into(), day: day(), reason: "smaller kitchen".into() }).unwrap();
    let error = deduct(last(), &rules(), std::slice::from_ref(&one)).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::InputMissing, "C1"));
    assert!(deduct(last(), &rules(), &[note.clone(), one.clone()]).is_ok(), "in any order");
    let mut rest = credit(&one, &[note.clone()], &What::Whole, day()).unwrap();
    rest.issue("C2").unwrap();
    assert_eq!(deduct(last(), &rules(), &[one, note, rest]).unwrap(), last(), "nothing is left of it");
}

#[test]
fn what_is_no_advance_is_refused_by_name() {
    let last = || Document::invoice(EUR, day()).line(line(10_000, dec!(0.19)));
    let one = advance(1_000, dec!(0.19), "A1");
    let refused = |document, invoiced: &[Invoice]| {
        let error = deduct(document, &rules(), invoiced).unwrap_err();
        (error.code(), error.field().to_owned())
    };
    let plain = issued(last(), rules(), "B1");
    assert_eq!(refused(last(), &[one.clone(), plain]), (Code::InputInvalid, "advances.1.kind".into()));
    assert_eq!(
        refused(last(), &[one.clone(), one.clone()]),
        (Code::InputDuplicate, "advances.1.number".into())
    );
    assert_eq!(
        refused(last().purchase(), std::slice::from_ref(&one)),
        (Code::InputInvalid, "advances.0.side".into())
    );
    let dollars = Document { currency: USD, ..last() };
    assert_eq!(
        refused(dollars, std::slice::from_ref(&one)),
        (Code::MoneyMixedCurrencies, "advances.0.currency".into())
    );
    let early = Document { day: day().pred_opt().unwrap(), ..last() };
    assert_eq!(refused(early, std::slice::from_ref(&one)), (Code::InputInvalid, "advances.0.day".into()));
    let draft =
        Invoice::draft(Document::new(Kind::Prepayment, EUR, day()).line(line(1, dec!(0.19))), rules())
            .unwrap();
    assert_eq!(refused(last(), &[draft]), (Code::InputMissing, "advances.0.number".into()));
    let mut note = credit(&one, &[], &What::Whole, day()).unwrap();
    note.issue("C1").unwrap();
    assert_eq!(refused(last(), &[note]), (Code::InputInvalid, "advances.0.preceding".into()));
    let mut spoilt = one;
    spoilt.void(day(), "misprint").unwrap();
    assert_eq!(deduct(last(), &rules(), &[spoilt]).unwrap(), last());
}

#[test]
fn categories_without_tax_are_deducted_too() {
    let export = Tax::new(Category::Export, dec!(0)).because("export");
    let of = |cents| Line::new("kitchen", dec!(1), eur(cents).each(), export.clone());
    let one = issued(Document::new(Kind::Prepayment, EUR, day()).line(of(1_000)), rules(), "A1");
    let last = deduct(Document::invoice(EUR, day()).line(of(10_000)), &rules(), &[one]).unwrap();
    assert_eq!(issued(last, rules(), "B1").totals().due, eur(9_000));
}
