//! Return packs: which rows a box takes.

use super::line::{Side, Supplied, TaxLine};
use crate::{
    error::{Code, Error, Result},
    law::{Source, Standing},
    money::{Currency, Rounding},
    tax::sales::{Category, Scheme, Territory},
};
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, de};

/// What a box adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// What the tax is on.
    Base,
    /// The tax.
    Tax,
}

/// Where something lies, seen from the state in which the return is filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    /// In that state.
    Home,
    /// Elsewhere.
    Abroad,
}

impl Where {
    fn is(self, line: &TaxLine, place: Territory) -> bool {
        (self == Self::Home) == (place.country() == line.home.country())
    }
}

/// Which rows a box takes: those for which all that is given holds. What is left out is not asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Takes {
    /// Sold or bought.
    pub side: Side,
    /// Of these categories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Category>,
    /// Goods or services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplied: Option<Supplied>,
    /// Where it is taxed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Where>,
    /// Where the other party is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterparty: Option<Where>,
    /// Where goods set out from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Territory>,
    /// Declared in this scheme. Rows of a scheme are taken only where this is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    /// Triangular trade or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triangular: Option<bool>,
    /// Taken with the opposite sign.
    #[serde(default)]
    pub negative: bool,
}

impl Takes {
    /// Whether a row is taken.
    pub fn takes(&self, line: &TaxLine) -> bool {
        self.side == line.side
            && self.scheme == line.scheme
            && (self.categories.is_empty() || self.categories.contains(&line.category))
            && self.supplied.is_none_or(|supplied| supplied == line.supplied)
            && self.place.is_none_or(|place| place.is(line, line.place))
            && self.counterparty.is_none_or(|place| place.is(line, line.other()))
            && self.from.is_none_or(|from| from == line.from.unwrap_or(line.home))
            && self.triangular.is_none_or(|triangular| triangular == line.triangular)
    }
}

/// A box of a return: a sum of rows, or of other boxes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnBox {
    /// Its number on the form.
    pub number: String,
    /// What the form calls it.
    pub title: String,
    /// What it adds up of the rows that it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Figure>,
    /// The rows: those that any of these takes, once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub takes: Vec<Takes>,
    /// The boxes before it that it adds up; one that is written with `-` before it is taken off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sum: Vec<String>,
    /// Without its sign.
    #[serde(default)]
    pub absolute: bool,
    /// How it is rounded; not at all when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
    /// Where it stands: key of a source, and section.
    pub source: String,
}

/// By what a return lists its boxes apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// The other party's VAT number; a row without one is a problem.
    CounterpartyNumber,
    /// The place of supply.
    Place,
    /// Where goods set out from.
    From,
    /// The rate.
    Rate,
}

/// A return as data: its boxes, when it is in force, where it stands. In TOML, as rule packs are: unknown keys are refused, a
/// figure without its source too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnPack {
    /// Its id, such as `gb.vat`.
    pub id: String,
    /// The edition.
    pub revision: String,
    /// What it is.
    pub title: String,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The first day of a period that it is for.
    #[serde(deserialize_with = "day")]
    pub since: NaiveDate,
    /// The last day of a period that it is for, when one is known.
    #[serde(default, deserialize_with = "day_option", skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// By what its boxes are listed apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub group_by: Vec<GroupBy>,
    /// The documents that it cites.
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
    /// The boxes, in the order of the form.
    #[serde(rename = "box")]
    pub boxes: Vec<ReturnBox>,
}

/// A day as TOML writes it, or as text where the pack travels as a document.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Day(NaiveDate),
        Toml(toml::value::Datetime),
    }
    match Written::deserialize(deserializer)? {
        Written::Day(day) => Ok(day),
        Written::Toml(written) => written
            .date
            .filter(|_| written.time.is_none() && written.offset.is_none())
            .and_then(|date| NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()))
            .ok_or_else(|| de::Error::custom(format!("`{written}` is not a day: write it as 2026-04-06"))),
    }
}

fn day_option<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    day(deserializer).map(Some)
}

const EMBEDDED: &[(&str, &str)] = &[
    ("eu.import_one_stop_shop", include_str!("../../../law/returns/eu-import-one-stop-shop.toml")),
    ("eu.one_stop_shop", include_str!("../../../law/returns/eu-one-stop-shop.toml")),
    ("eu.recapitulative", include_str!("../../../law/returns/eu-recapitulative.toml")),
    ("gb.vat", include_str!("../../../law/returns/gb-vat.toml")),
    ("gb.vat.2020", include_str!("../../../law/returns/gb-vat-2020.toml")),
];

impl ReturnPack {
    /// Reads a pack.
    ///
    /// # Errors
    /// `tax.return_pack_invalid`, naming the box: malformed TOML, an unknown key, a number given twice, a box that neither
    /// takes rows nor adds up boxes or does both, a sum of a box that does not come before it, a source that is not listed.
    pub fn parse(text: &str) -> Result<Self> {
        let pack: Self = toml::from_str(text).map_err(|error| {
            let message = format!("the return pack cannot be read: {}", error.message());
            Error::new(Code::TaxReturnPackInvalid, "pack", "", message)
        })?;
        pack.check()?;
        Ok(pack)
    }

    /// The pack of that id which came with this version. It is read anew: keep it.
    ///
    /// # Errors
    /// `law.unsupported` when there is none, naming those that there are.
    pub fn embedded(id: &str) -> Result<Self> {
        if let Some((_, text)) = EMBEDDED.iter().find(|(known, _)| *known == id) {
            return Self::parse(text);
        }
        let known: Vec<&str> = Self::embedded_ids().collect();
        let message = format!("no return pack `{id}` is embedded; there are {}", known.join(", "));
        Err(Error::new(Code::LawUnsupported, "pack", id, message))
    }

    /// The ids of the embedded packs.
    pub fn embedded_ids() -> impl Iterator<Item = &'static str> {
        EMBEDDED.iter().map(|(id, _)| *id)
    }

    /// The source of a box: document and section.
    pub fn cited(&self, of: &ReturnBox) -> String {
        let cite = |one: &str| {
            let one = one.trim();
            let (key, section) = one.split_at(one.find([',', ' ']).unwrap_or(one.len()));
            let source = self.sources.iter().find(|source| source.key == key);
            let title = source.map_or(key, |source| source.title.as_str());
            let secondary = source.is_some_and(|source| source.standing == Standing::Secondary);
            format!("{title}{section}{}", if secondary { " (secondary source)" } else { "" })
        };
        of.source.split(';').map(cite).collect::<Vec<_>>().join("; ")
    }

    pub(super) fn check(&self) -> Result<()> {
        let mut seen: Vec<&str> = Vec::with_capacity(self.boxes.len());
        for one in &self.boxes {
            let invalid = |why: &str| {
                let message = format!("box {} of the return pack `{}`: {why}", one.number, self.id);
                Err(Error::new(Code::TaxReturnPackInvalid, format!("box.{}", one.number), "", message))
            };
            if seen.contains(&one.number.as_str()) {
                return invalid("its number is given twice");
            }
            match (one.of, one.takes.is_empty(), one.sum.is_empty()) {
                (Some(_), false, true) | (None, true, false) => {}
                _ => return invalid("it takes rows (of, takes) or adds up boxes (sum), one of both"),
            }
            if one.sum.iter().any(|term| !seen.contains(&term.trim_start_matches('-'))) {
                return invalid("it adds up a box that does not come before it");
            }
            let listed = |cited: &str| {
                let key = cited.trim().split([',', ' ']).next().unwrap_or_default();
                self.sources.iter().any(|source| source.key == key)
            };
            if !one.source.split(';').all(listed) {
                return invalid("it cites no source that is listed");
            }
            seen.push(&one.number);
        }
        if self.boxes.is_empty() {
            let message = format!("the return pack `{}` has no boxes", self.id);
            return Err(Error::new(Code::TaxReturnPackInvalid, "box", "", message));
        }
        Ok(())
    }
}
