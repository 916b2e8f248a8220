//! The states' own examples, and what their rules must hold.

use super::*;
use crate::{
    calendar::parse_date,
    money::currency::{EUR, USD},
    tax::wages::us::{
        self, FilingStatus, MaritalStatus, PACK, RoundingProfile, W4, W4From2020, W4Until2019, Year,
    },
};
use proptest::prelude::*;
use std::sync::LazyLock;

static LAW: LazyLock<RulePack> = LazyLock::new(|| RulePack::embedded(PACK).unwrap());

use PayFrequency::{
    Annual, Daily, Fortnightly, FourWeekly, Monthly, Quarterly, SemiAnnual, SemiMonthly, Weekly,
};

fn day(text: &str) -> NaiveDate {
    parse_date("day", text).unwrap()
}

fn dollars(amount: &str) -> Money {
    Money::new(exact::decimal("amount", amount).unwrap(), USD).unwrap()
}

fn of(state: State) -> Profile {
    let w4 = W4From2020::new(FilingStatus::SingleOrMarriedSeparately);
    Profile { state: Some(state), ..Profile::new(W4::From2020(w4), RoundingProfile::Once) }
}

fn paid(pay_day: &str, frequency: PayFrequency, pay: &str) -> Payment {
    Payment::new(day(pay_day), frequency, dollars(pay))
}

fn tax(person: &Profile, payment: &Payment) -> Decimal {
    let assessed = us::assess(person, payment, &LAW).unwrap();
    let last = assessed.lines.last().unwrap();
    assert_eq!(last.code, format!("us.{}.income_tax", person.state.as_ref().unwrap().code().to_lowercase()));
    last.amount.amount()
}

fn refused(person: &Profile, payment: &Payment) -> (Code, String, String) {
    let error = us::assess(person, payment, &LAW).unwrap_err();
    (error.code(), error.field().to_owned(), error.value().to_owned())
}

fn told(code: Code, field: &str, value: &str) -> (Code, String, String) {
    (code, field.to_owned(), value.to_owned())
}

fn georgia(status: GeorgiaStatus, allowances: u32) -> State {
    State::Georgia(GeorgiaG4 {
        line3_marital_status: status,
        line7_allowances: allowances,
        line6_additional: None,
        line8_exempt: false,
    })
}

fn illinois(line1_allowances: u32, line2_allowances: u32) -> State {
    State::Illinois(IllinoisW4 { line1_allowances, line2_allowances, line3_additional: None })
}

fn indiana() -> IndianaWh4 {
    IndianaWh4 {
        line5_exemptions: 5,
        line6_dependents: 3,
        line7_first_time_dependents: 1,
        line8_adopted_children: 2,
        additional_state: None,
    }
}

fn iowa(marital_status: IowaStatus, allowances: &str) -> State {
    let line7_allowances = Some(dollars(allowances));
    State::Iowa(IowaW4 {
        marital_status,
        spouse_earns: false,
        line7_allowances,
        line8_additional: None,
        exempt: false,
    })
}

fn louisiana(block_a: u8) -> State {
    State::Louisiana(LouisianaL4 { block_a, line7_adjustment: None })
}

fn north_carolina(filing_status: NorthCarolinaStatus, line1_allowances: u32) -> State {
    State::NorthCarolina(NorthCarolinaNc4 {
        filing_status,
        line1_allowances,
        line2_additional: None,
        exempt: false,
    })
}

fn utah(period_begins: &str) -> State {
    State::Utah(UtahW4 { period_begins: day(period_begins), exempt: false })
}

fn married(mut person: Profile) -> Profile {
    person.w4 = W4::From2020(W4From2020::new(FilingStatus::MarriedFilingJointly));
    person
}

#[test]
fn the_documents_examples_come_out() {
    use GeorgiaStatus::{C, D};
    use IowaStatus::{HeadOfHousehold, MarriedFilingJointly, Other};
    let single = NorthCarolinaStatus::SingleOrMarriedSeparately;
    let june = "2026-06-15";
    for (what, person, payment, expected) in [
        // Booklet IL-700-T, R-12/25 and R-12/24, automated payroll method.
        ("IL 2026", of(illinois(2, 2)), paid("2026-03-06", Weekly, "800"), dec!(32.13)),
        ("IL 2025", of(illinois(2, 2)), paid("2025-06-13", Weekly, "800"), dec!(32.27)),
        // Departmental Notice #1, R46 and R45.
        ("IN 2026", of(State::Indiana(indiana())), paid("2026-03-06", Weekly, "800"), dec!(13.96)),
        ("IN 2025", of(State::Indiana(indiana())), paid("2025-06-13", Weekly, "800"), dec!(14.19)),
        // Employer's Tax Guide of June 2026, examples 1 and 2; of December 2025, and of June 2025.
        ("GA 1", of(georgia(C, 1)), paid(june, SemiMonthly, "2000"), dec!(27.03)),
        ("GA 2", of(georgia(D, 2)), paid(june, Fortnightly, "935"), dec!(0)),
        ("GA 2025", of(georgia(C, 1)), paid("2026-03-15", SemiMonthly, "1470.83"), dec!(15.79)),
        ("GA 2025, 2", of(georgia(D, 2)), paid("2025-08-15", Fortnightly, "730.77"), dec!(0)),
        // Withholding Formula of 2026, examples 1 to 6, and of 2025, example 1.
        ("IA 1", of(iowa(Other, "40")), paid("2026-03-06", Fortnightly, "2100"), dec!(59.26)),
        ("IA 2", of(iowa(MarriedFilingJointly, "80")), paid("2026-03-06", Fortnightly, "2100"), dec!(38.72)),
        ("IA 3", of(iowa(HeadOfHousehold, "160")), paid("2026-03-06", Fortnightly, "2100"), dec!(45.15)),
        ("IA 4", of(iowa(Other, "40")), paid("2026-03-06", Monthly, "5000"), dec!(145.50)),
        ("IA 5", of(iowa(MarriedFilingJointly, "80")), paid("2026-03-06", Monthly, "5000"), dec!(101.00)),
        ("IA 6", of(iowa(HeadOfHousehold, "160")), paid("2026-03-06", Monthly, "5000"), dec!(114.92)),
        ("IA 2025", of(iowa(Other, "40")), paid("2025-06-13", Fortnightly, "2100"), dec!(60.72)),
        // R-1306, editions 1/26 and 1/25.
        ("LA 1", of(louisiana(1)), paid("2026-03-13", Weekly, "700"), dec!(13.98)),
        ("LA 2", of(louisiana(2)), paid("2026-03-13", Fortnightly, "4600"), dec!(111.54)),
        ("LA 2025", of(louisiana(1)), paid("2025-06-13", Weekly, "700"), dec!(14.20)),
        // NC-30, p. 18.
        ("NC", of(north_carolina(single, 2)), paid("2026-03-06", Weekly, "450"), dec!(4)),
        // Publication 14 (Rev. 4/26), p. 11, examples 1 to 6, and (Rev. 4/25), example 2.
        ("UT 1", of(utah("2026-06-01")), paid("2026-06-05", Weekly, "400"), dec!(12)),
        ("UT 2", of(utah("2026-06-01")), paid("2026-06-12", Fortnightly, "2600"), dec!(116)),
        ("UT 3", married(of(utah("2026-06-01"))), paid(june, SemiMonthly, "1200"), dec!(18)),
        ("UT 4", married(of(utah("2026-06-01"))), paid("2026-06-30", Monthly, "7800"), dec!(347)),
        ("UT 5", of(utah("2026-07-01")), paid("2026-09-30", Quarterly, "9000"), dec!(367)),
        ("UT 6", married(of(utah("2026-06-05"))), paid("2026-06-05", Daily, "175"), dec!(5)),
        ("UT 2025", of(utah("2026-05-31")), paid("2026-06-12", Fortnightly, "2600"), dec!(117)),
    ] {
        assert_eq!(tax(&person, &payment), expected, "{what}");
    }
}

#[test]
fn the_examples_figures_stand_in_the_trace() {
    let value = |person: &Profile, payment: &Payment, id: &str| {
        us::assess_traced(person, payment, &LAW).unwrap().1.find(id).map(|line| line.value)
    };
    let (fifth, quarter) = (of(utah("2026-07-01")), paid("2026-09-30", Quarterly, "9000"));
    // Lines 2 and 6: 400.50 is 401; 121 − 1.3 % of 6,663 (87) is 34.
    assert_eq!(value(&fifth, &quarter, "us.ut.tax"), Some(dec!(401)));
    assert_eq!(value(&fifth, &quarter, "us.ut.relief"), Some(dec!(34)));
    let (carolina, week) = (
        of(north_carolina(NorthCarolinaStatus::SingleOrMarriedSeparately, 2)),
        paid("2026-03-06", Weekly, "450"),
    );
    assert_eq!(value(&carolina, &week, "us.nc.taxable"), Some(dec!(108.65)));

    let trace = us::assess_traced(&fifth, &quarter, &LAW).unwrap().1.to_string();
    assert!(
        trace.contains("[state.ut.base.single = 485: Utah State Tax Commission, Publication 14 (Rev. 4/26)"),
        "{trace}"
    );
}

/// What Publication 14 prints for each payroll period: base allowance and threshold, single and married.
type Schedules = [(PayFrequency, [i64; 4]); 8];

const UTAH: [(&str, Schedules); 2] = [
    (
        "2026-06-01",
        [
            (Weekly, [9, 180, 19, 360]),
            (Fortnightly, [19, 360, 37, 719]),
            (SemiMonthly, [20, 390, 40, 779]),
            (Monthly, [40, 779, 81, 1558]),
            (Quarterly, [121, 2337, 243, 4674]),
            (SemiAnnual, [243, 4674, 485, 9348]),
            (Annual, [485, 9348, 970, 18_696]),
            (Daily, [2, 36, 4, 72]),
        ],
    ),
    (
        "2026-05-31",
        [
            (Weekly, [9, 175, 17, 350]),
            (Fortnightly, [17, 350, 35, 701]),
            (SemiMonthly, [19, 379, 38, 759]),
            (Monthly, [38, 759, 75, 1518]),
            (Quarterly, [113, 2277, 225, 4553]),
            (SemiAnnual, [225, 4554, 450, 9107]),
            (Annual, [450, 9107, 900, 18_213]),
            (Daily, [2, 35, 3, 70]),
        ],
    ),
];

#[test]
fn utahs_schedules_are_a_years_shares() {
    for (begins, schedules) in UTAH {
        for (frequency, [single_base, single_from, married_base, married_from]) in schedules {
            let alone = of(utah(begins));
            for (person, base, threshold) in
                [(alone.clone(), single_base, single_from), (married(alone), married_base, married_from)]
            {
                // At the threshold the whole base is still taken off; so far above it that 1.3 % is a dollar, a dollar less.
                for (above, left) in [(0, base), (77, base - 1)] {
                    let payment = paid("2026-06-30", frequency, &(threshold + above).to_string());
                    let (_, trace) = us::assess_traced(&person, &payment, &LAW).unwrap();
                    let relief = trace.find("us.ut.relief").unwrap().value;
                    assert_eq!(relief, Decimal::from(left), "{begins} {frequency:?} {threshold} + {above}");
                }
            }
        }
    }
}

#[test]
fn printed_shares_of_the_payroll_period() {
    // NC-30, Georgia's Table E and Departmental Notice #1, where they print one.
    let deductions = |person: &Profile, pay_day: &str, frequency| {
        let payment = paid(pay_day, frequency, "100000");
        let (_, trace) = us::assess_traced(person, &payment, &LAW).unwrap();
        let taxable = trace
            .find(&format!("us.{}.taxable", person.state.as_ref().unwrap().code().to_lowercase()))
            .unwrap();
        taxable.of.iter().skip(1).map(|line| line.value).collect::<Vec<_>>()
    };
    let head = of(north_carolina(NorthCarolinaStatus::HeadOfHousehold, 1));
    for (frequency, shares) in [
        (Weekly, [dec!(367.79), dec!(48.08)]),
        (Fortnightly, [dec!(735.58), dec!(96.15)]),
        (SemiMonthly, [dec!(796.88), dec!(104.17)]),
        (Monthly, [dec!(1593.75), dec!(208.33)]),
    ] {
        assert_eq!(deductions(&head, "2026-03-06", frequency), shares, "NC {frequency:?}");
    }
    for (frequency, shares) in [
        (Daily, [dec!(41.10), dec!(13.70)]),
        (Weekly, [dec!(288.46), dec!(96.15)]),
        (Monthly, [dec!(1250), dec!(416.67)]),
        (SemiAnnual, [dec!(7500), dec!(2500)]),
    ] {
        assert_eq!(
            deductions(&of(georgia(GeorgiaStatus::A, 1)), "2026-06-15", frequency),
            shares,
            "GA {frequency:?}"
        );
    }
    let one = IndianaWh4 {
        line5_exemptions: 1,
        line6_dependents: 1,
        line8_adopted_children: 1,
        ..IndianaWh4::default()
    };
    let daily = deductions(&of(State::Indiana(one)), "2026-03-06", Daily);
    assert_eq!(daily, [dec!(2.74), dec!(4.11), dec!(0), dec!(8.22)]);
    let annual = deductions(&of(louisiana(2)), "2026-03-06", Annual);
    assert_eq!(annual, [dec!(25750)]);
}

#[test]
fn one_rate_on_all_wages() {
    let payment = paid("2026-03-06", Fortnightly, "2000");
    assert_eq!(tax(&of(State::Pennsylvania), &payment), dec!(61.40));
    let bonus = Payment { non_periodic: Some(dollars("5000")), ..paid("2026-03-06", Fortnightly, "7000") };
    let flat = Profile { supplemental: Some(us::SupplementalMethod::Flat), ..of(State::Pennsylvania) };
    assert_eq!(tax(&flat, &bonus), dec!(214.90));
    let arizona =
        |percentage, zero| of(State::Arizona(ArizonaA4 { percentage, extra: Some(dollars("15")), zero }));
    assert_eq!(tax(&arizona(Some(dec!(0.025)), false), &payment), dec!(65.00));
    assert_eq!(tax(&arizona(None, false), &payment), dec!(55.00));
    assert_eq!(tax(&arizona(None, true), &payment), dec!(0));

    let assessed = us::assess(&of(State::Pennsylvania), &payment, &LAW).unwrap();
    let line = assessed.lines.last().unwrap();
    assert_eq!(line.authority, "Pennsylvania Department of Revenue");
    assert_eq!(line.rate, Some(dec!(0.0307)));
    assert!(line.source.ends_with("no rule was found"), "{}", line.source);
}

#[test]
fn nine_states_levy_nothing() {
    use State::{Alaska, Florida, Nevada, NewHampshire, SouthDakota, Tennessee, Texas, Washington, Wyoming};
    for state in [Alaska, Florida, Nevada, NewHampshire, SouthDakota, Tennessee, Texas, Washington, Wyoming] {
        let assessed = us::assess(&of(state.clone()), &paid("2026-03-06", Weekly, "1000"), &LAW).unwrap();
        let line = assessed.lines.last().unwrap();
        assert!(
            line.amount.is_zero() && line.base == dollars("1000") && line.rate == Some(dec!(0)),
            "{line:?}"
        );
        assert!(!line.source.is_empty() && !line.source.contains("no rule"), "{}", line.source);
    }
}

#[test]
fn what_a_form_adds_or_claims() {
    let payment = paid("2026-03-06", Weekly, "800");
    let extra = Some(dollars("25"));
    let added = IllinoisW4 { line1_allowances: 2, line2_allowances: 2, line3_additional: extra };
    assert_eq!(tax(&of(State::Illinois(added)), &payment), dec!(57.13));
    // A decrease in Louisiana takes off, but nothing below zero is withheld.
    let less = |amount: &str| {
        let line7_adjustment = Some(dollars(amount));
        of(State::Louisiana(LouisianaL4 { block_a: 0, line7_adjustment }))
    };
    assert_eq!(tax(&less("-4.72"), &payment), dec!(20.00));
    assert_eq!(tax(&less("-100"), &payment), dec!(0));
    let mut exempt = of(iowa(IowaStatus::Other, "0"));
    let Some(State::Iowa(form)) = &mut exempt.state else { panic!() };
    form.exempt = true;
    assert_eq!(tax(&exempt, &payment), dec!(0));
    // An Indiana bonus is taxed without exemptions.
    let five = IndianaWh4 { line5_exemptions: 5, ..IndianaWh4::default() };
    let bonus = Payment { non_periodic: Some(dollars("200")), ..paid("2026-03-06", Weekly, "1000") };
    let person = Profile { supplemental: Some(us::SupplementalMethod::Flat), ..of(State::Indiana(five)) };
    assert_eq!(tax(&person, &bonus), dec!(26.66));
    // Utah reads the older Form W-4 too.
    let old = W4Until2019 { marital_status: MaritalStatus::Married, allowances: 3, line6_additional: None };
    let pair = Profile { w4: W4::Until2019(old), ..of(utah("2026-06-01")) };
    assert_eq!(tax(&pair, &paid("2026-06-15", SemiMonthly, "1200")), dec!(18));
}

#[test]
fn a_state_changes_its_law_within_the_year() {
    let person = of(georgia(GeorgiaStatus::A, 0));
    let year = Year::on(&LAW, day("2026-01-01")).unwrap();
    for (pay_day, expected) in [("2026-05-10", dec!(93.81)), ("2026-05-11", dec!(87.32))] {
        let payment = paid(pay_day, Weekly, "2038.27");
        let amount = tax(&person, &payment);
        assert_eq!(amount, us::due(&person, &payment, &year).unwrap().state_income_tax.amount());
        assert_eq!(
            us::assess(&person, &payment, &LAW).unwrap(),
            us::assess_with(&person, &payment, &year).unwrap()
        );
        assert_eq!(amount, expected, "{pay_day}");
    }
}

#[test]
fn bad_input_is_refused_by_name() {
    let week = paid("2026-03-06", Weekly, "1000");
    for state in [State::Ohio, State::California, State::DistrictOfColumbia] {
        let code = state.code().to_owned();
        assert_eq!(refused(&of(state), &week), told(Code::LawUnsupported, "state", &code));
    }
    // Before the first edition and after the last one.
    let early = paid("2025-06-30", Weekly, "1000");
    let georgian = of(georgia(GeorgiaStatus::B, 0));
    assert_eq!(
        refused(&georgian, &early),
        told(Code::LawNoneInForce, "state.ga.deduction.other", "2025-06-30")
    );
    let carolinian = of(north_carolina(NorthCarolinaStatus::HeadOfHousehold, 0));
    let key = "state.nc.deduction.head_of_household";
    assert_eq!(refused(&carolinian, &early), told(Code::LawNoneInForce, key, "2025-06-30"));
    assert_eq!(
        refused(&of(utah("2025-05-31")), &week),
        told(Code::LawNoneInForce, "state.ut.base.single", "2025-05-31")
    );

    // Payroll periods that a document does not know.
    for (person, frequency) in [
        (carolinian.clone(), Quarterly),
        (of(louisiana(1)), SemiAnnual),
        (of(iowa(IowaStatus::Other, "0")), Quarterly),
    ] {
        let payment = Payment { frequency, ..week.clone() };
        assert_eq!(
            refused(&person, &payment),
            told(Code::LawUnsupported, "frequency", &format!("{frequency:?}"))
        );
    }
    let payment = Payment { frequency: FourWeekly, ..week.clone() };
    assert_eq!(refused(&of(State::Texas), &payment), told(Code::LawUnsupported, "frequency", "FourWeekly"));

    // Supplemental payments without a rule.
    let bonus = Payment { non_periodic: Some(dollars("400")), ..week.clone() };
    let with = |person: Profile| Profile { supplemental: Some(us::SupplementalMethod::Flat), ..person };
    assert_eq!(refused(&with(georgian), &bonus), told(Code::LawUnsupported, "non_periodic", "400.00 USD"));
    let alone = Payment { non_periodic: Some(dollars("1000")), ..week.clone() };
    let illinoisan = with(Profile { to_date: None, ..of(illinois(1, 0)) });
    assert_eq!(refused(&illinoisan, &alone), told(Code::LawUnsupported, "non_periodic", "1000.00 USD"));

    // Forms.
    let elected =
        |percentage| of(State::Arizona(ArizonaA4 { percentage: Some(percentage), ..ArizonaA4::default() }));
    for percentage in [dec!(0.04), dec!(0.0125), dec!(0), dec!(-0.01)] {
        let told = told(Code::InputInvalid, "state.percentage", &percentage.to_string());
        assert_eq!(refused(&elected(percentage), &week), told);
    }
    assert_eq!(refused(&of(louisiana(3)), &week), told(Code::InputInvalid, "state.block_a", "3"));
    let form =
        |extra| of(State::Illinois(IllinoisW4 { line3_additional: Some(extra), ..IllinoisW4::default() }));
    let negative = told(Code::NumberNegative, "state.line3_additional", "-1.00 USD");
    assert_eq!(refused(&form(dollars("-1")), &week), negative);
    let euro = told(Code::MoneyMixedCurrencies, "state.line3_additional", "1.00 EUR");
    assert_eq!(refused(&form(Money::minor(100, EUR)), &week), euro);

    // What is not known of any state.
    let alien = Profile { nonresident_alien: true, ..of(State::Texas) };
    assert_eq!(refused(&alien, &week), told(Code::LawUnsupported, "nonresident_alien", "true"));
    let city = Profile { locality: Some("Philadelphia".into()), ..of(State::Pennsylvania) };
    assert_eq!(refused(&city, &week), told(Code::LawUnsupported, "locality", "Philadelphia"));
    let commuter = Profile { residence: Some("NJ".into()), ..of(State::Pennsylvania) };
    assert_eq!(refused(&commuter, &week), told(Code::LawUnsupported, "residence", "NJ"));
    let deferred = Payment { contributory: dollars("1100"), ..week.clone() };
    assert_eq!(
        refused(&of(State::Pennsylvania), &deferred),
        told(Code::LawUnsupported, "taxable", "1000.00 USD")
    );

    // A pack without the states is law for nobody's state.
    let federal = include_str!("../../../../../law/us/wages.toml");
    let pack = RulePack::parse(federal).unwrap();
    assert!(us::assess(&Profile { state: None, ..of(State::Texas) }, &week, &pack).is_ok());
    let error = us::assess(&of(State::Texas), &week, &pack).unwrap_err();
    assert_eq!((error.code(), error.field(), error.value()), (Code::LawUnsupported, "state", "TX"));
}

#[test]
fn documents_name_the_state() {
    let text = r#"{"state":"IL","line1_allowances":2,"line2_allowances":0}"#;
    let state: State = serde_json::from_str(text).unwrap();
    assert_eq!(state, illinois(2, 0));
    assert_eq!(serde_json::to_string(&state).unwrap(), text);
    assert_eq!(serde_json::from_str::<State>(r#"{"state":"TX"}"#).unwrap(), State::Texas);
    for wrong in [
        r#"{"state":"XX"}"#,
        r#"{"state":"IL","line4":1}"#,
        r#"{"state":"TX","line1_allowances":1}"#,
        r#"{"line1_allowances":1}"#,
        r#"{"state":"GA","line3_marital_status":"E"}"#,
    ] {
        assert!(serde_json::from_str::<State>(wrong).is_err(), "{wrong}");
    }
}

fn state() -> impl Strategy<Value = State> {
    let status = [IowaStatus::Other, IowaStatus::HeadOfHousehold, IowaStatus::MarriedFilingJointly];
    prop_oneof![
        (1u32..=7).prop_map(|times| State::Arizona(ArizonaA4 {
            percentage: exact::multiply(dec!(0.005), times.into()),
            ..ArizonaA4::default()
        })),
        (
            0u32..9,
            prop::sample::select(vec![
                GeorgiaStatus::A,
                GeorgiaStatus::B,
                GeorgiaStatus::C,
                GeorgiaStatus::D
            ])
        )
            .prop_map(|(count, status)| georgia(status, count)),
        (0u32..9, 0u32..9).prop_map(|(one, two)| illinois(one, two)),
        (0u32..9, 0u32..9, 0u32..3, 0u32..3).prop_map(|(five, six, seven, eight)| {
            State::Indiana(IndianaWh4 {
                line5_exemptions: five,
                line6_dependents: six,
                line7_first_time_dependents: seven,
                line8_adopted_children: eight,
                additional_state: None,
            })
        }),
        (0u32..500, prop::sample::select(status.to_vec()))
            .prop_map(|(allowance, status)| iowa(status, &allowance.to_string())),
        (0u8..3).prop_map(louisiana),
        (0u32..9, any::<bool>()).prop_map(|(count, head)| {
            let other = NorthCarolinaStatus::MarriedFilingJointlyOrSurvivingSpouse;
            north_carolina(if head { NorthCarolinaStatus::HeadOfHousehold } else { other }, count)
        }),
        Just(State::Pennsylvania),
        Just(State::Wyoming),
        prop::sample::select(vec!["2026-05-31", "2026-06-01"]).prop_map(utah),
    ]
}

fn withheld(person: &Profile, payment: &Payment) -> (Option<Decimal>, Decimal) {
    let case = Case::of(person, payment, Some(&LAW)).unwrap().unwrap();
    let [fast, exact] = both(&case);
    (fast, exact.unwrap())
}

proptest! {
    #[test]
    fn fast_is_exact_and_more_pay_is_never_less_tax(
        state in state(),
        cents in 0i64..100_000_000,
        more in 1i64..10_000,
        frequency in prop::sample::select(vec![Weekly, Fortnightly, SemiMonthly, Monthly]),
    ) {
        let person = of(state);
        let of_pay = |cents| Payment::new(day("2026-06-30"), frequency, Money::minor(cents, USD));
        let (fast, tax) = withheld(&person, &of_pay(cents));
        prop_assert_eq!(fast, Some(tax));
        let (_, higher) = withheld(&person, &of_pay(cents + more));
        // Utah rounds the tax and what vanishes from the credit apart: neither falls, so the tax does not either.
        prop_assert!(higher >= tax, "{} falls to {}", tax, higher);
        prop_assert_eq!(withheld(&person, &of_pay(0)).1, Decimal::ZERO);
    }

    #[test]
    fn greater_than_any_number_is_told(state in state(), units in 1i64..9) {
        prop_assume!(state != State::Pennsylvania);
        // Exempt and without contributory pay, so that the state alone has what cannot be held.
        let person = Profile { exempt: true, ..of(state) };
        let pay = Money::new(exact::add(dec!(700000000000000000000000000), units.into()).unwrap(), USD).unwrap();
        let payment = Payment { contributory: dollars("0"), ..Payment::new(day("2026-06-30"), Weekly, pay) };
        match us::assess(&person, &payment, &LAW) {
            Ok(assessed) => prop_assert!(!assessed.borne_by(Payer::Employee, USD).unwrap().is_negative()),
            Err(error) => prop_assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "taxable")),
        }
    }
}
