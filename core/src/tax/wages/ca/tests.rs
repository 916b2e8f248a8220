//! What the rules must hold.

use super::*;
use crate::{
    calendar::{PayFrequency, date, parse_date},
    error::Code,
    law::RulePack,
    money::{Mode, Rounding, currency::USD},
    tax::wages::{self, Assessment, Payer, Payment},
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::LazyLock;

static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());
static YEARS: LazyLock<[Year; 3]> = LazyLock::new(|| {
    ["2025-01-01", "2025-07-01", "2026-01-01"].map(|text| Year::on(&LAW, day(text)).unwrap())
});

fn day(text: &str) -> NaiveDate {
    parse_date("day", text).unwrap()
}

fn dollars(amount: Decimal) -> Money {
    Money::new(amount, CAD).unwrap()
}

fn cents(amount: i64) -> Money {
    Money::minor(amount, CAD)
}

fn fortnightly(pay_day: &str, pay: Decimal) -> Payment {
    Payment::new(day(pay_day), PayFrequency::Fortnightly, dollars(pay))
}

fn amount(assessment: &Assessment, code: &str) -> Decimal {
    let line = assessment.lines.iter().find(|line| line.code == code && line.payer == Payer::Employee);
    line.map(|line| line.amount.amount()).unwrap_or_default()
}

fn carried(assessment: &Assessment) -> Profile {
    let wages::Profile::Ca(person) = &assessment.carried else { panic!() };
    person.clone()
}

fn claimed(province: Province, federal: Decimal, provincial: Decimal) -> Profile {
    Profile {
        federal_claim: Some(dollars(federal)),
        provincial_claim: Some(dollars(provincial)),
        ..Profile::new(province)
    }
}

#[test]
fn overflow_names_the_field() {
    let on = Profile::new(Province::On);
    let huge = dec!(700000000000000000000000000);
    let mut payment = fortnightly("2026-01-16", dec!(1000));
    payment.contributory = dollars(huge);
    let error = assess(&on, &payment, &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "contributory"));
    assert!(error.message().contains("CPP contributions (C)"), "{error}");
    payment.contributory = dollars(dec!(1000));
    payment.taxable = dollars(huge);
    let error = assess(&on, &payment, &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "taxable"));
    let insured = Profile { insurable: Some(dollars(huge)), ..on.clone() };
    let error = assess(&insured, &fortnightly("2026-01-16", dec!(1000)), &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "insurable"));

    // What the fast form cannot hold, the reference does.
    let billions = assess(&on, &fortnightly("2026-01-16", dec!(70000000000)), &LAW).unwrap();
    assert_eq!(amount(&billions, "ca.cpp"), dec!(4230.45));
    assert!(amount(&billions, "ca.federal_tax") > dec!(23000000000));
}

#[test]
fn a_year_of_two_editions_reaches_the_greatest_contributions() {
    let mut person = claimed(Province::On, dec!(16129), dec!(12747));
    let (mut pensionable, mut rates) = (Decimal::ZERO, std::collections::BTreeSet::new());
    let days = date(2025, 1, 10).unwrap().iter_days().step_by(14).take(26);
    for pay_day in days {
        let payment = Payment::new(pay_day, PayFrequency::Fortnightly, dollars(dec!(4000)));
        let assessed = assess(&person, &payment, &LAW).unwrap();
        // The second contribution begins only above the year's maximum pensionable earnings.
        if pensionable + dec!(4000) <= dec!(71300) {
            assert_eq!(amount(&assessed, "ca.cpp2"), Decimal::ZERO);
        }
        pensionable += dec!(4000);
        rates.insert(amount(&assessed, "ca.federal_tax"));
        person = carried(&assessed);
    }
    let to_date = person.to_date.unwrap();
    assert_eq!(
        [to_date.pensionable, to_date.cpp, to_date.cpp2, to_date.ei],
        [dec!(104000), dec!(4034.10), dec!(396.00), dec!(1077.48)].map(dollars)
    );
    assert!(rates.len() > 2, "the second edition has other rates");

    // The next year begins anew, but the last regular pay is still known.
    let anew = assess(&person, &fortnightly("2026-01-09", dec!(4000)), &LAW).unwrap();
    let to_date = carried(&anew).to_date.unwrap();
    assert_eq!((to_date.pensionable, to_date.ei), (dollars(dec!(4000)), dollars(dec!(65.20))));
    assert_eq!(to_date.regular, Some(dollars(dec!(4000))));
}

#[test]
fn nothing_is_due_on_nothing() {
    for province in Province::ALL.iter().filter(|province| **province != Province::Qc) {
        for pay_day in ["2025-01-17", "2025-07-18", "2026-01-16"] {
            let assessed = assess(&Profile::new(*province), &fortnightly(pay_day, dec!(0)), &LAW).unwrap();
            assert_eq!(assessed.borne_by(Payer::Employee, CAD).unwrap(), dollars(dec!(0)));
            assert_eq!(assessed.borne_by(Payer::Employer, CAD).unwrap(), dollars(dec!(0)));
        }
    }
}

#[test]
fn without_a_form_the_basic_personal_amount_is_claimed() {
    let claims = |province, pay_day, pay| {
        let person = Profile { cpp_exempt: true, ..Profile::new(province) };
        let payment = Payment::new(day(pay_day), PayFrequency::Annual, dollars(pay));
        let (_, trace) = assess_traced(&person, &payment, &LAW).unwrap();
        (trace.find("ca.tc").unwrap().value, trace.find("ca.tcp").unwrap().value)
    };
    // BPAF falls in a line; half of it lies at the middle.
    assert_eq!(claims(Province::On, "2026-01-16", dec!(181440)), (dec!(16452), dec!(12989)));
    assert_eq!(claims(Province::On, "2026-01-16", dec!(219961)), (dec!(15640.50), dec!(12989)));
    assert_eq!(claims(Province::Yt, "2026-01-16", dec!(219961)), (dec!(15640.50), dec!(15640.50)));
    assert_eq!(claims(Province::Yt, "2026-01-16", dec!(300000)), (dec!(14829), dec!(14829)));
    assert_eq!(claims(Province::Mb, "2025-01-17", dec!(300000)), (dec!(14538), dec!(7984.50)));
    assert_eq!(claims(Province::Mb, "2025-07-18", dec!(100000)), (dec!(16129), dec!(15591)));
    assert_eq!(claims(Province::Mb, "2026-01-16", dec!(500000)), (dec!(14829), dec!(0)));
    // Nova Scotia's was phased in the 120th edition only.
    assert_eq!(claims(Province::Ns, "2025-01-17", dec!(25000)).1, dec!(11744));
    assert_eq!(claims(Province::Ns, "2025-01-17", dec!(25100.50)).1, dec!(11737.97));
    assert_eq!(claims(Province::Ns, "2025-01-17", dec!(90000)).1, dec!(8744));
    assert_eq!(claims(Province::Ns, "2025-07-18", dec!(90000)).1, dec!(11744));
    assert_eq!(claims(Province::Ns, "2026-01-16", dec!(90000)).1, dec!(11932));
    // The zone's deduction is no part of A, but of the net income.
    let zone = Profile {
        deductions: Deductions { prescribed_zone: Some(dollars(dec!(5000))), ..Deductions::default() },
        ..Profile::new(Province::Nu)
    };
    let payment = Payment::new(day("2026-01-16"), PayFrequency::Annual, dollars(dec!(300000)));
    let (_, trace) = assess_traced(&zone, &payment, &LAW).unwrap();
    assert_eq!(trace.find("ca.tc").unwrap().value, dec!(14829));
    assert_eq!(trace.find("ca.a").unwrap().value, dec!(300000) - dec!(1127) - dec!(5000));
}

#[test]
fn a_bonus_paid_alone_uses_the_latest_regular_pay() {
    let person = claimed(Province::Ab, dec!(16452), dec!(22769));
    let alone = Payment { non_periodic: Some(dollars(dec!(5000))), ..fortnightly("2026-01-20", dec!(5000)) };
    let error = assess(&person, &alone, &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InputMissing, "to_date.regular"));

    let regular = assess(&person, &fortnightly("2026-01-16", dec!(2000)), &LAW).unwrap();
    let person = Profile { additional_tax: Some(dollars(dec!(10))), ..carried(&regular) };
    let (assessed, trace) = assess_traced(&person, &alone, &LAW).unwrap();
    // No exemption, no tax of the period, nothing additional: only that of the bonus.
    assert_eq!(amount(&assessed, "ca.cpp"), dec!(297.50));
    assert_eq!(
        (amount(&assessed, "ca.federal_tax"), amount(&assessed, "ca.additional_tax")),
        (dec!(0), dec!(0))
    );
    // 14 % until 58 523 of income, 20.5 % above, less the credits of the contributions.
    assert_eq!(trace.find("ca.tb.without.a").unwrap().value, dec!(52000));
    assert_eq!(trace.find("ca.tb.with.a").unwrap().value, dec!(56950));
    assert_eq!(amount(&assessed, "ca.federal_tax.non_periodic"), dec!(646.94));
    let to_date = carried(&assessed).to_date.unwrap();
    assert_eq!(
        (to_date.regular, to_date.non_periodic, to_date.non_periodic_cpp),
        (Some(dollars(dec!(2000))), dollars(dec!(5000)), dollars(dec!(50)))
    );

    // Up to 5 000 of income, 15 %.
    let little = Payment { non_periodic: Some(dollars(dec!(300))), ..fortnightly("2026-01-16", dec!(400)) };
    let (assessed, trace) = assess_traced(&Profile::new(Province::On), &little, &LAW).unwrap();
    assert_eq!(amount(&assessed, "ca.federal_tax.non_periodic"), dec!(45));
    assert!(trace.find("ca.federal_tax.non_periodic").unwrap().name.contains("one rate"));
    assert_eq!(amount(&assessed, "ca.provincial_tax.non_periodic"), dec!(0));
}

#[test]
fn the_121st_editions_example_of_a_bonus_comes_out() {
    let to_date = ToDate {
        non_periodic: dollars(dec!(1500)),
        non_periodic_cpp: dollars(dec!(14.60)),
        ..ToDate::new(day("2025-07-11"))
    };
    let person = Profile { to_date: Some(to_date), ..claimed(Province::On, dec!(16129), dec!(12747)) };
    let payment = Payment {
        frequency: PayFrequency::Weekly,
        non_periodic: Some(dollars(dec!(2500))),
        ..fortnightly("2025-07-18", dec!(3500))
    };
    let (assessed, trace) = assess_traced(&person, &payment, &LAW).unwrap();
    let figures =
        ["with.a", "with.k1", "with.k2", "with.k4", "with.t3", "without.a", "without.k2", "without.t3"]
            .map(|part| trace.find(&format!("ca.tb.{part}")).unwrap().value);
    assert_eq!(
        figures,
        [
            dec!(55450.76),
            dec!(2258.06),
            dec!(492.42),
            dec!(205.94),
            dec!(4806.69),
            dec!(52975.28),
            dec!(469.35),
            dec!(4483.19)
        ]
    );
    assert_eq!(amount(&assessed, "ca.federal_tax.non_periodic"), dec!(323.50));
}

#[test]
fn deductions_and_credits_lower_the_tax() {
    let plain = claimed(Province::Sk, dec!(16452), dec!(20381));
    let payment = Payment::new(day("2026-03-31"), PayFrequency::Monthly, dollars(dec!(6000)));
    let taxes = |person: &Profile| {
        let due = due(person, &payment, &YEARS[2]).unwrap();
        (due.federal_tax.amount(), due.provincial_tax.amount())
    };
    let (federal, provincial) = taxes(&plain);
    // LCF: 15 % of 600 is 90 a month, Saskatchewan's 17.5 % is 105; neither is more than its greatest amount.
    let funds = |amount| Credits { labour_funds: Some(dollars(amount)), ..Credits::default() };
    let with = taxes(&Profile { credits: funds(dec!(600)), ..plain.clone() });
    assert_eq!((federal - with.0, provincial - with.1), (dec!(90), dec!(105)));
    let with = taxes(&Profile { credits: funds(dec!(100000)), ..plain.clone() });
    assert_eq!(with, (dec!(0), dec!(0)));
    let credits = Credits {
        federal: Some(dollars(dec!(120))),
        provincial: Some(dollars(dec!(60))),
        ..Credits::default()
    };
    let with = taxes(&Profile { credits, ..plain.clone() });
    assert_eq!((federal - with.0, provincial - with.1), (dec!(10), dec!(5)));
    let deductions = Deductions {
        pension_plan: Some(dollars(dec!(100))),
        alimony: Some(dollars(dec!(50))),
        union_dues: Some(dollars(dec!(30))),
        annual: Some(dollars(dec!(240))),
        ..Deductions::default()
    };
    // 200 a month at 20.5 % and 12.5 %.
    let with = taxes(&Profile { deductions, ..plain.clone() });
    assert_eq!((federal - with.0, provincial - with.1), (dec!(41), dec!(25)));
    // Ontario's reduction for dependants.
    let ontario = |dependants| {
        let person = Profile { dependants, ..claimed(Province::On, dec!(16452), dec!(12989)) };
        due(&person, &fortnightly("2026-01-16", dec!(1600)), &YEARS[2]).unwrap().provincial_tax
    };
    assert!(ontario(3).amount() < ontario(1).amount() && ontario(1).amount() < ontario(0).amount());
    // Additional tax is withheld as it was asked for.
    let more = Profile { additional_tax: Some(dollars(dec!(12.34))), ..plain };
    let assessed = assess(&more, &payment, &LAW).unwrap();
    assert_eq!(amount(&assessed, "ca.additional_tax"), dec!(12.34));
}

#[test]
fn what_the_law_does_not_know_is_refused_by_name() {
    let now = fortnightly("2026-01-16", dec!(2000));
    let on = Profile::new(Province::On);
    let refused = |person: &Profile, payment: &Payment| {
        let error = assess(person, payment, &LAW).unwrap_err();
        (error.code(), error.field().to_owned(), error.value().to_owned())
    };
    let told = |code, field: &str, value: &str| (code, field.to_owned(), value.to_owned());

    for unknown in ["2024-12-31", "2026-07-01"] {
        let (code, _, value) = refused(&on, &fortnightly(unknown, dec!(2000)));
        assert_eq!((code, value.as_str()), (Code::LawNoneInForce, unknown));
    }
    let error = assess_with(&on, &fortnightly("2025-07-01", dec!(1)), &YEARS[0]).unwrap_err();
    assert_eq!((error.code(), error.field(), error.value()), (Code::LawNoneInForce, "pay_day", "2025-07-01"));
    assert_eq!(refused(&Profile::new(Province::Qc), &now), told(Code::LawUnsupported, "province", "QC"));
    let error = Province::parse("XX").unwrap_err();
    assert_eq!((error.code(), error.field(), error.value()), (Code::InputInvalid, "province", "XX"));

    let below = Payment { taxable: dollars(dec!(-1)), ..now.clone() };
    assert_eq!(refused(&on, &below), told(Code::NumberNegative, "taxable", "-1.00 CAD"));
    let dues = Deductions { union_dues: Some(cents(-1)), ..Deductions::default() };
    let person = Profile { deductions: dues, ..on.clone() };
    assert_eq!(refused(&person, &now), told(Code::NumberNegative, "deductions.union_dues", "-0.01 CAD"));
    let person =
        Profile { to_date: Some(ToDate { cpp: cents(-5), ..ToDate::new(now.pay_day) }), ..on.clone() };
    assert_eq!(refused(&person, &now), told(Code::NumberNegative, "to_date.cpp", "-0.05 CAD"));
    let foreign = Profile { federal_claim: Some(Money::zero(USD)), ..on.clone() };
    assert_eq!(refused(&foreign, &now), told(Code::MoneyMixedCurrencies, "federal_claim", "0.00 USD"));
    let greater = Payment { non_periodic: Some(dollars(dec!(2000.01))), ..now.clone() };
    assert_eq!(refused(&on, &greater), told(Code::InputInvalid, "non_periodic", "2000.01 CAD"));

    let daily = Payment { frequency: PayFrequency::Daily, ..now.clone() };
    assert_eq!(refused(&on, &daily), told(Code::InputMissing, "pay_periods", ""));
    for periods in [0, 28] {
        let person = Profile { pay_periods: Some(periods), ..on.clone() };
        assert_eq!(refused(&person, &now), told(Code::InputInvalid, "pay_periods", &periods.to_string()));
    }
    let person = Profile { pensionable_months: Some(13), ..on.clone() };
    assert_eq!(refused(&person, &now), told(Code::InputInvalid, "pensionable_months", "13"));

    // A payment before the last one, and a frequency that changes within the year.
    let paid = carried(&assess(&on, &now, &LAW).unwrap());
    let earlier = fortnightly("2026-01-15", dec!(2000));
    assert_eq!(refused(&paid, &earlier), told(Code::InputInvalid, "pay_day", "2026-01-15"));
    let monthly = Payment { frequency: PayFrequency::Monthly, pay_day: day("2026-02-27"), ..now.clone() };
    assert_eq!(refused(&paid, &monthly), told(Code::InputInvalid, "pay_periods", "12"));

    let error = Year::on(&RulePack::embedded("uk.wages").unwrap(), now.pay_day).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, "uk.wages"));
    let uk = wages::Prepared::on(&RulePack::embedded("uk.wages").unwrap(), day("2026-04-30")).unwrap();
    let error = uk.assess(&wages::Profile::Ca(on), &now).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, PACK));
}

#[test]
fn a_pack_of_the_callers_own_is_followed() {
    let payment = fortnightly("2026-01-16", dec!(2307.69));
    let person = claimed(Province::Ab, dec!(16452), dec!(22769));
    let altered = |from: &str, to: &str| {
        assert!(LAW.text().contains(from), "{from}");
        RulePack::parse(&LAW.text().replace(from, to)).unwrap()
    };
    // Seven decimals do not fit the fast form: the reference answers.
    let fine = altered("rate = \"0.0163\"", "rate = \"0.0163001\"");
    let year = Year::on(&fine, payment.pay_day).unwrap();
    assert!(year.fast.is_none());
    let due = due(&person, &payment, &year).unwrap();
    assert_eq!(due.ei, dollars(dec!(37.62)));

    // A factor of K5P by which the lowest rate has no exact share is refused, not rounded.
    let broken = altered("rate = \"0.25\", source", "rate = \"0.0000000000000007\", source");
    let error = Year::on(&broken, payment.pay_day).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "pack"));
    let lacking = altered("[rate.\"ei.rate\"]", "[rate.\"ei.other\"]");
    let error = assess(&person, &payment, &lacking).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnknownKey, "ei.rate"));
    let upside = altered("rate = \"0.0495\"", "rate = \"0.0695\"");
    let error = assess(&person, &payment, &upside).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::LawPackInvalid, "cpp.base_rate"));
    let empty = altered("amount = \"258482\"", "amount = \"181440\"");
    let error = assess(&person, &payment, &empty).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::LawPackInvalid, "tax.federal.basic.to"));
}

#[test]
fn a_trace_cites_what_each_figure_rests_on() {
    let person = claimed(Province::On, dec!(16452), dec!(12989));
    let payment = fortnightly("2026-01-16", dec!(5000));
    let (assessment, trace) = assess_traced(&person, &payment, &LAW).unwrap();
    assert_eq!(assessment, assess(&person, &payment, &LAW).unwrap());
    let value = |id: &str| trace.find(id).unwrap().value;
    // T2 is what T4, V1, V2 and S come to, each here to the cent.
    let parts = value("ca.t4") + value("ca.v1") + value("ca.v2") - value("ca.s");
    assert!((parts - value("ca.t2")).abs() <= dec!(0.02), "{parts} {}", value("ca.t2"));
    assert!(value("ca.v1") > dec!(0) && value("ca.v2") == dec!(750));
    for (annual, of_period) in [("ca.t1", "ca.federal_tax"), ("ca.t2", "ca.provincial_tax")] {
        let year = value(of_period) * dec!(26);
        assert!((year - value(annual)).abs() <= dec!(0.13), "{year}");
    }
    let cited = |id: &str| -> Vec<_> {
        trace.find(id).unwrap().rests_on.iter().map(|cited| cited.key.as_str()).collect()
    };
    assert_eq!(cited("ca.t4"), ["tax.on.bands"]);
    assert_eq!(cited("ca.s"), ["tax.on.reduction.basic"]);
    assert_eq!(cited("ca.cpp"), ["cpp.rate", "cpp.max"]);
    let drawn = trace.to_string();
    assert!(
        drawn.contains("T4127 Payroll Deductions Formulas, 122nd edition") && drawn.contains("table 8.1")
    );
    assert!(assessment.lines.iter().all(|line| line.authority == "CRA" && !line.source.is_empty()));
}

#[test]
fn documents_travel_as_json() {
    let text = r#"{"jurisdiction":"ca","province":"AB","federal_claim":{"amount":"16452.00","currency":"CAD"},
        "deductions":{"union_dues":{"amount":"20.00","currency":"CAD"}},"pay_periods":27,
        "to_date":{"through":"2026-01-02","ei":{"amount":"40.00","currency":"CAD"}}}"#;
    let person: wages::Profile = serde_json::from_str(text).unwrap();
    assert_eq!(person.pack_id(), PACK);
    let payment = fortnightly("2026-01-16", dec!(3000));
    let assessment = wages::assess(&person, &payment, &LAW).unwrap();
    let back: Assessment = serde_json::from_str(&serde_json::to_string(&assessment).unwrap()).unwrap();
    assert_eq!(back, assessment);
    let short: wages::Profile = serde_json::from_str(r#"{"jurisdiction":"ca","province":"YT"}"#).unwrap();
    assert_eq!(short, wages::Profile::Ca(Profile::new(Province::Yt)));
    assert_eq!(serde_json::to_string(&short).unwrap().matches(':').count(), 6);
    for wrong in [
        r#"{"jurisdiction":"ca","province":"ZZ"}"#,
        r#"{"jurisdiction":"ca"}"#,
        r#"{"jurisdiction":"ca","province":"ON","claim":1}"#,
        r#"{"jurisdiction":"ca","province":"ON","deductions":{"rrsp":null}}"#,
    ] {
        assert!(serde_json::from_str::<wages::Profile>(wrong).is_err(), "{wrong}");
    }
    let prepared = wages::Prepared::on(&LAW, payment.pay_day).unwrap();
    assert_eq!(prepared.assess(&person, &payment).unwrap(), assessment);
}

#[test]
fn premiums_know_where_earnings_were_insured_before() {
    let premium = |province, before, insurable| {
        insurance_premium(province, dollars(before), dollars(insurable), &YEARS[2]).map(Money::amount)
    };
    assert_eq!(premium(Province::Qc, dec!(30000), dec!(40000)), Ok(dec!(505.70)));
    assert_eq!(premium(Province::On, dec!(0), dec!(70000)), Ok(dec!(1123.07)));
    assert_eq!(premium(Province::On, dec!(70000), dec!(1000)), Ok(dec!(0)));
    let error = premium(Province::On, dec!(-1), dec!(1)).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberNegative, "before"));
}

fn any_frequency() -> impl Strategy<Value = PayFrequency> {
    prop::sample::select(vec![
        PayFrequency::Weekly,
        PayFrequency::Fortnightly,
        PayFrequency::FourWeekly,
        PayFrequency::SemiMonthly,
        PayFrequency::Monthly,
        PayFrequency::Quarterly,
        PayFrequency::Annual,
    ])
}

fn any_province() -> impl Strategy<Value = Province> {
    let known = Province::ALL.iter().copied().filter(|province| *province != Province::Qc);
    prop::sample::select(known.collect::<Vec<_>>())
}

/// Cents: small, large, beyond the fast form.
fn any_cents() -> impl Strategy<Value = i64> {
    prop_oneof![0i64..2_000_000, 0i64..100_000_000, 0i64..9_000_000_000_000, 0..i64::MAX]
}

fn any_person() -> impl Strategy<Value = Profile> {
    let claims = (prop::option::of(0i64..10_000_000), prop::option::of(0i64..10_000_000));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    let figures = prop::option::of(prop::array::uniform7(0i64..10_000_000));
    let deductions = prop::option::of(prop::array::uniform6(0i64..200_000));
    (
        any_province(),
        claims,
        flags,
        figures,
        deductions,
        prop::option::of(1u32..13),
        0u32..5,
        prop::option::of(0i64..500_000),
    )
        .prop_map(
            |(
                province,
                (federal, provincial),
                (no_cpp, no_cpp2, no_ei),
                figures,
                deductions,
                months,
                dependants,
                other,
            )| Profile {
                federal_claim: federal.map(cents),
                provincial_claim: provincial.map(cents),
                cpp_exempt: no_cpp && no_cpp2,
                cpp2_exempt: no_cpp2,
                ei_exempt: no_ei && no_cpp,
                pensionable_months: months,
                insurable: other.map(cents),
                deductions: deductions.map_or(Deductions::default(), |[a, b, c, d, e, f]| Deductions {
                    pension_plan: Some(cents(a)),
                    alimony: Some(cents(b)),
                    union_dues: Some(cents(c)),
                    annual: Some(cents(d)),
                    prescribed_zone: Some(cents(e)),
                    non_periodic: Some(cents(f)),
                }),
                credits: Credits {
                    federal: other.map(cents),
                    provincial: other.map(cents),
                    labour_funds: other.map(cents),
                },
                dependants,
                to_date: figures.map(|[a, b, c, d, e, f, g]| ToDate {
                    regular: Some(cents(a)),
                    pensionable: cents(a),
                    cpp: cents(b / 20),
                    cpp2: cents(c / 200),
                    ei: cents(d / 100),
                    non_periodic: cents(e),
                    non_periodic_deductions: cents(f / 50),
                    non_periodic_cpp: cents(g / 1000),
                    ..ToDate::new(date(2025, 1, 1).unwrap())
                }),
                ..Profile::new(province)
            },
        )
}

/// T2 by the guide's words, exactly, of somebody without contributions: `a` in cents.
fn by_the_words(province: Province, a: Decimal, claim: Decimal, dependants: u32) -> Decimal {
    let year = &YEARS[2];
    let law = year.provinces[province as usize].as_ref().unwrap();
    let (band, constant) =
        law.bands.bands.iter().zip(&law.constants).take_while(|(band, _)| band.above <= a).last().unwrap();
    let k1p = law.bands.bands[0].rate * claim;
    let k5p = ((k1p - dec!(4896)) * dec!(0.25)).max(dec!(0));
    let k5p = if province == Province::Ab { k5p } else { dec!(0) };
    let t4 = (band.rate * a - constant - k1p - k5p).max(dec!(0));
    let (mut v1, mut v2, mut s) = (dec!(0), dec!(0), dec!(0));
    if province == Province::On {
        v1 = dec!(0.20) * (t4 - dec!(5818)).max(dec!(0)) + dec!(0.36) * (t4 - dec!(7446)).max(dec!(0));
        v2 = match a {
            a if a <= dec!(20000) => dec!(0),
            a if a <= dec!(36000) => dec!(300).min(dec!(0.06) * (a - dec!(20000))),
            a if a <= dec!(48000) => dec!(450).min(dec!(300) + dec!(0.06) * (a - dec!(36000))),
            a if a <= dec!(72000) => dec!(600).min(dec!(450) + dec!(0.25) * (a - dec!(48000))),
            a if a <= dec!(200000) => dec!(750).min(dec!(600) + dec!(0.25) * (a - dec!(72000))),
            a => dec!(900).min(dec!(750) + dec!(0.25) * (a - dec!(200000))),
        };
        let y = dec!(554) * Decimal::from(dependants);
        s = (t4 + v1).min(dec!(2) * (dec!(300) + y) - (t4 + v1)).max(dec!(0));
    }
    if province == Province::Bc && a <= dec!(41722) {
        s = t4.min(dec!(575) - dec!(0.0356) * (a - dec!(25570)).max(dec!(0)));
    }
    let t2 = (t4 + v1 + v2 - s).max(dec!(0));
    Rounding::of(1, 2, Mode::HalfUp).apply(t2).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_fast_form_is_the_reference_or_lost(
        person in any_person(), frequency in any_frequency(), edition in 0usize..3,
        pay in any_cents(), bonus in prop::option::of(0i64..3_000_000),
    ) {
        let year = &YEARS[edition];
        let pay_day = if edition == 1 { year.since() } else { year.until().unwrap() };
        let pay = pay.saturating_add(bonus.unwrap_or(0));
        let payment = Payment { non_periodic: bonus.map(cents), ..Payment::new(pay_day, frequency, cents(pay)) };
        match assess::both(&person, &payment, year) {
            Ok((Some(fast), reference)) => prop_assert_eq!(fast, reference.unwrap()),
            // Only beyond ten million a year may the fast form be lost.
            Ok((None, _)) => prop_assert!(i128::from(pay) * i128::from(frequency.per_year()) > 1_000_000_000, "{}", pay),
            Err(error) => prop_assert_eq!((error.code(), error.field()), (Code::InputMissing, "to_date.regular")),
        }
    }

    #[test]
    fn a_provinces_tax_is_that_of_the_guides_words(
        province in prop::sample::select(vec![Province::On, Province::Ab, Province::Bc]),
        a in prop_oneof![0i64..30_000_000, 0i64..6_000_000, 4_171_000i64..4_173_000], claim in 0i64..8_000_000, dependants in 0u32..5,
    ) {
        let person = Profile {
            cpp_exempt: true, ei_exempt: true, dependants, provincial_claim: Some(cents(claim)), ..Profile::new(province)
        };
        let payment = Payment::new(date(2026, 1, 16).unwrap(), PayFrequency::Annual, cents(a));
        let got = due(&person, &payment, &YEARS[2]).unwrap().provincial_tax.amount();
        prop_assert_eq!(got, by_the_words(province, cents(a).amount(), cents(claim).amount(), dependants));
    }

    #[test]
    fn more_pay_is_never_less_tax(
        province in any_province(), frequency in any_frequency(), edition in 0usize..3, pay in 0i64..3_000_000, more in 0i64..100_000,
    ) {
        // The additional contributions are to the cent, so a cent more of them is a year's cents less of income.
        let year = &YEARS[edition];
        let person = claimed(province, dec!(16452), dec!(12989));
        let tax = |pay| {
            let due = due(&person, &Payment::new(year.since(), frequency, cents(pay)), year).unwrap();
            due.federal_tax.amount() + due.provincial_tax.amount()
        };
        prop_assert!(tax(pay + more) >= tax(pay) - dec!(0.01));
    }

    #[test]
    fn contributions_never_exceed_the_year(
        person in any_person(), edition in 0usize..3, pay in prop::collection::vec(0i64..2_000_000, 1..30),
    ) {
        let year = &YEARS[edition];
        let mut person = Profile { to_date: None, ..person };
        let mut sums = [dec!(0); 3];
        for pay in pay {
            let assessed = assess_with(&person, &Payment::new(year.since(), PayFrequency::Fortnightly, cents(pay)), year).unwrap();
            for (sum, code) in sums.iter_mut().zip(["ca.cpp", "ca.cpp2", "ca.ei"]) {
                *sum += amount(&assessed, code);
            }
            person = carried(&assessed);
        }
        let to_date = person.to_date.unwrap();
        prop_assert_eq!(sums, [to_date.cpp, to_date.cpp2, to_date.ei].map(Money::amount));
        let max = |key: &str| LAW.amount(key, year.since()).unwrap().value;
        let within = [max("cpp.max"), max("cpp2.max"), max("ei.max")];
        prop_assert!(sums.iter().zip(within).all(|(sum, max)| *sum <= max), "{:?}", sums);
    }

    #[test]
    fn nobody_panics(province in "\\PC{0,3}", pay in any::<i64>(), bonus in any::<i64>(), days in 0u32..40_000, periods in any::<u32>()) {
        let _ = Province::parse(&province);
        let pay_day = date(1990, 1, 1).unwrap().checked_add_days(chrono::Days::new(days.into())).unwrap();
        let person = Profile { pay_periods: Some(periods), ..Profile::new(Province::On) };
        let payment = Payment { non_periodic: Some(cents(bonus)), ..Payment::new(pay_day, PayFrequency::Daily, cents(pay)) };
        for year in YEARS.iter() {
            let _ = assess_with(&person, &payment, year);
        }
    }
}
