//! What is wished for, decided or forbidden: requests, assignments and cells that stay empty.

use crate::scheduling::clock;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What somebody wishes for, and how much it counts.
///
/// *Avoid* costs its weight for each assignment that it names. *Prefer* with a day costs its weight when nothing that it
/// names is worked on that day; without a day, for each assignment to another shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Who.
    pub person: String,
    /// Whether it is wished for or to be avoided.
    pub wish: Wish,
    /// On which day; none for every day.
    #[serde(default)]
    pub day: Option<NaiveDate>,
    /// Which shift; none for any. A request names a day, a shift or both.
    #[serde(default)]
    pub shift: Option<String>,
    /// The penalty when it is not met.
    pub weight: u32,
}

/// Whether something is wished for or to be avoided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// To work it.
    Prefer,
    /// Not to work it.
    Avoid,
}

/// Somebody on a shift on a day, working one skill or none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// The day on which the shift starts.
    pub day: NaiveDate,
    /// Who.
    pub person: String,
    /// The shift.
    pub shift: String,
    /// The skill that is worked.
    #[serde(default)]
    pub skill: Option<String>,
}

/// What somebody may not be assigned to: a hard rule for one person. It names a day, a shift or both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Forbidden {
    /// Who.
    pub person: String,
    /// On which day the shift would start; none for every day.
    #[serde(default)]
    pub day: Option<NaiveDate>,
    /// Which shift; none for any.
    #[serde(default)]
    pub shift: Option<String>,
}

impl Forbidden {
    /// No work of that person that starts on that day.
    pub fn day(person: impl Into<String>, day: NaiveDate) -> Self {
        Self { person: person.into(), day: Some(day), shift: None }
    }

    /// Whether it forbids that shift on that day.
    pub fn names(&self, shift: &str, day: NaiveDate) -> bool {
        self.day.is_none_or(|own| own == day) && self.shift.as_deref().is_none_or(|own| own == shift)
    }
}

impl Request {
    /// Whether it names that shift on that day.
    pub fn names(&self, shift: &str, day: NaiveDate) -> bool {
        self.day.is_none_or(|own| own == day) && self.shift.as_deref().is_none_or(|own| own == shift)
    }
}

impl fmt::Display for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}, {}", self.person, self.shift, clock::day(self.day))
    }
}
