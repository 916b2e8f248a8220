//! What a law asks of invoice numbers, as data.

use super::audit::{Scope, audit};
use crate::{
    calendar::FiscalYear,
    error::{Code, Error, Result},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Within what a number may not come twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unique {
    /// Ever.
    Ever,
    /// A fiscal year.
    Within(FiscalYear),
}

/// What a law asks of invoice numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Whose law, such as `IN` or `EU`.
    pub id: String,
    /// Where it stands.
    pub source: String,
    /// The greatest length in characters.
    #[serde(default)]
    pub max_length: Option<usize>,
    /// Characters that are allowed beside letters and digits of ASCII; none when all are.
    #[serde(default)]
    pub besides_letters_and_digits: Option<String>,
    /// Whether the counters of a series may leave none out.
    pub consecutive: bool,
    /// Within what a number may not come twice.
    pub unique: Unique,
}

/// What a number does not keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Breach {
    /// The number.
    pub number: String,
    /// What is wrong with it.
    pub reason: String,
}

const EU: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "EU", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

impl Profile {
    /// The profile of a country by its ISO code. The states of the European Union have the Directive's, Spain and India
    /// their own; what other states ask beyond it is not known here.
    ///
    /// # Errors
    /// `law.unsupported` when the law of that country has not been read.
    pub fn of(country: &str) -> Result<Self> {
        let plain = |id: &str, source: &str, consecutive| Self {
            id: id.into(),
            source: source.into(),
            max_length: None,
            besides_letters_and_digits: None,
            consecutive,
            unique: Unique::Ever,
        };
        match country {
            "ES" => Ok(plain("ES", "Real Decreto 1619/2012, art. 6.1.a", true)),
            "IN" => Ok(Self {
                max_length: Some(16),
                besides_letters_and_digits: Some("-/".into()),
                unique: Unique::Within(FiscalYear::beginning(4, 1)?),
                ..plain("IN", "CGST Rules 2017, rule 46(b)", true)
            }),
            _ if EU.contains(&country) => Ok(plain("EU", "Directive 2006/112/EC, art. 226(2)", false)),
            _ => {
                let message =
                    format!("what the law of `{country}` asks of invoice numbers is not known here");
                Err(Error::new(Code::LawUnsupported, "country", country, message))
            }
        }
    }

    /// What the numbers, each with the day of its document, do not keep.
    ///
    /// # Errors
    /// `calendar.invalid_date` at the edges of the calendar.
    pub fn check<'a>(&self, numbers: impl IntoIterator<Item = (&'a str, NaiveDate)>) -> Result<Vec<Breach>> {
        let mut breaches = vec![];
        let mut seen = BTreeSet::new();
        let mut tell = |number: &str, reason: String| breaches.push(Breach { number: number.into(), reason });
        for (number, day) in numbers {
            if let Some(most) = self.max_length
                && number.chars().count() > most
            {
                tell(number, format!("longer than {most} characters"));
            }
            if let Some(besides) = &self.besides_letters_and_digits
                && let Some(strange) =
                    number.chars().find(|c| !c.is_ascii_alphanumeric() && !besides.contains(*c))
            {
                tell(number, format!("`{strange}` is not a letter, a digit or one of `{besides}`"));
            }
            let within = match self.unique {
                Unique::Ever => None,
                Unique::Within(year) => Some(year.containing(day)?.first()),
            };
            if !seen.insert((within, number)) {
                let scope = if within.is_some() { " in a fiscal year" } else { "" };
                tell(number, format!("repeated{scope}"));
            }
        }
        Ok(breaches)
    }

    /// What the counters of one series, in the order in which they were issued, do not keep.
    pub fn check_counters(&self, counters: &[u64], voids: &[u64]) -> Vec<Breach> {
        let found = audit(counters, &Scope { voids: voids.to_vec(), ..Scope::default() });
        let mut breaches = vec![];
        for place in found.repeats {
            breaches.push(Breach { number: place.number.to_string(), reason: "repeated".into() });
        }
        if self.consecutive {
            for gap in found.gaps {
                let number = if gap.first == gap.last {
                    gap.first.to_string()
                } else {
                    format!("{} to {}", gap.first, gap.last)
                };
                breaches.push(Breach {
                    number,
                    reason: "left out: numbers of a series must be consecutive".into(),
                });
            }
        }
        breaches
    }
}
