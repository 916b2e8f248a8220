//! Student and postgraduate loans: a share of what the earnings of one payment exceed a threshold by, pence ignored.
//!
//! Never cumulative (HMRC, Collection of Student Loans Manual, CSLM10111). The pack holds the threshold of each pay period:
//! the year's ÷ 52 or ÷ 12, cut to the penny; of two and of four weeks that many of the week's. This is the exact method of
//! payroll software; HMRC's printed tables, which multiply a week's whole pounds (CSLM17065), take up to three pounds less
//! from four-weekly pay.

#![expect(
    clippy::inline_always,
    reason = "measured: a row takes a quarter less time when nothing is handed over"
)]

use super::{Plan, StudentLoans, category::Category, period::Span, year::known};
use crate::{
    error::{Code, Error, Result},
    law::{Figure, RulePack},
    money::{Mode, Rounding, number::Number},
    trace::{Step, Tracer},
};
use chrono::NaiveDate;

const POUND: Rounding = Rounding::of(1, 0, Mode::Down);
/// The loans by their names in the rule pack: the plans in the order of [`Plan`], then the postgraduate loan.
const LOANS: [&str; 5] = ["plan1", "plan2", "plan4", "plan5", "postgraduate"];
const POSTGRADUATE: usize = 4;

static STUDENT_THRESHOLD: Step = Step {
    id: "uk.student_loan.threshold",
    name: "Student loan threshold of the pay period",
    rests_on: &["loan.{plan}.threshold.{span}"],
    of: &[],
};
static STUDENT_EARNINGS: Step = Step {
    id: "uk.student_loan.earnings",
    name: "Earnings above the student loan threshold",
    rests_on: &[],
    of: &[&STUDENT_THRESHOLD],
};
/// The deduction for a student loan.
pub(super) static STUDENT: Step = Step {
    id: "uk.student_loan",
    name: "Student loan",
    rests_on: &["loan.{plan}.rate"],
    of: &[&STUDENT_EARNINGS],
};
static POSTGRADUATE_THRESHOLD: Step = Step {
    id: "uk.postgraduate_loan.threshold",
    name: "Postgraduate loan threshold of the pay period",
    rests_on: &["loan.postgraduate.threshold.{span}"],
    of: &[],
};
static POSTGRADUATE_EARNINGS: Step = Step {
    id: "uk.postgraduate_loan.earnings",
    name: "Earnings above the postgraduate loan threshold",
    rests_on: &[],
    of: &[&POSTGRADUATE_THRESHOLD],
};
/// The deduction for a postgraduate loan.
pub(super) static POSTGRADUATE_LOAN: Step = Step {
    id: "uk.postgraduate_loan",
    name: "Postgraduate loan",
    rests_on: &["loan.postgraduate.rate"],
    of: &[&POSTGRADUATE_EARNINGS],
};

impl Plan {
    /// Its name in the rule pack.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::One => "plan1",
            Self::Two => "plan2",
            Self::Four => "plan4",
            Self::Five => "plan5",
        }
    }
}

/// The law of a tax year, with its sources.
#[derive(Clone, Debug)]
pub(super) struct Law {
    loans: [Option<Terms>; LOANS.len()],
}

/// What a loan is deducted by.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    thresholds: [Figure; Span::ALL.len()],
    pub rate: Figure,
}

impl Terms {
    fn on(pack: &RulePack, day: NaiveDate, loan: &str) -> Result<Self> {
        let threshold = |span: Span| pack.amount(&format!("loan.{loan}.threshold.{}", span.key()), day);
        let [weekly, fortnightly, four_weekly, monthly] = Span::ALL;
        Ok(Self {
            thresholds: [
                threshold(weekly)?,
                threshold(fortnightly)?,
                threshold(four_weekly)?,
                threshold(monthly)?,
            ],
            rate: pack.rate(&format!("loan.{loan}.rate"), day)?,
        })
    }

    /// Where the threshold stands in the law.
    pub(super) fn source(&self, span: Span) -> &str {
        self.thresholds.get(span.index()).map_or(&self.rate.source, |threshold| &threshold.source)
    }
}

impl Law {
    pub(super) fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        let [one, two, four, five, postgraduate] = LOANS.map(|loan| known(Terms::on(pack, day, loan)));
        Ok(Self { loans: [one?, two?, four?, five?, postgraduate?] })
    }

    /// The terms of the loans that somebody repays: the student loan and the postgraduate loan.
    ///
    /// # Errors
    /// `law.none_in_force` when one of them was not repaid in this tax year, or is not known.
    pub(super) fn terms(&self, repaid: StudentLoans, day: NaiveDate) -> Result<[Option<&Terms>; 2]> {
        let student = repaid.plan.map(|plan| (plan as usize, "student_loans.plan"));
        let postgraduate = repaid.postgraduate.then_some((POSTGRADUATE, "student_loans.postgraduate"));
        let terms = |loan: Option<(usize, &str)>| {
            loan.map(|(index, field)| {
                self.loans.get(index).and_then(Option::as_ref).ok_or_else(|| {
                    let loan = LOANS.get(index).copied().unwrap_or_default();
                    let message = format!(
                        "`{field}` is of the loan `{loan}`, for which no deduction is known on {day}: leave it out for that tax year"
                    );
                    Error::new(Code::LawNoneInForce, field, loan, message)
                })
            })
            .transpose()
        };
        Ok([terms(student)?, terms(postgraduate)?])
    }

    pub(super) fn figures<N: Number>(&self) -> Option<Figures<N>> {
        let [one, two, four, five, postgraduate] = self.loans.each_ref().map(|terms| match terms {
            Some(terms) => Terms::factors(terms).map(Some),
            None => Some(None),
        });
        Some(Figures { loans: [one?, two?, four?, five?, postgraduate?] })
    }
}

impl Terms {
    fn factors<N: Number>(&self) -> Option<Factors<N>> {
        let [weekly, fortnightly, four_weekly, monthly] =
            self.thresholds.each_ref().map(|threshold| N::exact(threshold.value));
        Some(Factors {
            thresholds: [weekly?, fortnightly?, four_weekly?, monthly?],
            rate: N::factor(self.rate.value)?,
        })
    }
}

/// The law of a tax year in one form of number.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    loans: [Option<Factors<N>>; LOANS.len()],
}

#[derive(Clone, Copy)]
struct Factors<N: Number> {
    thresholds: [N; Span::ALL.len()],
    rate: N::Factor,
}

/// A deduction, and the earnings that bear it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due<N> {
    pub amount: N,
    pub on: N,
}

impl<N: Number> Figures<N> {
    /// The deductions for the student loan and for the postgraduate loan, each None when it is not repaid or has no terms.
    #[inline(always)]
    pub(super) fn of_period<T: Tracer<N>>(
        &self,
        earnings: N,
        repaid: StudentLoans,
        category: Category,
        span: Span,
        t: &mut T,
    ) -> [Option<Due<N>>; 2] {
        // Where no contributions are due, no loan is deducted either (CSLM10066).
        let earnings = if category.bears_none() { N::zero() } else { earnings };
        let student = [&STUDENT_THRESHOLD, &STUDENT_EARNINGS, &STUDENT];
        let postgraduate = [&POSTGRADUATE_THRESHOLD, &POSTGRADUATE_EARNINGS, &POSTGRADUATE_LOAN];
        let index = repaid.postgraduate.then_some(POSTGRADUATE);
        [
            repaid.plan.and_then(|plan| self.deduction(plan as usize, earnings, span, student, t)),
            index.and_then(|index| self.deduction(index, earnings, span, postgraduate, t)),
        ]
    }

    #[inline(always)]
    fn deduction<T: Tracer<N>>(
        &self,
        loan: usize,
        earnings: N,
        span: Span,
        [threshold, above, deduction]: [&'static Step; 3],
        t: &mut T,
    ) -> Option<Due<N>> {
        let factors = self.loans.get(loan)?.as_ref()?;
        let threshold = t.note(threshold, 0, *factors.thresholds.get(span.index())?);
        let on = t.note(above, 0, earnings.above(threshold));
        Some(Due { amount: t.note(deduction, 0, on.share(factors.rate, POUND)), on })
    }
}
