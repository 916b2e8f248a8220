use super::problem::{Convex, Problem};
use super::row_tests::Numbers;
use super::search_tests::{found, least, mild, tied};
use super::tie::{Count, Form, Tie};

/// The same with sums of people tied, alone or several times.
pub(super) fn bound_together(mut problem: Problem, numbers: &mut Numbers) -> Problem {
    for _ in 0..=numbers.below(3) {
        let mut terms: Vec<Count> = Vec::new();
        let spread = numbers.chance(60);
        for (person, own) in problem.people.iter().enumerate().filter(|(_, own)| !own.counters.is_empty()) {
            let counter = numbers.below(own.counters.len() as u64) as usize;
            let times = if spread { 1 } else { numbers.below(4) as i64 - 1 };
            if spread || times != 0 && numbers.chance(80) {
                terms.push(Count { person, counter, times });
            }
        }
        let (from, steep) = (numbers.below(6) as i64, 1 + numbers.below(30) as i64);
        let cost = Convex { first: from, values: vec![0, 0, steep, 2 * steep] };
        problem.ties.push(Tie { terms, form: if spread { Form::Spread } else { Form::Sum }, cost });
    }
    problem
}

#[test]
fn the_least_of_all_rosters_is_found_where_people_are_tied() {
    let (mut solved, mut dearer) = (0, 0);
    for seed in 0..30 {
        let numbers = &mut Numbers(seed + 177);
        let free = mild(tied(numbers, 2, 4));
        let problem = bound_together(free.clone(), numbers);
        let best = least(&problem);
        let found = found(&problem, 200, seed, 1);
        assert_eq!(found.best.as_ref().map(|(cost, _)| *cost), best, "{seed}");
        if let Some(best) = best {
            assert!(found.bound.is_none_or(|bound| bound <= best), "{seed}");
            solved += 1;
            dearer += u32::from(least(&free) < Some(best));
        }
    }
    assert!(solved > 20 && dearer > 4, "{solved} {dearer}");
}

#[test]
fn a_tie_costs_nothing_until_it_is_torn() {
    let cost = Convex { first: 1, values: vec![0, 0, 5, 10] };
    let terms = (0..3).map(|person| Count { person, counter: 0, times: 1 }).collect();
    let tie = Tie { terms, form: Form::Spread, cost };
    let at = |counts: [i64; 3]| tie.cost(&counts.map(|count| vec![count]));
    assert_eq!([at([4, 4, 4]), at([4, 6, 5]), at([4, 7, 5]), at([9, 4, 3])], [0, 0, 5, 20]);
    let sum = Tie { form: Form::Sum, ..tie };
    assert_eq!(sum.cost(&[vec![1], vec![1], vec![2]]), 10);
}
