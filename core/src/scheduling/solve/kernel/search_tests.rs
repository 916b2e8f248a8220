use super::super::chance::Chance;
use super::anneal::propose;
use super::delta::State;
use super::problem::{Convex, Problem, Term};
use super::row::{RowProgram, Scratch};
use super::row_tests::{Numbers, small};
use super::search::{Effort, Found, Watch, search};
use super::start::start;
use super::tables::Tables;
use super::tie_tests::bound_together;

/// A small problem whose people also have terms, and whose duties share slots.
pub(super) fn tied(numbers: &mut Numbers, people: usize, days: usize) -> Problem {
    let mut problem = small(numbers, people, days);
    for _ in 0..numbers.below(4) {
        let slot = problem.slots.len() as u32;
        problem.slots.push(Convex::cover(-1, numbers.below(40) as i64, 1, numbers.below(20) as i64, 7));
        for _ in 0..=numbers.below(5) {
            let cell = numbers.below((days * problem.duties) as u64) as usize;
            problem.covers[cell].push(slot);
            let person = numbers.below(people as u64) as usize;
            problem.people[person].terms.push(Term {
                day: numbers.below(days as u64) as u32,
                duty: numbers.below(problem.duties as u64) as u16,
                slot,
                add: numbers.below(5) as i64 - 2,
            });
        }
    }
    problem
}

/// The same with counters left out until everybody has a row.
pub(super) fn mild(mut problem: Problem) -> Problem {
    let none = vec![0; problem.days * problem.duties];
    for person in 0..problem.people.len() {
        let lawful = |problem: &Problem| {
            let mut program = RowProgram::new(problem, person).unwrap();
            program.best(problem, &none, &mut Scratch::default()).is_some()
        };
        while !lawful(&problem) && problem.people[person].counters.pop().is_some() {}
    }
    problem
}

#[test]
fn a_proposal_is_priced_as_the_whole_roster_is() {
    let (mut taken, mut refused, mut mended) = (0, 0, 0);
    for seed in 0..150 {
        let numbers = &mut Numbers(seed);
        let (people, days) = (2 + numbers.below(3) as usize, 5 + numbers.below(12) as usize);
        let mut problem = tied(numbers, people, days);
        if seed % 2 == 0 {
            problem = bound_together(problem, numbers);
        }
        let Some(first) = start(&problem) else { continue };
        let tables = Tables::new(&problem);
        let mut state = State::new(&tables, &first).unwrap();
        let mut chance = Chance::new(seed);
        for step in 0..300 {
            let before = state.roster();
            let balanced = propose(&mut state, &mut chance);
            let mut after = before.clone();
            for change in state.changes() {
                after[change.person as usize][change.day as usize] = change.duty;
            }
            let allowed = if step % 3 == 0 { 20 } else { i64::MAX };
            let (old, new) = (State::new(&tables, &before), State::new(&tables, &after));
            let old = old.unwrap();
            assert_eq!(old.cost(), state.cost());
            let Some(delta) = state.price(balanced, allowed) else {
                refused += 1;
                // It may not be, costs too much, or takes a sum further beyond its limits.
                if old.is_lawful() {
                    let dear = |cost: i64| cost - old.cost() > allowed;
                    assert!(problem.cost(&after).is_none_or(dear), "{seed}");
                }
                continue;
            };
            assert_eq!(Some(old.cost() + delta), new.as_ref().map(State::cost), "{seed}");
            assert!(delta <= allowed);
            state.take();
            assert_eq!(state.roster(), after);
            assert_eq!(state.filled(), problem.filled(&after));
            if state.is_lawful() {
                assert_eq!(problem.cost(&after), Some(state.cost()), "{seed}");
                mended += u32::from(!old.is_lawful());
            } else {
                assert_eq!(problem.cost(&after), None);
            }
            taken += u32::from(before != after);
        }
    }
    assert!(taken > 3000 && refused > 3000 && mended > 5, "{taken} {refused} {mended}");
}

pub(super) fn found(problem: &Problem, nodes: u64, seed: u64, threads: usize) -> Found {
    let effort = Effort { nodes, seed, threads, warm: None, bound: true };
    search(problem, &effort, &mut |_| true)
}

#[test]
fn equal_budget_seed_and_threads_give_the_same() {
    let mut solved = 0;
    for seed in 0..4 {
        let problem = mild(tied(&mut Numbers(seed + 900), 5, 21));
        for threads in [1, 2, 3] {
            let first = found(&problem, 1500, seed, threads);
            assert_eq!(first, found(&problem, 1500, seed, threads), "{seed} {threads}");
            let Some((cost, roster)) = first.best else { continue };
            solved += 1;
            assert_eq!(problem.cost(&roster), Some(cost));
            assert!(first.bound.is_none_or(|bound| bound <= cost));
        }
    }
    assert!(solved >= 6, "{solved}");
}

/// The least that any roster costs.
pub(super) fn least(problem: &Problem) -> Option<i64> {
    let cells = problem.days * problem.people.len();
    let number = (problem.duties as u64).pow(cells as u32);
    let roster = |mut number: u64| -> Vec<Vec<u16>> {
        let mut digit = || {
            let duty = number % problem.duties as u64;
            number /= problem.duties as u64;
            duty as u16
        };
        (0..problem.people.len()).map(|_| (0..problem.days).map(|_| digit()).collect()).collect()
    };
    (0..number).filter_map(|number| problem.cost(&roster(number))).min()
}

#[test]
fn the_least_of_all_rosters_is_found() {
    let (mut solved, mut none) = (0, 0);
    for seed in 0..30 {
        let problem = tied(&mut Numbers(seed + 77), 2, 4);
        let problem = if seed % 3 == 0 { problem } else { mild(problem) };
        let best = least(&problem);
        let found = found(&problem, 200, seed, 1);
        assert_eq!(found.best.as_ref().map(|(cost, _)| *cost), best, "{seed}");
        match best {
            Some(best) => {
                assert!(found.bound.is_none_or(|bound| bound <= best), "{seed}");
                solved += 1;
            }
            None => none += 1,
        }
    }
    assert!(solved > 12 && none > 2, "{solved} {none}");
}

#[test]
fn a_search_that_is_told_to_stop_keeps_what_it_has() {
    let problems = (900..950).map(|seed| mild(tied(&mut Numbers(seed), 5, 21)));
    let mut solved = problems.map(|problem| (found(&problem, 300, 1, 1).best, problem));
    let (warm, problem) = solved.find_map(|(best, problem)| Some((best?, problem))).unwrap();
    let effort = Effort { nodes: 3000, seed: 5, threads: 1, warm: Some(warm.1.clone()), bound: false };
    let mut asked = 0;
    let stopped = search(&problem, &effort, &mut |_| {
        asked += 1;
        asked < 2
    });
    assert!(stopped.stopped && stopped.nodes < 1000, "{}", stopped.nodes);
    assert!(stopped.best.unwrap().0 <= warm.0);
}

#[test]
fn whoever_may_end_a_search_is_asked_while_no_nodes_are_told() {
    let mut watch = Watch::default();
    let mut due = |nodes| (0..100).filter(|_| watch.is_due(nodes)).count();
    // At first, and then at some of many questions though nothing is counted.
    assert!((2..50).contains(&due(0)) && (2..50).contains(&due(7)));
    let mut watch = Watch::default();
    assert!(
        watch.is_due(1) && !watch.is_due(2) && watch.is_due(100) && !watch.is_due(101) && watch.is_due(1000)
    );
}
