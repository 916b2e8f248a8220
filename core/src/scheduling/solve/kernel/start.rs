//! A first roster: each row the cheapest that its automaton lets through, sums aside; the search mends the sums.

use super::problem::{FORBIDDEN, Problem};

/// A row for each person that breaks no rule that looks day by day, at the least cost of cells and arcs; none when somebody
/// has no such row.
pub(crate) fn start(problem: &Problem) -> Option<Vec<Vec<u16>>> {
    (0..problem.people.len()).map(|person| cheapest(problem, person)).collect()
}

fn cheapest(problem: &Problem, person: usize) -> Option<Vec<u16>> {
    let person = problem.people.get(person)?;
    let automaton = problem.automata.get(person.automaton)?;
    let ends = (0..automaton.states() as u16).map(|state| automaton.end(state).unwrap_or(FORBIDDEN));
    // From each day and state on: the least cost and the duty it begins with.
    let mut later: Vec<i64> = ends.collect();
    let mut choices: Vec<Vec<u16>> = Vec::with_capacity(problem.days);
    for day in (0..problem.days).rev() {
        let cells = person.cells.get(day * problem.duties..(day + 1) * problem.duties)?;
        let best = |state: u16| {
            let mut best = (FORBIDDEN, 0);
            for (duty, cell) in cells.iter().enumerate() {
                let Some(arc) = automaton.arc(day, state, duty as u16) else { continue };
                let cost = cell + arc.cost + later.get(usize::from(arc.to)).copied().unwrap_or(FORBIDDEN);
                if cost < best.0 {
                    best = (cost, duty as u16);
                }
            }
            best
        };
        let (costs, duties) = (0..automaton.states() as u16).map(best).unzip();
        later = costs;
        choices.push(duties);
    }
    let mut state = person.start;
    if later.get(usize::from(state)).is_none_or(|cost| *cost >= FORBIDDEN) {
        return None;
    }
    choices
        .iter()
        .rev()
        .enumerate()
        .map(|(day, duties)| {
            let duty = duties.get(usize::from(state)).copied()?;
            state = automaton.arc(day, state, duty)?.to;
            Some(duty)
        })
        .collect()
}
