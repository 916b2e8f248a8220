//! A bound: what every lawful roster must leave short, whoever makes it.
//!
//! People can give only so many minutes: in an interval as many people as may work then, on a day one shift each, in a
//! week as many as their hours and days allow. Needs of shifts and needs of intervals are counted apart, week by week, for
//! each set of skills; what the set asks for beyond what people with those skills can give is short in any roster.

use super::tables::{Check, Days, Line, Member, Tables};
use std::collections::{BTreeMap, BTreeSet};

/// No lawful roster has less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bound {
    /// Person-minutes that are missing.
    pub short: i64,
    per_minute: i64,
}

impl Bound {
    pub const fn total(self) -> i64 {
        self.short * self.per_minute
    }
}

pub(super) fn bound(tables: &Tables) -> Bound {
    let short = [true, false].into_iter().map(|of_shift| short(tables, of_shift)).sum();
    Bound { short, per_minute: tables.short }
}

/// Sets of more skills than this are not looked at.
const SKILLS: usize = 5;

fn short(tables: &Tables, of_shift: bool) -> i64 {
    let lines: Vec<(usize, &Line)> = tables
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.of_shift == of_shift && line.needed > 0)
        .collect();
    let skills: BTreeSet<&Option<String>> = lines.iter().map(|(_, line)| &line.skill).collect();
    let skills: Vec<&Option<String>> = skills.into_iter().collect();
    // A shift that reaches into the next week's needs would be counted in the wrong week: then all weeks are one.
    let reaches = lines.iter().any(|(_, line)| {
        let week = |day| tables.weeks.iter().position(|week| week.contains(day));
        let days =
            line.choices.iter().filter_map(|choice| tables.choice(*choice)).map(|choice| choice.seat.day);
        days.map(week).any(|of| of != week(line.day))
    });
    let weeks = if reaches {
        vec![tables.weeks.clone()]
    } else {
        tables.weeks.iter().map(|week| vec![*week]).collect()
    };

    let mut total = 0;
    for weeks in weeks {
        let own: Vec<(usize, &Line)> = lines
            .iter()
            .filter(|(_, line)| weeks.iter().any(|week| week.contains(line.day)))
            .copied()
            .collect();
        let alone: i64 = own.iter().map(|(_, line)| short_alone(tables, line)).sum();
        let sets: Vec<u32> = if skills.len() <= SKILLS { (1..1 << skills.len()).collect() } else { vec![] };
        let together = sets.into_iter().map(|set| {
            let chosen = |skill: &Option<String>| {
                skills.iter().position(|other| *other == skill).is_some_and(|at| set & (1 << at) != 0)
            };
            let chosen: Vec<(usize, &Line)> =
                own.iter().filter(|(_, line)| chosen(&line.skill)).copied().collect();
            short_together(tables, &chosen, &weeks)
        });
        total += together.max().unwrap_or(0).max(alone);
    }
    total
}

/// Minutes that are short because too few people may work then.
fn short_alone(tables: &Tables, line: &Line) -> i64 {
    let able =
        tables.crew.iter().filter(|member| line.choices.iter().any(|choice| member.may(*choice))).count();
    (line.needed - i64::try_from(able).unwrap_or(i64::MAX)).max(0) * line.minutes
}

/// Minutes that are short of these needs because people have only so many hours and days.
fn short_together(tables: &Tables, lines: &[(usize, &Line)], weeks: &[Days]) -> i64 {
    let wanted: i64 = lines.iter().map(|(_, line)| line.needed * line.minutes).sum();
    let mut given = Some(0);
    let mut by_day: BTreeMap<i64, i64> = BTreeMap::new();
    // What a choice gives to these needs, in minutes.
    let mut gives = vec![0; tables.choices.len()];
    for (_, line) in lines {
        for choice in &line.choices {
            if let Some(minutes) = gives.get_mut(*choice) {
                *minutes += line.minutes;
            }
        }
    }
    for member in &tables.crew {
        let one_a_day = one_shift_a_day(tables, member);
        for week in weeks {
            let days = offers(tables, member, *week, &gives);
            if one_a_day {
                for (day, offers) in &days {
                    *by_day.entry(*day).or_default() += offers.values().max().copied().unwrap_or(0);
                }
            }
            given = given.zip(most(member, *week, &days, one_a_day)).map(|(sum, more)| sum + more);
        }
    }
    // The same day by day, where nobody works twice a day and no shift reaches into the next day's needs.
    let mut daily = 0;
    let reaches = lines.iter().any(|(_, line)| {
        line.choices
            .iter()
            .filter_map(|choice| tables.choice(*choice))
            .any(|choice| choice.seat.day != line.day)
    });
    if !reaches && tables.crew.iter().all(|member| one_shift_a_day(tables, member)) {
        let mut wanted: BTreeMap<i64, i64> = BTreeMap::new();
        for (_, line) in lines {
            *wanted.entry(line.day).or_default() += line.needed * line.minutes;
        }
        daily =
            wanted.iter().map(|(day, wanted)| (wanted - by_day.get(day).copied().unwrap_or(0)).max(0)).sum();
    }
    given.map_or(daily, |given| daily.max(wanted - given))
}

/// Whether that person can never work two shifts on one day.
fn one_shift_a_day(tables: &Tables, member: &Member) -> bool {
    member.by_day.iter().all(|choices| {
        let seats = || choices.iter().filter_map(|choice| tables.choice(*choice)).map(|choice| choice.seat);
        let (first_end, last_start) =
            (seats().map(|seat| seat.end).min(), seats().map(|seat| seat.start).max());
        first_end.zip(last_start).is_none_or(|(end, start)| start < end + member.rest)
    })
}

/// For each day of the week, what that person can give (most minutes for so many paid minutes).
fn offers(tables: &Tables, member: &Member, week: Days, gives: &[i64]) -> BTreeMap<i64, BTreeMap<i64, i64>> {
    let mut days: BTreeMap<i64, BTreeMap<i64, i64>> = BTreeMap::new();
    for day in week.first..=week.last {
        let choices = usize::try_from(day).ok().and_then(|day| member.by_day.get(day));
        for choice in choices.into_iter().flatten() {
            let Some(seat) = tables.choice(*choice).map(|choice| choice.seat) else { continue };
            let minutes = gives.get(*choice).copied().unwrap_or(0);
            if minutes > 0 {
                let best = days.entry(day).or_default().entry(seat.paid).or_default();
                *best = minutes.max(*best);
            }
        }
    }
    days
}

/// The most minutes that somebody can give in a week within the hours and days that hard rules allow; none when they
/// allow any.
fn most(
    member: &Member,
    week: Days,
    days: &BTreeMap<i64, BTreeMap<i64, i64>>,
    one_a_day: bool,
) -> Option<i64> {
    let mut paid_limit = i64::MAX;
    let mut day_limit = week.len();
    for (check, weight) in &member.checks {
        match (check, weight) {
            (Check::Most { minutes, windows }, None) if windows.contains(&week) => {
                paid_limit = paid_limit.min(*minutes);
            }
            (Check::DaysOff { days, windows }, None) if windows.contains(&week) => {
                day_limit = day_limit.min(week.len() - days);
            }
            (Check::InARow { days }, None) => day_limit = day_limit.min(week.len() - week.len() / (days + 1)),
            _ => {}
        }
    }
    if !one_a_day {
        // Any number of shifts, so only the hours count: the best minutes for each paid minute.
        if paid_limit == i64::MAX {
            return None;
        }
        let rates =
            days.values().flatten().map(|(paid, minutes)| (paid_limit * minutes).div_euclid((*paid).max(1)));
        return Some(rates.max().unwrap_or(0));
    }
    // For so many days and paid minutes (in units of their common divisor) the most minutes.
    let unit = days.values().flatten().fold(0, |unit, (paid, _)| divisor(unit, *paid)).max(1);
    let paid_most: i64 = days.values().map(|offers| offers.keys().max().copied().unwrap_or(0)).sum();
    let width = usize::try_from(paid_limit.min(paid_most) / unit).unwrap_or(0) + 1;
    let height = usize::try_from(day_limit.max(0)).unwrap_or(0);
    let mut table = vec![vec![0_i64; width]; height + 1];
    for offers in days.values() {
        let mut next = table.clone();
        for (row, before) in next.iter_mut().skip(1).zip(&table) {
            for (paid, minutes) in offers {
                let step = usize::try_from(paid / unit).unwrap_or(usize::MAX);
                for (cell, had) in row.iter_mut().skip(step).zip(before) {
                    *cell = (*cell).max(had + minutes);
                }
            }
        }
        table = next;
    }
    table.iter().flatten().max().copied()
}

const fn divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { divisor(b, a % b) }
}
