//! What the rules must hold.

use super::*;
use crate::{
    calendar::{PayFrequency, parse_date},
    error::Code,
    law::RulePack,
    money::{Mode, Money, currency::EGP, number::Exact},
    tax::wages::{
        self, Assessment, Payment,
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
    Money::new(amount, EGP).unwrap()
}

fn minor(amount: i64) -> Money {
    Money::minor(amount, EGP)
}

fn monthly(pay_day: &str, pay: Decimal) -> Payment {
    Payment::new(day(pay_day), PayFrequency::Monthly, money(pay))
}

fn amounts(assessment: &Assessment) -> Vec<Decimal> {
    assessment.lines.iter().map(|line| line.amount.amount()).collect()
}

use super::rule::Case;

fn person() -> Profile {
    Profile::new(Exemption::Personal, Compared::AfterExemption, Mode::HalfUp)
}

fn any_person() -> impl Strategy<Value = Profile> {
    let exemption = prop::sample::select(vec![Exemption::Personal, Exemption::Disabled]);
    let compared = prop::sample::select(vec![Compared::AfterExemption, Compared::BeforeExemption]);
    (exemption, compared, any_mode())
        .prop_map(|(exemption, compared, rounding)| Profile::new(exemption, compared, rounding))
}

#[test]
fn overflow_names_the_field() {
    let huge = dec!(700000000000000000000000000);
    let error = assess(&person(), &monthly("2026-11-30", huge), &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "taxable"));
    assert!(error.message().contains("Taxable income"), "{error}");
    let error = tax_of_year(&person(), money(huge), &MONTH).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "annual_taxable"));
    // What the fast form cannot hold, the reference does.
    let billions = tax_of_year(&person(), money(dec!(1000000000000)), &MONTH).unwrap();
    assert_eq!(billions.annual, money(dec!(274999970000)));
}

#[test]
fn the_income_that_is_compared_is_the_profiles_choice() {
    let tax = |compared, taxable| {
        tax_of_year(&Profile { compared, ..person() }, money(taxable), &MONTH).unwrap().annual
    };
    assert_eq!(tax(Compared::AfterExemption, dec!(590000)), money(dec!(122250)));
    assert_eq!(tax(Compared::BeforeExemption, dec!(590000)), money(dec!(126250)));
    assert_eq!(tax(Compared::BeforeExemption, dec!(580000)), money(dec!(119750)));
    let disabled = Profile { exemption: Exemption::Disabled, ..person() };
    let (assessed, trace) = assess_traced(&disabled, &monthly("2026-11-30", dec!(30000)), &LAW).unwrap();
    assert_eq!(trace.find("eg.tax.annual_taxable").unwrap().value, dec!(307956));
    assert_eq!(trace.find("eg.tax.annual_taxable").unwrap().rests_on[0].key, "tax.exemption.disabled");
    assert_eq!(amounts(&assessed)[0], dec!(4503.34));
    // The trace counts the bands that are gone as the rule does.
    let before = Profile { compared: Compared::BeforeExemption, ..person() };
    for (pay, wanted) in [
        (dec!(51837), "all bands"),
        (dec!(51837.01), "the lowest band has vanished"),
        (dec!(101837.01), "the lowest 5 bands have vanished"),
    ] {
        let (_, trace) = assess_traced(&before, &monthly("2026-11-30", pay), &LAW).unwrap();
        assert_eq!(trace.lines[0].note, wanted, "{pay}");
    }
}

#[test]
fn the_tax_jumps_where_bands_vanish_and_nowhere_else() {
    let tax = |piastres| tax_of_year(&person(), minor(piastres), &MONTH).unwrap().annual.amount();
    for (limit, jump) in [
        (600_000, dec!(4000)),
        (700_000, dec!(2750)),
        (800_000, dec!(3500)),
        (900_000, dec!(5000)),
        (1_200_000, dec!(10000)),
    ] {
        let at = limit * 100;
        // A piastre at the band's rate is rounded away.
        assert_eq!(tax(at + 1) - tax(at), jump, "{limit}");
    }
    let mut before = tax(0);
    for piastres in (100..=130_000_000).step_by(100) {
        let now = tax(piastres);
        let kink = [60_000_100, 70_000_100, 80_000_100, 90_000_100, 120_000_100].contains(&piastres);
        assert!(kink || now - before <= dec!(0.28), "{piastres}: {before} and {now}");
        before = now;
    }
}

#[test]
fn a_profile_is_a_plain_document() {
    let text =
        r#"{"jurisdiction":"eg","exemption":"personal","compared":"after_exemption","rounding":"half_up"}"#;
    assert_eq!(serde_json::from_str::<wages::Profile>(text).unwrap(), wages::Profile::Eg(person()));
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
    fn a_constant_year_comes_to_the_annual_tax(person in any_person(), year in 0i64..200_000_000) {
        let tax = tax_of_year(&person, minor(year), &MONTH).unwrap();
        let twelve = tax.monthly.amount() * dec!(12);
        // Twelve months are each a twelfth, rounded by less than a unit.
        prop_assert!((twelve - tax.annual.amount()).abs() <= dec!(13) * dec!(0.01));
    }
}
