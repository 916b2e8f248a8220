//! Somebody ordinary of each jurisdiction, and what each refuses.

use super::day;
use crate::{
    calendar::PayFrequency,
    error::Code,
    money::{Currency, Mode, Money, currency::*},
    tax::wages::{Payment, Profile, ae, au, ca, de, eg, fr, jo, ma, sa, uk, us},
};
use serde_json::{Value, json};

/// A change of a profile's document: where, to what, and the code and the field of the refusal.
pub(super) type Wrong = (&'static str, Value, Code, &'static str);

/// What becomes of a part that is no regular pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bonus {
    /// No rule was found.
    Refused,
    /// It is taxed apart, and no more than the pay.
    Part,
    /// The law makes no difference.
    NoMatter,
}

/// Somebody of a jurisdiction, an ordinary payment, and what is refused of either.
pub(super) struct Desk {
    pub person: Profile,
    pub payment: Payment,
    /// Days that no edition knows.
    pub outside: &'static [&'static str],
    /// A frequency that the rule does not know.
    pub unknown_frequency: PayFrequency,
    /// A frequency that is another one than the payment's, for a payment later in the year, and how a change to it is
    /// refused; none where the authority's routine reckons each payment by its own frequency.
    pub other_frequency: (PayFrequency, &'static str, Option<(Code, &'static str)>),
    /// Where the day of the last payment stands in the carried profile; none where nothing is carried.
    pub through: Option<&'static str>,
    /// Figures to date, which may not be below zero.
    pub to_date: &'static [&'static str],
    /// What does not exist: tax codes, categories, classes, provinces, scales.
    pub wrong: Vec<Wrong>,
    /// Whether a second payment in the same month is refused.
    pub once_a_month: bool,
    pub bonus: Bonus,
    /// How many of the lines never fall when the pay rises.
    pub rising: usize,
    /// Fields of the profile that may have any of these values: other people of the jurisdiction.
    pub varied: Vec<(&'static str, Vec<Value>)>,
}

impl Desk {
    /// One of the people: the numbers choose a value of each varied field.
    pub(super) fn one_of(&self, chosen: &[usize]) -> Profile {
        let mut document = serde_json::to_value(&self.person).unwrap();
        for ((at, values), chosen) in self.varied.iter().zip(chosen) {
            let (above, key) = at.rsplit_once('/').unwrap();
            document.pointer_mut(above).unwrap()[key] = values[chosen % values.len()].clone();
        }
        serde_json::from_value(document).unwrap()
    }
}

fn paid(on: &str, frequency: PayFrequency, pay: i64, currency: Currency) -> Payment {
    Payment::new(day(on), frequency, Money::minor(pay, currency))
}

/// A jurisdiction that reckons each month by itself.
fn monthly(
    person: Profile,
    on: &str,
    pay: i64,
    currency: Currency,
    outside: &'static [&'static str],
) -> Desk {
    Desk {
        person,
        payment: paid(on, PayFrequency::Monthly, pay, currency),
        outside,
        unknown_frequency: PayFrequency::Quarterly,
        other_frequency: (PayFrequency::Weekly, "", Some((Code::LawUnsupported, "frequency"))),
        through: Some("/through"),
        to_date: &[],
        wrong: vec![("/rounding", json!("nearest"), Code::InputInvalid, "profile.rounding")],
        once_a_month: true,
        bonus: Bonus::Refused,
        rising: usize::MAX,
        varied: vec![("/rounding", modes())],
    }
}

fn modes() -> Vec<Value> {
    ["half_even", "half_up", "half_down", "down", "up", "floor", "ceiling"].map(Value::from).to_vec()
}

fn any<T: Into<Value>>(values: impl IntoIterator<Item = T>) -> Vec<Value> {
    values.into_iter().map(Into::into).collect()
}

pub(super) fn desks() -> Vec<Desk> {
    vec![
        emirates(),
        australia(),
        canada(),
        germany(),
        egypt(),
        france(),
        jordan(),
        morocco(),
        saudi_arabia(),
        united_kingdom(),
        united_states(),
    ]
}

const fn invalid(at: &'static str, value: Value, field: &'static str) -> Wrong {
    (at, value, Code::InputInvalid, field)
}

fn emirates() -> Desk {
    let person = Profile::Ae(ae::Profile::new(ae::Sector::Private, day("2024-02-01"), Mode::HalfUp));
    let mut desk = monthly(person, "2026-11-30", 300_000, AED, &["2023-10-31", "2020-01-31"]);
    desk.wrong.push(invalid("/sector", json!("state"), "profile.sector"));
    desk.bonus = Bonus::NoMatter;
    desk.varied.push(("/sector", any(["private", "government"])));
    desk.varied.push(("/joined", any(["2015-01-01", "2023-10-30", "2023-10-31", "2026-11-30"])));
    // The state bears a part of the employer's share below 20,000.
    desk.rising = 1;
    desk
}

fn australia() -> Desk {
    let scale = au::WithholdingScale::TaxFreeThreshold;
    Desk {
        person: Profile::Au(au::Profile::new(scale)),
        payment: paid("2026-05-29", PayFrequency::Weekly, 125_000, AUD),
        outside: &["2020-10-12", "2026-07-01"],
        unknown_frequency: PayFrequency::FourWeekly,
        other_frequency: (PayFrequency::Monthly, "2026-06-26", None),
        through: None,
        to_date: &[],
        wrong: vec![invalid("/scale", json!("scale_9"), "profile.scale")],
        once_a_month: false,
        bonus: Bonus::Refused,
        rising: usize::MAX,
        varied: vec![(
            "/scale",
            any(["no_tax_free_threshold", "foreign_resident", "full_medicare_exemption"]),
        )],
    }
}

fn canada() -> Desk {
    Desk {
        person: Profile::Ca(ca::Profile::new(ca::Province::On)),
        payment: paid("2026-01-16", PayFrequency::Fortnightly, 200_000, CAD),
        outside: &["2024-12-31", "2026-07-01"],
        // Every frequency of the guide is known; somebody paid daily says how often.
        unknown_frequency: PayFrequency::Daily,
        other_frequency: (PayFrequency::Monthly, "2026-02-27", Some((Code::InputInvalid, "pay_periods"))),
        through: Some("/to_date/through"),
        to_date: &[
            "/to_date/pensionable",
            "/to_date/cpp",
            "/to_date/cpp2",
            "/to_date/ei",
            "/to_date/non_periodic",
            "/to_date/non_periodic_deductions",
            "/to_date/non_periodic_cpp",
        ],
        wrong: vec![
            ("/province", json!("QC"), Code::LawUnsupported, "province"),
            invalid("/province", json!("XX"), "profile.province"),
            invalid("/pay_periods", json!(28), "pay_periods"),
            invalid("/pensionable_months", json!(13), "pensionable_months"),
        ],
        once_a_month: false,
        bonus: Bonus::Part,
        rising: usize::MAX,
        varied: vec![("/province", any(["AB", "BC", "MB", "NB", "NL", "NT", "NU", "ON", "PE", "SK", "YT"]))],
    }
}

fn germany() -> Desk {
    let insurance = de::Insurance { childless: true, ..de::Insurance::statutory(dec!(2.90)) };
    Desk {
        person: Profile::De(de::Profile::new(de::WageTax::new(1), insurance)),
        payment: paid("2026-04-30", PayFrequency::Monthly, 300_000, EUR),
        outside: &["2024-12-31", "2027-01-01"],
        unknown_frequency: PayFrequency::Fortnightly,
        other_frequency: (PayFrequency::Weekly, "2026-05-08", None),
        through: Some("/to_date/through"),
        to_date: &["/to_date/other_pay", "/to_date/health_base", "/to_date/pension_base"],
        wrong: vec![
            ("/wage_tax/STKL", json!(7), Code::TaxCategoryInvalid, "wage_tax.STKL"),
            ("/wage_tax/STKL", json!(0), Code::TaxCategoryInvalid, "wage_tax.STKL"),
            invalid("/wage_tax/f", json!("0.9"), "wage_tax.f"),
            invalid("/church", json!({"land": "XX", "rounding": "down"}), "profile.church.land"),
        ],
        once_a_month: false,
        bonus: Bonus::Part,
        // The tax may fall by some cents: the Vorsorgepauschale is rounded up.
        rising: 0,
        varied: vec![("/wage_tax/STKL", any(1..=6))],
    }
}

fn egypt() -> Desk {
    let person = eg::Profile::new(eg::Exemption::Personal, eg::Compared::AfterExemption, Mode::HalfUp);
    let outside = &["2024-12-31", "2024-02-29", "2027-01-31"];
    let mut desk = monthly(Profile::Eg(person), "2026-11-30", 300_000, EGP, outside);
    desk.wrong.push(invalid("/exemption", json!("none"), "profile.exemption"));
    desk.varied.push(("/exemption", any(["personal", "disabled"])));
    desk.varied.push(("/compared", any(["after_exemption", "before_exemption"])));
    desk
}

fn france() -> Desk {
    let person = fr::Profile::new(fr::Territory::Metropole, Some(fr::Headcount::Under50), Mode::HalfUp);
    let mut desk = monthly(Profile::Fr(person), "2026-03-31", 200_000, EUR, &["2025-12-31", "2027-01-01"]);
    desk.wrong.push(invalid("/territory", json!("corse"), "profile.territory"));
    desk.wrong.push(invalid("/rgdu", json!("under_11"), "profile.rgdu"));
    desk.varied.push(("/territory", any(["metropole", "guadeloupe_reunion_martinique", "guyane_mayotte"])));
    // The reduction stands below zero and shrinks.
    desk.rising = 1;
    desk
}

fn jordan() -> Desk {
    let person = jo::Profile::new(jo::Exemption::Family, jo::Registered::After2009, Mode::HalfUp);
    let outside = &["2019-12-31", "2020-04-30", "2020-06-30", "2023-01-31"];
    let mut desk = monthly(Profile::Jo(person), "2022-11-30", 3_000_000, JOD, outside);
    let dinars = |amount: &str| json!({"amount": amount, "currency": "JOD"});
    desk.wrong.extend([
        invalid("/registered", json!("after_2010"), "profile.registered"),
        ("/other_exemption", dinars("-1.000"), Code::NumberNegative, "other_exemption"),
        invalid("/other_exemption", dinars("3000.001"), "other_exemption"),
    ]);
    desk.varied.push(("/exemption", any(["personal", "family"])));
    desk.varied.push(("/registered", any(["before_2009", "after_2009"])));
    desk.varied.push((
        "/other_exemption",
        vec![Value::Null, dinars("0.000"), dinars("1234.567"), dinars("3000.000")],
    ));
    desk
}

fn morocco() -> Desk {
    let person = Profile::Ma(ma::Profile::new(2, Mode::HalfUp));
    let mut desk = monthly(person, "2026-11-30", 300_000, MAD, &["2023-12-31", "2019-01-31", "2027-01-31"]);
    desk.varied.push(("/dependants", any(0..9)));
    desk
}

fn saudi_arabia() -> Desk {
    let person = sa::Profile::new("SA".parse().unwrap(), Some(day("2024-07-03")), Mode::HalfUp);
    let mut desk = monthly(Profile::Sa(person), "2026-11-30", 300_000, SAR, &["2024-05-31", "2019-01-31"]);
    desk.wrong.extend([
        ("/nationality", json!("KW"), Code::LawUnsupported, "nationality"),
        invalid("/nationality", json!("XX"), "profile.nationality"),
        ("/first_registered", Value::Null, Code::InputMissing, "first_registered"),
    ]);
    desk.bonus = Bonus::NoMatter;
    desk.varied.push(("/nationality", any(["SA", "IN", "PH", "EG"])));
    desk.varied.push(("/first_registered", any(["2015-01-01", "2024-07-02", "2024-07-03", "2026-11-30"])));
    desk
}

fn united_kingdom() -> Desk {
    Desk {
        person: Profile::Uk(uk::Profile::new("1257L".parse().unwrap(), "A".parse().unwrap())),
        payment: paid("2026-04-30", PayFrequency::Monthly, 300_000, GBP),
        outside: &["2010-04-05", "2011-04-06", "2025-04-05", "2027-04-06"],
        unknown_frequency: PayFrequency::Quarterly,
        other_frequency: (PayFrequency::Weekly, "2026-05-08", None),
        through: Some("/to_date/through"),
        to_date: &[
            "/to_date/taxable_pay",
            "/to_date/tax",
            "/to_date/contributions/earnings",
            "/to_date/contributions/employee",
            "/to_date/contributions/employer",
        ],
        wrong: vec![
            ("/tax_code", json!("K0"), Code::TaxCodeInvalid, "profile.tax_code"),
            ("/tax_code", json!("SD4"), Code::TaxCodeInvalid, "tax_code"),
            ("/category", json!("Q"), Code::TaxCategoryInvalid, "profile.category"),
            invalid("/student_loans", json!({"plan": "plan3"}), "profile.student_loans.plan"),
        ],
        once_a_month: false,
        bonus: Bonus::NoMatter,
        rising: usize::MAX,
        varied: vec![
            ("/tax_code", any(["1257L", "K100", "S1257L", "C0T", "BR", "SD2", "NT", "1257L M1"])),
            ("/category", any(["A", "B", "C", "F", "J", "M", "V", "X", "Z"])),
        ],
    }
}

fn united_states() -> Desk {
    let w4 = us::W4::From2020(us::W4From2020::new(us::FilingStatus::SingleOrMarriedSeparately));
    Desk {
        person: Profile::Us(us::Profile::new(w4, us::RoundingProfile::Once)),
        payment: paid("2026-06-12", PayFrequency::Fortnightly, 200_000, USD),
        outside: &["2024-12-31", "2027-01-01"],
        unknown_frequency: PayFrequency::FourWeekly,
        other_frequency: (PayFrequency::Monthly, "2026-07-31", None),
        through: Some("/to_date/through"),
        to_date: &["/to_date/contributory_wages", "/to_date/supplemental_wages"],
        wrong: vec![
            ("/state", json!({"state": "CA"}), Code::LawUnsupported, "state"),
            invalid("/w4/filing_status", json!("divorced"), "profile.w4.filing_status"),
            invalid("/rounding", json!("nearest"), "profile.rounding"),
        ],
        once_a_month: false,
        bonus: Bonus::Part,
        rising: usize::MAX,
        varied: vec![("/w4/filing_status", any(["single_or_married_separately", "head_of_household"]))],
    }
}
