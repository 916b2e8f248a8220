//! What rows obey from day to day by labour law.

use super::law::RowLaw;
use super::parts::Follow;
use super::rows::{Group, Ready};
use crate::scheduling::evaluate::person::windows;
use crate::scheduling::rules::Window;
use crate::scheduling::solve::kernel::OFF;

impl Group<'_> {
    /// The law from one day to the next; days of one kind have the hours of that day.
    pub(super) fn obey(&self, law: &RowLaw, of_kind: &[usize], parts: &mut Vec<Ready>) {
        if law.gap > 0 {
            let least = i32::try_from(law.gap).unwrap_or(i32::MAX / 2);
            parts.push(self.rest_between(of_kind, least, None));
        }
        if let Some(pairs) = &law.pairs {
            let duties = self.context.duties.len();
            let follow = Follow::new(duties, |first, second| {
                (pairs.get(first * duties + second) != Some(&true)).then_some(0)
            });
            let start = follow.after(OFF);
            parts.push(self.same(follow, start));
        }
    }

    /// For each day, whether it is the first and the last of a whole window.
    pub(super) fn edges(&self, per: Window) -> Vec<(bool, bool)> {
        let model = self.context.judge.model;
        let number = |day: chrono::NaiveDate| (day - model.period.first()).num_days();
        let whole = windows(model, per).into_iter().filter(|(_, _, whole)| *whole);
        self.edges_of(&whole.map(|(first, last, _)| (number(first), number(last))).collect::<Vec<_>>())
    }

    /// For each day, whether it is the first and the last of one of these windows of days of the period.
    pub(super) fn edges_of(&self, windows: &[(i64, i64)]) -> Vec<(bool, bool)> {
        let days = 0..i64::try_from(self.context.days).unwrap_or(0);
        let is = |day: i64| {
            windows
                .iter()
                .fold((false, false), |(a, b), (first, last)| (a || *first == day, b || *last == day))
        };
        days.map(is).collect()
    }
}
