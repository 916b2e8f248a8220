use super::super::chance::Chance;
use super::anneal::Incumbent;
use super::bound::Bound;
use super::bound_tests::{least, problem};
use super::dive::{Diver, Met};
use super::problem::Problem;
use super::row::{RowProgram, Scratch};
use super::row_tests::Numbers;

/// The bound at its end, and everybody's own best row; none when somebody has none.
fn begun(problem: &Problem) -> Option<(Bound, Incumbent)> {
    let mut bound = Bound::new(problem, false)?;
    bound.run(200, None, 1, &mut || true);
    Some((bound, rough(problem)?))
}

/// Everybody's own best row; none when somebody has none.
pub(super) fn rough(problem: &Problem) -> Option<Incumbent> {
    let none = vec![0; problem.days * problem.duties];
    let row = |person: usize| {
        let mut scratch = Scratch::default();
        RowProgram::new(problem, person)?.best(problem, &none, &mut scratch)?;
        Some(scratch.row)
    };
    let rows: Option<Vec<Vec<u16>>> = (0..problem.people.len()).map(row).collect();
    let rows = rows?;
    Some(Incumbent { cost: problem.cost(&rows)?, rows: rows.concat() })
}

#[test]
fn diving_from_a_bad_roster_mostly_finds_the_least() {
    let (mut found, mut missed, mut met) = (0, 0, 0);
    for seed in 0..60 {
        let problem = problem(&mut Numbers(seed + 5000));
        let Some((bound, mut best)) = begun(&problem) else { continue };
        let least = least(&problem).unwrap();
        let first = best.cost;
        let mut diver = Diver::new(&bound);
        diver.run(&mut best, 400, &mut Chance::new(seed), &mut |_, _| true);
        let rows: Vec<Vec<u16>> = best.rows.chunks(problem.days).map(<[u16]>::to_vec).collect();
        assert_eq!(problem.cost(&rows), Some(best.cost), "{seed}");
        met += u32::from(best.cost < first);
        if best.cost == least { found += 1 } else { missed += 1 }
    }
    assert!(met > 20 && found > 3 * missed, "{met} {found} {missed}");
}

#[test]
fn a_roster_made_afresh_is_no_better_than_the_best_unless_it_is_told() {
    let mut other = 0;
    for seed in 0..40 {
        let problem = problem(&mut Numbers(seed + 9000));
        let Some((bound, mut best)) = begun(&problem) else { continue };
        let mut diver = Diver::new(&bound);
        let mut told = best.cost;
        for _ in 0..30 {
            diver.run(&mut best, 20, &mut Chance::new(seed), &mut |_, cost| {
                assert!(cost <= told, "{seed}");
                told = cost;
                true
            });
            if let Some(roster) = diver.other() {
                let rows: Vec<Vec<u16>> = roster.rows.chunks(problem.days).map(<[u16]>::to_vec).collect();
                assert_eq!(problem.cost(&rows), Some(roster.cost), "{seed}");
                assert!(roster.cost >= best.cost, "{seed}");
                other += 1;
            }
        }
    }
    assert!(other > 20, "{other}");
}

#[test]
fn where_diving_meets_nothing_there_is_nothing() {
    let (mut nothing, mut better) = (0, 0);
    for seed in 0..60 {
        let problem = problem(&mut Numbers(seed + 7000));
        let Some((bound, best)) = begun(&problem) else { continue };
        let least = least(&problem).unwrap();
        let everybody: Vec<usize> = (0..problem.people.len()).collect();
        let mut diver = Diver::new(&bound);
        for upper in [least, least + 1, best.cost] {
            let met =
                diver.improve(&best.rows, &everybody, (upper, upper), &mut Chance::new(seed), &mut |_| true);
            match met {
                Met::Nothing => {
                    assert!(least >= upper, "{seed}");
                    nothing += 1;
                }
                Met::Better(cost, _) => {
                    assert!(cost < upper && cost >= least, "{seed}");
                    better += 1;
                }
                Met::Dear => {}
            }
        }
    }
    assert!(nothing > 20 && better > 20, "{nothing} {better}");
}
