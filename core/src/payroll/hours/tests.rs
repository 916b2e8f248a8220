//! Tests of hours: worked by hand, and against a model that walks minute by minute.

use super::*;
use crate::{
    error::{Code, Error},
    money::{Mode::HalfUp, Money, Rounding, currency::USD},
    payroll::{Kind, Worked},
};
use chrono::{Datelike, NaiveDate, TimeDelta};
use proptest::prelude::*;
use serde_json::{Value, json};

/// 2 November 2026 is a Monday.
fn moment(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

fn shift(from: (u32, u32), to: (u32, u32)) -> Shift {
    Shift::new(moment(from.0, from.1, 0), moment(to.0, to.1, 0))
}

fn rules(json: Value) -> Rules {
    serde_json::from_value(json).unwrap()
}

fn night(more: &Value) -> Rules {
    let mut night = json!({
        "from": "20:00", "to": "08:00", "definition": "by_overlapping", "minimum_hours": "1",
        "accounting": "time_crossing", "recalculation": "rate", "factor": "1.5"
    });
    night.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    rules(json!({ "night": night }))
}

fn pay(counted: &Counted, rate: Decimal) -> Money {
    counted.pay(Price::new(rate, USD), Rounding::minor(USD, HalfUp)).unwrap()
}

fn overtime(daily: Option<&str>, weekly: Option<&str>) -> Rules {
    rules(json!({ "overtime": {
        "daily_hours": daily, "weekly_hours": weekly, "week_starts": "Mon", "factor": "1.5"
    } }))
}

fn refused(shift: &Shift, rules: &Rules, code: Code, field: &str) -> Error {
    let error = count(shift, rules).unwrap_err();
    assert_eq!((error.code(), error.field()), (code, field), "{error}");
    error
}

#[test]
fn overtime_by_the_day_is_the_last_hours_of_the_day() {
    let rules = overtime(Some("8"), None);
    // 10 h at 10: 8 × 10 + 2 × 15 = 110.
    let long = count(&shift((2, 8), (2, 18)), &rules).unwrap();
    assert_eq!((long.overtime_minutes, pay(&long, dec!(10))), (120, usd!(110.00)));
    // Two shifts of one day: 6 h and 5 h, given in the wrong order; the later one has the 3 h.
    let two = count_all(&[shift((2, 16), (2, 21)), shift((2, 8), (2, 14))], &rules).unwrap();
    assert_eq!(two.iter().map(|c| c.overtime_minutes).collect::<Vec<_>>(), [180, 0]);
}

#[test]
fn overtime_by_the_week_begins_after_its_hours() {
    // Monday to Friday, 9 h each: 45 h, of which the last 5 h on Friday are overtime.
    let week: Vec<Shift> = (2..=6).map(|day| shift((day, 8), (day, 17))).collect();
    let minutes = |rules: &Rules| -> Vec<i64> {
        count_all(&week, rules).unwrap().iter().map(|counted| counted.overtime_minutes).collect()
    };
    assert_eq!(minutes(&overtime(None, Some("40"))), [0, 0, 0, 0, 300]);
    // With 8 h a day as well each day has its hour, and 5 × 8 h do not exceed 40: no hour is overtime twice.
    assert_eq!(minutes(&overtime(Some("8"), Some("40"))), [60; 5]);
    // A week of 30 h: 5 × 8 h plain reach it on Thursday at 14:00 (3 × 8 + 6): 3 h are overtime then, all 9 on Friday.
    assert_eq!(minutes(&overtime(Some("8"), Some("30"))), [60, 60, 60, 180, 540]);
}

#[test]
fn a_week_begins_on_its_first_day() {
    // Sunday 8 November and Monday 9: one week when weeks begin on Sunday, two when they begin on Monday.
    let shifts = [shift((8, 8), (8, 18)), shift((9, 8), (9, 18))];
    let minutes = |starts: &str| -> i64 {
        let rules =
            rules(json!({ "overtime": { "weekly_hours": "12", "week_starts": starts, "factor": "2" } }));
        count_all(&shifts, &rules).unwrap().iter().map(|counted| counted.overtime_minutes).sum()
    };
    assert_eq!((minutes("Sun"), minutes("Mon")), (480, 0));
}

#[test]
fn a_night_that_counts_as_more_time_reaches_overtime_sooner() {
    // 8 h of night at factor 2 count as 16; 12 are reached after 6 h, so 2 h are overtime as well.
    let mut double = night(&json!({ "recalculation": "time", "factor": "2" }));
    double.overtime = overtime(Some("12"), None).overtime;
    double.together = Some(Together::Add);
    let counted = count(&shift((2, 22), (3, 6)), &double).unwrap();
    assert_eq!((counted.counted_minutes, counted.overtime_minutes), (dec!(960), 120));
    // 6 h × 2 + 2 h × (1 + 1 + 0.5) = 17 hours' pay.
    assert_eq!(pay(&counted, dec!(10)), usd!(170.00));
    // By the rate the same night counts as 8 hours, and none is overtime.
    double.night.as_mut().unwrap().recalculation = Recalculation::Rate;
    let counted = count(&shift((2, 22), (3, 6)), &double).unwrap();
    assert_eq!((counted.counted_minutes, counted.overtime_minutes), (dec!(480), 0));
}

#[test]
fn premiums_meet_as_the_workplace_says_or_not_at_all() {
    // A holiday at 2, of its 4 hours 2 at night at 1.5: 2 × 2 + 2 × (2.5, 3, 2).
    let holiday = shift((2, 18), (2, 22)).on(DayKind::Holiday);
    let mut both = night(&json!({}));
    both.holiday_factor = Some(dec!(2));
    for (together, wanted) in
        [(Together::Add, usd!(90)), (Together::Multiply, usd!(100)), (Together::Greatest, usd!(80))]
    {
        both.together = Some(together);
        assert_eq!(pay(&count(&holiday, &both).unwrap(), dec!(10)), wanted, "{together:?}");
    }
    both.together = None;
    let error = refused(&holiday, &both, Code::InputMissing, "together");
    assert!(error.message().contains("night and holiday"), "{error}");
    // Where they do not meet nothing has to be said.
    let day = shift((2, 10), (2, 14)).on(DayKind::Holiday);
    assert_eq!(pay(&count(&day, &both).unwrap(), dec!(10)), usd!(80.00));
}

#[test]
fn breaks_are_not_paid() {
    let rules = night(&json!({}));
    let evening = shift((2, 16), (3, 0)); // 4 h of day, 4 h of night
    let parts = |shift: &Shift| {
        let counted = count(shift, &rules).unwrap();
        (counted.minutes - counted.night_minutes, counted.night_minutes)
    };
    assert_eq!(parts(&evening), (240, 240));
    // Whose hour is not known: from the day first, then from the night.
    assert_eq!(parts(&evening.clone().pausing(30)), (210, 240));
    assert_eq!(parts(&evening.clone().pausing(200).pausing(60)), (0, 220));
    // Whose hour is known: where it was, across the window's edge too.
    assert_eq!(parts(&evening.clone().pausing_at(moment(2, 21, 0), 30)), (240, 210));
    assert_eq!(parts(&evening.clone().pausing_at(moment(2, 19, 45), 30)), (225, 225));
    // A break does not make a night shift less of one: 60 minutes overlap, 30 of them are paid.
    let short = Shift::new(moment(2, 12, 0), moment(2, 21, 0)).pausing_at(moment(2, 20, 0), 30);
    assert_eq!(parts(&short), (480, 30));
}

#[test]
fn a_night_shift_of_all_time_needs_an_overlap() {
    let rules = night(&json!({ "accounting": "all_shift_time", "minimum_hours": "0" }));
    assert_eq!(count(&shift((2, 8), (2, 20)), &rules).unwrap().night_minutes, 0);
    assert_eq!(count(&shift((2, 8), (2, 21)), &rules).unwrap().night_minutes, 780);
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let plain = Rules::default();
    let error = refused(&shift((3, 8), (2, 18)), &plain, Code::PayrollNegativeHours, "end");
    assert_eq!(error.value(), "2026-11-02 18:00:00");
    let day = shift((2, 8), (2, 16));
    let error = refused(&day.clone().pausing(-5), &plain, Code::PayrollNegativeHours, "breaks.0.minutes");
    assert_eq!(error.value(), "-5");
    refused(&day.clone().pausing(481), &plain, Code::PayrollNegativeHours, "breaks.0.minutes");
    refused(&day.clone().pausing(300).pausing(181), &plain, Code::PayrollNegativeHours, "breaks");
    refused(&day.clone().pausing(i64::MAX), &plain, Code::PayrollNegativeHours, "breaks.0.minutes");
    let outside = day.clone().pausing_at(moment(2, 15, 45), 30);
    refused(&outside, &plain, Code::InputInvalid, "breaks.0.start");
    let twice = day.clone().pausing_at(moment(2, 12, 0), 30).pausing_at(moment(2, 12, 29), 1);
    refused(&twice, &plain, Code::InputInvalid, "breaks.1.start");
    refused(&shift((2, 8), (9, 9)), &plain, Code::InputInvalid, "end");
    let seconds = Shift::new(moment(2, 8, 0) + TimeDelta::seconds(1), moment(2, 9, 0));
    refused(&seconds, &plain, Code::InputInvalid, "start");

    refused(&day, &night(&json!({ "factor": "0.5" })), Code::InputInvalid, "night.factor");
    refused(&day, &night(&json!({ "to": "20:00" })), Code::InputInvalid, "night.to");
    refused(
        &day,
        &night(&json!({ "minimum_hours": "-1" })),
        Code::PayrollNegativeHours,
        "night.minimum_hours",
    );
    refused(&day, &overtime(None, None), Code::InputMissing, "overtime.daily_hours");
    refused(&day, &overtime(Some("-8"), None), Code::PayrollNegativeHours, "overtime.daily_hours");

    let overlap = [shift((2, 8), (2, 16)), shift((3, 8), (3, 16)), shift((2, 15), (2, 17))];
    let error = count_all(&overlap, &plain).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InputInvalid, "shifts.2.start"));
}

#[test]
fn overflow_names_the_field() {
    let counted = count(&shift((2, 8), (2, 16)), &Rules::default()).unwrap();
    let error = counted.pay(Price::new(Decimal::MAX, USD), Rounding::minor(USD, HalfUp)).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "rate"));
}

#[test]
fn pay_is_rounded_once() {
    // Three minutes at 1.99 an hour are 0.0995; each minute by itself would be 0.0332, cut to 0.03, and 0.09 in all.
    let three = Shift::new(moment(2, 8, 0), moment(2, 8, 3));
    assert_eq!(pay(&count(&three, &Rules::default()).unwrap(), dec!(1.99)), usd!(0.10));
}

#[test]
fn a_timesheet_becomes_the_hours_at_each_rate() {
    let mut rules = night(&json!({}));
    rules.overtime = overtime(None, Some("40")).overtime;
    rules.holiday_factor = Some(dec!(2));
    rules.together = Some(Together::Add);
    let mut week: Vec<Shift> = (2..=5).map(|day| shift((day, 12), (day, 21))).collect(); // 4 × (8 h + 1 h night)
    week.push(shift((6, 8), (6, 14))); // 4 h reach 40, 2 h are overtime
    week.push(shift((7, 8), (7, 10)).on(DayKind::Holiday)); // all of it overtime on a holiday
    week.push(shift((8, 8), (8, 9)).rate(Price::new(dec!(50), USD))); // overtime at a rate of its own
    let lines: Vec<_> = pays(&week, &rules)
        .unwrap()
        .into_iter()
        .map(|pay| (pay.kind, pay.name().to_owned(), pay.worked, pay.factor, pay.rate.is_some()))
        .collect();
    let line = |kind, name: &str, minutes, factor, own| {
        (kind, name.to_owned(), Some(Worked::Minutes(minutes)), Some(factor), own)
    };
    assert_eq!(
        lines,
        [
            line(Kind::Basic, "basic hours", 32 * 60 + 240, dec!(1), false),
            line(Kind::Premium, "night hours", 240, dec!(1.5), false),
            line(Kind::Overtime, "holiday, overtime", 120, dec!(2.5), false),
            line(Kind::Overtime, "overtime", 120, dec!(1.5), false),
            line(Kind::Overtime, "overtime", 60, dec!(1.5), true),
        ]
    );
    assert!(pays(&[], &rules).unwrap().is_empty());
}

#[test]
fn times_travel_as_minutes() {
    let json = json!({
        "start": "2026-11-02T18:00", "end": "2026-11-03T06:00",
        "breaks": [{ "minutes": 30 }, { "start": "2026-11-02T23:00", "minutes": 15 }], "day": "day_off"
    });
    let shift: Shift = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&shift).unwrap(), json);
    let with_seconds = json!({ "start": "2026-11-02T18:00:00", "end": "2026-11-03T06:00:00" });
    assert_eq!(serde_json::from_value::<Shift>(with_seconds).unwrap().start, shift.start);
    for bad in ["2026-11-02T18:00:30", "2026-11-02", "2026-11-02T18:00Z", "2026-13-02T18:00", "18:00"] {
        let json = json!({ "start": bad, "end": "2026-11-03T06:00" });
        assert!(serde_json::from_value::<Shift>(json).is_err(), "{bad}");
    }
    let rules = night(&json!({}));
    let text = serde_json::to_string(&rules).unwrap();
    assert_eq!(serde_json::from_str::<Rules>(&text).unwrap(), rules);
    assert!(text.contains("\"20:00\""), "{text}");
    assert!(serde_json::from_value::<Rules>(json!({ "night_factor": "2" })).is_err());
}

/// The model: one minute after the other, nothing clever.
fn walk(shifts: &[Shift], rules: &Rules) -> Vec<(i64, i64, i64, Decimal)> {
    let minute = |m: NaiveDateTime| m.and_utc().timestamp() / 60;
    let mut days = std::collections::BTreeMap::<_, Decimal>::new();
    let mut weeks = std::collections::BTreeMap::<_, Decimal>::new();
    let mut out = vec![];
    for shift in shifts {
        let (start, end) = (minute(shift.start), minute(shift.end));
        let dark = |t: i64| {
            rules.night.as_ref().is_some_and(|night| {
                let at = |time: NaiveTime| i64::from(chrono::Timelike::num_seconds_from_midnight(&time)) / 60;
                let (from, to, t) = (at(night.from), at(night.to), t.rem_euclid(1440));
                if from < to { from <= t && t < to } else { t >= from || t < to }
            })
        };
        let is_night = rules.night.as_ref().is_some_and(|night| match night.definition {
            Definition::ByOverlapping => {
                let overlap = (start..end).filter(|t| dark(*t)).count();
                overlap > 0 && Decimal::from(overlap) >= night.minimum_hours * dec!(60)
            }
            Definition::ByFullEntry => (start..end).all(dark),
            Definition::AtBeginning => dark(start),
        });
        let paused = |t: i64| {
            shift.breaks.iter().any(|b| {
                let from = minute(b.start.unwrap());
                from <= t && t < from + b.minutes
            })
        };
        let (mut minutes, mut nights, mut over, mut paid) = (0, 0, 0, Decimal::ZERO);
        let day = shift.start.date();
        let week = day.iso_week();
        for t in (start..end).filter(|t| !paused(*t)) {
            minutes += 1;
            let mut factor = Decimal::ONE;
            let mut counts = Decimal::ONE;
            if let Some(night) = rules
                .night
                .as_ref()
                .filter(|night| is_night && (night.accounting == Accounting::AllShiftTime || dark(t)))
            {
                nights += 1;
                factor += night.factor - Decimal::ONE;
                if night.recalculation == Recalculation::Time {
                    counts = night.factor;
                }
            }
            if let Some(rule) = &rules.overtime {
                let (by_day, by_week) = (days.entry(day).or_default(), weeks.entry(week).or_default());
                let reached = |hours: Option<Decimal>, used: Decimal| {
                    hours.is_some_and(|hours| used >= hours * dec!(60))
                };
                if reached(rule.daily_hours, *by_day) || reached(rule.weekly_hours, *by_week) {
                    over += 1;
                    factor += rule.factor - Decimal::ONE;
                } else {
                    *by_day += counts;
                    *by_week += counts;
                }
            }
            paid += factor;
        }
        out.push((minutes, nights, over, paid));
    }
    out
}

prop_compose! {
    fn any_rules()(
        from in 0u32..1440, length in 1u32..1440, definition in 0usize..3, all in any::<bool>(), time in any::<bool>(),
        minimum in 0i64..10, night in 100i64..300, daily in proptest::option::of(0i64..20),
        weekly in proptest::option::of(0i64..60), overtime in 100i64..300, with_night in any::<bool>(),
    ) -> Rules {
        let time_of = |m: u32| NaiveTime::from_num_seconds_from_midnight_opt((m % 1440) * 60, 0).unwrap();
        Rules {
            night: with_night.then(|| Night {
                from: time_of(from),
                to: time_of(from + length),
                definition: [Definition::ByOverlapping, Definition::ByFullEntry, Definition::AtBeginning][definition],
                minimum_hours: Decimal::new(minimum * 5, 1),
                accounting: if all { Accounting::AllShiftTime } else { Accounting::TimeCrossing },
                recalculation: if time { Recalculation::Time } else { Recalculation::Rate },
                factor: Decimal::new(night, 2),
            }),
            overtime: (daily.is_some() || weekly.is_some()).then(|| Overtime {
                daily_hours: daily.map(Decimal::from),
                weekly_hours: weekly.map(Decimal::from),
                week_starts: Weekday::Mon,
                factor: Decimal::new(overtime, 2),
            }),
            together: Some(Together::Add),
            ..Rules::default()
        }
    }
}

prop_compose! {
    /// Shifts that follow one another, each with up to one break inside.
    fn any_shifts()(
        spans in proptest::collection::vec((0i64..900, 0i64..2000, 0i64..2000, 0i64..90), 1..6),
    ) -> Vec<Shift> {
        let mut at = moment(2, 0, 0);
        let mut shifts = vec![];
        for (gap, length, pause, minutes) in spans {
            let start = at + TimeDelta::minutes(gap);
            let end = start + TimeDelta::minutes(length);
            let minutes = minutes.min((length - pause).max(0));
            let mut shift = Shift::new(start, end);
            if minutes > 0 {
                shift = shift.pausing_at(start + TimeDelta::minutes(pause), minutes);
            }
            shifts.push(shift);
            at = end;
        }
        shifts
    }
}

proptest! {
    #[test]
    fn counting_agrees_with_walking_minute_by_minute(rules in any_rules(), shifts in any_shifts()) {
        let counted = count_all(&shifts, &rules).unwrap();
        for (counted, (minutes, nights, over, paid)) in counted.iter().zip(walk(&shifts, &rules)) {
            prop_assert_eq!(counted.minutes, minutes);
            prop_assert_eq!(counted.night_minutes, nights);
            prop_assert_eq!(counted.overtime_minutes, over);
            let weighted: Decimal = counted.parts.iter().map(|part| part.factor * Decimal::from(part.minutes)).sum();
            prop_assert_eq!(weighted, paid);
            prop_assert_eq!(counted.parts.iter().map(|part| part.minutes).sum::<i64>(), minutes);
        }
        // And the lines of the slip hold every minute.
        let lines = pays(&shifts, &rules).unwrap();
        let minutes: Decimal = lines.iter().filter_map(|pay| pay.worked?.minutes()).sum();
        prop_assert_eq!(minutes, counted.iter().map(|c| Decimal::from(c.minutes)).sum::<Decimal>());
    }

    #[test]
    fn nothing_that_is_handed_in_panics(
        start in any::<i32>(), length in any::<i32>(), pause in any::<i64>(), when in any::<i32>(), rules in any_rules(),
    ) {
        let at = |seconds: i32| chrono::DateTime::from_timestamp(i64::from(seconds) * 60, 0).unwrap().naive_utc();
        let shift = Shift::new(at(start), at(start.wrapping_add(length % 20_000)));
        let shift = shift.pausing(pause).pausing_at(at(start.wrapping_add(when % 1000)), pause % 100);
        if let Ok(counted) = count(&shift, &rules) {
            prop_assert!(counted.minutes >= 0 && counted.minutes <= 7 * 1440);
        }
    }
}
