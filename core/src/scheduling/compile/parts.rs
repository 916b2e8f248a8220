//! Rules as automata that the solver's own stock of them lacks.

use crate::scheduling::solve::kernel::parts::{InWeekend, Weight};
use crate::scheduling::solve::kernel::{Part, Step};

/// What may follow what on the next day, by classes of duties that nothing tells apart. The state is the class of the duty of
/// the day before.
#[derive(Clone, Debug)]
pub(super) struct Follow {
    /// By duty, its class as the earlier one.
    class: Vec<u32>,
    /// By class, and then by later duty.
    costs: Vec<Vec<Weight>>,
}

impl Follow {
    /// From what it costs that the second duty follows the first.
    pub fn new(duties: usize, cost: impl Fn(usize, usize) -> Weight) -> Self {
        let (mut class, mut costs) = (Vec::with_capacity(duties), Vec::<Vec<Weight>>::new());
        for first in 0..duties {
            let own: Vec<Weight> = (0..duties).map(|second| cost(first, second)).collect();
            let known = costs.iter().position(|known| *known == own).unwrap_or_else(|| {
                costs.push(own);
                costs.len() - 1
            });
            class.push(u32::try_from(known).unwrap_or(0));
        }
        Self { class, costs }
    }

    /// The state after that duty.
    pub fn after(&self, duty: u16) -> u32 {
        self.class.get(usize::from(duty)).copied().unwrap_or(0)
    }
}

impl Part for Follow {
    fn step(&self, _: u8, state: u32, duty: u16) -> Option<Step> {
        let cost = (*self.costs.get(state as usize)?.get(usize::from(duty))?)?;
        Some(Step { to: self.after(duty), cost, marks: 0 })
    }

    fn end(&self, _: u32) -> Option<i64> {
        Some(0)
    }
}

/// Days between the last duty of one kind and a later one of another. The state: how many days ago the last one was, 0 when it
/// is long ago.
#[derive(Clone, Debug)]
pub(super) struct Between {
    /// By duty, whether it is one of the earlier kind.
    pub first: Vec<bool>,
    /// By duty, how often it is one of the later kind.
    pub then: Vec<u32>,
    /// Days between them.
    pub days: u32,
    /// What each missing day costs.
    pub weight: Weight,
}

impl Part for Between {
    fn step(&self, _: u8, state: u32, duty: u16) -> Option<Step> {
        let duty = usize::from(duty);
        let times = self.then.get(duty).copied().unwrap_or(0);
        let missing = if state > 0 && times > 0 { (self.days + 1).saturating_sub(state) * times } else { 0 };
        let cost = if missing == 0 { 0 } else { self.weight? * i64::from(missing) };
        let to = match state {
            _ if self.first.get(duty).copied().unwrap_or(false) => 1,
            0 => 0,
            ago if ago < self.days => ago + 1,
            _ => 0,
        };
        Some(Step { to: if self.days == 0 { 0 } else { to }, cost, marks: 0 })
    }

    fn end(&self, _: u32) -> Option<i64> {
        Some(0)
    }
}

/// All that is worked on one weekend is one shift. The state: 0 nothing yet, a shift's number plus 2, or 1 for unlike ones.
#[derive(Clone, Debug)]
pub(super) struct EqualWeekends {
    /// Where a day stands in its weekend, by kind.
    pub place: Vec<InWeekend>,
    /// By duty, what it does: 0 nothing, a shift's number plus 2, or 1 for several shifts.
    pub shift: Vec<u32>,
    /// What a weekend costs on which they differ.
    pub weight: Weight,
}

impl Part for EqualWeekends {
    fn step(&self, kind: u8, state: u32, duty: u16) -> Option<Step> {
        let place = *self.place.get(usize::from(kind))?;
        let before = match place {
            InWeekend::Outside => return Some(Step::default()),
            InWeekend::First | InWeekend::Only => 0,
            InWeekend::Middle | InWeekend::Last => state,
        };
        let own = self.shift.get(usize::from(duty)).copied().unwrap_or(0);
        let now = match (before, own) {
            (before, 0) => before,
            (0, own) => own,
            (before, own) if before == own => own,
            _ => 1,
        };
        let cost = if now == 1 && before != 1 { self.weight? } else { 0 };
        let to = if matches!(place, InWeekend::Last | InWeekend::Only) { 0 } else { now };
        Some(Step { to, cost, marks: 0 })
    }

    fn end(&self, _: u32) -> Option<i64> {
        Some(0)
    }
}
