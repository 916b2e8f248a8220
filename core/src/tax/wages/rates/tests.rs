//! What rates and kinks must hold, in every country.

use super::*;
use crate::{
    calendar::{PayFrequency, parse_date},
    money::{
        Mode,
        currency::{EUR, USD},
    },
    tax::wages::{ae, au, ca, de, eg, fr, jo, ma, sa, uk, us},
};

const FINE: Rounding = Rounding::of(1, 9, Mode::HalfEven);

fn day(text: &str) -> NaiveDate {
    parse_date("day", text).unwrap()
}

/// Somebody who is paid, and the range of pay that is looked at.
struct Example {
    name: &'static str,
    profile: Profile,
    payment: Payment,
    range: PayRange,
    pack: RulePack,
}

impl Example {
    fn new(
        name: &'static str,
        profile: Profile,
        on: &str,
        frequency: PayFrequency,
        [from, to]: [i64; 2],
    ) -> Self {
        let pack = RulePack::embedded(profile.pack_id()).unwrap();
        let money = |amount: i64| Money::new(amount.into(), pack.currency()).unwrap();
        let payment = Payment::new(day(on), frequency, money(from));
        let range = PayRange::new(money(from), money(to));
        Self { name, profile, payment, range, pack }
    }

    fn kinks(&self) -> Kinks {
        kinks(&self.profile, &self.payment, &self.range, FINE, &self.pack)
            .unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }
}

fn uk(code: &str, loans: Option<uk::StudentLoans>) -> Profile {
    let mut person = uk::Profile::new(code.parse().unwrap(), "A".parse().unwrap());
    person.student_loans = loans;
    Profile::Uk(person)
}

fn us(w4: us::W4) -> Profile {
    Profile::Us(us::Profile::new(w4, us::RoundingProfile::Once))
}

fn de(stkl: u8) -> de::Profile {
    let insurance = de::Insurance { childless: true, ..de::Insurance::statutory(dec!(2.90)) };
    de::Profile::new(de::WageTax::new(stkl), insurance)
}

fn examples() -> Vec<Example> {
    use PayFrequency::{Fortnightly, Monthly, Weekly};
    let both = uk::StudentLoans { plan: Some(uk::Plan::Two), postgraduate: true };
    let single = us::W4From2020::new(us::FilingStatus::SingleOrMarriedSeparately);
    let mut all = vec![
        Example::new("uk", uk("1257L", None), "2026-06-30", Monthly, [0, 15_000]),
        Example::new("uk scottish with loans", uk("S1257L", Some(both)), "2026-06-30", Monthly, [0, 15_000]),
        Example::new("uk weekly K", uk("K475", None), "2026-06-12", Weekly, [0, 4_000]),
        Example::new("us", us(us::W4::From2020(single.clone())), "2026-06-12", Fortnightly, [0, 30_000]),
        Example::new(
            "au",
            Profile::Au(au::Profile::new(au::WithholdingScale::TaxFreeThreshold)),
            "2026-03-20",
            Fortnightly,
            [0, 10_000],
        ),
        Example::new(
            "au no tfn",
            Profile::Au(au::Profile::new(au::WithholdingScale::NoTfnResident)),
            "2026-03-20",
            Monthly,
            [0, 10_000],
        ),
        Example::new(
            "fr",
            Profile::Fr(fr::Profile::new(
                fr::Territory::Metropole,
                Some(fr::Headcount::Under50),
                Mode::HalfUp,
            )),
            "2026-03-31",
            Monthly,
            [0, 60_000],
        ),
        Example::new(
            "eg",
            Profile::Eg(eg::Profile::new(
                eg::Exemption::Personal,
                eg::Compared::AfterExemption,
                Mode::HalfUp,
            )),
            "2026-05-31",
            Monthly,
            [0, 150_000],
        ),
        Example::new(
            "jo",
            Profile::Jo(jo::Profile::new(jo::Exemption::Family, jo::Registered::Before2009, Mode::HalfUp)),
            "2022-11-30",
            Monthly,
            [0, 15_000],
        ),
        Example::new(
            "ma",
            Profile::Ma(ma::Profile::new(2, Mode::HalfUp)),
            "2026-01-31",
            Monthly,
            [0, 40_000],
        ),
        Example::new(
            "sa",
            Profile::Sa(sa::Profile::new("SA".parse().unwrap(), Some(day("2015-01-01")), Mode::HalfUp)),
            "2026-07-31",
            Monthly,
            [0, 60_000],
        ),
        Example::new(
            "ae",
            Profile::Ae(ae::Profile::new(ae::Sector::Private, day("2023-10-31"), Mode::HalfUp)),
            "2026-11-30",
            Monthly,
            [0, 90_000],
        ),
    ];
    let mut director = uk::Profile::new("1257L".parse().unwrap(), "A".parse().unwrap());
    director.director = Some(uk::Director { method: uk::DirectorMethod::Annual, weeks: 52 });
    all.push(Example::new("uk director", Profile::Uk(director), "2026-04-30", Monthly, [0, 80_000]));
    for (name, province) in [
        ("ca on", ca::Province::On),
        ("ca bc", ca::Province::Bc),
        ("ca ab", ca::Province::Ab),
        ("ca ns", ca::Province::Ns),
    ] {
        all.push(Example::new(
            name,
            Profile::Ca(ca::Profile::new(province)),
            "2026-03-06",
            Fortnightly,
            [0, 15_000],
        ));
    }
    for (name, stkl) in [("de 1", 1), ("de 3", 3), ("de 5", 5), ("de 6", 6)] {
        all.push(Example::new(name, Profile::De(de(stkl)), "2026-06-30", Monthly, [0, 15_000]));
    }
    let mut parent = de(4);
    parent.wage_tax.zkf = dec!(1);
    parent.church = Some(de::Church { land: de::Land::By, rounding: de::CentRounding::Down });
    all.push(Example::new("de 4 parent", Profile::De(parent), "2025-06-30", Monthly, [0, 15_000]));
    let mut private = de(2);
    private.insurance.health =
        de::Health::Private { premium: Money::minor(45_000, EUR), subsidy: Money::minor(20_000, EUR) };
    private.insurance.childless = false;
    all.push(Example::new("de 2 private", Profile::De(private), "2026-06-30", Monthly, [0, 15_000]));
    let mut midi = de(1);
    midi.insurance.employment = de::Employment::TransitionBand;
    all.push(Example::new("de midijob", Profile::De(midi), "2026-06-30", Monthly, [700, 3_000]));
    for (name, flat_tax, rounding) in [
        ("de minijob", de::FlatTax::ByEmployer, de::BorneRounding::WholeRate),
        ("de minijob halved", de::FlatTax::ByEmployee, de::BorneRounding::HalfRate),
    ] {
        let mut minor = de(1);
        minor.insurance.unemployment = false;
        minor.insurance.employment = de::Employment::Marginal;
        minor.insurance.marginal = Some(de::Marginal { flat_tax, sick_pay_levy: true, rounding });
        all.push(Example::new(name, Profile::De(minor), "2026-06-30", Monthly, [0, 603]));
    }
    for (name, state) in states() {
        let mut person = us::Profile::new(us::W4::From2020(single.clone()), us::RoundingProfile::Once);
        person.state = Some(state);
        all.push(Example::new(name, Profile::Us(person), "2026-06-12", Fortnightly, [0, 30_000]));
    }
    for (name, executive, staff, rgdu) in [
        ("fr contributions", false, fr::Staff::Under11, Some(fr::Headcount::Under50)),
        ("fr executive", true, fr::Staff::From50, None),
    ] {
        let mut person = fr::Profile::new(fr::Territory::Metropole, rgdu, Mode::HalfUp);
        person.contributions = Some(fr::Contributions {
            executive,
            staff,
            accident_rate: dec!(0.0208),
            mobility_rate: if executive { dec!(0.0295) } else { dec!(0) },
            health_employee: Some(Money::minor(2_000, EUR)),
            health_employer: Some(Money::minor(2_000, EUR)),
        });
        all.push(Example::new(name, Profile::Fr(person), "2026-03-31", Monthly, [0, 60_000]));
    }
    all
}

/// A state of each kind: allowances, a credit, a credit that vanishes, a percentage that is elected, one rate on all.
fn states() -> Vec<(&'static str, us::State)> {
    let usd = |amount: i64| Some(Money::minor(amount * 100, USD));
    let illinois = us::IllinoisW4 { line1_allowances: 2, line2_allowances: 1, line3_additional: usd(10) };
    let iowa = us::IowaW4 {
        marital_status: us::IowaStatus::HeadOfHousehold,
        spouse_earns: false,
        line7_allowances: usd(400),
        line8_additional: None,
        exempt: false,
    };
    let louisiana = us::LouisianaL4 { block_a: 1, line7_adjustment: usd(-20) };
    vec![
        ("us il", us::State::Illinois(illinois)),
        ("us ia", us::State::Iowa(iowa)),
        ("us la", us::State::Louisiana(louisiana)),
        ("us ut", us::State::Utah(us::UtahW4 { period_begins: day("2026-05-25"), exempt: false })),
        ("us az", us::State::Arizona(us::ArizonaA4::default())),
        ("us pa", us::State::Pennsylvania),
    ]
}

/// Each line of either, as it is in both: nothing where one has no such line.
fn pairs(one: &Piece, other: &Piece) -> Vec<(piece::Line, piece::Line)> {
    let of = |piece: &Piece, line: &piece::Line| {
        let same = piece.lines.iter().find(|same| same.is(line));
        piece::Line { amount: same.map_or(Ok(Polynomial::ZERO), |same| same.amount), ..line.nothing() }
    };
    let missing = other.lines.iter().filter(|line| !one.lines.iter().any(|same| same.is(line)));
    one.lines.iter().chain(missing).map(|line| (of(one, line), of(other, line))).collect()
}

/// A place where a line's rate changes or its amount jumps, seen by looking at two neighbouring minor units.
fn turns(place: &Place<'_>, from: i64, to: i64) -> Vec<(i64, String, Payer, String)> {
    let mut found = Vec::new();
    let mut before = place.piece(from, from).unwrap();
    for x in from..to {
        let next = place.piece(x + 1, x + 1).unwrap();
        for (one, other) in pairs(&before, &next) {
            let (Ok(lower), Ok(upper)) = (one.amount, other.amount) else { continue };
            let same_rate = lower.rate(x + 1, 2) == upper.rate(x + 1, 2);
            if !same_rate || lower.at(x + 1) != upper.at(x + 1) {
                found.push((x, one.code.clone(), one.payer, one.name.clone()));
            }
        }
        before = next;
    }
    found
}

/// A number between, different for each seed.
fn between(seed: u64, low: i64, high: i64) -> i64 {
    let mixed =
        (seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    low + i64::try_from(mixed % u64::try_from(high - low + 1).unwrap()).unwrap()
}

#[test]
fn kinks_are_where_a_sweep_of_every_minor_unit_finds_them() {
    const AROUND: i64 = if cfg!(debug_assertions) { 25 } else { 300 };
    let mut seen = 0;
    for example in examples() {
        let place = Place::new(&example.profile, &example.payment, FINE, &example.pack).unwrap();
        let minor = |money| place.minor("", money).unwrap();
        let (low, high) = (minor(example.range.from), minor(example.range.to));
        let found = example.kinks();
        let mut windows: Vec<(i64, i64)> =
            found.kinks.iter().map(|kink| (minor(kink.after) - AROUND, minor(kink.after) + AROUND)).collect();
        windows.extend((0..6).map(|seed| between(seed, low, high)).map(|x| (x - AROUND, x + AROUND)));
        windows.dedup();
        for (from, to) in windows {
            let (from, to) = (from.max(low), to.min(high));
            let swept = turns(&place, from, to);
            for (x, code, payer, name) in &swept {
                let is = |kink: &&Kink| kink.code == *code && kink.payer == *payer && kink.name == *name;
                let at = |kink: &Kink| (*x..=x + 1).contains(&minor(kink.after));
                assert!(
                    found.kinks.iter().filter(is).any(at),
                    "{}: {code} {payer:?} turns after {x}, which is no kink",
                    example.name
                );
                seen += 1;
            }
            for kink in found.kinks.iter().filter(|kink| (from + 1..to).contains(&minor(kink.after))) {
                let after = minor(kink.after);
                let is = |(x, code, payer, _): &&(i64, String, Payer, String)| {
                    (after - 1..=after).contains(x) && *code == kink.code && *payer == kink.payer
                };
                assert!(swept.iter().any(|turn| is(&turn)), "{}: {kink:?} is not swept", example.name);
            }
        }
    }
    assert!(seen > 300, "{seen}");
}

/// The most by which roundings may move a line, in units of the currency: whole pounds of pay and pennies, whole dollars of a
/// week and 99 cents of its pay, whole euros of a year.
fn rounded_by(name: &str) -> Decimal {
    match name.get(..2) {
        Some("uk") => dec!(1.01),
        Some("au") => dec!(4.4),
        Some("de") => dec!(0.45),
        Some("ca") => dec!(0.05),
        // Whole dollars of the tax, and of what vanishes from the credit.
        Some("us") if name == "us ut" => dec!(1.01),
        _ => dec!(0.02),
    }
}

#[test]
fn the_rule_as_it_is_paid_keeps_to_the_polynomials() {
    for example in examples() {
        let place = Place::new(&example.profile, &example.payment, FINE, &example.pack).unwrap();
        let minor = |money| place.minor("", money).unwrap();
        let (low, high) = (minor(example.range.from), minor(example.range.to));
        let mut places: Vec<i64> = (0..120).map(|seed| between(seed, low, high)).collect();
        for kink in example.kinks().kinks {
            let after = minor(kink.after);
            places.extend([after - 1, after, after + 1, after + 100]);
        }
        for at in places.into_iter().map(|at| at.clamp(low, high)) {
            let piece = place.piece(at, at).unwrap();
            let paid = place.paying(Money::minor(at, place.currency)).unwrap();
            let real = crate::tax::wages::assess(&example.profile, &paid, &example.pack).unwrap();
            assert_eq!(real.lines.len(), piece.lines.len());
            for (line, real) in piece.lines.iter().zip(&real.lines) {
                let Ok(amount) = line.amount else { continue };
                let unrounded = amount.at(at).unwrap().read(FINE).unwrap();
                let off = (unrounded - real.amount.amount()).abs();
                assert!(
                    off <= rounded_by(example.name),
                    "{}: {} at {at}: {unrounded}",
                    example.name,
                    line.code
                );
            }
        }
    }
}

#[test]
fn rates_and_jumps_add_up_to_the_difference_of_the_ends() {
    let mut lines = 0;
    for example in examples() {
        let found = example.kinks();
        let place = Place::new(&example.profile, &example.payment, FINE, &example.pack).unwrap();
        let (low, high) = (example.range.from, example.range.to);
        let ends = [low, high].map(|end| place.piece(place.minor("", end).unwrap(), i64::MAX - 1).unwrap());
        let [first, last] = &ends;
        let begins = place.paying(low).unwrap();
        let begins = statutory_rate(&example.profile, &begins, FINE, &example.pack).unwrap();
        for (line, other) in pairs(first, last) {
            // A curve has no single rate between its kinks.
            let curved = ["de.lohnsteuer", "de.soli", "de.kirchensteuer"].contains(&line.code.as_str());
            let (Ok(from), Ok(to), false) = (line.amount, other.amount, curved) else { continue };
            if found.not_followed.iter().any(|part| part.code == line.code) {
                continue;
            }
            let rate = begins
                .lines
                .iter()
                .find(|one| one.code == line.code && one.payer == line.payer && one.name == line.name);
            // A line that is not there yet takes nothing.
            let rate = rate.map_or(dec!(0), |one| one.rate.unwrap());
            let (mut sum, mut at, mut rate) = (dec!(0), low.amount(), rate);
            let kinks: Vec<&Kink> = found
                .kinks
                .iter()
                .filter(|kink| kink.code == line.code && kink.payer == line.payer)
                .collect();
            for kink in &kinks {
                assert_eq!(kink.rate_before, rate, "{} {kink:?}", example.name);
                sum += (kink.after.amount() - at) * rate + kink.jump;
                (at, rate) = (kink.after.amount(), kink.rate_after);
            }
            sum += (high.amount() - at) * rate;
            let [from, to] = [(from, low), (to, high)]
                .map(|(value, end)| value.at(place.minor("", end).unwrap()).unwrap().read(FINE).unwrap());
            // Where two pieces meet between two minor units, one of them is as far off as their rates differ.
            let slack = dec!(0.01) * Decimal::from(kinks.len() + 1) / dec!(2);
            let off = (to - from - sum).abs();
            assert!(off <= slack, "{} {}: {sum} for {}", example.name, line.code, to - from);
            lines += 1;
        }
    }
    assert!(lines > 80, "{lines}");
}

fn find<'k>(found: &'k Kinks, code: &str, limit: Decimal) -> &'k Kink {
    found.kinks.iter().find(|kink| kink.code == code && kink.limit == Some(limit)).unwrap()
}

fn example(name: &str) -> Example {
    examples().into_iter().find(|example| example.name == name).unwrap()
}

/// With more than 600,000 of taxable income a year the band at nothing is gone: the 10 % of the next begin at zero.
#[test]
fn in_egypt_the_tax_jumps_where_a_band_vanishes() {
    let found = example("eg").kinks();
    let kink = find(&found, "eg.salary_tax", dec!(600000));
    // 600,000 and the exemption of 20,000 ÷ 12, and the 1,837 of insurance that are due on 16,700 and more.
    assert_eq!(kink.after.amount(), dec!(53503.66));
    assert_eq!((kink.rate_before, kink.rate_after), (dec!(0.25), dec!(0.25)));
    assert_eq!(kink.jump.round_dp(6), dec!(333.333333)); // 40,000 at 10 % ÷ 12
    assert_eq!((kink.step.as_str(), kink.cited[0].key.as_str()), ("eg.tax.annual", "tax.vanish.1"));
    assert!(kink.cited[0].source.contains("Law 7/2024"), "{kink:?}");
    let jumps = found.kinks.iter().filter(|kink| kink.code == "eg.salary_tax" && kink.jump > dec!(0));
    let limits: Vec<Decimal> = jumps.filter_map(|kink| kink.limit).collect();
    assert_eq!(limits, [dec!(600000), dec!(700000), dec!(800000), dec!(900000), dec!(1200000)]);
}

/// Professional expenses are 35 % up to 78,000 a year and 25 % of all of it above: the taxable pay jumps, and the tax with it.
#[test]
fn in_morocco_the_tax_jumps_with_the_rate_of_the_expenses() {
    let found = example("ma").kinks();
    let kink = find(&found, "ma.ir", dec!(78000));
    assert_eq!((kink.after.amount(), kink.rate_before), (dec!(6500), dec!(0)));
    assert_eq!(kink.rate_after, dec!(0.07274)); // 10 % of what the AMO and 25 % of expenses leave
    assert!(kink.jump > dec!(29), "{kink:?}");
    assert_eq!(
        (kink.step.as_str(), kink.cited[0].key.as_str()),
        ("ma.ir.professional_expenses", "ir.expenses.limit")
    );
}

/// In classes V and VI the tax is at least 14 % of the taxable income, up to W1STKL5; above it 42 % of what exceeds that.
#[test]
fn in_germany_classes_v_and_vi_begin_with_a_minimum() {
    for (name, least) in [("de 5", 3), ("de 6", 0)] {
        let found = example(name).kinks();
        let tax: Vec<&Kink> = found.kinks.iter().filter(|kink| kink.code == "de.lohnsteuer").collect();
        let end = tax.iter().position(|kink| kink.limit == Some(dec!(14071))).unwrap();
        let kink = tax[end];
        assert_eq!((kink.step.as_str(), kink.cited[0].key.as_str()), ("de.pap.LSTJAHR.ST", "pap.w1stkl5"));
        // The Vorsorgepauschale takes off 20.15 % here: 9.3 of pensions and 8.75 + 2.4 of health and care less vhb.
        assert_eq!(kink.rate_before / dec!(0.14), kink.rate_after / dec!(0.42));
        // The minimum at W1STKL5 is in whole euros, what comes above is added to that.
        assert!(kink.jump < dec!(0) && kink.jump > dec!(-0.0834), "{kink:?}");
        assert!(end >= least, "{tax:?}");
        for below in &tax[..end] {
            let taken = below.rate_after / dec!(0.14);
            assert!(taken > dec!(0.75) && taken < dec!(1), "{below:?}");
        }
    }
}

/// Every place at which one more minor unit of pay is less tax before any rounding, and every stretch that falls.
#[test]
fn the_places_where_more_pay_is_less_tax_are_known() {
    let mut places = Vec::new();
    for example in examples() {
        for kink in example.kinks().kinks {
            if kink.jump < dec!(0) || kink.rate_after < dec!(0) {
                places.push(format!(
                    "{} {} {} {}",
                    example.name,
                    kink.after,
                    kink.code,
                    kink.jump.round_dp(4)
                ));
            }
        }
    }
    #[rustfmt::skip]
    let known = [
        // The ATO's b of each row has four decimals; whole dollars are withheld, so it does not show.
        "au 1440.02 AUD au.payg -0.0026",
        "au 1728.02 AUD au.payg -0.1030",
        "au 5190.02 AUD au.payg -0.0216",
        "au 7304.02 AUD au.payg -0.1354",
        // The constants K and KP are whole dollars of a year: at most 0.80 of a year.
        "ca on 2092.30 CAD ca.provincial_tax -0.0184",
        "ca on 7047.59 CAD ca.federal_tax -0.0308",
        // The end of the reduction S, which is below zero there by a cent at most.
        "ca bc 1619.54 CAD ca.provincial_tax -0.0004",
        "ca bc 1955.24 CAD ca.provincial_tax -0.0162",
        "ca bc 7047.59 CAD ca.federal_tax -0.0308",
        "ca bc 7395.88 CAD ca.provincial_tax -0.0191",
        "ca ab 7047.59 CAD ca.federal_tax -0.0308",
        "ca ab 14381.70 CAD ca.provincial_tax -0.0308",
        "ca ns 2406.99 CAD ca.provincial_tax -0.0291",
        "ca ns 7047.59 CAD ca.federal_tax -0.0308",
        // The zones of § 32a EStG meet within a cent of a year.
        "de 1 1989.77 EUR de.lohnsteuer -0.0002",
        "de 3 3847.42 EUR de.lohnsteuer -0.0003",
        // MST5_6 goes on from whole euros: 0.95 of a year at most, within the two that the routine is known for.
        "de 5 1600.60 EUR de.lohnsteuer -0.0795",
        "de 5 3778.43 EUR de.lohnsteuer -0.0094",
        "de 6 1468.48 EUR de.lohnsteuer -0.0789",
        "de 6 3646.31 EUR de.lohnsteuer -0.0094",
        // From zone 3 to zone 4, in 2025: a tenth of a euro of a year.
        "de 4 parent 7067.64 EUR de.lohnsteuer -0.0078",
        "de 4 parent 7508.66 EUR de.kirchensteuer -0.0006",
        "de 2 private 2418.77 EUR de.lohnsteuer -0.0002",
        "de midijob 1989.77 EUR de.lohnsteuer -0.0002",
        // The first cent brings the minimum of pensions, of which every further one is a part that the employer bears.
        "de minijob 0.00 EUR de.minijob.rv 32.5500",
        "de minijob halved 0.00 EUR de.minijob.rv 32.5500",
    ];
    assert_eq!(places, known);
}

/// The first kink of a line with that payer: its place, its rates and jump, its step and the keys that it cites.
fn first(found: &Kinks, code: &str, payer: Payer) -> (Decimal, [Decimal; 3], String, Vec<String>) {
    let kink = found.kinks.iter().find(|kink| kink.code == code && kink.payer == payer).unwrap();
    let keys = kink.cited.iter().map(|cited| cited.key.clone()).collect();
    (kink.after.amount(), [kink.rate_before, kink.rate_after, kink.jump], kink.step.clone(), keys)
}

/// (2 × 2,925 + 1,000) ÷ 26 is 263.46, from which on Illinois takes 4.95 %.
#[test]
fn a_state_begins_above_its_allowances() {
    let found = example("us il").kinks();
    assert!(found.not_followed.is_empty(), "{:?}", found.not_followed);
    let rates = [dec!(0), dec!(0.0495), dec!(0)];
    let keys = ["state.il.allowance.line1", "state.il.allowance.line2"].map(String::from).to_vec();
    let expected = (dec!(263.46), rates, "us.il.taxable".to_owned(), keys);
    assert_eq!(first(&found, "us.il.income_tax", Payer::Employee), expected);
    // Utah's schedules are those of the day on which the pay period began.
    let utah = example("us ut").kinks();
    let cited = utah.kinks.iter().filter(|kink| kink.code == "us.ut.income_tax").flat_map(|kink| &kink.cited);
    let days: Vec<&str> = cited.map(|cited| cited.since.as_str()).collect();
    assert!(!days.is_empty() && days.iter().all(|since| *since < "2026-06-01"), "{days:?}");
}

/// Up to 175 euros the employee bears what the employer's 15 % leave of 32.55, from there on 3.6 %.
#[test]
fn in_marginal_employment_the_employee_bears_less_up_to_the_minimum() {
    let found = example("de minijob").kinks();
    assert!(found.not_followed.is_empty(), "{:?}", found.not_followed);
    let kink = find(&found, "de.minijob.rv", dec!(175));
    assert_eq!((kink.after.amount(), kink.payer, kink.jump), (dec!(175), Payer::Employee, dec!(0)));
    assert_eq!((kink.rate_before, kink.rate_after), (dec!(-0.15), dec!(0.036)));
    assert_eq!(kink.cited[0].key, "sv.minijob.minimum");
}

/// Above the ceiling of 4,005 the technical contribution is due on all of the pay, the second parts on what is above.
#[test]
fn in_france_lines_begin_at_the_ceiling() {
    let found = example("fr executive").kinks();
    assert!(found.not_followed.is_empty(), "{:?}", found.not_followed);
    let cet = first(&found, "fr.cet", Payer::Employee);
    assert_eq!((cet.0, cet.1), (dec!(4005), [dec!(0), dec!(0.0014), dec!(5.607)]));
    assert_eq!(cet.3, ["pmss"]);
    let second = first(&found, "fr.ceg_t2", Payer::Employee);
    assert_eq!(
        (second.0, second.1, second.3),
        (dec!(4005), [dec!(0), dec!(0.0108), dec!(0)], vec!["pmss".into()])
    );
    let four = first(&found, "fr.chomage", Payer::Employer);
    assert_eq!((four.0, four.3), (dec!(16020), vec!["pmss".into()]));
}

#[test]
fn a_reduction_by_a_power_is_not_followed_and_said_so() {
    let france = example("fr");
    let found = france.kinks();
    let [part] = found.not_followed.as_slice() else { panic!("{:?}", found.not_followed) };
    assert_eq!((part.code.as_str(), part.payer, part.step.as_str()), ("fr.rgdu", Payer::Employer, "fr.rgdu"));
    // From one SMIC of a month to three of them.
    assert_eq!((part.from.amount(), part.through.amount()), (dec!(1823.04), dec!(5469.09)));
    let rate = |pay| {
        let payment = Payment::new(
            day("2026-03-31"),
            PayFrequency::Monthly,
            Money::new(pay, part.from.currency()).unwrap(),
        );
        statutory_rate(&france.profile, &payment, FINE, &france.pack).unwrap()
    };
    let between = rate(dec!(3000));
    assert_eq!((between.employee, between.employer), (Some(dec!(0.075)), None));
    assert_eq!(between.lines[1].rate, None);
    assert_eq!(between.lines[1].not_followed_from.as_deref(), Some("fr.rgdu"));
    assert_eq!(rate(dec!(6000)).employer, Some(dec!(0)));
    assert!(rate(dec!(1500)).employer.unwrap() < dec!(-0.3));
}

/// With a bonus Canada divides the enhanced contributions by the pay: no polynomial, so the taxes are not followed.
#[test]
fn a_share_of_what_varies_in_what_varies_is_not_followed() {
    let ontario = example("ca on");
    let cad = |amount| Money::new(amount, ontario.pack.currency()).unwrap();
    let payment = Payment {
        non_periodic: Some(cad(dec!(1000))),
        ..Payment::new(day("2026-03-06"), PayFrequency::Fortnightly, cad(dec!(3000)))
    };
    let rates = statutory_rate(&ontario.profile, &payment, FINE, &ontario.pack).unwrap();
    assert_eq!((rates.pay, rates.employee), (cad(dec!(2000)), None));
    let followed = |code: &str| rates.lines.iter().find(|line| line.code == code).unwrap().rate;
    assert_eq!((followed("ca.cpp"), followed("ca.federal_tax")), (Some(dec!(0.0595)), None));
}

#[test]
fn a_step_of_pay_is_asked_of_the_rule_as_it_is_paid() {
    let uk = example("uk");
    let gbp = |amount| Money::new(amount, uk.pack.currency()).unwrap();
    let payment = Payment::new(day("2026-06-30"), PayFrequency::Monthly, gbp(dec!(4189)));
    let to_the_penny = Rounding::of(1, 4, Mode::HalfUp);
    let found = marginal(&uk.profile, &payment, gbp(dec!(100)), to_the_penny, &uk.pack).unwrap();
    let line =
        |code: &str, payer| found.lines.iter().find(|line| line.code == code && line.payer == payer).unwrap();
    let ni = line("uk.ni", Payer::Employee);
    // 2 % above the upper earnings limit; pay at it still lies in the band below.
    assert_eq!((ni.change, ni.rate, ni.statutory), (gbp(dec!(2)), dec!(0.02), Some(dec!(0.08))));
    assert_eq!(line("uk.ni", Payer::Employer).statutory, Some(dec!(0.15)));
    assert_eq!((found.employee.change, found.employee.rate), (gbp(dec!(22)), dec!(0.22)));
    assert_eq!(found.employee.statutory, Some(dec!(0.28)));
    assert_eq!(found.employer.rate, dec!(0.15));
    // A step of a penny meets the roundings.
    let penny = marginal(&uk.profile, &payment, gbp(dec!(0.01)), to_the_penny, &uk.pack).unwrap();
    assert_eq!((penny.employee.change, penny.employee.rate), (gbp(dec!(0)), dec!(0)));

    for step in [dec!(0), dec!(-1)] {
        let error = marginal(&uk.profile, &payment, gbp(step), to_the_penny, &uk.pack).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::InputInvalid, "step"));
    }
}

#[test]
fn bases_that_differ_keep_their_difference() {
    let uk = example("uk");
    let gbp = |amount| Money::new(amount, uk.pack.currency()).unwrap();
    // Benefits of 200 are taxed, and bear no contributions.
    let payment = Payment {
        taxable: gbp(dec!(1200)),
        ..Payment::new(day("2026-06-30"), PayFrequency::Monthly, gbp(dec!(1000)))
    };
    let range = PayRange::new(gbp(dec!(200)), gbp(dec!(6000)));
    let found = kinks(&uk.profile, &payment, &range, FINE, &uk.pack).unwrap();
    assert_eq!(find(&found, "uk.ni", dec!(1048)).after, gbp(dec!(1248)));
    // Below 200 of taxable pay the contributory pay would be negative.
    let error =
        kinks(&uk.profile, &payment, &PayRange::new(gbp(dec!(0)), range.to), FINE, &uk.pack).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberNegative, "contributory"));
    let eg = example("eg");
    let egp = |amount| Money::new(amount, eg.pack.currency()).unwrap();
    let payment = Payment {
        taxable: egp(dec!(1200)),
        ..Payment::new(day("2026-05-31"), PayFrequency::Monthly, egp(dec!(1000)))
    };
    let error = kinks(&eg.profile, &payment, &eg.range, FINE, &eg.pack).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberNegative, "contributory"));
}

#[test]
fn what_cannot_be_asked_is_refused_by_name() {
    let uk = example("uk");
    let gbp = |amount| Money::new(amount, uk.pack.currency()).unwrap();
    let ask = |range| kinks(&uk.profile, &uk.payment, &range, FINE, &uk.pack);
    let refused = |range| {
        let error = ask(range).unwrap_err();
        (error.code(), error.field().to_owned())
    };
    let range = PayRange::new(gbp(dec!(100)), gbp(dec!(99.99)));
    assert_eq!(refused(range), (Code::InputInvalid, "to".into()));
    let range = PayRange::new(gbp(dec!(-1)), gbp(dec!(99.99)));
    assert_eq!(refused(range), (Code::NumberNegative, "from".into()));
    let euros = Money::new(dec!(5), EUR).unwrap();
    assert_eq!(refused(PayRange::new(gbp(dec!(1)), euros)), (Code::MoneyMixedCurrencies, "to".into()));
    let huge = gbp(dec!(9999999999999999999999));
    assert_eq!(refused(PayRange::new(gbp(dec!(1)), huge)), (Code::NumberOutOfRange, "to".into()));
    let few = PayRange { most_pieces: 3, ..uk.range };
    let error = ask(few).unwrap_err();
    assert_eq!((error.code(), error.field(), error.value()), (Code::InputInvalid, "most_pieces", "3"));
    assert!(error.message().contains("followed to 559.00 GBP"), "{error}");
    let none = PayRange { most_pieces: 0, ..uk.range };
    assert_eq!(refused(none), (Code::InputInvalid, "most_pieces".into()));
    // A single pay has no kink.
    assert_eq!(ask(PayRange::new(gbp(dec!(1048)), gbp(dec!(1048)))).unwrap().kinks, []);
    // Jordan's national contribution is not known: a range that reaches it is refused, not cut.
    let jordan = example("jo");
    let jod = |amount| Money::new(amount, jordan.pack.currency()).unwrap();
    let error = kinks(
        &jordan.profile,
        &jordan.payment,
        &PayRange::new(jod(dec!(0)), jod(dec!(30000))),
        FINE,
        &jordan.pack,
    );
    assert_eq!(error.unwrap_err().code(), Code::LawUnsupported);
}

#[test]
fn documents_travel_as_json() {
    fn there_and_back<D: Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(
        document: &D,
    ) {
        let text = serde_json::to_string(document).unwrap();
        assert_eq!(&serde_json::from_str::<D>(&text).unwrap(), document, "{text}");
    }
    for example in examples() {
        there_and_back(&example.kinks());
        let payment = &example.payment;
        there_and_back(&statutory_rate(&example.profile, payment, FINE, &example.pack).unwrap());
        let step = Money::minor(10_000, example.pack.currency());
        there_and_back(&marginal(&example.profile, payment, step, FINE, &example.pack).unwrap());
        there_and_back(&example.range);
    }
    let range: PayRange = serde_json::from_value(serde_json::json!({
        "from": { "amount": "0", "currency": "GBP" }, "to": { "amount": "100", "currency": "GBP" },
    }))
    .unwrap();
    assert_eq!(range.most_pieces, 10_000);
}
