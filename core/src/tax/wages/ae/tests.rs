//! What the rules must hold.

use super::*;
use crate::{
    calendar::{PayFrequency, parse_date},
    error::Code,
    law::RulePack,
    money::{Mode, Money, currency::AED, currency::EUR, number::Exact},
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
    Money::new(amount, AED).unwrap()
}

fn minor(amount: i64) -> Money {
    Money::minor(amount, AED)
}

fn monthly(pay_day: &str, pay: Decimal) -> Payment {
    Payment::new(day(pay_day), PayFrequency::Monthly, money(pay))
}

fn amounts(assessment: &Assessment) -> Vec<Decimal> {
    assessment.lines.iter().map(|line| line.amount.amount()).collect()
}

use super::gpssa::Case;

fn person() -> Profile {
    Profile::new(Sector::Private, day("2023-10-31"), Mode::HalfUp)
}

fn any_person() -> impl Strategy<Value = Profile> {
    let sector = prop::sample::select(vec![Sector::Private, Sector::Government]);
    let joined = prop::sample::select(vec!["2010-01-01", "2023-10-30", "2023-10-31", "2026-11-30"]);
    (sector, joined, any_mode())
        .prop_map(|(sector, joined, rounding)| Profile::new(sector, day(joined), rounding))
}

#[test]
fn the_state_bears_a_part_in_the_private_sector() {
    let shares = |sector, joined: &str, salary| {
        let due =
            due(&Profile { sector, joined: day(joined), ..person() }, &monthly("2026-11-30", salary), &MONTH)
                .unwrap();
        [due.base, due.employee, due.employer, due.state].map(Money::amount)
    };
    let (old, new) = ("2023-10-30", "2023-10-31");
    for (sector, joined, salary, wanted) in [
        (Sector::Private, new, dec!(19999.99), [dec!(19999.99), dec!(2200.00), dec!(2500.00), dec!(500.00)]),
        (Sector::Private, new, dec!(20000), [dec!(20000), dec!(2200), dec!(3000), dec!(0)]),
        (Sector::Private, new, dec!(80000), [dec!(70000), dec!(7700), dec!(10500), dec!(0)]),
        (Sector::Private, old, dec!(80000), [dec!(50000), dec!(2500), dec!(6250), dec!(1250)]),
        (Sector::Government, old, dec!(400000), [dec!(300000), dec!(15000), dec!(45000), dec!(0)]),
        (Sector::Government, new, dec!(400000), [dec!(100000), dec!(11000), dec!(15000), dec!(0)]),
    ] {
        assert_eq!(shares(sector, joined, salary), wanted, "{sector:?} {joined} {salary}");
    }
    let (assessed, trace) = assess_traced(&person(), &monthly("2026-11-30", dec!(20000)), &LAW).unwrap();
    assert_eq!(assessed.lines[1].rate, Some(dec!(0.15)));
    assert!(trace.find("ae.gpssa.state").is_none());
    let (assessed, trace) = assess_traced(&person(), &monthly("2026-11-30", dec!(15000)), &LAW).unwrap();
    assert_eq!(assessed.lines[1].rate, Some(dec!(0.125)));
    let cited = trace.find("ae.gpssa.employer").unwrap().rests_on[0].key.clone();
    assert_eq!(cited, "gpssa.new.private.employer_beside_state");
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    let old = Profile { joined: day("2023-10-30"), ..person() };
    let error = assess(&old, &monthly("2026-11-30", dec!(999.99)), &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::LawUnsupported, "contributory"));
    let late = Profile { joined: day("2026-12-01"), ..person() };
    let error = assess(&late, &monthly("2026-11-30", dec!(5000)), &LAW).unwrap_err();
    assert_eq!((error.code(), error.field(), error.value()), (Code::InputInvalid, "pay_day", "2026-11-30"));
}

fn ending(years: u32, months: u32, unpaid_days: u32) -> EndOfService {
    EndOfService {
        basic: money(dec!(10000)),
        years,
        months,
        unpaid_days,
        day_basis: DayBasis::BasicOver30,
        ended: day("2026-11-30"),
        rounding: Mode::HalfUp,
    }
}

#[test]
fn a_gratuity_needs_a_year_and_has_a_most() {
    let due = |end: &EndOfService| {
        let due = gratuity(end, &LAW).unwrap();
        (due.gratuity.amount(), due.capped)
    };
    assert_eq!(due(&ending(1, 0, 0)), (dec!(7000), false));
    assert_eq!(due(&ending(1, 0, 1)), (dec!(0), false));
    // Two years' wages are earned in 25 and a half: not cut yet.
    assert_eq!(due(&ending(25, 6, 0)), (dec!(240000), false));
    assert_eq!(due(&ending(25, 7, 0)), (dec!(240000), true));
    let (cut, trace) = gratuity_traced(&ending(27, 0, 0), &LAW).unwrap();
    assert_eq!(cut, gratuity(&ending(27, 0, 0), &LAW).unwrap());
    assert_eq!(trace.find("ae.gratuity.earned").unwrap().value, dec!(255000));
    assert!(cut.source.contains("art. 51"), "{}", cut.source);
}

#[test]
fn what_is_wrong_with_an_end_of_service_is_named() {
    let refused = |end: EndOfService| {
        let error = gratuity(&end, &LAW).unwrap_err();
        (error.code(), error.field().to_owned())
    };
    let told = |code, field: &str| (code, field.to_owned());
    let end = ending(3, 0, 0);
    assert_eq!(refused(ending(3, 12, 0)), told(Code::InputInvalid, "months"));
    assert_eq!(refused(ending(1, 0, 366)), told(Code::InputInvalid, "unpaid_days"));
    assert_eq!(refused(ending(u32::MAX, 0, 0)), told(Code::NumberOutOfRange, "years"));
    assert_eq!(refused(EndOfService { basic: minor(-1), ..end }), told(Code::NumberNegative, "basic"));
    let huge = money(dec!(700000000000000000000000000));
    assert_eq!(refused(EndOfService { basic: huge, ..end }), told(Code::NumberOutOfRange, "basic"));
    let early = EndOfService { ended: day("2022-02-01"), ..end };
    assert_eq!(refused(early).0, Code::LawNoneInForce);
    let text = serde_json::to_string(&end).unwrap();
    assert!(text.contains(r#""day_basis":"basic/30""#), "{text}");
    assert_eq!(serde_json::from_str::<EndOfService>(&text).unwrap(), end);
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
    let wages::Profile::Ae(carried) = &first.carried else { panic!() };
    assert_eq!(refused(carried, &now), told(Code::LawUnsupported, "pay_day", "2026-11-30"));
    let later = Profile { through: Some(next), ..carried.clone() };
    assert_eq!(refused(&later, &now), told(Code::InputInvalid, "pay_day", "2026-11-30"));
    let earlier = Profile { through: Some(day("2026-10-31")), ..carried.clone() };
    assert_eq!(amounts(&assess_with(&earlier, &now, &MONTH).unwrap()), amounts(&first));

    for unknown in ["2023-10-31", "2020-01-31"] {
        let error = assess(&person, &monthly(unknown, dec!(3000)), &LAW).unwrap_err();
        assert_eq!((error.code(), error.value()), (Code::LawNoneInForce, unknown));
    }
    let error = Month::on(&RulePack::embedded("uk.wages").unwrap(), day("2026-11-30")).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, "uk.wages"));
    let british = Prepared::on(&RulePack::embedded("uk.wages").unwrap(), day("2026-11-30")).unwrap();
    let error = british.assess(&wages::Profile::Ae(person.clone()), &now).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, PACK));
    let prepared = Prepared::on(&LAW, day("2026-11-30")).unwrap();
    assert_eq!(prepared.assess(&wages::Profile::Ae(person), &now).unwrap(), first);
}

#[test]
fn documents_travel_as_json() {
    let person = wages::Profile::Ae(person());
    let text = r#"{"jurisdiction":"ae","sector":"private","joined":"2023-10-31","rounding":"half_up"}"#;
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
            for (less, more) in less.iter().zip(&more).take(1) {
                prop_assert!(less <= more);
            }
        }
    }
}
