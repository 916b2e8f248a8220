use super::*;
use crate::{
    invoice::{
        Document, Invoice, Kind, Line, Rules, Tax, TaxTotal, Totals, credit,
        tests::samples::{day, document, eur, figures, issued},
    },
    money::{Money, currency::EUR},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// All figures of the notes together.
fn together(notes: &[Invoice]) -> BTreeMap<String, Decimal> {
    let mut all = BTreeMap::new();
    for note in notes {
        for (name, amount) in figures(note) {
            *all.entry(name).or_insert(Decimal::ZERO) += amount;
        }
    }
    all.retain(|_, amount| !amount.is_zero());
    all
}

fn rules() -> impl Strategy<Value = Rules> {
    prop::sample::select(vec![
        Rules::en16931(EUR),
        Rules::per_line(EUR),
        Rules::per_document(EUR),
        Rules::gobl_precise(EUR),
    ])
}

/// What a random cut asks for: units, an amount, or a share.
fn cut(original: &Invoice, (kind, line, part): (u8, usize, i64)) -> What {
    let index = line % original.document().lines.len();
    let line = u32::try_from(index).unwrap();
    let fraction = Decimal::new(part, 2);
    match kind {
        0 => {
            What::Lines(vec![Taken { line, quantity: original.document().lines[index].quantity * fraction }])
        }
        1 => {
            let net = original.totals().lines[index].net;
            let cents =
                Decimal::try_from_i128_with_scale((net.amount() * fraction).mantissa() / 100, 2).unwrap();
            What::Amounts(vec![Reduced { line, net: Money::new(cents, EUR).unwrap() }])
        }
        _ => What::Share(fraction),
    }
}

proptest! {
    #[test]
    fn parts_by_quantity_by_amount_and_by_share_sum_to_the_invoice_in_every_figure(
        document in document(), rules in rules(),
        cuts in prop::collection::vec((0u8..3, 0usize..9, 1i64..100), 0..8),
    ) {
        prop_assume!(!document.kind.credits());
        let original = issued(document, rules, "A1");
        let mut notes: Vec<Invoice> = vec![];
        for what in cuts.into_iter().map(|part| cut(&original, part)) {
            let number = format!("C{}", notes.len());
            match credit(&original, &notes, &what, day()) {
                Ok(mut note) => {
                    prop_assert!(note.totals().adds_up() || rules == Rules::gobl_precise(EUR));
                    prop_assert_eq!(note.document().side, original.document().side);
                    note.issue(number).unwrap();
                    notes.push(note);
                }
                // Too much, or a part that rounds to nothing.
                Err(error) => prop_assert!(
                    [Code::InvoiceCreditTooGreat, Code::InputInvalid].contains(&error.code()), "{error}"),
            }
        }
        if let Ok(mut rest) = credit(&original, &notes, &What::Whole, day()) {
            prop_assert!(rest.totals().adds_up() || rules == Rules::gobl_precise(EUR));
            rest.issue("CZ").unwrap();
            notes.push(rest);
        }
        let mut whole = figures(&original);
        whole.retain(|_, amount| !amount.is_zero());
        prop_assert_eq!(together(&notes), whole);
        for what in [What::Whole, What::Share(dec!(0.01))] {
            let over = credit(&original, &notes, &what, day()).unwrap_err();
            prop_assert_eq!(over.code(), Code::InvoiceCreditTooGreat);
        }
    }

    #[test]
    fn no_part_takes_more_than_the_line_has(document in document(), cuts in prop::collection::vec((0u8..3, 0usize..9, 1i64..100), 1..8)) {
        prop_assume!(!document.kind.credits());
        let original = issued(document, Rules::en16931(EUR), "A1");
        let mut notes: Vec<Invoice> = vec![];
        for what in cuts.into_iter().map(|part| cut(&original, part)) {
            if let Ok(mut note) = credit(&original, &notes, &what, day()) {
                for (line, total) in note.document().lines.iter().zip(&note.totals().lines) {
                    let of = original.totals().lines[usize::try_from(line.credits.unwrap()).unwrap()].net;
                    prop_assert!(total.net.is_zero() || total.net.is_negative() == of.is_negative());
                    prop_assert!(total.net.amount().abs() <= of.amount().abs());
                }
                note.issue(format!("C{}", notes.len())).unwrap();
                notes.push(note);
            }
        }
    }
}

fn sold() -> Invoice {
    let tax = Tax::standard(dec!(0.19));
    let document = Document::invoice(EUR, day())
        .line(Line::new("lamp", dec!(4), eur(2_500).each(), tax.clone()))
        .line(Line::new("bulb", dec!(1), eur(1_000).each(), tax));
    issued(document, Rules::en16931(EUR), "A1")
}

fn note(original: &Invoice, earlier: &[Invoice], what: &What, number: &str) -> Invoice {
    let mut note = credit(original, earlier, what, day()).unwrap();
    note.issue(number).unwrap();
    note
}

fn net(invoice: &Invoice) -> Money {
    invoice.totals().net
}

#[test]
fn a_line_that_was_made_cheaper_gives_back_less_for_its_units() {
    let sold = sold();
    // 100.00 for four lamps, two come back: 50.00. The other two are made cheaper by 30.00: 20.00 is left of them.
    let two = note(&sold, &[], &What::Lines(vec![Taken { line: 0, quantity: dec!(2) }]), "C1");
    assert_eq!(net(&two), eur(5_000));
    let cheaper = note(
        &sold,
        std::slice::from_ref(&two),
        &What::Amounts(vec![Reduced { line: 0, net: eur(3_000) }]),
        "C2",
    );
    assert_eq!((net(&cheaper), cheaper.totals().tax), (eur(3_000), eur(570)));
    assert_eq!(cheaper.document().lines[0].quantity, dec!(0));
    let rest = note(&sold, &[two, cheaper], &What::Lines(vec![Taken { line: 0, quantity: dec!(2) }]), "C3");
    assert_eq!(net(&rest), eur(2_000));
}

#[test]
fn a_share_is_of_every_line() {
    let sold = sold();
    let tenth = note(&sold, &[], &What::Share(dec!(0.1)), "C1");
    assert_eq!((net(&tenth), tenth.totals().tax, tenth.totals().due), (eur(1_100), eur(209), eur(1_309)));
    assert_eq!(tenth.document().lines[0].quantity, dec!(0.4));
    let error = credit(&sold, std::slice::from_ref(&tenth), &What::Share(dec!(0.91)), day()).unwrap_err();
    assert_eq!(
        (error.code(), error.field(), error.value()),
        (Code::InvoiceCreditTooGreat, "what.share", "0.91")
    );
    assert_eq!(net(&note(&sold, &[tenth], &What::Share(dec!(0.9)), "C2")), eur(9_900));
    for wrong in [dec!(0), dec!(-0.1), dec!(1.01)] {
        assert_eq!(credit(&sold, &[], &What::Share(wrong), day()).unwrap_err().code(), Code::InputInvalid);
    }
}

#[test]
fn what_cannot_be_credited_is_refused_by_name() {
    let sold = sold();
    let amount = |line, net| What::Amounts(vec![Reduced { line, net }]);
    let refused = |what: &What| credit(&sold, &[], what, day()).unwrap_err();
    let error = refused(&amount(1, eur(1_001)));
    assert_eq!((error.code(), error.field()), (Code::InvoiceCreditTooGreat, "what.0.net"));
    assert_eq!(error.message(), "10.01 EUR cannot be credited of invoice A1: 10.00 EUR is left");
    assert_eq!(refused(&amount(0, eur(-1))).code(), Code::InvoiceCreditTooGreat);
    assert_eq!(refused(&amount(0, eur(0))).code(), Code::InputInvalid);
    assert_eq!(refused(&amount(2, eur(1))).field(), "what.0.line");
    assert_eq!(refused(&amount(0, gbp!(1.00))).code(), Code::MoneyMixedCurrencies);
    assert_eq!(refused(&What::Amounts(vec![])).code(), Code::InputMissing);

    let mut voided = sold.clone();
    voided.void(day(), "misprint").unwrap();
    assert_eq!(credit(&voided, &[], &What::Whole, day()).unwrap_err().code(), Code::InvoiceState);
    let tenth = note(&sold, &[], &What::Share(dec!(0.1)), "C1");
    let twice = credit(&sold, &[tenth.clone(), tenth.clone()], &What::Whole, day()).unwrap_err();
    assert_eq!((twice.code(), twice.field()), (Code::InputDuplicate, "earlier.1"));
    // A note that was voided took nothing.
    let mut spoilt = tenth;
    spoilt.void(day(), "misprint").unwrap();
    assert_eq!(net(&note(&sold, &[spoilt], &What::Whole, "C2")), eur(11_000));
}

#[test]
fn what_is_asked_for_is_read_as_it_is_written() {
    for (text, what) in [
        (r#""whole""#, What::Whole),
        (r#"{"share":"0.1"}"#, What::Share(dec!(0.1))),
        (
            r#"{"amounts":[{"line":0,"net":{"amount":"1.00","currency":"EUR"}}]}"#,
            What::Amounts(vec![Reduced { line: 0, net: eur(100) }]),
        ),
    ] {
        assert_eq!(serde_json::from_str::<What>(text).unwrap(), what);
        assert_eq!(serde_json::to_string(&what).unwrap(), text);
    }
    assert!(serde_json::from_str::<What>(r#"{"share":0.1}"#).is_err());
}

#[test]
fn surcharges_and_the_accounting_currency_are_shared_too() {
    let sold = crate::invoice::tests::samples::foreign();
    let all: (Totals, Kind) = (sold.totals().clone(), sold.document().kind);
    assert!(
        all.0.accounting.is_some() && all.0.breakdown.iter().any(|part: &TaxTotal| part.surcharge.is_some())
    );
    let mut notes = vec![];
    for place in 0..3 {
        notes.push(note(
            &sold,
            &notes,
            &What::Lines(vec![Taken { line: 0, quantity: dec!(1) }]),
            &format!("C{place}"),
        ));
        assert!(notes[place].totals().adds_up());
    }
    notes.push(note(&sold, &notes, &What::Whole, "CZ"));
    let mut whole = figures(&sold);
    whole.retain(|_, amount| !amount.is_zero());
    assert_eq!(together(&notes), whole);
}
