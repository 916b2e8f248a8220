use super::automaton::{Automaton, Part};
use super::parts::{InWeekend, Run, Succession, Weekends, WholeWeekends};
use super::problem::{Add, Convex, Counter, FORBIDDEN, Person, Problem};
use super::row::{RowProgram, Scratch};

/// Small numbers that look random, the same each time.
pub(super) struct Numbers(pub(super) u64);

impl Numbers {
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// A problem of a few days with everything that a row may have.
pub(super) fn small(numbers: &mut Numbers, people: usize, days: usize) -> Problem {
    use InWeekend::{First, Last, Outside};
    let duties = 2 + numbers.below(2) as usize;
    let first = numbers.below(4) as usize;
    let kinds: Vec<u8> = (0..days).map(|day| [0, 0, 1, 2][(day + first) % 4]).collect();
    let soft = |numbers: &mut Numbers| numbers.chance(40).then(|| numbers.below(9) as i64);
    let mut of = vec![true; duties];
    of[0] = false;
    let most = numbers.chance(70).then(|| (2 + numbers.below(3) as u32, soft(numbers)));
    let work =
        Run { of, least: (numbers.below(3) as u32, soft(numbers)), most, end_exempt: numbers.chance(50) };
    let mut of = vec![false; duties];
    of[0] = true;
    let off = Run {
        of,
        least: (numbers.below(3) as u32, soft(numbers)),
        most: None,
        end_exempt: numbers.chance(50),
    };
    let costs = (0..duties * duties)
        .map(|at| if at >= duties && numbers.chance(15) { soft(numbers) } else { Some(0) })
        .collect();
    let succession = Succession { costs, duties };
    let place = vec![Outside, First, Last];
    let weekends = Weekends { place: place.clone(), mark: 1 };
    let whole = WholeWeekends { place, weight: Some(numbers.below(20) as i64) };
    let parts: [&dyn Part; 5] = [&work, &off, &succession, &weekends, &whole];
    let start = vec![work.start(0, true), off.start(0, true), 0, 0, 0];
    let (automaton, starts) = Automaton::build(&kinds, duties, &parts, &[start]).unwrap();
    let people = (0..people)
        .map(|_| Person {
            cells: (0..days * duties)
                .map(|at| {
                    if at % duties > 0 && numbers.chance(10) {
                        FORBIDDEN
                    } else {
                        numbers.below(30) as i64 - 15
                    }
                })
                .collect(),
            automaton: 0,
            start: starts[0],
            counters: counters(numbers, days, duties),
            terms: vec![],
        })
        .collect();
    let slots = (0..days * (duties - 1))
        .map(|_| {
            let (least, wanted) = (numbers.below(2) as i64, numbers.below(3) as i64);
            Convex::cover(
                least,
                numbers.below(50) as i64,
                wanted,
                numbers.below(30) as i64,
                numbers.below(9) as i64,
            )
        })
        .collect();
    let covers = (0..days * duties)
        .map(|at| {
            if at % duties == 0 {
                vec![]
            } else {
                vec![(at / duties * (duties - 1) + at % duties - 1) as u32]
            }
        })
        .collect();
    Problem { days, duties, people, automata: vec![automaton], slots, covers, ties: vec![] }
}

fn counters(numbers: &mut Numbers, days: usize, duties: usize) -> Vec<Counter> {
    let count = 1 + numbers.below(4);
    (0..count)
        .map(|_| {
            let span = if numbers.chance(50) {
                (0, days)
            } else {
                let from = numbers.below(days as u64) as usize;
                (from, (from + numbers.below(days as u64) as usize).min(days + 1))
            };
            let add = match numbers.below(3) {
                0 => Add::Mark(1),
                1 => Add::Duty(
                    (0..duties).map(|d| if d == 0 { 0 } else { 2 * numbers.below(4) as i64 }).collect(),
                ),
                _ => Add::Cell((0..days * duties).map(|_| numbers.below(3) as i64).collect()),
            };
            let start = numbers.below(3) as i64;
            let least = if numbers.chance(50) { start + numbers.below(5) as i64 } else { i64::MIN };
            let most = if numbers.chance(60) { start + numbers.below(9) as i64 } else { i64::MAX };
            let caps = (0..days).filter(|_| numbers.chance(10)).map(|d| (d, start + d as i64)).collect();
            let cost = numbers.chance(30).then(|| Convex {
                first: numbers.below(6) as i64,
                values: vec![5, 0, 0, numbers.below(9) as i64 * 4],
            });
            let cost = cost.filter(Convex::is_convex);
            Counter { add, days: span, start, least, most, caps, cost }
        })
        .collect()
}

/// All rows of so many days.
pub(super) fn all_rows(days: usize, duties: usize) -> Vec<Vec<u16>> {
    (0..days).fold(vec![vec![]], |rows, _| {
        let longer = |row: &Vec<u16>, duty: u16| [row.as_slice(), &[duty]].concat();
        rows.iter().flat_map(|row| (0..duties as u16).map(move |duty| longer(row, duty))).collect()
    })
}

/// What a row costs with costs added; none when it may not be.
pub(super) fn priced(problem: &Problem, person: usize, row: &[u16], costs: &[i64]) -> Option<i64> {
    let own = problem.row_cost(person, row)?;
    row.iter().enumerate().try_fold(own, |sum, (day, duty)| {
        let cost = costs[day * problem.duties + usize::from(*duty)];
        (cost < FORBIDDEN).then_some(sum + cost)
    })
}

#[test]
fn the_best_row_is_the_best_of_all_rows() {
    let mut numbers = Numbers(7);
    let (mut found, mut none) = (0, 0);
    for round in 0..1500 {
        let days = 4 + numbers.below(4) as usize;
        let problem = small(&mut numbers, 1, days);
        let rows = all_rows(days, problem.duties);
        let mut program = RowProgram::new(&problem, 0).unwrap();
        program.dense = if round % 2 == 0 { 0 } else { usize::MAX };
        let mut scratch = Scratch::default();
        // Wide costs take the wide form.
        let scale = if round % 7 == 0 { 1 << 40 } else { 1 };
        for _ in 0..6 {
            let costs: Vec<i64> = (0..days * problem.duties)
                .map(|_| if numbers.chance(8) { FORBIDDEN } else { (numbers.below(40) as i64 - 20) * scale })
                .collect();
            let least = rows.iter().filter_map(|row| priced(&problem, 0, row, &costs)).min();
            let best = program.best(&problem, &costs, &mut scratch);
            assert_eq!(best.map(|best| best.cost), least, "round {round}: {problem:?} {costs:?}");
            if let Some(best) = best {
                assert_eq!(priced(&problem, 0, &scratch.row, &costs), Some(best.cost));
                assert!(best.exact());
                found += 1;
            } else {
                none += 1;
            }
        }
    }
    assert!(found > 3000 && none > 300, "{found} found, {none} without a row");
}

#[test]
fn what_breaks_a_limit_by_itself_is_closed_and_rosters_keep_their_costs() {
    let mut shut = 0;
    for seed in 0..60 {
        let numbers = &mut Numbers(seed);
        let problem = small(numbers, 2, 5);
        let closed = problem.closed(None);
        for person in 0..problem.people.len() {
            shut += (closed.people[person].cells.iter().zip(&problem.people[person].cells))
                .filter(|(closed, open)| closed != open)
                .count();
            for row in all_rows(problem.days, problem.duties) {
                assert_eq!(closed.row_cost(person, &row), problem.row_cost(person, &row), "seed {seed}");
            }
        }
    }
    assert!(shut > 0);
}
