//! Wall-clock times in JSON: `20:00` and `2026-11-02T18:00`, whole minutes only.

use chrono::{NaiveDateTime, NaiveTime, Timelike};
use serde::{Deserialize, Deserializer, Serializer, de};

const MOMENT: &str = "%Y-%m-%dT%H:%M";
const TIME: &str = "%H:%M";

fn read_moment<E: de::Error>(text: &str) -> Result<NaiveDateTime, E> {
    let read = NaiveDateTime::parse_from_str(text, MOMENT)
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S"));
    read.ok().filter(|moment| moment.second() == 0).ok_or_else(|| {
        E::custom(format!("`{text}` is not a time: write day and minute, such as 2026-11-02T18:00"))
    })
}

/// A day and a time.
pub mod moment {
    use super::*;

    pub fn serialize<S: Serializer>(moment: &NaiveDateTime, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&moment.format(MOMENT))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDateTime, D::Error> {
        read_moment(&String::deserialize(deserializer)?)
    }
}

/// A day and a time that may be absent.
pub mod moment_option {
    use super::*;

    #[allow(clippy::ref_option, reason = "serde calls it so")]
    pub fn serialize<S: Serializer>(
        moment: &Option<NaiveDateTime>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match moment {
            Some(moment) => moment::serialize(moment, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<NaiveDateTime>, D::Error> {
        Option::<String>::deserialize(deserializer)?.map(|text| read_moment(&text)).transpose()
    }
}

/// A time of day.
pub mod time {
    use super::*;

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    pub fn serialize<S: Serializer>(time: &NaiveTime, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&time.format(TIME))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
        let text = String::deserialize(deserializer)?;
        NaiveTime::parse_from_str(&text, TIME).map_err(|_| {
            de::Error::custom(format!(
                "`{text}` is not a time of day: write hours and minutes, such as 20:00"
            ))
        })
    }
}
