use super::graph::Graph;
use super::problem::FORBIDDEN;
use super::row::{RowProgram, Scratch};
use super::row_tests::{Numbers, all_rows, priced, small};

#[test]
fn a_graph_holds_the_rows_near_the_best_and_no_others() {
    let mut numbers = Numbers(41);
    let (mut whole, mut narrowed, mut none) = (0, 0, 0);
    for round in 0..300 {
        let days = 5;
        let problem = small(&mut numbers, 1, days);
        let duties = problem.duties;
        let rows = all_rows(days, duties);
        let mut costs = |closed: u64| -> Vec<i64> {
            let one = |_| if numbers.chance(closed) { FORBIDDEN } else { numbers.below(40) as i64 - 20 };
            (0..days * duties).map(one).collect()
        };
        let (first, second) = (costs(8), costs(4));
        let mut scratch = Scratch::default();
        let mut program = RowProgram::new(&problem, 0).unwrap();
        let Some(best) = program.best(&problem, &first, &mut scratch) else {
            let none_near = Graph::near(&problem, &program, &first, (FORBIDDEN >> 4, 100_000), &mut scratch);
            assert!(none_near.is_none(), "round {round}");
            none += 1;
            continue;
        };
        let most = best.cost + (round % 4) * 15;
        let mut graph = Graph::near(&problem, &program, &first, (most, 100_000), &mut scratch).unwrap();
        let near = |row: &&Vec<u16>| priced(&problem, 0, row, &first).is_some_and(|cost| cost <= most);
        let left = |graph: &Graph| rows.iter().filter(|row| graph.has(row)).count();
        // Ways of near steps may be a little dearer; each near row is there, and nothing that may not be.
        assert!(rows.iter().filter(near).all(|row| graph.has(row)), "round {round}");
        for row in rows.iter().filter(|row| graph.has(row)) {
            assert!(priced(&problem, 0, row, &first).is_some(), "round {round}");
        }
        whole += i32::from(left(&graph) == rows.iter().filter(near).count());
        // The best of the rows that are left, at other prices.
        let open = rows.iter().filter(|row| graph.has(row));
        let real = open.filter_map(|row| priced(&problem, 0, row, &second)).min();
        let mut row = Vec::new();
        let found = graph.best(duties, &second, &mut row);
        assert_eq!(found.map(|(cost, _)| cost), real, "round {round}");
        if let Some((cost, own)) = found {
            assert_eq!(priced(&problem, 0, &row, &second), Some(cost), "round {round}");
            assert_eq!(problem.row_cost(0, &row), Some(own), "round {round}");
        }
        for (cell, open) in graph.cells(duties).into_iter().enumerate() {
            let through = |row: &&Vec<u16>| row[cell / duties] == (cell % duties) as u16;
            assert_eq!(open, rows.iter().filter(through).any(|row| graph.has(row)), "round {round}");
        }
        // Narrowed to what is near at the other prices.
        let limit = real.unwrap_or(0) + 10;
        let kept: Vec<&Vec<u16>> = rows
            .iter()
            .filter(|row| graph.has(row))
            .filter(|row| priced(&problem, 0, row, &second).is_some_and(|cost| cost <= limit))
            .collect();
        let before = graph.len();
        assert_eq!(graph.narrow(duties, &second, limit), !kept.is_empty(), "round {round}");
        assert!(kept.is_empty() || kept.iter().all(|row| graph.has(row)), "round {round}");
        narrowed += i32::from(graph.len() < before);
    }
    assert!(whole > 60 && narrowed > 50 && none > 50, "{whole} {narrowed} {none}");
}
