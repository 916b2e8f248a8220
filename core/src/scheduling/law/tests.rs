//! Packs, bad input, and what holds of any work.

use super::*;
use crate::calendar::{Period, date};
use chrono::TimeDelta;
use proptest::prelude::*;
use std::sync::LazyLock;

fn eu() -> Law {
    Law::embedded("eu.working_time").unwrap()
}

fn year() -> Setting {
    Setting::of(Period::year(2026).unwrap())
}

fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    date(2026, 3, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

fn code(laws: &[Law], people: &[Facts], work: &[Work]) -> Code {
    audit(laws, &year(), people, work).unwrap_err().code()
}

#[test]
fn every_pack_can_be_read_and_says_what_it_leaves_out() {
    for id in Law::embedded_ids() {
        let law = Law::embedded(id).unwrap();
        assert_eq!(law.id(), id);
        assert!(!law.unsupported().is_empty(), "{id}");
        let again: Law = serde_json::from_str(&serde_json::to_string(&law).unwrap()).unwrap();
        assert_eq!(again.text(), law.text());
        assert!(law.rules().iter().flat_map(|rule| &rule.values).all(|value| !value.source.is_empty()));
    }
    assert_eq!(Law::embedded("xx").unwrap_err().code(), Code::LawUnsupported);
    assert_eq!(Law::named("xx").unwrap_err().code(), Code::LawUnsupported);
    assert_eq!(Law::named("x\nx").unwrap_err().code(), Code::LawPackInvalid);
    assert_eq!(Law::named(eu().text()).unwrap().id(), Law::named("eu.working_time").unwrap().id());
}

#[test]
fn what_is_wrong_with_a_pack_is_named() {
    let head = "id = \"t\"\nrevision = \"1\"\njurisdiction = \"XX\"\nweek_begins = \"Monday\"\n\
        [[source]]\nkey = \"act\"\ntitle = \"The Act\"\nstanding = \"official\"\n";
    let rule = |rest: &str| format!("{head}[[rule]]\nname = \"r\"\nsource = \"act\"\n{rest}");
    let one = "{ since = 2020-01-01, limit = { day = { minutes = 480 } } }";
    let law = Law::parse(&rule(&format!("values = [{one}]"))).unwrap();
    assert_eq!(law.known_from(), date(2020, 1, 1).unwrap());
    let refused = |text: String| {
        let error = Law::parse(&text).unwrap_err();
        assert_eq!(error.code(), Code::LawPackInvalid, "{error}");
        error
    };
    refused(head.into());
    refused(rule("values = []"));
    refused(rule("values = [{ limit = { day = { minutes = 480 } } }]"));
    refused(rule(
        "values = [{ since = 2020-01-01, known_from = 2020-01-01, limit = { day = { minutes = 480 } } }]",
    ));
    refused(rule(
        "values = [{ since = 2020-01-01, until = 2019-01-01, limit = { day = { minutes = 480 } } }]",
    ));
    refused(rule(&format!("values = [{one}, {one}]")));
    refused(rule(&format!("values = [{one}]\n[[rule]]\nname = \"r\"\nsource = \"act\"\nvalues = [{one}]")));
    refused(rule(&format!("values = [{one}]")).replace("source = \"act\"", "source = \"other\""));
    refused(rule(&format!("values = [{one}]")).replace("480", "0"));
    refused(rule(&format!("values = [{one}]")).replace("minutes", "hours"));
    let error = refused(rule(&format!("valves = [{one}]")));
    assert!(error.message().contains("line 12"), "{error}");
    refused(rule(
        "values = [{ since = 2020-01-01, limit = { no_night = { night = { from = 60, to = 60 } } } }]",
    ));
    refused(rule(
        "values = [{ since = 2020-01-01, limit = { weekly_rest = { minutes = 1440, weeks = 0 } } }]",
    ));
}

#[test]
fn figures_hold_on_their_days() {
    let text = "id = \"t\"\nrevision = \"1\"\njurisdiction = \"XX\"\nweek_begins = \"Monday\"\n\
        [[source]]\nkey = \"act\"\ntitle = \"The Act\"\nstanding = \"official\"\n\
        [[rule]]\nname = \"r\"\nsource = \"act, s. 1\"\nvalues = [\
        { since = 2026-03-10, limit = { day = { minutes = 420 } }, source = \"act, s. 2\" },\
        { since = 2020-01-01, limit = { day = { minutes = 480 } } }]";
    let law = Law::parse(text).unwrap();
    let work = [9, 10].map(|day| Work::new("ada", at(day, 8, 0), at(day, 15, 30), 0));
    let found = audit(&[law], &year(), &[], &work).unwrap();
    let told: Vec<_> =
        found.iter().map(|one| (one.first, one.amount, one.limit, one.source.as_str())).collect();
    assert_eq!(told, [(date(2026, 3, 10).unwrap(), 450, 420, "The Act, s. 2")]);
    assert_eq!(found[0].to_string(), "ada: r: 7 h 30 min of 7 h 0 min on 2026-03-10 (The Act, s. 2)");
}

#[test]
fn bad_input_is_refused_by_name() {
    let laws = [eu()];
    let work = |from, to| Work::new("ada", from, to, 0);
    let good = work(at(2, 8, 0), at(2, 12, 0));
    assert_eq!(code(&laws, &[], &[work(at(2, 8, 0), at(2, 8, 0))]), Code::SchedulingNoLength);
    assert_eq!(code(&laws, &[], &[good.clone(), work(at(2, 11, 59), at(2, 13, 0))]), Code::SchedulingOverlap);
    assert_eq!(code(&laws, &[], &[good.clone().resting(200, 41, false)]), Code::SchedulingBreakOutside);
    assert_eq!(code(&laws, &[], &[good.clone().resting(100, 0, false)]), Code::SchedulingBreakOutside);
    let twice = good.clone().resting(100, 30, false).resting(120, 30, false);
    assert_eq!(code(&laws, &[], &[twice]), Code::SchedulingBreakOutside);
    let seconds = Work { start: at(2, 8, 0) + TimeDelta::seconds(1), ..good.clone() };
    assert_eq!(code(&laws, &[], &[seconds]), Code::InputInvalid);
    assert_eq!(code(&laws, &[], &[Work { end_offset: 1081, ..good.clone() }]), Code::InputInvalid);
    assert_eq!(code(&laws, &[], &[work(at(2, 8, 0), at(9, 8, 1))]), Code::NumberOutOfRange);
    assert_eq!(code(&laws, &[Facts::of("ada"), Facts::of("ada")], &[]), Code::InputDuplicate);
    let long = Facts { reference: Some(Reference { days: 400, from: None }), ..Facts::of("ada") };
    let error = audit(&laws, &year(), &[long], std::slice::from_ref(&good)).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InputInvalid, "people.ada.reference.days"));
    let early = Setting::of(Period::year(2004).unwrap());
    assert_eq!(audit(&laws, &early, &[], &[]).unwrap_err().code(), Code::LawNoneInForce);
    let ages = Setting::of(Period::new(date(2005, 1, 1).unwrap(), date(2026, 1, 1).unwrap()).unwrap());
    assert_eq!(audit(&laws, &ages, &[], &[]).unwrap_err().code(), Code::InputInvalid);
    let error = audit(&laws, &year(), &[], &[good.clone(), Work { end: at(2, 7, 0), ..good }]).unwrap_err();
    assert_eq!(error.field(), "work.1.end");
}

#[test]
fn standby_is_rest_and_duty_on_the_premises_is_work() {
    let duty = Work::new("ada", at(2, 16, 0), at(3, 8, 0), 60).resting(240, 30, true);
    let found = |kind| audit(&[eu()], &year(), &[], &[Work { kind, ..duty.clone() }]).unwrap().len();
    assert_eq!((found(Kind::Work), found(Kind::OnCall), found(Kind::Standby)), (1, 1, 0));
}

#[test]
fn a_young_worker_comes_of_age_within_the_days_that_are_judged() {
    let uk = [Law::embedded("uk.working_time").unwrap()];
    let ada = Facts { born: date(2008, 3, 10).ok(), ..Facts::of("ada") };
    let work = [9, 10].map(|day| Work::new("ada", at(day, 8, 0), at(day, 17, 0), 0).resting(240, 30, false));
    let found = audit(&uk, &year(), std::slice::from_ref(&ada), &work).unwrap();
    assert_eq!(
        found.iter().map(|one| one.rule.as_str()).collect::<Vec<_>>(),
        ["hours of a young worker's day"]
    );
    let day = |day| limits(&uk, &year(), &ada, date(2026, 3, day).unwrap()).unwrap();
    assert_eq!((day(9).day, day(10).day), (Some(480), None));
    assert_eq!((day(9).daily_rest.unwrap().minutes, day(10).daily_rest.unwrap().minutes), (720, 660));
    assert!(day(9).no_night.is_some() && day(10).no_night.is_none());
}

#[test]
fn the_figures_of_a_day_in_ramadan() {
    let sa = [Law::embedded("sa.working_time").unwrap()];
    let ramadan = vec![Period::new(date(2026, 2, 18).unwrap(), date(2026, 3, 19).unwrap()).unwrap()];
    let setting = Setting { ramadan, ..year() };
    let figures = |ramadan_hours, day| {
        let facts = Facts { ramadan_hours, ..Facts::of("ada") };
        limits(&sa, &setting, &facts, date(2026, 3, day).unwrap()).unwrap()
    };
    let overtime = |ramadan_hours, day| figures(ramadan_hours, day).overtime_day;
    assert_eq!(
        (overtime(true, 19), overtime(true, 20), overtime(false, 19)),
        (Some(360), Some(480), Some(480))
    );
    assert_eq!((figures(true, 19).day, figures(true, 19).presence), (Some(600), Some(720)));
}

/// Every pack, read once.
fn all_laws() -> &'static [Law] {
    static ALL: LazyLock<Vec<Law>> =
        LazyLock::new(|| Law::embedded_ids().map(|id| Law::embedded(id).unwrap()).collect());
    &ALL
}

/// Work of eight weeks: on some days, from some hour, for some hours, with or without a break.
fn any_work() -> impl Strategy<Value = Vec<Work>> {
    let day = prop::option::weighted(0.8, (0u32..10, 0i64..900, 0u32..3));
    prop::collection::vec(day, 56).prop_map(|days| {
        let monday = date(2026, 1, 5).unwrap().and_hms_opt(0, 0, 0).unwrap();
        let mut free = monday;
        let mut work = vec![];
        for (index, day) in (0i64..).zip(days) {
            let Some((start, length, breaks)) = day else { continue };
            let start = monday + TimeDelta::minutes(index * 1440 + i64::from(start) * 137);
            let start = start.max(free);
            let end = start + TimeDelta::minutes(30 + length);
            let mut one = Work::new("ada", start, end, 0);
            if breaks > 0 && length > 120 {
                one = one.resting(60, 20 * breaks, breaks == 1);
            }
            work.push(one);
            free = end;
        }
        work
    })
}

fn facts() -> impl Strategy<Value = Facts> {
    (any::<[bool; 5]>(), prop::option::of(2005i32..2012)).prop_map(|(yes, born)| Facts {
        born: born.and_then(|year| date(year, 2, 1).ok()),
        night_worker: yes[0],
        special_hazards: yes[1],
        fortnight: yes[2],
        basis: if yes[3] { Basis::Daily } else { Basis::Weekly },
        employed_from: yes[4].then(|| date(2026, 1, 5).unwrap()),
        night_reference: Some(Reference { days: 28, from: None }),
        reference: Some(Reference { days: 21, from: None }),
        ..Facts::of("ada")
    })
}

/// The same work, all of it so many weeks later. The law is the same and nobody comes of age meanwhile.
fn later(work: &[Work], by: TimeDelta) -> Vec<Work> {
    work.iter().map(|one| Work { start: one.start + by, end: one.end + by, ..one.clone() }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn whole_weeks_later_the_same_is_found(work in any_work(), facts in facts(), weeks in 1i64..20) {
        let facts = Facts { born: facts.born.map(|_| date(2010, 2, 1).unwrap()), ..facts };
        let period = Period::new(date(2026, 1, 5).unwrap(), date(2026, 3, 1).unwrap()).unwrap();
        let by = TimeDelta::weeks(weeks);
        let shifted = Period::new(period.first() + by, period.last() + by).unwrap();
        let moved = Facts { employed_from: facts.employed_from.map(|day| day + by), ..facts.clone() };
        // Months are no weeks: the reference period is agreed.
        let laws = all_laws();
        let found = audit(laws, &Setting::of(period), &[facts], &work).unwrap();
        let after = audit(laws, &Setting::of(shifted), &[moved], &later(&work, by)).unwrap();
        let back: Vec<_> = after
            .into_iter()
            .map(|one| Violation { first: one.first - by, last: one.last - by, ..one })
            .collect();
        prop_assert_eq!(found, back);
    }

    #[test]
    fn another_time_zone_changes_nothing(work in any_work(), facts in facts(), offset in -720i32..840) {
        let elsewhere: Vec<Work> = work
            .iter()
            .map(|one| Work { start_offset: offset, end_offset: offset, ..one.clone() })
            .collect();
        let laws = all_laws();
        let people = [facts];
        prop_assert_eq!(
            audit(laws, &year(), &people, &work).unwrap(),
            audit(laws, &year(), &people, &elsewhere).unwrap()
        );
    }

    #[test]
    fn the_order_of_the_work_changes_nothing(work in any_work().prop_shuffle(), facts in facts()) {
        let laws = all_laws();
        let people = [facts];
        let mut sorted = work.clone();
        sorted.sort_by_key(|one| one.start);
        prop_assert_eq!(
            audit(laws, &year(), &people, &work).unwrap(),
            audit(laws, &year(), &people, &sorted).unwrap()
        );
    }

    /// Without one piece of work, whatever rule was kept is still kept, but for breaks: what is left may be one long day.
    #[test]
    fn less_work_breaks_no_rule_that_was_kept(work in any_work(), facts in facts(), which in any::<prop::sample::Index>()) {
        prop_assume!(!work.is_empty());
        let mut less = work.clone();
        less.remove(which.index(less.len()));
        let laws = all_laws();
        let rules = |work: &[Work]| -> Vec<String> {
            let found = audit(laws, &year(), std::slice::from_ref(&facts), work).unwrap();
            found.into_iter().map(|one| format!("{} {}", one.law, one.rule)).collect()
        };
        let before = rules(&work);
        for rule in rules(&less) {
            let pause = rule.contains("break") || rule.contains("meal");
            prop_assert!(pause || before.contains(&rule), "{rule}");
        }
    }

    /// A break in the middle, where there was work, breaks no rule that was kept.
    #[test]
    fn another_break_breaks_no_rule_that_was_kept(work in any_work(), facts in facts(), which in any::<prop::sample::Index>()) {
        prop_assume!(!work.is_empty());
        let mut more = work.clone();
        let at = which.index(more.len());
        let one = more[at].clone();
        prop_assume!(one.breaks.is_empty() && (one.end - one.start).num_minutes() > 20);
        more[at] = one.resting(5, 10, false);
        let laws = all_laws();
        let rules = |work: &[Work]| -> Vec<String> {
            let found = audit(laws, &year(), std::slice::from_ref(&facts), work).unwrap();
            found.into_iter().map(|one| format!("{} {}", one.law, one.rule)).collect()
        };
        let before = rules(&work);
        for rule in rules(&more) {
            prop_assert!(before.contains(&rule), "{rule}");
        }
    }

    /// The average by its definition, day by day.
    #[test]
    fn the_average_is_what_its_definition_says(work in any_work()) {
        let law = [Law::embedded("uk.working_time").unwrap()];
        let facts = Facts { reference: Some(Reference { days: 21, from: None }), ..Facts::of("ada") };
        let found = audit(&law, &year(), &[facts], &work).unwrap();
        let minutes = |first: NaiveDate, last: NaiveDate| -> i64 {
            let (from, to) = (first.and_time(chrono::NaiveTime::MIN), last.succ_opt().unwrap().and_time(chrono::NaiveTime::MIN));
            work.iter().map(|one| {
                let part = |a: NaiveDateTime, b: NaiveDateTime| (b.min(to) - a.max(from)).num_minutes().max(0);
                let unpaid = one.breaks.iter().filter(|pause| !pause.paid).map(|pause| {
                    let begins = one.start + TimeDelta::minutes(pause.after.into());
                    part(begins, begins + TimeDelta::minutes(pause.minutes.into()))
                });
                part(one.start, one.end) - unpaid.sum::<i64>()
            }).sum()
        };
        let days = Period::year(2026).unwrap().days().skip(20);
        let above: Vec<_> = days
            .map(|last| (last - TimeDelta::days(20), last))
            .filter(|(first, last)| minutes(*first, *last) > 3 * 2880)
            .collect();
        let told: Vec<_> = found.iter().filter(|one| one.rule == "average weekly hours").collect();
        prop_assert_eq!(above.is_empty(), told.is_empty());
        for one in told {
            prop_assert!(above.contains(&(one.first, one.last)));
            prop_assert_eq!(one.amount, minutes(one.first, one.last));
            // None near it is worse.
            let near = above.iter().filter(|(first, _)| (*first - one.first).num_days().abs() <= 1);
            for (first, last) in near {
                prop_assert!(minutes(*first, *last) <= one.amount);
            }
        }
    }
}

/// Minute by minute from the first Monday on: whether there is work.
fn minutes(work: &[Work]) -> Vec<bool> {
    let monday = date(2026, 1, 5).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let place = |moment: NaiveDateTime| usize::try_from((moment - monday).num_minutes()).unwrap();
    let mut busy = vec![false; 60 * 1440];
    for one in work {
        busy[place(one.start)..place(one.end)].fill(true);
        for pause in &one.breaks {
            let from = place(one.start) + pause.after as usize;
            busy[from..from + pause.minutes as usize].fill(false);
        }
    }
    busy
}

/// Stretches from work to work in which no rest of at least `rest` minutes lies, by their first and last minute.
fn stretches(busy: &[bool], rest: usize) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = vec![];
    for minute in (0..busy.len()).filter(|minute| busy[*minute]) {
        match found.last_mut() {
            Some((_, last)) if minute - *last - 1 < rest => *last = minute,
            _ => found.push((minute, minute)),
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Rest minute by minute: of the day, of the week, and within work.
    #[test]
    fn rest_is_what_the_minutes_say(work in any_work()) {
        // Breaks are no rest of a day: none is as long.
        let busy = minutes(&work);
        let setting = Setting::of(Period::new(date(2026, 1, 5).unwrap(), date(2026, 3, 1).unwrap()).unwrap());
        let found = audit(all_laws(), &setting, &[], &work).unwrap();
        let of = |law: &str, rule: &str| -> Vec<Violation> {
            found.iter().filter(|one| one.law == law && one.rule == rule).cloned().collect()
        };

        let long = stretches(&busy, 660).iter().any(|(first, last)| last + 1 - first > 780);
        prop_assert_eq!(of("eu.working_time", "daily rest").is_empty(), !long);

        let mut weeks = vec![];
        for week in 0..8 {
            let days = &busy[week * 7 * 1440..(week + 1) * 7 * 1440];
            // Breaks do not matter here either.
            let longest = days.split(|busy| *busy).map(<[bool]>::len).max().unwrap_or(0);
            if longest < 2100 {
                weeks.push(i64::try_from(longest).unwrap());
            }
        }
        let told: Vec<i64> = of("uk.working_time", "weekly rest").iter().map(|one| one.amount).collect();
        prop_assert_eq!(told, weeks);

        let without: Vec<i64> = stretches(&busy, 30)
            .iter()
            .map(|(first, last)| i64::try_from(last + 1 - first).unwrap())
            .filter(|minutes| *minutes > 300)
            .collect();
        let told: Vec<i64> = of("sa.working_time", "break").iter().map(|one| one.amount).collect();
        prop_assert_eq!(told, without);
    }
}
