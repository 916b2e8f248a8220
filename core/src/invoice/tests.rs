pub(super) mod samples;
mod sealed;

use super::*;
use crate::{
    calendar::date,
    error::Code,
    money::{Currency, Granularity, Mode, Money, Price, Rounding, currency::*},
};
use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

fn day() -> NaiveDate {
    date(2026, 3, 2).unwrap()
}

fn eur(amount: Decimal) -> Money {
    Money::new(amount, EUR).unwrap()
}

fn taxes() -> impl Strategy<Value = Tax> {
    prop_oneof![
        Just(Tax::standard(dec!(0.19))),
        Just(Tax::standard(dec!(0.07))),
        Just(Tax::standard(dec!(0.175))),
        Just(Tax::new(Category::Export, dec!(0)).because("export")),
        Just(Tax::new(Category::Exempt, dec!(0))),
    ]
}

fn adjustment(tax: Option<Tax>) -> impl Strategy<Value = Adjustment> {
    let taxed = prop_oneof![Just(None), Just(tax)];
    prop_oneof![
        (0i64..500).prop_map(|cents| Adjustment::amount(eur(Decimal::new(cents, 2)))),
        (0i64..300).prop_map(|share| Adjustment::share(Decimal::new(share, 3))),
    ]
    .prop_flat_map(move |adjustment| (Just(adjustment), taxed.clone()))
    .prop_map(|(adjustment, tax)| Adjustment { tax, ..adjustment })
}

fn line() -> impl Strategy<Value = Line> {
    let quantity = prop_oneof![9 => 1i64..500, 1 => -50i64..0];
    (
        quantity,
        0u32..2,
        0i64..99_999,
        0u32..4,
        1i64..4,
        taxes(),
        prop::collection::vec(adjustment(None), 0..2),
    )
        .prop_map(|(quantity, scale, price, digits, per, tax, allowances)| Line {
            allowances,
            ..Line::new(
                "thing",
                Decimal::new(quantity, scale),
                Price::new(Decimal::new(price, digits), EUR),
                tax,
            )
            .per(Decimal::from(per))
        })
}

fn document() -> impl Strategy<Value = Document> {
    let adjusting = |most| prop::collection::vec(adjustment(Some(Tax::standard(dec!(0.19)))), 0..most);
    (prop::collection::vec(line(), 1..9), adjusting(3), adjusting(2), prop::option::of(0i64..9_999)).prop_map(
        |(lines, mut allowances, charges, prepaid)| {
            // What cannot be spread, because the lines cancel out, has to name its tax.
            for adjustment in &mut allowances {
                adjustment.tax.get_or_insert(Tax::standard(dec!(0.19)));
            }
            Document {
                lines,
                allowances,
                charges,
                prepaid: prepaid.map(|cents| eur(Decimal::new(cents, 2))),
                ..Document::invoice(EUR, day())
            }
        },
    )
}

fn rules() -> impl Strategy<Value = Rules> {
    let cash = prop_oneof![Just(Cash::Exact), Just(Cash::Rounded(Rounding::of(5, 2, Mode::HalfUp)))];
    let mode = prop_oneof![Just(Mode::HalfUp), Just(Mode::HalfEven), Just(Mode::Down), Just(Mode::Ceiling)];
    let tax =
        prop_oneof![Just(Granularity::PerLine), Just(Granularity::PerRate), Just(Granularity::PerDocument)];
    let prices = prop_oneof![Just(Prices::Net), Just(Prices::GrossRoundTax), Just(Prices::GrossRoundNet)];
    (cash, mode, tax, prices).prop_map(|(cash, mode, tax, prices)| {
        let cent = Rounding::of(1, 2, mode);
        let tax =
            if prices != Prices::Net && tax == Granularity::PerDocument { Granularity::PerRate } else { tax };
        Rules { line: Lines::Rounded(cent), tax, amount: cent, spread: Spread::ByLines, prices, cash }
    })
}

fn issued(document: Document, rules: Rules, number: &str) -> Invoice {
    let mut invoice = Invoice::draft(document, rules).unwrap();
    invoice.issue(number).unwrap();
    invoice
}

/// Every figure that credits have to sum to: each line, each rate, and the totals, of one or several documents.
fn figures(of: &[&Invoice], like: &Invoice) -> Vec<Money> {
    let sum = |pick: &dyn Fn(&Totals) -> Option<Money>| {
        Money::sum(of.iter().filter_map(|invoice| pick(invoice.totals())), EUR).unwrap()
    };
    let totals = like.totals();
    let mut all = vec![
        sum(&|t| Some(t.sum)),
        sum(&|t| Some(t.allowances)),
        sum(&|t| Some(t.charges)),
        sum(&|t| Some(t.net)),
        sum(&|t| Some(t.tax)),
        sum(&|t| Some(t.gross)),
        sum(&|t| Some(t.withheld)),
        sum(&|t| Some(t.rounding)),
    ];
    for part in &totals.breakdown {
        let find = |t: &Totals| {
            t.breakdown.iter().find(|p| (p.category, p.rate) == (part.category, part.rate)).cloned()
        };
        all.push(sum(&|t| find(t).map(|p| p.base)));
        all.push(sum(&|t| find(t).map(|p| p.tax)));
    }
    for index in 0..totals.lines.len() {
        let mut net = Money::zero(EUR);
        for invoice in of {
            for (place, line) in invoice.document().lines.iter().enumerate() {
                let which = line.credits.map_or(place, |c| c as usize);
                if which == index {
                    net = net.checked_add(invoice.totals().lines[place].net).unwrap();
                }
            }
        }
        all.push(net);
    }
    all
}

proptest! {
    #[test]
    fn what_is_printed_adds_up(document in document(), rules in rules()) {
        let totals = match totals(&document, &rules) {
            Ok(totals) => totals,
            Err(error) => {
                // Only where lines cancel out and nothing says where a charge belongs.
                prop_assert!(["charges.0.tax", "charges.1.tax"].contains(&error.field()), "{error}");
                return Ok(());
            }
        };
        prop_assert!(totals.adds_up(), "{totals:?}");
        prop_assert!(totals.findings.is_empty());
        // Bases follow from the lines of their rate, not only in sum.
        for part in &totals.breakdown {
            let lines = document.lines.iter().zip(&totals.lines)
                .filter(|(line, _)| line.tax.category == part.category && line.tax.rate == part.rate)
                .map(|(_, total)| total.net);
            let of = |list: &[AdjustmentTotal]| Money::sum(
                list.iter().filter(|p| p.category == part.category && p.rate == part.rate).map(|p| p.net), EUR).unwrap();
            let base = Money::sum(lines, EUR).unwrap()
                .checked_sub(of(&totals.allowance_parts)).unwrap()
                .checked_add(of(&totals.charge_parts)).unwrap();
            prop_assert_eq!(base, part.base);
        }
        // JSON and back is the same, and gives the same totals.
        let text = serde_json::to_string(&document).unwrap();
        let again: Document = serde_json::from_str(&text).unwrap();
        let rules_again: Rules = serde_json::from_str(&serde_json::to_string(&rules).unwrap()).unwrap();
        prop_assert_eq!(&super::totals(&again, &rules_again).unwrap(), &totals);
        let text = serde_json::to_string(&totals).unwrap();
        prop_assert_eq!(serde_json::from_str::<Totals>(&text).unwrap(), totals);
    }

    #[test]
    fn a_document_with_all_quantities_turned_around_is_its_negative(document in document(), tax in 0usize..3) {
        let tax = [Granularity::PerLine, Granularity::PerRate, Granularity::PerDocument][tax];
        let rules = Rules { tax, ..Rules::en16931(EUR) };
        let strip = |line: &Line, sign: Decimal| Line {
            quantity: line.quantity * sign, allowances: vec![], ..line.clone()
        };
        let plain = |sign| Document {
            lines: document.lines.iter().map(|line| strip(line, sign)).collect(), ..Document::invoice(EUR, day())
        };
        let (there, back) = (totals(&plain(dec!(1)), &rules)?, totals(&plain(dec!(-1)), &rules)?);
        prop_assert_eq!(there.net, -back.net);
        prop_assert_eq!(there.gross, -back.gross);
    }

    #[test]
    fn the_order_of_lines_does_not_matter(document in document(), rules in rules(), seed in 0usize..100) {
        let Ok(there) = totals(&document, &rules) else { return Ok(()) };
        let mut turned = document.clone();
        let count = turned.lines.len();
        turned.lines.rotate_left(seed % count);
        let other = totals(&turned, &rules).unwrap();
        let plain = |t: &Totals| (t.sum, t.net, t.tax, t.due, t.breakdown.iter().map(|p| (p.category, p.rate, p.base, p.tax)).collect::<Vec<_>>());
        prop_assert_eq!(plain(&there), plain(&other));
    }

    #[test]
    fn credits_in_any_parts_sum_to_the_invoice(
        document in document(), rules in rules(), cuts in prop::collection::vec((0usize..9, 1i64..100), 0..8),
        withheld in prop::bool::ANY,
    ) {
        let document = if withheld { document.withholding("IRPF", dec!(0.15)) } else { document };
        prop_assume!(totals(&document, &rules).is_ok());
        let original = issued(document, rules, "A1");
        let mut notes: Vec<Invoice> = vec![];
        for (place, (line, percent)) in cuts.into_iter().enumerate() {
            let line = line % original.document().lines.len();
            let quantity = original.document().lines[line].quantity * Decimal::new(percent, 2);
            let what = What::Lines(vec![Taken { line: u32::try_from(line).unwrap(), quantity }]);
            match credit(&original, &notes, &what, day()) {
                Ok(mut note) => {
                    prop_assert!(note.totals().adds_up());
                    note.issue(format!("C{place}")).unwrap();
                    notes.push(note);
                }
                Err(error) => {
                    prop_assert_eq!(error.code(), Code::InvoiceCreditTooGreat);
                    prop_assert_eq!(error.field(), "what.0.quantity");
                }
            }
        }
        if let Ok(mut rest) = credit(&original, &notes, &What::Whole, day()) {
            prop_assert!(rest.totals().adds_up());
            rest.issue("CZ").unwrap();
            notes.push(rest);
        }
        let all: Vec<&Invoice> = notes.iter().collect();
        prop_assert_eq!(figures(&all, &original), figures(&[&original], &original));
        let over = credit(&original, &notes, &What::Whole, day()).unwrap_err();
        prop_assert_eq!(over.code(), Code::InvoiceCreditTooGreat);
    }

    #[test]
    fn an_invoice_and_its_credits_leave_nothing_in_the_books(document in document(), rules in rules(), part in 1i64..100) {
        prop_assume!(totals(&document, &rules).is_ok());
        let accounts = accounts();
        let document = Document { prepaid: None, ..document };
        let original = issued(document, rules, "A1");
        let quantity = original.document().lines[0].quantity * Decimal::new(part, 2);
        let mut journal = post(&original, &accounts).unwrap();
        let mut notes = vec![];
        for what in [What::Lines(vec![Taken { line: 0, quantity }]), What::Whole] {
            let mut note = credit(&original, &notes, &what, day()).unwrap();
            note.issue("C").unwrap();
            journal.append(&post(&note, &accounts).unwrap()).unwrap();
            notes.push(note);
        }
        journal.balanced().unwrap();
        for (account, left) in journal.accounts() {
            prop_assert!(left.is_zero(), "{account} {left}");
        }
    }

    #[test]
    fn unrounded_documents_balance_too(document in document()) {
        let rules = Rules::gobl_precise(EUR);
        let plain = Document {
            lines: document.lines.iter().map(|line| Line { base_quantity: dec!(1), allowances: vec![], ..line.clone() }).collect(),
            ..Document::invoice(EUR, day())
        };
        let invoice = issued(plain, rules, "A1");
        post(&invoice, &accounts()).unwrap().balanced().unwrap();
    }
}

fn accounts() -> Accounts {
    Accounts {
        receivable: "receivable".into(),
        revenue: "sales".into(),
        tax: vec![TaxAccount::new(Category::Standard, "tax S")],
        rounding: "rounding".into(),
        withheld: "withheld".into(),
        advances: "advances".into(),
        ..Accounts::default()
    }
}

#[test]
fn a_stated_amount_stands_and_the_difference_is_a_finding() {
    // KoSIT 03.04a: 804 878.94 × 0.01146 is 9 223.91, the document says 9 223.92.
    let line =
        Line::new("energy", dec!(804878.94), Price::new(dec!(0.01146), EUR), Tax::standard(dec!(0.19)));
    let document = Document::invoice(EUR, day()).line(line.stating(eur(dec!(9223.92))));
    let totals = totals(&document, &Rules::en16931(EUR)).unwrap();
    assert_eq!(totals.net, eur(dec!(9223.92)));
    let finding = &totals.findings[0];
    assert_eq!((finding.field.as_str(), finding.computed), ("lines.0.net", eur(dec!(9223.91))));
}

#[test]
fn overflow_names_the_field() {
    let tax = Tax::standard(dec!(0.19));
    let of =
        |line: Line| totals(&Document::invoice(EUR, day()).line(line), &Rules::en16931(EUR)).unwrap_err();
    let error = of(Line::new("x", dec!(2), Price::new(Decimal::MAX, EUR), tax.clone()));
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "lines.0.price"));
    assert_eq!(error.value(), Decimal::MAX.to_string());
    assert!(error.message().contains("price × quantity"), "the step is named: {error}");

    let huge = Price::new(dec!(70000000000000000000000000), EUR);
    let line = |tax: Tax| Line::new("x", dec!(1), huge, tax);
    let error = of(line(Tax::standard(dec!(0.12345678901234567))));
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "tax"));

    let mut document = Document::invoice(EUR, day());
    for _ in 0..20 {
        document = document.line(line(Tax::new(Category::Zero, dec!(0))));
    }
    let error = totals(&document, &Rules::en16931(EUR)).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "sum"));
}

#[test]
fn what_contradicts_itself_is_refused_by_name() {
    let line = |tax| Line::new("x", dec!(1), Price::new(dec!(10), EUR), tax);
    let good = || line(Tax::standard(dec!(0.19)));
    let base = || Document::invoice(EUR, day());
    let refused = |document: Document| {
        let error = totals(&document, &Rules::en16931(EUR)).unwrap_err();
        (error.code(), error.field().to_owned())
    };
    let is = |code: Code, field: &str| (code, field.to_owned());
    assert_eq!(refused(base()), is(Code::InvoiceEmpty, "lines"));
    assert_eq!(
        refused(base().line(line(Tax::new(Category::Zero, dec!(0.1))))),
        is(Code::InputInvalid, "lines.0.tax.rate")
    );
    assert_eq!(
        refused(base().line(line(Tax::standard(dec!(-0.1))))),
        is(Code::NumberNegative, "lines.0.tax.rate")
    );
    assert_eq!(refused(base().line(good().per(dec!(0)))), is(Code::InputInvalid, "lines.0.base_quantity"));
    let other = Line::new("x", dec!(1), Price::new(dec!(10), USD), Tax::standard(dec!(0.19)));
    assert_eq!(refused(base().line(good()).line(other)), is(Code::MoneyMixedCurrencies, "lines.1.price"));
    assert_eq!(
        refused(base().line(good()).allowance(Adjustment::default())),
        is(Code::InputMissing, "allowances.0.amount")
    );
    assert_eq!(
        refused(
            base().line(good().charge(Adjustment::amount(eur(dec!(1))).taxed(Tax::standard(dec!(0.19)))))
        ),
        is(Code::InputInvalid, "lines.0.charges.0.tax")
    );
    assert_eq!(
        refused(base().line(good().charge(Adjustment::amount(Money::new(dec!(1), USD).unwrap())))),
        is(Code::MoneyMixedCurrencies, "lines.0.charges.0.amount")
    );

    let yen = Document::invoice(JPY, day()).line(Line::new(
        "x",
        dec!(1),
        Price::new(dec!(10), JPY),
        Tax::standard(dec!(0.1)),
    ));
    let cents = Rules { amount: Rounding::of(1, 2, Mode::HalfUp), ..Rules::en16931(JPY) };
    assert_eq!(totals(&yen, &cents).unwrap_err().field(), "rules.amount");
    assert_eq!(totals(&yen, &Rules::en16931(JPY)).unwrap().gross.to_string(), "11 JPY");
    let gross = Rules { prices: Prices::GrossRoundTax, ..Rules::gobl_precise(EUR) };
    assert_eq!(totals(&base().line(good()), &gross).unwrap_err().field(), "rules.line");
    let named = Rules { spread: Spread::Refused, ..Rules::en16931(EUR) };
    let spread = base().line(good()).charge(Adjustment::share(dec!(0.1)));
    assert_eq!(totals(&spread, &named).unwrap_err().field(), "charges.0.tax");
}

#[test]
fn unknown_fields_categories_and_floats_do_not_come_in() {
    let good = serde_json::json!({
        "kind": "380", "currency": "EUR", "day": "2026-03-02",
        "lines": [{"description": "x", "quantity": "2", "price": {"amount": "1.005", "currency": "EUR"},
            "tax": {"category": "S", "rate": "0.19"}}]
    });
    let read = |change: &dyn Fn(&mut Value)| {
        let mut value = good.clone();
        change(&mut value);
        serde_json::from_value::<Document>(value)
    };
    assert!(read(&|_| ()).is_ok());
    assert!(read(&|v| v["lines"][0]["pirce"] = "1".into()).is_err());
    assert!(read(&|v| v["lines"][0]["tax"]["category"] = "IC".into()).is_err());
    assert!(read(&|v| v["lines"][0]["quantity"] = 1.5.into()).is_err());
    assert!(read(&|v| v["currency"] = "EUX".into()).is_err());
    // Every rounding choice is asked for.
    let rules = serde_json::to_value(Rules::en16931(EUR)).unwrap();
    for key in ["line", "tax", "amount", "spread", "prices", "cash"] {
        let mut without = rules.clone();
        without.as_object_mut().unwrap().remove(key);
        assert!(serde_json::from_value::<Rules>(without).is_err(), "{key}");
    }
}

#[test]
fn a_document_discount_is_spread_over_the_rates() {
    // What the crate `billing` 0.15 got wrong: 10 % off 400.00 at 19 % and 100.00 at 7 %.
    let line = |amount, rate| Line::new("x", dec!(1), Price::new(amount, EUR), Tax::standard(rate));
    let document = Document::invoice(EUR, day())
        .line(line(dec!(400), dec!(0.19)))
        .line(line(dec!(100), dec!(0.07)))
        .allowance(Adjustment::share(dec!(0.1)));
    let totals = totals(&document, &Rules::en16931(EUR)).unwrap();
    let bases: Vec<Money> = totals.breakdown.iter().map(|part| part.base).collect();
    assert_eq!(bases, [eur(dec!(90.00)), eur(dec!(360.00))]);
    assert_eq!(totals.tax, eur(dec!(74.70)));
}

#[test]
fn an_issued_invoice_cannot_be_changed() {
    let line = Line::new("x", dec!(1), Price::new(dec!(10), EUR), Tax::standard(dec!(0.19)));
    let document = Document::invoice(EUR, day()).line(line.clone());
    let mut invoice = Invoice::draft(document.clone(), Rules::en16931(EUR)).unwrap();
    let two = document.clone().line(line.clone());
    invoice.change(two.clone()).unwrap();
    assert_eq!(invoice.totals().net, eur(dec!(20)));
    assert_eq!(invoice.issue("").unwrap_err().code(), Code::InputMissing);
    invoice.issue("A1").unwrap();
    let before = invoice.clone();
    assert_eq!(invoice.change(document).unwrap_err().code(), Code::InvoiceIssued);
    assert_eq!(invoice.issue("A2").unwrap_err().code(), Code::InvoiceIssued);
    assert_eq!(invoice, before);

    let nothing_before = Document::new(Kind::CreditNote, EUR, day()).line(line.clone());
    let mut note = Invoice::draft(nothing_before, Rules::en16931(EUR)).unwrap();
    assert_eq!(note.issue("C1").unwrap_err().field(), "preceding");
    let outside = Reference::Outside { number: None, why: "invoiced before these books begin".into() };
    let mut note =
        Invoice::draft(Document::credit_note(EUR, day(), outside).line(line), Rules::en16931(EUR)).unwrap();
    note.issue("C1").unwrap();
    let journal = post(&note, &accounts()).unwrap();
    assert_eq!(journal.balance("receivable", EUR), eur(dec!(-11.90)));
}

#[test]
fn an_invoice_that_does_not_fit_together_is_not_read() {
    let line = Line::new("x", dec!(1), Price::new(dec!(10), EUR), Tax::standard(dec!(0.19)));
    let invoice = issued(Document::invoice(EUR, day()).line(line), Rules::en16931(EUR), "A1");
    let good = serde_json::to_value(&invoice).unwrap();
    let read = |change: &dyn Fn(&mut Value)| {
        let mut value = good.clone();
        change(&mut value);
        serde_json::from_value::<Invoice>(value).map_err(|error| error.to_string())
    };
    assert_eq!(read(&|_| ()).unwrap(), invoice);
    let told = |change: &dyn Fn(&mut Value)| read(change).unwrap_err();
    let draft = |v: &mut Value| {
        v.as_object_mut().unwrap().remove("number");
        v["totals"]["tax"]["amount"] = "1.91".into();
    };
    assert!(told(&draft).contains("add up"));
    assert!(told(&|v| v["totals"]["lines"] = serde_json::json!([])).contains("not of this document"));
    assert!(told(&|v| v["number"] = "".into()).contains("number"));
    assert!(told(&|v| v["document"]["kind"] = "381".into()).contains("preceding"));
}

#[test]
fn a_credit_of_another_invoice_or_line_is_refused() {
    let line = Line::new("x", dec!(3), Price::new(dec!(10), EUR), Tax::standard(dec!(0.19)));
    let sell = |number| issued(Document::invoice(EUR, day()).line(line.clone()), Rules::en16931(EUR), number);
    let (one, two) = (sell("A1"), sell("A2"));
    let take = |quantity| What::Lines(vec![Taken { line: 0, quantity }]);
    let note = credit(&one, &[], &take(dec!(1)), day()).unwrap();
    assert_eq!(note.document().preceding, [Reference::Invoice { number: "A1".into(), day: day() }]);
    assert_eq!(credit(&two, &[note], &take(dec!(1)), day()).unwrap_err().field(), "earlier.0");
    let refused = |what| credit(&one, &[], &what, day()).unwrap_err();
    assert_eq!(refused(What::Lines(vec![Taken { line: 1, quantity: dec!(1) }])).field(), "what.0.line");
    assert_eq!(refused(take(dec!(0))).code(), Code::InputInvalid);
    assert_eq!(refused(take(dec!(4))).code(), Code::InvoiceCreditTooGreat);
    assert_eq!(refused(take(dec!(-1))).code(), Code::InvoiceCreditTooGreat);
    let twice = What::Lines(vec![Taken { line: 0, quantity: dec!(2) }, Taken { line: 0, quantity: dec!(2) }]);
    assert_eq!(refused(twice).field(), "what.1.quantity");
    let draft = Invoice::draft(Document::invoice(EUR, day()).line(line), Rules::en16931(EUR)).unwrap();
    assert_eq!(credit(&draft, &[], &What::Whole, day()).unwrap_err().field(), "number");
}

#[test]
fn accounts_that_are_needed_are_asked_for() {
    let line =
        Line::new("x", dec!(1), Price::new(dec!(10), EUR), Tax::standard(dec!(0.19))).account("services");
    let invoice = issued(Document::invoice(EUR, day()).line(line), Rules::en16931(EUR), "A1");
    let journal = post(&invoice, &Accounts { revenue: String::new(), ..accounts() }).unwrap();
    assert_eq!(journal.balance("services", EUR), eur(dec!(-10)));
    let refused = |accounts: Accounts| post(&invoice, &accounts).unwrap_err().field().to_owned();
    assert_eq!(refused(Accounts { receivable: String::new(), ..accounts() }), "accounts.receivable");
    assert_eq!(refused(Accounts { tax: vec![], ..accounts() }), "accounts.tax");
}

#[test]
fn a_trace_leads_from_what_is_due_to_the_lines() {
    let tax = Tax::standard(dec!(0.23)).citing("VAT Act, art. 18");
    let document = Document::invoice(EUR, day())
        .line(Line::new("desk lamp", dec!(1), Price::new(dec!(55.55), EUR), tax.clone()))
        .line(Line::new("stapler", dec!(1), Price::new(dec!(11.11), EUR), tax))
        .prepaid(eur(dec!(10)));
    let (totals, trace) = totals_traced(&document, &Rules::en16931(EUR)).unwrap().drawn();
    assert_eq!(totals, super::totals(&document, &Rules::en16931(EUR)).unwrap());
    assert_eq!(trace.find("invoice.due").map(|line| line.value), Some(dec!(71.99)));
    let drawn = trace.to_string();
    assert!(drawn.contains("S 0.23 15.33  (of 66.66 EUR, half-up to 0.01 on the sum of the rate)  [S = 0.23: VAT Act, art. 18"), "{drawn}");
    assert!(drawn.contains("desk lamp 55.55"), "{drawn}");
}

#[test]
fn gulf_dinars_keep_two_decimals_under_en_16931_and_three_by_their_own() {
    let currency = Currency::parse("KWD").unwrap();
    let line = Line::new("x", dec!(1), Price::new(dec!(1.005), currency), Tax::standard(dec!(0.05)));
    let document = Document::invoice(currency, day()).line(line);
    assert_eq!(totals(&document, &Rules::en16931(currency)).unwrap().net.to_string(), "1.010 KWD");
    let own = Rounding::minor(currency, Mode::HalfUp);
    let rules = Rules { line: Lines::Rounded(own), amount: own, ..Rules::en16931(currency) };
    let totals = totals(&document, &rules).unwrap();
    assert_eq!((totals.net.to_string(), totals.tax.to_string()), ("1.005 KWD".into(), "0.050 KWD".into()));
}

#[test]
fn a_credit_note_given_twice_is_not_turned_into_a_charge() {
    // With one note of 2 out of 3 given twice, the rest was -1, and "the whole rest" charged the buyer one unit.
    let document = Document::invoice(EUR, day()).line(Line::new(
        "lamp",
        dec!(3),
        eur(dec!(3.35)).each(),
        Tax::standard(dec!(0.19)),
    ));
    let sold = issued(document, Rules::en16931(EUR), "A1");
    let two = What::Lines(vec![Taken { line: 0, quantity: dec!(2) }]);
    let mut note = credit(&sold, &[], &two, day()).unwrap();
    note.issue("C1").unwrap();
    for what in [What::Whole, What::Lines(vec![Taken { line: 0, quantity: dec!(1) }])] {
        let error = credit(&sold, &[note.clone(), note.clone()], &what, day()).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::InvoiceCreditTooGreat, "earlier"), "{error}");
    }
    // A credit note of a credit note was posted in the direction of the first: it doubled what it should take back.
    let error = credit(&note, &[], &What::Whole, day()).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InputInvalid, "original"));
}

#[test]
fn nothing_is_written_one_way_only() {
    // A nothing that came of a negation was written "-0.00": equal documents had different bytes under the chain.
    let nothing = -Money::zero(EUR);
    assert_eq!(serde_json::to_string(&nothing).unwrap(), r#"{"amount":"0.00","currency":"EUR"}"#);
    assert_eq!((-eur(dec!(0.01))).to_string(), "-0.01 EUR");
    let one_less_one = eur(dec!(1)).checked_sub(eur(dec!(1))).unwrap();
    assert_eq!(serde_json::to_value(one_less_one).unwrap()["amount"], "0.00");
    let other = eur(dec!(-1)).checked_add(eur(dec!(1))).unwrap();
    assert_eq!(serde_json::to_value(other).unwrap()["amount"], "0.00");
}

#[test]
fn a_withholding_below_zero_is_refused() {
    // It was taken as it stood, and put on what the buyer owes.
    let line = Line::new("x", dec!(1), Price::new(dec!(100), EUR), Tax::standard(dec!(0.19)));
    let document = Document::invoice(EUR, day()).line(line).withholding("IRPF", dec!(-0.15));
    let error = totals(&document, &Rules::en16931(EUR)).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberNegative, "withholdings.0.rate"));
}
