//! Many payments at once: columns of pence in, columns of pence out.
use super::{
    Basis, Category, Due, Profile, StudentLoans, TaxCode, ToDate, Year, assess,
    outcome::Inputs,
    period::{Span, TaxPeriod},
    year::Figures,
};
use crate::{
    calendar::PayFrequency,
    error::{Error, Problem, Result},
    money::{Money, number::Fixed},
    tax::wages::Payment,
};
use chrono::NaiveDate;

/// A column: the same in every row, or one value for each.
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
}

/// Payments.
#[derive(Clone, Copy, Debug)]
pub struct Payments<'a> {
    /// D.
    pub pay_day: Column<'a, NaiveDate>,
    /// F.
    pub frequency: Column<'a, PayFrequency>,
    /// C.
    pub tax_code: Column<'a, TaxCode>,
    /// B.
    pub basis: Column<'a, Basis>,
    /// C.
    pub category: Column<'a, Category>,
    /// L.
    pub student_loans: Column<'a, StudentLoans>,
    /// T.
    pub taxable: Column<'a, i64>,
    /// T.
    pub contributory: Column<'a, i64>,
    /// T.
    pub non_cash: Column<'a, i64>,
    /// T.
    pub taxable_to_date: Column<'a, i64>,
    /// T.
    pub tax_to_date: Column<'a, i64>,
}

/// Out.
#[derive(Clone, Debug, Default)]
pub struct Dues {
    /// T.
    pub tax: Vec<i64>,
    /// T.
    pub employee_ni: Vec<i64>,
    /// T.
    pub employer_ni: Vec<i64>,
    /// T.
    pub student_loan: Vec<i64>,
    /// T.
    pub postgraduate_loan: Vec<i64>,
    /// P.
    pub problems: Vec<Problem>,
}

impl Payments<'_> {
    #[inline]
    fn quick(&self, row: usize, figures: &Figures<Fixed>, year: &Year) -> Option<[i64; 5]> {
        let day = self.pay_day.at(row)?;
        if !year.period().contains(day) {
            return None;
        }
        let code = self.tax_code.at(row)?;
        let basis = if code.is_week1_month1() { Basis::Week1Month1 } else { self.basis.at(row)? };
        let form = |column: &Column<'_, i64>| Fixed::of_minor(column.at(row)?, 2);
        let non_cash = self.non_cash.at(row).filter(|amount| *amount >= 0)?;
        let given = Inputs {
            code,
            period: TaxPeriod::of(day, year.period(), Span::of(self.frequency.at(row)?).ok()?, basis),
            category: self.category.at(row)?,
            repaid: self.student_loans.at(row)?,
            pay: form(&self.taxable)?,
            non_cash: Fixed::of_minor(non_cash, 2)?,
            earnings: form(&self.contributory)?,
            pay_before: form(&self.taxable_to_date)?,
            tax_before: form(&self.tax_to_date)?,
            by_year: None,
        };
        figures.outcome(&given, &mut ())?.pence()
    }
}

/// Runs.
pub fn due(payments: &Payments<'_>, rows: usize, year: &Year, out: &mut Dues) {
    let Some(figures) = year.fast.as_ref() else { return };
    out.tax.resize(rows, 0);
    out.employee_ni.resize(rows, 0);
    out.employer_ni.resize(rows, 0);
    out.student_loan.resize(rows, 0);
    out.postgraduate_loan.resize(rows, 0);
    for ((((((row, a), b), c), d), e)) in (0..rows)
        .zip(&mut out.tax)
        .zip(&mut out.employee_ni)
        .zip(&mut out.employer_ni)
        .zip(&mut out.student_loan)
        .zip(&mut out.postgraduate_loan)
    {
        if let Some(p) = payments.quick(row, figures, year) {
            [*a, *b, *c, *d, *e] = p;
        }
    }
}
