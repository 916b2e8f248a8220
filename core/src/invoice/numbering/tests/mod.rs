use super::*;
use crate::{
    calendar::{FiscalYear, date},
    error::{Code, Error},
};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use std::collections::BTreeSet;

mod audits;
mod blocks;
mod profiles;
mod store;

fn pattern(text: &str) -> Pattern {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn patterns_that_cannot_number_are_refused() {
    let refused = [
        "INV",
        "{year}",
        "{number}{number}",
        "{numbr}",
        "{number",
        "number}",
        "a}{number}",
        "{number:0}",
        "{number:21}",
        "{mod97}{number}",
        "{year:4}-{number}",
    ];
    for text in refused {
        let error = text.parse::<Pattern>().unwrap_err();
        assert_eq!((error.code(), error.value()), (Code::InvoicePatternInvalid, text));
    }
    for text in [
        "{number}",
        "INV-{year}-{number:5}{mod97}",
        "{series}/{fy}/{number:4}/{month}",
        "{year:2}{month}{number:3}x",
    ] {
        assert_eq!(pattern(text).to_string(), text);
    }
}

#[test]
fn a_restart_needs_its_period_in_the_pattern() {
    let april = FiscalYear::beginning(4, 1).unwrap();
    let lacking = [
        Series::new("s", pattern("N{number}")).restarting_yearly(),
        Series::new("s", pattern("N{month}{number}")).restarting_monthly(),
        Series::new("s", pattern("N{year}{number}")).restarting_monthly(),
        Series::new("s", pattern("N{year}-{number}")).restarting_fiscally(april),
    ];
    for series in lacking {
        assert_eq!(series.issue(day("2026-01-01")).unwrap_err().code(), Code::InvoicePatternLacksPeriod);
        let json = serde_json::to_string(&series).unwrap();
        assert!(serde_json::from_str::<Series>(&json).unwrap_err().to_string().contains("lacks"));
    }
    let fiscal = Series::new("s", pattern("{fy}/{number}"));
    assert_eq!(fiscal.issue(day("2026-01-01")).unwrap_err().field(), "fiscal_year");
    assert!(fiscal.fiscal_year(april).issue(day("2026-01-01")).is_ok());
}

#[test]
fn fiscal_years_restart_on_their_own_day() {
    let series = Series::new("si", pattern("SI/{fy}/{number:4}"))
        .restarting_fiscally(FiscalYear::beginning(4, 1).unwrap())
        .starting_at(7);
    let (numbers, series) =
        series.issue_many(&[day("2026-03-31"), day("2026-04-01"), day("2027-03-31")]).unwrap();
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["SI/2025-26/0007", "SI/2026-27/0001", "SI/2026-27/0002"]);
    assert_eq!(series.parse("SI/2026-27/0002").unwrap().fiscal_year.as_deref(), Some("2026-27"));
    assert!(series.audit(&numbers).unwrap().is_empty());
}

#[test]
fn a_closed_period_takes_no_more_numbers() {
    let series = Series::new("s", pattern("{year}-{number}")).restarting_yearly();
    let (_, series) = series.issue(day("2027-01-01")).unwrap();
    let error = series.issue(day("2026-12-31")).unwrap_err();
    assert_eq!(
        (error.code(), error.field(), error.value()),
        (Code::InvoiceDayBeforeLast, "day", "2026-12-31")
    );
}

#[test]
fn a_batch_is_all_or_nothing_and_changes_the_version_once() {
    let series = Series::new("s", pattern("{number}")).chronological();
    let days = [day("2026-01-01"), day("2026-01-03"), day("2026-01-02")];
    let error = series.issue_many(&days).unwrap_err();
    assert_eq!((error.code(), error.row()), (Code::InvoiceDayBeforeLast, Some(2)));
    let (numbers, after) = series.issue_many(&days[..2]).unwrap();
    assert_eq!((numbers.len(), after.version(), after.next()), (2, 1, 3));
    let (none, same) = after.issue_many(&[]).unwrap();
    assert!(none.is_empty());
    assert_eq!(same, after);
    let full = Series::new("s", pattern("{number}")).starting_at(u64::MAX);
    assert_eq!(full.issue(day("2026-01-01")).unwrap_err().code(), Code::NumberOutOfRange);
}

#[test]
fn numbers_are_read_back_and_wrong_ones_refused() {
    let series = Series::new("A", pattern("{series}-{year}{month}-{number:3}{mod97}"));
    let (number, series) = series.issue(day("2026-03-09")).unwrap();
    let parsed = series.parse(&number.text).unwrap();
    assert_eq!((parsed.number, parsed.year, parsed.month), (1, Some(2026), Some(3)));
    let text = number.text.as_str();
    for wrong in
        [&text[1..], &text[..text.len() - 1], &text.replace("001", "002"), &text.replace('-', "/"), "", "é"]
    {
        assert_eq!(series.parse(wrong).unwrap_err().code(), Code::InvoiceNumberInvalid, "{wrong}");
    }
    let wide = Series::new("A", pattern("N{number:3}"));
    assert_eq!(wide.parse("N1000").unwrap().number, 1000);
    assert!(wide.parse("N0001").is_err(), "a width is a minimum, not a choice");
}

#[test]
fn a_claim_is_what_one_statement_needs() {
    let series =
        Series::new("s", pattern("{year}-{number:3}")).restarting_yearly().chronological().at_version(7);
    let days = [day("2026-05-01"), day("2026-05-01"), day("2026-05-02")];
    let claim = series.claim(&days).unwrap();
    assert_eq!((claim.count, claim.period), (3, Some(day("2026-01-01"))));
    // Somebody else took 41 numbers meanwhile; the row that comes back counts.
    let grant = Grant { first: 42, last: day("2026-05-02"), version: 9 };
    let (numbers, after) = series.granted(&claim, grant).unwrap();
    let texts: Vec<&str> = numbers.iter().map(|number| number.text.as_str()).collect();
    assert_eq!(texts, ["2026-042", "2026-043", "2026-044"]);
    assert_eq!((after.next(), after.version(), after.last()), (45, 9, Some(day("2026-05-02"))));

    assert_eq!(series.claim(&[]).unwrap_err().code(), Code::InputMissing);
    let two = series.claim(&[day("2026-12-31"), day("2027-01-01")]).unwrap_err();
    assert_eq!((two.code(), two.field()), (Code::InputInvalid, "days"));
    let conflict = after.unchanged(7).unwrap_err();
    assert_eq!((conflict.have, conflict.want), (9, 7));
    assert_eq!(Error::from(conflict).code(), Code::InvoiceSeriesConflict);
    assert!(after.unchanged(9).is_ok());
}

#[test]
fn the_audit_finds_what_was_done_to_the_numbers() {
    let series = Series::new("s", pattern("{year}-{number:3}")).restarting_yearly().chronological();
    let days: Vec<NaiveDate> =
        ["2026-01-05", "2026-01-06", "2026-01-07", "2027-01-01", "2027-01-02"].map(day).to_vec();
    let (numbers, series) = series.issue_many(&days).unwrap();
    assert!(series.audit(&numbers).unwrap().is_empty());

    let without = |place: usize| {
        let mut left = numbers.clone();
        left.remove(place);
        series.audit(&left).unwrap()
    };
    assert_eq!(without(1).gaps, [Gap { period: Some(day("2026-01-01")), first: 2, last: 2 }]);
    assert_eq!(without(3).gaps, [Gap { period: Some(day("2027-01-01")), first: 1, last: 1 }]);
    assert_eq!(without(4).gaps, [Gap { period: Some(day("2027-01-01")), first: 2, last: 2 }]);
    let void = Void { number: numbers[1].clone(), reason: "printer jam".into() };
    let left: Vec<Number> = [&numbers[..1], &numbers[2..]].concat();
    assert!(series.audit_with(&left, std::slice::from_ref(&void)).unwrap().is_empty());
    assert_eq!(series.audit_with(&numbers, &[void]).unwrap().repeats[0].number, 2);

    let mut moved = numbers.clone();
    moved[1].day = day("2026-01-01");
    assert_eq!(series.audit(&moved).unwrap().wrong_day[0].number, 2);
    let mut altered = numbers.clone();
    altered[0].text = "2026-009".into();
    assert_eq!(series.audit(&altered).unwrap().altered, ["2026-009"]);
    let mut swapped = numbers.clone();
    swapped.swap(0, 1);
    assert_eq!(series.audit(&swapped).unwrap().out_of_order[0].number, 1);
    // A counter that went back, as when a backup was restored.
    let before = Series::new("s", pattern("{year}-{number:3}")).restarting_yearly();
    let (_, before) = before.issue(day("2027-01-01")).unwrap();
    assert_eq!(before.audit(&numbers).unwrap().beyond[0].number, 2);
}

#[derive(Clone, Debug)]
enum Act {
    Allocate(u64),
    Commit(usize),
    Abandon(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        3 => (0u64..40).prop_map(Act::Allocate),
        2 => (0usize..8).prop_map(Act::Commit),
        2 => (0usize..8).prop_map(Act::Abandon),
    ];
    prop::collection::vec(act, 0..60)
}

proptest! {
    /// Whatever the order of allocate, commit and abandon: when nothing is open, every number that was ever given is
    /// committed or void, once, and the next one follows.
    #[test]
    fn no_order_of_allocate_commit_and_abandon_leaves_a_gap(
        acts in acts(), chronological in prop::bool::ANY, restart in 0usize..3,
    ) {
        let restart = [Restart::Never, Restart::Yearly, Restart::Monthly][restart];
        let series = Series::new("s", pattern("{year}{month}-{number:3}")).restarting(restart);
        let mut desk = Allocator::new(if chronological { series.chronological() } else { series });
        let mut committed: Vec<Number> = vec![];
        for act in acts {
            match act {
                Act::Allocate(ahead) => {
                    let day = date(2026, 12, 20).unwrap() + Days::new(ahead);
                    let before = desk.clone();
                    match desk.allocate(day) {
                        Ok(number) => prop_assert!(!committed.contains(&number)),
                        Err(error) => {
                            prop_assert_eq!(error.code(), Code::InvoiceDayBeforeLast);
                            prop_assert_eq!(&desk, &before);
                        }
                    }
                }
                Act::Commit(which) => {
                    let Some(number) = desk.open().get(which).cloned() else { continue };
                    desk.commit(&number).unwrap();
                    prop_assert!(desk.commit(&number).is_err() && desk.abandon(&number, "again").is_err());
                    committed.push(number);
                }
                Act::Abandon(which) => {
                    let Some(number) = desk.open().get(which).cloned() else { continue };
                    prop_assert_eq!(desk.abandon(&number, "").unwrap_err().code(), Code::InputMissing);
                    desk.abandon(&number, "customer left").unwrap();
                }
            }
            // A desk that is stored and read again is the same.
            let stored = serde_json::to_string(&desk).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Allocator>(&stored).unwrap(), &desk);
        }
        for number in desk.open().to_vec() {
            desk.abandon(&number, "closing time").unwrap();
        }
        committed.sort();
        let texts: BTreeSet<&str> = committed.iter().map(|number| number.text.as_str()).collect();
        prop_assert_eq!(texts.len(), committed.len());
        committed.sort_by_key(|number| (number.text.clone(), number.counter));
        let found = desk.series().audit_with(&committed, desk.voids()).unwrap();
        prop_assert!(found.gaps.is_empty() && found.repeats.is_empty() && found.beyond.is_empty(), "{:?}", found);
        prop_assert!(found.wrong_day.is_empty() && found.altered.is_empty(), "{:?}", found);
    }

    #[test]
    fn many_at_once_are_the_same_as_one_by_one(ahead in prop::collection::vec(0u64..500, 0..30)) {
        let series = Series::new("s", pattern("{year:2}-{number:2}{mod97}")).restarting_yearly();
        let mut days: Vec<NaiveDate> = ahead.into_iter().map(|n| date(2026, 6, 1).unwrap() + Days::new(n)).collect();
        days.sort_unstable();
        let (numbers, after) = series.issue_many(&days).unwrap();
        let mut one = series.clone();
        for (day, number) in days.iter().zip(&numbers) {
            let (next, stored) = one.issue(*day).unwrap();
            prop_assert_eq!(&next, number);
            let parsed = series.parse(&number.text).unwrap();
            prop_assert_eq!(parsed.number, number.counter);
            one = stored;
        }
        prop_assert_eq!(one.clone().at_version(0), after.clone().at_version(0));
        prop_assert!(after.audit(&numbers).unwrap().is_empty());
        prop_assert_eq!(serde_json::from_str::<Series>(&serde_json::to_string(&after).unwrap()).unwrap(), after);
    }
}

#[test]
fn a_series_at_the_end_of_its_versions_is_refused() {
    // The version was added to without a look: a panic, or a version of 0 that any reader of old would have matched.
    let series = Series::new("s", pattern("{number}")).at_version(u64::MAX);
    for error in
        [series.issue(day("2026-03-02")).unwrap_err(), series.issue_many(&[day("2026-03-02")]).unwrap_err()]
    {
        assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "version"));
    }
    assert!(series.issue_many(&[]).is_ok());
    let number = Number { day: day("2026-03-02"), counter: 4, text: "4".into() };
    let series = Series::new("s", pattern("{number}")).starting_at(5).at_version(u64::MAX);
    let desk = serde_json::json!({ "series": series, "open": [number] });
    let mut desk: Allocator = serde_json::from_value(desk).unwrap();
    assert!(matches!(desk.abandon(&number, "left").unwrap(), Abandoned::Voided(_)));
}

#[test]
fn a_number_whose_year_cannot_be_read_back_is_not_given() {
    // The year 10000 made a number that its own series refused to parse.
    for (text, day) in [("{year}-{number}", "+10000-01-01"), ("{number}/{year:2}", "-0001-12-31")] {
        let error = Series::new("s", pattern(text)).issue(day.parse().unwrap()).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::CalendarInvalidDate, "day"), "{text}");
    }
    assert!(Series::new("s", pattern("{number}")).issue(day("+10000-01-01")).is_ok());
}
