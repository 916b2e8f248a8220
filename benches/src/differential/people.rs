//! Random people and payments of each country.

use super::draw::Draw;
use backoffice::{
    PayFrequency::{
        self, Annual, Daily, Fortnightly, FourWeekly, Monthly, Quarterly, SemiAnnual, SemiMonthly, Weekly,
    },
    tax::wages::{Payment, Profile, ae, au, ca, de, eg, fr, jo, ma, sa, uk, us},
};

/// Somebody and what they are paid.
pub type Case = (Profile, Payment);

/// Draws a case.
pub type Drawer = fn(&mut Draw) -> Case;

/// The countries by the first part of their packs' ids, with the pack and how a case is drawn.
pub const COUNTRIES: [(&str, &str, Drawer); 11] = [
    ("ae", ae::PACK, emirati),
    ("au", au::PACK, australian),
    ("ca", ca::PACK, canadian),
    ("de", de::PACK, german),
    ("eg", eg::PACK, egyptian),
    ("fr", fr::PACK, french),
    ("jo", jo::PACK, jordanian),
    ("ma", ma::PACK, moroccan),
    ("sa", sa::PACK, saudi),
    ("uk", uk::PACK, british),
    ("us", us::PACK, american),
];

/// A payment, now and then with parts of its own.
fn payment(draw: &mut Draw, frequencies: &[PayFrequency], usual: u32) -> Payment {
    let frequency = draw.frequency(frequencies);
    let mut payment = Payment::new(draw.day, frequency, draw.money(usual));
    if draw.one_in(8) {
        payment.contributory = draw.money(usual);
    }
    if draw.one_in(16) {
        payment.non_cash = draw.part(payment.taxable);
    }
    payment
}

fn monthly(draw: &mut Draw, usual: u32) -> Payment {
    payment(draw, &[Monthly], usual)
}

fn emirati(draw: &mut Draw) -> Case {
    let sector = draw.pick(&[ae::Sector::Private, ae::Sector::Government]);
    let mut person = ae::Profile::new(sector, draw.before(4_000), draw.mode());
    person.through = draw.perhaps(8, |draw| draw.before(90));
    (Profile::Ae(person), monthly(draw, 9_000_000))
}

fn australian(draw: &mut Draw) -> Case {
    use au::WithholdingScale as Scale;
    let scale = draw.pick(&[
        Scale::NoTaxFreeThreshold,
        Scale::TaxFreeThreshold,
        Scale::ForeignResident,
        Scale::NoTfnResident,
        Scale::NoTfnForeignResident,
        Scale::FullMedicareExemption,
        Scale::HalfMedicareExemption,
    ]);
    let payment = payment(draw, &[Weekly, Fortnightly, Monthly, Quarterly], 900_000);
    (Profile::Au(au::Profile::new(scale)), payment)
}

fn canadian(draw: &mut Draw) -> Case {
    let province = draw.pick(ca::Province::ALL);
    let mut payment = payment(
        draw,
        &[Weekly, Fortnightly, SemiMonthly, Monthly, FourWeekly, Quarterly, SemiAnnual, Annual],
        900_000,
    );
    let some = |draw: &mut Draw, usual| draw.perhaps(6, |draw| draw.money(usual));
    let mut person = ca::Profile {
        federal_claim: draw.perhaps(2, |draw| draw.money(3_000_000)),
        provincial_claim: draw.perhaps(2, |draw| draw.money(3_000_000)),
        cpp_exempt: draw.one_in(12),
        cpp2_exempt: draw.one_in(12),
        ei_exempt: draw.one_in(12),
        pensionable_months: draw.perhaps(10, |draw| draw.upto(13)),
        insurable: draw.perhaps(12, |draw| draw.money(900_000)),
        additional_tax: some(draw, 20_000),
        dependants: draw.upto(4),
        ..ca::Profile::new(province)
    };
    if payment.frequency == Daily || draw.one_in(20) {
        person.pay_periods = Some(draw.pick(&[10, 22, 27, 53, 240, 260, 2000]));
    }
    person.deductions.pension_plan = some(draw, 60_000);
    person.deductions.alimony = some(draw, 60_000);
    person.deductions.union_dues = some(draw, 20_000);
    person.deductions.annual = some(draw, 600_000);
    person.deductions.prescribed_zone = some(draw, 600_000);
    person.credits.federal = some(draw, 200_000);
    person.credits.provincial = some(draw, 200_000);
    person.credits.labour_funds = some(draw, 100_000);
    if draw.one_in(4) {
        let bonus = draw.part(payment.taxable);
        payment.non_periodic = Some(bonus);
        person.deductions.non_periodic = draw.perhaps(4, |draw| draw.part(bonus));
    }
    person.to_date = draw.perhaps(2, |draw| ca::ToDate {
        pay_periods: None,
        regular: draw.perhaps(2, |draw| draw.money(900_000)),
        pensionable: draw.money(9_000_000),
        cpp: draw.money(420_000),
        cpp2: draw.money(41_600),
        ei: draw.money(110_000),
        non_periodic: draw.money(500_000),
        non_periodic_deductions: draw.money(100_000),
        non_periodic_cpp: draw.money(5_000),
        ..ca::ToDate::new(draw.before(200))
    });
    (Profile::Ca(person), payment)
}

fn german(draw: &mut Draw) -> Case {
    use de::{CentRounding, Church, Employment, Health, Land};
    let stkl = draw.pick(&[1, 2, 3, 4, 5, 6]);
    let mut payment = payment(draw, &[Monthly, Monthly, Weekly, Daily, Annual], 1_200_000);
    let factor = if stkl == 4 { draw.perhaps(2, |draw| draw.decimal(999, 3)) } else { None };
    let mut wage_tax = de::WageTax {
        f: factor,
        zkf: if draw.one_in(2) { draw.decimal(80, 1) } else { draw.decimal(0, 0) },
        alter1: u8::from(draw.one_in(8)),
        ajahr: 2005 + draw.upto(60),
        vjahr: 2004 + draw.upto(40),
        zmvb: draw.upto(12),
        ..de::WageTax::new(stkl)
    };
    for allowance in
        [&mut wage_tax.lzzfreib, &mut wage_tax.lzzhinzu, &mut wage_tax.jfreib, &mut wage_tax.jhinzu]
    {
        if draw.one_in(6) {
            *allowance = draw.money(100_000);
        }
    }
    wage_tax.vbezm = draw.money(300_000);
    wage_tax.vbezs = draw.money(300_000);
    let mut insurance = de::Insurance::statutory(draw.decimal(400, 2));
    if draw.one_in(4) {
        insurance.health = Health::Private { premium: draw.money(90_000), subsidy: draw.money(45_000) };
    } else if draw.one_in(6) {
        insurance.health = Health::Statutory { extra: draw.decimal(400, 2), reduced: true };
    }
    insurance.pension = !draw.one_in(5);
    insurance.unemployment = !draw.one_in(5);
    insurance.saxony = draw.one_in(5);
    insurance.childless = draw.one_in(3);
    if !insurance.childless {
        insurance.children = u8::try_from(draw.upto(7)).unwrap_or_default();
    }
    if draw.one_in(5) {
        insurance.employment = Employment::TransitionBand;
    }
    insurance.sv_days = draw.perhaps(6, |draw| draw.upto(30));
    let mut person = de::Profile::new(wage_tax, insurance);
    person.insolvency_levy = !draw.one_in(4);
    person.church = draw.perhaps(2, |draw| Church {
        land: draw.pick(&[Land::Bw, Land::By, Land::Nw, Land::Sn]),
        rounding: draw.pick(&[CentRounding::Down, CentRounding::HalfUp]),
    });
    if draw.one_in(10) {
        person.pension = true;
        payment.contributory = draw.nothing();
    }
    if draw.one_in(3) {
        payment.non_periodic = Some(draw.part(payment.taxable));
        person.wage_tax.jre4 = draw.money(9_000_000);
        person.wage_tax.jre4ent =
            if draw.one_in(4) { draw.part(person.wage_tax.jre4) } else { draw.nothing() };
        person.wage_tax.jvbez = if person.pension { draw.part(person.wage_tax.jre4) } else { draw.nothing() };
    }
    person.to_date = draw.perhaps(3, |draw| de::ToDate {
        through: draw.before(300),
        other_pay: draw.money(500_000),
        sv_days: draw.upto(330),
        health_base: draw.money(5_000_000),
        pension_base: draw.money(7_000_000),
    });
    (Profile::De(person), payment)
}

fn egyptian(draw: &mut Draw) -> Case {
    let exemption = draw.pick(&[eg::Exemption::Personal, eg::Exemption::Disabled]);
    let compared = draw.pick(&[eg::Compared::AfterExemption, eg::Compared::BeforeExemption]);
    let mut person = eg::Profile::new(exemption, compared, draw.mode());
    person.through = draw.perhaps(8, |draw| draw.before(90));
    (Profile::Eg(person), monthly(draw, 15_000_000))
}

fn french(draw: &mut Draw) -> Case {
    use fr::{Headcount, Territory};
    let territory =
        draw.pick(&[Territory::Metropole, Territory::GuadeloupeReunionMartinique, Territory::GuyaneMayotte]);
    let staff = draw.pick(&[None, Some(Headcount::Under50), Some(Headcount::From50)]);
    let mut person = fr::Profile::new(territory, staff, draw.mode());
    person.through = draw.perhaps(8, |draw| draw.before(90));
    (Profile::Fr(person), monthly(draw, 1_000_000))
}

fn jordanian(draw: &mut Draw) -> Case {
    let exemption = draw.pick(&[jo::Exemption::Personal, jo::Exemption::Family]);
    let registered = draw.pick(&[jo::Registered::Before2009, jo::Registered::After2009]);
    let mut person = jo::Profile::new(exemption, registered, draw.mode());
    person.other_exemption = draw.perhaps(3, |draw| draw.money(3_000_000));
    person.ceiling = draw.perhaps(3, |draw| draw.money(5_000_000));
    person.through = draw.perhaps(8, |draw| draw.before(90));
    (Profile::Jo(person), monthly(draw, 5_000_000))
}

fn moroccan(draw: &mut Draw) -> Case {
    let mut person = ma::Profile::new(draw.upto(8), draw.mode());
    person.through = draw.perhaps(8, |draw| draw.before(90));
    (Profile::Ma(person), monthly(draw, 5_000_000))
}

fn saudi(draw: &mut Draw) -> Case {
    let nationality = draw.pick(&["SA", "SA", "SA", "IN", "PK", "EG", "AE"]);
    let nationality = backoffice::tax::sales::Country::parse(nationality).expect("a country");
    let first = draw.perhaps(20, |_| ()).is_none().then(|| draw.before(1_800));
    let mut person = sa::Profile::new(nationality, first, draw.mode());
    person.through = draw.perhaps(8, |draw| draw.before(90));
    (Profile::Sa(person), monthly(draw, 6_000_000))
}

fn british(draw: &mut Draw) -> Case {
    let number = draw.pick(&[0, 1, 9, 49, 50, 500, 501, 1000, 1100, 1257, 2000]) + draw.upto(3);
    let nation = draw.pick(&["", "", "S", "C"]);
    let code = match draw.upto(11) {
        0 => format!("{nation}K{}", number + 1),
        1 => format!("{nation}BR"),
        2 => format!("{nation}D{}", draw.upto(2)),
        3 => format!("{nation}0T"),
        4 => "NT".to_owned(),
        5 => format!("{nation}{}L", draw.upto(9_999)),
        _ => format!("{nation}{number}{}", draw.pick(&["L", "M", "N", "T"])),
    };
    let mark = draw.pick(&["", "", "", " X", " W1", " M1"]);
    let code = format!("{code}{mark}").parse().unwrap_or_else(|_| "0T".parse().expect("a code"));
    let letters = ["A", "B", "C", "D", "E", "F", "H", "I", "J", "K", "L", "M", "N", "S", "V", "X", "Z"];
    let category = draw.pick(&letters).parse().expect("a category");
    let payment = payment(draw, &[Weekly, Fortnightly, FourWeekly, Monthly, Monthly], 1_000_000);
    let mut person = uk::Profile::new(code, category);
    person.to_date = draw.perhaps(2, |draw| uk::ToDate {
        through: draw.before(200),
        taxable_pay: draw.money(9_000_000),
        tax: draw.money(2_000_000),
        contributions: draw.perhaps(2, |draw| uk::Contributions {
            earnings: draw.money(9_000_000),
            employee: draw.money(500_000),
            employer: draw.money(1_000_000),
        }),
    });
    person.director = draw.perhaps(6, |draw| uk::Director {
        method: draw.pick(&[
            uk::DirectorMethod::Annual,
            uk::DirectorMethod::Alternative,
            uk::DirectorMethod::AlternativeLast,
        ]),
        weeks: if draw.one_in(2) { 52 } else { draw.upto(53) },
    });
    person.student_loans = draw.perhaps(3, |draw| uk::StudentLoans {
        plan: draw.pick(&[
            None,
            Some(uk::Plan::One),
            Some(uk::Plan::Two),
            Some(uk::Plan::Four),
            Some(uk::Plan::Five),
        ]),
        postgraduate: draw.one_in(2),
    });
    (Profile::Uk(person), payment)
}

fn american(draw: &mut Draw) -> Case {
    use us::{FilingStatus, MaritalStatus, RoundingProfile, SupplementalMethod, W4};
    let some = |draw: &mut Draw, usual| draw.perhaps(4, |draw| draw.money(usual));
    let w4 = if draw.one_in(3) {
        W4::Until2019(us::W4Until2019 {
            marital_status: draw.pick(&[MaritalStatus::Single, MaritalStatus::Married]),
            allowances: draw.upto(10),
            line6_additional: some(draw, 20_000),
        })
    } else {
        W4::From2020(us::W4From2020 {
            filing_status: draw.pick(&[
                FilingStatus::SingleOrMarriedSeparately,
                FilingStatus::MarriedFilingJointly,
                FilingStatus::HeadOfHousehold,
            ]),
            step2_checkbox: draw.one_in(3),
            step3_credits: some(draw, 600_000),
            step4a_other_income: some(draw, 2_000_000),
            step4b_deductions: some(draw, 2_000_000),
            step4c_extra: some(draw, 20_000),
        })
    };
    let mut person = us::Profile::new(w4, draw.pick(&[RoundingProfile::Once, RoundingProfile::PerLine]));
    person.exempt = draw.one_in(12);
    person.nonresident_alien = draw.one_in(8);
    person.futa_credit_reduction = draw.decimal(60, 3);
    let frequencies = [Daily, Weekly, Fortnightly, SemiMonthly, Monthly, Quarterly, SemiAnnual, Annual];
    let mut payment = payment(draw, &frequencies, 1_200_000);
    if draw.one_in(3) {
        payment.non_periodic = Some(draw.part(payment.taxable));
        person.supplemental = Some(draw.pick(&[SupplementalMethod::Flat, SupplementalMethod::Aggregate]));
    }
    person.to_date = draw.perhaps(2, |draw| {
        let mut to_date = us::ToDate::new(draw.before(200), draw.money(25_000_000), draw.money(5_000_000));
        to_date.last_period = draw.perhaps(2, |draw| us::LastPeriod {
            frequency: draw.pick(&frequencies),
            wages: draw.money(1_200_000),
            withheld: draw.money(200_000),
        });
        to_date
    });
    (Profile::Us(person), payment)
}
