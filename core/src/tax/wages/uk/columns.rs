//! Many payments at once: columns of pence in, columns of pence out, the same to the penny as [`due`](super::due).
//!
//! The rule is the same source too: it runs over checked integers, row by row, with nothing else made for a row. A row
//! that those cannot hold, a director's year and whatever looks unfit is done again by [`due`](super::due), which knows
//! the answer or names what is wrong with it. Columns of 1,000 to 8,000 rows stay in the processor's caches; the columns
//! that come out are the caller's and keep their memory from one batch to the next.
//!
//! ```
//! use backoffice::{
//!     PayFrequency::Monthly, date,
//!     law::RulePack,
//!     tax::wages::uk::{self, columns::{self, Column::{Each, Same}}},
//! };
//!
//! let april = date(2026, 4, 30)?;
//! let year = uk::Year::on(&RulePack::embedded(uk::PACK)?, april)?;
//! let codes = ["1257L".parse()?, "K475".parse()?, "D9".parse()?];
//!
//! let pay = [300_000, 300_000, 300_000];
//! let payments = columns::Payments::new(april, Monthly, Each(&codes), Same("A".parse()?), Each(&pay));
//! let mut dues = columns::Dues::default();
//! columns::due(&payments, &year, &mut dues)?;
//! assert_eq!(dues.tax, [39_020, 73_006, 0]);
//! assert_eq!(dues.employee_ni, [15_616, 15_616, 0]);
//! let problem = &dues.problems[0];
//! assert_eq!((problem.row, problem.field.as_str(), problem.code.as_str()), (2, "tax_code", "tax.code_invalid"));
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! Of the batch: `input.invalid` naming the column whose length differs from the others'. Of a row: a [`Problem`], with
//! what [`due`](super::due) says of it; its amounts are 0, and the other rows stand.

#[cfg(test)]
mod tests;

use super::{Basis, Category, Contributions, Director, Profile, StudentLoans, TaxCode, Year, plain::Plain};
use crate::{
    calendar::PayFrequency,
    error::{Error, Problem, Result},
    money::Money,
    tax::wages::Payment,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A column: the same value in every row, or one for each.
///
/// Not serialised: it borrows what the caller has.
#[derive(Clone, Copy, Debug)]
pub enum Column<'a, T> {
    /// The same in every row.
    Same(T),
    /// One value for each row.
    Each(&'a [T]),
}

impl<T: Copy> Column<'_, T> {
    #[inline]
    fn at(&self, row: usize) -> Option<T> {
        match self {
            Self::Same(value) => Some(*value),
            Self::Each(values) => values.get(row).copied(),
        }
    }

    /// The number of rows, when it tells one.
    const fn rows(&self) -> Option<usize> {
        match self {
            Self::Same(_) => None,
            Self::Each(values) => Some(values.len()),
        }
    }
}

/// Payments, a column for each field of [`Profile`] and [`Payment`]; amounts are pence.
///
/// Not serialised: it borrows what the caller has.
#[derive(Clone, Copy, Debug)]
pub struct Payments<'a> {
    /// The day of the payment, in the tax year of the law.
    pub pay_day: Column<'a, NaiveDate>,
    /// How often this person is paid.
    pub frequency: Column<'a, PayFrequency>,
    /// The tax code.
    pub tax_code: Column<'a, TaxCode>,
    /// Whether the figures to date take part; a mark on the tax code says week 1/month 1 by itself.
    pub basis: Column<'a, Basis>,
    /// The category letter of National Insurance.
    pub category: Column<'a, Category>,
    /// The loans that are repaid through the payroll.
    pub student_loans: Column<'a, StudentLoans>,
    /// Set for a company director.
    pub director: Column<'a, Option<Director>>,
    /// Pay that is taxed, this payment only.
    pub taxable: Column<'a, i64>,
    /// Earnings on which contributions are due, this payment only.
    pub contributory: Column<'a, i64>,
    /// The part of `taxable` that is not paid in cash.
    pub non_cash: Column<'a, i64>,
    /// The figures before these payments.
    pub to_date: ToDate<'a>,
}

/// Pay, tax and contributions since 6 April, before these payments; amounts are pence.
///
/// Not serialised: it borrows what the caller has.
#[derive(Clone, Copy, Debug)]
pub struct ToDate<'a> {
    /// The pay day of the last payment in the figures; None where the caller knows that they are of this tax year. Those of
    /// an earlier one do not count.
    pub through: Column<'a, Option<NaiveDate>>,
    /// Taxable pay to date.
    pub taxable_pay: Column<'a, i64>,
    /// Tax to date.
    pub tax: Column<'a, i64>,
    /// Earnings to date on which contributions were due; they count for directors only, as the next two.
    pub earnings: Column<'a, i64>,
    /// The employee's contributions to date.
    pub employee_ni: Column<'a, i64>,
    /// The employer's.
    pub employer_ni: Column<'a, i64>,
}

impl Default for ToDate<'_> {
    /// Nothing before these payments.
    fn default() -> Self {
        let none = Column::Same(0);
        Self {
            through: Column::Same(None),
            taxable_pay: none,
            tax: none,
            earnings: none,
            employee_ni: none,
            employer_ni: none,
        }
    }
}

/// What is due on each payment, in pence; of a row with a problem 0.
///
/// The memory is kept from one batch to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dues {
    /// Income tax; below zero it is a refund.
    pub tax: Vec<i64>,
    /// The employee's National Insurance.
    pub employee_ni: Vec<i64>,
    /// The employer's National Insurance.
    pub employer_ni: Vec<i64>,
    /// The deduction for a student loan; zero when none is repaid.
    pub student_loan: Vec<i64>,
    /// The deduction for a postgraduate loan; zero when none is repaid.
    pub postgraduate_loan: Vec<i64>,
    /// The rows that were refused, in their order.
    pub problems: Vec<Problem>,
}

impl<'a> Payments<'a> {
    /// Payments of one day in cash, all of it taxed and contributory, cumulative as the codes say, with no loans and nothing
    /// before them: set what differs.
    pub fn new(
        pay_day: NaiveDate,
        frequency: PayFrequency,
        tax_code: Column<'a, TaxCode>,
        category: Column<'a, Category>,
        pay: Column<'a, i64>,
    ) -> Self {
        Self {
            pay_day: Column::Same(pay_day),
            frequency: Column::Same(frequency),
            tax_code,
            basis: Column::Same(Basis::Cumulative),
            category,
            student_loans: Column::Same(StudentLoans::default()),
            director: Column::Same(None),
            taxable: pay,
            contributory: pay,
            non_cash: Column::Same(0),
            to_date: ToDate::default(),
        }
    }

    /// The number of rows: 1 when every column is the same in every row.
    ///
    /// # Errors
    /// `input.invalid` naming a column whose length differs from the others'.
    pub fn rows(&self) -> Result<usize> {
        let to_date = &self.to_date;
        let lengths = [
            ("pay_day", self.pay_day.rows()),
            ("frequency", self.frequency.rows()),
            ("tax_code", self.tax_code.rows()),
            ("basis", self.basis.rows()),
            ("category", self.category.rows()),
            ("student_loans", self.student_loans.rows()),
            ("director", self.director.rows()),
            ("taxable", self.taxable.rows()),
            ("contributory", self.contributory.rows()),
            ("non_cash", self.non_cash.rows()),
            ("to_date.through", to_date.through.rows()),
            ("to_date.taxable_pay", to_date.taxable_pay.rows()),
            ("to_date.tax", to_date.tax.rows()),
            ("to_date.contributions.earnings", to_date.earnings.rows()),
            ("to_date.contributions.employee", to_date.employee_ni.rows()),
            ("to_date.contributions.employer", to_date.employer_ni.rows()),
        ];
        let mut told = lengths.iter().filter_map(|(name, rows)| Some((name, (*rows)?)));
        let Some((first, rows)) = told.next() else { return Ok(1) };
        match told.find(|(_, others)| *others != rows) {
            None => Ok(rows),
            Some((name, others)) => {
                Err(Error::invalid(name, others, &format!("give it {rows} rows, as many as `{first}` has")))
            }
        }
    }

    #[inline]
    fn plain(&self, row: usize) -> Option<Plain> {
        Some(Plain {
            pay_day: self.pay_day.at(row)?,
            frequency: self.frequency.at(row)?,
            tax_code: self.tax_code.at(row)?,
            basis: self.basis.at(row)?,
            category: self.category.at(row)?,
            repaid: self.student_loans.at(row)?,
            director: self.director.at(row)?.map(|director| director.method),
            through: self.to_date.through.at(row)?,
            taxable: self.taxable.at(row)?,
            contributory: self.contributory.at(row)?,
            non_cash: self.non_cash.at(row)?,
            pay_before: self.to_date.taxable_pay.at(row)?,
            tax_before: self.to_date.tax.at(row)?,
            paid_before: [
                self.to_date.earnings.at(row)?,
                self.to_date.employee_ni.at(row)?,
                self.to_date.employer_ni.at(row)?,
            ],
        })
    }

    /// The row as anybody's payment.
    #[cold]
    fn apart(&self, row: usize, year: &Year) -> Result<[i64; 5]> {
        let missing = |field| move || Error::missing(field);
        let money = |column: &Column<'_, i64>, field| -> Result<Money> {
            Ok(Money::minor(column.at(row).ok_or_else(missing(field))?, year.currency))
        };
        let before = &self.to_date;
        let person = Profile {
            tax_code: self.tax_code.at(row).ok_or_else(missing("tax_code"))?,
            basis: self.basis.at(row).ok_or_else(missing("basis"))?,
            category: self.category.at(row).ok_or_else(missing("category"))?,
            to_date: Some(super::ToDate {
                through: before.through.at(row).flatten().unwrap_or(year.period.first()),
                taxable_pay: money(&before.taxable_pay, "to_date.taxable_pay")?,
                tax: money(&before.tax, "to_date.tax")?,
                contributions: Some(Contributions {
                    earnings: money(&before.earnings, "to_date.contributions.earnings")?,
                    employee: money(&before.employee_ni, "to_date.contributions.employee")?,
                    employer: money(&before.employer_ni, "to_date.contributions.employer")?,
                }),
            }),
            director: self.director.at(row).ok_or_else(missing("director"))?,
            student_loans: Some(self.student_loans.at(row).ok_or_else(missing("student_loans"))?),
        };
        let payment = Payment {
            contributory: money(&self.contributory, "contributory")?,
            non_cash: money(&self.non_cash, "non_cash")?,
            ..Payment::new(
                self.pay_day.at(row).ok_or_else(missing("pay_day"))?,
                self.frequency.at(row).ok_or_else(missing("frequency"))?,
                money(&self.taxable, "taxable")?,
            )
        };
        let due = super::due(&person, &payment, year)?;
        let pence = |amount: Money, field: &str, of: Money| {
            let units = i64::try_from(amount.amount().mantissa()).ok();
            units.ok_or_else(|| Error::overflow(field, of, "an amount in pence"))
        };
        let (taxable, contributory) = (payment.taxable, payment.contributory);
        Ok([
            pence(due.tax, "taxable", taxable)?,
            pence(due.employee_ni, "contributory", contributory)?,
            pence(due.employer_ni, "contributory", contributory)?,
            pence(due.student_loan, "contributory", contributory)?,
            pence(due.postgraduate_loan, "contributory", contributory)?,
        ])
    }
}

/// PAYE, National Insurance and loans of many payments under the law of a tax year.
///
/// # Errors
/// `input.invalid` naming a column whose length differs from the others'; `dues` is then as it was. What is wrong with a row
/// is a problem of that row.
pub fn due(payments: &Payments<'_>, year: &Year, dues: &mut Dues) -> Result<()> {
    let rows = payments.rows()?;
    let Dues { tax, employee_ni, employer_ni, student_loan, postgraduate_loan, problems } = dues;
    problems.clear();
    for column in [&mut *tax, employee_ni, employer_ni, student_loan, postgraduate_loan] {
        column.resize(rows, 0);
    }
    let places = tax.iter_mut().zip(employee_ni).zip(employer_ni).zip(student_loan).zip(postgraduate_loan);
    for (row, ((((tax, employee), employer), student), postgraduate)) in places.enumerate() {
        let plain = payments.plain(row).and_then(|plain| plain.due(year));
        let found = plain.map_or_else(|| payments.apart(row, year), Ok);
        let pence = found.unwrap_or_else(|error| {
            problems.push(Problem::new(row, &error));
            [0; 5]
        });
        [*tax, *employee, *employer, *student, *postgraduate] = pence;
    }
    Ok(())
}
