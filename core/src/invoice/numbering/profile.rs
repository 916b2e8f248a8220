//! What a law asks of invoice numbers, as data.

use super::{
    audit::{Scope, audit},
    series::Series,
};
use crate::{
    calendar::FiscalYear,
    error::{Code, Error, Result},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Within what a number may not come twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unique {
    /// Ever.
    Ever,
    /// A fiscal year.
    Within(FiscalYear),
}

/// What a series numbers, as far as laws ask for series of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// Invoices.
    Invoice,
    /// Simplified invoices: receipts of tills.
    Simplified,
    /// Documents that correct an invoice.
    Corrective,
    /// Invoices that the buyer writes in the seller's name.
    SelfBilled,
    /// Credit notes.
    CreditNote,
    /// Debit notes.
    DebitNote,
    /// Invoices that are receipts of their payment too.
    InvoiceReceipt,
}

/// How a number has to be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// The type of the document, a space, the series, a slash, and the number within the series: `FT A/12`.
    TypeSeriesNumber,
}

/// What a law asks of invoice numbers. The packs are `core/law/*/invoice-numbering.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Whose law, such as `IN` or `EU`.
    pub id: String,
    /// The law.
    pub title: String,
    /// Where it was read.
    pub url: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Whether it was read in a transcription only.
    pub secondary: bool,
    /// The greatest length in characters.
    #[serde(default)]
    pub max_length: Option<usize>,
    /// Characters that are allowed beside letters and digits of ASCII; none when all are.
    #[serde(default)]
    pub besides_letters_and_digits: Option<String>,
    /// How a number has to be built.
    #[serde(default)]
    pub form: Option<Form>,
    /// Whether the counters of a series may leave none out but voids that are kept.
    pub consecutive: bool,
    /// The number with which the counters begin.
    #[serde(default)]
    pub starts_at: Option<u64>,
    /// Within what a number may not come twice.
    pub unique: Unique,
    /// Documents that need series which number nothing else.
    #[serde(default)]
    pub apart: Vec<Use>,
    /// Whether each type of document needs a series of its own.
    #[serde(default)]
    pub series_per_type: bool,
    /// Where each of these stands: the field's name, document and section.
    #[serde(default)]
    pub sources: BTreeMap<String, String>,
}

/// What a number or a series does not keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Breach {
    /// The number, or the series.
    pub number: String,
    /// What is wrong with it.
    pub reason: String,
    /// The field of the profile that says so.
    pub rule: String,
    /// The rule's document and section.
    pub source: String,
}

/// States of the European Union of which nothing was read beyond the Directive.
const EU: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "EU", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "RO", "SE", "SI", "SK",
];

fn pack(country: &str) -> Option<&'static str> {
    Some(match country {
        "ES" => include_str!("../../../law/es/invoice-numbering.toml"),
        "GB" => include_str!("../../../law/uk/invoice-numbering.toml"),
        "IN" => include_str!("../../../law/in/invoice-numbering.toml"),
        "PT" => include_str!("../../../law/pt/invoice-numbering.toml"),
        "SA" => include_str!("../../../law/sa/invoice-numbering.toml"),
        _ if EU.contains(&country) => include_str!("../../../law/eu/invoice-numbering.toml"),
        _ => return None,
    })
}

impl Profile {
    /// The profile of a country by its ISO code. Spain, Portugal, India, the United Kingdom and Saudi Arabia have their
    /// own; the other states of the European Union have the Directive's: what they ask beyond it is not known here.
    ///
    /// ```
    /// use backoffice::{date, invoice::numbering::{Pattern, Profile, Series, Use}};
    ///
    /// let spain = Profile::of("ES")?;
    /// let series = Series::new("A", "A{year}-{number:4}".parse::<Pattern>()?).restarting_yearly();
    /// let day = date(2026, 3, 2)?;
    /// assert!(spain.check_series(&series, &[Use::Invoice], day)?.is_empty());
    /// let both = spain.check_series(&series, &[Use::Invoice, Use::Corrective], day)?;
    /// assert_eq!(both[0].source, "Real Decreto 1619/2012, art. 6(1)(a)");
    /// # Ok::<(), backoffice::Error>(())
    /// ```
    ///
    /// # Errors
    /// `law.unsupported` when the law of that country has not been read.
    pub fn of(country: &str) -> Result<Self> {
        let Some(text) = pack(country) else {
            let message = format!("what the law of `{country}` asks of invoice numbers is not known here");
            return Err(Error::new(Code::LawUnsupported, "country", country, message));
        };
        Self::parse(text)
    }

    /// [`Profile::of`], when it was law on that day.
    ///
    /// # Errors
    /// As [`Profile::of`]; `law.none_in_force` before its first day.
    pub fn on(country: &str, day: NaiveDate) -> Result<Self> {
        let profile = Self::of(country)?;
        if day < profile.from {
            let message = format!(
                "what the law of `{country}` asked of invoice numbers on {day} is not known: it is known from {} on",
                profile.from
            );
            return Err(Error::new(Code::LawNoneInForce, "day", day, message));
        }
        Ok(profile)
    }

    /// A profile as a pack writes it (TOML): for a law that is not here.
    ///
    /// # Errors
    /// `law.pack_invalid`.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text)
            .map_err(|error| Error::new(Code::LawPackInvalid, "pack", "", error.message().to_owned()))
    }

    fn breach(&self, number: impl Into<String>, rule: &str, reason: impl Into<String>) -> Breach {
        let source = self.sources.get(rule).unwrap_or(&self.title).clone();
        Breach { number: number.into(), reason: reason.into(), rule: rule.into(), source }
    }

    /// What the text of a number does not keep.
    fn check_text(&self, number: &str, breaches: &mut Vec<Breach>) {
        if let Some(most) = self.max_length
            && number.chars().count() > most
        {
            breaches.push(self.breach(number, "max_length", format!("longer than {most} characters")));
        }
        if let Some(besides) = &self.besides_letters_and_digits
            && let Some(strange) =
                number.chars().find(|c| !c.is_ascii_alphanumeric() && !besides.contains(*c))
        {
            let reason = format!("`{strange}` is not a letter, a digit or one of `{besides}`");
            breaches.push(self.breach(number, "besides_letters_and_digits", reason));
        }
        if self.form == Some(Form::TypeSeriesNumber) && !is_type_series_number(number) {
            let reason = "not a type, a space, a series, a slash and a number, such as `FT A/12`";
            breaches.push(self.breach(number, "form", reason));
        }
    }

    /// What the numbers, each with the day of its document, do not keep.
    ///
    /// # Errors
    /// `calendar.invalid_date` at the edges of the calendar.
    pub fn check<'a>(&self, numbers: impl IntoIterator<Item = (&'a str, NaiveDate)>) -> Result<Vec<Breach>> {
        let mut breaches = vec![];
        let mut seen = BTreeSet::new();
        for (number, day) in numbers {
            self.check_text(number, &mut breaches);
            let within = match self.unique {
                Unique::Ever => None,
                Unique::Within(year) => Some(year.containing(day)?.first()),
            };
            if !seen.insert((within, number)) {
                let scope = if within.is_some() { " in a fiscal year" } else { "" };
                breaches.push(self.breach(number, "unique", format!("repeated{scope}")));
            }
        }
        Ok(breaches)
    }

    /// What a series does not keep that numbers such documents: as its next number would be written on that day, with
    /// the counter as it stands.
    ///
    /// # Errors
    /// As [`Series::issue`].
    pub fn check_series(&self, series: &Series, uses: &[Use], day: NaiveDate) -> Result<Vec<Breach>> {
        let mut breaches = vec![];
        let (number, _) = series.issue(day)?;
        self.check_text(&number.text, &mut breaches);
        let uses: BTreeSet<Use> = uses.iter().copied().collect();
        if uses.len() > 1 {
            if self.series_per_type {
                let reason = "numbers documents of several types: each needs a series of its own";
                breaches.push(self.breach(series.id(), "series_per_type", reason));
            }
            if self.apart.iter().any(|apart| uses.contains(apart)) {
                let reason = "numbers documents that need a series of their own together with others";
                breaches.push(self.breach(series.id(), "apart", reason));
            }
        }
        Ok(breaches)
    }

    /// What the counters of one series, in the order in which they were issued, do not keep. A document that an
    /// authority rejected has its counter still; a void is a number without a document, whose reason is kept.
    pub fn check_counters(&self, counters: &[u64], voids: &[u64]) -> Vec<Breach> {
        let first = self.starts_at.filter(|_| !counters.is_empty() || !voids.is_empty());
        let found = audit(counters, &Scope { first, voids: voids.to_vec(), ..Scope::default() });
        let mut breaches = vec![];
        for place in found.repeats {
            breaches.push(self.breach(place.number.to_string(), "unique", "repeated"));
        }
        if self.consecutive {
            for gap in found.gaps {
                let number = if gap.first == gap.last {
                    gap.first.to_string()
                } else {
                    format!("{} to {}", gap.first, gap.last)
                };
                let reason = "left out: numbers of a series must be consecutive";
                breaches.push(self.breach(number, "consecutive", reason));
            }
        }
        breaches
    }
}

/// `FT A/12`: no space in type and series, no slash in the series.
fn is_type_series_number(text: &str) -> bool {
    let parts = text.split_once(' ').and_then(|(kind, rest)| Some((kind, rest.rsplit_once('/')?)));
    parts.is_some_and(|(kind, (series, number))| {
        let series_holds = !series.is_empty() && !series.contains([' ', '/', '^']);
        let number_holds = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        !kind.is_empty() && series_holds && number_holds
    })
}
