//! Taxes on sales: which tax a supply bears, where, at what rate and why ([`decide`]), and how much it is ([`assess`]).
//!
//! Rates are dated, by jurisdiction and class ([`rate`]; the page of [`rates`] lists what each pack covers and since when), and
//! are those of the tax point ([`tax_point`](tax_point())). What an invoice must say stands with its article ([`mention`](mention()),
//! [`exemption`](exemption())). Where many rates stack, as in the United States, the caller loads a table ([`components`]).
//!
//! The United Kingdom is known: its dated VAT rates, supplies of goods at home, to other member states of the European
//! Union while it was one, and to the rest of the world. What it does not know (services, another supplier's country,
//! the rate of a state in which a distance seller must register) is `law.unsupported`. Northern Ireland, and parts of
//! member states outside the Union's VAT territory (the Canary Islands, Livigno, Büsingen), have no code of ISO 3166-1 of
//! their own and are not told apart from their states.
//!
//! ```
//! use backoffice::{Granularity::*, Mode::HalfUp, Rounding, currency::GBP, date, dec, gbp, law::RulePack};
//! use backoffice::tax::sales::{self, Country, Customer, DistanceSales, Line, Supply};
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
//! let decision = sales::decide(&supply, "standard", &pack)?;
//! assert_eq!((decision.category.code(), decision.rate), ("S", dec!(0.175)));
//! assert!(decision.reason.contains("below the threshold of FR"));
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

pub use assess::{Assessed, Line, RateTotal, assess, assess_traced};
pub use category::Category;
pub use country::Country;
pub use exemption::{Exemption, Law, exemption, exemptions};
pub use mention::{Mention, Reason, mention, mentions_of};
pub use place::{Customer, Decision, DistanceSales, Kind, Liable, Supply, decide};
pub use rates::{Jurisdiction, Rate, jurisdictions, rate, rate_in};
pub use tax_point::{Chargeable, TaxPoint, TaxPointDays, tax_point};
