//! A year's law, resolved from its rule pack once.

use super::{PACK, marginal, pap, social};
use crate::{
    calendar::{FiscalYear, Period},
    error::{Code, Error, Result},
    law::{Figure, RulePack},
    money::number::{Exact, Fixed, Number},
};
use chrono::NaiveDate;
use std::fmt;

/// The law of a year, with its sources: read from a rule pack once, used for a whole run.
///
/// Not serialised: a pack travels instead.
#[derive(Clone)]
pub struct Year {
    pub(super) pack: String,
    pub(super) revision: String,
    pub(super) period: Period,
    pub(super) pap: pap::Law,
    pub(super) social: social::Law,
    pub(super) marginal: marginal::Law,
    /// Church tax: in Baden-Württemberg and Bavaria, elsewhere.
    pub(super) church: [Figure; 2],
    /// None when a figure does not fit the fast form.
    pub(super) fast: Option<Figures<Fixed>>,
    pub(super) exact: Figures<Exact>,
}

/// The law of a year in one form of number.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    pub pap: pap::Figures<N>,
    pub social: social::Figures<N>,
    pub marginal: marginal::Figures<N>,
}

impl<N: Number> Figures<N> {
    pub(super) fn of(pap: &pap::Law, social: &social::Law, marginal: &marginal::Law) -> Option<Self> {
        Some(Self { pap: pap.figures()?, social: social.figures()?, marginal: marginal.figures()? })
    }
}

impl Year {
    /// The law of the year that contains `day`, as it stands on that day.
    ///
    /// # Errors
    /// `law.none_in_force` when the pack does not know that day, `law.unknown_key` when it lacks a parameter,
    /// `law.unsupported` when it is not a pack of these taxes or of a flow that is not known here, `law.pack_invalid`.
    pub fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        if pack.id() != PACK {
            let message = format!("`{}` is not a rule pack of German wage tax: give `{PACK}`", pack.id());
            return Err(Error::new(Code::LawUnsupported, "pack", pack.id(), message));
        }
        let pap = pap::Law::on(pack, day)?;
        let social = social::Law::on(pack, day)?;
        let marginal = marginal::Law::on(pack, day)?;
        let exact = Figures::of(&pap, &social, &marginal)
            .ok_or_else(|| Error::overflow("pack", pack.revision(), "the figures of the year"))?;
        Ok(Self {
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
            period: FiscalYear::beginning(1, 1)?.containing(day)?,
            church: [pack.rate("church.south", day)?, pack.rate("church.other", day)?],
            fast: Figures::of(&pap, &social, &marginal),
            exact,
            marginal,
            pap,
            social,
        })
    }

    /// The first and the last day of the year.
    pub fn period(&self) -> Period {
        self.period
    }

    /// The document and the edition of the Programmablaufplan that is followed.
    pub fn edition(&self) -> &str {
        &self.pap.source
    }
}

impl fmt::Debug for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Year({} of {} {})", self.period, self.pack, self.revision)
    }
}
