use super::*;
use crate::{
    calendar::parse_date,
    tax::wages::de::{Employment, PACK, WageTax, assess, assess_traced, contributions, due},
};
use proptest::prelude::*;
use std::sync::LazyLock;

static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());

fn day(text: &str) -> NaiveDate {
    parse_date("day", text).unwrap()
}

fn euros(amount: Decimal) -> Money {
    Money::new(amount, EUR).unwrap()
}

/// In the statutory health insurance, not opted out of pension insurance, with a small employer who bears the tax.
fn anna() -> Profile {
    let terms =
        Marginal { flat_tax: FlatTax::ByEmployer, sick_pay_levy: true, rounding: BorneRounding::WholeRate };
    let insurance = Insurance {
        unemployment: false,
        employment: Employment::Marginal,
        marginal: Some(terms),
        ..Insurance::statutory(dec!(2.90))
    };
    Profile::new(WageTax::new(1), insurance)
}

fn but(change: fn(&mut Insurance)) -> Profile {
    let mut person = anna();
    change(&mut person.insurance);
    person
}

fn with(change: fn(&mut Marginal)) -> Profile {
    let mut person = anna();
    person.insurance.marginal.iter_mut().for_each(change);
    person
}

fn month(pay_day: &str, pay: Decimal) -> Payment {
    Payment::new(day(pay_day), PayFrequency::Monthly, euros(pay))
}

/// The lines as code, who pays (+ on top) and amount.
fn lines(person: &Profile, payment: &Payment) -> Vec<String> {
    let assessed = assess(person, payment, &LAW).unwrap();
    let of = |line: &Line| {
        let payer = if line.payer == Payer::Employer { "+" } else { "-" };
        format!("{}{payer}{}", line.code.trim_start_matches("de."), line.amount.amount())
    };
    assessed.lines.iter().map(of).collect()
}

/// 550 euros, opted out of pension insurance: 13 %, 15 %, 2 %, the levies of each year.
#[test]
fn the_employers_flat_rates() {
    let free = but(|i| i.pension = false);
    let common = ["minijob.kv+71.50", "minijob.rv+82.50", "minijob.pauschsteuer+11.00"];
    for (pay_day, sick_pay) in [("2025-04-30", "minijob.u1+6.05"), ("2026-04-30", "minijob.u1+4.40")] {
        let levies = [sick_pay, "minijob.u2+1.21", "insolvenzgeldumlage+0.83"];
        assert_eq!(lines(&free, &month(pay_day, dec!(550))), [&common[..], &levies].concat());
    }
    // No U1 for a greater employer, no flat rate for somebody privately insured, no insolvency levy for a public employer.
    let mut other = with(|terms| terms.sick_pay_levy = false);
    other.insurance.pension = false;
    other.insolvency_levy = false;
    let none = Money::zero(EUR);
    other.insurance.health = Health::Private { premium: none, subsidy: none };
    let left = ["minijob.rv+82.50", "minijob.pauschsteuer+11.00", "minijob.u2+1.21"];
    assert_eq!(lines(&other, &month("2026-04-30", dec!(550))), left);
}

/// What is left of 18.6 %, at least of 175 euros: figures that guides to this employment print, and the minimum's edges.
#[test]
fn the_employees_pension_contribution() {
    for (pay, employee, employer) in [
        (dec!(538), dec!(19.37), dec!(80.70)),
        (dec!(300), dec!(10.80), dec!(45.00)),
        (dec!(175.01), dec!(6.30), dec!(26.25)),
        (dec!(175), dec!(6.30), dec!(26.25)),
        (dec!(174.99), dec!(6.30), dec!(26.25)),
        (dec!(125), dec!(13.80), dec!(18.75)),
        (dec!(100), dec!(17.55), dec!(15.00)),
        (dec!(0.01), dec!(32.55), dec!(0.00)),
        (dec!(0), dec!(0), dec!(0)),
    ] {
        let payment = month("2026-04-30", pay);
        let lines = lines(&anna(), &payment);
        let of = |payer: &str, amount: Decimal| format!("minijob.rv{payer}{amount:.2}");
        assert!(lines.contains(&of("-", employee)) && lines.contains(&of("+", employer)), "{pay}: {lines:?}");
    }
}

#[test]
fn rounding_and_the_bearer_of_the_tax() {
    // 15 % of 100.10 is 15.015; half of it is 7.5075.
    let payment = month("2026-04-30", dec!(100.10));
    let free = |rounding| {
        let mut person = but(|i| i.pension = false);
        person.insurance.marginal.iter_mut().for_each(|terms| terms.rounding = rounding);
        lines(&person, &payment)
    };
    let whole = free(BorneRounding::WholeRate);
    assert!(
        whole.contains(&"minijob.rv+15.02".into()) && whole.contains(&"minijob.kv+13.01".into()),
        "{whole:?}"
    );
    let halved = free(BorneRounding::HalfRate);
    assert!(
        halved.contains(&"minijob.rv+15.02".into()) && halved.contains(&"minijob.kv+13.02".into()),
        "{halved:?}"
    );

    let bearing = with(|terms| terms.flat_tax = FlatTax::ByEmployee);
    let payment = month("2026-04-30", dec!(603));
    assert!(lines(&bearing, &payment).contains(&"minijob.pauschsteuer-12.06".into()));
    let year = Year::on(&LAW, payment.pay_day).unwrap();
    for person in [anna(), bearing] {
        let bare = due(&person, &payment, &year).unwrap();
        let assessed = assess(&person, &payment, &LAW).unwrap();
        let total = |payer| {
            assessed
                .lines
                .iter()
                .filter(|line| line.payer == payer)
                .map(|line| line.amount.amount())
                .sum::<Decimal>()
        };
        let sum = |amounts: &[Money]| amounts.iter().map(|amount| amount.amount()).sum::<Decimal>();
        assert_eq!(sum(&[bare.wage_tax, bare.employee]), total(Payer::Employee));
        assert_eq!(sum(&[bare.employer, bare.insolvency_levy]), total(Payer::Employer));
    }
}

#[test]
fn every_figure_is_explained() {
    let (assessed, trace) = assess_traced(&anna(), &month("2026-04-30", dec!(100)), &LAW).unwrap();
    assert_eq!(assessed, assess(&anna(), &month("2026-04-30", dec!(100)), &LAW).unwrap());
    let text = trace.to_string();
    for cited in [
        "[sv.minijob.kv = 0.13: Fünftes Buch Sozialgesetzbuch (SGB V), § 249b",
        "[sv.minijob.rv = 0.15: Sechstes Buch Sozialgesetzbuch (SGB VI), § 168(1) no. 1b, § 172(3)",
        "[sv.minijob.minimum = 175: Sechstes Buch Sozialgesetzbuch (SGB VI), § 163(8)",
        "[sv.minijob.tax = 0.02: Einkommensteuergesetz (EStG), § 40a(2)",
        "[sv.minijob.u1 = 0.008: Levies U1 and U2",
    ] {
        assert!(text.contains(cited), "{cited} in {text}");
    }
}

#[test]
fn a_month_is_carried_to_the_next() {
    let april = assess(&anna(), &month("2026-04-30", dec!(100)), &LAW).unwrap();
    let wages::Profile::De(carried) = april.carried else { panic!() };
    assert_eq!(carried.to_date.map(|to_date| to_date.through), Some(day("2026-04-30")));
    let error = |payment: &Payment| assess(&carried, payment, &LAW).unwrap_err();
    let again = error(&month("2026-04-30", dec!(100)));
    assert_eq!((again.code(), again.field()), (Code::LawUnsupported, "pay_day"));
    let earlier = error(&month("2026-03-31", dec!(100)));
    assert_eq!((earlier.code(), earlier.field()), (Code::InputInvalid, "pay_day"));
    assert!(assess(&carried, &month("2026-05-29", dec!(100)), &LAW).is_ok());
}

#[test]
fn what_does_not_go_together_or_is_not_known_is_refused_by_name() {
    let fit = month("2026-04-30", dec!(500));
    let part = euros(dec!(50));
    let cases: &[(Profile, Payment, Code, &str)] = &[
        (but(|i| i.marginal = None), fit.clone(), Code::InputMissing, "insurance.marginal"),
        (but(|i| i.unemployment = true), fit.clone(), Code::InputInvalid, "insurance.unemployment"),
        (but(|i| i.employment = Employment::Regular), fit.clone(), Code::InputInvalid, "insurance.marginal"),
        (but(|i| i.sv_days = Some(31)), fit.clone(), Code::InputInvalid, "insurance.sv_days"),
        (
            but(|i| i.sv_days = Some(15)),
            month("2026-04-30", dec!(174.99)),
            Code::LawUnsupported,
            "insurance.sv_days",
        ),
        (Profile { pension: true, ..anna() }, fit.clone(), Code::LawUnsupported, "pension"),
        (anna(), month("2026-04-30", dec!(603.01)), Code::LawUnsupported, "contributory"),
        (anna(), month("2025-04-30", dec!(556.01)), Code::LawUnsupported, "contributory"),
        (
            anna(),
            Payment { frequency: PayFrequency::Weekly, ..fit.clone() },
            Code::LawUnsupported,
            "frequency",
        ),
        (anna(), Payment { non_periodic: Some(part), ..fit.clone() }, Code::LawUnsupported, "non_periodic"),
        (anna(), Payment { taxable: part, ..fit.clone() }, Code::LawUnsupported, "taxable"),
        (anna(), month("2024-12-31", dec!(500)), Code::LawNoneInForce, "pap.method"),
    ];
    for (person, payment, code, field) in cases {
        let error = assess(person, payment, &LAW).unwrap_err();
        assert_eq!((error.code(), error.field()), (*code, *field), "{error}");
    }
    // A part month that reaches the minimum base is like a whole one.
    assert!(assess(&but(|i| i.sv_days = Some(15)), &month("2026-04-30", dec!(175)), &LAW).is_ok());
    let year = Year::on(&LAW, fit.pay_day).unwrap();
    let error = contributions(&anna().insurance, fit.contributory, PayFrequency::Monthly, &year).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::LawUnsupported, "insurance.employment"));
    let negative = Payment { contributory: euros(dec!(-1)), taxable: euros(dec!(-1)), ..fit };
    assert_eq!(assess(&anna(), &negative, &LAW).unwrap_err().code(), Code::NumberNegative);
}

proptest! {
    /// The fast form is the reference; pension contributions are whole, below the minimum base exactly those on it.
    #[test]
    fn fast_is_exact_and_the_whole_is_shared(
        cents in 0_i64..=60_300,
        (pension, small, halved, by_employee) in any::<(bool, bool, bool, bool)>(),
    ) {
        let mut person = but(|_| ());
        person.insurance.pension = pension;
        person.insurance.marginal = Some(Marginal {
            flat_tax: if by_employee { FlatTax::ByEmployee } else { FlatTax::ByEmployer },
            sick_pay_levy: small,
            rounding: if halved { BorneRounding::HalfRate } else { BorneRounding::WholeRate },
        });
        let payment = Payment::new(day("2026-04-30"), PayFrequency::Monthly, Money::minor(cents, EUR));
        let year = Year::on(&LAW, payment.pay_day).unwrap();
        let none = Money::zero(EUR);
        let to_date =
            ToDate { through: payment.pay_day, other_pay: none, sv_days: 0, health_base: none, pension_base: none };
        let [fast, exact] = both(&person, &payment, &year, to_date).unwrap();
        prop_assert_eq!(&fast, &exact);
        if let [_, Some(employer), Some(employee), ..] = exact[..] {
            let pay = payment.contributory.amount();
            if pay.is_zero() {
                prop_assert!(employer.is_zero() && employee.is_zero());
            } else {
                let whole = pay.max(dec!(175)) * dec!(0.186);
                prop_assert!((employer + employee - whole).abs() <= dec!(0.01));
                prop_assert!(pay >= dec!(175) || employer + employee == dec!(32.55));
            }
        }
    }
}
