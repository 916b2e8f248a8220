//! Shifts of every form: split, on call, with breaks, without clock times, over a change of the clock.

use super::*;
use crate::scheduling::explain::gaps;
use crate::scheduling::law::Kind;
use crate::scheduling::model::{Break, History, UtcOffset};
use crate::scheduling::rules::Rule;
use crate::scheduling::timed;

fn pause(from: &str, to: &str, minutes: Option<u32>, paid: bool, away: bool) -> Break {
    Break { from: from.into(), to: to.into(), minutes, paid, away }
}

fn paid(shift: &Shift) -> i64 {
    shift.paid_minutes().unwrap()
}

#[test]
fn paid_minutes() {
    let day = || Shift::offered("day", "08:00", "16:00");
    assert_eq!(paid(&day()), 480);
    assert_eq!(paid(&day().unpaid_break(30)), 450);
    assert_eq!(paid(&day().pausing(pause("12:00", "12:30", None, false, false))), 450);
    assert_eq!(paid(&day().pausing(pause("12:00", "12:30", None, true, false))), 480);
    assert_eq!(paid(&day().pausing(pause("11:00", "13:00", Some(45), false, false))), 435);
    assert_eq!(paid(&day().counting(300)), 300);
    assert_eq!(paid(&Shift::split("split", [("08:00", "11:00"), ("16:00", "20:00")])), 420);
    assert_eq!(paid(&day().on_call("16:00", "22:00")), 480); // on-call minutes are not paid by themselves
    assert_eq!(paid(&Shift::untimed("day", 470)), 470);
    assert_eq!(
        paid(&Shift::offered("night", "22:00", "06:00").pausing(pause("01:00", "01:30", None, false, false))),
        450
    );
}

#[test]
fn shifts_that_make_no_sense_are_refused() {
    let refused = |shift: Shift| {
        let model = Model::new(Period::new(day(1), day(7)).unwrap()).shift(shift);
        let error = model.check().unwrap_err();
        (error.code().as_str(), error.field().to_owned())
    };
    let is = |code, field: &str| (code, format!("shifts.x.{field}"));
    assert_eq!(refused(Shift { end: None, ..Shift::offered("x", "06:00", "") }), is("input.missing", "end"));
    assert_eq!(refused(Shift::untimed("x", 0)), is("scheduling.no_length", "minutes"));
    let split = |parts: [(&'static str, &'static str); 2]| refused(Shift::split("x", parts));
    assert_eq!(split([("08:00", "12:00"), ("12:00", "12:00")]), is("scheduling.no_length", "parts.end"));
    // A part that begins before the one before ends is the next day's, which is more than a day.
    assert_eq!(split([("08:00", "12:00"), ("11:00", "13:00")]), is("input.invalid", "parts"));
    assert_eq!(
        refused(Shift {
            parts: Shift::split("x", [("08:00", "09:00")]).parts,
            ..Shift::offered("x", "06:00", "07:00")
        }),
        is("input.invalid", "parts")
    );
    let paused = |own: Break| refused(Shift::offered("x", "08:00", "16:00").pausing(own));
    assert_eq!(paused(pause("07:00", "09:00", None, false, false)), is("input.invalid", "breaks.from"));
    assert_eq!(
        paused(pause("12:00", "12:30", Some(31), false, false)),
        is("scheduling.no_length", "breaks.minutes")
    );
    assert_eq!(paused(pause("12:00", "13:00", Some(30), false, true)), is("input.invalid", "breaks.away"));
    assert_eq!(
        paused(pause("08:00", "16:00", None, false, false)),
        is("scheduling.no_length", "break_minutes")
    );
    let overlapping = Shift::offered("x", "08:00", "16:00")
        .pausing(pause("12:00", "13:00", None, false, false))
        .pausing(pause("12:30", "14:00", None, true, false));
    assert_eq!(refused(overlapping), is("input.invalid", "breaks.from"));
    assert_eq!(refused(Shift::offered("x", "06:00:30", "07:00")), is("input.invalid", "start"));
}

#[test]
fn who_is_there_when() {
    let split = Shift::split("split", [("08:00", "11:00"), ("16:00", "20:00")]).on_call("20:00", "22:00");
    let day_shift =
        Shift::offered("day", "08:00", "16:00").pausing(pause("12:00", "13:00", None, true, true));
    let demand =
        |from, to| Demand { from: at(1, from, 0), to: at(1, to, 0), skill: None, site: None, needed: 2 };
    let model = Model::new(Period::new(day(1), day(1)).unwrap())
        .people([Person::new("ada"), Person::new("bo")])
        .shifts([split, day_shift])
        .demand([demand(9, 10), demand(12, 13), demand(13, 14), demand(16, 17), demand(20, 21)]);
    let verdict = evaluate(&model, &[bo("day", 1), Assignment::new("ada", "split", day(1))]).unwrap();
    let there: Vec<u32> = verdict.uncovered.iter().map(|cover| cover.there).collect();
    assert_eq!(there, [0, 1, 1, 0]); // all but the first hour, in which both are there
}

#[test]
fn demand_at_a_site_sees_its_shifts_only() {
    let hours = |from, to| Demand::new(at(1, from, 0), at(1, to, 0), 1);
    let model = Model::new(Period::new(day(1), day(1)).unwrap())
        .people([Person::new("ada"), Person::new("bo")])
        .shifts([
            Shift::offered("north", "08:00", "16:00").at("north"),
            Shift::offered("south", "08:00", "16:00").at("south"),
            Shift::offered("anywhere", "08:00", "16:00"),
        ])
        .demand([hours(8, 9).at("north"), hours(9, 10).at("south"), hours(10, 11), hours(11, 12).at("east")]);
    let there = |shifts: &[&str]| {
        let own = |(name, shift): (&str, &&str)| Assignment::new(name, *shift, day(1));
        let roster: Vec<Assignment> = ["ada", "bo"].into_iter().zip(shifts).map(own).collect();
        let verdict = evaluate(&model, &roster).unwrap();
        let missing: Vec<String> =
            gaps(&model, &roster, &verdict).unwrap().iter().map(ToString::to_string).collect();
        (missing, verdict.overcovered.len())
    };
    let (at_north, at_south) =
        ("anybody at north, Mon 30 Mar 08:00-09:00", "anybody at south, Mon 30 Mar 09:00-10:00");
    let (anybody, at_east) = ("anybody, Mon 30 Mar 10:00-11:00", "anybody at east, Mon 30 Mar 11:00-12:00");
    assert_eq!(there(&[]).0, [at_north, at_south, anybody, at_east]);
    assert_eq!(there(&["north"]).0, [at_south, at_east]);
    assert_eq!(there(&["north", "south"]), (vec![at_east.to_owned()], 1));
    // A shift of no site counts for no site.
    assert_eq!(there(&["anywhere"]).0, [at_north, at_south, at_east]);
    let why = gaps(&model, &[], &evaluate(&model, &[]).unwrap()).unwrap();
    assert_eq!((why[1].reasons[0].shift.as_str(), why[1].site.as_deref()), ("south", Some("south")));
    assert_eq!(why[3].reason, "no shift covers it");
}

#[test]
fn rules_on_hours_need_clock_times() {
    let model = Model::new(Period::new(day(1), day(7)).unwrap()).shift(Shift::untimed("desk", 480));
    let error = model.clone().rest_between(dec!(11)).check().unwrap_err();
    assert_eq!((error.field(), error.value()), ("rules.rest between shifts.shift", "desk"));
    // Without them a shift takes its whole day, and demand on hours sees nobody.
    let model = model.people([Person::new("bo").unavailable(at(1, 9, 0), at(1, 10, 0))]).demand([Demand {
        from: at(2, 9, 0),
        to: at(2, 10, 0),
        skill: None,
        site: None,
        needed: 1,
    }]);
    assert_eq!(broken(&model, &[bo("desk", 1)]), [("availability".into(), day(1), 60)]);
    assert_eq!(evaluate(&model, &[bo("desk", 2)]).unwrap().uncovered.len(), 1);
    assert_eq!(broken(&model, &[bo("desk", 2), bo("desk", 2)]).len(), 2);
}

/// In the night of 29 March 2026 the clock goes from 02:00 to 03:00, in that of 25 October back from 03:00 to 02:00.
#[test]
fn nights_in_which_the_clock_is_changed() {
    let night = |spring: bool| {
        let changed = if spring { date(2026, 3, 29) } else { date(2026, 10, 25) }.unwrap();
        let eve = changed.pred_opt().unwrap();
        let clock = vec![
            UtcOffset { from: eve.and_hms_opt(0, 0, 0).unwrap(), minutes: if spring { 60 } else { 120 } },
            UtcOffset {
                from: changed.and_hms_opt(if spring { 3 } else { 2 }, 0, 0).unwrap(),
                minutes: if spring { 120 } else { 60 },
            },
        ];
        let model = Model::new(Period::new(eve, changed).unwrap())
            .people([Person::new("bo")])
            .shifts([Shift::offered("night", "22:00", "06:00"), Shift::offered("late", "17:00", "23:00")]);
        let minutes = |minutes| Limit::MostMinutes { minutes, per: Window::Period };
        let mut model = Model { clock, ..model };
        model.rules.rules = vec![
            Rule::soft("minutes", minutes(0), 1),
            Rule::soft("longest", Limit::LongestShift { minutes: 0 }, 1),
            Rule::soft("rest", Limit::RestBetween { minutes: 1000 }, 1),
        ];
        let roster = [Assignment::new("bo", "night", eve), Assignment::new("bo", "late", changed)];
        broken(&model, &roster).into_iter().map(|(_, _, by)| by).collect::<Vec<_>>()
    };
    // Minutes paid, the two shifts' lengths, and 11 hours of rest by the clock of 06:00 to 17:00.
    assert_eq!(night(true), [420 + 360, 420, 360, 1000 - 660]);
    assert_eq!(night(false), [540 + 360, 540, 360, 1000 - 660]);
}

#[test]
fn the_rest_after_the_last_shift_before() {
    let model = |end| {
        let history = History { last_end: Some(end), ..History::default() };
        let model = shop(Rules::default().hard("rest", Limit::RestBetween { minutes: 660 }));
        Model { people: vec![Person::new("bo").after(history)], ..model }
    };
    assert_eq!(broken(&model(at(0, 22, 0)), &[bo("middle", 1)]), []);
    assert_eq!(broken(&model(at(0, 22, 1)), &[bo("middle", 1)]), [("rest".into(), day(1), 1)]);
    assert_eq!(broken(&model(at(1, 6, 0)), &[bo("middle", 2)]), []);
    let error = model(at(2, 6, 0)).check().unwrap_err();
    assert_eq!(error.field(), "people.bo.history.last_end");
}

#[test]
fn a_roster_as_timed_work() {
    let shift = Shift::split("split", [("08:00", "12:00"), ("16:00", "20:00")])
        .on_call("22:00", "02:00")
        .pausing(pause("10:00", "11:00", Some(20), true, false));
    let model = Model::new(Period::new(day(1), day(7)).unwrap())
        .people([Person::new("bo")])
        .shifts([shift, Shift::untimed("desk", 60)]);
    let work = timed(&model, &[bo("split", 1), bo("desk", 2)]).unwrap();
    let told: Vec<_> = work.iter().map(|w| (w.start, w.end, w.kind, w.breaks.len())).collect();
    assert_eq!(
        told,
        [
            (at(1, 8, 0), at(1, 12, 0), Kind::Work, 1),
            (at(1, 16, 0), at(1, 20, 0), Kind::Work, 0),
            (at(1, 22, 0), at(2, 2, 0), Kind::OnCall, 0),
        ]
    );
    assert_eq!((work[0].breaks[0].after, work[0].breaks[0].minutes, work[0].breaks[0].paid), (140, 20, true));
}
