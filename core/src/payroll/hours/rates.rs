//! Which rate applies to a shift.

use crate::{
    error::{Code, Error, Result},
    money::Price,
};
use serde::{Deserialize, Serialize};

/// Which of position and location has a say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// The position; the location's rate is not looked at.
    Positions,
    /// The location; the position's rate is not looked at.
    Locations,
}

/// The rates by the hour that are set at each level, from the most particular to the most general.
///
/// ```
/// use backoffice::{payroll::hours::{Priority, Rates}, usd};
///
/// let rates = Rates { position: Some(usd!(40).each()), company: Some(usd!(20).each()), ..Rates::by(Priority::Positions) };
/// assert_eq!(rates.rate()?, usd!(40).each());
/// assert_eq!(Rates::by(Priority::Locations).rate().unwrap_err().code(), "payroll.no_rate");
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    /// Which of position and location has a say.
    pub priority: Priority,
    /// The shift's own rate.
    #[serde(default)]
    pub shift: Option<Price>,
    /// The position's.
    #[serde(default)]
    pub position: Option<Price>,
    /// The location's.
    #[serde(default)]
    pub location: Option<Price>,
    /// The schedule's.
    #[serde(default)]
    pub schedule: Option<Price>,
    /// The company's.
    #[serde(default)]
    pub company: Option<Price>,
}

impl Rates {
    /// None set yet.
    pub const fn by(priority: Priority) -> Self {
        Self { priority, shift: None, position: None, location: None, schedule: None, company: None }
    }

    /// The first that is set of shift, position or location (whichever has a say), schedule, company.
    ///
    /// # Errors
    /// `payroll.no_rate` when none is.
    pub fn rate(&self) -> Result<Price> {
        let place = match self.priority {
            Priority::Positions => self.position,
            Priority::Locations => self.location,
        };
        self.shift.or(place).or(self.schedule).or(self.company).ok_or_else(|| {
            let message = "no pay rate is set for the shift, its position or location, its schedule or the company: set one of them";
            Error::new(Code::PayrollNoRate, "rate", "", message)
        })
    }
}
