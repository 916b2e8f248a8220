//! Both steps at once: where a supply is taxed, and the rate there.

use super::{Choices, Decision, Supply, decide};
use crate::{
    error::{Error, Result, exact},
    law::RulePack,
    tax::sales::Category,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A decision with the rate that it charges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rated {
    /// Where, who and why.
    pub decision: Decision,
    /// The category with the rate known: `Z` where the rate is zero.
    pub category: Category,
    /// The rate as a fraction; zero where the supplier charges nothing.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// The rate's key in its pack; none where the supplier charges nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Since when that rate is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// Where the decision and the rate stand.
    pub source: String,
}

/// Where a supply is taxed and, when the supplier charges the tax, at which rate: `class` names it in `rates`, the pack of
/// the place (`standard`, `reduced`, `zero`). When the supplier charges nothing, `rates` is not asked.
///
/// # Errors
/// As [`decide`]; `input.invalid` when `rates` is the pack of another place; `law.unsupported` for a supply that is taxed in
/// several places (ask for each part's rate); `law.unknown_key`, `law.none_in_force` for the rate.
///
/// ```
/// use backoffice::{date, dec, law::RulePack, tax::sales::{self, Choices, Country, Customer, DistanceSales, Supply}};
///
/// let (britain, france) = (Country::parse("GB")?, Country::parse("FR")?);
/// let supply = Supply::goods(date(2010, 12, 1)?, britain, france, Customer::private(france))
///     .distance_sales(DistanceSales::BelowThreshold);
/// let (eu, uk) = (RulePack::embedded("eu.vat")?, RulePack::embedded("uk.vat")?);
/// let rated = sales::decide_rated(&supply, &Choices::none(), &eu, "standard", &uk)?;
/// assert_eq!((rated.category.code(), rated.rate), ("S", dec!(0.175)));
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn decide_rated(
    supply: &Supply,
    choices: &Choices,
    pack: &RulePack,
    class: &str,
    rates: &RulePack,
) -> Result<Rated> {
    rated(decide(supply, choices, pack)?, supply.day, class, rates)
}

fn rated(decision: Decision, day: NaiveDate, class: &str, rates: &RulePack) -> Result<Rated> {
    if decision.place.is_none() {
        let message = "the supply is taxed in several places: ask for the rate of each part of `split`";
        return Err(Error::new(crate::error::Code::LawUnsupported, "supply.what", &decision.reason, message));
    }
    let Some(place) = decision.rate_of else {
        let (category, source) = (decision.category, decision.source.clone());
        return Ok(Rated { decision, category, rate: Decimal::ZERO, class: None, since: None, source });
    };
    if rates.jurisdiction() != place.country() {
        let wanted = format!("the rate is that of {place}: give its pack");
        return Err(Error::invalid("rates", rates.id(), &wanted));
    }
    let figure = rates.rate(class, day)?;
    Ok(Rated {
        category: if figure.value.is_zero() { Category::Zero } else { decision.category },
        rate: figure.value,
        since: Some(figure.since),
        source: format!("{}; {}", decision.source, figure.source),
        class: Some(figure.key),
        decision,
    })
}
