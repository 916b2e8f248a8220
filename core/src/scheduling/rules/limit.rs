//! What a rule limits: rest, time, runs, successions, totals, weekends, fair shares.

use crate::error::{Code, Error, Result};
use crate::scheduling::clock;
use crate::scheduling::model::{Index, at_most, unknown};
use serde::{Deserialize, Serialize};

/// What a rule limits, for each person by himself or herself, unless told otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Limit {
    /// At least so many minutes between the end of a shift and the start of the next; counted in minutes. The end of the
    /// last shift before the period counts when the history tells it.
    RestBetween {
        /// Minutes of rest.
        minutes: u32,
    },
    /// In each whole window at least one stretch of so many minutes without work, all of it within the window; counted
    /// in minutes. Over [`Window::Days`] the solver knows it hard only, and of 15 days at most.
    UninterruptedRest {
        /// Minutes of rest.
        minutes: u32,
        /// The windows.
        per: Window,
    },
    /// No shift is longer from its start to its end; counted in minutes.
    LongestShift {
        /// Minutes from start to end.
        minutes: u32,
    },
    /// At most so many paid minutes in each window; counted in minutes.
    MostMinutes {
        /// Paid minutes.
        minutes: u32,
        /// The windows.
        per: Window,
    },
    /// At least so many paid minutes in each whole window; counted in minutes.
    LeastMinutes {
        /// Paid minutes.
        minutes: u32,
        /// The windows.
        per: Window,
    },
    /// At most so many days in a row on which a shift starts, those of the history among them; counted in days of the
    /// period.
    ConsecutiveDays {
        /// Days in a row.
        days: u32,
    },
    /// At least so many days in each whole window on which no shift starts; counted in days.
    DaysOff {
        /// Days without a shift.
        days: u32,
        /// The windows.
        per: Window,
    },
    /// Days in a row that are alike are at least and at most so many; counted in days.
    Run {
        /// Which days make up a run.
        of: Run,
        /// At least so many days; 0 for any number.
        #[serde(default)]
        least: u32,
        /// At most so many days; none for any number.
        #[serde(default)]
        most: Option<u32>,
        /// What a run that touches the first day means.
        #[serde(default)]
        start: Start,
        /// What a run that touches the last day means.
        #[serde(default)]
        end: End,
    },
    /// In each window at least (in whole windows) and at most so many; counted in minutes, days or times.
    Total {
        /// What is counted.
        of: Count,
        /// The windows.
        per: Window,
        /// At least so many; 0 for any number.
        #[serde(default)]
        least: u32,
        /// At most so many; none for any number.
        #[serde(default)]
        most: Option<u32>,
        /// Whether the history counts too. Only with the whole period as window.
        #[serde(default)]
        history: bool,
    },
    /// None of the shifts `then` on the day after one of the shifts `first`; counted in times. The day before the period
    /// counts when the history tells it.
    Succession {
        /// The earlier shifts.
        first: Vec<String>,
        /// The shifts that may not follow.
        then: Vec<String>,
    },
    /// At least so many days between one of the shifts `first` and any later one of the shifts `then`, as seen from the
    /// last of `first` before it; counted in days.
    DaysBetween {
        /// The earlier shifts.
        first: Vec<String>,
        /// The later shifts.
        then: Vec<String>,
        /// Days between them.
        days: u32,
    },
    /// A weekend that lies in the period is worked on all of its days or on none; counted in weekends.
    CompleteWeekends,
    /// All that is worked on one weekend is the same shift; counted in weekends.
    EqualWeekends,
    /// Everybody has a fair share of what is counted: what lies beyond it costs, either way. The shares are fixed
    /// beforehand: of an amount, by a measure, less what the history tells when it counts. A share that is not whole is
    /// met by the whole number below and above.
    Fair {
        /// What is counted, over the whole period.
        of: Count,
        /// How much there is to share; none for what the needs of the shifts ask for.
        #[serde(default)]
        amount: Option<u32>,
        /// By what it is shared.
        #[serde(default)]
        by: Share,
        /// So much above or below the share costs nothing.
        #[serde(default)]
        tolerance: u32,
        /// How much makes up one step of the cost, such as 60 minutes; each step that is begun counts.
        #[serde(default = "one")]
        step: u32,
        /// Whether `n` steps count `n × n` times: two people a step away are then better than one two steps away.
        #[serde(default)]
        squared: bool,
        /// Whether the history counts too: who had less before gets more.
        #[serde(default)]
        history: bool,
    },
    /// The largest and the smallest number among the people are at most so far apart; a rule of the team, counted in
    /// minutes, days or times. The solver's bound leaves it out: where it costs something, a roster is seldom proven.
    /// [`Limit::Fair`] is priced in the bound too.
    Spread {
        /// What is counted, over the whole period.
        of: Count,
        /// How far apart.
        most: u32,
    },
}

const fn one() -> u32 {
    1
}

/// Which days make up a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Run {
    /// Days on which a shift starts.
    Work,
    /// Days on which none starts.
    Off,
    /// Days on which one of these shifts starts. The history knows the run of its last shift alone.
    Shifts(Vec<String>),
}

/// What a run that touches the first day of the period means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// It may be short; nothing before the period counts towards the most.
    Exempt,
    /// The days before the period count, as the history tells them: of a run that is too long, the days of the period; a
    /// run that ended too short with the day before the period counts on the first day. As exempt where the history is
    /// unknown.
    #[default]
    History,
    /// It begins with the period.
    Fresh,
}

/// What a run that touches the last day of the period means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It may be short: it can go on.
    #[default]
    Exempt,
    /// It ends with the period.
    Ended,
}

/// What is counted of somebody's work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Paid minutes of the shifts that start.
    Minutes,
    /// Assignments.
    Assignments,
    /// Days on which a shift starts.
    Days,
    /// Assignments to one of these shifts: nights, for example.
    Shifts(Vec<String>),
    /// Weekends on a day of which a shift starts.
    Weekends,
}

/// By what a fair share is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// All alike.
    #[default]
    Equal,
    /// By the contract's most hours.
    Contract,
    /// By the days on which somebody is employed and not left out.
    Days,
}

/// The stretches of days in which something is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// Each day.
    Day,
    /// Each week; whole when all seven days lie in the period.
    Week,
    /// Any so many days in a row within the period; when the period is shorter, the period, which is then not whole.
    Days(u32),
    /// The whole period at once.
    Period,
}

impl Limit {
    /// Whether it can only be judged on shifts with clock times.
    pub(in crate::scheduling) const fn needs_times(&self) -> bool {
        matches!(self, Self::RestBetween { .. } | Self::UninterruptedRest { .. } | Self::LongestShift { .. })
    }

    /// Whether it is about the people together, not about each by himself or herself.
    pub(in crate::scheduling) const fn is_of_the_team(&self) -> bool {
        matches!(self, Self::Spread { .. })
    }

    pub(super) fn check(&self, index: &Index) -> Result<()> {
        let minutes = |minutes: u32| at_most("minutes", minutes.into(), clock::LONGEST.into());
        let days = |days: u32| at_most("days", days.into(), 366);
        let names = |field, names: &[String]| known(field, names, index);
        let least_and_most = |least: u32, most: Option<u32>| match most {
            Some(most) if most < least => {
                Err(Error::invalid("least", least, &format!("`most` is {most}, which is less")))
            }
            _ => at_most("most", most.unwrap_or(least).max(least).into(), clock::LONGEST.into()),
        };
        match self {
            Self::RestBetween { minutes: m } | Self::LongestShift { minutes: m } => minutes(*m),
            Self::UninterruptedRest { minutes: m, per }
            | Self::MostMinutes { minutes: m, per }
            | Self::LeastMinutes { minutes: m, per } => minutes(*m).and_then(|()| per.check()),
            Self::ConsecutiveDays { days: d } => days(*d),
            Self::DaysOff { days: d, per } => days(*d).and_then(|()| per.check()),
            Self::Run { of, least, most, .. } => {
                least_and_most(*least, *most)?;
                if let Run::Shifts(shifts) = of { names("of", shifts) } else { Ok(()) }
            }
            Self::Total { of, per, least, most, history } => {
                of.check(index)?;
                per.check()?;
                least_and_most(*least, *most)?;
                if *history && *per != Window::Period {
                    return Err(Error::invalid("history", "true", "it counts over the whole period only"));
                }
                Ok(())
            }
            Self::Succession { first, then } => names("first", first).and_then(|()| names("then", then)),
            Self::DaysBetween { first, then, days: d } => {
                names("first", first).and_then(|()| names("then", then)).and_then(|()| days(*d))
            }
            Self::CompleteWeekends | Self::EqualWeekends => Ok(()),
            Self::Fair { of, amount, tolerance, step, .. } => {
                of.check(index)?;
                let most = u64::from(u32::MAX / 4);
                at_most("amount", amount.unwrap_or(0).into(), most)?;
                at_most("tolerance", (*tolerance).into(), most)?;
                if *step == 0 {
                    return Err(Error::new(
                        Code::SchedulingNoLength,
                        "step",
                        0,
                        "a step of nothing never ends",
                    ));
                }
                if amount.is_none() && matches!(of, Count::Weekends | Count::Days) {
                    return Err(Error::missing("amount"));
                }
                Ok(())
            }
            Self::Spread { of, most } => {
                of.check(index)?;
                at_most("most", (*most).into(), clock::LONGEST.into())
            }
        }
    }
}

impl Window {
    pub(super) fn check(self) -> Result<()> {
        if self == Self::Days(0) {
            return Err(Error::invalid("per", "0 days", "a window has at least one day"));
        }
        Ok(())
    }
}

impl Count {
    pub(super) fn check(&self, index: &Index) -> Result<()> {
        if let Self::Shifts(names) = self { known("of", names, index) } else { Ok(()) }
    }
}

/// Whether all of these shifts are known, and there is one.
pub(super) fn known(field: &str, names: &[String], index: &Index) -> Result<()> {
    if names.is_empty() {
        return Err(Error::missing(field));
    }
    let strange = names.iter().find(|name| index.shift_number(name).is_none());
    strange.map_or(Ok(()), |name| Err(unknown(field, name, "shift")))
}
