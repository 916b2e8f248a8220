use super::*;
use crate::{
    calendar::{PayFrequency, parse_date},
    money::{
        Mode,
        currency::{EUR, USD},
        number::Exact,
    },
    tax::wages::{
        fr::{Month, assess, assess_traced, due},
        statute::Statute,
    },
    trace::Notes,
};
use proptest::prelude::*;
use std::sync::LazyLock;

static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());
static MONTH: LazyLock<Month> = LazyLock::new(|| Month::on(&LAW, day("2026-03-31")).unwrap());

fn day(text: &str) -> NaiveDate {
    parse_date("day", text).unwrap()
}

fn euros(amount: Decimal) -> Money {
    Money::new(amount, EUR).unwrap()
}

fn terms() -> Contributions {
    Contributions {
        executive: false,
        staff: Staff::Under11,
        accident_rate: dec!(0.0208),
        mobility_rate: dec!(0),
        health_employee: None,
        health_employer: None,
    }
}

fn person(contributions: Contributions) -> Profile {
    Profile { contributions: Some(contributions), ..Profile::new(Territory::Metropole, None, Mode::HalfUp) }
}

fn paid(gross: Money) -> Payment {
    Payment::new(day("2026-03-31"), PayFrequency::Monthly, gross)
}

/// What is due by a code, of the employee and of the employer; none where there is no such line.
fn both(terms: &Contributions, gross: Decimal, code: &str) -> [Option<Decimal>; 2] {
    let assessed = assess(&person(terms.clone()), &paid(euros(gross)), &LAW).unwrap();
    [Payer::Employee, Payer::Employer].map(|payer| {
        let mut lines = assessed.lines.iter().filter(|line| line.code == code && line.payer == payer);
        let line = lines.next().map(|line| line.amount.amount());
        assert!(lines.next().is_none());
        line
    })
}

#[test]
fn the_ceiling_parts_the_pay() {
    let terms = terms();
    let due = |gross, code| both(&terms, gross, code);
    // Up to the ceiling of 4,005 there is no second part, and no technical contribution.
    assert_eq!(due(dec!(4005), "fr.retraite_t1"), [Some(dec!(126.16)), Some(dec!(189.04))]);
    assert_eq!(due(dec!(4005), "fr.retraite_t2"), [None, None]);
    assert_eq!(due(dec!(4005), "fr.cet"), [None, None]);
    assert_eq!(due(dec!(4006), "fr.retraite_t2"), [Some(dec!(0.09)), Some(dec!(0.13))]);
    // 0.14 % and 0.21 % of all of 4,006.
    assert_eq!(due(dec!(4006), "fr.cet"), [Some(dec!(5.61)), Some(dec!(8.41))]);
    assert_eq!(due(dec!(10000), "fr.vieillesse_plafonnee"), [Some(dec!(276.35)), Some(dec!(342.43))]);
    assert_eq!(due(dec!(10000), "fr.vieillesse_deplafonnee"), [Some(dec!(40.00)), Some(dec!(211.00))]);
    // Four ceilings are 16,020, eight are 32,040.
    for gross in [dec!(16020), dec!(20000)] {
        assert_eq!(due(gross, "fr.chomage"), [None, Some(dec!(640.80))]);
    }
    for gross in [dec!(32040), dec!(50000)] {
        assert_eq!(due(gross, "fr.ceg_t2"), [Some(dec!(302.78)), Some(dec!(454.17))]);
    }
    // 98.25 % of 16,020 is 15,739.65; 3,980 are above.
    assert_eq!(due(dec!(20000), "fr.csg_deductible"), [Some(dec!(1340.94)), None]);
}

#[test]
fn staff_and_status_decide() {
    let gross = dec!(3000);
    let small = terms();
    let middle = Contributions { staff: Staff::From11, mobility_rate: dec!(0.0295), ..small.clone() };
    let large = Contributions { staff: Staff::From50, mobility_rate: dec!(0.0295), ..small.clone() };
    for (terms, expected) in [
        (&small, [Some(dec!(3.00)), Some(dec!(16.50)), None, None]),
        (&middle, [Some(dec!(3.00)), Some(dec!(30.00)), Some(dec!(88.50)), None]),
        (&large, [Some(dec!(15.00)), Some(dec!(30.00)), Some(dec!(88.50)), Some(dec!(13.50))]),
    ] {
        let found = ["fr.fnal", "fr.formation", "fr.versement_mobilite", "fr.peec"]
            .map(|code| both(terms, gross, code))
            .map(|[employee, employer]| employee.map_or(employer, |_| panic!()));
        assert_eq!(found, expected);
    }
    assert_eq!(both(&small, gross, "fr.apec"), [None, None]);
    assert_eq!(both(&small, gross, "fr.forfait_social"), [None, None]);
    let executive = Contributions { executive: true, health_employer: Some(euros(dec!(20))), ..middle };
    assert_eq!(both(&executive, gross, "fr.apec"), [Some(dec!(0.72)), Some(dec!(1.08))]);
    assert_eq!(both(&executive, gross, "fr.prevoyance_cadre"), [None, Some(dec!(45.00))]);
    // 8 % of 65; CSG on 98.25 % of the pay and on these 65.
    assert_eq!(both(&executive, gross, "fr.forfait_social"), [None, Some(dec!(5.20))]);
    assert_eq!(both(&executive, gross, "fr.crds"), [Some(dec!(15.06)), None]);
    assert_eq!(both(&executive, gross, "fr.sante"), [None, Some(dec!(20.00))]);
}

#[test]
fn every_line_has_its_step_and_its_source() {
    let all = Contributions {
        executive: true,
        staff: Staff::From50,
        mobility_rate: dec!(0.0295),
        health_employee: Some(euros(dec!(30))),
        health_employer: Some(euros(dec!(30))),
        ..terms()
    };
    let (person, payment) = (person(all), paid(euros(dec!(5000))));
    let (assessed, trace) = assess_traced(&person, &payment, &LAW).unwrap();
    assert_eq!(assessed, assess(&person, &payment, &LAW).unwrap());
    let mut amounts: Vec<Decimal> = assessed.lines.iter().skip(1).map(|line| line.amount.amount()).collect();
    let steps = Case::roots().into_iter().filter_map(|step| trace.find(step.id));
    let mut values: Vec<Decimal> = steps.map(|line| line.value).collect();
    amounts.sort_unstable();
    values.sort_unstable();
    assert_eq!(amounts, values);
    for line in &assessed.lines {
        let given = line.source.starts_with("given by the profile");
        assert!(given || line.source.contains("secondary source"), "{}", line.source);
    }
    let text = trace.to_string();
    assert!(text.contains("[cotisation.maladie.employer = 0.13: modele-social 11.1.0"), "{text}");
    assert!(text.contains("[pmss = 4005: modele-social 11.1.0"), "{text}");
}

#[test]
fn what_does_not_go_together_or_is_not_known_is_refused_by_name() {
    let refused = |person: Profile| {
        let error = assess(&person, &paid(euros(dec!(3000))), &LAW).unwrap_err();
        (error.code(), error.field().to_owned())
    };
    let of = |change: fn(&mut Contributions)| {
        let mut terms = terms();
        change(&mut terms);
        refused(person(terms))
    };
    let accident = (Code::InputInvalid, "contributions.accident_rate".to_owned());
    assert_eq!(of(|terms| terms.accident_rate = dec!(2.08)), accident);
    assert_eq!(of(|terms| terms.accident_rate = dec!(-0.01)), accident);
    assert_eq!(of(|terms| terms.accident_rate = dec!(0.0208001)), accident);
    assert_eq!(of(|terms| terms.mobility_rate = dec!(0.02)).1, "contributions.mobility_rate");
    let health = |money| move |terms: &mut Contributions| terms.health_employer = Some(money);
    let mut foreign = terms();
    health(Money::zero(USD))(&mut foreign);
    let expected = (Code::MoneyMixedCurrencies, "contributions.health_employer".to_owned());
    assert_eq!(refused(person(foreign)), expected);
    let mut negative = terms();
    health(euros(dec!(-1)))(&mut negative);
    assert_eq!(refused(person(negative)).0, Code::NumberNegative);
    let overseas = Profile { territory: Territory::GuyaneMayotte, ..person(terms()) };
    assert_eq!(refused(overseas), (Code::LawUnsupported, "territory".into()));
    let other = Profile { rgdu: Some(Headcount::From50), ..person(terms()) };
    assert_eq!(refused(other), (Code::InputInvalid, "rgdu".into()));
    let huge = Payment { taxable: euros(dec!(1)), ..paid(euros(dec!(700000000000000000000000000.01))) };
    let error = assess(&person(terms()), &huge, &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "contributory"));
}

fn any_terms() -> impl Strategy<Value = Contributions> {
    let health = || prop::option::of((0i64..20_000).prop_map(|cents| Money::minor(cents, EUR)));
    let staff = prop::sample::select(vec![Staff::Under11, Staff::From11, Staff::From50]);
    (any::<bool>(), staff, 0i64..2_000, 0i64..400, health(), health()).prop_map(
        |(executive, staff, accident, mobility, health_employee, health_employer)| Contributions {
            executive,
            staff,
            accident_rate: Decimal::new(accident, 4),
            mobility_rate: if staff == Staff::Under11 { Decimal::ZERO } else { Decimal::new(mobility, 4) },
            health_employee,
            health_employer,
        },
    )
}

proptest! {
    #[test]
    fn the_fast_form_is_the_reference_or_lost(
        terms in any_terms(),
        gross in prop_oneof![0i64..6_000_000, 0i64..i64::MAX],
        mode in prop::sample::select(vec![Mode::HalfEven, Mode::HalfUp, Mode::Down, Mode::Up]),
    ) {
        let person = Profile { rounding: mode, ..person(terms) };
        let payment = paid(Money::minor(gross, EUR));
        let case = rule::Case::of(&person, &payment, &MONTH.0).unwrap();
        if let Some(fast) = case.fast() {
            prop_assert_eq!(Ok(fast), case.reference(&mut Notes::<Exact>::default()));
        } else {
            prop_assert!(gross > 1_000_000_000);
        }
    }

    /// More pay is never less of a contribution; the sums are those of the lines.
    #[test]
    fn more_pay_is_never_less(terms in any_terms(), gross in 0i64..6_000_000, more in 0i64..100_000) {
        let of = |cents| due(&person(terms.clone()), &paid(Money::minor(cents, EUR)), &MONTH).unwrap();
        let (less, great) = (of(gross), of(gross + more));
        prop_assert!(less.employee.amount() <= great.employee.amount());
        prop_assert!(less.employer.amount() <= great.employer.amount());
        let assessed = assess(&person(terms), &paid(Money::minor(gross, EUR)), &LAW).unwrap();
        let sum = |payer| assessed.borne_by(payer, EUR).unwrap().amount();
        prop_assert_eq!(sum(Payer::Employer), less.employer.amount());
        prop_assert_eq!(sum(Payer::Employee), less.employee.amount() + less.pas.amount());
    }
}
