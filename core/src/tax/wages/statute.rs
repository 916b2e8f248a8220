//! How a statute is run: the fast form first, the reference with notes when it was lost, and the first step without a
//! value as the error.

use crate::{
    error::{Error, Result},
    law::{RulePack, explain},
    money::{
        Money,
        number::{Exact, Fixed, Number},
    },
    tax::wages::Assessment,
    trace::{Notes, Step, Trace, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// A rule of law over a case whose inputs were found fit.
pub(super) trait Statute {
    /// The figures of the law in one form of number.
    type Figures<N: Number>;
    /// What the rule comes to in one form of number.
    type Outcome<N: Number>: Readable<Amounts = Self::Amounts>;
    /// The same, read.
    type Amounts;
    /// What it is called when no step is known that has no value.
    const NAME: &'static str;

    /// The rule, over one form of number. None when this form cannot hold an input.
    fn over<N: Number, T: Tracer<N>>(
        &self,
        figures: &Self::Figures<N>,
        t: &mut T,
    ) -> Option<Self::Outcome<N>>;
    /// The figures in the fast form; None when one of them does not fit it.
    fn in_fast(&self) -> Option<&Self::Figures<Fixed>>;
    /// The figures in the form of the reference.
    fn in_exact(&self) -> &Self::Figures<Exact>;
    /// The input that is at fault when a step has no value; the step's id is empty when none is known.
    fn at_fault(&self, step: &str) -> (&'static str, Money);

    /// The key in the pack of a parameter as a step names it (`ni.{category}.employee.main`).
    fn fill(&self, key: &str) -> String {
        key.to_owned()
    }

    /// The day as of which a step's parameters were read, where it is not that of the payment.
    fn read_on(&self, _step: &Step) -> Option<NaiveDate> {
        None
    }

    /// The fast form first, the reference when it was lost.
    #[inline]
    fn run(&self) -> Result<Self::Amounts> {
        self.fast().map_or_else(|| self.reference(&mut Notes::default()), Ok)
    }

    /// Over the fast form; None when it was lost.
    #[inline]
    fn fast(&self) -> Option<Self::Amounts> {
        self.over(self.in_fast()?, &mut ())?.read()
    }

    /// Over the reference; the first step without a value names the error.
    fn reference(&self, notes: &mut Notes<Exact>) -> Result<Self::Amounts> {
        let amounts = self.over(self.in_exact(), notes).and_then(Readable::read);
        amounts.ok_or_else(|| {
            let step = notes.first_lost(Number::read);
            let (field, value) = self.at_fault(step.map_or("", |step| step.id));
            Error::overflow(field, value, step.map_or(Self::NAME, |step| step.name))
        })
    }

    /// Over the reference, with every figure explained.
    fn traced(
        &self,
        pack: &RulePack,
        day: NaiveDate,
        roots: &[&'static Step],
    ) -> Result<(Self::Amounts, Trace)> {
        let mut notes = Notes::default();
        let amounts = self.reference(&mut notes)?;
        Ok((amounts, explain(&notes, roots, pack, day, |key| self.fill(key))))
    }
}

/// A statute that comes to the lines of a payment.
pub(super) trait Assessed: Statute {
    /// The figures in any form of number; None when it cannot hold one of them.
    fn figures<N: Number>(&self) -> Option<Self::Figures<N>>;
    /// The lines, and the profile with this payment.
    fn assessment(&self, amounts: &Self::Amounts) -> Result<Assessment>;
    /// The amount of each line, in their order, with the step that it is.
    fn dues<N: Number>(&self, outcome: &Self::Outcome<N>) -> Vec<(&'static Step, N)>;
}

/// What is asked of a case, whichever statute it is of.
pub(super) trait Ask {
    type Answer;
    fn of<C: Assessed>(self, case: &C) -> Result<Self::Answer>;
}

/// The assessment in the fast form alone; None when it was lost.
pub(super) struct InFast;

impl Ask for InFast {
    type Answer = Option<Assessment>;
    fn of<C: Assessed>(self, case: &C) -> Result<Option<Assessment>> {
        case.fast().map(|amounts| case.assessment(&amounts)).transpose()
    }
}

/// The assessment by the reference alone.
pub(super) struct ByReference;

impl Ask for ByReference {
    type Answer = Assessment;
    fn of<C: Assessed>(self, case: &C) -> Result<Assessment> {
        case.assessment(&case.reference(&mut Notes::default())?)
    }
}

/// What can be read once nothing was lost.
pub(super) trait Readable {
    /// Itself with every number read.
    type Amounts;
    fn read(self) -> Option<Self::Amounts>;
}

impl<N: Number, const K: usize> Readable for [N; K] {
    type Amounts = [Decimal; K];
    #[inline]
    fn read(self) -> Option<[Decimal; K]> {
        let mut all = [Decimal::ZERO; K];
        for (place, figure) in all.iter_mut().zip(self) {
            *place = figure.read()?;
        }
        Some(all)
    }
}
