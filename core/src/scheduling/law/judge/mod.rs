//! Judges one person's work by each rule of the law: small steps over minutes, nothing hidden.

mod breaks;
mod hours;
mod night;
mod required;
mod rest;

use super::{
    facts::{Facts, Setting},
    limit::Limit,
    pack::{Effect, Law, Who},
    timeline::Timeline,
};
use crate::error::{Code, Error, Result};
use chrono::{NaiveDate, Weekday};
use hours::Windows;
pub(in crate::scheduling) use required::{MostMinutes, Required};

/// What was found: a rule that is not kept. Days are days since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The day, or the first day of the window.
    pub first: i64,
    /// The same day, or the last one of the window.
    pub last: i64,
    /// Minutes as they are.
    pub amount: i64,
    /// Minutes as the law has them.
    pub limit: i64,
}

/// A rule with the figures of one stretch of days, and what can be worked out before anybody is looked at.
#[derive(Clone, Debug)]
pub(in crate::scheduling) struct Judged {
    /// The law's id.
    pub law: String,
    pub name: String,
    people: Who,
    pub effect: Effect,
    pub limit: Limit,
    pub source: String,
    /// The days on which it is in force and that are judged.
    days: (i64, i64),
    windows: Windows,
}

/// The laws and the setting, made ready.
#[derive(Clone, Debug)]
pub(in crate::scheduling) struct Judge {
    pub rules: Vec<Judged>,
    period: Known,
}

/// What is known: the period in days since 1970, the first days of weeks, the days of Ramadan.
#[derive(Clone, Debug)]
struct Known {
    first: i64,
    last: i64,
    week_begins: Weekday,
    ramadan: Vec<(i64, i64)>,
}

/// Days since 1970.
pub(in crate::scheduling) fn number(day: NaiveDate) -> i64 {
    day.to_epoch_days().into()
}

impl Judge {
    /// # Errors
    /// `law.none_in_force` when a law knows nothing of the first day of the period.
    pub fn new(laws: &[Law], setting: &Setting) -> Result<Self> {
        setting.check()?;
        let mut period = Known {
            first: number(setting.period.first()),
            last: number(setting.period.last()),
            week_begins: Weekday::Mon,
            ramadan: setting.ramadan.iter().map(|days| (number(days.first()), number(days.last()))).collect(),
        };
        let mut rules = Vec::new();
        for law in laws {
            if setting.period.first() < law.known_from() {
                let (id, first) = (law.id(), setting.period.first());
                let message = format!(
                    "labour law `{id}` knows nothing of {first}: its first day is {}",
                    law.known_from()
                );
                return Err(Error::new(Code::LawNoneInForce, "period", first, message));
            }
            period.week_begins = setting.week_begins.unwrap_or(law.week_begins());
            for rule in law.rules() {
                for value in &rule.values {
                    let last = value.until.map_or(period.last, |until| number(until).min(period.last));
                    let days = (number(value.since).max(period.first), last);
                    if days.0 <= days.1 {
                        let windows = Windows::of(&value.limit, &period);
                        rules.push(Judged {
                            law: law.id().into(),
                            name: rule.name.clone(),
                            people: rule.people,
                            effect: rule.effect,
                            limit: value.limit,
                            source: value.source.clone(),
                            days,
                            windows,
                        });
                    }
                }
            }
        }
        Ok(Self { rules, period })
    }

    /// An empty timeline for the period.
    pub fn timeline(&self) -> Timeline {
        let days = usize::try_from(self.period.last - self.period.first + 1).unwrap_or(0);
        Timeline::of(self.period.first, days)
    }

    /// Tells everything that is not kept in a person's work, rule by rule, each by its place among the rules.
    ///
    /// # Errors
    /// `input.invalid` for an agreed reference period that the law does not allow.
    pub fn person(&self, facts: &Facts, work: &Timeline, mut tell: impl FnMut(usize, Found)) -> Result<()> {
        for (place, judged) in self.rules.iter().enumerate() {
            self.one(judged, facts, work, &mut |found| tell(place, found))?;
        }
        Ok(())
    }

    /// Tells what of one rule is not kept.
    fn one(
        &self,
        judged: &Judged,
        facts: &Facts,
        work: &Timeline,
        tell: &mut impl FnMut(Found),
    ) -> Result<()> {
        let Some(days) = judged.holds(facts) else { return Ok(()) };
        let mut found = |found: Found| {
            if days.0 <= found.first && found.first <= days.1 {
                tell(found);
            }
        };
        self.rule(judged, facts, work, &mut found)
    }

    fn rule(
        &self,
        judged: &Judged,
        facts: &Facts,
        work: &Timeline,
        found: &mut impl FnMut(Found),
    ) -> Result<()> {
        match judged.limit {
            Limit::DailyRest { minutes, within } => rest::daily(work, minutes.into(), within.into(), found),
            Limit::WeeklyRest { minutes, beside, times, weeks } => {
                let wanted =
                    rest::Wanted { minutes: minutes.into(), beside: beside.into(), times: times.into() };
                let employed = facts.employed_from.map(number);
                rest::weekly(work, &judged.windows, wanted, (employed, weeks.into()), found);
            }
            Limit::Pause { after, minutes, each, apart } => {
                breaks::pause(work, after.into(), minutes.into(), (each.into(), apart.into()), found);
            }
            Limit::Stretch { minutes, pause } => breaks::stretch(work, minutes.into(), pause.into(), found),
            Limit::Day { minutes, ramadan } => {
                let less = ramadan.filter(|ramadan| ramadan.everybody || facts.ramadan_hours);
                let limit = |day| match less {
                    Some(less) if self.period.in_ramadan(day, day) => less.minutes.into(),
                    _ => minutes.into(),
                };
                hours::day(work, |spell| spell.worked, limit, found);
            }
            Limit::Presence { minutes } => {
                hours::day(work, |spell| spell.end - spell.start, |_| minutes.into(), found);
            }
            Limit::Week { minutes, ramadan, .. } => {
                let less = ramadan.filter(|ramadan| ramadan.everybody || facts.ramadan_hours);
                let less = less.map(|less| i64::from(less.minutes));
                hours::weeks(work, &judged.windows, minutes.into(), less, found);
            }
            Limit::Average { .. } => {
                hours::average(work, judged, &self.period, facts, found)?;
            }
            Limit::NightWork { minutes, within, night } => {
                night::hours(work, minutes.into(), within.into(), night, found);
            }
            Limit::NoNight { night } => night::none(work, night, found),
        }
        Ok(())
    }
}

impl Judged {
    /// The days on which it is in force, is judged and holds for a person; none when on none.
    pub fn holds(&self, facts: &Facts) -> Option<(i64, i64)> {
        let (from, to) = self.people.days(facts)?;
        let days = (self.days.0.max(number(from)), self.days.1.min(number(to)));
        (days.0 <= days.1).then_some(days)
    }
}

impl Known {
    /// Whether all these days lie in Ramadan.
    fn in_ramadan(&self, first: i64, last: i64) -> bool {
        self.ramadan.iter().any(|days| days.0 <= first && last <= days.1)
    }

    /// The first day of the week in which a day lies.
    fn week_of(&self, day: i64) -> i64 {
        // 1970-01-01 was a Thursday, the third day of a week from Monday.
        let weekday = (day + 3).rem_euclid(7);
        day - (weekday - i64::from(self.week_begins.num_days_from_monday())).rem_euclid(7)
    }
}
