//! A pay run: one slip for each row, and the rows that could not be done.

use super::{
    elements::Pay,
    employee::Employee,
    slip::{Paid, Slip},
};
use crate::{
    calendar::Period,
    error::{Code, Error, Problem, Result},
    law::RulePack,
    money::{Currency, Money},
    tax::wages::Prepared,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One person of a run, and what is paid beside a salary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Who is paid.
    pub employee: Employee,
    /// The elements of pay.
    #[serde(default)]
    pub pays: Vec<Pay>,
}

impl Row {
    /// Somebody with these elements of pay.
    pub fn new(employee: Employee, pays: impl Into<Vec<Pay>>) -> Self {
        Self { employee, pays: pays.into() }
    }
}

/// The slips of a run in the order of its rows, and what is wrong with the rows that gave none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// What the pay is for.
    pub period: Period,
    /// When it is paid.
    pub pay_day: NaiveDate,
    /// The currency of all amounts.
    pub currency: Currency,
    /// The slips.
    pub slips: Vec<Slip>,
    /// The rows that gave none: row, field, code and message.
    pub problems: Vec<Problem>,
}

/// The sums over the slips of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Gross pay.
    pub gross: Money,
    /// Expenses paid back.
    pub reimbursed: Money,
    /// Withheld from pay.
    pub withheld: Money,
    /// Paid out.
    pub net: Money,
    /// The employer's own contributions.
    pub employer: Money,
    /// Gross pay and the employer's contributions.
    pub cost: Money,
}

impl Run {
    /// The slip of an employee, by id.
    pub fn slip(&self, employee: &str) -> Option<&Slip> {
        self.slips.iter().find(|slip| slip.employee == employee)
    }

    /// The sums over all slips.
    ///
    /// # Errors
    /// `number.out_of_range`.
    pub fn totals(&self) -> Result<Totals> {
        let sum = |of: fn(&Slip) -> Money| Money::sum(self.slips.iter().map(of), self.currency);
        Ok(Totals {
            gross: sum(|slip| slip.gross)?,
            reimbursed: sum(|slip| slip.reimbursed)?,
            withheld: sum(|slip| slip.withheld)?,
            net: sum(|slip| slip.net)?,
            employer: sum(|slip| slip.employer)?,
            cost: sum(|slip| slip.cost)?,
        })
    }
}

/// Pays many people on one day, under law that is read from its pack once. `go_on` is asked before each row, with the
/// rows done and the rows in all; the run ends when it says no.
///
/// # Errors
/// `run.cancelled` when `go_on` says no; `law.none_in_force` and its kin when the pack does not know the day. What is
/// wrong with a row is among [`Run::problems`], an id that was paid in an earlier row (`input.duplicate`) too.
pub fn run(
    rows: &[Row],
    period: Period,
    pay_day: NaiveDate,
    pack: &RulePack,
    mut go_on: impl FnMut(usize, usize) -> bool,
) -> Result<Run> {
    let law = Prepared::on(pack, pay_day)?;
    let currency = pack.currency();
    let mut run = Run { period, pay_day, currency, slips: Vec::with_capacity(rows.len()), problems: vec![] };
    let mut paid = BTreeSet::new();
    for (index, Row { employee, pays }) in rows.iter().enumerate() {
        if !go_on(index, rows.len()) {
            let done = format!("{index} of {}", rows.len());
            let message = format!("the run was cancelled after {done} rows; nothing of it counts");
            return Err(Error::new(Code::Cancelled, "rows", done, message));
        }
        let slip = if paid.contains(employee.id.as_str()) {
            let id = &employee.id;
            let message =
                format!("`id` is `{id}`, who is paid in an earlier row: put all elements in one row");
            Err(Error::new(Code::InputDuplicate, "id", id, message))
        } else {
            Paid { employee, period, pay_day, pays, currency }
                .slip(|profile, payment| Ok((law.assess(profile, payment)?, ())))
        };
        match slip {
            Ok((slip, ())) => {
                paid.insert(employee.id.as_str());
                run.slips.push(slip);
            }
            Err(error) => run.problems.push(Problem::new(index, &error)),
        }
    }
    Ok(run)
}
