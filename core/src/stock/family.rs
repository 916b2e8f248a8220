//! A family: items that are made of one another, costed together; most often a single item.

use super::{
    Method, Policy,
    engine::{Engine, Key, Names, Outcome, Row, State, arranged},
};
use crate::money::Currency;
use chrono::NaiveDate;

/// Movements between two kept states, at least; few under test, so that short histories have some.
const STRIDE: usize = if cfg!(test) { 3 } else { 256 };

/// Movements between two kept states for each layer that they hold, at least.
const PER_LAYER: usize = if cfg!(test) { 0 } else { 4 };

/// The movements of items that belong together, in their order, with the state after the last and some states on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Family {
    pub order: Vec<usize>,
    pub state: State,
    marks: Vec<Mark>,
}

/// The state before the movement at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    at: usize,
    state: State,
}

/// What all families of a book share.
pub(super) struct Shared<'a> {
    pub policy: &'a Policy,
    pub currency: Currency,
    pub method: Method,
    pub names: &'a Names,
    pub rows: &'a mut Vec<Row>,
}

/// A movement that could not be costed, with what had been written before it.
pub(super) struct Failed {
    pub error: crate::error::Error,
    pub row: usize,
}

/// Where movements were changed: the first that must be costed again, the last place that was changed, and by how much the
/// order got longer there; and the last movement that rests on what was changed.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub from: usize,
    pub reach: usize,
    pub shift: isize,
    pub open: Option<Key>,
}

/// What changed: the rows, with what they did before.
pub(super) type Changed = Vec<(usize, Outcome)>;

impl Shared<'_> {
    pub fn key(&self, index: usize) -> Option<Key> {
        self.rows.get(index).map(|row| Key::of(row, index, self.policy))
    }

    fn day(&self, index: usize) -> NaiveDate {
        self.rows.get(index).map_or(NaiveDate::MIN, |row| row.movement.day)
    }

    fn put_back(&mut self, changed: Changed) {
        for (index, outcome) in changed.into_iter().rev() {
            if let Some(row) = self.rows.get_mut(index) {
                row.outcome = outcome;
            }
        }
    }
}

impl Family {
    /// Where a movement belongs.
    pub fn place(&self, shared: &Shared, index: usize) -> usize {
        let key = shared.key(index);
        self.order.partition_point(|other| shared.key(*other) < key)
    }

    /// Takes in another family.
    pub fn merge(&mut self, other: Self, shared: &Shared) {
        self.order.extend(other.order);
        self.order.sort_by_key(|index| shared.key(*index));
        self.state.items.extend(other.state.items);
        self.state.orders.extend(other.state.orders);
        self.marks.clear();
    }

    /// Costs the movements again where they were changed. Stops after the change where the state is what it was.
    pub fn rework(&mut self, at: At, shared: &mut Shared) -> Result<Changed, Box<Failed>> {
        let At { from, reach, shift, open } = at;
        let first = self.begin(from, shared);
        let kept = self.marks.partition_point(|mark| mark.at <= first);
        let later: Vec<Mark> = self.marks.drain(kept..).collect();
        // Where states kept before are met again, when nothing differs any more.
        let met = |mark: &Mark| (mark.at > reach).then(|| mark.at.saturating_add_signed(shift));
        let last = first + 1 == self.order.len() && first == reach;
        let appended = last && !shared.method.is_periodic() && shift == 1;
        let (mut at, mut state) = match self.marks.last() {
            _ if appended => (first, std::mem::take(&mut self.state)),
            Some(mark) => (mark.at, mark.state.clone()),
            None => (0, State::default()),
        };
        let mut run = Run { changed: Vec::new(), open };
        let mut moved = later.iter().filter_map(|mark| Some((met(mark)?, &mark.state))).peekable();
        let (mut last, mut next) = (self.marks.last().map_or(0, |mark| mark.at), STRIDE);
        let mut marks: Vec<Mark> = Vec::new();
        while at < self.order.len() {
            while moved.next_if(|(place, _)| *place < at).is_some() {}
            if let Some((_, known)) = moved.peek().filter(|(place, _)| *place == at)
                && run.open.is_none_or(|open| shared.key(self.at(at)).is_some_and(|key| open < key))
                && **known == state
            {
                marks.extend(moved.map(|(at, state)| Mark { at, state: state.clone() }));
                self.marks.extend(marks);
                return Ok(run.changed);
            }
            if at >= last + next {
                let weight = PER_LAYER * state.weight();
                if at >= last + weight.max(STRIDE) || shared.method.is_periodic() {
                    marks.push(Mark { at, state: state.clone() });
                    (last, next) = (at, STRIDE);
                } else {
                    next = weight.max(STRIDE);
                }
            }
            let group = self.group(at, shared);
            if let Err(failed) = run.cost(group, &mut state, shared) {
                shared.put_back(run.changed);
                self.marks.extend(later);
                if appended {
                    self.state = self.again(first, shared);
                }
                return Err(failed);
            }
            at += group.len();
        }
        self.marks.extend(marks);
        self.state = state;
        Ok(run.changed)
    }

    fn at(&self, place: usize) -> usize {
        self.order.get(place).copied().unwrap_or(usize::MAX)
    }

    /// The first place that must be costed again; under a periodic method the beginning of its period.
    fn begin(&self, from: usize, shared: &Shared) -> usize {
        if !shared.method.is_periodic() {
            return from;
        }
        let period = shared.policy.period;
        let day = |place: usize| period.of(shared.day(self.at(place)));
        let Some(last) = self.order.len().checked_sub(1) else { return 0 };
        let own = day(from.min(last));
        self.order.partition_point(|index| period.of(shared.day(*index)) < own).min(from)
    }

    /// The movements from a place on that are costed together.
    fn group(&self, at: usize, shared: &Shared) -> &[usize] {
        let rest = self.order.get(at..).unwrap_or_default();
        if !shared.method.is_periodic() {
            return rest.get(..1).unwrap_or_default();
        }
        let period = shared.policy.period;
        let own = rest.first().map(|index| period.of(shared.day(*index)));
        let count = rest.partition_point(|index| Some(period.of(shared.day(*index))) == own);
        rest.get(..count).unwrap_or_default()
    }

    /// The state before a place, from the last that was kept; what was costed once can be costed again.
    fn again(&self, upto: usize, shared: &mut Shared) -> State {
        let (mut at, mut state) =
            self.marks.last().map_or((0, State::default()), |mark| (mark.at, mark.state.clone()));
        let mut run = Run { changed: Vec::new(), open: None };
        while at < upto {
            let group = self.group(at, shared);
            if run.cost(group, &mut state, shared).is_err() {
                break;
            }
            at += group.len().max(1);
        }
        state
    }
}

/// A run over movements.
struct Run {
    changed: Changed,
    /// The last movement that names one whose outcome changed.
    open: Option<Key>,
}

impl Run {
    fn cost(&mut self, group: &[usize], state: &mut State, shared: &mut Shared) -> Result<(), Box<Failed>> {
        let before: Vec<Outcome> = group
            .iter()
            .map(|index| shared.rows.get(*index).map(|row| row.outcome.clone()).unwrap_or_default())
            .collect();
        let done = step(group, state, shared);
        for (index, before) in group.iter().zip(before) {
            let Some(row) = shared.rows.get(*index) else { continue };
            if row.outcome != before {
                let named = row.referrers.iter().filter_map(|index| shared.key(*index)).max();
                self.open = self.open.max(named);
                self.changed.push((*index, before));
            }
        }
        done
    }
}

/// Measures and costs movements: one, or a period.
fn step(group: &[usize], state: &mut State, shared: &mut Shared) -> Result<(), Box<Failed>> {
    let Shared { policy, currency, method, names, .. } = *shared;
    let failed = |row: usize| move |error| Box::new(Failed { error, row });
    let mut engine = Engine { policy, currency, method, names, rows: shared.rows, state };
    for index in group {
        engine.measure(*index).map_err(failed(*index))?;
    }
    let order = if method.is_periodic() {
        let first = group.first().copied().unwrap_or_default();
        let starts =
            engine.rows.get(first).map_or(NaiveDate::MIN, |row| policy.period.first_day(row.movement.day));
        arranged(engine.rows, group, starts, names).map_err(failed(first))?
    } else {
        group.to_vec()
    };
    for index in order {
        engine.cost(index).map_err(failed(index))?;
    }
    Ok(())
}
