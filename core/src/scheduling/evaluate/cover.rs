//! How the needs are covered: of shifts on days, and of intervals of time.

use super::judge::Judge;
use super::person::Placed;
use super::{Cover, clock};
use crate::scheduling::model::{Index, Model, Shift};
use crate::scheduling::rules::Coverage;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// One need: so many people on a shift on a day.
#[derive(Clone, Copy, Debug)]
pub(in crate::scheduling) struct Line<'a> {
    pub day: NaiveDate,
    pub shift: &'a Shift,
    pub number: usize,
    pub skill: Option<&'a str>,
    pub least: u32,
    pub wanted: u32,
    pub short: Option<u32>,
    pub over: Option<u32>,
}

/// All needs of shifts, day by day: what they need on every day, then what is required on some days.
pub(in crate::scheduling) fn lines<'a>(model: &'a Model, index: &Index) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for day in model.period.days() {
        for (number, shift) in model.shifts.iter().enumerate().filter(|(_, shift)| shift.runs_on(day)) {
            lines.extend(shift.needs.iter().map(|need| Line {
                day,
                shift,
                number,
                skill: need.skill.as_deref(),
                least: need.least,
                wanted: need.needed,
                short: need.short,
                over: need.over,
            }));
        }
    }
    for requirement in &model.requirements {
        let Some(number) = index.shift_number(&requirement.shift) else { continue };
        let Some(shift) = model.shifts.get(number) else { continue };
        let days: BTreeSet<NaiveDate> = if requirement.dates.is_empty() {
            model.period.days().collect()
        } else {
            requirement.dates.iter().copied().collect()
        };
        let days = days.into_iter().filter(|day| shift.runs_on(*day) && requirement.holds_on(*day));
        lines.extend(days.map(|day| Line {
            day,
            shift,
            number,
            skill: requirement.skill.as_deref(),
            least: requirement.least,
            wanted: requirement.wanted,
            short: requirement.short,
            over: requirement.over,
        }));
    }
    lines
}

impl Line<'_> {
    /// Penalty for each one missing and each one too many.
    pub fn weights(&self, judge: &Judge<'_>) -> (i64, i64) {
        let timing = judge.timing(self.number);
        let minutes =
            timing.map_or(0, |timing| if timing.timed { timing.end - timing.start } else { timing.paid });
        let each = |own: Option<u32>, each_minute: u32| {
            own.map_or_else(|| i64::from(each_minute) * minutes, i64::from)
        };
        (each(self.short, judge.model.rules.short), each(self.over, judge.model.rules.over))
    }
}

/// How every need of the model is covered.
pub(in crate::scheduling) fn covers(judge: &Judge<'_>, placed: &[Placed<'_>]) -> Vec<Cover> {
    let model = judge.model;
    let must = model.rules.coverage == Coverage::Must;
    let mut there = BTreeMap::<(NaiveDate, usize, Option<&str>), u32>::new();
    let mut by_day = BTreeMap::<NaiveDate, Vec<&Placed<'_>>>::new();
    for p in placed {
        *there.entry((p.day, p.number, p.skill)).or_default() += 1;
        by_day.entry(p.day).or_default().push(p);
    }
    let cost = |needed: u32, there: u32, short: i64, over: i64| {
        i64::from(needed.saturating_sub(there)) * short + i64::from(there.saturating_sub(needed)) * over
    };
    let mut covers = Vec::new();
    for line in lines(model, &judge.index) {
        let there = there.get(&(line.day, line.number, line.skill)).copied().unwrap_or(0);
        let (from, to) = judge.timing(line.number).map_or((0, 1440), |timing| (timing.start, timing.end));
        let (short, over) = line.weights(judge);
        covers.push(Cover {
            day: line.day,
            from: clock::moment(line.day, from),
            to: clock::moment(line.day, to),
            shift: Some(line.shift.name.clone()),
            skill: line.skill.map(Into::into),
            site: None,
            least: line.least,
            needed: line.wanted,
            there,
            hard: there < line.least || must && there < line.wanted,
            level: model.rules.levels.cover,
            penalty: cost(line.wanted, there, short, over),
        });
    }
    for demand in &model.demand {
        let day = demand.from.date();
        // A shift lasts a day at most: whoever is there began on that day or the one before.
        let began = [day.pred_opt(), Some(day)].into_iter().flatten().filter_map(|day| by_day.get(&day));
        let there = began.flatten().filter(|p| {
            let midnight = clock::moment(p.day, 0);
            let (from, to) = (clock::between(midnight, demand.from), clock::between(midnight, demand.to));
            demand.counts(p.shift, p.skill)
                && judge.timing(p.number).is_some_and(|timing| timing.covers(from, to))
        });
        let there = u32::try_from(there.count()).unwrap_or(u32::MAX);
        let minutes = clock::between(demand.from, demand.to);
        let each = |weight: u32| i64::from(weight) * minutes;
        covers.push(Cover {
            day,
            from: demand.from,
            to: demand.to,
            shift: None,
            skill: demand.skill.clone(),
            site: demand.site.clone(),
            least: 0,
            needed: demand.needed,
            there,
            hard: must && there < demand.needed,
            level: model.rules.levels.cover,
            penalty: cost(demand.needed, there, each(model.rules.short), each(model.rules.over)),
        });
    }
    covers
}
