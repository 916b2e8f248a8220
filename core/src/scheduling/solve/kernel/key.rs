//! The plan of a walk by labels: the counted counters as fields of one number, and the arcs of each kind of day.

use super::automaton::Automaton;
use super::problem::{Add, FORBIDDEN, Person, Problem};
use super::window::Segment;
use std::collections::BTreeMap;

/// The counted counters as fields of one key, and the arcs of each kind of day.
#[derive(Clone, Debug)]
pub(crate) struct KeyPlan {
    /// The counted counters; a price each.
    pub(crate) segments: Vec<Segment>,
    /// What each value of the last window of each costs.
    pub(crate) last: Vec<Vec<i64>>,
    /// The arcs of each kind of day.
    pub(crate) shapes: Vec<KeyShape>,
    /// What is done on each day.
    pub(crate) days: Vec<KeyDay>,
}

/// The arcs of days that are alike.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyShape {
    /// Duties that no rule and no counted counter tells apart on such a day.
    pub(crate) groups: Vec<Vec<u16>>,
    /// What each group adds to each counted counter.
    pub(super) moves: Vec<Vec<i64>>,
    /// The marks that are counted: the bit, and the counter.
    pub(super) marks: Vec<(u8, usize)>,
    /// Sorted by the state they leave.
    pub(crate) arcs: Vec<KeyArc>,
    /// The state and the group of each arc, by themselves: a walk at prices reads no more.
    pub(super) steps: Vec<(u16, u16)>,
    /// The states that arcs reach, ascending.
    pub(super) reached: Vec<u16>,
    /// Where the arcs of each state begin, and one more.
    begins: Vec<u32>,
}

/// One step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyArc {
    /// The state it reaches.
    pub(crate) to: u16,
    /// The group of duties.
    pub(crate) group: u16,
    /// What it adds to the key.
    pub(crate) key: u128,
    /// Its marks.
    pub(super) marks: u8,
    /// What the rules charge.
    pub(super) cost: i64,
}

/// One day.
#[derive(Clone, Debug)]
pub(crate) struct KeyDay {
    /// Its arcs.
    pub(crate) shape: usize,
    /// Added to a key, every guard stays clear while no field is above its window.
    pub(crate) high: u128,
    /// Added to a key, every guard is set while no field is below its window.
    pub(crate) low: u128,
    /// The guards of the fields that run.
    pub(crate) guards: u128,
    /// The counters that end with this day: the counter, its field's shift and mask.
    pub(crate) folds: Vec<(usize, u32, u128)>,
}

impl KeyDay {
    /// Whether all fields of a key lie in their windows after this day.
    pub(crate) fn lawful(&self, key: u128) -> bool {
        (key + self.low) & self.guards == self.guards && (key + self.high) & self.guards == 0
    }
}

impl KeyPlan {
    /// By day, the duties that lead on alike.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &[Vec<u16>]> {
        let shape = |day: usize| self.shapes.get(day).map(|shape| shape.groups.as_slice());
        self.days.iter().map(move |day| shape(day.shape).unwrap_or_default())
    }

    /// The plan that counts these; none when they do not fit into a key.
    pub(crate) fn new(problem: &Problem, person: &Person, segments: Vec<Segment>) -> Option<Self> {
        Self::within(problem, person, 0..problem.days, segments)
    }

    /// The same for some days only; the segments lie within them.
    pub(super) fn within(
        problem: &Problem,
        person: &Person,
        range: std::ops::Range<usize>,
        mut segments: Vec<Segment>,
    ) -> Option<Self> {
        let automaton = problem.automata.get(person.automaton)?;
        segments.sort_by_key(|segment| (segment.from, segment.to));
        // Fields: counters whose days do not overlap share one, with room for the greatest value and a guard.
        let mut lanes: Vec<(usize, i64)> = Vec::new();
        let mut lane_of = Vec::new();
        for segment in &segments {
            let counter = person.counters.get(segment.counter)?;
            let step = segment.most_added(problem, counter);
            let high = segment.high.iter().max()?.saturating_add(step).max(*segment.low.iter().max()?);
            let at = lanes.iter().position(|(end, _)| *end <= segment.from).unwrap_or(lanes.len());
            match lanes.get_mut(at) {
                Some(lane) => *lane = (segment.to, lane.1.max(high)),
                None => lanes.push((segment.to, high)),
            }
            lane_of.push(at);
        }
        let mut fields = Vec::new();
        let mut bits = 0_u32;
        for (_, high) in &lanes {
            let width = i64::BITS - high.max(&1).leading_zeros();
            fields.push((bits, width));
            bits += width + 1;
        }
        if bits > 126 {
            return None;
        }
        let last = segments
            .iter()
            .map(|segment| person.counters.get(segment.counter).map(|counter| segment.costs(counter)))
            .collect::<Option<Vec<_>>>()?;
        let mut plan = Self { segments, last, shapes: vec![], days: vec![] };
        let mut known: BTreeMap<(u8, Vec<Vec<i64>>, Vec<(u8, usize)>), usize> = BTreeMap::new();
        // Where no cell counts by itself, a day is known by its kind and by what runs.
        let mut alike: BTreeMap<(u8, Vec<usize>), usize> = BTreeMap::new();
        let open: Vec<bool> = open(problem, person);
        for day in range {
            let mut running = Vec::new();
            let mut by_cell = false;
            let mut planned = KeyDay { shape: 0, high: 0, low: 0, guards: 0, folds: vec![] };
            for (at, (segment, lane)) in plan.segments.iter().zip(&lane_of).enumerate() {
                if day < segment.from || day >= segment.to {
                    continue;
                }
                let counter = person.counters.get(segment.counter)?;
                let (shift, width) = *fields.get(*lane)?;
                let (low, high) = segment.window(day + 1)?;
                let guard = 1_u128 << width;
                planned.guards |= guard << shift;
                planned.low |= (guard - low as u128) << shift;
                planned.high |= (guard - 1 - high as u128) << shift;
                if segment.to == day + 1 {
                    planned.folds.push((at, shift, guard - 1));
                }
                running.push(at);
                by_cell |= matches!(counter.add, Add::Cell(_));
            }
            let kind = automaton.kind(day);
            if let Some(shape) = alike.get(&(kind, running.clone())).filter(|_| !by_cell) {
                planned.shape = *shape;
                plan.days.push(planned);
                continue;
            }
            let mut moves = vec![vec![0; plan.segments.len()]; problem.duties];
            let mut marks = Vec::new();
            for at in &running {
                let at = *at;
                let segment = plan.segments.get(at)?;
                let counter = person.counters.get(segment.counter)?;
                if let Add::Mark(bit) = counter.add {
                    marks.push((bit, at));
                    continue;
                }
                for (duty, moves) in moves.iter_mut().enumerate() {
                    let add = counter.adds(problem.duties, day, duty as u16, 0) / segment.unit;
                    moves.get_mut(at).into_iter().for_each(|by| *by = add);
                }
            }
            let next = known.len();
            planned.shape = *known.entry((kind, moves.clone(), marks.clone())).or_insert(next);
            if !by_cell {
                alike.insert((kind, running), planned.shape);
            }
            if planned.shape == next {
                let shift = |at: usize| {
                    lane_of.get(at).and_then(|lane| fields.get(*lane)).map_or(0, |(shift, _)| *shift)
                };
                plan.shapes.push(KeyShape::new(automaton, kind, (&moves, &open), marks, &shift));
            }
            plan.days.push(planned);
        }
        Some(plan)
    }
}

/// By duty: whether it is open to that person on any day.
pub(super) fn open(problem: &Problem, person: &Person) -> Vec<bool> {
    let mut open = vec![false; problem.duties];
    for cells in person.cells.chunks(problem.duties.max(1)) {
        for (open, cell) in open.iter_mut().zip(cells) {
            *open |= *cell < FORBIDDEN;
        }
    }
    open
}

impl KeyShape {
    fn new(
        automaton: &Automaton,
        kind: u8,
        (moves, open): (&[Vec<i64>], &[bool]),
        marks: Vec<(u8, usize)>,
        shift: &dyn Fn(usize) -> u32,
    ) -> Self {
        let mut known: BTreeMap<(u16, &[i64]), usize> = BTreeMap::new();
        let mut shape = Self { marks, ..Self::default() };
        let duties = automaton.class_of().iter().zip(moves).zip(open).enumerate();
        for (duty, ((class, moves), _)) in duties.filter(|(_, (_, open))| **open) {
            let next = known.len();
            let at = *known.entry((*class, moves)).or_insert(next);
            if at == next {
                shape.groups.push(Vec::new());
                shape.moves.push(moves.clone());
            }
            shape.groups.get_mut(at).into_iter().for_each(|group| group.push(duty as u16));
        }
        let moved = |moves: &[i64]| -> u128 {
            moves
                .iter()
                .enumerate()
                .filter(|(_, by)| **by != 0)
                .map(|(at, by)| (*by as u128) << shift(at))
                .sum()
        };
        let known: Vec<(usize, u16, u128)> = known
            .iter()
            .map(|((class, moves), group)| (usize::from(*class), *group as u16, moved(moves)))
            .collect();
        for state in 0..automaton.states() {
            shape.begins.push(shape.arcs.len() as u32);
            let out = automaton.arcs(kind, state as u16);
            for (class, group, moved) in &known {
                let Some(arc) = out.get(*class).copied().flatten() else { continue };
                let mut key = *moved;
                if arc.marks != 0 {
                    let marked = shape.marks.iter().filter(|(bit, _)| arc.marks >> bit & 1 == 1);
                    key += marked.map(|(_, at)| 1_u128 << shift(*at)).sum::<u128>();
                }
                shape.arcs.push(KeyArc { to: arc.to, group: *group, key, marks: arc.marks, cost: arc.cost });
            }
        }
        shape.begins.push(shape.arcs.len() as u32);
        shape.steps = shape.arcs.iter().map(|arc| (arc.to, arc.group)).collect();
        shape.reached = shape.arcs.iter().map(|arc| arc.to).collect();
        shape.reached.sort_unstable();
        shape.reached.dedup();
        shape
    }

    /// Where the arcs that leave that state stand.
    pub(crate) fn out(&self, state: usize) -> std::ops::Range<usize> {
        match (self.begins.get(state), self.begins.get(state + 1)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ => 0..0,
        }
    }

    /// What a mark costs at these prices.
    pub(super) fn marked(&self, marks: u8, prices: &[i64]) -> i64 {
        let on = self.marks.iter().filter(|(bit, _)| marks >> bit & 1 == 1);
        on.filter_map(|(_, at)| prices.get(*at)).sum()
    }
}
