//! A calendar year's law, resolved from its rule pack once.

use super::{PACK, fica, fit, supplemental};
use crate::{
    calendar::Period,
    error::{Code, Error, Result},
    law::RulePack,
    money::{
        Currency,
        number::{Exact, Fixed, Number},
    },
};
use chrono::{Datelike, NaiveDate};
use std::fmt;

/// The law of a calendar year, with its sources: read from a rule pack once, used for a whole run.
///
/// Not serialised: a pack travels instead.
#[derive(Clone)]
pub struct Year {
    pub(super) pack: String,
    pub(super) revision: String,
    pub(super) currency: Currency,
    pub(super) period: Period,
    pub(super) fit: fit::Law,
    pub(super) supplemental: supplemental::Law,
    pub(super) fica: fica::Law,
    /// None when a figure does not fit the fast form.
    pub(super) fast: Option<Figures<Fixed>>,
    pub(super) exact: Figures<Exact>,
    /// The pack itself, for the states, whose law can change within the year; none where it is at hand anyway.
    pub(super) states: Option<Box<RulePack>>,
}

/// The law of a year in one form of number.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    pub fit: fit::Figures<N>,
    pub supplemental: supplemental::Figures<N>,
    pub fica: fica::Figures<N>,
}

impl<N: Number> Figures<N> {
    pub(super) fn of(fit: &fit::Law, supplemental: &supplemental::Law, fica: &fica::Law) -> Option<Self> {
        Some(Self { fit: fit.figures()?, supplemental: supplemental.figures()?, fica: fica.figures()? })
    }
}

impl Year {
    /// The law of the calendar year that contains `day`, as it stands on that day.
    ///
    /// # Errors
    /// `law.none_in_force` when the pack does not know that day, `law.unknown_key` when it lacks a parameter,
    /// `law.unsupported` when it is not a pack of these taxes.
    pub fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        Ok(Self { states: Some(Box::new(pack.clone())), ..Self::federal(pack, day)? })
    }

    /// The same without the states.
    pub(super) fn federal(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        if pack.id() != PACK {
            let message = format!(
                "`{}` is not a rule pack of the federal taxes of the United States: give `{PACK}`",
                pack.id()
            );
            return Err(Error::new(Code::LawUnsupported, "pack", pack.id(), message));
        }
        let fit = fit::Law::on(pack, day)?;
        let supplemental = supplemental::Law::on(pack, day)?;
        let fica = fica::Law::on(pack, day)?;
        let exact = Figures::of(&fit, &supplemental, &fica)
            .ok_or_else(|| Error::overflow("pack", pack.revision(), "the figures of the year"))?;
        Ok(Self {
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
            currency: pack.currency(),
            period: Period::year(day.year())?,
            fast: Figures::of(&fit, &supplemental, &fica),
            exact,
            fit,
            supplemental,
            fica,
            states: None,
        })
    }

    /// The first and the last day of the year.
    pub fn period(&self) -> Period {
        self.period
    }
}

impl fmt::Debug for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Year({} of {} {})", self.period, self.pack, self.revision)
    }
}
