//! Place of supply and liability: a pure decision with its reason and its articles.

mod buyer;
mod choices;
mod decision;
mod goods;
mod law;
mod rated;
mod services;
mod supply;
mod taxed;
#[cfg(test)]
mod tests;

pub use buyer::acquire;
pub use choices::{Choices, ReverseCharge, StateChoices};
pub use decision::{Decision, Liable, Scheme, Share};
pub use rated::{Rated, decide_rated};
pub use supply::{
    Art199, Customer, DistanceSales, Goods, Service, ServiceKind, Supplied, Supplier, Supply, Turnover,
};

use crate::{error::Result, law::RulePack};
use law::Law;
use taxed::Case;

/// Where a supply is taxed, who owes the tax, in which scheme, and why, by Directive 2006/112/EC. `pack` is that of the Union
/// (`eu.vat`); the rate is then asked of the pack of `rate_of`, or both at once of [`decide_rated`].
///
/// # Errors
/// `law.none_in_force` on a day for which the pack does not have a rule that decides, `law.unsupported` for what this version
/// does not know (supplies that do not touch the Union, Great Britain to Northern Ireland), `tax.option_unknown` where a state's
/// choice decides and was not given, `input.missing` for a fact that decides (the standing against a threshold, the place of an
/// event, the days of a hire), `input.invalid` for a distance that is not above zero or a pack that is not the Union's,
/// `money.mixed_currencies` for sales in another currency than the threshold's.
///
/// ```
/// use backoffice::{date, law::RulePack, tax::sales::{self, *}};
///
/// let pack = RulePack::embedded("eu.vat")?;
/// let (day, none) = (date(2026, 3, 1)?, Choices::none());
/// let [germany, france, usa] = ["DE", "FR", "US"].map(|code| Territory::parse(code).unwrap());
///
/// // Art. 44 and 196: a service for a business in another member state.
/// let business = Customer::business(france, "FR12345678901");
/// let supply = Supply::service(day, germany, Service::new(ServiceKind::General), business);
/// let decision = sales::decide(&supply, &none, &pack)?;
/// assert_eq!((decision.place, decision.category.code()), (Some(france), "AE"));
/// assert!(decision.source.contains("art. 196"));
///
/// // Art. 58 and 59c: an electronic service for a private person, above the threshold.
/// let supply = Supply::service(day, germany, Service::new(ServiceKind::Electronic), Customer::private(france))
///     .distance_sales(DistanceSales::AboveThreshold);
/// let decision = sales::decide(&supply, &none, &pack)?;
/// assert_eq!((decision.rate_of, decision.scheme), (Some(france), Some(Scheme::Union)));
///
/// // Art. 59: advice for a private person outside the Union.
/// let supply = Supply::service(day, germany, Service::new(ServiceKind::Professional), Customer::private(usa));
/// assert_eq!(sales::decide(&supply, &none, &pack)?.liable, Liable::Nobody);
///
/// // Art. 47 and 194: Spain chooses who owes the tax, so its choice is needed.
/// let land = Service::new(ServiceKind::Immovable).at(Territory::parse("ES")?);
/// let supply = Supply::service(day, germany, land, Customer::business(france, "FR12345678901"));
/// assert_eq!(sales::decide(&supply, &none, &pack).unwrap_err().code(), "tax.option_unknown");
/// let choices = none.art_194(Territory::parse("ES")?, ReverseCharge::CustomerEstablished);
/// assert_eq!(sales::decide(&supply, &choices, &pack)?.liable, Liable::Supplier);
/// # Ok::<(), backoffice::Error>(())
/// ```
pub fn decide(supply: &Supply, choices: &Choices, pack: &RulePack) -> Result<Decision> {
    let law = Law::new(pack, supply.day)?;
    match &supply.what {
        Supplied::Goods(goods) => goods::decide(&Case { supply, choices, law, goods: true }, goods),
        Supplied::Service(service) => services::decide(&Case { supply, choices, law, goods: false }, service),
    }
}
