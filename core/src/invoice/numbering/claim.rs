//! What a store is asked for, and what it may answer when somebody else was there first.

use super::{pattern::Pattern, series::Restart};
use crate::{
    calendar::FiscalYear,
    error::{Code, Error},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A claim on the next numbers, shaped for one statement of a database ([`Statement::Claim`](super::Statement::Claim)):
/// its fields are what is bound, by the names of the places.
///
/// Only the definition of the series matters (id, pattern, restart, order of days, fiscal year), not the state that was
/// read: restart and order are decided by the row that the statement locks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The series.
    pub id: String,
    /// How its numbers are written.
    pub pattern: Pattern,
    /// When it restarts.
    pub restart: Restart,
    /// Whether its days may not go back.
    #[serde(default)]
    pub chronological: bool,
    /// Its fiscal years.
    #[serde(default)]
    pub fiscal_year: Option<FiscalYear>,
    /// How many numbers.
    pub count: u64,
    /// The first day of the period in which all the days lie; none when the series never restarts.
    #[serde(default)]
    pub period: Option<NaiveDate>,
    /// The earliest of the days.
    pub first_day: NaiveDate,
    /// The latest of the days.
    pub last_day: NaiveDate,
    /// The days, in the order of the numbers.
    pub days: Vec<NaiveDate>,
}

/// A series was changed by somebody else since it was read: an ordinary outcome of compare-and-swap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// The version that is stored.
    pub have: u64,
    /// The version that was read.
    pub want: u64,
}

impl From<Conflict> for Error {
    fn from(conflict: Conflict) -> Self {
        let message = format!(
            "the series was read at version {} and is stored at {}: read it again and issue again",
            conflict.want, conflict.have
        );
        Self::new(Code::InvoiceSeriesConflict, "version", conflict.want, message)
    }
}
