//! A tax year's law, resolved from its rule pack once.

use super::{PACK, loans, ni, paye, period::tax_year, plain::PENCE};
use crate::{
    calendar::Period,
    error::{Code, Error, Result},
    law::RulePack,
    money::{
        Currency,
        number::{Exact, Fixed, Number},
    },
};
use chrono::NaiveDate;
use std::fmt;

/// The law of a tax year, with its sources: read from a rule pack once, used for a whole run.
///
/// Not serialised: a pack travels instead.
#[derive(Clone)]
pub struct Year {
    pub(super) pack: String,
    pub(super) revision: String,
    pub(super) currency: Currency,
    pub(super) period: Period,
    pub(super) paye: paye::Law,
    pub(super) ni: ni::Law,
    pub(super) loans: loans::Law,
    /// None when a figure does not fit the fast form.
    pub(super) fast: Option<Figures<Fixed>>,
    pub(super) exact: Figures<Exact>,
}

/// The law of a tax year in one form of number.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    pub paye: paye::Figures<N>,
    pub ni: ni::Figures<N>,
    pub loans: loans::Figures<N>,
}

impl<N: Number> Figures<N> {
    pub(super) fn of(paye: &paye::Law, ni: &ni::Law, loans: &loans::Law) -> Option<Self> {
        Some(Self { paye: paye.figures()?, ni: ni.figures()?, loans: loans.figures()? })
    }

    fn prepared(self) -> Self {
        Self { paye: self.paye.prepared(), ..self }
    }
}

impl Year {
    /// The law of the tax year that contains `day`, as it stands on that day.
    ///
    /// # Errors
    /// `law.none_in_force` when the pack does not know that day, `law.unknown_key` when it lacks a parameter,
    /// `law.unsupported` when it is not a pack of these taxes, `law.pack_invalid`.
    pub fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        if pack.id() != PACK {
            let message =
                format!("`{}` is not a rule pack of PAYE and National Insurance: give `{PACK}`", pack.id());
            return Err(Error::new(Code::LawUnsupported, "pack", pack.id(), message));
        }
        let paye = paye::Law::on(pack, day)?;
        let ni = ni::Law::on(pack, day)?;
        let loans = loans::Law::on(pack, day)?;
        let exact = Figures::of(&paye, &ni, &loans)
            .ok_or_else(|| Error::overflow("pack", pack.revision(), "the figures of the tax year"))?;
        Ok(Self {
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
            currency: pack.currency(),
            period: tax_year(day)?,
            fast: Figures::of(&paye, &ni, &loans)
                .filter(|_| pack.currency().minor_digits() == PENCE)
                .map(Figures::prepared),
            exact,
            paye,
            ni,
            loans,
        })
    }

    /// The first and the last day of the tax year.
    pub fn period(&self) -> Period {
        self.period
    }
}

impl fmt::Debug for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Year({} of {} {})", self.period, self.pack, self.revision)
    }
}

/// None when the law has nothing of that kind on that day.
pub(super) fn known<V>(found: Result<V>) -> Result<Option<V>> {
    match found {
        Err(error) if error.code() == Code::LawNoneInForce => Ok(None),
        found => found.map(Some),
    }
}
