//! Rule packs: parsing, and what is in force on a day.

use super::file::{Dated, File, Parameter};
use crate::{
    error::{Code, Error, Result, exact},
    money::Currency,
    trace::Citation,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How far a source can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The statute, or the authority's own publication.
    Official,
    /// A transcription or summary by somebody else; results that rest on it say so.
    Secondary,
}

/// A document that a pack cites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The short key by which parameters cite it.
    pub key: String,
    /// The document's title.
    pub title: String,
    /// Where it stands, when that is public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How far it can be trusted.
    pub standing: Standing,
}

/// A band of a scale: the rate on what lies above a threshold, up to the next band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Where the band begins, in the pack's currency.
    #[serde(with = "exact::text")]
    pub above: Decimal,
    /// The rate as a fraction: 0.2 is 20 %.
    #[serde(with = "exact::text")]
    pub rate: Decimal,
    /// What is due on all that lies below, where the authority prints it and its rows need not add up.
    #[serde(default, with = "exact::text_option", skip_serializing_if = "Option::is_none")]
    pub base: Option<Decimal>,
}

impl std::fmt::Display for Band {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.base.map_or(Ok(()), |base| write!(f, "{base} plus "))?;
        write!(f, "{} above {}", self.rate, self.above)
    }
}

/// A figure of the law as it stands on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The parameter's key in its pack.
    pub key: String,
    /// The figure: an amount in the pack's currency, or a rate as a fraction.
    #[serde(with = "exact::text")]
    pub value: Decimal,
    /// In force since.
    pub since: NaiveDate,
    /// The last day in force, when one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Document and section.
    pub source: String,
}

/// A scale of the law as it stands on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// The parameter's key in its pack.
    pub key: String,
    /// The bands, lowest first; the first begins at 0.
    pub bands: Vec<Band>,
    /// What the thresholds are of: `year`, `month`.
    pub per: String,
    /// In force since.
    pub since: NaiveDate,
    /// The last day in force, when one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Document and section.
    pub source: String,
}

#[derive(Clone, Debug)]
struct Value<V> {
    since: NaiveDate,
    until: Option<NaiveDate>,
    source: String,
    is: V,
}

/// The values of a parameter, oldest first, never overlapping.
type Values<V> = BTreeMap<String, Vec<Value<V>>>;

/// A set of dated parameters of one jurisdiction, with their sources.
///
/// Serialised as its own TOML text, so that a pack travels whole between languages.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RulePack {
    text: String,
    id: String,
    revision: String,
    jurisdiction: String,
    currency: Currency,
    sources: Vec<Source>,
    amounts: Values<Decimal>,
    rates: Values<Decimal>,
    scales: Values<(String, Vec<Band>)>,
}

macro_rules! embedded {
    ($($id:literal $($path:literal)+,)*) => {
        /// The text of each pack; one may lie in several files, of which the first is its head.
        const EMBEDDED: &[(&str, &[&str])] = &[$(($id, &[$(include_str!(concat!("../../law/", $path))),+])),*];
    };
}

embedded! {
    "ae.wages" "ae/wages.toml",
    "au.wages" "au/wages.toml",
    "ca.wages" "ca/wages.toml",
    "de.wages" "de/wages.toml",
    "eg.wages" "eg/wages.toml",
    "fr.wages" "fr/wages.toml" "fr/contributions.toml",
    "jo.wages" "jo/wages.toml",
    "ma.wages" "ma/wages.toml",
    "sa.wages" "sa/wages.toml",
    "uk.employer" "uk/employer.toml",
    "uk.minimum_wage" "uk/minimum-wage.toml",
    "uk.pension" "uk/pension.toml",
    "uk.statutory_pay" "uk/statutory-pay.toml",
    "uk.vat" "uk/vat.toml",
    "uk.wages" "uk/wages.toml",
    "us.wages" "us/wages.toml" "us/untaxed.toml" "us/az.toml" "us/ga.toml" "us/ia.toml" "us/il.toml" "us/in.toml"
        "us/la.toml" "us/nc.toml" "us/pa.toml" "us/ut.toml",
}

impl RulePack {
    /// Reads a pack.
    ///
    /// # Errors
    /// `law.pack_invalid`, naming the line of the text or the parameter: malformed TOML, an unknown key, a number that is
    /// not quoted, a source that is not listed, values that overlap, bands that do not rise from 0.
    pub fn parse(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| {
                text.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count() + 1
            });
            let message = format!("the rule pack cannot be read: line {line}: {}", error.message());
            Error::new(Code::LawPackInvalid, "pack", format!("line {line}"), message)
        })?;
        let sources = Sources(&file.source);
        let amounts = file.amount.iter().map(|(key, amount)| (key, &amount.per));
        let flat = amounts.chain(file.rate.iter().map(|(key, rate)| (key, &rate.per)));
        for (key, per) in flat {
            if per.is_some() {
                return Err(invalid(key, "only a scale says what it is per"));
            }
        }
        let keys = || file.amount.keys().chain(file.rate.keys()).chain(file.scale.keys());
        let mut seen = BTreeSet::new();
        if let Some(twice) = keys().find(|key| !seen.insert(key.as_str())) {
            return Err(invalid(twice, "two kinds of parameters have this key"));
        }
        let per: BTreeMap<String, String> = file
            .scale
            .iter()
            .map(|(key, scale)| (key.clone(), scale.per.clone().unwrap_or_default()))
            .collect();
        let mut scales = Values::new();
        for (key, values) in sources.resolve(file.scale)? {
            for value in &values {
                rising(&key, &value.is)?;
            }
            let of = per
                .get(&key)
                .filter(|per| !per.is_empty())
                .ok_or_else(|| invalid(&key, "a scale says what it is per: per = \"year\""))?;
            let values = values.into_iter().map(|v| Value {
                since: v.since,
                until: v.until,
                source: v.source,
                is: (of.clone(), v.is),
            });
            scales.insert(key, values.collect());
        }
        Ok(Self {
            text: text.to_owned(),
            currency: Currency::parse(&file.currency)?,
            amounts: sources.resolve(file.amount)?,
            rates: sources.resolve(file.rate)?,
            scales,
            id: file.id,
            revision: file.revision,
            jurisdiction: file.jurisdiction,
            sources: file.source,
        })
    }

    /// The pack of that id which came with this version, such as `uk.wages`. It is read anew: keep it.
    ///
    /// # Errors
    /// `law.unsupported` when there is none, naming those that there are.
    pub fn embedded(id: &str) -> Result<Self> {
        if let Some((_, files)) = EMBEDDED.iter().find(|(known, _)| *known == id) {
            return Self::parse(&files.concat());
        }
        let known: Vec<&str> = Self::embedded_ids().collect();
        let message = format!("no rule pack `{id}` is embedded; there are {}", known.join(", "));
        Err(Error::new(Code::LawUnsupported, "pack", id, message))
    }

    /// The ids of the embedded packs.
    pub fn embedded_ids() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|(id, _)| *id)
    }

    /// The pack's id, such as `uk.wages`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The edition of the pack, carried into every result.
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// The jurisdiction's code of ISO 3166-1, such as `GB`.
    pub fn jurisdiction(&self) -> &str {
        &self.jurisdiction
    }

    /// The currency of its amounts.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The documents that it cites.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The TOML text that it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The keys of all its parameters: amounts, rates and scales, each in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.amounts.keys().chain(self.rates.keys()).chain(self.scales.keys()).map(String::as_str)
    }

    /// The amount in force on `day`.
    ///
    /// # Errors
    /// `law.unknown_key`, `law.none_in_force`.
    pub fn amount(&self, key: &str, day: NaiveDate) -> Result<Figure> {
        Ok(figure(key, self.in_force(&self.amounts, key, day)?))
    }

    /// The rate in force on `day`, as a fraction.
    ///
    /// # Errors
    /// `law.unknown_key`, `law.none_in_force`.
    pub fn rate(&self, key: &str, day: NaiveDate) -> Result<Figure> {
        Ok(figure(key, self.in_force(&self.rates, key, day)?))
    }

    /// The scale in force on `day`.
    ///
    /// # Errors
    /// `law.unknown_key`, `law.none_in_force`.
    pub fn scale(&self, key: &str, day: NaiveDate) -> Result<Scale> {
        let found = self.in_force(&self.scales, key, day)?;
        Ok(Scale {
            key: key.to_owned(),
            bands: found.is.1.clone(),
            per: found.is.0.clone(),
            since: found.since,
            until: found.until,
            source: found.source.clone(),
        })
    }

    /// The citation of a parameter of any kind on `day`, for a trace; None when nothing is in force.
    pub fn citation(&self, key: &str, day: NaiveDate) -> Option<Citation> {
        let cite = |since: NaiveDate, source: &str, value: String| Citation {
            key: key.to_owned(),
            value,
            since: since.to_string(),
            source: source.to_owned(),
        };
        let number = |values: &Values<Decimal>| {
            self.in_force(values, key, day).ok().map(|v| cite(v.since, &v.source, v.is.to_string()))
        };
        number(&self.amounts).or_else(|| number(&self.rates)).or_else(|| {
            let scale = self.in_force(&self.scales, key, day).ok()?;
            let bands: Vec<String> = scale.is.1.iter().map(Band::to_string).collect();
            Some(cite(scale.since, &scale.source, bands.join(", ")))
        })
    }

    fn in_force<'a, V>(&self, values: &'a Values<V>, key: &str, day: NaiveDate) -> Result<&'a Value<V>> {
        let Some(dated) = values.get(key) else {
            let message = format!("rule pack `{}` has no parameter `{key}` of that kind", self.id);
            return Err(Error::new(Code::LawUnknownKey, "key", key, message));
        };
        let found = dated.iter().rev().find(|v| v.since <= day);
        match found {
            Some(value) if value.until.is_none_or(|until| day <= until) => Ok(value),
            _ => {
                let known = match (dated.first(), dated.last()) {
                    (Some(first), _) if day < first.since => format!("its first day is {}", first.since),
                    (_, Some(Value { since, until: Some(until), .. })) if *since <= day => {
                        format!("its last day is {until}")
                    }
                    _ => "it was not in force in between".to_owned(),
                };
                let message = format!(
                    "rule pack `{}` ({}) has nothing in force for `{key}` on {day}: {known}; load a pack that knows that day",
                    self.id, self.revision
                );
                Err(Error::new(Code::LawNoneInForce, key, day, message))
            }
        }
    }
}

fn figure(key: &str, found: &Value<Decimal>) -> Figure {
    Figure {
        key: key.to_owned(),
        value: found.is,
        since: found.since,
        until: found.until,
        source: found.source.clone(),
    }
}

fn invalid(key: &str, why: &str) -> Error {
    Error::new(Code::LawPackInvalid, key, "", format!("the rule pack's parameter `{key}`: {why}"))
}

fn rising(key: &str, bands: &[Band]) -> Result<()> {
    if bands.first().is_none_or(|band| !band.above.is_zero()) {
        return Err(invalid(key, "its first band begins above 0"));
    }
    match bands.iter().zip(bands.iter().skip(1)).find(|(a, b)| a.above >= b.above) {
        Some((_, band)) => Err(invalid(key, &format!("the band above {} does not rise", band.above))),
        None => Ok(()),
    }
}

struct Sources<'a>(&'a [Source]);

impl Sources<'_> {
    /// `key, section; other-key, section` → `title, section; other title, section`; a secondary source says so.
    fn cite(&self, parameter: &str, cited: &str) -> Result<String> {
        let titles = cited.split(';').map(|one| {
            let one = one.trim();
            let (key, section) = one.split_at(one.find([',', ' ']).unwrap_or(one.len()));
            let Some(source) = self.0.iter().find(|source| source.key == key) else {
                return Err(invalid(parameter, &format!("its source `{key}` is not listed")));
            };
            let standing = if source.standing == Standing::Secondary { " (secondary source)" } else { "" };
            Ok(format!("{}{section}{standing}", source.title))
        });
        Ok(titles.collect::<Result<Vec<_>>>()?.join("; "))
    }

    fn resolve<D: Dated>(&self, parameters: BTreeMap<String, Parameter<D>>) -> Result<Values<D::Value>> {
        let mut resolved = Values::new();
        for (key, parameter) in parameters {
            let mut values = Vec::with_capacity(parameter.values.len());
            for dated in parameter.values {
                let (since, until, source, value) = dated.parts();
                if until.is_some_and(|until| until < since) {
                    return Err(invalid(&key, &format!("the value since {since} ends before it begins")));
                }
                let source = self.cite(&key, source.as_ref().unwrap_or(&parameter.source))?;
                values.push(Value { since, until, source, is: value });
            }
            values.sort_by_key(|value| value.since);
            for (earlier, later) in values.iter().zip(values.iter().skip(1)) {
                if earlier.since == later.since || earlier.until.is_some_and(|until| until >= later.since) {
                    return Err(invalid(&key, &format!("two values are in force on {}", later.since)));
                }
            }
            if values.is_empty() {
                return Err(invalid(&key, "it has no values"));
            }
            resolved.insert(key, values);
        }
        Ok(resolved)
    }
}

impl TryFrom<String> for RulePack {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<RulePack> for String {
    fn from(pack: RulePack) -> Self {
        pack.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::date;

    const HEAD: &str = "id = \"t\"\nrevision = \"1\"\njurisdiction = \"GB\"\ncurrency = \"GBP\"\n\
        [[source]]\nkey = \"act\"\ntitle = \"The Act\"\nstanding = \"secondary\"\n";

    fn refused(rest: &str) -> Error {
        let error = RulePack::parse(&format!("{HEAD}{rest}")).unwrap_err();
        assert_eq!(error.code(), Code::LawPackInvalid, "{error}");
        error
    }

    #[test]
    fn embedded_packs_can_be_read() {
        for id in RulePack::embedded_ids() {
            let pack = RulePack::embedded(id).unwrap();
            assert_eq!(pack.id(), id);
            assert!(pack.keys().count() > 0);
        }
        assert_eq!(RulePack::embedded("xx").unwrap_err().code(), Code::LawUnsupported);
    }

    #[test]
    fn a_gap_and_both_ends_are_unknown() {
        let pack = RulePack::parse(&format!(
            "{HEAD}[rate.r]\nsource = \"act, s. 2\"\nvalues = [\n{{ since = 2012-01-01, until = 2013-12-31, rate = \"0.2\" }},\n\
             {{ since = 2010-01-01, until = 2010-12-31, rate = \"0.1\" }}]\n"
        ))
        .unwrap();
        let at = |y, m, d| pack.rate("r", date(y, m, d).unwrap());
        for (y, m, d) in [(2009, 12, 31), (2011, 1, 1), (2011, 12, 31), (2014, 1, 1)] {
            let error = at(y, m, d).unwrap_err();
            assert_eq!((error.code(), error.field()), (Code::LawNoneInForce, "r"), "{error}");
        }
        assert_eq!(at(2010, 12, 31).unwrap().value, Decimal::new(1, 1));
        assert_eq!(at(2012, 1, 1).unwrap().source, "The Act, s. 2 (secondary source)");
        assert_eq!(pack.rate("x", date(2012, 1, 1).unwrap()).unwrap_err().code(), Code::LawUnknownKey);
        assert_eq!(pack.amount("r", date(2012, 1, 1).unwrap()).unwrap_err().code(), Code::LawUnknownKey);
    }

    #[test]
    fn what_is_wrong_with_a_pack_is_named() {
        let line = refused("[rate.r]\nsource = \"act\"\nvalues = [{ since = 2012-01-01, rate = 0.2 }]\n");
        assert!(line.message().contains("line 11"), "{line}");
        refused(
            "[rate.r]\nsource = \"act\"\nvalues = [{ since = 2012-01-01, rate = \"0.2\", unit = \"x\" }]\n",
        );
        refused("[rate.r]\nsource = \"act\"\nvalues = [{ since = 2012-01-01T00:00:00, rate = \"0.2\" }]\n");
        refused("[rate.r]\nsource = \"act\"\nvalues = [{ since = \"2012-01-01\", rate = \"0.2\" }]\n");
        refused("[rate.r]\nsource = \"law\"\nvalues = [{ since = 2012-01-01, rate = \"0.2\" }]\n");
        refused("[rate.r]\nsource = \"act\"\nvalues = []\n");
        refused(
            "[rate.r]\nsource = \"act\"\nvalues = [{ since = 2012-01-01, rate = \"0.2\" }, \
             { since = 2011-01-01, until = 2012-01-01, rate = \"0.2\" }]\n",
        );
        refused(
            "[scale.s]\nsource = \"act\"\nper = \"year\"\nvalues = [{ since = 2012-01-01, bands = [{ above = \"0\", \
             rate = \"0.2\" }, { above = \"0\", rate = \"0.3\" }] }]\n",
        );
        refused(
            "[scale.s]\nsource = \"act\"\nvalues = [{ since = 2012-01-01, bands = [{ above = \"0\", rate = \"0.2\" }] }]\n",
        );
        refused("[table.s]\nsource = \"act\"\n");
        refused(
            "[rate.r]\nsource = \"act\"\nper = \"year\"\nvalues = [{ since = 2012-01-01, rate = \"0.2\" }]\n",
        );
        refused(
            "[rate.r]\nsource = \"act\"\nvalues = [{ since = 2012-01-01, rate = \"0.2\" }]\n\
             [amount.r]\nsource = \"act\"\nvalues = [{ since = 2012-01-01, amount = \"2\" }]\n",
        );
    }

    #[test]
    fn a_pack_travels_as_its_text() {
        let pack = RulePack::embedded("uk.vat").unwrap();
        let json = serde_json::to_string(&pack).unwrap();
        let back: RulePack = serde_json::from_str(&json).unwrap();
        assert_eq!(back.text(), pack.text());
    }
}
