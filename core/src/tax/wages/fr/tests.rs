//! What the rules must hold.

use super::{coefficient::coefficient, rule::Case, *};
use crate::{
    calendar::{PayFrequency, parse_date},
    error::Code,
    law::RulePack,
    money::{Money, currency::EUR, number::Exact},
    tax::wages::{self, Payer, Payment, statute::Statute},
    trace::Notes,
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::sync::LazyLock;

static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());
static MONTH: LazyLock<Month> = LazyLock::new(|| Month::on(&LAW, day("2026-03-31")).unwrap());

fn day(text: &str) -> NaiveDate {
    parse_date("day", text).unwrap()
}

fn money(amount: Decimal) -> Money {
    Money::new(amount, EUR).unwrap()
}

fn paid(pay: Decimal) -> Payment {
    Payment::new(day("2026-03-31"), PayFrequency::Monthly, money(pay))
}

fn person() -> Profile {
    Profile::new(Territory::Metropole, Some(Headcount::Under50), Mode::HalfUp)
}

#[test]
fn overflow_names_the_field() {
    let huge = money(dec!(700000000000000000000000000.01));
    let tax = Payment { taxable: huge, ..paid(dec!(3000)) };
    let error = assess(&person(), &tax, &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "taxable"));
    // From three times the SMIC on nothing is due, whatever the pay.
    let gross = Payment { contributory: huge, ..paid(dec!(3000)) };
    assert_eq!(due(&person(), &gross, &MONTH).unwrap().rgdu, Money::zero(EUR));
}

#[test]
fn a_rate_holds_below_its_limit_and_not_at_it() {
    let pas = |territory, pay| {
        due(&Profile::new(territory, None, Mode::HalfUp), &paid(pay), &MONTH).unwrap().pas.amount()
    };
    assert_eq!(pas(Territory::Metropole, dec!(1634.99)), dec!(0));
    assert_eq!(pas(Territory::Metropole, dec!(1635)), dec!(8.18));
    assert_eq!(pas(Territory::GuadeloupeReunionMartinique, dec!(1874.99)), dec!(0));
    assert_eq!(pas(Territory::GuyaneMayotte, dec!(64341)), dec!(27666.63));
}

#[test]
fn the_reduction_ends_at_three_times_the_smic() {
    let law = |gross| coefficient(gross, dec!(12.02), dec!(0.0200), dec!(0.3781)).unwrap();
    assert_eq!(law(dec!(0)), dec!(0.3981));
    assert_eq!(law(dec!(1823.03)), dec!(0.3981));
    assert_eq!(law(dec!(5469.09)), dec!(0.0200));
    assert_eq!(law(dec!(5469.10)), dec!(0));
    assert_eq!(law(dec!(70000000)), dec!(0));
    // 455 × 12.31 is 5,601.05 exactly; three times a month's SMIC that was rounded up would be more.
    let june = |gross| coefficient(gross, dec!(12.31), dec!(0.0200), dec!(0.3781)).unwrap();
    assert_eq!([june(dec!(5601.04)), june(dec!(5601.05))], [dec!(0.0200), dec!(0)]);
}

/// ((3 SMIC ÷ gross − 1) ÷ 2) = 1/16, whose fourth root is 1/2: a tie is seen as one.
#[test]
fn a_tie_goes_up() {
    // 455 × 9 = 4095 = 1.125 × 3640: x = 1/16, x^1.75 = 1/128; 0.0064 ÷ 128 = 0.00005.
    assert_eq!(coefficient(dec!(3640), dec!(9), dec!(0.02), dec!(0.0064)), Some(dec!(0.0201)));
    assert_eq!(coefficient(dec!(3640), dec!(9), dec!(0.02), dec!(0.0063)), Some(dec!(0.0200)));
    assert_eq!(coefficient(dec!(3640.01), dec!(9), dec!(0.02), dec!(0.0064)), Some(dec!(0.0200)));
}

#[test]
fn without_a_right_to_it_there_is_no_reduction() {
    let none = Profile { rgdu: None, ..person() };
    let assessed = assess(&none, &paid(dec!(2000)), &LAW).unwrap();
    assert_eq!(assessed.lines.len(), 1);
    let assessed = assess(&person(), &paid(dec!(2000)), &LAW).unwrap();
    let due = due(&person(), &paid(dec!(2000)), &MONTH).unwrap();
    assert!(assessed.borne_by(Payer::Employer, EUR).unwrap().is_negative() && !due.rgdu.is_negative());
    for line in assessed.lines {
        assert!(line.source.contains("secondary source"), "{}", line.source);
        assert!(
            line.source.ends_with("half-up to 0.01: the profile's, no rule was found"),
            "{}",
            line.source
        );
    }
}

#[test]
fn a_profile_is_a_plain_document() {
    let text = r#"{"jurisdiction":"fr","territory":"metropole","rgdu":"under_50","rounding":"half_up"}"#;
    assert_eq!(serde_json::from_str::<wages::Profile>(text).unwrap(), wages::Profile::Fr(person()));
}

fn any_person() -> impl Strategy<Value = Profile> {
    let territories =
        vec![Territory::Metropole, Territory::GuadeloupeReunionMartinique, Territory::GuyaneMayotte];
    let headcounts = vec![None, Some(Headcount::Under50), Some(Headcount::From50)];
    let modes = vec![Mode::HalfEven, Mode::HalfUp, Mode::Down, Mode::Up];
    let all =
        (prop::sample::select(territories), prop::sample::select(headcounts), prop::sample::select(modes));
    all.prop_map(|(territory, rgdu, rounding)| Profile::new(territory, rgdu, rounding))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_fast_form_is_the_reference_or_lost(
        person in any_person(),
        taxable in prop_oneof![0i64..2_000_000, 0i64..i64::MAX],
        gross in prop_oneof![0i64..800_000, 0i64..i64::MAX],
    ) {
        let payment = Payment {
            contributory: Money::minor(gross, EUR),
            ..Payment::new(day("2026-03-31"), PayFrequency::Monthly, Money::minor(taxable, EUR))
        };
        let case = Case::of(&person, &payment, &MONTH.0).unwrap();
        if let Some(fast) = case.fast() {
            prop_assert_eq!(Ok(fast), case.reference(&mut Notes::<Exact>::default()));
        } else {
            prop_assert!(taxable > 1_000_000_000 || gross > 1_000_000_000);
        }
    }

    #[test]
    fn more_pay_is_never_less_tax_nor_a_higher_coefficient(pay in 0i64..7_000_000, more in 0i64..200_000) {
        let of = |cents| {
            let gross = Decimal::new(cents, 2);
            let tax = due(&person(), &paid(gross), &MONTH).unwrap().pas.amount();
            (tax, coefficient(gross, dec!(12.02), dec!(0.0200), dec!(0.3781)).unwrap())
        };
        let ((tax, coefficient), (more_tax, lower)) = (of(pay), of(pay + more));
        prop_assert!(tax <= more_tax && coefficient >= lower);
    }
}
