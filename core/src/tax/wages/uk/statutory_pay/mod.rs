//! Statutory pay in Great Britain: sick pay, the six kinds of parental pay, and what an employer recovers of them.
//!
//! Both rest on average weekly earnings: what was paid in the relevant period ([`Earnings`]), which is never rounded. Sick
//! pay is a rate for each qualifying day, cut to four decimals as in HMRC's tables of unrounded daily rates; the days of a
//! week that ends on a Saturday are added and rounded up to the penny. Since 6 April 2026 it begins with the first day,
//! has no lower earnings limit, and is at most 80 % of the earnings (Employment Rights Act 2025). Parental pay is paid by the
//! week from the day on which it begins: 90 % of the earnings, a fraction of a penny rounded up; after six weeks of
//! maternity and adoption pay, and always for the others, at most the standard rate that is in force when the week begins.
//!
//! Whether somebody is entitled is asked here of their earnings and of the length of the sickness alone; employment, notice,
//! evidence and relationship are the caller's.
//!
//! A case of GOV.UK's own calculator: five working days off sick in June 2026 after 2,000.00 in eight weeks.
//! ```
//! use backoffice::{date, gbp, law::RulePack, tax::wages::uk::statutory_pay::{self, Earnings, Over, Sickness}};
//! use chrono::Weekday::{Fri, Mon, Thu, Tue, Wed};
//!
//! let law = RulePack::embedded(statutory_pay::PACK)?;
//! let sickness = Sickness {
//!     first: date(2026, 6, 1)?,
//!     last: date(2026, 6, 5)?,
//!     qualifying_days: vec![Mon, Tue, Wed, Thu, Fri],
//!     earnings: Earnings { paid: gbp!(2_000.00), over: Over::Weeks(8) },
//!     linked: None,
//! };
//! let (sick, trace) = statutory_pay::sick_pay_traced(&sickness, &law)?;
//! assert_eq!((sick.total, sick.waiting_days), (gbp!(123.25), 0));
//! let figure = |id| trace.find(id).unwrap().value.to_string();
//! assert_eq!(figure("uk.statutory_pay.average"), "250.0000");
//! assert_eq!(figure("uk.sick_pay.of_earnings"), "40.0000"); // 80 % of 250.00 ÷ 5
//! assert_eq!(figure("uk.sick_pay.daily"), "24.6500"); // 123.25 ÷ 5 is less
//! assert_eq!(figure("uk.sick_pay.week"), "123.25");
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! Maternity pay with 16,000.00 paid in two months: 1,846.153… a week.
//! ```
//! use backoffice::{date, gbp, law::RulePack, tax::wages::uk::statutory_pay::{self, Earnings, Kind, Leave, Over}};
//!
//! let law = RulePack::embedded(statutory_pay::PACK)?;
//! let leave = Leave {
//!     kind: Kind::Maternity,
//!     earnings: Earnings { paid: gbp!(16_000.00), over: Over::Months(2) },
//!     relevant_week: date(2026, 2, 14)?,
//!     begins: date(2026, 5, 4)?,
//!     weeks: 39,
//!     paid_weeks: 0,
//! };
//! let pay = statutory_pay::parental_pay(&leave, &law)?;
//! assert_eq!((pay.weeks[0].amount, pay.weeks[6].amount), (gbp!(1_661.54), gbp!(194.32)));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` on a day that the pack does not know, `law.unsupported` for a sickness that goes on over 6 April 2026
//! (the transitional rules of S.I. 2026/373 were not found) and for a pack of something else, `input.invalid` for days and
//! weeks that do not fit, `input.duplicate` for a day of the week named twice, `money.mixed_currencies`, `number.negative`,
//! `number.out_of_range` naming the field and the first step that had no value.
//!
//! Not in this version: linked sicknesses that go on for three years, qualifying days that change from week to week, sick
//! pay's other exclusions (schedule 11), and parental pay by the pay day instead of the week ([`part_week`] helps).

mod earnings;
mod parental;
mod recovery;
mod sick;
#[cfg(test)]
mod tests;

pub use earnings::{Earnings, Over};
pub use parental::{
    Kind, Leave, ParentalPay, PayWeek, WeekRate, parental_pay, parental_pay_traced, part_week,
};
pub use recovery::{Paid, Recovered, recovery, recovery_traced};
pub use sick::{DailyRate, Linked, SickPay, SickWeek, Sickness, sick_pay, sick_pay_traced};

use crate::money::{Mode, Rounding};

/// The rule pack's id.
pub const PACK: &str = "uk.statutory_pay";

/// Four decimals, cut.
const CUT: Rounding = Rounding::of(1, 4, Mode::Down);
/// Up to the penny.
const PENNY_UP: Rounding = Rounding::of(1, 2, Mode::Ceiling);

/// Whether there is something to pay, and if not why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// It is paid.
    Paid,
    /// Average weekly earnings are below the lower earnings limit.
    BelowLowerEarningsLimit,
    /// The sickness is too short for a period of incapacity for work.
    TooShort,
    /// No qualifying day is left after the waiting days.
    WaitingDays,
    /// Sick pay was paid for as long as it is paid.
    Exhausted,
}
