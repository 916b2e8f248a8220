//! What the pack says on a day: rules with their citations, membership, thresholds.

use super::supply::DistanceSales;
use crate::{
    error::{Code, Error, Result},
    law::{Figure, RulePack},
    money::Money,
    tax::sales::{
        country::Country,
        territory::{Part, Territory},
    },
};
use chrono::NaiveDate;

/// A place as VAT sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    /// The territory whose tax it is: France for Monaco.
    pub of: Territory,
    /// Whether that is inside the Union on the day.
    pub inside: bool,
}

/// A pack on a day.
#[derive(Clone, Copy)]
pub(super) struct Law<'a> {
    pub pack: &'a RulePack,
    pub day: NaiveDate,
}

impl<'a> Law<'a> {
    pub fn new(pack: &'a RulePack, day: NaiveDate) -> Result<Self> {
        if pack.jurisdiction() == "EU" {
            return Ok(Self { pack, day });
        }
        let wanted = "the place of supply is decided by a pack of the European Union such as eu.vat";
        Err(Error::invalid("pack", pack.id(), wanted))
    }

    /// Refuses the day on which a rule is not known; else where the rule stands.
    pub fn rule(&self, key: &str) -> Result<String> {
        Ok(self.pack.amount(&format!("rule.{key}"), self.day)?.source)
    }

    /// Where several rules stand, one after the other.
    pub fn rules(&self, keys: &[&str]) -> Result<String> {
        let sources = keys.iter().map(|key| self.rule(key)).collect::<Result<Vec<_>>>()?;
        Ok(sources.join("; "))
    }

    /// What a state's own law adds; None where the pack has nothing.
    pub fn national(&self, state: Territory, key: &str) -> Result<Option<String>> {
        let key = format!("{}.{key}", state.country().to_lowercase());
        self.known(&key).map(|found| found.map(|figure| figure.source))
    }

    pub fn scheme(&self, key: &str) -> Result<bool> {
        Ok(self.known(&format!("scheme.{key}"))?.is_some())
    }

    pub fn limit(&self, key: &str) -> Result<Figure> {
        self.pack.amount(key, self.day)
    }

    /// None when the pack has no such parameter, or nothing in force on the day.
    fn known(&self, key: &str) -> Result<Option<Figure>> {
        match self.pack.amount(key, self.day) {
            Ok(figure) => Ok(Some(figure)),
            Err(error) if matches!(error.code(), Code::LawUnknownKey | Code::LawNoneInForce) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The place as VAT sees it: art. 7 says France of Monaco, Cyprus of the base areas, the United Kingdom of Man; art. 6
    /// leaves parts of states out; Northern Ireland is a member state for goods only.
    pub fn area(&self, place: Territory, goods: bool) -> Result<Area> {
        let country = |code: &str| Country::parse(code).map(Territory::Country);
        let of = match place {
            Territory::Country(own) => match own.code() {
                "MC" => country("FR")?,
                "IM" => country("GB")?,
                _ => place,
            },
            Territory::Part(Part::AkrotiriAndDhekelia) => country("CY")?,
            Territory::Part(Part::NorthernIreland) => {
                if goods && self.known("eu.member_for_goods.XI")?.is_some() {
                    return Ok(Area { of: place, inside: true });
                }
                country("GB")?
            }
            Territory::Part(_) => return Ok(Area { of: place, inside: false }),
        };
        let inside = self.known(&format!("eu.member.{of}"))?.is_some();
        Ok(Area { of, inside })
    }

    /// Whether the tax is due at destination, by the seller's standing against the threshold whose key begins so.
    pub fn at_destination(&self, standing: Option<DistanceSales>, key: &str) -> Result<bool> {
        match standing {
            None => Err(Error::missing("supplier.distance_sales")),
            Some(DistanceSales::BelowThreshold) => Ok(false),
            Some(DistanceSales::AboveThreshold | DistanceSales::Opted) => Ok(true),
            Some(DistanceSales::Amounts(sales)) => {
                let threshold = self.threshold(key)?;
                let exceeds = |year: &str, sold: Money| {
                    if sold.currency() == threshold.currency() {
                        return Ok(sold.amount() > threshold.amount());
                    }
                    let field = format!("supplier.distance_sales.amounts.{year}.currency");
                    let message = format!(
                        "`{field}` is `{}`: the threshold is {threshold}; give sales in that currency",
                        sold.currency()
                    );
                    Err(Error::new(Code::MoneyMixedCurrencies, field, sold.currency(), message))
                };
                Ok(exceeds("this_year", sales.this_year)? || exceeds("last_year", sales.last_year)?)
            }
        }
    }

    /// The threshold with that key; of a state its key ends in the currency.
    fn threshold(&self, key: &str) -> Result<Money> {
        let prefix = format!("{key}.");
        let of_state = self.pack.keys().find_map(|known| Some((known, known.strip_prefix(&prefix)?)));
        if let Some((key, currency)) = of_state {
            return Money::new(self.pack.amount(key, self.day)?.value, currency.parse()?);
        }
        let figure = self.known(key)?.ok_or_else(|| {
            let message =
                format!("the threshold `{key}` is not known: say where the seller stands against it");
            Error::new(Code::LawUnsupported, "supplier.distance_sales", key, message)
        })?;
        Money::new(figure.value, self.pack.currency())
    }
}
