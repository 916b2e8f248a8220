//! The rules that automata are made of.

use super::automaton::{Part, Step};
use super::problem::OFF;

/// What breaking a limit by one costs: nothing may ([`None`]) or so much.
pub(crate) type Weight = Option<i64>;

/// Runs of days in a row on certain duties.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// Whether a duty belongs to a run, by duty ([`OFF`] too).
    pub(crate) of: Vec<bool>,
    /// At least so many days in a row, and what each missing day costs.
    pub(crate) least: (u32, Weight),
    /// At most so many days in a row, and what each further day costs; none without a limit.
    pub(crate) most: Option<(u32, Weight)>,
    /// Whether a run that is still open at the end may be short.
    pub(crate) end_exempt: bool,
}

impl Run {
    /// The state of a run of so many days before the first; `exempt` from the least when it touches the first day.
    /// Without a run (no days), `exempt` means that one that begins on the first day is exempt.
    pub(crate) fn start(&self, days: u32, exempt: bool) -> u32 {
        self.code(days, exempt)
    }

    /// No length beyond this is told apart.
    fn cap(&self) -> u32 {
        self.least.0.max(self.most.map_or(0, |(most, _)| most)).max(1)
    }

    fn code(&self, days: u32, exempt: bool) -> u32 {
        days.min(self.cap()) * 2 + u32::from(exempt)
    }

    fn short(&self, days: u32, exempt: bool) -> Option<i64> {
        let (least, weight) = self.least;
        let missing = least.saturating_sub(days);
        if exempt || days == 0 || missing == 0 {
            return Some(0);
        }
        weight.map(|weight| weight * i64::from(missing))
    }
}

impl Part for Run {
    fn step(&self, _: u8, state: u32, duty: u16) -> Option<Step> {
        let (days, exempt) = (state / 2, state % 2 == 1);
        if !self.of.get(usize::from(duty)).copied().unwrap_or(false) {
            return Some(Step { to: self.code(0, false), cost: self.short(days, exempt)?, marks: 0 });
        }
        let beyond = self.most.filter(|(most, _)| days >= *most);
        let cost = match beyond {
            Some((_, weight)) => weight?,
            None => 0,
        };
        Some(Step { to: self.code(days + 1, exempt), cost, marks: 0 })
    }

    fn end(&self, state: u32) -> Option<i64> {
        if self.end_exempt { Some(0) } else { self.short(state / 2, state % 2 == 1) }
    }
}

/// What may follow what on the next day. The state is the duty of the day before. A model's successions are fewer states:
/// tests multiply with this one.
#[cfg(test)]
#[derive(Clone, Debug)]
pub(crate) struct Succession {
    /// What it costs that the second duty follows the first, by `first × duties + second`.
    pub(crate) costs: Vec<Weight>,
    /// Duties.
    pub(crate) duties: usize,
}

#[cfg(test)]
impl Part for Succession {
    fn step(&self, _: u8, state: u32, duty: u16) -> Option<Step> {
        let cost = (*self.costs.get(state as usize * self.duties + usize::from(duty))?)?;
        Some(Step { to: u32::from(duty), cost, marks: 0 })
    }

    fn end(&self, _: u32) -> Option<i64> {
        Some(0)
    }
}

/// Counts weekends on which somebody works, by a mark. The state tells whether this weekend is counted.
#[derive(Clone, Debug)]
pub(crate) struct Weekends {
    /// Where a day stands in its weekend, by kind.
    pub(crate) place: Vec<InWeekend>,
    /// The bit.
    pub(crate) mark: u8,
}

/// Where a day stands in its weekend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InWeekend {
    /// It is no day of a weekend.
    Outside,
    /// It is the first day.
    First,
    /// It is a day between.
    Middle,
    /// It is the last day.
    Last,
    /// It is the only day.
    Only,
}

impl Part for Weekends {
    fn step(&self, kind: u8, state: u32, duty: u16) -> Option<Step> {
        let works = duty != OFF;
        let counted = match self.place.get(usize::from(kind))? {
            InWeekend::Outside => return Some(Step::default()),
            InWeekend::First | InWeekend::Only => false,
            InWeekend::Middle | InWeekend::Last => state == 1,
        };
        let marks = u8::from(works && !counted) << self.mark;
        Some(Step { to: u32::from(works || counted), cost: 0, marks })
    }

    fn end(&self, _: u32) -> Option<i64> {
        Some(0)
    }
}

/// A weekend is worked as a whole or not at all. The state: 0 nothing yet, 1 only worked, 2 only off, 3 both.
#[derive(Clone, Debug)]
pub(crate) struct WholeWeekends {
    /// Where a day stands in its weekend, by kind.
    pub(crate) place: Vec<InWeekend>,
    /// What a weekend costs that is worked in part.
    pub(crate) weight: Weight,
}

impl Part for WholeWeekends {
    fn step(&self, kind: u8, state: u32, duty: u16) -> Option<Step> {
        let own = if duty == OFF { 2 } else { 1 };
        match self.place.get(usize::from(kind))? {
            InWeekend::Outside | InWeekend::Only => Some(Step::default()),
            InWeekend::First => Some(Step { to: own, ..Step::default() }),
            InWeekend::Middle => Some(Step { to: state | own, ..Step::default() }),
            InWeekend::Last => {
                let cost = if state | own == 3 { self.weight? } else { 0 };
                Some(Step { to: 0, cost, marks: 0 })
            }
        }
    }

    fn end(&self, _: u32) -> Option<i64> {
        Some(0)
    }
}
