//! What the rules must hold.

use super::*;
use crate::{
    calendar::{PayFrequency, parse_date},
    error::Code,
    law::RulePack,
    money::{Mode, Money, currency::EGP, currency::EUR, number::Exact},
    tax::wages::{self, Assessment, Payment, Prepared, statute::Statute},
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
fn a_bonus_is_refused() {
    let payment = Payment { non_periodic: Some(money(dec!(1))), ..monthly("2026-11-30", dec!(3000)) };
    let error = assess(&person(), &payment, &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::LawUnsupported, "non_periodic"));
}

/// What every jurisdiction refuses of a payment.
#[test]
fn a_payment_that_is_not_known_is_refused_by_name() {
    let person = person();
    let now = monthly("2026-11-30", dec!(3000));
    let refused = |person: &Profile, payment: &Payment| {
        let error = assess_with(person, payment, &MONTH).unwrap_err();
        (error.code(), error.field().to_owned(), error.value().to_owned())
    };
    let told = |code, field: &str, value: &str| (code, field.to_owned(), value.to_owned());
    let next = day("2026-11-30").succ_opt().unwrap();
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
    let wages::Profile::Eg(carried) = &first.carried else { panic!() };
    assert_eq!(refused(carried, &now), told(Code::LawUnsupported, "pay_day", "2026-11-30"));
    let later = Profile { through: Some(next), ..carried.clone() };
    assert_eq!(refused(&later, &now), told(Code::InputInvalid, "pay_day", "2026-11-30"));
    let earlier = Profile { through: Some(day("2026-10-31")), ..carried.clone() };
    assert_eq!(amounts(&assess_with(&earlier, &now, &MONTH).unwrap()), amounts(&first));

    for unknown in ["2024-12-31", "2024-02-29", "2027-01-31"] {
        let error = assess(&person, &monthly(unknown, dec!(3000)), &LAW).unwrap_err();
        assert_eq!((error.code(), error.value()), (Code::LawNoneInForce, unknown));
    }
    let error = Month::on(&RulePack::embedded("uk.wages").unwrap(), day("2026-11-30")).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, "uk.wages"));
    let british = Prepared::on(&RulePack::embedded("uk.wages").unwrap(), day("2026-11-30")).unwrap();
    let error = british.assess(&wages::Profile::Eg(person.clone()), &now).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, PACK));
    let prepared = Prepared::on(&LAW, day("2026-11-30")).unwrap();
    assert_eq!(prepared.assess(&wages::Profile::Eg(person), &now).unwrap(), first);
}

#[test]
fn documents_travel_as_json() {
    let person = wages::Profile::Eg(person());
    let text =
        r#"{"jurisdiction":"eg","exemption":"personal","compared":"after_exemption","rounding":"half_up"}"#;
    assert_eq!(serde_json::from_str::<wages::Profile>(text).unwrap(), person);
    assert_eq!(person.pack_id(), PACK);
    let assessment = wages::assess(&person, &monthly("2026-11-30", dec!(3000)), &LAW).unwrap();
    let back: Assessment = serde_json::from_str(&serde_json::to_string(&assessment).unwrap()).unwrap();
    assert_eq!(back, assessment);
    let unrounded = text.replace(r#","rounding":"half_up""#, "");
    assert!(serde_json::from_str::<wages::Profile>(&unrounded).is_err(), "no rounding is taken for granted");
    let strange = text.replace('}', r#","age":40}"#);
    assert!(serde_json::from_str::<wages::Profile>(&strange).is_err());
}

#[test]
fn nothing_is_due_on_nothing() {
    let nothing = assess_with(&person(), &monthly("2026-11-30", dec!(0)), &MONTH).unwrap();
    assert!(nothing.lines.iter().all(|line| line.amount.is_zero() && line.base.is_zero()));
}

#[test]
fn each_line_says_where_it_comes_from() {
    for line in assess_with(&person(), &monthly("2026-11-30", dec!(3000)), &MONTH).unwrap().lines {
        assert!(line.source.contains("secondary source"), "{}", line.source);
        assert!(
            line.source.ends_with("half-up to 0.01: the profile's, no rule was found"),
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
    fn more_pay_is_never_less_tax_or_contribution(person in any_person(), pay in 0i64..30_000_000, more in 0i64..2_000_000) {
        let on = |pay| {
            let payment = Payment::new(day("2026-11-30"), PayFrequency::Monthly, minor(pay));
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
        prop_assert!((twelve - tax.annual.amount()).abs() <= dec!(13) * dec!(0.01));
    }
}
