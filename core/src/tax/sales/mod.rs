//! Taxes on sales: which tax a supply bears, where, at what rate and why ([`decide`]), and how much it is ([`assess`]).
//!
//! Two steps: [`decide`] says where a supply is taxed, who owes the tax, in which scheme and by which article, from the Union's
//! pack (`eu.vat`); the rate is that of the place's own pack. [`decide_rated`] does both. What a state may choose comes as data
//! ([`Choices`]); a choice that is needed and not given is `tax.option_unknown`.
//!
//! What is decided, by article of Directive 2006/112/EC:
//!
//! | Articles | What |
//! |---|---|
//! | 6, 7 | territories left out (the Canary Islands, Åland, Livigno …) and taken in (Monaco, Man); Northern Ireland for goods |
//! | 31, 32, 36, 37 | goods that stay, move, are installed, are sold on board |
//! | 33, 34, 59c | distance sales, before and since 2021-07-01, one-stop shop; 33(c) import one-stop shop |
//! | 40, 60 | acquisition and import, from the buyer's side ([`acquire`]) |
//! | 44 to 50, 53 to 59 | services to businesses and to private persons |
//! | 135(1)(a) to (g) | insurance and finance are exempt |
//! | 138, 146 | supplies within the Union, exports |
//! | 193, 194, 196, 199 | who owes the tax |
//!
//! Not known here: services before 2010, electronic ones before 2019; gas and electricity (38, 39), triangular trade (141), call-off
//! stock (17a), platforms (14a), travel agents (306), use and enjoyment (59a), margins (313), other exemptions (132, 148 …):
//! their effect is the caller's to add. In 194 a state's choice may not be given for what is bought on the spot (restaurants,
//! admission, passenger transport): the supplier then owes the tax, as art. 193 says.
//!
//! Rates are dated, by jurisdiction and class ([`rate`]; the page of [`rates`] lists what each pack covers and since when), and
//! are those of the tax point ([`tax_point`](tax_point())). What an invoice must say stands with its article ([`mention`](mention()),
//! [`exemption`](exemption())). Where many rates stack, as in the United States, the caller loads a table ([`components`]).
//!
//! ```
//! use backoffice::{Granularity::*, Mode::HalfUp, Rounding, currency::GBP, date, dec, gbp, law::RulePack};
//! use backoffice::tax::sales::{self, Choices, Country, Customer, DistanceSales, Line, Supply};
//!
//! let pack = RulePack::embedded("uk.vat")?;
//! let day = date(2010, 12, 1)?;
//! let lines = [
//!     Line::new("lantern", gbp!(55.55)).at("standard"),
//!     Line::new("candle", gbp!(11.11)).at("standard"),
//! ];
//! let by_line = sales::assess(&lines, day, &pack, PerLine, Rounding::minor(GBP, HalfUp))?;
//! let by_document = sales::assess(&lines, day, &pack, PerDocument, Rounding::minor(GBP, HalfUp))?;
//! assert_eq!((by_line.tax, by_document.tax), (gbp!(11.66), gbp!(11.67))); // 9.72 + 1.94; 11.6655
//!
//! // Goods sent to a private person in France; sales to France stay below its threshold.
//! let france = Country::parse("FR")?;
//! let supply = Supply::goods(day, Country::parse("GB")?, france, Customer::private(france))
//!     .distance_sales(DistanceSales::BelowThreshold);
//! let eu = RulePack::embedded("eu.vat")?;
//! let rated = sales::decide_rated(&supply, &Choices::none(), &eu, "standard", &pack)?;
//! assert_eq!((rated.category.code(), rated.rate), ("S", dec!(0.175)));
//! assert!(rated.decision.reason.contains("below the threshold of FR"));
//! # Ok::<(), backoffice::Error>(())
//! ```

mod assess;
mod category;
pub mod components;
mod country;
mod exemption;
mod mention;
mod place;
pub mod rates;
pub mod rule;
mod tax_point;
mod territory;

pub use assess::{Assessed, Line, RateTotal, assess, assess_traced};
pub use category::Category;
pub use country::Country;
pub use exemption::{Exemption, Law, exemption, exemptions};
pub use mention::{Mention, Reason, mention, mentions_of};
pub use place::{
    Art199, Choices, Customer, Decision, DistanceSales, Goods, Liable, Rated, ReverseCharge, Scheme, Service,
    ServiceKind, Share, StateChoices, Supplied, Supplier, Supply, Turnover, acquire, decide, decide_rated,
};
pub use rates::{Jurisdiction, Rate, jurisdictions, rate, rate_in};
pub use tax_point::{Chargeable, TaxPoint, TaxPointDays, tax_point};
pub use territory::{Part, Territory};
