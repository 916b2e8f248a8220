use super::*;
use crate::{
    calendar::{Period, date},
    error::Code,
    ledger::{Journal, Posting},
    money::{
        Money,
        currency::{EUR, GBP},
    },
    tax::sales::{Category, Scheme, Territory},
};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn t(code: &str) -> Territory {
    Territory::parse(code).unwrap()
}

fn day() -> NaiveDate {
    date(2026, 3, 2).unwrap()
}

fn march() -> Period {
    Period::month(2026, 3).unwrap()
}

fn gb(side: Side, category: Category, base: Money, tax: Money, document: &str) -> TaxLine {
    let rate = if tax.is_zero() { dec!(0) } else { dec!(0.2) };
    TaxLine::new(day(), side, t("GB"), category, rate, base, tax, document)
}

fn eu(category: Category, place: &str, rate: Decimal, base: i64, tax: i64) -> TaxLine {
    TaxLine::new(
        day(),
        Side::Sale,
        t("DE"),
        category,
        rate,
        Money::minor(base, EUR),
        Money::minor(tax, EUR),
        "A1",
    )
    .in_place(t(place))
}

#[test]
fn every_embedded_pack_can_be_read_and_travels_as_a_document() {
    for id in ReturnPack::embedded_ids() {
        let pack = ReturnPack::embedded(id).unwrap();
        assert_eq!(pack.id, id);
        let json = serde_json::to_string(&pack).unwrap();
        assert_eq!(serde_json::from_str::<ReturnPack>(&json).unwrap(), pack);
        assert!(pack.boxes.iter().all(|one| pack.cited(one).len() > one.source.len() / 2));
    }
    assert_eq!(ReturnPack::embedded("xx").unwrap_err().code(), Code::LawUnsupported);
}

#[test]
fn the_nine_boxes() {
    use Category::{Export, IntraCommunity, OutOfScope, ReverseCharge, Standard};
    let lines = [
        gb(Side::Sale, Standard, gbp!(100.70), gbp!(20.14), "A1"),
        gb(Side::Sale, Standard, gbp!(-10.50), gbp!(-2.10), "CN1"), // a credit note
        gb(Side::Sale, Export, gbp!(50.00), gbp!(0.00), "A2").with(t("US"), ""),
        gb(Side::Sale, IntraCommunity, gbp!(70.00), gbp!(0.00), "A3").sent_from(t("XI")).with(t("IE"), "IE1"),
        gb(Side::Purchase, Standard, gbp!(40.00), gbp!(8.00), "P1"),
        // A service from abroad: due and deducted.
        gb(Side::DueOnPurchase, ReverseCharge, gbp!(30.00), gbp!(6.00), "P2").services().with(t("FR"), "FR1"),
        gb(Side::Purchase, ReverseCharge, gbp!(30.00), gbp!(6.00), "P2").services().with(t("FR"), "FR1"),
        // Building work at home: its value is no output of the buyer.
        gb(Side::DueOnPurchase, ReverseCharge, gbp!(15.00), gbp!(3.00), "P3").services(),
        gb(Side::Purchase, ReverseCharge, gbp!(15.00), gbp!(3.00), "P3").services(),
        // Goods acquired in Northern Ireland.
        gb(Side::DueOnPurchase, IntraCommunity, gbp!(20.00), gbp!(4.00), "P4").with(t("IE"), "IE1"),
        gb(Side::Purchase, IntraCommunity, gbp!(20.00), gbp!(4.00), "P4").with(t("IE"), "IE1"),
        gb(Side::Sale, OutOfScope, gbp!(5.00), gbp!(0.00), "A4").in_place(t("US")),
        TaxLine {
            tax_point: date(2026, 4, 1).unwrap(),
            ..gb(Side::Sale, Standard, gbp!(1.00), gbp!(0.20), "A5")
        },
        TaxLine { base: eur!(1.00), ..gb(Side::Sale, Standard, gbp!(1.00), gbp!(0.20), "A6") },
    ];
    let filled = fill(&lines, &ReturnPack::embedded("gb.vat").unwrap(), march()).unwrap();
    let amounts: Vec<_> = filled.boxes.iter().map(|one| one.amount).collect();
    assert_eq!(
        amounts,
        [
            gbp!(27.04), // 20.14 − 2.10 + 6 + 3
            gbp!(4.00),
            gbp!(31.04),
            gbp!(21.00), // 8 + 6 + 3 + 4
            gbp!(10.04),
            gbp!(240.00), // 100.70 − 10.50 + 50 + 70 + 30 = 240.20
            gbp!(105.00),
            gbp!(70.00),
            gbp!(20.00),
        ]
    );
    let six = filled.boxes.iter().find(|one| one.number == "6").unwrap();
    assert_eq!((six.exact, six.rows.as_slice()), (gbp!(240.20), [0, 1, 2, 3, 5].as_slice()));
    assert_eq!((filled.untaken, filled.outside), (vec![11], vec![12]));
    assert_eq!((filled.problems[0].row, filled.problems[0].field.as_str()), (13, "base.currency"));
    // More reclaimed than due: box 5 has no sign.
    let reclaim = [gb(Side::Purchase, Standard, gbp!(40.00), gbp!(8.00), "P1")];
    let filled = fill(&reclaim, &ReturnPack::embedded("gb.vat").unwrap(), march()).unwrap();
    assert_eq!((filled.amount("5"), filled.boxes[4].exact), (Some(gbp!(8.00)), gbp!(-8.00)));
}

#[test]
fn a_pack_is_for_its_days() {
    let pack = ReturnPack::embedded("gb.vat.2020").unwrap();
    let refused = |year, month| fill(&[], &pack, Period::month(year, month).unwrap()).unwrap_err().code();
    assert_eq!((refused(2021, 1), refused(2002, 3)), (Code::LawNoneInForce, Code::LawNoneInForce));
    assert_eq!(fill(&[], &pack, Period::month(2010, 12).unwrap()).unwrap().amount("1"), Some(gbp!(0.00)));
    // While it was a member state goods left from Great Britain too.
    let sale = TaxLine {
        tax_point: date(2010, 12, 1).unwrap(),
        ..gb(Side::Sale, Category::IntraCommunity, gbp!(70.00), gbp!(0.00), "A3")
    };
    assert_eq!(
        fill(&[sale], &pack, Period::month(2010, 12).unwrap()).unwrap().amount("8"),
        Some(gbp!(70.00))
    );
}

#[test]
fn art_264_by_customer() {
    let lines = [
        eu(Category::IntraCommunity, "DE", dec!(0), 10_000, 0).with(t("FR"), "FR1"),
        eu(Category::IntraCommunity, "DE", dec!(0), -1_000, 0).with(t("FR"), "FR1"),
        eu(Category::ReverseCharge, "FR", dec!(0), 5_000, 0).services().with(t("FR"), "FR1"),
        TaxLine {
            triangular: true,
            ..eu(Category::IntraCommunity, "DE", dec!(0), 700, 0).with(t("AT"), "ATU1")
        },
        eu(Category::ReverseCharge, "DE", dec!(0), 300, 0).services().with(t("DE"), "DE2"), // at home: not in it
        eu(Category::IntraCommunity, "DE", dec!(0), 100, 0).with(t("IT"), " "),             // no number
    ];
    let filled = fill(&lines, &ReturnPack::embedded("eu.recapitulative").unwrap(), march()).unwrap();
    let told: Vec<_> = filled
        .groups
        .iter()
        .map(|group| {
            let amounts: Vec<_> = group.boxes.iter().map(|one| one.amount.to_string()).collect();
            (group.key[&GroupBy::CounterpartyNumber].as_str(), amounts.join(" "))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("ATU1", "0.00 EUR 7.00 EUR 0.00 EUR".to_owned()),
            ("FR1", "90.00 EUR 0.00 EUR 50.00 EUR".to_owned())
        ]
    );
    assert_eq!(filled.amount("goods"), Some(eur!(90.00)));
    assert_eq!(
        (filled.untaken, filled.problems[0].row, filled.problems[0].code),
        (vec![4], 5, Code::InputMissing)
    );
}

#[test]
fn art_369g_by_state_and_rate() {
    let oss =
        |place, rate, base, tax| eu(Category::Standard, place, rate, base, tax).declared_in(Scheme::Union);
    let lines = [
        oss("FR", dec!(0.2), 10_000, 2_000),
        oss("FR", dec!(0.20), 5_001, 1_000),
        oss("FR", dec!(0.055), 1_000, 55),
        oss("IT", dec!(0.22), 1_000, 220).services(),
        oss("FR", dec!(0.2), 100, 20).sent_from(t("PL")),
        eu(Category::Standard, "DE", dec!(0.19), 100, 19), // at home: not in it
    ];
    let filled = fill(&lines, &ReturnPack::embedded("eu.one_stop_shop").unwrap(), march()).unwrap();
    let keys: Vec<String> =
        filled.groups.iter().map(|g| g.key.values().cloned().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(keys, ["FR DE 0.055", "FR DE 0.2", "IT DE 0.22", "FR PL 0.2"]);
    assert_eq!(filled.groups[1].boxes[1].amount, eur!(30.00));
    assert_eq!((filled.amount("tax"), filled.untaken), (Some(eur!(32.95)), vec![5]));
    let import = [eu(Category::Standard, "FR", dec!(0.2), 100, 20).declared_in(Scheme::Import)];
    let filled = fill(&import, &ReturnPack::embedded("eu.import_one_stop_shop").unwrap(), march()).unwrap();
    assert_eq!(filled.amount("tax"), Some(eur!(0.20)));
}

#[test]
fn what_is_wrong_with_a_pack_is_named() {
    let head = "id = \"x\"\nrevision = \"1\"\ntitle = \"x\"\ncurrency = \"EUR\"\nsince = 2020-01-01\n\
        [[source]]\nkey = \"law\"\ntitle = \"The Law\"\nstanding = \"official\"\n";
    let one = |rest: &str| format!("[[box]]\nnumber = \"1\"\ntitle = \"x\"\n{rest}\n");
    let good = one("of = \"tax\"\ntakes = [{ side = \"sale\" }]\nsource = \"law, art. 1\"");
    assert!(ReturnPack::parse(&format!("{head}{good}")).is_ok());
    for (wrong, word) in [
        (String::new(), "box"),
        (format!("{good}{good}"), "twice"),
        (one("of = \"tax\"\nsource = \"law\""), "one of both"),
        (one("of = \"tax\"\ntakes = [{ side = \"sale\" }]\nsum = [\"1\"]\nsource = \"law\""), "one of both"),
        (one("sum = [\"2\"]\nsource = \"law\""), "before"),
        (one("of = \"tax\"\ntakes = [{ side = \"sale\" }]\nsource = \"act\""), "source"),
        (one("of = \"tax\"\ntakes = [{ side = \"sold\" }]\nsource = \"law\""), "sold"),
        (one("of = \"tax\"\ntake = []\nsource = \"law\""), "take"),
    ] {
        let error = ReturnPack::parse(&format!("{head}{wrong}")).unwrap_err();
        assert_eq!(error.code(), Code::TaxReturnPackInvalid);
        assert!(error.message().contains(word), "{word}: {error}");
    }
}

#[test]
fn the_journal_of_the_same_documents() {
    let output =
        CodeAccount { side: Side::Sale, category: Category::Standard, rate: None, account: "output".into() };
    let input = CodeAccount { side: Side::Purchase, account: "input".into(), ..output.clone() };
    let accounts = [output, input];
    let lines = [
        gb(Side::Sale, Category::Standard, gbp!(100.00), gbp!(20.00), "A1"),
        gb(Side::Sale, Category::Standard, gbp!(-5.00), gbp!(-1.00), "CN1"),
        gb(Side::Purchase, Category::Standard, gbp!(40.00), gbp!(8.00), "P1"),
    ];
    let mut journal = Journal::new();
    for (account, amount, document) in [
        ("output", gbp!(-20.00), "A1"),
        ("output", gbp!(1.00), "CN1"),
        ("input", gbp!(8.00), "P1"),
        ("sales", gbp!(-1.00), "A1"),
    ] {
        journal.post(Posting::debit(day(), account, amount, document)).unwrap();
    }
    let agreed = reconcile(&lines, &journal, &accounts).unwrap();
    assert_eq!(agreed, Reconciliation::default());
    agreed.agreed().unwrap();
    // A document that the return forgot, and two errors that cancel out.
    let found = reconcile(&lines[..1], &journal, &accounts).unwrap();
    let told: Vec<_> = found.differences.iter().map(|d| (d.account.as_str(), d.difference)).collect();
    assert_eq!(told, [("input", gbp!(8.00)), ("output", gbp!(1.00))]);
    journal.post(Posting::debit(day(), "output", gbp!(0.01), "A1")).unwrap();
    journal.post(Posting::debit(day(), "output", gbp!(-0.01), "CN1")).unwrap();
    let found = reconcile(&lines, &journal, &accounts).unwrap();
    assert_eq!((found.differences[0].difference, found.differences[0].documents.len()), (gbp!(0.00), 2));
    let error = found.agreed().unwrap_err();
    assert!(error.message().contains("sale S 0.2") && error.message().contains("A1, CN1"), "{error}");
    // A code without an account.
    assert_eq!(reconcile(&lines, &journal, &accounts[1..]).unwrap_err().field(), "accounts");
}

prop_compose! {
    fn any_line()(
        offset in 0u64..60, side in prop::sample::select(vec![Side::Sale, Side::Purchase, Side::DueOnPurchase]),
        category in prop::sample::select(vec![Category::Standard, Category::Zero, Category::Exempt, Category::Export,
            Category::IntraCommunity, Category::ReverseCharge, Category::OutOfScope]),
        place in prop::sample::select(vec!["GB", "XI", "FR", "US"]), other in prop::sample::select(vec!["GB", "FR", "US"]),
        from in prop::option::of(prop::sample::select(vec!["GB", "XI"])), services in any::<bool>(),
        base in -1_000_000i64..1_000_000, tax in -200_000i64..200_000, document in 0u8..8,
        scheme in prop::option::weighted(0.1, Just(Scheme::Union)),
    ) -> TaxLine {
        let tax_point = date(2026, 1, 1).unwrap() + Days::new(offset);
        let supplied = if services { Supplied::Services } else { Supplied::Goods };
        TaxLine {
            tax_point, supplied, scheme, from: from.map(t),
            ..TaxLine::new(tax_point, side, t("GB"), category, dec!(0.2), Money::minor(base, GBP), Money::minor(tax, GBP), document.to_string())
                .in_place(t(place)).with(t(other), "X1")
        }
    }
}

proptest! {
    #[test]
    fn boxes_are_their_rows_and_no_row_is_lost(lines in prop::collection::vec(any_line(), 0..40), cut in 0u64..59) {
        let pack = ReturnPack::embedded("gb.vat").unwrap();
        let period = |first: u64, last: u64| {
            let start = date(2026, 1, 1).unwrap();
            Period::new(start + Days::new(first), start + Days::new(last)).unwrap()
        };
        let whole = fill(&lines, &pack, period(0, 58)).unwrap();
        let mut seen = vec![false; lines.len()];
        for (one, of) in pack.boxes.iter().zip(&whole.boxes) {
            // Each box is the sum of its rows, written here a second time.
            if let Some(figure) = one.of {
                let amount = |row: &u64| {
                    let line = &lines[usize::try_from(*row).unwrap()];
                    if figure == Figure::Base { line.base } else { line.tax }
                };
                prop_assert_eq!(Money::sum(of.rows.iter().map(amount), GBP).unwrap(), of.exact);
                prop_assert!(of.rows.windows(2).all(|pair| pair[0] < pair[1]));
            }
            for row in &of.rows {
                seen[usize::try_from(*row).unwrap()] = true;
            }
        }
        for row in whole.untaken.iter().chain(&whole.outside) {
            prop_assert!(!std::mem::replace(&mut seen[usize::try_from(*row).unwrap()], true), "row {} twice", row);
        }
        prop_assert!(seen.into_iter().all(|seen| seen));
        // Two parts of the period add up to it, before whole pounds are cut.
        let (first, second) = (fill(&lines, &pack, period(0, cut)).unwrap(), fill(&lines, &pack, period(cut + 1, 59)));
        let second = second.unwrap();
        let all = fill(&lines, &pack, period(0, 59)).unwrap();
        for ((a, b), both) in first.boxes.iter().zip(&second.boxes).zip(&all.boxes) {
            prop_assert_eq!(a.exact.checked_add(b.exact).unwrap(), both.exact);
        }
    }

    #[test]
    fn a_journal_made_of_the_lines_agrees_and_any_cent_is_found(
        lines in prop::collection::vec(any_line(), 1..20), at in any::<prop::sample::Index>(),
    ) {
        let accounts: Vec<CodeAccount> = [Side::Sale, Side::Purchase, Side::DueOnPurchase]
            .into_iter()
            .flat_map(|side| {
                [Category::Standard, Category::Zero, Category::Exempt, Category::Export, Category::IntraCommunity,
                    Category::ReverseCharge, Category::OutOfScope]
                    .map(|category| CodeAccount { side, category, rate: None, account: format!("{side:?} {category}") })
            })
            .collect();
        let mut journal = Journal::new();
        for line in &lines {
            let amount = if line.side == Side::Purchase { line.tax } else { -line.tax };
            let account = format!("{:?} {}", line.side, line.category);
            journal.post(Posting::debit(day(), account, amount, line.document.clone())).unwrap();
        }
        prop_assert!(reconcile(&lines, &journal, &accounts).unwrap().agreed().is_ok());
        let line = &lines[at.index(lines.len())];
        let account = format!("{:?} {}", line.side, line.category);
        journal.post(Posting::debit(day(), account.clone(), gbp!(0.01), line.document.clone())).unwrap();
        let found = reconcile(&lines, &journal, &accounts).unwrap();
        prop_assert_eq!(&found.differences[0].account, &account);
        prop_assert_eq!(found.differences[0].difference, gbp!(0.01));
    }
}
