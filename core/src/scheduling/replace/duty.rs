//! What can be worked on a day: shifts with the skill that is worked on them, by number.

use crate::scheduling::model::Model;
use chrono::NaiveDate;

/// A shift and the skill that is worked on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scheduling) struct Duty {
    /// The shift's number in the model.
    pub shift: usize,
    pub skill: Option<String>,
}

/// All duties of a model, and its days by number.
#[derive(Clone, Debug)]
pub(in crate::scheduling) struct Duties {
    all: Vec<Duty>,
    first: NaiveDate,
    days: usize,
}

impl Duties {
    pub fn new(model: &Model) -> Self {
        let shifts = model.shifts.iter().enumerate();
        let all = shifts.flat_map(|(shift, of)| {
            of.workable().into_iter().map(move |skill| Duty { shift, skill: skill.map(Into::into) })
        });
        Self { all: all.collect(), first: model.period.first(), days: model.period.len() as usize }
    }

    pub const fn days(&self) -> usize {
        self.days
    }

    pub const fn len(&self) -> usize {
        self.all.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Duty> {
        self.all.iter()
    }

    pub fn get(&self, duty: usize) -> Option<&Duty> {
        self.all.get(duty)
    }

    pub fn find(&self, shift: usize, skill: Option<&str>) -> Option<usize> {
        self.all.iter().position(|duty| duty.shift == shift && duty.skill.as_deref() == skill)
    }

    /// The number of a day of the period.
    pub fn day(&self, day: NaiveDate) -> Option<usize> {
        usize::try_from((day - self.first).num_days()).ok().filter(|number| *number < self.days)
    }

    /// The day of that number.
    pub fn date(&self, day: usize) -> NaiveDate {
        self.first.checked_add_days(chrono::Days::new(day as u64)).unwrap_or(self.first)
    }
}
