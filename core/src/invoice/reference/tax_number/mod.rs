//! VAT numbers of the EU's members, the United Kingdom, Switzerland and Norway, and the enterprise numbers of the last
//! two: form and check digits.
//!
//! ```
//! use backoffice::{Code, invoice::reference::tax_number};
//!
//! tax_number::check("FR", "FR 13 393 892 815")?;
//! assert_eq!(tax_number::parse("EL", "039868210")?, "EL039868210");
//! assert_eq!(tax_number::parse("CH", "CHE-107.787.577 IVA")?, "CHE107787577IVA");
//! let error = tax_number::check("IT", "DE 265265318").unwrap_err();
//! assert_eq!(error.code(), Code::InvoiceReferenceCountry);
//! # Ok::<(), backoffice::Error>(())
//! ```
//!
//! Countries are told by the prefix of their numbers: `EL` (or `GR`) for Greece, `XI` for Northern Ireland, `EU` for the
//! one-stop shop of suppliers from outside (also `IM`, its import scheme), `GB`, `CH`, `NO`. The prefix may be left out;
//! another country's is refused. Spaces, points, hyphens, slashes, commas, colons and brackets are left out.
//!
//! Source of the forms: the European Commission's list of VAT identification numbers (VIES). Most states do not publish
//! how check digits are made: what is done here is what programs agree on (python-stdnum 2.2; facts only), checked
//! against its tests. Where no public rule is known it is said: the one-stop shop's check digit is not checked.

use super::{Flaw, Judged, Shape};
use crate::error::Result;

mod central;
mod north;
mod number;
mod others;
mod south;
#[cfg(test)]
mod tests;

use number::Number;

const SHAPE: Shape = Shape {
    name: "a tax number of that country",
    signs: "digits and letters as the country has them",
    length: "the length of its country",
};

/// The prefixes of the countries whose VAT numbers are known.
pub const COUNTRIES: &[&str] = &[
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "EU", "FI", "FR", "GB", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
];

/// Whether the text is a VAT number of the country.
pub fn holds(country: &str, text: &str) -> bool {
    judge(country, text).is_ok()
}

/// The same, saying what is wrong.
///
/// # Errors
/// `invoice.reference_country` (field `country` when it is not known, `tax_number` when the text has another prefix),
/// `invoice.reference_length`, `invoice.reference_character` and `invoice.reference_check_digit`, field `tax_number`.
pub fn check(country: &str, text: &str) -> Result<()> {
    let Some(prefix) = prefix(country) else { return Err(Flaw::Country.tell("country", country, &SHAPE)) };
    Flaw::of(judge(prefix, text), "tax_number", text, &SHAPE)
}

/// The number with its prefix, without spaces and signs, letters in upper case: how it stands in a return.
///
/// # Errors
/// As [`check`].
pub fn parse(country: &str, text: &str) -> Result<String> {
    check(country, text)?;
    let prefix = prefix(country).unwrap_or_default();
    let read = || {
        let number = bare(prefix, Number::read(text).ok()?).ok()?;
        let number = number.text();
        Some(match prefix {
            "CH" => format!("CHE{number}"),
            "BE" | "EL" => format!("{prefix}{number:0>width$}", width = if prefix == "BE" { 10 } else { 9 }),
            "EU" if Number::read(text).ok()?.begins_with(b"IM") => format!("IM{number}"),
            _ => format!("{prefix}{number}"),
        })
    };
    read().ok_or_else(|| Flaw::Character.tell("tax_number", text, &SHAPE))
}

/// Whether the text is an enterprise number: `CH` the UID (`CHE-100.155.212`), `NO` the organisation number; without the
/// mark that makes a VAT number of it.
pub fn holds_enterprise(country: &str, text: &str) -> bool {
    judge_enterprise(country, text).is_ok()
}

/// The same, saying what is wrong.
///
/// # Errors
/// As [`check`].
pub fn check_enterprise(country: &str, text: &str) -> Result<()> {
    if !matches!(country, "CH" | "NO") {
        return Err(Flaw::Country.tell("country", country, &SHAPE));
    }
    Flaw::of(judge_enterprise(country, text), "tax_number", text, &SHAPE)
}

fn judge_enterprise(country: &str, text: &str) -> Judged {
    let number = bare(country, Number::read(text)?)?;
    match country {
        "CH" => others::swiss(&number),
        "NO" => others::norwegian(&number),
        _ => Err(Flaw::Country),
    }
}

/// The prefix of a country.
fn prefix(country: &str) -> Option<&'static str> {
    let country = if country == "GR" { "EL" } else { country };
    COUNTRIES.iter().copied().find(|known| *known == country)
}

/// The number without the country's prefix.
fn bare(prefix: &str, number: Number) -> Result<Number, Flaw> {
    let wanted: &[&[u8]] = match prefix {
        "EL" | "GR" => &[b"EL", b"GR"],
        "EU" => &[b"EU", b"IM"],
        "CH" => &[b"CHE"],
        _ => &[prefix.as_bytes()],
    };
    if let Some(own) = wanted.iter().find(|own| number.begins_with(own)) {
        return Ok(number.behind(own.len()));
    }
    let foreign = COUNTRIES.iter().any(|other| number.begins_with(other.as_bytes()));
    // A French key may be two letters, and government departments begin with GD or HA; all else begins with a digit, or
    // with one letter and a digit.
    if foreign && prefix != "FR" { Err(Flaw::Country) } else { Ok(number) }
}

fn judge(country: &str, text: &str) -> Judged {
    let number = Number::read(text)?;
    let bare = bare(country, number)?;
    match country {
        "AT" => central::austrian(&bare),
        "BE" => central::belgian(&bare),
        "BG" => south::bulgarian(&bare),
        "CH" => others::swiss_vat(&bare),
        "CY" => south::cypriot(&bare),
        "CZ" => central::czech(&bare),
        "DE" => central::german(&bare),
        "DK" => north::danish(&bare),
        "EE" => north::estonian(&bare),
        "EL" | "GR" => south::greek(&bare),
        "ES" => south::spanish(&bare),
        "EU" => others::one_stop_shop(&bare, number.begins_with(b"IM")),
        "FI" => north::finnish(&bare),
        "FR" => central::french(&bare),
        "GB" | "XI" => others::british(&bare),
        "HR" => south::croatian(&bare),
        "HU" => central::hungarian(&bare),
        "IE" => north::irish(&bare),
        "IT" => south::italian(&bare),
        "LT" => north::lithuanian(&bare),
        "LU" => central::luxembourgish(&bare),
        "LV" => north::latvian(&bare),
        "MT" => south::maltese(&bare),
        "NL" => central::dutch(&bare),
        "NO" => others::norwegian_vat(&bare),
        "PL" => central::polish(&bare),
        "PT" => south::portuguese(&bare),
        "RO" => south::romanian(&bare),
        "SE" => north::swedish(&bare),
        "SI" => south::slovenian(&bare),
        "SK" => central::slovak(&bare),
        _ => Err(Flaw::Country),
    }
}
