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
    /// The edition, as its authority numbers or dates it, where it is an official routine that is followed step by step:
    /// two editions of a routine are two sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
}

/// Days of which a pack knows nothing between days of which it does. A hole that no gap tells of is refused, so that a
/// forgotten year is not taken for one that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// The first day of it.
    pub since: NaiveDate,
    /// The last day of it.
    pub until: NaiveDate,
    /// The parameters that it is of; all of them when none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// Why nothing is known.
    pub why: String,
}

/// What the first day of a value tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beginning {
    /// In force since that day and not before (`since`).
    Since,
    /// Known from that day on; when it truly began is not (`known_from`).
    KnownFrom,
    /// Seen in force on that day; neither its beginning nor its end is known (`seen_on`).
    SeenOn,
}

/// A dated value of a parameter: when it is in force and what it rests on.
#[derive(Clone, Copy, Debug)]
pub struct Stated<'a> {
    /// The parameter's key.
    pub key: &'a str,
    /// In force since.
    pub since: NaiveDate,
    /// What that day tells.
    pub beginning: Beginning,
    /// The last day in force, when one is known.
    pub until: Option<NaiveDate>,
    sources: &'a [Source],
    rests_on: &'a [usize],
}

impl<'a> Stated<'a> {
    /// The sources that it rests on, in the order in which they are cited.
    pub fn sources(&self) -> impl Iterator<Item = &'a Source> {
        let sources = self.sources;
        self.rests_on.iter().filter_map(move |index| sources.get(*index))
    }

    /// What is not known of its days, in words; None when its beginning is.
    pub fn warning(&self) -> Option<String> {
        match self.beginning {
            Beginning::Since => None,
            Beginning::KnownFrom => Some(format!("true beginning unknown; known from {}", self.since)),
            Beginning::SeenOn => {
                Some(format!("neither beginning nor end known; seen in force on {}", self.since))
            }
        }
    }

    /// Official when all its sources are.
    pub fn standing(&self) -> Standing {
        let secondary = self.sources().any(|source| source.standing == Standing::Secondary);
        if secondary { Standing::Secondary } else { Standing::Official }
    }
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
    beginning: Beginning,
    until: Option<NaiveDate>,
    source: String,
    rests_on: Vec<usize>,
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
    gaps: Vec<Gap>,
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
    "ae.vat" "ae/vat.toml",
    "ae.wages" "ae/wages.toml",
    "at.vat" "at/vat.toml",
    "au.vat" "au/vat.toml",
    "au.wages" "au/wages.toml",
    "be.vat" "be/vat.toml",
    "bg.vat" "bg/vat.toml",
    "bh.vat" "bh/vat.toml",
    "ca.vat" "ca/vat.toml",
    "ca.wages" "ca/wages.toml",
    "ch.vat" "ch/vat.toml",
    "cy.vat" "cy/vat.toml",
    "cz.vat" "cz/vat.toml",
    "de.vat" "de/vat.toml",
    "de.wages" "de/wages.toml",
    "dk.vat" "dk/vat.toml",
    "ee.vat" "ee/vat.toml",
    "eg.vat" "eg/vat.toml",
    "eg.wages" "eg/wages.toml",
    "es.vat" "es/vat.toml",
    "eu.vat" "eu/vat.toml" "eu/members.toml" "eu/thresholds.toml",
    "fi.vat" "fi/vat.toml",
    "fr.vat" "fr/vat.toml",
    "fr.wages" "fr/wages.toml" "fr/contributions.toml",
    "gr.vat" "gr/vat.toml",
    "hr.vat" "hr/vat.toml",
    "hu.vat" "hu/vat.toml",
    "ie.vat" "ie/vat.toml",
    "in.vat" "in/vat.toml",
    "it.vat" "it/vat.toml",
    "jo.vat" "jo/vat.toml",
    "jo.wages" "jo/wages.toml",
    "lt.vat" "lt/vat.toml",
    "lu.vat" "lu/vat.toml",
    "lv.vat" "lv/vat.toml",
    "ma.vat" "ma/vat.toml",
    "ma.wages" "ma/wages.toml",
    "mt.vat" "mt/vat.toml",
    "nl.vat" "nl/vat.toml",
    "no.vat" "no/vat.toml",
    "om.vat" "om/vat.toml",
    "pl.vat" "pl/vat.toml",
    "pt.vat" "pt/vat.toml",
    "ro.vat" "ro/vat.toml",
    "sa.vat" "sa/vat.toml",
    "sa.wages" "sa/wages.toml",
    "se.vat" "se/vat.toml",
    "sg.vat" "sg/vat.toml",
    "si.vat" "si/vat.toml",
    "sk.vat" "sk/vat.toml",
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
    /// not quoted, a source that is not listed, a parameter without one, values that overlap, a hole between values that no
    /// [`Gap`] tells of, a gap of what is not in the pack or without a reason, bands that do not rise from 0.
    pub fn parse(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| {
                text.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count() + 1
            });
            let message = format!("the rule pack cannot be read: line {line}: {}", error.message());
            Error::new(Code::LawPackInvalid, "pack", format!("line {line}"), message)
        })?;
        let gaps: Vec<Gap> = file.gap.into_iter().map(Gap::from).collect();
        let sources = Sources { listed: &file.source, gaps: &gaps };
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
        for gap in &gaps {
            if gap.until < gap.since || gap.why.trim().is_empty() {
                let name = format!("gap since {}", gap.since);
                return Err(invalid(&name, "it ends before it begins, or does not say why nothing is known"));
            }
            if let Some(unknown) = gap.keys.iter().find(|key| !seen.contains(key.as_str())) {
                return Err(invalid(unknown, "a gap is told of a parameter that the pack does not have"));
            }
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
                beginning: v.beginning,
                until: v.until,
                source: v.source,
                rests_on: v.rests_on,
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
            gaps,
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

    /// The days of which it knows nothing between days of which it does.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Every dated value of every parameter: amounts, rates and scales, each in order of key and day.
    pub fn stated(&self) -> impl Iterator<Item = Stated<'_>> {
        fn of<'a, V>(
            values: &'a Values<V>,
            sources: &'a [Source],
        ) -> impl Iterator<Item = Stated<'a>> + use<'a, V> {
            values
                .iter()
                .flat_map(move |(key, dated)| dated.iter().map(move |value| value.stated(key, sources)))
        }
        let flat = of(&self.amounts, &self.sources).chain(of(&self.rates, &self.sources));
        flat.chain(of(&self.scales, &self.sources))
    }

    /// What the rate in force on `day` rests on, and what is known of its days.
    ///
    /// # Errors
    /// `law.unknown_key`, `law.none_in_force`.
    pub fn rate_stated<'a>(&'a self, key: &'a str, day: NaiveDate) -> Result<Stated<'a>> {
        Ok(self.in_force(&self.rates, key, day)?.stated(key, &self.sources))
    }

    /// The TOML text that it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The keys of all its parameters: amounts, rates and scales, each in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.amounts.keys().chain(self.rates.keys()).chain(self.scales.keys()).map(String::as_str)
    }

    /// Whether a key is that of a rate.
    pub fn is_rate(&self, key: &str) -> bool {
        self.rates.contains_key(key)
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

impl<V> Value<V> {
    fn stated<'a>(&'a self, key: &'a str, sources: &'a [Source]) -> Stated<'a> {
        let Self { since, beginning, until, ref rests_on, .. } = *self;
        Stated { key, since, beginning, until, sources, rests_on }
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

struct Sources<'a> {
    listed: &'a [Source],
    gaps: &'a [Gap],
}

/// `key, section; other-key, section` → `title, section; other title, section`, and which of the `listed` sources these
/// are; a secondary source says so.
///
/// # Errors
/// `law.pack_invalid`, naming the parameter: no source, or one that is not listed.
pub(crate) fn cite(listed: &[Source], parameter: &str, cited: &str) -> Result<(String, Vec<usize>)> {
    let titles = cited.split(';').map(|one| {
        let one = one.trim();
        let (key, section) = one.split_at(one.find([',', ' ']).unwrap_or(one.len()));
        let found = listed.iter().enumerate().find(|(_, source)| source.key == key);
        let Some((index, source)) = found else {
            let why = if key.is_empty() {
                "it cites no source".into()
            } else {
                format!("its source `{key}` is not listed")
            };
            return Err(invalid(parameter, &why));
        };
        let standing = if source.standing == Standing::Secondary { " (secondary source)" } else { "" };
        Ok((format!("{}{section}{standing}", source.title), index))
    });
    let (titles, indices): (Vec<_>, Vec<_>) = titles.collect::<Result<Vec<_>>>()?.into_iter().unzip();
    Ok((titles.join("; "), indices))
}

impl Sources<'_> {
    /// Refuses days between two values that no gap tells of.
    fn hole(&self, key: &str, ended: NaiveDate, next: NaiveDate) -> Result<()> {
        let (Some(first), Some(last)) = (ended.succ_opt(), next.pred_opt()) else { return Ok(()) };
        let told = self.gaps.iter().any(|gap| {
            gap.since <= first
                && last <= gap.until
                && (gap.keys.is_empty() || gap.keys.iter().any(|k| k == key))
        });
        if first > last || told {
            return Ok(());
        }
        let why = format!(
            "nothing is in force from {first} to {last}: give the value of these days, or tell of them in a [[gap]]"
        );
        Err(invalid(key, &why))
    }

    fn resolve<D: Dated>(&self, parameters: BTreeMap<String, Parameter<D>>) -> Result<Values<D::Value>> {
        let mut resolved = Values::new();
        for (key, parameter) in parameters {
            let mut values = Vec::with_capacity(parameter.values.len());
            for dated in parameter.values {
                let (dates, value) = dated.parts();
                let (since, beginning) = dates.begin().ok_or_else(|| {
                    invalid(&key, "a value has one first day: since, known_from or seen_on")
                })?;
                let (until, source) = (dates.until, dates.source);
                if until.is_some_and(|until| until < since) {
                    return Err(invalid(&key, &format!("the value since {since} ends before it begins")));
                }
                let (source, rests_on) =
                    cite(self.listed, &key, source.as_ref().unwrap_or(&parameter.source))?;
                values.push(Value { since, beginning, until, source, rests_on, is: value });
            }
            values.sort_by_key(|value| value.since);
            for (earlier, later) in values.iter().zip(values.iter().skip(1)) {
                if earlier.since == later.since || earlier.until.is_some_and(|until| until >= later.since) {
                    return Err(invalid(&key, &format!("two values are in force on {}", later.since)));
                }
                if let Some(until) = earlier.until {
                    self.hole(&key, until, later.since)?;
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
            "{HEAD}[[gap]]\nsince = 2011-01-01\nuntil = 2011-12-31\nkeys = [\"r\"]\nwhy = \"not found\"\n\
             [rate.r]\nsource = \"act, s. 2\"\nvalues = [\n{{ since = 2012-01-01, until = 2013-12-31, rate = \"0.2\" }},\n\
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
    fn a_hole_is_refused_unless_a_gap_tells_of_it() {
        let gap = |since: &str, until: &str, rest: &str| {
            format!("[[gap]]\nsince = {since}\nuntil = {until}\nwhy = \"not found\"\n{rest}")
        };
        let holed = "[rate.r]\nsource = \"act\"\nvalues = [{ since = 2010-01-01, until = 2010-12-31, rate = \"0.1\" }, \
                     { since = 2012-01-01, rate = \"0.2\" }]\n";
        let error = refused(holed);
        assert_eq!(error.field(), "r");
        assert!(error.message().contains("from 2011-01-01 to 2011-12-31"), "{error}");
        // A gap of part of it, or of another parameter, does not tell of it.
        refused(&format!("{}{holed}", gap("2011-01-01", "2011-12-30", "")));
        refused(&format!("{}{holed}", gap("2011-01-02", "2011-12-31", "")));
        let other = "[amount.a]\nsource = \"act\"\nvalues = [{ since = 2010-01-01, amount = \"1\" }]\n";
        refused(&format!("{}{other}{holed}", gap("2011-01-01", "2011-12-31", "keys = [\"a\"]\n")));
        let told = format!("{HEAD}{}{holed}", gap("2011-01-01", "2011-12-31", ""));
        let pack = RulePack::parse(&told).unwrap();
        assert_eq!(pack.gaps().len(), 1);
        // What a gap itself gets wrong.
        refused(&format!("{}{holed}", gap("2011-12-31", "2011-01-01", "")));
        refused(&format!("{}{holed}", gap("2011-01-01", "2011-12-31", "keys = [\"q\"]\n")));
        refused(&format!("{}{holed}", gap("2011-01-01", "2011-12-31", "").replace("not found", " ")));
    }

    #[test]
    fn a_rate_without_citation_is_refused() {
        let uncited = "[rate.r]\nvalues = [{ since = 2012-01-01, rate = \"0.2\" }]\n";
        assert!(refused(uncited).message().contains("source"));
        for source in ["", " ", ";", "act;", ", s. 1"] {
            let text = format!(
                "[rate.r]\nsource = \"{source}\"\nvalues = [{{ since = 2012-01-01, rate = \"0.2\" }}]\n"
            );
            let error = refused(&text);
            assert_eq!(error.field(), "r", "{source}");
            assert!(error.message().contains("cites no source"), "{error}");
        }
        let own =
            "[rate.r]\nsource = \"act\"\nvalues = [{ since = 2012-01-01, rate = \"0.2\", source = \"\" }]\n";
        assert_eq!(refused(own).field(), "r");
    }

    #[test]
    fn what_is_stated_tells_on_what_it_rests() {
        let pack = RulePack::parse(&format!(
            "{HEAD}[[source]]\nkey = \"law\"\ntitle = \"The Law\"\nstanding = \"official\"\nedition = \"7\"\n\
             [rate.r]\nsource = \"law, s. 1; act\"\nvalues = [{{ since = 2012-01-01, rate = \"0.2\" }}]\n\
             [amount.a]\nsource = \"law\"\nvalues = [{{ since = 2012-01-01, until = 2012-12-31, amount = \"2\" }}]\n"
        ))
        .unwrap();
        let stated: Vec<_> = pack
            .stated()
            .map(|value| {
                let sources: Vec<_> = value.sources().map(|source| source.key.as_str()).collect();
                (value.key, value.until.is_some(), sources, value.standing())
            })
            .collect();
        assert_eq!(
            stated,
            [
                ("a", true, vec!["law"], Standing::Official),
                ("r", false, vec!["law", "act"], Standing::Secondary),
            ]
        );
        assert_eq!(pack.sources()[1].edition.as_deref(), Some("7"));
    }

    #[test]
    fn a_beginning_that_is_not_known_is_told() {
        let pack = RulePack::parse(&format!(
            "{HEAD}[rate.r]\nsource = \"act\"\nvalues = [{{ known_from = 2012-01-01, until = 2012-12-31, rate = \"0.1\" }},\n\
             {{ since = 2013-01-01, rate = \"0.2\" }}]\n\
             [rate.s]\nsource = \"act\"\nvalues = [{{ seen_on = 2025-08-12, rate = \"0.3\" }}]\n"
        ))
        .unwrap();
        let at = |key, y, m, d| pack.rate_stated(key, date(y, m, d).unwrap()).map(|stated| stated.warning());
        assert_eq!(at("r", 2011, 12, 31).unwrap_err().code(), Code::LawNoneInForce);
        assert_eq!(at("r", 2012, 5, 1).unwrap().unwrap(), "true beginning unknown; known from 2012-01-01");
        assert_eq!(at("r", 2013, 1, 1).unwrap(), None);
        assert_eq!(at("s", 2025, 8, 11).unwrap_err().code(), Code::LawNoneInForce);
        assert!(at("s", 2026, 1, 1).unwrap().unwrap().ends_with("seen in force on 2025-08-12"));
        refused("[rate.r]\nsource = \"act\"\nvalues = [{ until = 2012-12-31, rate = \"0.1\" }]\n");
        refused(
            "[rate.r]\nsource = \"act\"\nvalues = [{ since = 2012-01-01, seen_on = 2012-12-31, rate = \"0.1\" }]\n",
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
