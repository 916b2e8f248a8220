//! Dated rates by jurisdiction, and what is known of each.
//!
//! A jurisdiction is named by its code of ISO 3166: `DE`, `CA-NS`, `PT-MA`; Greece is `GR` or, as in VAT numbers, `EL`,
//! the United Kingdom `GB` and `XI`. A class is the key of a rate in its pack: `standard`, `reduced`, `gst`.
//!
//! ```
//! use backoffice::{Code, date, dec, tax::sales};
//!
//! let cut = sales::rate("DE", "standard", date(2020, 7, 1)?)?;
//! assert_eq!((cut.value, cut.since, cut.until), (dec!(0.16), date(2020, 7, 1)?, Some(date(2020, 12, 31)?)));
//! assert!(cut.source.ends_with("(secondary source)") && cut.warnings.is_empty());
//!
//! // Where the true beginning was not found, the result says so; before the first known day there is no rate.
//! let food = sales::rate("NO", "reduced", date(2020, 7, 1)?)?;
//! assert_eq!(food.warnings, ["NO reduced: true beginning unknown; known from 2012-01-01"]);
//! let before = sales::rate("NO", "reduced", date(2011, 12, 31)?).unwrap_err();
//! assert_eq!(before.code(), Code::LawNoneInForce);
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! # What each pack covers
//! The last column counts the dated rates that rest on official and on secondary sources.
//!
#![doc = include_str!("known.md")]

mod known;

pub use known::{Class, Jurisdiction, jurisdictions, jurisdictions_in, table};

use crate::{
    error::{Code, Error, Result, exact},
    law::{RulePack, Standing, Stated},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The names of the jurisdictions of the embedded packs, as an English reader has them, in order of their codes.
const NAMES: &[(&str, &str)] = &[
    ("AE", "United Arab Emirates"),
    ("AT", "Austria"),
    ("AU", "Australia"),
    ("BE", "Belgium"),
    ("BG", "Bulgaria"),
    ("BH", "Bahrain"),
    ("CA", "Canada"),
    ("CA-BC", "British Columbia"),
    ("CA-NB", "New Brunswick"),
    ("CA-NL", "Newfoundland and Labrador"),
    ("CA-NS", "Nova Scotia"),
    ("CA-ON", "Ontario"),
    ("CA-PE", "Prince Edward Island"),
    ("CH", "Switzerland"),
    ("CY", "Cyprus"),
    ("CZ", "Czech Republic"),
    ("DE", "Germany"),
    ("DK", "Denmark"),
    ("EE", "Estonia"),
    ("EG", "Egypt"),
    ("ES", "Spain"),
    ("FI", "Finland"),
    ("FR", "France"),
    ("GB", "United Kingdom"),
    ("GR", "Greece"),
    ("HR", "Croatia"),
    ("HU", "Hungary"),
    ("IE", "Ireland"),
    ("IN", "India"),
    ("IT", "Italy"),
    ("JO", "Jordan"),
    ("LT", "Lithuania"),
    ("LU", "Luxembourg"),
    ("LV", "Latvia"),
    ("MA", "Morocco"),
    ("MT", "Malta"),
    ("NL", "Netherlands"),
    ("NO", "Norway"),
    ("OM", "Oman"),
    ("PL", "Poland"),
    ("PT", "Portugal"),
    ("PT-AC", "Azores"),
    ("PT-MA", "Madeira"),
    ("RO", "Romania"),
    ("SA", "Saudi Arabia"),
    ("SE", "Sweden"),
    ("SG", "Singapore"),
    ("SI", "Slovenia"),
    ("SK", "Slovakia"),
];

/// A rate as it stands on a day, with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// The rate as a fraction: 0.2 is 20 %.
    #[serde(with = "exact::text")]
    pub value: Decimal,
    /// Its class: `standard`, `reduced`, `gst`.
    pub class: String,
    /// Whose rate it is: `GB`, `PT-MA`.
    pub jurisdiction: String,
    /// In force since; where a warning says that the true beginning is unknown, the first day that is known.
    pub since: NaiveDate,
    /// The last day in force, when one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Document and section.
    pub source: String,
    /// Official when all its sources are.
    pub standing: Standing,
    /// What is not known of it, in words; empty as a rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// The rule pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
}

/// A jurisdiction's code as country and region: `PT-MA` is `PT` and `MA`. Greece and Northern Ireland go by the letters
/// of VAT numbers too.
fn parts(jurisdiction: &str) -> (&str, Option<&str>) {
    let (country, region) = jurisdiction.split_once('-').map_or((jurisdiction, None), |(a, b)| (a, Some(b)));
    let country = match country {
        "EL" => "GR",
        "XI" => "GB",
        other => other,
    };
    (country, region)
}

/// A rate's key as class and region: `standard.MA` is `standard` of `MA`. A region has no small letters, so that a point in
/// a class (`gst-slab-0.05`) is none.
fn class_and_region(key: &str) -> (&str, Option<&str>) {
    match key.rsplit_once('.') {
        Some((class, region)) if !region.is_empty() && region.bytes().all(|b| b.is_ascii_uppercase()) => {
            (class, Some(region))
        }
        _ => (key, None),
    }
}

fn code_of(country: &str, region: Option<&str>) -> String {
    region.map_or_else(|| country.to_owned(), |region| format!("{country}-{region}"))
}

/// The embedded pack with a jurisdiction's rates: `GB` is `uk.vat`, `PT-MA` is `pt.vat`. It is read anew: keep it where many
/// rates are asked for, with [`rate_in`], [`assess`](super::assess()) or [`Rates`].
///
/// # Errors
/// `law.unsupported` where no pack has its rates.
pub fn pack(jurisdiction: &str) -> Result<RulePack> {
    let (country, region) = parts(jurisdiction);
    let code = code_of(country, region);
    if !NAMES.iter().any(|(known, _)| *known == code) {
        return Err(unknown(jurisdiction));
    }
    let folder = if country == "GB" { "uk".to_owned() } else { country.to_ascii_lowercase() };
    RulePack::embedded(&format!("{folder}.vat"))
}

/// The rate of a class in a jurisdiction on a day, which is the tax point ([`tax_point`](super::tax_point())).
///
/// # Errors
/// `law.unsupported` where no embedded pack has the jurisdiction, `law.unknown_key` where the pack lacks the class,
/// `law.none_in_force` on a day of which it knows none.
pub fn rate(jurisdiction: &str, class: &str, day: NaiveDate) -> Result<Rate> {
    rate_of(&pack(jurisdiction)?, jurisdiction, class, day)
}

fn unknown(jurisdiction: &str) -> Error {
    let message = format!(
        "`jurisdiction` is `{jurisdiction}`, whose rates are not known: load a pack of them, or write a code such as DE, CA-NS, PT-MA"
    );
    Error::new(Code::LawUnsupported, "jurisdiction", jurisdiction, message)
}

fn rate_of(pack: &RulePack, jurisdiction: &str, class: &str, day: NaiveDate) -> Result<Rate> {
    match parts(jurisdiction) {
        (_, Some(region)) => rate_in(pack, &format!("{class}.{region}"), day),
        (_, None) => rate_in(pack, class, day),
    }
}

/// The same from a pack, embedded or loaded at run time. The rates of a region end in its letters: `standard.MA`, `hst.NS`.
///
/// # Errors
/// `law.unknown_key`, `law.none_in_force`.
pub fn rate_in(pack: &RulePack, class: &str, day: NaiveDate) -> Result<Rate> {
    let figure = pack.rate(class, day)?;
    let stated = pack.rate_stated(class, day)?;
    let (own, region) = class_and_region(class);
    let jurisdiction = code_of(pack.jurisdiction(), region);
    Ok(Rate {
        value: figure.value,
        class: own.to_owned(),
        since: figure.since,
        until: figure.until,
        source: figure.source,
        standing: stated.standing(),
        warnings: warning(&jurisdiction, own, &stated).into_iter().collect(),
        jurisdiction,
        pack: pack.id().to_owned(),
        revision: pack.revision().to_owned(),
    })
}

/// What is not known of a rate's days, told with its name.
pub(super) fn warning(jurisdiction: &str, class: &str, stated: &Stated<'_>) -> Option<String> {
    stated.warning().map(|text| format!("{jurisdiction} {class}: {text}"))
}

/// The warnings of the rate of a key of a pack on a day.
pub(super) fn warnings_of(pack: &RulePack, key: &str, day: NaiveDate) -> Result<Option<String>> {
    let (class, region) = class_and_region(key);
    Ok(warning(&code_of(pack.jurisdiction(), region), class, &pack.rate_stated(key, day)?))
}

/// The packs of many jurisdictions, read once: for decisions that cross borders.
///
/// ```
/// use backoffice::{date, dec, law::RulePack, tax::sales::rates::Rates};
///
/// let newer = RulePack::embedded("de.vat")?.text().replace("\"0.19\"", "\"0.21\"");
/// let rates = Rates::embedded()?.with(RulePack::parse(&newer)?);
/// let day = date(2026, 3, 2)?;
/// assert_eq!(rates.rate("DE", "standard", day)?.value, dec!(0.21));
/// assert_eq!(rates.rate("FR", "standard", day)?.value, dec!(0.20));
/// # Ok::<(), backoffice::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Rates(BTreeMap<String, RulePack>);

impl Rates {
    /// Those that came with this version.
    ///
    /// # Errors
    /// `law.pack_invalid`, which would be a defect of this version.
    pub fn embedded() -> Result<Self> {
        Ok(Self(known::embedded()?.into_iter().map(|pack| (pack.jurisdiction().to_owned(), pack)).collect()))
    }

    /// The same with a pack that takes the place of its jurisdiction's.
    #[must_use]
    pub fn with(mut self, pack: RulePack) -> Self {
        self.0.insert(pack.jurisdiction().to_owned(), pack);
        self
    }

    /// The pack with a jurisdiction's rates.
    ///
    /// # Errors
    /// `law.unsupported` where there is none.
    pub fn pack(&self, jurisdiction: &str) -> Result<&RulePack> {
        self.0.get(parts(jurisdiction).0).ok_or_else(|| unknown(jurisdiction))
    }

    /// The rate of a class in a jurisdiction on the day of the tax point.
    ///
    /// # Errors
    /// As [`rate`].
    pub fn rate(&self, jurisdiction: &str, class: &str, day: NaiveDate) -> Result<Rate> {
        rate_of(self.pack(jurisdiction)?, jurisdiction, class, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{calendar::date, law::Beginning};

    fn on(jurisdiction: &str, class: &str, day: (i32, u32, u32)) -> Result<Rate> {
        rate(jurisdiction, class, date(day.0, day.1, day.2).unwrap())
    }

    #[test]
    fn every_embedded_pack_is_found_by_its_jurisdictions() {
        let all = jurisdictions().unwrap();
        let codes: Vec<&str> = all.iter().map(|row| row.jurisdiction.as_str()).collect();
        assert_eq!(codes, NAMES.iter().map(|(code, _)| *code).collect::<Vec<_>>());
        for row in &all {
            assert_eq!(pack(&row.jurisdiction).unwrap().id(), row.pack);
            for class in &row.classes {
                let first = rate(&row.jurisdiction, &class.class, class.since).unwrap();
                assert_eq!((&first.jurisdiction, &first.class), (&row.jurisdiction, &class.class));
                assert_eq!(first.warnings.is_empty(), class.beginning == Beginning::Since, "{first:?}");
                let before = class.since.pred_opt().unwrap();
                let error = rate(&row.jurisdiction, &class.class, before).unwrap_err();
                assert_eq!(error.code(), Code::LawNoneInForce, "{error}");
            }
        }
    }

    #[test]
    fn the_page_has_the_table() {
        let table = table(&jurisdictions().unwrap());
        assert!(
            include_str!("known.md") == table,
            "core/src/tax/sales/rates/known.md is not the table:\n{table}"
        );
    }

    /// Every rate of every pack is a fraction, and no two neighbours of a class are apart by days without a gap.
    #[test]
    fn rates_are_fractions() {
        for row in jurisdictions().unwrap() {
            let pack = pack(&row.jurisdiction).unwrap();
            for stated in pack.stated().filter(|stated| pack.is_rate(stated.key)) {
                let value = pack.rate(stated.key, stated.since).unwrap().value;
                assert!(value >= Decimal::ZERO && value <= dec!(0.40), "{} {value}", stated.key);
            }
        }
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        let code = |jurisdiction, class, day| on(jurisdiction, class, day).unwrap_err().code();
        assert_eq!(code("US", "standard", (2026, 1, 1)), Code::LawUnsupported);
        assert_eq!(code("PT-XX", "standard", (2026, 1, 1)), Code::LawUnsupported);
        assert_eq!(code("de", "standard", (2026, 1, 1)), Code::LawUnsupported);
        assert_eq!(code("", "", (2026, 1, 1)), Code::LawUnsupported);
        assert_eq!(code("DE", "luxury", (2026, 1, 1)), Code::LawUnknownKey);
        assert_eq!(code("CA-NS", "gst", (2026, 1, 1)), Code::LawUnknownKey);
        assert_eq!(code("GB", "standard", (1973, 3, 31)), Code::LawNoneInForce);
        assert_eq!(code("PT-AC", "standard", (2021, 6, 30)), Code::LawNoneInForce);
    }

    /// Errors of the sources that were gathered, which the packs do not repeat.
    #[test]
    fn errors_of_the_sources_are_mended() {
        let value = |jurisdiction, class, day| on(jurisdiction, class, day).unwrap().value;
        assert_eq!(value("FR", "standard", (2013, 12, 31)), dec!(0.196));
        assert_eq!(value("SE", "standard", (1990, 6, 30)), dec!(0.2346));
        assert_eq!(value("LU", "standard", (2023, 12, 31)), dec!(0.16));
        assert_eq!(value("LU", "standard", (2024, 1, 1)), dec!(0.17));
        assert_eq!(value("IE", "standard", (2021, 2, 28)), dec!(0.21));
        assert_eq!(value("IE", "standard", (2021, 3, 1)), dec!(0.23));
        assert_eq!(on("AT", "intermediate", (2015, 12, 31)).unwrap_err().code(), Code::LawNoneInForce);
        assert_eq!(value("SA", "standard", (2020, 6, 30)), dec!(0.05));
        assert_eq!(value("CA-PE", "hst", (2016, 9, 30)), dec!(0.14));
        assert_eq!(value("CA-NS", "hst", (2025, 4, 1)), dec!(0.14));
        assert_eq!(value("NO", "low", (2021, 9, 30)), dec!(0.06));
        assert_eq!(on("PT-MA", "standard", (2012, 3, 31)).unwrap_err().code(), Code::LawNoneInForce);
    }

    #[test]
    fn greece_and_northern_ireland_go_by_two_names() {
        let day = (2016, 6, 1);
        assert_eq!(on("EL", "standard", day).unwrap(), on("GR", "standard", day).unwrap());
        assert_eq!(on("XI", "standard", day).unwrap(), on("GB", "standard", day).unwrap());
    }

    #[test]
    fn a_pack_that_is_loaded_answers() {
        let text = pack("DE").unwrap().text().replace("\"0.19\"", "\"0.21\"").replace("2026-11-30", "later");
        let loaded = RulePack::parse(&text).unwrap();
        let told = rate_in(&loaded, "standard", date(2027, 1, 1).unwrap()).unwrap();
        assert_eq!((told.value, told.revision.as_str()), (dec!(0.21), "later"));
        let rows = jurisdictions_in(&[loaded]);
        assert_eq!((rows.len(), rows[0].classes.len(), rows[0].revision.as_str()), (1, 2, "later"));
    }
}
