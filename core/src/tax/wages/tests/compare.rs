use super::{day, edited, pack};
use crate::{
    calendar::PayFrequency,
    error::Code,
    law::RulePack,
    money::{
        Currency, Mode, Money,
        currency::{AUD, GBP, MAD},
    },
    tax::wages::{Comparison, Payer, Payment, Profile, au, compare, ma, uk},
};
use proptest::prelude::*;

fn monthly(on: &str, pay: i64, currency: Currency) -> Payment {
    Payment::new(day(on), PayFrequency::Monthly, Money::minor(pay, currency))
}

fn british(code: &str, on: &str, pay: i64) -> (Profile, Payment) {
    let person = uk::Profile::new(code.parse().unwrap(), "A".parse().unwrap());
    (Profile::Uk(person), monthly(on, pay, GBP))
}

fn moroccan(on: &str, pay: i64) -> (Profile, Payment) {
    (Profile::Ma(ma::Profile::new(0, Mode::HalfUp)), monthly(on, pay, MAD))
}

/// Morocco with another rate of AMO from a day on, as an edited copy of the embedded text.
fn amo(since: &str, until: &str, rate: &str) -> RulePack {
    let old = pack("ma.wages");
    let whole =
        "[rate.\"amo.employee\"]\nsource = \"cleiss\"\nvalues = [{ since = 2024-01-01, rate = \"0.0226\" }]";
    let split = format!(
        "[rate.\"amo.employee\"]\nsource = \"cleiss\"\nvalues = [\n{{ since = 2024-01-01, until = {until}, rate = \"0.0226\" }},\n\
         {{ since = {since}, rate = \"{rate}\" }}]"
    );
    edited(&old, whole, &split)
}

#[test]
fn the_same_pack_changes_nothing() {
    let people = [british("1257L", "2026-04-30", 300_000), moroccan("2026-01-31", 1_200_000)];
    let uk = pack("uk.wages");
    let found = compare(&people, &uk, &uk);
    // The Moroccan is refused by both, for the same reason.
    assert_eq!((found.people, found.unchanged, found.changes.len()), (2, 2, 0));
}

#[test]
fn a_changed_rate_is_found_from_its_day_on() {
    let (old, new) = (pack("ma.wages"), amo("2026-07-01", "2026-06-30", "0.03"));
    let people = [
        moroccan("2026-06-30", 1_200_000),
        moroccan("2026-07-31", 1_200_000),
        moroccan("2026-07-31", 0),
        moroccan("2026-12-31", 500_000),
    ];
    let found = compare(&people, &old, &new);
    assert_eq!((found.people, found.unchanged, found.changed), (4, 2, 2));
    let rows: Vec<usize> = found.changes.iter().map(|change| change.row).collect();
    assert_eq!(rows, [1, 3]);
    let amounts: Vec<_> = found.changes[0]
        .lines
        .iter()
        .map(|line| (line.code.as_str(), line.payer, line.old, line.new))
        .collect();
    let dirhams = |minor| Some(Money::minor(minor, MAD));
    // 12,000 × 2.26 % and 3 %; the tax falls by 34 % of the 88.80 that are taken off it more.
    assert_eq!(
        amounts,
        [
            ("ma.ir", Payer::Employee, dirhams(107_140), dirhams(104_121)),
            ("ma.amo", Payer::Employee, dirhams(27_120), dirhams(36_000)),
        ]
    );
    assert_eq!(found.changes[0].old_problem, None);
}

#[test]
fn refusals_appear_vanish_and_change() {
    let old = pack("au.wages");
    let later = RulePack::parse(include_str!("../../../../law/au/wages-from-2026-07.toml")).unwrap();
    let weekly = |on: &str, pay: i64| {
        let person = au::Profile::new(au::WithholdingScale::TaxFreeThreshold);
        (Profile::Au(person), Payment::new(day(on), PayFrequency::Weekly, Money::minor(pay, AUD)))
    };
    let people = [
        weekly("2026-06-30", 100_000),
        weekly("2026-07-01", 100_000),
        weekly("2019-07-01", 100_000),
        weekly("2026-07-01", -1),
        british("1257L", "2026-07-01", 1),
    ];
    let found = compare(&people, &old, &later);
    assert_eq!((found.newly_refused, found.newly_known, found.refused_otherwise), (1, 1, 2));
    assert_eq!((found.unchanged, found.changed), (1, 0)); // neither knows 2019
    let [refused, known, negative, foreign] = &found.changes[..] else { panic!("{found:?}") };
    assert_eq!((refused.row, refused.new_problem.as_ref().unwrap().code), (0, Code::LawNoneInForce));
    assert_eq!((known.row, known.old_problem.as_ref().unwrap().code), (1, Code::LawNoneInForce));
    assert_eq!(known.new_problem, None);
    assert_eq!((negative.row, negative.new_problem.as_ref().unwrap().field.as_str()), (3, "taxable"));
    assert_eq!(foreign.row, 4);
}

#[test]
fn a_comparison_travels_as_json() {
    let people = [moroccan("2026-07-31", 1_200_000), moroccan("2027-07-31", 1_200_000)];
    let found = compare(&people, &pack("ma.wages"), &amo("2026-07-01", "2026-06-30", "0.03"));
    let back: Comparison = serde_json::from_str(&serde_json::to_string(&found).unwrap()).unwrap();
    assert_eq!(back, found);
    let people = serde_json::to_string(&people).unwrap();
    assert_eq!(serde_json::from_str::<Vec<(Profile, Payment)>>(&people).unwrap().len(), 2);
}

proptest! {
    /// What is listed is what two assessments side by side say, and the counts add up.
    #[test]
    fn everybody_is_counted_once(pays in prop::collection::vec((0i64..3_000_000, 1u32..=12, 2023i32..=2027), 0..20)) {
        let (old, new) = (pack("ma.wages"), amo("2025-07-01", "2025-06-30", "0.0227"));
        let people: Vec<_> =
            pays.iter().map(|(pay, month, year)| moroccan(&format!("{year}-{month:02}-15"), *pay)).collect();
        let found = compare(&people, &old, &new);
        let counts = [found.unchanged, found.changed, found.newly_refused, found.newly_known, found.refused_otherwise];
        prop_assert_eq!(counts.iter().sum::<usize>(), people.len());
        prop_assert_eq!(found.changes.len(), people.len() - found.unchanged);
        for (row, (profile, payment)) in people.iter().enumerate() {
            let amounts = |pack: &RulePack| {
                let found = crate::tax::wages::assess(profile, payment, pack);
                found.map(|a| a.lines.iter().map(|line| line.amount).collect::<Vec<_>>()).map_err(|e| e.code())
            };
            let listed = found.changes.iter().any(|change| change.row == row);
            prop_assert_eq!(listed, amounts(&old) != amounts(&new));
        }
    }
}
