use super::*;
use crate::{
    error::exact,
    invoice::{
        Category, Document, Invoice, Line, Rules, Tax,
        tests::samples::{day, document},
    },
    money::{Price, currency::JPY},
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

#[allow(clippy::unnecessary_wraps, reason = "what is stated may be missing")]
fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A figure, where it is stated.
type Figure = fn(&mut Stated) -> Option<&mut String>;

fn totals() -> Vec<Figure> {
    vec![
        |s| s.totals.sum.as_mut(),
        |s| s.totals.allowances.as_mut(),
        |s| s.totals.charges.as_mut(),
        |s| s.totals.net.as_mut(),
        |s| s.totals.tax.as_mut(),
        |s| s.totals.gross.as_mut(),
        |s| s.totals.prepaid.as_mut(),
        |s| s.totals.rounding.as_mut(),
        |s| s.totals.due.as_mut(),
    ]
}

/// Every figure of the document in turn, each in a document of its own, changed by so much.
fn changed(stated: &Stated, by: Decimal) -> Vec<Stated> {
    let change = |figure: &mut Option<String>| {
        let before = exact::decimal("figure", figure.as_deref().unwrap()).unwrap();
        *figure = Some((before + by).to_string());
    };
    let mut all = vec![];
    for figure in totals() {
        let mut other = stated.clone();
        if let Some(text) = figure(&mut other) {
            let mut wrapped = Some(text.clone());
            change(&mut wrapped);
            *text = wrapped.unwrap();
            all.push(other);
        }
    }
    let mut push = |edit: &dyn Fn(&mut Stated)| {
        let mut other = stated.clone();
        edit(&mut other);
        all.push(other);
    };
    for place in 0..stated.lines.len() {
        push(&|other| change(&mut other.lines[place].net));
    }
    for place in 0..stated.allowances.len() {
        push(&|other| change(&mut other.allowances[place].amount));
    }
    for place in 0..stated.charges.len() {
        push(&|other| change(&mut other.charges[place].amount));
    }
    for place in 0..stated.breakdown.len() {
        push(&|other| change(&mut other.breakdown[place].base));
        push(&|other| change(&mut other.breakdown[place].tax));
    }
    all
}

proptest! {
    #[test]
    fn our_totals_hold_and_any_figure_that_is_a_cent_off_does_not(document in document()) {
        let draft = Invoice::draft(document, Rules::en16931(crate::money::currency::EUR)).unwrap();
        let printed = stated(&draft).unwrap();
        let exactly = validate(&printed, Strength::Exact);
        prop_assert!(exactly.holds(), "{:?}", exactly.findings);
        let officially = validate(&printed, Strength::Official);
        prop_assert!(officially.holds(), "{:?}", officially.findings);
        for by in [dec!(0.01), dec!(-0.01)] {
            for other in changed(&printed, by) {
                prop_assert!(!validate(&other, Strength::Exact).holds(), "{other:?}");
            }
        }
    }

    // What the judge says is total: every rule is passed or failed, whatever is stated.
    #[test]
    fn hostile_texts_are_findings_and_never_errors(
        texts in prop::collection::vec(prop::option::of(prop_oneof![
            "[-+]?[0-9]{0,40}\\.?[0-9]{0,30}", "[A-Z]{0,3}", "\\PC{0,12}", Just("S".to_owned()), Just("19".to_owned()),
        ]), 40), lines in 0usize..4, groups in 0usize..4, official in any::<bool>(),
    ) {
        let mut next = texts.into_iter().cycle();
        let mut one = || next.next().flatten();
        let mut part = || StatedAdjustment { amount: one(), base: one(), category: one(), rate: one() };
        let (allowances, charges) = (vec![part(), part()], vec![part()]);
        let of_line = vec![part()];
        let stated = Stated {
            currency: one(),
            tax_currency: one(),
            lines: (0..lines).map(|_| StatedLine {
                net: one(), price: one(), gross_price: one(), category: one(), rate: one(),
                allowances: of_line.clone(), charges: of_line.clone(),
            }).collect(),
            allowances,
            charges,
            totals: StatedTotals {
                sum: one(), allowances: one(), charges: one(), net: one(), tax: one(), accounting_tax: one(),
                gross: one(), prepaid: one(), rounding: one(), due: one(),
            },
            breakdown: (0..groups).map(|_| StatedGroup { category: one(), rate: one(), base: one(), tax: one() }).collect(),
        };
        let strength = if official { Strength::Official } else { Strength::Exact };
        let report = validate(&stated, strength);
        prop_assert_eq!(report.passed.len() + report.failed.len(), rules_checked().len());
        for finding in &report.findings {
            prop_assert_eq!(report.verdict(&finding.rule), Verdict::Failed);
            prop_assert!(!finding.message.is_empty() && !finding.field.is_empty());
        }
        let json = serde_json::to_string(&report).unwrap();
        prop_assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    }
}

#[test]
fn the_rules_are_listed_once_each_and_in_the_order_of_a_report() {
    let rules = rules_checked();
    let listed: Vec<_> = rules.iter().map(|rule| rule.id.as_ref()).collect();
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len());
    let report = validate(&Stated::default(), Strength::Exact);
    let place = |id: &str| listed.iter().position(|other| *other == id).unwrap();
    for list in [&report.passed, &report.failed] {
        assert!(list.windows(2).all(|pair| place(&pair[0]) < place(&pair[1])));
    }
    let missing = [
        "BR-05", "BR-12", "BR-13", "BR-14", "BR-15", "BR-16", "BR-CO-10", "BR-CO-13", "BR-CO-15", "BR-CO-16",
        "BR-CO-18",
    ];
    assert_eq!(report.failed, missing, "what an empty document breaks");
    assert!(rules.iter().all(|rule| !rule.text.is_empty()));
    for strange in ["BR-01", "BR-CO-25", "", "br-co-10", "BR-S-10"] {
        assert_eq!(report.verdict(strange), Verdict::NotChecked, "{strange}");
    }
}

/// One group of tax: of 1.25 or -1.25 at 10 %, a half of a cent.
fn half(sign: &str, tax: &str) -> Stated {
    Stated {
        breakdown: vec![StatedGroup {
            category: text("S"),
            rate: text("10"),
            base: text(&format!("{sign}1.25")),
            tax: text(tax),
        }],
        ..Stated::default()
    }
}

#[test]
fn halves_go_away_from_zero_exactly_and_upwards_officially() {
    let exactly = |stated: &Stated, rule| validate(stated, Strength::Exact).verdict(rule);
    for (sign, right, wrong) in [("", "0.13", "0.12"), ("-", "-0.13", "-0.12")] {
        for rule in ["BR-CO-17", "BR-S-09"] {
            assert_eq!(exactly(&half(sign, right), rule), Verdict::Passed);
            assert_eq!(exactly(&half(sign, wrong), rule), Verdict::Failed);
        }
    }
    // The official rounding shows where a sum is compared: -0.125 is -0.12 there.
    let sums = |stated: &str, strength| {
        let lines = vec![StatedLine { net: text("-0.125"), ..StatedLine::default() }];
        let totals = StatedTotals { sum: text(stated), ..StatedTotals::default() };
        validate(&Stated { lines, totals, ..Stated::default() }, strength).verdict("BR-CO-10")
    };
    assert_eq!(sums("-0.12", Strength::Official), Verdict::Passed);
    assert_eq!(sums("-0.13", Strength::Official), Verdict::Failed);
    assert_eq!(sums("-0.125", Strength::Exact), Verdict::Passed);
    assert_eq!(sums("-0.12", Strength::Exact), Verdict::Failed);
}

#[test]
fn the_official_tolerance_is_less_than_one_unit_and_forgets_signs() {
    let verdict = |tax: &str, strength| validate(&half("-", tax), strength).verdict("BR-S-09");
    for (tax, official) in
        [("-0.13", true), ("0.13", true), ("-1.12", true), ("-1.13", false), ("1.13", false)]
    {
        let wanted = if official { Verdict::Passed } else { Verdict::Failed };
        assert_eq!(verdict(tax, Strength::Official), wanted, "{tax}");
    }
    assert_eq!(verdict("0.13", Strength::Exact), Verdict::Failed);
}

#[test]
fn a_finding_says_where_what_and_by_how_much() {
    let report = validate(&half("", "0.5x"), Strength::Exact);
    let finding = report.findings.iter().find(|finding| finding.rule == "BR-S-09").unwrap();
    assert_eq!((finding.field.as_str(), finding.stated.as_deref()), ("breakdown.0.tax", Some("0.5x")));
    assert_eq!((finding.computed, finding.difference), (None, None));
    assert_eq!(finding.message, "`0.5x` is not a number of at most 28 digits");

    let report = validate(&half("", ".20"), Strength::Exact);
    let finding = report.findings.iter().find(|finding| finding.rule == "BR-S-09").unwrap();
    assert_eq!((finding.computed, finding.difference), (Some(dec!(0.13)), Some(dec!(0.07))));
    assert_eq!(finding.message, "`.20` should be 0.13: it is off by 0.07");
}

#[test]
fn yen_have_no_decimals() {
    let tax = Tax::standard(dec!(0.10));
    let line = Line::new("lamp", dec!(1), Price::new(dec!(105), JPY), tax);
    let draft = Invoice::draft(Document::invoice(JPY, day()).line(line), Rules::en16931(JPY)).unwrap();
    let printed = stated(&draft).unwrap();
    assert_eq!(printed.breakdown[0].tax, text("11"));
    assert!(validate(&printed, Strength::Exact).holds());
    // Printed as if yen had cents, it is not the exact figure.
    let mut other = printed;
    other.breakdown[0].tax = text("10.50");
    assert_eq!(validate(&other, Strength::Exact).verdict("BR-S-09"), Verdict::Failed);
    assert_eq!(validate(&other, Strength::Official).verdict("BR-S-09"), Verdict::Passed);
}

#[test]
fn a_negative_price_is_a_finding() {
    let line = Line::new(
        "bottle returned",
        dec!(1),
        Price::new(dec!(-0.25), crate::money::currency::EUR),
        Tax::new(Category::Zero, dec!(0)),
    );
    let document = Document::invoice(crate::money::currency::EUR, day()).line(line);
    let draft = Invoice::draft(document, Rules::en16931(crate::money::currency::EUR)).unwrap();
    let report = validate(&stated(&draft).unwrap(), Strength::Exact);
    assert_eq!(report.failed, ["BR-27"]);
    assert_eq!(report.findings[0].message, "the price -0.25 is below zero");
}
