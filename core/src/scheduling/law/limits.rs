//! The figures of the law for one person on one day, plain, for whoever makes rosters.

use super::{
    facts::{Facts, Setting},
    judge::number,
    limit::{Agreement, Limit, Night, Span},
    pack::{Effect, Law},
};
use crate::error::{Code, Error, Result};
use chrono::{Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// What the laws ask of a person on a day, in minutes; the strictest where several laws speak. None where none does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Rest within the 24 hours that begin with the day's work: no work is longer than `within` less `minutes`.
    pub daily_rest: Option<RestLimit>,
    /// Rests within whole weeks.
    pub weekly_rest: Vec<RestLimit>,
    /// Most worked minutes of the work that starts on the day.
    pub day: Option<i64>,
    /// Most minutes from start to end of the work that starts on the day.
    pub presence: Option<i64>,
    /// Most worked minutes of so many whole weeks in a row.
    pub weeks: Vec<WindowLimit>,
    /// Most worked minutes of any so many days in a row, when none is left out.
    pub average: Vec<WindowLimit>,
    /// Most worked minutes within 24 hours of which some fall into the night.
    pub night_work: Option<NightLimit>,
    /// The night in which there is no work.
    pub no_night: Option<Night>,
    /// Pauses of a working day.
    pub pauses: Vec<PauseLimit>,
    /// Longest stretches without a pause.
    pub stretches: Vec<StretchLimit>,
    /// Above so many worked minutes of the day, or of a week, each costs overtime.
    pub overtime_day: Option<i64>,
    /// The same of a week.
    pub overtime_week: Option<i64>,
    /// The first day of weeks, by the last of the laws.
    pub week_begins: Option<Weekday>,
}

/// At least so much rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestLimit {
    /// Minutes of rest without interruption.
    pub minutes: i64,
    /// How many of them.
    pub times: i64,
    /// The window in minutes: of any work for the daily rest, of whole weeks for the weekly.
    pub within: i64,
}

/// At most so much work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowLimit {
    /// Worked minutes.
    pub minutes: i64,
    /// The window in days.
    pub days: i64,
}

/// At most so much work around a night.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NightLimit {
    /// Worked minutes.
    pub minutes: i64,
    /// The night.
    pub night: Night,
}

/// A pause that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PauseLimit {
    /// Worked minutes above which it is due.
    pub after: i64,
    /// All pauses together, in minutes.
    pub minutes: i64,
}

/// No longer without a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StretchLimit {
    /// Minutes of the longest stretch.
    pub minutes: i64,
    /// Minutes of the shortest pause that ends it.
    pub pause: i64,
}

/// The figures of the laws for a person on a day. Rosters that keep them have nothing for [`audit`](super::audit) to find,
/// but for windows that reach beyond the roster.
///
/// # Errors
/// `law.none_in_force` when a law knows nothing of the day.
///
/// ```
/// use backoffice::{Period, date, scheduling::law::{Facts, Law, Setting, limits}};
///
/// let setting = Setting::of(Period::month(2026, 3)?);
/// let adult = limits(&[Law::embedded("uk.working_time")?], &setting, &Facts::of("ada"), date(2026, 3, 9)?)?;
/// assert_eq!(adult.daily_rest.map(|rest| rest.minutes), Some(660));
/// assert_eq!(adult.average.first().map(|most| (most.minutes, most.days)), Some((48_960, 119)));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn limits(laws: &[Law], setting: &Setting, facts: &Facts, day: NaiveDate) -> Result<Limits> {
    let mut limits = Limits::default();
    for law in laws {
        if day < law.known_from() {
            let message = format!(
                "labour law `{}` knows nothing of {day}: its first day is {}",
                law.id(),
                law.known_from()
            );
            return Err(Error::new(Code::LawNoneInForce, "day", day, message));
        }
        limits.week_begins = Some(setting.week_begins.unwrap_or(law.week_begins()));
        for rule in law.rules() {
            let holds = rule.people.days(facts).is_some_and(|(first, last)| first <= day && day <= last);
            let in_force = rule
                .values
                .iter()
                .find(|value| value.since <= day && value.until.is_none_or(|until| day <= until));
            if let (true, Some(value)) = (holds, in_force) {
                limits.take(&value.limit, rule.effect, (setting, facts, day));
            }
        }
    }
    Ok(limits)
}

fn lower(figure: &mut Option<i64>, other: i64) {
    *figure = Some(figure.map_or(other, |figure| figure.min(other)));
}

impl Limits {
    fn take(&mut self, limit: &Limit, effect: Effect, (setting, facts, day): (&Setting, &Facts, NaiveDate)) {
        let in_ramadan = setting.ramadan.iter().any(|days| days.contains(day));
        let breach = effect == Effect::Breach;
        match *limit {
            Limit::DailyRest { minutes, within } => {
                let rest = RestLimit { minutes: minutes.into(), times: 1, within: within.into() };
                if self.daily_rest.is_none_or(|other| other.minutes < rest.minutes) {
                    self.daily_rest = Some(rest);
                }
            }
            Limit::WeeklyRest { minutes, beside, times, weeks } => self.weekly_rest.push(RestLimit {
                minutes: i64::from(minutes) + i64::from(beside),
                times: times.into(),
                within: i64::from(weeks) * 7 * 1440,
            }),
            Limit::Pause { after, minutes, .. } => {
                self.pauses.push(PauseLimit { after: after.into(), minutes: minutes.into() });
            }
            Limit::Stretch { minutes, pause } => {
                self.stretches.push(StretchLimit { minutes: minutes.into(), pause: pause.into() });
            }
            Limit::Day { minutes, ramadan } => {
                let less = ramadan.filter(|less| in_ramadan && (less.everybody || facts.ramadan_hours));
                let minutes = less.map_or(minutes, |less| less.minutes).into();
                lower(if breach { &mut self.day } else { &mut self.overtime_day }, minutes);
            }
            Limit::Presence { minutes } => lower(&mut self.presence, minutes.into()),
            Limit::Week { minutes, weeks, .. } if breach => {
                self.weeks.push(WindowLimit { minutes: minutes.into(), days: i64::from(weeks) * 7 });
            }
            Limit::Week { minutes, .. } => lower(&mut self.overtime_week, minutes.into()),
            Limit::Average { minutes, over, opt_out, agreed, .. } => {
                let opted_out = opt_out && facts.opt_out.iter().any(|days| days.contains(day));
                let agreed = match agreed {
                    Some(Agreement::Weekly) => facts.reference,
                    Some(Agreement::Night) => facts.night_reference,
                    None => None,
                };
                let days = match (agreed, over) {
                    (Some(agreed), _) => Some(i64::from(agreed.days)),
                    (None, Span::Days(days)) => Some(days.into()),
                    (None, Span::Months(months)) => {
                        let next =
                            day.succ_opt().and_then(|next| next.checked_sub_months(Months::new(months)));
                        next.map(|first| number(day) + 1 - number(first))
                    }
                    (None, Span::Agreed) => None,
                };
                if let Some(days) = days.filter(|_| !opted_out) {
                    self.average.push(WindowLimit { minutes: i64::from(minutes) * days / 7, days });
                }
            }
            Limit::NightWork { minutes, night, .. } => {
                let minutes = i64::from(minutes);
                if self.night_work.is_none_or(|other| minutes < other.minutes) {
                    self.night_work = Some(NightLimit { minutes, night });
                }
            }
            Limit::NoNight { night } => self.no_night = Some(night),
        }
    }
}
