//! Law as dated data: rule packs of parameters, each with the days on which it is in force and a citation.
//!
//! A [`RulePack`] is a TOML text. The packs of the supported jurisdictions are embedded ([`RulePack::embedded`]); a newer
//! one may be loaded at run time with [`RulePack::parse`], no new build needed, and its revision is carried into every
//! result. A day outside the range of a parameter is an error, never answered with the nearest year. A value whose true
//! beginning was not found says so with `known_from` or `seen_on` in place of `since` ([`Stated::warning`]). Days that are left out
//! between two values are told of in a `[[gap]]` with the reason; a hole without one is refused, as are values that overlap and
//! a figure without its source.
//!
//! ```
//! use backoffice::{date, dec, law::RulePack};
//!
//! let pack = RulePack::parse(r#"
//!     id = "example"
//!     revision = "2026-01"
//!     jurisdiction = "PT"
//!     currency = "EUR"
//!
//!     [[source]]
//!     key = "vat-act"
//!     title = "Value Added Tax Act (example)"
//!     standing = "official"
//!
//!     [rate.standard]
//!     source = "vat-act, art. 18"
//!     values = [
//!         { since = 2011-01-01, rate = "0.23" },
//!         { since = 2005-07-01, until = 2010-12-31, rate = "0.21" },
//!     ]
//! "#)?;
//! let standard = pack.rate("standard", date(2009, 9, 11)?)?;
//! assert_eq!((standard.value, standard.since), (dec!(0.21), date(2005, 7, 1)?));
//! assert_eq!(standard.source, "Value Added Tax Act (example), art. 18");
//!
//! let error = pack.rate("standard", date(2005, 6, 30)?).unwrap_err();
//! assert_eq!(error.code(), "law.none_in_force");
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # Errors
//! `law.none_in_force` outside the range of a parameter, `law.unknown_key` when the pack has no such parameter,
//! `law.pack_invalid` when a text is not a rule pack.

mod explain;
mod file;
mod pack;

pub use explain::explain;
pub(crate) use file::day_option;
pub(crate) use pack::cite;
pub use pack::{Band, Beginning, Figure, Gap, RulePack, Scale, Source, Standing, Stated};
