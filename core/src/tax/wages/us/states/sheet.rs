//! The sheet that every state's document comes to: wages less deductions of the payroll period, one rate, what is taken off
//! the tax, an additional amount. Which parts there are, how each is rounded and what it is called is the document's.

use crate::{
    law::Figure,
    money::{Mode, Money, Rounding, number::Number},
    trace::{Step, Tracer},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// To the cent, half up.
pub(super) const CENT: Rounding = Rounding::of(1, 2, Mode::HalfUp);
/// To the whole dollar, half up.
pub(super) const DOLLAR: Rounding = Rounding::of(1, 0, Mode::HalfUp);

/// What the steps of a sheet are called in a state's document.
pub(super) struct Steps {
    pub wages: &'static Step,
    pub deduction: &'static Step,
    pub taxable: &'static Step,
    pub tax: &'static Step,
    pub apart: &'static Step,
    pub relief: &'static Step,
    pub extra: &'static Step,
    pub withheld: &'static Step,
}

impl Steps {
    pub(super) const fn all(&self) -> [&'static Step; 8] {
        let Self { wages, deduction, taxable, tax, apart, relief, extra, withheld } = self;
        [wages, deduction, taxable, tax, apart, relief, extra, withheld]
    }
}

/// `Steps` with the names that a state's document gives them, and the parameters of the pack that they rest on.
macro_rules! steps {
    ($name:ident $id:literal $key:literal
        wages $wages:literal
        deduction $deduction:literal ($($of_deduction:literal),*)
        taxable $taxable:literal
        tax $tax:literal ($($of_tax:literal),*)
        apart $apart:literal ($($of_apart:literal),*)
        relief $relief:literal ($($of_relief:literal),*)
        extra $extra:literal
        withheld $withheld:literal;
    ) => {
        static $name: $crate::tax::wages::us::states::sheet::Steps = {
            use $crate::trace::Step;
            static WAGES: Step = Step { id: concat!($id, ".wages"), name: $wages, rests_on: &[], of: &[] };
            static DEDUCTION: Step = Step {
                id: concat!($id, ".deduction"), name: $deduction, rests_on: &[$(concat!($key, ".", $of_deduction)),*], of: &[],
            };
            static TAXABLE: Step =
                Step { id: concat!($id, ".taxable"), name: $taxable, rests_on: &[], of: &[&WAGES, &DEDUCTION] };
            static TAX: Step = Step {
                id: concat!($id, ".tax"), name: $tax, rests_on: &[$(concat!($key, ".", $of_tax)),*], of: &[&TAXABLE],
            };
            static APART: Step = Step {
                id: concat!($id, ".apart"), name: $apart, rests_on: &[$(concat!($key, ".", $of_apart)),*], of: &[],
            };
            static RELIEF: Step = Step {
                id: concat!($id, ".relief"), name: $relief, rests_on: &[$(concat!($key, ".", $of_relief)),*], of: &[],
            };
            static EXTRA: Step = Step { id: concat!($id, ".extra"), name: $extra, rests_on: &[], of: &[] };
            static WITHHELD: Step = Step {
                id: concat!($id, ".income_tax"), name: $withheld, rests_on: &[], of: &[&TAX, &APART, &RELIEF, &EXTRA],
            };
            $crate::tax::wages::us::states::sheet::Steps {
                wages: &WAGES, deduction: &DEDUCTION, taxable: &TAXABLE, tax: &TAX, apart: &APART, relief: &RELIEF,
                extra: &EXTRA, withheld: &WITHHELD,
            }
        };
    };
}
pub(super) use steps;

/// A deduction: an amount of a year, its share of the payroll period rounded, and so many of these.
pub(super) struct Deduction {
    pub annual: Decimal,
    pub times: u32,
}

/// What is taken off the tax.
pub(super) enum Relief {
    /// An amount of a year, its share of the payroll period rounded.
    Credit(Decimal),
    /// A base that vanishes at a rate with the wages above a threshold, both of a year; their shares are rounded.
    Vanishing { base: Decimal, threshold: Decimal, rate: Decimal },
}

/// What a state's document says of a payment.
pub(super) struct Sheet {
    pub steps: &'static Steps,
    /// The day as of which its figures were read.
    pub day: NaiveDate,
    /// Fills `{column}` in the keys that a step rests on.
    pub column: &'static str,
    /// All wages that it taxes.
    pub wages: Money,
    /// The part of them that is taxed apart, at the rate and without deductions.
    pub apart: Money,
    pub rate: Figure,
    /// How the shares of the payroll period are rounded.
    pub rounding: Rounding,
    /// How the tax at the rate is rounded.
    pub of_tax: Rounding,
    /// Payroll periods in a year.
    pub periods: u32,
    pub deductions: Vec<Deduction>,
    pub relief: Option<Relief>,
    /// Added at the end; the sum is not below zero.
    pub extra: Decimal,
    /// Whether nothing is withheld, by a claim on the certificate.
    pub exempt: bool,
    /// Whether the document says how to round.
    pub silent: bool,
}

impl Sheet {
    /// One rate on all wages, by a document that does not say how to round.
    pub(super) fn new(steps: &'static Steps, wages: Money, rate: Figure) -> Self {
        Self {
            steps,
            day: rate.since,
            column: "",
            wages,
            apart: Money::zero(wages.currency()),
            rate,
            rounding: CENT,
            of_tax: CENT,
            periods: 1,
            deductions: vec![],
            relief: None,
            extra: Decimal::ZERO,
            exempt: false,
            silent: true,
        }
    }

    /// The citation of the rate, which is the document's.
    pub(super) fn source(&self) -> String {
        let said = if self.silent && !self.rate.value.is_zero() {
            "; half up to the cent: no rule was found"
        } else {
            ""
        };
        format!("{}{said}", self.rate.source)
    }

    /// The rule, over one form of number. None when this form cannot hold an input.
    pub(super) fn over<N: Number, T: Tracer<N>>(&self, t: &mut T) -> Option<N> {
        let (steps, rounding, zero) = (self.steps, self.rounding, N::zero());
        if self.exempt {
            return Some(t.note(steps.withheld, 0, zero));
        }
        let rate = N::factor(self.rate.value)?;
        let wages = t.paid(N::exact(self.wages.amount())?);
        let wages = t.note(steps.wages, 0, wages);
        let apart = N::exact(self.apart.amount())?;
        let mut deducted = zero;
        for (index, deduction) in self.deductions.iter().enumerate() {
            let one = N::exact(deduction.annual)?.ratio(1, self.periods, rounding);
            let index = u16::try_from(index).ok()?;
            deducted = deducted + t.note(steps.deduction, index, one.ratio(deduction.times, 1, rounding));
        }
        let taxable = t.note(steps.taxable, 0, (wages - apart - deducted).at_least(zero));
        let mut tax = t.note(steps.tax, 0, taxable.share(rate, self.of_tax));
        if !self.apart.is_zero() {
            tax = tax + t.note(steps.apart, 0, apart.share(rate, self.of_tax));
        }
        let relief = match self.relief {
            None => zero,
            Some(Relief::Credit(annual)) => N::exact(annual)?.ratio(1, self.periods, rounding),
            Some(Relief::Vanishing { base, threshold, rate }) => {
                let [base, threshold] = [N::exact(base)?, N::exact(threshold)?]
                    .map(|annual| annual.ratio(1, self.periods, rounding));
                let gone = wages.above(threshold).share(N::factor(rate)?, rounding);
                (base - gone).at_least(zero)
            }
        };
        if self.relief.is_some() {
            tax = (tax - t.note(steps.relief, 0, relief)).at_least(zero);
        }
        let extra = N::exact(self.extra)?;
        if !self.extra.is_zero() {
            t.note(steps.extra, 0, extra);
        }
        Some(t.note(steps.withheld, 0, (tax + extra).at_least(zero)))
    }
}
