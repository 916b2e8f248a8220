//! What the rules must hold.

use super::*;
use crate::{
    calendar::{PayFrequency, parse_date},
    error::Code,
    law::RulePack,
    money::{Mode, Money, currency::AED, number::Exact},
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

#[test]
fn a_profile_is_a_plain_document() {
    let text = r#"{"jurisdiction":"ae","sector":"private","joined":"2023-10-31","rounding":"half_up"}"#;
    assert_eq!(serde_json::from_str::<wages::Profile>(text).unwrap(), wages::Profile::Ae(person()));
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
}
