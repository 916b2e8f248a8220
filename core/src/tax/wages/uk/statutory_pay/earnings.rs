//! Average weekly earnings.

use super::CUT;
use crate::{
    error::{Error, Result, exact},
    money::{Money, number::Number},
    trace::{Step, Tracer},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Average weekly earnings, for the trace cut to four decimals.
pub(super) static AVERAGE: Step = Step {
    id: "uk.statutory_pay.average",
    name: "Average weekly earnings, unrounded in the rule",
    rests_on: &[],
    of: &[],
};

/// The longest relevant period, in any unit.
const LONGEST: u32 = 366;
const WEEKS: u32 = 52;
const MONTHS: u32 = 12;
const DAYS: u32 = 7;

/// What somebody earned in the relevant period: between the last normal pay day before it ends and the last one at least
/// eight weeks earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earnings {
    /// All earnings paid in the relevant period on which Class 1 contributions are or would be due.
    pub paid: Money,
    /// What it was paid for.
    pub over: Over,
}

/// What earnings were paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// Pay of whole weeks: the sum is divided by them.
    Weeks(u32),
    /// Pay of whole months: the sum is divided by them, times 12, divided by 52.
    Months(u32),
    /// Irregular pay: the sum is divided by the days of the relevant period, times 7.
    Days(u32),
}

impl Over {
    /// What a sum is multiplied and divided by for the average of a week.
    fn ratio(self) -> Result<(u32, u32)> {
        let (Self::Weeks(count) | Self::Months(count) | Self::Days(count)) = self;
        if !(1..=LONGEST).contains(&count) {
            return Err(Error::invalid("earnings.over", count, "write how many, 1 to 366"));
        }
        Ok(match self {
            Self::Weeks(weeks) => (1, weeks),
            Self::Months(months) => (MONTHS, months * WEEKS),
            Self::Days(days) => (DAYS, days),
        })
    }
}

/// Earnings whose period was found fit: `paid` × `times` ÷ `per` a week.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weekly {
    paid: Money,
    times: u32,
    pub per: u32,
}

impl Weekly {
    pub(super) fn of(earnings: Earnings) -> Result<Self> {
        let (times, per) = earnings.over.ratio()?;
        Ok(Self { paid: earnings.paid, times, per })
    }

    /// Whether a week's earnings are below an amount.
    pub(super) fn below(self, limit: Decimal) -> Result<bool> {
        let [earned, limit] = [(self.paid.amount(), self.times), (limit, self.per)]
            .map(|(amount, times)| exact::multiply(amount, times.into()));
        let pair = earned.zip(limit).map(|(earned, limit)| earned < limit);
        pair.ok_or_else(|| Error::overflow("earnings.paid", self.paid, AVERAGE.name))
    }

    /// The sum that, divided by [`Weekly::per`], is the average; the average is noted.
    pub(super) fn sum<N: Number, T: Tracer<N>>(self, t: &mut T) -> Option<N> {
        let sum = N::exact(self.paid.amount())?.ratio(self.times, 1, CUT);
        t.note(&AVERAGE, 0, sum.ratio(1, self.per, CUT));
        Some(sum)
    }
}
