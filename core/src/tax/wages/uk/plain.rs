//! A payment in plain figures: the one road of the fast form, for a single payment and for columns.

use super::{
    Basis, Category, DirectorMethod, Profile, StudentLoans, TaxCode, Year,
    outcome::Inputs,
    period::{Span, TaxPeriod},
};
use crate::{
    calendar::PayFrequency,
    money::{Money, number::Fixed},
    tax::wages::Payment,
};
use chrono::NaiveDate;

/// The digits of an amount in pence: there is a fast form only for a currency that has so many.
pub(super) const PENCE: u32 = 2;

/// A payment and what is known of the person; amounts are pence.
#[derive(Clone, Copy)]
pub(super) struct Plain {
    pub pay_day: NaiveDate,
    pub frequency: PayFrequency,
    pub tax_code: TaxCode,
    pub basis: Basis,
    pub category: Category,
    pub repaid: StudentLoans,
    /// How a director's contributions are taken.
    pub director: Option<DirectorMethod>,
    /// The last payment in the figures to date; without it they are of this tax year.
    pub through: Option<NaiveDate>,
    pub taxable: i64,
    pub contributory: i64,
    pub non_cash: i64,
    pub pay_before: i64,
    pub tax_before: i64,
    /// A director's earnings to date and the contributions of both; here they only have to be fit.
    pub paid_before: [i64; 3],
}

impl Plain {
    /// None when an amount does not fit 64 bits of pence, or is in another currency.
    #[inline]
    pub(super) fn of(person: &Profile, payment: &Payment, year: &Year) -> Option<Self> {
        let pence = |money: &Money| {
            let units = i64::try_from(money.amount().mantissa()).ok();
            units.filter(|_| money.currency() == year.currency)
        };
        let (through, pay_before, tax_before) = match &person.to_date {
            None => (None, 0, 0),
            Some(figures) => (Some(figures.through), pence(&figures.taxable_pay)?, pence(&figures.tax)?),
        };
        let paid_before = match person.to_date.as_ref().and_then(|figures| figures.contributions.as_ref()) {
            None => [0; 3],
            Some(paid) => [pence(&paid.earnings)?, pence(&paid.employee)?, pence(&paid.employer)?],
        };
        Some(Self {
            pay_day: payment.pay_day,
            frequency: payment.frequency,
            tax_code: person.tax_code,
            basis: person.basis,
            category: person.category,
            repaid: person.student_loans.unwrap_or_default(),
            director: person.director.map(|director| director.method),
            through,
            taxable: pence(&payment.taxable)?,
            contributory: pence(&payment.contributory)?,
            non_cash: pence(&payment.non_cash)?,
            pay_before,
            tax_before,
            paid_before,
        })
    }

    /// What is due, in pence: tax, the National Insurance of both, both loans. None for a director's year, for what the
    /// fast form cannot hold, and for whatever looks unfit.
    #[inline]
    pub(super) fn due(&self, year: &Year) -> Option<[i64; 5]> {
        let figures = year.fast.as_ref()?;
        let by_year = self.director.is_some_and(|method| method != DirectorMethod::Alternative);
        let [earnings, employee, employer] = self.paid_before;
        let signs = self.taxable | self.contributory | self.non_cash | self.pay_before | self.tax_before;
        if by_year || (signs | earnings | employee | employer) < 0 || !year.period.contains(self.pay_day) {
            return None;
        }
        let (mut pay_before, mut tax_before) = (self.pay_before, self.tax_before);
        if let Some(through) = self.through {
            if self.pay_day < through {
                return None;
            }
            // Figures of an earlier tax year no longer count.
            if !year.period.contains(through) {
                (pay_before, tax_before) = (0, 0);
            }
        }
        let basis = if self.tax_code.is_week1_month1() { Basis::Week1Month1 } else { self.basis };
        let pence = |units| Fixed::of_minor(units, PENCE);
        let given = Inputs {
            code: self.tax_code,
            period: TaxPeriod::of(self.pay_day, year.period, Span::of(self.frequency).ok()?, basis),
            category: self.category,
            repaid: self.repaid,
            pay: pence(self.taxable)?,
            non_cash: pence(self.non_cash)?,
            earnings: pence(self.contributory)?,
            pay_before: pence(pay_before)?,
            tax_before: pence(tax_before)?,
            by_year: None,
        };
        let outcome = figures.outcome(&given, &mut ())?;
        // A loan that has no terms in this tax year is an error, not nothing.
        let [student, postgraduate] = &outcome.loans;
        let known = student.is_some() == self.repaid.plan.is_some()
            && postgraduate.is_some() == self.repaid.postgraduate;
        if known { outcome.pence() } else { None }
    }
}
