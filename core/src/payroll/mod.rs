//! Payroll: from hours to gross pay, from gross to net and to what the employer pays, each figure explained.
//!
//! Payroll adds lines up and knows no country: taxes and contributions come from [`tax::wages`](crate::tax::wages) for
//! the person's profile. Rounding is named by whoever hires ([`Employee::rounding`]) or insures ([`pension::Scheme`]).
//!
//! | module | what it does |
//! |---|---|
//! | [`hours`] | worked shifts to paid hours: night, holiday, day-off and overtime premiums |
//! | [`elements`] | what somebody earns or has deducted, and which bases it belongs to |
//! | [`pension`] | a scheme of the employer's own, as data |
//! | [`mod@slip`], [`mod@run`] | one payslip; a batch that reports the rows it could not do |
//! | [`cost`] | what a roster costs: the table that [`scheduling`](crate::scheduling::cost) takes, and the price as paid |
//! | [`sif`] | the salary information file of the United Arab Emirates, for the bank |
//! | [`mod@post`], [`mod@print`] | the journal for the accountant; the slip for the employee |
//!
//! ```
//! use backoffice::{
//!     Mode::HalfUp, Period, Rounding, currency::GBP, date, dec, gbp,
//!     law::RulePack,
//!     payroll::{self, Employee, Pay},
//!     tax::wages::{Profile, uk},
//! };
//!
//! let law = RulePack::embedded(uk::PACK)?;
//! let ada = Employee::new("ada")
//!     .salary(gbp!(3_000.00))
//!     .contract_hours(dec!(150), Rounding::minor(GBP, HalfUp))
//!     .taxed(Profile::Uk(uk::Profile::new("1257L".parse()?, "A".parse()?)));
//! let extra = [
//!     Pay::overtime(dec!(6.5)).at(dec!(1.5)), // 6 h 30 min at 150 % of 3,000 ÷ 150
//!     Pay::expense(gbp!(84.20)),
//! ];
//!
//! let april = Period::month(2026, 4)?;
//! let (slip, trace) = payroll::slip_traced(&ada, april, date(2026, 4, 30)?, &extra, &law)?;
//! assert_eq!(slip.gross, gbp!(3_195.00));
//! assert_eq!(slip.net, slip.gross.checked_sub(slip.withheld)?.checked_add(gbp!(84.20))?);
//! println!("{slip}"); // the slip as people know it
//! println!("{trace}"); // where each number came from
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `payroll.negative_hours`, `payroll.negative_net`, `payroll.no_rate`; `input.missing` when the person has no profile,
//! no rounding for pay by the hour, or an element lacks its time, amount or factor; `input.invalid` when an element
//! contradicts itself; `number.negative`, `number.out_of_range`, `money.mixed_currencies`, each naming the field
//! (`pays.2.worked`) and the value; and those of [`tax::wages`](crate::tax::wages).

pub mod cost;
pub mod elements;
mod employee;
mod explain;
pub mod hours;
pub mod pension;
pub mod post;
pub mod print;
pub mod run;
pub mod sif;
pub mod slip;
#[cfg(test)]
mod tests;

pub use elements::{Bases, Kind, Pay, Worked};
pub use employee::{Basis, Employee};
pub use post::{Accounts, post, post_run};
pub use run::{Row, Run, Totals, run};
pub use slip::{Line, Section, Slip, slip, slip_traced};
