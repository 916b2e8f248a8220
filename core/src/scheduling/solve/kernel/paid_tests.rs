use super::super::chance::Chance;
use super::bound::Bound;
use super::bound_tests::least;
use super::dive::Diver;
use super::dive_tests::rough;
use super::problem::{FORBIDDEN, Problem};
use super::proof::Proof;
use super::row_tests::{Numbers, small};

/// Wishes that matter little, and limits of all kinds.
fn problem(numbers: &mut Numbers) -> Problem {
    let people = 2 + numbers.below(2) as usize;
    let mut problem = small(numbers, people, 4);
    for person in &mut problem.people {
        person.cells.iter_mut().filter(|cell| **cell < FORBIDDEN).for_each(|cell| *cell /= 7);
        person.counters.iter_mut().filter(|_| numbers.chance(70)).for_each(|counter| counter.cost = None);
    }
    if numbers.chance(30) {
        problem.people[1] = problem.people[0].clone();
    }
    problem
}

#[test]
fn limits_that_are_paid_for_never_bring_the_bound_above_a_roster() {
    let mut numbers = Numbers(3);
    let (mut pay, mut counted, mut tight, mut proven, mut met) = (0, 0, 0, 0, 0);
    for round in 0..500 {
        let problem = problem(&mut numbers);
        let best = least(&problem);
        let mut bound = Bound::within(&problem, false, 0).unwrap();
        let paid = bound.pays();
        pay += i32::from(paid);
        bound.run(if round % 2 == 0 { 300 } else { numbers.below(30) }, None, 1, &mut || true);
        let Some(best) = best else { continue };
        assert!(!bound.impossible, "round {round}");
        let Some(value) = bound.value() else { continue };
        assert!(value <= best, "round {round}: bound {value} above {best}");
        tight += i32::from(paid && value == best);
        counted += i32::from(bound.quick.is_some());
        if !bound.pays() {
            continue;
        }
        // Rows that break a limit are no roster, however little they pay.
        let mut proof = Proof::new(&bound, best + 40);
        let done = proof.run(3_000, 1, &mut |_| true);
        assert!(proof.value().unwrap() <= best, "round {round}: {:?} above {best}", proof.value());
        assert!(proof.upper >= best, "round {round}");
        if let Some(roster) = &proof.roster {
            assert_eq!(problem.cost(roster), Some(proof.upper), "round {round}");
            met += 1;
        }
        if done {
            assert_eq!(proof.upper, best, "round {round}");
            proven += 1;
        }
    }
    assert!(
        pay > 200 && counted > 5 && tight > 20 && proven > 10 && met > 10,
        "{pay} pay, {counted} counted, {tight} tight, {proven} proven, {met} met"
    );
}

#[test]
fn rosters_that_are_dived_for_keep_what_is_paid_for() {
    let mut numbers = Numbers(8);
    let (mut better, mut found) = (0, 0);
    for seed in 0..250 {
        let problem = problem(&mut numbers);
        let mut bound = Bound::within(&problem, false, 0).unwrap();
        bound.run(30, None, 1, &mut || true);
        let (Some(least), Some(mut best)) = (least(&problem), rough(&problem)) else { continue };
        if !bound.pays() && bound.quick.is_none() {
            continue;
        }
        let first = best.cost;
        let mut diver = Diver::new(&bound);
        diver.run(&mut best, 300, &mut Chance::new(seed), &mut |_, _| true);
        let rows: Vec<Vec<u16>> = best.rows.chunks(problem.days).map(<[u16]>::to_vec).collect();
        assert_eq!(problem.cost(&rows), Some(best.cost), "{seed}");
        better += u32::from(best.cost < first);
        found += u32::from(best.cost == least);
    }
    assert!(better > 20 && found > 20, "{better} better, {found} found");
}
