//! The salary information file (SIF) of the United Arab Emirates' Wages Protection System: made and checked as text.
//!
//! An employer hands it to its bank, which pays the wages. It has a record `EDR` (employee detail) for each employee and
//! ends with one `SCR` (salary control), whose count and total must be those of the records before it.
//! [`File::text`] makes it, [`read`] and [`check`] read one from anywhere and refuse it where the bank would.
//!
//! ```
//! use backoffice::{
//!     Money, Period, currency::AED, date, dec,
//!     payroll::sif::{self, Employee, File},
//! };
//!
//! let june = Period::month(2009, 6)?;
//! let paid = |id: &str, account: &str, fixed| Employee {
//!     id: id.into(),
//!     agent: "640110101".into(),
//!     account: account.into(),
//!     period: june,
//!     days: 30,
//!     fixed,
//!     variable: Money::zero(AED),
//!     leave_days: 0,
//! };
//! // The sample file of the guide.
//! let file = File {
//!     employer_id: "9103".into(), // zeros are put before it
//!     employer_bank: "302210101".into(),
//!     created: "2009-07-16T11:07:00".parse().expect("a day and a time"),
//!     month: june,
//!     currency: AED,
//!     employees: vec![
//!         paid("10001016594125", "4551902459", Money::new(dec!(1221.92), AED)?),
//!         paid("30305106000500", "155481121", Money::new(dec!(1000), AED)?),
//!     ],
//!     reference: "1141".into(),
//! };
//! assert_eq!(file.lines()?, [
//!     "EDR,10001016594125,640110101,4551902459,2009-06-01,2009-06-30,30,1221.92,0,0",
//!     "EDR,30305106000500,640110101,155481121,2009-06-01,2009-06-30,30,1000,0,0",
//!     "SCR,0000000009103,302210101,2009-07-16,1107,062009,2,2221.92,AED,1141",
//! ]);
//!
//! let altered = file.text()?.replace("1221.92", "1321.92");
//! let error = sif::check(&altered).unwrap_err();
//! assert_eq!((error.code().as_str(), error.field()), ("payroll.control_total", "SCR.total"));
//! assert!(error.message().starts_with("control total 2221.92 differs from 2321.92"));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Units
//! Days are whole calendar days, both ends of a period included. Amounts are written without decimals when they are whole
//! (`1000`), else with those of the currency (`1221.90`). Nothing is rounded.
//!
//! # Source
//! "Wages Protection System, WPS file format reference guide" v1.1 (records, lengths and the sample above) of the Central
//! Bank, as banks publish it; accounts of up to 23 characters (IBANs) and references of up to 35 from the later
//! guidelines of Dubai Islamic Bank. A primary copy of the present specification was not found; banks add rules of their
//! own.
//!
//! # What is not here
//! The record `EVP` (the variable pay broken down into seven amounts): no public table of its fields was found. A file
//! with one is refused (`payroll.record`) rather than passed unread. Identifiers of more than 14 digits, which some
//! authorities other than the ministry give, are refused too. Whether a bank's code or an employee's number exists, and
//! whether the IBAN's check digits hold, is not looked at.

use super::hours::clock;
use crate::{
    calendar::{Period, parse_date},
    error::{Code, Error, Result},
    money::{Currency, Money},
};
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

mod read;
#[cfg(test)]
mod tests;

pub use read::{check, read};

const EMPLOYEE_ID: usize = 14;
const EMPLOYER_ID: usize = 13;
const BANK: usize = 9;
const ACCOUNT: usize = 23;
const REFERENCE: usize = 35;

/// A salary information file: what is paid to whom for a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The employer's number at the ministry, at most 13 digits; zeros are put before it.
    pub employer_id: String,
    /// The routing code of the employer's bank, at most 9 digits; zeros are put before it.
    pub employer_bank: String,
    /// When the file was made, to the minute; seconds are not written.
    #[serde(with = "clock::moment")]
    pub created: NaiveDateTime,
    /// The calendar month whose wages are paid.
    pub month: Period,
    /// The currency of every amount.
    pub currency: Currency,
    /// Who is paid, each employee once.
    pub employees: Vec<Employee>,
    /// The employer's own reference, at most 35 characters; empty when there is none.
    #[serde(default)]
    pub reference: String,
}

/// What one employee is paid: a record `EDR`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Employee {
    /// The person's number at the ministry, at most 14 digits; zeros are put before it.
    pub id: String,
    /// The routing code of the agent (the employee's bank or exchange house), at most 9 digits; zeros are put before it.
    pub agent: String,
    /// The account with the agent: an IBAN or another number, at most 23 letters and digits.
    pub account: String,
    /// The days that are paid for, the first and the last both included.
    pub period: Period,
    /// How many days of the period are paid.
    pub days: u32,
    /// Fixed pay: basic pay and the allowances that are the same every month.
    pub fixed: Money,
    /// Variable pay: overtime, commissions, what is paid once.
    pub variable: Money,
    /// Days of leave without pay in the period.
    pub leave_days: u32,
}

impl File {
    /// The sum of all fixed and variable pay.
    ///
    /// # Errors
    /// `money.mixed_currencies`, `number.out_of_range`.
    pub fn total(&self) -> Result<Money> {
        Money::sum(self.employees.iter().flat_map(|paid| [paid.fixed, paid.variable]), self.currency)
    }

    /// The records as lines: an `EDR` for each employee, in order, and the `SCR`.
    ///
    /// # Errors
    /// Each names the field (`employees.2.id`) and the value: `input.missing` without an employee, `input.duplicate`
    /// when one stands twice, `input.invalid` for a number, account or reference that has other characters or is too
    /// long, a month that is not a calendar month, more days than the period has; `number.negative`,
    /// `money.mixed_currencies`, `calendar.invalid_date` outside the years 0 to 9999, `number.out_of_range`.
    pub fn lines(&self) -> Result<Vec<String>> {
        if self.employees.is_empty() {
            return Err(Error::missing("employees"));
        }
        let mut seen = BTreeSet::new();
        let mut lines = Vec::with_capacity(self.employees.len() + 1);
        for (index, paid) in self.employees.iter().enumerate() {
            let place = |error: Error| error.within(format!("employees.{index}"));
            let id = padded("id", &paid.id, EMPLOYEE_ID).map_err(place)?;
            lines.push(paid.line(&id, self.currency).map_err(place)?);
            once(&mut seen, id).map_err(place)?;
        }
        lines.push(self.control()?);
        Ok(lines)
    }

    /// The file: its [`lines`](Self::lines), each ended by a carriage return and a line feed, as spreadsheets end them.
    ///
    /// # Errors
    /// As [`lines`](Self::lines).
    pub fn text(&self) -> Result<String> {
        Ok(self.lines()?.into_iter().flat_map(|line| [line, "\r\n".into()]).collect())
    }

    fn control(&self) -> Result<String> {
        let (year, month) = (self.month.first().year(), self.month.first().month());
        if Period::month(year, month)? != self.month {
            return Err(Error::invalid("month", self.month, "give the first and the last day of one month"));
        }
        day("month", self.month.first())?;
        reference(&self.reference)?;
        Ok(format!(
            "SCR,{},{},{},{:02}{:02},{month:02}{year:04},{},{},{},{}",
            padded("employer_id", &self.employer_id, EMPLOYER_ID)?,
            padded("employer_bank", &self.employer_bank, BANK)?,
            day("created", self.created.date())?,
            self.created.hour(),
            self.created.minute(),
            self.employees.len(),
            amount(self.total()?),
            self.currency,
            self.reference,
        ))
    }
}

impl Employee {
    fn line(&self, id: &str, currency: Currency) -> Result<String> {
        self.holds(currency)?;
        Ok(format!(
            "EDR,{id},{},{},{},{},{},{},{},{}",
            padded("agent", &self.agent, BANK)?,
            self.account,
            day("period.first", self.period.first())?,
            day("period.last", self.period.last())?,
            self.days,
            amount(self.fixed),
            amount(self.variable),
            self.leave_days,
        ))
    }

    /// What must hold of an employee whether it is written or read.
    fn holds(&self, currency: Currency) -> Result<()> {
        let account = &self.account;
        let plain = account.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if account.is_empty() || account.len() > ACCOUNT || !plain {
            return Err(Error::invalid(
                "account",
                account,
                "write 1 to 23 letters and digits, without spaces",
            ));
        }
        for (field, days) in [("days", self.days), ("leave_days", self.leave_days)] {
            if days > self.period.len() {
                let wanted = format!("{} has {} days", self.period, self.period.len());
                return Err(Error::invalid(field, days, &wanted));
            }
        }
        for (field, amount) in [("fixed", self.fixed), ("variable", self.variable)] {
            if amount.is_negative() {
                let message = format!("`{field}` is {amount}: a salary file has no amounts below zero");
                return Err(Error::new(Code::NumberNegative, field, amount, message));
            }
            if amount.currency() != currency {
                let message = format!("`{field}` is {amount}, but the file is in {currency}");
                return Err(Error::new(Code::MoneyMixedCurrencies, field, amount, message));
            }
        }
        Ok(())
    }
}

/// Refuses an employee who stands in the file already.
fn once(seen: &mut BTreeSet<String>, id: String) -> Result<()> {
    if seen.contains(&id) {
        let message = format!("employee {id} stands in the file twice: give one record for each");
        return Err(Error::new(Code::InputDuplicate, "id", id, message));
    }
    seen.insert(id);
    Ok(())
}

fn padded(field: &str, text: &str, length: usize) -> Result<String> {
    if text.is_empty() || text.len() > length || !all_digits(text) {
        return Err(Error::invalid(field, text, &format!("write at most {length} digits")));
    }
    Ok(format!("{text:0>length$}"))
}

fn reference(text: &str) -> Result<()> {
    let plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b',');
    if text.len() > REFERENCE || !plain {
        let wanted = "write at most 35 characters of ASCII, and no comma";
        return Err(Error::invalid("reference", text, wanted));
    }
    Ok(())
}

/// A day with a year of four digits.
fn day(field: &str, day: NaiveDate) -> Result<String> {
    let text = day.to_string();
    parse_date(field, &text)?;
    Ok(text)
}

/// Whole amounts without decimals, others with those of their currency.
fn amount(money: Money) -> String {
    let plain = money.amount().normalize();
    if plain.scale() == 0 { plain.to_string() } else { money.amount().to_string() }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
