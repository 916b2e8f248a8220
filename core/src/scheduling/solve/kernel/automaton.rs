//! What a row obeys from day to day, as one automaton: rules are small automata of their own, multiplied and reduced.

use super::problem::{FORBIDDEN, times};
use std::collections::{BTreeMap, VecDeque};

/// One rule that looks at a row day by day.
pub(crate) trait Part {
    /// What follows when `duty` is worked on a day of that kind; none when it may not be.
    fn step(&self, kind: u8, state: u32, duty: u16) -> Option<Step>;

    /// What it costs that the row ends in that state; none when it may not.
    fn end(&self, state: u32) -> Option<i64>;
}

/// What a rule makes of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Step {
    /// The state after it.
    pub(crate) to: u32,
    /// What it costs.
    pub(crate) cost: i64,
    /// Bits that counters count.
    pub(crate) marks: u8,
}

/// One day of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arc {
    /// The state after it.
    pub(crate) to: u16,
    /// Bits that counters count.
    pub(crate) marks: u8,
    /// What it costs.
    pub(crate) cost: i64,
}

/// All rules that look at a row day by day, at once. Duties that no rule tells apart share a class.
#[derive(Clone, Debug)]
pub(crate) struct Automaton {
    kind_of: Vec<u8>,
    class_of: Vec<u16>,
    classes: usize,
    kinds: usize,
    states: usize,
    /// By kind, state and class; none where it may not be.
    arcs: Vec<Option<Arc>>,
    /// By state; [`FORBIDDEN`] where a row may not end.
    ends: Vec<i64>,
}

/// So many states are kept at most before reduction.
const MOST_STATES: usize = 60_000;

impl Automaton {
    /// The product of `parts` over days of these kinds (below the greatest kind plus one) and so many duties, for rows that
    /// begin in any of `starts` (each a state of every part); and the state of each start. None when it would be too large.
    pub(crate) fn build(
        kind_of: &[u8],
        duties: usize,
        parts: &[&dyn Part],
        starts: &[Vec<u32>],
    ) -> Option<(Self, Vec<u16>)> {
        let kinds = kind_of.iter().max().map_or(0, |kind| usize::from(*kind) + 1);
        let mut known: BTreeMap<Vec<u32>, usize> = BTreeMap::new();
        let mut queue: VecDeque<Vec<u32>> = VecDeque::new();
        let mut meet = |state: Vec<u32>, queue: &mut VecDeque<Vec<u32>>| {
            let next = known.len();
            *known.entry(state).or_insert_with_key(|state| {
                queue.push_back(state.clone());
                next
            })
        };
        let starts: Vec<usize> = starts.iter().map(|start| meet(start.clone(), &mut queue)).collect();
        // By state, then kind, then duty.
        let mut wide: Vec<Vec<Option<(usize, u8, i64)>>> = Vec::new();
        let mut ends = Vec::new();
        while let Some(state) = queue.pop_front() {
            let mut row = Vec::with_capacity(kinds * duties);
            for kind in 0..kinds {
                for duty in 0..duties {
                    let step = together(parts, &state, kind as u8, duty as u16);
                    row.push(step.map(|(to, marks, cost)| (meet(to, &mut queue), marks, cost)));
                }
            }
            wide.push(row);
            let end: Option<i64> = parts.iter().zip(&state).map(|(part, state)| part.end(*state)).sum();
            ends.push(end.unwrap_or(FORBIDDEN));
            if wide.len() + queue.len() > MOST_STATES {
                return None;
            }
        }
        Self::reduced(kind_of, kinds, duties, &wide, &ends, &starts)
    }

    /// The same with states that behave alike taken as one, and duties that behave alike as one class.
    fn reduced(
        kind_of: &[u8],
        kinds: usize,
        duties: usize,
        wide: &[Vec<Option<(usize, u8, i64)>>],
        ends: &[i64],
        starts: &[usize],
    ) -> Option<(Self, Vec<u16>)> {
        // Classes of duties: equal columns over all states and kinds.
        let mut columns: BTreeMap<Vec<Option<(usize, u8, i64)>>, u16> = BTreeMap::new();
        let mut class_of = Vec::new();
        let mut first_of = Vec::new();
        for duty in 0..duties {
            let column = wide.iter().flat_map(|row| row.iter().skip(duty).step_by(duties).copied()).collect();
            let next = columns.len() as u16;
            let class = *columns.entry(column).or_insert(next);
            if class == next {
                first_of.push(duty);
            }
            class_of.push(class);
        }
        // Blocks of states, split until all states of a block agree.
        let mut block: Vec<usize> = number(ends.iter());
        loop {
            let signatures = wide.iter().zip(&block).map(|(row, own)| {
                let steps: Vec<Option<(usize, u8, i64)>> = (0..kinds)
                    .flat_map(|kind| first_of.iter().map(move |duty| kind * duties + duty))
                    .map(|at| {
                        let (to, marks, cost) = row.get(at).copied().flatten()?;
                        Some((*block.get(to)?, marks, cost))
                    })
                    .collect();
                (*own, steps)
            });
            let finer = number(signatures);
            let same = finer.iter().max() == block.iter().max();
            block = finer;
            if same {
                break;
            }
        }
        let states = block.iter().max().map_or(0, |last| last + 1);
        // Duties that differed only in states that are now one share a class as well.
        let columns = number(first_of.iter().map(|duty| {
            let column: Vec<Option<(Option<usize>, u8, i64)>> = wide
                .iter()
                .flat_map(|row| row.iter().skip(*duty).step_by(duties))
                .map(|step| step.map(|(to, marks, cost)| (block.get(to).copied(), marks, cost)))
                .collect();
            column
        }));
        let class_of: Option<Vec<u16>> = class_of
            .iter()
            .map(|class| columns.get(usize::from(*class)).and_then(|class| u16::try_from(*class).ok()))
            .collect();
        let (class_of, classes) = (class_of?, columns.iter().max().map_or(0, |last| last + 1));
        let mut arcs = vec![None; kinds * states * classes];
        let mut narrow_ends = vec![FORBIDDEN; states];
        for ((row, own), end) in wide.iter().zip(&block).zip(ends) {
            *narrow_ends.get_mut(*own)? = *end;
            for kind in 0..kinds {
                for (class, duty) in columns.iter().zip(&first_of) {
                    let Some((to, marks, cost)) = row.get(kind * duties + duty).copied().flatten() else {
                        continue;
                    };
                    let to = u16::try_from(*block.get(to)?).ok()?;
                    *arcs.get_mut((kind * states + own) * classes + class)? = Some(Arc { to, marks, cost });
                }
            }
        }
        let starts: Option<Vec<u16>> =
            starts.iter().map(|start| u16::try_from(*block.get(*start)?).ok()).collect();
        let automaton =
            Self { kind_of: kind_of.to_vec(), class_of, classes, kinds, states, arcs, ends: narrow_ends };
        Some((automaton, starts?))
    }

    /// The same with all costs times `by`; none when they would be too large.
    pub(crate) fn times(&self, by: i64) -> Option<Self> {
        let mut all = self.clone();
        for arc in all.arcs.iter_mut().flatten() {
            arc.cost = times(arc.cost, by)?;
        }
        for end in &mut all.ends {
            *end = times(*end, by)?;
        }
        Some(all)
    }

    /// What follows when that duty is worked on that day in that state; none when it may not be.
    pub(crate) fn arc(&self, day: usize, state: u16, duty: u16) -> Option<Arc> {
        let class = *self.class_of.get(usize::from(duty))?;
        let kind = usize::from(*self.kind_of.get(day)?);
        let at = (kind * self.states + usize::from(state)) * self.classes + usize::from(class);
        self.arcs.get(at).copied().flatten()
    }

    /// The arcs out of that state on days of that kind, by class.
    pub(crate) fn arcs(&self, kind: u8, state: u16) -> &[Option<Arc>] {
        let at = (usize::from(kind) * self.states + usize::from(state)) * self.classes;
        self.arcs.get(at..at + self.classes).unwrap_or_default()
    }

    /// What it costs that a row ends in that state; none when it may not.
    pub(crate) fn end(&self, state: u16) -> Option<i64> {
        self.ends.get(usize::from(state)).copied().filter(|cost| *cost < FORBIDDEN)
    }

    /// The kind of that day.
    pub(crate) fn kind(&self, day: usize) -> u8 {
        self.kind_of.get(day).copied().unwrap_or(0)
    }

    /// The class of each duty.
    pub(crate) fn class_of(&self) -> &[u16] {
        &self.class_of
    }

    /// How many classes of duties there are.
    pub(crate) const fn classes(&self) -> usize {
        self.classes
    }

    /// How many kinds of days there are.
    pub(crate) const fn kinds(&self) -> usize {
        self.kinds
    }

    /// How many states there are.
    pub(crate) const fn states(&self) -> usize {
        self.states
    }
}

fn together(parts: &[&dyn Part], state: &[u32], kind: u8, duty: u16) -> Option<(Vec<u32>, u8, i64)> {
    let (mut to, mut marks, mut cost) = (Vec::with_capacity(state.len()), 0, 0);
    for (part, state) in parts.iter().zip(state) {
        let step = part.step(kind, *state, duty)?;
        to.push(step.to);
        marks |= step.marks;
        cost += step.cost;
    }
    Some((to, marks, cost))
}

/// Equal items get equal numbers, in order of first appearance.
fn number<T: Ord>(items: impl Iterator<Item = T>) -> Vec<usize> {
    let mut known = BTreeMap::new();
    items
        .map(|item| {
            let next = known.len();
            *known.entry(item).or_insert(next)
        })
        .collect()
}
