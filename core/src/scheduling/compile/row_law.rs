//! What rows obey from day to day by labour law.

use super::law::RowLaw;
use super::parts::{Follow, Gap};
use super::rows::{Group, Ready};
use crate::scheduling::evaluate::person::windows;
use crate::scheduling::rules::Window;
use crate::scheduling::solve::kernel::OFF;

impl Group<'_> {
    /// The law from one day to the next; `nights` tells by kind by how much the clock goes forward before that day's work.
    pub(super) fn obey(&self, law: &RowLaw, nights: &[i32], parts: &mut Vec<Ready>) {
        if law.gap > 0 {
            let gap = i32::try_from(law.gap).unwrap_or(i32::MAX / 2);
            let least = nights.iter().map(|minutes| gap + minutes).collect();
            let part = Gap { spans: self.spans(), least };
            let starts = self.people.iter().map(|person| part.start(self.rested(person))).collect();
            parts.push(Ready { part: Box::new(part), starts });
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

    /// By day, by how many minutes the clock goes forward on it or on the day before: a rest before that day's work is
    /// shorter by that than the clock shows.
    pub(super) fn forward(&self) -> Vec<i32> {
        let model = self.context.judge.model;
        let changes = || model.clock.iter().zip(model.clock.iter().skip(1));
        let gained = |day: chrono::NaiveDate| {
            let near = changes().filter(|(_, change)| {
                let on = change.from.date();
                on == day || on.succ_opt() == Some(day)
            });
            near.map(|(before, after)| (after.minutes - before.minutes).max(0)).sum()
        };
        model.period.days().map(gained).collect()
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
