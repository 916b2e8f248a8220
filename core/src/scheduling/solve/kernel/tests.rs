use super::automaton::{Automaton, Part};
use super::parts::{InWeekend, Run, Succession, Weekends, WholeWeekends};
use super::problem::Convex;

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
