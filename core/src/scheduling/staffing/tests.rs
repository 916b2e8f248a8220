use super::*;
use crate::calendar::date;
use chrono::Weekday;
use proptest::prelude::*;

fn at(hour: u32, minute: u32) -> NaiveDateTime {
    date(2010, 12, 1).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

fn work(rate: Decimal, arrivals: &[(u32, u32, u64)]) -> Workload {
    Workload {
        skill: None,
        site: None,
        units_per_hour: rate,
        interval_minutes: 30,
        open: vec![Open { from: at(8, 0), to: at(12, 0) }, Open { from: at(13, 0), to: at(18, 0) }],
        arrivals: arrivals
            .iter()
            .map(|(from, to, units)| Arrival { at: at(*from, 0), due: at(*to, 0), units: *units })
            .collect(),
    }
}

fn curve(staffing: &Staffing) -> Vec<u32> {
    staffing.intervals.iter().map(|interval| interval.staff).collect()
}

#[test]
fn work_waits_until_it_is_due() {
    let staffing = least(&work(dec!(20), &[(8, 12, 60), (10, 12, 20)])).unwrap();
    assert_eq!(curve(&staffing)[..8], [1, 1, 1, 1, 1, 1, 1, 1]);
    assert_eq!((staffing.peak, staffing.person_intervals, staffing.arrival_peak), (1, 8, 6));
    assert_eq!(staffing.demand().len(), 8);
    // One unit more does not fit.
    let staffing = least(&work(dec!(20), &[(8, 12, 60), (10, 12, 21)])).unwrap();
    assert_eq!((staffing.peak, staffing.person_intervals), (2, 9));
}

#[test]
fn what_is_not_done_is_carried() {
    // 60 units at eight and 20 at ten, 10 done in each half hour: what is left at the end of each.
    let staffing = least(&work(dec!(20), &[(8, 12, 60), (10, 12, 20)])).unwrap();
    let carried: Vec<u64> = staffing.intervals.iter().map(|interval| interval.carried).collect();
    assert_eq!(carried[..9], [50, 40, 30, 20, 30, 20, 10, 0, 0]);
    // A unit that is begun is carried whole.
    let staffing = least(&work(dec!(3), &[(8, 10, 5)])).unwrap();
    assert_eq!((staffing.intervals[0].carried, staffing.intervals[3].carried), (4, 0));
}

#[test]
fn a_cut_off_parts_today_from_the_next_working_day() {
    let open = [Open { from: at(8, 0), to: at(12, 0) }, Open { from: at(13, 0), to: at(18, 0) }];
    let cut_off = CutOff { at: "13:00".into(), same_day: "24:00".into(), next_day: "12:00".into() };
    let tomorrow = date(2010, 12, 2).unwrap();
    assert_eq!(due(&cut_off, &open, at(13, 0)).unwrap(), Some(clock::moment(tomorrow, 0)));
    assert_eq!(due(&cut_off, &open, at(13, 1)).unwrap(), None);
    // What arrives on a day that is not worked is due on the next that is, however early it arrives.
    let early = clock::moment(date(2010, 11, 29).unwrap(), 60);
    assert_eq!(due(&cut_off, &open, early).unwrap(), Some(at(12, 0)));
    let bad = CutOff { at: "1 pm".into(), ..cut_off };
    assert_eq!(due(&bad, &open, early).unwrap_err().field(), "at");
}

#[test]
fn what_arrives_within_an_interval_or_at_night_is_begun_in_the_next() {
    let mut one = work(dec!(2), &[(12, 14, 1)]); // in the lunch break
    assert_eq!(curve(&least(&one).unwrap())[8..10], [1, 0]);
    one.arrivals[0].at = at(8, 1);
    let staffing = least(&one).unwrap();
    assert_eq!((curve(&staffing)[..3].to_vec(), staffing.intervals[1].arriving), (vec![0, 1, 0], 1));
}

#[test]
fn rates_need_not_be_whole() {
    // A third of a unit is lost in no interval: 7.5 an hour are 3.75 in a half hour, 15 in two hours.
    assert_eq!(least(&work(dec!(7.5), &[(8, 10, 15)])).unwrap().peak, 1);
    assert_eq!(least(&work(dec!(7.5), &[(8, 10, 16)])).unwrap().person_intervals, 5);
}

#[test]
fn refusals_name_the_field() {
    let refused = |work: &Workload| {
        let error = least(work).unwrap_err();
        (error.code().as_str(), error.field().to_owned())
    };
    let is = |code, field: &str| (code, field.to_owned());
    assert_eq!(
        refused(&work(dec!(5), &[(8, 9, 1), (12, 13, 1)])),
        is("scheduling.infeasible", "arrivals.1.due")
    );
    assert_eq!(refused(&work(dec!(0), &[])), is("input.invalid", "units_per_hour"));
    assert_eq!(refused(&work(dec!(-3), &[])), is("input.invalid", "units_per_hour"));
    assert_eq!(
        refused(&Workload { interval_minutes: 0, ..work(dec!(5), &[]) }),
        is("input.invalid", "interval_minutes")
    );
    assert_eq!(
        refused(&Workload { interval_minutes: 35, ..work(dec!(5), &[]) }),
        is("input.invalid", "open.0.to")
    );
    let mut swapped = work(dec!(5), &[]);
    swapped.open.reverse();
    assert_eq!(refused(&swapped), is("input.invalid", "open.1.from"));
    let far = work(dec!(0.0000000000000000000000000001), &[(8, 12, u64::MAX)]);
    assert_eq!(refused(&far).0, "number.out_of_range");
}

#[test]
fn offers_reach_over_midnight() {
    let night = Offer {
        from: "20:00".into(),
        to: "06:00".into(),
        every_minutes: 120,
        shortest_minutes: 240,
        longest_minutes: 480,
        break_minutes: 30,
        break_beyond_minutes: 360,
        skills: vec![],
        days: vec![Weekday::Fri],
    };
    let shifts = offer(&night).unwrap();
    let names: Vec<&str> = shifts.iter().map(|shift| shift.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "20:00-24:00",
            "20:00-02:00",
            "20:00-04:00",
            "22:00-02:00",
            "22:00-04:00",
            "22:00-06:00",
            "00:00-04:00",
            "00:00-06:00",
            "02:00-06:00"
        ]
    );
    assert_eq!((shifts[1].break_minutes, shifts[2].break_minutes), (0, 30));
    assert_eq!((shifts[5].days[0], shifts[6].days[0]), (Weekday::Fri, Weekday::Sat));
    let code = |change: fn(&mut Offer)| {
        let mut offered = night.clone();
        change(&mut offered);
        offer(&offered).unwrap_err().code().as_str()
    };
    assert_eq!(code(|o| o.every_minutes = 0), "input.invalid");
    assert_eq!(code(|o| o.to = "22:00".into()), "scheduling.no_length");
    assert_eq!(code(|o| o.longest_minutes = 1440), "input.invalid");
    assert_eq!(code(|o| o.from = "8".into()), "input.invalid");
    assert_eq!(code(|o| o.break_minutes = 400), "input.invalid");
}

/// Earliest due first, interval by interval, as the shop floor would do it: whether all is done in time.
fn meets_due_times(work: &Workload, staff: &[u32], intervals: &[Staffed]) -> bool {
    let (per_person, per_unit) = work.scale().unwrap();
    let mut waiting: Vec<(NaiveDateTime, NaiveDateTime, u128)> =
        work.arrivals.iter().map(|a| (a.due, a.at, u128::from(a.units) * per_unit)).collect();
    waiting.sort_unstable();
    for (interval, staff) in intervals.iter().zip(staff) {
        let mut capacity = u128::from(*staff) * per_person;
        for (due, at, left) in &mut waiting {
            if *at <= interval.from && interval.to <= *due {
                let done = capacity.min(*left);
                capacity -= done;
                *left -= done;
            }
        }
    }
    waiting.iter().all(|(.., left)| *left == 0)
}

/// The fewest person-intervals under a peak, by trying every curve.
fn fewest(work: &Workload, intervals: &[Staffed], peak: u32) -> Option<u64> {
    let mut staff = vec![0; intervals.len()];
    let mut fewest: Option<u64> = None;
    loop {
        let sum: u64 = staff.iter().map(|n| u64::from(*n)).sum();
        if fewest.is_none_or(|least| sum < least) && meets_due_times(work, &staff, intervals) {
            fewest = Some(sum);
        }
        let Some(at) = staff.iter().position(|n| *n < peak) else { return fewest };
        staff[..at].fill(0);
        staff[at] += 1;
    }
}

fn some_work(hours: u32) -> impl Strategy<Value = Workload> {
    let arrival = (0..hours, 1..=hours, 0..50_u64).prop_map(move |(from, length, units)| Arrival {
        at: at(8 + from, 0),
        due: at((8 + from + length).min(8 + hours), 0),
        units,
    });
    (proptest::collection::vec(arrival, 0..8), 3..60_i64, 0..2_u32).prop_map(
        move |(arrivals, rate, scale)| Workload {
            skill: None,
            site: None,
            units_per_hour: Decimal::new(rate, scale),
            interval_minutes: 60,
            open: vec![Open { from: at(8, 0), to: at(8 + hours, 0) }],
            arrivals,
        },
    )
}

proptest! {
    #[test]
    fn the_curve_meets_due_times_and_its_peak_cannot_be_lower(work in some_work(8)) {
        let staffing = least(&work).unwrap();
        let staff = curve(&staffing);
        prop_assert!(meets_due_times(&work, &staff, &staffing.intervals));
        prop_assert_eq!(staffing.peak, staff.iter().copied().max().unwrap_or(0));
        if let Some(lower) = staffing.peak.checked_sub(1) {
            let everybody = vec![lower; staff.len()];
            prop_assert!(!meets_due_times(&work, &everybody, &staffing.intervals));
        }
        prop_assert!(staffing.peak <= staffing.arrival_peak);
        // No single person can be spared.
        for at in 0..staff.len() {
            let mut fewer = staff.clone();
            if fewer[at] > 0 {
                fewer[at] -= 1;
                prop_assert!(!meets_due_times(&work, &fewer, &staffing.intervals));
            }
        }
    }

    #[test]
    fn no_curve_has_fewer_person_intervals(work in some_work(4)) {
        let staffing = least(&work).unwrap();
        prop_assume!(staffing.peak <= 6);
        prop_assert_eq!(Some(staffing.person_intervals), fewest(&work, &staffing.intervals, staffing.peak));
    }
}

#[test]
fn units_that_arrive_at_once_are_summed_within_the_range() {
    // Two arrivals of the greatest number of units at once wrapped around where one person does them all.
    let fast = dec!(79228162514264337593543950335);
    let error = least(&work(fast, &[(8, 12, u64::MAX), (8, 12, 1)])).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::NumberOutOfRange, "arrivals"));
    assert_eq!(least(&work(fast, &[(8, 12, u64::MAX)])).unwrap().peak, 1);
}

#[test]
fn thousands_of_intervals_with_arrivals_in_each_are_staffed_at_once() {
    // Every stretch was summed anew: 5,000 intervals took some 10 to the 11th steps.
    let first = at(0, 0);
    let moment = |slot: u32| first + TimeDelta::minutes(i64::from(slot) * 30);
    let slots = 1_000;
    let arrivals = (0..slots).map(|slot| Arrival {
        at: moment(slot),
        due: moment((slot + 1 + slot * 7 % 40).min(slots)),
        units: u64::from(slot % 13) + 1,
    });
    let all = Workload {
        open: vec![Open { from: first, to: moment(slots) }],
        arrivals: arrivals.collect(),
        ..work(dec!(20), &[])
    };
    let staffing = least(&all).unwrap();
    assert_eq!(staffing.intervals.len(), 1_000);
    assert!(staffing.peak <= staffing.arrival_peak);
}

#[test]
fn work_at_a_site_is_demand_at_that_site() {
    let here = Workload { site: Some("north".into()), ..work(dec!(20), &[(8, 12, 30)]) };
    let (staffing, anywhere) = (least(&here).unwrap(), least(&work(dec!(20), &[(8, 12, 30)])).unwrap());
    let told = staffing.demand();
    assert!(!told.is_empty() && told.iter().all(|demand| demand.site.as_deref() == Some("north")));
    assert!(anywhere.demand().iter().all(|demand| demand.site.is_none()));
    assert_eq!(curve(&staffing), curve(&anywhere));
    let document = serde_json::to_string(&staffing).unwrap();
    assert_eq!(serde_json::from_str::<Staffing>(&document).unwrap(), staffing);
}
