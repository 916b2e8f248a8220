//! Laws of totals with everything that a document may have.

use super::{
    super::{
        Accounting, Adjustment, Advance, Cash, Category, Conversion, Document, Line, Lines, Payment, Prices,
        Rules, StatedTax, Tax, Withholding,
    },
    *,
};
use crate::{
    calendar::date,
    error::Code,
    money::{Granularity, Mode, Money, Price, Rounding, currency::*, number},
    trace::{self, Trace},
};
use proptest::prelude::*;

fn day() -> chrono::NaiveDate {
    date(2026, 3, 2).unwrap()
}

fn eur(cents: i64) -> Money {
    Money::minor(cents, EUR)
}

fn tax() -> impl Strategy<Value = Tax> {
    prop_oneof![
        Just(Tax::standard(dec!(0.19)).because("standard")),
        Just(Tax::standard(dec!(0.190)).because("another reason")),
        Just(Tax::standard(dec!(0.07))),
        Just(Tax::standard(dec!(0.21)).surcharge(dec!(0.052))),
        Just(Tax::standard(dec!(0.21))),
        Just(Tax::standard(dec!(0.07)).code("books")),
        Just(Tax::new(Category::Exempt, dec!(0)).because("exempt")),
    ]
}

fn other() -> impl Strategy<Value = Withholding> {
    prop_oneof![
        Just(Withholding::new("IRPF", dec!(0.15)).citing("b")),
        Just(Withholding::new("IRPF", dec!(0.15)).citing("a")),
        Just(Withholding::new("IRPF", dec!(0.07))),
        Just(Withholding::new("ritenuta", dec!(0.2))),
    ]
}

fn adjustment(tax: bool) -> impl Strategy<Value = Adjustment> {
    let amount = prop_oneof![
        (0i64..500).prop_map(|cents| Adjustment::amount(eur(cents))),
        (0i64..300).prop_map(|share| Adjustment::share(Decimal::new(share, 3))),
    ];
    (amount, prop::option::of(self::tax()), prop::option::of(other())).prop_map(
        move |(amount, named, other)| {
            if !tax {
                return amount;
            }
            Adjustment { tax: named, withholdings: other.into_iter().collect(), ..amount }
        },
    )
}

fn line() -> impl Strategy<Value = Line> {
    (
        (prop_oneof![9 => 1i64..500, 1 => -50i64..0], 0u32..3),
        (0i64..99_999, 0u32..5),
        1i64..4,
        tax(),
        prop::collection::vec(adjustment(false), 0..2),
        prop::collection::vec(adjustment(false), 0..2),
        (prop::option::of(other()), prop::option::of(other())),
    )
        .prop_map(|((quantity, digits), (price, places), per, tax, allowances, charges, others)| Line {
            allowances,
            charges,
            withholdings: others.0.into_iter().collect(),
            informative: others.1.into_iter().collect(),
            ..Line::new(
                "thing",
                Decimal::new(quantity, digits),
                Price::new(Decimal::new(price, places), EUR),
                tax,
            )
            .per(Decimal::from(per))
        })
}

fn advance() -> impl Strategy<Value = Vec<TaxTotal>> {
    let part = (0usize..3, 0i64..9_999, 0i64..999).prop_map(|(rate, base, tax)| {
        let rate = [dec!(0.19), dec!(0.16), dec!(0.21)][rate];
        let mut part = TaxTotal::new(Category::Standard, rate, eur(base), eur(tax));
        if rate == dec!(0.21) {
            part.surcharge = Some(Surcharge { rate: dec!(0.052), amount: eur(tax / 4) });
        }
        part
    });
    prop::collection::vec(part, 1..3)
}

fn accounting() -> impl Strategy<Value = Accounting> {
    (any::<bool>(), 1i64..99_999, any::<bool>()).prop_map(|(sum, rate, coarse)| Accounting {
        currency: if coarse { JPY } else { GBP },
        rate: Decimal::new(rate, 4),
        day: day(),
        source: "ECB".into(),
        conversion: if sum { Conversion::OnSum } else { Conversion::PerRate },
        rounding: Rounding::of(1, if coarse { 0 } else { 2 }, Mode::HalfUp),
    })
}

fn payment() -> impl Strategy<Value = Payment> {
    prop_oneof![
        (0i64..999).prop_map(|cents| Payment::amount(eur(cents))),
        (0i64..500).prop_map(|share| Payment::share(Decimal::new(share, 3))),
    ]
}

prop_compose! {
    fn document()(
        lines in prop::collection::vec(line(), 1..8),
        allowances in prop::collection::vec(adjustment(true), 0..3),
        charges in prop::collection::vec(adjustment(true), 0..3),
        advances in prop::collection::vec(advance(), 0..3),
        payments in prop::collection::vec(payment(), 0..3),
        accounting in prop::option::of(accounting()),
        whole in any::<bool>(),
    ) -> Document {
        let advances = advances.into_iter().enumerate();
        let document = Document {
            lines, allowances, charges, payments, accounting,
            advances: advances.map(|(index, parts)| Advance::new(format!("A{index}"), day(), parts)).collect(),
            ..Document::invoice(EUR, day())
        };
        if whole { document.withholding("ISR", dec!(0.1)) } else { document }
    }
}

/// Every rule under which what is printed adds up.
fn rules() -> impl Strategy<Value = Rules> {
    let mode = prop::sample::select(vec![
        Mode::HalfUp,
        Mode::HalfEven,
        Mode::HalfDown,
        Mode::Down,
        Mode::Up,
        Mode::Floor,
        Mode::Ceiling,
    ]);
    let tax =
        prop::sample::select(vec![Granularity::PerLine, Granularity::PerRate, Granularity::PerDocument]);
    let prices = prop::sample::select(vec![Prices::Net, Prices::GrossRoundTax, Prices::GrossRoundNet]);
    (mode, tax, prices, any::<bool>(), any::<bool>()).prop_map(|(mode, tax, prices, each, cash)| {
        let cent = Rounding::of(1, 2, mode);
        let tax =
            if prices != Prices::Net && tax == Granularity::PerDocument { Granularity::PerRate } else { tax };
        Rules {
            line: if each { Lines::EachRounded(cent) } else { Lines::Rounded(cent) },
            tax,
            amount: cent,
            prices,
            cash: if cash { Cash::Rounded(Rounding::of(5, 2, Mode::HalfUp)) } else { Cash::Exact },
            ..Rules::en16931(EUR)
        }
    })
}

fn presets() -> impl Strategy<Value = Rules> {
    prop::sample::select(vec!["EN16931", "PER_LINE", "PER_DOCUMENT", "GOBL_CURRENCY"])
        .prop_map(|name| Rules::preset(name, EUR).unwrap())
}

/// The totals, but where lines cancel out and nothing says where an allowance belongs.
fn totalled(document: &Document, rules: &Rules) -> Option<Totals> {
    match totals(document, rules) {
        Ok(totals) => Some(totals),
        Err(error) => {
            assert!(
                error.field().rsplit('.').next() == Some("tax") && error.message().contains("spread"),
                "{error}"
            );
            None
        }
    }
}

/// Without what hangs on the order of the lists: lines, and the places of allowances and charges.
fn unordered(mut totals: Totals) -> Totals {
    for parts in [&mut totals.allowance_parts, &mut totals.charge_parts] {
        for part in parts.iter_mut() {
            part.index = 0;
        }
        parts.sort_by(|a, b| a.key().cmp(&b.key()).then(a.net.amount().cmp(&b.net.amount())));
    }
    totals.lines.sort_by_key(|line| (line.net.amount(), line.tax.map(Money::amount), line.exact));
    totals
}

proptest! {
    #[test]
    fn what_is_printed_adds_up(document in document(), rules in prop_oneof![rules(), presets()]) {
        let Some(totals) = totalled(&document, &rules) else { return Ok(()) };
        prop_assert!(totals.adds_up(), "{totals:?}");
        prop_assert!(totals.findings.is_empty());
        // Each base follows from what falls into its row.
        for row in &totals.breakdown {
            let lines = document.lines.iter().zip(&totals.lines).filter(|(line, _)| line.tax.key() == row.key());
            let of = |parts: &[AdjustmentTotal]| -> Vec<Money> {
                parts.iter().filter(|part| part.key() == row.key()).map(|part| part.net).collect()
            };
            let advances = document.advances.iter().flat_map(|advance| &advance.parts);
            let base = lines.map(|(_, total)| total.net)
                .chain(of(&totals.charge_parts))
                .chain(of(&totals.allowance_parts).into_iter().map(|net| -net))
                .chain(advances.filter(|part| part.key() == row.key()).map(|part| -part.base));
            prop_assert_eq!(Money::sum(base, EUR).unwrap(), row.base);
        }
        // What is withheld of lines is of the nets of those that bear it.
        for part in totals.withholdings.iter().filter(|part| part.name != "ISR") {
            let bears = |list: &[Withholding]| list.iter().any(|o| (&o.name, o.rate) == (&part.name, part.rate));
            let of = |list: &[Adjustment], parts: &[AdjustmentTotal]| -> Vec<Money> {
                parts.iter().filter(|p| bears(&list[p.index as usize].withholdings)).map(|p| p.net).collect()
            };
            let lines = document.lines.iter().zip(&totals.lines).filter(|(line, _)| bears(&line.withholdings));
            let base = lines.map(|(_, total)| total.net)
                .chain(of(&document.charges, &totals.charge_parts))
                .chain(of(&document.allowances, &totals.allowance_parts).into_iter().map(|net| -net));
            prop_assert_eq!(Money::sum(base, EUR).unwrap(), part.base);
            prop_assert_eq!(part.base.share(part.rate, rules.amount).unwrap(), part.amount);
        }
        let json = serde_json::to_string(&document).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Document>(&json).unwrap(), &document);
        prop_assert_eq!(serde_json::from_str::<Totals>(&serde_json::to_string(&totals).unwrap()).unwrap(), totals);
    }

    #[test]
    fn the_order_of_nothing_matters(
        document in document(), rules in prop_oneof![rules(), presets(), Just(Rules::gobl_precise(EUR))],
        turn in 1usize..7,
    ) {
        let Some(there) = totalled(&document, &rules) else { return Ok(()) };
        let mut turned = document.clone();
        let count = turned.lines.len();
        turned.lines.rotate_left(turn % count);
        let mut back = totals(&turned, &rules).unwrap();
        back.lines.rotate_right(turn % count);
        // Two lines that say the same may take one another's cents.
        let alike = |index: usize| document.lines.iter().filter(|line| *line == &document.lines[index]).count() > 1;
        for index in 0..count {
            prop_assert!(back.lines[index] == there.lines[index] || alike(index), "line {index}");
        }
        prop_assert_eq!(unordered(back), unordered(there.clone()));
        turned.allowances.reverse();
        turned.charges.reverse();
        turned.advances.reverse();
        turned.payments.reverse();
        prop_assert_eq!(unordered(totals(&turned, &rules).unwrap()), unordered(there));
    }

    #[test]
    fn the_opposite_is_the_exact_negative(document in document(), rules in prop_oneof![rules(), presets()]) {
        let symmetric = |by: Rounding| !matches!(by.mode, Mode::Floor | Mode::Ceiling);
        prop_assume!(symmetric(rules.amount));
        let Some(there) = totalled(&document, &rules) else { return Ok(()) };
        let turn = |list: &mut Vec<Adjustment>| {
            for adjustment in list {
                adjustment.amount = adjustment.amount.map(|amount| -amount);
            }
        };
        let mut turned = document;
        for line in &mut turned.lines {
            line.quantity = -line.quantity;
            turn(&mut line.allowances);
            turn(&mut line.charges);
        }
        turn(&mut turned.allowances);
        turn(&mut turned.charges);
        for part in turned.advances.iter_mut().flat_map(|advance| &mut advance.parts) {
            (part.base, part.tax) = (-part.base, -part.tax);
            part.surcharge = part.surcharge.map(|s| Surcharge { amount: -s.amount, ..s });
        }
        for payment in &mut turned.payments {
            payment.amount = payment.amount.map(|amount| -amount);
        }
        let back = totals(&turned, &rules).unwrap();
        let figures = |t: &Totals, sign: i8| -> Vec<Money> {
            let mut all = vec![
                t.sum, t.allowances, t.charges, t.net, t.tax, t.gross, t.withheld, t.prepaid, t.rounding, t.due,
            ];
            all.extend(t.breakdown.iter().flat_map(|row| [row.base, row.charged().unwrap()]));
            all.extend(t.withholdings.iter().chain(&t.informative).flat_map(|part| [part.base, part.amount]));
            all.extend(t.accounting.iter().flat_map(|a| a.parts.iter().copied().chain([a.tax])));
            if sign < 0 { all.into_iter().map(|money| -money).collect() } else { all }
        };
        prop_assert_eq!(figures(&there, 1), figures(&back, -1));
        prop_assert_eq!(there.lines.iter().map(|l| l.net).collect::<Vec<_>>(), back.lines.iter().map(|l| -l.net).collect::<Vec<_>>());
    }

    /// The plain rule in Decimal, apart from the integers of the room.
    #[test]
    fn lines_and_taxes_are_what_decimal_says(
        lines in prop::collection::vec((-9_999i64..99_999, 0u32..4, 0i64..9_999_999, 0u32..5, 0usize..3), 1..9),
        mode in 0usize..4, tax in 0usize..3,
    ) {
        let mode = [Mode::HalfUp, Mode::HalfEven, Mode::Down, Mode::Ceiling][mode];
        let rates = [dec!(0.19), dec!(0.055), dec!(0)];
        let cent = Rounding::of(1, 2, mode);
        let tax = [Granularity::PerLine, Granularity::PerRate, Granularity::PerDocument][tax];
        let rules = Rules { line: Lines::Rounded(cent), amount: cent, tax, ..Rules::en16931(EUR) };
        let mut document = Document::invoice(EUR, day());
        let (mut nets, mut taxes, mut bases) = (vec![], dec!(0), [dec!(0); 3]);
        for (quantity, digits, price, places, rate) in lines {
            let (quantity, price) = (Decimal::new(quantity, digits), Decimal::new(price, places));
            document = document.line(Line::new("x", quantity, Price::new(price, EUR), Tax::standard(rates[rate])));
            let net = cent.apply(quantity * price).unwrap();
            taxes += cent.apply(net * rates[rate]).unwrap();
            bases[rate] += net;
            nets.push(net);
        }
        let products = || bases.iter().zip(rates).map(|(base, rate)| base * rate);
        let wanted = match tax {
            Granularity::PerLine => taxes,
            Granularity::PerRate => products().map(|product| cent.apply(product).unwrap()).sum(),
            Granularity::PerDocument => cent.apply(products().sum()).unwrap(),
        };
        let totals = totals(&document, &rules).unwrap();
        prop_assert_eq!(totals.lines.iter().map(|line| line.net.amount()).collect::<Vec<_>>(), nets.clone());
        prop_assert_eq!(totals.net.amount(), nets.iter().sum::<Decimal>());
        prop_assert_eq!(totals.tax.amount(), wanted);
    }

    #[test]
    fn a_stated_tax_stands_and_all_still_adds_up(document in document(), rules in rules(), tax in 0i64..99_999) {
        let Some(plain) = totalled(&document, &rules) else { return Ok(()) };
        let row = &plain.breakdown[0];
        let (_, _, surcharge, _) = row.key();
        let stated = StatedTax {
            code: row.code.clone(), surcharge, ..StatedTax::new(row.category, row.rate, eur(tax))
        };
        let totals = totals(&document.stating_tax(stated), &rules).unwrap();
        prop_assert!(totals.adds_up(), "{totals:?}");
        prop_assert_eq!(totals.breakdown[0].tax, eur(tax));
        let found = totals.findings.iter().map(|f| (f.field.as_str(), f.stated, f.computed)).collect::<Vec<_>>();
        if row.tax == eur(tax) {
            prop_assert_eq!(found, []);
        } else {
            prop_assert_eq!(found, [("taxes.0.tax", eur(tax), row.tax)]);
        }
    }
}

/// A trace without the notes of lines, and those of each line.
fn without_details(mut trace: Trace) -> (Trace, Vec<Vec<trace::Line>>) {
    fn strip(line: &mut trace::Line, details: &mut Vec<Vec<trace::Line>>) {
        if line.id == "invoice.line.net" {
            details.push(std::mem::take(&mut line.of));
        }
        line.of.iter_mut().for_each(|line| strip(line, details));
    }
    let mut details = vec![];
    trace.lines.iter_mut().for_each(|line| strip(line, &mut details));
    (trace, details)
}

proptest! {
    /// With notes the totals are the same and so is the tree, but for what is told below a line: with that the line adds up.
    #[test]
    fn notes_change_nothing_and_make_a_line_add_up(
        document in document(), rules in prop_oneof![rules(), presets(), Just(Rules::gobl_precise(EUR))],
    ) {
        let explained = match (totals_traced(&document, &rules), totals(&document, &rules)) {
            (Ok(explained), Ok(totals)) => { prop_assert_eq!(&explained.totals, &totals); explained }
            (explained, totals) => {
                prop_assert_eq!(explained.map(|explained| explained.totals), totals);
                return Ok(());
            }
        };
        let (tree, details) = without_details(explained.trace());
        prop_assert_eq!(tree, explain(&document, &rules, &explained.totals));
        prop_assert_eq!(details.len(), document.lines.len());
        for ((line, total), details) in document.lines.iter().zip(&explained.totals.lines).zip(details) {
            let told = |id: &str| -> Vec<Decimal> {
                details.iter().filter(|detail| detail.id == id).map(|detail| detail.value).collect()
            };
            let (off, on) = (told("invoice.line.allowance"), told("invoice.line.charge"));
            prop_assert_eq!((off.len(), on.len()), (line.allowances.len(), line.charges.len()));
            let priced = match told("invoice.line.priced")[..] {
                [] => { prop_assert_eq!(rules.prices, Prices::Net); total.exact.unwrap_or(total.net.amount()) }
                [priced] => priced,
                _ => panic!("{details:?}"),
            };
            // A surcharge is on top of a price with tax.
            let within = rules.prices != Prices::Net && line.tax.surcharge.is_none();
            if let (true, Some(tax)) = (within, total.tax) {
                prop_assert_eq!(priced, total.net.amount() + tax.amount());
            }
            if let Lines::EachRounded(by) = rules.line {
                let product = line.price.amount() * line.quantity;
                let whole = number::ratio(product, dec!(1), line.base_quantity, by).unwrap();
                prop_assert_eq!(priced, whole - off.iter().sum::<Decimal>() + on.iter().sum::<Decimal>());
            }
        }
    }
}

fn lamp(price: Money, tax: Tax) -> Line {
    Line::new("lamp", dec!(1), price.each(), tax)
}

fn refused(document: &Document) -> (Code, String, String) {
    let error = totals(document, &Rules::en16931(EUR)).unwrap_err();
    (error.code(), error.field().to_owned(), error.value().to_owned())
}

#[test]
fn an_advance_at_an_old_rate_leaves_a_negative_row() {
    let part = |rate, base, tax| TaxTotal::new(Category::Standard, rate, eur(base), eur(tax));
    let advance =
        Advance::new("A1", day(), vec![part(dec!(0.19), 50_000, 9_500), part(dec!(0.21), 10_000, 2_100)]);
    let document =
        Document::invoice(EUR, day()).line(lamp(eur(100_000), Tax::standard(dec!(0.21)))).advance(advance);
    let totals = totals(&document, &Rules::en16931(EUR)).unwrap();
    let rows: Vec<_> = totals.breakdown.iter().map(|row| (row.rate, row.base, row.tax)).collect();
    assert_eq!(rows, [(dec!(0.19), eur(-50_000), eur(-9_500)), (dec!(0.21), eur(90_000), eur(18_900))]);
    assert_eq!((totals.sum, totals.allowances, totals.net), (eur(100_000), eur(60_000), eur(40_000)));
    assert_eq!(totals.advances, Some(AdvanceTotal { base: eur(60_000), tax: eur(11_600) }));
    assert_eq!((totals.tax, totals.due), (eur(9_400), eur(49_400)));
}

#[test]
fn tax_in_the_accounting_currency_is_of_each_rate_or_of_the_sum() {
    let document = Document::invoice(EUR, day())
        .line(lamp(eur(1_000), Tax::standard(dec!(0.19))))
        .line(lamp(eur(1_000), Tax::standard(dec!(0.07))));
    let accounting = |conversion| Accounting {
        currency: SEK,
        rate: dec!(11.235),
        day: day(),
        source: "ECB".into(),
        conversion,
        rounding: Rounding::of(1, 2, Mode::HalfUp),
    };
    let of = |conversion| {
        let document = document.clone().accounting(accounting(conversion));
        totals(&document, &Rules::en16931(EUR)).unwrap().accounting.unwrap()
    };
    // 0.70 × 11.235 = 7.8645; 1.90 × 11.235 = 21.3465; 2.60 × 11.235 = 29.211.
    let sek = |units| Money::minor(units, SEK);
    let per_rate = of(Conversion::PerRate);
    assert_eq!((per_rate.tax, per_rate.parts), (sek(2_921), vec![sek(786), sek(2_135)]));
    let on_sum = of(Conversion::OnSum);
    assert_eq!((on_sum.tax, on_sum.parts), (sek(2_921), vec![sek(786), sek(2_135)]));

    let wrong = |change: &dyn Fn(&mut Accounting)| {
        let mut accounting = accounting(Conversion::OnSum);
        change(&mut accounting);
        let (code, field, _) = refused(&document.clone().accounting(accounting));
        (code, field)
    };
    assert_eq!(wrong(&|a| a.currency = EUR), (Code::InputInvalid, "accounting.currency".into()));
    assert_eq!(wrong(&|a| a.rate = dec!(0)), (Code::InputInvalid, "accounting.rate".into()));
    assert_eq!(wrong(&|a| a.source.clear()), (Code::InputMissing, "accounting.source".into()));
    let fine = Rounding::of(1, 3, Mode::HalfUp);
    assert_eq!(wrong(&|a| a.rounding = fine), (Code::MoneyTooManyDecimals, "accounting.rounding".into()));
}

#[test]
fn informative_taxes_count_nowhere() {
    let plain = Document::invoice(EUR, day()).line(lamp(eur(1_000), Tax::standard(dec!(0.2))));
    let mut told = plain.clone();
    told.lines[0] = told.lines[0].clone().informative(Withholding::new("eco", dec!(0.01)));
    let (plain, told) =
        (totals(&plain, &Rules::en16931(EUR)).unwrap(), totals(&told, &Rules::en16931(EUR)).unwrap());
    assert_eq!(told.informative[0].amount, eur(10));
    assert_eq!(Totals { informative: vec![], ..told }, plain);
}

#[test]
fn payments_are_shares_of_what_is_payable_and_a_stated_sum_stands() {
    let document = Document::invoice(EUR, day())
        .line(lamp(eur(10_000), Tax::standard(dec!(0.2))))
        .payment(Payment::share(dec!(0.3)).paid(day()))
        .payment(Payment::amount(eur(100)));
    let got = totals(&document, &Rules::en16931(EUR)).unwrap();
    assert_eq!((got.prepaid, got.due), (eur(3_700), eur(8_300)));
    let got = totals(&document.prepaid(eur(3_600)), &Rules::en16931(EUR)).unwrap();
    assert_eq!((got.prepaid, got.due, got.findings[0].computed), (eur(3_600), eur(8_400), eur(3_700)));
    assert_eq!(got.findings[0].field, "prepaid");
}

#[test]
fn what_does_not_fit_is_refused_by_document_line_field_and_value() {
    let plain = || Document::invoice(EUR, day()).line(lamp(eur(1_000), Tax::standard(dec!(0.2))));
    let named = |code, field: &str, value: &str| (code, field.to_owned(), value.to_owned());
    let advance = |number: &str, base, tax| {
        Advance::new(number, day(), vec![TaxTotal::new(Category::Standard, dec!(0.2), base, tax)])
    };
    assert_eq!(
        refused(&plain().advance(advance("A1", Money::minor(100, USD), eur(20)))),
        named(Code::MoneyMixedCurrencies, "advances.0.parts.0.base", "USD")
    );
    assert_eq!(
        refused(&plain().advance(advance("A1", eur(1), eur(0))).advance(advance("A1", eur(1), eur(0)))),
        named(Code::InputDuplicate, "advances.1.number", "A1")
    );
    assert_eq!(refused(&plain().advance(advance("", eur(1), eur(0)))).1, "advances.0.number");
    let mut later = advance("A1", eur(1), eur(0));
    later.day = date(2026, 3, 3).unwrap();
    assert_eq!(refused(&plain().advance(later)), named(Code::InputInvalid, "advances.0.day", "2026-03-03"));
    let stated = StatedTax::new(Category::Standard, dec!(0.19), eur(1));
    assert_eq!(refused(&plain().stating_tax(stated)), named(Code::InputInvalid, "taxes.0.rate", "S 0.19"));
    let withheld = |line: Line| line.withholding(Withholding::new("IRPF", dec!(-0.1)));
    let document = Document::invoice(EUR, day()).line(withheld(lamp(eur(1), Tax::standard(dec!(0.2)))));
    assert_eq!(refused(&document), named(Code::NumberNegative, "lines.0.withholdings.0.rate", "-0.1"));
    let line = lamp(eur(1), Tax::standard(dec!(0.2))).withholding(Withholding::new("IRPF", dec!(0.1)));
    let document = Document::invoice(EUR, day()).line(line).withholding("IRPF", dec!(0.1));
    assert_eq!(refused(&document), named(Code::InputDuplicate, "withholdings.0.name", "IRPF"));
    assert_eq!(refused(&plain().payment(Payment::default())).1, "payments.0.amount");
    let exempt = Tax::new(Category::Exempt, dec!(0)).surcharge(dec!(0.05));
    assert_eq!(refused(&plain().line(lamp(eur(1), exempt))).1, "lines.1.tax.surcharge");
    let taxed = Adjustment::share(dec!(0.1)).withholding(Withholding::new("IRPF", dec!(0.1)));
    let document = Document::invoice(EUR, day()).line(lamp(eur(1), Tax::standard(dec!(0.2))).charge(taxed));
    assert_eq!(refused(&document).1, "lines.0.charges.0.withholdings");
}
