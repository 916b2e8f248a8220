//! What a rule of labour law limits: its kinds, each with its figures in minutes.

use serde::{Deserialize, Serialize};

/// What a rule limits. All figures are minutes unless they say otherwise; a day of work is named after the local day on
/// which it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Limit {
    /// From the start of work after a rest of `minutes`, the next rest of `minutes` lies within the following `within`.
    DailyRest {
        /// The rest, without interruption.
        minutes: u32,
        /// The stretch that begins with the work, 1440 for a day.
        within: u32,
    },
    /// In each whole period of so many weeks, `times` rests of `minutes` without interruption, each beside another rest
    /// (the daily one) of `beside`. A longer rest counts as often as `minutes` goes into what it is beyond `beside`.
    WeeklyRest {
        /// The rest, without the other one.
        minutes: u32,
        /// The other rest that comes on top.
        #[serde(default)]
        beside: u32,
        /// How many of them.
        #[serde(default = "once")]
        times: u32,
        /// The length of the period in weeks.
        #[serde(default = "once")]
        weeks: u32,
    },
    /// Whoever works more than `after` in a working day has pauses of `minutes` in all, of which those count that are
    /// of at least `each`. A working day ends with `apart` without work.
    Pause {
        /// Worked minutes above which it is due.
        after: u32,
        /// All pauses together.
        minutes: u32,
        /// The shortest that counts.
        #[serde(default = "once")]
        each: u32,
        /// Without work for so long, the working day is over.
        apart: u32,
    },
    /// Nobody works longer than `minutes` without a pause of at least `pause`.
    Stretch {
        /// From the end of one pause to the beginning of the next.
        minutes: u32,
        /// The shortest pause that counts.
        pause: u32,
    },
    /// Worked minutes of a day.
    Day {
        /// At most.
        minutes: u32,
        /// In Ramadan.
        #[serde(default)]
        ramadan: Option<Ramadan>,
    },
    /// Minutes from start to end of all work of a day, pauses within them counted.
    Presence {
        /// At most.
        minutes: u32,
    },
    /// Worked minutes of so many whole weeks in a row.
    Week {
        /// At most.
        minutes: u32,
        /// How many weeks; each week begins such a period.
        #[serde(default = "once")]
        weeks: u32,
        /// In Ramadan; for periods that lie wholly in it.
        #[serde(default)]
        ramadan: Option<Ramadan>,
    },
    /// Worked minutes for each seven days on average over a reference period, which ends with any day.
    Average {
        /// At most, for each seven days.
        minutes: u32,
        /// The reference period.
        over: Span,
        /// What becomes of days left out (leave, sickness).
        #[serde(default)]
        left_out: LeftOut,
        /// Whether the rule is lifted on days of a written opt-out.
        #[serde(default)]
        opt_out: bool,
        /// Which agreement of a person replaces the reference period.
        #[serde(default)]
        agreed: Option<Agreement>,
        /// The longest reference period that can be agreed, in days.
        #[serde(default)]
        agreed_most: Option<u32>,
    },
    /// Worked minutes within `within` from any start of work, where some of them fall into the night.
    NightWork {
        /// At most.
        minutes: u32,
        /// The stretch, 1440 for a day.
        within: u32,
        /// The night, between these minutes after midnight.
        night: Night,
    },
    /// No work in the night.
    NoNight {
        /// The night, between these minutes after midnight.
        night: Night,
    },
}

const fn once() -> u32 {
    1
}

/// The figure that holds in Ramadan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ramadan {
    /// At most.
    pub minutes: u32,
    /// For everybody; else for those of whose facts say so.
    #[serde(default)]
    pub everybody: bool,
}

/// Minutes after local midnight from and until which it is night; it ends on the next day when it ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Night {
    /// From.
    pub from: u32,
    /// Until.
    pub to: u32,
}

/// The length of a reference period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// So many days.
    Days(u32),
    /// So many calendar months: four months that end on 30 June begin on 1 March.
    Months(u32),
    /// The law has no figure: only as a person's agreement says.
    Agreed,
}

/// What becomes of days that are left out of an average. Hours worked on them do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// They count as other days.
    #[default]
    Counted,
    /// The average is over the days that remain.
    Excluded,
    /// As many days of work after the reference period take their place.
    Replaced,
}

/// Which agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// On the reference period of the weekly maximum.
    Weekly,
    /// On that of night work.
    Night,
}
