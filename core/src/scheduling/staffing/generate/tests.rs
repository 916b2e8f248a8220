//! Openings against every choice there is, and against the prices that prove them.

use super::*;
use crate::calendar::date;
use crate::scheduling::staffing::{Queue, answer, queue};
use proptest::prelude::*;

fn at(interval: usize) -> NaiveDateTime {
    clock::moment(date(2026, 3, 30).unwrap(), 6 * 60 + 30 * i64::try_from(interval).unwrap())
}

/// Half hours from 06:00 in which so many are needed; shifts of 1 to 2 hours every half hour at 1 a minute.
fn generation(needed: &[u32]) -> Generation {
    Generation {
        skill: None,
        site: None,
        curve: needed.iter().enumerate().map(|(i, least)| Interval::new(at(i), at(i + 1), *least)).collect(),
        shortest_minutes: 60,
        longest_minutes: 120,
        start_every_minutes: 30,
        length_every_minutes: 30,
        break_minutes: 0,
        break_beyond_minutes: 0,
        per_shift: 0,
        per_minute: 1,
        dearer: vec![],
        short_per_minute: 0,
        over_per_minute: 0,
    }
}

fn times(generated: &Generated) -> Vec<(String, u32)> {
    let name = |o: &Opened| format!("{}-{}", o.from.format("%H:%M"), o.to.format("%H:%M"));
    generated.shifts.iter().map(|opened| (name(opened), opened.count)).collect()
}

#[test]
fn a_peak_of_half_an_hour_is_covered_by_the_shortest_shift() {
    let generated = generate(&generation(&[0, 2, 0])).unwrap();
    assert_eq!((generated.cost, generated.bound, generated.proven), (120, 120, true));
    assert_eq!(generated.shifts.iter().map(|opened| opened.count).sum::<u32>(), 2);
    // A charge for each shift makes them longer.
    let long = generate(&Generation { per_shift: 1000, ..generation(&[1, 1, 1, 1]) }).unwrap();
    assert_eq!(times(&long), [("06:00-08:00".into(), 1)]);
    assert_eq!(long.cost, 1120);
}

#[test]
fn a_gap_is_not_worked_through() {
    let mut gap = generation(&[1, 1, 0, 1, 1]);
    gap.curve.remove(2);
    assert_eq!(times(&generate(&gap).unwrap()), [("06:00-07:00".into(), 1), ("07:30-08:30".into(), 1)]);
    // Half an hour alone is shorter than the shortest shift.
    gap.curve.pop();
    let error = generate(&gap).unwrap_err();
    assert_eq!((error.code(), error.value()), (Code::SchedulingNoShifts, "2026-03-30 07:30:00"));
}

#[test]
fn coverage_has_a_top() {
    let mut top = generation(&[1, 1, 1]);
    assert_eq!(generate(&top).unwrap().cost, 90);
    // Two in the first half hour, and no more than one from then on: nobody can go after half an hour.
    top.curve[0].least = 2;
    top.curve[1].most = Some(1);
    assert_eq!(generate(&top).unwrap_err().code(), Code::SchedulingNoShifts);
    top.curve[1].most = Some(2);
    assert_eq!(generate(&top).unwrap().cost, 60 + 90);
}

#[test]
fn what_is_missing_may_be_cheaper_than_a_shift() {
    let mut some = generation(&[0, 1, 0]);
    some.curve[1] = Interval { least: 0, wanted: Some(1), ..some.curve[1] };
    some.short_per_minute = 1;
    let missing = generate(&some).unwrap();
    assert_eq!((missing.cost, missing.shifts.len(), missing.proven), (30, 0, true));
    some.short_per_minute = 3;
    assert_eq!(generate(&some).unwrap().cost, 60);
    // Somebody who is not wanted may cost, too.
    some.over_per_minute = 2;
    assert_eq!(generate(&some).unwrap().cost, 90);
}

#[test]
fn nights_are_dearer_and_breaks_are_not_paid() {
    let dearer =
        |from: &str, to: &str| Dearer { from: from.into(), to: to.into(), days: vec![], per_minute: 1 };
    // Half an hour at the end belongs to the dearer time, which began the day before or begins today.
    let early = Generation { dearer: vec![dearer("22:00", "06:30")], ..generation(&[1, 1]) };
    assert_eq!(generate(&early).unwrap().cost, 60 + 30);
    let mut tuesdays = Generation { dearer: vec![dearer("06:30", "24:00")], ..generation(&[1, 1]) };
    assert_eq!(generate(&tuesdays).unwrap().cost, 60 + 30);
    tuesdays.dearer[0].days = vec![Weekday::Tue];
    assert_eq!(generate(&tuesdays).unwrap().cost, 60);
    let paused = Generation { break_minutes: 20, break_beyond_minutes: 90, ..generation(&[1, 1, 1, 1]) };
    let generated = generate(&paused).unwrap();
    assert_eq!((generated.cost, generated.paid_minutes, generated.shifts[0].break_minutes), (100, 100, 20));
}

#[test]
fn shifts_over_midnight_become_shifts_of_a_model() {
    let night = |hour: i64| clock::moment(date(2026, 3, 30).unwrap(), hour * 60);
    let nights = Generation {
        skill: Some("guard".into()),
        curve: (20..30).map(|hour| Interval::new(night(hour), night(hour + 1), 1)).collect(),
        shortest_minutes: 240,
        longest_minutes: 360,
        start_every_minutes: 60,
        length_every_minutes: 60,
        ..generation(&[])
    };
    let shifts = offered([&generate(&nights).unwrap()]);
    let minutes: i64 = shifts.iter().map(|shift| shift.paid_minutes().unwrap()).sum();
    assert_eq!((minutes, shifts.len()), (600, 2));
    assert!(shifts.iter().all(|shift| shift.skills == ["guard"] && shift.dates.len() == 1), "{shifts:?}");
    // The second begins on the day of its start.
    let ends: Vec<_> = shifts.iter().map(|shift| shift.times(shift.dates[0]).unwrap().1).collect();
    assert!(ends.contains(&night(30)), "{ends:?}");
}

#[test]
fn from_calls_to_shifts() {
    let calls = [100, 150, 200, 150, 80].iter().enumerate();
    let calls = calls.map(|(i, calls)| queue::Calls { from: at(i), to: at(i + 1), calls: (*calls).into() });
    let queue = Queue::new(dec!(180), dec!(0.8), dec!(20)).skill("support");
    let answered = answer(&queue::Forecast { queue, calls: calls.collect() }).unwrap();
    let generated = generate(&Generation { curve: answered.curve(), ..generation(&[]) }).unwrap();
    assert!(generated.proven);
    assert!(generated.coverage.iter().all(|covered| covered.there >= covered.interval.least));
}

#[test]
fn sites_have_shifts_of_their_own() {
    let of = |site: Option<&str>| {
        generate(&Generation {
            site: site.map(Into::into),
            skill: Some("till".into()),
            ..generation(&[1, 1])
        })
        .unwrap()
    };
    let shifts = offered(&[of(Some("north")), of(None), of(Some("north")), of(Some("south"))]);
    let told: Vec<_> = shifts.iter().map(|shift| (shift.name.as_str(), shift.site.as_deref())).collect();
    let (north, south) = (("06:00-07:00 at north", Some("north")), ("06:00-07:00 at south", Some("south")));
    assert_eq!(told, [("06:00-07:00", None), north, south]);
}

#[test]
fn refusals_name_the_field() {
    let refused = |generation: Generation| {
        let error = generate(&generation).unwrap_err();
        (error.code().as_str(), error.field().to_owned())
    };
    let is = |code, field: &str| (code, field.to_owned());
    let good = || generation(&[1, 1, 1]);
    assert_eq!(refused(Generation { shortest_minutes: 0, ..good() }), is("input.invalid", "longest_minutes"));
    assert_eq!(
        refused(Generation { longest_minutes: 1440, ..good() }),
        is("input.invalid", "longest_minutes")
    );
    assert_eq!(
        refused(Generation { start_every_minutes: 0, ..good() }),
        is("input.invalid", "start_every_minutes")
    );
    assert_eq!(refused(Generation { break_minutes: 60, ..good() }), is("input.invalid", "break_minutes"));
    assert_eq!(refused(Generation { per_minute: -1, ..good() }), is("number.negative", "per_minute"));
    assert_eq!(
        refused(Generation { per_minute: i64::MAX, ..good() }),
        is("number.out_of_range", "per_minute")
    );
    let with = |change: &dyn Fn(&mut Vec<Interval>)| {
        let mut generation = good();
        change(&mut generation.curve);
        refused(generation)
    };
    assert_eq!(with(&|curve| curve.reverse()), is("input.invalid", "curve.1.from"));
    assert_eq!(with(&|curve| curve[2].to = curve[2].from), is("scheduling.no_length", "curve.2.to"));
    assert_eq!(with(&|curve| curve[1].most = Some(0)), is("input.invalid", "curve.1.most"));
    assert_eq!(with(&|curve| curve[1].wanted = Some(0)), is("input.invalid", "curve.1.wanted"));
    assert_eq!(with(&|curve| curve[0].least = 10_001), is("number.out_of_range", "curve.0.wanted"));
    assert_eq!(generate(&generation(&[])).unwrap().cost, 0);
}

/// The least cost by trying every number of every shift; none when no choice fits.
fn cheapest(generation: &Generation, shifts: &[Possible], there: &mut Vec<i64>) -> Option<i64> {
    let most = generation.curve.iter().map(Interval::wanted).max().unwrap_or(0);
    let Some((shift, others)) = shifts.split_first() else {
        let mut cost = 0;
        for (interval, there) in generation.curve.iter().zip(there.iter()) {
            if *there < interval.least.into() || interval.most.is_some_and(|most| *there > most.into()) {
                return None;
            }
            let missing = i64::from(interval.wanted()) - there;
            cost += 30
                * if missing > 0 {
                    missing * generation.short_per_minute
                } else {
                    -missing * generation.over_per_minute
                };
        }
        return Some(cost);
    };
    let mut best = None;
    for count in 0..=most.into() {
        for there in &mut there[shift.first..shift.last] {
            *there += count;
        }
        let cost = cheapest(generation, others, there).map(|cost| cost + count * shift.opened.cost);
        best = [best, cost].into_iter().flatten().min();
        for there in &mut there[shift.first..shift.last] {
            *there -= count;
        }
    }
    best
}

fn some_opening(intervals: usize, needed: u32) -> impl Strategy<Value = Generation> {
    let interval = (0..=needed, 0..=needed, prop::option::of(0..=needed));
    let curve = prop::collection::vec(interval, 1..=intervals);
    (curve, 1_u32..3, 1_u32..4, 0_i64..50, 0_i64..3, 0_i64..4, 0_i64..3).prop_map(
        |(curve, shortest, more, per_shift, per_minute, short, over)| Generation {
            curve: curve
                .into_iter()
                .enumerate()
                .map(|(i, (least, wanted, most))| {
                    let wanted = wanted.max(least);
                    let most = most.map(|most| most.max(wanted));
                    Interval { from: at(i), to: at(i + 1), least, wanted: Some(wanted), most }
                })
                .collect(),
            shortest_minutes: shortest * 30,
            longest_minutes: (shortest + more) * 30,
            per_shift,
            per_minute,
            short_per_minute: short,
            over_per_minute: over,
            dearer: vec![Dearer { from: "07:00".into(), to: "07:30".into(), days: vec![], per_minute: 1 }],
            ..generation(&[])
        },
    )
}

proptest! {
    #[test]
    fn no_choice_of_shifts_is_cheaper(generation in some_opening(4, 2)) {
        let dearer = [(7 * 60, 7 * 60 + 30, &generation.dearer[0])];
        let shifts = generation.possible(&generation.curve, &dearer);
        let best = cheapest(&generation, &shifts, &mut vec![0; generation.curve.len()]);
        match generate(&generation) {
            Ok(generated) => {
                prop_assert_eq!(Some(generated.cost), best);
                prop_assert!(generated.proven, "{:?}", generated);
            }
            Err(error) => {
                prop_assert_eq!(error.code(), Code::SchedulingNoShifts);
                prop_assert_eq!(best, None);
            }
        }
    }

    #[test]
    fn every_opening_is_proven_and_keeps_its_bounds(generation in some_opening(60, 12)) {
        let Ok(generated) = generate(&generation) else { return Ok(()) };
        prop_assert!(generated.proven, "{} {}", generated.cost, generated.bound);
        for covered in &generated.coverage {
            let interval = covered.interval;
            let there: u32 = generated.shifts.iter()
                .filter(|opened| opened.from <= interval.from && interval.to <= opened.to)
                .map(|opened| opened.count)
                .sum();
            prop_assert_eq!(covered.there, there);
            prop_assert!(there >= interval.least && interval.most.is_none_or(|most| there <= most));
        }
        // More choice never costs more.
        let freer = Generation { longest_minutes: generation.longest_minutes + 30, ..generation.clone() };
        prop_assert!(generate(&freer).unwrap().cost <= generated.cost);
    }
}
