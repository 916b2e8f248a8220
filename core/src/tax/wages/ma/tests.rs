//! What the rules must hold.

use super::*;
use crate::{
    calendar::{PayFrequency, parse_date},
    error::Code,
    law::RulePack,
    money::{Mode, Money, currency::EUR, currency::MAD, number::Exact},
    tax::wages::{self, Assessment, Payer, Payment, Prepared, statute::Statute},
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
    Money::new(amount, MAD).unwrap()
}

fn minor(amount: i64) -> Money {
    Money::minor(amount, MAD)
}

fn monthly(pay_day: &str, pay: Decimal) -> Payment {
    Payment::new(day(pay_day), PayFrequency::Monthly, money(pay))
}

fn amounts(assessment: &Assessment) -> Vec<Decimal> {
    assessment.lines.iter().map(|line| line.amount.amount()).collect()
}

use super::rule::Case;

fn person() -> Profile {
    Profile::new(2, Mode::HalfUp)
}

fn any_person() -> impl Strategy<Value = Profile> {
    (0u32..9, any_mode()).prop_map(|(dependants, rounding)| Profile::new(dependants, rounding))
}

#[test]
fn overflow_names_the_field() {
    let huge = money(dec!(700000000000000000000000000.01));
    let ordinary = monthly("2026-11-30", dec!(3000));
    let error = assess(&person(), &Payment { contributory: huge, ..ordinary.clone() }, &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "contributory"));
    assert!(error.message().contains("AMO"), "{error}");
    let error = assess(&person(), &Payment { taxable: huge, ..ordinary }, &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "taxable"));
    let error = income_tax(&person(), huge, &MONTH).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "net_taxable"));
}

#[test]
fn dependants_reduce_the_tax_at_most_six_and_never_below_nothing() {
    let tax =
        |dependants, net| income_tax(&Profile::new(dependants, Mode::HalfUp), money(net), &MONTH).unwrap();
    assert_eq!(tax(0, dec!(8000)).monthly, money(dec!(900)));
    assert_eq!(tax(3, dec!(8000)).monthly, money(dec!(775)));
    assert_eq!(tax(6, dec!(8000)), tax(60, dec!(8000)));
    assert_eq!(tax(6, dec!(3500)).monthly, money(dec!(0)));
    let before = Month::on(&LAW, day("2024-12-31")).unwrap();
    let reduction =
        income_tax(&Profile::new(4, Mode::HalfUp), money(dec!(8000)), &before).unwrap().annual_reduction;
    assert_eq!(reduction, money(dec!(1440)));
}

#[test]
fn professional_expenses_fall_at_78_000_a_year() {
    let single = Profile::new(0, Mode::HalfUp);
    let net = |pay| {
        let payment = monthly("2026-11-30", pay);
        let Due { ir, cnss, amo, .. } = due(&single, &payment, &MONTH).unwrap();
        pay - ir.amount() - cnss.amount() - amo.amount()
    };
    assert_eq!(net(dec!(6500)) - net(dec!(6500.01)), dec!(64.99));
    assert!(net(dec!(6499.99)) <= net(dec!(6500)) && net(dec!(6500.01)) <= net(dec!(6500.02)));
}

#[test]
fn a_bonus_is_refused() {
    let payment = Payment { non_periodic: Some(money(dec!(1))), ..monthly("2026-11-30", dec!(3000)) };
    let error = assess(&person(), &payment, &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::LawUnsupported, "non_periodic"));
}

#[test]
fn lines_say_at_which_rate() {
    let assessed = assess(&person(), &monthly("2026-11-30", dec!(8000)), &LAW).unwrap();
    let rates: Vec<_> = assessed.lines.iter().map(|line| (line.base.amount(), line.rate)).collect();
    assert_eq!(
        rates,
        [
            (dec!(8000), None),
            (dec!(6000), Some(dec!(0.0448))),
            (dec!(8000), Some(dec!(0.0226))),
            (dec!(6000), Some(dec!(0.0898))),
            (dec!(8000), Some(dec!(0.064))),
            (dec!(8000), Some(dec!(0.0411))),
            (dec!(8000), Some(dec!(0.016))),
        ]
    );
    let due = due(&person(), &monthly("2026-11-30", dec!(8000)), &MONTH).unwrap();
    assert_eq!(Ok(due.employer), assessed.borne_by(Payer::Employer, MAD));
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
    let wages::Profile::Ma(carried) = &first.carried else { panic!() };
    assert_eq!(refused(carried, &now), told(Code::LawUnsupported, "pay_day", "2026-11-30"));
    let later = Profile { through: Some(next), ..carried.clone() };
    assert_eq!(refused(&later, &now), told(Code::InputInvalid, "pay_day", "2026-11-30"));
    let earlier = Profile { through: Some(day("2026-10-31")), ..carried.clone() };
    assert_eq!(amounts(&assess_with(&earlier, &now, &MONTH).unwrap()), amounts(&first));

    for unknown in ["2023-12-31", "2019-01-31"] {
        let error = assess(&person, &monthly(unknown, dec!(3000)), &LAW).unwrap_err();
        assert_eq!((error.code(), error.value()), (Code::LawNoneInForce, unknown));
    }
    let error = Month::on(&RulePack::embedded("uk.wages").unwrap(), day("2026-11-30")).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, "uk.wages"));
    let british = Prepared::on(&RulePack::embedded("uk.wages").unwrap(), day("2026-11-30")).unwrap();
    let error = british.assess(&wages::Profile::Ma(person.clone()), &now).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, PACK));
    let prepared = Prepared::on(&LAW, day("2026-11-30")).unwrap();
    assert_eq!(prepared.assess(&wages::Profile::Ma(person), &now).unwrap(), first);
}

#[test]
fn documents_travel_as_json() {
    let person = wages::Profile::Ma(person());
    let text = r#"{"jurisdiction":"ma","dependants":2,"rounding":"half_up"}"#;
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
        let tax = income_tax(&person, minor(year), &MONTH).unwrap();
        let twelve = tax.monthly.amount() * dec!(12);
        // Twelve months are each a twelfth, rounded by less than a unit.
        prop_assert!((twelve - tax.annual.amount()).abs() <= dec!(13) * dec!(0.01));
    }
}
