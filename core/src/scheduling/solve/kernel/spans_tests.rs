use super::problem::FORBIDDEN;
use super::row::{RowProgram, Scratch};
use super::row_tests::{Numbers, all_rows, priced, small};

#[test]
fn a_row_mended_in_spans_is_lawful_and_never_dearer() {
    let mut numbers = Numbers(71);
    let (mut better, mut cheapest, mut last, mut repaired) = (0, 0, 0, 0);
    for round in 0..400 {
        let days = 5 + numbers.below(3) as usize;
        let mut problem = small(&mut numbers, 1, days);
        if round % 4 > 0 {
            problem.people[0].counters.iter_mut().for_each(|counter| counter.caps.clear());
        }
        let rows = all_rows(days, problem.duties);
        let mut program = RowProgram::new(&problem, 0).unwrap();
        program.dense = 0;
        let mut scratch = Scratch::default();
        scratch.span = 2 + numbers.below(days as u64) as usize;
        let costs: Vec<i64> = (0..days * problem.duties)
            .map(|_| if numbers.chance(5) { FORBIDDEN } else { numbers.below(40) as i64 - 20 })
            .collect();
        let Some(least) = rows.iter().filter_map(|row| priced(&problem, 0, row, &costs)).min() else {
            continue;
        };
        let mut row = rows[numbers.below(rows.len() as u64) as usize].clone();
        for _ in 0..12 {
            let before = priced(&problem, 0, &row, &costs);
            let Some(best) = program.mend(&problem, &row, &costs, &mut scratch) else {
                // Only a row that breaks something may stay what it is.
                assert_eq!(before, None, "round {round}: {problem:?}");
                continue;
            };
            assert_eq!(priced(&problem, 0, &scratch.row, &costs), Some(best.cost), "round {round}");
            assert!(best.bound <= least && least <= best.cost && before.is_none_or(|cost| best.cost <= cost));
            better += u32::from(before.is_some_and(|cost| best.cost < cost));
            repaired += u32::from(before.is_none());
            row.clone_from(&scratch.row);
        }
        if let Some(cost) = priced(&problem, 0, &row, &costs) {
            last += 1;
            cheapest += u32::from(cost == least);
        }
    }
    assert!(
        last > 150 && better > 30 && repaired > 100,
        "{last} lawful, {better} better, {repaired} repaired"
    );
    assert!(cheapest * 10 > last * 7, "{cheapest} of {last} the cheapest");
}
