//! Social security, Medicare and FUTA: Internal Revenue Code, chapters 21 and 23. Each tax of a payment is rounded to the
//! cent by itself.

use super::fit::CENT;
use crate::{
    error::Result,
    law::{Figure, RulePack},
    money::number::Number,
    trace::{Step, Tracer},
};
use chrono::NaiveDate;

static PAID: Step = Step { id: "us.fica.wages", name: "Wages of this payment", rests_on: &[], of: &[] };
static BEFORE: Step =
    Step { id: "us.fica.before", name: "Wages of the year before this payment", rests_on: &[], of: &[] };
static SOCIAL_SECURITY_WAGES: Step = Step {
    id: "us.social_security.wages",
    name: "Social security wages",
    rests_on: &["social_security.wage_base"],
    of: &[&PAID, &BEFORE],
};
static ADDITIONAL_WAGES: Step = Step {
    id: "us.additional_medicare.wages",
    name: "Wages above the threshold of additional Medicare",
    rests_on: &["medicare.additional.threshold"],
    of: &[&PAID, &BEFORE],
};
static FUTA_WAGES: Step =
    Step { id: "us.futa.wages", name: "FUTA wages", rests_on: &["futa.wage_base"], of: &[&PAID, &BEFORE] };
static REDUCTION: Step =
    Step { id: "us.futa.credit_reduction", name: "Credit reduction of the state", rests_on: &[], of: &[] };

macro_rules! taxes {
    ($($name:ident: $id:literal, $title:literal, $rests_on:expr, $of:expr;)*) => {
        $(static $name: Step = Step { id: $id, name: $title, rests_on: $rests_on, of: $of };)*
        /// The taxes, in the order of the lines.
        pub(super) static ROOTS: [&Step; 6] = [$(&$name),*];
    };
}

taxes! {
    SOCIAL_SECURITY: "us.social_security", "Social security", &["social_security.employee"], &[&SOCIAL_SECURITY_WAGES];
    MEDICARE: "us.medicare", "Medicare", &["medicare.employee"], &[&PAID];
    ADDITIONAL: "us.additional_medicare", "Additional Medicare", &["medicare.additional"], &[&ADDITIONAL_WAGES];
    EMPLOYER_SOCIAL_SECURITY: "us.social_security.employer", "Social security, employer", &["social_security.employer"], &[&SOCIAL_SECURITY_WAGES];
    EMPLOYER_MEDICARE: "us.medicare.employer", "Medicare, employer", &["medicare.employer"], &[&PAID];
    FUTA: "us.futa", "FUTA less its credit", &["futa", "futa.credit"], &[&FUTA_WAGES, &REDUCTION];
}

/// The law of a year, with its sources.
#[derive(Clone, Debug)]
pub(super) struct Law {
    pub social_security: [Figure; 2],
    wage_base: Figure,
    pub medicare: [Figure; 2],
    pub additional: Figure,
    threshold: Figure,
    pub futa: Figure,
    pub futa_credit: Figure,
    futa_base: Figure,
}

impl Law {
    pub(super) fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        let rate = |key| pack.rate(key, day);
        Ok(Self {
            social_security: [rate("social_security.employee")?, rate("social_security.employer")?],
            wage_base: pack.amount("social_security.wage_base", day)?,
            medicare: [rate("medicare.employee")?, rate("medicare.employer")?],
            additional: rate("medicare.additional")?,
            threshold: pack.amount("medicare.additional.threshold", day)?,
            futa: rate("futa")?,
            futa_credit: rate("futa.credit")?,
            futa_base: pack.amount("futa.wage_base", day)?,
        })
    }

    pub(super) fn figures<N: Number>(&self) -> Option<Figures<N>> {
        let rate = |figure: &Figure| N::factor(figure.value);
        let both = |[employee, employer]: &[Figure; 2]| Some([rate(employee)?, rate(employer)?]);
        Some(Figures {
            social_security: both(&self.social_security)?,
            wage_base: N::exact(self.wage_base.value)?,
            medicare: both(&self.medicare)?,
            additional: rate(&self.additional)?,
            threshold: N::exact(self.threshold.value)?,
            futa_base: N::exact(self.futa_base.value)?,
        })
    }
}

/// The law of a year in one form of number.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    social_security: [N::Factor; 2],
    wage_base: N,
    medicare: [N::Factor; 2],
    additional: N::Factor,
    threshold: N,
    futa_base: N,
}

/// What the rule is about.
#[derive(Clone, Copy)]
pub(super) struct Given<N: Number> {
    pub wages: N,
    /// Wages of the year before.
    pub before: N,
    /// FUTA's rate less its credit, with the state's reduction of the credit.
    pub futa_rate: N::Factor,
    /// The reduction, as the trace shows it.
    pub reduction: N,
}

/// What is due.
#[derive(Clone, Copy)]
pub(super) struct Due<N> {
    /// For each tax its wages and its amount, in the order of [`ROOTS`].
    pub taxes: [[N; 2]; 6],
}

impl<N: Number> Figures<N> {
    pub(super) fn tax<T: Tracer<N>>(&self, given: Given<N>, t: &mut T) -> Due<N> {
        let paid = t.note(&PAID, 0, given.wages);
        let before = t.note(&BEFORE, 0, given.before);
        let to_date = paid + before;
        let limited = t.note(&SOCIAL_SECURITY_WAGES, 0, paid.at_most(self.wage_base.above(before)));
        let above =
            t.note(&ADDITIONAL_WAGES, 0, to_date.above(self.threshold) - before.above(self.threshold));
        let futa_wages = t.note(&FUTA_WAGES, 0, paid.at_most(self.futa_base.above(before)));
        t.note(&REDUCTION, 0, given.reduction);
        let ([ss, employer_ss], [medicare, employer_medicare]) = (self.social_security, self.medicare);
        let of = [
            (limited, ss),
            (paid, medicare),
            (above, self.additional),
            (limited, employer_ss),
            (paid, employer_medicare),
            (futa_wages, given.futa_rate),
        ];
        let mut steps = ROOTS.iter();
        let taxes = of.map(|(wages, rate)| {
            let tax = wages.share(rate, CENT);
            [wages, steps.next().map_or(tax, |step| t.note(step, 0, tax))]
        });
        Due { taxes }
    }
}
