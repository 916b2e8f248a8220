//! What the rules must hold.

use super::*;
use crate::{
    calendar::{PayFrequency, date, parse_date},
    error::Code,
    law::RulePack,
    money::{
        Money,
        currency::{EUR, GBP, KWD},
    },
    tax::wages::{self, Assessment, Payer, Payment},
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::LazyLock;

static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());
static YEAR: LazyLock<Year> = LazyLock::new(|| Year::on(&LAW, day("2026-04-06")).unwrap());

fn day(text: &str) -> NaiveDate {
    parse_date("day", text).unwrap()
}

fn pounds(amount: Decimal) -> Money {
    Money::new(amount, GBP).unwrap()
}

fn pence(amount: i64) -> Money {
    Money::minor(amount, GBP)
}

fn person(code: &str) -> Profile {
    Profile::new(code.parse().unwrap(), "A".parse().unwrap())
}

fn monthly(pay_day: &str, pay: Decimal) -> Payment {
    Payment::new(day(pay_day), PayFrequency::Monthly, pounds(pay))
}

fn tax(assessment: &Assessment) -> Decimal {
    assessment.lines.iter().find(|line| line.code == "uk.paye").unwrap().amount.amount()
}

fn carried(assessment: &Assessment) -> Profile {
    let wages::Profile::Uk(person) = &assessment.carried else { panic!() };
    person.clone()
}

#[test]
fn overflow_names_the_field() {
    let huge = dec!(700000000000000000000000000);
    let error = assess(&person("1257L"), &monthly("2026-04-30", huge), &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "taxable"));
    assert!(error.message().contains("Tax due to date (4.4)"), "{error}");
    assert!(error.value().starts_with("7000000"), "{error}");

    let mut earnings = monthly("2026-04-30", dec!(1000));
    earnings.contributory = pounds(dec!(700000000000000000000000000.01));
    let error = assess(&person("1257L"), &earnings, &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "contributory"));
    assert!(error.message().contains("National Insurance, employee"), "{error}");

    // What the fast form cannot hold, the reference does.
    let billions = assess(&person("BR"), &monthly("2026-04-30", dec!(70000000000000)), &LAW).unwrap();
    assert_eq!(tax(&billions), dec!(14000000000000));
}

#[test]
fn figures_to_date_belong_to_their_tax_year() {
    let march = assess(&person("1257L"), &monthly("2026-03-31", dec!(3000)), &LAW).unwrap();
    let march = carried(&march);
    let to_date = march.to_date.unwrap();
    assert_eq!(
        to_date,
        ToDate {
            contributions: Some(Contributions {
                earnings: pounds(dec!(3000)),
                employee: pounds(dec!(156.16)),
                employer: pounds(dec!(387.45)),
            }),
            ..ToDate::new(day("2026-03-31"), pounds(dec!(3000)), pounds(dec!(0)))
        }
    );

    // 5 April is still the old year; 6 April begins anew.
    let still = assess(&march, &monthly("2026-04-05", dec!(3000)), &LAW).unwrap();
    assert_eq!(carried(&still).to_date.unwrap().taxable_pay, pounds(dec!(6000)));
    let anew = assess(&march, &monthly("2026-04-06", dec!(3000)), &LAW).unwrap();
    assert_eq!(tax(&anew), dec!(390.20));
    assert_eq!(carried(&anew).to_date.unwrap().taxable_pay, pounds(dec!(3000)));

    for earlier in ["2025-04-05", "2025-12-31", "2026-03-30"] {
        let payment = monthly(earlier, dec!(3000));
        let year = Year::on(&LAW, day("2026-03-31")).unwrap();
        let error = assess_with(&march, &payment, &year).unwrap_err();
        let wanted = if earlier == "2025-04-05" { Code::LawNoneInForce } else { Code::InputInvalid };
        assert_eq!((error.code(), error.field(), error.value()), (wanted, "pay_day", earlier));
    }
    let error = assess(&carried(&anew), &monthly("2026-04-05", dec!(1)), &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InputInvalid, "pay_day"));
}

#[test]
fn refunds_are_negative_tax() {
    let mut leaver = person("1257L");
    leaver.to_date = Some(ToDate::new(day("2026-08-31"), pounds(dec!(18000)), pounds(dec!(3000))));
    let nothing = monthly("2026-09-30", dec!(0));
    let refund = assess(&leaver, &nothing, &LAW).unwrap();
    assert_eq!(tax(&refund), dec!(-658.00));
    assert_eq!(refund.borne_by(Payer::Employee, GBP).unwrap(), pounds(dec!(-658.00)));
    assert_eq!(carried(&refund).to_date.unwrap().tax, pounds(dec!(2342.00)));

    leaver.basis = Basis::Week1Month1;
    assert_eq!(tax(&assess(&leaver, &nothing, &LAW).unwrap()), dec!(0));
    leaver = Profile { basis: Basis::Cumulative, tax_code: "1257L M1".parse().unwrap(), ..leaver };
    assert_eq!(tax(&assess(&leaver, &nothing, &LAW).unwrap()), dec!(0));
    leaver.tax_code = "NT".parse().unwrap();
    assert_eq!(tax(&assess(&leaver, &nothing, &LAW).unwrap()), dec!(-3000));
}

#[test]
fn a_directors_contributions_are_reckoned_by_the_year() {
    let mut director = person("NT");
    let by = |method, weeks| Some(Director { method, weeks });
    director.director = by(DirectorMethod::Annual, 52);
    let amounts = |assessment: &Assessment| {
        let [_, employee, employer] = &assessment.lines[..] else { panic!() };
        (employee.amount.amount(), employer.amount.amount())
    };
    let mut got = vec![];
    for (pay_day, pay) in
        [("2026-04-30", dec!(4000)), ("2026-05-29", dec!(12000)), ("2026-06-30", dec!(30000))]
    {
        let assessed = assess(&director, &monthly(pay_day, pay), &LAW).unwrap();
        got.push(amounts(&assessed));
        director = carried(&assessed);
    }
    assert_eq!(got, [(dec!(0), dec!(0)), (dec!(274.40), dec!(1650)), (dec!(2400), dec!(4500))]);
    assert_eq!(director.to_date.unwrap().contributions.unwrap().employee, pounds(dec!(2674.40)));

    // Fifty-two weeks of 1000 under alternative arrangements, the last of them settled by the year.
    let mut ordinary = person("NT");
    ordinary.director = by(DirectorMethod::Alternative, 52);
    let week = |n: usize| {
        let pay_day = date(2025, 4, 6).unwrap().iter_weeks().nth(n).unwrap();
        Payment::new(pay_day, PayFrequency::Weekly, pounds(dec!(1000)))
    };
    for n in 0..51 {
        let assessed = assess(&ordinary, &week(n), &LAW).unwrap();
        assert_eq!(amounts(&assessed), (dec!(58.66), dec!(135.60)));
        ordinary = carried(&assessed);
    }
    ordinary.director = by(DirectorMethod::AlternativeLast, 52);
    let (last, trace) = assess_traced(&ordinary, &week(51), &LAW).unwrap();
    assert_eq!(amounts(&last), (dec!(58.94), dec!(134.40)));
    assert_eq!(trace.find("uk.ni.employee").unwrap().value, dec!(3050.60));

    // The weeks are those of the year of the appointment; contributions to date must be known.
    director.director = by(DirectorMethod::Annual, 10);
    let mut old = ToDate::new(day("2026-03-31"), pounds(dec!(1)), pounds(dec!(0)));
    director.to_date = Some(old);
    let next = assess(&director, &monthly("2026-04-30", dec!(4000)), &LAW).unwrap();
    assert_eq!(
        (amounts(&next), carried(&next).director),
        ((dec!(0), dec!(0)), by(DirectorMethod::Annual, 52))
    );
    old.through = day("2026-04-15");
    director.to_date = Some(old);
    let error = assess(&director, &monthly("2026-04-30", dec!(4000)), &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InputMissing, "to_date.contributions"));
    director.to_date = None;
    director.director = by(DirectorMethod::Annual, 53);
    let error = assess(&director, &monthly("2026-04-30", dec!(4000)), &LAW).unwrap_err();
    assert_eq!((error.code(), error.field(), error.value()), (Code::InputInvalid, "director.weeks", "53"));
}

#[test]
fn the_overriding_limit_was_of_k_codes_only_before_2015() {
    let mut owing = person("BR");
    let owe = |through| Some(ToDate::new(day(through), pounds(dec!(20000)), pounds(dec!(1000))));
    owing.to_date = owe("2026-09-30");
    assert_eq!(tax(&assess(&owing, &monthly("2026-10-30", dec!(100)), &LAW).unwrap()), dec!(50));
    owing.to_date = owe("2010-09-30");
    assert_eq!(tax(&assess(&owing, &monthly("2010-10-29", dec!(100)), &LAW).unwrap()), dec!(3020));
    assert_eq!(tax(&assess(&person("K2500"), &monthly("2010-10-29", dec!(900)), &LAW).unwrap()), dec!(450));
    // Nothing is withheld from pay below zero, whatever is owing.
    owing.to_date = owe("2026-09-30");
    assert_eq!(tax(&assess(&owing, &monthly("2026-10-30", dec!(-100)), &LAW).unwrap()), dec!(0));
}

#[test]
fn what_the_law_does_not_know_is_refused_by_name() {
    let refused = |person: &Profile, payment: &Payment| {
        let error = assess(person, payment, &LAW).unwrap_err();
        (error.code(), error.field().to_owned(), error.value().to_owned())
    };
    let now = monthly("2026-04-30", dec!(3000));
    let then = monthly("2010-12-10", dec!(3000));
    let told = |code, field: &str, value: &str| (code, field.to_owned(), value.to_owned());

    for unknown in ["2027-04-06", "2025-04-05", "2011-04-06", "2010-04-05"] {
        let (code, _, value) = refused(&person("1257L"), &monthly(unknown, dec!(3000)));
        assert_eq!((code, value.as_str()), (Code::LawNoneInForce, unknown));
    }
    for code in ["D2", "CD2", "SD4", "D9"] {
        assert_eq!(refused(&person(code), &now), told(Code::TaxCodeInvalid, "tax_code", code));
    }
    for code in ["S647L", "CBR"] {
        assert_eq!(refused(&person(code), &then), told(Code::TaxCodeInvalid, "tax_code", code));
    }
    let mut freeport = person("647L");
    freeport.category = "F".parse().unwrap();
    assert_eq!(refused(&freeport, &then), told(Code::TaxCategoryInvalid, "category", "F"));
    assert!(assess(&freeport, &now, &LAW).is_ok());

    for frequency in [
        PayFrequency::Daily,
        PayFrequency::SemiMonthly,
        PayFrequency::Quarterly,
        PayFrequency::SemiAnnual,
        PayFrequency::Annual,
    ] {
        let (code, field, _) = refused(&person("1257L"), &Payment { frequency, ..now.clone() });
        assert_eq!((code, field.as_str()), (Code::LawUnsupported, "frequency"));
    }
    let euros = Payment { contributory: Money::zero(EUR), ..now.clone() };
    assert_eq!(
        refused(&person("1257L"), &euros),
        told(Code::MoneyMixedCurrencies, "contributory", "0.00 EUR")
    );
    let below = Payment { non_cash: pence(-1), ..now.clone() };
    assert_eq!(refused(&person("1257L"), &below), told(Code::NumberNegative, "non_cash", "-0.01 GBP"));

    let error = Year::on(&RulePack::embedded("uk.vat").unwrap(), now.pay_day).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, "uk.vat"));
}

#[test]
fn a_pack_of_the_callers_own_is_followed() {
    let payment = monthly("2026-04-30", dec!(3000));
    let altered = |from: &str, to: &str| {
        assert!(LAW.text().contains(from), "{from}");
        RulePack::parse(&LAW.text().replace(from, to)).unwrap()
    };
    // Seven decimals do not fit the fast form of a factor: the reference answers, 1952 at 8.02051 %.
    let fine = altered(
        "{ since = 2026-04-06, until = 2027-04-05, rate = \"0.08\" }",
        "{ since = 2026-04-06, until = 2027-04-05, rate = \"0.0802051\" }",
    );
    let year = Year::on(&fine, payment.pay_day).unwrap();
    assert!(year.fast.is_none());
    let employee = assess_with(&person("1257L"), &payment, &year).unwrap().lines[1].amount;
    assert_eq!(employee, pounds(dec!(156.56)));

    // Amounts of three digits are no pence.
    let dinars = altered("currency = \"GBP\"", "currency = \"KWD\"");
    let year = Year::on(&dinars, payment.pay_day).unwrap();
    let wage = Money::new(dec!(3000.001), KWD).unwrap();
    let in_dinars = Payment::new(payment.pay_day, PayFrequency::Monthly, wage);
    let found = due(&person("1257L"), &in_dinars, &year).unwrap();
    assert_eq!(found.tax, Money::new(dec!(390.20), KWD).unwrap());
    assert_eq!(found, due_by_reference(&person("1257L"), &in_dinars, &year).unwrap());

    // Another currency is refused wherever it stands, in the bare amounts as in the lines.
    let mut euros = person("1257L");
    let paid = Contributions { earnings: pence(0), employee: pence(0), employer: Money::zero(EUR) };
    euros.to_date =
        Some(ToDate { contributions: Some(paid), ..ToDate::new(payment.pay_day, pence(0), pence(0)) });
    let error = due(&euros, &payment, &YEAR).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::MoneyMixedCurrencies, "to_date.contributions.employer"));

    let lacking = altered("[rate.\"ni.a.employee.main\"]", "[rate.\"ni.a.employee.other\"]");
    let error = assess(&person("1257L"), &payment, &lacking).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnknownKey, "ni.a.employee.main"));

    let pointing = altered(
        "amount = \"2\" },\n    { since = 2025-04-06, until = 2026-04-05, amount = \"2\" },\n]",
        "amount = \"9\" },\n    { since = 2025-04-06, until = 2026-04-05, amount = \"2\" },\n]",
    );
    let error = assess(&person("1257L"), &payment, &pointing).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::LawPackInvalid, "paye.basic_rate_pointer.scotland"));
}

#[test]
fn lines_say_what_on_what_at_which_rate() {
    let lines = |code, pay| assess(&person(code), &monthly("2026-04-30", pay), &LAW).unwrap().lines;
    let told = |line: &wages::Line| (line.base.amount(), line.rate, line.amount.amount());
    let below: Vec<_> = lines("BR", dec!(3000)).iter().map(told).collect();
    assert_eq!(
        below,
        [
            (dec!(3000), Some(dec!(0.20)), dec!(600)),
            (dec!(1952), Some(dec!(0.08)), dec!(156.16)),
            (dec!(2583), Some(dec!(0.15)), dec!(387.45)),
        ]
    );
    // Above the upper earnings limit the employee has two rates, the employer one.
    let above = lines("1257L", dec!(6000));
    assert_eq!(above.iter().map(|line| line.rate).collect::<Vec<_>>(), [None, None, Some(dec!(0.15))]);
    assert!(above.iter().all(|line| line.authority == "HMRC" && line.source.contains("Act")));
}

#[test]
fn a_trace_cites_what_each_figure_rests_on() {
    let payment = Payment::new(day("2010-12-10"), PayFrequency::Weekly, pounds(dec!(450)));
    let (assessment, trace) = assess_traced(&person("647L W1"), &payment, &LAW).unwrap();
    assert_eq!(assessment, assess(&person("647L W1"), &payment, &LAW).unwrap());
    let value = |id: &str| trace.find(id).unwrap().value;
    assert_eq!(
        (value("uk.paye"), value("uk.paye.free_pay"), value("uk.paye.whole_pounds")),
        (dec!(65), dec!(124.61), dec!(325))
    );
    assert_eq!(trace.lines[0].note, "code 647L X, tax week 36, this payment alone");
    let cited: Vec<_> =
        trace.find("uk.paye.due_to_date").unwrap().rests_on.iter().map(|c| c.key.as_str()).collect();
    assert_eq!(cited, ["paye.bands.england"]);
    let cited: Vec<_> =
        trace.find("uk.ni.employer").unwrap().rests_on.iter().map(|c| c.key.as_str()).collect();
    assert_eq!(cited, ["ni.a.employer.main", "ni.a.employer.above"]);
    // The limit was of K codes only: the step is not there.
    assert!(trace.find("uk.paye.limit").is_none());
    let drawn = trace.to_string();
    assert!(drawn.contains("└─ ") && drawn.contains("Finance Act 2010"), "{drawn}");
}

#[test]
fn documents_travel_as_json() {
    let text = r#"{"jurisdiction":"uk","tax_code":"K100 W1","basis":"week1_month1","category":"M",
        "to_date":{"through":"2026-05-29","taxable_pay":{"amount":"6000.00","currency":"GBP"},
        "tax":{"amount":"800.00","currency":"GBP"}}}"#;
    let person: wages::Profile = serde_json::from_str(text).unwrap();
    assert_eq!(person.pack_id(), PACK);
    let payment = monthly("2026-06-30", dec!(3000));
    let assessment = wages::assess(&person, &payment, &LAW).unwrap();
    let back: Assessment = serde_json::from_str(&serde_json::to_string(&assessment).unwrap()).unwrap();
    assert_eq!(back, assessment);
    let short: wages::Profile =
        serde_json::from_str(r#"{"jurisdiction":"uk","tax_code":"BR","category":"A"}"#).unwrap();
    assert_eq!(short, wages::Profile::Uk(self::person("BR")));
    for wrong in [
        r#"{"jurisdiction":"uk","tax_code":"K0","category":"A"}"#,
        r#"{"jurisdiction":"uk","tax_code":"BR","category":"G"}"#,
        r#"{"jurisdiction":"uk","tax_code":"BR","category":"A","directors":true}"#,
    ] {
        assert!(serde_json::from_str::<wages::Profile>(wrong).is_err(), "{wrong}");
    }
}

fn repaying(plan: Option<Plan>, postgraduate: bool) -> Profile {
    Profile { student_loans: Some(StudentLoans { plan, postgraduate }), ..person("1257L") }
}

#[test]
fn loans_are_deducted_in_whole_pounds_each_by_itself() {
    let payment = monthly("2026-04-30", dec!(3000));
    let both = repaying(Some(Plan::Two), true);
    let (assessment, trace) = assess_traced(&both, &payment, &LAW).unwrap();
    assert_eq!(assessment, assess(&both, &payment, &LAW).unwrap());
    let told: Vec<_> = assessment.lines[3..]
        .iter()
        .map(|line| (line.code.as_str(), line.base.amount(), line.rate, line.amount.amount()))
        .collect();
    // 9 % of 551.25 is 49.6125.
    assert_eq!(
        told,
        [
            ("uk.student_loan", dec!(551.25), Some(dec!(0.09)), dec!(49)),
            ("uk.postgraduate_loan", dec!(1250), Some(dec!(0.06)), dec!(75)),
        ]
    );
    assert!(assessment.lines[3..].iter().all(|line| line.authority == "HMRC"));
    let bare = due(&both, &payment, &YEAR).unwrap();
    assert_eq!((bare.student_loan, bare.postgraduate_loan), (pounds(dec!(49)), pounds(dec!(75))));
    assert_eq!(assessment.lines[..3], assess(&person("1257L"), &payment, &LAW).unwrap().lines);
    assert_eq!(carried(&assessment).student_loans, both.student_loans);

    // 9 % of 564.25 is 50.7825, 6 % of 1263 is 75.78: rounded together they would be 126. Nothing is cumulative.
    let again = assess(&carried(&assessment), &monthly("2026-05-29", dec!(3013)), &LAW).unwrap();
    let amounts: Vec<_> = again.lines[3..].iter().map(|line| line.amount.amount()).collect();
    assert_eq!(amounts, [dec!(50), dec!(75)]);

    let cited = |id: &str| -> Vec<_> {
        trace.find(id).unwrap().rests_on.iter().map(|cited| cited.key.clone()).collect()
    };
    assert_eq!(trace.find("uk.student_loan.threshold").unwrap().value, dec!(2448.75));
    assert_eq!(cited("uk.student_loan.threshold"), ["loan.plan2.threshold.monthly"]);
    assert_eq!(cited("uk.student_loan"), ["loan.plan2.rate"]);
    assert_eq!(cited("uk.postgraduate_loan.threshold"), ["loan.postgraduate.threshold.monthly"]);

    // Below the threshold a line of zero; without a loan, or with no contributions due, nothing is deducted.
    let below = assess(&both, &monthly("2026-04-30", dec!(1750)), &LAW).unwrap();
    assert_eq!(below.lines[3..].iter().map(|line| line.amount.amount()).sum::<Decimal>(), dec!(0));
    assert_eq!(assess(&repaying(None, false), &payment, &LAW).unwrap().lines.len(), 3);
    let exempt = Profile { category: "X".parse().unwrap(), ..both };
    let bare = due(&exempt, &payment, &YEAR).unwrap();
    assert_eq!((bare.student_loan, bare.postgraduate_loan), (pounds(dec!(0)), pounds(dec!(0))));
}

#[test]
fn thresholds_of_loans_come_from_the_years() {
    for (first, plans) in [("2026-04-06", 5), ("2025-04-06", 4)] {
        let mut known = 0;
        for loan in ["plan1", "plan2", "plan4", "plan5", "postgraduate"] {
            let of = |per: &str| {
                LAW.amount(&format!("loan.{loan}.threshold.{per}"), day(first)).map(|figure| figure.value)
            };
            let Ok(annual) = of("annual") else { continue };
            known += 1;
            let penny = |parts: i64| (annual / Decimal::from(parts)).trunc_with_scale(2);
            assert_eq!(of("weekly").unwrap(), penny(52), "{loan} {first}");
            assert_eq!(of("fortnightly").unwrap(), penny(52) * dec!(2), "{loan} {first}");
            assert_eq!(of("four_weekly").unwrap(), penny(52) * dec!(4), "{loan} {first}");
            assert_eq!(of("monthly").unwrap(), penny(12), "{loan} {first}");
        }
        assert_eq!(known, plans, "{first}");
    }
    // What only a vendor says of several weeks is marked, wherever the figure goes.
    let fortnight = Payment { frequency: PayFrequency::Fortnightly, ..monthly("2026-04-30", dec!(3000)) };
    let line = assess(&repaying(Some(Plan::One), false), &fortnight, &LAW).unwrap().lines.remove(3);
    assert!(line.source.contains("Sage") && line.source.contains("secondary source"), "{}", line.source);
}

#[test]
fn loans_that_are_not_known_are_refused_by_name() {
    let refused = |person: &Profile, pay_day: &str| {
        let error = assess(person, &monthly(pay_day, dec!(3000)), &LAW).unwrap_err();
        assert!(due(person, &monthly(pay_day, dec!(3000)), &Year::on(&LAW, day(pay_day)).unwrap()).is_err());
        (error.code(), error.field().to_owned(), error.value().to_owned())
    };
    let told = |code, field: &str, value: &str| (code, field.to_owned(), value.to_owned());
    let none = Code::LawNoneInForce;
    let five = repaying(Some(Plan::Five), false);
    assert_eq!(refused(&five, "2026-04-05"), told(none, "student_loans.plan", "plan5"));
    assert!(assess(&five, &monthly("2026-04-06", dec!(3000)), &LAW).is_ok());
    let one = repaying(Some(Plan::One), false);
    assert_eq!(refused(&one, "2010-12-10"), told(none, "student_loans.plan", "plan1"));
    let master = repaying(None, true);
    assert_eq!(refused(&master, "2010-12-10"), told(none, "student_loans.postgraduate", "postgraduate"));

    let mut director = one;
    director.director = Some(Director { method: DirectorMethod::Annual, weeks: 52 });
    let unsupported = Code::LawUnsupported;
    assert_eq!(refused(&director, "2026-04-30"), told(unsupported, "student_loans", "plan1"));
    director.student_loans = master.student_loans;
    assert_eq!(refused(&director, "2026-04-30"), told(unsupported, "student_loans", "postgraduate"));
    director.director = Some(Director { method: DirectorMethod::Alternative, weeks: 52 });
    assert!(assess(&director, &monthly("2026-04-30", dec!(3000)), &LAW).is_ok());
    director.director = Some(Director { method: DirectorMethod::Annual, weeks: 52 });
    director.student_loans = Some(StudentLoans::default());
    assert!(assess(&director, &monthly("2026-04-30", dec!(3000)), &LAW).is_ok());

    let read = |loans: &str| {
        let text = format!(r#"{{"tax_code":"1257L","category":"A","student_loans":{loans}}}"#);
        serde_json::from_str::<Profile>(&text)
    };
    assert_eq!(read(r#"{"plan":"plan4","postgraduate":true}"#).unwrap(), repaying(Some(Plan::Four), true));
    assert_eq!(read("{}").unwrap(), repaying(None, false));
    assert_eq!(read("null").unwrap(), person("1257L"));
    for wrong in [r#"{"plan":"plan3"}"#, r#"{"plan":1}"#, r#"{"postgraduate":"yes"}"#, r#"{"plans":[]}"#] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_loan_follows_a_pack_of_the_callers_own() {
    let altered = |from: &str, to: &str| {
        assert!(LAW.text().contains(from), "{from}");
        RulePack::parse(&LAW.text().replace(from, to)).unwrap()
    };
    let payment = monthly("2026-04-30", dec!(3000));
    let higher = altered("amount = \"2448.75\"", "amount = \"2500.00\"");
    let line = assess(&repaying(Some(Plan::Two), false), &payment, &higher).unwrap().lines.remove(3);
    assert_eq!((line.base, line.amount), (pounds(dec!(500)), pounds(dec!(45))));
    let lacking = altered("[rate.\"loan.plan2.rate\"]", "[rate.\"loan.plan2.other\"]");
    let error = assess(&person("1257L"), &payment, &lacking).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnknownKey, "loan.plan2.rate"));
}

const CODES: &[&str] = &[
    "1257L", "0T", "45L", "501L", "1420N", "999999T", "K1", "K475", "K9999", "BR", "D0", "D1", "NT",
    "S1257L", "S0T", "SK250", "SBR", "SD3", "C1257L", "CK600", "CD1",
];

fn any_frequency() -> impl Strategy<Value = PayFrequency> {
    prop::sample::select(vec![
        PayFrequency::Weekly,
        PayFrequency::Fortnightly,
        PayFrequency::FourWeekly,
        PayFrequency::Monthly,
    ])
}

/// Pence: small, large, beyond the fast form, of either sign.
fn any_pence() -> impl Strategy<Value = i64> {
    prop_oneof![
        -1_000_000i64..2_000_000,
        0i64..100_000_000,
        -9_000_000_000_000i64..9_000_000_000_000,
        (80i64..140).prop_map(|percent| i64::MAX / 100_000_000 * percent),
        any::<i64>(),
    ]
}

fn any_loans() -> impl Strategy<Value = StudentLoans> {
    let plans = vec![None, Some(Plan::One), Some(Plan::Two), Some(Plan::Four), Some(Plan::Five)];
    (prop::sample::select(plans), any::<bool>())
        .prop_map(|(plan, postgraduate)| StudentLoans { plan, postgraduate })
}

fn any_person() -> impl Strategy<Value = Profile> {
    let categories: Vec<_> = Category::all().collect();
    let figures = prop::option::of((0i64..20_000_000, -500_000i64..8_000_000));
    let basis = prop::sample::select(vec![Basis::Cumulative, Basis::Week1Month1]);
    let weeks = prop::option::of(1u32..53);
    let loans = prop::option::of(any_loans());
    (prop::sample::select(CODES), basis, prop::sample::select(categories), figures, weeks, loans).prop_map(
        |(code, basis, category, figures, weeks, loans)| Profile {
            basis,
            to_date: figures.map(|(pay, tax)| ToDate {
                contributions: Some(Contributions {
                    earnings: pence(pay),
                    employee: pence(tax),
                    employer: pence(tax),
                }),
                ..ToDate::new(date(2026, 4, 6).unwrap(), pence(pay), pence(tax))
            }),
            director: weeks.map(|weeks| Director { method: DirectorMethod::Annual, weeks }),
            student_loans: loans.filter(|_| weeks.is_none()),
            ..Profile::new(code.parse().unwrap(), category)
        },
    )
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0usize..365).prop_map(|days| date(2026, 4, 6).unwrap().iter_days().nth(days).unwrap())
}

fn week1_tax(code: &str, frequency: PayFrequency, pay: i64) -> Money {
    let mut person = person(code);
    person.basis = Basis::Week1Month1;
    due(&person, &Payment::new(date(2026, 9, 30).unwrap(), frequency, pence(pay)), &YEAR).unwrap().tax
}

/// The year's tax on pay, band by band, with nothing rounded: what the routine must come to.
fn annual_tax(code: TaxCode, taxable: Decimal) -> Decimal {
    let bands = &YEAR.paye.rates(code).unwrap().0.scale.bands;
    let mut total = Decimal::ZERO;
    for (index, band) in bands.iter().enumerate() {
        let top = bands.get(index + 1).map_or(Decimal::MAX, |next| next.above);
        total += (taxable.min(top) - band.above).max(Decimal::ZERO) * band.rate;
    }
    total
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_fast_form_is_the_reference_or_lost(
        person in any_person(), day in any_day(), frequency in any_frequency(),
        pay in any_pence(), contributory in any_pence(), non_cash in 0i64..1_000_000,
    ) {
        let payment = Payment {
            contributory: pence(contributory),
            non_cash: pence(non_cash),
            ..Payment::new(day, frequency, pence(pay))
        };
        let (fast, reference) = assess::both(&person, &payment, &YEAR).unwrap();
        if let Some(fast) = fast {
            prop_assert_eq!(fast, reference.unwrap());
        } else {
            // Only beyond ten million pounds may the fast form be lost.
            prop_assert!(pay.abs() > 1_000_000_000 || contributory.abs() > 1_000_000_000);
        }
    }

    #[test]
    fn more_pay_is_never_less_tax_within_week_1(
        code in prop::sample::select(CODES), frequency in any_frequency(), pay in 0i64..2_000_000, more in 0i64..1_000,
    ) {
        prop_assert!(week1_tax(code, frequency, pay) .amount() <= week1_tax(code, frequency, pay + more).amount());
    }

    #[test]
    fn more_earnings_are_never_less_contributions(
        person in any_person(), frequency in any_frequency(), pay in 0i64..2_000_000, more in 0i64..1_000,
    ) {
        let on = |pay| due(&person, &Payment::new(date(2026, 9, 30).unwrap(), frequency, pence(pay)), &YEAR).unwrap();
        let (less, more) = (on(pay), on(pay + more));
        prop_assert!(less.employee_ni.amount() <= more.employee_ni.amount());
        prop_assert!(less.employer_ni.amount() <= more.employer_ni.amount());
    }

    #[test]
    fn loans_are_whole_pounds_just_below_their_share(
        loans in any_loans(), frequency in any_frequency(), pay in -100_000i64..2_000_000, more in 0i64..1_000,
    ) {
        let person = Profile { student_loans: Some(loans), ..person("1257L") };
        let on = |pay| assess_with(&person, &Payment::new(day("2026-09-30"), frequency, pence(pay)), &YEAR).unwrap();
        let (less, more) = (on(pay), on(pay + more));
        prop_assert_eq!(less.lines.len(), 3 + usize::from(loans.plan.is_some()) + usize::from(loans.postgraduate));
        for (line, greater) in less.lines[3..].iter().zip(&more.lines[3..]) {
            let (amount, exact) = (line.amount.amount(), line.base.amount() * line.rate.unwrap());
            prop_assert!(amount.fract().is_zero() && amount <= exact && exact < amount + Decimal::ONE);
            prop_assert!(line.amount.amount() <= greater.amount.amount());
        }
        // The other loan changes nothing.
        for alone in [StudentLoans { postgraduate: false, ..loans }, StudentLoans { plan: None, ..loans }] {
            let person = Profile { student_loans: Some(alone), ..person.clone() };
            let payment = Payment::new(day("2026-09-30"), frequency, pence(pay));
            for line in &assess_with(&person, &payment, &YEAR).unwrap().lines {
                prop_assert!(less.lines.contains(line));
            }
        }
    }

    #[test]
    fn a_constant_year_comes_to_the_annual_tax(
        code in prop::sample::select(vec!["1257L", "0T", "45L", "1420N", "S1257L", "S0T", "C1257L"]), pay in 0i64..3_000_000,
    ) {
        let mut person = person(code);
        let mut sum = Decimal::ZERO;
        for months in 0..12 {
            let pay_day = date(2026, 4, 30).unwrap().checked_add_months(chrono::Months::new(months)).unwrap();
            let assessed = assess_with(&person, &Payment::new(pay_day, PayFrequency::Monthly, pence(pay)), &YEAR).unwrap();
            sum += tax(&assessed);
            person = carried(&assessed);
        }
        prop_assert_eq!(person.to_date.unwrap().tax.amount(), sum);
        let code::Kind::Suffix { number, .. } = person.tax_code.kind() else { unreachable!() };
        let allowance = if number == 0 { 0 } else { 10 * number + 9 };
        let taxable = Decimal::new(pay * 12, 2) - Decimal::from(allowance);
        // Free pay is up to the penny each month, taxed are whole pounds: less than 1.50 pounds at the highest rate.
        let below = annual_tax(person.tax_code, taxable.max(Decimal::ZERO)) - sum;
        prop_assert!(below >= Decimal::ZERO && below < dec!(0.72), "{} {}", sum, below);
    }

    #[test]
    fn nobody_panics(code in "\\PC{0,9}", category in "\\PC{0,2}", pay in any::<i64>(), days in 0u32..40_000) {
        let _ = (Category::parse(&category), TaxCode::parse(&code));
        let pay_day = date(1990, 1, 1).unwrap().checked_add_days(chrono::Days::new(days.into())).unwrap();
        let _ = tax_week(pay_day);
        prop_assert!((1..=12).contains(&tax_month(pay_day)));
        let _ = assess_with(&person("1257L"), &Payment::new(pay_day, PayFrequency::Weekly, pence(pay)), &YEAR);
    }
}
