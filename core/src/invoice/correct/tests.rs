use super::*;
use crate::{
    error::Code,
    invoice::{
        Correction, Line, Rules, State, Taken, Tax, credit,
        tests::samples::{day, document, eur, figures, foreign, issued},
    },
    money::currency::EUR,
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Figures that do not hang on which line is meant: a line of a difference stands for two documents.
fn whole(invoice: &Invoice) -> BTreeMap<String, Decimal> {
    let mut all = figures(invoice);
    all.retain(|name, amount| !name.starts_with("line") && !amount.is_zero());
    all
}

fn put(all: &mut BTreeMap<String, Decimal>, invoice: &Invoice) {
    let sign = if invoice.document().kind.credits() { dec!(-1) } else { dec!(1) };
    for (name, amount) in whole(invoice) {
        *all.entry(name).or_insert(Decimal::ZERO) += amount * sign;
    }
    all.retain(|_, amount| !amount.is_zero());
}

/// The original, what was credited of it, and what corrects it, together.
fn together(original: &Invoice, notes: &[Invoice], drafts: &[Invoice]) -> BTreeMap<String, Decimal> {
    let mut all = BTreeMap::new();
    for invoice in [original].into_iter().chain(notes).chain(drafts) {
        put(&mut all, invoice);
    }
    all
}

proptest! {
    #[test]
    fn what_was_issued_and_what_corrects_it_come_to_what_is_right(
        (wrong, right) in (document(), document()), part in prop::option::of(1i64..100), replace in any::<bool>(),
    ) {
        prop_assume!(!wrong.kind.credits() && !right.kind.credits());
        let right = Document { side: wrong.side, ..right };
        let original = issued(wrong, Rules::en16931(EUR), "A1");
        let notes: Vec<Invoice> = part.map(|part| {
            let quantity = original.document().lines[0].quantity * Decimal::new(part, 2);
            let mut note = credit(&original, &[], &What::Lines(vec![Taken { line: 0, quantity }]), day()).unwrap();
            note.issue("C1").unwrap();
            note
        }).into_iter().collect();
        let method = if replace { Method::Replacement } else { Method::Difference };
        let drafts = correct(&original, &notes, right.clone(), method, "wrong goods", day()).unwrap();
        let wanted = issued(Document { kind: Kind::Invoice, ..right }, Rules::en16931(EUR), "A2");
        prop_assert_eq!(together(&original, &notes, &drafts), whole(&wanted));
        for draft in &drafts {
            prop_assert!(draft.totals().adds_up(), "{:?}", draft.totals());
            prop_assert!(draft.document().note.ends_with("wrong goods"));
            let first = Reference::Invoice { number: "A1".into(), day: day() };
            prop_assert!(draft.document().preceding.contains(&first));
            // It is kept and read again like any other.
            let text = serde_json::to_string(draft).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Invoice>(&text).unwrap(), draft);
        }
        if !replace {
            let kind = drafts[0].document().kind;
            prop_assert!(kind == Kind::DebitNote || kind == Kind::CreditNote && !drafts[0].totals().gross.is_negative());
        }
    }
}

fn written(quantity: Decimal, rate: Decimal) -> Document {
    let tax = Tax::standard(rate);
    Document::invoice(EUR, day())
        .line(Line::new("lamp", quantity, eur(335).each(), tax.clone()))
        .line(Line::new("bulb", dec!(1), eur(100).each(), tax))
}

#[test]
fn only_what_changed_stands_on_a_difference() {
    let original = issued(written(dec!(3), dec!(0.19)), Rules::en16931(EUR), "A1");
    let day = crate::calendar::date(2026, 5, 1).unwrap();
    let correct = |right, method| correct(&original, &[], right, method, "count", day);
    let more = correct(written(dec!(5), dec!(0.19)), Method::Difference).unwrap();
    let [more] = more.as_slice() else { panic!("one document") };
    assert_eq!((more.document().kind, more.document().day), (Kind::DebitNote, day));
    assert_eq!(
        more.document().tax_point(),
        crate::invoice::tests::samples::day(),
        "taxed as the original was"
    );
    let lines: Vec<_> = more.document().lines.iter().map(|line| (line.quantity, line.credits)).collect();
    assert_eq!(lines, [(dec!(-3), Some(0)), (dec!(5), None)]);
    // 19 % of 17.75 is 3.37, of 11.05 it was 2.10.
    assert_eq!((more.totals().net, more.totals().tax), (eur(670), eur(127)));

    let less = correct(written(dec!(1), dec!(0.19)), Method::Difference).unwrap();
    assert_eq!((less[0].document().kind, less[0].totals().net), (Kind::CreditNote, eur(670)));
    assert_eq!(less[0].document().lines[0].quantity, dec!(3));

    // The rate was the mistake: both rates stand on it.
    let rate = correct(written(dec!(3), dec!(0.07)), Method::Difference).unwrap();
    let rows: Vec<_> =
        rate[0].totals().breakdown.iter().map(|part| (part.rate, part.base, part.tax)).collect();
    assert_eq!(rows, [(dec!(0.07), eur(-1_105), eur(-77)), (dec!(0.19), eur(1_105), eur(210))]);
}

#[test]
fn a_replacement_takes_back_what_is_left_and_stands_in_its_place() {
    let mut original = issued(written(dec!(3), dec!(0.19)), Rules::en16931(EUR), "A1");
    let drafts =
        correct(&original, &[], written(dec!(2), dec!(0.19)), Method::Replacement, "count", day()).unwrap();
    for (draft, number) in drafts.into_iter().zip(["C1", "A2"]) {
        let mut draft = draft;
        draft.issue(number).unwrap();
        original.correct(Correction { number: number.into(), day: day(), reason: "count".into() }).unwrap();
    }
    assert_eq!((original.state(), original.corrections().len()), (State::Corrected, 2));
}

#[test]
fn what_cannot_be_corrected_is_refused_by_name() {
    let original = issued(written(dec!(3), dec!(0.19)), Rules::en16931(EUR), "A1");
    let refused = |right, reason| {
        let error = correct(&original, &[], right, Method::Difference, reason, day()).unwrap_err();
        (error.code(), error.field().to_owned())
    };
    let right = || written(dec!(2), dec!(0.19));
    assert_eq!(refused(right(), ""), (Code::InputMissing, "reason".into()));
    assert_eq!(refused(written(dec!(3), dec!(0.19)), "why"), (Code::InputInvalid, "corrected".into()));
    assert_eq!(refused(right().purchase(), "why"), (Code::InputInvalid, "corrected.side".into()));
    let note = Document { kind: Kind::CreditNote, ..right() };
    assert_eq!(refused(note, "why"), (Code::InputInvalid, "corrected.kind".into()));
    let dollars = Document { currency: crate::money::currency::USD, ..right() };
    assert_eq!(refused(dollars, "why"), (Code::InputInvalid, "corrected.currency".into()));
    let mut gone = credit(&original, &[], &What::Whole, day()).unwrap();
    gone.issue("C1").unwrap();
    let error = correct(&original, &[gone.clone()], right(), Method::Replacement, "why", day()).unwrap_err();
    assert_eq!(error.code(), Code::InvoiceCreditTooGreat);
    // By the difference, what was credited too much is charged again.
    let again = correct(&original, &[gone], right(), Method::Difference, "why", day()).unwrap();
    assert_eq!((again[0].document().kind, again[0].totals().net), (Kind::DebitNote, eur(770)));
}

#[test]
fn the_exchange_is_that_of_the_day_of_the_original() {
    let original = foreign();
    let mut right = original.document().clone();
    right.lines[0].quantity = dec!(2);
    let later = right.accounting.as_mut().unwrap();
    later.rate = dec!(0.9);
    let drafts = correct(&original, &[], right.clone(), Method::Difference, "count", day()).unwrap();
    assert_eq!(drafts[0].document().accounting, original.document().accounting);
    right.accounting.clone_from(&original.document().accounting);
    let wanted = issued(right, *original.rules(), "A2");
    assert_eq!(together(&original, &[], &drafts), whole(&wanted));
}
