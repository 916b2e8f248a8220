//! What holds of every jurisdiction: what is told of them, and what two packs make of the same people.

mod compare;
mod supported;

use crate::{calendar::parse_date, law::RulePack};
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    parse_date("day", text).unwrap()
}

fn pack(id: &str) -> RulePack {
    RulePack::embedded(id).unwrap()
}

/// The pack's text with one place of it changed.
fn edited(pack: &RulePack, old: &str, new: &str) -> RulePack {
    assert_eq!(pack.text().matches(old).count(), 1, "{old}");
    RulePack::parse(&pack.text().replace(old, new)).unwrap()
}
