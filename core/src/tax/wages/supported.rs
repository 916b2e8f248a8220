//! What is known of each jurisdiction: read from the packs, so that a pack that is loaded at run time tells of itself.

use super::Prepared;
use crate::{
    calendar::FiscalYear,
    error::{Code, Result},
    law::{RulePack, Source, Standing, Stated},
    money::Currency,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// What cannot be read from a jurisdiction's pack; it stands beside the module.
pub(super) struct About {
    /// The country, as an English reader names it.
    pub name: &'static str,
    /// Month and day on which its tax year begins.
    pub year_begins: (u32, u32),
    /// The parameters that a law may lack and still resolve, for payments that do not need them.
    pub needs: &'static [&'static str],
    /// The module's other packs.
    pub beside: &'static [Beside],
    /// What the module covers.
    pub covers: &'static [&'static str],
    /// What it does not, and answers with `law.unsupported` or has no input for.
    pub lacks: &'static [&'static str],
}

/// A pack beside the one of the taxes.
pub(super) struct Beside {
    /// Its id.
    pub pack: &'static str,
    /// What is reckoned with it.
    pub covers: &'static str,
    /// The parameters that came or went with a change of the law: the days without them are known all the same.
    pub passing: &'static [&'static str],
}

impl Beside {
    /// One all of whose parameters belong to every day.
    pub(super) const fn whole(pack: &'static str, covers: &'static str) -> Self {
        Self { pack, covers, passing: &[] }
    }
}

/// A stretch of days, the last included; open when no last day is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// The first day.
    pub since: NaiveDate,
    /// The last day, when one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

impl Days {
    /// Whether the day lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.until {
            Some(until) => write!(f, "{} to {until}", self.since),
            None => write!(f, "since {}", self.since),
        }
    }
}

/// An official routine that is followed step by step, pinned by its edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// The document, and how it was read.
    pub title: String,
    /// The edition, as the authority numbers or dates it.
    pub edition: String,
    /// Whether the document itself was read.
    pub standing: Standing,
    /// The days on which its figures are in force.
    pub days: Vec<Days>,
}

/// A part of a pack, by the first word of its keys: on what its figures rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The first word of the keys: `paye`, `ni`, `loans`.
    pub part: String,
    /// Dated figures all of whose sources are official.
    pub official: usize,
    /// Dated figures of which a source is a transcription or a summary by somebody else.
    pub secondary: usize,
    /// The keys of the sources that they cite, in the pack's order.
    pub sources: Vec<String>,
}

/// What is known of the wage taxes and contributions of a jurisdiction, in one pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supported {
    /// The code of ISO 3166-1, such as `GB`.
    pub country: String,
    /// The country's name.
    pub name: String,
    /// The module and the `jurisdiction` of a profile, such as `uk`.
    pub module: String,
    /// The pack's id.
    pub pack: String,
    /// Its revision.
    pub revision: String,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The days for whose payments the law resolves, oldest first; never adjoining.
    pub known: Vec<Days>,
    /// The days for some of whose payments it does: a parameter is not known that others need (Egypt's insurance limits of
    /// a year, Jordan's ceiling, which a profile may give).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known_in_part: Vec<Days>,
    /// The tax years that lie in these days, oldest first: `2026-27`; in part, `2026 (to 2026-06-30)`; without a known
    /// end, `2026 on`.
    pub years: Vec<String>,
    /// The editions of the official routines, oldest first.
    pub editions: Vec<Edition>,
    /// On what its figures rest.
    pub parts: Vec<Part>,
    /// The documents that it cites.
    pub sources: Vec<Source>,
    /// What the module covers.
    pub covers: Vec<String>,
    /// What it does not.
    pub not_covered: Vec<String>,
}

impl Supported {
    /// Whether the law of a payment on that day is known.
    pub fn knows(&self, day: NaiveDate) -> bool {
        self.known.iter().any(|days| days.contains(day))
    }

    /// How many of its dated figures rest on official sources alone, and how many not.
    pub fn standing(&self) -> (usize, usize) {
        let add = |(a, b): (usize, usize), part: &Part| (a + part.official, b + part.secondary);
        self.parts.iter().fold((0, 0), add)
    }

    /// The tax years, and the days that are known in part, as a reader needs them: `2025, 2026; in part since 2027-01-01`.
    pub fn span(&self) -> String {
        let years = self.years.join(", ");
        let part: Vec<String> = self.known_in_part.iter().map(Days::to_string).collect();
        if part.is_empty() { years } else { format!("{years}; in part {}", part.join(", ")) }
    }

    /// The official routines, each with its editions: `…, T4127 Payroll Deductions Formulas: 120th, 121st, 122nd`.
    pub fn routines(&self) -> Vec<String> {
        let mut routines: Vec<(String, Vec<&str>)> = Vec::new();
        for edition in &self.editions {
            let name = edition.routine();
            match routines.iter_mut().find(|(known, _)| *known == name) {
                Some((_, editions)) => editions.push(&edition.edition),
                None => routines.push((name, vec![&edition.edition])),
            }
        }
        routines.into_iter().map(|(name, editions)| format!("{name}: {}", editions.join(", "))).collect()
    }

    /// The pack of the taxes of a payment.
    pub(super) fn of(pack: &RulePack, module: &str, about: &About) -> Result<Self> {
        let resolves = |day| match Prepared::on(pack, day) {
            Ok(_) if about.needs.iter().all(|key| pack.citation(key, day).is_some()) => Ok(Known::Whole),
            Ok(_) => Ok(Known::InPart),
            Err(error) if error.code() == Code::LawNoneInForce => Ok(Known::Not),
            Err(error) => Err(error),
        };
        Self::told(pack, module, about, known(pack, resolves)?, [about.covers, about.lacks])
    }

    /// A pack beside it: known whole where all its parameters are in force, but for those that pass.
    pub(super) fn beside(pack: &RulePack, module: &str, about: &About, beside: &Beside) -> Result<Self> {
        let lasting = || pack.keys().filter(|key| !beside.passing.contains(key));
        let in_force = |day| {
            let known = |key| pack.citation(key, day).is_some();
            Ok(match (lasting().all(known), lasting().any(known)) {
                (true, _) => Known::Whole,
                (_, true) => Known::InPart,
                _ => Known::Not,
            })
        };
        Self::told(pack, module, about, known(pack, in_force)?, [&[beside.covers], &[]])
    }

    fn told(
        pack: &RulePack,
        module: &str,
        about: &About,
        (known, known_in_part): (Vec<Days>, Vec<Days>),
        [covers, lacks]: [&[&str]; 2],
    ) -> Result<Self> {
        let (month, day) = about.year_begins;
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Ok(Self {
            country: pack.jurisdiction().to_owned(),
            name: about.name.to_owned(),
            module: module.to_owned(),
            pack: pack.id().to_owned(),
            revision: pack.revision().to_owned(),
            currency: pack.currency(),
            years: years(&known, FiscalYear::beginning(month, day)?)?,
            known,
            known_in_part,
            editions: editions(pack),
            parts: parts(pack),
            sources: pack.sources().to_vec(),
            covers: texts(covers),
            not_covered: texts(lacks),
        })
    }
}

/// How far a day is known.
enum Known {
    Whole,
    InPart,
    Not,
}

/// The days on which something begins to be in force or has just ceased to be, in order.
fn boundaries(pack: &RulePack) -> BTreeSet<NaiveDate> {
    let ended = |value: &Stated<'_>| value.until.and_then(|until| until.succ_opt());
    pack.stated().flat_map(|value| [Some(value.since), ended(&value)]).flatten().collect()
}

/// The stretches of days that are known whole and in part. Between two boundaries nothing changes, so one day speaks for
/// all of them.
fn known(pack: &RulePack, known: impl Fn(NaiveDate) -> Result<Known>) -> Result<(Vec<Days>, Vec<Days>)> {
    let boundaries: Vec<NaiveDate> = boundaries(pack).into_iter().collect();
    let (mut whole, mut in_part) = (Vec::new(), Vec::new());
    for (index, since) in boundaries.iter().enumerate() {
        let until = boundaries.get(index + 1).and_then(NaiveDate::pred_opt);
        let days = Days { since: *since, until };
        match known(*since)? {
            Known::Whole => whole.push(days),
            Known::InPart => in_part.push(days),
            Known::Not => {}
        }
    }
    Ok((merged(whole), merged(in_part)))
}

/// Adjoining and overlapping stretches as one.
fn merged(mut stretches: Vec<Days>) -> Vec<Days> {
    stretches.sort();
    let mut all: Vec<Days> = Vec::new();
    for next in stretches {
        match all.last_mut() {
            Some(last)
                if last.until.is_none_or(|until| until.succ_opt().is_none_or(|day| next.since <= day)) =>
            {
                last.until = last.until.zip(next.until).map(|(a, b)| a.max(b));
            }
            _ => all.push(next),
        }
    }
    all
}

fn years(known: &[Days], fiscal: FiscalYear) -> Result<Vec<String>> {
    let mut years = Vec::new();
    for days in known {
        let mut day = days.since;
        loop {
            let year = fiscal.containing(day)?;
            let label = fiscal.label(day)?;
            let from = (day != year.first()).then(|| format!("from {day}"));
            let Some(until) = days.until else {
                years.push(from.map_or_else(|| format!("{label} on"), |from| format!("{label} on ({from})")));
                break;
            };
            let to = (until < year.last()).then(|| format!("to {until}"));
            let part: Vec<String> = from.into_iter().chain(to).collect();
            years.push(if part.is_empty() { label } else { format!("{label} ({})", part.join(" ")) });
            match year.last().succ_opt() {
                Some(next) if next <= until => day = next,
                _ => break,
            }
        }
    }
    Ok(years)
}

fn editions(pack: &RulePack) -> Vec<Edition> {
    let edition = |source: &Source| {
        let cites = |value: &Stated<'_>| value.sources().any(|cited| cited.key == source.key);
        let stretches = pack.stated().filter(cites);
        Some(Edition {
            title: source.title.clone(),
            edition: source.edition.clone()?,
            standing: source.standing,
            days: merged(stretches.map(|value| Days { since: value.since, until: value.until }).collect()),
        })
    };
    let mut editions: Vec<Edition> = pack.sources().iter().filter_map(edition).collect();
    editions.sort_by_key(|edition| edition.days.first().copied());
    editions
}

fn parts(pack: &RulePack) -> Vec<Part> {
    let mut parts: BTreeMap<&str, (usize, usize, BTreeSet<&str>)> = BTreeMap::new();
    for value in pack.stated() {
        let word = value.key.split('.').next().unwrap_or(value.key);
        let (official, secondary, sources) = parts.entry(word).or_default();
        *match value.standing() {
            Standing::Official => official,
            Standing::Secondary => secondary,
        } += 1;
        sources.extend(value.sources().map(|source| source.key.as_str()));
    }
    let in_order = |cited: &BTreeSet<&str>| {
        let listed = pack.sources().iter().map(|source| source.key.as_str());
        listed.filter(|key| cited.contains(key)).map(str::to_owned).collect()
    };
    let part = |(part, (official, secondary, sources)): (&str, (usize, usize, BTreeSet<&str>))| Part {
        part: part.to_owned(),
        official,
        secondary,
        sources: in_order(&sources),
    };
    parts.into_iter().map(part).collect()
}

/// The table of what is supported, in Markdown: a row for each pack.
pub fn table(supported: &[Supported]) -> String {
    let mut text = String::from(
        "| country | tax years | editions | pack | figures: official, secondary | covers | not covered |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for row in supported {
        let editions = if row.editions.is_empty() { "–".to_owned() } else { row.routines().join("; ") };
        let (official, secondary) = row.standing();
        let cells = [
            format!("{} ({})", row.name, row.country),
            row.span(),
            editions,
            format!("`{}` {}", row.pack, row.revision),
            format!("{official}, {secondary}"),
            row.covers.join("; "),
            row.not_covered.join("; "),
        ];
        for cell in cells {
            text.push_str("| ");
            // A bar would end the cell.
            text.push_str(&cell.replace('|', "\\|"));
            text.push(' ');
        }
        text.push_str("|\n");
    }
    text
}

impl Edition {
    /// The routine's name: its title up to what follows the authority and the name, such as the edition.
    fn routine(&self) -> String {
        match self.title.split_once(", ") {
            Some((authority, rest)) => {
                let end = rest.find([',', '(']).unwrap_or(rest.len());
                format!("{authority}, {}", rest.get(..end).unwrap_or(rest).trim_end())
            }
            None => self.title.clone(),
        }
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.routine(), self.edition)
    }
}
