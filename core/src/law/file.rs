//! The TOML of a rule pack, as it is written: unknown keys are refused, numbers are text, dates are dates.

use super::{Band, Beginning, Gap, Source};
use crate::error::exact;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeMap;

/// A whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub id: String,
    pub revision: String,
    pub jurisdiction: String,
    pub currency: String,
    pub source: Vec<Source>,
    #[serde(default)]
    pub gap: Vec<Untold>,
    #[serde(default)]
    pub amount: BTreeMap<String, Parameter<AmountOn>>,
    #[serde(default)]
    pub rate: BTreeMap<String, Parameter<RateOn>>,
    #[serde(default)]
    pub scale: BTreeMap<String, Parameter<ScaleOn>>,
}

/// A gap, its days written as TOML writes days.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Untold {
    #[serde(deserialize_with = "day")]
    since: NaiveDate,
    #[serde(deserialize_with = "day")]
    until: NaiveDate,
    #[serde(default)]
    keys: Vec<String>,
    why: String,
}

impl From<Untold> for Gap {
    fn from(Untold { since, until, keys, why }: Untold) -> Self {
        Self { since, until, keys, why }
    }
}

/// A parameter with its dated values.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parameter<V> {
    pub source: String,
    /// What a scale's thresholds are of: a year, a month.
    #[serde(default)]
    pub per: Option<String>,
    pub values: Vec<V>,
}

/// What every dated value has: its days and its source. Its first day stands under one of three names.
pub(super) struct Dates {
    since: Option<NaiveDate>,
    known_from: Option<NaiveDate>,
    seen_on: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub source: Option<String>,
}

impl Dates {
    /// The first day and what it tells; None when there is not exactly one.
    pub fn begin(&self) -> Option<(NaiveDate, Beginning)> {
        match (self.since, self.known_from, self.seen_on) {
            (Some(day), None, None) => Some((day, Beginning::Since)),
            (None, Some(day), None) => Some((day, Beginning::KnownFrom)),
            (None, None, Some(day)) => Some((day, Beginning::SeenOn)),
            _ => None,
        }
    }
}

pub(super) trait Dated {
    type Value;
    fn parts(self) -> (Dates, Self::Value);
}

macro_rules! dated {
    ($name:ident, $field:ident: $kind:ty, $($with:meta)?) => {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            #[serde(default, deserialize_with = "day_option")]
            since: Option<NaiveDate>,
            #[serde(default, deserialize_with = "day_option")]
            known_from: Option<NaiveDate>,
            #[serde(default, deserialize_with = "day_option")]
            seen_on: Option<NaiveDate>,
            #[serde(default, deserialize_with = "day_option")]
            until: Option<NaiveDate>,
            #[serde(default)]
            source: Option<String>,
            $(#[$with])?
            $field: $kind,
        }

        impl Dated for $name {
            type Value = $kind;
            fn parts(self) -> (Dates, $kind) {
                let Self { since, known_from, seen_on, until, source, $field } = self;
                (Dates { since, known_from, seen_on, until, source }, $field)
            }
        }
    };
}

dated!(AmountOn, amount: Decimal, serde(with = "exact::text"));
dated!(RateOn, rate: Decimal, serde(with = "exact::text"));
dated!(ScaleOn, bands: Vec<Band>,);

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    let written = toml::value::Datetime::deserialize(deserializer)?;
    match (written.date, written.time, written.offset) {
        (Some(date), None, None) => {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
                .ok_or_else(|| de::Error::custom(format!("there is no day {written}")))
        }
        _ => Err(de::Error::custom(format!("`{written}` is not a day: write it as 2026-04-06"))),
    }
}

/// A day as TOML writes it, where there may be none.
pub(crate) fn day_option<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    day(deserializer).map(Some)
}
