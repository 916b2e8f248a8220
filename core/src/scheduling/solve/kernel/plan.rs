//! What the per-person program knows beforehand, whatever the cells cost: which counters it counts, how their values
//! lie in one flat table, and the arcs of each kind of day.

use super::automaton::Automaton;
use super::key::open;
use super::problem::{Add, FORBIDDEN, Person, Problem};
use super::window::Segment;
use std::collections::BTreeMap;

/// The layout of the counted counters and the arcs of each day.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The dimensions of the table, innermost first.
    pub(crate) dims: Vec<Dim>,
    /// How many cells a table has for one state.
    pub(crate) size: usize,
    /// The arcs of each kind of day.
    pub(crate) shapes: Vec<Shape>,
    /// What is done on each day.
    pub(crate) days: Vec<PlanDay>,
    /// Which cells of a table are lawful: zero, or above where they are not.
    pub(crate) masks: Vec<Vec<i32>>,
    /// No more than this is added by all arcs and final costs.
    pub(crate) reach: i64,
    /// A walk over all days and arcs of this plan looks at so many cells.
    pub(crate) work: usize,
}

/// One dimension of the table: counters with days of their own may share it, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Dim {
    /// The distance of neighbouring values in the flat table.
    pub(crate) stride: usize,
    /// How many values fit, with the room that arcs may step into.
    pub(crate) width: usize,
    segments: Vec<Segment>,
}

/// The arcs of days that are alike.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    /// Duties that no rule and no counted counter tells apart on such a day.
    pub(crate) groups: Vec<Vec<u16>>,
    /// Sorted by the state they leave.
    pub(crate) arcs: Vec<PlanArc>,
    /// Where the arcs of each state begin, and one more.
    pub(crate) begins: Vec<u32>,
    /// The arcs into each state, as positions in `arcs`.
    pub(crate) into: Vec<Vec<u32>>,
}

/// One step of the program.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlanArc {
    /// The state it leaves.
    pub(crate) from: u16,
    /// The state it reaches.
    pub(crate) to: u16,
    /// The group of duties.
    pub(crate) group: u16,
    /// How far it moves in the flat table, before the day's own shift.
    pub(crate) shift: i32,
    /// What the rules charge.
    pub(crate) cost: i64,
}

/// One day of a plan.
#[derive(Clone, Debug)]
pub(crate) struct PlanDay {
    /// Its arcs.
    pub(crate) shape: usize,
    /// Subtracted from each arc's shift: the windows move up.
    pub(crate) shift: i32,
    /// Which cells are lawful after it; none when all are.
    pub(crate) mask: Option<usize>,
    /// The counters that end with it.
    pub(crate) folds: Vec<Fold>,
}

/// The end of a counter: its values become one.
#[derive(Clone, Debug)]
pub(crate) struct Fold {
    /// The distance of neighbouring values.
    pub(crate) stride: usize,
    /// The width of its dimension.
    pub(crate) width: usize,
    /// What each value costs, from the lowest of the window; above [`FORBIDDEN`] where it may not be.
    pub(crate) costs: Vec<i64>,
    /// Which cells are lawful afterwards.
    pub(crate) mask: Option<usize>,
}

impl Plan {
    /// By day, the duties that lead on alike.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &[Vec<u16>]> {
        let shape = |day: usize| self.shapes.get(day).map(|shape| shape.groups.as_slice());
        self.days.iter().map(move |day| shape(day.shape).unwrap_or_default())
    }

    /// The plan that counts these counters; none when the table of a state would have more than `most` cells.
    pub(crate) fn new(
        problem: &Problem,
        person: &Person,
        mut segments: Vec<Segment>,
        most: usize,
    ) -> Option<Self> {
        let automaton = problem.automata.get(person.automaton)?;
        segments.sort_by_key(|segment| (segment.from, segment.to));
        // Counters share a dimension when the one begins after the other has ended.
        let mut lanes: Vec<Vec<Segment>> = Vec::new();
        for segment in segments {
            let free = lanes.iter_mut().find(|lane| lane.last().is_some_and(|last| last.to <= segment.from));
            match free {
                Some(lane) => lane.push(segment),
                None => lanes.push(vec![segment]),
            }
        }
        lanes.sort_by_key(|lane| lane.iter().map(Segment::widest).max().map(std::cmp::Reverse));
        let outermost = lanes.len().saturating_sub(1);
        let mut dims = Vec::new();
        let mut size = 1_usize;
        for (place, segments) in lanes.into_iter().enumerate() {
            let width = |segment: &Segment| {
                let counter = person.counters.get(segment.counter).filter(|_| place < outermost);
                let stepping =
                    counter.map_or(0, |counter| segment.with_room(segment.most_added(problem, counter)));
                segment.widest().max(stepping)
            };
            let width = segments.iter().map(width).max().unwrap_or(1);
            let width = usize::try_from(width).ok()?;
            let stride = size;
            size = size.saturating_mul(width);
            if size > most {
                return None;
            }
            dims.push(Dim { stride, width, segments });
        }
        let mut plan = Self { dims, size, shapes: vec![], days: vec![], masks: vec![], reach: 0, work: 0 };
        plan.lay_out(problem, person, automaton);
        Some(plan)
    }

    fn lay_out(&mut self, problem: &Problem, person: &Person, automaton: &Automaton) {
        let mut known_shapes: BTreeMap<(u8, Vec<i32>, Vec<(u8, i32)>), usize> = BTreeMap::new();
        let mut known_masks: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        let mut ends_reach = 0_i64;
        let open = open(problem, person);
        for day in 0..problem.days {
            // What each duty moves, and each mark.
            let mut moves = vec![0_i32; problem.duties];
            let mut marks = Vec::new();
            let mut shift = 0_i32;
            for dim in &self.dims {
                let Some(segment) = dim.segments.iter().find(|s| s.from <= day && day < s.to) else {
                    continue;
                };
                let Some(counter) = person.counters.get(segment.counter) else { continue };
                let stride = dim.stride as i32;
                let lows = (segment.window(day), segment.window(day + 1));
                if let (Some((before, _)), Some((after, _))) = lows {
                    shift += (after - before) as i32 * stride;
                }
                if let Add::Mark(bit) = counter.add {
                    marks.push((bit, stride));
                    continue;
                }
                for (duty, by) in moves.iter_mut().enumerate() {
                    let add = counter.adds(problem.duties, day, duty as u16, 0) / segment.unit;
                    *by += add as i32 * stride;
                }
            }
            let kind = automaton.kind(day);
            let next = known_shapes.len();
            let shape = *known_shapes.entry((kind, moves.clone(), marks.clone())).or_insert(next);
            if shape == next {
                self.shapes.push(Shape::new(automaton, kind, (&moves, &open), &marks));
            }
            let widths = |folded: &[usize]| -> Vec<usize> {
                let one = |(place, dim): (usize, &Dim)| {
                    let running = dim.segments.iter().find(|s| s.from < day + 1 && day < s.to);
                    let window = running.filter(|_| !folded.contains(&place)).and_then(|s| s.window(day + 1));
                    window.map_or(1, |(low, high)| (high - low + 1) as usize)
                };
                self.dims.iter().enumerate().map(one).collect()
            };
            let mut mask = |widths: Vec<usize>, masks: &mut Vec<Vec<i32>>| {
                if self.dims.iter().zip(&widths).all(|(dim, width)| dim.width <= *width) {
                    return None;
                }
                let next = known_masks.len();
                let at = *known_masks.entry(widths.clone()).or_insert(next);
                if at == next {
                    masks.push(lawful(&self.dims, self.size, &widths));
                }
                Some(at)
            };
            let mut masks = std::mem::take(&mut self.masks);
            let after = mask(widths(&[]), &mut masks);
            let mut folds = Vec::new();
            let mut folded = Vec::new();
            for (place, dim) in self.dims.iter().enumerate() {
                let Some(segment) = dim.segments.iter().find(|s| s.to == day + 1 && s.from < s.to) else {
                    continue;
                };
                let Some(counter) = person.counters.get(segment.counter) else { continue };
                folded.push(place);
                let costs = segment.costs(counter);
                ends_reach += costs.iter().filter(|c| **c < FORBIDDEN).map(|c| c.abs()).max().unwrap_or(0);
                let mask = mask(widths(&folded), &mut masks);
                folds.push(Fold { stride: dim.stride, width: dim.width, costs, mask });
            }
            self.masks = masks;
            self.days.push(PlanDay { shape, shift, mask: after, folds });
        }
        let arcs = |shape: &Shape| shape.arcs.iter().map(|arc| arc.cost.abs()).max().unwrap_or(0);
        let by_day = self.days.iter().filter_map(|day| self.shapes.get(day.shape));
        self.reach = by_day.clone().map(arcs).fold(ends_reach, i64::saturating_add);
        self.work = by_day.map(|shape| shape.arcs.len() * self.size).sum();
    }
}

/// Zero where all dimensions lie in the window, else above.
fn lawful(dims: &[Dim], size: usize, widths: &[usize]) -> Vec<i32> {
    let inside =
        |at: usize| dims.iter().zip(widths).all(|(dim, width)| at / dim.stride % dim.width.max(1) < *width);
    (0..size).map(|at| i32::from(!inside(at))).collect()
}

impl Shape {
    fn new(automaton: &Automaton, kind: u8, (moves, open): (&[i32], &[bool]), marks: &[(u8, i32)]) -> Self {
        let mut known: BTreeMap<(u16, i32), usize> = BTreeMap::new();
        let mut groups: Vec<Vec<u16>> = Vec::new();
        let duties = automaton.class_of().iter().zip(moves).zip(open).enumerate();
        for (duty, ((class, by), _)) in duties.filter(|(_, (_, open))| **open) {
            let next = known.len();
            let at = *known.entry((*class, *by)).or_insert(next);
            if at == next {
                groups.push(Vec::new());
            }
            groups.get_mut(at).into_iter().for_each(|group| group.push(duty as u16));
        }
        let states = automaton.states();
        let mut shape = Self { groups, into: vec![vec![]; states], ..Self::default() };
        for state in 0..states {
            shape.begins.push(shape.arcs.len() as u32);
            let out = automaton.arcs(kind, state as u16);
            for ((class, by), group) in &known {
                let Some(arc) = out.get(usize::from(*class)).copied().flatten() else { continue };
                let marked = marks.iter().filter(|(bit, _)| arc.marks >> bit & 1 == 1);
                let shift = by + marked.map(|(_, stride)| stride).sum::<i32>();
                let place = shape.arcs.len() as u32;
                shape.into.get_mut(usize::from(arc.to)).into_iter().for_each(|into| into.push(place));
                let (from, group) = (state as u16, *group as u16);
                shape.arcs.push(PlanArc { from, to: arc.to, group, shift, cost: arc.cost });
            }
        }
        shape.begins.push(shape.arcs.len() as u32);
        shape
    }

    /// The arcs that leave that state.
    pub(crate) fn out(&self, state: u16) -> &[PlanArc] {
        let at = usize::from(state);
        match (self.begins.get(at), self.begins.get(at + 1)) {
            (Some(from), Some(to)) => self.arcs.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}
