//! What customers owe: payments put to documents, ageing, reminders, interest, and when the money is expected.
//!
//! An [`OpenItem`] is a document that is not settled, a [`Payment`] what the bank received. [`allocate`] puts the one to
//! the other by a [`Policy`] that names every choice: by reference, by amount, oldest first; early-payment discounts,
//! a tolerance, the currency difference between the day of the document and the day of the payment. What no document
//! takes stays on account. [`Allocation::conserved`] is the judge, [`post`] gives the journal. [`age`] sorts what is
//! open by days late, [`remind`] says who gets which reminder, [`interest`] computes it by the caller's dated table, and
//! [`expect`] tells by week when money will come, from how late each customer has paid so far.
//!
//! The library has no clock: the day of each question is an argument. Amounts are in the currency of the document; those
//! of credit notes are below zero.
//!
//! ```
//! use backoffice::{currency::EUR, date, dec, eur, invoice::receivables::{By, OpenItem, Payment, Policy, allocate}};
//!
//! let due = date(2026, 4, 1)?;
//! let items = [
//!     OpenItem::new("2026-001", "Ada", date(2026, 3, 2)?, due, eur!(1000.00)).discount(date(2026, 3, 12)?, dec!(0.02)),
//!     OpenItem::new("2026-002", "Ada", date(2026, 3, 9)?, date(2026, 4, 8)?, eur!(250.00)),
//! ];
//! let payment = Payment::new("bank 17", "Ada", date(2026, 3, 10)?, eur!(980.00)).referring("2026-001");
//! let policy = Policy::of([By::Reference, By::Amount, By::OldestFirst]).tolerating(eur!(0.05));
//!
//! let allocation = allocate(&items, &[payment.clone()], &policy)?;
//! assert_eq!(allocation.applied[0].discount, eur!(20.00)); // 2 %, in time
//! assert_eq!(allocation.items[0].open, eur!(0.00));
//! assert_eq!(allocation.items[1].open, eur!(250.00));
//! allocation.conserved(&items, &[payment])?;
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Not covered
//! A discount that was taken lowers the taxable amount: write a credit note for it with [`credit`](super::credit), where
//! the law of the country asks for one. Compound interest, and instalment plans.

mod age;
mod allocate;
mod allocation;
mod expect;
mod interest;
mod item;
mod post;
mod remind;
#[cfg(test)]
mod tests;

pub use age::{Aged, age};
pub use allocate::allocate;
pub use allocation::{Allocation, Applied, Booking, OnAccount};
pub use expect::{Basis, Expected, ExpectedItem, ExpectedWeek, Settled, expect};
pub use interest::{DayCount, Interest, RateSince, Reduction, Segment, interest};
pub use item::{Booked, By, Discount, OpenItem, Payment, Policy};
pub use post::{Accounts, post};
pub use remind::{Level, Overdue, Reminder, Sent, remind};
