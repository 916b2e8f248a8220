//! The figures of an edition as they stand in the rule pack.

use super::Province;
use crate::{
    error::{Code, Error, Result},
    law::{Figure, RulePack, Scale},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Reads figures of one day, and keeps the days between which all that were read are in force.
pub(super) struct Reader<'a> {
    pack: &'a RulePack,
    day: NaiveDate,
    pub since: NaiveDate,
    pub until: Option<NaiveDate>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(pack: &'a RulePack, day: NaiveDate) -> Self {
        Self { pack, day, since: NaiveDate::MIN, until: None }
    }

    fn narrow(&mut self, since: NaiveDate, until: Option<NaiveDate>) {
        self.since = self.since.max(since);
        self.until = match (self.until, until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }

    pub(super) fn figure(&mut self, key: &str) -> Result<Figure> {
        let figure = match self.pack.amount(key, self.day) {
            Err(error) if error.code() == Code::LawUnknownKey => self.pack.rate(key, self.day)?,
            found => found?,
        };
        self.narrow(figure.since, figure.until);
        Ok(figure)
    }

    fn value(&mut self, key: &str) -> Result<Decimal> {
        self.figure(key).map(|figure| figure.value)
    }

    fn scale(&mut self, key: &str) -> Result<Scale> {
        let scale = self.pack.scale(key, self.day)?;
        self.narrow(scale.since, scale.until);
        Ok(scale)
    }
}

/// None when nothing of that kind is in force.
fn known<V>(found: Result<V>) -> Result<Option<V>> {
    match found {
        Err(error) if error.code() == Code::LawNoneInForce => Ok(None),
        found => found.map(Some),
    }
}

/// A figure of the pack that the rule cannot use.
pub(super) fn unfit(key: &str, value: Decimal, why: &str) -> Error {
    let message = format!("the rule pack's parameter `{key}` is {value}: {why}");
    Error::new(Code::LawPackInvalid, key, value, message)
}

/// The basic personal amount where no form TD1 is on file (chapter 2).
#[derive(Clone, Debug)]
pub(super) enum Basic {
    Flat(Decimal),
    /// From `start` at an income of `from` in a line down to `end` at `to`.
    Phased {
        start: Decimal,
        from: Decimal,
        to: Decimal,
        /// `start` − `end`, a whole number of dollars.
        fall: u32,
        /// `to` − `from`, a whole number of dollars.
        over: u32,
        /// Whether the income is NI = A + HD; else it is A.
        with_zone: bool,
    },
}

impl Basic {
    fn phased(read: &mut Reader<'_>, jurisdiction: &str, with_zone: bool) -> Result<Self> {
        let mut part = |name: &str| {
            let key = format!("tax.{jurisdiction}.basic.{name}");
            read.value(&key).map(|value| (key, value))
        };
        let ((_, start), (end_key, end), (_, from), (to_key, to)) =
            (part("start")?, part("end")?, part("from")?, part("to")?);
        let whole = |key: &str, value, difference: Option<Decimal>| {
            let whole = difference.map(|d| d.normalize()).filter(|d| d.scale() == 0);
            whole
                .and_then(|d| u32::try_from(d.mantissa()).ok())
                .ok_or_else(|| unfit(key, value, "the range is not a whole number of dollars"))
        };
        let fall = whole(&end_key, end, crate::error::exact::subtract(start, end))?;
        let over = whole(&to_key, to, crate::error::exact::subtract(to, from))?;
        if over == 0 {
            return Err(unfit(&to_key, to, "the range is empty"));
        }
        Ok(Self::Phased { start, from, to, fall, over, with_zone })
    }
}

/// What a province's tax has that no other has (chapter 4, step 5).
#[derive(Clone, Debug)]
pub(super) enum Special {
    None,
    /// K5P: what K1P + K2P exceeds the threshold, × `times` ÷ `per`.
    Alberta {
        threshold: Decimal,
        times: Decimal,
        per: Decimal,
    },
    /// S: `amount` less `rate` of what A exceeds `from`; nothing above `to`.
    BritishColumbia {
        amount: Decimal,
        from: Decimal,
        to: Decimal,
        rate: Decimal,
    },
    /// V1 by two thresholds of T4, V2 by bands of A, S by a basic amount and one for each dependant (Y).
    Ontario {
        surtax: [(Decimal, Decimal); 2],
        premium: Scale,
        basic: Decimal,
        dependant: Decimal,
    },
}

/// The income tax of a jurisdiction.
#[derive(Clone, Debug)]
pub(super) struct Jurisdiction {
    pub bands: Scale,
    /// K or KP of each band; the first is 0.
    pub constants: Vec<Decimal>,
    pub basic: Basic,
    /// The Canada employment amount, where it is credited.
    pub cea: Option<Decimal>,
    /// Rate and greatest amount of the labour-sponsored funds credit.
    pub labour: Option<[Decimal; 2]>,
    pub special: Special,
}

impl Jurisdiction {
    fn on(
        read: &mut Reader<'_>,
        key: &str,
        basic: Basic,
        labour: &str,
        cea: bool,
        special: Special,
    ) -> Result<Self> {
        let bands = read.scale(&format!("tax.{key}.bands"))?;
        let constants = (2..=bands.bands.len()).map(|n| read.value(&format!("tax.{key}.constant.{n}")));
        let constants: Result<Vec<_>> = std::iter::once(Ok(Decimal::ZERO)).chain(constants).collect();
        let labour = if labour.is_empty() {
            None
        } else {
            let [rate, max] = [format!("tax.{key}.{labour}.rate"), format!("tax.{key}.{labour}.max")];
            Some([read.value(&rate)?, read.value(&max)?])
        };
        let cea = if cea { Some(read.value(&format!("tax.{key}.cea"))?) } else { None };
        Ok(Self { bands, constants: constants?, basic, cea, labour, special })
    }

    pub(super) fn federal(read: &mut Reader<'_>) -> Result<Self> {
        let basic = Basic::phased(read, "federal", true)?;
        Self::on(read, "federal", basic, "lcf", true, Special::None)
    }

    /// None when no figures of the province are in force.
    pub(super) fn provincial(read: &mut Reader<'_>, province: Province) -> Result<Option<Self>> {
        if province == Province::Qc {
            return Ok(None);
        }
        let key = province.key();
        let basic = match province {
            Province::Mb => Basic::phased(read, key, true)?,
            // The Yukon's amount mirrors the federal one.
            Province::Yt => Basic::phased(read, "federal", true)?,
            // Nova Scotia's was phased by A in the 120th edition only.
            Province::Ns => match known(Basic::phased(read, key, false))? {
                Some(phased) => phased,
                None => Basic::Flat(read.value("tax.ns.basic")?),
            },
            _ => Basic::Flat(read.value(&format!("tax.{key}.basic"))?),
        };
        let labour = match province {
            Province::Mb | Province::Nb | Province::Ns | Province::Sk => "lcp",
            _ => "",
        };
        let special = match province {
            Province::Ab => match known(read.value("tax.ab.k5p.threshold"))? {
                Some(threshold) => Special::Alberta {
                    threshold,
                    times: read.value("tax.ab.k5p.times")?,
                    per: read.value("tax.ab.k5p.per")?,
                },
                None => Special::None,
            },
            Province::Bc => Special::BritishColumbia {
                amount: read.value("tax.bc.reduction.amount")?,
                from: read.value("tax.bc.reduction.from")?,
                to: read.value("tax.bc.reduction.to")?,
                rate: read.value("tax.bc.reduction.rate")?,
            },
            Province::On => Special::Ontario {
                surtax: [
                    (read.value("tax.on.surtax.1.above")?, read.value("tax.on.surtax.1.rate")?),
                    (read.value("tax.on.surtax.2.above")?, read.value("tax.on.surtax.2.rate")?),
                ],
                premium: read.scale("tax.on.health_premium")?,
                basic: read.value("tax.on.reduction.basic")?,
                dependant: read.value("tax.on.reduction.dependant")?,
            },
            _ => Special::None,
        };
        known(Self::on(read, key, basic, labour, province == Province::Yt, special))
    }
}
