use super::automaton::{Automaton, Part};
use super::parts::{InWeekend, Run, Succession, Weekends, WholeWeekends};
use super::problem::Convex;
use super::rest::{DaysOff, FixedRest, RestBetween, RollingRest, Times};

/// What a row costs by its parts, one after the other; none when it may not be.
fn slow(kinds: &[u8], parts: &[&dyn Part], start: &[u32], row: &[u16]) -> Option<(i64, u32)> {
    let (mut cost, mut marked) = (0, 0);
    for (part, start) in parts.iter().zip(start) {
        let mut state = *start;
        for (kind, duty) in kinds.iter().zip(row) {
            let step = part.step(*kind, state, *duty)?;
            (cost, state, marked) = (cost + step.cost, step.to, marked + step.marks.count_ones());
        }
        cost += part.end(state)?;
    }
    Some((cost, marked))
}

#[test]
fn a_product_costs_what_its_parts_cost() {
    use InWeekend::{First, Last, Outside};
    let kinds: Vec<u8> = (0..9).map(|day| [0, 0, 1, 2][day % 4]).collect();
    let work =
        Run { of: vec![false, true, true], least: (2, Some(7)), most: Some((3, None)), end_exempt: false };
    let off =
        Run { of: vec![true, false, false], least: (2, None), most: Some((2, Some(5))), end_exempt: true };
    let late = Run { of: vec![false, false, true], least: (2, Some(3)), most: None, end_exempt: true };
    let mut costs = vec![Some(0); 9];
    costs[2 * 3 + 1] = None;
    let succession = Succession { costs, duties: 3 };
    let place = vec![Outside, First, Last];
    let weekends = Weekends { place: place.clone(), mark: 0 };
    let whole = WholeWeekends { place, weight: Some(30) };
    let parts: [&dyn Part; 6] = [&work, &off, &late, &succession, &weekends, &whole];
    let starts = [
        vec![work.start(0, true), off.start(0, true), late.start(0, false), 0, 0, 0],
        vec![work.start(2, false), 0, late.start(1, false), 2, 0, 0],
    ];
    let (automaton, begin) = Automaton::build(&kinds, 3, &parts, &starts).unwrap();
    let mut lawful = 0;
    for number in 0..3_u32.pow(9) {
        let row: Vec<u16> = (0..9).map(|day| (number / 3_u32.pow(day) % 3) as u16).collect();
        for (start, first) in starts.iter().zip(&begin) {
            let (mut state, mut cost, mut marked) = (Some(*first), 0, 0);
            for (day, duty) in row.iter().enumerate() {
                state = state.and_then(|state| automaton.arc(day, state, *duty)).map(|arc| {
                    (cost, marked) = (cost + arc.cost, marked + arc.marks.count_ones());
                    arc.to
                });
            }
            let fast = state.and_then(|state| automaton.end(state)).map(|end| (cost + end, marked));
            lawful += u32::from(fast.is_some());
            assert_eq!(fast, slow(&kinds, &parts, start, &row), "{row:?}");
        }
    }
    assert!(lawful > 100, "{lawful}");
    assert!(automaton.states() < 60, "{}", automaton.states());
}

#[test]
fn a_convex_table_goes_on_at_both_ends() {
    let cover = Convex::cover(1, 1000, 3, 100, 1);
    let values: Vec<i64> = (-1..6).map(|n| cover.at(n)).collect();
    assert_eq!(values, [2400, 1300, 200, 100, 0, 1, 2]);
    assert!(cover.is_convex());
    assert_eq!(cover.rise(2), -100);
}

/// The work of a row as stretches of minutes from the first midnight on.
fn stretches(spans: &[Option<(i32, i32)>], row: &[u16]) -> Vec<(i32, i32)> {
    let days = row.iter().enumerate();
    days.filter_map(|(day, duty)| {
        spans[usize::from(*duty)].map(|(b, e)| (b + 1440 * day as i32, e + 1440 * day as i32))
    })
    .collect()
}

/// The longest stretch without work within a window.
fn longest(work: &[(i32, i32)], from: i32, to: i32) -> i32 {
    let (mut free, mut most) = (from, 0);
    for (begin, end) in work {
        most = most.max((*begin).min(to) - free);
        free = free.max(*end);
    }
    most.max(to - free)
}

#[test]
fn rest_is_what_the_hours_say() {
    let spans = vec![None, Some((360, 840)), Some((840, 1320)), Some((1320, 1800))];
    let times = |kinds: usize| Times { spans: vec![spans.clone()], lengths: vec![1440; kinds] };
    let between = RestBetween { times: times(3), least: 660, weight: None };
    let late = RestBetween { times: times(3), least: 660, weight: Some(2) };
    let edges = vec![(false, false), (true, false), (false, true)];
    let kinds: Vec<u8> = (0..8).map(|day| [0, 1, 0, 0, 2, 1, 0, 2][day]).collect();
    let fixed = FixedRest { times: times(3), least: 2100, weight: None, edges: edges.clone() };
    let soft = FixedRest { times: times(3), least: 2100, weight: Some(3), edges };
    let rolling = RollingRest { times: times(3), least: 2100, windows: vec![4 * 1440; 3] };
    let off = DaysOff { days: 4, least: 2, weight: None };
    let fewer = DaysOff { days: 4, least: 2, weight: Some(5) };
    let mut seen = [0; 6];
    for number in 0..4_u32.pow(8) {
        let row: Vec<u16> = (0..8).map(|day| (number / 4_u32.pow(day) % 4) as u16).collect();
        let work = stretches(&spans, &row);
        let one = |part: &dyn Part, start: u32| slow(&kinds, &[part], &[start], &row).map(|(cost, _)| cost);
        let missing: i32 = work.windows(2).map(|two| (660 - (two[1].0 - two[0].1)).max(0)).sum();
        assert_eq!(one(&between, between.start(None)), (missing == 0).then_some(0), "{row:?}");
        assert_eq!(one(&late, late.start(None)), Some(i64::from(missing) * 2), "{row:?}");
        let short = |from: i32, to: i32| (2100 - longest(&work, from * 1440, to * 1440)).max(0);
        let windows = short(1, 5) + short(5, 8);
        assert_eq!(one(&fixed, fixed.start(None)), (windows == 0).then_some(0), "{row:?}");
        assert_eq!(one(&soft, soft.start(None)), Some(i64::from(windows) * 3), "{row:?}");
        let all = (0..=4).all(|day| short(day, day + 4) == 0);
        assert_eq!(one(&rolling, rolling.start(None)), all.then_some(0), "{row:?}");
        let lacking: usize = row
            .windows(4)
            .map(|four| 2_usize.saturating_sub(four.iter().filter(|duty| **duty == 0).count()))
            .sum();
        assert_eq!(one(&off, DaysOff::START), (lacking == 0).then_some(0), "{row:?}");
        assert_eq!(one(&fewer, DaysOff::START), Some(lacking as i64 * 5), "{row:?}");
        let held = [missing == 0, missing > 0, windows == 0, windows > 0, all, lacking == 0];
        seen.iter_mut().zip(held).for_each(|(seen, held)| *seen += u32::from(held));
    }
    assert!(seen.iter().all(|count| *count > 100), "{seen:?}");
}
