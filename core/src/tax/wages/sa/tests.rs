//! What the rules must hold.

use super::*;
use crate::{
    calendar::{PayFrequency, parse_date},
    error::Code,
    law::RulePack,
    money::{Mode, Money, currency::EUR, currency::SAR, number::Exact},
    tax::wages::{
        self, Assessment, Payer, Payment,
        statute::Statute,
        tests::{any_minor, any_mode},
    },
    trace::Notes,
};
use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::LazyLock;

static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());
static MONTH: LazyLock<Month> = LazyLock::new(|| Month::on(&LAW, day("2026-11-30")).unwrap());

fn day(text: &str) -> NaiveDate {
    parse_date("day", text).unwrap()
}

fn money(amount: Decimal) -> Money {
    Money::new(amount, SAR).unwrap()
}

fn minor(amount: i64) -> Money {
    Money::minor(amount, SAR)
}

fn monthly(pay_day: &str, pay: Decimal) -> Payment {
    Payment::new(day(pay_day), PayFrequency::Monthly, money(pay))
}

fn amounts(assessment: &Assessment) -> Vec<Decimal> {
    assessment.lines.iter().map(|line| line.amount.amount()).collect()
}

use super::gosi::Case;
use crate::error::Error;

fn person() -> Profile {
    Profile::new("SA".parse().unwrap(), Some(day("2024-07-03")), Mode::HalfUp)
}

fn any_person() -> impl Strategy<Value = Profile> {
    let nationality = prop::sample::select(vec!["SA", "IN", "PH", "EG"]);
    let first = prop::sample::select(vec!["2015-01-01", "2024-07-02", "2024-07-03", "2026-11-30"]);
    (nationality, first, any_mode()).prop_map(|(nationality, first, rounding)| {
        Profile::new(nationality.parse().unwrap(), Some(day(first)), rounding)
    })
}

#[test]
fn the_law_is_that_of_the_first_registration_and_the_rate_that_of_the_month() {
    let annuities = |first: &str, pay_day: &str| {
        let person = Profile { first_registered: Some(day(first)), ..person() };
        amounts(&assess(&person, &monthly(pay_day, dec!(10000)), &LAW).unwrap())[0]
    };
    for (pay_day, wanted) in [
        ("2024-07-31", dec!(900)),
        ("2025-06-30", dec!(900)),
        ("2025-07-01", dec!(950)),
        ("2026-06-30", dec!(950)),
        ("2026-07-31", dec!(1000)),
        ("2027-07-31", dec!(1050)),
        ("2028-07-31", dec!(1100)),
        ("2040-01-31", dec!(1100)),
    ] {
        assert_eq!(annuities("2024-07-03", pay_day), wanted, "{pay_day}");
        assert_eq!(annuities("2024-07-02", pay_day), dec!(900), "{pay_day}");
    }
    let kept = assess(&person(), &monthly("2040-01-31", dec!(10000)), &LAW).unwrap();
    assert!(kept.lines[0].source.starts_with("Profile of this library"), "{}", kept.lines[0].source);

    let refused = |person: &Profile, pay_day: &str| {
        let error = assess(person, &monthly(pay_day, dec!(10000)), &LAW).unwrap_err();
        (error.code(), error.field().to_owned(), error.value().to_owned())
    };
    let early = (Code::InputInvalid, "pay_day".to_owned(), "2024-06-30".to_owned());
    assert_eq!(refused(&person(), "2024-06-30"), early);
    let unknown = Profile { first_registered: None, ..person() };
    assert_eq!(refused(&unknown, "2026-11-30").0, Code::InputMissing);
    let kuwaiti = Profile { nationality: "KW".parse().unwrap(), ..person() };
    let (code, field, value) = refused(&kuwaiti, "2026-11-30");
    assert_eq!((code, field.as_str(), value.as_str()), (Code::LawUnsupported, "nationality", "KW"));
}

#[test]
fn foreigners_are_insured_against_hazards_only() {
    let indian = Profile::new("IN".parse().unwrap(), None, Mode::HalfUp);
    let assessed = assess(&indian, &monthly("2026-11-30", dec!(300)), &LAW).unwrap();
    let [line] = &assessed.lines[..] else { panic!() };
    let told = (line.code.as_str(), line.base, line.amount, line.payer);
    assert_eq!(told, ("sa.gosi.hazards", money(dec!(400)), money(dec!(8)), Payer::Employer));
}

#[test]
fn housing_in_kind_is_two_months_of_basic_pay_a_year() {
    let wage = |basic, housing| contributory_wage(money(basic), housing, Mode::HalfUp);
    assert_eq!(wage(dec!(6000), Housing::InKind).unwrap(), money(dec!(7000)));
    assert_eq!(wage(dec!(1000), Housing::InKind).unwrap(), money(dec!(1166.67)));
    assert_eq!(wage(dec!(1000), Housing::Cash(minor(-1))).unwrap_err().field(), "housing");
    assert_eq!(wage(dec!(-1000), Housing::InKind).unwrap_err().field(), "basic");
    let euros = wage(dec!(1000), Housing::Cash(Money::zero(EUR))).unwrap_err();
    assert_eq!(euros.code(), Code::MoneyMixedCurrencies);
}

fn ending(service: Service, reason: Reason) -> EndOfService {
    EndOfService {
        last_wage: money(dec!(10000)),
        service,
        ended: day("2026-11-22"),
        reason,
        rounding: Mode::HalfUp,
    }
}

fn months(years: u32, months: u32) -> Service {
    Service::Months { years, months }
}

#[test]
fn a_resignation_is_paid_by_the_years_completed() {
    let fraction = |service| end_of_service(&ending(service, Reason::Resignation), &LAW).unwrap().fraction;
    for (service, wanted) in [
        (months(1, 11), Fraction::Nothing),
        (months(2, 0), Fraction::OneThird),
        (months(5, 0), Fraction::OneThird),
        (months(5, 1), Fraction::TwoThirds),
        (months(9, 11), Fraction::TwoThirds),
        (months(10, 0), Fraction::Whole),
    ] {
        assert_eq!(fraction(service), wanted, "{service:?}");
    }
    // By the calendar also where days are counted: five years hold a leap day.
    for (began, wanted) in [
        ("2024-11-24", Fraction::Nothing),
        ("2024-11-23", Fraction::OneThird),
        ("2021-11-23", Fraction::OneThird),
        ("2021-11-22", Fraction::TwoThirds),
        ("2016-11-24", Fraction::TwoThirds),
        ("2016-11-23", Fraction::Whole),
    ] {
        assert_eq!(fraction(Service::Actual365 { began: day(began) }), wanted, "{began}");
    }
}

#[test]
fn an_award_tells_when_it_is_to_be_paid_and_what_it_is_made_of() {
    let ended = end_of_service(&ending(months(8, 0), Reason::EndByEmployer), &LAW).unwrap();
    assert_eq!((ended.award, ended.pay_by), (money(dec!(55000)), day("2026-11-29")));
    let (resigned, trace) = end_of_service_traced(&ending(months(8, 0), Reason::Resignation), &LAW).unwrap();
    assert_eq!((resigned.award, resigned.pay_by), (money(dec!(36666.67)), day("2026-12-06")));
    let value = |id: &str| trace.find(id).unwrap().value;
    let both = [value("sa.end_of_service.first_years"), value("sa.end_of_service.later_years")];
    assert_eq!((both, value("sa.end_of_service.full")), ([dec!(25000), dec!(30000)], dec!(55000)));
    assert_eq!(trace.lines[0].note, "96 of 12 units a year, 2/3 of the full award");
    assert!(trace.to_string().contains("Labor Law"), "{trace}");
}

#[test]
fn what_is_wrong_with_an_end_of_service_is_named() {
    let refused = |end: &EndOfService| {
        let error = end_of_service(end, &LAW).unwrap_err();
        (error.code(), error.field().to_owned(), error.value().to_owned())
    };
    let (code, field, value) = refused(&ending(months(1, 12), Reason::Resignation));
    assert_eq!((code, field.as_str(), value.as_str()), (Code::InputInvalid, "service.months", "12"));
    let service = Service::Actual365 { began: day("2026-11-23") };
    assert_eq!(refused(&ending(service, Reason::Resignation)).1, "ended");
    let mut end = ending(months(1, 0), Reason::Resignation);
    end.last_wage = minor(-1);
    assert_eq!(refused(&end).0, Code::NumberNegative);
    end.last_wage = money(dec!(700000000000000000000000000));
    let (code, field, _) = refused(&EndOfService { service: months(9, 0), ..end });
    assert_eq!((code, field.as_str()), (Code::NumberOutOfRange, "last_wage"));
    end.ended = day("2025-02-18");
    assert_eq!(refused(&end).0, Code::LawNoneInForce);
    let text = serde_json::to_string(&ending(service, Reason::MarriageWithin6Months)).unwrap();
    assert!(text.contains(r#""reason":"marriage_within_6_months""#), "{text}");
    assert!(text.contains(r#""count":"actual_365""#), "{text}");
    assert_eq!(serde_json::from_str::<EndOfService>(&text).unwrap().service, service);
}

#[test]
fn what_is_wrong_with_overtime_is_named() {
    let worked = Overtime {
        monthly_wage: money(dec!(9600)),
        monthly_basic: money(dec!(7200)),
        hours: dec!(10),
        hours_per_month: 240,
        day: day("2026-11-22"),
        rounding: Mode::HalfUp,
    };
    let paid = overtime(&worked, &LAW).unwrap();
    assert_eq!(paid.pay, money(dec!(550)));
    assert!(paid.source.contains("art. 107"), "{}", paid.source);
    let refused = |worked: Overtime| -> Error { overtime(&worked, &LAW).unwrap_err() };
    assert_eq!(refused(Overtime { hours: dec!(-1), ..worked }).code(), Code::PayrollNegativeHours);
    assert_eq!(refused(Overtime { hours_per_month: 0, ..worked }).field(), "hours_per_month");
    assert_eq!(refused(Overtime { monthly_basic: money(dec!(9600.01)), ..worked }).field(), "monthly_basic");
    assert_eq!(refused(Overtime { day: day("2025-02-18"), ..worked }).code(), Code::LawNoneInForce);
    let huge = money(dec!(700000000000000000000000000.01));
    assert_eq!(refused(Overtime { monthly_wage: huge, ..worked }).field(), "monthly_wage");
    // More digits than the fast form holds: the reference answers. 1 ÷ 3 of an hour to nine digits, at 55.
    let third = Overtime { hours: dec!(0.333333333), ..worked };
    assert_eq!(overtime(&third, &LAW).unwrap().pay, money(dec!(18.33)));
}

#[test]
fn a_profile_is_a_plain_document() {
    let text =
        r#"{"jurisdiction":"sa","nationality":"SA","first_registered":"2024-07-03","rounding":"half_up"}"#;
    assert_eq!(serde_json::from_str::<wages::Profile>(text).unwrap(), wages::Profile::Sa(person()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_fast_form_is_the_reference_or_lost(
        person in any_person(), taxable in any_minor(), contributory in any_minor(),
    ) {
        let payment = Payment {
            contributory: minor(contributory),
            ..Payment::new(day("2026-11-30"), PayFrequency::Monthly, minor(taxable))
        };
        let Ok(case) = Case::of(&person, &payment, &MONTH.0) else { return Ok(()) };
        if let Some(fast) = case.fast() {
            prop_assert_eq!(Ok(fast), case.reference(&mut Notes::<Exact>::default()));
        } else {
            // Only beyond ten million may the fast form be lost.
            prop_assert!(taxable > 1_000_000_000 || contributory > 1_000_000_000);
        }
    }

    #[test]
    fn longer_service_is_never_a_lesser_award(
        wage in 0i64..100_000_000, years in 0u32..40, beside in 0u32..12, rounding in any_mode(),
        reason in prop::sample::select(vec![Reason::EndByEmployer, Reason::Resignation, Reason::ForceMajeure]),
    ) {
        let award = |service| {
            let end = EndOfService { last_wage: minor(wage), rounding, ..ending(service, reason) };
            let award = end_of_service(&end, &LAW).unwrap();
            let (traced, _) = end_of_service_traced(&end, &LAW).unwrap();
            assert_eq!(award, traced);
            assert!(award.award.amount() <= award.full_award.amount());
            award.award.amount()
        };
        let next = if beside == 11 { months(years + 1, 0) } else { months(years, beside + 1) };
        prop_assert!(award(months(years, beside)) <= award(next));
    }
}
