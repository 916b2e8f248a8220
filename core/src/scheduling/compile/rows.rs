//! What rows obey from day to day: for all people with the same rules one automaton, and where each of them begins.

use super::law::RowLaw;
use super::parts::{Between, EqualWeekends, Follow};
use super::{Context, unsupported};
use crate::error::Result;
use crate::scheduling::model::Person;
use crate::scheduling::rules::{Count, Coupling, End, Limit, Rule, Run as Of, Start, Window};
use crate::scheduling::solve::kernel::parts::{InWeekend, Run, Weekends, Weight, WholeWeekends};
use crate::scheduling::solve::kernel::rest::{DaysOff, FixedRest, RestBetween, RollingRest};
use crate::scheduling::solve::kernel::{Automaton, OFF, Part};
use std::collections::BTreeMap;

/// The mark of the weekends that are worked.
pub(super) const WEEKEND: u8 = 0;

/// No longer rest is told by the automata, in minutes, and no more days of a rolling window.
pub(super) const LONGEST_REST: u32 = 24_000;
const LONGEST_WINDOW: u32 = 15;

/// Which automaton somebody's row obeys, and the state in which it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub automaton: usize,
    pub start: u16,
}

/// A part with the state in which each person of the group begins.
pub(super) struct Ready {
    pub part: Box<dyn Part>,
    pub starts: Vec<u32>,
}

/// The automata, and each person's row.
pub(super) fn automata(context: &Context<'_>) -> Result<(Vec<Automaton>, Vec<Row>)> {
    let model = context.judge.model;
    let mut groups: BTreeMap<(Vec<usize>, Option<usize>), Vec<usize>> = BTreeMap::new();
    for (number, person) in model.people.iter().enumerate() {
        let of_rows = context.judge.rules_of(&person.name).filter(|(_, rule)| is_of_rows(&rule.limit));
        let of_rows = of_rows.map(|(number, _)| number).collect();
        // Whose locked assignments break the law has it among the rules, soft.
        let law = context.law.as_ref().filter(|_| !context.kept.contains(&person.name));
        let law = law.and_then(|law| law.of(number)).map(|profile| profile.row);
        groups.entry((of_rows, law)).or_default().push(number);
    }
    let mut automata = Vec::with_capacity(groups.len());
    let mut rows = vec![Row { automaton: 0, start: 0 }; model.people.len()];
    for ((rules, law), members) in groups {
        let rules: Vec<&Rule> = rules.iter().filter_map(|number| model.rules.rules.get(*number)).collect();
        let people: Vec<&Person> = members.iter().filter_map(|number| model.people.get(*number)).collect();
        let law = law.and_then(|row| context.law.as_ref()?.row(row));
        let (automaton, starts) = Group { context, rules: &rules, people: &people, law }.build()?;
        for (member, start) in members.iter().zip(starts) {
            if let Some(row) = rows.get_mut(*member) {
                *row = Row { automaton: automata.len(), start };
            }
        }
        automata.push(automaton);
    }
    Ok((automata, rows))
}

/// Whether a limit is obeyed from day to day, not summed or priced by itself.
fn is_of_rows(limit: &Limit) -> bool {
    match limit {
        Limit::RestBetween { .. }
        | Limit::UninterruptedRest { .. }
        | Limit::ConsecutiveDays { .. }
        | Limit::Run { .. }
        | Limit::Succession { .. }
        | Limit::DaysBetween { .. }
        | Limit::CompleteWeekends
        | Limit::EqualWeekends => true,
        Limit::DaysOff { per, .. } => is_short(*per),
        Limit::Total { of, .. } | Limit::Fair { of, .. } | Limit::Spread { of, .. } => *of == Count::Weekends,
        _ => false,
    }
}

/// Whether a rolling window is short enough for the automata to tell its days.
pub(super) const fn is_short(per: Window) -> bool {
    matches!(per, Window::Days(days) if days <= LONGEST_WINDOW)
}

/// People who have the same rules.
pub(super) struct Group<'a> {
    pub context: &'a Context<'a>,
    rules: &'a [&'a Rule],
    pub people: &'a [&'a Person],
    law: Option<&'a RowLaw>,
}

impl Group<'_> {
    fn build(&self) -> Result<(Automaton, Vec<u16>)> {
        // The kinds of days: where they stand in weekends and windows, as far as a rule asks.
        let couplings = &self.context.judge.model.couplings;
        let weekends = couplings.iter().any(Coupling::counts_weekends)
            || self.rules.iter().any(|rule| match &rule.limit {
                Limit::CompleteWeekends | Limit::EqualWeekends => true,
                Limit::Total { of, .. } | Limit::Fair { of, .. } | Limit::Spread { of, .. } => {
                    *of == Count::Weekends
                }
                _ => false,
            });
        let fixed: Vec<Window> = self
            .rules
            .iter()
            .filter_map(|rule| match &rule.limit {
                Limit::UninterruptedRest { per, .. } if !matches!(per, Window::Days(_)) => Some(*per),
                _ => None,
            })
            .collect();
        let places = self.places();
        let rests = self.law.map(|law| law.rests.as_slice()).unwrap_or_default();
        let edges: Vec<Vec<(bool, bool)>> = fixed
            .iter()
            .map(|per| self.edges(*per))
            .chain(rests.iter().map(|rest| self.edges_of(&rest.windows)))
            .collect();
        let by_hours =
            self.rules.iter().any(|rule| {
                matches!(rule.limit, Limit::RestBetween { .. } | Limit::UninterruptedRest { .. })
            }) || self.law.is_some_and(|law| law.gap > 0);
        let rolling: Vec<u32> = self
            .rules
            .iter()
            .filter_map(|rule| match rule.limit {
                Limit::UninterruptedRest { per: Window::Days(days), .. } => Some(days),
                _ => None,
            })
            .collect();
        let mut kinds: BTreeMap<Vec<u8>, u8> = BTreeMap::new();
        let mut kind_of = Vec::with_capacity(self.context.days);
        let mut of_kind: Vec<usize> = Vec::new();
        for day in 0..self.context.days {
            let mut key = Vec::new();
            if weekends {
                key.extend(places.get(day).map(|(any, whole)| *any as u8 * 8 + *whole as u8));
            }
            key.extend(
                edges.iter().filter_map(|edges| edges.get(day)).map(|(a, b)| u8::from(*a) * 2 + u8::from(*b)),
            );
            if by_hours && let Some(hours) = self.hours_of(day) {
                key.extend(hours.to_le_bytes());
                key.extend(rolling.iter().flat_map(|days| self.window(day, *days).to_le_bytes()));
            }
            let next = u8::try_from(kinds.len())
                .map_err(|_| unsupported("rules", "windows", "so many kinds of days"))?;
            let kind = *kinds.entry(key).or_insert(next);
            if kind == next {
                of_kind.push(day);
            }
            kind_of.push(kind);
        }
        let any = |day: &usize| places.get(*day).map_or(InWeekend::Outside, |(any, _)| *any);
        let whole = |day: &usize| places.get(*day).map_or(InWeekend::Outside, |(_, whole)| *whole);
        let any: Vec<InWeekend> = of_kind.iter().map(any).collect();
        let whole: Vec<InWeekend> = of_kind.iter().map(whole).collect();
        let mut edges = edges.iter().map(|edges| {
            of_kind.iter().map(|day| edges.get(*day).copied().unwrap_or_default()).collect::<Vec<_>>()
        });

        let mut parts: Vec<Ready> = Vec::new();
        if let Some(follow) = self.follow() {
            parts.push(follow);
        }
        let mut hard_rest = false;
        for rule in self.rules {
            let weight = self.context.weight(rule.strength, rule.level);
            match &rule.limit {
                Limit::Run { of, least, most, start, end } => {
                    let run = Run {
                        of: self.of(of),
                        least: (*least, weight),
                        most: most.map(|most| (most, weight)),
                        end_exempt: *end == End::Exempt,
                    };
                    parts.push(self.run(run, of, *start));
                }
                Limit::ConsecutiveDays { days } => {
                    let run = Run {
                        of: self.of(&Of::Work),
                        least: (0, weight),
                        most: Some((*days, weight)),
                        end_exempt: true,
                    };
                    parts.push(self.run(run, &Of::Work, Start::History));
                }
                Limit::DaysBetween { first, then, days } => {
                    let among = |names: &[String]| self.times(names);
                    let part = Between {
                        first: among(first).into_iter().map(|times| times > 0).collect(),
                        then: among(then),
                        days: *days,
                        weight,
                    };
                    parts.push(self.same(part, 0));
                }
                Limit::RestBetween { minutes } => {
                    self.told(rule, *minutes)?;
                    hard_rest |= weight.is_none();
                    let least = i32::try_from(*minutes).unwrap_or(i32::MAX);
                    parts.push(self.rest_between(&of_kind, least, weight));
                }
                Limit::UninterruptedRest { minutes, per: Window::Days(days) } => {
                    self.told(rule, *minutes)?;
                    if weight.is_some() {
                        return Err(unsupported("rules", &rule.name, "a soft rest in rolling windows"));
                    }
                    if *days > LONGEST_WINDOW {
                        let told = "a rest in rolling windows of more than 15 days";
                        return Err(unsupported("rules", &rule.name, told));
                    }
                    if usize::try_from(*days).is_ok_and(|days| days <= self.context.days) {
                        let least = i32::try_from(*minutes).unwrap_or(i32::MAX);
                        let windows = of_kind.iter().map(|day| self.window(*day, *days)).collect();
                        let part = RollingRest { times: self.clock(&of_kind), least, windows };
                        let start = part.start(None);
                        parts.push(self.same(part, start));
                    }
                }
                Limit::UninterruptedRest { minutes, .. } => {
                    self.told(rule, *minutes)?;
                    let least = i32::try_from(*minutes).unwrap_or(i32::MAX);
                    let edges = edges.next().unwrap_or_default();
                    let part = FixedRest { times: self.clock(&of_kind), least, weight, edges };
                    let start = part.start(None);
                    parts.push(self.same(part, start));
                }
                // Longer ones are sums.
                Limit::DaysOff { days, per: per @ Window::Days(window) }
                    if is_short(*per)
                        && usize::try_from(*window).is_ok_and(|window| window <= self.context.days) =>
                {
                    let part = DaysOff { days: *window, least: *days, weight };
                    parts.push(self.same(part, DaysOff::START));
                }
                Limit::CompleteWeekends => {
                    parts.push(self.same(WholeWeekends { place: whole.clone(), weight }, 0));
                }
                Limit::EqualWeekends => {
                    let shift = self.context.duties.map(|duty| match duty {
                        [] => 0,
                        [first, rest @ ..] if rest.iter().all(|work| work.shift == first.shift) => {
                            u32::try_from(first.shift).unwrap_or(u32::MAX - 2) + 2
                        }
                        _ => 1,
                    });
                    parts.push(self.same(EqualWeekends { place: any.clone(), shift, weight }, 0));
                }
                _ => {}
            }
        }
        if let Some(law) = self.law {
            hard_rest |= law.gap > 0;
            self.obey(law, &of_kind, &mut parts);
            for rest in &law.rests {
                let least = i32::try_from(rest.minutes).unwrap_or(i32::MAX / 2);
                let edges = edges.next().unwrap_or_default();
                let part = FixedRest { times: self.times_of(kinds.len()), least, weight: None, edges };
                let start = part.start(None);
                parts.push(self.same(part, start));
            }
        }
        if weekends {
            parts.push(self.same(Weekends { place: any, mark: WEEKEND }, 0));
        }
        if !hard_rest && self.can_overlap() {
            let part = RestBetween { times: self.times_of(kinds.len()), least: 0, weight: None };
            let start = part.start(None);
            parts.push(self.same(part, start));
        }
        let all: Vec<&dyn Part> = parts.iter().map(|ready| &*ready.part).collect();
        let start =
            |member: usize| parts.iter().filter_map(|ready| ready.starts.get(member).copied()).collect();
        let starts: Vec<Vec<u32>> = (0..self.people.len()).map(start).collect();
        let too_large = || {
            let who = self.people.first().map_or("", |person| &person.name);
            unsupported("people", who, "so many rules on the days of a row together")
        };
        Automaton::build(&kind_of, self.context.duties.len(), &all, &starts).ok_or_else(too_large)
    }

    /// A part in which everybody begins alike.
    pub(super) fn same(&self, part: impl Part + 'static, start: u32) -> Ready {
        Ready { part: Box::new(part), starts: vec![start; self.people.len()] }
    }

    /// At least so many minutes between two duties; days of one kind have the hours of that day.
    pub(super) fn rest_between(&self, of_kind: &[usize], least: i32, weight: Weight) -> Ready {
        let part = RestBetween { times: self.clock(of_kind), least, weight };
        let starts = self.people.iter().map(|person| part.start(self.rested(person))).collect();
        Ready { part: Box::new(part), starts }
    }

    fn run(&self, run: Run, of: &Of, start: Start) -> Ready {
        let begin = |person: &&Person| match (start, &person.history) {
            (Start::Exempt, _) | (Start::History, None) => run.start(0, true),
            (Start::Fresh, _) => run.start(0, false),
            (Start::History, Some(history)) => {
                run.start(u32::try_from(of.before(history)).unwrap_or(u32::MAX / 4), false)
            }
        };
        let starts = self.people.iter().map(begin).collect();
        Ready { part: Box::new(run), starts }
    }

    /// By duty, whether its day is one of the run.
    fn of(&self, of: &Of) -> Vec<bool> {
        let model = self.context.judge.model;
        self.context.duties.map(|duty| match of {
            Of::Work => !duty.is_empty(),
            Of::Off => duty.is_empty(),
            Of::Shifts(names) => {
                duty.iter().filter_map(|work| model.shifts.get(work.shift)).any(|s| names.contains(&s.name))
            }
        })
    }

    /// By duty, how many of its shifts are among these.
    fn times(&self, names: &[String]) -> Vec<u32> {
        let model = self.context.judge.model;
        self.context.duties.map(|duty| {
            let own = duty.iter().filter_map(|work| model.shifts.get(work.shift));
            u32::try_from(own.filter(|shift| names.contains(&shift.name)).count()).unwrap_or(0)
        })
    }

    /// All forbidden successions as one part.
    fn follow(&self) -> Option<Ready> {
        let mut rules = Vec::new();
        for rule in self.rules {
            if let Limit::Succession { first, then } = &rule.limit {
                let weight = self.context.weight(rule.strength, rule.level);
                rules.push((self.times(first), self.times(then), weight, first));
            }
        }
        if rules.is_empty() {
            return None;
        }
        let follow = Follow::new(self.context.duties.len(), |first, second| {
            rules.iter().try_fold(0, |sum, (before, after, weight, _)| {
                let times = before.get(first)? * after.get(second)?;
                if times == 0 { Some(sum) } else { weight.map(|weight| sum + weight * i64::from(times)) }
            })
        });
        let start = |person: &&Person| {
            let history = person.history.as_ref().filter(|history| history.run_of_shift > 0);
            let last = history
                .and_then(|history| self.context.judge.index.shift_number(history.last_shift.as_ref()?));
            follow.after(last.and_then(|shift| self.context.duties.of_shift(shift)).unwrap_or(OFF))
        };
        let starts = self.people.iter().map(start).collect();
        Some(Ready { part: Box::new(follow), starts })
    }

    /// Where each day stands in its weekend, and the same of weekends that lie wholly in the period.
    fn places(&self) -> Vec<(InWeekend, InWeekend)> {
        let judge = &self.context.judge;
        let place = |day: chrono::NaiveDate| {
            let weekend = judge.weekends.iter().find(|weekend| weekend.first <= day && day <= weekend.last);
            let Some(weekend) = weekend else { return (InWeekend::Outside, InWeekend::Outside) };
            let any = match (weekend.first == day, weekend.last == day) {
                (true, true) => InWeekend::Only,
                (true, false) => InWeekend::First,
                (false, true) => InWeekend::Last,
                (false, false) => InWeekend::Middle,
            };
            (any, if weekend.whole { any } else { InWeekend::Outside })
        };
        judge.model.period.days().map(place).collect()
    }

    fn told(&self, rule: &Rule, minutes: u32) -> Result<()> {
        if minutes > LONGEST_REST {
            return Err(unsupported("rules", &rule.name, "so long a rest"));
        }
        // Time off between two shifts of one day would have to be looked at too.
        let split = self.context.duties.iter().any(|duty| duty.len() > 1);
        if split && matches!(rule.limit, Limit::UninterruptedRest { .. }) {
            return Err(unsupported(
                "rules",
                &rule.name,
                "an uninterrupted rest beside several shifts a day",
            ));
        }
        Ok(())
    }
}
