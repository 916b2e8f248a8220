//! Queues against published figures, against a birth-and-death chain followed step by step, and against themselves.

use super::*;
use crate::calendar::date;
use crate::error::Code;
use proptest::prelude::*;

fn queue() -> Queue {
    Queue::new(dec!(180), dec!(0.8), dec!(20))
}

#[test]
fn ten_erlang_within_twenty_seconds_need_fourteen() {
    // pyworkforce 0.1.0, README: 100 calls in 30 minutes of 3 minutes, 20 s, 80 %, shrinkage 30 %, occupancy 85 % at most:
    // 14 raw positions, 20 positions, level 0.8883500191794669, occupancy 0.7142857142857143, waiting 0.1741319335950498.
    let queue = Queue { occupancy_at_most: Some(dec!(0.85)), shrinkage: Some(dec!(0.3)), ..queue() };
    let fewest = agents(&queue, dec!(200)).unwrap();
    assert_eq!((fewest.staff, fewest.rostered), (14, 20));
    assert_eq!((fewest.level, fewest.waiting), (dec!(0.888350), dec!(0.174131)));
    assert_eq!((fewest.occupancy, fewest.abandoned), (dec!(0.714285), dec!(0)));
    // 13 would be busy 77 % of their time and reach 79.6 %.
    assert_eq!(service(&queue, dec!(200), 13).unwrap().level, dec!(0.795594));
}

#[test]
fn a_little_impatience_changes_much() {
    // Garnett, Mandelbaum, Reiman (2002), table 1: 50 agents, 48 calls a minute of 1 minute, patience 2 minutes or without
    // end. Abandoning 3.1 %, mean wait 3.7 s, busy 93 %; without end 20.8 s and 96 %.
    let patient = Queue::new(dec!(60), dec!(0.8), dec!(20));
    let of = |queue: &Queue| service(queue, dec!(2880), 50).unwrap();
    let (endless, soon) = (of(&patient), of(&patient.clone().patience(dec!(120))));
    assert_eq!((endless.mean_wait_seconds, endless.occupancy), (dec!(20.833668), dec!(0.96)));
    assert_eq!((soon.abandoned, soon.mean_wait_seconds), (dec!(0.030912), dec!(3.709469)));
    assert_eq!(soon.occupancy, dec!(0.930324));
}

#[test]
fn a_level_that_is_met_to_the_last_digit_is_met() {
    // One person, busy a fifth of the time, answers exactly 80 % at once; two people of 1 erlang exactly two thirds.
    let at_once = |level| Queue { level, within_seconds: dec!(0), ..queue() };
    assert_eq!(agents(&at_once(dec!(0.8)), dec!(4)).unwrap().staff, 1);
    assert_eq!(agents(&at_once(dec!(0.8)), dec!(4)).unwrap().level, dec!(0.8));
    assert_eq!(agents(&at_once(dec!(0.800000000001)), dec!(4)).unwrap().staff, 2);
    assert_eq!(service(&at_once(dec!(0.5)), dec!(20), 2).unwrap().level, dec!(0.666666));
    // Busy at most 10/14 of the time cannot be written; 0.8 and 0.625 can be met exactly.
    let busy = |most| Queue { occupancy_at_most: Some(most), ..queue() };
    assert_eq!(agents(&busy(dec!(0.625)), dec!(200)).unwrap().staff, 16);
    assert_eq!(agents(&busy(dec!(0.624999)), dec!(200)).unwrap().staff, 17);
}

#[test]
fn great_and_small_loads_are_served() {
    assert_eq!(
        agents(&queue(), dec!(0)).unwrap(),
        Load::of(&queue(), ("", dec!(0)), 60).unwrap().fewest().unwrap()
    );
    assert_eq!(agents(&queue(), dec!(0)).unwrap().staff, 0);
    assert_eq!(agents(&queue(), dec!(0.000001)).unwrap().staff, 1);
    // 1,000 erlang: the square root rule gives about 1,000 + 0.5 × 31.6.
    let many = agents(&queue(), dec!(20000)).unwrap();
    assert!((1010..1025).contains(&many.staff), "{many:?}");
    let fewer = agents(&queue().patience(dec!(300)), dec!(20000)).unwrap();
    assert!(fewer.staff < 1000 && fewer.level >= dec!(0.8), "{fewer:?}");
}

#[test]
fn refusals_name_the_field() {
    let refused = |queue: Queue, calls| {
        let error = agents(&queue, calls).unwrap_err();
        (error.code(), error.field().to_owned())
    };
    let invalid = |field: &str| (Code::InputInvalid, field.to_owned());
    assert_eq!(refused(queue(), dec!(-1)), (Code::NumberNegative, "calls_per_hour".into()));
    for level in [dec!(0), dec!(1), dec!(1.2), dec!(-0.1)] {
        assert_eq!(refused(Queue { level, ..queue() }, dec!(9)), invalid("level"));
    }
    for seconds in [dec!(0), dec!(-180), dec!(0.0001), dec!(1000001)] {
        let with = Queue { handling_seconds: seconds, ..queue() };
        assert_eq!(refused(with, dec!(9)), invalid("handling_seconds"));
        assert_eq!(refused(queue().patience(seconds), dec!(9)), invalid("patience_seconds"));
    }
    assert_eq!(refused(Queue { within_seconds: dec!(-1), ..queue() }, dec!(9)), invalid("within_seconds"));
    assert_eq!(refused(Queue { shrinkage: Some(dec!(1)), ..queue() }, dec!(9)), invalid("shrinkage"));
    assert_eq!(
        refused(Queue { occupancy_at_most: Some(dec!(0)), ..queue() }, dec!(9)),
        invalid("occupancy_at_most")
    );
    assert_eq!(refused(queue(), dec!(200001)), (Code::NumberOutOfRange, "calls_per_hour".into()));
    assert_eq!(refused(queue(), Decimal::MAX).0, Code::InputInvalid);
    let grows = service(&queue(), dec!(200), 10).unwrap_err();
    assert_eq!((grows.code(), grows.field()), (Code::SchedulingQueueGrows, "staff"));
    assert_eq!(
        service(&queue().patience(dec!(60)), dec!(200), 0).unwrap_err().code(),
        Code::SchedulingQueueGrows
    );
}

#[test]
fn a_forecast_becomes_a_demand() {
    let at = |hour, minute| date(2026, 3, 30).unwrap().and_hms_opt(hour, minute, 0).unwrap();
    let calls = |from, to, calls| Calls { from, to, calls };
    let mut forecast = Forecast {
        queue: queue().skill("support"),
        // 100 in half an hour are 200 in an hour.
        calls: vec![calls(at(9, 0), at(9, 30), dec!(100)), calls(at(9, 30), at(9, 45), dec!(0))],
    };
    let answered = answer(&forecast).unwrap();
    assert_eq!((answered.peak, answered.person_minutes, answered.demand().len()), (14, 14 * 30, 1));
    forecast.calls.push(calls(at(9, 40), at(10, 0), dec!(1)));
    assert_eq!(answer(&forecast).unwrap_err().field(), "calls.2.from");
    forecast.calls = vec![calls(at(9, 0), at(9, 30), dec!(-1))];
    assert_eq!(answer(&forecast).unwrap_err().field(), "calls.0.calls");
    forecast.calls = vec![calls(at(9, 0), at(9, 0), dec!(1))];
    assert_eq!(answer(&forecast).unwrap_err().code(), Code::SchedulingNoLength);
    forecast.calls = vec![calls(at(9, 0), at(9, 30), dec!(1))];
    forecast.queue.level = dec!(2);
    assert_eq!(answer(&forecast).unwrap_err().field(), "queue.level");
}

/// The share served in time, by following the chain: how many are in the queue, and how somebody who finds them there
/// moves forward, step by step of a clock that ticks at the greatest rate (uniformisation). All rates by the minute.
fn followed(calls: Decimal, mu: Decimal, theta: Decimal, staff: usize, minutes: Decimal) -> Decimal {
    // Longer queues than these weigh less than 10⁻⁸.
    let longest = if theta.is_zero() { 70 } else { 25 };
    let many = |count: usize| Decimal::from(count as u64);
    let leave = |there: usize| many(there.min(staff)) * mu + many(there.saturating_sub(staff)) * theta;
    let mut weights = vec![Decimal::ONE];
    for there in 1..staff + longest {
        weights.push((weights[there - 1] * calls / leave(there)).round_dp(24));
    }
    let all: Decimal = weights.iter().sum();
    let at_once: Decimal = weights[..staff].iter().sum();

    // served[p]: the chance that somebody at place p (0: served) has been served after the ticks so far.
    let tick = many(staff) * mu + many(longest) * theta;
    let mut served = vec![Decimal::ZERO; longest + 1];
    served[0] = Decimal::ONE;
    let mean = tick * minutes;
    // e^−mean of a mean of at most some dozens: (e^(−mean/64))^64.
    let mut poisson = Decimal::ONE;
    let (mut term, part) = (Decimal::ONE, mean / dec!(64));
    for k in 1..40_u64 {
        term = -term * part / Decimal::from(k);
        poisson += term;
    }
    for _ in 0..6 {
        poisson = poisson * poisson;
    }
    let mut late = Decimal::ZERO;
    for ticks in 1..=120_u64 {
        for (place, weight) in weights[staff..].iter().enumerate() {
            late += (poisson * weight * served[place + 1]).round_dp(26);
        }
        let before = served.clone();
        for place in 1..=longest {
            let ahead = many(staff) * mu + many(place - 1) * theta;
            let stay = tick - ahead - theta;
            served[place] = ((ahead * before[place - 1] + stay * before[place]) / tick).round_dp(24);
        }
        poisson = poisson * mean / Decimal::from(ticks);
    }
    (at_once + late) / all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn levels_are_those_of_the_chain(
        staff in 1_u32..5, busy in 1_u32..8, handling in 1_u32..4, patience in 0_u32..4, within in 0_u32..3,
    ) {
        // Busy to at most 7/10; handling 1 to 3 minutes; patience none or 1 to 3 minutes; within 0 to 1 minute.
        let handling_minutes = Decimal::from(handling);
        let calls = Decimal::from(busy * staff) / dec!(10) / handling_minutes;
        let calls = calls.round_dp(4);
        let mut queue = Queue::new(handling_minutes * dec!(60), dec!(0.8), Decimal::from(within * 30));
        let mut theta = Decimal::ZERO;
        if patience > 0 {
            queue = queue.patience(Decimal::from(patience * 60));
            theta = Decimal::ONE / Decimal::from(patience);
        }
        let level = service(&queue, calls * dec!(60), staff).unwrap().level;
        let slow = followed(calls, Decimal::ONE / handling_minutes, theta, staff as usize, Decimal::from(within) / dec!(2));
        prop_assert!((level - slow).abs() <= dec!(0.0000011), "{} {}", level, slow);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn the_fewest_are_enough_and_one_fewer_is_not(
        calls in 1_u32..400, handling in 30_u32..600, level in 1_u32..100, within in 0_u32..90, patience in prop::option::of(10_u32..900),
        occupancy in prop::option::of(50_u32..101),
    ) {
        let mut queue = Queue::new(handling.into(), Decimal::new(level.into(), 2), within.into());
        queue.patience_seconds = patience.map(Decimal::from);
        queue.occupancy_at_most = occupancy.map(|occupancy| Decimal::new(occupancy.into(), 2));
        let fewest = agents(&queue, calls.into()).unwrap();
        let meets = |service: &Service| service.level >= queue.level
            && queue.occupancy_at_most.is_none_or(|most| service.occupancy <= most);
        prop_assert!(meets(&fewest), "{:?}", fewest);
        prop_assert_eq!(&service(&queue, calls.into(), fewest.staff).unwrap(), &fewest);
        match service(&queue, calls.into(), fewest.staff - 1) {
            Ok(service) => prop_assert!(!meets(&service), "{:?}", service),
            Err(error) => prop_assert_eq!(error.code(), Code::SchedulingQueueGrows),
        }
        // Each more person serves better.
        let more = service(&queue, calls.into(), fewest.staff + 1).unwrap();
        prop_assert!(more.level >= fewest.level && more.waiting <= fewest.waiting);
    }
}

#[test]
fn a_queue_at_a_site_is_demand_at_that_site() {
    let nine = date(2026, 3, 30).unwrap().and_hms_opt(9, 0, 0).unwrap();
    let calls = vec![Calls { from: nine, to: nine + chrono::TimeDelta::hours(1), calls: dec!(200) }];
    let sites = |queue: Queue| -> Vec<Option<String>> {
        let answered = answer(&Forecast { queue, calls: calls.clone() }).unwrap();
        answered.demand().into_iter().map(|demand| demand.site).collect()
    };
    assert_eq!(sites(queue().at("north")), [Some("north".to_owned())]);
    assert_eq!(sites(queue()), [None]);
}
