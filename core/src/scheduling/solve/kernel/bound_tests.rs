use super::bound::Bound;
use super::problem::{Convex, FORBIDDEN, Problem, Term};
use super::proof::Proof;
use super::row::{RowProgram, Scratch};
use super::row_tests::{Numbers, all_rows, priced, small};

/// The least cost of all rosters of three people or fewer; none when none may be.
pub(super) fn least(problem: &Problem) -> Option<i64> {
    let rows = all_rows(problem.days, problem.duties);
    let own: Vec<Vec<&Vec<u16>>> = (0..problem.people.len())
        .map(|person| rows.iter().filter(|row| problem.row_cost(person, row).is_some()).collect())
        .collect();
    let mut best = None;
    let mut at = vec![0; own.len()];
    if own.iter().any(Vec::is_empty) {
        return None;
    }
    loop {
        let roster: Vec<Vec<u16>> = own.iter().zip(&at).map(|(rows, at)| rows[*at].clone()).collect();
        let cost = problem.cost(&roster).unwrap();
        best = Some(best.map_or(cost, |best: i64| best.min(cost)));
        let mut place = 0;
        loop {
            if place == own.len() {
                return best;
            }
            at[place] += 1;
            if at[place] < own[place].len() {
                break;
            }
            at[place] = 0;
            place += 1;
        }
    }
}

pub(super) fn problem(numbers: &mut Numbers) -> Problem {
    let people = 2 + numbers.below(2) as usize;
    let mut problem = small(numbers, people, 4);
    // Wishes that matter little, so that people are alike and cover is hard to share out.
    for person in &mut problem.people {
        person.cells.iter_mut().filter(|cell| **cell < FORBIDDEN).for_each(|cell| *cell /= 7);
        person.counters.truncate(1);
        for counter in &mut person.counters {
            counter.least = counter.least.min(counter.start + 1);
            counter.most = counter.most.max(counter.start + 2);
        }
    }
    if numbers.chance(40) {
        problem.people[1] = problem.people[0].clone();
    }
    if numbers.chance(50) {
        // Pairs of cells of which just one is wanted: odd rings of them cannot be met, but a half of each can.
        for _ in 0..9 {
            let slot = problem.slots.len() as u32;
            let weight = 20 + numbers.below(9) as i64;
            problem.slots.push(Convex { first: 0, values: vec![weight, 0, weight] });
            for _ in 0..2 {
                let person = numbers.below(people as u64) as usize;
                let (day, duty) = (numbers.below(2) as u32, 1);
                problem.people[person].terms.push(Term { day, duty, slot, add: 1 });
            }
        }
    }
    if numbers.chance(40) {
        // One person's duty counts against another's.
        let (day, slot) = (numbers.below(4) as u32, numbers.below(problem.slots.len() as u64) as u32);
        problem.people[0].terms.push(Term { day, duty: 1, slot, add: -1 });
    }
    problem
}

#[test]
fn no_roster_costs_less_than_the_bound_and_the_proof_ends_at_the_best() {
    let mut numbers = Numbers(11);
    let (mut proven, mut tight, mut split, mut none) = (0, 0, 0, 0);
    for round in 0..100 {
        let problem = problem(&mut numbers);
        let best = least(&problem);
        let mut bound = Bound::new(&problem, false).unwrap();
        bound.run(60, None, 1 + round % 2, &mut || true);
        let Some(best) = best else {
            assert!(bound.impossible, "round {round}");
            none += 1;
            continue;
        };
        assert!(!bound.impossible, "round {round}");
        let value = bound.value().unwrap();
        assert!(value <= best, "round {round}: bound {value} above {best}");
        tight += i32::from(value == best);
        // From a roster that is not the best: the best is found, or at least no bound is above it.
        let mut proof = Proof::new(&bound, best + 3);
        let done = proof.run(100_000, 1, &mut |_| true);
        assert!(proof.value().unwrap() <= best, "round {round}: {:?} above {best}", proof.value());
        assert!(proof.upper >= best);
        if let Some(roster) = &proof.roster {
            assert_eq!(problem.cost(roster), Some(proof.upper));
        }
        if done {
            assert_eq!(proof.upper, best, "round {round}");
        }
        // From the best itself it is proven.
        let mut proof = Proof::new(&bound, best);
        proven += i32::from(proof.run(100_000, 1, &mut |_| true));
        split += i32::from(proof.splits > 0);
        assert_eq!((proof.upper, proof.value()), (best, Some(best)), "round {round}");
    }
    assert!(
        none > 0 && tight > 40 && split > 4 && proven > 60,
        "{proven} proven, {tight} tight, {split} split, {none} without"
    );
}

#[test]
fn a_bound_is_the_same_on_any_number_of_threads_and_in_any_slices() {
    let mut numbers = Numbers(23);
    let problem = small(&mut numbers, 3, 6);
    let mut one = Bound::new(&problem, false).unwrap();
    one.run(40, None, 1, &mut || true);
    let mut two = Bound::new(&problem, false).unwrap();
    for _ in 0..40 {
        two.run(1, None, 3, &mut || true);
    }
    assert_eq!(one.value(), two.value());
    assert_eq!(one.prices(), two.prices());
}

#[test]
fn no_row_through_a_cell_costs_less_than_the_cell() {
    let mut numbers = Numbers(5);
    let mut tight = 0;
    for round in 0..300 {
        let days = 5;
        let problem = small(&mut numbers, 1, days);
        let rows = all_rows(days, problem.duties);
        let costs: Vec<i64> = (0..days * problem.duties)
            .map(|_| if numbers.chance(8) { FORBIDDEN } else { numbers.below(40) as i64 - 20 })
            .collect();
        let mut program = RowProgram::new(&problem, 0).unwrap();
        let mut scratch = Scratch::default();
        let best = program.best(&problem, &costs, &mut scratch);
        let mut cells = Vec::new();
        let bound = program.cells(&problem, &costs, &mut scratch, &mut cells);
        let (Some(best), Some(bound)) = (best, bound) else { continue };
        assert!(bound <= best.cost);
        for (cell, least) in cells.iter().enumerate() {
            let (day, duty) = (cell / problem.duties, (cell % problem.duties) as u16);
            let through = rows.iter().filter(|row| row[day] == duty);
            let real = through.filter_map(|row| priced(&problem, 0, row, &costs)).min();
            assert!(real.is_none_or(|real| *least <= real), "round {round}: {least} above {real:?}");
            tight += i32::from(real == Some(*least));
        }
    }
    assert!(tight > 300, "{tight}");
}

#[test]
fn the_bound_of_many_people_is_not_above_a_roster() {
    let mut problem = small(&mut Numbers(5), 600, 29);
    let none = vec![0; problem.days * problem.duties];
    let mut scratch = Scratch::default();
    let mut roster = Vec::new();
    for person in std::mem::take(&mut problem.people) {
        problem.people.push(person);
        let mut program = RowProgram::new(&problem, problem.people.len() - 1).unwrap();
        match program.best(&problem, &none, &mut scratch).filter(super::row::Best::found) {
            Some(_) => roster.push(scratch.row.clone()),
            None => drop(problem.people.pop()),
        }
    }
    let cost = problem.cost(&roster).unwrap();
    let mut bound = Bound::new(&problem, false).unwrap();
    assert!(bound.is_heavy());
    bound.run(6, None, 1, &mut || true);
    let first = bound.value().unwrap();
    bound.run(6, None, 1, &mut || true);
    let later = bound.value().unwrap();
    assert!(first <= later && later <= cost, "{first} {later} {cost}");
}
