//! What the rules must hold.

use super::*;
use crate::{
    calendar::{PayFrequency, parse_date},
    error::Code,
    law::RulePack,
    money::{Mode, Money, currency::JOD, number::Exact},
    tax::wages::{
        self, Payment,
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

#[test]
fn a_profile_is_a_plain_document() {
    let text = r#"{"jurisdiction":"jo","exemption":"family","registered":"after_2009","rounding":"half_up"}"#;
    assert_eq!(serde_json::from_str::<wages::Profile>(text).unwrap(), wages::Profile::Jo(person()));
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
    fn a_constant_year_comes_to_the_annual_tax(person in any_person(), year in 0i64..200_000_000) {
        let tax = tax_of_year(&person, minor(year), &MONTH).unwrap();
        let twelve = tax.monthly.amount() * dec!(12);
        // Twelve months are each a twelfth, rounded by less than a unit.
        prop_assert!((twelve - tax.annual.amount()).abs() <= dec!(13) * dec!(0.001));
    }
}
