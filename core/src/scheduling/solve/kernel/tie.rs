//! What ties sums of several people together: the sum of some counters, or how far apart they are, at a convex cost.
//!
//! The search knows it by deltas. A bound leaves it out: no tie costs less than nothing, so the bound stays one.

use super::problem::{Convex, Problem};
use super::tables::Tables;

/// Counters of several people, and what they cost together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tie {
    /// The counters; each once.
    pub(crate) terms: Vec<Count>,
    /// What is made of them.
    pub(crate) form: Form,
    /// What that costs: never below zero, so that a bound may leave it out.
    pub(crate) cost: Convex,
}

/// A person's counter, so many times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) person: usize,
    pub(crate) counter: usize,
    pub(crate) times: i64,
}

/// What is made of counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Their sum.
    Sum,
    /// The largest less the smallest.
    Spread,
}

impl Form {
    /// From the least and the greatest, or the sum twice.
    const fn value(self, (low, high): (i64, i64)) -> i64 {
        match self {
            Self::Sum => low,
            Self::Spread => high - low,
        }
    }

    /// The least and the greatest of what is counted, or the sum twice; nothing of nobody.
    fn read(self, all: impl Iterator<Item = i64>) -> (i64, i64) {
        match self {
            Self::Sum => {
                let sum = all.sum();
                (sum, sum)
            }
            Self::Spread => {
                let ends = all.fold(None, |ends, one| {
                    let (low, high) = ends.unwrap_or((one, one));
                    Some((one.min(low), one.max(high)))
                });
                ends.unwrap_or_default()
            }
        }
    }
}

impl Tie {
    /// The same with all costs times `by`.
    pub(super) fn times(&self, by: i64) -> Option<Self> {
        Some(Self { cost: self.cost.times(by)?, ..self.clone() })
    }

    /// What it costs when everybody's counters stand so.
    pub(crate) fn cost(&self, counts: &[Vec<i64>]) -> i64 {
        let count = |term: &Count| {
            let own = counts.get(term.person).and_then(|own| own.get(term.counter));
            term.times * own.copied().unwrap_or(0)
        };
        self.cost.at(self.form.value(self.form.read(self.terms.iter().map(count))))
    }
}

impl Problem {
    /// What somebody's counters stand at after that row, as far as the automaton lets it go.
    pub(crate) fn counts(&self, person: usize, row: &[u16]) -> Vec<i64> {
        let Some(own) = self.people.get(person) else { return Vec::new() };
        let mut counts: Vec<i64> = own.counters.iter().map(|counter| counter.start).collect();
        let Some(automaton) = self.automata.get(own.automaton) else { return counts };
        let mut state = own.start;
        for (day, duty) in row.iter().enumerate() {
            let Some(arc) = automaton.arc(day, state, *duty) else { break };
            for (counter, count) in own.counters.iter().zip(&mut counts) {
                *count += counter.adds(self.duties, day, *duty, arc.marks);
            }
            state = arc.to;
        }
        counts
    }

    /// What the ties of a roster cost. The obvious form, which the search is held to.
    pub(crate) fn tied(&self, roster: &[Vec<u16>]) -> i64 {
        if self.ties.is_empty() {
            return 0;
        }
        let counts: Vec<Vec<i64>> =
            roster.iter().enumerate().map(|(person, row)| self.counts(person, row)).collect();
        self.ties.iter().map(|tie| tie.cost(&counts)).sum()
    }
}

/// How the ties of a roster stand while it is searched.
#[derive(Clone, Debug, Default)]
pub(super) struct Ties {
    /// By tie: the least and the greatest, or the sum twice.
    now: Vec<(i64, i64)>,
    /// By tie: its sums and their times.
    sums: Vec<Vec<(u32, i64)>>,
    /// What the proposal steps: tie, sum, and by how much.
    steps: Vec<(u32, u32, i64)>,
    /// How the ties of the proposal stand then.
    then: Vec<(u32, (i64, i64))>,
}

impl Ties {
    pub(super) fn new(tables: &Tables<'_>, values: &[i64]) -> Self {
        let mut ties = Self::default();
        let value = |sum: u32| values.get(sum as usize).copied().unwrap_or(0);
        for tie in &tables.problem.ties {
            let own = tie.terms.iter().filter_map(|term| {
                tables.sum_of(term.person, term.counter).map(|sum| (sum as u32, term.times))
            });
            let own: Vec<(u32, i64)> = own.collect();
            ties.now.push(tie.form.read(own.iter().map(|(sum, times)| times * value(*sum))));
            ties.sums.push(own);
        }
        ties
    }

    /// What all ties cost.
    pub(super) fn cost(&self, problem: &Problem) -> i64 {
        let all = problem.ties.iter().zip(&self.now);
        all.map(|(tie, now)| tie.cost.at(tie.form.value(*now))).sum()
    }

    /// By how much the ties cost more when these sums step so far.
    pub(super) fn step(&mut self, tables: &Tables<'_>, values: &[i64], settled: &[(u32, i64)]) -> i64 {
        self.then.clear();
        if self.now.is_empty() {
            return 0;
        }
        self.steps.clear();
        for (sum, by) in settled {
            self.steps.extend(tables.ties(*sum).iter().map(|(tie, times)| (*tie, *sum, times * by)));
        }
        self.steps.sort_unstable();
        let value = |sum: u32| values.get(sum as usize).copied().unwrap_or(0);
        let mut delta = 0;
        for steps in self.steps.chunk_by(|one, two| one.0 == two.0) {
            let Some((number, ..)) = steps.first() else { continue };
            let at = *number as usize;
            let (Some(tie), Some(now), Some(sums)) =
                (tables.problem.ties.get(at), self.now.get(at), self.sums.get(at))
            else {
                continue;
            };
            let then = match tie.form {
                Form::Sum => {
                    let by: i64 = steps.iter().map(|(.., by)| by).sum();
                    (now.0 + by, now.1 + by)
                }
                Form::Spread => {
                    // Whoever leaves an end may leave it bare; otherwise the ends only move out.
                    let leaves = |(_, sum, by): &(u32, u32, i64)| {
                        let old = value(*sum);
                        old == now.0 && *by > 0 || old == now.1 && *by < 0
                    };
                    if steps.iter().any(leaves) {
                        tie.form.read(sums.iter().map(|(sum, _)| {
                            let step = steps.iter().find(|(_, own, _)| own == sum);
                            value(*sum) + step.map_or(0, |(.., by)| *by)
                        }))
                    } else {
                        steps.iter().fold(*now, |(low, high), (_, sum, by)| {
                            let new = value(*sum) + by;
                            (low.min(new), high.max(new))
                        })
                    }
                }
            };
            delta += tie.cost.at(tie.form.value(then)) - tie.cost.at(tie.form.value(*now));
            self.then.push((*number, then));
        }
        delta
    }

    /// Takes the proposal that was priced last.
    pub(super) fn take(&mut self) {
        for (tie, then) in self.then.drain(..) {
            if let Some(now) = self.now.get_mut(tie as usize) {
                *now = then;
            }
        }
    }
}
