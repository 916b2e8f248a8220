//! What is summed over the days of a row: minutes, assignments, weekends, each within a window and with what it costs.

use super::law::{Laws, Profile};
use super::rows::{WEEKEND, is_short};
use super::{Context, unsupported};
use crate::error::Result;
use crate::scheduling::evaluate::judge::so_far;
use crate::scheduling::evaluate::person::windows;
use crate::scheduling::law::MostMinutes;
use crate::scheduling::model::Person;
use crate::scheduling::rules::{Count, Limit, Rule, Window};
use crate::scheduling::solve::kernel::{Add, Convex, Counter, Person as Row};
use chrono::NaiveDate;

/// No table of costs is longer.
const LONGEST: i64 = 2_000_000;

/// Of the sums that the law asks for, so many numbers at most are kept.
const MOST_CELLS: usize = 50_000_000;

/// A sum before it is a counter: what adds to it is in units of `unit`, so that few values are told apart.
struct Sum {
    adds: Adds,
    days: (usize, usize),
    unit: i64,
    /// Bounds that hold, in units of their own: at least, at most.
    least: i64,
    most: i64,
    /// What the value costs, by pieces: for each its function of the value, linear outside of the two bounds.
    costs: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Adds {
    /// By `day × duties + duty`, or by duty alone.
    Cells(Vec<i64>),
    Duties(Vec<i64>),
    Weekends,
}

/// A cost of a value (before units): linear outside of `low` and `high`.
struct Piece {
    low: i64,
    high: i64,
    cost: Box<dyn Fn(i64) -> i64>,
}

/// The counters of somebody.
pub(super) fn counters(context: &Context<'_>, person: &Person, number: usize) -> Result<Vec<Counter>> {
    let rules = &context.judge.model.rules;
    let mut sums: Vec<Sum> = Vec::new();
    let level = rules.levels.contract;
    let contract = |strength, limit| Rule { strength, level, ..Rule::hard("contract hours", limit) };
    let minutes = |minutes: i64| u32::try_from(minutes).unwrap_or(u32::MAX);
    if let Some(most) = person.minutes_at_most() {
        let limit = Limit::MostMinutes { minutes: minutes(most), per: Window::Week };
        add(context, person, &contract(rules.contract_most, limit), 0, &mut sums)?;
    }
    if let Some(least) = person.minutes_at_least() {
        let limit = Limit::LeastMinutes { minutes: minutes(least), per: Window::Week };
        add(context, person, &contract(rules.contract_least, limit), 0, &mut sums)?;
    }
    for (number, rule) in context.judge.rules_of(&person.name) {
        add(context, person, rule, number, &mut sums)?;
    }
    // Whose locked assignments break the law has it among the rules, soft.
    if let Some(law) = context.law.as_ref().filter(|_| !context.kept.contains(&person.name))
        && let Some(profile) = law.of(number)
    {
        for most in &profile.most {
            let mut sum = Sum::of_law(context, law, profile, most);
            if most.minutes < sum.greatest(context) {
                sum.at_most(most.minutes, None);
                put(&mut sums, sum);
            }
        }
    }
    sums.into_iter().map(|sum| sum.counter(context)).collect()
}

/// Adds the sums that a rule asks for.
fn add(
    context: &Context<'_>,
    person: &Person,
    rule: &Rule,
    number: usize,
    sums: &mut Vec<Sum>,
) -> Result<()> {
    let weight = context.weight(rule.strength, rule.level);
    let none: (i64, Option<i64>) = (0, None);
    let (of, per, before, (least, most)) = match &rule.limit {
        Limit::MostMinutes { minutes, per } => (&Count::Minutes, *per, 0, (0, Some(i64::from(*minutes)))),
        Limit::LeastMinutes { minutes, per } => (&Count::Minutes, *per, 0, (i64::from(*minutes), None)),
        Limit::DaysOff { per, .. } if !is_short(*per) => (&Count::Days, *per, 0, none),
        Limit::Total { of, per, least, most, history } => {
            let before = if *history { so_far(person, of) } else { 0 };
            (of, *per, before, (i64::from(*least), most.map(i64::from)))
        }
        Limit::Fair { of, .. } => (of, Window::Period, 0, none),
        _ => return Ok(()),
    };
    for (first, last, whole) in windows(context.judge.model, per) {
        let mut sum = Sum::new(context, of, first, last)
            .ok_or_else(|| unsupported("rules", &rule.name, "windows that part a weekend"))?;
        let length = (last - first).num_days() + 1;
        let reachable = sum.greatest(context);
        match &rule.limit {
            Limit::Fair { tolerance, step, squared, .. } => {
                let Some((low, high)) = context.judge.share(number, &person.name) else { continue };
                let (tolerance, step, squared) = (i64::from(*tolerance), i64::from(*step).max(1), *squared);
                let steps = move |value: i64| {
                    let far = (value - high).max(low - value) - tolerance;
                    let steps = if far > 0 { (far - 1) / step + 1 } else { 0 };
                    if squared { steps.saturating_mul(steps) } else { steps }
                };
                match weight {
                    None => {
                        sum.least = sum.least.max(low - tolerance);
                        sum.most = sum.most.min(high.saturating_add(tolerance));
                    }
                    // All that can be reached is told, so that nothing is beyond the ends of the table.
                    Some(weight) => sum.costs.push(Piece {
                        low: 0,
                        high: reachable.max(1),
                        cost: Box::new(move |value| weight * steps(value)),
                    }),
                }
            }
            Limit::DaysOff { days, .. } => {
                let most = length - i64::from(*days);
                if !whole || most >= reachable {
                    continue;
                }
                sum.at_most(most, weight);
            }
            _ => {
                let least = if whole { least - before } else { 0 };
                // What was too much before the period is no fault of the period's roster.
                let most = most.map(|most| most.max(before) - before).filter(|most| *most < reachable);
                if least <= 0 && most.is_none() {
                    continue;
                }
                if least > 0 {
                    sum.at_least(least, weight);
                }
                if let Some(most) = most {
                    sum.at_most(most, weight);
                }
            }
        }
        put(sums, sum);
    }
    Ok(())
}

/// The number of somebody's counter of these days, and what one of it stands for; none when weekends are counted and the days
/// part one. A counter that is there already is not made twice.
pub(super) fn count(
    context: &Context<'_>,
    person: &mut Row,
    of: &Count,
    (first, last): (NaiveDate, NaiveDate),
) -> Option<(usize, i64)> {
    let sum = Sum::new(context, of, first, last)?;
    let unit = sum.unit;
    let counter = sum.counter(context).ok()?;
    let same = |known: &Counter| known.days == counter.days && known.add == counter.add && known.start == 0;
    let number = person.counters.iter().position(same).unwrap_or(person.counters.len());
    if number == person.counters.len() {
        person.counters.push(counter);
    }
    Some((number, unit))
}

/// Adds a sum to the others, together with one of the same.
fn put(sums: &mut Vec<Sum>, sum: Sum) {
    match sums.iter_mut().find(|known| known.days == sum.days && known.adds == sum.adds) {
        Some(known) => known.join(sum),
        None => sums.push(sum),
    }
}

impl Sum {
    /// Nothing limited yet. None when weekends are counted and the window parts one.
    fn new(context: &Context<'_>, of: &Count, first: NaiveDate, last: NaiveDate) -> Option<Self> {
        let judge = &context.judge;
        let model = judge.model;
        let number = |day: NaiveDate| usize::try_from((day - model.period.first()).num_days()).ok();
        let days = (number(first)?, number(last)? + 1);
        let one = |shift: usize| match of {
            Count::Minutes => judge.timing(shift).map_or(0, |timing| timing.paid),
            Count::Assignments => 1,
            Count::Shifts(names) => {
                i64::from(model.shifts.get(shift).is_some_and(|shift| names.contains(&shift.name)))
            }
            Count::Days | Count::Weekends => 0,
        };
        let adds = match of {
            Count::Weekends => {
                let parted = |w: &crate::scheduling::evaluate::judge::Weekend| {
                    let inside = |day: NaiveDate| first <= day && day <= last;
                    inside(w.first) != inside(w.last) || w.first < first && last < w.last
                };
                if judge.weekends.iter().any(parted) {
                    return None;
                }
                Adds::Weekends
            }
            Count::Days => Adds::Duties(context.duties.map(|duty| i64::from(!duty.is_empty()))),
            Count::Minutes if !model.clock.is_empty() => {
                let mut cells = Vec::with_capacity(context.days * context.duties.len());
                for day in model.period.days() {
                    cells.extend(
                        context
                            .duties
                            .iter()
                            .map(|duty| duty.iter().map(|work| judge.paid(work.shift, day)).sum::<i64>()),
                    );
                }
                Adds::Cells(cells)
            }
            _ => Adds::Duties(context.duties.map(|duty| duty.iter().map(|work| one(work.shift)).sum())),
        };
        Some(Self::plain(adds, days))
    }

    /// The minutes of work on the days that a law counts, on each day those that fall on it: a night belongs to two.
    fn of_law(context: &Context<'_>, law: &Laws, profile: &Profile, most: &MostMinutes) -> Self {
        let model = context.judge.model;
        let (duties, first) = (context.duties.len(), crate::scheduling::law::number(model.period.first()));
        let place = |day: i64| usize::try_from(day - first).unwrap_or(0).min(context.days);
        let (from, to) = (place(most.first), place(most.last + 1));
        let counted: Vec<bool> =
            (first..).take(context.days).map(|day| most.counts(&profile.facts, day)).collect();
        let all = counted.iter().filter(|counted| **counted).count() == to.saturating_sub(from);
        let over = law.over_midnight();
        if all && !over && model.clock.is_empty() {
            let adds = (0..duties).map(|duty| law.minutes(duty).iter().sum()).collect();
            return Self::plain(Adds::Duties(adds), (from, to));
        }
        let size = context.days * duties * profile.most.len();
        if size.saturating_mul(model.people.len()) > MOST_CELLS {
            // So many numbers are not kept: work over midnight counts on both sides of the ends, as does what is left out.
            let cells =
                |duty: usize| (0..context.days).map(move |day| law.minutes(day * duties + duty).iter().sum());
            let adds = (0..duties).map(|duty| cells(duty).max().unwrap_or(0)).collect();
            return Self::plain(Adds::Duties(adds), (from.saturating_sub(2 * usize::from(over)), to));
        }
        let mut cells = Vec::with_capacity(context.days * duties);
        for day in 0..context.days {
            let on = |ahead: usize| i64::from(counted.get(day + ahead) == Some(&true));
            let on = [on(0), on(1), on(2)];
            cells.extend((0..duties).map(|duty| {
                let minutes = law.minutes(day * duties + duty);
                minutes.iter().zip(on).map(|(minutes, on)| minutes * on).sum::<i64>()
            }));
        }
        let adds = |day: usize| cells.iter().skip(day * duties).take(duties).any(|add| *add > 0);
        let begin = (from.saturating_sub(2)..from).find(|day| adds(*day)).unwrap_or(from);
        Self::plain(Adds::Cells(cells), (begin, to))
    }

    /// A sum of which nothing is asked yet.
    fn plain(adds: Adds, days: (usize, usize)) -> Self {
        let unit = match &adds {
            Adds::Cells(all) | Adds::Duties(all) => {
                all.iter().fold(0, |unit, add| divisor(unit, *add)).max(1)
            }
            Adds::Weekends => 1,
        };
        Self { adds, days, unit, least: 0, most: i64::MAX / 4, costs: vec![] }
    }

    /// No row has more.
    fn greatest(&self, context: &Context<'_>) -> i64 {
        let days = self.days.1.saturating_sub(self.days.0);
        let most = |all: &[i64]| all.iter().max().copied().unwrap_or(0);
        match &self.adds {
            Adds::Weekends => i64::try_from(days).unwrap_or(i64::MAX),
            Adds::Duties(all) => most(all) * i64::try_from(days).unwrap_or(0),
            Adds::Cells(all) => all.chunks(context.duties.len()).skip(self.days.0).take(days).map(most).sum(),
        }
    }

    fn at_least(&mut self, least: i64, weight: Option<i64>) {
        match weight {
            None => self.least = self.least.max(least),
            Some(weight) => {
                let cost = move |value: i64| weight * (least - value).max(0);
                self.costs.push(Piece { low: least, high: least, cost: Box::new(cost) });
            }
        }
    }

    fn at_most(&mut self, most: i64, weight: Option<i64>) {
        match weight {
            None => self.most = self.most.min(most),
            Some(weight) => {
                let cost = move |value: i64| weight * (value - most).max(0);
                self.costs.push(Piece { low: most, high: most, cost: Box::new(cost) });
            }
        }
    }

    fn join(&mut self, other: Self) {
        self.least = self.least.max(other.least);
        self.most = self.most.min(other.most);
        self.costs.extend(other.costs);
    }

    fn counter(self, context: &Context<'_>) -> Result<Counter> {
        let unit = self.unit;
        let scaled = |all: Vec<i64>| all.into_iter().map(|add| add / unit).collect();
        let cost = if self.costs.is_empty() { None } else { Some(self.table()?) };
        let add = match self.adds {
            Adds::Cells(all) => Add::Cell(scaled(all)),
            Adds::Duties(all) => Add::Duty(scaled(all)),
            Adds::Weekends => Add::Mark(WEEKEND),
        };
        let _ = context;
        Ok(Counter {
            add,
            days: self.days,
            start: 0,
            least: -(-self.least).div_euclid(unit),
            most: self.most.div_euclid(unit),
            caps: vec![],
            cost,
        })
    }

    /// The costs as one table over the values in units.
    fn table(&self) -> Result<Convex> {
        // One step beyond the outermost bounds on both sides, where all is linear.
        let low = self.costs.iter().map(|piece| piece.low).min().unwrap_or(0).div_euclid(self.unit) - 1;
        let high = -(-self.costs.iter().map(|piece| piece.high).max().unwrap_or(0)).div_euclid(self.unit) + 1;
        if high - low > LONGEST {
            return Err(unsupported("rules", &(high - low).to_string(), "a cost of so many values"));
        }
        let value = |units: i64| self.costs.iter().map(|piece| (piece.cost)(units * self.unit)).sum();
        let convex = Convex { first: low, values: (low..=high).map(value).collect() };
        if !convex.is_convex() {
            let told = "a fair share whose steps do not go with the lengths of the shifts";
            return Err(unsupported("rules", &self.unit.to_string(), told));
        }
        Ok(convex)
    }
}

pub(super) const fn divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { divisor(b, a % b) }
}
