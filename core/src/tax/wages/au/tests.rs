//! What the rules must hold.

use super::{rule::Case, *};
use crate::{
    calendar::{PayFrequency, parse_date},
    error::Code,
    law::RulePack,
    money::{Money, currency::AUD, currency::EUR, number::Exact},
    tax::wages::{self, Assessment, Payment, Prepared, statute::Statute},
    trace::Notes,
};
use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::LazyLock;

static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());
static SCHEDULE: LazyLock<Schedule> = LazyLock::new(|| Schedule::on(&LAW, day("2026-05-29")).unwrap());

const SCALES: [WithholdingScale; 7] = [
    WithholdingScale::NoTaxFreeThreshold,
    WithholdingScale::TaxFreeThreshold,
    WithholdingScale::ForeignResident,
    WithholdingScale::NoTfnResident,
    WithholdingScale::NoTfnForeignResident,
    WithholdingScale::FullMedicareExemption,
    WithholdingScale::HalfMedicareExemption,
];
const FREQUENCIES: [PayFrequency; 4] =
    [PayFrequency::Weekly, PayFrequency::Fortnightly, PayFrequency::Monthly, PayFrequency::Quarterly];

fn day(text: &str) -> NaiveDate {
    parse_date("day", text).unwrap()
}

fn money(amount: Decimal) -> Money {
    Money::new(amount, AUD).unwrap()
}

fn paid(frequency: PayFrequency, pay: Decimal) -> Payment {
    Payment::new(day("2026-05-29"), frequency, money(pay))
}

fn withheld(scale: WithholdingScale, frequency: PayFrequency, pay: Decimal) -> Decimal {
    due(&Profile::new(scale), &paid(frequency, pay), &SCHEDULE).unwrap().amount()
}

#[test]
fn overflow_names_the_field() {
    let huge = paid(PayFrequency::Weekly, dec!(700000000000000000000000000.01));
    let error = assess(&Profile::new(WithholdingScale::TaxFreeThreshold), &huge, &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "taxable"));
    assert!(error.message().contains("Weekly"), "{error}");
}

#[test]
fn a_month_that_ends_in_33_cents_gets_one_more() {
    let scale = WithholdingScale::TaxFreeThreshold;
    let x = |pay| {
        let (_, trace) =
            assess_traced(&Profile::new(scale), &paid(PayFrequency::Monthly, pay), &LAW).unwrap();
        trace.find("au.payg.x").unwrap().value
    };
    // 1,000 a week is 4,333.33 a month: without the cent it would be 999.99 a week.
    assert_eq!(x(dec!(4333.33)), dec!(1000.99));
    assert_eq!(x(dec!(4333.32)), dec!(999.99));
    assert_eq!(x(dec!(4333.34)), dec!(1000.99));
}

#[test]
fn without_a_tax_file_number_the_rate_is_single_and_cents_are_cut_twice() {
    let fortnight = |scale| withheld(scale, PayFrequency::Fortnightly, dec!(1001.99));
    assert_eq!(fortnight(WithholdingScale::NoTfnResident), dec!(470));
    assert_eq!(fortnight(WithholdingScale::NoTfnForeignResident), dec!(450));
    let (assessed, trace) = assess_traced(
        &Profile::new(WithholdingScale::NoTfnResident),
        &paid(PayFrequency::Weekly, dec!(100)),
        &LAW,
    )
    .unwrap();
    assert_eq!(assessed.lines[0].rate, Some(dec!(0.47)));
    assert_eq!(trace.find("au.payg").unwrap().rests_on.len(), 1);
}

#[test]
fn a_fortnight_is_twice_the_rounded_week() {
    let scale = WithholdingScale::TaxFreeThreshold;
    let week = withheld(scale, PayFrequency::Weekly, dec!(1033));
    assert_eq!(withheld(scale, PayFrequency::Fortnightly, dec!(2067.50)), week * dec!(2));
    assert_eq!(withheld(scale, PayFrequency::Quarterly, dec!(13429)), week * dec!(13));
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    let person = Profile::new(WithholdingScale::TaxFreeThreshold);
    let week = paid(PayFrequency::Weekly, dec!(1000));
    let refused = |payment: &Payment| {
        let error = assess(&person, payment, &LAW).unwrap_err();
        (error.code(), error.field().to_owned())
    };
    for frequency in
        [PayFrequency::Daily, PayFrequency::FourWeekly, PayFrequency::SemiMonthly, PayFrequency::Annual]
    {
        let found = refused(&Payment { frequency, ..week.clone() });
        assert_eq!(found, (Code::LawUnsupported, "frequency".into()));
    }
    for unknown in ["2020-10-12", "2026-07-01"] {
        assert_eq!(refused(&Payment { pay_day: day(unknown), ..week.clone() }).0, Code::LawNoneInForce);
    }
    for known in ["2020-10-13", "2024-06-30", "2024-07-01", "2026-06-30"] {
        assert!(assess(&person, &Payment { pay_day: day(known), ..week.clone() }, &LAW).is_ok());
    }
    let negative = Payment { taxable: Money::minor(-1, AUD), ..week.clone() };
    assert_eq!(refused(&negative), (Code::NumberNegative, "taxable".into()));
    let euros = Payment { taxable: Money::zero(EUR), ..week.clone() };
    assert_eq!(refused(&euros), (Code::MoneyMixedCurrencies, "taxable".into()));
    let bonus = Payment { non_periodic: Some(Money::minor(1, AUD)), ..week.clone() };
    assert_eq!(refused(&bonus), (Code::LawUnsupported, "non_periodic".into()));
    // A schedule that was read for one year is not applied in another.
    let earlier = Payment { pay_day: day("2024-06-30"), ..week };
    let error = assess_with(&person, &earlier, &SCHEDULE).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::LawNoneInForce, "pay_day"));
    let error = Schedule::on(&RulePack::embedded("uk.wages").unwrap(), day("2026-05-29")).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, "uk.wages"));
}

/// The schedule from 2026-07-01 rests on transcriptions: it is loaded by those whom that suffices, and says so.
#[test]
fn a_later_schedule_can_be_loaded() {
    let later = RulePack::parse(include_str!("../../../../law/au/wages-from-2026-07.toml")).unwrap();
    let person = Profile::new(WithholdingScale::TaxFreeThreshold);
    let payment = Payment { pay_day: day("2026-07-01"), ..paid(PayFrequency::Weekly, dec!(1000)) };
    let assessed = assess(&person, &payment, &later).unwrap();
    // 0.3227 × 1000.99 − 185.1935 = 137.83
    assert_eq!(assessed.lines[0].amount, money(dec!(138)));
    assert!(assessed.lines[0].source.ends_with("(secondary source)"));
    assert_eq!(assessed.revision, later.revision());
    assert!(assess(&person, &paid(PayFrequency::Weekly, dec!(1000)), &later).is_err());
}

#[test]
fn documents_travel_as_json() {
    let person = wages::Profile::Au(Profile::new(WithholdingScale::NoTfnForeignResident));
    let text = r#"{"jurisdiction":"au","scale":"no_tfn_foreign_resident"}"#;
    assert_eq!(serde_json::from_str::<wages::Profile>(text).unwrap(), person);
    let payment = paid(PayFrequency::Weekly, dec!(1000));
    let assessment = wages::assess(&person, &payment, &LAW).unwrap();
    let back: Assessment = serde_json::from_str(&serde_json::to_string(&assessment).unwrap()).unwrap();
    assert_eq!(back, assessment);
    assert_eq!(assessment.carried, person);
    let prepared = Prepared::on(&LAW, payment.pay_day).unwrap();
    assert_eq!(prepared.assess(&person, &payment).unwrap(), assessment);
    let strange = text.replace('}', r#","age":40}"#);
    assert!(serde_json::from_str::<wages::Profile>(&strange).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_fast_form_is_the_reference_or_lost(
        scale in prop::sample::select(&SCALES[..]),
        frequency in prop::sample::select(&FREQUENCIES[..]),
        pay in prop_oneof![0i64..2_000_000, 0i64..9_000_000_000_000, 0i64..i64::MAX],
    ) {
        let person = Profile::new(scale);
        let payment = Payment::new(day("2026-05-29"), frequency, Money::minor(pay, AUD));
        let case = Case::of(&person, &payment, &SCHEDULE.0).unwrap();
        if let Some(fast) = case.fast() {
            prop_assert_eq!(Ok(fast), case.reference(&mut Notes::<Exact>::default()));
        } else {
            prop_assert!(pay > 1_000_000_000);
        }
    }

    /// Rows of the schedule meet within a dollar and rise from there; a month's dollar is worth five.
    #[test]
    fn more_pay_is_never_less_withheld(
        scale in prop::sample::select(&SCALES[..]),
        frequency in prop::sample::select(&FREQUENCIES[..]),
        pay in 0i64..2_000_000, more in 0i64..200_000,
    ) {
        let on = |pay| withheld(scale, frequency, Decimal::new(pay, 2));
        let (less, more) = (on(pay), on(pay + more));
        prop_assert!(less <= more && less >= Decimal::ZERO && less <= Decimal::new(pay, 2) + Decimal::ONE);
    }
}
