//! What the rules must hold.

use super::*;
use crate::{
    calendar::{PayFrequency, parse_date},
    error::Code,
    law::RulePack,
    money::{Mode, Money, currency::MAD, number::Exact},
    tax::wages::{
        self, Payer, Payment,
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
    Money::new(amount, MAD).unwrap()
}

fn minor(amount: i64) -> Money {
    Money::minor(amount, MAD)
}

fn monthly(pay_day: &str, pay: Decimal) -> Payment {
    Payment::new(day(pay_day), PayFrequency::Monthly, money(pay))
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

#[test]
fn a_profile_is_a_plain_document() {
    let text = r#"{"jurisdiction":"ma","dependants":2,"rounding":"half_up"}"#;
    assert_eq!(serde_json::from_str::<wages::Profile>(text).unwrap(), wages::Profile::Ma(person()));
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
        let tax = income_tax(&person, minor(year), &MONTH).unwrap();
        let twelve = tax.monthly.amount() * dec!(12);
        // Twelve months are each a twelfth, rounded by less than a unit.
        prop_assert!((twelve - tax.annual.amount()).abs() <= dec!(13) * dec!(0.01));
    }
}
