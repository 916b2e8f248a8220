//! The law of an edition, resolved from its rule pack once.

use super::{
    CURRENCY, PACK, Province, contributions,
    law::{Jurisdiction, Reader},
    table::Table,
    tax,
};
use crate::{
    error::{Code, Error, Result},
    law::RulePack,
    money::{
        Currency,
        number::{Exact, Fixed, Number},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::fmt;

/// The law of one edition of T4127, with its sources: read from a rule pack once, used for a whole run. 2025 has two.
///
/// Not serialised: a pack travels instead.
#[derive(Clone)]
pub struct Year {
    pub(super) pack: String,
    pub(super) revision: String,
    pub(super) currency: Currency,
    pub(super) since: NaiveDate,
    pub(super) until: Option<NaiveDate>,
    pub(super) contributions: contributions::Law,
    pub(super) federal: Jurisdiction,
    pub(super) provinces: Vec<Option<Jurisdiction>>,
    /// The greatest income on which a bonus bears one rate, and that rate.
    pub(super) small: [Decimal; 2],
    /// None when a figure does not fit the fast form.
    pub(super) fast: Option<Figures<Fixed>>,
    pub(super) exact: Figures<Exact>,
}

/// The law of an edition in one form of number.
#[derive(Clone)]
pub(super) struct Figures<N: Number> {
    pub contributions: contributions::Figures<N>,
    pub taxes: tax::Figures<N>,
    pub small: N,
    pub small_rate: N::Factor,
}

impl<N: Number> Figures<N> {
    pub(super) fn of(
        contributions: &contributions::Law,
        federal: &Jurisdiction,
        provinces: &[Option<Jurisdiction>],
        [small, small_rate]: [Decimal; 2],
    ) -> Option<Self> {
        let (_, per) = contributions.base;
        let provinces = provinces.iter().map(|law| match law {
            Some(law) => Table::of(law, per).map(Some),
            None => Some(None),
        });
        let taxes =
            tax::Figures { federal: Table::of(federal, per)?, provinces: provinces.collect::<Option<_>>()? };
        Some(Self {
            contributions: contributions.figures()?,
            taxes,
            small: N::exact(small)?,
            small_rate: N::factor(small_rate)?,
        })
    }
}

impl Year {
    /// The law of the edition that is in force on `day`.
    ///
    /// # Errors
    /// `law.none_in_force` when the pack does not know that day, `law.unknown_key` when it lacks a parameter,
    /// `law.unsupported` when it is not a pack of these taxes, `law.pack_invalid` when a figure cannot be used.
    pub fn on(pack: &RulePack, day: NaiveDate) -> Result<Self> {
        if pack.id() != PACK {
            let message =
                format!("`{}` is not a rule pack of Canadian payroll deductions: give `{PACK}`", pack.id());
            return Err(Error::new(Code::LawUnsupported, "pack", pack.id(), message));
        }
        if pack.currency() != CURRENCY {
            let message = format!("rule pack `{PACK}` is in {}: its amounts are dollars", pack.currency());
            return Err(Error::new(Code::LawPackInvalid, "currency", pack.currency(), message));
        }
        let mut read = Reader::new(pack, day);
        let contributions = contributions::Law::on(&mut read)?;
        let federal = Jurisdiction::federal(&mut read)?;
        let small =
            [read.figure("tax.non_periodic.small")?.value, read.figure("tax.non_periodic.small_rate")?.value];
        let provinces = Province::ALL.iter().map(|province| Jurisdiction::provincial(&mut read, *province));
        let provinces = provinces.collect::<Result<Vec<_>>>()?;
        let exact = Figures::of(&contributions, &federal, &provinces, small)
            .ok_or_else(|| Error::overflow("pack", pack.revision(), "the figures of the edition"))?;
        Ok(Self {
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
            currency: pack.currency(),
            since: read.since,
            until: read.until,
            fast: Figures::of(&contributions, &federal, &provinces, small),
            exact,
            contributions,
            federal,
            provinces,
            small,
        })
    }

    /// The first day on which all its figures are in force.
    pub fn since(&self) -> NaiveDate {
        self.since
    }

    /// The last one, when it is known.
    pub fn until(&self) -> Option<NaiveDate> {
        self.until
    }

    pub(super) fn contains(&self, day: NaiveDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }
}

impl fmt::Debug for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Year(since {} of {} {})", self.since, self.pack, self.revision)
    }
}
