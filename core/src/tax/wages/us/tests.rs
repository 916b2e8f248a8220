//! What the rules must hold.

use super::*;
use crate::{
    calendar::{date, parse_date},
    error::Code,
    law::RulePack,
    money::{
        Mode, Rounding,
        currency::{EUR, USD},
    },
    tax::wages::{self, Assessment, Payer, Payment},
};
use proptest::prelude::*;
use std::sync::LazyLock;

static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());
static YEAR: LazyLock<Year> = LazyLock::new(|| Year::on(&LAW, day("2026-01-01")).unwrap());

const FREQUENCIES: [PayFrequency; 8] = [
    PayFrequency::Daily,
    PayFrequency::Weekly,
    PayFrequency::Fortnightly,
    PayFrequency::SemiMonthly,
    PayFrequency::Monthly,
    PayFrequency::Quarterly,
    PayFrequency::SemiAnnual,
    PayFrequency::Annual,
];

fn day(text: &str) -> NaiveDate {
    parse_date("day", text).unwrap()
}

fn dollars(amount: Decimal) -> Money {
    Money::new(amount, USD).unwrap()
}

fn cents(amount: i64) -> Money {
    Money::minor(amount, USD)
}

fn form(status: FilingStatus) -> W4From2020 {
    W4From2020::new(status)
}

fn single() -> Profile {
    Profile::new(W4::From2020(form(FilingStatus::SingleOrMarriedSeparately)), RoundingProfile::Once)
}

fn old(marital_status: MaritalStatus, allowances: u32) -> Profile {
    let w4 = W4Until2019 { marital_status, allowances, line6_additional: None };
    Profile::new(W4::Until2019(w4), RoundingProfile::Once)
}

fn biweekly(pay_day: &str, pay: Decimal) -> Payment {
    Payment::new(day(pay_day), PayFrequency::Fortnightly, dollars(pay))
}

fn bonus(pay_day: &str, regular: Decimal, bonus: Decimal) -> Payment {
    Payment { non_periodic: Some(dollars(bonus)), ..biweekly(pay_day, regular + bonus) }
}

fn line(assessment: &Assessment, code: &str, payer: Payer) -> Option<Decimal> {
    let found = assessment.lines.iter().find(|line| line.code == code && line.payer == payer);
    found.map(|line| line.amount.amount())
}

fn withheld(assessment: &Assessment, code: &str) -> Option<Decimal> {
    line(assessment, code, Payer::Employee)
}

fn carried(assessment: &Assessment) -> Profile {
    let wages::Profile::Us(person) = &assessment.carried else { panic!() };
    person.clone()
}

fn refused(person: &Profile, payment: &Payment) -> (Code, String, String) {
    let error = assess(person, payment, &LAW).unwrap_err();
    (error.code(), error.field().to_owned(), error.value().to_owned())
}

/// The brackets of the law: Rev. Proc. 2025-32, 4.01 and 4.14; Rev. Proc. 2024-40, 2.01 and 2.15. For each year and filing
/// status the standard deduction, what line 1g says, and where the brackets above 10 % begin.
const BRACKETS: [(&str, FilingStatus, i64, i64, [i64; 6]); 6] = [
    (
        "2026-01-01",
        FilingStatus::MarriedFilingJointly,
        32_200,
        12_900,
        [24_800, 100_800, 211_400, 403_550, 512_450, 768_700],
    ),
    (
        "2026-01-01",
        FilingStatus::SingleOrMarriedSeparately,
        16_100,
        8_600,
        [12_400, 50_400, 105_700, 201_775, 256_225, 640_600],
    ),
    (
        "2026-01-01",
        FilingStatus::HeadOfHousehold,
        24_150,
        8_600,
        [17_700, 67_450, 105_700, 201_750, 256_200, 640_600],
    ),
    (
        "2025-12-31",
        FilingStatus::MarriedFilingJointly,
        30_000,
        12_900,
        [23_850, 96_950, 206_700, 394_600, 501_050, 751_600],
    ),
    (
        "2025-12-31",
        FilingStatus::SingleOrMarriedSeparately,
        15_000,
        8_600,
        [11_925, 48_475, 103_350, 197_300, 250_525, 626_350],
    ),
    (
        "2025-12-31",
        FilingStatus::HeadOfHousehold,
        22_500,
        8_600,
        [17_000, 64_850, 103_350, 197_300, 250_500, 626_350],
    ),
];
const RATES: [Decimal; 7] =
    [dec!(0.10), dec!(0.12), dec!(0.22), dec!(0.24), dec!(0.32), dec!(0.35), dec!(0.37)];

#[test]
fn the_schedules_follow_from_the_brackets_of_the_law() {
    let half =
        |amount: Decimal, places| Rounding::of(1, places, Mode::HalfUp).apply(amount / dec!(2)).unwrap();
    for (on, status, deduction, line_1g, tops) in BRACKETS {
        let scale = |name: &str| LAW.scale(&format!("fit.{name}.{}", status.key()), day(on)).unwrap().bands;
        let rows = |name| -> Vec<_> {
            scale(name).iter().map(|row| (row.above, row.base.unwrap(), row.rate)).collect()
        };
        let (deduction, line_1g) = (Decimal::from(deduction), Decimal::from(line_1g));
        let (mut standard, mut checkbox) =
            (vec![(dec!(0), dec!(0), dec!(0))], vec![(dec!(0), dec!(0), dec!(0))]);
        let (mut low, mut tax) = (dec!(0), dec!(0));
        for (index, rate) in RATES.into_iter().enumerate() {
            standard.push((low + deduction - line_1g, tax, rate));
            checkbox.push((half(low + deduction, 0), half(tax, 2), rate));
            if let Some(top) = tops.get(index) {
                tax += (Decimal::from(*top) - low) * rate;
                low = Decimal::from(*top);
            }
        }
        assert_eq!(rows("standard"), standard, "{on} {status:?}");
        assert_eq!(rows("checkbox"), checkbox, "{on} {status:?}");
        let key =
            if status == FilingStatus::MarriedFilingJointly { "married_filing_jointly" } else { "otherwise" };
        assert_eq!(LAW.amount(&format!("fit.line_1g.{key}"), day(on)).unwrap().value, line_1g);
    }
}

#[test]
fn the_adjustment_of_a_nonresident_alien_is_the_deduction_of_a_period() {
    // To ten cents, half up: the standard deduction of somebody single over the periods; Table 1 less one allowance.
    let dime = Rounding::of(1, 1, Mode::HalfUp);
    let mut found = 0;
    for (on, deduction) in [("2026-01-01", dec!(16100)), ("2025-01-01", dec!(15000))] {
        for (table, annual) in [("2020_or_later", deduction), ("2019_or_earlier", deduction - dec!(4300))] {
            for (frequency, name) in FREQUENCIES.into_iter().zip([
                "daily",
                "weekly",
                "biweekly",
                "semimonthly",
                "monthly",
                "quarterly",
                "semiannual",
                "annual",
            ]) {
                let Ok(figure) = LAW.amount(&format!("fit.nonresident.{table}.{name}"), day(on)) else {
                    continue;
                };
                let exact = annual / Decimal::from(frequency.per_year());
                assert_eq!(figure.value, dime.apply(exact).unwrap(), "{on} {table} {name}");
                found += 1;
            }
        }
    }
    assert_eq!(found, 8 + 7 + 7);
}

#[test]
fn the_only_places_where_more_pay_is_less_tax() {
    // The checkbox schedules round thresholds and base amounts apart, so that a row may begin below the end of the last
    // one: the publication's own, at most 12 cents a year in 2026 and 16 in 2025.
    let mut falls = vec![];
    for on in ["2026-01-01", "2025-01-01"] {
        for name in ["standard", "checkbox"] {
            for status in FilingStatus::ALL {
                let bands = LAW.scale(&format!("fit.{name}.{}", status.key()), day(on)).unwrap().bands;
                for rows in bands.windows(2) {
                    let end = rows[0].base.unwrap() + (rows[1].above - rows[0].above) * rows[0].rate;
                    let fall = end - rows[1].base.unwrap();
                    if fall > dec!(0) {
                        falls.push((on, name, status.key(), rows[1].above, fall));
                    }
                }
            }
        }
    }
    let of = |on, above, fall| (on, "checkbox", "single_or_married_separately", above, fall);
    assert_eq!(
        falls,
        [
            of("2026-01-01", dec!(108938), dec!(0.12)),
            of("2025-01-01", dec!(13463), dec!(0.05)),
            of("2025-01-01", dec!(132763), dec!(0.16)),
        ]
    );
}

#[test]
fn overflow_names_the_field() {
    let huge = dec!(70000000000000000000000000);
    let error = assess(&single(), &biweekly("2026-06-12", huge * dec!(10)), &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "taxable"));
    assert!(error.message().contains("1c Annual wages"), "{error}");

    let payment = Payment { contributory: dollars(huge * dec!(10)), ..biweekly("2026-06-12", dec!(2000)) };
    let error = assess(&single(), &payment, &LAW).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "contributory"));
    assert!(error.message().contains("Medicare"), "{error}");

    let most = Some(dollars(dec!(792281625142643375935439503.35)));
    let blank = form(FilingStatus::SingleOrMarriedSeparately);
    for (field, w4) in [
        ("w4.step4a_other_income", W4From2020 { step4a_other_income: most, ..blank.clone() }),
        ("w4.step4b_deductions", W4From2020 { step4b_deductions: most, ..blank.clone() }),
        ("w4.step4c_extra", W4From2020 { step4c_extra: most, ..blank }),
    ] {
        let person = Profile { w4: W4::From2020(w4), ..single() };
        let error = assess(&person, &biweekly("2026-06-12", dec!(2000)), &LAW).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, field), "{error}");
    }

    // What the fast form cannot hold, the reference does: 37 % on nearly all of it.
    let trillions = assess(&single(), &biweekly("2026-06-12", dec!(10000000000000)), &LAW).unwrap();
    assert_eq!(withheld(&trillions, "us.medicare"), Some(dec!(145000000000)));
    assert!(withheld(&trillions, "us.fit").unwrap() > dec!(3699999990000));
}

#[test]
fn the_bridge_from_the_old_form_gives_the_same_line_by_line() {
    // Publication 15-T, computational bridge: 8,600 or 12,900 in step 4(a), 4,300 for each allowance in step 4(b).
    let (_, trace) =
        assess_traced(&old(MaritalStatus::Single, 2), &biweekly("2026-06-12", dec!(2000)), &LAW).unwrap();
    let value = |id: &str| trace.find(id).map(|line| line.value);
    assert_eq!(
        (value("us.fit.1c"), value("us.fit.1k"), value("us.fit.1l"), value("us.fit.1i")),
        (Some(dec!(52000)), Some(dec!(8600)), Some(dec!(43400)), None)
    );
    assert_eq!(value("us.fit"), Some(dec!(156.15)));
    assert_eq!(
        trace.lines[0].note,
        "Form W-4 of 2019 or earlier, single or married separately, standard schedule, biweekly pay, us-15t-once"
    );
}

#[test]
fn the_two_roundings_differ_where_the_publication_says_nothing() {
    let mut w4 = form(FilingStatus::SingleOrMarriedSeparately);
    w4.step3_credits = Some(dollars(dec!(2200)));
    let mut person = Profile { w4: W4::From2020(w4), ..single() };
    let payment = biweekly("2026-06-12", dec!(2400));
    let of = |person: &Profile| {
        let (assessed, trace) = assess_traced(person, &payment, &LAW).unwrap();
        let value = |id: &str| trace.find(id).unwrap().value;
        let source = assessed.lines[0].source.clone();
        (value("us.fit.2h"), value("us.fit.3b"), withheld(&assessed, "us.fit").unwrap(), source)
    };
    let (l2h, l3b, tax, source) = of(&person);
    assert_eq!((l2h, l3b, tax), (dec!(204.153846), dec!(84.615385), dec!(119.54)));
    assert!(
        source.contains("(secondary source)") && source.ends_with("rounding profile us-15t-once"),
        "{source}"
    );
    person.rounding = RoundingProfile::PerLine;
    let (l2h, l3b, tax, source) = of(&person);
    assert_eq!((l2h, l3b, tax), (dec!(204.15), dec!(84.62), dec!(119.53)));
    assert!(source.ends_with("rounding profile us-15t-per-line"), "{source}");
}

#[test]
fn nothing_is_withheld_where_nothing_is_paid() {
    let mut w4 = form(FilingStatus::SingleOrMarriedSeparately);
    (w4.step2_checkbox, w4.step4a_other_income, w4.step4c_extra) =
        (true, Some(dollars(dec!(90000))), Some(dollars(dec!(25))));
    let person = Profile { w4: W4::From2020(w4), nonresident_alien: true, ..single() };
    let nothing = assess(&person, &biweekly("2026-06-12", dec!(0)), &LAW).unwrap();
    assert!(nothing.lines.iter().all(|line| line.amount.is_zero()) && nothing.lines.len() == 7);
    // A bonus alone does not bear the extra amount either.
    let person = Profile { supplemental: Some(SupplementalMethod::Flat), ..person };
    let alone = assess(&person, &bonus("2026-06-12", dec!(0), dec!(1000)), &LAW).unwrap();
    assert_eq!(
        (withheld(&alone, "us.fit"), withheld(&alone, "us.fit_supplemental")),
        (Some(dec!(0)), Some(dec!(220)))
    );
}

#[test]
fn the_limits_of_the_year_are_met_once() {
    let mut person = single();
    let mut sums = [dec!(0); 6];
    let codes = [
        ("us.social_security", Payer::Employee),
        ("us.medicare", Payer::Employee),
        ("us.additional_medicare", Payer::Employee),
        ("us.social_security", Payer::Employer),
        ("us.medicare", Payer::Employer),
        ("us.futa", Payer::Employer),
    ];
    for month in 1..=12 {
        let payment =
            Payment::new(date(2026, month, 15).unwrap(), PayFrequency::Monthly, dollars(dec!(25000)));
        let assessed = assess_with(&person, &payment, &YEAR).unwrap();
        for (sum, (code, payer)) in sums.iter_mut().zip(codes) {
            *sum += line(&assessed, code, payer).unwrap();
        }
        person = carried(&assessed);
    }
    // 184,500 at 6.2 %; 300,000 at 1.45 %; 100,000 at 0.9 %, the employee's only; 7,000 at 0.6 %.
    assert_eq!(sums, [dec!(11439), dec!(4350), dec!(900), dec!(11439), dec!(4350), dec!(42)]);
    assert_eq!(person.to_date.as_ref().unwrap().contributory_wages, dollars(dec!(300000)));

    // Figures of an earlier year no longer count, and the year is that of the pay day.
    person.to_date.as_mut().unwrap().through = day("2025-12-31");
    let anew = assess(&person, &biweekly("2026-01-01", dec!(8000)), &LAW).unwrap();
    assert_eq!(line(&anew, "us.futa", Payer::Employer), Some(dec!(42)));
    assert_eq!(carried(&anew).to_date.unwrap().contributory_wages, dollars(dec!(8000)));
    let error = assess_with(&single(), &biweekly("2025-12-31", dec!(1)), &YEAR).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::LawNoneInForce, "pay_day"));
}

#[test]
fn a_states_credit_reduction_is_added_to_futa() {
    let person = Profile { futa_credit_reduction: dec!(0.012), ..single() };
    let assessed = assess(&person, &biweekly("2026-01-02", dec!(8000)), &LAW).unwrap();
    let futa = assessed.lines.last().unwrap();
    assert_eq!(
        (futa.rate, futa.base, futa.amount),
        (Some(dec!(0.018)), dollars(dec!(7000)), dollars(dec!(126)))
    );
    for (reduction, code) in [(dec!(-0.001), Code::NumberNegative), (dec!(0.0541), Code::InputInvalid)] {
        let person = Profile { futa_credit_reduction: reduction, ..single() };
        let wanted = (code, "futa_credit_reduction".to_owned(), reduction.to_string());
        assert_eq!(refused(&person, &biweekly("2026-01-02", dec!(1))), wanted);
    }
}

#[test]
fn a_bonus_is_taxed_by_the_method_that_was_chosen() {
    let by = |method| Profile { supplemental: Some(method), ..single() };
    let flat =
        assess(&by(SupplementalMethod::Flat), &bonus("2026-06-12", dec!(2000), dec!(1000)), &LAW).unwrap();
    assert_eq!(
        (withheld(&flat, "us.fit"), withheld(&flat, "us.fit_supplemental")),
        (Some(dec!(156.15)), Some(dec!(220)))
    );
    assert_eq!(flat.lines[1].rate, Some(dec!(0.22)));
    assert_eq!(withheld(&flat, "us.social_security"), Some(dec!(186)));

    // Together with the regular wages of the payment, or with those of the last period: the same tax.
    let aggregate = by(SupplementalMethod::Aggregate);
    let (together, trace) =
        assess_traced(&aggregate, &bonus("2026-06-12", dec!(2000), dec!(1000)), &LAW).unwrap();
    let all =
        withheld(&assess(&single(), &biweekly("2026-06-12", dec!(3000)), &LAW).unwrap(), "us.fit").unwrap();
    assert_eq!(withheld(&together, "us.fit_supplemental"), Some(all - dec!(156.15)));
    assert_eq!((together.lines[1].rate, trace.find("us.fit_aggregate").unwrap().value), (None, all));
    assert_eq!(trace.find("us.fit_aggregate.1c").unwrap().value, dec!(78000));
    let regular = assess(&aggregate, &biweekly("2026-06-12", dec!(2000)), &LAW).unwrap();
    let alone = assess(&carried(&regular), &bonus("2026-06-19", dec!(0), dec!(1000)), &LAW).unwrap();
    assert_eq!(withheld(&alone, "us.fit_supplemental"), Some(all - dec!(156.15)));
    assert_eq!(carried(&alone).to_date.unwrap().last_period, carried(&together).to_date.unwrap().last_period);

    // A second one in the same period is added to both; the next regular payment begins anew.
    let second = assess(&carried(&alone), &bonus("2026-06-20", dec!(0), dec!(500)), &LAW).unwrap();
    let more =
        withheld(&assess(&single(), &biweekly("2026-06-12", dec!(3500)), &LAW).unwrap(), "us.fit").unwrap();
    assert_eq!(withheld(&second, "us.fit_supplemental"), Some(more - all));
    let next = carried(&assess(&carried(&second), &biweekly("2026-06-26", dec!(2000)), &LAW).unwrap());
    assert_eq!(next.to_date.as_ref().unwrap().last_period.unwrap().wages, dollars(dec!(2000)));
    assert_eq!(next.to_date.unwrap().supplemental_wages, dollars(dec!(1500)));
}

#[test]
fn above_a_million_the_rate_is_mandatory() {
    let to_date = Some(ToDate::new(day("2026-01-02"), dollars(dec!(0)), dollars(dec!(999500))));
    for (method, exempt, below) in [
        (Some(SupplementalMethod::Flat), false, Some(dec!(110))),
        (Some(SupplementalMethod::Aggregate), false, None),
        (None, true, Some(dec!(0))),
    ] {
        let person = Profile { supplemental: method, exempt, to_date: to_date.clone(), ..single() };
        let assessed = assess(&person, &bonus("2026-06-12", dec!(2000), dec!(1000)), &LAW).unwrap();
        let with_500 =
            withheld(&assess(&single(), &biweekly("2026-06-12", dec!(2500)), &LAW).unwrap(), "us.fit");
        let below = below.unwrap_or_else(|| with_500.unwrap() - dec!(156.15));
        assert_eq!(withheld(&assessed, "us.fit_supplemental"), Some(below), "{method:?}");
        assert_eq!(withheld(&assessed, "us.fit_mandatory"), Some(dec!(185)), "{method:?}");
        assert_eq!(withheld(&assessed, "us.fit"), Some(if exempt { dec!(0) } else { dec!(156.15) }));
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let payment = biweekly("2026-06-12", dec!(2000));
    let told = |code, field: &str, value: &str| (code, field.to_owned(), value.to_owned());
    for (field, change) in [
        ("taxable", Payment { taxable: cents(-1), ..payment.clone() }),
        ("contributory", Payment { contributory: cents(-1), ..payment.clone() }),
        ("non_cash", Payment { non_cash: cents(-1), ..payment.clone() }),
        ("non_periodic", Payment { non_periodic: Some(cents(-1)), ..payment.clone() }),
    ] {
        assert_eq!(refused(&single(), &change), told(Code::NumberNegative, field, "-0.01 USD"));
    }
    let euros = Payment { contributory: Money::zero(EUR), ..payment.clone() };
    assert_eq!(refused(&single(), &euros), told(Code::MoneyMixedCurrencies, "contributory", "0.00 EUR"));
    let great = Payment { non_periodic: Some(cents(200_001)), ..payment.clone() };
    assert_eq!(refused(&single(), &great), told(Code::InputInvalid, "non_periodic", "2000.01 USD"));

    let four_weekly = Payment { frequency: PayFrequency::FourWeekly, ..payment.clone() };
    assert_eq!(refused(&single(), &four_weekly), told(Code::LawUnsupported, "frequency", "FourWeekly"));
    let of_state = Profile { state: Some(State::California), ..single() };
    assert_eq!(refused(&of_state, &payment), told(Code::LawUnsupported, "state", "CA"));

    let mut w4 = form(FilingStatus::HeadOfHousehold);
    w4.step3_credits = Some(cents(-500));
    let person = Profile { w4: W4::From2020(w4), ..single() };
    assert_eq!(refused(&person, &payment), told(Code::NumberNegative, "w4.step3_credits", "-5.00 USD"));
    let mut person = old(MaritalStatus::Married, 3);
    let W4::Until2019(w4) = &mut person.w4 else { panic!() };
    w4.line6_additional = Some(cents(-1));
    assert_eq!(refused(&person, &payment), told(Code::NumberNegative, "w4.line6_additional", "-0.01 USD"));

    // Nonresident aliens are single on the form, and have no Table 1 of 2026 here, nor a daily amount of 2025.
    let alien = |person: Profile| Profile { nonresident_alien: true, ..person };
    let joint = Profile { w4: W4::From2020(form(FilingStatus::MarriedFilingJointly)), ..single() };
    assert_eq!(
        refused(&alien(joint), &payment),
        told(Code::InputInvalid, "w4.filing_status", "married_filing_jointly")
    );
    assert_eq!(
        refused(&alien(old(MaritalStatus::Married, 1)), &payment),
        told(Code::InputInvalid, "w4.marital_status", "married_filing_jointly")
    );
    assert_eq!(
        refused(&alien(old(MaritalStatus::Single, 1)), &payment),
        told(Code::LawNoneInForce, "fit.nonresident.2019_or_earlier.biweekly", "2026-06-12")
    );
    assert!(assess(&alien(old(MaritalStatus::Single, 1)), &biweekly("2025-06-12", dec!(2000)), &LAW).is_ok());
    let daily = Payment::new(day("2025-06-12"), PayFrequency::Daily, cents(1));
    assert_eq!(
        refused(&alien(single()), &daily),
        told(Code::LawNoneInForce, "fit.nonresident.2020_or_later.daily", "2025-06-12")
    );

    // Supplemental wages want a method, and one of them the wages that they are aggregated with, paid as often.
    let alone = bonus("2026-06-12", dec!(0), dec!(500));
    assert_eq!(refused(&single(), &alone), told(Code::InputMissing, "supplemental", ""));
    let mut aggregate = Profile { supplemental: Some(SupplementalMethod::Aggregate), ..single() };
    assert_eq!(refused(&aggregate, &alone), told(Code::InputMissing, "to_date.last_period", ""));
    let last = |pay_day, frequency| {
        let last_period = Some(LastPeriod { frequency, wages: cents(200_000), withheld: cents(15_615) });
        Some(ToDate { last_period, ..ToDate::new(day(pay_day), cents(200_000), cents(0)) })
    };
    aggregate.to_date = last("2026-06-05", PayFrequency::Monthly);
    assert_eq!(refused(&aggregate, &alone), told(Code::InputInvalid, "frequency", "Fortnightly"));
    aggregate.to_date = last("2025-12-26", PayFrequency::Fortnightly);
    assert_eq!(refused(&aggregate, &alone), told(Code::InputMissing, "to_date.last_period", ""));
    aggregate.to_date = last("2026-06-13", PayFrequency::Fortnightly);
    assert_eq!(refused(&aggregate, &alone), told(Code::InputInvalid, "pay_day", "2026-06-12"));

    for outside in ["2024-12-31", "2027-01-01"] {
        let (code, field, value) = refused(&single(), &biweekly(outside, dec!(2000)));
        assert_eq!((code, value.as_str()), (Code::LawNoneInForce, outside), "{field}");
    }
    let error = Year::on(&RulePack::embedded("uk.wages").unwrap(), payment.pay_day).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, "uk.wages"));
    let prepared = wages::Prepared::on(&RulePack::embedded("uk.wages").unwrap(), payment.pay_day).unwrap();
    let error = prepared.assess(&wages::Profile::Us(single()), &payment).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnsupported, PACK));
}

#[test]
fn a_pack_of_the_callers_own_is_followed() {
    let altered = |from: &str, to: &str| {
        assert!(LAW.text().contains(from), "{from}");
        RulePack::parse(&LAW.text().replace(from, to)).unwrap()
    };
    // Seven decimals do not fit the fast form of a factor: the reference answers.
    let fine =
        altered("{ since = 2013-01-01, rate = \"0.0145\" }", "{ since = 2013-01-01, rate = \"0.0145251\" }");
    let payment = biweekly("2026-06-12", dec!(2000));
    let year = Year::on(&fine, payment.pay_day).unwrap();
    assert!(year.fast.is_none());
    assert_eq!(withheld(&assess_with(&single(), &payment, &year).unwrap(), "us.medicare"), Some(dec!(29.05)));
    // Where no base amount is printed, it is the sum of the rows below.
    let unprinted = altered("base = \"1240\", ", "");
    assert_eq!(
        assess(&single(), &payment, &unprinted).unwrap().lines,
        assess(&single(), &payment, &LAW).unwrap().lines
    );
    let lacking = altered("[rate.\"supplemental.flat\"]", "[rate.\"supplemental.other\"]");
    let error = assess(&single(), &payment, &lacking).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::LawUnknownKey, "supplemental.flat"));
}

#[test]
fn a_trace_cites_what_each_figure_rests_on() {
    let payment = bonus("2026-06-12", dec!(2000), dec!(1000));
    let person =
        Profile { supplemental: Some(SupplementalMethod::Flat), nonresident_alien: true, ..single() };
    let (assessment, trace) = assess_traced(&person, &payment, &LAW).unwrap();
    assert_eq!(assessment, assess(&person, &payment, &LAW).unwrap());
    let keys =
        |id: &str| -> Vec<_> { trace.find(id).unwrap().rests_on.iter().map(|c| c.key.clone()).collect() };
    assert_eq!(keys("us.fit.2g"), ["fit.standard.single_or_married_separately"]);
    assert_eq!(keys("us.fit.1g"), ["fit.line_1g.otherwise"]);
    assert_eq!(keys("us.fit.nonresident_alien"), ["fit.nonresident.2020_or_later.biweekly"]);
    assert_eq!(keys("us.fit_supplemental"), ["supplemental.flat"]);
    assert_eq!(keys("us.futa"), ["futa", "futa.credit"]);
    let drawn = trace.to_string();
    assert!(
        drawn.contains("1240 plus 0.12 above 19900") && drawn.contains("Internal Revenue Code"),
        "{drawn}"
    );
    // Each line of the assessment is a root of the trace, with the same amount, but for the mandatory rate on nothing.
    let amounts: Vec<_> = assessment.lines.iter().map(|line| line.amount.amount()).collect();
    let roots = trace.lines.iter().filter(|line| line.id != "us.fit_mandatory");
    assert_eq!(amounts, roots.map(|line| line.value).collect::<Vec<_>>());
}

#[test]
fn documents_travel_as_json() {
    let text = r#"{"jurisdiction":"us","w4":{"form":"2020_or_later","filing_status":"head_of_household","step2_checkbox":true,
        "step3_credits":{"amount":"2200.00","currency":"USD"}},"rounding":"us-15t-per-line","supplemental":"aggregate",
        "futa_credit_reduction":"0.003","to_date":{"through":"2026-05-29",
        "contributory_wages":{"amount":"6000.00","currency":"USD"},"supplemental_wages":{"amount":"0.00","currency":"USD"}}}"#;
    let person: wages::Profile = serde_json::from_str(text).unwrap();
    assert_eq!(person.pack_id(), PACK);
    let assessment = wages::assess(&person, &bonus("2026-06-12", dec!(2000), dec!(100)), &LAW).unwrap();
    let back: Assessment = serde_json::from_str(&serde_json::to_string(&assessment).unwrap()).unwrap();
    assert_eq!(back, assessment);
    let short = r#"{"jurisdiction":"us","w4":{"form":"2019_or_earlier","marital_status":"married","allowances":2},"rounding":"us-15t-once"}"#;
    let short: wages::Profile = serde_json::from_str(short).unwrap();
    assert_eq!(short, wages::Profile::Us(old(MaritalStatus::Married, 2)));
    for wrong in [
        r#"{"jurisdiction":"us","w4":{"form":"2019_or_earlier","marital_status":"head_of_household","allowances":2},"rounding":"us-15t-once"}"#,
        r#"{"jurisdiction":"us","w4":{"form":"2019_or_earlier","marital_status":"single","allowances":-1},"rounding":"us-15t-once"}"#,
        r#"{"jurisdiction":"us","w4":{"form":"2020_or_later","filing_status":"head_of_household","allowances":2},"rounding":"us-15t-once"}"#,
        r#"{"jurisdiction":"us","w4":{"form":"2020_or_later","filing_status":"head_of_household"}}"#,
        r#"{"jurisdiction":"us","w4":{"form":"2020_or_later","filing_status":"head_of_household"},"rounding":"half_up"}"#,
    ] {
        assert!(serde_json::from_str::<wages::Profile>(wrong).is_err(), "{wrong}");
    }
}

/// Cents: small, large, beyond the fast form.
fn any_cents() -> impl Strategy<Value = i64> {
    prop_oneof![0i64..2_000_000, 0i64..100_000_000, 0i64..9_000_000_000_000, 0..i64::MAX]
}

fn any_w4() -> impl Strategy<Value = W4> {
    let amount = || prop::option::of((0i64..3_000_000).prop_map(cents));
    let status = prop::sample::select(FilingStatus::ALL.to_vec());
    let new = (
        status,
        any::<bool>(),
        amount(),
        amount(),
        amount(),
        prop::option::of((0i64..10_000).prop_map(cents)),
    );
    let new = new.prop_map(|(filing_status, step2_checkbox, credits, income, deductions, extra)| {
        W4::From2020(W4From2020 {
            filing_status,
            step2_checkbox,
            step3_credits: credits,
            step4a_other_income: income,
            step4b_deductions: deductions,
            step4c_extra: extra,
        })
    });
    let marital = prop::sample::select(vec![MaritalStatus::Single, MaritalStatus::Married]);
    let old = (marital, 0u32..30, prop::option::of((0i64..10_000).prop_map(cents)));
    let old = old.prop_map(|(marital_status, allowances, line6_additional)| {
        W4::Until2019(W4Until2019 { marital_status, allowances, line6_additional })
    });
    prop_oneof![new, old]
}

fn any_rounding() -> impl Strategy<Value = RoundingProfile> {
    prop::sample::select(vec![RoundingProfile::Once, RoundingProfile::PerLine])
}

fn any_frequency() -> impl Strategy<Value = PayFrequency> {
    prop::sample::select(FREQUENCIES.to_vec())
}

fn any_person() -> impl Strategy<Value = Profile> {
    let method = prop::sample::select(vec![SupplementalMethod::Flat, SupplementalMethod::Aggregate]);
    let to_date = prop::option::of((0i64..30_000_000, 0i64..110_000_000));
    (any_w4(), prop::bool::weighted(0.1), any_rounding(), method, 0i64..54, to_date).prop_map(
        |(w4, exempt, rounding, method, reduction, to_date)| Profile {
            exempt,
            supplemental: Some(method),
            futa_credit_reduction: Decimal::new(reduction, 3),
            to_date: to_date
                .map(|(wages, bonuses)| ToDate::new(day("2026-01-01"), cents(wages), cents(bonuses))),
            ..Profile::new(w4, rounding)
        },
    )
}

fn income_tax(person: &Profile, frequency: PayFrequency, pay: i64) -> Decimal {
    let payment = Payment::new(day("2026-06-12"), frequency, cents(pay));
    due(person, &payment, &YEAR).unwrap().income_tax.amount()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_fast_form_is_the_reference_or_lost(
        person in any_person(), frequency in any_frequency(), pay in any_cents(), contributory in any_cents(),
        part in prop::option::of(0i64..100),
    ) {
        let part = part.map(|part| pay / 100 * part);
        let payment = Payment {
            contributory: cents(contributory),
            non_periodic: part.map(cents),
            ..Payment::new(day("2026-06-12"), frequency, cents(pay))
        };
        // Supplemental wages alone have nothing to be aggregated with here.
        prop_assume!(pay > 0);
        let (fast, reference) = assess::both(&person, &payment, &YEAR).unwrap();
        if let Some(fast) = fast {
            prop_assert_eq!(fast, reference.unwrap());
        } else {
            // Only beyond ten million dollars a year may the fast form be lost.
            let annual = i128::from(pay) * i128::from(frequency.per_year());
            prop_assert!(annual > 1_000_000_000 || contributory > 1_000_000_000);
        }
    }

    #[test]
    fn the_bridge_is_the_old_form(
        married in any::<bool>(), allowances in 0u32..30, frequency in any_frequency(), pay in 0i64..5_000_000,
        rounding in any_rounding(),
    ) {
        let (marital, status, income) = if married {
            (MaritalStatus::Married, FilingStatus::MarriedFilingJointly, dec!(12900))
        } else {
            (MaritalStatus::Single, FilingStatus::SingleOrMarriedSeparately, dec!(8600))
        };
        let mut bridge = form(status);
        bridge.step4a_other_income = Some(dollars(income));
        bridge.step4b_deductions = Some(dollars(dec!(4300) * Decimal::from(allowances)));
        let (old, new) = (Profile { rounding, ..old(marital, allowances) }, Profile::new(W4::From2020(bridge), rounding));
        prop_assert_eq!(income_tax(&old, frequency, pay), income_tax(&new, frequency, pay));
    }

    #[test]
    fn more_pay_is_less_tax_only_where_the_publication_makes_it_so(
        person in any_person(), frequency in any_frequency(), pay in 0i64..30_000_000, more in 0i64..10_000,
    ) {
        let (less, more) = (income_tax(&person, frequency, pay), income_tax(&person, frequency, pay + more));
        let allowed = Rounding::of(1, 2, Mode::Up).apply(dec!(0.12) / Decimal::from(frequency.per_year())).unwrap();
        prop_assert!(less - more <= allowed, "{less} and {more}");
    }

    #[test]
    fn a_year_of_equal_pay_comes_to_the_annual_tax(
        index in 0usize..3, frequency in any_frequency(), pay in 0i64..20_000_000, rounding in any_rounding(),
    ) {
        let (_, status, deduction, _, tops) = BRACKETS[index];
        let person = Profile::new(W4::From2020(form(status)), rounding);
        let periods = Decimal::from(frequency.per_year());
        let withheld = income_tax(&person, frequency, pay) * periods;
        let taxable = (Decimal::new(pay, 2) * periods - Decimal::from(deduction)).max(dec!(0));
        let mut annual = dec!(0);
        for (band, rate) in RATES.into_iter().enumerate() {
            let low = if band == 0 { dec!(0) } else { Decimal::from(tops[band - 1]) };
            let top = tops.get(band).map_or(Decimal::MAX, |top| Decimal::from(*top));
            annual += (taxable.min(top) - low).max(dec!(0)) * rate;
        }
        // Half a cent each payday.
        prop_assert!((withheld - annual).abs() <= dec!(0.005) * periods, "{withheld} and {annual}");
    }

    #[test]
    fn splitting_a_payment_does_not_change_the_bases(
        before in 0i64..25_000_000, first in 0i64..25_000_000, second in 0i64..25_000_000,
    ) {
        let bases = |assessed: &Assessment| -> Vec<Decimal> { assessed.lines[1..].iter().map(|line| line.base.amount()).collect() };
        let amounts = |assessed: &Assessment| -> Vec<Decimal> { assessed.lines[1..].iter().map(|line| line.amount.amount()).collect() };
        let start = Profile { to_date: Some(ToDate::new(day("2026-01-01"), cents(before), cents(0))), ..single() };
        let pay = |person: &Profile, pay| {
            assess_with(person, &Payment::new(day("2026-06-12"), PayFrequency::Annual, cents(pay)), &YEAR).unwrap()
        };
        let one = pay(&start, first);
        let two = pay(&carried(&one), second);
        let whole = pay(&start, first + second);
        for (index, whole) in bases(&whole).into_iter().enumerate() {
            prop_assert_eq!(bases(&one)[index] + bases(&two)[index], whole);
        }
        for (index, whole) in amounts(&whole).into_iter().enumerate() {
            // Each is rounded by itself.
            prop_assert!((amounts(&one)[index] + amounts(&two)[index] - whole).abs() <= dec!(0.01));
        }
        prop_assert_eq!(carried(&two).to_date, carried(&whole).to_date.map(|to_date| ToDate {
            last_period: carried(&two).to_date.unwrap().last_period, ..to_date
        }));
    }

    #[test]
    fn nobody_panics(
        person in any_person(), frequency in any_frequency(), pay in any::<i64>(), part in any::<i64>(), days in 0u32..40_000,
    ) {
        let pay_day = date(1990, 1, 1).unwrap().checked_add_days(chrono::Days::new(days.into())).unwrap();
        let payment = Payment { non_periodic: Some(cents(part)), ..Payment::new(pay_day, frequency, cents(pay)) };
        let _ = assess(&person, &payment, &LAW);
        let _ = assess_with(&person, &Payment { pay_day: day("2026-12-31"), ..payment }, &YEAR);
    }
}
