//! Supplemental wages: Publication 15, section 7, and Treasury Regulations § 31.3402(g)-1.

use super::{
    SupplementalMethod,
    fit::{self, CENT, Form},
};
use crate::{
    error::Result,
    law::{Figure, RulePack},
    money::number::Number,
    trace::{Step, Tracer},
};
use chrono::NaiveDate;

static WAGES: Step =
    Step { id: "us.fit_supplemental.wages", name: "Supplemental wages", rests_on: &[], of: &[] };
static BELOW: Step = Step {
    id: "us.fit_supplemental.below",
    name: "Of these up to the year's threshold",
    rests_on: &["supplemental.threshold"],
    of: &[&WAGES],
};
static ABOVE: Step = Step {
    id: "us.fit_supplemental.above",
    name: "Of these above the year's threshold",
    rests_on: &["supplemental.threshold"],
    of: &[&WAGES],
};
static WITHHELD: Step = Step {
    id: "us.fit_supplemental.withheld",
    name: "Tax on the regular wages alone",
    rests_on: &[],
    of: &[],
};
static FLAT: Step = Step {
    id: "us.fit_supplemental",
    name: "Income tax on supplemental wages, flat rate",
    rests_on: &["supplemental.flat"],
    of: &[&BELOW],
};
static AGGREGATED: Step = Step {
    id: "us.fit_supplemental",
    name: "Income tax on supplemental wages, aggregate method",
    rests_on: &[],
    of: &[&BELOW, fit::AGGREGATE.l4b, &WITHHELD],
};
static EXEMPT: Step = Step {
    id: "us.fit_supplemental",
    name: "No income tax on supplemental wages (exempt)",
    rests_on: &[],
    of: &[&BELOW],
};
/// The tax on what lies above the year's threshold.
pub(super) static MANDATORY: Step = Step {
    id: "us.fit_mandatory",
    name: "Income tax on supplemental wages, mandatory rate",
    rests_on: &["supplemental.mandatory"],
    of: &[&ABOVE],
};
/// The tax on supplemental wages, by whichever method.
pub(super) static ROOTS: [&Step; 4] = [&FLAT, &AGGREGATED, &EXEMPT, &MANDATORY];

/// The tax on what does not exceed the year's threshold, by that method.
pub(super) fn root(method: Option<SupplementalMethod>) -> &'static Step {
    match method {
        None => &EXEMPT,
        Some(SupplementalMethod::Flat) => &FLAT,
        Some(SupplementalMethod::Aggregate) => &AGGREGATED,
    }
}

/// The law of a year, with its sources.
#[derive(Clone, Debug)]
pub(super) struct Law {
    pub flat: Figure,
    pub mandatory: Figure,
    threshold: Figure,
}

impl Law {
    pub(super) fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        Ok(Self {
            flat: pack.rate("supplemental.flat", day)?,
            mandatory: pack.rate("supplemental.mandatory", day)?,
            threshold: pack.amount("supplemental.threshold", day)?,
        })
    }

    pub(super) fn figures<N: Number>(&self) -> Option<Figures<N>> {
        Some(Figures {
            flat: N::factor(self.flat.value)?,
            mandatory: N::factor(self.mandatory.value)?,
            threshold: N::exact(self.threshold.value)?,
        })
    }
}

/// The law of a year in one form of number.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    flat: N::Factor,
    mandatory: N::Factor,
    threshold: N,
}

/// What the rule is about.
#[derive(Clone, Copy)]
pub(super) struct Given<N> {
    pub wages: N,
    /// Supplemental wages of the year before.
    pub before: N,
    /// None when the employee is exempt.
    pub method: Option<SupplementalMethod>,
    /// The wages with which these are aggregated, and the tax that was withheld from them.
    pub with: [N; 2],
}

/// What is due on supplemental wages.
#[derive(Clone, Copy)]
pub(super) struct Due<N> {
    /// The wages up to the threshold, and the tax on them.
    pub below: [N; 2],
    /// The wages above it, and the tax on them.
    pub above: [N; 2],
}

impl<N: Number> Figures<N> {
    /// None when a form of number cannot hold an input.
    pub(super) fn withhold<T: Tracer<N>>(
        &self,
        given: Given<N>,
        fit: &fit::Figures<N>,
        form: &Form,
        t: &mut T,
    ) -> Option<Due<N>> {
        let wages = t.note(&WAGES, 0, given.wages);
        let room = self.threshold.above(given.before);
        let below = t.note(&BELOW, 0, wages.at_most(room));
        let above = t.note(&ABOVE, 0, wages - below);
        let tax = match given.method {
            None => t.note(&EXEMPT, 0, N::zero()),
            Some(SupplementalMethod::Flat) => t.note(&FLAT, 0, below.share(self.flat, CENT)),
            Some(SupplementalMethod::Aggregate) => {
                let [regular, withheld] = given.with;
                let together = fit.withhold(regular + below, form, &fit::AGGREGATE, t)?;
                let withheld = t.note(&WITHHELD, 0, withheld);
                t.note(&AGGREGATED, 0, together.above(withheld))
            }
        };
        Some(Due {
            below: [below, tax],
            above: [above, t.note(&MANDATORY, 0, above.share(self.mandatory, CENT))],
        })
    }
}

impl<N: Number> Due<N> {
    pub(super) fn nothing() -> Self {
        Self { below: [N::zero(); 2], above: [N::zero(); 2] }
    }
}
