//! What the search looks up: a [`Problem`] with its counters and slots laid out so that one changed cell finds what it
//! touches at once.

use super::problem::{Add, Convex, Problem};
use std::collections::BTreeMap;

/// A problem as the search reads it.
pub(crate) struct Tables<'a> {
    /// The problem itself.
    pub(crate) problem: &'a Problem,
    /// What each person's days add to that person's sums; people with the same counting share one.
    profiles: Vec<Profile>,
    profile_of: Vec<usize>,
    /// Every sum of every person, one person after the other.
    pub(crate) sums: Vec<Sum>,
    sum_heads: Vec<usize>,
    /// By sum: the ties in which it counts, and how many times.
    ties: Vec<Vec<(u32, i64)>>,
    /// Whether the row costs nothing beside its cells: what is allowed is allowed for nothing.
    plain: Vec<bool>,
    /// Whether the person has terms of their own.
    coupled: Vec<bool>,
    /// The duties that are open to the person on some day.
    open: Vec<Vec<u16>>,
    cover_heads: Vec<u32>,
    covers: Vec<u32>,
    slots: Vec<SlotShape>,
    values: Vec<i64>,
}

/// A counter with its limits, or a counter up to a day that has a cap.
#[derive(Clone, Debug)]
pub(crate) struct Sum {
    pub(crate) start: i64,
    least: i64,
    most: i64,
    /// What all that is added is a multiple of.
    unit: i64,
    cost: Option<Convex>,
}

/// Beyond this no further units are told apart: sums of them stay far from overflow.
const FURTHEST: i64 = 1 << 12;

/// Where a slot's values stand.
#[derive(Clone, Copy, Default)]
struct SlotShape {
    first: i64,
    from: usize,
    len: usize,
}

/// What cells add to sums.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Profile {
    /// 0 when all days count alike, else the duties.
    stride: usize,
    heads: Vec<u32>,
    /// The sum, counted from the person's first one, and what is added.
    items: Vec<(u32, i64)>,
    /// The bit of the arc, the days, the sum.
    marks: Vec<(u8, usize, usize, u32)>,
}

impl Sum {
    /// By how many units a value is outside the limits, begun ones included.
    pub(crate) fn beyond(&self, value: i64) -> i64 {
        let beyond = self.least.saturating_sub(value).max(value.saturating_sub(self.most)).max(0);
        if beyond == 0 { 0 } else { (beyond.saturating_sub(1) / self.unit + 1).min(FURTHEST) }
    }

    /// What a value costs, limits aside.
    pub(crate) fn cost(&self, value: i64) -> i64 {
        self.cost.as_ref().map_or(0, |convex| convex.at(value))
    }
}

impl<'a> Tables<'a> {
    pub(crate) fn new(problem: &'a Problem) -> Self {
        let mut known: BTreeMap<Profile, usize> = BTreeMap::new();
        let mut tables = Self {
            problem,
            profiles: Vec::new(),
            profile_of: Vec::new(),
            sums: Vec::new(),
            sum_heads: vec![0],
            ties: Vec::new(),
            plain: Vec::new(),
            coupled: Vec::new(),
            open: Vec::new(),
            cover_heads: vec![0],
            covers: Vec::new(),
            slots: Vec::new(),
            values: Vec::new(),
        };
        let free: Vec<bool> = problem.automata.iter().map(free).collect();
        for person in &problem.people {
            let (profile, sums) = counting(problem, person);
            let free = free.get(person.automaton).copied().unwrap_or(false);
            tables.plain.push(free && sums.iter().all(|sum| sum.cost.is_none()));
            tables.coupled.push(!person.terms.is_empty());
            let open = super::key::open(problem, person).into_iter().zip(0..);
            tables.open.push(open.filter(|(open, _)| *open).map(|(_, duty)| duty).collect());
            tables.sums.extend(sums);
            tables.sum_heads.push(tables.sums.len());
            let next = known.len();
            let number = *known.entry(profile).or_insert_with_key(|profile| {
                tables.profiles.push(profile.clone());
                next
            });
            tables.profile_of.push(number);
        }
        tables.tie();
        for cell in 0..problem.days * problem.duties {
            tables.covers.extend(problem.covers.get(cell).into_iter().flatten());
            tables.cover_heads.push(tables.covers.len() as u32);
        }
        let mut shapes: BTreeMap<&[i64], usize> = BTreeMap::new();
        for slot in &problem.slots {
            let from = *shapes.entry(&slot.values).or_insert_with(|| {
                tables.values.extend(&slot.values);
                tables.values.len() - slot.values.len()
            });
            tables.slots.push(SlotShape { first: slot.first, from, len: slot.values.len() });
        }
        tables
    }

    /// Takes down which sums are tied; a row with one of them costs more than its cells.
    fn tie(&mut self) {
        self.ties = vec![Vec::new(); self.sums.len()];
        for (number, tie) in self.problem.ties.iter().enumerate() {
            for term in &tie.terms {
                if let Some(sum) = self.sum_of(term.person, term.counter)
                    && let Some(ties) = self.ties.get_mut(sum)
                {
                    ties.push((number as u32, term.times));
                }
                if let Some(plain) = self.plain.get_mut(term.person) {
                    *plain = false;
                }
            }
        }
    }

    /// The sum of a person's counter.
    pub(crate) fn sum_of(&self, person: usize, counter: usize) -> Option<usize> {
        // A counter's caps have sums of their own after it.
        let before = self.problem.people.get(person)?.counters.get(..counter)?;
        Some(self.sums_of(person).0 + before.iter().map(|counter| 1 + counter.caps.len()).sum::<usize>())
    }

    /// The ties in which a sum counts, and how many times.
    pub(crate) fn ties(&self, sum: u32) -> &[(u32, i64)] {
        self.ties.get(sum as usize).map_or(&[], Vec::as_slice)
    }

    /// The first sum of that person, and the first of the next.
    pub(crate) fn sums_of(&self, person: usize) -> (usize, usize) {
        let head = |at: usize| self.sum_heads.get(at).copied().unwrap_or(0);
        (head(person), head(person + 1))
    }

    /// What that duty of that day adds to the person's sums, marks aside.
    pub(crate) fn adds(&self, person: usize, day: usize, duty: u16) -> &[(u32, i64)] {
        let Some(profile) = self.profile_of.get(person).and_then(|at| self.profiles.get(*at)) else {
            return &[];
        };
        let at = day * profile.stride + usize::from(duty);
        match profile.heads.get(at..at + 2) {
            Some([from, to]) => profile.items.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// The sums that count marks.
    pub(crate) fn marks(&self, person: usize) -> &[(u8, usize, usize, u32)] {
        self.profile_of
            .get(person)
            .and_then(|at| self.profiles.get(*at))
            .map_or(&[], |profile| profile.marks.as_slice())
    }

    /// Whether that person's row costs nothing beside its cells.
    pub(crate) fn is_plain(&self, person: usize) -> bool {
        self.plain.get(person).copied().unwrap_or(false)
    }

    /// Whether that person has terms.
    pub(crate) fn is_coupled(&self, person: usize) -> bool {
        self.coupled.get(person).copied().unwrap_or(false)
    }

    /// The duties that are open to that person on some day.
    pub(crate) fn open(&self, person: usize) -> &[u16] {
        self.open.get(person).map_or(&[], Vec::as_slice)
    }

    /// The slots that a cell covers.
    pub(crate) fn covers(&self, day: usize, duty: u16) -> &[u32] {
        let at = day * self.problem.duties + usize::from(duty);
        match self.cover_heads.get(at..at + 2) {
            Some([from, to]) => self.covers.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// What so much in that slot costs.
    pub(crate) fn slot(&self, slot: usize, there: i64) -> i64 {
        let Some(shape) = self.slots.get(slot) else { return 0 };
        let inside = there - shape.first;
        if inside >= 0 && inside < shape.len as i64 {
            return self.values.get(shape.from + inside as usize).copied().unwrap_or(0);
        }
        self.problem.slots.get(slot).map_or(0, |convex| convex.at(there))
    }
}

/// Whether no arc and no end of the automaton costs anything.
fn free(automaton: &super::automaton::Automaton) -> bool {
    (0..automaton.states() as u16).all(|state| {
        automaton.end(state).unwrap_or(0) == 0
            && (0..automaton.kinds() as u8)
                .all(|kind| automaton.arcs(kind, state).iter().flatten().all(|arc| arc.cost == 0))
    })
}

const fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.abs()
}

fn counting(problem: &Problem, person: &super::problem::Person) -> (Profile, Vec<Sum>) {
    // Each counter, and each counter up to a capped day: whose, over which days.
    let mut parts = Vec::new();
    let mut sums = Vec::new();
    for counter in &person.counters {
        let unit = match &counter.add {
            Add::Duty(adds) | Add::Cell(adds) => adds.iter().fold(0, |unit, add| gcd(unit, *add)).max(1),
            Add::Mark(_) => 1,
        };
        parts.push((counter, counter.days));
        sums.push(Sum {
            start: counter.start,
            least: counter.least,
            most: counter.most,
            unit,
            cost: counter.cost.clone(),
        });
        for (day, most) in &counter.caps {
            parts.push((counter, (counter.days.0, counter.days.1.min(day + 1))));
            sums.push(Sum { start: counter.start, least: i64::MIN, most: *most, unit, cost: None });
        }
    }
    let always = parts.iter().all(|(counter, days)| match counter.add {
        Add::Duty(_) => days.0 == 0 && days.1 >= problem.days,
        Add::Cell(_) => false,
        Add::Mark(_) => true,
    });
    let mut profile = Profile { heads: vec![0], ..Profile::default() };
    profile.stride = if always { 0 } else { problem.duties };
    for day in 0..if always { 1 } else { problem.days } {
        for duty in 0..problem.duties {
            for (number, (counter, days)) in parts.iter().enumerate() {
                let add = match &counter.add {
                    Add::Mark(_) => 0,
                    _ if day < days.0 || day >= days.1 => 0,
                    _ => counter.adds(problem.duties, day, duty as u16, 0),
                };
                if add != 0 {
                    profile.items.push((number as u32, add));
                }
            }
            profile.heads.push(profile.items.len() as u32);
        }
    }
    for (number, (counter, days)) in parts.iter().enumerate() {
        if let Add::Mark(bit) = counter.add {
            profile.marks.push((bit, days.0, days.1, number as u32));
        }
    }
    (profile, sums)
}
