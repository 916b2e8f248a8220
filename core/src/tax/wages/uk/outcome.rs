//! All the rules of a payment together, over one form of number.

#![expect(
    clippy::inline_always,
    reason = "measured: a row takes a quarter less time when nothing is handed over"
)]

use super::{
    StudentLoans, category::Category, code::TaxCode, loans, ni, paye, period::TaxPeriod, plain::PENCE,
    year::Figures,
};
use crate::{
    money::number::{Fixed, Number},
    tax::wages::statute::Readable,
    trace::Tracer,
};
use rust_decimal::Decimal;

/// What the rules are about, of this tax year.
#[derive(Clone, Copy)]
pub(super) struct Inputs<N> {
    pub code: TaxCode,
    pub period: TaxPeriod,
    pub category: Category,
    pub repaid: StudentLoans,
    pub pay: N,
    pub non_cash: N,
    pub earnings: N,
    pub pay_before: N,
    pub tax_before: N,
    /// The weeks of the year by which a director's contributions are reckoned, and those to date.
    pub by_year: Option<(u32, ni::Paid<N>)>,
}

/// What came of it.
pub(super) struct Outcome<N> {
    pub tax: N,
    pub ni: [ni::Due<N>; 2],
    pub loans: [Option<loans::Due<N>>; 2],
}

impl<N: Number> Figures<N> {
    /// None when this tax year has no rate for the code or the category.
    #[inline(always)]
    pub(super) fn outcome<T: Tracer<N>>(&self, given: &Inputs<N>, t: &mut T) -> Option<Outcome<N>> {
        let Inputs {
            code,
            period,
            category,
            repaid,
            pay,
            non_cash,
            earnings,
            pay_before,
            tax_before,
            by_year,
        } = *given;
        let tax = self.paye.tax(paye::Given { code, period, pay, non_cash, pay_before, tax_before }, t)?;
        let ni = match by_year {
            None => self.ni.of_period(earnings, category, period.span, t)?,
            Some((weeks, paid)) => self.ni.of_director(earnings, category, weeks, paid, t)?,
        };
        let loans = self.loans.of_period(earnings, repaid, category, period.span, t);
        Some(Outcome { tax, ni, loans })
    }
}

impl<N: Number> Readable for Outcome<N> {
    type Amounts = Outcome<Decimal>;

    fn read(self) -> Option<Outcome<Decimal>> {
        let [employee, employer] = self.ni;
        let mut loans = [None, None];
        for (read, loan) in loans.iter_mut().zip(self.loans) {
            if let Some(due) = loan {
                *read = Some(loans::Due { amount: due.amount.read()?, on: due.on.read()? });
            }
        }
        Some(Outcome { tax: self.tax.read()?, ni: [employee.read()?, employer.read()?], loans })
    }
}

impl Outcome<Fixed> {
    /// The amounts alone, in pence: tax, the National Insurance of both, both loans. None once one was lost.
    #[inline(always)]
    pub(super) fn pence(&self) -> Option<[i64; 5]> {
        let [employee, employer] = &self.ni;
        let [student, postgraduate] = &self.loans;
        let loan =
            |due: &Option<loans::Due<Fixed>>| due.as_ref().map_or(Some(0), |due| due.amount.minor(PENCE));
        Some([
            self.tax.minor(PENCE)?,
            employee.amount.minor(PENCE)?,
            employer.amount.minor(PENCE)?,
            loan(student)?,
            loan(postgraduate)?,
        ])
    }
}

impl<N: Number> ni::Due<N> {
    fn read(self) -> Option<ni::Due<Decimal>> {
        let [main, other] = self.on;
        Some(ni::Due { amount: self.amount.read()?, on: [main.read()?, other.read()?] })
    }
}
