use super::*;
use crate::{
    calendar::{PayFrequency, parse_date},
    law::RulePack,
    money::currency::USD,
    tax::wages::us::{
        PACK, RoundingProfile, State, W4, W4From2020, W4Until2019, Year, assess, assess::both, assess_traced,
    },
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::LazyLock;

static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());

const STATUSES: [FilingStatus; 3] = FilingStatus::ALL;

fn dollars(amount: Decimal) -> Money {
    Money::new(amount, USD).unwrap()
}

fn cents(amount: i64) -> Money {
    Money::minor(amount, USD)
}

fn form(status: FilingStatus) -> W4pFrom2022 {
    W4pFrom2022::new(status)
}

fn alone() -> W4pFrom2022 {
    form(FilingStatus::SingleOrMarriedSeparately)
}

fn payee(form: W4pFrom2022) -> Profile {
    Profile::new(W4::PensionFrom2022(form), RoundingProfile::Once)
}

fn old(marital_status: MaritalStatus, allowances: u32) -> Profile {
    let form = W4pUntil2021 { marital_status, allowances, line3_additional: None };
    Profile::new(W4::PensionUntil2021(form), RoundingProfile::Once)
}

fn month(pay_day: &str, amount: Money) -> Payment {
    let pay_day = parse_date("day", pay_day).unwrap();
    Payment { contributory: Money::zero(USD), ..Payment::new(pay_day, PayFrequency::Monthly, amount) }
}

fn withheld(person: &Profile, payment: &Payment) -> Decimal {
    let assessed = assess(person, payment, &LAW).unwrap();
    assert!(assessed.lines.iter().skip(1).all(|line| line.amount.is_zero()));
    assessed.lines.first().map(|line| line.amount.amount()).unwrap()
}

fn value(person: &Profile, payment: &Payment, line: &str) -> Option<Decimal> {
    let (_, trace) = assess_traced(person, payment, &LAW).unwrap();
    trace.find(&format!("us.fit.{line}")).map(|line| line.value)
}

/// The tests of the service's own estimator of 2025, which rounds line 2j to whole dollars.
#[test]
fn the_estimators_single_pension() {
    let (person, payment) = (payee(alone()), month("2025-10-15", dollars(dec!(5000))));
    for (line, expected) in [
        ("1c", dec!(60000)),
        ("1g", dec!(8600)),
        ("1i", dec!(51400)),
        ("2d", dec!(51400)),
        ("2j", dec!(5161.50)),
    ] {
        assert_eq!(value(&person, &payment, line), Some(expected), "{line}");
    }
    assert_eq!(withheld(&person, &payment), dec!(430.13));
    let text = assess_traced(&person, &month("2026-03-31", dollars(dec!(5000))), &LAW).unwrap().1.to_string();
    assert!(text.contains("[fit.pension.otherwise = 8600: IRS, Tax Withholding Estimator"), "{text}");
    assert!(
        text.contains("Form W-4P of 2022 or later, single or married separately, standard schedule"),
        "{text}"
    );
}

#[test]
fn line_1g_of_each_status() {
    let payment = month("2026-03-31", dollars(dec!(5000)));
    for (status, expected) in STATUSES.into_iter().zip([dec!(8600), dec!(12900), dec!(8600)]) {
        assert_eq!(value(&payee(form(status)), &payment, "1g"), Some(expected));
    }
}

/// 6,000 a year beside 60,000: what is not used of line 1g is not lost, so all of it is taxed at 12 %.
#[test]
fn an_amount_below_zero_is_carried_to_part_2() {
    let person = payee(W4pFrom2022 { step2b_other: Some(dollars(dec!(60000))), ..alone() });
    let payment = month("2026-03-31", dollars(dec!(500)));
    for (line, expected) in [
        ("1i", dec!(-2600)),
        ("2c", dec!(51400)),
        ("2j", dec!(5020)),
        ("2m", dec!(57400)),
        ("2s", dec!(5740)),
        ("2t", dec!(720)),
        ("3b", dec!(720)),
    ] {
        assert_eq!(value(&person, &payment, line), Some(expected), "{line}");
    }
    assert_eq!(withheld(&person, &payment), dec!(60));
    // A year's credits are taken off the tax of the year; an additional amount comes on top.
    let form = W4pFrom2022 {
        step2b_other: Some(dollars(dec!(60000))),
        step3_credits: Some(dollars(dec!(500))),
        step4c_extra: Some(dollars(dec!(7.50))),
        ..alone()
    };
    assert_eq!(withheld(&payee(form), &payment), dec!(25.83));
    assert_eq!(withheld(&Profile { exempt: true, ..person }, &payment), dec!(0));
}

#[test]
fn what_does_not_go_together_or_is_not_known_is_refused_by_name() {
    let fit = month("2026-03-31", dollars(dec!(5000)));
    let person = payee(alone());
    let cases: &[(Profile, Payment, Code, &str)] = &[
        (
            person.clone(),
            Payment { contributory: cents(1), ..fit.clone() },
            Code::InputInvalid,
            "contributory",
        ),
        (
            Profile { nonresident_alien: true, ..person.clone() },
            fit.clone(),
            Code::LawUnsupported,
            "nonresident_alien",
        ),
        (Profile { state: Some(State::Texas), ..person.clone() }, fit.clone(), Code::LawUnsupported, "state"),
        (
            person,
            Payment { non_periodic: Some(cents(1)), ..fit.clone() },
            Code::LawUnsupported,
            "non_periodic",
        ),
        (
            payee(W4pFrom2022 { step2b_other: Some(cents(-1)), ..alone() }),
            fit.clone(),
            Code::NumberNegative,
            "w4.step2b_other",
        ),
        (
            payee(W4pFrom2022 {
                step2b_other: Some(dollars(dec!(79000000000000000000000000.01))),
                ..alone()
            }),
            fit.clone(),
            Code::NumberOutOfRange,
            "w4.step2b_other",
        ),
        (old(MaritalStatus::Single, 0), month("2024-12-31", cents(1)), Code::LawNoneInForce, ""),
    ];
    for (person, payment, code, field) in cases {
        let error = assess(person, payment, &LAW).unwrap_err();
        assert_eq!(error.code(), *code, "{error}");
        assert!(field.is_empty() || error.field() == *field, "{error}");
    }
    let document =
        serde_json::json!({"form": "w4p_2021_or_earlier", "marital_status": "married", "allowances": 3});
    let read: W4 = serde_json::from_value(document).unwrap();
    assert_eq!(read, old(MaritalStatus::Married, 3).w4);
}

fn any_form() -> impl Strategy<Value = W4pFrom2022> {
    let amount = || prop::option::of((0i64..6_000_000).prop_map(cents));
    let status = prop::sample::select(STATUSES.to_vec());
    (status, amount(), amount(), amount(), amount(), amount()).prop_map(
        |(filing_status, other, credits, income, deductions, extra)| W4pFrom2022 {
            filing_status,
            step2b_other: other,
            step3_credits: credits,
            step4a_other_income: income,
            step4b_deductions: deductions,
            step4c_extra: extra,
        },
    )
}

fn any_frequency() -> impl Strategy<Value = PayFrequency> {
    use PayFrequency::{Annual, Daily, Fortnightly, Monthly, Quarterly, SemiAnnual, SemiMonthly, Weekly};
    prop::sample::select(vec![
        Daily,
        Weekly,
        Fortnightly,
        SemiMonthly,
        Monthly,
        Quarterly,
        SemiAnnual,
        Annual,
    ])
}

proptest! {
    #[test]
    fn the_fast_form_is_the_reference_or_lost(
        form in any_form(),
        pay in prop_oneof![0i64..2_000_000, 0i64..9_000_000_000_000],
        frequency in any_frequency(),
    ) {
        let payment = Payment { frequency, ..month("2026-03-31", cents(pay)) };
        let year = Year::on(&LAW, payment.pay_day).unwrap();
        let (fast, exact) = both(&payee(form), &payment, &year).unwrap();
        if let Some(fast) = fast {
            prop_assert_eq!(fast, exact.unwrap());
        } else {
            prop_assert!(pay > 2_000_000);
        }
    }

    /// More is never taxed less; both rounding profiles say the same.
    #[test]
    fn more_is_never_taxed_less(form in any_form(), pay in 1i64..5_000_000, more in 0i64..100_000) {
        let less = withheld(&payee(form.clone()), &month("2026-03-31", cents(pay)));
        let great = month("2026-03-31", cents(pay + more));
        prop_assert!(withheld(&payee(form.clone()), &great) >= less);
        let per_line = Profile { rounding: RoundingProfile::PerLine, ..payee(form.clone()) };
        prop_assert_eq!(withheld(&per_line, &great), withheld(&payee(form), &great));
    }

    /// Without other jobs and pensions it is Worksheet 1A without the box in step 2; the older forms say the same.
    #[test]
    fn alone_it_is_as_for_wages(form in any_form(), pay in 1i64..5_000_000, allowances in 0u32..20, married: bool) {
        let form = W4pFrom2022 { step2b_other: None, ..form };
        let of_wages = W4From2020 {
            filing_status: form.filing_status,
            step2_checkbox: false,
            step3_credits: form.step3_credits,
            step4a_other_income: form.step4a_other_income,
            step4b_deductions: form.step4b_deductions,
            step4c_extra: form.step4c_extra,
        };
        let payment = month("2026-03-31", cents(pay));
        let employee = Profile::new(W4::From2020(of_wages), RoundingProfile::Once);
        prop_assert_eq!(withheld(&payee(form), &payment), withheld(&employee, &payment));
        let marital_status = if married { MaritalStatus::Married } else { MaritalStatus::Single };
        let of_wages = W4Until2019 { marital_status, allowances, line6_additional: None };
        let employee = Profile::new(W4::Until2019(of_wages), RoundingProfile::Once);
        prop_assert_eq!(withheld(&old(marital_status, allowances), &payment), withheld(&employee, &payment));
    }
}
