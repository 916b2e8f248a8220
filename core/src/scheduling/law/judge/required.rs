//! What the law asks of rows of days, for whoever makes rosters: never less than the audit asks, sometimes more.

use super::{
    super::{
        facts::Facts,
        limit::{LeftOut, Limit},
        pack::Effect,
        timeline::Timeline,
    },
    Found, Judge, Judged,
    hours::{is_left_out, references},
};
use crate::error::Result;

/// So many windows of a rolling average are looked at one by one; more of them by weeks.
const ONE_BY_ONE: usize = 7;

/// What is asked of a person from day to day and over many days. What concerns the work of one day by itself is told by
/// [`Judge::of_a_day`]. Rules are told by their place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::scheduling) struct Required {
    /// At least so many minutes from what is worked on one day to what is worked on the next.
    pub gaps: Vec<(usize, i64)>,
    /// Rests within windows.
    pub rests: Vec<Rest>,
    /// At most so much work on some days together.
    pub most: Vec<MostMinutes>,
    /// Whether what two days in a row hold has to be looked at together.
    pub pairs: bool,
    /// Whether a day's work is limited, also where it began on the day before.
    pub of_days: bool,
    /// A rule on work around a night that looks at more than 24 hours.
    pub long_night: Option<usize>,
}

/// A rest of so many minutes within each of some windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scheduling) struct Rest {
    pub rule: usize,
    pub minutes: i64,
    /// First and last days.
    pub windows: Vec<(i64, i64)>,
}

/// At most so many minutes of work on the days from the first to the last that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scheduling) struct MostMinutes {
    pub rule: usize,
    pub first: i64,
    pub last: i64,
    pub minutes: i64,
    /// Whether days that are left out do not count; and whether those of an opt-out are such.
    pub left_out: bool,
    pub opt_out: bool,
}

impl MostMinutes {
    pub fn counts(&self, facts: &Facts, day: i64) -> bool {
        self.first <= day && day <= self.last && !(self.left_out && is_left_out(facts, self.opt_out, day))
    }
}

impl Judge {
    /// Tells what is not kept of the rules that look at the work of one day, or of two days in a row, by themselves.
    ///
    /// # Errors
    /// As [`Judge::person`].
    pub fn of_a_day(
        &self,
        facts: &Facts,
        work: &Timeline,
        tell: &mut impl FnMut(usize, Found),
    ) -> Result<()> {
        for (place, judged) in self.rules.iter().enumerate() {
            let local = match judged.limit {
                Limit::WeeklyRest { .. } | Limit::Week { .. } | Limit::Average { .. } => false,
                Limit::DailyRest { .. }
                | Limit::Pause { .. }
                | Limit::Stretch { .. }
                | Limit::Day { .. }
                | Limit::Presence { .. }
                | Limit::NightWork { .. }
                | Limit::NoNight { .. } => true,
            };
            if local && judged.effect == Effect::Breach {
                self.one(judged, facts, work, &mut |found| tell(place, found))?;
            }
        }
        Ok(())
    }

    /// What is asked of a person; `greatest` is the most that anybody works on one day, in minutes.
    ///
    /// * A rest between days is as long as the daily rest and as any pause, so that each day stands by itself: the audit
    ///   lets the daily rest lie anywhere in the 24 hours.
    /// * Of several rests in several weeks each week has its share.
    /// * Reference periods that end on the seven days of a week are one: from the first day of the first to the last day of
    ///   the last. Days that other days take the place of count for the most that can be worked on these.
    /// * A reference period that reaches beyond the days that are known is kept on these by themselves.
    ///
    /// # Errors
    /// As [`Judge::person`].
    pub fn required(&self, facts: &Facts, greatest: i64) -> Result<Required> {
        let mut required = Required::default();
        for (place, judged) in self.rules.iter().enumerate().filter(|(_, one)| one.effect == Effect::Breach) {
            let Some(days) = judged.holds(facts) else { continue };
            let holds = |first: i64| days.0 <= first && first <= days.1;
            match judged.limit {
                Limit::DailyRest { minutes, .. } => required.gaps.push((place, minutes.into())),
                Limit::Pause { minutes, each, .. } => required.gaps.push((place, minutes.max(each).into())),
                Limit::Stretch { pause, .. } => required.gaps.push((place, pause.into())),
                Limit::WeeklyRest { minutes, beside, times, weeks } => {
                    let employed = facts.employed_from.map(super::number);
                    let whole = judged.windows.counted_from(employed, weeks.into());
                    let whole = whole.filter(|window| {
                        holds(window.first) && employed.is_none_or(|day| day <= window.first)
                    });
                    let whole = whole.map(|window| (window.first, window.last));
                    // A rest over the end of a week is worth as much as its two parts: it saves one `beside`.
                    let (share, windows) = if times == 1 {
                        (1, whole.collect())
                    } else {
                        let each =
                            |(first, last): (i64, i64)| (first..=last).step_by(7).map(|day| (day, day + 6));
                        (times.div_ceil(weeks), whole.flat_map(each).collect())
                    };
                    let minutes = i64::from(minutes) * i64::from(share) + i64::from(beside);
                    required.rests.push(Rest { rule: place, minutes, windows });
                }
                Limit::Week { minutes, ramadan, .. } => {
                    let less = ramadan.filter(|ramadan| ramadan.everybody || facts.ramadan_hours);
                    for window in judged.windows.0.iter().filter(|window| holds(window.first)) {
                        let less = less.filter(|_| window.ramadan).map(|less| less.minutes);
                        required.most.push(MostMinutes {
                            rule: place,
                            first: window.first,
                            last: window.last,
                            minutes: less.unwrap_or(minutes).into(),
                            left_out: false,
                            opt_out: false,
                        });
                    }
                }
                Limit::Average { .. } => {
                    self.average(place, judged, (facts, days), greatest, &mut required.most)?;
                }
                Limit::NightWork { within, .. } => {
                    required.pairs = true;
                    if within > 1440 {
                        required.long_night = required.long_night.or(Some(place));
                    }
                }
                Limit::Day { .. } | Limit::Presence { .. } => required.of_days = true,
                Limit::NoNight { .. } => {}
            }
        }
        Ok(required)
    }

    fn average(
        &self,
        place: usize,
        judged: &Judged,
        (facts, days): (&Facts, (i64, i64)),
        greatest: i64,
        most: &mut Vec<MostMinutes>,
    ) -> Result<()> {
        let Limit::Average { minutes, over, left_out, opt_out, agreed, .. } = judged.limit else {
            return Ok(());
        };
        let windows = references(judged, &self.period, facts)?;
        let limit = |(first, last): (i64, i64)| {
            let out = (first..=last).filter(|day| is_left_out(facts, opt_out, *day)).count();
            let out = if left_out == LeftOut::Counted { 0 } else { i64::try_from(out).unwrap_or(0) };
            let all = last - first + 1;
            let minutes = i64::from(minutes);
            // Where nothing remains, nothing is judged.
            (out < all).then(|| match left_out {
                LeftOut::Replaced => (minutes * all / 7 - out * greatest).max(0),
                LeftOut::Counted | LeftOut::Excluded => minutes * (all - out) / 7,
            })
        };
        let mut add = |first: i64, last: i64, minutes: i64| {
            let left_out = left_out != LeftOut::Counted;
            most.push(MostMinutes { rule: place, first, last, minutes, left_out, opt_out });
        };
        let held: Vec<(i64, i64)> =
            windows.iter().copied().filter(|(first, _)| days.0 <= *first && *first <= days.1).collect();
        // Those of a new employment end a week apart each: they stay by themselves.
        let reach = if held.len() > ONE_BY_ONE { 7 } else { 1 };
        let mut rest = held.as_slice();
        while let Some((_, ends)) = rest.first() {
            let (together, later) = rest.split_at(rest.partition_point(|(_, last)| *last < ends + reach));
            rest = later;
            let first = together.iter().map(|(first, _)| *first).min();
            let last = together.iter().map(|(_, last)| *last).max();
            let least = together.iter().filter_map(|window| limit(*window)).min();
            if let (Some(first), Some(last), Some(least)) = (first, last, least) {
                add(first, last, least);
            }
        }
        let unknown = over == super::super::limit::Span::Agreed
            && !matches!(agreed, Some(super::super::limit::Agreement::Night) if facts.night_reference.is_some())
            && !matches!(agreed, Some(super::super::limit::Agreement::Weekly) if facts.reference.is_some());
        if windows.is_empty() && !unknown {
            let employed = facts.employed_from.map_or(self.period.first, super::number);
            let (first, last) = (self.period.first.max(employed).max(days.0), self.period.last.min(days.1));
            let out = (first..=last).filter(|day| is_left_out(facts, opt_out, *day)).count();
            let counted = last - first + 1 - i64::try_from(out).unwrap_or(0);
            if counted > 0 {
                most.push(MostMinutes {
                    rule: place,
                    first,
                    last,
                    minutes: i64::from(minutes) * counted / 7,
                    left_out: true,
                    opt_out,
                });
            }
        }
        Ok(())
    }
}
