use super::*;
use proptest::prelude::*;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    date(year, month, day).unwrap()
}

proptest! {
    #[test]
    fn fiscal_years_follow_one_another(offset in 0i64..80_000, month in 1u32..=12, first in 1u32..=28) {
        let today = day(1900, 1, 1) + Days::new(offset.unsigned_abs());
        let years = FiscalYear::beginning(month, first).unwrap();
        let year = years.containing(today).unwrap();
        prop_assert!(year.contains(today));
        prop_assert_eq!((year.first().month(), year.first().day()), (month, first));
        prop_assert!(year.len() == 365 || year.len() == 366);
        let next = years.containing(year.last().succ_opt().unwrap()).unwrap();
        prop_assert_eq!(next.first(), year.last().succ_opt().unwrap());
    }

    #[test]
    fn business_days_are_found_on_both_sides(offset in 0u64..3000, holidays in prop::collection::btree_set(0u64..3000, 0..40)) {
        let start = day(2020, 1, 1);
        let days = BusinessDays::new(
            &[Weekday::Sat, Weekday::Sun],
            holidays.iter().map(|holiday| start + Days::new(*holiday)),
        ).unwrap();
        let today = start + Days::new(offset);
        let (before, after) = (days.on_or_before(today).unwrap(), days.on_or_after(today).unwrap());
        prop_assert!(before <= today && today <= after);
        prop_assert!(days.is_business_day(before) && days.is_business_day(after));
        prop_assert_eq!(days.is_business_day(today), before == after);
        if before < after {
            let between = Period::new(before.succ_opt().unwrap(), after.pred_opt().unwrap()).unwrap();
            prop_assert_eq!(days.count(between), 0);
        }
    }
}

#[test]
fn labels_of_fiscal_years() {
    let tax_year = FiscalYear::beginning(4, 6).unwrap();
    assert_eq!(tax_year.label(day(2010, 4, 5)).unwrap(), "2009-10");
    assert_eq!(tax_year.label(day(2010, 4, 6)).unwrap(), "2010-11");
    assert_eq!(FiscalYear::beginning(1, 1).unwrap().label(day(2026, 12, 31)).unwrap(), "2026");
    assert_eq!(FiscalYear::beginning(2, 29).unwrap_err().code(), Code::CalendarInvalidDate);
}

#[test]
fn periods() {
    let february = Period::month(2024, 2).unwrap();
    assert_eq!((february.len(), february.days().count()), (29, 29));
    assert_eq!(Period::week(2020, 53).unwrap().last(), day(2021, 1, 3));
    assert_eq!(Period::week(2021, 53).unwrap_err().value(), "2021-W53");
    assert_eq!(Period::month(2024, 13).unwrap_err().code(), Code::CalendarInvalidDate);
    let error = Period::new(day(2024, 2, 2), day(2024, 2, 1)).unwrap_err();
    assert_eq!(
        (error.code(), error.field(), error.value()),
        (Code::CalendarInvalidPeriod, "last", "2024-02-01")
    );
    let overlap = february.overlap(Period::new(day(2024, 2, 29), day(2024, 3, 9)).unwrap()).unwrap();
    assert_eq!(overlap.len(), 1);
    assert!(february.overlap(Period::month(2024, 3).unwrap()).is_none());
    assert!(serde_json::from_str::<Period>(r#"{"first":"2024-02-02","last":"2024-02-01"}"#).is_err());
}

#[test]
fn days_are_written_one_way() {
    assert_eq!(parse_date("pay_day", "2026-03-31").unwrap(), day(2026, 3, 31));
    for wrong in ["2026-3-31", "31.03.2026", "2026-02-30", "2026-03-31T00:00", "", "+026-03-31"] {
        let error = parse_date("pay_day", wrong).unwrap_err();
        assert_eq!((error.field(), error.value()), ("pay_day", wrong));
    }
}

#[test]
fn a_calendar_read_from_json_is_checked_like_any_other() {
    // A weekend of all seven days came in as JSON, and the search for a business day went through the whole calendar.
    let read = serde_json::from_str::<BusinessDays>;
    let all = r#"{"weekend":["Mon","Tue","Wed","Thu","Fri","Sat","Sun"],"holidays":[]}"#;
    assert!(read(all).unwrap_err().to_string().contains("at least one day"));
    assert!(read(r#"{"weekend":[],"holidays":[],"feasts":[]}"#).is_err());
    let fiscal = serde_json::from_str::<FiscalYear>;
    for wrong in [r#"{"month":2,"day":29}"#, r#"{"month":0,"day":1}"#, r#"{"month":4,"day":6,"year":1}"#] {
        assert!(fiscal(wrong).is_err(), "{wrong}");
    }
    assert_eq!(fiscal(r#"{"month":4,"day":6}"#).unwrap(), FiscalYear::beginning(4, 6).unwrap());
}

#[test]
fn business_days_of_half_a_million_years_are_counted_at_once() {
    // They were counted day by day, for fifteen seconds.
    let days = BusinessDays::new(&[Weekday::Sat, Weekday::Sun], [day(2026, 3, 30), day(2026, 4, 4)]).unwrap();
    let all = Period::new(NaiveDate::MIN, NaiveDate::MAX).unwrap();
    assert!(i64::from(days.count(all)).abs_diff(i64::from(all.len()) * 5 / 7) < 7);
    for (first, last) in [(1, 1), (1, 30), (4, 5), (28, 31), (3, 20)] {
        let part = Period::new(day(2026, 3, first), day(2026, 4, last.min(30))).unwrap();
        let one_by_one = part.days().filter(|day| days.is_business_day(*day)).count();
        assert_eq!(usize::try_from(days.count(part)).unwrap(), one_by_one);
    }
}

#[test]
fn the_last_day_of_the_calendar_is_a_day() {
    // It was left out of a period's days.
    let end = Period::new(NaiveDate::MAX, NaiveDate::MAX).unwrap();
    assert_eq!(end.days().collect::<Vec<_>>(), [NaiveDate::MAX]);
}
