//! How a row stands to its person's counters.

use super::automaton::Automaton;
use super::problem::{Add, Counter, FORBIDDEN, Person, Problem};

/// What that row would cost now; none when there is none, or a cell of it is closed.
pub(super) fn again(problem: &Problem, person: usize, row: &[u16], costs: &[i64]) -> Option<i64> {
    let own = problem.row_cost(person, row).filter(|_| row.len() == problem.days)?;
    row.iter().zip(costs.chunks(problem.duties.max(1))).try_fold(own, |sum, (duty, costs)| {
        let cost = costs.get(usize::from(*duty)).copied().filter(|cost| *cost < FORBIDDEN)?;
        Some(sum + cost)
    })
}

/// How a counter's value stands to its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// A step more or less would still do.
    Slack,
    /// A step more or less would break it.
    Tight,
    /// It breaks a limit.
    Broken,
}

/// How each counter of the row stands.
pub(super) fn values(
    problem: &Problem,
    person: &Person,
    automaton: &Automaton,
    row: &[u16],
    (sums, fits): (&mut Vec<i64>, &mut Vec<Fit>),
) {
    fits.clear();
    sums.clear();
    let mut state = person.start;
    // The marks of each day, as numbers.
    for (day, duty) in row.iter().enumerate() {
        let arc = automaton.arc(day, state, *duty);
        state = arc.map_or(0, |arc| arc.to);
        sums.push(arc.map_or(0, |arc| i64::from(arc.marks)));
    }
    for counter in &person.counters {
        let (mut sum, mut broken, mut step) = (counter.start, false, 1);
        let days = row.iter().zip(sums.iter()).enumerate().take(counter.days.1).skip(counter.days.0);
        let mut caps = counter.caps.iter().peekable();
        for (day, (duty, marks)) in days {
            while let Some((_, most)) = caps.next_if(|(on, _)| *on < day) {
                broken |= sum > *most;
            }
            let add = counter.adds(problem.duties, day, *duty, *marks as u8);
            step = step.max(add);
            sum += add;
        }
        broken |= caps.any(|(on, most)| *on < problem.days && sum > *most);
        broken |= sum < counter.least || sum > counter.most;
        let tight = sum.saturating_sub(step) < counter.least || sum.saturating_add(step) > counter.most;
        let capped = !counter.caps.is_empty();
        fits.push(match (broken, tight || capped) {
            (true, _) => Fit::Broken,
            (_, true) => Fit::Tight,
            _ => Fit::Slack,
        });
    }
}

/// Whether the counter never moves: nothing that it counts is open.
pub(super) fn is_still(problem: &Problem, person: &Person, counter: &Counter) -> bool {
    let is_open = |day: usize, duty: u16| {
        let cell = person.cells.get(day * problem.duties + usize::from(duty));
        cell.is_some_and(|cell| *cell < FORBIDDEN)
    };
    let mut days = counter.days.0..counter.days.1.min(problem.days);
    let moves = |day: usize| {
        (0..problem.duties as u16)
            .any(|duty| counter.adds(problem.duties, day, duty, 0) != 0 && is_open(day, duty))
    };
    match counter.add {
        Add::Mark(_) => days.is_empty(),
        _ => !days.any(moves),
    }
}
