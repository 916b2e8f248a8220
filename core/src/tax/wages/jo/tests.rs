//! What the rules must hold.

use super::*;
use crate::{
    calendar::{PayFrequency, parse_date},
    error::Code,
    law::RulePack,
    money::{Mode, Money, currency::EUR, currency::JOD, number::Exact},
    tax::wages::{self, Assessment, Payment, Prepared, statute::Statute},
    trace::Notes,
};
use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::LazyLock;

static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());
static MONTH: LazyLock<Month> = LazyLock::new(|| Month::on(&LAW, day("2022-11-30")).unwrap());

fn day(text: &str) -> NaiveDate {
    parse_date("day", text).unwrap()
}

fn money(amount: Decimal) -> Money {
    Money::new(amount, JOD).unwrap()
}

fn minor(amount: i64) -> Money {
    Money::minor(amount, JOD)
}

fn monthly(pay_day: &str, pay: Decimal) -> Payment {
    Payment::new(day(pay_day), PayFrequency::Monthly, money(pay))
}

fn amounts(assessment: &Assessment) -> Vec<Decimal> {
    assessment.lines.iter().map(|line| line.amount.amount()).collect()
}

use super::rule::Case;

fn person() -> Profile {
    Profile::new(Exemption::Family, Registered::After2009, Mode::HalfUp)
}

fn any_person() -> impl Strategy<Value = Profile> {
    let exemption = prop::sample::select(vec![Exemption::Personal, Exemption::Family]);
    let registered = prop::sample::select(vec![Registered::Before2009, Registered::After2009]);
    let other = prop::option::of(0i64..=3_000_000);
    (exemption, registered, other, any_mode()).prop_map(|(exemption, registered, other, rounding)| Profile {
        other_exemption: other.map(minor),
        ..Profile::new(exemption, registered, rounding)
    })
}

#[test]
fn overflow_names_the_field() {
    let huge = dec!(70000000000000000000000000.001);
    let error = assess(&person(), &monthly("2022-11-30", huge), &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "taxable"));
    assert!(error.message().contains("Taxable income"), "{error}");
    let error = tax_of_year(&person(), money(huge), &MONTH).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "annual_income"));
}

#[test]
fn a_ceiling_may_be_given_where_the_pack_knows_none() {
    let capped = |ceiling| Profile { ceiling: Some(money(ceiling)), ..person() };
    let wage = dec!(5000);
    let assessed = assess(&capped(dec!(3500)), &monthly("2025-11-30", wage), &LAW).unwrap();
    assert_eq!((assessed.lines[1].base, assessed.lines[1].amount), (money(dec!(3500)), money(dec!(262.5))));
    assert!(assessed.lines[1].source.contains("ceiling of 3500.000 JOD as the profile gives it"));
    let error = assess(&person(), &monthly("2025-11-30", wage), &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::LawNoneInForce, "ssc.ceiling.after_2009"));
    let error = assess(&capped(dec!(3500)), &monthly("2022-11-30", wage), &LAW).unwrap_err();
    assert_eq!((error.code(), error.field(), error.value()), (Code::InputInvalid, "ceiling", "3500.000 JOD"));
    let before = Profile { registered: Registered::Before2009, ..person() };
    let assessed = assess(&before, &monthly("2025-11-30", dec!(6000)), &LAW).unwrap();
    assert_eq!(assessed.lines[1].base, money(dec!(5000)));
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    let mut greedy = person();
    greedy.other_exemption = Some(money(dec!(3000.001)));
    let error = assess(&greedy, &monthly("2022-11-30", dec!(1000)), &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InputInvalid, "other_exemption"));
    assert_eq!(tax_of_year(&greedy, money(dec!(1)), &MONTH).unwrap_err().field(), "other_exemption");

    // The national contribution begins above 200,000 taxable: 218,000 a year with a family.
    let most = dec!(18166.666);
    assert!(assess(&person(), &monthly("2022-11-30", most), &LAW).is_ok());
    let error = assess_traced(&person(), &monthly("2022-11-30", most + dec!(0.001)), &LAW).unwrap_err();
    assert_eq!(
        (error.code(), error.field(), error.value()),
        (Code::LawUnsupported, "taxable", "18166.667 JOD")
    );

    let payment = Payment { non_periodic: Some(money(dec!(1))), ..monthly("2022-11-30", dec!(3000)) };
    let error = assess(&person(), &payment, &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::LawUnsupported, "non_periodic"));
}

#[test]
fn the_trace_cites_the_exemptions_that_were_taken() {
    let (_, trace) = assess_traced(&person(), &monthly("2022-11-30", dec!(3000)), &LAW).unwrap();
    let cited = |id: &str| -> Vec<String> {
        trace.find(id).unwrap().rests_on.iter().map(|cited| cited.key.clone()).collect()
    };
    assert_eq!(cited("jo.tax.taxable"), ["tax.exemption.personal", "tax.exemption.family"]);
    assert_eq!(cited("jo.ssc.base"), ["ssc.ceiling.after_2009"]);
    let single = Profile { exemption: Exemption::Personal, ..person() };
    let (_, trace) = assess_traced(&single, &monthly("2022-11-30", dec!(3000)), &LAW).unwrap();
    assert_eq!(trace.find("jo.tax.taxable").unwrap().rests_on.len(), 1);
}

/// What every jurisdiction refuses of a payment.
#[test]
fn a_payment_that_is_not_known_is_refused_by_name() {
    let person = person();
    let now = monthly("2022-11-30", dec!(3000));
    let refused = |person: &Profile, payment: &Payment| {
        let error = assess_with(person, payment, &MONTH).unwrap_err();
        (error.code(), error.field().to_owned(), error.value().to_owned())
    };
    let told = |code, field: &str, value: &str| (code, field.to_owned(), value.to_owned());
    let next = day("2022-11-30").succ_opt().unwrap();
    let other = Payment { pay_day: next, ..now.clone() };
    assert_eq!(refused(&person, &other), told(Code::LawNoneInForce, "pay_day", &next.to_string()));
    for frequency in [PayFrequency::Weekly, PayFrequency::Quarterly, PayFrequency::Annual] {
        let (code, field, _) = refused(&person, &Payment { frequency, ..now.clone() });
        assert_eq!((code, field.as_str()), (Code::LawUnsupported, "frequency"));
    }
    let below = Payment { contributory: minor(-1), ..now.clone() };
    let (code, field, _) = refused(&person, &below);
    assert_eq!((code, field.as_str()), (Code::NumberNegative, "contributory"));
    let below = Payment { taxable: minor(-1), ..now.clone() };
    assert_eq!(refused(&person, &below).0, Code::NumberNegative);
    let euros = Payment { taxable: Money::zero(EUR), ..now.clone() };
    assert_eq!(refused(&person, &euros), told(Code::MoneyMixedCurrencies, "taxable", "0.00 EUR"));

    // The profile is carried: a second payment in the month, and one before it, are refused.
    let first = assess_with(&person, &now, &MONTH).unwrap();
    let wages::Profile::Jo(carried) = &first.carried else { panic!() };
    assert_eq!(refused(carried, &now), told(Code::LawUnsupported, "pay_day", "2022-11-30"));
    let later = Profile { through: Some(next), ..carried.clone() };
    assert_eq!(refused(&later, &now), told(Code::InputInvalid, "pay_day", "2022-11-30"));
    let earlier = Profile { through: Some(day("2022-10-31")), ..carried.clone() };
    assert_eq!(amounts(&assess_with(&earlier, &now, &MONTH).unwrap()), amounts(&first));

    for unknown in ["2019-12-31", "2020-06-30", "2023-01-31"] {
        let error = assess(&person, &monthly(unknown, dec!(3000)), &LAW).unwrap_err();
        assert_eq!((error.code(), error.value()), (Code::LawNoneInForce, unknown));
    }
    let error = Month::on(&RulePack::embedded("uk.wages").unwrap(), day("2022-11-30")).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, "uk.wages"));
    let british = Prepared::on(&RulePack::embedded("uk.wages").unwrap(), day("2026-11-30")).unwrap();
    let error = british.assess(&wages::Profile::Jo(person.clone()), &now).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, PACK));
    let prepared = Prepared::on(&LAW, day("2022-11-30")).unwrap();
    assert_eq!(prepared.assess(&wages::Profile::Jo(person), &now).unwrap(), first);
}

#[test]
fn documents_travel_as_json() {
    let person = wages::Profile::Jo(person());
    let text = r#"{"jurisdiction":"jo","exemption":"family","registered":"after_2009","rounding":"half_up"}"#;
    assert_eq!(serde_json::from_str::<wages::Profile>(text).unwrap(), person);
    assert_eq!(person.pack_id(), PACK);
    let assessment = wages::assess(&person, &monthly("2022-11-30", dec!(3000)), &LAW).unwrap();
    let back: Assessment = serde_json::from_str(&serde_json::to_string(&assessment).unwrap()).unwrap();
    assert_eq!(back, assessment);
    let unrounded = text.replace(r#","rounding":"half_up""#, "");
    assert!(serde_json::from_str::<wages::Profile>(&unrounded).is_err(), "no rounding is taken for granted");
    let strange = text.replace('}', r#","age":40}"#);
    assert!(serde_json::from_str::<wages::Profile>(&strange).is_err());
}

#[test]
fn nothing_is_due_on_nothing() {
    let nothing = assess_with(&person(), &monthly("2022-11-30", dec!(0)), &MONTH).unwrap();
    assert!(nothing.lines.iter().all(|line| line.amount.is_zero() && line.base.is_zero()));
}

#[test]
fn each_line_says_where_it_comes_from() {
    for line in assess_with(&person(), &monthly("2022-11-30", dec!(3000)), &MONTH).unwrap().lines {
        assert!(line.source.contains("secondary source"), "{}", line.source);
        assert!(
            line.source.ends_with("half-up to 0.001: the profile's, no rule was found"),
            "{}",
            line.source
        );
    }
}

fn any_mode() -> impl Strategy<Value = Mode> {
    prop::sample::select(vec![
        Mode::HalfEven,
        Mode::HalfUp,
        Mode::HalfDown,
        Mode::Down,
        Mode::Up,
        Mode::Floor,
        Mode::Ceiling,
    ])
}

/// Minor units: small, large, beyond the fast form.
fn any_minor() -> impl Strategy<Value = i64> {
    prop_oneof![0i64..2_000_000, 0i64..20_000_000, 0i64..9_000_000_000_000, 0i64..i64::MAX]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_fast_form_is_the_reference_or_lost(
        person in any_person(), taxable in any_minor(), contributory in any_minor(),
    ) {
        let payment = Payment {
            contributory: minor(contributory),
            ..Payment::new(day("2022-11-30"), PayFrequency::Monthly, minor(taxable))
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
    fn more_pay_is_never_less_tax_or_contribution(person in any_person(), pay in 0i64..30_000_000, more in 0i64..2_000_000) {
        let on = |pay| {
            let payment = Payment::new(day("2022-11-30"), PayFrequency::Monthly, minor(pay));
            assess_with(&person, &payment, &MONTH).map(|assessed| amounts(&assessed))
        };
        if let (Ok(less), Ok(more)) = (on(pay), on(pay + more)) {
            for (less, more) in less.iter().zip(&more) {
                prop_assert!(less <= more);
            }
        }
    }

    #[test]
    fn a_constant_year_comes_to_the_annual_tax(person in any_person(), year in 0i64..200_000_000) {
        let tax = tax_of_year(&person, minor(year), &MONTH).unwrap();
        let twelve = tax.monthly.amount() * dec!(12);
        // Twelve months are each a twelfth, rounded by less than a unit.
        prop_assert!((twelve - tax.annual.amount()).abs() <= dec!(13) * dec!(0.001));
    }
}
